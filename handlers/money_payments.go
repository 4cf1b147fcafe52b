package handlers

import (
	"slices"

	"observationfund/models"
)

// PaymentFilter picks a page of payments.
type PaymentFilter struct {
	Paging
	Status       models.PaymentStatus `query:"status" validate:"omitempty,choice"`
	CommitmentID string               `query:"commitmentId" validate:"omitempty,uuid"`
	Q            string               `query:"q" validate:"max=100"` // words of the payee's name or of the commitment's title, or the bank reference of a refund
}

// PaymentInput asks for a payment out of a commitment.
type PaymentInput struct {
	CommitmentID string       `json:"commitmentId" validate:"required,uuid"`
	Payee        string       `json:"payee" validate:"required,min=2,max=200,line" personal:"payee"`
	Purpose      string       `json:"purpose" validate:"required,min=2,max=500,line"`
	Amount       models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
	InvoiceID    *string      `json:"invoiceId,omitempty" validate:"omitempty,uuid"`
	Doubts
}

// RefundInput is money that a payee returned, and why.
type RefundInput struct {
	ReasonInput
	Amount        models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
	ReceivedOn    models.Date  `json:"receivedOn" validate:"required"`
	BankReference string       `json:"bankReference" validate:"required,min=2,max=100,line" personal:"bank"`
	Whole
}

// RefundReversal names a refund that never came, and says how that came about.
type RefundReversal struct {
	ReasonInput
	RefundID string `json:"refundId" validate:"required,uuid"`
}

var (
	fillPayment = filling[models.Payment, PaymentInput]("confirmed")    // heard, not kept
	fillRefund  = filling[models.Refund, RefundInput]("transferAmount") // kept with the bank's transfer
)

// ofPayment are the places where a payment is found: its payee, its commitment's title, and the bank's reference of what came back of it.
func ofPayment() []models.Place {
	return []models.Place{models.In("payments", "folded"), models.Through("payments.commitment_id", "commitments", "folded"),
		models.Beside("payments.id", "refunds", "payment_id", "bank_transfer_id", "bank_transfers", "folded")}
}

// ListPayments answers what was paid and what waits to be.
func ListPayments(c Call, in PaymentFilter) (Page[models.Payment], error) {
	q := c.books()
	if in.Status != "" {
		q = q.Where("payments.status = ?", in.Status)
	}
	if in.CommitmentID != "" {
		q = q.Where("payments.commitment_id = ?", in.CommitmentID)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, ofPayment()...)
	}
	out, err := page[models.Payment](q, in.Paging, sorting{
		"": "-", "payee": "payments.sorts_as", "amount": "payments.amount", "createdAt": "payments.created_at", "status": "payments.status",
	})
	if err != nil {
		return out, err
	}
	return out, payable(c, pointers(out.Items)...)
}

// GetPayment answers with one payment and those that resemble it.
func GetPayment(c Call, in ByID) (models.Payment, error) {
	out, err := payment(c, in)
	if err == nil {
		err = out.LoadAlike(c.DB)
	}
	if err == nil {
		err = payable(c, &out)
	}
	return out, err
}

// RequestPayment asks for a payment; another administrator approves it.
func RequestPayment(c Call, in PaymentInput) (models.Payment, error) {
	var out models.Payment
	fillPayment(&out, in)
	if err := c.Actor.RequestPayment(&out, in.Confirmed); err != nil {
		return out, err
	}
	return out, payable(c, &out)
}

// ApprovePayment pays what another person requested.
func ApprovePayment(c Call, in ByID) (models.Payment, error) {
	return decidePayment(c, in, c.Actor.ApprovePayment)
}

// RejectPayment refuses a payment that waits.
func RejectPayment(c Call, in ReasonInput) (models.Payment, error) {
	return decidePayment(c, in.ByID, func(p *models.Payment) error { return c.Actor.RejectPayment(p, in.Reason) })
}

// RefundPayment takes back what a payee returned.
func RefundPayment(c Call, in RefundInput) (models.Payment, error) {
	var refund models.Refund
	fillRefund(&refund, in)
	return decidePayment(c, in.ByID, func(p *models.Payment) error { return c.Actor.RefundPayment(p, &refund, in.TransferAmount) })
}

// ReverseRefund books back a refund that never came.
func ReverseRefund(c Call, in RefundReversal) (models.Payment, error) {
	return decidePayment(c, in.ByID, func(p *models.Payment) error { return c.Actor.ReverseRefund(p, in.RefundID, in.Reason) })
}

// ReversePayment undoes a payment that never should have been.
func ReversePayment(c Call, in ReasonInput) (models.Payment, error) {
	return decidePayment(c, in.ByID, func(p *models.Payment) error { return c.Actor.ReversePayment(p, in.Reason) })
}

func decidePayment(c Call, in ByID, decide func(*models.Payment) error) (models.Payment, error) {
	out, err := payment(c, in)
	if err == nil {
		err = decide(&out)
	}
	if err == nil {
		err = payable(c, &out)
	}
	return out, err
}

func payment(c Call, in ByID) (models.Payment, error) {
	return findForUpdate[models.Payment](c, c.books(), in.ID)
}

// discreet leaves out of payments for one person's place why they were decided as they were: that is said of the person.
func discreet(c Call, payments ...*models.Payment) error {
	if c.reads(models.ReadPrivate) {
		return nil
	}
	var commitments, personal []string
	for _, p := range payments {
		commitments = append(commitments, p.CommitmentID)
	}
	err := c.DB.Model(&models.Commitment{}).Where("id IN ? AND request_id IS NOT NULL", commitments).Pluck("id", &personal).Error
	for _, p := range payments {
		if slices.Contains(personal, p.CommitmentID) {
			p.Reason = ""
			for i := range p.Refunds {
				p.Refunds[i].Reason = ""
			}
		}
	}
	return err
}

// payable adds to payments out of what they are paid, what came back of them and what the caller can do about them.
func payable(c Call, payments ...*models.Payment) error {
	if err := models.LoadPaymentDetails(c.DB, payments...); err != nil {
		return err
	}
	if err := callCommitments(c, payments); err != nil {
		return err
	}
	for _, p := range payments {
		p.Can = slices.DeleteFunc(can(c, models.PaymentFlow, p.Status), func(event models.Action) bool { return p.Hold(event, c.By) != nil })
	}
	return discreet(c, payments...)
}
