package models

// BatchSize is how many things that are due are taken in one transaction.
const BatchSize = 100

// ExpireOffers ends the offers whose time is up; the reserve is asked.
func (a Actor) ExpireOffers() (int, error) {
	var late []Assignment
	err := a.DB.Where("status = ? AND expires_at <= ?", AssignmentOffered, a.Now).Order("expires_at, id").Limit(BatchSize).Find(&late).Error
	for _, as := range late {
		if err := a.EndAssignment(&as, ExpireAssignment, ""); err != nil {
			return 0, err
		}
	}
	return len(late), err
}

// LapseInvitations ends the invitations whose period is over: those nobody accepted, and those under which no
// deployment is alive any more.
func (a Actor) LapseInvitations() (int, error) {
	var over []Invitation
	err := a.DB.Where("until <= ? AND status IN ?", a.Now.Day(),
		[]InvitationStatus{InvitationSubmitted, InvitationVerified, InvitationContested, InvitationAccepted}).
		Where("id NOT IN (SELECT invitation_id FROM deployments WHERE consent_id IS NOT NULL)").Order("id").Limit(BatchSize).Find(&over).Error
	for _, i := range over {
		if err := a.EndInvitation(&i, LapseInvitation, "the period it covers is over"); err != nil {
			return 0, err
		}
	}
	return len(over), err
}
