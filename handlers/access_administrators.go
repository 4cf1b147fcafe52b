package handlers

import (
	"context"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// FirstAdministrator makes the first account of an empty database, an administrator's, and the token of the one-time
// link into it. Where there is any account it does nothing.
func FirstAdministrator(ctx context.Context, db *models.DB, email string) (token string, created bool, err error) {
	err = db.Write(ctx, func(tx *gorm.DB) error {
		token, created = "", false // a second try begins anew
		var people int64
		if err := tx.Model(&models.Account{}).Where("role <> ?", models.System).Count(&people).Error; err != nil || people > 0 {
			return err
		}
		link, err := createAccount(clockwork(tx, db.Now()), &models.Account{
			Email: models.Email(email), Name: "Administrator", Role: models.Administrator,
		})
		if err == nil {
			token, created = link.Token, true
		}
		return err
	})
	if err != nil {
		return "", false, err
	}
	return token, created, nil
}

// AdministratorLink makes a one-time link into an administrator's account, and the account where there is none:
// the way back in for whoever runs the server.
func AdministratorLink(ctx context.Context, db *models.DB, email, name string) (token string, err error) {
	err = db.Write(ctx, func(tx *gorm.DB) error {
		actor := clockwork(tx, db.Now())
		a, found, err := models.AccountOf(tx, email)
		if err != nil {
			return err
		}
		var link *LinkAnswer
		switch {
		case !found:
			link, err = createAccount(actor, &models.Account{Email: models.Email(email), Name: name, Role: models.Administrator})
		case a.Role != models.Administrator:
			err = refusal.NotAnAdministrator.With("email", a.Email, "role", string(a.Role))
		default:
			link, err = reopen(actor, &a)
		}
		if err == nil {
			token = link.Token
		}
		return err
	})
	return token, err
}

// reopen makes a link into an account, which it enables first if it must.
func reopen(actor models.Actor, a *models.Account) (*LinkAnswer, error) {
	if a.Status == models.AccountDisabled {
		const reason = "by the command on the server"
		if err := models.Step(actor, models.AccountFlow, a, &a.Status, models.EnableAccount, reason, nil); err != nil {
			return nil, err
		}
	}
	return relink(actor, a)
}

func clockwork(tx *gorm.DB, now models.Time) models.Actor {
	return models.Actor{DB: tx, By: models.SystemAccount(), Now: now}
}
