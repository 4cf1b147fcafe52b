package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Eligibility says whether an observer can have a place, and what decides it.
type Eligibility struct {
	Eligible bool `json:"eligible"`
	said.Sentence
}

// What decides whether an observer can have a place, each a condition on a row of observers and one of opportunities: it is
// written once, for one observer who asks, for the list of an observer and for the notice to those who can have a place.
const (
	takesFrom = `(EXISTS (SELECT 1 FROM organisers g WHERE g.code = opportunities.organiser AND g.open_to_all)
		OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN organiser_states s ON s.state = n.state
			WHERE s.organiser = opportunities.organiser AND n.observer_id = observers.id)
		OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN opportunity_states s ON s.state = n.state
			WHERE s.opportunity_id = opportunities.id AND n.observer_id = observers.id))`
	abroad = `NOT (opportunities.kind = 'mission' AND EXISTS (SELECT 1 FROM observer_nationalities n
		WHERE n.observer_id = observers.id AND n.state = opportunities.host))`
	speaks = `(opportunities.language IS NULL OR EXISTS (SELECT 1 FROM observer_languages l
		WHERE l.observer_id = observers.id AND l.language = opportunities.language AND l.level >= opportunities.level))`
	eligible = takesFrom + " AND " + abroad + " AND " + speaks
)

// Takes refuses an observer who cannot have a place, whatever the deadline: by nationality, host or language.
func (o *Opportunity) Takes(db *gorm.DB, observer Observer) error {
	var can struct{ TakesFrom, Abroad, Speaks bool }
	err := db.Table("opportunities, observers").Select(takesFrom+" AS takes_from, "+abroad+" AS abroad, "+speaks+" AS speaks").
		Where("opportunities.id = ? AND observers.id = ?", o.ID, observer.ID).Take(&can).Error
	switch {
	case err != nil:
		return err
	case !can.Abroad:
		return refusal.OwnCountryPlace
	case !can.TakesFrom:
		organiser, err := Known[Organiser](db, o.Organiser)
		if err != nil {
			return err
		}
		return refusal.NotEligible.With("organiser", organiser.Name, "nationalities", observer.Nationalities, "rule", organiser.Rule)
	case !can.Speaks:
		if o.Level != "" {
			return refusal.LevelNeeded.With("language", *o.Language, "level", o.Level)
		}
		return refusal.LanguageNeeded.With("language", *o.Language)
	}
	return nil
}

// takers are the observers with a seat who can have a place.
func (o *Opportunity) takers(db *gorm.DB) (ids []string, err error) {
	err = db.Table("observers, opportunities").Where("opportunities.id = ? AND observers.status = ?", o.ID, ObserverAdmitted).
		Where(eligible).Order("observers.id").Pluck("observers.id", &ids).Error
	return ids, err
}

// EligibleFor narrows opportunities to those that take an observer.
func EligibleFor(q *gorm.DB, observerID string) *gorm.DB {
	return q.Where("EXISTS (SELECT 1 FROM observers WHERE observers.id = ? AND "+eligible+")", observerID)
}
