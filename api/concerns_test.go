package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// noticed holds what is known of everybody bound against what was noticed: a concern for each requirement that they no longer meet, and none for one
// that they meet.
func (l *history) noticed(r *rapid.T) {
	if l.looked == l.seq { // nothing was done since
		return
	}
	l.looked = l.seq
	var bound []models.Assignment
	db := l.db.Query(context.Background())
	if err := db.Where("status IN ('accepted', 'deployed') AND until > ?", l.today()).Find(&bound).Error; err != nil {
		r.Fatal(err)
	}
	assessed, err := models.AssessBound(db, l.db.Now(), bound)
	if err != nil {
		r.Fatal(err)
	}
	for n, as := range bound {
		var unmet []string
		for _, check := range assessed[n].Failed() {
			unmet = append(unmet, string(check.Rule))
		}
		slices.Sort(unmet)
		if said := l.words("SELECT rule FROM assignment_concerns WHERE assignment_id = ? AND status <> 'settled' ORDER BY rule", as.ID); !slices.Equal(unmet, said) {
			r.Errorf("an %s assignment %s does not meet %v, and it is noticed of %v", as.Status, as.ID, unmet, said)
		}
	}
}

// team is a mission at high risk, which asks for Portuguese, and two who have accepted a seat in it: Siti, who is to stop meeting what it
// asks, and Anna, whom nothing is said of.
type team struct {
	*story
	line, mission, seat string
	place               map[string]string // the assignment of each
	trainings           map[string]string // Siti's, by kind
}

func newTeam(h *fixture) team {
	h.Helper()
	s := newStory(h)
	t := team{story: s, place: map[string]string{}, trainings: map[string]string{}}
	for _, name := range []string{"Siti", "Anna", "Budi"} {
		s.ready(name, "ID")
		s.trained(name, body{"kind": "hostile_environment", "body": "UNDSS", "title": "Hostile environments", "expiresOn": s.today().PlusMonths(30)})
	}
	for _, training := range s.people["Siti"].must("GET", "/trainings", nil).at("items").([]any) {
		training := training.(body)
		t.trainings[training["kind"].(string)] = training["id"].(string)
	}
	invitation, request := s.invitation(s.today().Plus(113))
	s.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
	s.clara.must("POST", "/invitations/"+invitation+"/verify", body{"channel": "Note verbale of the embassy"})
	s.clara.must("POST", "/invitations/"+invitation+"/assess", findings("met"))
	s.david.must("POST", "/invitations/"+invitation+"/accept", nil)
	s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "high", "format": "full"})
	t.line = s.money("AU", "deployment", 2_000_000)
	t.mission, t.seat = s.staffing(request, t.line, 2)
	t.take("Siti")
	t.take("Anna")
	return t
}

// take gives somebody a seat, who accepts it.
func (t team) take(name string) {
	t.Helper()
	t.place[name] = t.clara.must("POST", "/deployments/"+t.mission+"/offers", body{"seatId": t.seat, "observerId": t.ids[name]}).text("id")
	t.people[name].must("POST", "/assignments/"+t.place[name]+"/accept", signed)
}

// unmet are the rules of Siti's concerns in a state.
func (t team) unmet(c *client, status string) (rules []string) {
	t.Helper()
	concerns, _ := c.must("GET", "/assignments/"+t.place["Siti"], nil).at("concerns").([]any)
	for _, concern := range concerns {
		if concern := concern.(body); concern["status"] == status {
			rules = append(rules, concern["rule"].(string))
		}
	}
	return rules
}

// waits reports whether something waits for somebody of Siti's assignment.
func (t team) waits(c *client, action models.Action) bool {
	t.Helper()
	items := c.must("GET", "/waiting", nil).at("items").([]any)
	return slices.ContainsFunc(items, func(item any) bool {
		subject := item.(body)["subject"].(body)
		return item.(body)["action"] == string(action) && subject["id"] == t.place["Siti"]
	})
}

// change is what breaks a requirement that was met, and what mends it again; nothing mends some.
type change struct{ breaks, mends func(t team) }

// profile is a change of Siti's profile, by herself or by an administrator.
func profile(by string, broken, whole func(t team) body) change {
	patch := func(with func(t team) body) func(t team) {
		return func(t team) {
			c := t.clara
			if by != "" {
				c = t.people[by]
			}
			c.must("PATCH", "/observers/"+t.ids["Siti"], with(t))
		}
	}
	return change{patch(broken), patch(whole)}
}

// revoked is a training of Siti's that two people revoke; another takes its place.
func revoked(kind string, anew body) change {
	return change{func(t team) {
		t.david.must("POST", "/trainings/"+t.trainings[kind]+"/revoke", body{"reason": "It was another's."})
	},
		func(t team) { t.trained("Siti", anew) }}
}

func only(in body) func(team) body { return func(team) body { return in } }

// breaking is, for every requirement, what breaks it after the seat was accepted.
var breaking = map[models.Rule]change{
	"qualified":           profile("Siti", only(body{"functions": []string{"lto"}}), only(body{"functions": []string{"sto", "lto"}})),
	"bsafe":               revoked("security_awareness", body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE again"}),
	"hostile-environment": revoked("hostile_environment", body{"kind": "hostile_environment", "body": "UNDSS", "title": "Again"}),
	"certificates": {func(t team) { // of two certificates the one that lasts is gone
		t.trained("Siti", body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE for a while", "expiresOn": t.today().Plus(109)})
		for _, training := range t.people["Siti"].must("GET", "/trainings?limit=50", nil).at("items").([]any) {
			if training := training.(body); training["kind"] == "security_awareness" && training["status"] == "verified" && training["title"] != "BSAFE for a while" {
				t.david.must("POST", "/trainings/"+training["id"].(string)+"/revoke", body{"reason": "It was another's."})
			}
		}
	}, func(t team) {
		t.trained("Siti", body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE at last"})
	}},
	"passport": profile("Siti", func(t team) body { return body{"passportExpiresOn": t.today().Plus(130)} }, func(t team) body { return body{"passportExpiresOn": t.today().PlusMonths(60)} }),
	"medical": profile("", func(t team) body { return body{"private": body{"medicalClearedThrough": t.today()}} },
		func(t team) body { return body{"private": body{"medicalClearedThrough": t.today().PlusMonths(12)}} }),
	"language": profile("Siti", only(body{"languages": []body{{"language": "pt", "level": "B2"}}}), only(body{"languages": []body{{"language": "en", "level": "C1"}}})),
	"available": {func(t team) {
		t.people["Siti"].must("POST", "/observers/"+t.ids["Siti"]+"/availability", body{"kind": "unavailable", "startsOn": t.today().Plus(110), "until": t.today().Plus(112), "replace": true})
	}, func(t team) {
		for _, period := range t.people["Siti"].must("GET", "/observers/"+t.ids["Siti"]+"/availability", nil).at("periods").([]any) {
			if period := period.(body); period["kind"] == "unavailable" {
				t.people["Siti"].must("DELETE", "/observers/"+t.ids["Siti"]+"/availability/"+period["id"].(string), nil)
			}
		}
		if t.unmet(t.clara, "open") == nil {
			t.Error("two days of which the calendar says nothing are as good as free")
		}
		t.clara.must("POST", "/observers/"+t.ids["Siti"]+"/availability", body{"kind": "available", "startsOn": t.today().Plus(110), "until": t.today().Plus(112)})
	}},
	"conflict": profile("Siti", only(body{"conflicts": []string{"TL"}}), only(body{"conflicts": []string{}})),
}

// unbroken are the requirements that nothing breaks so, and why.
var unbroken = map[models.Rule]string{
	"seated":      "who is suspended leaves every seat they have accepted: TestWhoIsInTheFieldIsWatched suspends them there",
	"nationality": "the seat ends with it: TestASecondNationalityIsRecorded",
	"fresh":       "whoever has agreed to these days has given the freshest word about them",
	"notice":      "whoever has agreed to go had it",
	"free":        "their days are booked, and no day is booked twice",
}

// TestEveryRequirementIsNoticed breaks every requirement after the seat was accepted: it is noticed at once, everybody who can do something about it
// is told, it waits, the team is not confirmed, and when it is met again all of that is over.
func TestEveryRequirementIsNoticed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newTeam(h)
		for _, requirement := range models.Requirements {
			rule := requirement.Rule
			change, breaks := breaking[rule]
			if breaks == (unbroken[rule] != "") {
				t.Errorf("what breaks %s: %v, and why nothing does: %q", rule, breaks, unbroken[rule])
			}
			if !breaks {
				continue
			}
			before := s.number("SELECT COUNT(*) FROM notices WHERE action = 'concerns.raise'")
			change.breaks(s)
			for who, c := range map[string]*client{"an administrator": s.clara, "another": s.david, "herself": s.people["Siti"]} {
				if got := s.unmet(c, "open"); !slices.Equal(got, []string{string(rule)}) {
					t.Errorf("%s: %s reads of %v", rule, who, got)
				}
			}
			if told := s.number("SELECT COUNT(*) FROM notices WHERE action = 'concerns.raise'") - before; told < 2 {
				t.Errorf("%s: %d are told", rule, told)
			}
			if !s.waits(s.clara, models.LetStandConcern) || !s.waits(s.david, models.LetStandConcern) {
				t.Errorf("%s does not wait for the administrators", rule)
			}
			if read := s.auditor.must("GET", "/assignments/"+s.place["Siti"], nil); strings.Contains(string(read.body), "concern") ||
				s.number("SELECT COUNT(*) FROM journal WHERE action LIKE 'concerns.%' AND facts LIKE ?", "%"+string(rule)+"%") > 0 {
				t.Errorf("%s: an auditor reads what somebody lacks: %s", rule, read.body)
			}
			s.clara.request("POST", "/deployments/"+s.mission+"/confirm", body{}).is(t, 409, refusal.NotReady)
			change.mends(s)
			if got := s.unmet(s.clara, "open"); got != nil || s.waits(s.clara, models.LetStandConcern) {
				t.Errorf("%s is met again, and unmet is %v", rule, got)
			}
		}
		if n := s.number("SELECT COUNT(*) FROM assignment_concerns WHERE assignment_id <> ?", s.place["Siti"]); n > 0 {
			t.Errorf("%d concerns about others", n)
		}

		// What a mission asks changes as well.
		seats := []body{{"function": "sto", "places": 2, "cost": 430_000}}
		s.clara.must("PUT", "/deployments/"+s.mission, body{"language": "fr", "seats": seats})
		if got := s.number("SELECT COUNT(*) FROM assignment_concerns WHERE rule = 'language' AND status = 'open'"); got != 2 {
			t.Errorf("of two who work in no French %d are noticed", got)
		}
		s.clara.must("PUT", "/deployments/"+s.mission, body{"language": "en", "seats": seats})
		s.clara.must("POST", "/deployments/"+s.mission+"/confirm", body{})
		h.proves()
	})
}

// TestWhatStandsGoes lets two people let stand what somebody no longer meets: the mission is confirmed and sent with her, she is told why; what is
// met again and broken again is another matter, and what ends with a seat waits for nobody.
func TestWhatStandsGoes(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newTeam(h)
		breaking["medical"].breaks(s)
		concern := func() string {
			return s.clara.must("GET", "/assignments/"+s.place["Siti"], nil).text("concerns.0.id")
		}
		first := concern()
		at := "/concerns/" + first
		s.clara.request("POST", at+"/let-stand", body{}).is(t, 422, refusal.Invalid)
		s.people["Siti"].request("POST", at+"/let-stand", body{"reason": "I feel well."}).is(t, 403, refusal.Forbidden)
		asked := s.clara.alone("POST", at+"/let-stand", body{"reason": "A doctor travels with the team."})
		if asked.status != 202 || !strings.Contains(asked.text("title"), "Siti") || !strings.Contains(string(asked.body), `"letStand"`) {
			t.Errorf("it is proposed as %s", asked.body)
		}
		if read := s.auditor.must("GET", "/proposals/"+asked.text("id"), nil); strings.Contains(string(read.body), "medical") || strings.Contains(string(read.body), "doctor") {
			t.Errorf("an auditor reads of it %s", read.body)
		}
		s.clara.request("POST", "/deployments/"+s.mission+"/confirm", body{}).is(t, 409, refusal.NotReady) // nothing stands yet
		s.david.must("POST", "/proposals/"+asked.text("id")+"/confirm", nil)
		stands := s.people["Siti"].must("GET", at, nil)
		if stands.text("status") != "stands" || stands.text("reason") == "" || stands.text("askedBy") == stands.text("letStandBy") {
			t.Errorf("it stands as %s", stands.body)
		}
		s.auditor.request("GET", at, nil).is(t, 403, refusal.Forbidden)
		s.people["Anna"].request("GET", at, nil).is(t, 404, refusal.NotFound)
		if s.waits(s.clara, models.LetStandConcern) {
			t.Error("it still waits")
		}
		if told := s.people["Siti"].must("GET", "/notices", nil); !strings.Contains(string(told.body), "A doctor travels") {
			t.Error("she is not told why")
		}
		s.clara.must("POST", "/deployments/"+s.mission+"/confirm", body{})

		// Her end was a mistake: what stands still does. Another thing is another matter.
		s.clara.must("POST", "/assignments/"+s.place["Siti"]+"/withdraw", body{"reason": "It was meant for another."})
		s.clara.must("POST", "/assignments/"+s.place["Siti"]+"/restore", body{"reason": "It was meant for another."})
		breaking["conflict"].breaks(s)
		s.later(106)
		s.clara.request("POST", "/deployments/"+s.mission+"/field", nil).is(t, 409, refusal.NotFit)
		breaking["conflict"].mends(s)

		// Met again, it is settled; broken again, it is a new concern.
		breaking["medical"].mends(s)
		if got := s.clara.must("GET", at, nil); got.text("status") != "settled" || got.text("endedAt") == "" {
			t.Errorf("met again it is %s", got.body)
		}
		s.clara.request("POST", at+"/let-stand", body{"reason": "A doctor travels with the team."}).is(t, 409, refusal.WrongState)
		breaking["medical"].breaks(s)
		if concern() == first || !slices.Equal(s.unmet(s.clara, "open"), []string{"medical"}) {
			t.Errorf("broken again it is %v", s.unmet(s.clara, "open"))
		}
		s.clara.request("POST", "/deployments/"+s.mission+"/field", nil).is(t, 409, refusal.NotFit)
		s.clara.must("POST", "/concerns/"+concern()+"/let-stand", body{"reason": "The doctor is still there."})
		s.clara.must("POST", "/deployments/"+s.mission+"/field", nil)

		// Whoever is replaced is no concern any more.
		breaking["passport"].breaks(s)
		s.clara.must("POST", "/assignments/"+s.place["Siti"]+"/stand-down", body{"reason": "She comes home."})
		if got := s.unmet(s.clara, "open"); got != nil || s.waits(s.clara, models.LetStandConcern) {
			t.Errorf("of who has gone home %v is left", got)
		}
	})
}

// TestWhoIsInTheFieldIsWatched suspends somebody there, lets a certificate lapse that two people had let stand, and takes leave.
func TestWhoIsInTheFieldIsWatched(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newTeam(h)
		breaking["certificates"].breaks(s) // it is good until the mission is under way
		s.clara.must("POST", "/concerns/"+s.clara.must("GET", "/assignments/"+s.place["Siti"], nil).text("concerns.0.id")+"/let-stand", body{"reason": "She renews it there."})
		s.clara.must("POST", "/deployments/"+s.mission+"/confirm", body{})
		s.later(107)
		s.clara.must("POST", "/deployments/"+s.mission+"/field", nil)
		s.later(4)
		if err := handlers.Clock(context.Background(), h.db); err != nil {
			t.Fatal(err)
		}
		if got := s.unmet(s.david, "open"); !slices.Equal(got, []string{"bsafe"}) {
			t.Errorf("of a certificate that has lapsed in the field %v is noticed", got)
		}
		s.trained("Siti", body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE at last", "startsOn": s.today().Plus(-2), "until": s.today()})

		suspended := body{"reason": "A complaint is looked into."}
		for what, do := range map[string][2]func(){
			"suspended": {func() { s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/suspend", suspended) }, func() { s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/reinstate", nil) }},
			"on leave":  {func() { s.people["Siti"].must("POST", "/observers/"+s.ids["Siti"]+"/take-leave", body{}) }, func() { s.people["Siti"].must("POST", "/observers/"+s.ids["Siti"]+"/return", nil) }},
		} {
			do[0]()
			if got := s.unmet(s.clara, "open"); !slices.Equal(got, []string{"seated"}) || !s.waits(s.david, models.StandDownAssignment) || s.waits(s.david, models.LetStandConcern) {
				t.Errorf("%s in the field: %v", what, got)
			}
			seated := s.clara.must("GET", "/assignments/"+s.place["Siti"], nil)
			if can := seated.at("concerns.0.can"); fmt.Sprint(can) != "[]" {
				t.Errorf("%s, one can %v", what, can)
			}
			s.clara.request("POST", "/concerns/"+seated.text("concerns.0.id")+"/let-stand", suspended).is(t, 409, refusal.CannotStand)
			do[1]()
			if got := s.unmet(s.clara, "open"); got != nil || s.waits(s.david, models.StandDownAssignment) {
				t.Errorf("no longer %s: %v", what, got)
			}
		}
	})
}

// TestASecondNationalityIsRecorded records the nationality of a host of whoever is offered a seat there, has accepted it, serves in it, or has a
// place there: all of that ends with it, everybody concerned is told, and nothing brings it back.
func TestASecondNationalityIsRecorded(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newTeam(h)
		courses := s.money("JP", "training", 500_000)
		chance := s.clara.must("POST", "/opportunities", body{"title": "A mission to learn in", "organiser": "UN", "kind": "mission", "function": "sto", "host": "TL",
			"startsOn": s.today().Plus(30), "until": s.today().Plus(40), "places": 2, "deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Dili", "cost": 1000,
			"overrideReason": "There is no other."}).text("id")
		s.clara.must("POST", "/opportunities/"+chance+"/open", nil)
		place := s.people["Siti"].must("POST", "/training-requests", body{"opportunityId": chance, "motivation": "I would like to learn this well."}).text("id")
		draws := body{"draws": []body{{"lineId": courses, "amount": 1000}}}
		s.clara.must("POST", "/training-requests/"+place+"/endorse", draws)
		s.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": s.clara.upload("letter")})
		reserve := func(names ...string) {
			ids := make([]string, len(names))
			for n, name := range names {
				ids[n] = s.ids[name]
			}
			s.clara.must("PUT", "/deployments/"+s.mission+"/reserve", body{"seatId": s.seat, "observers": ids})
		}
		reserve("Siti", "Budi") // she is the first of the reserve for the very seat she leaves
		s.clara.must("POST", "/deployments/"+s.mission+"/confirm", body{})

		// Accepted, and a place: she says so herself.
		both := body{"nationalities": []string{"ID", "TL"}}
		seen := s.people["Siti"].must("PATCH", "/observers/"+s.ids["Siti"]+"?dryRun=true", both)
		if !strings.Contains(string(seen.body), `"withdrawn"`) {
			t.Errorf("a dry run says %s", seen.body)
		}
		got := s.people["Siti"].must("PATCH", "/observers/"+s.ids["Siti"], both)
		if got.text("ended.0.id") != s.place["Siti"] || got.text("ended.1.id") != place || got.text("ended.0.title") == "" {
			t.Errorf("it has ended %v", got.at("ended"))
		}
		if as, r := s.clara.must("GET", "/assignments/"+s.place["Siti"], nil), s.clara.must("GET", "/training-requests/"+place, nil); as.text("status") != "withdrawn" || r.text("status") != "withdrawn" {
			t.Errorf("she is %s there, and in training %s", as.text("status"), r.text("status"))
		}
		if left := s.number("SELECT COALESCE(SUM(balance), 0) FROM ledger_accounts WHERE kind = 'commitment' AND line_id = ?", courses); left != 0 {
			t.Errorf("%d is still set aside for her place", left)
		}
		if days := s.number("SELECT COUNT(*) FROM bookings WHERE observer_id = ?", s.ids["Siti"]); days != 0 {
			t.Errorf("%d days are still booked", days)
		}
		for who, told := range map[string]reply{"free again": s.david.must("GET", "/notices", nil), "list of Presidential election has changed": s.dili.must("GET", "/notices", nil)} {
			if !strings.Contains(string(told.body), who) {
				t.Errorf("nobody is told %q", who)
			}
		}
		offered := s.clara.must("GET", "/assignments?status=offered", nil)
		if offered.text("items.0.observerId") != s.ids["Budi"] {
			t.Errorf("the seat is offered to %s", offered.body)
		}
		s.clara.request("POST", "/training-requests/"+place+"/restore", body{"reason": "It was a mistake.", "draws": draws["draws"]}).is(t, 409, refusal.Nationality)

		// Offered.
		s.clara.must("PATCH", "/observers/"+s.ids["Budi"], body{"nationalities": []string{"ID", "TL"}})
		if got := s.clara.must("GET", "/assignments/"+offered.text("items.0.id"), nil); got.text("status") != "withdrawn" {
			t.Errorf("his offer is %s", got.text("status"))
		}
		s.clara.request("POST", "/assignments/"+s.place["Siti"]+"/restore", body{"reason": "It was a mistake."}).is(t, 409, refusal.NotReady)

		// In the field, and when all days of it are over.
		s.later(107)
		s.clara.must("POST", "/deployments/"+s.mission+"/field", nil)
		s.later(3)
		undo := func() {
			s.clara.must("PATCH", "/observers/"+s.ids["Anna"], body{"nationalities": []string{"ID"}, "reason": "It was a mistake."})
			s.clara.must("POST", "/observers/"+s.ids["Anna"]+"/availability", body{"kind": "available", "startsOn": s.today(), "until": s.today().Plus(300), "replace": true})
			s.clara.must("POST", "/assignments/"+s.place["Anna"]+"/restore", body{"reason": "It was a mistake."})
		}
		s.clara.must("PATCH", "/observers/"+s.ids["Anna"], both)
		if got := s.people["Anna"].must("GET", "/assignments/"+s.place["Anna"], nil); got.text("status") != "stood_down" {
			t.Errorf("in the field she is %s", got.text("status"))
		}
		undo()
		s.clara.must("POST", "/assignments/"+s.place["Anna"]+"/deploy", nil)
		s.later(12)
		s.clara.must("PATCH", "/observers/"+s.ids["Anna"], both)
		if got := s.people["Anna"].must("GET", "/assignments/"+s.place["Anna"], nil); got.text("status") != "completed" {
			t.Errorf("of who has served she is %s", got.text("status"))
		}
		h.proves()
	})
}

// TestErasingForgetsWhyItStood erases somebody of whom two people had let something stand: the reason goes, that it was so stays.
func TestErasingForgetsWhyItStood(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newTeam(h)
		breaking["medical"].breaks(s)
		concern := s.clara.must("GET", "/assignments/"+s.place["Siti"], nil).text("concerns.0.id")
		s.clara.must("POST", "/concerns/"+concern+"/let-stand", body{"reason": "Her heart is watched by a doctor."})
		asked := s.clara.asks("POST", "/trainings/"+s.texts("SELECT id FROM trainings WHERE observer_id = ? AND status = 'verified' ORDER BY id", s.ids["Siti"])[0]+"/revoke", body{"reason": "It is doubted."})
		floor := s.clara.asks("PUT", "/fund", body{"name": "The fund", "reserveFloor": 5})
		hers, both := s.clara.upload("Her certificate"), s.clara.upload("A letter about much")
		s.clara.must("POST", asked+"/explain", body{"reason": "As the letter says.", "files": []string{hers, both}})
		s.clara.must("POST", floor+"/explain", body{"reason": "As the letter says.", "files": []string{both}})
		s.clara.must("POST", asked+"/withdraw", nil)
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/depart", body{"ground": "resigned", "reason": "She leaves."})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/erase", body{"reason": "We are asked to forget them."})
		err := h.db.Snapshot(h.Context(), func(tx *gorm.DB) error {
			for _, table := range []string{"assignment_concerns", "proposals", "notices", "journal_reasons"} {
				var rows []map[string]any
				if err := tx.Table(table).Find(&rows).Error; err != nil {
					return err
				}
				if strings.Contains(fmt.Sprint(rows), "Her heart") {
					t.Errorf("%s remembers why", table)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.clara.request("GET", "/files/"+hers+"/content", nil).is(t, 404, refusal.FileErased) // beside what was asked about her alone
		s.clara.must("GET", "/files/"+both+"/content", nil)
		if got := s.clara.must("GET", "/concerns/"+concern, nil); got.text("status") != "stands" || got.text("letStandBy") == "" {
			t.Errorf("it is %s", got.body)
		}
		h.proves()
	})
}
