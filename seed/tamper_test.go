package seed

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestTampering changes every column of every table of the demonstration by another hand, one at a time, without the triggers: each change is
// named, or the table stands in the short list that says what else is held against it.
func TestTampering(t *testing.T) {
	db := modelstest.SQLite(t)
	filled(t, db)
	tamper(t, db)
}

// TestTamperingOnPostgreSQL does the same to a copy of it.
func TestTamperingOnPostgreSQL(t *testing.T) {
	lite, db := modelstest.SQLite(t), modelstest.Postgres(t)
	filled(t, lite)
	copied(t, lite, db)
	tamper(t, db)
}

// filled is the demonstration, with a row in each table of which it has none.
func filled(t *testing.T, db *models.DB) {
	demonstrate(t, db, firstDay)
	must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
		for _, statement := range []string{ // of what the demonstration has none
			"INSERT INTO observer_conflicts (observer_id, state) SELECT id, 'FJ' FROM observers LIMIT 1",
			"INSERT INTO import_files (import_id, number, name, content) SELECT id, 1, 'people.csv', 'Name' FROM imports LIMIT 1",
			"INSERT INTO reserves (seat_id, observer_id, rank) SELECT s.id, o.id, 1 FROM deployment_seats s, observers o LIMIT 1",
			`INSERT INTO passes (token_hash, purpose, account_id, subject_kind, subject_id, created_at, expires_at)
				SELECT 'of a token', 'open_record', id, 'invitation', 'of one', created_at, created_at FROM accounts LIMIT 1`,
		} {
			must(t, tx.Exec(statement).Error)
		}
		return nil
	}))
}

// copied fills an empty database with what is in another, and seals it as it stands: to make the demonstration takes PostgreSQL minutes.
func copied(t *testing.T, from, to *models.DB) {
	must(t, to.Write(t.Context(), func(tx *gorm.DB) error {
		must(t, tx.Exec("SET LOCAL session_replication_role = replica").Error)
		for _, model := range models.Tables {
			stmt := &gorm.Statement{DB: tx}
			must(t, stmt.Parse(model))
			if strings.Contains(stmt.Schema.Table, "seal") || stmt.Schema.Table == "salts" {
				continue
			}
			must(t, tx.Exec("DELETE FROM "+stmt.Schema.Table).Error)
			rows := reflect.New(reflect.SliceOf(reflect.TypeOf(model).Elem()))
			must(t, from.Query(t.Context()).Find(rows.Interface()).Error)
			if rows.Elem().Len() > 0 {
				must(t, tx.Session(&gorm.Session{SkipHooks: true}).Omit(clause.Associations).CreateInBatches(rows.Interface(), 200).Error)
			}
		}
		return tx.Exec("DELETE FROM settings WHERE name = 'whole'").Error
	}))
	_, err := to.Migrate(t.Context())
	must(t, err)
}

// otherwise is what holds tables together of which no seal says what their rows say.
var otherwise = []string{"file_contents", "idempotency", "journal", "salts", "sealed_rows", "seals", "sessions", "unsealed_rows"}

func tamper(t *testing.T, db *models.DB) {
	if found, err := models.VerifyFund(t.Context(), db); err != nil || !found.OK {
		t.Fatal(found, err)
	}
	sealed := map[string]bool{}
	for name := range models.SealedTables() {
		sealed[name] = true
	}
	for _, model := range models.Tables {
		stmt := &gorm.Statement{DB: db.Query(t.Context())}
		must(t, stmt.Parse(model))
		table := stmt.Schema.Table
		if sealed[table] == slices.Contains(otherwise, table) {
			t.Errorf("%s is sealed, or something else is held against it, and not both", table)
		}
		if !sealed[table] {
			continue
		}
		for _, column := range stmt.Schema.DBNames {
			named, err := tampered(t, db, table, column, stmt.Schema.LookUpField(column).DataType == "bool")
			if err != nil || !named {
				t.Errorf("%s.%s was changed, and nothing is named: %v", table, column, err)
			}
		}
	}
}

var errTakenBack = errors.New("taken back")

// tampered changes a column of a row behind the program's back, and reports whether its table is then found to be altered.
func tampered(t *testing.T, db *models.DB, table, column string, truth bool) (named bool, err error) {
	err = db.Write(t.Context(), func(tx *gorm.DB) error {
		must(t, unguarded(tx, table))
		var last error
		for _, to := range others(column, truth) {
			must(t, tx.SavePoint("try").Error)
			row := "rowid = (SELECT rowid FROM " + table + " LIMIT 1)"
			if db.Postgres {
				row = "ctid = (SELECT ctid FROM " + table + " LIMIT 1)"
			}
			done := tx.Exec(fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s AND (%[2]s IS NULL AND %[3]s IS NOT NULL OR %[2]s <> %[3]s)", table, column, to, row))
			if done.Error != nil || done.RowsAffected == 0 {
				last = errors.Join(last, done.Error)
				must(t, tx.RollbackTo("try").Error)
				continue
			}
			faults, err := models.VerifyTable(tx, table)
			named = slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, "another hand") })
			return errors.Join(err, errTakenBack)
		}
		return fmt.Errorf("it could not be changed: %w", last)
	})
	if errors.Is(err, errTakenBack) {
		err = nil
	}
	return named, err
}

// unguarded takes from a table what keeps its rows from being changed, until the transaction ends.
func unguarded(tx *gorm.DB, table string) error {
	find, drop := "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", "DROP TRIGGER %s"
	before := []string{"PRAGMA defer_foreign_keys = 1", "PRAGMA ignore_check_constraints = 1"}
	if tx.Name() == "postgres" {
		find, drop = "SELECT conname FROM pg_constraint WHERE conrelid = CAST(? AS regclass) AND contype IN ('c', 'u')", "ALTER TABLE "+table+" DROP CONSTRAINT IF EXISTS %s CASCADE"
		before = []string{"SET LOCAL session_replication_role = replica"}
	}
	for _, statement := range before {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	var names []string
	if err := tx.Raw(find, table).Scan(&names).Error; err != nil {
		return err
	}
	for _, name := range names {
		if err := tx.Exec(fmt.Sprintf(drop, name)).Error; err != nil {
			return err
		}
	}
	return nil
}

// others are values of which a column of some type takes one.
func others(column string, truth bool) []string {
	if truth {
		return []string{"NOT " + column, "1 - " + column, "TRUE"}
	}
	return []string{"'2031-05-06'", "'2032-07-08 00:00:00+00'", "1 + " + column, "7", "'another'", "'[]'", "'[1]'"}
}
