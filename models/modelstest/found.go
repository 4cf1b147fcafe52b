package modelstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

	"observationfund/models"
	"observationfund/models/spelling"
)

// Found holds what every row of every table is found and placed by against what the row says, lets a search find each by all of its words,
// and answers at how many columns of them it looked, by table.
func Found(t testing.TB, db *models.DB) map[string]int {
	t.Helper()
	looked := map[string]int{}
	for _, model := range models.Tables {
		s := &gorm.Statement{DB: db.Query(t.Context())}
		if err := s.Parse(model); err != nil {
			t.Fatal(err)
		}
		says := func(row map[string]any, how string) string {
			var all []string
			for _, field := range s.Schema.Fields {
				if slices.Contains(strings.Split(field.Tag.Get("find"), ","), how) {
					for _, text := range said(t, row, field) {
						if field.DBName != "changes" || !slices.Contains(all, text) {
							all = append(all, text)
						}
					}
				}
			}
			return strings.Join(all, "\n")
		}
		var kept []map[string]any
		if err := s.DB.Table(s.Schema.Table).Find(&kept).Error; err != nil {
			t.Fatal(err)
		}
		for _, row := range kept {
			if text, ok := row["folded"].(string); ok {
				var found int64
				if err := models.Search(s.DB.Table(s.Schema.Table), text, models.In(s.Schema.Table, "folded")).Where("id = ?", row["id"]).Count(&found).Error; err != nil || found != 1 {
					t.Errorf("%s: %v is not found by its words: %v", s.Schema.Table, row, err)
				}
			}
			for column, want := range map[string]any{
				"folded": spelling.Fold(says(row, "open")), "folded_private": spelling.Fold(says(row, "private")), "sorts_as": spelling.SortKey(says(row, "sort")),
			} {
				if s.Schema.LookUpField(column) == nil {
					continue
				}
				looked[s.Schema.Table]++
				if got := row[column]; fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s: %s is %q, not %q as its row says: %v", s.Schema.Table, column, got, want, row)
				}
			}
		}
	}
	return looked
}

func said(t testing.TB, row map[string]any, field *gormschema.Field) (list []string) {
	text := fmt.Sprint(row[field.DBName])
	var changes []models.FieldChange
	var err error
	switch {
	case field.DBName == "action": // in words
		return []string{strings.NewReplacer(".", " ", "_", " ").Replace(text)}
	case field.Serializer == nil || text == "":
		return []string{text}
	case field.DBName == "changes":
		err = json.Unmarshal([]byte(text), &changes)
		for _, change := range changes {
			list = append(list, change.Title)
		}
	default:
		err = json.Unmarshal([]byte(text), &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	return list
}
