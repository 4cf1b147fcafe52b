package api

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// until lets time go by until an instant, after which everybody is signed in again, and what is due is done.
func (s *story) until(at models.Time) {
	s.Helper()
	s.pass(at.Sub(s.db.Now().Time))
	s.later(0)
	must(handlers.Clock(s.Context(), s.db))
}

// reminded are the accounts that were reminded of something, one after another.
func (s *story) reminded(what, subject string) []string {
	s.Helper()
	return s.texts("SELECT a.email FROM notices n JOIN accounts a ON a.id = n.account_id WHERE n.reminder = ? AND n.subject_id = ? ORDER BY n.created_at, n.id", what, subject)
}

// TestReminders ranges over the table: each row reminds at each of its times and not a moment before, once, whoever can do something about it,
// and when they have, no more.
func TestReminders(t *testing.T) {
	t.Parallel()
	for _, row := range models.Reminders {
		make := reminders[row.What]
		if make == nil {
			t.Errorf("%s has no case", row.What)
			continue
		}
		t.Run(row.What, func(t *testing.T) {
			t.Parallel()
			each(t, func(h *fixture) {
				if !h.db.Postgres { // whose times are the same
					newStory(h).allTimes(row, make)
				}
			})
		})
		t.Run(row.What+" is ended", func(t *testing.T) {
			t.Parallel()
			each(t, func(h *fixture) { newStory(h).ended(row, make) })
		})
	}
	for what := range reminders {
		if !slices.ContainsFunc(models.Reminders, func(r models.Reminding) bool { return r.What == what }) {
			t.Errorf("%s is no row", what)
		}
	}
}

// allTimes passes all times of a row while nobody does anything.
func (s *story) allTimes(row models.Reminding, make func(*story) waiting) {
	w := make(s)
	var told []string
	for i, at := range w.times {
		s.until(at.Plus(-time.Millisecond))
		if got := s.reminded(row.What, w.subject); len(got) != len(told) {
			s.Errorf("before time %d %v were reminded, not %v", i, got, told)
			return
		}
		s.until(at)
		s.until(at)
		s.until(at.Plus(time.Hour))
		got := s.reminded(row.What, w.subject)
		if len(got) != len(told)+1 {
			s.Errorf("at time %d %v were reminded, after %v", i, got, told)
			return
		}
		now := got[len(told)]
		if !slices.ContainsFunc(w.whom, func(c *client) bool { return s.emails[c] == now }) {
			s.Errorf("at time %d %s was reminded", i, now)
		}
		if row.To == models.Administrator && i < len(w.whom) && slices.Contains(told, now) {
			s.Errorf("at time %d it is the turn of %s, after %v", i, now, told)
		}
		told = got
	}
	s.until(w.times[len(w.times)-1].Plus(3 * aDay))
	if got := s.reminded(row.What, w.subject); len(got) != len(told) {
		s.Errorf("after the last time %v were reminded", got)
	}
	s.mayBeMailed(row)
}

// ended has whoever is reminded first do what they are reminded of.
func (s *story) ended(row models.Reminding, make func(*story) waiting) {
	w := make(s)
	s.until(w.times[0].Plus(-time.Millisecond))
	if got := s.reminded(row.What, w.subject); len(got) != 0 {
		s.Errorf("%v are reminded too soon", got)
	}
	s.until(w.times[0])
	now := s.reminded(row.What, w.subject)
	if len(now) != 1 {
		s.Errorf("%v were reminded", now)
		return
	}
	for who, email := range s.emails {
		if email == now[0] {
			w.remedy(who)
			break
		}
	}
	if n := s.number("SELECT COUNT(*) FROM journal WHERE action = ?", row.Remedy); n == 0 && row.Remedy != "" && row.What != "correction" { // which is rejected
		s.Errorf("nobody did %s", row.Remedy)
	}
	for _, at := range w.times[1:] {
		s.until(at)
	}
	if got := s.reminded(row.What, w.subject); len(got) != 1 {
		s.Errorf("they did it, and %v were reminded", got)
	}
	s.mayBeMailed(row)
}

// mayBeMailed holds what was said of a row to what a mail may say: all of it, but for what is of somebody's health.
func (s *story) mayBeMailed(row models.Reminding) {
	s.Helper()
	var notices []models.Notice
	must(s.db.Query(s.Context()).Where("reminder = ?", row.What).Find(&notices).Error)
	for _, n := range notices {
		mailing, err := n.Mailing(row.To)
		must(err)
		says, err := mailing.Says(n)
		must(err)
		if strings.ContainsAny(n.Body, "{}") || strings.Contains(n.Body, "  ") {
			s.Errorf("it says %s", n.Body)
		}
		if health := strings.Contains(n.Body, "medical"); health != (row.InApp != "") || strings.Contains(says.Text, "medical") || !health && says.Text != n.Body {
			s.Errorf("of %q a mail says %q", n.Body, says.Text)
		}
		for _, secret := range []string{"Siti", "SITI", "X0", "Clara", "took money", "USD"} {
			if strings.Contains(says.Text, secret) {
				s.Errorf("a mail says %q", says.Text)
			}
		}
		if n.DeliveryID == nil && mailing.Answer {
			s.Errorf("it is not mailed: %q", n.Body)
		}
	}
}

// TestRemindersAfterAStandstill lets nothing run for months: of each thing there is only its last time, in one mail.
func TestRemindersAfterAStandstill(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		for n := range 5 {
			s.trained("Siti", body{"kind": "course", "function": []string{"sto", "lto", "legal", "media", "security"}[n], "title": fmt.Sprint("Course ", n), "expiresOn": s.today().Plus(150 + n)})
		}
		last := s.today().Plus(150)
		siti.must("PATCH", "/observers/"+s.ids["Siti"], body{"passportExpiresOn": last.PlusMonths(6)})
		s.clara.must("PATCH", "/observers/"+s.ids["Siti"], body{"private": body{"medicalClearedThrough": last}})
		s.until(s.db.Now().Plus(140 * aDay))
		got := s.texts("SELECT n.reminder FROM notices n JOIN accounts a ON a.id = n.account_id WHERE a.observer_id = ? AND n.reminder <> '' ORDER BY n.reminder", s.ids["Siti"])
		if fmt.Sprint(got) != "[availability certificate certificate certificate certificate certificate health passport]" {
			t.Errorf("they are reminded of %v", got)
		}
		if n := s.number("SELECT COUNT(*) FROM deliveries d JOIN accounts a ON a.id = d.account_id WHERE d.action = 'reminders.send' AND a.observer_id = ?", s.ids["Siti"]); n != 1 {
			t.Errorf("in %d mails", n)
		}
		s.until(s.db.Now().Plus(time.Hour))
		if again := s.texts("SELECT reminder FROM notices WHERE reminder <> ''"); len(again) != len(got) {
			t.Errorf("and then of %v", again)
		}
		// The next is another mail, on another day, and no earlier than the morning where they are.
		must(s.raw("UPDATE accounts SET zone = 'Asia/Manila' WHERE observer_id = ?", s.ids["Siti"]))
		must(s.raw("UPDATE deliveries SET status = 'sent', sent_at = created_at, address = 'x', attempts = 1 WHERE action = 'reminders.send'"))
		siti.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil)
		s.until(s.db.Now().Plus(models.Fresh)) // six in the evening
		var next []models.Delivery
		must(s.db.Query(s.Context()).Where("action = 'reminders.send' AND status = 'waiting'").Find(&next).Error)
		if len(next) != 1 || !next[0].NextAt.Equal(s.today().Plus(1).Midnight(time.UTC).Add(-time.Hour)) {
			t.Errorf("the next are %+v", next)
		}
	})
}

// TestRemindersOnceByTwo has two instances find the same to be due.
func TestRemindersOnceByTwo(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		w := reminders["draft"](s)
		s.pass(8 * aDay)
		var both sync.WaitGroup
		for range 4 {
			both.Go(func() { must(handlers.Clock(s.Context(), s.db)) })
		}
		both.Wait()
		if got := s.reminded("draft", w.subject); len(got) != 1 {
			t.Errorf("%v were reminded", got)
		}
	})
}

// TestReminderByHand reminds by hand of a proposal: the clock does not on the same day.
func TestReminderByHand(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		w := reminders["proposal"](s)
		s.pass(23 * time.Hour)
		s.later(0)
		s.clara.must("POST", "/proposals/"+w.subject+"/remind", nil)
		s.until(w.times[0])
		if got := s.reminded("proposal", w.subject); len(got) != 0 {
			t.Errorf("%v were reminded on the same day", got)
		}
		s.until(w.times[0].Plus(16 * time.Hour))
		if got := s.reminded("proposal", w.subject); len(got) != 1 {
			t.Errorf("%v were reminded on the next", got)
		}
	})
}

// TestReminderNamesCourses tells what would renew a certificate, and no more than three.
func TestReminderNamesCourses(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		w := reminders["certificate"](s)
		for n, kind := range []string{"hostile_environment", "hostile_environment", "security_awareness", "hostile_environment", "hostile_environment"} {
			id := s.clara.must("POST", "/opportunities", body{"title": fmt.Sprint("HEAT ", n), "organiser": "UN", "body": "UNDP", "kind": kind, "host": "TH", "place": "Bangkok",
				"startsOn": s.today().Plus(60), "until": s.today().Plus(63), "places": 2, "deadlineOn": s.today().Plus(30 - n), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 1}).text("id")
			s.clara.must("POST", "/opportunities/"+id+"/open", nil)
		}
		s.until(w.times[0])
		if says := s.word("SELECT body FROM notices WHERE reminder = 'certificate'"); !strings.HasSuffix(says, "take requests now: HEAT 4; HEAT 3; HEAT 1.") {
			t.Errorf("it says %s", says)
		}
	})
}

// TestRemindersAreCheap looks for what is due in as many statements, each by an index, whether ten wait or a thousand.
func TestRemindersAreCheap(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newBulkFixture(h)
		pass := h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
		c.rows(1, 300)
		heard := h.listening()
		asked := func() (all []question) {
			heard()
			must(handlers.Clock(h.Context(), h.db))
			for _, q := range heard() {
				if strings.Contains(q.text, "reminders r") {
					all = append(all, q)
				}
			}
			return all
		}
		first := asked()
		for _, q := range first {
			for _, fault := range c.slow(q) {
				if !strings.Contains(fault, "(status=? AND created_at") { // the claims of some days are what is looked for
					t.Errorf("%s: %s", fault, q.text)
				}
			}
		}
		pass(40 * aDay)
		if more := asked(); len(more) < len(first) || len(first) < len(models.Reminders) {
			t.Errorf("%d statements, then %d", len(first), len(more))
		}
	})
}
