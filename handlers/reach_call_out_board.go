package handlers

import (
	"cmp"
	"slices"

	"observationfund/models"
)

// presentCallOuts fills in for which mission they are, what its places still lack, and what the caller can do; where the answers of one are asked for,
// these too, each with how its mail went and where somebody can be rung. Whoever is asked sees their own function and answer, and nobody else's.
func (c Call) presentCallOuts(answered bool, all ...*models.CallOut) error {
	ids, missions := make([]string, len(all)), make([]string, len(all))
	for n, out := range all {
		ids[n], missions[n] = out.ID, out.DeploymentID
	}
	var deployments []models.Deployment
	if err := c.DB.Where("id IN ?", missions).Find(&deployments).Error; err != nil {
		return err
	}
	var seats []models.DeploymentSeat
	if err := c.DB.Where("deployment_id IN ?", missions).Order("starts_on, id").Find(&seats).Error; err != nil {
		return err
	}
	var answers []models.CallOutAnswer
	if err := c.scoped("observer_id", "").Where("call_out_id IN ?", ids).Find(&answers).Error; err != nil {
		return err
	}
	slices.SortFunc(answers, func(a, b models.CallOutAnswer) int { return cmp.Compare(a.Rank, b.Rank) })
	var live []models.Assignment
	if err := c.scoped("observer_id", "").Where("deployment_id IN ? AND status IN ?", missions, models.LiveAssignments).Find(&live).Error; err != nil {
		return err
	}
	inside := c.Scope == models.All
	if inside && answered {
		if err := c.reachable(all[0].ID, answers); err != nil {
			return err
		}
	}
	for _, out := range all {
		d := deployments[slices.IndexFunc(deployments, func(d models.Deployment) bool { return d.ID == out.DeploymentID })]
		own := slices.DeleteFunc(slices.Clone(answers), func(r models.CallOutAnswer) bool { return r.CallOutID != out.ID })
		team := slices.DeleteFunc(slices.Clone(live), func(as models.Assignment) bool { return as.DeploymentID != d.ID })
		mine := slices.DeleteFunc(slices.Clone(seats), func(s models.DeploymentSeat) bool { return s.DeploymentID != d.ID })
		out.Deployment, out.StartsOn, out.Until = d.Title, d.StartsOn, d.Until
		out.Seats, out.Answers = models.SeatsOf(mine, own, team), nil
		out.Can = slices.DeleteFunc(can(c, models.CallOutFlow, out.Status), func(event models.Action) bool {
			return event != models.CloseCallOut && event != models.WithdrawCallOut && out.Standing(c.Now) != nil ||
				event == models.RemindCallOut && !out.RemindedAt.IsZero()
		})
		if !inside {
			out.Answers, out.OpenedBy = own, ""
			for n, s := range out.Seats {
				out.Seats[n] = models.CallOutSeat{SeatID: s.SeatID, Function: s.Function, StartsOn: s.StartsOn, Until: s.Until}
			}
			if c.may(models.ReplyCallOut) && out.Standing(c.Now) == nil {
				out.Can = append(out.Can, models.ReplyCallOut)
			}
		} else if answered {
			out.Answers = own
		}
		c.presentAnswers(*out, d, team)
	}
	return nil
}

// presentAnswers says where each person stands in the mission now, and what can be done about their answer.
func (c Call) presentAnswers(out models.CallOut, d models.Deployment, team []models.Assignment) {
	for n := range out.Answers {
		r := &out.Answers[n]
		r.Can = []models.Action{}
		for _, as := range team {
			if as.ObserverID == r.ObserverID {
				r.Assignment = as.Status
			}
		}
		if c.may(models.HearCallOut) && out.Standing(c.Now) == nil && !r.AskedAt.IsZero() {
			r.Can = append(r.Can, models.HearCallOut)
		}
		if c.may(models.OfferAssignment) && r.Assignment == "" && out.Offerable(d, *r) == nil {
			r.Can = append(r.Can, models.OfferAssignment)
		}
	}
}

// reachable fills in who the people are, how the latest mail to each went, where they are, and, for whoever may read it, the number to ring.
func (c Call) reachable(callOut string, answers []models.CallOutAnswer) error {
	if err := callObservers(c, answers, func(r *models.CallOutAnswer) (string, *string) { return r.ObserverID, &r.Observer }); err != nil {
		return err
	}
	people, heard := make([]string, len(answers)), []string{}
	for n, r := range answers {
		people[n] = r.ObserverID
		if r.ByTelephone {
			heard = append(heard, *r.AnsweredBy)
		}
	}
	names, err := called[models.Account](c.DB, "name", heard)
	if err != nil {
		return err
	}
	var phones []models.Private
	if c.reads(models.ReadPrivate) {
		if err := c.DB.Select("observer_id", "phone").Where("observer_id IN ?", people).Find(&phones).Error; err != nil {
			return err
		}
	}
	var accounts []models.Account
	if err := c.DB.Select("id", "observer_id", "zone").Where("observer_id IN ?", people).Find(&accounts).Error; err != nil {
		return err
	}
	var mails []models.Delivery
	if err := c.DB.Select("id", "account_id", "status").Where("subject_id = ?", callOut).Order("created_at, id").Find(&mails).Error; err != nil {
		return err
	}
	latest, account, rung := map[string]models.Delivery{}, map[string]models.Account{}, map[string]string{}
	for _, mail := range mails {
		latest[mail.AccountID] = mail
	}
	for _, of := range accounts {
		account[*of.ObserverID] = of
	}
	for _, p := range phones {
		rung[p.ObserverID] = p.Phone
	}
	for n := range answers {
		r := &answers[n]
		if r.ByTelephone {
			r.Heard = names[*r.AnsweredBy]
		}
		mail := latest[account[r.ObserverID].ID]
		r.Phone, r.Zone, r.Delivery, r.DeliveryID = rung[r.ObserverID], account[r.ObserverID].Zone, mail.Status, mail.ID
	}
	return nil
}
