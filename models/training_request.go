package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// TrainingRequest is an observer's wish for a place in an opportunity.
type TrainingRequest struct {
	Record
	OpportunityID string                `json:"opportunityId"`
	ObserverID    string                `json:"observerId"`
	Status        TrainingRequestStatus `json:"status"`
	Motivation    string                `json:"motivation"`
	LetterID      *string               `json:"letterId,omitempty"` // the organiser's acceptance
	Host          string                `json:"-"`                  // of a mission; empty for a course
	FirstDay      *Date                 `json:"-"`                  // booked, while accepted
	LastDay       *Date                 `json:"-"`
	Reason        string                `json:"reason,omitempty"`

	Observer     string      `json:"observer" gorm:"-"` // their name
	Title        string      `json:"title" gorm:"-"`    // of the opportunity
	StartsOn     Date        `json:"startsOn" gorm:"-"`
	Until        Date        `json:"until" gorm:"-"`
	Deadline     Time        `json:"deadline" gorm:"-"`
	Cost         Money       `json:"cost" gorm:"-"` // of a place
	Left         int         `json:"left" gorm:"-"` // places that nobody has
	CommitmentID *string     `json:"commitmentId,omitempty" gorm:"-"`
	Opportunity  Opportunity `json:"-" gorm:"-"` // as far as it decides what can be done
	Can          []Action    `json:"can" gorm:"-"`
}

// Ref names the training request.
func (r *TrainingRequest) Ref() Ref { return Ref{"training_request", r.ID} }

// title names whose request it is, and for what.
func (r *TrainingRequest) title(db *gorm.DB) (title string, err error) {
	err = db.Raw(`SELECT o.preferred_name || ', ' || p.title FROM training_requests r JOIN observers o ON o.id = r.observer_id
		JOIN opportunities p ON p.id = r.opportunity_id WHERE r.id = ?`, r.ID).Scan(&title).Error
	return title, err
}

// Events makes TrainingRequest Living.
func (TrainingRequest) Events() []Action { return TrainingRequestFlow.All() }

// TrainingRequestStatus is where a training request stands in TrainingRequestFlow.
type TrainingRequestStatus string

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
// acceptance; every way out gives both back. Who was not taken, or took their request back, can ask again; a place that was
// ended by mistake is restored.
var TrainingRequestFlow = Flow[TrainingRequestStatus]{
	RequestSubmitted: {EndorseTrainingRequest: RequestEndorsed, DeclineTrainingRequest: RequestDeclined,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestEndorsed: {AcceptTrainingRequest: RequestAccepted, PassOverTrainingRequest: RequestNotSelected,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestAccepted: {CompleteTrainingRequest: RequestCompleted, MissTrainingRequest: RequestNoShow,
		WithdrawTrainingRequest: RequestWithdrawn, CancelTrainingRequest: RequestCancelled},
	RequestDeclined:    {SubmitTrainingRequest: RequestSubmitted},
	RequestNotSelected: {SubmitTrainingRequest: RequestSubmitted},
	RequestWithdrawn:   {SubmitTrainingRequest: RequestSubmitted, RestoreTrainingRequest: RequestAccepted},
	RequestNoShow:      {RestoreTrainingRequest: RequestAccepted},
	RequestCompleted:   {}, RequestCancelled: {},
}

// LiveRequests are the statuses in which a request may still become a place, or is one.
var LiveRequests = []TrainingRequestStatus{RequestSubmitted, RequestEndorsed, RequestAccepted}

// Submit asks for a place; a request for it that has ended begins anew.
func (r *TrainingRequest) Submit(actor Actor) error {
	o, err := Find[Opportunity](actor.DB, r.OpportunityID)
	if err != nil {
		return err
	}
	if err := r.MaySubmit(actor, o); err != nil {
		return err
	}
	var ended []TrainingRequest
	if err := actor.DB.Where("opportunity_id = ? AND observer_id = ?", o.ID, r.ObserverID).Find(&ended).Error; err != nil {
		return err
	}
	facts := Facts{"opportunity": o.ID, "observer": r.ObserverID}
	if len(ended) == 0 {
		r.Status, r.Host = RequestSubmitted, o.BookedHost()
		err = actor.Create(r, SubmitTrainingRequest, facts)
	} else {
		ended[0].Motivation, ended[0].Reason, ended[0].LetterID, ended[0].Host = r.Motivation, "", nil, o.BookedHost()
		*r = ended[0]
		err = Step(actor, TrainingRequestFlow, r, &r.Status, SubmitTrainingRequest, "", facts)
	}
	if err != nil {
		return err
	}
	return actor.TellAdministrators(SubmitTrainingRequest, r.Ref(), said.That("An observer asks for a place: {title}.", "title", o.Title))
}

// MaySubmit refuses a request that cannot be made, and says which rule it is that says no.
func (r *TrainingRequest) MaySubmit(actor Actor, o Opportunity) error {
	observer, err := Find[Observer](actor.DB, r.ObserverID)
	if err != nil {
		return err
	}
	if err := observer.LoadDetails(actor.DB); err != nil {
		return err
	}
	if observer.Status != ObserverAdmitted {
		return refusal.NoSeatInCohort
	}
	if o.Status == OpportunityDraft {
		return refusal.NotFound
	}
	if err := r.Hold(SubmitTrainingRequest, o, actor.Now); err != nil {
		return err
	}
	if err := o.Takes(actor.DB, observer); err != nil {
		return err
	}
	again, err := exists(actor.DB.Model(&TrainingRequest{}).Where("opportunity_id = ? AND observer_id = ? AND status IN ?", o.ID, observer.ID,
		append([]TrainingRequestStatus{RequestCompleted, RequestNoShow}, LiveRequests...)))
	if err != nil {
		return err
	}
	if again {
		return refusal.PlaceRequested
	}
	return r.free(actor, o)
}

// free refuses a place some of whose days the observer is booked on.
func (r *TrainingRequest) free(actor Actor, o Opportunity) error {
	busy, err := Engagements(actor.DB, []string{r.ObserverID}, o.StartsOn, o.Until)
	if err == nil && len(busy) > 0 {
		err = refusal.AwayThen.With("first", busy[0].StartsOn, "last", busy[len(busy)-1].Until.Plus(-1), "holder", busy[0].Kind)
	}
	return err
}

// Endorse commits the money for the place: exactly its cost, drawn from the lines that are named.
func (r *TrainingRequest) Endorse(actor Actor, o Opportunity, draws []Draw) error {
	if _, err := TrainingRequestFlow.Next(r.Status, EndorseTrainingRequest); err != nil {
		return err
	}
	if err := r.setAside(actor, o, draws, EndorseTrainingRequest); err != nil {
		return err
	}
	if err := Step(actor, TrainingRequestFlow, r, &r.Status, EndorseTrainingRequest, "", Facts{"amount": o.Cost}); err != nil {
		return err
	}
	return r.tell(actor, EndorseTrainingRequest, said.That("The fund supports your request and has committed the money; the organiser decides: {title}.", "title", o.Title))
}

// setAside commits the money for a place of which there must be one left: exactly its cost, drawn from the lines that are
// named. What a request that ended had set aside is set aside again.
func (r *TrainingRequest) setAside(actor Actor, o Opportunity, draws []Draw, action Action) error {
	taken, err := o.taken(actor.DB, r.ID)
	if err != nil {
		return err
	}
	if taken >= o.Places {
		return refusal.NoPlace.With("places", o.Places)
	}
	c, err := actor.commitmentFor("request_id", r.ID)
	if err != nil {
		return err
	}
	needed := o.Cost
	if c != nil {
		spent, err := actor.heldBy(*c)
		if err != nil {
			return err
		}
		needed = max(0, needed-spent)
	}
	var sum Money
	for _, draw := range draws {
		if draw.Amount < 1 || draw.Amount > needed-sum {
			sum = -1
			break
		}
		sum += draw.Amount
	}
	if sum != needed {
		fund, err := LoadFund(actor.DB)
		if err != nil {
			return err
		}
		return refusal.Cost.With("amount", fund.Said(needed))
	}
	switch {
	case sum == 0:
		return nil
	case c != nil && c.Status == CommitmentOpen: // to settle a late bill
		return actor.CommitMore(c, draws, action)
	case c != nil:
		return actor.ReopenCommitment(c, draws)
	}
	return actor.OpenCommitment(&Commitment{Title: "A place: " + o.Title, RequestID: &r.ID, Host: r.Host}, draws, action)
}

// Accept files the organiser's letter and books the days.
func (r *TrainingRequest) Accept(actor Actor, o Opportunity, letterID string) error {
	if _, err := TrainingRequestFlow.Next(r.Status, AcceptTrainingRequest); err != nil {
		return err
	}
	if err := r.Hold(AcceptTrainingRequest, o, actor.Now); err != nil {
		return err
	}
	if err := actor.OwnFile(&letterID); err != nil {
		return err
	}
	r.LetterID = &letterID
	if err := r.book(actor, o); err != nil {
		return err
	}
	err := Step(actor, TrainingRequestFlow, r, &r.Status, AcceptTrainingRequest, "", Facts{"letter": letterID, "startsOn": o.StartsOn, "until": o.Until})
	if err != nil {
		return err
	}
	return r.tell(actor, AcceptTrainingRequest, said.That("The organiser has accepted you; the days are booked: {title}.", "title", o.Title))
}

// book takes the days of a place that the request does not hold yet, and notes the first and the last, which the database
// holds it to.
func (r *TrainingRequest) book(actor Actor, o Opportunity) error {
	if err := actor.BookRest(r.ObserverID, r.Ref(), r.Host, o.StartsOn, o.Until); err != nil {
		return err
	}
	first, last := o.StartsOn, o.Until.Plus(-1)
	r.FirstDay, r.LastDay = &first, &last
	return nil
}

// Restore takes the end of a place back that was a mistake: the observer had been accepted, and their days and money are
// bound again.
func (r *TrainingRequest) Restore(actor Actor, o Opportunity, draws []Draw, reason string) error {
	if _, err := TrainingRequestFlow.Next(r.Status, RestoreTrainingRequest); err != nil {
		return err
	}
	if err := r.Hold(RestoreTrainingRequest, o, actor.Now); err != nil {
		return err
	}
	observer, err := Find[Observer](actor.DB, r.ObserverID)
	if err != nil {
		return err
	}
	if observer.Gone() {
		return refusal.LeftCohort
	}
	if err := actor.ownCountry(r.ObserverID, r.Host); err != nil {
		return err
	}
	if err := r.setAside(actor, o, draws, RestoreTrainingRequest); err != nil {
		return err
	}
	if err := r.book(actor, o); err != nil {
		return err
	}
	r.Reason = ""
	if err := Step(actor, TrainingRequestFlow, r, &r.Status, RestoreTrainingRequest, reason, Facts{"amount": o.Cost}); err != nil {
		return err
	}
	return r.tell(actor, RestoreTrainingRequest, because(said.That("Your place is yours again; its end was recorded by mistake: {title}.", "title", o.Title), reason))
}

// Hold refuses an event that the status alone would allow, on grounds of the opportunity and its days.
func (r *TrainingRequest) Hold(event Action, o Opportunity, now Time) error {
	switch {
	case event == SubmitTrainingRequest && o.Status != OpportunityOpen:
		return refusal.OpportunityClosed.With("status", o.Status)
	case event == SubmitTrainingRequest && !o.Deadline.After(now.Time):
		return o.late()
	case event == AcceptTrainingRequest && !o.Until.After(now.Day()):
		return refusal.PlaceOver.With("last", o.Until.Plus(-1))
	case event == MissTrainingRequest && now.Latest().Before(o.StartsOn):
		return refusal.PlaceNotBegun.With("begins", o.StartsOn)
	case event == CompleteTrainingRequest && !over(o.Until, now):
		return refusal.PlaceNotOver.With("last", o.Until.Plus(-1))
	case event == RestoreTrainingRequest && o.Status == OpportunityCancelled:
		return refusal.OpportunityEnded.With("status", o.Status)
	case event == RestoreTrainingRequest && r.LetterID == nil:
		return refusal.PlaceNeverAccepted
	}
	return nil
}

// Leave ends a request without a training; what is left of its money goes back, and its days are free again.
func (r *TrainingRequest) Leave(actor Actor, o Opportunity, event Action, reason string) error {
	if err := r.Hold(event, o, actor.Now); err != nil {
		return err
	}
	r.FirstDay, r.LastDay, r.Reason = nil, nil, reason // the days can only be freed once nothing points at them
	if err := Step(actor, TrainingRequestFlow, r, &r.Status, event, reason, nil); err != nil {
		return err
	}
	from := actor.Now.Day()
	if event == MissTrainingRequest {
		from = o.StartsOn // they were never there
	}
	if err := actor.Unbook(r.Ref(), from); err != nil {
		return err
	}
	if _, err := actor.closeCommitmentOf("request_id", r.ID, reason); err != nil {
		return err
	}
	if actor.By.ObserverID != nil && *actor.By.ObserverID == r.ObserverID {
		return actor.TellAdministrators(event, r.Ref(), said.That("An observer has withdrawn a request for a place: {title}.", "title", o.Title))
	}
	return r.tell(actor, event, said.That("Your request has ended, {status}: {title}. The reason: {reason}", "status", r.Status, "title", o.Title, "reason", reason))
}

// Complete turns the request into a claimed training, which somebody else verifies. The days stay booked as the record
// of where the person was; the money stays committed until what was owed is paid.
func (r *TrainingRequest) Complete(actor Actor, o Opportunity, t *Training, confirmed Confirmed) error {
	if _, err := TrainingRequestFlow.Next(r.Status, CompleteTrainingRequest); err != nil {
		return err
	}
	if err := r.Hold(CompleteTrainingRequest, o, actor.Now); err != nil {
		return err
	}
	t.ObserverID, t.RequestID, t.Organiser, t.Body, t.Kind, t.Title = r.ObserverID, &r.ID, o.Organiser, o.Body, o.Kind, o.Title
	t.Function, t.Host, t.Place = o.Function, o.Host, o.Place
	if err := Step(actor, TrainingRequestFlow, r, &r.Status, CompleteTrainingRequest, "", nil); err != nil {
		return err
	}
	return t.Claim(actor, confirmed)
}

// LeaveRequests withdraws an observer from every place they asked for or have, but for those that had begun by a day, or
// are over: these can still be completed.
func (a Actor) LeaveRequests(observerID, reason string, begunBy Date) error {
	var live []TrainingRequest
	err := a.DB.Where("observer_id = ? AND status IN ?", observerID, LiveRequests).Order("id").Find(&live).Error
	if err != nil {
		return err
	}
	for i := range live {
		r := &live[i]
		o, err := Find[Opportunity](a.DB, r.OpportunityID)
		if err != nil {
			return err
		}
		if r.Status == RequestAccepted && (!o.StartsOn.After(begunBy) || over(o.Until, a.Now)) {
			continue
		}
		if err := r.Leave(a, o, WithdrawTrainingRequest, reason); err != nil {
			return err
		}
	}
	return nil
}

// tell tells the observer what became of their request.
func (r *TrainingRequest) tell(actor Actor, event Action, body said.Sentence) error {
	return actor.TellObservers([]string{r.ObserverID}, event, r.Ref(), body)
}
