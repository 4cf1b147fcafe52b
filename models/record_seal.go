package models

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	gormschema "gorm.io/gorm/schema"
)

// Guarantee 5 again: contents. The journal says what was decided; a seal says what the rows said when a transaction ended. Triggers note which
// rows it writes, at its end the program digests each, and the digest of all of them joins a chain of its own, which also holds the journal's
// last hash. Who changes a row by another hand does so in no transaction of the program, so that the row is not as it was sealed.

// Seal is what one transaction left: the digests of the rows that it wrote, and how far the journal had come.
type Seal struct {
	Number   int64  `json:"number" gorm:"primaryKey;autoIncrement:false"` // 1, 2, 3 ...
	Seq      int64  `json:"seq"`                                          // of the last entry of the journal; 0 before the first
	Entry    string `json:"entry"`                                        // its hash
	RowCount int64  `json:"rows"`                                         // rows
	Digest   string `json:"digest"`                                       // of the digests of these rows, in the order of their tables and keys
	Previous string `json:"previous"`                                     // the hash of the seal before
	Hash     string `json:"hash"`
}

// SealedRow is what a seal holds of a row; the digest is empty where the row is gone, and begins with a mark where another hand had altered the row
// before the program wrote it.
type SealedRow struct {
	Seal   int64  `json:"seal" gorm:"primaryKey;autoIncrement:false"`
	Table  string `json:"table" gorm:"column:table_name;primaryKey"`
	RowKey string `json:"key" gorm:"primaryKey"`
	Digest string `json:"digest"`
}

// Salt is what the last digest of a row began with: without it the digest of a name proves nothing to whoever guesses the name. Each digest
// of the row has a salt of its own, and the one before is forgotten.
type Salt struct {
	Table  string `gorm:"column:table_name;primaryKey"`
	RowKey string `gorm:"primaryKey"`
	Salt   string
}

// UnsealedRow is a row that the transaction under way has written. On PostgreSQL, where many write, the program's connections have a table of their
// own by that name, out of everyone else's reach.
type UnsealedRow struct {
	WrittenBy string // the first letter of INSERT, UPDATE or DELETE; empty where a migration may have written it
	Table     string `gorm:"column:table_name"`
	RowKey    string
}

// withoutSeal are the tables of which no seal says what their rows say, each with why.
var withoutSeal = map[string]string{
	"journal":       "each entry holds the hash of the one before",
	"file_contents": "each is held against the SHA-256 that its file has of it",
	"sessions":      "whoever signs in or out decides nothing; each ends within hours",
	"idempotency":   "an answer that was given once, forgotten after a day",
	"seals":         "each holds the hash of the one before",
	"sealed_rows":   "each seal holds the digest of its own",
	"salts":         "a salt that was changed makes the digest of its row another",
	"unsealed_rows": "emptied by every transaction",
}

// sealedTable is a table whose rows are sealed.
type sealedTable struct {
	name string
	keys []string // the columns of its primary key
}

// keyed are the primary keys that a model cannot name, because a part of it is embedded.
var keyed = map[string][]string{"reminders": {"what", "subject_id", "account_id", "step", "counted_from"}}

// sealedTables are all of them, by name.
var sealedTables = sync.OnceValue(func() (all []sealedTable) {
	for _, model := range Tables {
		s, err := gormschema.Parse(model, &sync.Map{}, gormschema.NamingStrategy{})
		if err != nil {
			panic(err) // a mistake in the model, which the first test meets
		}
		if withoutSeal[s.Table] == "" {
			t := sealedTable{s.Table, keyed[s.Table]}
			if t.keys == nil {
				t.keys = slices.Clone(s.PrimaryFieldDBNames)
			}
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b sealedTable) int { return strings.Compare(a.name, b.name) })
	return all
})

// key is the expression for what tells a row of the table, such as of NEW, from its others: its key as text, a list as JSON.
func (t sealedTable) key(row string, postgres bool) string {
	columns := make([]string, len(t.keys))
	for i, column := range t.keys {
		columns[i] = row + "." + column
	}
	switch {
	case len(columns) == 1:
		return "CAST(" + columns[0] + " AS TEXT)"
	case postgres:
		return "CAST(json_build_array(" + strings.Join(columns, ", ") + ") AS TEXT)"
	}
	return "json_array(" + strings.Join(columns, ", ") + ")"
}

// noting are the triggers that note which rows are written.
func noting(postgres bool, add func(name, event, table, body string)) {
	for _, t := range sealedTables() {
		note := func(by, row string) string {
			return fmt.Sprintf("INSERT INTO unsealed_rows (written_by, table_name, row_key) VALUES (%s, '%s', %s)", by, t.name, t.key(row, postgres))
		}
		if postgres {
			add(t.name+"_unsealed", "AFTER INSERT OR DELETE OR UPDATE", t.name, fmt.Sprintf(`BEGIN
				IF TG_OP = 'DELETE' THEN %[1]s; RETURN NULL; END IF;
				IF TG_OP = 'UPDATE' AND %[2]s <> %[3]s THEN %[1]s; END IF;
				%[4]s; RETURN NULL; END`, note("LEFT(TG_OP, 1)", "OLD"), t.key("OLD", true), t.key("NEW", true), note("LEFT(TG_OP, 1)", "NEW")))
			continue
		}
		add(t.name+"_unsealed_insert", "AFTER INSERT", t.name, note("'I'", "NEW"))
		add(t.name+"_unsealed_update", "AFTER UPDATE", t.name, note("'U'", "NEW")+"; "+note("'U'", "OLD"))
		add(t.name+"_unsealed_delete", "AFTER DELETE", t.name, note("'D'", "OLD"))
	}
}

// ownUnsealed is that table. Its columns are bounded, for one that could be long would have another table behind it, which every transaction would
// have to empty too.
const ownUnsealed = "CREATE TEMPORARY TABLE unsealed_rows (written_by VARCHAR(1), table_name VARCHAR(63), row_key VARCHAR(400)) ON COMMIT DELETE ROWS"

// sealed does something in a transaction and seals what it leaves. Whoever has not queued for the right to write before anybody else does so
// where there is something to seal.
func (db *DB) sealed(queued bool, fn func(*gorm.DB) error) func(*gorm.DB) error {
	return func(tx *gorm.DB) error {
		if !db.Postgres { // what another hand has left there is not sealed
			if err := tx.Exec("DELETE FROM unsealed_rows").Error; err != nil {
				return err
			}
		}
		if err := fn(tx); err != nil {
			return err
		}
		return db.seal(tx.Session(&gorm.Session{NewDB: true}), queued)
	}
}

const (
	mostSealed = 5000 // rows of one seal: to verify it they are read together
	atOnce     = 200  // rows that are digested together
)

// seal digests what the transaction has written.
func (db *DB) seal(tx *gorm.DB, queued bool) error {
	var unsealed []UnsealedRow
	mine := "DELETE FROM unsealed_rows RETURNING written_by, table_name, row_key"
	if db.Postgres { // the end of the transaction empties it
		mine = "SELECT written_by, table_name, row_key FROM unsealed_rows"
	}
	if err := tx.Raw(mine).Scan(&unsealed).Error; err != nil || len(unsealed) == 0 && !queued {
		return err
	}
	if !queued {
		if err := first(tx); err != nil {
			return err
		}
	}
	now, sealedTo, err := nextSeal(tx)
	if err != nil || len(unsealed) == 0 && sealedTo == now.Seq {
		return err
	}
	altered := db.alteredBefore(tx.Statement.Context, unsealed, now.Previous)
	keys := map[string][]string{}
	for _, t := range unsealed {
		keys[t.Table] = append(keys[t.Table], t.RowKey)
	}
	var rows []SealedRow
	var salts []Salt
	keep := func() error {
		was, err := altered()
		if err != nil {
			return err
		}
		for i, row := range rows {
			if was[rowName{row.Table, row.RowKey}] {
				rows[i].Digest = mark + row.Digest
			}
		}
		return now.keep(tx, rows, salts)
	}
	for _, t := range sealedTables() {
		of := slices.Compact(slices.Sorted(slices.Values(keys[t.name])))
		for some := range slices.Chunk(of, atOnce) {
			salted := t.salts(some)
			digested, err := t.digest(tx, some, salted)
			if err != nil {
				return err
			}
			for _, key := range some {
				rows = append(rows, SealedRow{Table: t.name, RowKey: key, Digest: digested[key]})
			}
			salts = append(salts, salted...)
			if len(rows) >= mostSealed-atOnce {
				if err := keep(); err != nil {
					return err
				}
				rows, salts = rows[:0], salts[:0]
			}
		}
	}
	if len(rows) == 0 && len(unsealed) > 0 && now.RowCount > 0 {
		return nil // all of it is sealed
	}
	return keep()
}

// nextSeal is the seal that comes next, and to which entry of the journal all is sealed so far.
func nextSeal(tx *gorm.DB) (next Seal, sealedTo int64, err error) {
	next, sealedTo = Seal{Number: 1, Previous: genesis, Entry: genesis}, -1
	var last []Seal
	err = tx.Raw(`SELECT number, hash, seq FROM seals WHERE number = (SELECT MAX(number) FROM seals)
		UNION ALL SELECT 0, hash, seq FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)`).Scan(&last).Error
	for _, l := range last {
		if l.Number > 0 {
			next.Number, next.Previous, sealedTo = l.Number+1, l.Hash, l.Seq
		} else {
			next.Seq, next.Entry = l.Seq, l.Hash
		}
	}
	return next, sealedTo, err
}

// keep writes the seal with its rows, in their order, and their salts, and becomes the one after it.
func (s *Seal) keep(tx *gorm.DB, rows []SealedRow, salts []Salt) error {
	for i := range rows {
		rows[i].Seal = s.Number
	}
	s.RowCount, s.Digest = int64(len(rows)), rootOf(rows)
	s.Hash = s.sum()
	if err := tx.Create(s).Error; err != nil {
		return err
	}
	if len(rows) > 0 {
		if err := tx.CreateInBatches(rows, 500).Error; err != nil {
			return err
		}
	}
	if len(salts) > 0 { // the one before is forgotten
		if err := tx.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(salts, 500).Error; err != nil {
			return err
		}
	}
	s.Number, s.Previous = s.Number+1, s.Hash
	return nil
}

// sum is the hash of a seal: SHA-256 of its fields as one JSON array, the hash of the seal before it first.
func (s Seal) sum() string {
	line, err := json.Marshal([]any{s.Previous, s.Number, s.Seq, s.Entry, s.RowCount, s.Digest})
	if err != nil {
		panic(err) // these always can be
	}
	return Digest(line)
}

// rootOf sums up the rows of a seal, ordered by table and key.
func rootOf(rows []SealedRow) string {
	slices.SortFunc(rows, func(a, b SealedRow) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.RowKey, b.RowKey))
	})
	var line []byte
	sum := sha256.New()
	for _, row := range rows {
		line = line[:0]
		for _, text := range [...]string{row.Table, row.RowKey, row.Digest} {
			line = append(appendText(line, text), '\n')
		}
		sum.Write(line)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// digest reads rows of the table by their keys, with the salts they are to have.
func (t sealedTable) digest(tx *gorm.DB, keys []string, salts []Salt) (map[string]string, error) {
	where, args, err := t.where(keys, onPostgres(tx))
	if err != nil {
		return nil, err
	}
	salted := map[string]string{}
	for _, s := range salts {
		salted[s.RowKey] = s.Salt
	}
	all := map[string]string{}
	var d digester
	return all, d.each(tx.Raw("SELECT "+t.key("t", onPostgres(tx))+" AS row_key_, t.* FROM "+t.name+" AS t WHERE "+where, args...), 1, func(first []any) error {
		key := asText(first[0])
		all[key] = d.sum(salted[key], t.name)
		return nil
	})
}

// where is the condition for rows by their keys, each of which is text or a list in JSON.
func (t sealedTable) where(keys []string, postgres bool) (string, []any, error) {
	if len(t.keys) == 1 {
		return "t." + t.keys[0] + " IN ?", []any{keys}, nil
	}
	args := make([]any, 0, len(keys)*len(t.keys))
	for _, key := range keys {
		var parts []json.RawMessage
		if err := json.Unmarshal([]byte(key), &parts); err != nil || len(parts) != len(t.keys) {
			return "", nil, fmt.Errorf("%q is no key of %s: %w", key, t.name, err)
		}
		for _, part := range parts {
			var text string
			if json.Unmarshal(part, &text) != nil {
				text = string(part)
			}
			args = append(args, text)
		}
	}
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.keys)), ", ") + ")"
	list := strings.TrimSuffix(strings.Repeat(one+", ", len(keys)), ", ")
	if !postgres {
		list = "VALUES " + list
	}
	return "(t." + strings.Join(t.keys, ", t.") + ") IN (" + list + ")", args, nil
}

// impersonal are the tables whose rows say nothing about a person that an erasure would forget: ids, days, amounts, states and reference data. What the
// rows of all others say could be guessed, so that their digests are salted.
var impersonal = []string{
	"states", "participants", "languages", "currencies", "organisers", "bodies", "organiser_states", "guarantees", "qualifications", "certificates",
	"usual_courses", "texts", "settings", "bookings", "opportunities", "opportunity_states", "invitation_answers", "consents", "extensions",
	"acknowledgements", "deployment_seats", "contributions", "lines", "bank_transfers", "receipts", "ledger_accounts", "transfers", "reminders",
	"proposal_files", "proposal_subjects", "message_files", "reserves",
}

func (t sealedTable) salted() bool { return !slices.Contains(impersonal, t.name) }

// salts are new ones for rows, in the order of their keys; none where the table needs none.
func (t sealedTable) salts(keys []string) (all []Salt) {
	if !t.salted() {
		return nil
	}
	for _, key := range keys {
		all = append(all, Salt{t.name, key, rand.Text()})
	}
	return all
}
