package api

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

var largest = flag.Int("rows", 100_000, "to how many rows BenchmarkGrowth lets a fund grow, from a thousand")

// BenchmarkGrowth lets a fund grow tenfold again and again, and times at each size what people do, through the whole of the
// house. At the end it prints how long each job takes in the middle of its calls; what grows with the fund shows in the last column.
func BenchmarkGrowth(b *testing.B) {
	var sizes []int
	for n := 1000; n <= *largest; n *= 10 {
		sizes = append(sizes, n)
	}
	var tables []growthTable
	modelstest.Both(b, func(b *testing.B, db *models.DB) {
		g := newGrowing(open(b, db, Options{}))
		t := growthTable{engine: map[bool]string{false: "SQLite", true: "PostgreSQL"}[db.Postgres]}
		for _, size := range sizes {
			g.grow(size)
			for _, j := range g.jobs() {
				b.Run(fmt.Sprint(strings.NewReplacer(",", "", " ", "-").Replace(j.name), "/", size), func(b *testing.B) {
					if !j.heavy {
						t.note(j.name+", ms", g.middle(b, j))
						return
					}
					var middle float64
					memory := atMost(func() { middle = g.middle(b, j) })
					t.note(j.name+", ms", middle)
					t.note(j.name+", MB of memory", memory)
				})
			}
			var took time.Duration
			memory := atMost(func() {
				begun := time.Now()
				v, err := models.VerifyFund(b.Context(), db)
				if took = time.Since(begun); err != nil || !v.OK || v.Entries < int64(size) {
					b.Errorf("the fund that grew does not verify: %v, %d entries, %.900s", err, v.Entries, v.Faults)
				}
			})
			once := readOnce(b, db)
			t.note("verify, ms", ms(took))
			t.note("to read everything, ms", ms(once))
			t.note("times of it to verify", float64(took)/float64(once))
			t.note("verify, MB of memory", memory)
		}
		tables = append(tables, t)
	})
	for _, t := range tables {
		t.print(sizes)
	}
}

// growthTable is what was measured on an engine, a row for each job and a column for each size.
type growthTable struct {
	engine string
	rows   []*measured
}

type measured struct {
	name   string
	values []float64
}

func (t *growthTable) note(name string, value float64) {
	n := slices.IndexFunc(t.rows, func(m *measured) bool { return m.name == name })
	if n < 0 {
		n, t.rows = len(t.rows), append(t.rows, &measured{name: name})
	}
	t.rows[n].values = append(t.rows[n].values, value)
}

func (t *growthTable) print(sizes []int) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\n%-28s", t.engine+", so many rows")
	for _, size := range sizes {
		fmt.Fprintf(w, "\t%d", size)
	}
	fmt.Fprintln(w, "\tlargest / smallest\t")
	for _, m := range t.rows {
		fmt.Fprintf(w, "%-28s", m.name)
		for _, value := range m.values {
			fmt.Fprintf(w, "\t%.1f", value)
		}
		if first, last := m.values[0], m.values[len(m.values)-1]; first >= 0.1 {
			fmt.Fprintf(w, "\t%.1f\t\n", last/first)
		} else {
			fmt.Fprint(w, "\t\t\n")
		}
	}
	w.Flush()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// growing is a fund that grows by trainings that people logged, the journal of that, and transfers on one line. Most of it Clara did.
type growing struct {
	*fixture
	clara, david       models.Account
	cookie             *http.Cookie // Clara's
	observers          []models.Observer
	contribution, line string
	size               int
	asked              int // how often something new was asked for, so that nothing is asked for twice
	begun              models.Time
	later              int // how many rows after those that are being added come the next: time never runs backwards
	pass               func(time.Duration)
}

// pace is how far the decisions of a fund that grows lie apart.
const pace = 5 * time.Minute

// newGrowing makes the fund with its people, and with money to allocate.
func newGrowing(h *fixture) *growing {
	h.srv = New(h.db, Options{PerSecond: 1_000_000, Log: slog.New(slog.DiscardHandler)}) // a house's own looks through every answer, however long
	g := &growing{fixture: h, pass: h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))}
	g.begun, g.clara, g.david = h.db.Now(), h.account(models.Administrator), h.account(models.Administrator)
	h.write(func(actor models.Actor) error {
		for n := range models.Cohort {
			seat := n + 1
			o := models.Observer{Status: models.ObserverAdmitted, Seat: &seat, PassportName: fmt.Sprint("PERSON ", n), PreferredName: fmt.Sprint("Person ", n), Gender: models.Woman,
				NominatedBy: "ID", Nominator: models.SystemID, NoticeHours: 24, PassportExpiresOn: actor.Now.Day().PlusMonths(60), AvailabilityConfirmedAt: actor.Now}
			if err := actor.Create(&o, models.NominateObserver, nil); err != nil {
				return err
			}
			g.observers = append(g.observers, o)
		}
		return nil
	})
	clara, today := h.as(g.clara), g.begun.Day()
	g.contribution = clara.must("POST", "/contributions", handlers.ContributionInput{
		Contributor: "AU", Title: "Core", Amount: 1_000_000_000_000, Currency: "USD", PledgedOn: today}).text("id")
	clara.must("POST", "/contributions/"+g.contribution+"/receipts", map[string]any{"receivedOn": today, "amount": 1_000_000_000_000, "bankReference": "R1"})
	g.line = clara.must("POST", "/lines", handlers.LineInput{Title: "Courses", Window: models.TrainingWindow, Budget: 100}).text("id")
	clara.must("POST", "/lines/"+g.line+"/allocate", g.allotted())
	return g
}

// allotted is the smallest amount on its way to the line.
func (g *growing) allotted() any {
	return map[string]any{"contributionId": g.contribution, "amount": 1}
}

// grow adds rows until there are so many, straight into the tables, and whatever the databases work out of their tables
// and the program would have had worked out along the way.
func (g *growing) grow(size int) {
	g.Helper()
	const atOnce = 10_000
	g.unguarded([]string{"transfers", "proposals"}, func() {
		for g.size < size {
			until := min(size, g.size+atOnce)
			g.write(func(actor models.Actor) error { return g.learn(actor, g.size, until) })
			g.later = until - g.size
			g.write(func(actor models.Actor) error { return g.allocate(actor, g.size, until) })
			g.write(func(actor models.Actor) error { return g.propose(actor, g.size, until) })
			g.pass(2 * time.Duration(until-g.size) * pace)
			g.size, g.later = until, 0
		}

		if g.db.Postgres { // which does so by itself, a little later
			g.write(func(actor models.Actor) error { return actor.DB.Exec("ANALYZE").Error })
		}
	})
	g.cookie = g.as(g.clara).cookie // a session would have ended by now
}

// unguarded takes the triggers off tables while something is done to it: they work out for each row what whoever writes
// many knows of all.
func (g *growing) unguarded(tables []string, do func()) {
	g.Helper()
	for _, table := range tables {
		g.unguard(table)
	}
	do()
	if _, err := g.db.Migrate(context.Background()); err != nil {
		g.Fatal(err)
	}
}

func (g *growing) unguard(table string) {
	g.Helper()
	g.write(func(actor models.Actor) error {
		find, drop := "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? AND name NOT LIKE '%\\_unsealed%' ESCAPE '\\'", "DROP TRIGGER %s"
		if g.db.Postgres {
			find, drop = "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(? AS regclass) AND NOT tgisinternal AND tgname NOT LIKE '%\\_unsealed'", "DROP TRIGGER %s ON "+table
		}
		var names []string
		if err := actor.DB.Raw(find, table).Scan(&names).Error; err != nil {
			return err
		}
		for _, name := range names {
			if err := actor.DB.Exec(fmt.Sprintf(drop, name)).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// id is that of the nth row of a kind of rows.
func (g *growing) id(kind, n int) string { return fmt.Sprintf("%08d-0000-7000-8000-%012d", kind, n) }

// when is the instant at which a row came.
func (g *growing) when(n int) models.Time {
	return g.begun.Plus(time.Duration(g.size+g.later+n) * pace)
}

// learn logs trainings: of ten, Clara logged eight, David one that waits for her, and one that she verified.
func (g *growing) learn(actor models.Actor, from, until int) error {
	var files []models.File
	var contents []models.FileContent
	var trainings []models.Training
	var entries []models.Entry
	var notices []models.Notice
	var last models.Entry
	if err := actor.DB.Order("seq DESC").Take(&last).Error; err != nil {
		return err
	}
	decided := func(by models.Account, action models.Action, t models.Training) error {
		facts, err := json.Marshal(models.Facts{"to": t.Status, "observer": t.ObserverID, "kind": t.Kind, "organiser": t.Organiser,
			"startsOn": t.StartsOn, "until": t.Until, "evidence": t.EvidenceID})
		if err != nil {
			return err
		}
		last, err = follow(last, models.Entry{At: t.CreatedAt, AccountID: by.ID, Action: action, Subject: t.Ref(), Facts: string(facts)})
		entries = append(entries, last)
		return err
	}
	hosts := []string{"TH", "KE", "GE", "UA", "PE"}
	for n := from; n < until; n++ {
		begins := models.Day(1990, time.January, 1).Plus(n * 7919 % 13_000) // any day of 35 years
		t := models.Training{Record: models.Record{ID: g.id(1, n), Revision: 1, CreatedAt: g.when(n)}, ObserverID: g.observers[n%len(g.observers)].ID,
			Status: models.TrainingClaimed, Organiser: "UN", Kind: models.Course, Title: fmt.Sprint("Observation course ", n), Function: models.ShortTerm,
			Host: &hosts[n/7%len(hosts)], StartsOn: begins, Until: begins.Plus(3), ClaimedBy: g.clara.ID}
		if n == 100 || n == 200 || n == 300 {
			t.Title = fmt.Sprint("Observation course in Zanzibar ", n)
		}
		claimed := g.clara
		if n%10 < 2 {
			claimed = g.david
			f := models.File{Record: models.Record{ID: g.id(2, n), Revision: 1, CreatedAt: t.CreatedAt}, Name: "certificate.pdf", Media: "application/pdf", Size: 4,
				SHA256: models.Digest(fmt.Append(nil, n)), UploadedBy: g.david.ID}
			files, contents = append(files, f), append(contents, models.FileContent{FileID: f.ID, Content: fmt.Append(nil, n)})
			t.EvidenceID, t.ClaimedBy = &f.ID, g.david.ID
		}
		if err := decided(claimed, models.ClaimTraining, t); err != nil {
			return err
		}
		if n%10 == 0 {
			t.Status, t.DecidedBy, t.DecidedAt = models.TrainingVerified, &g.clara.ID, t.CreatedAt
			if err := decided(g.clara, models.VerifyTraining, t); err != nil {
				return err
			}
		}
		trainings = append(trainings, t)
		if n%100 == 1 {
			notices = append(notices, models.Notice{ID: g.id(3, n), CreatedAt: t.CreatedAt, AccountID: g.clara.ID, Action: models.ClaimTraining, Subject: t.Ref(),
				Body: "A training needs verification: " + t.Title + "."})
		}
	}
	for _, rows := range []any{files, contents, trainings, entries, notices} {
		if err := actor.DB.CreateInBatches(rows, 500).Error; err != nil {
			return fmt.Errorf("%T: %w", rows, err)
		}
	}
	return nil
}

// propose asks for the revocation of each training and takes it back, and has the bank credit something under a reference.
func (g *growing) propose(actor models.Actor, from, until int) error {
	var last models.Entry
	if err := actor.DB.Order("seq DESC").Take(&last).Error; err != nil {
		return err
	}
	var proposals []models.Proposal
	var subjects []models.ProposalSubject
	var entries []models.Entry
	var credits []models.BankTransfer
	for n := from; n < until; n++ {
		record := models.Record{ID: g.id(5, n), Revision: 2, CreatedAt: g.when(n)}
		p := models.Proposal{Record: record, Reference: fmt.Sprint("P-1990-", n), Action: models.RevokeTraining, Subject: models.Ref{Kind: "training", ID: g.id(1, n)},
			Title: fmt.Sprint("Observation course ", n), Seen: 1, Operation: "revokeTraining", Path: "/trainings/" + g.id(1, n) + "/revoke", Input: "{}", Changes: []models.FieldChange{},
			AskedBy: g.clara.ID, Status: models.ProposalWithdrawn, ExpiresAt: g.when(n), DecidedBy: &g.clara.ID, DecidedAt: g.when(n)}
		for _, step := range []struct {
			action models.Action
			to     models.ProposalStatus
		}{{models.AskProposal, models.ProposalOpen}, {models.WithdrawProposal, models.ProposalWithdrawn}} {
			facts, err := json.Marshal(models.Facts{"to": step.to})
			if err != nil {
				return err
			}
			if last, err = follow(last, models.Entry{At: record.CreatedAt, AccountID: g.clara.ID, Action: step.action, Subject: p.Ref(), Facts: string(facts)}); err != nil {
				return err
			}
			entries = append(entries, last)
		}
		proposals, subjects = append(proposals, p), append(subjects, models.ProposalSubject{SubjectID: p.Subject.ID, ProposalID: p.ID})
		credits = append(credits, models.BankTransfer{Record: record, Reference: fmt.Sprint("ANZ ", n), Normal: fmt.Sprint("ANZ", n), Amount: 1})
	}
	for _, rows := range []any{proposals, subjects, entries, credits} {
		if err := actor.DB.CreateInBatches(rows, 500).Error; err != nil {
			return fmt.Errorf("%T: %w", rows, err)
		}
	}
	return nil
}

// allocate moves money onto the line, and of ten times once back; each account then holds what its transfers come to.
func (g *growing) allocate(actor models.Actor, from, until int) error {
	var accounts []models.LedgerAccount
	err := actor.DB.Where("contribution_id = ? AND kind IN ?", g.contribution, []models.LedgerKind{models.ReceivedAccount, models.LineAccount}).Order("kind DESC").Find(&accounts).Error
	if err != nil {
		return err
	}
	received, line := &accounts[0], &accounts[1]
	var number int64
	if err := actor.DB.Model(&models.Transfer{}).Select("MAX(number)").Scan(&number).Error; err != nil {
		return err
	}
	var transfers []models.Transfer
	for n := from; n < until; n++ {
		kind, amount, source, target := models.AllocateTransfer, models.Money(2), received, line
		if n%10 == 9 {
			kind, amount, source, target = models.ReturnTransfer, 1, line, received
		}
		number++
		source.Balance -= amount
		target.Balance += amount
		transfers = append(transfers, models.Transfer{ID: g.id(4, n), CreatedAt: g.when(n), Number: number, Day: g.when(n).Day(), Kind: kind, ContributionID: g.contribution,
			FromID: source.ID, FromKind: source.Kind, ToID: target.ID, ToKind: target.Kind, Amount: amount, FromBalance: source.Balance, ToBalance: target.Balance, MadeBy: g.clara.ID})
	}
	if err := actor.DB.CreateInBatches(transfers, 500).Error; err != nil {
		return err
	}
	for _, account := range accounts {
		if err := actor.DB.Model(&models.LedgerAccount{}).Where("id = ?", account.ID).Update("balance", account.Balance).Error; err != nil {
			return err
		}
	}
	return nil
}

// atMost is how much memory doing something takes while it takes most, in MB; 0 where the system does not tell.
func atMost(do func()) float64 {
	debug.FreeOSMemory()
	forgotten := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil
	before := peak()
	do()
	if !forgotten {
		return 0
	}
	return peak() - before
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// peak is the most memory that this program had since that was last forgotten, in MB.
func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, _ := strconv.ParseFloat(string(found[1]), 64)
	return kB / 1024
}
