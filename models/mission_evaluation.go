package models

import "observationfund/models/refusal"

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

// EvaluateAssignment keeps the team leader's word on how an observer served. When it is corrected the observer can reply
// anew; until then their reply stays beside it.
func (a Actor) EvaluateAssignment(as *Assignment, rating Rating, body string) error {
	if err := a.evaluated(as, EvaluateAssignment); err != nil {
		return err
	}
	if err := Step(a, AssignmentFlow, as, &as.Status, EvaluateAssignment, "", Facts{"rating": rating}); err != nil {
		return err
	}
	said := Evaluation{AssignmentID: as.ID, Rating: rating, Body: body, EvaluatedBy: a.By.ID, EvaluatedAt: a.Now}
	if as.Evaluation != nil {
		said.Reply = as.Evaluation.Reply
	}
	as.Evaluation = &said
	if err := a.DB.Save(as.Evaluation).Error; err != nil {
		return translate(err)
	}
	return a.TellObservers([]string{as.ObserverID}, EvaluateAssignment, as.Ref(), "You were evaluated. You can read it and reply once.")
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
