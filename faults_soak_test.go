//go:build soak

package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// campaign lets ten people write while something befalls the program, which is served throughout but for what befall does to it; what is there
// afterwards is held against what was acknowledged.
func (p program) campaign(befall func(p program, serving *exec.Cmd, people []*person) *exec.Cmd) (refused int) {
	if said, err := p.command("seed").CombinedOutput(); err != nil {
		p.Fatalf("%v: %s", err, said)
	}
	serving := p.serve()
	people := p.people()
	over := make(chan struct{})
	var writers sync.WaitGroup
	finish := sync.OnceFunc(func() { close(over); writers.Wait() })
	defer finish()
	for _, who := range people {
		writers.Go(func() { who.write(over) })
	}
	time.Sleep(*killFor / 10)
	serving = befall(p, serving, people)
	time.Sleep(*killFor / 10)
	finish()

	acknowledged, repeated, done := 0, 0, 0
	for _, who := range people {
		who.remembers()
		acknowledged += len(who.written)
		repeated += who.repeated
		done += who.done
		refused += who.refused
	}
	end(p.T, serving)
	if said, err := p.command("verify").CombinedOutput(); err != nil {
		p.Errorf("verify: %v: %s", err, said)
	}
	db, err := models.Open(p.database)
	if err != nil {
		p.Fatal(err)
	}
	defer db.Close()
	for _, d := range decisions {
		d.hold(p.T, db, people)
	}
	p.Logf("%d writes were acknowledged, %d of them repeated for want of an answer, of which %d had been done; %d times one was refused meanwhile",
		acknowledged, repeated, done, refused)
	return refused
}

// bitten holds a campaign to that somebody was refused: else nothing has befallen the program.
func bitten(t *testing.T, refused int) {
	if refused == 0 {
		t.Error("nobody was refused")
	}
}

// ready waits until the program says that it is, or that it is not, and with which code.
func (p program) ready(status int, code string) {
	p.Helper()
	var said []byte
	for range 600 {
		if answer, err := http.Get("http://" + p.addr + "/readyz"); err == nil {
			said, _ = io.ReadAll(answer.Body)
			answer.Body.Close()
			if answer.StatusCode == status && strings.Contains(string(said), code) {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.Fatalf("it is not %d %s: %s", status, code, said)
}

// TestDiskFullWhileWriting fills the disk of an SQLite fund, five times.
func TestDiskFullWhileWriting(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=96m"); err != nil {
		t.Fatalf("a small disk takes the right to mount one: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	p := program{T: t, database: filepath.Join(disk, "fund.db"), addr: modelstest.Free(t)}
	bitten(t, p.campaign(func(p program, serving *exec.Cmd, people []*person) *exec.Cmd {
		for range 5 {
			filler := filepath.Join(disk, "filler")
			file, err := os.Create(filler)
			if err != nil {
				t.Fatal(err)
			}
			for size := 1 << 20; size > 0; { // to the last byte
				if _, err := file.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
					size /= 2
				} else if err != nil {
					t.Fatal(err)
				}
			}
			p.ready(http.StatusServiceUnavailable, "storage-down")
			time.Sleep(*killFor / 20)
			if err := errors.Join(file.Close(), os.Remove(filler)); err != nil {
				t.Fatal(err)
			}
			p.ready(http.StatusOK, "ready")
			time.Sleep(*killFor / 20)
		}
		return serving
	}))
}

// TestFileMovedWhileWriting moves the file of an SQLite fund away, removes it, and puts another in its place, and brings it back each time.
func TestFileMovedWhileWriting(t *testing.T) {
	p := program{T: t, database: filepath.Join(t.TempDir(), "fund.db"), addr: modelstest.Free(t)}
	aside := p.database + ".aside"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	bitten(t, p.campaign(func(p program, serving *exec.Cmd, people []*person) *exec.Cmd {
		for n, lose := range []func(){
			func() { must(os.Rename(p.database, aside)) },
			func() { must(errors.Join(os.Link(p.database, aside), os.Remove(p.database))) },
			func() {
				content, err := os.ReadFile(p.database)
				must(errors.Join(err, os.Rename(p.database, aside), os.WriteFile(p.database, content, 0o600)))
			},
		} {
			lose()
			p.ready(http.StatusServiceUnavailable, "storage-down")
			time.Sleep(*killFor / 20)
			if n == 1 { // and it does not live to see it back
				end(t, serving)
			}
			must(os.Rename(aside, p.database))
			if n == 1 {
				serving = p.serve()
			}
			p.ready(http.StatusOK, "ready")
			time.Sleep(*killFor / 20)
		}
		return serving
	}))
}

// TestServerEndsWhileWriting ends a PostgreSQL server as a crash does, three times, and starts it again.
func TestServerEndsWhileWriting(t *testing.T) {
	server := modelstest.NewCluster(t)
	p := program{T: t, addr: modelstest.Free(t), database: fmt.Sprintf("postgres://postgres@%s/postgres?sslmode=disable", server.Address)}
	bitten(t, p.campaign(func(p program, serving *exec.Cmd, people []*person) *exec.Cmd {
		for range 3 {
			server.Kill(t)
			p.ready(http.StatusServiceUnavailable, "storage-down")
			time.Sleep(*killFor / 20)
			server.Start(t)
			p.ready(http.StatusOK, "ready")
			time.Sleep(*killFor / 10)
		}
		return serving
	}))
}

// TestClockWhileWriting sets the clock ahead by hours, and back: a demonstration records that by itself, and any other fund writes nothing until
// whoever runs it has.
func TestClockWhileWriting(t *testing.T) {
	for engine, url := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "fund.db"), "postgres": modelstest.PostgresURL(t)} {
		t.Run(engine, func(t *testing.T) {
			p := program{T: t, database: url, addr: modelstest.Free(t)}
			bitten(t, p.campaign(func(p program, serving *exec.Cmd, people []*person) *exec.Cmd {
				again := func(ahead time.Duration) {
					end(t, serving)
					p.settings = []string{"DEMO_NOW=" + time.Now().Add(ahead).UTC().Format(time.RFC3339)}
					serving = p.serve()
					time.Sleep(*killFor / 10)
				}
				for _, ahead := range []time.Duration{5 * time.Hour, 2 * time.Hour, -time.Hour, 10 * time.Hour} { // a session ends after twelve
					again(ahead)
				}
				end(t, serving)
				p.grown(10 * time.Hour)
				p.settings = nil
				serving = p.start()
				p.ready(http.StatusServiceUnavailable, "clock-behind")
				time.Sleep(*killFor / 10)
				if said, err := p.command("clock -reason ahead").CombinedOutput(); err != nil {
					t.Errorf("%v: %s", err, said)
				}
				p.ready(http.StatusOK, "ready")
				time.Sleep(*killFor / 10)
				return serving
			}))
		})
	}
}

// grown makes the demonstration a fund like any other, by a clock that is ahead.
func (p program) grown(ahead time.Duration) {
	db, err := models.Open(p.database)
	if err != nil {
		p.Fatal(err)
	}
	db.SetClock(func() time.Time { return time.Now().Add(ahead) })
	err = db.Write(p.Context(), func(tx *gorm.DB) error {
		fund, err := models.LoadFund(tx)
		if err != nil {
			return err
		}
		fund.Demonstration = false
		return models.SaveFund(tx, fund)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		p.Fatal(err)
	}
}

// TestFailoverWhileWriting kills a PostgreSQL server that another replicates, and promotes that one, twice, while two instances serve the fund.
func TestFailoverWhileWriting(t *testing.T) {
	first := modelstest.NewCluster(t)
	second := first.Standby(t)
	p := program{T: t, addr: modelstest.Free(t), database: fmt.Sprintf("postgres://postgres@%s,%s/postgres?sslmode=disable&target_session_attrs=read-write", first.Address, second.Address)}
	bitten(t, p.campaign(func(p program, serving *exec.Cmd, people []*person) *exec.Cmd {
		other := p
		other.addr = modelstest.Free(t)
		beside := other.serve()
		defer end(t, beside)
		for n, who := range people {
			if n%2 == 1 {
				who.elsewhere.Store(&other.addr)
			}
		}
		time.Sleep(*killFor / 10)
		for range 2 {
			first.Kill(t)
			p.ready(http.StatusServiceUnavailable, "storage-down")
			begun := time.Now()
			second.Promote(t)
			p.ready(http.StatusOK, "ready")
			other.ready(http.StatusOK, "ready")
			t.Logf("both instances were ready %s after the promotion was asked for", time.Since(begun).Round(10*time.Millisecond))
			time.Sleep(*killFor / 10)
			first, second = second, second.Rejoin(t, first)
			time.Sleep(*killFor / 10)
		}
		for _, who := range people { // the other instance ends
			who.elsewhere.Store(nil)
		}
		time.Sleep(*killFor / 10)
		return serving
	}))
}
