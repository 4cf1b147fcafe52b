package models

import (
	"errors"
	"time"

	"gorm.io/gorm"
)

// Idempotency is what a request with an Idempotency-Key was answered, so that it is done once however often it arrives.
type Idempotency struct {
	AccountID string `gorm:"primaryKey"`
	Key       string `gorm:"primaryKey"`
	Digest    string // of the request: its method, path and body; an erasure empties it
	Status    int
	Answer    []byte // none when the answer held a secret
	CreatedAt Time   `gorm:"autoCreateTime:false"`
}

// TableName is where the answers are kept for a day.
func (Idempotency) TableName() string { return "idempotency" }

// FindKey reads what an account's request with a key was answered, and reports whether there was one.
func FindKey(tx *gorm.DB, account, key string) (kept Idempotency, found bool, err error) {
	err = tx.Where("account_id = ? AND key = ?", account, key).Take(&kept).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return kept, false, nil
	}
	return kept, err == nil, err
}

// Keep remembers the answer in the transaction of the request.
func (i Idempotency) Keep(tx *gorm.DB) error { return tx.Create(&i).Error }

const (
	keyLife  = 24 * time.Hour // how long a key is good for
	keyGrace = time.Hour      // and how long by the record, if the clock is set ahead
)

// ForgetKeys deletes the answers that have been kept for long enough. A clock that is set ahead by days makes none of them old: who asks again is
// answered again until the record has gone on for an hour after the answer, and for another since.
func ForgetKeys(tx *gorm.DB, now Time) error {
	var lived Entry
	if err := tx.Select("at").Where("at <= ?", now.Plus(-keyGrace)).Order("seq DESC").Limit(1).Find(&lived).Error; err != nil {
		return err
	}
	before := now.Plus(-keyLife)
	if lived.At.Plus(-keyGrace).Before(before.Time) {
		before = lived.At.Plus(-keyGrace)
	}
	return tx.Where("created_at < ?", before).Delete(&Idempotency{}).Error
}
