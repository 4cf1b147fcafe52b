package api

import (
	"maps"
	"net/http"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestMeantForAnother tries every route as somebody who is signed in, in the name of another account: nothing is done, and
// every answer, also to what is in one's own name, names whose it is.
func TestMeantForAnother(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		actors := w.actors(w.sides[0])
		self := map[models.Role]string{}
		for role, c := range actors {
			self[role] = c.must("GET", "/me", nil).text("account.id")
		}
		w.sides[0].ids["sessions"], w.sides[0].ids["notices"] = models.NewID(), models.NewID() // of whoever has none of their own
		other := w.auditor.must("GET", "/me", nil).text("account.id")
		names := func(what string, got reply, want string) {
			t.Helper()
			if got := got.header.Get("Account"); got != want {
				t.Errorf("%s: the answer names %q, want %q", what, got, want)
			}
		}
		before, tried := h.footprint(), 0
		for _, r := range Routes {
			if r.Public {
				continue
			}
			for role, c := range actors {
				if models.Policy[r.Action][role] == models.None || self[role] == other {
					continue
				}
				var in any
				if r.Method != http.MethodGet {
					in = w.sides[0].input(r.In)
					tried++
				}
				path := w.sides[0].address(r, role)
				got := c.with("Account", other).with("Idempotency-Key", models.NewID()).request(r.Method, path, in)
				got.is(t, http.StatusConflict, refusal.AnotherAccount)
				names(r.Method+" "+path, got, self[role])
			}
			if role := models.Auditor; r.Method == http.MethodGet || models.Policy[r.Action][role] == models.None {
				names(r.Path+" as an auditor", w.auditor.request(r.Method, w.sides[0].address(r, role), nil), other)
			}
		}
		if after := h.footprint(); !maps.Equal(before, after) || tried < 80 {
			t.Errorf("of %d writes for another account some were done: %v became %v", tried, before, after)
		}
		for role, c := range actors {
			c.with("Account", self[role]).must("GET", "/me", nil) // nobody was signed out either
		}

		payment := "/payments/" + w.sides[0].ids["payments"]
		first := w.auditor.must("GET", payment, nil)
		same := w.auditor.with("If-None-Match", first.header.Get("ETag")).request("GET", payment, nil)
		same.is(t, http.StatusNotModified, nil)
		names("what has not changed", same, other)
		names("nobody", w.nobody().request("GET", payment, nil), "")
		a := h.account(models.Auditor)
		c, in := h.signIn(a, password)
		names("signing in", in, a.ID)
		names("signing out", c.with("Account", a.ID).request("DELETE", "/session", nil), a.ID)
	})
}
