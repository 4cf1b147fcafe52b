package models

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
)

// Entry is one line of the journal: who decided what, about which thing, when. Each carries the hash of the one
// before, so none can be altered, removed or slipped in without breaking the chain.
type Entry struct {
	Seq       int64  `json:"seq" gorm:"primaryKey;autoIncrement:false"`
	At        Time   `json:"at"`
	AccountID string `json:"accountId"`
	Action    Action `json:"action"`
	Subject   Ref    `json:"subject" gorm:"embedded"`
	Facts     string `json:"facts"`                                        // JSON: ids, states, amounts and dates; never a profile
	Proposal  string `json:"proposal,omitempty" gorm:"column:proposal_id"` // under which a second person had it done; whoever asked is in its entry
	Previous  string `json:"previous"`
	Hash      string `json:"hash"`
}

// TableName is where the journal is kept.
func (Entry) TableName() string { return "journal" }

// EntryReason is the reason given for a decision. The journal holds its hash, so it can be erased but not altered, and with the salt
// nobody can confirm a guess at one that was erased.
type EntryReason struct {
	Seq  int64 `gorm:"primaryKey;autoIncrement:false"`
	Body string
	Salt string
}

// TableName is where reasons are kept.
func (EntryReason) TableName() string { return "journal_reasons" }

// genesis is what the first entry has before it.
var genesis = strings.Repeat("0", 64)

// sum is the hash of an entry: SHA-256 of its fields as one JSON array, the hash of the entry before it first.
func (e Entry) sum() string {
	var h hasher
	return string(h.sum(e))
}

// hasher sums entries one after another and writes each where it wrote the one before: to verify is to sum them all.
type hasher struct{ line, hash []byte }

// sum is the hash of an entry, until the next is asked for.
func (h *hasher) sum(e Entry) []byte {
	h.line = appendText(append(h.line[:0], '['), e.Previous)
	h.line = strconv.AppendInt(append(h.line, ','), e.Seq, 10)
	h.line = e.At.UTC().AppendFormat(append(h.line, ','), `"2006-01-02T15:04:05.000Z"`)
	for _, text := range [...]string{e.AccountID, string(e.Action), string(e.Subject.Kind), e.Subject.ID, e.Facts} {
		h.line = appendText(append(h.line, ','), text)
	}
	if e.Proposal != "" { // what one person did is summed as it was before there were proposals
		h.line = appendText(append(h.line, ','), e.Proposal)
	}
	h.line = append(h.line, ']')
	sum := sha256.Sum256(h.line)
	h.hash = hex.AppendEncode(h.hash[:0], sum[:])
	return h.hash
}

// appendText writes a text as encoding/json does, which is asked about all that is not plain.
func appendText(line []byte, text string) []byte {
	begun, written := len(line), 0
	line = append(line, '"')
	for i := range len(text) {
		switch b := text[i]; {
		case b == '"' || b == '\\':
			line = append(append(line, text[written:i]...), '\\')
			written = i
		case b < ' ' || b >= utf8.RuneSelf || b == '<' || b == '>' || b == '&':
			quoted, err := json.Marshal(text)
			if err != nil {
				panic(err) // a string always can be
			}
			return append(line[:begun], quoted...)
		}
	}
	return append(append(line, text[written:]...), '"')
}

// Digest is the SHA-256 of a content in lower-case hexadecimal, as files and texts carry it.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// salted is the hash that the journal holds of words that can be erased, whose salt goes with them. What was written before there were salts has
// an empty one.
func salted(salt, words string) string { return Digest([]byte(salt + words)) }

// Journal appends what was done to the chain; Write has made its callers queue for it.
func (a Actor) Journal(action Action, subject Ref, reason string, facts Facts) error {
	all := maps.Clone(facts)
	if all == nil {
		all = Facts{}
	}
	said := EntryReason{Body: reason, Salt: rand.Text()}
	if reason != "" {
		all["reason"] = salted(said.Salt, said.Body)
	}
	if a.Via != "" && a.By.Role != System { // what happens by itself came by no way
		all["via"] = a.Via
	}
	if rehearsed, err := a.twoActed(action, subject, all); rehearsed || err != nil {
		return err
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	last, err := head(a.DB)
	if err != nil {
		return err
	}
	at, err := a.instant(&last, action)
	if err != nil {
		return err
	}
	e := Entry{
		Seq: last.Seq + 1, At: at, AccountID: a.By.ID, Action: action, Subject: subject, Facts: string(text), Previous: last.Hash,
	}
	if a.Proposal != nil {
		e.Proposal = a.Proposal.ID
	}
	e.Hash = e.sum()
	err = a.DB.Exec("INSERT INTO journal (seq, at, account_id, action, subject_kind, subject_id, facts, proposal_id, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Seq, e.At, e.AccountID, e.Action, e.Subject.Kind, e.Subject.ID, e.Facts, e.Proposal, e.Previous, e.Hash).Error
	if err != nil {
		return err
	}
	if a.Written != nil {
		*a.Written++
	}
	if reason == "" {
		return nil
	}
	said.Seq = e.Seq
	return a.DB.Create(&said).Error
}

// head is where the last entry of the journal stands in the chain, and when it was written; before the first there is a blank one.
func head(db *gorm.DB) (Entry, error) {
	last := Entry{Hash: genesis}
	err := db.Raw("SELECT seq, at, hash FROM journal ORDER BY seq DESC LIMIT 1").Row().Scan(&last.Seq, &last.At, &last.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last, err
}
