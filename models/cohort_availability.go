package models

import (
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Availability is a period of an observer's own calendar; what it does not cover is unknown and counts as not free.
type Availability struct {
	Record
	ObserverID string             `json:"observerId"`
	Kind       AvailabilityKind   `json:"kind"`
	StartsOn   Date               `json:"startsOn"`
	Until      Date               `json:"until"`
	Note       string             `json:"note,omitempty"`
	Source     AvailabilitySource `json:"source,omitempty"` // a calendar file, which lies over what they say themselves; none is their word
}

// TableName is where availability is kept.
func (Availability) TableName() string { return "availability" }

// Ref names the period.
func (a *Availability) Ref() Ref { return Ref{"availability", a.ID} }

// AvailabilityKind says what an observer says about a period.
type AvailabilityKind string

const (
	Available   AvailabilityKind = "available"
	Tentative   AvailabilityKind = "tentative"
	Unavailable AvailabilityKind = "unavailable"
)

// Values makes AvailabilityKind a Choice.
func (AvailabilityKind) Values() []string {
	return names([]AvailabilityKind{Available, Tentative, Unavailable})
}

// Fresh is how long an observer's word about their availability holds.
const Fresh = 45 * 24 * time.Hour

// Farthest is how many years ahead somebody can say when they are free.
const Farthest = 3

// Stale reports whether the observer's word about their availability is too old to rely on, and its age in days;
// -1 is never given.
func (o *Observer) Stale(now Time) (stale bool, ageDays int) {
	if o.AvailabilityConfirmedAt.IsZero() {
		return true, -1
	}
	age := now.Sub(o.AvailabilityConfirmedAt.Time)
	return age > Fresh, int(age / (24 * time.Hour))
}

// DeclareAvailability enters a period into the observer's calendar. Where others lie in the way it is refused, or, with replace,
// takes their place: they are trimmed, split or removed.
func (o *Observer) DeclareAvailability(actor Actor, p *Availability, replace bool) error {
	if o.Gone() {
		return refusal.KeepsNoCalendar.With("status", o.Status)
	}
	p.ObserverID = o.ID
	if err := p.check(actor.Now); err != nil {
		return err
	}
	var others []Availability
	err := actor.DB.Where("observer_id = ? AND starts_on < ? AND until > ? AND source = ''", o.ID, p.Until, p.StartsOn).Order("starts_on").Find(&others).Error
	if err != nil {
		return err
	}
	if len(others) > 0 && !replace {
		return overlapping(others)
	}
	for i := range others {
		if err := others[i].giveWay(actor, p.StartsOn, p.Until); err != nil {
			return err
		}
	}
	if err := actor.Create(p, ChangeAvailability, p.facts()); err != nil {
		return err
	}
	return o.availabilityChanged(actor)
}

// WithdrawAvailability takes a period out of the observer's calendar.
func (o *Observer) WithdrawAvailability(actor Actor, p Availability) error {
	if err := p.remove(actor); err != nil {
		return err
	}
	return o.availabilityChanged(actor)
}

// Confirm is the observer's word that their calendar is still true.
func (o *Observer) Confirm(actor Actor) error {
	if o.Gone() {
		return refusal.KeepsNoCalendar.With("status", o.Status)
	}
	o.AvailabilityConfirmedAt = actor.Now
	return actor.Change(o, ConfirmAvailability, "", nil)
}

// availabilityChanged takes an observer's own change for their word that the rest is true; another's says nothing about it.
func (o *Observer) availabilityChanged(actor Actor) error {
	if err := actor.Reconsider(ChangeAvailability, "observer_id = ?", o.ID); err != nil {
		return err
	}
	if actor.By.ObserverID == nil || *actor.By.ObserverID != o.ID {
		return nil
	}
	return o.Confirm(actor)
}

func (a *Availability) check(now Time) error {
	var faults refusal.Faults
	switch {
	case !a.Until.After(a.StartsOn):
		faults.Add("until", "must be after startsOn: it is the first day that no longer belongs to the period")
	case !a.Until.After(now.Earliest()):
		faults.Add("until", "the period is over: only today and later can be changed")
	case a.Until.After(now.Latest().PlusMonths(12 * Farthest)):
		faults.Add("until", "must be within {years} years from today", "years", Farthest)
	}
	if a.StartsOn.Before(now.Earliest().PlusMonths(-12)) {
		faults.Add("startsOn", "must not be more than a year ago")
	}
	return faults.Err()
}

func overlapping(others []Availability) error {
	var periods []said.Sentence
	for _, p := range others {
		periods = append(periods, said.That("{kind} from {first} to {last}", "kind", p.Kind, "first", p.StartsOn, "last", p.Until.Plus(-1)))
	}
	return refusal.Overlap.With("said", said.List("; ", periods))
}

// giveWay makes room in a period for another range.
func (a *Availability) giveWay(actor Actor, from, until Date) error {
	starts, ends := a.StartsOn, a.Until
	switch before, after := starts.Before(from), ends.After(until); {
	case before && after:
		rest := Availability{ObserverID: a.ObserverID, Kind: a.Kind, StartsOn: until, Until: ends, Note: a.Note}
		a.Until = from
		if err := actor.Change(a, ChangeAvailability, "", a.facts()); err != nil {
			return err
		}
		return actor.Create(&rest, ChangeAvailability, rest.facts())
	case before:
		a.Until = from
	case after:
		a.StartsOn = until
	default:
		return a.remove(actor)
	}
	return actor.Change(a, ChangeAvailability, "", a.facts())
}

func (a *Availability) remove(actor Actor) error {
	if err := actor.DB.Where("id = ?", a.ID).Delete(&Availability{}).Error; err != nil {
		return err
	}
	return actor.Journal(ChangeAvailability, a.Ref(), "", Facts{"observer": a.ObserverID, "removed": true})
}

func (a *Availability) facts() Facts {
	return Facts{"observer": a.ObserverID, "kind": a.Kind, "startsOn": a.StartsOn, "until": a.Until}
}

// Periods are what observers say of a range, in their order: all of the periods that touch it, and behind them those from a calendar file,
// which lie over them.
func Periods(db *gorm.DB, observers []string, from, until Date) (periods []Availability, err error) {
	periods = []Availability{}
	err = db.Where("observer_id IN ? AND starts_on < ? AND until > ?", observers, until, from).Order("observer_id, source, starts_on").Find(&periods).Error
	return periods, err
}
