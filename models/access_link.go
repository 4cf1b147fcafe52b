package models

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Link is a one-time way into an account: whoever opens it sets the password. Only a digest of its token is kept.
type Link struct {
	TokenHash string `gorm:"primaryKey"`
	AccountID string
	CreatedAt Time `gorm:"autoCreateTime:false"`
	ExpiresAt Time
	UsedAt    Time
	SeenBy    *string // whom the app showed it to; none but its owner where it is empty

	pass *Pass // the link in a mail that it is; kept among these when it was used
}

// Mailed reports whether the link stands in a mail.
func (l Link) Mailed() bool { return l.pass != nil }

// LinkLife is how long a link can be used.
const LinkLife = 7 * 24 * time.Hour

// NewLink makes a link into an account and ends those made before; the token is shown once and not kept. Whoever it is shown to
// could use it, unless it is the operator, who hands it to its owner.
func NewLink(actor Actor, account string) (token string, link Link, err error) {
	if err := endLinks(actor, account); err != nil {
		return "", link, err
	}
	if _, err := endFeed(actor, account); err != nil {
		return "", link, err
	}
	token = NewToken()
	link = Link{TokenHash: tokenHash(token), AccountID: account, CreatedAt: actor.Now, ExpiresAt: actor.Now.Plus(LinkLife)}
	if actor.By.Role != System {
		link.SeenBy = &actor.By.ID
	}
	return token, link, translate(actor.DB.Create(&link).Error)
}

// LinkOf is the account that an open link leads into.
func LinkOf(db *gorm.DB, token string, now Time) (Link, Account, error) {
	var link Link
	err := db.First(&link, "token_hash = ?", tokenHash(token)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		link, err = mailedLink(db, token, now)
	}
	if errors.Is(err, refusal.PassEnded) || err == nil && (!link.UsedAt.IsZero() || !now.Before(link.ExpiresAt.Time)) {
		return link, Account{}, refusal.LinkEnded
	}
	if err != nil {
		return link, Account{}, err
	}
	account, err := FindAccount(db, link.AccountID)
	return link, account, err
}

// mailedLink is the link of a token that stands in a mail.
func mailedLink(db *gorm.DB, token string, now Time) (Link, error) {
	pass, err := PassOf(db, token, now)
	if err == nil && pass.Purpose != SetPassword {
		err = refusal.PassEnded
	}
	return Link{TokenHash: pass.TokenHash, AccountID: pass.AccountID, CreatedAt: pass.CreatedAt, ExpiresAt: pass.ExpiresAt, pass: &pass}, err
}

// OpenedBy is the condition that somebody could have made the journal's entry j as the account that made it: they saw the link
// by which the account was last opened before. It is asked with COUNT, for PostgreSQL may answer EXISTS by going through all links.
func OpenedBy(person string) string {
	return `0 < (SELECT COUNT(*) FROM links l WHERE l.account_id = j.account_id AND l.seen_by = ` + person + ` AND l.used_at <= j.at
		AND 0 = (SELECT COUNT(*) FROM links n WHERE n.account_id = l.account_id AND n.used_at > l.used_at AND n.used_at <= j.at))`
}

// Use sets the password that the holder of the link chose, given as its digest, and ends every session from before.
func (l Link) Use(actor Actor, account *Account, password string) error {
	account.Password = password
	if err := Step(actor, AccountFlow, account, &account.Status, UseLink, "", nil); err != nil {
		return err
	}
	if err := l.used(actor); err != nil {
		return err
	}
	return endAccess(actor, account.ID, "")
}

// used notes that the link has opened its account.
func (l Link) used(actor Actor) error {
	if l.pass == nil {
		return actor.DB.Model(&l).Update("used_at", actor.Now).Error
	}
	if err := l.pass.Use(actor); err != nil {
		return err
	}
	l.UsedAt = actor.Now
	return translate(actor.DB.Create(&l).Error)
}

// endAccess ends every way into an account but its password: the open links, and the sessions but the one to keep, if
// one is named. Whatever changes who an account belongs to, or how they come in, calls it. Whoever keeps a session is its owner, and
// keeps their calendar address as well.
func endAccess(actor Actor, account, keep string) error {
	if err := endLinks(actor, account); err != nil {
		return err
	}
	if keep == "" {
		if _, err := endFeed(actor, account); err != nil {
			return err
		}
	}
	return EndSessions(actor, account, keep)
}

// endLinks makes the open links into an account useless.
func endLinks(actor Actor, account string) error {
	if err := actor.endPasses(account, SetPassword, SignInByMail); err != nil {
		return err
	}
	return actor.DB.Model(&Link{}).Where("account_id = ? AND used_at IS NULL AND expires_at > ?", account, actor.Now).
		Update("expires_at", actor.Now).Error
}
