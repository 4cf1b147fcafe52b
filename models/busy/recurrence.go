package busy

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

var (
	errTooMuch  = errors.New("the file recurs too often")
	errUnread   = errors.New("this cannot be read")
	durationHas = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$`)
)

// moment is when something begins: a day, or a time by some clock.
type moment struct {
	wall   time.Time // what the calendar and the clock show there, in UTC
	allDay bool
	clock  *clock
}

// at is the instant; of a day its midnight in UTC.
func (m moment) at() time.Time { return m.clock.instant(m.wall) }

// key names the instant.
func (m moment) key() string { return "\n" + m.at().UTC().Format(time.RFC3339) }

// moment reads the value of a property.
func (r *reader) moment(p ics.IANAProperty) (moment, error) { return r.read(p, p.Value) }

func (r *reader) read(p ics.IANAProperty, text string) (moment, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	m := moment{clock: &clock{place: time.UTC}}
	var err error
	switch {
	case len(text) == 8:
		m.allDay = true
		m.wall, err = time.Parse("20060102", text)
	case strings.HasSuffix(text, "Z"):
		m.wall, err = time.Parse("20060102T150405Z", text)
	default:
		m.wall, err = time.Parse("20060102T150405", text)
		m.clock = r.clockOf(p.ICalParameters["TZID"])
	}
	if err == nil && (m.wall.Year() < 1900 || m.wall.Year() > 2199) {
		err = errUnread
	}
	return m, err
}

// when is when an event begins first, and how long it takes.
func (r *reader) when(event *ics.VEvent) (start moment, length time.Duration, err error) {
	p := event.GetProperty(ics.ComponentPropertyDtStart)
	if p == nil {
		return start, 0, errUnread
	}
	if start, err = r.moment(*p); err != nil {
		return start, 0, err
	}
	if end := event.GetProperty(ics.ComponentPropertyDtEnd); end != nil {
		last, err := r.moment(*end)
		if err != nil || last.allDay != start.allDay {
			return start, 0, errUnread
		}
		length = last.at().Sub(start.at())
	} else if text := value(&event.ComponentBase, ics.ComponentPropertyDuration); text != "" {
		if length, err = duration(text); err != nil {
			return start, 0, err
		}
	}
	if start.allDay {
		length = max(length.Truncate(24*time.Hour), 24*time.Hour) // some programs end a day where it begins
	}
	if length < 0 || length > longest {
		return start, 0, errUnread
	}
	return start, length, nil
}

// duration reads P1DT2H.
func duration(text string) (sum time.Duration, err error) {
	parts := durationHas.FindStringSubmatch(text)
	if parts == nil {
		return 0, errUnread
	}
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		if parts[i+1] == "" {
			continue
		}
		n, err := strconv.Atoi(parts[i+1])
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * unit
	}
	return sum, nil
}

// occurrences are the instants at which an event begins, as far as it touches the days that are looked at.
func (r *reader) occurrences(event *ics.VEvent, start moment, length time.Duration, instead map[string]bool) (out []time.Time, err error) {
	walls := []time.Time{start.wall}
	rules := event.GetProperties(ics.ComponentPropertyRrule)
	alone := event.HasProperty(ics.ComponentPropertyRecurrenceId)
	if len(rules) > 1 {
		return nil, errUnread
	}
	if len(rules) == 1 && !alone {
		if walls, err = r.recur(rules[0].Value, start, length); err != nil {
			return nil, err
		}
	}
	never := map[string]bool{}
	for _, p := range event.GetProperties(ics.ComponentPropertyExdate) {
		for text := range strings.SplitSeq(p.Value, ",") {
			m, err := r.read(*p, text)
			if err != nil {
				return nil, err
			}
			if m.allDay && !start.allDay { // a day of an event that has a time
				m = moment{wall: m.wall.Add(start.wall.Sub(midnight(start.wall))), clock: start.clock}
			}
			never[m.key()] = true
		}
	}
	times := make([]moment, 0, len(walls))
	for _, wall := range walls {
		times = append(times, moment{wall: wall, allDay: start.allDay, clock: start.clock})
	}
	for _, p := range event.GetProperties(ics.ComponentPropertyRdate) {
		for text := range strings.SplitSeq(p.Value, ",") {
			begins, _, _ := strings.Cut(text, "/")
			m, err := r.read(*p, begins)
			if err != nil || m.allDay != start.allDay {
				return nil, errUnread
			}
			times = append(times, m)
		}
	}
	for _, m := range times {
		if never[m.key()] || !alone && instead[event.Id()+m.key()] {
			continue
		}
		out = append(out, m.at())
	}
	return out, nil
}

// zonesApart is how far clocks on Earth are apart from UTC at most, with a day to spare.
const zonesApart = 48 * time.Hour

// recur are the times by the event's own clock at which it begins by a rule.
func (r *reader) recur(text string, start moment, length time.Duration) ([]time.Time, error) {
	option, err := rrule.StrToROption(strings.ToUpper(text))
	if err != nil || option.Freq > rrule.DAILY {
		return nil, errUnread
	}
	from, until := r.From.Add(-length-zonesApart), r.Until.Add(zonesApart)
	if !option.Until.IsZero() {
		end := option.Until
		if !start.allDay && untilUTC.MatchString(text) {
			end = start.clock.reading(end)
		} else if end.Equal(midnight(end)) { // a day: all of it
			end = end.Add(24*time.Hour - time.Second)
		}
		if end.Before(from) {
			return nil, nil
		}
		if end.Before(until) {
			until = end
		}
	}
	option.Dtstart, option.Until = start.wall, until
	times := max(1, len(option.Byhour)) * max(1, len(option.Byminute)) * max(1, len(option.Bysecond))
	sure := comes(option)
	if option.Count == 0 {
		nearer(option, from)
	}
	steps := int(until.Sub(option.Dtstart).Hours() / 24)
	switch {
	case !sure && option.Freq == rrule.DAILY:
		return nil, errUnread
	case !sure:
		steps += untilNever
	}
	if r.steps += max(1, steps) * times; r.steps > mostSteps {
		return nil, errTooMuch
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, errUnread
	}
	out := rule.Between(from, until, true)
	if start.wall.After(from) && start.wall.Before(until) && (len(out) == 0 || !out[0].Equal(start.wall)) {
		out = append(out, start.wall) // the first is one, whatever the rule says
	}
	return out, nil
}

// untilNever is how many steps it takes to look for a day that never comes: until the year 9999.
const untilNever = 200_000

// comes reports whether it is sure that a rule names days that come again and again.
func comes(o *rrule.ROption) bool {
	if len(o.Bysetpos)+len(o.Byweekno)+len(o.Byyearday)+len(o.Byeaster) > 0 || o.Interval > 1 && (o.Freq == rrule.DAILY && len(o.Byweekday) > 0 || len(o.Bymonth) > 0) {
		return false
	}
	for _, day := range o.Byweekday {
		if n := day.N(); n < -5 || n > 5 || n != 0 && len(o.Bymonthday) > 0 {
			return false
		}
	}
	for _, day := range o.Bymonthday {
		if day < -28 || day > 28 {
			return len(o.Bymonth) == 0 && o.Interval <= 1
		}
	}
	return true
}

// nearer begins a rule near the days that are looked at: to go through all that came before takes longest.
func nearer(o *rrule.ROption, from time.Time) {
	every, begins := max(1, o.Interval), o.Dtstart
	if every > 1000 || !begins.Before(from) {
		return
	}
	if len(o.Byweekno)+len(o.Byyearday)+len(o.Bymonthday)+len(o.Byweekday)+len(o.Byeaster) == 0 && o.Freq < rrule.WEEKLY { // what the first day says
		o.Bymonthday = []int{begins.Day()}
		if o.Freq == rrule.YEARLY && len(o.Bymonth) == 0 {
			o.Bymonth = []int{int(begins.Month())}
		}
	}
	// It begins in the first year, month, week or day of its kind, one such step before they are reached.
	ahead := func(steps int) int { return max(0, steps/every-1) * every }
	days := int(from.Sub(begins).Hours() / 24)
	switch o.Freq {
	case rrule.YEARLY:
		if n := ahead(days / 366); n > 0 {
			o.Dtstart = time.Date(begins.Year()+n, 1, 1, begins.Hour(), begins.Minute(), begins.Second(), 0, time.UTC)
		}
	case rrule.MONTHLY:
		if n := ahead(days / 31); n > 0 {
			o.Dtstart = time.Date(begins.Year(), begins.Month()+time.Month(n), 1, begins.Hour(), begins.Minute(), begins.Second(), 0, time.UTC)
		}
	case rrule.WEEKLY:
		o.Dtstart = begins.AddDate(0, 0, 7*ahead(days/7))
	case rrule.DAILY:
		o.Dtstart = begins.AddDate(0, 0, ahead(days))
	}
}

var untilUTC = regexp.MustCompile(`(?i)UNTIL=\d{8}T\d{6}Z`)
