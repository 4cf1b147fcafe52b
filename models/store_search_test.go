package models_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/spelling"
)

// pieces are what texts and searches are made of: what means something to LIKE, to an index or to nobody, and scripts of all kinds.
var pieces = []string{"course", "Élections", "état", "Đặng", "ß", "O'Brien", "%", "_", "100%", "a_b", `\`, `"`, `"""`, "'", "*", "(", "AND", "NOT", "NEAR", "{folded}", "^", "+",
	"c++", "การเลือกตั้ง", "ការបោះឆ្នោត", "選挙監視", "がぎ", "انتخابات", "выборы", "🗳️", "e\u0301", "a", "ab", "abc", "abcab", "0", "2027", "-", "Al-Amin", "\u00a0", "\u200d", "İ", "ﬁ"}

// wording is a text of some pieces.
func wording(most int) *rapid.Generator[string] {
	return rapid.Custom(func(r *rapid.T) string {
		var text strings.Builder
		for range rapid.IntRange(0, most).Draw(r, "pieces") {
			text.WriteString(rapid.SampledFrom(pieces).Draw(r, "piece") + rapid.SampledFrom([]string{"", " "}).Draw(r, "space"))
		}
		return text.String()
	})
}

// searchable is a list that is searched: its table, and where.
type searchable struct {
	model  any
	table  string
	places []models.Place
}

var searchables = []searchable{
	{&models.Training{}, "trainings", []models.Place{models.In("trainings", "folded"), models.In("trainings", "folded_private"),
		models.Through("trainings.observer_id", "observers", "folded"), models.Through("trainings.observer_id", "observers", "folded_private")}},
	{&models.Training{}, "trainings", []models.Place{models.In("trainings", "folded")}},
	{&models.Commitment{}, "commitments", []models.Place{models.In("commitments", "folded")}},
	{&models.Payment{}, "payments", []models.Place{models.In("payments", "folded"), models.Through("payments.commitment_id", "commitments", "folded")}},
	{&models.Payment{}, "payments", []models.Place{models.Through("payments.commitment_id", "commitments", "folded")}},
	{&models.Payment{}, "payments", []models.Place{models.In("payments", "folded"), models.Through("payments.commitment_id", "commitments", "folded"),
		models.Beside("payments.id", "refunds", "payment_id", "bank_transfer_id", "bank_transfers", "folded")}},
	{&models.Contribution{}, "contributions", []models.Place{models.In("contributions", "folded"), models.Numbered("contributions", "value"),
		models.Beside("contributions.id", "receipts", "contribution_id", "bank_transfer_id", "bank_transfers", "folded")}},
}

// same holds what a search finds against what it finds by looking at every row.
func (s searchable) same(t interface{ Fatalf(string, ...any) }, tx *gorm.DB, text string) (found []string) {
	says, values := models.Saying(text, s.places...)
	var want []string
	if err := tx.Model(s.model).Where(says, values...).Order("id").Pluck("id", &want).Error; err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	q := models.Search(tx.Model(s.model), text, s.places...).Session(&gorm.Session{})
	if err := q.Order("id").Pluck("id", &found).Error; err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var n int64
	if err := q.Count(&n).Error; err != nil || !slices.Equal(found, want) || int(n) != len(want) {
		t.Fatalf("%q in %s %v: found %v and counted %d (%v), want %v", text, s.table, s.places, found, n, err, want)
	}
	return found
}

// learned fills a fund with what is searched: so many trainings, commitments and payments of each text, two observers and all that they need.
func learned(t *testing.T, db *models.DB, texts []string) {
	t.Helper()
	for _, statement := range append(slices.Clone(fixtureRows), "INSERT INTO organisers (code, name, counts, open_to_all, rule) VALUES ('UN', 'UN', TRUE, TRUE, '')") {
		must(t, exec(t, db, statement))
	}
	day := models.Day(2026, 1, 1)
	must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
		var trainings []models.Training
		var commitments []models.Commitment
		var payments []models.Payment
		for n, text := range texts {
			record := models.Record{ID: fmt.Sprintf("%06d", n), Revision: 1, CreatedAt: db.Now()}
			trainings = append(trainings, models.Training{Record: record, ObserverID: "o", Status: models.TrainingClaimed, Organiser: "UN", Kind: models.Course,
				Title: text, Place: texts[len(texts)-1-n], StartsOn: day, Until: day.Plus(1), ClaimedBy: "a"})
			commitments = append(commitments, models.Commitment{Record: record, Status: models.CommitmentOpen, Title: text, CreatedBy: "a"})
			payments = append(payments, models.Payment{Record: record, CommitmentID: record.ID, Status: models.PaymentRequested, Payee: texts[len(texts)-1-n], Amount: 1, RequestedBy: "a"})
		}
		for _, rows := range []any{trainings, commitments, payments} {
			if err := tx.CreateInBatches(rows, 100).Error; err != nil {
				return err
			}
		}
		o := models.Observer{Record: models.Record{ID: "o"}}
		if err := tx.Take(&o).Error; err != nil {
			return err
		}
		o.PreferredName, o.PassportName = "Siti Élan", "NURHALIZA"
		return tx.Save(&o).Error
	}))
}

// credited adds to what is learned a contribution of each text, and what the bank credited of it and of its payment under another.
func credited(t *testing.T, db *models.DB, texts []string) {
	t.Helper()
	day := models.Day(2026, 1, 1)
	must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
		var contributions []models.Contribution
		var credits []models.BankTransfer
		var receipts []models.Receipt
		var refunds []models.Refund
		for n, text := range texts {
			record := models.Record{ID: fmt.Sprintf("%06d", n), Revision: 1, CreatedAt: db.Now()}
			contributions = append(contributions, models.Contribution{Record: record, Status: models.ContributionPledged, Contributor: "JP", Title: text, Amount: 1, Currency: "EUR", Rate: "1", Value: 1,
				PledgedOn: day})
			credits = append(credits, models.BankTransfer{Record: record, Reference: texts[len(texts)-1-n], Normal: record.ID, Amount: 2})
			receipts = append(receipts, models.Receipt{ID: record.ID, CreatedAt: db.Now(), ContributionID: record.ID, BankTransferID: record.ID, ReceivedOn: day, Amount: 1, Currency: "EUR",
				Rate: "1", Booked: 1, BankReference: "R", ReceivedBy: "a"})
			refunds = append(refunds, models.Refund{Record: record, PaymentID: record.ID, BankTransferID: &record.ID, BankReference: "R", ReceivedOn: day, Amount: 1, ReceivedBy: "a"})
		}
		for _, rows := range []any{contributions, credits, receipts, refunds} {
			if err := tx.CreateInBatches(rows, 100).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestSearchFindsWhatIsSaid searches for anything in rows that say anything, while they change by the program and behind its back.
func TestSearchFindsWhatIsSaid(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var texts []string
		for seed := range 300 {
			texts = append(texts, wording(6).Example(seed))
		}
		learned(t, db, texts)
		credited(t, db, texts)
		tx := db.Query(t.Context())
		rapid.Check(t, func(r *rapid.T) {
			s := rapid.SampledFrom(searchables).Draw(r, "list")
			n, text := rapid.IntRange(0, len(texts)-1).Draw(r, "row"), wording(6).Draw(r, "text")
			id := fmt.Sprintf("%06d", n)
			column := "folded"
			if s.table == "trainings" && rapid.Bool().Draw(r, "private") {
				column = "folded_private"
			}
			if rapid.Bool().Draw(r, "changes") {
				if err := exec(t, db, "UPDATE "+s.table+" SET "+column+" = ? WHERE id = ?", spelling.Fold(text), id); err != nil {
					r.Fatal(err)
				}
			}
			var said string
			if err := tx.Table(s.table).Where("id = ?", id).Pluck("folded", &said).Error; err != nil {
				r.Fatal(err)
			}
			signs := []rune(said)
			from := rapid.IntRange(0, len(signs)).Draw(r, "from")
			part := string(signs[from:rapid.IntRange(from, len(signs)).Draw(r, "until")])
			if found := s.same(r, tx, part); reflect.DeepEqual(s.places[0], models.In(s.table, "folded")) && !slices.Contains(found, id) {
				r.Fatalf("%q does not find what says %q", part, said)
			}
			s.same(r, tx, wording(3).Draw(r, "search"))
			s.same(r, tx, part+" "+rapid.SampledFrom([]string{"siti", "nurhal", "elan", "ab", "zzz", text}).Draw(r, "other"))
		})
	})
}

// TestSearchAsRowsComeAndGo finds a row by what it says now, in an index that has taken it in or not yet, and nothing that is gone; also in a copy
// of the fund, and after somebody kept the index from learning of a change.
func TestSearchAsRowsComeAndGo(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var texts []string
		for n := range 600 { // of which SQLite has taken in 512
			texts = append(texts, fmt.Sprintf("number %03d", n))
		}
		learned(t, db, texts)
		finds := func(db *models.DB, q string, want ...string) {
			t.Helper()
			for _, s := range searchables[1:3] {
				if found := s.same(t, db.Query(t.Context()), q); !slices.Equal(found, want) {
					t.Errorf("%s: %q finds %v, want %v", s.table, q, found, want)
				}
			}
		}
		change := func(db *models.DB, statement string) {
			t.Helper()
			for _, table := range []string{"trainings", "commitments"} {
				must(t, exec(t, db, strings.ReplaceAll(statement, "<table>", table)))
			}
		}
		finds(db, "number 007", "000007")
		finds(db, "umber 599", "000599")
		for _, n := range []string{"007", "555"} {
			change(db, "UPDATE <table> SET folded = 'zanzibar "+n+"' WHERE id = '000"+n+"'")
			finds(db, "zanzibar "+n, "000"+n)
			finds(db, "number "+n)
		}
		change(db, "UPDATE <table> SET id = 'other' WHERE id = '000555' AND '<table>' = 'trainings'")
		for range 3 { // until the index has taken in the others as well
			change(db, "UPDATE <table> SET folded = folded || ' again'")
		}
		if got := searchables[1].same(t, db.Query(t.Context()), "zanzibar 555"); !slices.Equal(got, []string{"other"}) {
			t.Errorf("a row that changed its id is found as %v", got)
		}
		finds(db, "599 again", "000599")
		on := map[bool]string{true: " ON <table>"}[db.Postgres]
		change(db, "DROP TRIGGER <table>_no_delete"+on)
		must(t, exec(t, db, strings.ReplaceAll("DROP TRIGGER <table>_no_delete"+on, "<table>", "payments")))
		must(t, exec(t, db, "DELETE FROM payments WHERE id = '000007'"))
		change(db, "DELETE FROM <table> WHERE id = '000007'")
		finds(db, "zanzibar 007")
		if db.Postgres {
			return
		}

		dir := t.TempDir()
		file := filepath.Join(dir, "copy.db")
		must(t, db.Backup(t.Context(), file))
		must(t, models.CheckBackup(t.Context(), file))
		pool, err := sql.Open("sqlite", file)
		must(t, err)
		for _, statement := range []string{"DELETE FROM payments WHERE id < '000100'", "DELETE FROM commitments WHERE id < '000100'", "VACUUM"} {
			_, err := pool.ExecContext(t.Context(), statement)
			must(t, err)
		}
		must(t, pool.Close())
		restored, err := models.Open(file)
		must(t, err)
		t.Cleanup(func() { must(t, restored.Close()) })
		finds(restored, "number 599", "000599")
		change(restored, "UPDATE <table> SET folded = 'mombasa' WHERE id = '000222'")
		finds(restored, "mombasa", "000222")
		finds(restored, "umber 222")

		change(restored, "DROP TRIGGER <table>_found_anew")
		change(restored, "UPDATE <table> SET folded = 'nairobi' WHERE id = '000333'")
		_, err = restored.Migrate(t.Context())
		must(t, err)
		finds(restored, "nairobi", "000333")
		finds(restored, "number 400", "000400")
	})
}

// TestSearchLooksAtFew reads as many rows as may say a word, where they are few, and the list where they are many.
func TestSearchLooksAtFew(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		texts := slices.Repeat([]string{"Observation course"}, 5600)
		texts[1700], texts[5000] = "Observation course in Zanzibar", "Zanzibar" // both are taken in
		learned(t, db, texts)
		for q, few := range map[string]bool{"zanzibar": true, "observation": false, "observation zanzibar": true, "in zanzibar": true, "observation course": false, "an": false,
			"nowhere": true, "zanzibar siti": true, "siti": false, "siti observation": false} {
			s := searchables[0]
			s.same(t, db.Query(t.Context()), q)
			statement := models.Search(db.Query(t.Context()).Model(s.model), q, s.places...).Session(&gorm.Session{DryRun: true}).Find(&[]models.Training{}).Statement.SQL.String()
			if narrowed := strings.Contains(statement, "LIMIT"); narrowed != few {
				t.Errorf("%q: %s", q, statement)
			}
		}
	})
}
