package handlers_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

func TestReadinessKeepsHealthToItself(t *testing.T) {
	now := models.At(time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC))
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var ids []string
		err := db.Write(t.Context(), func(tx *gorm.DB) error {
			one := models.Record{ID: "one", Revision: 1, CreatedAt: now}
			two := models.Record{ID: "two", Revision: 1, CreatedAt: now}
			for _, row := range []any{
				&models.Participant{Code: "EU", Name: "European Union"},
				&models.Organiser{Code: "UN", Name: "United Nations", Counts: true},
				&models.Qualification{ID: "sto", Function: models.ShortTerm, Kind: models.SecurityAwareness, AtLeast: 1},
				&models.Account{Record: one, Email: "one@demo.example", Role: models.Administrator, Status: models.AccountActive},
				&models.Account{Record: two, Email: "two@demo.example", Role: models.Administrator, Status: models.AccountActive},
				&models.File{Record: one, Size: 1, SHA256: strings.Repeat("0", 64), UploadedBy: "one"},
			} {
				if err := tx.Create(row).Error; err != nil {
					return err
				}
			}
			for seat := 1; seat <= 2; seat++ {
				o := models.Observer{
					Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: now}, Status: models.ObserverAdmitted, Seat: &seat, NominatedBy: "EU",
					PassportExpiresOn: now.Day().PlusMonths(90),
				}
				training := models.Training{
					Record: o.Record, ObserverID: o.ID, Status: models.TrainingVerified, Organiser: "UN", Kind: models.SecurityAwareness,
					StartsOn: now.Day().Plus(-9), Until: now.Day().Plus(-8), ClaimedBy: one.ID, DecidedBy: &two.ID, EvidenceID: &one.ID,
				}
				ids = append(ids, o.ID)
				private := models.Private{ObserverID: o.ID, MedicalClearedThrough: now.Day().Plus(1), MedicalNote: "asthma", PassportNumber: "X" + o.ID, PassportState: "FR"}
				function := models.ObserverFunction{ObserverID: o.ID, Function: models.ShortTerm}
				for _, row := range []any{&o, &private, &function, &training} {
					if err := tx.Create(row).Error; err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		as := func(role models.Role, action models.Action) handlers.Call {
			account := models.Account{Role: role}
			if role == models.ObserverRole {
				account.ObserverID = &ids[0]
			}
			return handlers.Call{Actor: models.Actor{DB: db.Query(t.Context()), By: account, Now: now}, Scope: models.Policy[action][role]}
		}
		post := handlers.PostInput{Function: models.ShortTerm, Risk: models.MediumRisk}

		for role, says := range map[models.Role]string{
			models.Administrator: "Medical clearance expires on 3 Nov 2026, before the last day, 14 Nov 2026.",
			models.Auditor:       "Not cleared for these dates.",
		} {
			cohort, err := handlers.ReadCohortReadiness(as(role, models.ReadCohort), handlers.CohortPostInput{PostInput: post})
			if err != nil || len(cohort.Items) != 2 || cohort.Of != 2 || cohort.Ready != 0 {
				t.Fatalf("%s: %+v, %v", role, cohort, err)
			}
			for _, check := range cohort.Items[0].Checks {
				if check.Rule == "medical" && (check.Sentence.Text != says || (check.Parameters != nil) != (role == models.Administrator)) {
					t.Errorf("%s reads %q", role, check.Sentence.Text)
				}
			}
			lapsing, err := handlers.ReadLapsing(as(role, models.ReadCohort), handlers.LapsingInput{Days: 60})
			counted := 0
			for _, kind := range lapsing.Kinds {
				counted += kind.Count
			}
			if shown := len(lapsing.Items) > 0; err != nil || counted != len(lapsing.Items) || shown != (role == models.Administrator) {
				t.Errorf("%s reads %+v, %v", role, lapsing, err)
			}
			seats, err := handlers.ListSeats(as(role, models.ReadCohort), handlers.Nothing{})
			if err != nil || len(seats.Items) != 100 {
				t.Fatalf("%s: %d seats, %v", role, len(seats.Items), err)
			}
			if seat := seats.Items[0]; seat.Rule != "medical" || strings.Contains(fmt.Sprint(seat.Sentence), "2026") != (role == models.Administrator) {
				t.Errorf("%s reads %+v", role, seat)
			}
			headline, err := handlers.ReadHeadline(as(role, models.ReadCohort), handlers.Nothing{})
			if err != nil || len(headline.Items) != 3 || headline.Items[0].Any.Of != 2 {
				t.Errorf("%s: %+v, %v", role, headline, err)
			}
		}

		own, err := handlers.ReadReadiness(as(models.ObserverRole, models.ReadReadiness),
			handlers.ReadinessInput{ByID: handlers.ByID{ID: ids[0]}, PostInput: post})
		if err != nil || own.ObserverID != ids[0] || own.Post.StartsOn != now.Day().Plus(3) || own.Post.Until != now.Day().Plus(13) {
			t.Errorf("%+v, %v", own, err)
		}
		_, err = handlers.ReadReadiness(as(models.ObserverRole, models.ReadReadiness),
			handlers.ReadinessInput{ByID: handlers.ByID{ID: ids[1]}, PostInput: post})
		var no *refusal.Refusal
		if !errors.Is(err, refusal.NotFound) {
			t.Errorf("an observer reads of another: %v", err)
		}
		post.Host = models.EuropeanUnion
		_, err = handlers.ReadCohortReadiness(as(models.Administrator, models.ReadCohort), handlers.CohortPostInput{PostInput: post})
		if !errors.As(err, &no) || len(no.Fields) != 1 || !strings.Contains(no.Fields[0].Message, "European Union") {
			t.Errorf("the European Union is a host: %v", err)
		}
	})
}
