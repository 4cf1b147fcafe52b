package table

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"observationfund/models/refusal"
)

// How much of a file is read.
const (
	MaxRows    = 2000
	MaxColumns = 100
)

// Sheet is a table as it was read. Of its rows the first is the headings.
type Sheet struct {
	Name     string
	Encoding string // of a text that does not say so itself; empty where there is no doubt
	Rows     []Row
}

// Row is a line of a sheet that has something in it.
type Row struct {
	Number int // as the spreadsheet counts them, 1 first
	Cells  []Typed
}

// Typed is what stands in one place: a text, a number as it was typed, a day as 2026-03-31.
type Typed struct {
	Text    string
	Formula bool // it is worked out from other cells, and Text is how it begins
	Number  bool // the workbook itself says that it is one: its point is no separator of thousands
}

// Address names a place as the spreadsheet does: column 5 of row 17 is F17.
func Address(column, row int) string { return Column(column) + strconv.Itoa(row) }

// Column is the name of a column: 0 is A, 26 is AA.
func Column(n int) string {
	name := ""
	for n++; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// At is the cell in a column, empty where the row is shorter.
func (r Row) At(column int) Typed {
	if column < 0 || column >= len(r.Cells) {
		return Typed{}
	}
	return r.Cells[column]
}

// Read reads the sheets of a file; what it is, its content says. The name is what the sheet of a CSV file is called.
func Read(name string, content []byte) ([]Sheet, error) {
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return nil, refusal.EmptyFile
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return readWorkbook(content)
	case bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if holdsEncrypted(content) {
			return nil, refusal.TableEncrypted
		}
		return nil, refusal.TableTooOld
	case bytes.HasPrefix(bytes.TrimSpace(content), []byte("%PDF-")):
		return nil, refusal.TableIsPDF
	}
	for _, other := range []string{"<", "{\\rtf"} { // are texts, too
		if bytes.HasPrefix(bytes.TrimSpace(content), []byte(other)) {
			return nil, refusal.NotATable
		}
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return readText(strings.TrimSuffix(base, path.Ext(base)), content)
}

// holdsEncrypted reports whether a file of Microsoft's old container has a workbook under a password in it. The entries of its directory
// are 128 bytes each and begin with a name: what a cell says stands elsewhere.
func holdsEncrypted(content []byte) bool {
	name := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00\x00\x00")
	for at := 512; at+128 <= len(content); at += 128 {
		if bytes.HasPrefix(content[at:], name) {
			return true
		}
	}
	return false
}

// tidy takes off what is empty around a sheet's rows, and refuses more than can be looked through.
func tidy(cells []Typed) []Typed {
	for i := range cells {
		cells[i].Text = strings.TrimSpace(strings.ReplaceAll(cells[i].Text, "\u00a0", " "))
	}
	for len(cells) > 0 && cells[len(cells)-1] == (Typed{}) {
		cells = cells[:len(cells)-1]
	}
	return slices.Clip(cells)
}

// counter takes rows until there are too many, and then only counts them, so that people learn how many there are.
type counter struct {
	sheet *Sheet
	seen  int
}

func (c *counter) add(number int, cells []Typed) error {
	if cells = tidy(cells); len(cells) == 0 {
		return nil
	}
	if len(cells) > MaxColumns {
		return refusal.TooManyColumns.With("number", len(cells), "most", MaxColumns)
	}
	if c.seen++; c.seen <= MaxRows+1 { // and the headings
		c.sheet.Rows = append(c.sheet.Rows, Row{number, cells})
	}
	return nil
}

func (c *counter) end() error {
	if rows := c.seen - 1; rows > MaxRows {
		return refusal.TooManyRows.With("number", rows, "most", MaxRows)
	}
	return nil
}
