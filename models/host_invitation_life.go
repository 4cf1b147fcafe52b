package models

import (
	"fmt"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Hold refuses an event on grounds of who causes it: the second person is not the one who checked authenticity, and an authority of the
// state decides about its own invitation only.
func (i *Invitation) Hold(event Action, by Account) error {
	if err := i.Own(by); err != nil {
		return err
	}
	if event == AcceptInvitation && i.VerifiedBy != nil && *i.VerifiedBy == by.ID {
		return refusal.OwnVerification
	}
	return nil
}

// NewReference is the next reference of a year: INV-2026-0007.
func (a Actor) NewReference() (string, error) {
	year := a.Now.UTC().Year()
	var before int64
	err := a.DB.Model(&Invitation{}).Where("reference LIKE ?", fmt.Sprintf("INV-%d-%%", year)).Count(&before).Error
	return fmt.Sprintf("INV-%d-%04d", year, before+1), err
}

// complete refuses to submit an invitation that lacks something, naming everything that is missing.
func (i *Invitation) complete(a Actor) error {
	var faults refusal.Faults
	for _, f := range []struct{ name, value string }{
		{"authorityName", i.AuthorityName}, {"signatory", i.Signatory}, {"office", i.Office},
		{"contactName", i.ContactName}, {"contactEmail", i.ContactEmail}, {"authority", string(i.Authority)},
	} {
		if f.value == "" {
			faults.Add(f.name, "is required before submitting")
		}
	}
	if i.LetterID == nil {
		faults.Add("letterId", "the signed letter is required before submitting")
	}
	if i.SignedOn.IsZero() {
		faults.Add("signedOn", "is required before submitting")
	} else if i.SignedOn.After(a.Now.Latest()) {
		faults.Add("signedOn", "a letter cannot be signed in the future")
	}
	switch {
	case i.StartsOn.IsZero() || i.Until.IsZero():
		faults.Add("startsOn", "the period the invitation covers is required before submitting")
	case !i.Until.After(a.Now.Day()):
		faults.Add("until", "the period it covers is over")
	}
	questions, err := a.unanswered(i)
	if err != nil {
		return err
	}
	if len(questions) > 0 {
		faults.Add("answers", "every guarantee needs an answer, if only that it is not known yet; missing: {guarantees}", "guarantees", questions)
	}
	return faults.Err()
}

func (a Actor) unanswered(i *Invitation) (codes []string, err error) {
	err = a.DB.Model(&Guarantee{}).Where("code NOT IN (SELECT guarantee FROM invitation_answers WHERE invitation_id = ?)", i.ID).
		Order("position").Pluck("code", &codes).Error
	return codes, err
}

// SubmitInvitation hands a complete draft to the fund, with the deployment requests drafted under it.
func (a Actor) SubmitInvitation(i *Invitation) error {
	if err := i.Own(a.By); err != nil {
		return err
	}
	if err := i.complete(a); err != nil {
		return err
	}
	var asked []DeploymentRequest
	if err := a.DB.Where("invitation_id = ? AND status = ?", i.ID, DeploymentRequestDraft).Order("id").Find(&asked).Error; err != nil {
		return err
	}
	for _, r := range asked {
		if err := r.within(i, a.Now); err != nil {
			return err
		}
		if err := Step(a, DeploymentRequestFlow, &r, &r.Status, SubmitDeploymentRequest, "", nil); err != nil {
			return err
		}
	}
	i.SubmittedBy, i.SubmittedAt, i.Sender = &a.By.ID, a.Now, a.By.Name
	if err := Step(a, InvitationFlow, i, &i.Status, SubmitInvitation, "", Facts{"letter": *i.LetterID}); err != nil {
		return err
	}
	if err := a.tellOfRivals(i); err != nil {
		return err
	}
	err := a.acknowledge(i, SubmitInvitation, i.Ref(), a.answersBy(), said.That(
		"We have received your invitation {reference}. The fund checks by a second channel that it is authentic, and a second person then decides. By {until} you hear what has become of it.",
		"reference", i.Reference, "until", a.answersBy()))
	if err != nil {
		return err
	}
	return a.TellAdministrators(SubmitInvitation, i.Ref(), said.That("An invitation was submitted: {reference}. Its authenticity is to be checked by a second channel.", "reference", i.Reference))
}

// VerifyInvitation records that the invitation is authentic, checked by another channel than the letter itself.
func (a Actor) VerifyInvitation(i *Invitation, channel string) error {
	if _, err := InvitationFlow.Next(i.Status, VerifyInvitation); err != nil {
		return err
	}
	if err := a.unrivalled(i); err != nil {
		return err
	}
	i.VerifiedBy, i.VerifiedAt, i.VerificationChannel = &a.By.ID, a.Now, channel
	if err := Step(a, InvitationFlow, i, &i.Status, VerifyInvitation, "", nil); err != nil {
		return err
	}
	return a.TellAdministrators(VerifyInvitation, i.Ref(), said.That("{reference} is verified. A second person can now accept it.", "reference", i.Reference))
}

// AcceptInvitation brings the host's consent into force; a hard guarantee that is refused, or not found met, stands in the way.
func (a Actor) AcceptInvitation(i *Invitation) error {
	if _, err := InvitationFlow.Next(i.Status, AcceptInvitation); err != nil {
		return err
	}
	if err := i.Hold(AcceptInvitation, a.By); err != nil {
		return err
	}
	if err := a.unrivalled(i); err != nil {
		return err
	}
	var refused []string
	err := a.DB.Model(&Answer{}).Joins("JOIN guarantees ON guarantees.code = invitation_answers.guarantee").
		Where("invitation_id = ? AND answer = ? AND gate = ?", i.ID, Refused, Hard).Order("position").Pluck("guarantees.code", &refused).Error
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		return refusal.GuaranteeRefused.With("guarantees", refused)
	}
	if err := a.found(i); err != nil {
		return err
	}
	if !i.Until.After(a.Now.Day()) {
		return refusal.PeriodOver.With("last", i.Until.Plus(-1))
	}
	i.AcceptedBy, i.AcceptedAt = &a.By.ID, a.Now
	if err := Step(a, InvitationFlow, i, &i.Status, AcceptInvitation, "", nil); err != nil {
		return err
	}
	if err := a.giveConsent(i); err != nil {
		return err
	}
	return a.TellState(i.Host, AcceptInvitation, i.Ref(), said.That("Your invitation {reference} was accepted. Your consent is in force; you can withdraw it at any time.", "reference", i.Reference))
}

// EndInvitation takes an invitation out of the way: declined, contested, withdrawn, lapsed or closed. Where it was in
// force, all that stood on it ends in the same transaction.
func (a Actor) EndInvitation(i *Invitation, event Action, reason string) error {
	if _, err := InvitationFlow.Next(i.Status, event); err != nil {
		return err
	}
	if err := i.Own(a.By); err != nil {
		return err
	}
	if event == CloseInvitation || event == LapseInvitation {
		if err := a.settled(i); err != nil {
			return err
		}
	}
	wasInForce := i.Status == InvitationAccepted
	if wasInForce {
		if err := a.endConsent(i, reason); err != nil {
			return err
		}
	}
	if event != ContestInvitation {
		if err := a.endRequests(i, event, reason); err != nil {
			return err
		}
	}
	if err := a.dropExtension(i, reason); err != nil {
		return err
	}
	i.Reason = reason
	if event == ContestInvitation { // nobody's check stands any more
		i.VerifiedBy, i.VerifiedAt, i.VerificationChannel, i.AcceptedBy, i.AcceptedAt = nil, Time{}, "", nil, Time{}
	}
	if err := Step(a, InvitationFlow, i, &i.Status, event, reason, nil); err != nil {
		return err
	}
	message := said.That("The invitation {reference} is now {status}.", "reference", i.Reference, "status", i.Status)
	if wasInForce {
		message = said.All(message, said.That("Missions under it were stood down, and the money that was not spent was released."))
	}
	if err := a.answerState(i, event, i.Ref(), message); err != nil {
		return err
	}
	return a.TellAdministrators(event, i.Ref(), message)
}

// settled refuses to close an invitation while deployments under it are alive.
func (a Actor) settled(i *Invitation) error {
	var alive int64
	if err := a.DB.Model(&Deployment{}).Where("invitation_id = ? AND consent_id IS NOT NULL", i.ID).Count(&alive).Error; err != nil {
		return err
	}
	if alive > 0 {
		return refusal.DeploymentsAlive.With("number", alive)
	}
	return nil
}

// endRequests withdraws what was asked for under an invitation and never carried out. What was approved under one
// that ends in good order stays as it was decided.
func (a Actor) endRequests(i *Invitation, event Action, reason string) error {
	open := []DeploymentRequestStatus{DeploymentRequestDraft, DeploymentRequestSubmitted}
	if event == WithdrawInvitation || event == DeclineInvitation {
		open = append(open, DeploymentRequestApproved)
	}
	var asked []DeploymentRequest
	err := a.DB.Where("invitation_id = ? AND status IN ?", i.ID, open).
		Where("id NOT IN (SELECT request_id FROM deployments WHERE status = ?)", Closed).Order("id").Find(&asked).Error
	if err != nil {
		return err
	}
	for _, r := range asked {
		r.Reason = reason
		if err := Step(a, DeploymentRequestFlow, &r, &r.Status, WithdrawDeploymentRequest, reason, nil); err != nil {
			return err
		}
	}
	return nil
}
