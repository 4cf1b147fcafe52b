package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
)

const (
	checksumEnd = ".sha256"   // of the name of the file that holds the checksum of a backup, as sha256sum writes it
	makingEnd   = ".making"   // of the name of a backup that is not ready
	abandoned   = time.Minute // whoever makes one says so more often than this, or was killed
)

// ErrBeingMade is why a backup is not made: another process is at it, or was until a moment ago.
var ErrBeingMade = errors.New("it is being made by another process")

// Backup copies an SQLite fund into a new file, from one state, while others go on reading and writing. The file has its name once it was read
// back and found sound, and has its checksum in another file beside it.
func (db *DB) Backup(ctx context.Context, file string) error {
	if db.Postgres {
		return errors.New("a PostgreSQL database is backed up by pg_dump")
	}
	if strings.ContainsAny(filepath.Base(file), "\\\r\n") {
		return fmt.Errorf("%q is no name that a checksum can be kept of", file)
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists already", file)
	}
	making := file + makingEnd
	if begun, err := os.Lstat(making); err == nil && time.Since(begun.ModTime()) > abandoned {
		if err := os.Remove(making); err != nil {
			return err
		}
	}
	// VACUUM INTO fills an empty file as well: made here, nobody else can read it, and nobody else makes it at the same time.
	made, err := os.OpenFile(making, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", file, ErrBeingMade)
	} else if err != nil {
		return err
	}
	err = made.Close()
	defer tended(making)()
	if err == nil {
		err = db.copyInto(ctx, making)
	}
	if err == nil {
		err = proveNew(ctx, making, file)
	}
	if err == nil {
		err = os.Rename(making, file)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(making), os.RemoveAll(file+checksumEnd))
	}
	return Settle(filepath.Dir(file))
}

// tended says again and again that a file is being made, until that is over.
func tended(file string) (over func()) {
	done := make(chan struct{})
	var saying sync.WaitGroup
	saying.Go(func() {
		for {
			select {
			case <-done:
				return
			case now := <-time.After(abandoned / 6):
				_ = os.Chtimes(file, now, now) // where it cannot, the one who makes it will not be able to, either
			}
		}
	})
	return func() { close(done); saying.Wait() }
}

// copyInto fills an empty file, on a connection of its own, by which it holds up nobody who writes.
func (db *DB) copyInto(ctx context.Context, file string) error {
	aside, err := connect(db.sqliteAt(db.file+"?_pragma=busy_timeout(5000)"), 1, 1)
	if err != nil {
		return err
	}
	pool, err := aside.DB()
	if err == nil {
		err = errors.Join(aside.WithContext(ctx).Exec("VACUUM INTO ?", file).Error, pool.Close())
	}
	if err == nil {
		err = Settle(file)
	}
	return err
}

// proveNew writes the checksum of a backup that will have another name, and then holds what was written to all that it will be held to.
func proveNew(ctx context.Context, making, file string) error {
	sum, err := FileSum(making)
	if err == nil {
		err = WriteSettled(file+checksumEnd, checksumLine(sum, file))
	}
	if err == nil {
		err = HoldToChecksum(making, file)
	}
	if err == nil {
		err = CheckBackup(ctx, making)
	}
	return err
}

// RemoveBackup removes a backup and its checksum.
func RemoveBackup(file string) error {
	if err := os.Remove(file); err != nil {
		return err
	}
	if err := os.Remove(file + checksumEnd); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// HasChecksum reports whether the checksum of a backup stands beside it.
func HasChecksum(file string) bool {
	_, err := os.Stat(file + checksumEnd)
	return err == nil
}

// ProveBackup holds a backup to the checksum beside it, and to what a fund that can be restored is.
func ProveBackup(ctx context.Context, file string) error {
	if err := HoldToChecksum(file, file); err != nil {
		return err
	}
	return CheckBackup(ctx, file)
}

// HoldToChecksum reads a copy of a backup and refuses it where one bit is not as the checksum beside the backup says, or that file itself
// is not as it was written.
func HoldToChecksum(content, of string) error {
	kept, err := os.ReadFile(of + checksumEnd)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("it has no checksum beside it to hold it to: %w", err)
	} else if err != nil {
		return err
	}
	sum, err := FileSum(content)
	if err == nil && string(kept) != checksumLine(sum, of) {
		err = fmt.Errorf("its bytes are not those of %s: it was altered or damaged, or is not the file that was written under this name", of+checksumEnd)
	}
	return err
}

// FileSum is the SHA-256 of the bytes in a file.
func FileSum(file string) (string, error) {
	in, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer in.Close()
	h := sha256.New()
	_, err = io.Copy(h, in)
	return hex.EncodeToString(h.Sum(nil)), err
}

func checksumLine(sum, file string) string { return sum + "  " + filepath.Base(file) + "\n" }

// WriteSettled puts a text that only we can read into the place of a file, whole or not at all.
func WriteSettled(file, text string) error {
	fresh := file + makingEnd
	err := os.WriteFile(fresh, []byte(text), 0o600)
	if err == nil {
		err = Settle(fresh)
	}
	if err == nil {
		err = os.Rename(fresh, file)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	return Settle(filepath.Dir(file))
}

// Settle has a file, or what a folder lists, outlast a power cut.
func Settle(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// CheckBackup reports whether a file is a sound SQLite fund of a schema that this program can read. It leaves the file as it is.
func CheckBackup(ctx context.Context, file string) (err error) {
	if info, err := os.Stat(file); err != nil {
		return err
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return errors.New("it is not a database")
	}
	db := &DB{}
	db.reader, err = connect(db.sqliteAt(sqliteName(file)+"?mode=ro&immutable=1&_pragma=temp_store(memory)"), 1, 1)
	if err != nil {
		return fmt.Errorf("it is not a database that can be read: %w", err)
	}
	db.writer = db.reader // neither can write
	defer func() { err = errors.Join(err, db.Close()) }()
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

// sqliteName is how SQLite is told of a file.
func sqliteName(file string) string { return "file:" + (&url.URL{Path: file}).EscapedPath() }

// Rewrite writes an SQLite fund anew, so that no free part of its file holds what was erased from it.
func (db *DB) Rewrite(ctx context.Context) error {
	return db.writer.WithContext(ctx).Exec("VACUUM").Error
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
	for _, half := range []*gorm.DB{db.reader, db.before} { // the writer must be alone
		pool, failed := half.DB()
		if failed == nil {
			failed = pool.Close()
		}
		err = errors.Join(err, failed)
	}
	if err == nil {
		err = db.writer.WithContext(ctx).Exec("PRAGMA busy_timeout(0)").Error
	}
	if err == nil {
		err = translate(db.writer.WithContext(ctx).Exec("PRAGMA journal_mode(DELETE)").Error)
	}
	return errors.Join(err, db.Close())
}
