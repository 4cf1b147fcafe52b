package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
	"observationfund/seed"
)

// fixture is a server over a database of its own, with the reference data and nobody in it. h.as(h.account(role)) is a
// client signed in as a new account of the role, h.nobody() one that is not signed in; do sends JSON and reads it back.
type fixture struct {
	testing.TB
	db  *models.DB
	srv http.Handler
	log *lines // what the server logs

	another  func(*client) *client                                                // the administrator who confirms what the test's people ask for
	rehearse func(c *client, method, path string, in any) (held func(done reply)) // is asked before every request, where there is one
}

// each runs a test in a house on every engine, in parallel.
func each(t *testing.T, test func(h *fixture)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) { test(open(t, db, Options{PerSecond: 1_000_000})) })
}

// open makes a house with options, and with other routes than ours if any are given.
func open(t testing.TB, db *models.DB, o Options, routes ...Route) *fixture {
	t.Helper()
	h := &fixture{TB: t, db: db, log: &lines{}}
	o.Log = slog.New(slog.NewJSONHandler(h.log, nil))
	if routes == nil {
		routes = Routes
	}
	watched := make([]Route, len(routes))
	for n, r := range routes {
		watched[n] = h.watched(r)
	}
	h.srv = serve(db, o, watched)
	second := sync.OnceValue(func() *client { return h.as(h.account(models.Administrator)) })
	h.another = func(*client) *client { return second() }
	if err := seed.Reference(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return h
}

// watched is a route whose every answer is held to what the document says that a `can` can hold.
func (h *fixture) watched(r Route) Route {
	read := r.read
	r.read = func(c *gin.Context) (boundRequest, error) {
		ready, err := read(c)
		do := ready.do
		ready.do = func(call handlers.Call) (any, error) {
			out, err := do(call)
			h.honest(r, reflect.ValueOf(out))
			return out, err
		}
		return ready, err
	}
	return r
}

func (h *fixture) honest(r Route, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			h.honest(r, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			h.honest(r, v.Index(i))
		}
	case reflect.Struct:
		if living, can := v.Interface().(models.Living); can {
			for _, event := range v.FieldByName("Can").Interface().([]models.Action) {
				if !slices.Contains(living.Events(), event) {
					h.Errorf("%s %s: the can of %T has %s, which is none of its Events", r.Method, r.Path, living, event)
				}
				if !slices.ContainsFunc(Routes, func(r Route) bool { return r.Action == event }) {
					h.Errorf("%s %s: the can of %T has %s, which no route does", r.Method, r.Path, living, event)
				}
			}
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				h.honest(r, v.Field(i))
			}
		}
	}
}

// password is the password of every account that a test makes.
const password passwords.Secret = "correct horse battery"

var hashed = sync.OnceValues(func() (string, error) { return passwords.Hash(context.Background(), password) })

// account makes an active account of a role: an observer's with a new observer, a state's for Timor-Leste.
func (h *fixture) account(role models.Role) models.Account {
	h.Helper()
	if role == models.StateRole {
		return h.stateAccount("TL")
	}
	a := models.Account{Role: role}
	if role == models.ObserverRole {
		o := models.Observer{
			Status: models.ObserverNominated, PassportName: "MARIA DOS SANTOS", PreferredName: "Maria", NominatedBy: "EU",
			Gender: models.Woman, Nominator: models.SystemID,
		}
		h.write(func(actor models.Actor) error { return actor.Create(&o, models.NominateObserver, nil) })
		a.ObserverID = &o.ID
	}
	return h.keep(a)
}

// stateAccount makes an active account of a state.
func (h *fixture) stateAccount(code string) models.Account {
	h.Helper()
	return h.keep(models.Account{Role: models.StateRole, State: &code})
}

func (h *fixture) keep(a models.Account) models.Account {
	h.Helper()
	hash, err := hashed()
	if err != nil {
		h.Fatal(err)
	}
	a.Record.ID = models.NewID()
	a.Email, a.Name, a.Password, a.Status = a.ID+"@test.example", cmp.Or(a.Name, "A "+string(a.Role)), hash, models.AccountActive
	h.write(func(actor models.Actor) error { return actor.Create(&a, models.CreateAccount, nil) })
	return a
}

// write changes the database as the clock would.
func (h *fixture) write(do func(models.Actor) error) {
	h.Helper()
	err := h.db.Write(context.Background(), func(tx *gorm.DB) error {
		return do(models.Actor{DB: tx, By: models.SystemAccount(), Now: h.db.Now()})
	})
	if err != nil {
		h.Fatal(err)
	}
}

// raw changes the database behind the program's back.
func (h *fixture) raw(statement string, values ...any) error {
	return h.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error { return tx.Exec(statement, values...).Error })
}

// entries counts what is in the journal.
func (h *fixture) entries() (n int64) {
	h.Helper()
	if err := h.db.Query(context.Background()).Model(&models.Entry{}).Count(&n).Error; err != nil {
		h.Fatal(err)
	}
	return n
}

// proves sees that the record proves itself.
func (h *fixture) proves() {
	h.Helper()
	if proof, err := models.VerifyFund(h.Context(), h.db); err != nil || !proof.OK {
		h.Errorf("the record proves %+v %v", proof, err)
	}
}

// at stops the clock of the database at an instant, which the journal is told of where that is before its last entry, and returns what moves it on.
func (h *fixture) at(now time.Time) (pass func(time.Duration)) {
	h.Helper()
	var mu sync.Mutex
	h.db.SetClock(func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
	if err := handlers.CorrectClock(context.Background(), h.db, "the test is of another day"); err != nil && !errors.Is(err, refusal.ClockRight) {
		h.Fatal(err)
	}
	return func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
}

// client is somebody who sends requests. Its header is sent with each of them.
type client struct {
	house  *fixture
	cookie *http.Cookie
	header http.Header
}

// as is a client signed in as an account.
func (h *fixture) as(a models.Account) *client {
	h.Helper()
	s := models.Session{Address: "192.0.2.1", Agent: "test"}
	var token string
	err := h.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) (err error) {
		token, err = s.Begin(tx, a, h.db.Now())
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return &client{house: h, cookie: &http.Cookie{Name: "session", Value: token}, header: http.Header{}}
}

// nobody is a client who is not signed in.
func (h *fixture) nobody() *client { return &client{house: h, header: http.Header{}} }

// with is the same client with a header more.
func (c *client) with(name, value string) *client {
	header := c.header.Clone()
	header.Set(name, value)
	return &client{c.house, c.cookie, header}
}

// request sends a request under /api/v1 and reads the answer; what takes two people another administrator confirms at once,
// and it is then answered as if it took one.
func (c *client) request(method, path string, body any) reply {
	c.house.Helper()
	held := func(reply) {}
	if c.house.rehearse != nil {
		held = c.house.rehearse(c, method, path, body)
	}
	out := c.confirmed(c.alone(method, path, body))
	held(out)
	return out
}

// alone sends a request under /api/v1 and reads the answer. A body that is a string or bytes is sent as it is, anything
// else as JSON; nil sends none.
func (c *client) alone(method, path string, body any) reply {
	c.house.Helper()
	var content []byte
	switch body := body.(type) {
	case nil:
	case string:
		content = []byte(body)
	case []byte:
		content = body
	default:
		var err error
		if content, err = json.Marshal(body); err != nil {
			c.house.Fatal(err)
		}
	}
	if r, known := routeAt(method, path); known && r.edits() && c.header.Get("If-Match") == "" {
		c = c.with("If-Match", c.seen(path))
	}
	return c.send(method, prefix+path, bytes.NewReader(content))
}

// seen is the tag of what a change is about as it is now; any where the caller cannot read it.
func (c *client) seen(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if tag := c.send("GET", prefix+strings.TrimSuffix(path, "/reserve"), nil).header.Get("ETag"); tag != "" {
		return tag
	}
	return `"1"`
}

// confirmed is the outcome of a request once another administrator has confirmed it, where it takes two people.
func (c *client) confirmed(out reply) reply {
	if out.status != http.StatusAccepted {
		return out
	}
	c.house.Helper()
	done := c.house.another(c).alone("POST", "/proposals/"+out.text("id")+"/confirm", nil)
	if done.status != http.StatusOK {
		return done
	}
	for _, r := range Routes {
		if r.ID == out.text("operation") {
			out.status = r.Status()
		}
	}
	out.json = done.at("result")
	out.body, _ = json.Marshal(out.json)
	return out
}

// send sends a request to any address of the server.
func (c *client) send(method, address string, body io.Reader) reply {
	r := httptest.NewRequest(method, address, body)
	r.Header = c.header.Clone()
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	w := httptest.NewRecorder()
	c.house.srv.ServeHTTP(w, r)
	out := reply{status: w.Code, header: w.Header(), body: w.Body.Bytes()}
	for _, cookie := range w.Result().Cookies() {
		out.cookie = cookie
	}
	if media := w.Header().Get("Content-Type"); strings.Contains(media, "json") && !strings.Contains(media, "ndjson") {
		if err := json.Unmarshal(out.body, &out.json); err != nil {
			c.house.Errorf("%s %s answers what is not JSON: %v: %s", method, address, err, out.body)
		}
		if missing := unlisted(out.json); missing != nil {
			c.house.Errorf("%s %s says what is not in %s: %q", method, address, spokenFile, missing)
		}
	}
	return out
}

// must is do for a step that has to succeed.
func (c *client) must(method, path string, body any) reply {
	c.house.Helper()
	out := c.request(method, path, body)
	if out.status >= 300 {
		c.house.Fatalf("%s %s %v: %d %s", method, path, body, out.status, out.body)
	}
	return out
}

// reply is the answer to a request.
type reply struct {
	status int
	header http.Header
	cookie *http.Cookie
	body   []byte
	json   any
}

// at is the value at a path of names and numbers, such as items.0.id; nil where there is none.
func (r reply) at(path string) any {
	value := r.json
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// text is the text at a path, "" where there is none.
func (r reply) text(path string) string {
	text, _ := r.at(path).(string)
	return text
}

// ruled is a rule of the table of refusals, or a sentence of one.
type ruled interface{ Code() refusal.Code }

// is checks the status and, if given, which rule said no.
func (r reply) is(t testing.TB, status int, rule ruled) {
	t.Helper()
	if r.status != status || rule != nil && r.text("code") != string(rule.Code()) {
		t.Errorf("got %d %s, want %d %v", r.status, r.body, status, rule)
	}
}

// lines keeps what is logged.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// last is the last fault that was logged.
func (l *lines) last() (fault string) {
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			fault = line
		}
	}
	return fault
}
