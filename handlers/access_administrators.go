package handlers

import (
	"cmp"
	"context"
	"net/mail"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// FirstAdministrators makes the first accounts of an empty database, two or more administrators', and the token of the one-time
// link into each, by e-mail address. Where there is any account it does nothing.
func FirstAdministrators(ctx context.Context, db *models.DB, people []*mail.Address) (tokens map[string]string, err error) {
	err = db.Write(ctx, func(tx *gorm.DB) error {
		tokens = map[string]string{} // a second try begins anew
		var before int64
		if err := tx.Model(&models.Account{}).Where("role <> ?", models.System).Count(&before).Error; err != nil || before > 0 {
			return err
		}
		for _, person := range people {
			link, err := createAccount(clockwork(tx, db.Now()), &models.Account{
				Email: models.Email(person.Address), Name: cmp.Or(person.Name, "Administrator"), Role: models.Administrator,
			})
			if err != nil {
				return err
			}
			tokens[person.Address] = link.Token
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return tokens, nil
}

// AccountLink makes a one-time link into the account with an e-mail address, for whoever runs the server to hand to its owner: the way
// in for administrators and states, whose links the app shows to nobody.
func AccountLink(ctx context.Context, db *models.DB, email string) (token string, err error) {
	return linkFor(ctx, db, email, func(models.Actor) (*LinkAnswer, error) { return nil, refusal.NoSuchAccount.With("email", email) })
}

// AdministratorLink makes a one-time link into an administrator's account, and the account where there is none:
// the way back in for whoever runs the server.
func AdministratorLink(ctx context.Context, db *models.DB, email, name string) (token string, err error) {
	return linkFor(ctx, db, email, func(actor models.Actor) (*LinkAnswer, error) {
		return createAccount(actor, &models.Account{Email: models.Email(email), Name: name, Role: models.Administrator})
	}, models.Administrator)
}

// linkFor makes a link into an account, which is enabled first if it must, and is of one of some roles, if any are named.
func linkFor(ctx context.Context, db *models.DB, email string, missing func(models.Actor) (*LinkAnswer, error), roles ...models.Role) (token string, err error) {
	err = db.Write(ctx, func(tx *gorm.DB) error {
		actor := clockwork(tx, db.Now())
		a, found, err := models.AccountOf(tx, email)
		if err != nil {
			return err
		}
		var link *LinkAnswer
		switch {
		case !found:
			link, err = missing(actor)
		case len(roles) > 0 && !slices.Contains(roles, a.Role):
			err = refusal.NotAnAdministrator.With("email", a.Email, "role", said.As(string(a.Role), a.Role))
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
