package models

import (
	"time"

	"observationfund/models/said"
)

// How often somebody who is not signed in can have an account mailed, or its administrators told.
const (
	linksAnHour   = 3
	askedOfOthers = 24 * time.Hour
)

// MailLink writes a mail to an account with a link into it; a browser's secret binds the link to that browser.
func (a Actor) MailLink(to Account, action Action, browser string) error {
	mailing, err := MailingOf(action, to.Role)
	if err != nil {
		return err
	}
	d := Delivery{
		Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, AccountID: to.ID, Kind: LinkMail, Action: action, Subject: to.Ref(),
		Line: string(mailing.Subject), Source: said.That(mailing.Subject).Source, Status: DeliveryWaiting, QueuedAt: a.Now, NextAt: a.Now,
	}
	if browser != "" {
		d.Browser = tokenHash(browser)
	}
	a.Rehearsal.add(FieldChange{Subject: to.Ref(), Title: to.Name, Field: "link", To: to.Email}) // where it goes is what a second person decides on
	return translate(a.DB.Create(&d).Error)
}

// AskPassword is of somebody who says that they have forgotten the password of an account. A mail alone leads into no official's: administrators
// are told, and two of them can have a link mailed.
func (a Actor) AskPassword(to Account) error {
	switch {
	case to.Status == AccountDisabled:
		return nil
	case !to.Official():
		return a.askLink(to, AskPassword, "")
	}
	told, err := exists(a.DB.Model(&Delivery{}).Where("subject_id = ? AND action = ? AND created_at > ?", to.ID, AskPassword, a.Now.Plus(-askedOfOthers)))
	if err != nil || told {
		return err
	}
	return a.TellAdministrators(AskPassword, to.Ref(), said.That(
		"Someone says that they are {name} and have forgotten their password. Ask {name} by another channel; then two of you can have a link mailed to them.", "name", to.Name), to.ID)
}

// AskSignIn is of somebody who wants to sign in by mail, which administrators and auditors do not.
func (a Actor) AskSignIn(to Account, browser string) error {
	if to.Status != AccountActive || Mailings[AskSignIn][to.Role].Link == "" {
		return nil
	}
	return a.askLink(to, AskSignIn, browser)
}

// askLink mails a link that somebody asks for who is not signed in, unless that was done too often.
func (a Actor) askLink(to Account, action Action, browser string) error {
	var before int64
	err := a.DB.Model(&Delivery{}).Where("account_id = ? AND kind = ? AND created_at > ?", to.ID, LinkMail, a.Now.Plus(-time.Hour)).Count(&before).Error
	if err != nil || before >= linksAnHour {
		return err
	}
	return a.MailLink(to, action, browser)
}

// OpensIn reports whether a link was asked for in the browser that holds a secret, or in any.
func (p Pass) OpensIn(a Actor, browser string) (bool, error) {
	if p.DeliveryID == nil {
		return p.Purpose != SignInByMail, nil
	}
	d, err := Find[Delivery](a.DB, *p.DeliveryID)
	return d.Browser == "" && p.Purpose != SignInByMail || browser != "" && d.Browser == tokenHash(browser), err
}
