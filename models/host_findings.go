package models

import (
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
)

// Finding is what the fund itself finds of one of the twenty guarantees, beside what the host answers; the journal keeps those before it.
type Finding struct {
	InvitationID string      `json:"-" gorm:"primaryKey"`
	Guarantee    string      `json:"guarantee" gorm:"primaryKey"`
	Finding      FindingKind `json:"finding"`
	Evidence     string      `json:"evidence,omitempty"`
	FileID       *string     `json:"fileId,omitempty"`
	FoundBy      string      `json:"foundBy,omitempty"`
	FoundAt      Time        `json:"foundAt"`
}

// FindingKind is what can be found of a guarantee.
type FindingKind string

const (
	FoundMet     FindingKind = "met"
	FoundPartly  FindingKind = "partly"
	FoundNotMet  FindingKind = "not_met"
	FoundUnknown FindingKind = "unknown"
)

// Values makes FindingKind a Choice.
func (FindingKind) Values() []string {
	return names([]FindingKind{FoundMet, FoundPartly, FoundNotMet, FoundUnknown})
}

// AssessInvitation records what the fund finds of some guarantees, each with its evidence; what was found of the others stays.
func (a Actor) AssessInvitation(i *Invitation, findings []Finding) error {
	if _, err := InvitationFlow.Next(i.Status, AssessInvitation); err != nil {
		return err
	}
	var known []string
	if err := a.DB.Model(&Guarantee{}).Pluck("code", &known).Error; err != nil {
		return err
	}
	var faults refusal.Faults
	var earlier []Finding
	if err := a.DB.Where("invitation_id = ?", i.ID).Find(&earlier).Error; err != nil {
		return err
	}
	var changes []FieldChange
	found := map[string]bool{}
	for n := range findings {
		f := &findings[n]
		switch {
		case !slices.Contains(known, f.Guarantee) || found[f.Guarantee]:
			faults.Add("findings", "{guarantee} is not a guarantee, or is listed twice", "guarantee", f.Guarantee)
		case f.Finding != FoundUnknown && strings.TrimSpace(f.Evidence) == "" && f.FileID == nil:
			faults.Add("findings", "{guarantee} needs its evidence: what was seen, or a document", "guarantee", f.Guarantee)
		}
		found[f.Guarantee] = true
		change := FieldChange{Subject: i.Ref(), Title: i.Reference, Field: f.Guarantee, To: string(f.Finding)}
		if at := slices.IndexFunc(earlier, func(b Finding) bool { return b.Guarantee == f.Guarantee }); at >= 0 {
			change.From = string(earlier[at].Finding)
		}
		changes = append(changes, change)
		if err := a.OwnFile(f.FileID); err != nil {
			return err
		}
		f.InvitationID, f.FoundBy, f.FoundAt = i.ID, a.By.ID, a.Now
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if err := a.DB.Clauses(clause.OnConflict{UpdateAll: true}).Create(&findings).Error; err != nil {
		return translate(err)
	}
	a.Rehearsal.add(changes...)
	return Step(a, InvitationFlow, i, &i.Status, AssessInvitation, "", Facts{}.changed(changes...))
}

// Assessed refuses to accept an invitation before the fund has found every hard guarantee met, and somebody else than who accepts has.
func (i *Invitation) Assessed(hard []string, by Account) error {
	var lacking, own []string
	for _, code := range hard {
		n := slices.IndexFunc(i.Findings, func(f Finding) bool { return f.Guarantee == code })
		switch {
		case n < 0 || i.Findings[n].Finding != FoundMet:
			lacking = append(lacking, code)
		case i.Findings[n].FoundBy == by.ID:
			own = append(own, code)
		}
	}
	if len(lacking) > 0 {
		return refusal.FindingsMissing.With("guarantees", lacking)
	}
	if len(own) > 0 {
		return refusal.OwnFindings.With("guarantees", own)
	}
	return nil
}

// HardGuarantees lists those without which nothing is organised.
func (a Actor) HardGuarantees() (codes []string, err error) {
	err = a.DB.Model(&Guarantee{}).Where("gate = ?", Hard).Order("position").Pluck("code", &codes).Error
	return codes, err
}

// found refuses what has to rest on the fund's own findings.
func (a Actor) found(i *Invitation) error {
	hard, err := a.HardGuarantees()
	if err != nil {
		return err
	}
	if err := a.DB.Where("invitation_id = ?", i.ID).Find(&i.Findings).Error; err != nil {
		return err
	}
	return i.Assessed(hard, a.By)
}
