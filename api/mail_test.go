package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/said"
)

// TestUnsubscribe asks as a mail program does, without a session, for no more mails than are needed.
func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		who := h.account(models.Auditor)
		var stop, open string
		must(h.db.Write(h.Context(), func(tx *gorm.DB) (err error) {
			a := models.Actor{DB: tx, By: models.SystemAccount(), Now: h.db.Now()}
			if stop, err = a.NewPass(models.Unsubscribe, who.ID, who.Ref(), nil, a.Now.Plus(time.Hour)); err == nil {
				open, err = a.NewPass(models.OpenRecord, who.ID, who.Ref(), nil, a.Now.Plus(time.Hour))
			}
			return err
		}))
		for _, try := range []struct {
			token  string
			status int
		}{{open, http.StatusNotFound}, {stop[:len(stop)-1] + "x", http.StatusNotFound}, {stop, http.StatusNoContent}, {stop, http.StatusNoContent}} {
			r := httptest.NewRequest("POST", prefix+"/unsubscribe/"+try.token, strings.NewReader("List-Unsubscribe=One-Click"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.srv.ServeHTTP(w, r)
			if w.Code != try.status {
				t.Errorf("%d %s, want %d", w.Code, w.Body, try.status)
			}
		}
		if shown := h.nobody().must("POST", "/passes/read", body{"token": stop}); shown.text("purpose") != "unsubscribe" {
			t.Errorf("the link shows %s", shown.body)
		}
		if led := h.nobody().request("GET", "/unsubscribe/"+stop, nil); led.status != http.StatusSeeOther || led.header.Get("Location") != "/#/do/"+stop {
			t.Errorf("who follows it is led to %d %v", led.status, led.header)
		}
		account, err := models.FindAccount(h.db.Query(h.Context()), who.ID)
		if err != nil || account.Mailed() != models.MailNeedsAnswer {
			t.Errorf("they are mailed %s (%v)", account.Mailed(), err)
		}
		if strings.Contains(h.log.String(), stop) {
			t.Error("the token is in the log")
		}
	})
}

// TestOutbox marks a mail as undeliverable and has it sent again.
func TestOutbox(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		clara := h.as(h.account(models.Administrator))
		who := h.account(models.Auditor)
		must(h.db.Write(h.Context(), func(tx *gorm.DB) error {
			return models.Actor{DB: tx, By: models.SystemAccount(), Now: h.db.Now()}.Tell([]string{who.ID}, models.ChangeAccount, who.Ref(), said.That("It is so."))
		}))
		all := clara.must("GET", "/deliveries?status=waiting&accountId="+who.ID, nil).at("items").([]any)
		if len(all) == 0 {
			t.Fatal("there is no mail")
		}
		id := all[0].(map[string]any)["id"].(string)
		marked := clara.must("POST", "/deliveries/"+id+"/mark", body{"reason": "It came back."})
		again := clara.must("POST", "/deliveries/"+id+"/resend", nil)
		if marked.text("status") != "undeliverable" || marked.text("reason") != "It came back." || again.text("status") != "waiting" || again.text("reason") != "" {
			t.Errorf("marked %v, again %v", marked, again)
		}
		clara.must("POST", "/me/mail", body{"mail": "needs_answer", "zone": "Asia/Manila"})
		if me := clara.must("GET", "/me", nil); me.text("mailed") != "needs_answer" || me.text("mail") != "none" {
			t.Errorf("I am %v", me)
		}
	})
}
