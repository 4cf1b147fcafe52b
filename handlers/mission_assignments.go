package handlers

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/spelling"
)

// CandidateQuery asks who could take a seat of a deployment.
type CandidateQuery struct {
	ByID
	SeatID string `query:"seatId" validate:"required,uuid"`
}

// Candidate is an observer of the cohort and how they stand to a seat.
type Candidate struct {
	models.Readiness
	Missions    int                     `json:"missions"`              // with the fund, completed
	LastMission models.Date             `json:"lastMission,omitzero"`  // the last day of the latest
	Assignment  models.AssignmentStatus `json:"assignment,omitempty"`  // the latest in this deployment
	ReserveRank int                     `json:"reserveRank,omitempty"` // 1 is asked first
}

// ReserveInput names who is asked when a seat is freed, first to last.
type ReserveInput struct {
	ByID
	SeatID    string   `json:"seatId" validate:"required,uuid"`
	Observers []string `json:"observers" validate:"max=100,dive,uuid"`
}

// OfferInput offers a seat to an observer.
type OfferInput struct {
	ByID              // of the deployment
	SeatID     string `json:"seatId" validate:"required,uuid"`
	ObserverID string `json:"observerId" validate:"required,uuid"`
}

// AssignmentFilter picks a page of assignments.
type AssignmentFilter struct {
	Paging
	Status       models.AssignmentStatus `query:"status" validate:"omitempty,choice"`
	DeploymentID string                  `query:"deploymentId" validate:"omitempty,uuid"`
	ObserverID   string                  `query:"observerId" validate:"omitempty,uuid"`
	Q            string                  `query:"q" validate:"max=100"` // words of the mission's title, or of the observer's name
}

// Pledges is what an observer signs when they accept: the Code of Conduct, and that they have no conflict of interest.
type Pledges struct {
	ByID
	PledgeID      string `json:"pledgeId" validate:"required,max=40,line"`
	DeclarationID string `json:"declarationId" validate:"required,max=40,line"`
}

// OptionalReasonInput is the input of a decision for which a reason may be given.
type OptionalReasonInput struct {
	ByID
	Reason string `json:"reason" validate:"max=2000" personal:"conduct"`
}

// EvaluationInput is the team leader's word, entered by an administrator.
type EvaluationInput struct {
	ByID
	Rating models.Rating `json:"rating" validate:"required,choice"`
	Body   string        `json:"body" validate:"required,min=10,max=8000" personal:"conduct"`
}

// ReplyInput is an observer's reply to their evaluation.
type ReplyInput struct {
	ByID
	Reply string `json:"reply" validate:"required,min=2,max=8000" personal:"conduct"`
}

// Accredited is one line of an accreditation list: what a host needs to accredit somebody, and no more.
type Accredited struct {
	ID             string          `json:"id"`   // of the assignment
	Name           string          `json:"name"` // as in the passport
	Nationality    string          `json:"nationality"`
	PassportNumber string          `json:"passportNumber"`
	Function       models.Function `json:"function"`
	StartsOn       models.Date     `json:"startsOn"`
	Until          models.Date     `json:"until"`
}

// Accreditation is the accreditation list of a deployment: everybody who has accepted.
type Accreditation struct {
	Deployment string       `json:"deployment"`
	Host       string       `json:"host"`
	Items      []Accredited `json:"items"`
}

// ListCandidates answers with the whole cohort for one seat, who could go first, each with every reason.
func ListCandidates(c Call, in CandidateQuery) (Items[Candidate], error) {
	out := Items[Candidate]{Items: []Candidate{}}
	d, s, err := c.seat(in.ID, in.SeatID)
	if err != nil {
		return out, err
	}
	assessed, err := models.Assess(c.DB, c.Now, nil, d.PostAhead(s, c.Now))
	if err != nil {
		return out, err
	}
	var past []struct {
		ObserverID string
		N          int
		Last       models.Date
	}
	if err := c.DB.Model(&models.Assignment{}).Select("observer_id, COUNT(*) AS n, MAX(until) AS last").
		Where("status = ?", models.AssignmentCompleted).Group("observer_id").Scan(&past).Error; err != nil {
		return out, err
	}
	var here []models.Assignment
	if err := c.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&here).Error; err != nil {
		return out, err
	}
	var reserve []models.Reserve
	if err := c.DB.Where("seat_id = ?", s.ID).Find(&reserve).Error; err != nil {
		return out, err
	}
	for _, r := range assessed {
		candidate := Candidate{Readiness: r}
		for _, p := range past {
			if p.ObserverID == r.ObserverID {
				candidate.Missions, candidate.LastMission = p.N, p.Last.Plus(-1)
			}
		}
		for _, as := range here {
			if as.ObserverID == r.ObserverID {
				candidate.Assignment = as.Status
			}
		}
		for _, next := range reserve {
			if next.ObserverID == r.ObserverID {
				candidate.ReserveRank = next.Rank
			}
		}
		out.Items = append(out.Items, candidate)
	}
	slices.SortStableFunc(out.Items, func(a, b Candidate) int { // ready first, then whoever has waited longest
		if a.Ready != b.Ready {
			if a.Ready {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.LastMission.Rank(), b.LastMission.Rank())
	})
	return out, nil
}

// RankReserve sets who is asked next for a seat.
func RankReserve(c Call, in ReserveInput) (Items[models.Reserve], error) {
	out := Items[models.Reserve]{Items: []models.Reserve{}}
	d, s, err := c.seat(in.ID, in.SeatID)
	if err != nil {
		return out, err
	}
	if err := c.RankReserve(&d, s, in.Observers); err != nil {
		return out, err
	}
	return out, c.DB.Where("seat_id = ?", s.ID).Order("rank").Find(&out.Items).Error
}

// OfferAssignment offers a seat to an observer.
func OfferAssignment(c Call, in OfferInput) (models.Assignment, error) {
	d, s, err := c.seat(in.ID, in.SeatID)
	if err != nil {
		return models.Assignment{}, err
	}
	as, err := c.Offer(d, s, in.ObserverID)
	if err != nil {
		return as, err
	}
	return as, c.presentAssignments(&as)
}

// ofAssignment are the places where an assignment is found: its mission's title, and its observer's name.
func (c Call) ofAssignment() []models.Place {
	return append(c.ofObserver("assignments.observer_id"), models.Through("assignments.deployment_id", "deployments", "folded"))
}

// ListAssignments answers with the assignments within reach.
func ListAssignments(c Call, in AssignmentFilter) (Page[models.Assignment], error) {
	q := c.assignments()
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.DeploymentID != "" {
		q = q.Where("deployment_id = ?", in.DeploymentID)
	}
	if in.ObserverID != "" {
		q = q.Where("observer_id = ?", in.ObserverID)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.ofAssignment()...)
	}
	out, err := page[models.Assignment](q, in.Paging, sorting{"": "-createdAt", "createdAt": "created_at", "startsOn": "starts_on", "expiresAt": "expires_at"})
	if err != nil {
		return out, err
	}
	all := make([]*models.Assignment, len(out.Items))
	for n := range out.Items {
		all[n] = &out.Items[n]
	}
	return out, c.presentAssignments(all...)
}

// GetAssignment answers with one assignment.
func GetAssignment(c Call, in ByID) (models.Assignment, error) {
	as, err := c.assignment(in.ID)
	if err != nil {
		return as, err
	}
	return as, c.presentAssignments(&as)
}

// AcceptAssignment takes an offer.
func AcceptAssignment(c Call, in Pledges) (models.Assignment, error) {
	return c.moveAssignment(in.ID, func(as *models.Assignment) error { return c.AcceptAssignment(as, in.PledgeID, in.DeclarationID) })
}

// DeclineAssignment turns an offer down; no reason needs to be given and none counts against anybody.
func DeclineAssignment(c Call, in OptionalReasonInput) (models.Assignment, error) {
	return c.endAssignment(in.ID, models.DeclineAssignment, in.Reason)
}

// WithdrawAssignment takes an offer or a seat back.
func WithdrawAssignment(c Call, in ReasonInput) (models.Assignment, error) {
	return c.endAssignment(in.ID, models.WithdrawAssignment, in.Reason)
}

// StandDownAssignment sends one observer home, or tells them not to come.
func StandDownAssignment(c Call, in ReasonInput) (models.Assignment, error) {
	return c.endAssignment(in.ID, models.StandDownAssignment, in.Reason)
}

// MissAssignment records that somebody who had accepted did not come.
func MissAssignment(c Call, in ReasonInput) (models.Assignment, error) {
	return c.endAssignment(in.ID, models.MissAssignment, in.Reason)
}

// DeployAssignment records that one observer has arrived.
func DeployAssignment(c Call, in ByID) (models.Assignment, error) {
	return c.moveAssignment(in.ID, c.DeployAssignment)
}

// CompleteAssignment records that one observer has come home.
func CompleteAssignment(c Call, in ByID) (models.Assignment, error) {
	return c.moveAssignment(in.ID, c.CompleteAssignment)
}

// RestoreAssignment takes a mistaken end back.
func RestoreAssignment(c Call, in ReasonInput) (models.Assignment, error) {
	return c.moveAssignment(in.ID, func(as *models.Assignment) error { return c.RestoreAssignment(as, in.Reason) })
}

// EvaluateAssignment keeps the team leader's evaluation.
func EvaluateAssignment(c Call, in EvaluationInput) (models.Assignment, error) {
	return c.moveAssignment(in.ID, func(as *models.Assignment) error { return c.EvaluateAssignment(as, in.Rating, in.Body) })
}

// ReplyEvaluation keeps the observer's reply.
func ReplyEvaluation(c Call, in ReplyInput) (models.Assignment, error) {
	return c.moveAssignment(in.ID, func(as *models.Assignment) error { return c.ReplyEvaluation(as, in.Reply) })
}

// GetAccreditation answers with the list a host accredits from: who accepted, and nothing about anybody else.
func GetAccreditation(c Call, in ByID) (Accreditation, error) {
	out := Accreditation{Items: []Accredited{}}
	d, err := c.deployment(in.ID)
	if err != nil {
		return out, err
	}
	out.Deployment, out.Host = d.Title, d.Host
	if _, err := c.InForce(d.InvitationID); err != nil {
		return out, err
	}
	err = c.DB.Model(&models.Assignment{}).
		Joins("JOIN observers ON observers.id = assignments.observer_id").
		Joins("LEFT JOIN observer_private ON observer_private.observer_id = assignments.observer_id").
		Where("assignments.deployment_id = ? AND assignments.status IN ?", d.ID, []models.AssignmentStatus{models.AssignmentAccepted, models.AssignmentDeployed}).
		Select("assignments.id, observers.passport_name AS name, COALESCE(observer_private.passport_state, '') AS nationality, " +
			"COALESCE(observer_private.passport_number, '') AS passport_number, assignments.function, assignments.starts_on, assignments.until").
		Order("assignments.id").Scan(&out.Items).Error
	spelling.Alphabetical(out.Items, func(a Accredited) string { return a.Name })
	slices.SortStableFunc(out.Items, func(a, b Accredited) int { return cmp.Compare(a.Function, b.Function) })
	return out, err
}

// seat finds a seat of a deployment within reach.
func (c Call) seat(deploymentID, seatID string) (models.Deployment, models.DeploymentSeat, error) {
	d, err := c.deployment(deploymentID)
	if err != nil {
		return d, models.DeploymentSeat{}, err
	}
	s, err := models.Find[models.DeploymentSeat](c.DB.Where("deployment_id = ?", d.ID), seatID)
	return d, s, err
}

func (c Call) assignments() *gorm.DB { return c.scoped("assignments.observer_id", "") }

func (c Call) assignment(id string) (models.Assignment, error) {
	return findForUpdate[models.Assignment](c, c.assignments(), id)
}

func (c Call) endAssignment(id string, event models.Action, reason string) (models.Assignment, error) {
	return c.moveAssignment(id, func(as *models.Assignment) error { return c.EndAssignment(as, event, reason) })
}

func (c Call) moveAssignment(id string, move func(*models.Assignment) error) (models.Assignment, error) {
	as, err := c.assignment(id)
	if err != nil {
		return as, err
	}
	if err := move(&as); err != nil {
		return as, err
	}
	return as, c.presentAssignments(&as)
}

// presentAssignments fills in whose and of which deployment they are, evaluations and what the caller can do.
func (c Call) presentAssignments(all ...*models.Assignment) error {
	ids := make([]string, len(all))
	for n, as := range all {
		ids[n] = as.ID
	}
	var evaluations []models.Evaluation
	if err := c.DB.Where("assignment_id IN ?", ids).Find(&evaluations).Error; err != nil {
		return err
	}
	var missions []models.Deployment
	if err := c.DB.Where("id IN (SELECT deployment_id FROM assignments WHERE id IN ?)", ids).Find(&missions).Error; err != nil {
		return err
	}
	of := map[string]models.Deployment{}
	for _, d := range missions {
		of[d.ID] = d
	}
	if err := c.callConcerns(all); err != nil {
		return err
	}
	if err := callObservers(c, all, func(as **models.Assignment) (string, *string) { return (*as).ObserverID, &(*as).Observer }); err != nil {
		return err
	}
	for _, as := range all {
		as.Deployment = of[as.DeploymentID].Title
		for _, e := range evaluations {
			if e.AssignmentID == as.ID {
				as.Evaluation = &e
			}
		}
		as.Can = slices.DeleteFunc(can(c, models.AssignmentFlow, as.Status), func(event models.Action) bool {
			d := of[as.DeploymentID]
			return event == models.DeployAssignment && d.Status != models.InField || as.Hold(event) != nil ||
				(event == models.AcceptAssignment || event == models.DeclineAssignment) && as.Standing(c.Now) != nil ||
				event == models.MissAssignment && as.Missed(d, c.Now) != nil || event == models.RestoreAssignment && as.Restorable(d, c.Now) != nil
		})
	}
	return nil
}
