package models

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
	"observationfund/models/table"
)

// Import is a spreadsheet, or several, whose rows are to become records. What the files hold is personal, and is deleted once the
// rows are imported, given up, or a day old.
type Import struct {
	Record
	Area     ImportArea   `json:"area"`
	Status   ImportStatus `json:"status"`
	Name     string       `json:"name"`                            // of its files
	Headings string       `json:"-"`                               // a digest of them, by which a matching is found again
	Matching []SheetMatch `json:"matching" gorm:"serializer:json"` // by hand; what is not among it is matched by name
	AddedBy  string       `json:"addedBy"`
	ImportCounts
	EndedAt Time          `json:"endedAt,omitzero"`
	Can     []Action      `json:"can" gorm:"-"`
	Sheets  []table.Sheet `json:"-" gorm:"-"`
}

// ImportCounts are how many records became of rows.
type ImportCounts struct {
	Observers     int `json:"observers"`     // nominated
	Trainings     int `json:"trainings"`     // logged
	Opportunities int `json:"opportunities"` // drafted
	Contributions int `json:"contributions"` // pledged
	Receipts      int `json:"receipts"`      // booked
}

// Plus adds what became of another row.
func (n ImportCounts) Plus(o ImportCounts) ImportCounts {
	return ImportCounts{n.Observers + o.Observers, n.Trainings + o.Trainings, n.Opportunities + o.Opportunities, n.Contributions + o.Contributions, n.Receipts + o.Receipts}
}

// ImportArea is what a spreadsheet is about: which kinds of rows it can have.
type ImportArea string

const (
	CohortArea        ImportArea = "cohort" // people, their languages and trainings
	OpportunitiesArea ImportArea = "opportunities"
	ContributionsArea ImportArea = "contributions" // pledges, and what came in
)

// Values makes ImportArea a Choice.
func (ImportArea) Values() []string {
	return names([]ImportArea{CohortArea, OpportunitiesArea, ContributionsArea})
}

// SheetMatch is what the rows of one sheet are, and where each of their fields stands.
type SheetMatch struct {
	Sheet   string        `json:"sheet" validate:"required,max=255,line"`
	Kind    string        `json:"kind" validate:"max=40,line"` // empty where its rows are left alone
	Columns []ColumnMatch `json:"columns,omitempty" validate:"max=100,dive"`
}

// ColumnMatch is which field a column holds.
type ColumnMatch struct {
	Column string `json:"column" validate:"required,max=60,line"` // F
	Field  string `json:"field" validate:"max=60,line"`           // empty where it is left alone
}

// ImportFile is one file of an import.
type ImportFile struct {
	ImportID string `gorm:"primaryKey"`
	Number   int    `gorm:"primaryKey;autoIncrement:false"`
	Name     string
	Content  []byte
}

// Ref names the import.
func (i *Import) Ref() Ref { return Ref{"import", i.ID} }

// Events makes Import Living.
func (Import) Events() []Action { return ImportFlow.All() }

// ImportStatus is where an import stands in ImportFlow.
type ImportStatus string

const (
	ImportRead    ImportStatus = "read"
	ImportDone    ImportStatus = "imported"
	ImportDropped ImportStatus = "dropped"
)

// Values makes ImportStatus a Choice.
func (ImportStatus) Values() []string { return names(ImportFlow.States()) }

// ImportFlow is the life of an import.
var ImportFlow = Flow[ImportStatus]{
	ImportRead:    {ExtendImport: ImportRead, MatchImport: ImportRead, RunImport: ImportDone, DropImport: ImportDropped},
	ImportDone:    {},
	ImportDropped: {},
}

// ImportLife is how long the files of an import are kept at most.
const ImportLife = 24 * time.Hour

// mostFiles is how many files come in together at most.
const mostFiles = 10

// AddImport keeps a file whose rows are to come in. Where one with the same headings was matched by hand before, this one is matched
// alike.
func (a Actor) AddImport(area ImportArea, name string, content []byte, sheets []table.Sheet) (Import, error) {
	i := Import{Area: area, Status: ImportRead, AddedBy: a.By.ID, Matching: []SheetMatch{}}
	if err := i.take(a, name, sheets); err != nil {
		return i, err
	}
	if err := a.Create(&i, AddImport, i.rows()); err != nil {
		return i, err
	}
	return i, a.DB.Create(&ImportFile{ImportID: i.ID, Number: 1, Name: TableName(name), Content: content}).Error
}

// Extend adds another file: several CSV files are the sheets of one workbook.
func (i *Import) Extend(a Actor, name string, content []byte, sheets []table.Sheet) error {
	var files int64
	if err := a.DB.Model(&ImportFile{}).Where("import_id = ?", i.ID).Count(&files).Error; err != nil {
		return err
	}
	if files >= mostFiles {
		return refusal.TooManyFiles.With("most", mostFiles)
	}
	if err := i.take(a, name, sheets); err != nil {
		return err
	}
	if err := Step(a, ImportFlow, i, &i.Status, ExtendImport, "", i.rows()); err != nil {
		return err
	}
	return a.DB.Create(&ImportFile{ImportID: i.ID, Number: int(files) + 1, Name: TableName(name), Content: content}).Error
}

// take adds what was read of a file, under names that no two sheets share.
func (i *Import) take(a Actor, name string, sheets []table.Sheet) error {
	i.Sheets = distinct(append(i.Sheets, sheets...))
	rows := 0
	for _, sheet := range i.Sheets {
		rows += max(0, len(sheet.Rows)-1)
	}
	if rows > table.MaxRows {
		return refusal.TooManyRows.With("number", rows, "most", table.MaxRows)
	}
	if name = TableName(name); i.Name != "" {
		name = i.Name + ", " + name
	}
	i.Name, i.Headings = name, digestOf(i.Sheets)
	var alike []Import
	err := a.DB.Where("headings = ? AND area = ? AND matching <> '[]' AND id <> ?", i.Headings, i.Area, i.ID).Order("created_at DESC, id DESC").Limit(1).Find(&alike).Error
	if len(alike) > 0 {
		i.Matching = alike[0].Matching
	}
	return err
}

// distinct gives a second sheet of a name a number.
func distinct(sheets []table.Sheet) []table.Sheet {
	seen := map[string]int{}
	for n := range sheets {
		name := sheets[n].Name
		if seen[name]++; seen[name] > 1 {
			sheets[n].Name += " (" + strconv.Itoa(seen[name]) + ")"
		}
	}
	return sheets
}

// digestOf tells files with the same headings from others.
func digestOf(sheets []table.Sheet) string {
	var all []string
	for _, sheet := range sheets {
		line := []string{spelling.Fold(sheet.Name)}
		if len(sheet.Rows) > 0 {
			for _, cell := range sheet.Rows[0].Cells {
				line = append(line, spelling.Fold(cell.Text))
			}
		}
		all = append(all, strings.Join(line, "\t"))
	}
	return Digest([]byte(strings.Join(all, "\n")))
}

// rows are how many there are, for the journal: nothing of what they say.
func (i *Import) rows() Facts {
	n := 0
	for _, sheet := range i.Sheets {
		n += max(0, len(sheet.Rows)-1)
	}
	return Facts{"sheets": len(i.Sheets), "rows": n}
}

// Load reads the files again.
func (i *Import) Load(db *gorm.DB) error {
	var files []ImportFile
	if err := db.Where("import_id = ?", i.ID).Order("number").Find(&files).Error; err != nil {
		return err
	}
	i.Sheets = nil
	for _, file := range files {
		sheets, err := table.Read(file.Name, file.Content)
		if err != nil {
			return err
		}
		i.Sheets = append(i.Sheets, sheets...)
	}
	i.Sheets = distinct(i.Sheets)
	return nil
}

// Match keeps which columns hold what.
func (i *Import) Match(a Actor, matching []SheetMatch) error {
	i.Matching = slices.Clone(matching)
	return Step(a, ImportFlow, i, &i.Status, MatchImport, "", Facts{"sheets": len(matching)})
}

// Finish ends an import whose rows were entered.
func (i *Import) Finish(a Actor, counts ImportCounts, left int) error {
	i.ImportCounts = counts
	return i.end(a, RunImport, Facts{"observers": counts.Observers, "trainings": counts.Trainings, "opportunities": counts.Opportunities,
		"contributions": counts.Contributions, "receipts": counts.Receipts, "left": left})
}

// Drop gives an import up.
func (i *Import) Drop(a Actor) error { return i.end(a, DropImport, nil) }

// end forgets what the files hold.
func (i *Import) end(a Actor, event Action, facts Facts) error {
	i.EndedAt = a.Now
	if err := Step(a, ImportFlow, i, &i.Status, event, "", facts); err != nil {
		return err
	}
	return a.DB.Where("import_id = ?", i.ID).Delete(&ImportFile{}).Error
}

// DropImports gives up the imports that nobody has finished within a day, at most BatchSize of them.
func (a Actor) DropImports() (int, error) {
	var old []Import
	err := a.DB.Where("status = ? AND created_at <= ?", ImportRead, a.Now.Plus(-ImportLife)).Order("created_at, id").Limit(BatchSize).Find(&old).Error
	for n := range old {
		if err := old[n].Drop(a); err != nil {
			return n, err
		}
	}
	return len(old), err
}

// TableName cleans the name that somebody gave a spreadsheet.
func TableName(name string) string {
	end := strings.ToLower(path.Ext(name))
	if end != ".csv" && end != ".tsv" && end != ".txt" {
		end = ".xlsx"
	}
	return strings.TrimSuffix(FileName(strings.TrimSuffix(name, path.Ext(name)), "application/pdf"), ".pdf") + end
}
