package models

import (
	"maps"
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// ExtendCallOut lets a call-out close later. Half time moves with it, where it is still to come.
func (a Actor) ExtendCallOut(c *CallOut, closesAt Time) error {
	if err := c.Standing(a.Now); err != nil {
		return err
	}
	d, err := Find[Deployment](a.DB, c.DeploymentID)
	if err != nil {
		return err
	}
	if err := a.closing(d, c.ClosesAt, closesAt); err != nil {
		return err
	}
	was := c.ClosesAt
	c.ClosesAt = closesAt
	if c.RemindedAt.IsZero() {
		c.RemindAt = half(c.CreatedAt, closesAt)
	}
	if err := Step(a, CallOutFlow, c, &c.Status, ExtendCallOut, "", Facts{"was": was, "closes": closesAt}); err != nil {
		return err
	}
	silent, err := a.askedPeople(c, "answer = ''")
	if err != nil {
		return err
	}
	return a.TellObservers(silent, ExtendCallOut, c.Ref(), said.That("{mission}: you can answer until {closes}.", "mission", d.Title, "closes", closesAt))
}

// askedPeople are the observers whom a call-out has asked, of a narrowed query.
func (a Actor) askedPeople(c *CallOut, where string) (people []string, err error) {
	err = a.DB.Model(&CallOutAnswer{}).Where("call_out_id = ? AND asked_at IS NOT NULL", c.ID).Where(where).Order("rank").Pluck("observer_id", &people).Error
	return people, err
}

// RemindCallOut reminds those who have not answered: once, at half time or before it.
func (a Actor) RemindCallOut(c *CallOut) error {
	if err := c.Standing(a.Now); err != nil {
		return err
	}
	if !c.RemindedAt.IsZero() {
		return refusal.RemindedAlready.With("at", c.RemindedAt)
	}
	d, err := Find[Deployment](a.DB, c.DeploymentID)
	if err != nil {
		return err
	}
	if err := a.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&d.Seats).Error; err != nil {
		return err
	}
	var silent []CallOutAnswer
	if err := a.DB.Where("call_out_id = ? AND asked_at IS NOT NULL AND answer = ''", c.ID).Order("rank").Find(&silent).Error; err != nil {
		return err
	}
	c.RemindedAt = a.Now
	if err := Step(a, CallOutFlow, c, &c.Status, RemindCallOut, "", Facts{"silent": len(silent)}); err != nil {
		return err
	}
	return a.tellAsked(d, c, RemindCallOut, silent)
}

// CloseCallOut ends the asking: whoever was silent has not answered, which costs them nothing.
func (a Actor) CloseCallOut(c *CallOut) error {
	answers, err := a.answersOf(c)
	if err != nil {
		return err
	}
	yes, asked := 0, 0
	for _, r := range answers {
		if !r.AskedAt.IsZero() {
			asked++
		}
		if r.Answer == SaysYes {
			yes++
		}
	}
	c.ConsentID, c.EndedAt = nil, a.Now
	if err := Step(a, CallOutFlow, c, &c.Status, CloseCallOut, "", Facts{"asked": asked, "yes": yes}); err != nil {
		return err
	}
	title, err := Title(a.DB, Ref{"deployment", c.DeploymentID})
	if err != nil {
		return err
	}
	return a.TellAdministrators(CloseCallOut, c.Ref(), said.That("{mission}: the call-out has closed. {yes} of {asked} people can go.", "mission", title, "yes", yes, "asked", asked))
}

// WithdrawCallOut takes the question back.
func (a Actor) WithdrawCallOut(c *CallOut, reason string) error {
	return a.endCallOut(c, WithdrawCallOut, reason, "{mission}: the call-out was withdrawn. There is nothing to do.")
}

// endCallOut ends a call-out before its time and tells everybody who was asked.
func (a Actor) endCallOut(c *CallOut, event Action, reason string, says said.Template) error {
	people, err := a.askedPeople(c, "1 = 1")
	if err != nil {
		return err
	}
	title, err := Title(a.DB, Ref{"deployment", c.DeploymentID})
	if err != nil {
		return err
	}
	c.ConsentID, c.EndedAt, c.Reason = nil, a.Now, reason
	if err := Step(a, CallOutFlow, c, &c.Status, event, reason, Facts{"asked": len(people)}); err != nil {
		return err
	}
	return a.TellObservers(people, event, c.Ref(), said.That(says, "mission", title))
}

// openCallOut is the open call-out of a mission, if there is one.
func (a Actor) openCallOut(deploymentID string) (*CallOut, error) {
	var open []CallOut
	err := a.DB.Where("deployment_id = ? AND status = ?", deploymentID, CallOutOpen).Limit(1).Find(&open).Error
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[0], nil
}

// endCallOutOf ends the open call-out of a mission whose days or consent are no more what people were asked for.
func (a Actor) endCallOutOf(deploymentID string) error {
	c, err := a.openCallOut(deploymentID)
	if err != nil || c == nil {
		return err
	}
	a.By = SystemAccount()
	return a.endCallOut(c, EndCallOut, "", "{mission}: what you were asked for has changed, and the call-out has ended. There is nothing to do.")
}

// closeCallOutOf closes the open call-out of a mission whose team is complete.
func (a Actor) closeCallOutOf(deploymentID string) error {
	c, err := a.openCallOut(deploymentID)
	if err != nil || c == nil {
		return err
	}
	return a.CloseCallOut(c)
}

// tellSpared tells whoever said that they could go, and was offered nothing, that the team is complete without them.
func (a Actor) tellSpared(d *Deployment) error {
	var spared []CallOutAnswer
	err := a.DB.Joins("JOIN call_outs ON call_outs.id = call_out_answers.call_out_id AND call_outs.deployment_id = ? AND call_outs.status = ?", d.ID, CallOutClosed).
		Where("call_out_answers.answer IN ?", []CallOutReply{SaysYes, SaysOnlyIf}).
		Where("NOT EXISTS (SELECT 1 FROM assignments s WHERE s.deployment_id = ? AND s.observer_id = call_out_answers.observer_id)", d.ID).
		Order("call_outs.created_at DESC, call_out_answers.rank").Find(&spared).Error
	if err != nil {
		return err
	}
	by := map[string][]string{} // by the call-out that asked them last
	told := map[string]bool{}
	for _, r := range spared {
		if !told[r.ObserverID] {
			told[r.ObserverID] = true
			by[r.CallOutID] = append(by[r.CallOutID], r.ObserverID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(by)) {
		err := a.TellObservers(by[id], ConfirmDeployment, Ref{"call_out", id}, said.That(
			"{mission}: the team is complete, and others go this time. If someone drops out, you may still be asked. Thank you for saying that you could go.", "mission", d.Title))
		if err != nil {
			return err
		}
	}
	return nil
}

// calledOutFor refuses other days for a seat for whose days people are being asked.
func (a Actor) calledOutFor(s DeploymentSeat) error {
	asked, err := exists(a.DB.Model(&CallOutAnswer{}).Joins("JOIN call_outs ON call_outs.id = call_out_answers.call_out_id").
		Where("call_out_answers.seat_id = ? AND call_outs.status = ?", s.ID, CallOutOpen))
	if err == nil && asked {
		err = refusal.SeatDaysCalledOut.With("function", s.Function)
	}
	return err
}

// CloseCallOuts closes the call-outs whose time is over.
func (a Actor) CloseCallOuts() (int, error) {
	return a.eachCallOut("closes_at <= ?", "closes_at, id", a.CloseCallOut)
}

// RemindCallOuts reminds the silent of the call-outs that are at half time.
func (a Actor) RemindCallOuts() (int, error) {
	return a.eachCallOut("remind_at <= ? AND reminded_at IS NULL", "remind_at, id", a.RemindCallOut)
}

func (a Actor) eachCallOut(due, order string, do func(*CallOut) error) (int, error) {
	var found []CallOut
	err := a.DB.Where("status = ?", CallOutOpen).Where(due, a.Now).Order(order).Limit(BatchSize).Find(&found).Error
	for n := range found {
		if err := do(&found[n]); err != nil {
			return 0, err
		}
	}
	return len(found), err
}

// Offerable refuses to offer by a call-out a place to whoever has not said yes to it, or for which it no longer asks.
func (c *CallOut) Offerable(d Deployment, r CallOutAnswer) error {
	switch {
	case c.Status == CallOutEnded:
		return refusal.CallOutVoid
	case c.Status == CallOutWithdrawn:
		return refusal.CallOutTakenBack
	case r.Answer != SaysYes && r.Answer != SaysOnlyIf:
		return refusal.NoYes
	case !slices.Contains(staffed, d.Status):
		return refusal.NotStaffing.With("status", d.Status)
	}
	return nil
}

// callOutStays is what a call-out and its answers are held to.
const callOutStays = "[call-out] a call-out is opened under consent in force, answered while it is open, and then stays as it is"

func callOutRules() []rule {
	const (
		closed = "NOT EXISTS (SELECT 1 FROM call_outs c WHERE c.id = NEW.call_out_id AND c.status = 'open')"
		late   = "NEW.answered_at IS NOT NULL AND EXISTS (SELECT 1 FROM call_outs c WHERE c.id = NEW.call_out_id AND NEW.answered_at >= c.closes_at)"
		whose  = `NEW.answered_by IS NOT NULL AND NEW.by_telephone = EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.answered_by AND a.observer_id = NEW.observer_id)`
		other  = `NEW.call_out_id <> OLD.call_out_id OR NEW.observer_id <> OLD.observer_id OR NEW.seat_id <> OLD.seat_id OR NEW.rank <> OLD.rank
			OR NEW.created_at <> OLD.created_at OR OLD.asked_at IS NOT NULL AND (NEW.asked_at IS NULL OR NEW.asked_at <> OLD.asked_at)`
		said = `NEW.answer <> OLD.answer OR NEW.by_telephone <> OLD.by_telephone OR COALESCE(NEW.answered_by, '') <> COALESCE(OLD.answered_by, '')
			OR (NEW.condition <> OLD.condition AND NEW.condition <> '') OR (NEW.answered_at IS NULL) <> (OLD.answered_at IS NULL) OR NEW.answered_at <> OLD.answered_at
			OR (NEW.asked_at IS NULL) <> (OLD.asked_at IS NULL) OR (NEW.seen_at IS NULL) <> (OLD.seen_at IS NULL) OR NEW.seen_at <> OLD.seen_at`
	)
	return []rule{
		{"call_outs_begin_open", "BEFORE INSERT", "call_outs", `NEW.status <> 'open' OR NEW.reminded_at IS NOT NULL
			OR NOT EXISTS (SELECT 1 FROM deployments d JOIN consents c ON c.invitation_id = d.consent_id WHERE d.id = NEW.deployment_id AND c.invitation_id = NEW.consent_id)`},
		{"call_outs_stay", "BEFORE UPDATE", "call_outs", `NEW.deployment_id <> OLD.deployment_id OR NEW.host <> OLD.host OR NEW.note <> OLD.note OR NEW.opened_by <> OLD.opened_by
			OR NEW.created_at <> OLD.created_at OR NEW.closes_at < OLD.closes_at OR OLD.reminded_at IS NOT NULL AND (NEW.reminded_at IS NULL OR NEW.reminded_at <> OLD.reminded_at)
			OR OLD.status <> 'open' AND (NEW.status <> OLD.status OR NEW.closes_at <> OLD.closes_at OR NEW.ended_at <> OLD.ended_at OR NEW.reminded_at IS NOT NULL AND OLD.reminded_at IS NULL
				OR NEW.remind_at <> OLD.remind_at OR NEW.reason <> OLD.reason)`},
		{"call_out_answers_begin", "BEFORE INSERT", "call_out_answers", closed + " OR NEW.answer <> '' OR NEW.seen_at IS NOT NULL"},
		{"call_out_answers_stay", "BEFORE UPDATE", "call_out_answers", other + " OR (" + said + ") AND (" + closed + " OR " + late + " OR " + whose + ")"},
	}
}
