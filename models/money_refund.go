package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Refund is money that came back from a payee.
type Refund struct {
	Record
	PaymentID      string  `json:"paymentId"`
	BankTransferID *string `json:"-"` // none where it was booked before transfers of the bank were
	BankReference  string  `json:"bankReference"`
	ReceivedOn     Date    `json:"receivedOn"`
	Amount         Money   `json:"amount"`
	Reason         string  `json:"reason,omitempty"`
	Reversed       bool    `json:"reversed"` // it never came: a mistake, booked back
	ReceivedBy     string  `json:"receivedBy"`
}

// Ref names the refund.
func (r *Refund) Ref() Ref { return Ref{"refund", r.ID} }

// LoadPaymentDetails adds to payments what came back of them.
func LoadPaymentDetails(db *gorm.DB, payments ...*Payment) error {
	by := map[string]*Payment{}
	for _, p := range payments {
		by[p.ID], p.Refunds = p, []Refund{}
	}
	var refunds []Refund
	err := db.Where("payment_id IN ?", ids(payments)).Order("id").Find(&refunds).Error
	for _, r := range refunds {
		by[r.PaymentID].Refunds = append(by[r.PaymentID].Refunds, r)
	}
	return err
}

// RefundPayment takes back what a payee returned; whole is how much the bank credited at once where this is a part of it.
func (a Actor) RefundPayment(p *Payment, r *Refund, whole Money) error {
	c, err := a.ready(p, RefundPayment)
	if err != nil {
		return err
	}
	var faults refusal.Faults
	if fault := r.Amount.fault(); fault != "" {
		faults.Add("amount", fault)
	}
	if r.ReceivedOn.After(a.latest()) {
		faults.Add("receivedOn", "cannot be in the future")
	}
	var paid Date
	if err := a.DB.Model(&Transfer{}).Where("payment_id = ? AND kind = ?", p.ID, PayTransfer).Select("MIN(day)").Scan(&paid).Error; err != nil {
		return err
	}
	if r.ReceivedOn.Before(paid) {
		faults.Add("receivedOn", "cannot be before it was paid, on {day}", "day", paid)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	bank, err := a.part(&r.BankReference, r.Amount, whole)
	if err != nil {
		return err
	}
	r.ID, r.Revision, r.CreatedAt, r.PaymentID, r.BankTransferID, r.ReceivedBy = NewID(), 1, a.Now, p.ID, &bank.ID, a.By.ID
	if err := a.DB.Create(r).Error; err != nil {
		return translate(err)
	}
	if err := a.Refund(c, *p, *r); err != nil {
		return err
	}
	p.Refunded += r.Amount
	event := RefundPayment
	if p.Refunded == p.Amount {
		event = RefundWhole
	}
	if err := Step(a, PaymentFlow, p, &p.Status, event, r.Reason, Facts{"refundId": r.ID, "amount": r.Amount, "receivedOn": r.ReceivedOn}); err != nil {
		return err
	}
	return a.tellRequester(p, RefundPayment, "A payment of {amount} to {payee} was refunded in whole or in part.", "")
}

// ReverseRefund books back a refund that never came.
func (a Actor) ReverseRefund(p *Payment, refundID, reason string) error {
	c, err := a.ready(p, ReverseRefund)
	if err != nil {
		return err
	}
	var r Refund
	found := a.DB.Where("payment_id = ?", p.ID).Limit(1).Find(&r, "id = ?", refundID)
	switch {
	case found.Error != nil:
		return found.Error
	case found.RowsAffected == 0:
		return refusal.Fault("refundId", "is no refund of this payment")
	case r.Reversed:
		return refusal.RefundReversed
	}
	if err := a.Unrefund(c, r); err != nil {
		return err
	}
	if err := a.stillWaited(c, r.Amount); err != nil {
		return err
	}
	r.Reversed = true
	if err := a.Save(&r); err != nil {
		return err
	}
	p.Refunded -= r.Amount
	return Step(a, PaymentFlow, p, &p.Status, ReverseRefund, reason, Facts{"refundId": r.ID, "amount": r.Amount})
}

// stillWaited refuses to take an amount out of a commitment that payments wait for.
func (a Actor) stillWaited(c Commitment, taken Money) error {
	left, err := a.unclaimed(c)
	if err != nil || left >= 0 {
		return err
	}
	return a.notEnoughCommitted(max(0, left+taken), taken)
}
