package table

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// What Excel can hold.
const (
	mostRows = 1_048_576 // of a sheet; what is more stands on another
	mostText = 32_767    // UTF-16 units of a cell; what is longer is cut, and says so
)

// xlsxWriter writes a workbook part by part: nothing of a sheet is said before its rows that only its end would tell. What is called
// <dimension> is left out: readers that stream believe it.
type xlsxWriter struct {
	zip    *zip.Writer
	sheet  *bufio.Writer // the one that is written
	name   string        // of the table
	fillIn bool          // whether its cells are for people to type into
	head   []Cell        // repeated on every sheet of the table
	rows   int           // of the sheet
	sheets []string      // their names
	parts  int           // sheets of the table
	most   int
	err    error
}

func newXLSX(w io.Writer) *xlsxWriter {
	x := &xlsxWriter{zip: zip.NewWriter(w), most: mostRows}
	x.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	x.part("[Content_Types].xml", contentTypes)
	x.part("_rels/.rels", relations)
	x.part("xl/styles.xml", styles())
	return x
}

// Workbook writes several tables, each on a sheet of its own.
type Workbook struct{ *xlsxWriter }

// NewWorkbook writes tables that each begin with Table.
func NewWorkbook(w io.Writer) Workbook { return Workbook{newXLSX(w)} }

// Table begins another table: what is written next is its row of headings. Where it is to be filled in, what people type stays as they type
// it.
func (b Workbook) Table(name string, fillIn bool) {
	b.endSheet()
	b.name, b.fillIn, b.head, b.sheet = sheetName(name), fillIn, nil, nil
}

const (
	header = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pack   = "http://schemas.openxmlformats.org/package/2006"
	main   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	media  = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	// However many sheets there will be, each is what XML is by default.
	contentTypes = header + `<Types xmlns="` + pack + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="` + media + `worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="` + media + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + media + `styles+xml"/></Types>`
	relations = header + `<Relationships xmlns="` + pack + `/relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
)

// The forms of cells, in the order in which styles has them; of decimals there is one for each number of them.
const (
	plain = iota
	bold
	dated
	timed
	asTyped
	decimal0
	mostDecimals = 4
)

func styles() string {
	formats, forms := "", ""
	for d := range mostDecimals + 1 {
		code := "#,##0"
		if d > 0 {
			code += "." + strings.Repeat("0", d)
		}
		formats += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 170+d, code)
		forms += fmt.Sprintf(`<xf numFmtId="%d" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`, 170+d)
	}
	return header + `<styleSheet xmlns="` + main + `"><numFmts count="7"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>` + formats +
		`</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="10"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` + forms + `</cellXfs></styleSheet>`
}

// part writes a part of the workbook that is known as a whole.
func (x *xlsxWriter) part(name, content string) {
	w, err := x.create(name)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	x.fail(err)
}

// create begins a part, which ends the one before it. It has no time: the same rows are the same file.
func (x *xlsxWriter) create(name string) (io.Writer, error) { return x.zip.Create(name) }

func (x *xlsxWriter) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

// Write writes a row; the first is the row of headings.
func (x *xlsxWriter) Write(row []Cell) error {
	if x.head == nil {
		x.head = append([]Cell{}, row...)
	}
	if x.sheet == nil || x.rows == x.most {
		again := x.sheet != nil
		x.endSheet()
		if !again {
			x.parts = 1
			x.beginSheet(x.name)
		} else {
			x.parts++
			x.beginSheet(fmt.Sprintf("%s %d", x.name, x.parts))
			x.row(x.head)
		}
	}
	x.row(row)
	return x.err
}

func (x *xlsxWriter) beginSheet(name string) {
	x.sheets, x.rows = append(x.sheets, name), 0
	w, err := x.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(x.sheets)))
	if err != nil {
		x.fail(err)
		w = io.Discard
	}
	x.sheet = bufio.NewWriter(w)
	x.sheet.WriteString(header + `<worksheet xmlns="` + main + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>` +
		`</sheetView></sheetViews>`)
	style := ""
	if x.fillIn {
		style = fmt.Sprintf(` style="%d"`, asTyped)
	}
	for i, cell := range x.head {
		if i == 0 {
			x.sheet.WriteString(`<cols>`)
		}
		fmt.Fprintf(x.sheet, `<col min="%d" max="%d" width="%d"%s customWidth="1"/>`, i+1, i+1, min(40, max(14, utf8.RuneCountInString(cell.text)+2)), style)
		if i == len(x.head)-1 {
			x.sheet.WriteString(`</cols>`)
		}
	}
	x.sheet.WriteString(`<sheetData>`)
}

func (x *xlsxWriter) endSheet() {
	if x.sheet == nil {
		return
	}
	x.sheet.WriteString(`</sheetData></worksheet>`)
	x.fail(x.sheet.Flush())
}

func (x *xlsxWriter) row(row []Cell) {
	x.rows++
	number := strconv.Itoa(x.rows)
	x.sheet.WriteString(`<row r="` + number + `">`)
	for i, cell := range row {
		if !cell.Empty() {
			x.cell(cell, Column(i)+number)
		}
	}
	_, err := x.sheet.WriteString("</row>") // an error before is said again
	x.fail(err)
}

// cell writes a cell at its place, which many readers need to be told.
func (x *xlsxWriter) cell(c Cell, at string) {
	style, kind, value := plain, "n", c.text
	switch c.kind {
	case heading:
		style, kind = bold, "inlineStr"
	case number:
		if c.decimals >= 0 && c.decimals <= mostDecimals {
			style = decimal0 + c.decimals
		}
	case flag:
		kind, value = "b", "0"
		if c.is {
			value = "1"
		}
	case day, instant:
		serial, ok := serial(c)
		switch {
		case !ok:
			kind, value = "inlineStr", c.String()
		case c.kind == day:
			style, value = dated, serial
		default:
			style, value = timed, serial
		}
	default:
		kind = "inlineStr"
	}
	x.sheet.WriteString(`<c r="` + at + `" s="` + strconv.Itoa(style) + `" t="` + kind + `">`)
	if kind != "inlineStr" {
		x.sheet.WriteString(`<v>` + value + `</v></c>`)
		return
	}
	x.sheet.WriteString(`<is><t xml:space="preserve">`)
	x.fail(xml.EscapeText(x.sheet, []byte(meant(cut(value)))))
	x.sheet.WriteString(`</t></is></c>`)
}

// epoch is day zero of spreadsheets, which believe that there was a 29 February 1900: days before first are no numbers there.
var (
	epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	first = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
)

// serial is a day or an instant as spreadsheets count them, in days; false where they cannot. An instant is said up to a tenth of a
// millisecond late, because many cut off what they have not of a millisecond.
func serial(c Cell) (string, bool) {
	const of = int64(24 * time.Hour / time.Millisecond)
	if c.at.Before(first) {
		return "", false
	}
	ms := c.at.UnixMilli() - epoch.UnixMilli()
	days, rest := strconv.FormatInt(ms/of, 10), ms%of
	if c.kind == day || rest == 0 {
		return days, true
	}
	return fmt.Sprintf("%s.%09d", days, rest*1_000_000_000/of+1), true
}

// escaped is how a workbook writes a character by its number, which a text can hold by itself.
var escaped = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// meant writes a text so that a workbook reads it as it is.
func meant(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllString(s, "_x005F_$1")
}

// cut shortens a text to what a cell can hold.
func cut(s string) string {
	if len(s) <= mostText {
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units >= mostText && len(s) > i+utf8.RuneLen(r) {
			return s[:i] + "…"
		}
	}
	return s
}

// sheetName is a name that a sheet can have, with room for a number.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return ' '
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > 26 {
		name = string([]rune(name)[:26])
	}
	if name = strings.TrimSpace(name); name == "" {
		return "Rows"
	}
	return name
}

// Close writes which sheets there are, now that it is known.
func (x *xlsxWriter) Close() error {
	if len(x.sheets) == 0 {
		x.beginSheet(x.name)
	}
	x.endSheet()
	sheets, targets := "", ""
	for n, name := range x.sheets {
		var text strings.Builder
		x.fail(xml.EscapeText(&text, []byte(name)))
		sheets += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, text.String(), n+1)
		targets += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%[1]d.xml"/>`, n+1, office)
	}
	x.part("xl/workbook.xml", header+`<workbook xmlns="`+main+`" xmlns:r="`+office+`"><sheets>`+sheets+`</sheets></workbook>`)
	x.part("xl/_rels/workbook.xml.rels", header+`<Relationships xmlns="`+pack+`/relationships">`+targets+
		fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(x.sheets)+1, office))
	x.fail(x.zip.Close())
	return x.err
}
