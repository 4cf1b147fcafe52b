package models

import (
	"errors"

	"gorm.io/gorm"
)

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
