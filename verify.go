package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"observationfund/models"
)

func verify(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	against := flags.String("against", "", "an earlier `export` of the journal, with which the database must still agree")
	typed := flags.String("head", "", "a head that was noted down earlier, `HASH@N`, which the record must still have")
	offline := flags.String("offline", "", "an `export` of the journal to verify by itself, without a database")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	var noted models.Head
	if *typed != "" {
		if noted, err = models.ParseHead(*typed); err != nil {
			return err
		}
	}
	if *offline != "" {
		then, err := verifyFile(*offline)
		return verdict("The export", then, err)
	}
	db, err := existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	tell, wipe := progress(os.Stderr)
	now, err := models.VerifyFund(ctx, db, tell)
	wipe()
	if err := verdict("The database", now, err); err != nil {
		return err
	}
	if *typed != "" {
		if err := stillHas(ctx, db, noted); err != nil {
			return err
		}
	}
	if *against == "" {
		return nil
	}
	then, err := verifyFile(*against)
	if err == nil && then.OK {
		err = agrees(ctx, db, *against)
	}
	return verdict("The export", then, err)
}

func verifyFile(name string) (models.Verification, error) {
	file, err := os.Open(name)
	if err != nil {
		return models.Verification{}, err
	}
	defer file.Close()
	return models.VerifyExport(file)
}

// verdict says what a verification of something found; what was altered first is named first.
func verdict(what string, v models.Verification, err error) error {
	if err != nil {
		return err
	}
	if !v.OK {
		for i, fault := range v.Faults {
			if i == 0 {
				fmt.Println("ALTERED:", fault)
			} else {
				fmt.Println("        ", fault)
			}
		}
		return done(1)
	}
	fmt.Printf("%s: %d entries, nothing altered. The head is %s\n", what, v.Entries, v.Head)
	return nil
}

// stillHas says whether the record has a head that was noted down.
func stillHas(ctx context.Context, db *models.DB, noted models.Head) error {
	has, err := noted.Holds(db.Query(ctx))
	if err != nil {
		return err
	}
	if !has {
		fmt.Printf("ALTERED: the record has no head %s: what was there then is not what is there now\n", noted)
		return done(1)
	}
	fmt.Println("The head that was noted down is still there.")
	return nil
}

// agrees compares an export, line by line, with the journal in the database, and says where they part. Each may be
// sound by itself and yet not tell the same story: a chain that was computed anew is.
func agrees(ctx context.Context, db *models.DB, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := json.NewDecoder(bufio.NewReader(file))
	var then models.ExportLine
	next := func() (err error) {
		then = models.ExportLine{}
		if err = lines.Decode(&then); errors.Is(err, io.EOF) {
			err = nil
		}
		return err
	}
	altered := func(what string, number int64) error {
		fmt.Printf("ALTERED: %s %d of the record is not what the export says\n", what, number)
		return done(1)
	}
	// Both tell the entries and then the seals, each in their order; the head at the end of an export follows from them.
	err = next()
	if err == nil {
		err = models.EachEntry(db.Query(ctx), 0, func(e models.Entry) error {
			if then.Entry == nil || then.Seal != nil {
				return nil // what came later
			}
			if then.Seq != e.Seq || then.Hash != e.Hash {
				return altered("entry", then.Seq)
			}
			return next()
		})
	}
	if err == nil && then.Seal == nil && then.Entry != nil {
		return altered("entry", then.Seq)
	}
	if err == nil {
		err = models.EachSeal(db.Query(ctx), func(s models.Seal) error {
			if then.Seal == nil {
				return nil
			}
			if then.Seal.Number != s.Number || then.Seal.Hash != s.Hash {
				return altered("seal", then.Seal.Number)
			}
			return next()
		})
	}
	if err == nil && then.Seal != nil {
		return altered("seal", then.Seal.Number)
	}
	return err
}

// progress tells on a terminal what is being verified and how far that is, and wipes the line when it is done; elsewhere it tells nothing.
func progress(to *os.File) (tell models.Progress, wipe func()) {
	if about, err := to.Stat(); err != nil || about.Mode()&os.ModeCharDevice == 0 {
		return nil, func() {}
	}
	return func(what string, done, of int64) { fmt.Fprintf(to, "\r\033[KVerifying: %s, %d of %d", what, done, of) }, func() { fmt.Fprint(to, "\r\033[K") }
}
