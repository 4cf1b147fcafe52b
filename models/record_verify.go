package models

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
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

// chain verifies entries as they come, in order.
type chain struct {
	last     Entry
	hasher   hasher
	broken   bool
	faults   []string
	states   states
	sealed   Seal            // the last
	emptied  map[string]bool // files, by an erasure
	hashes   [][32]byte      // of the entries of an export, which its seals are held against
	exported bool
	texts    map[string]string // of messages: the SHA-256 of each that was written
}

func newChain() *chain {
	return &chain{last: Entry{Hash: genesis}, sealed: Seal{Hash: genesis}, states: newStates(), texts: map[string]string{}, emptied: map[string]bool{}}
}

func (c *chain) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
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
	if to, ok := fact(e.Facts, "to"); ok {
		c.states.set(e.Subject, to)
	}
	if e.Action == EraseObserver && e.Subject.Kind == "file" {
		c.emptied[strings.Clone(e.Subject.ID)] = true
	}
	if e.Action == WriteMessage {
		id, _ := fact(e.Facts, "messageId")
		c.texts[id], _ = fact(e.Facts, "sha256")
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
	return Verification{Entries: c.last.Seq, Head: c.head().String(), OK: len(c.faults) == 0, Faults: append([]string{}, c.faults...)}
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
	for _, check := range []func(*gorm.DB) error{c.seals, c.reasons, c.rows, c.messages, c.books, c.files, c.contents, c.guards} {
		if err := check(tx); err != nil {
			return Verification{}, err
		}
	}
	return c.found(), nil
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
		seq         int64
		body, facts string
	)
	q := tx.Table("journal_reasons").Joins("JOIN journal ON journal.seq = journal_reasons.seq").
		Select("journal.seq, journal_reasons.body, journal.facts").Where("journal_reasons.body <> ''").Order("journal.seq")
	return eachRow(q, func() error {
		if kept, ok := fact(facts, "reason"); !ok || kept != Digest([]byte(body)) {
			c.fault("the reason beside entry %d was altered", seq)
		}
		return nil
	}, &seq, &body, &facts)
}

// messages holds every message against the entry that says that it was written, and its words, where they were not erased or withdrawn, against
// the hash there.
func (c *chain) messages(tx *gorm.DB) error {
	if c.broken {
		return nil
	}
	var id, body string
	err := eachRow(tx.Model(&Message{}).Select("id, body").Order("id"), func() error {
		written, ok := c.texts[id]
		if !ok || body != "" && written != Digest([]byte(body)) {
			c.fault("message %s is not as the journal says it was written", id)
		}
		delete(c.texts, id)
		return nil
	}, &id, &body)
	for _, gone := range slices.Sorted(maps.Keys(c.texts)) {
		c.fault("message %s is gone, the journal says that it was written", gone)
	}
	return err
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

// states is where the journal says that the things of each kind stand: small, because there are many.
type states struct {
	of    map[RefKind]map[key]uint32 // the number of a word
	words []string
	named map[key]string // things whose key does not tell their id
}

func newStates() states {
	s := states{of: map[RefKind]map[key]uint32{}, named: map[key]string{}}
	for _, k := range kinds {
		s.of[k.kind] = map[key]uint32{}
	}
	return s
}

// set writes down where a thing stands; what has no state in its table is left out.
func (s *states) set(thing Ref, state string) {
	of := s.of[thing.Kind]
	if of == nil {
		return
	}
	n := slices.Index(s.words, state)
	if n < 0 {
		n, s.words = len(s.words), append(s.words, strings.Clone(state))
	}
	k, plain := keyOf(thing.ID)
	if !plain {
		s.named[k] = thing.ID
	}
	of[k] = uint32(n)
}

// take tells where a thing stands, once.
func (s *states) take(kind RefKind, id string) (state string, ok bool) {
	k, _ := keyOf(id)
	n, ok := s.of[kind][k]
	if ok {
		delete(s.of[kind], k)
		state = s.words[n]
	}
	return state, ok
}

// left are the things of a kind that nobody took, by id, with their states.
func (s *states) left(kind RefKind) map[string]string {
	all := map[string]string{}
	for k, n := range s.of[kind] {
		id, ok := s.named[k]
		if !ok {
			id = uuid.UUID(k).String()
		}
		all[id] = s.words[n]
	}
	return all
}

// key stands for an id in little room: a UUID is it, of any other text it is the beginning of the SHA-256.
type key [16]byte

func keyOf(id string) (k key, plain bool) {
	if len(id) == 36 && !strings.ContainsAny(id, "ABCDEF") {
		if parsed, err := uuid.Parse(id); err == nil {
			return key(parsed), true
		}
	}
	sum := sha256.Sum256([]byte(id))
	return key(sum[:16]), false
}

// kinds are the tables whose rows stand where the journal says.
var kinds = []struct {
	kind  RefKind
	table string
}{
	{"observer", "observers"}, {"account", "accounts"}, {"training", "trainings"}, {"opportunity", "opportunities"},
	{"training_request", "training_requests"}, {"invitation", "invitations"}, {"deployment_request", "deployment_requests"},
	{"deployment", "deployments"}, {"assignment", "assignments"}, {"contribution", "contributions"}, {"commitment", "commitments"},
	{"payment", "payments"}, {"correction", "corrections"}, {"inquiry", "inquiries"}, {"proposal", "proposals"}, {"extension", "extensions"},
	{"concern", "assignment_concerns"}, {"call_out", "call_outs"},
}

// rows holds the state of every row against the last decision about it.
func (c *chain) rows(tx *gorm.DB) error {
	if c.broken {
		return nil // what follows an altered entry proves nothing
	}
	c.states.set(Ref{"account", SystemID}, string(AccountActive)) // it is there before the first entry
	for _, k := range kinds {
		var id, status string
		err := eachRow(tx.Table(k.table).Select("id, status").Order("id"), func() error {
			if decided, ok := c.states.take(k.kind, id); !ok || decided != status {
				c.fault("%s %s is %s, the journal says %q", words(k.kind), id, words(status), words(decided))
			}
			return nil
		}, &id, &status)
		if err != nil {
			return err
		}
		left := c.states.left(k.kind)
		for _, id := range slices.Sorted(maps.Keys(left)) {
			c.fault("%s %s is gone, the journal says %q", words(k.kind), id, words(left[id]))
		}
	}
	return nil
}

// books adds up every account from its transfers in the order in which they were written, holds what each transfer says of its
// two accounts against the one before, and adds up all accounts to nothing.
func (c *chain) books(tx *gorm.DB) error {
	type account struct{ moved, said Money } // what the transfers make of it so far, and what the last of them says
	accounts := map[key]account{}
	var (
		number, last         int64
		from, to             string
		amount, byFrom, byTo Money
	)
	step := func(id string, change, says Money) {
		k, _ := keyOf(id)
		a := accounts[k]
		if a.said+change != says {
			c.fault("transfer %d says that account %s holds %d after it, by those before it is %d (minor units)", number, id, says, a.said+change)
		}
		accounts[k] = account{a.moved + change, says}
	}
	err := eachRow(tx.Model(&Transfer{}).Select("number, from_id, to_id, amount, from_balance, to_balance").Order("number"), func() error {
		if number != last+1 {
			c.fault("transfer %d is missing: %d follows %d", last+1, number, last)
		}
		last = number
		step(from, -amount, byFrom)
		step(to, amount, byTo)
		return nil
	}, &number, &from, &to, (*int64)(&amount), (*int64)(&byFrom), (*int64)(&byTo))
	if err != nil {
		return err
	}
	var (
		id           string
		balance, sum Money
	)
	err = eachRow(tx.Model(&LedgerAccount{}).Select("id, balance").Order("id"), func() error {
		k, _ := keyOf(id)
		if moved := accounts[k].moved; moved != balance {
			c.fault("account %s holds %d, its transfers make %d (minor units)", id, balance, moved)
		}
		delete(accounts, k)
		sum += balance
		return nil
	}, &id, (*int64)(&balance))
	if err != nil {
		return err
	}
	if len(accounts) > 0 {
		c.fault("%d accounts are gone of which there are transfers", len(accounts))
	}
	if sum != 0 {
		c.fault("all accounts together hold %d (minor units), not nothing", sum)
	}
	return nil
}

// guards looks for the triggers without which the database would let anybody alter what it holds.
func (c *chain) guards(tx *gorm.DB) error {
	found, err := strays(tx)
	for _, s := range found {
		c.fault("%s", s)
	}
	return err
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
