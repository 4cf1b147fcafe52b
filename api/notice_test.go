package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestShortNotice plans late: nobody begins sooner than 72 hours from the day it is where the election is held, what is usual is cut with a
// word, and what somebody names is refused with the day that can be met.
func TestShortNotice(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.pass(8 * time.Hour) // in Dili it is the next day
		soonest := s.today().Plus(4)
		polling := s.today().Plus(30)
		_, request := s.inForce(polling)
		seats := func(all ...body) body {
			for _, seat := range all {
				seat["places"] = 2
			}
			return body{"requestId": request, "seats": all}
		}
		plan := s.clara.must("POST", "/deployments", seats(body{"function": "legal"}, body{"function": "lto"}, body{"function": "sto"}))
		seat := func(of reply, function string) body {
			for _, one := range of.at("seats").([]any) {
				if one := one.(body); one["function"] == function {
					return one
				}
			}
			return nil
		}
		begins := func(of reply, function string, on models.Date) {
			t.Helper()
			if got := seat(of, function); got["startsOn"] != on.String() {
				t.Errorf("%s begins on %v, not %v", function, got["startsOn"], on)
			}
		}
		begins(plan, "legal", soonest)
		begins(plan, "lto", soonest)
		begins(plan, "sto", polling.Plus(-7))
		says := fmt.Sprintf("The legal analysts would usually arrive on %s (E-45); they can be there from %s.", polling.Plus(-45).Words(), soonest.Words())
		if got := seat(plan, "legal")["sentence"]; got != says {
			t.Errorf("it says %v", got)
		}
		if got := seat(plan, "sto")["sentence"]; got != nil {
			t.Errorf("of who comes as usual it says %v", got)
		}
		if plan.text("soonest") != soonest.String() {
			t.Errorf("the soonest is %v", plan.at("soonest"))
		}

		// The journal says of a change what the plan then has, and no day that was cut is a change.
		id := plan.text("id")
		s.clara.must("PUT", "/deployments/"+id, body{"seats": []body{{"function": "legal", "places": 3}, {"function": "lto", "places": 2}, {"function": "security", "places": 1}}})
		entry := s.auditor.must("GET", "/journal?limit=1&action=deployments.change&subjectId="+id, nil)
		said := entry.at("items.0.facts.changed").(body)
		for field, is := range map[string]string{"legal.places": "[2 3]", "security.startsOn": fmt.Sprint([]string{"", soonest.String()}), "sto.places": "[2 ]"} {
			if got := fmt.Sprint(said[field]); got != is {
				t.Errorf("of %s the journal says %s, not %s", field, got, is)
			}
		}
		if said["legal.startsOn"] != nil || said["lto.places"] != nil {
			t.Errorf("nothing else was changed: %v", said)
		}

		// What somebody names is refused, with the earliest day.
		change := func(all ...body) reply {
			return s.clara.request("PUT", "/deployments/"+id, body{"seats": seats(all...)["seats"]})
		}
		early := polling.DaysUntil(soonest)
		refused := change(body{"function": "legal"}, body{"function": "lto", "startsOffset": early - 1, "untilOffset": 8})
		if refused.is(t, 422, refusal.Invalid); refused.text("errors.0.field") != "seats[1].startsOffset" || !strings.Contains(refused.text("errors.0.message"), soonest.Words()) {
			t.Errorf("a day too soon is answered %s", refused.body)
		}
		begins(change(body{"function": "legal"}, body{"function": "lto", "startsOffset": early, "untilOffset": 8}), "lto", soonest)

		// Sent back as it was read it stays a plan, and whoever is not called yet comes later with every day that passes.
		s.later(2)
		again := change(body{"function": "legal", "startsOffset": -45, "untilOffset": 15}, body{"function": "lto", "startsOffset": early, "untilOffset": 8},
			body{"function": "security", "startsOffset": early + 2, "untilOffset": early + 4})
		begins(again, "legal", soonest.Plus(2))
		begins(again, "lto", soonest.Plus(2))
		if got := fmt.Sprint(seat(again, "lto")["sentence"]); !strings.Contains(got, "would by the plan arrive") {
			t.Errorf("of what was planned otherwise it says %s", got)
		}
		// Where nothing is left of the days of a function, that is said by its name.
		s.later(3)
		over := change(body{"function": "legal"}, body{"function": "security", "startsOffset": early + 2, "untilOffset": early + 4})
		if over.is(t, 422, refusal.Invalid); over.text("errors.0.field") != "seats[1].function" || !strings.Contains(over.text("errors.0.message"), "security expert") {
			t.Errorf("nothing is left: %s", over.body)
		}
	})
}

// TestNoticeOfAMove moves an election nearer: the seats of the preview and of the mission begin no sooner than anybody can be there, and
// who is called already keeps the days that a change of the plan does not name.
func TestNoticeOfAMove(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		line := s.money("AU", "deployment", 2_000_000)
		polling := s.today().Plus(10)
		_, request := s.inForceFor(polling, "short_term")
		mission, seat := s.staffing(request, line, 1)
		offer := s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		siti.must("POST", "/assignments/"+offer+"/accept", signed)
		s.later(1)
		kept := s.clara.must("PUT", "/deployments/"+mission, body{"language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 1}}})
		if kept.text("seats.0.startsOn") != polling.Plus(-7).String() {
			t.Errorf("somebody is called, and the seat begins on %s", kept.text("seats.0.startsOn"))
		}
		to := polling.Plus(-2)
		soonest := s.today().Plus(3)
		preview := s.clara.must("GET", fmt.Sprintf("/deployments/%s/move?startsOn=%v&until=%v", mission, to, to.Plus(1)), nil)
		moved := s.clara.must("POST", "/deployments/"+mission+"/move", body{"startsOn": to, "until": to.Plus(1), "reason": "the court has said so"})
		for where, got := range map[string]any{
			"the preview": preview.at("seats.0.startsOn"), "the move": moved.at("move.seats.0.startsOn"), "the mission": moved.at("deployment.seats.0.startsOn"),
			"the offer": siti.must("GET", "/assignments/"+offer, nil).at("startsOn"),
		} {
			if got != soonest.String() {
				t.Errorf("%s begins on %v, not %v", where, got, soonest)
			}
		}
		for where, got := range map[string]string{"the preview": preview.text("seats.0.sentence"), "the mission": moved.text("deployment.seats.0.sentence")} {
			if !strings.Contains(got, "(E-7); they can be there from "+soonest.Words()) {
				t.Errorf("%s says %q", where, got)
			}
		}
	})
}

// TestReserveOfAMove moves an election to days on which one of a team cannot come: the preview names who of the reserve is asked, and they are
// asked in the same step, after those who are kept.
func TestReserveOfAMove(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		for _, name := range []string{"Siti", "Anna", "Busy", "Maya", "Rani"} {
			s.ready(name, "ID")
		}
		line := s.money("AU", "deployment", 2_000_000)
		polling := s.today().Plus(40)
		_, request := s.inForceFor(polling, "short_term")
		mission, seat := s.staffing(request, line, 2)
		for _, name := range []string{"Siti", "Anna"} {
			id := s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
			s.people[name].must("POST", "/assignments/"+id+"/accept", signed)
		}
		reserve := []string{s.ids["Busy"], s.ids["Maya"], s.ids["Rani"]}
		s.clara.must("PUT", "/deployments/"+mission+"/reserve", body{"seatId": seat, "observers": reserve})
		to := polling.Plus(15)
		for _, name := range []string{"Siti", "Busy"} {
			s.people[name].must("POST", "/observers/"+s.ids[name]+"/availability", body{"kind": "unavailable", "startsOn": to, "until": to.Plus(9), "replace": true})
		}
		preview := s.clara.must("GET", fmt.Sprintf("/deployments/%s/move?startsOn=%v&until=%v", mission, to, to.Plus(1)), nil)
		moved := s.clara.must("POST", "/deployments/"+mission+"/move", body{"startsOn": to, "until": to.Plus(1), "reason": "the court has said so"})
		for where, move := range map[string]any{"preview": preview.json, "move": moved.at("move")} {
			move := reply{json: move}
			if move.text("freed.0.name") != "Siti" || move.text("asked.0.name") != "Anna" || move.text("reserve.0.name") != "Maya" || move.at("reserve.1") != nil {
				t.Errorf("the %s frees, asks and calls %v, %v, %v", where, move.at("freed"), move.at("asked"), move.at("reserve"))
			}
		}
		if n := h.number("SELECT COUNT(*) FROM assignments WHERE deployment_id = ? AND observer_id = ? AND status = 'offered' AND starts_on = ? AND until = ?",
			mission, s.ids["Maya"], to.Plus(-7), to.Plus(5)); n != 1 {
			t.Errorf("Maya has %d offers for the new days", n)
		}
		if got := h.texts("SELECT observer_id FROM reserves WHERE seat_id = ? ORDER BY rank", seat); fmt.Sprint(got) != fmt.Sprint([]string{reserve[0], reserve[2]}) {
			t.Errorf("the reserve is %v, of %v", got, reserve)
		}
		if n := h.number(`SELECT COUNT(*) FROM journal o JOIN journal a ON a.seq < o.seq WHERE o.action = 'assignments.offer' AND a.action = 'assignments.ask_again'`); n != 1 {
			t.Error("the reserve is asked before who is kept")
		}
	})
}
