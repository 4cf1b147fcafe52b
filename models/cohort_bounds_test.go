package models

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	gormschema "gorm.io/gorm/schema"
)

// TestEveryAmountIsBounded holds the columns that triggers bound against those that hold money.
func TestEveryAmountIsBounded(t *testing.T) {
	t.Parallel()
	found := 0
	for _, table := range Tables {
		s, err := gormschema.Parse(table, &sync.Map{}, gormschema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range s.Fields {
			if field.DBName == "" || field.FieldType != reflect.TypeFor[Money]() {
				continue
			}
			found++
			if !slices.Contains(moneyColumns[s.Table], field.DBName) {
				t.Errorf("%s.%s holds money, and moneyColumns does not know it", s.Table, field.DBName)
			}
		}
	}
	for table, columns := range moneyColumns {
		found -= len(columns)
		if len(columns) == 0 {
			t.Errorf("%s has no amounts", table)
		}
	}
	if found != 0 {
		t.Errorf("%d columns more hold money than are bounded", found)
	}
}

// TestFiguresKnowEveryAccount counts money in every kind of account, and fails over one that is none.
func TestFiguresKnowEveryAccount(t *testing.T) {
	t.Parallel()
	for _, kind := range LedgerKind("").Values() {
		var b Balances
		if err := b.add(LedgerKind(kind), 1); err != nil || b == (Balances{}) {
			t.Errorf("money in a %s account: %+v, %v", kind, b, err)
		}
	}
	var b Balances
	if err := b.add("gift", 1); err == nil || b != (Balances{}) {
		t.Errorf("money in an account of no kind: %+v, %v", b, err)
	}
}
