// Package said makes the sentences that people read, each from a template and its parameters, and keeps both with it: whoever
// shows it can say it in another language.
package said

import (
	"cmp"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Template is a sentence in English, or a phrase within one, with {parameters}. Every constant of this type is in the catalogue.
type Template string

// Sentence is what people read, in English.
type Sentence struct {
	Text string `json:"sentence"`
	Source
}

// Source is what a text was made of; a text without parameters is its own template, and has none.
type Source struct {
	Template   Template   `json:"template,omitempty"`
	Parameters Parameters `json:"parameters,omitempty"`
}

// Parameters are what stands in the places of a template: texts and numbers as they are, and what has a form in every language as an
// object that says so: {code, of}, {day}, {at}, {amount, currency, decimals}, {count, of}, another sentence, or a list.
type Parameters map[string]any

// That says a template of these parameters: a name, its value, another name and so on.
func That(template Template, pairs ...any) Sentence {
	s := Sentence{Text: string(template)}
	if len(pairs) == 0 {
		return s
	}
	var text strings.Builder
	for rest := s.Text; rest != ""; {
		before, after, opened := strings.Cut(rest, "{")
		name, after, closed := strings.Cut(after, "}")
		text.WriteString(before)
		rest = after
		if !opened || !closed {
			break
		}
		at := 0
		for at < len(pairs) && pairs[at] != name {
			at += 2
		}
		if at >= len(pairs) {
			text.WriteString("{" + name + "}")
			continue
		}
		v := value(pairs[at+1])
		text.WriteString(v.Text)
		if s.Parameters == nil {
			s.Template, s.Parameters = template, Parameters{}
		}
		s.Parameters[name] = v.Is
	}
	s.Text = text.String()
	return s
}

// All says several sentences after each other.
func All(sentences ...Sentence) Sentence {
	if len(sentences) == 1 {
		return sentences[0]
	}
	return That("{all}", "all", sentences)
}

// Value is a parameter: how English says it, and what it is.
type Value struct {
	Text string
	Is   any
}

// As is a value that English says in these words.
func As(text string, v any) Value { return Value{text, value(v).Is} }

// Code is a code that English says by a name that is kept with it: KE, of State, is Kenya.
func Code(text, code, of string) Value { return Value{text, map[string]string{"code": code, "of": of}} }

// List is several values, with what stands between them in English.
func List[T any](between string, items []T) Value {
	texts, list := make([]string, len(items)), make([]any, len(items))
	for i, item := range items {
		v := value(item)
		texts[i], list[i] = v.Text, v.Is
	}
	return Value{strings.Join(texts, between), list}
}

// Count is a number of things, such as 1 day or 3 days.
func Count[N ~int | ~int64](n N, one string) Value {
	many := one + "s"
	if stem, ok := strings.CutSuffix(one, "y"); ok && one != "day" {
		many = stem + "ies"
	}
	if n == 1 {
		many = one
	}
	return Value{fmt.Sprintf("%d %s", n, many), map[string]any{"count": n, "of": one}}
}

// Quote is no more than so many characters of what somebody sent, quoted.
func Quote(text string, most int) string { return fmt.Sprintf("%.*q", most, text) }

// value writes a value as people do: the code not_selected is "not selected".
func value(v any) Value {
	switch v := v.(type) {
	case Value:
		return v
	case Sentence:
		return Value{v.Text, v}
	case Template:
		return Value{string(v), Sentence{Text: string(v)}}
	case []Sentence:
		return List(" ", v)
	case interface{ Said() Value }:
		return v.Said()
	case string:
		return Value{v, v}
	case error:
		return Value{v.Error(), v.Error()}
	}
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.String:
		text := strings.NewReplacer("_", " ", "-", " ").Replace(r.String())
		if worded, ok := v.(interface{ Words() string }); ok {
			text = cmp.Or(worded.Words(), text)
		}
		return Code(text, r.String(), r.Type().Name())
	case r.Kind() == reflect.Slice:
		items := make([]any, r.Len())
		for i := range items {
			items[i] = r.Index(i).Interface()
		}
		return List(", ", items)
	case r.CanInt():
		return Value{fmt.Sprint(v), r.Int()}
	}
	return Value{fmt.Sprint(v), fmt.Sprint(v)}
}

// Value writes the parameters into a TEXT column; none are an empty text.
func (p Parameters) Value() (driver.Value, error) {
	if p == nil {
		return "", nil
	}
	text, err := json.Marshal(p)
	return string(text), err
}

// Scan reads the parameters from a TEXT column, numbers as they were written.
func (p *Parameters) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("said.Parameters: cannot scan %T", v)
	}
	*p = nil
	if text == "" {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(p)
}
