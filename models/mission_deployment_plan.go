package models

import (
	"fmt"
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// usual are the dates of a function's seats around polling: days from the first polling day, and from the last.
var usual = map[Function][2]int{LongTerm: {-35, 8}, ShortTerm: {-7, 5}}

// usualCore is when the core team comes and goes: E-45 to E+14.
var usualCore = [2]int{-45, 15}

// usual are the days of a function's seats around polling, as the field counts them.
func (f Function) usual() [2]int {
	if dates, ok := usual[f]; ok {
		return dates
	}
	return usualCore
}

// usually reports whether a plan leaves the days of a seat to what is usual.
func (s *DeploymentSeat) usually() bool { return s.StartsOffset == 0 && s.UntilOffset == 0 }

// Date sets the days of a seat from the polling days; offsets of zero are the usual ones of its function.
func (s *DeploymentSeat) Date(d Deployment) {
	if s.usually() {
		dates := s.Function.usual()
		s.StartsOffset, s.UntilOffset = dates[0], dates[1]
	}
	s.StartsOn, s.Until = d.StartsOn.Plus(s.StartsOffset), d.Until.Plus(-1).Plus(s.UntilOffset)
}

// Reach lets the people of a seat come no earlier than they can, and reports whether anything is left of their days then.
func (s *DeploymentSeat) Reach(soonest Date) bool {
	switch {
	case !s.StartsOn.Before(soonest):
		return true
	case !s.Until.After(soonest):
		return false
	}
	s.StartsOn = soonest
	return true
}

// Late says of a seat whose people come later than by its offset when they would have come, and from when on they can be there.
func (s *DeploymentSeat) Late(d Deployment) *said.Sentence {
	arrive := d.StartsOn.Plus(s.StartsOffset)
	if !s.StartsOn.After(arrive) {
		return nil
	}
	var why said.Template = "The {function}s would usually arrive on {arrive} ({eDay}); they can be there from {first}."
	if s.StartsOffset != s.Function.usual()[0] {
		why = "The {function}s would by the plan arrive on {arrive} ({eDay}); they can be there from {first}."
	}
	late := said.That(why, "function", s.Function, "arrive", arrive, "eDay", eDay(s.StartsOffset), "first", s.StartsOn)
	return &late
}

// eDay is a day as the field counts it from polling: E-35, E, E+7.
func eDay(offset int) string {
	if offset == 0 {
		return "E"
	}
	return fmt.Sprintf("E%+d", offset)
}

// LoadSoonest fills in the first day on which people who are called now can be where the election is held.
func (d *Deployment) LoadSoonest(now Time) error {
	today, err := d.Today(now)
	d.Soonest = today.Plus(callOut / 24)
	return err
}

// Check holds the rules of a plan that no single field can state, beside what is wrong with it already.
func (d *Deployment) Check(faults refusal.Faults) error {
	seen := map[Function]bool{}
	for n, s := range d.Seats {
		field := fmt.Sprintf("seats[%d]", n)
		if seen[s.Function] {
			faults.Add(field+".function", "is listed twice; increase its number of places instead")
		}
		seen[s.Function] = true
		switch {
		case !s.Until.After(d.StartsOn.Plus(s.StartsOffset)):
			faults.Add(field+".untilOffset", "they would leave before they arrive")
		case s.StartsOn.DaysUntil(s.Until) > 200:
			faults.Add(field+".startsOffset", "is a stay of more than 200 days")
		}
		if d.Format == ShortTermOnly && s.Function == LongTerm {
			faults.Add(field+".function", "the approved format has no long-term observers")
		}
		if (d.Format == LimitedFormat || d.Format == ExpertTeam) && s.Function == ShortTerm {
			faults.Add(field+".function", "the approved format has no short-term observers")
		}
		if d.Format == ExpertTeam && s.Function == LongTerm {
			faults.Add(field+".function", "the approved format has no long-term observers")
		}
	}
	return faults.Err()
}

// PlanDeployment makes a deployment of an approved request, under the host's consent in force.
func (a Actor) PlanDeployment(d *Deployment, r DeploymentRequest) error {
	if r.Status != DeploymentRequestApproved {
		return refusal.NotApproved.With("status", r.Status)
	}
	if _, err := a.InForce(r.InvitationID); err != nil {
		return err
	}
	if d.Round < 1 || d.Round > len(r.Rounds) {
		return refusal.Fault("round", "must be from 1 to {last}", "last", len(r.Rounds))
	}
	var same int64
	err := a.DB.Model(&Deployment{}).Where("request_id = ? AND round = ? AND consent_id IS NOT NULL", r.ID, d.Round).Count(&same).Error
	if err != nil {
		return err
	}
	if same > 0 {
		return refusal.AlreadyPlanned
	}
	polling := r.Rounds[d.Round-1]
	d.ID = NewID()
	d.RequestID, d.InvitationID, d.ConsentID, d.Host, d.Status = r.ID, r.InvitationID, &r.InvitationID, r.Host, Planned
	d.StartsOn, d.Until, d.Zone, d.Format, d.Risk, d.Title = polling.StartsOn, polling.Until, r.Zone, r.ApprovedFormat, r.Risk, r.Title
	if len(r.Rounds) > 1 {
		d.Title = fmt.Sprintf("%s, round %d", r.Title, d.Round)
	}
	zone, err := Zone(d.Zone)
	if err != nil {
		return err
	}
	if !d.StartsOn.After(a.Now.In(zone)) {
		return refusal.ElectionPast.With("began", d.StartsOn)
	}
	d.PlannedBy = &a.By.ID
	if _, err := a.dateSeats(d); err != nil {
		return err
	}
	if err := a.Create(d, PlanDeployment, Facts{"request": r.ID, "invitation": r.InvitationID}); err != nil {
		return err
	}
	return a.keepSeats(d, nil)
}

// dateSeats works out the days of the seats of a plan, all within the host's consent, and answers with the seats as they were; one that people
// are bound to keeps its days where the plan says no others.
func (a Actor) dateSeats(d *Deployment) (before []DeploymentSeat, err error) {
	if err := a.DB.Where("deployment_id = ?", d.ID).Order("function").Find(&before).Error; err != nil {
		return nil, err
	}
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return nil, err
	}
	if err := d.LoadSoonest(a.Now); err != nil {
		return nil, err
	}
	var faults refusal.Faults
	for n := range d.Seats {
		s, field := &d.Seats[n], fmt.Sprintf("seats[%d]", n)
		named, bound := !s.usually(), false
		s.Date(*d)
		s.DeploymentID, s.ID = d.ID, ""
		if at := slices.IndexFunc(before, func(b DeploymentSeat) bool { return b.Function == s.Function }); at >= 0 {
			was := before[at]
			s.ID = was.ID
			if s.StartsOffset == was.StartsOffset && s.UntilOffset == was.UntilOffset {
				named, bound = false, slices.ContainsFunc(live, func(as Assignment) bool { return as.SeatID == was.ID })
			}
			if bound {
				s.StartsOn, s.Until = was.StartsOn, was.Until
			}
		}
		switch {
		case bound:
		case named && s.StartsOn.Before(d.Soonest):
			faults.Add(field+".startsOffset", "is {first}, and no one can be there before {soonest} ({eDay})",
				"first", s.StartsOn, "soonest", d.Soonest, "eDay", eDay(d.StartsOn.DaysUntil(d.Soonest)))
		case !s.Reach(d.Soonest):
			faults.Add(field+".function", "nothing is left of the days as {function}: they end on {last}, and no one can be there before {soonest}",
				"function", s.Function, "last", s.Until.Plus(-1), "soonest", d.Soonest)
		}
	}
	consent, err := a.InForce(d.InvitationID)
	if err != nil {
		return nil, err
	}
	if err := consent.covers(*d); err != nil {
		return nil, err
	}
	return before, d.Check(faults)
}

// keepSeats keeps the seats of a plan; one that was there before and that people are bound to is not taken away.
func (a Actor) keepSeats(d *Deployment, before []DeploymentSeat) error {
	for _, was := range before {
		if slices.ContainsFunc(d.Seats, func(s DeploymentSeat) bool { return s.ID == was.ID }) {
			continue
		}
		if err := a.unseat(was); err != nil {
			return err
		}
	}
	for n := range d.Seats {
		if err := a.saveSeat(*d, &d.Seats[n]); err != nil {
			return err
		}
	}
	return nil
}

// saveSeat keeps what a plan says of one function. Where it has more places than before, the reserve is asked.
func (a Actor) saveSeat(d Deployment, s *DeploymentSeat) error {
	if s.ID == "" {
		s.ID = NewID()
		return translate(a.DB.Create(s).Error)
	}
	was, err := Find[DeploymentSeat](a.DB, s.ID)
	if err != nil {
		return err
	}
	live, err := a.live("seat_id = ?", s.ID)
	if err != nil {
		return err
	}
	if len(live) > s.Places {
		return refusal.SeatsHeld.With("number", len(live), "function", s.Function)
	}
	if len(live) > 0 && (was.StartsOn != s.StartsOn || was.Until != s.Until) {
		return refusal.SeatDaysHeld.With("function", s.Function)
	}
	if was.StartsOn != s.StartsOn || was.Until != s.Until {
		if err := a.calledOutFor(*s); err != nil {
			return err
		}
	}
	if err := a.DB.Select("*").Updates(s).Error; err != nil || was.Places >= s.Places {
		return translate(err)
	}
	return a.askReserve(d, *s)
}

// unseat takes a function out of a plan in which nobody was ever offered a seat of it.
func (a Actor) unseat(s DeploymentSeat) error {
	var offered int64
	if err := a.DB.Model(&Assignment{}).Where("seat_id = ?", s.ID).Count(&offered).Error; err != nil {
		return err
	}
	if offered > 0 {
		return refusal.SeatsKept.With("function", s.Function)
	}
	called, err := exists(a.DB.Model(&CallOutAnswer{}).Where("seat_id = ?", s.ID))
	if err != nil {
		return err
	}
	if called {
		return refusal.SeatsCalledOut.With("function", s.Function)
	}
	if err := a.DB.Where("seat_id = ?", s.ID).Delete(&Reserve{}).Error; err != nil {
		return err
	}
	return translate(a.DB.Delete(&s).Error)
}

// Cost is what the planned places cost.
func (d Deployment) Cost() (cost Money) {
	for _, s := range d.Seats {
		cost += s.Cost * Money(s.Places)
	}
	return cost
}

// ChangeDeployment keeps a new plan.
func (a Actor) ChangeDeployment(d *Deployment) error {
	if d.Status == Planned { // what is funded was agreed to by another than its planner
		d.PlannedBy, d.FundedBy = &a.By.ID, nil
	}
	if _, err := DeploymentFlow.Next(d.Status, ChangeDeployment); err != nil {
		return err
	}
	before, err := a.dateSeats(d)
	if err != nil {
		return err
	}
	changes := d.seatChanges(before)
	a.Rehearsal.add(changes...)
	if err := Step(a, DeploymentFlow, d, &d.Status, ChangeDeployment, "", Facts{"cost": d.Cost()}.changed(changes...)); err != nil {
		return err
	}
	if err := a.keepSeats(d, before); err != nil {
		return err
	}
	return a.Reconsider(ChangeDeployment, "deployment_id = ?", d.ID)
}

// seatChanges are what a new plan changes about the seats as they were, each named after its function: sto.places.
func (d *Deployment) seatChanges(before []DeploymentSeat) (changes []FieldChange) {
	said := func(s DeploymentSeat) []FieldChange {
		of := func(field string, value any, money bool) FieldChange {
			return FieldChange{Subject: d.Ref(), Title: d.Title, Field: string(s.Function) + "." + field, To: plainText(value), Money: money}
		}
		return []FieldChange{of("places", s.Places, false), of("startsOn", s.StartsOn, false), of("until", s.Until, false), of("cost", s.Cost, true)}
	}
	for _, s := range d.Seats {
		changes = append(changes, said(s)...)
	}
	for _, was := range before {
		for _, c := range said(was) {
			c.From, c.To = c.To, ""
			if n := slices.IndexFunc(changes, func(is FieldChange) bool { return is.Field == c.Field }); n >= 0 {
				changes[n].From = c.From
				continue
			}
			changes = append(changes, c)
		}
	}
	return changes
}
