package handlers

import (
	"slices"

	"observationfund/models"
)

// FindingInput is what the fund finds of one guarantee.
type FindingInput struct {
	Guarantee string             `json:"guarantee" validate:"required,max=3"`
	Finding   models.FindingKind `json:"finding" validate:"required,choice"`
	Evidence  string             `json:"evidence" validate:"max=4000"`
	FileID    *string            `json:"fileId,omitempty" validate:"omitempty,uuid"`
}

// Assessment is what the fund finds of some guarantees; what it found of the others stays.
type Assessment struct {
	ByID
	Findings []FindingInput `json:"findings" validate:"required,min=1,max=20,dive"`
}

var fillFinding = filling[models.Finding, FindingInput]()

// AssessInvitation records what the fund finds of the guarantees.
func AssessInvitation(c Call, in Assessment) (models.Invitation, error) {
	findings := make([]models.Finding, len(in.Findings))
	for n, finding := range in.Findings {
		fillFinding(&findings[n], finding)
	}
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.AssessInvitation(i, findings) })
}

// findings fills in what the fund found, and takes from the caller what cannot be accepted on it. By whom it was found and on which
// evidence is not the host's to know: it may name who told.
func (c Call) findings(all []*models.Invitation) error {
	ids := make([]string, len(all))
	for n, i := range all {
		ids[n], i.Findings = i.ID, []models.Finding{}
	}
	var found []models.Finding
	if err := c.DB.Joins("JOIN guarantees ON guarantees.code = findings.guarantee").Where("invitation_id IN ?", ids).Order("guarantees.position").Find(&found).Error; err != nil {
		return err
	}
	for _, f := range found {
		i := all[slices.Index(ids, f.InvitationID)]
		if c.By.Role == models.StateRole {
			f.FoundBy, f.Evidence, f.FileID = "", "", nil
		}
		i.Findings = append(i.Findings, f)
	}
	if !c.may(models.AcceptInvitation) {
		return nil
	}
	hard, err := c.HardGuarantees()
	for _, i := range all {
		if i.Assessed(hard, c.By) != nil {
			i.Can = without(i.Can, models.AcceptInvitation)
		}
	}
	return err
}
