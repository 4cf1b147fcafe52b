package spelling_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/spelling"
)

// written are texts as people write them: what each folds to, by what it is found and by what not, and lists in their order.
// The app is held to the same in its search.test.ts.
type written struct {
	Folds  [][2]string
	Finds  [][3]any
	Orders [][]string
}

func asWritten(t *testing.T) (w written) {
	t.Helper()
	content, err := os.ReadFile("../testdata/text.json")
	must(t, err)
	must(t, json.Unmarshal(content, &w))
	return w
}

// TestTextAsPeopleWriteIt folds, finds and sorts, in Go and in both databases.
func TestTextAsPeopleWriteIt(t *testing.T) {
	cases := asWritten(t)
	for _, c := range cases.Folds {
		if got := spelling.Fold(c[0]); got != c[1] {
			t.Errorf("%q folds to %q, not %q", c[0], got, c[1])
		}
		if got := spelling.Fold(c[1]); got != c[1] {
			t.Errorf("%q, which is folded, folds to %q", c[1], got)
		}
	}
	var long strings.Builder
	for n := range 200 {
		long.WriteRune('\u3300' + rune(n)) // each of several letters
	}
	if n := len(spelling.SortKey(long.String())); n > 1000 {
		t.Errorf("a key of %d bytes: PostgreSQL takes no more than 2700 into an index", n)
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, c := range cases.Finds {
			text, query := c[0].(string), c[1].(string)
			condition, values := models.Saying(query, models.In("said", "text"))
			var n int64
			must(t, db.Query(t.Context()).Raw("SELECT COUNT(*) FROM (SELECT CAST(? AS TEXT) AS text) AS said WHERE "+condition,
				append([]any{spelling.Fold(text)}, values...)...).Scan(&n).Error)
			if said := models.Says(text, query); n == 1 != c[2] || said != c[2] {
				t.Errorf("%q is found by %q: %v in the database, %v in Go", text, query, n == 1, said)
			}
		}
		for _, want := range cases.Orders {
			must(t, db.Write(t.Context(), func(tx *gorm.DB) error {
				must(t, tx.Exec("DELETE FROM participants").Error)
				for _, name := range slices.Backward(want) {
					must(t, tx.Create(&models.Participant{Code: name, Name: name}).Error)
				}
				return nil
			}))
			var got []string
			must(t, db.Query(t.Context()).Model(&models.Participant{}).Order("sorts_as, code").Pluck("name", &got).Error)
			if !slices.Equal(got, want) {
				t.Errorf("the database sorts %q", got)
			}
			slices.Reverse(got)
			spelling.Alphabetical(got, strings.Clone)
			if !slices.Equal(got, want) {
				t.Errorf("Go sorts %q", got)
			}
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
