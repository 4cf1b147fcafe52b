package models

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"gorm.io/gorm"
)

// decision is a write that waits for its turn, and then for its outcome.
type decision struct {
	ctx  context.Context
	make func(*gorm.DB) error

	done     chan struct{} // closed when err and panicked say how it ended
	err      error
	panicked error
}

// queue is where the writes of this process wait for each other.
type queue struct {
	sync.Mutex
	waiting []*decision
	turn    chan struct{} // whoever holds it writes for all who wait
	kept    chan struct{} // holds one where something was written since whoever waits for it looked
}

func newQueue() queue { return queue{turn: make(chan struct{}, 1), kept: make(chan struct{}, 1)} }

// Kept is ready when a decision of this process was kept since it was last read.
func (db *DB) Kept() <-chan struct{} { return db.queue.kept }

// wake lets whoever waits for something to be kept go on.
func (q *queue) wake() {
	select {
	case q.kept <- struct{}{}:
	default:
	}
}

// join adds a decision to those that wait.
func (q *queue) join(d *decision) {
	q.Lock()
	defer q.Unlock()
	q.waiting = append(q.waiting, d)
}

// leave takes a decision back, and reports whether it still waited.
func (q *queue) leave(d *decision) bool {
	q.Lock()
	defer q.Unlock()
	at := slices.Index(q.waiting, d)
	if at >= 0 {
		q.waiting = slices.Delete(q.waiting, at, at+1)
	}
	return at >= 0
}

// mostTogether is how many decisions share a transaction at most: more of them would make those at its beginning wait.
const mostTogether = 32

// next takes those who have waited longest, in their order.
func (q *queue) next() []*decision {
	q.Lock()
	defer q.Unlock()
	n := min(len(q.waiting), mostTogether)
	first := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	return first
}

// Write runs fn in a transaction, one at a time over all processes, so rules need no locks: what fn has read is
// still so when it commits. An error undoes everything. fn may run again, so it must act on nothing but tx.
//
// Those who wait at the same time are written together, each behind a savepoint of its own, and are answered when all of it is
// kept: to make a transaction last costs more than most of them do. What fails harms no other.
func (db *DB) Write(ctx context.Context, fn func(tx *gorm.DB) error) error {
	d := &decision{ctx: ctx, make: fn, done: make(chan struct{})}
	db.queue.join(d)
	for {
		select {
		case <-d.done:
			if d.panicked != nil {
				panic(d.panicked)
			}
			return contextError(ctx, d.err)
		case <-ctx.Done():
			if db.queue.leave(d) {
				return ctx.Err()
			}
			<-d.done // it is being written: what became of it is known soon
		case db.queue.turn <- struct{}{}:
			first := db.queue.next()
			if len(first) == 1 && first[0] == d { // nobody else waits
				defer func() { <-db.queue.turn }()
				return contextError(ctx, db.transaction(ctx, fn))
			}
			db.decide(first)
		}
	}
}

// decide writes some decisions, tells each how it ended, and gives the turn to whoever is next.
func (db *DB) decide(all []*decision) {
	defer func() { <-db.queue.turn }()
	all = slices.DeleteFunc(all, func(d *decision) bool {
		if d.err = d.ctx.Err(); d.err != nil {
			close(d.done)
		}
		return d.err != nil
	})
	if len(all) < 2 || !db.share(all) {
		for _, d := range all {
			d.err = db.transaction(d.ctx, d.in)
		}
	}
	for _, d := range all {
		close(d.done)
	}
}

// in makes the decision in a transaction of somebody else. A panic is kept for whoever waits for the decision.
func (d *decision) in(tx *gorm.DB) (err error) {
	defer func() {
		if p := recover(); p != nil {
			cause, ok := p.(error)
			if !ok {
				cause = fmt.Errorf("%v", p)
			}
			d.panicked = fmt.Errorf("%w\n%s", cause, debug.Stack())
			err = d.panicked
		}
	}()
	d.panicked = nil
	return d.make(tx)
}

// share makes several decisions in one transaction, and reports whether that is how they ended. Where it is not, nothing of
// them was kept, and each is made alone.
func (db *DB) share(all []*decision) bool {
	const begin, undo, end = "SAVEPOINT decision", "ROLLBACK TO SAVEPOINT decision", "RELEASE SAVEPOINT decision"
	decided := false
	err := db.transaction(context.Background(), func(tx *gorm.DB) error {
		decided = false
		for _, d := range all {
			if err := tx.Exec(begin).Error; err != nil {
				return err
			}
			// Who goes away in the middle stops nobody else: an interrupted statement would take the transaction with it.
			d.err = d.in(tx.Session(&gorm.Session{NewDB: true, Context: context.WithoutCancel(d.ctx)}))
			if isSerializationFailure(d.err) {
				return d.err
			}
			if d.err != nil {
				if err := tx.Exec(undo).Error; err != nil {
					return err
				}
			}
			if err := tx.Exec(end).Error; err != nil {
				return err
			}
		}
		decided = true
		return nil
	})
	if !decided && Down(err) { // to try each alone would let those who wait last wait longest
		for _, d := range all {
			d.err = err
		}
		return true
	}
	for _, d := range all {
		if decided && d.err == nil {
			d.err = err // of making it last: nobody knows what became of it, so it is not made again
		}
	}
	return decided
}

// Attempt does a part of a transaction that may fail: it then leaves nothing, and the transaction goes on. What gorm nests for that it
// never lets go of, so that each lies within all before it, and PostgreSQL looks up through all of them for every row that it reads.
func Attempt(tx *gorm.DB, fn func(tx *gorm.DB) error) error {
	if err := tx.Exec("SAVEPOINT attempt").Error; err != nil {
		return err
	}
	err := fn(tx)
	if err != nil {
		if undone := tx.Exec("ROLLBACK TO SAVEPOINT attempt").Error; undone != nil {
			return errors.Join(err, undone)
		}
	}
	return cmp.Or(err, tx.Exec("RELEASE SAVEPOINT attempt").Error)
}

// transaction runs fn in one that has the right to write, before anybody else's.
func (db *DB) transaction(ctx context.Context, fn func(tx *gorm.DB) error) (err error) {
	defer func() {
		if err == nil {
			db.queue.wake()
		}
	}()
	if !db.Postgres { // there is one connection that writes, and it begins by locking the file
		return db.findable(func() error { return db.writer.WithContext(ctx).Transaction(db.sealed(true, fn)) })
	}
	return db.retry(ctx, func() error {
		return db.writer.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			// The lock comes first: PostgreSQL takes the snapshot after it, and so sees what the writer before has done.
			if err := first(tx); err != nil {
				return err
			}
			return db.sealed(true, fn)(tx)
		}, &sql.TxOptions{Isolation: sql.LevelSerializable})
	})
}

// first waits until no other process writes, and keeps them waiting until the transaction ends. Every write appends to the journal, so that is
// where they queue.
func first(tx *gorm.DB) error {
	if !onPostgres(tx) { // where one connection writes, and began by locking the file
		return nil
	}
	return tx.Exec("LOCK TABLE journal IN EXCLUSIVE MODE").Error
}
