package models

import (
	"fmt"
	"slices"
	"time"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// CallOut asks many at once whether they can go with a mission, under its host's consent in force. A yes is an interest: an offer follows.
type CallOut struct {
	Record
	DeploymentID string        `json:"deploymentId"`
	ConsentID    *string       `json:"-"` // the invitation in force, while it is open
	Host         string        `json:"host"`
	Status       CallOutStatus `json:"status"`
	Note         string        `json:"note,omitempty"` // of the office, to everybody who is asked
	ClosesAt     Time          `json:"closesAt"`
	RemindAt     Time          `json:"remindAt"` // half time, at which the silent are reminded once
	RemindedAt   Time          `json:"remindedAt,omitzero"`
	EndedAt      Time          `json:"endedAt,omitzero"`
	Reason       string        `json:"reason,omitempty"` // why it was withdrawn
	OpenedBy     string        `json:"openedBy"`

	Deployment string          `json:"deployment" gorm:"-"` // its title
	StartsOn   Date            `json:"startsOn" gorm:"-"`   // of polling
	Until      Date            `json:"until" gorm:"-"`
	Seats      []CallOutSeat   `json:"seats" gorm:"-"`
	Answers    []CallOutAnswer `json:"answers,omitempty" gorm:"-"`
	Can        []Action        `json:"can" gorm:"-"`
}

// Ref names the call-out.
func (c *CallOut) Ref() Ref { return Ref{"call_out", c.ID} }

// Events makes CallOut Living.
func (CallOut) Events() []Action { return append(CallOutFlow.All(), ReplyCallOut) }

// CallOutStatus is where a call-out stands in CallOutFlow.
type CallOutStatus string

const (
	CallOutOpen      CallOutStatus = "open"
	CallOutClosed    CallOutStatus = "closed"
	CallOutWithdrawn CallOutStatus = "withdrawn" // by the office
	CallOutEnded     CallOutStatus = "ended"     // with the consent, or with the days of its mission
)

// Values makes CallOutStatus a Choice.
func (CallOutStatus) Values() []string { return names(CallOutFlow.States()) }

// CallOutFlow is the life of a call-out. Once it is over, nothing changes any more.
var CallOutFlow = Flow[CallOutStatus]{
	CallOutOpen: {AskNextCallOut: CallOutOpen, RemindCallOut: CallOutOpen, ExtendCallOut: CallOutOpen, CloseCallOut: CallOutClosed,
		WithdrawCallOut: CallOutWithdrawn, EndCallOut: CallOutEnded},
	CallOutClosed: {}, CallOutWithdrawn: {}, CallOutEnded: {},
}

// calledOut are the states of a mission in which people are called out: before its team is confirmed.
var calledOut = []DeploymentStatus{Planned, Funded, Staffing}

// CallOutSeat is what one function of a mission needs, and how many of those asked could fill it.
type CallOutSeat struct {
	SeatID   string   `json:"seatId"`
	Function Function `json:"function"`
	StartsOn Date     `json:"startsOn"`
	Until    Date     `json:"until"`
	Places   int      `json:"places,omitempty"`
	Held     int      `json:"held,omitempty"` // offered or taken already
	Asked    int      `json:"asked,omitempty"`
	Yes      int      `json:"yes,omitempty"` // who hold no place yet
	OnlyIf   int      `json:"onlyIf,omitempty"`
	No       int      `json:"no,omitempty"`
	Silent   int      `json:"silent,omitempty"`
	Reserve  int      `json:"reserve,omitempty"` // who are not asked yet
	Missing  int      `json:"missing,omitempty"` // places for which there is no yes
}

// CallOutAnswer is one observer who is asked, or would be asked next, and what they have said.
type CallOutAnswer struct {
	Record
	CallOutID   string       `json:"-"`
	SeatID      string       `json:"seatId"`
	ObserverID  string       `json:"observerId"`
	Rank        int          `json:"rank"`             // over the whole call-out
	AskedAt     Time         `json:"askedAt,omitzero"` // not yet, of the reserve
	SeenAt      Time         `json:"seenAt,omitzero"`
	Answer      CallOutReply `json:"answer,omitempty"`
	Condition   string       `json:"condition,omitempty"`
	AnsweredAt  Time         `json:"answeredAt,omitzero"`
	AnsweredBy  *string      `json:"answeredBy,omitempty"` // the account: their own, or of the office that heard it by telephone
	ByTelephone bool         `json:"byTelephone,omitempty"`

	Observer   string           `json:"observer" gorm:"-"`        // their name
	Heard      string           `json:"heard,omitempty" gorm:"-"` // who took an answer by telephone
	Phone      string           `json:"phone,omitempty" gorm:"-"`
	Zone       string           `json:"zone,omitempty" gorm:"-"`     // where they are
	Delivery   DeliveryStatus   `json:"delivery,omitempty" gorm:"-"` // of the latest mail about it
	DeliveryID string           `json:"deliveryId,omitempty" gorm:"-"`
	Assignment AssignmentStatus `json:"assignment,omitempty" gorm:"-"` // the latest in this mission
	Can        []Action         `json:"can" gorm:"-"`
}

// Ref names the answer.
func (r *CallOutAnswer) Ref() Ref { return Ref{"call_out_answer", r.ID} }

// CallOutReply is what somebody answers.
type CallOutReply string

const (
	SaysYes    CallOutReply = "yes"
	SaysNo     CallOutReply = "no"
	SaysOnlyIf CallOutReply = "only_if"
)

// Values makes CallOutReply a Choice.
func (CallOutReply) Values() []string { return names([]CallOutReply{SaysYes, SaysNo, SaysOnlyIf}) }

// MostCalledOut is how many people a call-out names at most, its reserve included.
const MostCalledOut = 100

// longestCallOut is how many days ahead a call-out closes at the latest.
const longestCallOut = 30

// Called are the people whom a call-out names for one function, in rank order: who is asked, and who would be asked next.
type Called struct {
	SeatID    string   `json:"seatId" validate:"required,uuid"`
	Observers []string `json:"observers" validate:"required,min=1,max=100,dive,uuid"`
	Reserve   []string `json:"reserve" validate:"max=100,dive,uuid"`
}

// OpenCallOut asks people for the places of a mission. Whoever is asked meets what their place requires.
func (a Actor) OpenCallOut(d *Deployment, called []Called, closesAt Time, note string) (*CallOut, error) {
	if !slices.Contains(calledOut, d.Status) {
		return nil, refusal.NotCalledOut.With("status", d.Status)
	}
	if _, err := a.InForce(d.InvitationID); err != nil {
		return nil, err
	}
	open, err := exists(a.DB.Model(&CallOut{}).Where("deployment_id = ? AND status = ?", d.ID, CallOutOpen))
	if err != nil {
		return nil, err
	}
	if open {
		return nil, refusal.CalledOutAlready
	}
	if err := a.closing(*d, a.Now, closesAt); err != nil {
		return nil, err
	}
	c := &CallOut{
		Record: Record{ID: NewID()}, DeploymentID: d.ID, ConsentID: d.ConsentID, Host: d.Host, Status: CallOutOpen, Note: note,
		ClosesAt: closesAt, RemindAt: half(a.Now, closesAt), OpenedBy: a.By.ID,
	}
	answers, err := a.chosen(*d, c, called)
	if err != nil {
		return nil, err
	}
	asked := 0
	for _, r := range answers {
		if !r.AskedAt.IsZero() {
			asked++
		}
	}
	facts := Facts{"deployment": d.ID, "asked": asked, "reserve": len(answers) - asked, "closes": closesAt}
	if err := a.Create(c, OpenCallOut, facts); err != nil {
		return nil, err
	}
	if err := translate(a.DB.CreateInBatches(answers, MostCalledOut).Error); err != nil {
		return nil, err
	}
	return c, a.tellAsked(*d, c, OpenCallOut, answers)
}

// half is the middle between two instants.
func half(from, until Time) Time { return from.Plus(until.Sub(from.Time) / 2) }

// closing refuses an hour at which a call-out cannot close.
func (a Actor) closing(d Deployment, after, at Time) error {
	zone, err := Zone(d.Zone)
	if err != nil {
		return err
	}
	switch {
	case !at.After(after.Time):
		return refusal.Fault("closesAt", "must be after {at}", "at", after)
	case at.After(a.Now.Plus(longestCallOut * 24 * time.Hour).Time):
		return refusal.Fault("closesAt", "is more than {days} days ahead", "days", longestCallOut)
	case !at.Before(d.Until.Midnight(zone).Time):
		return refusal.Fault("closesAt", "must be before polling is over, on {last}", "last", d.Until.Plus(-1))
	}
	return nil
}

// chosen are the answers that are still to come of those whom a call-out names.
func (a Actor) chosen(d Deployment, c *CallOut, called []Called) (answers []CallOutAnswer, err error) {
	var faults refusal.Faults
	seen := map[string]bool{}
	for n, of := range called {
		field := fmt.Sprintf("seats[%d]", n)
		at := slices.IndexFunc(d.Seats, func(s DeploymentSeat) bool { return s.ID == of.SeatID })
		if at < 0 || seen[of.SeatID] {
			faults.Add(field+".seatId", "must be a seat of the mission, once")
			continue
		}
		seen[of.SeatID] = true
		assessed, err := Assess(a.DB, a.Now, slices.Concat(of.Observers, of.Reserve), d.PostAhead(d.Seats[at], a.Now))
		if err != nil {
			return nil, err
		}
		for i, id := range slices.Concat(of.Observers, of.Reserve) {
			name, asks := fmt.Sprintf("%s.observers[%d]", field, i), i < len(of.Observers)
			if !asks {
				name = fmt.Sprintf("%s.reserve[%d]", field, i-len(of.Observers))
			}
			who := slices.IndexFunc(assessed, func(r Readiness) bool { return r.ObserverID == id })
			switch {
			case seen[id]:
				faults.Add(name, "is named twice; one person is asked once")
			case who < 0:
				faults.Add(name, "there is no such observer")
			case asks && !assessed[who].Ready:
				faults.Add(name, "{name} cannot go: {missing}", "name", assessed[who].PreferredName, "missing", assessed[who].Missing())
			}
			seen[id] = true
			r := CallOutAnswer{Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, CallOutID: c.ID, SeatID: of.SeatID, ObserverID: id, Rank: len(answers) + 1}
			if asks {
				r.AskedAt = a.Now
			}
			answers = append(answers, r)
		}
	}
	if len(answers) > MostCalledOut {
		faults.Add("seats", "names more than {most} people", "most", MostCalledOut)
	}
	return answers, faults.Err()
}

// tellAsked asks those of some answers who are asked: as many notices as functions, however many people.
func (a Actor) tellAsked(d Deployment, c *CallOut, action Action, answers []CallOutAnswer) error {
	for _, s := range d.Seats {
		var people []string
		for _, r := range answers {
			if r.SeatID == s.ID && !r.AskedAt.IsZero() {
				people = append(people, r.ObserverID)
			}
		}
		if len(people) == 0 {
			continue
		}
		ahead, _, err := d.stillAhead(s, a.Now)
		if err != nil {
			ahead = s // whoever is reminded on its last days has been asked for them
		}
		ask := said.That("Can you go as {function}? {mission}, {first} to {last}. Please answer by {closes}.",
			"function", s.Function, "mission", d.Title, "first", ahead.StartsOn, "last", ahead.Until.Plus(-1), "closes", c.ClosesAt)
		if action == RemindCallOut {
			ask = said.That("We do not have your answer yet. Can you go as {function}? {mission}, {first} to {last}. Please answer by {closes}.",
				"function", s.Function, "mission", d.Title, "first", ahead.StartsOn, "last", ahead.Until.Plus(-1), "closes", c.ClosesAt)
		}
		if err := a.TellObservers(people, action, c.Ref(), ask); err != nil {
			return err
		}
	}
	return nil
}
