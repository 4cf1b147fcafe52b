package handlers

import (
	"slices"

	"observationfund/models"
)

// change writes a value that an input names into a field, and notes the name of the field when that changed it.
func change[T comparable](fields *[]string, name string, field, value *T) {
	if value == nil || *field == *value {
		return
	}
	*field = *value
	*fields = append(*fields, name)
}

// changeAll is change for a list.
func changeAll[T comparable](fields *[]string, name string, field, values *[]T) {
	if values == nil || slices.Equal(*field, *values) {
		return
	}
	*field = filled(*values)
	*fields = append(*fields, name)
}

// changeCode is change for a code that can be absent: an empty one takes it away.
func changeCode(fields *[]string, name string, field **string, value *string) {
	switch {
	case value == nil:
	case *value == "" && *field != nil:
		*field = nil
		*fields = append(*fields, name)
	case *value != "" && (*field == nil || **field != *value):
		*field = value
		*fields = append(*fields, name)
	}
}

// DayOrNone is what a change says of a day that can be absent: an empty one takes it away.
type DayOrNone struct{ models.Date }

// UnmarshalText reads the day from JSON.
func (d *DayOrNone) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = DayOrNone{}
		return nil
	}
	return d.Date.UnmarshalText(text)
}

// changeDay is change for such a day.
func changeDay(fields *[]string, name string, field *models.Date, value *DayOrNone) {
	if value != nil {
		change(fields, name, field, &value.Date)
	}
}

// filled is a list of its own that answers as [] when it has nothing.
func filled[T any](values []T) []T { return append([]T{}, values...) }
