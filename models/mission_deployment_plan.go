package models

import (
	"fmt"
	"slices"

	"observationfund/models/refusal"
)

// usual are the dates of a function's seats around polling: days from the first polling day, and from the last.
var usual = map[Function][2]int{LongTerm: {-35, 8}, ShortTerm: {-7, 5}}

// usualCore is when the core team comes and goes: E-45 to E+14.
var usualCore = [2]int{-45, 15}

// Date sets the days of a seat from the polling days; offsets of zero are the usual ones of its function.
func (s *DeploymentSeat) Date(d Deployment) {
	if s.StartsOffset == 0 && s.UntilOffset == 0 {
		dates, ok := usual[s.Function]
		if !ok {
			dates = usualCore
		}
		s.StartsOffset, s.UntilOffset = dates[0], dates[1]
	}
	s.StartsOn, s.Until = d.StartsOn.Plus(s.StartsOffset), d.Until.Plus(-1).Plus(s.UntilOffset)
}

// Check holds the rules of a plan that no single field can state.
func (d *Deployment) Check() error {
	var faults refusal.Faults
	seen := map[Function]bool{}
	for n, s := range d.Seats {
		field := fmt.Sprintf("seats[%d]", n)
		if seen[s.Function] {
			faults.Add(field+".function", "stands twice; raise the places instead")
		}
		seen[s.Function] = true
		switch {
		case !s.Until.After(s.StartsOn):
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
		return refusal.Fault("round", "must be from 1 to %d", len(r.Rounds))
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
	d.StartsOn, d.Until, d.Zone, d.Format, d.Risk, d.Title = polling.StartsOn, polling.Until, r.Zone, r.Format, r.Risk, r.Title
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
	if err := a.Create(d, PlanDeployment, Facts{"request": r.ID, "invitation": r.InvitationID}); err != nil {
		return err
	}
	return a.seats(d)
}

// seats keeps the seats of a plan and their dates, all within the host's consent; a seat that people are bound to is not taken away.
func (a Actor) seats(d *Deployment) error {
	var before []DeploymentSeat
	if err := a.DB.Where("deployment_id = ?", d.ID).Find(&before).Error; err != nil {
		return err
	}
	for n := range d.Seats {
		s := &d.Seats[n]
		s.Date(*d)
		s.DeploymentID, s.ID = d.ID, ""
		if was := slices.IndexFunc(before, func(b DeploymentSeat) bool { return b.Function == s.Function }); was >= 0 {
			s.ID = before[was].ID
			before = slices.Delete(before, was, was+1)
		}
	}
	if err := d.Check(); err != nil {
		return err
	}
	consent, err := a.InForce(d.InvitationID)
	if err != nil {
		return err
	}
	if err := consent.covers(*d); err != nil {
		return err
	}
	for _, s := range before {
		if err := a.unseat(s); err != nil {
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
	if err := Step(a, DeploymentFlow, d, &d.Status, ChangeDeployment, "", Facts{"cost": d.Cost()}); err != nil {
		return err
	}
	if err := a.seats(d); err != nil {
		return err
	}
	return a.Reconsider(ChangeDeployment, "deployment_id = ?", d.ID)
}
