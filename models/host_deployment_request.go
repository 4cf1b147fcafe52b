package models

import (
	"fmt"
	"slices"
	"time"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// DeploymentRequest is what the host asks for one election, under its own invitation.
type DeploymentRequest struct {
	Record
	Found
	InvitationID   string                  `json:"invitationId"`
	Host           string                  `json:"host"`
	Status         DeploymentRequestStatus `json:"status"`
	Election       Election                `json:"election"`
	Title          string                  `json:"title" find:"open"`
	Zone           string                  `json:"zone"` // IANA; polling days are local dates there
	Rounds         []Round                 `json:"rounds" gorm:"serializer:json"`
	FirstDay       Date                    `json:"firstDay"`                 // first polling day of the first round
	Format         Format                  `json:"format"`                   // as the state asks for it
	ApprovedFormat Format                  `json:"approvedFormat,omitempty"` // of the mission that is sent: no more than was asked
	Regions        []string                `json:"regions" gorm:"serializer:json"`
	Languages      []string                `json:"languages" gorm:"serializer:json"`
	Note           string                  `json:"note,omitempty"`
	Confidence     Confidence              `json:"confidence,omitempty"`
	Risk           Risk                    `json:"risk,omitempty"` // recorded on approval
	DecidedBy      *string                 `json:"decidedBy,omitempty"`
	DecidedAt      Time                    `json:"decidedAt,omitzero"`
	Reason         string                  `json:"reason,omitempty"`

	Feasibility Feasibility `json:"feasibility" gorm:"-"`
	Approvable  []Format    `json:"approvable" gorm:"-"` // the formats that are feasible and no more than was asked
	Missions    []Mission   `json:"missions" gorm:"-"`   // deployments made from it, without those that were stood down
	Can         []Action    `json:"can" gorm:"-"`
}

// Mission is a deployment that was made from a request, for one of its rounds.
type Mission struct {
	ID     string           `json:"id"`
	Round  int              `json:"round"` // from 1
	Status DeploymentStatus `json:"status"`
}

// Ref names the deployment request.
func (r *DeploymentRequest) Ref() Ref { return Ref{"deployment_request", r.ID} }

// Events makes DeploymentRequest Living; a draft is not submitted by itself but with its invitation.
func (DeploymentRequest) Events() []Action {
	return slices.DeleteFunc(DeploymentRequestFlow.All(), func(event Action) bool { return event == SubmitDeploymentRequest })
}

// Round is the polling of one round: local days, until not included.
type Round struct {
	StartsOn Date `json:"startsOn" validate:"required"`
	Until    Date `json:"until" validate:"required"`
}

// DeploymentRequestStatus is where a deployment request stands in DeploymentRequestFlow.
type DeploymentRequestStatus string

const (
	DeploymentRequestDraft     DeploymentRequestStatus = "draft"
	DeploymentRequestSubmitted DeploymentRequestStatus = "submitted"
	DeploymentRequestApproved  DeploymentRequestStatus = "approved"
	DeploymentRequestDeclined  DeploymentRequestStatus = "declined"
	DeploymentRequestWithdrawn DeploymentRequestStatus = "withdrawn"
)

// Values makes DeploymentRequestStatus a Choice.
func (DeploymentRequestStatus) Values() []string { return names(DeploymentRequestFlow.States()) }

// DeploymentRequestFlow is the life of a deployment request; a draft is submitted with its invitation.
var DeploymentRequestFlow = Flow[DeploymentRequestStatus]{
	DeploymentRequestDraft:     {ChangeDeploymentRequest: DeploymentRequestDraft, SubmitDeploymentRequest: DeploymentRequestSubmitted, WithdrawDeploymentRequest: DeploymentRequestWithdrawn},
	DeploymentRequestSubmitted: {ApproveDeploymentRequest: DeploymentRequestApproved, DeclineDeploymentRequest: DeploymentRequestDeclined, WithdrawDeploymentRequest: DeploymentRequestWithdrawn},
	DeploymentRequestApproved:  {WithdrawDeploymentRequest: DeploymentRequestWithdrawn},
	DeploymentRequestDeclined:  {}, DeploymentRequestWithdrawn: {},
}

// Election is the kind of election.
type Election string

const (
	Presidential  Election = "presidential"
	Parliamentary Election = "parliamentary"
	General       Election = "general"
	Local         Election = "local"
	Referendum    Election = "referendum"
)

// Values makes Election a Choice.
func (Election) Values() []string {
	return names([]Election{Presidential, Parliamentary, General, Local, Referendum})
}

// Format is the size and kind of a mission, from the whole process to a few experts.
type Format string

const (
	FullMission   Format = "full"       // core team, long-term and short-term observers
	LimitedFormat Format = "limited"    // core team and long-term observers
	ShortTermOnly Format = "short_term" // short-term observers around election day
	ExpertTeam    Format = "expert"     // a few experts, specific questions
)

// Values makes Format a Choice.
func (Format) Values() []string {
	return names([]Format{FullMission, LimitedFormat, ShortTermOnly, ExpertTeam})
}

var formatWords = map[Format]string{
	FullMission: "a full mission", LimitedFormat: "a limited mission", ShortTermOnly: "a mission of short-term observers", ExpertTeam: "an expert team",
}

// Words writes the format for a person: an expert team.
func (f Format) Words() string { return formatWords[f] }

// Within reports whether a mission of the format is no more than one of another. Long-term and short-term observers are each
// something that the other format does not have.
func (f Format) Within(asked Format) bool {
	return f == asked || asked == FullMission || f == ExpertTeam
}

// Risk is the security level recorded for a host.
type Risk string

const (
	LowRisk    Risk = "low"
	MediumRisk Risk = "medium"
	HighRisk   Risk = "high"
)

// Values makes Risk a Choice.
func (Risk) Values() []string { return names([]Risk{LowRisk, MediumRisk, HighRisk}) }

// Feasibility says how many days remain to the first polling day and which formats are still possible then.
type Feasibility struct {
	Days    int      `json:"days"`
	Formats []Format `json:"formats"`
	Soonest Date     `json:"soonest"` // the first day on which people who are called now can be there
	said.Sentence
}

// Check holds the rules that no single field of a request can state.
func (r *DeploymentRequest) Check(now Time) error {
	var faults refusal.Faults
	zone, err := Zone(r.Zone)
	if err != nil {
		faults.Refuse("zone", err)
		zone = time.UTC
	}
	today := now.In(zone)
	for n, round := range r.Rounds {
		field := fmt.Sprintf("rounds[%d]", n)
		switch {
		case !round.Until.After(round.StartsOn):
			faults.Add(field+".until", "is the day after the last polling day, so it comes after {first}", "first", round.StartsOn)
		case round.StartsOn.DaysUntil(round.Until) > 60:
			faults.Add(field+".until", "polling of one round cannot last longer than 60 days")
		case !round.StartsOn.After(today):
			faults.Add(field+".startsOn", "polling on {day} is not in the future", "day", round.StartsOn)
		case round.StartsOn.After(today.PlusMonths(36)):
			faults.Add(field+".startsOn", "is more than three years ahead")
		case n > 0 && round.StartsOn.Before(r.Rounds[n-1].Until):
			faults.Add(field+".startsOn", "comes before the round before it is over")
		}
	}
	return faults.Err()
}

// within refuses polling days that the invitation does not cover, or that have passed since the draft.
func (r *DeploymentRequest) within(i *Invitation, now Time) error {
	if err := r.Check(now); err != nil {
		return err
	}
	last := r.Rounds[len(r.Rounds)-1].Until
	if r.FirstDay.Before(i.StartsOn) || last.After(i.Until) {
		return refusal.OutsideInvitation.With("election", r.Title, "first", r.FirstDay, "last", last.Plus(-1), "from", i.StartsOn, "through", i.Until.Plus(-1))
	}
	return nil
}

// AddDeploymentRequest keeps a request under its invitation: a draft with a draft, submitted at once under one in force.
func (a Actor) AddDeploymentRequest(i *Invitation, r *DeploymentRequest) error {
	if err := i.Own(a.By); err != nil {
		return err
	}
	r.InvitationID, r.Host, r.FirstDay, r.Status = i.ID, i.Host, r.Rounds[0].StartsOn, DeploymentRequestDraft
	if err := r.Check(a.Now); err != nil {
		return err
	}
	if i.Status == InvitationDraft {
		return a.Create(r, AddDeploymentRequest, Facts{"invitation": i.ID})
	}
	if _, err := a.InForce(i.ID); err != nil {
		return err
	}
	if err := r.within(i, a.Now); err != nil {
		return err
	}
	if err := a.Create(r, AddDeploymentRequest, Facts{"invitation": i.ID}); err != nil {
		return err
	}
	if err := Step(a, DeploymentRequestFlow, r, &r.Status, SubmitDeploymentRequest, "", nil); err != nil {
		return err
	}
	err := a.acknowledge(i, SubmitDeploymentRequest, r.Ref(), a.answersBy(), said.That(
		"We have received what you ask for under {reference}: {title}. By {until} you hear which mission the fund can send.",
		"reference", i.Reference, "title", r.Title, "until", a.answersBy()))
	if err != nil {
		return err
	}
	return a.TellAdministrators(SubmitDeploymentRequest, r.Ref(), said.That("A further mission was requested under {reference}: {title}.", "reference", i.Reference, "title", r.Title))
}

// OwnRequest is the invitation of a request; it refuses what a state's account would do to one of another authority.
func (a Actor) OwnRequest(r *DeploymentRequest) (Invitation, error) {
	i, err := Find[Invitation](a.DB, r.InvitationID)
	if err != nil {
		return i, err
	}
	return i, i.Own(a.By)
}

// ApproveDeploymentRequest agrees to send a mission of a format that is still feasible and no more than was asked, at a recorded risk.
func (a Actor) ApproveDeploymentRequest(r *DeploymentRequest, risk Risk, format Format) error {
	if _, err := a.InForce(r.InvitationID); err != nil {
		return err
	}
	if err := r.Feasible(a.Now); err != nil {
		return err
	}
	if !slices.Contains(r.Feasibility.Formats, format) {
		return refusal.NotFeasible.With("format", format, "why", r.Feasibility.Sentence)
	}
	if !format.Within(r.Format) {
		return refusal.FormatNotAsked.With("asked", r.Format, "format", format)
	}
	r.Risk, r.ApprovedFormat, r.DecidedBy, r.DecidedAt = risk, format, &a.By.ID, a.Now
	if err := Step(a, DeploymentRequestFlow, r, &r.Status, ApproveDeploymentRequest, "",
		Facts{"risk": risk, "format": r.Format, "approvedFormat": format, "days": r.Feasibility.Days}); err != nil {
		return err
	}
	return a.TellState(r.Host, ApproveDeploymentRequest, r.Ref(), r.agreed())
}

// agreed says that it was approved, what is sent where that is another format than was asked, and what is feasible.
func (r *DeploymentRequest) agreed() said.Sentence {
	approved := said.That("Your request was approved: {title}.", "title", r.Title)
	if r.ApprovedFormat == r.Format {
		return said.All(approved, r.Feasibility.Sentence)
	}
	sent := said.That("You asked for {asked}; the fund sends {format}.", "asked", r.Format, "format", r.ApprovedFormat)
	return said.All(approved, sent, r.Feasibility.Sentence)
}

// EndDeploymentRequest declines or withdraws a request; live deployments made from it are stood down with it.
func (a Actor) EndDeploymentRequest(r *DeploymentRequest, event Action, reason string) error {
	if _, err := DeploymentRequestFlow.Next(r.Status, event); err != nil {
		return err
	}
	i, err := a.OwnRequest(r)
	if err != nil {
		return err
	}
	var alive []Deployment
	if err := a.DB.Where("request_id = ? AND consent_id IS NOT NULL", r.ID).Order("id").Find(&alive).Error; err != nil {
		return err
	}
	for _, d := range alive {
		if err := a.StandDown(&d, reason); err != nil {
			return err
		}
	}
	r.Reason, r.DecidedBy, r.DecidedAt = reason, &a.By.ID, a.Now
	if err := Step(a, DeploymentRequestFlow, r, &r.Status, event, reason, nil); err != nil {
		return err
	}
	message := said.That("{title} is now {status}.", "title", r.Title, "status", r.Status)
	if err := a.answerState(&i, event, r.Ref(), message); err != nil {
		return err
	}
	return a.TellAdministrators(event, r.Ref(), message)
}
