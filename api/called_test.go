package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestOneRuleForEach holds the places against each other that could say different things of one rule: notice, how long
// a passport holds, who is told of an opportunity, and which day is today.
func TestOneRuleForEach(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		at := "/observers/" + s.ids["Siti"]
		is := func(query string) any { return siti.must("GET", at+"/readiness?function=sto"+query, nil).at("ready") }

		// Notice, in the profile, in the figures and in an offer.
		span := fmt.Sprintf("&startsOn=%v&until=%v", s.today().Plus(2), s.today().Plus(12))
		if is(span) != true {
			t.Error("48 hours' notice is not enough in 48 hours")
		}
		siti.must("PATCH", at, body{"noticeHours": 720})
		if is(span) != false || is(fmt.Sprintf("&startsOn=%v&until=%v", s.today().Plus(30), s.today().Plus(40))) != true {
			t.Error("720 hours' notice is ready in 48, or not in 720")
		}
		if ready := s.clara.must("GET", "/readiness/headline", nil); ready.at("items.0.any.ready") != 0.0 || ready.at("items.2.any.ready") != 1.0 {
			t.Errorf("the figures say %s", ready.body)
		}
		line := s.money("AU", "deployment", 2_000_000)
		_, request := s.inForce(s.today().Plus(30))
		mission, seat := s.staffing(request, line, 1)
		offer := body{"seatId": seat, "observerId": s.ids["Siti"]}
		refused := s.clara.request("POST", "/deployments/"+mission+"/offers", offer) // its first day is in 23 days
		if refused.is(t, 409, refusal.NotReady); !strings.Contains(refused.text("detail"), "720 hours' notice") {
			t.Errorf("refused because %s", refused.text("detail"))
		}

		// A passport: the last day of which /lapsing speaks is the last that the rule takes.
		siti.must("PATCH", at, body{"noticeHours": 0, "passportExpiresOn": "2027-08-31"})
		lapses := ""
		for _, one := range s.clara.must("GET", "/lapsing?days=200", nil).at("items").([]any) {
			if one := one.(body); one["kind"] == "passport" {
				lapses = one["lastDay"].(string)
			}
		}
		last, err := models.ParseDate(lapses)
		if err != nil || lapses != "2027-02-28" {
			t.Errorf("the passport is good through %q: %v", lapses, err)
		}
		for days, want := range map[int]any{0: true, 1: false} {
			if got := is(fmt.Sprintf("&startsOn=%v&until=%v", last.Plus(-3), last.Plus(days+1))); got != want {
				t.Errorf("%d days after it the rule says %v", days, got)
			}
		}

		// Whoever is told of a place can ask for it, and the other way round.
		s.ready("Anna", "PH")
		s.people["Anna"].must("PATCH", "/observers/"+s.ids["Anna"], body{"languages": []body{{"language": "fr", "level": "C1"}}})
		course := s.clara.must("POST", "/opportunities", body{"title": "In French", "organiser": "UN", "kind": "course", "language": "fr", "level": "B2",
			"startsOn": s.today().Plus(60), "until": s.today().Plus(64), "places": 2, "deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}).text("id")
		s.clara.must("POST", "/opportunities/"+course+"/open", nil)
		for name, can := range map[string]bool{"Siti": false, "Anna": true} {
			c := s.people[name]
			told := s.count("SELECT COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE n.subject_id = ? AND a.observer_id = ?", course, s.ids[name]) > 0
			listed := len(c.must("GET", "/opportunities?eligible=true", nil).at("items").([]any)) > 0
			asked := c.request("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this well."}).status == 201
			if told != can || listed != can || asked != can {
				t.Errorf("%s: told %t, listed %t, can ask %t", name, told, listed, asked)
			}
		}

		// Today in Honolulu, and today in Kiritimati.
		s.pass(22 * time.Hour) // it is 07:00 in UTC
		s.later(0)
		yesterday := s.today().Plus(-1)
		siti.must("POST", at+"/availability", body{"kind": "unavailable", "startsOn": yesterday, "until": yesterday.Plus(1), "replace": true})
		siti.request("POST", at+"/availability", body{"kind": "unavailable", "startsOn": yesterday.Plus(-1), "until": yesterday, "replace": true}).is(t, 422, refusal.Invalid)
		s.pass(4 * time.Hour)
		siti.must("POST", "/trainings", body{"organiser": "UN", "kind": "course", "title": "It ends today over there", "startsOn": s.today(), "until": s.today().Plus(2)})
	})
}

// TestCalledIn follows a mission of which time runs out, in which somebody falls ill, and whose plan grows.
func TestCalledIn(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		for _, name := range []string{"Siti", "Budi", "Anna", "Rosa"} {
			s.ready(name, map[string]string{"Siti": "ID", "Budi": "ID", "Anna": "PH", "Rosa": "PH"}[name])
			s.people[name].must("PATCH", "/observers/"+s.ids[name], body{"noticeHours": 0})
		}
		line := s.money("AU", "deployment", 5_000_000)
		polling := s.today().Plus(11)
		_, request := s.inForceFor(polling, "short_term")
		mission, seat := s.staffing(request, line, 1)
		s.later(3) // its first day is tomorrow
		at := "/deployments/" + mission
		offer := func(name string) reply {
			return s.clara.request("POST", at+"/offers", body{"seatId": seat, "observerId": s.ids[name]})
		}
		heard := func(action string) int {
			return s.count("SELECT COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE a.state = 'TL' AND n.body LIKE '%accreditation list%' AND n.action = ?", action)
		}

		// Blanks never go out: a passport has a number and a state.
		s.clara.must("PATCH", "/observers/"+s.ids["Siti"], body{"private": body{"passportNumber": ""}})
		if blank := offer("Siti"); blank.status != 409 || !strings.Contains(blank.text("detail"), "number of the passport") {
			t.Errorf("without a passport number: %s", blank.body)
		}
		s.clara.must("PATCH", "/observers/"+s.ids["Siti"], body{"private": body{"passportNumber": "X1234567"}})

		// An offer ends when its first day begins over there, and not 72 hours later.
		first := offer("Siti")
		dili, err := models.Zone("Asia/Dili")
		if err != nil {
			t.Fatal(err)
		}
		if begins := s.today().Plus(1).Midnight(dili).UTC().Format(time.RFC3339); first.at("expiresAt") != begins {
			t.Errorf("it ends at %v, not at %s", first.at("expiresAt"), begins)
		}
		s.later(1)
		s.people["Siti"].request("POST", "/assignments/"+first.text("id")+"/accept", signed).is(t, 409, refusal.OfferExpired)
		s.clara.must("POST", "/assignments/"+first.text("id")+"/withdraw", body{"reason": "It has ended."})
		second := offer("Siti") // for the days that are left
		if second.at("startsOn") != s.today().Plus(1).String() || second.at("until") != polling.Plus(5).String() {
			t.Errorf("a later offer is for %v to %v", second.at("startsOn"), second.at("until"))
		}
		s.people["Siti"].must("POST", "/assignments/"+second.text("id")+"/accept", signed)

		// One more place: the first of the reserve who can is asked.
		s.clara.must("PUT", at+"/reserve", body{"seatId": seat, "observers": []string{s.ids["Budi"], s.ids["Anna"]}})
		s.clara.must("PUT", at, body{"language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 430_000}}})
		asked := s.people["Budi"].must("GET", "/waiting", nil)
		if asked.text("items.0.action") != "assignments.accept" {
			t.Errorf("the reserve was not asked: %s", asked.body)
		}
		budi := asked.text("items.0.subject.id")
		s.people["Budi"].must("POST", "/assignments/"+budi+"/accept", signed)
		s.clara.must("POST", at+"/confirm", body{"draws": []body{{"lineId": line, "amount": 430_000}}})

		// The list has been given to the host, who hears of each change to it.
		before := heard("observers.change")
		s.clara.must("PATCH", "/observers/"+s.ids["Siti"], body{"private": body{"passportNumber": "X7654321"}})
		if heard("observers.change") != before+1 {
			t.Error("the host does not hear of a new passport number")
		}
		s.later(2)
		s.clara.must("POST", at+"/field", nil)

		// Ill in the field: the next of the reserve comes for what is left, and was told so.
		s.clara.must("POST", "/assignments/"+budi+"/stand-down", body{"reason": "He is ill and goes home."})
		called := s.people["Anna"].must("GET", "/waiting", nil)
		if called.text("items.0.action") != "assignments.accept" || heard("assignments.stand_down") != 1 {
			t.Errorf("nobody is called in, or the host does not hear of it: %s", called.body)
		}
		anna := called.text("items.0.subject.id")
		s.people["Anna"].must("POST", "/assignments/"+anna+"/accept", signed)
		if got := s.clara.must("GET", "/assignments/"+anna, nil); got.at("startsOn") != s.today().Plus(1).String() || heard("assignments.accept") != 1 {
			t.Errorf("she comes on %v", got.at("startsOn"))
		}
		list := s.dili.must("GET", at+"/accreditation", nil)
		if items := list.at("items").([]any); len(items) != 2 || items[0].(body)["id"] == items[1].(body)["id"] {
			t.Errorf("the list is %s", list.body)
		}
		s.later(1)
		s.clara.must("POST", "/assignments/"+anna+"/deploy", nil)
	})
}

// TestTeamStaysFresh confirms a team that accepted 46 days ago and has said nothing since.
func TestTeamStaysFresh(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		line := s.money("AU", "deployment", 2_000_000)
		_, request := s.inForce(s.today().Plus(113))
		mission, seat := s.staffing(request, line, 1)
		place := s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		siti.must("POST", "/assignments/"+place+"/accept", signed)
		s.later(46)
		s.clara.must("POST", "/deployments/"+mission+"/confirm", body{"draws": []body{}})
	})
}

// TestSomebodyStopsInTheMiddle suspends somebody on the third of seven days of a course, who then brings the certificate.
func TestSomebodyStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		line := s.money("JP", "training", 500_000)
		ask := func(title string, first int) string {
			course := s.clara.must("POST", "/opportunities", body{"title": title, "organiser": "UN", "kind": "course", "startsOn": s.today().Plus(first),
				"until": s.today().Plus(first + 7), "places": 2, "deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 1000}).text("id")
			s.clara.must("POST", "/opportunities/"+course+"/open", nil)
			place := siti.must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this well."}).text("id")
			s.clara.must("POST", "/training-requests/"+place+"/endorse", body{"draws": []body{{"lineId": line, "amount": 1000}}})
			s.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": s.clara.upload(title)})
			return place
		}
		begun, later := ask("Begun", 10), ask("Not begun", 30)
		s.later(12)
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/suspend", body{"reason": "A complaint is looked into."})
		for place, want := range map[string]string{begun: "accepted", later: "withdrawn"} {
			if got := siti.must("GET", "/training-requests/"+place, nil); got.at("status") != want {
				t.Errorf("%s is %v, not %s", place, got.at("status"), want)
			}
		}
		s.later(6)
		done := siti.must("POST", "/training-requests/"+begun+"/complete", body{"evidenceId": siti.upload("certificate")})
		s.david.must("POST", "/trainings/"+done.text("training.id")+"/verify", body{})
	})
}

// TestAPlaceKeepsItsHost moves a mission for which money was once set aside, and finds nobody's place in a state of which their
// money knows nothing; a place in what was cancelled is not given back.
func TestAPlaceKeepsItsHost(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		line := s.money("JP", "training", 500_000)
		mission := s.clara.must("POST", "/opportunities", body{"title": "A mission", "organiser": "UN", "kind": "mission", "function": "sto", "host": "KE",
			"startsOn": s.today().Plus(30), "until": s.today().Plus(40), "places": 2, "deadlineOn": s.today().Plus(7), "deadlineClock": "24:00",
			"deadlineZone": "Africa/Nairobi", "cost": 1000}).text("id")
		s.clara.must("POST", "/opportunities/"+mission+"/open", nil)
		wish := body{"opportunityId": mission, "motivation": "I would like to learn this well."}
		draws := body{"draws": []body{{"lineId": line, "amount": 1000}}}
		place := siti.must("POST", "/training-requests", wish).text("id")
		s.clara.must("PATCH", "/opportunities/"+mission, body{"places": 3})
		s.clara.must("POST", "/training-requests/"+place+"/endorse", draws)
		s.clara.must("POST", "/training-requests/"+place+"/pass-over", body{"reason": "They took others."})
		s.clara.request("PATCH", "/opportunities/"+mission, body{"host": "UG"}).is(t, 409, refusal.Requested)
		siti.must("POST", "/training-requests", wish)
		s.clara.must("POST", "/training-requests/"+place+"/endorse", draws)
		s.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": s.clara.upload("letter")})
		siti.must("POST", "/training-requests/"+place+"/withdraw", body{"reason": "I cannot go."})
		s.clara.request("PATCH", "/opportunities/"+mission, body{"host": "UG"}).is(t, 409, refusal.Requested)
		s.clara.must("POST", "/opportunities/"+mission+"/cancel", body{"reason": "There is no mission."})
		again := body{"reason": "It was a mistake.", "draws": draws["draws"]}
		s.clara.request("POST", "/training-requests/"+place+"/restore", again).is(t, 409, refusal.NotOpen)
		if can := s.clara.must("GET", "/training-requests/"+place, nil).at("can"); len(can.([]any)) != 0 {
			t.Errorf("in what was cancelled one can %v", can)
		}
	})
}
