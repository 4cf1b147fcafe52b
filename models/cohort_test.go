package models_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// counter counts the statements that reach the database.
type counter struct {
	logger.Interface
	statements int
}

func (c *counter) LogMode(logger.LogLevel) logger.Interface { return c }

func (c *counter) Trace(context.Context, time.Time, func() (string, int64), error) { c.statements++ }

func TestReadinessTakesTheSameNumberOfStatements(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		post := models.Post{Function: models.ShortTerm, Host: "KE", StartsOn: firstOf, Until: endOf, Risk: models.HighRisk, Language: "fr"}
		count := func(read func(tx *gorm.DB) (people int, err error)) (people, statements int) {
			t.Helper()
			counted := &counter{Interface: logger.Discard}
			err := db.Snapshot(t.Context(), func(tx *gorm.DB) (err error) {
				people, err = read(tx.Session(&gorm.Session{Logger: counted}))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return people, counted.statements
		}
		assess := func(tx *gorm.DB) (int, error) {
			answers, err := models.Assess(tx, noon, nil, post)
			for _, answer := range answers {
				if !answer.Ready {
					t.Errorf("%s is not ready: %+v", answer.PreferredName, answer.Failed())
				}
			}
			return len(answers), err
		}
		figures := func(tx *gorm.DB) (int, error) {
			roster, err := models.LoadRoster(tx, noon)
			roster.Headline()
			roster.Seats()
			roster.Lapsing(60)
			return len(roster.People), err
		}
		readers := []func(tx *gorm.DB) (int, error){assess, figures}
		var few [2]int
		listReference(t, db)
		seatPeople(t, db, 1, 10, 1)
		for i, read := range readers {
			people, statements := count(read)
			if people != 10 || statements == 0 || statements > 12 {
				t.Errorf("%d statements for %d people", statements, people)
			}
			few[i] = statements
		}
		seatPeople(t, db, 11, 100, 10)
		for i, read := range readers {
			if people, statements := count(read); people != 100 || statements != few[i] {
				t.Errorf("%d statements for %d people, %d for 10", statements, people, few[i])
			}
		}
	})
}

func TestAssessReadsOnlyWhatCounts(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		listReference(t, db)
		ids := seatPeople(t, db, 1, 4, 1)
		write(t, db, func(tx *gorm.DB) error {
			for _, change := range []error{
				tx.Exec("UPDATE trainings SET organiser = 'AU' WHERE observer_id = ? AND kind = 'course'", ids[1]).Error,
				tx.Exec("UPDATE trainings SET status = 'claimed' WHERE observer_id = ? AND kind = 'security_awareness'", ids[2]).Error,
				tx.Create(&models.Booking{ObserverID: ids[3], Day: lastOf, HolderID: "held", HolderKind: "assignment"}).Error,
				tx.Create(&models.Booking{ObserverID: ids[0], Day: endOf, HolderID: "beyond", HolderKind: "assignment"}).Error,
			} {
				if change != nil {
					return change
				}
			}
			return nil
		})
		post := models.Post{Function: models.ShortTerm, Host: "KE", StartsOn: firstOf, Until: endOf, Risk: models.HighRisk}
		lacking := func(observers []string, holding ...string) string {
			t.Helper()
			answers, err := models.Assess(db.Query(t.Context()), noon, observers, post, holding...)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, answer := range answers {
				rules := models.Rule("ready")
				for i, check := range answer.Failed() {
					if i == 0 {
						rules = check.Rule
					}
				}
				all = append(all, string(rules))
			}
			return strings.Join(all, " ")
		}
		for _, test := range []struct{ got, want string }{
			{lacking(nil), "ready qualified bsafe free"},
			{lacking(nil, "held", "other"), "ready qualified bsafe ready"},
			{lacking([]string{ids[3], ids[0]}), "ready free"},
			{lacking([]string{}), ""},
		} {
			if test.got != test.want {
				t.Errorf("%q, want %q", test.got, test.want)
			}
		}
	})
}

func TestHeadlineAndSeats(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		listReference(t, db)
		ids := seatPeople(t, db, 1, 7, 1)
		write(t, db, func(tx *gorm.DB) error {
			for day := range 6 {
				longer := models.Booking{ObserverID: ids[6], Day: someDay.Plus(day), HolderID: "longer", HolderKind: "assignment", Host: "KE"}
				if err := tx.Create(&longer).Error; err != nil {
					return err
				}
			}
			for _, change := range []error{
				tx.Exec("UPDATE observers SET notice_hours = 100 WHERE id = ?", ids[1]).Error,
				tx.Exec("UPDATE observer_private SET medical_cleared_through = NULL WHERE observer_id = ?", ids[2]).Error,
				tx.Exec("UPDATE observers SET status = 'suspended' WHERE id = ?", ids[3]).Error,
				tx.Create(&models.Booking{ObserverID: ids[4], Day: someDay, HolderID: "held", HolderKind: "assignment", Host: "KE"}).Error,
				tx.Create(&models.Booking{ObserverID: ids[4], Day: someDay.Plus(1), HolderID: "held", HolderKind: "assignment", Host: "KE"}).Error,
				tx.Exec("UPDATE observers SET passport_expires_on = ? WHERE id = ?", someDay.PlusMonths(6).Plus(20), ids[5]).Error,
			} {
				if change != nil {
					return change
				}
			}
			return nil
		})
		roster, err := models.LoadRoster(db.Query(t.Context()), noon)
		if err != nil {
			t.Fatal(err)
		}

		all := roster.Headline()
		if len(all) != 3 || all[0].Hours != 72 || all[0].StartsOn != someDay.Plus(3) {
			t.Fatalf("%+v", all)
		}
		for i, ready := range []int{3, 5, 4} { // in 30 days one passport is no longer good for six months
			figure := all[i].Any
			if figure.Ready != ready || figure.Of != 7 || len(figure.Reasons) == 0 || all[i].ShortTerm.Ready != ready {
				t.Errorf("within %d hours: %+v", all[i].Hours, figure)
			}
			if all[i].LongTerm.Ready != 0 || all[i].LongTerm.Reasons[0].Rule != "qualified" || all[i].LongTerm.Reasons[0].Count != 7 {
				t.Errorf("long-term within %d hours: %+v", all[i].Hours, all[i].LongTerm)
			}
		}

		seats := roster.Seats()
		if len(seats) != 100 {
			t.Fatalf("%d seats", len(seats))
		}
		for i, want := range []struct {
			state    models.SeatState
			rule     models.Rule
			sentence string
		}{
			{models.SeatReady, "", "within 72 hours"},
			{models.SeatSoon, "notice", "within 7 days. Within 72 hours: Needs 100 hours"},
			{models.SeatNot, "medical", "No medical clearance"},
			{models.SeatNot, "seated", "Suspended"},
			{models.SeatReady, "", "within 72 hours"}, // back from Kenya by then
			{models.SeatReady, "", "within 72 hours"},
			{models.SeatAway, "", "On mission in Kenya through 7 Nov 2026."},
			{models.SeatEmpty, "", "No one"},
		} {
			seat := seats[i]
			if seat.Seat != i+1 || seat.State != want.state || seat.Rule != want.rule || !strings.Contains(seat.Sentence.Text, want.sentence) {
				t.Errorf("%+v, want %+v", seat, want)
			}
		}

		byState := map[models.SeatState]int{}
		for _, seat := range seats {
			byState[seat.State]++
		}
		if byState[models.SeatReady] != all[0].Any.Ready {
			t.Errorf("%d seats are ready, %d people within 72 hours", byState[models.SeatReady], all[0].Any.Ready)
		}
		for state, n := range byState {
			if in := roster.In(state); state != models.SeatEmpty && len(in) != n {
				t.Errorf("%s: %v, want %d", state, in, n)
			}
		}

		lapsing := roster.Lapsing(60)
		// The post ends on 14 Nov; six months after 22 Nov the passport expires, so eight days of waiting it can bear.
		if lapsing.Ready != 3 || lapsing.Becomes != 2 || len(lapsing.Steps) != 1 || lapsing.Steps[0].On != someDay.Plus(9) {
			t.Errorf("%+v", lapsing)
		}
		if !strings.Contains(lapsing.Sentence.Text, "3 who could leave within 72 hours become 2 on 11 Nov 2026") {
			t.Errorf("says %q", lapsing.Sentence.Text)
		}
		if len(lapsing.Items) != 1 || lapsing.Items[0].ObserverID != ids[5] || lapsing.Items[0].Kind != models.PassportLapse || !lapsing.Items[0].Leaves {
			t.Errorf("%+v", lapsing.Items)
		}
		if none := roster.Lapsing(8); none.Becomes != 3 || len(none.Steps) != 0 || len(none.Items) != 0 {
			t.Errorf("%+v", none)
		}
	})
}

func TestLapsingLooksPastWhatWasRenewed(t *testing.T) {
	seat := 1
	soon, later := someDay.Plus(10), someDay.Plus(900)
	p := somebodyReady()
	p.Seat, p.PassportExpiresOn, p.MedicalClearedThrough = &seat, later, someDay.Plus(5)
	p.Trainings = []models.Learnt{
		trained(models.Course, models.ShortTerm, soon), trained(models.Course, models.ShortTerm, later),
		trained(models.HostileEnvironment, "", soon), trained(models.HostileEnvironment, "", someDay.Plus(-1)),
		trained(models.ObservationMission, models.ShortTerm, soon),
	}
	got := models.Roster{People: []models.Person{p}, Qualifications: qualifications, Now: noon}.Lapsing(30)
	var kinds []string
	for _, item := range got.Items {
		kinds = append(kinds, item.Kind)
	}
	if fmt.Sprint(kinds) != "[medical hostile_environment]" || fmt.Sprint(got.Kinds) != "[{hostile_environment 1} {medical 1}]" || got.Ready != 0 {
		t.Errorf("%v: %+v", kinds, got)
	}
}

func TestPostsNobodyCouldBeAskedAbout(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		listReference(t, db)
		good := models.Post{StartsOn: firstOf, Until: endOf, Host: "KE", Language: "fr"}
		for _, test := range []struct {
			field string
			but   func(*models.Post)
		}{
			{"", func(*models.Post) {}},
			{"", func(p *models.Post) { p.Host, p.Language = "", "" }},
			{"until", func(p *models.Post) { p.Until = p.StartsOn }},
			{"until", func(p *models.Post) { p.Until = p.StartsOn.Plus(401) }},
			{"", func(p *models.Post) { p.Until = p.StartsOn.Plus(400) }},
			{"until", func(p *models.Post) { p.StartsOn, p.Until = someDay.PlusMonths(36), someDay.PlusMonths(36).Plus(1) }},
			{"host", func(p *models.Post) { p.Host = "ZZ" }},
			{"host", func(p *models.Post) { p.Host = models.EuropeanUnion }},
			{"language", func(p *models.Post) { p.Language = "tlh" }},
		} {
			post := good
			test.but(&post)
			fields := ""
			if err := post.Check(db.Query(t.Context()), someDay); err != nil {
				for _, fault := range err.(*refusal.Refusal).Fields {
					fields += fault.Field
				}
			}
			if fields != test.field {
				t.Errorf("%+v: faults %q, want %q", post, fields, test.field)
			}
		}
	})
}

func write(t testing.TB, db *models.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// listReference fills as much of the reference data as these tests need.
func listReference(t testing.TB, db *models.DB) {
	t.Helper()
	write(t, db, func(tx *gorm.DB) error {
		for _, rows := range []any{
			&[]models.State{{Code: "PT", Code3: "PRT", Name: "Portugal"}, {Code: "KE", Code3: "KEN", Name: "Kenya"}, {Code: "BR", Code3: "BRA", Name: "Brazil"}},
			&models.Participant{Code: "EU", Name: "European Union"},
			&models.Language{Code: "fr", Name: "French"},
			&[]models.Organiser{{Code: "UN", Name: "United Nations", Counts: true}, {Code: "AU", Name: "African Union"}},
			slices.Clone(qualifications),
			&[]models.Account{
				{Record: models.Record{ID: "one", Revision: 1, CreatedAt: noon}, Email: "one@demo.example", Role: models.Administrator, Status: models.AccountActive},
				{Record: models.Record{ID: "two", Revision: 1, CreatedAt: noon}, Email: "two@demo.example", Role: models.Administrator, Status: models.AccountActive},
			},
			&models.File{Record: models.Record{ID: "evidence", Revision: 1, CreatedAt: noon}, Size: 1, SHA256: strings.Repeat("0", 64), UploadedBy: "one"},
		} {
			if err := tx.Create(rows).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// seatPeople gives the seats from one to another to people who are ready, each with so many trainings of each kind.
func seatPeople(t testing.TB, db *models.DB, from, to, times int) (ids []string) {
	t.Helper()
	write(t, db, func(tx *gorm.DB) error {
		for seat := from; seat <= to; seat++ {
			p := somebodyReady()
			record := func() models.Record { return models.Record{ID: models.NewID(), Revision: 1, CreatedAt: noon} }
			p.Record, p.Seat, p.NominatedBy, p.PreferredName = record(), &seat, "EU", fmt.Sprintf("Observer %d", seat)
			p.PassportExpiresOn = someDay.PlusMonths(60)
			ids = append(ids, p.ID)
			var trainings []models.Training
			for range times {
				for _, t := range p.Trainings {
					decided, evidence := "two", "evidence"
					trainings = append(trainings, models.Training{Record: record(), ObserverID: p.ID, Status: t.Status, Organiser: "UN", Kind: t.Kind, Title: t.Title, Function: t.Function,
						StartsOn: someDay.Plus(-90), Until: someDay.Plus(-80), ClaimedBy: "one", DecidedBy: &decided, EvidenceID: &evidence})
				}
			}
			period := models.Availability{Record: record(), ObserverID: p.ID, Kind: models.Available, StartsOn: someDay, Until: someDay.Plus(200)}
			for _, rows := range []any{
				&p.Observer,
				&models.Private{ObserverID: p.ID, PassportNumber: "X" + p.ID, PassportState: "PT", MedicalClearedThrough: someDay.PlusMonths(12)},
				&models.ObserverNationality{ObserverID: p.ID, State: "PT"},
				&models.ObserverLanguage{ObserverID: p.ID, Language: "fr", Level: models.C1},
				&models.ObserverFunction{ObserverID: p.ID, Function: models.ShortTerm},
				&models.ObserverConflict{ObserverID: p.ID, State: "BR"},
				&trainings,
				&period,
				&models.Booking{ObserverID: p.ID, Day: endOf.Plus(100), HolderID: "later", HolderKind: "assignment"},
			} {
				if err := tx.Create(rows).Error; err != nil {
					return err
				}
			}
		}
		return nil
	})
	return ids
}
