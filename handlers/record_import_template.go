package handlers

import (
	"strings"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// TemplateInput is which file one wants to fill in.
type TemplateInput struct {
	Kind string `query:"kind" validate:"max=40,line"` // of rows, as CSV; a workbook of all kinds when it is not named
}

// GetImportTemplate answers with an empty file whose columns are those that an import knows.
func GetImportTemplate(c Call, in TemplateInput) (Download, error) {
	l, err := loadLists(c.DB)
	if err != nil {
		return Download{}, err
	}
	if in.Kind != "" {
		kind := kindNamed(in.Kind)
		if kind == nil {
			return Download{}, refusal.Fault("kind", "must be one of {choices}", "choices", kindNames())
		}
		content, err := table.BlankText(kind.blank())
		return Download{Name: kind.name + ".csv", Media: "text/csv", SHA256: models.Digest(content), Body: content}, err
	}
	var sheets []table.Sheet
	for n := range rowKinds {
		sheets = append(sheets, rowKinds[n].blank())
	}
	content, err := table.Blank(append(sheets, howTo(l)))
	return Download{Name: "import.xlsx", Media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", SHA256: models.Digest(content), Body: content}, err
}

// blank is a sheet of a kind with nothing but its headings.
func (k *rowKind) blank() table.Sheet {
	var headings []string
	for _, c := range k.columns {
		if c.field == "givenNames" || c.field == "familyName" { // read where people have them; one column does
			continue
		}
		headings = append(headings, string(c.label))
	}
	return table.Sheet{Name: string(k.label), Rows: []table.Row{line(headings...)}}
}

// howTo is a sheet that says of each column how it is written. It is not among the rows that come in: its headings are none of theirs.
func howTo(l *lists) table.Sheet {
	sheet := table.Sheet{Name: "How to fill in", Rows: []table.Row{line("In sheet", "In column", "Must be there", "How it is written", "For example", "Allowed values")}}
	for _, kind := range rowKinds {
		for _, c := range kind.columns {
			needed, choices := "", ""
			if c.needed {
				needed = "yes"
			}
			if c.choices != nil {
				choices = strings.Join(c.choices(l), "; ")
			}
			sheet.Rows = append(sheet.Rows, line(string(kind.label), string(c.label), needed, string(c.hint), c.example, choices))
		}
	}
	return sheet
}

func line(texts ...string) table.Row {
	var r table.Row
	for _, text := range texts {
		r.Cells = append(r.Cells, table.Typed{Text: text})
	}
	return r
}
