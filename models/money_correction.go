package models

import (
	"errors"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Correction puts a receipt right that was booked wrongly, whatever became of its money: one person asks, another makes it. It
// strikes the receipt and, unless nothing came at all, enters another in its place, of the same contribution or another.
type Correction struct {
	Record
	Status         CorrectionStatus `json:"status"`
	ReceiptID      string           `json:"receiptId"`
	ContributionID *string          `json:"contributionId,omitempty"` // on which it truly came; none: nothing came
	ReceivedOn     Date             `json:"receivedOn,omitzero"`
	Amount         Money            `json:"amount"` // in the currency of that contribution
	Rate           string           `json:"rate"`
	RateSource     string           `json:"rateSource"`
	Booked         Money            `json:"booked"`
	BankReference  string           `json:"bankReference"`
	Reason         string           `json:"reason,omitempty"`
	RequestedBy    string           `json:"requestedBy"`
	DecidedBy      *string          `json:"decidedBy,omitempty"`
	DecidedAt      Time             `json:"decidedAt,omitzero"`
	ReplacementID  *string          `json:"replacementId,omitempty"`      // the receipt in its place
	Moves          []CorrectMove    `json:"moves" gorm:"serializer:json"` // what it did, or as it was asked for would do, to money on its way

	Receipt      Receipt  `json:"receipt" gorm:"-"` // as it was booked
	Currency     string   `json:"currency" gorm:"-"`
	Title        string   `json:"title" gorm:"-"`        // of the contribution as it was booked
	Contributor  string   `json:"contributor" gorm:"-"`  // of the contribution on which it truly came
	Contribution string   `json:"contribution" gorm:"-"` // the title of that
	Can          []Action `json:"can" gorm:"-"`
}

// CorrectMove is money of a purpose that a correction takes back and gives again.
type CorrectMove struct {
	ID           string `json:"id"` // tells it from others of the correction
	LineID       string `json:"lineId"`
	Line         string `json:"line"`          // its title
	For          string `json:"for,omitempty"` // the commitment's title, or the payee
	CommitmentID string `json:"commitmentId,omitempty"`
	PaymentID    string `json:"paymentId,omitempty"`
	Amount       Money  `json:"amount"`
	From         string `json:"from"` // the contribution whose money it was
	To           string `json:"to"`   // and whose it is; none: it goes back
}

// Ref names the correction.
func (c *Correction) Ref() Ref { return Ref{"correction", c.ID} }

// Events makes Correction Living.
func (Correction) Events() []Action { return CorrectionFlow.All() }

// CorrectionStatus is where a correction stands in CorrectionFlow.
type CorrectionStatus string

const (
	CorrectionRequested CorrectionStatus = "requested"
	CorrectionMade      CorrectionStatus = "made"
	CorrectionRejected  CorrectionStatus = "rejected"
)

// Values makes CorrectionStatus a Choice.
func (CorrectionStatus) Values() []string { return names(CorrectionFlow.States()) }

// CorrectionFlow is the life of a correction. What it made is corrected by another correction, of the receipt in its place.
var CorrectionFlow = Flow[CorrectionStatus]{
	CorrectionRequested: {ApproveCorrection: CorrectionMade, RejectCorrection: CorrectionRejected},
	CorrectionMade:      {}, CorrectionRejected: {},
}

// Hold refuses an event on grounds of who causes it.
func (c *Correction) Hold(event Action, by Account) error {
	if event == ApproveCorrection && c.RequestedBy == by.ID {
		return refusal.OwnCorrection
	}
	return nil
}

// RequestCorrection asks for a correction. It is made and undone at once, so that whoever asks learns why it could not be.
func (a Actor) RequestCorrection(c *Correction, confirmed Confirmed) error {
	r, err := a.toCorrect(c)
	if err != nil {
		return err
	}
	var waits Correction
	found := a.DB.Where("receipt_id = ? AND status = ?", r.ID, CorrectionRequested).Limit(1).Find(&waits)
	if found.Error != nil {
		return found.Error
	}
	if found.RowsAffected > 0 {
		return refusal.CorrectionWaits
	}
	if to, err := a.truly(c, r); err != nil {
		return err
	} else if to != nil {
		if err := a.doubtful(*to, c.replacement(to.Currency), append(confirmed, string(refusal.MoreThanPledged.Code()), string(refusal.FarDay.Code()))); err != nil {
			return err
		}
	}
	c.Status, c.RequestedBy, c.Moves = CorrectionRequested, a.By.ID, []CorrectMove{}
	facts := Facts{"receiptId": r.ID, "amount": c.Amount, "booked": c.Booked}
	if c.ContributionID != nil {
		facts["contributionId"] = *c.ContributionID
	}
	if err := a.Create(c, RequestCorrection, facts); err != nil {
		return err
	}
	if c.Moves, err = a.rehearse(*c); err != nil {
		return err
	}
	if err := a.DB.Model(c).Select("moves").Updates(c).Error; err != nil {
		return err
	}
	return a.TellAdministrators(RequestCorrection, c.Ref(), said.That("The correction of a receipt needs a second person."))
}

// errRehearsed ends a rehearsal.
var errRehearsed = errors.New("it was a rehearsal")

// rehearse makes a correction and undoes it, and tells what it did to money that was on its way.
func (a Actor) rehearse(c Correction) (moves []CorrectMove, err error) {
	err = Attempt(a.DB, func(tx *gorm.DB) error {
		rehearsal := a
		rehearsal.DB = tx
		r, err := Find[Receipt](tx, c.ReceiptID)
		if err != nil {
			return err
		}
		if moves, err = rehearsal.putRight(&c, r); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return moves, err
}

// toCorrect finds the receipt that a correction is of.
func (a Actor) toCorrect(c *Correction) (Receipt, error) {
	r, err := Find[Receipt](a.DB, c.ReceiptID)
	if err != nil {
		return r, err
	}
	if err := LoadReceiptDetails(a.DB, &r); err != nil {
		return r, err
	}
	if r.Reversed {
		return r, refusal.ReceiptReversed
	}
	return r, nil
}

// truly checks what truly came and finds the contribution that it came on, none if nothing did.
func (a Actor) truly(c *Correction, was Receipt) (*Contribution, error) {
	if c.ContributionID == nil {
		c.ReceivedOn, c.Amount, c.Rate, c.RateSource, c.Booked, c.BankReference = was.ReceivedOn, 0, "", "", 0, was.BankReference
		return nil, nil
	}
	to, err := a.contribution(*c.ContributionID)
	if err != nil {
		return nil, err
	}
	r := c.replacement("")
	if err := a.checkReceipt(to, &r); err != nil {
		return nil, err
	}
	c.Rate, c.RateSource, c.Booked = r.Rate, r.RateSource, r.Booked
	return &to, nil
}

// replacement is the receipt that a correction enters.
func (c *Correction) replacement(currency string) Receipt {
	return Receipt{ReceivedOn: c.ReceivedOn, Amount: c.Amount, Currency: currency, Rate: c.Rate, RateSource: c.RateSource, Booked: c.Booked, BankReference: c.BankReference}
}

// ApproveCorrection makes a correction: the second person's word moves the money.
func (a Actor) ApproveCorrection(c *Correction) error {
	if _, err := CorrectionFlow.Next(c.Status, ApproveCorrection); err != nil {
		return err
	}
	if err := c.Hold(ApproveCorrection, a.By); err != nil {
		return err
	}
	r, err := a.toCorrect(c)
	if err != nil {
		return err
	}
	if c.Moves, err = a.putRight(c, r); err != nil {
		return err
	}
	c.DecidedBy, c.DecidedAt = &a.By.ID, a.Now
	facts := Facts{"receiptId": r.ID, "booked": r.Booked, "instead": c.Booked}
	if c.ReplacementID != nil {
		facts["replacementId"] = *c.ReplacementID
	}
	if err := Step(a, CorrectionFlow, c, &c.Status, ApproveCorrection, "", facts); err != nil {
		return err
	}
	return a.Tell([]string{c.RequestedBy}, ApproveCorrection, c.Ref(), said.That("The correction of a receipt that you asked for was made."))
}

// RejectCorrection leaves a receipt as it is; whoever asked may take it back so.
func (a Actor) RejectCorrection(c *Correction, reason string) error {
	c.DecidedBy, c.DecidedAt = &a.By.ID, a.Now
	if err := Step(a, CorrectionFlow, c, &c.Status, RejectCorrection, reason, nil); err != nil || c.RequestedBy == a.By.ID {
		return err
	}
	return a.Tell([]string{c.RequestedBy}, RejectCorrection, c.Ref(), said.That("The correction of a receipt that you asked for was rejected: {reason}", "reason", reason))
}

// LoadCorrectionDetails adds to corrections what they are of.
func LoadCorrectionDetails(db *gorm.DB, corrections ...*Correction) error {
	if len(corrections) == 0 {
		return nil
	}
	var receiptIDs, contributionIDs []string
	for _, c := range corrections {
		receiptIDs = append(receiptIDs, c.ReceiptID)
	}
	receipts, err := byID(db.Where("id IN ?", receiptIDs), func(r Receipt) string { return r.ID })
	if err != nil {
		return err
	}
	for _, c := range corrections {
		c.Receipt = receipts[c.ReceiptID]
		contributionIDs = append(contributionIDs, c.Receipt.ContributionID)
		if c.ContributionID != nil {
			contributionIDs = append(contributionIDs, *c.ContributionID)
		}
	}
	contributions, err := byID(db.Where("id IN ?", contributionIDs), func(c Contribution) string { return c.ID })
	for _, c := range corrections {
		c.Title = contributions[c.Receipt.ContributionID].Title
		if c.ContributionID != nil {
			to := contributions[*c.ContributionID]
			c.Contribution, c.Contributor, c.Currency = to.Title, to.Contributor, to.Currency
		}
	}
	return err
}
