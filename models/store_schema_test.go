package models_test

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
)

var update = flag.Bool("update", false, "write down what the migrations make")

// TestSchemaIsWrittenDown holds what the migrations make against the files that verifying holds every fund against.
func TestSchemaIsWrittenDown(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		lines, err := models.Schema(db.Query(t.Context()))
		must(t, err)
		file := map[bool]string{false: "store_schema.sqlite.txt", true: "store_schema.postgres.txt"}[db.Postgres]
		text := strings.Join(lines, "\n") + "\n"
		if *update {
			must(t, os.WriteFile(file, []byte(text), 0o644))
		}
		kept, err := os.ReadFile(file)
		if must(t, err); string(kept) != text {
			t.Errorf("the migrations make another schema than %s says: go test ./models -run TestSchemaIsWrittenDown -update", file)
		}
	})
}

// TestAnotherSchemaIsFound changes the schema of a fund in each way in which another hand can, and lets rows name none: verifying says what.
func TestAnotherSchemaIsFound(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, c := range attacksOn(db) {
			var found models.Verification
			err := db.Write(t.Context(), func(tx *gorm.DB) (err error) {
				for _, statement := range c.statements {
					if err := tx.Exec(statement).Error; err != nil {
						return err
					}
				}
				if found, err = models.Verify(tx); err != nil {
					return err
				}
				return errUndo
			})
			if err != errUndo || !slices.ContainsFunc(found.Faults, func(fault string) bool { return strings.HasPrefix(fault, c.named) }) {
				t.Errorf("%v: %v %v, which does not say %q", c.statements, err, found.Faults, c.named)
			}
			if len(found.Faults) > c.faults+1 {
				t.Errorf("%v: one thing was done, and %d are named: %v", c.statements, len(found.Faults), found.Faults)
			}
		}
		if found, err := models.VerifyFund(t.Context(), db); err != nil || !found.OK {
			t.Error(found, err)
		}
	})
}

var errUndo = errors.New("undo")

// schemaAttack is what another hand does to a schema, how what is then named begins, and how many faults it may make besides.
type schemaAttack struct {
	statements []string
	named      string
	faults     int
}

// attacksOn are those that an engine takes.
func attacksOn(db *models.DB) []schemaAttack {
	one := func(named string, statements ...string) schemaAttack { return schemaAttack{statements, named, 0} }
	row := "INSERT INTO observer_languages (observer_id, language, level) VALUES ('nobody', 'pt', 'C1')" // which is sealed in no transaction, either
	both := []schemaAttack{
		one("the index payments_by_status of payments is missing", "DROP INDEX payments_by_status"),
		one("the index payments_by_whim of payments is none that this program makes", "CREATE INDEX payments_by_whim ON payments (reason)"),
		one("the index payments_by_status of payments is not as this program makes it", "DROP INDEX payments_by_status", "CREATE INDEX payments_by_status ON payments (status)"),
		one("the table whims is none that this program makes", "CREATE TABLE whims (id TEXT PRIMARY KEY, payment TEXT REFERENCES payments (id))", "CREATE INDEX of_whims ON whims (payment)"),
		one("the view whims is none that this program makes", "CREATE VIEW whims AS SELECT id FROM payments"),
		{[]string{"ALTER TABLE payments ADD COLUMN whim TEXT"}, "the column whim of payments is none that this program makes", 1},
		{[]string{"DROP TABLE feeds"}, "the table feeds is missing", 10}, // its triggers, too
		{[]string{"ALTER TABLE feeds RENAME TO eaters"}, "the table eaters is none that this program makes", 10},
	}
	if !db.Postgres {
		// What is written into the statements that SQLite keeps holds from the next start on.
		rewritten := func(named, from, to string) schemaAttack {
			return one(named, "PRAGMA writable_schema = 1", "UPDATE sqlite_schema SET sql = CAST(replace(sql, '"+strings.ReplaceAll(from, "'", "''")+"', '"+to+"') AS TEXT) WHERE name = 'payments'",
				"PRAGMA writable_schema = 0")
		}
		return append(both,
			rewritten("the column amount of payments is not as this program makes it, BIGINT NOT NULL CHECK (amount > 0), but BIGINT NOT NULL", "CHECK (amount > 0)", ""),
			rewritten("the column amount of payments is not as this program makes it", "CHECK (amount > 0)", "-- CHECK (amount > 0)\n"),
			rewritten("the column amount of payments is not as this program makes it", "NOT NULL CHECK (amount > 0)", "CHECK (amount > 0)"),
			rewritten("the column payee of payments is not as this program makes it, TEXT NOT NULL, but BLOB NOT NULL", "payee         TEXT", "payee BLOB"),
			rewritten("the column folded of payments is not as this program makes it, TEXT NOT NULL DEFAULT '', but TEXT NOT NULL DEFAULT 'x'", "folded TEXT NOT NULL DEFAULT ''", "folded TEXT NOT NULL DEFAULT ''x''"),
			rewritten("the column invoice_id of payments is not as this program makes it, TEXT REFERENCES files (id), but TEXT", "REFERENCES files (id)", ""),
			rewritten("the constraint UNIQUE (id, commitment_id) of payments is missing", ",\n    UNIQUE (id, commitment_id)", ""),
			rewritten("the table payments is not as this program makes it, plain, but STRICT", "decided_by <> requested_by))\n)", "decided_by <> requested_by))\n) STRICT"),
			one("the trigger payments_stay of payments is missing", "DROP TRIGGER payments_stay"),
			one("the trigger payments_stay of payments is not as this program makes it", "DROP TRIGGER payments_stay", "CREATE TRIGGER payments_stay BEFORE UPDATE OF amount ON payments BEGIN SELECT 1; END"),
			one("the trigger whim of payments was put there by another hand", "CREATE TRIGGER whim AFTER UPDATE ON payments BEGIN SELECT 1; END"),
			schemaAttack{[]string{"PRAGMA defer_foreign_keys = 1", row}, "observer_languages has rows whose observer_id names none of observers: 1, the first nobody", 2},
		)
	}
	alter := func(named, what string) schemaAttack { return one(named, "ALTER TABLE payments "+what) }
	return append(both,
		alter("the constraint payments_amount_check of payments is missing", "DROP CONSTRAINT payments_amount_check"),
		alter("the constraint payments_invoice_id_fkey of payments is missing", "DROP CONSTRAINT payments_invoice_id_fkey"),
		one("the constraint bank_transfers_normal_key of bank_transfers is missing", "ALTER TABLE bank_transfers DROP CONSTRAINT bank_transfers_normal_key"),
		one("the constraint payments_amount_check of payments is not as this program makes it", "ALTER TABLE payments DROP CONSTRAINT payments_amount_check",
			"ALTER TABLE payments ADD CONSTRAINT payments_amount_check CHECK (amount > -7)"),
		one("the constraint payments_amount_check of payments is not as this program makes it", "ALTER TABLE payments DROP CONSTRAINT payments_amount_check",
			"ALTER TABLE payments ADD CONSTRAINT payments_amount_check CHECK (amount > 0) NOT VALID"),
		one("the constraint payments_invoice_id_fkey of payments is not as this program makes it", "ALTER TABLE payments DROP CONSTRAINT payments_invoice_id_fkey",
			"ALTER TABLE payments ADD CONSTRAINT payments_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES files (id) NOT VALID"),
		alter("the column payee of payments is not as this program makes it, text NOT NULL, but text", "ALTER COLUMN payee DROP NOT NULL"),
		schemaAttack{[]string{"ALTER TABLE payments ALTER COLUMN purpose TYPE VARCHAR(20)"}, // of which the connection knows another form: it cannot read the rows
			"the column purpose of payments is not as this program makes it, text NOT NULL, but character varying(20) NOT NULL", 1},
		alter("the column folded of payments is not as this program makes it, text NOT NULL DEFAULT ''::text, but text NOT NULL DEFAULT 'x'::text", "ALTER COLUMN folded SET DEFAULT 'x'"),
		alter("the table payments is not as this program makes it, plain, but hiding rows", "ENABLE ROW LEVEL SECURITY"),
		one("the table payments is not as this program makes it, plain, but rewritten by whim", "CREATE RULE whim AS ON UPDATE TO payments DO INSTEAD NOTHING"),
		one("the table idempotency is not as this program makes it, plain, but not logged", "ALTER TABLE idempotency SET UNLOGGED"),
		one("the function whim(", "CREATE FUNCTION whim(a text, b date) RETURNS boolean LANGUAGE sql AS 'SELECT false'"),
		one("the operator public.<>(date,date) is none that this program makes", "CREATE OPERATOR <> (PROCEDURE = pg_catalog.date_ne, LEFTARG = date, RIGHTARG = date)"),
		alter("the trigger payments_stay of payments is not as this program makes it", "DISABLE TRIGGER payments_stay"),
		one("the trigger payments_stay of payments is missing", "DROP TRIGGER payments_stay ON payments"),
		one("the trigger payments_stay of payments is not as this program makes it", "CREATE OR REPLACE FUNCTION payments_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"),
		one("the trigger whim of payments was put there by another hand", "CREATE TRIGGER whim AFTER INSERT ON payments FOR EACH ROW EXECUTE FUNCTION move_money()"),
		schemaAttack{[]string{"ALTER TABLE payments DISABLE TRIGGER ALL"}, "the constraint payments_invoice_id_fkey of payments is not as this program makes it", 30},
		one("the setting session_replication_role of the role postgres is replica", "ALTER ROLE CURRENT_USER SET session_replication_role = replica"),
		one("the setting session_replication_role of this database is replica", "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END$$"),
		one("the setting session_replication_role of this connection is replica", "SET LOCAL session_replication_role = replica"),
		schemaAttack{[]string{"SET LOCAL session_replication_role = replica", row, "SET LOCAL session_replication_role = origin"},
			"observer_languages has rows whose observer_id names none of observers: 1, the first nobody", 2},
	)
}
