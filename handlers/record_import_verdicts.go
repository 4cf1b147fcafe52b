package handlers

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/table"
)

// Verdicts is what would become of each row of an import: those that are new are only counted.
type Verdicts struct {
	models.ImportCounts              // what would become of the new rows
	There               int          `json:"there"`    // rows that the fund has already
	Faulty              int          `json:"faulty"`   // rows that cannot be entered as they are
	Doubtful            int          `json:"doubtful"` // rows that may be mistakes, until somebody says that they are none
	Left                int          `json:"left"`     // rows that were named as left out
	Rows                []RowVerdict `json:"rows"`     // those that are there already, those that are faulty, and those that are doubtful
}

// RowVerdict is what would become of one row, in the words of whoever wrote it.
type RowVerdict struct {
	RowName
	Kind    string              `json:"kind"`
	Name    string              `json:"name"` // of the person it is about, or its title
	Verdict RowState            `json:"verdict"`
	About   *models.Ref         `json:"about,omitempty"` // what is there already
	Note    said.Sentence       `json:"note"`
	Faults  []RowFault          `json:"faults"` // what is wrong, or is doubted
	Doubts  []refusal.Code      `json:"doubts"` // what is to be confirmed
	Makes   models.ImportCounts `json:"makes"`  // what would become of it
}

// RowName says which row is meant.
type RowName struct {
	Sheet string `json:"sheet" validate:"required,max=255,line"`
	Row   int    `json:"row" validate:"min=1"`
}

// RowFault is what is wrong with one cell, and how it is put right.
type RowFault struct {
	Cell    string        `json:"cell,omitempty"`  // F17; none where it is about the whole row
	Sheet   string        `json:"sheet,omitempty"` // of the cell, where it is another than the row's
	Column  said.Sentence `json:"column"`
	Value   string        `json:"value"`
	Problem said.Sentence `json:"problem"`
	Remedy  said.Sentence `json:"remedy"`
}

// RowState is what a verdict comes to.
type RowState string

const (
	rowNew    RowState = "new"
	rowThere  RowState = "there"
	rowFaulty RowState = "faulty"
	rowLeft   RowState = "left"

	rowDoubtful RowState = "doubtful" // it could be entered, and may be a mistake
)

// verdicts sums up what became of the rows.
func (e *entering) verdicts() Verdicts {
	v := Verdicts{Rows: []RowVerdict{}}
	for _, r := range e.rows {
		switch {
		case r.state == rowLeft:
			v.Left++
			continue
		case r.state == rowNew:
			v.ImportCounts = v.Plus(r.made)
			continue
		case r.state == rowThere:
			v.There++
		case r.state == rowFaulty:
			v.Faulty++
		case r.state == rowDoubtful:
			v.Doubtful++
		}
		line := RowVerdict{RowName: r.RowName, Kind: r.kind.name, Name: r.name, Verdict: r.state, Note: r.note, Faults: append([]RowFault{}, r.faults...), Doubts: []refusal.Code{}}
		switch {
		case r.state == rowDoubtful:
			line.Makes = r.made
			for _, d := range r.doubts {
				line.Faults, line.Doubts = append(line.Faults, d.says), append(line.Doubts, d.code)
			}
		case r.state == rowThere && r.person != nil:
			line.About = &models.Ref{Kind: (&models.Observer{}).Ref().Kind, ID: r.person.id}
		case r.state == rowThere:
			line.About = r.about
		}
		v.Rows = append(v.Rows, line)
	}
	return v
}

// faulty are the rows with errors, each sheet of them as it was and with a column that says why.
func (e *entering) faulty() (Download, error) {
	var out bytes.Buffer
	book := table.NewWorkbook(&out)
	var err error
	for _, sheet := range e.sheets {
		of := slices.DeleteFunc(slices.Clone(e.rows), func(r *row) bool { return r.Sheet != sheet.Name || r.state != rowFaulty })
		if len(of) == 0 {
			continue
		}
		width := len(sheet.headings())
		for _, r := range of {
			width = max(width, len(r.cells))
		}
		line := func(cells []table.Typed, last string, cell func(string) table.Cell) {
			row := make([]table.Cell, width, width+1)
			for n := range cells {
				row[n] = cell(cells[n].Text)
			}
			err = errors.Join(err, book.Write(append(row, cell(last))))
		}
		book.Table(sheet.Name, true)
		line(sheet.headings(), "Why", table.Heading)
		for _, r := range of {
			var why []string
			for _, f := range r.faults {
				why = append(why, f.String())
			}
			line(r.cells, strings.Join(why, " "), table.Text)
		}
	}
	err = errors.Join(err, book.Close())
	return fileOf("rows-with-errors.xlsx", table.XLSX, out.Bytes()), err
}

// String is a fault as a sentence or two.
func (f RowFault) String() string {
	why := f.Problem.Text + ". " + f.Remedy.Text
	if f.Column.Text != "" {
		why = f.Column.Text + ": " + why
	}
	return why
}
