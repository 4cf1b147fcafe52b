package handlers

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"observationfund/models"
	"observationfund/models/refusal"
)

// Paging is the part of a list's input that says which page, in which order.
type Paging struct {
	After string `query:"after" validate:"max=64"` // the next of the page before
	Limit int    `query:"limit" default:"50" validate:"min=1,max=200"`
	Sort  string `query:"sort" validate:"max=60"` // a field of the list; with a minus before it, downwards
	Count bool   `query:"count"`                  // whether to answer the total, which costs time
}

// Period is the part of a list's input that says of which days; what is left open has no end.
type Period struct {
	From  models.Date `query:"from"`
	Until models.Date `query:"until"` // not included
}

// narrow leaves the rows of which a column, a day, lies in the period.
func (p Period) narrow(q *gorm.DB, column string) *gorm.DB {
	if !p.From.IsZero() {
		q = q.Where(column+" >= ?", p.From)
	}
	if !p.Until.IsZero() {
		q = q.Where(column+" < ?", p.Until)
	}
	return q
}

// Page is one page of a list; next is what to ask for after it, and is missing on the last page.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
	Total *int64 `json:"total,omitempty"`
}

// sorting names the fields a list can be sorted by, and the column or expression of each, which is never NULL.
// The order when none is asked for stands under "": the name of a field, perhaps with a minus.
type sorting map[string]string

// page reads one page of a query, in an order in which no two rows are equal: a row that is added or changed
// while somebody leafs through never hides another. The query must find rows of T by their table's own name.
func page[T any](q *gorm.DB, p Paging, by sorting) (Page[T], error) {
	out := Page[T]{Items: []T{}}
	q = q.Model(new(T))
	if err := q.Statement.Parse(new(T)); err != nil {
		return out, err
	}
	table, key := q.Statement.Schema.Table, q.Statement.Schema.PrioritizedPrimaryField
	order, err := by.order(p.Sort, table+"."+key.DBName)
	if err != nil {
		return out, err
	}
	if field := q.Statement.Schema.LookUpField(strings.TrimPrefix(order.expression, table+".")); field != nil {
		order.unique = field.Unique
	}
	after, err := cursor(p.After, key)
	if err != nil {
		return out, err
	}
	q = q.Session(&gorm.Session{})
	if p.Count {
		out.Total = new(int64)
		if err := q.Count(out.Total).Error; err != nil {
			return out, err
		}
	}
	rows := q
	if p.After != "" {
		rows = rows.Where(order.after(table), after)
	}
	if err := rows.Order(order.clause()).Limit(p.Limit + 1).Find(&out.Items).Error; err != nil {
		return out, err
	}
	if len(out.Items) == 0 && p.After != "" {
		var before []int
		err := q.Session(&gorm.Session{NewDB: true}).Table(table).Where(order.id+" = ?", after).Select("1").Find(&before).Error
		if err == nil && len(before) == 0 {
			err = noPage()
		}
		return out, err
	}
	if len(out.Items) > p.Limit {
		out.Items = slices.Clip(out.Items[:p.Limit])
		last, _ := key.ValueOf(q.Statement.Context, reflect.ValueOf(out.Items[p.Limit-1]))
		out.Next = fmt.Sprint(last)
	}
	return out, nil
}

// cursor reads where a page begins: the key of the row before it.
func cursor(after string, key *schema.Field) (any, error) {
	if key.DataType != schema.Int || after == "" {
		return after, nil
	}
	n, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return nil, noPage()
	}
	return n, nil
}

// noPage refuses a cursor that no page of ours has named: its page would look like the end of the list.
func noPage() error {
	return refusal.Fault("after", "there is no such page; start again without it")
}

// each makes a page of one thing a page of another.
func each[From, To any](p Page[From], to func(From) To) Page[To] {
	out := Page[To]{Items: make([]To, len(p.Items)), Next: p.Next, Total: p.Total}
	for i, item := range p.Items {
		out.Items[i] = to(item)
	}
	return out
}

// order is how the rows of a list follow each other: by an expression, and by id where it is equal.
type order struct {
	expression string // "" when the id alone decides
	id         string
	downwards  bool
	unique     bool // no two rows are equal by the expression alone
}

func (by sorting) order(sort, id string) (order, error) {
	if sort == "" {
		sort = by[""]
	}
	name, downwards := strings.CutPrefix(sort, "-")
	if name == "" {
		return order{id: id, downwards: downwards}, nil
	}
	expression, ok := by[name]
	if !ok {
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(by)), func(name string) bool { return name == "" })
		return order{}, refusal.Fault("sort", "must be one of {names}, perhaps with a minus before it", "names", names)
	}
	return order{expression: expression, id: id, downwards: downwards}, nil
}

func (o order) clause() string {
	direction := ""
	if o.downwards {
		direction = " DESC"
	}
	switch {
	case o.expression == "":
		return o.id + direction
	case o.unique:
		return o.expression + direction
	}
	return o.expression + direction + ", " + o.id + direction
}

// after is the condition for the rows that follow one. The database compares with the values it holds itself,
// so the cursor is nothing but an id.
func (o order) after(table string) string {
	than := " > "
	if o.downwards {
		than = " < "
	}
	if o.expression == "" {
		return o.id + than + "?"
	}
	if o.unique {
		return o.expression + than + "(SELECT " + o.expression + " FROM " + table + " WHERE " + o.id + " = ?)"
	}
	return "(" + o.expression + ", " + o.id + ")" + than +
		"(SELECT " + o.expression + ", " + o.id + " FROM " + table + " WHERE " + o.id + " = ?)"
}
