package models

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Inquiry looks into what is alleged of an observer, who is heard before two administrators decide. It is the one way to be
// dismissed. What stops harm meanwhile, suspending and standing down, takes one.
type Inquiry struct {
	Record
	ObserverID   string        `json:"observerId"`
	AssignmentID *string       `json:"assignmentId,omitempty"` // on which it is alleged to have happened
	Status       InquiryStatus `json:"status"`
	Allegation   string        `json:"allegation,omitempty"` // for the observer and the administrators
	OpenedBy     string        `json:"openedBy"`
	AnswerBy     Time          `json:"answerBy"`            // the end of the last day on which the observer can answer, wherever they are
	AnsweredAt   Time          `json:"answeredAt,omitzero"` // first
	Reason       string        `json:"reason,omitempty"`    // of the decision
	AskedBy      *string       `json:"askedBy,omitempty"`   // the first of the two who dismiss
	DecidedBy    *string       `json:"decidedBy,omitempty"`
	DecidedAt    Time          `json:"decidedAt,omitzero"`

	Answers    []InquiryAnswer `json:"answers" gorm:"-"`
	Observer   string          `json:"observer" gorm:"-"`             // their name
	Deployment string          `json:"deployment,omitempty" gorm:"-"` // the mission's title
	Can        []Action        `json:"can" gorm:"-"`
}

// Ref names the inquiry.
func (q *Inquiry) Ref() Ref { return Ref{"inquiry", q.ID} }

// Events makes Inquiry Living.
func (Inquiry) Events() []Action { return InquiryFlow.All() }

// InquiryStatus is where an inquiry stands in InquiryFlow.
type InquiryStatus string

const (
	InquiryOpen      InquiryStatus = "open"
	InquiryUpheld    InquiryStatus = "upheld"    // the observer is dismissed
	InquiryClosed    InquiryStatus = "closed"    // without dismissal
	InquiryOvertaken InquiryStatus = "overtaken" // never decided: the membership has ended otherwise
)

// Values makes InquiryStatus a Choice.
func (InquiryStatus) Values() []string { return names(InquiryFlow.States()) }

// InquiryFlow is the life of an inquiry.
var InquiryFlow = Flow[InquiryStatus]{
	InquiryOpen: {ExtendInquiry: InquiryOpen, AnswerInquiry: InquiryOpen, UpholdInquiry: InquiryUpheld, CloseInquiry: InquiryClosed,
		OvertakeInquiry: InquiryOvertaken},
	InquiryUpheld: {}, InquiryClosed: {}, InquiryOvertaken: {},
}

// InquiryAnswer is what the observer says, with a document if they have one. It stays as it is; more can be said until the time is over.
type InquiryAnswer struct {
	InquiryID  string  `json:"-" gorm:"primaryKey"`
	Number     int     `json:"number" gorm:"primaryKey;autoIncrement:false"`
	Body       string  `json:"body"`
	FileID     *string `json:"fileId,omitempty"`
	AnsweredAt Time    `json:"answeredAt"`
}

// An observer has at least so many days to answer, and so many where nobody says how many.
const leastDaysToAnswer, daysToAnswer, mostDaysToAnswer = 7, 14, 180

// Hold refuses to decide before the observer was heard, and an answer that comes too late.
func (q *Inquiry) Hold(event Action, now Time) error {
	late := !now.Before(q.AnswerBy.Time)
	switch {
	case (event == UpholdInquiry || event == CloseInquiry) && q.AnsweredAt.IsZero() && !late:
		return refusal.NotHeard.With("until", q.AnswerBy)
	case event == AnswerInquiry && late:
		return refusal.AnswerLate.With("until", q.AnswerBy)
	}
	return nil
}

// until sets the last day on which the observer can answer, which lasts until it is over everywhere.
func (q *Inquiry) until(a Actor, last Date) error {
	switch {
	case last.Before(a.Now.Day().Plus(leastDaysToAnswer)):
		return refusal.Fault("answerBy", "must be {day} or later: the observer has at least {days} days to answer", "day", a.Now.Day().Plus(leastDaysToAnswer), "days", leastDaysToAnswer)
	case last.After(a.Now.Day().Plus(mostDaysToAnswer)):
		return refusal.Fault("answerBy", "is more than {days} days ahead", "days", mostDaysToAnswer)
	}
	q.AnswerBy = last.Plus(1).Midnight(time.UTC).Plus(-behind)
	return nil
}

// OpenInquiry begins an inquiry about somebody who holds a seat. It says nothing of what is true.
func (a Actor) OpenInquiry(q *Inquiry, o *Observer, last Date, suspend bool) error {
	if o.Seat == nil {
		return refusal.NotSeated.With("name", o.PreferredName, "status", o.Status)
	}
	switch open, err := a.openInquiry(o.ID); {
	case err != nil:
		return err
	case open != nil:
		return refusal.InquiryOpenAlready
	}
	if q.AssignmentID != nil {
		if theirs, err := exists(a.DB.Model(&Assignment{}).Where("id = ? AND observer_id = ?", *q.AssignmentID, o.ID)); err != nil {
			return err
		} else if !theirs {
			return refusal.Fault("assignmentId", "is no assignment of this observer")
		}
	}
	if last.IsZero() {
		last = a.Now.Day().Plus(daysToAnswer)
	}
	if err := q.until(a, last); err != nil {
		return err
	}
	q.ObserverID, q.Status, q.OpenedBy = o.ID, InquiryOpen, a.By.ID
	if err := a.Create(q, OpenInquiry, Facts{"observer": o.ID, "assignment": q.AssignmentID, "answerBy": q.AnswerBy}); err != nil {
		return err
	}
	if suspend {
		if err := o.Suspend(a, "An inquiry is open, and says nothing yet of what is true."); err != nil {
			return err
		}
	}
	if err := a.TellObservers([]string{o.ID}, OpenInquiry, q.Ref(), said.That(
		"An inquiry about you is open. Read what is alleged; you can answer until {until}. Nothing is decided before you have answered or that time is over.",
		"until", q.AnswerBy)); err != nil {
		return err
	}
	return a.TellAdministrators(OpenInquiry, q.Ref(), said.That("An inquiry is open about {name}, who can answer until {until}.", "name", o.PreferredName, "until", q.AnswerBy))
}

// openInquiry is the inquiry about an observer that is not decided yet, if there is one.
func (a Actor) openInquiry(observerID string) (*Inquiry, error) {
	var q Inquiry
	err := a.DB.Take(&q, "observer_id = ? AND status = ?", observerID, InquiryOpen).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &q, err
}

// ExtendInquiry gives the observer longer to answer.
func (a Actor) ExtendInquiry(q *Inquiry, last Date) error {
	was := q.AnswerBy
	if err := q.until(a, last); err != nil {
		return err
	}
	if !q.AnswerBy.After(was.Time) {
		return refusal.Fault("answerBy", "must be later than it is now: {now}", "now", was)
	}
	if err := Step(a, InquiryFlow, q, &q.Status, ExtendInquiry, "", Facts{"was": was, "answerBy": q.AnswerBy}); err != nil {
		return err
	}
	return a.TellObservers([]string{q.ObserverID}, ExtendInquiry, q.Ref(), said.That("You have longer to answer in the inquiry about you: until {until}.", "until", q.AnswerBy))
}

// AnswerInquiry keeps what the observer says, beside what they have said before.
func (a Actor) AnswerInquiry(q *Inquiry, body string, fileID *string) error {
	if _, err := InquiryFlow.Next(q.Status, AnswerInquiry); err != nil {
		return err
	}
	if err := q.Hold(AnswerInquiry, a.Now); err != nil {
		return err
	}
	if err := a.OwnFile(fileID); err != nil {
		return err
	}
	var earlier int64
	if err := a.DB.Model(&InquiryAnswer{}).Where("inquiry_id = ?", q.ID).Count(&earlier).Error; err != nil {
		return err
	}
	answer := InquiryAnswer{InquiryID: q.ID, Number: int(earlier) + 1, Body: body, FileID: fileID, AnsweredAt: a.Now}
	if err := a.DB.Create(&answer).Error; err != nil {
		return translate(err)
	}
	if q.AnsweredAt.IsZero() {
		q.AnsweredAt = a.Now
	}
	if err := Step(a, InquiryFlow, q, &q.Status, AnswerInquiry, "", Facts{"number": answer.Number, "file": fileID}); err != nil {
		return err
	}
	return a.TellAdministrators(AnswerInquiry, q.Ref(), said.That("The observer has answered in an inquiry. It can be decided."))
}

// UpholdInquiry finds that what was alleged is true and that the observer is dismissed for it, by two administrators.
func (a Actor) UpholdInquiry(q *Inquiry, o *Observer, reason string) error {
	if _, err := InquiryFlow.Next(q.Status, UpholdInquiry); err != nil {
		return err
	}
	if err := q.Hold(UpholdInquiry, a.Now); err != nil {
		return err
	}
	asker, second := a.asker(), a.By.ID
	if asker == second {
		second = SystemID // only rehearsed: who will confirm it is not known yet
	}
	q.Reason, q.AskedBy, q.DecidedBy, q.DecidedAt = reason, &asker, &second, a.Now
	if err := Step(a, InquiryFlow, q, &q.Status, UpholdInquiry, reason, Facts{"observer": q.ObserverID, "askedBy": asker}); err != nil {
		return err
	}
	return o.Depart(a, Dismissed, reason)
}

// CloseInquiry ends an inquiry without dismissal; a suspension stays until the observer is reinstated.
func (a Actor) CloseInquiry(q *Inquiry, reason string) error {
	if _, err := InquiryFlow.Next(q.Status, CloseInquiry); err != nil {
		return err
	}
	if err := q.Hold(CloseInquiry, a.Now); err != nil {
		return err
	}
	q.Reason, q.DecidedBy, q.DecidedAt = reason, &a.By.ID, a.Now
	if err := Step(a, InquiryFlow, q, &q.Status, CloseInquiry, reason, Facts{"observer": q.ObserverID}); err != nil {
		return err
	}
	if err := a.TellObservers([]string{q.ObserverID}, CloseInquiry, q.Ref(), because(said.That("The inquiry about you is closed. You stay in the cohort."), reason)); err != nil {
		return err
	}
	return a.TellAdministrators(CloseInquiry, q.Ref(), said.That("An inquiry is closed without dismissal. If the observer is suspended, reinstating them takes two people."))
}

// overtakeInquiry ends an inquiry that was to decide about a membership which ends otherwise: there is nothing left to decide.
func (a Actor) overtakeInquiry(observerID string) error {
	q, err := a.openInquiry(observerID)
	if err != nil || q == nil {
		return err
	}
	return Step(a, InquiryFlow, q, &q.Status, OvertakeInquiry, "", Facts{"observer": observerID})
}

// inquired is what became of the last inquiry after which the observer left the cohort; empty where there was none.
func (a Actor) inquired(observerID string) (InquiryStatus, error) {
	var last Inquiry
	err := a.DB.Where("observer_id = ? AND status IN ?", observerID, []InquiryStatus{InquiryUpheld, InquiryOvertaken}).Order("id DESC").Limit(1).Find(&last).Error
	return last.Status, err
}
