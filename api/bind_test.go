package api

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
)

type probeRound struct {
	StartsOn models.Date `json:"startsOn" validate:"required"`
	Zone     string      `json:"zone" validate:"omitempty,zone"`
}

type probe struct {
	handlers.ByID
	handlers.Paging
	Roles []models.Role `query:"roles" validate:"max=3,dive,choice"`
	From  *models.Date  `query:"from"`
	Yes   *bool         `query:"yes"`

	Name   string            `json:"name" validate:"max=20"`
	Age    *int              `json:"age,omitempty" validate:"omitempty,min=1"`
	Small  int8              `json:"small"`
	Sure   bool              `json:"sure"`
	At     models.Time       `json:"at,omitzero"`
	Tags   []string          `json:"tags" validate:"max=2,unique"`
	Rounds []probeRound      `json:"rounds" validate:"dive"`
	Notes  map[string]string `json:"notes"`
	Secret passwords.Secret  `json:"secret"`
	Euro   string            `json:"euro" validate:"omitempty,currency"`
	Speaks string            `json:"speaks" validate:"omitempty,language"`
	Hidden string            `json:"-"`
	Silent string
}

const probeID = "01890000-0000-7000-8000-000000000000"

// bound binds a request as a route would.
func bound(t *testing.T, query, body, media string) (in probe, err error) {
	t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("POST", "/probes/x?"+query, strings.NewReader(body))
	if media != "" {
		c.Request.Header.Set("Content-Type", media)
	}
	c.Params = gin.Params{{Key: "id", Value: probeID}}
	_, err = bind(c, &in)
	return in, err
}

// faultsOf writes an error as its kind, its sentence, and its fields.
func faultsOf(err error) string {
	e, ok := err.(*refusal.Refusal)
	if !ok {
		return "?"
	}
	out := string(e.Kind) + ": " + e.Sentence.Text
	for _, f := range e.Fields {
		out += "; " + f.Field + " " + f.Message
	}
	return out
}

func TestInvalidRequestsAreRefused(t *testing.T) {
	t.Parallel()
	const unread, wrong = "malformed: some fields cannot be read; ", "invalid: some fields are not valid; "
	for _, step := range []struct{ query, body, want string }{
		{"", `{"name":`, "malformed: the body cannot be read as JSON: it ends too early"},
		{"", `{"name":"a"} {}`, "malformed: the body cannot be read as JSON: one JSON value is enough"},
		{"", `{"name":"a",}`, "malformed: the body cannot be read as JSON: invalid character '}'"},
		{"", `[]`, "malformed: the body must be a JSON object"},
		{"", `null`, "malformed: the body must be a JSON object"},
		{"", `"x"`, "malformed: the body must be a JSON object"},
		{"", "{\"name\":\"\xff\"}", "malformed: the body is not in UTF-8"},
		{"", `{"name":"a","name":"b"}`, `malformed: the body cannot be read as JSON: the field "name" is there twice`},
		{"", `{"notes":{"a":"1","a":"2"}}`, `malformed: the body cannot be read as JSON: the field "a" is there twice`},
		{"", strings.Repeat(`{"name":`, 40), "malformed: the body cannot be read as JSON: it is nested too deeply"},
		{"", `{"name":1,"age":"x","sure":1,"tags":"a","rounds":{},"notes":[],"at":5,"secret":null}`,
			unread + "name must be a text, not a number; age must be a whole number, not a text; sure must be true or false, not a number; " +
				"tags must be a list, not a text; rounds must be a list, not an object; notes must be an object, not a list; " +
				"at must be a text, not a number; secret must be a text, not null"},
		{"", `{"age":1.5,"small":128,"at":"yesterday"}`,
			unread + `age "1.5" is not a whole number; small 128 is too large a number; at "yesterday" is not an instant like 2026-03-31T14:00:00Z`},
		{"", `{"age":1e400}`, unread + `age "1e400" is not a whole number`},
		{"", `{"rounds":[{"startsOn":"2026-01-01"},{"startsOn":"2026-02-30","end":1},7]}`,
			unread + `rounds[1].startsOn "2026-02-30" is not a date like 2026-03-31; rounds[1].end is no field here; rounds[2] must be an object, not a number`},
		{"", `{"Name":"a","ID":"x","id":"x","limit":1,"Silent":"s","Hidden":"h","-":"h"}`,
			unread + "Name is no field here; ID is no field here; id is no field here; limit is no field here; Silent is no field here; " +
				"Hidden is no field here; - is no field here"},
		{"", `{"rounds":[{"zone":"Local"},{"startsOn":"2026-01-01","zone":"Mars/Olympus"}]}`,
			wrong + "rounds[0].startsOn is required; rounds[0].zone must be an IANA time zone like Asia/Dili; " +
				"rounds[1].zone must be an IANA time zone like Asia/Dili"},
		{"", `{"name":"` + strings.Repeat("x", 10_000) + `","age":0,"tags":["a","b","c"],"euro":"eur","speaks":"PT"}`,
			wrong + "name must have at most 20 characters; age must be at least 1; tags must have at most 2 entries; " +
				"euro must be a currency code like EUR; speaks must be the code of a language like pt or zh-Hant"},
		{"", `{"tags":["a","a"]}`, wrong + "tags names something twice"},
		{"", `{"name":"a\u0000b"}`, wrong + "name holds a NUL character (U+0000), which cannot be kept"},
		{"", `{"name":"a\u202eb","tags":["\u200b"],"notes":{"k":"\u0007"}}`,
			wrong + "name holds a control of the direction of writing (U+202E), which cannot be kept; " +
				"tags[0] holds an invisible character (U+200B), which cannot be kept; notes.k holds a control character (U+0007), which cannot be kept"},
		{"", `{"name":"a\ud800b"}`, wrong + "name holds a character that was lost on the way (U+FFFD), which cannot be kept"},
		{"limit=x&yes=1&from=soon&roles=king&what=1", `{}`,
			unread + `what is no parameter here; known are after, limit, sort, count, roles, from, yes; limit "x" is not a whole number; ` +
				`from "soon" is not a date like 2026-03-31; yes "1" is not true or false`},
		{"roles=king,auditor", `{}`, wrong + "roles[0] must be one of administrator, observer, state, auditor"},
		{"limit=1&limit=2", `{}`, unread + "limit is there twice"},
		{"Roles=king", `{}`, unread + "Roles is no parameter here; known are after, limit, sort, count, roles, from, yes"},
	} {
		_, err := bound(t, step.query, step.body, "application/json")
		if got := faultsOf(err); !strings.HasPrefix(got, step.want) {
			t.Errorf("%.100s %.100s:\n got %s\nwant %s", step.query, step.body, got, step.want)
		}
	}
	for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "application/json;;"} {
		if _, err := bound(t, "", `{}`, media); !strings.HasPrefix(faultsOf(err), "unsupported") {
			t.Errorf("%q: %v", media, err)
		}
	}
	if _, err := bound(t, "", `{"name":"`+strings.Repeat("x", maxJSON)+`"}`, "application/json"); !strings.HasPrefix(faultsOf(err), "too_large") {
		t.Errorf("two megabytes: %v", err)
	}
}

func TestInputIsBound(t *testing.T) {
	t.Parallel()
	got, err := bound(t, "roles=auditor&roles=state,observer&from=2026-03-31&yes=false&count=true", `{
		"name": "  Cafe\u0301\r\n ", "age": null, "small": -128, "sure": true, "at": "2026-03-31T14:00:00.1239+02:00",
		"tags": ["ab", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"], "rounds": [{"startsOn": "2026-04-01", "zone": "Asia/Dili"}],
		"notes": {"k": "v"}, "secret": " e\u0301 ", "euro": "EUR", "speaks": "zh-Hant"
	}`, "application/json; charset=UTF-8")
	if err != nil {
		t.Fatal(faultsOf(err))
	}
	no, day := false, models.Day(2026, 3, 31)
	at := models.Time{}
	if err := at.UnmarshalText([]byte("2026-03-31T12:00:00.123Z")); err != nil {
		t.Fatal(err)
	}
	want := probe{
		ByID: handlers.ByID{ID: probeID}, Paging: handlers.Paging{Limit: 50, Count: true},
		Roles: []models.Role{models.Auditor, models.StateRole, models.ObserverRole}, From: &day, Yes: &no,
		Name: "Café", Small: -128, Sure: true, At: at, Tags: []string{"ab", "می\u200cخواهم"},
		Rounds: []probeRound{{models.Day(2026, 4, 1), "Asia/Dili"}}, Notes: map[string]string{"k": "v"},
		Secret: " é ", Euro: "EUR", Speaks: "zh-Hant",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	if empty, err := bound(t, "", "", ""); err != nil || empty.Limit != 50 {
		t.Errorf("an empty body: %v %v", empty, err)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Nguyễn Thị Ánh":             "Nguyễn Thị Ánh",
		"محمد بن سلمان":              "محمد بن سلمان",
		"שָׁלוֹם":                    "שָׁלוֹם",
		"क्\u200dष":                  "क्\u200dष",
		"a\tb\nc":                    "a\tb\nc",
		" \u00a0x\u3000":             "x",
		"O’Neill-Đỗ Jr. 3.º":         "O’Neill-Đỗ Jr. 3.º",
		"'; DROP TABLE x; --<b>":     "'; DROP TABLE x; --<b>",
		"\u200cab":                   "!",
		"a\u200d":                    "!",
		"a\u200d b":                  "!",
		"a\u200fb":                   "!",
		"a\u2066b":                   "!",
		"a\ufeffb":                   "!",
		"a\u00adb":                   "!",
		"a\u2028b":                   "!",
		"a\u0085b":                   "!",
		"\u3164":                     "!",
		"a\U000E0041":                "!",
		"a\uffffb":                   "!",
		"a\xffb":                     "!",
		"\u0600\u0661":               "\u0600\u0661",
		strings.Repeat("é", 3):       "ééé",
		strings.Repeat("e\u0301", 3): "ééé",
	} {
		got, fault := clean(text)
		if (want == "!") != (fault != nil) || want != "!" && got != want {
			t.Errorf("%+q is %+q (%s), want %+q", text, got, fault, want)
		}
	}
}

// TestEveryRuleHasWords sees that every word in the tags of our inputs can be explained and drawn.
func TestEveryRuleHasWords(t *testing.T) {
	t.Parallel()
	for _, r := range Routes {
		inputs(r.In, func(path string, f reflect.StructField) {
			for word := range strings.SplitSeq(f.Tag.Get("validate"), ",") {
				word, _, _ = strings.Cut(word, "=")
				if word == "" || word == "omitempty" || word == "omitzero" || word == "dive" {
					continue
				}
				if _, ok := rules[word]; !ok {
					t.Errorf("%s %s: %s uses the rule %q, which rules.go does not have", r.Method, r.Path, path, word)
				}
			}
		})
	}
}

// TestEveryTextHasAnEnd sees that no input takes a text or a list of any length.
func TestEveryTextHasAnEnd(t *testing.T) {
	t.Parallel()
	ends := []string{"max=", "len=", "uuid", "choice", "oneof", "state", "currency", "language", "iso4217", "zone", "lte=", "e164"}
	for _, r := range Routes {
		inputs(r.In, func(path string, f reflect.StructField) {
			kind := elem(f.Type).Kind()
			if kind != reflect.String && kind != reflect.Slice && kind != reflect.Map || f.Tag.Get("body") != "" {
				return
			}
			for _, end := range ends {
				if strings.Contains(f.Tag.Get("validate"), end) {
					return
				}
			}
			t.Errorf("%s %s: %s can be of any length", r.Method, r.Path, path)
		})
	}
}

// inputs visits the fields that clients can fill in.
func inputs(t reflect.Type, visit func(path string, f reflect.StructField)) {
	t = elem(t)
	if t.Kind() == reflect.Slice {
		t = elem(t.Elem())
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[models.Date]() || t == timeType {
		return
	}
	for _, f := range reflect.VisibleFields(t) {
		if _, name := source(f); !f.IsExported() || name == "" || name == "-" {
			continue
		}
		visit(t.Name()+"."+f.Name, f)
		inputs(f.Type, visit)
	}
}
