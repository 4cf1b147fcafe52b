package models

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/idna"
	"gorm.io/gorm"

	"observationfund/models/passwords"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Account is somebody who can sign in: an administrator, an auditor, one observer, or one of a state's people.
// It is disabled, never deleted.
type Account struct {
	Record
	Found
	Sorted
	Email      string        `json:"email" find:"private"` // lower case
	Name       string        `json:"name" find:"open,sort"`
	Role       Role          `json:"role"`
	State      *string       `json:"state,omitempty"`      // of a state account
	ObserverID *string       `json:"observerId,omitempty"` // of an observer's account
	Password   string        `json:"-"`                    // a PHC string; empty until the first link is used
	Status     AccountStatus `json:"status"`
	Language   AppLanguage   `json:"language,omitempty"` // of the app for them; the browser's while they have chosen none
	Mail       MailChoice    `json:"mail,omitempty"`     // what they chose to be mailed; what is usual for their role while they have not
	Zone       string        `json:"zone,omitempty"`     // IANA: where it is night for them; the fund's while they have not said
	Can        []Action      `json:"can" gorm:"-"`
}

// Ref names the account.
func (a *Account) Ref() Ref { return Ref{"account", a.ID} }

// Events makes Account Living.
func (Account) Events() []Action { return AccountFlow.All() }

// AppLanguage is a language that the app is in. The API speaks English.
type AppLanguage string

const (
	English    AppLanguage = "en"
	Portuguese AppLanguage = "pt"
)

// AppLanguages are all that the app is built in, the one it is written in first.
var AppLanguages = []AppLanguage{English, Portuguese}

// Values makes AppLanguage a Choice.
func (AppLanguage) Values() []string { return names(AppLanguages) }

// AccountStatus is where an account stands in AccountFlow.
type AccountStatus string

const (
	AccountInvited  AccountStatus = "invited"
	AccountActive   AccountStatus = "active"
	AccountDisabled AccountStatus = "disabled"
)

// Values makes AccountStatus a Choice.
func (AccountStatus) Values() []string { return names(AccountFlow.States()) }

// AccountFlow is the life of an account. A link leads in for the first time, and back in when a password is forgotten.
var AccountFlow = Flow[AccountStatus]{
	AccountInvited: {
		UseLink: AccountActive, LinkAccount: AccountInvited, ChangeAccount: AccountInvited, DisableAccount: AccountDisabled,
	},
	AccountActive: {
		UseLink: AccountActive, LinkAccount: AccountActive, ChangeAccount: AccountActive, DisableAccount: AccountDisabled,
		ChangePassword: AccountActive,
	},
	AccountDisabled: {EnableAccount: AccountActive, ChangeAccount: AccountDisabled},
}

// SystemID is the account of the clock, which the schema makes: no password, never listed.
const SystemID = "00000000-0000-7000-8000-000000000000"

// SystemAccount is who acts when something happens by itself.
func SystemAccount() Account {
	return Account{
		Record: Record{ID: SystemID, Revision: 1}, Email: "system", Name: "The clock", Role: System, Status: AccountActive,
	}
}

// Email is how we keep an address: those that differ only in case are one, and a domain is written as computers do, of which
// bücher.example and xn--bcher-kva.example are two spellings.
func Email(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	at := strings.LastIndexByte(text, '@')
	domain, err := idna.Lookup.ToASCII(text[at+1:])
	if at < 0 || err != nil {
		return text
	}
	return text[:at+1] + domain
}

// spellings are all the ways in which an address may have been kept: once a domain was left as it was typed.
func spellings(email string) []string {
	kept := Email(email)
	at := strings.LastIndexByte(kept, '@')
	typed, err := idna.ToUnicode(kept[at+1:])
	if at < 0 || err != nil {
		return []string{kept}
	}
	return []string{kept, kept[:at+1] + typed}
}

// Check holds an account to its role: an observer's account belongs to one observer, a state's to one state.
func (a *Account) Check(db *gorm.DB) error {
	var faults refusal.Faults
	if (a.Role == StateRole) != (a.State != nil) {
		faults.Add("state", "is for accounts of the role state, and needed there")
	}
	if (a.Role == ObserverRole) != (a.ObserverID != nil) {
		faults.Add("observerId", "is for accounts of the role observer, and needed there")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if a.State != nil {
		known, err := exists(db.Model(&State{}).Where("code = ?", *a.State))
		if err != nil {
			return err
		}
		if !known {
			faults.Add("state", "{text} is not the code of a state; the European Union is a participant, not a state", "text", said.Quote(*a.State, 10))
		}
	}
	if a.ObserverID != nil {
		known, err := exists(db.Model(&Observer{}).Where("id = ?", *a.ObserverID))
		if err != nil {
			return err
		}
		if !known {
			faults.Add("observerId", "there is no such observer")
		}
	}
	return faults.Err()
}

// Unique makes sure that nobody else signs in with the address, and that an observer has one account.
func (a *Account) Unique(db *gorm.DB) error {
	taken, err := exists(db.Model(&Account{}).Where("email IN ? AND id <> ?", spellings(a.Email), a.ID))
	if err != nil {
		return err
	}
	if taken {
		return refusal.EmailTaken
	}
	if a.ObserverID == nil {
		return nil
	}
	taken, err = exists(db.Model(&Account{}).Where("observer_id = ? AND id <> ?", *a.ObserverID, a.ID))
	if taken && err == nil {
		err = refusal.ObserverHasAccount
	}
	return err
}

// Official reports whether the account speaks for the fund or for a state: what opens it takes two people.
func (a *Account) Official() bool { return a.Role == Administrator || a.Role == StateRole }

// facts is what the journal says of a decision about the account.
func (a *Account) facts() Facts { return Facts{"role": string(a.Role)} }

// Disable ends what the account can do, at once: its sessions, its open links and its proposals with it. To leave the fund
// with a single administrator takes two people.
func (a *Account) Disable(actor Actor, reason string) error {
	if a.ID == actor.By.ID {
		return refusal.OwnAccount
	}
	facts := a.facts()
	if a.Role == Administrator && a.Status == AccountActive {
		var others int64
		err := actor.DB.Model(&Account{}).Where("role = ? AND status = ? AND id <> ?", Administrator, AccountActive, a.ID).Count(&others).Error
		switch {
		case err != nil:
			return err
		case others == 0:
			return refusal.LastAdministrator
		case others == 1:
			facts["leaves"] = "one administrator"
		}
	}
	if err := a.consents(actor); err != nil {
		return err
	}
	if err := Step(actor, AccountFlow, a, &a.Status, DisableAccount, reason, facts); err != nil {
		return err
	}
	if err := actor.voidProposals(a.ID); err != nil {
		return err
	}
	return endAccess(actor, a.ID, "")
}

// Amend keeps a corrected name or address. A new address ends every way in that was opened by the old one, which may be
// somebody else's, and the owner is told.
func (a *Account) Amend(actor Actor, was Account) error {
	if err := a.Unique(actor.DB); err != nil {
		return err
	}
	facts := a.facts()
	if a.Official() && a.Email != was.Email || a.Role == StateRole && a.Name != was.Name {
		facts["identity"] = "of an official"
	}
	if err := Step(actor, AccountFlow, a, &a.Status, ChangeAccount, "", facts); err != nil || a.Email == was.Email {
		return err
	}
	if err := endAccess(actor, a.ID, ""); err != nil {
		return err
	}
	if err := actor.endPasses(a.ID); err != nil {
		return err
	}
	return actor.Tell([]string{a.ID}, ChangeAccount, a.Ref(),
		said.That("The e-mail address of your account was changed. Links that had been sent, and sessions that were open, have ended. If you did not ask for this, contact an administrator."))
}

// ChoosePassword sets a new password, given as its digest, and ends every other way in; the session stays in which it was chosen.
func (a *Account) ChoosePassword(actor Actor, password, session string) error {
	a.Password = password
	if err := Step(actor, AccountFlow, a, &a.Status, ChangePassword, "", nil); err != nil {
		return err
	}
	return endAccess(actor, a.ID, session)
}

// Follow moves the account of somebody who has left to the record under which they come back: an account follows its
// person. It reports whether there is such an account, and is then that account.
func (a *Account) Follow(actor Actor) (bool, error) {
	if a.ObserverID == nil {
		return false, nil
	}
	var found []Account
	err := actor.DB.Joins("JOIN observers ON observers.id = accounts.observer_id").
		Where("accounts.email IN ? AND observers.status IN ?", spellings(a.Email), gone).Find(&found).Error
	if err != nil || len(found) == 0 {
		return false, err
	}
	was := found[0]
	has, err := exists(actor.DB.Model(&Account{}).Where("observer_id = ? AND id <> ?", *a.ObserverID, was.ID))
	if err != nil || has {
		return false, err
	}
	if was.Status == AccountDisabled {
		if err := Step(actor, AccountFlow, &was, &was.Status, EnableAccount, "", nil); err != nil {
			return true, err
		}
	}
	name, observer, before := a.Name, a.ObserverID, was.ObserverID
	*a = was
	a.Name, a.ObserverID = name, observer
	if err := Step(actor, AccountFlow, a, &a.Status, ChangeAccount, "", Facts{"was": *before, "observer": *observer}); err != nil {
		return true, err
	}
	return true, endAccess(actor, a.ID, "")
}

// Rehash replaces the hash of a password by one of the same password made with today's work. The journal says so: by it a hash that another
// hand has put there is told from one of the program's.
func (a Account) Rehash(actor Actor, hash string) error {
	if err := first(actor.DB); err != nil {
		return err
	}
	done := actor.DB.Model(&Account{}).Where("id = ? AND password = ?", a.ID, a.Password).Update("password", hash)
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	return Actor{DB: actor.DB, By: SystemAccount(), Now: actor.Now}.Journal(RehashPassword, a.Ref(), "", nil)
}

// FindAccount reads the account of a person; the clock's is not among them.
func FindAccount(db *gorm.DB, id string) (Account, error) {
	return Find[Account](db.Where("role <> ?", System), id)
}

// AccountOf reads the account with an e-mail address, and reports whether there is one.
func AccountOf(db *gorm.DB, email string) (a Account, found bool, err error) {
	err = db.Where("role <> ?", System).First(&a, "email IN ?", spellings(email)).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Account{}, false, nil
	}
	return a, err == nil, err
}

// InvitedAs is the account into which an observer is invited, and whether it is there already: then nobody has signed in with it yet. It has the
// address of their record, unless another is named.
func (o *Observer) InvitedAs(db *gorm.DB, email string) (a Account, found bool, err error) {
	if o.Seat == nil {
		return a, false, refusal.NotAdmitted.With("name", o.PreferredName, "status", o.Status)
	}
	known := db.Limit(1).Find(&a, "observer_id = ?", o.ID)
	address := Email(cmp.Or(email, o.Private.Email))
	switch found = known.RowsAffected > 0; {
	case known.Error != nil:
		return a, false, known.Error
	case found && (a.Status == AccountActive || email != "" && address != a.Email):
		return a, true, refusal.ObserverHasAccount
	case found:
		return a, true, nil
	case address == "":
		return a, false, refusal.NoAddress.With("name", o.PreferredName)
	}
	return Account{Email: address, Name: o.PreferredName, Role: ObserverRole, ObserverID: &o.ID}, false, nil
}

// exists reports whether a query finds any row.
func exists(q *gorm.DB) (bool, error) {
	var found []int
	err := q.Select("1").Limit(1).Find(&found).Error
	return len(found) > 0, err
}

// PasswordIs reports whether a password is the account's, and whether its hash should be made anew. Never do it in a transaction.
func (a Account) PasswordIs(ctx context.Context, password passwords.Secret) (right, outdated bool, err error) {
	if right, outdated, err = passwords.Is(ctx, a.Password, password); err != nil {
		err = fmt.Errorf("account %s: %w", a.ID, err)
	}
	return right, outdated, err
}
