package api

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"observationfund/models"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// faults are what is wrong with an input: what cannot be read, and what reads well but is not valid.
type faults struct{ malformed, invalid refusal.Faults }

// err is the one problem that all faults make, those of the validate tags included.
func (f *faults) err(in any) error {
	if len(f.malformed) > 0 {
		return refusal.FieldsUnreadable.Of(first(f.malformed))
	}
	for _, fault := range violations(in) {
		if !slices.ContainsFunc(f.invalid, func(known refusal.FieldError) bool { return known.Field == fault.Field }) {
			f.invalid = append(f.invalid, fault)
		}
	}
	return refusal.Faults(first(f.invalid)).Err()
}

func first(f refusal.Faults) refusal.Faults { return f[:min(len(f), maxFaults)] }

// object is a JSON object whose names keep their order.
type object struct {
	names  []string
	values []any
}

// bytes writes the object again, as it was read.
func (o object) bytes() []byte {
	var text bytes.Buffer
	write(&text, o)
	return text.Bytes()
}

func write(text *bytes.Buffer, x any) {
	switch x := x.(type) {
	case object:
		text.WriteByte('{')
		for i, name := range x.names {
			if i > 0 {
				text.WriteByte(',')
			}
			write(text, name)
			text.WriteByte(':')
			write(text, x.values[i])
		}
		text.WriteByte('}')
	case []any:
		text.WriteByte('[')
		for i, item := range x {
			if i > 0 {
				text.WriteByte(',')
			}
			write(text, item)
		}
		text.WriteByte(']')
	default:
		content, _ := json.Marshal(x) // a text, a number, true, false or null
		text.Write(content)
	}
}

// json reads one JSON value into v, and nothing else; an empty body is an empty input.
func (f *faults) json(body []byte, v reflect.Value) error {
	if len(body) == 0 {
		return nil
	}
	if !utf8.Valid(body) {
		return refusal.BodyNotUTF8
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	tree, err := parse(d, 0)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("one JSON value is enough")
		}
	}
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("it ends too early")
		}
		return refusal.BodyNotJSON.With("why", err)
	}
	if _, ok := tree.(object); !ok {
		return refusal.BodyNotAnObject
	}
	f.fill(v, tree, "")
	return nil
}

const maxDepth = 32

// parse reads a value, whatever it is, and refuses an object that names a field twice: which one counts?
func parse(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("it is nested too deeply")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for d.More() {
			item, err := parse(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err = d.Token()
		return list, err
	case json.Delim('{'):
		var o object
		seen := map[string]bool{}
		for d.More() {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ := token.(string)
			if seen[name] {
				return nil, fmt.Errorf("the field %q is there twice", printable(name))
			}
			seen[name] = true
			value, err := parse(d, depth+1)
			if err != nil {
				return nil, err
			}
			o.names, o.values = append(o.names, name), append(o.values, value)
		}
		_, err = d.Token()
		return o, err
	}
	return token, nil
}

var (
	timeType   = reflect.TypeFor[models.Time]()
	secretType = reflect.TypeFor[passwords.Secret]()
	rawType    = reflect.TypeFor[json.RawMessage]()
)

// fill puts a JSON value into a place of the input, and notes by its path what does not fit.
func (f *faults) fill(v reflect.Value, x any, path string) {
	if x == nil && v.Kind() == reflect.Pointer {
		v.SetZero()
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), x, path)
		return
	}
	var want said.Template
	switch text, isText := x.(string); {
	case v.Type() == rawType: // an object that another endpoint reads
		if o, ok := x.(object); ok {
			v.SetBytes(o.bytes())
			return
		}
		want = "an object"
	case v.Type() == timeType || v.Addr().Type().Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		if want = "a text"; isText {
			f.text(v, text, path)
			return
		}
	case v.Kind() == reflect.String:
		if want = "a text"; isText {
			f.text(v, text, path)
			return
		}
	case v.Kind() == reflect.Bool:
		if yes, ok := x.(bool); ok {
			v.SetBool(yes)
			return
		}
		want = "true or false"
	case v.CanInt():
		if number, ok := x.(json.Number); ok {
			f.text(v, number.String(), path)
			return
		}
		want = "a whole number"
	case v.Kind() == reflect.Slice:
		if list, ok := x.([]any); ok {
			v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
			for i, item := range list {
				f.fill(v.Index(i), item, fmt.Sprintf("%s[%d]", path, i))
			}
			return
		}
		want = "a list"
	case v.Kind() == reflect.Map:
		if o, ok := x.(object); ok {
			f.fillMap(v, o, path)
			return
		}
		want = "an object"
	case v.Kind() == reflect.Struct:
		if o, ok := x.(object); ok {
			f.fillStruct(v, o, path)
			return
		}
		want = "an object"
	default:
		panic("bind: no way to read a " + v.Type().String())
	}
	f.malformed.Add(path, "must be {want}, not {kind}", "want", want, "kind", kindOf(x))
}

func (f *faults) fillStruct(v reflect.Value, o object, path string) {
	known := fieldsOf(v.Type()).json
	for i, name := range o.names {
		if field, ok := known[name]; ok {
			f.fill(v.FieldByIndex(field.index), o.values[i], join(path, name))
			continue
		}
		f.malformed.Add(join(path, printable(name)), "is no field here")
	}
}

func (f *faults) fillMap(v reflect.Value, o object, path string) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(o.names)))
	for i, name := range o.names {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.text(key, name, join(path, printable(name)))
		f.fill(value, o.values[i], join(path, printable(name)))
		v.SetMapIndex(key, value)
	}
}

// param puts the texts of a path or query parameter into its place: several, or one with commas, make a list.
func (f *faults) param(p field, v reflect.Value, texts []string) {
	if v.Kind() == reflect.Slice {
		for _, item := range strings.Split(strings.Join(texts, ","), ",") {
			if item != "" {
				v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
				f.text(v.Index(v.Len()-1), item, p.name)
			}
		}
		return
	}
	if len(texts) != 1 {
		f.malformed.Add(p.name, "is there twice")
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	f.text(v, texts[0], p.name)
}

// text reads one text into a place that is not a list or an object.
func (f *faults) text(v reflect.Value, text, path string) {
	if v.Type() == secretType {
		v.SetString(verbatim(text))
		return
	}
	text, fault := clean(text)
	if fault != nil {
		f.invalid.Note(path, *fault)
		return
	}
	switch reader, reads := v.Addr().Interface().(encoding.TextUnmarshaler); {
	case v.Type() == timeType:
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || at.Year() < 1900 || at.Year() > 2199 {
			f.malformed.Add(path, "{text} is not an instant like 2026-03-31T14:00:00Z", "text", said.Quote(text, 40))
			return
		}
		v.Set(reflect.ValueOf(models.At(at)))
	case reads:
		if err := reader.UnmarshalText([]byte(text)); err != nil {
			f.malformed.Refuse(path, err)
		}
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		if text != "true" && text != "false" {
			f.malformed.Add(path, "{text} is not true or false", "text", said.Quote(text, 40))
		}
		v.SetBool(text == "true")
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		switch {
		case errors.Is(err, strconv.ErrRange):
			f.malformed.Add(path, "{text} is too large a number", "text", fmt.Sprintf("%.40s", text))
		case err != nil:
			f.malformed.Add(path, "{text} is not a whole number", "text", said.Quote(text, 40))
		}
		v.SetInt(n)
	default:
		panic("bind: no way to read a " + v.Type().String())
	}
}

func kindOf(x any) said.Template {
	switch x.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case string:
		return "a text"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// printable is a name that somebody made up, cut to what can be shown.
func printable(name string) string {
	quoted := strconv.QuoteToASCII(name)
	quoted = quoted[1 : len(quoted)-1]
	return quoted[:min(len(quoted), 60)]
}
