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
}

// PaymentInput asks for a payment out of a commitment.
type PaymentInput struct {
	CommitmentID string       `json:"commitmentId" validate:"required,uuid"`
	Payee        string       `json:"payee" validate:"required,min=2,max=200"`
	Purpose      string       `json:"purpose" validate:"required,min=2,max=500"`
	Amount       models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
	InvoiceID    *string      `json:"invoiceId,omitempty" validate:"omitempty,uuid"`
}

// RefundInput is money that a payee returned, and why.
type RefundInput struct {
	Because
	Amount models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
}

var fillPayment = filling[models.Payment, PaymentInput]()

// ListPayments answers what was paid and what waits to be.
func ListPayments(c Call, in PaymentFilter) (Page[models.Payment], error) {
	q := c.mine("", "")
	if in.Status != "" {
		q = q.Where("payments.status = ?", in.Status)
	}
	if in.CommitmentID != "" {
		q = q.Where("payments.commitment_id = ?", in.CommitmentID)
	}
	out, err := page[models.Payment](q, in.Paging, sorting{
		"": "-", "payee": "payments.sorts_as", "amount": "payments.amount", "createdAt": "payments.created_at",
	})
	if err == nil {
		err = discreet(c, pointers(out.Items)...)
	}
	return each(out, func(p models.Payment) models.Payment { return payable(c, p) }), err
}

// GetPayment answers with one payment.
func GetPayment(c Call, in ByID) (models.Payment, error) {
	out, err := payment(c, in)
	if err == nil {
		err = discreet(c, &out)
	}
	return payable(c, out), err
}

// RequestPayment asks for a payment; another administrator approves it.
func RequestPayment(c Call, in PaymentInput) (models.Payment, error) {
	var out models.Payment
	fillPayment(&out, in)
	err := c.Act.RequestPayment(&out)
	return payable(c, out), err
}

// ApprovePayment pays what another person requested.
func ApprovePayment(c Call, in ByID) (models.Payment, error) {
	out, err := payment(c, in)
	if err == nil {
		err = c.Act.ApprovePayment(&out)
	}
	return payable(c, out), err
}

// RejectPayment refuses a payment that waits.
func RejectPayment(c Call, in Because) (models.Payment, error) {
	out, err := payment(c, in.ByID)
	if err == nil {
		err = c.Act.RejectPayment(&out, in.Reason)
	}
	return payable(c, out), err
}

// RefundPayment takes back what a payee returned.
func RefundPayment(c Call, in RefundInput) (models.Payment, error) {
	out, err := payment(c, in.ByID)
	if err == nil {
		err = c.Act.RefundPayment(&out, in.Amount, in.Reason)
	}
	return payable(c, out), err
}

// ReversePayment undoes a payment that never should have been.
func ReversePayment(c Call, in Because) (models.Payment, error) {
	out, err := payment(c, in.ByID)
	if err == nil {
		err = c.Act.ReversePayment(&out, in.Reason)
	}
	return payable(c, out), err
}

func payment(c Call, in ByID) (models.Payment, error) {
	return reach[models.Payment](c, c.mine("", ""), in.ID)
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
		}
	}
	return err
}

// payable adds to a payment what the caller can do about it.
func payable(c Call, p models.Payment) models.Payment {
	p.Can = []models.Action{}
	for _, event := range can(c, models.PaymentFlow, p.Status) {
		if p.Hold(event, c.By) == nil {
			p.Can = append(p.Can, event)
		}
	}
	return p
}
