package models

import (
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Postponement is what a new polling date does to a deployment: the new days of every seat, who is asked again, who
// cannot come any more, and who is asked for their places.
type Postponement struct {
	StartsOn Date             `json:"startsOn"`
	Until    Date             `json:"until"`
	Seats    []DeploymentSeat `json:"seats"`
	Asked    []Affected       `json:"asked"`
	Freed    []Affected       `json:"freed"`
	Reserve  []Affected       `json:"reserve"` // who is asked instead of those, in the order of the reserve

	left []DeploymentSeat // of which somebody is freed, with days for which somebody else can come
}

// Affected is an observer whom a new date concerns, with the new days of their seat: asked for them, or, where a
// sentence says why, unable to take them. Who is of the reserve had no seat before.
type Affected struct {
	AssignmentID string `json:"assignmentId,omitempty"`
	ObserverID   string `json:"observerId"`
	Name         string `json:"name"`
	StartsOn     Date   `json:"startsOn"`
	Until        Date   `json:"until"`
	*said.Sentence
}

// MoveOf works out what new polling days would do, and changes nothing. It refuses days outside the host's consent.
func (a Actor) MoveOf(d Deployment, polling Round) (Postponement, error) {
	move := Postponement{StartsOn: polling.StartsOn, Until: polling.Until, Asked: []Affected{}, Freed: []Affected{}, Reserve: []Affected{}}
	request, err := Find[DeploymentRequest](a.DB, d.RequestID)
	if err != nil {
		return move, err
	}
	request.Rounds = []Round{polling}
	if err := request.Check(a.Now); err != nil {
		return move, err
	}
	consent, err := a.InForce(d.InvitationID)
	if err != nil {
		return move, err
	}
	if err := d.LoadSoonest(a.Now); err != nil {
		return move, err
	}
	d.StartsOn, d.Until = polling.StartsOn, polling.Until
	d.Seats = slices.Clone(d.Seats)
	for n := range d.Seats {
		s := &d.Seats[n]
		s.Date(d)
		s.Reach(d.Soonest)
		s.Sentence = s.Late(d)
	}
	if err := consent.covers(d); err != nil {
		return move, err
	}
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return move, err
	}
	for _, s := range d.Seats {
		move.Seats = append(move.Seats, s)
		if err := a.affected(&move, d, s, live); err != nil {
			return move, err
		}
	}
	return move, nil
}

// affected sorts the people of one seat into those who are asked again and those who cannot come, for whose places the reserve is asked.
func (a Actor) affected(move *Postponement, d Deployment, s DeploymentSeat, live []Assignment) error {
	bound := map[string]Assignment{}
	var people, held, next []string
	for _, as := range live {
		if as.SeatID == s.ID {
			bound[as.ObserverID] = as
			people, held = append(people, as.ObserverID), append(held, as.ID)
		}
	}
	if len(people) == 0 {
		return nil
	}
	if err := a.DB.Model(&Reserve{}).Where("seat_id = ?", s.ID).Order("rank").Pluck("observer_id", &next).Error; err != nil {
		return err
	}
	reached := s.Reach(d.Soonest)
	assessed, err := Assess(a.DB, a.Now, slices.Concat(people, next), d.Post(s), held...)
	if err != nil {
		return err
	}
	ready, free := map[string]Affected{}, s.Places
	for _, r := range assessed {
		who := Affected{AssignmentID: bound[r.ObserverID].ID, ObserverID: r.ObserverID, Name: r.PreferredName,
			StartsOn: s.StartsOn, Until: s.Until}
		missing := r.Missing()
		if !reached {
			r.Ready, missing = false, refusal.SeatDaysOver.With("function", s.Function).Sentence
		}
		if !r.Ready {
			who.Sentence = &missing
		}
		switch {
		case r.Ready && who.AssignmentID != "":
			move.Asked = append(move.Asked, who)
			free--
		case r.Ready:
			ready[r.ObserverID] = who
		case who.AssignmentID != "":
			move.Freed = append(move.Freed, who)
		}
	}
	if !reached || s.Places-free == len(people) {
		return nil
	}
	move.left = append(move.left, s)
	for _, id := range next {
		who, can := ready[id]
		elsewhere := slices.ContainsFunc(live, func(as Assignment) bool { return as.ObserverID == id }) ||
			slices.ContainsFunc(move.Reserve, func(other Affected) bool { return other.ObserverID == id })
		if can && !elsewhere && free > 0 {
			move.Reserve = append(move.Reserve, who)
			free--
		}
	}
	return nil
}

// MoveDeployment takes a deployment to new polling days: every date is recomputed, days are rebooked, who cannot come
// is stood down, everybody else is asked again, and the reserve for the places that are free then.
func (a Actor) MoveDeployment(d *Deployment, polling Round, reason string) (Postponement, error) {
	if _, err := DeploymentFlow.Next(d.Status, MoveDeployment); err != nil {
		return Postponement{}, err
	}
	move, err := a.MoveOf(*d, polling)
	if err != nil {
		return move, err
	}
	if err := a.endCallOutOf(d.ID); err != nil {
		return move, err
	}
	was := d.StartsOn
	d.StartsOn, d.Until, d.Seats, d.Reason = move.StartsOn, move.Until, move.Seats, reason
	if err := d.Check(nil); err != nil {
		return move, err
	}
	for _, s := range d.Seats {
		if err := a.DB.Select("*").Updates(&s).Error; err != nil {
			return move, translate(err)
		}
	}
	for _, freed := range move.Freed {
		as, err := Find[Assignment](a.DB, freed.AssignmentID)
		if err != nil {
			return move, err
		}
		if err := a.endAssignment(&as, StandDownAssignment, reason); err != nil {
			return move, err
		}
		if err := a.TellObservers([]string{as.ObserverID}, MoveDeployment, as.Ref(), said.That("The election moved and you cannot be kept: {missing}", "missing", *freed.Sentence)); err != nil {
			return move, err
		}
	}
	for _, asked := range move.Asked {
		if err := a.askAgain(*d, asked.AssignmentID); err != nil {
			return move, err
		}
	}
	if err := Step(a, DeploymentFlow, d, &d.Status, MoveDeployment, reason,
		Facts{"was": was, "startsOn": d.StartsOn, "until": d.Until, "asked": len(move.Asked), "freed": len(move.Freed)}); err != nil {
		return move, err
	}
	for _, s := range move.left {
		if err := a.askReserve(*d, s); err != nil {
			return move, err
		}
	}
	message := said.That("{mission} moved to {day}. Dates were recomputed and the observers are asked again.", "mission", d.Title, "day", d.StartsOn)
	if err := a.TellState(d.Host, MoveDeployment, d.Ref(), message); err != nil {
		return move, err
	}
	return move, a.TellAdministrators(MoveDeployment, d.Ref(), message)
}

// askAgain rebooks an assignment for its seat's new days and offers it anew. New days are taken before old ones are
// given back, so the observer is never without.
func (a Actor) askAgain(d Deployment, id string) error {
	as, err := Find[Assignment](a.DB, id)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(d.Seats, func(s DeploymentSeat) bool { return s.ID == as.SeatID })
	s := d.Seats[n]
	if s, as.ExpiresAt, err = d.stillAhead(s, a.Now); err != nil {
		return err
	}
	as.StartsOn, as.Until, as.AnsweredAt, as.PledgeID, as.DeclarationID = s.StartsOn, s.Until, Time{}, nil, nil
	if err := a.book(&as); err != nil {
		return err
	}
	if err := Step(a, AssignmentFlow, &as, &as.Status, AskAgainAssignment, "", Facts{"startsOn": as.StartsOn, "until": as.Until}); err != nil {
		return err
	}
	if err := a.settleAll(as, AskAgainAssignment, ConcernOpen, ConcernStands); err != nil { // for other days it is another decision
		return err
	}
	err = a.DB.Where("holder_id = ? AND (day < ? OR day >= ?)", as.ID, s.StartsOn, s.Until).Delete(&Booking{}).Error
	if err != nil {
		return translate(err)
	}
	return a.TellObservers([]string{as.ObserverID}, AskAgainAssignment, as.Ref(),
		said.That("{mission} moved. You are asked again, for {first} to {last}. Answer by {until}.",
			"mission", d.Title, "first", s.StartsOn, "last", s.Until.Plus(-1), "until", as.ExpiresAt))
}
