// Package table writes rows as CSV and as XLSX, as they come and in constant memory, and reads those that people keep, as text.
package table

import (
	"io"
	"strconv"
	"strings"
	"time"
)

// Format is a form that rows can have.
type Format string

const (
	CSV  Format = "csv"  // RFC 4180 in UTF-8, with the mark by which Excel knows that
	XLSX Format = "xlsx" // a workbook of Office Open XML
)

// Formats lists the formats.
var Formats = []Format{CSV, XLSX}

// Media is the media type of the format.
func (f Format) Media() string {
	if f == XLSX {
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv"
}

// Writer takes the rows of one table, the row of headings first.
type Writer interface {
	Write(row []Cell) error
	Close() error // what was written is whole only then
}

// New writes a table of a name in a format.
func New(f Format, w io.Writer, name string) Writer {
	if f == XLSX {
		b := NewWorkbook(w)
		b.Table(name, false)
		return b
	}
	return newCSV(w)
}

type kind int

const (
	nothing kind = iota
	text
	heading
	number
	flag
	day
	instant
)

// Cell is one value of a row: it says what it is, so that no program has to guess. The zero Cell is empty.
type Cell struct {
	kind     kind
	text     string // also of a number, exactly
	decimals int    // of a number
	at       time.Time
	is       bool
}

// Text is a text, whatever it looks like: no program is to take it for a formula or a number.
func Text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{kind: text, text: s}
}

// Heading is the label of a column.
func Heading(label string) Cell { return Cell{kind: heading, text: label} }

// Whole is a whole number.
func Whole(n int64) Cell { return Cell{kind: number, text: strconv.FormatInt(n, 10), decimals: -1} }

// Decimal is a number of so many decimals, exactly: 123450 of 2 is 1234.50.
func Decimal(minor int64, decimals int) Cell {
	sign, digits := "", strconv.FormatInt(minor, 10)
	if minor < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	if at := len(digits) - decimals; decimals > 0 {
		digits = digits[:at] + "." + digits[at:]
	}
	return Cell{kind: number, text: sign + digits, decimals: decimals}
}

// Flag is true or false.
func Flag(is bool) Cell { return Cell{kind: flag, is: is} }

// Day is a day on the calendar.
func Day(t time.Time) Cell { return Cell{kind: day, at: t} }

// Instant is an instant, shown in UTC.
func Instant(t time.Time) Cell { return Cell{kind: instant, at: t.UTC()} }

// Empty reports whether the cell holds nothing.
func (c Cell) Empty() bool { return c.kind == nothing }

// String writes the cell for programs: days as 2026-03-31, instants as 2026-03-31T14:00:00Z.
func (c Cell) String() string {
	switch c.kind {
	case flag:
		return strconv.FormatBool(c.is)
	case day:
		return c.at.Format(time.DateOnly)
	case instant:
		return c.at.Format(time.RFC3339Nano)
	}
	return c.text
}
