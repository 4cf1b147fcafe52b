package models

import (
	"errors"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Guarantee 1: consent. The row below exists exactly while an invitation is in force. The database lets it exist only
// for an accepted invitation of that state, submitted by the state's own account, checked by one person and accepted
// by another; and every live deployment and assignment points to it, so it cannot go before they are stood down.

// Consent is a host state's invitation in force.
type Consent struct {
	InvitationID string `gorm:"primaryKey"`
	Host         string
	SubmittedBy  string
	VerifiedBy   string
	AcceptedBy   string
	Status       InvitationStatus // accepted, and nothing else
	Since        Time
}

// giveConsent brings an accepted invitation into force.
func (a Actor) giveConsent(i *Invitation) error {
	return translate(a.DB.Create(&Consent{
		InvitationID: i.ID, Host: i.Host, SubmittedBy: *i.SubmittedBy, VerifiedBy: *i.VerifiedBy, AcceptedBy: *i.AcceptedBy,
		Status: i.Status, Since: a.Now,
	}).Error)
}

// InForce refuses what needs the consent of a host when its invitation is not in force now.
func InForce(db *gorm.DB, invitationID string) error {
	var consent Consent
	err := db.Take(&consent, "invitation_id = ?", invitationID).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return refusal.NoConsent
	}
	return err
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
