package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Backup copies an SQLite fund into a new file, from one state, while others go on reading and writing.
func (db *DB) Backup(ctx context.Context, file string) error {
	if db.Postgres {
		return errors.New("a PostgreSQL database is backed up by pg_dump")
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists already", file)
	}
	// VACUUM INTO fills an empty file as well: made here, nobody else can read it.
	made, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := made.Close(); err != nil {
		return err
	}
	if err := db.writer.WithContext(ctx).Exec("VACUUM INTO ?", file).Error; err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}

// CheckBackup reports whether a file is a sound SQLite fund of a schema that this program can read. It opens the
// file as it would open the fund itself: give it a copy.
func CheckBackup(ctx context.Context, file string) (err error) {
	if info, err := os.Stat(file); err != nil {
		return err
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return errors.New("it is not a database")
	}
	db, err := openSQLite(file)
	defer func() { err = errors.Join(err, db.Close()) }()
	if err != nil {
		return fmt.Errorf("it is not a database that can be read: %w", err)
	}
	have, want, err := db.version(ctx)
	if err != nil {
		return fmt.Errorf("it is not a database of this program: %w", err)
	}
	if have == 0 || have > want {
		return fmt.Errorf("it has schema version %d; this program knows 1 to %d", have, want)
	}
	var faults []string
	if err := db.Query(ctx).Raw("PRAGMA integrity_check(5)").Scan(&faults).Error; err != nil {
		return err
	}
	if len(faults) != 1 || faults[0] != "ok" {
		return fmt.Errorf("it is damaged: %s", strings.Join(faults, "; "))
	}
	var orphans int64
	if err := db.Query(ctx).Raw("SELECT COUNT(*) FROM pragma_foreign_key_check").Scan(&orphans).Error; err != nil {
		return err
	}
	if orphans > 0 {
		return fmt.Errorf("it is damaged: %d rows refer to rows that are not there", orphans)
	}
	return nil
}

// Retire closes an SQLite fund for good before its file is moved: what is in the log beside it goes into the
// file. It fails with a Busy error while another process has the fund open.
func Retire(ctx context.Context, file string) (err error) {
	db, err := openSQLite(file)
	if err == nil {
		err = db.reader.Exec("SELECT 1").Error
	}
	if err != nil {
		return errors.Join(err, db.Close())
	}
	pool, err := db.reader.DB()
	if err == nil {
		err = pool.Close() // the writer must be alone
	}
	if err == nil {
		err = db.writer.WithContext(ctx).Exec("PRAGMA busy_timeout(0)").Error
	}
	if err == nil {
		err = translate(db.writer.WithContext(ctx).Exec("PRAGMA journal_mode(DELETE)").Error)
	}
	return errors.Join(err, db.Close())
}
