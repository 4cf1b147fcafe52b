package api

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/swaggest/jsonschema-go"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// rule is a word of the validate tags: what it says to the person who broke it, and what it adds to the document.
type rule struct {
	message  func(validator.FieldError) said.Sentence
	schema   func(s *jsonschema.Schema, kind reflect.Kind, arg string) error
	validate validator.Func // for the words that are ours
}

// rules are all the words that validate tags may use.
var rules = map[string]rule{
	"required":         {message: text("is required"), schema: nothing},
	"required_with":    {message: with("is required together with {names}"), schema: nothing},
	"required_without": {message: with("is required without {names}"), schema: nothing},
	"excluded_with":    {message: with("cannot be combined with {names}"), schema: nothing},
	"min":              {message: bounds("must have at least {number}", "must be at least {number}"), schema: limit(lower, 0)},
	"max":              {message: bounds("must have at most {number}", "must be at most {number}"), schema: limit(upper, 0)},
	"gte":              {message: bounds("must have at least {number}", "must be at least {number}"), schema: limit(lower, 0)},
	"lte":              {message: bounds("must have at most {number}", "must be at most {number}"), schema: limit(upper, 0)},
	"gt":               {message: bounds("must have more than {number}", "must be more than {number}"), schema: limit(lower, 1)},
	"lt":               {message: bounds("must have less than {number}", "must be less than {number}"), schema: limit(upper, -1)},
	"len":              {message: bounds("must have exactly {number}", "must be exactly {number}"), schema: exactly},
	"unique":           {message: text("names something twice"), schema: func(s *jsonschema.Schema, _ reflect.Kind, _ string) error { s.WithUniqueItems(true); return nil }},
	"oneof":            {message: with("must be one of {names}"), schema: oneOf},
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
		says := said.That("is not valid")
		if rule, ok := rules[f.Tag()]; ok {
			says = rule.message(f)
		}
		_, path, _ := strings.Cut(f.Namespace(), ".") // the type comes first
		out.Note(goNames.ReplaceAllString(path, ""), says)
	}
	return out
}

// goNames are the parts of a field's path that only Go knows, of embedded types: Paging.limit is limit.
var goNames = regexp.MustCompile(`\b[A-Z]\w*\.`)

func text(template said.Template) func(validator.FieldError) said.Sentence {
	return func(validator.FieldError) said.Sentence { return said.That(template) }
}

// with says the argument of the rule as {names}.
func with(template said.Template) func(validator.FieldError) said.Sentence {
	return func(f validator.FieldError) said.Sentence {
		others := strings.Fields(f.Param())
		for i, name := range others {
			if f.Tag() != "oneof" { // the tag names fields as Go does
				others[i] = strings.ToLower(name[:1]) + name[1:]
			}
		}
		return said.That(template, "names", others)
	}
}

func choices(f validator.FieldError) said.Sentence {
	if choice, ok := f.Value().(models.Choice); ok {
		return said.That("must be one of {names}", "names", choice.Values())
	}
	return said.That("is none of the choices")
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
func code(words said.Template, shape string) rule {
	compiled := regexp.MustCompile(shape)
	return rule{
		message: text(words), schema: pattern(shape),
		validate: func(f validator.FieldLevel) bool { return compiled.MatchString(f.Field().String()) },
	}
}

// bounds says of a text or a list how long it must be, and of a number what.
func bounds(long, much said.Template) func(validator.FieldError) said.Sentence {
	return func(f validator.FieldError) said.Sentence {
		n, err := strconv.Atoi(f.Param())
		switch {
		case err != nil:
			return said.That(much, "number", f.Param())
		case f.Kind() == reflect.String:
			return said.That(long, "number", said.Count(n, "character"))
		case f.Kind() == reflect.Slice || f.Kind() == reflect.Map:
			return said.That(long, "number", said.Count(n, "entry"))
		}
		return said.That(much, "number", said.As(f.Param(), n))
	}
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
