package handlers_test

import (
	"context"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"observationfund/handlers"
	"observationfund/models"
)

// counter counts the statements that reach the database.
type counter struct {
	logger.Interface
	statements int
}

func (c *counter) LogMode(logger.LogLevel) logger.Interface { return c }

func (c *counter) Trace(context.Context, time.Time, func() (string, int64), error) { c.statements++ }

// statements counts what a list costs, and how many items it has.
func statements[In, T any](by models.Account, action models.Action, handler func(handlers.Call, In) (handlers.Page[T], error), in In) func(*fixture) (items, statements int) {
	return func(s *fixture) (int, int) {
		s.Helper()
		counted := &counter{Interface: logger.Discard}
		page, err := handler(handlers.Call{
			Actor: models.Actor{DB: s.db.Query(s.Context()).Session(&gorm.Session{Logger: counted}), By: by, Now: s.db.Now()},
			Scope: models.Policy[action][by.Role],
		}, in)
		s.must(err)
		return len(page.Items), counted.statements
	}
}

func TestListsTakeTheSameNumberOfStatements(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		paging := handlers.Paging{Limit: 200}
		calendar := func(c handlers.Call, in handlers.Span) (handlers.Page[handlers.CalendarRow], error) {
			out, err := handlers.ReadCalendar(c, in)
			return handlers.Page[handlers.CalendarRow]{Items: out.Observers}, err
		}
		lists := map[string]func(*fixture) (int, int){
			"observers":     statements(s.first, models.ReadObservers, handlers.ListObservers, handlers.ObserverFilter{Paging: paging}),
			"trainings":     statements(s.first, models.ReadTrainings, handlers.ListTrainings, handlers.TrainingFilter{Paging: paging}),
			"opportunities": statements(s.first, models.ReadOpportunities, handlers.ListOpportunities, handlers.OpportunityFilter{Paging: paging}),
			"requests":      statements(s.first, models.ReadTrainingRequests, handlers.ListTrainingRequests, handlers.TrainingRequestFilter{Paging: paging}),
			"calendar":      statements(s.first, models.ReadCalendar, calendar, handlers.Span{}),
		}
		few := map[string]int{}
		for _, rows := range []int{2, 10} {
			for range rows {
				o, who := s.admitted("CA", "JP")
				opportunity := s.opened(offer())
				s.requestPlace(who, opportunity)
				claim := bsafe()
				claim.EvidenceID = s.upload(who)
				done(s, who, models.ClaimTraining, handlers.ClaimTraining, claim)
				done(s, who, models.ChangeAvailability, handlers.AddAvailability, handlers.AvailabilityInput{ByID: handlers.ByID{ID: o.ID},
					Kind: models.Available, StartsOn: s.now.Day(), Until: s.now.Day().Plus(20)})
			}
			for name, list := range lists {
				items, n := list(s)
				if few[name] == 0 {
					few[name] = n
				}
				if items < rows || n == 0 || n > 8 || n != few[name] {
					s.Errorf("%s: %d statements for %d items, %d for 2", name, n, items, few[name])
				}
			}
		}
	})
}
