package models

import (
	"slices"
	"time"

	"observationfund/models/said"
)

// Lead times, in days before the first polling day (domain practice: less than three weeks is too late to follow the
// process, less than one week too late to send short-term observers).
const (
	fullLead  = 21
	shortLead = 7
)

// FeasibilityOn tells which formats are still possible on a day of the host's calendar.
func FeasibilityOn(now Time, firstDay Date, zone *time.Location) Feasibility {
	days := now.In(zone).DaysUntil(firstDay)
	f := Feasibility{Days: days, Formats: []Format{}, Soonest: now.In(zone).Plus(callOut / 24)}
	switch {
	case days >= 45:
		f.Formats = []Format{FullMission, LimitedFormat, ShortTermOnly, ExpertTeam}
		f.Sentence = said.That("{days} days remain: every format is feasible.", "days", days)
	case days >= fullLead:
		f.Formats = []Format{FullMission, LimitedFormat, ShortTermOnly, ExpertTeam}
		f.Sentence = said.That("{days} days remain: every format is feasible, the core team and long-term observers arrive later than usual.", "days", days)
	case days >= shortLead:
		f.Formats = []Format{ShortTermOnly, ExpertTeam}
		f.Sentence = said.That("{days} days remain, fewer than {lead}: long-term observation is no longer credible; short-term observers or experts, with a public statement of the limits.",
			"days", days, "lead", fullLead)
	case days > 0:
		f.Formats = []Format{ExpertTeam}
		f.Sentence = said.That("{days} days remain, fewer than {lead}: only an expert team is feasible.", "days", days, "lead", shortLead)
	default:
		f.Sentence = said.That("Polling has begun: no format is feasible.")
	}
	return f
}

// Feasible fills in what is still possible, and what of it can be approved.
func (r *DeploymentRequest) Feasible(now Time) error {
	zone, err := Zone(r.Zone)
	if err != nil {
		return err
	}
	r.Feasibility = FeasibilityOn(now, r.FirstDay, zone)
	r.Approvable = slices.DeleteFunc(slices.Clone(r.Feasibility.Formats), func(f Format) bool { return !f.Within(r.Format) })
	return nil
}
