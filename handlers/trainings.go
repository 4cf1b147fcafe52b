package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TrainingFilter picks a page of trainings.
type TrainingFilter struct {
	Paging
	ObserverID     string                `query:"observerId" validate:"omitempty,uuid"`
	Status         models.TrainingStatus `query:"status" validate:"omitempty,choice"`
	Kind           models.TrainingKind   `query:"kind" validate:"omitempty,choice"`
	Organiser      string                `query:"organiser" validate:"max=20"`
	Function       models.Function       `query:"function" validate:"omitempty,choice"`
	Period                               // of the first day
	Q              string                `query:"q" validate:"max=100"` // words of the title, the place or the observer's name
	ExpiringBefore models.Date           `query:"expiringBefore"`       // whose last day comes before this one
}

// TrainingInput is a training that somebody logs.
type TrainingInput struct {
	ObserverID        *string             `json:"observerId,omitempty" validate:"omitempty,uuid"` // for administrators, who log for others
	Organiser         string              `json:"organiser" validate:"required,max=20,line"`
	Body              string              `json:"body,omitempty" validate:"max=20,line"`
	Kind              models.TrainingKind `json:"kind" validate:"required,choice"`
	Title             string              `json:"title" validate:"required,max=200,line"`
	Function          models.Function     `json:"function,omitempty" validate:"omitempty,choice"` // trained for, or served in
	Host              *string             `json:"host,omitempty" validate:"omitempty,state"`
	Place             string              `json:"place,omitempty" validate:"max=200,line"`
	StartsOn          models.Date         `json:"startsOn" validate:"required"`
	Until             models.Date         `json:"until" validate:"required"` // the day after the last
	CertificateNumber string              `json:"certificateNumber,omitempty" validate:"max=100,line"`
	ExpiresOn         models.Date         `json:"expiresOn,omitzero"` // last day it is valid, where the certificate says so
	EvidenceID        *string             `json:"evidenceId,omitempty" validate:"omitempty,uuid"`
	RenewsID          *string             `json:"renewsId,omitempty" validate:"omitempty,uuid"` // the training whose certificate it renews
	Doubts
}

// LoggedInput is as much as is known of a training that somebody is about to log, or to correct.
type LoggedInput struct {
	ObserverID        string      `query:"observerId" validate:"omitempty,uuid"` // for administrators
	TrainingID        string      `query:"trainingId" validate:"omitempty,uuid"` // the one that is corrected
	RenewsID          string      `query:"renewsId" validate:"omitempty,uuid"`
	Organiser         string      `query:"organiser" validate:"max=20"`
	Title             string      `query:"title" validate:"max=200"`
	CertificateNumber string      `query:"certificateNumber" validate:"max=100"`
	StartsOn          models.Date `query:"startsOn"`
	Until             models.Date `query:"until"`
}

// TrainingChange is what changes about a training; what is not named stays as it is, and an empty
// host, function, document, renewed training or last day of validity takes it away.
type TrainingChange struct {
	ByID
	Organiser         *string              `json:"organiser,omitempty" validate:"omitempty,max=20,line"`
	Body              *string              `json:"body,omitempty" validate:"omitempty,max=20,line"`
	Kind              *models.TrainingKind `json:"kind,omitempty" validate:"omitempty,choice"`
	Title             *string              `json:"title,omitempty" validate:"omitempty,min=1,max=200,line"`
	Function          *models.Function     `json:"function,omitempty" validate:"omitempty,max=20"`
	Host              *string              `json:"host,omitempty" validate:"omitempty,max=2,line"`
	Place             *string              `json:"place,omitempty" validate:"omitempty,max=200,line"`
	StartsOn          *models.Date         `json:"startsOn,omitempty"`
	Until             *models.Date         `json:"until,omitempty"`
	CertificateNumber *string              `json:"certificateNumber,omitempty" validate:"omitempty,max=100,line"`
	ExpiresOn         *DayOrNone           `json:"expiresOn,omitempty"`
	EvidenceID        *string              `json:"evidenceId,omitempty" validate:"omitempty,max=36,line"`
	RenewsID          *string              `json:"renewsId,omitempty" validate:"omitempty,max=36,line"`
	Doubts
}

// VerifyInput is until when a verified training is valid, where the claim does not say or the verifier knows better.
type VerifyInput struct {
	ByID
	ExpiresOn models.Date `json:"expiresOn,omitzero"`
}

var (
	fillTraining   = filling[models.Training, TrainingInput]("observerId", "confirmed") // whose it is depends on who logs it
	changeTraining = filling[models.Training, TrainingChange]("confirmed")
)

// trainings narrows a query to the trainings within reach.
func (c Call) trainings() *gorm.DB { return c.scoped("trainings.observer_id", "") }

// ofTraining are the places where a training is found: its title and place, and its observer's name.
func (c Call) ofTraining() []models.Place {
	return append(c.folded("trainings"), c.ofObserver("trainings.observer_id")...)
}

// ListTrainings answers with the training log.
func ListTrainings(c Call, in TrainingFilter) (Page[models.Training], error) {
	q := c.trainings()
	narrow := c.Scope == models.Own || in.ObserverID != "" // one person's are few, whatever else is asked of them
	for column, value := range map[string]string{
		"observer_id": in.ObserverID, "status": string(in.Status), "kind": string(in.Kind), "organiser": in.Organiser,
		"function": string(in.Function),
	} {
		if value != "" {
			if column = "trainings." + column; narrow && column != "trainings.observer_id" {
				column = models.Unindexed(column)
			}
			q = q.Where(column+" = ?", value)
		}
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.ofTraining()...)
	}
	q = in.Period.narrow(q, "trainings.starts_on")
	if !in.ExpiringBefore.IsZero() {
		q = q.Where("trainings.expires_on < ?", in.ExpiringBefore)
	}
	trainings, err := page[models.Training](q, in.Paging, sorting{
		"": "-startsOn", "startsOn": "trainings.starts_on", "createdAt": "trainings.created_at", "title": "trainings.sorts_as",
		"expiresOn": "COALESCE(trainings.expires_on, '9999-12-31')", "organiser": "trainings.organiser",
	})
	if err == nil {
		err = presentTrainings(c, trainings.Items)
	}
	return trainings, err
}

// GetTraining answers with one training; whoever may verify it also sees which others it resembles.
func GetTraining(c Call, in ByID) (models.Training, error) {
	t, err := training(c, in)
	if err == nil && c.may(models.VerifyTraining) {
		err = t.LoadResembling(c.DB)
	}
	return presentTraining(c, t, err)
}

// ListLoggedBefore answers with what the log of an observer has already that may be a training they are about to log.
func ListLoggedBefore(c Call, in LoggedInput) (Items[models.Resemblance], error) {
	whose := in.ObserverID
	if c.Scope == models.Own && c.By.ObserverID != nil {
		whose = *c.By.ObserverID
	}
	t := models.Training{Record: models.Record{ID: in.TrainingID}, ObserverID: whose, Organiser: in.Organiser, Title: in.Title,
		CertificateNumber: in.CertificateNumber, StartsOn: in.StartsOn, Until: in.Until}
	if in.RenewsID != "" {
		t.RenewsID = &in.RenewsID
	}
	before, err := t.Before(c.DB)
	if err != nil {
		return Items[models.Resemblance]{}, err
	}
	return Items[models.Resemblance]{before}, callObservers(c, before, func(r *models.Resemblance) (string, *string) { return r.ObserverID, &r.PreferredName })
}

// ClaimTraining logs a training that an observer completed; somebody else verifies it.
func ClaimTraining(c Call, in TrainingInput) (models.Training, error) {
	whose, err := claimant(c, in.ObserverID)
	t := models.Training{ObserverID: whose}
	fillTraining(&t, in)
	if err == nil {
		err = t.Claim(c.Actor, in.Confirmed)
	}
	return presentTraining(c, t, err)
}

// claimant is whose training is logged: an observer's own, or the one an administrator names.
func claimant(c Call, named *string) (string, error) {
	if c.Scope == models.Own && c.By.ObserverID != nil {
		if named != nil && *named != *c.By.ObserverID {
			return "", refusal.NotYours
		}
		return *c.By.ObserverID, nil
	}
	if named == nil {
		return "", refusal.Fault("observerId", "is needed: whose training it is")
	}
	return *named, nil
}

// ChangeTraining corrects a training that is not verified, and claims it again.
func ChangeTraining(c Call, in TrainingChange) (models.Training, error) {
	t, err := training(c, in.ByID)
	if err != nil {
		return t, err
	}
	was := t
	changeTraining(&t, in)
	return presentTraining(c, t, t.Amend(c.Actor, was, in.Confirmed))
}

// VerifyTraining makes a training count; it takes a second person.
func VerifyTraining(c Call, in VerifyInput) (models.Training, error) {
	t, err := training(c, in.ByID)
	if err == nil {
		err = t.Verify(c.Actor, in.ExpiresOn)
	}
	return presentTraining(c, t, err)
}

// RejectTraining refuses a claim.
func RejectTraining(c Call, in ReasonInput) (models.Training, error) {
	t, err := training(c, in.ByID)
	if err == nil {
		err = t.Reject(c.Actor, models.RejectTraining, in.Reason)
	}
	return presentTraining(c, t, err)
}

// RevokeTraining takes back a verification.
func RevokeTraining(c Call, in ReasonInput) (models.Training, error) {
	t, err := training(c, in.ByID)
	if err == nil {
		err = t.Reject(c.Actor, models.RevokeTraining, in.Reason)
	}
	return presentTraining(c, t, err)
}

func training(c Call, in ByID) (models.Training, error) {
	return findForUpdate[models.Training](c, c.trainings(), in.ID)
}

func presentTraining(c Call, t models.Training, err error) (models.Training, error) {
	if err != nil {
		return t, err
	}
	one := []models.Training{t}
	err = presentTrainings(c, one)
	return one[0], err
}

// presentTrainings adds whose they are, whether they count, and what the caller can do: who must leave one to a second person is not
// offered to verify it.
func presentTrainings(c Call, trainings []models.Training) error {
	barred, err := models.LoadTrainingDetails(c.Actor, trainings)
	for i := range trainings {
		t := &trainings[i]
		t.Can = slices.DeleteFunc(can(c, models.TrainingFlow, t.Status), func(a models.Action) bool {
			return a == models.VerifyTraining && (barred[t.ID] != nil || !t.Proved()) || a == models.ChangeTraining && t.AssignmentID != nil
		})
	}
	return err
}
