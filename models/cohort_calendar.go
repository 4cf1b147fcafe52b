package models

import (
	"slices"

	"gorm.io/gorm"
)

// Engagement is a run of booked days: where an observer has to be, and for what.
type Engagement struct {
	ObserverID string  `json:"-"`
	Kind       RefKind `json:"kind"` // assignment or training_request
	ID         string  `json:"id"`
	Title      string  `json:"title"`          // of the deployment or the opportunity
	Host       string  `json:"host,omitempty"` // none for a course
	StartsOn   Date    `json:"startsOn"`
	Until      Date    `json:"until"`
}

// Engagements reads the runs of booked days of observers that touch a range: each of them whole, in the order of the days.
func Engagements(db *gorm.DB, observers []string, from, until Date) ([]Engagement, error) {
	var days []Booking
	holders := db.Model(&Booking{}).Select("holder_id").Where("observer_id IN ? AND day >= ? AND day < ?", observers, from, until)
	err := db.Where("observer_id IN ? AND holder_id IN (?)", observers, holders).Order("observer_id, day").Find(&days).Error
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(runs(days), func(e Engagement) bool { return !e.StartsOn.Before(until) || !e.Until.After(from) })
	return out, fillTitles(db, out)
}

// fillTitles adds to engagements what they are for.
func fillTitles(db *gorm.DB, engagements []Engagement) error {
	var ids []string
	for _, e := range engagements {
		ids = append(ids, e.ID)
	}
	var titles []struct{ ID, Title string }
	err := db.Raw(`SELECT a.id, d.title FROM assignments a JOIN deployments d ON d.id = a.deployment_id WHERE a.id IN @ids
		UNION ALL SELECT r.id, o.title FROM training_requests r JOIN opportunities o ON o.id = r.opportunity_id WHERE r.id IN @ids`,
		map[string]any{"ids": ids}).Scan(&titles).Error
	of := map[string]string{}
	for _, t := range titles {
		of[t.ID] = t.Title
	}
	for i := range engagements {
		engagements[i].Title = of[engagements[i].ID]
	}
	return err
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
