package handlers

import (
	"slices"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/table"
)

// SheetAsRead is what a sheet of an import was taken for.
type SheetAsRead struct {
	Name     string          `json:"name"`
	Encoding string          `json:"encoding,omitempty"` // which was guessed
	Kind     string          `json:"kind"`               // of its rows; empty where they are left alone
	ByHand   bool            `json:"byHand"`             // somebody has matched its columns, of this file or of one like it
	Rows     int             `json:"rows"`
	Columns  []ColumnAsRead  `json:"columns"`
	Missing  []said.Sentence `json:"missing"` // columns without which no row can be entered
}

// ColumnAsRead is what a column was taken for.
type ColumnAsRead struct {
	Column  string `json:"column"` // F
	Heading string `json:"heading"`
	Field   string `json:"field"` // empty where it is left alone
}

// KindAsRead is what rows can be, with the columns that it knows.
type KindAsRead struct {
	Name    string        `json:"name"`
	Label   said.Sentence `json:"label"`
	Columns []FieldAsRead `json:"columns"`
}

// FieldAsRead is what a column can hold.
type FieldAsRead struct {
	Field  string        `json:"field"`
	Label  said.Sentence `json:"label"`
	Needed bool          `json:"needed"`
}

// boundSheet is a sheet whose columns are known.
type boundSheet struct {
	table.Sheet
	kind   *rowKind
	byHand bool
	at     map[string]int // the column of each field
}

// bindSheets finds out what the rows of each sheet are, by hand where somebody said so, else by names.
func bindSheets(i models.Import) []boundSheet {
	var all []boundSheet
	for _, sheet := range i.Sheets {
		bound := boundSheet{Sheet: sheet, at: map[string]int{}}
		if n := slices.IndexFunc(i.Matching, func(m models.SheetMatch) bool { return m.Sheet == sheet.Name }); n >= 0 {
			bound.match(kindsOf(i.Area), i.Matching[n])
		} else {
			bound.guess(kindsOf(i.Area))
		}
		all = append(all, bound)
	}
	return all
}

func (b *boundSheet) match(kinds []*rowKind, by models.SheetMatch) {
	b.kind, b.byHand = kindNamed(kinds, by.Kind), true
	for _, c := range by.Columns {
		for n := range b.headings() {
			if table.Column(n) == c.Column && c.Field != "" {
				b.at[c.Field] = n
			}
		}
	}
}

func (b *boundSheet) headings() []table.Typed {
	if len(b.Rows) == 0 {
		return nil
	}
	return b.Rows[0].Cells
}

// guess takes a sheet for the kind that its name says, or else that most of its headings speak of.
func (b *boundSheet) guess(kinds []*rowKind) {
	most := 1
	for _, kind := range kinds {
		at := map[string]int{}
		for column, heading := range b.headings() {
			if field := kind.headed(heading.Text); field != "" {
				if _, taken := at[field]; !taken {
					at[field] = column
				}
			}
		}
		found := len(at)
		if callsIt(kind.name+"|"+string(kind.label)+"|"+kind.also, b.Name) && found > 0 {
			found += table.MaxColumns
		}
		if found > most {
			most, b.kind, b.at = found, kind, at
		}
	}
}

// headed is the field that a heading names, by its label, its name in the API, or another name.
func (k *rowKind) headed(heading string) string {
	if heading == "" {
		return ""
	}
	for _, exact := range []bool{true, false} {
		for _, c := range k.columns {
			names := string(c.label) + "|" + c.field
			if !exact {
				names = c.also
			}
			if callsIt(names, heading) {
				return c.field
			}
		}
	}
	return ""
}

// asRead is what was taken for what, so that people can see it and say otherwise.
func (b *boundSheet) asRead() SheetAsRead {
	s := SheetAsRead{Name: b.Name, Encoding: b.Encoding, ByHand: b.byHand, Rows: max(0, len(b.Rows)-1), Columns: []ColumnAsRead{}, Missing: []said.Sentence{}}
	for n, heading := range b.headings() {
		column := ColumnAsRead{Column: table.Column(n), Heading: heading.Text}
		for field, at := range b.at {
			if at == n {
				column.Field = field
			}
		}
		s.Columns = append(s.Columns, column)
	}
	if b.kind == nil {
		return s
	}
	s.Kind = b.kind.name
	for _, c := range b.kind.columns {
		if _, there := b.at[c.field]; c.needed && !there {
			s.Missing = append(s.Missing, said.That(c.label))
		}
	}
	return s
}

// checkMatching refuses to match what there is not.
func checkMatching(i models.Import, matching []models.SheetMatch) error {
	for _, m := range matching {
		if !slices.ContainsFunc(i.Sheets, func(s table.Sheet) bool { return s.Name == m.Sheet }) {
			return refusal.NoSuchSheet.With("name", said.Quote(m.Sheet, 40))
		}
		kind := kindNamed(kindsOf(i.Area), m.Kind)
		if kind == nil && m.Kind != "" {
			return refusal.Fault("sheets", "must be one of {choices}", "choices", kindNames(kindsOf(i.Area)))
		}
		for _, c := range m.Columns {
			if c.Field != "" && (kind == nil || kind.column(c.Field) == nil) {
				return refusal.NoSuchColumn.With("field", said.Quote(c.Field, 60), "kind", said.Quote(m.Kind, 40))
			}
		}
	}
	return nil
}

func kindNames(kinds []*rowKind) []string {
	var all []string
	for _, kind := range kinds {
		all = append(all, kind.name)
	}
	return all
}

func kindsAsRead(kinds []*rowKind) []KindAsRead {
	var all []KindAsRead
	for _, kind := range kinds {
		k := KindAsRead{Name: kind.name, Label: said.That(kind.label), Columns: []FieldAsRead{}}
		for _, c := range kind.columns {
			k.Columns = append(k.Columns, FieldAsRead{c.field, said.That(c.label), c.needed})
		}
		all = append(all, k)
	}
	return all
}
