package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// What another hand has altered must not be sealed because the program happens to write the row next. As long as a transaction is under way, another
// connection reads its rows as they were before: which of them were not as they had been sealed is marked in the new seal, for good.

// mark begins the digest of a row that another hand had changed, put there or removed before the program wrote it.
const mark = "!"

// rowName tells a row from all others.
type rowName struct{ table, key string }

// alteredBefore begins to look for those rows of a transaction under way that were altered before it; the function that it returns waits for them.
func (db *DB) alteredBefore(ctx context.Context, unsealed []UnsealedRow, last string) func() (map[rowName]bool, error) {
	var altered map[rowName]bool
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		if altered, err = alteredRows(db.before.WithContext(ctx), unsealed, last); errors.Is(err, errElsewhere) {
			if err = reconnect(db.before); err == nil {
				altered, err = alteredRows(db.before.WithContext(ctx), unsealed, last)
			}
		}
	}()
	return func() (map[rowName]bool, error) { <-done; return altered, err }
}

// errElsewhere: where one server has taken over from another, a connection to the one before reads what was once.
var errElsewhere = errors.New("what was there before is read from another server than what is written")

// alteredRows are the rows that are not as they were sealed last. The last seal has the same hash to whoever reads and to whoever writes.
func alteredRows(before *gorm.DB, unsealed []UnsealedRow, last string) (map[rowName]bool, error) {
	there := map[rowName]bool{} // whether it may have been there
	migrated := map[rowName]bool{}
	for _, u := range unsealed {
		row := rowName{u.Table, u.RowKey}
		there[row] = there[row] || u.WrittenBy != "I"
		migrated[row] = migrated[row] || u.WrittenBy == ""
	}
	var rows []rowName
	keys := map[string][]string{}
	for row, was := range there {
		if migrated[row] {
			continue
		}
		if rows = append(rows, row); was {
			keys[row.table] = append(keys[row.table], row.key)
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	sealed, err := lastSealed(before, rows, last)
	if err != nil {
		return nil, err
	}
	altered := map[rowName]bool{}
	for _, t := range sealedTables() {
		for some := range slices.Chunk(keys[t.name], atOnce) {
			err := t.asTheyStand(before, some, func(key, digest string) {
				row := rowName{t.name, key}
				if sealed[row] != digest {
					altered[row] = true
				}
				delete(sealed, row)
			})
			if err != nil {
				return nil, err
			}
		}
	}
	for row, digest := range sealed { // those that are not there
		if digest != "" {
			altered[row] = true
		}
	}
	return altered, nil
}

// lastSealed are the last digests of rows; none of what was never sealed, and an empty one of what was gone.
func lastSealed(before *gorm.DB, rows []rowName, last string) (map[rowName]string, error) {
	sealed := map[rowName]string{}
	for some := range slices.Chunk(append(rows, rowName{}), 2*atOnce) { // none: the last seal itself
		args := make([]any, 0, 2*len(some))
		for _, row := range some {
			args = append(args, row.table, row.key)
		}
		var found []SealedRow
		list := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(some)), ", ")
		err := before.Raw(`WITH written (table_name, row_key) AS (VALUES `+list+`) SELECT w.table_name, w.row_key, CASE WHEN w.table_name = ''
			THEN (SELECT s.hash FROM seals s WHERE s.number = (SELECT MAX(number) FROM seals))
			ELSE (SELECT r.digest FROM sealed_rows r WHERE r.table_name = w.table_name AND r.row_key = w.row_key ORDER BY r.seal DESC LIMIT 1) END AS digest
			FROM written w`, args...).Scan(&found).Error
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			sealed[rowName{row.Table, row.RowKey}] = strings.TrimPrefix(row.Digest, mark)
		}
	}
	if hash := sealed[rowName{}]; hash != last && (hash != "" || last != genesis) {
		return nil, errElsewhere
	}
	delete(sealed, rowName{})
	return sealed, nil
}

// asTheyStand digests those of the rows that are there, with the salts that they have.
func (t sealedTable) asTheyStand(tx *gorm.DB, keys []string, do func(key, digest string)) error {
	postgres := onPostgres(tx)
	where, args, err := t.where(keys, postgres)
	if err != nil {
		return err
	}
	key := t.key("t", postgres)
	var d digester
	return d.each(tx.Raw(fmt.Sprintf("SELECT %s AS k_, %s AS s_, t.* FROM %s t WHERE %s", unread(key, postgres), unread(t.salt(key), postgres), t.name, where), args...),
		2, func(first []any) error {
			do(strings.Clone(unreadText(first[0])), d.sum(unreadText(first[1]), t.name))
			return nil
		})
}

// salt is the expression for the salt of a row by its key.
func (t sealedTable) salt(key string) string {
	if !t.salted() {
		return "''"
	}
	return fmt.Sprintf("(SELECT s.salt FROM salts s WHERE s.table_name = '%s' AND s.row_key = %s)", t.name, key)
}

// reconnect lets go of the connections of a pool that are not in use.
func reconnect(half *gorm.DB) error {
	pool, err := half.DB()
	if err == nil {
		pool.SetMaxIdleConns(0)
		pool.SetMaxIdleConns(1)
	}
	return err
}
