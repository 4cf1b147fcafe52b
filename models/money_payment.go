package models

import (
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Payment is money paid, or to be paid, to somebody outside; one person requests it, another approves.
type Payment struct {
	Record
	Found
	Sorted
	CommitmentID string        `json:"commitmentId"`
	Status       PaymentStatus `json:"status"`
	Payee        string        `json:"payee" find:"open,sort"`
	Purpose      string        `json:"purpose"`
	Amount       Money         `json:"amount"`
	Refunded     Money         `json:"refunded"` // came back, by refund or reversal
	InvoiceID    *string       `json:"invoiceId,omitempty"`
	RequestedBy  string        `json:"requestedBy"`
	DecidedBy    *string       `json:"decidedBy,omitempty"`
	DecidedAt    Time          `json:"decidedAt,omitzero"`
	Reason       string        `json:"reason,omitempty"`

	Commitment string   `json:"commitment" gorm:"-"` // its title
	Refunds    []Refund `json:"refunds" gorm:"-"`    // the first comes first
	Resembles  []Alike  `json:"resembles" gorm:"-"`  // other payments that may be of the same bill
	Can        []Action `json:"can" gorm:"-"`
}

// Ref names the payment.
func (p *Payment) Ref() Ref { return Ref{"payment", p.ID} }

// Events makes Payment Living.
func (Payment) Events() []Action { return PaymentFlow.All() }

// PaymentStatus is where a payment stands in PaymentFlow.
type PaymentStatus string

const (
	PaymentRequested PaymentStatus = "requested"
	PaymentPaid      PaymentStatus = "paid"
	PaymentRejected  PaymentStatus = "rejected"
	PaymentRefunded  PaymentStatus = "refunded" // all of it came back
	PaymentReversed  PaymentStatus = "reversed" // a mistake, undone whole
)

// Values makes PaymentStatus a Choice.
func (PaymentStatus) Values() []string { return names(PaymentFlow.States()) }

// PaymentFlow is the life of a payment.
var PaymentFlow = Flow[PaymentStatus]{
	PaymentRequested: {ApprovePayment: PaymentPaid, RejectPayment: PaymentRejected},
	PaymentPaid:      {RefundPayment: PaymentPaid, RefundWhole: PaymentRefunded, ReverseRefund: PaymentPaid, ReverseTransfer: PaymentReversed},
	PaymentRefunded:  {ReverseRefund: PaymentPaid},
	PaymentRejected:  {}, PaymentReversed: {},
}

// Hold refuses an event on grounds of who causes it, or of what came back already.
func (p *Payment) Hold(event Action, by Account) error {
	switch {
	case event == ApprovePayment && p.RequestedBy == by.ID:
		return refusal.OwnPayment
	case event == ReverseTransfer && p.Refunded > 0:
		return refusal.PartRefunded
	case event == RefundPayment && p.Refunded == p.Amount:
		return refusal.WholeRefunded
	case event == ReverseRefund && p.Refunded == 0:
		return refusal.NotRefunded
	}
	return nil
}

// RequestPayment asks for money out of an open commitment; it may not ask for what others wait for. What resembles another
// payment is asked for only when the caller says that it is another bill.
func (a Actor) RequestPayment(p *Payment, confirmed Confirmed) error {
	c, err := a.commitmentOf(p)
	if err != nil {
		return err
	}
	if err := a.sameName(p); err != nil {
		return err
	}
	if _, err := CommitmentFlow.Next(c.Status, RequestPayment); err != nil {
		return err
	}
	left, err := a.unclaimed(c)
	if err != nil {
		return err
	}
	if p.Amount > left {
		return a.notEnoughCommitted(left, p.Amount)
	}
	if err := a.twice(*p, confirmed); err != nil {
		return err
	}
	p.Status, p.RequestedBy = PaymentRequested, a.By.ID
	facts := Facts{"commitmentId": c.ID, "amount": p.Amount}
	if p.InvoiceID != nil {
		facts["invoiceId"] = *p.InvoiceID
	}
	if err := a.Create(p, RequestPayment, facts); err != nil {
		return err
	}
	message, err := a.about(p, "A payment of {amount} to {payee} needs a second person.", "")
	if err != nil {
		return err
	}
	return a.TellAdministrators(RequestPayment, p.Ref(), message)
}

// unclaimed is what is left in a commitment that no payment waits for; below zero where more is waited for than there is.
func (a Actor) unclaimed(c Commitment) (Money, error) {
	rest, err := a.restOf(c)
	if err != nil {
		return 0, err
	}
	waiting, err := requested(a.DB.Where("commitment_id = ?", c.ID))
	return rest - waiting[c.ID], err
}

func (a Actor) notEnoughCommitted(left, asked Money) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	return refusal.NotEnoughCommitted.With("left", fund.Said(left), "asked", fund.Said(asked))
}

// commitmentOf finds what a new payment is to be paid from, and its invoice.
func (a Actor) commitmentOf(p *Payment) (c Commitment, err error) {
	var faults refusal.Faults
	if fault := p.Amount.fault(); fault != "" {
		faults.Add("amount", fault)
	}
	found := a.DB.Limit(1).Find(&c, "id = ?", p.CommitmentID)
	if found.Error == nil && found.RowsAffected == 0 {
		faults.Add("commitmentId", "there is no such commitment")
	}
	if p.InvoiceID != nil && found.Error == nil {
		known, err := exists(a.DB.Model(&File{}).Where("id = ?", *p.InvoiceID))
		if err != nil {
			return c, err
		}
		if !known {
			faults.Add("invoiceId", "there is no such file")
		}
	}
	if found.Error != nil {
		return c, found.Error
	}
	return c, faults.Err()
}

// ApprovePayment pays: the second person's word moves the money.
func (a Actor) ApprovePayment(p *Payment) error {
	c, err := a.ready(p, ApprovePayment)
	if err != nil {
		return err
	}
	p.DecidedBy, p.DecidedAt = &a.By.ID, a.Now
	if err := Step(a, PaymentFlow, p, &p.Status, ApprovePayment, "", Facts{"commitmentId": c.ID, "amount": p.Amount}); err != nil {
		return err
	}
	if err := a.Pay(c, *p); err != nil {
		return err
	}
	return a.tellRequester(p, ApprovePayment, "A payment of {amount} to {payee} was approved and paid.", "")
}

// RejectPayment refuses a payment that waits; whoever requested it may take it back so.
func (a Actor) RejectPayment(p *Payment, reason string) error {
	if _, err := a.ready(p, RejectPayment); err != nil {
		return err
	}
	p.DecidedBy, p.DecidedAt, p.Reason = &a.By.ID, a.Now, reason
	if err := Step(a, PaymentFlow, p, &p.Status, RejectPayment, reason, nil); err != nil {
		return err
	}
	return a.tellRequester(p, RejectPayment, "A payment of {amount} to {payee} was rejected: {reason}", reason)
}

// ReversePayment undoes a payment that never should have been.
func (a Actor) ReversePayment(p *Payment, reason string) error {
	c, err := a.ready(p, ReverseTransfer)
	if err != nil {
		return err
	}
	if err := a.reverseTransfers(c, *p); err != nil {
		return err
	}
	p.Refunded, p.Reason = p.Amount, reason
	if err := Step(a, PaymentFlow, p, &p.Status, ReverseTransfer, reason, Facts{"amount": p.Amount}); err != nil {
		return err
	}
	return a.tellRequester(p, ReverseTransfer, "A payment of {amount} to {payee} was reversed.", "")
}

// ready refuses an event that is not one of the payment's present state, or not this person's, and finds the commitment.
func (a Actor) ready(p *Payment, event Action) (c Commitment, err error) {
	if _, err := PaymentFlow.Next(p.Status, event); err != nil {
		return c, err
	}
	if err := p.Hold(event, a.By); err != nil {
		return c, err
	}
	return Find[Commitment](a.DB, p.CommitmentID)
}

func (a Actor) tellRequester(p *Payment, action Action, template said.Template, reason string) error {
	if p.RequestedBy == a.By.ID {
		return nil
	}
	message, err := a.about(p, template, reason)
	if err != nil {
		return err
	}
	return a.Tell([]string{p.RequestedBy}, action, p.Ref(), message)
}

// about says something of a payment in a notice.
func (a Actor) about(p *Payment, template said.Template, reason string) (said.Sentence, error) {
	fund, err := LoadFund(a.DB)
	return said.That(template, "amount", fund.Said(p.Amount), "payee", p.Payee, "reason", reason), err
}
