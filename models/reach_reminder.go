package models

import (
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/said"
)

// Reminder notes that an account was reminded: once for each time that a row of Reminders names, and of one thing once a day.
type Reminder struct {
	What        string `gorm:"primaryKey"`
	Subject     Ref    `gorm:"embedded"`
	AccountID   string `gorm:"primaryKey"`
	Step        int    `gorm:"primaryKey"` // which time of the row
	CountedFrom Time   `gorm:"primaryKey"` // the instant that it is counted from, or the beginning of the date
	Day         Date
	CreatedAt   Time `gorm:"autoCreateTime:false"`
}

// Reminding is a row of the table of reminders: of what, whom, when, and until when. In its conditions x is the record, and me an account.
type Reminding struct {
	What   string
	About  RefKind
	To     Role   // whose it is; of the administrators the first in turn, and with every further time, while nobody has acted, the next
	Remedy Action // what ends it, and they can do
	When   when
	From   string // the records
	Where  string // that wait
	Whom   string // the accounts that can do something about one
	With   string // what the sentences say of it, beside the date
	Urgent bool   // in a mail of its own, and not in that of the day
	Says   said.Template
	InApp  said.Template // what is said in the app alone, for it is of somebody's health
	Adds   func(Actor, []reminded) error
	Mailing
}

// when is at which times somebody is reminded, counted from a date or an instant.
type when struct {
	of    string          // the column
	since string          // where the only time is half way from this instant to the other
	dated bool            // it is a date
	early int             // so many months before the date is the last day that counts
	at    []time.Duration // before, where negative, or after; the first is the earliest
	ends  bool            // with the date or the instant itself
}

const day = 24 * time.Hour

func daysBefore(of string, days ...int) when {
	w := when{of: of, dated: true, ends: true}
	for _, n := range days {
		w.at = append(w.at, -time.Duration(n)*day)
	}
	return w
}

func daysAround(of string, days ...int) when {
	w := daysBefore(of)
	w.ends = false
	for _, n := range days {
		w.at = append(w.at, time.Duration(n)*day)
	}
	return w
}

func sooner(of string, times ...time.Duration) when {
	w := when{of: of, ends: true}
	for _, t := range times {
		w.at = append(w.at, -t)
	}
	return w
}

func later(of string, times ...time.Duration) when { return when{of: of, at: times} }

func halfway(since, of string) when {
	return when{of: of, since: since, at: []time.Duration{0}, ends: true}
}

// months has the days count from so many months before the date.
func (w when) months(n int) when {
	w.early = n
	return w
}

// window is the condition that it is time for a step and not yet for the next, and what it names: who was not looked for at a step, because nothing
// ran, is not reminded of it later.
func (w when) window(db *gorm.DB, step int, now Time) (condition string, names map[string]any) {
	last := step == len(w.at)-1
	names = map[string]any{}
	switch {
	case w.since != "":
		condition, names["upto"] = w.of+" > @upto AND julianday("+w.since+") + julianday("+w.of+") <= 2 * julianday(@upto) + 1e-8", now // it is a fraction, to half a millisecond
		if onPostgres(db) {
			condition = w.of + " > @upto AND " + w.since + " + (" + w.of + " - " + w.since + ") / 2 <= @upto"
		}
		return condition, names
	case w.dated:
		names["upto"], names["after"] = w.lastOf(now.Day(), w.at[step]), w.lastOf(now.Day().Plus(-1), 0)
		if !last {
			names["after"] = w.lastOf(now.Day(), w.at[step+1])
		}
	default:
		names["upto"], names["after"] = now.Plus(-w.at[step]), now
		if !last {
			names["after"] = now.Plus(-w.at[step+1])
		}
	}
	condition = w.of + " <= @upto"
	if !last || w.ends {
		condition += " AND " + w.of + " > @after"
	}
	return condition, names
}

// lastOf is the last date whose time is not after a day.
func (w when) lastOf(today Date, time time.Duration) Date {
	return today.Plus(1 - int(time/day)).PlusMonths(w.early).Plus(-1)
}

// reminded is a record that somebody is to be reminded of, and what the sentences say of it.
type reminded struct {
	ID, AccountID, Title, Reference string
	On                              Date // the date that the times are counted from
	At                              Time // or the instant
	Until                           Time
	Action                          Action
	Kind                            TrainingKind
	Function                        Function
	Courses                         []string `gorm:"-"`

	row  *Reminding
	step int
}

// parameters are those of the sentences.
func (r reminded) parameters(now Time) []any {
	on := r.At.Day()
	if r.row.When.early > 0 {
		on = on.MonthsBefore(r.row.When.early)
	}
	left := now.Day().DaysUntil(on)
	if left < 0 {
		left = -left
	}
	until := r.Until
	if until.IsZero() {
		until = r.At
	}
	return []any{"title", r.Title, "mission", r.Title, "reference", r.Reference, "day", on, "days", said.Count(left, "day"), "until", until,
		"answer", on.Plus(answersWithin), "what", decides[r.Action], "health", said.Template("medical clearance"), "courses", said.List("; ", r.Courses)}
}

// sentence is what they are told.
func (r reminded) sentence(now Time) said.Sentence {
	with := r.parameters(now)
	all := []said.Sentence{said.That(r.row.Says, with...)}
	if r.row.InApp != "" {
		all = append(all, said.That(r.row.InApp, with...))
	}
	if r.row.Adds != nil && len(r.Courses) > 0 {
		all = append(all, said.That(renewing, with...))
	}
	return said.All(all...)
}

// Remind tells everybody what is due now by the table of reminders, at most BatchSize things, and reports how many. It takes as many queries
// however many people there are.
func (a Actor) Remind() (n int, err error) {
	var all []reminded
	for i := range Reminders {
		row := &Reminders[i]
		for step := range row.When.at {
			found, err := a.due(row, step, BatchSize-n)
			if err != nil {
				return 0, err
			}
			all, n = append(all, found...), n+things(found)
			if n >= BatchSize {
				return n, a.remind(all)
			}
		}
	}
	return n, a.remind(all)
}

// things counts what the reminders are about.
func things(all []reminded) (n int) {
	for i, r := range all {
		if i == 0 || r.ID != all[i-1].ID {
			n++
		}
	}
	return n
}

// due finds of whom it is time to remind by a step of a row: nobody of a thing of which somebody was at this step, or they themselves today.
func (a Actor) due(row *Reminding, step, most int) (found []reminded, err error) {
	window, names := row.When.window(a.DB, step, a.Now)
	date := "at"
	if row.When.dated {
		date = "on"
	}
	names["what"], names["step"], names["today"], names["now"], names["most"] = row.What, step, a.Now.Day(), a.Now, most
	counted := row.When.of
	if row.When.dated && !onPostgres(a.DB) { // where dates and instants are texts
		counted += " || ' 00:00:00+00:00'"
	}
	var sql strings.Builder
	for _, part := range []string{
		"SELECT * FROM (SELECT x.id, me.id AS account_id, ", row.When.of, ` AS "`, date, `", `, row.With,
		", DENSE_RANK() OVER (ORDER BY ", row.When.of, ", x.id) AS nth FROM ", row.From, " JOIN accounts me ON me.status = 'active' AND ", row.Whom,
		" WHERE ", row.Where, " AND ", window,
		" AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.what = @what AND r.subject_id = x.id AND r.step = @step AND r.counted_from = ", counted, ")",
		" AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.what = @what AND r.subject_id = x.id AND r.account_id = me.id AND r.day = @today)",
		") due WHERE nth <= @most ORDER BY nth, account_id",
	} {
		sql.WriteString(part)
	}
	if err := a.DB.Raw(sql.String(), names).Scan(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	for i := range found {
		r := &found[i]
		r.row, r.step = row, step
		if row.When.dated {
			r.At = r.On.Midnight(time.UTC)
		}
	}
	if row.To == Administrator {
		if found, err = a.inTurn(row, found); err != nil {
			return nil, err
		}
	}
	if row.Adds != nil {
		err = row.Adds(a, found)
	}
	return found, err
}

// inTurn leaves of the administrators who can do something about a thing the one whose turn it is: they take turns by the day, and the same thing
// goes on to whoever has not been reminded of it.
func (a Actor) inTurn(row *Reminding, found []reminded) ([]reminded, error) {
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	var before []Reminder
	if err := a.DB.Where("what = ? AND subject_id IN ?", row.What, ids).Find(&before).Error; err != nil {
		return nil, err
	}
	type once struct {
		subject, account string
		from             int64
	}
	told := map[once]bool{}
	for _, r := range before {
		told[once{r.Subject.ID, r.AccountID, r.CountedFrom.UnixMilli()}] = true
	}
	var turns []reminded
	for from, until := 0, 0; from < len(found); from = until {
		for until = from; until < len(found) && found[until].ID == found[from].ID; until++ {
		}
		who := found[from:until]
		first := int(a.Now.Day().Rank()/86400) % len(who)
		turn := who[first]
		for i := range who {
			if next := who[(first+i)%len(who)]; !told[once{next.ID, next.AccountID, next.At.UnixMilli()}] {
				turn = next
				break
			}
		}
		turns = append(turns, turn)
	}
	return turns, nil
}

// remind tells, and notes that it was told.
func (a Actor) remind(all []reminded) error {
	if len(all) == 0 {
		return nil
	}
	mails, err := a.mailReminders(all)
	if err != nil {
		return err
	}
	notices, noted := make([]Notice, len(all)), make([]Reminder, len(all))
	for i, r := range all {
		ref, says := Ref{r.row.About, r.ID}, r.sentence(a.Now)
		notices[i] = Notice{ID: NewID(), CreatedAt: a.Now, AccountID: r.AccountID, Action: SendReminder, Reminder: r.row.What, Subject: ref, Body: says.Text, Source: says.Source}
		if mails[i] != "" {
			notices[i].DeliveryID = &mails[i]
		}
		noted[i] = Reminder{What: r.row.What, Subject: ref, AccountID: r.AccountID, Step: r.step, CountedFrom: r.At, Day: a.Now.Day(), CreatedAt: a.Now}
	}
	if err := a.DB.CreateInBatches(noted, 200).Error; err != nil {
		return err
	}
	return a.DB.CreateInBatches(notices, 200).Error
}

// remindedByHand notes that somebody had every administrator but some reminded, whom the clock does not remind of it on the same day.
func (a Actor) remindedByHand(what string, subject Ref, but ...string) error {
	var ids []string
	if err := a.DB.Model(&Account{}).Where("role = ? AND status = ? AND id NOT IN ?", Administrator, AccountActive, but).Order("id").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return err
	}
	noted := make([]Reminder, len(ids))
	for i, id := range ids {
		noted[i] = Reminder{What: what, Subject: subject, AccountID: id, CountedFrom: a.Now, Day: a.Now.Day(), CreatedAt: a.Now}
	}
	return a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&noted).Error
}

// waitsForYou is the subject of the mail of a day that reminds.
const waitsForYou said.Template = "What awaits you"

// mailReminders writes the mails that tell reminders, and answers which of them tells each. What is not urgent is one mail a day, that of the day
// where somebody has one.
func (a Actor) mailReminders(all []reminded) ([]string, error) {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.AccountID
	}
	var accounts []Account
	if err := a.DB.Where("id IN ?", ids).Find(&accounts).Error; err != nil {
		return nil, err
	}
	by := map[string]Account{}
	for _, account := range accounts {
		by[account.ID] = account
	}
	var made []Delivery
	mails, days := make([]string, len(all)), map[DeliveryKind]map[string]string{ReminderMail: {}, DigestMail: {}}
	kinds, daily := make([]DeliveryKind, len(all)), map[DeliveryKind][]Delivery{}
	for i, r := range all {
		to := by[r.AccountID]
		zone, choice := to.zone(fund), to.Mailed()
		d := Delivery{Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, AccountID: to.ID, Kind: ReminderMail, Action: SendReminder, Status: DeliveryWaiting}
		if r.row.Urgent {
			line := said.That(r.row.Subject, r.parameters(a.Now)...)
			d.Subject, d.Line, d.Source, d.NextAt = Ref{r.row.About, r.ID}, line.Text, line.Source, awake(a.Now, zone)
			d.QueuedAt, mails[i] = d.NextAt, d.ID
			made = append(made, d)
			continue
		}
		if choice == MailNeedsAnswer && !r.row.Answer {
			continue
		}
		if choice == MailDaily {
			d.Kind = DigestMail
		}
		d.Subject, d.Line, d.NextAt = to.Ref(), string(waitsForYou), nextMorning(a.Now, zone)
		d.QueuedAt, kinds[i] = d.NextAt, d.Kind
		if d.Kind == DigestMail {
			d.Line = string(daysNews)
		}
		daily[d.Kind] = append(daily[d.Kind], d)
	}
	for _, kind := range []DeliveryKind{ReminderMail, DigestMail} {
		if made, err = a.joined(kind, daily[kind], made, days[kind]); err != nil {
			return nil, err
		}
	}
	for i, kind := range kinds {
		if kind != "" {
			mails[i] = days[kind][all[i].AccountID]
		}
	}
	if len(made) == 0 {
		return mails, nil
	}
	return mails, a.DB.CreateInBatches(made, 100).Error
}

// reminderOf finds a row of the table.
func reminderOf(what string) *Reminding {
	for i := range Reminders {
		if Reminders[i].What == what {
			return &Reminders[i]
		}
	}
	return nil
}
