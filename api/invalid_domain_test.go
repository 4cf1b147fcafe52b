package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// TestInvalidDates sends days that are none, ranges that run backwards, and what comes too early or too late.
func TestInvalidDates(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		siti, ids, day := w.sides[0].observer, w.sides[0].ids, w.today()
		calendar := "/observers/" + ids["observers"] + "/availability"
		period := body{"kind": "unavailable", "startsOn": day.Plus(320), "until": day.Plus(330)}
		request := body{"election": "local", "title": "Local elections", "zone": "Asia/Dili", "format": "full", "rounds": []body{{"startsOn": day.Plus(30), "until": day.Plus(31)}}}
		polls := func(from, until int) body {
			return but(request, body{"rounds": []body{{"startsOn": day.Plus(from), "until": day.Plus(until)}}})
		}
		asked := "/invitations/" + ids["invitations"] + "/requests"
		course := w.sides[0].input(routeOf("draftOpportunity").In)
		claim := but(w.sides[0].input(routeOf("claimTraining").In), body{"startsOn": day.Plus(-9), "until": day.Plus(-8), "evidenceId": nil})
		all := []invalidRequest{
			{"a calendar backwards", siti, "POST", calendar, but(period, body{"until": day.Plus(310)}), 422, refusal.Invalid, "until"},
			{"a calendar of no day", siti, "POST", calendar, but(period, body{"until": day.Plus(320)}), 422, refusal.Invalid, "until"},
			{"a calendar of the past", siti, "POST", calendar, but(period, body{"startsOn": day.Plus(-20), "until": day.Plus(-10)}), 422, refusal.Invalid, "until"},
			{"a calendar for ever", siti, "POST", calendar, but(period, body{"until": "2199-12-31"}), 422, refusal.Invalid, "until"},
			{"what overlaps", siti, "POST", calendar, but(period, body{"startsOn": day.Plus(299)}), 409, refusal.Overlap, ""},
			{"what overlaps what is longer", siti, "POST", calendar, but(period, body{"startsOn": day.Plus(10), "until": day.Plus(11)}), 409, refusal.Overlap, ""},
			{"a view of it backwards", siti, "GET", calendar + "?from=2027-02-01&until=2027-01-01", nil, 422, refusal.Invalid, "until"},
			{"a view of everything", siti, "GET", calendar + "?from=1950-01-01&until=2150-01-01", nil, 422, refusal.Invalid, "until"},
			{"a training backwards", siti, "POST", "/trainings", but(claim, body{"until": day.Plus(-12)}), 422, refusal.Invalid, "until"},
			{"a training of the future", siti, "POST", "/trainings", but(claim, body{"startsOn": day.Plus(5), "until": day.Plus(9)}), 422, refusal.Invalid, "until"},
			{"an election in the past", w.dili, "POST", asked, polls(-30, -29), 422, refusal.Invalid, "rounds[0].startsOn"},
			{"an election today", w.dili, "POST", asked, polls(0, 1), 422, refusal.Invalid, "rounds[0].startsOn"},
			{"an election backwards", w.dili, "POST", asked, polls(30, 29), 422, refusal.Invalid, "rounds[0].until"},
			{"an election of a year", w.dili, "POST", asked, polls(30, 400), 422, refusal.Invalid, "rounds[0].until"},
			{"an election in ten years", w.dili, "POST", asked, polls(3650, 3651), 422, refusal.Invalid, "rounds[0].startsOn"},
			{"an election outside the invitation", w.dili, "POST", asked, polls(200, 201), 422, refusal.OutsideInvitation, ""},
			{"no election", w.dili, "POST", asked, but(request, body{"rounds": []body{}}), 422, refusal.Invalid, "rounds"},
			{"five rounds", w.dili, "POST", asked, but(request, body{"rounds": []body{{}, {}, {}, {}, {}}}), 422, refusal.Invalid, "rounds"},
			{"an invitation backwards", w.dili, "POST", "/invitations", body{"startsOn": day.Plus(9), "until": day.Plus(3)}, 422, refusal.Invalid, "until"},
			{"a course backwards", w.clara, "POST", "/opportunities", but(course, body{"until": "2027-03-01"}), 422, refusal.Invalid, "until"},
			{"a deadline after it", w.clara, "POST", "/opportunities", but(course, body{"deadlineOn": "2027-03-11"}), 422, refusal.Invalid, "deadlineOn"},
			{"a polling day moved to the past", w.clara, "POST", "/deployments/" + ids["deployments"] + "/move", body{"startsOn": day.Plus(-9), "until": day.Plus(-8), "reason": "It was before."}, 422, refusal.Invalid, ""},
			{"a polling day moved backwards", w.clara, "POST", "/deployments/" + ids["deployments"] + "/move", body{"startsOn": day.Plus(90), "until": day.Plus(80), "reason": "It was before."}, 422, refusal.Invalid, ""},
			{"a look at such a day", w.clara, "GET", "/deployments/" + ids["deployments"] + "/move?startsOn=2027-03-05&until=2027-03-01", nil, 422, refusal.Invalid, ""},
			{"readiness backwards", w.clara, "GET", "/readiness?startsOn=2027-03-05&until=2027-03-01", nil, 422, refusal.Invalid, "until"},
			{"readiness for ever", w.clara, "GET", "/readiness?startsOn=2027-03-05&until=2199-03-01", nil, 422, refusal.Invalid, "until"},
			{"a statement backwards", w.clara, "GET", "/contributions/" + ids["contributions"] + "/statement?from=2027-01-01&until=2026-01-01", nil, 422, refusal.Invalid, "until"},
			{"somebody born today", w.clara, "PATCH", "/observers/" + ids["observers"], body{"private": body{"bornOn": day}}, 422, refusal.Invalid, "private.bornOn"},
		}
		for _, text := range []string{"2026-02-30", "2027-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "0001-01-01", "1899-12-31", "9999-12-31",
			"2200-01-01", "10000-01-01", "-2026-01-01", "2026-11-21T00:00:00Z", "21.11.2026", "11/21/2026", "tomorrow", "", "2026-11-21 ; DROP TABLE observers"} {
			all = append(all, invalidRequest{"the day " + text, siti, "POST", calendar, but(period, body{"startsOn": text}), 400, refusal.Malformed, "startsOn"})
		}
		for _, text := range []string{"24:01", "25:00", "23:60", "99:99", "ab:cd", "７:00", "-1:00", " 7:00"} {
			fault := invalidRequest{"the clock " + text, w.clara, "POST", "/opportunities", but(course, body{"deadlineClock": text}), 422, refusal.Invalid, "deadlineClock"}
			all = append(all, fault)
		}
		for _, zone := range []string{"Local", "EST", "GMT+9", "Mars/Olympus", "../../etc/passwd", "asia/dili "} {
			all = append(all, invalidRequest{"the zone " + zone, w.clara, "POST", "/opportunities", but(course, body{"deadlineZone": zone}), 422, refusal.Invalid, "deadlineZone"},
				invalidRequest{"polling in the zone " + zone, w.dili, "POST", asked, but(request, body{"zone": zone}), 422, refusal.Invalid, "zone"})
		}
		h.refuses(all)

		// A leap day is a day, and 24:00 the end of one.
		leap := w.clara.must("POST", "/opportunities", but(course, body{"startsOn": "2028-02-28", "until": "2028-03-01", "deadlineOn": "2027-12-31", "deadlineClock": "24:00"}))
		if leap.text("deadline") != "2027-12-31T17:00:00Z" || leap.text("deadlineClock") != "24:00" {
			t.Errorf("the deadline is %s", leap.body)
		}
		w.clara.must("PATCH", "/opportunities/"+leap.text("id"), body{"startsOn": "2028-02-29"})
	})
}

// routeOf is the route with an operation id.
func routeOf(id string) Route {
	for _, r := range Routes {
		if r.ID == id {
			return r
		}
	}
	panic("there is no route " + id)
}

// TestInvalidMoney sends amounts, rates and currencies that no books can hold.
func TestInvalidMoney(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		c, ids, day := w.clara, w.sides[0].ids, w.today()
		pledge := body{"contributor": "AU", "title": "Australia again", "amount": 1000, "currency": "EUR", "rate": "1.08", "pledgedOn": day}
		receipt := body{"receivedOn": day, "amount": 10, "bankReference": "R-1", "confirmed": sure}
		receipts := "/contributions/" + ids["contributions"] + "/receipts"
		draw := func(line string, amount any) body { return body{"draws": []body{{"lineId": line, "amount": amount}}} }
		all := []invalidRequest{
			{"the dollars of nowhere", c, "POST", "/contributions", but(pledge, body{"currency": "XXQ"}), 422, refusal.Invalid, "currency"},
			{"small letters", c, "POST", "/contributions", but(pledge, body{"currency": "eur"}), 422, refusal.Invalid, "currency"},
			{"a sign", c, "POST", "/contributions", but(pledge, body{"currency": "€"}), 422, refusal.Invalid, "currency"},
			{"a contributor that is none", c, "POST", "/contributions", but(pledge, body{"contributor": "BR"}), 422, refusal.Invalid, "contributor"},
			{"a contributor in small letters", c, "POST", "/contributions", but(pledge, body{"contributor": "au"}), 422, refusal.Invalid, "contributor"},
			{"a rate for the fund's own", c, "POST", "/contributions", but(pledge, body{"currency": "USD", "rate": "1.2"}), 422, refusal.Invalid, "rate"},
			{"no rate", c, "POST", "/contributions", but(pledge, body{"rate": nil}), 422, refusal.Invalid, "rate"},
			{"a pledge of next year", c, "POST", "/contributions", but(pledge, body{"pledgedOn": day.Plus(300)}), 422, refusal.Invalid, "pledgedOn"},
			{"due before it", c, "POST", "/contributions", but(pledge, body{"dueOn": day.Plus(-3)}), 422, refusal.Invalid, "dueOn"},
			{"worth nothing", c, "POST", "/contributions", but(pledge, body{"amount": 1, "rate": "0.001"}), 422, refusal.Invalid, "amount"},
			{"worth too much", c, "POST", "/contributions", but(pledge, body{"amount": 9_000_000_000_000_000, "rate": "900000000000"}), 422, refusal.Invalid, "amount"},
			{"a receipt in another currency", c, "POST", receipts, but(receipt, body{"currency": "EUR"}), 422, refusal.Invalid, "currency"},
			{"a receipt of next year", c, "POST", receipts, but(receipt, body{"receivedOn": day.Plus(300)}), 422, refusal.Invalid, "receivedOn"},
			{"a receipt that was booked", c, "POST", receipts, but(receipt, body{"bankReference": " AUdeployment\n"}), 409, refusal.AlreadyBooked, ""},
			{"more than there is", c, "POST", "/lines/" + ids["lines"] + "/allocate", body{"contributionId": ids["contributions"], "amount": 99_000_000}, 409, refusal.NotEnoughMoney, ""},
			{"money of a contribution that is not there", c, "POST", "/lines/" + ids["lines"] + "/allocate", body{"contributionId": models.NewID(), "amount": 1}, 422, refusal.Invalid, "contributionId"},
			{"a payment of more than is set aside", c, "POST", "/payments", body{"commitmentId": ids["commitments"], "payee": "Airline", "purpose": "Fares", "amount": 99_000_000}, 409, refusal.NotEnoughMoney, ""},
			{"a payment out of nothing", c, "POST", "/payments", body{"commitmentId": models.NewID(), "payee": "Airline", "purpose": "Fares", "amount": 1}, 422, refusal.Invalid, "commitmentId"},
			{"a draw on nothing", c, "POST", "/commitments/" + ids["commitments"] + "/commit", draw(models.NewID(), 5), 422, refusal.Invalid, "draws[0].lineId"},
			{"a draw on what is no line", c, "POST", "/commitments/" + ids["commitments"] + "/commit", draw("line 5", 5), 422, refusal.Invalid, "draws[0].lineId"},
			{"no draw", c, "POST", "/commitments/" + ids["commitments"] + "/commit", body{"draws": []body{}}, 422, refusal.Invalid, "draws"},
			{"the draw of what is another window's", c, "POST", "/commitments/" + ids["commitments"] + "/commit", draw(ids["line training"], 5), 409, refusal.Window, ""},
			{"a floor below the ground", c, "PUT", "/fund", body{"name": "The fund", "reserveFloor": -1}, 422, refusal.Invalid, "reserveFloor"},
			{"no floor", c, "PUT", "/fund", body{"name": "The fund"}, 422, refusal.Invalid, "reserveFloor"},
			{"another currency for the books", c, "PUT", "/fund", body{"name": "The fund", "reserveFloor": 0, "currency": "EUR"}, 409, refusal.CurrencyInUse, ""},
		}
		for _, rate := range []string{"0", "-1", "1e5", "NaN", "Inf", "1,5", "1.", ".5", "0x10", "1/3/3", "1/0", "٣", "1 000", "0.0000", strings.Repeat("9", 13), "1." + strings.Repeat("9", 13)} {
			all = append(all, invalidRequest{"the rate " + rate, c, "POST", "/contributions", but(pledge, body{"rate": rate}), 422, refusal.Invalid, "rate"})
		}
		for _, to := range []struct {
			path, field string
			body        func(any) body
		}{
			{"/contributions", "amount", func(n any) body { return but(pledge, body{"amount": n}) }},
			{receipts, "amount", func(n any) body { return but(receipt, body{"amount": n}) }},
			{"/lines/" + ids["lines"] + "/allocate", "amount", func(n any) body { return body{"contributionId": ids["contributions"], "amount": n} }},
			{"/lines/" + ids["lines"] + "/return", "amount", func(n any) body { return body{"contributionId": ids["contributions"], "amount": n} }},
			{"/commitments", "draws[0].amount", func(n any) body { return but(draw(ids["lines"], n), body{"title": "Books"}) }},
			{"/payments", "amount", func(n any) body {
				return body{"commitmentId": ids["commitments"], "payee": "Airline", "purpose": "Fares", "amount": n}
			}},
		} {
			for _, n := range []any{0, -1, int64(-9_000_000_000_000_000), int64(9_000_000_000_000_001)} {
				all = append(all, invalidRequest{fmt.Sprint(n, " for ", to.path), c, "POST", to.path, to.body(n), 422, refusal.Invalid, to.field})
			}
			for _, n := range []any{"100", 0.5, 1e30, true, nil, []int{1}} {
				all = append(all, invalidRequest{fmt.Sprint(n, " for ", to.path), c, "POST", to.path, to.body(n), 400, refusal.Malformed, to.field})
			}
		}
		for n, r := range all {
			if in, ok := r.body.(body); ok && strings.HasPrefix(r.why, "<nil> ") {
				if _, there := in["amount"]; !there && in["draws"] == nil {
					all[n].status, all[n].rule = 422, refusal.Invalid
				}
			}
		}
		h.refuses(all)
		if proof := w.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}

// TestInvalidDecisions tries what is not for these people, these records or this moment.
func TestInvalidDecisions(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		mine, theirs, siti := w.sides[0].ids, w.sides[1].ids, w.sides[0].observer
		draft := w.dili.must("POST", "/invitations", body{"authority": "foreign_ministry"}).text("id")
		profile := "/observers/" + mine["observers"]
		claim := but(w.sides[0].input(routeOf("claimTraining").In), body{"startsOn": w.today().Plus(-9), "until": w.today().Plus(-8), "evidenceId": nil})
		account := body{"email": "new@test.example", "name": "New", "role": "state", "state": "EU"}
		all := []invalidRequest{
			{"an account for the European Union as a state", w.clara, "POST", "/accounts", account, 422, refusal.Invalid, "state"},
			{"an account for no state", w.clara, "POST", "/accounts", but(account, body{"state": "QQ"}), 422, refusal.Invalid, "state"},
			{"an account for the clock", w.clara, "POST", "/accounts", but(account, body{"role": "system", "state": nil}), 422, refusal.Invalid, "role"},
			{"an address twice", w.clara, "POST", "/accounts", but(account, body{"state": "TL", "email": "Clara@Fund.Example"}), 409, refusal.EmailTaken, ""},
			{"what is no address", w.clara, "POST", "/accounts", but(account, body{"state": "TL", "email": "clara"}), 422, refusal.Invalid, "email"},
			{"an account of somebody who has one", w.clara, "POST", "/accounts", but(account, body{"role": "observer", "state": nil, "observerId": mine["observers"]}), 409, refusal.ObserverHasAccount, ""},
			{"an invitation for another state", w.dili, "POST", "/invitations", body{"host": "FJ"}, 400, refusal.Malformed, "host"},
			{"somebody else's invitation", w.dili, "PUT", "/invitations/" + theirs["invitations"], body{}, 404, refusal.NotFound, ""},
			{"a request under it", w.dili, "POST", "/invitations/" + theirs["invitations"] + "/requests", w.sides[0].input(routeOf("addDeploymentRequest").In), 404, refusal.NotFound, ""},
			{"an invitation by who is no state", w.clara, "POST", "/invitations", body{}, 403, refusal.Forbidden, ""},
			{"an invitation by an observer", siti, "POST", "/invitations", body{}, 403, refusal.Forbidden, ""},
			{"a draft that lacks everything", w.dili, "POST", "/invitations/" + draft + "/submit", nil, 422, refusal.Invalid, "letterId"},
			{"somebody else's letter", w.dili, "PUT", "/invitations/" + draft, body{"letterId": theirs["files state"]}, 422, refusal.NotYourFile, ""},
			{"a guarantee that is none", w.dili, "PUT", "/invitations/" + draft, body{"answers": []body{{"guarantee": "G21", "answer": "guaranteed"}}}, 422, refusal.Invalid, "answers"},
			{"a guarantee twice", w.dili, "PUT", "/invitations/" + draft, body{"answers": []body{{"guarantee": "G1", "answer": "guaranteed"}, {"guarantee": "G1", "answer": "refused"}}}, 422, refusal.Invalid, "answers"},
			{"an answer that is none", w.dili, "PUT", "/invitations/" + draft, body{"answers": []body{{"guarantee": "G1", "answer": "maybe"}}}, 422, refusal.Invalid, "answers[0].answer"},
			{"a draft accepted", w.clara, "POST", "/invitations/" + draft + "/accept", nil, 409, refusal.WrongState, ""},
			{"an invitation changed after it was given", w.dili, "PUT", "/invitations/" + mine["invitations"], body{}, 409, refusal.WrongState, ""},
			{"a place asked for twice", siti, "POST", "/training-requests", body{"opportunityId": mine["opportunities"], "motivation": "I have asked, and I ask again."}, 409, refusal.AlreadyRequested, ""},
			{"a place in nothing", siti, "POST", "/training-requests", body{"opportunityId": models.NewID(), "motivation": "I have asked, and I ask again."}, 404, refusal.NotFound, ""},
			{"a place without a reason", siti, "POST", "/training-requests", body{"opportunityId": theirs["opportunities"], "motivation": "Because."}, 422, refusal.Invalid, "motivation"},
			{"a training for someone else", siti, "POST", "/trainings", but(claim, body{"observerId": theirs["observers"]}), 403, refusal.NotYours, ""},
			{"somebody else's evidence", siti, "POST", "/trainings", but(claim, body{"evidenceId": theirs["files"]}), 422, refusal.NotYourFile, ""},
			{"an organiser that is none", siti, "POST", "/trainings", but(claim, body{"organiser": "NASA"}), 422, refusal.Invalid, "organiser"},
			{"a training of the European Union's as host", siti, "POST", "/trainings", but(claim, body{"host": "EU"}), 422, refusal.Invalid, "host"},
			{"a training verified by its observer", siti, "POST", "/trainings/" + mine["trainings"] + "/verify", body{}, 403, refusal.Forbidden, ""},
			{"an offer to who has one", w.clara, "POST", "/deployments/" + mine["deployments"] + "/offers", body{"seatId": mine["seat"], "observerId": mine["observers"]}, 409, refusal.SeatsTaken, ""},
			{"an offer to nobody", w.clara, "POST", "/deployments/" + mine["deployments"] + "/offers", body{"seatId": mine["seat"], "observerId": models.NewID()}, 409, refusal.SeatsTaken, ""},
			{"a seat of another mission", w.clara, "POST", "/deployments/" + mine["deployments"] + "/offers", body{"seatId": theirs["seat"], "observerId": theirs["observers"]}, 404, refusal.NotFound, ""},
			{"an offer accepted twice", siti, "POST", "/assignments/" + mine["assignments"] + "/accept", signed, 409, refusal.WrongState, ""},
			{"an evaluation before the mission", w.clara, "POST", "/assignments/" + mine["assignments"] + "/evaluate", body{"rating": "good", "body": "Very good indeed."}, 409, refusal.WrongState, ""},
			{"a reserve that names somebody twice", w.clara, "PUT", "/deployments/" + mine["deployments"] + "/reserve", body{"seatId": mine["seat"], "observers": []string{theirs["observers"], theirs["observers"]}}, 422, refusal.Invalid, "observers"},
			{"a reserve of nobody", w.clara, "PUT", "/deployments/" + mine["deployments"] + "/reserve", body{"seatId": mine["seat"], "observers": []string{models.NewID()}}, 422, refusal.Invalid, "observers"},
			{"a second mission of one request", w.clara, "POST", "/deployments", body{"requestId": mine["deployment-requests"], "seats": []body{{"function": "sto", "places": 1, "cost": 1}}}, 409, refusal.AlreadyPlanned, ""},
			{"a plan of nothing", w.clara, "POST", "/deployments", body{"requestId": models.NewID(), "seats": []body{{"function": "sto", "places": 1, "cost": 1}}}, 404, refusal.NotFound, ""},
			{"seat 101", w.david, "POST", profile + "/admit", body{"seat": 101}, 422, refusal.Invalid, "seat"},
			{"somebody admitted twice", w.david, "POST", profile + "/admit", body{}, 409, refusal.WrongState, ""},
			{"a nationality of the European Union's", w.clara, "PATCH", profile, body{"nationalities": []string{"ID", "EU"}}, 422, refusal.Invalid, "nationalities"},
			{"no nationality", w.clara, "PATCH", profile, body{"nationalities": []string{}}, 422, refusal.Invalid, "nationalities"},
			{"a name changed by its owner", siti, "PATCH", profile, body{"passportName": "SOMEBODY ELSE"}, 403, refusal.OnlyAdministrators, "passportName"},
			{"a health changed by its owner", siti, "PATCH", profile, body{"private": body{"medicalClearedThrough": "2029-01-01"}}, 403, refusal.OnlyAdministrators, "private.medicalClearedThrough"},
			{"a state changed by hand", w.clara, "PATCH", profile, body{"status": "admitted"}, 400, refusal.Malformed, "status"},
			{"a person invented from outside", w.clara, "POST", "/observers", but(w.nominee("Eve", "ID"), body{"invented": true}), 400, refusal.Malformed, "invented"},
			{"who is still here erased", w.clara, "POST", profile + "/erase", body{"reason": "She asked us to."}, 409, refusal.WrongState, ""},
			{"no reason", w.clara, "POST", profile + "/suspend", body{}, 422, refusal.Invalid, "reason"},
			{"a reason of spaces", w.clara, "POST", profile + "/suspend", body{"reason": "   \n\t "}, 422, refusal.Invalid, "reason"},
			{"what was seen long ago", w.clara.with("If-Match", `"1"`), "PATCH", profile, body{"noticeHours": 1}, 412, refusal.Stale, ""},
			{"what nobody has seen yet", w.clara.with("If-Match", `"99"`), "POST", profile + "/suspend", body{"reason": "A reason."}, 412, refusal.Stale, ""},
			{"the fund as it was", w.clara.with("If-Match", `"99"`), "PUT", "/fund", body{"name": "The fund", "reserveFloor": 0}, 412, refusal.Stale, ""},
			{"a stranger's own link", w.nobody(), "POST", "/session/link", body{"token": "x", "password": "long enough for us"}, 404, refusal.LinkEnded, ""},
			{"nobody's password", w.nobody(), "POST", "/session", body{"email": "clara@fund.example", "password": "guess"}, 401, refusal.NotLetIn, ""},
		}
		for _, tag := range []string{"1", `"x"`, `"0"`, `"-1"`, `W/1`, `"1", "2"`, `"1`, `"99999999999999"`} {
			all = append(all, invalidRequest{"If-Match " + tag, w.clara.with("If-Match", tag), "PATCH", profile, body{"noticeHours": 1}, 400, refusal.Malformed, ""})
		}
		h.refuses(all)
	})
}

// TestOnceMore repeats requests under their Idempotency-Key: the same is answered the same and done once, another is refused.
func TestOnceMore(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		c := s.clara.with("Idempotency-Key", "one")
		in := body{"contributor": "AU", "title": "Australia", "amount": 1000, "currency": "USD", "pledgedOn": s.today()}
		first := c.must("POST", "/contributions", in)
		before := h.footprint()
		again := c.must("POST", "/contributions", in)
		if string(first.body) != string(again.body) || again.header.Get("Idempotency-Replayed") != "true" || again.status != first.status {
			t.Errorf("%d %s became %d %s", first.status, first.body, again.status, again.body)
		}
		h.isProblem("another amount", c.request("POST", "/contributions", but(in, body{"amount": 2000})), 422, refusal.IdempotencyKeyReused, "")
		h.isProblem("another address", c.request("POST", "/lines", body{"title": "A line", "window": "training"}), 422, refusal.IdempotencyKeyReused, "")
		if after := h.footprint(); fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("%v became %v", before, after)
		}
		// What was refused is not remembered: mended, it goes through under the same key.
		key := s.clara.with("Idempotency-Key", "two")
		key.request("POST", "/contributions", but(in, body{"amount": 0})).is(t, 422, refusal.Invalid)
		key.must("POST", "/contributions", in)
		// A key is its account's own.
		s.david.with("Idempotency-Key", "one").must("POST", "/lines", body{"title": "David's line", "window": "training", "budget": 1})
	})
}

// TestTooLate asks and answers at the very instant at which it is too late, and a moment before.
func TestTooLate(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.ready("Siti", "ID")
		s.ready("Anna", "PH")
		at := func(now time.Time) { s.pass(now.Sub(h.db.Now().Time)) }
		again := func(c *client) *client { // signed in anew, for days have gone by
			c.cookie = s.nobody().must("POST", "/session", body{"email": s.emails[c], "password": string(password)}).cookie
			return c
		}
		line := s.money("AU", "deployment", 2_000_000)
		course := s.clara.must("POST", "/opportunities", body{"title": "Short-term observation", "organiser": "UN", "body": "UNDP", "kind": "course",
			"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": "2027-01-20", "until": "2027-01-24", "places": 2,
			"deadlineOn": "2026-11-30", "deadlineClock": "24:00", "deadlineZone": "America/New_York", "cost": 0}).text("id")
		s.clara.must("POST", "/opportunities/"+course+"/open", nil)
		motivation := body{"opportunityId": course, "motivation": "I have verified elections in Java for ten years."}
		end := time.Date(2026, 12, 1, 5, 0, 0, 0, time.UTC) // midnight in New York
		at(end.Add(-time.Millisecond))
		again(s.people["Siti"]).must("POST", "/training-requests", motivation)
		at(end)
		h.isProblem("at the deadline", again(s.people["Anna"]).request("POST", "/training-requests", motivation), 409, refusal.DeadlineOver, "")
		if err := handlers.Clock(context.Background(), h.db); err != nil {
			t.Fatal(err)
		}
		h.isProblem("after it", s.people["Anna"].request("POST", "/training-requests", motivation), 409, refusal.NotOpen, "")
		again(s.clara)
		h.isProblem("opened again", s.clara.request("POST", "/opportunities/"+course+"/open", nil), 409, refusal.DeadlineOver, "")

		again(s.david)
		again(s.dili)
		_, request := s.inForce(s.today().Plus(113))
		deployment, seat := s.staffing(request, line, 2)
		var offers []string
		for _, name := range []string{"Siti", "Anna"} {
			offers = append(offers, s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id"))
		}
		expires, err := time.Parse(time.RFC3339, s.clara.must("GET", "/assignments/"+offers[0], nil).text("expiresAt"))
		if err != nil {
			t.Fatal(err)
		}
		at(expires.Add(-time.Millisecond))
		again(s.people["Siti"]).must("POST", "/assignments/"+offers[0]+"/accept", signed)
		at(expires)
		before := h.footprint()
		late := again(s.people["Anna"])
		before["sessions"]++
		h.isProblem("an offer that has expired", late.request("POST", "/assignments/"+offers[1]+"/accept", signed), 409, refusal.OfferExpired, "")
		early := again(s.clara)
		before["sessions"]++
		h.isProblem("who is not yet to come", early.request("POST", "/assignments/"+offers[0]+"/miss", body{"reason": "They are not there."}), 409, refusal.TooEarly, "")
		if can := fmt.Sprint(early.must("GET", "/assignments/"+offers[0], nil).at("can")); strings.Contains(can, "assignments.miss") {
			t.Errorf("somebody can be missed before their first day: %s", can)
		}
		if after := h.footprint(); fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("%v became %v", before, after)
		}
	})
}
