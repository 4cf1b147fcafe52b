package handlers

import (
	"net/url"
	"time"

	ics "github.com/arran4/golang-ical"

	"observationfund/models"
)

const (
	askAgain     = "PT1H"           // how soon a program asks for news
	beforeTheEnd = 30 * time.Minute // how long a deadline is on a calendar: it ends when the deadline does
)

// iCalendar writes events as RFC 5545 has it, and as Apple's, Google's and Microsoft's programs take it: days are without zone and end
// before the day after the last, instants are in UTC. Nothing in it but the events changes from one answer to the next.
func iCalendar(name, site string, events []models.CalendarEvent) string {
	cal := ics.NewCalendarFor("Electoral Observation Fund")
	cal.SetMethod(ics.MethodPublish)
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(printable(name))
	cal.SetRefreshInterval(askAgain, ics.WithValue("DURATION"))
	cal.SetXPublishedTTL(askAgain)
	for _, e := range events {
		event := cal.AddEvent(e.ID + "@" + hostOf(site))
		event.SetDtStampTime(e.Changed.Time)
		event.SetLastModifiedAt(e.Changed.Time)
		event.SetSequence(e.Version)
		if e.At.IsZero() {
			event.SetProperty(ics.ComponentPropertyDtStart, icsDay(e.From), ics.WithValue("DATE"))
			event.SetProperty(ics.ComponentPropertyDtEnd, icsDay(e.Until), ics.WithValue("DATE"))
		} else {
			event.SetStartAt(e.At.Add(-beforeTheEnd))
			event.SetEndAt(e.At.Time)
		}
		event.SetSummary(printable(e.Title))
		if e.Says != "" {
			event.SetDescription(printable(e.Says))
		}
		if e.Place != "" {
			event.SetLocation(printable(e.Place))
		}
		event.SetStatus(ics.ObjectStatus(e.Status))
		event.SetTimeTransparency(ics.TransparencyTransparent)
		if e.Busy && e.Status != models.EventCancelled {
			event.SetTimeTransparency(ics.TransparencyOpaque)
		}
		event.SetURL(site + "/#/to/" + string(e.Subject.Kind) + "/" + url.PathEscape(e.Subject.ID))
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

// icsDay writes a day as iCalendar does.
func icsDay(day models.Date) string { return day.Midnight(time.UTC).Format("20060102") }
