package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// AvailabilitySource is where a period comes from.
type AvailabilitySource string

// FromFile is a period that a calendar file says; one's own word has no source.
const FromFile AvailabilitySource = "file"

// Values makes AvailabilitySource a Choice.
func (AvailabilitySource) Values() []string { return names([]AvailabilitySource{FromFile}) }

// BusyMonths is how many months ahead a calendar file is read.
const BusyMonths = 18

// TakeInBusyTimes keeps the days on which a calendar file says that the observer is not available, in the place of those from the file
// before. What the observer says themselves stays beside them, and holds again where a newer file no longer says otherwise.
func (o *Observer) TakeInBusyTimes(actor Actor, today Date, days []Round) error {
	if o.Gone() {
		return refusal.KeepsNoCalendar.With("status", o.Status)
	}
	theirs := actor.DB.Model(&Availability{}).Where("observer_id = ? AND source = ? AND until > ?", o.ID, FromFile, today).Session(&gorm.Session{})
	begun := map[string]any{"until": today, "revision": gorm.Expr("revision + 1")}
	if err := theirs.Where("starts_on < ?", today).Updates(begun).Error; err != nil {
		return err
	}
	gone := theirs.Delete(&Availability{})
	if gone.Error != nil {
		return gone.Error
	}
	var all []Availability
	sum := 0
	for _, d := range days {
		p := Availability{ObserverID: o.ID, Kind: Unavailable, StartsOn: d.StartsOn, Until: d.Until, Source: FromFile}
		p.ID, p.Revision, p.CreatedAt = NewID(), 1, actor.Now
		all, sum = append(all, p), sum+d.StartsOn.DaysUntil(d.Until)
	}
	if len(all) > 0 {
		if err := actor.DB.CreateInBatches(all, 100).Error; err != nil {
			return translate(err)
		}
	}
	if err := actor.Journal(TakeInBusyTimes, o.Ref(), "", Facts{"periods": len(all), "days": sum, "replaced": gone.RowsAffected}); err != nil {
		return err
	}
	return o.availabilityChanged(actor)
}

// outOf are periods without the days on which a calendar file says that their owner is not available: it is the newer word about them.
func outOf(periods []Availability) (out []Availability) {
	var busy []Availability
	for _, p := range periods {
		if p.Source == FromFile {
			busy = append(busy, p)
		}
	}
	for _, p := range periods {
		if p.Source == FromFile {
			out = append(out, p)
			continue
		}
		for _, b := range busy { // by first day
			if !b.StartsOn.Before(p.Until) || !b.Until.After(p.StartsOn) {
				continue
			}
			if b.StartsOn.After(p.StartsOn) {
				before := p
				before.Until = b.StartsOn
				out = append(out, before)
			}
			p.StartsOn = b.Until
			if !p.StartsOn.Before(p.Until) {
				break
			}
		}
		if p.StartsOn.Before(p.Until) {
			out = append(out, p)
		}
	}
	return out
}
