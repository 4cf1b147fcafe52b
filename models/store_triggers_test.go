package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// fixtureRows is a small world in raw SQL: one observer, one mission's worth of rows, some money.
var fixtureRows = []string{
	`INSERT INTO states (code, code3, name, participant, asean, eu, osce, region, capital_zone) VALUES
		('TL', 'TLS', 'Timor-Leste', TRUE, TRUE, FALSE, '', 'asia', 'Asia/Dili'),
		('JP', 'JPN', 'Japan', TRUE, FALSE, FALSE, '', 'asia', 'Asia/Tokyo')`,
	`INSERT INTO participants (code, name) VALUES ('JP', 'Japan'), ('TL', 'Timor-Leste')`,
	`INSERT INTO currencies VALUES ('EUR', 'euro', 2)`,
	`INSERT INTO accounts (id, revision, created_at, email, name, role, status)
		VALUES ('a', 1, '2026-01-01 00:00:00+00:00', 'a@x.example', 'A', 'administrator', 'active')`,
	`INSERT INTO observers (id, revision, created_at, status, seat, passport_name, preferred_name, gender, nominated_by, nominator, notice_hours, invented, reason)
		VALUES ('o', 1, '2026-01-01 00:00:00+00:00', 'admitted', 7, 'O', 'O', 'x', 'JP', 'a', 72, TRUE, '')`,
	`INSERT INTO observer_nationalities VALUES ('o', 'JP')`,
	`INSERT INTO contributions (id, revision, created_at, contributor, status, title, amount, currency, rate, value, earmark, pledged_on, reason)
		VALUES ('c', 1, '2026-01-01 00:00:00+00:00', 'JP', 'pledged', 'T', 1000, 'EUR', '1', 1000, '', '2026-01-01', '')`,
	`INSERT INTO bank_transfers (id, revision, created_at, reference, normal, amount) VALUES ('b', 1, '2026-01-01 00:00:00+00:00', 'ref', 'REF', 1000)`,
	`INSERT INTO receipts (id, created_at, contribution_id, bank_transfer_id, received_on, amount, currency, rate, rate_source, booked, bank_reference, received_by)
		VALUES ('r', '2026-01-01 00:00:00+00:00', 'c', 'b', '2026-01-01', 1000, 'EUR', '1', '', 1000, 'ref', 'a')`,
	`INSERT INTO lines (id, revision, created_at, title, purpose, budget) VALUES ('l', 1, '2026-01-01 00:00:00+00:00', 'L', 'training', 1000)`,
	`INSERT INTO ledger_accounts (id, kind, contribution_id, donor) VALUES ('donor', 'donor', 'c', 'JP'), ('got', 'received', 'c', 'JP')`,
	`INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id) VALUES ('line', 'line', 'c', 'JP', 'l')`,
	transfer("t1", "receipt", "donor", "donor", "got", "received", 1000),
	`INSERT INTO journal (seq, at, account_id, action, subject_kind, subject_id, facts, previous, hash) VALUES (1, '2026-01-01 00:00:00+00:00', 'a', 'x', 'y', 'z', '{}', '` + strings.Repeat("0", 64) + `', '` + strings.Repeat("1", 64) + `')`,
}

func transfer(id, kind, from, fromKind, to, toKind string, amount int) string {
	return fmt.Sprintf(`INSERT INTO transfers (id, created_at, number, day, kind, contribution_id, from_id, from_kind, to_id, to_kind, amount, from_balance, to_balance, made_by, receipt_id)
		SELECT '%s', '2026-01-01 00:00:00+00:00', (SELECT COALESCE(MAX(t.number), 0) + 1 FROM transfers t), '2026-01-01', '%s', 'c', f.id, '%s', t.id, '%s', %d, f.balance - %[5]d, t.balance + %[5]d, 'a', %s
		FROM ledger_accounts f, ledger_accounts t WHERE f.id = '%s' AND t.id = '%s'`, id, kind, fromKind, toKind, amount,
		map[bool]string{true: "'r'", false: "NULL"}[kind == "receipt"], from, to)
}

// TestTriggers attacks with raw SQL what the database itself must refuse, and does what it must allow.
func TestTriggers(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, statement := range fixtureRows {
			if err := exec(t, db, statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		booking := func(host string) string {
			return "INSERT INTO bookings VALUES ('o', '2026-05-05', 'h', 'assignment', '" + host + "')"
		}
		anyError := errors.New("any error of the database")
		type step struct {
			statement string
			want      error // nil: it must succeed
		}
		steps := []step{
			{"UPDATE journal SET action = 'nothing'", refusal.AppendOnly},
			{"DELETE FROM journal", refusal.AppendOnly},
			{"UPDATE transfers SET amount = 1", refusal.AppendOnly},
			{"DELETE FROM transfers WHERE id = 't1'", refusal.AppendOnly},
			{"UPDATE receipts SET booked = 1", refusal.AppendOnly},
			{"DELETE FROM receipts", refusal.AppendOnly},
			{"DELETE FROM observers", refusal.Kept},
			{"DELETE FROM accounts WHERE id = 'a'", refusal.Kept},
			{"DELETE FROM ledger_accounts", refusal.Kept},
			{"DELETE FROM contributions", refusal.Kept},
			{"DELETE FROM lines", refusal.Kept},
			{"UPDATE observers SET preferred_name = 'P'", nil},

			{transfer("t2", "allocate", "got", "received", "line", "line", 400), nil},
			{transfer("t3", "allocate", "got", "received", "line", "line", 601), anyError},
			{transfer("t4", "allocate", "got", "received", "line", "line", 600), nil},
			{transfer("t5", "return", "line", "line", "got", "received", 1001), anyError},

			{transfer("t6", "receipt", "donor", "donor", "got", "received", 1000), anyError}, // the same receipt twice
			{"UPDATE ledger_accounts SET balance = balance + 1 WHERE id = 'line'", refusal.Ledger},
			{"UPDATE ledger_accounts SET donor = 'TL' WHERE id = 'line'", refusal.Ledger},
			{"INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, balance) VALUES ('line2', 'line', 'c', 'JP', 'l', 5)", refusal.Ledger},

			{booking("JP"), refusal.Nationality},
			{booking("TL"), nil},
			{booking("TL"), refusal.DayBooked},
			{"UPDATE bookings SET host = 'JP'", refusal.Nationality},
			{"DELETE FROM bookings", nil},

			{`INSERT INTO observers (id, revision, created_at, status, seat, passport_name, preferred_name, gender, nominated_by, nominator, notice_hours, invented, reason)
				SELECT 'o2', revision, created_at, status, seat, passport_name, preferred_name, gender, nominated_by, nominator, notice_hours, invented, reason FROM observers`, refusal.CohortFull},
			{`INSERT INTO accounts (id, revision, created_at, email, name, role, status)
				SELECT 'a2', revision, created_at, email, name, role, status FROM accounts WHERE id = 'a'`, refusal.EmailTaken},
		}
		if db.Postgres {
			for _, table := range []string{"journal", "transfers"} {
				steps = append(steps, step{"TRUNCATE " + table + " CASCADE", refusal.AppendOnly})
			}
			steps = append(steps, step{"TRUNCATE files CASCADE", refusal.Kept})
		} else {
			steps = append(steps, step{"REPLACE INTO journal SELECT * FROM journal", refusal.AppendOnly})
		}
		for _, step := range steps {
			err := exec(t, db, step.statement)
			if !errors.Is(err, step.want) && (step.want != anyError || err == nil) {
				t.Errorf("%.60s: got %v, want %v", step.statement, err, step.want)
			}
		}
		for id, want := range map[string]int64{"donor": -1000, "got": 0, "line": 1000} {
			if got := number(t, db.Query(t.Context()), "SELECT balance FROM ledger_accounts WHERE id = ?", id); got != want {
				t.Errorf("%s holds %d, want %d", id, got, want)
			}
		}
	})
}

// TestNationalityGainedLater gives an observer the nationality of the host while they are assigned there.
func TestNationalityGainedLater(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, statement := range fixtureRows {
			must(t, exec(t, db, statement))
		}
		// The assignment's own references are another test's matter: here they are switched off.
		must(t, db.WriteUnjournaled(t.Context(), func(tx *gorm.DB) error {
			if db.Postgres {
				return tx.Exec("ALTER TABLE assignments DISABLE TRIGGER ALL").Error
			}
			return tx.Exec("PRAGMA defer_foreign_keys = 1").Error
		}))
		assign := `INSERT INTO assignments (id, revision, created_at, deployment_id, seat_id, observer_id, host, consent_id, status, function, starts_on, until, first_day, last_day, expires_at, reason)
			VALUES ('x', 1, '2026-01-01 00:00:00+00:00', 'd', 's', 'o', 'TL', 'i', 'offered', 'sto', '2026-05-05', '2026-05-06', '2026-05-05', '2026-05-05', '2026-01-01 00:00:00+00:00', '')`
		undo := errors.New("enough seen")
		for _, statement := range []string{
			"INSERT INTO observer_nationalities VALUES ('o', 'TL')",
			"UPDATE observer_nationalities SET state = 'TL' WHERE state = 'JP'",
		} {
			for _, c := range []struct {
				status string
				live   bool
			}{{"offered", true}, {"declined", false}} {
				err := db.Write(t.Context(), func(tx *gorm.DB) error {
					if !db.Postgres {
						if err := tx.Exec("PRAGMA defer_foreign_keys = 1").Error; err != nil {
							return err
						}
					}
					for _, s := range []string{"INSERT INTO bookings VALUES ('o', '2026-05-05', 'x', 'assignment', 'TL')", assign, "UPDATE assignments SET status = '" + c.status + "'", statement} {
						if err := tx.Exec(s).Error; err != nil {
							return err
						}
					}
					return undo
				})
				if refused := errors.Is(err, refusal.Nationality); refused != c.live || !refused && !errors.Is(err, undo) {
					t.Errorf("%s while %s: got %v", statement, c.status, err)
				}
			}
		}
	})
}
