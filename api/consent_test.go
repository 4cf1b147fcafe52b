package api

import (
	"fmt"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

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
