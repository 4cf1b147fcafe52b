package handlers

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// OpportunityFilter picks a page of opportunities.
type OpportunityFilter struct {
	Paging
	Status    models.OpportunityStatus `query:"status" validate:"omitempty,choice"`
	Organiser string                   `query:"organiser" validate:"max=20"`
	Kind      models.TrainingKind      `query:"kind" validate:"omitempty,choice"`
	Function  models.Function          `query:"function" validate:"omitempty,choice"`
	Host      string                   `query:"host" validate:"omitempty,state"`
	Period                             // of the first day
	Q         string                   `query:"q" validate:"max=100"` // words of the title or the place
	Upcoming  bool                     `query:"upcoming"`             // not begun yet
	Eligible  bool                     `query:"eligible"`             // for observers: those they can have a place in
}

// OpportunityInput is a course or mission that an organiser offers.
type OpportunityInput struct {
	Title                 string              `json:"title" validate:"required,max=200,line"`
	Organiser             string              `json:"organiser" validate:"required,max=20,line"`
	Body                  string              `json:"body,omitempty" validate:"max=20,line"`
	Kind                  models.TrainingKind `json:"kind" validate:"required,choice"`
	Function              models.Function     `json:"function,omitempty" validate:"omitempty,choice"`
	Host                  *string             `json:"host,omitempty" validate:"omitempty,state"`
	Place                 string              `json:"place,omitempty" validate:"max=200,line"`
	StartsOn              models.Date         `json:"startsOn" validate:"required"`
	Until                 models.Date         `json:"until" validate:"required"` // the day after the last
	Places                int                 `json:"places" validate:"required,min=1,max=1000"`
	DeadlineOn            models.Date         `json:"deadlineOn" validate:"required"`
	DeadlineClock         string              `json:"deadlineClock" validate:"required,len=5"` // 23:59, or 24:00 for the end of the day
	DeadlineZone          string              `json:"deadlineZone" validate:"required,zone"`   // the organiser's
	Language              *string             `json:"language,omitempty" validate:"omitempty,language"`
	Level                 models.Level        `json:"level,omitempty" validate:"omitempty,choice"`
	Cost                  models.Money        `json:"cost" validate:"min=0"`                            // of one place
	OverrideReason        string              `json:"overrideReason,omitempty" validate:"max=2000"`     // why a mission within the region
	Confidence            models.Confidence   `json:"confidence,omitempty" validate:"omitempty,choice"` // of a public fact
	Note                  string              `json:"note,omitempty" validate:"max=4000"`
	AdmittedNationalities []string            `json:"admittedNationalities,omitempty" validate:"max=250,unique,dive,state"` // nationalities taken by arrangement
}

// OpportunityChange is what changes about an opportunity; what is not named stays as it is, and an empty host or
// language takes it away.
type OpportunityChange struct {
	ByID
	Title                 *string              `json:"title,omitempty" validate:"omitempty,min=1,max=200,line"`
	Organiser             *string              `json:"organiser,omitempty" validate:"omitempty,max=20,line"`
	Body                  *string              `json:"body,omitempty" validate:"omitempty,max=20,line"`
	Kind                  *models.TrainingKind `json:"kind,omitempty" validate:"omitempty,choice"`
	Function              *models.Function     `json:"function,omitempty" validate:"omitempty,max=20"`
	Host                  *string              `json:"host,omitempty" validate:"omitempty,max=2,line"`
	Place                 *string              `json:"place,omitempty" validate:"omitempty,max=200,line"`
	StartsOn              *models.Date         `json:"startsOn,omitempty"`
	Until                 *models.Date         `json:"until,omitempty"`
	Places                *int                 `json:"places,omitempty" validate:"omitempty,min=1,max=1000"`
	DeadlineOn            *models.Date         `json:"deadlineOn,omitempty"`
	DeadlineClock         *string              `json:"deadlineClock,omitempty" validate:"omitempty,len=5"`
	DeadlineZone          *string              `json:"deadlineZone,omitempty" validate:"omitempty,zone"`
	Language              *string              `json:"language,omitempty" validate:"omitempty,max=20,line"`
	Level                 *models.Level        `json:"level,omitempty" validate:"omitempty,max=2"`
	Cost                  *models.Money        `json:"cost,omitempty" validate:"omitempty,min=0"`
	OverrideReason        *string              `json:"overrideReason,omitempty" validate:"omitempty,max=2000"`
	Confidence            *models.Confidence   `json:"confidence,omitempty" validate:"omitempty,max=1"`
	Note                  *string              `json:"note,omitempty" validate:"omitempty,max=4000"`
	AdmittedNationalities *[]string            `json:"admittedNationalities,omitempty" validate:"omitempty,max=250,unique,dive,state"`
}

var (
	fillOpportunity   = filling[models.Opportunity, OpportunityInput]()
	changeOpportunity = filling[models.Opportunity, OpportunityChange]()
)

// ListOpportunities answers with the courses and missions that have places; observers see no drafts.
func ListOpportunities(c Call, in OpportunityFilter) (Page[models.Opportunity], error) {
	q := announced(c)
	for column, value := range map[string]string{
		"status": string(in.Status), "organiser": in.Organiser, "kind": string(in.Kind), "function": string(in.Function), "host": in.Host,
	} {
		if value != "" {
			q = q.Where("opportunities."+column+" = ?", value)
		}
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, models.In("opportunities", "folded"))
	}
	q = in.Period.narrow(q, "opportunities.starts_on")
	if in.Upcoming {
		q = q.Where("opportunities.starts_on > ?", c.Now.Day())
	}
	if in.Eligible {
		if c.By.ObserverID == nil {
			return Page[models.Opportunity]{}, refusal.Fault("eligible", "is for observers: it asks what they can have a place in")
		}
		q = models.EligibleFor(q, *c.By.ObserverID)
	}
	opportunities, err := page[models.Opportunity](q, in.Paging, sorting{
		"": "deadline", "deadline": "opportunities.deadline", "startsOn": "opportunities.starts_on", "title": "opportunities.sorts_as",
		"createdAt": "opportunities.created_at", "status": "opportunities.status", "organiser": "opportunities.organiser",
	})
	if err == nil {
		err = presentOpportunities(c, opportunities.Items)
	}
	return opportunities, err
}

// GetOpportunity answers with one opportunity, and to an observer whether they can have a place.
func GetOpportunity(c Call, in ByID) (models.Opportunity, error) {
	o, err := opportunity(c, in)
	o, err = presentOpportunity(c, o, err)
	if err != nil || c.By.ObserverID == nil {
		return o, err
	}
	request := models.TrainingRequest{OpportunityID: o.ID, ObserverID: *c.By.ObserverID}
	o.Eligibility = &models.Eligibility{Eligible: true, Sentence: said.That("You can ask for a place until {closes}.", "closes", o.Closes())}
	var no *refusal.Refusal
	switch err := request.MaySubmit(c.Actor, o); {
	case errors.As(err, &no):
		*o.Eligibility = models.Eligibility{Sentence: no.Sentence}
	case err != nil:
		return o, err
	case c.may(models.SubmitTrainingRequest):
		o.Can = append(o.Can, models.SubmitTrainingRequest)
	}
	return o, nil
}

// DraftOpportunity prepares an opportunity; observers see it once it is open.
func DraftOpportunity(c Call, in OpportunityInput) (models.Opportunity, error) {
	var o models.Opportunity
	fillOpportunity(&o, in)
	return presentOpportunity(c, o, o.Draft(c.Actor))
}

// ChangeOpportunity corrects an opportunity; what observers have asked for stays what it was.
func ChangeOpportunity(c Call, in OpportunityChange) (models.Opportunity, error) {
	o, err := opportunity(c, in.ByID)
	if err == nil {
		o, err = presentOpportunity(c, o, nil) // what is arranged is kept beside it
	}
	if err != nil {
		return o, err
	}
	was := o
	changeOpportunity(&o, in)
	return presentOpportunity(c, o, o.Amend(c.Actor, was))
}

// OpenOpportunity lets observers ask for its places.
func OpenOpportunity(c Call, in ByID) (models.Opportunity, error) {
	o, err := opportunity(c, in)
	if err == nil {
		err = o.Open(c.Actor)
	}
	return presentOpportunity(c, o, err)
}

// CloseOpportunity ends the asking before the deadline does.
func CloseOpportunity(c Call, in ByID) (models.Opportunity, error) {
	o, err := opportunity(c, in)
	if err == nil {
		err = o.Close(c.Actor)
	}
	return presentOpportunity(c, o, err)
}

// CancelOpportunity ends an opportunity and every request for it; their money and days are free again.
func CancelOpportunity(c Call, in ReasonInput) (models.Opportunity, error) {
	o, err := opportunity(c, in.ByID)
	if err == nil {
		err = o.Cancel(c.Actor, in.Reason)
	}
	return presentOpportunity(c, o, err)
}

// announced narrows opportunities to those the caller may see: drafts are the administrators' own affair.
func announced(c Call) *gorm.DB {
	switch {
	case c.Scope != models.All:
		return nothing(c.DB)
	case c.By.Role == models.ObserverRole:
		return c.DB.Where("opportunities.status <> ?", models.OpportunityDraft)
	}
	return c.DB
}

func opportunity(c Call, in ByID) (models.Opportunity, error) {
	return findForUpdate[models.Opportunity](c, announced(c), in.ID)
}

func presentOpportunity(c Call, o models.Opportunity, err error) (models.Opportunity, error) {
	if err != nil {
		return o, err
	}
	one := []models.Opportunity{o}
	err = presentOpportunities(c, one)
	return one[0], err
}

// presentOpportunities adds what is kept beside them, and what the caller can do; how many ask is for administrators.
func presentOpportunities(c Call, opportunities []models.Opportunity) error {
	if err := models.LoadOpportunityDetails(c.DB, opportunities); err != nil {
		return err
	}
	for i := range opportunities {
		o := &opportunities[i]
		o.Can = slices.DeleteFunc(can(c, models.OpportunityFlow, o.Status), func(a models.Action) bool {
			return a == models.OpenOpportunity && !o.Deadline.After(c.Now.Time)
		})
		if c.By.Role != models.Administrator {
			o.Requests = nil
		}
	}
	return nil
}
