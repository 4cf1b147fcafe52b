package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"observationfund/models"
)

// attacks are raw SQL statements that would break a guarantee, each with the wall that must stop the last of them;
// those before it only prepare it and are allowed. Words in braces stand for what is in the scene of siege.
var attacks = []struct {
	what, wall string
	statements []string
}{
	// 1. Consent
	{"consent to an invitation that is only verified", "foreign key", []string{consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"consent of another status", "check", []string{consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "verified")}},
	{"consent in the name of another host", "foreign key", []string{released, "DELETE FROM consents WHERE host = 'NP'", consent("{nepal}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"consent verified and accepted by one person", "check", []string{
		"UPDATE invitations SET accepted_by = '{clara}', status = 'accepted' WHERE id = '{verified}'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{clara}", "accepted")}},
	{"consent verified by the state itself", "check", []string{
		"UPDATE invitations SET verified_by = '{dili}', accepted_by = '{clara}', status = 'accepted' WHERE id = '{verified}'",
		consent("{verified}", "TL", "{dili}", "{dili}", "{clara}", "accepted")}},
	{"consent accepted by the state itself", "check", []string{
		"UPDATE invitations SET accepted_by = '{dili}', status = 'accepted' WHERE id = '{verified}'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{dili}", "accepted")}},
	{"consent that nobody submitted", "not null", []string{
		"INSERT INTO consents (invitation_id, host, verified_by, accepted_by, status, since, starts_on, until) VALUES ('{verified}', 'TL', '{clara}', '{david}', 'accepted', '2026-11-21 00:00:00+00:00', '2026-11-21', '2027-11-21')"}},
	{"consent to a longer period than the invitation's", "foreign key", []string{"UPDATE consents SET until = '2029-01-01' WHERE invitation_id = '{invitation}'"}},
	{"period shortened under a mission", "trigger", []string{"UPDATE invitations SET until = '2027-03-15' WHERE id = '{invitation}'"}},
	{"period that begins after the team", "trigger", []string{"UPDATE invitations SET starts_on = '2027-03-10' WHERE id = '{invitation}'"}},
	{"mission moved beyond the period", "trigger", []string{"UPDATE deployments SET starts_on = '2028-03-14', until = '2028-03-15' WHERE id = '{deployment}'"}},
	{"new mission beyond the period", "trigger", []string{"+deployments WHERE id = '{deployment}' WITH id = '{new}', starts_on = '2028-03-14', until = '2028-03-15'"}},
	{"seat longer than the period", "trigger", []string{"UPDATE deployment_seats SET until = '2028-03-15' WHERE id = '{seat}'"}},
	{"new seat before the period", "trigger", []string{"+deployment_seats WHERE id = '{seat}' WITH id = '{new}', function = 'lto', starts_on = '2026-01-01'"}},
	{"offer beyond the period", "trigger", []string{"UPDATE assignments SET until = '2028-03-15' WHERE id = '{anna offered}'"}},
	{"booked day beyond the period", "trigger", []string{"+bookings WHERE holder_id = '{anna offered}' AND day = '2027-03-10' WITH day = '2028-03-15'"}},
	{"period extended without its state", "trigger", []string{"UPDATE invitations SET until = '2028-01-01' WHERE id = '{invitation}'"}},
	{"period extended backwards", "trigger", []string{"UPDATE invitations SET starts_on = '2026-01-01' WHERE id = '{invitation}'"}},
	{"extension by one person", "check", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}', status = 'accepted', verified_by = '{clara}', accepted_by = '{clara}'"}},
	{"extension by nobody", "check", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}', status = 'accepted'"}},
	{"extension by the fund", "foreign key", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}', status = 'declined', submitted_by = '{clara}'"}},
	{"extension by another state", "foreign key", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}', status = 'declined', submitted_by = '{kathmandu}'"}},
	{"extension by two states", "foreign key", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}', status = 'declined', invitation_id = '{nepal}'"}},
	{"extension that shortens", "check", []string{"UPDATE extensions SET until = was WHERE id = '{extension}'"}},
	{"two extensions at once", "unique", []string{"+extensions WHERE id = '{extension}' WITH id = '{new}'"}},
	{"extension deleted", "trigger", []string{"DELETE FROM extensions WHERE id = '{extension}'"}},
	{"consent with a guarantee unknown", "trigger", []string{
		"UPDATE invitations SET accepted_by = '{david}', status = 'accepted' WHERE id = '{verified}'", "UPDATE findings SET finding = 'unknown' WHERE invitation_id = '{verified}' AND guarantee = 'G8'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"consent on a finding of another kind", "trigger", []string{
		"UPDATE invitations SET accepted_by = '{david}', status = 'accepted' WHERE id = '{verified}'", "UPDATE findings SET finding = 'partly' WHERE invitation_id = '{verified}' AND guarantee = 'G8'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"consent on one's own finding", "trigger", []string{
		"UPDATE invitations SET accepted_by = '{david}', status = 'accepted' WHERE id = '{verified}'", "UPDATE findings SET found_by = '{david}' WHERE invitation_id = '{verified}' AND guarantee = 'G8'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"finding changed under a consent", "trigger", []string{"UPDATE findings SET finding = 'unknown' WHERE invitation_id = '{invitation}' AND guarantee = 'G8'"}},
	{"finding taken from under a consent", "trigger", []string{"DELETE FROM findings WHERE invitation_id = '{invitation}' AND guarantee = 'G8'"}},
	{"finding without evidence", "check", []string{"UPDATE findings SET evidence = '' WHERE invitation_id = '{verified}' AND guarantee = 'G8'"}},
	{"consent to two authorities", "trigger", []string{
		"UPDATE invitations SET accepted_by = '{david}', status = 'accepted', authority = 'head_of_government' WHERE id = '{verified}'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"consent to another account of the state", "trigger", []string{
		"UPDATE invitations SET accepted_by = '{david}', status = 'accepted', sender = 'Another ministry' WHERE id = '{verified}'",
		consent("{verified}", "TL", "{dili}", "{clara}", "{david}", "accepted")}},
	{"invitation in force turned to another authority", "trigger", []string{"UPDATE invitations SET authority = 'other' WHERE id = '{invitation}'"}},
	{"booked day moved before the period", "trigger", []string{"UPDATE bookings SET day = '2026-01-01' WHERE holder_id = '{anna offered}' AND day = '2027-03-10'"}},
	{"invitation submitted by another state", "foreign key", []string{"UPDATE invitations SET submitted_by = '{kathmandu}' WHERE id = '{verified}'"}},
	{"invitation submitted by an administrator", "foreign key", []string{"UPDATE invitations SET submitted_by = '{clara}' WHERE id = '{verified}'"}},
	{"state account of another state", "foreign key", []string{"UPDATE accounts SET state = 'NP' WHERE id = '{dili}'"}},
	{"state account of another role", "check", []string{"UPDATE accounts SET role = 'administrator' WHERE id = '{dili}'"}},
	{"consent deleted under a live mission", "foreign key", []string{"DELETE FROM consents WHERE invitation_id = '{invitation}'"}},
	{"consent turned to another invitation", "foreign key", []string{"UPDATE consents SET invitation_id = '{verified}' WHERE invitation_id = '{invitation}'"}},
	{"invitation in force withdrawn alone", "foreign key", []string{"UPDATE invitations SET status = 'withdrawn' WHERE id = '{invitation}'"}},
	{"invitation in force accepted by another", "foreign key", []string{"UPDATE invitations SET accepted_by = '{clara}' WHERE id = '{invitation}'"}},
	{"live mission without consent", "check", []string{"UPDATE deployments SET consent_id = NULL WHERE id = '{deployment}'"}},
	{"new mission without consent", "check", []string{"+deployments WHERE id = '{deployment}' WITH id = '{new}', consent_id = NULL"}},
	{"mission by another host's consent", "check", []string{"UPDATE deployments SET consent_id = '{nepal}' WHERE id = '{deployment}'"}},
	{"mission to another state than the one that consented", "foreign key", []string{"+deployments WHERE id = '{deployment}' WITH id = '{new}', host = 'NP'"}},
	{"mission of another invitation's request", "foreign key", []string{
		"+deployments WHERE id = '{deployment}' WITH id = '{new}', invitation_id = '{nepal}', consent_id = '{nepal}', host = 'NP'"}},
	{"mission by an invitation not in force", "foreign key", []string{
		"+deployments WHERE id = '{deployment}' WITH id = '{new}', request_id = '{asked}', invitation_id = '{verified}', consent_id = '{verified}', format = ''"}},
	{"offer without consent", "check", []string{"UPDATE assignments SET consent_id = NULL WHERE id = '{anna offered}'"}},
	{"offer in a state of its own invention", "check", []string{"UPDATE assignments SET consent_id = NULL, status = 'called' WHERE id = '{anna offered}'"}},
	{"offer by another host's consent", "foreign key", []string{"UPDATE assignments SET consent_id = '{nepal}' WHERE id = '{anna offered}'"}},
	{"offer in another host", "foreign key or trigger", []string{"UPDATE assignments SET host = 'NP' WHERE id = '{anna offered}'"}},
	{"offer of another mission's seat", "foreign key", []string{"UPDATE assignments SET seat_id = '{other seat}' WHERE id = '{anna offered}'"}},
	{"acceptance without the pledge", "check", []string{"UPDATE assignments SET status = 'accepted' WHERE id = '{anna offered}'"}},

	// 2. Cohort
	{"seat 0", "check", []string{"UPDATE observers SET seat = 0 WHERE id = '{siti}'"}},
	{"seat 101", "check", []string{"UPDATE observers SET seat = 101 WHERE id = '{siti}'"}},
	{"one seat for two", "unique", []string{"UPDATE observers SET seat = (SELECT o.seat FROM observers o WHERE o.id = '{anna}') WHERE id = '{siti}'"}},
	{"a new observer in a seat that is taken", "unique", []string{"+observers WHERE id = '{siti}' WITH id = '{new}'"}},
	{"admitted without a seat", "check", []string{"UPDATE observers SET seat = NULL WHERE id = '{siti}'"}},
	{"suspended without a seat", "check", []string{"UPDATE observers SET seat = NULL, status = 'suspended' WHERE id = '{siti}'"}},
	{"departed with a seat", "check", []string{"UPDATE observers SET status = 'departed' WHERE id = '{siti}'"}},
	{"seated while nominated", "check", []string{"UPDATE observers SET status = 'nominated' WHERE id = '{siti}'"}},
	{"dismissed without an inquiry", "trigger", []string{"UPDATE observers SET status = 'departed', seat = NULL, ground = 'dismissed' WHERE id = '{siti}'"}},
	{"dismissed while the inquiry is open", "trigger", []string{"UPDATE observers SET status = 'departed', seat = NULL, ground = 'dismissed' WHERE id = '{budi}'"}},
	{"departed while an inquiry is open", "trigger", []string{"UPDATE observers SET status = 'departed', seat = NULL, ground = 'resigned' WHERE id = '{budi}'"}},
	{"departed on no ground", "trigger", []string{"UPDATE observers SET status = 'departed', seat = NULL WHERE id = '{siti}'"}},
	{"ground of who has not departed", "check", []string{"UPDATE observers SET ground = 'resigned' WHERE id = '{siti}'"}},
	{"ground of its own invention", "check", []string{"UPDATE observers SET status = 'departed', seat = NULL, ground = 'disliked' WHERE id = '{siti}'"}},
	{"ground that becomes another", "trigger", []string{"UPDATE observers SET status = 'departed', seat = NULL, ground = 'resigned' WHERE id = '{siti}'",
		"UPDATE observers SET ground = 'deceased' WHERE id = '{siti}'"}},
	{"begun as dismissed", "trigger", []string{"+observers WHERE id = '{siti}' WITH id = '{new}', seat = NULL, status = 'departed', ground = 'dismissed'"}},
	{"reinstated while an inquiry is open", "trigger", []string{"UPDATE observers SET status = 'suspended' WHERE id = '{budi}'", "UPDATE observers SET status = 'admitted' WHERE id = '{budi}'"}},
	{"two inquiries at once", "unique", []string{"+inquiries WHERE id = '{inquiry}' WITH id = '{new}'"}},
	{"inquiry that begins decided", "trigger", []string{upheld("{anna}", "'{clara}', '{david}'")}},
	{"inquiry about oneself", "trigger", []string{"UPDATE inquiries SET opened_by = (SELECT id FROM accounts WHERE observer_id = '{budi}') WHERE id = '{inquiry}'"}},
	{"inquiry upheld by the observer", "trigger", []string{"UPDATE inquiries SET status = 'upheld', asked_by = '{clara}', decided_at = answer_by, decided_by = (SELECT id FROM accounts WHERE observer_id = '{budi}') WHERE id = '{inquiry}'"}},
	{"inquiry upheld by one person", "check", []string{"UPDATE inquiries SET status = 'upheld', asked_by = '{clara}', decided_by = '{clara}', decided_at = answer_by WHERE id = '{inquiry}'"}},
	{"inquiry upheld by nobody", "check", []string{"UPDATE inquiries SET status = 'upheld', decided_at = answer_by WHERE id = '{inquiry}'"}},
	{"inquiry closed by nobody", "check", []string{"UPDATE inquiries SET status = 'closed', decided_at = answer_by WHERE id = '{inquiry}'"}},
	{"inquiry decided unheard", "check", []string{"UPDATE inquiries SET status = 'closed', decided_by = '{clara}', decided_at = created_at WHERE id = '{inquiry}'"}},
	{"inquiry that says it was answered", "trigger", []string{"UPDATE inquiries SET answered_at = created_at WHERE id = '{inquiry}'"}},
	{"inquiry with less time", "trigger", []string{"UPDATE inquiries SET answer_by = created_at WHERE id = '{inquiry}'"}},
	{"inquiry into something else", "trigger", []string{"UPDATE inquiries SET allegation = 'Something else.' WHERE id = '{inquiry}'"}},
	{"inquiry about somebody else", "trigger", []string{"UPDATE inquiries SET observer_id = '{siti}' WHERE id = '{inquiry}'"}},
	{"inquiry decided anew", "trigger", []string{"UPDATE inquiries SET status = 'upheld', asked_by = '{clara}', decided_by = '{david}' WHERE id = '{closed inquiry}'"}},
	{"inquiry opened again", "trigger", []string{"UPDATE inquiries SET status = 'open', decided_at = NULL WHERE id = '{closed inquiry}'"}},
	{"inquiry deleted", "trigger", []string{"DELETE FROM inquiries WHERE id = '{inquiry}'"}},
	{"answer after the decision", "trigger", []string{"+inquiry_answers WHERE inquiry_id = '{closed inquiry}' WITH number = 2"}},
	{"answer after the time", "trigger", []string{"INSERT INTO inquiry_answers (inquiry_id, number, body, answered_at) SELECT id, 1, 'Late.', answer_by FROM inquiries WHERE id = '{inquiry}'"}},
	{"answer in other words", "trigger", []string{"UPDATE inquiry_answers SET body = 'I did it.' WHERE inquiry_id = '{closed inquiry}'"}},
	{"answer without its document", "trigger", []string{"UPDATE inquiry_answers SET file_id = NULL WHERE inquiry_id = '{closed inquiry}'"}},
	{"answer deleted", "trigger", []string{"DELETE FROM inquiry_answers WHERE inquiry_id = '{closed inquiry}'"}},
	{"seated in a state of its own invention", "check", []string{"UPDATE observers SET status = 'honorary' WHERE id = '{siti}'"}},

	// 3. One person, one place
	{"a day booked twice", "unique", []string{"+bookings WHERE holder_id = '{siti accepted}' WITH holder_id = '{new}'"}},
	{"live without days", "check", []string{"UPDATE assignments SET first_day = NULL WHERE id = '{anna offered}'"}},
	{"live without its last day", "check", []string{"UPDATE assignments SET last_day = NULL WHERE id = '{anna offered}'"}},
	{"live on a day not booked", "foreign key or trigger", []string{"UPDATE assignments SET first_day = '2027-09-09', starts_on = '2027-09-09', until = '2027-12-12' WHERE id = '{anna offered}'"}},
	{"a live assignment's first day freed", "foreign key or trigger", []string{
		"DELETE FROM bookings WHERE holder_id = '{anna offered}' AND day = (SELECT MIN(b.day) FROM bookings b WHERE b.holder_id = '{anna offered}')"}},
	{"a live assignment's day freed in the middle", "trigger", []string{
		"DELETE FROM bookings WHERE holder_id = '{anna offered}' AND day = (SELECT MIN(b.day) FROM bookings b WHERE b.holder_id = '{anna offered}' AND b.day > (SELECT MIN(c.day) FROM bookings c WHERE c.holder_id = '{anna offered}'))"}},
	{"a live assignment's days given to another person", "foreign key or trigger", []string{"UPDATE bookings SET observer_id = '{budi}' WHERE holder_id = '{anna offered}'"}},
	{"a live assignment that says it holds only its last day", "trigger", []string{"UPDATE assignments SET first_day = last_day WHERE id = '{anna offered}'"}},
	{"a live assignment made longer than it is booked", "trigger", []string{"UPDATE assignments SET until = '2027-12-12' WHERE id = '{anna offered}'"}},
	{"days in one's own country", "trigger", []string{"INSERT INTO bookings VALUES ('{joao}', '2027-05-05', '{new}', 'assignment', 'TL')"}},
	{"days moved to one's own country", "trigger", []string{"UPDATE bookings SET host = 'TL' WHERE observer_id = '{joao}'"}},
	{"days there handed to somebody who is from there", "trigger", []string{"UPDATE bookings SET observer_id = '{joao}' WHERE holder_id = '{anna offered}'"}},
	{"the nationality of a host where one is live", "trigger", []string{"INSERT INTO observer_nationalities VALUES ('{anna}', 'TL')"}},
	{"a nationality changed to that of the host", "trigger", []string{"UPDATE observer_nationalities SET state = 'TL' WHERE observer_id = '{anna}'"}},
	{"a nationality handed to somebody who is live there", "trigger", []string{"UPDATE observer_nationalities SET observer_id = '{anna}' WHERE observer_id = '{joao}'"}},
	{"somebody who was there sent to what is their own country now", "trigger", []string{
		"UPDATE assignments SET status = 'withdrawn', consent_id = NULL WHERE id = '{siti accepted}'", "INSERT INTO observer_nationalities VALUES ('{siti}', 'TL')",
		"UPDATE assignments SET status = 'accepted', consent_id = '{invitation}' WHERE id = '{siti accepted}'"}},
	{"a new offer in one's own country", "trigger", []string{"+assignments WHERE id = '{anna offered}' WITH id = '{new}', observer_id = '{joao}'"}},
	{"a place accepted in one's own country", "trigger", []string{"UPDATE training_requests SET host = 'TL' WHERE id = '{place}'"}},
	{"a new place in one's own country", "trigger", []string{"+training_requests WHERE id = '{place}' WITH id = '{new}', host = 'TL'"}},
	{"a concern let stand by one person", "check", []string{"UPDATE assignment_concerns SET status = 'stands', let_stand_at = created_at, let_stand_by = '{clara}', asked_by = '{clara}' WHERE id = '{concern}'"}},
	{"a concern let stand by nobody", "check", []string{"UPDATE assignment_concerns SET status = 'stands' WHERE id = '{concern}'"}},
	{"a suspension let stand", "check", []string{
		"+assignment_concerns WHERE id = '{concern}' WITH id = '{new}', rule = 'seated', status = 'stands', let_stand_at = created_at, let_stand_by = '{clara}', asked_by = '{david}'"}},
	{"a concern over that goes on", "check", []string{"UPDATE assignment_concerns SET ended_at = created_at WHERE id = '{concern}'"}},
	{"a concern noticed twice", "unique", []string{"+assignment_concerns WHERE id = '{concern}' WITH id = '{new}'"}},
	{"a concern turned to another rule", "trigger", []string{"UPDATE assignment_concerns SET rule = 'language' WHERE id = '{concern}'"}},
	{"a concern turned to another person", "trigger", []string{"UPDATE assignment_concerns SET assignment_id = '{anna offered}' WHERE id = '{concern}'"}},
	{"a settled concern opened again", "trigger", []string{
		"UPDATE assignment_concerns SET status = 'settled', ended_at = created_at WHERE id = '{concern}'", "UPDATE assignment_concerns SET status = 'open', ended_at = NULL WHERE id = '{concern}'"}},
	{"a concern let stand by another", "trigger", []string{
		"UPDATE assignment_concerns SET status = 'stands', let_stand_at = created_at, let_stand_by = '{clara}', asked_by = '{david}' WHERE id = '{concern}'",
		"UPDATE assignment_concerns SET let_stand_by = '{david}', asked_by = '{clara}' WHERE id = '{concern}'"}},
	{"a concern deleted", "trigger", []string{"DELETE FROM assignment_concerns WHERE id = '{concern}'"}},
	{"a place accepted without days", "check", []string{"UPDATE training_requests SET status = 'accepted' WHERE id = '{endorsed}'"}},
	{"a place accepted on days not booked", "foreign key or trigger", []string{"UPDATE training_requests SET status = 'accepted', first_day = '2027-09-09', last_day = '2027-09-10' WHERE id = '{endorsed}'"}},
	{"an accepted place's days freed", "foreign key or trigger", []string{"DELETE FROM bookings WHERE holder_id = '{place}'"}},
	{"an accepted place's day freed in the middle", "trigger", []string{
		"DELETE FROM bookings WHERE holder_id = '{place}' AND day = (SELECT MIN(b.day) FROM bookings b WHERE b.holder_id = '{place}' AND b.day > (SELECT MIN(c.day) FROM bookings c WHERE c.holder_id = '{place}'))"}},
	{"a course that becomes a mission to one's own country", "trigger", []string{"UPDATE opportunities SET kind = 'mission', host = 'TL' WHERE id = '{course}'"}},
}

func upheld(observer, by string) string {
	return fmt.Sprintf("INSERT INTO inquiries (id, revision, created_at, observer_id, status, allegation, opened_by, answer_by, reason, asked_by, decided_by, decided_at) "+
		"SELECT '{new}', 1, created_at, '%s', 'upheld', '', opened_by, answer_by, '', %s, answer_by FROM inquiries WHERE id = '{inquiry}'", observer, by)
}

const released = "UPDATE deployments SET status = 'closed', consent_id = NULL WHERE id = '{nepal mission}'"

func consent(invitation, host, submitted, verified, accepted, status string) string {
	return fmt.Sprintf(`INSERT INTO consents (invitation_id, host, submitted_by, verified_by, accepted_by, status, since, starts_on, until)
		SELECT id, '%s', '%s', '%s', '%s', '%s', '2026-11-21 00:00:00+00:00', starts_on, until FROM invitations WHERE id = '%s'`,
		host, submitted, verified, accepted, status, invitation)
}

// attack is a fund full of things to attack, and their ids.
type attack struct {
	*story
	is map[string]string
}

// siege sets the scene: a mission with an accepted and an open offer, another host's mission, an invitation not yet
// accepted, places in a course, and money on its way to payees.
func siege(h *fixture) attack {
	h.Helper()
	s := newStory(h)
	is := map[string]string{"new": models.NewID()}
	is["import"] = s.clara.bring("people.csv", []byte("Name,Gender\nSuharto,man\n"))
	line, courses := s.money("AU", "deployment", 5_000_000), s.money("JP", "training", 500_000)
	is["line"], is["home line"], is["office"] = line, s.money("TL", "deployment", 700_000), s.money("TL", "administration", 300_000)
	for _, c := range [][2]string{{"siti", "ID"}, {"anna", "PH"}, {"joao", "TL"}, {"budi", "ID"}} {
		s.ready(c[0], c[1])
	}
	is["invitation"], is["request"] = s.inForce(s.today().Plus(113))
	is["deployment"], is["seat"] = s.staffing(is["request"], line, 2)
	offer := func(name string) string {
		return s.clara.must("POST", "/deployments/"+is["deployment"]+"/offers", body{"seatId": is["seat"], "observerId": s.ids[name]}).text("id")
	}
	is["siti accepted"], is["anna offered"] = offer("siti"), offer("anna")
	s.people["siti"].must("POST", "/assignments/"+is["siti accepted"]+"/accept", signed)
	s.people["siti"].must("PATCH", "/observers/"+s.ids["siti"], body{"conflicts": []string{"TL"}})
	is["concern"] = s.clara.must("GET", "/assignments/"+is["siti accepted"], nil).text("concerns.0.id")
	var kathmandu *client
	is["nepal"], is["nepal request"], kathmandu = s.hosting("NP", 140)
	is["nepal mission"], is["other seat"] = s.staffing(is["nepal request"], line, 1)
	is["verified"], is["asked"] = s.invitation(s.today().Plus(150))
	s.dili.must("POST", "/invitations/"+is["verified"]+"/submit", nil)
	s.clara.must("POST", "/invitations/"+is["verified"]+"/verify", body{"channel": "Note verbale of the embassy"})

	s.clara.must("POST", "/invitations/"+is["verified"]+"/assess", findings("met"))
	is["extension"] = s.extend(is["invitation"], s.today().Plus(200)).text("extensions.0.id")

	is["course"] = s.clara.must("POST", "/opportunities", body{"title": "Observation", "organiser": "UN", "body": "UNDP", "kind": "course",
		"function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(20), "until": s.today().Plus(24), "places": 9,
		"deadlineOn": s.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok", "cost": 1000}).text("id")
	s.clara.must("POST", "/opportunities/"+is["course"]+"/open", nil)
	for _, c := range [][2]string{{"joao", "place"}, {"budi", "endorsed"}} {
		is[c[1]] = s.people[c[0]].must("POST", "/training-requests", body{"opportunityId": is["course"], "motivation": "I would like to learn this well."}).text("id")
		s.clara.must("POST", "/training-requests/"+is[c[1]]+"/endorse", body{"draws": []body{{"lineId": courses, "amount": 1000}}})
	}
	s.clara.must("POST", "/training-requests/"+is["place"]+"/accept", body{"letterId": s.clara.upload("letter")})

	is["inquiry"] = strings.TrimPrefix(s.inquire("budi"), "/inquiries/")
	s.inquire("joao")
	is["closed inquiry"] = strings.TrimPrefix(s.heard("rosa"), "/inquiries/")
	s.clara.must("POST", "/inquiries/"+is["closed inquiry"]+"/close", body{"reason": "It was somebody else."})

	is["commitment"] = s.clara.must("GET", "/deployments/"+is["deployment"], nil).text("commitmentId")
	is["rent"] = s.clara.must("POST", "/commitments", body{"host": "", "title": "Rent", "draws": []body{{"lineId": is["office"], "amount": 200_000}}}).text("id")
	for _, p := range []string{"paid", "requested"} {
		is[p] = s.clara.must("POST", "/payments", body{"commitmentId": is["commitment"], "payee": "Timor Air", "purpose": "Fares", "amount": 1000, "confirmed": []string{"resembles-payment"}}).text("id")
	}
	s.david.must("POST", "/payments/"+is["paid"]+"/approve", nil)
	donated := s.clara.must("GET", "/contributions?contributor=AU", nil).text("items.0.id")
	is["correction"] = s.clara.must("POST", "/corrections", body{"receiptId": s.clara.must("GET", "/contributions/"+donated+"/receipts", nil).text("items.0.id"), "contributionId": donated,
		"receivedOn": s.today(), "amount": 9_000_000, "bankReference": "another", "reason": "It was booked in error.", "confirmed": sure}).text("id")
	for name, c := range map[string]*client{"clara": s.clara, "david": s.david, "dili": s.dili, "kathmandu": kathmandu} {
		is[name] = c.must("GET", "/me", nil).text("account.id")
	}
	for name, id := range s.ids {
		is[name] = id
	}
	return attack{s, is}
}

// TestGuaranteesHoldAgainstRawSQL tries every attack on the database itself, past all rules in Go.
func TestGuaranteesHoldAgainstRawSQL(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := siege(h)
		for _, attack := range append(attacks, moneyAttacks...) {
			err := s.attempt(attack.statements)
			if got := constraintOf(err); !slices.Contains(strings.Split(attack.wall, " or "), got) {
				h.Errorf("%s: stopped by %q (%v), not by %s", attack.what, got, err, attack.wall)
			}
		}
		s.recordHolds()
		if proof, err := models.VerifyFund(context.Background(), h.db); err != nil || !proof.OK {
			h.Errorf("the attacks left traces: %+v %v", proof, err)
		}
	})
}

// attempt runs statements in a transaction that is undone whatever happens, and returns the error of the last.
func (s attack) attempt(statements []string) (last error) {
	s.Helper()
	undo := errors.New("undo")
	err := s.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error {
		for i, statement := range statements {
			if last = tx.Exec(s.spelled(tx, statement)).Error; last != nil && i < len(statements)-1 {
				s.Errorf("%s: %v", statement, last)
			}
		}
		return undo
	})
	if !errors.Is(err, undo) {
		s.Fatal(err)
	}
	return last
}

// spelled writes a statement out: the ids of the scene, and "+table WHERE ... WITH column = value, ..." as an INSERT
// of copies of rows in which some columns are others.
func (s attack) spelled(tx *gorm.DB, statement string) string {
	s.Helper()
	for name, id := range s.is {
		statement = strings.ReplaceAll(statement, "{"+name+"}", id)
	}
	copied, ok := strings.CutPrefix(statement, "+")
	if !ok {
		return statement
	}
	where, with, _ := strings.Cut(copied, " WITH ")
	table, _, _ := strings.Cut(where, " ")
	rows, err := tx.Raw("SELECT * FROM " + table + " LIMIT 0").Rows()
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.Fatal(err)
	}
	values := append([]string{}, columns...)
	for change := range strings.SplitSeq(with, ", ") {
		name, value, _ := strings.Cut(change, " = ")
		for i := range columns {
			if columns[i] == name {
				values[i] = value
			}
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s", table, strings.Join(columns, ", "), strings.Join(values, ", "), where)
}

// constraintOf says what in the database refused a statement; nothing but these is a refusal.
func constraintOf(err error) string {
	var pg *pgconn.PgError
	var lite interface{ Code() int }
	switch {
	case errors.As(err, &pg):
		return map[string]string{"23001": "trigger", "23502": "not null", "23503": "foreign key", "23505": "unique", "23514": "check"}[pg.Code]
	case errors.As(err, &lite):
		return map[int]string{1811: "trigger", 1299: "not null", 787: "foreign key", 1555: "unique", 2067: "unique", 275: "check"}[lite.Code()]
	}
	return ""
}
