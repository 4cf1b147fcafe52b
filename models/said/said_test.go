package said_test

import (
	"encoding/json"
	"errors"
	"testing"

	"observationfund/models"
	"observationfund/models/said"
)

// TestThat says a template of every kind of parameter, in English and as what it was made of.
func TestThat(t *testing.T) {
	t.Parallel()
	day := models.Day(2026, 3, 31)
	currency := models.Currency{Code: "USD", Decimals: 2}
	for _, test := range []struct {
		value      any
		text, made string
	}{
		{"A course of {braces}", "A course of {braces}", `"A course of {braces}"`},
		{7, "7", "7"},
		{int64(7), "7", "7"},
		{day, "31 Mar 2026", `{"day":"2026-03-31"}`},
		{models.Time{Time: day.Midnight(models.At(models.Time{}.Time).Location()).Time}, "31 Mar 2026, 00:00 UTC", `{"at":"2026-03-31T00:00:00Z"}`},
		{currency.Said(123450), "USD 1,234.50", `{"amount":123450,"currency":"USD","decimals":2}`},
		{models.OpportunityClosed, "closed", `{"code":"closed","of":"OpportunityStatus"}`},
		{models.StoodDown, "stood down", `{"code":"stood_down","of":"DeploymentStatus"}`},
		{models.ShortTerm, "short-term observer", `{"code":"sto","of":"Function"}`},
		{said.Code("Kenya", "KE", "State"), "Kenya", `{"code":"KE","of":"State"}`},
		{said.As("auditor", models.Auditor), "auditor", `{"code":"auditor","of":"Role"}`},
		{said.Count(1, "day"), "1 day", `{"count":1,"of":"day"}`},
		{said.Count(2, "day"), "2 days", `{"count":2,"of":"day"}`},
		{said.Count(2, "entry"), "2 entries", `{"count":2,"of":"entry"}`},
		{[]string{"G1", "G2"}, "G1, G2", `["G1","G2"]`},
		{[]models.Function{models.ShortTerm}, "short-term observer", `[{"code":"sto","of":"Function"}]`},
		{said.Template("training"), "training", `{"sentence":"training"}`},
		{said.That("{n} left", "n", 3), "3 left", `{"sentence":"3 left","template":"{n} left","parameters":{"n":3}}`},
		{said.All(said.That("One."), said.That("Two.")), "One. Two.",
			`{"sentence":"One. Two.","template":"{all}","parameters":{"all":[{"sentence":"One."},{"sentence":"Two."}]}}`},
		{errors.New("cut off"), "cut off", `"cut off"`},
	} {
		got := said.That("it is {value}: {other}", "value", test.value, "unneeded", "not this")
		made, err := json.Marshal(got)
		text := "it is " + test.text + ": {other}"
		quoted, _ := json.Marshal(text)
		want := `{"sentence":` + string(quoted) + `,"template":"it is {value}: {other}","parameters":{"value":` + test.made + `}}`
		if err != nil || got.Text != text || string(made) != want {
			t.Errorf("%v is said %q, %s, %v; want %s", test.value, got.Text, made, err, want)
		}
	}
	if made, _ := json.Marshal(said.That("Active.")); string(made) != `{"sentence":"Active."}` {
		t.Errorf("without parameters it is its own template, and says %s", made)
	}
}

// TestParameters are kept in a column and read again as they were.
func TestParameters(t *testing.T) {
	t.Parallel()
	for _, want := range []said.Parameters{nil, said.That("{n} of {who}", "n", int64(1)<<60+1, "who", models.ShortTerm).Parameters} {
		var got said.Parameters
		column, err := want.Value()
		if err == nil {
			err = got.Scan(column)
		}
		before, _ := json.Marshal(want)
		after, _ := json.Marshal(got)
		if err != nil || string(before) != string(after) || (got == nil) != (want == nil) {
			t.Errorf("%s became %s, %v", before, after, err)
		}
	}
}
