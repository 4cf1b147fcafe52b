package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// The time of the journal never runs backwards. Its clock is the one of whichever server writes: a server that is a little behind
// another writes the instant of the last entry, one that is farther behind writes nothing until its clock is right, or until
// whoever runs it has put into the journal that the clock was wrong before.

const (
	// slack is how far the clocks of two servers of a fund may be apart.
	slack = 5 * time.Second
	// quiet is for how long a fund that is alive may decide nothing: it settles its budget once a year, and a month more is no reason to
	// suspect a clock.
	quiet = 400 * 24 * time.Hour
)

// ClockReading is what the one clock shows, beside the last entry of the journal.
type ClockReading struct {
	Now, Last Time
	Seq       int64 // of the last entry; 0 where there is none
}

// Clock reads the clock and the last entry of the journal.
func (db *DB) Clock(ctx context.Context) (ClockReading, error) {
	last, err := head(db.Query(ctx))
	return ClockReading{db.Now(), last.At, last.Seq}, err
}

// Behind refuses by a clock that is too far behind the last entry for anything to be written; a demonstration goes on by itself.
func (r ClockReading) Behind(db *gorm.DB) error {
	if r.Last.Sub(r.Now.Time) <= slack {
		return nil
	}
	if demonstration, err := IsDemonstration(db); demonstration || err != nil {
		return err
	}
	return refusal.ClockBehind.With("now", r.Now, "last", r.Last, "seconds", int64(r.Last.Sub(r.Now.Time)/time.Second))
}

// Doubt says that the last entry is older than that of a fund that is alive, where it is: the fund may be asleep, or the clock is wrong.
func (r ClockReading) Doubt() string {
	if r.Seq == 0 || r.Now.Sub(r.Last.Time) <= quiet {
		return ""
	}
	return fmt.Sprintf("the clock shows %s, the last entry of the record is of %s: is the clock right?", r.Now.Words(), r.Last.Words())
}

// instant is when the entry after the last one is written.
func (a Actor) instant(last *Entry, action Action) (Time, error) {
	behind := last.At.Sub(a.Now.Time)
	switch {
	case behind <= 0 || action == CorrectClock:
		return a.Now, nil
	case behind <= slack:
		return last.At, nil
	}
	err := ClockReading{a.Now, last.At, last.Seq}.Behind(a.DB)
	if err == nil { // a demonstration, which is played on one day and then on an earlier one
		err = Actor{DB: a.DB, By: SystemAccount(), Now: a.Now}.CorrectClock("")
	}
	if err == nil {
		*last, err = head(a.DB)
	}
	return a.Now, err
}

// CorrectClock writes into the journal that the clock was wrong, from which entry to which and what it showed then. What
// follows goes by the present clock.
func (a Actor) CorrectClock(reason string) error {
	var first, last Entry
	last, err := head(a.DB)
	if err != nil {
		return err
	}
	if !last.At.After(a.Now.Time) {
		return refusal.ClockRight.With("now", a.Now)
	}
	const since = "at > ? AND seq >= (SELECT COALESCE(MAX(seq), 0) FROM journal WHERE action = ?)"
	if err := a.DB.Select("seq", "at").Where(since, a.Now, CorrectClock).Order("seq").Take(&first).Error; err != nil {
		return err
	}
	return a.Journal(CorrectClock, Fund{}.Ref(), reason, Facts{
		"firstWrong": first.Seq, "lastWrong": last.Seq, "firstShown": first.At, "lastShown": last.At,
	})
}
