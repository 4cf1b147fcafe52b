package api

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"observationfund/models/refusal"
)

// TestOnePassportIsOnePerson nominates people with a passport that is in the fund already, by every way in there is: typed otherwise,
// at the same time, as a correction, by raw SQL. Erasure frees it.
func TestOnePassportIsOnePerson(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		nominee := func(name, passport string, more body) body {
			in := s.nominee(name, "ID")
			in["private"] = but(in["private"].(body), but(body{"passportNumber": passport}, more))
			return in
		}
		anna := s.clara.must("POST", "/observers", nominee("Anna", "AB 123-456", nil)).text("id")
		for _, passport := range []string{"AB 123-456", "ab123456", "A-B-1 2 3 4 5 6 ", "Ab 123456"} {
			got := s.clara.request("POST", "/observers", nominee("Berta", passport, nil))
			got.is(t, 409, refusal.Passport)
			if got.text("errors.0.field") != "private.passportNumber" || !strings.Contains(got.text("detail"), "Anna") {
				t.Errorf("%q: %s", passport, got.body)
			}
		}
		for _, passport := range []string{"ÁB123456", "AB\u2011123456", "AB/123456"} {
			s.clara.request("POST", "/observers", nominee("Berta", passport, nil)).is(t, 422, refusal.Invalid)
		}
		s.clara.request("POST", "/observers", nominee("Berta", "AB123456", body{"passportState": ""})).is(t, 422, refusal.Invalid)
		another := nominee("Berta", "AB123456", body{"passportState": "PH"}) // the same number of another state is another passport
		another["nationalities"] = []string{"PH", "ID"}
		berta := s.clara.must("POST", "/observers", another).text("id")

		// Nor by a correction; whose it is only administrators learn.
		taken := body{"private": body{"passportNumber": "ab 123456", "passportState": "ID"}}
		s.clara.request("PATCH", "/observers/"+berta, taken).is(t, 409, refusal.Passport)
		got := siti.request("PATCH", "/observers/"+s.ids["Siti"], taken)
		if got.is(t, 409, refusal.Passport); strings.Contains(string(got.body), "Anna") {
			t.Errorf("an observer learns whose passport it is: %s", got.body)
		}
		s.clara.must("PATCH", "/observers/"+anna, body{"private": body{"passportNumber": "AB123456"}}) // her own, typed otherwise

		// Nor by raw SQL, nor at the same time.
		err := h.raw("UPDATE observer_private SET passport_state = 'ID', passport_number = 'a b-123456' WHERE observer_id = ?", berta)
		if !errors.Is(err, refusal.PassportTaken) {
			t.Errorf("raw SQL gives two people one passport: %v", err)
		}
		var wg sync.WaitGroup
		made := make([]reply, 8)
		for n := range made {
			wg.Go(func() { made[n] = s.clara.request("POST", "/observers", nominee("Cora", "C1", nil)) })
		}
		wg.Wait()
		created := 0
		for _, got := range made {
			if got.status == 201 {
				created++
			} else {
				got.is(t, 409, refusal.Passport)
			}
		}
		if created != 1 {
			t.Errorf("%d people were nominated with one passport", created)
		}

		// Who departed keeps it, and comes back as the same person; who was erased does not.
		s.clara.must("POST", "/observers/"+anna+"/refuse", body{"reason": "She has no time."})
		s.clara.request("POST", "/observers", nominee("Anna", "AB123456", nil)).is(t, 409, refusal.Passport)
		s.clara.must("POST", "/observers/"+anna+"/renominate", body{"reason": "She has."})
		s.clara.must("POST", "/observers/"+anna+"/refuse", body{"reason": "She has no time."})
		s.clara.must("POST", "/observers/"+anna+"/erase", body{"reason": "She asks for it."})
		s.clara.must("POST", "/observers", nominee("Anna", "AB123456", nil))
	})
}

// TestSameNameAndBirthIsDoubted nominates somebody whom the fund seems to know, and corrects somebody into one.
func TestSameNameAndBirthIsDoubted(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		born := func(name, day string) body {
			in := s.nominee(name, "ID")
			in["private"] = but(in["private"].(body), body{"bornOn": day})
			return in
		}
		sure := body{"confirmed": []string{"same-person"}}
		s.clara.must("POST", "/observers", born("João Carlos dos Santos", "1980-02-29"))
		again := born("dos Santos, Joao-Carlos", "1980-02-29")
		again["passportName"] = "DOS SANTOS, JOAO CARLOS"
		s.clara.request("POST", "/observers", again).is(t, 409, refusal.SamePerson)
		s.clara.must("POST", "/observers", but(again, sure))
		s.clara.must("POST", "/observers", born("Joao Carlos dos Santos", "1980-03-01"))
		other := s.clara.must("POST", "/observers", born("Maria", "1980-02-29")).text("id")
		rename := body{"passportName": "Joao Carlos Dos Santos"}
		s.clara.request("PATCH", "/observers/"+other, rename).is(t, 409, refusal.SamePerson)
		s.clara.must("PATCH", "/observers/"+other, but(rename, sure))
		s.clara.must("PATCH", "/observers/"+other, body{"noticeHours": 24}) // what has nothing to do with it asks nothing again
	})
}
