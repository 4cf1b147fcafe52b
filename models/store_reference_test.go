package models_test

import (
	"slices"
	"testing"

	"observationfund/models"
)

func TestLevelsAreOrdered(t *testing.T) {
	for i, level := range models.Levels {
		if level.Rank() != i+1 {
			t.Errorf("%s has rank %d", level, level.Rank())
		}
		for j, other := range models.Levels {
			if level.AtLeast(other) != (i >= j) {
				t.Errorf("%s at least %s: %t", level, other, level.AtLeast(other))
			}
		}
	}
	for _, none := range []models.Level{"", "a1", "D1"} {
		if none.Rank() != 0 || none.AtLeast(models.A1) || !models.A1.AtLeast(none) {
			t.Errorf("%q passes for a level", none)
		}
	}
}

func TestEveryChoiceHasWords(t *testing.T) {
	for _, f := range models.Functions {
		if f.Words() == "" || f.Core() == slices.Contains([]models.Function{models.ShortTerm, models.LongTerm}, f) {
			t.Errorf("%s: words %q, core %t", f, f.Words(), f.Core())
		}
	}
	if models.Function("").Core() {
		t.Error("no function is in no core team")
	}
	for _, k := range models.TrainingKinds {
		if k.Words() == "" {
			t.Errorf("%s has no words", k)
		}
	}
}
