package handlers

import "observationfund/models"

// longestCalendar is how many days one calendar shows.
const longestCalendar = 120

// CalendarAnswer is where everybody is, and when they are free.
type CalendarAnswer struct {
	From      models.Date   `json:"from"`
	Until     models.Date   `json:"until"`
	Observers []CalendarRow `json:"observers"`
}

// CalendarRow is one observer in the calendar; its periods are cut to the days asked for.
type CalendarRow struct {
	ID       string                `json:"id"`
	Name     string                `json:"name"`
	Seat     *int                  `json:"seat,omitempty"`
	Stale    bool                  `json:"stale"` // their word is too old to count as ready
	Periods  []models.Availability `json:"periods"`
	Bookings []models.Engagement   `json:"bookings"`
}

// ReadCalendar answers with the calendar of everybody who holds a seat, or with one's own.
func ReadCalendar(c Call, in Span) (CalendarAnswer, error) {
	from, until, err := in.within(c.Now.Day(), 28, longestCalendar)
	out := CalendarAnswer{From: from, Until: until, Observers: []CalendarRow{}}
	if err != nil {
		return out, err
	}
	var observers []models.Observer
	if err := seated(c).Order("seat, id").Find(&observers).Error; err != nil {
		return out, err
	}
	ids, at := []string{}, map[string]int{}
	for i, o := range observers {
		stale, _ := o.Stale(c.Now)
		ids, at[o.ID] = append(ids, o.ID), i
		out.Observers = append(out.Observers, CalendarRow{
			ID: o.ID, Name: o.PreferredName, Seat: o.Seat, Stale: stale, Periods: []models.Availability{}, Bookings: []models.Engagement{},
		})
	}
	periods, err := models.Periods(c.DB, ids, from, until)
	if err != nil {
		return out, err
	}
	for _, p := range periods {
		row := &out.Observers[at[p.ObserverID]]
		row.Periods = append(row.Periods, p.Clip(from, until))
	}
	bookings, err := models.Engagements(c.DB, ids, from, until)
	for _, b := range bookings {
		row := &out.Observers[at[b.ObserverID]]
		row.Bookings = append(row.Bookings, b)
	}
	return out, err
}
