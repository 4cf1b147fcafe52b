package refusal

import "fmt"

// FieldError says what is wrong with one input field, by the name clients know it by.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Fault refuses an input for one field.
func Fault(field, format string, args ...any) error {
	var f Faults
	f.Add(field, format, args...)
	return f.Err()
}

// Faults gathers what is wrong with the fields of one input, so that people learn all of it at once.
type Faults []FieldError

// Add notes a fault of a field.
func (f *Faults) Add(field, format string, args ...any) {
	*f = append(*f, FieldError{field, fmt.Sprintf(format, args...)})
}

// Err refuses the input if anything was noted.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return FieldsInvalid.Of(f)
}
