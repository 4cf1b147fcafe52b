package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/said"
)

// post is the sender of a scene, by a mail server on a port of this machine.
func (s *fixture) post(port int) handlers.Post {
	s.Helper()
	smtp, err := handlers.NewSMTP(fmt.Sprintf("smtp://127.0.0.1:%d", port), sender.String())
	s.must(err)
	return handlers.Post{DB: s.db, Mailer: smtp, PublicURL: "https://fund.example", Log: slog.New(slog.NewTextHandler(s.Output(), nil))}
}

// reader is an account of an observer with an address, who is told things.
func (s *fixture) reader(address, name string) models.Account {
	s.Helper()
	a := s.account(models.Auditor, nil, nil)
	a.Role, a.Name, a.Email, a.Mail = models.Administrator, name, address, models.MailAtOnce
	s.must(s.db.WriteUnjournaled(s.Context(), func(tx *gorm.DB) error { return tx.Select("role", "name", "email", "mail").Updates(&a).Error }))
	return a
}

// tell tells an account that a seat is free, which it need not be mailed.
func (s *fixture) tell(to ...models.Account) {
	s.Helper()
	s.must(s.write(func(tx *gorm.DB) error { return s.tellIn(tx, to...) }))
}

func (s *fixture) tellIn(tx *gorm.DB, to ...models.Account) error {
	a := models.Actor{DB: tx, By: models.SystemAccount(), Now: s.db.Now()}
	for _, account := range to {
		err := a.Tell([]string{account.ID}, models.DepartObserver, account.Ref(), said.That("A seat is free: the fund has a duty to fill it."))
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *fixture) deliveries(of models.Account) (all []models.Delivery) {
	s.Helper()
	s.must(s.db.Query(s.Context()).Where("account_id = ?", of.ID).Order("id").Find(&all).Error)
	return all
}

// is holds the one delivery of somebody to a state and a cause.
func (s *fixture) is(of models.Account, status models.DeliveryStatus, cause models.DeliveryCause) models.Delivery {
	s.Helper()
	all := s.deliveries(of)
	if len(all) != 1 || all[0].Status != status || all[0].Cause != cause {
		s.Fatalf("deliveries %+v, want one %s %s", all, status, cause)
	}
	return all[0]
}

// mailer is a mailer that does as it is told, and then as a real one does.
type mailer func(context.Context, handlers.Letter) error

func (m mailer) Mail(ctx context.Context, l handlers.Letter) error { return m(ctx, l) }

// TestMail reads a mail as a stranger does: both forms, any script, a thread, one id, and a way to stop it.
func TestMail(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		names := []string{"สมชาย ใจดีมากเหลือเกินจนชื่อยาวกว่าหนึ่งบรรทัดของหัวจดหมาย", "محمد حارث", "Nguyễn Thị Ánh", "Bob\r\nBcc: all@evil.example\r\n\r\nHello", `"Quo" <te@x.example>, Other`}
		for n, name := range names {
			address := fmt.Sprintf("reader%d@demo.example", n)
			who := s.reader(address, name)
			s.tell(who)
			s.must(s.post(server.port).Send(s.Context()))
			m := server.awaits(address, 1)[0]
			d := s.is(who, models.DeliverySent, "")
			want := strings.Join(strings.Fields(strings.ReplaceAll(name, "\r\n", " ")), " ")
			if strings.ReplaceAll(m.Names[0], " ", "") != strings.ReplaceAll(want, " ", "") {
				s.Errorf("the name %q arrives as %q", want, m.Names[0])
			}
			for header, want := range map[string]string{
				"message-id": "<" + d.ID + "@fund.example>", "subject": "A seat of the cohort is free", "auto-submitted": "auto-generated",
				"references": "<account." + who.ID + "@fund.example>", "list-unsubscribe-post": "List-Unsubscribe=One-Click", "from": "Electoral Observation Fund <fund@fund.example>",
			} {
				if m.Headers[header] != want {
					s.Errorf("%s is %q, want %q", header, m.Headers[header], want)
				}
			}
			if len(m.Defects) > 0 || m.Longest > 998 || m.Kind != "multipart/alternative" || m.Headers["bcc"] != "" || len(m.To) != 1 {
				s.Errorf("defects %v, longest line %d, %s, to %v", m.Defects, m.Longest, m.Kind, m.To)
			}
			for _, form := range []string{m.Plain, m.HTML} {
				if !strings.Contains(form, "A seat is free: the fund has a duty to fill it.") || !strings.Contains(form, "https://fund.example/to/account/"+who.ID) {
					s.Errorf("it says %q", form)
				}
			}
			if !strings.Contains(m.Plain, "Dear "+strings.ReplaceAll(name, "\r\n", "\n")+",") && n != 3 || strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "<te@x.example>") {
				s.Errorf("it says %q", m.HTML)
			}
		}
	})
}

// TestMailServerAnswers lets a server answer in every way that it can, and turns the clock.
func TestMailServerAnswers(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		post := s.post(server.port)
		none, full, crammed, busy := s.reader("none@demo.example", "N"), s.reader("full@demo.example", "F"), s.reader("crammed@demo.example", "C"), s.reader("busy@demo.example", "B")
		broken := s.reader("not an address", "X")
		s.tell(none, full, crammed, busy, broken)
		s.must(post.Send(s.Context()))
		s.is(none, models.DeliveryFailed, models.CauseRefused)
		s.is(broken, models.DeliveryFailed, models.CauseRefused)
		if d := s.is(full, models.DeliveryFailed, models.CauseMailboxFull); !strings.Contains(d.Answer, "5.2.2 Mailbox full") {
			s.Errorf("the server answered %q", d.Answer)
		}
		s.is(busy, models.DeliveryWaiting, models.CausePostponed)
		for _, pause := range []time.Duration{time.Minute, 5 * time.Minute} {
			d := s.deliveries(busy)[0]
			if got := d.NextAt.Sub(s.now.Time); got != pause {
				s.Errorf("after attempt %d it waits %s, not %s", d.Attempts, got, pause)
			}
			s.now = s.now.Plus(pause)
			s.must(post.Send(s.Context()))
		}
		s.is(busy, models.DeliverySent, "")
		server.awaits("busy@demo.example", 1)
		for range 200 { // a mailbox that stays full ends as a failure that can be seen
			if s.deliveries(crammed)[0].Status != models.DeliveryWaiting {
				break
			}
			s.now = s.now.Plus(time.Hour)
			s.must(post.Send(s.Context()))
		}
		if d := s.is(crammed, models.DeliveryFailed, models.CauseMailboxFull); d.Attempts < 60 || d.Attempts > 80 {
			s.Errorf("it was tried %d times", d.Attempts)
		}
	})
}

// TestMailServerAway has no server for an hour, and none that is ever named.
func TestMailServerAway(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		port := server.port
		server.stop()
		who := s.reader("reader@demo.example", "R")
		s.tell(who)
		for range 20 {
			s.must(s.post(port).Send(s.Context()))
			s.is(who, models.DeliveryWaiting, models.CauseUnreachable)
			s.now = s.now.Plus(3 * time.Minute)
		}
		server = startMail(s.T, port)
		s.now = s.now.Plus(time.Hour)
		s.must(s.post(port).Send(s.Context()))
		server.awaits("reader@demo.example", 1)
		s.is(who, models.DeliverySent, "")

		never := s.reader("never@demo.example", "R")
		s.tell(never)
		unconnected := handlers.Post{DB: s.db, PublicURL: "https://fund.example"}
		s.must(unconnected.Send(s.Context()))
		s.is(never, models.DeliveryWaiting, "")
		s.now = s.now.Plus(72 * time.Hour)
		s.must(unconnected.Send(s.Context()))
		s.is(never, models.DeliveryFailed, models.CauseUnconnected)
		s.must(s.post(port).Send(s.Context())) // connecting one sends nothing old
		server.awaits("never@demo.example", 0)
	})
}

// TestMailIsKilled ends a sender between sending and marking: the mail comes once more, with the same id.
func TestMailIsKilled(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		whole := s.post(server.port)
		killed := whole
		killed.Mailer = mailer(func(ctx context.Context, l handlers.Letter) error {
			if err := whole.Mailer.Mail(ctx, l); err != nil {
				return err
			}
			panic("killed after sending")
		})
		who := s.reader("reader@demo.example", "R")
		s.tell(who)
		s.must(killed.Send(s.Context()))
		s.is(who, models.DeliveryWaiting, "")
		s.must(whole.Send(s.Context())) // another instance, while the lease holds
		server.awaits("reader@demo.example", 1)
		s.now = s.now.Plus(2 * time.Minute)
		s.must(whole.Send(s.Context()))
		s.is(who, models.DeliverySent, "")
		s.now = s.now.Plus(time.Hour)
		s.must(whole.Send(s.Context()))
		both := server.awaits("reader@demo.example", 2)
		if both[0].Headers["message-id"] != both[1].Headers["message-id"] {
			s.Errorf("two ids: %s, %s", both[0].Headers["message-id"], both[1].Headers["message-id"])
		}
	})
}

// TestTwoSenders lets several send at once, and forty mails go in ten seconds, each once.
func TestTwoSenders(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		server := startMail(s.T, 0)
		var all []models.Account
		for n := range 40 {
			all = append(all, s.reader(fmt.Sprintf("reader%d@demo.example", n), "R"))
		}
		s.tell(all...)
		began := time.Now()
		var sending sync.WaitGroup
		for range 3 {
			sending.Go(func() { s.must(s.post(server.port).Send(s.Context())) })
		}
		sending.Wait()
		if took := time.Since(began); took > 10*time.Second {
			s.Errorf("forty mails took %s", took)
		}
		for _, who := range all {
			s.is(who, models.DeliverySent, "")
		}
		server.awaits("", 40)
	})
}

// TestUndoneDecisionMailsNothing undoes what had told somebody.
func TestUndoneDecisionMailsNothing(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		who := s.reader("reader@demo.example", "R")
		err := s.write(func(tx *gorm.DB) error {
			s.must(s.tellIn(tx, who))
			return errors.New("undone")
		})
		if err == nil || len(s.deliveries(who)) > 0 {
			s.Errorf("%v left %v", err, s.deliveries(who))
		}
	})
}

// TestMailIsWoken runs a sender beside what is decided: it sends at once what was told.
func TestMailIsWoken(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		var sent atomic.Int32
		post := handlers.Post{DB: s.db, PublicURL: "https://fund.example", Log: slog.New(slog.DiscardHandler)}
		post.Mailer = mailer(func(context.Context, handlers.Letter) error { sent.Add(1); return nil })
		ctx, stop := context.WithCancel(s.Context())
		var running sync.WaitGroup
		running.Go(func() { post.Run(ctx) })
		s.tell(s.reader("reader@demo.example", "R"))
		for range 300 {
			if sent.Load() > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		running.Wait()
		if sent.Load() != 1 {
			s.Errorf("%d were sent", sent.Load())
		}
	})
}
