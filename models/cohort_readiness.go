package models

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Readiness is whether one observer could take a post, with every reason.
type Readiness struct {
	ObserverID      string     `json:"observerId"`
	Seat            *int       `json:"seat,omitempty"`
	PreferredName   string     `json:"preferredName"`
	Functions       []Function `json:"functions"`
	NoticeHours     int        `json:"noticeHours"`
	AvailabilityAge *int       `json:"availabilityAge,omitempty"` // days since it was confirmed; none when it never was
	Ready           bool       `json:"ready"`
	Checks          []Check    `json:"checks"`
}

// Assess answers for the observers named, or for everybody who holds a seat when observers is nil, whether they could
// take a post. The days that assignments have booked which are named as holding are no obstacle to it.
func Assess(db *gorm.DB, now Time, observers []string, post Post, holding ...string) ([]Readiness, error) {
	post, err := post.informed(db)
	if err != nil {
		return nil, err
	}
	all, err := people(db, observers, post.StartsOn, post.Until, holding, &post)
	if err != nil {
		return nil, err
	}
	answers := make([]Readiness, len(all))
	for i, p := range all {
		answers[i] = p.Assess(post, now, Requirements)
	}
	return answers, nil
}

// Assess answers whether the person meets the requirements of a post.
func (p Person) Assess(post Post, now Time, requirements []Requirement) Readiness {
	r := Readiness{
		ObserverID: p.ID, Seat: p.Seat, PreferredName: p.PreferredName, Functions: p.Functions, NoticeHours: p.NoticeHours,
		AvailabilityAge: p.age(now), Ready: true, Checks: make([]Check, len(requirements)),
	}
	for i, requirement := range requirements {
		check := requirement.Check(p, post, now)
		check.Rule = requirement.Rule
		r.Checks[i] = check
		r.Ready = r.Ready && check.Passed
	}
	return r
}

// Failed lists the checks that are not passed.
func (r Readiness) Failed() (failed []Check) {
	for _, check := range r.Checks {
		if !check.Passed {
			failed = append(failed, check)
		}
	}
	return failed
}

// without are the answers but those of some rules.
func (r Readiness) without(rules func(Rule) bool) Readiness {
	r.Checks = slices.DeleteFunc(slices.Clone(r.Checks), func(check Check) bool { return rules(check.Rule) })
	r.Ready = len(r.Failed()) == 0
	return r
}

// Missing says everything that is missing; nothing of who is ready.
func (r Readiness) Missing() said.Sentence {
	failed := r.Failed()
	sentences := make([]said.Sentence, len(failed))
	for i, check := range failed {
		sentences[i] = check.Sentence
	}
	return said.All(sentences...)
}

// Refusal is nil for who is ready; for anybody else it names everything that is missing.
func (r Readiness) Refusal() error {
	if r.Ready {
		return nil
	}
	return refusal.NotReady.With("name", r.PreferredName, "missing", r.Missing(), "remedy", r.Failed()[0].Remedy)
}

// Reason is a requirement that people do not meet, and how many they are.
type Reason struct {
	Rule    Rule          `json:"rule"`
	Count   int           `json:"count"`
	Alone   int           `json:"alone"`   // of them: those who lack nothing else
	Lacking said.Template `json:"lacking"` // the same for each of them
	said.Sentence
}

// Reasons counts what people lack, the most frequent first.
func Reasons(answers []Readiness) []Reason {
	count, alone := map[Rule]int{}, map[Rule]int{}
	for _, answer := range answers {
		failed := answer.Failed()
		for _, check := range failed {
			count[check.Rule]++
		}
		if len(failed) == 1 {
			alone[failed[0].Rule]++
		}
	}
	reasons := []Reason{}
	for _, requirement := range Requirements {
		if n := count[requirement.Rule]; n > 0 {
			sentence := said.That("{number}: {lacking}.", "number", said.Count(n, "observer"), "lacking", requirement.Lacking)
			reasons = append(reasons, Reason{requirement.Rule, n, alone[requirement.Rule], requirement.Lacking, sentence})
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Count, a.Count) })
	return reasons
}
