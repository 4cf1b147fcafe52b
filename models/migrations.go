package models

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed schema/*.sql
var schema embed.FS

// Migrate brings the schema up to date. Several instances may start at once: on PostgreSQL they queue.
func (db *DB) Migrate(ctx context.Context) error {
	migrations, err := db.migrations()
	if err != nil {
		return err
	}
	if have, want, err := migrations.GetVersions(ctx); err != nil {
		return fmt.Errorf("cannot read the schema version: %w", err)
	} else if have > want {
		return fmt.Errorf("the database has schema version %d; this program knows no newer than %d", have, want)
	}
	if _, err := migrations.Up(ctx); err != nil {
		return fmt.Errorf("cannot bring the schema up to date: %w", err)
	}
	return nil
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
	options := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(goose.NewGoMigration(2, statements(db.triggers()), nil)),
	}
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

func statements(list []string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range list {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				first, _, _ := strings.Cut(strings.TrimSpace(statement), "\n")
				return fmt.Errorf("%s: %w", first, err)
			}
		}
		return nil
	}}
}
