package api

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/swaggest/jsonschema-go"

	"observationfund/models"
	"observationfund/models/refusal"
)

// rule is a word of the validate tags: what it says to the person who broke it, and what it adds to the document.
type rule struct {
	message  func(validator.FieldError) string
	schema   func(s *jsonschema.Schema, kind reflect.Kind, arg string) error
	validate validator.Func // for the words that are ours
}

// rules are all the words that validate tags may use.
var rules = map[string]rule{
	"required":         {message: text("is required"), schema: nothing},
	"required_with":    {message: with("is required together with %s"), schema: nothing},
	"required_without": {message: with("is required without %s"), schema: nothing},
	"excluded_with":    {message: with("cannot be combined with %s"), schema: nothing},
	"min":              {message: bounds("at least"), schema: limit(lower, 0)},
	"max":              {message: bounds("at most"), schema: limit(upper, 0)},
	"gte":              {message: bounds("at least"), schema: limit(lower, 0)},
	"lte":              {message: bounds("at most"), schema: limit(upper, 0)},
	"gt":               {message: bounds("more than"), schema: limit(lower, 1)},
	"lt":               {message: bounds("less than"), schema: limit(upper, -1)},
	"len":              {message: bounds("exactly"), schema: exactly},
	"unique":           {message: text("names something twice"), schema: func(s *jsonschema.Schema, _ reflect.Kind, _ string) error { s.WithUniqueItems(true); return nil }},
	"oneof":            {message: with("must be one of %s"), schema: oneOf},
	"choice":           {message: choices, schema: nothing, validate: chosen},
	"uuid":             {message: text("must be the id of a record"), schema: format("uuid")},
	"email":            {message: text("must be an e-mail address like name@example.org"), schema: format("email")},
	"email_or_none":    {message: text("must be an e-mail address like name@example.org"), schema: nothing, validate: emailOrNone},
	"line":             code("must be written on one line", `^[^\n\t]*$`),
	"url":              {message: text("must be an address like https://example.org"), schema: format("uri")},
	"http_url":         {message: text("must be an address like https://example.org"), schema: format("uri")},
	"e164":             {message: text("must be a phone number like +67077012345"), schema: pattern(`^\+[1-9][0-9]{6,14}$`)},
	"numeric":          {message: text("must be a number like 1.0825"), schema: pattern(`^[-+]?[0-9]+(?:\.[0-9]+)?$`)},
	"zone":             {message: text("must be an IANA time zone like Asia/Dili"), schema: nothing, validate: zone},
	"currency":         code("must be a currency code like EUR", `^[A-Z]{3}$`),
	"iso4217":          {message: text("must be a currency code like EUR"), schema: pattern(`^[A-Z]{3}$`)},
	"state":            code("must be the code of a state like TL", `^[A-Z]{2}$`),
	"passport":         code("must be the letters A to Z and digits that the passport shows", `^([0-9A-Za-z][0-9A-Za-z -]*)?$`),
	"language":         code("must be the code of a language like pt or zh-Hant", `^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`),
}

// validate holds inputs to their tags, and names fields as clients know them.
var validate = func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		_, name := source(f)
		return name
	})
	for word, rule := range rules {
		if rule.validate == nil {
			continue
		}
		if err := v.RegisterValidation(word, rule.validate); err != nil {
			panic(err)
		}
	}
	return v
}()

// violations lists what an input's tags find wrong with it.
func violations(in any) refusal.Faults {
	var found validator.ValidationErrors
	if !errors.As(validate.Struct(in), &found) {
		return nil
	}
	var out refusal.Faults
	for _, f := range found {
		says := "is not valid"
		if rule, ok := rules[f.Tag()]; ok {
			says = rule.message(f)
		}
		_, path, _ := strings.Cut(f.Namespace(), ".") // the type comes first
		out.Add(goNames.ReplaceAllString(path, ""), "%s", says)
	}
	return out
}

// goNames are the parts of a field's path that only Go knows, of embedded types: Paging.limit is limit.
var goNames = regexp.MustCompile(`\b[A-Z]\w*\.`)

func text(words string) func(validator.FieldError) string {
	return func(validator.FieldError) string { return words }
}

func with(words string) func(validator.FieldError) string {
	return func(f validator.FieldError) string {
		others := strings.Fields(f.Param())
		for i, name := range others {
			if f.Tag() != "oneof" { // the tag names fields as Go does
				others[i] = strings.ToLower(name[:1]) + name[1:]
			}
		}
		return fmt.Sprintf(words, strings.Join(others, ", "))
	}
}

func choices(f validator.FieldError) string {
	if choice, ok := f.Value().(models.Choice); ok {
		return "must be one of " + strings.Join(choice.Values(), ", ")
	}
	return "is none of the choices"
}

func chosen(f validator.FieldLevel) bool {
	choice, ok := f.Field().Interface().(models.Choice)
	return ok && slices.Contains(choice.Values(), f.Field().String())
}

func zone(f validator.FieldLevel) bool {
	_, err := models.Zone(f.Field().String())
	return err == nil
}

// emailOrNone is email where an empty text takes away what was known: omitempty lets none through that was sent.
func emailOrNone(f validator.FieldLevel) bool {
	text := f.Field().String()
	return text == "" || common.Var(text, "email") == nil
}

// common knows none of our own words.
var common = validator.New()

// code is the rule of a code's shape; whether there is such a thing is for the record it leads to.
func code(words, shape string) rule {
	compiled := regexp.MustCompile(shape)
	return rule{
		message: text(words), schema: pattern(shape),
		validate: func(f validator.FieldLevel) bool { return compiled.MatchString(f.Field().String()) },
	}
}

func bounds(side string) func(validator.FieldError) string {
	return func(f validator.FieldError) string {
		switch f.Kind() {
		case reflect.String:
			return fmt.Sprintf("must have %s %s", side, plural(f.Param(), "character", "characters"))
		case reflect.Slice, reflect.Map:
			return fmt.Sprintf("must have %s %s", side, plural(f.Param(), "entry", "entries"))
		default:
			return fmt.Sprintf("must be %s %s", side, f.Param())
		}
	}
}

func plural(n, one, many string) string {
	if n == "1" {
		return n + " " + one
	}
	return n + " " + many
}

func nothing(*jsonschema.Schema, reflect.Kind, string) error { return nil }

func format(name string) func(*jsonschema.Schema, reflect.Kind, string) error {
	return func(s *jsonschema.Schema, _ reflect.Kind, _ string) error { s.WithFormat(name); return nil }
}

func pattern(shape string) func(*jsonschema.Schema, reflect.Kind, string) error {
	return func(s *jsonschema.Schema, _ reflect.Kind, _ string) error { s.WithPattern(shape); return nil }
}

func oneOf(s *jsonschema.Schema, _ reflect.Kind, arg string) error {
	for value := range strings.FieldsSeq(arg) {
		s.Enum = append(s.Enum, value)
	}
	return nil
}

// limit draws a bound, moved by so much where the bound itself is outside.
func limit(side func(*jsonschema.Schema, reflect.Kind, int64), by int64) func(*jsonschema.Schema, reflect.Kind, string) error {
	return func(s *jsonschema.Schema, kind reflect.Kind, arg string) error {
		n, err := strconv.ParseInt(arg, 10, 64)
		side(s, kind, n+by)
		return err
	}
}

func exactly(s *jsonschema.Schema, kind reflect.Kind, arg string) error {
	return errors.Join(limit(lower, 0)(s, kind, arg), limit(upper, 0)(s, kind, arg))
}

func lower(s *jsonschema.Schema, kind reflect.Kind, n int64) {
	switch kind {
	case reflect.String:
		s.WithMinLength(n)
	case reflect.Slice:
		s.WithMinItems(n)
	case reflect.Map:
		s.WithMinProperties(n)
	default:
		s.WithMinimum(float64(n))
	}
}

func upper(s *jsonschema.Schema, kind reflect.Kind, n int64) {
	switch kind {
	case reflect.String:
		s.WithMaxLength(n)
	case reflect.Slice:
		s.WithMaxItems(n)
	case reflect.Map:
		s.WithMaxProperties(n)
	default:
		s.WithMaximum(float64(n))
	}
}
