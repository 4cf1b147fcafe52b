package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// ready asks whether the server is, until it answers so: what it tried a moment ago it does not try again.
func (h *fixture) ready(status int, rule ruled) reply {
	h.Helper()
	var got reply
	for range 100 {
		if got = h.nobody().send("GET", "/readyz", nil); got.status == status {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	got.is(h, status, rule)
	return got
}

// newcomer is the account that is made while something fails, and one nobody else has.
func newcomer() body {
	return body{"email": models.NewID() + "@fund.example", "name": "Somebody new", "role": "auditor"}
}

// outage lets something fail: meanwhile writes are refused in plain words and nothing of them is kept, reads go on where they can, and
// afterwards the same request with the same key is done, once.
func (h *fixture) outage(what string, read int, begin, end func()) {
	h.Helper()
	clara, in := h.as(h.account(models.Administrator)), body{"title": models.NewID(), "window": models.TrainingWindow, "budget": 1}
	key := models.NewID()
	before := h.entries()
	begin()
	for range 3 {
		got := clara.with("Idempotency-Key", key).alone("POST", "/lines", in)
		if got.is(h, 503, refusal.StorageDown); got.header.Get("Retry-After") == "" {
			h.Errorf("%s: nobody is told when to ask again", what)
		}
	}
	clara.request("GET", "/accounts", nil).is(h, read, nil)
	h.ready(503, refusal.StorageDown)
	if !strings.Contains(h.log.last(), `"error":`) {
		h.Errorf("%s: the log says %s", what, h.log.last())
	}
	end()
	h.ready(200, nil)
	send := func() reply { return clara.with("Idempotency-Key", key).alone("POST", "/lines", in) }
	done := send()
	for tries := 0; done.status == 503 && tries < 10; tries++ { // what was connected before is found broken by whoever asks next
		done = send()
	}
	done.is(h, 201, nil)
	send().is(h, 201, nil)
	if more := h.entries() - before; more != 1 {
		h.Errorf("%s: %d entries are written, not one", what, more)
	}
	h.proves()
}

// TestFileIsMoved takes the file of a fund away, puts another in its place, and does the same to the log beside it, while it is served.
func TestFileIsMoved(t *testing.T) {
	t.Parallel()
	h := open(t, modelstest.SQLite(t), Options{PerSecond: 1_000_000})
	var list []struct{ File string }
	if err := h.db.Query(t.Context()).Raw("PRAGMA database_list").Scan(&list).Error; err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	file := list[0].File
	move := func(from, to string) func() {
		return func() {
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.outage("the file is away", 200, move(file, file+".away"), move(file+".away", file))
	h.outage("the log is away", 200, move(file+"-wal", file+".away"), move(file+".away", file+"-wal"))
	h.outage("another file is there", 200, func() {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		move(file, file+".away")()
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}, move(file+".away", file))
}

// TestSQLiteTakesNothingIn fills a file; a disk make soak fills.
func TestSQLiteTakesNothingIn(t *testing.T) {
	t.Parallel()
	h := open(t, modelstest.SQLite(t), Options{PerSecond: 1_000_000})
	tell := func(pragma string) func() {
		return func() {
			if err := h.raw("PRAGMA " + pragma); err != nil {
				t.Fatal(err)
			}
		}
	}
	tell("max_page_count = 1")() // it has no less than it holds
	clara := h.as(h.account(models.Administrator)).with("Idempotency-Key", models.NewID()).with("Content-Type", "application/octet-stream")
	large := append([]byte("%PDF-1.7\n"), make([]byte, 1<<20)...)
	large = append(large, "%%EOF"...)
	clara.alone("POST", "/files?name=large.pdf", large).is(t, 503, refusal.StorageDown)
	tell("max_page_count = 1073741823")()
	clara.alone("POST", "/files?name=large.pdf", large).is(t, 201, nil)
	h.proves()
}

// line is a way to a PostgreSQL server that can be cut.
type line struct {
	net.Listener
	network, to string

	mu   sync.Mutex
	cut  bool
	open []net.Conn
}

func (l *line) run() {
	for {
		from, err := l.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		to, err := net.Dial(l.network, l.to)
		if l.cut || err != nil {
			from.Close()
		} else {
			l.open = append(l.open, from, to)
			go io.Copy(to, from)
			go io.Copy(from, to)
		}
		l.mu.Unlock()
	}
}

// broken cuts the line, or lets it lead there again.
func (l *line) broken(cut bool) func() {
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.cut = cut
		for _, c := range l.open {
			c.Close()
		}
		l.open = nil
	}
}

// TestPostgresIsLost takes the server away, ends its connections and makes it read-only, as a standby is, while a fund is served that names two
// servers, one of which is gone for good.
func TestPostgresIsLost(t *testing.T) {
	t.Parallel()
	direct := modelstest.PostgresURL(t)
	config, err := pgx.ParseConfig(direct)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{}
	l.network, l.to = pgconn.NetworkAddress(config.Host, config.Port)
	if l.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go l.run()
	db, err := models.Open(fmt.Sprintf("postgres://%s@127.0.0.1:1,%s/%s?sslmode=disable&target_session_attrs=read-write",
		url.UserPassword(config.User, config.Password), l.Addr(), config.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := open(t, db, Options{PerSecond: 1_000_000})
	h.outage("the server is away", 503, l.broken(true), l.broken(false))

	admin, err := pgx.Connect(t.Context(), direct)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.Background())
	does := func(statements ...string) func() {
		return func() {
			for _, statement := range append(statements, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") {
				if _, err := admin.Exec(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	name := pgx.Identifier{config.Database}.Sanitize()
	h.outage("it became a standby", 503, does("ALTER DATABASE "+name+" SET default_transaction_read_only = on"),
		does("SET default_transaction_read_only = off", "ALTER DATABASE "+name+" RESET default_transaction_read_only"))
}

// TestClockIsBehind sets the clock of a server back: by little, what is written has the time of the last entry; by more, nothing is
// written until whoever runs the server says that the clock was wrong before. To a clock that is far ahead it is only drawn attention.
func TestClockIsBehind(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		right := h.db.Now().Plus(72 * time.Hour)
		shows := func(at models.Time) { h.db.SetClock(func() time.Time { return at.Time }) }
		last := func() (e models.Entry) {
			t.Helper()
			if err := h.db.Query(t.Context()).Order("seq DESC").Take(&e).Error; err != nil {
				t.Fatal(err)
			}
			return e
		}
		shows(right)
		clara, auditor := h.as(h.account(models.Administrator)), h.as(h.account(models.Auditor))
		if doubt := h.ready(200, nil); doubt.at("warning") != nil {
			t.Errorf("the clock is right: %s", doubt.body)
		}
		shows(right.Plus(-5 * time.Second))
		clara.must("POST", "/accounts", newcomer())
		if at := last().At; !at.Equal(right.Time) {
			t.Errorf("what was written by a clock that is a little behind is of %s, not of %s", at, right)
		}

		wrong := right.Plus(-time.Hour)
		shows(wrong)
		before := last()
		refused := clara.request("POST", "/accounts", newcomer())
		if refused.is(t, 503, refusal.ClockBehind); refused.at("parameters.seconds") != 3600.0 || refused.header.Get("Retry-After") == "" {
			t.Errorf("an hour behind: %s", refused.body)
		}
		h.ready(503, refusal.ClockBehind)
		clara.must("GET", "/accounts", nil)
		if err := handlers.Clock(t.Context(), h.db); err != nil {
			t.Errorf("nothing is due, and yet: %v", err)
		}
		if last() != before {
			t.Error("something was written")
		}

		const reason = "The server had the time of another zone."
		if err := handlers.CorrectClock(t.Context(), h.db, reason); err != nil {
			t.Fatal(err)
		}
		if err := handlers.CorrectClock(t.Context(), h.db, reason); !errors.Is(err, refusal.ClockRight) {
			t.Errorf("what is right is corrected: %v", err)
		}
		h.ready(200, nil)
		clara.must("POST", "/accounts", newcomer())
		if e := last(); !e.At.Equal(wrong.Time) {
			t.Errorf("after the correction time goes on at %s", e.At)
		}
		h.proves()
		said := auditor.must("GET", "/journal?action=clock.correct", nil)
		first := said.at("items.0.facts.firstWrong").(float64)
		if said.text("items.0.reason") != reason || said.text("items.0.accountId") != models.SystemID || first < 2 || said.at("items.0.facts.lastWrong") != float64(before.Seq) ||
			said.at("items.0.facts.lastShown") != before.At.Format("2006-01-02T15:04:05.999Z07:00") {
			t.Errorf("the correction says %s", said.body)
		}
		for query, want := range map[string]int64{fmt.Sprint("until=", right.Day().Plus(1)): last().Seq, fmt.Sprint("from=", right.Day().Plus(1)): 0} {
			if got := auditor.must("GET", "/journal?"+query, nil); want > 0 && got.at("items.0.seq") != float64(want) || want == 0 && got.at("items.0") != nil {
				t.Errorf("%s begins with %v", query, got.at("items.0.seq"))
			}
		}

		for days, doubted := range map[int]bool{300: false, 500: true} {
			shows(right.Plus(time.Duration(days) * 24 * time.Hour))
			if got := h.ready(200, nil); (got.at("warning") != nil) != doubted {
				t.Errorf("%d days after the last entry: %s", days, got.body)
			}
		}
	})
}

// TestClockOfADemonstration plays a demonstration on a day, and then on an earlier one: it goes on by itself, and says so.
func TestClockOfADemonstration(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		modelstest.Demonstrate(t, h.db)
		today := h.db.Now()
		for _, days := range []int{70, 0, -3} {
			h.db.SetClock(func() time.Time { return today.AddDate(0, 0, days) })
			h.ready(200, nil)
			h.as(h.account(models.Administrator)).must("POST", "/accounts", newcomer())
		}
		h.proves()
		if said := h.as(h.account(models.Auditor)).must("GET", "/journal?action=clock.correct", nil); len(said.at("items").([]any)) != 2 {
			t.Errorf("it went back twice: %s", said.body)
		}
	})
}

// record follows what is refused about the record itself.
func (f *follower) record() {
	now := f.db.Now()
	f.db.SetClock(func() time.Time { return now.Plus(-time.Minute).Time })
	again := f.refused(refusal.ClockBehind, f.clara, http.MethodPost, "/accounts", newcomer())
	if err := handlers.CorrectClock(f.Context(), f.db, "it was wrong"); err != nil {
		f.Fatal(err)
	}
	again()
}
