package models

import (
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Delivery is a mail to one account, about one or several notices. It is written in the transaction of the decision that it tells of.
type Delivery struct {
	Record
	AccountID string       `json:"accountId"`
	Kind      DeliveryKind `json:"kind"`
	Action    Action       `json:"action"`
	Subject   Ref          `json:"subject" gorm:"embedded"` // its mails are one thread
	Line      string       `json:"line"`                    // the mail's subject: it can be read aloud in a meeting
	said.Source
	Status     DeliveryStatus `json:"status"`
	Attempts   int            `json:"attempts"`
	QueuedAt   Time           `json:"queuedAt"` // since when it is tried
	NextAt     Time           `json:"nextAt"`   // when it is tried next, while it waits
	LeaseUntil Time           `json:"-"`        // until when it is a sender's
	SentAt     Time           `json:"sentAt,omitzero"`
	Address    string         `json:"address,omitempty"` // where it went, or was last tried
	Cause      DeliveryCause  `json:"cause,omitempty"`   // why it was not sent, the last time
	Answer     string         `json:"answer,omitempty"`  // what the mail server said
	Reason     string         `json:"reason,omitempty"`  // why it was marked as undeliverable
	Browser    string         `json:"-"`                 // the digest of what the browser holds in which its link was asked for
	Name       string         `json:"name" gorm:"-"`     // of the account
	Can        []Action       `json:"can" gorm:"-"`
}

// Ref names the delivery.
func (d *Delivery) Ref() Ref { return Ref{"delivery", d.ID} }

// Events makes Delivery Living.
func (Delivery) Events() []Action { return DeliveryFlow.All() }

// DeliveryKind is what a mail is.
type DeliveryKind string

const (
	NoticeMail   DeliveryKind = "notice"
	DigestMail   DeliveryKind = "digest" // of a day
	ReminderMail DeliveryKind = "reminder"
	LinkMail     DeliveryKind = "link"
	MessageMail  DeliveryKind = "message"
	ReceiptMail  DeliveryKind = "receipt"
)

// Values makes DeliveryKind a Choice.
func (DeliveryKind) Values() []string {
	return names([]DeliveryKind{NoticeMail, DigestMail, ReminderMail, LinkMail, MessageMail, ReceiptMail})
}

// DeliveryStatus is where a delivery stands.
type DeliveryStatus string

const (
	DeliveryWaiting       DeliveryStatus = "waiting"
	DeliverySent          DeliveryStatus = "sent"
	DeliveryFailed        DeliveryStatus = "failed"
	DeliveryUndeliverable DeliveryStatus = "undeliverable" // somebody has seen that it came back
)

// Values makes DeliveryStatus a Choice.
func (DeliveryStatus) Values() []string { return names(DeliveryFlow.States()) }

// DeliveryFlow is what people do to a delivery. That it was sent, or could not be, is no decision and in no journal.
var DeliveryFlow = Flow[DeliveryStatus]{
	DeliveryWaiting:       {MarkDelivery: DeliveryUndeliverable},
	DeliverySent:          {MarkDelivery: DeliveryUndeliverable},
	DeliveryFailed:        {ResendDelivery: DeliveryWaiting, MarkDelivery: DeliveryUndeliverable},
	DeliveryUndeliverable: {ResendDelivery: DeliveryWaiting},
}

// DeliveryCause is why a mail was not sent.
type DeliveryCause string

const (
	CauseRefused     DeliveryCause = "refused"      // for good
	CauseMailboxFull DeliveryCause = "mailbox_full" // for good, or for now
	CausePostponed   DeliveryCause = "postponed"    // for now
	CauseUnreachable DeliveryCause = "unreachable"  // the mail server cannot be reached
	CauseTimedOut    DeliveryCause = "timed_out"    // it did not answer in time
	CauseUnconnected DeliveryCause = "unconnected"  // there was no mail server, or mail was held
	CauseGone        DeliveryCause = "gone"         // the account is disabled, or what there was to say was erased
)

// Values makes DeliveryCause a Choice.
func (DeliveryCause) Values() []string {
	return names([]DeliveryCause{CauseRefused, CauseMailboxFull, CausePostponed, CauseUnreachable, CauseTimedOut, CauseUnconnected, CauseGone})
}

// GivenUpAfter is how long a mail is tried.
const GivenUpAfter = 72 * time.Hour

// pauses are how long a mail waits after it could not be sent, the first time and after; the last is that of every time from then on.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Deliver writes a mail to each account about what an action did to a subject. It answers which delivery is whose; nobody who does not want it
// has one, and who wants one mail a day has that.
func (a Actor) Deliver(to []Account, action Action, subject Ref) (map[string]string, error) {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return nil, err
	}
	named, err := a.named(subject)
	if err != nil {
		return nil, err
	}
	of, daily := map[string]string{}, []Delivery{}
	var made []Delivery
	for _, account := range to {
		mailing, err := MailingOf(action, account.Role)
		if err != nil {
			return nil, err
		}
		kind, at, goes := mailing.when(account, fund, a.Now)
		if !goes || account.Status == AccountDisabled {
			continue
		}
		d := Delivery{
			Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, AccountID: account.ID, Kind: kind, Action: action, Subject: subject,
			Status: DeliveryWaiting, QueuedAt: at, NextAt: at,
		}
		if kind == DigestMail {
			d.Subject, d.Line = account.Ref(), string(daysNews)
			daily = append(daily, d)
			continue
		}
		line := said.That(mailing.Subject, named...)
		d.Line, d.Source = line.Text, line.Source
		made, of[account.ID] = append(made, d), d.ID
	}
	if made, err = a.joined(DigestMail, daily, made, of); err != nil || len(made) == 0 {
		return of, err
	}
	return of, a.DB.CreateInBatches(made, 100).Error
}

// daysNews is the subject of the one mail of a day.
const daysNews said.Template = "What has changed since yesterday"

// joined adds to new deliveries those mails of a day that are not there yet. One that is there is touched, so that nobody sends it before what
// it is now also about can be read.
func (a Actor) joined(kind DeliveryKind, daily, made []Delivery, of map[string]string) ([]Delivery, error) {
	if len(daily) == 0 {
		return made, nil
	}
	ids := make([]string, len(daily))
	for i, d := range daily {
		ids[i] = d.AccountID
	}
	open := a.DB.Model(&Delivery{}).Where("account_id IN ? AND status = ? AND kind = ? AND attempts = 0 AND subject_id = account_id", ids, DeliveryWaiting, kind).Session(&gorm.Session{})
	if err := open.Update("revision", gorm.Expr("revision + 1")).Error; err != nil {
		return made, err
	}
	var there []Delivery
	if err := open.Select("id, account_id").Find(&there).Error; err != nil {
		return made, err
	}
	for _, d := range there {
		of[d.AccountID] = d.ID
	}
	for _, d := range daily {
		if of[d.AccountID] == "" {
			made, of[d.AccountID] = append(made, d), d.ID
		}
	}
	return made, nil
}

// Resend has a mail tried again that was given up, or had come back.
func (d *Delivery) Resend(a Actor) error {
	if _, err := DeliveryFlow.Next(d.Status, ResendDelivery); err != nil {
		return err
	}
	if d.Kind == LinkMail {
		return refusal.LinkSentOnce
	}
	d.QueuedAt, d.NextAt, d.LeaseUntil, d.SentAt, d.Attempts, d.Cause, d.Answer, d.Reason = a.Now, a.Now, Time{}, Time{}, 0, "", "", ""
	return Step(a, DeliveryFlow, d, &d.Status, ResendDelivery, "", Facts{"account": d.AccountID})
}

// Mark notes that a mail does not arrive, as whoever reads what comes back has seen.
func (d *Delivery) Mark(a Actor, reason string) error {
	if _, err := DeliveryFlow.Next(d.Status, MarkDelivery); err != nil {
		return err
	}
	d.LeaseUntil, d.Reason = Time{}, reason
	return Step(a, DeliveryFlow, d, &d.Status, MarkDelivery, reason, Facts{"account": d.AccountID})
}

// ClaimDeliveries takes some mails that are due, which are then nobody else's until the lease is over. Of two who want one at the same time,
// the second finds it taken. While mail is held there is none.
func ClaimDeliveries(tx *gorm.DB, now Time, most int, lease time.Duration) (claimed []Delivery, err error) {
	if held, err := MailHeld(tx); err != nil || held {
		return nil, err
	}
	const due = "status = ? AND next_at <= ? AND (lease_until IS NULL OR lease_until <= ?)"
	some := tx.Model(&Delivery{}).Select("id").Where(due, DeliveryWaiting, now, now).Order("next_at, id").Limit(most)
	var ids []string
	err = tx.Raw("UPDATE deliveries SET lease_until = ?, attempts = attempts + 1 WHERE id IN (?) AND "+due+" RETURNING id",
		now.Plus(lease), some, DeliveryWaiting, now, now).Scan(&ids).Error
	if err == nil && len(ids) > 0 {
		err = tx.Where("id IN ?", ids).Order("next_at, id").Find(&claimed).Error
	}
	return claimed, err
}

// leased narrows to a delivery while the lease holds under which it was claimed.
func (d *Delivery) leased(tx *gorm.DB) *gorm.DB {
	return tx.Model(&Delivery{}).Where("id = ? AND status = ? AND lease_until = ?", d.ID, DeliveryWaiting, d.LeaseUntil)
}

// Sent notes that the mail server has taken a mail.
func (d *Delivery) Sent(tx *gorm.DB, now Time, address string) error {
	return d.leased(tx).Updates(map[string]any{
		"status": DeliverySent, "sent_at": now, "address": address, "lease_until": nil, "cause": "", "answer": "", "revision": gorm.Expr("revision + 1"),
	}).Error
}

// Missed notes that a mail could not be sent: it is tried again after a while, unless it never will be.
func (d *Delivery) Missed(tx *gorm.DB, now Time, address string, cause DeliveryCause, answer string, forGood bool) error {
	next := now.Plus(pauses[min(d.Attempts, len(pauses))-1])
	with := map[string]any{"address": address, "cause": cause, "answer": answer, "lease_until": nil, "next_at": next, "revision": gorm.Expr("revision + 1")}
	if forGood || next.After(d.QueuedAt.Add(GivenUpAfter)) {
		with["status"], with["next_at"] = DeliveryFailed, now
	}
	return d.leased(tx).Updates(with).Error
}

// GiveUpDeliveries ends the mails that nobody could send in time: mostly because there is no mail server, which is not connected to send what is old.
func GiveUpDeliveries(tx *gorm.DB, now Time) error {
	return tx.Exec(`UPDATE deliveries SET status = ?, cause = CASE WHEN cause = '' THEN ? ELSE cause END, revision = revision + 1, lease_until = NULL
		WHERE status = ? AND queued_at <= ? AND (lease_until IS NULL OR lease_until <= ?)`, DeliveryFailed, CauseUnconnected, DeliveryWaiting, now.Plus(-GivenUpAfter), now).Error
}

// deliveriesStay is what a mail is held to, beside that it is never deleted.
const deliveriesStay = "[mail] what a mail is about stays, and what was sent is not sent again unless it came back"

func deliveryRules() []rule {
	return []rule{
		{"deliveries_begin_waiting", "BEFORE INSERT", "deliveries", "NEW.status <> 'waiting' OR NEW.attempts <> 0"},
		{"deliveries_stay", "BEFORE UPDATE", "deliveries", `NEW.account_id <> OLD.account_id OR NEW.kind <> OLD.kind OR NEW.action <> OLD.action OR (NEW.line <> OLD.line AND NEW.line <> '')
			OR NEW.subject_kind <> OLD.subject_kind OR NEW.subject_id <> OLD.subject_id OR NEW.created_at <> OLD.created_at OR NEW.browser <> OLD.browser
			OR OLD.status = 'sent' AND NEW.status NOT IN ('sent', 'undeliverable') OR OLD.status = 'sent' AND NEW.status = 'sent' AND NEW.sent_at <> OLD.sent_at
			OR OLD.status IN ('failed', 'undeliverable') AND NEW.status NOT IN (OLD.status, 'waiting', 'undeliverable')`},
		{"passes_begin_unused", "BEFORE INSERT", "passes", "NEW.used_at IS NOT NULL"},
		{"passes_stay", "BEFORE UPDATE", "passes", `NEW.purpose <> OLD.purpose OR NEW.account_id <> OLD.account_id OR NEW.subject_kind <> OLD.subject_kind
			OR NEW.subject_id <> OLD.subject_id OR NEW.expires_at > OLD.expires_at OR OLD.used_at IS NOT NULL`},
	}
}

// DeliveriesDue reports whether any mail can be claimed.
func DeliveriesDue(db *gorm.DB, now Time) (bool, error) {
	if held, err := MailHeld(db); err != nil || held {
		return false, err
	}
	return exists(db.Model(&Delivery{}).Where("status = ? AND next_at <= ? AND (lease_until IS NULL OR lease_until <= ?)", DeliveryWaiting, now, now))
}

// LateDeliveries reports whether any mail is to be given up.
func LateDeliveries(db *gorm.DB, now Time) (bool, error) {
	return exists(db.Model(&Delivery{}).Where("status = ? AND queued_at <= ? AND (lease_until IS NULL OR lease_until <= ?)", DeliveryWaiting, now.Plus(-GivenUpAfter), now))
}
