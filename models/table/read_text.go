package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"observationfund/models/refusal"
)

// readText reads a CSV file, whatever stands between its cells and however its letters are written.
func readText(name string, content []byte) ([]Sheet, error) {
	text, written, err := decode(content)
	if err != nil {
		return nil, err
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	number, between := 0, rune(0)
	if first, rest, _ := strings.Cut(text, "\n"); len(first) == 5 && strings.HasPrefix(first, "sep=") { // Excel says so to itself
		number, between, text = 1, rune(first[4]), rest
	} else {
		between = separator(text)
	}
	sheet := Sheet{Name: name, Encoding: written}
	rows := counter{sheet: &sheet}
	lines := csv.NewReader(strings.NewReader(text))
	lines.Comma, lines.FieldsPerRecord, lines.LazyQuotes = between, -1, true
	for begun := int64(0); ; begun = lines.InputOffset() {
		record, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return []Sheet{sheet}, rows.end()
		}
		if err != nil {
			return nil, refusal.BrokenTable
		}
		part := text[begun:lines.InputOffset()]
		number += 1 + len(part) - len(strings.TrimLeft(part, "\n")) // empty lines are rows, too
		cells := make([]Typed, len(record))
		for i, cell := range record {
			cells[i] = typed(cell)
		}
		if err := rows.add(number, cells); err != nil {
			return nil, err
		}
	}
}

// typed is a cell of a text as a spreadsheet would take it: ="0042" is how one writes digits that are no number.
func typed(text string) Typed {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "=") {
		return Typed{Text: text}
	}
	if quoted, ok := strings.CutPrefix(text, `="`); ok {
		if quoted, ok = strings.CutSuffix(quoted, `"`); ok && !strings.Contains(quoted, `"`) {
			return Typed{Text: quoted}
		}
	}
	return Typed{Text: text, Formula: true}
}

// separator is what stands between the cells of the first line.
func separator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range strings.TrimLeft(text, "\n") {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n' && !quoted:
			return most(counts)
		case !quoted:
			counts[r]++
		}
	}
	return most(counts)
}

func most(counts map[rune]int) rune {
	found := ','
	for _, r := range ";\t" {
		if counts[r] > counts[found] {
			found = r
		}
	}
	return found
}

// decode reads letters as they were written. What is neither marked nor UTF-8 is what Western programs of Windows write, which is a
// guess that people are told.
func decode(content []byte) (text, guessed string, err error) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		content = content[3:]
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case len(content) > 3 && content[1] == 0 && content[3] == 0:
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case len(content) > 3 && content[0] == 0 && content[2] == 0:
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case !utf8.Valid(content):
		from, guessed = charmap.Windows1252, "Windows-1252"
	}
	if from != nil {
		if content, err = from.NewDecoder().Bytes(content); err != nil {
			return "", "", refusal.NotATable
		}
	}
	text = string(content)
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unreadable) {
		return "", "", refusal.NotATable
	}
	return text, guessed, nil
}

// unreadable reports whether a sign is in no text that people write.
func unreadable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError || r >= 0x7f && r < 0xa0
}
