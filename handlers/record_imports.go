package handlers

import (
	"context"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// ImportInput is a spreadsheet as it is, with the name its owner gave it.
type ImportInput struct {
	Name string `query:"name" validate:"required,max=255"`
	Body []byte `body:"raw"`

	sheets []table.Sheet
}

// AddImportInput is also what the rows are about.
type AddImportInput struct {
	Area models.ImportArea `query:"area" default:"cohort" validate:"choice"`
	ImportInput
}

// Prepare reads the spreadsheet before there is a transaction that would wait for it.
func (in *ImportInput) Prepare(context.Context, Call) (err error) {
	in.sheets, err = table.Read(models.TableName(in.Name), in.Body)
	return err
}

// ExtendImportInput is another spreadsheet of the same import.
type ExtendImportInput struct {
	ByID
	ImportInput
}

// MatchInput is what the rows of sheets are, and what their columns hold.
type MatchInput struct {
	ByID
	Sheets []models.SheetMatch `json:"sheets" validate:"required,min=1,max=20,dive"`
}

// RunImportInput is which rows are left out, and which are no mistake.
type RunImportInput struct {
	ByID
	LeaveOut  []RowName  `json:"leaveOut,omitempty" validate:"max=2000,dive"`
	Confirmed []RowDoubt `json:"confirmed,omitempty" validate:"max=2000,dive"`
}

// RowDoubt is a row of which somebody has read what is doubted, and says that it is no mistake.
type RowDoubt struct {
	RowName
	Doubts
}

// ImportAsRead is an import with what its sheets and columns were taken for.
type ImportAsRead struct {
	models.Import
	Sheets []SheetAsRead `json:"sheets"` // none once it has ended
	Kinds  []KindAsRead  `json:"kinds"`
}

// AddImport reads a spreadsheet whose rows are to come in; nothing of it is entered yet.
func AddImport(c Call, in AddImportInput) (ImportAsRead, error) {
	i, err := c.Actor.AddImport(in.Area, in.Name, in.Body, in.sheets)
	return presentImport(c, i), err
}

// ExtendImport adds another spreadsheet: several CSV files are the sheets of one workbook.
func ExtendImport(c Call, in ExtendImportInput) (ImportAsRead, error) {
	return stepImport(c, in.ByID, func(i *models.Import) error { return i.Extend(c.Actor, in.Name, in.Body, in.sheets) })
}

// GetImport answers with what was read of a spreadsheet.
func GetImport(c Call, in ByID) (ImportAsRead, error) {
	return stepImport(c, in, func(*models.Import) error { return nil })
}

// MatchImport says which column holds what; the next file with the same headings is read alike.
func MatchImport(c Call, in MatchInput) (ImportAsRead, error) {
	return stepImport(c, in.ByID, func(i *models.Import) error {
		if err := checkMatching(*i, in.Sheets); err != nil {
			return err
		}
		return i.Match(c.Actor, in.Sheets)
	})
}

// RehearseImport enters every row and takes it back: what it answers would become of them.
func RehearseImport(c Call, in RunImportInput) (Verdicts, error) {
	i, err := importOf(c, in.ByID)
	if err != nil {
		return Verdicts{}, err
	}
	rows, err := c.enter(i, in)
	if err != nil {
		return Verdicts{}, err
	}
	return rows.verdicts(), nil
}

// ReadFaultyRows enters every row, takes it back, and answers with those that have errors: corrected, the file comes in as it is.
func ReadFaultyRows(c Call, in ByID) (Download, error) {
	i, err := importOf(c, in)
	if err != nil {
		return Download{}, err
	}
	rows, err := c.enter(i, RunImportInput{})
	if err != nil {
		return Download{}, err
	}
	return rows.faulty()
}

// RunImport enters every row but those that the fund has already and those that are left out, or none at all.
func RunImport(c Call, in RunImportInput) (ImportAsRead, error) {
	return stepImport(c, in.ByID, func(i *models.Import) error {
		rows, err := c.enter(*i, in)
		if err != nil {
			return err
		}
		v := rows.verdicts()
		switch {
		case v.Faulty > 0:
			return refusal.FaultyRows.With("number", v.Faulty)
		case v.Doubtful > 0:
			return refusal.DoubtfulRows.With("number", v.Doubtful)
		case v.ImportCounts == models.ImportCounts{}:
			return refusal.NothingToImport
		}
		return i.Finish(c.Actor, v.ImportCounts, v.There+v.Left)
	})
}

// DropImport gives an import up: what its files hold is deleted.
func DropImport(c Call, in ByID) (ImportAsRead, error) {
	return stepImport(c, in, func(i *models.Import) error { return i.Drop(c.Actor) })
}

func importOf(c Call, in ByID) (models.Import, error) {
	i, err := findForUpdate[models.Import](c, c.DB, in.ID)
	if err == nil {
		err = i.Load(c.DB)
	}
	return i, err
}

func stepImport(c Call, in ByID, step func(*models.Import) error) (ImportAsRead, error) {
	i, err := importOf(c, in)
	if err == nil {
		err = step(&i)
	}
	return presentImport(c, i), err
}

// presentImport is an import with what it was taken for, and what the caller can do.
func presentImport(c Call, i models.Import) ImportAsRead {
	i.Can = can(c, models.ImportFlow, i.Status)
	out := ImportAsRead{Import: i, Sheets: []SheetAsRead{}, Kinds: kindsAsRead(kindsOf(i.Area))}
	if i.Status == models.ImportRead {
		for _, sheet := range bindSheets(i) {
			out.Sheets = append(out.Sheets, sheet.asRead())
		}
	}
	return out
}
