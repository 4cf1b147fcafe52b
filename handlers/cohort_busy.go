package handlers

import (
	"context"
	"time"

	"observationfund/models"
	"observationfund/models/busy"
)

// BusyInput is a calendar file as it is. It is read, and not kept.
type BusyInput struct {
	ByID
	Zone      string `query:"zone" validate:"omitempty,zone"` // where its owner lives, IANA; as their account says, or else the fund, when empty
	WholeDays bool   `query:"wholeDays"`                      // leave out what is shorter than a working day
	Body      []byte `body:"raw"`

	today models.Date
	found busy.Found
}

// BusyAnswer is what a calendar file says of an observer's days; of what it is that keeps them busy, nothing is read.
type BusyAnswer struct {
	From    models.Date    `json:"from"`
	Until   models.Date    `json:"until"`   // as far as it was read
	Events  int            `json:"events"`  // that keep them busy
	Periods []models.Round `json:"periods"` // not available
	Days    int            `json:"days"`
	Skipped []BusySkipped  `json:"skipped"`

	Replaced []models.Round      `json:"replaced"` // from the file before, which no longer count
	Booked   []models.Engagement `json:"booked"`   // on these days: what is booked stays booked
}

// BusySkipped is how many events keep nobody busy, and why.
type BusySkipped struct {
	Why    busy.Skipped `json:"why"`
	Number int          `json:"number"`
}

// Prepare reads the file before there is a transaction that would wait for it.
func (in *BusyInput) Prepare(_ context.Context, c Call) error {
	if _, err := models.Find[models.Observer](c.observers(), in.ID); err != nil {
		return err
	}
	zone, err := c.zoneOr(in.Zone)
	if err != nil {
		return err
	}
	in.today = c.Now.In(zone)
	asked := busy.Asked{From: in.today.Midnight(time.UTC).Time, Until: in.until().Midnight(time.UTC).Time, Zone: zone, WholeDays: in.WholeDays, Host: hostOf(c.Site)}
	in.found, err = busy.Read(in.Body, asked)
	return err
}

func (in *BusyInput) until() models.Date { return in.today.PlusMonths(models.BusyMonths) }

// zoneOr is a zone by its name, or else that of whoever asks, or else the fund's.
func (c Call) zoneOr(name string) (*time.Location, error) {
	if name == "" {
		name = c.By.Zone
	}
	if name == "" {
		fund, err := models.LoadFund(c.DB)
		if err != nil {
			return nil, err
		}
		name = fund.Zone
	}
	return models.Zone(name)
}

// RehearseBusyTimes answers what a calendar file would change, and changes nothing.
func RehearseBusyTimes(c Call, in BusyInput) (BusyAnswer, error) {
	_, out, err := c.busyTimes(in)
	return out, err
}

// TakeInBusyTimes keeps the days on which a calendar file says that its owner is not available, in the place of those from the file before.
func TakeInBusyTimes(c Call, in BusyInput) (BusyAnswer, error) {
	o, out, err := c.busyTimes(in)
	if err == nil {
		err = o.TakeInBusyTimes(c.Actor, in.today, out.Periods)
	}
	return out, err
}

func (c Call) busyTimes(in BusyInput) (o models.Observer, out BusyAnswer, err error) {
	out = BusyAnswer{From: in.today, Until: in.until(), Events: in.found.Events, Periods: []models.Round{}, Skipped: []BusySkipped{}, Replaced: []models.Round{}, Booked: []models.Engagement{}}
	if o, err = findForUpdate[models.Observer](c, c.observers(), in.ID); err != nil {
		return o, out, err
	}
	for _, why := range busy.Skipped("").Values() {
		if n := in.found.Skipped[busy.Skipped(why)]; n > 0 {
			out.Skipped = append(out.Skipped, BusySkipped{busy.Skipped(why), n})
		}
	}
	for _, d := range in.found.Days {
		p := models.Round{StartsOn: models.Day(d.From.Date()), Until: models.Day(d.Until.Date())}
		out.Periods, out.Days = append(out.Periods, p), out.Days+p.StartsOn.DaysUntil(p.Until)
	}
	var before []models.Availability
	err = c.DB.Where("observer_id = ? AND source = ? AND until > ?", o.ID, models.FromFile, in.today).Order("starts_on").Find(&before).Error
	if err != nil {
		return o, out, err
	}
	for _, p := range before {
		p = p.Clip(in.today, p.Until)
		out.Replaced = append(out.Replaced, models.Round{StartsOn: p.StartsOn, Until: p.Until})
	}
	booked, err := models.Engagements(c.DB, []string{o.ID}, out.From, out.Until)
	for _, b := range booked {
		for _, p := range out.Periods {
			if p.StartsOn.Before(b.Until) && p.Until.After(b.StartsOn) {
				out.Booked = append(out.Booked, b)
				break
			}
		}
	}
	return o, out, err
}
