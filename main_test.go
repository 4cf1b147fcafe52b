package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	get := func(set map[string]string) func(string) string { return func(name string) string { return set[name] } }
	c, err := environment(get(nil))
	if err != nil || c.addr != "localhost:8080" || c.database != "fund.db" || c.publicURL != "http://localhost:8080" || c.demoPublic || !c.loopback() {
		t.Errorf("without settings: %+v (%v)", c, err)
	}
	c, err = environment(get(map[string]string{"ADDR": ":80", "PUBLIC_URL": "https://fund.example/", "TRUSTED_PROXIES": "10.0.0.0/8, ::1", "LOG_LEVEL": "warn"}))
	if err != nil || c.loopback() || c.local() != "localhost:80" || c.link("x") != "https://fund.example/#/link/x" || len(c.trustedProxies) != 2 {
		t.Errorf("with settings: %+v (%v)", c, err)
	}
	for name, value := range map[string]string{
		"ADDR": "nowhere", "PUBLIC_URL": "fund.example", "TRUSTED_PROXIES": "our.proxy", "DEMO_PUBLIC": "true", "DEMO_NOW": "tomorrow", "BACKUP_KEEP": "0", "DEMO_AHEAD": "tomorrow", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml",
	} {
		if _, err := environment(get(map[string]string{name: value})); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s=%s: got %v", name, value, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]bool{
		"localhost:1": true, "127.0.0.1:1": true, "127.8.8.8:1": true, "[::1]:1": true,
		":1": false, "0.0.0.0:1": false, "[::]:1": false, "192.0.2.1:1": false, "fund.example:1": false,
	} {
		if got := (config{addr: addr}).loopback(); got != want {
			t.Errorf("%s: %t", addr, got)
		}
	}
}

// TestCommands takes a fund through what its keeper does on the server.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	fund, copied := filepath.Join(dir, "fund.db"), filepath.Join(dir, "copy.db")
	addr := modelstest.Free(t)
	t.Setenv("DATABASE_URL", fund)
	t.Setenv("ADDR", addr)
	t.Setenv("LOG_LEVEL", "error")

	try := func(want string, args ...string) {
		t.Helper()
		if err := run(t.Context(), args); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
	try("", "help")
	for _, c := range commands {
		try("", "help", c.name)
		try("", c.name, "-h")
		try("exit status 2", c.name, "-nonsense")
	}
	try("no command", "nonsense")
	try("there is no database", "verify")
	try("there is no database", "clock")
	try("there is no database", "backup", copied)
	try("", "migrate")
	try("", "verify")
	try("exit status 2", "admin")
	try("", "admin", "-email", "me@fund.example")
	try("has accounts already", "seed")
	try("refused", "health")

	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- run(ctx, nil) }()
	for range 200 {
		if run(t.Context(), []string{"health"}) == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	try("", "health")
	try("", "clock")
	try("nothing to correct", "clock", "-reason", "none")
	try("", "backup", copied)
	try("exists already", "backup", copied)
	try("", "backup", "-verify", copied)
	try("exists; with -force", "restore", copied)
	try("in use", "restore", copied, "-force")
	stop()
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}

	try("", "restore", "-force", copied)
	try("earlier restore", "restore", "-force", copied)
	try("", "verify")
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	try("cannot be restored", "restore", text)
	try("no such file", "restore", filepath.Join(dir, "missing"))
	try("no such file", "backup", "-verify", filepath.Join(dir, "missing"))

	t.Setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/fund")
	try("exit status 2", "backup", "file")
	try("exit status 2", "restore", "file")
	t.Setenv("BACKUP_FOLDER", dir)
	try("pg_dump", "serve")
}

// TestVerifyExport holds a journal against an export of it that an auditor kept: as it was, altered, written anew from an
// entry on so that it proves itself, cut off, and no export at all.
func TestVerifyExport(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DATABASE_URL", filepath.Join(dir, "fund.db"))
	t.Setenv("LOG_LEVEL", "error")
	for _, email := range []string{"one@fund.example", "two@fund.example"} {
		if err := run(t.Context(), []string{"admin", "-email", email}); err != nil {
			t.Fatal(err)
		}
	}
	db, err := models.Open(filepath.Join(dir, "fund.db"))
	if err != nil {
		t.Fatal(err)
	}
	var journal []models.Entry
	err = models.EachEntry(db.Query(t.Context()), 0, func(e models.Entry) error { journal = append(journal, e); return nil })
	if err := errors.Join(err, db.Close()); err != nil || len(journal) < 2 {
		t.Fatalf("%d entries, %v", len(journal), err)
	}
	export := func(name string, entries []models.Entry, rest string) string {
		t.Helper()
		var text strings.Builder
		for _, e := range entries {
			line, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(append(line, '\n'))
		}
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text.String()+rest), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	altered, anew := slices.Clone(journal), slices.Clone(journal)
	altered[0].AccountID, anew[0].AccountID = models.NewID(), models.NewID()
	for i := range anew {
		if i > 0 {
			anew[i].Previous = anew[i-1].Hash
		}
		anew[i].Hash = hashed(t, anew[i])
	}
	early := slices.Clone(journal)
	early[len(early)-1].At = early[len(early)-2].At.Plus(-time.Second)
	early[len(early)-1].Hash = hashed(t, early[len(early)-1])
	corrected := slices.Clone(early)
	corrected[len(corrected)-1].Action = models.CorrectClock
	corrected[len(corrected)-1].Hash = hashed(t, corrected[len(corrected)-1])
	for name, c := range map[string]struct{ export, alone, against string }{
		"time runs back":   {export("back", early, ""), "exit status 1", "exit status 1"},
		"clock corrected":  {export("corrected", corrected, ""), "", "exit status 1"},
		"as it was":        {export("as it was", journal, "\n"), "", ""},
		"only a beginning": {export("beginning", journal[:1], ""), "", ""},
		"altered":          {export("altered", altered, ""), "exit status 1", "exit status 1"},
		"one is missing":   {export("missing", slices.Delete(slices.Clone(journal), 0, 1), ""), "exit status 1", "exit status 1"},
		"written anew":     {export("anew", anew, ""), "", "exit status 1"},
		"longer":           {export("longer", append(slices.Clone(journal), next(t, journal)), ""), "", "exit status 1"},
		"no export":        {export("none", nil, "hello"), "not an entry", "not an entry"},
		"no file":          {filepath.Join(dir, "nothing"), "no such file", "no such file"},
	} {
		for flag, want := range map[string]string{"-offline": c.alone, "-against": c.against} {
			err := run(t.Context(), []string{"verify", flag, c.export})
			if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(sentence(err), want)) {
				t.Errorf("%s, %s: %v", name, flag, err)
			}
		}
	}
}

// next is an entry that could follow a journal, and is in no database.
func next(t *testing.T, journal []models.Entry) models.Entry {
	e := journal[len(journal)-1]
	e.Seq, e.Previous = e.Seq+1, e.Hash
	e.Hash = hashed(t, e)
	return e
}

// hashed is the hash of an entry, made without our code as an auditor would.
func hashed(t *testing.T, e models.Entry) string {
	t.Helper()
	line, err := json.Marshal([]any{e.Previous, e.Seq, e.At.UTC().Format("2006-01-02T15:04:05.000Z"), e.AccountID, e.Action, e.Subject.Kind, e.Subject.ID, e.Facts})
	if err != nil {
		t.Fatal(err)
	}
	return models.Digest(line)
}

// TestSentence says what is wrong, what would mend it, and which settings are.
func TestSentence(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"it is broken": errors.New("it is broken"),
		"an account cannot be disabled by its owner; another administrator can do it": refusal.OwnAccount,
	} {
		if got := sentence(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := sentence(refusal.Fault("email", "is no address")); !strings.HasSuffix(got, "\n  email: is no address") {
		t.Errorf("%q", got)
	}
}

// TestGuard keeps a demonstration from other machines.
func TestGuard(t *testing.T) {
	t.Parallel()
	db, err := open(t.Context(), config{database: filepath.Join(t.TempDir(), "fund.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	local, public, meant := config{addr: "localhost:1"}, config{addr: ":1"}, config{addr: ":1", demoPublic: true}
	for _, c := range []config{local, public, meant} {
		if err := guard(t.Context(), c, db); err != nil {
			t.Errorf("a real fund on %s: %v", c.addr, err)
		}
	}
	ahead, now := config{addr: "localhost:1", demoAhead: 70}, config{addr: "localhost:1", demoNow: time.Date(2027, 2, 28, 23, 30, 0, 0, time.UTC)}
	for _, c := range []config{ahead, now} {
		if guard(t.Context(), c, db) == nil {
			t.Errorf("a real fund is served with a clock of its own: %+v", c)
		}
	}
	modelstest.Demonstrate(t, db)
	if err := errors.Join(guard(t.Context(), local, db), guard(t.Context(), meant, db), guard(t.Context(), ahead, db), guard(t.Context(), now, db)); err != nil {
		t.Error(err)
	}
	if guard(t.Context(), public, db) == nil {
		t.Error("a demonstration is served to everybody")
	}
}

// TestClock sets the clock of a demonstration: it begins where it is told, that many days ahead, and goes on from there.
func TestClock(t *testing.T) {
	t.Parallel()
	eve := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, c := range []struct {
		set  config
		want time.Time
	}{
		{config{demoNow: eve}, eve},
		{config{demoAhead: 60}, time.Now().AddDate(0, 0, 60)},
		{config{demoNow: eve, demoAhead: 60}, eve.AddDate(0, 0, 60)},
	} {
		clock := c.set.clock()
		first := clock()
		if late := first.Sub(c.want); late < 0 || late > time.Minute || !clock().After(first) {
			t.Errorf("%+v shows %s, then %s, instead of %s", c.set, first, clock(), c.want)
		}
	}
	if (config{}).clock() != nil {
		t.Error("without settings the clock is not the real one")
	}
}

// TestProgress tells on a terminal what is being verified, and nothing where what is said goes elsewhere.
func TestProgress(t *testing.T) {
	reads, writes, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reads.Close()
	defer writes.Close()
	if tell, _ := progress(writes); tell != nil {
		t.Error("it is told into a pipe")
	}
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // which takes characters one after another, as a terminal does
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	if tell, _ := progress(terminal); tell == nil {
		t.Error("a terminal is told nothing")
	}
}
