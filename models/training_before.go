package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// numberedAlike compares certificate numbers without what makes no other: capitals, spaces and hyphens.
const numberedAlike = "UPPER(REPLACE(REPLACE(certificate_number, ' ', ''), '-', '')) = ?"

// Before finds what the log of the observer has already that may be this training, the latest first: the same certificate of the
// same organiser, or the same title, on days that overlap as far as they are known. What it renews is another by what it says, and
// a number whose certificate was renewed may be given again.
func (t *Training) Before(db *gorm.DB) ([]Resemblance, error) {
	before := []Resemblance{}
	alike := db.Where("1 = 0")
	number, title := FoldNumber(t.CertificateNumber), spelling.Fold(t.Title)
	if number != "" {
		alike = alike.Or("certificate_number <> '' AND "+numberedAlike+" AND NOT EXISTS (SELECT 1 FROM trainings n WHERE n.renews_id = trainings.id AND n.id <> ?)", number, t.ID)
	}
	if title != "" {
		same := db.Where(Unindexed("folded")+" = ?", title)
		if !t.StartsOn.IsZero() && !t.Until.IsZero() {
			same = same.Where(Unindexed("starts_on")+" < ? AND "+Unindexed("until")+" > ?", t.Until, t.StartsOn)
		}
		alike = alike.Or(same)
	}
	q := db.Where("observer_id = ? AND "+Unindexed("organiser")+" = ? AND id <> ?", t.ObserverID, t.Organiser, t.ID).Where(alike)
	if t.RenewsID != nil {
		q = q.Where("id <> ?", *t.RenewsID)
	}
	var found []Training
	if err := q.Order("starts_on DESC, id DESC").Limit(mostResembling).Find(&found).Error; err != nil {
		return before, err
	}
	for _, other := range found {
		r := Resemblance{ID: other.ID, ObserverID: other.ObserverID, Title: other.Title, Status: other.Status, StartsOn: other.StartsOn, Until: other.Until, In: []Likeness{}}
		if number != "" && FoldNumber(other.CertificateNumber) == number {
			r.In = append(r.In, SameCertificate)
		}
		if title != "" && spelling.Fold(other.Title) == title {
			r.In = append(r.In, SameTitle)
		}
		before = append(before, r)
	}
	return before, nil
}

// checkBefore refuses a certificate that is in the log already, and doubts a title that is there on these days. What was not
// changed of a training is not asked about again.
func (t *Training) checkBefore(actor Actor, was Training, confirmed Confirmed) error {
	if t.RenewsID != nil && (was.RenewsID == nil || *was.RenewsID != *t.RenewsID) {
		if err := t.checkRenewed(actor.DB); err != nil {
			return err
		}
	}
	named := t.Organiser != was.Organiser || spelling.Fold(t.Title) != spelling.Fold(was.Title) || t.StartsOn != was.StartsOn || t.Until != was.Until
	numbered := t.Organiser != was.Organiser || FoldNumber(t.CertificateNumber) != FoldNumber(was.CertificateNumber)
	if !named && !numbered {
		return nil
	}
	before, err := t.Before(actor.DB)
	if err != nil {
		return err
	}
	var doubt error
	for _, other := range before {
		for _, in := range other.In {
			switch {
			case in == SameCertificate && numbered:
				return refusal.CertificateLogged.With("title", other.Title, "day", other.StartsOn, "status", other.Status)
			case in == SameTitle && named && doubt == nil:
				doubt = confirmed.doubt(refusal.LoggedBefore.With("title", other.Title, "day", other.StartsOn, "status", other.Status))
			}
		}
	}
	return doubt
}
