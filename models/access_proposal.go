package models

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Guarantee 6: two people. What TakesTwo marks is first rehearsed: done and rolled back, so that every error shows at
// once. It is then a proposal, and is done when another administrator confirms it. The database lets nobody confirm
// their own, and takes no entry of such an action into the journal without a proposal that its author confirmed.

// Proposal is what one administrator asks for and another decides.
type Proposal struct {
	Record
	Found
	Reference  string         `json:"reference" find:"open"`
	Action     Action         `json:"action" find:"open"`
	Subject    Ref            `json:"subject" gorm:"embedded"`                    // without an id where confirming creates it
	Title      string         `json:"title" find:"open"`                          // what the subject is called
	Seen       int            `json:"-"`                                          // the subject's revision that it was made on; 0 where there was none
	Operation  string         `json:"operation"`                                  // which endpoint does it
	Path       string         `json:"path"`                                       // and with what in its path
	Input      string         `json:"-"`                                          // and in its body: JSON
	Reason     string         `json:"reason"`                                     // why, for whoever decides
	Changes    []FieldChange  `json:"changes" gorm:"serializer:json" find:"open"` // whose titles are all that it is about
	AskedBy    string         `json:"askedBy"`
	Status     ProposalStatus `json:"status"`
	ExpiresAt  Time           `json:"expiresAt"`
	DecidedBy  *string        `json:"decidedBy,omitempty"`
	DecidedAt  Time           `json:"decidedAt,omitzero"`
	Answer     string         `json:"answer"`                     // why it was refused
	RemindedAt Time           `json:"remindedAt,omitzero"`        // when those who can decide were last reminded
	Files      []File         `json:"files" gorm:"-"`             // which say why
	Asker      string         `json:"asker" gorm:"-"`             // the name of whoever asked
	Decider    string         `json:"decider,omitempty" gorm:"-"` // and of whoever decided
	Barred     string         `json:"barred,omitempty" gorm:"-"`  // why the reader cannot be the second person
	Seconds    []string       `json:"seconds" gorm:"-"`           // who can be
	Can        []Action       `json:"can" gorm:"-"`
}

// Ref names the proposal.
func (p *Proposal) Ref() Ref { return Ref{"proposal", p.ID} }

// Events makes Proposal Living.
func (Proposal) Events() []Action { return ProposalFlow.All() }

// ProposalStatus is where a proposal stands in ProposalFlow.
type ProposalStatus string

const (
	ProposalOpen      ProposalStatus = "open"
	ProposalConfirmed ProposalStatus = "confirmed"
	ProposalRefused   ProposalStatus = "refused"
	ProposalWithdrawn ProposalStatus = "withdrawn"
	ProposalVoid      ProposalStatus = "void" // whoever asked is disabled
	ProposalExpired   ProposalStatus = "expired"
)

// Values makes ProposalStatus a Choice.
func (ProposalStatus) Values() []string { return names(ProposalFlow.States()) }

// ProposalFlow is the life of a proposal.
var ProposalFlow = Flow[ProposalStatus]{
	ProposalOpen: {
		ExplainProposal: ProposalOpen, RemindProposal: ProposalOpen, ConfirmProposal: ProposalConfirmed, RefuseProposal: ProposalRefused,
		WithdrawProposal: ProposalWithdrawn, VoidProposal: ProposalVoid, ExpireProposal: ProposalExpired,
	},
	ProposalConfirmed: {}, ProposalRefused: {}, ProposalWithdrawn: {}, ProposalVoid: {}, ProposalExpired: {},
}

// ProposalLife is how long a proposal waits for a second person.
const ProposalLife = 72 * time.Hour

// ReminderPause is how long whoever asked waits before they remind the others again.
const ReminderPause = 4 * time.Hour

// ProposalFile is a document that says why something is asked for.
type ProposalFile struct {
	ProposalID string `gorm:"primaryKey"`
	FileID     string `gorm:"primaryKey"`
}

// ProposalSubject is a record that a proposal is about, alone or among others.
type ProposalSubject struct {
	SubjectID  string `gorm:"primaryKey"`
	ProposalID string `gorm:"primaryKey"`
}

// ProposedAbout are the ids of the proposals about one record.
const ProposedAbout = "(SELECT proposal_id FROM proposal_subjects WHERE subject_id = ?)"

// Propose keeps what was rehearsed, for another administrator to decide; others are what it is about beside its subject.
func (a Actor) Propose(p *Proposal, others ...string) error {
	year := a.Now.UTC().Year()
	var before int64
	err := a.DB.Model(&Proposal{}).Where("reference LIKE ?", fmt.Sprintf("P-%d-%%", year)).Count(&before).Error
	if err != nil {
		return err
	}
	p.Reference, p.Status, p.AskedBy, p.ExpiresAt = fmt.Sprintf("P-%d-%03d", year, before+1), ProposalOpen, a.By.ID, a.Now.Plus(ProposalLife)
	if err := a.Create(p, AskProposal, Facts{"action": p.Action, "about": p.Subject.ID}); err != nil {
		return err
	}
	if err := p.concerns(a.DB, append(others, p.Subject.ID)...); err != nil {
		return err
	}
	return a.TellAdministrators(AskProposal, p.Ref(), said.That("{reference} needs a second person until {until}: {what}.", "reference", p.Reference, "until", p.ExpiresAt, "what", decides[p.Action]), p.aboutWhom())
}

// concerns notes records that a proposal is about: each of them leads to it.
func (p *Proposal) concerns(db *gorm.DB, ids ...string) error {
	var subjects []ProposalSubject
	for _, id := range ids {
		if id != "" {
			subjects = append(subjects, ProposalSubject{SubjectID: id, ProposalID: p.ID})
		}
	}
	if len(subjects) == 0 {
		return nil
	}
	return translate(db.Clauses(clause.OnConflict{DoNothing: true}).Create(&subjects).Error)
}

// Made notes what a confirmed proposal has created, which had no id before.
func (p *Proposal) Made(db *gorm.DB) error {
	if err := db.Model(p).Update("subject_id", p.Subject.ID).Error; err != nil {
		return translate(err)
	}
	return p.concerns(db, p.Subject.ID)
}

// aboutWhom is the account that a proposal is about, if it is about one: its owner is no second person in it.
func (p *Proposal) aboutWhom() string {
	if p.Subject.Kind == (&Account{}).Ref().Kind {
		return p.Subject.ID
	}
	return ""
}

// Hold refuses an event on grounds of who causes it, or when.
func (p *Proposal) Hold(event Action, by Account, now Time) error {
	late := p.Status == ProposalOpen && !now.Before(p.ExpiresAt.Time)
	switch event {
	case ConfirmProposal, RefuseProposal:
		switch {
		case p.AskedBy == by.ID:
			return refusal.OwnProposal
		case event == ConfirmProposal && p.aboutWhom() == by.ID:
			return refusal.AboutOneself
		case late:
			return refusal.ProposalOver.With("until", p.ExpiresAt)
		}
	case ExplainProposal, WithdrawProposal, RemindProposal:
		switch {
		case p.AskedBy != by.ID:
			return refusal.OthersProposal
		case event == RemindProposal && late:
			return refusal.ProposalOver.With("until", p.ExpiresAt)
		case event == RemindProposal && now.Before(p.nextReminder().Time):
			return refusal.JustReminded.With("again", p.nextReminder())
		}
	}
	return nil
}

// nextReminder is from when on those who can decide may be reminded again.
func (p *Proposal) nextReminder() Time {
	if p.RemindedAt.IsZero() {
		return p.CreatedAt
	}
	return p.RemindedAt.Plus(ReminderPause)
}

// RemindProposal tells those who can decide a proposal that it still waits.
func (a Actor) RemindProposal(p *Proposal) error {
	if _, err := ProposalFlow.Next(p.Status, RemindProposal); err != nil {
		return err
	}
	if err := p.Hold(RemindProposal, a.By, a.Now); err != nil {
		return err
	}
	p.RemindedAt = a.Now
	if err := Step(a, ProposalFlow, p, &p.Status, RemindProposal, "", nil); err != nil {
		return err
	}
	if err := a.remindedByHand("proposal", p.Ref(), p.AskedBy, p.aboutWhom()); err != nil {
		return err
	}
	return a.TellAdministrators(RemindProposal, p.Ref(), said.That(stillAsked, "reference", p.Reference, "until", p.ExpiresAt, "what", decides[p.Action]), p.aboutWhom())
}

// stillAsked reminds those who can decide a proposal, by the clock or by whoever asked.
const stillAsked said.Template = "{reference} still needs a second person, until {until}: {what}. Confirm or refuse it."

// ExplainProposal says why one asks, with documents beside it, for whoever decides.
func (a Actor) ExplainProposal(p *Proposal, why string, files []string) error {
	if _, err := ProposalFlow.Next(p.Status, ExplainProposal); err != nil {
		return err
	}
	if err := p.Hold(ExplainProposal, a.By, a.Now); err != nil {
		return err
	}
	p.Reason = why
	for _, id := range files {
		if err := a.OwnFile(&id); err != nil {
			return err
		}
		if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&ProposalFile{ProposalID: p.ID, FileID: id}).Error; err != nil {
			return translate(err)
		}
	}
	return Step(a, ProposalFlow, p, &p.Status, ExplainProposal, why, Facts{"files": files})
}

// DecideProposal confirms, refuses or withdraws a proposal. What a confirmed one is about, the caller then does.
func (a Actor) DecideProposal(p *Proposal, event Action, words string) error {
	if _, err := ProposalFlow.Next(p.Status, event); err != nil {
		return err
	}
	if err := p.Hold(event, a.By, a.Now); err != nil {
		return err
	}
	p.DecidedBy, p.DecidedAt, p.Answer = &a.By.ID, a.Now, words
	if err := Step(a, ProposalFlow, p, &p.Status, event, words, Facts{"askedBy": p.AskedBy, "action": p.Action, "about": p.Subject.ID}); err != nil {
		return err
	}
	if event == WithdrawProposal {
		return nil
	}
	return a.Tell([]string{p.AskedBy}, event, p.Ref(), said.That("Your proposal {reference} was {status}.", "reference", p.Reference, "status", p.Status))
}

// asker is who wants something done: whoever acts, or whoever asked for what a second person has confirmed. A rule that keeps
// an earlier step apart from this one is about them, for the second person is another anyway.
func (a Actor) asker() string {
	if a.Proposal != nil {
		return a.Proposal.AskedBy
	}
	return a.By.ID
}

// voidProposals ends what somebody had asked for whose account is disabled.
func (a Actor) voidProposals(asker string) error {
	var open []Proposal
	if err := a.DB.Where("asked_by = ? AND status = ?", asker, ProposalOpen).Order("id").Find(&open).Error; err != nil {
		return err
	}
	for _, p := range open {
		p.DecidedAt = a.Now
		if err := Step(a, ProposalFlow, &p, &p.Status, VoidProposal, "", Facts{"askedBy": p.AskedBy}); err != nil {
			return err
		}
	}
	return nil
}

// ExpireProposals ends the proposals that nobody decided in time, and tells whoever asked.
func (a Actor) ExpireProposals() (int, error) {
	var late []Proposal
	err := a.DB.Where("status = ? AND expires_at <= ?", ProposalOpen, a.Now).Order("expires_at, id").Limit(BatchSize).Find(&late).Error
	for _, p := range late {
		p.DecidedAt = a.Now
		if err := Step(a, ProposalFlow, &p, &p.Status, ExpireProposal, "", Facts{"askedBy": p.AskedBy}); err != nil {
			return 0, err
		}
		if err := a.Tell([]string{p.AskedBy}, ExpireProposal, p.Ref(), said.That("Your proposal {reference} was not decided in time. Ask again if it is still needed.", "reference", p.Reference)); err != nil {
			return 0, err
		}
	}
	return len(late), err
}

// errOneAlone is a fault of ours: an action that takes two people came by a way that asks for one.
var errOneAlone = errors.New("this takes two people, and there is no proposal that the second confirmed")

// twoActed reports whether an action is only rehearsed, of which the journal takes no entry. It sees that an action which takes two people is rehearsed, or done under a proposal that a second person confirmed. What the
// program does by itself, and the operator by a command on the server, is nobody's proposal.
func (a Actor) twoActed(action Action, subject Ref, facts Facts) (rehearsed bool, err error) {
	switch {
	case a.By.Role == System || !takesTwo(action, facts):
		return false, nil
	case a.Proposal != nil:
		if a.Proposal.Subject.ID == "" && a.Proposal.Subject.Kind == subject.Kind {
			a.Proposal.Subject = subject // it is created now
		}
		return false, nil
	case a.Rehearsal == nil:
		return false, fmt.Errorf("%s: %w", action, errOneAlone)
	case !a.Rehearsal.Two || strings.Contains(a.Rehearsal.Path, subject.ID):
		a.Rehearsal.Two, a.Rehearsal.Action, a.Rehearsal.Subject = true, action, subject
	}
	return true, nil
}
