package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/table"
)

// row is one on its way into the fund.
type row struct {
	RowName
	kind   *rowKind
	cells  []table.Typed
	input  map[string]any
	places map[string]place // where each field stands
	faults []RowFault
	doubts []doubted
	state  RowState
	note   said.Sentence
	made   models.ImportCounts
	about  *models.Ref // what is there already

	path   string // of the endpoint, where it is not that of all rows
	name   string // of the person, or its title
	person *somebody
}

// doubted is what may be a mistake about a row.
type doubted struct {
	code refusal.Code
	says RowFault
	sure bool // somebody has said that it is none
}

// place is where a field stands.
type place struct {
	sheet  string
	cell   string
	text   string
	column *rowColumn
}

// entering puts the rows of a file into the fund, in the transaction of its call.
type entering struct {
	Call
	lists  *lists
	leave  map[RowName]bool
	sure   map[RowName][]string
	sheets []boundSheet
	rows   []*row
	people persons
	seen   map[string]RowName // what rows of this file are about

	promises []promise
}

// enter takes every row through the endpoint that its form is sent to, each behind a savepoint: what fails leaves nothing behind.
func (c Call) enter(i models.Import, in RunImportInput) (*entering, error) {
	if _, err := models.ImportFlow.Next(i.Status, models.RunImport); err != nil {
		return nil, err
	}
	c.Rehearsal = nil // what each of hundreds of rows changes is in their verdicts
	e := &entering{Call: c, leave: map[RowName]bool{}, sure: map[RowName][]string{}, seen: map[string]RowName{}, sheets: bindSheets(i)}
	for _, name := range in.LeaveOut {
		e.leave[name] = true
	}
	for _, row := range in.Confirmed {
		e.sure[row.RowName] = append(e.sure[row.RowName], row.Confirmed...)
	}
	var err error
	if e.lists, err = loadLists(c.DB); err != nil {
		return e, err
	}
	if i.Area == models.CohortArea {
		if e.people.inFund, err = knownPeople(c.DB); err != nil {
			return e, err
		}
	}
	for _, kind := range kindsOf(i.Area) {
		for _, sheet := range e.sheets {
			if sheet.kind == kind {
				e.read(sheet)
			}
		}
	}
	for _, step := range []func(*row) error{e.introduce, e.attach, e.nominate, e.log, e.draft, e.pledge, e.receive} {
		for _, r := range e.rows {
			if err := step(r); err != nil {
				return e, err
			}
		}
	}
	return e, nil
}

// read makes of the rows of a sheet what their endpoint takes, as far as each cell can be read.
func (e *entering) read(sheet boundSheet) {
	for n, line := range sheet.Rows {
		if n == 0 {
			continue
		}
		r := &row{RowName: RowName{sheet.Name, line.Number}, kind: sheet.kind, cells: line.Cells, input: map[string]any{}, places: map[string]place{}, state: rowNew}
		if e.leave[r.RowName] {
			r.state = rowLeft
		}
		for n := range sheet.kind.columns {
			column := &sheet.kind.columns[n]
			at, there := sheet.at[column.field]
			if !there {
				continue
			}
			cell := line.At(at)
			r.places[column.field] = place{cell: table.Address(at, line.Number), text: cell.Text, column: column}
			switch {
			case cell.Text == "":
			case cell.Formula:
				r.fault(column.field, said.That("this is a formula"), said.That("Enter what it comes to, as text."))
			case column.read == nil:
				r.input[column.field] = cell.Text
			default:
				read := column.read
				if cell.Number && column.number != nil {
					read = column.number
				}
				value, bad := read(e.lists, cell.Text)
				if bad != nil {
					r.fault(column.field, bad.problem, bad.remedy)
				} else if value != nil {
					r.input[column.field] = value
				}
			}
		}
		e.rows = append(e.rows, r)
	}
}

// fault notes what is wrong with a field; of how it is written its column speaks, where nothing else is said.
func (r *row) fault(field string, problem, remedy said.Sentence) {
	if r.state == rowLeft {
		return
	}
	r.faults = append(r.faults, r.saying(field, problem, remedy))
	r.state = rowFaulty
}

// saying is what is said of a field of a row.
func (r *row) saying(field string, problem, remedy said.Sentence) RowFault {
	at := r.at(field)
	f := RowFault{Cell: at.cell, Sheet: at.sheet, Value: at.text, Problem: problem, Remedy: remedy}
	column := at.column
	if column == nil {
		column = r.kind.column(outermost(field))
	}
	if column != nil {
		f.Column = said.That(column.label)
		if remedy.Text == "" {
			f.Remedy = said.That("Enter {what}.", "what", column.hint)
		}
	}
	return f
}

// at is where a field stands: languages[1].level is in the cell of languages[1], or in that of languages.
func (r *row) at(field string) place {
	for field != "" {
		if at, known := r.places[field]; known {
			return at
		}
		field = field[:max(0, strings.LastIndexAny(field, ".["))]
	}
	return place{}
}

func outermost(field string) string {
	if n := strings.Index(field, "["); n >= 0 {
		return field[:n]
	}
	return field
}

// faultOf notes what an endpoint refuses; what cannot be read is not said again. An error of ours is none of the row's.
func (r *row) faultOf(err error) error {
	var no *refusal.Refusal
	if !errors.As(err, &no) || no.Kind == refusal.KindInternal || no.Kind == refusal.KindBusy {
		return err
	}
	whole := !errors.Is(no, refusal.Invalid) && !errors.Is(no, refusal.Malformed)
	if len(no.Fields) == 0 {
		r.fault("", no.Sentence, no.Remedy)
	}
	for n, f := range no.Fields {
		switch {
		case r.faultyAt(f.Field) || whole && n > 0:
		case whole:
			r.fault(f.Field, no.Sentence, no.Remedy)
		default:
			r.fault(f.Field, said.Sentence{Text: f.Message, Source: f.Source}, said.Sentence{})
		}
	}
	return nil
}

// faultyAt reports whether something is said of a field already.
func (r *row) faultyAt(field string) bool {
	at, column := r.at(field), r.kind.column(outermost(field))
	return slices.ContainsFunc(r.faults, func(known RowFault) bool {
		return at.cell != "" && known.Cell == at.cell && known.Sheet == at.sheet || column != nil && known.Column.Text == string(column.label)
	})
}

// send puts a row through its endpoint behind a savepoint. What the row says of its faults is asked anyway: people learn all of them at
// once. So it is of doubts: what is asked is noted, and asked no more.
func (e *entering) send(r *row) (any, error) {
	for {
		created, err := e.try(r)
		var no *refusal.Refusal
		doubt := errors.As(err, &no) && no.Doubt && r.kind.doubts != nil
		if !doubt || slices.ContainsFunc(r.doubts, func(d doubted) bool { return d.code == no.Code() }) {
			if err == nil && r.state == rowNew && slices.ContainsFunc(r.doubts, func(d doubted) bool { return !d.sure }) {
				r.state = rowDoubtful
			}
			return created, err
		}
		r.doubts = append(r.doubts, doubted{no.Code(), r.saying(r.kind.doubts[no.Code()], no.Sentence, no.Remedy), slices.Contains(e.sure[r.RowName], string(no.Code()))})
	}
}

// try puts a row through its endpoint as it is, with what was doubted of it confirmed.
func (e *entering) try(r *row) (created any, err error) {
	input := nested(r.input)
	for _, d := range r.doubts {
		confirmed, _ := input["confirmed"].([]refusal.Code)
		input["confirmed"] = append(confirmed, d.code)
	}
	content, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	err = models.Attempt(e.DB, func(tx *gorm.DB) (err error) {
		call := e.Call
		call.DB = tx
		created, err = e.Repeat(call, models.Proposal{Operation: r.kind.operation, Path: cmp.Or(r.path, r.kind.path), Input: string(content)})
		if err == nil && len(r.faults) > 0 {
			err = errRehearsed
		}
		return err
	})
	if err != nil && !errors.Is(err, errRehearsed) {
		return nil, err
	}
	return created, nil
}

// nested puts private.email into private.
func nested(flat map[string]any) map[string]any {
	out := map[string]any{}
	for field, value := range flat {
		outer, inner, within := strings.Cut(field, ".")
		if !within {
			out[field] = value
			continue
		}
		group, ok := out[outer].(map[string]any)
		if !ok {
			group = map[string]any{}
			out[outer] = group
		}
		group[inner] = value
	}
	return out
}
