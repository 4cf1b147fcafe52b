package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Renewal is a training that renews another.
type Renewal struct {
	ID        string         `json:"id"` // of the training that is new
	Status    TrainingStatus `json:"status"`
	StartsOn  Date           `json:"startsOn"`
	ExpiresOn Date           `json:"expiresOn,omitzero"`
}

// renewalDays is how many days before its last one a certificate is to be renewed.
const renewalDays = 90

// due reports whether a certificate has lapsed, or will within the days in which it is to be renewed.
func (t *Training) due(today Date) bool {
	return t.Kind != ObservationMission && !t.ExpiresOn.IsZero() &&
		(t.Status == TrainingLapsed || t.Status == TrainingVerified && t.ExpiresOn.Before(today.Plus(renewalDays)))
}

// checkRenewed holds a training to what it can renew: one of the same observer and kind that had counted and is older, so that no
// two renew each other.
func (t *Training) checkRenewed(db *gorm.DB) error {
	var old []Training
	err := db.Where("id = ? AND observer_id = ?", *t.RenewsID, t.ObserverID).Find(&old).Error
	if err != nil {
		return err
	}
	switch {
	case len(old) == 0:
		return refusal.Fault("renewsId", "is no training of this observer")
	case old[0].Status != TrainingVerified && old[0].Status != TrainingLapsed:
		return refusal.Fault("renewsId", "only a training that was verified is renewed")
	case old[0].Kind != t.Kind || old[0].Function != t.Function:
		return refusal.Fault("renewsId", "is of another kind or function, which this does not renew")
	case !old[0].StartsOn.Before(t.StartsOn):
		return refusal.Fault("renewsId", "must have begun before the one that renews it")
	}
	return nil
}

// loadRenewals adds to trainings what renews them, and whether they are to be renewed.
func loadRenewals(actor Actor, ids []string, at map[string]*Training) error {
	var renewals []Training
	err := actor.DB.Select("id", "status", "starts_on", "expires_on", "renews_id").
		Where("renews_id IN ? AND status <> ?", ids, TrainingRejected).Order("id").Find(&renewals).Error
	if err != nil {
		return err
	}
	for _, r := range renewals {
		at[*r.RenewsID].Renewal = &Renewal{r.ID, r.Status, r.StartsOn, r.ExpiresOn}
	}
	var due []string
	for _, id := range ids {
		if at[id].Renewal == nil && at[id].due(actor.Now.Day()) {
			due = append(due, id)
		}
	}
	outlasting, err := outlasted(actor.DB, due)
	for _, id := range due {
		at[id].Renewable = !outlasting[id]
	}
	return err
}

// outlasted are those of some trainings that a longer one of their observer, of their kind and function, stands in for.
func outlasted(db *gorm.DB, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	q := db.Raw(`SELECT t.id FROM trainings t WHERE t.id IN ? AND EXISTS (SELECT 1 FROM trainings n WHERE n.observer_id = t.observer_id AND n.status = ?
		AND `+Unindexed("n.kind")+` = t.kind AND (t.function = '' OR `+Unindexed("n.function")+` = t.function)
		AND (n.expires_on IS NULL OR n.expires_on > t.expires_on))`, ids, TrainingVerified)
	var id string
	return out, eachRow(q, func() error {
		out[id] = true
		return nil
	}, &id)
}
