package api

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/table"
)

// column is one column of a table: a field of what the list is of, by its JSON name.
type column struct {
	label, field, kind string
	rank               rank
	cell               func(row reflect.Value, in *currencies) table.Cell
}

// rank is where a column stands among the others: first what a thing is, then when it was written, then what is for programs.
type rank int

const (
	ofThing rank = iota
	ofWriting
	ofPrograms
)

// currencies are what amounts are written by.
type currencies struct {
	fund     string
	decimals map[string]int
}

func loadCurrencies(db *gorm.DB) (*currencies, error) {
	fund, err := models.LoadFund(db)
	if err != nil {
		return nil, err
	}
	var all []models.Currency
	out := &currencies{fund: fund.Currency, decimals: map[string]int{}}
	err = db.Find(&all).Error
	for _, one := range all {
		out.decimals[one.Code] = one.Decimals
	}
	return out, err
}

// What a table leaves out: what is there for the app, and what a text was made of.
var leftOut = []string{"can", "revision", "template", "parameters"}

// What stands after everything else: ids, by which a line is found again and one table is joined to another, and hashes.
var hashes = []string{"hash", "previous", "head", "sha256"}

// ownMoney are the amounts that are in the currency beside them, where there is one; all others are in the fund's.
var ownMoney = []string{"amount", "paid"}

// labels are the names of fields that no rule makes a good label of.
var labels = map[string]string{
	"asean": "ASEAN", "eu": "EU", "osce": "OSCE", "sto": "Short-term observers", "lto": "Long-term observers", "sha256": "SHA-256", "ok": "In order",
	"code3": "Code of three letters", "until": "Until (not included)", "seq": "Number", "at": "Written at", "of": "Out of", "on": "Day", "for": "Mission or purpose",
	"any": "Any observers", "hostShare": "Paid for own missions", "own": "Host's own", "kept": "Kept in the reserve", "was": "Until before",
}

// labelOf is the label of a field: startsOn is Starts on, deploymentId is Mission ID.
func labelOf(name string) string {
	if label := labels[name]; label != "" {
		return label
	}
	var words strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			words.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			words.WriteRune(' ')
			words.WriteRune(unicode.ToLower(r))
		default:
			words.WriteRune(r)
		}
	}
	label := strings.NewReplacer("Deployment", "Mission", "deployment", "mission").Replace(words.String())
	if label == "Id" {
		return "ID"
	}
	if stem, ok := strings.CutSuffix(label, " id"); ok {
		return stem + " ID"
	}
	return label
}

// within is the label of a field of a field: Evaluation: rating.
func within(outer, label string) string {
	if outer == "" {
		return label
	}
	if first := []rune(label); len(first) > 1 && unicode.IsLower(first[1]) {
		label = strings.ToLower(string(first[:1])) + string(first[1:])
	}
	return outer + ": " + label
}

var columnCache sync.Map // reflect.Type to []column

// columnsOf are the columns of rows of a type: its fields in their order, and last what is for programs.
func columnsOf(t reflect.Type) []column {
	if known, ok := columnCache.Load(t); ok {
		return known.([]column)
	}
	var all []column
	gather(t, "", "", nil, func(row reflect.Value) reflect.Value { return row }, &all)
	slices.SortStableFunc(all, byRank)
	if at := slices.IndexFunc(all, func(c column) bool { return c.kind == "money" }); at >= 0 {
		for at < len(all) && all[at].rank == ofThing {
			at++
		}
		all = slices.Insert(all, at, column{label: "Fund currency", kind: "text", cell: func(_ reflect.Value, in *currencies) table.Cell { return table.Text(in.fund) }})
	}
	columnCache.Store(t, all)
	return all
}

func byRank(a, b column) int { return cmp.Compare(a.rank, b.rank) }

// jsonName is what a field is called in JSON, and whether it is left out when empty.
func jsonName(f reflect.StructField) (name string, omits bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, strings.Contains(options, "omit")
}

// gather adds the columns of a type, whose values are found by get; hidden are the names that what embeds it has for itself.
func gather(t reflect.Type, outer, path string, hidden []string, get func(reflect.Value) reflect.Value, all *[]column) {
	own := slices.Clone(hidden)
	for i := range t.NumField() {
		if name, _ := jsonName(t.Field(i)); name != "" {
			own = append(own, name)
		}
	}
	currency, _ := t.FieldByName("Currency")
	for i := range t.NumField() {
		f := t.Field(i)
		name, omits := jsonName(f)
		omits = omits && f.Type.Kind() != reflect.Pointer // which is left out where it points to nothing
		at := func(row reflect.Value) reflect.Value { return fieldAt(get(row), i) }
		switch typ := elem(f.Type); {
		case f.Anonymous && name == "":
			gather(typ, outer, path, own, at, all)
		case !f.IsExported() || name == "-" || name == "" || slices.Contains(leftOut, name) || slices.Contains(hidden, name):
		case typ.Kind() == reflect.Struct && leaf(typ) == "":
			gather(typ, within(outer, labelOf(name)), path+name+".", nil, at, all)
		case typ == reflect.TypeFor[models.Money]():
			c := column{label: within(outer, labelOf(name)), field: path + name, kind: "money"}
			beside := -1
			if slices.Contains(ownMoney, name) && currency.Index != nil {
				beside = currency.Index[0]
				c.kind = "money of its own currency"
			}
			c.cell = func(row reflect.Value, in *currencies) table.Cell {
				code, amount := in.fund, at(row)
				if !amount.IsValid() || omits && amount.IsZero() {
					return table.Cell{}
				}
				if beside >= 0 {
					if is := fieldAt(get(row), beside).String(); is != "" {
						code = is
					}
				}
				return table.Decimal(amount.Int(), in.decimals[code])
			}
			*all = append(*all, c)
		default:
			c := column{label: within(outer, labelOf(name)), field: path + name, kind: leaf(typ)}
			switch {
			case c.isAccount(typ):
				c.label, c.rank = c.label+" (account ID)", ofPrograms
			case slices.Contains(hashes, name) || name == "id" || strings.HasSuffix(name, "Id"):
				c.rank = ofPrograms
			case c.kind == "instant":
				if c.label += " (UTC)"; c.field == "createdAt" {
					c.rank = ofWriting
				}
			}
			c.cell = func(row reflect.Value, in *currencies) table.Cell {
				v := at(row)
				if !v.IsValid() || omits && v.IsZero() {
					return table.Cell{}
				}
				return cellOf(v, in)
			}
			*all = append(*all, c)
		}
	}
}

// isAccount reports whether a field holds the id of who did something; who nominates is a participant.
func (c column) isAccount(t reflect.Type) bool {
	return strings.HasSuffix(c.field, "By") && !strings.HasSuffix(c.field, "nominatedBy") && t.Kind() == reflect.String && t.Name() == "string"
}

// fieldAt is a field of a struct, or what it points to; none where there is no struct, or where it points to nothing.
func fieldAt(v reflect.Value, i int) reflect.Value {
	if !v.IsValid() {
		return v
	}
	return reflect.Indirect(v.Field(i))
}

// leaf is what a column of a type holds, as the document calls it; nothing for a struct whose fields are columns of their own.
func leaf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[models.Date]():
		return "date"
	case t == timeType:
		return "instant"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return "number"
	case t.Kind() == reflect.Struct:
		return ""
	}
	return "text"
}

// cellOf writes a value that is no amount of a row.
func cellOf(v reflect.Value, in *currencies) table.Cell {
	switch leaf(v.Type()) {
	case "date":
		if day := v.Interface().(models.Date); !day.IsZero() {
			return table.Day(day.Midnight(time.UTC).Time)
		}
		return table.Cell{}
	case "instant":
		if at := v.Interface().(models.Time); !at.IsZero() {
			return table.Instant(at.Time)
		}
		return table.Cell{}
	case "boolean":
		return table.Flag(v.Bool())
	case "number":
		return table.Whole(v.Int())
	}
	return table.Text(textOf(v, in))
}

// textOf writes what has several values into one cell: the texts of a list, or its things, each by its fields.
func textOf(v reflect.Value, in *currencies) string {
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		return string(v.Bytes())
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Slice:
		var texts []string
		for i := range v.Len() {
			texts = append(texts, thingOf(reflect.Indirect(v.Index(i)), in))
		}
		return strings.Join(texts, "; ")
	case v.Kind() == reflect.Map:
		var texts []string
		for _, key := range v.MapKeys() {
			texts = append(texts, key.String()+": "+cellOf(v.MapIndex(key), in).String())
		}
		slices.Sort(texts)
		return strings.Join(texts, "; ")
	}
	return ""
}

// thingOf writes one thing of a list: what it says to people, in the order of its fields.
func thingOf(v reflect.Value, in *currencies) string {
	if leaf(v.Type()) != "" {
		return cellOf(v, in).String()
	}
	var texts []string
	for _, c := range columnsOf(v.Type()) {
		switch cell := c.cell(v, in); {
		case c.rank != ofThing || c.field == "" || cell.Empty():
		case c.kind == "money":
			texts = append(texts, in.fund+" "+cell.String())
		case c.kind == "boolean" && cell.String() == "true":
			texts = append(texts, strings.ToLower(c.label))
		case c.kind != "boolean":
			texts = append(texts, cell.String())
		}
	}
	return strings.Join(texts, ", ")
}
