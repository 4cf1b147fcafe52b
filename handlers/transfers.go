package handlers

import (
	"time"

	"observationfund/models"
)

// TransferFilter picks a page of transfers: of a contribution or a payment, of a kind, made from a day until another,
// which is not included.
type TransferFilter struct {
	Paging
	ContributionID string              `query:"contributionId" validate:"omitempty,uuid"`
	PaymentID      string              `query:"paymentId" validate:"omitempty,uuid"`
	Kind           models.TransferKind `query:"kind" validate:"omitempty,choice"`
	From           models.Date         `query:"from"`
	Until          models.Date         `query:"until"`
}

// ListTransfers answers how money moved, the latest first.
func ListTransfers(c Call, in TransferFilter) (Page[models.Transfer], error) {
	q := c.mine("", "")
	if in.ContributionID != "" {
		q = q.Where("transfers.contribution_id = ?", in.ContributionID)
	}
	if in.PaymentID != "" {
		q = q.Where("transfers.payment_id = ?", in.PaymentID)
	}
	if in.Kind != "" {
		q = q.Where("transfers.kind = ?", in.Kind)
	}
	if !in.From.IsZero() {
		q = q.Where("transfers.created_at >= ?", in.From.Midnight(time.UTC))
	}
	if !in.Until.IsZero() {
		q = q.Where("transfers.created_at < ?", in.Until.Midnight(time.UTC))
	}
	return page[models.Transfer](q, in.Paging, sorting{
		"": "-", "createdAt": "transfers.created_at", "amount": "transfers.amount",
	})
}
