package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

// ends runs a command of the program, which is to fail with some words, or not at all.
func ends(t *testing.T, want string, args ...string) {
	t.Helper()
	if err := run(t.Context(), args); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Fatalf("%v: got %v, want %q", args, err, want)
	}
}

// backedUp is a folder with a new fund, and a backup of it.
func backedUp(t *testing.T) (dir, copied string) {
	t.Helper()
	dir = t.TempDir()
	copied = filepath.Join(dir, "copy of it.db")
	t.Setenv("LOG_LEVEL", "error")
	t.Setenv("DATABASE_URL", filepath.Join(dir, "fund.db"))
	ends(t, "", "admin", "-email", "one@fund.example")
	ends(t, "", "backup", copied)
	return dir, copied
}

// flipped changes one bit of a file while something is done.
func flipped(t *testing.T, file string, bit int64, do func()) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	was := make([]byte, 1)
	_, err = f.ReadAt(was, bit/8)
	if err == nil {
		_, err = f.WriteAt([]byte{was[0] ^ 1<<(bit%8)}, bit/8)
	}
	if err != nil {
		t.Fatal(err)
	}
	do()
	if _, err := f.WriteAt(was, bit/8); err != nil {
		t.Fatal(err)
	}
}

// TestOneFlippedBit flips a bit at a thousand places of a backup and of its checksum. Each is refused, and the file as it was is restored.
func TestOneFlippedBit(t *testing.T) {
	dir, copied := backedUp(t)
	t.Setenv("DATABASE_URL", filepath.Join(dir, "restored.db"))
	for file, places := range map[string]int64{copied: 900, copied + ".sha256": 100} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		bits := info.Size() * 8
		for n := range places {
			flipped(t, file, n*(bits-1)/(places-1), func() { ends(t, "cannot be restored: its bytes are not those", "restore", copied) })
		}
		flipped(t, file, bits/2, func() {
			ends(t, "its bytes are not those", "restore", "-unproved", copied)
			ends(t, "its bytes are not those", "backup", "-verify", copied)
		})
	}
	if left, err := filepath.Glob(filepath.Join(dir, "restored*")); err != nil || len(left) > 0 {
		t.Errorf("something is left: %v %v", left, err)
	}
	ends(t, "", "backup", "-verify", copied)
	if said, err := exec.Command("sh", "-c", `cd "$0" && sha256sum -c *.sha256`, dir).CombinedOutput(); err != nil {
		t.Errorf("sha256sum finds: %s", said)
	}
	ends(t, "", "restore", copied)
	ends(t, "", "verify")
}

// TestWithoutAChecksum restores what nobody vouches for only if that is said.
func TestWithoutAChecksum(t *testing.T) {
	dir, copied := backedUp(t)
	t.Setenv("DATABASE_URL", filepath.Join(dir, "restored.db"))
	if err := os.Remove(copied + ".sha256"); err != nil {
		t.Fatal(err)
	}
	ends(t, "no checksum", "backup", "-verify", copied)
	ends(t, "-unproved", "restore", copied)
	ends(t, "", "restore", "-unproved", copied)
	ends(t, "", "verify")
}

// inFund asks a fund something.
func inFund(t *testing.T, url string, ask func(tx *gorm.DB) error) {
	t.Helper()
	db, err := models.Open(url)
	if err == nil {
		err = errors.Join(ask(db.Query(t.Context())), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// journalled counts the entries of an action.
func journalled(tx *gorm.DB, action models.Action) (n int64, err error) {
	err = tx.Model(&models.Entry{}).Where("action = ? AND account_id = ?", action, models.SystemID).Count(&n).Error
	return n, err
}

// TestErasureOutlivesARestore restores a backup of a fund with people in every status, of which one of each was erased since: they are erased again before the
// restored fund can be opened, and the record proves it.
func TestErasureOutlivesARestore(t *testing.T) {
	dir := t.TempDir()
	url, copied := filepath.Join(dir, "fund.db"), filepath.Join(dir, "copy.db")
	t.Setenv("LOG_LEVEL", "error")
	t.Setenv("DATABASE_URL", url)
	t.Setenv("TODAY", "")
	ends(t, "", "seed")
	ends(t, "", "backup", copied)

	people := map[string]models.Observer{}
	inFund(t, url, func(tx *gorm.DB) error {
		var all []models.Observer
		err := tx.Order("id").Find(&all).Error
		for _, o := range all {
			people[string(o.Status)] = o
		}
		var away models.Assignment
		if err == nil {
			err = tx.Where("status = ?", models.AssignmentDeployed).Take(&away).Error
		}
		if err == nil {
			o, err := models.Find[models.Observer](tx, away.ObserverID)
			people["in the field"] = o
			return err
		}
		return err
	})
	for _, status := range []models.ObserverStatus{models.ObserverNominated, models.ObserverAdmitted, models.ObserverSuspended} {
		if people[string(status)].ID == "" {
			t.Errorf("no one is %s in the demonstration", status)
		}
	}
	lines := models.NewID() + " 2026-11-30T08:00:00Z\n" // somebody who came after the backup
	for _, o := range people {
		lines += o.ID + " 2026-11-30T09:00:00.5Z\n"
	}
	list := filepath.Join(dir, models.ErasedFile)
	write := func(text string) {
		if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(lines + "somebody yesterday\n")
	ends(t, fmt.Sprintf("line %d", len(people)+2), "restore", "-force", copied)
	write(lines)
	ends(t, "", "restore", "-force", copied)
	content, err := os.ReadFile(url)
	for status, was := range people {
		if err != nil || bytes.Contains(content, []byte(was.PassportName)) {
			t.Errorf("a part of the file that is free still holds the name of who was %s (%v)", status, err)
		}
	}
	ends(t, "", "verify")
	inFund(t, url, func(tx *gorm.DB) error {
		for status, was := range people {
			o, err := models.Find[models.Observer](tx, was.ID)
			if err == nil {
				err = o.LoadPrivate(tx)
			}
			if err != nil {
				return err
			}
			if o.PreferredName != models.Erased || o.PassportName != models.Erased || o.ErasedAt.IsZero() || !o.Gone() || o.Private.PassportNumber != "" {
				t.Errorf("who was %s is %+v", status, o)
			}
		}
		erased, err := journalled(tx, models.EraseObserver)
		if err == nil && erased < int64(len(people)) {
			t.Errorf("the journal has %d erasures by the clock", erased)
		}
		return err
	})
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	ends(t, "", "erased", list)
	if kept, err := models.Erasures(list); err != nil || len(kept) != len(people) {
		t.Errorf("of %d people the file holds %v (%v)", len(people), kept, err)
	}
	written, _ := os.ReadFile(list)
	ends(t, "", "erased", list)
	if again, err := os.ReadFile(list); err != nil || !bytes.Equal(written, again) {
		t.Errorf("it was %s and is %s (%v)", written, again, err)
	}
}

// TestDaily lets the server back up by itself day by day, and keeps so many.
func TestDaily(t *testing.T) {
	dir, _ := backedUp(t)
	folder := filepath.Join(dir, "backups")
	db, err := models.Open(filepath.Join(dir, "fund.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2027, 2, 27, 23, 30, 0, 0, time.UTC)
	db.SetClock(func() time.Time { return now })
	var log bytes.Buffer
	b := &handlers.Backups{DB: db, Folder: folder, Keep: 2, Log: slog.New(slog.NewTextHandler(&log, nil))}
	view := func() handlers.BackupsView {
		t.Helper()
		out, err := handlers.ReadBackups(handlers.Call{Backups: b}, struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if err := b.Tend(t.Context()); err == nil || !strings.Contains(log.String(), "no such file") {
		t.Errorf("a backup into no folder: %v, logged %s", err, log.String())
	}
	if v := view(); !v.ByItself || v.Last != nil || v.Failed == nil || !v.Failed.At.Equal(now) || !strings.Contains(v.Failed.Why, "no such file") {
		t.Errorf("it shows %+v", v)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, theirs := range []string{"fund-2020-01-01.db.old", "fund.db", "my fund-2020-01-01.db", "fund-2020-01-02.db"} { // the last has no checksum
		if err := os.WriteFile(filepath.Join(folder, theirs), []byte("theirs"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 4 {
		for range 2 { // of one day there is one
			if err := b.Tend(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		last := view().Last
		if last == nil || last.Name != "fund-"+now.Format(time.DateOnly)+".db" || last.Size == 0 {
			t.Errorf("on %s the last is %+v", now, last)
		}
		now = now.Add(24 * time.Hour)
	}
	var names []string
	files, err := os.ReadDir(folder)
	for _, f := range files {
		names = append(names, f.Name())
	}
	want := []string{"erased.txt", "fund-2020-01-01.db.old", "fund-2020-01-02.db", "fund-2027-03-01.db", "fund-2027-03-01.db.sha256", "fund-2027-03-02.db",
		"fund-2027-03-02.db.sha256", "fund.db", "my fund-2020-01-01.db"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("the folder holds %v (%v), want %v", names, err, want)
	}
	ends(t, "", "backup", "-verify", filepath.Join(folder, "fund-2027-03-02.db"))

	// Another process is at it, and then was killed at it: of what it made there is a checksum only.
	making := filepath.Join(folder, "fund-2027-03-03.db.making")
	if err := os.WriteFile(making, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.Tend(t.Context()), b.DB.Backup(t.Context(), strings.TrimSuffix(making, ".making"))); !errors.Is(err, models.ErrBeingMade) {
		t.Errorf("two at once: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "fund-2027-03-03.db.sha256"), []byte("of another"), 0o600); err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-2 * time.Minute)
	if err := errors.Join(os.Chtimes(making, long, long), b.Tend(t.Context())); err != nil {
		t.Error(err)
	}
	ends(t, "", "backup", "-verify", filepath.Join(folder, "fund-2027-03-03.db"))
}

// TestServedBackup serves a fund that backs itself up at once, and again whatever the program was doing when it was stopped.
func TestServedBackup(t *testing.T) {
	dir, _ := backedUp(t)
	t.Setenv("ADDR", modelstest.Free(t))
	t.Setenv("BACKUP_FOLDER", dir)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- run(ctx, nil) }()
	made := func() []string {
		all, err := filepath.Glob(filepath.Join(dir, "fund-*.db"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	for range 200 {
		if len(made()) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}
	if all := made(); len(all) != 1 {
		t.Fatalf("there are %v", all)
	}
	ends(t, "", "backup", "-verify", made()[0])
}

// TestRestoredByOthersMeans takes a PostgreSQL fund through its own programs, and then says that it was restored.
func TestRestoredByOthersMeans(t *testing.T) {
	first, second := modelstest.PostgresURL(t), modelstest.PostgresURL(t)
	dump := filepath.Join(t.TempDir(), "fund.dump")
	t.Setenv("LOG_LEVEL", "error")
	t.Setenv("DATABASE_URL", first)
	ends(t, "", "admin", "-email", "one@fund.example")
	for _, by := range [][]string{
		{"pg_dump", "--format=custom", "--no-owner", "--file=" + dump, first},
		{"pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname=" + second, dump},
	} {
		if said, err := exec.Command(modelstest.Program(t, by[0]), by[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v %s", by[0], err, said)
		}
	}
	t.Setenv("DATABASE_URL", second)
	ends(t, "", "restored")
	ends(t, "", "verify")
	for url, want := range map[string]bool{first: false, second: true} {
		inFund(t, url, func(tx *gorm.DB) error {
			held, err := models.MailHeld(tx)
			entries, counting := journalled(tx, models.RestoreFund)
			if held != want || entries != map[bool]int64{false: 0, true: 1}[want] {
				t.Errorf("mail is held: %t, want %t; the journal says %d times that it was restored", held, want, entries)
			}
			return errors.Join(err, counting)
		})
	}
}
