package models

import (
	"encoding/json"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Fund is what is true of the fund as a whole.
type Fund struct {
	Name          string `json:"name"`
	Currency      string `json:"currency"` // the books are kept in it
	ReserveFloor  Money  `json:"reserveFloor"`
	Decimals      int    `json:"decimals"`     // of the currency
	Demonstration bool   `json:"demonstration"`
}

// Format writes an amount of the fund's money for a person: USD 41,200.00.
func (f Fund) Format(m Money) string {
	return Currency{Code: f.Currency, Decimals: f.Decimals}.Format(int64(m))
}

// Ref names the fund.
func (f Fund) Ref() Ref { return Ref{"fund", "fund"} }

// LoadFund reads the fund's settings; a new fund keeps its books in US dollars.
func LoadFund(db *gorm.DB) (Fund, error) {
	fund := Fund{Name: "Electoral Observation Fund", Currency: "USD", Decimals: 2}
	var kept Setting
	err := db.Take(&kept, "name = ?", "fund").Error
	if err == nil {
		err = json.Unmarshal([]byte(kept.Value), &fund)
	} else if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
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

// IsDemonstration tells whether the database holds the demonstration and not a real fund.
func IsDemonstration(db *gorm.DB) (bool, error) {
	fund, err := LoadFund(db)
	return fund.Demonstration, err
}
