package api

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// guess is a row exactly as it was, to be guessed: its table, its key, and its columns with what they say.
type guess struct{ table, row string }

// confirmed reports whether a digest that is kept is that of the row with one of the salts, as whoever has only the database would compute it: the
// SHA-256 of a JSON array of the salt, the table and the columns.
func (g guess) confirmed(salts []string, kept map[string]bool) bool {
	return slices.ContainsFunc(salts, func(salt string) bool {
		return kept[models.Digest([]byte(`["`+salt+`","`+g.table+`"`+g.row+`]`))]
	})
}

// rowsAsTheyAre are all sealed rows.
func (h *fixture) rowsAsTheyAre() (all []guess) {
	h.Helper()
	err := h.db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		for table := range models.SealedTables() {
			rows, err := tx.Raw("SELECT * FROM " + table).Rows()
			if err != nil {
				return err
			}
			defer rows.Close()
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			values, places := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				places[i] = &values[i]
			}
			for rows.Next() {
				if err := rows.Scan(places...); err != nil {
					return err
				}
				var said []string
				for i, value := range values {
					pair, err := json.Marshal([]any{columns[i], plainly(value)})
					if err != nil {
						return err
					}
					said = append(said, ","+string(pair))
				}
				slices.Sort(said)
				all = append(all, guess{table, strings.Join(said, "")})
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

func plainly(value any) any {
	switch v := value.(type) {
	case nil, string:
		return v
	case []byte:
		return hex.EncodeToString(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value)
}

// TestNothingLeftConfirmsAGuess guesses all that was said of an erased person exactly as it was, in rows, in reasons and in messages, and computes every digest
// with everything that the database still holds: before the erasure that confirms each guess, and afterwards none.
func TestNothingLeftConfirmsAGuess(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := described(h)
		ids := w.sides[0].ids
		w.clara.must("POST", "/conversations/"+ids["training-requests"]+"/messages", body{"body": "Did you get the visa?"})
		w.sides[0].observer.must("POST", "/conversations/"+ids["training-requests"]+"/messages", body{"body": "No."})
		departs := body{"ground": "resigned", "reason": "Siti moves to another post."}
		w.clara.with("Idempotency-Key", "depart").must("POST", "/observers/"+ids["observers"]+"/depart", departs)

		left := func() (salts []string, kept map[string]bool, facts string) {
			kept = map[string]bool{}
			for _, digest := range h.texts("SELECT digest FROM sealed_rows") {
				kept[digest] = true
			}
			salts = append(h.texts("SELECT salt FROM salts UNION SELECT salt FROM journal_reasons UNION SELECT salt FROM messages"), "")
			return salts, kept, strings.Join(h.texts("SELECT facts FROM journal"), "\n")
		}
		words := func() []string {
			return h.texts("SELECT body FROM messages WHERE body <> '' UNION SELECT body FROM journal_reasons WHERE body <> ''")
		}
		confirms := func(words string, salts []string, facts string) bool {
			return slices.ContainsFunc(salts, func(salt string) bool { return strings.Contains(facts, models.Digest([]byte(salt+words))) })
		}

		rows, said := h.rowsAsTheyAre(), words()
		salts, kept, facts := left()
		salted := salts
		for _, row := range rows {
			if !row.confirmed(salts, kept) {
				t.Fatalf("a row as it is cannot be confirmed: %s %s", row.table, row.row)
			}
		}
		for _, text := range said {
			if !confirms(text, salts, facts) {
				t.Errorf("what is said cannot be confirmed: %q", text)
			}
		}
		asked := h.texts("SELECT digest FROM idempotency WHERE key = 'depart'")
		if len(asked) != 1 || asked[0] == "" {
			t.Errorf("what was asked is kept as %q", asked)
		}

		w.clara.must("POST", "/observers/"+ids["observers"]+"/erase", body{"reason": "She asked us to forget her."})
		if proof := w.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
		salts, kept, facts = left()
		stands := map[guess]bool{}
		for _, row := range h.rowsAsTheyAre() {
			stands[row] = true
		}
		forgotten := map[string]int{}
		for _, row := range rows {
			if stands[row] {
				continue // it says what it said, for all to read
			}
			forgotten[row.table]++
			if row.confirmed(salts, kept) {
				t.Errorf("a guess is confirmed of a row of %s that was forgotten: %s", row.table, row.row)
			}
		}
		for _, table := range []string{"observers", "observer_private", "observer_nationalities", "observer_languages", "observer_conflicts", "accounts", "trainings", "training_requests",
			"inquiries", "inquiry_answers", "availability", "messages", "journal_reasons", "files", "notices", "deliveries"} {
			if forgotten[table] == 0 {
				t.Errorf("nothing of %s was forgotten", table)
			}
		}
		still := words()
		gone := 0
		for _, text := range said {
			if slices.Contains(still, text) {
				continue
			}
			if gone++; confirms(text, salts, facts) {
				t.Errorf("a guess at words is confirmed that were forgotten: %q", text)
			}
		}
		if gone < 3 || !slices.Contains(said, "No.") || slices.Contains(still, "No.") {
			t.Errorf("of %q are left %q", said, still)
		}
		if asked := h.texts("SELECT digest FROM idempotency WHERE key = 'depart'"); len(asked) != 1 || asked[0] != "" {
			t.Errorf("what was asked is still kept as %q", asked)
		}
		if again := w.clara.with("Idempotency-Key", "depart").request("POST", "/observers/"+ids["observers"]+"/depart", departs); again.status < 400 {
			t.Errorf("asked again it is answered %d", again.status)
		}
		if h.db.Postgres {
			return
		}
		// Nor is it in the file of SQLite, once that is closed.
		var file string
		if err := h.db.Query(t.Context()).Raw("SELECT file FROM pragma_database_list").Scan(&file).Error; err != nil {
			t.Fatal(err)
		}
		if err := h.db.Close(); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, salt := range salted {
			if !slices.Contains(salts, salt) && bytes.Contains(content, []byte(salt)) {
				t.Errorf("a salt that was forgotten is still in the file: %s", salt)
			}
		}
		for _, text := range said {
			if !slices.Contains(still, text) && bytes.Contains(content, []byte(text)) {
				t.Errorf("words that were forgotten are still in the file: %q", text)
			}
		}
	})
}
