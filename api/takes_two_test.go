package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// binding are the requests that take two people, by their route and by what marks them: each prepares what it is about, and is then
// asked for by Clara. A mark that is taken away fails a test as much as a route that is forgotten.
var binding = map[string]func(w *world) (path string, in any){
	"createAccount administrator": func(*world) (string, any) {
		return "/accounts", body{"email": "gina@fund.example", "name": "Gina", "role": "administrator"}
	},
	"createAccount state": func(*world) (string, any) {
		return "/accounts", body{"email": "nepal@mfa.example", "name": "Protocol", "role": "state", "state": "NP"}
	},
	"linkAccount administrator": func(w *world) (string, any) {
		return "/accounts/" + w.account(models.Administrator).ID + "/link", nil
	},
	"linkAccount state": func(w *world) (string, any) { return "/accounts/" + w.stateAccount("TL").ID + "/link", nil },
	"changeAccount of an official": func(w *world) (string, any) {
		return "/accounts/" + w.stateAccount("TL").ID, body{"email": "another@mfa.example"}
	},
	"enableAccount": func(w *world) (string, any) {
		at := "/accounts/" + w.account(models.Auditor).ID
		w.clara.must("POST", at+"/disable", body{"reason": "A telephone was lost."})
		return at + "/enable", nil
	},
	"disableAccount one administrator": func(w *world) (string, any) {
		for _, id := range w.texts("SELECT id FROM accounts WHERE role = 'administrator' AND status = 'active' AND name = 'A administrator'") {
			w.clara.must("POST", "/accounts/"+id+"/disable", body{"reason": "There are too many."})
		}
		return "/accounts/" + w.david.must("GET", "/me", nil).text("account.id") + "/disable", body{"reason": "A quarrel."}
	},
	"admitObserver out of turn": func(w *world) (string, any) {
		w.david.must("POST", "/observers", w.nominee("First", "PH"))
		return "/observers/" + w.david.must("POST", "/observers", w.nominee("Second", "PH")).text("id") + "/admit", body{"reason": "She speaks Portuguese."}
	},
	"reinstateObserver": func(w *world) (string, any) {
		at := "/observers/" + w.sides[1].ids["observers"]
		w.clara.must("POST", at+"/suspend", body{"reason": "A complaint is looked into."})
		return at + "/reinstate", nil
	},
	"departObserver another person": func(w *world) (string, any) {
		w.observer("Rosa", "PH")
		return "/observers/" + w.ids["Rosa"] + "/depart", body{"ground": "term_over", "reason": "Her five years are over."}
	},
	"renominateObserver upheld": func(w *world) (string, any) {
		inquiry := w.heard("Fina")
		w.clara.must("POST", inquiry+"/uphold", body{"reason": "She took money."})
		return "/observers/" + w.ids["Fina"] + "/renominate", body{"reason": "It was not she."}
	},
	"renominateObserver overtaken": func(w *world) (string, any) {
		w.heard("Lena")
		w.people["Lena"].must("POST", "/observers/"+w.ids["Lena"]+"/depart", body{"ground": "resigned", "reason": "I am tired of this."})
		return "/observers/" + w.ids["Lena"] + "/renominate", body{"reason": "She would like to come back."}
	},
	"upholdInquiry": func(w *world) (string, any) {
		return w.heard("Nita") + "/uphold", body{"reason": "She took money."}
	},
	"eraseObserver": func(w *world) (string, any) {
		at := "/observers/" + w.clara.must("POST", "/observers", w.nominee("Nobody", "PH")).text("id")
		w.clara.must("POST", at+"/refuse", body{"reason": "It was a mistake."})
		return at + "/erase", body{"reason": "We are asked to forget them."}
	},
	"revokeTraining": func(w *world) (string, any) {
		return "/trainings/" + w.sides[1].ids["trainings"] + "/revoke", body{"reason": "The certificate is forged."}
	},
	"openOpportunity inside": func(w *world) (string, any) {
		return "/opportunities/" + w.chance(body{"kind": "mission", "host": "TH", "overrideReason": "There is no other that year."}) + "/open", nil
	},
	"changeOpportunity inside": func(w *world) (string, any) {
		at := "/opportunities/" + w.chance(body{"host": "TH"})
		w.clara.must("POST", at+"/open", nil)
		return at, body{"kind": "mission", "overrideReason": "There is no other that year."}
	},
	"endorseTrainingRequest": func(w *world) (string, any) {
		course := w.chance(nil)
		w.clara.must("POST", "/opportunities/"+course+"/open", nil)
		place := w.sides[0].observer.must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this well."})
		return "/training-requests/" + place.text("id") + "/endorse", body{}
	},
	"restoreTrainingRequest": func(w *world) (string, any) {
		ids := w.sides[0].ids
		w.sides[0].observer.must("POST", "/training-requests/"+ids["training-requests"]+"/withdraw", body{"reason": "I cannot come."})
		return "/training-requests/" + ids["training-requests"] + "/restore", body{"reason": "It was a mistake.", "draws": []body{{"lineId": ids["line training"], "amount": 100_000}}}
	},
	"confirmDeployment": func(w *world) (string, any) {
		return "/deployments/" + w.sides[0].ids["deployments"] + "/confirm", body{}
	},
	"letConcernStand": func(w *world) (string, any) {
		return "/concerns/" + w.unmet(&w.sides[0]) + "/let-stand", body{"reason": "She serves with a colleague who is cleared."}
	},
	"setFund": func(*world) (string, any) { return "/fund", body{"name": "The fund", "reserveFloor": 5} },
	"cancelContribution": func(w *world) (string, any) {
		return "/contributions/" + w.pledged() + "/cancel", body{"reason": "They give nothing."}
	},
	"allocateLine": func(w *world) (string, any) {
		pledge := w.pledged()
		w.received(pledge, "SWIFT 1")
		return "/lines/" + w.sides[0].ids["lines"] + "/allocate", body{"contributionId": pledge, "amount": 10}
	},
	"returnLine": func(w *world) (string, any) {
		return "/lines/" + w.sides[0].ids["lines"] + "/return", body{"contributionId": w.sides[0].ids["contributions"], "amount": 10}
	},
	"commitMoney commitments.commit": func(w *world) (string, any) {
		return "/commitments", body{"host": "", "title": "Rent", "draws": []body{{"lineId": w.money("TH", "administration", 10), "amount": 10}}}
	},
	"commitMore commitments.commit": func(w *world) (string, any) {
		return "/commitments/" + w.sides[0].ids["commitments"] + "/commit", body{"draws": []body{{"lineId": w.sides[0].ids["lines"], "amount": 10}}}
	},
	"reverseRefund": func(w *world) (string, any) {
		paid := "/payments/" + w.paid()
		w.clara.must("POST", paid+"/refund", body{"amount": 5, "reason": "Less was needed.", "receivedOn": w.today(), "bankReference": "BACK 1"})
		return paid + "/reverse-refund", body{"refundId": w.clara.must("GET", paid, nil).text("refunds.0.id"), "reason": "It never came."}
	},
	"reverseReceipt": func(w *world) (string, any) {
		return "/receipts/" + w.received(w.pledged(), "SWIFT 2") + "/reverse", body{"reason": "It never came."}
	},
	"reversePayment": func(w *world) (string, any) {
		return "/payments/" + w.paid() + "/reverse", body{"reason": "It was paid twice."}
	},
}

// chance is a drafted course, or what else is said of it.
func (w *world) chance(with body) string {
	w.Helper()
	in := body{"title": "Another course", "organiser": "UN", "kind": "course", "function": "sto", "place": "Bangkok",
		"startsOn": w.today().Plus(30), "until": w.today().Plus(34), "places": 2, "deadlineOn": w.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}
	return w.clara.must("POST", "/opportunities", but(in, with)).text("id")
}

// pledged is a contribution of which nothing was received yet.
func (w *world) pledged() string {
	w.Helper()
	return w.clara.must("POST", "/contributions", body{"contributor": "SG", "title": "Singapore 2026", "amount": 1_000, "currency": "USD", "pledgedOn": w.today()}).text("id")
}

// unmet is a requirement that the observer of a side no longer meets, who is bound to a mission.
func (w *world) unmet(of *side) (concern string) {
	w.Helper()
	w.clara.must("PATCH", "/observers/"+of.ids["observers"], body{"private": body{"medicalClearedThrough": w.today()}})
	return w.clara.must("GET", "/assignments/"+of.ids["assignments"], nil).text("concerns.0.id")
}

// received is the receipt of what was pledged.
func (w *world) received(contribution, reference string) string {
	w.Helper()
	return w.clara.must("POST", "/contributions/"+contribution+"/receipts", body{"receivedOn": w.today(), "amount": 1_000, "bankReference": reference}).text("receipt.id")
}

// paid is a payment that two people made.
func (w *world) paid() string {
	w.Helper()
	id := w.clara.must("POST", "/payments", body{"commitmentId": w.sides[0].ids["commitments"], "payee": "Airline", "purpose": "Fares", "amount": 10, "confirmed": sure}).text("id")
	w.david.must("POST", "/payments/"+id+"/approve", nil)
	return id
}

// texts are texts out of the database.
func (h *fixture) texts(query string, args ...any) (all []string) {
	h.Helper()
	if err := h.db.Query(h.Context()).Raw(query, args...).Scan(&all).Error; err != nil {
		h.Fatal(err)
	}
	return all
}

// TestAnAuditorReadsAmounts shows an auditor what a proposal does to money and to the fund, and nothing of what it says of people.
func TestAnAuditorReadsAmounts(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		floor := s.clara.alone("PUT", "/fund", body{"name": "Election Fund of the Forum", "reserveFloor": 700_000}).text("id")
		address := s.clara.alone("PATCH", "/accounts/"+s.dili.must("GET", "/me", nil).text("account.id"), body{"email": "secret@mfa.example"}).text("id")
		read := func(id string) string { return string(s.auditor.must("GET", "/proposals/"+id, nil).body) }
		if got := read(floor); !strings.Contains(got, "700000") || !strings.Contains(got, "Election Fund of the Forum") {
			t.Errorf("an auditor reads of the floor %s", got)
		}
		if got := read(address); strings.Contains(got, "secret@") || strings.Contains(got, "protocol@") || !strings.Contains(got, `"field":"email"`) {
			t.Errorf("an auditor reads of the address %s", got)
		}
	})
}

// TestWhatTakesTwoIsAsked sends every request that takes two people, for every mark that the policy has: nothing is done until
// another administrator confirms it, and then the journal names both.
func TestWhatTakesTwoIsAsked(t *testing.T) {
	t.Parallel()
	eachMailing(t, func(h *fixture) { // links into officials' accounts are mailed
		w := populate(h)
		tried := map[string]bool{}
		for _, r := range Routes {
			mark, marked := models.TakesTwo[r.Action]
			if !marked || r.work != writes || r.ID == "inviteObserver" { // it makes observers' accounts only, which take one
				continue
			}
			values := mark.Values
			if mark.Fact == "" {
				values = []string{""}
			}
			for _, value := range values {
				name := strings.TrimSpace(r.ID + " " + value)
				tried[name] = true
				if binding[name] == nil {
					t.Errorf("%s takes two people, and nobody tries to do it alone", name)
					continue
				}
				w.takesTwo(r, value)
			}
		}
		for name := range binding {
			if !tried[name] {
				t.Errorf("%s takes two people no more: the policy has lost its mark, or the routes it", name)
			}
		}
		for _, one := range []struct {
			method, path string
			in           any
		}{
			{"POST", "/accounts", body{"email": "hugo@audit.example", "name": "Hugo", "role": "auditor"}},
			{"PATCH", "/accounts/" + w.account(models.Auditor).ID, body{"name": "Another auditor"}},
			{"POST", "/accounts/" + w.account(models.Auditor).ID + "/disable", body{"reason": "A telephone was lost."}},
			{"POST", "/inquiries", body{"observerId": w.sides[0].ids["observers"], "allegation": "A complaint is made.", "suspend": false}},
			{"POST", "/observers/" + w.sides[0].ids["observers"] + "/suspend", body{"reason": "A complaint is looked into."}},
			{"POST", "/deployments/" + w.sides[0].ids["deployments"] + "/stand-down", body{"reason": "It is not safe there."}},
		} { // what stops harm, and what binds nobody
			if got := w.clara.alone(one.method, one.path, one.in); got.status >= 300 || got.status == http.StatusAccepted {
				t.Errorf("%s %s takes one person: %d %s", one.method, one.path, got.status, got.body)
			}
		}
		h.proves()
	})
}

// takesTwo asks alone, and then lets another confirm.
func (w *world) takesTwo(r Route, value string) {
	w.Helper()
	name := strings.TrimSpace(r.ID + " " + value)
	path, in := binding[name](w)
	before := w.contents()
	preview := w.clara.alone(r.Method, path+"?dryRun=true", in)
	if preview.status != http.StatusOK || preview.at("takesTwo") != true {
		w.Errorf("a dry run of %s: %d %s", name, preview.status, preview.body)
	}
	w.same(name+", which was only tried,", before)
	asked := w.clara.alone(r.Method, path, in)
	if asked.status != http.StatusAccepted || asked.text("operation") != r.ID || asked.text("action") != string(r.Action) {
		w.Errorf("%s was done by one person: %d %s", name, asked.status, asked.body)
		return
	}
	if waits, tried := changesOf(asked), changesOf(preview); !slices.Equal(waits, tried) || len(waits) == 0 {
		w.Errorf("%s: what waits would change %v, what was tried %v", name, waits, tried)
	}
	w.same(name+", which waits,", before, "proposals", "proposal_subjects", "journal", "notices", "deliveries")
	id := asked.text("id")
	w.clara.alone("POST", "/proposals/"+id+"/confirm", nil).is(w, 403, refusal.SecondPerson)
	if value == "one administrator" { // it is about the only other, and so waits for one more
		w.david.alone("POST", "/proposals/"+id+"/confirm", nil).is(w, 403, refusal.SecondPerson)
		if fmt.Sprint(asked.at("seconds")) != "[]" {
			w.Errorf("%s can be confirmed by %v", name, asked.at("seconds"))
		}
		w.clara.must("POST", "/proposals/"+id+"/withdraw", nil)
		return
	}
	second := w.account(models.Administrator)
	if done := w.as(second).alone("POST", "/proposals/"+id+"/confirm", nil); done.status != http.StatusOK {
		w.Errorf("%s, confirmed: %d %s", name, done.status, done.body)
		return
	}
	if n := w.number("SELECT COUNT(*) FROM journal WHERE proposal_id = ? AND action = ? AND account_id = ? AND facts LIKE ?", id, r.Action, second.ID, "%"+value+"%"); n == 0 {
		w.Errorf("%s: the journal does not name who confirmed it", name)
	}
}

// changesOf are the changes that an answer tells of, each in one line; what is made new has another id each time.
func changesOf(r reply) (lines []string) {
	changes, _ := r.at("changes").([]any)
	for _, change := range changes {
		c, _ := change.(body)
		lines = append(lines, fmt.Sprint(c["title"], " ", c["field"], ": ", c["from"], " -> ", c["to"]))
	}
	return lines
}

// contents are digests of all that every table holds, but for when who was last seen.
func (h *fixture) contents() map[string]string {
	h.Helper()
	out := map[string]string{}
	err := h.db.Snapshot(h.Context(), func(tx *gorm.DB) error {
		for _, model := range models.Tables {
			s := &gorm.Statement{DB: tx}
			if err := s.Parse(model); err != nil {
				return err
			}
			switch s.Schema.Table {
			case "sessions", "file_contents", "seals", "sealed_rows", "salts", "unsealed_rows": // what is said of the others
				continue
			}
			var rows []map[string]any
			if err := tx.Table(s.Schema.Table).Find(&rows).Error; err != nil {
				return err
			}
			lines := make([]string, len(rows))
			for n, row := range rows {
				lines[n] = fmt.Sprint(row)
			}
			slices.Sort(lines)
			out[s.Schema.Table] = models.Digest([]byte(strings.Join(lines, "\n")))
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

// same sees that no table but some holds anything else than before.
func (h *fixture) same(what string, before map[string]string, but ...string) {
	h.Helper()
	for table, now := range h.contents() {
		if now != before[table] && !slices.Contains(but, table) {
			h.Errorf("%s changed %s", what, table)
		}
	}
}

// unrehearsed are the decisions that no dry run is tried of, and why.
var unrehearsed = map[string]string{
	"closeInvitation": "no mission comes to its end here", "closeDeployment": "the same", "deployAssignment": "the same", "completeAssignment": "the same",
	"runBatch": "its rows are told of one by one: see TestABatchTakesTwo", "approveSettlement": "nothing is left to settle here",
	"releaseMail": "nothing is restored here: TestARestoredFundMailsNothing tries it",
}

// TestADryRunKeepsNothing tries every decision before it is made: nothing is kept, numbered or told, and it is answered as the decision then is.
func TestADryRunKeepsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		succeeded := map[string]bool{}
		h.rehearse = func(c *client, method, path string, in any) func(reply) {
			r, known := routeAt(method, path)
			if !known || r.work != writes || r.Public {
				return func(reply) {}
			}
			before := h.contents()
			at := path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "dryRun=true"
			tried := c.alone(method, at, in)
			h.same("a dry run of "+r.ID, before)
			return func(done reply) {
				switch {
				case done.status >= 300 && (tried.status != done.status || tried.text("code") != done.text("code")):
					t.Errorf("%s %s: tried %d %s, done %d %s", method, path, tried.status, tried.body, done.status, done.body)
				case done.status < 300 && (tried.status != http.StatusOK || tried.at("changes") == nil):
					t.Errorf("%s %s: tried %d %s, done %d", method, path, tried.status, tried.body, done.status)
				case done.status < 300:
					succeeded[r.ID] = true
				}
			}
		}
		k := &keeper{world: populate(h), sent: map[string]bool{}, words: map[string]string{}}
		k.everything()
		k.send("eraseObserver", k.clara, k.gone, nil)
		k.theRest()
		for _, r := range Routes {
			if decides := r.work == writes && !r.Public; decides && succeeded[r.ID] == (unrehearsed[r.ID] != "") {
				t.Errorf("%s succeeded after a dry run: %t, and is excused: %t", r.ID, succeeded[r.ID], unrehearsed[r.ID] != "")
			}
		}
		h.rehearse = nil
		k.clara.alone("POST", "/lines?dryRun=perhaps", body{}).is(t, 400, refusal.DryRunUnreadable)
		k.auditor.alone("POST", "/lines?dryRun=true", body{}).is(t, 403, refusal.Forbidden)
		once := k.clara.with("Idempotency-Key", "tried")
		line := body{"title": "Tried", "window": "audit", "budget": 1}
		once.alone("POST", "/lines?dryRun=true", line).is(t, 200, nil)
		once.alone("POST", "/lines", line).is(t, 201, nil)
		h.proves()
	})
}

// theRest makes the decisions that say nothing, and so are none of the keeper's.
func (k *keeper) theRest() {
	k.Helper()
	siti, anna := k.sides[0].ids, k.sides[1].ids
	k.clara.must("POST", "/accounts/"+siti["accounts observer"]+"/link", nil)
	auditor := "/accounts/" + k.account(models.Auditor).ID
	k.clara.must("POST", auditor+"/disable", body{"reason": "A telephone was lost."})
	k.clara.must("POST", auditor+"/enable", nil)
	k.clara.must("POST", "/observers/"+anna["observers"]+"/suspend", body{"reason": "A complaint is looked into."})
	k.clara.must("POST", "/observers/"+anna["observers"]+"/reinstate", nil)
	k.sides[0].observer.must("POST", "/observers/"+siti["observers"]+"/return", nil)
	periods := "/observers/" + siti["observers"] + "/availability"
	k.sides[0].observer.must("DELETE", periods+"/"+k.sides[0].observer.must("GET", periods, nil).text("periods.0.id"), nil)
	k.clara.must("POST", "/opportunities/"+siti["opportunities"]+"/close", nil)
	k.clara.must("POST", "/deliveries/"+k.clara.must("GET", "/deliveries?status=undeliverable", nil).text("items.0.id")+"/resend", nil)
}

// routeAt is the route that a request goes to.
func routeAt(method, path string) (found Route, known bool) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	at := slices.IndexFunc(Routes, func(r Route) bool {
		return r.Method == method && slices.EqualFunc(strings.Split(r.Path, "/"), parts, func(name, part string) bool { return name == part || strings.HasPrefix(name, ":") })
	})
	if at < 0 {
		return Route{}, false
	}
	return Routes[at], true
}
