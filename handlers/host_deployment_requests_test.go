package handlers_test

import (
	"slices"
	"testing"

	"observationfund/handlers"
	"observationfund/models"
)

// A state learns what is feasible while it chooses the polling day, counted by the calendar of the country.
func TestFeasibilityOfAPollingDay(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		dili := s.account(models.StateRole, ptr("TL"), nil)
		today := s.now.Day()
		for _, step := range []struct {
			in    int
			zone  string
			days  int
			could []models.Format
		}{
			{60, "Asia/Dili", 60, []models.Format{models.FullMission, models.LimitedFormat, models.ShortTermOnly, models.ExpertTeam}},
			{21, "Asia/Dili", 21, []models.Format{models.FullMission, models.LimitedFormat, models.ShortTermOnly, models.ExpertTeam}},
			{21, "Pacific/Kiritimati", 20, []models.Format{models.ShortTermOnly, models.ExpertTeam}}, // it is tomorrow there
			{3, "Asia/Dili", 3, []models.Format{models.ExpertTeam}},
			{0, "Asia/Dili", 0, []models.Format{}},
		} {
			got, err := read(s, dili, models.ReadDeploymentRequests, handlers.ReadFeasibility, handlers.PollingDay{StartsOn: today.Plus(step.in), Zone: step.zone})
			if s.must(err); got.Days != step.days || !slices.Equal(got.Formats, step.could) || got.Sentence.Text == "" {
				s.Errorf("in %d days in %s: %+v", step.in, step.zone, got)
			}
		}
	})
}
