package api

import (
	"context"
	"fmt"
	"maps"
	"net/mail"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// body is a JSON object.
type body = map[string]any

// story is a fund that begins empty and the people who make it work, each signed in over HTTP.
type story struct {
	*fixture
	pass    func(time.Duration) // lets time go by
	today   func() models.Date
	clara   *client // an administrator
	david   *client // the second person
	auditor *client
	dili    *client // the foreign ministry of Timor-Leste
	people  map[string]*client
	ids     map[string]string // of the observers
	emails  map[*client]string
}

// newStory opens an empty fund on 21 November 2026: the first administrator comes by the one-time link that the program
// prints, and creates the other accounts.
func newStory(h *fixture) *story {
	h.Helper()
	s := &story{fixture: h, people: map[string]*client{}, ids: map[string]string{}, emails: map[*client]string{}}
	s.pass = h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	s.today = func() models.Date { return h.db.Now().Day() }
	tokens, err := handlers.FirstAdministrators(context.Background(), h.db, []*mail.Address{
		{Name: "Administrator", Address: "clara@fund.example"}, {Name: "David", Address: "david@fund.example"}})
	if err != nil || len(tokens) != 2 {
		h.Fatalf("no first administrators: %v %v", tokens, err)
	}
	s.clara, s.david = s.enter(tokens["clara@fund.example"]), s.opened(tokens["david@fund.example"])
	s.emails[s.clara], s.emails[s.david] = "clara@fund.example", "david@fund.example"
	h.another = func(asker *client) *client {
		if asker.cookie.Value == s.clara.cookie.Value {
			return s.david
		}
		return s.clara
	}
	s.auditor = s.invite(body{"email": "auditor@audit.example", "name": "Auditor", "role": "auditor"})
	s.dili = s.invite(body{"email": "protocol@mfa.example", "name": "Protocol, Dili", "role": "state", "state": "TL"})
	return s
}

// enter uses a one-time link and sets a password, as people do.
func (s *story) enter(token string) *client {
	s.Helper()
	out := s.nobody().must("POST", "/session/link", body{"token": token, "password": string(password)})
	c := s.nobody()
	c.cookie = out.cookie
	return c
}

// invite creates an account and opens it as its owner would, but that nobody waits for a password to be hashed.
func (s *story) invite(account body) *client {
	s.Helper()
	token := s.clara.must("POST", "/accounts", account).text("link.token")
	if token == "" { // of an administrator or a state
		token = s.link(account["email"].(string))
	}
	return s.opened(token)
}

// link is a one-time link into the account with an address, as the operator's command prints it for its owner.
func (s *story) link(email string) (token string) {
	s.Helper()
	token, err := handlers.AccountLink(s.Context(), s.db, email)
	if err != nil {
		s.Fatal(err)
	}
	return token
}

// opened is the client of an account whose owner has opened it by its link.
func (s *story) opened(token string) *client {
	s.Helper()
	hash, err := hashed()
	if err != nil {
		s.Fatal(err)
	}
	var owner models.Account
	s.write(func(actor models.Actor) (err error) {
		link, found, err := models.LinkOf(actor.DB, token, actor.Now)
		if err != nil {
			return err
		}
		owner, actor.By = found, found
		return link.Use(actor, &owner, hash)
	})
	c := s.as(owner)
	s.emails[c] = owner.Email
	return c
}

// later lets days go by, after which everybody is signed in again; nobody waits for a password to be hashed.
func (s *story) later(days int) {
	s.Helper()
	s.pass(time.Duration(days) * 24 * time.Hour)
	for c, email := range s.emails {
		account, _, err := models.AccountOf(s.db.Query(s.Context()), email)
		if err != nil {
			s.Fatal(err)
		}
		c.cookie = s.as(account).cookie
	}
}

// pdf is a document that looks like one.
func pdf(words string) []byte {
	return []byte("%PDF-1.4\n% " + words + "\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

// upload hands in a document and returns its id.
func (c *client) upload(words string) string {
	c.house.Helper()
	return c.with("Content-Type", "application/pdf").must("POST", "/files?name=document.pdf", pdf(words)).text("id")
}

// passports counts those that were made up: each is of another person.
var passports atomic.Int64

// nominee is what is said of somebody who is nominated.
func (s *story) nominee(name, nationality string) body {
	return body{
		"passportName": strings.ToUpper(name), "preferredName": name, "gender": "woman", "nationalities": []string{nationality},
		"nominatedBy": "ID", "noticeHours": 48, "functions": []string{"sto", "lto"},
		"languages":         []body{{"language": "en", "level": "C1"}, {"language": "pt", "level": "B2"}},
		"passportExpiresOn": s.today().PlusMonths(60),
		"private": body{"passportNumber": fmt.Sprintf("X%07d", passports.Add(1)), "passportState": nationality, "email": "private@observer.example",
			"phone": "+62 811 555 000", "emergencyName": "Ibu Sari", "emergencyPhone": "+62 811 555 001", "medicalClearedThrough": s.today().PlusMonths(12)},
	}
}

// observer nominates and admits somebody, and opens their account.
func (s *story) observer(name, nationality string) *client {
	s.Helper()
	id := s.clara.must("POST", "/observers", s.nominee(name, nationality)).text("id")
	s.david.must("POST", "/observers/"+id+"/admit", body{"reason": "There is a seat."}) // somebody may wait longer
	s.ids[name] = id
	s.people[name] = s.invite(body{"email": strings.ToLower(name) + "@observer.example", "name": name, "role": "observer", "observerId": id})
	return s.people[name]
}

// trained logs a training with its certificate, which the second person verifies.
func (s *story) trained(name string, training body) {
	s.Helper()
	claim := body{"organiser": "UN", "title": fmt.Sprint("A training: ", training["kind"]), "place": "online", "startsOn": s.today().Plus(-20), "until": s.today().Plus(-15),
		"certificateNumber": models.NewID(), "evidenceId": s.people[name].upload(fmt.Sprint(name, training))}
	maps.Copy(claim, training)
	id := s.people[name].must("POST", "/trainings", claim).text("id")
	s.david.must("POST", "/trainings/"+id+"/verify", body{})
}

// ready is an observer who could leave tomorrow as a short-term observer.
func (s *story) ready(name, nationality string) *client {
	s.Helper()
	c := s.observer(name, nationality)
	s.trained(name, body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE"})
	s.trained(name, body{"kind": "course", "function": "sto", "title": "Short-term observation", "expiresOn": s.today().PlusMonths(30)})
	c.must("POST", "/observers/"+s.ids[name]+"/availability", body{"kind": "available", "startsOn": s.today(), "until": s.today().Plus(300)})
	return c
}

// money brings a contribution onto a line of a window, and returns the line.
func (s *story) money(contributor, window string, amount int) string {
	s.Helper()
	c := s.clara.must("POST", "/contributions", body{"contributor": contributor, "title": contributor + " 2026", "amount": amount, "currency": "USD",
		"pledgedOn": s.today()}).text("id")
	s.clara.must("POST", "/contributions/"+c+"/receipts", body{"receivedOn": s.today(), "amount": amount, "bankReference": contributor + window})
	line := s.clara.must("POST", "/lines", body{"title": contributor + " " + window, "window": window, "budget": amount}).text("id")
	s.clara.must("POST", "/lines/"+line+"/allocate", body{"contributionId": c, "amount": amount})
	return line
}

// invitation is a complete draft of Timor-Leste with one request under it; it returns both ids.
func (s *story) invitation(polling models.Date) (invitation, request string) {
	s.Helper()
	var answers []body
	for n := range 20 {
		answers = append(answers, body{"guarantee": fmt.Sprintf("G%d", n+1), "answer": "guaranteed", "note": ""})
	}
	invitation = s.dili.must("POST", "/invitations", body{
		"authority": "foreign_ministry", "authorityName": "Ministry of Foreign Affairs", "signatory": "The Minister", "office": "Minister",
		"contactName": "Protocol", "contactEmail": "protocol@mfa.example", "letterId": s.dili.upload("invitation " + polling.String()),
		"signedOn": s.today().Plus(-1), "startsOn": s.today(), "until": polling.Plus(60), "answers": answers,
	}).text("id")
	request = s.dili.must("POST", "/invitations/"+invitation+"/requests", body{
		"election": "presidential", "title": "Presidential election", "zone": "Asia/Dili", "format": "full",
		"rounds": []body{{"startsOn": polling, "until": polling.Plus(1)}}, "regions": []string{"Dili", "Baucau"}, "languages": []string{"pt"},
	}).text("id")
	return invitation, request
}

// findings are the same finding of every guarantee.
func findings(of string) body {
	var all []body
	for n := range 20 {
		all = append(all, body{"guarantee": fmt.Sprintf("G%d", n+1), "finding": of, "evidence": "The law, and what three offices say."})
	}
	return body{"findings": all}
}

// inForce brings an invitation into force and approves what is asked under it.
func (s *story) inForce(polling models.Date) (invitation, request string) {
	s.Helper()
	return s.inForceFor(polling, "full")
}

// inForceFor is inForce for a mission of a format that is still feasible.
func (s *story) inForceFor(polling models.Date, format string) (invitation, request string) {
	s.Helper()
	invitation, request = s.invitation(polling)
	s.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
	s.clara.must("POST", "/invitations/"+invitation+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
	s.clara.must("POST", "/invitations/"+invitation+"/assess", findings("met"))
	s.david.must("POST", "/invitations/"+invitation+"/accept", nil)
	s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": format})
	return invitation, request
}

// staffing plans a deployment with so many short-term places, funds it from a line and begins to offer seats.
func (s *story) staffing(request, line string, places int) (deployment, seat string) {
	s.Helper()
	out := s.clara.must("POST", "/deployments", body{"requestId": request, "language": "en",
		"seats": []body{{"function": "sto", "places": places, "cost": 430_000}}})
	deployment, seat = out.text("id"), out.text("seats.0.id")
	s.david.must("POST", "/deployments/"+deployment+"/fund", body{"draws": []body{{"lineId": line, "amount": places * 430_000}}})
	s.clara.must("POST", "/deployments/"+deployment+"/staff", nil)
	return deployment, seat
}

// signed is what an observer signs to accept.
var signed = body{"pledgeId": "pledge-2026-1", "declarationId": "declaration-2026-1"}

// TestStory goes from an empty database to a closed deployment, with every role doing its part.
func TestStory(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)

		// Contributors pay in. A pledge is no money; a host's money will not pay for its own mission.
		s.clara.must("POST", "/contributions", body{"contributor": "IN", "title": "India 2026", "amount": 30_000_000, "currency": "USD", "pledgedOn": s.today()})
		line := s.money("AU", "deployment", 2_000_000)
		courses := s.money("JP", "training", 500_000)
		own := s.money("TL", "deployment", 2_000_000)
		figures := s.auditor.must("GET", "/fund", nil)
		if figures.at("received") != 4_500_000.0 || figures.at("pledged") != 34_500_000.0 {
			t.Errorf("the fund is %s", figures.body)
		}

		// Observers take seats, log training that somebody else verifies, and say when they are free.
		siti := s.ready("Siti", "ID")
		s.ready("Anna", "PH")
		s.ready("Joao", "TL") // may never observe at home
		budi := s.observer("Budi", "ID")
		claim := budi.must("POST", "/trainings", body{"organiser": "UN", "body": "UNDSS", "kind": "security_awareness", "title": "BSAFE",
			"startsOn": s.today().Plus(-3), "until": s.today().Plus(-2), "evidenceId": budi.upload("bsafe")}).text("id")
		s.clara.request("POST", "/trainings/"+claim+"/verify", body{}).is(t, 403, refusal.SecondPerson) // she nominated him
		s.david.must("POST", "/trainings/"+claim+"/verify", body{})
		if not := budi.must("GET", "/observers/"+s.ids["Budi"]+"/readiness?function=sto", nil); not.at("ready") != false {
			t.Errorf("Budi is ready without a course: %s", not.body)
		}

		// Budi asks for a place in a UN course, is endorsed with money, taken, and completes it.
		course := s.clara.must("POST", "/opportunities", body{"title": "Short-term observation", "organiser": "UN", "body": "UNDP", "kind": "course",
			"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(20), "until": s.today().Plus(24), "places": 2,
			"deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 200_000}).text("id")
		s.clara.must("POST", "/opportunities/"+course+"/open", nil)
		place := budi.must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I have verified elections in Java for ten years."}).text("id")
		budi.request("POST", "/training-requests", body{"opportunityId": course, "motivation": "And I ask a second time, to be quite sure."}).is(t, 409, nil)
		s.clara.must("POST", "/training-requests/"+place+"/endorse", body{"draws": []body{{"lineId": courses, "amount": 200_000}}})
		s.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": s.clara.upload("letter of acceptance")})
		budi.request("POST", "/training-requests/"+place+"/complete", body{"evidenceId": budi.upload("too early")}).is(t, 409, nil)

		// Timor-Leste invites. Nobody but the state can; nobody who checks can also accept.
		polling := s.today().Plus(113)
		invitation, request := s.invitation(polling)
		s.clara.request("POST", "/invitations", body{}).is(t, 403, refusal.Forbidden)
		s.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
		s.clara.request("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": "full"}).is(t, 409, refusal.NoConsent)
		s.clara.must("POST", "/invitations/"+invitation+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		s.clara.request("POST", "/invitations/"+invitation+"/accept", nil).is(t, 403, refusal.SecondPerson)
		s.david.request("POST", "/invitations/"+invitation+"/accept", nil).is(t, 409, refusal.GuaranteeNotFound)
		s.clara.must("POST", "/invitations/"+invitation+"/assess", findings("met"))
		s.david.must("POST", "/invitations/"+invitation+"/accept", nil)
		approved := s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": "full"})
		if approved.at("feasibility.days") != 113.0 {
			t.Errorf("feasibility is %s", approved.body)
		}

		// A mission is planned from election day and funded, but never with the host's money.
		plan := s.clara.must("POST", "/deployments", body{"requestId": request, "language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 430_000}}})
		deployment, seat := plan.text("id"), plan.text("seats.0.id")
		if plan.text("seats.0.startsOn") != polling.Plus(-7).String() || plan.text("seats.0.until") != polling.Plus(5).String() {
			t.Errorf("the dates are %s", plan.body)
		}
		s.david.request("POST", "/deployments/"+deployment+"/fund", body{"draws": []body{{"lineId": own, "amount": 860_000}}}).is(t, 409, refusal.HostMoney)
		s.david.must("POST", "/deployments/"+deployment+"/fund", body{"draws": []body{{"lineId": line, "amount": 860_000}}})
		s.clara.must("POST", "/deployments/"+deployment+"/staff", nil)

		// Seats are offered to who is qualified and free. A national of the host never is.
		candidates := s.clara.must("GET", "/deployments/"+deployment+"/candidates?seatId="+seat, nil)
		if candidates.at("items.0.ready") != true || candidates.at("items.3.ready") != false {
			t.Errorf("the candidates are %s", candidates.body)
		}
		offers := "/deployments/" + deployment + "/offers"
		s.clara.request("POST", offers, body{"seatId": seat, "observerId": s.ids["Joao"]}).is(t, 409, refusal.NotReady)
		first := s.clara.must("POST", offers, body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		second := s.clara.must("POST", offers, body{"seatId": seat, "observerId": s.ids["Anna"]}).text("id")
		siti.request("POST", "/assignments/"+first+"/accept", body{"pledgeId": "pledge-2026-1"}).is(t, 422, nil)
		siti.must("POST", "/assignments/"+first+"/accept", signed)
		s.clara.request("POST", "/deployments/"+deployment+"/confirm", body{}).is(t, 409, refusal.OffersOpen)

		// Anna lets her offer pass; Budi, who has his course by then, is next on the reserve.
		s.later(26)
		claimed := budi.must("POST", "/training-requests/"+place+"/complete", body{"evidenceId": budi.upload("certificate")}).text("training.id")
		s.david.must("POST", "/trainings/"+claimed+"/verify", body{"expiresOn": s.today().PlusMonths(36)})
		budi.must("POST", "/observers/"+s.ids["Budi"]+"/availability", body{"kind": "available", "startsOn": s.today(), "until": s.today().Plus(200)})
		s.clara.must("PUT", "/deployments/"+deployment+"/reserve", body{"seatId": seat, "observers": []string{s.ids["Budi"]}})
		if err := handlers.Clock(context.Background(), h.db); err != nil {
			t.Fatal(err)
		}
		if gone := s.people["Anna"].must("GET", "/assignments/"+second, nil); gone.text("status") != "expired" {
			t.Errorf("the offer is %s", gone.body)
		}
		third := budi.must("GET", "/waiting", nil).text("items.0.subject.id")
		budi.must("POST", "/assignments/"+third+"/accept", signed)

		// The team is confirmed with its money; the host sees who comes, and only that.
		s.clara.must("POST", "/deployments/"+deployment+"/confirm", body{})
		list := s.dili.must("GET", "/deployments/"+deployment+"/accreditation", nil)
		if list.text("items.0.name") != "BUDI" && list.text("items.0.name") != "SITI" || strings.Contains(string(list.body), "medical") {
			t.Errorf("the accreditation list is %s", list.body)
		}
		s.dili.request("GET", "/observers", nil).is(t, 403, refusal.Forbidden)

		// They go, come home, and are evaluated; one replies.
		s.clara.request("POST", "/deployments/"+deployment+"/field", nil).is(t, 409, refusal.TooEarly)
		s.later(80)
		for _, name := range []string{"Siti", "Budi"} {
			s.people[name].must("POST", "/observers/"+s.ids[name]+"/availability/confirm", nil)
		}
		s.clara.must("POST", "/deployments/"+deployment+"/field", nil)
		s.clara.request("POST", "/deployments/"+deployment+"/report", nil).is(t, 409, refusal.TooEarly)
		s.later(12)
		s.clara.must("POST", "/deployments/"+deployment+"/report", nil)
		s.clara.request("POST", "/deployments/"+deployment+"/close", nil).is(t, 409, refusal.EvaluationsMissing)
		siti.request("POST", "/assignments/"+first+"/reply", body{"reply": "To what?"}).is(t, 409, refusal.NoEvaluation)
		if seen := siti.must("GET", "/assignments/"+first, nil); fmt.Sprint(seen.at("can")) != "[]" {
			t.Errorf("before the evaluation there is %v", seen.at("can"))
		}
		for _, id := range []string{first, third} {
			s.clara.must("POST", "/assignments/"+id+"/evaluate", body{"rating": "good", "body": "Calm, exact and always on time."})
		}
		// Each is offered what is open to them only: a reply once there is an evaluation, and once.
		can := func(who *client, action string) bool {
			return strings.Contains(fmt.Sprint(who.must("GET", "/assignments/"+first, nil).at("can")), action)
		}
		if !can(siti, "assignments.reply") || !can(s.clara, "assignments.evaluate") {
			t.Error("an evaluation cannot be answered, or no longer changed")
		}
		siti.must("POST", "/assignments/"+first+"/reply", body{"reply": "Thank you. The roads were the hard part."})
		siti.request("POST", "/assignments/"+first+"/reply", body{"reply": "One more thing."}).is(t, 409, refusal.EvaluationFinal)
		if can(siti, "assignments.reply") {
			t.Error("a second reply to the same evaluation is offered")
		}
		// A mistake in it can be corrected, and is then replied to anew; the reply there was stays beside it.
		if again := s.clara.must("POST", "/assignments/"+first+"/evaluate", body{"rating": "outstanding", "body": "The roads were as bad as she says."}); again.at("evaluation.reply") == nil {
			t.Errorf("the reply is gone: %s", again.body)
		}
		siti.must("POST", "/assignments/"+first+"/reply", body{"reply": "That is right."})

		// Two people pay, and the rest goes back where it came from.
		commitment := s.clara.must("GET", "/deployments/"+deployment, nil).text("commitmentId")
		payment := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Timor Air", "purpose": "Fares", "amount": 280_000}).text("id")
		s.clara.request("POST", "/payments/"+payment+"/approve", nil).is(t, 403, refusal.SecondPerson)
		s.david.must("POST", "/payments/"+payment+"/approve", nil)
		s.clara.must("POST", "/payments/"+payment+"/refund", body{"amount": 30_000, "reason": "One fare was not used", "receivedOn": s.today(), "bankReference": "ANZ 77"})
		if closed := s.clara.must("POST", "/deployments/"+deployment+"/close", nil); closed.text("status") != "closed" {
			t.Errorf("the mission is %s", closed.body)
		}
		s.clara.must("POST", "/invitations/"+invitation+"/close", nil)

		// The auditor follows the money and proves the record.
		figures = s.auditor.must("GET", "/fund", nil)
		if figures.at("spent") != 450_000.0-200_000.0 {
			t.Errorf("spent is %v in %s", figures.at("spent"), figures.body)
		}
		if proof := s.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
		export, err := models.VerifyExport(strings.NewReader(string(s.auditor.must("GET", "/journal/export", nil).body)))
		if err != nil || !export.OK || export.Entries < 60 {
			t.Errorf("the export is %+v %v", export, err)
		}
		if fault := h.log.last(); fault != "" {
			t.Errorf("something failed on our side: %s", fault)
		}
	})
}
