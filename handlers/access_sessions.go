package handlers

import (
	"context"

	"observationfund/models"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
)

// SignedIn is the answer to signing in. Its token goes into a cookie and nowhere else.
type SignedIn struct {
	Me
	token   string
	session models.Session
}

// Cookie is whose session begins, its token, and until when.
func (e SignedIn) Cookie() (whose, token string, until models.Time) {
	return e.Account.ID, e.token, e.session.ExpiresAt
}

// SignedOut is the answer to signing out of the session in which one asks.
type SignedOut struct{ Nothing }

// Cookie says that there is none any more.
func (SignedOut) Cookie() (whose, token string, until models.Time) { return "", "", models.Time{} }

// Me is who one is, what the policy lets one do (how far each permission reaches), and what time it is: deadlines are
// due by the fund's clock, not by that of whoever reads them.
type Me struct {
	Now     models.Time                    `json:"now"`
	Account models.Account                 `json:"account"`
	May     map[models.Action]models.Scope `json:"may"`
	Mailed  models.MailChoice              `json:"mailed"` // what one is mailed
	Mail    MailState                      `json:"mail"`   // whether mails leave from here at all
}

func me(c Call, account models.Account) (Me, error) {
	mails, err := c.mails()
	out := Me{Now: c.Now, Account: account, May: map[models.Action]models.Scope{}, Mailed: account.Mailed(), Mail: mails}
	for action, row := range models.Policy {
		if scope := row[account.Role]; scope != models.None {
			out.May[action] = scope
		}
	}
	out.Account.Can = can(Call{Actor: models.Actor{By: account}}, models.AccountFlow, account.Status)
	return out, err
}

// ReadMe answers who is signed in and what they may do.
func ReadMe(c Call, _ struct{}) (Me, error) { return me(c, c.By) }

// SignInInput is what somebody signs in with.
type SignInInput struct {
	Email    string           `json:"email" validate:"required,max=254,line" personal:"contact"`
	Password passwords.Secret `json:"password" validate:"required,max=200" personal:"secret"`

	account models.Account
	renewed string // the password's new hash, where the kept one is of too little work
}

// Throttle names the account whose password is tried, so that it cannot be tried often.
func (in SignInInput) Throttle() string { return models.Email(in.Email) }

// Prepare checks the password. It takes as long when there is no such account, and says no more.
func (in *SignInInput) Prepare(ctx context.Context, c Call) error {
	account, _, err := models.AccountOf(c.DB, in.Email)
	if err != nil {
		return err
	}
	right, outdated, err := account.PasswordIs(ctx, in.Password)
	if err != nil {
		return err
	}
	if !right || account.Status != models.AccountActive {
		return notLetIn()
	}
	if outdated {
		in.renewed, err = passwords.Hash(ctx, in.Password)
	}
	in.account = account
	return err
}

func notLetIn() error {
	return refusal.NotLetIn
}

// SignIn begins a session.
func SignIn(c Call, in SignInInput) (SignedIn, error) {
	account, err := models.FindAccount(c.DB, in.account.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if account.Status != models.AccountActive || account.Password != in.account.Password {
		return SignedIn{}, notLetIn() // it was disabled, or its password changed, while we were hashing
	}
	if in.renewed != "" {
		if err := account.Rehash(c.Actor, in.renewed); err != nil {
			return SignedIn{}, err
		}
	}
	return enter(c, account)
}

func enter(c Call, account models.Account) (SignedIn, error) {
	session := models.Session{Address: c.Session.Address, Agent: c.Session.Agent}
	token, err := session.Begin(c.DB, account, c.Now)
	if err != nil {
		return SignedIn{}, err
	}
	who, err := me(c, account)
	return SignedIn{Me: who, token: token, session: session}, err
}

// ReadLinkInput is a one-time link that somebody holds.
type ReadLinkInput struct {
	Token string `json:"token" validate:"required,max=100,line" personal:"secret"`
}

// Throttle lets a link be tried only so often from one address.
func (ReadLinkInput) Throttle() string { return "" }

// OpenLink is what an open one-time link says to its holder: whose account it opens, and until when.
type OpenLink struct {
	Name      string      `json:"name"`
	Email     string      `json:"email"`
	ExpiresAt models.Time `json:"expiresAt"`
}

// ReadLink answers whose account a one-time link opens, and leaves it unused.
func ReadLink(c Call, in ReadLinkInput) (OpenLink, error) {
	link, account, err := models.LinkOf(c.DB, in.Token, c.Now)
	return OpenLink{account.Name, account.Email, link.ExpiresAt}, err
}

// UseLinkInput is a one-time link and the password that its holder chooses.
type UseLinkInput struct {
	Token    string           `json:"token" validate:"required,max=100,line" personal:"secret"`
	Password passwords.Secret `json:"password" validate:"required,min=12,max=200" personal:"secret"`

	hash string
}

// Throttle lets a link be tried only so often from one address.
func (UseLinkInput) Throttle() string { return "" }

// Prepare hashes the password, if there is such a link.
func (in *UseLinkInput) Prepare(ctx context.Context, c Call) (err error) {
	if _, _, err := models.LinkOf(c.DB, in.Token, c.Now); err != nil {
		return err
	}
	in.hash, err = passwords.Hash(ctx, in.Password)
	return err
}

// UseLink sets the password of the account that a one-time link leads into, ends its older sessions and begins one.
func UseLink(c Call, in UseLinkInput) (SignedIn, error) {
	link, account, err := models.LinkOf(c.DB, in.Token, c.Now)
	if err != nil {
		return SignedIn{}, err
	}
	c.By = account
	if link.Mailed() {
		c.Via = models.ByMailLink
	}
	if err := link.Use(c.Actor, &account, in.hash); err != nil {
		return SignedIn{}, err
	}
	return enter(c, account)
}

// ChangePasswordInput is one's password until now, and the one from now on.
type ChangePasswordInput struct {
	Current passwords.Secret `json:"current" validate:"required,max=200" personal:"secret"`
	New     passwords.Secret `json:"new" validate:"required,min=12,max=200" personal:"secret"`

	checked, hash string
}

// Throttle lets an account's password be tried only so often.
func (ChangePasswordInput) Throttle() string { return "" }

// Prepare checks the one password and hashes the other.
func (in *ChangePasswordInput) Prepare(ctx context.Context, c Call) error {
	right, _, err := c.By.PasswordIs(ctx, in.Current)
	if err == nil && !right {
		err = refusal.Fault("current", "is not your password")
	}
	if err != nil {
		return err
	}
	in.checked = c.By.Password
	in.hash, err = passwords.Hash(ctx, in.New)
	return err
}

// ChangePassword sets one's own password and ends one's other sessions and open links.
func ChangePassword(c Call, in ChangePasswordInput) (Nothing, error) {
	account, err := models.FindAccount(c.DB, c.By.ID)
	if err != nil {
		return Nothing{}, err
	}
	if account.Password != in.checked {
		return Nothing{}, refusal.PasswordChanged
	}
	return Nothing{}, account.ChoosePassword(c.Actor, in.hash, c.Session.ID)
}

// LanguageInput is the language somebody wants the app in.
type LanguageInput struct {
	Language models.AppLanguage `json:"language" validate:"required,choice"`
}

// ChooseLanguage keeps it for every device on which they sign in.
func ChooseLanguage(c Call, in LanguageInput) (Nothing, error) {
	return Nothing{}, c.DB.Model(&models.Account{}).Where("id = ?", c.By.ID).Update("language", in.Language).Error
}

// SignOut ends the session in which one asks.
func SignOut(c Call, _ struct{}) (SignedOut, error) { return SignedOut{}, c.Session.End(c.Actor) }

// SignOutEverywhere ends all one's sessions.
func SignOutEverywhere(c Call, _ struct{}) (SignedOut, error) {
	return SignedOut{}, models.EndSessions(c.Actor, c.By.ID, "")
}

// SessionView is a session as its owner sees it.
type SessionView struct {
	models.Session
	Current bool `json:"current"` // the one in which the question came
}

// ListSessions answers where one is signed in.
func ListSessions(c Call, in Paging) (Page[SessionView], error) {
	sessions, err := page[models.Session](models.OpenSessions(c.DB, c.By.ID, c.Now), in,
		sorting{"": "-seenAt", "seenAt": "sessions.seen_at", "createdAt": "sessions.created_at"})
	return each(sessions, func(s models.Session) SessionView { return SessionView{s, s.ID == c.Session.ID} }), err
}

// EndSession signs one out of one of one's sessions.
func EndSession(c Call, in ByID) (Nothing, error) {
	s, err := models.Find[models.Session](models.OpenSessions(c.DB, c.By.ID, c.Now), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, s.End(c.Actor)
}
