package handlers

import "observationfund/models"

// TransferFilter picks a page of transfers: of a contribution, a payment or a correction, of a kind, from a business day until
// another, which is not included.
type TransferFilter struct {
	Paging
	ContributionID string              `query:"contributionId" validate:"omitempty,uuid"`
	PaymentID      string              `query:"paymentId" validate:"omitempty,uuid"`
	CorrectionID   string              `query:"correctionId" validate:"omitempty,uuid"`
	Kind           models.TransferKind `query:"kind" validate:"omitempty,choice"`
	Period                             // of the business day
}

// ListTransfers answers how money moved, the latest first.
func ListTransfers(c Call, in TransferFilter) (Page[models.Transfer], error) {
	q := c.books()
	if in.ContributionID != "" {
		q = q.Where("transfers.contribution_id = ?", in.ContributionID)
	}
	if in.PaymentID != "" {
		q = q.Where("transfers.payment_id = ?", in.PaymentID)
	}
	if in.CorrectionID != "" {
		q = q.Where("transfers.correction_id = ?", in.CorrectionID)
	}
	if in.Kind != "" {
		q = q.Where("transfers.kind = ?", in.Kind)
	}
	q = in.Period.narrow(q, "transfers.day")
	out, err := page[models.Transfer](q, in.Paging, sorting{
		"": "-number", "number": "transfers.number", "day": "transfers.day", "createdAt": "transfers.created_at", "amount": "transfers.amount",
	})
	if err != nil {
		return out, err
	}
	return out, callTransfers(c, out.Items)
}
