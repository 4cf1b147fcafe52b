package models_test

import (
	"testing"
	"time"

	"observationfund/models"
)

// TestMonths goes both ways over every day of five years: a day is not after the last from which so many months lead
// to another exactly when so many months from it lead no further.
func TestMonths(t *testing.T) {
	first := models.Day(2026, time.January, 1)
	for n := range 5 * 365 {
		day := first.Plus(n)
		for _, months := range []int{1, 6, 12, 18 * 12} {
			before := day.MonthsBefore(months)
			if before.PlusMonths(months).After(day) || !before.Plus(1).PlusMonths(months).After(day) {
				t.Errorf("%d months before %v is %v", months, day, before)
			}
		}
		if later := day.PlusMonths(6); day.DaysUntil(later) > 184 || day.DaysUntil(later) < 180 {
			t.Errorf("six months after %v is %v", day, later)
		}
	}
	for _, c := range []struct {
		from   models.Date
		months int
		want   string
	}{
		{models.Day(2026, time.August, 31), 6, "2027-02-28"}, {models.Day(2027, time.August, 31), 6, "2028-02-29"},
		{models.Day(2026, time.August, 31), -6, "2026-02-28"}, {models.Day(2028, time.February, 29), 12, "2029-02-28"},
		{models.Day(2026, time.December, 31), 2, "2027-02-28"}, {models.Day(2026, time.January, 15), -1, "2025-12-15"},
	} {
		if got := c.from.PlusMonths(c.months).String(); got != c.want {
			t.Errorf("%d months from %v is %s, want %s", c.months, c.from, got, c.want)
		}
	}
	if got := models.Day(2027, time.August, 31).MonthsBefore(6).String(); got != "2027-02-28" {
		t.Errorf("a passport to 31 Aug is good through %s", got)
	}
}

// TestTodayIsSomewhere finds the dates at the ends of the world, whatever the time of day in UTC.
func TestTodayIsSomewhere(t *testing.T) {
	for _, c := range []struct{ at, earliest, day, latest string }{
		{"2026-11-28T23:30:00Z", "2026-11-28", "2026-11-28", "2026-11-29"},
		{"2026-11-28T11:30:00Z", "2026-11-27", "2026-11-28", "2026-11-29"},
		{"2026-11-28T09:30:00Z", "2026-11-27", "2026-11-28", "2026-11-28"},
		{"2026-12-31T23:30:00Z", "2026-12-31", "2026-12-31", "2027-01-01"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		must(t, err)
		now := models.At(at)
		if now.Earliest().String() != c.earliest || now.Day().String() != c.day || now.Latest().String() != c.latest {
			t.Errorf("at %s it is %v, %v and %v", c.at, now.Earliest(), now.Day(), now.Latest())
		}
	}
}
