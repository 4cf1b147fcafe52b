package models

import "gorm.io/gorm"

// Statement follows one contribution's money to its payees: every transfer of it in a period, in order. The closing
// figures are the opening ones and nothing but the entries between them.
type Statement struct {
	Contribution Contribution     `json:"contribution"`
	From         Date             `json:"from,omitzero"`  // first day of the period; none: the beginning
	Until        Date             `json:"until,omitzero"` // the day after its last; none: now
	Opening      Balances         `json:"opening"`
	Entries      []StatementEntry `json:"entries"`
	Closing      Balances         `json:"closing"`
	Payees       []PayeeTotal     `json:"payees"` // to whom it went, over the whole time until the end of the period
	Proof        Proof            `json:"proof"`
	Reconciled   bool             `json:"reconciled" description:"all transfers to date add up to the balances of the ledger"`
}

// StatementEntry is one transfer in words, and where the contribution's money is after it.
type StatementEntry struct {
	TransferID    string       `json:"transferId"`
	Number        int64        `json:"number"`
	Day           Date         `json:"day"` // when the money moved, in the fund's zone
	At            Time         `json:"at"`  // when it was written
	Kind          TransferKind `json:"kind"`
	Words         string       `json:"words"`
	Amount        Money        `json:"amount"`
	BankReference string       `json:"bankReference,omitempty"`
	LineID        string       `json:"lineId,omitempty"`
	Line          string       `json:"line,omitempty"`
	CommitmentID  string       `json:"commitmentId,omitempty"`
	Commitment    string       `json:"commitment,omitempty"`
	Host          string       `json:"host,omitempty"`
	PaymentID     string       `json:"paymentId,omitempty"`
	Payee         string       `json:"payee,omitempty"`
	Purpose       string       `json:"purpose,omitempty"`
	CorrectionID  string       `json:"correctionId,omitempty"`
	After         Balances     `json:"after"`
}

// PayeeTotal is what one payee has of a contribution.
type PayeeTotal struct {
	Payee  string `json:"payee"`
	Amount Money  `json:"amount"`
}

// LoadStatement writes the statement of a contribution for a period, by the business days of its transfers.
func LoadStatement(db *gorm.DB, now Time, c Contribution, from, until Date) (Statement, error) {
	s := Statement{Contribution: c, From: from, Until: until, Entries: []StatementEntry{}, Payees: []PayeeTotal{}}
	if err := ReckonContributions(db, now, &s.Contribution); err != nil {
		return s, err
	}
	var transfers []Transfer
	if err := db.Where("contribution_id = ?", c.ID).Order("day, number").Find(&transfers).Error; err != nil {
		return s, err
	}
	all, err := loadTrail(db, c.ID)
	if err != nil {
		return s, err
	}
	var running Balances
	received := map[string]Money{}
	for _, t := range transfers {
		if err := running.move(t); err != nil {
			return s, err
		}
		if !from.IsZero() && t.Day.Before(from) {
			s.Opening = running
			all.pays(t, received)
			continue
		}
		if !until.IsZero() && !t.Day.Before(until) {
			continue
		}
		all.pays(t, received)
		entry := all.entry(t)
		entry.After = running
		s.Entries = append(s.Entries, entry)
	}
	s.Closing = s.Opening
	if len(s.Entries) > 0 {
		s.Closing = s.Entries[len(s.Entries)-1].After
	}
	for _, payee := range all.payees {
		if received[Fold(payee)] > 0 {
			s.Payees = append(s.Payees, PayeeTotal{payee, received[Fold(payee)]})
		}
	}
	s.Proof, s.Reconciled = s.Closing.Proof(), running == s.Contribution.Money.Balances
	return s, nil
}

// move counts a transfer.
func (f *Balances) move(t Transfer) error {
	if err := f.add(t.FromKind, -t.Amount); err != nil {
		return err
	}
	return f.add(t.ToKind, t.Amount)
}

// trail is what the transfers of a contribution lead past, by id.
type trail struct {
	accounts    map[string]LedgerAccount
	lines       map[string]Line
	commitments map[string]Commitment
	payments    map[string]Payment
	receipts    map[string]Receipt
	payees      []string // in the order in which they were first to be paid; one that is written in several ways is one
}

func loadTrail(db *gorm.DB, contributionID string) (all trail, err error) {
	accounts := db.Session(&gorm.Session{NewDB: true}).Model(&LedgerAccount{}).Where("contribution_id = ?", contributionID)
	through := func(column string) *gorm.DB {
		return db.Where("id IN (?)", accounts.Session(&gorm.Session{}).Select(column))
	}
	if all.accounts, err = byID(accounts.Session(&gorm.Session{}), func(a LedgerAccount) string { return a.ID }); err != nil {
		return all, err
	}
	if all.lines, err = byID(through("line_id"), func(l Line) string { return l.ID }); err != nil {
		return all, err
	}
	if all.commitments, err = byID(through("commitment_id"), func(c Commitment) string { return c.ID }); err != nil {
		return all, err
	}
	if all.payments, err = byID(through("payment_id").Order("id"), func(p Payment) string {
		all.payees = append(all.payees, p.Payee)
		return p.ID
	}); err != nil {
		return all, err
	}
	all.payees = unique(all.payees)
	all.receipts, err = byID(db.Where("contribution_id = ?", contributionID), func(r Receipt) string { return r.ID })
	return all, err
}

func byID[T any](q *gorm.DB, id func(T) string) (map[string]T, error) {
	var rows []T
	err := q.Find(&rows).Error
	by := make(map[string]T, len(rows))
	for _, row := range rows {
		by[id(row)] = row
	}
	return by, err
}

func unique(names []string) (once []string) {
	seen := map[string]bool{}
	for _, name := range names {
		if !seen[Fold(name)] {
			once = append(once, name)
		}
		seen[Fold(name)] = true
	}
	return once
}

// pays counts what a transfer gives to a payee or takes back.
func (all trail) pays(t Transfer, received map[string]Money) {
	if t.PaymentID == nil {
		return
	}
	payee := Fold(all.payments[*t.PaymentID].Payee)
	if t.ToKind == PayeeAccount {
		received[payee] += t.Amount
	} else {
		received[payee] -= t.Amount
	}
}

// entry writes a transfer in words; both of its accounts know something about it.
func (all trail) entry(t Transfer) StatementEntry {
	e := StatementEntry{TransferID: t.ID, Number: t.Number, Day: t.Day, At: t.CreatedAt, Kind: t.Kind, Amount: t.Amount}
	for _, account := range []LedgerAccount{all.accounts[t.FromID], all.accounts[t.ToID]} {
		if account.LineID != nil {
			e.LineID, e.Line = *account.LineID, all.lines[*account.LineID].Title
		}
		if account.CommitmentID != nil {
			commitment := all.commitments[*account.CommitmentID]
			e.CommitmentID, e.Commitment, e.Host = commitment.ID, commitment.Title, commitment.Host
		}
		if account.PaymentID != nil {
			payment := all.payments[*account.PaymentID]
			e.PaymentID, e.Payee, e.Purpose = payment.ID, payment.Payee, payment.Purpose
		}
	}
	if t.ReceiptID != nil {
		e.BankReference = all.receipts[*t.ReceiptID].BankReference
	}
	e.Words = e.words(t.FromKind)
	if t.CorrectionID != nil {
		e.CorrectionID, e.Words = *t.CorrectionID, "Correction: "+e.Words
	}
	return e
}

func (e StatementEntry) words(from LedgerKind) string {
	switch e.Kind {
	case ReceiptTransfer:
		return "Received, bank reference " + e.BankReference
	case AllocateTransfer:
		return "Allocated to " + e.Line
	case ReturnTransfer:
		return "Returned from " + e.Line
	case CommitTransfer:
		return "Committed from " + e.Line + " to " + e.Commitment
	case ReleaseTransfer:
		return "Released from " + e.Commitment + " to " + e.Line
	case PayTransfer:
		return "Paid to " + e.Payee + " for " + e.Purpose
	case RefundTransfer:
		return "Refunded by " + e.Payee
	}
	switch from {
	case CommitmentAccount:
		return "Refund by " + e.Payee + " reversed"
	case ReceivedAccount:
		return "Receipt reversed, bank reference " + e.BankReference
	}
	return "Payment to " + e.Payee + " reversed"
}
