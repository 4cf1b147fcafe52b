package models

import (
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Hold refuses a reply before there is an evaluation, and a second one to the same.
func (as *Assignment) Hold(event Action) error {
	replied := as.Evaluation != nil && !as.Evaluation.RepliedAt.IsZero()
	switch {
	case event == ReplyEvaluation && as.Evaluation == nil:
		return refusal.NoEvaluation
	case event == ReplyEvaluation && replied:
		return refusal.AlreadyReplied
	}
	return nil
}

// evaluated finds what was said of an assignment, if anything, and refuses an event that it holds up.
func (a Actor) evaluated(as *Assignment, event Action) error {
	var kept []Evaluation
	if err := a.DB.Where("assignment_id = ?", as.ID).Limit(1).Find(&kept).Error; err != nil {
		return err
	}
	if len(kept) > 0 {
		as.Evaluation = &kept[0]
	}
	return as.Hold(event)
}

// EvaluateAssignment keeps the team leader's word on how an observer served, and with it that they did. When it is corrected the
// observer can reply anew; until then their reply stays beside it.
func (a Actor) EvaluateAssignment(as *Assignment, rating Rating, body string) error {
	if err := a.evaluated(as, EvaluateAssignment); err != nil {
		return err
	}
	if err := Step(a, AssignmentFlow, as, &as.Status, EvaluateAssignment, "", Facts{"rating": rating}); err != nil {
		return err
	}
	given := Evaluation{AssignmentID: as.ID, Rating: rating, Body: body, EvaluatedBy: a.By.ID, EvaluatedAt: a.Now}
	if as.Evaluation != nil {
		given.Reply = as.Evaluation.Reply
	}
	as.Evaluation = &given
	if err := a.DB.Save(as.Evaluation).Error; err != nil {
		return translate(err)
	}
	if err := a.recordService(*as); err != nil {
		return err
	}
	return a.TellObservers([]string{as.ObserverID}, EvaluateAssignment, as.Ref(), said.That("You were evaluated. You can read it and reply once."))
}

// recordService claims for an observer what they served in a mission of the fund, or claims it again where it was rejected. Somebody who
// did not evaluate them verifies it.
func (a Actor) recordService(as Assignment) error {
	var kept []Training
	if err := a.DB.Where("assignment_id = ?", as.ID).Find(&kept).Error; err != nil {
		return err
	}
	if len(kept) > 0 && kept[0].Status != TrainingRejected {
		return nil
	}
	o, err := Find[Observer](a.DB, as.ObserverID)
	if err != nil {
		return err
	}
	d, err := Find[Deployment](a.DB, as.DeploymentID)
	if err != nil {
		return err
	}
	t, event := Training{ObserverID: as.ObserverID, AssignmentID: &as.ID, Status: TrainingClaimed, Organiser: TheFund, Kind: ObservationMission,
		Title: d.Title, Function: as.Function, Host: &as.Host, ClaimedBy: a.By.ID}, ClaimTraining
	if t.StartsOn, t.Until, err = a.served(as); err != nil {
		return err
	}
	if len(kept) == 0 {
		err = a.Create(&t, event, t.facts())
	} else {
		t, event = kept[0], ChangeTraining
		t.DecidedBy, t.DecidedAt, t.Reason = nil, Time{}, ""
		err = Step(a, TrainingFlow, &t, &t.Status, event, "", t.facts())
	}
	if err != nil {
		return err
	}
	return t.ask(a, event, o.Nominator, a.By.ID)
}

// served are the days that an observer was in a mission: those that stay booked once they came home.
func (a Actor) served(as Assignment) (from, until Date, err error) {
	var days []Date
	err = a.DB.Model(&Booking{}).Where("holder_id = ?", as.ID).Order("day").Pluck("day", &days).Error
	if err != nil || len(days) == 0 { // home on the day of their arrival
		return as.StartsOn, as.StartsOn.Plus(1), err
	}
	return days[0], days[len(days)-1].Plus(1), nil
}

// ReplyEvaluation keeps the observer's reply to their evaluation; it can be given once.
func (a Actor) ReplyEvaluation(as *Assignment, reply string) error {
	if err := a.evaluated(as, ReplyEvaluation); err != nil {
		return err
	}
	e := as.Evaluation
	e.Reply, e.RepliedAt = reply, a.Now
	if err := Step(a, AssignmentFlow, as, &as.Status, ReplyEvaluation, "", nil); err != nil {
		return err
	}
	return translate(a.DB.Save(e).Error)
}
