package api

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestHistories lets anybody do anything in any order, as time goes by, and looks at the whole fund after every step.
// -rapid.checks says how many histories are lived on each engine, -rapid.steps how long they are on average. When they
// are many, they go on until every step of every flow was taken.
func TestHistories(t *testing.T) {
	t.Parallel()
	modelstest.Unless(t, "rapid.checks", "3")
	modelstest.Unless(t, "rapid.steps", "120")
	many := flag.Lookup("rapid.checks").Value.(flag.Getter).Get().(int) >= 20
	taken := map[string]map[step]bool{"sqlite": {}, "postgres": {}}
	left := flowSteps()
	for round := 1; round == 1 || many && len(left) > 0 && round <= 8 && !t.Failed(); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			for engine, fresh := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "postgres": modelstest.Postgres} {
				if round > 1 && engine != "sqlite" { // a step is the same on both
					continue
				}
				t.Run(engine, func(t *testing.T) {
					t.Parallel()
					tell(t, fresh, taken[engine])
				})
			}
		})
		left = slices.DeleteFunc(left, func(s step) bool { return taken["sqlite"][s] || taken["postgres"][s] || untaken[s] != "" })
	}
	if many && len(left) > 0 && !t.Failed() {
		t.Errorf("no history has come to these steps: %v", left)
	}
}

// tell lives histories on one engine, and adds to the steps that were taken. None of them fails for another: one that
// fails is told again with what was known then.
func tell(t *testing.T, fresh func(testing.TB) *models.DB, taken map[step]bool) {
	lived, failed := map[string]int{}, false
	rapid.Check(t, func(r *rapid.T) {
		l := newHistory(t, fresh(t), r, lived)
		defer l.db.Close()
		l.known, l.taken = taken, map[step]bool{}
		ended := false
		defer func() { failed = failed || !ended }()
		l.live()
		if ended = true; !failed {
			maps.Copy(taken, l.taken)
		}
	})
	t.Logf("what was tried and how it was answered: %v", lived)
}

// step is an event in a state of a flow.
type step struct {
	from  string
	event models.Action
}

// flowSteps are the steps of all flows.
func flowSteps() (steps []step) {
	for _, flow := range flows {
		for state, events := range flow {
			for event := range events {
				steps = append(steps, step{state, event})
			}
		}
	}
	return steps
}

// untaken are the steps that no history takes, and why.
var untaken = map[step]string{
	{"invited", models.UseLink}: "the link is shown once, to who made it", {"active", models.UseLink}: "the same",
	{"active", models.ChangePassword}:     "a history has no time for hashing passwords",
	{"submitted", models.ClearInvitation}: "the two authorities of one state seldom meet: TestRivalsAreSettledTogether does it", {"verified", models.ClearInvitation}: "the same",
	{"accepted", models.ClearInvitation}: "the same",
	{"open", models.LetStandConcern}:     "hardly anybody who is bound stops meeting a requirement by chance: TestWhatStandsGoes does it",
	{"open", models.SettleConcern}:       "the same: TestEveryRequirementIsNoticed does it", {"stands", models.SettleConcern}: "the same: TestWhatStandsGoes does it",
	{"open", models.VoidProposal}: "nobody who asks is disabled here: TestAProposalIsDecidedOnceAndByAnother does it",
}

// untried are the routes that no history asks, and why.
var untried = map[string]string{
	"signIn": "everybody is signed in, and stays so", "signOut": "the same", "signOutEverywhere": "the same", "endSession": "the same",
	"useLink": "the link is shown once, to who made it", "changePassword": "a history has no time for hashing passwords",
	"usePass": "what it does are deeds of their own: TestAnOfferIsAnsweredByItsLink does it", "askPassword": "it decides nothing: TestForgottenPassword does it",
	"askSignIn": "it decides nothing: TestSignInByMail does it", "signInByLink": "the same",
	"writeMessage": "what people write decides nothing: TestConversations does it", "markMessages": "the same", "withdrawMessage": "the same",
	"resendDelivery": "TestOutbox does it", "markDelivery": "the same", "stopMail": "TestUnsubscribe does it", "chooseMail": "it decides nothing",
	"chooseLanguage": "it decides nothing", "markNotice": "the same", "markNotices": "the same", "uploadFile": "a document is handed in with what needs it",
	"inviteObserver": "it makes an account or a link, which are deeds: TestManyAreInvited does it",
	"runBatch":       "each of its rows is a deed, and is done by the same endpoint: see TestABatchIsAsItsRows",
	"openCallOut":    "who could go is seldom known by chance, and a yes is an interest only: TestCallOut does it", "replyCallOut": "the same", "seeCallOut": "the same", "seeByLink": "the same",
	"remindCallOut": "the same", "extendCallOut": "the same", "closeCallOut": "the same", "withdrawCallOut": "the same", "hearCallOut": "the same", "offerCalledOut": "the same",
	"saveView": "a view decides nothing: TestViews does it", "changeView": "the same", "deleteView": "the same",
	"addImport": "rows go through the endpoints of their forms, which are deeds: TestImport does it", "extendImport": "the same", "matchImport": "the same",
	"makeFeed": "an address is nobody's decision: TestFeeds does it", "stopFeed": "the same",
	"releaseMail":     "no history is restored from a backup: TestARestoredFundMailsNothing does it",
	"takeInBusyTimes": "TestBusyTimes does it", "rehearseBusyTimes": "the same",
	"rehearseImport": "the same", "readFaultyRows": "the same", "runImport": "the same", "dropImport": "the same",
}

// TestDeeds sees that histories can try everything there is to write: every route is a deed, every event of a flow is one
// or follows from one, and nothing is excused that need not be.
func TestDeeds(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, d := range deeds {
		tried[strings.NewReplacer("{id}", ":id", "{period}", ":period").Replace(d.path)] = true
	}
	routed, excused := map[models.Action]bool{}, map[string]bool{}
	for _, r := range Routes {
		if r.work < writes {
			continue
		}
		routed[r.Action], excused[r.ID] = true, untried[r.ID] != ""
		if tried[r.Method+" "+r.Path] == excused[r.ID] {
			t.Errorf("%s %s is a deed: %v, and is excused: %v", r.Method, r.Path, tried[r.Method+" "+r.Path], excused[r.ID])
		}
	}
	for id := range untried {
		if !excused[id] {
			t.Errorf("%s is excused, and is no route", id)
		}
	}
	steps := flowSteps()
	for s := range untaken {
		if !slices.Contains(steps, s) {
			t.Errorf("%s of what is %s is excused, and is no step", s.event, s.from)
		}
	}
	for _, s := range steps {
		byHand := slices.ContainsFunc(deeds, func(d deed) bool { return d.action == s.event })
		if routed[s.event] && !byHand && untaken[s] == "" {
			t.Errorf("%s of what is %s is no deed", s.event, s.from)
		}
	}
}

// history is one history: a fund with two administrators, six observers, three states of which two contribute, an
// auditor, somebody who is not signed in, and the clock.
type history struct {
	*story
	r        *rapid.T
	lived    map[string]int
	known    map[step]bool // the steps of flows that histories before this one took
	taken    map[step]bool // those of this one
	people   []*person
	seq      int64  // of the last entry of the journal
	hash     string // of the same
	looked   int64  // the entry that was last when everybody bound was assessed
	counting int    // makes names unlike each other
}

// person is somebody who acts.
type person struct {
	name    string
	account models.Account
	client  *client
}

// newHistory begins a history. What it begins with was done by the people of the story.
func newHistory(t *testing.T, db *models.DB, r *rapid.T, lived map[string]int) *history {
	h := open(t, db, Options{PerSecond: 1_000_000})
	l := &history{r: r, lived: lived, story: &story{fixture: h, people: map[string]*client{}, ids: map[string]string{}}}
	l.pass = h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	l.today = func() models.Date { return h.db.Now().Day() }
	join := func(name string, a models.Account) *client {
		a = h.keep(a)
		l.people = append(l.people, &person{name, a, h.as(a)})
		return l.people[len(l.people)-1].client
	}
	l.clara = join("clara", models.Account{Role: models.Administrator})
	l.david = join("david", models.Account{Role: models.Administrator})
	l.auditor = join("the auditor", models.Account{Role: models.Auditor})
	l.people = append(l.people, &person{"nobody", models.Account{}, h.nobody()})
	h.another = func(asker *client) *client {
		if asker == l.clara {
			return l.david
		}
		return l.clara
	}
	for _, state := range []string{"TL", "PH", "NP"} {
		c := join(state, models.Account{Role: models.StateRole, State: &state})
		if state == "TL" {
			l.dili = c
		}
	}
	philippines := "PH"
	join("the commission of PH", models.Account{Role: models.StateRole, State: &philippines, Name: "Commission on Elections"}) // a rival of its ministry
	for i, states := range [][]string{{"ID"}, {"AU"}, {"EE"}, {"PH", "ID"}, {"TL"}, {"NP"}} {
		name := fmt.Sprint("o", i)
		in := l.nominee(name, states[0])
		in["nationalities"] = states
		id := l.clara.must("POST", "/observers", in).text("id")
		l.ids[name], l.story.people[name] = id, join(name, models.Account{Role: models.ObserverRole, ObserverID: &id})
		if i == 5 {
			continue // waits for a seat
		}
		l.david.must("POST", "/observers/"+id+"/admit", body{})
		l.trained(name, body{"kind": "security_awareness", "body": "UNDSS", "title": "BSAFE"})
		l.trained(name, body{"kind": "course", "function": "sto", "title": "Short-term observation"})
		l.story.people[name].must("POST", "/observers/"+id+"/availability", body{"kind": "available", "startsOn": l.today(), "until": l.today().Plus(400)})
	}
	lines := map[string]string{}
	for _, m := range [][2]string{{"AU", "deployment"}, {"TL", "deployment"}, {"PH", "training"}, {"EU", "reserve"}} {
		lines[m[0]] = l.money(m[0], m[1], 9_000_000)
	}
	l.leaving(lines["AU"], lines["PH"])
	_, request := l.inForce(l.today().Plus(22))
	mission, seat := l.staffing(request, lines["AU"], 2)
	l.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": l.ids["o0"]})
	l.inForce(l.today().Plus(40))
	chance := l.clara.must("POST", "/opportunities", someOpportunity(l, nil, row{})).text("id")
	l.clara.must("POST", "/opportunities/"+chance+"/open", nil)
	l.seq = h.entries()
	l.hash = l.word("SELECT hash FROM journal WHERE seq = ?", l.seq)
	return l
}

// leaving prepares what histories hardly come to by chance: a team that leaves in two days, a course that begins, an
// invitation that is not submitted and a certificate that is good for a month.
func (l *history) leaving(line, training string) {
	l.Helper()
	_, request := l.inForce(l.today().Plus(22))
	mission, seat := l.staffing(request, line, 2)
	for _, name := range []string{"o1", "o2"} {
		offer := l.clara.must("POST", "/deployments/"+mission+"/offers", body{"seatId": seat, "observerId": l.ids[name]}).text("id")
		l.story.people[name].must("POST", "/assignments/"+offer+"/accept", signed)
	}
	l.clara.must("POST", "/deployments/"+mission+"/confirm", body{})
	l.goBy(13 * 24 * time.Hour)
	soon := l.today().Plus(2)
	course := l.clara.must("POST", "/opportunities", body{"title": "A course", "organiser": "UN", "body": "UNDP", "kind": "course", "function": "sto", "host": "TH",
		"place": "Bangkok", "startsOn": soon, "until": soon.Plus(3), "places": 4, "cost": 500, "deadlineOn": soon.Plus(-1), "deadlineClock": "24:00", "deadlineZone": "Asia/Bangkok"}).text("id")
	l.clara.must("POST", "/opportunities/"+course+"/open", nil)
	for _, name := range []string{"o3", "o4", "o0"} {
		place := l.story.people[name].must("POST", "/training-requests", body{"opportunityId": course, "motivation": "I would like to learn this well."}).text("id")
		l.clara.must("POST", "/training-requests/"+place+"/endorse", body{"draws": []body{{"lineId": training, "amount": 500}}})
		if name == "o0" {
			continue // waits for the organiser's letter
		}
		l.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": l.clara.upload("letter for " + name)})
	}
	l.invitation(l.today().Plus(60))
	l.trained("o5", body{"kind": "course", "function": "lto", "title": "Long-term observation", "expiresOn": l.today().PlusMonths(1)})
}

// live acts as chance will have it. At the end of every history the record still proves it.
func (l *history) live() {
	l.r.Repeat(map[string]func(*rapid.T){"": l.check, "somebody": func(*rapid.T) {
		for !l.curious() && !l.attempt(one(l, "deed", vocabulary[dice.Draw(l.r, "ends")%10 == 9]), row{}) {
		}
	}})
	if proof, err := models.VerifyFund(context.Background(), l.db); err != nil || !proof.OK {
		l.r.Fatalf("the record proves %+v %v", proof, err)
	}
}

// vocabulary has every deed as often as it comes up: false are those that carry things on, true those that end them.
var vocabulary = func() map[bool][]deed {
	all := map[bool][]deed{}
	for _, d := range deeds {
		all[d.ends] = append(all[d.ends], slices.Repeat([]deed{d}, max(d.often, 1))...)
	}
	return all
}()

// curious does, every fourth time, what no history has done yet to something in its state, or what may bring it about:
// what causes it, or what leads to that state.
func (l *history) curious() bool {
	if dice.Draw(l.r, "curious")%4 != 3 {
		return false
	}
	type chance struct {
		deed int // of deeds
		to   []row
	}
	var fresh []chance
	for _, table := range slices.Sorted(maps.Keys(flows)) {
		at := map[string][]row{}
		for _, it := range l.rows(table) {
			at[it.Status] = append(at[it.Status], it)
		}
		latest := func(state string) []row { return at[state][max(0, len(at[state])-4):] }
		for _, state := range flows[table].States() {
			for _, event := range flows[table].Events(state) {
				if s := (step{state, event}); l.known[s] || l.taken[s] || untaken[s] != "" {
					continue
				}
				if n := deedOf(table, event); n >= 0 {
					if len(at[state]) > 0 {
						fresh = append(fresh, chance{n, latest(state)})
					}
					for _, from := range flows[table].States() {
						for _, before := range flows[table].Events(from) {
							if n := deedOf(table, before); n >= 0 && before != event && flows[table][from][before] == state && len(at[from]) > 0 {
								fresh = append(fresh, chance{n, latest(from)})
							}
						}
					}
					continue
				}
				if len(at[state]) == 0 {
					continue
				}
				by := brings[event]
				n := max(slices.IndexFunc(deeds, func(d deed) bool { return d.action == by.event }), 0) // the first is time
				if n == 0 && slices.ContainsFunc(fresh, func(c chance) bool { return c.deed == 0 }) {
					continue // it passes once
				}
				var to []row
				if n > 0 {
					of := l.words(by.of, state)
					to = slices.DeleteFunc(l.rows(deeds[n].to), func(it row) bool { return !slices.Contains(of, it.ID) })
				}
				fresh = append(fresh, chance{n, to})
			}
		}
	}
	if len(fresh) == 0 {
		return false
	}
	do := one(l, "fresh", fresh)
	return l.attempt(deeds[do.deed], one(l, "which", do.to))
}

// deedOf is the deed that is an event of what is in a table, -1 where nobody causes it by themselves.
func deedOf(table string, event models.Action) int {
	return slices.IndexFunc(deeds, func(d deed) bool { return d.action == event && d.to == table })
}

// brings are the events that nobody causes by themselves and time does not, what does, and to what.
var brings = map[models.Action]struct {
	event models.Action
	of    string
}{
	models.CancelTrainingRequest:   {models.CancelOpportunity, "SELECT opportunity_id FROM training_requests WHERE status = ?"},
	models.AskAgainAssignment:      {models.MoveDeployment, "SELECT deployment_id FROM assignments WHERE status = ?"},
	models.OvertakeInquiry:         {models.DepartObserver, "SELECT observer_id FROM inquiries WHERE status = ?"},
	models.SettleConcern:           {models.MoveDeployment, "SELECT a.deployment_id FROM assignment_concerns c JOIN assignments a ON a.id = c.assignment_id WHERE c.status = ?"},
	models.ReopenCommitment:        {models.RestoreTrainingRequest, "SELECT request_id FROM commitments WHERE status = ? AND request_id IS NOT NULL"},
	models.SubmitDeploymentRequest: {models.SubmitInvitation, "SELECT invitation_id FROM deployment_requests WHERE status = ?"},
}

// row is a thing that can be acted on: where it stands, whose it is.
type row struct{ ID, Status, Observer, Host string }

// attempt lets somebody do a deed to something, if there is anything to do it to: mostly who may, and what is in a state
// for it; and sometimes not.
func (l *history) attempt(d deed, it row) bool {
	if d.path == "" {
		l.wait()
		return true
	}
	if d.to != "" && it.ID == "" {
		all := l.rows(d.to)
		ripe := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return !d.possible(r.Status) })
		switch {
		case len(all) == 0, len(ripe) == 0 && !(l.seldom("untimely") && l.seldom("all the same")):
			return false
		case len(ripe) > 0 && !l.seldom("untimely"):
			all = ripe
		}
		switch {
		case l.seldom("any"):
		case d.to != "observers": // the latest
			all = all[max(0, len(all)-4):]
		case d.ends: // who has something to lose
			bound := l.words("SELECT observer_id FROM bookings")
			if busy := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return !slices.Contains(bound, r.ID) }); len(busy) > 0 {
				all = busy
			}
		}
		it = one(l, d.to, all)
	}
	by := l.somebodyWhoMay(d.action, it)
	var in any
	if d.with != nil {
		in = d.with(l, by, it)
	}
	method, path, _ := strings.Cut(d.path, " ")
	if strings.Contains(path, "{period}") {
		path = strings.ReplaceAll(path, "{period}", one(l, "period", l.words("SELECT id FROM availability WHERE observer_id = ? ORDER BY id", it.ID)))
	}
	if l.try(by, string(d.action), method, strings.ReplaceAll(path, "{id}", it.ID), in).status < 300 {
		l.taken[step{it.Status, d.action}] = true
	}
	return true
}

// somebodyWhoMay is somebody whom the policy lets do it, to what is theirs if it reaches no further; or, seldom, anybody.
func (l *history) somebodyWhoMay(action models.Action, it row) *person {
	fit := slices.DeleteFunc(slices.Clone(l.people), func(p *person) bool {
		switch models.Policy[action][p.account.Role] {
		case models.All:
			return false
		case models.Own:
			return it.Observer != "" && p.account.ObserverID != nil && *p.account.ObserverID != it.Observer ||
				it.Host != "" && p.account.State != nil && *p.account.State != it.Host
		}
		return true
	})
	if len(fit) == 0 || l.seldom("anybody") {
		fit = l.people
	}
	return one(l, "who", fit)
}

// try sends a request and holds the answer to what every answer must be.
func (l *history) try(by *person, what, method, path string, in any) reply {
	out := by.client.alone(method, "/"+strings.TrimPrefix(path, "/"), in)
	l.r.Logf("%s: %s %s %v: %d %s", by.name, method, path, in, out.status, out.text("code"))
	l.lived[strings.TrimSpace(what+" "+out.text("code"))]++
	switch fault := l.log.last(); {
	case out.status >= 500 || fault != "":
		l.r.Fatalf("a fault of ours: %s", fault)
	case out.status >= 400 && (out.text("code") == "" || out.text("detail") == ""):
		l.r.Fatalf("nobody understands %s", out.body)
	}
	if added := l.chain(); out.status < 300 && added == 0 {
		l.r.Fatal("it was done and left nothing in the journal")
	} else if out.status >= 300 && added > 0 {
		l.r.Fatal("it was refused and left something in the journal")
	}
	if out.status == http.StatusAccepted && !l.seldom("waits") { // it is seldom left for a deed of its own
		return l.try(l.second(by), "the second person", "POST", "/proposals/"+out.text("id")+"/confirm", nil)
	}
	return out
}

// second is the administrator who is asked to confirm what another asked for.
func (l *history) second(asker *person) *person {
	at := slices.IndexFunc(l.people, func(p *person) bool { return p != asker && p.account.Role == models.Administrator })
	return l.people[at]
}

// chain follows the journal on from the entry that was last, and counts what was added.
func (l *history) chain() int {
	var entries []models.Entry
	if err := l.db.Query(context.Background()).Where("seq > ?", l.seq).Order("seq").Find(&entries).Error; err != nil {
		l.r.Fatal(err)
	}
	for _, e := range entries {
		if e.Seq != l.seq+1 || e.Previous != l.hash {
			l.r.Fatalf("entry %d does not follow from entry %d", e.Seq, l.seq)
		}
		l.seq, l.hash = e.Seq, e.Hash
		var facts models.Facts
		if err := json.Unmarshal([]byte(e.Facts), &facts); err != nil {
			l.r.Fatal(err)
		}
		if mark, marked := models.TakesTwo[e.Action]; marked && e.AccountID != models.SystemID && e.Proposal == "" &&
			(mark.Fact == "" || slices.Contains(mark.Values, fmt.Sprint(facts[mark.Fact]))) {
			l.r.Fatalf("entry %d, %s %s, takes two people, and one did it", e.Seq, e.Action, e.Facts)
		}
		from, _ := facts["from"].(string)
		l.taken[step{from, e.Action}] = true
	}
	return len(entries)
}

// wait lets some time go by.
func (l *history) wait() {
	hours := one(l, "hours", []int{24, 24, 24, 80, 5 * 24, 9 * 24, 14 * 24})
	l.r.Logf("%d hours go by", hours)
	l.goBy(time.Duration(hours) * time.Hour)
	l.chain()
}

// goBy lets the clock do what is due after some time; people stay signed in.
func (l *history) goBy(time time.Duration) {
	l.pass(time)
	if err := handlers.Clock(context.Background(), l.db); err != nil {
		l.r.Fatal(err)
	}
	err := l.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE sessions SET seen_at = ?, expires_at = ?", l.db.Now(), l.db.Now().Plus(models.SessionLife)).Error
	})
	if err != nil {
		l.r.Fatal(err)
	}
}

// check asks everything that must be so at any time.
func (l *history) check(r *rapid.T) {
	query := requests
	if !l.db.Postgres {
		query = askedLite
	}
	found, err := l.db.Query(context.Background()).Raw(query, map[string]any{"today": l.today()}).Rows()
	if err != nil {
		r.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var what, which string
		if err := found.Scan(&what, &which); err != nil {
			r.Fatal(err)
		}
		r.Errorf("there is %s: %s", what, which)
	}
	if err := found.Err(); err != nil {
		r.Fatal(err)
	}
	l.noticed(r)
}

// rows are the things of a table, in the order in which they were made.
func (l *history) rows(table string) (all []row) {
	if err := l.db.Query(context.Background()).Raw(tables[table]).Scan(&all).Error; err != nil {
		l.r.Fatal(err)
	}
	return all
}

// word is one text out of the database, "" for none.
func (l *history) word(query string, args ...any) (word string) {
	if err := l.db.Query(context.Background()).Raw(query, args...).Scan(&word).Error; err != nil {
		l.r.Fatal(err)
	}
	return word
}

// words are texts out of the database.
func (l *history) words(query string, args ...any) (words []string) {
	if err := l.db.Query(context.Background()).Raw(query, args...).Scan(&words).Error; err != nil {
		l.r.Fatal(err)
	}
	return words
}

// one draws one of several, all as likely, and nothing where there are none. A history that fails is told with those
// that come first.
func one[T any](l *history, what string, from []T) (drawn T) {
	if len(from) > 0 {
		drawn = from[dice.Draw(l.r, what)%len(from)]
	}
	return drawn
}

// dice is a fair number: those of rapid are small more often than not.
var dice = rapid.Custom(func(r *rapid.T) (n int) {
	for range 14 {
		n *= 2
		if rapid.Bool().Draw(r, "bit") {
			n++
		}
	}
	return n
})

// seldom is once in eight times.
func (l *history) seldom(what string) bool { return dice.Draw(l.r, what)%8 == 7 }
