package api

import (
	"net/http"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestManyArrive records the arrivals of those who came later than their team, all or none, and of each other row says why it is refused.
func TestManyArrive(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		for _, name := range []string{"Siti", "Anna", "Budi", "Dewi", "Rosa"} {
			s.ready(name, "ID")
		}
		_, request := s.inForce(s.today().Plus(113))
		mission, seat := s.staffing(request, s.money("AU", "deployment", 3_000_000), 5)
		place := map[string]string{}
		offer := func(name string) {
			place[name] = s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
		}
		take := func(name string) {
			offer(name)
			s.people[name].must("POST", "/assignments/"+place[name]+"/accept", signed)
		}
		take("Siti")
		s.clara.must("POST", "/deployments/"+mission+"/confirm", body{"reason": "The others come later."})
		s.later(106)
		s.clara.must("POST", "/deployments/"+mission+"/field", nil) // she arrives with it
		for _, name := range []string{"Anna", "Budi", "Dewi", "Rosa"} {
			s.people[name].must("POST", "/observers/"+s.ids[name]+"/availability/confirm", nil)
			s.people[name].must("PATCH", "/observers/"+s.ids[name], body{"noticeHours": 24})
		}
		for _, name := range []string{"Anna", "Budi", "Dewi"} {
			take(name)
		}
		offer("Rosa")
		var rows [][2]any
		for _, name := range []string{"Anna", "Budi", "Dewi", "Rosa", "Siti"} {
			rows = append(rows, [2]any{place[name], nil})
		}
		s.clara.alone("POST", "/batch", s.batch("deployAssignment", "/assignments", rows[:2]...)).is(t, 409, refusal.BatchRefused) // they come tomorrow
		s.later(1)
		s.people["Dewi"].must("PATCH", "/observers/"+s.ids["Dewi"], body{"conflicts": []string{"TL"}})

		all := s.batch("deployAssignment", "/assignments", rows...)
		for _, c := range []*client{s.people["Anna"], s.auditor, s.dili} {
			c.alone("POST", "/batch", all).is(t, 403, refusal.Forbidden)
		}
		before := h.contents()
		tried := s.clara.alone("POST", "/batch?dryRun=true", all)
		tried.is(t, http.StatusOK, nil)
		for n, why := range []refusal.Code{"", "", refusal.NotFit.Code(), refusal.NoWayFrom.Code(), refusal.NoWayFrom.Code()} {
			row := tried.at("rows").([]any)[n].(body)
			code := ""
			if row["refused"] != nil {
				code = row["refused"].(body)["code"].(string)
			}
			if code != string(why) || row["takesTwo"] != false {
				t.Errorf("row %d is refused by %q, not %q: %v", n, code, why, row)
			}
		}
		refused := s.clara.alone("POST", "/batch", all)
		refused.is(t, 409, refusal.BatchRefused)
		for n, at := range []string{"rows[2]", "rows[3]", "rows[4]"} {
			if got := refused.at("errors").([]any)[n].(body)["field"]; got != at {
				t.Errorf("refused of %s: %s", got, refused.body)
			}
		}
		h.same("arrivals that were tried and refused", before)

		two := s.batch("deployAssignment", "/assignments", rows[:2]...)
		once := s.clara.with("Idempotency-Key", "arrived")
		done := once.alone("POST", "/batch", two)
		done.is(t, http.StatusOK, nil)
		if again := once.alone("POST", "/batch", two); string(again.body) != string(done.body) {
			t.Errorf("once more: %s", again.body)
		}
		for name, status := range map[string]models.AssignmentStatus{"Anna": models.AssignmentDeployed, "Budi": models.AssignmentDeployed, "Dewi": models.AssignmentAccepted} {
			if got := s.clara.must("GET", "/assignments/"+place[name], nil).text("status"); got != string(status) {
				t.Errorf("%s is %s", name, got)
			}
		}
		if n := h.number("SELECT COUNT(*) FROM journal WHERE action = ? AND subject_id IN (?, ?)", models.DeployAssignment, place["Anna"], place["Budi"]); n != 2 {
			t.Errorf("the journal has %d arrivals", n)
		}
		s.clara.alone("POST", "/batch", two).is(t, 409, refusal.BatchRefused)
		h.proves()
	})
}
