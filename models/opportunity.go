package models

// Opportunity is a course or a mission with places that an organiser offers.
type Opportunity struct {
	Record
	CreatedBy      string            `json:"createdBy"`
	Status         OpportunityStatus `json:"status"`
	Title          string            `json:"title"`
	Organiser      string            `json:"organiser"`
	Body           string            `json:"body"`
	Kind           TrainingKind      `json:"kind"`
	Function       Function          `json:"function,omitempty"`
	Host           *string           `json:"host,omitempty"` // none for e-learning
	Place          string            `json:"place"`
	StartsOn       Date              `json:"startsOn"`
	Until          Date              `json:"until"`
	Places         int               `json:"places"`
	Deadline       Time              `json:"deadline"`      // the instant that the next three name
	DeadlineOn     Date              `json:"deadlineOn"`    // in the organiser's zone
	DeadlineClock  string            `json:"deadlineClock"` // 23:59, or 24:00 for the end of the day
	DeadlineZone   string            `json:"deadlineZone"`
	Language       *string           `json:"language,omitempty"`
	Level          Level             `json:"level,omitempty"`
	Cost           Money             `json:"cost"` // of one place
	OverrideReason string            `json:"overrideReason,omitempty"`
	Surety         Surety            `json:"surety,omitempty"`
	Note           string            `json:"note,omitempty"`
	Reason         string            `json:"reason,omitempty"`

	Arranged []string `json:"arranged" gorm:"-"` // nationalities taken by arrangement, beside those the organiser takes anyway
	Can      []Action `json:"can" gorm:"-"`
}

// Ref names the opportunity.
func (o *Opportunity) Ref() Ref { return Ref{"opportunity", o.ID} }

// OpportunityStatus is where an opportunity stands in OpportunityFlow.
type OpportunityStatus string

// Every OpportunityStatus there is.
const (
	OpportunityDraft     OpportunityStatus = "draft"
	OpportunityOpen      OpportunityStatus = "open"
	OpportunityClosed    OpportunityStatus = "closed"
	OpportunityCancelled OpportunityStatus = "cancelled"
)

// Values makes OpportunityStatus a Choice.
func (OpportunityStatus) Values() []string { return names(OpportunityFlow.States()) }

// OpportunityFlow is the life of an opportunity; its deadline closes it.
var OpportunityFlow = Flow[OpportunityStatus]{
	OpportunityDraft: {ChangeOpportunity: OpportunityDraft, OpenOpportunity: OpportunityOpen, CancelOpportunity: OpportunityCancelled},
	OpportunityOpen: {ChangeOpportunity: OpportunityOpen, CloseOpportunity: OpportunityClosed,
		CancelOpportunity: OpportunityCancelled},
	OpportunityClosed:    {CancelOpportunity: OpportunityCancelled},
	OpportunityCancelled: {},
}

// OpportunityState is a nationality an opportunity takes by arrangement with its organiser.
type OpportunityState struct {
	OpportunityID string `gorm:"primaryKey"`
	State         string `gorm:"primaryKey"`
}

// Surety says how well a public fact is known: A from a public source, B from general knowledge; empty for what the
// fund knows itself.
type Surety string

// Every Surety there is.
const (
	FromSource    Surety = "A"
	FromKnowledge Surety = "B"
)

// Values makes Surety a Choice.
func (Surety) Values() []string { return []string{string(FromSource), string(FromKnowledge)} }

// TrainingRequest is an observer's wish for a place in an opportunity.
type TrainingRequest struct {
	Record
	OpportunityID string                `json:"opportunityId"`
	ObserverID    string                `json:"observerId"`
	Status        TrainingRequestStatus `json:"status"`
	Motivation    string                `json:"motivation"`
	CommitmentID  *string               `json:"commitmentId,omitempty"`
	LetterID      *string               `json:"letterId,omitempty"` // the organiser's acceptance
	Host          string                `json:"-"`                  // of a mission; empty for a course
	FirstDay      *Date                 `json:"-"`                  // booked, while accepted
	LastDay       *Date                 `json:"-"`
	Reason        string                `json:"reason,omitempty"`

	Can []Action `json:"can" gorm:"-"`
}

// Ref names the training request.
func (r *TrainingRequest) Ref() Ref { return Ref{"training_request", r.ID} }

// TrainingRequestStatus is where a training request stands in TrainingRequestFlow.
type TrainingRequestStatus string

// Every TrainingRequestStatus there is.
const (
	RequestSubmitted   TrainingRequestStatus = "submitted"
	RequestEndorsed    TrainingRequestStatus = "endorsed"
	RequestAccepted    TrainingRequestStatus = "accepted"
	RequestCompleted   TrainingRequestStatus = "completed"
	RequestDeclined    TrainingRequestStatus = "declined"
	RequestNotSelected TrainingRequestStatus = "not_selected"
	RequestWithdrawn   TrainingRequestStatus = "withdrawn"
	RequestNoShow      TrainingRequestStatus = "no_show"
	RequestCancelled   TrainingRequestStatus = "cancelled"
)

// Values makes TrainingRequestStatus a Choice.
func (TrainingRequestStatus) Values() []string { return names(TrainingRequestFlow.States()) }

// TrainingRequestFlow is the life of a training request. Money is committed from endorsement, days are booked from
// acceptance; every way out gives both back.
var TrainingRequestFlow = Flow[TrainingRequestStatus]{
	RequestSubmitted: {EndorseTrainingRequest: RequestEndorsed, DeclineTrainingRequest: RequestDeclined,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestEndorsed: {AcceptTrainingRequest: RequestAccepted, PassOverTrainingRequest: RequestNotSelected,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestAccepted: {CompleteTrainingRequest: RequestCompleted, MissTrainingRequest: RequestNoShow,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestCompleted: {}, RequestDeclined: {}, RequestNotSelected: {}, RequestWithdrawn: {}, RequestNoShow: {}, RequestCancelled: {},
}
