package api

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// together lets so many people act at the same moment and counts what they are answered: "200", "409 cohort-full".
// Whoever is refused must be told by which rule, in words.
func (h *fixture) together(n int, act func(i int) reply) map[string]int {
	h.Helper()
	answers, start := make([]reply, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			answers[i] = act(i)
		})
	}
	close(start)
	all.Wait()
	counts := map[string]int{}
	for _, a := range answers {
		if a.status >= 500 || a.status >= 400 && (a.text("code") == "" || a.text("detail") == "") {
			h.Errorf("nobody understands %d %s %s", a.status, a.body, h.log.last())
		}
		counts[strings.TrimSpace(fmt.Sprint(a.status, " ", a.text("code")))]++
	}
	return counts
}

// answered holds what people were answered to what they should have been.
func (h *fixture) answered(what string, got, want map[string]int) {
	h.Helper()
	if !maps.Equal(got, want) {
		h.Errorf("%s: answered %v, not %v", what, got, want)
	}
}

// number is one number out of the database.
func (h *fixture) number(query string, args ...any) (n int64) {
	h.Helper()
	if err := h.db.Query(context.Background()).Raw(query, args...).Scan(&n).Error; err != nil {
		h.Fatalf("%s: %v", query, err)
	}
	return n
}

// none sees that a query counts nothing.
func (h *fixture) none(what, query string, args ...any) {
	h.Helper()
	if n := h.number(query, args...); n != 0 {
		h.Errorf("%s: %d", what, n)
	}
}

// hosting lets another state invite, and returns the request that was approved.
func (s *story) hosting(state string, polling int) (invitation, request string, host *client) {
	s.Helper()
	dili := s.dili
	defer func() { s.dili = dili }()
	s.dili = s.invite(body{"email": strings.ToLower(state) + "@mfa.example", "name": "Protocol", "role": "state", "state": state})
	invitation, request = s.inForce(s.today().Plus(polling))
	return invitation, request, s.dili
}

// observers is so many observers who could all leave tomorrow.
func (s *story) observers(n int) (names []string) {
	s.Helper()
	for i := range n {
		names = append(names, fmt.Sprint("Observer", i))
		s.ready(names[i], "ID")
	}
	return names
}

// TestAdmissionsAtOnce lets 40 people be admitted to the last 20 seats at the same moment: half of them in their turn, half
// out of turn, which takes two.
func TestAdmissionsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.seated(1, 80)
		ids := make([]string, 40)
		for i := range ids {
			ids[i] = s.clara.must("POST", "/observers", s.nominee(fmt.Sprint("Nominee", i), "ID")).text("id")
		}
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		h.another = func(asker *client) *client { // Clara nominated them all
			if asker == emma {
				return s.david
			}
			return emma
		}
		admit := func(i int) (out reply) {
			by, in := []*client{s.david, emma}[i/2%2], []body{{}, {"reason": "all at once"}}[i%2]
			for { // whose turn it is not yet, and whose turn has changed meanwhile, tries again
				out = by.request("POST", "/observers/"+ids[i]+"/admit", in)
				if code := out.text("code"); code != string(refusal.WaitingList.Code()) && code != string(refusal.ProposalOutdated.Code()) {
					return out
				}
			}
		}
		h.answered("admissions", h.together(40, admit), map[string]int{"200": 20, "409 cohort-full": 20})
		if n := h.number("SELECT COUNT(DISTINCT seat) FROM observers WHERE seat BETWEEN 1 AND 100"); n != 100 {
			h.Errorf("%d seats are taken", n)
		}
		h.none("seated, and more than a hundred", "SELECT COUNT(*) - 100 FROM observers WHERE status = 'admitted'")
		h.none("holes in the waiting list", "SELECT COUNT(*) - COUNT(DISTINCT rank) + MAX(rank) - 20 FROM observers WHERE status = 'nominated'")

		// Two seats are freed while everybody who waits is admitted again.
		for _, seat := range []int{100, 7} {
			var id string
			if err := h.db.Query(context.Background()).Raw("SELECT id FROM observers WHERE seat = ?", seat).Scan(&id).Error; err != nil {
				h.Fatal(err)
			}
			s.clara.must("POST", "/observers/"+id+"/depart", body{"ground": "resigned", "reason": "another career"})
		}
		h.answered("refilling", h.together(40, admit), map[string]int{"200": 2, "409 cohort-full": 18, "409 wrong-state": 20})
		h.none("admitted by one person", `SELECT COUNT(*) FROM observers WHERE admitted_by = nominator`)
		h.none("out of turn, and nobody confirmed it", `SELECT COUNT(*) FROM journal WHERE facts LIKE '%out of turn%' AND proposal_id = ''`)
	})
}

// seated puts somebody into each seat from one to another.
func (s *story) seated(from, to int) {
	s.Helper()
	s.write(func(actor models.Actor) error {
		for seat := from; seat <= to; seat++ {
			o := models.Observer{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: actor.Now}, Status: models.ObserverAdmitted, Seat: &seat,
				PreferredName: fmt.Sprint("Somebody ", seat), PassportName: "SOMEBODY", Gender: models.Woman, NominatedBy: "ID", Nominator: actor.By.ID}
			if err := actor.DB.Create(&o).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// TestOffersAtOnce offers more seats than there are places, and one person's days to three sides at once.
func TestOffersAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		line := s.money("AU", "deployment", 90_000_000)
		names := s.observers(20)
		_, request := s.inForce(s.today().Plus(60))
		dili, seat := s.staffing(request, line, 3)
		offer := func(by *client, deployment, seat, name string) reply {
			return by.request("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[name]})
		}
		h.answered("20 offers of 3 places", h.together(20, func(i int) reply { return offer(s.clara, dili, seat, names[i]) }),
			map[string]int{"200": 3, "409 seats-taken": 17})

		_, request, _ = s.hosting("NP", 62)
		nepal, other := s.staffing(request, line, 20)
		_, request, _ = s.hosting("LK", 58)
		lanka, third := s.staffing(request, line, 20)
		course := s.clara.must("POST", "/opportunities", body{"title": "Election days", "organiser": "UN", "body": "UNDP", "kind": "course",
			"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(57), "until": s.today().Plus(63), "places": 20,
			"deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 0}).text("id")
		s.clara.must("POST", "/opportunities/"+course+"/open", nil)
		letter := s.clara.upload("letter of acceptance")
		for _, name := range names {
			if h.number("SELECT COUNT(*) FROM assignments WHERE observer_id = ?", s.ids[name]) > 0 {
				continue
			}
			place := s.people[name].must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this well."}).text("id")
			s.clara.must("POST", "/training-requests/"+place+"/endorse", body{})
			got := h.together(6, func(i int) reply {
				switch i % 3 {
				case 0:
					return offer(s.clara, nepal, other, name)
				case 1:
					return offer(s.david, lanka, third, name)
				}
				return s.clara.request("POST", "/training-requests/"+place+"/accept", body{"letterId": letter})
			})
			if won := got["200"]; won != 1 {
				h.Errorf("%s: %d sides won: %v", name, won, got)
			}
			if n := h.number("SELECT COUNT(DISTINCT holder_id) FROM bookings WHERE observer_id = ?", s.ids[name]); n != 1 {
				h.Errorf("the days of %s belong to %d", name, n)
			}
			live := h.number(`SELECT (SELECT COUNT(*) FROM assignments WHERE observer_id = @id AND status = 'offered')
				+ (SELECT COUNT(*) FROM training_requests WHERE observer_id = @id AND status = 'accepted')`, map[string]any{"id": s.ids[name]})
			days := h.number("SELECT COUNT(*) FROM bookings WHERE observer_id = ?", s.ids[name])
			if live != 1 || days != 12 && days != 6 {
				h.Errorf("%s has %d places and %d days", name, live, days)
			}
		}
	})
}

// TestClocksAtOnce lets four instances do what is due at the same moment.
func TestClocksAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		_, request := s.inForce(s.today().Plus(60))
		deployment, seat := s.staffing(request, s.money("AU", "deployment", 9_000_000), 4)
		names := s.observers(6)
		for _, name := range names[:4] {
			s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[name]})
		}
		s.clara.must("PUT", "/deployments/"+deployment+"/reserve", body{"seatId": seat, "observers": []string{s.ids[names[4]], s.ids[names[5]]}})
		s.pass(73 * time.Hour)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := handlers.Clock(context.Background(), h.db); err != nil {
					h.Error(err)
				}
			})
		}
		all.Wait()
		for what, counts := range map[string][2]any{
			"offers that expired":     {"SELECT COUNT(*) FROM assignments WHERE status = 'expired'", 4},
			"entries that say so":     {"SELECT COUNT(*) FROM journal WHERE action = 'assignments.expire'", 4},
			"of different offers":     {"SELECT COUNT(DISTINCT subject_id) FROM journal WHERE action = 'assignments.expire'", 4},
			"offers to the reserve":   {"SELECT COUNT(*) FROM assignments WHERE status = 'offered'", 2},
			"people who have a place": {"SELECT COUNT(DISTINCT observer_id) FROM bookings", 2},
		} {
			if n := h.number(counts[0].(string)); n != int64(counts[1].(int)) {
				h.Errorf("%s: %d, not %d", what, n, counts[1])
			}
		}
	})
}

// TestOneSecondPerson lets several people be the second at the same moment, and one person send one thing twenty times.
func TestOneSecondPerson(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
		seconds := []*client{s.david, emma, s.david, emma}
		once := map[string]int{"200": 1, "409 wrong-state": 3}
		second := func(what, path string, in any) {
			h.Helper()
			got := h.together(4, func(i int) reply { return seconds[i].request("POST", path, in) })
			if late := got["409 proposal-outdated"]; late > 0 { // it was asked for before another was confirmed
				delete(got, "409 proposal-outdated")
				got["409 wrong-state"] += late
			}
			h.answered(what, got, once)
		}
		invitation, request := s.invitation(s.today().Plus(60))
		h.answered("submitting", h.together(4, func(int) reply { return s.dili.request("POST", "/invitations/"+invitation+"/submit", nil) }), once)
		s.clara.must("POST", "/invitations/"+invitation+"/verify", body{"channel": "Note verbale of the embassy"})
		s.clara.must("POST", "/invitations/"+invitation+"/assess", findings("met"))
		second("acceptance", "/invitations/"+invitation+"/accept", nil)
		second("approval", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": "full"})
		if n := h.number("SELECT COUNT(*) FROM consents"); n != 1 {
			h.Errorf("%d consents", n)
		}

		line := s.money("AU", "administration", 1000)
		commitment := s.clara.must("POST", "/commitments", body{"host": "", "title": "Rent", "draws": []body{{"lineId": line, "amount": 1000}}}).text("id")
		payment := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Landlord", "purpose": "Rent", "amount": 600}).text("id")
		second("a payment", "/payments/"+payment+"/approve", nil)
		h.none("paid, less what was asked", "SELECT SUM(balance) - 600 FROM ledger_accounts WHERE kind = 'payee'")
		both := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Landlord", "purpose": "Rent", "amount": 400}).text("id")
		h.answered("yes and no", h.together(8, func(i int) reply {
			if i%2 == 0 {
				return seconds[i%4].request("POST", "/payments/"+both+"/approve", nil)
			}
			return seconds[i%4].request("POST", "/payments/"+both+"/reject", body{"reason": "not now"})
		}), map[string]int{"200": 1, "409 wrong-state": 7})
		second("a reversal", "/payments/"+payment+"/reverse", body{"reason": "a mistake"})

		maria := s.observer("Maria", "ID")
		claim := maria.must("POST", "/trainings", body{"organiser": "UN", "body": "UNDSS", "kind": "security_awareness", "title": "BSAFE",
			"startsOn": s.today().Plus(-3), "until": s.today().Plus(-2), "evidenceId": maria.upload("bsafe")}).text("id")
		second("a verification", "/trainings/"+claim+"/verify", body{})

		people := h.number("SELECT COUNT(*) FROM observers")
		nominee := s.nominee("Twenty times", "ID")
		key := s.clara.with("Idempotency-Key", "9d1f1f5c-twenty-times")
		h.answered("one key", h.together(20, func(int) reply { return key.request("POST", "/observers", nominee) }), map[string]int{"201": 20})
		if n := h.number("SELECT COUNT(*) FROM observers"); n != people+1 {
			h.Errorf("one key made %d observers", n-people)
		}
		h.answered("one address", h.together(8, func(int) reply {
			return s.clara.request("POST", "/accounts", body{"email": "frank@fund.example", "name": "Frank", "role": "administrator"})
		}), map[string]int{"201": 1, "409 email-taken": 7})
	})
}
