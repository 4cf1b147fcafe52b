package api

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestHistories lets anybody do anything in any order, as time goes by, and looks at the whole fund after every step.
// -rapid.checks says how many histories are lived on each engine, -rapid.steps how long they are on average.
func TestHistories(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"rapid.checks": "12", "rapid.steps": "120"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			if err := flag.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for engine, fresh := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "postgres": modelstest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			lived := map[string]int{}
			rapid.Check(t, func(r *rapid.T) {
				l := born(t, fresh(t), r, lived)
				defer l.db.Close()
				l.live()
			})
			t.Logf("what was tried and how it was answered: %v", lived)
		})
	}
}

// life is one history: a fund with two administrators, six observers, three states of which two contribute, an
// auditor, somebody who is not signed in, and the clock.
type life struct {
	*story
	r        *rapid.T
	lived    map[string]int
	people   []*person
	started  time.Time
	seq      int64  // of the last entry of the journal
	hash     string // of the same
	counting int    // makes names unlike each other
}

// person is somebody who acts.
type person struct {
	name    string
	account models.Account
	client  *client
}

// born begins a history. What it begins with was done by the people of the story.
func born(t *testing.T, db *models.DB, r *rapid.T, lived map[string]int) *life {
	h := open(t, db, Options{PerSecond: 1_000_000})
	l := &life{r: r, lived: lived, story: &story{house: h, people: map[string]*client{}, ids: map[string]string{}}}
	l.pass = h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	l.today = func() models.Date { return h.db.Now().Day() }
	join := func(name string, a models.Account) *client {
		a = h.keep(a)
		l.people = append(l.people, &person{name, a, h.as(a)})
		return l.people[len(l.people)-1].client
	}
	l.clara = join("clara", models.Account{Role: models.Administrator})
	l.david = join("david", models.Account{Role: models.Administrator})
	l.auditor = join("the auditor", models.Account{Role: models.Auditor})
	l.people = append(l.people, &person{"nobody", models.Account{}, h.nobody()})
	for _, state := range []string{"TL", "PH", "NP"} {
		c := join(state, models.Account{Role: models.StateRole, State: &state})
		if state == "TL" {
			l.dili = c
		}
	}
	for i, states := range [][]string{{"ID"}, {"AU"}, {"EE"}, {"PH", "ID"}, {"TL"}, {"NP"}} {
		name := fmt.Sprint("o", i)
		in := l.nominee(name, states[0])
		in["nationalities"] = states
		id := l.clara.must("POST", "/observers", in).text("id")
		l.ids[name], l.story.people[name] = id, join(name, models.Account{Role: models.ObserverRole, ObserverID: &id})
		if i == 5 {
			continue // waits for a seat
		}
		l.clara.must("POST", "/observers/"+id+"/admit", body{})
		l.trained(name, body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE"})
		l.trained(name, body{"kind": "course", "function": "sto", "title": "Short-term observation"})
		l.story.people[name].must("POST", "/observers/"+id+"/availability", body{"kind": "available", "startsOn": l.today(), "until": l.today().Plus(400)})
	}
	lines := map[string]string{}
	for _, m := range [][2]string{{"AU", "deployment"}, {"TL", "deployment"}, {"PH", "training"}, {"EU", "reserve"}} {
		lines[m[0]] = l.money(m[0], m[1], 9_000_000)
	}
	_, request := l.inForce(l.today().Plus(22))
	mission, seat := l.staffing(request, lines["AU"], 2)
	l.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": l.ids["o0"]})
	l.inForce(l.today().Plus(40))
	chance := l.clara.must("POST", "/opportunities", someOpportunity(l, nil, row{})).text("id")
	l.clara.must("POST", "/opportunities/"+chance+"/open", nil)
	l.seq = h.entries()
	l.hash = l.word("SELECT hash FROM journal WHERE seq = ?", l.seq)
	return l
}

// live acts as chance will have it. At the end of every history the record still proves it.
func (l *life) live() {
	l.r.Repeat(map[string]func(*rapid.T){"": l.check, "somebody": func(*rapid.T) {
		for !l.do(one(l, "deed", vocabulary[dice.Draw(l.r, "ends")%10 == 9])) {
		}
	}})
	if proof, err := models.VerifyFund(context.Background(), l.db); err != nil || !proof.OK {
		l.r.Fatalf("the record proves %+v %v", proof, err)
	}
}

// vocabulary has every deed as often as it comes up: false are those that carry things on, true those that end them.
var vocabulary = func() map[bool][]deed {
	all := map[bool][]deed{}
	for _, d := range deeds {
		all[d.ends] = append(all[d.ends], slices.Repeat([]deed{d}, max(d.often, 1))...)
	}
	return all
}()

// row is a thing that can be acted on: where it stands, whose it is.
type row struct{ ID, Status, Observer, Host string }

// do lets somebody do a deed to something, if there is anything to do it to: mostly who may, and what is in a state
// for it; and sometimes not.
func (l *life) do(d deed) bool {
	if d.path == "" {
		l.wait()
		return true
	}
	var it row
	if d.to != "" {
		all := l.rows(d.to)
		ripe := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return !d.possible(r.Status) })
		switch {
		case len(all) == 0, len(ripe) == 0 && !(l.seldom("untimely") && l.seldom("all the same")):
			return false
		case len(ripe) > 0 && !l.seldom("untimely"):
			all = ripe
		}
		switch {
		case l.seldom("any"):
		case d.to != "observers": // the latest
			all = all[max(0, len(all)-4):]
		case d.ends: // who has something to lose
			bound := l.words("SELECT observer_id FROM bookings")
			if busy := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return !slices.Contains(bound, r.ID) }); len(busy) > 0 {
				all = busy
			}
		}
		it = one(l, d.to, all)
	}
	by := l.who(d.action, it)
	var in any
	if d.with != nil {
		in = d.with(l, by, it)
	}
	method, path, _ := strings.Cut(d.path, " ")
	l.try(by, string(d.action), method, strings.ReplaceAll(path, "{id}", it.ID), in)
	return true
}

// who is somebody whom the policy lets do it, to what is theirs if it reaches no further; or, seldom, anybody.
func (l *life) who(action models.Action, it row) *person {
	fit := slices.DeleteFunc(slices.Clone(l.people), func(p *person) bool {
		switch models.Policy[action][p.account.Role] {
		case models.All:
			return false
		case models.Own:
			return it.Observer != "" && p.account.ObserverID != nil && *p.account.ObserverID != it.Observer ||
				it.Host != "" && p.account.State != nil && *p.account.State != it.Host
		}
		return true
	})
	if len(fit) == 0 || l.seldom("anybody") {
		fit = l.people
	}
	return one(l, "who", fit)
}

// try sends a request and holds the answer to what every answer must be.
func (l *life) try(by *person, what, method, path string, in any) reply {
	out := by.client.do(method, "/"+strings.TrimPrefix(path, "/"), in)
	l.r.Logf("%s: %s %s %v: %d %s", by.name, method, path, in, out.status, out.text("code"))
	l.lived[strings.TrimSpace(what+" "+out.text("code"))]++
	switch fault := l.log.last(); {
	case out.status >= 500 || fault != "":
		l.r.Fatalf("a fault of ours: %s", fault)
	case out.status >= 400 && (out.text("code") == "" || out.text("detail") == ""):
		l.r.Fatalf("nobody understands %s", out.body)
	}
	if added := l.chain(); out.status < 300 && added == 0 {
		l.r.Fatal("it was done and left nothing in the journal")
	} else if out.status >= 300 && added > 0 {
		l.r.Fatal("it was refused and left something in the journal")
	}
	return out
}

// chain follows the journal on from the entry that was last, and counts what was added.
func (l *life) chain() int {
	var entries []models.Entry
	if err := l.db.Query(context.Background()).Where("seq > ?", l.seq).Order("seq").Find(&entries).Error; err != nil {
		l.r.Fatal(err)
	}
	for _, e := range entries {
		if e.Seq != l.seq+1 || e.Previous != l.hash {
			l.r.Fatalf("entry %d does not follow from entry %d", e.Seq, l.seq)
		}
		l.seq, l.hash = e.Seq, e.Hash
	}
	return len(entries)
}

// wait lets time go by and the clock do what is due; people stay signed in.
func (l *life) wait() {
	hours := one(l, "hours", []int{24, 24, 24, 80, 5 * 24, 9 * 24, 14 * 24})
	l.pass(time.Duration(hours) * time.Hour)
	if err := handlers.Clock(context.Background(), l.db); err != nil {
		l.r.Fatal(err)
	}
	l.r.Logf("%d hours go by", hours)
	l.chain()
	err := l.db.Touch(context.Background(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE sessions SET seen_at = ?, expires_at = ?", l.db.Now(), l.db.Now().Plus(models.SessionLife)).Error
	})
	if err != nil {
		l.r.Fatal(err)
	}
}

// check asks everything that must be so at any time.
func (l *life) check(r *rapid.T) {
	query := asked
	if !l.db.Postgres {
		query = askedLite
	}
	found, err := l.db.Query(context.Background()).Raw(query, map[string]any{"today": l.today()}).Rows()
	if err != nil {
		r.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var what, which string
		if err := found.Scan(&what, &which); err != nil {
			r.Fatal(err)
		}
		r.Errorf("there is %s: %s", what, which)
	}
	if err := found.Err(); err != nil {
		r.Fatal(err)
	}
}

// rows are the things of a table, in the order in which they were made.
func (l *life) rows(table string) (all []row) {
	if err := l.db.Query(context.Background()).Raw(tables[table]).Scan(&all).Error; err != nil {
		l.r.Fatal(err)
	}
	return all
}

// word is one text out of the database, "" for none.
func (l *life) word(query string, args ...any) (word string) {
	if err := l.db.Query(context.Background()).Raw(query, args...).Scan(&word).Error; err != nil {
		l.r.Fatal(err)
	}
	return word
}

// words are texts out of the database.
func (l *life) words(query string, args ...any) (words []string) {
	if err := l.db.Query(context.Background()).Raw(query, args...).Scan(&words).Error; err != nil {
		l.r.Fatal(err)
	}
	return words
}

// one draws one of several, all as likely, and nothing where there are none. A history that fails is told with those
// that come first.
func one[T any](l *life, what string, from []T) (drawn T) {
	if len(from) > 0 {
		drawn = from[dice.Draw(l.r, what)%len(from)]
	}
	return drawn
}

// dice is a fair number: those of rapid are small more often than not.
var dice = rapid.Custom(func(r *rapid.T) (n int) {
	for range 14 {
		n *= 2
		if rapid.Bool().Draw(r, "bit") {
			n++
		}
	}
	return n
})

// seldom is once in eight times.
func (l *life) seldom(what string) bool { return dice.Draw(l.r, what)%8 == 7 }
