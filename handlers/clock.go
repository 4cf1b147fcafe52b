package handlers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// due is what happens by itself, each by the same flow as what people do. Each step takes a bounded number of things
// and says how many it took; nothing happens twice, for every write queues behind the others, whatever instance it is from.
var due = []struct {
	what string
	do   func(models.Actor) (int, error)
}{
	{"expire offers", models.Actor.ExpireOffers},
	{"close call-outs", models.Actor.CloseCallOuts},
	{"remind of call-outs", models.Actor.RemindCallOuts}, // of those that are still open
	{"expire proposals", models.Actor.ExpireProposals},
	{"close opportunities", models.Actor.CloseDue},
	{"lapse invitations", models.Actor.LapseInvitations},
	{"drop imports", models.Actor.DropImports},
	{"lapse certificates", models.Actor.LapseDue},
	{"remind", models.Actor.Remind},
	{"send heads", models.Actor.SendHeads},
}

// Clock does everything that is due now. What cannot be done is reported and does not hold up the rest.
func Clock(ctx context.Context, db *models.DB) error {
	var failed []error
	for _, step := range due {
		for more := true; more && ctx.Err() == nil; {
			err := db.Write(ctx, func(tx *gorm.DB) error {
				n, err := step.do(models.Actor{DB: tx, By: models.SystemAccount(), Now: db.Now()})
				more = n == models.BatchSize
				return err
			})
			if err != nil {
				failed, more = append(failed, fmt.Errorf("%s: %w", step.what, err)), false
			}
		}
	}
	return errors.Join(append(failed, forget(ctx, db))...)
}

// CorrectClock puts into the journal, for whoever runs the server, that the clock was wrong before, so that the fund goes on by the
// present one.
func CorrectClock(ctx context.Context, db *models.DB, reason string) error {
	return db.Write(ctx, func(tx *gorm.DB) error { return clockwork(tx, db.Now()).CorrectClock(reason) })
}

// forget removes what is kept only for a while and is no decision: answers to repeated requests, and ended sessions.
func forget(ctx context.Context, db *models.DB) error {
	return db.WriteUnjournaled(ctx, func(tx *gorm.DB) error {
		if err := models.ForgetPasses(tx, db.Now().Plus(-90*24*time.Hour)); err != nil {
			return err
		}
		if err := models.ForgetKeys(tx, db.Now()); err != nil {
			return err
		}
		return models.ForgetSessions(tx, db.Now().Plus(-90*24*time.Hour))
	})
}
