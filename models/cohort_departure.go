package models

import (
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Ground is why somebody is no longer of the cohort; of those who left before it was asked for, it is not known.
type Ground string

const (
	Resigned  Ground = "resigned"
	TermOver  Ground = "term_over"
	Deceased  Ground = "deceased"
	Dismissed Ground = "dismissed" // by an inquiry and nothing else
)

// Values makes Ground a Choice.
func (Ground) Values() []string { return names([]Ground{Resigned, TermOver, Deceased, Dismissed}) }

// Leave ends a membership otherwise than by dismissal. Who says so of somebody else needs a second person.
func (o *Observer) Leave(actor Actor, ground Ground, reason string) error {
	switch {
	case ground == Dismissed:
		return refusal.DismissedByInquiry
	case ground != Resigned && o.themselves(actor):
		return refusal.Fault("ground", "is resigned where an observer leaves at their own wish")
	}
	if _, err := ObserverFlow.Next(o.Status, DepartObserver); err != nil {
		return err
	}
	if err := actor.overtakeInquiry(o.ID); err != nil {
		return err
	}
	return o.Depart(actor, ground, reason)
}

// Depart ends the membership and frees the seat.
func (o *Observer) Depart(actor Actor, ground Ground, reason string) error {
	if _, err := ObserverFlow.Next(o.Status, DepartObserver); err != nil {
		return err
	}
	away, err := exists(actor.DB.Model(&Assignment{}).Where("observer_id = ? AND status = ?", o.ID, AssignmentDeployed))
	if err != nil {
		return err
	}
	if away {
		return refusal.InTheField
	}
	facts := Facts{"seat": o.Seat, "ground": ground, "by": "another person"}
	if o.themselves(actor) {
		facts["by"] = "themselves"
	}
	o.Seat, o.Ground, o.Reason, o.OnLeave = nil, ground, reason, false
	if err := Step(actor, ObserverFlow, o, &o.Status, DepartObserver, reason, facts); err != nil {
		return err
	}
	// Only now: who is still of the cohort could be called in for the very place they leave.
	if err := actor.leaveAll(o.ID, reason, Date{}); err != nil {
		return err
	}
	message := said.That("You have left the cohort. What you were offered, or had asked for, is withdrawn.")
	if ground == Dismissed {
		message = said.That("You are dismissed from the cohort. The inquiry about you says why. What you were offered, or had asked for, is withdrawn.")
	}
	if err := actor.TellObservers([]string{o.ID}, DepartObserver, o.Ref(), because(message, reason)); err != nil {
		return err
	}
	return actor.TellAdministrators(DepartObserver, o.Ref(), said.That("A seat is free: the fund has a duty to fill it."))
}

// themselves reports whether the observer is who acts.
func (o *Observer) themselves(actor Actor) bool {
	return actor.By.ObserverID != nil && *actor.By.ObserverID == o.ID
}
