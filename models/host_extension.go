package models

import (
	"errors"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Extension is a host's wish that its invitation in force covers a longer period. Only the state asks for it; it is checked and
// accepted as the invitation was, and is acted upon through the invitation, which has one open at most.
type Extension struct {
	Record
	InvitationID        string          `json:"-"`
	Host                string          `json:"-"`
	Status              ExtensionStatus `json:"status"`
	Was                 Date            `json:"was"`   // until when the invitation went when it was asked
	Until               Date            `json:"until"` // and until when it is to go
	LetterID            string          `json:"letterId"`
	Reason              string          `json:"reason"` // why the state asks
	SubmittedBy         string          `json:"submittedBy"`
	VerifiedBy          *string         `json:"verifiedBy,omitempty"`
	VerifiedAt          Time            `json:"verifiedAt,omitzero"`
	VerificationChannel string          `json:"verificationChannel,omitempty"`
	AcceptedBy          *string         `json:"acceptedBy,omitempty"`
	AcceptedAt          Time            `json:"acceptedAt,omitzero"`
	Decision            string          `json:"decision,omitempty"` // why it was declined or withdrawn
}

// Ref names the extension.
func (x *Extension) Ref() Ref { return Ref{"extension", x.ID} }

// ExtensionStatus is where an extension stands in ExtensionFlow.
type ExtensionStatus string

const (
	ExtensionSubmitted ExtensionStatus = "submitted"
	ExtensionVerified  ExtensionStatus = "verified"
	ExtensionAccepted  ExtensionStatus = "accepted"
	ExtensionDeclined  ExtensionStatus = "declined"
	ExtensionWithdrawn ExtensionStatus = "withdrawn"
)

// Values makes ExtensionStatus a Choice.
func (ExtensionStatus) Values() []string { return names(ExtensionFlow.States()) }

// ExtensionFlow is the life of an extension, in which two administrators answer one state.
var ExtensionFlow = Flow[ExtensionStatus]{
	ExtensionSubmitted: {VerifyExtension: ExtensionVerified, DeclineExtension: ExtensionDeclined, WithdrawExtension: ExtensionWithdrawn},
	ExtensionVerified:  {AcceptExtension: ExtensionAccepted, DeclineExtension: ExtensionDeclined, WithdrawExtension: ExtensionWithdrawn},
	ExtensionAccepted:  {}, ExtensionDeclined: {}, ExtensionWithdrawn: {},
}

// Open reports whether it waits for somebody.
func (x *Extension) Open() bool {
	return x.Status == ExtensionSubmitted || x.Status == ExtensionVerified
}

// Hold refuses an event on grounds of who causes it: the second person is not the one who checked it.
func (x *Extension) Hold(event Action, by Account) error {
	if event == AcceptExtension && x.VerifiedBy != nil && *x.VerifiedBy == by.ID {
		return refusal.OwnVerification
	}
	return nil
}

// Extendable refuses to extend what is not in force. That its period is over is no hindrance: that is what is to be mended.
func (i *Invitation) Extendable() error {
	if i.Status != InvitationAccepted {
		return refusal.NoConsent
	}
	return nil
}

// SubmitExtension asks that an invitation in force covers a longer period.
func (a Actor) SubmitExtension(i *Invitation, x *Extension) error {
	if err := i.Own(a.By); err != nil {
		return err
	}
	if err := i.Extendable(); err != nil {
		return err
	}
	switch waits, err := a.openExtension(i); {
	case err != nil:
		return err
	case waits != nil:
		return refusal.ExtensionWaits
	}
	switch {
	case !x.Until.After(i.Until):
		return refusal.Fault("until", "must be after {last}, where the period ends now", "last", i.Until.Plus(-1))
	case !x.Until.After(a.Now.Day()):
		return refusal.Fault("until", "must be in the future")
	case x.Until.After(a.Now.Day().PlusMonths(36)):
		return refusal.Fault("until", "is more than three years ahead")
	}
	if err := a.OwnFile(&x.LetterID); err != nil {
		return err
	}
	x.InvitationID, x.Host, x.Status, x.Was, x.SubmittedBy = i.ID, i.Host, ExtensionSubmitted, i.Until, a.By.ID
	if err := a.Create(x, SubmitExtension, Facts{"invitation": i.ID, "was": x.Was, "until": x.Until, "letter": x.LetterID}); err != nil {
		return err
	}
	if err := a.Save(i); err != nil {
		return err
	}
	if err := a.tellOfRivals(i); err != nil {
		return err
	}
	err := a.acknowledge(i, SubmitExtension, i.Ref(), a.answersBy(), said.That(
		"We have received that {reference} is to cover the days through {last}. The fund checks by a second channel that this is authentic, and a second person then decides. By {until} you hear what has become of it.",
		"reference", i.Reference, "last", x.Until.Plus(-1), "until", a.answersBy()))
	if err != nil {
		return err
	}
	return a.TellAdministrators(SubmitExtension, i.Ref(), said.That("{reference}: the state asks to extend the period to {last}. Check by a second channel that this is authentic.",
		"reference", i.Reference, "last", x.Until.Plus(-1)))
}

// openExtension is the extension of an invitation that waits for somebody, if there is one.
func (a Actor) openExtension(i *Invitation) (*Extension, error) {
	var x Extension
	err := a.DB.Take(&x, "invitation_id = ? AND status IN ?", i.ID, []ExtensionStatus{ExtensionSubmitted, ExtensionVerified}).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &x, err
}

// toExtend is the open extension of an invitation, taken through an event of its life.
func (a Actor) toExtend(i *Invitation, event Action, reason string, with func(*Extension)) (*Extension, error) {
	if err := i.Own(a.By); err != nil {
		return nil, err
	}
	x, err := a.openExtension(i)
	switch {
	case err != nil:
		return nil, err
	case x == nil:
		return nil, refusal.NoExtension
	}
	if _, err := ExtensionFlow.Next(x.Status, event); err != nil {
		return nil, err
	}
	if err := x.Hold(event, a.By); err != nil {
		return nil, err
	}
	if event == VerifyExtension || event == AcceptExtension {
		if err := a.unrivalled(i); err != nil {
			return nil, err
		}
	}
	with(x)
	facts := Facts{"invitation": i.ID, "was": x.Was, "until": x.Until}
	return x, Step(a, ExtensionFlow, x, &x.Status, event, reason, facts)
}

// VerifyExtension records that an extension is authentic, checked by another channel than its letter.
func (a Actor) VerifyExtension(i *Invitation, channel string) error {
	_, err := a.toExtend(i, VerifyExtension, "", func(x *Extension) {
		x.VerifiedBy, x.VerifiedAt, x.VerificationChannel = &a.By.ID, a.Now, channel
	})
	if err != nil {
		return err
	}
	if err := a.Save(i); err != nil {
		return err
	}
	return a.TellAdministrators(VerifyExtension, i.Ref(), said.That("The extension of {reference} is verified. A second person can now accept it.", "reference", i.Reference))
}

// AcceptExtension moves the end of an invitation and of the consent that it gives, which follows it.
func (a Actor) AcceptExtension(i *Invitation) error {
	x, err := a.toExtend(i, AcceptExtension, "", func(x *Extension) { x.AcceptedBy, x.AcceptedAt = &a.By.ID, a.Now })
	if err != nil {
		return err
	}
	i.Until = x.Until
	if err := a.Change(i, AcceptExtension, "", Facts{"extension": x.ID, "was": x.Was, "until": x.Until}); err != nil {
		return err
	}
	message := said.That("The invitation {reference} now covers the days through {last}.", "reference", i.Reference, "last", x.Until.Plus(-1))
	if err := a.TellState(i.Host, AcceptExtension, i.Ref(), message); err != nil {
		return err
	}
	return a.TellAdministrators(AcceptExtension, i.Ref(), message)
}

// EndExtension declines or withdraws the open extension of an invitation; its period stays as it is.
func (a Actor) EndExtension(i *Invitation, event Action, reason string) error {
	x, err := a.toExtend(i, event, reason, func(x *Extension) { x.Decision = reason })
	if err != nil {
		return err
	}
	if err := a.Save(i); err != nil {
		return err
	}
	message := said.That("The extension of {reference} to {last} is {status}.", "reference", i.Reference, "last", x.Until.Plus(-1), "status", x.Status)
	if err := a.answerState(i, event, i.Ref(), message); err != nil {
		return err
	}
	return a.TellAdministrators(event, i.Ref(), message)
}

// dropExtension withdraws what was asked to be extended with the invitation that ends.
func (a Actor) dropExtension(i *Invitation, reason string) error {
	x, err := a.openExtension(i)
	if err != nil || x == nil {
		return err
	}
	x.Decision = reason
	return Step(a, ExtensionFlow, x, &x.Status, WithdrawExtension, reason, Facts{"invitation": i.ID})
}
