// Package busy reads from a calendar file on which days its owner has no time. It looks at nothing else: titles, places and people are left
// out before the file is read.
package busy

import (
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"observationfund/models/refusal"
)

// What a file may hold, and how much work it may make: days that recurring events are looked for on.
const (
	mostEvents = 20_000
	mostSteps  = 3_000_000
	longest    = 366 * 24 * time.Hour // event
	workingDay = 8 * time.Hour
)

// Asked is what is looked for.
type Asked struct {
	From, Until time.Time      // days, as midnights in UTC
	Zone        *time.Location // of who owns the file: where events without a zone happen, and where days begin
	WholeDays   bool           // leave out what is shorter than a working day
	Host        string         // of the fund: what it has put into the calendar itself is left out
}

// Days are some days on end, as midnights in UTC: until is the first that no longer belongs to them.
type Days struct{ From, Until time.Time }

// Skipped is why an event makes nobody busy.
type Skipped string

const (
	Free       Skipped = "free"       // its owner says that they have time
	Cancelled  Skipped = "cancelled"  // it does not take place
	Short      Skipped = "short"      // than a working day
	Outside    Skipped = "outside"    // of the days that are looked at
	Ours       Skipped = "ours"       // the fund has put it there
	Unreadable Skipped = "unreadable" // its dates, or how it recurs
)

// Values makes Skipped a Choice.
func (Skipped) Values() []string {
	return []string{string(Free), string(Cancelled), string(Short), string(Outside), string(Ours), string(Unreadable)}
}

// Found is what a file says.
type Found struct {
	Days    []Days // in their order, none touching another
	Events  int    // that make somebody busy
	Skipped map[Skipped]int
}

// reader is a file that is being read.
type reader struct {
	Asked
	zones map[string]*clock
	steps int
	found Found
}

// Read tells on which days the owner of a file is busy.
func Read(content []byte, asked Asked) (Found, error) {
	r := reader{Asked: asked, zones: map[string]*clock{}, found: Found{Skipped: map[Skipped]int{}}}
	needed, err := needed(content)
	if err != nil {
		return r.found, err
	}
	cal, err := ics.ParseCalendarWithOptions(strings.NewReader(needed), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return r.found, refusal.CalendarUnreadable
	}
	events := cal.Events()
	if len(events) > mostEvents {
		return r.found, refusal.CalendarTooLong.With("most", mostEvents)
	}
	for _, zone := range cal.Timezones() {
		r.define(zone)
	}
	instead := r.instead(events)
	for _, event := range events {
		if err := r.take(event, instead); err != nil {
			return r.found, err
		}
	}
	r.found.Days = joined(r.found.Days)
	return r.found, nil
}

// properties are those that say when somebody is busy, with those that hold others together.
var properties = []string{"BEGIN", "END", "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TRANSP", "STATUS",
	"X-MICROSOFT-CDO-BUSYSTATUS", "TZID", "X-LIC-LOCATION", "TZOFFSETFROM", "TZOFFSETTO"}

const (
	longestLine = 64 << 10
	mostParts   = 100 // of a line
	deepest     = 8
)

// needed leaves of a file what says when somebody is busy: nobody reads the rest, and what is broken there breaks nothing.
func needed(content []byte) (string, error) {
	text := strings.TrimPrefix(strings.ToValidUTF8(string(content), "?"), "\ufeff")
	switch {
	case strings.HasPrefix(text, "PK\x03\x04"):
		return "", refusal.CalendarIsZipped
	case !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), "BEGIN:VCALENDAR"):
		return "", refusal.CalendarUnreadable
	}
	text = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "", "\r\n", "\n", "\r", "\n").Replace(text)
	var kept strings.Builder
	depth := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		end := strings.IndexAny(line, ":;")
		if end < 0 {
			continue
		}
		name := strings.ToUpper(line[:end])
		if !slices.Contains(properties, name) || len(line) > longestLine || strings.Count(line, ";") > mostParts {
			continue
		}
		rest := line[end:]
		switch name {
		case "BEGIN":
			depth++
			rest = strings.ToUpper(rest)
			if rest == ":VCALENDAR" && depth == 1 && kept.Len() > 0 { // several calendars in one file are one
				continue
			}
		case "END":
			depth--
			rest = strings.ToUpper(rest)
			if depth == 0 {
				continue
			}
		}
		if depth > deepest {
			return "", refusal.CalendarUnreadable
		}
		kept.WriteString(name + rest + "\n")
	}
	if depth != 0 {
		return "", refusal.CalendarUnreadable
	}
	return kept.String() + "END:VCALENDAR\n", nil
}

// value is the first value of a property, in capitals; empty where there is none.
func value(c *ics.ComponentBase, name ics.ComponentProperty) string {
	if p := c.GetProperty(name); p != nil {
		return strings.ToUpper(p.Value)
	}
	return ""
}

// instead are the days of recurring events that have an event of their own, by the event and the instant.
func (r *reader) instead(events []*ics.VEvent) map[string]bool {
	out := map[string]bool{}
	for _, event := range events {
		p := event.GetProperty(ics.ComponentPropertyRecurrenceId)
		if p == nil {
			continue
		}
		if at, err := r.moment(*p); err == nil {
			out[event.Id()+at.key()] = true
		}
	}
	return out
}

// take adds the days of an event, or counts why it has none.
func (r *reader) take(event *ics.VEvent, instead map[string]bool) error {
	skip := func(why Skipped) error {
		r.found.Skipped[why]++
		return nil
	}
	switch {
	case r.Host != "" && strings.HasSuffix(event.Id(), "@"+r.Host):
		return skip(Ours)
	case value(&event.ComponentBase, ics.ComponentPropertyStatus) == "CANCELLED":
		return skip(Cancelled)
	case value(&event.ComponentBase, ics.ComponentPropertyTransp) == "TRANSPARENT", value(&event.ComponentBase, "X-MICROSOFT-CDO-BUSYSTATUS") == "FREE":
		return skip(Free)
	}
	start, length, err := r.when(event)
	if err != nil {
		return skip(Unreadable)
	}
	if r.WholeDays && !start.allDay && length < workingDay {
		return skip(Short)
	}
	times, err := r.occurrences(event, start, length, instead)
	switch {
	case err == errTooMuch:
		return refusal.CalendarRecursTooOften
	case err != nil:
		return skip(Unreadable)
	}
	busy := false
	for _, at := range times {
		days := r.days(at, start.allDay, length)
		if days.From.Before(r.From) {
			days.From = r.From
		}
		if days.Until.After(r.Until) {
			days.Until = r.Until
		}
		if days.Until.After(days.From) {
			r.found.Days = append(r.found.Days, days)
			busy = true
		}
	}
	if !busy {
		return skip(Outside)
	}
	r.found.Events++
	return nil
}

// days are those that an occurrence touches: whole ones as they are, others where its owner lives.
func (r *reader) days(at time.Time, allDay bool, length time.Duration) Days {
	if allDay {
		return Days{at, at.Add(length)}
	}
	last := at
	if length > 0 {
		last = at.Add(length - time.Nanosecond)
	}
	return Days{midnight(at.In(r.Zone)), midnight(last.In(r.Zone)).AddDate(0, 0, 1)}
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// joined are the same days with none twice.
func joined(all []Days) []Days {
	slices.SortFunc(all, func(a, b Days) int { return a.From.Compare(b.From) })
	out := []Days{}
	for _, days := range all {
		if n := len(out) - 1; n >= 0 && !days.From.After(out[n].Until) {
			if days.Until.After(out[n].Until) {
				out[n].Until = days.Until
			}
			continue
		}
		out = append(out, days)
	}
	return out
}
