package api

import (
	"net/http"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// inquire opens an inquiry about somebody, and returns its address.
func (s *story) inquire(name string) string {
	s.Helper()
	return "/inquiries/" + s.clara.must("POST", "/inquiries", body{"observerId": s.ids[name], "allegation": "It is said that " + name + " took money."}).text("id")
}

// heard lets somebody new answer in an inquiry about them, and returns its address.
func (s *story) heard(name string) string {
	s.Helper()
	c := s.observer(name, "PH")
	at := s.inquire(name)
	c.must("POST", at+"/answer", body{"body": "I took nothing.", "fileId": c.upload("what " + name + " says")})
	return at
}

// cans is what somebody can do about a record, one after another.
func (c *client) cans(path string) string {
	c.house.Helper()
	out, _ := c.must("GET", path, nil).at("can").([]any)
	words := make([]string, len(out))
	for n, one := range out {
		words[n] = one.(string)
	}
	return strings.Join(words, " ")
}

// waitsFor reports whether something to be done about an address waits for somebody.
func (c *client) waitsFor(action models.Action, at string) bool {
	c.house.Helper()
	items, _ := c.must("GET", "/waiting", nil).at("items").([]any)
	for _, item := range items {
		one := reply{json: item}
		if one.text("action") == string(action) && strings.HasSuffix(at, one.text("subject.id")) {
			return true
		}
	}
	return false
}

// notices counts the notices that somebody has of an action.
func (c *client) notices(action models.Action) (n int) {
	c.house.Helper()
	items, _ := c.must("GET", "/notices?limit=200", nil).at("items").([]any)
	for _, item := range items {
		if (reply{json: item}).text("action") == string(action) {
			n++
		}
	}
	return n
}

// TestDismissal takes an inquiry from what is alleged to a dismissal: the observer is heard first, and two administrators decide.
func TestDismissal(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		observer := "/observers/" + s.ids["Siti"]
		s.clara.request("POST", observer+"/depart", body{"ground": "dismissed", "reason": "She took money."}).is(t, 409, refusal.DismissedByInquiry)

		opened := s.clara.must("POST", "/inquiries", body{"observerId": s.ids["Siti"], "allegation": "It is said that she took money.", "suspend": true})
		at := "/inquiries/" + opened.text("id")
		if opened.status != http.StatusCreated || opened.text("answerBy") != "2026-12-06T12:00:00Z" { // fourteen days, to the end of the last of them everywhere
			t.Errorf("opened: %s", opened.body)
		}
		if is := s.clara.must("GET", observer, nil); is.text("status") != "suspended" || "/inquiries/"+is.text("inquiryId") != at {
			t.Errorf("she is %s", is.body)
		}
		if can := s.clara.cans(at); can != "inquiries.extend" {
			t.Errorf("an administrator can %s before she is heard", can)
		}
		for _, way := range []string{"/uphold", "/close"} {
			s.clara.request("POST", at+way, body{"reason": "It is clear."}).is(t, 409, refusal.NotHeard)
		}
		if can := siti.cans(at); can != "inquiries.answer" || siti.notices(models.OpenInquiry) != 1 || s.david.notices(models.OpenInquiry) != 1 || s.clara.notices(models.OpenInquiry) != 0 {
			t.Errorf("she can %s, and is told %d times", can, siti.notices(models.OpenInquiry))
		}
		if read := siti.must("GET", at, nil); read.text("allegation") != "It is said that she took money." || !siti.waitsFor(models.AnswerInquiry, at) || s.david.waitsFor(models.CloseInquiry, at) {
			t.Errorf("she reads %s", read.body)
		}

		file := siti.upload("a receipt")
		siti.must("POST", at+"/answer", body{"body": "It was mine.", "fileId": file})
		siti.must("POST", at+"/answer", body{"body": "The receipt is attached above."})
		read := s.david.must("GET", at, nil)
		if read.text("answers.0.fileId") != file || read.text("answers.1.body") != "The receipt is attached above." || siti.waitsFor(models.AnswerInquiry, at) ||
			!s.clara.waitsFor(models.CloseInquiry, at) || s.clara.notices(models.AnswerInquiry) != 2 {
			t.Errorf("he reads %s", read.body)
		}
		if sha := s.clara.must("GET", "/files/"+file, nil).text("sha256"); sha != models.Digest(pdf("a receipt")) {
			t.Errorf("the document has the hash %s", sha)
		}

		asked := s.clara.asks("POST", at+"/uphold", body{"reason": "The receipt is another's."})
		s.clara.alone("POST", asked+"/confirm", nil).is(t, 403, refusal.SecondPerson)
		siti.alone("POST", asked+"/confirm", nil).is(t, 403, refusal.Forbidden)
		if is := siti.must("GET", observer, nil).text("status"); is != "suspended" {
			t.Errorf("by one person she is %s", is)
		}
		s.david.must("POST", asked+"/confirm", nil)
		if is := siti.must("GET", observer, nil); is.text("status") != "departed" || is.text("ground") != "dismissed" || is.at("seat") != nil {
			t.Errorf("she is %s", is.body)
		}
		decided, me := siti.must("GET", at, nil), func(c *client) string { return c.must("GET", "/me", nil).text("account.id") }
		if decided.text("status") != "upheld" || decided.text("askedBy") != me(s.clara) || decided.text("decidedBy") != me(s.david) || siti.notices(models.DepartObserver) != 1 {
			t.Errorf("it was decided by %s", decided.body)
		}
		s.clara.request("POST", at+"/close", body{"reason": "It was somebody else."}).is(t, 409, refusal.WrongState)
		if n := h.number("SELECT COUNT(*) FROM journal WHERE proposal_id <> '' AND action IN ('inquiries.uphold', 'observers.depart')"); n != 2 {
			t.Errorf("%d entries name both", n)
		}
		if again := s.clara.alone("POST", observer+"/renominate", body{"reason": "She would come back."}); again.status != http.StatusAccepted {
			t.Errorf("who was dismissed comes back by one person: %d %s", again.status, again.body)
		}
		if proof := s.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}

// TestAnInquiryHasItsTime sees how long an observer has to answer, and that without an answer it is decided when that is over.
func TestAnInquiryHasItsTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		opens := func(days int) reply {
			return s.clara.request("POST", "/inquiries", body{"observerId": s.ids["Siti"], "allegation": "It is said that she took money.", "answerBy": s.today().Plus(days)})
		}
		for _, days := range []int{-1, 0, 6, 181} {
			if got := opens(days); got.status != 422 || got.text("errors.0.field") != "answerBy" {
				t.Errorf("%d days: %d %s", days, got.status, got.body)
			}
		}
		at := "/inquiries/" + opens(7).text("id")
		opens(7).is(t, 409, refusal.InquiryOpenAlready)
		for _, days := range []int{6, 7} {
			if got := s.clara.request("POST", at+"/extend", body{"answerBy": s.today().Plus(days)}); got.status != 422 {
				t.Errorf("extended to %d days: %d %s", days, got.status, got.body)
			}
		}
		s.clara.must("POST", at+"/extend", body{"answerBy": s.today().Plus(9)})
		if siti.notices(models.ExtendInquiry) != 1 {
			t.Error("she is not told that she has longer")
		}
		s.later(10) // 9:00 in UTC, when it is still the day before in the last zone of all
		if s.david.waitsFor(models.CloseInquiry, at) || !siti.waitsFor(models.AnswerInquiry, at) {
			t.Error("her last day ends before it is over where she may be")
		}
		s.later(1)
		siti.request("POST", at+"/answer", body{"body": "I was ill."}).is(t, 409, refusal.AnswerLate)
		if can := siti.cans(at); can != "" || siti.waitsFor(models.AnswerInquiry, at) || !s.david.waitsFor(models.CloseInquiry, at) {
			t.Errorf("when the time is over she can %s", can)
		}
		if can := s.david.cans(at); can != "inquiries.close inquiries.extend inquiries.uphold" {
			t.Errorf("when the time is over an administrator can %s", can)
		}
		if closed := s.david.alone("POST", at+"/close", body{"reason": "Nothing supports it."}); closed.status != 200 || closed.text("status") != "closed" || siti.notices(models.CloseInquiry) != 1 {
			t.Errorf("closing takes one person: %d %s", closed.status, closed.body)
		}
		opens(7).is(t, 201, nil)
	})
}

// TestASuspensionLastsAsLongAsTheInquiry reinstates nobody while an inquiry is open; leave is ended by who took it.
func TestASuspensionLastsAsLongAsTheInquiry(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		inquiry := s.heard("Siti")
		at := "/observers/" + s.ids["Siti"]
		s.people["Siti"].must("POST", at+"/take-leave", body{})
		s.people["Siti"].must("POST", at+"/return", nil)
		s.clara.must("POST", at+"/suspend", body{"reason": "An inquiry is open."})
		s.clara.request("POST", at+"/reinstate", nil).is(t, 409, refusal.InquiryFirst)
		if can := s.clara.cans(at); strings.Contains(can, "reinstate") || strings.Contains(can, "inquiries.open") {
			t.Errorf("while the inquiry is open an administrator can %s", can)
		}
		s.clara.must("POST", inquiry+"/close", body{"reason": "It was somebody else."})
		if can := s.clara.cans(at); !strings.Contains(can, "reinstate") || !strings.Contains(can, "inquiries.open") {
			t.Errorf("when it is closed an administrator can %s", can)
		}
		s.clara.must("POST", at+"/reinstate", nil)
	})
}

// TestLeavingHasAGround lets an observer resign alone, also while an inquiry is open, which then has nothing left to decide. Who says
// of another that they have left needs a second person.
func TestLeavingHasAGround(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		inquiry := s.heard("Siti")
		siti, at := s.people["Siti"], "/observers/"+s.ids["Siti"]
		for _, ground := range []string{"term_over", "deceased"} {
			siti.alone("POST", at+"/depart", body{"ground": ground, "reason": "I leave."}).is(t, 422, refusal.Invalid)
		}
		siti.alone("POST", at+"/depart", body{"ground": "dismissed", "reason": "I leave."}).is(t, 409, refusal.DismissedByInquiry)
		s.clara.alone("POST", at+"/depart", body{"reason": "She has left."}).is(t, 422, refusal.Invalid)
		asked := s.clara.asks("POST", at+"/depart", body{"ground": "resigned", "reason": "She has left, it is said."})
		if is := siti.must("GET", at, nil).text("status"); is != "admitted" {
			t.Errorf("by the word of one other she is %s", is)
		}
		s.david.must("POST", asked+"/refuse", body{"reason": "She has not."})
		if left := siti.alone("POST", at+"/depart", body{"ground": "resigned", "reason": "I have another post."}); left.status != 200 || left.text("ground") != "resigned" {
			t.Errorf("she resigns: %d %s", left.status, left.body)
		}
		if is := s.clara.must("GET", inquiry, nil); is.text("status") != "overtaken" || is.text("decidedBy") != "" {
			t.Errorf("the inquiry is %s", is.body)
		}
		s.clara.request("POST", "/inquiries", body{"observerId": s.ids["Siti"], "allegation": "It is said that she took money."}).is(t, 409, refusal.NotSeated)

		budi := s.observer("Budi", "ID")
		s.clara.must("POST", "/observers/"+s.ids["Budi"]+"/depart", body{"ground": "deceased", "reason": "His family has written."})
		if is := budi.must("GET", "/observers/"+s.ids["Budi"], nil).text("ground"); is != "deceased" {
			t.Errorf("the ground is %s", is)
		}
		if again := s.clara.alone("POST", "/observers/"+s.ids["Budi"]+"/renominate", body{"reason": "It was another Budi."}); again.status != 200 || again.text("ground") != "" {
			t.Errorf("who left without an inquiry comes back: %d %s", again.status, again.body)
		}
	})
}

// TestAnInquiryIsAboutAMissionOfTheirs takes the assignment of the observer, and of nobody else; what the auditor reads of it is when and
// by whom it was decided.
func TestAnInquiryIsAboutAMissionOfTheirs(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		siti, anna := w.sides[0].ids, w.sides[1].ids
		about := func(assignment string) reply {
			return w.clara.request("POST", "/inquiries", body{"observerId": siti["observers"], "assignmentId": assignment, "allegation": "It is said that she took money."})
		}
		if got := about(anna["assignments"]); got.status != 422 || got.text("errors.0.field") != "assignmentId" {
			t.Errorf("an assignment of somebody else: %d %s", got.status, got.body)
		}
		opened := about(siti["assignments"])
		if opened.status != 201 || opened.text("deployment") == "" || opened.text("observer") != "Siti" {
			t.Errorf("opened: %s", opened.body)
		}
		at := "/inquiries/" + opened.text("id")
		w.sides[1].observer.request("POST", at+"/answer", body{"body": "It was I."}).is(t, 404, refusal.NotFound)
		w.sides[0].observer.request("POST", at+"/answer", body{"body": "It was not I.", "fileId": w.clara.upload("hers")}).is(t, 422, refusal.NotYourFile)
		file := w.sides[0].observer.upload("mine")
		w.sides[0].observer.must("POST", at+"/answer", body{"body": "It was not I.", "fileId": file})
		w.clara.must("POST", at+"/close", body{"reason": "It was somebody else."})
		read := w.auditor.must("GET", at, nil)
		for _, kept := range []string{"took money", "It was not I", "somebody else", file} {
			if strings.Contains(string(read.body), kept) {
				t.Errorf("an auditor reads %q: %s", kept, read.body)
			}
		}
		if read.text("status") != "closed" || read.text("decidedBy") == "" || read.text("answeredAt") == "" || read.text("decidedAt") == "" {
			t.Errorf("an auditor reads %s", read.body)
		}
		w.auditor.request("GET", "/files/"+file+"/content", nil).is(t, 404, refusal.NotFound)
	})
}
