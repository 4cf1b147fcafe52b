package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// busyDay is a calendar file in which one day is taken, a month from today.
func busyDay(today models.Date) []byte { return busyDays(today.Plus(30)) }

// busyDays is one in which these days are.
func busyDays(days ...models.Date) []byte {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"}
	for n, day := range days {
		lines = append(lines, "BEGIN:VEVENT", fmt.Sprint("UID:", n), "SUMMARY:Chemotherapy", "DTSTART;VALUE=DATE:"+strings.ReplaceAll(day.String(), "-", ""), "END:VEVENT")
	}
	return []byte(strings.Join(append(lines, "END:VCALENDAR", ""), "\r\n"))
}

// periods are what somebody's calendar says, in words.
func (c *client) periods(id string) string {
	c.house.Helper()
	var lines []string
	for _, p := range c.must("GET", "/observers/"+id+"/availability", nil).at("periods").([]any) {
		p := p.(body)
		lines = append(lines, strings.TrimSpace(fmt.Sprint(p["kind"], " ", p["startsOn"], "-", p["until"], " ", p["source"])))
	}
	slices.Sort(lines)
	return strings.ReplaceAll(strings.Join(lines, ", "), " <nil>", "")
}

// TestBusyTimes takes a calendar file in, and the next, and sees who is ready for which days.
func TestBusyTimes(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		id := s.ids["Siti"]
		at := "/observers/" + id + "/busy-times"
		today := s.today()
		own := fmt.Sprintf("available %s-%s", today, today.Plus(300))
		is := func(want ...string) {
			s.Helper()
			slices.Sort(want)
			if got := siti.periods(id); got != strings.Join(want, ", ") {
				s.Errorf("her calendar is %s, want %s", got, want)
			}
		}
		busy := func(from, until int) string {
			return fmt.Sprintf("unavailable %s-%s file", today.Plus(from), today.Plus(until))
		}
		ready := func(from, until int) string {
			s.Helper()
			got := siti.must("GET", fmt.Sprintf("/observers/%s/readiness?function=sto&host=TL&startsOn=%s&until=%s", id, today.Plus(from), today.Plus(until)), nil)
			for n := 0; got.at(fmt.Sprint("checks.", n)) != nil; n++ {
				if check := fmt.Sprint("checks.", n); strings.Contains(got.text(check+".sentence"), "vailable on") {
					return got.text(check + ".sentence")
				}
			}
			return string(got.body)
		}

		before := h.entries()
		tried := siti.must("POST", at+"/rehearse", busyDays(today.Plus(30), today.Plus(31), today.Plus(40)))
		if tried.at("days") != 3.0 || tried.at("events") != 3.0 || tried.text("periods.1.startsOn") != today.Plus(40).String() || h.entries() != before {
			s.Errorf("tried: %s", tried.body)
		}
		is(own)
		siti.must("POST", at, busyDays(today.Plus(30), today.Plus(31), today.Plus(40)))
		is(own, busy(30, 32), busy(40, 41))
		if n := h.entries(); n != before+2 { // it confirms the calendar, too
			s.Errorf("it left %d entries", n-before)
		}
		if got := ready(10, 20); got != "Available on every day." {
			s.Error(got)
		}
		if got := ready(25, 35); !strings.Contains(got, "Not available on "+today.Plus(30).Words()) {
			s.Error(got)
		}
		if got := ready(32, 40); got != "Available on every day." {
			s.Error(got)
		}

		// What she says herself lies beneath, whenever she says it.
		siti.must("POST", "/observers/"+id+"/availability", body{"kind": "tentative", "startsOn": today.Plus(28), "until": today.Plus(50), "replace": true})
		mine := []string{fmt.Sprintf("available %s-%s", today, today.Plus(28)), fmt.Sprintf("tentative %s-%s", today.Plus(28), today.Plus(50)), fmt.Sprintf("available %s-%s", today.Plus(50), today.Plus(300))}
		is(append(mine, busy(30, 32), busy(40, 41))...)

		// The next file takes the place of the one before; nothing else changes.
		if again := siti.must("POST", at+"/rehearse", busyDays(today.Plus(60))); again.text("replaced.1.startsOn") != today.Plus(40).String() {
			s.Errorf("tried again: %s", again.body)
		}
		siti.must("POST", at, busyDays(today.Plus(60)))
		is(append(mine, busy(60, 61))...)
		s.later(5)
		siti.must("POST", at, busyDays())
		is(mine...)

		// What is booked is pointed out, and stays.
		polling := s.today().Plus(80)
		_, request := s.inForce(polling)
		mission, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), 1)
		offer := s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": id})
		siti.must("POST", "/assignments/"+offer.text("id")+"/accept", signed)
		first := siti.must("GET", "/assignments/"+offer.text("id"), nil).text("startsOn")
		if got := siti.must("POST", at, busyDays(polling, polling.Plus(30))); got.text("booked.0.startsOn") != first || got.at("booked.1") != nil {
			s.Errorf("booked: %s", got.body)
		}
		if got := siti.must("GET", "/assignments/"+offer.text("id"), nil); got.text("status") != "accepted" {
			s.Errorf("her place is %s", got.text("status"))
		}

		// Where it is which day, her zone says; what is none of her file's, nobody keeps.
		night := strings.ReplaceAll(string(busyDays(today.Plus(90))), "DTSTART;VALUE=DATE:"+strings.ReplaceAll(today.Plus(90).String(), "-", ""),
			"DTSTART:"+strings.ReplaceAll(today.Plus(90).String(), "-", "")+"T200000Z\r\nDURATION:PT1H")
		if got := siti.must("POST", at+"/rehearse?zone=Asia/Dili", night); got.text("periods.0.startsOn") != today.Plus(91).String() {
			s.Errorf("in Dili: %s", got.body)
		}
		if got := siti.must("POST", at+"/rehearse?zone=Asia/Dili&wholeDays=true", night); got.at("days") != 0.0 || got.text("skipped.0.why") != "short" {
			s.Errorf("too short: %s", got.body)
		}
		for _, table := range []string{"availability", "journal", "notices"} {
			column := map[string]string{"availability": "note", "journal": "facts", "notices": "body"}[table]
			if s.count("SELECT COUNT(*) FROM "+table+" WHERE "+column+" LIKE '%hemo%'") > 0 {
				s.Errorf("the title of an event is in %s", table)
			}
		}

		// Nobody else hands one in, and what is none is refused.
		other := s.observer("Anna", "PH")
		other.request("POST", at, busyDays()).is(t, 404, refusal.NotFound)
		s.clara.request("POST", at, busyDays()).is(t, 403, refusal.Forbidden)
		siti.request("POST", at, "PK\x03\x04").is(t, 422, refusal.UnreadableCalendar)
		siti.request("POST", at+"/rehearse", "Name,Gender").is(t, 422, refusal.UnreadableCalendar)
		siti.request("POST", at, strings.Repeat(" ", 11<<20)).is(t, 413, refusal.TooLarge)
		if h.raw("INSERT INTO availability (id, revision, created_at, observer_id, kind, starts_on, until, note, source) VALUES ('x', 1, '2026-11-21 00:00:00+00:00', ?, 'available', '2027-01-01', '2027-01-02', '', 'file')", id) == nil {
			s.Error("a file says that somebody is available")
		}
		s.later(1)
		h.proves()
	})
}
