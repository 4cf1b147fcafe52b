package refusal

import (
	"errors"

	"observationfund/models/said"
)

// FieldError says what is wrong with one input field, by the name clients know it by.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	said.Source
}

// Fault refuses an input for one field.
func Fault(field string, template said.Template, pairs ...any) error {
	var f Faults
	f.Add(field, template, pairs...)
	return f.Err()
}

// Faults gathers what is wrong with the fields of one input, so that people learn all of it at once.
type Faults []FieldError

// Add notes a fault of a field, by a template and its parameters.
func (f *Faults) Add(field string, template said.Template, pairs ...any) {
	f.Note(field, said.That(template, pairs...))
}

// Note notes a fault of a field.
func (f *Faults) Note(field string, message said.Sentence) {
	*f = append(*f, FieldError{field, message.Text, message.Source})
}

// Refuse notes what refuses the value of a field.
func (f *Faults) Refuse(field string, err error) {
	var known *Refusal
	if errors.As(err, &known) {
		f.Note(field, known.Sentence)
		return
	}
	f.Note(field, said.Sentence{Text: err.Error()})
}

// Err refuses the input if anything was noted.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return FieldsInvalid.Of(f)
}
