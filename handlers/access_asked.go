package handlers

import (
	"cmp"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// AskInput is the address of the account of somebody who cannot sign in.
type AskInput struct {
	Email string `json:"email" validate:"required,max=254,line" personal:"contact"`
}

// Throttle names the address, so that nobody has one mailed often; who asks for links can sign in all the same.
func (in AskInput) Throttle() string { return "link " + models.Email(in.Email) }

// Even is how long the answer takes at least: as long as there is no such account.
func (AskInput) Even() time.Duration { return 400 * time.Millisecond }

// LinkAsked is the same answer whether there is such an account or not: whether mails leave from here.
type LinkAsked struct {
	Mail MailState `json:"mail"`

	browser string
}

// Browser is what the browser keeps in which a link was asked for; empty where any may open it.
func (a LinkAsked) Browser() string { return a.browser }

// AskPassword is for those who have forgotten their password: they are mailed a link, or administrators are told.
func AskPassword(c Call, in AskInput) (LinkAsked, error) {
	account, found, err := models.AccountOf(c.DB, in.Email)
	if err == nil && found && c.Mail == MailConnected {
		err = c.byClock().AskPassword(account)
	}
	if err != nil {
		return LinkAsked{}, err
	}
	mails, err := c.mails()
	return LinkAsked{Mail: mails}, err
}

// AskSignIn is for those who sign in by mail: the link works only in the browser in which they ask.
func AskSignIn(c Call, in AskInput) (LinkAsked, error) {
	out := LinkAsked{browser: cmp.Or(c.Browser, models.NewToken())} // who asks twice can use either
	account, found, err := models.AccountOf(c.DB, in.Email)
	if err == nil && found && c.Mail == MailConnected {
		err = c.byClock().AskSignIn(account, out.browser)
	}
	if err == nil {
		out.Mail, err = c.mails()
	}
	return out, err
}

// byClock is what is done for somebody of whom nobody knows who they are.
func (c Call) byClock() models.Actor {
	c.By = models.SystemAccount()
	return c.Actor
}

// SignInByLink begins a session for the account of a link that was asked for in this browser.
func SignInByLink(c Call, in ReadPassInput) (SignedIn, error) {
	pass, _, call, err := c.passOf(in.Token)
	if err == nil && pass.Purpose != models.SignInByMail {
		err = refusal.PassOther
	}
	if err == nil {
		err = pass.Use(call.Actor)
	}
	if err != nil {
		return SignedIn{}, err
	}
	return enter(c, call.By)
}
