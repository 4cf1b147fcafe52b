package models

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Guarantee 2: the cohort. There are a hundred numbered seats; the database takes no other number, no seat twice, and
// no admitted observer without one. Who waits, waits in an order.

// Cohort is how many seats there are.
const Cohort = 100

// Admit gives the observer a seat: the one asked for, or the lowest that is free. Passing over those who wait
// longer needs a reason.
func (o *Observer) Admit(actor Actor, seat int, reason string) error {
	if _, err := ObserverFlow.Next(o.Status, AdmitObserver); err != nil {
		return err
	}
	by := actor.asker()
	if err := o.Hold(AdmitObserver, by); err != nil {
		return err
	}
	rank := o.waits()
	taken, err := seatsTaken(actor.DB)
	if err != nil {
		return err
	}
	if len(taken) >= Cohort {
		return refusal.NoSeatFree.With("seats", Cohort, "number", rank)
	}
	if rank != 1 && reason == "" {
		return refusal.WaitingList.With("number", rank)
	}
	if seat == 0 {
		seat = lowestFree(taken)
	}
	if seat < 1 || seat > Cohort {
		return refusal.Fault("seat", "must be between 1 and 100")
	}
	if slices.Contains(taken, seat) {
		return refusal.SeatTaken.With("seat", seat, "free", lowestFree(taken))
	}
	facts := Facts{"seat": seat, "rank": rank}
	if rank != 1 {
		facts["turn"] = "out of turn"
	}
	o.Seat, o.Rank, o.Reason, o.AdmittedBy = &seat, nil, "", &by
	err = Step(actor, ObserverFlow, o, &o.Status, AdmitObserver, reason, facts)
	if err != nil {
		return err
	}
	if err := actor.closeRanks(rank); err != nil {
		return err
	}
	return actor.TellObservers([]string{o.ID}, AdmitObserver, o.Ref(), said.That("You have a seat in the cohort. Log your training and keep your availability up to date."))
}

// RefuseNomination refuses a nomination.
func (o *Observer) RefuseNomination(actor Actor, reason string) error {
	rank := o.waits()
	o.Rank, o.Reason = nil, reason
	if err := Step(actor, ObserverFlow, o, &o.Status, RefuseObserver, reason, Facts{"rank": rank}); err != nil {
		return err
	}
	if err := actor.closeRanks(rank); err != nil {
		return err
	}
	return actor.TellObservers([]string{o.ID}, RefuseObserver, o.Ref(),
		because(said.That("Your nomination was not accepted."), reason))
}

// SetRank gives a nominated person another place on the waiting list; everybody between moves by one.
func (o *Observer) SetRank(actor Actor, rank int) error {
	if _, err := ObserverFlow.Next(o.Status, RankObserver); err != nil {
		return err
	}
	var waiting int64
	if err := actor.DB.Model(&Observer{}).Where("status = ?", ObserverNominated).Count(&waiting).Error; err != nil {
		return err
	}
	if rank < 1 || rank > int(waiting) {
		return refusal.Fault("rank", "must be a place on the waiting list, which has no other")
	}
	was, step, low, high := o.waits(), -1, o.waits()+1, rank
	if rank < was {
		step, low, high = 1, rank, was-1
	}
	err := actor.shift(step, actor.DB.Where("rank BETWEEN ? AND ?", low, high))
	if err != nil {
		return err
	}
	o.Rank = &rank
	return Step(actor, ObserverFlow, o, &o.Status, RankObserver, "", Facts{"rank": rank, "was": was})
}

// Suspend keeps the seat and takes the observer out of everything that is not yet under way.
func (o *Observer) Suspend(actor Actor, reason string) error {
	if err := o.Hold(SuspendObserver, actor.By.ID); err != nil {
		return err
	}
	o.Reason, o.OnLeave = reason, false
	if err := Step(actor, ObserverFlow, o, &o.Status, SuspendObserver, reason, nil); err != nil {
		return err
	}
	if err := actor.leaveAll(o.ID, reason, actor.Now.Latest()); err != nil {
		return err
	}
	inField, err := actor.live("observer_id = ? AND status = ?", o.ID, AssignmentDeployed)
	if err != nil {
		return err
	}
	if err := actor.Reconsider(SuspendObserver, "observer_id = ?", o.ID); err != nil {
		return err
	}
	message := []said.Sentence{said.That("You are suspended. What you were offered, or had asked for, is withdrawn.")}
	for _, as := range inField { // who is there cannot be taken out of it by a word: an administrator sees to their way home
		d, err := Find[Deployment](actor.DB, as.DeploymentID)
		if err != nil {
			return err
		}
		message = append(message, said.That("You stay with {mission} until an administrator stands you down or completes your assignment.", "mission", d.Title))
	}
	return actor.TellObservers([]string{o.ID}, SuspendObserver, o.Ref(), because(said.All(message...), reason))
}

// TakeLeave is a suspension at the observer's own wish, which they end themselves; a reason need not be given.
func (o *Observer) TakeLeave(actor Actor, reason string) error {
	o.Reason, o.OnLeave = reason, true
	if err := Step(actor, ObserverFlow, o, &o.Status, TakeLeaveObserver, reason, nil); err != nil {
		return err
	}
	if err := actor.leaveAll(o.ID, reason, actor.Now.Latest()); err != nil {
		return err
	}
	if err := actor.Reconsider(TakeLeaveObserver, "observer_id = ?", o.ID); err != nil {
		return err
	}
	return actor.TellAdministrators(TakeLeaveObserver, o.Ref(), said.That("An observer is on leave: {name}. Seats and places that had not begun are free again.", "name", o.PreferredName))
}

// Return ends the observer's own leave.
func (o *Observer) Return(actor Actor) error {
	if err := o.Hold(ReturnObserver, actor.By.ID); err != nil {
		return err
	}
	o.Reason, o.OnLeave = "", false
	if err := Step(actor, ObserverFlow, o, &o.Status, ReturnObserver, "", nil); err != nil {
		return err
	}
	if err := actor.Reconsider(ReturnObserver, "observer_id = ?", o.ID); err != nil {
		return err
	}
	return actor.TellAdministrators(ReturnObserver, o.Ref(), said.That("An observer has returned from leave: {name}.", "name", o.PreferredName))
}

// Reinstate ends a suspension; what was withdrawn stays so.
func (o *Observer) Reinstate(actor Actor) error {
	if open, err := actor.openInquiry(o.ID); err != nil {
		return err
	} else if open != nil {
		o.InquiryID = open.ID
	}
	if err := o.Hold(ReinstateObserver, actor.By.ID); err != nil {
		return err
	}
	o.Reason, o.OnLeave = "", false
	if err := Step(actor, ObserverFlow, o, &o.Status, ReinstateObserver, "", nil); err != nil {
		return err
	}
	if err := actor.Reconsider(ReinstateObserver, "observer_id = ?", o.ID); err != nil {
		return err
	}
	return actor.TellObservers([]string{o.ID}, ReinstateObserver, o.Ref(), said.That("Your suspension is over."))
}

// leaveAll takes an observer out of every assignment that is not yet under way, and out of every training request; what
// they have begun by a day they finish.
func (a Actor) leaveAll(observerID, reason string, begunBy Date) error {
	if err := a.LeaveAssignments(observerID, reason); err != nil {
		return err
	}
	return a.LeaveRequests(observerID, reason, begunBy)
}

// waits is the observer's place on the waiting list, 0 for none.
func (o *Observer) waits() int {
	if o.Rank == nil {
		return 0
	}
	return *o.Rank
}

// closeRanks moves up everybody behind a place on the waiting list that was left.
func (a Actor) closeRanks(left int) error { return a.shift(-1, a.DB.Where("rank > ?", left)) }

func (a Actor) shift(by int, which *gorm.DB) error {
	return translate(which.Model(&Observer{}).Where("status = ?", ObserverNominated).
		Updates(map[string]any{"rank": gorm.Expr("rank + ?", by), "revision": gorm.Expr("revision + 1")}).Error)
}

func seatsTaken(db *gorm.DB) (seats []int, err error) {
	err = db.Model(&Observer{}).Where("seat IS NOT NULL").Order("seat").Pluck("seat", &seats).Error
	return seats, err
}

// lowestFree is the first number missing from seats in their order.
func lowestFree(taken []int) int {
	for i, seat := range taken {
		if seat != i+1 {
			return i + 1
		}
	}
	return len(taken) + 1
}

// CohortSummary counts the cohort; what is not filled is a duty.
type CohortSummary struct {
	Seats         int     `json:"seats"`
	Filled        int     `json:"filled"`
	ToFill        int     `json:"toFill"`
	Waiting       int     `json:"waiting"`
	Suspended     int     `json:"suspended"`
	ByNationality []Tally `json:"byNationality"` // who holds two is counted in both
	ByGender      []Tally `json:"byGender"`
	ByFunction    []Tally `json:"byFunction"` // what they offer to serve as
}

// Tally is how many of the cohort are of one sort.
type Tally struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// CountCohort counts who holds a seat and who waits for one.
func CountCohort(db *gorm.DB) (CohortSummary, error) {
	out := CohortSummary{Seats: Cohort, ByNationality: []Tally{}, ByGender: []Tally{}, ByFunction: []Tally{}}
	var statuses []Tally
	err := db.Model(&Observer{}).Select("status AS value, COUNT(*) AS count").Group("status").Find(&statuses).Error
	if err != nil {
		return out, err
	}
	for _, s := range statuses {
		switch ObserverStatus(s.Value) {
		case ObserverNominated:
			out.Waiting = s.Count
		case ObserverAdmitted:
			out.Filled += s.Count
		case ObserverSuspended:
			out.Filled += s.Count
			out.Suspended = s.Count
		}
	}
	out.ToFill = Cohort - out.Filled
	for _, by := range []struct {
		to            *[]Tally
		table, column string
	}{
		{&out.ByNationality, "observers JOIN observer_nationalities n ON n.observer_id = observers.id", "n.state"},
		{&out.ByGender, "observers", "observers.gender"},
		{&out.ByFunction, "observers JOIN observer_functions f ON f.observer_id = observers.id", "f.function"},
	} {
		err := db.Table(by.table).Where("observers.seat IS NOT NULL").Select(by.column + " AS value, COUNT(*) AS count").
			Group(by.column).Order("COUNT(*) DESC, " + by.column).Find(by.to).Error
		if err != nil {
			return out, err
		}
	}
	return out, nil
}
