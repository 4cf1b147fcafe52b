package models

import (
	"slices"
	"strings"

	"observationfund/models/refusal"
)

// numbered finds a passport by its folded number and its state, in the words of the index that lets nobody else have it.
const numbered = `UPPER(REPLACE(REPLACE(passport_number, ' ', ''), '-', '')) = ? AND passport_state = ?
	AND REPLACE(REPLACE(passport_number, ' ', ''), '-', '') <> ''`

// FoldNumber takes from the number of a document what makes no other: capitals, spaces and hyphens.
func FoldNumber(number string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(number))
}

// identity are the fields of a profile by which somebody is told from others.
var identity = []string{"passportName", "private.bornOn", "private.passportNumber", "private.passportState"}

// checkIdentity holds what was said of these fields against everybody else whom the fund knows.
func (o *Observer) checkIdentity(actor Actor, said []string, confirmed Confirmed) error {
	if o.Private == nil {
		return nil
	}
	of := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(field string) bool { return slices.Contains(said, field) })
	}
	if of("private.passportNumber", "private.passportState") {
		if err := o.checkPassport(actor); err != nil {
			return err
		}
	}
	if of("passportName", "private.bornOn") {
		return o.checkNamesakes(actor, confirmed)
	}
	return nil
}

// checkPassport refuses a passport that another person has: nobody is in the cohort twice.
func (o *Observer) checkPassport(actor Actor) error {
	number := FoldNumber(o.Private.PassportNumber)
	if number == "" {
		return nil
	}
	if o.Private.PassportState == "" {
		return refusal.Fault("private.passportState", "is needed: the number is that of one state's passport")
	}
	holders, err := o.others(actor, numbered, number, o.Private.PassportState)
	if err != nil || len(holders) == 0 {
		return err
	}
	no := refusal.PassportTaken
	if actor.By.Role == Administrator {
		no = refusal.PassportTakenBy.With("name", holders[0].PreferredName, "status", holders[0].Status)
	}
	var faults refusal.Faults
	faults.Add("private.passportNumber", "is in the record of another person")
	return no.Of(faults)
}

// checkNamesakes doubts a person whom the fund knows already by name and day of birth.
func (o *Observer) checkNamesakes(actor Actor, confirmed Confirmed) error {
	if o.Private.BornOn.IsZero() {
		return nil
	}
	born, err := o.others(actor, "born_on = ?", o.Private.BornOn)
	if err != nil {
		return err
	}
	for _, other := range born {
		if FoldName(o.PassportName) == FoldName(other.PassportName) {
			return confirmed.doubt(refusal.SamePerson.With("name", other.PreferredName, "status", other.Status))
		}
	}
	return nil
}

// others are the other people whose private fields meet a condition.
func (o *Observer) others(actor Actor, condition string, values ...any) (found []Observer, err error) {
	private := actor.DB.Model(&Private{}).Select("observer_id").Where(condition, values...)
	err = actor.DB.Where("id <> ? AND id IN (?)", o.ID, private).Order("created_at, id").Find(&found).Error
	return found, err
}
