package handlers

import (
	"bytes"
	"context"
	"embed"
	htmltemplate "html/template"
	"net/mail"
	"net/url"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/said"
)

//go:embed mail
var mailFiles embed.FS

var (
	mailHTML = htmltemplate.Must(htmltemplate.ParseFS(mailFiles, "mail/letter.html"))
	mailText = texttemplate.Must(texttemplate.ParseFS(mailFiles, "mail/letter.txt"))
)

// letterPage is what the two forms of a mail are made of: sentences, and where they lead.
type letterPage struct {
	Subject  string
	Fund     string
	Greeting string
	Intro    string
	Items    []letterItem
	Because  string // why they get it
	Choose   string
	ChooseAt string
}

// letterItem is one thing that a mail tells.
type letterItem struct {
	Sentence string
	Label    string
	Address  string
	Notes    []string // what the link does, and for how long
}

// The words that every mail has beside what it tells.
const (
	dearName       said.Template = "Dear {name},"
	sinceThen      said.Template = "This is what has changed since the last mail:"
	openIt         said.Template = "Open it"
	readAnswer     said.Template = "Read it and answer"
	openRequest    said.Template = "Open the request"
	choosePassword said.Template = "Choose a password"
	signInNow      said.Template = "Sign in"
	waitsOrChanged said.Template = "This awaits you, or has changed since the last mail:"
	opensFully     said.Template = "The link opens a page that says everything. Opening it answers nothing; your answer counts when you confirm it there."
	oneThing       said.Template = "The link works for you alone, for this one thing, once, until {until}. Please do not forward it."
	untilThen      said.Template = "The link works for you alone, until {until}. Please do not forward it."
	because        said.Template = "You get this mail because you have an account with the {name}."
	chooseMail     said.Template = "Choose what else you are mailed"
)

// labels are what a link in a mail is called.
var labels = map[models.Purpose]said.Template{
	"": openIt, models.AnswerOffer: readAnswer, models.AnswerCallOut: readAnswer, models.ConfirmStillAvailable: readAnswer, models.OpenRecord: openRequest,
	models.SetPassword: choosePassword, models.SignInByMail: signInNow,
}

// linkSays is what a mail says that was asked for by somebody who could not sign in, or by those who may open an account.
var linkSays = map[models.Purpose]said.Template{
	models.SetPassword:  "Someone asked for a link to choose a new password for your account. If it was not you, do nothing: your password stays as it is.",
	models.SignInByMail: "Someone asked for a link to sign in to your account without a password. It works in the browser in which it was asked for. If it was not you, do nothing.",
}

// write makes the letter of a delivery, with links of its own. What it says is what the notices say now: what was erased is not mailed.
func (p Post) write(ctx context.Context, d models.Delivery) (l Letter, err error) {
	err = p.DB.WriteUnjournaled(ctx, func(tx *gorm.DB) error {
		now := p.DB.Now()
		l, err = p.letter(models.Actor{DB: tx, By: models.SystemAccount(), Now: now}, d)
		return err
	})
	return l, err
}

func (p Post) letter(a models.Actor, d models.Delivery) (l Letter, err error) {
	to, err := models.FindAccount(a.DB, d.AccountID)
	if err != nil {
		return l, err
	}
	l.To = mail.Address{Name: printable(to.Name), Address: to.Email}
	fund, err := models.LoadFund(a.DB)
	if err != nil {
		return l, err
	}
	var notices []models.Notice
	if err := a.DB.Where("delivery_id = ?", d.ID).Order("created_at, id").Find(&notices).Error; err != nil {
		return l, err
	}
	if d.Kind == models.LinkMail {
		purpose := models.Mailings[d.Action][to.Role].Link
		notices = []models.Notice{{Action: d.Action, Subject: d.Subject, Body: string(linkSays[purpose])}}
	}
	if to.Status == models.AccountDisabled || len(notices) == 0 {
		return l, NotSent{Cause: models.CauseGone, ForGood: true}
	}
	page := letterPage{
		Subject: printable(d.Line), Fund: fund.Name, Greeting: said.That(dearName, "name", to.Name).Text, Because: said.That(because, "name", fund.Name).Text,
		Choose: string(chooseMail), ChooseAt: p.PublicURL + "/account",
	}
	if d.Kind == models.DigestMail {
		page.Intro = string(sinceThen)
	}
	needed := false
	for _, n := range notices {
		if d.Subject == to.Ref() && n.Reminder != "" { // a mail of the day
			page.Intro = string(waitsOrChanged)
		}
		mailing, err := n.Mailing(to.Role)
		if err != nil {
			return l, err
		}
		item, err := p.item(a, d, to, n, mailing)
		if err != nil {
			return l, err
		}
		page.Items, needed = append(page.Items, item), needed || mailing.Needed()
	}
	l.ID, l.Thread, l.Subject = d.ID+"@"+p.host(), string(d.Subject.Kind)+"."+d.Subject.ID+"@"+p.host(), page.Subject
	if !needed {
		token, err := a.NewPass(models.Unsubscribe, to.ID, to.Ref(), &d.ID, a.Now.Plus(365*24*time.Hour))
		if err != nil {
			return l, err
		}
		l.Stop = p.PublicURL + "/api/v1/unsubscribe/" + token
	}
	var html, text bytes.Buffer
	if err := mailHTML.Execute(&html, page); err != nil {
		return l, err
	}
	err = mailText.Execute(&text, page)
	l.HTML, l.Text = html.String(), text.String()
	return l, err
}

// item is what a mail says of one notice. Its link does the one thing that the mailing names, or opens the record for who signs in.
func (p Post) item(a models.Actor, d models.Delivery, to models.Account, n models.Notice, m models.Mailing) (letterItem, error) {
	says, err := m.Says(n)
	if err != nil {
		return letterItem{}, err
	}
	item := letterItem{
		Sentence: says.Text, Label: string(labels[m.Link]), Address: p.PublicURL + "/to/" + string(n.Subject.Kind) + "/" + url.PathEscape(n.Subject.ID),
	}
	switch {
	case m.Message:
		item.Address += "#messages"
	case m.Page != "":
		item.Address = p.PublicURL + m.Page
	}
	if m.Link == "" {
		return item, nil
	}
	until, err := a.PassUntil(m.Link, n.Subject)
	if err != nil {
		return item, err
	}
	token, err := a.NewPass(m.Link, to.ID, n.Subject, &d.ID, until)
	if err != nil {
		return item, err
	}
	item.Address = p.PublicURL + "/#/do/" + token
	local := said.As(localWords(until, to.Zone), until)
	switch item.Notes = []string{said.That(oneThing, "until", local).Text}; {
	case m.Link == models.OpenRecord:
		item.Notes = []string{said.That(untilThen, "until", local).Text}
	case d.Kind != models.LinkMail:
		item.Notes = append([]string{string(opensFully)}, item.Notes...)
	}
	return item, nil
}

// localWords writes an instant by the clock of whoever reads it, and by UTC.
func localWords(at models.Time, zone string) string {
	where, err := models.Zone(zone)
	if err != nil || zone == "" {
		return at.Words()
	}
	_, city, _ := strings.Cut(zone, "/")
	return at.Time.In(where).Format("2 Jan 2006, 15:04") + " in " + strings.ReplaceAll(city, "_", " ") + " (" + at.UTC().Format("15:04 UTC") + ")"
}

// host is the name in the ids of our messages.
func (p Post) host() string { return hostOf(p.PublicURL) }

// printable takes what would end a header out of a text.
func printable(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)), " ")
}
