package models

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// digester brings rows into the form that is summed: a JSON array of the salt, the table, and of each column, in the order of their names, its
// name and what it says. That is null, or text: numbers in decimals, instants in UTC, bytes in hexadecimal, and nothing is normalised.
type digester struct {
	columns []string
	order   []int // the columns after the first few, by name
	values  []any
	line    []byte
}

// each reads the rows of a query, whose first few columns belong to no row, and gives those to do.
func (d *digester) each(q *gorm.DB, few int, do func(first []any) error) error {
	rows, err := q.Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	if d.columns, err = rows.Columns(); err != nil {
		return err
	}
	d.order = d.order[:0]
	for i := few; i < len(d.columns); i++ {
		d.order = append(d.order, i)
	}
	slices.SortFunc(d.order, func(a, b int) int { return strings.Compare(d.columns[a], d.columns[b]) })
	d.values = make([]any, len(d.columns))
	places := make([]any, len(d.columns))
	for i := range places {
		places[i] = &d.values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if err := do(d.values[:few]); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// unread keeps the driver of SQLite from trying in a dozen ways to read an instant out of what an expression says: it is bytes there.
func unread(expression string, postgres bool) string {
	if postgres {
		return expression
	}
	return "CAST(" + expression + " AS BLOB)"
}

// unreadText is what was unread, as text.
func unreadText(value any) string {
	if bytes, ok := value.([]byte); ok {
		return string(bytes)
	}
	text, _ := value.(string)
	return text
}

// sum is the digest of the row that was read last.
func (d *digester) sum(salt, table string) string {
	d.line = appendText(append(d.line[:0], '['), salt)
	d.line = appendText(append(d.line, ','), table)
	for _, i := range d.order {
		d.line = appendText(append(d.line, ',', '['), d.columns[i])
		d.line = append(d.line, ',')
		if d.values[i] == nil {
			d.line = append(d.line, "null"...)
		} else {
			d.line = appendText(d.line, asText(d.values[i]))
		}
		d.line = append(d.line, ']')
	}
	d.line = append(d.line, ']')
	sum := sha256.Sum256(d.line)
	return hex.EncodeToString(sum[:])
}

// asText is what a driver has read, as text.
func asText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []byte:
		return hex.EncodeToString(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value)
}
