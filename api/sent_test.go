package api

import (
	"fmt"
	"strconv"

	"observationfund/models"
)

// What is sent with the deeds. Mostly it could be right; some of it never can.

func blank(*history, *person, row) any   { return body{} }
func because(*history, *person, row) any { return body{"reason": "it came to this"} }
func pledged(*history, *person, row) any { return signed }
func aReply(*history, *person, row) any  { return body{"reply": "Thank you."} }
func aChannel(*history, *person, row) any {
	return body{"channel": "Note verbale of the embassy"}
}
func aGround(*history, *person, row) any {
	return body{"ground": "resigned", "reason": "it came to this"}
}
func anAllegation(l *history, _ *person, it row) any {
	return body{"observerId": it.ID, "allegation": "it is said to have come to this", "suspend": one(l, "suspend", []bool{false, true})}
}
func longer(l *history, _ *person, _ row) any {
	return body{"answerBy": l.days("answer by", 20, 9, 30)}
}
func anAnswer(l *history, by *person, _ row) any {
	return body{"body": "It was not so.", "fileId": l.handIn(by)}
}
func anEvaluation(*history, *person, row) any {
	return body{"rating": "good", "body": "Calm, exact and always on time."}
}

func (l *history) days(what string, all ...int) models.Date { return l.today().Plus(one(l, what, all)) }

func (l *history) amount() int {
	return one(l, "amount", []int{430_000, 200_000, 100_000, 1, 0, 9_000_000})
}

func (l *history) state() string { return one(l, "state", []string{"TL", "ID", "PH", "NP"}) }

func (l *history) id(table string) string { return one(l, table, l.rows(table)).ID }

// handIn uploads a document of one's own.
func (l *history) handIn(by *person) string {
	l.counting++
	return l.try(by.with("Content-Type", "application/pdf"), "files.upload", "POST", "/files?name=document.pdf", pdf(fmt.Sprint("document ", l.counting))).text("id")
}

func (p *person) with(name, value string) *person {
	return &person{p.name, p.account, p.client.with(name, value)}
}

func someNominee(l *history, _ *person, _ row) any {
	l.counting++
	return l.nominee(fmt.Sprint("New ", l.counting), l.state())
}

func someAccount(l *history, _ *person, _ row) any {
	return but(anAddress(l, nil, row{}).(body), body{"name": "Somebody new", "role": "auditor"})
}

func anAddress(l *history, _ *person, _ row) any {
	l.counting++
	return body{"email": fmt.Sprint("new", l.counting, "@test.example")}
}

func aTitle(l *history, _ *person, _ row) any {
	l.counting++
	return body{"title": fmt.Sprint("Training ", l.counting)}
}

func someRank(l *history, _ *person, _ row) any { return body{"rank": one(l, "rank", []int{1, 2, 9})} }

func someNationalities(l *history, _ *person, it row) any {
	states := l.words("SELECT state FROM observer_nationalities WHERE observer_id = ? ORDER BY state", it.ID)
	if l.seldom("one only") {
		states = nil
	}
	state := one(l, "host", l.words("SELECT host FROM assignments WHERE observer_id = ? AND "+live+" ORDER BY id", it.ID))
	if state == "" || l.seldom("another") {
		state = l.state()
	}
	return body{"nationalities": append(states, state), "reason": "a new passport"}
}

func somePeriod(l *history, _ *person, _ row) any {
	return body{"kind": one(l, "kind", []string{"available", "available", "available", "tentative", "unavailable"}), "replace": true,
		"startsOn": l.today(), "until": l.days("until", 400, 400, 40, 3)}
}

func someTraining(l *history, by *person, _ row) any {
	l.counting++
	in := body{"organiser": "UN", "title": fmt.Sprint("Training ", l.counting), "place": "online", "startsOn": l.days("startsOn", -20, -20, -20, 20),
		"until": l.today().Plus(-15), "evidenceId": l.handIn(by), "kind": "security_awareness", "body": "UNDSS"}
	if l.seldom("a course") {
		in["kind"], in["function"], in["body"] = "course", "sto", "UNDP"
	}
	if by.account.ObserverID == nil {
		in["observerId"] = l.id("observers")
	}
	return in
}

func aLastDay(l *history, _ *person, _ row) any {
	if !l.seldom("expires") {
		return body{}
	}
	return body{"expiresOn": l.days("expiresOn", 5, 20)}
}

func someOpportunity(l *history, _ *person, _ row) any {
	l.counting++
	start := l.days("startsOn", 30, 36, 20)
	in := body{"title": fmt.Sprint("Chance ", l.counting), "organiser": "UN", "body": "UNDP", "kind": "course", "function": "sto", "host": l.state(),
		"place": "Somewhere", "startsOn": start, "until": start.Plus(one(l, "length", []int{5, 12})), "places": 2,
		"deadlineOn": start.Plus(-1), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": one(l, "cost", []int{0, 100_000})}
	if one(l, "mission", []bool{false, true}) {
		in["kind"], in["overrideReason"] = "mission", "there is no other"
	}
	return in
}

func someDays(l *history, _ *person, _ row) any {
	start := l.days("startsOn", 30, 40)
	return body{"startsOn": start, "until": start.Plus(8), "places": one(l, "places", []int{1, 3})}
}

func somePlace(l *history, _ *person, _ row) any {
	chance := one(l, "open", l.words("SELECT id FROM opportunities WHERE status = 'open' ORDER BY id"))
	if chance == "" || l.seldom("another") {
		chance = l.id("opportunities")
	}
	return body{"opportunityId": chance, "motivation": "I would like to learn this well."}
}

func theSamePlace(l *history, _ *person, it row) any {
	return body{"opportunityId": l.word("SELECT opportunity_id FROM training_requests WHERE id = ?", it.ID), "motivation": "I would still like to learn this."}
}

func itsCost(l *history, _ *person, it row) any {
	var cost int
	fmt.Sscan(l.word("SELECT CAST(o.cost AS TEXT) FROM opportunities o JOIN training_requests r ON r.opportunity_id = o.id WHERE r.id = ?", it.ID), &cost)
	if cost == 0 {
		return body{}
	}
	return body{"draws": []body{{"lineId": l.lineFor("training"), "amount": cost}}}
}

func itsCostBecause(l *history, by *person, it row) any {
	out := itsCost(l, by, it).(body)
	out["reason"] = "it came to this"
	return out
}

func aLetter(l *history, by *person, _ row) any { return body{"letterId": l.handIn(by)} }

func anEvidence(l *history, by *person, _ row) any { return body{"evidenceId": l.handIn(by)} }

func someInvitation(l *history, by *person, _ row) any {
	var answers []body
	for n := range 20 {
		answers = append(answers, body{"guarantee": fmt.Sprintf("G%d", n+1), "answer": "guaranteed", "note": ""})
	}
	return body{"authority": "foreign_ministry", "authorityName": "Ministry", "signatory": "The Minister", "office": "Minister", "contactName": "Protocol",
		"contactEmail": "protocol@mfa.example", "letterId": l.handIn(by), "signedOn": l.today(), "startsOn": l.today(),
		"until": l.days("until", 100, 60, 20), "answers": answers}
}

func allFound(l *history, _ *person, _ row) any {
	return findings(one(l, "finding", []string{"met", "met", "met", "partly"}))
}

func anExtension(l *history, by *person, _ row) any {
	return body{"until": l.days("extended", 130, 90, 40), "letterId": l.handIn(by), "reason": "it takes longer"}
}

func (l *history) polling() body {
	day := l.days("polling", 30, 24, 38, 9, 55)
	return body{"startsOn": day, "until": day.Plus(1), "reason": "the commission says so"}
}

func someRequest(l *history, _ *person, _ row) any {
	l.counting++
	polling := l.polling()
	delete(polling, "reason")
	return body{"election": "general", "title": fmt.Sprint("Election ", l.counting), "zone": "Asia/Dili", "format": "full", "rounds": []body{polling},
		"regions": []string{}, "languages": []string{}}
}

func anApproval(l *history, _ *person, _ row) any {
	return body{"risk": "low", "format": one(l, "format", []string{"short_term", "full"})}
}

func aPlan(l *history, by *person, it row) any {
	plan := someSeats(l, by, it).(body)
	plan["requestId"] = it.ID
	return plan
}

func someSeats(l *history, _ *person, _ row) any {
	seats := []body{{"function": "sto", "places": one(l, "places", []int{2, 1, 3}), "cost": 430_000}}
	if l.seldom("long term") {
		seats = append(seats, body{"function": "lto", "places": 1, "cost": 430_000})
	}
	return body{"seats": seats}
}

// lineFor is mostly a line of a window.
func (l *history) lineFor(window string) string {
	if l.seldom("another line") {
		return l.id("lines")
	}
	return one(l, "line", l.words("SELECT id FROM lines WHERE purpose = ? ORDER BY id", window))
}

func itsDraws(l *history, _ *person, _ row) any {
	amount := one(l, "amount", []int{1_290_000, 1_290_000, 860_000, 430_000, 1})
	return body{"draws": []body{{"lineId": l.lineFor(one(l, "window", []string{"deployment", "reserve"})), "amount": amount}}}
}

func someDraws(l *history, by *person, it row) any {
	in := body{}
	if l.seldom("more") {
		in = itsDraws(l, by, it).(body)
	}
	if !l.seldom("all of them") {
		in["reason"] = "we go with whoever there is"
	}
	return in
}

func (l *history) seat(deployment string) string {
	return one(l, "seat", l.words("SELECT id FROM deployment_seats WHERE deployment_id = ? ORDER BY function DESC", deployment))
}

// somebody is mostly an observer who is trained: at home anywhere, the host included.
func (l *history) somebody() string {
	trained := l.words(`SELECT o.id FROM observers o WHERE o.status = 'admitted'
		AND 2 <= (SELECT COUNT(*) FROM trainings t WHERE t.observer_id = o.id AND t.status = 'verified') ORDER BY o.id`)
	if len(trained) == 0 || l.seldom("anybody") {
		return l.id("observers")
	}
	return one(l, "observer", trained)
}

func anOffer(l *history, _ *person, it row) any {
	return body{"seatId": l.seat(it.ID), "observerId": l.somebody()}
}

func aReserve(l *history, _ *person, it row) any {
	return body{"seatId": l.seat(it.ID), "observers": []string{l.somebody()}}
}

func aNewDate(l *history, _ *person, _ row) any { return l.polling() }

func someFloor(l *history, _ *person, _ row) any {
	return body{"name": "The fund", "reserveFloor": one(l, "floor", []int{0, 500_000})}
}

func aPledge(l *history, _ *person, _ row) any {
	in := body{"contributor": one(l, "contributor", []string{"AU", "TL", "EU", "NP"}), "title": "A contribution", "amount": 1_000_000, "currency": "USD",
		"pledgedOn": l.today(), "confirmed": sure, "earmark": one(l, "earmark", []string{"", "deployment", "training"})}
	if l.seldom("expires") {
		in["expiresOn"] = l.days("expiresOn", 20)
	}
	return in
}

func aReceipt(l *history, _ *person, _ row) any {
	l.counting++
	return body{"receivedOn": l.today(), "amount": l.amount(), "bankReference": fmt.Sprint("bank ", l.counting), "confirmed": sure}
}

func aLine(l *history, _ *person, _ row) any {
	l.counting++
	return body{"title": fmt.Sprint("Line ", l.counting), "budget": 1_000_000,
		"window": one(l, "window", []string{"deployment", "training", "reserve", "administration"})}
}

func aShare(l *history, _ *person, _ row) any {
	rich := l.words("SELECT contribution_id FROM ledger_accounts WHERE kind = 'received' AND balance > 0 ORDER BY id")
	if len(rich) == 0 || l.seldom("another") {
		rich = []string{l.id("contributions")}
	}
	return body{"contributionId": one(l, "contribution", rich), "amount": l.amount()}
}

func aCommitment(l *history, _ *person, _ row) any {
	return body{"title": "Something else", "host": one(l, "host", []string{"", "TL", "NP"}), "draws": []body{{"lineId": l.lineFor("training"), "amount": l.amount()}}}
}

func aPayment(l *history, _ *person, it row) any {
	return body{"commitmentId": it.ID, "payee": "Somebody", "purpose": "Something", "amount": l.amount(), "confirmed": sure}
}

// aRefund is of a cent, of anything, or of all that has not come back yet.
func aRefund(l *history, _ *person, it row) any {
	l.counting++
	rest, _ := strconv.Atoi(l.word("SELECT CAST(amount - refunded AS TEXT) FROM payments WHERE id = ?", it.ID))
	return body{"amount": one(l, "a part", []int{1, l.amount(), rest}), "reason": "returned", "receivedOn": l.today(), "bankReference": fmt.Sprint("bank ", l.counting)}
}

func itsRefund(l *history, _ *person, it row) any {
	return body{"reason": "it never came", "refundId": l.word("SELECT COALESCE(MAX(id), '') FROM refunds WHERE payment_id = ?", it.ID)}
}

// aCorrection is of the latest receipt, or another: another amount, another contribution, or nothing.
func aCorrection(l *history, _ *person, it row) any {
	in := body{"receiptId": it.ID, "reason": "it was booked in error"}
	if l.seldom("nothing came") {
		return in
	}
	return but(in, body{"contributionId": l.id("contributions"), "receivedOn": l.today(), "amount": l.amount(), "confirmed": sure,
		"bankReference": l.word("SELECT bank_reference FROM receipts WHERE id = ?", it.ID)})
}

// sure says of everything that is likely a mistake that it is none.
var sure = []string{"more-than-pledged", "pledge-cancelled", "far-day", "far-amount", "far-rate", "resembles-payment", "same-person", "logged-before"}
