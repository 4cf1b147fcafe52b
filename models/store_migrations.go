package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"
)

//go:embed schema/*.sql
var schema embed.FS

// Migrate brings the schema up to date: first by the numbered migrations, each of which runs once in the life of a
// fund and is never changed, then the triggers, by what they are, and what things are found by. It tells which triggers of an existing fund were not
// as this program makes them. Several instances may start at once: on PostgreSQL they queue.
func (db *DB) Migrate(ctx context.Context) (mended []string, err error) {
	migrations, err := db.migrations()
	if err != nil {
		return nil, err
	}
	have, want, err := migrations.GetVersions(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot read the schema version: %w", err)
	} else if have > want {
		return nil, fmt.Errorf("the database has schema version %d; this program knows no newer than %d", have, want)
	}
	due, err := db.due(ctx, migrations, want)
	var strange int // rows that another hand has left, before they are sealed again
	if due && err == nil && have >= sealedSince {
		strange, err = db.strays(ctx)
	}
	if due && err == nil {
		err = db.loosely(ctx, func() error { _, err := migrations.Up(ctx); return err })
	}
	if err != nil {
		return nil, fmt.Errorf("cannot bring the schema up to date: %w", err)
	}
	err = db.Write(ctx, func(tx *gorm.DB) error {
		found, err := mend(tx)
		mended = nil
		for _, s := range found {
			mended = append(mended, s.String())
		}
		if err == nil {
			err = refold(tx)
		}
		if err == nil && due {
			err = tx.Save(&Setting{Name: whole, Value: fmt.Sprint(want)}).Error
		}
		if err == nil && due {
			err = sealAll(tx, db.Now(), have, want, strange)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot bring the triggers, and what things are found by, up to date: %w", err)
	}
	if have == 0 { // a new fund has none yet
		return nil, nil
	}
	return mended, nil
}

// sealedSince is the schema version since which rows are sealed.
const sealedSince = 34

// whole is the setting that remembers at which schema version no row was found that refers to none.
const whole = "whole"

// due reports whether there is a migration to run, or what the last one left has not been found whole. To look at every reference
// reads the fund from end to end, so that a start at which nothing is due leaves it out.
func (db *DB) due(ctx context.Context, migrations *goose.Provider, want int64) (bool, error) {
	pending, err := migrations.HasPending(ctx)
	if pending || err != nil {
		return pending, err
	}
	found, err := exists(db.Query(ctx).Model(&Setting{}).Where("name = ? AND value = ?", whole, fmt.Sprint(want)))
	return !found, err
}

// loosely lets a migration make a table of SQLite anew that others refer to: references are checked when it is done, and
// not while. PostgreSQL changes tables where they are.
func (db *DB) loosely(ctx context.Context, migrate func() error) (err error) {
	if db.Postgres {
		return migrate()
	}
	writer := db.writer.WithContext(ctx) // one connection, so that what it is told holds for what follows
	if err := writer.Exec("PRAGMA foreign_keys = 0").Error; err != nil {
		return err
	}
	defer func() { err = errors.Join(err, writer.Exec("PRAGMA foreign_keys = 1").Error) }()
	if err := migrate(); err != nil {
		return err
	}
	var broken []struct{ Table, Parent string }
	if err := writer.Raw("PRAGMA foreign_key_check").Scan(&broken).Error; err != nil || len(broken) == 0 {
		return err
	}
	return fmt.Errorf("%d rows refer to none, the first of %s to %s", len(broken), broken[0].Table, broken[0].Parent)
}

// dialect is a folder of migrations without those that are written for the other engine.
type dialect struct {
	fs.FS
	others string // how the names of those end
}

// Glob makes dialect an fs.GlobFS, by which goose finds them.
func (d dialect) Glob(pattern string) ([]string, error) {
	all, err := fs.Glob(d.FS, pattern)
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, d.others) }), err
}

// version is the schema version of the database, and the newest that this program knows.
func (db *DB) version(ctx context.Context) (have, want int64, err error) {
	migrations, err := db.migrations()
	if err != nil {
		return 0, 0, err
	}
	for _, source := range migrations.ListSources() {
		want = max(want, source.Version)
	}
	err = db.Query(ctx).Raw("SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&have).Error
	return have, want, err
}

func (db *DB) migrations() (*goose.Provider, error) {
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, err
	}
	pool, err := db.writer.DB()
	if err != nil {
		return nil, err
	}
	engine, ours := goose.DialectSQLite3, dialect{files, ".postgres.sql"}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.Postgres {
		engine, ours = goose.DialectPostgres, dialect{files, ".sqlite.sql"}
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(engine, pool, ours, options...)
}
