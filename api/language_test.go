package api

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// TestTheAppIsServedInItsLanguage goes by what was chosen on the device, then by what the browser asks for.
func TestTheAppIsServedInItsLanguage(t *testing.T) {
	t.Parallel()
	file := func(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{App: fstest.MapFS{
			"index.html": file("in English"), "pt/index.html": file("em português"), "pt/assets/a-1b2c.js": file("dele"),
		}})
		for _, step := range []struct{ chosen, accepts, body string }{
			{"", "", "in English"},
			{"", "pt-PT,pt;q=0.9,en;q=0.8", "em português"},
			{"", "pt-BR", "em português"},
			{"", "id,ms;q=0.9,en;q=0.5", "in English"},
			{"", "fr;q=0.9, pt;q=0.3", "em português"},
			{"pt", "en", "em português"},
			{"en", "pt", "in English"},
			{"../../etc", "pt", "em português"},
			{"th", "", "in English"},
			{"", strings.Repeat("x-", 4000) + ";;q=", "in English"},
		} {
			c := h.nobody().with("Accept-Language", step.accepts)
			if step.chosen != "" {
				c.cookie = &http.Cookie{Name: LanguageCookie, Value: step.chosen}
			}
			out := c.send("GET", "/my/missions", nil)
			if string(out.body) != step.body || !strings.Contains(strings.Join(out.header.Values("Vary"), ", "), "Accept-Language, Cookie") {
				t.Errorf("%+v: %s %v", step, out.body, out.header)
			}
		}
		if out := h.nobody().send("GET", "/pt/assets/a-1b2c.js", nil); !strings.Contains(out.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%d %v", out.status, out.header)
		}
		plain := open(t, db, Options{App: fstest.MapFS{"index.html": file("in English")}})
		if out := plain.nobody().with("Accept-Language", "pt").send("GET", "/", nil); string(out.body) != "in English" {
			t.Errorf("where it is built in English alone: %s", out.body)
		}
	})
}

// TestAPersonKeepsTheirLanguage on every device; nothing but a language that the app is in is kept, on either engine.
func TestAPersonKeepsTheirLanguage(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Auditor)
		c, _ := h.signIn(a, password)
		if me := c.must("GET", "/me", nil); strings.Contains(string(me.body), `"language"`) {
			t.Errorf("before anything was chosen: %s", me.body)
		}
		c.request("POST", "/me/language", map[string]string{"language": "pt"}).is(t, 204, nil)
		c.request("POST", "/me/language", map[string]string{"language": "xx"}).is(t, 422, refusal.Invalid)
		c.request("POST", "/me/language", map[string]string{}).is(t, 422, refusal.Invalid)
		h.nobody().request("POST", "/me/language", map[string]string{"language": "pt"}).is(t, 401, refusal.SignedOut)
		elsewhere, _ := h.signIn(a, password)
		if got := elsewhere.must("GET", "/me", nil).text("account.language"); got != "pt" {
			t.Errorf("on another device it is %q", got)
		}
		if err := h.db.Query(t.Context()).Exec("UPDATE accounts SET language = 'xx' WHERE id = ?", a.ID).Error; err == nil {
			t.Error("the database takes a language that the app is not in")
		}
	})
}
