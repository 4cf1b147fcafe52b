package models

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models/spelling"
)

// Identity is by what a person is told from others, as far as it is known.
type Identity struct {
	Names            []string // each by FoldName
	Passport, Issuer string   // the number by FoldNumber
	Born             Date
}

// FoldName is a name by its words in any order: passports differ in which comes first.
func FoldName(name string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(spelling.Fold(name)))), " ")
}

// Same reports whether two are one person: by their passport, or by name and birth date.
func (i Identity) Same(o Identity) bool {
	if i.Passport != "" && i.Passport == o.Passport && (i.Issuer == o.Issuer || i.Issuer == "" || o.Issuer == "") {
		return true
	}
	return !i.Born.IsZero() && i.Born == o.Born && i.Named(o)
}

// Named reports whether two share a name.
func (i Identity) Named(o Identity) bool {
	return slices.ContainsFunc(i.Names, func(name string) bool { return name != "" && slices.Contains(o.Names, name) })
}

// Contradicts reports whether neither name nor birth date can be those of one person.
func (i Identity) Contradicts(o Identity) bool {
	return !i.Named(o) && !i.Born.IsZero() && !o.Born.IsZero() && i.Born != o.Born
}

// Identified is an observer with their identity.
type Identified struct {
	Observer
	Identity Identity
}

// Identities reads everybody whom the fund knows and has not erased.
func Identities(db *gorm.DB) ([]Identified, error) {
	var rows []struct {
		Observer
		PassportNumber, PassportState string
		BornOn                        Date
	}
	err := db.Model(&Observer{}).Select("observers.id, passport_name, preferred_name, status, seat, COALESCE(passport_number, '') AS passport_number, COALESCE(passport_state, '') AS passport_state, born_on").
		Joins("LEFT JOIN observer_private ON observer_id = observers.id").Where("erased_at IS NULL").Order("observers.id").Scan(&rows).Error
	all := make([]Identified, len(rows))
	for n, r := range rows {
		all[n] = Identified{r.Observer, Identity{Names: []string{FoldName(r.PassportName), FoldName(r.PreferredName)}, Passport: FoldNumber(r.PassportNumber), Issuer: r.PassportState, Born: r.BornOn}}
	}
	return all, err
}
