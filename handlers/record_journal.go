package handlers

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// JournalFilter picks a page of the journal, newest first.
type JournalFilter struct {
	Before    int64          `query:"before" validate:"min=0"` // the next of the page before
	Limit     int            `query:"limit" default:"50" validate:"min=1,max=200"`
	Action    string         `query:"action" validate:"max=60"`
	AccountID string         `query:"accountId" validate:"omitempty,uuid"` // who did it
	Kind      models.RefKind `query:"kind" validate:"omitempty,choice"`    // of the record it is about
	SubjectID string         `query:"subjectId" validate:"max=60"`         // the record it is about
	Reference string         `query:"reference" validate:"max=40"`         // of that record, such as INV-2026-0007
	From      models.Date    `query:"from"`
	Until     models.Date    `query:"until"`
}

// impersonalKinds are the kinds of things that decisions are about which concern nobody in particular: whoever reads the
// journal reads the reasons of these. Those of all others are for administrators; the facts hold the hash of each.
var impersonalKinds = []models.RefKind{
	"commitment", "contribution", "deployment", "deployment_request", "fund", "invitation", "line", "opportunity", "payment", "receipt", "reference",
}

// aboutNobody is the condition for entries of the journal that are about one of some kinds and not about one person's place,
// with whose words its money is released.
const aboutNobody = `journal.subject_kind IN ?
	AND NOT EXISTS (SELECT 1 FROM commitments c WHERE c.id = journal.subject_id AND c.request_id IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM payments p JOIN commitments c ON c.id = p.commitment_id WHERE p.id = journal.subject_id AND c.request_id IS NOT NULL)`

// JournalLine is an entry with what a reader needs beside it: who, about what, and the reason if one was given, not erased,
// and the reader's to read.
type JournalLine struct {
	models.Entry
	About   About           `json:"about"`
	Account string          `json:"account"`
	Facts   json.RawMessage `json:"facts"`
	Reason  string          `json:"reason,omitempty"`
}

// firstSince is the first entry since an instant, or one that will never be: times go up with the numbers, by which every page is
// read. Where a wrong clock was corrected they do not, and each entry is asked for its time.
const (
	firstSince = "COALESCE((SELECT seq FROM journal WHERE at >= ? ORDER BY at, seq LIMIT 1), 9223372036854775807)"
	corrected  = "EXISTS (SELECT 1 FROM journal WHERE action = 'clock.correct')"
)

// JournalPage is one page of the journal; next is what to ask for as before.
type JournalPage struct {
	Items []JournalLine `json:"items"`
	Next  int64         `json:"next,omitempty"`
}

// referring finds the record of a reference: each kind has a form of its own.
const referring = "(SELECT id FROM invitations WHERE reference = ? UNION ALL SELECT id FROM proposals WHERE reference = ?)"

// ListJournal answers with the journal, entry by entry: who reads it folds what belongs together, so that a page ends where its
// cursor says and nothing that was written is left out.
func ListJournal(c Call, in JournalFilter) (JournalPage, error) {
	out := JournalPage{Items: []JournalLine{}}
	if !in.From.IsZero() && !in.Until.IsZero() && !in.Until.After(in.From) {
		return out, refusal.Fault("until", "must be after from: it is the first day that is not in the period")
	}
	q := c.DB.Table("journal").Joins("JOIN accounts ON accounts.id = journal.account_id")
	if c.reads(models.ReadPrivate) {
		q = q.Joins("LEFT JOIN journal_reasons ON journal_reasons.seq = journal.seq")
	} else {
		q = q.Joins("LEFT JOIN journal_reasons ON journal_reasons.seq = journal.seq AND "+aboutNobody, impersonalKinds)
	}
	q = q.Select("journal.*, accounts.name AS account, COALESCE(journal_reasons.body, '') AS reason")
	for _, f := range []struct{ where, value string }{
		{"journal.action = ?", in.Action}, {"journal.account_id = ?", in.AccountID}, {"journal.subject_id = ?", in.SubjectID},
	} {
		if f.value != "" {
			q = q.Where(f.where, f.value)
		}
	}
	if in.Reference != "" {
		sought := strings.ToUpper(strings.TrimSpace(in.Reference))
		q = q.Where("journal.subject_id = "+referring, sought, sought)
	}
	if in.Kind != "" {
		column := "journal.subject_kind"
		if in.Action+in.AccountID+in.SubjectID+in.Reference != "" { // which leave fewer
			column = models.Unindexed(column)
		}
		q = q.Where(column+" = ?", in.Kind)
	}
	if in.Before > 0 {
		q = q.Where("journal.seq < ?", in.Before)
	}
	if !in.From.IsZero() {
		from := in.From.Midnight(time.UTC)
		q = q.Where("journal.seq >= CASE WHEN "+corrected+" THEN 0 ELSE "+firstSince+" END", from).Where(models.Unindexed("journal.at")+" >= ?", from)
	}
	if !in.Until.IsZero() {
		until := in.Until.Midnight(time.UTC)
		q = q.Where("journal.seq < CASE WHEN "+corrected+" THEN 9223372036854775807 ELSE "+firstSince+" END", until).Where(models.Unindexed("journal.at")+" < ?", until)
	}
	var rows []struct {
		models.Entry
		Account, Reason string
	}
	if err := q.Order("journal.seq DESC").Limit(in.Limit + 1).Scan(&rows).Error; err != nil {
		return out, err
	}
	for n, r := range rows {
		if n == in.Limit {
			out.Next = rows[n-1].Seq
			break
		}
		out.Items = append(out.Items, JournalLine{Entry: r.Entry, Account: r.Account, Facts: json.RawMessage(r.Entry.Facts), Reason: r.Reason})
	}
	return out, c.tell(out.Items)
}

// VerifyJournal verifies the journal, the rows against it, and the books.
func VerifyJournal(c Call, _ Nothing) (models.Verification, error) { return models.Verify(c.DB) }

// GetHead answers with the head of the record as it is now.
func GetHead(c Call, _ Nothing) (models.KeptHead, error) {
	head, err := models.HeadNow(c.DB)
	return head.Kept(c.Now), err
}

// ExportJournal answers with the whole journal, one entry a line, then the seals and the head, to be kept and verified offline.
func ExportJournal(c Call, _ Nothing) (Stream, error) {
	return Stream{Name: "journal-" + c.Now.Day().String() + ".ndjson", Media: "application/x-ndjson", Write: func(w io.Writer) error {
		lines := json.NewEncoder(w)
		err := models.EachEntry(c.DB, 0, func(entry models.Entry) error { return lines.Encode(entry) })
		if err != nil {
			return err
		}
		if err := models.EachSeal(c.DB, func(seal models.Seal) error { return lines.Encode(models.ExportLine{Seal: &seal}) }); err != nil {
			return err
		}
		head, err := GetHead(c, Nothing{})
		if err != nil {
			return err
		}
		return lines.Encode(models.ExportLine{Head: &head})
	}}, nil
}
