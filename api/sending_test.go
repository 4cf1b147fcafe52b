package api

import (
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestWhoIsSentIsCheckedAgain changes what a confirmed team was chosen for, in every way, and finds that it does not go like that:
// neither with the mission nor, for who comes later, on arrival.
func TestWhoIsSentIsCheckedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		polling := s.today().Plus(113)
		for _, name := range []string{"Siti", "Anna", "Budi"} {
			s.ready(name, "ID")
		}
		_, request := s.inForce(polling)
		deployment, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), 2)
		mission := "/deployments/" + deployment
		place := map[string]string{}
		take := func(name string) {
			t.Helper()
			place[name] = s.clara.must("POST", mission+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
			s.people[name].must("POST", "/assignments/"+place[name]+"/accept", signed)
		}
		take("Siti")
		take("Anna")
		s.clara.must("POST", mission+"/confirm", body{})
		s.later(106) // the first day

		siti := "/observers/" + s.ids["Siti"]
		days := func(kind string) body {
			return body{"kind": kind, "startsOn": polling, "until": polling.Plus(2), "replace": true}
		}
		var bsafe string
		for _, training := range s.clara.must("GET", "/trainings?observerId="+s.ids["Siti"], nil).at("items").([]any) {
			if training := training.(body); training["kind"] == "security_awareness" {
				bsafe = "/trainings/" + training["id"].(string)
			}
		}
		for what, change := range map[string][2]func(){
			"calendar": {func() { s.people["Siti"].must("POST", siti+"/availability", days("unavailable")) },
				func() { s.people["Siti"].must("POST", siti+"/availability", days("available")) }},
			"interest": {func() { s.people["Siti"].must("PATCH", siti, body{"conflicts": []string{"TL"}}) },
				func() { s.people["Siti"].must("PATCH", siti, body{"conflicts": []string{}}) }},
			"medical": {func() { s.clara.must("PATCH", siti, body{"private": body{"medicalClearedThrough": s.today()}}) },
				func() {
					s.clara.must("PATCH", siti, body{"private": body{"medicalClearedThrough": s.today().PlusMonths(9)}})
				}},
			"passport": {func() { s.clara.must("PATCH", siti, body{"passportExpiresOn": s.today().Plus(30)}) },
				func() { s.clara.must("PATCH", siti, body{"passportExpiresOn": s.today().PlusMonths(60)}) }},
		} {
			change[0]()
			got := s.clara.request("POST", mission+"/field", nil)
			got.is(t, 409, refusal.NotFit)
			if said := strings.ToLower(got.text("detail")); !strings.Contains(said, "siti") || strings.Contains(said, "anna") || !strings.Contains(said, what) {
				t.Errorf("%s: %s", what, got.body)
			}
			change[1]()
		}

		// What cannot be put right: she is replaced, and the others go.
		s.david.must("POST", bsafe+"/revoke", body{"reason": "The certificate was somebody else's."})
		s.clara.request("POST", mission+"/field", nil).is(t, 409, refusal.NotFit)
		s.clara.must("POST", "/assignments/"+place["Siti"]+"/withdraw", body{"reason": "Her training was revoked."})
		s.clara.must("POST", mission+"/field", nil)

		// Who comes later is checked on arrival.
		budi := s.people["Budi"]
		budi.must("POST", "/observers/"+s.ids["Budi"]+"/availability/confirm", nil)
		budi.must("PATCH", "/observers/"+s.ids["Budi"], body{"noticeHours": 24})
		take("Budi")
		s.later(1)
		arrival := "/assignments/" + place["Budi"] + "/deploy"
		budi.must("PATCH", "/observers/"+s.ids["Budi"], body{"conflicts": []string{"TL"}})
		s.clara.request("POST", arrival, nil).is(t, 409, refusal.NotFit)
		budi.must("PATCH", "/observers/"+s.ids["Budi"], body{"conflicts": []string{}})
		s.clara.must("POST", arrival, nil)

		// Who is suspended in the field stays there until somebody sees to it, and everybody is told so.
		s.clara.must("POST", "/observers/"+s.ids["Anna"]+"/suspend", body{"reason": "A complaint is looked into."})
		if stays := s.clara.must("GET", "/assignments/"+place["Anna"], nil); stays.text("status") != string(models.AssignmentDeployed) {
			t.Errorf("her assignment is %s", stays.body)
		}
		for who, c := range map[string]*client{"stay with": s.people["Anna"], "is in the field with": s.david} {
			if told := c.must("GET", "/notices", nil); !strings.Contains(string(told.body), who) {
				t.Errorf("nobody is told %q: %s", who, told.body)
			}
		}
		s.clara.must("POST", "/assignments/"+place["Anna"]+"/stand-down", body{"reason": "She comes home."})
	})
}
