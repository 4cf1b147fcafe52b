package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// eachMailing is each in houses from which mails leave.
func eachMailing(t *testing.T, test func(h *fixture)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		test(open(t, db, Options{PerSecond: 1_000_000, Mail: handlers.MailConnected}))
	})
}

// asksFor is the browser in which a link is asked for, and which keeps what it is given.
func (c *client) asksFor(path, email string) *client {
	c.house.Helper()
	asked := c.must("POST", path, body{"email": email})
	if asked.status != http.StatusOK || asked.text("mail") == "" {
		c.house.Errorf("%s is answered %d %s", path, asked.status, asked.body)
	}
	out := *c
	if asked.cookie != nil {
		out.cookie = asked.cookie
	}
	return &out
}

// TestForgottenPassword asks for links into accounts of every role, and into none: it is answered the same, and what is mailed sets a password.
func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	eachMailing(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		const mine = "siti@observer.example"
		nobody, before := h.nobody(), h.entries()
		known := nobody.must("POST", "/session/forgotten", body{"email": " Siti@Observer.example"})
		for _, other := range []string{"nobody@observer.example", "protocol@mfa.example", "clara@fund.example", "no address"} {
			began := time.Now()
			unknown := nobody.must("POST", "/session/forgotten", body{"email": other})
			if took := time.Since(began); string(unknown.body) != string(known.body) || unknown.status != known.status || unknown.cookie != nil || took < 400*time.Millisecond {
				t.Errorf("of %s it is answered %s after %s, of an observer %s", other, unknown.body, took, known.body)
			}
		}
		if h.entries() != before {
			t.Error("asking is in the journal")
		}
		token := h.token(mine)
		if shown := nobody.must("POST", "/passes/read", body{"token": token}); shown.text("purpose") != "set_password" || len(shown.at("acts").([]any)) != 0 {
			t.Errorf("the link shows %s", shown.body)
		}
		if shown := nobody.must("POST", "/session/link/read", body{"token": token}); shown.text("email") != mine {
			t.Errorf("the link opens %s", shown.body)
		}
		nobody.request("POST", "/passes/use", accepting(token)).is(t, 403, refusal.PassOther)
		nobody.request("POST", "/session/mailed", body{"token": token}).is(t, 403, refusal.PassOther)
		nobody.request("POST", "/session/link", body{"token": token, "password": "short"}).is(t, 422, refusal.Invalid)
		in := nobody.must("POST", "/session/link", body{"token": token, "password": "a password that is new 7"})
		if in.text("account.email") != mine || in.cookie == nil {
			t.Errorf("it opened %s", in.body)
		}
		siti.request("GET", "/me", nil).is(t, 401, refusal.SessionEnded)
		nobody.must("POST", "/session", body{"email": mine, "password": "a password that is new 7"})
		for _, path := range []string{"/session/link", "/session/link/read"} {
			used := body{"token": token}
			if path == "/session/link" {
				used["password"] = "another password 77"
			}
			nobody.request("POST", path, used).is(t, 404, refusal.LinkEnded)
		}
		if entry := s.auditor.must("GET", "/journal?action=accounts.use_link", nil); entry.text("items.0.facts.via") != "mail_link" {
			t.Errorf("the journal says %s", entry.body)
		}

		// Late; after another was used; after the address is another's.
		nobody.must("POST", "/session/forgotten", body{"email": mine})
		late := h.token(mine)
		s.pass(24 * time.Hour)
		nobody.request("POST", "/session/link", body{"token": late, "password": "another password 77"}).is(t, 404, refusal.LinkEnded)
		nobody.must("POST", "/session/forgotten", body{"email": mine})
		one := h.token(mine)
		nobody.must("POST", "/session/forgotten", body{"email": mine})
		two := h.token(mine)
		h.answered("two at once", h.together(2, func(n int) reply {
			return nobody.request("POST", "/session/link", body{"token": []string{one, two}[n], "password": "another password 77"})
		}), map[string]int{"201": 1, "404 link-ended": 1})
		nobody.must("POST", "/session/forgotten", body{"email": mine})
		moved := h.token(mine)
		s.later(0)
		id := s.clara.must("GET", "/accounts?observerId="+s.ids["Siti"], nil).text("items.0.id")
		s.clara.must("PATCH", "/accounts/"+id, body{"email": "siti@new.example"})
		nobody.request("POST", "/session/link", body{"token": moved, "password": "another password 77"}).is(t, 404, refusal.LinkEnded)
		if log := h.log.String(); strings.Contains(log, token) || strings.Contains(log, two) || strings.Contains(log, "password 77") {
			t.Error("a secret is in the log")
		}
		h.proves()
	})
}

// TestMailboxIsNotFlooded asks again and again: a few mails go in an hour, and of an official the others are told once a day.
func TestMailboxIsNotFlooded(t *testing.T) {
	t.Parallel()
	eachMailing(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		h.mailed("")
		for range 5 {
			h.nobody().must("POST", "/session/forgotten", body{"email": "siti@observer.example"})
			h.nobody().must("POST", "/session/forgotten", body{"email": "protocol@mfa.example"})
		}
		if n := len(h.mailed("siti@observer.example")); n != 3 {
			t.Errorf("%d mails went", n)
		}
		if n := s.clara.notices(models.AskPassword); n != 1 {
			t.Errorf("an administrator was told %d times", n)
		}
		for range 10 {
			h.nobody().request("POST", "/session/forgotten", body{"email": "siti@observer.example"})
		}
		h.nobody().request("POST", "/session/forgotten", body{"email": "siti@observer.example"}).is(t, 429, refusal.TooMany)
	})
}

// TestOfficialsAreLinkedByTwo lets a state forget its password: a mail alone opens nothing, two administrators have one sent, and its owner
// opens it.
func TestOfficialsAreLinkedByTwo(t *testing.T) {
	t.Parallel()
	eachMailing(t, func(h *fixture) {
		s := newStory(h)
		const email = "protocol@mfa.example"
		first := h.token(email) // two have made the account, which is opened by its owner alone
		if opens := h.nobody().must("POST", "/session/link/read", body{"token": first}); opens.text("email") != email {
			t.Errorf("it opens %s", opens.body)
		}
		h.mailed("")
		h.nobody().must("POST", "/session/forgotten", body{"email": email})
		if letters := h.mailed(email); len(letters) != 0 {
			t.Fatalf("a mail goes to %s: %s", email, letters[0].Text)
		}
		told := s.david.must("GET", "/notices", nil)
		if told.text("items.0.action") != "accounts.ask_password" || !strings.Contains(told.text("items.0.body"), "Protocol, Dili") {
			t.Errorf("David is told %s", told.body)
		}
		id := told.text("items.0.subject.id")
		asked := s.clara.alone("POST", "/accounts/"+id+"/link", nil)
		if asked.status != http.StatusAccepted {
			t.Fatalf("one alone is answered %d %s", asked.status, asked.body)
		}
		if letters := h.mailed(email); len(letters) != 0 {
			t.Fatalf("what one asks for is mailed: %s", letters[0].Text)
		}
		s.clara.alone("POST", "/proposals/"+asked.text("id")+"/confirm", nil).is(t, 403, refusal.OwnProposal)
		confirmed := s.david.must("POST", "/proposals/"+asked.text("id")+"/confirm", nil)
		token := h.token(email)
		if strings.Contains(string(confirmed.body), token) || strings.Contains(string(confirmed.body), `"token"`) {
			t.Errorf("the link is shown: %s", confirmed.body)
		}
		deliveries := s.clara.must("GET", "/deliveries?kind=link&accountId="+id, nil)
		at := "/deliveries/" + deliveries.text("items.0.id")
		s.clara.must("POST", at+"/mark", body{"reason": "It came back."}) // one alone has no other sent
		s.clara.request("POST", at+"/resend", nil).is(t, 409, refusal.LinkSentOnce)
		s.dili = s.enter(token)
		s.dili.must("GET", "/me", nil)
		h.proves()
	})
}

// TestSignInByMail signs in by a link that works once, for a quarter of an hour, in the browser that asked.
func TestSignInByMail(t *testing.T) {
	t.Parallel()
	eachMailing(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		h.mailed("")
		const mine = "siti@observer.example"
		in := func(c *client, token string) reply { return c.request("POST", "/session/mailed", body{"token": token}) }
		for _, none := range []string{"clara@fund.example", "auditor@audit.example", "nobody@fund.example"} {
			if b := h.nobody().asksFor("/session/by-mail", none); b.cookie == nil || len(h.mailed(none)) > 0 {
				t.Errorf("%s is mailed a link, or is told apart", none)
			}
		}
		for _, email := range []string{mine, "protocol@mfa.example"} {
			browser := h.nobody().asksFor("/session/by-mail", email)
			if c := browser.cookie; !c.HttpOnly || c.Name != "asked" || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("the cookie is %v", c)
			}
			token := h.token(email)
			other := h.nobody().asksFor("/session/by-mail", "nobody@fund.example")
			for _, elsewhere := range []*client{h.nobody(), other, s.clara} { // whoever it was forwarded to
				in(elsewhere, token).is(t, 403, refusal.OtherBrowser)
				elsewhere.request("POST", "/passes/read", body{"token": token}).is(t, 403, refusal.OtherBrowser)
			}
			if shown := browser.must("POST", "/passes/read", body{"token": token}); shown.text("purpose") != "sign_in" || shown.cookie != nil {
				t.Errorf("the link shows %s", shown.body)
			}
			browser.request("POST", "/session/link", body{"token": token, "password": string(password)}).is(t, 404, refusal.LinkEnded)
			browser.request("POST", "/passes/use", accepting(token)).is(t, 403, refusal.PassOther)
			signed := in(browser, token)
			if signed.status != http.StatusCreated || signed.text("account.email") != email || signed.cookie.Name != "session" {
				t.Fatalf("signing in is answered %d %s", signed.status, signed.body)
			}
			in(browser, token).is(t, 404, refusal.PassEnded)
		}
		s.pass(time.Hour) // whoever tries much waits
		// Late; after the password was changed; twice at once; asked twice in one browser, either works.
		browser := h.nobody().asksFor("/session/by-mail", mine)
		late := h.token(mine)
		s.pass(15 * time.Minute)
		in(browser, late).is(t, 404, refusal.PassEnded)
		s.pass(time.Hour)
		browser = h.nobody().asksFor("/session/by-mail", mine)
		first := h.token(mine)
		browser = browser.asksFor("/session/by-mail", mine)
		second := h.token(mine)
		h.answered("three at once", h.together(3, func(int) reply { return in(browser, first) }), map[string]int{"201": 1, "404 pass-ended": 2})
		s.enter(s.clara.must("POST", "/accounts/"+s.people["Siti"].must("GET", "/me", nil).text("account.id")+"/link", nil).text("link.token"))
		in(browser, second).is(t, 404, refusal.PassEnded)
		if strings.Contains(h.log.String(), first) || strings.Contains(h.log.String(), browser.cookie.Value) {
			t.Error("a secret is in the log")
		}
		h.none("secrets of browsers", "SELECT COUNT(*) FROM deliveries WHERE browser = ?", browser.cookie.Value)
	})
}

// TestNoMailNoLink asks where nothing is mailed: it says so, and writes nothing that a mail server would send later.
func TestNoMailNoLink(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		h.mailed("")
		for _, path := range []string{"/session/forgotten", "/session/by-mail"} {
			if asked := h.nobody().must("POST", path, body{"email": "siti@observer.example"}); asked.text("mail") != "none" {
				t.Errorf("%s is answered %s", path, asked.body)
			}
		}
		if n := len(h.mailed("siti@observer.example")); n != 0 {
			t.Errorf("%d mails wait", n)
		}
	})
}

// TestAskedCookieByTLS names the cookie so that browsers hold it to this host.
func TestAskedCookieByTLS(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PublicURL: "https://fund.example"})
		r := httptest.NewRequest("POST", prefix+"/session/by-mail", strings.NewReader(`{"email":"a@fund.example"}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.srv.ServeHTTP(w, r)
		if set := w.Header().Get("Set-Cookie"); !strings.HasPrefix(set, "__Host-asked=") || !strings.Contains(set, "; Secure") || !strings.Contains(set, "HttpOnly") {
			t.Errorf("it sets %q", set)
		}
	})
}

// browser is one that holds a secret, which it was given when a link was asked for in it.
func (h *fixture) browser(secret string) *client {
	c := h.nobody()
	c.cookie = &http.Cookie{Name: browserCookie, Value: secret}
	return c
}

// signInLink is the token of a link that was asked for in such a browser.
func (h *fixture) signInLink(account, secret string) (token string) {
	h.Helper()
	h.write(func(a models.Actor) error {
		to, err := models.FindAccount(a.DB, account)
		if err != nil {
			return err
		}
		if err := a.MailLink(to, models.AskSignIn, secret); err != nil {
			return err
		}
		var mail models.Delivery
		if err := a.DB.Order("created_at DESC, id DESC").Take(&mail, "account_id = ? AND action = ?", account, models.AskSignIn).Error; err != nil {
			return err
		}
		token, err = a.NewPass(models.SignInByMail, account, to.Ref(), &mail.ID, a.Now.Plus(time.Hour))
		return err
	})
	return token
}
