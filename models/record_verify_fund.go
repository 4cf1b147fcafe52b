package models

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

// VerifyFund verifies the journal, the reasons beside it, the state of every row against it, the books, what every row says, and the schema: on two
// connections at once, which read the same state.
func VerifyFund(ctx context.Context, db *DB, tell ...Progress) (v Verification, err error) {
	err = db.pair(ctx, func(one, other *gorm.DB) error {
		v, err = verify(one, other, tell...)
		return err
	})
	return v, err
}

// Verify does what VerifyFund does, in a snapshot the caller holds.
func Verify(tx *gorm.DB) (Verification, error) { return verify(tx, nil) }

// verify shares the work between two transactions, or leaves it to one where there is no other.
func verify(one, other *gorm.DB, tell ...Progress) (Verification, error) {
	told := inTurn(tell)
	c := newChain()
	c.tell = told
	if err := c.start(one, "schema", "goose_db_version"); err != nil {
		return Verification{}, err
	}
	guards, err := guards(one) // what a schema lacks, no query can read
	if err != nil {
		return Verification{}, err
	}
	rest := newParts(told)
	elsewhere := make(chan error, 1)
	go func() {
		if other == nil {
			elsewhere <- nil
			return
		}
		elsewhere <- rest.work(other)
	}()
	for _, check := range []func(*gorm.DB) error{c.entries, c.seals, c.reasons, c.rows, c.messages, c.books} {
		if err = check(one); err != nil {
			break
		}
	}
	if err == nil {
		err = rest.work(one)
	}
	if err = errors.Join(err, <-elsewhere); err != nil && len(guards) > 0 {
		c.fault("the rest cannot be verified: %v", err)
	} else if err != nil {
		return Verification{}, err
	}
	c.unnamed()
	c.faults = slices.Concat(c.faults, slices.Concat(rest.faults...), guards)
	return c.found(), nil
}

// parts are what can be verified apart from the rest, each by whoever comes to it first.
type parts struct {
	checks []func(*chain, *gorm.DB) error
	faults [][]string // of each
	begun  atomic.Int64
	tell   Progress
}

func newParts(tell Progress) *parts {
	a := &parts{checks: []func(*chain, *gorm.DB) error{(*chain).files}, tell: tell}
	for _, t := range sealedTables() {
		a.checks = append(a.checks, func(c *chain, tx *gorm.DB) error { return c.table(tx, t) })
	}
	a.checks = append(a.checks, (*chain).references)
	a.faults = make([][]string, len(a.checks))
	return a
}

// work does one check after another, as long as there are any.
func (a *parts) work(tx *gorm.DB) error {
	for {
		n := int(a.begun.Add(1)) - 1
		if n >= len(a.checks) {
			return nil
		}
		c := newChain()
		c.tell = a.tell
		if err := a.checks[n](c, tx); err != nil {
			return err
		}
		c.unnamed()
		a.faults[n] = c.faults
	}
}

// inTurn lets two tell how far they are without speaking at once.
func inTurn(tell []Progress) Progress {
	if len(tell) == 0 || tell[0] == nil {
		return nil
	}
	var one sync.Mutex
	return func(what string, done, of int64) {
		one.Lock()
		defer one.Unlock()
		tell[0](what, done, of)
	}
}

// pair lets fn read one state of the database on two connections at once. A copy that is only read has one: then there is no other.
func (db *DB) pair(ctx context.Context, fn func(one, other *gorm.DB) error) error {
	if db.writer == db.reader {
		return db.Snapshot(ctx, func(tx *gorm.DB) error { return fn(tx, nil) })
	}
	return db.Snapshot(ctx, func(one *gorm.DB) error {
		if db.Postgres {
			var state string
			if err := one.Raw("SELECT pg_export_snapshot()").Scan(&state).Error; err != nil {
				return err
			}
			return db.Snapshot(ctx, func(other *gorm.DB) error {
				if err := other.Exec("SET TRANSACTION SNAPSHOT '" + state + "'").Error; err != nil {
					return err
				}
				return fn(one, other)
			})
		}
		return db.Snapshot(ctx, func(other *gorm.DB) error {
			if db.still(ctx, one, other) != nil { // somebody writes for long: one connection has to do
				return fn(one, nil)
			}
			return fn(one, other)
		})
	})
}

// still lets transactions of SQLite begin to read while nobody writes, with little of it in memory: they read it from end to end, and once.
func (db *DB) still(ctx context.Context, all ...*gorm.DB) error {
	undo := errors.New("nothing is written")
	err := db.writer.WithContext(ctx).Transaction(func(*gorm.DB) error {
		for _, tx := range all {
			if err := errors.Join(tx.Exec("PRAGMA cache_size(-4000)").Error, tx.Exec("SELECT COUNT(*) FROM goose_db_version").Error); err != nil {
				return err
			}
		}
		return undo
	})
	if errors.Is(err, undo) {
		return nil
	}
	return err
}
