package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// foreignCalendar is a calendar as Debian's icalendar reads it.
type foreignCalendar struct {
	Name, Method, Refresh string
	Longest, Bare, Errors int
	Events                []foreignEvent
}

type foreignEvent struct {
	UID, Title, Says, Place, URL, Status, Transparency, Start, End, Stamp, Modified string
	Sequence, Errors                                                                int
}

// feed is the address of somebody's calendar, behind the prefix.
func (c *client) feed() string {
	c.house.Helper()
	return strings.TrimPrefix(c.must("POST", "/me/feed", nil).text("path"), prefix)
}

// calendar reads a feed as a calendar program does, and holds it to what each event must have. What was read from the same address
// before is what no event may fall behind.
func (s *story) calendar(address string, before ...foreignCalendar) (out foreignCalendar) {
	s.Helper()
	got := s.nobody().must("GET", address, nil)
	if media := got.header.Get("Content-Type"); media != "text/calendar; charset=utf-8" || got.header.Get("Cache-Control") != "private, no-cache" {
		s.Errorf("the feed is %s, kept as %s", media, got.header.Get("Cache-Control"))
	}
	program := exec.Command("/usr/bin/python3", "testdata/readcalendar.py")
	program.Stdin = bytes.NewReader(got.body)
	said, err := program.Output()
	if err != nil || json.Unmarshal(said, &out) != nil {
		s.Fatalf("python3-icalendar cannot read it (apt-get install python3-icalendar): %v\n%s", err, got.body)
	}
	if out.Method != "PUBLISH" || out.Name == "" || out.Refresh == "" || out.Longest > 75 || out.Bare > 0 || out.Errors > 0 {
		s.Errorf("the calendar is %+v", out)
	}
	seen := map[string]bool{}
	for _, e := range out.Events {
		if seen[e.UID] || e.Errors > 0 || e.Title == "" || e.Stamp == "" || e.Modified != e.Stamp || e.End <= e.Start ||
			!strings.HasSuffix(e.UID, "@example.com") || !strings.HasPrefix(e.URL, "http://example.com/#/to/") {
			s.Errorf("an event is %+v", e)
		}
		seen[e.UID] = true
		for _, old := range before {
			for _, was := range old.Events {
				now := e
				if was.UID != e.UID || was == now {
					continue
				}
				if e.Sequence <= was.Sequence || e.Stamp < was.Stamp {
					s.Errorf("%+v became %+v, which is no newer", was, e)
				}
			}
		}
	}
	return out
}

// titled writes the events whose title holds some words: what each is, and when.
func (c foreignCalendar) titled(words string) string {
	var lines []string
	for _, e := range c.Events {
		if strings.Contains(e.Title, words) {
			lines = append(lines, fmt.Sprintf("%s: %s %s %s-%s", e.Title, e.Status, e.Transparency, e.Start, e.End))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestFeeds goes through the life of a mission and reads the calendars of everybody as it goes.
func TestFeeds(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		line := s.money("AU", "deployment", 2_000_000)
		feeds := map[string]string{"siti": siti.feed(), "clara": s.clara.feed(), "dili": s.dili.feed(), "auditor": s.auditor.feed()}
		last := map[string]foreignCalendar{}
		read := func(who string) foreignCalendar {
			s.Helper()
			last[who] = s.calendar(feeds[who], last[who])
			return last[who]
		}
		is := func(who, words, want string) {
			s.Helper()
			if got := read(who).titled(words); got != want {
				s.Errorf("%s reads of %q:\n%s\nwant\n%s", who, words, got, want)
			}
		}

		polling := s.today().Plus(60)
		invitation, request := s.inForce(polling)
		plain := s.dili.must("GET", "/deployment-requests/"+request, nil).text("title")
		title := "Timor-Leste, " + plain
		called := func(who string) string { // the state knows whose election it is
			if who == "dili" {
				return plain
			}
			return title
		}
		until := s.dili.must("GET", "/invitations/"+invitation, nil).text("until")
		first, after := polling.String(), polling.Plus(1).String()
		for _, who := range []string{"clara", "dili", "auditor"} {
			is(who, "Election", "Election: "+called(who)+": CONFIRMED TRANSPARENT "+first+"-"+after)
		}
		if got := read("dili").titled("invitation"); !strings.Contains(got, "CONFIRMED TRANSPARENT") || !strings.HasSuffix(got, "-"+until) {
			s.Errorf("the end of the invitation on %s: %s", until, got)
		}
		is("siti", "", "Certificate lapses: Short-term observation: CONFIRMED TRANSPARENT "+s.today().PlusMonths(30).String()+"-"+s.today().PlusMonths(30).Plus(1).String())

		// An offer may be, until it is answered.
		mission, seat := s.staffing(request, line, 2)
		from, to := s.clara.must("GET", "/deployments/"+mission, nil).text("seats.0.startsOn"), s.clara.must("GET", "/deployments/"+mission, nil).text("seats.0.until")
		offer := s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]})
		expires, err := time.Parse(time.RFC3339, offer.text("expiresAt"))
		must(err)
		ends := expires.Format("2006-01-02T15:04:05+00:00")
		begins := expires.Add(-30 * time.Minute).Format("2006-01-02T15:04:05+00:00")
		is("siti", title, "Answer the offer: "+title+": CONFIRMED TRANSPARENT "+begins+"-"+ends+"\nOffer: "+title+": TENTATIVE OPAQUE "+from+"-"+to)
		is("clara", "Offers end", "Offers end: "+title+": CONFIRMED TRANSPARENT "+begins+"-"+ends)
		for _, who := range []string{"clara", "dili", "auditor"} {
			is(who, "Mission", "Mission: "+called(who)+": TENTATIVE TRANSPARENT "+from+"-"+to)
		}
		s.pass(time.Hour)
		siti.must("POST", "/assignments/"+offer.text("id")+"/accept", signed)
		is("siti", title, "Answer the offer: "+title+": CANCELLED TRANSPARENT "+begins+"-"+ends+"\n"+title+": CONFIRMED OPAQUE "+from+"-"+to)
		is("clara", "Offers end", "Offers end: "+title+": CANCELLED TRANSPARENT "+begins+"-"+ends)

		// Nothing of it names a person to anybody else, and asking again changes nothing.
		for who, address := range feeds {
			got := s.nobody().must("GET", address, nil)
			if who != "siti" && strings.Contains(string(got.body), "Siti") {
				s.Errorf("%s reads her name:\n%s", who, got.body)
			}
			s.pass(30 * time.Second)
			if again := s.nobody().with("If-None-Match", got.header.Get("ETag")).request("GET", address, nil); again.status != http.StatusNotModified || len(again.body) > 0 {
				s.Errorf("%s asks again: %d", who, again.status)
			}
		}

		// The election moves, and everything with it.
		s.pass(time.Hour)
		s.clara.must("POST", "/deployments/"+mission+"/move", body{"startsOn": polling.Plus(10), "until": polling.Plus(11), "reason": "The commission has moved it."})
		first, after = polling.Plus(10).String(), polling.Plus(11).String()
		to = s.clara.must("GET", "/deployments/"+mission, nil).text("seats.0.until")
		from = s.clara.must("GET", "/deployments/"+mission, nil).text("seats.0.startsOn")
		for _, who := range []string{"clara", "dili", "auditor"} {
			is(who, "Election", "Election: "+called(who)+": CONFIRMED TRANSPARENT "+first+"-"+after)
			is(who, "Mission", "Mission: "+called(who)+": TENTATIVE TRANSPARENT "+from+"-"+to)
		}
		is("siti", "Offer:", "Offer: "+title+": TENTATIVE OPAQUE "+from+"-"+to)

		// What is stood down is cancelled, and gone after a while.
		s.pass(time.Hour)
		s.clara.must("POST", "/deployments/"+mission+"/stand-down", body{"reason": "The election is cancelled."})
		for _, who := range []string{"clara", "dili", "auditor"} {
			is(who, "Mission", "Mission: "+called(who)+": CANCELLED TRANSPARENT "+from+"-"+to)
		}
		if got := read("siti").titled(title); strings.Count(got, "CANCELLED") != 2 {
			s.Errorf("Siti reads %s", got)
		}
		var entry models.Entry // no entry is earlier than the one before it, and the first were written on another day than the story's
		must(s.db.Query(s.Context()).Order("seq DESC").Take(&entry).Error)
		s.pass(61*24*time.Hour + entry.At.Sub(s.db.Now().Time))
		for who := range feeds {
			if got := read(who).titled("Mission") + read(who).titled("offer"); got != "" {
				s.Errorf("%s still reads %s", who, got)
			}
		}
	})
}

// TestFeedAddress makes an address, and ends it in every way there is: each is told the same as one that never was.
func TestFeedAddress(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		account := siti.must("GET", "/me", nil).text("account.id")
		if got := siti.must("GET", "/me/feed", nil); got.at("made") != false || got.at("createdAt") != nil {
			s.Errorf("before: %s", got.body)
		}
		siti.request("DELETE", "/me/feed", nil).is(t, 404, refusal.FeedEnded)
		address := siti.feed()
		ended := func(address, why string) {
			s.Helper()
			got := s.nobody().request("GET", address, nil)
			never := s.nobody().request("GET", "/feeds/"+models.NewToken()+".ics", nil)
			if got.is(t, 404, refusal.FeedEnded); got.text("detail") != never.text("detail") || got.text("remedy") != never.text("remedy") {
				s.Errorf("%s: %s, and of what never was %s", why, got.body, never.body)
			}
		}
		works := func(address string) { s.Helper(); s.nobody().must("GET", address, nil) }
		works(address)
		works(strings.TrimSuffix(address, ".ics"))
		if got := siti.must("GET", "/me/feed", nil); got.at("made") != true || got.text("fetchedAt") == "" {
			s.Errorf("after it was read: %s", got.body)
		}
		ended(address[:len(address)-5]+"x.ics", "one bit")
		if head := s.nobody().send("HEAD", prefix+address, nil); head.status != 200 || head.header.Get("ETag") == "" {
			s.Errorf("its head is %d", head.status)
		}

		replaced := siti.feed()
		ended(address, "it was replaced")
		works(replaced)
		siti.must("DELETE", "/me/feed", nil)
		ended(replaced, "it was revoked")

		linked := siti.feed()
		link := s.clara.must("POST", "/accounts/"+account+"/link", nil).text("link.token")
		ended(linked, "a link was made")
		siti = s.opened(link)
		mine := siti.feed()
		s.clara.must("PATCH", "/accounts/"+account, body{"email": "another@else.example"})
		ended(mine, "the address of the account changed")
		mine = s.opened(s.clara.must("POST", "/accounts/"+account+"/link", nil).text("link.token")).feed()
		s.clara.must("POST", "/accounts/"+account+"/disable", body{"reason": "She asked for it."})
		ended(mine, "the account is disabled")
		s.clara.must("POST", "/accounts/"+account+"/enable", nil)
		ended(mine, "it does not come back")

		for _, secret := range []string{address, replaced, linked, mine} {
			token := strings.TrimSuffix(strings.TrimPrefix(secret, "/feeds/"), ".ics")
			if strings.Contains(h.log.String(), token) {
				s.Error("a token is in the log")
			}
			if s.count("SELECT COUNT(*) FROM feeds WHERE token_hash = ?", token) > 0 {
				s.Error("a token is kept")
			}
		}
		if n := s.count("SELECT COUNT(*) FROM journal WHERE action IN ('feeds.make', 'feeds.stop')"); n != 6 {
			s.Errorf("the journal has %d entries of addresses", n)
		}
		if err := h.raw("INSERT INTO feeds (token_hash, account_id, created_at) SELECT 'a', id, created_at FROM accounts WHERE id = ? UNION ALL SELECT 'b', id, created_at FROM accounts WHERE id = ?", account, account); err == nil {
			s.Error("an account has two addresses at a time")
		}
		h.proves()
	})
}

// TestFeedsAreThrottled asks for one calendar too often; nobody else's waits for it.
func TestFeedsAreThrottled(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		mine, other := s.clara.feed(), s.david.feed()
		for range 20 {
			s.nobody().must("GET", mine, nil)
		}
		slow := s.nobody().request("GET", mine, nil)
		if slow.is(t, 429, refusal.TooMany); slow.header.Get("Retry-After") == "" {
			s.Error("it is not said how long to wait")
		}
		s.nobody().must("GET", other, nil)
		s.pass(30 * time.Second)
		s.nobody().must("GET", mine, nil)
	})
}
