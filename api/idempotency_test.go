package api

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func TestOnceOnly(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		one := "/accounts/" + h.account(models.Auditor).ID
		a1, a2 := h.account(models.Administrator), h.account(models.Administrator)
		admin, other := h.as(a1), h.as(a2)
		keyed := admin.with("Idempotency-Key", "7f0c")
		first := keyed.must("POST", one+"/disable", `{"reason":"left the fund"}`)
		before := h.entries()
		again := keyed.must("POST", one+"/disable", `{"reason":"left the fund"}`)
		if again.status != first.status || !bytes.Equal(again.body, first.body) || again.header.Get("Idempotency-Replayed") != "true" ||
			again.header.Get("ETag") != first.header.Get("ETag") || first.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("first %s %v, again %s %v", first.body, first.header, again.body, again.header)
		}
		if h.entries() != before {
			t.Error("it happened twice")
		}
		keyed.request("POST", one+"/disable", `{"reason":"another reason"}`).is(t, 422, refusal.IdempotencyKeyReused)
		keyed.request("POST", one+"/enable", nil).is(t, 422, refusal.IdempotencyKeyReused)
		other.with("Idempotency-Key", "7f0c").must("POST", one+"/enable", nil) // everybody has their own keys

		admin.with("Idempotency-Key", "refused").request("POST", one+"/enable", nil).is(t, 409, refusal.WrongState)
		admin.must("POST", one+"/disable", `{"reason":"left again"}`)
		admin.with("Idempotency-Key", "refused").must("POST", one+"/enable", nil) // a refusal is not kept

		for _, bad := range []string{" ", "ü", "a b", string(bytes.Repeat([]byte("k"), 201))} {
			admin.with("Idempotency-Key", "x"+bad).request("POST", one+"/link", nil).is(t, 400, refusal.Malformed)
		}
		for range 2 {
			pass(11 * time.Hour)
			admin, other = h.as(a1), h.as(a2)
			forget(h)
			admin.with("Idempotency-Key", "7f0c").must("POST", one+"/disable", `{"reason":"left the fund"}`)
			other.must("POST", one+"/disable", `{"reason":"left once more"}`)
			other.must("POST", one+"/enable", nil)
		}
		pass(3 * time.Hour)
		forget(h)
		h.as(a1).with("Idempotency-Key", "7f0c").must("POST", one+"/disable", `{"reason":"a day later"}`) // the key is forgotten
	})
}

// forget does what happens by itself.
func forget(h *fixture) {
	h.Helper()
	if err := handlers.Clock(h.Context(), h.db); err != nil {
		h.Fatal(err)
	}
}

// TestOnceByAnyClock sets the clock ahead by days and back: who asks again meanwhile is answered again.
func TestOnceByAnyClock(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(noon)
		clara := h.account(models.Administrator)
		adds := func(key, title string) reply {
			return h.as(clara).with("Idempotency-Key", key).must("POST", "/lines", body{"title": title, "window": models.TrainingWindow, "budget": 1})
		}
		for n, days := range []int{3, -3, 30, -30} {
			key := fmt.Sprint("asked-", n)
			adds(key, key)
			pass(time.Duration(days) * 24 * time.Hour)
			if days < 0 {
				if err := handlers.CorrectClock(t.Context(), h.db, "it was ahead"); err != nil {
					t.Fatal(err)
				}
			}
			for again := range 2 { // right after that, and when something was written
				forget(h)
				if adds(key, key).header.Get("Idempotency-Replayed") != "true" {
					t.Errorf("%d days on it is done twice", days)
				}
				adds(fmt.Sprint(key, again), fmt.Sprint("another ", n, again))
			}
		}
	})
}

// TestSecretsAreShownOnce sees that an answer with a secret is neither kept nor given twice.
func TestSecretsAreShownOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator)).with("Idempotency-Key", "once")
		body := handlers.AccountInput{Email: "new@test.example", Name: "New", Role: models.Auditor}
		made := admin.must("POST", "/accounts", body)
		admin.request("POST", "/accounts", body).is(t, 409, refusal.AlreadyDone)
		h.nobody().must("POST", "/session/link", map[string]string{"token": made.text("link.token"), "password": string(password)})
	})
}

// TestOneOfTenAtOnce has a request arrive ten times at once with one key.
func TestOneOfTenAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		admin := h.as(h.account(models.Administrator)).with("Idempotency-Key", "race")
		one := "/accounts/" + h.account(models.Auditor).ID
		before := h.entries()
		answers := together(10, func(int) reply { return admin.request("POST", one+"/disable", `{"reason":"left the fund"}`) })
		if count(answers, 200) != 10 || h.entries() != before+1 {
			t.Errorf("%d succeeded, %d entries", count(answers, 200), h.entries()-before)
		}
		for _, a := range answers {
			if !bytes.Equal(a.body, answers[0].body) {
				t.Errorf("one is %s, another %s", answers[0].body, a.body)
			}
		}
	})
}
