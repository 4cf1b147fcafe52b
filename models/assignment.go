package models

import (
	"errors"
	"slices"

	"gorm.io/gorm"
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

	Evaluation *Evaluation `json:"evaluation,omitempty" gorm:"-"`
	Can        []Action    `json:"can" gorm:"-"`
}

// Ref names the assignment.
func (a *Assignment) Ref() Ref { return Ref{"assignment", a.ID} }

// AssignmentStatus is where an assignment stands in AssignmentFlow.
type AssignmentStatus string

// Every AssignmentStatus there is.
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

// AssignmentFlow is the life of an assignment.
var AssignmentFlow = Flow[AssignmentStatus]{
	AssignmentOffered: {AcceptAssignment: AssignmentAccepted, DeclineAssignment: AssignmentDeclined, ExpireAssignment: AssignmentExpired,
		WithdrawAssignment: AssignmentWithdrawn, StandDownAssignment: AssignmentStoodDown, AskAgainAssignment: AssignmentOffered},
	AssignmentAccepted: {DeployAssignment: AssignmentDeployed, WithdrawAssignment: AssignmentWithdrawn,
		StandDownAssignment: AssignmentStoodDown, MissAssignment: AssignmentMissed, AskAgainAssignment: AssignmentOffered},
	AssignmentDeployed:  {CompleteAssignment: AssignmentCompleted, StandDownAssignment: AssignmentStoodDown},
	AssignmentCompleted: {EvaluateAssignment: AssignmentCompleted, ReplyEvaluation: AssignmentCompleted},
	AssignmentDeclined:  {}, AssignmentExpired: {}, AssignmentWithdrawn: {}, AssignmentStoodDown: {}, AssignmentMissed: {},
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

// Every Rating there is.
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

// Offer offers a seat of a deployment to an observer and books their days, if they meet every requirement.
func (a Act) Offer(d Deployment, s DeploymentSeat, observerID string) (Assignment, error) {
	as := Assignment{
		Record: Record{ID: NewID()}, DeploymentID: d.ID, SeatID: s.ID, ObserverID: observerID, Host: d.Host, ConsentID: d.ConsentID,
		Status: AssignmentOffered, Function: s.Function, StartsOn: s.StartsOn, Until: s.Until, ExpiresAt: a.Now.Plus(d.OfferStands()),
	}
	if d.Status != Staffing && d.Status != Ready {
		return as, Refuse(Conflict, "wrong-state", "seats are offered while a mission is staffing or ready, this one is %s", words(string(d.Status))).
			Mend("an administrator can begin staffing once the mission is funded")
	}
	if err := InForce(a.DB, d.InvitationID); err != nil {
		return as, err
	}
	live, err := a.live("seat_id = ?", s.ID)
	if err != nil {
		return as, err
	}
	if len(live) >= s.Places {
		return as, Refuse(Conflict, "seats-taken", "all %d places for %s are offered or taken", s.Places, s.Function.Words()).
			Mend("wait for an answer, add places, or put this observer on the reserve")
	}
	assessed, err := Assess(a.DB, a.Now, []string{observerID}, d.Post(s))
	if err != nil {
		return as, err
	}
	if len(assessed) == 0 {
		return as, Faults{{"observerId", "there is no such observer"}}.Err()
	}
	if err := assessed[0].Refusal(); err != nil {
		return as, err
	}
	if err := a.book(&as); err != nil {
		return as, err
	}
	if err := a.Create(&as, OfferAssignment, Facts{"deployment": d.ID, "observer": observerID, "seat": s.ID, "expires": as.ExpiresAt}); err != nil {
		return as, err
	}
	if err := a.DB.Where("seat_id = ? AND observer_id = ?", s.ID, observerID).Delete(&Reserve{}).Error; err != nil {
		return as, err
	}
	return as, a.TellObservers([]string{observerID}, OfferAssignment, as.Ref(),
		"You are offered a seat as "+s.Function.Words()+": "+d.Title+", "+s.StartsOn.Words()+" to "+s.Until.Plus(-1).Words()+". Answer by "+as.ExpiresAt.Words()+".")
}

// book takes the days of an assignment and notes the first and the last, which the database holds it to.
func (a Act) book(as *Assignment) error {
	if err := a.Book(as.ObserverID, as.Ref(), as.Host, as.StartsOn, as.Until); err != nil {
		return err
	}
	first, last := as.StartsOn, as.Until.Plus(-1)
	as.FirstDay, as.LastDay = &first, &last
	return nil
}

// AcceptAssignment takes an offer, with the Code of Conduct pledged and no conflict of interest declared; everything
// is checked once more.
func (a Act) AcceptAssignment(as *Assignment, pledgeID, declarationID string) error {
	if err := as.standing(a); err != nil {
		return err
	}
	if err := a.current(pledgeID, Pledge, "pledgeId"); err != nil {
		return err
	}
	if err := a.current(declarationID, Declaration, "declarationId"); err != nil {
		return err
	}
	d, s, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	if err := InForce(a.DB, d.InvitationID); err != nil {
		return err
	}
	if err := a.stillReady(d, s, []Assignment{*as}); err != nil {
		return err
	}
	as.PledgeID, as.DeclarationID, as.AnsweredAt = &pledgeID, &declarationID, a.Now
	if err := Step(a, AssignmentFlow, as, &as.Status, AcceptAssignment, "", Facts{"pledge": pledgeID, "declaration": declarationID}); err != nil {
		return err
	}
	return a.TellAdministrators(AcceptAssignment, as.Ref(), "An offer was accepted: "+s.Function.Words()+", "+d.Title+".")
}

// standing refuses to answer what is no open offer any more.
func (as *Assignment) standing(a Act) error {
	if as.Status == AssignmentOffered && !a.Now.Before(as.ExpiresAt.Time) {
		return Refuse(Conflict, "offer-expired", "this offer expired on %s", as.ExpiresAt.Words()).Mend("an administrator can offer a seat again")
	}
	return nil
}

// current refuses any but the newest text of a kind: a new version needs a new pledge.
func (a Act) current(id string, kind TextKind, field string) error {
	var newest Text
	if err := a.DB.Where("kind = ?", kind).Order("version DESC, id DESC").Take(&newest).Error; err != nil {
		return err
	}
	if id != newest.ID {
		return Faults{{field, "must be the current version, " + newest.ID}}.Err()
	}
	return nil
}

func (a Act) seatOf(as Assignment) (d Deployment, s DeploymentSeat, err error) {
	if d, err = Find[Deployment](a.DB, as.DeploymentID); err != nil {
		return d, s, err
	}
	s, err = Find[DeploymentSeat](a.DB, as.SeatID)
	return d, s, err
}

// EndAssignment ends an assignment before its time: declined, expired, withdrawn, missed or stood down. Its days are
// free again and the next of the reserve is asked.
func (a Act) EndAssignment(as *Assignment, event Action, reason string) error {
	if event == DeclineAssignment || event == AcceptAssignment {
		if err := as.standing(a); err != nil {
			return err
		}
	}
	if err := a.endAssignment(as, event, reason); err != nil {
		return err
	}
	d, s, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	told := "A seat as " + s.Function.Words() + " is free again: " + d.Title + ", " + words(string(as.Status)) + "."
	if err := a.TellAdministrators(event, as.Ref(), told); err != nil {
		return err
	}
	if event != DeclineAssignment {
		if err := a.TellObservers([]string{as.ObserverID}, event, as.Ref(), d.Title+": your assignment is "+words(string(as.Status))+"; your days are free again."); err != nil {
			return err
		}
	}
	return a.askReserve(d, s)
}

// endAssignment takes an assignment out of life and frees its days: all of them, or from today on for who was there.
func (a Act) endAssignment(as *Assignment, event Action, reason string) error {
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
	return a.Unbook(as.Ref(), from)
}

// askReserve offers free places to the reserve in its order, skipping who cannot go now.
func (a Act) askReserve(d Deployment, s DeploymentSeat) error {
	if d.Status != Staffing && d.Status != Ready {
		return nil
	}
	var next []Reserve
	if err := a.DB.Where("seat_id = ?", s.ID).Order("rank").Find(&next).Error; err != nil {
		return err
	}
	for _, r := range next {
		_, err := a.Offer(d, s, r.ObserverID)
		var refused *Error
		switch {
		case err == nil:
			return nil
		case !errors.As(err, &refused) || refused.Code == "seats-taken":
			return ignore(err, "seats-taken")
		}
	}
	return nil
}

// ignore takes a refusal of one rule for an answer, and every other error for one.
func ignore(err error, code string) error {
	var refused *Error
	if errors.As(err, &refused) && refused.Code == code {
		return nil
	}
	return err
}

// LeaveAssignments withdraws an observer from every seat they are offered or have accepted, as when they are suspended.
func (a Act) LeaveAssignments(observerID, reason string) error {
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

// RankReserve sets who is asked next when a seat is freed, in this order.
func (a Act) RankReserve(d *Deployment, s DeploymentSeat, observers []string) error {
	if slices.Contains([]DeploymentStatus{InField, Reporting, Closed, StoodDown}, d.Status) {
		return Refuse(Conflict, "wrong-state", "this mission is %s; no seats are freed any more", words(string(d.Status)))
	}
	known, err := gorm.G[Observer](a.DB).Where("id IN ? AND status = ?", observers, ObserverAdmitted).Find(a.DB.Statement.Context)
	if err != nil {
		return err
	}
	if len(known) != len(observers) {
		return Faults{{"observers", "must be admitted observers, each once"}}.Err()
	}
	if err := a.DB.Where("seat_id = ?", s.ID).Delete(&Reserve{}).Error; err != nil {
		return err
	}
	for n, id := range observers {
		if err := a.DB.Create(&Reserve{SeatID: s.ID, ObserverID: id, Rank: n + 1}).Error; err != nil {
			return explained(err)
		}
	}
	return a.Journal(RankReserve, d.Ref(), "", Facts{"seat": s.ID, "observers": observers})
}

// EvaluateAssignment keeps the team leader's word on how an observer served; once they replied it stands.
func (a Act) EvaluateAssignment(as *Assignment, rating Rating, body string) error {
	var before Evaluation
	err := a.DB.Take(&before, "assignment_id = ?", as.ID).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if !before.RepliedAt.IsZero() {
		return Refuse(Conflict, "evaluation-final", "the observer has replied; the evaluation stands")
	}
	if err := Step(a, AssignmentFlow, as, &as.Status, EvaluateAssignment, "", Facts{"rating": rating}); err != nil {
		return err
	}
	as.Evaluation = &Evaluation{AssignmentID: as.ID, Rating: rating, Body: body, EvaluatedBy: a.By.ID, EvaluatedAt: a.Now}
	if err := a.DB.Save(as.Evaluation).Error; err != nil {
		return explained(err)
	}
	return a.TellObservers([]string{as.ObserverID}, EvaluateAssignment, as.Ref(), "You were evaluated. You can read it and reply once.")
}

// ReplyEvaluation keeps the observer's reply to their evaluation; it can be given once.
func (a Act) ReplyEvaluation(as *Assignment, reply string) error {
	var e Evaluation
	err := a.DB.Take(&e, "assignment_id = ?", as.ID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Refuse(Conflict, "no-evaluation", "there is no evaluation to reply to yet")
	}
	if err != nil {
		return err
	}
	if !e.RepliedAt.IsZero() {
		return Refuse(Conflict, "evaluation-final", "you have replied already")
	}
	e.Reply, e.RepliedAt = reply, a.Now
	if err := Step(a, AssignmentFlow, as, &as.Status, ReplyEvaluation, "", nil); err != nil {
		return err
	}
	as.Evaluation = &e
	return explained(a.DB.Save(&e).Error)
}

// DeployAssignment records an arrival after the mission went to the field.
func (a Act) DeployAssignment(as *Assignment) error {
	d, _, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	if d.Status != InField {
		return Refuse(Conflict, "wrong-state", "the mission is %s, not in the field", words(string(d.Status))).Mend("an administrator sends the mission first")
	}
	today, err := d.today(a.Now)
	if err != nil {
		return err
	}
	if as.StartsOn.After(today) {
		return Refuse(Conflict, "too-early", "their first day is %s", as.StartsOn.Words())
	}
	return Step(a, AssignmentFlow, as, &as.Status, DeployAssignment, "", nil)
}

// CompleteAssignment records that an observer's part is over; their days after today are free again.
func (a Act) CompleteAssignment(as *Assignment) error {
	return a.endAssignment(as, CompleteAssignment, "")
}
