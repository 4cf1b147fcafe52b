package models

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

	"observationfund/models/spelling"
)

// A field by which a thing is found or placed says so in its tag: find:"open" where everybody who reads the thing may find it by
// this, find:"private" where only those may who read private words, and sort by which one it is placed. What the
// program works out of them is kept beside them by fillFound, whoever saves the thing.

// Found is what things are found by: their words, folded.
type Found struct {
	Folded        string `json:"-" gorm:"->:false;<-"`
	FoldedPrivate string `json:"-" gorm:"->:false;<-"`
}

// Sorted is what things are placed by in a list.
type Sorted struct {
	SortsAs []byte `json:"-" gorm:"->:false;<-"`
}

// foldVersion changes whenever spelling.Fold or spelling.SortKey work anything out otherwise than before: the next start then does it anew for every row.
var foldVersion = strings.Join([]string{"3", norm.Version, collate.CLDRVersion}, " ")

// findable is what a table is found and placed by.
type findable struct {
	open, private, sort []*gormschema.Field
}

func findableOf(s *gormschema.Schema) (f findable) {
	for _, field := range s.Fields {
		for _, how := range strings.Split(field.Tag.Get("find"), ",") {
			switch how {
			case "open":
				f.open = append(f.open, field)
			case "private":
				f.private = append(f.private, field)
			case "sort":
				f.sort = append(f.sort, field)
			}
		}
	}
	return f
}

// columns are those that fillFound fills.
func (f findable) columns() (names []string) {
	if f.open != nil || f.private != nil {
		names = append(names, "folded", "folded_private")
	}
	if f.sort != nil {
		names = append(names, "sorts_as")
	}
	return names
}

// texts are what some fields of a row say.
func texts(ctx context.Context, row reflect.Value, fields []*gormschema.Field) string {
	var all []string
	for _, field := range fields {
		switch said := field.ReflectValueOf(ctx, row).Interface().(type) {
		case string:
			all = append(all, said)
		case []string:
			all = append(all, said...)
		case Action:
			all = append(all, strings.NewReplacer(".", " ", "_", " ").Replace(string(said)))
		case []FieldChange:
			for _, change := range said {
				if !slices.Contains(all, change.Title) {
					all = append(all, change.Title)
				}
			}
		}
	}
	return strings.Join(all, "\n")
}

// fillFound works out, before a row is written, what it is found and placed by.
func fillFound(tx *gorm.DB) {
	if tx.Error != nil || tx.Statement.Schema == nil {
		return
	}
	f := findableOf(tx.Statement.Schema)
	if f.columns() == nil {
		return
	}
	switch rows := reflect.Indirect(reflect.ValueOf(tx.Statement.Dest)); rows.Kind() {
	case reflect.Struct:
		f.fill(tx, rows)
	case reflect.Slice:
		for i := range rows.Len() {
			f.fill(tx, reflect.Indirect(rows.Index(i)))
		}
	case reflect.Map:
		for _, field := range slices.Concat(f.open, f.private, f.sort) {
			if rows.MapIndex(reflect.ValueOf(field.DBName)).IsValid() || rows.MapIndex(reflect.ValueOf(field.Name)).IsValid() {
				tx.AddError(fmt.Errorf("%s.%s is changed with its row, so that it can be found", tx.Statement.Table, field.DBName))
			}
		}
	}
}

func (f findable) fill(tx *gorm.DB, row reflect.Value) {
	ctx, s := tx.Statement.Context, tx.Statement.Schema
	if row.Type() != s.ModelType || !row.CanAddr() {
		tx.AddError(fmt.Errorf("%s is not written as a row of %s", row.Type(), s.Table))
		return
	}
	for name, value := range map[string]any{
		"folded": spelling.Fold(texts(ctx, row, f.open)), "folded_private": spelling.Fold(texts(ctx, row, f.private)), "sorts_as": spelling.SortKey(texts(ctx, row, f.sort)),
	} {
		if slices.Contains(f.columns(), name) {
			tx.AddError(s.LookUpField(name).Set(ctx, row, value))
		}
	}
}

// refold works out anew what every row is found and placed by, where a program did that otherwise.
func refold(tx *gorm.DB) error {
	const name = "folded"
	if done, err := exists(tx.Model(&Setting{}).Where("name = ? AND value = ?", name, foldVersion)); err != nil || done {
		return err
	}
	for _, model := range Tables {
		s := &gorm.Statement{DB: tx}
		if err := s.Parse(model); err != nil {
			return err
		}
		columns := findableOf(s.Schema).columns()
		if columns == nil {
			continue
		}
		rows := reflect.New(reflect.SliceOf(s.Schema.ModelType))
		done := tx.Model(model).FindInBatches(rows.Interface(), 500, func(batch *gorm.DB, _ int) error {
			for i := range rows.Elem().Len() {
				if err := tx.Select(columns).Updates(rows.Elem().Index(i).Addr().Interface()).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if done.Error != nil {
			return fmt.Errorf("%s: %w", s.Schema.Table, done.Error)
		}
	}
	return tx.Save(&Setting{Name: name, Value: foldVersion}).Error
}

// Says reports whether every word of one text stands in another.
func Says(text, words string) bool {
	folded := spelling.Fold(text)
	return !slices.ContainsFunc(strings.Fields(spelling.Fold(words)), func(word string) bool { return !strings.Contains(folded, word) })
}
