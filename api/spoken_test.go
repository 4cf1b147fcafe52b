package api

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// spoken is a template that the API can say, and what says it.
type spoken struct {
	Template string `json:"template"`
	Where    string `json:"where"`
}

const spokenFile = "../frontend/catalogue/api.json"

// worded reports whether a template has words of its own, beside its parameters.
func worded(template string) bool {
	return strings.ContainsFunc(parameters.ReplaceAllString(template, ""), unicode.IsLetter)
}

var parameters = regexp.MustCompile(`\{(\w+)\}`)

// TestSpoken keeps the catalogue of what the API can say, which is translated for the app, true to the program: the refusals, every
// constant of the type said.Template, and the reference data that people read.
func TestSpoken(t *testing.T) {
	t.Parallel()
	found := map[string][]string{}
	add := func(template, where string) {
		if worded(template) && !slices.Contains(found[template], where) {
			found[template] = append(found[template], where)
		}
	}
	for _, code := range refusal.Code("").Values() {
		rule, _ := refusal.Find(refusal.Code(code))
		for _, r := range rule.Refusals {
			for _, s := range []said.Sentence{r.Sentence, r.Remedy} {
				add(cmp.Or(string(s.Template), s.Text), "refusal "+code)
			}
		}
	}
	constants(t, add)
	for file, columns := range map[string][]string{
		"guarantees": {"title", "question", "explanation"}, "qualifications": {"sentence"}, "certificates": {"sentence"}, "organisers": {"rule"},
	} {
		content, err := os.ReadFile("../seed/reference/" + file + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			at := slices.Index(lines[0], column)
			for _, line := range lines[1:] {
				add(line[at], "reference "+file)
			}
		}
	}
	var all []spoken
	for template, where := range found {
		slices.Sort(where)
		all = append(all, spoken{template, strings.Join(where, ", ")})
	}
	slices.SortFunc(all, func(a, b spoken) int { return cmp.Compare(a.Template, b.Template) })
	var got bytes.Buffer
	lines := json.NewEncoder(&got)
	lines.SetEscapeHTML(false)
	lines.SetIndent("", "  ")
	if err := lines.Encode(all); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(spokenFile, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(spokenFile)
	if err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is out of date (%v): run go test ./api -run TestSpoken -update", spokenFile, err)
	}
	if len(all) < 400 {
		t.Errorf("only %d templates were found", len(all))
	}
}

// constants reads every constant of the type said.Template in the program, and holds what is said by each to its parameters. Packages
// that are not ours are not looked into: what is said is of our types alone.
func constants(t *testing.T, add func(template, where string)) {
	const ours = "observationfund/"
	checked := rooms{}
	files := token.NewFileSet()
	for _, room := range []string{"models/said", "models/refusal", "models/spelling", "models/passwords", "models", "handlers", "seed", "api"} {
		var parsed []*ast.File
		names, _ := filepath.Glob("../" + room + "/*.go")
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, file)
		}
		info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		settings := types.Config{Importer: checked, Error: func(error) {}}
		checked[ours+room], _ = settings.Check(ours+room, files, parsed, &info)
		template := checked[ours+"models/said"].Scope().Lookup("Template").Type()
		is := func(x types.Type) bool { return x != nil && types.Identical(x, template) }
		for x, found := range info.Types {
			at := files.Position(x.Pos())
			where := room + "/" + strings.TrimSuffix(filepath.Base(at.Filename), ".go")
			call, called := x.(*ast.CallExpr)
			switch {
			case is(found.Type) && found.Value != nil && room != "models/refusal":
				add(constant.StringVal(found.Value), where)
			case called && info.Types[call.Fun].IsType() && is(found.Type):
				if made := []string{"models/refusal/refusal", "models/said/said", "seed/reference"}; !slices.Contains(made, where) {
					t.Errorf("%s: a template is a constant, so that it can be translated", at)
				}
			case called && call.Ellipsis == token.NoPos:
				pairs(t, at, call, info, is)
			}
		}
	}
}

// pairs holds the names that a call gives after a template to those that stand in it.
func pairs(t *testing.T, at token.Position, call *ast.CallExpr, info types.Info, template func(types.Type) bool) {
	signature, ok := info.Types[call.Fun].Type.(*types.Signature)
	if !ok || !signature.Variadic() || signature.Params().Len() < 2 {
		return
	}
	last := signature.Params().Len() - 2
	value := info.Types[call.Args[min(last, len(call.Args)-1)]].Value
	if !template(signature.Params().At(last).Type()) || value == nil {
		return
	}
	var takes, given []string
	for _, match := range parameters.FindAllStringSubmatch(constant.StringVal(value), -1) {
		takes = append(takes, match[1])
	}
	for n := last + 1; n < len(call.Args); n += 2 {
		name := info.Types[call.Args[n]].Value
		if name == nil {
			t.Errorf("%s: a parameter has a literal name", at)
			return
		}
		given = append(given, constant.StringVal(name))
	}
	slices.Sort(takes)
	slices.Sort(given)
	if !slices.Equal(slices.Compact(takes), given) {
		t.Errorf("%s: %s takes %v and is given %v", at, value, takes, given)
	}
}

// rooms are the packages of the program that were read; any other is empty.
type rooms map[string]*types.Package

// Import makes rooms an importer.
func (r rooms) Import(path string) (*types.Package, error) {
	if r[path] == nil {
		r[path] = types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
		r[path].MarkComplete()
	}
	return r[path], nil
}

// listed are the templates of the catalogue.
var listed = sync.OnceValue(func() map[string]bool {
	content, err := os.ReadFile(spokenFile)
	must(err)
	var all []spoken
	must(json.Unmarshal(content, &all))
	templates := map[string]bool{}
	for _, one := range all {
		templates[one.Template] = true
	}
	return templates
})

// unlisted are the sentences in an answer whose templates are in no catalogue, so that no language but English can say them.
func unlisted(answer any) (missing []string) {
	switch v := answer.(type) {
	case []any:
		for _, item := range v {
			missing = append(missing, unlisted(item)...)
		}
	case map[string]any:
		of, _ := v["template"].(map[string]any) // of a problem
		whole, _ := v["template"].(string)
		for _, name := range []string{"sentence", "message", "body", "words", "detail", "remedy"} {
			text, _ := v[name].(string)
			template, _ := of[name].(string)
			switch {
			case template != "":
				text = template
			case whole != "" && text != "" && name != "remedy":
				text = whole
			case name == "body":
				continue // also what somebody wrote
			}
			if !listed()[text] && worded(text) {
				missing = append(missing, name+": "+text)
			}
		}
		for _, value := range v {
			missing = append(missing, unlisted(value)...)
		}
	}
	return missing
}

// TestSpokenAnswers reads what three sorts of sentences were made of where they reach the app: of a refusal, of a field and of a notice.
// A notice from before that was kept says nothing of it.
func TestSpokenAnswers(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		clara, state := h.as(h.account(models.Administrator)), h.stateAccount("TL")
		no := clara.request("POST", "/observers/"+models.NewID()+"/admit", body{"seat": 101})
		no.is(h, 422, refusal.FieldsInvalid)
		if made := no.at("errors.0").(body); made["message"] != "must be at most 100" || made["template"] != "must be at most {number}" ||
			made["parameters"].(body)["number"] != 100.0 {
			h.Errorf("a field is refused with %v", made)
		}
		no = h.as(state).request("GET", "/accounts", nil)
		no.is(h, 403, refusal.Forbidden)
		role := no.at("parameters.role").(body)
		if no.text("template.detail") != "{action} is not for the role {role}" || role["code"] != "state" || role["of"] != "Role" ||
			no.text("template.remedy") != "ask someone whose role allows it: {roles}" {
			h.Errorf("the problem is %s", no.body)
		}
		h.write(func(a models.Actor) error {
			return a.Tell([]string{state.ID}, models.PostponeDeployment, state.Ref(), said.That("{mission} moved to {day}. Dates were recomputed and the observers are asked again.", "mission", "A", "day", models.Day(2027, 3, 1)))
		})
		if err := h.raw("INSERT INTO notices (id, created_at, account_id, action, subject_kind, subject_id, body) SELECT ?, created_at, account_id, action, subject_kind, subject_id, 'An old one.' FROM notices",
			models.NewID()); err != nil {
			h.Fatal(err)
		}
		told := map[any]body{}
		for _, item := range h.as(state).must("GET", "/notices", nil).at("items").([]any) {
			told[item.(body)["body"]] = item.(body)
		}
		made, old := told["A moved to 1 Mar 2027. Dates were recomputed and the observers are asked again."], told["An old one."]
		if !strings.HasPrefix(fmt.Sprint(made["template"]), "{mission} moved to {day}.") || made["parameters"].(body)["day"].(body)["day"] != "2027-03-01" || old == nil || old["template"] != nil || old["parameters"] != nil {
			h.Errorf("told %v", told)
		}
	})
}
