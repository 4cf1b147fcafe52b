package handlers

import (
	"bytes"
	"errors"
	"strings"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// TemplateInput is which file one wants to fill in.
type TemplateInput struct {
	Area models.ImportArea `query:"area" default:"cohort" validate:"choice"`
	Kind string            `query:"kind" validate:"max=40,line"` // of rows, as CSV; a workbook of all kinds when it is not named
}

// GetImportTemplate answers with an empty file whose columns are those that an import knows.
func GetImportTemplate(c Call, in TemplateInput) (Download, error) {
	l, err := loadLists(c.DB)
	if err != nil {
		return Download{}, err
	}
	kinds := kindsOf(in.Area)
	if in.Kind != "" {
		kind := kindNamed(kinds, in.Kind)
		if kind == nil {
			return Download{}, refusal.Fault("kind", "must be one of {choices}", "choices", kindNames(kinds))
		}
		var out bytes.Buffer
		w := table.New(table.CSV, &out, kind.name)
		err := errors.Join(w.Write(kind.headings()), w.Close())
		return fileOf(kind.name+".csv", table.CSV, out.Bytes()), err
	}
	var out bytes.Buffer
	book := table.NewWorkbook(&out)
	for _, kind := range kinds {
		book.Table(string(kind.label), true)
		err = errors.Join(err, book.Write(kind.headings()))
	}
	err = errors.Join(err, howTo(book, kinds, l), book.Close())
	return fileOf("import.xlsx", table.XLSX, out.Bytes()), err
}

func fileOf(name string, format table.Format, content []byte) Download {
	return Download{Name: name, Media: format.Media(), SHA256: models.Digest(content), Body: content}
}

// headings are those of a sheet of a kind.
func (k *rowKind) headings() (all []table.Cell) {
	for _, c := range k.columns {
		if c.field == "givenNames" || c.field == "familyName" { // read where people have them; one column does
			continue
		}
		all = append(all, table.Heading(string(c.label)))
	}
	return all
}

// howTo writes a sheet that says of each column how it is written. It is not among the rows that come in: its headings are none of theirs.
func howTo(book table.Workbook, kinds []*rowKind, l *lists) (err error) {
	book.Table("How to fill in", false)
	line := func(cell func(string) table.Cell, texts ...string) {
		row := make([]table.Cell, len(texts))
		for n, text := range texts {
			row[n] = cell(text)
		}
		err = errors.Join(err, book.Write(row))
	}
	line(table.Heading, "In sheet", "In column", "Must be there", "How it is written", "For example", "Allowed values")
	for _, kind := range kinds {
		for _, c := range kind.columns {
			needed, choices := "", ""
			if c.needed {
				needed = "yes"
			}
			if c.choices != nil {
				choices = strings.Join(c.choices(l), "; ")
			}
			line(table.Text, string(kind.label), string(c.label), needed, string(c.hint), c.example, choices)
		}
	}
	return err
}
