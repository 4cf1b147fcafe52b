package models

import "observationfund/models/refusal"

// ownCountry refuses to bind somebody to a state whose nationality they hold.
func (a Actor) ownCountry(observerID, host string) error {
	own, err := exists(a.DB.Model(&ObserverNationality{}).Where("observer_id = ? AND state = ?", observerID, host))
	if own && err == nil {
		err = refusal.OwnCountry
	}
	return err
}

// leaveOwnCountry ends whatever binds an observer to a state, or may come to, whose nationality they are found to hold. What they have
// served there is over and stays. It answers with what ended.
func (o *Observer) leaveOwnCountry(actor Actor, state string) (ended []Engagement, err error) {
	db := actor.DB
	theirs := db.Model(&DeploymentSeat{}).Select("deployment_seats.id").Joins("JOIN deployments ON deployments.id = deployment_seats.deployment_id").Where("deployments.host = ?", state)
	if err := db.Where("observer_id = ? AND seat_id IN (?)", o.ID, theirs).Delete(&Reserve{}).Error; err != nil { // first: the reserve is asked for the very seats they leave
		return nil, err
	}
	bound, err := actor.live("observer_id = ? AND host = ?", o.ID, state)
	if err != nil {
		return nil, err
	}
	reason := "The observer holds the nationality of the host, " + state + "."
	for _, as := range bound {
		d, err := Find[Deployment](db, as.DeploymentID)
		if err != nil {
			return nil, err
		}
		ended = append(ended, Engagement{Kind: as.Ref().Kind, ID: as.ID, Title: d.Title, Host: as.Host, StartsOn: as.StartsOn, Until: as.Until})
		if err := actor.endBound(&as, reason); err != nil {
			return nil, err
		}
	}
	var places []TrainingRequest
	if err := db.Where("observer_id = ? AND host = ? AND status IN ?", o.ID, state, LiveRequests).Order("id").Find(&places).Error; err != nil {
		return nil, err
	}
	for _, r := range places {
		chance, err := Find[Opportunity](db, r.OpportunityID)
		if err != nil {
			return nil, err
		}
		ended = append(ended, Engagement{Kind: r.Ref().Kind, ID: r.ID, Title: chance.Title, Host: r.Host, StartsOn: chance.StartsOn, Until: chance.Until})
		if err := r.Leave(actor, chance, WithdrawTrainingRequest, reason); err != nil {
			return nil, err
		}
	}
	return ended, nil
}
