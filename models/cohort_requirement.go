package models

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"observationfund/models/said"
)

// Post is what somebody would be sent for.
type Post struct {
	Function Function `json:"function"`
	Host     string   `json:"host,omitempty"` // none: anywhere
	StartsOn Date     `json:"startsOn"`
	Until    Date     `json:"until"`
	Risk     Risk     `json:"risk"`
	Language string   `json:"language,omitempty"` // none asked
	Level    Level    `json:"level,omitempty"`    // of the language, B2 when none is named

	Qualifications []Qualification `json:"-"` // what qualifies for the function
	HostName       string          `json:"-"`
	LanguageName   string          `json:"-"`
	Zone           *time.Location  `json:"-"` // where its days are counted; UTC when none is named
	Agreed         map[string]Time `json:"-"` // when observers said yes to this very post: the freshest word about its days
}

// Rule names a Requirement.
type Rule string

// Values makes Rule a Choice: the requirements of a post.
func (Rule) Values() (rules []string) {
	for _, requirement := range Requirements {
		rules = append(rules, string(requirement.Rule))
	}
	return rules
}

// Requirement is one rule about who can take a post.
type Requirement struct {
	Rule    Rule
	Lacking said.Template // what to call it when people are counted who do not meet it
	Check   func(p Person, post Post, now Time) Check
}

// Requirements are what a person must meet to take a post, in the order in which people read them. None of them is
// stored: each answers anew from what is known of the person, and says why, and what would change it.
var Requirements = []Requirement{
	{"seated", "not active in a seat of the cohort", Person.seated},
	{"qualified", "not qualified for the function, or not offering it", Person.qualified},
	{"bsafe", "no verified UN BSAFE", Person.bsafe},
	{"hostile-environment", "no valid hostile-environment training", Person.hostileEnvironment},
	{"certificates", "a certificate expires before the last day", Person.certificates},
	{"passport", "passport not known in full, or not valid for six months after the last day", Person.passport},
	{"medical", "not medically cleared for these dates", Person.medical},
	{"language", "language not spoken well enough", Person.language},
	{"available", "availability does not cover every day", Person.available},
	{"fresh", "availability not confirmed for 45 days", Person.fresh},
	{"free", "booked on some of the days", Person.free},
	{"nationality", "a national of the host", Person.nationality},
	{"conflict", "an interest declared in the host", Person.conflict},
	{"notice", "more notice needed than there is", Person.notice},
}

// Check is the answer of one requirement, in a plain sentence; when it is not met, with what would change it, and
// who can.
type Check struct {
	Rule   Rule `json:"rule"`
	Passed bool `json:"passed"`
	said.Sentence
	Remedy said.Template `json:"remedy,omitempty"` // has no parameters
}

func met(template said.Template, pairs ...any) Check {
	return Check{Passed: true, Sentence: said.That(template, pairs...)}
}

func unmet(remedy, template said.Template, pairs ...any) Check {
	return Check{Sentence: said.That(template, pairs...), Remedy: remedy}
}

// passportMonths is for how long a passport must be valid after the last day.
const passportMonths = 6

// What would change an answer, where several rules say the same.
const (
	renewal  said.Template = "the observer logs a renewed certificate with its evidence; an administrator verifies it"
	complete said.Template = "the observer completes it and logs it with its evidence; an administrator verifies it"
	somebody said.Template = "an administrator chooses someone else"
	calendar said.Template = "the observer or an administrator changes the calendar, if the observer is free"
)

func (p Person) seated(Post, Time) Check {
	switch p.Status {
	case ObserverAdmitted:
		return met("Active in the cohort.")
	case ObserverSuspended:
		if p.OnLeave {
			return unmet("the observer returns from leave, or an administrator reinstates them", "On leave from the cohort.")
		}
		return unmet("an administrator reinstates the observer", "Suspended from the cohort.")
	case ObserverNominated:
		return unmet("an administrator admits the observer when a seat is free", "Nominated, but without a seat in the cohort.")
	}
	return unmet("an administrator nominates the person again, and admits them when a seat is free", "Not in the cohort: {status}.", "status", p.Status)
}

func (p Person) qualified(post Post, _ Time) Check {
	if !slices.Contains(p.Functions, post.Function) {
		return unmet("the observer or an administrator adds the function to the profile",
			"Does not offer to serve in the function: {function}.", "function", post.Function)
	}
	valid := func(t Learnt) bool {
		return t.Status == TrainingVerified && (t.Kind != Course && t.Kind != ELearning || t.through(post.last()))
	}
	if rows := p.alternative(post, valid); rows != nil {
		return met("Qualified: {ways}.", "ways", together(rows))
	}
	var ways []said.Value
	for _, rows := range post.alternatives() {
		ways = append(ways, together(rows))
	}
	if ways == nil {
		return unmet("the fund's reference data says what qualifies", "Nothing qualifies for the function: {function}.", "function", post.Function)
	}
	return unmet(complete, "No verified qualifying training valid through {last}. Any of these would qualify: the observer {ways}.",
		"last", post.last(), "ways", said.List("; or ", ways))
}

func (p Person) bsafe(Post, Time) Check {
	if slices.ContainsFunc(p.Trainings, func(t Learnt) bool { return t.Kind == SecurityAwareness && t.Status == TrainingVerified }) {
		return met("Holds UN BSAFE.")
	}
	return unmet(complete, "No verified UN BSAFE.")
}

func (p Person) hostileEnvironment(post Post, now Time) Check {
	if post.Risk != HighRisk {
		return met("Hostile-environment training is asked for at high risk only.")
	}
	best, ok := lasting(p.Trainings, HostileEnvironment, "")
	switch {
	case !ok:
		return unmet(complete, "No verified hostile-environment training, which is asked for at high risk.")
	case !best.through(post.last()):
		return tooShort(best.ExpiresOn, post, now, renewal, "Hostile-environment training expired on {on}.",
			"Hostile-environment training expires on {on}, before the last day, {last}.")
	}
	return met("Hostile-environment training is valid through the last day.")
}

// certificates looks at what the post relies on, UN BSAFE and the training that qualifies for it, and at no other: of
// several certificates of a kind the one that lasts longest counts. Hostile-environment training has a rule of its own.
func (p Person) certificates(post Post, now Time) Check {
	var late []said.Sentence
	if best, ok := lasting(p.Trainings, SecurityAwareness, ""); ok && !best.through(post.last()) {
		late = append(late, ending(best.ExpiresOn, post, now, best.Title, "UN BSAFE expired on {on}.", "UN BSAFE expires on {on}, before the last day, {last}."))
	}
	valid := func(t Learnt) bool { return t.through(post.last()) }
	if p.alternative(post, valid) == nil {
		ever := func(Learnt) bool { return true }
		for _, row := range p.alternative(post, ever) {
			if best, ok := lasting(p.Trainings, row.Kind, row.Served); ok && !best.through(post.last()) {
				late = append(late, ending(best.ExpiresOn, post, now, best.Title, "The certificate of {title} expired on {on}.",
					"The certificate of {title} expires on {on}, before the last day, {last}."))
			}
		}
	}
	if late != nil {
		return Check{Sentence: said.All(late...), Remedy: renewal}
	}
	return met("Every certificate this relies on is valid through the last day.")
}

func (p Person) passport(post Post, now Time) Check {
	const remedy said.Template = "the observer or an administrator enters the new passport"
	needed := post.last().PlusMonths(passportMonths)
	switch {
	case p.PassportExpiresOn.IsZero():
		return unmet("the observer or an administrator enters the passport", "The passport is not known.")
	case !p.PassportKnown:
		return unmet("the observer or an administrator enters them", "The number of the passport, or the state that issued it, is not known.")
	case p.PassportExpiresOn.Before(post.last()):
		return tooShort(p.PassportExpiresOn, post, now, remedy, "The passport expired on {on}.", "The passport expires on {on}, before the last day, {last}.")
	case p.PassportExpiresOn.Before(needed):
		return unmet(remedy, "The passport expires on {on}; six months after the last day is {needed}.", "on", p.PassportExpiresOn, "needed", needed)
	}
	return met("The passport is valid for six months after the last day.")
}

func (p Person) medical(post Post, now Time) Check {
	const remedy said.Template = "an administrator records a new medical clearance"
	switch {
	case p.MedicalClearedThrough.IsZero():
		return unmet(remedy, "No medical clearance is known.")
	case p.MedicalClearedThrough.Before(post.last()):
		return tooShort(p.MedicalClearedThrough, post, now, remedy, "Medical clearance expired on {on}.",
			"Medical clearance expires on {on}, before the last day, {last}.")
	}
	return met("Medically cleared through the last day.")
}

func (p Person) language(post Post, _ Time) Check {
	const remedy said.Template = "the observer or an administrator changes the languages of the profile"
	if post.Language == "" {
		return met("No working language required.")
	}
	needed, name := post.Level, said.Code(cmp.Or(post.LanguageName, post.Language), post.Language, "Language")
	if needed == "" {
		needed = B2
	}
	for _, spoken := range p.Languages {
		switch {
		case spoken.Language != post.Language:
		case spoken.Level.AtLeast(needed):
			return met("Works in {language} at {level}; {needed} is asked for.", "language", name, "level", spoken.Level, "needed", needed)
		default:
			return unmet(remedy, "Works in {language} at {level} only; {needed} is asked for.", "language", name, "level", spoken.Level, "needed", needed)
		}
	}
	return unmet(remedy, "Does not work in {language}; {needed} is asked for.", "language", name, "needed", needed)
}

func (p Person) available(post Post, _ Time) Check {
	day := p.coveredTo(post)
	if !day.Before(post.Until) {
		return met("Available on every day.")
	}
	for _, period := range p.Periods {
		if !period.StartsOn.After(day) && period.Until.After(day) {
			return unmet(calendar, "Not available on {day}, marked in the calendar as {kind}.", "day", day, "kind", period.Kind)
		}
	}
	return unmet(calendar, "Not available on {day}: no availability entered.", "day", day)
}

func (p Person) fresh(post Post, now Time) Check {
	const remedy said.Template = "the observer confirms their availability"
	age := p.age(now)
	agreed, has := post.Agreed[p.ID]
	switch {
	case has: // there is no fresher word about these days
		return met("Agreed to these days on {day}.", "day", agreed.Day())
	case age == nil:
		return unmet(remedy, "Availability has never been confirmed.")
	case now.After(p.AvailabilityConfirmedAt.Add(Fresh)):
		return unmet(remedy, "Availability was confirmed {age} ago, which is too long.", "age", said.Count(*age, "day"))
	case *age == 0:
		return met("Availability was confirmed today.")
	}
	return met("Availability was confirmed {age} ago.", "age", said.Count(*age, "day"))
}

func (p Person) free(post Post, _ Time) Check {
	var taken []Booking
	for _, booking := range p.Booked {
		if !booking.Day.Before(post.StartsOn) && booking.Day.Before(post.Until) {
			taken = append(taken, booking)
		}
	}
	if taken == nil {
		return met("Not booked on any of the days.")
	}
	const remedy said.Template = "an administrator ends what the days are booked for, or chooses other days or someone else"
	if len(taken) > 1 {
		return unmet(remedy, "Booked on {number} of the days, from {first} on, for {purpose}.", "number", len(taken), "first", taken[0].Day, "purpose", taken[0].purpose())
	}
	return unmet(remedy, "Booked on {day}, for {purpose}.", "day", taken[0].Day, "purpose", taken[0].purpose())
}

func (p Person) nationality(post Post, _ Time) Check {
	switch {
	case post.Host == "":
		return met("Nationality: no host selected.")
	case slices.Contains(p.Nationalities, post.Host):
		return unmet(somebody, "Holds the nationality of the host, {host}.", "host", post.host())
	}
	return met("Does not hold the nationality of the host, {host}.", "host", post.host())
}

func (p Person) conflict(post Post, _ Time) Check {
	switch {
	case post.Host == "":
		return met("No host is named in which they could have an interest.")
	case slices.Contains(p.Conflicts, post.Host):
		return unmet("the observer or an administrator withdraws the declaration once the interest has ended",
			"Has declared an interest in the host, {host}.", "host", post.host())
	}
	return met("Has declared no interest in the host, {host}.", "host", post.host())
}

// notice is counted in whole days to the first day of the post from today, as it is there: so the plan counts them, too. Who has agreed to go had it when they were asked.
func (p Person) notice(post Post, now Time) Check {
	hours := max(0, 24*post.today(now).DaysUntil(post.StartsOn))
	switch _, agreed := post.Agreed[p.ID]; {
	case agreed:
		return met("Has agreed to go.")
	case p.NoticeHours > hours:
		return unmet("the observer or an administrator changes the notice needed", "Needs {needed} hours' notice; there are {hours}.", "needed", p.NoticeHours, "hours", hours)
	}
	return met("Can leave within {hours} hours.", "hours", p.NoticeHours)
}

// ending says of proof that is not good for long enough when it ends: that it has, or that it does before the last day.
func ending(on Date, post Post, now Time, title string, expired, expires said.Template) said.Sentence {
	template := expires
	if on.Before(now.Day()) {
		template = expired
	}
	return said.That(template, "title", strconv.Quote(title), "on", on, "last", post.last())
}

func tooShort(on Date, post Post, now Time, remedy, expired, expires said.Template) Check {
	return Check{Sentence: ending(on, post, now, "", expired, expires), Remedy: remedy}
}
