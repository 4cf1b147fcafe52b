package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm/clause"
)

// errMoved is what a write ends with whose file is not where it was opened: what is written into it nobody will find again.
var errMoved = errors.New("the file of the database was removed or replaced while it was open: put it back, or start the program again")

// pgDown are the states in which PostgreSQL says that it takes nothing in, or goes: shut down, crashed, starting; no room on the disk
// or in memory, no connection left; read-only, as a standby is. Whatever begins with 08 is a lost connection.
var pgDown = []string{"57P01", "57P02", "57P03", "53100", "53200", "53300", "25006"}

// sqliteDown are those of SQLite: read-only, an error of the disk, full, and a file that cannot be opened.
var sqliteDown = []int{8, 10, 13, 14}

// Down reports whether an error says that the database is away or takes nothing in, which is the fault of no request.
func Down(err error) bool {
	var pg *pgconn.PgError
	var lite interface{ Code() int }
	var connect *pgconn.ConnectError
	var network *net.OpError
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &pg):
		return strings.HasPrefix(pg.Code, "08") || slices.Contains(pgDown, pg.Code)
	case errors.As(err, &lite):
		return slices.Contains(sqliteDown, lite.Code()&0xff)
	}
	return errors.As(err, &connect) || errors.As(err, &network) || slices.ContainsFunc(
		[]error{errMoved, errSilent, pgconn.ErrConnClosed, driver.ErrBadConn, io.ErrUnexpectedEOF},
		func(lost error) bool { return errors.Is(err, lost) })
}

// opened is a file of an SQLite database as it was when it was opened.
type opened struct {
	name string
	was  os.FileInfo
}

// watch remembers which files hold an SQLite database.
func (db *DB) watch(file string) error {
	for _, part := range []string{"", "-wal"} {
		info, err := os.Stat(file + part)
		if err != nil {
			return err
		}
		db.files = append(db.files, opened{file + part, info})
	}
	return nil
}

// findable does a write where it will be found, and says so only if it still is when it is done.
func (db *DB) findable(write func() error) error {
	if err := db.there(); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	return db.there()
}

// there reports whether the files that are written into are the ones that whoever looks for the database finds.
func (db *DB) there() error {
	for _, f := range db.files {
		if now, err := os.Stat(f.name); err != nil || !os.SameFile(now, f.was) {
			return fmt.Errorf("%w (%s)", errMoved, f.name)
		}
	}
	return nil
}

// errSilent is a database that does not answer at all.
var errSilent = errors.New("the database does not answer")

const (
	probed  = time.Second     // how long what was tried holds
	patient = 2 * time.Second // how long a database may take to keep one row
)

// probe is the last try to write.
type probe struct {
	sync.Mutex
	at  time.Time
	err error
}

// canWrite tries whether a write would be kept, by one: of a row that is there for nothing else.
func (db *DB) canWrite(ctx context.Context) error {
	db.tried.Lock()
	defer db.tried.Unlock()
	if !db.tried.at.IsZero() && time.Since(db.tried.at) < probed {
		return db.tried.err
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patient) // others will be told the same
	defer stop()
	err := db.retry(ctx, func() error {
		return db.findable(func() error {
			return db.writer.WithContext(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&Salt{"tried", "", time.Now().UTC().Format(time.RFC3339Nano)}).Error
		})
	})
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", errSilent, err)
	}
	db.tried.at, db.tried.err = time.Now(), err
	return err
}
