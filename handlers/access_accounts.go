package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// AccountFilter picks a page of accounts.
type AccountFilter struct {
	Paging
	Role       models.Role          `query:"role" validate:"omitempty,choice"`
	Status     models.AccountStatus `query:"status" validate:"omitempty,choice"`
	ObserverID string               `query:"observerId" validate:"omitempty,uuid"` // whose account it is
	Q          string               `query:"q" validate:"max=100"`                 // words of the name, or of the e-mail address
}

// AccountInput is what an administrator says about a new account.
type AccountInput struct {
	Email      string      `json:"email" validate:"required,email,max=254" personal:"contact"`
	Name       string      `json:"name" validate:"required,max=200,line"`
	Role       models.Role `json:"role" validate:"required,choice"`
	State      *string     `json:"state,omitempty" validate:"omitempty,state"`
	ObserverID *string     `json:"observerId,omitempty" validate:"omitempty,uuid"`
}

// AccountChange is what can change about an account.
type AccountChange struct {
	ByID
	Name  *string `json:"name,omitempty" validate:"omitempty,min=1,max=200,line"`
	Email *string `json:"email,omitempty" validate:"omitempty,email,max=254" personal:"contact"`
}

// InviteInput says where an observer is reached, where that is not in their record.
type InviteInput struct {
	ByID
	Email string `json:"email,omitempty" validate:"omitempty,email,max=254" personal:"contact"`
}

// ReasonInput is the input of an endpoint about one record that asks for a reason.
type ReasonInput struct {
	ByID
	Reason string `json:"reason" validate:"required,min=3,max=2000" personal:"conduct"`
}

// LinkAnswer is a one-time link. It is shown once: we keep only a digest of it.
type LinkAnswer struct {
	Token     string      `json:"token"`
	Path      string      `json:"path"` // of the app; the token is behind the # and so in no log
	ExpiresAt models.Time `json:"expiresAt"`
}

// AccountAndLink is an account with the link that leads into it.
type AccountAndLink struct {
	Account models.Account `json:"account"`
	Link    *LinkAnswer    `json:"link,omitempty"` // none into an administrator's or a state's account, which only its owner gets
}

// Secret says that the answer is shown once and never kept.
func (AccountAndLink) Secret() {}

var (
	fillAccount   = filling[models.Account, AccountInput]()
	changeAccount = filling[models.Account, AccountChange]()
)

// people narrows a query to the accounts within reach in which somebody signs in.
func people(c Call) *gorm.DB {
	return c.ownedBy("accounts.id").Where("accounts.role <> ?", models.System)
}

// ListAccounts answers who can sign in.
func ListAccounts(c Call, in AccountFilter) (Page[models.Account], error) {
	q := people(c)
	if in.Role != "" {
		q = q.Where("role = ?", in.Role)
	}
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.ObserverID != "" {
		q = q.Where("observer_id = ?", in.ObserverID)
	}
	by := sorting{
		"": "name", "name": "accounts.sorts_as", "createdAt": "accounts.created_at", "role": "accounts.role", "status": "accounts.status",
	}
	if c.reads(models.ReadPrivate) { // whoever may not read an address cannot place anybody by it
		by["email"] = "accounts.email"
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.folded("accounts")...)
	}
	accounts, err := page[models.Account](q, in.Paging, by)
	return each(accounts, func(a models.Account) models.Account { return offered(c, a) }), err
}

// GetAccount answers with one account.
func GetAccount(c Call, in ByID) (models.Account, error) {
	a, err := account(c, in)
	return offered(c, a), err
}

// CreateAccount makes an account and the one-time link that leads into it. An observer who left and comes back keeps theirs.
func CreateAccount(c Call, in AccountInput) (AccountAndLink, error) {
	var a models.Account
	fillAccount(&a, in)
	a.Email = models.Email(a.Email)
	link, err := createAccount(c.Actor, &a)
	if err == nil && a.Official() && c.Mail == MailConnected {
		err = c.MailLink(a, models.LinkAccount, "")
	}
	return AccountAndLink{offered(c, a), link}, err
}

func createAccount(actor models.Actor, a *models.Account) (*LinkAnswer, error) {
	a.Status = models.AccountInvited
	if err := a.Check(actor.DB); err != nil {
		return nil, err
	}
	if follows, err := a.Follow(actor); err != nil {
		return nil, err
	} else if follows {
		return relink(actor, a)
	}
	if err := a.Unique(actor.DB); err != nil {
		return nil, err
	}
	if err := actor.Create(a, models.CreateAccount, models.Facts{"role": string(a.Role)}); err != nil {
		return nil, err
	}
	if a.Official() && actor.By.Role != models.System {
		message := said.That("An account was made for {role} {name}. Only its owner gets its link: by mail, or printed by the operator's command on the server.",
			"role", said.As(string(a.Role), a.Role), "name", a.Name)
		return nil, actor.TellAdministrators(models.CreateAccount, a.Ref(), message)
	}
	return newLink(actor, *a)
}

// InviteObserver makes an observer's account, with the address of their record unless another is named, and the one-time link that leads
// into it. Who has an account and has never signed in gets another link.
func InviteObserver(c Call, in InviteInput) (AccountAndLink, error) {
	o, err := observer(c, in.ByID)
	if err != nil {
		return AccountAndLink{}, err
	}
	a, found, err := o.InvitedAs(c.DB, in.Email)
	if err != nil {
		return AccountAndLink{}, err
	}
	open := createAccount
	if found {
		open = relink
	}
	link, err := open(c.Actor, &a)
	return AccountAndLink{offered(c, a), link}, err
}

// ChangeAccount corrects a name or an e-mail address.
func ChangeAccount(c Call, in AccountChange) (models.Account, error) {
	a, err := account(c, in.ByID)
	if err != nil {
		return a, err
	}
	was := a
	changeAccount(&a, in)
	a.Email = models.Email(a.Email)
	err = a.Amend(c.Actor, was)
	return offered(c, a), err
}

// LinkAccount makes a new one-time link into an account; links made before end. One that opens an official's takes two people, and is mailed
// to its owner.
func LinkAccount(c Call, in ByID) (AccountAndLink, error) {
	a, err := account(c, in)
	if err != nil {
		return AccountAndLink{}, err
	}
	if a.Official() && c.Mail != MailConnected {
		return AccountAndLink{}, refusal.OwnersLink.With("email", a.Email)
	}
	link, err := relink(c.Actor, &a)
	return AccountAndLink{offered(c, a), link}, err
}

func relink(actor models.Actor, a *models.Account) (*LinkAnswer, error) {
	if err := models.Step(actor, models.AccountFlow, a, &a.Status, models.LinkAccount, "", models.Facts{"role": string(a.Role)}); err != nil {
		return nil, err
	}
	if a.Official() && actor.By.Role != models.System {
		return nil, actor.MailLink(*a, models.LinkAccount, "")
	}
	return newLink(actor, *a)
}

// DisableAccount ends what an account can do; its sessions end at once.
func DisableAccount(c Call, in ReasonInput) (models.Account, error) {
	a, err := account(c, in.ByID)
	if err != nil {
		return a, err
	}
	err = a.Disable(c.Actor, in.Reason)
	return offered(c, a), err
}

// EnableAccount lets a disabled account sign in again.
func EnableAccount(c Call, in ByID) (models.Account, error) {
	a, err := account(c, in)
	if err != nil {
		return a, err
	}
	err = models.Step(c.Actor, models.AccountFlow, &a, &a.Status, models.EnableAccount, "", nil)
	return offered(c, a), err
}

func account(c Call, in ByID) (models.Account, error) {
	return findForUpdate[models.Account](c, c.ownedBy("accounts.id").Where("role <> ?", models.System), in.ID)
}

// offered adds to an account what the caller can do about it; nobody can disable their own.
func offered(c Call, a models.Account) models.Account {
	a.Can = can(c, models.AccountFlow, a.Status)
	if a.ID == c.By.ID {
		a.Can = without(a.Can, models.DisableAccount)
	} else {
		a.Can = without(a.Can, models.ChangePassword)
	}
	if a.Official() && c.Mail != MailConnected {
		a.Can = without(a.Can, models.LinkAccount)
	}
	return a
}

func newLink(actor models.Actor, a models.Account) (*LinkAnswer, error) {
	token, link, err := models.NewLink(actor, a.ID)
	return &LinkAnswer{Token: token, Path: "/#/link/" + token, ExpiresAt: link.ExpiresAt}, err
}
