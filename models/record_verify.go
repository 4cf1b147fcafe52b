package models

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"gorm.io/gorm"
)

// Guarantee 5: the record. Verifying reads the journal from its first entry and computes every hash anew; what the
// rows say now is then held against what the journal says was decided, and the books are added up.

// Verification is what verifying found.
type Verification struct {
	Entries int64    `json:"entries"`
	Head    string   `json:"head"` // HASH@N: note it down, and nothing before it can be altered unseen
	OK      bool     `json:"ok"`
	Faults  []string `json:"faults"`
}

// Progress is told how far verifying has come: what is being held against the record, how many of it were, and of how many.
type Progress func(what string, done, of int64)

// chain verifies entries as they come, in order. It holds nothing in memory that grows with the record.
type chain struct {
	last     Entry
	hasher   hasher
	broken   bool
	faults   []string
	named    int               // faults of what is being verified
	decided  map[RefKind]int64 // how many entries say where things of a kind stand
	written  int64             // how many say that a message was written
	sealed   Seal              // the last
	hashes   [][32]byte        // of the entries of an export, which its seals are held against
	exported bool

	tell     Progress
	what     string
	done, of int64
}

func newChain() *chain {
	return &chain{last: Entry{Hash: genesis}, sealed: Seal{Hash: genesis}, decided: map[RefKind]int64{}}
}

// mostFaults is how many faults of one kind are named at most.
const mostFaults = 200

func (c *chain) fault(format string, args ...any) {
	if c.named++; c.named <= mostFaults {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

// unnamed says how many faults were not named.
func (c *chain) unnamed() {
	if c.named > mostFaults {
		c.faults = append(c.faults, fmt.Sprintf("%s: %d more faults", c.what, c.named-mostFaults))
	}
	c.named = 0
}

// start says that the rows of a table come next.
func (c *chain) start(tx *gorm.DB, what, table string) error {
	c.unnamed()
	c.what, c.done, c.of = what, 0, 0
	if c.tell == nil {
		return nil
	}
	err := tx.Raw("SELECT COUNT(*) FROM " + table).Scan(&c.of).Error
	c.tell(c.what, 0, c.of)
	return err
}

// row says that another was held against the record.
func (c *chain) row() {
	if c.done++; c.tell != nil && c.done%5000 == 0 {
		c.tell(c.what, min(c.done, c.of), c.of)
	}
}

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
	case string(c.hasher.sum(e)) != e.Hash:
		wrong = fmt.Sprintf("entry %d (%s, %s %s, %s) was altered", e.Seq, e.Action, e.Subject.Kind, e.Subject.ID, e.At.Words())
	}
	if wrong == "" && e.At.Before(c.last.At.Time) && e.Action != CorrectClock {
		c.fault("the time of entry %d, %s, is before that of entry %d, %s", e.Seq, e.At.Words(), c.last.Seq, c.last.At.Words())
	}
	if wrong != "" {
		c.broken = true
		c.faults = append(c.faults, wrong)
		return
	}
	c.last = e
	if c.exported {
		var hash [32]byte
		if _, err := hex.Decode(hash[:], []byte(e.Hash)); err != nil {
			panic(err) // it is what we have summed
		}
		c.hashes = append(c.hashes, hash)
	}
	if _, ok := fact(e.Facts, "to"); ok {
		c.decided[e.Subject.Kind]++
	}
	if e.Action == WriteMessage {
		c.written++
	}
}

// head is that of what has come by.
func (c *chain) head() Head {
	if c.sealed.Number == 0 {
		return Head{c.last.Hash, c.last.Seq}
	}
	return Head{c.sealed.Hash, c.last.Seq}
}

func (c *chain) found() Verification {
	c.unnamed()
	return Verification{Entries: c.last.Seq, Head: c.head().String(), OK: len(c.faults) == 0, Faults: append([]string{}, c.faults...)}
}

// entries holds every entry of the journal against the one before it.
func (c *chain) entries(tx *gorm.DB) error {
	if err := c.start(tx, "journal", "journal"); err != nil {
		return err
	}
	return EachEntry(tx, 0, func(e Entry) error {
		c.row()
		c.add(e)
		return nil
	})
}

// EachEntry goes through the journal in order, after an entry, without holding any of it in memory but one.
func EachEntry(db *gorm.DB, after int64, do func(Entry) error) error {
	var e Entry
	return eachRow(db.Model(&Entry{}).Select("seq, at, account_id, action, subject_kind, subject_id, facts, proposal_id, previous, hash").Where("seq > ?", after).Order("seq"),
		func() error { return do(e) },
		&e.Seq, &e.At, &e.AccountID, (*string)(&e.Action), (*string)(&e.Subject.Kind), &e.Subject.ID, &e.Facts, &e.Proposal, &e.Previous, &e.Hash)
}

// eachRow reads the rows of a query into the same places, one after another. While it does, a transaction of PostgreSQL reads
// nothing else.
func eachRow(q *gorm.DB, do func() error, places ...any) error {
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	for err == nil && rows.Next() {
		if err = rows.Scan(places...); err == nil {
			err = do()
		}
	}
	return errors.Join(err, rows.Err(), rows.Close())
}

// reasons holds every reason that was not erased against the hash that the journal has of it.
func (c *chain) reasons(tx *gorm.DB) error {
	var (
		seq               int64
		body, salt, facts string
	)
	q := tx.Table("journal_reasons").Joins("JOIN journal ON journal.seq = journal_reasons.seq").
		Select("journal.seq, journal_reasons.body, journal_reasons.salt, journal.facts").Where("journal_reasons.body <> ''").Order("journal.seq")
	return eachRow(q, func() error {
		if kept, ok := fact(facts, "reason"); !ok || kept != salted(salt, body) {
			c.fault("the reason beside entry %d was altered", seq)
		}
		return nil
	}, &seq, &body, &salt, &facts)
}

// fact is the text under a name among the facts of an entry. Most are flat and plain: what looks like the fact is it.
func fact(facts, name string) (text string, ok bool) {
	if strings.Contains(facts, `\`) || strings.Contains(facts, "[") || strings.Count(facts, "{") > 1 {
		var all map[string]any
		if json.Unmarshal([]byte(facts), &all) == nil {
			text, ok = all[name].(string)
		}
		return text, ok
	}
	_, text, _ = strings.Cut(facts, `"`+name+`":"`)
	text, _, ok = strings.Cut(text, `"`)
	return text, ok
}

// guards holds the schema and the triggers, without which the database would let anybody alter what it holds, against those of this program.
func guards(tx *gorm.DB) (faults []string, err error) {
	found, err := strays(tx)
	if err != nil {
		return nil, err
	}
	for _, s := range found {
		faults = append(faults, s.String())
	}
	more, err := otherParts(tx)
	return append(faults, more...), err
}

// VerifyExport verifies an exported journal, one entry a line, without any database.
func VerifyExport(export io.Reader) (Verification, error) {
	c := newChain()
	c.exported = true
	lines := bufio.NewScanner(export)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var line ExportLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return Verification{}, fmt.Errorf("line %d is not an entry of a journal: %w", n, err)
		}
		switch {
		case line.Seal != nil:
			c.seal(*line.Seal)
		case line.Head != nil && !c.broken && line.Head.Head != c.head().String():
			c.fault("the export says that its head is %s, and it is %s", line.Head.Head, c.head())
		case line.Entry != nil:
			c.add(*line.Entry)
		}
	}
	return c.found(), lines.Err()
}
