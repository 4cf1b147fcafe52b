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
	Digest    string // of the request: its method, path and body
	Status    int
	Answer    []byte // none when the answer held a secret
	CreatedAt Time   `gorm:"autoCreateTime:false"`
}

// TableName is where the answers are kept for a day.
func (Idempotency) TableName() string { return "idempotency" }

// KeyLife is how long a key is good for.
const KeyLife = 24 * time.Hour

// FindKey reads what an account's request with a key was answered, and reports whether there was one.
func FindKey(tx *gorm.DB, account, key string, now Time) (kept Idempotency, found bool, err error) {
	err = tx.Where("account_id = ? AND key = ?", account, key).Take(&kept).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return kept, false, nil
	}
	if err == nil && !now.Before(kept.CreatedAt.Plus(KeyLife).Time) { // the clock has not come round yet
		return Idempotency{}, false, tx.Delete(&kept).Error
	}
	return kept, err == nil, err
}

// Keep remembers the answer in the transaction of the request.
func (i Idempotency) Keep(tx *gorm.DB) error { return tx.Create(&i).Error }

// ForgetKeys deletes the answers kept before an instant.
func ForgetKeys(tx *gorm.DB, before Time) error {
	return tx.Where("created_at < ?", before).Delete(&Idempotency{}).Error
}
