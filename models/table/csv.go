package table

import (
	"bufio"
	"io"
	"strings"
)

type csvWriter struct {
	w     *bufio.Writer
	begun bool
}

func newCSV(w io.Writer) *csvWriter { return &csvWriter{w: bufio.NewWriter(w)} }

// bom tells Excel that a file is in UTF-8.
const bom = "\ufeff"

// active are the characters with which a text begins that a spreadsheet takes for a formula.
const active = "=+-@\t\r"

// Write writes a row: texts as they are, with the breaks of their lines. (encoding/csv changes those.)
func (c *csvWriter) Write(row []Cell) error {
	if !c.begun {
		c.begun = true
		c.w.WriteString(bom)
	}
	for i, cell := range row {
		if i > 0 {
			c.w.WriteByte(',')
		}
		s := cell.String()
		if cell.kind == text && strings.ContainsRune(active, rune(s[0])) {
			s = "'" + s
		}
		if strings.ContainsAny(s, "\",;\r\n\t") || strings.TrimSpace(s) != s {
			c.w.WriteByte('"')
			c.w.WriteString(strings.ReplaceAll(s, `"`, `""`))
			c.w.WriteByte('"')
			continue
		}
		c.w.WriteString(s)
	}
	_, err := c.w.WriteString("\r\n") // an error before is said again
	return err
}

// Close sends what is not sent yet.
func (c *csvWriter) Close() error { return c.w.Flush() }
