package handlers

import (
	"slices"

	"observationfund/models"
)

// CorrectionFilter picks a page of corrections.
type CorrectionFilter struct {
	Paging
	Status    models.CorrectionStatus `query:"status" validate:"omitempty,choice"`
	ReceiptID string                  `query:"receiptId" validate:"omitempty,uuid"`
}

// CorrectionInput says what truly came where a receipt was booked wrongly. Without a contribution nothing came, and the receipt is
// only struck.
type CorrectionInput struct {
	ReceiptID      string       `json:"receiptId" validate:"required,uuid"`
	ContributionID *string      `json:"contributionId,omitempty" validate:"omitempty,uuid"`
	ReceivedOn     models.Date  `json:"receivedOn,omitzero" validate:"required_with=ContributionID"`
	Amount         models.Money `json:"amount,omitempty" validate:"required_with=ContributionID,min=0,max=9000000000000000"`
	Booked         models.Money `json:"booked,omitempty" validate:"min=0,max=9000000000000000"` // what the bank credited, in the fund's currency
	Rate           string       `json:"rate,omitempty" validate:"max=40,line"`
	RateSource     string       `json:"rateSource,omitempty" validate:"max=200,line"`
	BankReference  string       `json:"bankReference,omitempty" validate:"required_with=ContributionID,max=100,line" personal:"bank"`
	Reason         string       `json:"reason" validate:"required,min=2,max=2000" personal:"conduct"`
	Doubts
}

var fillCorrection = filling[models.Correction, CorrectionInput]("confirmed") // heard, not kept

// ListCorrections answers with the corrections of receipts, the latest first.
func ListCorrections(c Call, in CorrectionFilter) (Page[models.Correction], error) {
	q := c.books()
	if in.Status != "" {
		q = q.Where("corrections.status = ?", in.Status)
	}
	if in.ReceiptID != "" {
		q = q.Where("corrections.receipt_id = ?", in.ReceiptID)
	}
	out, err := page[models.Correction](q, in.Paging, sorting{"": "-", "createdAt": "corrections.created_at", "status": "corrections.status"})
	if err != nil {
		return out, err
	}
	return out, correctable(c, pointers(out.Items)...)
}

// GetCorrection answers with one correction and what it does to money that was on its way.
func GetCorrection(c Call, in ByID) (models.Correction, error) {
	out, err := findForUpdate[models.Correction](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	return out, correctable(c, &out)
}

// RequestCorrection asks for a correction of a receipt; another administrator makes it.
func RequestCorrection(c Call, in CorrectionInput) (models.Correction, error) {
	var out models.Correction
	fillCorrection(&out, in)
	if err := c.Actor.RequestCorrection(&out, in.Confirmed); err != nil {
		return out, err
	}
	return out, correctable(c, &out)
}

// ApproveCorrection makes a correction that another person asked for.
func ApproveCorrection(c Call, in ByID) (models.Correction, error) {
	return decideCorrection(c, in, c.Actor.ApproveCorrection)
}

// RejectCorrection leaves a receipt as it is.
func RejectCorrection(c Call, in ReasonInput) (models.Correction, error) {
	return decideCorrection(c, in.ByID, func(correction *models.Correction) error { return c.Actor.RejectCorrection(correction, in.Reason) })
}

func decideCorrection(c Call, in ByID, decide func(*models.Correction) error) (models.Correction, error) {
	out, err := findForUpdate[models.Correction](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := decide(&out); err != nil {
		return out, err
	}
	return out, correctable(c, &out)
}

// correctable adds to corrections what they are of and what the caller can do about them.
func correctable(c Call, corrections ...*models.Correction) error {
	err := models.LoadCorrectionDetails(c.DB, corrections...)
	for _, correction := range corrections {
		correction.Receipt.Can = []models.Action{}
		correction.Can = slices.DeleteFunc(can(c, models.CorrectionFlow, correction.Status), func(event models.Action) bool { return correction.Hold(event, c.By) != nil })
	}
	return err
}
