package models_test

import (
	"fmt"
	"reflect"
	"strings"

	"pgregory.net/rapid"

	"observationfund/models"
)

// never are the questions that no book of ours answers with anything but none.
var never = map[string]string{
	"accounts that do not add up to nothing": `SELECT 1 FROM (SELECT SUM(balance) AS total FROM ledger_accounts) AS books WHERE total <> 0`,
	"a balance that is not the sum of its transfers": `SELECT 1 FROM ledger_accounts a WHERE a.balance <>
		COALESCE((SELECT SUM(amount) FROM transfers WHERE to_id = a.id), 0) - COALESCE((SELECT SUM(amount) FROM transfers WHERE from_id = a.id), 0)`,
	"an account below zero":             `SELECT 1 FROM ledger_accounts WHERE CASE kind WHEN 'donor' THEN balance > 0 ELSE balance < 0 END`,
	"a host that pays for its mission":  `SELECT 1 FROM ledger_accounts JOIN commitments ON commitments.id = commitment_id WHERE donor = commitments.host`,
	"earmarked money in another window": `SELECT 1 FROM ledger_accounts a JOIN contributions c ON c.id = a.contribution_id JOIN lines l ON l.id = a.line_id WHERE c.earmark <> '' AND c.earmark <> l.purpose`,
	"money in a commitment that is closed": `SELECT 1 FROM ledger_accounts a JOIN commitments c ON c.id = a.commitment_id
		WHERE a.kind = 'commitment' AND c.status <> 'open' AND a.balance > 0`,
	"a payment that waits in a commitment that is closed": `SELECT 1 FROM payments p JOIN commitments c ON c.id = p.commitment_id
		WHERE p.status = 'requested' AND c.status <> 'open'`,
	"payments that wait for more than is left": `SELECT 1 FROM commitments c WHERE
		COALESCE((SELECT SUM(amount) FROM payments WHERE commitment_id = c.id AND status = 'requested'), 0)
		> COALESCE((SELECT SUM(balance) FROM ledger_accounts WHERE commitment_id = c.id AND kind = 'commitment'), 0)`,
	"a payee who holds another amount than the payment says": `SELECT 1 FROM payments p WHERE
		CASE WHEN p.status IN ('paid', 'refunded', 'reversed') THEN p.amount - p.refunded ELSE 0 END
		<> COALESCE((SELECT SUM(balance) FROM ledger_accounts WHERE payment_id = p.id), 0)`,
	"money for a mission from a line of another window": `SELECT 1 FROM ledger_accounts a JOIN lines l ON l.id = a.line_id
		JOIN commitments c ON c.id = a.commitment_id WHERE c.deployment_id IS NOT NULL AND l.purpose NOT IN ('deployment', 'reserve')`,
	"a transfer between contributions": `SELECT 1 FROM transfers t JOIN ledger_accounts a ON a.id IN (t.from_id, t.to_id) WHERE a.contribution_id <> t.contribution_id`,
	"a receipt booked as another amount": `SELECT 1 FROM receipts r WHERE r.booked <>
		COALESCE((SELECT SUM(amount) FROM transfers WHERE receipt_id = r.id AND kind = 'receipt'), 0)`,
}

// brokenBooks is all of them at once.
var brokenBooks = func() string {
	var questions []string
	for what, query := range never {
		questions = append(questions, strings.Replace(query, "SELECT 1", "SELECT '"+what+"' AS what", 1))
	}
	return strings.Join(questions, " UNION ALL ")
}()

func (h *history) check(r *rapid.T) {
	var broken []string
	if err := h.tx.Raw(brokenBooks).Scan(&broken).Error; err != nil || len(broken) > 0 {
		r.Fatalf("there is %v: %v", broken, err)
	}
	figures, err := models.LoadFigures(h.tx, h.p.now)
	if err != nil {
		r.Fatal(err)
	}
	if figures.Proof != (models.Proof{SpentWithinCommitted: true, CommittedWithinAllocated: true, AllocatedWithinReceived: true, Balanced: true}) || figures.HostShare != 0 {
		r.Fatalf("%+v", figures)
	}
	h.expiry(r)
}

// statements follows every contribution's money from the beginning.
func (h *history) statements() {
	for _, c := range h.contributions {
		statement, err := models.LoadStatement(h.tx, h.p.now, *c, models.Date{}, models.Date{})
		if err != nil || !statement.Reconciled || statement.Closing != statement.Contribution.Money.Balances || statement.Contribution.Outstanding < 0 {
			h.r.Fatalf("%+v: %v", statement, err)
		}
		entries, more, err := models.LoadEntries(h.tx, *c, models.Date{}, models.Date{}, 0, 1_000_000)
		if err != nil || more || int64(len(entries)) != statement.Transfers {
			h.r.Fatalf("%d entries of %d, %v", len(entries), statement.Transfers, err)
		}
		if len(entries) > 1 { // in two pages
			half := len(entries) / 2
			rest, more, err := models.LoadEntries(h.tx, *c, models.Date{}, models.Date{}, entries[half-1].Number, 1_000_000)
			if err != nil || more || !reflect.DeepEqual(rest, entries[half:]) {
				h.r.Fatalf("after entry %d: %v, %v", half, rest, err)
			}
		}
		for _, entry := range entries {
			if !entry.After.Proof().Balanced || !entry.After.Proof().AllocatedWithinReceived {
				h.r.Fatalf("%+v", entry)
			}
		}
	}
}

// expiry sees that nothing was committed after its last day, but for what was put right since.
func (h *history) expiry(r *rapid.T) {
	var commits []struct {
		CreatedAt models.Time
		ExpiresOn models.Date
	}
	err := h.tx.Raw(`SELECT t.created_at, c.expires_on FROM transfers t JOIN contributions c ON c.id = t.contribution_id
		WHERE t.kind IN ('commit', 'allocate') AND c.expires_on IS NOT NULL AND t.correction_id IS NULL AND t.refund_id IS NULL`).Scan(&commits).Error
	if err != nil {
		r.Fatal(err)
	}
	for _, commit := range commits {
		if commit.CreatedAt.Day().After(commit.ExpiresOn) {
			r.Fatal(fmt.Sprint("committed on ", commit.CreatedAt, " what expired on ", commit.ExpiresOn))
		}
	}
}
