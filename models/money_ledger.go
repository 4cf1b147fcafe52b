package models

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
	"observationfund/models/said"
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
func (a Actor) move(kind TransferKind, from, to LedgerAccount, amount Money, why Transfer) error {
	if fault := amount.fault(); fault != "" {
		return refusal.Fault("amount", fault)
	}
	var last struct {
		Number   int64
		From, To *Money // what the two accounts hold; none where there is no such account
	}
	err := a.DB.Raw(`SELECT (SELECT COALESCE(MAX(number), 0) FROM transfers) AS number,
		(SELECT balance FROM ledger_accounts WHERE id = ?) AS "from", (SELECT balance FROM ledger_accounts WHERE id = ?) AS "to"`, from.ID, to.ID).Scan(&last).Error
	if err != nil {
		return err
	}
	if last.To == nil {
		to.Balance, last.To = 0, new(Money)
		if err := a.DB.Create(&to).Error; err != nil {
			return translate(err)
		}
	}
	if last.From == nil { // a reference refuses it
		last.From = new(Money)
	}
	if err := a.onDay(&why); err != nil {
		return err
	}
	why.Number, why.FromBalance, why.ToBalance = last.Number+1, *last.From-amount, *last.To+amount
	why.ID, why.CreatedAt, why.Kind, why.Amount, why.MadeBy = NewID(), a.Now, kind, amount, a.By.ID
	why.ContributionID, why.FromID, why.FromKind, why.ToID, why.ToKind = from.ContributionID, from.ID, from.Kind, to.ID, to.Kind
	if err := a.Rehearsal.moved(a.DB, from, to, amount); err != nil {
		return err
	}
	return translate(a.DB.Create(&why).Error)
}

// onDay gives a transfer its business day where it has none: today.
func (a Actor) onDay(why *Transfer) (err error) {
	if why.Day.IsZero() {
		why.Day, err = a.today()
	}
	return err
}

// today is the business day of what is done now.
func (a Actor) today() (Date, error) {
	fund, err := LoadFund(a.DB)
	return fund.Today(a.Now), err
}

// transferUpTo moves an amount out of accounts, in their order, each part to where `to` says, and tells what they lacked.
func (a Actor) transferUpTo(kind TransferKind, accounts []LedgerAccount, amount Money, why Transfer, to func(LedgerAccount) LedgerAccount) (shortfall Money, err error) {
	if err := a.onDay(&why); err != nil {
		return amount, err
	}
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
func (a Actor) receive(c Contribution, r Receipt, why Transfer) error {
	donor := donorAccount(c)
	if err := a.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&donor).Error; err != nil {
		return translate(err)
	}
	why.ReceiptID = &r.ID
	return a.move(ReceiptTransfer, donor, receivedAccount(c), r.Booked, why)
}

// reverseReceipt moves a receipt back that never was; its money is unallocated.
func (a Actor) reverseReceipt(c Contribution, r Receipt, why Transfer) error {
	var booked Transfer
	if err := a.DB.Take(&booked, "receipt_id = ? AND kind = ?", r.ID, ReceiptTransfer).Error; err != nil {
		return err
	}
	why.ReversesID, why.ReceiptID = &booked.ID, &r.ID
	return a.move(ReverseTransfers, receivedAccount(c), donorAccount(c), booked.Amount, why)
}

// Allocate puts received money of a contribution on a line; its earmark decides which windows it may go to.
func (a Actor) Allocate(c Contribution, l Line, amount Money) error {
	if c.Earmark != "" && c.Earmark != l.Purpose {
		return refusal.Earmark.With("earmark", c.Earmark, "purpose", l.Purpose)
	}
	today, err := a.today()
	if err != nil {
		return err
	}
	if c.expired(today) {
		return refusal.Expired.With("last", c.ExpiresOn)
	}
	if err := a.checkBalance(receivedAccount(c).ID, amount, said.That("received and unallocated money")); err != nil {
		return err
	}
	return a.move(AllocateTransfer, receivedAccount(c), lineAccount(c.ID, c.Contributor, l.ID), amount, Transfer{Day: today})
}

// Return takes uncommitted money of a contribution from a line back to what is received. What has expired can always go back,
// and what was allocated within the last days and not committed since: it may have been a mistake. The rest leaves the
// reserve its floor.
func (a Actor) Return(c Contribution, l Line, amount Money) error {
	today, err := a.today()
	if err != nil {
		return err
	}
	on := lineAccount(c.ID, c.Contributor, l.ID)
	if err := a.checkBalance(on.ID, amount, said.That("uncommitted money of this contribution on the line")); err != nil {
		return err
	}
	fresh, err := a.fresh(on, today)
	if err != nil {
		return err
	}
	if err := a.move(ReturnTransfer, on, receivedAccount(c), amount, Transfer{Day: today}); err != nil {
		return err
	}
	if c.expired(today) || amount <= fresh {
		return nil
	}
	return a.checkReserveFloor(l.ID)
}

// freshDays is for how many days what was allocated to the reserve can go back, also below its floor.
const freshDays = 7

// fresh is what was allocated to a line within the last days, less what went from it since.
func (a Actor) fresh(on LedgerAccount, today Date) (fresh Money, err error) {
	// What moved on a day was not written a day before it: the last that was is where to begin to look.
	since := today.Plus(-freshDays)
	var before int64
	err = a.DB.Model(&Transfer{}).Where("created_at < ?", since.Plus(-1).Midnight(time.UTC)).Order("created_at DESC, id DESC").Limit(1).Pluck("number", &before).Error
	if err != nil {
		return 0, err
	}
	err = a.DB.Raw(`SELECT (SELECT COALESCE(SUM(amount), 0) FROM transfers WHERE to_id = @account AND number > @before AND day > @since AND from_kind = 'received')
		- (SELECT COALESCE(SUM(amount), 0) FROM transfers WHERE from_id = @account AND number > @before AND day > @since)`,
		map[string]any{"account": on.ID, "before": before, "since": since}).Scan(&fresh).Error
	return fresh, err
}

// checkBalance refuses what an account cannot give.
func (a Actor) checkBalance(account string, amount Money, what said.Sentence) error {
	var has LedgerAccount
	if err := a.DB.Take(&has, "id = ?", account).Error; err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if has.Balance >= amount {
		return nil
	}
	return a.insufficientFunds(what, amount, has.Balance)
}

// insufficientFunds is the refusal of more money than there is.
func (a Actor) insufficientFunds(what said.Sentence, asked, there Money) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	return refusal.NotEnough.With("there", fund.Said(there), "what", what, "asked", fund.Said(asked))
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

// byExpiry reads the accounts of a kind that hold money of a commitment or a payment, soonest expiry first.
func (a Actor) byExpiry(kind LedgerKind, column, id string) ([]LedgerAccount, error) {
	found, err := soonestFirst(a.DB.Where("ledger_accounts.kind = ? AND ledger_accounts."+column+" = ?", kind, id))
	accounts := make([]LedgerAccount, len(found))
	for i, account := range found {
		accounts[i] = account.LedgerAccount
	}
	return accounts, err
}

// Release gives back to the lines it came from all that a commitment has left.
func (a Actor) Release(c Commitment) (released Money, err error) {
	accounts, err := a.byExpiry(CommitmentAccount, "commitment_id", c.ID)
	if err != nil {
		return 0, err
	}
	lacked, err := a.transferUpTo(ReleaseTransfer, accounts, MaxMoney, Transfer{}, func(from LedgerAccount) LedgerAccount {
		return lineAccount(from.ContributionID, from.Donor, *from.LineID)
	})
	return MaxMoney - lacked, err
}

// restOf is what a commitment holds and has not spent.
func (a Actor) restOf(c Commitment) (rest Money, err error) {
	err = a.DB.Model(&LedgerAccount{}).Where("kind = ? AND commitment_id = ?", CommitmentAccount, c.ID).
		Select("COALESCE(SUM(balance), 0)").Scan(&rest).Error
	return rest, err
}

// Pay moves a payment's amount out of its commitment, soonest expiry first.
func (a Actor) Pay(c Commitment, p Payment) error {
	accounts, err := a.byExpiry(CommitmentAccount, "commitment_id", c.ID)
	if err != nil {
		return err
	}
	lacked, err := a.transferUpTo(PayTransfer, accounts, p.Amount, Transfer{PaymentID: &p.ID}, func(from LedgerAccount) LedgerAccount {
		return payeeAccount(from, p)
	})
	if err != nil || lacked <= 0 {
		return err
	}
	return a.insufficientFunds(said.That("money left in the commitment"), p.Amount, p.Amount-lacked)
}

// Refund takes back from a payee what they returned; what expires last goes back first, as with Release.
func (a Actor) Refund(c Commitment, p Payment, r Refund) error {
	accounts, err := a.byExpiry(PayeeAccount, "payment_id", p.ID)
	if err != nil {
		return err
	}
	slices.Reverse(accounts)
	lacked, err := a.transferUpTo(RefundTransfer, accounts, r.Amount, Transfer{PaymentID: &p.ID, RefundID: &r.ID, Day: r.ReceivedOn}, func(from LedgerAccount) LedgerAccount {
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
		return refusal.NotWithPayee.With("left", fund.Said(r.Amount-lacked), "asked", fund.Said(r.Amount))
	}
	return a.passOn(c)
}

// Unrefund reverses every transfer of a refund that never came. What was passed on to the lines since comes back from them.
func (a Actor) Unrefund(c Commitment, r Refund) error {
	var booked []Transfer
	if err := a.DB.Where("payment_id = ? AND refund_id = ? AND kind = ?", r.PaymentID, r.ID, RefundTransfer).Order("number").Find(&booked).Error; err != nil {
		return err
	}
	for _, t := range booked {
		from, err := Find[LedgerAccount](a.DB, t.ToID)
		if err != nil {
			return err
		}
		if lacks := t.Amount - from.Balance; lacks > 0 {
			line := lineAccount(from.ContributionID, from.Donor, *from.LineID)
			if err := a.checkBalance(line.ID, lacks, said.That("what came back still on its line")); err != nil {
				return err
			}
			if err := a.move(CommitTransfer, line, from, lacks, Transfer{RefundID: &r.ID}); err != nil {
				return err
			}
		}
		to, err := Find[LedgerAccount](a.DB, t.FromID)
		if err != nil {
			return err
		}
		if err := a.move(ReverseTransfers, from, to, t.Amount, Transfer{ReversesID: &t.ID, PaymentID: t.PaymentID, RefundID: &r.ID}); err != nil {
			return err
		}
	}
	return nil
}

// reverseTransfers takes back what a payee has of a payment that never should have been: the transfers that brought it are reversed,
// what is left of one of which a part was put right since goes back as it is.
func (a Actor) reverseTransfers(c Commitment, p Payment) error {
	accounts, err := a.byExpiry(PayeeAccount, "payment_id", p.ID)
	if err != nil {
		return err
	}
	for _, from := range accounts {
		var paid []Transfer
		err := a.DB.Where("to_id = ? AND kind = ? AND NOT EXISTS (SELECT 1 FROM transfers other WHERE other.reverses_id = transfers.id)", from.ID, PayTransfer).
			Order("number").Find(&paid).Error
		if err != nil {
			return err
		}
		left := from.Balance
		for _, t := range paid {
			if t.Amount > left {
				continue
			}
			if err := a.move(ReverseTransfers, from, commitmentAccount(from, c), t.Amount, Transfer{ReversesID: &t.ID, PaymentID: &p.ID}); err != nil {
				return err
			}
			left -= t.Amount
		}
		if left > 0 {
			if err := a.move(RefundTransfer, from, commitmentAccount(from, c), left, Transfer{PaymentID: &p.ID}); err != nil {
				return err
			}
		}
	}
	return a.passOn(c)
}

// passOn sends what came back to a commitment that is not open on to the lines: nothing is left where nobody can use it.
func (a Actor) passOn(c Commitment) error {
	if c.Status == CommitmentOpen {
		return nil
	}
	_, err := a.Release(c)
	return err
}
