package models

import (
	"time"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Deployment is a mission of the fund to one election, made from an approved request under an invitation in force.
type Deployment struct {
	Record
	Found
	RequestID    string           `json:"requestId"`
	InvitationID string           `json:"invitationId"`
	ConsentID    *string          `json:"-"` // the invitation in force; none once ended
	Host         string           `json:"host"`
	Status       DeploymentStatus `json:"status"`
	Title        string           `json:"title" find:"open"`
	Round        int              `json:"round"`    // of the request, from 1
	StartsOn     Date             `json:"startsOn"` // first polling day
	Until        Date             `json:"until"`    // the day after the last polling day
	Zone         string           `json:"zone"`
	Format       Format           `json:"format"`
	Risk         Risk             `json:"risk"`
	Language     *string          `json:"language,omitempty"` // working language every member needs
	Level        Level            `json:"level,omitempty"`
	Urgent       bool             `json:"urgent"` // a 72-hour call-out: offers stand 24 hours, else 72
	Reason       string           `json:"reason,omitempty"`
	PlannedBy    *string          `json:"-"` // who planned it, or changed the plan last before it was funded
	FundedBy     *string          `json:"-"` // another person

	Soonest      Date             `json:"soonest,omitzero" gorm:"-"` // the first day on which people who are called now can be there
	Seats        []DeploymentSeat `json:"seats" gorm:"-"`
	CommitmentID *string          `json:"commitmentId,omitempty" gorm:"-"`
	Can          []Action         `json:"can" gorm:"-"`
}

// Ref names the deployment.
func (d *Deployment) Ref() Ref { return Ref{"deployment", d.ID} }

// Events makes Deployment Living.
func (Deployment) Events() []Action { return DeploymentFlow.All() }

// DeploymentStatus is where a deployment stands in DeploymentFlow.
type DeploymentStatus string

const (
	Planned   DeploymentStatus = "planned"
	Funded    DeploymentStatus = "funded" // money is committed
	Staffing  DeploymentStatus = "staffing"
	Ready     DeploymentStatus = "ready" // the team is confirmed, its money committed
	InField   DeploymentStatus = "in_field"
	Reporting DeploymentStatus = "reporting"
	Closed    DeploymentStatus = "closed"
	Postponed DeploymentStatus = "postponed" // no new date yet
	StoodDown DeploymentStatus = "stood_down"
)

// Values makes DeploymentStatus a Choice.
func (DeploymentStatus) Values() []string { return names(DeploymentFlow.States()) }

// DeploymentFlow is the life of a deployment. Moving the election asks a confirmed team again.
var DeploymentFlow = Flow[DeploymentStatus]{
	Planned: {ChangeDeployment: Planned, FundDeployment: Funded, MoveDeployment: Planned, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Funded: {ChangeDeployment: Funded, StaffDeployment: Staffing, MoveDeployment: Funded, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Staffing: {ChangeDeployment: Staffing, ConfirmDeployment: Ready, MoveDeployment: Staffing, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Ready:     {FieldDeployment: InField, MoveDeployment: Staffing, PostponeDeployment: Postponed, StandDownDeployment: StoodDown},
	InField:   {ReportDeployment: Reporting, StandDownDeployment: StoodDown},
	Reporting: {CloseDeployment: Closed, StandDownDeployment: StoodDown},
	Postponed: {MoveDeployment: Planned, StandDownDeployment: StoodDown},
	Closed:    {}, StoodDown: {},
}

// DeploymentSeat is what a deployment needs of one function: how many places, when, and at what cost each.
type DeploymentSeat struct {
	ID           string   `json:"id" gorm:"primaryKey"`
	DeploymentID string   `json:"-"`
	Function     Function `json:"function"`
	Places       int      `json:"places"`
	StartsOffset int      `json:"startsOffset"` // first day, in days from the first polling day: -35 is E-35
	UntilOffset  int      `json:"untilOffset"`  // the day after the last, in days from the last polling day: 8 is through E+7
	StartsOn     Date     `json:"startsOn"`     // later than its offset says where that came too soon
	Until        Date     `json:"until"`
	Cost         Money    `json:"cost"` // of one place

	*said.Sentence `gorm:"-"` // why they come later than by their offset, if they do
	Offered        int        `json:"offered" gorm:"-"`
	Accepted       int        `json:"accepted" gorm:"-"`
}

// Post is what somebody in a seat of the deployment is sent for.
func (d Deployment) Post(s DeploymentSeat) Post {
	zone, _ := Zone(d.Zone) // known when it was planned
	post := Post{Function: s.Function, Host: d.Host, StartsOn: s.StartsOn, Until: s.Until, Risk: d.Risk, Level: d.Level, Zone: zone}
	if d.Language != nil {
		post.Language = *d.Language
	}
	return post
}

// PostAhead is the post of a seat for whoever would be called in now: for the days that are left of it.
func (d Deployment) PostAhead(s DeploymentSeat, now Time) Post {
	ahead, _, err := d.stillAhead(s, now)
	if err != nil {
		ahead = s // nothing is left: whoever asks sees the seat as it was
	}
	return d.Post(ahead)
}

// Today is the day it is where the election is held.
func (d Deployment) Today(now Time) (Date, error) {
	zone, err := Zone(d.Zone)
	if err != nil {
		return Date{}, err
	}
	return now.In(zone), nil
}

// staffed are the states of a deployment in which seats are offered: somebody who falls ill in the field is replaced.
var staffed = []DeploymentStatus{Staffing, Ready, InField}

// accredited are the states in which the host has the list of whom to accredit, and hears when it changes.
var accredited = []DeploymentStatus{Ready, InField}

// stillAhead is a seat with the days of it that are still to come where the election is held, and the instant by which an
// offer of them is to be answered: an offer ends when its first day begins.
func (d Deployment) stillAhead(s DeploymentSeat, now Time) (ahead DeploymentSeat, answer Time, err error) {
	zone, err := Zone(d.Zone)
	if err != nil {
		return s, answer, err
	}
	if today := now.In(zone); !s.StartsOn.After(today) {
		s.StartsOn = today.Plus(1)
	}
	if !s.Until.After(s.StartsOn) {
		return s, answer, refusal.SeatDaysOver.With("function", s.Function)
	}
	answer = now.Plus(d.OfferStands())
	if begins := s.StartsOn.Midnight(zone); begins.Before(answer.Time) {
		answer = begins
	}
	return s, answer, nil
}

// OfferStands is how long an offer may be answered, unless its first day begins before that.
func (d Deployment) OfferStands() time.Duration {
	if d.Urgent {
		return 24 * time.Hour
	}
	return 72 * time.Hour
}
