package models

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Opportunity is a course or a mission with places that an organiser offers.
type Opportunity struct {
	Record
	Found
	Sorted
	CreatedBy      string            `json:"createdBy"`
	Status         OpportunityStatus `json:"status"`
	Title          string            `json:"title" find:"open,sort"`
	Organiser      string            `json:"organiser"`
	Body           string            `json:"body"`
	Kind           TrainingKind      `json:"kind"`
	Function       Function          `json:"function,omitempty"`
	Host           *string           `json:"host,omitempty"` // none for e-learning
	Place          string            `json:"place" find:"open"`
	StartsOn       Date              `json:"startsOn"`
	Until          Date              `json:"until"`
	Places         int               `json:"places"`
	Deadline       Time              `json:"deadline"`      // the instant that the next three name
	DeadlineOn     Date              `json:"deadlineOn"`    // in the organiser's zone
	DeadlineClock  string            `json:"deadlineClock"` // 23:59, or 24:00 for the end of the day
	DeadlineZone   string            `json:"deadlineZone"`
	Language       *string           `json:"language,omitempty"`
	Level          Level             `json:"level,omitempty"`
	Cost           Money             `json:"cost"` // of one place
	OverrideReason string            `json:"overrideReason,omitempty"`
	Confidence     Confidence        `json:"confidence,omitempty"`
	Note           string            `json:"note,omitempty"`
	Reason         string            `json:"reason,omitempty"`

	AdmittedNationalities []string       `json:"admittedNationalities" gorm:"-"` // nationalities taken by arrangement, beside those the organiser takes anyway
	Taken                 int            `json:"taken" gorm:"-"`                 // places that are endorsed, accepted or used
	Requests              map[string]int `json:"requests,omitempty" gorm:"-"`    // how many stand where; for administrators
	Eligibility           *Eligibility   `json:"eligibility,omitempty" gorm:"-"` // of the observer who asks
	Can                   []Action       `json:"can" gorm:"-"`
}

// Ref names the opportunity.
func (o *Opportunity) Ref() Ref { return Ref{"opportunity", o.ID} }

// Events makes Opportunity Living.
func (Opportunity) Events() []Action { return append(OpportunityFlow.All(), SubmitTrainingRequest) }

// OpportunityStatus is where an opportunity stands in OpportunityFlow.
type OpportunityStatus string

const (
	OpportunityDraft     OpportunityStatus = "draft"
	OpportunityOpen      OpportunityStatus = "open"
	OpportunityClosed    OpportunityStatus = "closed"
	OpportunityCancelled OpportunityStatus = "cancelled"
)

// Values makes OpportunityStatus a Choice.
func (OpportunityStatus) Values() []string { return names(OpportunityFlow.States()) }

// OpportunityFlow is the life of an opportunity; its deadline closes it, and a later one lets it open again.
var OpportunityFlow = Flow[OpportunityStatus]{
	OpportunityDraft: {ChangeOpportunity: OpportunityDraft, OpenOpportunity: OpportunityOpen, CancelOpportunity: OpportunityCancelled},
	OpportunityOpen: {ChangeOpportunity: OpportunityOpen, CloseOpportunity: OpportunityClosed,
		CancelOpportunity: OpportunityCancelled},
	OpportunityClosed:    {ChangeOpportunity: OpportunityClosed, OpenOpportunity: OpportunityOpen, CancelOpportunity: OpportunityCancelled},
	OpportunityCancelled: {},
}

// OpportunityState is a nationality an opportunity takes by arrangement with its organiser.
type OpportunityState struct {
	OpportunityID string `gorm:"primaryKey"`
	State         string `gorm:"primaryKey"`
}

// Confidence says how well a public fact is known: A from a public source, B from general knowledge; empty for what the
// fund knows itself.
type Confidence string

const (
	FromSource    Confidence = "A"
	FromKnowledge Confidence = "B"
)

// Values makes Confidence a Choice.
func (Confidence) Values() []string { return []string{string(FromSource), string(FromKnowledge)} }

// Mission reports whether the opportunity is service in the field and not a course.
func (o *Opportunity) Mission() bool { return o.Kind == ObservationMission }

// BookedHost is where its days are booked: the host of a mission; a course observes nobody.
func (o *Opportunity) BookedHost() string {
	if o.Mission() && o.Host != nil {
		return *o.Host
	}
	return ""
}

// Draft prepares an opportunity.
func (o *Opportunity) Draft(actor Actor) error {
	if err := o.check(actor.DB); err != nil {
		return err
	}
	o.Status, o.CreatedBy = OpportunityDraft, actor.By.ID
	if err := actor.Create(o, DraftOpportunity, o.facts()); err != nil {
		return err
	}
	return o.saveAdmittedNationalities(actor)
}

// Amend keeps what was changed about an opportunity. What people asked for stays what it was.
func (o *Opportunity) Amend(actor Actor, was Opportunity) error {
	if _, err := OpportunityFlow.Next(o.Status, ChangeOpportunity); err != nil {
		return err
	}
	if err := o.check(actor.DB); err != nil {
		return err
	}
	if o.Status == OpportunityOpen && o.Deadline != was.Deadline && !o.Deadline.After(actor.Now.Time) {
		return o.late()
	}
	asked, err := exists(actor.DB.Model(&TrainingRequest{}).Where("opportunity_id = ? AND status IN ?", o.ID, LiveRequests))
	if err != nil {
		return err
	}
	if asked && (o.Organiser != was.Organiser || o.Kind != was.Kind || o.Function != was.Function || o.Cost != was.Cost ||
		o.StartsOn != was.StartsOn || o.Until != was.Until || o.BookedHost() != was.BookedHost()) {
		return refusal.RequestedAsItIs
	}
	if o.BookedHost() != was.BookedHost() { // the money and the days of a place name its host for good
		bound, err := exists(actor.DB.Model(&TrainingRequest{}).
			Where("opportunity_id = ? AND (letter_id IS NOT NULL OR id IN (SELECT request_id FROM commitments WHERE request_id IS NOT NULL))", o.ID))
		if err != nil {
			return err
		}
		if bound {
			return refusal.HostFixed
		}
	}
	taken, err := o.taken(actor.DB, "")
	if err != nil {
		return err
	}
	if o.Places < taken {
		return refusal.PlacesTaken.With("taken", taken)
	}
	arranged := FieldChange{Subject: o.Ref(), Title: o.Title, Field: "admittedNationalities", From: strings.Join(was.AdmittedNationalities, ", "), To: strings.Join(o.AdmittedNationalities, ", ")}
	actor.Rehearsal.add(arranged)
	facts := o.facts()
	if o.Status != OpportunityDraft && o.BookedHost() != was.BookedHost() {
		if facts, err = o.opened(actor.DB); err != nil {
			return err
		}
	}
	if err := Step(actor, OpportunityFlow, o, &o.Status, ChangeOpportunity, "", facts.changed(arranged)); err != nil {
		return err
	}
	return o.saveAdmittedNationalities(actor)
}

// Open lets observers ask, and tells those who can have a place.
func (o *Opportunity) Open(actor Actor) error {
	if !o.Deadline.After(actor.Now.Time) {
		return o.late()
	}
	facts, err := o.opened(actor.DB)
	if err != nil {
		return err
	}
	if err := Step(actor, OpportunityFlow, o, &o.Status, OpenOpportunity, "", facts); err != nil {
		return err
	}
	takers, err := o.takers(actor.DB)
	if err != nil {
		return err
	}
	return actor.TellObservers(takers, OpenOpportunity, o.Ref(), said.That("There are places to ask for until {closes}: {title}.", "closes", o.Closes(), "title", o.Title))
}

// Close ends the asking; what was asked for lives on.
func (o *Opportunity) Close(actor Actor) error {
	return Step(actor, OpportunityFlow, o, &o.Status, CloseOpportunity, "", nil)
}

// Cancel ends the opportunity and every live request for it; money and days go back.
func (o *Opportunity) Cancel(actor Actor, reason string) error {
	o.Reason = reason
	if err := Step(actor, OpportunityFlow, o, &o.Status, CancelOpportunity, reason, nil); err != nil {
		return err
	}
	var live []TrainingRequest
	err := actor.DB.Where("opportunity_id = ? AND status IN ?", o.ID, LiveRequests).Order("id").Find(&live).Error
	if err != nil {
		return err
	}
	for i := range live {
		if err := live[i].Leave(actor, *o, CancelTrainingRequest, reason); err != nil {
			return err
		}
	}
	return nil
}

// CloseDue closes opportunities whose deadline is over, at most BatchSize of them, and reports how many.
func (a Actor) CloseDue() (int, error) {
	a.By = SystemAccount()
	var due []Opportunity
	err := a.DB.Where("status = ? AND deadline <= ?", OpportunityOpen, a.Now).Order("deadline, id").Limit(BatchSize).Find(&due).Error
	if err != nil {
		return 0, err
	}
	for i := range due {
		if err := due[i].Close(a); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

// LoadOpportunityDetails adds to opportunities the arranged nationalities, and how many requests stand where.
func LoadOpportunityDetails(db *gorm.DB, opportunities []Opportunity) error {
	ids, at := make([]string, len(opportunities)), map[string]*Opportunity{}
	for i := range opportunities {
		o := &opportunities[i]
		o.AdmittedNationalities, o.Requests, o.Taken = []string{}, map[string]int{}, 0
		ids[i], at[o.ID] = o.ID, o
	}
	var arranged []OpportunityState
	if err := db.Where("opportunity_id IN ?", ids).Order("state").Find(&arranged).Error; err != nil {
		return err
	}
	for _, a := range arranged {
		at[a.OpportunityID].AdmittedNationalities = append(at[a.OpportunityID].AdmittedNationalities, a.State)
	}
	var counts []struct {
		OpportunityID string
		Status        TrainingRequestStatus
		Count         int
	}
	err := db.Model(&TrainingRequest{}).Where("opportunity_id IN ?", ids).Select("opportunity_id, status, COUNT(*) AS count").
		Group("opportunity_id, status").Find(&counts).Error
	for _, c := range counts {
		o := at[c.OpportunityID]
		o.Requests[string(c.Status)] = c.Count
		if slices.Contains(placed, c.Status) {
			o.Taken += c.Count
		}
	}
	return err
}

// placed are the requests that take up a place.
var placed = []TrainingRequestStatus{RequestEndorsed, RequestAccepted, RequestCompleted, RequestNoShow}

// taken counts the places that are taken up by others than one request.
func (o *Opportunity) taken(db *gorm.DB, but string) (int, error) {
	var n int64
	err := db.Model(&TrainingRequest{}).Where("opportunity_id = ? AND status IN ? AND id <> ?", o.ID, placed, but).Count(&n).Error
	return int(n), err
}

// Closes writes the deadline as the organiser does, in their zone.
func (o *Opportunity) Closes() said.Sentence {
	return said.That("{day}, {clock} ({zone})", "day", o.DeadlineOn, "clock", o.DeadlineClock, "zone", o.DeadlineZone)
}

func (o *Opportunity) late() error {
	return refusal.DeadlineOver.With("closed", o.Closes())
}

func (o *Opportunity) saveAdmittedNationalities(actor Actor) error {
	if err := actor.DB.Where("opportunity_id = ?", o.ID).Delete(&OpportunityState{}).Error; err != nil || len(o.AdmittedNationalities) == 0 {
		return err
	}
	rows := []OpportunityState{}
	for _, state := range o.AdmittedNationalities {
		rows = append(rows, OpportunityState{o.ID, state})
	}
	return translate(actor.DB.Create(&rows).Error)
}

func (o *Opportunity) facts() Facts {
	return Facts{"organiser": o.Organiser, "kind": o.Kind, "host": o.Host, "startsOn": o.StartsOn, "until": o.Until,
		"deadline": o.Deadline, "places": o.Places, "cost": o.Cost, "admittedNationalities": o.AdmittedNationalities}
}
