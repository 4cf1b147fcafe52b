package api

import (
	"fmt"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// extend lets Timor-Leste ask that its invitation goes on until a day.
func (s *story) extend(invitation string, until models.Date) reply {
	s.Helper()
	return s.dili.must("POST", "/invitations/"+invitation+"/extend", body{"until": until, "reason": "A second round was called.",
		"letterId": s.dili.upload("extension to " + until.String())})
}

// TestDaysLieInsideTheInvitation plans, changes and moves a mission beyond the period to which its host has consented, and offers seats in
// it when the period is over: each is refused, and says which days and which period.
func TestDaysLieInsideTheInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.ready("Siti", "ID")
		line := s.money("AU", "deployment", 5_000_000)
		polling := s.today().Plus(113)
		invitation, request := s.inForce(polling) // from today through 59 days after polling
		at := func(seat body) body { return body{"requestId": request, "language": "en", "seats": []body{seat}} }
		for _, seat := range map[string]body{
			"too long":  {"function": "sto", "places": 1, "startsOffset": -7, "untilOffset": 61},
			"too early": {"function": "sto", "places": 1, "startsOffset": -114, "untilOffset": 5},
		} {
			got := s.clara.request("POST", "/deployments", at(seat))
			got.is(t, 409, refusal.DaysOutside)
			for _, day := range []models.Date{s.today(), polling.Plus(59)} {
				if !strings.Contains(got.text("detail"), day.Words()) {
					t.Errorf("the refusal does not name %s: %s", day.Words(), got.body)
				}
			}
		}
		s.clara.must("POST", "/deployments", at(body{"function": "lto", "places": 1, "startsOffset": -110, "untilOffset": 60}))
		s.clara.must("POST", "/deployments/"+s.clara.must("GET", "/deployments", nil).text("items.0.id")+"/stand-down", body{"reason": "Planned anew."})

		mission, seat := s.staffing(request, line, 2)
		path := "/deployments/" + mission
		offered := s.clara.must("POST", path+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		s.clara.request("PUT", path, body{"language": "en", "seats": []body{{"function": "sto", "places": 1, "startsOffset": -7, "untilOffset": 5},
			{"function": "lto", "places": 1, "startsOffset": -35, "untilOffset": 90}}}).is(t, 409, refusal.DaysOutside)
		for what, day := range map[string]int{"a year later": 365, "with its last days beyond": 58} {
			move := body{"startsOn": polling.Plus(day), "until": polling.Plus(day + 1), "reason": what}
			s.clara.request("POST", path+"/move", move).is(t, 409, refusal.DaysOutside)
			s.clara.request("GET", fmt.Sprintf("%s/move?startsOn=%s&until=%s", path, polling.Plus(day), polling.Plus(day+1)), nil).is(t, 409, refusal.DaysOutside)
		}
		s.clara.must("POST", path+"/move", body{"startsOn": polling.Plus(54), "until": polling.Plus(55), "reason": "to the last day there is"})
		s.people["Siti"].must("POST", "/assignments/"+offered+"/accept", signed)
		h.none("days outside the consent", `SELECT COUNT(*) FROM bookings b, invitations i WHERE i.id = ? AND (b.day < i.starts_on OR b.day >= i.until)`, invitation)

		// The period passes while the mission is alive: it stays to be reported, and nothing new begins.
		further := body{"election": "local", "title": "Local elections", "zone": "Asia/Dili", "format": "full", "regions": []string{}, "languages": []string{},
			"rounds": []body{{"startsOn": polling.Plus(40), "until": polling.Plus(41)}}}
		asked := s.dili.must("POST", "/invitations/"+invitation+"/requests", further).text("id")
		s.later(113 + 60)
		if i := s.dili.must("GET", "/invitations/"+invitation, nil); i.at("inForce") != false || i.text("status") != "accepted" {
			t.Errorf("a period that is over is in force: %s", i.body)
		}
		s.clara.request("POST", path+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).is(t, 409, nil)
		s.clara.request("POST", "/deployment-requests/"+asked+"/approve", body{"risk": "low", "format": "expert"}).is(t, 409, refusal.PeriodOver)
		further["rounds"] = []body{{"startsOn": s.today().Plus(9), "until": s.today().Plus(10)}}
		s.dili.request("POST", "/invitations/"+invitation+"/requests", further).is(t, 409, refusal.PeriodOver)
		s.clara.request("POST", path+"/move", body{"startsOn": s.today().Plus(9), "until": s.today().Plus(10), "reason": "once more"}).is(t, 409, refusal.PeriodOver)
	})
}

// TestAStateExtendsItsInvitation moves a mission to days that its host has consented to since: the state asks, one administrator checks and
// another accepts, and the consent follows in the same moment.
func TestAStateExtendsItsInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		line := s.money("AU", "deployment", 5_000_000)
		polling := s.today().Plus(113)
		invitation, request := s.inForce(polling)
		mission, _ := s.staffing(request, line, 1)
		at, later := "/invitations/"+invitation, body{"startsOn": polling.Plus(70), "until": polling.Plus(71), "reason": "a second round"}
		s.clara.request("POST", "/deployments/"+mission+"/move", later).is(t, 409, refusal.OutsideConsent)

		wish := body{"until": polling.Plus(100), "letterId": s.dili.upload("we extend"), "reason": "A second round was called."}
		s.clara.request("POST", at+"/extend", wish).is(t, 403, refusal.Forbidden)
		for field, wrong := range map[string]body{"until": {"until": polling.Plus(60)}, "letterId": {"letterId": nil}, "reason": {"reason": ""}} {
			if got := s.dili.request("POST", at+"/extend", but(wish, wrong)); got.status != 422 || !strings.Contains(string(got.body), field) {
				t.Errorf("%s: %d %s", field, got.status, got.body)
			}
		}
		s.dili.request("POST", at+"/extend", but(wish, body{"until": s.today().PlusMonths(37)})).is(t, 422, refusal.Invalid)
		s.dili.request("POST", at+"/extend", but(wish, body{"letterId": s.clara.upload("hers")})).is(t, 422, refusal.NotYourFile)
		_, _, kathmandu := s.hosting("NP", 90)
		kathmandu.request("POST", at+"/extend", but(wish, body{"letterId": kathmandu.upload("theirs")})).is(t, 404, refusal.NotFound)
		can := func(who *client, want string) {
			t.Helper()
			if got := fmt.Sprint(who.must("GET", at, nil).at("can")); !strings.Contains(got, want) {
				t.Errorf("%s is not among %s", want, got)
			}
		}
		can(s.dili, "extensions.submit")
		s.dili.must("POST", at+"/extend", wish)
		can(s.dili, "extensions.withdraw")
		s.clara.request("POST", at+"/accept-extension", nil).is(t, 409, refusal.WrongState)
		waits := func(who *client, action string, want bool) {
			t.Helper()
			if got := strings.Contains(string(who.must("GET", "/waiting", nil).body), action); got != want {
				t.Errorf("%s waits: %t", action, got)
			}
		}
		waits(s.clara, "extensions.verify", true)
		s.clara.must("GET", "/files/"+wish["letterId"].(string), nil)
		s.clara.must("POST", at+"/verify-extension", body{"channel": "Note verbale of the embassy in Jakarta"})
		waits(s.clara, "extensions.accept", false)
		waits(s.david, "extensions.accept", true)
		s.clara.request("POST", at+"/accept-extension", nil).is(t, 403, refusal.SecondPerson)
		if i := s.dili.must("GET", at, nil); i.text("until") != polling.Plus(60).String() {
			t.Errorf("it was extended by one: %s", i.body)
		}
		s.david.must("POST", at+"/accept-extension", nil)
		seen := s.dili.must("GET", at, nil)
		if seen.text("until") != polling.Plus(100).String() || seen.text("extensions.0.status") != "accepted" || seen.at("extensions.0.acceptedBy") != nil || seen.at("extensions.0.verifiedBy") != nil {
			t.Errorf("the state sees %s", seen.body)
		}
		h.none("consents that did not follow", "SELECT COUNT(*) FROM consents c JOIN invitations i ON i.id = c.invitation_id WHERE c.until <> i.until")
		if told := string(s.dili.must("GET", "/notices", nil).body); !strings.Contains(told, "now covers the days through "+polling.Plus(99).Words()) {
			t.Errorf("the state was told %s", told)
		}
		s.clara.must("POST", "/deployments/"+mission+"/move", later)

		// What is open ends with the invitation.
		s.extend(invitation, polling.Plus(120))
		s.dili.must("POST", at+"/withdraw", body{"reason": "We observe ourselves."})
		if i := s.dili.must("GET", at, nil); i.text("extensions.0.status") != "withdrawn" {
			t.Errorf("an extension of nothing waits: %s", i.body)
		}
		s.dili.request("POST", at+"/extend", wish).is(t, 409, refusal.NoConsent)
		if proof := s.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}

// commission is an account of another authority of Timor-Leste.
func (s *story) commission() *client {
	s.Helper()
	return s.invite(body{"email": "commission@cne.example", "name": "Election Commission, Dili", "role": "state", "state": "TL"})
}

// TestRivalsAreSettledTogether lets two authorities of one state invite to the same days. It is noticed by itself, neither is verified or
// accepted before it is settled, one account decides nothing about the invitation of the other, and settling it declines the others.
func TestRivalsAreSettledTogether(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		line := s.money("AU", "deployment", 5_000_000)
		ministry, commission := s.dili, s.commission()
		by := func(who *client, polling models.Date) string {
			s.dili = who
			defer func() { s.dili = ministry }()
			id, _ := s.invitation(polling)
			return id
		}
		polling := s.today().Plus(113)
		first, second := by(ministry, polling), by(commission, polling.Plus(30))
		channel, reason := body{"channel": "Note verbale of the embassy in Jakarta"}, body{"reason": "The court has said so."}
		post := func(who *client, id, what string, in any) reply {
			t.Helper()
			return who.request("POST", "/invitations/"+id+"/"+what, in)
		}
		post(commission, first, "submit", nil).is(t, 403, refusal.OtherAuthority)
		commission.request("PUT", "/invitations/"+first, body{}).is(t, 403, refusal.OtherAuthority)
		s.dili.must("POST", "/invitations/"+first+"/submit", nil)
		s.clara.must("POST", "/invitations/"+first+"/verify", channel)
		commission.must("POST", "/invitations/"+second+"/submit", nil)
		for _, who := range []*client{s.clara, ministry, commission} {
			a, b := who.must("GET", "/invitations/"+first, nil), who.must("GET", "/invitations/"+second, nil)
			if a.text("rivals.0.id") != second || a.text("rivals.0.reference") != b.text("reference") || b.text("rivals.0.id") != first {
				t.Errorf("the rivals are %s and %s", a.body, b.body)
			}
		}
		if told := string(s.david.must("GET", "/notices", nil).body); !strings.Contains(told, "Two authorities of one state invite to the same days") {
			t.Errorf("the administrators were told %s", told)
		}
		if waits := string(s.david.must("GET", "/waiting", nil).body); !strings.Contains(waits, "invitations.clear") || strings.Contains(waits, "invitations.accept") || strings.Contains(waits, "invitations.verify") {
			t.Errorf("what waits is %s", waits)
		}
		post(s.david, first, "accept", nil).is(t, 409, refusal.RivalInvitations)
		post(s.david, second, "verify", channel).is(t, 409, refusal.RivalInvitations)
		s.clara.must("POST", "/invitations/"+second+"/contest", reason)
		post(s.david, first, "accept", nil).is(t, 409, refusal.RivalInvitations) // what is contested is not settled
		post(ministry, second, "withdraw", reason).is(t, 403, refusal.OtherAuthority)
		if can := fmt.Sprint(ministry.must("GET", "/invitations/"+second, nil).at("can")); can != "[]" {
			t.Errorf("the other authority can %s", can)
		}

		// The ministry speaks for the state: the other is declined, and its authenticity is checked anew.
		s.clara.must("POST", "/invitations/"+first+"/clear", reason)
		if got := commission.must("GET", "/invitations/"+second, nil); got.text("status") != "declined" {
			t.Errorf("the rival is %s", got.body)
		}
		s.clara.must("POST", "/invitations/"+first+"/verify", channel)
		s.clara.must("POST", "/invitations/"+first+"/assess", findings("met"))
		s.david.must("POST", "/invitations/"+first+"/accept", nil)
		request := s.dili.must("GET", "/deployment-requests?invitationId="+first, nil).text("items.0.id")
		s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": "full"})
		mission, _ := s.staffing(request, line, 1)
		commission.request("POST", "/deployment-requests/"+request+"/withdraw", reason).is(t, 403, refusal.OtherAuthority)
		for who, want := range map[*client]string{ministry: "[deployment_requests.withdraw]", commission: "[]"} {
			if can := fmt.Sprint(who.must("GET", "/deployment-requests/"+request, nil).at("can")); can != want {
				t.Errorf("an authority can %s, not %s", can, want)
			}
		}
		commission.request("POST", "/invitations/"+first+"/extend", body{"until": polling.Plus(90), "letterId": commission.upload("longer"), "reason": "As above."}).is(t, 403, refusal.OtherAuthority)

		// Days that do not meet are no rivalry, until one is extended over them.
		third := s.following(commission, first)
		s.extend(first, polling.Plus(100))
		post(s.clara, first, "verify-extension", channel).is(t, 409, refusal.RivalInvitations)
		s.dili.must("POST", "/invitations/"+first+"/withdraw-extension", reason)
		s.clara.must("POST", "/invitations/"+third+"/verify", channel)

		// A rival of what is in force stops nothing by itself; settled for the rival, what stood on the other ends with it.
		fourth := by(commission, polling.Plus(1))
		commission.must("POST", "/invitations/"+fourth+"/submit", nil)
		if got := ministry.must("GET", "/invitations/"+first, nil); got.at("inForce") != true {
			t.Errorf("a rival ends a consent by handing in: %s", got.body)
		}
		s.clara.must("POST", "/invitations/"+fourth+"/clear", reason)
		for path, want := range map[string]string{"/invitations/" + first: "declined", "/deployments/" + mission: "stood_down", "/invitations/" + fourth: "submitted"} {
			if got := s.clara.must("GET", path, nil); got.text("status") != want {
				t.Errorf("%s is %s, not %s", path, got.text("status"), want)
			}
		}
		if proof := s.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}

// following is an invitation of an authority that begins where another ends.
func (s *story) following(who *client, after string) string {
	s.Helper()
	dili := s.dili
	defer func() { s.dili = dili }()
	s.dili = who
	id, _ := s.invitation(s.today().Plus(200))
	in, was := body{}, who.must("GET", "/invitations/"+id, nil)
	for _, field := range []string{"authority", "authorityName", "signatory", "office", "contactName", "contactEmail", "letterId", "signedOn", "until", "answers"} {
		in[field] = was.at(field)
	}
	in["startsOn"] = who.must("GET", "/invitations/"+after, nil).at("until")
	who.must("PUT", "/invitations/"+id, in)
	who.must("POST", "/invitations/"+id+"/submit", nil)
	return id
}

// TestGuaranteesAreFound brings no consent into force on what a host answers alone: the fund finds, with evidence, that every hard guarantee
// is met, and whoever accepts has not found it by themselves.
func TestGuaranteesAreFound(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		invitation, _ := s.invitation(s.today().Plus(113))
		at := "/invitations/" + invitation
		accept := func(rule ruled, named ...string) {
			t.Helper()
			got := s.david.request("POST", at+"/accept", nil)
			got.is(t, got.status, rule)
			for _, code := range named {
				if !strings.Contains(got.text("detail"), code) {
					t.Errorf("%s is not named: %s", code, got.body)
				}
			}
			if can := fmt.Sprint(s.david.must("GET", at, nil).at("can")); got.status != 200 && strings.Contains(can, "invitations.accept") {
				t.Errorf("what is refused is offered: %s", can)
			}
		}
		of := func(guarantee, finding string) body {
			return body{"findings": []body{{"guarantee": guarantee, "finding": finding, "evidence": "The law, and what three offices say."}}}
		}
		s.clara.request("POST", at+"/assess", of("G1", "met")).is(t, 409, refusal.WrongState) // it is a draft
		s.dili.must("POST", at+"/submit", nil)
		s.clara.must("POST", at+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		if waits := string(s.david.must("GET", "/waiting", nil).body); !strings.Contains(waits, "invitations.assess") || strings.Contains(waits, "invitations.accept") {
			t.Errorf("what waits is %s", waits)
		}
		accept(refusal.GuaranteeNotFound, "G1", "G8", "G13", "G15", "G19")
		for _, wrong := range []body{of("G21", "met"), of("G1", "maybe"), {"findings": []body{}}, {"findings": []body{{"guarantee": "G1", "finding": "met"}}},
			{"findings": []body{{"guarantee": "G1", "finding": "met", "fileId": s.dili.upload("theirs")}}}, {"findings": append(of("G1", "met")["findings"].([]body), of("G1", "partly")["findings"].([]body)...)}} {
			if got := s.clara.request("POST", at+"/assess", wrong); got.status != 422 {
				t.Errorf("%v is %d %s", wrong, got.status, got.body)
			}
		}
		s.dili.request("POST", at+"/assess", of("G1", "met")).is(t, 403, refusal.Forbidden)
		s.clara.must("POST", at+"/assess", findings("unknown"))
		accept(refusal.GuaranteeNotFound, "G1", "G19")
		s.clara.must("POST", at+"/assess", findings("met"))
		s.clara.must("POST", at+"/assess", of("G8", "not_met"))
		accept(refusal.GuaranteeNotFound, "G8")
		s.david.must("POST", at+"/assess", of("G8", "met"))
		accept(refusal.SecondPerson, "G8")
		s.clara.must("POST", at+"/assess", body{"findings": []body{{"guarantee": "G8", "finding": "met", "fileId": s.clara.upload("the decree")}}})
		s.clara.must("POST", at+"/assess", of("G16", "not_met")) // a soft one stands in nobody's way
		accept(nil)

		inside, host := s.auditor.must("GET", at, nil), s.dili.must("GET", at, nil)
		if inside.text("findings.7.finding") != "met" || inside.text("findings.7.foundBy") == "" || inside.text("findings.7.fileId") == "" || inside.text("findings.15.finding") != "not_met" {
			t.Errorf("inside the fund is seen %s", inside.body)
		}
		if host.text("findings.7.finding") != "met" || host.text("findings.7.guarantee") != "G8" || strings.Contains(string(host.body), "foundBy") || strings.Contains(string(host.body), "three offices") || strings.Contains(string(host.body), "fileId") {
			t.Errorf("the state sees %s", host.body)
		}
		s.auditor.must("GET", "/files/"+inside.text("findings.7.fileId"), nil)
		s.clara.request("POST", at+"/assess", of("G1", "partly")).is(t, 409, refusal.WrongState)
	})
}

// TestAStateCanAlwaysWithdraw keeps the last account of an authority whose invitation is in force: not one of another authority, nor one that
// nobody has entered yet, could take the consent back.
func TestAStateCanAlwaysWithdraw(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		dili := s.dili.must("GET", "/me", nil).text("account.id")
		disable := func() reply {
			return s.clara.request("POST", "/accounts/"+dili+"/disable", body{"reason": "They have left."})
		}
		invitation, _ := s.inForce(s.today().Plus(113))
		disable().is(t, 409, refusal.LastOfState)
		s.commission()
		disable().is(t, 409, refusal.LastOfState)
		s.clara.must("POST", "/accounts", body{"email": "second@mfa.example", "name": "Protocol, Dili", "role": "state", "state": "TL"})
		disable().is(t, 409, refusal.LastOfState)
		second := s.enter(s.link("second@mfa.example"))
		if got := disable(); got.status != 200 {
			t.Errorf("with another account of the same authority: %s", got.body)
		}
		second.must("POST", "/invitations/"+invitation+"/withdraw", body{"reason": "We observe ourselves."})
		own := second.must("GET", "/me", nil).text("account.id")
		s.clara.must("POST", "/accounts/"+own+"/disable", body{"reason": "There is nothing to withdraw."})
	})
}
