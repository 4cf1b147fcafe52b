package models

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Guarantee 5: the record. Verifying reads the journal from its first entry and computes every hash anew; what the
// rows say now is then held against what the journal says was decided, and the books are added up.

// Verification is what verifying found.
type Verification struct {
	Entries int64    `json:"entries"`
	Head    string   `json:"head"` // the hash of the last entry: note it down, and nothing before it can be altered unseen
	OK      bool     `json:"ok"`
	Faults  []string `json:"faults"`
}

// chain verifies entries as they come, in order.
type chain struct {
	last   Entry
	broken bool
	faults []string
	states map[Ref]string // where the journal says each thing stands
}

func newChain() *chain { return &chain{last: Entry{Hash: genesis}, states: map[Ref]string{}} }

// add holds an entry against the one before it; only the first that was altered is named, all after it follow from it.
func (c *chain) add(e Entry) {
	if c.broken {
		return
	}
	var wrong string
	switch {
	case e.Seq != c.last.Seq+1:
		wrong = fmt.Sprintf("entry %d is missing: %d follows %d", c.last.Seq+1, e.Seq, c.last.Seq)
	case e.Previous != c.last.Hash:
		wrong = fmt.Sprintf("entry %d does not follow from entry %d", e.Seq, c.last.Seq)
	case e.sum() != e.Hash:
		wrong = fmt.Sprintf("entry %d (%s, %s %s, %s) was altered", e.Seq, e.Action, e.Subject.Kind, e.Subject.ID, e.At.Words())
	}
	if wrong != "" {
		c.broken = true
		c.faults = append(c.faults, wrong)
		return
	}
	c.last = e
	var facts struct{ To *string }
	if json.Unmarshal([]byte(e.Facts), &facts) == nil && facts.To != nil {
		c.states[e.Subject] = *facts.To
	}
}

func (c *chain) found() Verification {
	return Verification{Entries: c.last.Seq, Head: c.last.Hash, OK: len(c.faults) == 0, Faults: append([]string{}, c.faults...)}
}

// VerifyFund verifies the journal, the reasons beside it, the state of every row against it, the books, and the triggers.
func VerifyFund(ctx context.Context, db *DB) (v Verification, err error) {
	err = db.Snapshot(ctx, func(tx *gorm.DB) error {
		v, err = Verify(tx)
		return err
	})
	return v, err
}

// Verify does what VerifyFund does, in a snapshot the caller holds.
func Verify(tx *gorm.DB) (Verification, error) {
	c := newChain()
	if err := EachEntry(tx, 0, func(e Entry) error { c.add(e); return nil }); err != nil {
		return Verification{}, err
	}
	for _, check := range []func(*gorm.DB) error{c.reasons, c.rows, c.books, c.guards} {
		if err := check(tx); err != nil {
			return Verification{}, err
		}
	}
	return c.found(), nil
}

// EachEntry goes through the journal in order, after an entry, without holding all of it in memory.
func EachEntry(db *gorm.DB, after int64, do func(Entry) error) error {
	for {
		var batch []Entry
		if err := db.Where("seq > ?", after).Order("seq").Limit(1000).Find(&batch).Error; err != nil {
			return err
		}
		for _, e := range batch {
			if err := do(e); err != nil {
				return err
			}
			after = e.Seq
		}
		if len(batch) < 1000 {
			return nil
		}
	}
}

// reasons holds every reason that was not erased against the hash that the journal has of it.
func (c *chain) reasons(tx *gorm.DB) error {
	var rows []struct {
		Seq         int64
		Body, Facts string
	}
	err := tx.Table("journal_reasons").Joins("JOIN journal ON journal.seq = journal_reasons.seq").
		Select("journal.seq, journal_reasons.body, journal.facts").Where("journal_reasons.body <> ''").Order("journal.seq").Scan(&rows).Error
	for _, r := range rows {
		var facts struct{ Reason string }
		if json.Unmarshal([]byte(r.Facts), &facts) != nil || facts.Reason != Digest([]byte(r.Body)) {
			c.faults = append(c.faults, fmt.Sprintf("the reason beside entry %d was altered", r.Seq))
		}
	}
	return err
}

// kinds are the tables whose rows stand where the journal says.
var kinds = []struct {
	kind  RefKind
	table string
}{
	{"observer", "observers"}, {"account", "accounts"}, {"training", "trainings"}, {"opportunity", "opportunities"},
	{"training_request", "training_requests"}, {"invitation", "invitations"}, {"deployment_request", "deployment_requests"},
	{"deployment", "deployments"}, {"assignment", "assignments"}, {"contribution", "contributions"}, {"commitment", "commitments"},
	{"payment", "payments"}, {"correction", "corrections"},
}

// rows holds the state of every row against the last decision about it.
func (c *chain) rows(tx *gorm.DB) error {
	if c.broken {
		return nil // what follows an altered entry proves nothing
	}
	c.states[Ref{"account", SystemID}] = string(AccountActive) // it is there before the first entry
	for _, k := range kinds {
		var rows []struct{ ID, Status string }
		if err := tx.Table(k.table).Select("id, status").Order("id").Scan(&rows).Error; err != nil {
			return err
		}
		kept := map[string]bool{}
		for _, r := range rows {
			kept[r.ID] = true
			if decided, ok := c.states[Ref{k.kind, r.ID}]; !ok || decided != r.Status {
				c.faults = append(c.faults, fmt.Sprintf("%s %s is %s, the journal says %q", words(k.kind), r.ID, words(r.Status), words(decided)))
			}
		}
		for _, ref := range slices.SortedFunc(maps.Keys(c.states), func(a, b Ref) int { return strings.Compare(a.ID, b.ID) }) {
			if ref.Kind == k.kind && !kept[ref.ID] {
				c.faults = append(c.faults, fmt.Sprintf("%s %s is gone, the journal says %q", words(k.kind), ref.ID, words(c.states[ref])))
			}
		}
	}
	return nil
}

// books adds up every account from its transfers, and all of them to nothing.
func (c *chain) books(tx *gorm.DB) error {
	var wrong []struct {
		ID             string
		Balance, Moved Money
	}
	err := tx.Raw(`SELECT id, balance, moved FROM (SELECT a.id, a.balance,
		COALESCE((SELECT SUM(amount) FROM transfers WHERE to_id = a.id), 0) - COALESCE((SELECT SUM(amount) FROM transfers WHERE from_id = a.id), 0) AS moved
		FROM ledger_accounts a) AS books WHERE balance <> moved ORDER BY id`).Scan(&wrong).Error
	if err != nil {
		return err
	}
	for _, w := range wrong {
		c.faults = append(c.faults, fmt.Sprintf("account %s holds %d, its transfers make %d (minor units)", w.ID, w.Balance, w.Moved))
	}
	var sum Money
	if err := tx.Model(&LedgerAccount{}).Select("COALESCE(SUM(balance), 0)").Scan(&sum).Error; err != nil {
		return err
	}
	if sum != 0 {
		c.faults = append(c.faults, fmt.Sprintf("all accounts together hold %d (minor units), not nothing", sum))
	}
	return nil
}

// guards looks for the triggers without which the database would let anybody alter what it holds.
func (c *chain) guards(tx *gorm.DB) error {
	found, err := strays(tx)
	for _, s := range found {
		c.faults = append(c.faults, s.String())
	}
	return err
}

// VerifyExport verifies an exported journal, one entry a line, without any database.
func VerifyExport(export io.Reader) (Verification, error) {
	c := newChain()
	lines := bufio.NewScanner(export)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var e Entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return Verification{}, fmt.Errorf("line %d is not an entry of a journal: %w", n, err)
		}
		c.add(e)
	}
	return c.found(), lines.Err()
}
