package models

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
)

// Amended are the actions by which people change what was decided about the fund and its work, and about nobody in particular: the
// journal says of each field what it was and what it is. Of a profile it says which fields changed, and never their content.
var Amended = []Action{ChangeOpportunity, ChangeDeployment, SetFund}

// FieldChange is one field of a thing before and after.
type FieldChange struct {
	Subject Ref    `json:"subject"`
	Title   string `json:"title"` // what the thing is called
	Field   string `json:"field"` // as it is called in JSON
	From    string `json:"from"`  // empty where there was nothing
	To      string `json:"to"`
	Money   bool   `json:"money"` // they are amounts in the fund's currency, in minor units
}

// internal are the fields that change by themselves.
var internal = []string{"id", "revision", "createdAt", "can", "password"}

// fieldsOf are the fields of a thing that is kept, each as it was, where it was there, and as it is to be.
func fieldsOf(db *gorm.DB, was, is Thing) (all []FieldChange, err error) {
	statement := &gorm.Statement{DB: db}
	if err := statement.Parse(is); err != nil {
		return nil, err
	}
	ctx := context.Background()
	for _, field := range statement.Schema.Fields {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.DBName == "" || name == "" || name == "-" || slices.Contains(internal, name) {
			continue
		}
		change := FieldChange{Subject: is.Ref(), Title: titleOf(is), Field: name, Money: field.FieldType == reflect.TypeFor[Money]()}
		to, _ := field.ValueOf(ctx, reflect.ValueOf(is).Elem())
		change.To = plainText(to)
		if was != nil {
			from, _ := field.ValueOf(ctx, reflect.ValueOf(was).Elem())
			change.From = plainText(from)
		}
		all = append(all, change)
	}
	return all, nil
}

// before is a thing as it is kept.
func before(db *gorm.DB, thing Thing) (Thing, error) {
	was := reflect.New(reflect.TypeOf(thing).Elem()).Interface().(Thing)
	return was, db.Take(was, "id = ?", thing.record().ID).Error
}

// changed are facts with what an action changed, each field with what it was and what it is. A text longer than a line stands there
// by its hash, as a reason does.
func (f Facts) changed(changes ...FieldChange) Facts {
	said := map[string][2]string{}
	for _, c := range changes {
		if c.From != c.To {
			said[c.Field] = [2]string{brief(c.From), brief(c.To)}
		}
	}
	if before, ok := f["changed"].(map[string][2]string); ok {
		maps.Copy(said, before)
	}
	out := Facts{}
	maps.Copy(out, f)
	if len(said) > 0 {
		out["changed"] = said
	}
	return out
}

// brief is a text that is no longer than a line, or its hash.
func brief(text string) string {
	if utf8.RuneCountInString(text) > 120 {
		return "sha256:" + Digest([]byte(text))
	}
	return text
}
