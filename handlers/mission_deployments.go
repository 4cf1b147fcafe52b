package handlers

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
)

// SeatInput is what a plan asks of one function; without offsets the usual days around polling apply.
type SeatInput struct {
	Function     models.Function `json:"function" validate:"required,choice"`
	Places       int             `json:"places" validate:"required,min=1,max=100"`
	StartsOffset int             `json:"startsOffset" validate:"min=-180,max=60"`
	UntilOffset  int             `json:"untilOffset" validate:"min=-60,max=120"`
	Cost         models.Money    `json:"cost" validate:"min=0,max=9000000000000"`
}

// PlanInput is what an administrator decides about a deployment; host, dates, format and risk come from the request.
type PlanInput struct {
	Language *string      `json:"language" validate:"omitempty,language"`
	Level    models.Level `json:"level" validate:"omitempty,choice"`
	Urgent   bool         `json:"urgent,omitempty"`
	Seats    []SeatInput  `json:"seats" validate:"required,min=1,max=8,dive"`
}

// DeploymentPlan plans a deployment from an approved request.
type DeploymentPlan struct {
	RequestID string `json:"requestId" validate:"required,uuid"`
	Round     int    `json:"round" validate:"omitempty,min=1,max=4"`
	PlanInput
}

// DeploymentChange is a new plan of a deployment.
type DeploymentChange struct {
	ByID
	PlanInput
}

// DeploymentFilter picks a page of deployments.
type DeploymentFilter struct {
	Paging
	Status       models.DeploymentStatus `query:"status" validate:"omitempty,choice"`
	Host         string                  `query:"host" validate:"omitempty,state"`
	InvitationID string                  `query:"invitationId" validate:"omitempty,uuid"`
	Q            string                  `query:"q" validate:"max=100"` // words of the title, or of the state's name
	Period                               // of the first polling day
}

// Funding draws money for a deployment.
type Funding struct {
	ByID
	Draws []models.Draw `json:"draws" validate:"max=20,dive"`
}

// Confirmation confirms a team and draws what it still needs; going with empty places needs a reason.
type Confirmation struct {
	ByID
	Draws  []models.Draw `json:"draws" validate:"max=20,dive"`
	Reason string        `json:"reason" validate:"max=2000" personal:"conduct"`
}

// NewDate is where the polling of a deployment moves.
type NewDate struct {
	ByID
	StartsOn models.Date `json:"startsOn" validate:"required"`
	Until    models.Date `json:"until" validate:"required"`
	Reason   string      `json:"reason" validate:"required,min=3,max=2000" personal:"conduct"`
}

// PossibleDate asks what a new polling date would do.
type PossibleDate struct {
	ByID
	StartsOn models.Date `query:"startsOn" validate:"required"`
	Until    models.Date `query:"until" validate:"required"`
}

// Moved is a deployment after its polling moved, and what that did.
type Moved struct {
	Deployment models.Deployment   `json:"deployment"`
	Move       models.Postponement `json:"move"`
}

// ListDeployments answers with the deployments within reach.
func ListDeployments(c Call, in DeploymentFilter) (Page[models.Deployment], error) {
	q := c.deployments()
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.Host != "" {
		q = q.Where("host = ?", in.Host)
	}
	if in.InvitationID != "" {
		q = q.Where("invitation_id = ?", in.InvitationID)
	}
	q = in.Period.narrow(q, "starts_on")
	if in.Q != "" {
		states, err := models.LoadStateNames(c.DB)
		if err != nil {
			return Page[models.Deployment]{}, err
		}
		q = models.Search(q, in.Q, ofHost("deployments")(c, states)...)
	}
	out, err := page[models.Deployment](q, in.Paging, sorting{
		"": "-startsOn", "startsOn": "starts_on", "createdAt": "created_at", "host": stateNamed("deployments.host"), "title": "folded", "status": "status",
	})
	if err != nil {
		return out, err
	}
	all := make([]*models.Deployment, len(out.Items))
	for n := range out.Items {
		all[n] = &out.Items[n]
	}
	return out, c.presentDeployments(all...)
}

// GetDeployment answers with one deployment.
func GetDeployment(c Call, in ByID) (models.Deployment, error) {
	d, err := c.deployment(in.ID)
	if err != nil {
		return d, err
	}
	return d, c.presentDeployments(&d)
}

// PlanDeployment makes a deployment of an approved request.
func PlanDeployment(c Call, in DeploymentPlan) (models.Deployment, error) {
	d := models.Deployment{Round: cmp.Or(in.Round, 1)}
	r, err := models.Find[models.DeploymentRequest](c.DB, in.RequestID)
	if err != nil {
		return d, err
	}
	in.into(&d)
	if err := c.PlanDeployment(&d, r); err != nil {
		return d, err
	}
	return d, c.presentDeployments(&d)
}

// ChangeDeployment changes the plan of a deployment that is not confirmed yet.
func ChangeDeployment(c Call, in DeploymentChange) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error {
		in.into(d)
		return c.ChangeDeployment(d)
	})
}

// FundDeployment commits the money of a plan.
func FundDeployment(c Call, in Funding) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error { return c.FundDeployment(d, in.Draws) })
}

// StaffDeployment begins to offer seats.
func StaffDeployment(c Call, in ByID) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error {
		return models.Step(c.Actor, models.DeploymentFlow, d, &d.Status, models.StaffDeployment, "", nil)
	})
}

// ConfirmDeployment confirms the team and commits what it still needs.
func ConfirmDeployment(c Call, in Confirmation) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error { return c.ConfirmDeployment(d, in.Draws, in.Reason) })
}

// FieldDeployment sends the team.
func FieldDeployment(c Call, in ByID) (models.Deployment, error) {
	return c.moveDeployment(in.ID, c.FieldDeployment)
}

// ReportDeployment brings the team home.
func ReportDeployment(c Call, in ByID) (models.Deployment, error) {
	return c.moveDeployment(in.ID, c.ReportDeployment)
}

// CloseDeployment settles a mission and releases the rest of its money.
func CloseDeployment(c Call, in ByID) (models.Deployment, error) {
	return c.moveDeployment(in.ID, c.CloseDeployment)
}

// PostponeDeployment frees everybody until there is a new date.
func PostponeDeployment(c Call, in ReasonInput) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error { return c.PostponeDeployment(d, in.Reason) })
}

// StandDownDeployment ends a deployment before its time.
func StandDownDeployment(c Call, in ReasonInput) (models.Deployment, error) {
	return c.moveDeployment(in.ID, func(d *models.Deployment) error { return c.StandDown(d, in.Reason) })
}

// PreviewMove answers what a new polling date would do, and does nothing.
func PreviewMove(c Call, in PossibleDate) (models.Postponement, error) {
	d, err := c.deployment(in.ID)
	if err != nil {
		return models.Postponement{}, err
	}
	if err := c.presentDeployments(&d); err != nil {
		return models.Postponement{}, err
	}
	return c.MoveOf(d, models.Round{StartsOn: in.StartsOn, Until: in.Until})
}

// MoveDeployment takes a deployment to new polling days.
func MoveDeployment(c Call, in NewDate) (Moved, error) {
	var moved Moved
	d, err := c.moveDeployment(in.ID, func(d *models.Deployment) (err error) {
		moved.Move, err = c.MoveDeployment(d, models.Round{StartsOn: in.StartsOn, Until: in.Until}, in.Reason)
		return err
	})
	moved.Deployment = d
	return moved, err
}

func (c Call) moveDeployment(id string, move func(*models.Deployment) error) (models.Deployment, error) {
	d, err := c.deployment(id)
	if err != nil {
		return d, err
	}
	if err := c.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&d.Seats).Error; err != nil {
		return d, err
	}
	if err := move(&d); err != nil {
		return d, err
	}
	return d, c.presentDeployments(&d)
}

// deployments narrows to what the caller may see: a state its own, an observer those they have a part in.
func (c Call) deployments() *gorm.DB {
	if c.By.Role == models.ObserverRole {
		return c.assignedTo("deployments.id")
	}
	return c.scoped("", "deployments.host")
}

func (c Call) deployment(id string) (models.Deployment, error) {
	return findForUpdate[models.Deployment](c, c.deployments(), id)
}

var (
	fillDeployment = filling[models.Deployment, PlanInput]("seats") // each a row of its own
	fillSeat       = filling[models.DeploymentSeat, SeatInput]()
)

func (in PlanInput) into(d *models.Deployment) {
	fillDeployment(d, in)
	if d.Language != nil && d.Level == "" {
		d.Level = "B2"
	}
	d.Seats = make([]models.DeploymentSeat, len(in.Seats))
	for n, seat := range in.Seats {
		fillSeat(&d.Seats[n], seat)
	}
}

// presentDeployments fills in seats, how many are offered and taken, and what the caller can do. Hosts and observers see
// dates and numbers, not the fund's money or its view of the risk.
func (c Call) presentDeployments(all ...*models.Deployment) error {
	ids := make([]string, len(all))
	for n, d := range all {
		ids[n] = d.ID
	}
	var seats []models.DeploymentSeat
	if err := c.DB.Where("deployment_id IN ?", ids).Order("id").Find(&seats).Error; err != nil {
		return err
	}
	var bound []struct {
		SeatID string
		Status models.AssignmentStatus
		N      int
	}
	err := c.DB.Model(&models.Assignment{}).Select("seat_id, status, COUNT(*) AS n").
		Where("deployment_id IN ? AND status IN ?", ids, append([]models.AssignmentStatus{models.AssignmentCompleted}, models.LiveAssignments...)).
		Group("seat_id, status").Scan(&bound).Error
	if err != nil {
		return err
	}
	var commitments []models.Commitment
	if err := c.DB.Select("id", "deployment_id").Where("deployment_id IN ?", ids).Find(&commitments).Error; err != nil {
		return err
	}
	inside := c.may(models.ReadFund)
	for _, d := range all {
		if err := d.LoadSoonest(c.Now); err != nil {
			return err
		}
		d.Can = slices.DeleteFunc(can(c, models.DeploymentFlow, d.Status), func(event models.Action) bool { return d.Hold(event, c.By) != nil })
		d.Seats = []models.DeploymentSeat{}
		for _, s := range seats {
			if s.DeploymentID != d.ID {
				continue
			}
			for _, b := range bound {
				switch {
				case b.SeatID != s.ID:
				case b.Status == models.AssignmentOffered:
					s.Offered += b.N
				default:
					s.Accepted += b.N
				}
			}
			if s.StartsOn.After(c.Now.Day()) {
				s.Sentence = s.Late(*d)
			}
			if !inside {
				s.Cost, s.Offered = 0, 0
			}
			d.Seats = append(d.Seats, s)
		}
		for _, commitment := range commitments {
			if *commitment.DeploymentID == d.ID {
				d.CommitmentID = &commitment.ID
			}
		}
		slices.SortStableFunc(d.Seats, func(a, b models.DeploymentSeat) int { return cmp.Compare(a.StartsOffset, b.StartsOffset) })
		if !inside {
			d.CommitmentID, d.Risk = nil, ""
		}
	}
	return nil
}
