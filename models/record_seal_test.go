package models_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestSealedKeysAreThoseOfTheDatabase holds the keys by which rows are sealed against the primary keys that the database has.
func TestSealedKeysAreThoseOfTheDatabase(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		query := "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
		if db.Postgres {
			query = `SELECT a.attname FROM pg_constraint o CROSS JOIN unnest(o.conkey) WITH ORDINALITY AS k(of, n)
				JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.of WHERE o.contype = 'p' AND o.conrelid = CAST(? AS regclass) ORDER BY k.n`
		}
		for table, sealed := range models.SealedTables() {
			var keys []string
			must(t, db.Query(t.Context()).Raw(query, table).Scan(&keys).Error)
			if !slices.Equal(sealed, keys) {
				t.Errorf("rows of %s are sealed by %v, the table's key is %v", table, sealed, keys)
			}
		}
	})
}

// TestAnotherHandHasNothingSealed changes a row by another hand and puts it among those that are
// to be sealed: the program seals what it writes itself, and verifying names the row.
func TestAnotherHandHasNothingSealed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		driver, url := "pgx", ""
		if db.Postgres {
			url = modelstest.PostgresURL(t)
			other, err := models.Open(url)
			must(t, err)
			t.Cleanup(func() { must(t, other.Close()) })
			db = other
		} else {
			driver = "sqlite"
			must(t, db.Query(t.Context()).Raw("SELECT file FROM pragma_database_list").Scan(&url).Error)
		}
		must(t, exec(t, db, "INSERT INTO settings (name, value) VALUES ('kept', 'as it was')"))
		hand, err := sql.Open(driver, url)
		must(t, err)
		defer hand.Close()
		statements := []string{"UPDATE settings SET value = 'another' WHERE name = 'kept'", "INSERT INTO unsealed_rows (written_by, table_name, row_key) VALUES ('', 'settings', 'kept')"}
		for _, statement := range statements {
			_, err := hand.ExecContext(t.Context(), statement)
			must(t, err)
		}
		for n := range 5 {
			must(t, exec(t, db, fmt.Sprintf("INSERT INTO settings (name, value) VALUES ('another %d', '')", n)))
		}
		faults, err := models.VerifyTable(db.Query(t.Context()), "settings")
		if must(t, err); len(faults) != 1 || !strings.HasPrefix(faults[0], "settings kept was changed by another hand") {
			t.Errorf("found %q", faults)
		}
	})
}
