package models

import (
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// How the money of a receipt that is corrected goes back to where it came from, and out again to the same purposes.

// putRight strikes a receipt and enters what truly came. What of the struck money was on its way is walked back, from the
// nearest first: from lines, from commitments, from payees; and what a commitment had or a payee got comes again, of the money that
// truly came where that may pay for it, else of other money on the same line. All of it is of today.
func (a Actor) putRight(c *Correction, was Receipt) (moves []CorrectMove, err error) {
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
	w := walk{Actor: a, why: why, from: from, to: to, moves: []CorrectMove{}}
	if to != nil && to.ID == from.ID { // its own money, entered first, is there already where the old was
		if c.ReplacementID, err = w.enter(c, was); err != nil {
			return nil, err
		}
	}
	if err := w.back(was.Booked); err != nil {
		return nil, err
	}
	if err := a.reverseReceipt(from, was, why); err != nil {
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
	err = w.giveBack()
	return w.moves, err
}

// walk is the way of the money of a struck receipt back and out again.
type walk struct {
	Actor
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
	if NormalReference(r.BankReference) == NormalReference(was.BankReference) {
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
	return &r.ID, w.Actor.enter(*w.to, &r, transfer, w.why)
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
		commitment, err := Find[Commitment](w.DB, *at.CommitmentID)
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
		from, err := Find[Line](w.DB, *account.LineID)
		if err != nil {
			return err
		}
		w.moves = append(w.moves, CorrectMove{ID: NewID(), LineID: from.ID, Line: from.Title, Amount: amount, From: w.from.ID})
	} else {
		account.Balance = amount
		w.taken = append(w.taken, account)
	}
	return w.move(ReturnTransfer, line, receivedAccount(w.from), amount, w.why)
}

// giveBack gives to commitments and payees what was taken from them: of what truly came first, then of other money on the line.
func (w *walk) giveBack() error {
	for _, account := range w.taken {
		commitment, err := Find[Commitment](w.DB, *account.CommitmentID)
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
			if err := w.out(source, account, commitment, line, part); err != nil {
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
	return left - part, w.out(source, account, commitment, line, part)
}

// out commits an amount from a line and, where it had been paid, pays it to the same payee.
func (w *walk) out(source, account LedgerAccount, commitment Commitment, line Line, amount Money) error {
	move := CorrectMove{ID: NewID(), LineID: line.ID, Line: line.Title, For: commitment.Title, CommitmentID: commitment.ID, Amount: amount, From: w.from.ID, To: source.ContributionID}
	to := commitmentAccount(source, commitment)
	if err := w.move(CommitTransfer, source, to, amount, w.why); err != nil {
		return err
	}
	if account.Kind == PayeeAccount {
		payment, err := Find[Payment](w.DB, *account.PaymentID)
		if err != nil {
			return err
		}
		why := w.why
		why.PaymentID, move.PaymentID, move.For = &payment.ID, payment.ID, payment.Payee
		if err := w.move(PayTransfer, to, payeeAccount(to, payment), amount, why); err != nil {
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
	var why said.Sentence
	switch {
	case w.to != nil && w.to.Contributor == commitment.Host || kept.own > 0:
		why = said.That("; what {host} contributed never pays for the mission it hosts", "host", commitment.Host)
	case w.to != nil && w.to.Earmark != "" && w.to.Earmark != line.Purpose:
		why = said.That("; what truly came is earmarked for the window {window}", "window", w.to.Earmark)
	}
	if account.Kind == PayeeAccount {
		return refusal.SpentUncovered.With("amount", fund.Said(left), "commitment", commitment.Title, "line", line.Title, "why", why)
	}
	return refusal.CommittedUncovered.With("amount", fund.Said(left), "commitment", commitment.Title, "line", line.Title, "why", why)
}
