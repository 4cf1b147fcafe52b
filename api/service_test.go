package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"observationfund/models/refusal"
)

// serves takes an observer through a whole mission of the fund as a short-term observer, and returns the assignment once they are evaluated.
func (s *story) serves(name, line string) (assignment string) {
	s.Helper()
	polling := s.today().Plus(20)
	_, request := s.inForceFor(polling, "short_term")
	mission, seat := s.staffing(request, line, 1)
	assignment = s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
	s.people[name].must("POST", "/assignments/"+assignment+"/accept", signed)
	s.clara.must("POST", "/deployments/"+mission+"/confirm", body{})
	s.later(14)
	s.clara.must("POST", "/deployments/"+mission+"/field", nil)
	s.later(9)
	s.clara.must("POST", "/assignments/"+assignment+"/complete", nil) // before its last day
	s.later(2)
	s.clara.must("POST", "/deployments/"+mission+"/report", nil)
	s.clara.must("POST", "/assignments/"+assignment+"/evaluate", body{"rating": "good", "body": "Calm, exact and always on time."})
	s.clara.must("POST", "/deployments/"+mission+"/close", nil)
	s.people[name].must("POST", "/observers/"+s.ids[name]+"/availability/confirm", nil)
	return assignment
}

// TestServiceIsTraining follows a short-term observer through two missions of the fund: each is recorded once they are evaluated, counts once
// somebody else has verified it, and two of them make a long-term observer who has done the course.
func TestServiceIsTraining(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		siti := s.ready("Siti", "ID")
		s.trained("Siti", body{"kind": "course", "function": "lto", "title": "Long-term observation", "expiresOn": s.today().PlusMonths(30)})
		line := s.money("AU", "deployment", 2_000_000)
		qualified := func() bool {
			for _, check := range siti.must("GET", "/observers/"+s.ids["Siti"]+"/readiness?function=lto", nil).at("checks").([]any) {
				if check := check.(body); check["rule"] == "qualified" {
					return check["passed"] == true
				}
			}
			t.Fatal("nothing is said of being qualified")
			return false
		}
		record := func(assignment string) reply {
			var id string
			if all := h.texts("SELECT id FROM trainings WHERE assignment_id = ?", assignment); len(all) == 1 {
				id = all[0]
			}
			return siti.must("GET", "/trainings/"+id, nil)
		}
		may := func(who *client, id, action string) bool {
			return strings.Contains(fmt.Sprint(who.must("GET", "/trainings/"+id, nil).at("can")), action)
		}
		waits := func(who *client, id string) bool {
			return slices.ContainsFunc(who.must("GET", "/waiting", nil).at("items").([]any), func(one any) bool { return one.(body)["subject"].(body)["id"] == id })
		}

		// The first service: by the fund, as what and where and when they served, and nothing else.
		first := s.serves("Siti", line)
		claim := record(first)
		id := claim.text("id")
		served := s.today().Plus(-3) // the last day she was there
		for path, want := range map[string]any{"status": "claimed", "organiser": "FUND", "kind": "mission", "function": "sto", "host": "TL",
			"title": "Presidential election", "startsOn": served.Plus(-9).String(), "until": served.Plus(1).String(), "counts": true, "can": []any{}} {
			if got := claim.at(path); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("the record says of %s %v, not %v", path, got, want)
			}
		}

		// Whoever evaluated it, and whoever corrected that, leaves it to somebody else; the observer and anybody's hand change nothing of it.
		emma.must("POST", "/assignments/"+first+"/evaluate", body{"rating": "outstanding", "body": "I was there, and she was better than that."})
		for _, who := range []*client{s.clara, emma} {
			who.request("POST", "/trainings/"+id+"/verify", body{}).is(t, 403, refusal.SecondPerson)
			if may(who, id, "trainings.verify") || waits(who, id) {
				t.Error("it waits for who evaluated it")
			}
		}
		siti.request("POST", "/trainings/"+id+"/verify", body{}).is(t, 403, refusal.Forbidden)
		for _, who := range []*client{siti, s.david} {
			who.request("PATCH", "/trainings/"+id, body{"function": "lto"}).is(t, 409, refusal.ServiceRecorded)
			if may(who, id, "trainings.change") {
				t.Error("it can be changed by hand")
			}
		}
		for _, who := range []*client{s.clara, emma, siti} {
			account := who.must("GET", "/me", nil).text("account.id")
			if h.raw("UPDATE trainings SET status = 'verified', decided_by = ? WHERE id = ?", account, id) == nil {
				t.Errorf("raw SQL lets %s verify it", account)
			}
		}
		if h.raw("UPDATE trainings SET assignment_id = ? WHERE request_id IS NULL AND id <> ?", first, id) == nil {
			t.Error("raw SQL records one service twice")
		}

		// What was rejected is claimed anew with the evaluation, and waits for whoever did not write it.
		s.david.must("POST", "/trainings/"+id+"/reject", body{"reason": "she was ill for half of it, I hear"})
		if waits(siti, id) {
			t.Error("the observer is asked for what she cannot do")
		}
		s.clara.must("POST", "/assignments/"+first+"/evaluate", body{"rating": "outstanding", "body": "She was not ill at all."})
		if again := record(first); again.text("status") != "claimed" || again.text("id") != id || !waits(s.david, id) || !may(s.david, id, "trainings.verify") {
			t.Errorf("evaluated again, it is %s", again.body)
		}
		s.david.must("POST", "/trainings/"+id+"/verify", body{})
		emma.must("POST", "/assignments/"+first+"/evaluate", body{"rating": "good", "body": "Calm, exact and always on time."})
		if alike := s.david.must("GET", "/trainings/"+id, nil).at("resembling"); fmt.Sprint(alike) != "[]" && alike != nil {
			t.Errorf("the fund's own record resembles %v", alike)
		}
		if kept := record(first); kept.text("status") != "verified" {
			t.Errorf("a word of the evaluation makes it %s", kept.text("status"))
		}
		if qualified() {
			t.Error("one mission makes a long-term observer")
		}

		// The second: claimed it is no mission yet, verified it is.
		second := record(s.serves("Siti", line)).text("id")
		if qualified() {
			t.Error("what is only claimed counts")
		}
		s.david.must("POST", "/trainings/"+second+"/verify", body{})
		if !qualified() {
			t.Error("who has served twice lacks two missions")
		}

		// Whether the fund is an organiser that counts is in the reference data.
		if err := h.raw("UPDATE organisers SET counts = FALSE WHERE code = 'FUND'"); err != nil {
			t.Fatal(err)
		}
		if qualified() || record(first).at("counts") != false {
			t.Error("the reference data says that the fund does not count, and it does")
		}
		if proof := s.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}
