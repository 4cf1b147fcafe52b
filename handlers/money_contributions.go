package handlers

import (
	"errors"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// ContributionFilter picks a page of contributions.
type ContributionFilter struct {
	Paging
	Contributor string                    `query:"contributor" validate:"omitempty,len=2"`
	Status      models.ContributionStatus `query:"status" validate:"omitempty,choice"`
	Earmark     models.Window             `query:"earmark" validate:"omitempty,choice"`
	Overdue     *bool                     `query:"overdue"`
	Unallocated bool                      `query:"unallocated"`                      // those with received money that is on no line
	LineID      string                    `query:"lineId" validate:"omitempty,uuid"` // those with money on a line that is not committed
	Q           string                    `query:"q" validate:"max=100"`             // words of the title or of the contributor's name, or the bank reference of a receipt
}

// ContributionInput is a participant's promise to pay. Amounts are whole numbers of the currency's minor unit.
type ContributionInput struct {
	Contributor string        `json:"contributor" validate:"required,len=2"` // a participant: a state or the EU
	Title       string        `json:"title" validate:"required,min=2,max=200,line"`
	Amount      models.Money  `json:"amount" validate:"required,min=1,max=9000000000000000"`
	Currency    string        `json:"currency" validate:"required,len=3"`
	Rate        string        `json:"rate,omitempty" validate:"max=40,line"` // fund currency for one of it; not needed for the fund's own
	Earmark     models.Window `json:"earmark,omitempty" validate:"omitempty,choice"`
	PledgedOn   models.Date   `json:"pledgedOn" validate:"required"`
	DueOn       models.Date   `json:"dueOn,omitzero"`
	ExpiresOn   models.Date   `json:"expiresOn,omitzero"`
	Doubts
}

// Doubts are the codes of refusals that whoever asks has read and says are no mistake: far-rate, more-than-pledged.
type Doubts struct {
	Confirmed []string `json:"confirmed,omitempty" validate:"max=10,dive,max=40,line"`
}

// ReceiptInput is money that arrived on a contribution, in the contribution's currency.
type ReceiptInput struct {
	ByID
	ReceivedOn    models.Date  `json:"receivedOn" validate:"required"`
	Amount        models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
	Currency      string       `json:"currency,omitempty" validate:"omitempty,len=3"`          // the contribution's, when it is said
	Booked        models.Money `json:"booked,omitempty" validate:"min=0,max=9000000000000000"` // what the bank credited, in the fund's currency: the rate follows
	Rate          string       `json:"rate,omitempty" validate:"max=40,line"`                  // instead, or to be held against it
	RateSource    string       `json:"rateSource,omitempty" validate:"max=200,line"`
	BankReference string       `json:"bankReference" validate:"required,min=2,max=100,line" personal:"bank"`
	Whole
	Doubts
}

// Whole is what the bank credited at once, where what is booked is a part of it.
type Whole struct {
	TransferAmount models.Money `json:"transferAmount,omitempty" validate:"min=0,max=9000000000000000"`
}

// ReceiptFilter picks a page of the receipts of a contribution.
type ReceiptFilter struct {
	ByID
	Paging
}

// StatementInput picks the period of a statement: from a day until another, which is not in it.
type StatementInput struct {
	ByID
	From  models.Date `query:"from"`
	Until models.Date `query:"until"`
}

// EntryFilter picks a page of the entries of a statement, in their order.
type EntryFilter struct {
	StatementInput
	After int64 `query:"after" validate:"min=0"` // the next of the page before
	Limit int   `query:"limit" default:"50" validate:"min=1,max=200"`
}

// ReceiptBooked is a receipt and the contribution as it stands with it.
type ReceiptBooked struct {
	Receipt      models.Receipt      `json:"receipt"`
	Contribution models.Contribution `json:"contribution"`
}

var (
	fillContribution = filling[models.Contribution, ContributionInput]("confirmed")         // heard, not kept
	fillReceipt      = filling[models.Receipt, ReceiptInput]("confirmed", "transferAmount") // the latter is kept with the bank's transfer
)

// books narrows a query to what the books hold: all of it for whoever reads them, for nobody a part.
func (c Call) books() *gorm.DB { return c.scoped("", "") }

// ListContributions answers what was promised and how far it was paid.
func ListContributions(c Call, in ContributionFilter) (Page[models.Contribution], error) {
	q := c.books()
	if in.Contributor != "" {
		q = q.Where("contributions.contributor = ?", in.Contributor)
	}
	if in.Status != "" {
		q = q.Where("contributions.status = ?", in.Status)
	}
	if in.Earmark != "" {
		q = q.Where("contributions.earmark = ?", in.Earmark)
	}
	if in.Overdue != nil {
		fund, err := models.LoadFund(c.DB)
		if err != nil {
			return Page[models.Contribution]{}, err
		}
		q = models.OverdueOn(q, fund.Today(c.Now), *in.Overdue)
	}
	const holding = "EXISTS (SELECT 1 FROM ledger_accounts a WHERE a.contribution_id = contributions.id AND a.balance > 0 AND "
	if in.Unallocated {
		q = q.Where(holding+"a.kind = ?)", models.ReceivedAccount)
	}
	if in.LineID != "" {
		q = q.Where(holding+"a.kind = ? AND a.line_id = ?)", models.LineAccount, in.LineID)
	}
	if in.Q != "" {
		states, err := models.LoadStateNames(c.DB)
		if err != nil {
			return Page[models.Contribution]{}, err
		}
		q = models.Search(q, in.Q, pledged(states)...)
	}
	out, err := page[models.Contribution](q, in.Paging, sorting{
		"": "-", "contributor": participantNamed("contributions.contributor"), "title": "contributions.sorts_as", "value": "contributions.value",
		"pledgedOn": "contributions.pledged_on", "dueOn": "COALESCE(contributions.due_on, '9999-12-31')",
		"createdAt": "contributions.created_at", "earmark": "contributions.earmark",
	})
	if err != nil {
		return out, err
	}
	return out, reckonContributions(c, pointers(out.Items)...)
}

// pledged are the places where a contribution is found: its title, and what its contributor is called.
func pledged(states models.StateNames) []models.Place {
	return []models.Place{models.In("contributions", "folded"), models.Coded("contributions", "contributor", states.Codes),
		models.Beside("contributions.id", "receipts", "contribution_id", "bank_transfer_id", "bank_transfers", "folded")}
}

// GetContribution answers with one contribution and where its money is.
func GetContribution(c Call, in ByID) (models.Contribution, error) {
	out, err := findForUpdate[models.Contribution](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	return out, reckonContributions(c, &out)
}

// PledgeContribution writes down a promise; nothing of it can be spent before it is received.
func PledgeContribution(c Call, in ContributionInput) (models.Contribution, error) {
	var out models.Contribution
	fillContribution(&out, in)
	if err := c.Pledge(&out, in.Confirmed); err != nil {
		return out, err
	}
	return out, reckonContributions(c, &out)
}

// CancelContribution gives up what was not paid; what was received stays.
func CancelContribution(c Call, in ReasonInput) (models.Contribution, error) {
	out, err := findForUpdate[models.Contribution](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := c.Actor.CancelContribution(&out, in.Reason); err != nil {
		return out, err
	}
	return out, reckonContributions(c, &out)
}

// ReceiveReceipt books what arrived on a contribution.
func ReceiveReceipt(c Call, in ReceiptInput) (ReceiptBooked, error) {
	contribution, err := findForUpdate[models.Contribution](c, c.books(), in.ID)
	if err != nil {
		return ReceiptBooked{}, err
	}
	var receipt models.Receipt
	fillReceipt(&receipt, in)
	if err := c.Receive(&contribution, &receipt, in.TransferAmount, in.Confirmed); err != nil {
		return ReceiptBooked{}, err
	}
	return booked(c, contribution, receipt)
}

// ListReceipts answers what arrived on a contribution.
func ListReceipts(c Call, in ReceiptFilter) (Page[models.Receipt], error) {
	contribution, err := findForUpdate[models.Contribution](c, c.books(), in.ID)
	if err != nil {
		return Page[models.Receipt]{}, err
	}
	out, err := page[models.Receipt](c.books().Where("receipts.contribution_id = ?", contribution.ID), in.Paging, sorting{
		"receivedOn": "receipts.received_on", "booked": "receipts.booked",
	})
	if err != nil {
		return out, err
	}
	err = models.LoadReceiptDetails(c.DB, pointers(out.Items)...)
	return each(out, func(r models.Receipt) models.Receipt { return reversible(c, r) }), err
}

// ReverseReceipt books a receipt back that never was, while its money is unallocated.
func ReverseReceipt(c Call, in ReasonInput) (ReceiptBooked, error) {
	receipt, err := models.Find[models.Receipt](c.books(), in.ID)
	if err != nil {
		return ReceiptBooked{}, err
	}
	if err := c.Actor.ReverseReceipt(&receipt, in.Reason); err != nil {
		return ReceiptBooked{}, err
	}
	contribution, err := models.Find[models.Contribution](c.books(), receipt.ContributionID)
	if err != nil {
		return ReceiptBooked{}, err
	}
	return booked(c, contribution, receipt)
}

// GetStatement answers with one contribution's money, followed to the payees.
func GetStatement(c Call, in StatementInput) (models.Statement, error) {
	contribution, err := stated(c, in)
	if err != nil {
		return models.Statement{}, err
	}
	out, err := models.LoadStatement(c.DB, c.Now, contribution, in.From, in.Until)
	changeable(c, &out.Contribution)
	return out, err
}

// ListEntries answers with the transfers of a statement in words, and where the money is after each.
func ListEntries(c Call, in EntryFilter) (Page[models.StatementEntry], error) {
	contribution, err := stated(c, in.StatementInput)
	if err != nil {
		return Page[models.StatementEntry]{}, err
	}
	entries, more, err := models.LoadEntries(c.DB, contribution, in.From, in.Until, in.After, in.Limit)
	if errors.Is(err, refusal.NotFound) {
		err = noPage()
	}
	out := Page[models.StatementEntry]{Items: entries}
	if more {
		out.Next = strconv.FormatInt(entries[len(entries)-1].Number, 10)
	}
	return out, err
}

// stated reads the contribution of which there is to be a statement for a period.
func stated(c Call, in StatementInput) (models.Contribution, error) {
	if !in.From.IsZero() && !in.Until.IsZero() && !in.Until.After(in.From) {
		return models.Contribution{}, refusal.Fault("until", "must be after from: it is the first day that is not in the period")
	}
	return findForUpdate[models.Contribution](c, c.books(), in.ID)
}

func booked(c Call, contribution models.Contribution, receipt models.Receipt) (ReceiptBooked, error) {
	err := reckonContributions(c, &contribution)
	return ReceiptBooked{Receipt: reversible(c, receipt), Contribution: contribution}, err
}

// reckonContributions adds to contributions where their money is and what the caller can do about them.
func reckonContributions(c Call, contributions ...*models.Contribution) error {
	err := models.LoadContributionDetails(c.DB, c.Now, contributions...)
	for _, contribution := range contributions {
		changeable(c, contribution)
	}
	return err
}

// changeable adds to a contribution that was reckoned what the caller can do about it.
func changeable(c Call, contribution *models.Contribution) {
	contribution.Can = slices.DeleteFunc(can(c, models.ContributionFlow, contribution.Status), func(event models.Action) bool { return contribution.Hold(event) != nil })
}

// reversible adds to a receipt what the caller can do about it.
func reversible(c Call, r models.Receipt) models.Receipt {
	r.Can = []models.Action{}
	for _, event := range r.Events() {
		if !r.Reversed && c.may(event) {
			r.Can = append(r.Can, event)
		}
	}
	return r
}

// pointers lead to the items of a list, so that what is computed for them is kept in it.
func pointers[T any](items []T) []*T {
	out := make([]*T, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}
