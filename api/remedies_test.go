package api

import (
	"fmt"
	"maps"
	"regexp"
	"sync"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// unfollowed are the codes whose remedy no test follows, and why.
var unfollowed = map[ruled]string{
	refusal.Malformed: "it says of every field what is wrong, and the same is sent again without that", refusal.Invalid: "the same", refusal.Unsupported: "the same",
	refusal.UnknownCode: "the same", refusal.UnknownZone: "the same", refusal.AmountTooLarge: "the same", refusal.InvalidRate: "the same",
	refusal.NoSuchFormat: "another is asked for: see TestTablesAreAskedFor", refusal.TooLarge: "less is sent", refusal.NoSuchEndpoint: "there is none", refusal.NoSuchMethod: "the same", refusal.NoSuchFile: "the same",
	refusal.FileErased: "what was erased is gone", refusal.FileAltered: "a backup is restored: see TestAlteredFile", refusal.NotFound: "the same", refusal.CrossOrigin: "it is for other sites, which may not",
	refusal.TooMany: "one waits: see TestGuessing", refusal.TooManyMessages: "the same: see TestConversationsAreHeldIn", refusal.Busy: "the same request is sent again", refusal.Internal: "the same", refusal.StorageDown: "the same request is sent again once it is back: see TestPostgresIsLost",
	refusal.ClockRight: "of the command on the server: see TestClockIsBehind",
	refusal.FaultyRows: "the rows are corrected in the file, or left out: see TestImport", refusal.NotMatched: "the column is matched: the same",
	refusal.FeedEnded: "its owner makes another: see TestFeedAddress", refusal.UnreadableCalendar: "another file is sent: see TestBusyTimes", refusal.LargeCalendar: "the same",
	refusal.LargeTable: "another file is sent: the same", refusal.UnreadableTable: "the same",
	refusal.NotAnAdministrator: "of the command on the server: see its test", refusal.NoSuchAccount: "the same", refusal.NotAnObserver: "the policy lets nobody else ask",
	refusal.CalledOutAlready: "the open one is closed: see TestCallOutsAreRefused", refusal.CallOutOver: "what is over stays so: the same", refusal.NotAskedYet: "those before them answer: see TestCallOut",
	refusal.OwnTelephone: "another administrator enters it: no observer is one", refusal.RemindedAlready: "somebody rings them", refusal.NoYes: "somebody else is offered the seat: see TestCallOut",
	refusal.PassEnded: "another mail is sent: see TestForgottenPassword", refusal.PassOther: "the same", refusal.OtherBrowser: "another link is asked for: see TestSignInByMail",
	refusal.LinkSentOnce: "another link is asked for: see TestOfficialsAreLinkedByTwo", refusal.MailStays: "raw SQL only leads here: see TestMailStays",
	refusal.LastAdministrator: "whoever disables another is an active administrator, so that only a race leads here",
	refusal.AppendOnly:        "raw SQL only leads here: see TestGuaranteesHoldAgainstRawSQL", refusal.Kept: "the same", refusal.Ledger: "the same", refusal.DaysHeld: "the same",
}

// follower is refused, does what the remedy says, and then is not refused any more.
type follower struct {
	*story
	mu       *sync.Mutex
	followed map[refusal.Code]bool
	returned int // refunds, each with a bank reference of its own
}

// role names who can do something about a refusal.
var byWhom = regexp.MustCompile(`administrator|operator|observer|state|sign in|new key|load it|upload|scan|dots per inch|leave observerId out|leave those rows out|check both|role allows it|clear the search|another name|delete one that|write another|whoever wrote it`)

// refused asks for something that a rule says no to, and returns the same request, which must be done once the remedy is.
func (f *follower) refused(rule ruled, c *client, method, path string, in any) (again func() reply) {
	f.Helper()
	got := c.request(method, path, in)
	got.is(f, got.status, rule)
	if got.status < 400 || !byWhom.MatchString(got.text("remedy")) {
		f.Errorf("%s: the remedy of %s names nobody who can: %s", method+" "+path, rule.Code(), got.body)
	}
	f.mu.Lock()
	f.followed[rule.Code()] = true
	f.mu.Unlock()
	return func() reply {
		f.Helper()
		return c.must(method, path, in)
	}
}

// TestRemedies follows the remedy of every refusal that there is to its success.
func TestRemedies(t *testing.T) {
	t.Parallel()
	for engine, fresh := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "postgres": modelstest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			mu, followed := &sync.Mutex{}, map[refusal.Code]bool{}
			t.Run("of", func(t *testing.T) {
				for name, follow := range map[string]func(*follower){
					"accounts": (*follower).accounts, "the cohort": (*follower).cohort, "inquiries": (*follower).inquiries, "trainings": (*follower).trainings, "places": (*follower).places,
					"proposals": (*follower).proposals, "invitations": (*follower).invitations, "missions": (*follower).missions, "the field": (*follower).field, "the books": (*follower).books,
					"conversations": (*follower).conversations, "the record": (*follower).record,
				} {
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						h := open(t, fresh(t), Options{PerSecond: 1_000_000})
						follow(&follower{story: newStory(h), mu: mu, followed: followed})
					})
				}
			})
			excused := map[refusal.Code]bool{}
			for rule := range unfollowed {
				excused[rule.Code()] = true
			}
			for _, code := range refusal.Code("").Values() {
				if code := refusal.Code(code); followed[code] == excused[code] {
					t.Errorf("the remedy of %s was followed: %t, is excused: %t", code, followed[code], excused[code])
				}
			}
		})
	}
}

func (f *follower) accounts() {
	eve := f.clara.must("POST", "/accounts", body{"email": "eve@fund.example", "name": "Eve", "role": "administrator"}).text("account.id")
	older := f.link("eve@fund.example")
	newer := f.link("eve@fund.example")
	f.refused(refusal.LinkEnded, f.nobody(), "POST", "/session/link", body{"token": older, "password": string(password)})
	signedIn := f.enter(newer)
	f.refused(refusal.SignedOut, f.nobody(), "GET", "/me", nil)
	signedIn.must("GET", "/me", nil)
	f.refused(refusal.NotLetIn, f.nobody(), "POST", "/session", body{"email": "eve@fund.example", "password": "not the right one"})
	f.refused(refusal.OwnersLink, f.clara, "POST", "/accounts/"+eve+"/link", nil)
	f.enter(f.link("eve@fund.example"))
	f.nobody().must("POST", "/session", body{"email": "eve@fund.example", "password": string(password)})

	taken := f.refused(refusal.EmailTaken, f.clara, "POST", "/accounts", body{"email": "Eve@fund.example", "name": "Another Eve", "role": "auditor"})
	f.clara.must("PATCH", "/accounts/"+eve, body{"email": "eve.first@fund.example"})
	taken()
	eves := f.enter(f.link("eve.first@fund.example"))
	f.refused(refusal.OwnAccount, eves, "POST", "/accounts/"+eve+"/disable", body{"reason": "My telephone was lost."})
	f.clara.must("POST", "/accounts/"+eve+"/disable", body{"reason": "Her telephone was lost."})

	f.inForce(f.today().Plus(113))
	dilis := f.dili.must("GET", "/me", nil).text("account.id")
	last := f.refused(refusal.LastOfState, f.clara, "POST", "/accounts/"+dilis+"/disable", body{"reason": "They have left."})
	f.invite(body{"email": "second@mfa.example", "name": "Protocol, Dili", "role": "state", "state": "TL"})
	last()

	siti := f.observer("Siti", "ID")
	id := siti.must("GET", "/me", nil).text("account.id")
	f.refused(refusal.ObserverHasAccount, f.clara, "POST", "/accounts", body{"email": "siti@new.example", "name": "Siti", "role": "observer", "observerId": f.ids["Siti"]})
	f.clara.must("PATCH", "/accounts/"+id, body{"email": "siti@new.example"})
	f.enter(f.clara.must("POST", "/accounts/"+id+"/link", nil).text("link.token"))

	waits := f.nominee("Budi", "ID")
	waits["private"].(body)["email"] = ""
	budi := f.clara.must("POST", "/observers", waits).text("id")
	admitted := f.refused(refusal.NotAdmitted, f.clara, "POST", "/observers/"+budi+"/invite", nil)
	f.david.must("POST", "/observers/"+budi+"/admit", nil)
	named := f.refused(refusal.NoAddress, f.clara, "POST", "/observers/"+budi+"/invite", nil)
	f.clara.must("PATCH", "/observers/"+budi, body{"private": body{"email": "budi@observer.example"}})
	admitted()
	named()

	many := f.batch("linkAccount", "/accounts", [2]any{id, nil}, [2]any{dilis, nil})
	f.refused(refusal.BatchRefused, f.clara, "POST", "/batch", many)
	many["rows"] = many["rows"].([]body)[:1]
	siti = f.enter(f.clara.must("POST", "/batch", many).text("rows.0.result.link.token"))

	f.refused(refusal.AnotherAccount, siti.with("Account", eve), "PATCH", "/observers/"+f.ids["Siti"], body{"noticeHours": 24})
	siti.with("Account", id).must("PATCH", "/observers/"+f.ids["Siti"], body{"noticeHours": 24})
	f.refused(refusal.Forbidden, siti, "POST", "/observers", f.nominee("Tomas", "TL"))
	f.clara.must("POST", "/observers", f.nominee("Tomas", "TL"))
	f.refused(refusal.OnlyAdministrators, siti, "PATCH", "/observers/"+f.ids["Siti"], body{"preferredName": "Siti W."})
	f.clara.must("PATCH", "/observers/"+f.ids["Siti"], body{"preferredName": "Siti W."})

	f.views(siti)
	once := f.clara.with("Idempotency-Key", "once")
	made := once.must("POST", "/accounts", body{"email": "one@fund.example", "name": "One", "role": "auditor"}).text("account.id")
	f.refused(refusal.AlreadyDone, f.clara.with("Idempotency-Key", "once"), "POST", "/accounts", body{"email": "one@fund.example", "name": "One", "role": "auditor"})
	f.clara.with("Idempotency-Key", "another").must("POST", "/accounts/"+made+"/link", nil)
	f.refused(refusal.IdempotencyKeyReused, f.clara.with("Idempotency-Key", "once"), "POST", "/accounts", body{"email": "two@fund.example", "name": "Two", "role": "auditor"})
	f.clara.with("Idempotency-Key", "new").must("POST", "/accounts", body{"email": "two@fund.example", "name": "Two", "role": "auditor"})
	f.refused(refusal.Stale, f.clara.with("If-Match", `"1"`), "PATCH", "/accounts/"+eve, body{"name": "Eve the first"})
	f.refused(refusal.RevisionNeeded, f.clara.with("If-Match", "*"), "PATCH", "/accounts/"+eve, body{"name": "Eve the first"})
	revision := f.clara.must("GET", "/accounts/"+eve, nil).at("revision")
	f.clara.with("If-Match", fmt.Sprintf(`"%v"`, revision)).must("PATCH", "/accounts/"+eve, body{"name": "Eve the first"})

	for rule, content := range map[ruled][]byte{refusal.EmptyFile: {}, refusal.BrokenFile: []byte("%PDF-1.7\ncut off"), refusal.UnsupportedFile: []byte("GIF89a and more")} {
		f.refused(rule, siti.with("Content-Type", "application/pdf"), "POST", "/files?name=a.pdf", content)
		siti.upload("whole " + string(rule.Code()))
	}
}

// conversations follows what is said of messages that nobody would read, or that stay.
func (f *follower) conversations() {
	invitation, _ := f.invitation(f.today().Plus(113))
	at := "/conversations/" + invitation + "/messages"
	drafted := f.refused(refusal.DraftNotSpokenOf, f.dili, "POST", at, body{"body": "Whom do we write to?"})
	f.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
	message := "/messages/" + drafted().text("id") + "/withdraw"
	f.refused(refusal.NotYourMessage, f.clara, "POST", message, nil)
	f.dili.must("POST", message, nil)
	f.refused(refusal.MessageWithdrawn, f.dili, "POST", message, nil)
	f.dili.must("POST", at, body{"body": "Whom do we write to about visas?"})
}

// proposals follows what is said of what waits for a second person.
func (f *follower) views(siti *client) {
	view := func(name string, shared bool) body {
		return body{"list": "/cohort", "name": name, "query": "q=siti", "shared": shared}
	}
	f.refused(refusal.SharesWords, f.clara, "POST", "/views", view("Siti", true))
	mine := f.clara.must("POST", "/views", view("Siti", false)).text("id")
	taken := f.refused(refusal.ViewNameTaken, f.clara, "POST", "/views", view("Siti", false))
	f.clara.must("PATCH", "/views/"+mine, body{"name": "Siti, by name"})
	taken()
	theirs := body{"list": "/my/training", "name": "Verified", "query": "status=verified", "shared": true}
	f.refused(refusal.NotSharing, siti, "POST", "/views", theirs)
	delete(theirs, "shared")
	siti.must("POST", "/views", theirs)
	for n := range models.MostViews - 2 {
		f.clara.must("POST", "/views", view(fmt.Sprint("View ", n), false))
	}
	full := f.refused(refusal.TooManyViews, f.clara, "POST", "/views", view("One more", false))
	f.clara.must("DELETE", "/views/"+mine, nil)
	full()
}

func (f *follower) proposals() {
	line := f.money("AU", "deployment", 2_000_000)
	contribution := f.clara.must("GET", "/contributions", nil).text("items.0.id")
	share := body{"contributionId": contribution, "amount": 5}
	asks := func() string {
		f.Helper()
		return f.clara.asks("POST", "/lines/"+line+"/return", share)
	}
	first := asks()
	f.refused(refusal.SecondPerson, f.clara, "POST", first+"/confirm", nil)
	f.refused(refusal.OthersProposal, f.david, "POST", first+"/withdraw", nil)
	f.refused(refusal.OthersProposal, f.david, "POST", first+"/explain", body{"reason": "It is not needed there."})
	f.clara.must("POST", first+"/explain", body{"reason": "It is not needed there."})
	f.clara.must("POST", first+"/remind", nil)
	f.refused(refusal.JustReminded, f.clara, "POST", first+"/remind", nil) // David, who can decide, opens it
	f.david.must("POST", first+"/confirm", nil)

	f.refused(refusal.WrongState, f.david, "POST", first+"/refuse", body{"reason": "We need it there."}) // it is asked for anew
	late := asks()
	f.later(4)
	f.refused(refusal.ProposalOver, f.david, "POST", late+"/confirm", nil)
	f.david.must("POST", asks()+"/confirm", nil)

	account := "/accounts/" + f.david.must("GET", "/me", nil).text("account.id")
	outdated := f.clara.asks("PATCH", account, body{"email": "david.b@fund.example"})
	emma := f.invite(body{"email": "emma@fund.example", "name": "Emma", "role": "administrator"})
	f.refused(refusal.SecondPerson, f.david, "POST", outdated+"/confirm", nil) // it is about his own account
	f.clara.must("PATCH", account, body{"name": "David B."})
	f.refused(refusal.ProposalOutdated, emma, "POST", outdated+"/confirm", nil)
	emma.must("POST", outdated+"/refuse", body{"reason": "His name was corrected meanwhile."})
	emma.must("POST", f.clara.asks("PATCH", account, body{"email": "david.b@fund.example"})+"/confirm", nil)
}

func (f *follower) cohort() {
	siti := f.observer("Siti", "ID")
	at := "/observers/" + f.ids["Siti"]
	first := f.clara.must("POST", "/observers", f.nominee("First", "PH")).text("id")
	second := f.clara.must("POST", "/observers", f.nominee("Second", "PH")).text("id")
	waits := f.refused(refusal.WaitingList, f.david, "POST", "/observers/"+second+"/admit", body{})
	f.refused(refusal.SeatTaken, f.david, "POST", "/observers/"+first+"/admit", body{"seat": 1})
	f.david.must("POST", "/observers/"+first+"/admit", body{"seat": 2})
	waits()

	f.clara.must("PATCH", at, body{"nationalities": []string{"ID", "AU"}})
	f.refused(refusal.ReasonNeeded, f.clara, "PATCH", at, body{"nationalities": []string{"ID"}})
	f.clara.must("PATCH", at, body{"nationalities": []string{"ID"}, "reason": "It was a mistake of ours."})

	period := body{"kind": "unavailable", "startsOn": f.today(), "until": f.today().Plus(9)}
	siti.must("POST", at+"/availability", period)
	f.refused(refusal.Overlap, siti, "POST", at+"/availability", period)
	period["replace"] = true
	siti.must("POST", at+"/availability", period)

	f.clara.must("POST", at+"/suspend", body{"reason": "A complaint is looked into."})
	f.refused(refusal.Suspended, siti, "POST", at+"/return", nil)
	f.refused(refusal.WrongState, f.clara, "POST", at+"/suspend", body{"reason": "A complaint is looked into."})
	f.clara.must("POST", at+"/reinstate", nil)

	f.clara.must("POST", "/observers/"+second+"/depart", body{"ground": "resigned", "reason": "Another post."})
	f.refused(refusal.WrongState, f.david, "POST", "/observers/"+second+"/admit", body{}) // an administrator nominates the person again
	f.clara.must("POST", "/observers/"+second+"/renominate", body{"reason": "It was the other one."})
	f.david.must("POST", "/observers/"+second+"/admit", body{})
	f.clara.must("POST", "/observers/"+second+"/depart", body{"ground": "resigned", "reason": "Another post after all."})
	f.clara.must("POST", "/observers/"+second+"/erase", body{"reason": "We are asked to forget them."})
	f.refused(refusal.Erased, f.clara, "POST", "/observers/"+second+"/renominate", body{"reason": "They are back."})
	third := f.clara.must("POST", "/observers", f.nominee("Second", "PH")).text("id")

	f.seated(3, models.Cohort) // the others of the hundred
	full := f.refused(refusal.CohortFull, f.david, "POST", "/observers/"+third+"/admit", body{})
	f.clara.must("POST", "/observers/"+first+"/depart", body{"ground": "resigned", "reason": "Another post."})
	full()

	passport := but(f.nominee("Third", "PH"), body{"private": body{"passportNumber": "P 1", "passportState": "PH", "bornOn": "1990-01-31"}})
	holder := f.clara.must("POST", "/observers", passport).text("id")
	taken := f.refused(refusal.Passport, f.clara, "POST", "/observers", but(passport, body{"passportName": "FOURTH"}))
	f.clara.must("PATCH", "/observers/"+holder, body{"private": body{"passportNumber": "P 2"}})
	taken()
	namesake := but(passport, body{"private": body{"bornOn": "1990-01-31"}})
	f.refused(refusal.SamePerson, f.clara, "POST", "/observers", namesake)
	f.clara.must("POST", "/observers", but(namesake, body{"confirmed": []string{"same-person"}}))
}

// inquiries follows what is said on the way to a dismissal.
func (f *follower) inquiries() {
	siti := f.observer("Siti", "ID")
	at, about := "/observers/"+f.ids["Siti"], body{"observerId": f.ids["Siti"], "allegation": "It is said that she took money."}
	f.refused(refusal.Dismissal, f.clara, "POST", at+"/depart", body{"ground": "dismissed", "reason": "She took money."})
	waiting := f.clara.must("POST", "/observers", f.nominee("Waiting", "PH")).text("id")
	seat := f.refused(refusal.NotSeated, f.clara, "POST", "/inquiries", but(about, body{"observerId": waiting}))
	f.david.must("POST", "/observers/"+waiting+"/admit", body{"reason": "There is a seat."})
	seat()
	inquiry := "/inquiries/" + f.clara.must("POST", "/inquiries", about).text("id")
	again := f.refused(refusal.Inquiring, f.clara, "POST", "/inquiries", about)
	closed := f.refused(refusal.NotHeard, f.clara, "POST", inquiry+"/close", body{"reason": "It was somebody else."})
	f.later(16)
	late := f.refused(refusal.AnswerLate, siti, "POST", inquiry+"/answer", body{"body": "It was not I."})
	f.clara.must("POST", inquiry+"/extend", body{"answerBy": f.today().Plus(8)})
	late()
	closed()
	again()
	inquiry = "/inquiries/" + f.clara.must("GET", at, nil).text("inquiryId")
	siti.must("POST", inquiry+"/answer", body{"body": "It was not I."})
	f.clara.must("POST", inquiry+"/close", body{"reason": "It was somebody else."})
}

func (f *follower) trainings() {
	siti := f.observer("Siti", "ID")
	claim := body{"organiser": "UN", "kind": "course", "title": "A course", "startsOn": f.today().Plus(-9), "until": f.today().Plus(-8)}
	training := siti.must("POST", "/trainings", claim).text("id")
	f.refused(refusal.EvidenceMissing, f.david, "POST", "/trainings/"+training+"/verify", body{})
	f.refused(refusal.NotYourFile, siti, "PATCH", "/trainings/"+training, body{"evidenceId": f.clara.upload("hers")})
	siti.must("PATCH", "/trainings/"+training, body{"evidenceId": siti.upload("my certificate")})
	f.refused(refusal.SecondPerson, f.clara, "POST", "/trainings/"+training+"/verify", body{}) // she nominated
	f.refused(refusal.AlreadyLogged, siti, "POST", "/trainings", claim)
	longer := but(claim, body{"until": f.today().Plus(-5)})
	f.refused(refusal.LoggedBefore, siti, "POST", "/trainings", longer)
	siti.must("POST", "/trainings", but(longer, body{"confirmed": []string{"logged-before"}}))
	numbered := but(claim, body{"title": "A numbered course", "certificateNumber": "UN 7"})
	mistaken := siti.must("POST", "/trainings", numbered).text("id")
	rightful := f.refused(refusal.CertificateLogged, siti, "POST", "/trainings", but(numbered, body{"title": "The course of that number"}))
	siti.must("PATCH", "/trainings/"+mistaken, body{"certificateNumber": "UN 77"})
	rightful()
	f.david.must("POST", "/trainings/"+training+"/reject", body{"reason": "The days are others."})
	siti.must("PATCH", "/trainings/"+training, body{"title": "A longer course"})
	f.refused(refusal.NotYours, siti, "POST", "/trainings", body{"observerId": models.NewID(), "organiser": "UN", "kind": "course", "title": "Another",
		"startsOn": f.today().Plus(-9), "until": f.today().Plus(-8)})
	siti.must("POST", "/trainings", body{"organiser": "UN", "kind": "course", "title": "Another", "startsOn": f.today().Plus(-9), "until": f.today().Plus(-8)})

	// A last day that was mistyped by who verified: it lapses, and is changed, claimed anew and verified by a second person.
	f.david.must("POST", "/trainings/"+training+"/verify", body{"expiresOn": f.today()})
	f.pass(48 * time.Hour)
	f.write(func(actor models.Actor) error { _, err := actor.LapseDue(); return err })
	f.later(0)
	again := f.refused(refusal.WrongState, f.david, "POST", "/trainings/"+training+"/verify", body{})
	siti.must("PATCH", "/trainings/"+training, body{"expiresOn": f.today().PlusMonths(24)})
	if again().at("status") != "verified" {
		f.Error("a corrected certificate does not count again")
	}
}

// opportunity drafts and opens a course, with other values for some.
func (f *follower) opportunity(more body) string {
	f.Helper()
	in := body{"title": "A course", "organiser": "UN", "kind": "course", "function": "sto", "place": "Bangkok", "startsOn": f.today().Plus(30), "until": f.today().Plus(34),
		"places": 2, "deadlineOn": f.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}
	maps.Copy(in, more)
	id := f.clara.must("POST", "/opportunities", in).text("id")
	f.clara.must("POST", "/opportunities/"+id+"/open", nil)
	return id
}

func (f *follower) places() {
	siti, budi := f.observer("Siti", "ID"), f.observer("Budi", "ID")
	line := f.money("JP", "training", 2_000_000)
	wish := func(id string) body {
		return body{"opportunityId": id, "motivation": "I would like to learn this well."}
	}
	draws := func(amount int) body { return body{"draws": []body{{"lineId": line, "amount": amount}}} }
	decided := body{"reason": "The organiser has decided so."}

	f.clara.must("POST", "/observers/"+f.ids["Siti"]+"/suspend", body{"reason": "A complaint is looked into."})
	course := f.opportunity(body{"cost": 200_000, "places": 1})
	inactive := f.refused(refusal.NotActive, siti, "POST", "/training-requests", wish(course))
	f.clara.must("POST", "/observers/"+f.ids["Siti"]+"/reinstate", nil)
	first := inactive().text("id")

	// One who asks twice withdraws and asks again; one who was not taken does so after the course was changed.
	f.refused(refusal.AlreadyRequested, siti, "POST", "/training-requests", wish(course))
	siti.must("POST", "/training-requests/"+first+"/withdraw", decided)
	f.refused(refusal.NeverAccepted, f.clara, "POST", "/training-requests/"+first+"/restore", decided)
	inactive()
	f.refused(refusal.Requested, f.clara, "PATCH", "/opportunities/"+course, body{"startsOn": f.today().Plus(31)})
	f.clara.must("POST", "/training-requests/"+first+"/decline", decided)
	f.clara.must("PATCH", "/opportunities/"+course, body{"startsOn": f.today().Plus(31)})
	if inactive().text("id") != first {
		f.Error("asking again is another request")
	}

	f.refused(refusal.Cost, f.clara, "POST", "/training-requests/"+first+"/endorse", draws(100_000))
	f.clara.must("POST", "/training-requests/"+first+"/endorse", draws(200_000))
	second := budi.must("POST", "/training-requests", wish(course)).text("id")
	full := f.refused(refusal.NoPlace, f.clara, "POST", "/training-requests/"+second+"/endorse", draws(200_000))
	f.clara.must("POST", "/training-requests/"+first+"/pass-over", decided)
	full()
	f.clara.must("PATCH", "/opportunities/"+course, body{"places": 2})
	inactive()
	f.clara.must("POST", "/training-requests/"+first+"/endorse", draws(200_000)) // its commitment is opened again
	fewer := f.refused(refusal.PlacesTaken, f.clara, "PATCH", "/opportunities/"+course, body{"places": 1})
	f.clara.must("POST", "/training-requests/"+second+"/pass-over", decided)
	fewer()
	f.clara.must("POST", "/training-requests/"+first+"/accept", body{"letterId": f.clara.upload("letter")})

	clash := f.opportunity(body{"title": "On the same days"})
	booked := f.refused(refusal.DayBooked, siti, "POST", "/training-requests", wish(clash))
	siti.must("POST", "/training-requests/"+first+"/withdraw", decided)
	booked()
	early := f.opportunity(body{"title": "Nobody has missed it yet", "startsOn": f.today().Plus(50), "until": f.today().Plus(52)})
	asked := siti.must("POST", "/training-requests", wish(early)).text("id")
	f.clara.must("POST", "/training-requests/"+asked+"/endorse", body{})
	f.clara.must("POST", "/training-requests/"+asked+"/accept", body{"letterId": f.clara.upload("letter 2")})
	f.refused(refusal.TooEarly, f.clara, "POST", "/training-requests/"+asked+"/miss", decided)
	f.clara.must("POST", "/training-requests/"+asked+"/withdraw", decided)
	f.clara.must("POST", "/training-requests/"+asked+"/restore", decided) // and that was a mistake

	european := f.opportunity(body{"title": "Of the EU", "organiser": "EU", "startsOn": f.today().Plus(60), "until": f.today().Plus(62)})
	arranged := f.refused(refusal.NotEligible, siti, "POST", "/training-requests", wish(european))
	f.clara.must("PATCH", "/opportunities/"+european, body{"admittedNationalities": []string{"ID"}})
	arranged()
	french := f.opportunity(body{"title": "In French", "language": "fr", "level": "B2", "startsOn": f.today().Plus(70), "until": f.today().Plus(72)})
	spoken := f.refused(refusal.Language, siti, "POST", "/training-requests", wish(french))
	siti.must("PATCH", "/observers/"+f.ids["Siti"], body{"languages": []body{{"language": "fr", "level": "B2"}}})
	spoken()
	within := body{"title": "In the region", "organiser": "UN", "kind": "mission", "function": "sto", "host": "TH", "place": "Bangkok", "startsOn": f.today().Plus(80),
		"until": f.today().Plus(84), "places": 2, "deadlineOn": f.today().Plus(7), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}
	f.refused(refusal.ExtraRegional, f.clara, "POST", "/opportunities", within)
	within["overrideReason"] = "There is no other that year."
	f.clara.must("POST", "/opportunities", within)

	home := f.opportunity(body{"title": "At home", "kind": "mission", "host": "NP", "startsOn": f.today().Plus(86), "until": f.today().Plus(88)})
	f.clara.must("PATCH", "/observers/"+f.ids["Siti"], body{"nationalities": []string{"ID", "NP"}})
	own := f.refused(refusal.Nationality, siti, "POST", "/training-requests", wish(home))
	f.clara.must("PATCH", "/observers/"+f.ids["Siti"], body{"nationalities": []string{"ID"}, "reason": "It was never hers."})
	own()
	late := f.opportunity(body{"title": "Late", "startsOn": f.today().Plus(90), "until": f.today().Plus(92)})
	f.later(9)
	missed := f.refused(refusal.DeadlineOver, siti, "POST", "/training-requests", wish(late))
	f.write(func(actor models.Actor) error { _, err := actor.CloseDue(); return err })
	f.refused(refusal.NotOpen, siti, "POST", "/training-requests", wish(late))
	f.clara.must("PATCH", "/opportunities/"+late, body{"deadlineOn": f.today().Plus(3)})
	f.clara.must("POST", "/opportunities/"+late+"/open", nil)
	last := missed().text("id")
	f.clara.must("POST", "/training-requests/"+last+"/endorse", body{})
	f.later(90)
	f.refused(refusal.Over, f.clara, "POST", "/training-requests/"+last+"/accept", body{"letterId": f.clara.upload("too late")})
	f.clara.must("POST", "/training-requests/"+last+"/pass-over", decided)
}

func (f *follower) invitations() {
	invitation, _ := f.invitation(f.today().Plus(113))
	at := "/invitations/" + invitation
	request := func(days int) body {
		return body{"election": "local", "title": "Local elections", "zone": "Asia/Dili", "format": "full", "regions": []string{"Dili"}, "languages": []string{"pt"},
			"rounds": []body{{"startsOn": f.today().Plus(days), "until": f.today().Plus(days + 1)}}}
	}
	f.dili.must("POST", at+"/submit", nil)
	further := f.refused(refusal.NoConsent, f.dili, "POST", at+"/requests", request(100))
	f.clara.must("POST", at+"/verify", body{"channel": "Note verbale of the embassy"})
	f.refused(refusal.SecondPerson, f.clara, "POST", at+"/accept", nil)
	found := f.refused(refusal.GuaranteeNotFound, f.david, "POST", at+"/accept", nil)
	f.clara.must("POST", at+"/assess", findings("met"))
	found()
	further()
	f.refused(refusal.OutsideInvitation, f.dili, "POST", at+"/requests", request(300))
	f.refused(refusal.NoExtension, f.clara, "POST", at+"/verify-extension", body{"channel": "Note verbale of the embassy"})
	f.extend(invitation, f.today().Plus(180))
	letter := f.dili.upload("another wish")
	waits := f.refused(refusal.ExtensionWaits, f.dili, "POST", at+"/extend", body{"until": f.today().Plus(190), "letterId": letter, "reason": "A day more."})
	f.dili.must("POST", at+"/withdraw-extension", body{"reason": "We ask for more."})
	waits()
	f.clara.must("POST", at+"/verify-extension", body{"channel": "Note verbale of the embassy"})
	f.refused(refusal.SecondPerson, f.clara, "POST", at+"/accept-extension", nil)
	f.david.must("POST", at+"/accept-extension", nil)
	near := f.dili.must("POST", at+"/requests", request(10)).text("id")
	f.refused(refusal.NotFeasible, f.clara, "POST", "/deployment-requests/"+near+"/approve", body{"risk": "low", "format": "full"})
	f.clara.must("POST", "/deployment-requests/"+near+"/approve", body{"risk": "low", "format": "short_term"})
	approval := func(of string) string { return "/deployment-requests/" + of + "/approve" }
	small := f.dili.must("POST", at+"/requests", but(request(90), body{"format": "expert"})).text("id")
	f.refused(refusal.MoreThanAsked, f.clara, "POST", approval(small), body{"risk": "low", "format": "limited"})
	larger := f.dili.must("POST", at+"/requests", but(request(90), body{"format": "limited"})).text("id")
	f.clara.must("POST", approval(larger), body{"risk": "low", "format": "limited"})
	f.clara.must("POST", approval(small), body{"risk": "low", "format": "expert"})

	plan := body{"requestId": near, "seats": []body{{"function": "sto", "places": 1, "cost": 1}}}
	mission := f.clara.must("POST", "/deployments", plan).text("id")
	planned := f.refused(refusal.AlreadyPlanned, f.clara, "POST", "/deployments", plan)
	alive := f.refused(refusal.DeploymentsAlive, f.clara, "POST", at+"/close", nil)
	f.clara.must("POST", "/deployments/"+mission+"/stand-down", body{"reason": "Planned anew."})
	mission = planned().text("id")
	f.clara.must("POST", "/deployments/"+mission+"/stand-down", body{"reason": "Planned anew."})
	f.later(11)
	f.refused(refusal.ElectionPast, f.clara, "POST", "/deployments", plan)
	later := f.dili.must("POST", at+"/requests", request(60)).text("id")
	unapproved := f.refused(refusal.NotApproved, f.clara, "POST", "/deployments", body{"requestId": later, "seats": plan["seats"]})
	f.clara.must("POST", "/deployment-requests/"+later+"/approve", body{"risk": "low", "format": "full"})
	mission = unapproved().text("id")
	f.clara.must("POST", "/deployments/"+mission+"/stand-down", body{"reason": "The end of this test."})
	alive()

	// Another authority invites to the same days: it is settled which one speaks for the state.
	protocol, _ := f.invitation(f.today().Plus(113))
	f.dili.must("POST", "/invitations/"+protocol+"/submit", nil)
	f.refused(refusal.NothingToSettle, f.clara, "POST", "/invitations/"+protocol+"/clear", body{"reason": "Nobody contests it."})
	dili := f.dili
	f.dili = f.commission()
	rival, _ := f.invitation(f.today().Plus(113))
	f.refused(refusal.OtherAuthority, f.dili, "POST", "/invitations/"+protocol+"/withdraw", body{"reason": "We invite instead."})
	f.dili.must("POST", "/invitations/"+rival+"/submit", nil)
	verified := f.refused(refusal.RivalInvitations, f.clara, "POST", "/invitations/"+rival+"/verify", body{"channel": "Note verbale of the embassy"})
	f.clara.must("POST", "/invitations/"+rival+"/clear", body{"reason": "The court has said so."})
	verified()
	f.dili.must("POST", "/invitations/"+rival+"/withdraw", body{"reason": "The end of this test."})
	f.dili = dili

	// A hard guarantee that is refused, and a period that is over: the host invites anew.
	answers := []body{}
	for n := range 20 {
		answers = append(answers, body{"guarantee": fmt.Sprintf("G%d", n+1), "answer": "refused", "note": "No."})
	}
	refuses := f.dili.must("GET", "/invitations/"+f.draft(), nil)
	draft := refuses.text("id")
	in := body{}
	for _, field := range []string{"authority", "authorityName", "signatory", "office", "contactName", "contactEmail", "letterId", "signedOn", "startsOn", "until"} {
		in[field] = refuses.at(field)
	}
	in["answers"] = answers
	f.dili.must("PUT", "/invitations/"+draft, in)
	f.dili.must("POST", "/invitations/"+draft+"/submit", nil)
	f.clara.must("POST", "/invitations/"+draft+"/verify", body{"channel": "Note verbale of the embassy"})
	f.refused(refusal.GuaranteeRefused, f.david, "POST", "/invitations/"+draft+"/accept", nil)
	f.dili.must("POST", "/invitations/"+draft+"/withdraw", body{"reason": "We give the guarantees in another."})
	overdue, _ := f.invitation(f.today().Plus(113))
	f.dili.must("POST", "/invitations/"+overdue+"/submit", nil)
	f.clara.must("POST", "/invitations/"+overdue+"/verify", body{"channel": "Note verbale of the embassy"})
	f.clara.must("POST", "/invitations/"+overdue+"/assess", findings("met"))
	f.later(200)
	f.refused(refusal.PeriodOver, f.david, "POST", "/invitations/"+overdue+"/accept", nil)
	f.inForce(f.today().Plus(113))
}

// draft is a complete invitation that is not submitted.
func (f *follower) draft() string {
	f.Helper()
	id, _ := f.invitation(f.today().Plus(113))
	return id
}

func (f *follower) missions() {
	siti, budi := f.ready("Siti", "ID"), f.observer("Budi", "ID")
	line := f.money("AU", "deployment", 5_000_000)
	_, request := f.inForce(f.today().Plus(113))
	mission, seat := f.staffing(request, line, 1)
	at := "/deployments/" + mission
	offer := func(name string) body { return body{"seatId": seat, "observerId": f.ids[name]} }

	unready := f.refused(refusal.NotReady, f.clara, "POST", at+"/offers", offer("Budi"))
	f.trained("Budi", body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE"})
	f.trained("Budi", body{"kind": "course", "function": "sto", "title": "Short-term observation", "expiresOn": f.today().PlusMonths(30)})
	budi.must("POST", "/observers/"+f.ids["Budi"]+"/availability", body{"kind": "available", "startsOn": f.today(), "until": f.today().Plus(300)})
	first := unready().text("id")
	taken := f.refused(refusal.SeatsTaken, f.clara, "POST", at+"/offers", offer("Siti"))
	budi.must("POST", "/assignments/"+first+"/decline", body{})
	second := taken().text("id")
	f.refused(refusal.OffersOpen, f.clara, "POST", at+"/confirm", body{"draws": []body{}})
	f.later(4)
	f.refused(refusal.OfferExpired, siti, "POST", "/assignments/"+second+"/accept", signed)
	f.clara.must("POST", "/assignments/"+second+"/withdraw", body{"reason": "It had expired."})
	third := f.clara.must("POST", at+"/offers", offer("Siti")).text("id")
	siti.must("POST", "/assignments/"+third+"/accept", signed)

	f.refused(refusal.SeatsKept, f.clara, "PUT", at, body{"seats": []body{{"function": "lto", "places": 1, "cost": 1}}})
	f.refused(refusal.OutsideConsent, f.clara, "PUT", at, body{"language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 430_000}, {"function": "lto", "places": 1, "startsOffset": -35, "untilOffset": 90}}})
	f.clara.must("PUT", at, body{"language": "en", "seats": []body{{"function": "sto", "places": 2, "cost": 430_000}, {"function": "lto", "places": 1, "cost": 1}}})
	f.refused(refusal.SeatsEmpty, f.clara, "POST", at+"/confirm", body{"draws": []body{}})
	f.clara.must("POST", at+"/confirm", body{"draws": []body{}, "reason": "One is enough there."})
	f.clara.must("POST", "/assignments/"+third+"/withdraw", body{"reason": "She cannot come."})
}

func (f *follower) field() {
	siti := f.ready("Siti", "ID")
	f.ready("Budi", "ID")
	line := f.money("AU", "deployment", 5_000_000)
	polling := f.today().Plus(30)
	_, request := f.inForce(polling)
	mission, seat := f.staffing(request, line, 2)
	at := "/deployments/" + mission
	var places []string
	for _, name := range []string{"Siti", "Budi"} {
		place := f.clara.must("POST", at+"/offers", body{"seatId": seat, "observerId": f.ids[name]}).text("id")
		f.people[name].must("POST", "/assignments/"+place+"/accept", signed)
		places = append(places, place)
	}
	f.clara.must("POST", at+"/confirm", body{"draws": []body{}})
	tooEarly := f.refused(refusal.TooEarly, f.clara, "POST", at+"/field", nil)
	f.later(25)
	tooEarly()
	f.clara.must("POST", "/observers/"+f.ids["Budi"]+"/suspend", body{"reason": "A complaint is looked into."})
	f.refused(refusal.CannotStand, f.clara, "POST", "/concerns/"+f.clara.must("GET", "/assignments/"+places[1], nil).text("concerns.0.id")+"/let-stand", body{"reason": "He is needed."})
	f.clara.must("POST", "/observers/"+f.ids["Budi"]+"/reinstate", nil)
	away := f.refused(refusal.InTheField, f.clara, "POST", "/observers/"+f.ids["Budi"]+"/depart", body{"ground": "resigned", "reason": "Another post."})
	f.clara.must("POST", "/assignments/"+places[1]+"/complete", nil)
	f.clara.must("POST", "/assignments/"+places[1]+"/restore", body{"reason": "He had not come home yet."})
	f.later(6)
	home := f.refused(refusal.InField, f.clara, "POST", at+"/report", nil)
	f.clara.must("POST", "/assignments/"+places[1]+"/complete", nil)
	away()
	f.clara.must("POST", "/assignments/"+places[0]+"/complete", nil)
	home()
	unsaid := f.refused(refusal.NoEvaluation, siti, "POST", "/assignments/"+places[0]+"/reply", body{"reply": "Thank you."})
	settled := f.refused(refusal.EvaluationsMissing, f.clara, "POST", at+"/close", nil)
	evaluation := body{"rating": "good", "body": "Calm, exact and always on time."}
	for _, place := range places {
		f.clara.must("POST", "/assignments/"+place+"/evaluate", evaluation)
	}
	unsaid()
	again := f.refused(refusal.EvaluationFinal, siti, "POST", "/assignments/"+places[0]+"/reply", body{"reply": "One more thing."})
	f.clara.must("POST", "/assignments/"+places[0]+"/evaluate", evaluation)
	again()
	service := "/trainings/" + f.texts("SELECT id FROM trainings WHERE assignment_id = ?", places[0])[0]
	f.refused(refusal.ServiceRecorded, f.clara, "PATCH", service, body{"function": "lto"})
	f.david.must("POST", service+"/reject", body{"reason": "It was another function."})
	f.clara.must("POST", "/assignments/"+places[0]+"/evaluate", evaluation)
	f.david.must("POST", service+"/verify", body{})
	commitment := f.clara.must("GET", at, nil).text("commitmentId")
	payment := f.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Timor Air", "purpose": "Fares", "amount": 280_000}).text("id")
	f.refused(refusal.SecondPerson, f.clara, "POST", "/payments/"+payment+"/approve", nil)
	f.refused(refusal.PaymentsWaiting, f.clara, "POST", at+"/close", nil)
	f.david.must("POST", "/payments/"+payment+"/approve", nil)
	f.refused(refusal.CommitmentHeld, f.clara, "POST", "/commitments/"+commitment+"/release", body{"reason": "All is paid."})
	settled()
}

func (f *follower) books() {
	pledge := func(contributor string, more body) string {
		f.Helper()
		in := body{"contributor": contributor, "title": contributor + " pledge", "amount": 1_000_000, "currency": "USD", "pledgedOn": f.today()}
		maps.Copy(in, more)
		return f.clara.must("POST", "/contributions", in).text("id")
	}
	receive := func(contribution string, amount int, reference string) string {
		f.Helper()
		return f.clara.must("POST", "/contributions/"+contribution+"/receipts", body{"receivedOn": f.today(), "amount": amount, "bankReference": reference}).text("receipt.id")
	}
	line := func(title, window string) string {
		f.Helper()
		return f.clara.must("POST", "/lines", body{"title": title, "window": window, "budget": 1}).text("id")
	}
	reason := body{"reason": "It was booked in error."}

	pledge("AU", nil)
	f.refused(refusal.CurrencyInUse, f.clara, "PUT", "/fund", body{"name": "The fund", "reserveFloor": 0, "currency": "EUR"})
	pledge("NZ", body{"currency": "EUR", "rate": "1.25"})

	india := pledge("IN", nil)
	first := receive(india, 600_000, "SWIFT 1")
	f.refused(refusal.AlreadyBooked, f.clara, "POST", "/contributions/"+india+"/receipts", body{"receivedOn": f.today(), "amount": 600_000, "bankReference": "swift-1"})
	f.clara.must("POST", "/receipts/"+first+"/reverse", reason)
	f.refused(refusal.AlreadyReversed, f.clara, "POST", "/receipts/"+first+"/reverse", reason)
	receive(india, 600_000, "SWIFT 2")
	more := body{"receivedOn": f.today(), "amount": 600_000, "bankReference": "SWIFT 3"}
	f.refused(refusal.MoreThanPledged, f.clara, "POST", "/contributions/"+india+"/receipts", more)
	more["confirmed"] = []string{"more-than-pledged"}
	f.clara.must("POST", "/contributions/"+india+"/receipts", more)
	full := pledge("JP", body{"amount": 5})
	mistaken := receive(full, 5, "SWIFT 4")
	paid := f.refused(refusal.PaidInFull, f.clara, "POST", "/contributions/"+full+"/cancel", body{"reason": "They give no more."})
	f.clara.must("POST", "/receipts/"+mistaken+"/reverse", reason)
	paid()

	// What is likely a mistake goes through for who says that it is none.
	sure := func(rule ruled, path string, in body) reply {
		f.Helper()
		again := but(in, body{"confirmed": []string{string(rule.Code())}})
		f.refused(rule, f.clara, "POST", path, in)
		return f.clara.must("POST", path, again)
	}
	promise := body{"contributor": "AU", "title": "Support", "amount": 1_000_000, "currency": "USD", "pledgedOn": f.today()}
	sure(refusal.FarAmount, "/contributions", but(promise, body{"amount": 1_000_000_000_000}))
	sure(refusal.FarDay, "/contributions", but(promise, body{"pledgedOn": "2019-01-01"}))
	sure(refusal.FarRate, "/contributions", but(promise, body{"currency": "EUR", "rate": "0.8"}))
	cancelled := pledge("SG", nil)
	f.clara.must("POST", "/contributions/"+cancelled+"/cancel", body{"reason": "They give nothing."})
	sure(refusal.PledgeCancelled, "/contributions/"+cancelled+"/receipts", body{"receivedOn": f.today(), "amount": 10, "bankReference": "SWIFT 20"})

	office := line("Office", "administration")
	f.refused(refusal.LineExists, f.clara, "POST", "/lines", body{"title": "Office", "window": "audit", "budget": 1})
	line("Office, audit", "audit")
	share := func(contribution string, amount int) body {
		return body{"contributionId": contribution, "amount": amount}
	}
	short := f.refused(refusal.NotEnoughMoney, f.clara, "POST", "/lines/"+office+"/allocate", share(india, 9_000_000))
	f.clara.must("POST", "/contributions/"+india+"/receipts", body{"receivedOn": f.today(), "amount": 9_000_000, "bankReference": "SWIFT 5", "confirmed": []string{"more-than-pledged"}})
	short()
	marked := pledge("KR", body{"earmark": "deployment"})
	receive(marked, 1000, "SWIFT 6")
	f.refused(refusal.Earmark, f.clara, "POST", "/lines/"+office+"/allocate", share(marked, 1000))
	f.clara.must("POST", "/lines/"+line("Missions", "deployment")+"/allocate", share(marked, 1000))
	ending := pledge("TH", body{"expiresOn": f.today().Plus(1)})
	receive(ending, 1000, "SWIFT 7")
	f.later(3)
	f.refused(refusal.Expired, f.clara, "POST", "/lines/"+office+"/allocate", share(ending, 1000))
	f.clara.must("POST", "/lines/"+office+"/allocate", share(india, 1000))

	draw := func(line string, amount int) []body { return []body{{"lineId": line, "amount": amount}} }
	missions := f.money("VN", "deployment", 1000)
	f.refused(refusal.Window, f.clara, "POST", "/commitments", body{"host": "", "title": "An audit", "draws": draw(missions, 10)})
	commitment := f.clara.must("POST", "/commitments", body{"host": "", "title": "An audit", "draws": draw(office, 10_000)}).text("id")
	pay := func(amount int) string {
		f.Helper()
		id := f.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Auditors", "purpose": "An audit", "amount": amount}).text("id")
		f.david.must("POST", "/payments/"+id+"/approve", nil)
		return id
	}
	payment, other := pay(100), pay(1)
	back := func(amount int, reason string) body {
		f.returned++
		return body{"amount": amount, "reason": reason, "receivedOn": f.today(), "bankReference": fmt.Sprint("BACK ", f.returned)}
	}
	f.clara.must("POST", "/payments/"+payment+"/refund", back(40, "Less was needed."))
	f.refused(refusal.Refunded, f.clara, "POST", "/payments/"+payment+"/reverse", reason)
	f.clara.must("POST", "/payments/"+payment+"/refund", back(60, "Nothing was needed."))
	f.refused(refusal.NotRefunded, f.clara, "POST", "/payments/"+other+"/reverse-refund", body{"refundId": payment, "reason": "It never came."})
	f.clara.must("POST", "/payments/"+other+"/refund", back(1, "It came after all."))
	refund := f.clara.must("GET", "/payments/"+other, nil).text("refunds.0.id")
	waits := f.clara.must("POST", "/payments", body{"commitmentId": commitment, "payee": "Printers", "purpose": "All that is left",
		"amount": f.clara.must("GET", "/commitments/"+commitment, nil).at("rest")}).text("id")
	neverCame := f.refused(refusal.NotEnoughMoney, f.clara, "POST", "/payments/"+other+"/reverse-refund", body{"refundId": refund, "reason": "It never came."})
	f.clara.must("POST", "/payments/"+waits+"/reject", reason)
	neverCame()

	bill := body{"commitmentId": commitment, "payee": "Auditors", "purpose": "Another audit", "amount": 100}
	sure(refusal.ResemblesPayment, "/payments", bill)

	// What was booked wrongly and spent since is put right by two people, once other money stands in for it.
	wrong := pledge("KH", nil)
	booked := receive(wrong, 60_000, "SWIFT 30")
	shop := line("Shop", "audit")
	f.clara.must("POST", "/lines/"+shop+"/allocate", share(wrong, 60_000))
	spent := f.clara.must("POST", "/commitments", body{"host": "", "title": "Papers", "draws": draw(shop, 60_000)}).text("id")
	f.refused(refusal.Allocated, f.clara, "POST", "/receipts/"+booked+"/reverse", reason)
	correct := body{"receiptId": booked, "reason": "It never came."}
	uncovered := f.refused(refusal.NotCovered, f.clara, "POST", "/corrections", correct)
	instead := pledge("LA", nil)
	receive(instead, 60_000, "SWIFT 31")
	f.clara.must("POST", "/lines/"+shop+"/allocate", share(instead, 60_000))
	correction := uncovered().text("id")
	f.refused(refusal.SecondPerson, f.clara, "POST", "/corrections/"+correction+"/approve", nil)
	f.refused(refusal.AlreadyRequested, f.clara, "POST", "/corrections", correct)
	f.david.must("POST", "/corrections/"+correction+"/approve", nil)
	f.clara.must("POST", "/commitments/"+spent+"/release", reason)
	f.clara.must("POST", "/commitments/"+spent+"/request-settlement", reason)
	f.refused(refusal.SecondPerson, f.clara, "POST", "/commitments/"+spent+"/approve-settlement", nil)
	f.david.must("POST", "/commitments/"+spent+"/approve-settlement", nil)

	reserve := f.money("AU", "reserve", 1_000_000)
	f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 1_000_000})
	host := f.money("TL", "deployment", 1_000_000)
	_, request := f.inForce(f.today().Plus(113))
	mission := f.clara.must("POST", "/deployments", body{"requestId": request, "language": "en", "seats": []body{{"function": "sto", "places": 1, "cost": 1000}}}).text("id")
	f.refused(refusal.HostMoney, f.david, "POST", "/deployments/"+mission+"/fund", body{"draws": draw(host, 1000)})
	floor := f.refused(refusal.ReserveFloor, f.david, "POST", "/deployments/"+mission+"/fund", body{"draws": draw(reserve, 1000)})
	f.clara.must("PUT", "/fund", body{"name": "The fund", "reserveFloor": 0})
	floor()
}
