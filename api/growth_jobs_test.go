package api

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// job is something that people do.
type job struct {
	name, method, path string
	body               func() any
	items              int  // how many are answered, where it is a list of them
	heavy              bool // its memory is worth a look
}

// jobs are what people do in a fund of this size.
func (g *growing) jobs() []job {
	g.Helper()
	var middle []string
	err := g.db.Query(g.Context()).Model(&models.Training{}).Where("status = ? AND claimed_by = ?", models.TrainingClaimed, g.clara.ID).
		Order("starts_on DESC, id DESC").Offset(g.size*4/10).Limit(1).Pluck("id", &middle).Error
	if err != nil {
		g.Fatal(err)
	}
	day := g.when(g.size / 2).Day()
	const list = "/trainings?status=claimed&sort=-startsOn"
	return []job{
		{name: "list, filtered and sorted", method: "GET", path: list, items: 50},
		{name: "list, from its middle", method: "GET", path: list + "&after=" + middle[0], items: 50},
		{name: "search, few found", method: "GET", path: "/trainings?q=zanzibar", items: 3},
		{name: "search, many found", method: "GET", path: "/trainings?q=observation", items: 50},
		{name: "find anything, few found", method: "GET", path: "/find?q=zanzibar"},
		{name: "find anything, many found", method: "GET", path: "/find?q=observation"},
		{name: "search proposals, few", method: "GET", path: fmt.Sprintf("/proposals?q=P-1990-%d", g.size-1), items: 1},
		{name: "search proposals, many", method: "GET", path: "/proposals?q=revoke&decided=true", items: 50},
		{name: "proposals about one", method: "GET", path: "/proposals?subjectId=" + middle[0], items: 1},
		{name: "money by bank reference", method: "GET", path: fmt.Sprintf("/payments?q=ANZ%d", g.size-1)},
		{name: "find a bank reference", method: "GET", path: fmt.Sprintf("/find?q=ANZ%d", g.size-1)},
		{name: "read one", method: "GET", path: "/trainings/" + middle[0]},
		{name: "create", method: "POST", path: "/trainings", body: func() any {
			g.asked++
			begins := g.begun.Day().Plus(-100)
			return handlers.TrainingInput{ObserverID: &g.observers[g.asked%len(g.observers)].ID, Organiser: "UN", Kind: models.Course, Title: fmt.Sprint("New ", g.asked), StartsOn: begins, Until: begins.Plus(3)}
		}},
		{name: "what waits", method: "GET", path: "/waiting", items: 50},
		{name: "journal of a day", method: "GET", path: fmt.Sprintf("/journal?from=%s&until=%s", day, day.Plus(1)), items: 50},
		{name: "allocate", method: "POST", path: "/lines/" + g.line + "/allocate", body: g.allotted},
		{name: "statement", method: "GET", path: "/contributions/" + g.contribution + "/statement", heavy: true},
	}
}

// ask does a job once.
func (g *growing) ask(b *testing.B, j job) *httptest.ResponseRecorder {
	b.Helper()
	var in []byte
	if j.body != nil {
		var err error
		if in, err = json.Marshal(j.body()); err != nil {
			b.Fatal(err)
		}
	}
	r := httptest.NewRequest(j.method, prefix+j.path, strings.NewReader(string(in)))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(g.cookie)
	w := httptest.NewRecorder()
	g.srv.ServeHTTP(w, r)
	if w.Code >= 300 {
		b.Fatalf("%s %s: %d %.900s", j.method, j.path, w.Code, w.Body)
	}
	return w
}

// middle is how long a job takes in the middle of its calls, in milliseconds.
func (g *growing) middle(b *testing.B, j job) float64 {
	if j.items > 0 {
		var list struct{ Items []any }
		if err := json.Unmarshal(g.ask(b, j).Body.Bytes(), &list); err != nil || len(list.Items) != j.items {
			b.Fatalf("GET %s answers %d items (%v)", j.path, len(list.Items), err)
		}
	}
	var took []time.Duration
	one := func() {
		begun := time.Now()
		g.ask(b, j)
		took = append(took, time.Since(begun))
	}
	begun := time.Now()
	for b.Loop() {
		one()
	}
	for len(took) < 20 && time.Since(begun) < 3*time.Second {
		one()
	}
	slices.Sort(took)
	return ms(took[len(took)/2])
}
