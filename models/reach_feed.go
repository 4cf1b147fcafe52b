package models

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Feed is the secret address at which calendar programs read what an account's calendar holds. Only a digest of its token is kept.
type Feed struct {
	TokenHash string `gorm:"primaryKey"`
	AccountID string
	CreatedAt Time `gorm:"autoCreateTime:false"`
	FetchedAt Time
	EndedAt   Time
}

// fetchedEvery is how exactly we remember when a feed was last read.
const fetchedEvery = 15 * time.Minute

// NewFeed makes an address for whoever asks and ends the one that they had; its token is told once.
func NewFeed(a Actor) (token string, f Feed, err error) {
	had, err := endFeed(a, a.By.ID)
	if err != nil {
		return "", f, err
	}
	token = NewToken()
	f = Feed{TokenHash: tokenHash(token), AccountID: a.By.ID, CreatedAt: a.Now}
	if err := a.DB.Create(&f).Error; err != nil {
		return "", f, translate(err)
	}
	return token, f, a.Journal(MakeFeed, a.By.Ref(), "", Facts{"replaced": had})
}

// RevokeFeed ends the address of whoever asks.
func RevokeFeed(a Actor) error {
	had, err := endFeed(a, a.By.ID)
	if err == nil && !had {
		err = refusal.FeedEnded
	}
	if err != nil {
		return err
	}
	return a.Journal(StopFeed, a.By.Ref(), "", nil)
}

// endFeed ends the address of an account, and reports whether it had one.
func endFeed(a Actor, account string) (bool, error) {
	ended := a.DB.Model(&Feed{}).Where("account_id = ? AND ended_at IS NULL", account).Update("ended_at", a.Now)
	return ended.RowsAffected > 0, ended.Error
}

// FeedOfAccount is the address that an account has, and whether it has one.
func FeedOfAccount(db *gorm.DB, account string) (f Feed, has bool, err error) {
	found := db.Limit(1).Find(&f, "account_id = ? AND ended_at IS NULL", account)
	return f, found.RowsAffected > 0, found.Error
}

// FeedOf is the feed of a token, and the account whose calendar it is: one that never was is told nothing else than one that was ended.
func FeedOf(db *gorm.DB, token string) (f Feed, account Account, err error) {
	err = db.Take(&f, "token_hash = ? AND ended_at IS NULL", tokenHash(token)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return f, account, refusal.FeedEnded
	}
	if err != nil {
		return f, account, err
	}
	account, err = FindAccount(db, f.AccountID)
	if err == nil && account.Status != AccountActive {
		err = refusal.FeedEnded
	}
	return f, account, err
}

// Fetched notes that the feed was read, where it was not noted a moment ago.
func (f Feed) Fetched(tx *gorm.DB, now Time) error {
	return tx.Model(&Feed{}).Where("token_hash = ? AND (fetched_at IS NULL OR fetched_at < ?)", f.TokenHash, now.Plus(-fetchedEvery)).Update("fetched_at", now).Error
}

// Noted reports whether it was noted a moment ago that the feed was read.
func (f Feed) Noted(now Time) bool { return f.FetchedAt.Plus(fetchedEvery).After(now.Time) }
