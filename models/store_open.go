package models

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"observationfund/models/sqlitedriver"
)

// Open connects to PostgreSQL (a postgres:// URL) or to an SQLite file, which it makes where there is none.
// It leaves the schema alone: see Migrate.
func Open(url string) (*DB, error) {
	var db *DB
	var err error
	if file, ok := SQLiteFile(url); ok {
		db, err = openSQLite(file)
	} else {
		db, err = openPostgres(url)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot open the database: %w", err), db.Close())
	}
	return db, nil
}

// SQLiteFile is the file that a database URL names; ok is false where the URL leads to a server.
func SQLiteFile(url string) (path string, ok bool) { return url, !strings.Contains(url, "://") }

// sqliteOptions: instants are text in UTC, references are checked, readers go on while somebody writes, what is
// committed survives a power cut, a REPLACE is a DELETE to the triggers, and what was deleted is written over.
const sqliteOptions = "?_time_format=sqlite&_timezone=UTC&_texttotime=1&_inttotime=1" +
	"&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
	"&_pragma=recursive_triggers(1)&_pragma=secure_delete(1)&_pragma=temp_store(memory)&_pragma=cache_size(-16000)&_pragma=journal_size_limit(67108864)"

func openSQLite(file string) (*DB, error) {
	db := &DB{queue: newQueue()}
	if file == "" || strings.HasPrefix(file, ":memory:") {
		return db, errors.New("SQLite needs a file")
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return db, fmt.Errorf("there is no directory %s for it", filepath.Dir(file))
	}
	// It holds passport numbers: what SQLite makes beside it takes over these permissions.
	made, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return db, err
	}
	if err := made.Close(); err != nil {
		return db, err
	}
	db.file = sqliteName(file)
	name := db.file + sqliteOptions
	// One connection writes, and begins with the lock: writers queue here instead of being turned away by SQLite.
	if db.writer, err = connect(db.sqliteAt(name+"&_txlock=immediate"), 1, 1); err != nil {
		return db, fmt.Errorf("%s: %w", file, err)
	}
	if db.reader, err = connect(db.sqliteAt(name+"&_txlock=deferred&_pragma=query_only(1)"), 4, 4); err != nil {
		return db, err
	}
	if db.before, err = connect(db.sqliteAt(name+"&_txlock=deferred&_pragma=query_only(1)"), 1, 1); err != nil {
		return db, err
	}
	return db, db.watch(file)
}

// sqliteAt is SQLite at its file. It is told no statistics of its tables: gathered while a fund is young they mislead for years, and
// without them a statement is answered in one way on every fund, which a test holds it to. A connection more is opened only to the files of
// the first: to another file it would bring the log of this one, and to none an empty fund.
func (db *DB) sqliteAt(name string) gorm.Dialector {
	return sqlite.New(sqlite.Config{Conn: sql.OpenDB(sqlitedriver.Connector{Name: name, Allowed: db.there})})
}

func openPostgres(url string) (*DB, error) {
	db := &DB{Postgres: true, queue: newQueue()}
	if !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") {
		return db, errors.New("it is neither a postgres:// URL nor a file")
	}
	pool := func(settings map[string]string, then ...stdlib.OptionOpenDB) (gorm.Dialector, error) {
		config, err := pgx.ParseConfig(url)
		if err != nil {
			return nil, err
		}
		config.ConnectTimeout = cmp.Or(config.ConnectTimeout, 5*time.Second) // of each server that is named: one may be gone without a word
		config.RuntimeParams["timezone"] = "UTC"
		for name, value := range settings {
			config.RuntimeParams[name] = value
		}
		return postgres.New(postgres.Config{Conn: stdlib.OpenDB(*config, then...)}), nil
	}
	writer, err := pool(map[string]string{"idle_in_transaction_session_timeout": "30s"}, afterConnect(ownUnsealed)) // a stuck writer stops everybody
	if err != nil {
		return db, err
	}
	if db.writer, err = connect(writer, 4, 2); err != nil {
		return db, err
	}
	// Who reads wants some rows, and soon: to start helpers or to compile a plan first takes longer than that.
	// That it only reads is said once it is connected: to whoever asks for target_session_attrs=read-write it would look like a standby.
	reads := func(most int) (*gorm.DB, error) {
		reader, err := pool(map[string]string{"max_parallel_workers_per_gather": "0", "jit": "off"},
			afterConnect("SET default_transaction_read_only = on"))
		if err != nil {
			return nil, err
		}
		return connect(reader, most, most)
	}
	if db.reader, err = reads(8); err != nil {
		return db, err
	}
	db.before, err = reads(1)
	return db, err
}

// afterConnect has each new connection of a pool say something first.
func afterConnect(statement string) stdlib.OptionOpenDB {
	return stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, statement)
		return err
	})
}

// connect opens a pool. Each takes a Config of its own: with a shared one the second dialect changes the first.
// gorm keeps no statements: in a transaction it would prepare them anew, and both drivers keep theirs.
func connect(dialect gorm.Dialector, most, idle int) (*gorm.DB, error) {
	half, err := gorm.Open(dialect, &gorm.Config{
		Logger:                 logger.Discard, // errors are returned, and logged once, with the request they belong to
		SkipDefaultTransaction: true,
	})
	if err != nil {
		return nil, err
	}
	pool, err := half.DB()
	if err == nil {
		err = half.Callback().Create().Before("gorm:create").Register("found", fillFound)
	}
	if err == nil {
		err = half.Callback().Update().Before("gorm:update").Register("found", fillFound)
	}
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(most)
	pool.SetMaxIdleConns(idle)
	return half, pool.Ping()
}
