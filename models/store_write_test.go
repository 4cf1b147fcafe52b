package models_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestWrittenTogether lets decisions wait for their turn together, good ones and ones that fail in every way there is: each ends as if
// it had been alone, and what some of them do is undone without harm to the others.
func TestWrittenTogether(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) { together(t, db, false) })
}

// TestTornApart has one among them that takes the whole transaction of SQLite with it.
func TestTornApart(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) { together(t, db, true) })
}

func together(t *testing.T, db *models.DB, torn bool) {
	must(t, exec(t, db, "CREATE TABLE counted (n INTEGER PRIMARY KEY, writer TEXT NOT NULL)"))
	sorry := errors.New("sorry")
	gone, leave := context.WithCancel(t.Context())
	defer leave()
	insert := func(n int) func(*gorm.DB) error {
		return func(tx *gorm.DB) error {
			// Who wrote it: on PostgreSQL the transaction, in which each savepoint has a number of its own.
			writer := "'one connection'"
			if db.Postgres {
				writer = "txid_current()"
			}
			return tx.Exec("INSERT INTO counted SELECT ?, CAST("+writer+" AS TEXT)", n).Error
		}
	}
	then := func(n int, end func(*gorm.DB) error) func(*gorm.DB) error {
		return func(tx *gorm.DB) error {
			if err := insert(n)(tx); err != nil {
				return err
			}
			return end(tx)
		}
	}
	kinds := []struct {
		what, want string // what is said where it fails
		ctx        context.Context
		do         func(n int) func(*gorm.DB) error
	}{
		{"good", "", t.Context(), insert},
		{"fails", "sorry", t.Context(), func(n int) func(*gorm.DB) error { return then(n, func(*gorm.DB) error { return sorry }) }},
		{"panics", "oh", t.Context(), func(n int) func(*gorm.DB) error { return then(n, func(*gorm.DB) error { panic("oh") }) }},
		{"breaks a rule of the database", "", t.Context(), func(n int) func(*gorm.DB) error { return then(n, insert(n)) }},
		{"writes no SQL", "", t.Context(), func(n int) func(*gorm.DB) error {
			return then(n, func(tx *gorm.DB) error { return tx.Exec("SELECT nothing FROM nowhere").Error })
		}},
		{"undoes a part", "", t.Context(), func(n int) func(*gorm.DB) error {
			return then(n, func(tx *gorm.DB) error {
				_ = models.Attempt(tx, func(tx *gorm.DB) error { return then(n+1_000_000, func(*gorm.DB) error { return sorry })(tx) })
				return nil
			})
		}},
		{"goes away meanwhile", "", gone, func(n int) func(*gorm.DB) error { return then(n, func(*gorm.DB) error { leave(); return nil }) }},
		{"undoes everything", "", t.Context(), func(n int) func(*gorm.DB) error {
			return func(tx *gorm.DB) error {
				if db.Postgres {
					return sorry
				}
				if err := insert(n)(tx); err != nil {
					return err
				}
				return tx.Exec("INSERT OR ROLLBACK INTO counted VALUES (?, '')", n).Error
			}
		}},
	}
	if !torn {
		kinds = kinds[:len(kinds)-1]
	}
	const rounds = 12
	ended := make([]error, rounds*len(kinds))
	inside, open := make(chan bool), make(chan bool)
	var once sync.Once
	var all sync.WaitGroup
	all.Go(func() {
		_ = db.Write(t.Context(), func(tx *gorm.DB) error {
			once.Do(func() { close(inside) }) // it may be made again
			<-open
			return nil
		})
	})
	<-inside
	for n := range ended {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					ended[n] = fmt.Errorf("%v", p)
				}
			}()
			kind := kinds[n%len(kinds)]
			ended[n] = db.Write(kind.ctx, kind.do(n))
		})
	}
	time.Sleep(100 * time.Millisecond) // most of them wait by now; the others come a little later, as in life
	close(open)
	all.Wait()
	var rows []struct {
		N      int
		Writer string
	}
	must(t, db.Query(t.Context()).Raw("SELECT n, writer FROM counted").Scan(&rows).Error)
	kept, writers := map[int]bool{}, map[string]int{}
	for _, row := range rows {
		kept[row.N] = true
		writers[row.Writer]++
	}
	for n, err := range ended {
		kind := kinds[n%len(kinds)]
		if kept[n] != (err == nil) && kind.what != "goes away meanwhile" {
			t.Errorf("%d %s: kept %v, and told %v", n, kind.what, kept[n], err)
		}
		good := kind.what == "good" || kind.what == "undoes a part"
		if good && err != nil || !good && err == nil && kind.what != "goes away meanwhile" || err != nil && !strings.Contains(err.Error(), kind.want) {
			t.Errorf("%d %s: told %v", n, kind.what, err)
		}
		if kept[n+1_000_000] {
			t.Errorf("%d %s: what it undid is there", n, kind.what)
		}
	}
	if db.Postgres && !torn && len(writers) == len(rows) {
		t.Errorf("%d decisions were written one by one", len(rows))
	}
	if n := number(t, db.Query(t.Context()), "SELECT COUNT(*) FROM counted"); int(n) != len(rows) {
		t.Errorf("%d rows", n)
	}
}

// TestAttempt lets parts of a transaction fail, one within another and by a mistake that PostgreSQL ends a transaction for: nothing is left of
// them, and no savepoint is, in which all that follows would lie.
func TestAttempt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE tried (n INTEGER PRIMARY KEY)"))
		sorry := errors.New("sorry")
		keep := func(tx *gorm.DB, n int) error { return tx.Exec("INSERT INTO tried VALUES (?)", n).Error }
		must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
			must(t, models.Attempt(tx, func(tx *gorm.DB) error { return keep(tx, 1) }))
			err := models.Attempt(tx, func(tx *gorm.DB) error {
				must(t, errors.Join(keep(tx, 2), models.Attempt(tx, func(tx *gorm.DB) error { return keep(tx, 3) })))
				return sorry
			})
			if err != sorry {
				t.Errorf("it failed with %v", err)
			}
			must(t, models.Attempt(tx, func(tx *gorm.DB) error {
				if models.Attempt(tx, func(tx *gorm.DB) error { return keep(tx, 1) }) == nil {
					t.Error("a number is there twice")
				}
				return keep(tx, 4)
			}))
			return keep(tx, 5)
		}))
		var kept []int
		if err := db.Query(t.Context()).Raw("SELECT n FROM tried ORDER BY n").Scan(&kept).Error; err != nil || fmt.Sprint(kept) != "[1 4 5]" {
			t.Errorf("%v are there (%v)", kept, err)
		}
		if db.Write(t.Context(), func(tx *gorm.DB) error {
			must(t, models.Attempt(tx, func(tx *gorm.DB) error { return keep(tx, 6) }))
			return tx.Exec("ROLLBACK TO SAVEPOINT attempt").Error
		}) == nil {
			t.Error("a savepoint is left open")
		}
	})
}

// TestKeptStatements asks the same statement while its rows are still being read, and after the table it reads has changed.
func TestKeptStatements(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE counted (n INTEGER PRIMARY KEY)"))
		for n := range 10 {
			must(t, exec(t, db, "INSERT INTO counted VALUES (?)", n))
		}
		err := db.Write(t.Context(), func(tx *gorm.DB) error {
			if db.Postgres {
				return nil // a connection reads one answer at a time
			}
			rows, err := tx.Raw("SELECT n FROM counted WHERE n >= ? ORDER BY n", 0).Rows()
			if err != nil {
				return err
			}
			defer rows.Close()
			seen := 0
			for rows.Next() {
				if n := number(t, tx, "SELECT n FROM counted WHERE n >= ? ORDER BY n", 3); n != 9 {
					t.Errorf("inside it read %d", n) // the last of what is scanned into one number
				}
				seen++
			}
			if seen != 10 {
				t.Errorf("read %d", seen)
			}
			return rows.Err()
		})
		must(t, err)
		must(t, exec(t, db, "ALTER TABLE counted ADD COLUMN more INTEGER NOT NULL DEFAULT 7"))
		for range 2 {
			var rows []map[string]any
			must(t, db.Query(t.Context()).Raw("SELECT * FROM counted WHERE n >= ? ORDER BY n", 8).Scan(&rows).Error)
			if len(rows) != 2 || fmt.Sprint(rows[0]["more"]) != "7" {
				t.Errorf("%v", rows)
			}
			must(t, exec(t, db, "UPDATE counted SET n = n WHERE n >= ?", 8))
		}
		for n := range 600 { // more texts than a connection keeps
			if got := number(t, db.Query(t.Context()), fmt.Sprintf("SELECT COUNT(*) + %d FROM counted WHERE n >= ?", n), 0); got != int64(10+n) {
				t.Fatalf("the %dth text read %d", n, got)
			}
		}
	})
}
