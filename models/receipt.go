package models

import (
	"strings"

	"gorm.io/gorm"
)

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

// Events makes Receipt Living.
func (Receipt) Events() []Action { return []Action{ReverseTransfer} }

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
			Mend("an administrator says confirmMore if it is no mistake, or records another pledge for the rest")
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
	return refusal.Mend("if that one is a mistake, an administrator reverses it first")
}

// ReverseReceipt books back a receipt that never was; only what is still unallocated can be.
func (a Act) ReverseReceipt(r *Receipt, reason string) error {
	if err := ReckonReceipts(a.DB, r); err != nil {
		return err
	}
	if r.Reversed {
		return Refuse(Conflict, "already-reversed", "this receipt was reversed already").Mend("what arrived after all an administrator books as a new receipt")
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
