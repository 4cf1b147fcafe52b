package models

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// Head is how far the record has come: whoever keeps it, with the day, can find out later whether anything before it was altered, removed or put
// there since. It is written HASH@N.
type Head struct {
	Hash string // of the last seal; of the last entry in a journal that has none
	Seq  int64  // of the last entry
}

// String writes the head as people note it down.
func (h Head) String() string { return fmt.Sprintf("%s@%d", h.Hash, h.Seq) }

var errNoHead = errors.New("a head is 64 hexadecimal digits, an @, and the number of an entry, as exports end with it")

// ParseHead reads a head that somebody has typed in, in whichever case and with spaces anywhere.
func ParseHead(typed string) (h Head, err error) {
	hash, seq, _ := strings.Cut(strings.ToLower(strings.Join(strings.Fields(typed), "")), "@")
	if bytes, err := hex.DecodeString(hash); err != nil || len(bytes) != 32 {
		return h, errNoHead
	}
	h.Hash = hash
	if h.Seq, err = strconv.ParseInt(seq, 10, 64); err != nil || h.Seq < 0 {
		return h, errNoHead
	}
	return h, nil
}

// HeadNow is the head of the record as whoever reads the rows beside it sees it: of the last seal, for every write ends with one.
func HeadNow(db *gorm.DB) (Head, error) {
	last := Seal{Hash: genesis}
	err := db.Select("hash, seq").Order("number DESC").Limit(1).Find(&last).Error
	return Head{last.Hash, last.Seq}, err
}

// Holds reports whether the record still has a head that was noted down earlier. It says nothing of what comes before it: see Verify.
func (h Head) Holds(db *gorm.DB) (bool, error) {
	return exists(db.Table("(SELECT seq, hash FROM seals WHERE seq = ? UNION ALL SELECT seq, hash FROM journal WHERE seq = ?) AS heads", h.Seq, h.Seq).
		Where("heads.hash = ?", h.Hash))
}

// EachSeal goes through the seals in their order.
func EachSeal(db *gorm.DB, do func(Seal) error) error {
	var s Seal
	return eachRow(db.Model(&Seal{}).Select("number, seq, entry, row_count, digest, previous, hash").Order("number"), func() error { return do(s) },
		&s.Number, &s.Seq, &s.Entry, &s.RowCount, &s.Digest, &s.Previous, &s.Hash)
}

// ExportLine is one line of an exported record: an entry of the journal, after all of them a seal, and at its end the head with its instant.
type ExportLine struct {
	*Entry
	Seal *Seal     `json:"seal,omitempty"`
	Head *KeptHead `json:"head,omitempty"`
}

// KeptHead is a head as people keep it, who need its day.
type KeptHead struct {
	Head    string `json:"head"`    // HASH@N
	Entries int64  `json:"entries"` // N
	At      Time   `json:"at"`      // when it was read
}

// Kept is the head as people keep it.
func (h Head) Kept(now Time) KeptHead { return KeptHead{h.String(), h.Seq, now} }

// seal holds a seal of an export against the one before it and the entry whose hash it holds; what its rows were, no export says.
func (c *chain) seal(s Seal) {
	if c.broken {
		return
	}
	var wrong string
	switch {
	case s.Number != c.sealed.Number+1:
		wrong = fmt.Sprintf("seal %d is missing: %d follows %d", c.sealed.Number+1, s.Number, c.sealed.Number)
	case s.Previous != c.sealed.Hash || s.Hash != s.sum():
		wrong = fmt.Sprintf("seal %d was altered", s.Number)
	case s.Seq < 0 || s.Seq > c.last.Seq:
		wrong = fmt.Sprintf("entry %d is missing: seal %d was made after it", s.Seq, s.Number)
	case s.Entry != c.hashOf(s.Seq):
		wrong = fmt.Sprintf("seal %d was made when entry %d was another", s.Number, s.Seq)
	}
	if wrong != "" {
		c.broken = true
		c.faults = append(c.faults, wrong)
		return
	}
	c.sealed = s
}

// hashOf is the hash of an entry that has come by.
func (c *chain) hashOf(seq int64) string {
	if seq == 0 {
		return genesis
	}
	return hex.EncodeToString(c.hashes[seq-1][:])
}
