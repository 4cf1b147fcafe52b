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

// waiting is something that waits: what it is, when it is asked for, of whom, and what they do about it.
type waiting struct {
	subject string
	times   []models.Time
	whom    []*client // each is reminded each time; where it is the office's turn, one of these is, and with every time another
	remedy  func(who *client)
}

// reminders makes of every row of the table something that waits.
var reminders = map[string]func(s *story) waiting{
	"offer": func(s *story) waiting {
		siti, _, id := s.offered()
		return waiting{id, s.after(36 * time.Hour), []*client{siti}, func(who *client) { who.must("POST", "/assignments/"+id+"/accept", signed) }}
	},
	"certificate": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		lapses := s.today().Plus(100)
		s.trained("Siti", body{"kind": "hostile_environment", "title": "HEAT", "expiresOn": lapses})
		id := s.word("SELECT id FROM trainings")
		return waiting{id, days(lapses, -90, -60, -30), []*client{siti}, func(who *client) {
			who.must("POST", "/trainings", body{"organiser": "UN", "kind": "hostile_environment", "title": "HEAT", "place": "online", "startsOn": s.today().Plus(-3),
				"until": s.today().Plus(-1), "certificateNumber": "new", "evidenceId": who.upload("renewed"), "renewsId": id, "confirmed": sure})
		}}
	},
	"passport": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		id, last := s.ids["Siti"], s.today().Plus(100)
		siti.must("PATCH", "/observers/"+id, body{"passportExpiresOn": last.PlusMonths(6)})
		return waiting{id, days(last, -90, -60, -30), []*client{siti}, func(who *client) {
			who.must("PATCH", "/observers/"+id, body{"passportExpiresOn": s.today().PlusMonths(60)})
		}}
	},
	"health": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		id, last := s.ids["Siti"], s.today().Plus(100)
		s.clara.must("PATCH", "/observers/"+id, body{"private": body{"medicalClearedThrough": last}})
		return waiting{id, days(last, -90, -60, -30), []*client{siti}, func(*client) {
			s.clara.must("PATCH", "/observers/"+id, body{"private": body{"medicalClearedThrough": s.today().PlusMonths(24)}})
		}}
	},
	"availability": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		confirm := func(who *client) { who.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil) }
		confirm(siti)
		return waiting{s.ids["Siti"], s.after(models.Fresh, models.Fresh+14*aDay, models.Fresh+28*aDay), []*client{siti}, confirm}
	},
	"certificate_missing": func(s *story) waiting {
		siti, id, over := s.asksForPlace()
		s.clara.must("POST", "/training-requests/"+id+"/endorse", body{"draws": []body{{"lineId": s.money("JP", "training", 500_000), "amount": 200_000}}})
		s.clara.must("POST", "/training-requests/"+id+"/accept", body{"letterId": s.clara.upload("letter of acceptance")})
		return waiting{id, days(over, 1, 14), []*client{siti}, func(who *client) {
			who.must("POST", "/training-requests/"+id+"/complete", body{"evidenceId": who.upload("certificate")})
		}}
	},
	"inquiry_answer": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		at := s.inquire("Siti")
		until := s.instant(s.clara.must("GET", at, nil).text("answerBy"))
		return waiting{strings.TrimPrefix(at, "/inquiries/"), []models.Time{until.Plus(-3 * aDay), until.Plus(-aDay)}, []*client{siti}, func(who *client) {
			who.must("POST", at+"/answer", body{"body": "I took nothing."})
		}}
	},
	"draft": func(s *story) waiting {
		id, _ := s.invitation(s.today().Plus(113))
		return waiting{id, s.after(7*aDay, 30*aDay), []*client{s.dili}, func(who *client) { who.must("POST", "/invitations/"+id+"/submit", nil) }}
	},
	"invitation": func(s *story) waiting {
		id := s.handedIn()
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/invitations/"+id+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		}}
	},
	"invitation_second": func(s *story) waiting {
		id := s.handedIn()
		s.clara.must("POST", "/invitations/"+id+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(s.clara), func(who *client) {
			s.clara.must("POST", "/invitations/"+id+"/assess", findings("met"))
			who.must("POST", "/invitations/"+id+"/accept", nil)
		}}
	},
	"extension": func(s *story) waiting {
		id, _ := s.inForce(s.today().Plus(113))
		s.extend(id, s.today().Plus(200))
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/invitations/"+id+"/verify-extension", body{"channel": "Note verbale of the embassy in Jakarta"})
		}}
	},
	"extension_second": func(s *story) waiting {
		id, _ := s.inForce(s.today().Plus(113))
		s.extend(id, s.today().Plus(200))
		s.clara.must("POST", "/invitations/"+id+"/verify-extension", body{"channel": "Note verbale of the embassy in Jakarta"})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/invitations/"+id+"/accept-extension", nil) }}
	},
	"mission_asked": func(s *story) waiting {
		invitation, _ := s.inForce(s.today().Plus(113))
		id := s.asks(invitation, "expert", s.today().Plus(60))
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/deployment-requests/"+id+"/approve", body{"risk": "low", "format": "expert"})
		}}
	},
	"proposal": func(s *story) waiting {
		s.observer("Siti", "ID")
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/suspend", body{"reason": "It is looked into."})
		id := s.clara.alone("POST", "/observers/"+s.ids["Siti"]+"/reinstate", nil).text("id")
		return waiting{id, s.after(aDay, 2*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/proposals/"+id+"/confirm", nil) }}
	},
	"claim": func(s *story) waiting {
		siti := s.observer("Siti", "ID") // whom Clara nominated
		id := siti.must("POST", "/trainings", body{"organiser": "UN", "body": "UNDSS", "kind": "security_awareness", "title": "BSAFE",
			"startsOn": s.today().Plus(-3), "until": s.today().Plus(-2), "evidenceId": siti.upload("bsafe")}).text("id")
		return waiting{id, s.after(7*aDay, 14*aDay, 28*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/trainings/"+id+"/verify", body{}) }}
	},
	"deadline": func(s *story) waiting {
		_, id, _ := s.asksForPlace()
		line := s.money("JP", "training", 500_000)
		closes := s.instant(s.clara.must("GET", "/opportunities", nil).text("items.0.deadline"))
		return waiting{id, []models.Time{closes.Plus(-7 * aDay), closes.Plus(-3 * aDay), closes.Plus(-aDay)}, s.office(), func(who *client) {
			who.must("POST", "/training-requests/"+id+"/endorse", body{"draws": []body{{"lineId": line, "amount": 200_000}}})
		}}
	},
	"inquiry": func(s *story) waiting {
		at := s.heard("Siti")
		return waiting{strings.TrimPrefix(at, "/inquiries/"), s.after(3*aDay, 7*aDay), s.office(), func(who *client) {
			who.must("POST", at+"/close", body{"reason": "There is nothing in it."})
		}}
	},
	"concern": func(s *story) waiting {
		siti, _, id := s.offered()
		siti.must("POST", "/assignments/"+id+"/accept", signed)
		siti.must("PATCH", "/observers/"+s.ids["Siti"], body{"passportExpiresOn": s.today().Plus(30)})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(), func(who *client) {
			who.must("POST", "/assignments/"+id+"/stand-down", body{"reason": "The passport lapses."})
		}}
	},
	"team": func(s *story) waiting {
		siti, id, offer := s.offered()
		siti.must("POST", "/assignments/"+offer+"/accept", signed)
		first := models.Date{}
		must(first.UnmarshalText([]byte(s.clara.must("GET", "/deployments/"+id, nil).text("seats.0.startsOn"))))
		return waiting{id, days(first, -14, -7, -3), s.office(), func(who *client) {
			siti.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil)
			who.must("POST", "/deployments/"+id+"/confirm", body{})
		}}
	},
	"report": func(s *story) waiting {
		siti, id, offer := s.offered()
		siti.must("POST", "/assignments/"+offer+"/accept", signed)
		s.clara.must("POST", "/deployments/"+id+"/confirm", body{})
		s.later(107)
		siti.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil)
		s.clara.must("POST", "/deployments/"+id+"/field", nil)
		over := models.Date{}
		must(over.UnmarshalText([]byte(s.clara.must("GET", "/deployments/"+id, nil).text("until"))))
		return waiting{id, days(over, 14, 28), s.office(), func(who *client) { who.must("POST", "/deployments/"+id+"/report", nil) }}
	},
	"pledge": func(s *story) waiting {
		due := s.today().Plus(20)
		id := s.clara.must("POST", "/contributions", body{"contributor": "AU", "title": "Australia 2026", "amount": 1000, "currency": "USD", "pledgedOn": s.today(), "dueOn": due}).text("id")
		return waiting{id, days(due, -14, 1, 30), s.office(), func(who *client) {
			who.must("POST", "/contributions/"+id+"/receipts", body{"receivedOn": s.today(), "amount": 1000, "bankReference": "AU 1", "confirmed": sure})
		}}
	},
	"payment": func(s *story) waiting {
		commitment := s.committed()
		id := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Printer", "purpose": "Papers", "amount": 1}).text("id")
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/payments/"+id+"/approve", nil) }}
	},
	"correction": func(s *story) waiting {
		s.money("AU", "administration", 1000)
		id := s.clara.must("POST", "/corrections", body{"receiptId": s.word("SELECT id FROM receipts"), "reason": "It was booked in error.", "confirmed": sure,
			"contributionId": s.word("SELECT id FROM contributions"), "receivedOn": s.today(), "amount": 900, "bankReference": "AUadministration"}).text("id")
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/corrections/"+id+"/reject", body{"reason": "It is right."}) }}
	},
	"settlement": func(s *story) waiting {
		id := s.committed()
		s.clara.must("POST", "/commitments/"+id+"/release", body{"reason": "It is paid."})
		s.clara.must("POST", "/commitments/"+id+"/request-settlement", body{"reason": "A late bill came."})
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/commitments/"+id+"/approve-settlement", nil) }}
	},
}

const aDay = 24 * time.Hour

// after are instants from now.
func (s *story) after(times ...time.Duration) (all []models.Time) {
	for _, t := range times {
		all = append(all, s.db.Now().Plus(t))
	}
	return all
}

// days are the beginnings of days around a date.
func days(of models.Date, by ...int) (all []models.Time) {
	for _, n := range by {
		all = append(all, of.Plus(n).Midnight(time.UTC))
	}
	return all
}

// office are the administrators, of whom there are three, but some.
func (s *story) office(but ...*client) (all []*client) {
	s.Helper()
	emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
	for _, who := range []*client{s.clara, s.david, emma} {
		if !slices.Contains(but, who) {
			all = append(all, who)
		}
	}
	return all
}

func (s *story) word(query string, args ...any) string {
	s.Helper()
	all := s.texts(query, args...)
	if len(all) == 0 {
		s.Fatalf("%s finds nothing", query)
	}
	return all[0]
}

func (s *story) instant(text string) models.Time {
	s.Helper()
	at, err := time.Parse(time.RFC3339, text)
	must(err)
	return models.At(at)
}

// offered offers Siti the only seat of a mission.
func (s *story) offered() (siti *client, mission, offer string) {
	s.Helper()
	siti = s.ready("Siti", "ID")
	_, request := s.inForce(s.today().Plus(113))
	mission, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), 1)
	return siti, mission, s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
}

// handedIn is an invitation that was submitted.
func (s *story) handedIn() string {
	s.Helper()
	id, _ := s.invitation(s.today().Plus(113))
	s.dili.must("POST", "/invitations/"+id+"/submit", nil)
	return id
}

// asksForPlace has Siti ask for a place in a course.
func (s *story) asksForPlace() (siti *client, request string, over models.Date) {
	s.Helper()
	siti, over = s.observer("Siti", "ID"), s.today().Plus(24)
	course := s.clara.must("POST", "/opportunities", body{"title": "Short-term observation", "organiser": "UN", "body": "UNDP", "kind": "course",
		"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(20), "until": over, "places": 2,
		"deadlineOn": s.today().Plus(10), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 200_000}).text("id")
	s.clara.must("POST", "/opportunities/"+course+"/open", nil)
	return siti, siti.must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I have verified elections in Java for ten years."}).text("id"), over
}

// committed commits money to what serves no host.
func (s *story) committed() string {
	s.Helper()
	line := s.money("AU", "administration", 1000)
	return s.clara.must("POST", "/commitments", body{"title": "Papers", "host": "", "draws": []body{{"lineId": line, "amount": 500}}}).text("id")
}

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
