package models

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// check holds everything about an observer to what it can be, and reports all that is wrong at once.
func (o *Observer) check(actor Actor) error {
	var faults refusal.Faults
	if strings.TrimSpace(o.PassportName) == "" {
		faults.Add("passportName", "is required, as in the passport")
	}
	if o.PreferredName = strings.TrimSpace(o.PreferredName); o.PreferredName == "" {
		o.PreferredName = o.PassportName
	}
	if !slices.Contains(o.Gender.Values(), string(o.Gender)) {
		faults.Add("gender", "must be one of {choices}", "choices", o.Gender.Values())
	}
	if o.NoticeHours < 0 || o.NoticeHours > 8760 {
		faults.Add("noticeHours", "must be between 0 and 8760 hours, which is a year")
	}
	participant, err := exists(actor.DB.Model(&Participant{}).Where("code = ?", o.NominatedBy))
	if err != nil {
		return err
	}
	if !participant {
		faults.Add("nominatedBy", "{text} is not a participant of the ASEAN Regional Forum", "text", said.Quote(o.NominatedBy, 10))
	}
	if err := o.checkStates(actor.DB, &faults); err != nil {
		return err
	}
	if err := o.checkSkills(actor.DB, &faults); err != nil {
		return err
	}
	o.checkPrivate(actor.Now.Day(), &faults)
	return faults.Err()
}

func (o *Observer) checkStates(db *gorm.DB, faults *refusal.Faults) error {
	if n := len(o.Nationalities); n < 1 || n > 5 {
		faults.Add("nationalities", "must be one to five")
	}
	for field, codes := range map[string][]string{"nationalities": o.Nationalities, "conflicts": o.Conflicts} {
		if err := checkStateCodes(db, field, codes, faults); err != nil {
			return err
		}
	}
	if o.Private != nil && o.Private.PassportState != "" && !slices.Contains(o.Nationalities, o.Private.PassportState) {
		faults.Add("private.passportState", "is not among the nationalities: list it there too")
	}
	return nil
}

// checkStateCodes notes codes that are no state's, and those that are said twice.
func checkStateCodes(db *gorm.DB, field string, codes []string, faults *refusal.Faults) error {
	unknown, err := unlisted(db.Model(&State{}), codes)
	if err != nil {
		return err
	}
	for _, code := range unknown {
		if code == EuropeanUnion {
			faults.Add(field, "the European Union is a participant, not a state: name the member state")
		} else {
			faults.Add(field, "{text} is not the code of a state", "text", said.Quote(code, 10))
		}
	}
	if repeated(codes) {
		faults.Add(field, "must not name a state twice")
	}
	return nil
}

func (o *Observer) checkSkills(db *gorm.DB, faults *refusal.Faults) error {
	codes := []string{}
	for _, l := range o.Languages {
		codes = append(codes, l.Language)
		if l.Level.Rank() == 0 {
			faults.Add("languages", "{text} is not a level; the levels are A1 to C2", "text", said.Quote(string(l.Level), 10))
		}
	}
	unknown, err := unlisted(db.Model(&Language{}), codes)
	if err != nil {
		return err
	}
	for _, code := range unknown {
		faults.Add("languages", "{text} is not a language of the fund's list", "text", said.Quote(code, 20))
	}
	if repeated(codes) {
		faults.Add("languages", "must not name a language twice")
	}
	for _, f := range o.Functions {
		if f.Words() == "" {
			faults.Add("functions", "{text} is not a function", "text", said.Quote(string(f), 20))
		}
	}
	if repeated(o.Functions) {
		faults.Add("functions", "must not name a function twice")
	}
	return nil
}

func (o *Observer) checkPrivate(today Date, faults *refusal.Faults) {
	if o.Private == nil || o.Private.BornOn.IsZero() {
		return
	}
	if adult := o.Private.BornOn.PlusMonths(18 * 12); adult.After(today) {
		faults.Add("private.bornOn", "an observer must be an adult: at least 18 years old")
	}
}

// unlisted are the codes that a list of reference data does not have.
func unlisted(q *gorm.DB, codes []string) ([]string, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	var known []string
	err := q.Where("code IN ?", codes).Pluck("code", &known).Error
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return slices.Contains(known, code) }), err
}

func repeated[T ~string](values []T) bool {
	sorted := slices.Sorted(slices.Values(values))
	return len(slices.Compact(sorted)) < len(values)
}
