package models

import "gorm.io/gorm"

// Engagement is a run of booked days: where an observer has to be, and for what.
type Engagement struct {
	ObserverID string `json:"-"`
	Kind       string `json:"kind"` // assignment or training_request
	ID         string `json:"id"`
	Host       string `json:"host,omitempty"` // none for a course
	StartsOn   Date   `json:"startsOn"`
	Until      Date   `json:"until"`
}

// Engagements reads the booked days of observers within a range as runs, in the order of the days.
func Engagements(db *gorm.DB, observers []string, from, until Date) ([]Engagement, error) {
	var days []Booking
	err := db.Where("observer_id IN ? AND day >= ? AND day < ?", observers, from, until).Order("observer_id, day").Find(&days).Error
	return runs(days), err
}

// runs joins days that follow each other and belong together.
func runs(days []Booking) []Engagement {
	out := []Engagement{}
	for _, d := range days {
		if n := len(out) - 1; n >= 0 && out[n].ObserverID == d.ObserverID && out[n].ID == d.HolderID && out[n].Until == d.Day {
			out[n].Until = d.Day.Plus(1)
			continue
		}
		out = append(out, Engagement{ObserverID: d.ObserverID, Kind: d.HolderKind, ID: d.HolderID, Host: d.Host, StartsOn: d.Day, Until: d.Day.Plus(1)})
	}
	return out
}

// Clip cuts a period to a range that it touches.
func (a Availability) Clip(from, until Date) Availability {
	if a.StartsOn.Before(from) {
		a.StartsOn = from
	}
	if a.Until.After(until) {
		a.Until = until
	}
	return a
}
