package api

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// mailbox takes what is mailed.
type mailbox struct {
	lock    sync.Mutex
	letters []handlers.Letter
}

// Mail takes a letter.
func (m *mailbox) Mail(_ context.Context, l handlers.Letter) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.letters = append(m.letters, l)
	return nil
}

// mailed are the letters to an address that waited to be sent.
func (h *fixture) mailed(to string) (letters []handlers.Letter) {
	h.Helper()
	box := &mailbox{}
	post := handlers.Post{DB: h.db, Mailer: box, PublicURL: "https://fund.example", Log: slog.New(slog.NewTextHandler(h.Output(), nil))}
	if err := post.Send(h.Context()); err != nil {
		h.Fatal(err)
	}
	for _, l := range box.letters {
		if l.To.Address == to {
			letters = append(letters, l)
		}
	}
	return letters
}

var passAddress = regexp.MustCompile(`https://fund\.example/#/do/([A-Z2-7]+)`)

// token is that of the link which the one letter to an address carries.
func (h *fixture) token(to string) string {
	h.Helper()
	for _, l := range h.mailed(to) {
		if found := passAddress.FindStringSubmatch(l.Text); found != nil {
			return found[1]
		}
	}
	h.Fatalf("no link was mailed to %s", to)
	return ""
}

// offering is a story in which somebody is offered a seat: their assignment, and the link that is mailed to them.
func (s *story) offering(names ...string) (mission string, offers, tokens map[string]string) {
	s.Helper()
	polling := s.today().Plus(113)
	for _, name := range names {
		s.ready(name, "ID")
	}
	_, request := s.inForce(polling)
	deployment, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), len(names))
	offers, tokens = map[string]string{}, map[string]string{}
	for _, name := range names {
		offers[name] = s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
		tokens[name] = s.token(strings.ToLower(name) + "@observer.example")
	}
	return "/deployments/" + deployment, offers, tokens
}

// accepting is what the page behind a link sends when its holder accepts.
func accepting(token string) body {
	return body{"token": token, "action": models.AcceptAssignment, "body": signed}
}

// TestEveryPurposeDoesWhatItSays holds the table of what links do to the endpoints that there are.
func TestEveryPurposeDoesWhatItSays(t *testing.T) {
	t.Parallel()
	found := func(operation string) (Route, bool) {
		n := slices.IndexFunc(Routes, func(r Route) bool { return r.ID == operation })
		if n < 0 {
			return Route{}, false
		}
		return Routes[n], true
	}
	for purpose, use := range models.Purposes {
		if !slices.Contains(purpose.Values(), string(purpose)) {
			t.Errorf("%s is no purpose", purpose)
		}
		for kind, operation := range use.Read {
			if r, ok := found(operation); !ok || r.Method != http.MethodGet || strings.Count(r.Path, ":") != 1 || !slices.Contains(kind.Values(), string(kind)) {
				t.Errorf("%s reads %s by %s, which reads no one record", purpose, kind, operation)
			}
		}
		for action, operation := range use.Acts {
			r, ok := found(operation)
			if !ok || r.Action != action || r.work != writes || strings.Count(r.Path, ":") != 1 {
				t.Errorf("%s does %s by %s, which does something else", purpose, action, operation)
			}
			if _, two := models.TakesTwo[action]; two {
				t.Errorf("%s does %s, which takes two people", purpose, action)
			}
		}
	}
	for role, m := range allMailings() {
		if _, known := models.Purposes[m.Link]; m.Link != "" && !known {
			t.Errorf("a mail to %v carries a link for %s, which does nothing", role, m.Link)
		}
	}
}

func allMailings() map[string]models.Mailing {
	all := map[string]models.Mailing{}
	for action, roles := range models.Mailings {
		for role, m := range roles {
			all[string(action)+" to "+string(role)] = m
		}
	}
	return all
}

// TestAnOfferIsAnsweredByItsLink opens the link of a mail, which does nothing, presses, which does, and tries all that must not.
func TestAnOfferIsAnsweredByItsLink(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		_, offers, tokens := s.offering("Siti", "Anna", "Budi")
		nobody, token := h.nobody(), tokens["Siti"]
		before := h.entries()

		// Opening shows, however often, and changes nothing.
		for range 3 {
			shown := nobody.must("POST", "/passes/read", body{"token": token})
			if shown.text("purpose") != "answer_offer" || shown.text("name") != "Siti" || shown.text("record.id") != offers["Siti"] ||
				shown.text("record.status") != "offered" || shown.text("mission.title") == "" || shown.text("host.name") != "Timor-Leste" || shown.text("language.code") != "en" || len(shown.at("texts").([]any)) != 2 {
				t.Errorf("the link shows %s", shown.body)
			}
			if shown.cookie != nil {
				t.Error("opening a link signs somebody in")
			}
		}
		// One bit changed, an action that it does not do, pledges that are not signed, another's record.
		wrong := token[:len(token)-1] + string(rune('A'+(token[len(token)-1]-'A'+1)%26))
		nobody.request("POST", "/passes/read", body{"token": wrong}).is(t, 404, refusal.PassEnded)
		nobody.request("POST", "/passes/use", accepting(wrong)).is(t, 404, refusal.PassEnded)
		for _, action := range []models.Action{models.WithdrawAssignment, models.ReadAssignments, models.EvaluateAssignment, models.ChangePassword} {
			nobody.request("POST", "/passes/use", body{"token": token, "action": action, "body": body{"reason": "It is not for this."}}).is(t, 422, refusal.Invalid)
		}
		for _, action := range []models.Action{models.ConfirmAvailability, models.ReplyCallOut} { // other links do it
			nobody.request("POST", "/passes/use", body{"token": token, "action": action, "body": body{}}).is(t, 403, refusal.PassOther)
		}
		nobody.request("POST", "/passes/use", body{"token": token, "action": models.AcceptAssignment}).is(t, 422, refusal.Invalid)
		nobody.request("POST", "/passes/use", body{"token": token, "action": models.AcceptAssignment,
			"body": body{"id": offers["Anna"], "pledgeId": signed["pledgeId"], "declarationId": signed["declarationId"]}}).is(t, 400, refusal.Malformed)
		nobody.with("If-Match", `"7"`).request("POST", "/passes/use", accepting(token)).is(t, 412, refusal.RevisionPassed)
		if h.entries() != before {
			t.Error("what was refused is in the journal")
		}

		// Pressing acts as its owner, whoever else is signed in here; the journal says how it came.
		done := s.people["Anna"].must("POST", "/passes/use", accepting(token))
		if done.text("record.status") != "accepted" || done.text("record.id") != offers["Siti"] {
			t.Errorf("it was answered %s", done.body)
		}
		entry := s.auditor.must("GET", "/journal?action=assignments.accept", nil)
		if entry.text("items.0.facts.via") != "mail_link" || entry.text("items.0.subject.id") != offers["Siti"] || entry.text("items.0.account") != "Siti" {
			t.Errorf("the journal says %s", entry.body)
		}
		// Twice.
		for _, path := range []string{"/passes/read", "/passes/use"} {
			in := accepting(token)
			if path == "/passes/read" {
				in = body{"token": token}
			}
			nobody.request("POST", path, in).is(t, 404, refusal.PassEnded)
		}

		// Answered otherwise; after signing out; then the link says how it stands, and does nothing more.
		anna := s.people["Anna"]
		anna.must("POST", "/assignments/"+offers["Anna"]+"/decline", nil)
		anna.must("DELETE", "/session", nil)
		if shown := nobody.must("POST", "/passes/read", body{"token": tokens["Anna"]}); shown.text("record.status") != "declined" {
			t.Errorf("the link shows %s", shown.body)
		}
		nobody.request("POST", "/passes/use", accepting(tokens["Anna"])).is(t, 409, nil)

		// At the same moment.
		h.answered("five at once", h.together(5, func(int) reply { return nobody.request("POST", "/passes/use", accepting(tokens["Budi"])) }),
			map[string]int{"200": 1, "404 pass-ended": 4})
		if log := h.log.String(); strings.Contains(log, token) || strings.Contains(log, tokens["Budi"]) {
			t.Error("a token is in the log")
		}
		h.none("tokens in the journal", "SELECT COUNT(*) FROM journal WHERE facts LIKE ?", "%"+token+"%")
		h.proves()
	})
}

// TestLinksOfOffersEnd tries the links of offers late, of a disabled account, and after the host has withdrawn its consent.
func TestLinksOfOffersEnd(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		_, offers, tokens := s.offering("Siti", "Anna", "Budi")
		nobody := h.nobody()
		id := s.people["Budi"].must("GET", "/me", nil).text("account.id")
		s.clara.must("POST", "/accounts/"+id+"/disable", body{"reason": "The telephone was lost."})
		nobody.request("POST", "/passes/read", body{"token": tokens["Budi"]}).is(t, 404, refusal.PassEnded)
		nobody.request("POST", "/passes/use", accepting(tokens["Budi"])).is(t, 404, refusal.PassEnded)

		invitation := s.dili.must("GET", "/invitations", nil).text("items.0.id")
		s.dili.must("POST", "/invitations/"+invitation+"/withdraw", body{"reason": "The parliament was dissolved."})
		if shown := nobody.must("POST", "/passes/read", body{"token": tokens["Siti"]}); shown.text("record.status") == "offered" {
			t.Errorf("without consent the link shows %s", shown.body)
		}
		nobody.request("POST", "/passes/use", accepting(tokens["Siti"])).is(t, 409, nil)
		if status := s.clara.must("GET", "/assignments/"+offers["Siti"], nil).text("status"); status == "accepted" {
			t.Error("it was accepted without consent")
		}
		s.pass(72*time.Hour + time.Minute)
		nobody.request("POST", "/passes/read", body{"token": tokens["Anna"]}).is(t, 404, refusal.PassEnded)
		nobody.request("POST", "/passes/use", accepting(tokens["Anna"])).is(t, 404, refusal.PassEnded)
	})
}

// TestCalendarIsConfirmedByLink confirms with one press what an observer's calendar says.
func TestCalendarIsConfirmedByLink(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		id := siti.must("GET", "/me", nil).text("account.id")
		s.later(60)
		observer := models.Ref{Kind: "observer", ID: s.ids["Siti"]}
		token := h.passFor(models.ConfirmStillAvailable, id, observer)
		shown := h.nobody().must("POST", "/passes/read", body{"token": token})
		if shown.at("record.stale") != true || len(shown.at("record.periods").([]any)) != 1 || shown.at("mission") != nil {
			t.Errorf("the link shows %s", shown.body)
		}
		h.nobody().request("POST", "/passes/use", body{"token": token, "action": models.ChangeAvailability, "body": body{}}).is(t, 422, refusal.Invalid)
		h.nobody().request("POST", "/passes/use", body{"token": token, "action": models.AcceptAssignment, "body": signed}).is(t, 403, refusal.PassOther)
		press := body{"token": token, "action": models.ConfirmAvailability}
		if done := h.nobody().must("POST", "/passes/use", press); done.at("record.stale") != false {
			t.Errorf("it was answered %s", done.body)
		}
		h.nobody().request("POST", "/passes/use", press).is(t, 404, refusal.PassEnded)
		// A link for somebody else's calendar would find nothing: it acts as its account and by that one's permission.
		s.observer("Anna", "TL")
		wrong := h.passFor(models.ConfirmStillAvailable, id, models.Ref{Kind: "observer", ID: s.ids["Anna"]})
		h.nobody().request("POST", "/passes/read", body{"token": wrong}).is(t, 404, refusal.NotFound)
		h.nobody().request("POST", "/passes/use", body{"token": wrong, "action": models.ConfirmAvailability}).is(t, 404, refusal.NotFound)
		h.proves()
	})
}

// passFor is the token of a link that no mail carries.
func (h *fixture) passFor(purpose models.Purpose, account string, subject models.Ref) (token string) {
	h.Helper()
	h.write(func(a models.Actor) (err error) {
		token, err = a.NewPass(purpose, account, subject, nil, a.Now.Plus(time.Hour))
		return err
	})
	return token
}

// TestARequestIsOpenedByItsLink lets a state's contact read where it stands, as often as they want, and do nothing.
func TestARequestIsOpenedByItsLink(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		invitation, _ := s.invitation(s.today().Plus(113))
		s.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
		token := h.token("protocol@mfa.example")
		for range 2 {
			if shown := h.nobody().must("POST", "/passes/read", body{"token": token}); shown.text("purpose") != "open_record" ||
				shown.text("record.id") != invitation || shown.text("record.status") != "submitted" {
				t.Errorf("the link shows %s", shown.body)
			}
		}
		h.nobody().request("POST", "/passes/use", body{"token": token, "action": models.WithdrawInvitation, "body": body{"reason": "Not by this."}}).is(t, 422, refusal.Invalid)
		h.nobody().request("POST", "/passes/use", body{"token": token, "action": models.AcceptAssignment, "body": signed}).is(t, 403, refusal.PassOther)
		s.pass(14 * 24 * time.Hour)
		h.nobody().request("POST", "/passes/read", body{"token": token}).is(t, 404, refusal.PassEnded)
	})
}
