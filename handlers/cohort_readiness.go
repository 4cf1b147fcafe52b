package handlers

import (
	"cmp"
	"slices"

	"observationfund/models"
	"observationfund/models/said"
)

// PostInput is what somebody would be sent for. When dates are missing it starts in three days, and lasts 10 days
// for short-term observers and 35 for others.
type PostInput struct {
	Function models.Function `query:"function" default:"sto" validate:"choice"`
	Host     string          `query:"host" validate:"omitempty,state"`
	StartsOn models.Date     `query:"startsOn"`
	Until    models.Date     `query:"until"`
	Risk     models.Risk     `query:"risk" default:"medium" validate:"choice"`
	Language string          `query:"language" validate:"omitempty,language"`
	Level    models.Level    `query:"level" validate:"omitempty,choice"`
}

// CohortPostInput is a post, or two of the same days: whichever of them each offers and lacks less for.
type CohortPostInput struct {
	PostInput
	Either bool `query:"either"` // as a short-term or a long-term observer, whatever the function says
}

// ReadinessInput asks whether one observer could take a post.
type ReadinessInput struct {
	ByID
	PostInput
}

// ObserverReadiness is whether an observer could take a post, with every reason.
type ObserverReadiness struct {
	models.Readiness
	Post models.Post `json:"post"`
}

// CohortReadiness is who of the cohort could take a post: those who are ready first, then those who lack least.
type CohortReadiness struct {
	Post models.Post `json:"post"`
	models.Figure
	Items []models.Readiness `json:"items"`
}

// LapsingInput says how far to look ahead.
type LapsingInput struct {
	Days int `query:"days" default:"60" validate:"min=1,max=365"`
}

// ReadReadiness answers whether one observer could take a post.
func ReadReadiness(c Call, in ReadinessInput) (ObserverReadiness, error) {
	out := ObserverReadiness{}
	observer, err := models.Find[models.Observer](c.observers(), in.ID)
	if err != nil {
		return out, err
	}
	if out.Post, err = c.post(in.PostInput); err != nil {
		return out, err
	}
	answers, err := models.Assess(c.DB, c.Now, []string{observer.ID}, out.Post)
	if err == nil {
		out.Readiness = c.discreet(answers[0])
	}
	return out, err
}

// ReadCohortReadiness answers who of the cohort could take a post, and why the others could not.
func ReadCohortReadiness(c Call, in CohortPostInput) (CohortReadiness, error) {
	if in.Either {
		in.Function = models.ShortTerm
	}
	post, answers, err := c.assess(in.PostInput)
	if err == nil && in.Either {
		var long []models.Readiness
		in.Function = models.LongTerm
		_, long, err = c.assess(in.PostInput)
		for i := range long {
			answers[i] = models.Easier(answers[i], long[i])
		}
	}
	if err != nil {
		return CohortReadiness{}, err
	}
	out := CohortReadiness{Post: post, Figure: models.Count(answers), Items: make([]models.Readiness, len(answers))}
	for i, answer := range answers {
		out.Items[i] = c.discreet(answer)
	}
	slices.SortStableFunc(out.Items, func(a, b models.Readiness) int { return cmp.Compare(len(a.Failed()), len(b.Failed())) })
	return out, nil
}

// assess answers for everybody who holds a seat whether they could take the post that the input names.
func (c Call) assess(in PostInput) (models.Post, []models.Readiness, error) {
	post, err := c.post(in)
	if err != nil {
		return post, nil, err
	}
	answers, err := models.Assess(c.DB, c.Now, nil, post)
	return post, answers, err
}

// ReadHeadline answers how many could leave within 72 hours, 7 days and 30 days.
func ReadHeadline(c Call, _ Nothing) (Items[models.Leaving], error) {
	roster, err := models.LoadRoster(c.DB, c.Now)
	return Items[models.Leaving]{Items: roster.Headline()}, err
}

// ListSeats answers, for each of the hundred seats, who holds it and how soon they could leave.
func ListSeats(c Call, _ Nothing) (Items[models.CohortSeat], error) {
	roster, err := models.LoadRoster(c.DB, c.Now)
	if err != nil {
		return Items[models.CohortSeat]{}, err
	}
	seats := roster.Seats()
	for i, seat := range seats {
		seats[i].Sentence = c.withoutHealth(seat.Rule, seat.Sentence)
	}
	return Items[models.CohortSeat]{Items: seats}, nil
}

// ReadLapsing answers which certificates, clearances and passports lapse soon, and what that does to readiness.
func ReadLapsing(c Call, in LapsingInput) (models.Lapsing, error) {
	roster, err := models.LoadRoster(c.DB, c.Now)
	out := roster.Lapsing(in.Days)
	if !c.may(models.ReadPrivate) { // what cannot be listed is not counted either
		out.Items = slices.DeleteFunc(out.Items, func(l models.Lapse) bool { return l.Kind == models.MedicalClearance })
		out.Kinds = slices.DeleteFunc(out.Kinds, func(k models.LapseCount) bool { return k.Kind == models.MedicalClearance })
	}
	return out, err
}

// withoutHealth is the one place where what a requirement says of somebody's health is kept from those whose work
// does not need it: they learn that it stands in the way, and nothing more.
func (c Call) withoutHealth(rule models.Rule, sentence said.Sentence) said.Sentence {
	if rule == "medical" && !c.may(models.ReadPrivate) {
		return said.That("Not cleared for these dates.")
	}
	return sentence
}

func (c Call) discreet(r models.Readiness) models.Readiness {
	for i, check := range r.Checks {
		if !check.Passed {
			r.Checks[i].Sentence = c.withoutHealth(check.Rule, check.Sentence)
		}
	}
	return r
}

// post is the post that the input names, with its dates.
func (c Call) post(in PostInput) (models.Post, error) {
	post := models.Post{
		Function: in.Function, Host: in.Host, StartsOn: in.StartsOn, Until: in.Until, Risk: in.Risk, Language: in.Language, Level: in.Level,
	}
	if post.StartsOn.IsZero() {
		post.StartsOn = c.Now.Day().Plus(3)
	}
	if post.Until.IsZero() {
		post.Until = post.StartsOn.Plus(post.Function.StandardDays())
	}
	return post, post.Check(c.DB, c.Now.Day())
}
