package api

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"
	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// Every list and every report is also a table, as CSV or as XLSX: all rows of its filter, whatever page was asked for. A list has the
// fields of what it is of as columns. A report has several parts: its own figures, and a row for each thing of each of its lists.

// part is what rows of one kind a table has, found in an answer.
type part struct {
	name string // nothing where there is no other
	rows func(out reflect.Value) reflect.Value
	at   []int // where each of its columns stands in the table
	of   []column
}

// layout is the table that a route's answers are.
type layout struct {
	parts   []part
	columns []column
	money   bool
}

// tabular reports whether a route answers with a list or a report, and not with one record, a file or who asks.
func (r Route) tabular() bool {
	return r.Method == http.MethodGet && r.Out.Kind() == reflect.Struct && r.ID != "readMe" && r.ID != "readFeed" && r.ID != "getHead" && !strings.HasSuffix(r.Path, "/:id") &&
		r.Out != reflect.TypeFor[handlers.Download]() && r.Out != reflect.TypeFor[handlers.Stream]() && r.Out != reflect.TypeFor[handlers.Nothing]()
}

var layouts sync.Map // reflect.Type to layout

// layoutOf lays out the answers of a type.
func layoutOf(t reflect.Type) layout {
	if known, ok := layouts.Load(t); ok {
		return known.(layout)
	}
	var l layout
	if items, ok := t.FieldByName("Items"); ok {
		l.add("", items.Type.Elem(), func(out reflect.Value) reflect.Value { return out.FieldByIndex(items.Index) })
	} else {
		l.columns = []column{{label: "Part", kind: "text"}}
		l.add("Summary", t, func(out reflect.Value) reflect.Value {
			return reflect.Append(reflect.MakeSlice(reflect.SliceOf(t), 0, 1), out)
		})
		for _, f := range reflect.VisibleFields(t) {
			if name, _ := jsonName(f); listsThings(f.Type) && name != "" && name != "-" {
				l.add(labelOf(name), f.Type.Elem(), func(out reflect.Value) reflect.Value { return out.FieldByIndex(f.Index) })
			}
		}
	}
	layouts.Store(t, l)
	return l
}

// listsThings reports whether a field of a report is a list of things.
func listsThings(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && leaf(t.Elem()) == ""
}

// add adds a part, whose columns are those of the same label of the others.
func (l *layout) add(name string, t reflect.Type, rows func(reflect.Value) reflect.Value) {
	p := part{name: name, rows: rows}
	for _, c := range columnsOf(t) {
		if name == "Summary" && strings.Count(c.field, ".") == 0 {
			if f, ok := fieldNamed(t, c.field); ok && listsThings(f.Type) {
				continue // a part of its own
			}
		}
		p.of = append(p.of, c)
		if !slices.ContainsFunc(l.columns, func(other column) bool { return other.label == c.label }) {
			l.columns = append(l.columns, c)
		}
		l.money = l.money || strings.HasPrefix(c.kind, "money")
	}
	l.parts = append(l.parts, p)
	l.ordered()
}

func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	all := reflect.VisibleFields(t)
	n := slices.IndexFunc(all, func(f reflect.StructField) bool { is, _ := jsonName(f); return is == name && name != "" })
	if n < 0 {
		return reflect.StructField{}, false
	}
	return all[n], true
}

// ordered puts what is for programs last, and tells each part where its columns are.
func (l *layout) ordered() {
	slices.SortStableFunc(l.columns, byRank)
	for n := range l.parts {
		p := &l.parts[n]
		p.at = make([]int, len(p.of))
		for i, c := range p.of {
			p.at[i] = slices.IndexFunc(l.columns, func(other column) bool { return other.label == c.label })
		}
	}
}

// write writes the rows of one answer.
func (l *layout) write(to table.Writer, out any, in *currencies) error {
	answer, row := reflect.ValueOf(out), make([]table.Cell, len(l.columns))
	for _, p := range l.parts {
		rows := p.rows(answer)
		for i := range rows.Len() {
			clear(row)
			if p.name != "" {
				row[0] = table.Text(p.name)
			}
			for n, c := range p.of {
				row[p.at[n]] = c.cell(rows.Index(i), in)
			}
			if err := to.Write(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// asJSON is the format that is none of a table.
const asJSON = "json"

// media are the types of the forms in which a list is answered; where several are equally welcome, the first is sent.
var media = []string{"application/json", table.CSV.Media(), table.XLSX.Media()}

// takeFormat reads in which form a list is asked for, nothing for JSON: by a parameter, which it takes out of the query, or else by
// Accept. Of a table, all rows are meant.
func takeFormat(c *gin.Context, r Route) (table.Format, error) {
	if !r.tabular() {
		return "", nil
	}
	c.Writer.Header().Add("Vary", "Accept")
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return "", nil // bind says so
	}
	format := table.Format(query.Get("format"))
	if !query.Has("format") {
		n := welcome(c.GetHeader("Accept"), media)
		if n < 0 {
			return "", refusal.NotAcceptable
		}
		format = append([]table.Format{asJSON}, table.Formats...)[n]
	} else if format != asJSON && !slices.Contains(table.Formats, format) || len(query["format"]) > 1 {
		return "", refusal.NoSuchFormat.With("format", fmt.Sprintf("%.40q", strings.Join(query["format"], ", ")))
	}
	query.Del("format")
	if format == asJSON {
		format = ""
	} else {
		for _, name := range []string{"after", "before", "limit", "count"} {
			query.Del(name)
		}
	}
	c.Request.URL.RawQuery = query.Encode()
	return format, nil
}

// welcome is which of some media types an Accept header likes best, by its q-values; -1 when it takes none of them.
func welcome(accept string, offers []string) int {
	if strings.TrimSpace(accept) == "" {
		return 0
	}
	best, at := 0.0, -1
	for n, offer := range offers {
		liked, exactness := 0.0, -1
		for one := range strings.SplitSeq(accept, ",") {
			name, params, err := mime.ParseMediaType(one)
			kind, _, _ := strings.Cut(offer, "/")
			exact := slices.Index([]string{"*/*", kind + "/*", offer}, name)
			if err != nil || exact < 0 || exact < exactness {
				continue
			}
			q, err := strconv.ParseFloat(params["q"], 64)
			if err != nil {
				q = 1
			}
			liked, exactness = q, exact
		}
		if liked > best {
			best, at = liked, n
		}
	}
	return at
}

// mostOfPage is how many rows are read at once: the most that a list answers.
const mostOfPage = 200

// mostTables is how many tables are sent at once, and longestTable how long one may take: each holds a connection to the database,
// of which SQLite has four, and others need some to read at all.
const mostTables, longestTable = 2, 10 * time.Minute

// table answers with all rows of a list, page by page out of one state of the database.
func (s *server) table(c *gin.Context, r Route, call handlers.Call, in boundRequest, format table.Format) error {
	select {
	case s.tables <- struct{}{}:
		defer func() { <-s.tables }()
	default:
		return refusal.ManyTables
	}
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(longestTable)) // a test has no connection
	return s.db.Snapshot(c.Request.Context(), func(tx *gorm.DB) error {
		call.DB = tx
		input := reflect.ValueOf(in.in).Elem()
		if limit := input.FieldByName("Limit"); limit.IsValid() {
			limit.SetInt(mostOfPage)
		}
		if most, ok := in.in.(interface{ Whole() }); ok {
			most.Whole()
		}
		out, err := in.do(call) // what is refused is refused before anything is sent
		if err != nil {
			return err
		}
		l, money := layoutOf(r.Out), (*currencies)(nil)
		if money, err = loadCurrencies(tx); err != nil {
			return err
		}
		kept, err := readHead(call)
		if err != nil {
			return err
		}
		name := tableName(r)
		write := func(w io.Writer) error {
			rows, headings := kept.in(table.New(format, w, labelOf(name))), make([]table.Cell, len(l.columns))
			for i, c := range l.columns {
				headings[i] = table.Heading(c.label)
			}
			err := rows.Write(headings)
			for ; err == nil; out, err = in.do(call) {
				if err = l.write(rows, out, money); err != nil || !nextPage(input, reflect.ValueOf(out)) {
					break
				}
			}
			if err != nil {
				return err
			}
			return rows.Close()
		}
		form := format.Media()
		switch format {
		case table.XLSX:
			c.Header(gzhttp.HeaderNoCompression, "true") // it is packed already
		default:
			form += "; charset=utf-8; header=present"
		}
		file := fmt.Sprintf("%s-%s", strings.ToLower(strings.ReplaceAll(labelOf(name), " ", "-")), call.Now.Day())
		if kept.Head != "" {
			c.Header(headHeader, kept.Head)
			if format == table.CSV && l.empty(out) {
				file += "-" + kept.Head
			}
		}
		return writeStream(c, handlers.Stream{Name: file + "." + string(format), Media: form, Write: write})
	})
}

// tableName is what a route lists, by its address: contributionsStatementEntries.
func tableName(r Route) string {
	name := ""
	for word := range strings.SplitSeq(strings.ReplaceAll(r.Path, "-", "/"), "/") {
		switch {
		case word == "" || strings.HasPrefix(word, ":"):
		case name == "":
			name = word
		default:
			name += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return name
}

// nextPage makes an input ask for the page after an answer; false when there is none.
func nextPage(input, out reflect.Value) bool {
	next := out.FieldByName("Next")
	if !next.IsValid() || next.IsZero() {
		return false
	}
	cursor := input.FieldByName("After")
	if !cursor.IsValid() {
		cursor = input.FieldByName("Before")
	}
	if text := fmt.Sprint(next.Interface()); cursor.Kind() == reflect.String {
		cursor.SetString(text)
	} else {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			panic(err) // a number of ours
		}
		cursor.SetInt(n)
	}
	return true
}
