package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"observationfund/models/spelling"
)

// A word may stand anywhere in a text, so an index of words is of no use. What leads to the rows of a table that grows is an
// index of every three signs that follow each other: rows that hold all of those of a word are few where the word is rare, and
// those among them that say it are found by looking.
//
// PostgreSQL keeps such an index itself. On SQLite each row of such a table has a number in a table beside it, which unlike the
// numbers that SQLite gives to rows outlives a backup, and a table of words holds which numbers say what. A row whose words
// change gets a new number: the old one leads nowhere. To take in one row costs almost as much as to take in hundreds, so that is
// done for as many at a time, and until then a row is a candidate whatever it says.

// searched are the tables with such an index.
var searched = []string{"bank_transfers", "commitments", "files", "opportunities", "payments", "proposals", "trainings"}

const (
	// takenIn is how many rows SQLite takes into its index at a time.
	takenIn = 256
	// fewFound is up to how many candidates are looked at one by one. Of more than that a list shows the first ones, which it meets
	// soon when it goes through its rows in their order: at a million rows, one takes about as long as the other.
	fewFound = 5000
	// someFound is up to how many candidates are looked at by whoever asks for some of what says a text, and not for a list of it.
	someFound = 1000
	// shortest is how many signs of a word an index can find, and mostWords how many words are looked up in it.
	shortest, mostWords = 3, 8
)

// Place is where words are looked for.
type Place struct {
	table, column string
	through       string // our column that holds the id of the row; empty where it is the row itself that says it

	between *between // the table whose rows lead from ours to those that say it

	values func(word string) []any // those of the column that a word stands for; nil where the column says words itself
}

// between is a table with two columns: one holds the id of our row, one that of a row which says something.
type between struct{ table, ours, theirs string }

// In is a column whose content is folded.
func In(table, column string) Place { return Place{table: table, column: column} }

// Through is such a column of another table, and which of our columns holds the id of its row.
func Through(id, table, column string) Place { return Place{table: table, column: column, through: id} }

// Beside is such a column of a table to which rows of a third lead, that belong to ours: the bank's transfers of a payment's refunds.
func Beside(id, third, ours, theirs, table, column string) Place {
	return Place{table: table, column: column, through: id, between: &between{third, ours, theirs}}
}

// Coded is a column of codes, and which of them a word stands for: those of states, by any of their names.
func Coded(table, column string, codes func(word string) []string) Place {
	return Place{table: table, column: column, values: func(word string) (all []any) {
		for _, code := range codes(word) {
			all = append(all, code)
		}
		return all
	}}
}

// Numbered is a column of numbers, each of which is found as a whole.
func Numbered(table, column string) Place {
	return Place{table: table, column: column, values: func(word string) []any {
		if n, err := strconv.ParseInt(word, 10, 32); err == nil {
			return []any{n}
		}
		return nil
	}}
}

// Whole reports whether a place is found by a whole number or name, and never by a part of one.
func (p Place) Whole() bool { return p.values != nil }

// listed is the table whose rows are found by a place.
func (p Place) listed() string {
	if table, _, through := strings.Cut(p.through, "."); through {
		return table
	}
	return p.table
}

// match is the condition that a word stands in a place. A table that does not grow is searched once; of one that does, the rows that are
// asked about are looked at.
func (p Place) match(word string) (condition string, value any) {
	if p.values != nil {
		return p.table + "." + p.column + " IN ?", p.values(word)
	}
	return p.condition(), "%" + likely.Replace(word) + "%"
}

func (p Place) condition() string {
	like := p.table + "." + p.column + ` LIKE ? ESCAPE '\'`
	switch {
	case p.through == "":
		return like
	case p.between != nil:
		b := p.between
		return fmt.Sprintf("EXISTS (SELECT 1 FROM %[1]s JOIN %[2]s ON %[2]s.id = %[1]s.%[3]s WHERE %[1]s.%[4]s = %[5]s AND %[6]s)",
			b.table, p.table, b.theirs, b.ours, p.through, like)
	case slices.Contains(searched, p.table):
		return "EXISTS (SELECT 1 FROM " + p.table + " WHERE " + p.table + ".id = " + p.through + " AND " + like + ")"
	}
	return Unindexed(p.through) + " IN (SELECT id FROM " + p.table + " WHERE " + like + ")"
}

// Saying is the condition that every word of a text stands in one of some places, in whatever order and however it was typed.
func Saying(text string, places ...Place) (condition string, values []any) {
	var all []string
	for _, word := range strings.Fields(spelling.Fold(text)) {
		var any []string
		for _, place := range places {
			condition, value := place.match(word)
			any = append(any, condition)
			values = append(values, value)
		}
		all = append(all, "("+strings.Join(any, " OR ")+")")
	}
	return "(" + strings.Join(append(all, "1 = 1"), " AND ") + ")", values
}

// likely takes their meaning from the signs that mean something to LIKE.
var likely = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Search narrows a query to the rows of which every word of a text stands in one of some places. Where the words leave few
// candidates, nothing but these is looked at.
func Search(q *gorm.DB, text string, places ...Place) *gorm.DB {
	says, values := Saying(text, places...)
	q = q.Where(says, values...)
	long := indexed(text, places)
	if len(long) == 0 {
		return q
	}
	var ways []candidates // by each word, and by all of them: one that is rare is looked up sooner than it together with one that is not
	for i := range long {
		ways = append(ways, among(q, long[i:i+1], places))
	}
	if len(long) > 1 {
		ways = append(ways, among(q, long, places))
	}
	var counts []string
	var all []any
	for n, way := range ways {
		counts = append(counts, fmt.Sprintf("SELECT %d AS way, COUNT(*) AS many FROM (%s) AS found", n, way.upTo(fewFound+1)))
		all = append(all, way.values...)
	}
	var found []struct{ Way, Many int }
	if err := q.Session(&gorm.Session{NewDB: true}).Raw(strings.Join(counts, " UNION ALL "), all...).Scan(&found).Error; err != nil {
		q.AddError(err)
		return q
	}
	best := slices.MinFunc(found, func(a, b struct{ Way, Many int }) int { return a.Many - b.Many })
	if best.Many > fewFound {
		return q
	}
	return ways[best.Way].narrow(q, strings.Join(ways[best.Way].arms, " UNION ALL "), places[0].listed())
}

// Some narrows a query, in one statement, to no more than so many rows of which every word of a text stands in one of some places: the newest, or of
// words that many rows of a growing table say, those that their index meets first. Of a query that leaves few rows anyway, those are looked at.
func Some(q *gorm.DB, text string, most int, few bool, places ...Place) *gorm.DB {
	says, values := Saying(text, places...)
	table := places[0].listed()
	q = q.Table(table).Where(says, values...).Order(table + ".id DESC").Limit(most)
	if long := indexed(text, places); len(long) > 0 && !few {
		way := among(q, long, places)
		return way.narrow(q, way.upTo(someFound), table)
	}
	return q
}

// indexed are the words of a text that an index of some places leads to.
func indexed(text string, places []Place) []string {
	if !slices.ContainsFunc(places, func(p Place) bool { return slices.Contains(searched, p.table) }) {
		return nil
	}
	long := slices.DeleteFunc(strings.Fields(spelling.Fold(text)), func(word string) bool { return utf8.RuneCountInString(word) < shortest })
	return long[:min(len(long), mostWords)]
}

// narrow has a query look at nothing but candidates. The limit cuts nothing off. It keeps planners from going through the whole list for what they
// would then look up here.
func (c candidates) narrow(q *gorm.DB, ids, table string) *gorm.DB {
	return q.Table(fmt.Sprintf("(SELECT * FROM %[1]s WHERE id %[2]s LIMIT %[3]d) AS %[1]s", table, fmt.Sprintf(oneOf(q), ids), 2*fewFound), c.values...)
}

// oneOf is how an engine looks up what a statement finds, and nothing else.
func oneOf(tx *gorm.DB) string {
	if onPostgres(tx) {
		return "= ANY (ARRAY(%s))"
	}
	return "IN (%s)"
}

// candidates are statements that find the ids of rows, some more than once, among which are all that say something.
type candidates struct {
	arms   []string
	values []any
}

// upTo finds no more than so many by each of the statements. Under one limit for all of them, PostgreSQL would take a plan that it made for no
// word in particular for the better one, and gather all that say a common word.
func (c candidates) upTo(limit int) string {
	var all []string
	for _, arm := range c.arms {
		all = append(all, fmt.Sprintf("SELECT id FROM (%s LIMIT %d) AS arm", arm, limit))
	}
	return strings.Join(all, " UNION ALL ")
}

// among finds candidates for some words: the rows that say all of them, and those that name a row of another table that says one, or a code
// for which one stands.
func among(tx *gorm.DB, words []string, places []Place) (all candidates) {
	for i, first := range places {
		alike := func(p Place) bool { return p.values == nil && p.table == first.table && p.through == first.through }
		if first.values != nil {
			for _, word := range words {
				says, value := first.match(word)
				all.arms, all.values = append(all.arms, "SELECT id FROM "+first.table+" WHERE "+says), append(all.values, value)
			}
			continue
		}
		if slices.ContainsFunc(places[:i], alike) {
			continue
		}
		var columns []string
		for _, place := range places {
			if alike(place) {
				columns = append(columns, place.column)
			}
		}
		if first.through == "" {
			own, values := saying(tx, words, first.table, columns)
			all.arms, all.values = append(all.arms, own), append(all.values, values...)
			continue
		}
		for _, word := range words {
			others, values := saying(tx, []string{word}, first.table, columns)
			ours, table, theirs := first.listed()+".id", first.listed(), first.through
			if b := first.between; b != nil {
				ours, table, theirs = b.table+"."+b.ours+" AS id", b.table, b.table+"."+b.theirs
			}
			all.arms = append(all.arms, fmt.Sprintf("SELECT %s FROM (%s) AS others CROSS JOIN %s WHERE %s = others.id", ours, others, table, theirs))
			all.values = append(all.values, values...)
		}
	}
	return all
}

// saying is a statement that finds the rows of a table of which some columns may say all of some words.
func saying(tx *gorm.DB, words []string, table string, columns []string) (statement string, values []any) {
	if onPostgres(tx) || !slices.Contains(searched, table) {
		var places []Place
		for _, column := range columns {
			places = append(places, In(table, column))
		}
		says, values := Saying(strings.Join(words, " "), places...)
		return "SELECT id FROM " + table + " WHERE " + says, values
	}
	var signs []string
	for _, word := range words {
		runes := []rune(word)
		for i := range len(runes) - shortest + 1 {
			signs = append(signs, `"`+strings.ReplaceAll(string(runes[i:i+shortest]), `"`, `""`)+`"`)
		}
	}
	match := "{" + strings.Join(columns, " ") + "} : (" + strings.Join(signs, " AND ") + ")"
	return fmt.Sprintf("SELECT id FROM %[1]s_words CROSS JOIN %[1]s_found ON number = %[1]s_words.rowid WHERE %[1]s_words MATCH ?"+
		" UNION ALL SELECT id FROM %[1]s_found WHERE number > (SELECT MAX(number) / %[2]d * %[2]d FROM %[1]s_found)", table, takenIn), []any{match}
}

// searchTriggers keep the index of SQLite: by name, event, table, condition and what is done.
func searchTriggers() (all [][5]string) {
	for _, table := range searched {
		found := table + "_found"
		number := fmt.Sprintf("DELETE FROM %[1]s WHERE id = NEW.id; INSERT INTO %[1]s (id) VALUES (NEW.id)", found)
		all = append(all,
			[5]string{found + "_first", "AFTER INSERT", table, "", number},
			[5]string{found + "_anew", "AFTER UPDATE OF id, folded, folded_private", table,
				"NEW.id <> OLD.id OR NEW.folded <> OLD.folded OR NEW.folded_private <> OLD.folded_private", number},
			[5]string{found + "_words", "AFTER INSERT", found, fmt.Sprintf("NEW.number %% %d = 0", takenIn), fmt.Sprintf(
				`INSERT INTO %[1]s_words (rowid, folded, folded_private) SELECT f.number, t.folded, t.folded_private
				FROM %[1]s_found f JOIN %[1]s t ON t.id = f.id WHERE f.number > NEW.number - %[2]d`, table, takenIn)})
	}
	return all
}

// index makes the index of a table of SQLite anew, where its triggers were not there to keep it.
func index(tx *gorm.DB, table string) error {
	for _, statement := range []string{
		"DELETE FROM %[1]s_found",
		"INSERT INTO %[1]s_words (%[1]s_words) VALUES ('delete-all')",
		"INSERT INTO %[1]s_found (id) SELECT id FROM %[1]s",
	} {
		if err := tx.Exec(fmt.Sprintf(statement, table)).Error; err != nil {
			return fmt.Errorf("the index of %s: %w", table, err)
		}
	}
	return nil
}
