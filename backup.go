package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"observationfund/models"
	"observationfund/models/refusal"
)

func backup(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	args, err = parse(flags, args, 1)
	if err != nil {
		return err
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
	fmt.Printf("%s now holds the whole fund. It can be opened like the database itself: keep it as safe.\n", args[0])
	return nil
}

func restore(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	force := flags.Bool("force", false, "replace a database that exists; it is kept beside the new one, as .before-restore")
	args, err := parse(flags, args, 1)
	if err != nil {
		return err
	}
	target, ok := models.SQLiteFile(c.database)
	if !ok {
		fmt.Fprintf(os.Stderr, "This database is on a PostgreSQL server, which has its own command for that:\n\n"+
			"    pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction --dbname=\"$DATABASE_URL\" %q\n\n", args[0])
		return done(2)
	}
	fresh := target + ".restoring"
	if err := copyFile(args[0], fresh); err != nil {
		return err
	}
	defer os.Remove(fresh)
	if err := models.CheckBackup(ctx, fresh); err != nil {
		return fmt.Errorf("%s cannot be restored: %w", args[0], err)
	}
	if err := setAside(ctx, target, *force); err != nil {
		return err
	}
	if err := os.Rename(fresh, target); err != nil {
		return err
	}
	fmt.Printf("%s is now what %s was.\n", target, args[0])
	return nil
}

// setAside moves a database out of the way, unless somebody is using it.
func setAside(ctx context.Context, target string, force bool) error {
	if _, err := os.Stat(target); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if !force {
		return fmt.Errorf("%s exists; with -force it is kept as %[1]s.before-restore and replaced", target)
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

// copyFile copies a file into a new one that only we can read, down to the disk.
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
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}
