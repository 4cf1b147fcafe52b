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

func verify(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	against := flags.String("against", "", "an earlier `export` of the journal, with which the database must still agree")
	offline := flags.String("offline", "", "an `export` of the journal to verify by itself, without a database")
	if _, err := parse(flags, args, 0); err != nil {
		return err
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
	now, err := models.VerifyFund(ctx, db)
	if err := verdict("The database", now, err); err != nil || *against == "" {
		return err
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
	fmt.Printf("%s: %d entries, nothing altered. The last hash is %s\n", what, v.Entries, v.Head)
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
	rows, err := db.Query(ctx).Model(&models.Entry{}).Select("seq", "hash").Order("seq").Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	lines := json.NewDecoder(bufio.NewReader(file))
	for {
		var then, now models.Entry
		if err := lines.Decode(&then); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if rows.Next() {
			if err := rows.Scan(&now.Seq, &now.Hash); err != nil {
				return err
			}
		} else if err := rows.Err(); err != nil {
			return err
		}
		if now.Seq != then.Seq || now.Hash != then.Hash {
			fmt.Printf("ALTERED: entry %d of the journal is not what the export says\n", then.Seq)
			return done(1)
		}
	}
}
