package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
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
	now, err := models.VerifyFund(ctx, db)
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
	now, err := heads(ctx, db)
	if err != nil {
		return err
	}
	for {
		var then models.ExportLine
		if err := lines.Decode(&then); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if then.Head != nil { // which follows from the lines before it
			continue
		}
		what, number, hash, has := "entry", int64(0), "", now.entries
		if then.Seal != nil {
			what, number, hash, has = "seal", then.Seal.Number, then.Seal.Hash, now.seals
		} else if then.Entry != nil {
			number, hash = then.Seq, then.Hash
		}
		if number < 1 || number > int64(len(has)) || hex.EncodeToString(has[number-1][:]) != hash {
			fmt.Printf("ALTERED: %s %d of the record is not what the export says\n", what, number)
			return done(1)
		}
	}
}

// hashes are those of all entries and of all seals that a database has, in their order.
type hashes struct{ entries, seals [][sha256.Size]byte }

func heads(ctx context.Context, db *models.DB) (all hashes, err error) {
	add := func(to *[][sha256.Size]byte, hash string) error {
		var sum [sha256.Size]byte
		_, err := hex.Decode(sum[:], []byte(hash))
		*to = append(*to, sum)
		return err
	}
	if err := models.EachEntry(db.Query(ctx), 0, func(e models.Entry) error { return add(&all.entries, e.Hash) }); err != nil {
		return all, err
	}
	return all, models.EachSeal(db.Query(ctx), func(s models.Seal) error { return add(&all.seals, s.Hash) })
}
