package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/seed"
)

func migrate(ctx context.Context, c config, flags *flag.FlagSet, args []string) error {
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	db, err := open(ctx, c)
	if err != nil {
		return err
	}
	fmt.Println("The schema and the reference data are up to date.")
	return db.Close()
}

// signIn is how to enter the demonstration.
const signIn = `Its people are invented. Everybody's password is "demonstration":

    admin@demo.example      administrator of the fund
    admin2@demo.example     a second administrator: some steps take two people
    observer@demo.example   observer
    state@demo.example      Timor-Leste, as the state that invites
    auditor@demo.example    auditor

`

func demonstrate(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	db, err := models.Open(c.database)
	if err != nil {
		return err
	}
	c.demoAhead = 0 // a demonstration is made for the day from which it runs ahead
	db.SetClock(c.clock())
	today := db.Now().Day()
	db.SetClock(func() time.Time { return seed.Began(today).Time }) // the reference data were there before the first decision
	if err := prepare(ctx, c, db); err != nil {
		return err
	}
	db.SetClock(c.clock())
	defer func() { err = errors.Join(err, db.Close()) }()
	var people int64
	if err := db.Query(ctx).Model(&models.Account{}).Where("role <> ?", models.System).Count(&people).Error; err != nil {
		return err
	}
	if people > 0 {
		return errors.New("this database has accounts already: the demonstration needs one of its own")
	}
	if err := seed.Demonstration(ctx, db, today); err != nil {
		return err
	}
	fmt.Print("The demonstration is ready.\n", signIn)
	return nil
}

func admin(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	email := flags.String("email", "", "whose account it is")
	name := flags.String("name", "Administrator", "how a new account is called")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	if *email == "" {
		flags.Usage()
		return done(2)
	}
	db, err := open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	token, err := handlers.AdministratorLink(ctx, db, *email, *name)
	if err != nil {
		return err
	}
	fmt.Printf("%s sets a new password here, once:\n\n    %s\n\n", *email, c.link(token))
	return nil
}

// link prints a one-time link into an account that there is, for its owner.
func link(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	rest, err := parse(flags, args, 1)
	if err != nil {
		return err
	}
	db, err := current(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	token, err := handlers.AccountLink(ctx, db, rest[0])
	if err != nil {
		return err
	}
	fmt.Printf("Give this link to the owner of %s and to no one else. A password is set there, once:\n\n    %s\n\n", rest[0], c.link(token))
	return nil
}

// clock says what the clock shows beside the record, and with a reason records that it was wrong before: the fund then goes on by it.
func clock(ctx context.Context, c config, flags *flag.FlagSet, args []string) (err error) {
	reason := flags.String("reason", "", "the clock is right now: record that it was wrong before, and why; until then a clock behind the last entry writes nothing")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	db, err := existing(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.Migrate(ctx); err != nil { // the reference data can wait: to load them is an entry, too
		return err
	}
	reading, err := db.Clock(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("The clock shows %s. The last entry of the record, number %d, is of %s.\n", reading.Now.Words(), reading.Seq, reading.Last.Words())
	if *reason == "" {
		return reading.Behind(db.Query(ctx))
	}
	if err := handlers.CorrectClock(ctx, db, *reason); err != nil {
		return err
	}
	fmt.Println("It is recorded that the clock was wrong before. The fund goes on by the present one.")
	return nil
}

// existing opens a database that must be there already.
func existing(c config) (*models.DB, error) {
	if file, ok := models.SQLiteFile(c.database); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("there is no database: %w", err)
		}
	}
	return models.Open(c.database)
}

// current opens a database that must be there already, and brings it up to date.
func current(ctx context.Context, c config) (*models.DB, error) {
	db, err := existing(c)
	if err != nil {
		return nil, err
	}
	return db, prepare(ctx, c, db)
}
