package busy_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/models/busy"
	"observationfund/models/refusal"
)

var berlin, _ = time.LoadLocation("Europe/Berlin")

// wanted are the days from 1 December 2026 until 1 June 2028, of somebody in Berlin.
var wanted = busy.Asked{From: day("2026-12-01"), Until: day("2028-06-01"), Zone: berlin, Host: "fund.example"}

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

// calendar is a file with events, each of some lines.
func calendar(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n")
	for _, e := range events {
		if !strings.HasPrefix(e, "BEGIN:") {
			e = "BEGIN:VEVENT\nSUMMARY:Secret\n" + e + "\nEND:VEVENT"
		}
		b.WriteString(strings.ReplaceAll(e, "\n", "\r\n") + "\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// outlook is a zone as Outlook describes it, by a name that is nobody else's.
const outlook = `BEGIN:VTIMEZONE
TZID:(UTC+10:00) Port Moresby and elsewhere
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+1100
TZOFFSETTO:+1000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+1000
TZOFFSETTO:+1100
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10
END:DAYLIGHT
END:VTIMEZONE`

func TestBusyDays(t *testing.T) {
	for _, try := range []struct {
		name, days, skipped string
		whole               bool
		events              []string
	}{
		{name: "days are half open", days: "2026-12-10 to 2026-12-12", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20261213"}},
		{name: "one day without an end, one that ends where it begins", days: "2026-12-10, 2026-12-20", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261210", "UID:2\nDTSTART;VALUE=DATE:20261220\nDTEND;VALUE=DATE:20261220"}},
		{name: "neighbours are one", days: "2026-12-10 to 2026-12-13", events: []string{"UID:2\nDTSTART;VALUE=DATE:20261212\nDTEND;VALUE=DATE:20261214", "UID:1\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20261212"}},
		{name: "UTC, where it is tomorrow here", days: "2026-12-11", events: []string{"UID:1\nDTSTART:20261210T233000Z\nDTEND:20261211T003000Z"}},
		{name: "over midnight, and until midnight", days: "2026-12-10 to 2026-12-11, 2026-12-15", events: []string{
			"UID:1\nDTSTART;TZID=Europe/Berlin:20261210T220000\nDTEND;TZID=Europe/Berlin:20261211T020000", "UID:2\nDTSTART;TZID=Europe/Berlin:20261215T220000\nDURATION:PT2H"}},
		{name: "floating times are local", days: "2026-12-10", events: []string{"UID:1\nDTSTART:20261210T003000\nDTEND:20261210T013000"}},
		{name: "another zone", days: "2026-12-09", events: []string{"UID:1\nDTSTART;TZID=Pacific/Auckland:20261210T080000\nDTEND;TZID=Pacific/Auckland:20261210T090000"}},
		{name: "a zone behind a path", days: "2026-12-09", events: []string{"UID:1\nDTSTART;TZID=/mozilla.org/20070129_1/Pacific/Auckland:20261210T080000\nDURATION:PT1H"}},
		{name: "a zone of Outlook's own, in its summer and winter", days: "2026-12-09, 2027-06-10", events: []string{outlook,
			"UID:1\nDTSTART;TZID=\"(UTC+10:00) Port Moresby and elsewhere\":20261210T093000\nDURATION:PT20M", "UID:2\nDTSTART;TZID=\"(UTC+10:00) Port Moresby and elsewhere\":20270610T093000\nDURATION:PT20M"}},
		{name: "a name that nobody knows is local", days: "2026-12-10", events: []string{"UID:1\nDTSTART;TZID=Nowhere:20261210T003000\nDURATION:PT1H"}},
		{name: "each week, but not twice", days: "2026-12-02, 2026-12-16, 2026-12-30", events: []string{
			"UID:1\nDTSTART;TZID=Europe/Berlin:20200101T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z\nEXDATE;TZID=Europe/Berlin:20261209T090000,20261223T090000"}},
		{name: "over the clock's change it stays on its day", days: "2027-03-26, 2027-03-27, 2027-03-28, 2027-03-29", events: []string{
			"UID:1\nDTSTART;TZID=Europe/Berlin:20270326T003000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"}},
		{name: "every other week from long ago", days: "2026-12-10, 2026-12-24", events: []string{"UID:1\nDTSTART;VALUE=DATE:20200102\nRRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231\nEXDATE;VALUE=DATE:20270101"}},
		{name: "a birthday, the last of each third month, and the 29th of February, since long ago", days: "2026-12-24, 2027-01-31, 2027-07-31, 2027-10-31, 2027-12-24, 2028-01-31, 2028-02-29", events: []string{
			"UID:1\nDTSTART;VALUE=DATE:19801224\nRRULE:FREQ=YEARLY", "UID:2\nDTSTART;VALUE=DATE:20100131\nRRULE:FREQ=MONTHLY;INTERVAL=3", "UID:3\nDTSTART;VALUE=DATE:20000229\nRRULE:FREQ=YEARLY"}},
		{name: "a day of it that moved, and one that was called off", days: "2026-12-02, 2026-12-11, 2026-12-23", skipped: "cancelled 1", events: []string{
			"UID:1\nDTSTART;VALUE=DATE:20261202\nRRULE:FREQ=WEEKLY;COUNT=4", "UID:1\nRECURRENCE-ID;VALUE=DATE:20261209\nDTSTART;VALUE=DATE:20261211", "UID:1\nRECURRENCE-ID;VALUE=DATE:20261216\nDTSTART;VALUE=DATE:20261216\nSTATUS:CANCELLED"}},
		{name: "days beside the rule", days: "2026-12-02, 2026-12-09, 2027-01-20", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261202\nRRULE:FREQ=WEEKLY;COUNT=2\nRDATE;VALUE=DATE:20270120"}},
		{name: "the last Friday of each second month", days: "2026-12-25, 2027-02-26, 2027-04-30", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261225\nRRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=3"}},
		{name: "it has begun, or has not", days: "2026-12-01 to 2026-12-03, 2028-05-30 to 2028-05-31", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261120\nDTEND;VALUE=DATE:20261204", "UID:2\nDTSTART;VALUE=DATE:20280530\nDTEND;VALUE=DATE:20280730"}},
		{name: "nobody is busy", skipped: "free 2, cancelled 1, outside 3, ours 1, unreadable 4", events: []string{
			"UID:1\nDTSTART;VALUE=DATE:20261210\nTRANSP:TRANSPARENT", "UID:2\nDTSTART;VALUE=DATE:20261210\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", "UID:3\nDTSTART;VALUE=DATE:20261210\nSTATUS:CANCELLED",
			"UID:4\nDTSTART;VALUE=DATE:20261110", "UID:5\nDTSTART;VALUE=DATE:20290110", "UID:6\nDTSTART;VALUE=DATE:20100110\nRRULE:FREQ=DAILY;UNTIL=20201231",
			"UID:7@fund.example\nDTSTART;VALUE=DATE:20261210", "UID:8\nDTSTART:soon", "UID:9", "UID:10\nDTSTART:20261210T090000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", "UID:11\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20291210"}},
		{name: "only what takes a working day", whole: true, days: "2026-12-10, 2026-12-12", skipped: "short 1", events: []string{
			"UID:1\nDTSTART;VALUE=DATE:20261210", "UID:2\nDTSTART:20261211T090000Z\nDURATION:PT7H59M", "UID:3\nDTSTART:20261212T090000Z\nDURATION:PT8H"}},
		{name: "what is broken elsewhere breaks nothing", days: "2026-12-10", events: []string{"UID:1\nDTSTART;VALUE=DATE:20261210\nATTENDEE;CN=\"broken:mailto:x\nX;\nDESCRIPTION:folded\n  BEGIN:VEVENT"}},
	} {
		a := wanted
		a.WholeDays = try.whole
		found, err := busy.Read([]byte(calendar(try.events...)), a)
		if err != nil {
			t.Errorf("%s: %v", try.name, err)
			continue
		}
		var days, skipped []string
		for _, d := range found.Days {
			first, last := d.From.Format(time.DateOnly), d.Until.AddDate(0, 0, -1).Format(time.DateOnly)
			if first != last {
				first += " to " + last
			}
			days = append(days, first)
		}
		for _, why := range busy.Skipped("").Values() {
			if n := found.Skipped[busy.Skipped(why)]; n > 0 {
				skipped = append(skipped, fmt.Sprintf("%s %d", why, n))
			}
		}
		// Days that follow each other are one period, which the list above may write one by one.
		if got := strings.Join(days, ", "); got != try.days && got != strings.Replace(try.days, "2027-03-26, 2027-03-27, 2027-03-28, 2027-03-29", "2027-03-26 to 2027-03-29", 1) {
			t.Errorf("%s: %s, want %s", try.name, got, try.days)
		}
		if got := strings.Join(skipped, ", "); got != try.skipped {
			t.Errorf("%s: skipped %s, want %s", try.name, got, try.skipped)
		}
	}
}

// TestBombs tries what would keep a program busy for very long.
func TestBombs(t *testing.T) {
	many := func(n int, event string) string {
		events := make([]string, n)
		for i := range events {
			events[i] = fmt.Sprintf("UID:%d\n%s", i, event)
		}
		return calendar(events...)
	}
	for name, try := range map[string]struct {
		file string
		want error
	}{
		"nothing":                  {"", refusal.CalendarUnreadable},
		"another file":             {"%PDF-1.7", refusal.CalendarUnreadable},
		"zipped":                   {"PK\x03\x04 calendar.ics", refusal.CalendarIsZipped},
		"cut off":                  {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", refusal.CalendarUnreadable},
		"ends twice":               {"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", refusal.CalendarUnreadable},
		"deep":                     {calendar(strings.Repeat("BEGIN:X\n", 100_000) + strings.Repeat("END:X\n", 100_000)), refusal.CalendarUnreadable},
		"many events":              {many(20_001, "DTSTART;VALUE=DATE:20261210"), refusal.CalendarTooLong},
		"each day since 1900":      {many(2000, "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY;COUNT=2000000000"), refusal.CalendarRecursTooOften},
		"each second of a day":     {many(1, "DTSTART:20261201T000000Z\nRRULE:FREQ=DAILY;BYHOUR="+numbers(24)+";BYMINUTE="+numbers(60)+";BYSECOND="+numbers(60)), refusal.CalendarRecursTooOften},
		"a day that never comes":   {many(500, "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), refusal.CalendarRecursTooOften},
		"a few of them":            {many(14, "DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8"), nil},
		"a Monday that is Tuesday": {many(500, "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO"), nil},
		"many that come":           {many(2000, "DTSTART;VALUE=DATE:20100104\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE"), nil},
		"a long line of parts":     {many(50, "DTSTART;"+strings.Repeat("A=B;", 10_000)+"VALUE=DATE:20261210"), nil},
		"a line of a million days": {many(1, "DTSTART;VALUE=DATE:20261201\nRDATE;VALUE=DATE:"+strings.Repeat("20261210,", 1_000_000)+"20261210"), nil},
		"a wild interval":          {many(1, "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;INTERVAL=9223372036854775807"), nil},
		"a year that is none":      {many(1, "DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=DAILY"), nil},
	} {
		begun := time.Now()
		_, err := busy.Read([]byte(try.file), wanted)
		if !errors.Is(err, try.want) {
			t.Errorf("%s: %v, want %v", name, err, try.want)
		}
		t.Log(name, time.Since(begun))
	}
}

func numbers(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(i)
	}
	return strings.Join(all, ",")
}

func FuzzRead(f *testing.F) {
	f.Add(calendar("UID:1\nDTSTART;TZID=Europe/Berlin:20200101T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261231T225959Z\nEXDATE:20261209T080000Z"))
	f.Add(calendar(outlook, "UID:2\nDTSTART;TZID=\"(UTC+10:00) Port Moresby and elsewhere\":20270610T093000\nDTEND:20270610T103000Z\nRDATE:20270611T000000Z/PT1H"))
	f.Fuzz(func(t *testing.T, file string) {
		found, err := busy.Read([]byte(file), wanted)
		if err != nil {
			return
		}
		last := wanted.From
		for _, d := range found.Days {
			if d.From.Before(last) || !d.Until.After(d.From) || d.Until.After(wanted.Until) {
				t.Fatalf("%v after %v", d, last)
			}
			last = d.Until
		}
	})
}
