package models_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

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

// byAnotherHand opens a database together with a connection that does not belong to the program.
func byAnotherHand(t *testing.T, postgres bool) (db *models.DB, hand func(statement string)) {
	t.Helper()
	driver, url := "sqlite", ""
	if postgres {
		driver, url = "pgx", modelstest.PostgresURL(t)
		ours, err := models.Open(url)
		must(t, err)
		t.Cleanup(func() { must(t, ours.Close()) })
		db = ours
	} else {
		db = modelstest.SQLite(t)
		must(t, db.Query(t.Context()).Raw("SELECT file FROM pragma_database_list").Scan(&url).Error)
	}
	other, err := sql.Open(driver, url)
	must(t, err)
	t.Cleanup(func() { must(t, other.Close()) })
	return db, func(statement string) {
		t.Helper()
		_, err := other.ExecContext(t.Context(), statement)
		must(t, err)
	}
}

// TestAnotherHandHasNothingSealed changes a row by another hand and puts it among those that are
// to be sealed: the program seals what it writes itself, and verifying names the row.
func TestAnotherHandHasNothingSealed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		db, hand := byAnotherHand(t, db.Postgres)
		must(t, exec(t, db, "INSERT INTO settings (name, value) VALUES ('kept', 'as it was')"))
		hand("UPDATE settings SET value = 'another' WHERE name = 'kept'")
		hand("INSERT INTO unsealed_rows (written_by, table_name, row_key) VALUES ('', 'settings', 'kept')")
		for n := range 5 {
			must(t, exec(t, db, fmt.Sprintf("INSERT INTO settings (name, value) VALUES ('another %d', '')", n)))
		}
		faults, err := models.VerifyTable(db.Query(t.Context()), "settings")
		if must(t, err); len(faults) != 1 || !strings.HasPrefix(faults[0], "settings kept was changed by another hand") {
			t.Errorf("found %q", faults)
		}
	})
}

// TestWhatIsWrittenNextIsMarked has another hand alter rows, and the program write them before anyone verifies: the seal says so for good. What the
// program wrote itself, however often, is never marked.
func TestWhatIsWrittenNextIsMarked(t *testing.T) {
	const (
		insert = "INSERT INTO settings (name, value) VALUES ('it', 'as it was')"
		update = "UPDATE settings SET value = value || ', and more' WHERE name = 'it'"
		upsert = "INSERT INTO settings (name, value) VALUES ('it', 'new') ON CONFLICT (name) DO UPDATE SET value = 'newer'"
		rename = "UPDATE settings SET name = 'it' WHERE name = 'that'"
		remove = "DELETE FROM settings WHERE name = 'it'"
		change = "UPDATE settings SET value = 'another' WHERE name = 'it'"
		other  = "INSERT INTO settings (name, value) VALUES ('that', 'as it was')"
	)
	cases := []struct {
		name                string
		before, hand, after []string // each of the program's is a transaction of its own
		marked              int
	}{
		{"changed", []string{insert}, []string{change}, []string{update}, 1},
		{"changed, then removed", []string{insert}, []string{change}, []string{remove}, 1},
		{"changed, then written whether it is there or not", []string{insert}, []string{change}, []string{upsert}, 1},
		{"put there", nil, []string{insert}, []string{update}, 1},
		{"put there, then removed", nil, []string{insert}, []string{remove}, 1},
		{"put there where one was", []string{insert, remove}, []string{insert}, []string{update}, 1},
		{"removed, then made anew", []string{insert}, []string{remove}, []string{insert}, 1},
		{"removed, then made anew of another", []string{insert, other}, []string{remove}, []string{rename}, 1},
		{"removed and made anew with another value", []string{insert}, []string{remove, insert, change}, []string{update}, 1},
		{"twice", []string{insert}, []string{change}, []string{update, update, remove, insert}, 1},
		{"changed and put back as it was", []string{insert}, []string{change, "UPDATE settings SET value = 'as it was' WHERE name = 'it'"}, []string{update}, 0},
		{"nothing", []string{insert, update, upsert, remove, insert, other, remove, rename, update}, nil, []string{upsert, remove}, 0},
		{"nothing, all at once", []string{insert + ";" + update + ";" + remove + ";" + insert}, nil, []string{remove + ";" + insert + ";" + upsert}, 0},
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				db, hand := byAnotherHand(t, db.Postgres)
				write := func(statements []string) {
					for n, all := range statements {
						in := db.Write
						if n%2 == 1 {
							in = db.WriteUnjournaled
						}
						must(t, in(t.Context(), func(tx *gorm.DB) (err error) {
							for _, one := range strings.Split(all, ";") {
								err = errors.Join(err, tx.Exec(one).Error)
							}
							return err
						}))
					}
				}
				write(c.before)
				for _, statement := range c.hand {
					hand(statement)
				}
				write(c.after)
				found, err := models.VerifyFund(t.Context(), db)
				must(t, err)
				marked := 0
				for _, fault := range found.Faults {
					if strings.HasPrefix(fault, "settings it had been altered by another hand than the program's before the program wrote it (seal ") {
						marked++
					} else if strings.Contains(fault, "sett") {
						t.Errorf("found too: %s", fault)
					}
				}
				if marked != c.marked {
					t.Errorf("%d are marked of %q", marked, found.Faults)
				}
			})
		}
	})
}
