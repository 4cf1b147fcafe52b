package api

import (
	"net/http"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestManyAreInvited makes the accounts of observers who have none, at the address of their records, and says of each other row why it is
// left out; who was shown a link is not the second person in what the observer claims.
func TestManyAreInvited(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		eve := s.invite(body{"email": "eve@fund.example", "name": "Eve", "role": "administrator"})
		seated := func(name, email string) string {
			in := s.nominee(name, "ID")
			in["private"].(body)["email"] = email
			id := eve.must("POST", "/observers", in).text("id")
			s.david.must("POST", "/observers/"+id+"/admit", nil)
			return id
		}
		siti, anna := seated("Siti", "Siti.W@Observer.example"), seated("Anna", "anna@observer.example")
		silent, shared := seated("Rosa", ""), seated("Dewi", "siti.w@observer.example")
		official := seated("Lina", "dili@mfa.example")
		waiting := eve.must("POST", "/observers", s.nominee("Budi", "ID")).text("id")
		s.observer("Tomas", "TL")
		s.clara.must("PATCH", "/accounts/"+s.dili.must("GET", "/me", nil).text("account.id"), body{"name": "Protocol, Dili"})
		taken := s.dili.must("GET", "/me", nil).text("account.email")
		s.clara.must("PATCH", "/observers/"+official, body{"private": body{"email": taken}})

		var rows [][2]any
		for _, id := range []string{siti, anna, silent, shared, official, waiting, s.ids["Tomas"]} {
			rows = append(rows, [2]any{id, body{}})
		}
		in := s.batch("inviteObserver", "/observers", rows...)
		for _, c := range []*client{s.people["Tomas"], s.auditor, s.dili} {
			c.alone("POST", "/batch", in).is(t, 403, refusal.Forbidden)
			c.alone("POST", "/observers/"+siti+"/invite", nil).is(t, 403, refusal.Forbidden)
		}
		before := h.contents()
		tried := s.clara.alone("POST", "/batch?dryRun=true", in)
		tried.is(t, http.StatusOK, nil)
		for n, why := range []refusal.Code{"", "", refusal.NoAddress.Code(), refusal.EmailTaken.Code(), refusal.EmailTaken.Code(), refusal.NotAdmitted.Code(), refusal.ObserverHasAccount.Code()} {
			row := tried.at("rows").([]any)[n].(map[string]any)
			code := ""
			if row["refused"] != nil {
				code = row["refused"].(map[string]any)["code"].(string)
			}
			if code != string(why) || row["result"] != nil || row["takesTwo"] != false {
				t.Errorf("row %d is refused by %q, not %q: %v", n, code, why, row)
			}
		}
		s.clara.alone("POST", "/batch", in).is(t, 409, refusal.BatchRefused)
		h.same("invitations that were tried and refused", before)

		two := s.batch("inviteObserver", "/observers", rows[:2]...)
		once := s.clara.with("Idempotency-Key", "invited")
		made := once.alone("POST", "/batch", two)
		made.is(t, http.StatusOK, nil)
		once.alone("POST", "/batch", two).is(t, 409, refusal.AlreadyDone) // the links are shown once
		if got := made.text("rows.0.result.account.email"); got != "siti.w@observer.example" || made.text("rows.1.result.account.name") != "Anna" {
			t.Errorf("invited: %s", made.body)
		}
		if n := h.number("SELECT COUNT(*) FROM journal WHERE action = ? AND subject_kind = 'account'", models.CreateAccount); n < 2 {
			t.Errorf("the journal has %d accounts made", n)
		}

		// Who never signed in gets another link, and the one before ends; who did has an account, whose link is made there.
		again := s.clara.alone("POST", "/batch", two)
		again.is(t, http.StatusOK, nil)
		s.nobody().alone("POST", "/session/link", body{"token": made.text("rows.0.result.link.token"), "password": string(password)}).is(t, 404, refusal.LinkEnded)
		if got := again.text("rows.0.result.account.id"); got != made.text("rows.0.result.account.id") {
			t.Errorf("a second account: %s", again.body)
		}
		s.clara.alone("POST", "/observers/"+anna+"/invite", body{"email": "another@observer.example"}).is(t, 409, refusal.ObserverHasAccount)
		entered := s.opened(again.text("rows.0.result.link.token"))
		s.clara.alone("POST", "/observers/"+siti+"/invite", nil).is(t, 409, refusal.ObserverHasAccount)
		s.clara.must("POST", "/observers/"+silent+"/invite", body{"email": "rosa@observer.example"})

		// Clara has seen the link: she does not verify alone what was claimed through it. David has not.
		claim := entered.must("POST", "/trainings", body{"organiser": "UN", "title": "BSAFE", "kind": "security_awareness", "body": "UNDSS", "place": "online",
			"startsOn": s.today().Plus(-20), "until": s.today().Plus(-15), "certificateNumber": "C-1", "evidenceId": entered.upload("claim")}).text("id")
		s.clara.alone("POST", "/trainings/"+claim+"/verify", body{}).is(t, 403, refusal.SecondPerson)
		s.david.alone("POST", "/trainings/"+claim+"/verify", body{}).is(t, http.StatusOK, nil)

		// A suspended observer is invited all the same, to answer; one whose account is disabled is not.
		s.clara.must("POST", "/observers/"+shared+"/suspend", body{"reason": "A complaint was made."})
		id := s.clara.must("POST", "/observers/"+shared+"/invite", body{"email": "dewi@observer.example"}).text("account.id")
		s.clara.must("POST", "/accounts/"+id+"/disable", body{"reason": "It was lost."})
		s.clara.alone("POST", "/observers/"+shared+"/invite", nil).is(t, 409, refusal.NoWayFrom)
		h.proves()
	})
}
