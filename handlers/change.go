package handlers

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"observationfund/models"
)

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

// filling is how an input gets into a thing: every field of its body goes into the field of the same JSON name, but for
// those that are named here because the handler sees to them. The function that it makes answers with the names of what
// it changed. A pointer that can be left out says nothing when it is nil, and what is there stays; an empty code or day
// takes away what can be absent. The program does not start with a field that goes nowhere.
func filling[Thing, Input any](elsewhere ...string) func(*Thing, Input) []string {
	thing, input := bodyOf(reflect.TypeFor[Thing]()), bodyOf(reflect.TypeFor[Input]())
	for _, name := range elsewhere {
		if _, there := input[name]; !there {
			panic(fmt.Sprintf("%v has no field %s", reflect.TypeFor[Input](), name))
		}
		delete(input, name)
	}
	names := slices.Sorted(maps.Keys(input))
	for _, name := range names {
		if to, there := thing[name]; !there || !takes(to.Type, input[name].Type) {
			panic(fmt.Sprintf("%s of %v goes nowhere in %v", name, reflect.TypeFor[Input](), reflect.TypeFor[Thing]()))
		}
	}
	return func(t *Thing, in Input) []string {
		changed := []string{}
		for _, name := range names {
			from := input[name]
			field, value := reflect.ValueOf(t).Elem().FieldByIndex(thing[name].Index), reflect.ValueOf(in).FieldByIndex(from.Index)
			if from.Type.Kind() == reflect.Pointer && value.IsNil() && strings.Contains(from.Tag.Get("json"), ",omitempty") {
				continue
			}
			if put(field, plain(value)) {
				changed = append(changed, name)
			}
		}
		return changed
	}
}

// bodyOf are the fields of a type that stand in the JSON, by their names there.
func bodyOf(t reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			out[name] = f
		}
	}
	return out
}

// plain is what an input says with a value: a pointer says what it points to, and none says nothing.
func plain(value reflect.Value) reflect.Value {
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			value = reflect.New(value.Type().Elem())
		}
		value = value.Elem()
	}
	if day, ok := value.Interface().(DayOrNone); ok {
		return reflect.ValueOf(day.Date)
	}
	return value
}

// takes reports whether a field takes what an input says: the same type, or a text where there can be none.
func takes(field, input reflect.Type) bool {
	said := plain(reflect.Zero(input)).Type()
	return field == said || said.Kind() == reflect.String && field == reflect.PointerTo(said)
}

// put writes what was said into a field, and reports whether that changed it. A list is one of its own, [] when it is empty.
func put(field, said reflect.Value) (changed bool) {
	was := field.Interface()
	switch {
	case field.Kind() == reflect.Slice:
		none := field.Len() == 0 && said.Len() == 0
		field.Set(reflect.AppendSlice(reflect.MakeSlice(field.Type(), 0, said.Len()), said))
		return !none && !reflect.DeepEqual(was, field.Interface())
	case field.Kind() == reflect.Pointer && said.IsZero():
		field.SetZero()
	case field.Kind() == reflect.Pointer:
		field.Set(reflect.New(said.Type()))
		field.Elem().Set(said)
	default:
		field.Set(said)
	}
	return !reflect.DeepEqual(was, field.Interface())
}
