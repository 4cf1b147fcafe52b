package models

import (
	"cmp"
	"slices"
	"strings"

	"observationfund/models/refusal"
)

// live are the assignments that bind somebody, of a narrowed query.
func (a Actor) live(where string, args ...any) (live []Assignment, err error) {
	err = a.DB.Where("status IN ?", LiveAssignments).Where(where, args...).Order("id").Find(&live).Error
	return live, err
}

// FundDeployment commits the money of a plan: at least what its places cost.
func (a Actor) FundDeployment(d *Deployment, draws []Draw) error {
	if _, err := DeploymentFlow.Next(d.Status, FundDeployment); err != nil {
		return err
	}
	if err := d.Hold(FundDeployment, a.By); err != nil {
		return err
	}
	c, err := a.fund(d, draws, d.Cost(), FundDeployment)
	if err != nil {
		return err
	}
	d.FundedBy = &a.By.ID
	return Step(a, DeploymentFlow, d, &d.Status, FundDeployment, "", Facts{"commitment": c.ID})
}

// Hold refuses an event on grounds of who causes it: a plan is funded by another than its planner.
func (d *Deployment) Hold(event Action, by Account) error {
	if event == FundDeployment && d.PlannedBy != nil && *d.PlannedBy == by.ID {
		return refusal.OwnPlan
	}
	return nil
}

// fund draws money for a deployment and sees that its commitment then holds what is needed.
func (a Actor) fund(d *Deployment, draws []Draw, needed Money, action Action) (*Commitment, error) {
	c, err := a.commitmentFor("deployment_id", d.ID)
	switch {
	case err != nil:
		return nil, err
	case c == nil:
		c = &Commitment{Title: d.Title, DeploymentID: &d.ID, Host: d.Host}
		err = a.OpenCommitment(c, draws, action)
	case len(draws) > 0:
		err = a.CommitMore(c, draws, action)
	}
	if err != nil {
		return c, err
	}
	held, err := a.heldBy(*c)
	if err != nil || held >= needed {
		return c, err
	}
	return c, a.insufficientFunds("money committed for "+d.Title, needed, held)
}

// heldBy is what a commitment has drawn and not released, what is spent included.
func (a Actor) heldBy(c Commitment) (held Money, err error) {
	err = a.DB.Model(&LedgerAccount{}).Where("commitment_id = ?", c.ID).Select("COALESCE(SUM(balance), 0)").Scan(&held).Error
	return held, err
}

// ConfirmDeployment confirms the team and commits what it still needs, in one transaction. Nobody may be left with an
// open offer, everybody is checked once more, and going with empty places needs a reason.
func (a Actor) ConfirmDeployment(d *Deployment, draws []Draw, reason string) error {
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	var open int
	var cost Money
	team := map[string][]Assignment{}
	for _, as := range live {
		if as.Status == AssignmentOffered {
			open++
		}
		team[as.SeatID] = append(team[as.SeatID], as)
	}
	if open > 0 {
		return refusal.OffersOpen.With("number", open)
	}
	for _, s := range d.Seats {
		if len(team[s.ID]) < s.Places && reason == "" {
			return refusal.PlacesEmpty.With("places", s.Places, "function", s.Function, "filled", len(team[s.ID]))
		}
		if err := a.stillReady(*d, s, team[s.ID]); err != nil {
			return err
		}
		cost += s.Cost * Money(len(team[s.ID]))
	}
	if len(live) == 0 {
		return refusal.NoSeatAccepted
	}
	c, err := a.fund(d, draws, cost, ConfirmDeployment)
	if err != nil {
		return err
	}
	if err := Step(a, DeploymentFlow, d, &d.Status, ConfirmDeployment, reason, Facts{"team": len(live), "commitment": c.ID}); err != nil {
		return err
	}
	return a.TellState(d.Host, ConfirmDeployment, d.Ref(), "The team for "+d.Title+" is confirmed. The accreditation list is ready.")
}

// stillReady refuses a team one of whom no longer meets the requirements.
func (a Actor) stillReady(d Deployment, s DeploymentSeat, team []Assignment) error {
	unready, err := a.unready(d, s, team)
	if err != nil || len(unready) == 0 {
		return err
	}
	return unready[0].Refusal()
}

// unready are those of the people of a seat who do not meet its requirements for their days.
func (a Actor) unready(d Deployment, s DeploymentSeat, team []Assignment) (unready []Readiness, err error) {
	for _, alike := range byDays(team) {
		s.StartsOn, s.Until = alike[0].StartsOn, alike[0].Until
		post := d.Post(s)
		post.Agreed = map[string]Time{}
		var people, held []string
		for _, as := range alike {
			people, held = append(people, as.ObserverID), append(held, as.ID)
			post.Agreed[as.ObserverID] = a.Now // whoever is about to agree does so now
			if !as.AnsweredAt.IsZero() {
				post.Agreed[as.ObserverID] = as.AnsweredAt
			}
		}
		assessed, err := Assess(a.DB, a.Now, people, post, held...)
		if err != nil {
			return nil, err
		}
		unready = append(unready, slices.DeleteFunc(assessed, func(r Readiness) bool { return r.Ready })...)
	}
	return unready, nil
}

// fit refuses to send people of whom one no longer meets what was met when the seat was offered: it names them all.
func (a Actor) fit(d Deployment, sent []Assignment) error {
	var seats []DeploymentSeat
	if err := a.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&seats).Error; err != nil {
		return err
	}
	var who []string
	remedy := ""
	for _, s := range seats {
		unready, err := a.unready(d, s, slices.DeleteFunc(slices.Clone(sent), func(as Assignment) bool { return as.SeatID != s.ID }))
		if err != nil {
			return err
		}
		for _, r := range unready {
			who, remedy = append(who, r.PreferredName+": "+r.Missing()), cmp.Or(remedy, r.Failed()[0].Remedy)
		}
	}
	if who == nil {
		return nil
	}
	return refusal.NotFit.With("who", strings.Join(who, " "), "remedy", remedy)
}

// byDays sorts the people of a seat by the days for which they come: those who are called in later come for fewer.
func byDays(team []Assignment) (alike [][]Assignment) {
	for _, as := range team {
		n := slices.IndexFunc(alike, func(others []Assignment) bool {
			return others[0].StartsOn == as.StartsOn && others[0].Until == as.Until
		})
		if n < 0 {
			n, alike = len(alike), append(alike, nil)
		}
		alike[n] = append(alike[n], as)
	}
	return alike
}

// FieldDeployment sends the team: whoever is due by now, and still fit to go, is deployed; the others follow one by one.
func (a Actor) FieldDeployment(d *Deployment) error {
	today, err := d.Today(a.Now)
	if err != nil {
		return err
	}
	accepted, err := a.live("deployment_id = ? AND status = ?", d.ID, AssignmentAccepted)
	if err != nil {
		return err
	}
	sent := slices.DeleteFunc(accepted, func(as Assignment) bool { return as.StartsOn.After(today) })
	if len(sent) == 0 {
		return refusal.FieldTooEarly.With("zone", d.Zone)
	}
	if err := a.fit(*d, sent); err != nil {
		return err
	}
	for _, as := range sent {
		if err := Step(a, AssignmentFlow, &as, &as.Status, DeployAssignment, "", nil); err != nil {
			return err
		}
	}
	return Step(a, DeploymentFlow, d, &d.Status, FieldDeployment, "", Facts{"deployed": len(sent)})
}

// ReportDeployment brings the team home after polling: everybody whose days are over has completed their assignment.
func (a Actor) ReportDeployment(d *Deployment) error {
	today, err := d.Today(a.Now)
	if err != nil {
		return err
	}
	if today.Before(d.Until) {
		return refusal.PollingNotOver.With("last", d.Until.Plus(-1))
	}
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	for _, as := range live {
		if as.Status == AssignmentDeployed && as.Until.After(today) {
			return refusal.InField.With("function", as.Function, "last", as.Until.Plus(-1))
		}
		event := CompleteAssignment
		if as.Status != AssignmentDeployed {
			event = StandDownAssignment
		}
		if err := a.endAssignment(&as, event, ""); err != nil {
			return err
		}
	}
	return Step(a, DeploymentFlow, d, &d.Status, ReportDeployment, "", Facts{"completed": len(live)})
}

// CloseDeployment settles a mission: everybody is evaluated, no payment waits, the rest of the money goes back.
func (a Actor) CloseDeployment(d *Deployment) error {
	var missing int64
	err := a.DB.Model(&Assignment{}).Where("deployment_id = ? AND status = ?", d.ID, AssignmentCompleted).
		Where("id NOT IN (SELECT assignment_id FROM evaluations)").Count(&missing).Error
	if err != nil {
		return err
	}
	if missing > 0 {
		return refusal.EvaluationsMissing.With("number", missing)
	}
	var waiting int64
	err = a.DB.Model(&Payment{}).Joins("JOIN commitments ON commitments.id = payments.commitment_id").
		Where("commitments.deployment_id = ? AND payments.status = ?", d.ID, PaymentRequested).Count(&waiting).Error
	if err != nil {
		return err
	}
	if waiting > 0 {
		return refusal.PaymentsWaiting.With("number", waiting)
	}
	released, err := a.closeCommitmentOf("deployment_id", d.ID, "the mission is closed")
	if err != nil {
		return err
	}
	d.ConsentID = nil
	if err := Step(a, DeploymentFlow, d, &d.Status, CloseDeployment, "", Facts{"released": released}); err != nil {
		return err
	}
	return a.TellState(d.Host, CloseDeployment, d.Ref(), "The mission "+d.Title+" is closed.")
}

// StandDown ends a deployment for good: offers stop, the team is stood down, money that is not spent is released.
func (a Actor) StandDown(d *Deployment, reason string) error {
	if _, err := DeploymentFlow.Next(d.Status, StandDownDeployment); err != nil {
		return err
	}
	if err := a.release(d, reason); err != nil {
		return err
	}
	released, err := a.closeCommitmentOf("deployment_id", d.ID, reason)
	if err != nil {
		return err
	}
	d.ConsentID, d.Reason = nil, reason
	if err := Step(a, DeploymentFlow, d, &d.Status, StandDownDeployment, reason, Facts{"released": released}); err != nil {
		return err
	}
	return a.TellState(d.Host, StandDownDeployment, d.Ref(), "The mission "+d.Title+" was stood down.")
}

// release stands down everybody who is bound to a deployment and tells them.
func (a Actor) release(d *Deployment, reason string) error {
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	var people []string
	for _, as := range live {
		if err := a.endAssignment(&as, StandDownAssignment, reason); err != nil {
			return err
		}
		people = append(people, as.ObserverID)
	}
	return a.TellObservers(people, StandDownDeployment, d.Ref(), d.Title+": you are stood down and your days are free again.")
}

// PostponeDeployment waits for a new date: nobody is kept waiting, offers and seats are freed, the money stays committed.
func (a Actor) PostponeDeployment(d *Deployment, reason string) error {
	if _, err := DeploymentFlow.Next(d.Status, PostponeDeployment); err != nil {
		return err
	}
	if err := a.release(d, reason); err != nil {
		return err
	}
	d.Reason = reason
	if err := Step(a, DeploymentFlow, d, &d.Status, PostponeDeployment, reason, nil); err != nil {
		return err
	}
	return a.TellState(d.Host, PostponeDeployment, d.Ref(), "The mission "+d.Title+" waits for a new polling day.")
}
