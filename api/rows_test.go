package api

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// single are the routes that answer with no list and no report, though they are not about one record by its id.
var single = map[string]string{
	"readMe":       "who asks",
	"downloadFile": "a file",
	"fetchFeed":    "a calendar, for programs", "readFeed": "an address of one's own",
	"getImportTemplate": "a file to fill in",
	"getHead":           "a hash, which every table takes along",
	"exportJournal":     "a file for programs, to verify; the journal as rows is listJournal's",
}

// TestEveryListIsATable sees that nothing that can be listed is forgotten, and that every column has a name of its own.
func TestEveryListIsATable(t *testing.T) {
	t.Parallel()
	tables := 0
	for _, r := range Routes {
		if r.Method != http.MethodGet || strings.HasSuffix(r.Path, "/:id") {
			continue
		}
		if r.tabular() == (single[r.ID] != "") {
			t.Errorf("GET %s is a table: %v, and the reason why not is %q", r.Path, r.tabular(), single[r.ID])
		}
		if !r.tabular() {
			continue
		}
		tables++
		seen := map[string]string{}
		l := layoutOf(r.Out)
		for _, c := range l.columns {
			if first := c.label[:1]; strings.ToUpper(first) != first || strings.Contains(c.label, "eployment") || seen[c.label] != "" {
				t.Errorf("GET %s: %q is no good label for %s; %q has it too", r.Path, c.label, c.field, seen[c.label])
			}
			seen[c.label] = c.field
			if slices.Contains(leftOut, c.field) {
				t.Errorf("GET %s shows %s", r.Path, c.field)
			}
		}
		for _, p := range l.parts {
			if slices.Contains(p.at, -1) || len(p.at) != len(p.of) {
				t.Errorf("GET %s: %s does not know its columns: %v", r.Path, p.name, p.at)
			}
		}
	}
	if tables < 40 {
		t.Errorf("there are only %d tables", tables)
	}
}

// rows reads a table as CSV, and sees that XLSX has the same rows: the headings, and what stands below them.
func (c *client) rows(path string) (head []string, rows [][]string) {
	t := c.house
	t.Helper()
	out := c.with("Accept", table.CSV.Media()).must("GET", path, nil)
	if out.header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || !strings.Contains(out.header.Get("Content-Disposition"), ".csv") {
		t.Errorf("GET %s: %v", path, out.header)
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("GET %s as CSV: %v %.200s", path, err, out.body)
	}
	book := c.with("Accept", table.XLSX.Media()).must("GET", path, nil)
	archive, err := zip.NewReader(bytes.NewReader(book.body), int64(len(book.body)))
	if err != nil {
		t.Fatalf("GET %s as XLSX: %v", path, err)
	}
	sheet, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	var in struct {
		Rows []struct{} `xml:"sheetData>row"`
	}
	content, err := io.ReadAll(sheet)
	if err == nil {
		err = xml.Unmarshal(content, &in)
	}
	if err != nil || len(in.Rows) != len(all) {
		t.Errorf("GET %s: %d rows as CSV, and as XLSX %d (%v)", path, len(all), len(in.Rows), err)
	}
	return all[0], all[1:]
}

// listedAll reads all that a list answers in JSON, page by page; it and the total are none of an answer that is no list.
func (c *client) listedAll(r Route, path string) (items []any, total any) {
	c.house.Helper()
	with := func(query string) string {
		if strings.Contains(path, "?") {
			return path + "&" + query
		}
		return path + "?" + query
	}
	if r.ID == "listWaiting" { // which names the first of each action, until it is asked for one
		for _, one := range c.must("GET", path, nil).at("counts").([]any) {
			path = with("actions=" + one.(map[string]any)["action"].(string))
		}
	}
	address := path
	_, pages := r.In.FieldByName("Limit")
	if _, counts := r.In.FieldByName("Count"); counts {
		address = with("count=true")
	}
	for {
		out := c.must("GET", address, nil)
		if total == nil {
			total = out.at("total")
		}
		items = append(items, out.at("items").([]any)...)
		next := out.at("next")
		if next == nil || !pages {
			return items, total
		}
		name := "after"
		if _, ok := r.In.FieldByName("Before"); ok {
			name = "before"
		}
		if n, ok := next.(float64); ok {
			next = int64(n)
		}
		address = with(fmt.Sprint("limit=200&", name, "=", next))
	}
}

// TestRowsAreTheList holds the table of every list, as every role that may read it, against its JSON: as many rows as it counts, each
// cell what the field is, and so nothing that is kept from whoever asks; and the same sums of money.
func TestRowsAreTheList(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := newBulkFixture(h)
		c.rows(1, 230)
		s, compared, long := c.side(), 0, 0
		for role, account := range map[models.Role]models.Account{models.Administrator: c.clara, models.Auditor: c.auditor, models.ObserverRole: c.siti, models.StateRole: c.dili} {
			reader := c.as(account)
			for _, r := range Routes {
				if !r.tabular() || models.Policy[r.Action][role] == models.None {
					continue
				}
				path := s.address(r, role)
				head, rows := reader.rows(path)
				compared++
				if _, ok := r.Out.FieldByName("Items"); !ok {
					if len(rows) == 0 || head[0] != "Part" || rows[0][0] != "Summary" {
						t.Errorf("GET %s as %s: %v", path, role, head)
					}
					continue
				}
				items, total := reader.listedAll(r, path)
				if len(rows) != len(items) || total != nil && float64(len(rows)) != total {
					t.Errorf("GET %s as %s: %d rows of %d, and the total is %v", path, role, len(rows), len(items), total)
					continue
				}
				if len(rows) > mostOfPage {
					long++
				}
				sums := map[string]*big.Rat{}
				for n, row := range rows {
					for i, column := range layoutOf(r.Out).columns {
						if column.field == "" {
							continue
						}
						want := (reply{json: items[n]}).at(column.field)
						if fault := differs(row[i], want, column); fault != "" {
							t.Errorf("GET %s as %s, row %d, %s: %s", path, role, n, column.label, fault)
						}
						if strings.HasPrefix(column.kind, "money") && row[i] != "" {
							if sums[column.label] == nil {
								sums[column.label] = new(big.Rat)
							}
							amount, _ := new(big.Rat).SetString(row[i])
							sums[column.label].Add(sums[column.label], amount)
							minor, _ := want.(float64)
							sums[column.label].Sub(sums[column.label], big.NewRat(int64(minor), 100)) // all of it is in US dollars
						}
					}
				}
				for label, rest := range sums {
					if rest.Sign() != 0 {
						t.Errorf("GET %s as %s: %s differs by %s in all", path, role, label, rest)
					}
				}
			}
		}
		if compared < 90 || long < 15 {
			t.Errorf("compared %d tables, %d of them longer than a page", compared, long)
		}
	})
}

// differs says how a cell differs from what JSON has of its field.
func differs(cell string, want any, c column) string {
	said := strings.TrimPrefix(cell, "'")
	switch want := want.(type) {
	case nil:
		if cell == "" {
			return ""
		}
	case string:
		if said == want || c.kind == "instant" && strings.TrimSuffix(cell, "Z") == strings.TrimSuffix(want, "Z") {
			return ""
		}
	case bool:
		if cell == fmt.Sprint(want) {
			return ""
		}
	case float64:
		if c.kind == "number" && cell == fmt.Sprint(int64(want)) {
			return ""
		}
		if strings.HasPrefix(c.kind, "money") && strings.Replace(cell, ".", "", 1) == fmt.Sprintf("%03d", int64(want)) {
			return ""
		}
	default: // lists, and what is in them
		text, _ := json.Marshal(want)
		if (cell == "") == (string(text) == "[]" || string(text) == "{}" || string(text) == "null") || !strings.Contains(string(text), `"`) {
			return ""
		}
	}
	return fmt.Sprintf("the cell is %q, and the field %v", cell, want)
}

// TestTablesAreAskedFor tries what a request can say of the form that it wants.
func TestTablesAreAskedFor(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		csvMedia, xlsxMedia := table.CSV.Media(), table.XLSX.Media()
		for _, step := range []struct{ query, accept, media string }{
			{"", "", "application/json"},
			{"", "*/*", "application/json"},
			{"", "application/json", "application/json"},
			{"", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"},
			{"", "text/csv", csvMedia},
			{"", "text/*", csvMedia},
			{"", "TEXT/CSV; header=present", csvMedia},
			{"", "application/*", "application/json"},
			{"", xlsxMedia, xlsxMedia},
			{"", "application/json;q=0.5, text/csv;q=0.9, " + xlsxMedia, xlsxMedia},
			{"", "application/json;q=0.5, text/csv;q=0.9, */*;q=0.1", csvMedia},
			{"", "text/csv, */*;q=0.1", csvMedia},
			{"", "application/json, text/csv", "application/json"},
			{"", "*/*, application/json;q=0", csvMedia},
			{"", "application/json;q=0, text/csv;q=0.0", ""},
			{"", "application/pdf", ""},
			{"format=csv", "application/json", csvMedia},
			{"format=xlsx&limit=1&count=true&after=" + models.NewID(), "", xlsxMedia},
			{"format=json", "text/csv", "application/json"},
			{"format=pdf", "", ""},
			{"format=CSV", "", ""},
			{"format=", "", ""},
			{"format=csv&format=xlsx", "", ""},
		} {
			out := admin.with("Accept", step.accept).request("GET", "/observers?"+step.query, nil)
			if media, _, _ := strings.Cut(out.header.Get("Content-Type"), ";"); step.media != "" && (out.status != 200 || media != step.media) {
				t.Errorf("%q and %q: %d %s", step.query, step.accept, out.status, out.header.Get("Content-Type"))
			}
			if step.media == "" {
				rule := refusal.NoSuchFormat
				if step.query == "" {
					rule = refusal.NotAcceptable
				}
				out.is(t, http.StatusNotAcceptable, rule)
			}
			if !strings.Contains(strings.Join(out.header.Values("Vary"), ", "), "Accept") {
				t.Errorf("%q and %q may be kept for another", step.query, step.accept)
			}
		}
		admin.request("GET", "/observers?format=csv&sort=nothing", nil).is(t, 422, refusal.Invalid)
		admin.request("GET", "/observers?format=csv&stauts=admitted", nil).is(t, 400, refusal.Malformed)
		admin.request("GET", "/me?format=csv", nil).is(t, 400, refusal.Malformed)
		admin.request("GET", "/contributions/"+models.NewID()+"/receipts?format=csv", nil).is(t, 404, refusal.NotFound)
		h.as(h.account(models.ObserverRole)).request("GET", "/transfers?format=xlsx", nil).is(t, 403, refusal.Forbidden)
		h.nobody().request("GET", "/observers?format=csv", nil).is(t, 401, refusal.SignedOut)
	})
}

// TestHardTexts sees that no name is a formula, and that every script comes whole.
func TestHardTexts(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		names := []string{"=HYPERLINK(\"http://evil.example\",\"x\")", "+62 812", "-1+1", "@SUM(A1)", "สมชาย ใจดี", "محمد بن علي", "👩🏽‍🚀 Crew", `Say "hi", then; go`, "O'Neill <b>&amp;</b>"}
		for n, name := range names {
			admin.must("POST", "/lines", body{"title": name, "window": "training", "budget": n * 1000001})
		}
		head, rows := admin.rows("/lines?sort=title")
		column := slices.Index(head, "Title")
		for n, name := range names {
			want := name
			if strings.ContainsAny(name[:1], "=+-@") {
				want = "'" + name
			}
			i := slices.IndexFunc(rows, func(row []string) bool { return row[column] == want })
			if i < 0 {
				t.Errorf("%q is not there", want)
				continue
			}
			if got, amount := rows[i][slices.Index(head, "Budget")], fmt.Sprintf("%d.%02d", n*1000001/100, n*1000001%100); got != amount || rows[i][slices.Index(head, "Fund currency")] != "USD" {
				t.Errorf("%s has %s, want %s", name, got, amount)
			}
		}
	})
}

// watching takes an answer and notes how often more of it came after something more was read.
type watching struct {
	httptest.ResponseRecorder
	heard func() []question
	turns int
}

func (w *watching) Write(p []byte) (int, error) {
	if len(w.heard()) > 0 {
		w.turns++
	}
	return len(p), nil
}

// TestTablesAreStreamed reads a list of five pages: what has been read goes out before more of it is, so that no list is ever held whole.
func TestTablesAreStreamed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PerSecond: 1_000_000})
		c := newBulkFixture(h)
		c.rows(1, 5*mostOfPage)
		heard := h.listening()
		for _, format := range table.Formats {
			r := httptest.NewRequest("GET", prefix+"/transfers?format="+string(format), nil)
			r.AddCookie(c.as(c.clara).cookie)
			w := &watching{ResponseRecorder: *httptest.NewRecorder(), heard: heard}
			if h.srv.ServeHTTP(w, r); w.Code != 200 || w.turns < 5 {
				t.Errorf("%s: %d, and it came in %d turns", format, w.Code, w.turns)
			}
		}
	})
}

// TestHalfATable breaks the connection where the rest cannot be read, and says why where nothing was sent.
func TestHalfATable(t *testing.T) {
	t.Parallel()
	type row struct {
		Name string `json:"name"`
	}
	type page struct {
		Items []row  `json:"items"`
		Next  string `json:"next,omitempty"`
	}
	type in struct {
		After string `query:"after"`
		Limit int    `query:"limit" default:"1"`
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		breaks := get("/breaks", "", models.ReadAccounts, func(_ handlers.Call, in in) (page, error) {
			if in.After == "end" {
				return page{}, io.ErrUnexpectedEOF
			}
			return page{Items: slices.Repeat([]row{{strings.Repeat("long ", 1000)}}, 100), Next: "end"}, nil
		})
		h := open(t, db, Options{PerSecond: 1000}, breaks)
		admin := h.as(h.account(models.Administrator))
		for _, format := range table.Formats {
			func() {
				defer func() {
					if recover() != http.ErrAbortHandler {
						t.Errorf("%s: the part looks like the whole", format)
					}
				}()
				admin.request("GET", "/breaks?format="+string(format), nil)
			}()
		}
	})
}

// slow is who takes an answer and does not go on until they are let.
type slow struct {
	httptest.ResponseRecorder
	begun, goOn chan struct{}
}

func (s *slow) Write(p []byte) (int, error) {
	s.begun <- struct{}{}
	<-s.goOn
	return len(p), nil
}

// TestSlowDownloads sees that those who take long leave others to read, and are no more than there may be.
func TestSlowDownloads(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		begun, goOn := make(chan struct{}, 100), make(chan struct{})
		var all sync.WaitGroup
		for range mostTables {
			all.Go(func() {
				r := httptest.NewRequest("GET", prefix+"/states?format=csv", nil)
				r.AddCookie(admin.cookie)
				h.srv.ServeHTTP(&slow{*httptest.NewRecorder(), begun, goOn}, r)
			})
		}
		for range mostTables {
			<-begun
		}
		admin.request("GET", "/states?format=xlsx", nil).is(t, 503, refusal.Busy)
		admin.must("GET", "/states", nil)
		close(goOn)
		all.Wait()
		admin.must("GET", "/states?format=xlsx", nil)
	})
}
