package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// offer is a mission of the OSCE outside the region that nothing is wrong with; it costs 1,500.00.
func offer() handlers.OpportunityInput {
	return handlers.OpportunityInput{
		Title: "Kyrgyzstan, presidential election", Organiser: "OSCE", Body: "ODIHR", Kind: models.ObservationMission, Function: models.ShortTerm, Host: ptr("KG"),
		StartsOn: models.Day(2027, time.January, 18), Until: models.Day(2027, time.January, 28), Places: 2,
		DeadlineOn: models.Day(2026, time.December, 10), DeadlineClock: "24:00", DeadlineZone: "Europe/Warsaw", Cost: 150000,
	}
}

// opened is an opportunity that observers can ask for.
func (s *fixture) opened(in handlers.OpportunityInput) models.Opportunity {
	s.Helper()
	o := done(s, s.first, models.DraftOpportunity, handlers.DraftOpportunity, in)
	return done(s, s.first, models.OpenOpportunity, handlers.OpenOpportunity, handlers.ByID{ID: o.ID})
}

func TestOpportunitiesAreChecked(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		good := done(s, s.first, models.DraftOpportunity, handlers.DraftOpportunity, offer())
		if want := models.At(time.Date(2026, 12, 10, 23, 0, 0, 0, time.UTC)); good.Deadline != want {
			s.Errorf("the deadline is at %s, not %s", good.Deadline.Words(), want.Words())
		}
		for field, spoil := range map[string]func(in *handlers.OpportunityInput){
			"organiser":             func(in *handlers.OpportunityInput) { in.Organiser, in.Body = "NATO", "" },
			"body":                  func(in *handlers.OpportunityInput) { in.Body = "EODS" },
			"host":                  func(in *handlers.OpportunityInput) { in.Host = nil },
			"function":              func(in *handlers.OpportunityInput) { in.Function = "" },
			"until":                 func(in *handlers.OpportunityInput) { in.Until = in.StartsOn },
			"places":                func(in *handlers.OpportunityInput) { in.Places = 0 },
			"cost":                  func(in *handlers.OpportunityInput) { in.Cost = -1 },
			"deadlineOn":            func(in *handlers.OpportunityInput) { in.DeadlineOn = in.StartsOn },
			"deadlineClock":         func(in *handlers.OpportunityInput) { in.DeadlineClock = "25:00" },
			"deadlineZone":          func(in *handlers.OpportunityInput) { in.DeadlineZone = "CET" },
			"language":              func(in *handlers.OpportunityInput) { in.Language = ptr("qq") },
			"level":                 func(in *handlers.OpportunityInput) { in.Level = models.B2 },
			"admittedNationalities": func(in *handlers.OpportunityInput) { in.AdmittedNationalities = []string{"EU"} },
		} {
			in := offer()
			spoil(&in)
			if no := denied(s, refusal.Invalid, s.first, models.DraftOpportunity, handlers.DraftOpportunity, in); len(no.Fields) != 1 || no.Fields[0].Field != field {
				s.Errorf("%s: %+v", field, no.Fields)
			}
		}
		within := offer()
		within.Host = ptr("MN") // in the OSCE, and in the ASEAN Regional Forum
		denied(s, refusal.ExtraRegional, s.first, models.DraftOpportunity, handlers.DraftOpportunity, within)
		within.OverrideReason = "agreed by the board"
		done(s, s.first, models.DraftOpportunity, handlers.DraftOpportunity, within)
		course := offer()
		course.Kind, course.Host = models.Course, ptr("TH") // a course can be held anywhere
		done(s, s.first, models.DraftOpportunity, handlers.DraftOpportunity, course)

		_, observer := s.admitted("MN")
		if _, err := read(s, observer, models.ReadOpportunities, handlers.GetOpportunity, handlers.ByID{ID: good.ID}); err == nil {
			s.Error("an observer reads a draft")
		}
		s.now = good.Deadline
		denied(s, refusal.DeadlineOver, s.first, models.OpenOpportunity, handlers.OpenOpportunity, handlers.ByID{ID: good.ID})
	})
}

func TestWhoIsEligibleForWhat(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		mission := func(organiser, host string, arranged ...string) models.Opportunity {
			in := offer()
			in.Organiser, in.Body, in.Host, in.AdmittedNationalities, in.Title = organiser, "", &host, arranged, organiser+" in "+host
			return s.opened(in)
		}
		spoken := offer()
		spoken.Organiser, spoken.Body, spoken.Host, spoken.Language, spoken.Level, spoken.Title = "UN", "", ptr("BR"), ptr("pt"), models.B2, "in Portuguese"
		opportunities := []models.Opportunity{
			mission("EU", "KE"), mission("OSCE", "KG"), mission("UN", "KE"), mission("EU", "KE", "TL"), mission("CW", "KE"), mission("OSCE", "AL"),
			s.opened(spoken),
		}
		for nationalities, want := range map[string]string{ // one letter an opportunity: yes, or what says no
			"TL":    "nnyynnl", // non-eligible by nationality, but for the UN and by arrangement
			"CA":    "yyyynyl",
			"AU":    "nnynnnl",
			"US":    "nyynnyl",
			"AU,FR": "yyyynyl", // any nationality opens the door
			"AL,AU": "nyynnhl",
			"KG,CA": "yhyynyl",
		} {
			_, who := s.admitted(strings.Split(nationalities, ",")...)
			page, err := read(s, who, models.ReadOpportunities, handlers.ListOpportunities, handlers.OpportunityFilter{Eligible: true, Paging: handlers.Paging{Limit: 50}})
			s.must(err)
			for i, o := range opportunities {
				listed := slices.ContainsFunc(page.Items, func(l models.Opportunity) bool { return l.ID == o.ID })
				answer, err := read(s, who, models.ReadOpportunities, handlers.GetOpportunity, handlers.ByID{ID: o.ID})
				s.must(err)
				if listed != (want[i] == 'y') || answer.Eligibility.Eligible != listed || answer.Eligibility.Sentence.Text == "" ||
					slices.Contains(answer.Can, models.SubmitTrainingRequest) != listed {
					s.Errorf("%s and %s: listed %t, answer %+v, can %v", nationalities, o.Title, listed, answer.Eligibility, answer.Can)
				}
				ask := handlers.TrainingRequestInput{OpportunityID: o.ID, Motivation: "to learn how others observe"}
				rule := map[byte]ruled{'n': refusal.NotEligible, 'h': refusal.Nationality, 'l': refusal.Language}[want[i]]
				if rule != nil {
					denied(s, rule, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, ask)
				} else if r := done(s, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, ask); r.Status != models.RequestSubmitted {
					s.Errorf("%+v", r)
				}
			}
		}
	})
}

func TestOpportunitiesCloseByTheClock(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o := s.opened(offer())
		_, who := s.admitted("CA")
		ask := handlers.TrainingRequestInput{OpportunityID: o.ID, Motivation: "to learn how others observe"}
		s.now = o.Deadline
		denied(s, refusal.DeadlineOver, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, ask)
		tick := func() (n int) {
			s.must(s.write(func(tx *gorm.DB) (err error) {
				n, err = models.Actor{DB: tx, Now: s.db.Now()}.CloseDue()
				return err
			}))
			return n
		}
		s.now = o.Deadline.Plus(-time.Millisecond)
		if tick() != 0 {
			s.Error("closed before the deadline")
		}
		done(s, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, ask)
		s.now = o.Deadline
		if tick() != 1 || tick() != 0 {
			s.Error("not closed once at the deadline")
		}
		_, late := s.admitted("CA")
		denied(s, refusal.NotOpen, late, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, ask)
	})
}

func TestWhatWasAskedForStays(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o := s.opened(offer())
		_, who := s.admitted("CA")
		done(s, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, handlers.TrainingRequestInput{OpportunityID: o.ID, Motivation: "to learn how others observe"})
		id := handlers.ByID{ID: o.ID}
		for _, in := range []handlers.OpportunityChange{
			{ByID: id, Host: ptr("KZ")}, {ByID: id, StartsOn: ptr(o.StartsOn.Plus(1))}, {ByID: id, Cost: ptr(o.Cost + 1)}, {ByID: id, Organiser: ptr("UN"), Body: ptr("")},
		} {
			denied(s, refusal.Requested, s.first, models.ChangeOpportunity, handlers.ChangeOpportunity, in)
		}
		changed := done(s, s.first, models.ChangeOpportunity, handlers.ChangeOpportunity, handlers.OpportunityChange{ByID: id, Places: ptr(5), AdmittedNationalities: &[]string{"TL"}, Note: ptr("by train")})
		if changed.Places != 5 || !slices.Equal(changed.AdmittedNationalities, []string{"TL"}) || changed.Requests["submitted"] != 1 {
			s.Errorf("%+v", changed)
		}
		denied(s, refusal.DeadlineOver, s.first, models.ChangeOpportunity, handlers.ChangeOpportunity, handlers.OpportunityChange{ByID: id, DeadlineOn: ptr(s.now.Day().Plus(-1))})
	})
}
