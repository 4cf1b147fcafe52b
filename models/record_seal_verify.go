package models

import (
	"fmt"
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
	)
	end := func() {
		if s := last; s.Number > 0 && !broken {
			var wrong string
			switch {
			case s.Number != done.Number+1:
				wrong = fmt.Sprintf("seal %d is missing: %d follows %d", done.Number+1, s.Number, done.Number)
			case s.Previous != done.Hash || s.Touched != int64(len(rows)) || s.Digest != rootOf(rows) || s.Hash != s.sum():
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
	err := eachRow(tx.Raw(`SELECT s.number, s.seq, s.entry, s.touched, s.digest, s.previous, s.hash, COALESCE(j.hash, ?),
			COALESCE(r.table_name, ''), COALESCE(r.row_key, ''), COALESCE(r.digest, '')
		FROM seals s LEFT JOIN journal j ON j.seq = s.seq LEFT JOIN sealed_rows r ON r.seal = s.number ORDER BY s.number`, genesis),
		func() error {
			if s.Number != last.Number {
				end()
				last, entry = s, nextEntry
			}
			if r.Table != "" {
				rows = append(rows, r)
			}
			return nil
		}, &s.Number, &s.Seq, &s.Entry, &s.Touched, &s.Digest, &s.Previous, &s.Hash, &nextEntry, &r.Table, &r.RowKey, &r.Digest)
	if end(); err != nil {
		return err
	}
	if done.Number == 0 || done.Seq < c.last.Seq {
		c.fault("what was written after entry %d of the journal was never sealed", done.Seq)
	}
	c.sealed = done
	return nil
}

// mostNamed is how many rows of a table are named at most.
const mostNamed = 100

// strayRow is a row that is not as it was sealed, and how.
type strayRow struct {
	key, how string
	seal     int64
}

// contents holds every row of every table against what was sealed of it.
func (c *chain) contents(tx *gorm.DB) error {
	for _, t := range sealedTables() {
		found, more, err := t.strays(tx)
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
func (t sealedTable) strays(tx *gorm.DB) (found []strayRow, more int, err error) {
	add := func(a strayRow) {
		if len(found) < mostNamed {
			found = append(found, a)
		} else {
			more++
		}
	}
	key := t.key("t", onPostgres(tx))
	last := func(column string) string {
		return fmt.Sprintf("(SELECT r.%s FROM sealed_rows r WHERE r.table_name = '%s' AND r.row_key = %s ORDER BY r.seal DESC LIMIT 1)", column, t.name, key)
	}
	salt := "''"
	if salted[t.name] {
		salt = fmt.Sprintf("(SELECT s.salt FROM salts s WHERE s.table_name = '%s' AND s.row_key = %s)", t.name, key)
	}
	var d digester
	var there int64 // rows that were sealed
	err = d.each(tx.Raw(fmt.Sprintf("SELECT %s AS k_, COALESCE(%s, '') AS d_, COALESCE(%s, 0) AS n_, COALESCE(%s, '') AS s_, t.* FROM %s t",
		key, last("digest"), last("seal"), salt, t.name)), 4, func(first []any) error {
		key, digest, salt := asText(first[0]), asText(first[1]), asText(first[3])
		seal, _ := first[2].(int64)
		switch {
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
	const standing = `FROM sealed_rows r WHERE r.table_name = ? AND r.digest <> ''
		AND NOT EXISTS (SELECT 1 FROM sealed_rows n WHERE n.table_name = r.table_name AND n.row_key = r.row_key AND n.seal > r.seal)`
	var sealed int64
	if err := tx.Raw("SELECT COUNT(*) "+standing, t.name).Scan(&sealed).Error; err != nil || sealed == there {
		return found, more, err
	}
	var gone SealedRow
	err = eachRow(tx.Raw("SELECT r.row_key, r.seal "+standing+" AND r.row_key NOT IN (SELECT "+key+" FROM "+t.name+" t) ORDER BY r.row_key", t.name), func() error {
		add(strayRow{strings.Clone(gone.RowKey), "was removed by another hand than the program's since it was sealed", gone.Seal})
		return nil
	}, &gone.RowKey, &gone.Seal)
	return found, more, err
}

// touchAll touches every row there is, so that all of it is sealed as it stands.
func touchAll(tx *gorm.DB) error {
	by := "''"
	if onPostgres(tx) {
		by = "CAST(pg_current_xact_id() AS TEXT)"
	}
	for _, t := range sealedTables() {
		err := tx.Exec(fmt.Sprintf("INSERT INTO touched (written_by, table_name, row_key) SELECT %s, '%s', %s FROM %s t", by, t.name, t.key("t", onPostgres(tx)), t.name)).Error
		if err != nil {
			return err
		}
	}
	return nil
}
