package table

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// hard are texts that programs trip over.
var hard = []string{
	"plain", "=HYPERLINK(\"http://evil.example\")", "+1", "-1+1", "@SUM(A1)", "\tindented", "\rreturned", "it's", "'quoted", `say "hi"`, "a,b;c", "two\nlines", " spaced ",
	"สวัสดี", "مرحبا بالعالم", "👩🏽‍🚀 crew", "<b>&amp;</b>", "]]>", "_x000D_ is no return", "0012345", "9007199254740993123", "1e5", "2026-03-31", "TRUE", strings.Repeat("long ", 6000),
}

// TestTextsComeBack reads every hard text back as it was: by CSV, where what looks like a formula has an apostrophe, and by XLSX.
func TestTextsComeBack(t *testing.T) {
	rows := [][]Cell{{Heading("Text"), Heading("Number")}}
	for n, s := range hard {
		rows = append(rows, []Cell{Text(s), Whole(int64(n))})
	}
	got := readCSV(t, written(t, CSV, rows...))
	sheets := readXLSX(t, written(t, XLSX, rows...))
	for n, s := range hard {
		want := s
		if strings.ContainsRune("=+-@\t\r", rune(s[0])) {
			want = "'" + s
		}
		if got[n+1][0] != want || got[n+1][1] != fmt.Sprint(n) {
			t.Errorf("CSV reads %.60q as %.60q", s, got[n+1])
		}
		if cell := sheets[0][n+1][0]; cell.Kind != "inlineStr" || cell.Text != strings.ReplaceAll(s, "_x000D_", "_x005F_x000D_") {
			t.Errorf("XLSX reads %.60q as %s %.60q", s, cell.Kind, cell.Text)
		}
	}
}

// TestValues writes values of every kind exactly.
func TestValues(t *testing.T) {
	at := time.Date(2026, 3, 31, 16, 30, 0, 250_000_000, time.FixedZone("", 3600))
	for _, step := range []struct {
		cell             Cell
		csv, kind, value string
		style            int
	}{
		{Decimal(123450, 2), "1234.50", "n", "1234.50", decimal0 + 2},
		{Decimal(-5, 2), "-0.05", "n", "-0.05", decimal0 + 2},
		{Decimal(0, 3), "0.000", "n", "0.000", decimal0 + 3},
		{Decimal(1500, 0), "1500", "n", "1500", decimal0},
		{Decimal(9_000_000_000_000_000, 2), "90000000000000.00", "n", "90000000000000.00", decimal0 + 2},
		{Whole(-7), "-7", "n", "-7", plain},
		{Flag(true), "true", "b", "1", plain},
		{Flag(false), "false", "b", "0", plain},
		{Day(time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)), "2026-03-31", "n", "46112", dated},
		{Day(time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)), "1900-03-01", "n", "61", dated},
		{Day(time.Date(1900, 2, 28, 0, 0, 0, 0, time.UTC)), "1900-02-28", "inlineStr", "1900-02-28", plain},
		{Instant(at), "2026-03-31T15:30:00.25Z", "n", "46112.645836227", timed},
	} {
		if got := readCSV(t, written(t, CSV, []Cell{step.cell})); got[0][0] != step.csv {
			t.Errorf("CSV has %q, want %q", got[0][0], step.csv)
		}
		cell := readXLSX(t, written(t, XLSX, []Cell{step.cell}))[0][0][0]
		if cell.Kind != step.kind || cell.Value+cell.Text != step.value || cell.Style != step.style || cell.At != "A1" {
			t.Errorf("XLSX has %+v, want %s %s in style %d", cell, step.kind, step.value, step.style)
		}
	}
}

// TestLimits sees that no text is longer than a cell of Excel, and none of what it would refuse is in a name.
func TestLimits(t *testing.T) {
	long := strings.Repeat("😀", mostText)
	cell := readXLSX(t, written(t, XLSX, []Cell{Text(long)}))[0][0][0]
	if runes := []rune(cell.Text); len(runes) != mostText/2+1 || runes[len(runes)-1] != '…' {
		t.Errorf("a long text has %d characters and ends with %q", len(runes), cell.Text[len(cell.Text)-3:])
	}
	if fits := strings.Repeat("x", mostText); cut(fits) != fits || len([]rune(cut(fits+"x"))) != mostText {
		t.Error("what fits is cut, or what does not is not")
	}
	for name, want := range map[string]string{"a/b:c[d]": "a b c d", "'": "Rows", "": "Rows", strings.Repeat("é", 40): strings.Repeat("é", 26)} {
		if got := sheetName(name); got != want {
			t.Errorf("%q is called %q", name, got)
		}
	}
	if Column(0)+Column(25)+Column(26)+Column(701)+Column(702) != "AZAAZZAAA" {
		t.Error("columns are called otherwise")
	}
}

// TestSheets goes on to another sheet, with the headings again.
func TestSheets(t *testing.T) {
	var out bytes.Buffer
	x := NewWorkbook(&out)
	x.Table("Rows", false)
	x.most = 4
	for _, row := range [][]Cell{{Heading("N")}, {Whole(1)}, {Whole(2)}, {Whole(3)}, {Whole(4)}} {
		if err := x.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	sheets := readXLSX(t, out.Bytes())
	if len(sheets) != 2 || len(sheets[0]) != 4 || len(sheets[1]) != 2 || sheets[1][0][0].Text != "N" || sheets[1][1][0].Value != "4" {
		t.Errorf("%v", sheets)
	}
	if strings.Contains(part(t, out.Bytes(), "xl/worksheets/sheet1.xml"), "<dimension") {
		t.Error("readers that stream believe a dimension")
	}
}

// TestFailures sees that what could not be written is said.
func TestFailures(t *testing.T) {
	for _, f := range Formats {
		w := New(f, broken{}, "Rows")
		var err error
		for n := 0; err == nil && n < 100_000; n++ {
			err = w.Write([]Cell{Text(fmt.Sprint("some text ", n*7919))})
		}
		if err == nil {
			t.Errorf("%s: nobody said so", f)
		}
		if w.Close() == nil {
			t.Errorf("%s: closed as if it were whole", f)
		}
	}
}

// TestMemory writes a hundred thousand rows and holds none of them.
func TestMemory(t *testing.T) {
	for _, f := range Formats {
		w := New(f, io.Discard, "Rows")
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for n := range int64(100_000) {
			if err := w.Write([]Cell{Whole(n), Text("some text of a row"), Decimal(n, 2)}); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
			t.Errorf("%s holds %d bytes of what it has written", f, grown)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func written(t *testing.T, f Format, rows ...[]Cell) []byte {
	t.Helper()
	var out bytes.Buffer
	w := New(f, &out, "Rows")
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readCSV(t *testing.T, content []byte) [][]string {
	t.Helper()
	rest, ok := bytes.CutPrefix(content, []byte(bom))
	if !ok || !bytes.HasSuffix(rest, []byte("\r\n")) {
		t.Errorf("it begins with %q", content[:min(len(content), 8)])
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

type read struct {
	At    string `xml:"r,attr"`
	Style int    `xml:"s,attr"`
	Kind  string `xml:"t,attr"`
	Value string `xml:"v"`
	Text  string `xml:"is>t"`
}

func readXLSX(t *testing.T, content []byte) (sheets [][][]read) {
	t.Helper()
	for n := 1; strings.Contains(part(t, content, "xl/workbook.xml"), fmt.Sprintf(`sheetId="%d"`, n)); n++ {
		var sheet struct {
			Rows []struct {
				Cells []read `xml:"c"`
			} `xml:"sheetData>row"`
		}
		if err := xml.Unmarshal([]byte(part(t, content, fmt.Sprintf("xl/worksheets/sheet%d.xml", n))), &sheet); err != nil {
			t.Fatal(err)
		}
		var rows [][]read
		for _, row := range sheet.Rows {
			rows = append(rows, row.Cells)
		}
		sheets = append(sheets, rows)
	}
	return sheets
}

func part(t *testing.T, content []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(archive.File, func(f *zip.File) bool { return f.Name == name })
	if n < 0 {
		t.Fatalf("there is no %s", name)
	}
	f, err := archive.File[n].Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
