package models

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Pass is a link in a mail that does one thing for one account, once. Only a digest of its token is kept.
type Pass struct {
	TokenHash  string `gorm:"primaryKey"`
	Purpose    Purpose
	AccountID  string
	Subject    Ref     `gorm:"embedded"`
	DeliveryID *string // of the mail that it stands in
	CreatedAt  Time    `gorm:"autoCreateTime:false"`
	ExpiresAt  Time
	UsedAt     Time
}

// Purpose is the one thing that a link in a mail does.
type Purpose string

const (
	AnswerOffer           Purpose = "answer_offer"
	AnswerCallOut         Purpose = "answer_call_out"
	ConfirmStillAvailable Purpose = "confirm_availability"
	OpenRecord            Purpose = "open_record"
	SetPassword           Purpose = "set_password"
	SignInByMail          Purpose = "sign_in"
	Unsubscribe           Purpose = "unsubscribe" // from what needs no answer
)

// Values makes Purpose a Choice.
func (Purpose) Values() []string {
	return names([]Purpose{AnswerOffer, AnswerCallOut, ConfirmStillAvailable, OpenRecord, SetPassword, SignInByMail, Unsubscribe})
}

// PassUse is what a link of a purpose shows, and what it does: endpoints, which do it by the permission of whoever the link is for.
type PassUse struct {
	Read map[RefKind]string // what shows its record, by the kind of that
	Acts map[Action]string  // what can be done to the record
	Once bool               // it ends when something was done
}

// Purposes is what the links in mails do. What is not here they do not do.
var Purposes = map[Purpose]PassUse{
	AnswerOffer: {
		Read: map[RefKind]string{"assignment": "getAssignment"},
		Acts: map[Action]string{AcceptAssignment: "acceptAssignment", DeclineAssignment: "declineAssignment"}, Once: true,
	},
	AnswerCallOut: {
		Read: map[RefKind]string{"call_out": "getCallOut"},
		Acts: map[Action]string{ReplyCallOut: "replyCallOut"}, Once: true,
	},
	ConfirmStillAvailable: {
		Read: map[RefKind]string{"observer": "readAvailability"},
		Acts: map[Action]string{ConfirmAvailability: "confirmAvailability"}, Once: true,
	},
	OpenRecord:   {Read: map[RefKind]string{"invitation": "getInvitation", "deployment_request": "getDeploymentRequest"}},
	SetPassword:  {}, // by UseLink
	SignInByMail: {}, // by SignInByLink
	Unsubscribe:  {}, // by StopMail
}

// PassAct is something that a link in a mail does.
type PassAct Action

// Values makes PassAct a Choice.
func (PassAct) Values() (all []string) {
	for _, use := range Purposes {
		for act := range use.Acts {
			all = append(all, string(act))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// NewPass makes a link; its token is told once, to whoever writes the mail.
func (a Actor) NewPass(purpose Purpose, account string, subject Ref, delivery *string, until Time) (token string, err error) {
	token = NewToken()
	pass := Pass{TokenHash: tokenHash(token), Purpose: purpose, AccountID: account, Subject: subject, DeliveryID: delivery, CreatedAt: a.Now, ExpiresAt: until}
	return token, translate(a.DB.Create(&pass).Error)
}

// PassOf is the link of a token. One that was used, or whose time is over, is told as well as refused.
func PassOf(db *gorm.DB, token string, now Time) (Pass, error) {
	var pass Pass
	err := db.Take(&pass, "token_hash = ?", tokenHash(token)).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return pass, refusal.PassEnded
	case err == nil && (!pass.UsedAt.IsZero() || !now.Before(pass.ExpiresAt.Time)):
		return pass, refusal.PassEnded
	}
	return pass, err
}

// Use notes that the link did its one thing, and ends those of the same purpose that the same mail has carried.
func (p Pass) Use(a Actor) error {
	used := a.DB.Model(&p).Where("used_at IS NULL").Update("used_at", a.Now)
	switch {
	case used.Error != nil:
		return used.Error
	case used.RowsAffected == 0: // another was faster
		return refusal.PassEnded
	case p.DeliveryID == nil:
		return nil
	}
	return a.DB.Model(&Pass{}).Where("delivery_id = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?", *p.DeliveryID, p.Purpose, a.Now).
		Update("expires_at", a.Now).Error
}

// ForgetPasses deletes the links whose time was over before an instant.
func ForgetPasses(tx *gorm.DB, before Time) error {
	return tx.Where("expires_at < ?", before).Delete(&Pass{}).Error
}

// recordOpen is how long a link that only shows a record works.
const recordOpen = 14 * 24 * time.Hour

// How long links work that lead into an account.
const (
	passwordOpen = 24 * time.Hour
	signInOpen   = 15 * time.Minute
)

// PassUntil is when a link to do something to a record ends: with what it is for, where that has an end of its own.
func (a Actor) PassUntil(purpose Purpose, subject Ref) (Time, error) {
	switch purpose {
	case AnswerOffer:
		as, err := Find[Assignment](a.DB, subject.ID)
		return as.ExpiresAt, err
	case AnswerCallOut:
		c, err := Find[CallOut](a.DB, subject.ID)
		return c.ClosesAt, err
	case OpenRecord:
		return a.Now.Plus(recordOpen), nil
	case SetPassword:
		return a.Now.Plus(passwordOpen), nil
	case SignInByMail:
		return a.Now.Plus(signInOpen), nil
	}
	return a.Now.Plus(LinkLife), nil
}

// endPasses makes the open links in mails to an account useless: those of some purposes, or all of them.
func (a Actor) endPasses(account string, purposes ...Purpose) error {
	open := a.DB.Model(&Pass{}).Where("account_id = ? AND used_at IS NULL AND expires_at > ?", account, a.Now)
	if len(purposes) > 0 {
		open = open.Where("purpose IN ?", purposes)
	}
	return open.Update("expires_at", a.Now).Error
}
