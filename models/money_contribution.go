package models

import (
	"math/big"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Contribution is a participant's promise to pay, and the head of everything that was paid on it. A pledge is a
// promise, not money: it is never spendable.
type Contribution struct {
	Record
	Found
	Sorted
	Contributor string             `json:"contributor"` // a participant: a state or the EU
	Status      ContributionStatus `json:"status"`
	Title       string             `json:"title" find:"open,sort"`
	Amount      Money              `json:"amount"` // pledged, in Currency
	Currency    string             `json:"currency"`
	Rate        string             `json:"rate"`              // fund currency for one of Currency, when pledged
	Value       Money              `json:"value"`             // pledged, in the fund's currency at Rate
	Earmark     Window             `json:"earmark,omitempty"` // the only window it may pay for
	PledgedOn   Date               `json:"pledgedOn"`
	DueOn       Date               `json:"dueOn,omitzero"`
	ExpiresOn   Date               `json:"expiresOn,omitzero"` // last day on which it may be committed
	Reason      string             `json:"reason,omitempty"`

	Standing    Standing `json:"standing" gorm:"-"`
	Paid        Money    `json:"paid" gorm:"-"`        // in Currency
	Received    Money    `json:"received" gorm:"-"`    // in the fund's currency, at the rates of the receipts
	Outstanding Money    `json:"outstanding" gorm:"-"` // not yet paid, in the fund's currency at Rate
	Overdue     bool     `json:"overdue" gorm:"-"`
	Money       Figures  `json:"money" gorm:"-"` // where what was received is now
	Can         []Action `json:"can" gorm:"-"`
}

// Ref names the contribution.
func (c *Contribution) Ref() Ref { return Ref{"contribution", c.ID} }

// Events makes Contribution Living.
func (Contribution) Events() []Action { return ContributionFlow.All() }

// ContributionStatus is where a contribution stands in ContributionFlow.
type ContributionStatus string

const (
	ContributionPledged   ContributionStatus = "pledged"
	ContributionCancelled ContributionStatus = "cancelled"
)

// Values makes ContributionStatus a Choice.
func (ContributionStatus) Values() []string { return names(ContributionFlow.States()) }

// ContributionFlow is the life of a contribution; cancelling gives up what was not yet paid, but what comes nevertheless is booked.
var ContributionFlow = Flow[ContributionStatus]{
	ContributionPledged:   {ReceiveReceipt: ContributionPledged, CancelContribution: ContributionCancelled},
	ContributionCancelled: {ReceiveReceipt: ContributionCancelled}, // what was cancelled may be paid all the same
}

// Standing says how a contribution is being paid; it is computed from its receipts and the day.
type Standing string

const (
	StandsPledged      Standing = "pledged"
	StandsPartReceived Standing = "part_received"
	StandsReceived     Standing = "received"
	StandsOverdue      Standing = "overdue"
	StandsCancelled    Standing = "cancelled"
)

// Values makes Standing a Choice.
func (Standing) Values() []string {
	return names([]Standing{StandsPledged, StandsPartReceived, StandsReceived, StandsOverdue, StandsCancelled})
}

// stands computes from what was paid how the contribution stands on a day.
func (c *Contribution) stands(paid Money, today Date) {
	c.Paid, c.Outstanding, c.Overdue = paid, 0, false
	if c.Status == ContributionCancelled {
		c.Standing = StandsCancelled
		return
	}
	c.Outstanding = c.Value - c.fulfilled()
	c.Overdue = paid < c.Amount && !c.DueOn.IsZero() && c.DueOn.Before(today)
	switch {
	case paid >= c.Amount:
		c.Standing = StandsReceived
	case c.Overdue:
		c.Standing = StandsOverdue
	case paid > 0:
		c.Standing = StandsPartReceived
	default:
		c.Standing = StandsPledged
	}
}

// fulfilled is how much of the promise was kept: the part of its value that was paid, at the rate of the promise.
func (c *Contribution) fulfilled() Money {
	part := new(big.Int).Mul(big.NewInt(int64(c.Value)), big.NewInt(int64(min(c.Paid, c.Amount))))
	return Money(halfEven(new(big.Rat).SetFrac(part, big.NewInt(int64(c.Amount)))).Int64())
}

// expired reports whether money of the contribution can no longer be committed.
func (c *Contribution) expired(today Date) bool {
	return !c.ExpiresOn.IsZero() && c.ExpiresOn.Before(today)
}

// OverdueOn narrows contributions to those that were due before a day and are not fully paid, or to the others.
func OverdueOn(db *gorm.DB, today Date, overdue bool) *gorm.DB {
	condition := `(contributions.status = 'pledged' AND contributions.due_on IS NOT NULL AND contributions.due_on < ?
		AND contributions.amount > (SELECT COALESCE(SUM(receipts.amount), 0) FROM receipts
			WHERE receipts.contribution_id = contributions.id AND ` + standingReceipt + `))`
	if !overdue {
		condition = "NOT " + condition
	}
	return db.Where(condition, today)
}

// LoadContributionDetails computes how contributions stand at an instant and where their money is.
func LoadContributionDetails(db *gorm.DB, now Time, contributions ...*Contribution) error {
	if len(contributions) == 0 {
		return nil
	}
	fund, err := LoadFund(db)
	if err != nil {
		return err
	}
	figures, err := figuresBy(db, now, "", "ledger_accounts.contribution_id", ids(contributions))
	if err != nil {
		return err
	}
	sums, err := paid(db.Where("contribution_id IN ?", ids(contributions)))
	for _, c := range contributions {
		c.stands(sums[c.ID], fund.Today(now))
		c.Money = *figures[c.ID]
		c.Received = c.Money.Received
	}
	return err
}

// Pledge writes down a participant's promise to pay. What is likely a mistake is written only when the caller says that it is none.
func (a Actor) Pledge(c *Contribution, confirmed Confirmed) error {
	var faults refusal.Faults
	known, err := exists(a.DB.Model(&Participant{}).Where("code = ?", c.Contributor))
	if err != nil {
		return err
	}
	if !known {
		faults.Add("contributor", "{text} is not a participant of the ASEAN Regional Forum", "text", said.Quote(c.Contributor, 10))
	}
	if c.PledgedOn.After(a.latest()) {
		faults.Add("pledgedOn", "cannot be in the future")
	}
	if !c.DueOn.IsZero() && c.DueOn.Before(c.PledgedOn) {
		faults.Add("dueOn", "cannot be before the pledge")
	}
	if !c.ExpiresOn.IsZero() && c.ExpiresOn.Before(c.PledgedOn) {
		faults.Add("expiresOn", "cannot be before the pledge")
	}
	if c.Value, err = a.exchange(&faults, c.Amount, c.Currency, &c.Rate); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if err := a.holdable(a.DB.Model(&Contribution{}).Where("status <> ?", ContributionCancelled).Select("COALESCE(SUM(value), 0)"), "amount", c.Value); err != nil {
		return err
	}
	if err := a.unlikely(*c, confirmed); err != nil {
		return err
	}
	c.Status = ContributionPledged
	return a.Create(c, PledgeContribution, Facts{
		"contributor": c.Contributor, "amount": c.Amount, "currency": c.Currency, "rate": c.Rate, "value": c.Value,
	})
}

// unlikely asks about a pledge whose rate is unlike the last of its currency, that is far larger than every other and more than a million, or whose days
// are far off.
func (a Actor) unlikely(c Contribution, confirmed Confirmed) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	var last Contribution
	found := a.DB.Where("currency = ? AND status <> ?", c.Currency, ContributionCancelled).Order("id DESC").Limit(1).Find(&last)
	if found.Error != nil {
		return found.Error
	}
	if found.RowsAffected > 0 && ratesApart(c.Value, c.Amount, last.Value, last.Amount) {
		err := confirmed.doubt(refusal.FarFromLastRate.With("rate", c.Rate, "percent", farApart, "currency", c.Currency, "last", last.Rate))
		if err != nil {
			return err
		}
	}
	var largest Money
	err = a.DB.Model(&Contribution{}).Where("status <> ?", ContributionCancelled).Select("COALESCE(MAX(value), 0)").Scan(&largest).Error
	if err != nil {
		return err
	}
	million := Money(1_000_000 * power(fund.Decimals).Int64())
	if largest > 0 && c.Value > million && c.Value/farLarger > largest {
		if err := confirmed.doubt(refusal.FarAmount.With("amount", fund.Said(c.Value), "times", farLarger)); err != nil {
			return err
		}
	}
	today := fund.Today(a.Now)
	switch {
	case c.PledgedOn.Before(today.PlusMonths(-36)):
		return confirmed.doubt(refusal.PledgedLongAgo.With("day", c.PledgedOn))
	case c.DueOn.After(today.PlusMonths(120)):
		return confirmed.doubt(refusal.DueFarAhead.With("day", c.DueOn))
	case c.ExpiresOn.After(today.PlusMonths(240)):
		return confirmed.doubt(refusal.ExpiresFarAhead.With("day", c.ExpiresOn))
	}
	return nil
}

// farLarger is how many times the largest pledge a pledge can be before somebody is asked.
const farLarger = 20

// latest is the day that has begun somewhere: in the Pacific it is tomorrow while our clock says today.
func (a Actor) latest() Date { return a.Now.Plus(14 * time.Hour).Day() }

// exchange converts an amount into the fund's currency and notes what is wrong with it. Without a rate the fund's
// own currency has the rate 1; every other needs one.
func (a Actor) exchange(faults *refusal.Faults, amount Money, code string, rate *string) (Money, error) {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return 0, err
	}
	if fault := amount.fault(); fault != "" {
		faults.Add("amount", fault)
		return 0, nil
	}
	from, books := Currency{}, Currency{Code: fund.Currency, Decimals: fund.Decimals}
	if found := a.DB.Limit(1).Find(&from, "code = ?", code); found.Error != nil || found.RowsAffected == 0 {
		faults.Add("currency", "{text} is not an ISO 4217 currency the fund knows", "text", said.Quote(code, 10))
		return 0, found.Error
	}
	if *rate == "" && code != books.Code {
		faults.Add("rate", "is required: what one {currency} costs in {books}", "currency", code, "books", books.Code)
		return 0, nil
	}
	if *rate == "" {
		*rate = "1"
	}
	factor, err := parseRate(*rate)
	if err != nil {
		faults.Refuse("rate", err)
		return 0, nil
	}
	if code == books.Code && factor.Cmp(big.NewRat(1, 1)) != 0 {
		faults.Add("rate", "must be 1: the books are kept in {currency}", "currency", code)
		return 0, nil
	}
	value, err := Convert(int64(amount), from, books, *rate)
	switch {
	case err != nil || Money(value) > MaxMoney:
		faults.Add("amount", "is more than the books can hold in {currency}", "currency", books.Code)
	case value == 0:
		faults.Add("amount", "is worth less than the smallest unit of {currency}", "currency", books.Code)
	}
	return Money(value), nil
}

// holdable refuses what would make a sum of the books larger than amounts can be.
func (a Actor) holdable(sum *gorm.DB, field string, more Money) error {
	var there Money
	if err := sum.Scan(&there).Error; err != nil {
		return err
	}
	if there > MaxMoney-more {
		return refusal.Fault(field, "is more than the books can hold, with what is in them already")
	}
	return nil
}

// Hold refuses an event on grounds of what was paid; the contribution has been reckoned.
func (c *Contribution) Hold(event Action) error {
	if event == CancelContribution && c.Paid >= c.Amount {
		return refusal.PaidInFull
	}
	return nil
}

// CancelContribution gives up what was not paid of a promise; what was received stays.
func (a Actor) CancelContribution(c *Contribution, reason string) error {
	if _, err := ContributionFlow.Next(c.Status, CancelContribution); err != nil {
		return err
	}
	if err := LoadContributionDetails(a.DB, a.Now, c); err != nil {
		return err
	}
	if err := c.Hold(CancelContribution); err != nil {
		return err
	}
	c.Reason = reason
	return Step(a, ContributionFlow, c, &c.Status, CancelContribution, reason, nil)
}
