package models

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models/said"
	"observationfund/models/spelling"
)

// Statement follows one contribution's money to its payees: where it was before a period and after it. The closing figures are
// the opening ones and nothing but the transfers between them, of which each is an entry.
type Statement struct {
	Contribution Contribution `json:"contribution"`
	From         Date         `json:"from,omitzero"`  // first day of the period; none: the beginning
	Until        Date         `json:"until,omitzero"` // the day after its last; none: now
	Opening      Balances     `json:"opening"`
	Transfers    int64        `json:"transfers" description:"how many moved money in the period: the entries of the statement"`
	Closing      Balances     `json:"closing"`
	Payees       []PayeeTotal `json:"payees"` // to whom it went, over the whole time until the end of the period
	Proof        Proof        `json:"proof"`
	Reconciled   bool         `json:"reconciled" description:"all transfers to date add up to the balances of the ledger"`
}

// StatementEntry is one transfer in words, and where the contribution's money is after it.
type StatementEntry struct {
	TransferID string       `json:"transferId"`
	Number     int64        `json:"number"`
	Day        Date         `json:"day"` // when the money moved, in the fund's zone
	At         Time         `json:"at"`  // when it was written
	Kind       TransferKind `json:"kind"`
	Words      string       `json:"words"`
	said.Source
	Amount        Money    `json:"amount"`
	BankReference string   `json:"bankReference,omitempty"`
	LineID        string   `json:"lineId,omitempty"`
	Line          string   `json:"line,omitempty"`
	CommitmentID  string   `json:"commitmentId,omitempty"`
	Commitment    string   `json:"commitment,omitempty"`
	Host          string   `json:"host,omitempty"`
	PaymentID     string   `json:"paymentId,omitempty"`
	Payee         string   `json:"payee,omitempty"`
	Purpose       string   `json:"purpose,omitempty"`
	CorrectionID  string   `json:"correctionId,omitempty"`
	After         Balances `json:"after"`
}

// PayeeTotal is what one payee has of a contribution.
type PayeeTotal struct {
	Payee  string `json:"payee"`
	Amount Money  `json:"amount"`
}

// LoadStatement writes the statement of a contribution for a period, by the business days of its transfers.
func LoadStatement(db *gorm.DB, now Time, c Contribution, from, until Date) (Statement, error) {
	s := Statement{Contribution: c, From: from, Until: until}
	if err := LoadContributionDetails(db, now, &s.Contribution); err != nil {
		return s, err
	}
	if !from.IsZero() {
		if _, err := s.Opening.follow(db.Where("contribution_id = ? AND day < ?", c.ID, from)); err != nil {
			return s, err
		}
	}
	var err error
	s.Closing = s.Opening
	if s.Transfers, err = s.Closing.follow(inPeriod(db, c, from, until)); err != nil {
		return s, err
	}
	today := s.Closing
	if !until.IsZero() {
		if _, err := today.follow(db.Where("contribution_id = ? AND day >= ?", c.ID, until)); err != nil {
			return s, err
		}
	}
	s.Proof, s.Reconciled = s.Closing.Proof(), today == s.Contribution.Money.Balances
	s.Payees, err = payees(inPeriod(db, c, Date{}, until))
	return s, err
}

// inPeriod finds the transfers of a contribution from a day until another; where there is none, from the first or to the last.
func inPeriod(db *gorm.DB, c Contribution, from, until Date) *gorm.DB {
	q := db.Where("transfers.contribution_id = ?", c.ID)
	if !from.IsZero() {
		q = q.Where("transfers.day >= ?", from)
	}
	if !until.IsZero() {
		q = q.Where("transfers.day < ?", until)
	}
	return q
}

// follow counts transfers, as many as a query finds.
func (f *Balances) follow(q *gorm.DB) (transfers int64, err error) {
	var sums []struct {
		FromKind, ToKind LedgerKind
		Amount           Money
		Transfers        int64
	}
	err = q.Model(&Transfer{}).Select("from_kind, to_kind, SUM(amount) AS amount, COUNT(*) AS transfers").Group("from_kind, to_kind").Find(&sums).Error
	for _, sum := range sums {
		transfers += sum.Transfers
		if err == nil {
			err = f.move(sum.FromKind, sum.ToKind, sum.Amount)
		}
	}
	return transfers, err
}

// move counts what moved between accounts of two kinds.
func (f *Balances) move(from, to LedgerKind, amount Money) error {
	if err := f.add(from, -amount); err != nil {
		return err
	}
	return f.add(to, amount)
}

// payees adds up to whom transfers went, in the order in which they were first to be paid; one that is written in several
// ways is one.
func payees(q *gorm.DB) ([]PayeeTotal, error) {
	var sums []PayeeTotal
	err := q.Model(&Transfer{}).Joins("JOIN payments ON payments.id = transfers.payment_id").
		Select("payments.payee, SUM(CASE transfers.to_kind WHEN 'payee' THEN transfers.amount ELSE -transfers.amount END) AS amount").
		Group("payments.payee").Order("MIN(payments.id)").Find(&sums).Error
	all, at := []PayeeTotal{}, map[string]int{}
	for _, sum := range sums {
		n, known := at[spelling.Fold(sum.Payee)]
		if !known {
			n, all = len(all), append(all, PayeeTotal{Payee: sum.Payee})
			at[spelling.Fold(sum.Payee)] = n
		}
		all[n].Amount += sum.Amount
	}
	return slices.DeleteFunc(all, func(p PayeeTotal) bool { return p.Amount <= 0 }), err
}

// LoadEntries reads transfers of a statement, by their days and of one day by their numbers: so many after the one with a number,
// or the first; more reports whether others follow. That there is no such transfer is an error.
func LoadEntries(db *gorm.DB, c Contribution, from, until Date, after int64, most int) (entries []StatementEntry, more bool, err error) {
	q, before := inPeriod(db, c, from, until), db.Where("contribution_id = ? AND day < ?", c.ID, from)
	if after != 0 {
		var last Transfer
		if err := inPeriod(db, c, from, until).Take(&last, "number = ?", after).Error; err != nil {
			return nil, false, translate(err)
		}
		q = q.Where("(day, number) > (?, ?)", last.Day, last.Number)
		before = db.Where("contribution_id = ? AND (day, number) <= (?, ?)", c.ID, last.Day, last.Number)
	}
	var running Balances
	if after != 0 || !from.IsZero() {
		if _, err := running.follow(before); err != nil {
			return nil, false, err
		}
	}
	var transfers []Transfer
	if err := q.Order("day, number").Limit(most + 1).Find(&transfers).Error; err != nil {
		return nil, false, err
	}
	if more = len(transfers) > most; more {
		transfers = transfers[:most]
	}
	all, err := loadTrail(db, transfers)
	entries = make([]StatementEntry, len(transfers))
	for i, t := range transfers {
		if err == nil {
			err = running.move(t.FromKind, t.ToKind, t.Amount)
		}
		entries[i] = all.entry(t)
		entries[i].After = running
	}
	return entries, more, err
}

// trail is what some transfers lead past, by id.
type trail struct {
	accounts    map[string]LedgerAccount
	lines       map[string]Line
	commitments map[string]Commitment
	payments    map[string]Payment
	receipts    map[string]Receipt
}

func loadTrail(db *gorm.DB, transfers []Transfer) (all trail, err error) {
	var accounts, lines, commitments, payments, receipts []string
	note := func(ids *[]string, id *string) {
		if id != nil {
			*ids = append(*ids, *id)
		}
	}
	among := func(ids []string) *gorm.DB {
		slices.Sort(ids)
		return db.Where("id IN ?", slices.Compact(ids))
	}
	for _, t := range transfers {
		accounts = append(accounts, t.FromID, t.ToID)
		note(&receipts, t.ReceiptID)
	}
	if all.accounts, err = byID(among(accounts), func(a LedgerAccount) string { return a.ID }); err != nil {
		return all, err
	}
	for _, a := range all.accounts {
		note(&lines, a.LineID)
		note(&commitments, a.CommitmentID)
		note(&payments, a.PaymentID)
	}
	if all.lines, err = byID(among(lines), func(l Line) string { return l.ID }); err != nil {
		return all, err
	}
	if all.commitments, err = byID(among(commitments), func(c Commitment) string { return c.ID }); err != nil {
		return all, err
	}
	if all.payments, err = byID(among(payments), func(p Payment) string { return p.ID }); err != nil {
		return all, err
	}
	all.receipts, err = byID(among(receipts), func(r Receipt) string { return r.ID })
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
	what := e.said(t.FromKind)
	if t.CorrectionID != nil {
		e.CorrectionID, what = *t.CorrectionID, said.That("Correction: {what}", "what", what)
	}
	e.Words, e.Source = what.Text, what.Source
	return e
}

func (e StatementEntry) said(from LedgerKind) said.Sentence {
	switch e.Kind {
	case ReceiptTransfer:
		return said.That("Received, bank reference {reference}", "reference", e.BankReference)
	case AllocateTransfer:
		return said.That("Allocated to {line}", "line", e.Line)
	case ReturnTransfer:
		return said.That("Returned from {line}", "line", e.Line)
	case CommitTransfer:
		return said.That("Committed from {line} to {commitment}", "line", e.Line, "commitment", e.Commitment)
	case ReleaseTransfer:
		return said.That("Released from {commitment} to {line}", "commitment", e.Commitment, "line", e.Line)
	case PayTransfer:
		return said.That("Paid to {payee} for {purpose}", "payee", e.Payee, "purpose", e.Purpose)
	case RefundTransfer:
		return said.That("Refunded by {payee}", "payee", e.Payee)
	}
	switch from {
	case CommitmentAccount:
		return said.That("Refund by {payee} reversed", "payee", e.Payee)
	case ReceivedAccount:
		return said.That("Receipt reversed, bank reference {reference}", "reference", e.BankReference)
	}
	return said.That("Payment to {payee} reversed", "payee", e.Payee)
}
