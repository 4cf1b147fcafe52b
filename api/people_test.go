package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// TestWaysInEnd changes, one after the other, everything that decides who comes into an account, and sees which of the
// ways in that were open before still are: the link, a session, the password.
func TestWaysInEnd(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		hash, err := hashed()
		if err != nil {
			t.Fatal(err)
		}
		for n, c := range []struct {
			what          string
			do            func(id string)
			link, session bool
		}{
			{"nothing", func(string) {}, true, true},
			{"a new name", func(id string) { s.clara.must("PATCH", "/accounts/"+id, body{"name": "Another name"}) }, true, true},
			{"a new address", func(id string) {
				s.clara.must("PATCH", "/accounts/"+id, body{"email": "right-" + id + "@post.example"})
			}, false, false},
			{"a newer link", func(id string) { s.link(s.clara.must("GET", "/accounts/"+id, nil).text("email")) }, false, true},
			{"a new password", func(id string) {
				s.write(func(actor models.Actor) error {
					a, err := models.FindAccount(actor.DB, id)
					if err != nil {
						return err
					}
					actor.By = a
					return a.ChoosePassword(actor, hash, "")
				})
			}, false, false},
			{"disabled and enabled", func(id string) {
				s.clara.must("POST", "/accounts/"+id+"/disable", body{"reason": "A telephone was lost."})
				s.clara.must("POST", "/accounts/"+id+"/enable", nil)
			}, false, false},
		} {
			for _, role := range []body{{"role": "administrator"}, {"role": "auditor"}, {"role": "state", "state": "TL"}} {
				in := body{"email": fmt.Sprintf("somebody-%d-%s@post.example", n, role["role"]), "name": "Somebody"}
				for name, value := range role {
					in[name] = value
				}
				owner := s.invite(in)
				id := owner.must("GET", "/me", nil).text("account.id")
				token := s.link(in["email"].(string))
				c.do(id)
				if session := owner.request("GET", "/me", nil).status == http.StatusOK; session != c.session {
					t.Errorf("%s, %s: the session is open: %t", role["role"], c.what, session)
				}
				if link := s.opens(token); link != c.link {
					t.Errorf("%s, %s: the link opens: %t", role["role"], c.what, link)
				}
				told := s.count("SELECT COUNT(*) FROM notices WHERE account_id = ? AND action = 'accounts.change'", id)
				if address := c.what == "a new address"; address != (told == 1) {
					t.Errorf("%s, %s: the owner is told %d times", role["role"], c.what, told)
				}
			}
		}
	})
}

// opens reports whether a one-time link leads into an account, without using it.
func (s *story) opens(token string) bool {
	s.Helper()
	_, _, err := models.LinkOf(s.db.Query(s.Context()), token, s.db.Now())
	return err == nil
}

// count is a number that the database is asked for.
func (s *story) count(query string, args ...any) (n int) {
	s.Helper()
	if err := s.db.Query(s.Context()).Raw(query, args...).Row().Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}

// TestAccountsFollowTheirPerson takes somebody through leaving and coming back, on the old record and on a new one.
func TestAccountsFollowTheirPerson(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		ana := s.observer("Ana", "PT")
		id := ana.must("GET", "/me", nil).text("account.id")
		ana.must("POST", "/observers/"+s.ids["Ana"]+"/depart", body{"ground": "resigned", "reason": "I have another post from January on."}) // they resign themselves
		if left := ana.must("GET", "/observers/"+s.ids["Ana"], nil); left.at("status") != "departed" {
			t.Errorf("after resigning: %s", left.body)
		}
		s.clara.must("POST", "/observers/"+s.ids["Ana"]+"/renominate", body{"reason": "It was recorded by mistake."})
		s.david.must("POST", "/observers/"+s.ids["Ana"]+"/admit", body{})
		ana.must("POST", "/observers/"+s.ids["Ana"]+"/depart", body{"ground": "resigned", "reason": "Now I do leave."})

		again := s.clara.must("POST", "/observers", s.nominee("Ana Silva", "PT")).text("id")
		account := body{"email": "ana@observer.example", "name": "Ana Silva", "role": "observer", "observerId": again}
		s.clara.request("POST", "/accounts", body{"email": "ana@observer.example", "name": "Ana", "role": "auditor"}).is(t, 409, refusal.EmailTaken)
		moved := s.clara.must("POST", "/accounts", account)
		if moved.text("account.id") != id || moved.text("account.observerId") != again || moved.text("account.name") != "Ana Silva" {
			t.Errorf("the account did not follow: %s", moved.body)
		}
		if ana.request("GET", "/me", nil).status != http.StatusUnauthorized {
			t.Error("the session of the old record goes on")
		}
		if c := s.enter(moved.text("link.token")); c.must("GET", "/me", nil).text("account.observerId") != again {
			t.Error("the link leads elsewhere")
		}
		s.clara.request("POST", "/accounts", account).is(t, 409, refusal.EmailTaken) // who is there keeps theirs
	})
}

// TestLeave lets an observer step aside and come back by themselves; a suspension is not theirs to end.
func TestLeave(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		budi := s.observer("Budi", "ID")
		at := "/observers/" + s.ids["Budi"]
		leave := budi.must("POST", at+"/take-leave", body{})
		if leave.at("status") != "suspended" || leave.at("onLeave") != true || leave.at("seat") == nil {
			t.Errorf("on leave: %s", leave.body)
		}
		if can := fmt.Sprint(leave.at("can")); !strings.Contains(can, "observers.return") {
			t.Errorf("on leave one can %s", can)
		}
		if checks := fmt.Sprint(budi.must("GET", at+"/readiness", nil).at("checks")); !strings.Contains(checks, "On leave") {
			t.Errorf("readiness says %s", checks)
		}
		budi.must("POST", at+"/return", nil)
		budi.must("POST", at+"/take-leave", body{"reason": "A child is born."})
		s.clara.must("POST", at+"/suspend", body{"reason": "A complaint is looked into."}) // leave is no shelter
		suspended := budi.request("POST", at+"/return", nil)
		suspended.is(t, 409, refusal.Suspended)
		s.clara.must("POST", at+"/reinstate", nil)
	})
}

// TestQueuesAreWhole logs 52 claims of which one administrator can verify only the last, and asks for what waits.
func TestQueuesAreWhole(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		budi := s.observer("Budi", "ID") // nominated by Clara
		claim := func(by *client, n int, more body) string {
			in := body{"observerId": s.ids["Budi"], "organiser": "UN", "kind": "course", "title": fmt.Sprint("Course ", n), "startsOn": s.today().Plus(-30 - n), "until": s.today().Plus(-29 - n)}
			for name, value := range more {
				in[name] = value
			}
			return by.must("POST", "/trainings", in).text("id")
		}
		evidence := func(c *client, n int) body { return body{"evidenceId": c.upload(fmt.Sprint("certificate ", n))} }
		for n := range 51 {
			claim(s.david, n, evidence(s.david, n)) // David's own, and Clara nominated Budi
		}
		eve := s.invite(body{"email": "eve@fund.example", "name": "Eve", "role": "administrator"})
		last := claim(budi, 51, evidence(budi, 51))
		bare := claim(budi, 52, nil) // nobody can verify what they cannot see
		changed := claim(budi, 53, evidence(budi, 53))
		s.david.must("PATCH", "/trainings/"+changed, body{"title": "Changed by David"})

		count := func(c *client, action string) (n int) {
			for _, one := range c.must("GET", "/waiting", nil).at("counts").([]any) {
				if one := one.(body); one["action"] == action {
					n = int(one["count"].(float64))
				}
			}
			return n
		}
		if n := count(s.clara, "trainings.verify"); n != 0 {
			t.Errorf("%d claims wait for who nominated the observer", n)
		}
		mine := s.david.must("GET", "/waiting", nil)
		if items := mine.at("items").([]any); len(items) != 1 || mine.text("items.0.subject.id") != last || mine.at("total") != 1.0 {
			t.Errorf("for David waits %.600s", mine.body)
		}
		all := eve.must("GET", "/waiting", nil)
		if items := all.at("items").([]any); len(items) != 50 || all.at("total") != 53.0 || count(eve, "trainings.verify") != 53 {
			t.Errorf("for Eve wait %d of %v", len(items), all.at("total"))
		}
		if first := eve.must("GET", "/trainings/"+all.text("items.0.subject.id"), nil); !strings.Contains(fmt.Sprint(first.at("can")), "trainings.verify") || first.at("title") != "Course 0" {
			t.Errorf("the first is %s", first.body)
		}
		if waits := budi.must("GET", "/waiting", nil); waits.text("items.1.subject.id") != bare {
			t.Errorf("for Budi waits %s", waits.body)
		}
		for who, want := range map[*client]int{s.clara: 0, s.david: 2, eve: 3} { // David hears of what Budi claims, and nobody of what they cannot decide
			n := s.count("SELECT COUNT(*) FROM notices WHERE account_id = ? AND action IN ('trainings.claim', 'trainings.change')", who.must("GET", "/me", nil).text("account.id"))
			if n != want {
				t.Errorf("%d notices of claims, not %d", n, want)
			}
		}
	})
}

// TestClaimsThatResemble shows a verifier what may be the same mission logged twice, the same number and the same bytes.
func TestClaimsThatResemble(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		budi, siti := s.observer("Budi", "ID"), s.observer("Siti", "PH")
		mission := body{"organiser": "EU", "kind": "mission", "function": "lto", "host": "GM", "title": "EU EOM Gambia", "startsOn": "2025-11-01", "until": "2025-12-10", "certificateNumber": "EU-77"}
		claim := func(c *client, more body) string {
			in := body{}
			for _, fields := range []body{mission, more} {
				for name, value := range fields {
					in[name] = value
				}
			}
			return c.must("POST", "/trainings", in).text("id")
		}
		first := claim(budi, body{"evidenceId": budi.upload("the certificate")})
		second := claim(budi, body{"title": "EU Election Observation Mission to The Gambia", "startsOn": "2025-11-02", "certificateNumber": "", "evidenceId": budi.upload("another scan")})
		theirs := claim(siti, body{"title": "Gambia", "certificateNumber": "eu-77", "evidenceId": siti.upload("the certificate")})
		claim(siti, body{"host": "KE", "startsOn": "2024-01-01", "until": "2024-01-09", "certificateNumber": ""}) // is like none
		likes := s.david.must("GET", "/trainings/"+first, nil)
		got := map[string]string{}
		for _, one := range likes.at("resembling").([]any) {
			one := one.(body)
			got[one["id"].(string)] = fmt.Sprint(one["in"])
		}
		if len(got) != 2 || got[second] != "[days]" || got[theirs] != "[document certificate days]" {
			t.Errorf("it resembles %v: %s", got, likes.body)
		}
		for _, c := range []*client{budi, s.auditor} {
			if seen := c.must("GET", "/trainings/"+first, nil); seen.at("resembling") != nil {
				t.Errorf("who does not verify sees %s", seen.body)
			}
		}
		s.david.must("POST", "/trainings/"+first+"/verify", body{})
		s.david.must("POST", "/trainings/"+second+"/verify", body{})
		if checks := fmt.Sprint(budi.must("GET", "/observers/"+s.ids["Budi"]+"/readiness?function=lto", nil).at("checks")); strings.Contains(checks, "Qualified") &&
			strings.Contains(checks, "twice") {
			t.Errorf("one mission counts twice: %s", checks)
		}
	})
}

// TestNobodyIsCalledAfterThemselves lets somebody leave the cohort who is also the reserve of the place they give up.
func TestNobodyIsCalledAfterThemselves(t *testing.T) {
	treasuries(t, func(f *treasury) {
		line := f.money("AU", "deployment", 1_000_000)
		_, request := f.inForce(f.today().Plus(113))
		mission, seat := f.staffing(request, line, 1)
		person := f.ready("Siti", "ID")
		siti := f.ids["Siti"]
		place := f.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": siti}).text("id")
		person.must("POST", "/assignments/"+place+"/accept", signed)
		f.clara.must("PUT", "/deployments/"+mission+"/reserve", body{"seatId": seat, "observers": []string{siti}})
		f.clara.must("POST", "/observers/"+siti+"/depart", body{"ground": "resigned", "reason": "Another post."})
		if n := f.number("SELECT COUNT(*) FROM assignments WHERE observer_id = ? AND status IN ('offered', 'accepted')", siti); n != 0 {
			f.Errorf("whoever has left is called to %d places", n)
		}
	})
}

// TestWhatWaitsIsCountedToAThousand lets more wait for somebody than anybody would count.
func TestWhatWaitsIsCountedToAThousand(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		maria := h.account(models.ObserverRole)
		h.write(func(actor models.Actor) error {
			all := make([]models.Training, 1001)
			for n := range all {
				begins := models.Day(2020, time.January, 1).Plus(n)
				all[n] = models.Training{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: actor.Now.Plus(time.Duration(n) * time.Second)},
					ObserverID: *maria.ObserverID, Status: models.TrainingClaimed, Organiser: "UN", Kind: models.Course,
					Title: fmt.Sprint("Course ", n), StartsOn: begins, Until: begins.Plus(1), ClaimedBy: maria.ID}
			}
			return actor.DB.CreateInBatches(all, 100).Error
		})
		got := h.as(maria).must("GET", "/waiting", nil)
		if n := len(got.at("items").([]any)); n != 50 || got.at("total") != 1000.0 || got.at("counts.0.count") != 1000.0 || got.text("items.0.title") != "Course 0" {
			t.Errorf("of 1,001 that wait %d are named, the first %s, and %v counted", n, got.text("items.0.title"), got.at("counts"))
		}
	})
}
