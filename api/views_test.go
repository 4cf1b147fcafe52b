package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// views are the names of what somebody can open, with what they can do about each.
func (c *client) views(list string) string {
	c.house.Helper()
	var all []string
	for _, item := range c.must("GET", "/views?list="+url.QueryEscape(list), nil).at("items").([]any) {
		v := item.(body)
		all = append(all, fmt.Sprint(v["name"], " ", v["query"], " ", len(v["can"].([]any))))
	}
	return strings.Join(all, "; ")
}

// TestViews keeps lists under names: for oneself, and for those who read them anyway.
func TestViews(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti, anna := s.observer("Siti", "ID"), s.observer("Anna", "PH")
		save := func(c *client, list, name, query string, shared bool) reply {
			return c.must("POST", "/views", body{"list": list, "name": name, "query": query, "shared": shared})
		}
		mine := "/views/" + save(s.clara, "/cohort", "Hers", "status=admitted&q=maria+da&sort=-name&columns=name.seat", false).text("id")
		ours := "/views/" + save(s.clara, "/cohort", "Short notice", "function=sto&ready=ready", true).text("id")
		own := "/views/" + save(siti, "/my/training", "Valid", "status=verified", false).text("id")

		for _, one := range []struct {
			c    *client
			list string
			want string
		}{
			{s.clara, "/cohort", "Hers columns=name.seat&q=maria+da&sort=-name&status=admitted 2; Short notice function=sto&ready=ready 2"},
			{s.david, "/cohort", "Short notice function=sto&ready=ready 2"},
			{s.auditor, "/cohort", "Short notice function=sto&ready=ready 0"},
			{siti, "/my/training", "Valid status=verified 2"}, {anna, "/my/training", ""}, {siti, "/cohort", ""}, {s.clara, "/my/training", ""}, {s.dili, "/cohort", ""},
		} {
			if got := one.c.views(one.list); got != one.want {
				t.Errorf("of %s there are %q, want %q", one.list, got, one.want)
			}
		}
		for _, at := range []string{mine, own} { // of somebody else there is none, for whom it is not shared with
			for _, c := range []*client{s.david, s.auditor, anna, s.dili} {
				c.request("GET", at, nil).is(t, http.StatusNotFound, refusal.NotFound)
				c.with("If-Match", `"1"`).request("PATCH", at, body{"name": "Theirs"}).is(t, http.StatusNotFound, refusal.NotFound)
				c.with("If-Match", `"1"`).request("DELETE", at, nil).is(t, http.StatusNotFound, refusal.NotFound)
			}
		}
		s.auditor.with("If-Match", `"1"`).request("PATCH", ours, body{"name": "Theirs"}).is(t, http.StatusNotFound, refusal.NotFound)
		s.auditor.with("If-Match", `"1"`).request("DELETE", ours, nil).is(t, http.StatusNotFound, refusal.NotFound)

		// What is shared is the administrators', of whom any can change it.
		if got := s.david.must("PATCH", ours, body{"name": "Within 72 hours", "query": "ready=ready"}); got.text("accountId") != s.clara.must("GET", "/me", nil).text("account.id") {
			t.Errorf("it became %s", got.body)
		}
		if got := s.auditor.views("/cohort"); got != "Within 72 hours ready=ready 0" {
			t.Errorf("the auditor sees %q", got)
		}
		s.clara.must("PATCH", ours, body{"shared": false})
		if s.auditor.views("/cohort") != "" || s.david.views("/cohort") != "" {
			t.Error("what is no longer shared is seen by others")
		}
		s.clara.request("PATCH", mine, body{"shared": true}).is(t, http.StatusForbidden, refusal.SharesWords)
		s.clara.must("PATCH", mine, body{"query": "status=admitted", "shared": true})
		s.david.must("DELETE", mine, nil)
		s.clara.request("GET", mine, nil).is(t, http.StatusNotFound, refusal.NotFound)

		// The journal says that it was done, and nothing of what anybody called it or searched for.
		entries := string(s.auditor.must("GET", "/journal?kind=view", nil).body)
		if !strings.Contains(entries, `"views.save"`) || !strings.Contains(entries, `"views.delete"`) || strings.Contains(entries, "maria") || strings.Contains(entries, "Hers") {
			t.Errorf("the journal says %s", entries)
		}
	})
}

// TestViewsHoldNothingElse sends what is no list, no filter of one, or more than is kept.
func TestViewsHoldNothingElse(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		for _, one := range []struct {
			c           *client
			list, query string
			field       string
		}{
			{s.clara, "https://elsewhere.example/", "", "list"}, {s.clara, "//elsewhere.example", "", "list"}, {s.clara, "javascript:alert(1)", "", "list"},
			{s.clara, "/cohort/../journal", "", "list"}, {s.clara, "/account", "", "list"}, {siti, "/cohort", "", "list"}, {s.clara, "/my/training", "", "list"}, {s.dili, "/my/training", "", "list"},
			{s.clara, "/cohort", "next=https://elsewhere.example", "query"}, {s.clara, "/cohort", "status=javascript:alert(1)", "query"},
			{s.clara, "/cohort", "status=%22%3E%3Cscript%3E", "query"}, {s.clara, "/cohort", "status=admitted&status=nominated", "query"},
			{s.clara, "/cohort", "earmark=training", "query"}, {s.clara, "/cohort", "status=Ana+is+ill", "query"}, {s.clara, "/cohort", "%zz=1", "query"}, {s.clara, "/cohort", "a;b", "query"},
			{s.clara, "/cohort", "q=" + strings.Repeat("a", 201), "query"}, {s.clara, "/cohort", "columns=" + strings.Repeat("a.", 200), "query"},
			{s.clara, "/cohort", "q=" + strings.Repeat("a", 1000), "query"}, {s.clara, "/cohort", "status=", "query"},
		} {
			got := one.c.request("POST", "/views", body{"list": one.list, "name": "A view", "query": one.query})
			got.is(t, http.StatusUnprocessableEntity, refusal.FieldsInvalid)
			if got.text("errors.0.field") != one.field {
				t.Errorf("%s?%s: %s", one.list, one.query, got.body)
			}
		}
		for _, name := range []string{"", "   ", strings.Repeat("a", 61), "two\nlines"} {
			s.clara.request("POST", "/views", body{"list": "/cohort", "name": name, "query": ""}).is(t, http.StatusUnprocessableEntity, refusal.FieldsInvalid)
		}
		if kept := s.clara.views("/cohort"); kept != "" {
			t.Errorf("kept: %s", kept)
		}

		// A filter that there was once is left out of what is answered, and the rest opens.
		id := s.clara.must("POST", "/views", body{"list": "/cohort", "name": "Older", "query": "status=admitted"}).text("id")
		write := func(statement string, args ...any) error {
			return h.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error })
		}
		if err := write("UPDATE views SET query = 'star=gold&status=admitted' WHERE id = ?", id); err != nil {
			t.Fatal(err)
		}
		if got := s.clara.must("GET", "/views/"+id, nil).text("query"); got != "status=admitted" {
			t.Errorf("it opens with %s", got)
		}
		// Neither does the database keep what is shared and names a person, or leads elsewhere.
		for _, set := range []string{"shared = TRUE, query = 'q=siti'", "shared = TRUE, query = 'status=admitted&reference=siti'", "list = 'https://elsewhere.example'", "list = '//elsewhere.example'", "name = ''"} {
			if write("UPDATE views SET "+set+" WHERE id = ?", id) == nil {
				t.Errorf("the database takes %s", set)
			}
		}
	})
}

// TestErasureForgetsViews erases somebody: their own views, and those that name them or search for them.
func TestErasureForgetsViews(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		siti.must("POST", "/views", body{"list": "/my/training", "name": "Verified", "query": "status=verified"})
		for name, query := range map[string]string{"By word": "q=siti", "About Síti": "status=admitted", "Others": "q=anna", "All": ""} {
			s.david.must("POST", "/views", body{"list": "/cohort", "name": name, "query": query})
		}
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/depart", body{"ground": "resigned", "reason": "She moves to another post."})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/erase", body{"reason": "She asked us to forget her."})
		if left := s.david.views("/cohort"); left != "All  2; Others q=anna 2" {
			t.Errorf("left: %s", left)
		}
		var own int64
		if err := h.db.Query(context.Background()).Model(&models.View{}).Where("list = '/my/training'").Count(&own).Error; err != nil || own != 0 {
			t.Errorf("%d of hers are left: %v", own, err)
		}
	})
}
