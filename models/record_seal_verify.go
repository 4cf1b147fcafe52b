package models

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// seals verifies the chain of seals: each follows from the one before, holds the hash of an entry of the journal, and sums up its own rows.
func (c *chain) seals(tx *gorm.DB) error {
	var (
		s, last Seal
		r       SealedRow
		entry   string
		rows    []SealedRow
		done    = Seal{Hash: genesis}
		broken  bool
		altered []SealedRow
		more    int
	)
	end := func() {
		if s := last; s.Number > 0 && !broken {
			var wrong string
			switch {
			case s.Number != done.Number+1:
				wrong = fmt.Sprintf("seal %d is missing: %d follows %d", done.Number+1, s.Number, done.Number)
			case s.Previous != done.Hash || s.RowCount != int64(len(rows)) || s.Digest != rootOf(rows) || s.Hash != s.sum():
				wrong = fmt.Sprintf("seal %d was altered, or the digests that it holds", s.Number)
			case s.Entry != entry:
				wrong = fmt.Sprintf("seal %d was made when entry %d of the journal was another", s.Number, s.Seq)
			}
			if broken = wrong != ""; broken {
				c.fault("%s", wrong)
			}
			done = s
		}
		rows = rows[:0]
	}
	var nextEntry string
	err := c.start(tx, "seals", "sealed_rows")
	if err != nil {
		return err
	}
	read := "s.number, s.seq, s.entry, s.row_count, s.digest, s.previous, s.hash"
	for _, column := range []string{"j.hash", "r.table_name", "r.row_key", "r.digest"} {
		read += ", " + unread("COALESCE("+column+", '')", onPostgres(tx))
	}
	err = eachRow(tx.Raw("SELECT "+read+" FROM seals s LEFT JOIN journal j ON j.seq = s.seq LEFT JOIN sealed_rows r ON r.seal = s.number ORDER BY s.number"),
		func() error {
			if s.Number != last.Number {
				end()
				last, entry = s, cmp.Or(nextEntry, genesis)
			}
			c.row()
			if r.Table != "" {
				rows = append(rows, r)
			}
			if strings.HasPrefix(r.Digest, mark) {
				if len(altered) < mostNamed {
					altered = append(altered, SealedRow{Seal: s.Number, Table: strings.Clone(r.Table), RowKey: strings.Clone(r.RowKey)})
				} else {
					more++
				}
			}
			return nil
		}, &s.Number, &s.Seq, &s.Entry, &s.RowCount, &s.Digest, &s.Previous, &s.Hash, &nextEntry, &r.Table, &r.RowKey, &r.Digest)
	if end(); err != nil {
		return err
	}
	for _, r := range altered {
		when, err := sealedWith(tx, r.Seal)
		if err != nil {
			return err
		}
		c.fault("%s %s had been altered by another hand than the program's before the program wrote it%s", words(r.Table), r.RowKey, when)
	}
	if more > 0 {
		c.fault("%d more rows had been altered by another hand than the program's before the program wrote them", more)
	}
	if done.Number == 0 || done.Seq < c.last.Seq {
		c.fault("what was written after entry %d of the journal was never sealed", done.Seq)
	}
	c.sealed = done
	return nil
}

// mostNamed is how many rows of a table are named at most, and how many that were altered before they were written.
const mostNamed = 100

// strayRow is a row that is not as it was sealed, and how.
type strayRow struct {
	key, how string
	seal     int64
}

// SealedTables are the tables whose rows are sealed, each with the columns of its key.
func SealedTables() map[string][]string {
	all := map[string][]string{}
	for _, t := range sealedTables() {
		all[t.name] = t.keys
	}
	return all
}

// VerifyTable holds the rows of one table against what was sealed of them, and says which are not as they were.
func VerifyTable(tx *gorm.DB, name string) ([]string, error) {
	for _, t := range sealedTables() {
		if t.name == name {
			c := newChain()
			err := c.table(tx, t)
			return c.faults, err
		}
	}
	return nil, fmt.Errorf("the rows of %s are not sealed", name)
}

func (c *chain) table(tx *gorm.DB, t sealedTable) error {
	if err := c.start(tx, words(t.name), t.name); err != nil {
		return err
	}
	found, more, err := t.strays(tx, c.row)
	if err != nil {
		return err
	}
	for _, a := range found {
		when, err := sealedWith(tx, a.seal)
		if err != nil {
			return err
		}
		c.fault("%s %s %s%s", words(t.name), a.key, a.how, when)
	}
	if more > 0 {
		c.fault("%s: %d more rows are not as they were sealed", words(t.name), more)
	}
	return nil
}

// sealedWith says with which decision a seal was made.
func sealedWith(tx *gorm.DB, seal int64) (string, error) {
	if seal == 0 {
		return "", nil
	}
	var e Entry
	err := tx.Raw("SELECT j.seq, j.action, j.at FROM seals s JOIN journal j ON j.seq = s.seq WHERE s.number = ?", seal).Scan(&e).Error
	if err != nil || e.Seq == 0 {
		return fmt.Sprintf(" (seal %d)", seal), err
	}
	return fmt.Sprintf(" (seal %d, with entry %d: %s, %s)", seal, e.Seq, e.Action, e.At.Words()), nil
}

// strays finds the rows of the table that are not as they were sealed last, were never sealed, or are gone; more is how many others there are.
func (t sealedTable) strays(tx *gorm.DB, row func()) (found []strayRow, more int, err error) {
	add := func(a strayRow) {
		if len(found) < mostNamed {
			found = append(found, a)
		} else {
			more++
		}
	}
	key := t.key("t", onPostgres(tx))
	last := fmt.Sprintf("(SELECT CAST(r.seal AS TEXT) || ' ' || r.digest FROM sealed_rows r WHERE r.table_name = '%s' AND r.row_key = %s ORDER BY r.seal DESC LIMIT 1)", t.name, key)
	var d digester
	var there int64 // rows that were sealed
	err = d.each(tx.Raw(fmt.Sprintf("SELECT %s AS k_, %s AS d_, %s AS s_, t.* FROM %s t",
		unread(key, onPostgres(tx)), unread(last, onPostgres(tx)), unread(t.salt(key), onPostgres(tx)), t.name)), 3, func(first []any) error {
		row()
		key, salt := unreadText(first[0]), unreadText(first[2])
		number, digest, _ := strings.Cut(unreadText(first[1]), " ")
		seal, _ := strconv.ParseInt(number, 10, 64)
		switch digest = strings.TrimPrefix(digest, mark); {
		case digest == "":
			add(strayRow{strings.Clone(key), "was put there by another hand than the program's", seal})
			return nil
		case d.sum(salt, t.name) != digest:
			add(strayRow{strings.Clone(key), "was changed by another hand than the program's since it was sealed", seal})
		}
		there++
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	const standing = `FROM sealed_rows r WHERE r.table_name = ? AND r.digest NOT IN ('', '` + mark + `')
		AND NOT EXISTS (SELECT 1 FROM sealed_rows n WHERE n.table_name = r.table_name AND n.row_key = r.row_key AND n.seal > r.seal)`
	var sealed int64
	if err := tx.Raw("SELECT COUNT(*) "+standing, t.name).Scan(&sealed).Error; err != nil || sealed == there {
		return found, more, err
	}
	var gone SealedRow
	lost := "r.row_key NOT IN (SELECT " + key + " FROM " + t.name + " t)" // which SQLite keeps in a list
	if onPostgres(tx) {
		lost = "NOT EXISTS (SELECT 1 FROM " + t.name + " t WHERE " + key + " = r.row_key)"
	} else if len(t.keys) == 1 { // by its index
		lost = "NOT EXISTS (SELECT 1 FROM " + t.name + " t WHERE t." + t.keys[0] + " = r.row_key)"
	}
	err = eachRow(tx.Raw("SELECT r.row_key, r.seal "+standing+" AND "+lost+" ORDER BY r.row_key", t.name), func() error {
		add(strayRow{strings.Clone(gone.RowKey), "was removed by another hand than the program's since it was sealed", gone.Seal})
		return nil
	}, &gone.RowKey, &gone.Seal)
	return found, more, err
}

// strays counts the rows of a fund that are not as they were sealed.
func (db *DB) strays(ctx context.Context) (n int, err error) {
	err = db.Snapshot(ctx, func(tx *gorm.DB) error {
		for _, t := range sealedTables() {
			if !tx.Migrator().HasTable(t.name) { // it is made by what follows
				continue
			}
			found, more, err := t.strays(tx, func() {})
			if err != nil {
				return err
			}
			n += len(found) + more
		}
		return nil
	})
	return n, err
}

// sealAll has every row sealed as it stands, after a migration that may have changed any. A fund that was there before says so in its journal,
// and how many rows were not as they had been sealed.
func sealAll(tx *gorm.DB, now Time, have, want int64, strange int) error {
	if err := tx.Exec("DELETE FROM unsealed_rows").Error; err != nil { // what migrations have written
		return err
	}
	var rows int64
	for _, t := range sealedTables() {
		done := tx.Exec(fmt.Sprintf("INSERT INTO unsealed_rows (written_by, table_name, row_key) SELECT '', '%s', %s FROM %s t", t.name, t.key("t", onPostgres(tx)), t.name))
		if done.Error != nil {
			return done.Error
		}
		rows += done.RowsAffected
	}
	if have == 0 {
		return nil
	}
	return Actor{DB: tx, By: SystemAccount(), Now: now}.Journal(SealFund, Fund{}.Ref(), "", Facts{"schema": want, "rows": rows, "altered": strange})
}
