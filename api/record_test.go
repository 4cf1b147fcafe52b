package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// move is a transfer in raw SQL, between accounts of Australia's contribution unless others are named.
func move(kind, from, to, amount string, more ...string) string {
	columns, values := "", ""
	for i := 0; i+1 < len(more); i += 2 {
		columns, values = columns+", "+more[i], values+", "+more[i+1]
	}
	return fmt.Sprintf(`INSERT INTO transfers (id, created_at, number, day, kind, contribution_id, from_id, from_kind, to_id, to_kind, amount, from_balance, to_balance, made_by%[1]s)
		SELECT '{new}', '2026-11-21 00:00:00+00:00', (SELECT MAX(number) + 1 FROM transfers), '2026-11-21', '%[2]s', f.contribution_id, f.id, f.kind, t.id, t.kind, %[3]s, f.balance - %[3]s, t.balance + %[3]s, '{clara}'%[4]s
		FROM ledger_accounts f, ledger_accounts t WHERE f.id = (%[5]s) AND t.id = (%[6]s)`, columns, kind, amount, values, account(from), account(to))
}

// account finds the account of a kind, "AU line" or "TL received"; of several the first.
func account(name string) string {
	donor, kind, _ := strings.Cut(name, " ")
	return fmt.Sprintf("SELECT MIN(id) FROM ledger_accounts WHERE donor = '%s' AND kind = '%s'", donor, kind)
}

// moneyAttacks are those on guarantee 4.
var moneyAttacks = []struct {
	what, wall string
	statements []string
}{
	{"a line below zero", "check", []string{"UPDATE ledger_accounts SET balance = -1 WHERE kind = 'line'"}},
	{"a donor that is owed", "check", []string{"UPDATE ledger_accounts SET balance = 1 WHERE kind = 'donor'"}},
	{"more off a line than it has", "check", []string{move("commit", "AU line", "AU commitment", "5000000")}},
	{"more to a payee than is committed", "check", []string{move("pay", "AU commitment", "AU payee", "2000000", "payment_id", "'{paid}'")}},
	{"from a donor to a payee", "check", []string{move("pay", "AU donor", "AU payee", "1")}},
	{"from what is received to a commitment", "check", []string{move("commit", "AU received", "AU commitment", "1")}},
	{"from a donor to a line", "check", []string{move("allocate", "AU donor", "AU line", "1")}},
	{"from a line to a payee", "check", []string{move("pay", "AU line", "AU payee", "1")}},
	{"an account called what it is not", "foreign key", []string{strings.Replace(move("allocate", "AU donor", "AU line", "1"), "f.kind, t.id", "'received', t.id", 1)}},
	{"from one contribution to another", "foreign key or trigger", []string{move("commit", "TL line", "AU commitment", "1")}},
	{"nothing at all", "check", []string{move("commit", "AU line", "AU commitment", "0")}},
	{"less than nothing", "check", []string{move("commit", "AU line", "AU commitment", "-5")}},
	{"the host's money for its own mission", "check", []string{homeMoney + ", commitment_id = '{commitment}', host = 'TL'"}},
	{"the host's money for a mission that hides its host", "foreign key", []string{homeMoney + ", commitment_id = '{commitment}', host = ''"}},
	{"the host's money under another name", "foreign key", []string{homeMoney + ", commitment_id = '{commitment}', host = 'TL', donor = 'AU'"}},
	{"a commitment for a mission that hides its host", "foreign key", []string{"UPDATE commitments SET host = '' WHERE id = '{commitment}'"}},
	{"a new commitment for a mission that names another host", "foreign key or unique", []string{"+commitments WHERE id = '{commitment}' WITH id = '{new}', host = 'NP'"}},
	{"a commitment with the host's money turned to its mission", "foreign key or unique", []string{"UPDATE commitments SET deployment_id = '{deployment}', host = 'TL' WHERE id = '{rent}'"}},
	{"a contribution of somebody else", "foreign key", []string{"UPDATE contributions SET contributor = 'AU' WHERE contributor = 'TL'"}},
	{"a transfer changed", "trigger", []string{"UPDATE transfers SET amount = 1"}},
	{"a transfer deleted", "trigger", []string{"DELETE FROM transfers"}},
	{"a receipt changed", "trigger", []string{"UPDATE receipts SET booked = 1"}},
	{"more of a bank transfer than it was", "trigger", []string{"+receipts WHERE bank_reference = 'AUdeployment' WITH id = '{new}'"}},
	{"one bank reference twice", "unique", []string{"+bank_transfers WHERE reference = 'AUdeployment' WITH id = '{new}'"}},
	{"a commitment opened again by nobody", "trigger", []string{"UPDATE commitments SET status = 'released' WHERE id = '{rent}'", "UPDATE commitments SET status = 'open' WHERE id = '{rent}'"}},
	{"a transfer without its number", "trigger", []string{strings.Replace(move("commit", "AU line", "AU commitment", "1"), "MAX(number) + 1", "MAX(number) + 2", 1)}},
	{"a receipt that never was", "check", []string{move("receipt", "AU donor", "AU received", "100")}},
	{"a receipt booked twice", "unique", []string{move("receipt", "AU donor", "AU received", "5000000", "receipt_id", theirReceipt)}},
	{"more than a receipt says", "foreign key or unique", []string{move("receipt", "TL donor", "TL received", "9000000", "receipt_id", theirReceipt)}},
	{"a reversal of nothing", "check", []string{move("reverse", "AU payee", "AU commitment", "1")}},
	{"a reversal of another amount than was moved", "foreign key or trigger", []string{move("reverse", "AU payee", "AU commitment", "1", "payment_id", "'{paid}'",
		"reverses_id", "(SELECT id FROM transfers WHERE kind = 'pay')")}},
	{"a payment that its requester approved", "check", []string{"UPDATE payments SET status = 'paid', decided_by = requested_by WHERE id = '{requested}'"}},
	{"a payment that nobody approved", "check", []string{"UPDATE payments SET status = 'paid', decided_by = NULL WHERE id = '{requested}'"}},
	{"a payment in a state of its own invention", "check", []string{"UPDATE payments SET status = 'urgent' WHERE id = '{requested}'"}},
	{"paying what is not approved", "trigger", []string{
		"+ledger_accounts WHERE kind = 'payee' WITH id = 'payee:{requested}', payment_id = '{requested}', balance = 0",
		move("pay", "AU commitment", "AU payee", "100", "payment_id", "'{requested}'")}},
	{"more back than was paid", "check", []string{"UPDATE payments SET refunded = amount + 1 WHERE id = '{paid}'"}},
	{"a balance raised without a transfer", "trigger", []string{"UPDATE ledger_accounts SET balance = balance + 100 WHERE kind = 'line'"}},
	{"a balance set back to what it was", "trigger", []string{`UPDATE ledger_accounts SET balance = (SELECT t.to_balance FROM transfers t WHERE t.kind = 'allocate' AND t.to_id = ledger_accounts.id)
		WHERE kind = 'line' AND donor = 'AU'`}},
	{"a transfer that leaves more where it was taken from", "trigger", []string{strings.Replace(move("commit", "AU line", "AU commitment", "1"), "f.balance - 1", "f.balance", 1)}},
	{"a transfer that brings more than it takes", "trigger", []string{strings.Replace(move("commit", "AU line", "AU commitment", "1"), "t.balance + 1", "t.balance + 2", 1)}},
	{"an account opened with money in it", "trigger", []string{homeMoney + ", kind = 'received', line_id = NULL, balance = 100"}},
	{"an account moved to another line", "trigger", []string{"UPDATE ledger_accounts SET line_id = '{home line}' WHERE line_id = '{line}' AND kind = 'line'"}},
}

// homeMoney copies Timor-Leste's line account as something else.
const homeMoney = "+ledger_accounts WHERE donor = 'TL' AND line_id = '{home line}' WITH id = '{new}', kind = 'commitment', balance = 0"

const theirReceipt = "(SELECT id FROM receipts WHERE bank_reference = 'AUdeployment')"

// recordHolds tries to delete from every table of what happened or was decided, and to rewrite what is written.
func (s attack) recordHolds() {
	s.Helper()
	s.clara.must("POST", "/training-requests/"+s.is["endorsed"]+"/pass-over", body{"reason": "the organiser took others"})
	refused := func(statement string, walls ...string) {
		s.Helper()
		if err := s.attempt([]string{statement}); !slices.Contains(walls, constraintOf(err)) {
			s.Errorf("%s: stopped by %q (%v), not by %v", statement, constraintOf(err), err, walls)
		}
	}
	for _, table := range []string{"journal", "transfers", "receipts", "observers", "accounts", "trainings", "opportunities", "training_requests",
		"invitations", "deployment_requests", "deployments", "assignments", "contributions", "lines", "commitments",
		"ledger_accounts", "payments", "files"} {
		refused("DELETE FROM "+table, "trigger")
	}
	evaluation := `INSERT INTO evaluations (assignment_id, rating, body, evaluated_by, evaluated_at, reply)
		VALUES ('{siti accepted}', 'good', 'Calm and exact.', '{clara}', '2026-11-21 00:00:00+00:00', '')`
	if err := s.attempt([]string{evaluation, "DELETE FROM evaluations"}); constraintOf(err) != "trigger" {
		s.Errorf("an evaluation deleted: stopped by %q (%v)", constraintOf(err), err)
	}
	for _, table := range []string{"states", "participants", "currencies", "organisers", "texts", "guarantees", "consents", "deployment_seats"} {
		refused("DELETE FROM "+table, "foreign key", "trigger") // others refer to them
	}
	refused("UPDATE journal SET facts = '{}' WHERE seq = 1", "trigger")
	refused("UPDATE journal_reasons SET body = 'another reason'", "trigger")
	refused("+journal WHERE seq = 1 WITH seq = 1000000, hash = '"+strings.Repeat("a", 64)+"'", "unique") // two entries after one
	if s.db.Postgres {
		refused("TRUNCATE journal CASCADE", "trigger")
		refused("TRUNCATE transfers CASCADE", "trigger")
		refused("TRUNCATE observers CASCADE", "trigger")
		return
	}
	refused("REPLACE INTO journal SELECT * FROM journal WHERE seq = 1", "trigger")
	refused("REPLACE INTO observers SELECT * FROM observers WHERE id = '{siti}'", "trigger")
	refused("INSERT OR REPLACE INTO bookings SELECT observer_id, day, '{new}', holder_kind, host FROM bookings WHERE holder_id = '{anna offered}'", "foreign key", "trigger")
}

// TestTamperingIsFound lets the owner of the database drop its triggers and alter something: verifying names what.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := siege(h)
		s.clara.must("POST", "/training-requests/"+s.is["endorsed"]+"/pass-over", body{"reason": "the organiser took others"})
		s.is["reason"] = fmt.Sprint(h.number("SELECT MAX(seq) FROM journal_reasons"))
		s.is["hers"] = fmt.Sprint(h.number("SELECT MAX(seq) FROM journal WHERE account_id = ?", s.is["clara"]))
		for _, c := range []struct{ table, statement, names string }{
			{"journal", "UPDATE journal SET facts = '[]' WHERE seq = 17", "entry 17 ("},
			{"journal", "UPDATE journal SET account_id = '{david}' WHERE seq = {hers}", "entry {hers} ("},
			{"journal", "UPDATE journal SET at = '2026-11-20 09:00:00+00:00' WHERE seq = 1", "entry 1 ("},
			{"journal", "UPDATE journal SET action = 'observers.refuse' WHERE seq = 21", "entry 21 ("},
			{"journal", "UPDATE journal SET hash = '" + strings.Repeat("0", 64) + "' WHERE seq = 40", "entry 40 ("},
			{"journal", "UPDATE journal SET previous = '" + strings.Repeat("1", 64) + "' WHERE seq = 40", "entry 40 does not follow"},
			{"journal", "DELETE FROM journal WHERE seq = 25", "entry 25 is missing"},
			{"journal", "DELETE FROM journal WHERE seq = 1", "entry 1 is missing"},
			{"journal_reasons", "UPDATE journal_reasons SET body = 'another reason' WHERE seq = {reason}", "the reason beside entry {reason} "},
			{"journal_reasons", "UPDATE journal_reasons SET seq = 12 WHERE seq = {reason}", "the reason beside entry 12 "},
			{"deployments", "UPDATE deployments SET status = 'ready' WHERE id = '{deployment}'", "deployment {deployment} is ready"},
			{"payments", "UPDATE payments SET status = 'rejected' WHERE id = '{requested}'", "payment {requested} is rejected"},
			{"trainings", "UPDATE trainings SET status = 'claimed' WHERE observer_id = '{siti}'", "training "},
			{"observers", "UPDATE observers SET status = 'suspended' WHERE id = '{joao}'", "observer {joao} is suspended"},
			{"ledger_accounts", "UPDATE ledger_accounts SET balance = balance + 1 WHERE id = (" + account("AU line") + ")", "account line:{line}:"},
			{"transfers", "UPDATE transfers SET amount = amount + 1 WHERE kind = 'pay'", "account payee:{paid}:"},
			{"transfers", "DELETE FROM transfers WHERE kind = 'pay'", "account payee:{paid}:"},
			{"transfers", "DELETE FROM transfers WHERE kind = 'pay'", " is missing: "},
			{"transfers", "UPDATE transfers SET to_balance = to_balance + 1 WHERE kind = 'pay'", " says that account payee:{paid}:"},
			{"transfers", "UPDATE transfers SET from_balance = from_balance + 1 WHERE number = 1", "transfer 1 says that account donor:"},
			{"trainings", "DELETE FROM trainings WHERE observer_id = '{budi}' AND kind = 'course'", "training "},
			{"payments", "DELETE FROM payments WHERE id = '{requested}'", "payment {requested} "},
		} {
			found, err := s.tampered(c.table, c.statement)
			named := s.spelled(nil, c.names)
			if err != nil || found.OK || !strings.Contains(strings.Join(found.Faults, "\n"), named) {
				h.Errorf("%s: found %v %v, which does not name %s", c.statement, found.Faults, err, named)
			}
		}
		s.exportHolds()
	})
}

// TestAlteredBeforeItWasWritten changes an account by another hand, of which its owner then writes a part: verifying names it ever after.
func TestAlteredBeforeItWasWritten(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"the row": "UPDATE accounts SET name = 'Another' WHERE id = ?", "its salt": "UPDATE salts SET salt = 'another' WHERE table_name = 'accounts' AND row_key = ?",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(h *fixture) {
				s := newStory(h)
				s.clara.must("POST", "/me/language", body{"language": "pt"})
				id := s.clara.must("GET", "/me", nil).text("account.id")
				if err := h.db.WriteUnjournaled(t.Context(), func(tx *gorm.DB) error {
					return errors.Join(tx.Exec(change, id).Error, tx.Exec("DELETE FROM unsealed_rows").Error)
				}); err != nil {
					t.Fatal(err)
				}
				s.clara.must("POST", "/me/language", body{"language": "en"})
				s.clara.must("POST", "/me/language", body{"language": "pt"})
				found := s.auditor.must("GET", "/journal/verify", nil)
				if faults := fmt.Sprint(found.at("faults")); strings.Count(faults, "accounts "+id+" had been altered by another hand") != 1 {
					t.Errorf("found %s", found.body)
				}
			})
		})
	}
}

// unheld are the tables with a status that is no state decided about, and what it is.
var unheld = map[string]string{
	"idempotency": "the status of an answer, in HTTP",
	"consents":    "there is one, and a constraint holds it",
	"imports":     "constraints hold it",
	"deliveries":  "that it was sent is no decision; triggers hold what was",
}

// besides is what else of a row a constraint wants changed with its status.
var besides = map[string]string{"call_outs": ", ended_at = created_at, consent_id = NULL"}

// TestEveryStatusIsHeldAgainstTheJournal sets the status of a row of every kind that has one, behind the program's back
// and to every other state of its flow: what no constraint refuses, verifying names.
func TestEveryStatusIsHeldAgainstTheJournal(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := siege(h)
		s.clara.must("POST", "/deployments/"+s.is["nepal mission"]+"/call-outs", body{"closesAt": s.db.Now().Plus(20 * 24 * time.Hour),
			"seats": []body{{"seatId": s.is["other seat"], "observers": []string{s.ids["joao"]}, "reserve": []string{}}}})
		for _, model := range models.Tables {
			parsed := &gorm.Statement{DB: h.db.Query(context.Background())}
			if err := parsed.Parse(model); err != nil {
				h.Fatal(err)
			}
			table, status := parsed.Schema.Table, parsed.Schema.LookUpField("status")
			if _, known := unheld[table]; known || status == nil {
				continue
			}
			states, ok := reflect.Zero(status.FieldType).Interface().(models.Choice)
			if !ok {
				h.Errorf("%s has a status that is of no flow: hold it against the journal, or say in unheld what it is", table)
				continue
			}
			var ids []string
			if err := parsed.DB.Table(table).Order("id").Limit(2).Pluck("id", &ids).Error; err != nil {
				h.Fatal(err)
			}
			for n, id := range ids {
				named := 0
				for _, state := range states.Values() {
					found, err := s.tampered(table, fmt.Sprintf("UPDATE %s SET status = '%s'%s WHERE id = '%s' AND status <> '%[2]s'", table, state, besides[table], id))
					if err != nil {
						continue // it is so already, or a constraint refuses it
					}
					said := fmt.Sprintf(" %s is %s, the journal says", id, strings.ReplaceAll(state, "_", " "))
					if !strings.Contains(strings.Join(found.Faults, "\n"), said) {
						h.Errorf("%s: %s is %s behind the program's back: %v does not name it", table, id, state, found.Faults)
					}
					named++
				}
				if named == 0 {
					h.Errorf("%s: row %d could not be set to any of %v", table, n, states.Values())
				}
			}
			if len(ids) == 0 {
				h.Errorf("%s: the scene has no row to attack", table)
			}
		}
	})
}

// tampered verifies the fund after a statement that its triggers would have refused, and undoes it.
func (s attack) tampered(table, statement string) (found models.Verification, err error) {
	undo := errors.New("undo")
	done := s.db.WriteUnjournaled(context.Background(), func(tx *gorm.DB) error {
		off := []string{"ALTER TABLE " + table + " DISABLE TRIGGER ALL"}
		if !s.db.Postgres {
			off = nil
			if err := tx.Raw("SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table).Scan(&off).Error; err != nil {
				return err
			}
			off = append(off, "PRAGMA defer_foreign_keys = 1")
		}
		for _, drop := range off {
			if err := tx.Exec(drop).Error; err != nil {
				return err
			}
		}
		if changed := tx.Exec(s.spelled(tx, statement)); changed.Error != nil || changed.RowsAffected == 0 {
			return fmt.Errorf("%s: %d rows, %w", statement, changed.RowsAffected, changed.Error)
		}
		found, err = models.Verify(tx)
		return errors.Join(undo, err)
	})
	if !errors.Is(done, undo) {
		err = done
	}
	return found, err
}

// exportHolds does to an exported journal what somebody might who has it on a stick.
func (s attack) exportHolds() {
	s.Helper()
	export := s.auditor.must("GET", "/journal/export", nil).body
	whole, err := models.VerifyExport(bytes.NewReader(export))
	if err != nil || !whole.OK {
		s.Fatalf("%+v %v", whole, err)
	}
	lines := bytes.SplitAfter(bytes.TrimSpace(export), []byte("\n"))
	for _, c := range []struct {
		what, names string
		edit        func(lines [][]byte) [][]byte
	}{
		{"a line edited", "entry 11 (", func(l [][]byte) [][]byte {
			l[10] = bytes.Replace(l[10], []byte(`"at":"2`), []byte(`"at":"3`), 1)
			return l
		}},
		{"a line removed", "entry 11 is missing", func(l [][]byte) [][]byte { return slices.Delete(l, 10, 11) }},
		{"the first line removed", "entry 1 is missing", func(l [][]byte) [][]byte { return l[1:] }},
		{"two lines swapped", "entry 11 is missing", func(l [][]byte) [][]byte { l[10], l[11] = l[11], l[10]; return l }},
		{"a line twice", "entry 12 is missing", func(l [][]byte) [][]byte { return slices.Insert(l, 11, l[10]) }},
	} {
		found, err := models.VerifyExport(bytes.NewReader(bytes.Join(c.edit(slices.Clone(lines)), nil)))
		if err != nil || found.OK || len(found.Faults) != 1 || !strings.HasPrefix(found.Faults[0], c.names) {
			s.Errorf("%s: found %v %v, not %q", c.what, found.Faults, err, c.names)
		}
	}
	// A file that ends early is sound in itself: the head that somebody noted down is what it lacks.
	short, err := models.VerifyExport(bytes.NewReader(bytes.Join(lines[:len(lines)-3], nil)))
	if err != nil || !short.OK || short.Head == whole.Head || short.Entries != whole.Entries {
		s.Errorf("a file that ends early: %+v %v, the whole is %+v", short, err, whole)
	}
	// An entry that its seal has outlived is missed.
	last := int(whole.Entries) - 1
	if found, err := models.VerifyExport(bytes.NewReader(bytes.Join(slices.Delete(slices.Clone(lines), last, last+1), nil))); err != nil || found.OK ||
		!strings.HasPrefix(found.Faults[0], fmt.Sprintf("entry %d is missing", whole.Entries)) {
		s.Errorf("without its last entry: %+v %v", found, err)
	}
	// And a seal that says otherwise, or is gone, is named.
	for n, faulty := range map[string]func(l [][]byte) [][]byte{
		"seal 2 is missing": func(l [][]byte) [][]byte { return slices.Delete(l, last+2, last+3) },
		"seal 2 was altered": func(l [][]byte) [][]byte {
			l[last+2] = bytes.Replace(l[last+2], []byte(`"rows":`), []byte(`"rows":1`), 1)
			return l
		},
	} {
		if found, err := models.VerifyExport(bytes.NewReader(bytes.Join(faulty(slices.Clone(lines)), nil))); err != nil || found.OK || !strings.HasPrefix(found.Faults[0], n) {
			s.Errorf("%s: found %+v %v", n, found, err)
		}
	}
	if _, err := models.VerifyExport(bytes.NewReader(export[:len(export)-20])); err == nil {
		s.Error("half a line is taken for an entry")
	}
}

// TestAlteredFile changes one byte of a document by another hand: it is given to no one any more, and verifying names it.
func TestAlteredFile(t *testing.T) {
	each(t, func(h *fixture) {
		s := newStory(h)
		file := s.clara.upload("a letter")
		whole := s.clara.must("GET", "/files/"+file+"/content", nil).body
		for statement, want := range map[string]string{
			"UPDATE file_contents SET content = content || content WHERE file_id = ?": "the content of file " + file + " is not what was uploaded",
			"DELETE FROM file_contents WHERE file_id = ?":                             "the content of file " + file + " is gone",
		} {
			undo := errors.New("undo")
			err := s.db.Write(t.Context(), func(tx *gorm.DB) error {
				if err := tx.Exec(statement, file).Error; err != nil {
					return err
				}
				if strings.HasPrefix(statement, "UPDATE") {
					f, err := models.Find[models.File](tx, file)
					if _, altered := f.Content(tx); err != nil || !errors.Is(altered, refusal.FileAltered) {
						t.Errorf("altered bytes are handed out: %v %v", err, altered)
					}
					owner := models.Actor{DB: tx, By: models.Account{Record: models.Record{ID: f.UploadedBy}, Role: models.Administrator}, Now: s.db.Now()}
					if again, err := owner.SaveFile(f.Name, whole); err != nil || again.ID == f.ID {
						t.Errorf("uploaded again it is the altered one: %v", err)
					}
				}
				found, err := models.Verify(tx)
				if err != nil || !slices.ContainsFunc(found.Faults, func(fault string) bool { return strings.HasPrefix(fault, want) }) {
					t.Errorf("%s: %+v %v", statement, found, err)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Error(err)
			}
		}
	})
}
