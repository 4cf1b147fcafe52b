package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"observationfund/models/refusal"
)

// An XLSX file is read by what stands here and by no library: excelize makes the program 5.8 MB larger, does not tell a formula from its
// result while it reads row by row, and opens all that a workbook can hold, of which we want the cells.

// unpacked is how much the parts of a workbook that we read may come to, and parts how many there may be.
const (
	unpacked = 64 << 20
	parts    = 2000
)

// workbook is an opened file.
type workbook struct {
	files   map[string]*zip.File
	left    int64    // of what may still be unpacked
	strings []string // that cells share
	dates   []bool   // which formats of cells show a day
	since   time.Time
}

func readWorkbook(content []byte) ([]Sheet, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, refusal.BrokenTable
	}
	if len(archive.File) > parts {
		return nil, refusal.TableUnpacksTooLarge
	}
	w := workbook{files: map[string]*zip.File{}, left: unpacked}
	for _, f := range archive.File {
		name := strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")), "/")
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return nil, refusal.TableHasMacros
		}
		switch {
		case strings.HasSuffix(name, ".iwa") || strings.HasPrefix(name, "index.zip"):
			return nil, refusal.TableIsNumbers
		case name == "xl/workbook.bin":
			return nil, refusal.TableIsBinary
		case name == "content.xml":
			return nil, refusal.TableIsOpenDocument
		}
		w.files[name] = f
	}
	var types struct {
		Parts []struct {
			Type string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	if err := w.decode("[content_types].xml", &types); err != nil {
		return nil, err
	}
	for _, part := range types.Parts {
		if strings.Contains(strings.ToLower(part.Type), "macroenabled") {
			return nil, refusal.TableHasMacros
		}
	}
	return w.sheets()
}

// open reads a part of the workbook, and no more than is left of what may be unpacked: what an archive says of its sizes may be a lie.
func (w *workbook) open(name string) (io.ReadCloser, error) {
	f := w.files[strings.ToLower(name)]
	if f == nil {
		return nil, refusal.NotATable
	}
	r, err := f.Open()
	if err != nil {
		return nil, refusal.BrokenTable
	}
	return struct {
		io.Reader
		io.Closer
	}{&bounded{r, &w.left}, r}, nil
}

type bounded struct {
	from io.Reader
	left *int64
}

// Read reads as much as is left of what all parts together may hold.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if *b.left -= int64(n); *b.left < 0 {
		return 0, refusal.TableUnpacksTooLarge
	}
	return n, err
}

// damaged is what went wrong while a part was read: a refusal of ours, or a file that is none.
func damaged(err error) error {
	var ours *refusal.Refusal
	if err == nil || errors.As(err, &ours) {
		return err
	}
	return refusal.BrokenTable
}

func (w *workbook) decode(name string, into any) error {
	r, err := w.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return damaged(xml.NewDecoder(r).Decode(into))
}

func (w *workbook) sheets() ([]Sheet, error) {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name   string `xml:"name,attr"`
			State  string `xml:"state,attr"`
			Part   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			Strict string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	var links struct {
		Of []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := w.decode("xl/_rels/workbook.xml.rels", &links); err != nil {
		return nil, err
	}
	target := map[string]string{}
	for _, link := range links.Of {
		to := path.Join("xl", link.Target)
		if absolute, ok := strings.CutPrefix(link.Target, "/"); ok {
			to = absolute
		}
		target[link.ID] = to
	}
	w.since = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true" {
		w.since = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if err := errors.Join(w.readStrings(), w.readStyles()); err != nil {
		return nil, damaged(err)
	}
	var all []Sheet
	for _, s := range book.Sheets {
		if s.State == "hidden" || s.State == "veryHidden" {
			continue
		}
		sheet := Sheet{Name: s.Name}
		if err := w.readSheet(target[s.Part+s.Strict], &sheet); err != nil {
			return nil, err
		}
		all = append(all, sheet)
	}
	return all, nil
}

// phrase is a text in one piece or in several that look different; how it is pronounced is no part of it.
type phrase struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

// String is the text without how it looks.
func (p phrase) String() string {
	text := p.Text
	for _, run := range p.Runs {
		text += run.Text
	}
	return text
}

func (w *workbook) readStrings() error {
	if w.files["xl/sharedstrings.xml"] == nil {
		return nil
	}
	return w.each("xl/sharedstrings.xml", "si", func(d *xml.Decoder, e xml.StartElement) error {
		var text phrase
		err := d.DecodeElement(&text, &e)
		w.strings = append(w.strings, text.String())
		return err
	})
}

// each hands on the elements of a name, wherever they stand in a part.
func (w *workbook) each(part, name string, take func(*xml.Decoder, xml.StartElement) error) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	for d := xml.NewDecoder(r); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch e := token.(type) {
		case xml.Directive: // a document type, of which a workbook has none
			return refusal.BrokenTable
		case xml.StartElement:
			if e.Name.Local == name {
				if err := take(d, e); err != nil {
					return damaged(err)
				}
			}
		}
	}
}

func (w *workbook) readStyles() error {
	if w.files["xl/styles.xml"] == nil {
		return nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode("xl/styles.xml", &styles); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	for _, cell := range styles.Cells {
		n, code := cell.Format, codes[cell.Format]
		builtIn := n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 58
		w.dates = append(w.dates, code == "" && builtIn || code != "" && showsDay(code))
	}
	return nil
}

// aside is what a format of numbers says beside the number: texts, single signs, colours and conditions.
var aside = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func showsDay(code string) bool {
	return strings.ContainsAny(strings.ToLower(aside.ReplaceAllString(code, "")), "yd")
}

// cell is one in the file.
type cell struct {
	Place   string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Style   int     `xml:"s,attr"`
	Formula *string `xml:"f"`
	Value   string  `xml:"v"`
	Inline  phrase  `xml:"is"`
}

func (w *workbook) readSheet(part string, sheet *Sheet) error {
	rows, number := counter{sheet: sheet}, 0
	err := w.each(part, "row", func(d *xml.Decoder, e xml.StartElement) error {
		number++
		for _, a := range e.Attr {
			if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil && n > 0 {
				number = n
			}
		}
		var row struct {
			Cells []cell `xml:"c"`
		}
		if err := d.DecodeElement(&row, &e); err != nil {
			return err
		}
		var cells []Typed
		for _, c := range row.Cells {
			at := len(cells)
			if c.Place != "" {
				at = placed(c.Place)
			}
			text, err := w.text(c)
			if err != nil {
				return err
			}
			if text == (Typed{}) {
				continue
			}
			if at < 0 || at > 1<<14 {
				return refusal.BrokenTable
			}
			for len(cells) <= at {
				cells = append(cells, Typed{})
			}
			cells[at] = text
		}
		return rows.add(number, cells)
	})
	if err != nil {
		return err
	}
	return rows.end()
}

// placed is the column in an address, F of F17; -1 where there is none.
func placed(address string) int {
	n := 0
	for _, r := range address {
		if r < 'A' || r > 'Z' || n > 1<<14 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// text is what a cell says.
func (w *workbook) text(c cell) (Typed, error) {
	if c.Formula != nil {
		return Typed{Text: "=" + *c.Formula, Formula: true}, nil
	}
	switch c.Type {
	case "s":
		n, err := strconv.Atoi(c.Value)
		if err != nil || n < 0 || n >= len(w.strings) {
			return Typed{}, refusal.BrokenTable
		}
		return Typed{Text: w.strings[n]}, nil
	case "inlineStr":
		return Typed{Text: c.Inline.String()}, nil
	case "str", "e":
		return Typed{Text: c.Value}, nil
	case "b":
		return Typed{Text: map[string]string{"1": "TRUE", "0": "FALSE"}[c.Value]}, nil
	case "d":
		day, _, _ := strings.Cut(c.Value, "T")
		return Typed{Text: day}, nil
	}
	number, err := strconv.ParseFloat(c.Value, 64)
	if err != nil {
		return Typed{Text: c.Value}, nil
	}
	if c.Style >= 0 && c.Style < len(w.dates) && w.dates[c.Style] && number >= 1 && number < 1<<20 {
		return Typed{Text: w.day(int(number)).Format(time.DateOnly)}, nil
	}
	return Typed{Text: strconv.FormatFloat(number, 'f', -1, 64), Number: true}, nil
}

// day is the one that a workbook counts so many days after its first. Excel believes in a 29 February 1900, which it counts as 60.
func (w *workbook) day(n int) time.Time {
	if n < 60 && w.since.Year() == 1899 {
		n++
	}
	return w.since.AddDate(0, 0, n)
}
