package models

import (
	"slices"

	"gorm.io/gorm"
)

// Resemblance is another training that may be of the same thing as one that somebody is to verify: logged twice, or proved
// by somebody else's certificate.
type Resemblance struct {
	ID            string         `json:"id"` // of the training
	ObserverID    string         `json:"observerId"`
	PreferredName string         `json:"preferredName"`
	Title         string         `json:"title"`
	Status        TrainingStatus `json:"status"`
	StartsOn      Date           `json:"startsOn"`
	Until         Date           `json:"until"`
	In            []Likeness     `json:"in" gorm:"-"`
}

// Likeness is in what one training resembles another.
type Likeness string

// Every Likeness there is, the strongest first.
const (
	SameDocument    Likeness = "document"    // byte for byte
	SameCertificate Likeness = "certificate" // the number
	SameDays        Likeness = "days"        // of the observer's own trainings: days that overlap; of others': the same days in the same host
)

// Values makes Likeness a Choice.
func (Likeness) Values() []string { return names([]Likeness{SameDocument, SameCertificate, SameDays}) }

// mostResembling is how many of each likeness a verifier is shown.
const mostResembling = 10

// FillResembling adds to a training the others that resemble it, the strongest likeness first.
func (t *Training) FillResembling(db *gorm.DB) error {
	t.Resembling = []Resemblance{}
	others := func(likeness Likeness, q *gorm.DB) error {
		var found []Resemblance
		err := q.Model(&Training{}).Joins("JOIN observers ON observers.id = trainings.observer_id").Where("trainings.id <> ?", t.ID).
			Select("trainings.id", "trainings.observer_id", "observers.preferred_name", "trainings.title", "trainings.status", "trainings.starts_on", "trainings.until").
			Order("trainings.starts_on DESC, trainings.id").Limit(mostResembling).Scan(&found).Error
		for _, other := range found {
			n := slices.IndexFunc(t.Resembling, func(r Resemblance) bool { return r.ID == other.ID })
			if n < 0 {
				n, t.Resembling = len(t.Resembling), append(t.Resembling, other)
			}
			t.Resembling[n].In = append(t.Resembling[n].In, likeness)
		}
		return err
	}
	if t.EvidenceID != nil {
		same := db.Model(&File{}).Select("id").Where("sha256 = (?)", db.Model(&File{}).Select("sha256").Where("id = ?", *t.EvidenceID))
		if err := others(SameDocument, db.Where("trainings.evidence_id IN (?)", same)); err != nil {
			return err
		}
	}
	if t.CertificateNumber != "" {
		if err := others(SameCertificate, db.Where("LOWER(trainings.certificate_number) = LOWER(?)", t.CertificateNumber)); err != nil {
			return err
		}
	}
	err := others(SameDays, db.Where("trainings.observer_id = ? AND "+Unindexed("trainings.kind")+" = ? AND trainings.starts_on < ? AND trainings.until > ?",
		t.ObserverID, t.Kind, t.Until, t.StartsOn))
	if err != nil || t.Host == nil {
		return err
	}
	return others(SameDays, db.Where("trainings.host = ? AND trainings.starts_on = ? AND trainings.until = ? AND trainings.observer_id <> ?",
		*t.Host, t.StartsOn, t.Until, t.ObserverID))
}
