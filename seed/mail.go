package seed

import (
	"slices"

	"observationfund/handlers"
	"observationfund/models"
)

// sendMail makes of the outbox what a mail server would have: what was due by now is sent, each mail when it was due. What was told in the last
// days is left for outbox, which also has something to show that did not go well. Nothing leaves a demonstration.
func (s *story) sendMail() error {
	return s.sent("(kind IN ('digest', 'reminder') OR next_at <= ?)", s.today.Plus(-3).Midnight(utc))
}

func (s *story) sent(which string, values ...any) error {
	return s.tx.Exec(`UPDATE deliveries SET status = 'sent', attempts = 1, sent_at = next_at, revision = revision + 1,
		address = (SELECT email FROM accounts WHERE accounts.id = deliveries.account_id) WHERE status = 'waiting' AND attempts = 0 AND next_at <= ? AND `+which,
		append([]any{s.now}, values...)...).Error
}

// outbox has a mail of every kind of outcome to look at: two that a server refused, one of which an administrator had sent again, one that came
// back, and two that are tried again.
func (s *story) outbox() error {
	s.at(s.today.Midnight(utc), "the outbox", func() error {
		var due []models.Delivery
		if err := s.tx.Where("status = ? AND next_at <= ?", models.DeliveryWaiting, s.now).Order("next_at DESC, id DESC").Limit(4).Find(&due).Error; err != nil {
			return err
		}
		slices.Reverse(due)
		for n, d := range due {
			account, err := models.FindAccount(s.tx, d.AccountID)
			if err != nil {
				return err
			}
			fate := map[string]any{"attempts": 1, "address": account.Email, "revision": 2}
			switch n {
			case 0:
				fate["status"], fate["cause"], fate["answer"] = models.DeliveryFailed, models.CauseRefused, "550 5.1.1 Recipient address rejected: user unknown"
			case 1:
				fate["status"], fate["cause"], fate["answer"] = models.DeliveryFailed, models.CauseMailboxFull, "552 5.2.2 Mailbox full"
			case 2:
				fate["next_at"], fate["cause"], fate["answer"] = s.now.Plus(15*60e9), models.CausePostponed, "451 4.7.1 Greylisted, please try again later"
			default:
				fate["next_at"], fate["cause"], fate["answer"] = s.now.Plus(60*60e9), models.CauseTimedOut, "dial failed: read tcp: i/o timeout"
			}
			if err := s.tx.Model(&models.Delivery{}).Where("id = ?", d.ID).Updates(fate).Error; err != nil {
				return err
			}
		}
		if err := s.sent("1 = 1"); err != nil {
			return err
		}
		if len(due) > 1 {
			if _, err := act(s, s.admin, models.ResendDelivery, handlers.ResendDelivery, by(due[1].ID)); err != nil {
				return err
			}
		}
		var last models.Delivery
		if err := s.tx.Where("status = ?", models.DeliverySent).Order("sent_at DESC, id DESC").First(&last).Error; err != nil {
			return err
		}
		if _, err := act(s, s.admin, models.MarkDelivery, handlers.MarkDelivery, handlers.ReasonInput{ByID: by(last.ID), Reason: "It came back: the mailbox was closed."}); err != nil {
			return err
		}
		return s.feed()
	})
	return nil
}

// feed gives the administrator a calendar address, which a program has read.
func (s *story) feed() error {
	if _, err := act(s, s.admin, models.MakeFeed, handlers.MakeFeed, handlers.Nothing{}); err != nil {
		return err
	}
	return s.tx.Model(&models.Feed{}).Where("account_id = ?", s.admin.ID).Update("fetched_at", s.now).Error
}
