package models

import (
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Fund is what is true of the fund as a whole.
type Fund struct {
	Name          string `json:"name"`
	Currency      string `json:"currency"`     // the books are kept in it
	Decimals      int    `json:"decimals"`     // of the currency
	Zone          string `json:"zone"`         // IANA; the business day of a transfer is a local date there
	ReserveFloor  Money  `json:"reserveFloor"` // what commitments leave in the reserve
	Demonstration bool   `json:"demonstration"`
	MailHeldSince Time   `json:"mailHeldSince,omitzero"` // when it was restored from a backup; nothing is mailed from then until an administrator says so
	Revision      int    `json:"revision"`
}

// Said makes an amount of the books a parameter of what is said.
func (f Fund) Said(m Money) said.Value {
	return Currency{Code: f.Currency, Decimals: f.Decimals}.Said(m)
}

// Today is the business day at an instant: the date in the fund's zone.
func (f Fund) Today(now Time) Date {
	zone, err := Zone(f.Zone)
	if err != nil {
		zone = time.UTC
	}
	return now.In(zone)
}

// Ref names the fund.
func (f Fund) Ref() Ref { return Ref{"fund", "fund"} }

// Rev is the revision of the fund's settings, which their ETag shows and If-Match names.
func (f Fund) Rev() int { return f.Revision }

// LoadFund reads the fund's settings; a new fund keeps its books in US dollars.
func LoadFund(db *gorm.DB) (Fund, error) {
	fund := Fund{Name: "Electoral Observation Fund", Currency: "USD", Decimals: 2, Zone: "UTC"}
	var kept Setting
	err := db.Take(&kept, "name = ?", "fund").Error
	if err == nil {
		err = json.Unmarshal([]byte(kept.Value), &fund)
	} else if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	fund.Revision = max(fund.Revision, 1) // what was never set can be seen, too
	return fund, err
}

// SaveFund keeps the fund's settings.
func SaveFund(db *gorm.DB, fund Fund) error {
	value, err := json.Marshal(fund)
	if err != nil {
		return err
	}
	return db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&Setting{Name: "fund", Value: string(value)}).Error
}

// IsDemonstration reports whether the database holds the demonstration and not a real fund.
func IsDemonstration(db *gorm.DB) (bool, error) {
	fund, err := LoadFund(db)
	return fund.Demonstration, err
}

// SetFund changes the fund's settings. Amounts are in its currency everywhere, so that changes only before there are
// any; how many decimals it has is not for us to decide, and whoever says so must say it right.
func (a Actor) SetFund(fund *Fund, decimals *int) error {
	was, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	var faults refusal.Faults
	var currency Currency
	found := a.DB.Limit(1).Find(&currency, "code = ?", fund.Currency)
	switch {
	case found.Error != nil:
		return found.Error
	case found.RowsAffected == 0:
		faults.Add("currency", "{text} is not an ISO 4217 currency the fund knows", "text", said.Quote(fund.Currency, 10))
	case decimals != nil && *decimals != currency.Decimals:
		faults.Add("decimals", "{currency} has {decimals}", "currency", currency.Code, "decimals", currency.Decimals)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if fund.Currency != was.Currency {
		if err := a.noAmounts(); err != nil {
			return err
		}
	}
	fund.Decimals, fund.Revision = currency.Decimals, was.Revision+1
	if err := SaveFund(a.DB, *fund); err != nil {
		return err
	}
	of := func(field, from, to string) FieldChange {
		return FieldChange{Subject: fund.Ref(), Title: fund.Name, Field: field, From: from, To: to}
	}
	floor := of("reserveFloor", plainText(was.ReserveFloor), plainText(fund.ReserveFloor))
	floor.Money = true
	changes := []FieldChange{of("name", was.Name, fund.Name), of("currency", was.Currency, fund.Currency), of("zone", was.Zone, fund.Zone), floor}
	a.Rehearsal.add(changes...)
	return a.Journal(SetFund, fund.Ref(), "", Facts{}.changed(changes...))
}

// noAmounts refuses while anything has an amount in the fund's currency.
func (a Actor) noAmounts() error {
	for _, with := range []any{&Contribution{}, &Line{}, &Opportunity{}, &DeploymentSeat{}} {
		some, err := exists(a.DB.Model(with))
		if err != nil {
			return err
		}
		if some {
			return refusal.CurrencyInUse
		}
	}
	return nil
}

// FundFigures is the fund in numbers, on a day.
type FundFigures struct {
	Fund
	Figures
	Pledged      Money                `json:"pledged" description:"all promises; a cancelled one counts with what was paid on it"`
	Outstanding  Money                `json:"outstanding" description:"of what is pledged, what is not paid yet, at the rates of the pledges"`
	Overdue      Money                `json:"overdue" description:"of what is outstanding, what was due before today"`
	HostShare    Money                `json:"hostShare" description:"what states paid for missions they host: always 0"`
	Windows      []WindowFigures      `json:"windows"`
	Contributors []ContributorFigures `json:"contributors"`
	Proof        Proof                `json:"proof"`
	Can          []Action             `json:"can"`
}

// Events makes FundFigures Living.
func (FundFigures) Events() []Action { return []Action{SetFund, ReleaseMail} }

// WindowFigures is what is on the lines of a window.
type WindowFigures struct {
	Window      Window `json:"window"`
	Budget      Money  `json:"budget"`
	Allocated   Money  `json:"allocated"`
	Committed   Money  `json:"committed" description:"includes what is spent"`
	Spent       Money  `json:"spent"`
	Uncommitted Money  `json:"uncommitted" description:"allocated less committed"`
	Rest        Money  `json:"rest" description:"committed less spent"`
	Room
}

// ContributorFigures is what one participant promised and paid, and what became of it.
type ContributorFigures struct {
	Contributor string `json:"contributor"`
	Figures
	Pledged     Money `json:"pledged"`
	Outstanding Money `json:"outstanding"`
	Overdue     Money `json:"overdue"`
	HostShare   Money `json:"hostShare" description:"what it paid for missions it hosts: always 0"`
}
