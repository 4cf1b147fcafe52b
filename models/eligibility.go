package models

import (
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Eligibility says whether an observer can have a place, and what decides it.
type Eligibility struct {
	Eligible bool   `json:"eligible"`
	Sentence string `json:"sentence"`
}

// Takes refuses an observer who cannot have a place, whatever the deadline: by nationality, host or language. The
// observer's nationalities and languages must be filled in.
func (o *Opportunity) Takes(db *gorm.DB, observer Observer) error {
	if host := o.BookedHost(); host != "" && slices.Contains(observer.Nationalities, host) {
		return Refuse(Conflict, "nationality", "nobody observes in a country whose nationality they hold").
			Mend("nobody can change this: choose another opportunity")
	}
	organiser, err := Known[Organiser](db, o.Organiser)
	if err != nil {
		return err
	}
	if !organiser.OpenToAll {
		takes, err := exists(db.Model(&OrganiserState{}).Where("organiser = ? AND state IN ?", o.Organiser, observer.Nationalities))
		if err != nil {
			return err
		}
		arranged, err := exists(db.Model(&OpportunityState{}).Where("opportunity_id = ? AND state IN ?", o.ID, observer.Nationalities))
		if err != nil {
			return err
		}
		if !takes && !arranged {
			return Refuse(Conflict, "not-eligible", "%s does not take the nationality %s without an arrangement. %s", organiser.Name,
				strings.Join(observer.Nationalities, ", "), organiser.Rule).
				Mend("an administrator can record an arrangement with the organiser on this opportunity")
		}
	}
	if o.Language == nil {
		return nil
	}
	for _, l := range observer.Languages {
		if l.Language == *o.Language && l.Level.AtLeast(o.Level) {
			return nil
		}
	}
	level := ""
	if o.Level != "" {
		level = " at " + string(o.Level) + " or better"
	}
	return Refuse(Conflict, "language", "this needs the language %s%s", *o.Language, level).Mend("the observer can correct the languages of their profile")
}

// takers are the observers with a seat whose nationality the organiser takes.
func (o *Opportunity) takers(db *gorm.DB) (ids []string, err error) {
	err = db.Model(&Observer{}).Where("status = ?", ObserverAdmitted).
		Where(`(EXISTS (SELECT 1 FROM organisers g WHERE g.code = @organiser AND g.open_to_all)
			OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN organiser_states s ON s.state = n.state
				WHERE s.organiser = @organiser AND n.observer_id = observers.id)
			OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN opportunity_states s ON s.state = n.state
				WHERE s.opportunity_id = @opportunity AND n.observer_id = observers.id))
			AND NOT EXISTS (SELECT 1 FROM observer_nationalities n WHERE n.observer_id = observers.id AND n.state = @host)`,
			map[string]any{"organiser": o.Organiser, "opportunity": o.ID, "host": o.BookedHost()}).Pluck("id", &ids).Error
	return ids, err
}

// EligibleFor narrows opportunities to those that take an observer, by the rule of Takes.
func EligibleFor(q *gorm.DB, observerID string) *gorm.DB {
	return q.Where(`(EXISTS (SELECT 1 FROM organisers g WHERE g.code = opportunities.organiser AND g.open_to_all)
			OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN organiser_states s ON s.state = n.state
				WHERE s.organiser = opportunities.organiser AND n.observer_id = @observer)
			OR EXISTS (SELECT 1 FROM observer_nationalities n JOIN opportunity_states s ON s.state = n.state
				WHERE s.opportunity_id = opportunities.id AND n.observer_id = @observer))
		AND NOT (opportunities.kind = @mission AND EXISTS (SELECT 1 FROM observer_nationalities n
			WHERE n.observer_id = @observer AND n.state = opportunities.host))
		AND (opportunities.language IS NULL OR EXISTS (SELECT 1 FROM observer_languages l WHERE l.observer_id = @observer
			AND l.language = opportunities.language AND l.level >= opportunities.level))`,
		map[string]any{"observer": observerID, "mission": ObservationMission})
}
