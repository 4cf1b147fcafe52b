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
func (a Act) move(kind TransferKind, from, to LedgerAccount, amount Money, why Transfer) error {
	if fault := amount.fault(); fault != "" {
		return Faults{{"amount", fault}}.Err()
	}
	to.Balance = 0
	if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&to).Error; err != nil {
		return explained(err)
	}
	why.ID, why.CreatedAt, why.Kind, why.Amount, why.MadeBy = NewID(), a.Now, kind, amount, a.By.ID
	why.ContributionID, why.FromID, why.FromKind, why.ToID, why.ToKind = from.ContributionID, from.ID, from.Kind, to.ID, to.Kind
	return explained(a.DB.Create(&why).Error)
}

// drain moves an amount out of accounts, in their order, each part to where `to` says, and tells what they lacked.
func (a Act) drain(kind TransferKind, accounts []LedgerAccount, amount Money, why Transfer, to func(LedgerAccount) LedgerAccount) (lacked Money, err error) {
	for _, from := range accounts {
		part := min(amount, from.Balance)
		if part <= 0 {
			continue
		}
		if err := a.move(kind, from, to(from), part, why); err != nil {
			return amount, err
		}
		amount -= part
	}
	return amount, nil
}

// receive moves what arrived on a contribution in from its donor.
func (a Act) receive(c Contribution, r Receipt) error {
	donor := donorAccount(c)
	if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&donor).Error; err != nil {
		return explained(err)
	}
	return a.move(ReceiptTransfer, donor, receivedAccount(c), r.Booked, Transfer{ReceiptID: &r.ID})
}

// unreceive moves a receipt back that never was; only what is still unallocated can be.
func (a Act) unreceive(c Contribution, booked Transfer) error {
	if err := a.holds(receivedAccount(c).ID, booked.Amount, "unallocated money of this contribution"); err != nil {
		return err
	}
	return a.move(ReverseTransfers, receivedAccount(c), donorAccount(c), booked.Amount, Transfer{ReversesID: &booked.ID, ReceiptID: booked.ReceiptID})
}

// Allocate puts received money of a contribution on a line; its earmark decides which windows it may go to.
func (a Act) Allocate(c Contribution, l Line, amount Money) error {
	if c.Earmark != "" && c.Earmark != l.Purpose {
		return Refuse(Conflict, "earmark", "this contribution is earmarked for the window %s, the line is for %s", c.Earmark, l.Purpose).
			Mend("an administrator allocates it to a line of its window, or money of another contribution to this line")
	}
	if c.expired(a.Now.Day()) {
		return Refuse(Conflict, "expired", "money of this contribution could be committed until %s", c.ExpiresOn.Words()).
			Mend("an administrator uses money of another contribution")
	}
	if err := a.holds(receivedAccount(c).ID, amount, "received and unallocated money"); err != nil {
		return err
	}
	return a.move(AllocateTransfer, receivedAccount(c), lineAccount(c.ID, c.Contributor, l.ID), amount, Transfer{})
}

// Return takes free money of a contribution from a line back to what is received.
func (a Act) Return(c Contribution, l Line, amount Money) error {
	if err := a.holds(lineAccount(c.ID, c.Contributor, l.ID).ID, amount, "free money of this contribution on the line"); err != nil {
		return err
	}
	if err := a.move(ReturnTransfer, lineAccount(c.ID, c.Contributor, l.ID), receivedAccount(c), amount, Transfer{}); err != nil {
		return err
	}
	return a.keepsFloor(l.ID)
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

// dated is an account with the last day on which its money may be committed.
type dated struct {
	LedgerAccount
	ExpiresOn Date
}

// soonestFirst reads those of some accounts that hold money, what expires first before what expires later or never.
func soonestFirst(q *gorm.DB) (accounts []dated, err error) {
	err = q.Table("ledger_accounts").Select("ledger_accounts.*, contributions.expires_on").
		Joins("JOIN contributions ON contributions.id = ledger_accounts.contribution_id").
		Where("ledger_accounts.balance > 0").
		Order("contributions.expires_on IS NULL, contributions.expires_on, contributions.id, ledger_accounts.id").Find(&accounts).Error
	return accounts, err
}

// inOrder reads the accounts of a kind that hold money of a commitment or a payment, soonest expiry first.
func (a Act) inOrder(kind LedgerKind, column, id string) ([]LedgerAccount, error) {
	found, err := soonestFirst(a.DB.Where("ledger_accounts.kind = ? AND ledger_accounts."+column+" = ?", kind, id))
	accounts := make([]LedgerAccount, len(found))
	for i, account := range found {
		accounts[i] = account.LedgerAccount
	}
	return accounts, err
}

// Release gives back to the lines it came from what a commitment has left, or as much of it as is asked for; what
// expires last goes back first.
func (a Act) Release(c Commitment, most Money) (released Money, err error) {
	accounts, err := a.inOrder(CommitmentAccount, "commitment_id", c.ID)
	if err != nil {
		return 0, err
	}
	slices.Reverse(accounts)
	lacked, err := a.drain(ReleaseTransfer, accounts, most, Transfer{}, func(from LedgerAccount) LedgerAccount {
		return lineAccount(from.ContributionID, from.Donor, *from.LineID)
	})
	return most - lacked, err
}

// restOf is what a commitment holds and has not spent.
func (a Act) restOf(c Commitment) (rest Money, err error) {
	err = a.DB.Model(&LedgerAccount{}).Where("kind = ? AND commitment_id = ?", CommitmentAccount, c.ID).
		Select("COALESCE(SUM(balance), 0)").Scan(&rest).Error
	return rest, err
}

// Pay moves a payment's amount out of its commitment, soonest expiry first.
func (a Act) Pay(c Commitment, p Payment) error {
	accounts, err := a.inOrder(CommitmentAccount, "commitment_id", c.ID)
	if err != nil {
		return err
	}
	lacked, err := a.drain(PayTransfer, accounts, p.Amount, Transfer{PaymentID: &p.ID}, func(from LedgerAccount) LedgerAccount {
		return payeeAccount(from, p)
	})
	if err != nil || lacked <= 0 {
		return err
	}
	return a.short("money left in the commitment", p.Amount, p.Amount-lacked)
}

// Refund takes back from a payee what they returned; what expires last goes back first, as with Release.
func (a Act) Refund(c Commitment, p Payment, amount Money) error {
	if fault := amount.fault(); fault != "" {
		return Faults{{"amount", fault}}.Err()
	}
	accounts, err := a.inOrder(PayeeAccount, "payment_id", p.ID)
	if err != nil {
		return err
	}
	slices.Reverse(accounts)
	lacked, err := a.drain(RefundTransfer, accounts, amount, Transfer{PaymentID: &p.ID}, func(from LedgerAccount) LedgerAccount {
		return commitmentAccount(from, c)
	})
	if err != nil {
		return err
	}
	if lacked > 0 {
		fund, err := LoadFund(a.DB)
		if err != nil {
			return err
		}
		return Refuse(Conflict, "not-enough-money", "only %s of this payment is still with the payee, not %s",
			fund.Format(amount-lacked), fund.Format(amount)).Mend("a refund cannot be more than was paid")
	}
	return a.passOn(c)
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
			return Refuse(Conflict, "refunded", "part of this payment was refunded already").Mend("an administrator books the rest as a refund instead")
		}
		if err := a.move(ReverseTransfers, from, commitmentAccount(from, c), t.Amount, Transfer{ReversesID: &t.ID, PaymentID: &p.ID}); err != nil {
			return err
		}
	}
	return a.passOn(c)
}

// passOn sends what came back to a commitment that is closed on to the lines: nothing is left where nobody can use it.
func (a Act) passOn(c Commitment) error {
	if c.Status != CommitmentReleased {
		return nil
	}
	_, err := a.Release(c, MaxMoney)
	return err
}
