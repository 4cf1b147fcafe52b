package api

import (
	"slices"
	"strings"
	"time"

	"observationfund/models"
)

// waiting is something that waits: what it is, when it is asked for, of whom, and what they do about it.
type waiting struct {
	subject string
	times   []models.Time
	whom    []*client // each is reminded each time; where it is the office's turn, one of these is, and with every time another
	remedy  func(who *client)
}

// reminders makes of every row of the table something that waits.
var reminders = map[string]func(s *story) waiting{
	"offer": func(s *story) waiting {
		siti, _, id := s.offered()
		return waiting{id, s.after(36 * time.Hour), []*client{siti}, func(who *client) { who.must("POST", "/assignments/"+id+"/accept", signed) }}
	},
	"certificate": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		lapses := s.today().Plus(100)
		s.trained("Siti", body{"kind": "hostile_environment", "title": "HEAT", "expiresOn": lapses})
		id := s.word("SELECT id FROM trainings")
		return waiting{id, days(lapses, -90, -60, -30), []*client{siti}, func(who *client) {
			who.must("POST", "/trainings", body{"organiser": "UN", "kind": "hostile_environment", "title": "HEAT", "place": "online", "startsOn": s.today().Plus(-3),
				"until": s.today().Plus(-1), "certificateNumber": "new", "evidenceId": who.upload("renewed"), "renewsId": id, "confirmed": sure})
		}}
	},
	"passport": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		id, last := s.ids["Siti"], s.today().Plus(100)
		siti.must("PATCH", "/observers/"+id, body{"passportExpiresOn": last.PlusMonths(6)})
		return waiting{id, days(last, -90, -60, -30), []*client{siti}, func(who *client) {
			who.must("PATCH", "/observers/"+id, body{"passportExpiresOn": s.today().PlusMonths(60)})
		}}
	},
	"health": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		id, last := s.ids["Siti"], s.today().Plus(100)
		s.clara.must("PATCH", "/observers/"+id, body{"private": body{"medicalClearedThrough": last}})
		return waiting{id, days(last, -90, -60, -30), []*client{siti}, func(*client) {
			s.clara.must("PATCH", "/observers/"+id, body{"private": body{"medicalClearedThrough": s.today().PlusMonths(24)}})
		}}
	},
	"availability": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		confirm := func(who *client) { who.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil) }
		confirm(siti)
		return waiting{s.ids["Siti"], s.after(models.Fresh, models.Fresh+14*aDay, models.Fresh+28*aDay), []*client{siti}, confirm}
	},
	"certificate_missing": func(s *story) waiting {
		siti, id, over := s.asksForPlace()
		s.clara.must("POST", "/training-requests/"+id+"/endorse", body{"draws": []body{{"lineId": s.money("JP", "training", 500_000), "amount": 200_000}}})
		s.clara.must("POST", "/training-requests/"+id+"/accept", body{"letterId": s.clara.upload("letter of acceptance")})
		return waiting{id, days(over, 1, 14), []*client{siti}, func(who *client) {
			who.must("POST", "/training-requests/"+id+"/complete", body{"evidenceId": who.upload("certificate")})
		}}
	},
	"inquiry_answer": func(s *story) waiting {
		siti := s.observer("Siti", "ID")
		at := s.inquire("Siti")
		until := s.instant(s.clara.must("GET", at, nil).text("answerBy"))
		return waiting{strings.TrimPrefix(at, "/inquiries/"), []models.Time{until.Plus(-3 * aDay), until.Plus(-aDay)}, []*client{siti}, func(who *client) {
			who.must("POST", at+"/answer", body{"body": "I took nothing."})
		}}
	},
	"draft": func(s *story) waiting {
		id, _ := s.invitation(s.today().Plus(113))
		return waiting{id, s.after(7*aDay, 30*aDay), []*client{s.dili}, func(who *client) { who.must("POST", "/invitations/"+id+"/submit", nil) }}
	},
	"invitation": func(s *story) waiting {
		id := s.handedIn()
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/invitations/"+id+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		}}
	},
	"invitation_second": func(s *story) waiting {
		id := s.handedIn()
		s.clara.must("POST", "/invitations/"+id+"/verify", body{"channel": "Note verbale of the embassy in Jakarta"})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(s.clara), func(who *client) {
			s.clara.must("POST", "/invitations/"+id+"/assess", findings("met"))
			who.must("POST", "/invitations/"+id+"/accept", nil)
		}}
	},
	"extension": func(s *story) waiting {
		id, _ := s.inForce(s.today().Plus(113))
		s.extend(id, s.today().Plus(200))
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/invitations/"+id+"/verify-extension", body{"channel": "Note verbale of the embassy in Jakarta"})
		}}
	},
	"extension_second": func(s *story) waiting {
		id, _ := s.inForce(s.today().Plus(113))
		s.extend(id, s.today().Plus(200))
		s.clara.must("POST", "/invitations/"+id+"/verify-extension", body{"channel": "Note verbale of the embassy in Jakarta"})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/invitations/"+id+"/accept-extension", nil) }}
	},
	"mission_asked": func(s *story) waiting {
		invitation, _ := s.inForce(s.today().Plus(113))
		id := s.asks(invitation, "expert", s.today().Plus(60))
		return waiting{id, s.after(2*aDay, 3*aDay, 4*aDay), s.office(), func(who *client) {
			who.must("POST", "/deployment-requests/"+id+"/approve", body{"risk": "low", "format": "expert"})
		}}
	},
	"proposal": func(s *story) waiting {
		s.observer("Siti", "ID")
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/suspend", body{"reason": "It is looked into."})
		id := s.clara.alone("POST", "/observers/"+s.ids["Siti"]+"/reinstate", nil).text("id")
		return waiting{id, s.after(aDay, 2*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/proposals/"+id+"/confirm", nil) }}
	},
	"claim": func(s *story) waiting {
		siti := s.observer("Siti", "ID") // whom Clara nominated
		id := siti.must("POST", "/trainings", body{"organiser": "UN", "body": "UNDSS", "kind": "security_awareness", "title": "BSAFE",
			"startsOn": s.today().Plus(-3), "until": s.today().Plus(-2), "evidenceId": siti.upload("bsafe")}).text("id")
		return waiting{id, s.after(7*aDay, 14*aDay, 28*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/trainings/"+id+"/verify", body{}) }}
	},
	"deadline": func(s *story) waiting {
		_, id, _ := s.asksForPlace()
		line := s.money("JP", "training", 500_000)
		closes := s.instant(s.clara.must("GET", "/opportunities", nil).text("items.0.deadline"))
		return waiting{id, []models.Time{closes.Plus(-7 * aDay), closes.Plus(-3 * aDay), closes.Plus(-aDay)}, s.office(), func(who *client) {
			who.must("POST", "/training-requests/"+id+"/endorse", body{"draws": []body{{"lineId": line, "amount": 200_000}}})
		}}
	},
	"inquiry": func(s *story) waiting {
		at := s.heard("Siti")
		return waiting{strings.TrimPrefix(at, "/inquiries/"), s.after(3*aDay, 7*aDay), s.office(), func(who *client) {
			who.must("POST", at+"/close", body{"reason": "There is nothing in it."})
		}}
	},
	"concern": func(s *story) waiting {
		siti, _, id := s.offered()
		siti.must("POST", "/assignments/"+id+"/accept", signed)
		siti.must("PATCH", "/observers/"+s.ids["Siti"], body{"passportExpiresOn": s.today().Plus(30)})
		return waiting{id, s.after(aDay, 2*aDay, 3*aDay), s.office(), func(who *client) {
			who.must("POST", "/assignments/"+id+"/stand-down", body{"reason": "The passport lapses."})
		}}
	},
	"team": func(s *story) waiting {
		siti, id, offer := s.offered()
		siti.must("POST", "/assignments/"+offer+"/accept", signed)
		first := models.Date{}
		must(first.UnmarshalText([]byte(s.clara.must("GET", "/deployments/"+id, nil).text("seats.0.startsOn"))))
		return waiting{id, days(first, -14, -7, -3), s.office(), func(who *client) {
			siti.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil)
			who.must("POST", "/deployments/"+id+"/confirm", body{})
		}}
	},
	"report": func(s *story) waiting {
		siti, id, offer := s.offered()
		siti.must("POST", "/assignments/"+offer+"/accept", signed)
		s.clara.must("POST", "/deployments/"+id+"/confirm", body{})
		s.later(107)
		siti.must("POST", "/observers/"+s.ids["Siti"]+"/availability/confirm", nil)
		s.clara.must("POST", "/deployments/"+id+"/field", nil)
		over := models.Date{}
		must(over.UnmarshalText([]byte(s.clara.must("GET", "/deployments/"+id, nil).text("until"))))
		return waiting{id, days(over, 14, 28), s.office(), func(who *client) { who.must("POST", "/deployments/"+id+"/report", nil) }}
	},
	"pledge": func(s *story) waiting {
		due := s.today().Plus(20)
		id := s.clara.must("POST", "/contributions", body{"contributor": "AU", "title": "Australia 2026", "amount": 1000, "currency": "USD", "pledgedOn": s.today(), "dueOn": due}).text("id")
		return waiting{id, days(due, -14, 1, 30), s.office(), func(who *client) {
			who.must("POST", "/contributions/"+id+"/receipts", body{"receivedOn": s.today(), "amount": 1000, "bankReference": "AU 1", "confirmed": sure})
		}}
	},
	"payment": func(s *story) waiting {
		commitment := s.committed()
		id := s.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Printer", "purpose": "Papers", "amount": 1}).text("id")
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/payments/"+id+"/approve", nil) }}
	},
	"correction": func(s *story) waiting {
		s.money("AU", "administration", 1000)
		id := s.clara.must("POST", "/corrections", body{"receiptId": s.word("SELECT id FROM receipts"), "reason": "It was booked in error.", "confirmed": sure,
			"contributionId": s.word("SELECT id FROM contributions"), "receivedOn": s.today(), "amount": 900, "bankReference": "AUadministration"}).text("id")
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/corrections/"+id+"/reject", body{"reason": "It is right."}) }}
	},
	"settlement": func(s *story) waiting {
		id := s.committed()
		s.clara.must("POST", "/commitments/"+id+"/release", body{"reason": "It is paid."})
		s.clara.must("POST", "/commitments/"+id+"/request-settlement", body{"reason": "A late bill came."})
		return waiting{id, s.after(2*aDay, 4*aDay), s.office(s.clara), func(who *client) { who.must("POST", "/commitments/"+id+"/approve-settlement", nil) }}
	},
}

const aDay = 24 * time.Hour

// after are instants from now.
func (s *story) after(times ...time.Duration) (all []models.Time) {
	for _, t := range times {
		all = append(all, s.db.Now().Plus(t))
	}
	return all
}

// days are the beginnings of days around a date.
func days(of models.Date, by ...int) (all []models.Time) {
	for _, n := range by {
		all = append(all, of.Plus(n).Midnight(time.UTC))
	}
	return all
}

// office are the administrators, of whom there are three, but some.
func (s *story) office(but ...*client) (all []*client) {
	s.Helper()
	emma := s.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
	for _, who := range []*client{s.clara, s.david, emma} {
		if !slices.Contains(but, who) {
			all = append(all, who)
		}
	}
	return all
}

func (s *story) word(query string, args ...any) string {
	s.Helper()
	all := s.texts(query, args...)
	if len(all) == 0 {
		s.Fatalf("%s finds nothing", query)
	}
	return all[0]
}

func (s *story) instant(text string) models.Time {
	s.Helper()
	at, err := time.Parse(time.RFC3339, text)
	must(err)
	return models.At(at)
}

// offered offers Siti the only seat of a mission.
func (s *story) offered() (siti *client, mission, offer string) { return s.offeredTo("Siti") }

func (s *story) offeredTo(name string) (who *client, mission, offer string) {
	s.Helper()
	who = s.ready(name, "ID")
	_, request := s.inForce(s.today().Plus(113))
	mission, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), 1)
	return who, mission, s.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": s.ids[name]}).text("id")
}

// handedIn is an invitation that was submitted.
func (s *story) handedIn() string {
	s.Helper()
	id, _ := s.invitation(s.today().Plus(113))
	s.dili.must("POST", "/invitations/"+id+"/submit", nil)
	return id
}

// asksForPlace has Siti ask for a place in a course.
func (s *story) asksForPlace() (siti *client, request string, over models.Date) {
	s.Helper()
	siti, over = s.observer("Siti", "ID"), s.today().Plus(24)
	course := s.clara.must("POST", "/opportunities", body{"title": "Short-term observation", "organiser": "UN", "body": "UNDP", "kind": "course",
		"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(20), "until": over, "places": 2,
		"deadlineOn": s.today().Plus(10), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 200_000}).text("id")
	s.clara.must("POST", "/opportunities/"+course+"/open", nil)
	return siti, siti.must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I have verified elections in Java for ten years."}).text("id"), over
}

// committed commits money to what serves no host.
func (s *story) committed() string {
	s.Helper()
	line := s.money("AU", "administration", 1000)
	return s.clara.must("POST", "/commitments", body{"title": "Papers", "host": "", "draws": []body{{"lineId": line, "amount": 500}}}).text("id")
}
