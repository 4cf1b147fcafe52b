package models

import (
	"math/big"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Contribution is a participant's promise to pay, and the head of everything that was paid on it. A pledge is a
// promise, not money: it is never spendable.
type Contribution struct {
	Record
	Contributor string             `json:"contributor"` // a participant: a state or the EU
	Status      ContributionStatus `json:"status"`
	Title       string             `json:"title"`
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

// ContributionStatus is where a contribution stands in ContributionFlow.
type ContributionStatus string

// Every ContributionStatus there is.
const (
	ContributionPledged   ContributionStatus = "pledged"
	ContributionCancelled ContributionStatus = "cancelled"
)

// Values makes ContributionStatus a Choice.
func (ContributionStatus) Values() []string { return names(ContributionFlow.States()) }

// ContributionFlow is the life of a contribution; cancelling gives up what was not yet paid.
var ContributionFlow = Flow[ContributionStatus]{
	ContributionPledged:   {ReceiveReceipt: ContributionPledged, CancelContribution: ContributionCancelled},
	ContributionCancelled: {},
}

// Standing says how a contribution is being paid; it is computed from its receipts and the day.
type Standing string

// Every Standing there is.
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
	c.Outstanding = c.Value - c.kept()
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

// kept is how much of the promise was kept: the part of its value that was paid, at the rate of the promise.
func (c *Contribution) kept() Money {
	part := new(big.Int).Mul(big.NewInt(int64(c.Value)), big.NewInt(int64(min(c.Paid, c.Amount))))
	return Money(halfEven(new(big.Rat).SetFrac(part, big.NewInt(int64(c.Amount)))).Int64())
}

// expired tells whether money of the contribution can no longer be committed.
func (c *Contribution) expired(today Date) bool {
	return !c.ExpiresOn.IsZero() && c.ExpiresOn.Before(today)
}

// standingReceipt is the condition for receipts that were not reversed.
const standingReceipt = `NOT EXISTS (SELECT 1 FROM transfers WHERE transfers.receipt_id = receipts.id AND transfers.kind = 'reverse')`

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

// paid sums what was paid on contributions, in their own currencies; q narrows the receipts.
func paid(q *gorm.DB) (map[string]Money, error) {
	var sums []struct {
		ContributionID string
		Amount         Money
	}
	err := q.Model(&Receipt{}).Select("contribution_id, SUM(amount) AS amount").Where(standingReceipt).
		Group("contribution_id").Find(&sums).Error
	by := map[string]Money{}
	for _, sum := range sums {
		by[sum.ContributionID] = sum.Amount
	}
	return by, err
}

// ReckonContributions computes how contributions stand on a day and where their money is.
func ReckonContributions(db *gorm.DB, today Date, contributions ...*Contribution) error {
	if len(contributions) == 0 {
		return nil
	}
	figures, err := figuresBy(db, "contribution_id", ids(contributions))
	if err != nil {
		return err
	}
	sums, err := paid(db.Where("contribution_id IN ?", ids(contributions)))
	for _, c := range contributions {
		c.stands(sums[c.ID], today)
		c.Money = *figures[c.ID]
		c.Received = c.Money.Received
	}
	return err
}

// Pledge writes down a participant's promise to pay.
func (a Act) Pledge(c *Contribution) error {
	var faults Faults
	known, err := exists(a.DB.Model(&Participant{}).Where("code = ?", c.Contributor))
	if err != nil {
		return err
	}
	if !known {
		faults.Add("contributor", "%.10q is not a participant of the ASEAN Regional Forum", c.Contributor)
	}
	if c.PledgedOn.After(a.latest()) {
		faults.Add("pledgedOn", "nowhere is it that day yet")
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
	if err := a.holdable(a.DB.Model(&Contribution{}).Select("COALESCE(SUM(value), 0)"), c.Value); err != nil {
		return err
	}
	c.Status = ContributionPledged
	return a.Create(c, PledgeContribution, Facts{
		"contributor": c.Contributor, "amount": c.Amount, "currency": c.Currency, "rate": c.Rate, "value": c.Value,
	})
}

// latest is the day that has begun somewhere: in the Pacific it is tomorrow while our clock says today.
func (a Act) latest() Date { return a.Now.Plus(14 * time.Hour).Day() }

// exchange converts an amount into the fund's currency and notes what is wrong with it. Without a rate the fund's
// own currency has the rate 1; every other needs one.
func (a Act) exchange(faults *Faults, amount Money, code string, rate *string) (Money, error) {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return 0, err
	}
	if fault := amount.fault(); fault != "" {
		faults.Add("amount", "%s", fault)
		return 0, nil
	}
	from, books := Currency{}, Currency{Code: fund.Currency, Decimals: fund.Decimals}
	if found := a.DB.Limit(1).Find(&from, "code = ?", code); found.Error != nil || found.RowsAffected == 0 {
		faults.Add("currency", "%.10q is not an ISO 4217 currency the fund knows", code)
		return 0, found.Error
	}
	if *rate == "" && code != books.Code {
		faults.Add("rate", "is required: what one %s costs in %s", code, books.Code)
		return 0, nil
	}
	if *rate == "" {
		*rate = "1"
	}
	factor, err := parseRate(*rate)
	if err != nil {
		faults.Add("rate", "%s", err)
		return 0, nil
	}
	if code == books.Code && factor.Cmp(big.NewRat(1, 1)) != 0 {
		faults.Add("rate", "must be 1: the books are kept in %s", code)
		return 0, nil
	}
	value, err := Convert(int64(amount), from, books, *rate)
	switch {
	case err != nil || Money(value) > MaxMoney:
		faults.Add("amount", "is more than the books can hold in %s", books.Code)
	case value == 0:
		faults.Add("amount", "is worth less than the smallest unit of %s", books.Code)
	}
	return Money(value), nil
}

// holdable refuses what would make a sum of the books larger than amounts can be.
func (a Act) holdable(sum *gorm.DB, more Money) error {
	var there Money
	if err := sum.Scan(&there).Error; err != nil {
		return err
	}
	if there+more > MaxMoney {
		return Faults{{"amount", "is more than the books can hold, with what is in them already"}}.Err()
	}
	return nil
}

// CancelContribution gives up what was not paid of a promise; what was received stays.
func (a Act) CancelContribution(c *Contribution, reason string) error {
	c.Reason = reason
	return Step(a, ContributionFlow, c, &c.Status, CancelContribution, reason, nil)
}

// Receipt is money that arrived on a contribution, with the original amount and the rate used.
type Receipt struct {
	ID             string `json:"id" gorm:"primaryKey"`
	CreatedAt      Time   `json:"createdAt" gorm:"autoCreateTime:false"`
	ContributionID string `json:"contributionId"`
	ReceivedOn     Date   `json:"receivedOn"`
	Amount         Money  `json:"amount"` // in Currency
	Currency       string `json:"currency"`
	Rate           string `json:"rate"`
	RateSource     string `json:"rateSource"`
	Booked         Money  `json:"booked"` // in the fund's currency
	BankReference  string `json:"bankReference"`
	ReceivedBy     string `json:"receivedBy"`

	Reversed bool     `json:"reversed" gorm:"-"` // it never was: a mistake, booked back
	Can      []Action `json:"can" gorm:"-"`
}

// Ref names the receipt.
func (r Receipt) Ref() Ref { return Ref{"receipt", r.ID} }

// ReckonReceipts tells which receipts were reversed.
func ReckonReceipts(db *gorm.DB, receipts ...*Receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	by := map[string]*Receipt{}
	var keys []string
	for _, r := range receipts {
		by[r.ID] = r
		keys = append(keys, r.ID)
	}
	var reversed []string
	err := db.Model(&Transfer{}).Where("kind = ? AND receipt_id IN ?", ReverseTransfers, keys).Pluck("receipt_id", &reversed).Error
	for _, id := range reversed {
		by[id].Reversed = true
	}
	return err
}

// Receive books what arrived on a contribution. More than was pledged is booked only when the caller says that it is
// no mistake, in more.
func (a Act) Receive(c *Contribution, r *Receipt, more bool) error {
	if _, err := ContributionFlow.Next(c.Status, ReceiveReceipt); err != nil {
		return err
	}
	r.ID, r.CreatedAt, r.ContributionID, r.ReceivedBy = NewID(), a.Now, c.ID, a.By.ID
	r.BankReference = strings.Join(strings.Fields(r.BankReference), " ")
	if err := a.checkReceipt(*c, r); err != nil {
		return err
	}
	if err := a.booked(*r); err != nil {
		return err
	}
	sums, err := paid(a.DB.Where("contribution_id = ?", c.ID))
	if err != nil {
		return err
	}
	if sums[c.ID]+r.Amount > c.Amount && !more {
		currency, err := Known[Currency](a.DB, c.Currency)
		if err != nil {
			return err
		}
		return Refuse(Conflict, "more-than-pledged", "%s was pledged and %s paid so far: this would be more than was pledged",
			currency.Format(int64(c.Amount)), currency.Format(int64(sums[c.ID]))).
			Mend("say confirmMore if it is no mistake, or write down another pledge for the rest")
	}
	if err := a.holdable(a.DB.Model(&LedgerAccount{}).Where("kind = ?", DonorAccount).Select("COALESCE(-SUM(balance), 0)"), r.Booked); err != nil {
		return err
	}
	if err := a.DB.Create(r).Error; err != nil {
		return explained(err)
	}
	if err := a.receive(*c, *r); err != nil {
		return err
	}
	return Step(a, ContributionFlow, c, &c.Status, ReceiveReceipt, "", Facts{
		"receiptId": r.ID, "amount": r.Amount, "currency": r.Currency, "rate": r.Rate, "booked": r.Booked, "receivedOn": r.ReceivedOn,
	})
}

// checkReceipt says what is wrong with a receipt and computes what it is worth in the books.
func (a Act) checkReceipt(c Contribution, r *Receipt) error {
	var faults Faults
	if r.Currency == "" {
		r.Currency = c.Currency
	}
	if r.Currency != c.Currency {
		faults.Add("currency", "must be %s, in which this contribution was pledged", c.Currency)
	}
	if r.ReceivedOn.After(a.latest()) {
		faults.Add("receivedOn", "nowhere is it that day yet")
	}
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	if r.RateSource == "" && r.Currency != fund.Currency {
		faults.Add("rateSource", "is required where the rate is not 1: where the rate comes from")
	}
	if r.Booked, err = a.exchange(&faults, r.Amount, c.Currency, &r.Rate); err != nil {
		return err
	}
	return faults.Err()
}

// booked refuses a bank reference that is in the books already.
func (a Act) booked(r Receipt) error {
	var other Receipt
	found := a.DB.Limit(1).Find(&other, "bank_reference = ?", r.BankReference)
	if found.Error != nil || found.RowsAffected == 0 {
		return found.Error
	}
	if err := ReckonReceipts(a.DB, &other); err != nil {
		return err
	}
	refusal := Refuse(Conflict, "already-booked", "a receipt with the bank reference %s was booked on %s", r.BankReference, other.CreatedAt.Words())
	if other.Reversed {
		return refusal.Mend("that receipt was reversed: to book it as it really was, add a mark to the reference, such as %s/2", r.BankReference)
	}
	return refusal.Mend("if that one is a mistake, reverse it first")
}

// ReverseReceipt books back a receipt that never was; only what is still unallocated can be.
func (a Act) ReverseReceipt(r *Receipt, reason string) error {
	if err := ReckonReceipts(a.DB, r); err != nil {
		return err
	}
	if r.Reversed {
		return Refuse(Conflict, "already-reversed", "this receipt was reversed already")
	}
	c, err := Find[Contribution](a.DB, r.ContributionID)
	if err != nil {
		return err
	}
	var booked Transfer
	if err := a.DB.Take(&booked, "receipt_id = ? AND kind = ?", r.ID, ReceiptTransfer).Error; err != nil {
		return err
	}
	if err := a.unreceive(c, booked); err != nil {
		return err
	}
	r.Reversed = true
	return a.Change(&c, ReverseTransfer, reason, Facts{"receiptId": r.ID, "amount": booked.Amount})
}
