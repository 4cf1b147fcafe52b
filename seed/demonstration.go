package seed

import (
	"context"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/passwords"
)

// invented is what the demonstration is made of. In it only the elections and the missions that have a confidence are
// public facts, and only their dates are real ones; every other date is a number of days from today.
//
//go:embed demonstration
var invented embed.FS

// password opens the first five accounts of a demonstration, which says so to everybody.
const password passwords.Secret = "demonstration"

// began is when the fund of the demonstration began, in days from today.
const began = -450

// Began is the instant before which the fund of a demonstration of a day had done nothing.
func Began(today models.Date) models.Time { return today.Plus(began).Midnight(time.UTC) }

// Demonstration fills an empty database with a fund that has been at work for more than a year. All of it comes about
// through the handlers, by the accounts that would do it and at the time they would, so that every rule is obeyed.
// The same day gives the same fund, whatever the year.
func Demonstration(ctx context.Context, db *models.DB, today models.Date) error {
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return db.Write(ctx, func(tx *gorm.DB) error {
		if err := empty(tx); err != nil {
			return err
		}
		s := &story{
			tx: tx, today: today, hash: hash, random: rand.New(rand.NewPCG(1945, 2005)), // a second try tells the same story
			people: map[string]*person{}, contributions: map[string]string{}, lines: map[string]string{}, visits: map[string]*missionPlan{},
		}
		for _, tell := range []func() error{s.found, s.treasury, s.cohort, s.trainings, s.courses, s.elections, s.hosts, s.spending, s.inquiries, s.imports, s.views, s.proposals, s.outbox, s.conversations} {
			if err := tell(); err != nil {
				return err
			}
		}
		return s.happen()
	})
}

// empty refuses a database that somebody uses already.
func empty(tx *gorm.DB) error {
	for _, with := range []*gorm.DB{
		tx.Model(&models.Account{}).Where("role <> ?", models.System), tx.Model(&models.Observer{}), tx.Model(&models.Contribution{}),
	} {
		var n int64
		if err := with.Count(&n).Error; err != nil {
			return err
		}
		if n > 0 {
			return errors.New("this database is in use, and the demonstration needs an empty one: name another in DATABASE_URL")
		}
	}
	return nil
}

// found begins the fund: its settings and the accounts of those who run it.
func (s *story) found() error {
	s.admin = &models.Account{Email: "admin@demo.example", Name: "Administrator One", Role: models.Administrator}
	s.second = &models.Account{Email: "admin2@demo.example", Name: "Administrator Two", Role: models.Administrator}
	s.auditor = &models.Account{Email: "auditor@demo.example", Name: "Auditor", Role: models.Auditor}
	s.on(began, 8, "the fund begins", func() error {
		operator := models.SystemAccount() // the first administrators come by the command on the server
		if err := errors.Join(s.enrol(&operator, s.admin, true), s.enrol(&operator, s.second, true)); err != nil {
			return err
		}
		fund, err := models.LoadFund(s.tx)
		if err != nil {
			return err
		}
		fund.Demonstration = true
		if err := models.SaveFund(s.tx, fund); err != nil {
			return err
		}
		floor := dollars(600_000)
		_, err = act(s, s.admin, models.SetFund, handlers.SetFund, handlers.FundInput{Name: fund.Name, Currency: "USD", ReserveFloor: &floor})
		return err
	})
	s.on(began, 9, "the auditor", func() error { return s.enrol(s.admin, s.auditor, true) })
	s.on(-2, 19, "notices are read", s.caughtUp)
	for day := began; day <= 0; day++ {
		s.at(s.today.Plus(day).Midnight(utc), "the clock", s.clock)
	}
	return nil
}

// enrol makes an account; known accounts have used their link and have the password that everybody knows.
func (s *story) enrol(who, account *models.Account, known bool) error {
	in := handlers.AccountInput{Email: account.Email, Name: account.Name, Role: account.Role, State: account.State, ObserverID: account.ObserverID}
	var made handlers.AccountAndLink
	var err error
	if who.Role == models.System { // the operator's command needs nobody else
		made, err = handlers.CreateAccount(handlers.Call{Actor: models.Actor{DB: s.tx, By: *who, Now: s.now}, Scope: models.All}, in)
	} else {
		made, err = act(s, who, models.CreateAccount, handlers.CreateAccount, in)
	}
	if err != nil || !known {
		*account = made.Account
		return err
	}
	token, _, err := models.NewLink(models.Actor{DB: s.tx, By: models.SystemAccount(), Now: s.now}, made.Account.ID)
	if err != nil {
		return err
	}
	link, found, err := models.LinkOf(s.tx, token, s.now)
	if err != nil {
		return err
	}
	*account = found
	return link.Use(models.Actor{DB: s.tx, By: found, Now: s.now}, account, s.hash)
}

// clock does what happens by itself at midnight.
func (s *story) clock() error {
	by := models.Actor{DB: s.tx, By: models.SystemAccount(), Now: s.now}
	for _, due := range []func() (int, error){by.ExpireOffers, by.CloseCallOuts, by.RemindCallOuts, by.CloseDue, by.ExpireProposals, by.LapseInvitations, by.LapseDue, by.Remind} {
		if _, err := due(); err != nil {
			return err
		}
	}
	return s.sendMail()
}

// caughtUp marks what everybody was told until now as read, so that what is new stands out.
func (s *story) caughtUp() error {
	accounts := []*models.Account{s.admin, s.second, s.auditor, s.people["observer"].account}
	for _, v := range s.visits {
		if v.account != nil {
			accounts = append(accounts, v.account)
		}
	}
	for _, account := range accounts {
		if _, err := act(s, account, models.MarkNotices, handlers.MarkNotices, handlers.Nothing{}); err != nil {
			return err
		}
	}
	return nil
}

// dollars is an amount in the minor units of the fund's currency.
func dollars(n int) models.Money { return models.Money(n * 100) }

// readTable reads a table of the demonstration.
func readTable[T any](name string, row func(*line) T) ([]T, error) {
	content, err := invented.ReadFile("demonstration/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	cells, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var rows []T
	for _, values := range cells[1:] {
		l := &line{cells: map[string]string{}}
		for i, column := range cells[0] {
			l.cells[column] = values[i]
		}
		rows = append(rows, row(l))
		if err := errors.Join(l.faults...); err != nil {
			return nil, fmt.Errorf("%s: %v: %w", name, values, err)
		}
	}
	return rows, nil
}

// days is a cell with a day of the story; the second is false where it is empty.
func (l *line) days(column string) (int, bool) {
	if l.text(column) == "" {
		return 0, false
	}
	return l.number(column), true
}

// date is a cell with a day of the calendar.
func (l *line) date(column string) (d models.Date) {
	if err := d.UnmarshalText([]byte(l.text(column))); err != nil {
		l.faults = append(l.faults, err)
	}
	return d
}
