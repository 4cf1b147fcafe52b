package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// Span is a range of days, until not included.
type Span struct {
	From  models.Date `query:"from"`  // today when not said
	Until models.Date `query:"until"` // when not said, as far as the answer goes
}

// within fills in what a span leaves open, and refuses one that is longer than so many days.
func (s Span) within(today models.Date, preset, most int) (from, until models.Date, err error) {
	from, until = s.From, s.Until
	if from.IsZero() {
		from = today
	}
	if until.IsZero() {
		until = from.Plus(preset)
	}
	var faults refusal.Faults
	switch {
	case !until.After(from):
		faults.Add("until", "must be after from")
	case from.DaysUntil(until) > most:
		faults.Add("until", "must be within {days} days of from", "days", most)
	}
	return from, until, faults.Err()
}

// AvailabilitySpan asks for an observer's calendar.
type AvailabilitySpan struct {
	ByID
	Span
}

// AvailabilityAnswer is an observer's calendar: what they say, how old their word is, and where they have to be.
type AvailabilityAnswer struct {
	ConfirmedAt models.Time           `json:"confirmedAt,omitzero"`
	AgeDays     *int                  `json:"ageDays,omitempty"` // of the confirmation; none when there never was one
	Stale       bool                  `json:"stale"`             // too old to count as ready
	From        models.Date           `json:"from"`
	Until       models.Date           `json:"until"`
	Periods     []models.Availability `json:"periods"`
	Bookings    []models.Engagement   `json:"bookings"`
	Can         []models.Action       `json:"can"`
}

// Events makes AvailabilityAnswer Living.
func (AvailabilityAnswer) Events() []models.Action {
	return []models.Action{models.ChangeAvailability, models.ConfirmAvailability, models.TakeInBusyTimes}
}

// AvailabilityInput is a period, and what an observer says of it.
type AvailabilityInput struct {
	ByID
	Kind     models.AvailabilityKind `json:"kind" validate:"required,choice"`
	StartsOn models.Date             `json:"startsOn" validate:"required"`
	Until    models.Date             `json:"until" validate:"required"`
	Note     string                  `json:"note,omitempty" validate:"max=500" personal:"health"`
	Replace  bool                    `json:"replace,omitempty"` // takes the place of what was said of these days before
}

// PeriodInput names a period of an observer's calendar.
type PeriodInput struct {
	ByID
	Period string `path:"period" validate:"required,uuid"`
}

var fillAvailability = filling[models.Availability, AvailabilityInput]("replace") // what to do with the others

// ReadAvailability answers with an observer's calendar, a year from today when no days are named.
func ReadAvailability(c Call, in AvailabilitySpan) (AvailabilityAnswer, error) {
	from, until, err := in.within(c.Now.Day(), 366, 4*366)
	if err != nil {
		return AvailabilityAnswer{}, err
	}
	o, err := models.Find[models.Observer](c.observers(), in.ID)
	if err != nil {
		return AvailabilityAnswer{}, err
	}
	return calendarOf(c, o, from, until)
}

// AddAvailability enters a period into an observer's calendar.
func AddAvailability(c Call, in AvailabilityInput) (models.Availability, error) {
	var p models.Availability
	fillAvailability(&p, in)
	o, err := findForUpdate[models.Observer](c, c.observers(), in.ID)
	if err == nil {
		err = o.DeclareAvailability(c.Actor, &p, in.Replace)
	}
	return p, err
}

// RemoveAvailability takes a period out of an observer's calendar.
func RemoveAvailability(c Call, in PeriodInput) (Nothing, error) {
	o, err := models.Find[models.Observer](c.observers(), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	p, err := findForUpdate[models.Availability](c, c.DB.Where("observer_id = ?", o.ID), in.Period)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, o.WithdrawAvailability(c.Actor, p)
}

// ConfirmAvailability is an observer's word that their calendar is still true.
func ConfirmAvailability(c Call, in ByID) (AvailabilityAnswer, error) {
	o, err := findForUpdate[models.Observer](c, c.observers(), in.ID)
	if err == nil {
		err = o.Confirm(c.Actor)
	}
	if err != nil {
		return AvailabilityAnswer{}, err
	}
	return calendarOf(c, o, c.Now.Day(), c.Now.Day().Plus(366))
}

func calendarOf(c Call, o models.Observer, from, until models.Date) (AvailabilityAnswer, error) {
	out := AvailabilityAnswer{ConfirmedAt: o.AvailabilityConfirmedAt, From: from, Until: until, Can: []models.Action{}}
	if stale, age := o.Stale(c.Now); age < 0 {
		out.Stale = true
	} else {
		out.Stale, out.AgeDays = stale, &age
	}
	for _, action := range out.Events() {
		if c.may(action) && !o.Gone() {
			out.Can = append(out.Can, action)
		}
	}
	var err error
	if out.Periods, err = models.Periods(c.DB, []string{o.ID}, from, until); err != nil {
		return out, err
	}
	out.Bookings, err = models.Engagements(c.DB, []string{o.ID}, from, until)
	return out, err
}

// seated narrows observers to those who hold a seat, but keeps an observer's own row whatever their state.
func seated(c Call) *gorm.DB {
	if c.Scope == models.All {
		return c.DB.Where("observers.seat IS NOT NULL")
	}
	return c.observers()
}
