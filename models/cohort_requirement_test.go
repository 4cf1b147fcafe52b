package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

var (
	someDay = models.Day(2026, time.November, 2)
	noon    = models.At(time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC))
	firstOf = models.Day(2026, time.November, 10)
	endOf   = models.Day(2026, time.November, 20) // the last day is the 19th
	lastOf  = endOf.Plus(-1)
)

// qualifications are three ways to be a short-term observer, and two to be a long-term one.
var qualifications = []models.Qualification{
	{ID: "s1", Function: models.ShortTerm, Alternative: 1, Kind: models.Course, Served: models.ShortTerm, AtLeast: 1, Sentence: "has completed a course"},
	{ID: "s2", Function: models.ShortTerm, Alternative: 2, Kind: models.ObservationMission, Served: models.ShortTerm, AtLeast: 1, Sentence: "has served once"},
	{ID: "s3", Function: models.ShortTerm, Alternative: 3, Kind: models.ELearning, Served: models.ShortTerm, AtLeast: 1, Sentence: "has learnt online"},
	{ID: "l1", Function: models.LongTerm, Alternative: 1, Kind: models.Course, Served: models.LongTerm, AtLeast: 1, Sentence: "has completed a long course"},
	{ID: "l2", Function: models.LongTerm, Alternative: 1, Kind: models.ObservationMission, AtLeast: 2, Sentence: "has served twice"},
	{ID: "l3", Function: models.LongTerm, Alternative: 2, Kind: models.ObservationMission, Served: models.LongTerm, AtLeast: 1, Sentence: "has served long"},
	{ID: "x1", Function: models.SecurityExpert, Alternative: 1, Kind: models.HostileEnvironment, AtLeast: 1, Sentence: "has completed hostile-environment training"},
}

func trained(kind models.TrainingKind, function models.Function, expires models.Date) models.Learnt {
	return models.Learnt{Status: models.TrainingVerified, Kind: kind, Function: function, Title: kind.Words(), ExpiresOn: expires}
}

func served(title string, from, until models.Date) models.Learnt {
	return models.Learnt{Status: models.TrainingVerified, Kind: models.ObservationMission, Function: models.ShortTerm, Title: title, StartsOn: from, Until: until}
}

func period(kind models.AvailabilityKind, from, until models.Date) models.Availability {
	return models.Availability{Kind: kind, StartsOn: from, Until: until}
}

// somebodyReady meets every requirement of somePost, by the day.
func somebodyReady() models.Person {
	seat := 7
	return models.Person{
		Observer: models.Observer{
			Record: models.Record{ID: "somebody"}, Status: models.ObserverAdmitted, Seat: &seat, PreferredName: "Ana", NoticeHours: 48,
			PassportExpiresOn: lastOf.PlusMonths(6), AvailabilityConfirmedAt: noon.Plus(-models.Fresh),
			Nationalities: []string{"PT"}, Conflicts: []string{"BR"}, Functions: []models.Function{models.ShortTerm},
			Languages: []models.ObserverLanguage{{Language: "fr", Level: models.B2}},
		},
		MedicalClearedThrough: lastOf, PassportKnown: true,
		Trainings: []models.Learnt{
			trained(models.Course, models.ShortTerm, lastOf),
			trained(models.SecurityAwareness, "", models.Date{}),
			trained(models.HostileEnvironment, "", lastOf),
		},
		Periods: []models.Availability{
			period(models.Available, firstOf.Plus(-9), firstOf.Plus(3)),
			period(models.Available, firstOf.Plus(3), endOf),
			period(models.Unavailable, endOf, endOf.Plus(9)),
		},
		Booked: []models.Booking{{Day: firstOf.Plus(-1), HolderKind: "assignment"}, {Day: endOf, HolderKind: "assignment"}},
	}
}

func somePost() models.Post {
	return models.Post{
		Function: models.ShortTerm, Host: "KE", StartsOn: firstOf, Until: endOf, Risk: models.HighRisk, Language: "fr",
		Qualifications: qualifications, HostName: "Kenya", LanguageName: "French",
	}
}

// TestRequirements breaks what makes somebody ready, one thing after the other; every rule has a case that it passes and
// one that it alone fails.
func TestRequirements(t *testing.T) {
	passed, alone := map[models.Rule]bool{}, map[models.Rule]bool{}
	type person = models.Person
	type post = models.Post
	short := lastOf.Plus(-1) // one day too little
	for _, test := range []struct {
		name  string
		but   func(p *person, post *post)
		fails []string // the rules not met
		says  string   // in the sentence of the first
	}{
		{"ready", func(*person, *post) {}, nil, ""},

		{"suspended", func(p *person, _ *post) { p.Status = models.ObserverSuspended }, []string{"seated"}, "Suspended"},
		{"nominated", func(p *person, _ *post) { p.Status = models.ObserverNominated }, []string{"seated"}, "without a seat"},
		{"departed", func(p *person, _ *post) { p.Status = models.ObserverDeparted }, []string{"seated"}, "departed"},

		{"another function", func(_ *person, q *post) { q.Function = models.DataAnalyst }, []string{"qualified"}, "data analyst"},
		{"a function nothing qualifies for", func(p *person, q *post) {
			q.Function, p.Functions = models.DataAnalyst, []models.Function{models.DataAnalyst}
		}, []string{"qualified"}, "Nothing qualifies"},
		{"nothing learnt", func(p *person, _ *post) { p.Trainings = p.Trainings[1:] }, []string{"qualified"},
			"the observer has completed a course; or has served once; or has learnt online."},
		{"the course of another function", func(p *person, _ *post) { p.Trainings[0].Function = models.LongTerm }, []string{"qualified"}, "No verified"},
		{"a course that expires", func(p *person, _ *post) { p.Trainings[0].ExpiresOn = short }, []string{"qualified", "certificates"}, "19 Nov 2026"},
		{"e-learning", func(p *person, _ *post) { p.Trainings[0].Kind = models.ELearning }, nil, ""},
		{"e-learning that expires", func(p *person, _ *post) { p.Trainings[0].Kind, p.Trainings[0].ExpiresOn = models.ELearning, short },
			[]string{"qualified", "certificates"}, "No verified"},
		{"a course that has lapsed", func(p *person, _ *post) {
			p.Trainings[0].ExpiresOn, p.Trainings[0].Status = someDay.Plus(-1), models.TrainingLapsed
		}, []string{"qualified", "certificates"}, "No verified"},
		{"an old course and a new one", func(p *person, _ *post) {
			p.Trainings = append(p.Trainings, trained(models.Course, models.ShortTerm, someDay.Plus(-400)))
		}, nil, ""},
		{"an old course and a mission", func(p *person, _ *post) {
			p.Trainings[0].ExpiresOn = someDay.Plus(-400)
			p.Trainings = append(p.Trainings, trained(models.ObservationMission, models.ShortTerm, someDay.Plus(-400)))
		}, nil, ""},
		{"half of an alternative", func(p *person, q *post) {
			q.Function, p.Functions = models.LongTerm, []models.Function{models.LongTerm}
			p.Trainings = append(p.Trainings, trained(models.Course, models.LongTerm, models.Date{}),
				trained(models.ObservationMission, models.ShortTerm, models.Date{}))
		}, []string{"qualified"}, "has completed a long course and has served twice; or has served long"},
		{"a whole alternative", func(p *person, q *post) {
			q.Function, p.Functions = models.LongTerm, []models.Function{models.LongTerm}
			p.Trainings = append(p.Trainings, trained(models.Course, models.LongTerm, models.Date{}),
				trained(models.ObservationMission, models.ShortTerm, models.Date{}), trained(models.ObservationMission, models.DataAnalyst, models.Date{}))
		}, nil, ""},
		{"one mission under two titles", func(p *person, q *post) {
			q.Function, p.Functions = models.LongTerm, []models.Function{models.LongTerm}
			p.Trainings = append(p.Trainings, trained(models.Course, models.LongTerm, models.Date{}),
				served("EU EOM Gambia", someDay.Plus(-30), someDay.Plus(-20)), served("EU Election Observation Mission to The Gambia", someDay.Plus(-31), someDay.Plus(-21)))
		}, []string{"qualified"}, "has served twice"},
		{"two missions, one after the other", func(p *person, q *post) {
			q.Function, p.Functions = models.LongTerm, []models.Function{models.LongTerm}
			p.Trainings = append(p.Trainings, trained(models.Course, models.LongTerm, models.Date{}),
				served("A run-off", someDay.Plus(-20), someDay.Plus(-10)), served("The first round", someDay.Plus(-30), someDay.Plus(-20)))
		}, nil, ""},
		{"the other alternative", func(p *person, q *post) {
			q.Function, p.Functions = models.LongTerm, []models.Function{models.LongTerm}
			p.Trainings = append(p.Trainings, trained(models.ObservationMission, models.LongTerm, models.Date{}))
		}, nil, ""},

		{"more notice than there is", func(p *person, _ *post) { p.NoticeHours = 8*24 + 1 }, []string{"notice"}, "Needs 193 hours' notice; there are 192."},
		{"more notice than there is where it is tomorrow already", func(p *person, q *post) {
			p.NoticeHours, q.Zone = 8*24, time.FixedZone("", 14*60*60)
		}, []string{"notice"}, "Needs 192 hours' notice; there are 168."},
		{"just the notice that there is", func(p *person, _ *post) { p.NoticeHours = 8 * 24 }, nil, ""},
		{"a passport without number and state", func(p *person, _ *post) { p.PassportKnown = false }, []string{"passport"}, "The number of the passport"},
		{"who has agreed had their notice, and said so last", func(p *person, q *post) {
			p.NoticeHours, p.AvailabilityConfirmedAt = 1000, noon.Plus(-2*models.Fresh)
			q.Agreed = map[string]models.Time{p.ID: noon.Plus(-time.Hour)}
		}, nil, ""},

		{"no BSAFE", func(p *person, _ *post) { p.Trainings = slices.Delete(p.Trainings, 1, 2) }, []string{"bsafe"}, "No verified UN BSAFE"},
		{"BSAFE that expires", func(p *person, _ *post) { p.Trainings[1].ExpiresOn = short }, []string{"certificates"}, "UN BSAFE expires on 18 Nov 2026"},
		{"BSAFE through the last day", func(p *person, _ *post) { p.Trainings[1].ExpiresOn = lastOf }, nil, ""},

		{"no hostile-environment training", func(p *person, _ *post) { p.Trainings = p.Trainings[:2] }, []string{"hostile-environment"}, "No verified"},
		{"hostile-environment training that expires", func(p *person, _ *post) { p.Trainings[2].ExpiresOn = short }, []string{"hostile-environment"},
			"Hostile-environment training expires on 18 Nov 2026, before the last day, 19 Nov 2026."},
		{"hostile-environment training that has expired", func(p *person, _ *post) { p.Trainings[2].ExpiresOn = someDay.Plus(-1) },
			[]string{"hostile-environment"}, "training expired on 1 Nov 2026."},
		{"hostile-environment training that was renewed", func(p *person, _ *post) {
			p.Trainings[2].ExpiresOn = someDay.Plus(-1)
			p.Trainings = append(p.Trainings, trained(models.HostileEnvironment, "", models.Date{}))
		}, nil, ""},
		{"hostile-environment training is not asked for", func(p *person, q *post) { q.Risk, p.Trainings = models.MediumRisk, p.Trainings[:2] }, nil, ""},
		{"hostile-environment training that qualifies expires", func(p *person, q *post) {
			q.Function, p.Functions, q.Risk = models.SecurityExpert, []models.Function{models.SecurityExpert}, models.LowRisk
			p.Trainings[2].ExpiresOn = short
		}, []string{"certificates"}, `The certificate of "hostile-environment training" expires on 18 Nov 2026`},

		{"no passport", func(p *person, _ *post) { p.PassportExpiresOn = models.Date{} }, []string{"passport"}, "not known"},
		{"a passport for less than six months", func(p *person, _ *post) { p.PassportExpiresOn = lastOf.PlusMonths(6).Plus(-1) }, []string{"passport"},
			"expires on 18 May 2027; six months after the last day is 19 May 2027"},
		{"a passport that expires", func(p *person, _ *post) { p.PassportExpiresOn = short }, []string{"passport"}, "before the last day"},

		{"not examined", func(p *person, _ *post) { p.MedicalClearedThrough = models.Date{} }, []string{"medical"}, "No medical clearance"},
		{"cleared for too short", func(p *person, _ *post) { p.MedicalClearedThrough = short }, []string{"medical"}, "Medical clearance expires on 18 Nov 2026"},

		{"another language", func(_ *person, q *post) { q.Language, q.LanguageName = "pt", "" }, []string{"language"}, "Does not work in pt; B2"},
		{"a higher level", func(_ *person, q *post) { q.Level = models.C1 }, []string{"language"}, "Works in French at B2 only; C1"},
		{"a lower level than the usual", func(p *person, _ *post) { p.Languages[0].Level = models.B1 }, []string{"language"}, "B2 is asked"},
		{"a lower level, asked for", func(p *person, q *post) { p.Languages[0].Level, q.Level = models.B1, models.B1 }, nil, ""},
		{"no language is asked for", func(p *person, q *post) { p.Languages, q.Language = nil, "" }, nil, ""},

		{"a day between two periods", func(p *person, _ *post) { p.Periods[1].StartsOn = firstOf.Plus(4) }, []string{"available"},
			"Not available on 13 Nov 2026: no availability entered."},
		{"a tentative period", func(p *person, _ *post) { p.Periods[1].Kind = models.Tentative }, []string{"available"}, "13 Nov 2026, marked in the calendar as tentative"},
		{"available but for the last day", func(p *person, _ *post) { p.Periods[1].Until = lastOf }, []string{"available"}, "19 Nov 2026"},
		{"available but for the first day", func(p *person, _ *post) { p.Periods[0].StartsOn = firstOf.Plus(1) }, []string{"available"}, "10 Nov 2026"},
		{"an empty calendar", func(p *person, _ *post) { p.Periods = nil }, []string{"available"}, "10 Nov 2026"},

		{"stale", func(p *person, _ *post) { p.AvailabilityConfirmedAt = noon.Plus(-models.Fresh - time.Second) }, []string{"fresh"}, "45 days ago, which is too long"},
		{"never confirmed", func(p *person, _ *post) { p.AvailabilityConfirmedAt = models.Time{} }, []string{"fresh"}, "never"},

		{"booked on the last day", func(p *person, _ *post) { p.Booked[1].Day = lastOf }, []string{"free"}, "Booked on 19 Nov 2026, for a mission."},
		{"booked on the first day", func(p *person, _ *post) { p.Booked[0].Day, p.Booked[0].HolderKind = firstOf, "training_request" }, []string{"free"}, "10 Nov 2026, for training"},

		{"a national", func(p *person, _ *post) { p.Nationalities = []string{"PT", "KE"} }, []string{"nationality"}, "Kenya"},
		{"an interest", func(p *person, _ *post) { p.Conflicts = []string{"BR", "KE"} }, []string{"conflict"}, "Kenya"},
		{"no host", func(p *person, q *post) { p.Conflicts, p.Nationalities, q.Host = []string{"KE"}, []string{"KE"}, "" }, nil, ""},
		{"everything at once", func(p *person, _ *post) { *p = models.Person{} }, []string{"seated", "qualified", "bsafe", "hostile-environment",
			"passport", "medical", "language", "available", "fresh"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, q := somebodyReady(), somePost()
			test.but(&p, &q)
			answer := p.Assess(q, noon, models.Requirements)
			var fails []string
			for _, check := range answer.Checks {
				if check.Sentence.Text == "" || !strings.HasSuffix(check.Sentence.Text, ".") || check.Passed != (check.Remedy == "") {
					t.Errorf("%+v is no answer", check)
				}
				if !check.Passed {
					fails = append(fails, string(check.Rule))
				}
				passed[check.Rule] = passed[check.Rule] || check.Passed
			}
			if len(fails) == 1 {
				alone[models.Rule(fails[0])] = true
			}
			if !slices.Equal(fails, test.fails) || answer.Ready != (test.fails == nil) {
				t.Fatalf("fails %v, want %v: %+v", fails, test.fails, answer.Failed())
			}
			if fails != nil && !strings.Contains(answer.Failed()[0].Sentence.Text, test.says) {
				t.Errorf("says %q, want %q", answer.Failed()[0].Sentence.Text, test.says)
			}
		})
	}
	for _, r := range models.Requirements {
		if !passed[r.Rule] || !alone[r.Rule] {
			t.Errorf("%s: no case passes it (%t) or fails nothing else (%t)", r.Rule, !passed[r.Rule], !alone[r.Rule])
		}
	}
}

func TestRefusal(t *testing.T) {
	p := somebodyReady()
	if err := p.Assess(somePost(), noon, models.Requirements).Refusal(); err != nil {
		t.Errorf("somebody ready is refused: %v", err)
	}
	p.MedicalClearedThrough, p.Nationalities = models.Date{}, []string{"KE"}
	err := p.Assess(somePost(), noon, models.Requirements).Refusal()
	var no *refusal.Refusal
	if !errors.As(err, &no) || !errors.Is(err, refusal.NotReady) {
		t.Fatalf("refused by %v", err)
	}
	for _, said := range []string{"No medical clearance", "the nationality of the host, Kenya"} {
		if !strings.Contains(no.Sentence.Text, said) {
			t.Errorf("%q does not say %q", no.Sentence.Text, said)
		}
	}
	if !strings.Contains(no.Remedy.Text, "medical") {
		t.Errorf("the remedy is %q", no.Remedy)
	}
}

func TestReasonsCountPeople(t *testing.T) {
	post := somePost()
	answers := make([]models.Readiness, 4)
	for i := range answers {
		p := somebodyReady()
		if i > 0 {
			p.Booked[0].Day = firstOf
		}
		if i > 1 {
			p.MedicalClearedThrough = models.Date{}
		}
		answers[i] = p.Assess(post, noon, models.Requirements)
	}
	reasons := models.Reasons(answers)
	if len(reasons) != 2 || reasons[0].Rule != "free" || reasons[0].Count != 3 || reasons[0].Alone != 1 ||
		reasons[1].Rule != "medical" || reasons[1].Count != 2 || reasons[1].Alone != 0 {
		t.Errorf("%+v", reasons)
	}
}
