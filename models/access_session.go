package models

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Session is one browser in which somebody is signed in. Only a digest of its token is kept.
type Session struct {
	ID        string  `json:"id" gorm:"primaryKey"`
	TokenHash string  `json:"-"`
	AccountID string  `json:"-"`
	Account   Account `json:"-"`
	CreatedAt Time    `json:"createdAt" gorm:"autoCreateTime:false"`
	SeenAt    Time    `json:"seenAt"`
	ExpiresAt Time    `json:"expiresAt"`
	Address   string  `json:"address"`
	Agent     string  `json:"agent"`
	EndedAt   Time    `json:"-"`
}

// How long a session lasts.
const (
	SessionIdle = 12 * time.Hour      // without a request
	SessionLife = 30 * 24 * time.Hour // whatever happens
	seenEvery   = 5 * time.Minute     // how exactly we remember the last request
)

// NewToken is a secret that nobody can guess.
func NewToken() string { return rand.Text() }

// tokenHash is how a token is kept: who reads the database cannot sign in with it.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Begin keeps a new session and returns its token, which is not kept.
func (s *Session) Begin(tx *gorm.DB, account Account, now Time) (token string, err error) {
	token = NewToken()
	s.ID, s.TokenHash, s.AccountID, s.Account = NewID(), tokenHash(token), account.ID, account
	s.CreatedAt, s.SeenAt, s.ExpiresAt = now, now, now.Plus(SessionLife)
	return token, translate(tx.Omit("Account").Create(s).Error)
}

// Open reports whether the session lasts: not ended, not idle for too long, not too old, and its account active.
func (s Session) Open(now Time) bool {
	return s.EndedAt.IsZero() && now.Before(s.ExpiresAt.Time) && now.Before(s.SeenAt.Plus(SessionIdle).Time) &&
		s.Account.Status == AccountActive && s.Account.Role != System
}

// SessionOf is the open session that a token belongs to, with its account.
func SessionOf(db *gorm.DB, token string, now Time) (Session, error) {
	return openSession(db, "s.token_hash", tokenHash(token), now)
}

// StillOpen reads a session again, in a transaction that waited for its turn: it may have ended in the meantime.
func (s Session) StillOpen(tx *gorm.DB, now Time) (Session, error) {
	return openSession(tx, "s.id", s.ID, now)
}

// openSession is read with every request, and twice with one that writes: by one statement, and field by field.
func openSession(db *gorm.DB, column, value string, now Time) (s Session, err error) {
	a := &s.Account
	err = db.Raw(`SELECT s.id, s.token_hash, s.account_id, s.created_at, s.seen_at, s.expires_at, s.address, s.agent, s.ended_at,
		a.id, a.revision, a.created_at, a.email, a.name, a.role, a.state, a.observer_id, a.password, a.status, a.language, a.mail, a.zone
		FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE `+column+` = ?`, value).Row().Scan(
		&s.ID, &s.TokenHash, &s.AccountID, &s.CreatedAt, &s.SeenAt, &s.ExpiresAt, &s.Address, &s.Agent, &s.EndedAt,
		&a.ID, &a.Revision, &a.CreatedAt, &a.Email, &a.Name, &a.Role, &a.State, &a.ObserverID, &a.Password, &a.Status, &a.Language, &a.Mail, &a.Zone)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !s.Open(now) {
		err = refusal.SessionEnded
	}
	return s, err
}

// RecentlySeen reports whether it is time to note that the session is in use; noting every request would write all day.
func (s Session) RecentlySeen(now Time) bool { return now.Sub(s.SeenAt.Time) < seenEvery }

// MarkSeen notes that the session is in use.
func (s Session) MarkSeen(tx *gorm.DB, now Time) error {
	return tx.Model(&Session{}).Where("id = ? AND ended_at IS NULL", s.ID).Update("seen_at", now).Error
}

// OpenSessions narrows a query to the sessions in which an account is signed in.
func OpenSessions(db *gorm.DB, account string, now Time) *gorm.DB {
	return db.Model(&Session{}).Where("account_id = ? AND ended_at IS NULL AND expires_at > ? AND seen_at > ?",
		account, now, now.Plus(-SessionIdle))
}

// End signs out of the session.
func (s Session) End(actor Actor) error {
	return actor.DB.Model(&Session{}).Where("id = ? AND ended_at IS NULL", s.ID).Update("ended_at", actor.Now).Error
}

// EndSessions signs an account out everywhere but in the session to keep, if one is named.
func EndSessions(actor Actor, account, keep string) error {
	return actor.DB.Model(&Session{}).Where("account_id = ? AND id <> ? AND ended_at IS NULL", account, keep).
		Update("ended_at", actor.Now).Error
}

// ForgetSessions deletes the sessions that ended or expired before an instant, and where they came from with them.
func ForgetSessions(tx *gorm.DB, before Time) error {
	return tx.Where("ended_at < ? OR expires_at < ? OR seen_at < ?", before, before, before.Plus(-SessionIdle)).
		Delete(&Session{}).Error
}
