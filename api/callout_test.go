package api

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// calling is a mission that seeks observers, and the people who could go.
type calling struct {
	*story
	invitation, mission, seat string
	names                     []string
}

// newCalling is a mission of so many places, and so many who could take them. They are seated by the hand that fills the database, for there are many.
func newCalling(h *fixture, places, people int) *calling {
	h.Helper()
	s := newStory(h)
	c := &calling{story: s, names: s.observers(people)}
	invitation, request := s.inForce(s.today().Plus(113))
	c.invitation = invitation
	c.mission, c.seat = s.staffing(request, s.money("AU", "deployment", 90_000_000), places)
	return c
}

func (c *calling) hour(n time.Duration) models.Time { return c.db.Now().Plus(n * time.Hour) }

// clock does what is due.
func (c *calling) clock() {
	c.Helper()
	if err := handlers.Clock(c.Context(), c.db); err != nil {
		c.Fatal(err)
	}
}

// idsOf are the ids of some of the people.
func (c *calling) idsOf(names ...string) []string {
	ids := []string{}
	for _, name := range names {
		ids = append(ids, c.ids[name])
	}
	return ids
}

func (c *calling) input(asked, reserve []string) body {
	return body{"closesAt": c.hour(24), "note": "Please say as soon as you can.", "seats": []body{c.places(asked, reserve)}}
}

// places are those of the one function, with who is asked for them.
func (c *calling) places(asked, reserve []string) body {
	return body{"seatId": c.seat, "observers": append([]string{}, asked...), "reserve": append([]string{}, reserve...)}
}

// open calls out, and returns the address of the call-out.
func (c *calling) open(asked, reserve []string) string {
	c.Helper()
	return "/call-outs/" + c.clara.must("POST", "/deployments/"+c.mission+"/call-outs", c.input(asked, reserve)).text("id")
}

// answer is what the board says of somebody.
func (c *calling) answer(callOut, name string) body {
	c.Helper()
	for _, r := range c.clara.must("GET", callOut, nil).at("answers").([]any) {
		if r := r.(body); r["observerId"] == c.ids[name] {
			return r
		}
	}
	c.Fatalf("%s is not on the board", name)
	return nil
}

// notices counts the notices of an action that somebody has.
func (c *calling) notices(name string, action models.Action) (n int) {
	for _, notice := range c.people[name].must("GET", "/notices", nil).at("items").([]any) {
		if notice.(body)["action"] == string(action) {
			n++
		}
	}
	return n
}

// reply answers for somebody.
func (c *calling) reply(callOut, name string, answer models.CallOutReply, condition string) reply {
	return c.people[name].request("POST", callOut+"/reply", body{"answer": answer, "condition": condition})
}

// refused sees that an answer is a refusal of a rule.
func (c *calling) refused(what string, out reply, rule *refusal.Rule) {
	c.Helper()
	if out.text("code") != string(rule.Code()) {
		c.Errorf("%s: %d %s, not %s", what, out.status, out.body, rule.Code())
	}
}

// TestCallOut asks, hears yes, no and "only if" in the app, by link and by telephone, asks the reserve, and offers in one step.
func TestCallOut(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newCalling(h, 3, 6)
		n := c.names
		out := c.open(c.idsOf(n[:4]...), c.idsOf(n[4:]...))
		for i, name := range n {
			if got := c.notices(name, models.OpenCallOut); got != map[bool]int{true: 1}[i < 4] {
				t.Errorf("%s is asked %d times", name, got)
			}
		}
		if r := c.answer(out, n[0]); r["phone"] != "+62 811 555 000" || r["delivery"] != "waiting" || r["rank"] != 1.0 {
			t.Errorf("the board says %v", r)
		}
		if waits := c.people[n[0]].must("GET", "/waiting?actions="+string(models.ReplyCallOut), nil); waits.at("total") != 1.0 {
			t.Errorf("their Today says %v", waits)
		}
		for _, other := range []*client{c.people[n[4]], c.dili} { // of the reserve; a state
			if got := other.request("GET", out, nil); got.status < 400 {
				t.Errorf("who is not asked reads %s", got.body)
			}
		}
		own := c.people[n[1]].must("GET", out, nil)
		if answers := own.at("answers").([]any); len(answers) != 1 || own.at("seats.0.places") != nil || answers[0].(body)["phone"] != nil {
			t.Errorf("whoever is asked reads %s", own.body)
		}
		if audit := c.auditor.must("GET", out, nil); strings.Contains(string(audit.body), "+62 811") {
			t.Errorf("an auditor reads %s", audit.body)
		}

		c.people[n[0]].must("POST", out+"/see", nil)
		c.people[n[0]].must("POST", out+"/see", nil)
		if r := c.answer(out, n[0]); r["seenAt"] == nil || r["answer"] != nil {
			t.Errorf("seen: %v", r)
		}
		if got := c.reply(out, n[0], models.SaysOnlyIf, ""); got.status != http.StatusUnprocessableEntity {
			t.Errorf("only if what? %s", got.body)
		}
		if got := c.reply(out, n[0], models.SaysYes, ""); got.text("answers.0.answer") != "yes" {
			t.Errorf("yes: %s", got.body)
		}
		// One of three says no: two and a silent one are left, and one yes: the places can still be filled.
		c.reply(out, n[1], models.SaysNo, "")
		if c.notices(n[4], models.AskNextCallOut) != 0 {
			t.Error("the reserve is asked too early")
		}
		// By link: it works once, and what is said can be changed in the app.
		email := strings.ToLower(n[2]) + "@observer.example"
		token := h.token(email)
		if got := h.nobody().request("POST", "/passes/see", body{"token": token}); got.status != http.StatusNoContent || c.answer(out, n[2])["seenAt"] == nil {
			t.Errorf("seen by link: %d %s", got.status, got.body)
		}
		reply := body{"token": token, "action": models.ReplyCallOut, "body": body{"answer": "only_if", "condition": "Only if I am back by 25 March."}}
		h.nobody().must("POST", "/passes/use", reply)
		c.refused("a link twice", h.nobody().request("POST", "/passes/use", reply), refusal.PassEnded.Rule)
		// A yes on a condition fills no place yet: the first of the reserve is asked by itself.
		if c.notices(n[4], models.AskNextCallOut) != 1 || c.notices(n[5], models.AskNextCallOut) != 0 {
			t.Error("the first of the reserve is not asked, or the second is")
		}
		// By telephone: whoever took it is named, and the person is told.
		id := c.answer(out, n[3])["id"].(string)
		c.clara.must("POST", "/call-out-answers/"+id+"/hear", body{"answer": "yes"})
		if r := c.answer(out, n[3]); r["byTelephone"] != true || r["heard"] != "Administrator" || c.notices(n[3], models.HearCallOut) != 1 {
			t.Errorf("by telephone: %v", r)
		}
		c.refused("not asked yet", c.clara.request("POST", "/call-out-answers/"+c.answer(out, n[5])["id"].(string)+"/hear", body{"answer": "yes"}), refusal.NotAskedYet.Rule)
		c.refused("nobody is taken at a no", c.clara.request("POST", "/call-out-answers/"+c.answer(out, n[1])["id"].(string)+"/offer", nil), refusal.NoYes.Rule)

		seat := c.clara.must("GET", out, nil).at("seats.0").(body)
		for name, want := range map[string]float64{"places": 3, "asked": 5, "yes": 2, "no": 1, "onlyIf": 1, "silent": 1, "reserve": 1, "missing": 1} {
			if seat[name] != want {
				t.Errorf("%s: %v, not %v", name, seat[name], want)
			}
		}

		// Offers in one step, in rank order: all or none.
		var rows []body
		for _, name := range []string{n[0], n[2], n[3]} {
			r := c.answer(out, name)
			rows = append(rows, body{"id": r["id"], "revision": r["revision"]})
		}
		offers := body{"operation": "offerCalledOut", "rows": rows}
		if tried := c.clara.alone("POST", "/batch?dryRun=true", offers); tried.status >= 400 {
			t.Errorf("tried: %s", tried.body)
		}
		c.clara.must("POST", "/batch", offers)
		h.none("offers are missing", "SELECT 3 - COUNT(*) FROM assignments WHERE status = 'offered'")
		if r := c.answer(out, n[0]); r["assignment"] != "offered" {
			t.Errorf("offered: %v", r)
		}
		c.refused("offers twice", c.clara.request("POST", "/batch", offers), refusal.BatchRefused.Rule)

		// It closes by itself, and then nothing changes.
		h.token(strings.ToLower(n[4]) + "@observer.example")
		c.pass(24 * time.Hour)
		c.clock()
		c.later(0)
		c.refused("too late", c.reply(out, n[4], models.SaysYes, ""), refusal.CallOutEnds)
		if got := c.clara.must("GET", out, nil); got.text("status") != "closed" || len(got.at("can").([]any)) != 0 {
			t.Errorf("closed: %s", got.body)
		}
		h.proves()
	})
}

// TestCallOutsAreRefused is a table of what is no call-out, and of what nobody does to one.
func TestCallOutsAreRefused(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newCalling(h, 2, 4)
		n := c.names
		c.observer("Vera", "TL") // a national of the host
		c.observer("Lena", "ID") // who lacks a training
		at := "/deployments/" + c.mission + "/call-outs"
		ask := func(change func(body)) body {
			in := c.input(c.idsOf(n[0]), c.idsOf(n[1]))
			change(in)
			return in
		}
		seats := func(of ...body) func(body) { return func(in body) { in["seats"] = append([]body{}, of...) } }
		seat := c.places
		many := slices.Repeat([]string{c.ids[n[0]]}, 101)
		for what, in := range map[string]body{
			"closesAt":                ask(func(in body) { in["closesAt"] = c.hour(0) }),
			"closesAt ":               ask(func(in body) { in["closesAt"] = c.hour(31 * 24) }),
			"seats":                   ask(seats()),
			"seats[0].observers":      ask(seats(seat(nil, nil))),
			"seats[0].observers ":     ask(seats(seat(many, nil))),
			"seats[0].observers[0]":   ask(seats(seat(c.idsOf("Vera"), nil))),
			"seats[0].observers[0] ":  ask(seats(seat(c.idsOf("Lena"), nil))),
			"seats[0].observers[0]  ": ask(seats(seat([]string{models.NewID()}, nil))),
			"seats[0].observers[1]":   ask(seats(seat(c.idsOf(n[0], n[0]), nil))),
			"seats[0].reserve[0]":     ask(seats(seat(c.idsOf(n[0]), c.idsOf(n[0])))),
			"seats[1].seatId":         ask(seats(seat(c.idsOf(n[0]), nil), seat(c.idsOf(n[1]), nil))),
			"seats[0].seatId":         ask(seats(body{"seatId": models.NewID(), "observers": c.idsOf(n[0]), "reserve": []string{}})),
			"note":                    ask(func(in body) { in["note"] = strings.Repeat("x", 2001) }),
		} {
			out := c.clara.request("POST", at, in)
			if out.status != http.StatusUnprocessableEntity || !strings.Contains(string(out.body), `"field":"`+strings.TrimSpace(what)+`"`) {
				t.Errorf("%s: %d %s", what, out.status, out.body)
			}
		}
		hostile := "<script>alert(1)</script>é\n'; DROP TABLE call_outs; --"
		out := "/call-outs/" + c.clara.must("POST", at, ask(func(in body) { in["note"] = hostile })).text("id")
		if got := c.people[n[0]].must("GET", out, nil).text("note"); got != hostile {
			t.Errorf("the note is %q", got)
		}
		c.reply(out, n[0], models.SaysOnlyIf, hostile)
		if got := c.answer(out, n[0])["condition"]; got != hostile {
			t.Errorf("the condition is %q", got)
		}
		c.refused("a second one", c.clara.request("POST", at, ask(func(body) {})), refusal.CalledOutAlready.Rule)
		if got := c.people[n[1]].request("POST", out+"/reply", body{"answer": "yes"}); got.text("code") != "" && got.status == http.StatusOK {
			t.Errorf("somebody of the reserve answers: %s", got.body)
		}
		for _, wrong := range []body{{}, {"answer": "perhaps"}, {"answer": "only_if", "condition": strings.Repeat("x", 501)}, {"answer": []int{1}}} {
			if got := c.people[n[0]].request("POST", out+"/reply", wrong); got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest {
				t.Errorf("%v: %d", wrong, got.status)
			}
		}
		plan := body{"language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 430_000, "startsOffset": -6, "untilOffset": 5}}}
		c.refused("other days", c.clara.request("PUT", "/deployments/"+c.mission, plan), refusal.SeatsTaken)
		plan = body{"language": "en", "seats": []body{{"function": "lto", "places": 2, "cost": 430_000}}}
		c.refused("another function", c.clara.request("PUT", "/deployments/"+c.mission, plan), refusal.SeatsKept.Rule)

		if got := c.clara.request("POST", out+"/extend", body{"closesAt": c.hour(23)}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("not later: %s", got.body)
		}
		c.clara.must("POST", out+"/remind", nil)
		c.refused("reminded twice", c.clara.request("POST", out+"/remind", nil), refusal.RemindedAlready.Rule)
		c.clara.must("POST", out+"/withdraw", body{"reason": "The dates are not certain."})
		if c.notices(n[1], models.WithdrawCallOut) != 1 || c.notices(n[2], models.WithdrawCallOut) != 0 {
			t.Error("the withdrawal is told to others than whoever was asked")
		}
		c.refused("answered after", c.reply(out, n[0], models.SaysYes, ""), refusal.CallOutEnds)
		c.refused("offered after", c.clara.request("POST", "/call-out-answers/"+c.answer(out, n[0])["id"].(string)+"/offer", nil), refusal.CallOutEnds)
		c.refused("extended after", c.clara.request("POST", out+"/extend", body{"closesAt": c.hour(50)}), refusal.CallOutEnds)

		// The walls hold against raw SQL as well.
		again := strings.TrimPrefix(c.open(c.idsOf(n[0]), c.idsOf(n[1])), "/call-outs/")
		was := strings.TrimPrefix(out, "/call-outs/")
		clara := h.word1("SELECT id FROM accounts WHERE email = 'clara@fund.example'")
		mine := h.word1("SELECT id FROM accounts WHERE observer_id = ?", c.ids[n[0]])
		for _, statement := range []string{
			"DELETE FROM call_outs", "DELETE FROM call_out_answers",
			"UPDATE call_outs SET status = 'open', ended_at = NULL, consent_id = '" + c.invitation + "' WHERE id = '" + was + "'",
			"UPDATE call_outs SET note = 'Another' WHERE id = '" + again + "'",
			"UPDATE call_outs SET consent_id = NULL WHERE id = '" + again + "'",
			"UPDATE call_out_answers SET answer = 'yes', condition = '' WHERE call_out_id = '" + was + "'",
			"UPDATE call_out_answers SET condition = 'Another' WHERE answer = 'only_if'",
			"UPDATE call_out_answers SET rank = 50 WHERE call_out_id = '" + again + "' AND rank = 1",
			// nobody takes their own answer by telephone, nobody else gives theirs in the app, and nobody answers late
			"UPDATE call_out_answers SET answer = 'yes', by_telephone = TRUE, answered_by = '" + mine + "', answered_at = asked_at WHERE call_out_id = '" + again + "' AND rank = 1",
			"UPDATE call_out_answers SET answer = 'yes', answered_by = '" + clara + "', answered_at = asked_at WHERE call_out_id = '" + again + "' AND rank = 1",
			"UPDATE call_out_answers SET answer = 'yes', answered_by = '" + mine + "', answered_at = (SELECT closes_at FROM call_outs WHERE id = call_out_id) WHERE call_out_id = '" + again + "' AND rank = 1",
			"INSERT INTO call_out_answers SELECT 'x', 1, created_at, call_out_id, seat_id, '" + c.ids[n[3]] + "', 9, asked_at, NULL, '', '', NULL, NULL, by_telephone FROM call_out_answers WHERE call_out_id = '" + was + "' AND rank = 1",
			"DELETE FROM consents",
		} {
			if h.raw(statement) == nil {
				t.Errorf("%s is not refused", statement)
			}
		}
	})
}

// word1 is one word out of the database.
func (h *fixture) word1(query string, args ...any) (word string) {
	h.Helper()
	if err := h.db.Query(h.Context()).Raw(query, args...).Scan(&word).Error; err != nil {
		h.Fatalf("%s: %v", query, err)
	}
	return word
}

// TestCallOutsEndWithWhatTheyAskFor moves the mission, postpones it, and withdraws the consent it rests on.
func TestCallOutsEndWithWhatTheyAskFor(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newCalling(h, 1, 3)
		n := c.names
		out := c.open(c.idsOf(n[0], n[1]), c.idsOf(n[2]))
		c.clara.must("POST", "/deployments/"+c.mission+"/move", body{"startsOn": c.today().Plus(120), "until": c.today().Plus(121), "reason": "The court."})
		c.ended("moved", out, n)
		out = c.open(c.idsOf(n[0], n[1]), c.idsOf(n[2]))
		c.clara.must("POST", "/deployments/"+c.mission+"/postpone", body{"reason": "The court has not decided."})
		c.ended("postponed", out, n)
		c.clara.must("POST", "/deployments/"+c.mission+"/move", body{"startsOn": c.today().Plus(122), "until": c.today().Plus(123), "reason": "The court."})
		out = c.open(c.idsOf(n[0], n[1]), c.idsOf(n[2])) // planned again
		c.dili.must("POST", "/invitations/"+c.invitation+"/withdraw", body{"reason": "We have reconsidered."})
		c.ended("withdrawn", out, n)
		c.refused("without consent", c.clara.request("POST", "/deployments/"+c.mission+"/call-outs", c.input(c.idsOf(n[0]), nil)), refusal.WrongState)
		h.proves()
	})
}

// ended sees that a call-out has ended, and that everybody who was asked was told.
func (c *calling) ended(what, out string, names []string) {
	c.Helper()
	if got := c.clara.must("GET", out, nil).text("status"); got != "ended" {
		c.Errorf("%s: the call-out is %s", what, got)
	}
	for i, name := range names {
		id := strings.TrimPrefix(out, "/call-outs/")
		n := c.number("SELECT COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE a.observer_id = ? AND n.subject_id = ? AND n.action = ?", c.ids[name], id, models.EndCallOut)
		if n != map[bool]int64{true: 1}[i < 2] {
			c.Errorf("%s: %s is told %d times", what, name, n)
		}
	}
	c.refused(what, c.reply(out, names[0], models.SaysYes, ""), refusal.CallOutEnds)
}

// TestCallOutByTheClock reminds the silent once at half time, extends, and closes.
func TestCallOutByTheClock(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newCalling(h, 2, 3)
		n := c.names
		out := c.open(c.idsOf(n[0], n[1]), nil)
		c.reply(out, n[0], models.SaysYes, "")
		c.pass(11 * time.Hour)
		c.clock()
		if c.notices(n[1], models.RemindCallOut) != 0 {
			t.Error("reminded before half time")
		}
		c.pass(time.Hour)
		c.clock()
		c.clock()
		c.later(0)
		if c.notices(n[0], models.RemindCallOut) != 0 || c.notices(n[1], models.RemindCallOut) != 1 {
			t.Error("not the silent alone are reminded, once, at half time")
		}
		c.clara.must("POST", out+"/extend", body{"closesAt": c.hour(24)})
		if c.notices(n[1], models.ExtendCallOut) != 1 {
			t.Error("the silent are not told that they have longer")
		}
		c.pass(23 * time.Hour)
		c.later(0)
		c.clock()
		if got := c.reply(out, n[1], models.SaysNo, ""); got.status != http.StatusOK {
			t.Errorf("an hour before the end: %s", got.body)
		}
		c.pass(time.Hour) // the clock has not come by yet
		c.refused("at the end", c.reply(out, n[1], models.SaysYes, ""), refusal.CallOutEnds)
		c.clock()
		if got := c.clara.must("GET", out, nil).text("status"); got != "closed" {
			t.Errorf("it is %s", got)
		}
		h.proves()
	})
}

// TestFortyAreAsked asks forty in one request, whose queries are no more than those for two, and lets all of them answer while it closes.
func TestFortyAreAsked(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newCalling(h, 25, 40)
		started := time.Now()
		out := c.open(c.idsOf(c.names...), nil)
		t.Logf("forty are asked in %v", time.Since(started))
		h.none("mails are missing", "SELECT 40 - COUNT(*) FROM deliveries WHERE subject_id = ?", strings.TrimPrefix(out, "/call-outs/"))
		got := h.together(41, func(i int) reply {
			if i == 40 {
				return c.clara.request("POST", out+"/close", nil)
			}
			return c.reply(out, c.names[i], []models.CallOutReply{models.SaysYes, models.SaysNo}[i%2], "")
		})
		if got["200"]+got["409 call-out-over"] != 41 || len(got) > 2 {
			t.Errorf("answered while it closes: %v", got)
		}
		h.none("answers are not what was acknowledged", fmt.Sprintf("SELECT COUNT(*) - %d FROM call_out_answers WHERE answer <> ''", got["200"]-1))
		h.none("answered after it closed", `SELECT COUNT(*) FROM call_out_answers r JOIN call_outs c ON c.id = r.call_out_id WHERE r.answered_at > c.ended_at`)

		// Two offer the same at once.
		var rows []body
		for _, r := range c.clara.must("GET", out, nil).at("answers").([]any) {
			if r := r.(body); r["answer"] == "yes" && len(rows) < 5 {
				rows = append(rows, body{"id": r["id"], "revision": r["revision"]})
			}
		}
		if len(rows) > 0 {
			both := h.together(2, func(i int) reply {
				return []*client{c.clara, c.david}[i].request("POST", "/batch", body{"operation": "offerCalledOut", "rows": rows})
			})
			if both["200"] != 1 {
				t.Errorf("two offer the same: %v", both)
			}
			h.none("offered twice", "SELECT COUNT(*) - COUNT(DISTINCT observer_id) FROM assignments")
		}
		h.proves()
	})
}

// TestReserveIsAskedInTime lets people answer in any order and change their minds: after each answer the yeses still possible fill the places, or
// nobody is left on the reserve; and nobody is asked before they are needed.
func TestReserveIsAskedInTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		const places = 4
		c := newCalling(h, places, 12)
		out := c.open(c.idsOf(c.names[:6]...), c.idsOf(c.names[6:]...))
		random := rand.New(rand.NewPCG(17, 3))
		before := 6.0
		for range 40 {
			name := c.names[random.IntN(len(c.names))]
			if c.answer(out, name)["askedAt"] == nil {
				continue
			}
			answer := []models.CallOutReply{models.SaysYes, models.SaysNo, models.SaysNo, models.SaysOnlyIf}[random.IntN(4)]
			if got := c.reply(out, name, answer, "Only if there is a boat."); got.status != http.StatusOK {
				t.Fatalf("%s", got.body)
			}
			seat := c.clara.must("GET", out, nil).at("seats.0").(body)
			number := func(what string) float64 { n, _ := seat[what].(float64); return n }
			possible := number("yes") + number("silent")
			if possible < places && number("reserve") > 0 {
				t.Errorf("%v yeses are possible for %d places, and %v of the reserve are not asked", possible, places, number("reserve"))
			}
			if number("asked") > before && possible > places {
				t.Errorf("%v yeses are possible for %d places: more were asked than needed", possible, places)
			}
			before = number("asked")
		}
		h.proves()
	})
}
