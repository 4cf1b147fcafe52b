package models

import (
	"fmt"

	"observationfund/models/said"
)

// Acknowledgement says that something has arrived from a state, under a number by which both can speak of it.
type Acknowledgement struct {
	Number       string `json:"number" gorm:"primaryKey"` // R-2026-0001
	InvitationID string `json:"-"`
	Action       Action `json:"action"` // what the state did
	Subject      Ref    `json:"subject" gorm:"embedded"`
	AnswersBy    Date   `json:"answersBy,omitzero"` // the day until which it hears what has become of it; none of what takes effect at once
	CreatedAt    Time   `json:"createdAt" gorm:"autoCreateTime:false"`
}

// answersWithin is how many days the fund takes to say what has become of what a state submitted.
const answersWithin = 5

// answersBy is the day until which it does.
func (a Actor) answersBy() Date { return a.Now.Day().Plus(answersWithin) }

// acknowledge tells every account of a state by a number what has arrived from it under an invitation, and what follows: whoever submitted it has
// it in writing, too.
func (a Actor) acknowledge(i *Invitation, action Action, subject Ref, answersBy Date, message said.Sentence) error {
	year := a.Now.UTC().Year()
	var before int64
	if err := a.DB.Model(&Acknowledgement{}).Where("number LIKE ?", fmt.Sprintf("R-%d-%%", year)).Count(&before).Error; err != nil {
		return err
	}
	made := Acknowledgement{Number: fmt.Sprintf("R-%d-%04d", year, before+1), InvitationID: i.ID, Action: action, Subject: subject, AnswersBy: answersBy, CreatedAt: a.Now}
	if err := a.DB.Create(&made).Error; err != nil {
		return translate(err)
	}
	var ids []string
	if err := a.DB.Model(&Account{}).Where("state = ? AND status = ?", i.Host, AccountActive).Order("id").Pluck("id", &ids).Error; err != nil {
		return err
	}
	return a.Tell(ids, action, subject, said.All(message, said.That("The number of this receipt is {number}.", "number", made.Number)))
}

// answerState tells a state what has become of what it submitted. What it takes back itself takes effect at once, and is acknowledged as what it
// submitted was.
func (a Actor) answerState(i *Invitation, action Action, subject Ref, message said.Sentence) error {
	switch action {
	case WithdrawInvitation, WithdrawExtension, WithdrawDeploymentRequest:
		if !i.SubmittedAt.IsZero() { // of a draft nothing has arrived
			return a.acknowledge(i, action, subject, Date{}, message)
		}
	}
	return a.TellState(i.Host, action, subject, message)
}
