package models

import (
	"errors"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Guarantee 1: consent. The row below exists exactly while an invitation is in force. The database lets it exist only
// for an accepted invitation of that state, submitted by the state's own account, checked by one person and accepted
// by another; and every live deployment and assignment points to it, so it cannot go before they are stood down, and lies
// within its period.

// Consent is a host state's invitation in force.
type Consent struct {
	InvitationID string `gorm:"primaryKey"`
	Host         string
	SubmittedBy  string
	VerifiedBy   string
	AcceptedBy   string
	Status       InvitationStatus // accepted, and nothing else
	Since        Time
	StartsOn     Date // the period of the invitation, which the database keeps the same in both
	Until        Date
}

// giveConsent brings an accepted invitation into force.
func (a Actor) giveConsent(i *Invitation) error {
	return translate(a.DB.Create(&Consent{
		InvitationID: i.ID, Host: i.Host, SubmittedBy: *i.SubmittedBy, VerifiedBy: *i.VerifiedBy, AcceptedBy: *i.AcceptedBy,
		Status: i.Status, Since: a.Now, StartsOn: i.StartsOn, Until: i.Until,
	}).Error)
}

// InForce finds the consent of a host, and refuses what needs it when its invitation is not in force now or its period is over.
func (a Actor) InForce(invitationID string) (consent Consent, err error) {
	err = a.DB.Take(&consent, "invitation_id = ?", invitationID).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return consent, refusal.NoConsent
	case err != nil:
		return consent, err
	case consent.over(a.Now):
		return consent, refusal.PeriodOver.With("last", consent.Until.Plus(-1))
	}
	return consent, nil
}

func (c Consent) over(now Time) bool { return !c.Until.After(now.Day()) }

// Covers refuses days outside the period to which the host has consented; what says whose days they are.
func (c Consent) Covers(what said.Sentence, from, until Date) error {
	if from.Before(c.StartsOn) || until.After(c.Until) {
		return refusal.DaysOutside.With("what", what, "first", from, "last", until.Plus(-1), "from", c.StartsOn, "through", c.Until.Plus(-1))
	}
	return nil
}

// covers refuses a plan of which any day lies outside the host's consent.
func (c Consent) covers(d Deployment) error {
	if err := c.Covers(said.That("polling"), d.StartsOn, d.Until); err != nil {
		return err
	}
	for _, s := range d.Seats {
		if err := c.Covers(said.That("the stay of {function}", "function", s.Function), s.StartsOn, s.Until); err != nil {
			return err
		}
	}
	return nil
}

// endConsent ends what stands on an invitation and then the consent: every live deployment is stood down with its
// offers and assignments, and the money that is not spent goes back. It is all in the caller's transaction.
func (a Actor) endConsent(i *Invitation, reason string) error {
	var standing []Deployment
	err := a.DB.Where("invitation_id = ? AND consent_id IS NOT NULL", i.ID).Order("id").Find(&standing).Error
	if err != nil {
		return err
	}
	for _, d := range standing {
		if err := a.StandDown(&d, reason); err != nil {
			return err
		}
	}
	return translate(a.DB.Where("invitation_id = ?", i.ID).Delete(&Consent{}).Error)
}
