package seed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

var firstDay = models.Day(2026, time.November, 21)

// demonstrate lives at noon of a day, with the demonstration of that day.
func demonstrate(t *testing.T, db *models.DB, today models.Date) {
	t.Helper()
	db.SetClock(func() time.Time { return Began(today).Time }) // the reference data were there before the first decision
	must(t, Reference(context.Background(), db))
	db.SetClock(func() time.Time { return today.Midnight(utc).Add(12 * time.Hour) })
	began := time.Now()
	must(t, Demonstration(context.Background(), db, today))
	t.Logf("the demonstration of %s took %s", today.Words(), time.Since(began).Round(10*time.Millisecond))
}

func TestTheSameDayGivesTheSameFund(t *testing.T) {
	told := map[string][]string{}
	t.Run("on", func(t *testing.T) { // both engines, before they are compared
		var writing sync.Mutex
		modelstest.Each(t, func(t *testing.T, db *models.DB) {
			demonstrate(t, db, firstDay)
			checkFund(t, db)
			checkPublicFacts(t, db)
			checkTables(t, db)
			writing.Lock()
			defer writing.Unlock()
			told[t.Name()] = everything(t, db)
		})
	})
	var first []string
	for engine, rows := range told {
		if first == nil {
			first = rows
		}
		if len(rows) != len(first) {
			t.Fatalf("%s has %d rows, the other %d", engine, len(rows), len(first))
		}
		for n, row := range rows {
			if row != first[n] {
				t.Fatalf("%s has\n%s\nthe other\n%s", engine, row, first[n])
			}
		}
	}
}

// TestEveryDayHasItsStories makes the demonstration of the leap day and of the day on which it runs.
func TestEveryDayHasItsStories(t *testing.T) {
	for _, today := range []models.Date{models.Day(2028, time.February, 29), modelstest.SQLite(t).Now().Day()} {
		t.Run(today.String(), func(t *testing.T) {
			t.Parallel()
			db := modelstest.SQLite(t)
			demonstrate(t, db, today)
			checkFund(t, db)
		})
	}
}

func TestDemonstrationNeedsAnEmptyDatabase(t *testing.T) {
	db := modelstest.SQLite(t)
	must(t, Reference(context.Background(), db))
	if _, err := handlers.FirstAdministrators(context.Background(), db, []*mail.Address{{Address: "somebody@fund.example"}}); err != nil {
		t.Fatal(err)
	}
	before := everything(t, db)
	if err := Demonstration(context.Background(), db, firstDay); err == nil || !strings.Contains(err.Error(), "needs an empty one") {
		t.Error(err)
	}
	if after := everything(t, db); !slices.Equal(before, after) {
		t.Error("something is left of it")
	}
}

func TestDocuments(t *testing.T) {
	pdf := document("Lettre (d’essai)", "Hoàng Thị Tuyết Nhung \\ Đặng, سمیرا", strings.Repeat("a long line ", 30))
	if media, err := models.Media(pdf); err != nil || media != "application/pdf" {
		t.Errorf("%s, %v", media, err)
	}
	table := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(pdf)
	start, err := strconv.Atoi(string(table[1]))
	must(t, err)
	if !bytes.HasPrefix(pdf[start:], []byte("xref\n0 6\n")) {
		t.Errorf("no table at %d", start)
	}
	for n, entry := range regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllSubmatch(pdf[start:], -1) {
		at, err := strconv.Atoi(string(entry[1]))
		must(t, err)
		if !bytes.HasPrefix(pdf[at:], fmt.Appendf(nil, "%d 0 obj\n", n+1)) {
			t.Errorf("object %d is not at %d", n+1, at)
		}
	}
	length := regexp.MustCompile(`/Length (\d+) >>\nstream\n`).FindSubmatchIndex(pdf)
	size, err := strconv.Atoi(string(pdf[length[2]:length[3]]))
	must(t, err)
	if !bytes.HasPrefix(pdf[length[1]+size:], []byte("endstream")) {
		t.Errorf("the stream is not %d long", size)
	}
	if !bytes.Contains(pdf, []byte(`(Hoàng`[:2])) || bytes.Contains(pdf, []byte("à")) {
		t.Error("letters beyond ASCII are written as octal numbers")
	}
}

// checkFund holds the demonstration of a day to what it has to show, whatever the day.
func checkFund(t *testing.T, db *models.DB) {
	t.Helper()
	ctx := context.Background()
	must(t, handlers.Clock(ctx, db)) // it left nothing undone that was due
	verified, err := models.VerifyFund(ctx, db)
	must(t, err)
	if !verified.OK {
		t.Errorf("%d entries, faults %v", verified.Entries, verified.Faults)
	}
	must(t, db.Snapshot(ctx, func(tx *gorm.DB) error {
		c := handlers.Call{Actor: models.Actor{DB: tx, By: models.Account{Role: models.Administrator}, Now: db.Now()}, Scope: models.All}
		checkCohort(t, c)
		checkMoney(t, c)
		checkStates(t, tx)
		checkJournal(t, tx)
		checkAccounts(t, tx, db.Now())
		return nil
	}))
}

func checkCohort(t *testing.T, c handlers.Call) {
	t.Helper()
	cohort, err := handlers.CountCohort(c, struct{}{})
	must(t, err)
	if cohort.Filled != 97 || cohort.Waiting != 6 || cohort.Suspended != 2 || len(cohort.ByNationality) != 20 || cohort.ByNationality[0].Count > 12 {
		t.Errorf("%+v", cohort)
	}
	headline, err := handlers.ReadHeadline(c, handlers.Nothing{})
	must(t, err)
	for n, want := range [][2]int{{23, 28}, {41, 48}, {55, 68}} {
		any := headline.Items[n].Any
		if any.Ready < want[0] || any.Ready > want[1] {
			t.Errorf("%d could leave within %d hours, not %v: %+v", any.Ready, headline.Items[n].Hours, want, any.Reasons)
		}
		t.Logf("%d of %d could leave within %d hours, %d as long-term observers", any.Ready, any.Of, headline.Items[n].Hours, headline.Items[n].LongTerm.Ready)
	}
	for _, leaving := range headline.Items { // every figure is that of the list behind it
		for as, figure := range map[string]models.Figure{"either": leaving.Any, "sto": leaving.ShortTerm, "lto": leaving.LongTerm} {
			in := handlers.CohortPostInput{PostInput: handlers.PostInput{Function: models.ShortTerm, StartsOn: leaving.StartsOn, Risk: models.MediumRisk}, Either: as == "either"}
			if as == "lto" {
				in.Function = models.LongTerm
			}
			list, err := handlers.ReadCohortReadiness(c, in)
			must(t, err)
			if !reflect.DeepEqual(list.Figure, figure) || len(list.Items) != figure.Of {
				t.Errorf("%s within %d hours: %+v, and the list has %d, %+v", as, leaving.Hours, figure, len(list.Items), list.Figure)
			}
		}
	}
	lapsing, err := handlers.ReadLapsing(c, handlers.LapsingInput{Days: 60})
	must(t, err)
	certificates := 0
	for _, kind := range lapsing.Kinds {
		if kind.Kind != models.PassportLapse {
			certificates += kind.Count
		}
	}
	if certificates < 10 || certificates > 15 || lapsing.Becomes >= lapsing.Ready {
		t.Errorf("%+v", lapsing)
	}
	seats, err := handlers.ListSeats(c, handlers.Nothing{})
	must(t, err)
	states := map[models.SeatState]int{}
	for _, seat := range seats.Items {
		states[seat.State]++
	}
	if states[models.SeatEmpty] != 3 || states[models.SeatAway] < 13 {
		t.Errorf("%v", states)
	}
	for state, n := range states {
		listed, err := handlers.ListObservers(c, handlers.ObserverFilter{Ready: state, Paging: handlers.Paging{Limit: 1, Count: true}})
		if must(t, err); state != models.SeatEmpty && *listed.Total != int64(n) {
			t.Errorf("%d seats are %s, and the list has %d", n, state, *listed.Total)
		}
	}
	if n := headline.Items[0].Any.Ready; states[models.SeatReady] != n || lapsing.Ready != n {
		t.Errorf("%d could leave within 72 hours; of the seats %d, before anything lapses %d", n, states[models.SeatReady], lapsing.Ready)
	}
	t.Logf("%s %v", lapsing.Sentence.Text, states)
	roster, err := models.LoadRoster(c.DB, c.Now)
	must(t, err)
	for _, function := range models.Functions { // what is read for one post answers as all that is known of the people does
		post := models.Post{Function: function, StartsOn: c.Now.Day().Plus(3), Until: c.Now.Day().Plus(13), Risk: models.HighRisk}
		answers, err := models.Assess(c.DB, c.Now, nil, post)
		must(t, err)
		post.Qualifications = roster.Qualifications
		for n, answer := range answers {
			want := roster.People[n].Assess(post, c.Now, models.Requirements)
			for m, check := range answer.Checks {
				if !reflect.DeepEqual(check, want.Checks[m]) {
					t.Errorf("%s as %s: %+v, and by all that is known %+v", answer.PreferredName, function, check, want.Checks[m])
				}
			}
		}
	}
}

func checkMoney(t *testing.T, c handlers.Call) {
	t.Helper()
	fund, err := handlers.GetFund(c, handlers.Nothing{})
	must(t, err)
	if !fund.Demonstration || fund.Currency != "USD" || fund.ReserveFloor != dollars(600_000) || fund.HostShare != 0 || fund.Proof != (models.Proof{
		SpentWithinCommitted: true, CommittedWithinAllocated: true, AllocatedWithinReceived: true, Balanced: true,
	}) {
		t.Errorf("%+v", fund)
	}
	if fund.Received != 669_239_000 || fund.Outstanding != dollars(1_093_400) || fund.Overdue != dollars(300_000) || fund.Spent == 0 {
		t.Errorf("%+v", fund.Figures)
	}
	for _, w := range fund.Windows {
		if w.Allocated != w.Budget {
			t.Errorf("%+v", w)
		}
	}
	t.Logf("received %s, allocated %s, committed %s, spent %s", fund.Said(fund.Received).Text, fund.Said(fund.Allocated).Text, fund.Said(fund.Committed).Text, fund.Said(fund.Spent).Text)
	var kinds []models.TransferKind
	must(t, c.DB.Model(&models.Transfer{}).Distinct("kind").Order("kind").Pluck("kind", &kinds).Error)
	for _, kind := range []models.TransferKind{models.RefundTransfer, models.ReverseTransfers, models.ReleaseTransfer, models.PayTransfer} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("nothing of the kind %s among %v", kind, kinds)
		}
	}
}

// checkStates looks for everything that a visitor of the demonstration is to find in each of its states.
func checkStates(t *testing.T, tx *gorm.DB) {
	t.Helper()
	for table, want := range map[string]string{
		"observers":           "admitted departed nominated refused suspended",
		"inquiries":           "closed open",
		"trainings":           "claimed lapsed rejected verified",
		"opportunities":       "cancelled closed draft open",
		"training_requests":   "accepted cancelled completed declined endorsed no_show not_selected submitted withdrawn",
		"invitations":         "accepted closed contested draft lapsed submitted verified withdrawn",
		"deployment_requests": "approved draft submitted withdrawn",
		"deployments":         "closed funded in_field planned staffing stood_down",
		"assignments":         "accepted completed declined deployed expired offered stood_down",
		"payments":            "paid rejected requested reversed",
		"commitments":         "open released",
	} {
		var states []string
		must(t, tx.Table(table).Distinct("status").Order("status").Pluck("status", &states).Error)
		if got := strings.Join(states, " "); got != want {
			t.Errorf("%s are %s, not %s", table, got, want)
		}
	}
	for _, q := range []struct {
		what string
		rows *gorm.DB
		want int64
	}{
		{"real people", tx.Model(&models.Observer{}).Where("invented = ?", false), 0},
		{"open offers for Timor-Leste", tx.Model(&models.Assignment{}).Where("status = ? AND host = ?", models.AssignmentOffered, "TL"), 3},
		{"replies", tx.Model(&models.Evaluation{}).Where("reply <> ?", ""), 1},
		{"evaluations", tx.Model(&models.Evaluation{}), 10},
		{"invitations without an answer to every guarantee", tx.Model(&models.Invitation{}).
			Where("status <> ? AND (SELECT COUNT(*) FROM invitation_answers a WHERE a.invitation_id = invitations.id) <> 20", models.InvitationDraft), 0},
		{"places at home", tx.Model(&models.Training{}).Joins("JOIN observer_nationalities n ON n.observer_id = trainings.observer_id AND n.state = trainings.host").
			Where("trainings.kind = ?", models.ObservationMission), 0},
		{"accounts with a password", tx.Model(&models.Account{}).Where("password <> ?", ""), 5},
	} {
		var n int64
		must(t, q.rows.Count(&n).Error)
		if n != q.want {
			t.Errorf("%d %s, not %d", n, q.what, q.want)
		}
	}
}

// checkJournal sees that what happened happened in its order, and nothing of it after today began.
func checkJournal(t *testing.T, tx *gorm.DB) {
	t.Helper()
	var last models.Entry
	must(t, models.EachEntry(tx, 1, func(e models.Entry) error { // the first is the reference data of today
		if e.At.Before(last.At.Time) {
			t.Errorf("entry %d, %s, is of %s and follows one of %s", e.Seq, e.Action, e.At.Words(), last.At.Words())
		}
		last = e
		return nil
	}))
}

// checkAccounts signs in as everybody whom the README names, and looks at what waits for them.
func checkAccounts(t *testing.T, tx *gorm.DB, now models.Time) {
	t.Helper()
	for _, email := range []string{"admin@demo.example", "admin2@demo.example", "observer@demo.example", "state@demo.example", "auditor@demo.example"} {
		account, found, err := models.AccountOf(tx, email)
		must(t, err)
		if right, _, err := account.PasswordIs(context.Background(), password); !found || !right || err != nil || account.Status != models.AccountActive {
			t.Errorf("%s: %v, %v, %v", email, found, right, err)
		}
		waiting, err := handlers.ListWaiting(handlers.Call{Actor: models.Actor{DB: tx, By: account, Now: now}, Scope: models.Own}, handlers.WaitingFilter{})
		must(t, err)
		actions := map[models.Action]int{}
		for _, item := range waiting.Items {
			actions[item.Action]++
		}
		t.Logf("what waits for %s: %v", email, actions)
		for _, of := range waiting.Counts {
			alone, err := handlers.ListWaiting(handlers.Call{Actor: models.Actor{DB: tx, By: account, Now: now}, Scope: models.Own},
				handlers.WaitingFilter{Actions: []models.Action{of.Action}})
			if must(t, err); len(alone.Items) != of.Count || alone.Total != of.Count {
				t.Errorf("%d of %s wait for %s, and %d are listed of %d", of.Count, of.Action, email, len(alone.Items), alone.Total)
			}
		}
		for _, action := range map[models.Role][]models.Action{
			models.Administrator: {models.VerifyInvitation, models.LetStandConcern, models.ApproveDeploymentRequest, models.ApprovePayment, models.VerifyTraining, models.EndorseTrainingRequest},
			models.ObserverRole:  {models.AcceptAssignment, models.ChangeTraining},
			models.StateRole:     {models.SubmitInvitation},
		}[account.Role] {
			if actions[action] == 0 {
				t.Errorf("nothing of %s waits for %s", action, email)
			}
		}
	}
}

// loose are the tables whose rows may be deleted, and why. No row of any other ever is.
var loose = map[string]string{
	"states": "reference data", "participants": "reference data", "languages": "reference data", "currencies": "reference data",
	"organisers": "reference data", "bodies": "reference data", "organiser_states": "reference data", "guarantees": "reference data",
	"qualifications": "reference data", "certificates": "reference data", "usual_courses": "reference data", "texts": "reference data, which refuses to be loaded altered",
	"passes":           "what a link in a mail could do, a while after it could",
	"settings":         "each is one value, and the journal has its changes",
	"observer_private": "personal data, which can be erased", "observer_nationalities": "part of a profile, written anew with it",
	"observer_languages": "part of a profile, written anew with it", "observer_functions": "part of a profile, written anew with it",
	"observer_conflicts": "part of a profile, written anew with it", "availability": "a calendar, which its owner changes",
	"file_contents": "may be personal data, which can be erased", "notices": "may tell of somebody who was erased",
	"journal_reasons": "may tell of somebody who was erased; the journal has their hash",
	"feeds":           "end, and nobody can use what is kept of them",
	"links":           "work once", "sessions": "end", "idempotency": "answers are kept for a day",
	"views":        "each is somebody's own arrangement, which they delete",
	"import_files": "may hold personal data, and go once their rows are entered or given up",
	"bookings":     "are there exactly while something holds the day", "consents": "are there exactly while an invitation is in force",
	"opportunity_states": "part of an opportunity, written anew with it", "invitation_answers": "part of an invitation, written anew with it",
	"salts": "of the last digest of each row, and forgotten with it", "unsealed_rows": "what the transaction under way has written",
	"deployment_seats": "part of a plan, until somebody is asked", "reserves": "who waits, until they are asked",
}

// changing are the tables without revisions whose rows are kept and yet change, and how.
var changing = map[string]string{"evaluations": "the observer replies", "findings": "what is found later stands in its place, until there is consent", "inquiry_answers": "what somebody says who is erased", "ledger_accounts": "transfers move the balance"}

// checkTables tries to delete, truncate and change the rows of every table: what is not said above to be otherwise, the
// database itself refuses.
func checkTables(t *testing.T, db *models.DB) {
	t.Helper()
	for _, model := range models.Tables {
		parsed := &gorm.Statement{DB: db.Query(context.Background())}
		must(t, parsed.Parse(model))
		table := parsed.Schema.Table
		refused := func(format string) (by string) {
			undo := errors.New("undo")
			err := db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error {
				done := tx.Exec(fmt.Sprintf(format, table))
				var said *pgconn.PgError // which also names the table: truncating one may truncate others
				switch {
				case done.Error == nil:
				case errors.As(done.Error, &said) && said.TableName != table:
				case strings.Contains(done.Error.Error(), "[append-only]"):
					by = "append-only"
				case strings.Contains(done.Error.Error(), "[kept]"):
					by = "kept"
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Error(err)
			}
			return by
		}
		_, free := loose[table]
		_, changes := parsed.Schema.FieldsByName["Revision"]
		_, moves := changing[table]
		want := "kept"
		switch {
		case free:
			want = ""
		case !changes && !moves:
			want = "append-only"
		}
		ways := []string{"DELETE FROM %s"}
		if db.Postgres && !free {
			ways = append(ways, "TRUNCATE %s CASCADE")
		}
		if want == "append-only" || table == "journal_reasons" {
			if got := refused("UPDATE %s SET " + parsed.Schema.DBNames[0] + " = " + parsed.Schema.DBNames[0]); got != "append-only" {
				t.Errorf("%s: a row can be changed, though it has no revision", table)
			}
		}
		for _, way := range ways {
			if got := refused(way); got != want {
				t.Errorf(way+" is refused as %q, not %q: appendOnly and kept in models/store_triggers.go say what stays, loose here why the rest need not", table, got, want)
			}
		}
	}
}

// checkPublicFacts holds the places in missions to their elections' real dates.
func checkPublicFacts(t *testing.T, db *models.DB) {
	t.Helper()
	var found []models.Opportunity
	must(t, db.Query(context.Background()).Where("kind = ? AND confidence <> ''", models.ObservationMission).Order("starts_on, id").Find(&found).Error)
	var got []string
	for _, o := range found {
		got = append(got, fmt.Sprintf("%s %s %s %s %s %s", *o.Host, o.Organiser, o.Function, o.StartsOn, o.Confidence, o.Status))
	}
	want := []string{
		"GM EU lto 2026-11-05 B closed", "GM EU sto 2026-11-29 B closed", "NG EU lto 2026-12-17 A open", "KG OSCE lto 2026-12-25 A open",
		"NG EU sto 2027-01-10 A open", "KG OSCE sto 2027-01-18 A open",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestPublicFactsAreSure(t *testing.T) {
	for _, table := range []string{"missions", "elections"} {
		confidences, err := readTable(table, func(l *line) string { return l.date("election").String() + " " + l.text("confidence") })
		must(t, err)
		for _, confidence := range confidences {
			if !strings.HasSuffix(confidence, " A") && !strings.HasSuffix(confidence, " B") {
				t.Errorf("%s: %s", table, confidence)
			}
		}
	}
}

// noted is the hash in a head of the record, which is over secrets, too, and of words with a salt.
var noted = regexp.MustCompile(`[0-9a-f]{64}@|"(?:reason|sha256)":"[0-9a-f]{64}"`)

// id is an identifier; the first ones are made first.
var id = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// everything is each row of a database as a line, in order, its identifiers numbered as they were made, without
// what is random by purpose: passwords, links and hashes over identifiers.
func everything(t *testing.T, db *models.DB) []string {
	t.Helper()
	var lines []string
	must(t, db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		tables, err := tx.Migrator().GetTables()
		must(t, err)
		for _, table := range tables {
			index := strings.HasSuffix(table, "_found") || strings.Contains(table, "_words") // SQLite's, of what another table says
			sealed := strings.Contains(table, "seal") || table == "salts"                    // digests, of secrets too
			if table == "links" || table == "feeds" || sealed || strings.HasPrefix(table, "goose") || strings.HasPrefix(table, "sqlite_") || index {
				continue
			}
			var rows []map[string]any
			must(t, tx.Table(table).Find(&rows).Error)
			for _, row := range rows {
				lines = append(lines, asLine(table, row))
			}
		}
		return nil
	}))
	made := slices.Compact(slices.Sorted(slices.Values(id.FindAllString(strings.Join(lines, "\n"), -1))))
	for n, line := range lines {
		lines[n] = id.ReplaceAllStringFunc(noted.ReplaceAllString(line, "@"), func(found string) string {
			at, _ := slices.BinarySearch(made, found)
			return fmt.Sprintf("#%d", at)
		})
	}
	slices.Sort(lines)
	return lines
}

func asLine(table string, row map[string]any) string {
	line := []string{table}
	for column, value := range row {
		switch v := value.(type) {
		case time.Time:
			value = v.UTC().Format(time.RFC3339Nano)
		case []byte:
			value = string(v)
		case bool:
			value = map[bool]int{false: 0, true: 1}[v]
		}
		switch {
		case table == "journal" && (column == "hash" || column == "previous"), table == "accounts" && column == "password", column == "salt":
			value = "random"
		}
		line = append(line, fmt.Sprintf("%s=%v", column, value))
	}
	slices.Sort(line[1:])
	return strings.Join(line, " ")
}
