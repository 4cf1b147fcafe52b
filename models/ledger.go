package models

import (
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Guarantee 4: money. It is in exactly one account at a time and moves by transfers; the database moves the balances
// with each transfer and lets none of ours go below zero, and no account for a mission holds its host's money.

// donorAccount is the outside of a contribution; it owes what was received.
func donorAccount(c Contribution) LedgerAccount {
	return LedgerAccount{ID: "donor:" + c.ID, Kind: DonorAccount, ContributionID: c.ID, Donor: c.Contributor}
}

// receivedAccount holds what arrived on a contribution and is on no line yet.
func receivedAccount(c Contribution) LedgerAccount {
	return LedgerAccount{ID: "received:" + c.ID, Kind: ReceivedAccount, ContributionID: c.ID, Donor: c.Contributor}
}

// lineAccount holds what a line has of a contribution.
func lineAccount(contributionID, donor, lineID string) LedgerAccount {
	return LedgerAccount{ID: "line:" + lineID + ":" + contributionID, Kind: LineAccount, ContributionID: contributionID, Donor: donor,
		LineID: &lineID}
}

// commitmentAccount holds what a commitment has of a line's share of a contribution, so that it can go back there.
func commitmentAccount(line LedgerAccount, c Commitment) LedgerAccount {
	return LedgerAccount{ID: "commitment:" + c.ID + ":" + *line.LineID + ":" + line.ContributionID, Kind: CommitmentAccount,
		ContributionID: line.ContributionID, Donor: line.Donor, LineID: line.LineID, CommitmentID: &c.ID, Host: &c.Host}
}

// payeeAccount holds what a payment took from a commitment's account; a refund can never be more.
func payeeAccount(from LedgerAccount, p Payment) LedgerAccount {
	to := from
	to.ID, to.Kind, to.PaymentID, to.Balance = "payee:"+p.ID+":"+*from.LineID+":"+from.ContributionID, PayeeAccount, &p.ID, 0
	return to
}

// move makes one transfer; the account it goes to is opened when it does not exist yet.
func (a Act) move(kind TransferKind, from, to LedgerAccount, amount Money, why Transfer) (Transfer, error) {
	to.Balance = 0
	if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&to).Error; err != nil {
		return why, explained(err)
	}
	why.ID, why.CreatedAt, why.Kind, why.Amount, why.MadeBy = NewID(), a.Now, kind, amount, a.By.ID
	why.ContributionID, why.FromID, why.FromKind, why.ToID, why.ToKind = from.ContributionID, from.ID, from.Kind, to.ID, to.Kind
	return why, explained(a.DB.Create(&why).Error)
}

// Receive books what arrived on a contribution.
func (a Act) Receive(c Contribution, r Receipt) error {
	donor := donorAccount(c)
	if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&donor).Error; err != nil {
		return explained(err)
	}
	_, err := a.move(ReceiptTransfer, donor, receivedAccount(c), r.Booked, Transfer{ReceiptID: &r.ID})
	return err
}

// Unreceive books a receipt back that never was; only what is still unallocated can be.
func (a Act) Unreceive(c Contribution, booked Transfer) error {
	if err := a.holds(receivedAccount(c).ID, booked.Amount, "unallocated money"); err != nil {
		return err
	}
	_, err := a.move(ReverseTransfers, receivedAccount(c), donorAccount(c), booked.Amount, Transfer{ReversesID: &booked.ID, ReceiptID: booked.ReceiptID})
	return err
}

// Allocate puts received money of a contribution on a line; its earmark decides which windows it may go to.
func (a Act) Allocate(c Contribution, l Line, amount Money) error {
	if c.Earmark != "" && c.Earmark != l.Purpose {
		return Refuse(Conflict, "earmark", "this contribution is earmarked for the window %s, the line is for %s", c.Earmark, l.Purpose).
			Mend("only the contributor can lift an earmark")
	}
	if err := a.holds(receivedAccount(c).ID, amount, "received and unallocated money"); err != nil {
		return err
	}
	_, err := a.move(AllocateTransfer, receivedAccount(c), lineAccount(c.ID, c.Contributor, l.ID), amount, Transfer{})
	return err
}

// Return takes free money of a contribution from a line back to what is received.
func (a Act) Return(c Contribution, l Line, amount Money) error {
	if err := a.holds(lineAccount(c.ID, c.Contributor, l.ID).ID, amount, "free money on the line"); err != nil {
		return err
	}
	_, err := a.move(ReturnTransfer, lineAccount(c.ID, c.Contributor, l.ID), receivedAccount(c), amount, Transfer{})
	return err
}

// holds refuses what an account cannot give.
func (a Act) holds(account string, amount Money, what string) error {
	var has LedgerAccount
	if err := a.DB.Take(&has, "id = ?", account).Error; err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if has.Balance >= amount {
		return nil
	}
	return a.short(what, amount, has.Balance)
}

// short is the refusal of more money than there is.
func (a Act) short(what string, asked, there Money) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	return Refuse(Conflict, "not-enough-money", "there is %s of %s, not %s", fund.Format(there), what, fund.Format(asked)).
		Mend("an administrator can allocate more received money; pledges cannot be spent")
}

// Draw asks for an amount from a line.
type Draw struct {
	LineID string `json:"lineId" validate:"required,uuid"`
	Amount Money  `json:"amount" validate:"required,min=1"`
}

// Commit draws money from lines for a commitment: never the host's, never expired money, soonest expiry first.
// Training is paid from training lines, missions from deployment and reserve lines.
func (a Act) Commit(c Commitment, draws []Draw) error {
	for _, draw := range draws {
		line, err := Find[Line](a.DB, draw.LineID)
		if err != nil {
			return err
		}
		if err := c.suits(line); err != nil {
			return err
		}
		sources, err := a.sources(c, line)
		if err != nil {
			return err
		}
		rest := draw.Amount
		for _, from := range sources {
			part := min(rest, from.Balance)
			if part == 0 {
				break
			}
			if _, err := a.move(CommitTransfer, from, commitmentAccount(from, c), part, Transfer{}); err != nil {
				return err
			}
			rest -= part
		}
		if rest > 0 {
			what := "free money on " + line.Title
			if c.Host != "" {
				what += " that may pay for a mission to " + c.Host + " (its own contributions never may)"
			}
			return a.short(what, draw.Amount, draw.Amount-rest)
		}
	}
	return a.keepsFloor(draws)
}

// suits refuses a line of a window that is not for such a commitment.
func (c Commitment) suits(line Line) error {
	var fit []Window
	switch {
	case c.DeploymentID != nil:
		fit = []Window{DeploymentWindow, ReserveWindow}
	case c.RequestID != nil:
		fit = []Window{TrainingWindow}
	default:
		fit = []Window{AdminWindow, AuditWindow, TrainingWindow}
	}
	if slices.Contains(fit, line.Purpose) {
		return nil
	}
	return Refuse(Conflict, "window", "%s is a line of the window %s and cannot pay for this", line.Title, line.Purpose).
		Mend("draw on a line of the window %s", fit[0])
}

// sources are the accounts of a line that a commitment may draw on, in the order in which it must.
func (a Act) sources(c Commitment, line Line) (accounts []LedgerAccount, err error) {
	err = a.DB.Table("ledger_accounts").Select("ledger_accounts.*").
		Joins("JOIN contributions ON contributions.id = ledger_accounts.contribution_id").
		Where("ledger_accounts.kind = ? AND ledger_accounts.line_id = ? AND ledger_accounts.balance > 0", LineAccount, line.ID).
		Where("ledger_accounts.donor <> ?", c.Host).
		Where("contributions.expires_on IS NULL OR contributions.expires_on >= ?", a.Now.Day()).
		Order("contributions.expires_on IS NULL, contributions.expires_on, contributions.id").Find(&accounts).Error
	return accounts, err
}

// keepsFloor refuses draws that take the rapid-response reserve below its floor.
func (a Act) keepsFloor(draws []Draw) error {
	fund, err := LoadFund(a.DB)
	if err != nil || fund.ReserveFloor == 0 {
		return err
	}
	ids := make([]string, len(draws))
	for i, draw := range draws {
		ids[i] = draw.LineID
	}
	var touched int64
	if err := a.DB.Model(&Line{}).Where("id IN ? AND purpose = ?", ids, ReserveWindow).Count(&touched).Error; err != nil || touched == 0 {
		return err
	}
	var left Money
	err = a.DB.Model(&LedgerAccount{}).Joins("JOIN lines ON lines.id = ledger_accounts.line_id").
		Where("ledger_accounts.kind = ? AND lines.purpose = ?", LineAccount, ReserveWindow).
		Select("COALESCE(SUM(ledger_accounts.balance), 0)").Scan(&left).Error
	if err != nil || left >= fund.ReserveFloor {
		return err
	}
	return Refuse(Conflict, "reserve-floor", "this would leave %s in the reserve, below its floor of %s", fund.Format(left), fund.Format(fund.ReserveFloor)).
		Mend("an administrator can draw on other lines, allocate more to the reserve, or change the floor")
}

// Release gives back to the lines it came from what a commitment has left, or as much of it as is asked for; what
// expires last goes back first.
func (a Act) Release(c Commitment, most Money) (released Money, err error) {
	accounts, err := a.committed(c)
	if err != nil {
		return 0, err
	}
	slices.Reverse(accounts)
	for _, from := range accounts {
		part := min(from.Balance, most-released)
		if part <= 0 {
			continue
		}
		if _, err := a.move(ReleaseTransfer, from, lineAccount(from.ContributionID, from.Donor, *from.LineID), part, Transfer{}); err != nil {
			return released, err
		}
		released += part
	}
	return released, nil
}

// committed are the accounts of a commitment, soonest expiry first.
func (a Act) committed(c Commitment) (accounts []LedgerAccount, err error) {
	err = a.DB.Table("ledger_accounts").Select("ledger_accounts.*").
		Joins("JOIN contributions ON contributions.id = ledger_accounts.contribution_id").
		Where("ledger_accounts.kind = ? AND ledger_accounts.commitment_id = ?", CommitmentAccount, c.ID).
		Order("contributions.expires_on IS NULL, contributions.expires_on, contributions.id, ledger_accounts.id").Find(&accounts).Error
	return accounts, err
}

// Rest of a commitment is what it holds and has not spent.
func (a Act) restOf(c Commitment) (rest Money, err error) {
	err = a.DB.Model(&LedgerAccount{}).Where("kind = ? AND commitment_id = ?", CommitmentAccount, c.ID).
		Select("COALESCE(SUM(balance), 0)").Scan(&rest).Error
	return rest, err
}

// Pay moves a payment's amount out of its commitment.
func (a Act) Pay(c Commitment, p Payment) error {
	accounts, err := a.committed(c)
	if err != nil {
		return err
	}
	rest := p.Amount
	for _, from := range accounts {
		part := min(rest, from.Balance)
		if part == 0 {
			continue
		}
		if _, err := a.move(PayTransfer, from, payeeAccount(from, p), part, Transfer{PaymentID: &p.ID}); err != nil {
			return err
		}
		rest -= part
	}
	if rest > 0 {
		return a.short("money left in the commitment", p.Amount, p.Amount-rest)
	}
	return nil
}

// Refund takes back from a payee what they returned; the last source paid gets it first.
func (a Act) Refund(c Commitment, p Payment, amount Money) error {
	var accounts []LedgerAccount
	err := a.DB.Where("kind = ? AND payment_id = ? AND balance > 0", PayeeAccount, p.ID).Order("id DESC").Find(&accounts).Error
	if err != nil {
		return err
	}
	rest := amount
	for _, from := range accounts {
		part := min(rest, from.Balance)
		if part == 0 {
			continue
		}
		back := commitmentAccount(from, c)
		if _, err := a.move(RefundTransfer, from, back, part, Transfer{PaymentID: &p.ID}); err != nil {
			return err
		}
		rest -= part
	}
	if rest > 0 {
		return a.short("money with the payee", amount, amount-rest)
	}
	return nil
}

// Unpay reverses every transfer of a payment that never should have been; none of it may have been refunded yet.
func (a Act) Unpay(c Commitment, p Payment) error {
	var paid []Transfer
	if err := a.DB.Where("payment_id = ? AND kind = ?", p.ID, PayTransfer).Order("id").Find(&paid).Error; err != nil {
		return err
	}
	for _, t := range paid {
		from, err := Find[LedgerAccount](a.DB, t.ToID)
		if err != nil {
			return err
		}
		if from.Balance < t.Amount {
			return Refuse(Conflict, "refunded", "part of this payment was refunded already").Mend("refund the rest instead")
		}
		if _, err := a.move(ReverseTransfers, from, commitmentAccount(from, c), t.Amount, Transfer{ReversesID: &t.ID, PaymentID: &p.ID}); err != nil {
			return err
		}
	}
	return nil
}
