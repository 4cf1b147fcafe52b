package models

import (
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Assignment is one observer in one seat of a deployment, from the offer to the way home.
type Assignment struct {
	Record
	DeploymentID  string           `json:"deploymentId"`
	SeatID        string           `json:"seatId"`
	ObserverID    string           `json:"observerId"`
	Host          string           `json:"host"`
	ConsentID     *string          `json:"-"`
	Status        AssignmentStatus `json:"status"`
	Function      Function         `json:"function"`
	StartsOn      Date             `json:"startsOn"`
	Until         Date             `json:"until"`
	FirstDay      *Date            `json:"-"` // booked, while it lives
	LastDay       *Date            `json:"-"`
	ExpiresAt     Time             `json:"expiresAt"` // of the offer
	AnsweredAt    Time             `json:"answeredAt,omitzero"`
	PledgeID      *string          `json:"pledgeId,omitempty"`      // the Code of Conduct as it was accepted
	DeclarationID *string          `json:"declarationId,omitempty"` // the conflict-of-interest declaration as it was made
	Reason        string           `json:"reason,omitempty"`

	Observer   string      `json:"observer" gorm:"-"`   // their name
	Deployment string      `json:"deployment" gorm:"-"` // its title
	Evaluation *Evaluation `json:"evaluation,omitempty" gorm:"-"`
	Concerns   []Concern   `json:"concerns,omitempty" gorm:"-"` // for the observer and who may see private fields; the latest first
	Can        []Action    `json:"can" gorm:"-"`
}

// Ref names the assignment.
func (as *Assignment) Ref() Ref { return Ref{"assignment", as.ID} }

// Events makes Assignment Living.
func (Assignment) Events() []Action { return AssignmentFlow.All() }

// AssignmentStatus is where an assignment stands in AssignmentFlow.
type AssignmentStatus string

const (
	AssignmentOffered   AssignmentStatus = "offered"
	AssignmentAccepted  AssignmentStatus = "accepted"
	AssignmentDeployed  AssignmentStatus = "deployed"
	AssignmentCompleted AssignmentStatus = "completed"
	AssignmentDeclined  AssignmentStatus = "declined"
	AssignmentExpired   AssignmentStatus = "expired"
	AssignmentWithdrawn AssignmentStatus = "withdrawn"
	AssignmentStoodDown AssignmentStatus = "stood_down"
	AssignmentMissed    AssignmentStatus = "missed"
)

// Values makes AssignmentStatus a Choice.
func (AssignmentStatus) Values() []string { return names(AssignmentFlow.States()) }

// AssignmentFlow is the life of an assignment. An end that was a mistake is taken back; who declined, or never answered, is
// offered a seat again.
var AssignmentFlow = Flow[AssignmentStatus]{
	AssignmentOffered: {AcceptAssignment: AssignmentAccepted, DeclineAssignment: AssignmentDeclined, ExpireAssignment: AssignmentExpired,
		WithdrawAssignment: AssignmentWithdrawn, StandDownAssignment: AssignmentStoodDown, AskAgainAssignment: AssignmentOffered},
	AssignmentAccepted: {DeployAssignment: AssignmentDeployed, WithdrawAssignment: AssignmentWithdrawn,
		StandDownAssignment: AssignmentStoodDown, MissAssignment: AssignmentMissed, AskAgainAssignment: AssignmentOffered},
	AssignmentDeployed:  {CompleteAssignment: AssignmentCompleted, StandDownAssignment: AssignmentStoodDown},
	AssignmentCompleted: {EvaluateAssignment: AssignmentCompleted, ReplyEvaluation: AssignmentCompleted, RestoreAssignment: AssignmentDeployed},
	AssignmentWithdrawn: {RestoreAssignment: AssignmentAccepted},
	AssignmentStoodDown: {RestoreAssignment: AssignmentAccepted},
	AssignmentMissed:    {RestoreAssignment: AssignmentAccepted},
	AssignmentDeclined:  {}, AssignmentExpired: {},
}

// LiveAssignments are the statuses in which an observer is bound: they need a consent in force and booked days.
var LiveAssignments = []AssignmentStatus{AssignmentOffered, AssignmentAccepted, AssignmentDeployed}

// Reserve is an observer who is asked next when a seat is freed, in the order of rank.
type Reserve struct {
	SeatID     string `json:"seatId" gorm:"primaryKey"`
	ObserverID string `json:"observerId" gorm:"primaryKey"`
	Rank       int    `json:"rank"`
}

// Evaluation is the team leader's word on how an observer served, and the observer's reply.
type Evaluation struct {
	AssignmentID string `json:"-" gorm:"primaryKey"`
	Rating       Rating `json:"rating"`
	Body         string `json:"body"`
	EvaluatedBy  string `json:"evaluatedBy"`
	EvaluatedAt  Time   `json:"evaluatedAt"`
	Reply        string `json:"reply,omitempty"`
	RepliedAt    Time   `json:"repliedAt,omitzero"`
}

// Rating is the sum of an evaluation.
type Rating string

const (
	Outstanding  Rating = "outstanding"
	Good         Rating = "good"
	Satisfactory Rating = "satisfactory"
	Insufficient Rating = "insufficient"
)

// Values makes Rating a Choice.
func (Rating) Values() []string {
	return names([]Rating{Outstanding, Good, Satisfactory, Insufficient})
}

// EndAssignment ends an assignment before its time: declined, expired, withdrawn, missed or stood down. Its days are
// free again and the next of the reserve is asked.
func (a Actor) EndAssignment(as *Assignment, event Action, reason string) error {
	if event == DeclineAssignment {
		if err := as.Standing(a.Now); err != nil {
			return err
		}
	}
	d, s, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	if event == MissAssignment {
		if err := as.Missed(d, a.Now); err != nil {
			return err
		}
	}
	wasOnList := as.Status != AssignmentOffered
	if err := a.endAssignment(as, event, reason); err != nil {
		return err
	}
	if wasOnList {
		if err := a.tellOfList(d, event); err != nil {
			return err
		}
	}
	message := said.That("A seat as {function} is free again: {mission}, {status}.", "function", s.Function, "mission", d.Title, "status", as.Status)
	if err := a.TellAdministrators(event, as.Ref(), message); err != nil {
		return err
	}
	if event != DeclineAssignment {
		ended := because(said.That("{mission}: your assignment is {status}; your days are free again.", "mission", d.Title, "status", as.Status), reason)
		if err := a.TellObservers([]string{as.ObserverID}, event, as.Ref(), ended); err != nil {
			return err
		}
	}
	return a.askReserve(d, s)
}

// Missed refuses to say that somebody did not come whose first day is still to come.
func (as *Assignment) Missed(d Deployment, now Time) error {
	today, err := d.Today(now)
	if err == nil && as.Status == AssignmentAccepted && as.StartsOn.After(today) {
		err = refusal.SeatNotBegun.With("begins", as.StartsOn)
	}
	return err
}

// endAssignment takes an assignment out of life and frees its days: all of them, or from today on for who was there.
func (a Actor) endAssignment(as *Assignment, event Action, reason string) error {
	from := as.StartsOn
	if as.Status == AssignmentDeployed {
		from = a.Now.Day()
	}
	as.ConsentID, as.FirstDay, as.LastDay, as.Reason = nil, nil, nil, reason
	if event == DeclineAssignment || event == WithdrawAssignment {
		as.AnsweredAt = a.Now
	}
	if err := Step(a, AssignmentFlow, as, &as.Status, event, reason, nil); err != nil {
		return err
	}
	if err := a.settleAll(*as, event, ConcernOpen); err != nil {
		return err
	}
	return a.Unbook(as.Ref(), from)
}

// endBound ends an assignment that cannot be, in the way that fits where it is: what was served is complete.
func (a Actor) endBound(as *Assignment, reason string) error {
	switch {
	case as.Status != AssignmentDeployed:
		return a.EndAssignment(as, WithdrawAssignment, reason)
	case over(as.Until, a.Now):
		return a.CompleteAssignment(as)
	}
	return a.EndAssignment(as, StandDownAssignment, reason)
}

// LeaveAssignments withdraws an observer from every seat they are offered or have accepted, as when they are suspended.
func (a Actor) LeaveAssignments(observerID, reason string) error {
	live, err := a.live("observer_id = ? AND status IN ?", observerID, []AssignmentStatus{AssignmentOffered, AssignmentAccepted})
	if err != nil {
		return err
	}
	for _, as := range live {
		if err := a.EndAssignment(&as, WithdrawAssignment, reason); err != nil {
			return err
		}
	}
	return nil
}

// DeployAssignment records an arrival after the mission went to the field.
func (a Actor) DeployAssignment(as *Assignment) error {
	d, _, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	if d.Status != InField {
		return refusal.MissionNotInField.With("status", d.Status)
	}
	today, err := d.Today(a.Now)
	if err != nil {
		return err
	}
	if as.StartsOn.After(today) {
		return refusal.ArrivalTooEarly.With("first", as.StartsOn)
	}
	if err := a.fit(*as); err != nil {
		return err
	}
	return Step(a, AssignmentFlow, as, &as.Status, DeployAssignment, "", nil)
}

// CompleteAssignment records that an observer's part is over; their days after today are free again.
func (a Actor) CompleteAssignment(as *Assignment) error {
	d, err := Find[Deployment](a.DB, as.DeploymentID)
	if err != nil {
		return err
	}
	if err := a.endAssignment(as, CompleteAssignment, ""); err != nil {
		return err
	}
	return a.tellOfList(d, CompleteAssignment)
}

// RestoreAssignment takes the end of an assignment back that was a mistake: the observer had accepted, and while the mission
// lasts and the place is not somebody else's they have it again, with their days.
func (a Actor) RestoreAssignment(as *Assignment, reason string) error {
	if _, err := AssignmentFlow.Next(as.Status, RestoreAssignment); err != nil {
		return err
	}
	if err := a.evaluated(as, RestoreAssignment); err != nil {
		return err
	}
	d, s, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	if err := as.Restorable(d, a.Now); err != nil {
		return err
	}
	if _, err := a.InForce(d.InvitationID); err != nil {
		return err
	}
	if as.Until != s.Until || as.StartsOn.Before(s.StartsOn) {
		return refusal.OtherDaysAccepted
	}
	live, err := a.live("seat_id = ?", s.ID)
	if err != nil {
		return err
	}
	if len(live) >= s.Places {
		return refusal.NoSeatToRestore.With("function", s.Function)
	}
	observer, err := Find[Observer](a.DB, as.ObserverID)
	if err != nil {
		return err
	}
	switch {
	case as.Status != AssignmentCompleted:
		if err := a.stillReady(*as); err != nil {
			return err
		}
	case observer.Gone(): // who came home was fit to serve, and goes nowhere
		return refusal.LeftCohort
	default:
		if err := a.ownCountry(as.ObserverID, as.Host); err != nil {
			return err
		}
	}
	if err := a.book(as); err != nil {
		return err
	}
	as.ConsentID, as.Reason = d.ConsentID, ""
	if err := Step(a, AssignmentFlow, as, &as.Status, RestoreAssignment, reason, nil); err != nil {
		return err
	}
	if err := a.Reconsider(RestoreAssignment, "id = ?", as.ID); err != nil {
		return err
	}
	if err := a.tellOfList(d, RestoreAssignment); err != nil {
		return err
	}
	return a.TellObservers([]string{as.ObserverID}, RestoreAssignment, as.Ref(), because(said.That("{mission}: your seat is yours again; its end was recorded by mistake.", "mission", d.Title), reason))
}

// Restorable refuses to restore what was never accepted, what is evaluated, and what belongs to a mission that is over.
func (as *Assignment) Restorable(d Deployment, now Time) error {
	switch {
	case as.PledgeID == nil:
		return refusal.SeatNeverAccepted
	case as.Evaluation != nil:
		return refusal.ServiceEvaluated
	case !slices.Contains(staffed, d.Status):
		return refusal.MissionEnded.With("status", d.Status)
	}
	today, err := d.Today(now)
	if err == nil && !as.Until.After(today) {
		err = refusal.SeatDaysOver.With("function", as.Function)
	}
	return err
}
