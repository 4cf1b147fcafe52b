package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// asks lets somebody ask for what takes two, and is the address of what then waits.
func (c *client) asks(method, path string, in any) string {
	c.house.Helper()
	asked := c.alone(method, path, in)
	asked.is(c.house, 202, nil)
	return "/proposals/" + asked.text("id")
}

// TestOneAdministratorIsOne tries as one administrator to become a second, or a state: by making, opening, addressing and enabling accounts.
func TestOneAdministratorIsOne(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		id := func(c *client) string { return c.must("GET", "/me", nil).text("account.id") }
		clara, david, dili, auditor := id(s.clara), id(s.david), id(s.dili), id(s.auditor)
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		former := id(emma)
		s.clara.must("POST", "/accounts/"+former+"/disable", body{"reason": "She has left."})
		officials := func() (all []string) {
			err := h.db.Query(s.Context()).Raw(`SELECT id || email || name || status || COALESCE(state, '') || password FROM accounts
				WHERE role IN ('administrator', 'state') ORDER BY id`).Scan(&all).Error
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		before := officials()
		for _, attempt := range []struct {
			method, path string
			in           any
			status       int
			rule         ruled
		}{
			{"POST", "/accounts", body{"email": "clara@home.example", "name": "Another", "role": "administrator"}, 202, nil},
			{"POST", "/accounts", body{"email": "clara@home.example", "name": "Dili", "role": "state", "state": "TL"}, 202, nil},
			{"PATCH", "/accounts/" + david, body{"email": "clara@home.example"}, 202, nil},
			{"PATCH", "/accounts/" + dili, body{"email": "clara@home.example"}, 202, nil},
			{"PATCH", "/accounts/" + dili, body{"name": "Comissão Nacional de Eleições"}, 202, nil}, // by which an authority is known
			{"PATCH", "/accounts/" + clara, body{"email": "clara@home.example"}, 202, nil},
			{"PATCH", "/accounts/" + former, body{"email": "clara@home.example"}, 202, nil},
			{"POST", "/accounts/" + former + "/enable", nil, 202, nil},
			{"POST", "/accounts/" + david + "/disable", body{"reason": "A quarrel."}, 202, nil},
			{"POST", "/accounts/" + david + "/link", nil, 403, refusal.OwnersLink},
			{"POST", "/accounts/" + dili + "/link", nil, 403, refusal.OwnersLink},
			{"POST", "/accounts/" + clara + "/link", nil, 403, refusal.OwnersLink},
			{"POST", "/accounts/" + clara + "/disable", body{"reason": "A quarrel."}, 409, refusal.OwnAccount},
			{"PATCH", "/accounts/" + auditor, body{"role": "administrator"}, 400, refusal.Malformed},
			{"POST", "/accounts", body{"email": "david@fund.example", "name": "David", "role": "auditor"}, 409, refusal.EmailTaken},
		} {
			got := s.clara.alone(attempt.method, attempt.path, attempt.in)
			got.is(t, attempt.status, attempt.rule)
			if strings.Contains(string(got.body), "#/link/") {
				t.Errorf("%s %s shows a link: %s", attempt.method, attempt.path, got.body)
			}
			if got.status == 202 {
				at := "/proposals/" + got.text("id")
				s.clara.alone("POST", at+"/confirm", nil).is(t, 403, refusal.SecondPerson)
				s.clara.alone("POST", at+"/refuse", body{"reason": "On second thought."}).is(t, 403, refusal.SecondPerson)
				s.auditor.alone("POST", at+"/confirm", nil).is(t, 403, refusal.Forbidden)
				s.dili.alone("POST", at+"/confirm", nil).is(t, 403, refusal.Forbidden)
			}
		}
		if after := officials(); !slices.Equal(before, after) {
			t.Errorf("alone she made of %v %v", before, after)
		}

		made := s.clara.must("POST", "/accounts", body{"email": "frank@fund.example", "name": "Frank", "role": "administrator"}) // David confirms
		if made.text("account.status") != "invited" || made.at("link") != nil {
			t.Errorf("an account that two people made: %s", made.body)
		}
		if h.number("SELECT COUNT(*) FROM notices WHERE account_id = ? AND action = 'accounts.create' AND subject_id = ?", clara, made.text("account.id")) != 1 {
			t.Error("the other administrators are not told of one more")
		}
		h.none("links into officials' accounts that somebody saw", `SELECT COUNT(*) FROM links l JOIN accounts a ON a.id = l.account_id
			WHERE a.role IN ('administrator', 'state') AND l.seen_by IS NOT NULL`)
	})
}

// TestAProposalIsDecidedOnceAndByAnother lets a proposal end in every way there is, after which nobody can use it any more.
func TestAProposalIsDecidedOnceAndByAnother(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		line := s.money("AU", "training", 1_000)
		contribution := s.clara.must("GET", "/contributions", nil).text("items.0.id")
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		back := func(by *client) string {
			h.Helper()
			return by.asks("POST", "/lines/"+line+"/return", body{"contributionId": contribution, "amount": 10})
		}
		returned := func(times int64) {
			h.Helper()
			if n := h.number("SELECT COUNT(*) FROM transfers WHERE kind = 'return'"); n != times {
				t.Errorf("money went back %d times, not %d", n, times)
			}
		}
		over := func(at, status string, rule ruled) {
			h.Helper()
			s.david.alone("POST", at+"/confirm", nil).is(t, 409, rule)
			if is := s.auditor.must("GET", at, nil); is.text("status") != status || fmt.Sprint(is.at("can")) != "[]" {
				t.Errorf("it is %s, not %s", is.body, status)
			}
		}

		once := back(s.clara)
		returned(0)
		h.answered("two confirm at once", h.together(4, func(i int) reply { return []*client{s.david, emma}[i%2].alone("POST", once+"/confirm", nil) }),
			map[string]int{"200": 1, "409 wrong-state": 3})
		returned(1)
		over(once, "confirmed", refusal.WrongState)
		both := back(s.clara)
		h.answered("yes and no", h.together(4, func(i int) reply {
			if i%2 == 0 {
				return s.david.alone("POST", both+"/confirm", nil)
			}
			return emma.alone("POST", both+"/refuse", body{"reason": "It is needed."})
		}), map[string]int{"200": 1, "409 wrong-state": 3})
		done := h.number("SELECT COUNT(*) FROM proposals WHERE status = 'confirmed' AND action = 'lines.return'")
		returned(done)

		refused := back(s.clara)
		s.david.must("POST", refused+"/refuse", body{"reason": "It is needed."})
		over(refused, "refused", refusal.WrongState)
		withdrawn := back(s.clara)
		s.david.alone("POST", withdrawn+"/withdraw", nil).is(t, 403, refusal.OthersProposal)
		s.clara.must("POST", withdrawn+"/withdraw", nil)
		over(withdrawn, "withdrawn", refusal.WrongState)
		void := back(emma)
		s.clara.must("POST", "/accounts/"+emma.must("GET", "/me", nil).text("account.id")+"/disable", body{"reason": "She has left."})
		over(void, "void", refusal.WrongState)
		late := back(s.clara)
		s.later(3)
		if is := s.david.must("GET", late, nil); fmt.Sprint(is.at("can")) != "[]" || is.at("barred") == nil {
			t.Errorf("after three days there is still %s", is.body)
		}
		s.david.alone("POST", late+"/confirm", nil).is(t, 409, refusal.ProposalOver)
		if err := handlers.Clock(s.Context(), h.db); err != nil {
			t.Fatal(err)
		}
		over(late, "expired", refusal.WrongState)
		returned(done)

		// What it is about was changed and looks as it did: it is not what was asked about.
		budi := s.observer("Budi", "ID")
		course := s.clara.must("POST", "/opportunities", body{"title": "A course", "organiser": "UN", "kind": "course", "function": "sto", "place": "Bangkok",
			"startsOn": s.today().Plus(30), "until": s.today().Plus(34), "places": 2, "cost": 100, "deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}).text("id")
		s.clara.must("POST", "/opportunities/"+course+"/open", nil)
		wish := body{"opportunityId": course, "motivation": "I would like to learn this well."}
		place := budi.must("POST", "/training-requests", wish).text("id")
		outdated := s.clara.asks("POST", "/training-requests/"+place+"/endorse", body{"draws": []body{{"lineId": line, "amount": 100}}})
		budi.must("POST", "/training-requests/"+place+"/withdraw", body{"reason": "I cannot come."})
		budi.must("POST", "/training-requests", wish)
		s.david.alone("POST", outdated+"/confirm", nil).is(t, 409, refusal.ProposalOutdated)
		h.none("set aside", "SELECT COUNT(*) FROM commitments")

		// What cannot be done any more is not done, and still waits: for what makes it possible, or for its end.
		rest := body{"host": "", "title": "All there is", "draws": []body{{"lineId": line, "amount": 1_000 - 10*done}}}
		first, all := s.clara.asks("POST", "/commitments", rest), s.clara.asks("POST", "/commitments", rest)
		s.david.must("POST", first+"/confirm", nil)
		s.david.alone("POST", all+"/confirm", nil).is(t, 409, refusal.NotEnoughMoney)
		if is := s.david.must("GET", all, nil); is.text("status") != "open" {
			t.Errorf("what failed is %s", is.body)
		}
		h.proves()
	})
}

// TestAProposalIsExplainedAndRemindedOf puts documents beside a proposal, and reminds those who can decide it; others can do neither.
func TestAProposalIsExplainedAndRemindedOf(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.money("AU", "training", 1_000)
		at := s.clara.asks("PUT", "/fund", body{"name": "The fund", "reserveFloor": 10})
		letter, theirs := s.clara.upload("A letter about the floor"), s.david.upload("Another letter")
		s.david.alone("POST", at+"/explain", body{"reason": "I say why.", "files": []string{theirs}}).is(t, 403, refusal.OthersProposal)
		s.clara.alone("POST", at+"/explain", body{"reason": "I say why.", "files": []string{theirs}}).is(t, 422, refusal.NotYourFile)
		s.clara.must("POST", at+"/explain", body{"reason": "Flights cost more.", "files": []string{letter}})
		s.clara.must("POST", at+"/explain", body{"reason": "Flights cost a fifth more.", "files": []string{letter}}) // it is there already
		for _, reader := range []*client{s.clara, s.david, s.auditor} {
			is := reader.must("GET", at, nil)
			if why := is.text("reason"); why != "Flights cost a fifth more." && reader != s.auditor || is.text("files.0.id") != letter || is.at("files.1") != nil {
				t.Errorf("it is read as %s", is.body)
			}
			reader.must("GET", "/files/"+letter, nil)
		}
		of := s.clara.asks("PATCH", "/accounts/"+s.dili.must("GET", "/me", nil).text("account.id"), body{"email": "another@mfa.example"})
		s.clara.must("POST", of+"/explain", body{"reason": "Their note.", "files": []string{s.clara.upload("Their note verbale")}})
		if is := s.auditor.must("GET", of, nil); is.at("files.0") != nil {
			t.Errorf("of an account an auditor reads %s", is.body)
		}

		told := func() int64 {
			return h.number("SELECT COUNT(*) FROM notices WHERE action = 'proposals.remind' AND account_id = ?", s.david.must("GET", "/me", nil).text("account.id"))
		}
		s.david.alone("POST", at+"/remind", nil).is(t, 403, refusal.OthersProposal)
		s.clara.must("POST", at+"/remind", nil)
		s.clara.alone("POST", at+"/remind", nil).is(t, 409, refusal.JustReminded)
		if told() != 1 {
			t.Errorf("he is reminded %d times", told())
		}
		s.pass(models.ReminderPause)
		s.clara.must("POST", at+"/remind", nil)
		s.david.must("POST", at+"/confirm", nil)
		s.clara.alone("POST", at+"/remind", nil).is(t, 409, refusal.WrongState)
		s.clara.alone("POST", at+"/explain", body{"reason": "Too late."}).is(t, 409, refusal.WrongState)
		id := strings.TrimPrefix(at, "/proposals/")
		for what, statement := range map[string]string{
			"a document put beside it afterwards": "INSERT INTO proposal_files (proposal_id, file_id) SELECT ?, id FROM files WHERE id = '" + theirs + "'",
			"a document exchanged":                "UPDATE proposal_files SET file_id = '" + theirs + "' WHERE proposal_id = ?",
			"a document taken away":               "DELETE FROM proposal_files WHERE proposal_id = ?",
		} {
			if h.raw(statement, id) == nil {
				t.Errorf("%s: the database lets it be", what)
			}
		}
	})
}

// TestWhoeverSawALinkIsNoSecondPerson lets an administrator see the link into an observer's account: until one was used that only
// its owner saw, what the account claims is for another to verify.
func TestWhoeverSawALinkIsNoSecondPerson(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		var last models.Entry // the journal began today, whatever day that is, and goes on from there
		if err := h.db.Query(s.Context()).Order("seq DESC").Take(&last).Error; err != nil {
			t.Fatal(err)
		}
		if behind := last.At.Sub(h.db.Now().Time); behind > 0 {
			s.later(int(behind.Hours()/24) + 1)
		}
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		observer := s.david.must("POST", "/observers", s.nominee("Maria", "ID")).text("id")
		s.clara.must("POST", "/observers/"+observer+"/admit", body{})
		made := s.clara.must("POST", "/accounts", body{"email": "maria@observer.example", "name": "Maria", "role": "observer", "observerId": observer})
		claims := func(maria *client, title string) string {
			h.Helper()
			return "/trainings/" + maria.must("POST", "/trainings", body{"organiser": "UN", "kind": "course", "title": title, "startsOn": s.today().Plus(-9),
				"until": s.today().Plus(-8), "evidenceId": maria.upload(title)}).text("id") + "/verify"
		}
		barred := func(by *client, at string) {
			h.Helper()
			by.alone("POST", at, body{}).is(t, 403, refusal.SecondPerson)
		}
		first := claims(s.opened(made.text("link.token")), "First")
		barred(s.clara, first) // who could have opened it
		barred(s.david, first) // who nominated her
		s.pass(time.Minute)
		again := s.clara.must("POST", "/accounts/"+made.text("account.id")+"/link", nil).text("link.token")
		second := claims(s.opened(again), "Second")
		barred(s.clara, second)
		s.pass(time.Minute)
		own := s.link("maria@observer.example")
		unused := claims(s.as(models.Account{Record: models.Record{ID: made.text("account.id")}}), "Unused")
		barred(s.clara, unused)
		s.pass(time.Minute)
		third := claims(s.opened(own), "Third")
		s.clara.must("POST", third, body{})
		barred(s.clara, first)
		for _, at := range []string{first, second, unused} {
			emma.must("POST", at, body{})
		}
	})
}

// twoAttacks are raw SQL on guarantee 6, each with the wall that must stop it.
var twoAttacks = []struct{ what, wall, statement string }{
	{"money allocated by one person", "trigger", entry("lines.allocate", "proposal_id = ''")},
	{"money allocated under a proposal that waits", "trigger", entry("lines.allocate", "proposal_id = '{open}'")},
	{"money allocated by who asked", "trigger", entry("lines.allocate", "account_id = '{clara}'")},
	{"money allocated under a proposal that is none", "trigger", entry("lines.allocate", "proposal_id = '{new}'")},
	{"an entry of one person under another's proposal", "trigger", entry("lines.add", "proposal_id = '{open}'")},
	{"an administrator made by one person", "trigger", entry("lines.add", `action = 'accounts.create', facts = '{"role":"administrator","to":"invited"}'`)},
	{"a state made by one person", "trigger", entry("lines.add", `action = 'accounts.create', facts = '{"role":"state","to":"invited"}'`)},
	{"one administrator left by one person", "trigger", entry("lines.add", `action = 'accounts.disable', facts = '{"leaves":"one administrator","role":"administrator"}'`)},
	{"an admission out of turn by one person", "trigger", entry("lines.add", `action = 'observers.admit', facts = '{"rank":2,"turn":"out of turn"}'`)},
	{"confirmed by who asked", "check or trigger", "UPDATE proposals SET status = 'confirmed', decided_by = asked_by WHERE id = '{open}'"},
	{"confirmed by nobody", "check or trigger", "UPDATE proposals SET status = 'confirmed' WHERE id = '{open}'"},
	{"refused by who asked", "check or trigger", "UPDATE proposals SET status = 'refused', decided_by = asked_by WHERE id = '{open}'"},
	{"asked by another", "trigger", "UPDATE proposals SET asked_by = '{david}' WHERE id = '{open}'"},
	{"another amount", "trigger", `UPDATE proposals SET input = '{"amount":1000}' WHERE id = '{open}'`},
	{"another thing", "trigger", "UPDATE proposals SET path = '/lines/{new}/allocate' WHERE id = '{open}'"},
	{"more time", "trigger", "UPDATE proposals SET expires_at = '2099-01-01 00:00:00+00:00' WHERE id = '{open}'"},
	{"a record that was changed since", "trigger", "UPDATE proposals SET seen = seen + 1 WHERE id = '{open}'"},
	{"decided anew", "trigger", "UPDATE proposals SET status = 'open' WHERE status = 'confirmed'"},
	{"decided by another", "trigger", "UPDATE proposals SET decided_by = '{emma}' WHERE status = 'confirmed'"},
	{"born confirmed", "trigger", "+proposals WHERE id = '{open}' WITH id = '{new}', reference = 'P', status = 'confirmed', decided_by = '{david}'"},
	{"deleted", "trigger", "DELETE FROM proposals WHERE id = '{open}'"},
}

// entry copies the first entry of an action with other values.
func entry(action, with string) string {
	return fmt.Sprintf("+journal WHERE seq = (SELECT MIN(j.seq) FROM journal j WHERE j.action = '%s') WITH seq = 1000000, previous = '%s', hash = '%s', %s",
		action, strings.Repeat("a", 64), strings.Repeat("b", 64), with)
}

// TestTwoPeopleAgainstRawSQL tries every attack on the tables themselves, past all rules in Go.
func TestTwoPeopleAgainstRawSQL(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := attack{newStory(h), map[string]string{"new": models.NewID()}}
		line := s.money("AU", "training", 1_000)
		s.is["open"] = strings.TrimPrefix(s.clara.asks("POST", "/lines/"+line+"/return", body{"amount": 10,
			"contributionId": s.clara.must("GET", "/contributions", nil).text("items.0.id")}), "/proposals/")
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		for name, c := range map[string]*client{"clara": s.clara, "david": s.david, "emma": emma} {
			s.is[name] = c.must("GET", "/me", nil).text("account.id")
		}
		before := h.footprint()
		for _, attack := range twoAttacks {
			err := s.attempt([]string{attack.statement})
			if got := constraintOf(err); !slices.Contains(strings.Split(attack.wall, " or "), got) {
				t.Errorf("%s: stopped by %q (%v), not by %s", attack.what, got, err, attack.wall)
			}
		}
		if err := s.attempt([]string{entry("lines.add", "account_id = '{clara}'")}); err != nil { // the same of what takes one
			t.Errorf("an entry that takes one person: %v", err)
		}
		if after := h.footprint(); !maps.Equal(before, after) {
			t.Errorf("the attacks made of %v %v", before, after)
		}
	})
}
