package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func TestAvailabilityNeverOverlaps(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		_, other := s.admitted("JP")
		today := s.now.Day()
		say := func(kind models.AvailabilityKind, from, until int, replace bool) handlers.AvailabilityInput {
			return handlers.AvailabilityInput{ByID: handlers.ByID{ID: o.ID}, Kind: kind, StartsOn: today.Plus(from), Until: today.Plus(until), Replace: replace}
		}
		add := func(in handlers.AvailabilityInput) models.Availability {
			return done(s, self, models.ChangeAvailability, handlers.AddAvailability, in)
		}
		calendar := func() string {
			a, err := read(s, self, models.ReadAvailability, handlers.ReadAvailability, handlers.AvailabilitySpan{ByID: handlers.ByID{ID: o.ID}})
			s.must(err)
			var said []string
			for _, p := range a.Periods {
				said = append(said, fmt.Sprintf("%.1s%d-%d", p.Kind, today.DaysUntil(p.StartsOn), today.DaysUntil(p.Until)))
			}
			return strings.Join(said, " ")
		}
		add(say(models.Available, 10, 40, false))
		add(say(models.Tentative, 40, 50, false)) // they touch, and do not overlap
		for _, in := range []handlers.AvailabilityInput{
			say(models.Unavailable, 5, 11, false), say(models.Unavailable, 39, 41, false), say(models.Unavailable, 20, 21, false), say(models.Unavailable, 0, 90, false),
		} {
			if no := denied(s, refusal.Overlap, self, models.ChangeAvailability, handlers.AddAvailability, in); !strings.Contains(no.Sentence.Text, today.Plus(10).Words()) &&
				!strings.Contains(no.Sentence.Text, today.Plus(40).Words()) {
				s.Errorf("%q does not say where", no.Sentence.Text)
			}
		}
		for _, step := range []struct {
			from, until int
			leads       string
		}{
			{20, 25, "a10-20 u20-25 a25-40 t40-50"},              // splits
			{5, 12, "u5-12 a12-20 u20-25 a25-40 t40-50"},         // trims the start
			{38, 45, "u5-12 a12-20 u20-25 a25-38 u38-45 t45-50"}, // trims an end and a start
			{12, 38, "u5-12 u12-38 u38-45 t45-50"},               // covers three
		} {
			add(say(models.Unavailable, step.from, step.until, true))
			if got := calendar(); got != step.leads {
				s.Fatalf("%d to %d leads to %s, not %s", step.from, step.until, got, step.leads)
			}
		}
		for _, in := range []handlers.AvailabilityInput{
			say(models.Available, -9, 0, false), say(models.Available, 60, 60, false), say(models.Available, 60, 59, false),
			say(models.Available, 60, 3*366+2, false), say(models.Available, -400, 1, true),
		} {
			denied(s, refusal.Invalid, self, models.ChangeAvailability, handlers.AddAvailability, in)
		}
		denied(s, refusal.NotFound, other, models.ChangeAvailability, handlers.AddAvailability, say(models.Available, 60, 61, false))

		p := add(say(models.Available, 60, 61, false))
		denied(s, refusal.NotFound, other, models.ChangeAvailability, handlers.RemoveAvailability, handlers.PeriodInput{ByID: handlers.ByID{ID: *other.ObserverID}, Period: p.ID})
		done(s, self, models.ChangeAvailability, handlers.RemoveAvailability, handlers.PeriodInput{ByID: handlers.ByID{ID: o.ID}, Period: p.ID})
		if got := calendar(); strings.Contains(got, "60") {
			s.Errorf("still said: %s", got)
		}
	})
}

func TestAvailabilityGrowsStale(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		id := handlers.ByID{ID: o.ID}
		look := func() handlers.AvailabilityAnswer {
			a, err := read(s, self, models.ReadAvailability, handlers.ReadAvailability, handlers.AvailabilitySpan{ByID: id})
			s.must(err)
			return a
		}
		if a := look(); !a.Stale || a.AgeDays != nil || len(a.Can) != 3 {
			s.Errorf("never confirmed: %+v", a)
		}
		said := handlers.AvailabilityInput{ByID: id, Kind: models.Available, StartsOn: s.now.Day(), Until: s.now.Day().Plus(90)}
		done(s, s.first, models.ChangeAvailability, handlers.AddAvailability, said)
		if a := look(); !a.Stale {
			s.Error("an administrator has confirmed for the observer")
		}
		done(s, self, models.ConfirmAvailability, handlers.ConfirmAvailability, id)
		s.now = s.now.Plus(45 * 24 * time.Hour)
		if a := look(); a.Stale || *a.AgeDays != 45 {
			s.Errorf("after 45 days: %+v", a)
		}
		s.now = s.now.Plus(time.Minute)
		if a := look(); !a.Stale {
			s.Error("fresh for more than 45 days")
		}
		said.StartsOn, said.Until = said.Until, said.Until.Plus(1)
		done(s, self, models.ChangeAvailability, handlers.AddAvailability, said)
		if a := look(); a.Stale || *a.AgeDays != 0 {
			s.Errorf("one's own change confirms: %+v", a)
		}
	})
}

func TestCalendarShowsTheCohortOrOneself(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		s.admitted("KR")
		s.nominate("KR")
		today := s.now.Day()
		done(s, self, models.ChangeAvailability, handlers.AddAvailability, handlers.AvailabilityInput{ByID: handlers.ByID{ID: o.ID}, Kind: models.Available,
			StartsOn: today.Plus(-5), Until: today.Plus(500)})
		all, err := read(s, s.first, models.ReadCalendar, handlers.ReadCalendar, handlers.Span{From: today, Until: today.Plus(120)})
		if s.must(err); len(all.Observers) != 2 {
			s.Fatalf("%d rows", len(all.Observers))
		}
		if p := all.Observers[0].Periods; len(p) != 1 || p[0].StartsOn != today || p[0].Until != today.Plus(120) {
			s.Errorf("%+v", p)
		}
		own, err := read(s, self, models.ReadCalendar, handlers.ReadCalendar, handlers.Span{})
		if s.must(err); len(own.Observers) != 1 || own.Observers[0].ID != o.ID {
			s.Errorf("an observer sees %+v", own.Observers)
		}
		_, err = read(s, s.first, models.ReadCalendar, handlers.ReadCalendar, handlers.Span{From: today, Until: today.Plus(121)})
		s.refusal(refusal.Invalid, err)
	})
}
