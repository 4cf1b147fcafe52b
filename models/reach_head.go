package models

import (
	"encoding/json"
	"time"

	"observationfund/models/said"
)

// Heads go to every auditor once a month, of the fund's days: what was mailed is out of reach of whoever runs the server.

const (
	firstHead said.Template = "On {day} the record of the fund has {number}, and its head is {head}. " + keepHead
	nextHead  said.Template = "On {day} the record of the fund has {number}, {since} since the head of {last}, and its head is {head}. " + keepHead
	keepHead                = "Keep this mail where no one of the fund can change it. With a head it can be shown later whether anything before it was altered, removed or put there: " +
		"on the server by “observationfund verify -head” and this head, elsewhere by an export of the journal and this head on the page behind this link."
)

// monthlyHead names among the reminders that an auditor has the head of a month.
const monthlyHead = "head"

// SendHeads tells the head to the auditors who have not been told one this month, at most BatchSize, and reports how many. Where nothing ran
// when the month began, they are told when it does again.
func (a Actor) SendHeads() (n int, err error) {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return 0, err
	}
	today := fund.Today(a.Now)
	month := Day(today.t.Year(), today.t.Month(), 1).Midnight(time.UTC)
	var to []Account
	err = a.DB.Where("role = ? AND status = ?", Auditor, AccountActive).
		Where("NOT EXISTS (SELECT 1 FROM reminders r WHERE r.what = ? AND r.subject_id = accounts.id AND r.account_id = accounts.id AND r.counted_from >= ?)", monthlyHead, month).
		Order("id").Limit(BatchSize).Find(&to).Error
	if err != nil || len(to) == 0 {
		return 0, err
	}
	head, err := HeadNow(a.DB)
	if err != nil {
		return 0, err
	}
	before, err := a.headsBefore(to)
	if err != nil {
		return 0, err
	}
	noted, by := make([]Reminder, len(to)), map[toldHead][]string{}
	for i, account := range to {
		noted[i] = Reminder{What: monthlyHead, Subject: account.Ref(), AccountID: account.ID, CountedFrom: month, Day: today, CreatedAt: a.Now}
		by[before[account.ID]] = append(by[before[account.ID]], account.ID)
	}
	if err := a.DB.CreateInBatches(noted, 200).Error; err != nil {
		return 0, err
	}
	for last, ids := range by { // most have been told the same one
		if err := a.Tell(ids, SendHead, fund.Ref(), head.sentence(today, last)); err != nil {
			return 0, err
		}
	}
	return len(to), nil
}

// toldHead is which head somebody was told, and when; none at first.
type toldHead struct {
	number int64
	day    Date
}

// sentence says the head of a day, and how many entries there are since the one that was told before.
func (h Head) sentence(today Date, last toldHead) said.Sentence {
	if last.day.IsZero() {
		return said.That(firstHead, "day", today, "number", said.Count(h.Seq, "entry"), "head", h.String())
	}
	return said.That(nextHead, "day", today, "number", said.Count(h.Seq, "entry"), "head", h.String(), "since", h.Seq-last.number, "last", last.day)
}

// headsBefore are the heads that accounts were told last.
func (a Actor) headsBefore(to []Account) (map[string]toldHead, error) {
	ids := make([]string, len(to))
	for i, account := range to {
		ids[i] = account.ID
	}
	var told []Notice
	last := a.DB.Model(&Notice{}).Select("MAX(id)").Where("action = ? AND account_id IN ?", SendHead, ids).Group("account_id")
	if err := a.DB.Where("id IN (?)", last).Find(&told).Error; err != nil {
		return nil, err
	}
	all := map[string]toldHead{}
	for _, n := range told {
		var of struct {
			Number struct{ Count int64 }
			Day    struct{ Day Date }
		}
		text, err := json.Marshal(n.Parameters)
		if err == nil {
			err = json.Unmarshal(text, &of)
		}
		if err != nil {
			return nil, err
		}
		all[n.AccountID] = toldHead{of.Number.Count, of.Day.Day}
	}
	return all, nil
}
