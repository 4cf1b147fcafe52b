package models

import (
	"slices"
	"sort"

	"observationfund/models/said"
)

// PassportLapse is the kind of a Lapse that is a passport's; the others are kinds of certificates.
const PassportLapse = "passport"

// expiring are the requirements that somebody stops to meet by nothing but time.
var expiring = slices.DeleteFunc(slices.Clone(Requirements), func(r Requirement) bool {
	return !slices.Contains([]Rule{"qualified", "bsafe", "hostile-environment", "certificates", "passport", "medical"}, r.Rule)
})

// Lapsing is what ends within some days, and what becomes of the number who could leave within 72 hours when nothing
// is renewed and all else stays as it is.
type Lapsing struct {
	Days    int `json:"days"`
	Ready   int `json:"ready"`   // who could leave within 72 hours now
	Becomes int `json:"becomes"` // at the end of the days
	said.Sentence
	Steps []LapseStep  `json:"steps"` // when the number falls
	Kinds []LapseCount `json:"kinds"`
	Items []Lapse      `json:"items"` // soonest first
}

// LapseStep is a day from which fewer could leave within 72 hours.
type LapseStep struct {
	On    Date `json:"on"`
	Ready int  `json:"ready"`
}

// LapseCount is how many things of a kind lapse.
type LapseCount struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// Lapse is a certificate, a medical clearance or a passport that lapses.
type Lapse struct {
	ObserverID string `json:"observerId"`
	Seat       int    `json:"seat"`
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Title      string `json:"title,omitempty"`
	ExpiresOn  Date   `json:"expiresOn"`
	LastDay    Date   `json:"lastDay"` // the last day a post can end on: a passport must be valid for six months after it
	Leaves     bool   `json:"leaves"`  // whether its holder could leave within 72 hours now, and then no longer
}

// Lapsing answers what ends within so many days from today, if nothing is renewed.
func (r Roster) Lapsing(within int) Lapsing {
	out := Lapsing{Days: within, Steps: []LapseStep{}, Kinds: []LapseCount{}, Items: []Lapse{}}
	left := map[int]int{} // how many leave the figure, by days from now
	for _, p := range r.People {
		posts := r.ready(p)
		after := within + 1
		if len(posts) > 0 {
			out.Ready++
			after = 1 + sort.Search(within, func(i int) bool { return r.lapsed(p, posts, i+1) })
		}
		if after <= within {
			left[after]++
		}
		for _, item := range r.lapses(p, within) {
			item.Leaves = after <= within
			out.Items = append(out.Items, item)
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Lapse) int { return a.LastDay.Compare(b.LastDay) })
	out.Becomes = out.Ready
	for day := 1; day <= within; day++ {
		if left[day] > 0 {
			out.Becomes -= left[day]
			out.Steps = append(out.Steps, LapseStep{On: r.Now.Day().Plus(day), Ready: out.Becomes})
		}
	}
	out.Kinds = lapseCounts(out.Items)
	out.Sentence = said.That("Nothing that lapses within {time} changes how many could leave within 72 hours: {ready}.",
		"time", said.Count(within, "day"), "ready", out.Ready)
	if n := len(out.Steps); n > 0 {
		out.Sentence = said.That("If nothing is renewed, {ready} who could leave within 72 hours become {becomes} on {day}.",
			"ready", out.Ready, "becomes", out.Becomes, "day", out.Steps[n-1].On)
	}
	return out
}

// ready lists the standard posts for which the person could leave within 72 hours.
func (r Roster) ready(p Person) (posts []Post) {
	for _, function := range []Function{ShortTerm, LongTerm} {
		if r.answer(p, function, notices[0]).Ready {
			posts = append(posts, r.standardPost(function, notices[0]))
		}
	}
	return posts
}

// lapsed reports whether, so many days later, the person could take none of the posts as far as certificates go.
func (r Roster) lapsed(p Person, posts []Post, later int) bool {
	return !slices.ContainsFunc(posts, func(post Post) bool {
		post.StartsOn, post.Until = post.StartsOn.Plus(later), post.Until.Plus(later)
		return p.Assess(post, r.Now, expiring).Ready
	})
}

// lapses lists what of a person lapses within so many days: not what has lapsed already, nor what a longer
// certificate of the same kind stands in for.
func (r Roster) lapses(p Person, within int) (items []Lapse) {
	today, until := r.Now.Day(), r.Now.Day().Plus(within+1)
	add := func(kind, title string, expires, last Date) {
		if !expires.IsZero() && !expires.Before(today) && last.Before(until) {
			items = append(items, Lapse{ObserverID: p.ID, Seat: *p.Seat, Name: p.PreferredName, Kind: kind, Title: title, ExpiresOn: expires, LastDay: last})
		}
	}
	for _, t := range p.Trainings {
		renewed := slices.ContainsFunc(p.Trainings, func(other Learnt) bool {
			return other.is(t.Kind, t.Function) && other.Status == TrainingVerified && other.outlasts(t)
		})
		if t.Status == TrainingVerified && t.Kind != ObservationMission && !renewed {
			add(string(t.Kind), t.Title, t.ExpiresOn, t.ExpiresOn)
		}
	}
	add(MedicalClearance, "", p.MedicalClearedThrough, p.MedicalClearedThrough)
	if !p.PassportExpiresOn.IsZero() {
		add(PassportLapse, "", p.PassportExpiresOn, p.PassportExpiresOn.MonthsBefore(passportMonths))
	}
	return items
}

// lapseCounts counts by kind what lapses.
func lapseCounts(items []Lapse) []LapseCount {
	lapsing := map[string]int{}
	for _, item := range items {
		lapsing[item.Kind]++
	}
	counts := []LapseCount{}
	for _, kind := range append(names(TrainingKinds), MedicalClearance, PassportLapse) {
		if n := lapsing[kind]; n > 0 {
			counts = append(counts, LapseCount{kind, n})
		}
	}
	return counts
}
