package handlers_test

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
)

// TestAMailOfAMessage holds a mail about a message to that it waits and where, and nothing of it.
func TestAMailOfAMessage(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		clara, code := s.reader("clara@demo.example", "Clara"), "TL"
		dili := s.account(models.StateRole, &code, nil)
		invitation := models.Invitation{Reference: "INV-2026-0999", Host: code, Status: models.InvitationSubmitted, Authority: models.ForeignMinistry}
		s.must(s.write(func(tx *gorm.DB) error {
			a := models.Actor{DB: tx, By: models.SystemAccount(), Now: s.db.Now()}
			if err := a.Create(&invitation, models.SubmitInvitation, nil); err != nil {
				return err
			}
			call := handlers.Call{Actor: models.Actor{DB: tx, By: dili, Now: s.db.Now()}, Scope: models.Own}
			_, err := handlers.WriteMessage(call, handlers.MessageInput{ByID: handlers.ByID{ID: invitation.ID}, Body: "SECRET of ours."})
			return err
		}))
		var sent []handlers.Letter
		post := s.post(25)
		post.Mailer = mailer(func(_ context.Context, l handlers.Letter) error { sent = append(sent, l); return nil })
		s.must(post.Send(s.Context()))
		d := s.is(clara, models.DeliverySent, "")
		if len(sent) == 0 || d.Kind != models.MessageMail {
			t.Fatalf("sent are %v, of the kind %s", sent, d.Kind)
		}
		for _, l := range sent {
			if l.To.Address != "clara@demo.example" {
				continue
			}
			for _, form := range []string{l.Text, l.HTML} {
				if strings.Contains(form, "SECRET") || !strings.Contains(form, "There is a message about INV-2026-0999.") || !strings.Contains(form, "/to/invitation/"+invitation.ID+"#messages") {
					t.Errorf("it says %s", form)
				}
			}
			if l.Subject != "INV-2026-0999: a message" || l.Stop != "" {
				t.Errorf("its subject is %q, it can be stopped by %q", l.Subject, l.Stop)
			}
		}
	})
}
