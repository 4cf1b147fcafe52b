// Package modelstest gives tests real databases, each one fresh and migrated and gone afterwards.
package modelstest

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// Each runs a test on every engine, in parallel.
func Each(t *testing.T, test func(t *testing.T, db *models.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// Unless gives a flag of the test binary a value where the command line has none.
func Unless(t *testing.T, name, value string) {
	t.Helper()
	if f := flag.Lookup(name); f.Value.String() == f.DefValue {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
}

// Both runs a benchmark on every engine, one after the other.
func Both(b *testing.B, bench func(b *testing.B, db *models.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { bench(b, SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { bench(b, Postgres(b)) })
}

// SQLite is a database in a file of its own.
func SQLite(t testing.TB) *models.DB {
	t.Helper()
	content, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "fund.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, file)
}

// Postgres is a database on a PostgreSQL server: the one that TEST_DATABASE_URL names, or one that lives as long
// as the test program.
func Postgres(t testing.TB) *models.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

func open(t testing.TB, url string) *models.DB {
	t.Helper()
	db, err := models.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if ahead != 0 {
		db.SetClock(func() time.Time { return time.Now().Add(ahead) })
	}
	return db
}

// ahead is by how much the clock of every test is away from the real one: TODAY=2027-02-28T23:30:00Z lets them all
// run as if they had begun at that instant.
var ahead = func() time.Duration {
	today := os.Getenv("TODAY")
	if today == "" {
		return 0
	}
	instant, err := time.Parse(time.RFC3339, today)
	if err != nil {
		panic(fmt.Errorf("TODAY: %w", err))
	}
	return time.Until(instant)
}()

// migratedFile is an SQLite database that every test starts from: migrating once is cheaper than for each.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "fund")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "template.db")
	if err := migrate(file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func migrate(url string) error {
	db, err := models.Open(url)
	if err != nil {
		return err
	}
	if _, err := db.Migrate(context.Background()); err != nil {
		return err
	}
	return db.Close()
}

// Free is an address that nobody serves on.
func Free(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Demonstrate makes a fund a demonstration, and says so nowhere.
func Demonstrate(t testing.TB, db *models.DB) {
	t.Helper()
	err := db.WriteUnjournaled(t.Context(), func(tx *gorm.DB) error {
		fund, err := models.LoadFund(tx)
		if err != nil {
			return err
		}
		fund.Demonstration = true
		return models.SaveFund(tx, fund)
	})
	if err != nil {
		t.Fatal(err)
	}
}
