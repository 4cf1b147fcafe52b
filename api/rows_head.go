package api

import (
	"errors"
	"reflect"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/table"
)

// Every table that leaves the building takes the head of the record along, read with its rows: whoever has the file can have it shown later that
// nothing before it was altered. A workbook has it on a sheet of its own. CSV knows nothing but rows, and a line that is none of them would be
// read as one, so that there it stands behind the first row, in two columns whose headings never change: programs find their columns as before, an
// import leaves these alone, and people read it in whatever opens the file, however that was renamed. Where there is no row, the name of the file
// has it.

// headHeader is where programs find the head beside a table.
const headHeader = "Record-Head"

// headColumns are the last two of a CSV.
var headColumns = []string{"Head of the record", "Head read at (UTC)"}

// keptHead is the head that goes along with a table; none where whoever asks may not read it.
type keptHead struct{ models.KeptHead }

func readHead(call handlers.Call) (kept keptHead, err error) {
	if models.Policy[models.ReadHead][call.By.Role] != models.None {
		kept.KeptHead, err = handlers.GetHead(call, handlers.Nothing{})
	}
	return kept, err
}

// in has a table take the head along.
func (k keptHead) in(to table.Writer) table.Writer {
	if k.Head == "" {
		return to
	}
	if book, ok := to.(table.Workbook); ok {
		return &headedBook{book, k}
	}
	return &headedCSV{to, k, 0}
}

// headedCSV adds the two columns.
type headedCSV struct {
	table.Writer
	keptHead
	rows int
}

// Write writes a row with what it has of the head.
func (h *headedCSV) Write(row []table.Cell) error {
	var beside [2]table.Cell
	switch h.rows++; h.rows {
	case 1:
		beside = [2]table.Cell{table.Heading(headColumns[0]), table.Heading(headColumns[1])}
	case 2:
		beside = [2]table.Cell{table.Text(h.Head), table.Instant(h.At.Time)}
	}
	return h.Writer.Write(append(row, beside[:]...))
}

// headedBook adds a sheet.
type headedBook struct {
	table.Workbook
	keptHead
}

// Close writes the sheet, and what a workbook ends with.
func (h *headedBook) Close() error {
	h.Table(headColumns[0], false)
	var failed error
	for _, row := range [][]table.Cell{
		{table.Heading(headColumns[0]), table.Heading("Entries"), table.Heading(headColumns[1]), table.Heading("What it is for")},
		{table.Text(h.Head), table.Whole(h.Entries), table.Instant(h.At.Time), table.Text("Keep it where no one of the fund can change it. On the server, observationfund verify " +
			"-head with this head says whether anything before it was altered since.")},
	} {
		failed = errors.Join(failed, h.Write(row))
	}
	return errors.Join(failed, h.Workbook.Close())
}

// empty reports whether an answer has no row.
func (l *layout) empty(out any) bool {
	for _, p := range l.parts {
		if p.rows(reflect.ValueOf(out)).Len() > 0 {
			return false
		}
	}
	return true
}
