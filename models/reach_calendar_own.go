package models

import "observationfund/models/said"

// assignments are an observer's missions: what they are asked for may still be, what they agreed to takes their days.
func (f *feed) assignments(account Account) error {
	var all []Assignment
	if err := f.db.Where("observer_id = ? AND until > ?", *account.ObserverID, f.since).Find(&all).Error; err != nil {
		return err
	}
	missions, err := byID(f.db.Where("id IN ?", idsOf(all, func(as Assignment) string { return as.DeploymentID })), func(d Deployment) string { return d.ID })
	if err != nil {
		return err
	}
	for _, as := range all {
		d := missions[as.DeploymentID]
		mission := f.called(d.Host, d.Title)
		e := CalendarEvent{
			ID: as.ID, Subject: as.Ref(), Title: mission, Says: said.That("You serve as {function}.", "function", as.Function).Text, Place: f.names[as.Host],
			From: as.StartsOn, Until: as.Until, Status: EventConfirmed, Busy: true, Version: as.Revision + d.Revision,
		}
		answer := CalendarEvent{
			ID: as.ID + "-answer", Subject: as.Ref(), Title: said.That("Answer the offer: {mission}", "mission", mission).Text, At: as.ExpiresAt,
			Says:   said.That("The offer ends at {until}.", "until", as.ExpiresAt).Text,
			Status: EventCancelled, Version: as.Revision + d.Revision,
		}
		switch as.Status {
		case AssignmentOffered:
			e.Title = said.That("Offer: {mission}", "mission", mission).Text
			e.Says = said.That("You are asked to serve as {function}. The offer ends at {until}.", "function", as.Function, "until", as.ExpiresAt).Text
			e.Status, answer.Status = EventTentative, EventConfirmed
		case AssignmentAccepted, AssignmentDeployed, AssignmentCompleted:
		default:
			e.Status = EventCancelled
		}
		f.add(e, d.ID)
		f.add(answer, d.ID)
	}
	return nil
}

// places are the courses and missions of others for which an observer has asked for a place.
func (f *feed) places(account Account) error {
	var all []TrainingRequest
	if err := f.db.Where("observer_id = ?", *account.ObserverID).Find(&all).Error; err != nil {
		return err
	}
	of, err := byID(f.db.Where("until > ? AND id IN ?", f.since, idsOf(all, func(r TrainingRequest) string { return r.OpportunityID })), func(o Opportunity) string { return o.ID })
	if err != nil {
		return err
	}
	for _, r := range all {
		o, recent := of[r.OpportunityID]
		if !recent {
			continue
		}
		e := CalendarEvent{
			ID: r.ID, Subject: r.Ref(), Title: o.Title, Place: o.Place, From: o.StartsOn, Until: o.Until,
			Status: EventConfirmed, Busy: true, Version: r.Revision + o.Revision,
		}
		switch r.Status {
		case RequestSubmitted, RequestEndorsed:
			e.Title, e.Status, e.Busy = said.That("Place requested: {title}", "title", o.Title).Text, EventTentative, false
		case RequestAccepted, RequestCompleted:
		default:
			e.Status = EventCancelled
		}
		f.add(e, o.ID)
	}
	return nil
}

// certificates are the last days of an observer's certificates.
func (f *feed) certificates(account Account) error {
	var all []Training
	err := f.db.Where("observer_id = ? AND status = ? AND expires_on >= ?", *account.ObserverID, TrainingVerified, f.now.Earliest()).Find(&all).Error
	for _, t := range all {
		f.add(CalendarEvent{
			ID: t.ID + "-lapse", Subject: t.Ref(), Title: said.That("Certificate lapses: {title}", "title", t.Title).Text,
			Says: string(lastValidDay), From: t.ExpiresOn, Until: t.ExpiresOn.Plus(1), Status: EventConfirmed, Version: t.Revision,
		})
	}
	return err
}

const lastValidDay said.Template = "The last day on which the certificate is valid."

// invitations is when the fund has promised a state to answer, and until when an invitation in force holds.
func (f *feed) invitations(account Account) error {
	var all []Invitation
	err := f.db.Where("host = ?", *account.State).Find(&all).Error
	for _, i := range all {
		if i.Status == InvitationDraft || i.Until.Before(f.since) {
			continue
		}
		answer := CalendarEvent{
			ID: i.ID + "-answer", Subject: i.Ref(), Title: said.That("The fund answers by today: {reference}", "reference", i.Reference).Text,
			Status: EventCancelled, Version: i.Revision,
		}
		answer.From = i.SubmittedAt.Day().Plus(answersWithin)
		answer.Until = answer.From.Plus(1)
		if i.Status == InvitationSubmitted || i.Status == InvitationVerified {
			answer.Status = EventConfirmed
		}
		if !i.SubmittedAt.IsZero() {
			f.add(answer)
		}
		end := CalendarEvent{
			ID: i.ID + "-end", Subject: i.Ref(), Title: said.That("Last day of your invitation: {reference}", "reference", i.Reference).Text,
			From: i.Until.Plus(-1), Until: i.Until, Status: EventConfirmed, Version: i.Revision,
		}
		if i.Status != InvitationAccepted && i.Status != InvitationClosed {
			end.Status = EventCancelled
		}
		f.add(end)
	}
	return err
}
