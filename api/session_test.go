package api

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
)

var noon = time.Date(2027, 3, 14, 12, 0, 0, 0, time.UTC)

// signIn signs in over HTTP and returns a client with the cookie.
func (h *fixture) signIn(a models.Account, password passwords.Secret) (*client, reply) {
	h.Helper()
	out := h.nobody().request("POST", "/session", map[string]string{"email": a.Email, "password": string(password)})
	c := h.nobody()
	c.cookie = out.cookie
	return c, out
}

func TestSigningInAndOut(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Administrator)
		c, out := h.signIn(a, password)
		out.is(t, 201, nil)
		cookie := out.cookie
		if cookie == nil || cookie.Name != "session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure {
			t.Errorf("the cookie is %v", cookie)
		}
		if strings.Contains(string(out.body), "assword") && !strings.Contains(string(out.body), "me.password") {
			t.Errorf("the answer speaks of a password: %s", out.body)
		}
		mine := c.must("GET", "/me", nil)
		if mine.text("account.id") != a.ID || mine.at("may").(map[string]any)["accounts.create"] != "all" {
			t.Errorf("me is %s", mine.body)
		}
		other, _ := h.signIn(models.Account{Email: strings.ToUpper(a.Email)}, password)
		other.must("GET", "/me", nil)

		list := c.must("GET", "/sessions?count=true&sort=createdAt", nil)
		if list.at("total") != 2.0 || list.at("items.0.current") != true || list.at("items.1.current") != false {
			t.Errorf("my sessions are %s", list.body)
		}
		c.request("DELETE", "/sessions/"+list.text("items.1.id"), nil).is(t, 204, nil)
		other.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
		c.request("DELETE", "/sessions/"+list.text("items.1.id"), nil).is(t, 404, refusal.NotFound)

		left := c.request("DELETE", "/session", nil)
		left.is(t, 204, nil)
		if left.cookie == nil || left.cookie.MaxAge >= 0 {
			t.Errorf("the cookie stays: %v", left.cookie)
		}
		c.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)

		first, _ := h.signIn(a, password)
		second, _ := h.signIn(a, password)
		first.request("DELETE", "/sessions", nil).is(t, 204, nil)
		second.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
		if n := h.entries(); n != 2 { // the reference data and the account
			t.Errorf("signing in and out left %d entries in the journal", n-2)
		}
	})
}

// TestSessionsOfOthers sees that nobody sees or ends the sessions of somebody else.
func TestSessionsOfOthers(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		mine, theirs := h.as(h.account(models.Administrator)), h.as(h.account(models.Auditor))
		id := theirs.must("GET", "/sessions", nil).text("items.0.id")
		mine.request("DELETE", "/sessions/"+id, nil).is(t, 404, refusal.NotFound)
		if list := mine.must("GET", "/sessions", nil); list.at("items.1") != nil {
			t.Errorf("I see %s", list.body)
		}
		theirs.must("GET", "/me", nil)
	})
}

// TestOneSentenceForEveryFailure sees that nobody learns from signing in which accounts there are.
func TestOneSentenceForEveryFailure(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a, disabled := h.account(models.Auditor), h.account(models.Auditor)
		h.write(func(actor models.Actor) error { return disabled.Disable(actor, "left the fund") })
		invited := h.as(h.account(models.Administrator)).must("POST", "/accounts", handlers.AccountInput{
			Email: "new@test.example", Name: "New", Role: models.Auditor,
		})
		var said string
		for _, try := range []struct {
			email    string
			password passwords.Secret
		}{
			{"nobody@test.example", password}, {a.Email, "not this one at all"}, {disabled.Email, password},
			{"system", password}, {invited.text("account.email"), password}, {invited.text("account.email"), "x"},
		} {
			_, out := h.signIn(models.Account{Email: try.email}, try.password)
			out.is(t, 401, refusal.NotLetIn)
			if said == "" {
				said = out.text("detail")
			}
			if out.text("detail") != said || out.cookie != nil {
				t.Errorf("%s: %s", try.email, out.body)
			}
		}
	})
}

func TestSessionsExpire(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		a := h.account(models.Auditor)
		if _, out := h.signIn(a, password); out.cookie.MaxAge != 30*24*60*60 || !out.cookie.Expires.IsZero() {
			t.Errorf("the cookie is kept until a time by the clock of the device: %v", out.cookie)
		}
		idle := h.as(a)
		pass(11 * time.Hour)
		idle.request("GET", "/me", nil).is(t, 200, nil)
		pass(11 * time.Hour)
		idle.request("GET", "/me", nil).is(t, 200, nil) // the request eleven hours ago counted
		pass(12 * time.Hour)
		idle.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)

		busy := h.as(a)
		for range 60 {
			pass(12*time.Hour - time.Minute)
			busy.request("GET", "/me", nil).is(t, 200, nil)
		}
		pass(2 * time.Hour)
		busy.request("GET", "/me", nil).is(t, 401, refusal.SignedOut) // thirty days, however busy
	})
}

// TestSeenIsWrittenSparingly sees that reading does not write all day.
func TestSeenIsWrittenSparingly(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		c := h.as(h.account(models.Auditor))
		seen := func() string { return c.must("GET", "/sessions", nil).text("items.0.seenAt") }
		began := seen()
		pass(4 * time.Minute)
		if now := seen(); now != began {
			t.Errorf("seen at %s, then %s", began, now)
		}
		pass(2 * time.Minute)
		if now := seen(); now == began {
			t.Errorf("six minutes later still seen at %s", now)
		}
	})
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Administrator)
		here, there := h.as(a), h.as(a)
		change := func(current, next string) reply {
			return here.request("PUT", "/me/password", map[string]string{"current": current, "new": next})
		}
		short := change(string(password), "elevenchars")
		short.is(t, 422, refusal.Invalid)
		if short.text("errors.0.field") != "new" || short.text("errors.0.message") != "must have at least 12 characters" {
			t.Errorf("%s", short.body)
		}
		change(string(password), strings.Repeat("x", 201)).is(t, 422, refusal.Invalid)
		wrong := change("not my password", "a new password")
		wrong.is(t, 422, refusal.Invalid)
		if wrong.text("errors.0.field") != "current" {
			t.Errorf("%s", wrong.body)
		}
		before := h.entries()
		change(string(password), "  e\u0301clair au cafe\u0301  ").is(t, 204, nil)
		if h.entries() != before+1 {
			t.Error("the journal does not know")
		}
		here.must("GET", "/me", nil)
		there.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
		_, out := h.signIn(a, password)
		out.is(t, 401, refusal.NotLetIn)
		_, out = h.signIn(a, "éclair au café")
		out.is(t, 401, refusal.NotLetIn) // spaces are part of a password
		_, out = h.signIn(a, "  éclair au café  ")
		out.is(t, 201, nil)
	})
}

// TestOldHashesAreRenewed sees that a hash with less work than today's is made anew when its owner signs in, once, and that the journal says so.
func TestOldHashesAreRenewed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		a := h.account(models.Auditor)
		const old = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$1pk8vr95xlyUOMT8nKyALDY/GpuPmtxvrrZzTpylHvU"
		kept := func() (hash string) {
			h.write(func(actor models.Actor) error {
				if err := actor.Journal(models.ReadMe, a.Ref(), "", nil); err != nil {
					return err
				}
				return actor.DB.Model(&models.Account{}).Where("id = ?", a.ID).Pluck("password", &hash).Error
			})
			return hash
		}
		h.write(func(actor models.Actor) error {
			return actor.DB.Model(&models.Account{}).Where("id = ?", a.ID).Update("password", old).Error
		})
		_, out := h.signIn(a, "correct horse battery")
		out.is(t, 201, nil)
		renewed := kept()
		if renewed == old || !strings.HasPrefix(renewed, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("kept is %s", renewed)
		}
		_, out = h.signIn(a, "correct horse battery")
		out.is(t, 201, nil)
		said := h.as(h.account(models.Administrator)).must("GET", "/journal?action=accounts.rehash", nil)
		if len(said.at("items").([]any)) != 1 || said.text("items.0.subject.id") != a.ID || said.text("items.0.accountId") != models.SystemID {
			t.Errorf("the journal says %s", said.body)
		}
		if proof, err := models.VerifyFund(t.Context(), h.db); err != nil || !proof.OK {
			t.Errorf("the record is %v %v", proof, err)
		}
	})
}

func TestLinks(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		admin := h.as(h.account(models.Administrator))
		made := admin.must("POST", "/accounts", handlers.AccountInput{Email: "New@Test.example", Name: "New", Role: models.Auditor})
		token, id := made.text("link.token"), made.text("account.id")
		if made.text("account.status") != "invited" || made.text("account.email") != "new@test.example" ||
			made.text("link.path") != "/#/link/"+token {
			t.Errorf("made %s", made.body)
		}
		use := func(token string) reply {
			return h.nobody().request("POST", "/session/link", map[string]string{"token": token, "password": string(password)})
		}
		read := func(token string) reply {
			return h.nobody().request("POST", "/session/link/read", map[string]string{"token": token})
		}
		use("no such link").is(t, 404, refusal.LinkEnded)
		read("no such link").is(t, 404, refusal.LinkEnded)
		for range 2 { // it stays unused
			if seen := read(token); seen.status != 200 || seen.text("name") != "New" || seen.text("email") != "new@test.example" || seen.text("expiresAt") == "" {
				t.Errorf("read: %s", seen.body)
			}
		}
		if strings.Contains(h.log.String(), token) {
			t.Error("the log has the token")
		}
		in := use(token)
		in.is(t, 201, nil)
		if in.text("account.status") != "active" || in.cookie == nil {
			t.Errorf("used: %s %v", in.body, in.cookie)
		}
		use(token).is(t, 404, refusal.LinkEnded)
		read(token).is(t, 404, refusal.LinkEnded)

		older := &client{house: h, cookie: in.cookie, header: http.Header{}}
		older.must("GET", "/me", nil)
		first := admin.must("POST", "/accounts/"+id+"/link", nil).text("link.token")
		second := admin.must("POST", "/accounts/"+id+"/link", nil).text("link.token")
		use(first).is(t, 404, refusal.LinkEnded) // a new link ends the old
		use(second).is(t, 201, nil)
		older.request("GET", "/me", nil).is(t, 401, refusal.SignedOut) // and using one ends the sessions from before

		third := admin.must("POST", "/accounts/"+id+"/link", nil).text("link.token")
		pass(7 * 24 * time.Hour)
		use(third).is(t, 404, refusal.LinkEnded)
	})
}

// TestALinkWorksOnce has ten people open one link at once.
func TestALinkWorksOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator))
		token := admin.must("POST", "/accounts", handlers.AccountInput{Email: "new@test.example", Name: "New", Role: models.Auditor}).text("link.token")
		answers := together(10, func(int) reply {
			return h.nobody().request("POST", "/session/link", map[string]string{"token": token, "password": string(password)})
		})
		if in := count(answers, 201); in != 1 || count(answers, 404) != 9 {
			t.Errorf("%d got in", in)
		}
	})
}

func TestGuessingIsSlow(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		a, b := h.account(models.Auditor), h.account(models.Auditor)
		for range 10 {
			_, out := h.signIn(a, "not this one at all")
			out.is(t, 401, refusal.NotLetIn)
		}
		_, out := h.signIn(a, password)
		out.is(t, 429, refusal.TooMany)
		if out.header.Get("Retry-After") != "30" {
			t.Errorf("come back after %s", out.header.Get("Retry-After"))
		}
		_, out = h.signIn(b, password)
		out.is(t, 201, nil) // another account, from the same address
		pass(31 * time.Second)
		_, out = h.signIn(a, password)
		out.is(t, 201, nil)

		for range 20 {
			h.nobody().request("POST", "/session/link", map[string]string{"token": "guess", "password": string(password)})
			out = h.nobody().request("POST", "/session/link/read", map[string]string{"token": "guess"})
		}
		out.is(t, 429, refusal.TooMany)
		h.as(b).must("GET", "/me", nil) // who is signed in is not held back
	})
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PerSecond: 5})
		pass := h.at(noon)
		c := h.as(h.account(models.Auditor))
		for range 20 {
			c.must("GET", "/me", nil)
		}
		c.request("GET", "/me", nil).is(t, 429, refusal.TooMany)
		h.as(h.account(models.Auditor)).must("GET", "/me", nil) // somebody else
		pass(time.Second)
		c.must("GET", "/me", nil)
	})
}

func TestCookieOverTLS(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PublicURL: "https://fund.example", PerSecond: 1000})
		a := h.account(models.Auditor)
		c, out := h.signIn(a, password)
		if out.cookie == nil || out.cookie.Name != "__Host-session" || !out.cookie.Secure || out.cookie.Domain != "" {
			t.Errorf("the cookie is %v", out.cookie)
		}
		if out.header.Get("Strict-Transport-Security") == "" {
			t.Error("browsers are not told to stay with TLS")
		}
		c.must("GET", "/me", nil)
		plain := *c.cookie
		plain.Name = "session"
		c.cookie = &plain
		c.request("GET", "/me", nil).is(t, 401, refusal.SignedOut)
	})
}

func TestFirstAdministrators(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		ctx := context.Background()
		tokens := together(5, func(int) reply {
			tokens, err := handlers.FirstAdministrators(ctx, h.db, []*mail.Address{{Address: "First@Fund.example"}, {Name: "Another", Address: "another@fund.example"}})
			if err != nil || len(tokens) == 1 || len(tokens) == 2 && tokens["First@Fund.example"] == tokens["another@fund.example"] {
				t.Error(tokens, err)
			}
			return reply{body: []byte(tokens["First@Fund.example"])}
		})
		var token string
		for _, one := range tokens {
			token += string(one.body)
		}
		in := h.nobody().must("POST", "/session/link", map[string]string{"token": token, "password": string(password)})
		if in.text("account.role") != "administrator" || in.text("account.email") != "first@fund.example" {
			t.Errorf("in is %s", in.body)
		}
		again, err := handlers.AdministratorLink(ctx, h.db, "first@fund.example", "ignored")
		if err != nil {
			t.Fatal(err)
		}
		h.nobody().must("POST", "/session/link", map[string]string{"token": again, "password": string(password)})
		if _, err := handlers.AdministratorLink(ctx, h.db, h.account(models.Auditor).Email, "x"); err == nil {
			t.Error("the command takes an auditor for an administrator")
		}
		if _, err := handlers.AccountLink(ctx, h.db, "third@fund.example"); !errors.Is(err, refusal.NoSuchAccount) {
			t.Errorf("a link into no account: %v", err)
		}
		fresh, err := handlers.AdministratorLink(ctx, h.db, "second@fund.example", "Second")
		if err != nil {
			t.Fatal(err)
		}
		h.nobody().must("POST", "/session/link", map[string]string{"token": fresh, "password": string(password)})
	})
}

// TestWhatIsForgotten sees that the clock can forget sessions and answers that serve nobody any more.
func TestWhatIsForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		admin := h.as(h.account(models.Administrator))
		admin.with("Idempotency-Key", "k").must("POST", "/accounts", handlers.AccountInput{Email: "a@test.example", Name: "A", Role: models.Auditor})
		for range 2 {
			pass(16 * 24 * time.Hour)
			h.as(h.account(models.Administrator)).must("POST", "/accounts", newcomer())
		}
		pass(25 * time.Hour)
		err := h.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error {
			if err := models.ForgetKeys(tx, h.db.Now()); err != nil {
				return err
			}
			return models.ForgetSessions(tx, h.db.Now())
		})
		var left [2]int64
		h.db.Query(context.Background()).Model(&models.Session{}).Count(&left[0])
		h.db.Query(context.Background()).Model(&models.Idempotency{}).Count(&left[1])
		if err != nil || left != [2]int64{} {
			t.Errorf("%v left (%v)", left, err)
		}
	})
}
