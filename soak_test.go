//go:build soak

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/modelstest"
)

var (
	kills    = flag.Int("kills", 10, "how often the program is killed on each engine")
	killFor  = flag.Duration("kills.for", 20*time.Second, "for about how long people write meanwhile")
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

// TestKilledWhileWriting kills the program again and again while ten people write, and starts it again. Who got no answer asks
// once more with the same key. What was acknowledged is there afterwards as it was answered, nothing is there twice or
// unasked for, and the record proves it.
func TestKilledWhileWriting(t *testing.T) {
	for engine, url := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "fund.db"), "postgres": modelstest.PostgresURL(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(*killSeed, 0))
			p := program{T: t, database: url, addr: modelstest.Free(t)}
			p.campaign(func(p program, serving *exec.Cmd, _ []*person) *exec.Cmd {
				for range *kills {
					time.Sleep(time.Duration(chance.Int64N(int64(2 * *killFor / time.Duration(*kills))))) // the kill may come at any moment
					end(t, serving)
					serving = p.serve()
				}
				return serving
			})
		})
	}
}

// end kills a program, which has no time to tidy up.
func end(t *testing.T, serving *exec.Cmd) {
	if err := serving.Process.Kill(); err != nil {
		t.Error(err)
	}
	serving.Wait()
}

// decision is something that people write: what is sent, with a mark by which it is known again, and the statement
// that reads the mark and the id of everything that was written.
type decision struct {
	action models.Action
	status int
	send   func(who *person, mark string) (path string, body map[string]any)
	kept   string
}

// lately is a day that is over everywhere.
var lately = models.At(time.Now()).Day().Plus(-2)

var (
	logTraining = &decision{models.ClaimTraining, http.StatusCreated, func(who *person, mark string) (string, map[string]any) {
		return "/trainings", map[string]any{"observerId": who.about, "organiser": "UN", "kind": models.Course, "title": mark,
			"startsOn": lately.Plus(-2), "until": lately}
	}, "SELECT title AS mark, id FROM trainings WHERE title LIKE 'Written %'"}
	draftInvitation = &decision{models.DraftInvitation, http.StatusCreated, func(who *person, mark string) (string, map[string]any) {
		return "/invitations", map[string]any{"signatory": mark}
	}, "SELECT signatory AS mark, id FROM invitations WHERE signatory LIKE 'Written %'"}
	pledge = &decision{models.PledgeContribution, http.StatusCreated, func(who *person, mark string) (string, map[string]any) {
		return "/contributions", map[string]any{"contributor": "AU", "title": mark, "amount": 1, "currency": "USD", "pledgedOn": lately}
	}, "SELECT title AS mark, id FROM contributions WHERE title LIKE 'Written %'"}
	addLine = &decision{models.AddLine, http.StatusCreated, func(who *person, mark string) (string, map[string]any) {
		return "/lines", map[string]any{"title": mark, "window": models.TrainingWindow, "budget": 1}
	}, "SELECT title AS mark, id FROM lines WHERE title LIKE 'Written %'"}
	// A receipt is answered with its contribution, and moves money.
	receive = &decision{models.ReceiveReceipt, http.StatusOK, func(who *person, mark string) (string, map[string]any) {
		return "/contributions/" + who.about + "/receipts", map[string]any{"receivedOn": lately, "amount": 1, "bankReference": mark}
	}, "SELECT bank_reference AS mark, contribution_id AS id FROM receipts WHERE bank_reference LIKE 'Written %'"}
	// What takes two people is rehearsed, and is a proposal.
	giveUp = &decision{models.AskProposal, http.StatusAccepted, func(who *person, mark string) (string, map[string]any) {
		return "/contributions/" + who.about + "/cancel", map[string]any{"reason": mark}
	}, "SELECT reason AS mark, id FROM proposals WHERE reason LIKE 'Written %'"}
	decisions = []*decision{logTraining, draftInvitation, pledge, addLine, receive, giveUp}
)

// hold holds what is there of a decision, and in the journal, against what was acknowledged.
func (d *decision) hold(t *testing.T, db *models.DB, people []*person) {
	var rows []struct{ Mark, ID string }
	if err := db.Query(t.Context()).Raw(d.kept).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	kept := map[string][]string{}
	for _, r := range rows {
		kept[r.Mark] = append(kept[r.Mark], r.ID)
	}
	acknowledged := 0
	for _, who := range people {
		if who.does != d {
			continue
		}
		acknowledged += len(who.written)
		for _, w := range who.written {
			var answer struct {
				ID           string
				Contribution struct{ ID string }
			}
			if err := json.Unmarshal(w.answer, &answer); err != nil {
				t.Error(err)
			}
			id := cmp.Or(answer.ID, answer.Contribution.ID)
			if there := kept[w.mark]; len(there) != 1 || there[0] != id {
				t.Errorf("%s %s was acknowledged as %s; there is %q", d.action, w.mark, id, there)
			}
			delete(kept, w.mark)
		}
	}
	for mark, there := range kept {
		t.Errorf("%s %s is there, as %q, and nobody was told so", d.action, mark, there)
	}
	var entries int64
	err := db.Query(t.Context()).Model(&models.Entry{}).Where("action = ? AND subject_id IN (SELECT id FROM ("+d.kept+") AS kept)", d.action).Count(&entries).Error
	if err != nil || entries != int64(acknowledged) || acknowledged == 0 {
		t.Errorf("%s: %d were acknowledged, the journal has %d (%v)", d.action, acknowledged, entries, err)
	}
}

// program is the program on a database of its own.
type program struct {
	*testing.T
	database, addr string
	settings       []string // beside those
}

func (p program) command(args string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "FUND_ARGS="+args, "DATABASE_URL="+p.database, "ADDR="+p.addr, "LOG_LEVEL=error")
	c.Env = append(c.Env, p.settings...)
	return c
}

// serve starts the server and waits until it is ready.
func (p program) serve() *exec.Cmd {
	c := p.start()
	p.ready(http.StatusOK, "ready")
	return c
}

// start starts the server.
func (p program) start() *exec.Cmd {
	c := p.command("serve")
	log, err := os.Create(filepath.Join(p.TempDir(), "log"))
	if err != nil {
		p.Fatal(err)
	}
	c.Stderr = log
	p.Cleanup(func() {
		if said, err := os.ReadFile(log.Name()); p.Failed() {
			p.Logf("%v %s", err, said[:min(len(said), 2000)])
		}
	})
	if err := c.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { c.Process.Kill() })
	return c
}

// person is somebody who writes one sort of decision, and notes what was acknowledged.
type person struct {
	program
	cookies []*http.Cookie
	does    *decision
	about   string // the observer or the contribution that is written about
	number  int    // among those who write

	elsewhere atomic.Pointer[string] // the address of another instance, where they use that
	refused   int                    // how often the program said that it can do nothing at this moment

	written        []written
	repeated, done int // what had to be asked again for want of an answer, and of that what had been done
}

// written is a decision that was acknowledged.
type written struct {
	mark, key string
	answer    []byte
}

// people are ten who sign in: those of the demonstration, and some who are invited.
func (p program) people() (all []*person) {
	enter := func(path string, in map[string]any) *person {
		answer := p.must(nil, path, in)
		var me struct {
			Account struct{ ObserverID string }
		}
		if err := json.Unmarshal(answer.body, &me); err != nil {
			p.Fatal(err)
		}
		who := &person{program: p, about: me.Account.ObserverID, cookies: answer.cookies, number: len(all)}
		all = append(all, who)
		return who
	}
	signIn := func(name string) *person {
		return enter("/session", map[string]any{"email": name + "@demo.example", "password": "demonstration"})
	}
	observer, first, second, state := signIn("observer"), signIn("admin"), signIn("admin2"), signIn("state")
	invited := func(role models.Role, state string) *person {
		in := map[string]any{"email": fmt.Sprintf("writer%d@demo.example", len(all)), "name": fmt.Sprint("Writer ", len(all)), "role": role}
		if state != "" {
			in["state"] = state
		}
		var asked struct{ ID string } // it takes two people, and only its owner gets the link
		if err := json.Unmarshal(p.must(first.cookies, "/accounts", in).body, &asked); err != nil {
			p.Fatal(err)
		}
		p.must(second.cookies, "/proposals/"+asked.ID+"/confirm", map[string]any{})
		said, err := p.command("link " + in["email"].(string)).Output()
		if err != nil {
			p.Fatal(err)
		}
		_, token, _ := strings.Cut(string(said), "/#/link/")
		return enter("/session/link", map[string]any{"token": strings.TrimSpace(token), "password": "demonstration"})
	}
	added := func(path string, in map[string]any) string {
		var made struct{ ID string }
		if err := json.Unmarshal(p.must(first.cookies, path, in).body, &made); err != nil {
			p.Fatal(err)
		}
		return made.ID
	}
	const plenty = 1_000_000_000_000
	money := added("/contributions", map[string]any{"contributor": "AU", "title": "To be received", "amount": plenty, "currency": "USD", "pledgedOn": lately, "confirmed": []string{"far-amount"}})
	lost := added("/contributions", map[string]any{"contributor": "NZ", "title": "To be given up", "amount": 100, "currency": "USD", "pledgedOn": lately})

	for _, who := range []*person{observer, first, second} {
		who.does, who.about = logTraining, observer.about
	}
	for _, who := range []*person{state, invited(models.StateRole, "KE"), invited(models.StateRole, "FJ")} {
		who.does = draftInvitation
	}
	for about, does := range map[string]*decision{money: receive, lost: giveUp} {
		who := invited(models.Administrator, "")
		who.does, who.about = does, about
	}
	invited(models.Administrator, "").does = pledge
	invited(models.Administrator, "").does = addLine
	return all
}

// mark is by what the nth of a person's decisions is known.
func (who *person) mark(n int) string {
	return fmt.Sprintf("Written by %d: %d", who.number, n)
}

// write writes one decision after another until it is over. What was not answered is asked again until it is.
func (who *person) write(over <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-time.After(rand.N(50 * time.Millisecond)):
		}
		one := written{mark: who.mark(n), key: models.NewID()}
		path, in := who.does.send(who, one.mark)
		begun, unanswered := time.Now(), false
		for one.answer == nil {
			at := who.program
			if other := who.elsewhere.Load(); other != nil {
				at.addr = *other
			}
			answer, err := at.post(who.cookies, path, in, one.key)
			switch {
			case err == nil && answer.status == who.does.status:
				one.answer = answer.body
				if unanswered {
					who.repeated++
				}
				if answer.again {
					who.done++
				}
			case err == nil && answer.status != http.StatusTooManyRequests && answer.status != http.StatusServiceUnavailable:
				who.Errorf("%s %s: %d %s", path, one.mark, answer.status, answer.body)
				return
			case err == nil && answer.status == http.StatusServiceUnavailable:
				who.refused++
				time.Sleep(50 * time.Millisecond)
			case time.Since(begun) > 2*time.Minute:
				who.Errorf("%s %s is never answered: %v", path, one.mark, err)
				return
			default:
				unanswered = unanswered || err != nil
				time.Sleep(50 * time.Millisecond)
			}
		}
		who.written = append(who.written, one)
	}
}

// remembers asks for everything that was acknowledged once more, and hears the same and nothing new.
func (who *person) remembers() {
	for _, w := range who.written {
		path, in := who.does.send(who, w.mark)
		answer, err := who.post(who.cookies, path, in, w.key)
		for err == nil && answer.status == http.StatusTooManyRequests {
			time.Sleep(100 * time.Millisecond)
			answer, err = who.post(who.cookies, path, in, w.key)
		}
		if err != nil || answer.status != who.does.status || !answer.again || !bytes.Equal(answer.body, w.answer) {
			who.Errorf("%s %s was answered with %.120s, and then (%v) with %d %.120s", path, w.mark, w.answer, err, answer.status, answer.body)
			return
		}
	}
}

// answered is what a request was answered with.
type answered struct {
	status  int
	again   bool // it had been done before
	cookies []*http.Cookie
	body    []byte
}

// post sends JSON, with a key where there is one, and reads the whole answer.
func (p program) post(cookies []*http.Cookie, path string, in map[string]any, key string) (out answered, err error) {
	content, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	r, err := http.NewRequest(http.MethodPost, "http://"+p.addr+"/api/v1"+path, bytes.NewReader(content))
	if err != nil {
		return out, err
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return out, err
	}
	defer answer.Body.Close()
	out = answered{answer.StatusCode, answer.Header.Get("Idempotency-Replayed") == "true", answer.Cookies(), nil}
	out.body, err = io.ReadAll(answer.Body)
	return out, err
}

// must is post for a step that has to succeed.
func (p program) must(cookies []*http.Cookie, path string, in map[string]any) answered {
	p.Helper()
	out, err := p.post(cookies, path, in, "")
	if err != nil || out.status >= 300 {
		p.Fatalf("%s %v: %v %d %s", path, in, err, out.status, out.body)
	}
	return out
}
