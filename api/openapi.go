package api

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/said"
	"observationfund/models/table"
)

// about is what the document says of the API as a whole.
const about = `The electoral observation fund of the ASEAN Regional Forum: its cohort, its missions, its money.

Every error is a problem (RFC 9457) with a stable code, a sentence, what would change the answer, and every bad field at once.
A record answers with its revision as ETag; send it back as If-Match and nothing is overwritten that you have not seen. PUT and PATCH need it.
What takes two people is rehearsed and answered 202 with a proposal; another administrator confirms it, and then it is done. With dryRun=true any decision is only rehearsed.
Send an Idempotency-Key with a POST and it happens once, however often it arrives within 24 hours; the repeated answer carries Idempotency-Replayed.
Every answer names in its Account header the id of the account that asked. Send that header with a request and it is refused where another account is signed in.
Lists page by cursor: ask again with after set to the next of the page before.
Lists and reports are also CSV and XLSX, by format or Accept: all rows, in the columns that x-columns names. Amounts are then in units of their currency, which has
a column of its own; instants are in UTC. In CSV a text that a spreadsheet could take for a formula begins with an apostrophe. With every table goes the head of the
record, HASH@N, read with its rows: in the Record-Head header, on the last sheet of a workbook, and in CSV in two more columns after the others, behind the first row.
Dates are days, instants are UTC, ranges do not include their end.
A record's can lists the events open to you now. Amounts are in minor units of their currency.`

// Document describes the routes as OpenAPI 3.1.
func Document(routes []Route) *openapi31.Spec {
	r := openapi31.NewReflector()
	r.Spec.Info.WithTitle("Electoral Observation Fund").WithVersion("1").WithDescription(about)
	r.Spec.SetAPIKeySecurity("session", "session", openapi.InCookie, "The cookie that signing in sets; __Host-session where we are reached by TLS.")
	r.DefaultOptions = append(r.DefaultOptions,
		jsonschema.InterceptDefName(components{}.name),
		jsonschema.InterceptSchema(shape),
		jsonschema.InterceptProp(limitsOf),
		jsonschema.InterceptNullability(nulls),
	)
	for _, route := range routes {
		if err := describe(r, route); err != nil {
			panic(fmt.Errorf("%s %s: %w", route.Method, route.Path, err))
		}
	}
	return r.Spec
}

var wildcard = regexp.MustCompile(`:(\w+)`)

// onceHeader, seenHeader, neededHeader and meantHeader are the headers that requests may carry.
type (
	onceHeader struct {
		Key string `header:"Idempotency-Key" description:"Any text you choose, such as a UUID: with the same one, the request happens once."`
	}
	seenHeader struct {
		Revision string `header:"If-Match" description:"The ETag of the record as you have seen it; 412 when it has changed since."`
	}
	neededHeader struct {
		Revision string `header:"If-Match" required:"true" description:"The ETag of the record as you have seen it; 428 without it, 412 when it has changed since."`
	}
	dryParameter struct {
		DryRun bool `query:"dryRun" description:"Only answer what it would do, as a Preview with status 200: nothing is done, numbered or sent to anybody."`
	}
	formatParameter struct {
		Format string `query:"format" enum:"json,csv,xlsx" description:"Another form than JSON, which Accept can ask for too: then all rows are answered, whatever after, limit and count say."`
	}
	meantHeader struct {
		Account string `header:"Account" description:"The id of the account that this is meant for; 409 when another one is signed in."`
	}
)

func describe(r *openapi31.Reflector, route Route) error {
	op, err := r.NewOperationContext(route.Method, prefix+wildcard.ReplaceAllString(route.Path, "{$1}"))
	if err != nil {
		return err
	}
	op.SetID(route.ID)
	op.SetSummary(route.Summary)
	op.SetDescription(route.about())
	op.SetTags(strings.Split(route.Path, "/")[1])
	if !route.Public {
		op.AddSecurity("session")
	}
	op.AddReqStructure(reflect.New(route.In).Interface(), openapi.WithCustomize(func(body openapi.ContentOrReference) {
		body.(*openapi31.RequestBodyOrReference).RequestBody.WithRequired(true)
	}))
	if route.Method == http.MethodPost && !route.Public && route.work != rehearses {
		op.AddReqStructure(new(onceHeader))
	}
	if route.Method != http.MethodGet && !route.Public {
		op.AddReqStructure(new(meantHeader))
	}
	switch {
	case route.edits():
		op.AddReqStructure(new(neededHeader))
	case route.work == writes && strings.Contains(route.Path, ":"):
		op.AddReqStructure(new(seenHeader))
	}
	if fieldsOf(route.In).raw != nil {
		file := openapi31.MediaType{Schema: map[string]any{"type": "string", "format": "binary"}}
		body := openapi31.RequestBody{Content: map[string]openapi31.MediaType{"application/octet-stream": file}}
		op.(openapi31.OperationExposer).Operation().RequestBody = &openapi31.RequestBodyOrReference{RequestBody: body.WithRequired(true)}
	}
	answers(op, route)
	if route.tabular() {
		op.AddReqStructure(new(formatParameter))
		op.(openapi31.OperationExposer).Operation().WithMapOfAnythingItem("x-columns", columnsTold(route.Out))
	}
	if route.work == writes && !route.Public {
		op.AddReqStructure(new(dryParameter))
	}
	if _, marked := models.TakesTwo[route.Action]; route.work == writes && (marked || route.Action == models.RunBatch) {
		op.AddRespStructure(new(handlers.Asked), openapi.WithHTTPStatus(http.StatusAccepted))
	}
	op.AddRespStructure(new(Problem), openapi.WithContentType("application/problem+json"), func(c *openapi.ContentUnit) {
		c.IsDefault, c.Description = true, "Problem"
	})
	return r.AddOperation(op)
}

func answers(op openapi.OperationContext, route Route) {
	status := openapi.WithHTTPStatus(route.Status())
	file := func(media string) openapi.ContentOption {
		return func(c *openapi.ContentUnit) { c.ContentType, c.Format, c.Description = media, "binary", "A file" }
	}
	switch {
	case route.Out == reflect.TypeFor[handlers.Download]():
		op.AddRespStructure(nil, status, file("application/octet-stream"))
	case route.Out == reflect.TypeFor[handlers.Stream]():
		op.AddRespStructure(nil, status, file("application/x-ndjson"))
	case route.Status() == http.StatusNoContent:
		op.AddRespStructure(nil, status)
	default:
		op.AddRespStructure(reflect.New(route.Out).Interface(), status)
	}
	if route.tabular() {
		for _, format := range table.Formats {
			op.AddRespStructure(nil, status, file(format.Media()))
		}
	}
}

// columnsTold lists the columns of a list's table: their labels, the fields that they hold and as what.
func columnsTold(t reflect.Type) (told []map[string]string) {
	for _, c := range layoutOf(t).columns {
		one := map[string]string{"label": c.label, "type": c.kind}
		if c.field != "" {
			one["field"] = c.field
		}
		told = append(told, one)
	}
	return told
}

// about says who may use the route, and what it leaves in the journal.
func (r Route) about() string {
	var words []string
	if r.Public {
		words = append(words, "For everybody, without signing in.")
	} else {
		words = append(words, "For "+whoMay(r.Action).Text+".")
	}
	switch mark, marked := models.TakesTwo[r.Action]; {
	case !marked || r.work != writes:
	case mark.Fact == "":
		words = append(words, "It takes two people: it is answered 202 with a proposal, and done when another administrator confirms that.")
	default:
		words = append(words, fmt.Sprintf("Where the %s is %s it takes two people: it is then answered 202 with a proposal, and done when another administrator confirms that.",
			mark.Fact, strings.Join(mark.Values, " or ")))
	}
	switch {
	case r.Action == models.RunBatch:
		words = append(words, "Each row goes through its own endpoint, which the journal names: all are done, or none. "+
			"Where a row takes two people, one proposal asks for all of them. A dry run says of each row what it would do, or why it is refused.")
	case r.work == writes:
		words = append(words, fmt.Sprintf("The journal calls it `%s`.", r.Action))
	}
	if secretive(r.Out) {
		words = append(words, "The answer holds a secret and is shown once.")
	}
	return strings.Join(words, " ")
}

// whoMay writes a row of the policy as people would.
func whoMay(action models.Action) said.Value {
	var who []said.Sentence
	for _, role := range models.Roles {
		if scope := models.Policy[action][role]; scope != models.None {
			who = append(who, said.That("{role} ({scope})", "role", said.As(string(role), role), "scope", string(scope)))
		}
	}
	if len(who) == 0 {
		who = append(who, said.That("no one: it happens by itself"))
	}
	return said.List(", ", who)
}

// components names the types of one document, two never alike.
type components map[string]reflect.Type

// name calls a type as Go does, but Page[models.Account] is AccountPage; a second type of a name gets its package's too.
func (c components) name(t reflect.Type, otherwise string) string {
	outer, inner, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if outer == "" {
		return otherwise
	}
	name := outer
	if generic {
		name = inner[strings.LastIndexAny(inner, "./")+1:] + outer
	}
	if known, ok := c[name]; ok && known != t {
		room := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
		name = strings.ToUpper(room[:1]) + room[1:] + name
	}
	c[name] = t
	return name
}

// shape describes the types that mean more than their Go kind, and closes objects to unknown fields.
func shape(p jsonschema.InterceptSchemaParams) (done bool, err error) {
	t, s := elem(p.Value.Type()), p.Schema
	choice, isChoice := reflect.Zero(t).Interface().(models.Choice)
	switch {
	case t == reflect.TypeFor[models.Date]():
		s.WithType(jsonschema.String.Type()).WithFormat("date")
		return true, nil
	case t == reflect.TypeFor[handlers.DayOrNone]():
		s.WithType(jsonschema.String.Type()).WithPattern(`^([0-9]{4}-[0-9]{2}-[0-9]{2})?$`).WithDescription("A day, or an empty text to take it away.")
		return true, nil
	case t == timeType:
		s.WithType(jsonschema.String.Type()).WithFormat("date-time")
		return true, nil
	case t == secretType:
		s.WithType(jsonschema.String.Type()).WithFormat("password")
		return true, nil
	case isChoice:
		s.WithType(jsonschema.String.Type())
		for _, value := range choice.Values() {
			s.Enum = append(s.Enum, value)
		}
		return true, nil
	case p.Processed && t.Kind() == reflect.Struct && p.Context.PropertyNameTag == "json":
		s.AdditionalPropertiesEns().WithTypeBoolean(false)
		s.Required = slices.DeleteFunc(s.Required, func(name string) bool { return mayLack(t, name) })
		if living, ok := reflect.Zero(t).Interface().(models.Living); ok {
			*inside(s.Properties["can"].TypeObject) = oneOfThese(living.Events())
		}
	}
	s.RemoveType(jsonschema.Null)
	return false, nil
}

// mayLack reports whether a field of a struct is of an embedded pointer, which can be nil.
func mayLack(t reflect.Type, name string) bool {
	return slices.ContainsFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool {
		within := f.Index[0]
		label, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return len(f.Index) > 1 && label == name && t.Field(within).Type.Kind() == reflect.Pointer
	})
}

// oneOfThese describes one of the events that somebody may cause; those of the clock are nobody's to see.
func oneOfThese(events []models.Action) (s jsonschema.Schema) {
	s.WithType(jsonschema.String.Type())
	for _, event := range events {
		if slices.ContainsFunc(models.Roles, func(r models.Role) bool { return models.Policy[event][r] != models.None }) {
			s.Enum = append(s.Enum, event)
		}
	}
	return s
}

// nulls allows null in the fields that are pointers and nowhere else: our lists are empty, never null. A pointer
// that is omitted when empty is never null in an answer; in an input, null is as good as missing.
func nulls(p jsonschema.InterceptNullabilityParams) {
	s := p.Schema
	switch {
	case p.Type.Kind() == reflect.Slice || p.Type.Kind() == reflect.Map:
		s.RemoveType(jsonschema.Null)
	case p.Type.Kind() == reflect.Pointer && s.Ref != nil:
		named := jsonschema.Schema{Ref: s.Ref}
		s.Ref, s.Type = nil, nil
		s.WithAnyOf(named.ToSchemaOrBool(), jsonschema.Null.ToSchemaOrBool())
	}
}

// limitsOf copies into the schema what the validate tag holds a field to, and what is personal about it: whatever asks for
// such a field keeps it on no device. Inputs say what is required; answers always
// carry every field that is not omitted when empty.
func limitsOf(p jsonschema.InterceptPropParams) error {
	if !p.Processed {
		return nil
	}
	tag, checked := p.Field.Tag.Lookup("validate")
	required, s, t := !checked, p.PropertySchema, elem(p.Field.Type)
	if kind, personal := p.Field.Tag.Lookup("personal"); personal {
		s.WithExtraPropertiesItem("x-personal", kind)
	}
	for word := range strings.SplitSeq(tag, ",") {
		name, arg, _ := strings.Cut(word, "=")
		switch name {
		case "", "omitempty", "omitzero":
			continue
		case "required":
			required = true
			continue
		case "dive":
			s, t = inside(s), elem(t.Elem())
			continue
		}
		rule, ok := rules[name]
		if !ok {
			return fmt.Errorf("%s: there is no rule %q in rules.go", p.Name, name)
		}
		if err := rule.schema(s, t.Kind(), arg); err != nil {
			return fmt.Errorf("%s: %q: %w", p.Name, word, err)
		}
	}
	if json, ok := p.Field.Tag.Lookup("json"); ok && required && !strings.Contains(json, ",omit") {
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	}
	return nil
}

// inside is the schema of what a list or a map holds.
func inside(s *jsonschema.Schema) *jsonschema.Schema {
	if s.Items != nil && s.Items.SchemaOrBool != nil {
		return s.Items.SchemaOrBool.TypeObject
	}
	return s.AdditionalProperties.TypeObject
}

// elem is the type that a pointer leads to, or the type itself.
func elem(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
