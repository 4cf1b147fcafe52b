package busy

import (
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// clock says what instant it is when a wall clock somewhere shows a time.
type clock struct {
	place       *time.Location // a zone of the world's, or
	observances []observance   // what the file says of its own
	known       map[int][]onset
}

// observance is one half of a year, such as summer time.
type observance struct {
	begins   time.Time // first, by the wall clock
	rule     string
	from, to time.Duration // before and after it begins
}

// onset is when another offset begins.
type onset struct {
	wall time.Time
	to   time.Duration
}

// instant is when the clock shows a time.
func (c *clock) instant(wall time.Time) time.Time {
	if c.place != nil {
		y, m, d := wall.Date()
		return time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), 0, c.place).UTC()
	}
	return wall.Add(-c.offset(wall))
}

// reading is what the clock shows at an instant, to the hour at which it changes.
func (c *clock) reading(at time.Time) time.Time {
	if c.place == nil {
		return at.Add(c.offset(at))
	}
	local := at.In(c.place)
	y, m, d := local.Date()
	return time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
}

// offset is how much later than UTC a clock shows.
func (c *clock) offset(wall time.Time) time.Duration {
	year := wall.Year()
	onsets, known := c.known[year]
	if !known {
		for _, o := range c.observances {
			for _, at := range o.in(year) {
				onsets = append(onsets, onset{at, o.to})
			}
		}
		slices.SortFunc(onsets, func(a, b onset) int { return a.wall.Compare(b.wall) })
		c.known[year] = onsets
	}
	to := c.observances[0].from
	for _, o := range onsets {
		if !o.wall.After(wall) {
			to = o.to
		}
	}
	return to
}

// in is when an observance begins in a year and the year before.
func (o observance) in(year int) []time.Time {
	if o.rule == "" {
		return []time.Time{o.begins}
	}
	option, err := rrule.StrToROption(o.rule)
	if err != nil || option.Freq != rrule.YEARLY || len(option.Byhour)+len(option.Byminute)+len(option.Bysecond) > 0 || option.Interval > 1 || option.Count > 0 {
		return []time.Time{o.begins}
	}
	option.Dtstart = o.begins
	if ahead := year - 1 - o.begins.Year(); ahead > 0 {
		if len(option.Bymonth) == 0 {
			option.Bymonth = []int{int(o.begins.Month())}
		}
		if len(option.Bymonthday)+len(option.Byweekday)+len(option.Byweekno)+len(option.Byyearday) == 0 {
			option.Bymonthday = []int{o.begins.Day()}
		}
		option.Dtstart = time.Date(year-1, 1, 1, o.begins.Hour(), o.begins.Minute(), o.begins.Second(), 0, time.UTC)
	}
	last := time.Date(year, 12, 31, 23, 59, 59, 0, time.UTC)
	if option.Until.IsZero() || option.Until.After(last) {
		option.Until = last
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil || option.Until.Before(option.Dtstart) {
		return nil
	}
	return rule.All()
}

// define reads a zone that the file describes.
func (r *reader) define(zone *ics.VTimezone) {
	id := zone.GetProperty(ics.ComponentPropertyTzid)
	if id == nil {
		return
	}
	if place := named(id.Value); place != nil {
		r.zones[id.Value] = &clock{place: place}
		return
	}
	if at := zone.GetProperty("X-LIC-LOCATION"); at != nil {
		if place := named(at.Value); place != nil {
			r.zones[id.Value] = &clock{place: place}
			return
		}
	}
	c := &clock{known: map[int][]onset{}}
	for _, part := range zone.Components {
		var base *ics.ComponentBase
		switch part := part.(type) {
		case *ics.Standard:
			base = &part.ComponentBase
		case *ics.Daylight:
			base = &part.ComponentBase
		default:
			continue
		}
		begins, err := time.Parse("20060102T150405", value(base, ics.ComponentPropertyDtStart))
		from, known := offset(value(base, "TZOFFSETFROM"))
		to, also := offset(value(base, "TZOFFSETTO"))
		if err == nil && known && also && len(c.observances) < 50 {
			c.observances = append(c.observances, observance{begins, value(base, ics.ComponentPropertyRrule), from, to})
		}
	}
	if len(c.observances) > 0 {
		r.zones[id.Value] = c
	}
}

// offset reads +0530.
func offset(text string) (time.Duration, bool) {
	if len(text) < 5 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	at, err := time.Parse("1504", text[1:5])
	if err != nil {
		return 0, false
	}
	d := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if text[0] == '-' {
		d = -d
	}
	return d, true
}

// clockOf is the clock of a zone's name; that of the file's owner where it is none.
func (r *reader) clockOf(id []string) *clock {
	if len(id) != 1 {
		return &clock{place: r.Zone}
	}
	if c := r.zones[id[0]]; c != nil {
		return c
	}
	c := &clock{place: r.Zone}
	if place := named(id[0]); place != nil {
		c.place = place
	}
	r.zones[id[0]] = c
	return c
}

// named is a zone of the world's by its name, which some programs write behind a path of theirs.
func named(id string) *time.Location {
	parts := strings.Split(strings.Trim(id, "/ "), "/")
	for n := range parts {
		if name := strings.Join(parts[n:], "/"); len(parts)-n > 1 || name == "UTC" {
			if place, err := time.LoadLocation(name); err == nil {
				return place
			}
		}
	}
	return nil
}
