package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// invalidRequest is a request that is to be refused: with this status and code, and naming this field where it is about one.
type invalidRequest struct {
	why          string
	who          *client
	method, path string
	body         any
	status       int
	rule         ruled
	field        string
}

// betraying are words that only our inside knows.
var betraying = []string{"sql", "SQL", "constraint", "gorm", "goroutine", ".go:", "models.", "handlers.", "reflect", "panic", "pgx", "transaction", "/work"}

// refuses sends each request and sees that it is refused by a clear problem, and that nothing is stored or half done.
func (h *fixture) refuses(all []invalidRequest) {
	h.Helper()
	before := h.footprint()
	for _, r := range all {
		got := r.who.request(r.method, r.path, r.body)
		h.isProblem(r.why, got, r.status, r.rule, r.field)
		if after := h.footprint(); !maps.Equal(before, after) {
			h.Errorf("%s: something was stored: %v became %v", r.why, before, after)
			before = after
		}
	}
	if fault := h.log.last(); fault != "" {
		h.Errorf("something failed on our side: %s", fault)
	}
}

// isProblem checks that an answer is a problem that a person understands and that shows nothing of our inside.
func (h *fixture) isProblem(why string, got reply, status int, rule ruled, field string) {
	h.Helper()
	var p Problem
	if err := json.Unmarshal(got.body, &p); err != nil || !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		h.Errorf("%s: no problem but %d %s", why, got.status, got.body)
		return
	}
	named := field == ""
	for _, fault := range p.Errors {
		named = named || fault.Field == field && len(fault.Message) > 5
	}
	if got.status != status || p.Status != status || p.Code != rule.Code() || !named || len(p.Detail) < 10 || p.RequestID == "" || len(got.body) > 8000 {
		h.Errorf("%s: want %d %s %s, got %d %.600s", why, status, rule, field, got.status, got.body)
	}
	for _, word := range betraying {
		if strings.Contains(strings.ReplaceAll(string(got.body), "DROP TABLE", ""), word) {
			h.Errorf("%s: the answer shows our inside (%s): %s", why, word, got.body)
		}
	}
}

// but is a body with other values for some fields; nil leaves one out.
func but(in body, fields body) body {
	out := maps.Clone(in)
	for name, value := range fields {
		if out[name] = value; value == nil {
			delete(out, name)
		}
	}
	return out
}

// TestInvalidBodies sends what is no proper input at all.
func TestInvalidBodies(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		c := s.clara
		at := func(body any, status int, rule ruled, field string) invalidRequest {
			return invalidRequest{fmt.Sprintf("%.80s", body), c, "POST", "/lines", body, status, rule, field}
		}
		h.refuses([]invalidRequest{
			at("", 422, refusal.Invalid, "title"),
			at("{", 400, refusal.Malformed, ""),
			at(`{"title":"A line","window":"training",}`, 400, refusal.Malformed, ""),
			at(`{"title":"A line"} {"title":"Another"}`, 400, refusal.Malformed, ""),
			at(`{"title":"A line"}]`, 400, refusal.Malformed, ""),
			at(`[{"title":"A line"}]`, 400, refusal.Malformed, ""),
			at(`null`, 400, refusal.Malformed, ""), at(`7`, 400, refusal.Malformed, ""), at(`NaN`, 400, refusal.Malformed, ""),
			at(`<line/>`, 400, refusal.Malformed, ""), at(`title=A+line`, 400, refusal.Malformed, ""),
			at(`{'title':'A line'}`, 400, refusal.Malformed, ""), at(`{"title":"A line" /* a word */}`, 400, refusal.Malformed, ""),
			at(strings.Repeat("[", 100_000), 400, refusal.Malformed, ""),
			at(`{"title":`+strings.Repeat(`{"a":`, 1000), 400, refusal.Malformed, ""),
			at("\ufeff{}", 400, refusal.Malformed, ""),
			at([]byte("{\"title\":\"\xc3\x28\",\"window\":\"training\"}"), 400, refusal.Malformed, ""),
			at([]byte{0x1f, 0x8b, 8, 0, 0, 0}, 400, refusal.Malformed, ""),
			at(`{"title":"A line","title":"B line","window":"training"}`, 400, refusal.Malformed, ""),
			at(`{"title":"A line","window":"training","owner":"me"}`, 400, refusal.Malformed, "owner"),
			at(`{"Title":"A line","window":"training"}`, 400, refusal.Malformed, "Title"),
			at(`{"title":"A line","window":"training","id":"x"}`, 400, refusal.Malformed, "id"),
			at(`{"title":"A line","window":"training","revision":9}`, 400, refusal.Malformed, "revision"),
			at(`{"title":7,"window":"training"}`, 400, refusal.Malformed, "title"),
			at(`{"title":null,"window":"training"}`, 400, refusal.Malformed, "title"),
			at(`{"title":["A line"],"window":"training"}`, 400, refusal.Malformed, "title"),
			at(`{"title":"A line","window":"training","budget":"100"}`, 400, refusal.Malformed, "budget"),
			at(`{"title":"A line","window":"training","budget":1.5}`, 400, refusal.Malformed, "budget"),
			at(`{"title":"A line","window":"training","budget":1e3}`, 400, refusal.Malformed, "budget"),
			at(`{"title":"A line","window":"training","budget":9223372036854775808}`, 400, refusal.Malformed, "budget"),
			at(`{"title":"A line","window":"training","budget":true}`, 400, refusal.Malformed, "budget"),
			at(`{"title":"A line","window":"war"}`, 422, refusal.Invalid, "window"),
			at(`{"title":"A line","window":"training","budget":-1}`, 422, refusal.Invalid, "budget"),
			at(`{"title":"`+strings.Repeat("x", 10_000)+`","window":"training"}`, 422, refusal.Invalid, "title"),
			at(`{"title":"`+strings.Repeat("x", 1<<20)+`","window":"training"}`, 413, refusal.TooLarge, ""),
			at(strings.Repeat(" ", 1<<20+1), 413, refusal.TooLarge, ""),
			{"text/plain", c.with("Content-Type", "text/plain"), "POST", "/lines", `{"title":"A line","window":"training"}`, 415, refusal.Unsupported, ""},
			{"a form", c.with("Content-Type", "multipart/form-data; boundary=x"), "POST", "/lines", "--x", 415, refusal.Unsupported, ""},
			{"Latin 1", c.with("Content-Type", "application/json; charset=iso-8859-1"), "POST", "/lines", `{}`, 415, refusal.Unsupported, ""},
			{"packed", c.with("Content-Encoding", "gzip"), "POST", "/lines", `{}`, 415, refusal.Unsupported, ""},
			{"an Idempotency-Key with a space", c.with("Idempotency-Key", "a b"), "POST", "/lines", body{"title": "A line", "window": "training"}, 400, refusal.Malformed, ""},
			{"a long Idempotency-Key", c.with("Idempotency-Key", strings.Repeat("k", 201)), "POST", "/lines", body{"title": "A line", "window": "training"}, 400, refusal.Malformed, ""},
			{"no such address", c, "POST", "/observer", body{}, 404, refusal.NoSuchEndpoint, ""},
			{"a slash too many", c, "GET", "/observers/", nil, 404, refusal.NoSuchEndpoint, ""},
			{"an unknown parameter", c, "GET", "/observers?state=TL", nil, 400, refusal.Malformed, "state"},
			{"an unknown parameter of one", c, "GET", "/observers/" + models.NewID() + "?full=1", nil, 400, refusal.Malformed, "full"},
			{"a broken query", c, "GET", "/observers?q=%zz", nil, 400, refusal.Malformed, ""},
			{"limit 0", c, "GET", "/observers?limit=0", nil, 422, refusal.Invalid, "limit"},
			{"limit -1", c, "GET", "/observers?limit=-1", nil, 422, refusal.Invalid, "limit"},
			{"limit 1000", c, "GET", "/observers?limit=1000", nil, 422, refusal.Invalid, "limit"},
			{"limit ten", c, "GET", "/observers?limit=ten", nil, 400, refusal.Malformed, "limit"},
			{"limit twice", c, "GET", "/observers?limit=1&limit=2", nil, 400, refusal.Malformed, "limit"},
			{"a nonsense order", c, "GET", "/observers?sort=banana", nil, 422, refusal.Invalid, "sort"},
			{"an order of SQL", c, "GET", "/observers?sort=name;DROP+TABLE+observers", nil, 400, refusal.Malformed, ""},
			{"an order of a hidden column", c, "GET", "/accounts?sort=password", nil, 422, refusal.Invalid, "sort"},
			{"a page after nothing", c, "GET", "/observers?after=garbage", nil, 422, refusal.Invalid, "after"},
			{"a page after a NUL", c, "GET", "/observers?after=%00", nil, 422, refusal.Invalid, "after"},
			{"a search for a NUL", c, "GET", "/observers?q=a%00b", nil, 422, refusal.Invalid, "q"},
			{"a search in Latin 1", c, "GET", "/observers?q=%ff", nil, 422, refusal.Invalid, "q"},
			{"a status that is none", c, "GET", "/observers?status=happy", nil, 422, refusal.Invalid, "status"},
			{"a negative entry", c, "GET", "/journal?before=-1", nil, 422, refusal.Invalid, "before"},
			{"a day that is none", c, "GET", "/journal?from=2026-02-30", nil, 400, refusal.Malformed, "from"},
			{"a filter that is no id", c, "GET", "/trainings?observerId=7", nil, 422, refusal.Invalid, "observerId"},
		})
		// The same rules hold at every list and on every path with an id.
		for _, r := range Routes {
			if r.Public || models.Policy[r.Action][models.Administrator] == models.None {
				continue
			}
			if _, ok := r.In.FieldByName("Limit"); ok {
				path := (side{}).address(r, models.Administrator)
				path = strings.ReplaceAll(path, "//", "/"+models.NewID()+"/")
				for _, query := range []string{"limit=0", "limit=201", "limit=99999999999999999999", "nonsense=1"} {
					if got := c.request("GET", path+"?"+query, nil); got.status != 422 && got.status != 400 {
						t.Errorf("%s?%s: %d %s", path, query, got.status, got.body)
					}
				}
				if _, ok := r.In.FieldByName("Sort"); ok && !strings.Contains(path, "receipts") {
					h.isProblem(path, c.request("GET", path+"?sort=nonsense", nil), 422, refusal.Invalid, "sort")
					h.isProblem(path, c.request("GET", path+"?after=nonsense", nil), 422, refusal.Invalid, "after")
				}
			}
			if strings.Contains(r.Path, ":id") {
				for _, id := range []string{"7", "x", "%27%20OR%201=1--", "%00", strings.Repeat("a", 5000), "..%2f..%2fetc"} {
					in := any(nil)
					if r.Method != http.MethodGet {
						in = (side{}).input(r.In)
					}
					path := strings.NewReplacer(":id", id, ":period", models.NewID()).Replace(r.Path)
					if got := c.request(r.Method, path, in); got.status != 422 && got.status != 404 && got.status != 400 {
						t.Errorf("%s %.100s: %d %.300s", r.Method, path, got.status, got.body)
					}
				}
			}
		}
		if fault := h.log.last(); fault != "" {
			t.Errorf("something failed on our side: %s", fault)
		}
	})
}

// TestMethodsThatAreNotThere asks every address in every way it is not made for.
func TestMethodsThatAreNotThere(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		clara := h.as(h.account(models.Administrator))
		allowed := map[string][]string{}
		for _, r := range Routes {
			allowed[r.Path] = append(allowed[r.Path], r.Method)
		}
		for path, methods := range allowed {
			if strings.HasSuffix(path, "/read") || strings.HasSuffix(path, "/confirm") {
				continue // the same words as an id beside them
			}
			for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
				if slices.Contains(methods, method) || method == "GET" && path == "/unsubscribe/:token" { // which leads to a page
					continue
				}
				got := clara.request(method, parameter.ReplaceAllString(path, models.NewID()), nil)
				h.isProblem(method+" "+path, got, http.StatusMethodNotAllowed, refusal.NoSuchMethod, "")
				for _, one := range methods {
					if !strings.Contains(got.header.Get("Allow"), one) {
						t.Errorf("%s %s: it allows %q", method, path, got.header.Get("Allow"))
					}
				}
			}
		}
	})
}

// TestInvalidFiles hands in what is no document, whatever its name and its header say.
func TestInvalidFiles(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		c := h.as(h.account(models.ObserverRole)).with("Content-Type", "application/pdf")
		var jpg, pic bytes.Buffer
		if err := jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 40, 40)), nil); err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 40, 40))); err != nil {
			t.Fatal(err)
		}
		file := func(why string, content []byte, status int, rule ruled) invalidRequest {
			return invalidRequest{why, c, "POST", "/files?name=certificate.pdf", content, status, rule, ""}
		}
		large := append(append(pdf("x"), make([]byte, 11<<20)...), "%%EOF"...)
		h.refuses([]invalidRequest{
			file("nothing", []byte{}, 422, refusal.EmptyFile),
			file("11 MB", large, 413, refusal.TooLarge),
			file("a program of Windows", append([]byte("MZ\x90\x00"), make([]byte, 2000)...), 415, refusal.UnsupportedFile),
			file("a program of Linux", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 2000)...), 415, refusal.UnsupportedFile),
			file("a program with a PDF behind it", append([]byte("MZ\x90\x00"), pdf("x")...), 415, refusal.UnsupportedFile),
			file("a page", []byte("<!doctype html><script>alert(1)</script>"), 415, refusal.UnsupportedFile),
			file("a drawing with a script", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), 415, refusal.UnsupportedFile),
			file("an archive", append([]byte("PK\x03\x04"), make([]byte, 200)...), 415, refusal.UnsupportedFile),
			file("words", []byte("I was there, honestly."), 415, refusal.UnsupportedFile),
			file("a PDF cut short", pdf("x")[:40], 415, refusal.BrokenFile),
			file("the head of a PDF", []byte("%PDF-1.7\n<script>alert(1)</script>"), 415, refusal.BrokenFile),
			file("the head of a JPEG", jpg.Bytes()[:20], 415, refusal.BrokenFile),
			file("the head of a PNG", pic.Bytes()[:20], 415, refusal.BrokenFile),
			{"a long name", c, "POST", "/files?name=" + strings.Repeat("n", 300), pdf("x"), 422, refusal.Invalid, "name"},
			{"a name that turns round", c, "POST", "/files?name=%E2%80%AEfdp.exe", pdf("x"), 422, refusal.Invalid, "name"},
			{"a packed file", c.with("Content-Encoding", "gzip"), "POST", "/files", pdf("x"), 415, refusal.Unsupported, ""},
		})
		// What is a document is taken as what it is, under a name that is harmless, whatever type a system gave it.
		for name, content := range map[string][]byte{"../../etc/passwd": pdf("a"), "evil.exe": jpg.Bytes(), "C:\\x\\scan.html": pic.Bytes()} {
			for _, media := range []string{"application/pdf", "", "image/jpg", "application/octet-stream"} {
				kept := c.with("Content-Type", media).must("POST", "/files?name="+strings.NewReplacer("\\", "%5C", "/", "%2F").Replace(name), content)
				if n := kept.text("name"); strings.ContainsAny(n, "/\\") || !slices.Contains([]string{".pdf", ".jpg", ".png"}, n[len(n)-4:]) {
					t.Errorf("%s is kept as %s", name, n)
				}
				got := c.must("GET", "/files/"+kept.text("id")+"/content", nil)
				if !bytes.Equal(got.body, content) || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
					t.Errorf("%s comes back otherwise: %v", name, got.header)
				}
			}
		}
	})
}

// footprint counts the rows of every table, and adds up their revisions where they have any: two that are equal have
// nothing between them that was kept.
func (h *fixture) footprint() map[string]int64 {
	h.Helper()
	out := map[string]int64{}
	err := h.db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		for _, model := range models.Tables {
			s := &gorm.Statement{DB: tx}
			if err := s.Parse(model); err != nil {
				return err
			}
			sum := "COUNT(*)"
			if s.Schema.LookUpField("Revision") != nil {
				sum += " + COALESCE(SUM(revision), 0)"
			}
			var n int64
			if err := tx.Table(s.Schema.Table).Select(sum).Scan(&n).Error; err != nil {
				return err
			}
			out[s.Schema.Table] = n
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}
