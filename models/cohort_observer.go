package models

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// Observer is a member of the cohort, or somebody nominated for it. Whether they could leave tomorrow is never
// stored: requirement.go computes it.
type Observer struct {
	Record
	Found
	Sorted
	Status                  ObserverStatus `json:"status"`
	Seat                    *int           `json:"seat,omitempty"`                        // 1 to 100, held while admitted or suspended
	Rank                    *int           `json:"rank,omitempty"`                        // place on the waiting list, 1 first
	PassportName            string         `json:"passportName,omitempty" find:"private"` // as in the passport, never split into parts; for those who may see private fields
	PreferredName           string         `json:"preferredName" find:"open,sort"`
	Gender                  Gender         `json:"gender"`
	FormerNames             []string       `json:"formerNames,omitempty" gorm:"serializer:json;not null" find:"private"` // other names they had here, the latest first; for those who may see private fields
	NominatedBy             string         `json:"nominatedBy"`                                                          // the participant: a state or the EU
	Nominator               string         `json:"-"`                                                                    // the account that entered the nomination
	AdmittedBy              *string        `json:"-"`                                                                    // another one, which gave the seat
	NoticeHours             int            `json:"noticeHours"`                                                          // how long they need before leaving
	PassportExpiresOn       Date           `json:"passportExpiresOn,omitzero"`
	AvailabilityConfirmedAt Time           `json:"availabilityConfirmedAt,omitzero"`
	Invented                bool           `json:"invented"` // a person of the demonstration
	ErasedAt                Time           `json:"erasedAt,omitzero"`
	Reason                  string         `json:"reason,omitempty"` // of the last suspension, refusal or departure
	OnLeave                 bool           `json:"onLeave"`          // suspended at their own wish: they return by themselves
	Ground                  Ground         `json:"ground,omitempty"` // of the departure

	Nationalities []string           `json:"nationalities" gorm:"-"`
	Languages     []ObserverLanguage `json:"languages" gorm:"-"`
	Functions     []Function         `json:"functions" gorm:"-"`           // what they offer to serve as
	Conflicts     []string           `json:"conflicts" gorm:"-"`           // states in which they declare an interest
	InquiryID     string             `json:"inquiryId,omitempty" gorm:"-"` // the one that is open
	Private       *Private           `json:"private,omitempty" gorm:"-"`
	Ended         []Engagement       `json:"ended,omitempty" gorm:"-"` // by a nationality that was just recorded
	Can           []Action           `json:"can" gorm:"-"`
}

// Ref names the observer.
func (o *Observer) Ref() Ref { return Ref{"observer", o.ID} }

// Events makes Observer Living.
func (Observer) Events() []Action { return append(ObserverFlow.All(), ClaimTraining, OpenInquiry) }

// ObserverStatus is where an observer stands in ObserverFlow.
type ObserverStatus string

const (
	ObserverNominated ObserverStatus = "nominated"
	ObserverAdmitted  ObserverStatus = "admitted"
	ObserverSuspended ObserverStatus = "suspended"
	ObserverDeparted  ObserverStatus = "departed"
	ObserverRefused   ObserverStatus = "refused"
)

// Values makes ObserverStatus a Choice.
func (ObserverStatus) Values() []string { return names(ObserverFlow.States()) }

// ObserverFlow is the life of an observer in the cohort.
var ObserverFlow = Flow[ObserverStatus]{
	ObserverNominated: {AdmitObserver: ObserverAdmitted, RefuseObserver: ObserverRefused, RankObserver: ObserverNominated,
		ChangeObserver: ObserverNominated},
	ObserverAdmitted: {SuspendObserver: ObserverSuspended, TakeLeaveObserver: ObserverSuspended, DepartObserver: ObserverDeparted,
		ChangeObserver: ObserverAdmitted},
	ObserverSuspended: {SuspendObserver: ObserverSuspended, ReinstateObserver: ObserverAdmitted, ReturnObserver: ObserverAdmitted,
		DepartObserver: ObserverDeparted, ChangeObserver: ObserverSuspended},
	ObserverDeparted: {RenominateObserver: ObserverNominated, EraseObserver: ObserverDeparted},
	ObserverRefused:  {RenominateObserver: ObserverNominated, EraseObserver: ObserverRefused},
}

// gone are the statuses of those who are no longer of the cohort nor wait for it.
var gone = []ObserverStatus{ObserverDeparted, ObserverRefused}

// Gone reports whether somebody is no longer of the cohort nor waits for it: nothing is entered for them any more.
func (o *Observer) Gone() bool { return slices.Contains(gone, o.Status) }

// Hold refuses an event that the status alone would allow: nobody admits whom they nominated, leave is ended by who took it, a suspension by the fund
// once no inquiry is open, and who was erased is somebody new.
func (o *Observer) Hold(event Action, by string) error {
	switch {
	case event == AdmitObserver && o.Nominator == by:
		return refusal.OwnNomination
	case event == ReturnObserver && !o.OnLeave:
		return refusal.Suspended
	case event == SuspendObserver && o.Status == ObserverSuspended && !o.OnLeave:
		return refusal.AlreadySuspended
	case event == ReinstateObserver && o.InquiryID != "" && !o.OnLeave:
		return refusal.InquiryFirst
	case event == RenominateObserver && !o.ErasedAt.IsZero():
		return refusal.PersonErased.With("day", o.ErasedAt)
	case event == EraseObserver && !o.ErasedAt.IsZero():
		return refusal.AlreadyErased.With("day", o.ErasedAt)
	}
	return nil
}

// Private is what only those see whose work needs it: the observer and the administrators.
type Private struct {
	ObserverID            string `json:"-" gorm:"primaryKey"`
	PassportNumber        string `json:"passportNumber"`
	PassportState         string `json:"passportState"`
	BornOn                Date   `json:"bornOn,omitzero"`
	Email                 string `json:"email"`
	Phone                 string `json:"phone"`
	EmergencyName         string `json:"emergencyName"`
	EmergencyRelation     string `json:"emergencyRelation"`
	EmergencyPhone        string `json:"emergencyPhone"`
	MedicalClearedThrough Date   `json:"medicalClearedThrough,omitzero"` // last day of the clearance
	MedicalNote           string `json:"medicalNote"`
}

// TableName is where private fields are kept, apart, so that they can be erased.
func (Private) TableName() string { return "observer_private" }

// ObserverNationality is one of an observer's nationalities; each bars them from observing there.
type ObserverNationality struct {
	ObserverID string `gorm:"primaryKey"`
	State      string `gorm:"primaryKey"`
}

// ObserverLanguage is a language an observer works in, and how well.
type ObserverLanguage struct {
	ObserverID string `json:"-" gorm:"primaryKey"`
	Language   string `json:"language" gorm:"primaryKey" validate:"required,language"`
	Level      Level  `json:"level" validate:"required,choice"`
}

// ObserverFunction is a function an observer offers to serve in.
type ObserverFunction struct {
	ObserverID string   `gorm:"primaryKey"`
	Function   Function `gorm:"primaryKey"`
}

// ObserverConflict is a state in which an observer declares an interest of their own.
type ObserverConflict struct {
	ObserverID string `gorm:"primaryKey"`
	State      string `gorm:"primaryKey"`
}

// LoadObserverDetails adds to observers what is kept beside them, but their private fields.
func LoadObserverDetails(db *gorm.DB, observers []Observer) error {
	ids, at := make([]string, len(observers)), map[string]*Observer{}
	for i := range observers {
		o := &observers[i]
		o.Nationalities, o.Languages, o.Functions, o.Conflicts = []string{}, []ObserverLanguage{}, []Function{}, []string{}
		ids[i], at[o.ID] = o.ID, o
	}
	if len(ids) == 0 {
		return nil
	}
	of := db.Where("observer_id IN ?", ids).Session(&gorm.Session{})
	var nationalities []ObserverNationality
	if err := of.Order("state").Find(&nationalities).Error; err != nil {
		return err
	}
	for _, n := range nationalities {
		at[n.ObserverID].Nationalities = append(at[n.ObserverID].Nationalities, n.State)
	}
	var languages []ObserverLanguage
	if err := of.Order("level DESC, language").Find(&languages).Error; err != nil {
		return err
	}
	for _, l := range languages {
		at[l.ObserverID].Languages = append(at[l.ObserverID].Languages, l)
	}
	var functions []ObserverFunction
	if err := of.Order("function").Find(&functions).Error; err != nil {
		return err
	}
	for _, f := range functions {
		at[f.ObserverID].Functions = append(at[f.ObserverID].Functions, f.Function)
	}
	var conflicts []ObserverConflict
	if err := of.Order("state").Find(&conflicts).Error; err != nil {
		return err
	}
	for _, c := range conflicts {
		at[c.ObserverID].Conflicts = append(at[c.ObserverID].Conflicts, c.State)
	}
	var inquiries []Inquiry
	if err := of.Select("id", "observer_id").Where("status = ?", InquiryOpen).Find(&inquiries).Error; err != nil {
		return err
	}
	for _, q := range inquiries {
		at[q.ObserverID].InquiryID = q.ID
	}
	return nil
}

// LoadDetails adds to the observer what is kept beside them, but their private fields.
func (o *Observer) LoadDetails(db *gorm.DB) error {
	one := []Observer{*o}
	err := LoadObserverDetails(db, one)
	*o = one[0]
	return err
}

// LoadPrivate adds the observer's private fields; who may see them is for the caller to know.
func (o *Observer) LoadPrivate(db *gorm.DB) error {
	var private []Private
	if err := db.Where("observer_id = ?", o.ID).Find(&private).Error; err != nil {
		return err
	}
	o.Private = &Private{ObserverID: o.ID}
	if len(private) > 0 {
		o.Private = &private[0]
	}
	return nil
}

// Nominate enters a person at the end of the waiting list.
func (o *Observer) Nominate(actor Actor, confirmed Confirmed) error {
	if err := o.check(actor); err != nil {
		return err
	}
	if err := o.checkIdentity(actor, identity, confirmed); err != nil {
		return err
	}
	if err := o.queue(actor); err != nil {
		return err
	}
	o.Status, o.Nominator = ObserverNominated, actor.By.ID
	if err := actor.Create(o, NominateObserver, Facts{"nominatedBy": o.NominatedBy, "rank": *o.Rank}); err != nil {
		return err
	}
	return o.saveAssociations(actor)
}

// Renominate enters a person who had left, or was refused, at the end of the waiting list again, with all that is known of
// them: they come back, or never meant to go.
func (o *Observer) Renominate(actor Actor, reason string) error {
	if err := o.Hold(RenominateObserver, actor.By.ID); err != nil {
		return err
	}
	if _, err := ObserverFlow.Next(o.Status, RenominateObserver); err != nil {
		return err
	}
	if err := o.queue(actor); err != nil {
		return err
	}
	inquired, err := actor.inquired(o.ID)
	if err != nil {
		return err
	}
	facts := Facts{"rank": *o.Rank}
	if inquired != "" { // who was dismissed, or left before an inquiry had ended, does not come back by one person
		facts["inquiry"] = inquired
	}
	o.Reason, o.Ground, o.Nominator, o.AdmittedBy = "", "", actor.By.ID, nil
	if err := Step(actor, ObserverFlow, o, &o.Status, RenominateObserver, reason, facts); err != nil {
		return err
	}
	return actor.TellObservers([]string{o.ID}, RenominateObserver, o.Ref(), because(said.That("You are nominated again and wait for a seat."), reason))
}

// queue gives a nominated person the last place on the waiting list.
func (o *Observer) queue(actor Actor) error {
	var last int
	err := actor.DB.Model(&Observer{}).Where("status = ?", ObserverNominated).Select("COALESCE(MAX(rank), 0)").Scan(&last).Error
	last++
	o.Seat, o.Rank = nil, &last
	return err
}

// Amend keeps what was changed about the observer, whose state before is was; fields are the names of what changed.
func (o *Observer) Amend(actor Actor, was Observer, fields []string, reason string, confirmed Confirmed) error {
	if _, err := ObserverFlow.Next(o.Status, ChangeObserver); err != nil {
		return err
	}
	if err := o.check(actor); err != nil {
		return err
	}
	if err := o.checkIdentity(actor, fields, confirmed); err != nil {
		return err
	}
	for _, state := range was.Nationalities {
		if !slices.Contains(o.Nationalities, state) && reason == "" {
			return refusal.ReasonNeeded
		}
	}
	for _, state := range o.Nationalities {
		if slices.Contains(was.Nationalities, state) {
			continue
		}
		ended, err := o.leaveOwnCountry(actor, state)
		if err != nil {
			return err
		}
		o.Ended = append(o.Ended, ended...)
	}
	o.FormerNames = formerNames(o.FormerNames, was, *o)
	slices.Sort(fields)
	if err := actor.Change(o, ChangeObserver, reason, Facts{"fields": fields}); err != nil {
		return err
	}
	if err := o.saveAssociations(actor); err != nil {
		return err
	}
	if err := actor.Reconsider(ChangeObserver, "observer_id = ?", o.ID); err != nil {
		return err
	}
	if err := actor.TellObservers([]string{o.ID}, ChangeObserver, o.Ref(), because(said.That("The fund has changed your profile. What it says now is on its page."), reason)); err != nil {
		return err
	}
	if !slices.ContainsFunc(fields, func(field string) bool { return slices.Contains(accreditation, field) }) {
		return nil
	}
	var missions []Deployment
	err := actor.DB.Where("status IN ? AND id IN (?)", accredited, actor.DB.Model(&Assignment{}).Select("deployment_id").
		Where("observer_id = ? AND status IN ?", o.ID, []AssignmentStatus{AssignmentAccepted, AssignmentDeployed})).Order("id").Find(&missions).Error
	for _, d := range missions {
		if err := actor.tellOfList(d, ChangeObserver); err != nil {
			return err
		}
	}
	return err
}

// accreditation are the fields of a profile that a host reads in its accreditation list.
var accreditation = []string{"passportName", "private.passportNumber", "private.passportState"}

// formerNames are the names of somebody that are theirs no more: those of before, and what a change has replaced.
func formerNames(before []string, was, is Observer) []string {
	known := []string{spelling.Fold(is.PassportName), spelling.Fold(is.PreferredName)}
	return slices.DeleteFunc(slices.Concat([]string{was.PassportName, was.PreferredName}, before), func(name string) bool {
		another := !slices.Contains(known, spelling.Fold(name))
		known = append(known, spelling.Fold(name))
		return !another
	})
}

// saveAssociations keeps what belongs to the observer and has tables of its own.
func (o *Observer) saveAssociations(actor Actor) error {
	nationalities, functions, conflicts := []ObserverNationality{}, []ObserverFunction{}, []ObserverConflict{}
	for _, state := range o.Nationalities {
		nationalities = append(nationalities, ObserverNationality{o.ID, state})
	}
	for _, function := range o.Functions {
		functions = append(functions, ObserverFunction{o.ID, function})
	}
	for _, state := range o.Conflicts {
		conflicts = append(conflicts, ObserverConflict{o.ID, state})
	}
	for i := range o.Languages {
		o.Languages[i].ObserverID = o.ID
	}
	if err := replaceRows(actor, o.ID, nationalities); err != nil {
		return err
	}
	if err := replaceRows(actor, o.ID, slices.Clone(o.Languages)); err != nil {
		return err
	}
	if err := replaceRows(actor, o.ID, functions); err != nil {
		return err
	}
	if err := replaceRows(actor, o.ID, conflicts); err != nil {
		return err
	}
	if o.Private == nil {
		o.Private = &Private{}
	}
	o.Private.ObserverID = o.ID
	return translate(actor.DB.Clauses(clause.OnConflict{UpdateAll: true}).Create(o.Private).Error)
}

// replaceRows replaces the rows of one table that belong to an observer.
func replaceRows[T any](actor Actor, observerID string, rows []T) error {
	if err := actor.DB.Where("observer_id = ?", observerID).Delete(new(T)).Error; err != nil || len(rows) == 0 {
		return err
	}
	return translate(actor.DB.Create(&rows).Error)
}
