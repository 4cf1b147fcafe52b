package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// How much an input may hold.
const (
	maxJSON   = 1 << 20
	maxFile   = models.MaxFile
	maxFaults = 50 // more than that nobody reads at once
)

// bind fills in from the body, the query and the path, each field from the one place its tag names, and checks it.
// It returns the body as it came. Every fault is named by the field's name as clients know it, all of them at once.
func bind(c *gin.Context, in any) (body []byte, err error) {
	v := reflect.ValueOf(in).Elem()
	fields := fieldsOf(v.Type())
	var f faults
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		if body, err = readBody(c, fields.raw); err != nil {
			return body, err
		}
		if fields.raw != nil {
			v.FieldByIndex(fields.raw.index).SetBytes(body)
		} else if err := f.json(body, v); err != nil {
			return body, err
		}
	}
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return body, refusal.QueryUnreadable
	}
	f.unknown(query, fields)
	for _, field := range fields.params {
		if field.from == "path" {
			f.param(field, v.FieldByIndex(field.index), []string{c.Param(field.name)})
			continue
		}
		texts, present := query[field.name]
		if !present {
			if field.preset == "" {
				continue
			}
			texts = []string{field.preset}
		}
		f.param(field, v.FieldByIndex(field.index), texts)
	}
	return body, f.err(in)
}

// unknown notes parameters that mean nothing here: a filter that is mistyped must not show everything.
func (f *faults) unknown(query url.Values, fields *fields) {
	var known []string
	for _, field := range fields.params {
		if field.from == "query" {
			known = append(known, field.name)
		}
	}
	names := make([]string, 0, len(query))
	for name := range query {
		if !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if len(known) == 0 {
			f.malformed.Add(printable(name), "is no parameter here; there are none")
			continue
		}
		f.malformed.Add(printable(name), "is no parameter here; known are {names}", "names", known)
	}
}

// readBody reads a body of the content and length that the route takes.
func readBody(c *gin.Context, raw *field) ([]byte, error) {
	r, limit := c.Request, int64(maxJSON)
	if raw != nil {
		limit = maxFile
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, refusal.EncodingUnsupported.With("encoding", said.Quote(encoding, 40))
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, limit))
	var much *http.MaxBytesError
	switch {
	case errors.As(err, &much):
		return nil, refusal.BodyTooLarge.With("limit", limit>>20)
	case err != nil && r.Context().Err() != nil:
		return nil, r.Context().Err()
	case err != nil:
		return nil, refusal.BodyCutOff
	case raw != nil || len(body) == 0:
		return body, nil
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err != nil || media != "application/json" || charset != "" && charset != "utf-8" {
		return nil, refusal.ContentTypeUnsupported
	}
	return body, nil
}

// field is a place in an input: where it is filled from, and the name there.
type field struct {
	from, name, preset string
	index              []int
}

// fields are the places of a type of input.
type fields struct {
	params []field          // of the path and the query
	json   map[string]field // of the body
	raw    *field           // the body itself
}

var fieldCache sync.Map // reflect.Type to *fields

func fieldsOf(t reflect.Type) *fields {
	if known, ok := fieldCache.Load(t); ok {
		return known.(*fields)
	}
	out := &fields{json: map[string]field{}}
	for _, f := range reflect.VisibleFields(t) {
		from, name := source(f)
		place := field{from, name, f.Tag.Get("default"), f.Index}
		switch {
		case !f.IsExported() || name == "" || name == "-":
		case from == "body":
			out.raw = &place
		case from == "json":
			out.json[name] = place
		default:
			out.params = append(out.params, place)
		}
	}
	fieldCache.Store(t, out)
	return out
}

// source tells where a field comes from and its name there: "path", "query", "body" for the body itself, or "json".
func source(f reflect.StructField) (from, name string) {
	for _, from := range []string{"path", "query", "body"} {
		if name, ok := f.Tag.Lookup(from); ok {
			return from, name
		}
	}
	name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	return "json", name
}
