package models

import (
	"math/big"

	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Receipt is money that arrived on a contribution, with the original amount and the rate used.
type Receipt struct {
	ID             string `json:"id" gorm:"primaryKey"`
	CreatedAt      Time   `json:"createdAt" gorm:"autoCreateTime:false"`
	ContributionID string `json:"contributionId"`
	BankTransferID string `json:"-"`
	ReceivedOn     Date   `json:"receivedOn"`
	Amount         Money  `json:"amount"` // in Currency
	Currency       string `json:"currency"`
	Rate           string `json:"rate"` // exact: a decimal number, or a fraction such as 1/25400
	RateSource     string `json:"rateSource"`
	Booked         Money  `json:"booked"` // what the bank credited, in the fund's currency
	BankReference  string `json:"bankReference"`
	ReceivedBy     string `json:"receivedBy"`

	Reversed     bool     `json:"reversed" gorm:"-"`               // it never was: a mistake, booked back
	CorrectionID *string  `json:"correctionId,omitempty" gorm:"-"` // the correction that waits for a second person, or was made of it
	Can          []Action `json:"can" gorm:"-"`
}

// Ref names the receipt.
func (r Receipt) Ref() Ref { return Ref{"receipt", r.ID} }

// Events makes Receipt Living.
func (Receipt) Events() []Action { return []Action{ReverseTransfer, RequestCorrection} }

// standingReceipt is the condition for receipts that were not reversed.
const standingReceipt = `NOT EXISTS (SELECT 1 FROM transfers WHERE transfers.receipt_id = receipts.id AND transfers.kind = 'reverse')`

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

// LoadReceiptDetails tells which receipts were reversed, and which are being corrected or were.
func LoadReceiptDetails(db *gorm.DB, receipts ...*Receipt) error {
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
	if err != nil {
		return err
	}
	var corrections []Correction
	err = db.Where("receipt_id IN ? AND status <> ?", keys, CorrectionRejected).Order("id").Find(&corrections).Error
	for _, c := range corrections {
		by[c.ReceiptID].CorrectionID = &c.ID
	}
	return err
}

// Booked reports whether a receipt stands on a contribution: the same amount of the same day under the same bank reference.
func Booked(db *gorm.DB, contribution, reference string, on Date, amount Money) (bool, error) {
	return exists(db.Model(&Receipt{}).Joins("JOIN bank_transfers ON bank_transfers.id = receipts.bank_transfer_id").
		Where("receipts.contribution_id = ? AND receipts.received_on = ? AND receipts.amount = ? AND bank_transfers.normal = ? AND "+standingReceipt,
			contribution, on, amount, NormalReference(reference)))
}

// Receive books what arrived on a contribution; whole is how much the bank credited at once where this is a part of it.
// What is likely a mistake is booked only when the caller says that it is none.
func (a Actor) Receive(c *Contribution, r *Receipt, whole Money, confirmed Confirmed) error {
	if _, err := ContributionFlow.Next(c.Status, ReceiveReceipt); err != nil {
		return err
	}
	if err := a.checkReceipt(*c, r); err != nil {
		return err
	}
	bank, err := a.part(&r.BankReference, r.Booked, whole)
	if err != nil {
		return err
	}
	if err := a.doubtful(*c, *r, confirmed); err != nil {
		return err
	}
	if err := a.enter(*c, r, bank, Transfer{Day: r.ReceivedOn}); err != nil {
		return err
	}
	return Step(a, ContributionFlow, c, &c.Status, ReceiveReceipt, "", Facts{
		"receiptId": r.ID, "amount": r.Amount, "currency": r.Currency, "rate": r.Rate, "booked": r.Booked, "receivedOn": r.ReceivedOn,
	})
}

// enter keeps a receipt that was checked as a part of its bank transfer, and moves its money in.
func (a Actor) enter(c Contribution, r *Receipt, bank BankTransfer, why Transfer) error {
	if err := a.holdable(a.DB.Model(&LedgerAccount{}).Where("kind = 'donor'").Select("COALESCE(-SUM(balance), 0)"), "amount", r.Booked); err != nil {
		return err
	}
	theirs := a.DB.Model(&Receipt{}).Where("contribution_id = ? AND "+standingReceipt, c.ID).Select("COALESCE(SUM(amount), 0)")
	if err := a.holdable(theirs, "amount", r.Amount); err != nil {
		return err
	}
	r.ID, r.CreatedAt, r.ContributionID, r.BankTransferID, r.ReceivedBy = NewID(), a.Now, c.ID, bank.ID, a.By.ID
	var gone Date // the day on which another entry of the same money was taken back: before it both would stand
	err := a.DB.Model(&Transfer{}).Joins("JOIN receipts ON receipts.id = transfers.receipt_id").
		Where("receipts.bank_transfer_id = ? AND transfers.kind = ?", bank.ID, ReverseTransfers).Select("MAX(transfers.day)").Scan(&gone).Error
	if err != nil {
		return err
	}
	if why.Day.Before(gone) {
		why.Day = gone
	}
	if err := a.DB.Create(r).Error; err != nil {
		return translate(err)
	}
	return a.receive(c, *r, why)
}

// checkReceipt says what is wrong with a receipt and computes what it is worth in the books, or the rate at which the bank
// credited it.
func (a Actor) checkReceipt(c Contribution, r *Receipt) error {
	var faults refusal.Faults
	if r.Currency == "" {
		r.Currency = c.Currency
	}
	if r.Currency != c.Currency {
		faults.Add("currency", "must be {currency}, in which this contribution was pledged", "currency", c.Currency)
	}
	if r.ReceivedOn.After(a.latest()) {
		faults.Add("receivedOn", "cannot be in the future")
	}
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	switch {
	case r.Booked != 0:
		if err := a.credited(&faults, fund, c.Currency, r); err != nil {
			return err
		}
	case r.Rate == "" && c.Currency != fund.Currency:
		faults.Add("booked", "is required: what the bank credited in {currency}; or the rate", "currency", fund.Currency)
	default:
		if r.Booked, err = a.exchange(&faults, r.Amount, c.Currency, &r.Rate); err != nil {
			return err
		}
		if r.RateSource == "" && r.Currency != fund.Currency {
			faults.Add("rateSource", "is required where the bank's own credit is not booked: where the rate comes from")
		}
	}
	return faults.Err()
}

// credited works out the rate at which the bank credited an amount; a rate that is said too must come to the same.
func (a Actor) credited(faults *refusal.Faults, fund Fund, code string, r *Receipt) error {
	if fault := r.Amount.fault(); fault != "" {
		faults.Add("amount", fault)
		return nil
	}
	if fault := r.Booked.fault(); fault != "" {
		faults.Add("booked", fault)
		return nil
	}
	currency, err := Known[Currency](a.DB, code)
	if err != nil {
		return err
	}
	books := Currency{Code: fund.Currency, Decimals: fund.Decimals}
	switch {
	case code == fund.Currency && r.Booked != r.Amount:
		faults.Add("booked", "must be what arrived: the books are kept in {currency}. What the bank took of it was not received", "currency", code)
	case r.Rate == "":
		r.Rate = rateOf(int64(r.Amount), currency, int64(r.Booked), books)
		if r.RateSource == "" && code != fund.Currency {
			r.RateSource = "the bank's credit"
		}
	default:
		value, err := Convert(int64(r.Amount), currency, books, r.Rate)
		if err != nil {
			faults.Refuse("rate", err)
		} else if Money(value) != r.Booked {
			faults.Add("booked", "does not agree with the rate, at which it is {amount}", "amount", books.Said(Money(value)))
		}
	}
	return nil
}

// farApart is how far, in per cent, a rate may be from that of the pledge before somebody is asked.
const farApart = 20

// doubtful asks about a receipt that is unlike its pledge: its amount, its rate or its day.
func (a Actor) doubtful(c Contribution, r Receipt, confirmed Confirmed) error {
	currency, err := Known[Currency](a.DB, c.Currency)
	if err != nil {
		return err
	}
	if c.Status == ContributionCancelled {
		if err := confirmed.doubt(refusal.PledgeCancelled); err != nil {
			return err
		}
	}
	sums, err := paid(a.DB.Where("contribution_id = ?", c.ID))
	if err != nil {
		return err
	}
	if sums[c.ID]+r.Amount > c.Amount {
		err := confirmed.doubt(refusal.MoreThanPledged.With("pledged", currency.Said(c.Amount), "paid", currency.Said(sums[c.ID])))
		if err != nil {
			return err
		}
	}
	if ratesApart(r.Booked, r.Amount, c.Value, c.Amount) {
		err := confirmed.doubt(refusal.FarFromPledgedRate.With("rate", r.Rate, "percent", farApart, "pledged", c.Rate))
		if err != nil {
			return err
		}
	}
	today, err := a.today()
	if err != nil {
		return err
	}
	if r.ReceivedOn.Before(c.PledgedOn.PlusMonths(-12)) || r.ReceivedOn.Before(today.PlusMonths(-12)) {
		return confirmed.doubt(refusal.ReceivedFarFromPledge.With("day", r.ReceivedOn))
	}
	return nil
}

// ratesApart reports whether one rate is far from another, each as value for an amount.
func ratesApart(value, amount, otherValue, otherAmount Money) bool {
	one := new(big.Rat).SetFrac(big.NewInt(int64(value)), big.NewInt(int64(amount)))
	other := new(big.Rat).SetFrac(big.NewInt(int64(otherValue)), big.NewInt(int64(otherAmount)))
	ratio := new(big.Rat).Quo(one, other)
	return ratio.Cmp(big.NewRat(100+farApart, 100)) > 0 || ratio.Cmp(big.NewRat(100, 100+farApart)) < 0
}

// ReverseReceipt books back a receipt that never was; only what is still unallocated can be.
func (a Actor) ReverseReceipt(r *Receipt, reason string) error {
	if err := LoadReceiptDetails(a.DB, r); err != nil {
		return err
	}
	if r.Reversed {
		return refusal.ReceiptReversed
	}
	c, err := Find[Contribution](a.DB, r.ContributionID)
	if err != nil {
		return err
	}
	var there LedgerAccount
	if err := a.DB.Take(&there, "id = ?", receivedAccount(c).ID).Error; err != nil {
		return err
	}
	if there.Balance < r.Booked {
		fund, err := LoadFund(a.DB)
		if err != nil {
			return err
		}
		return refusal.Allocated.With("unallocated", fund.Said(there.Balance), "receipt", fund.Said(r.Booked))
	}
	if err := a.reverseReceipt(c, *r, Transfer{}); err != nil {
		return err
	}
	r.Reversed = true
	return a.Change(&c, ReverseTransfer, reason, Facts{"receiptId": r.ID, "amount": r.Booked})
}
