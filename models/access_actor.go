// Package models holds what things are, which rules they obey, and how they are kept.
package models

import (
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Actor is somebody doing something: in which transaction, who, and when. All of one request happens at one instant.
type Actor struct {
	DB  *gorm.DB
	By  Account
	Now Time
	Via Way // by which it came, where that is not a session

	Written   *int       // counts journal entries, so that a write which left none can be refused
	Rehearsal *Rehearsal // notes what is changed; nil where it is not to be shown
	Proposal  *Proposal  // what a second person has confirmed and is being done; nil for what takes one
}

// Way is how something came that somebody does.
type Way string

// ByMailLink is a press on the page behind a link that does one thing.
const ByMailLink Way = "mail_link"

// Record is what every kept thing has: an id, a revision that counts its changes, and when it was made.
type Record struct {
	ID        string `json:"id" gorm:"primaryKey"`
	Revision  int    `json:"revision"`
	CreatedAt Time   `json:"createdAt" gorm:"autoCreateTime:false"`
}

// RefKind is the kind of a thing that the journal speaks of.
type RefKind string

// Values makes RefKind a Choice: the things of every table, the fund, and its reference data.
func (RefKind) Values() []string {
	kinds := []RefKind{Fund{}.Ref().Kind, "reference"}
	for _, table := range Tables {
		if thing, ok := table.(interface{ Ref() Ref }); ok {
			kinds = append(kinds, thing.Ref().Kind)
		}
	}
	slices.Sort(kinds)
	return names(kinds)
}

// Ref is the kind and id of a thing, as the journal and the notices name it.
type Ref struct {
	Kind RefKind `json:"kind" gorm:"column:subject_kind"`
	ID   string  `json:"id" gorm:"column:subject_id"`
}

// Thing is a kept thing with a life of its own.
type Thing interface {
	Ref() Ref
	record() *Record
}

func (r *Record) record() *Record { return r }

// Rev is the revision of the thing, which its ETag shows and If-Match names.
func (r Record) Rev() int { return r.Revision }

// Facts are what the journal keeps of a decision: ids, states, amounts and dates, never a profile.
type Facts map[string]any

// Create keeps a new thing and writes it into the journal.
func (a Actor) Create(thing Thing, action Action, facts Facts) error {
	r := thing.record()
	if r.ID == "" {
		r.ID = NewID()
	}
	r.Revision, r.CreatedAt = 1, a.Now
	if err := a.DB.Create(thing).Error; err != nil {
		return translate(err)
	}
	if err := a.Rehearsal.note(a.DB, nil, thing); err != nil {
		return err
	}
	all := Facts{}
	if status := reflect.ValueOf(thing).Elem().FieldByName("Status"); status.IsValid() {
		all["to"] = status.String() // so that verifying can hold the row against the journal
	}
	maps.Copy(all, facts)
	return a.Journal(action, thing.Ref(), "", all)
}

// Change keeps a changed thing and writes the change into the journal.
func (a Actor) Change(thing Thing, action Action, reason string, facts Facts) error {
	if slices.Contains(Amended, action) {
		was, err := before(a.DB, thing)
		if err != nil {
			return err
		}
		changes, err := fieldsOf(a.DB, was, thing)
		if err != nil {
			return err
		}
		facts = facts.changed(changes...)
	}
	if err := a.Save(thing); err != nil {
		return err
	}
	return a.Journal(action, thing.Ref(), reason, facts)
}

// Save keeps a changed thing; what changed it must be in the journal already or follow at once.
func (a Actor) Save(thing Thing) error {
	r := thing.record()
	seen := r.Revision
	if a.Rehearsal != nil {
		was, err := before(a.DB, thing)
		if err != nil {
			return err
		}
		if err := a.Rehearsal.note(a.DB, was, thing); err != nil {
			return err
		}
	}
	r.Revision++
	done := a.DB.Model(thing).Where("revision = ?", seen).Select("*").Omit("created_at").Updates(thing)
	if done.Error == nil && done.RowsAffected != 1 {
		return refusal.ChangedMeanwhile
	}
	return translate(done.Error)
}

// Step takes a thing through an event of its life: the flow says where it leads, the journal says that it did.
// It changes no other field and asks no rule; what the event demands, its caller has checked.
func Step[State ~string](a Actor, flow Flow[State], thing Thing, status *State, event Action, reason string, facts Facts) error {
	from := *status
	to, err := flow.Next(from, event)
	if err != nil {
		return err
	}
	*status = to
	all := Facts{"from": string(from), "to": string(to)}
	maps.Copy(all, facts)
	return a.Change(thing, event, reason, all)
}
