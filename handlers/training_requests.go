package handlers

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TrainingRequestFilter picks a page of training requests.
type TrainingRequestFilter struct {
	Paging
	ObserverID    string                       `query:"observerId" validate:"omitempty,uuid"`
	OpportunityID string                       `query:"opportunityId" validate:"omitempty,uuid"`
	Status        models.TrainingRequestStatus `query:"status" validate:"omitempty,choice"`
	Ended         bool                         `query:"ended"`                // those of which nothing more is expected
	Q             string                       `query:"q" validate:"max=100"` // words of the observer's name, or of the opportunity's title
}

// TrainingRequestInput is an observer's wish for a place.
type TrainingRequestInput struct {
	OpportunityID string `json:"opportunityId" validate:"required,uuid"`
	Motivation    string `json:"motivation" validate:"required,min=20,max=2000"`
}

// EndorseInput is which lines the money for a place comes from: together exactly its cost.
type EndorseInput struct {
	ByID
	Draws []models.Draw `json:"draws,omitempty" validate:"max=20,dive"`
}

// LetterInput is the organiser's letter.
type LetterInput struct {
	ByID
	LetterID string `json:"letterId" validate:"required,uuid"`
}

// CompleteInput is the evidence of a completed place, and what is on the certificate. The days are those of the
// opportunity unless they turned out otherwise.
type CompleteInput struct {
	ByID
	EvidenceID        string      `json:"evidenceId" validate:"required,uuid"`
	CertificateNumber string      `json:"certificateNumber,omitempty" validate:"max=100,line"`
	ExpiresOn         models.Date `json:"expiresOn,omitzero"`
	StartsOn          models.Date `json:"startsOn,omitzero"`
	Until             models.Date `json:"until,omitzero"`
	Doubts
}

// RestoreInput is why a place was not to end, and the lines from which its money is set aside again.
type RestoreInput struct {
	ReasonInput
	Draws []models.Draw `json:"draws,omitempty" validate:"max=20,dive"`
}

// Completed is a request that became a training.
type Completed struct {
	Request  models.TrainingRequest `json:"request"`
	Training models.Training        `json:"training"`
}

var (
	fillTrainingRequest = filling[models.TrainingRequest, TrainingRequestInput]()
	completeTraining    = filling[models.Training, CompleteInput]("confirmed")
)

// trainingRequests narrows a query to the training requests within reach.
func (c Call) trainingRequests() *gorm.DB { return c.scoped("training_requests.observer_id", "") }

// ListTrainingRequests answers with who asks for which places.
func ListTrainingRequests(c Call, in TrainingRequestFilter) (Page[models.TrainingRequest], error) {
	q := c.trainingRequests()
	for column, value := range map[string]string{
		"observer_id": in.ObserverID, "opportunity_id": in.OpportunityID, "status": string(in.Status),
	} {
		if value != "" {
			q = q.Where("training_requests."+column+" = ?", value)
		}
	}
	if in.Ended {
		q = q.Where("training_requests.status NOT IN ?", models.LiveRequests)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.ofTrainingRequest()...)
	}
	requests, err := page[models.TrainingRequest](q, in.Paging, sorting{
		"": "-createdAt", "createdAt": "training_requests.created_at", "status": "training_requests.status",
		"deadline": ofOpportunity("deadline"), "startsOn": ofOpportunity("starts_on"),
	})
	if err == nil {
		err = presentRequests(c, requests.Items)
	}
	return requests, err
}

// ofTrainingRequest are the places where a training request is found: its observer's name, and its opportunity's title.
func (c Call) ofTrainingRequest() []models.Place {
	return append(c.ofObserver("training_requests.observer_id"), models.Through("training_requests.opportunity_id", "opportunities", "folded"))
}

// ofOpportunity is a column of the opportunity of a training request, to sort by.
func ofOpportunity(column string) string {
	return "(SELECT p." + column + " FROM opportunities p WHERE p.id = training_requests.opportunity_id)"
}

// GetTrainingRequest answers with one training request.
func GetTrainingRequest(c Call, in ByID) (models.TrainingRequest, error) {
	r, err := findForUpdate[models.TrainingRequest](c, c.trainingRequests(), in.ID)
	return presentRequest(c, r, err)
}

// SubmitTrainingRequest asks for a place.
func SubmitTrainingRequest(c Call, in TrainingRequestInput) (models.TrainingRequest, error) {
	if c.By.ObserverID == nil {
		return models.TrainingRequest{}, refusal.NotAnObserver
	}
	r := models.TrainingRequest{ObserverID: *c.By.ObserverID}
	fillTrainingRequest(&r, in)
	return presentRequest(c, r, r.Submit(c.Actor))
}

// EndorseTrainingRequest commits the money for a place.
func EndorseTrainingRequest(c Call, in EndorseInput) (models.TrainingRequest, error) {
	return decideRequest(c, in.ByID, func(r *models.TrainingRequest, o models.Opportunity) error { return r.Endorse(c.Actor, o, in.Draws) })
}

// DeclineTrainingRequest refuses a request before money is committed.
func DeclineTrainingRequest(c Call, in ReasonInput) (models.TrainingRequest, error) {
	return leave(c, in, models.DeclineTrainingRequest)
}

// AcceptTrainingRequest files the organiser's letter and books the days.
func AcceptTrainingRequest(c Call, in LetterInput) (models.TrainingRequest, error) {
	return decideRequest(c, in.ByID, func(r *models.TrainingRequest, o models.Opportunity) error { return r.Accept(c.Actor, o, in.LetterID) })
}

// PassOverTrainingRequest records that the organiser chose others.
func PassOverTrainingRequest(c Call, in ReasonInput) (models.TrainingRequest, error) {
	return leave(c, in, models.PassOverTrainingRequest)
}

// WithdrawTrainingRequest takes a request back.
func WithdrawTrainingRequest(c Call, in ReasonInput) (models.TrainingRequest, error) {
	return leave(c, in, models.WithdrawTrainingRequest)
}

// MissTrainingRequest records that an observer did not come.
func MissTrainingRequest(c Call, in ReasonInput) (models.TrainingRequest, error) {
	return leave(c, in, models.MissTrainingRequest)
}

// RestoreTrainingRequest takes a mistaken end of a place back.
func RestoreTrainingRequest(c Call, in RestoreInput) (models.TrainingRequest, error) {
	return decideRequest(c, in.ByID, func(r *models.TrainingRequest, o models.Opportunity) error {
		return r.Restore(c.Actor, o, in.Draws, in.Reason)
	})
}

// CompleteTrainingRequest turns a place that is over into a training, which somebody else verifies.
func CompleteTrainingRequest(c Call, in CompleteInput) (Completed, error) {
	var out Completed
	r, err := decideRequest(c, in.ByID, func(r *models.TrainingRequest, o models.Opportunity) error {
		t := &out.Training
		*t = models.Training{}
		completeTraining(t, in)
		t.StartsOn, t.Until = cmp.Or(t.StartsOn, o.StartsOn), cmp.Or(t.Until, o.Until)
		return r.Complete(c.Actor, o, t, in.Confirmed)
	})
	out.Request = r
	out.Training, err = presentTraining(c, out.Training, err)
	return out, err
}

// leave ends a request without a training; its money and days are free again.
func leave(c Call, in ReasonInput, event models.Action) (models.TrainingRequest, error) {
	return decideRequest(c, in.ByID, func(r *models.TrainingRequest, o models.Opportunity) error {
		return r.Leave(c.Actor, o, event, in.Reason)
	})
}

func decideRequest(c Call, in ByID, decide func(*models.TrainingRequest, models.Opportunity) error) (models.TrainingRequest, error) {
	r, err := findForUpdate[models.TrainingRequest](c, c.trainingRequests(), in.ID)
	if err != nil {
		return r, err
	}
	o, err := models.Find[models.Opportunity](c.DB, r.OpportunityID)
	if err == nil {
		err = decide(&r, o)
	}
	return presentRequest(c, r, err)
}

func presentRequest(c Call, r models.TrainingRequest, err error) (models.TrainingRequest, error) {
	if err != nil {
		return r, err
	}
	one := []models.TrainingRequest{r}
	err = presentRequests(c, one)
	return one[0], err
}

// presentRequests adds who asks, which opportunity they are for, and what the caller can do today.
func presentRequests(c Call, requests []models.TrainingRequest) error {
	if err := models.LoadRequestDetails(c.DB, requests); err != nil {
		return err
	}
	if err := callObservers(c, requests, func(r *models.TrainingRequest) (string, *string) { return r.ObserverID, &r.Observer }); err != nil {
		return err
	}
	if c.may(models.ReadFund) {
		if err := models.LoadRequestCommitments(c.DB, requests); err != nil {
			return err
		}
	}
	for i := range requests {
		r := &requests[i]
		r.Can = slices.DeleteFunc(can(c, models.TrainingRequestFlow, r.Status), func(a models.Action) bool { return r.Hold(a, r.Opportunity, c.Now) != nil })
	}
	return nil
}
