package models

import (
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
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
	return c, a.insufficientFunds(said.That("money committed for {mission}", "mission", d.Title), needed, held)
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
		if err := a.stillReady(team[s.ID]...); err != nil {
			return err
		}
		cost += s.Cost * Money(len(team[s.ID]))
	}
	if len(live) == 0 {
		return refusal.NoSeatAccepted
	}
	if err := a.closeCallOutOf(d.ID); err != nil {
		return err
	}
	c, err := a.fund(d, draws, cost, ConfirmDeployment)
	if err != nil {
		return err
	}
	if err := Step(a, DeploymentFlow, d, &d.Status, ConfirmDeployment, reason, Facts{"team": len(live), "commitment": c.ID}); err != nil {
		return err
	}
	if err := a.tellSpared(d); err != nil {
		return err
	}
	return a.TellState(d.Host, ConfirmDeployment, d.Ref(), said.That("The team for {mission} is confirmed. The accreditation list is ready.", "mission", d.Title))
}

// stillReady refuses a team one of whom no longer meets the requirements.
func (a Actor) stillReady(team ...Assignment) error {
	unready, err := a.unready(team)
	if err != nil || len(unready) == 0 {
		return err
	}
	return unready[0].Refusal()
}

// fit refuses to send people of whom one no longer meets what was met when the seat was offered: it names them all.
func (a Actor) fit(sent ...Assignment) error {
	unready, err := a.unready(sent)
	if err != nil || len(unready) == 0 {
		return err
	}
	var who []said.Sentence
	for _, r := range unready {
		who = append(who, said.That("{name}: {missing}", "name", r.PreferredName, "missing", r.Missing()))
	}
	return refusal.NotFit.With("who", who, "remedy", unready[0].Failed()[0].Remedy)
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
	if err := a.fit(sent...); err != nil {
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
	return a.TellState(d.Host, CloseDeployment, d.Ref(), said.That("The mission {mission} is closed.", "mission", d.Title))
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
	return a.TellState(d.Host, StandDownDeployment, d.Ref(), said.That("The mission {mission} was stood down.", "mission", d.Title))
}

// release stands down everybody who is bound to a deployment, ends its open call-out, and tells them.
func (a Actor) release(d *Deployment, reason string) error {
	if err := a.endCallOutOf(d.ID); err != nil {
		return err
	}
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
	return a.TellObservers(people, StandDownDeployment, d.Ref(), because(said.That("{mission}: you are stood down and your days are free again.", "mission", d.Title), reason))
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
	return a.TellState(d.Host, PostponeDeployment, d.Ref(), said.That("The mission {mission} is postponed until it has a new polling day.", "mission", d.Title))
}
