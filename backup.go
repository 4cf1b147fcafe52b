package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func backup(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	prove := flags.Bool("verify", false, "prove a backup that there is: hold it to its checksum, and to what can be restored")
	args, err = parse(flags, args, 1)
	if err != nil {
		return err
	}
	if *prove {
		if err := models.ProveBackup(ctx, args[0]); err != nil {
			return fmt.Errorf("%s cannot be restored: %w", args[0], err)
		}
		fmt.Printf("%s is as it was made, and can be restored.\n", args[0])
		return nil
	}
	if _, ok := models.SQLiteFile(c.database); !ok {
		fmt.Fprintf(os.Stderr, "This database is on a PostgreSQL server, which has its own command for that:\n\n"+
			"    pg_dump --format=custom --no-owner --file=%q \"$DATABASE_URL\"\n\n", args[0])
		return done(2)
	}
	db, err := existing(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Backup(ctx, args[0]); err != nil {
		return err
	}
	fmt.Printf("%s now holds the whole fund, and %[1]s.sha256 its checksum. It can be opened like the database itself: keep it as safe.\n", args[0])
	return nil
}

func restore(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	force := flags.Bool("force", false, "replace a database that exists; it is kept beside the new one, as .before-restore")
	unproved := flags.Bool("unproved", false, "restore even a file that has no checksum beside it")
	list := flags.String("erased", "", "the `file` of those who were erased, and are erased again; without it, erased.txt beside the backup, if it is there")
	args, err := parse(flags, args, 1)
	if err != nil {
		return err
	}
	target, ok := models.SQLiteFile(c.database)
	if !ok {
		fmt.Fprintf(os.Stderr, "This database is on a PostgreSQL server, which has its own command for that:\n\n"+
			"    pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction --dbname=\"$DATABASE_URL\" %q\n"+
			"    observationfund restored\n\n", args[0])
		return done(2)
	}
	fresh := target + ".restoring"
	if err := copyFile(args[0], fresh); err != nil {
		return err
	}
	defer func() {
		for _, part := range []string{"", "-wal", "-shm"} {
			os.Remove(fresh + part)
		}
	}()
	// What is checked is the copy: nobody can change it before it is put in place.
	err = models.HoldToChecksum(fresh, args[0])
	if errors.Is(err, fs.ErrNotExist) && *unproved {
		err = nil
	} else if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w; with -unproved it is restored all the same", err)
	}
	if err == nil {
		err = models.CheckBackup(ctx, fresh)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be restored: %w", args[0], err)
	}
	if _, err := os.Stat(target); err == nil && !*force {
		return fmt.Errorf("%s exists; with -force it is kept as %[1]s.before-restore and replaced", target)
	}
	gone, err := erasures(*list, filepath.Join(filepath.Dir(args[0]), models.ErasedFile))
	if err != nil {
		return err
	}
	again, err := makeReady(ctx, c, fresh, gone)
	if err != nil {
		return fmt.Errorf("%s cannot be restored: %w", args[0], err)
	}
	if err := setAside(ctx, target); err != nil {
		return err
	}
	if err := os.Rename(fresh, target); err != nil {
		return err
	}
	fmt.Printf("%s is now what %s was.\n", target, args[0])
	sayRestored(again)
	return models.Settle(filepath.Dir(target))
}

// erasures reads the file of those who were erased that is named, or the usual one, if there is one.
func erasures(named, usual string) ([]models.Erasure, error) {
	if named != "" {
		return models.Erasures(named)
	}
	all, err := models.Erasures(usual)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return all, err
}

// makeReady brings a copy of a backup up to date, marks it and erases in it, before it is the fund. It answers how many were erased again.
func makeReady(ctx context.Context, c config, fresh string, gone []models.Erasure) (n int, err error) {
	sum, err := models.FileSum(fresh)
	if err != nil {
		return 0, err
	}
	c.database = fresh
	db, err := open(ctx, c)
	if err != nil {
		return 0, err
	}
	n, err = handlers.Restored(ctx, db, sum, gone)
	if err == nil && n > 0 {
		err = db.Rewrite(ctx)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return n, err
	}
	if err := models.Retire(ctx, fresh); err != nil {
		return n, err
	}
	if err := models.CheckBackup(ctx, fresh); err != nil { // much was done to it since
		return n, err
	}
	return n, models.Settle(fresh)
}

func sayRestored(again int) {
	if again > 0 {
		fmt.Printf("People who were erased after the backup was made, and are erased again: %d.\n", again)
	}
	fmt.Print("Nothing is mailed until an administrator says so, on the first page of the app.\n")
}

func restored(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	list := flags.String("erased", "", "the `file` of those who were erased, and are erased again")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	gone, err := erasures(*list, "")
	if err != nil {
		return err
	}
	db, err := current(ctx, c)
	if err != nil {
		return err
	}
	again, err := handlers.Restored(ctx, db, "", gone)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	sayRestored(again)
	return nil
}

func erased(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	args, err := parse(flags, args, 1)
	if err != nil {
		return err
	}
	db, err := existing(c)
	if err != nil {
		return err
	}
	return errors.Join(models.KeepErasures(db.Query(ctx), args[0]), db.Close())
}

// setAside moves a database out of the way, unless somebody is using it.
func setAside(ctx context.Context, target string) error {
	if _, err := os.Stat(target); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	kept := target + ".before-restore"
	if _, err := os.Lstat(kept); err == nil {
		return fmt.Errorf("%s is there from an earlier restore: move it away first", kept)
	}
	var ours *refusal.Refusal
	if err := models.Retire(ctx, target); errors.As(err, &ours) {
		return fmt.Errorf("%s is in use: stop the server first", target)
	}
	// What could not be retired is damaged. It is kept as it is, with what belongs to it.
	for _, part := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(target+part, kept+part); err != nil && (part == "" || !errors.Is(err, os.ErrNotExist)) {
			return err
		}
	}
	return nil
}

// copyFile copies a file into a new one that only we can read.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there from a restore that did not end: remove it first", filepath.Base(to))
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
