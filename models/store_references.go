package models

import (
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// foreignKey is that some columns of a table name a row of another.
type foreignKey struct {
	Table, Parent string
	Columns, Keys []string // those that name, and those by which they do
}

// foreignKeys are all of a database, whether it heeds them or not.
func foreignKeys(tx *gorm.DB) (all []foreignKey, err error) {
	query := `SELECT m.name || ' ' || f.id, m.name, f."table", f."from", COALESCE(f."to", 'id') FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq`
	if onPostgres(tx) {
		query = `SELECT o.oid::text, o.conrelid::regclass::text, o.confrelid::regclass::text, a.attname, p.attname
			FROM pg_constraint o CROSS JOIN unnest(o.conkey, o.confkey) WITH ORDINALITY AS k(of, names, n)
			JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.of JOIN pg_attribute p ON p.attrelid = o.confrelid AND p.attnum = k.names
			WHERE o.contype = 'f' AND o.connamespace = current_schema()::regnamespace ORDER BY 2, 1, k.n`
	}
	var id, last, table, parent, column, key string
	err = eachRow(tx.Raw(query), func() error {
		if id != last {
			last = id
			all = append(all, foreignKey{Table: table, Parent: parent})
		}
		f := &all[len(all)-1]
		f.Columns, f.Keys = append(f.Columns, column), append(f.Keys, key)
		return nil
	}, &id, &table, &parent, &column, &key)
	return all, err
}

// references finds the rows that name none, by whichever foreign key.
func (c *chain) references(tx *gorm.DB) error {
	if err := c.start(tx, "foreign keys", "goose_db_version"); err != nil {
		return err
	}
	all, err := foreignKeys(tx)
	if err != nil || len(all) == 0 {
		return err
	}
	var each []string
	for n, f := range all {
		var named, alike []string
		for i, column := range f.Columns {
			named = append(named, fmt.Sprintf(`c."%s" IS NOT NULL`, column))
			alike = append(alike, fmt.Sprintf(`p."%s" = c."%s"`, f.Keys[i], column))
		}
		each = append(each, fmt.Sprintf(`SELECT %d AS which, COUNT(*) AS n, MIN(CAST(c."%s" AS TEXT)) AS first FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s)`,
			n, f.Columns[0], f.Table, strings.Join(named, " AND "), f.Parent, strings.Join(alike, " AND ")))
	}
	const together = 50 // SQLite puts so many into one, and not all
	for len(each) > 0 {
		some := each[:min(together, len(each))]
		each = each[len(some):]
		var which, n int64
		var first string
		err := eachRow(tx.Raw("SELECT * FROM ("+strings.Join(some, " UNION ALL ")+") AS keys WHERE n > 0"), func() error {
			f := all[which]
			c.fault("%s has rows whose %s names none of %s: %d, the first %s", f.Table, strings.Join(f.Columns, " and "), f.Parent, n, first)
			return nil
		}, &which, &n, &first)
		if err != nil {
			return err
		}
	}
	return nil
}
