package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"observationfund/models/refusal"
	"observationfund/models/table"
)

// book packs the parts of a workbook; those that every workbook has are added.
func book(t testing.TB, sheet string, parts ...string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + sheet + `</sheetData></worksheet>`,
	}
	for i := 0; i+1 < len(parts); i += 2 {
		all[parts[i]] = parts[i+1]
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range all {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const dates = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;day &quot;dd\.mm\.yyyy"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;d&quot;"/></numFmts>
	<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`

// texts are the rows of all sheets of a file, a formula in angle brackets, or the refusal.
func texts(name string, content []byte) ([]string, error) {
	sheets, err := table.Read(name, content)
	var out []string
	for _, sheet := range sheets {
		for _, row := range sheet.Rows {
			line := fmt.Sprint(sheet.Name, " ", row.Number)
			for _, cell := range row.Cells {
				if cell.Formula {
					cell.Text = "<" + cell.Text + ">"
				}
				line += "|" + cell.Text
			}
			out = append(out, line)
		}
	}
	return out, err
}

func TestRead(t *testing.T) {
	western, _ := charmap.Windows1252.NewEncoder().Bytes([]byte("Name;Ort\nJosé;Zürich\n"))
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("Name\tState\nนภา\tTH\nسمیرا\tPK\n"))
	bare, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte("Name\tState\nSuharto\tID\n"))
	for name, c := range map[string]struct {
		file []byte
		want []string
	}{
		"comma":                        {[]byte("Name,State\nSuharto,ID\n\n\nThandar,MM"), []string{"x 1|Name|State", "x 2|Suharto|ID", "x 5|Thandar|MM"}},
		"semicolon, Windows-1252":      {western, []string{"x 1|Name|Ort", "x 2|José|Zürich"}},
		"tab, UTF-16":                  {wide, []string{"x 1|Name|State", "x 2|นภา|TH", "x 3|سمیرا|PK"}},
		"tab, UTF-16 without a mark":   {bare, []string{"x 1|Name|State", "x 2|Suharto|ID"}},
		"UTF-8 with a mark":            {[]byte("\xef\xbb\xbfName;State\r\nSuharto;ID\r\n"), []string{"x 1|Name|State", "x 2|Suharto|ID"}},
		"a comma within quotes":        {[]byte("\"Name, as in the passport\";State\n\"da Costa,\nMaria\";TL\nSuharto;ID\n"), []string{"x 1|Name, as in the passport|State", "x 2|da Costa,\nMaria|TL", "x 3|Suharto|ID"}},
		"what Excel says to itself":    {[]byte("sep=;\nName;State\nSuharto;ID"), []string{"x 2|Name|State", "x 3|Suharto|ID"}},
		"a formula, and digits":        {[]byte("Name,Passport\n=1+1,\"=\"\"0042\"\"\"\n"), []string{"x 1|Name|Passport", "x 2|<=1+1>|0042"}},
		"empty columns and rows":       {[]byte("Name,,\n,,\n  Suharto ,,\n"), []string{"x 1|Name", "x 3|Suharto"}},
		"shared, inline, rich, gaps":   {book(t, `<row r="3"><c r="B3" t="s"><v>1</v></c><c r="D3" t="inlineStr"><is><t>in</t></is></c></row><row><c t="s"><v>0</v></c></row>`, "xl/sharedStrings.xml", `<sst><si><t>one</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>not</t></rPh></si></sst>`), []string{"People 3||rich||in", "People 4|one"}},
		"numbers":                      {book(t, `<row><c><v>4.2E1</v></c><c><v>9007199254740993</v></c><c t="b"><v>1</v></c></row>`), []string{"People 1|42|9007199254740992|TRUE"}},
		"days since 1900":              {book(t, `<row><c s="1"><v>1</v></c><c s="1"><v>61</v></c><c s="2"><v>31105.75</v></c><c s="3"><v>7</v></c><c s="0"><v>31105</v></c></row>`, "xl/styles.xml", dates), []string{"People 1|1900-01-01|1900-03-01|1985-02-27|7|31105"}},
		"days since 1904":              {book(t, `<row><c s="1"><v>29643</v></c></row>`, "xl/styles.xml", dates, "xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`), []string{"S 1|1985-02-27"}},
		"a day in words of the format": {book(t, `<row><c t="d"><v>1985-02-27T00:00:00</v></c></row>`), []string{"People 1|1985-02-27"}},
		"a formula in a workbook":      {book(t, `<row><c t="str"><f>HYPERLINK("x")</f><v>click</v></c><c><f t="shared" si="0"/><v>3</v></c></row>`), []string{`People 1|<=HYPERLINK("x")>|<=>`}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := texts("folder/x.csv", c.file); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		want *refusal.Refusal
	}{
		"nothing":                {[]byte(" \n"), refusal.EmptyFile},
		"a picture":              {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), refusal.NotATable},
		"a PDF":                  {[]byte("%PDF-1.4\n1 0 obj\n%%EOF"), refusal.TableIsPDF},
		"a page":                 {[]byte("<html><table>"), refusal.NotATable},
		"another archive":        {zipped(t, "hello.txt", "hello"), refusal.NotATable},
		"half an archive":        {book(t, "")[:200], refusal.BrokenTable},
		"half a sheet":           {book(t, `<row><c><v>1</v></c></worksheet>`), refusal.BrokenTable},
		"a document type":        {book(t, "", "xl/worksheets/sheet1.xml", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`), refusal.BrokenTable},
		"a program inside":       {book(t, "", "xl/vbaProject.bin", "x"), refusal.TableHasMacros},
		"macros by its type":     {book(t, "", "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`), refusal.TableHasMacros},
		"40,000 rows":            {[]byte("Name\n" + strings.Repeat("Suharto\n", 40000)), refusal.TooManyRows},
		"40,000 rows of a sheet": {book(t, strings.Repeat(`<row><c><v>1</v></c></row>`, 40001)), refusal.TooManyRows},
		"too many columns":       {[]byte(strings.Repeat("a,", 100) + "a\n"), refusal.TooManyColumns},
		"a bomb":                 {book(t, `<row><c t="inlineStr"><is><t>`+strings.Repeat("a", 65<<20)+`</t></is></c></row>`), refusal.TableUnpacksTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := texts("x.csv", c.file); !errors.Is(err, c.want) {
				t.Errorf("got %.200q, %v; want %v", got, err, c.want)
			}
		})
	}
	_, err := texts("x.csv", []byte("Name\n"+strings.Repeat("Suharto\n", 40000)))
	if err == nil || err.Error() != "40000 rows are too many: at most 2000 can be imported at once" {
		t.Error(err)
	}
}

func zipped(t testing.TB, name, content string) []byte { return archive(t, [2]string{name, content}) }

func archive(t testing.TB, parts ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range parts {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAddress(t *testing.T) {
	for column, want := range map[int]string{0: "A7", 5: "F7", 25: "Z7", 26: "AA7", 701: "ZZ7", 702: "AAA7"} {
		if got := table.Address(column, 7); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Name;State\n\"Suharto\";ID\n"))
	f.Add([]byte("\xff\xfeN\x00\t\x00S\x00\n\x00"))
	f.Add(book(f, `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>31105</v></c><c><f>A1</f></c></row>`, "xl/styles.xml", dates, "xl/sharedStrings.xml", `<sst><si><t>one</t></si></sst>`))
	f.Fuzz(func(t *testing.T, content []byte) {
		sheets, err := table.Read("x.csv", content)
		var ours *refusal.Refusal
		if err != nil && !errors.As(err, &ours) {
			t.Errorf("%v is no refusal", err)
		}
		for _, sheet := range sheets {
			if err == nil && len(sheet.Rows) > table.MaxRows+1 {
				t.Errorf("%d rows", len(sheet.Rows))
			}
		}
	})
}
