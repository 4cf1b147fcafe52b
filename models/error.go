package models

import (
	"fmt"
	"slices"
)

// Kind says what sort of failure an Error is; the API gives each kind its status.
type Kind string

const (
	Malformed       Kind = "malformed"       // the request cannot be read
	Unauthenticated Kind = "unauthenticated" // we do not know who asks
	Forbidden       Kind = "forbidden"       // the policy or a rule says no to this person
	NotFound        Kind = "not_found"       // there is no such thing within reach
	Conflict        Kind = "conflict"        // not in the present state of things
	Stale           Kind = "stale"           // somebody changed the record in between
	TooLarge        Kind = "too_large"       // more than we take
	Unsupported     Kind = "unsupported"     // a kind of content we do not take
	Invalid         Kind = "invalid"         // readable, but wrong
	TooMany         Kind = "too_many"        // too often in too short a time
	Busy            Kind = "busy"            // try again in a moment
	Internal        Kind = "internal"        // our fault: what every error that is not an Error becomes
)

// Error is a failure the caller may read: which rule said no, in a sentence, and what would change that.
// Every other error is ours to mend and stays in the log.
type Error struct {
	Kind    Kind
	Code    string // the rule, stable for programs: host-money, second-person
	Message string
	Remedy  string // what would change it, and who can
	Fields  []FieldError
	Doubt   bool // what it says is likely a mistake, and goes through for who says that it is none: see Confirmed
}

// FieldError says what is wrong with one input field, by the name clients know it by.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Error is the sentence for the caller.
func (e *Error) Error() string { return e.Message }

// Refuse builds an Error.
func Refuse(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithRemedy adds what would change the answer, and who can do it.
func (e *Error) WithRemedy(format string, args ...any) *Error {
	e.Remedy = fmt.Sprintf(format, args...)
	return e
}

// Confirmed are the codes of doubts that whoever asks has read and says are no mistake.
type Confirmed []string

// doubt refuses what is likely a mistake, once.
func (c Confirmed) doubt(code, format string, args ...any) error {
	if slices.Contains(c, code) {
		return nil
	}
	return &Error{Kind: Conflict, Code: code, Message: fmt.Sprintf(format, args...), Doubt: true,
		Remedy: "an administrator puts it right, or confirms it: it goes through with " + code + " among confirmed"}
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
	return &Error{Kind: Invalid, Code: "invalid", Message: "some fields are not valid", Fields: f}
}
