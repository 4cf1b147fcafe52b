package models

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// What the migrations make of an empty database on each engine, as schema reads it. A test writes these files, and fails where a migration
// makes something else.
var (
	//go:embed store_schema.sqlite.txt
	migratedSQLite string
	//go:embed store_schema.postgres.txt
	migratedPostgres string
)

// part is something that a schema consists of: a table, or a column, constraint or index of one. The triggers are apart, see strays.
type part struct{ Kind, Table, Name, Made string }

// String is how a part is written in the files of what the migrations make.
func (p part) String() string { return strings.Join([]string{p.Kind, p.Table, p.Name, p.Made}, "\t") }

// words is how a part is called.
func (p part) words() string {
	switch {
	case p.Kind == "setting":
		return fmt.Sprintf("the setting %s of %s", p.Name, p.Table)
	case p.Table == "":
		return fmt.Sprintf("the %s %s", p.Kind, p.Name)
	}
	return fmt.Sprintf("the %s %s of %s", p.Kind, p.Name, p.Table)
}

// Schema lists what the schema of a database consists of, but for its triggers, each part in a line.
func Schema(tx *gorm.DB) (lines []string, err error) {
	all, err := partsOf(tx)
	for _, p := range all {
		lines = append(lines, p.String())
	}
	return lines, err
}

// partsOf is read from the catalogue of PostgreSQL, and on SQLite from the statements that it keeps.
func partsOf(tx *gorm.DB) (all []part, err error) {
	if onPostgres(tx) {
		err = tx.Raw(postgresParts).Scan(&all).Error
		for i := range all {
			all[i].Made = spaced(all[i].Made)
		}
	} else {
		all, err = sqliteParts(tx)
	}
	slices.SortFunc(all, func(a, b part) int { return strings.Compare(a.String(), b.String()) })
	return all, err
}

// postgresParts leaves out what belongs to an extension, and the index of a constraint, which says it better. Of a part that is there
// and does nothing it says so: a constraint whose triggers were disabled, an index that was never finished. A setting is one that keeps triggers
// and foreign keys from being heeded; there is none unless somebody has set it.
const postgresParts = `WITH ours AS (
	SELECT c.* FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
		AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'relation' END AS kind, '' AS "table", c.relname AS name, concat_ws(', ',
		CASE WHEN c.relpersistence <> 'p' THEN 'not logged' END, CASE WHEN c.relrowsecurity OR c.relforcerowsecurity THEN 'hiding rows' END,
		CASE WHEN c.relkind = 'p' THEN 'divided' END, (SELECT 'inheriting' FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent) LIMIT 1),
		(SELECT 'rewritten by ' || string_agg(r.rulename, ', ') FROM pg_rewrite r WHERE r.ev_class = c.oid AND c.relkind <> 'v')) AS made
	FROM ours c WHERE c.relkind NOT IN ('i', 'I', 't')
UNION ALL SELECT 'column', c.relname, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
		'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), 'IDENTITY ' || NULLIF(a.attidentity::text, ''), 'GENERATED ' || NULLIF(a.attgenerated::text, ''),
		(SELECT 'COLLATE ' || o.collname FROM pg_collation o JOIN pg_type t ON t.oid = a.atttypid WHERE o.oid = a.attcollation AND a.attcollation <> t.typcollation))
	FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
	WHERE c.relkind NOT IN ('i', 'I', 't', 'S')
UNION ALL SELECT 'constraint', c.relname, o.conname, pg_get_constraintdef(o.oid) ||
		CASE WHEN EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = o.oid AND t.tgenabled <> 'O') THEN ', disabled' ELSE '' END
	FROM ours c JOIN pg_constraint o ON o.conrelid = c.oid WHERE o.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL SELECT 'index', t.relname, c.relname, replace(pg_get_indexdef(c.oid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ') || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ', unfinished' END
	FROM ours c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_class t ON t.oid = i.indrelid
	WHERE NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = c.oid AND o.contype IN ('p', 'u', 'x'))
UNION ALL SELECT 'function', '', p.oid::regprocedure::text, '' FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype <> 'trigger'::regtype
	AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'operator', '', p.oid::regoperator::text, '' FROM pg_operator p WHERE p.oprnamespace = current_schema()::regnamespace
	AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'setting', CASE WHEN s.setrole = 0 THEN 'this database' ELSE 'the role ' || s.setrole::regrole END, split_part(c, '=', 1), split_part(c, '=', 2)
	FROM pg_db_role_setting s, unnest(s.setconfig) c
	WHERE c LIKE 'session_replication_role=%' AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
UNION ALL SELECT 'setting', 'this connection', 'session_replication_role', current_setting('session_replication_role') WHERE current_setting('session_replication_role') = 'replica'`

// sqliteParts takes the statement of each table apart: the columns and constraints are what stands between its commas.
func sqliteParts(tx *gorm.DB) (all []part, err error) {
	var kept []struct{ Type, Name, Table, SQL string }
	err = tx.Raw(`SELECT type, name, tbl_name AS "table", COALESCE(sql, '') AS sql FROM sqlite_schema WHERE type <> 'trigger' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`).Scan(&kept).Error
	for _, k := range kept {
		if k.Type == "view" {
			k.Table = ""
		}
		if k.Type != "table" {
			all = append(all, part{k.Type, k.Table, k.Name, strings.Join(listed(k.SQL), ", ")})
			continue
		}
		head, inside, _ := strings.Cut(k.SQL, "(")
		items := listed(inside)
		made := items[len(items)-1]
		if _, using, virtual := strings.Cut(head, " USING "); virtual {
			made = "USING " + using
		}
		all = append(all, part{"table", "", k.Name, made})
		for _, item := range items[:len(items)-1] {
			name, made, _ := strings.Cut(item, " ")
			switch first, _, _ := strings.Cut(strings.ToUpper(name), "("); first {
			case "CONSTRAINT":
				name, made, _ = strings.Cut(made, " ")
				all = append(all, part{"constraint", k.Name, name, made})
			case "CHECK", "UNIQUE", "PRIMARY", "FOREIGN":
				all = append(all, part{"constraint", k.Name, item, ""})
			default:
				all = append(all, part{"column", k.Name, name, made})
			}
		}
	}
	return all, err
}

// listed is what stands between the commas of a list in SQL that its closing parenthesis ends, and then what follows that. It makes nothing of
// comments, nor of how a text is laid out.
func listed(sql string) (items []string) {
	var item strings.Builder
	end := func() {
		items = append(items, strings.TrimSpace(item.String()))
		item.Reset()
	}
	for depth, at := 0, 0; at < len(sql); at++ {
		b := sql[at]
		switch {
		case b == '\'' || b == '"' || b == '`': // to its end, in which it stands twice for itself
			closing := strings.IndexByte(sql[at+1:], b)
			if closing < 0 {
				closing = len(sql) - at - 2
			}
			item.WriteString(sql[at : at+closing+2])
			at += closing + 1
			continue
		case strings.HasPrefix(sql[at:], "--"):
			line, _, _ := strings.Cut(sql[at:], "\n")
			at += len(line)
			b = ' '
		case strings.HasPrefix(sql[at:], "/*"):
			comment, _, _ := strings.Cut(sql[at+2:], "*/")
			at += len(comment) + 3
			b = ' '
		case b == '(':
			depth++
		case b == ')' && depth > 0:
			depth--
		case depth == 0 && (b == ')' || b == ','):
			end()
			continue
		}
		if strings.IndexByte(" \t\r\n", b) >= 0 {
			if text := item.String(); text != "" && !strings.HasSuffix(text, " ") && !strings.HasSuffix(text, "(") {
				item.WriteByte(' ')
			}
			continue
		}
		item.WriteByte(b)
	}
	end()
	return items
}

// migratedParts are what the migrations make.
func migratedParts(tx *gorm.DB) (all []part) {
	text := migratedSQLite
	if onPostgres(tx) {
		text = migratedPostgres
	}
	for line := range strings.Lines(text) {
		if field := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4); len(field) == 4 {
			all = append(all, part{field[0], field[1], field[2], field[3]})
		}
	}
	return all
}

// otherParts says in what the schema of a database differs from the one that the migrations make. Of a table that is missing, or that
// another hand has made, it says so and no more.
func otherParts(tx *gorm.DB) (faults []string, err error) {
	found, err := partsOf(tx)
	if err != nil {
		return nil, err
	}
	want := migratedParts(tx)
	tables := map[string]int{} // in how many of the two each is
	for _, p := range slices.Concat(found, want) {
		if p.Table == "" {
			tables[p.Name]++
		}
	}
	same := func(p part) func(part) bool {
		return func(q part) bool { return q.Kind == p.Kind && q.Table == p.Table && q.Name == p.Name }
	}
	for _, p := range want {
		at := slices.Index(found, p)
		if at < 0 {
			at = slices.IndexFunc(found, same(p))
		}
		switch {
		case at < 0 && (p.Table == "" || tables[p.Table] == 2):
			faults = append(faults, p.words()+" is missing")
		case at >= 0 && found[at].Made != p.Made:
			faults = append(faults, fmt.Sprintf("%s is not as this program makes it, %s, but %s", p.words(), orNothing(p.Made), orNothing(found[at].Made)))
		}
		if at >= 0 {
			found = slices.Delete(found, at, at+1)
		}
	}
	for _, p := range found {
		switch {
		case p.Kind == "setting":
			faults = append(faults, fmt.Sprintf("%s is %s: by it triggers and foreign keys are passed over", p.words(), p.Made))
		case p.Table == "" || tables[p.Table] == 2:
			faults = append(faults, p.words()+" is none that this program makes")
		}
	}
	return faults, nil
}

func orNothing(text string) string {
	if text == "" {
		return "plain"
	}
	return text
}
