package models

import (
	"cmp"
	"errors"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// The longest post, and how far ahead one can be asked about.
const (
	longestPost = 400 // days
	furthest    = 36  // months
)

// StandardDays is how long somebody is away in the function when nobody says otherwise.
func (f Function) StandardDays() int {
	if f == ShortTerm {
		return 10
	}
	return 35
}

// Check refuses a post that nobody could be asked about.
func (p Post) Check(db *gorm.DB, today Date) error {
	var faults refusal.Faults
	switch {
	case !p.StartsOn.Before(p.Until):
		faults.Add("until", "must be after the first day, {first}: it is the first day no longer included", "first", p.StartsOn)
	case p.StartsOn.DaysUntil(p.Until) > longestPost:
		faults.Add("until", "must be at most {days} days after the first day", "days", longestPost)
	case p.Until.After(today.PlusMonths(furthest)):
		faults.Add("until", "must be within three years from today")
	}
	host, err := known[State](db, p.Host)
	if err != nil {
		return err
	}
	if !host {
		faults.Add("host", "{text} is not the code of a state; the European Union is a participant, not a state", "text", said.Quote(p.Host, 10))
	}
	language, err := known[Language](db, p.Language)
	if err != nil {
		return err
	}
	if !language {
		faults.Add("language", "{text} is not a language of the fund's list", "text", said.Quote(p.Language, 20))
	}
	return faults.Err()
}

// known reports whether a code is one of the reference data; none at all is no fault.
func known[T any](db *gorm.DB, code string) (bool, error) {
	if code == "" {
		return true, nil
	}
	_, err := Known[T](db, code)
	var unknown *refusal.Refusal
	if errors.As(err, &unknown) {
		return false, nil
	}
	return err == nil, err
}

// informed adds what the rules need to know of a post beside the post itself.
func (p Post) informed(db *gorm.DB) (Post, error) {
	err := db.Where("function = ?", p.Function).Order("alternative, id").Find(&p.Qualifications).Error
	if err == nil && p.Host != "" {
		err = db.Model(&State{}).Where("code = ?", p.Host).Select("name").Scan(&p.HostName).Error
	}
	if err == nil && p.Language != "" {
		err = db.Model(&Language{}).Where("code = ?", p.Language).Select("name").Scan(&p.LanguageName).Error
	}
	return p, err
}

// last is the last day of the post, which is the day before Until.
func (p Post) last() Date { return p.Until.Plus(-1) }

// today is the day it is where the days of the post are counted.
func (p Post) today(now Time) Date {
	if p.Zone == nil {
		return now.Day()
	}
	return now.In(p.Zone)
}

func (p Post) host() said.Value { return said.Code(cmp.Or(p.HostName, p.Host), p.Host, "State") }

// alternatives are the ways to qualify for the function, each all rows of it.
func (p Post) alternatives() (ways [][]Qualification) {
	for _, row := range p.Qualifications {
		i := slices.IndexFunc(ways, func(rows []Qualification) bool { return rows[0].Alternative == row.Alternative })
		switch {
		case row.Function != p.Function:
		case i < 0:
			ways = append(ways, []Qualification{row})
		default:
			ways[i] = append(ways[i], row)
		}
	}
	return ways
}

// alternative is the first way to qualify that the person meets by training that counts; nil when there is none.
func (p Person) alternative(post Post, counts func(Learnt) bool) []Qualification {
	for _, rows := range post.alternatives() {
		lacks := func(row Qualification) bool {
			return apart(p.Trainings, func(t Learnt) bool { return t.is(row.Kind, row.Served) && counts(t) }) < row.AtLeast
		}
		if !slices.ContainsFunc(rows, lacks) {
			return rows
		}
	}
	return nil
}

// apart counts those trainings of which no two overlap: nobody was in two places on one day, so that service which is
// logged twice, under whatever titles, counts once.
func apart(trainings []Learnt, counts func(Learnt) bool) (n int) {
	var all []Learnt
	for _, t := range trainings {
		if counts(t) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b Learnt) int { return cmp.Compare(a.Until.Rank(), b.Until.Rank()) })
	var last Date
	for _, t := range all {
		if !t.StartsOn.Before(last) {
			n, last = n+1, t.Until
		}
	}
	return n
}

// together is what the rows of one alternative say.
func together(rows []Qualification) said.Value {
	parts := make([]said.Template, len(rows))
	for n, row := range rows {
		parts[n] = row.Sentence
	}
	return said.List(" and ", parts)
}

// looksAt is the condition that a requirement of the post looks at a training.
func (p Post) looksAt() (condition string, values []any) {
	condition, values = "kind IN ?", []any{[]TrainingKind{SecurityAwareness, HostileEnvironment}}
	for _, row := range slices.Concat(p.alternatives()...) {
		condition, values = condition+" OR kind = ?", append(values, row.Kind)
		if row.Served != "" {
			condition, values = condition+" AND function = ?", append(values, row.Served)
		}
	}
	return "(" + condition + ")", values
}

// is reports whether the training is of a kind, for a function or for any.
func (t Learnt) is(kind TrainingKind, served Function) bool {
	return t.Kind == kind && (served == "" || t.Function == served)
}

// through reports whether the training is good through a day. Service in a mission does not expire.
func (t Learnt) through(day Date) bool {
	return t.Status == TrainingVerified && (t.Kind == ObservationMission || t.ExpiresOn.IsZero() || !t.ExpiresOn.Before(day))
}

// lasting finds, among trainings of a kind, the one that is good for longest.
func lasting(trainings []Learnt, kind TrainingKind, served Function) (best Learnt, found bool) {
	for _, t := range trainings {
		if t.is(kind, served) && (!found || t.outlasts(best)) {
			best, found = t, true
		}
	}
	return best, found
}

func (t Learnt) outlasts(other Learnt) bool {
	switch {
	case t.Status != other.Status:
		return t.Status == TrainingVerified
	case t.ExpiresOn.IsZero() || other.ExpiresOn.IsZero():
		return t.ExpiresOn.IsZero() && !other.ExpiresOn.IsZero()
	}
	return t.ExpiresOn.After(other.ExpiresOn)
}
