package models

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // zones are the field's own: do not depend on the machine's

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Date is a day on the calendar, without clock or zone; it reads and writes as 2026-03-31.
type Date struct{ t time.Time }

// Day is the date of a year, month and day.
func Day(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// ParseDate reads a date like 2026-03-31.
func ParseDate(text string) (d Date, err error) { return d, d.UnmarshalText([]byte(text)) }

// String writes the date as 2026-03-31.
func (d Date) String() string { return d.t.Format(time.DateOnly) }

// Words writes the date for a person: 31 Mar 2026.
func (d Date) Words() string { return d.t.Format("2 Jan 2006") }

// Said makes the date a parameter of what is said.
func (d Date) Said() said.Value { return said.Value{Text: d.Words(), Is: map[string]Date{"day": d}} }

// Before reports whether the date comes before another.
func (d Date) Before(other Date) bool { return d.t.Before(other.t) }

// After reports whether the date comes after another.
func (d Date) After(other Date) bool { return d.t.After(other.t) }

// Compare is negative, 0 or positive as the date comes before another, is the same, or comes after it.
func (d Date) Compare(other Date) int { return d.t.Compare(other.t) }

// Plus is the date so many days later, or earlier when negative.
func (d Date) Plus(days int) Date { return Date{d.t.AddDate(0, 0, days)} }

// PlusMonths is the same day so many months later, or the last day of a month that has no such day.
func (d Date) PlusMonths(months int) Date {
	year, month, day := d.t.Date()
	last := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	return Day(last.Year(), last.Month(), min(day, last.Day()))
}

// MonthsBefore is the last day from which so many months lead no further than this one: e.PlusMonths(n) is not after d
// exactly when e is not after d.MonthsBefore(n).
func (d Date) MonthsBefore(months int) Date {
	before := d.PlusMonths(-months)
	for !before.Plus(1).PlusMonths(months).After(d) {
		before = before.Plus(1)
	}
	return before
}

// DaysUntil counts the days from this date to another.
func (d Date) DaysUntil(other Date) int { return int(other.t.Sub(d.t).Hours() / 24) }

// Rank numbers days in their order; no date comes first.
func (d Date) Rank() int64 { return d.t.Unix() }

// IsZero reports whether no date was given.
func (d Date) IsZero() bool { return d.t.IsZero() }

// Midnight is the instant at which the day begins in a zone.
func (d Date) Midnight(zone *time.Location) Time {
	y, m, day := d.t.Date()
	return At(time.Date(y, m, day, 0, 0, 0, 0, zone))
}

// MarshalText writes the date into JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the date from JSON or a URL; years far from ours are typing errors.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return refusal.NotADate.With("text", said.Quote(string(text), 40))
	}
	*d = Date{t}
	return nil
}

// Value writes the date into a DATE column.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads the date from a DATE column: PostgreSQL gives a time, SQLite may give text.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = Day(v.Date())
		return nil
	case string:
		if len(v) > len(time.DateOnly) {
			v = v[:len(time.DateOnly)]
		}
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("models.Date: cannot scan %T", v)
	}
}

// Time is an instant, kept and shown in UTC to the millisecond, so that it compares and round-trips
// alike in SQLite and PostgreSQL.
type Time struct{ time.Time }

// At is the instant of a time in any zone.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// Plus is the instant so much later.
func (t Time) Plus(d time.Duration) Time { return At(t.Add(d)) }

// Day is the date at this instant in UTC.
func (t Time) Day() Date { return Day(t.UTC().Date()) }

// A day is today somewhere on Earth from Earliest through Latest: what somebody may enter until a day is over, or from it
// on, is held to these, because who enters it may be anywhere. The zones go from UTC-12 to UTC+14.
const behind, ahead = -12 * time.Hour, 14 * time.Hour

// Earliest is the date where it is still the earliest day.
func (t Time) Earliest() Date { return t.Plus(behind).Day() }

// Latest is the date where it is already the latest day.
func (t Time) Latest() Date { return t.Plus(ahead).Day() }

// In is the date at this instant in a zone.
func (t Time) In(zone *time.Location) Date { return Day(t.Time.In(zone).Date()) }

// Words writes the instant for a person: 31 Mar 2026, 14:00 UTC.
func (t Time) Words() string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }

// Said makes the instant a parameter of what is said.
func (t Time) Said() said.Value { return said.Value{Text: t.Words(), Is: map[string]Time{"at": t}} }

// Value writes the instant into a TIMESTAMP column.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return At(t.Time).Time, nil
}

// Scan reads the instant from a TIMESTAMP column.
func (t *Time) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*t = Time{}
		return nil
	case time.Time:
		*t = At(v)
		return nil
	case string: // SQLite forgets the type of a column in an aggregate
		at, err := time.Parse("2006-01-02 15:04:05.999999999-07:00", v)
		*t = At(at)
		return err
	default:
		return fmt.Errorf("models.Time: cannot scan %T", v)
	}
}

// Zone loads an IANA time zone such as Pacific/Port_Moresby; "Local" and abbreviations are refused.
func Zone(name string) (*time.Location, error) {
	if zone, err := time.LoadLocation(name); err == nil && (strings.Contains(name, "/") || name == "UTC") {
		return zone, nil
	}
	return nil, refusal.UnknownZone.With("name", said.Quote(name, 60))
}

// Deadline is the instant of a local date and clock time in a zone; 24:00 is the next day's midnight.
func Deadline(day Date, clock string, zone *time.Location) (Time, error) {
	if clock == "24:00" {
		return day.Plus(1).Midnight(zone), nil
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day.String()+" "+clock, zone)
	if err != nil {
		return Time{}, refusal.NotATimeOfDay.With("text", said.Quote(clock, 20))
	}
	return At(at), nil
}
