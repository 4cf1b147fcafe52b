package models

import (
	"cmp"
	"time"
)

// MailChoice is what somebody wants to be mailed, and when.
type MailChoice string

const (
	MailAtOnce      MailChoice = "at_once"
	MailDaily       MailChoice = "daily"        // one mail a day; what needs an answer at once
	MailNeedsAnswer MailChoice = "needs_answer" // nothing else
)

// Values makes MailChoice a Choice.
func (MailChoice) Values() []string {
	return names([]MailChoice{MailAtOnce, MailDaily, MailNeedsAnswer})
}

// Mailed is what an account is mailed: what its owner chose, else what is usual for their role.
func (a Account) Mailed() MailChoice {
	usual := MailAtOnce
	if a.Role == Administrator || a.Role == Auditor {
		usual = MailDaily
	}
	return cmp.Or(a.Mail, usual)
}

// Nobody is mailed in the evening and the night but for what may not wait; what has collected goes in the morning.
const evening, morning = 21, 7

// zone is where an account's owner is, else where the fund is.
func (a Account) zone(fund Fund) *time.Location {
	for _, name := range []string{a.Zone, fund.Zone} {
		if zone, err := Zone(name); err == nil {
			return zone
		}
	}
	return time.UTC
}

// nextMorning is the next time at which the mail of a day goes.
func nextMorning(now Time, zone *time.Location) Time {
	local := now.Time.In(zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), morning, 0, 0, 0, zone)
	if !at.After(local) {
		at = time.Date(local.Year(), local.Month(), local.Day()+1, morning, 0, 0, 0, zone)
	}
	return At(at)
}

// awake is the first instant from now on that lies in nobody's night.
func awake(now Time, zone *time.Location) Time {
	if hour := now.Time.In(zone).Hour(); hour >= evening || hour < morning {
		return nextMorning(now, zone)
	}
	return now
}

// when says whether a mail goes to an account, in one of its own or in that of the day, and when.
func (m Mailing) when(to Account, fund Fund, now Time) (kind DeliveryKind, at Time, goes bool) {
	choice, zone := to.Mailed(), to.zone(fund)
	switch {
	case m.Receipt:
		return ReceiptMail, awake(now, zone), true
	case m.AtOnce:
		return NoticeMail, now, true
	case m.Message:
		return MessageMail, awake(now, zone), true
	case m.Keep || m.Answer || choice == MailAtOnce:
		return NoticeMail, awake(now, zone), true
	case choice == MailDaily:
		return DigestMail, nextMorning(now, zone), true
	}
	return "", Time{}, false
}
