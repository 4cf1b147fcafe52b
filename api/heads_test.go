package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/table"
)

// stillHas reports whether the record has a head, as verify -head asks.
func (h *fixture) stillHas(typed string) bool {
	h.Helper()
	head, err := models.ParseHead(typed)
	must(err)
	has, err := head.Holds(h.db.Query(h.Context()))
	must(err)
	return has
}

// headOf is the head that a table took along, however it came.
func (c *client) headOf(path string, format table.Format) string {
	t := c.house
	t.Helper()
	got := c.with("Accept", format.Media()).must("GET", path, nil)
	said := got.header.Get(headHeader)
	if format == table.XLSX {
		sheets, err := table.Read("rows.xlsx", got.body)
		must(err)
		last := sheets[len(sheets)-1]
		if last.Name != headColumns[0] || len(sheets) < 2 || last.Rows[1].At(0).Text != said || !strings.HasSuffix(said, "@"+last.Rows[1].At(1).Text) {
			t.Errorf("GET %s as XLSX: %+v, and the header says %s", path, last, said)
		}
		return said
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got.body, []byte("\ufeff")))).ReadAll()
	must(err)
	n := len(rows[0]) - 2
	if !slices.Equal(rows[0][n:], headColumns) {
		t.Errorf("GET %s as CSV: %v", path, rows[0])
	}
	for i, row := range rows[1:] {
		want := []string{"", ""}
		if i == 0 {
			want = []string{said, t.db.Now().UTC().Format(time.RFC3339Nano)}
		}
		if !slices.Equal(row[n:], want) {
			t.Errorf("GET %s as CSV: behind row %d stands %v, not %v", path, i, row[n:], want)
		}
	}
	if name := got.header.Get("Content-Disposition"); strings.Contains(name, said) != (len(rows) == 1) {
		t.Errorf("GET %s as CSV has %d rows and is called %s", path, len(rows)-1, name)
	}
	return said
}

// TestEveryTableTakesTheHeadAlong downloads every list and report in both forms as every role: each has the head of now, which the record still has
// after more was decided, and one query more than without.
func TestEveryTableTakesTheHeadAlong(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newBulkFixture(h)
		c.rows(1, 3)
		s, tables := c.side(), 0
		admin := c.as(c.clara)
		now := admin.must("GET", "/journal/head", nil)
		if entries := h.entries(); !strings.HasSuffix(now.text("head"), fmt.Sprint("@", entries)) || now.at("entries") != float64(entries) {
			t.Errorf("after %d entries the head is %s", entries, now.body)
		}
		for role, account := range map[models.Role]models.Account{models.Administrator: c.clara, models.Auditor: c.auditor, models.ObserverRole: c.siti, models.StateRole: c.dili} {
			reader := c.as(account)
			if own := reader.must("GET", "/journal/head", nil).text("head"); own != now.text("head") {
				t.Errorf("%s reads %s", role, own)
			}
			for _, r := range Routes {
				if !r.tabular() || models.Policy[r.Action][role] == models.None {
					continue
				}
				path := s.address(r, role)
				for _, format := range table.Formats {
					if got := reader.headOf(path, format); got != now.text("head") {
						t.Errorf("GET %s as %s for %s takes %q along, the head is %s", path, format, role, got, now.text("head"))
					}
					tables++
				}
			}
		}
		if tables < 180 {
			t.Errorf("only %d tables", tables)
		}
		heard := h.listening()
		admin.must("GET", "/journal/head", nil)
		if asked := len(slices.DeleteFunc(heard(), func(q question) bool { return !strings.Contains(q.text, "seals") })); asked != 1 {
			t.Errorf("the head takes %d queries", asked)
		}
		admin.must("POST", "/lines", body{"title": "Another", "window": "training", "budget": 1})
		if next := admin.headOf("/lines", table.CSV); next == now.text("head") || !h.stillHas(next) || !h.stillHas(now.text("head")) {
			t.Errorf("after another decision the head is %s, and was %s", next, now.text("head"))
		}
		if out := h.nobody().request("GET", "/journal/head", nil); out.status != http.StatusUnauthorized {
			t.Errorf("nobody reads it: %d", out.status)
		}
	})
}

// TestExportedHead reads the head at the end of an export of the journal: a part of the file is not taken for the whole of it.
func TestExportedHead(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		export := s.auditor.must("GET", "/journal/export", nil).body
		lines := bytes.SplitAfter(bytes.TrimSpace(export), []byte("\n"))
		head := s.auditor.must("GET", "/journal/head", nil).text("head")
		if last := lines[len(lines)-1]; !bytes.Contains(last, []byte(head)) {
			t.Errorf("it ends with %s, the head is %s", last, head)
		}
		for cut := range 3 {
			part := slices.Delete(slices.Clone(lines), len(lines)-1-cut, len(lines)-1)
			found, err := models.VerifyExport(bytes.NewReader(bytes.Join(part, nil)))
			if err != nil || found.OK != (cut == 0) || cut > 0 && !strings.Contains(found.Faults[0], "its head is "+head) {
				t.Errorf("without %d seals: %+v %v", cut, found, err)
			}
		}
	})
}

// heads are the notices and mails that somebody has of heads, the first one first.
func (s *story) heads(who string) (notices []models.Notice, mails []models.Delivery) {
	s.Helper()
	q := s.db.Query(s.Context())
	must(q.Where("action = ? AND account_id = (SELECT id FROM accounts WHERE email = ?)", models.SendHead, who).Order("id").Find(&notices).Error)
	must(q.Where("action = ? AND account_id = (SELECT id FROM accounts WHERE email = ?)", models.SendHead, who).Order("id").Find(&mails).Error)
	return notices, mails
}

// TestMonthlyHeads lets months go by: every auditor is mailed a head once in each of them, in the fund's days and not at night, also one who wants
// nothing but what needs an answer, and where nothing ran on the first; nobody else is.
func TestMonthlyHeads(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h) // on 21 November
		const auditor = "auditor@audit.example"
		s.auditor.must("POST", "/me/mail", body{"mail": "needs_answer", "zone": "Asia/Manila"})
		s.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 0, "zone": "Asia/Jakarta"})
		has := func(when string, want int) ([]models.Notice, []models.Delivery) {
			t.Helper()
			notices, mails := s.heads(auditor)
			if len(notices) != want || len(mails) != want {
				t.Fatalf("%s: %d notices and %d mails, not %d", when, len(notices), len(mails), want)
			}
			return notices, mails
		}
		at := func(month time.Month, day, hour int) {
			s.until(models.At(time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)))
		}
		at(time.November, 21, 10)
		at(time.November, 21, 11)
		at(time.November, 30, 16) // 23:00 in Jakarta
		notices, _ := has("in November", 1)
		if first := notices[0]; strings.Contains(first.Body, "since") || !strings.HasPrefix(first.Body, "On 21 Nov 2026 the record of the fund has ") {
			t.Errorf("the first says %s", first.Body)
		}
		s.clara.must("POST", "/lines", body{"title": "A line", "window": "training", "budget": 100})
		at(time.November, 30, 18) // 1 December, 01:00 in Jakarta, 02:00 in Manila
		at(time.December, 1, 9)
		notices, mails := has("in December", 2)
		if morning := time.Date(2026, time.November, 30, 23, 0, 0, 0, time.UTC); mails[1].Kind != models.NoticeMail || !mails[1].NextAt.Equal(morning) {
			t.Errorf("it goes as %s at %s", mails[1].Kind, mails[1].NextAt)
		}
		var of [2]int64
		for n := range notices {
			head := notices[n].Parameters["head"].(string)
			if !s.stillHas(head) {
				t.Errorf("the record has no head %s", head)
			}
			_, err := fmt.Sscanf(head[65:], "%d", &of[n])
			must(err)
		}
		if want := fmt.Sprintf("On 1 Dec 2026 the record of the fund has %d entries, %d since the head of 21 Nov 2026, and its head is ", of[1], of[1]-of[0]); of[1] <= of[0] || !strings.HasPrefix(notices[1].Body, want) {
			t.Errorf("the second says %s, not %s", notices[1].Body, want)
		}
		// Nothing runs for seven weeks, and then does, twice at once.
		s.pass(s.db.Now().Time.AddDate(0, 1, 20).Sub(s.db.Now().Time))
		s.later(0)
		failed := make(chan error)
		for range 2 {
			go func() { failed <- handlers.Clock(context.Background(), s.db) }()
		}
		for range 2 {
			must(<-failed)
		}
		has("after a standstill", 3)
		if n := s.number("SELECT COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE n.action = ? AND a.role <> 'auditor'", models.SendHead); n != 0 {
			t.Errorf("%d others were told", n)
		}
		// Who comes later is told theirs, and who is disabled no more.
		s.invite(body{"email": "second@audit.example", "name": "Second", "role": "auditor"})
		id := s.texts("SELECT id FROM accounts WHERE email = ?", auditor)[0]
		s.clara.must("POST", "/accounts/"+id+"/disable", body{"reason": "left"})
		s.until(s.db.Now().Plus(time.Hour))
		s.until(s.db.Now().Plus(40 * aDay))
		has("once disabled", 3)
		if notices, _ := s.heads("second@audit.example"); len(notices) != 2 {
			t.Errorf("the second has %d", len(notices))
		}
		if found, err := models.VerifyFund(t.Context(), s.db); err != nil || !found.OK {
			t.Errorf("%+v %v", found, err)
		}
	})
}

// TestHeadMailMayBeMailed holds what is mailed of a head to all that the notice says: it names no one.
func TestHeadMailMayBeMailed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.until(s.db.Now().Plus(time.Hour))
		s.until(s.db.Now().Plus(40 * aDay))
		notices, _ := s.heads("auditor@audit.example")
		for _, n := range notices {
			mailing, err := n.Mailing(models.Auditor)
			must(err)
			says, err := mailing.Says(n)
			must(err)
			if says.Text != n.Body || !mailing.Needed() || strings.ContainsAny(n.Body, "{}") {
				t.Errorf("of %q a mail says %q", n.Body, says.Text)
			}
		}
		must(h.db.Write(t.Context(), func(tx *gorm.DB) error {
			n, err := models.Actor{DB: tx, By: models.SystemAccount(), Now: s.db.Now()}.SendHeads()
			if n != 0 {
				t.Errorf("%d are told again", n)
			}
			return err
		}))
	})
}
