package models_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// exec runs raw SQL as one write.
func exec(t *testing.T, db *models.DB, statement string, args ...any) error {
	t.Helper()
	return db.Write(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// number reads a single number.
func number(t *testing.T, tx *gorm.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := tx.Raw(query, args...).Scan(&n).Error; err != nil {
		t.Error(err)
	}
	return n
}

// TestSchema holds the models against the migrated tables, both ways.
func TestSchema(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		tx := db.Query(t.Context())
		modelled := []string{"goose_db_version"}
		for _, model := range models.Tables {
			stmt := &gorm.Statement{DB: tx}
			if err := stmt.Parse(model); err != nil {
				t.Fatal(err)
			}
			modelled = append(modelled, stmt.Schema.Table)
			rows, err := tx.Table(stmt.Schema.Table).Where("1 = 0").Rows()
			if err != nil {
				t.Error(err)
				continue
			}
			have, err := rows.Columns()
			must(t, errors.Join(err, rows.Close()))
			want := slices.Clone(stmt.Schema.DBNames)
			slices.Sort(have)
			slices.Sort(want)
			if !slices.Equal(have, want) {
				t.Errorf("%s: the table has %v, the model %v", stmt.Schema.Table, have, want)
			}
		}
		// What SQLite searches by is no model: it comes out of the rows.
		query := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\_found' ESCAPE '\' AND name NOT LIKE '%\_words%' ESCAPE '\'`
		if db.Postgres {
			query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
		}
		var tables []string
		must(t, tx.Raw(query).Scan(&tables).Error)
		slices.Sort(tables)
		slices.Sort(modelled)
		if !slices.Equal(tables, modelled) {
			t.Errorf("the tables are %v, the models %v", tables, modelled)
		}
		must(t, db.Ready(t.Context()))
		if mended, err := db.Migrate(t.Context()); err != nil || mended != nil {
			t.Errorf("what is up to date was mended: %v %v", mended, err)
		}
	})
}

// TestWriteIsSerializable races two rules that each hold alone but not together: of two doctors on call,
// either may leave while the other stays.
func TestWriteIsSerializable(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE doctors (name TEXT PRIMARY KEY, calls INTEGER NOT NULL)"))
		stays := errors.New("the last one stays")
		for round := range 30 {
			must(t, exec(t, db, "DELETE FROM doctors"))
			must(t, exec(t, db, "INSERT INTO doctors VALUES ('a', 1), ('b', 1)"))
			left := make(chan error)
			for _, name := range []string{"a", "b"} {
				go func() {
					left <- db.Write(t.Context(), func(tx *gorm.DB) error {
						if number(t, tx, "SELECT COUNT(*) FROM doctors WHERE calls = 1") < 2 {
							return stays
						}
						return tx.Exec("UPDATE doctors SET calls = 0 WHERE name = ?", name).Error
					})
				}()
			}
			if a, b := <-left, <-left; !errors.Is(errors.Join(a, b), stays) || a != nil && b != nil {
				t.Fatalf("round %d: got %v and %v: one leaves, one stays", round, a, b)
			}
		}
	})
}

// TestManyWriters adds one to a number from 200 sides at once: nothing is lost, nobody has to start over.
func TestManyWriters(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE counters (n INTEGER NOT NULL)"))
		must(t, exec(t, db, "INSERT INTO counters VALUES (0)"))
		var runs, alone atomic.Int64
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				err := db.Write(t.Context(), func(tx *gorm.DB) error {
					if alone.Add(1) != 1 {
						t.Error("two write at a time")
					}
					defer alone.Add(-1)
					runs.Add(1)
					n := number(t, tx, "SELECT n FROM counters")
					return tx.Exec("UPDATE counters SET n = ?", n+1).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := number(t, db.Query(t.Context()), "SELECT n FROM counters"); n != 200 || runs.Load() != 200 {
			t.Errorf("200 writers counted to %d in %d runs", n, runs.Load())
		}
	})
}

// TestWritersCalledOff cancels writers at every moment of their work; what is left works, and is whole.
func TestWritersCalledOff(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE counters (n INTEGER NOT NULL, twice INTEGER NOT NULL)"))
		must(t, exec(t, db, "INSERT INTO counters VALUES (0, 0)"))
		var all sync.WaitGroup
		var done atomic.Int64
		for i := range 200 {
			all.Go(func() {
				ctx, stop := context.WithTimeout(t.Context(), time.Duration(i)*300*time.Microsecond)
				defer stop()
				err := db.Write(ctx, func(tx *gorm.DB) error {
					if err := tx.Exec("UPDATE counters SET n = n + 1").Error; err != nil {
						return err
					}
					return tx.Exec("UPDATE counters SET twice = twice + 2").Error
				})
				if err == nil {
					done.Add(1)
				} else if !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		must(t, exec(t, db, "UPDATE counters SET n = n + 0"))
		n := number(t, db.Query(t.Context()), "SELECT n FROM counters")
		twice := number(t, db.Query(t.Context()), "SELECT twice FROM counters")
		// A commit whose answer was not waited for may have counted as well.
		if n < done.Load() || twice != 2*n {
			t.Errorf("%d writers were told of success; counted %d and twice %d", done.Load(), n, twice)
		}
	})
}

// TestWriteUndoes fails a write half way, by an error and by a panic.
func TestWriteUndoes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE counters (n INTEGER NOT NULL)"))
		sorry := errors.New("sorry")
		half := func(end func()) (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = r.(error)
				}
			}()
			return db.Write(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Exec("INSERT INTO counters VALUES (1)").Error; err != nil {
					return err
				}
				end()
				return sorry
			})
		}
		for range 10 { // more often than there are connections to lose
			for _, end := range []func(){func() {}, func() { panic(sorry) }} {
				if err := half(end); !errors.Is(err, sorry) {
					t.Fatal(err)
				}
			}
		}
		if n := number(t, db.Query(t.Context()), "SELECT COUNT(*) FROM counters"); n != 0 {
			t.Errorf("%d rows are left of writes that failed", n)
		}
	})
}

type pgError string

func (e pgError) Error() string    { return string(e) }
func (e pgError) SQLState() string { return string(e) }

// TestWriteStartsOver lets a transaction collide, and sees what is undone, what is kept and when Write gives up.
func TestWriteStartsOver(t *testing.T) {
	t.Parallel()
	db := modelstest.Postgres(t)
	must(t, exec(t, db, "CREATE TABLE marks (word TEXT NOT NULL)"))
	for _, c := range []struct {
		state            string
		collisions, runs int
		want             string // part of the error
	}{
		{"40001", 2, 3, ""},
		{"40P01", 1, 2, ""},
		{"40001", 1000, 20, "at this moment"},
		{"23514", 1, 1, "23514"},
	} {
		runs := 0
		err := db.Write(t.Context(), func(tx *gorm.DB) error {
			runs++
			if err := tx.Exec("INSERT INTO marks VALUES (?)", c.state+fmt.Sprint(c.collisions)).Error; err != nil {
				return err
			}
			if runs <= c.collisions {
				return fmt.Errorf("wrapped: %w", pgError(c.state))
			}
			return nil
		})
		if runs != c.runs || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %d times: %d runs and %v, want %d and %q", c.state, c.collisions, runs, err, c.runs, c.want)
		}
	}
	if n := number(t, db.Query(t.Context()), "SELECT COUNT(*) FROM marks"); n != 2 {
		t.Errorf("%d rows, want one of each transaction that ended well", n)
	}
}

// TestSnapshot reads two tables one after the other while a writer keeps changing both.
func TestSnapshot(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE lefts (n INTEGER NOT NULL)"))
		must(t, exec(t, db, "CREATE TABLE rights (n INTEGER NOT NULL)"))
		must(t, exec(t, db, "INSERT INTO lefts VALUES (1000)"))
		must(t, exec(t, db, "INSERT INTO rights VALUES (0)"))
		ctx, stop := context.WithCancel(t.Context())
		var writer sync.WaitGroup
		writer.Go(func() {
			for ctx.Err() == nil {
				err := db.Write(ctx, func(tx *gorm.DB) error {
					if err := tx.Exec("UPDATE lefts SET n = n - 1").Error; err != nil {
						return err
					}
					return tx.Exec("UPDATE rights SET n = n + 1").Error
				})
				if err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
		changed := map[int64]bool{}
		for tries := 0; tries < 100 || len(changed) < 2 && tries < 10_000; tries++ { // a busy machine lets the writer wait
			must(t, db.Snapshot(t.Context(), func(tx *gorm.DB) error {
				left := number(t, tx, "SELECT n FROM lefts")
				time.Sleep(time.Millisecond)
				if right := number(t, tx, "SELECT n FROM rights"); left+right != 1000 {
					t.Errorf("%d and %d are not of one state", left, right)
				}
				changed[left] = true
				return nil
			}))
		}
		stop()
		writer.Wait()
		if len(changed) < 2 {
			t.Error("nothing changed meanwhile")
		}
	})
}

// TestReadersCannotWrite tries to.
func TestReadersCannotWrite(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const statement = "INSERT INTO participants (code, name) VALUES ('XX', 'Nowhere')"
		if err := db.Query(t.Context()).Exec(statement).Error; err == nil {
			t.Error("a query wrote")
		}
		if err := db.Snapshot(t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err == nil {
			t.Error("a snapshot wrote")
		}
	})
}

// TestQueue holds the writers' turn and sees who waits for it: other writers do, readers and, on PostgreSQL,
// touches do not, however many writers wait.
func TestQueue(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "CREATE TABLE counters (n INTEGER NOT NULL)"))
		must(t, exec(t, db, "INSERT INTO counters VALUES (0)"))
		inside, leave := make(chan bool), make(chan bool)
		var all sync.WaitGroup
		all.Go(func() {
			err := db.Write(t.Context(), func(tx *gorm.DB) error {
				close(inside)
				<-leave
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-inside
		var passed atomic.Int64
		for range 50 {
			all.Go(func() {
				err := db.Write(t.Context(), func(tx *gorm.DB) error {
					passed.Add(1)
					return tx.Exec("UPDATE counters SET n = n + 1").Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		soon, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		for range 20 {
			if n := number(t, db.Query(soon), "SELECT n FROM counters"); n != 0 {
				t.Errorf("read %d", n)
			}
			must(t, db.Snapshot(soon, func(tx *gorm.DB) error { number(t, tx, "SELECT n FROM counters"); return nil }))
			if db.Postgres {
				must(t, db.WriteUnjournaled(soon, func(tx *gorm.DB) error {
					return tx.Exec("UPDATE accounts SET name = name WHERE id = 'nobody'").Error
				}))
			}
		}
		impatient, stopWaiting := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stopWaiting()
		if err := db.Write(impatient, func(*gorm.DB) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a writer that does not want to wait got %v", err)
		}
		if passed.Load() != 0 {
			t.Error("somebody wrote out of turn")
		}
		close(leave)
		all.Wait()
		if passed.Load() != 50 {
			t.Errorf("%d of 50 runs", passed.Load())
		}
	})
}

// TestClock stops the clock and lets it go on.
func TestClock(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t)
	day := models.Day(2027, time.March, 1).Midnight(time.UTC)
	db.SetClock(func() time.Time { return day.Time })
	if got := db.Now(); !got.Equal(day.Time) {
		t.Errorf("the clock says %v", got)
	}
	db.SetClock(nil)
	if got := db.Now(); time.Since(got.Time).Abs() > time.Minute {
		t.Errorf("the clock says %v", got)
	}
}

// TestOpen opens what cannot be opened, and files with awkward names.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	must(t, os.WriteFile(text, []byte(strings.Repeat("this is not a database\n", 100)), 0o600))
	for url, want := range map[string]string{
		"":                                     "needs a file",
		":memory:":                             "needs a file",
		filepath.Join(dir, "no", "such.db"):    "there is no directory",
		text:                                   "not a database",
		dir:                                    "directory",
		"mysql://localhost/fund":               "neither",
		"postgres://127.0.0.1:1/fund":          "refused",
		"postgresql://user:p%zz@127.0.0.1/fun": "cannot open",
	} {
		if db, err := models.Open(url); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", url, err, want)
			if err == nil {
				must(t, db.Close())
			}
		}
	}
	for _, name := range []string{"with space.db", "100%?.db", "a#b.db", "a&mode=ro.db", "Fonds électoral.db"} {
		file := filepath.Join(dir, name)
		db, err := models.Open(file)
		must(t, err)
		if db.Ready(t.Context()) == nil {
			t.Error("an empty database is not ready")
		}
		_, err = db.Migrate(t.Context())
		must(t, errors.Join(err, db.Ready(t.Context()), db.Close()))
		if info, err := os.Stat(file); err != nil || info.Size() < 10_000 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v (%v)", name, info, err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*-wal")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// TestNewerSchema refuses a database of a later program.
func TestNewerSchema(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		must(t, exec(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true))
		if err := db.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "99999") {
			t.Errorf("Ready: %v", err)
		}
		if _, err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "99999") {
			t.Errorf("Migrate: %v", err)
		}
	})
}

// TestMigrateTogether starts several instances on one empty PostgreSQL database.
func TestMigrateTogether(t *testing.T) {
	t.Parallel()
	url := modelstest.PostgresURL(t)
	admin, err := sql.Open("pgx", url)
	must(t, err)
	defer admin.Close()
	_, err = admin.ExecContext(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	must(t, err)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			db, err := models.Open(url)
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			mended, err := db.Migrate(t.Context())
			if err := errors.Join(err, db.Ready(t.Context())); err != nil || mended != nil {
				t.Error(mended, err)
			}
		})
	}
	all.Wait()
}

// TestBackup copies a fund while it is written to, and checks what cannot be restored.
func TestBackup(t *testing.T) {
	t.Parallel()
	db := modelstest.SQLite(t)
	dir := t.TempDir()
	copied := filepath.Join(dir, "fund's copy.db")
	ctx, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			code := fmt.Sprint("x", i)
			if err := exec(t, db, "INSERT INTO participants (code, name) VALUES (?, ?)", code, code); err != nil {
				t.Error(err)
			}
		}
	})
	time.Sleep(20 * time.Millisecond)
	must(t, db.Backup(t.Context(), copied))
	stop()
	writer.Wait()
	if err := db.Backup(t.Context(), copied); err == nil {
		t.Error("a backup replaced a file")
	}
	must(t, models.CheckBackup(t.Context(), copied))

	again, err := models.Open(copied)
	must(t, err)
	if n := number(t, again.Query(t.Context()), "SELECT COUNT(*) FROM participants"); n == 0 {
		t.Error("the copy is empty")
	}
	var fault *refusal.Refusal
	if err := models.Retire(t.Context(), copied); !errors.As(err, &fault) || fault.Kind != refusal.KindBusy {
		t.Errorf("what is in use was retired: %v", err)
	}
	must(t, again.Close())
	must(t, models.Retire(t.Context(), copied))

	content, err := os.ReadFile(copied)
	must(t, err)
	middle := content[len(content)/2:]
	copy(middle[:4096], slices.Repeat([]byte{0xAA}, 4096))
	for name, content := range map[string][]byte{"damaged": content, "cut": content[:len(content)/3], "empty": nil, "text": []byte("hello")} {
		file := filepath.Join(dir, name)
		must(t, os.WriteFile(file, content, 0o600))
		if err := models.CheckBackup(t.Context(), file); err == nil {
			t.Errorf("a %s file passed", name)
		}
	}
	blank := filepath.Join(dir, "blank.db")
	other, err := sql.Open("sqlite", blank)
	must(t, err)
	_, err = other.ExecContext(t.Context(), "CREATE TABLE things (id TEXT)")
	must(t, errors.Join(err, other.Close()))
	if err := models.CheckBackup(t.Context(), blank); err == nil || !strings.Contains(err.Error(), "not a database of this program") {
		t.Errorf("another program's database: %v", err)
	}
}
