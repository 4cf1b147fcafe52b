package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// ObserverFilter picks a page of observers.
type ObserverFilter struct {
	Paging
	Status      models.ObserverStatus `query:"status" validate:"omitempty,choice"`
	Nationality string                `query:"nationality" validate:"omitempty,state"`
	Function    models.Function       `query:"function" validate:"omitempty,choice"` // what they offer to serve as
	Language    string                `query:"language" validate:"omitempty,language"`
	Level       models.Level          `query:"level" validate:"omitempty,choice"` // at least, in the language or in any
	Gender      models.Gender         `query:"gender" validate:"omitempty,choice"`
	Q           string                `query:"q" validate:"max=100"` // words of a name, or a seat
	Seated      *bool                 `query:"seated"`
	Ready       models.SeatState      `query:"ready" validate:"omitempty,choice"` // how soon they could leave, as their seat shows it
}

// ObserverInput is who is nominated.
type ObserverInput struct {
	PassportName      string                    `json:"passportName" validate:"required,max=200,line" personal:"passport"`
	PreferredName     string                    `json:"preferredName,omitempty" validate:"max=200,line"`
	Gender            models.Gender             `json:"gender" validate:"required,choice"`
	Nationalities     []string                  `json:"nationalities" validate:"required,min=1,max=5,unique,dive,state"`
	NominatedBy       string                    `json:"nominatedBy" validate:"required,state"` // a participant, the EU included
	Languages         []models.ObserverLanguage `json:"languages,omitempty" validate:"max=40,dive"`
	Functions         []models.Function         `json:"functions,omitempty" validate:"max=8,unique,dive,choice"`
	Conflicts         []string                  `json:"conflicts,omitempty" validate:"max=250,unique,dive,state"`
	NoticeHours       int                       `json:"noticeHours" validate:"min=0,max=8760"`
	PassportExpiresOn models.Date               `json:"passportExpiresOn,omitzero" personal:"passport"`
	Private           PrivateInput              `json:"private,omitzero"`
	Doubts

	Invented bool `json:"-"` // a person of the demonstration; nobody can say so from outside
}

// PrivateInput is what is said of an observer's private fields; what is not named stays as it is, and an empty day or text
// takes away what was known.
type PrivateInput struct {
	PassportNumber        *string    `json:"passportNumber,omitempty" validate:"omitempty,max=40,passport" personal:"passport"`
	PassportState         *string    `json:"passportState,omitempty" validate:"omitempty,max=2,line" personal:"passport"`
	BornOn                *DayOrNone `json:"bornOn,omitempty" personal:"passport"`
	Email                 *string    `json:"email,omitempty" validate:"omitempty,max=254,email_or_none" personal:"contact"`
	Phone                 *string    `json:"phone,omitempty" validate:"omitempty,max=40,line" personal:"contact"`
	EmergencyName         *string    `json:"emergencyName,omitempty" validate:"omitempty,max=200,line" personal:"contact"`
	EmergencyRelation     *string    `json:"emergencyRelation,omitempty" validate:"omitempty,max=100,line" personal:"contact"`
	EmergencyPhone        *string    `json:"emergencyPhone,omitempty" validate:"omitempty,max=40,line" personal:"contact"`
	MedicalClearedThrough *DayOrNone `json:"medicalClearedThrough,omitempty" personal:"health"`
	MedicalNote           *string    `json:"medicalNote,omitempty" validate:"omitempty,max=2000" personal:"health"`
}

// ObserverChange is what changes about an observer; what is not named stays as it is, and an empty day takes it away.
type ObserverChange struct {
	ByID
	PassportName      *string                    `json:"passportName,omitempty" validate:"omitempty,min=1,max=200,line" personal:"passport"`
	PreferredName     *string                    `json:"preferredName,omitempty" validate:"omitempty,min=1,max=200,line"`
	Gender            *models.Gender             `json:"gender,omitempty" validate:"omitempty,choice"`
	Nationalities     *[]string                  `json:"nationalities,omitempty" validate:"omitempty,min=1,max=5,unique,dive,state"`
	Languages         *[]models.ObserverLanguage `json:"languages,omitempty" validate:"omitempty,max=40,dive"`
	Functions         *[]models.Function         `json:"functions,omitempty" validate:"omitempty,max=8,unique,dive,choice"`
	Conflicts         *[]string                  `json:"conflicts,omitempty" validate:"omitempty,max=250,unique,dive,state"`
	NoticeHours       *int                       `json:"noticeHours,omitempty" validate:"omitempty,min=0,max=8760"`
	PassportExpiresOn *DayOrNone                 `json:"passportExpiresOn,omitempty" personal:"passport"`
	Private           PrivateInput               `json:"private,omitzero"`
	Reason            string                     `json:"reason,omitempty" validate:"max=2000" personal:"conduct"` // needed to take a nationality away
	Doubts
}

// RankInput is a place on the waiting list.
type RankInput struct {
	ByID
	Rank int `json:"rank" validate:"required,min=1"`
}

// DepartInput is on which ground somebody leaves the cohort.
type DepartInput struct {
	ByID
	Ground models.Ground `json:"ground" validate:"required,choice"` // not dismissed, which an inquiry decides
	Reason string        `json:"reason" validate:"required,min=3,max=2000" personal:"conduct"`
}

// AdmitInput is which seat somebody gets, and why they pass over others.
type AdmitInput struct {
	ByID
	Seat   *int   `json:"seat,omitempty" validate:"omitempty,min=1,max=100"`       // the lowest free one when not named
	Reason string `json:"reason,omitempty" validate:"max=2000" personal:"conduct"` // needed unless they are first on the waiting list
}

var (
	fillObserver   = filling[models.Observer, ObserverInput]("private", "confirmed")
	changeObserver = filling[models.Observer, ObserverChange]("private", "reason", "confirmed") // the reason is for the change
	changePrivate  = filling[models.Private, PrivateInput]()
)

// observers narrows a query to the observers within reach.
func (c Call) observers() *gorm.DB { return c.scoped("observers.id", "") }

// ListObservers answers with the cohort and those who wait for it.
func ListObservers(c Call, in ObserverFilter) (Page[models.Observer], error) {
	q := c.observers()
	if in.Status != "" {
		q = q.Where("observers.status = ?", in.Status)
	}
	if in.Gender != "" {
		q = q.Where("observers.gender = ?", in.Gender)
	}
	if in.Seated != nil {
		q = q.Where("(observers.seat IS NOT NULL) = ?", *in.Seated)
	}
	if in.Ready != "" {
		roster, err := models.LoadRoster(c.DB, c.Now)
		if err != nil {
			return Page[models.Observer]{}, err
		}
		q = q.Where("observers.id IN ?", roster.In(in.Ready))
	}
	if in.Nationality != "" {
		q = q.Where("EXISTS (SELECT 1 FROM observer_nationalities n WHERE n.observer_id = observers.id AND n.state = ?)", in.Nationality)
	}
	if in.Function != "" {
		q = q.Where("EXISTS (SELECT 1 FROM observer_functions f WHERE f.observer_id = observers.id AND f.function = ?)", in.Function)
	}
	if in.Language != "" || in.Level != "" {
		q = q.Where(`EXISTS (SELECT 1 FROM observer_languages l WHERE l.observer_id = observers.id
			AND (l.language = ? OR ? = '') AND l.level >= ?)`, in.Language, in.Language, in.Level)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.namesOrSeat()...)
	}
	observers, err := page[models.Observer](q, in.Paging, sorting{
		"": "name", "name": "observers.sorts_as", "createdAt": "observers.created_at",
		"seat": "COALESCE(observers.seat, 1000)", "rank": "COALESCE(observers.rank, 1000000)",
		"status": "observers.status", "noticeHours": "observers.notice_hours", "gender": "observers.gender",
		"nominatedBy": participantNamed("observers.nominated_by"),
	})
	if err != nil {
		return observers, err
	}
	err = models.LoadObserverDetails(c.DB, observers.Items)
	return each(observers, func(o models.Observer) models.Observer { return presented(c, o) }), err
}

// namesOrSeat are the places where an observer is found.
func (c Call) namesOrSeat() []models.Place {
	return append(c.folded("observers"), models.Numbered("observers", "seat"))
}

// folded are the columns of a table by which the caller may find its rows: a search is no way round what they may read.
func (c Call) folded(table string) []models.Place {
	places := []models.Place{models.In(table, "folded")}
	if c.may(models.ReadPrivate) {
		places = append(places, models.In(table, "folded_private"))
	}
	return places
}

// ofObserver are the places where what belongs to an observer is found by the observer's words.
func (c Call) ofObserver(id string) []models.Place {
	places := []models.Place{models.Through(id, "observers", "folded")}
	if c.may(models.ReadPrivate) {
		places = append(places, models.Through(id, "observers", "folded_private"))
	}
	return places
}

// GetObserver answers with one observer; private fields are for administrators and the observer.
func GetObserver(c Call, in ByID) (models.Observer, error) {
	o, err := observer(c, in)
	return presented(c, o), err
}

// NominateObserver enters a person at the end of the waiting list.
func NominateObserver(c Call, in ObserverInput) (models.Observer, error) {
	o := models.Observer{Invented: in.Invented, Private: &models.Private{}}
	fillObserver(&o, in)
	changePrivate(o.Private, in.Private)
	err := o.Nominate(c.Actor, in.Confirmed)
	return presented(c, o), err
}

// ChangeObserver corrects what is known of an observer.
func ChangeObserver(c Call, in ObserverChange) (models.Observer, error) {
	o, err := observer(c, in.ByID)
	if err != nil {
		return o, err
	}
	was, wasPrivate := o, *o.Private
	if in.Languages != nil {
		for i := range *in.Languages {
			(*in.Languages)[i].ObserverID = o.ID
		}
	}
	fields := changeObserver(&o, in)
	private := wasPrivate
	o.Private = &private
	for _, field := range changePrivate(o.Private, in.Private) {
		fields = append(fields, "private."+field)
	}
	if err := leavesToOthers(c, was, o, fields); err != nil {
		return was, err
	}
	err = o.Amend(c.Actor, was, fields, in.Reason, in.Confirmed)
	return presented(c, o), err
}

// RankObserver gives a nominated person another place on the waiting list.
func RankObserver(c Call, in RankInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.SetRank(c.Actor, in.Rank) })
}

// AdmitObserver gives a nominated person one of the hundred seats.
func AdmitObserver(c Call, in AdmitInput) (models.Observer, error) {
	seat := 0
	if in.Seat != nil {
		seat = *in.Seat
	}
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.Admit(c.Actor, seat, in.Reason) })
}

// RefuseObserver turns a nomination down.
func RefuseObserver(c Call, in ReasonInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.RefuseNomination(c.Actor, in.Reason) })
}

// SuspendObserver takes an observer out of everything not yet under way, and keeps their seat.
func SuspendObserver(c Call, in ReasonInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.Suspend(c.Actor, in.Reason) })
}

// ReinstateObserver ends a suspension.
func ReinstateObserver(c Call, in ByID) (models.Observer, error) {
	return decideObserver(c, in, func(o *models.Observer) error { return o.Reinstate(c.Actor) })
}

// DepartObserver ends a membership and frees the seat.
func DepartObserver(c Call, in DepartInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.Leave(c.Actor, in.Ground, in.Reason) })
}

// TakeLeave takes the observer who asks out of everything not yet under way, until they return.
func TakeLeave(c Call, in OptionalReasonInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.TakeLeave(c.Actor, in.Reason) })
}

// ReturnFromLeave ends one's own leave.
func ReturnFromLeave(c Call, in ByID) (models.Observer, error) {
	return decideObserver(c, in, func(o *models.Observer) error { return o.Return(c.Actor) })
}

// RenominateObserver takes a departure or a refusal back: the person waits for a seat again.
func RenominateObserver(c Call, in ReasonInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.Renominate(c.Actor, in.Reason) })
}

// EraseObserver forgets who somebody was who has left.
func EraseObserver(c Call, in ReasonInput) (models.Observer, error) {
	return decideObserver(c, in.ByID, func(o *models.Observer) error { return o.Erase(c.Actor, in.Reason) })
}

// CountCohort answers how many of the hundred seats are filled, and how the cohort is made up.
func CountCohort(c Call, _ struct{}) (models.CohortSummary, error) { return models.CountCohort(c.DB) }

func decideObserver(c Call, in ByID, decide func(*models.Observer) error) (models.Observer, error) {
	o, err := observer(c, in)
	if err == nil {
		err = decide(&o)
	}
	return presented(c, o), err
}

// observer reads an observer within reach, with their private fields where the caller may see these.
func observer(c Call, in ByID) (models.Observer, error) {
	o, err := findForUpdate[models.Observer](c, c.observers(), in.ID)
	if err == nil {
		err = o.LoadDetails(c.DB)
	}
	if err == nil && c.may(models.ReadPrivate) {
		err = o.LoadPrivate(c.DB)
	}
	return o, err
}

// presented is an observer as the caller may see them, with what the caller can do.
func presented(c Call, o models.Observer) models.Observer {
	o.Can = slices.DeleteFunc(can(c, models.ObserverFlow, o.Status), func(event models.Action) bool { return o.Hold(event, c.By.ID) != nil })
	if c.may(models.ClaimTraining) && !o.Gone() {
		o.Can = append(o.Can, models.ClaimTraining)
	}
	if c.may(models.OpenInquiry) && o.Seat != nil && o.InquiryID == "" {
		o.Can = append(o.Can, models.OpenInquiry)
	}
	if !c.may(models.ReadPrivate) {
		o.PassportExpiresOn, o.Private = models.Date{}, nil // Veil sees to the words
	}
	return o
}

// leavesToOthers refuses observers what only an administrator changes about them.
func leavesToOthers(c Call, was, o models.Observer, fields []string) error {
	if c.Scope == models.All {
		return nil
	}
	var faults refusal.Faults
	for _, field := range fields {
		switch field {
		case "passportName", "preferredName", "private.bornOn", "private.medicalClearedThrough", "private.medicalNote":
			faults.Add(field, "only an administrator changes this")
		}
	}
	for _, state := range was.Nationalities {
		if !slices.Contains(o.Nationalities, state) {
			faults.Add("nationalities", "you can add one; only an administrator can remove one")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return refusal.OnlyAdministrators.Of(faults)
}
