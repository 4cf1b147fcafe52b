package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/passwords"
	"observationfund/models/refusal"
)

var update = flag.Bool("update", false, "rewrite testdata/")

// TestDocument keeps testdata/openapi.json, which the app's types come from, true to the routes.
func TestDocument(t *testing.T) {
	t.Parallel()
	got, err := json.MarshalIndent(Document(Routes), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const file = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is out of date (%v): run go test ./api -run TestDocument -update", file, err)
	}
}

// TestSchemas describes a field of every sort that inputs and answers are made of.
func TestSchemas(t *testing.T) {
	t.Parallel()
	type Round struct {
		StartsOn models.Date `json:"startsOn" validate:"required"`
	}
	type Probe struct {
		handlers.ByID
		Choice   models.Role           `json:"choice" validate:"required,choice"`
		Maybe    *models.AccountStatus `json:"maybe"`
		Day      *models.Date          `json:"day"`
		Other    *refusal.FieldError   `json:"other"`
		Omitted  models.Time           `json:"omitted,omitzero"`
		Optional *int                  `json:"optional" validate:"omitempty,min=-1,max=9"`
		Amount   models.Money          `json:"amount" validate:"gt=0"`
		Name     string                `json:"name" validate:"required,min=2,max=80"`
		List     []models.Role         `json:"list" validate:"required,min=1,max=3,dive,choice"`
		IDs      []string              `json:"ids" validate:"max=9,dive,uuid"`
		Rounds   []Round               `json:"rounds" validate:"required,dive"`
		Secret   passwords.Secret      `json:"secret" validate:"required,min=12"`
		State    string                `json:"state" validate:"omitempty,state"`
	}
	h := func(_ handlers.Call, in Probe) (Probe, error) { return in, nil }
	got := Document([]Route{post("/probes/:id", "", models.CreateAccount, h)}).Components.Schemas["Probe"]
	want := `{
		"type": "object",
		"additionalProperties": false,
		"required": ["choice", "maybe", "day", "other", "name", "list", "rounds", "secret"],
		"properties": {
			"choice": {"$ref": "#/components/schemas/Role"},
			"maybe": {"anyOf": [{"$ref": "#/components/schemas/AccountStatus"}, {"type": "null"}]},
			"day": {"anyOf": [{"$ref": "#/components/schemas/Date"}, {"type": "null"}]},
			"other": {"anyOf": [{"$ref": "#/components/schemas/FieldError"}, {"type": "null"}]},
			"omitted": {"$ref": "#/components/schemas/Time"},
			"optional": {"type": ["integer", "null"], "minimum": -1, "maximum": 9},
			"amount": {"$ref": "#/components/schemas/Money", "minimum": 1},
			"name": {"type": "string", "minLength": 2, "maxLength": 80},
			"list": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"$ref": "#/components/schemas/Role"}},
			"ids": {"type": "array", "maxItems": 9, "items": {"type": "string", "format": "uuid"}},
			"rounds": {"type": "array", "items": {"$ref": "#/components/schemas/Round"}},
			"secret": {"$ref": "#/components/schemas/Secret", "minLength": 12},
			"state": {"type": "string", "pattern": "^[A-Z]{2}$"}
		}
	}`
	if got, want := plain(t, got), plain(t, json.RawMessage(want)); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// plain is a value as a reader of its JSON sees it.
func plain(t *testing.T, v any) (out any) {
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// problemType is ours; the test has a type of that name too.
var problemType = reflect.TypeFor[Problem]()

// TestComponentNames sees that types of one name in two packages, and pages of different things, stay apart.
func TestComponentNames(t *testing.T) {
	t.Parallel()
	type Problem struct{}
	names := components{}
	for _, step := range []struct {
		t    reflect.Type
		want string
	}{
		{reflect.TypeFor[handlers.Page[models.Account]](), "AccountPage"},
		{reflect.TypeFor[handlers.Page[handlers.SessionView]](), "SessionViewPage"},
		{reflect.TypeFor[models.Account](), "Account"},
		{reflect.TypeFor[Problem](), "Problem"},
		{problemType, "ApiProblem"},
		{reflect.TypeFor[struct{ A int }](), "otherwise"},
	} {
		if got := names.name(step.t, "otherwise"); got != step.want {
			t.Errorf("%v is %s, want %s", step.t, got, step.want)
		}
	}
}
