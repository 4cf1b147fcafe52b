package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// batch asks for the same of records as they are now, each with its own body.
func (s *story) batch(operation, list string, bodies ...[2]any) body {
	s.Helper()
	var rows []body
	for _, one := range bodies {
		row := body{"id": one[0], "revision": s.clara.must("GET", fmt.Sprint(list, "/", one[0]), nil).at("revision")}
		if one[1] != nil {
			row["body"] = one[1]
		}
		rows = append(rows, row)
	}
	return body{"operation": operation, "rows": rows}
}

// requestsFor are requests for places in a course of so many, which costs this much.
func (s *story) requestsFor(places, cost int, names ...string) (requests []string) {
	s.Helper()
	course := s.clara.must("POST", "/opportunities", body{"title": "Field safety", "organiser": "UN", "kind": "course", "function": "sto", "place": "Bangkok",
		"startsOn": s.today().Plus(30), "until": s.today().Plus(34), "places": places, "cost": cost,
		"deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}).text("id")
	s.clara.must("POST", "/opportunities/"+course+"/open", nil)
	for _, name := range names {
		requests = append(requests, s.people[name].must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this."}).text("id"))
	}
	return requests
}

// endorsed is the batch that endorses requests out of a line.
func (s *story) endorsed(line string, cost int, requests ...string) body {
	var rows [][2]any
	for _, id := range requests {
		rows = append(rows, [2]any{id, body{"draws": []body{{"lineId": line, "amount": cost}}}})
	}
	return s.batch("endorseTrainingRequest", "/training-requests", rows...)
}

// TestABatchTakesTwo endorses many requests at once: one proposal for all of them, which its author cannot confirm, and an entry in the
// journal for each with both names.
func TestABatchTakesTwo(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		for _, name := range []string{"Siti", "Anna", "Rosa"} {
			s.observer(name, "ID")
		}
		line := s.money("JP", "training", 400)
		more := s.clara.must("POST", "/contributions", body{"contributor": "NZ", "title": "NZ 2026", "amount": 600, "currency": "USD", "pledgedOn": s.today()}).text("id")
		s.clara.must("POST", "/contributions/"+more+"/receipts", body{"receivedOn": s.today(), "amount": 600, "bankReference": "NZ 1"})
		s.clara.must("POST", "/lines/"+line+"/allocate", body{"contributionId": more, "amount": 500})
		requests := s.requestsFor(3, 300, "Siti", "Anna", "Rosa")
		in := s.endorsed(line, 300, requests...)
		before := h.contents()
		tried := s.clara.alone("POST", "/batch?dryRun=true", in)
		tried.is(t, http.StatusOK, nil)
		if tried.at("takesTwo") != true || len(tried.at("rows").([]any)) != 3 || tried.at("rows.2.takesTwo") != true || tried.at("rows.2.refused") != nil {
			t.Errorf("tried: %s", tried.body)
		}
		h.same("a batch that was only tried", before)
		if got := changesOf(tried); !slices.Contains(got, "JP training uncommitted: 900 -> 0") { // in whichever accounts the line has it
			t.Errorf("the line would change otherwise: %q", got)
		}
		once := s.clara.with("Idempotency-Key", "many")
		asked := once.alone("POST", "/batch", in)
		asked.is(t, http.StatusAccepted, nil)
		if again := once.alone("POST", "/batch", in); string(again.body) != string(asked.body) || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("asked again: %s", again.body)
		}
		h.same("a batch that waits", before, "proposals", "proposal_subjects", "journal", "notices", "deliveries", "idempotency")
		if n := h.number("SELECT COUNT(*) FROM proposals WHERE status = 'open'"); n != 1 {
			t.Errorf("%d proposals for one batch", n)
		}
		if asked.text("action") != string(models.EndorseTrainingRequest) || asked.text("operation") != "runBatch" {
			t.Errorf("asked: %s", asked.body)
		}
		said := string(asked.body)
		for _, name := range []string{"Siti", "Anna", "Rosa"} {
			if !strings.Contains(said, name+", Field safety") {
				t.Errorf("the proposal does not say that it is about %s: %s", name, said)
			}
		}
		for _, id := range requests { // each of them leads to it
			got := s.auditor.must("GET", "/proposals?status=open&subjectId="+id, nil)
			if len(got.at("items").([]any)) != 1 || got.text("items.0.id") != asked.text("id") {
				t.Errorf("of one of three: %s", got.body)
			}
		}
		for q, finds := range map[string]bool{"rosa": true, "Field safety": true, "endorse": true, "administrator": true, "endorse anna administrator": true, asked.text("reference"): true,
			"revoke": false, "endorse zanzibar": false, "david": false} {
			for _, path := range []string{"/proposals?q=", "/find?q="} {
				got := s.auditor.must("GET", path+url.QueryEscape(q), nil)
				if strings.Contains(string(got.body), asked.text("id")) != finds {
					t.Errorf("%s%s: %s", path, q, got.body)
				}
			}
		}
		confirm := "/proposals/" + asked.text("id") + "/confirm"
		s.clara.alone("POST", confirm, nil).is(t, 403, refusal.SecondPerson)
		s.auditor.alone("POST", confirm, nil).is(t, 403, refusal.Forbidden)
		done := s.david.alone("POST", confirm, nil)
		done.is(t, http.StatusOK, nil)
		david := s.david.must("GET", "/me", nil).text("account.id")
		if n := h.number("SELECT COUNT(*) FROM journal WHERE proposal_id = ? AND action = ? AND account_id = ? AND subject_kind = 'training_request'", asked.text("id"), models.EndorseTrainingRequest, david); n != 3 {
			t.Errorf("the journal names %d of three", n)
		}
		for _, id := range requests {
			if got := s.clara.must("GET", "/training-requests/"+id, nil).text("status"); got != "endorsed" {
				t.Errorf("a request is %s", got)
			}
		}
		h.proves()
	})
}

// TestABatchIsAsItsRows attacks: what one request cannot do, it cannot do among others either.
func TestABatchIsAsItsRows(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		s.observer("Anna", "ID")
		line := s.money("JP", "training", 500)
		requests := s.requestsFor(9, 300, "Siti", "Anna")
		both := s.endorsed(line, 300, requests...)

		for _, c := range []*client{siti, s.auditor, s.dili} {
			c.alone("POST", "/batch", both).is(t, 403, refusal.Forbidden)
		}
		for _, operation := range []string{"runBatch", "confirmProposal", "approvePayment", "acceptInvitation", "createAccount", "eraseObserver", ""} {
			s.clara.alone("POST", "/batch", body{"operation": operation, "rows": both["rows"]}).is(t, 422, refusal.Invalid)
		}
		rows := both["rows"].([]body)
		for name, in := range map[string][]body{
			"none": {}, "twice the same": {rows[0], rows[0]}, "201": slices.Repeat(rows[:1], 201),
			"no revision": {{"id": requests[0]}}, "no id": {{"revision": 1}}, "elsewhere": {{"id": "../accounts", "revision": 1}},
		} {
			if got := s.clara.alone("POST", "/batch", body{"operation": "endorseTrainingRequest", "rows": in}); got.status != 422 {
				t.Errorf("%s: %d %s", name, got.status, got.body)
			}
		}
		s.clara.alone("POST", "/batch", body{"operation": "endorseTrainingRequest", "rows": []body{{"id": requests[0], "revision": 1, "body": "[]"}}}).is(t, 400, refusal.Malformed)

		// There is money for one of two: neither is endorsed, and a dry run says which it is.
		before := h.contents()
		refused := s.clara.alone("POST", "/batch", both)
		refused.is(t, 409, refusal.BatchRefused)
		if refused.text("errors.0.field") != "rows[1]" && !strings.HasPrefix(refused.text("errors.0.field"), "rows[1].body.") {
			t.Errorf("refused: %s", refused.body)
		}
		tried := s.clara.alone("POST", "/batch?dryRun=true", both)
		if tried.at("rows.0.refused") != nil || tried.text("rows.1.refused.detail.sentence") == "" || tried.text("rows.1.refused.code") == "" {
			t.Errorf("tried: %s", tried.body)
		}
		smuggled := body{"operation": "endorseTrainingRequest", "rows": []body{but(rows[0], body{"body": body{"id": requests[1], "draws": []body{}}})}}
		s.clara.alone("POST", "/batch", smuggled).is(t, 409, refusal.BatchRefused)
		seen := body{"operation": "endorseTrainingRequest", "rows": []body{but(rows[0], body{"revision": 7})}}
		s.clara.alone("POST", "/batch", seen).is(t, 409, refusal.BatchRefused)
		gone := body{"operation": "endorseTrainingRequest", "rows": []body{but(rows[0], body{"id": models.NewID()})}}
		s.clara.alone("POST", "/batch", gone).is(t, 409, refusal.BatchRefused)
		h.same("what was refused", before)

		// A proposal about what has changed since is not confirmed.
		asked := s.clara.alone("POST", "/batch", s.endorsed(line, 300, requests[0]))
		siti.must("POST", "/training-requests/"+requests[0]+"/withdraw", body{"reason": "I cannot come."})
		s.david.alone("POST", "/proposals/"+asked.text("id")+"/confirm", nil).is(t, 409, refusal.ProposalOutdated)
		h.proves()
	})
}

// TestABatchKeepsPeopleApart sees that who takes part in a first step is not the second person in a row.
func TestABatchKeepsPeopleApart(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		eve := s.invite(body{"email": "eve@fund.example", "name": "Eve", "role": "administrator"})
		var claims [][2]any
		for _, by := range []*client{s.clara, s.people["Siti"]} {
			claim := body{"organiser": "UN", "title": fmt.Sprint("BSAFE ", len(claims)), "kind": "security_awareness", "body": "UNDSS", "place": "online", "startsOn": s.today().Plus(-20),
				"until": s.today().Plus(-15), "certificateNumber": fmt.Sprint("C-", len(claims)), "evidenceId": by.upload(fmt.Sprint("claim ", len(claims)))}
			if by == s.clara {
				claim["observerId"] = s.ids["Siti"]
			}
			claims = append(claims, [2]any{by.must("POST", "/trainings", claim).text("id"), body{}})
		}
		in := s.batch("verifyTraining", "/trainings", claims...)
		s.clara.alone("POST", "/batch", in).is(t, 409, refusal.BatchRefused) // of the first she made the claim, and she nominated Siti
		if got := s.clara.alone("POST", "/batch?dryRun=true", in).text("rows.0.refused.code"); got != string(refusal.SecondPerson.Code()) {
			t.Errorf("her own claim: %q", got)
		}
		once := s.david.with("Idempotency-Key", "verified")
		first := once.alone("POST", "/batch", in)
		first.is(t, http.StatusOK, nil)
		before := h.entries()
		if again := once.alone("POST", "/batch", in); string(again.body) != string(first.body) || h.entries() != before {
			t.Errorf("once more: %s", again.body)
		}
		if n := h.number("SELECT COUNT(*) FROM journal WHERE action = ?", models.VerifyTraining); n != 2 {
			t.Errorf("%d verified", n)
		}

		// The waiting list: those who are next go at once, though each moves the others up; whoever is passed over takes two people.
		var waiting [][2]any
		for _, name := range []string{"One", "Two", "Three", "Four", "Five"} {
			waiting = append(waiting, [2]any{s.clara.must("POST", "/observers", s.nominee(name, "PH")).text("id"), nil})
		}
		s.clara.alone("POST", "/batch", s.batch("admitObserver", "/observers", waiting[:2]...)).is(t, 409, refusal.BatchRefused) // she nominated them
		s.david.alone("POST", "/batch", s.batch("admitObserver", "/observers", waiting[:2]...)).is(t, http.StatusOK, nil)
		third, passed := waiting[2], [2]any{waiting[4][0], body{"reason": "She speaks Portuguese."}}
		asked := s.david.alone("POST", "/batch", s.batch("admitObserver", "/observers", third, passed))
		asked.is(t, http.StatusAccepted, nil)
		if got := s.clara.must("GET", fmt.Sprint("/observers/", third[0]), nil).text("status"); got != "nominated" {
			t.Errorf("the one in turn is %s while the other waits", got)
		}
		s.david.alone("POST", "/proposals/"+asked.text("id")+"/confirm", nil).is(t, 403, refusal.SecondPerson)
		eve.alone("POST", "/proposals/"+asked.text("id")+"/confirm", nil).is(t, http.StatusOK, nil)
		if n := h.number("SELECT COUNT(*) FROM observers WHERE seat IS NOT NULL"); n != 5 {
			t.Errorf("%d seats are taken", n)
		}
		if n := h.number("SELECT COUNT(*) FROM observers WHERE status = 'nominated' AND rank = 1"); n != 1 {
			t.Errorf("%d are first of those that wait", n)
		}
		h.proves()
	})
}

// TestABatchOfLinks makes links for many: each opens its account once, none leads into an official's, and none is kept.
func TestABatchOfLinks(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		var accounts [][2]any
		for _, name := range []string{"Siti", "Anna"} {
			accounts = append(accounts, [2]any{s.observer(name, "ID").must("GET", "/me", nil).text("account.id"), nil})
		}
		in := s.batch("linkAccount", "/accounts", accounts...)
		official := s.batch("linkAccount", "/accounts", accounts[0], [2]any{s.dili.must("GET", "/me", nil).text("account.id"), nil})
		s.clara.alone("POST", "/batch", official).is(t, 409, refusal.BatchRefused)
		if tried := s.clara.alone("POST", "/batch?dryRun=true", in); strings.Contains(string(tried.body), "token") {
			t.Errorf("a dry run shows a link: %s", tried.body)
		}
		once := s.clara.with("Idempotency-Key", "links")
		made := once.alone("POST", "/batch", in)
		made.is(t, http.StatusOK, nil)
		once.alone("POST", "/batch", in).is(t, 409, refusal.AlreadyDone)
		for n := range accounts {
			s.enter(made.text(fmt.Sprintf("rows.%d.result.link.token", n)))
		}
		if n := h.number("SELECT COUNT(*) FROM idempotency WHERE key = 'links' AND answer IS NOT NULL"); n != 0 {
			t.Error("the links are kept")
		}
		h.proves()
	})
}

// TestAProposalIsFoundByWhatItMakes finds the proposal of an account by the account that it has made.
func TestAProposalIsFoundByWhatItMakes(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		asked := s.clara.alone("POST", "/accounts", body{"email": "eve@fund.example", "name": "Eve", "role": "administrator"})
		asked.is(t, http.StatusAccepted, nil)
		made := s.david.must("POST", "/proposals/"+asked.text("id")+"/confirm", nil).text("result.account.id")
		if got := s.clara.must("GET", "/proposals?subjectId="+made, nil); got.text("items.0.id") != asked.text("id") {
			t.Errorf("of %s: %s", made, got.body)
		}
		for what, statement := range map[string]string{
			"a record put beside it afterwards": "INSERT INTO proposal_subjects (proposal_id, subject_id) VALUES (?, 'x')",
			"one exchanged":                     "UPDATE proposal_subjects SET subject_id = 'x' WHERE proposal_id = ?",
			"one taken away":                    "DELETE FROM proposal_subjects WHERE proposal_id = ?",
		} {
			if h.raw(statement, asked.text("id")) == nil {
				t.Errorf("%s: the database lets it be", what)
			}
		}
	})
}

// TestTheBankFindsMoney finds what arrived and what came back by the reference of the bank, for those who read the books.
func TestTheBankFindsMoney(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		line := s.money("JP", "administration", 5000)
		pledge := s.clara.must("POST", "/contributions", body{"contributor": "NZ", "title": "NZ 2026", "amount": 600, "currency": "USD", "pledgedOn": s.today()}).text("id")
		s.clara.must("POST", "/contributions/"+pledge+"/receipts", body{"receivedOn": s.today(), "amount": 600, "bankReference": "ANZ 4471/27"})
		commitment := s.clara.must("POST", "/commitments", body{"title": "Printing", "host": "", "draws": []body{{"lineId": line, "amount": 500}}}).text("id")
		payment := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Printing house", "purpose": "Ink", "amount": 100}).text("id")
		s.david.must("POST", "/payments/"+payment+"/approve", nil)
		s.clara.must("POST", "/payments/"+payment+"/refund", body{"amount": 10, "receivedOn": s.today(), "bankReference": "REF-8832", "reason": "Too much was paid."})
		for q, want := range map[string]string{"ANZ 4471/27": pledge, "anz447127": pledge, "4471": pledge, "4471 new zealand": pledge, "ref-8832": payment, "ref8832 printing": payment} {
			list, other := "/contributions?q=", payment
			if want == payment {
				list, other = "/payments?q=", pledge
			}
			for _, path := range []string{list, "/find?q="} {
				got := string(s.auditor.must("GET", path+url.QueryEscape(q), nil).body)
				if !strings.Contains(got, want) || strings.Contains(got, other) {
					t.Errorf("%s%s: %s", path, q, got)
				}
			}
			for _, c := range []*client{siti, s.dili} {
				if got := string(c.must("GET", "/find?q="+url.QueryEscape(q), nil).body); strings.Contains(got, want) {
					t.Errorf("%s finds %s", q, got)
				}
			}
		}
	})
}

// TestABatchForgets erases somebody whom a proposal for many was about.
func TestABatchForgets(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		s.observer("Anna", "ID")
		requests := s.requestsFor(9, 0, "Siti", "Anna")
		rows := [][2]any{{requests[0], body{"draws": []body{}}}, {requests[1], body{"draws": []body{}}}}
		asked := s.clara.alone("POST", "/batch", s.batch("endorseTrainingRequest", "/training-requests", rows...))
		asked.is(t, http.StatusAccepted, nil)
		s.david.alone("POST", "/proposals/"+asked.text("id")+"/refuse", body{"reason": "Not Anna."}).is(t, http.StatusOK, nil)
		s.clara.must("POST", "/observers/"+s.ids["Anna"]+"/depart", body{"ground": "term_over", "reason": "Her five years are over."})
		s.clara.must("POST", "/observers/"+s.ids["Anna"]+"/erase", body{"reason": "They ask to be forgotten."})
		if n := h.number("SELECT COUNT(*) FROM proposals WHERE path = '/batch' AND LOWER(title || changes || input || answer || folded) LIKE '%anna%'"); n != 0 {
			t.Error("a proposal still names whom it was about")
		}
		h.proves()
	})
}
