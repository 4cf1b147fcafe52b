package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
)

// DeploymentRequestInput is what a state asks for one election.
type DeploymentRequestInput struct {
	Election  models.Election `json:"election" validate:"required,choice"`
	Title     string          `json:"title" validate:"required,min=3,max=200,line"`
	Zone      string          `json:"zone" validate:"required,zone"`
	Rounds    []models.Round  `json:"rounds" validate:"required,min=1,max=4,dive"`
	Format    models.Format   `json:"format" validate:"required,choice"`
	Regions   []string        `json:"regions" validate:"max=100,dive,min=1,max=100,line"`
	Languages []string        `json:"languages" validate:"max=10,dive,language"`
	Note      string          `json:"note" validate:"max=4000"`
}

// DeploymentRequestAdd is a request under an invitation.
type DeploymentRequestAdd struct {
	ByID // of the invitation
	DeploymentRequestInput
}

// DeploymentRequestChange is a new state of a drafted request.
type DeploymentRequestChange struct {
	ByID
	DeploymentRequestInput
}

// DeploymentRequestFilter picks a page of deployment requests.
type DeploymentRequestFilter struct {
	Paging
	Status       models.DeploymentRequestStatus `query:"status" validate:"omitempty,choice"`
	Host         string                         `query:"host" validate:"omitempty,state"`
	InvitationID string                         `query:"invitationId" validate:"omitempty,uuid"`
	Q            string                         `query:"q" validate:"max=100"` // words of the title, or of the state's name
	Upcoming     bool                           `query:"upcoming"`             // polling has not begun, and the request is alive
}

// Approval is the fund's yes to a request: the risk it sees and the format it will send.
type Approval struct {
	ByID
	Risk   models.Risk   `json:"risk" validate:"required,choice"`
	Format models.Format `json:"format" validate:"required,choice"`
}

var fillDeploymentRequest = filling[models.DeploymentRequest, DeploymentRequestInput]()

// deploymentRequests narrows a query to the deployment requests within reach.
func (c Call) deploymentRequests() *gorm.DB { return c.scoped("", "deployment_requests.host") }

// ListDeploymentRequests answers with the deployment requests within reach.
func ListDeploymentRequests(c Call, in DeploymentRequestFilter) (Page[models.DeploymentRequest], error) {
	q := c.deploymentRequests()
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.Host != "" {
		q = q.Where("host = ?", in.Host)
	}
	if in.Q != "" {
		states, err := models.LoadStateNames(c.DB)
		if err != nil {
			return Page[models.DeploymentRequest]{}, err
		}
		q = models.Search(q, in.Q, ofHost("deployment_requests")(c, states)...)
	}
	if in.InvitationID != "" {
		q = q.Where("invitation_id = ?", in.InvitationID)
	}
	if in.Upcoming {
		q = q.Where("first_day > ? AND status IN ?", c.Now.Day(), []models.DeploymentRequestStatus{models.DeploymentRequestSubmitted, models.DeploymentRequestApproved})
	}
	out, err := page[models.DeploymentRequest](q, in.Paging, sorting{"": "-createdAt", "createdAt": "created_at", "firstDay": "first_day", "host": stateNamed("deployment_requests.host")})
	if err != nil {
		return out, err
	}
	return out, c.presentDeploymentRequests(pointers(out.Items)...)
}

// GetDeploymentRequest answers with one deployment request.
func GetDeploymentRequest(c Call, in ByID) (models.DeploymentRequest, error) {
	r, err := c.request(in.ID)
	if err != nil {
		return r, err
	}
	return r, c.presentDeploymentRequests(&r)
}

// AddDeploymentRequest asks for a mission under the state's own invitation.
func AddDeploymentRequest(c Call, in DeploymentRequestAdd) (models.DeploymentRequest, error) {
	var r models.DeploymentRequest
	i, err := findForUpdate[models.Invitation](c, c.invitations(), in.ID)
	if err != nil {
		return r, err
	}
	fillDeploymentRequest(&r, in.DeploymentRequestInput)
	if err := c.AddDeploymentRequest(&i, &r); err != nil {
		return r, err
	}
	return r, c.presentDeploymentRequests(&r)
}

// ChangeDeploymentRequest changes a drafted request.
func ChangeDeploymentRequest(c Call, in DeploymentRequestChange) (models.DeploymentRequest, error) {
	return c.moveRequest(in.ID, func(r *models.DeploymentRequest) error {
		if _, err := c.OwnRequest(r); err != nil {
			return err
		}
		fillDeploymentRequest(r, in.DeploymentRequestInput)
		r.FirstDay = r.Rounds[0].StartsOn
		if err := r.Check(c.Now); err != nil {
			return err
		}
		return models.Step(c.Actor, models.DeploymentRequestFlow, r, &r.Status, models.ChangeDeploymentRequest, "", nil)
	})
}

// ApproveDeploymentRequest agrees to send a mission.
func ApproveDeploymentRequest(c Call, in Approval) (models.DeploymentRequest, error) {
	return c.moveRequest(in.ID, func(r *models.DeploymentRequest) error { return c.ApproveDeploymentRequest(r, in.Risk, in.Format) })
}

// DeclineDeploymentRequest turns a request down.
func DeclineDeploymentRequest(c Call, in ReasonInput) (models.DeploymentRequest, error) {
	return c.moveRequest(in.ID, func(r *models.DeploymentRequest) error {
		return c.EndDeploymentRequest(r, models.DeclineDeploymentRequest, in.Reason)
	})
}

// WithdrawDeploymentRequest takes one request back; what was made from it is stood down.
func WithdrawDeploymentRequest(c Call, in ReasonInput) (models.DeploymentRequest, error) {
	return c.moveRequest(in.ID, func(r *models.DeploymentRequest) error {
		return c.EndDeploymentRequest(r, models.WithdrawDeploymentRequest, in.Reason)
	})
}

func (c Call) moveRequest(id string, move func(*models.DeploymentRequest) error) (models.DeploymentRequest, error) {
	r, err := c.request(id)
	if err != nil {
		return r, err
	}
	if err := move(&r); err != nil {
		return r, err
	}
	return r, c.presentDeploymentRequests(&r)
}

func (c Call) request(id string) (models.DeploymentRequest, error) {
	return findForUpdate[models.DeploymentRequest](c, c.deploymentRequests(), id)
}

// PollingDay is a first polling day that somebody thinks of.
type PollingDay struct {
	StartsOn models.Date `query:"startsOn" validate:"required"`
	Zone     string      `query:"zone" validate:"required,zone"`
}

// ReadFeasibility answers how many days remain to a polling day and which formats are still possible: a state learns it
// while it chooses the day, before anything is asked for.
func ReadFeasibility(c Call, in PollingDay) (models.Feasibility, error) {
	zone, err := models.Zone(in.Zone)
	if err != nil {
		return models.Feasibility{}, err
	}
	return models.FeasibilityOn(c.Now, in.StartsOn, zone), nil
}

// presentDeploymentRequests fills in what is still feasible, what was made of them and what the caller can do: nothing is approved before the
// host's consent is in force.
func (c Call) presentDeploymentRequests(requests ...*models.DeploymentRequest) error {
	ids := make([]string, len(requests))
	for n, r := range requests {
		ids[n] = r.InvitationID
	}
	var inForce []string
	if err := c.DB.Model(&models.Consent{}).Where("invitation_id IN ? AND until > ?", ids, c.Now.Day()).Pluck("invitation_id", &inForce).Error; err != nil {
		return err
	}
	var invitations []models.Invitation // whose authority may speak in them
	if err := c.DB.Select("id", "sender", "drafted_by", "submitted_by").Where("id IN ?", ids).Find(&invitations).Error; err != nil {
		return err
	}
	for n, r := range requests {
		ids[n] = r.ID
	}
	var made []models.Deployment
	if err := c.DB.Select("id", "request_id", "round", "status").Where("request_id IN ? AND status <> ?", ids, models.StoodDown).Order("round, id").Find(&made).Error; err != nil {
		return err
	}
	for _, r := range requests {
		r.Missions = []models.Mission{}
		for _, d := range made {
			if d.RequestID == r.ID {
				r.Missions = append(r.Missions, models.Mission{ID: d.ID, Round: d.Round, Status: d.Status})
			}
		}
		if err := r.Feasible(c.Now); err != nil {
			return err
		}
		r.Can = slices.DeleteFunc(can(c, models.DeploymentRequestFlow, r.Status), func(event models.Action) bool {
			approvable := slices.Contains(inForce, r.InvitationID) && len(r.Feasibility.Formats) > 0
			return event == models.ApproveDeploymentRequest && !approvable || !slices.Contains(r.Events(), event)
		})
		n := slices.IndexFunc(invitations, func(i models.Invitation) bool { return i.ID == r.InvitationID })
		if n >= 0 && invitations[n].Own(c.By) != nil {
			r.Can = []models.Action{}
		}
		if c.By.Role == models.StateRole { // the fund's view of the risk is not the host's to weigh
			r.Risk, r.DecidedBy = "", nil
		}
	}
	return nil
}
