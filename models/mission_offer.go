package models

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Offer offers a seat of a deployment to an observer and books their days, if they meet every requirement.
func (a Actor) Offer(d Deployment, s DeploymentSeat, observerID string) (Assignment, error) {
	s, answer, err := d.stillAhead(s, a.Now)
	as := Assignment{
		Record: Record{ID: NewID()}, DeploymentID: d.ID, SeatID: s.ID, ObserverID: observerID, Host: d.Host, ConsentID: d.ConsentID,
		Status: AssignmentOffered, Function: s.Function, StartsOn: s.StartsOn, Until: s.Until, ExpiresAt: answer,
	}
	if !slices.Contains(staffed, d.Status) {
		return as, refusal.NotStaffing.With("status", d.Status)
	}
	if err != nil {
		return as, err
	}
	consent, err := a.InForce(d.InvitationID)
	if err != nil {
		return as, err
	}
	if err := consent.Covers(said.That("the stay of {function}", "function", s.Function), s.StartsOn, s.Until); err != nil {
		return as, err
	}
	live, err := a.live("seat_id = ?", s.ID)
	if err != nil {
		return as, err
	}
	if len(live) >= s.Places {
		return as, refusal.EverySeatTaken.With("function", s.Function)
	}
	assessed, err := Assess(a.DB, a.Now, []string{observerID}, d.Post(s))
	if err != nil {
		return as, err
	}
	if len(assessed) == 0 {
		return as, refusal.Fault("observerId", "there is no such observer")
	}
	if err := assessed[0].Refusal(); err != nil {
		return as, err
	}
	if err := a.book(&as); err != nil {
		return as, err
	}
	if err := a.Create(&as, OfferAssignment, Facts{"deployment": d.ID, "observer": observerID, "seat": s.ID, "expires": as.ExpiresAt}); err != nil {
		return as, err
	}
	if err := a.DB.Where("seat_id = ? AND observer_id = ?", s.ID, observerID).Delete(&Reserve{}).Error; err != nil {
		return as, err
	}
	return as, a.TellObservers([]string{observerID}, OfferAssignment, as.Ref(),
		said.That("You are offered a seat as {function}: {mission}, {first} to {last}. Answer by {until}.",
			"function", s.Function, "mission", d.Title, "first", s.StartsOn, "last", s.Until.Plus(-1), "until", as.ExpiresAt))
}

// book takes the days of an assignment that it does not hold yet, and notes the first and the last, which the database holds it to.
func (a Actor) book(as *Assignment) error {
	if err := a.BookRest(as.ObserverID, as.Ref(), as.Host, as.StartsOn, as.Until); err != nil {
		return err
	}
	first, last := as.StartsOn, as.Until.Plus(-1)
	as.FirstDay, as.LastDay = &first, &last
	return nil
}

// AcceptAssignment takes an offer, with the Code of Conduct pledged and no conflict of interest declared; everything
// is checked once more.
func (a Actor) AcceptAssignment(as *Assignment, pledgeID, declarationID string) error {
	if err := as.Standing(a.Now); err != nil {
		return err
	}
	if err := a.current(pledgeID, Pledge, "pledgeId"); err != nil {
		return err
	}
	if err := a.current(declarationID, Declaration, "declarationId"); err != nil {
		return err
	}
	d, s, err := a.seatOf(*as)
	if err != nil {
		return err
	}
	consent, err := a.InForce(d.InvitationID)
	if err != nil {
		return err
	}
	if err := consent.Covers(said.That("your stay"), as.StartsOn, as.Until); err != nil {
		return err
	}
	if err := a.stillReady(*as); err != nil {
		return err
	}
	as.PledgeID, as.DeclarationID, as.AnsweredAt = &pledgeID, &declarationID, a.Now
	if err := Step(a, AssignmentFlow, as, &as.Status, AcceptAssignment, "", Facts{"pledge": pledgeID, "declaration": declarationID}); err != nil {
		return err
	}
	if err := a.tellOfList(d, AcceptAssignment); err != nil {
		return err
	}
	return a.TellAdministrators(AcceptAssignment, as.Ref(), said.That("An offer was accepted: {function}, {mission}.", "function", s.Function, "mission", d.Title))
}

// tellOfList tells the host that the accreditation list it has been given has changed.
func (a Actor) tellOfList(d Deployment, event Action) error {
	if !slices.Contains(accredited, d.Status) {
		return nil
	}
	return a.TellState(d.Host, event, d.Ref(), said.That("The accreditation list of {mission} has changed. Please read it again.", "mission", d.Title))
}

// Standing refuses to answer what is no open offer any more, whether or not the clock has come by.
func (as *Assignment) Standing(now Time) error {
	if as.Status == AssignmentOffered && !now.Before(as.ExpiresAt.Time) {
		return refusal.OfferExpired.With("at", as.ExpiresAt)
	}
	return nil
}

// current refuses any but the newest text of a kind: a new version needs a new pledge.
func (a Actor) current(id string, kind TextKind, field string) error {
	var newest Text
	if err := a.DB.Where("kind = ?", kind).Order("version DESC, id DESC").Take(&newest).Error; err != nil {
		return err
	}
	if id != newest.ID {
		return refusal.Fault(field, "must be the current version, {version}", "version", newest.ID)
	}
	return nil
}

func (a Actor) seatOf(as Assignment) (d Deployment, s DeploymentSeat, err error) {
	if d, err = Find[Deployment](a.DB, as.DeploymentID); err != nil {
		return d, s, err
	}
	s, err = Find[DeploymentSeat](a.DB, as.SeatID)
	return d, s, err
}

// askReserve offers free places to the reserve in its order, skipping who cannot go now, until every place is offered.
func (a Actor) askReserve(d Deployment, s DeploymentSeat) error {
	if !slices.Contains(staffed, d.Status) {
		return nil
	}
	var next []Reserve
	if err := a.DB.Where("seat_id = ?", s.ID).Order("rank").Find(&next).Error; err != nil {
		return err
	}
	for _, r := range next {
		_, err := a.Offer(d, s, r.ObserverID)
		var refused *refusal.Refusal
		switch {
		case err == nil:
		case !errors.As(err, &refused):
			return err
		case errors.Is(err, refusal.SeatsTaken) || errors.Is(err, refusal.Over):
			return nil
		}
	}
	return nil
}

// RankReserve sets who is asked next when a seat is freed, in this order.
func (a Actor) RankReserve(d *Deployment, s DeploymentSeat, observers []string) error {
	if slices.Contains([]DeploymentStatus{Reporting, Closed, StoodDown}, d.Status) {
		return refusal.SeatsClosed.With("status", d.Status)
	}
	known, err := gorm.G[Observer](a.DB).Where("id IN ? AND status = ?", observers, ObserverAdmitted).Find(a.DB.Statement.Context)
	if err != nil {
		return err
	}
	if len(known) != len(observers) {
		return refusal.Fault("observers", "must be admitted observers, each once")
	}
	var was []string
	if err := a.DB.Model(&Reserve{}).Where("seat_id = ?", s.ID).Order("rank").Pluck("observer_id", &was).Error; err != nil {
		return err
	}
	if err := a.DB.Where("seat_id = ?", s.ID).Delete(&Reserve{}).Error; err != nil {
		return err
	}
	for n, id := range observers {
		if err := a.DB.Create(&Reserve{SeatID: s.ID, ObserverID: id, Rank: n + 1}).Error; err != nil {
			return translate(err)
		}
	}
	return a.Change(d, RankReserve, "", Facts{"seat": s.ID, "was": was, "observers": observers})
}
