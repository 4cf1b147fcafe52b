package models

import (
	"strings"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// check holds an opportunity to what can be, and works out the instant of its deadline.
func (o *Opportunity) check(db *gorm.DB) error {
	var faults refusal.Faults
	if o.Title = strings.TrimSpace(o.Title); o.Title == "" {
		faults.Add("title", "is needed")
	}
	switch {
	case !o.Until.After(o.StartsOn):
		faults.Add("until", "must be after startsOn: it is the day after the last")
	case o.Until.After(o.StartsOn.PlusMonths(24)):
		faults.Add("until", "no training lasts longer than two years")
	}
	if o.Places < 1 || o.Places > 1000 {
		faults.Add("places", "must be between 1 and 1000")
	}
	if o.Cost < 0 {
		faults.Add("cost", "must not be negative")
	}
	o.checkDeadline(&faults)
	if err := o.checkLanguage(db, &faults); err != nil {
		return err
	}
	if err := checkStateCodes(db, "admittedNationalities", o.AdmittedNationalities, &faults); err != nil {
		return err
	}
	if err := checkOffer(db, o.Organiser, o.Body, o.Kind, o.Function, o.Host, &faults); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if o.OverrideReason != "" {
		return nil
	}
	host, err := o.regional(db)
	if err == nil && host != nil {
		err = refusal.ExtraRegional.With("state", said.Code(host.Name, host.Code, "State"))
	}
	return err
}

// regional is the host of a mission within the region; none of any other opportunity.
func (o *Opportunity) regional(db *gorm.DB) (*State, error) {
	if o.BookedHost() == "" {
		return nil, nil
	}
	host, err := Known[State](db, o.BookedHost())
	if err != nil || !host.Participant {
		return nil, err
	}
	return &host, nil
}

// opened are the facts of what observers can ask for: a mission within the region, which is against the rule, takes two people.
func (o *Opportunity) opened(db *gorm.DB) (Facts, error) {
	facts := o.facts()
	host, err := o.regional(db)
	if host != nil {
		facts["region"] = "inside"
	}
	return facts, err
}

func (o *Opportunity) checkDeadline(faults *refusal.Faults) {
	zone, err := Zone(o.DeadlineZone)
	if err != nil {
		faults.Refuse("deadlineZone", err)
		return
	}
	if o.Deadline, err = Deadline(o.DeadlineOn, o.DeadlineClock, zone); err != nil {
		faults.Refuse("deadlineClock", err)
		return
	}
	if o.DeadlineOn.IsZero() || o.Deadline.After(o.StartsOn.Midnight(zone).Time) {
		faults.Add("deadlineOn", "the deadline must come before the first day")
	}
}

func (o *Opportunity) checkLanguage(db *gorm.DB, faults *refusal.Faults) error {
	if o.Level != "" && o.Level.Rank() == 0 {
		faults.Add("level", "must be one of {choices}", "choices", o.Level.Values())
	}
	if o.Language == nil {
		if o.Level != "" {
			faults.Add("level", "needs a language")
		}
		return nil
	}
	unknown, err := unlisted(db.Model(&Language{}), []string{*o.Language})
	if len(unknown) > 0 {
		faults.Add("language", "{text} is not a language of the fund's list", "text", said.Quote(*o.Language, 20))
	}
	return err
}
