package models

import "observationfund/models/refusal"

// Guarantee 3: one person, one place. A booked day is a row whose key is the person and the day, so no day can be
// given away twice, whatever runs beside; and no row can name a host whose nationality the person holds.

// Booking is one day of one observer, held by an assignment or a training request.
type Booking struct {
	ObserverID string  `json:"observerId" gorm:"primaryKey"`
	Day        Date    `json:"day" gorm:"primaryKey"`
	HolderID   string  `json:"holderId"`
	HolderKind RefKind `json:"holderKind"`
	Host       string  `json:"host,omitempty"` // where they observe; empty for a course
}

// Book takes every day of a range for a holder, or none.
func (a Actor) Book(observerID string, holder Ref, host string, from, until Date) error {
	if host != "" {
		if err := a.ownCountry(observerID, host); err != nil {
			return err
		}
	}
	var taken []Booking
	err := a.DB.Where("observer_id = ? AND day >= ? AND day < ?", observerID, from, until).Order("day").Find(&taken).Error
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		first, last := taken[0].Day, taken[len(taken)-1].Day
		return refusal.DaysTaken.With("number", len(taken), "first", first, "last", last, "holder", taken[0].HolderKind)
	}
	var days []Booking
	for day := from; day.Before(until); day = day.Plus(1) {
		days = append(days, Booking{ObserverID: observerID, Day: day, HolderID: holder.ID, HolderKind: holder.Kind, Host: host})
	}
	return translate(a.DB.CreateInBatches(days, 100).Error)
}

// BookRest takes those days of a range that the holder does not hold already.
func (a Actor) BookRest(observerID string, holder Ref, host string, from, until Date) error {
	var held []Date
	err := a.DB.Model(&Booking{}).Where("holder_id = ? AND day >= ? AND day < ?", holder.ID, from, until).Order("day").Pluck("day", &held).Error
	if err != nil {
		return err
	}
	for _, day := range append(held, until) {
		if from.Before(day) {
			if err := a.Book(observerID, holder, host, from, day); err != nil {
				return err
			}
		}
		from = day.Plus(1)
	}
	return nil
}

// Unbook frees the days of a holder from one day on; days before it stay as the record of where the person was.
func (a Actor) Unbook(holder Ref, from Date) error {
	return translate(a.DB.Where("holder_id = ? AND day >= ?", holder.ID, from).Delete(&Booking{}).Error)
}
