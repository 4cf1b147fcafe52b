package models

import (
	"errors"
	"slices"

	"gorm.io/gorm"
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

// Every CorrectionStatus there is.
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
		return Refuse(Forbidden, "second-person", "whoever asks for a correction cannot approve it").Mend("another administrator must approve it")
	}
	return nil
}

// RequestCorrection asks for a correction. It is made and undone at once, so that whoever asks learns why it could not be.
func (a Act) RequestCorrection(c *Correction, confirmed Confirmed) error {
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
		return Refuse(Conflict, "already-requested", "a correction of this receipt waits for a second person already").Mend("an administrator rejects that one, or approves it and asks for another")
	}
	if to, err := a.truly(c, r); err != nil {
		return err
	} else if to != nil {
		if err := a.doubtful(*to, c.replacement(to.Currency), append(confirmed, "more-than-pledged", "far-day")); err != nil {
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
	return a.TellAdministrators(RequestCorrection, c.Ref(), "The correction of a receipt waits for a second person.")
}

// errRehearsed ends a rehearsal.
var errRehearsed = errors.New("it was a rehearsal")

// rehearse makes a correction and undoes it, and tells what it did to money that was on its way.
func (a Act) rehearse(c Correction) (moves []CorrectMove, err error) {
	err = a.DB.Transaction(func(tx *gorm.DB) error {
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
func (a Act) toCorrect(c *Correction) (Receipt, error) {
	r, err := Find[Receipt](a.DB, c.ReceiptID)
	if err != nil {
		return r, err
	}
	if err := ReckonReceipts(a.DB, &r); err != nil {
		return r, err
	}
	if r.Reversed {
		return r, Refuse(Conflict, "already-reversed", "this receipt was reversed already").Mend("an administrator books what truly came as a new receipt")
	}
	return r, nil
}

// truly checks what truly came and finds the contribution that it came on, none if nothing did.
func (a Act) truly(c *Correction, was Receipt) (*Contribution, error) {
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
func (a Act) ApproveCorrection(c *Correction) error {
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
	return a.Tell([]string{c.RequestedBy}, ApproveCorrection, c.Ref(), "The correction of a receipt that you asked for was made.")
}

// RejectCorrection leaves a receipt as it is; whoever asked may take it back so.
func (a Act) RejectCorrection(c *Correction, reason string) error {
	c.DecidedBy, c.DecidedAt = &a.By.ID, a.Now
	if err := Step(a, CorrectionFlow, c, &c.Status, RejectCorrection, reason, nil); err != nil || c.RequestedBy == a.By.ID {
		return err
	}
	return a.Tell([]string{c.RequestedBy}, RejectCorrection, c.Ref(), "The correction of a receipt that you asked for was rejected: "+reason)
}

// putRight strikes a receipt and enters what truly came. What of the struck money was on its way is walked back, from the
// nearest first: from lines, from commitments, from payees; and what a commitment had or a payee got comes again, of the money that
// truly came where that may pay for it, else of other money on the same line. All of it is of today.
func (a Act) putRight(c *Correction, was Receipt) (moves []CorrectMove, err error) {
	today, err := a.today()
	if err != nil {
		return nil, err
	}
	from, err := Find[Contribution](a.DB, was.ContributionID)
	if err != nil {
		return nil, err
	}
	why := Transfer{Day: today, CorrectionID: &c.ID}
	var to *Contribution
	if c.ContributionID != nil {
		found, err := Find[Contribution](a.DB, *c.ContributionID)
		if err != nil {
			return nil, err
		}
		to = &found
	}
	bank, err := Find[BankTransfer](a.DB, was.BankTransferID)
	if err != nil {
		return nil, err
	}
	parts, err := bank.booked(a.DB)
	if err != nil {
		return nil, err
	}
	inFull := parts == bank.Amount
	w := walk{Act: a, why: why, from: from, to: to, moves: []CorrectMove{}}
	if to != nil && to.ID == from.ID { // its own money, entered first, is there already where the old was
		if c.ReplacementID, err = w.enter(c, was); err != nil {
			return nil, err
		}
	}
	if err := w.back(was.Booked); err != nil {
		return nil, err
	}
	if err := a.unreceive(from, was, why); err != nil {
		return nil, err
	}
	if to != nil && to.ID != from.ID {
		if c.ReplacementID, err = w.enter(c, was); err != nil {
			return nil, err
		}
	}
	if inFull { // nobody said that the bank credited more than was booked
		if parts, err = bank.booked(a.DB); err == nil && parts > 0 {
			err = a.resize(bank.ID, parts)
		}
		if err != nil {
			return nil, err
		}
	}
	err = w.again()
	return w.moves, err
}

// walk is the way of the money of a struck receipt back and out again.
type walk struct {
	Act
	why   Transfer
	from  Contribution
	to    *Contribution
	taken []LedgerAccount // of commitments and payees, with what was taken from each as its balance
	moves []CorrectMove
}

// enter books what truly came, as a part of the bank's transfer of which the struck receipt was one.
func (w *walk) enter(c *Correction, was Receipt) (*string, error) {
	r := c.replacement(w.to.Currency)
	var whole Money
	if normalReference(r.BankReference) == normalReference(was.BankReference) {
		bank, err := Find[BankTransfer](w.DB, was.BankTransferID)
		if err != nil {
			return nil, err
		}
		parts, err := bank.booked(w.DB)
		if err != nil {
			return nil, err
		}
		whole = max(bank.Amount, parts+r.Booked)
	}
	transfer, err := w.part(&r.BankReference, r.Booked, whole)
	if err != nil {
		return nil, err
	}
	return &r.ID, w.Act.enter(*w.to, &r, transfer, w.why)
}

// back takes back to what is received as much as a struck receipt needs there.
func (w *walk) back(needed Money) error {
	var accounts []LedgerAccount
	err := w.DB.Where("contribution_id = ? AND kind <> ? AND balance > 0", w.from.ID, DonorAccount).Order("id").Find(&accounts).Error
	if err != nil {
		return err
	}
	order := []LedgerKind{ReceivedAccount, LineAccount, CommitmentAccount, PayeeAccount}
	slices.SortStableFunc(accounts, func(a, b LedgerAccount) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	for _, account := range accounts {
		part := min(needed, account.Balance)
		if part == 0 {
			break
		}
		needed -= part
		if account.Kind == ReceivedAccount {
			continue
		}
		if err := w.backFrom(account, part); err != nil {
			return err
		}
	}
	return nil
}

// backFrom takes an amount from an account back to what is received, step by step.
func (w *walk) backFrom(account LedgerAccount, amount Money) error {
	at := account
	if at.Kind == PayeeAccount {
		why := w.why
		why.PaymentID = at.PaymentID
		commitment, err := w.commitmentOf(at)
		if err != nil {
			return err
		}
		to := commitmentAccount(at, commitment)
		if err := w.move(RefundTransfer, at, to, amount, why); err != nil {
			return err
		}
		at = to
	}
	line := lineAccount(at.ContributionID, at.Donor, *at.LineID)
	if at.Kind == CommitmentAccount {
		if err := w.move(ReleaseTransfer, at, line, amount, w.why); err != nil {
			return err
		}
	}
	if account.Kind == LineAccount {
		w.moves = append(w.moves, CorrectMove{ID: NewID(), LineID: *account.LineID, Amount: amount, From: w.from.ID})
	} else {
		account.Balance = amount
		w.taken = append(w.taken, account)
	}
	return w.move(ReturnTransfer, line, receivedAccount(w.from), amount, w.why)
}

func (w *walk) commitmentOf(at LedgerAccount) (Commitment, error) {
	return Find[Commitment](w.DB, *at.CommitmentID)
}

// again gives to commitments and payees what was taken from them: of what truly came first, then of other money on the line.
func (w *walk) again() error {
	for _, account := range w.taken {
		commitment, err := w.commitmentOf(account)
		if err != nil {
			return err
		}
		line, err := Find[Line](w.DB, *account.LineID)
		if err != nil {
			return err
		}
		left, err := w.ofTheTrue(account, commitment, line)
		if err != nil {
			return err
		}
		usable, kept, err := w.sources(commitment, line)
		if err != nil {
			return err
		}
		for _, source := range usable {
			part := min(left, source.Balance)
			if part == 0 {
				break
			}
			if err := w.out(source, account, commitment, part); err != nil {
				return err
			}
			left -= part
		}
		if left > 0 {
			return w.uncovered(account, commitment, line, left, kept)
		}
	}
	return nil
}

// ofTheTrue gives to an account, of the money that truly came and is unallocated, what may pay for its commitment, and tells
// what is still wanting. That it has expired since is no reason: when it was committed it had not.
func (w *walk) ofTheTrue(account LedgerAccount, commitment Commitment, line Line) (Money, error) {
	left := account.Balance
	if w.to == nil || w.to.Contributor == commitment.Host || w.to.Earmark != "" && w.to.Earmark != line.Purpose {
		return left, nil
	}
	var there LedgerAccount
	found := w.DB.Limit(1).Find(&there, "id = ?", receivedAccount(*w.to).ID)
	part := min(left, there.Balance)
	if found.Error != nil || part == 0 {
		return left, found.Error
	}
	source := lineAccount(w.to.ID, w.to.Contributor, line.ID)
	if err := w.move(AllocateTransfer, there, source, part, w.why); err != nil {
		return left, err
	}
	return left - part, w.out(source, account, commitment, part)
}

// out commits an amount from a line and, where it had been paid, pays it to the same payee.
func (w *walk) out(source, account LedgerAccount, commitment Commitment, amount Money) error {
	move := CorrectMove{ID: NewID(), LineID: *account.LineID, CommitmentID: commitment.ID, Amount: amount, From: w.from.ID, To: source.ContributionID}
	to := commitmentAccount(source, commitment)
	if err := w.move(CommitTransfer, source, to, amount, w.why); err != nil {
		return err
	}
	if account.Kind == PayeeAccount {
		why := w.why
		why.PaymentID, move.PaymentID = account.PaymentID, *account.PaymentID
		if err := w.move(PayTransfer, to, payeeAccount(to, Payment{Record: Record{ID: *account.PaymentID}}), amount, why); err != nil {
			return err
		}
	}
	w.moves = append(w.moves, move)
	return nil
}

// uncovered is the refusal of a correction for whose money nothing stands in.
func (w *walk) uncovered(account LedgerAccount, commitment Commitment, line Line, left Money, kept keptBack) error {
	fund, err := LoadFund(w.DB)
	if err != nil {
		return err
	}
	was := "set aside for"
	if account.Kind == PayeeAccount {
		was = "spent on"
	}
	why := ""
	switch {
	case w.to != nil && w.to.Contributor == commitment.Host || kept.own > 0:
		why = "; what " + commitment.Host + " contributed never pays for the mission it hosts"
	case w.to != nil && w.to.Earmark != "" && w.to.Earmark != line.Purpose:
		why = "; what truly came is earmarked for the window " + string(w.to.Earmark)
	}
	return Refuse(Conflict, "not-covered", "%s of it was %s %s, and neither what truly came nor other free money on %s covers that%s",
		fund.Format(left), was, commitment.Title, line.Title, why).
		Mend("an administrator allocates %s that may pay for it to %s, then the correction goes through", fund.Format(left), line.Title)
}

// FillCorrections adds to corrections what they are of.
func FillCorrections(db *gorm.DB, corrections ...*Correction) error {
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
