package handlers

import (
	"slices"

	"observationfund/models"
)

// ExtensionInput is what a state says when it extends its own invitation.
type ExtensionInput struct {
	ByID                 // of the invitation
	Until    models.Date `json:"until" validate:"required"` // the day after the last one covered
	LetterID string      `json:"letterId" validate:"required,uuid"`
	Reason   string      `json:"reason" validate:"required,min=3,max=2000" personal:"conduct"`
}

var fillExtension = filling[models.Extension, ExtensionInput]()

// SubmitExtension asks that an invitation in force covers a longer period.
func SubmitExtension(c Call, in ExtensionInput) (models.Invitation, error) {
	var x models.Extension
	fillExtension(&x, in)
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.SubmitExtension(i, &x) })
}

// VerifyExtension records that an extension is authentic.
func VerifyExtension(c Call, in Verification) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.VerifyExtension(i, in.Channel) })
}

// AcceptExtension extends a state's consent.
func AcceptExtension(c Call, in ByID) (models.Invitation, error) {
	return c.moveInvitation(in.ID, c.AcceptExtension)
}

// DeclineExtension leaves the period of an invitation as it is.
func DeclineExtension(c Call, in ReasonInput) (models.Invitation, error) {
	return c.endExtension(in, models.DeclineExtension)
}

// WithdrawExtension takes an extension back that the state has asked for.
func WithdrawExtension(c Call, in ReasonInput) (models.Invitation, error) {
	return c.endExtension(in, models.WithdrawExtension)
}

func (c Call) endExtension(in ReasonInput, event models.Action) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.EndExtension(i, event, in.Reason) })
}

// extensions fills in what was asked to be extended. Who decided inside the fund is not the host's to know.
func (c Call) extensions(all []*models.Invitation) error {
	ids := make([]string, len(all))
	for n, i := range all {
		ids[n], i.Extensions = i.ID, []models.Extension{}
	}
	var found []models.Extension
	if err := c.DB.Where("invitation_id IN ?", ids).Order("id DESC").Find(&found).Error; err != nil {
		return err
	}
	for _, x := range found {
		if c.By.Role == models.StateRole {
			x.VerifiedBy, x.AcceptedBy = nil, nil
		}
		n := slices.Index(ids, x.InvitationID)
		all[n].Extensions = append(all[n].Extensions, x)
	}
	return nil
}

// received fills in what has arrived from the state.
func (c Call) received(all []*models.Invitation) error {
	ids := make([]string, len(all))
	for n, i := range all {
		ids[n], i.Received = i.ID, []models.Acknowledgement{}
	}
	var found []models.Acknowledgement
	err := c.DB.Where("invitation_id IN ?", ids).Order("number DESC").Find(&found).Error
	for _, r := range found {
		n := slices.Index(ids, r.InvitationID)
		all[n].Received = append(all[n].Received, r)
	}
	return err
}

// extending lists what the caller can do about the period of an invitation.
func (c Call) extending(i *models.Invitation) (open []models.Action) {
	if i.Own(c.By) != nil {
		return nil
	}
	for _, x := range i.Extensions {
		if x.Open() {
			return slices.DeleteFunc(can(c, models.ExtensionFlow, x.Status), func(event models.Action) bool {
				rivalled := len(i.Rivals) > 0 && (event == models.VerifyExtension || event == models.AcceptExtension)
				return rivalled || x.Hold(event, c.By) != nil
			})
		}
	}
	if c.may(models.SubmitExtension) && i.Extendable() == nil {
		open = append(open, models.SubmitExtension)
	}
	return open
}
