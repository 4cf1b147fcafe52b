package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PublicURL: "https://fund.example"})
		body := map[string]string{"email": "a@test.example", "password": "x"}
		for _, step := range []struct {
			name, value string
			status      int
		}{
			{"Sec-Fetch-Site", "cross-site", 403},
			{"Sec-Fetch-Site", "same-site", 403},
			{"Sec-Fetch-Site", "same-origin", 401},
			{"Sec-Fetch-Site", "none", 401},
			{"Origin", "https://evil.example", 403},
			{"Origin", "null", 403},
			{"Origin", "https://fund.example", 401},
			{"X-Nothing", "x", 401},
		} {
			out := h.nobody().with(step.name, step.value).request("POST", "/session", body)
			if step.status == 403 {
				out.is(t, 403, refusal.CrossOrigin)
			} else {
				out.is(t, step.status, refusal.NotLetIn)
			}
		}
		h.nobody().with("Sec-Fetch-Site", "cross-site").request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
	})
}

// oddRoutes are routes with faults, and with answers of every form.
func oddRoutes() []Route {
	type raw struct {
		Name string `query:"name" validate:"required,max=100"`
		Body []byte `body:"raw"`
	}
	fails := func(err error) handler[struct{}, handlers.Nothing] {
		return func(handlers.Call, struct{}) (handlers.Nothing, error) { return handlers.Nothing{}, err }
	}
	return []Route{
		post("/panics", "", models.CreateAccount, func(c handlers.Call, _ struct{}) (handlers.Nothing, error) {
			panic(c.Actor.Journal(models.CreateAccount, models.Ref{}, "", nil))
		}),
		post("/silent", "", models.CreateAccount, func(c handlers.Call, _ struct{}) (handlers.Nothing, error) {
			return handlers.Nothing{}, c.DB.Exec("UPDATE accounts SET name = 'silent'").Error
		}),
		get("/fails", "", models.ReadAccounts, fails(fmt.Errorf("password=%w", errors.New("hunter2")))),
		get("/refuses", "", models.ReadAccounts, fails(fmt.Errorf("wrapped: %w", refusal.SeatTaken.With("seat", 7, "free", 9)))),
		get("/busy", "", models.ReadAccounts, fails(refusal.Contended)),
		get("/sql", "", models.ReadAccounts, func(c handlers.Call, _ struct{}) (handlers.Nothing, error) {
			return handlers.Nothing{}, c.DB.Exec("SELECT * FROM no_such_table").Error
		}),
		post("/files", "", models.CreateAccount, func(c handlers.Call, in raw) (struct{ Name, SHA256 string }, error) {
			return struct{ Name, SHA256 string }{in.Name, models.Digest(in.Body)},
				c.Journal(models.CreateAccount, models.Ref{Kind: "file", ID: "x"}, "", nil)
		}),
		get("/files/:id", "", models.ReadAccounts, func(_ handlers.Call, in struct {
			ID string `path:"id"`
		}) (handlers.Download, error) {
			return handlers.Download{Name: in.ID, Media: "application/pdf", SHA256: "abc", Body: []byte("%PDF-1.7")}, nil
		}),
		report("/lines", "", models.ReadAccounts, func(c handlers.Call, in struct {
			Break bool `query:"break"`
		}) (handlers.Stream, error) {
			return handlers.Stream{Name: "lines.ndjson", Media: "application/x-ndjson", Write: func(w io.Writer) error {
				var accounts int64
				if err := c.DB.Model(&models.Account{}).Count(&accounts).Error; err != nil {
					return err
				}
				fmt.Fprintf(w, "{\"accounts\":%d}\n", accounts)
				if in.Break {
					return errors.New("the rest is lost")
				}
				return nil
			}}, nil
		}),
		get("/long", "", models.ReadAccounts, func(handlers.Call, struct{}) (map[string]string, error) {
			return map[string]string{"long": strings.Repeat("long ", 1000)}, nil
		}),
	}
}

func odd(t *testing.T, test func(h *fixture, admin *client)) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PerSecond: 1000}, oddRoutes()...)
		test(h, h.as(h.account(models.Administrator)))
	})
}

// TestOurFaultsStayOurs sees that nobody learns from a failure what is inside, and that nothing of it is kept.
func TestOurFaultsStayOurs(t *testing.T) {
	t.Parallel()
	odd(t, func(h *fixture, admin *client) {
		before := h.entries()
		for _, step := range []struct{ method, path, logged string }{
			{"POST", "/panics", `"stack"`}, {"POST", "/silent", "no entry in the journal"}, {"GET", "/fails", "hunter2"}, {"GET", "/sql", "no_such_table"},
		} {
			out := admin.request(step.method, step.path, nil)
			out.is(h, 500, refusal.Internal)
			want := fmt.Sprintf(`{"type":"/problems/internal","title":"Internal Server Error","status":500,"code":"internal",`+
				`"detail":"something went wrong on our side","remedy":"try again; if the problem persists, give the request id to an administrator","requestId":%q}`,
				out.header.Get("X-Request-Id"))
			if string(out.body) != want {
				h.Errorf("%s answers %s", step.path, out.body)
			}
			if logged := h.log.last(); !strings.Contains(logged, step.logged) || !strings.Contains(logged, out.header.Get("X-Request-Id")) {
				h.Errorf("%s is logged as %s", step.path, logged)
			}
		}
		var renamed int64
		h.db.Query(context.Background()).Model(&models.Account{}).Where("name = 'silent'").Count(&renamed)
		if renamed != 0 || h.entries() != before {
			h.Errorf("what failed was kept: %d renamed, %d entries", renamed, h.entries()-before)
		}
		refused := admin.request("GET", "/refuses", nil)
		refused.is(h, 409, refusal.SeatTaken)
		if refused.text("type") != "/problems/seat-taken" || refused.text("detail") != "seat 7 is taken" ||
			refused.text("remedy") != "an administrator chooses another: the lowest free seat is 9" ||
			refused.header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			h.Errorf("%s %v", refused.body, refused.header)
		}
		if busy := admin.request("GET", "/busy", nil); busy.status != 503 || busy.header.Get("Retry-After") == "" {
			h.Errorf("%d %v", busy.status, busy.header)
		}
		for _, code := range refusal.Code("").Values() {
			rule, _ := refusal.Find(refusal.Code(code))
			page := admin.send("GET", "/problems/"+code, nil)
			text := html.UnescapeString(string(page.body))
			if page.status != 200 || statusOf[rule.Kind] < 400 || !strings.Contains(text, rule.Explanation) || !strings.Contains(text, rule.Refusals[0].Sentence.Text) {
				h.Errorf("%s, status %d: %s", code, statusOf[rule.Kind], page.body)
			}
		}
		if page := admin.send("GET", "/problems/%3Cscript%3E", nil); page.status != 404 || strings.Contains(string(page.body), "script") {
			h.Errorf("%s", page.body)
		}
	})
}

// TestWhoDoesNotWaitMakesNoNoise sees that a caller who goes away is no fault of ours.
func TestWhoDoesNotWaitMakesNoNoise(t *testing.T) {
	t.Parallel()
	odd(t, func(h *fixture, admin *client) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for _, path := range []string{"/sql", "/long"} {
			r := httptest.NewRequest("GET", prefix+path, nil).WithContext(ctx)
			r.AddCookie(admin.cookie)
			h.srv.ServeHTTP(httptest.NewRecorder(), r)
		}
		if fault := h.log.last(); fault != "" {
			h.Errorf("logged: %s", fault)
		}
	})
}

func TestFiles(t *testing.T) {
	t.Parallel()
	odd(t, func(h *fixture, admin *client) {
		pdf := admin.with("Content-Type", "application/pdf")
		out := pdf.request("POST", "/files?name=Zeugnis.pdf", []byte("%PDF-1.7\x00\xff"))
		out.is(h, 201, nil)
		if out.text("SHA256") != models.Digest([]byte("%PDF-1.7\x00\xff")) {
			h.Errorf("%s", out.body)
		}
		pdf.request("POST", "/files", []byte("x")).is(h, 422, refusal.Invalid)
		pdf.request("POST", "/files?name=big", make([]byte, maxFile)).is(h, 201, nil)
		pdf.request("POST", "/files?name=bigger", make([]byte, maxFile+1)).is(h, 413, refusal.TooLarge)
		pdf.with("Content-Encoding", "gzip").request("POST", "/files?name=zip", []byte("x")).is(h, 415, refusal.Unsupported)

		for name, want := range map[string]string{
			"letter.pdf":      `attachment; filename=letter.pdf`,
			"ma%20lettre.pdf": `attachment; filename="ma lettre.pdf"`,
			"%E4%B9%A6.pdf":   `attachment; filename*=utf-8''%E4%B9%A6.pdf`,
			"a%22%0d%0aX-B:1": `attachment; filename=a__X-B_1`,
			"..%5C..%5Cetc":   `attachment; filename=etc`,
		} {
			out := admin.request("GET", "/files/"+name, nil)
			out.is(h, 200, nil)
			if got := out.header.Get("Content-Disposition"); got != want {
				h.Errorf("%s is saved as %s, want %s", name, got, want)
			}
			if out.header.Get("X-Content-Type-Options") != "nosniff" || out.header.Get("ETag") != `"abc"` ||
				out.header.Get("Content-Type") != "application/pdf" || !strings.Contains(out.header.Get("Content-Security-Policy"), "sandbox") {
				h.Errorf("%v", out.header)
			}
		}
		admin.with("If-None-Match", `"abc"`).request("GET", "/files/x", nil).is(h, 304, nil)
	})
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"letter.pdf": "letter.pdf", "书.pdf": "书.pdf", "a\r\nb": "a__b", "\u202efdp.exe": "_fdp.exe", "../../x": "x", `C:\x\y.pdf`: "y.pdf",
		"": "file", "..": "file", "/": "file", "a\xff": "a_", `"q"`: "_q_",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q is saved as %q, want %q", name, got, want)
		}
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	odd(t, func(h *fixture, admin *client) {
		out := admin.must("GET", "/lines", nil)
		if string(out.body) != "{\"accounts\":2}\n" || out.header.Get("Content-Type") != "application/x-ndjson" ||
			out.header.Get("Content-Disposition") != "attachment; filename=lines.ndjson" {
			h.Errorf("%s %v", out.body, out.header)
		}
		server := httptest.NewServer(h.srv)
		defer server.Close()
		r, err := http.NewRequest("GET", server.URL+prefix+"/lines?break=true", nil)
		if err != nil {
			h.Fatal(err)
		}
		r.AddCookie(admin.cookie)
		answer, err := server.Client().Do(r)
		if err == nil {
			_, err = io.ReadAll(answer.Body)
			answer.Body.Close()
		}
		if err == nil {
			h.Error("part of a stream looks like the whole")
		}
		if !strings.Contains(h.log.last(), "the rest is lost") {
			h.Errorf("logged: %s", h.log.last())
		}
	})
}

func TestTheServer(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		nobody := h.nobody()
		nobody.request("GET", "/nothing", nil).is(t, 404, refusal.NoSuchEndpoint)
		nobody.request("GET", "/accounts/", nil).is(t, 404, refusal.NoSuchEndpoint)
		wrong := nobody.request("PUT", "/accounts", nil)
		wrong.is(t, 405, refusal.NoSuchMethod)
		if wrong.header.Get("Allow") == "" {
			t.Error("nobody says what is possible")
		}
		nobody.send("GET", "/healthz", nil).is(t, 200, nil)
		nobody.send("GET", "/readyz", nil).is(t, 200, nil)

		out := nobody.with("X-Request-Id", "from-the-proxy.1").request("GET", "/me", nil)
		if out.header.Get("X-Request-Id") != "from-the-proxy.1" || out.text("requestId") != "from-the-proxy.1" {
			t.Errorf("%v %s", out.header, out.body)
		}
		if out := nobody.with("X-Request-Id", "a b\"").request("GET", "/me", nil); len(out.header.Get("X-Request-Id")) != 36 {
			t.Errorf("%v", out.header)
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Strict-Transport-Security": "",
		} {
			if got := out.header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if policy := out.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") ||
			!strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy for browsers is %s", policy)
		}
	})
}

// TestHead asks for the head of whatever there is to get: it is that of the answer, and nothing follows.
func TestHead(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		server := httptest.NewServer(h.srv)
		defer server.Close()
		ask := func(method, path string) (*http.Response, int) {
			r, err := http.NewRequest(method, server.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.AddCookie(w.clara.cookie)
			answer, err := server.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Error(method, path, err)
			}
			return answer, len(body)
		}
		paths := []string{"/", "/healthz", "/readyz", "/api/openapi.json", "/api/docs", "/problems/stale", "/api/v1/nothing"}
		for _, r := range Routes {
			if r.Method == http.MethodGet {
				paths = append(paths, prefix+w.sides[0].address(r, models.Administrator))
			}
		}
		for _, path := range paths {
			whole, n := ask("GET", path)
			head, none := ask("HEAD", path)
			if head.StatusCode != whole.StatusCode || n == 0 || none != 0 {
				t.Errorf("HEAD %s: %d with %d bytes, and GET %d with %d", path, head.StatusCode, none, whole.StatusCode, n)
			}
			for _, name := range []string{"Content-Type", "ETag", "Account", "Cache-Control"} {
				if head.Header.Get(name) != whole.Header.Get(name) {
					t.Errorf("HEAD %s: %s is %q, and with GET %q", path, name, head.Header.Get(name), whole.Header.Get(name))
				}
			}
		}
	})
}

// TestTheLogSaysLittle sees that the log holds nothing of what people ask for, or who they are but for an id.
func TestTheLogSaysLittle(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Administrator)
		c, _ := h.signIn(a, password)
		c.must("GET", "/accounts?q=secret-search", nil)
		log := h.log.String()
		for _, no := range []string{"secret-search", a.Email, string(password), c.cookie.Value} {
			if strings.Contains(log, no) {
				t.Errorf("the log holds %q", no)
			}
		}
		if !strings.Contains(log, `"route":"/api/v1/accounts","status":200`) || !strings.Contains(log, a.ID) {
			t.Errorf("the log is %s", log)
		}
	})
}

func TestLongAnswersArePacked(t *testing.T) {
	t.Parallel()
	odd(t, func(h *fixture, admin *client) {
		out := admin.with("Accept-Encoding", "gzip").send("GET", prefix+"/healthz", nil)
		if out.header.Get("Content-Encoding") != "" {
			h.Error("a short answer is packed")
		}
		r := httptest.NewRequest("GET", prefix+"/long", nil)
		r.AddCookie(admin.cookie)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.srv.ServeHTTP(w, r)
		unpacked, err := gzip.NewReader(w.Body)
		if w.Header().Get("Content-Encoding") != "gzip" || err != nil {
			h.Fatalf("%v %v", w.Header(), err)
		}
		if text, err := io.ReadAll(unpacked); err != nil || !bytes.Contains(text, []byte("long long")) {
			h.Errorf("%s %v", text, err)
		}
	})
}

func TestDocumentAndReferenceAreServed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		nobody := h.nobody()
		doc := nobody.send("GET", "/api/openapi.json", nil)
		doc.is(t, 200, nil)
		if doc.text("openapi") != "3.1.0" || doc.at("paths./api/v1/me") == nil {
			t.Errorf("%.200s", doc.body)
		}
		nobody.with("If-None-Match", doc.header.Get("ETag")).send("GET", "/api/openapi.json", nil).is(t, 304, nil)
		page := string(nobody.send("GET", "/api/docs", nil).body)
		if strings.Contains(page, "http://") || strings.Contains(page, "https://") {
			t.Errorf("the reference needs another server: %s", page)
		}
		for part := range strings.SplitSeq(page, `"`) {
			if strings.HasPrefix(part, "/api/") {
				nobody.send("GET", part, nil).is(t, 200, nil)
			}
		}
	})
}

func TestTheAppIsServed(t *testing.T) {
	t.Parallel()
	file := func(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{App: fstest.MapFS{
			"index.html": file("the app"), "assets/a-1b2c.js": file("plain"), "assets/a-1b2c.js.br": file("small"), "icon.svg": file("<svg/>"),
		}})
		for _, step := range []struct {
			method, path, accepts string
			status                int
			body, media, cached   string
		}{
			{"GET", "/", "", 200, "the app", "text/html; charset=utf-8", "no-cache"},
			{"GET", "/observers/some/page", "", 200, "the app", "text/html; charset=utf-8", "no-cache"},
			{"HEAD", "/", "", 200, "", "text/html; charset=utf-8", "no-cache"},
			{"GET", "/assets/a-1b2c.js", "gzip", 200, "plain", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
			{"GET", "/assets/a-1b2c.js", "gzip, br;q=0.5", 200, "small", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
			{"GET", "/assets/a-1b2c.js", "br;q=0", 200, "plain", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
			{"GET", "/icon.svg", "", 200, "<svg/>", "image/svg+xml", "no-cache"},
			{"GET", "/missing.js", "", 404, "", "application/problem+json; charset=utf-8", ""},
			{"GET", "/../../etc/passwd", "", 200, "the app", "text/html; charset=utf-8", "no-cache"},
			{"POST", "/", "", 405, "", "application/problem+json; charset=utf-8", ""},
		} {
			out := h.nobody().with("Accept-Encoding", step.accepts).send(step.method, step.path, nil)
			if out.status != step.status || step.body != "" && string(out.body) != step.body ||
				out.header.Get("Content-Type") != step.media || out.header.Get("Cache-Control") != step.cached {
				t.Errorf("%s %s (%s): %d %s %v", step.method, step.path, step.accepts, out.status, out.body, out.header)
			}
		}
		first := h.nobody().send("GET", "/", nil)
		h.nobody().with("If-None-Match", first.header.Get("ETag")).send("GET", "/", nil).is(t, 304, nil)

		unbuilt := open(t, db, Options{App: fstest.MapFS{".gitkeep": file("")}})
		if page := unbuilt.nobody().send("GET", "/cohort", nil); page.status != 200 || !strings.Contains(string(page.body), "make run") {
			t.Errorf("%d %s", page.status, page.body)
		}
		unbuilt.nobody().send("GET", "/page.css", nil).is(t, 200, nil)
	})
}

// TestAddressesBehindProxies sees that only a proxy we trust says where a request comes from.
func TestAddressesBehindProxies(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, step := range []struct {
			trusted []string
			want    string
		}{{nil, "192.0.2.1"}, {[]string{"192.0.2.0/24"}, "198.51.100.7"}} {
			h := open(t, db, Options{TrustedProxies: step.trusted})
			a := h.account(models.Auditor)
			out := h.nobody().with("X-Forwarded-For", "198.51.100.7").request("POST", "/session", map[string]string{"email": a.Email, "password": string(password)})
			c := h.nobody()
			c.cookie = out.cookie
			if got := c.must("GET", "/sessions", nil).text("items.0.address"); got != step.want {
				t.Errorf("trusting %v, it comes from %s", step.trusted, got)
			}
		}
	})
}
