package models

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/said"
)

// Person is an observer with all that the requirements read.
type Person struct {
	Observer
	MedicalClearedThrough Date
	PassportKnown         bool           // its number, and the state that issued it
	Trainings             []Learnt       // verified, and lapsed since, by organisers that count; by first day
	Periods               []Availability // by first day
	Booked                []Booking      // by day
}

// Learnt is what the requirements look at in a training. They look at every one of the cohort, which has thousands.
type Learnt struct {
	ObserverID                 string
	Status                     TrainingStatus
	Kind                       TrainingKind
	Function                   Function
	Title                      string
	StartsOn, Until, ExpiresOn Date
}

// people reads the observers named, or everybody who holds a seat when none are, by seat, with what concerns them
// from one day until another. The days that holding has booked are left out, and where a post is named, trainings
// that no requirement of it looks at. It takes the same number of queries however many they are.
func people(db *gorm.DB, observers []string, from, until Date, holding []string, post *Post) ([]Person, error) {
	who := db.Model(&Observer{}).Select("id")
	if observers == nil {
		who = who.Where("seat IS NOT NULL")
	} else {
		who = who.Where("id IN ?", observers)
	}
	var rows []Observer
	known := db.Select("id", "seat", "status", "on_leave", "preferred_name", "notice_hours", "passport_expires_on", "availability_confirmed_at")
	if err := known.Where("id IN (?)", who).Find(&rows).Error; err != nil {
		return nil, err
	}
	seat := func(o Observer) int {
		if o.Seat == nil {
			return Cohort + 1
		}
		return *o.Seat
	}
	slices.SortFunc(rows, func(a, b Observer) int { return cmp.Or(cmp.Compare(seat(a), seat(b)), cmp.Compare(a.ID, b.ID)) })
	all := make([]Person, len(rows))
	byID := make(map[string]*Person, len(rows))
	for i, row := range rows {
		row.Nationalities, row.Languages, row.Functions, row.Conflicts = []string{}, []ObserverLanguage{}, []Function{}, []string{}
		all[i] = Person{Observer: row}
		byID[row.ID] = &all[i]
	}
	theirs := db.Where("observer_id IN (?)", who).Session(&gorm.Session{})
	booked := theirs.Where("day >= ? AND day < ?", from, until)
	if len(holding) > 0 {
		booked = booked.Where("holder_id NOT IN ?", holding)
	}
	counting := db.Model(&Organiser{}).Select("code").Where("counts = ?", true)
	learnt := theirs.Model(&Training{}).Select("observer_id", "status", "kind", "function", "title", "starts_on", "until", "expires_on").
		Where("status IN ? AND organiser IN (?)", []TrainingStatus{TrainingVerified, TrainingLapsed}, counting).Order("starts_on, id")
	var t Learnt
	if post != nil {
		condition, values := post.looksAt()
		learnt = learnt.Where(condition, values...)
	}
	for _, err := range []error{
		gather(theirs.Order("state"), func(n ObserverNationality) {
			p := byID[n.ObserverID]
			p.Nationalities = append(p.Nationalities, n.State)
		}),
		gather(theirs.Order("language"), func(l ObserverLanguage) {
			p := byID[l.ObserverID]
			p.Languages = append(p.Languages, l)
		}),
		gather(theirs.Order("function"), func(f ObserverFunction) {
			p := byID[f.ObserverID]
			p.Functions = append(p.Functions, f.Function)
		}),
		gather(theirs.Order("state"), func(c ObserverConflict) {
			p := byID[c.ObserverID]
			p.Conflicts = append(p.Conflicts, c.State)
		}),
		gather(theirs.Select("observer_id", "medical_cleared_through", "passport_number", "passport_state"), func(private Private) {
			p := byID[private.ObserverID]
			p.MedicalClearedThrough, p.PassportKnown = private.MedicalClearedThrough, private.PassportNumber != "" && private.PassportState != ""
		}),
		eachRow(learnt, func() error {
			p := byID[t.ObserverID]
			p.Trainings = append(p.Trainings, t)
			return nil
		}, &t.ObserverID, (*string)(&t.Status), (*string)(&t.Kind), (*string)(&t.Function), &t.Title, &t.StartsOn, &t.Until, &t.ExpiresOn),
		gather(theirs.Select("observer_id", "kind", "starts_on", "until", "source").
			Where("starts_on < ? AND until > ?", until, from).Order("starts_on, id"), func(a Availability) {
			p := byID[a.ObserverID]
			p.Periods = append(p.Periods, a)
		}),
		gather(booked.Order("day"), func(b Booking) {
			p := byID[b.ObserverID]
			p.Booked = append(p.Booked, b)
		}),
	} {
		if err != nil {
			return nil, err
		}
	}
	for i := range all {
		all[i].Periods = outOf(all[i].Periods)
		slices.SortFunc(all[i].Functions, func(a, b Function) int { return slices.Index(Functions, a) - slices.Index(Functions, b) })
	}
	return all, nil
}

// gather hands every row of a query on.
func gather[T any](q *gorm.DB, take func(T)) error {
	var rows []T
	err := q.Find(&rows).Error
	for _, row := range rows {
		take(row)
	}
	return err
}

// age is how many days ago the person confirmed their availability; nil when they never did.
func (p Person) age(now Time) *int {
	if p.AvailabilityConfirmedAt.IsZero() {
		return nil
	}
	age := max(0, int(now.Sub(p.AvailabilityConfirmedAt.Time).Hours()/24))
	return &age
}

// coveredTo is the first day of the post on which the person is not available; the post's end when there is none.
func (p Person) coveredTo(post Post) Date {
	day := post.StartsOn
	for _, period := range p.Periods {
		if period.Kind == Available && !period.StartsOn.After(day) && period.Until.After(day) {
			day = period.Until
		}
	}
	if day.After(post.Until) {
		return post.Until
	}
	return day
}

// purpose is what the day is booked for, in words.
func (b Booking) purpose() said.Template {
	if b.HolderKind == "assignment" {
		return "a mission"
	}
	return "training"
}
