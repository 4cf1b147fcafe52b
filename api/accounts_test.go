package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// together has n callers do something at once.
func together(n int, do func(int) reply) []reply {
	out := make([]reply, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { out[i] = do(i) })
	}
	all.Wait()
	return out
}

func count(answers []reply, status int) (n int) {
	for _, a := range answers {
		if a.status == status {
			n++
		}
	}
	return n
}

func TestAccountsBelongToTheirRole(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		observer := h.account(models.ObserverRole).ObserverID
		for _, step := range []struct {
			body   string
			status int
			want   string
		}{
			{`{"email":"a@test.example","name":"A","role":"state","state":"TL"}`, 201, `"state":"TL"`},
			{`{"email":"A@TEST.example","name":"A","role":"auditor"}`, 409, "email-taken"},
			{`{"email":"b@test.example","name":"B","role":"state","state":"EU"}`, 422, "not the code of a state"},
			{`{"email":"b@test.example","name":"B","role":"state","state":"ZZ"}`, 422, "not the code of a state"},
			{`{"email":"b@test.example","name":"B","role":"state","state":"tl"}`, 422, "must be the code of a state like TL"},
			{`{"email":"b@test.example","name":"B","role":"state"}`, 422, `"field":"state"`},
			{`{"email":"b@test.example","name":"B","role":"auditor","state":"TL"}`, 422, `"field":"state"`},
			{`{"email":"b@test.example","name":"B","role":"observer"}`, 422, `"field":"observerId"`},
			{`{"email":"b@test.example","name":"B","role":"observer","observerId":"` + models.NewID() + `"}`, 422, "there is no such observer"},
			{`{"email":"b@test.example","name":"B","role":"observer","observerId":"` + *observer + `"}`, 409, "observer-has-account"},
			{`{"email":"b@test.example","name":"B","role":"system"}`, 422, "must be one of administrator, observer, state, auditor"},
			{`{"email":"not an address","name":"","role":"auditor"}`, 422, `"field":"email","message":"must be an e-mail address`},
			{`{"email":"b@test.example","name":"` + strings.Repeat("x", 201) + `","role":"auditor"}`, 422, "must have at most 200 characters"},
			{`{"email":"b@test.example","name":"B","role":"auditor","status":"active"}`, 400, `"field":"status","message":"is no field here"`},
		} {
			out := admin.request("POST", "/accounts", step.body)
			if out.status != step.status || !strings.Contains(string(out.body), step.want) {
				t.Errorf("%s: %d %s, want %d %s", step.body, out.status, out.body, step.status, step.want)
			}
		}
	})
}

func TestAccountList(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		for _, name := range []string{"Ana 100%", "Bea_x", "Chi"} {
			admin.must("POST", "/accounts", handlers.AccountInput{Email: name[:3] + "@test.example", Name: name, Role: models.Auditor})
		}
		names := func(query string) string {
			var names []string
			for path := "/accounts?" + query; path != ""; {
				page := admin.must("GET", path, nil)
				for _, item := range page.at("items").([]any) {
					names = append(names, item.(map[string]any)["name"].(string))
				}
				if path = ""; page.text("next") != "" {
					path = "/accounts?" + query + "&after=" + page.text("next")
				}
			}
			return strings.Join(names, ", ")
		}
		for query, want := range map[string]string{
			"limit=200":                         "A administrator, Ana 100%, Bea_x, Chi",
			"limit=1":                           "A administrator, Ana 100%, Bea_x, Chi",
			"limit=2&sort=-name":                "Chi, Bea_x, Ana 100%, A administrator",
			"limit=1&sort=-createdAt":           "Chi, Bea_x, Ana 100%, A administrator",
			"limit=1&sort=email&role=auditor":   "Ana 100%, Bea_x, Chi",
			"status=active":                     "A administrator",
			"q=%25":                             "Ana 100%",
			"q=_":                               "Bea_x",
			"q=CHI%40":                          "Chi",
			"q=%27%3B+DROP+TABLE+accounts%3B--": "",
		} {
			if got := names(query); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		for query, want := range map[string]string{
			"sort=password":                 "must be one of createdAt, email, name",
			"after=" + models.NewID():       "there is no such page",
			"after=x":                       "there is no such page",
			"limit=0":                       "must be at least 1",
			"limit=201":                     "must be at most 200",
			"limit=ten":                     "is not a whole number",
			"limit=1&limit=2":               "is there twice",
			"limit=99999999999999999999":    "is too large a number",
			"role=king":                     "must be one of administrator",
			"count=maybe":                   "is not true or false",
			"rolle=auditor":                 "is no parameter here; known are after, limit, sort, count, role, status, observerId, q",
			"q=%00":                         "holds a NUL character",
			"q=%ff":                         "is not in UTF-8",
			"q=%zz":                         "the query of the address cannot be read",
			"q=" + strings.Repeat("x", 101): "must have at most 100 characters",
		} {
			out := admin.request("GET", "/accounts?"+query, nil)
			if out.status != 400 && out.status != 422 || !strings.Contains(string(out.body), want) {
				t.Errorf("%s: %d %s, want %s", query, out.status, out.body, want)
			}
		}
		if total := admin.must("GET", "/accounts?count=true&limit=1", nil).at("total"); total != 4.0 {
			t.Errorf("the total is %v", total)
		}
		admin.request("GET", "/accounts/"+models.SystemID, nil).is(t, 404, refusal.NotFound)
		admin.request("POST", "/accounts/"+models.SystemID+"/link", nil).is(t, 404, refusal.NotFound)
	})
}

func TestDisabling(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		me := h.account(models.Administrator)
		admin := h.as(me)
		a := h.account(models.Auditor)
		theirs := h.as(a)
		one := "/accounts/" + a.ID
		admin.request("POST", "/accounts/"+me.ID+"/disable", `{"reason":"tired"}`).is(t, 409, refusal.OwnAccount)
		admin.request("POST", one+"/disable", `{}`).is(t, 422, refusal.Invalid)
		out := admin.must("POST", one+"/disable", `{"reason":"left the fund"}`)
		if out.text("status") != "disabled" {
			t.Errorf("%s", out.body)
		}
		theirs.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
		_, in := h.signIn(a, password)
		in.is(t, 401, refusal.NotLetIn)
		admin.request("POST", one+"/disable", `{"reason":"again"}`).is(t, 409, refusal.WrongState)
		admin.request("POST", one+"/link", nil).is(t, 409, refusal.WrongState)
		admin.must("POST", one+"/enable", nil)
		theirs.request("GET", "/me", nil).is(t, 401, refusal.SignedOut) // what has ended stays so
		_, in = h.signIn(a, password)
		in.is(t, 201, nil)

		link := admin.must("POST", one+"/link", nil).text("link.token")
		admin.must("POST", one+"/disable", `{"reason":"left the fund"}`)
		h.nobody().request("POST", "/session/link", map[string]string{"token": link, "password": string(password)}).is(t, 404, refusal.LinkEnded)
	})
}

// TestTheLastAdministratorStays sees that not even the clock leaves the fund without an administrator.
func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		last := h.account(models.Administrator)
		disable := func() error {
			return h.db.Write(context.Background(), func(tx *gorm.DB) error {
				return last.Disable(models.Actor{DB: tx, By: models.SystemAccount(), Now: h.db.Now()}, "nobody needs it")
			})
		}
		if err := disable(); err == nil || !strings.Contains(err.Error(), "last active administrator") {
			t.Errorf("the last one goes: %v", err)
		}
		h.account(models.Administrator)
		theirs := h.as(last)
		if err := disable(); err != nil {
			t.Errorf("one of two stays: %v", err)
		}
		theirs.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
	})
}

// TestADisabledAccountIsOut sees that the account decides even where a session was not ended.
func TestADisabledAccountIsOut(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Auditor)
		theirs := h.as(a)
		theirs.must("GET", "/me", nil)
		h.write(func(actor models.Actor) error {
			return actor.DB.Model(&models.Account{}).Where("id = ?", a.ID).Update("status", models.AccountDisabled).Error
		})
		theirs.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
	})
}

// TestAnAdministratorStays has two administrators disable each other at once: alone neither can while there are but two, and
// of three one stays beside the third.
func TestAnAdministratorStays(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pair := []models.Account{h.account(models.Administrator), h.account(models.Administrator)}
		clients := []*client{h.as(pair[0]), h.as(pair[1])}
		quarrel := func() []reply {
			return together(2, func(i int) reply {
				return clients[i].alone("POST", "/accounts/"+pair[1-i].ID+"/disable", `{"reason":"a quarrel"}`)
			})
		}
		answers := quarrel()
		for i, asked := range answers {
			asked.is(t, 202, nil)
			clients[1-i].alone("POST", "/proposals/"+asked.text("id")+"/confirm", nil).is(t, 403, refusal.SecondPerson) // it is about themselves
			clients[i].must("POST", "/proposals/"+asked.text("id")+"/withdraw", nil)
		}
		h.account(models.Administrator)
		answers = quarrel()
		if count(answers, 200) != 1 || count(answers, 401) != 1 {
			t.Errorf("answers %d %s, %d %s", answers[0].status, answers[0].body, answers[1].status, answers[1].body)
		}
	})
}

// TestEveryChangeSaysWhatItHasSeen sends every PUT and PATCH without a revision: what it replaces may be what somebody else has just put there.
func TestEveryChangeSaysWhatItHasSeen(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		for _, r := range Routes {
			if r.Method != http.MethodPut && r.Method != http.MethodPatch || r.Action == models.ChangePassword { // one's own, and proved by the old one
				continue
			}
			by := w.clara
			if models.Policy[r.Action][models.Administrator] == models.None {
				by = w.sides[0].state
			}
			in := w.sides[0].input(r.In)
			if r.Action == models.RankReserve {
				in = body{"seatId": models.NewID(), "observers": []string{}}
			}
			content, err := json.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			before := h.entries()
			got := by.send(r.Method, prefix+strings.ReplaceAll(r.Path, ":id", models.NewID()), bytes.NewReader(content))
			if got.is(t, 428, refusal.RevisionNeeded); got.status != 428 || h.entries() != before {
				t.Errorf("%s %s without a revision: %d %s", r.Method, r.Path, got.status, got.body)
			}
		}
	})
}

func TestRevisions(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		one := "/accounts/" + h.account(models.Auditor).ID
		read := admin.must("GET", one, nil)
		if read.header.Get("ETag") != `"1"` {
			t.Errorf("the ETag is %s", read.header.Get("ETag"))
		}
		admin.with("If-None-Match", `"1"`).request("GET", one, nil).is(t, 304, nil)
		admin.with("If-None-Match", `"2"`).request("GET", one, nil).is(t, 200, nil)
		changed := admin.with("If-Match", `"1"`).must("PATCH", one, `{"name":"Renamed"}`)
		if changed.header.Get("ETag") != `"2"` || changed.at("revision") != 2.0 || changed.text("name") != "Renamed" {
			t.Errorf("changed is %s %s", changed.header.Get("ETag"), changed.body)
		}
		admin.with("If-Match", `"1"`).request("PATCH", one, `{"name":"Too late"}`).is(t, 412, refusal.Stale)
		admin.with("If-Match", `"1"`).request("POST", one+"/disable", `{"reason":"too late"}`).is(t, 412, refusal.Stale)
		admin.with("If-Match", `*`).request("PATCH", one, `{"name":"Any"}`).is(t, 428, refusal.RevisionNeeded)
		admin.must("PATCH", one, `{"name":"Read first"}`)
		admin.with("If-None-Match", `"9", W/"3"`).request("GET", one, nil).is(t, 304, nil) // as a proxy that packs answers weakens it
		admin.with("If-Match", `W/"2"`).request("PATCH", one, `{"name":"Too late"}`).is(t, 412, refusal.Stale)
		admin.with("If-Match", `W/"3"`).must("PATCH", one, `{"name":"Through a proxy"}`)
		for _, wrong := range []string{"1", `"x"`, `W/1`, `"-1"`, `"1", "2"`, `"0"`, `"99999999999"`} {
			admin.with("If-Match", wrong).request("PATCH", one, `{"name":"X"}`).is(t, 400, refusal.Malformed)
		}
		answers := together(8, func(int) reply { return admin.with("If-Match", `"4"`).request("PATCH", one, `{"name":"Race"}`) })
		if count(answers, 200) != 1 || count(answers, 412) != 7 {
			t.Errorf("%d changed revision 4", count(answers, 200))
		}
	})
}
