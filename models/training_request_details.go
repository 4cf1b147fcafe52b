package models

import (
	"slices"

	"gorm.io/gorm"
)

// LoadRequestDetails adds to requests what their opportunities are.
func LoadRequestDetails(db *gorm.DB, requests []TrainingRequest) error {
	var ids []string
	for _, r := range requests {
		ids = append(ids, r.OpportunityID)
	}
	var opportunities []Opportunity
	err := db.Select("id", "title", "status", "deadline", "starts_on", "until", "cost", "places").Where("id IN ?", ids).Find(&opportunities).Error
	if err != nil {
		return err
	}
	var taken []struct {
		OpportunityID string
		Count         int
	}
	err = db.Model(&TrainingRequest{}).Where("opportunity_id IN ? AND status IN ?", ids, placed).Select("opportunity_id, COUNT(*) AS count").
		Group("opportunity_id").Scan(&taken).Error
	for i := range requests {
		r := &requests[i]
		if n := slices.IndexFunc(opportunities, func(o Opportunity) bool { return o.ID == r.OpportunityID }); n >= 0 {
			r.Opportunity = opportunities[n]
			r.Title, r.StartsOn, r.Until = r.Opportunity.Title, r.Opportunity.StartsOn, r.Opportunity.Until
			r.Deadline, r.Cost, r.Left = r.Opportunity.Deadline, r.Opportunity.Cost, r.Opportunity.Places
			for _, t := range taken {
				if t.OpportunityID == r.OpportunityID {
					r.Left = max(0, r.Left-t.Count)
				}
			}
		}
	}
	return err
}

// LoadRequestCommitments adds to requests which commitment pays for them.
func LoadRequestCommitments(db *gorm.DB, requests []TrainingRequest) error {
	at := map[string]*TrainingRequest{}
	var ids []string
	for i := range requests {
		at[requests[i].ID], ids = &requests[i], append(ids, requests[i].ID)
	}
	var commitments []Commitment
	err := db.Select("id", "request_id").Where("request_id IN ?", ids).Find(&commitments).Error
	for _, c := range commitments {
		at[*c.RequestID].CommitmentID = &c.ID
	}
	return err
}
