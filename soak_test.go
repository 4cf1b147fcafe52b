//go:build soak

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/modelstest"
)

var (
	kills    = flag.Int("kills", 5, "how often the program is killed on each engine")
	killSeed = flag.Uint64("kills.seed", 1, "what decides when")
)

// TestMain lets the test program be the program itself, so that there is one to kill.
func TestMain(m *testing.M) {
	if os.Getenv("FUND_ARGS") != "" {
		if err := run(context.Background(), strings.Fields(os.Getenv("FUND_ARGS"))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

// TestKilledWhileWriting kills the program again and again while eight people write: what was acknowledged is there
// afterwards, once, and the record proves it.
func TestKilledWhileWriting(t *testing.T) {
	for engine, url := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "fund.db"), "postgres": modelstest.PostgresURL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(*killSeed, 0))
			p := program{t, url, free(t)}
			if said, err := p.command("seed").CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			acknowledged := map[string]bool{}
			for n := range *kills {
				serving := p.serve()
				maps.Copy(acknowledged, p.write(n, func() {
					time.Sleep(time.Duration(chance.IntN(1500)) * time.Millisecond) // the kill may come at any moment
					if err := serving.Process.Kill(); err != nil {
						t.Error(err)
					}
					serving.Wait()
				}))
			}
			if said, err := p.command("verify").CombinedOutput(); err != nil {
				t.Errorf("verify: %v: %s", err, said)
			}
			db, err := models.Open(url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			var titles []string
			if err := db.Query(t.Context()).Model(&models.Line{}).Where("title LIKE 'Written%'").Pluck("title", &titles).Error; err != nil {
				t.Fatal(err)
			}
			for title := range acknowledged {
				if !slices.Contains(titles, title) {
					t.Errorf("%s was acknowledged and is lost", title)
				}
			}
			t.Logf("killed %d times: %d writes were acknowledged, %d are there", *kills, len(acknowledged), len(titles))
			if len(acknowledged) == 0 {
				t.Error("nothing was written")
			}
		})
	}
}

// program is the program on a database of its own.
type program struct {
	*testing.T
	database, addr string
}

func (p program) command(args string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "FUND_ARGS="+args, "DATABASE_URL="+p.database, "ADDR="+p.addr, "LOG_LEVEL=error")
	return c
}

// serve starts the server and waits until it answers.
func (p program) serve() *exec.Cmd {
	c := p.command("serve")
	var said bytes.Buffer
	c.Stdout, c.Stderr = io.Discard, &said
	if err := c.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { c.Process.Kill() })
	for range 600 {
		if answer, err := http.Get("http://" + p.addr + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return c
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.Fatalf("the program does not answer: %s", said.Bytes())
	return nil
}

// write lets eight people add budget lines until end has ended the server, and returns the titles that were acknowledged.
func (p program) write(round int, end func()) map[string]bool {
	session := p.post("/session", nil, map[string]any{"email": "admin@demo.example", "password": "demonstration"})
	if session == nil {
		p.Fatal("nobody is let in")
	}
	var mu sync.Mutex
	var writers sync.WaitGroup
	acknowledged := map[string]bool{}
	for who := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				title := fmt.Sprintf("Written in round %d by %d: %d", round, who, n)
				done := p.post("/lines", session.Cookies(), map[string]any{"title": title, "window": "training", "budget": 1})
				if done == nil {
					return
				}
				if done.StatusCode == http.StatusCreated {
					mu.Lock()
					acknowledged[title] = true
					mu.Unlock()
				}
			}
		})
	}
	end()
	writers.Wait()
	return acknowledged
}

// post sends JSON and returns the answer, nil when none came.
func (p program) post(path string, cookies []*http.Cookie, body any) *http.Response {
	content, err := json.Marshal(body)
	if err != nil {
		p.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, "http://"+p.addr+"/api/v1"+path, bytes.NewReader(content))
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return nil
	}
	return answer
}
