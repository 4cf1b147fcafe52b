package models

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

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
	if _, err := migrations.Up(ctx); err != nil {
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
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if db.Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, pool, files, options...)
}
