package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// DB is where everything is kept: an SQLite file or a PostgreSQL database, alike in what they promise.
type DB struct {
	Postgres bool // false: an SQLite file

	file           string   // of SQLite, as it is told
	reader, writer *gorm.DB // two pools: a read never waits for a connection that a writer holds
	before         *gorm.DB // a connection on which who writes reads what was there before
	queue          queue
	files          []opened // of SQLite
	tried          probe
	clock          atomic.Pointer[func() time.Time]
}

// Now is the time by the one clock.
func (db *DB) Now() Time {
	if clock := db.clock.Load(); clock != nil {
		return At((*clock)())
	}
	return At(time.Now())
}

// SetClock replaces the clock, so that a test can live on another day; nil gives the real one back.
func (db *DB) SetClock(clock func() time.Time) {
	if clock == nil {
		db.clock.Store(nil)
		return
	}
	db.clock.Store(&clock)
}

// Query is for a single read; it cannot write. Several reads that belong together take a Snapshot.
func (db *DB) Query(ctx context.Context) *gorm.DB { return db.reader.WithContext(ctx) }

// Snapshot lets fn read as often as it likes, all of it from one state of the database.
func (db *DB) Snapshot(ctx context.Context, fn func(tx *gorm.DB) error) error {
	var options []*sql.TxOptions // on SQLite every transaction is a snapshot
	if db.Postgres {
		options = append(options, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	}
	return contextError(ctx, db.reader.WithContext(ctx).Transaction(fn, options...))
}

// WriteUnjournaled runs a small write that is no decision and leaves no entry in the journal, such as when a session was
// last seen. It does not queue with the writers where it need not.
func (db *DB) WriteUnjournaled(ctx context.Context, fn func(tx *gorm.DB) error) error {
	err := db.retry(ctx, func() error {
		return db.findable(func() error { return db.writer.WithContext(ctx).Transaction(db.sealed(false, fn)) })
	})
	if err == nil {
		db.queue.wake() // a link that was asked for is mailed at once, too
	}
	return err
}

// attempts is how often a transaction is tried that PostgreSQL could not put in an order with the others.
const attempts = 20

// retry repeats a transaction while it fails only because of another one, after a random and growing pause.
func (db *DB) retry(ctx context.Context, transaction func() error) error {
	for try := range attempts {
		err := transaction()
		if !isSerializationFailure(err) {
			return contextError(ctx, err)
		}
		select {
		case <-time.After(rand.N(min(time.Millisecond<<try, 64*time.Millisecond))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return refusal.Contended
}

// isSerializationFailure reports whether PostgreSQL undid a transaction only because of another one:
// it could not serialize the two (40001), or each waited for the other (40P01).
func isSerializationFailure(err error) bool {
	var pg interface{ SQLState() string }
	return errors.As(err, &pg) && (pg.SQLState() == "40001" || pg.SQLState() == "40P01")
}

// contextError is what the caller of a transaction learns. A database whose work was called off words that
// in many ways; the caller hears that the context ended.
func contextError(ctx context.Context, err error) error {
	err = translate(err)
	var ours *refusal.Refusal
	if err != nil && ctx.Err() != nil && !errors.As(err, &ours) {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return err
}

// Ready reports whether the database answers, has the schema that this program knows, and would keep what is written now.
func (db *DB) Ready(ctx context.Context) error {
	have, want, err := db.version(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("the database has schema version %d, this program needs %d", have, want)
	}
	if err == nil {
		err = db.canWrite(ctx)
	}
	return err
}

// Close lets go of the database.
func (db *DB) Close() error {
	var errs []error
	for _, half := range []*gorm.DB{db.before, db.reader, db.writer} { // the writer last: it tidies up after SQLite's readers
		if half == nil {
			continue
		}
		pool, err := half.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// NewID is a fresh primary key: unique everywhere, sorted by time of creation.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Unindexed is a column that no index is chosen by, where another one leaves fewer rows than a planner can guess.
func Unindexed(column string) string { return "COALESCE(" + column + ", " + column + ")" }

// Find reads one row, or says that there is none.
func Find[T any](db *gorm.DB, id string) (row T, err error) {
	err = db.Where("id = ?", id).Take(&row).Error
	return row, translate(err)
}
