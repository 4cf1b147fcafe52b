package models_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/said"
)

// reasoned are the mails in which the reason of a decision may stand: it is about a course, a document or money, and never about somebody's health.
var reasoned = []models.Action{
	models.RejectTraining, models.RevokeTraining, models.DeclineTrainingRequest, models.PassOverTrainingRequest, models.CancelTrainingRequest,
	models.RejectSettlement, models.RejectCorrection,
}

// TestMailings holds every mail to what it may hold: a subject that can be read aloud, and of a notice nothing of others, no amount, no reason that
// may be a medical one, whatever the notice says.
func TestMailings(t *testing.T) {
	parameter := regexp.MustCompile(`\{(\w+)\}`)
	kept := []string{"name", "payee", "amount", "missing", "score", "passportNumber", "somethingNew", "reason"}
	for action, roles := range models.Mailings {
		if models.Policy[action] == nil {
			t.Errorf("%s is no action", action)
		}
		for role, mailing := range roles {
			for _, match := range parameter.FindAllStringSubmatch(string(mailing.Subject), -1) {
				if !slices.Contains(models.Aloud, match[1]) {
					t.Errorf("%s to %s: the subject holds %s", action, role, match[1])
				}
			}
			if mailing.Subject == "" || strings.HasSuffix(string(mailing.Subject), ".") {
				t.Errorf("%s to %s: the subject is %q", action, role, mailing.Subject)
			}
			if mailing.Reason != slices.Contains(reasoned, action) {
				t.Errorf("%s to %s: may the reason stand in it? %t", action, role, mailing.Reason)
			}
			for _, name := range kept {
				one := said.Sentence{Text: "It says SECRET", Source: said.Source{Template: said.Template("It says {x}"), Parameters: said.Parameters{name: "SECRET"}}}
				within := said.All(said.That("Before."), one)
				nested := said.That("It says {what}", "what", one)
				for _, s := range []said.Sentence{one, within, nested} {
					says, err := mailing.Says(models.Notice{Body: s.Text, Source: s.Source})
					if err != nil {
						t.Fatal(err)
					}
					if strings.Contains(says.Text, "SECRET") != (name == "reason" && mailing.Reason) {
						t.Errorf("%s to %s: of %s it says %q", action, role, name, says.Text)
					}
				}
			}
		}
	}
}

// TestWhenMailGoes lets people choose what they are mailed, by day and by night, wherever they are.
func TestWhenMailGoes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		day := models.At(time.Date(2026, time.November, 20, 10, 0, 0, 0, time.UTC))
		night := models.At(time.Date(2026, time.November, 20, 23, 0, 0, 0, time.UTC))
		morning := models.At(time.Date(2026, time.November, 21, 7, 0, 0, 0, time.UTC))
		news, answer, urgent := models.DepartObserver, models.VerifyInvitation, models.ChangeAccount
		for _, c := range []struct {
			mail   models.MailChoice
			zone   string
			now    models.Time
			action models.Action
			kind   models.DeliveryKind
			at     models.Time
		}{
			{"", "", day, news, models.DigestMail, morning}, // what is usual for an administrator
			{"", "", day, answer, models.NoticeMail, day},
			{models.MailAtOnce, "", day, news, models.NoticeMail, day},
			{models.MailAtOnce, "", night, news, models.NoticeMail, morning},
			{models.MailAtOnce, "", night, urgent, models.NoticeMail, night},
			{models.MailAtOnce, "America/New_York", night, news, models.NoticeMail, night},
			{models.MailAtOnce, "Asia/Manila", day.Plus(4 * time.Hour), answer, models.NoticeMail, models.At(time.Date(2026, time.November, 20, 23, 0, 0, 0, time.UTC))},
			{models.MailNeedsAnswer, "", day, news, "", models.Time{}},
			{models.MailNeedsAnswer, "", day, answer, models.NoticeMail, day},
		} {
			account := models.Account{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: day}, Email: models.NewID() + "@fund.example", Name: "A", Role: models.Administrator,
				Status: models.AccountActive, Mail: c.mail, Zone: c.zone}
			invitation := account.Ref()
			must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
				a := models.Actor{DB: tx, By: models.SystemAccount(), Now: c.now}
				if err := tx.Create(&account).Error; err != nil {
					return err
				}
				for range 2 { // the second of a day joins the first
					if err := a.Tell([]string{account.ID}, c.action, invitation, said.That("It is so.")); err != nil {
						return err
					}
				}
				return nil
			}))
			var got []models.Delivery
			must(t, db.Query(t.Context()).Where("account_id = ?", account.ID).Order("id").Find(&got).Error)
			var told int64
			must(t, db.Query(t.Context()).Model(&models.Notice{}).Where("account_id = ? AND delivery_id IS NOT NULL", account.ID).Count(&told).Error)
			want := map[models.DeliveryKind]int{"": 0, models.DigestMail: 1, models.NoticeMail: 2}[c.kind]
			if len(got) != want || want > 0 && (got[0].Kind != c.kind || !got[0].NextAt.Equal(c.at.Time) || told != 2) {
				t.Errorf("%+v: %+v, %d told by mail", c, got, told)
			}
		}
	})
}

// TestMailStays attacks what was sent with raw SQL.
func TestMailStays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		account := models.Account{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: db.Now()}, Email: "a@fund.example", Name: "A", Role: models.Administrator,
			Status: models.AccountActive, Mail: models.MailAtOnce}
		must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
			if err := tx.Create(&account).Error; err != nil {
				return err
			}
			return models.Actor{DB: tx, By: models.SystemAccount(), Now: db.Now()}.Tell([]string{account.ID}, models.ChangeAccount, account.Ref(), said.That("It is so."))
		}))
		for _, refused := range []string{
			"DELETE FROM deliveries", "UPDATE deliveries SET account_id = '" + models.SystemID + "'", "UPDATE deliveries SET line = 'Another'", "UPDATE deliveries SET status = 'sent'",
			"UPDATE deliveries SET status = 'failed'", "UPDATE deliveries SET status = 'undeliverable'", "UPDATE deliveries SET status = 'lost'",
		} {
			if exec(t, db, refused) == nil {
				t.Errorf("%s is not refused", refused)
			}
		}
		must(t, exec(t, db, "UPDATE deliveries SET status = 'sent', sent_at = CURRENT_TIMESTAMP, address = 'a@fund.example'"))
		for _, refused := range []string{"UPDATE deliveries SET status = 'waiting'", "UPDATE deliveries SET status = 'failed', cause = 'refused'", "UPDATE deliveries SET sent_at = NULL"} {
			if exec(t, db, refused) == nil {
				t.Errorf("%s is not refused", refused)
			}
		}
	})
}
