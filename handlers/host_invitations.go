package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// InvitationInput is what a state says about its invitation; a draft may lack anything, submitting demands it all.
type InvitationInput struct {
	Authority     models.Authority `json:"authority" validate:"omitempty,choice"`
	AuthorityName string           `json:"authorityName" validate:"max=200,line"`
	Signatory     string           `json:"signatory" validate:"max=200,line"`
	Office        string           `json:"office" validate:"max=200,line"`
	ContactName   string           `json:"contactName" validate:"max=200,line" personal:"contact"`
	ContactEmail  string           `json:"contactEmail" validate:"omitempty,email,max=200" personal:"contact"`
	LetterID      *string          `json:"letterId" validate:"omitempty,uuid"`
	SignedOn      models.Date      `json:"signedOn,omitzero"`
	StartsOn      models.Date      `json:"startsOn,omitzero"`
	Until         models.Date      `json:"until,omitzero"`
	Answers       []models.Answer  `json:"answers" validate:"max=20,dive"`
}

// InvitationChange is a new state of a draft.
type InvitationChange struct {
	ByID
	InvitationInput
}

// InvitationFilter picks a page of invitations.
type InvitationFilter struct {
	Paging
	Status models.InvitationStatus `query:"status" validate:"omitempty,choice"`
	Host   string                  `query:"host" validate:"omitempty,state"`
	Q      string                  `query:"q" validate:"max=100"` // a reference, or words of the authority's or the state's name
}

// Verification says by which other channel an invitation was found authentic.
type Verification struct {
	ByID
	Channel string `json:"channel" validate:"required,min=5,max=500"`
}

// invitations narrows a query to the invitations within reach.
func (c Call) invitations() *gorm.DB { return c.scoped("", "invitations.host") }

// ListInvitations answers with the invitations within reach.
func ListInvitations(c Call, in InvitationFilter) (Page[models.Invitation], error) {
	q := c.invitations()
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.Host != "" {
		q = q.Where("host = ?", in.Host)
	}
	if in.Q != "" {
		states, err := models.LoadStateNames(c.DB)
		if err != nil {
			return Page[models.Invitation]{}, err
		}
		q = models.Search(q, models.Reference(in.Q), ofHost("invitations")(c, states)...)
	}
	out, err := page[models.Invitation](q, in.Paging, sorting{
		"": "-createdAt", "createdAt": "created_at", "reference": "reference", "host": stateNamed("invitations.host"), "status": "status",
		"startsOn": "COALESCE(starts_on, '9999-12-31')",
	})
	if err != nil {
		return out, err
	}
	ids := make([]string, len(out.Items))
	for n := range out.Items {
		ids[n] = out.Items[n].ID
	}
	var answers []models.Answer
	if err := c.DB.Where("invitation_id IN ?", ids).Order("guarantee").Find(&answers).Error; err != nil {
		return out, err
	}
	for n := range out.Items {
		i := &out.Items[n]
		i.Answers = slices.DeleteFunc(slices.Clone(answers), func(a models.Answer) bool { return a.InvitationID != i.ID })
	}
	return out, c.show(pointers(out.Items)...)
}

// GetInvitation answers with one invitation.
func GetInvitation(c Call, in ByID) (models.Invitation, error) {
	i, err := c.invitation(in.ID)
	if err != nil {
		return i, err
	}
	return i, c.complete(&i)
}

// DraftInvitation begins an invitation by the caller's own state.
func DraftInvitation(c Call, in InvitationInput) (models.Invitation, error) {
	i := models.Invitation{Host: *c.By.State, Status: models.InvitationDraft, DraftedBy: &c.By.ID, Sender: c.By.Name}
	reference, err := c.NewReference()
	if err != nil {
		return i, err
	}
	i.Reference = reference
	if err := in.into(c, &i); err != nil {
		return i, err
	}
	if err := c.Create(&i, models.DraftInvitation, models.Facts{"host": i.Host}); err != nil {
		return i, err
	}
	if err := c.answers(&i, in.Answers); err != nil {
		return i, err
	}
	return i, c.complete(&i)
}

// ChangeInvitation changes a draft; what it does not name is emptied.
func ChangeInvitation(c Call, in InvitationChange) (models.Invitation, error) {
	i, err := c.invitation(in.ID)
	if err != nil {
		return i, err
	}
	if err := i.Own(c.By); err != nil {
		return i, err
	}
	if err := in.into(c, &i); err != nil {
		return i, err
	}
	if err := models.Step(c.Actor, models.InvitationFlow, &i, &i.Status, models.ChangeInvitation, "", nil); err != nil {
		return i, err
	}
	if err := c.answers(&i, in.Answers); err != nil {
		return i, err
	}
	return i, c.complete(&i)
}

// SubmitInvitation hands a draft to the fund.
func SubmitInvitation(c Call, in ByID) (models.Invitation, error) {
	return c.moveInvitation(in.ID, c.SubmitInvitation)
}

// VerifyInvitation records that an invitation is authentic.
func VerifyInvitation(c Call, in Verification) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.VerifyInvitation(i, in.Channel) })
}

// AcceptInvitation brings a state's consent into force.
func AcceptInvitation(c Call, in ByID) (models.Invitation, error) {
	return c.moveInvitation(in.ID, c.AcceptInvitation)
}

// ClearInvitation settles the doubt about who may invite; authenticity is then checked anew.
func ClearInvitation(c Call, in ReasonInput) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.ClearInvitation(i, in.Reason) })
}

// ContestInvitation records that rival authorities speak for the state; nobody can accept until it is cleared.
func ContestInvitation(c Call, in ReasonInput) (models.Invitation, error) {
	return c.endInvitation(in, models.ContestInvitation)
}

// DeclineInvitation turns an invitation down.
func DeclineInvitation(c Call, in ReasonInput) (models.Invitation, error) {
	return c.endInvitation(in, models.DeclineInvitation)
}

// WithdrawInvitation takes the state's consent back, and with it everything that stands on it.
func WithdrawInvitation(c Call, in ReasonInput) (models.Invitation, error) {
	return c.endInvitation(in, models.WithdrawInvitation)
}

// CloseInvitation ends an invitation whose deployments are all over.
func CloseInvitation(c Call, in ByID) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.EndInvitation(i, models.CloseInvitation, "") })
}

func (c Call) endInvitation(in ReasonInput, event models.Action) (models.Invitation, error) {
	return c.moveInvitation(in.ID, func(i *models.Invitation) error { return c.EndInvitation(i, event, in.Reason) })
}

func (c Call) moveInvitation(id string, move func(*models.Invitation) error) (models.Invitation, error) {
	i, err := c.invitation(id)
	if err != nil {
		return i, err
	}
	if err := move(&i); err != nil {
		return i, err
	}
	return i, c.complete(&i)
}

func (c Call) invitation(id string) (models.Invitation, error) {
	return findForUpdate[models.Invitation](c, c.invitations(), id)
}

var fillInvitation = filling[models.Invitation, InvitationInput]("answers") // each a row of its own

// into copies the input into a draft; the letter must be the caller's own file.
func (in InvitationInput) into(c Call, i *models.Invitation) error {
	if !in.StartsOn.IsZero() && !in.Until.IsZero() && !in.Until.After(in.StartsOn) {
		return refusal.Fault("until", "is the day after the last one covered, so it comes after the first")
	}
	if in.LetterID != nil && (i.LetterID == nil || *i.LetterID != *in.LetterID) {
		if err := c.OwnFile(in.LetterID); err != nil {
			return err
		}
	}
	fillInvitation(i, in)
	return nil
}

// answers replaces what the host says to the guarantees.
func (c Call) answers(i *models.Invitation, answers []models.Answer) error {
	if err := c.DB.Where("invitation_id = ?", i.ID).Delete(&models.Answer{}).Error; err != nil {
		return err
	}
	var known []string
	if err := c.DB.Model(&models.Guarantee{}).Pluck("code", &known).Error; err != nil {
		return err
	}
	var faults refusal.Faults
	seen := map[string]bool{}
	for n := range answers {
		answers[n].InvitationID = i.ID
		if !slices.Contains(known, answers[n].Guarantee) || seen[answers[n].Guarantee] {
			faults.Add("answers", "{guarantee} is not a guarantee, or is listed twice", "guarantee", answers[n].Guarantee)
		}
		seen[answers[n].Guarantee] = true
	}
	if len(faults) > 0 || len(answers) == 0 {
		return faults.Err()
	}
	return c.DB.Create(&answers).Error
}

// complete fills in what an invitation's own row does not hold.
func (c Call) complete(i *models.Invitation) error {
	i.Answers = []models.Answer{}
	if err := c.DB.Joins("JOIN guarantees ON guarantees.code = invitation_answers.guarantee").Where("invitation_id = ?", i.ID).
		Order("guarantees.position").Find(&i.Answers).Error; err != nil {
		return err
	}
	return c.show(i)
}

// rivals fills in which other authorities invite to the same days.
func (c Call) rivals(all []*models.Invitation) error {
	ids := make([]string, len(all))
	for n, i := range all {
		ids[n], i.Rivals = i.ID, []models.Rival{}
	}
	found, err := models.RivalsOf(c.DB, ids...)
	for _, r := range found {
		n := slices.Index(ids, r.Of)
		all[n].Rivals = append(all[n].Rivals, r)
	}
	return err
}

// show fills in the extensions, the rivals and the findings of invitations, and what the caller can do.
func (c Call) show(all ...*models.Invitation) error {
	if err := c.received(all); err != nil {
		return err
	}
	if err := c.extensions(all); err != nil {
		return err
	}
	if err := c.rivals(all); err != nil {
		return err
	}
	for _, i := range all {
		c.offer(i)
	}
	return c.findings(all)
}

func (c Call) offer(i *models.Invitation) {
	i.InForce = i.Status == models.InvitationAccepted && i.Until.After(c.Now.Day())
	i.Can = slices.DeleteFunc(can(c, models.InvitationFlow, i.Status), func(event models.Action) bool { return i.Hold(event, c.By) != nil })
	if len(i.Rivals) > 0 {
		i.Can = without(without(i.Can, models.VerifyInvitation), models.AcceptInvitation)
	} else if i.Status != models.InvitationContested {
		i.Can = without(i.Can, models.ClearInvitation)
	}
	i.Can = append(i.Can, c.extending(i)...)
	if c.By.Role == models.StateRole { // who decided inside the fund is not the host's to know
		i.VerifiedBy, i.AcceptedBy = nil, nil
	}
}

// assignedTo narrows a query on a table with a deployment's id to those in which the caller's observer has a part.
func (c Call) assignedTo(column string) *gorm.DB {
	if c.Scope == models.Own && c.By.Role == models.ObserverRole && c.By.ObserverID != nil {
		return c.DB.Where(column+" IN (SELECT deployment_id FROM assignments WHERE observer_id = ?)", *c.By.ObserverID)
	}
	return nothing(c.DB)
}
