package refusal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// TestTable reads every line of the table: it has what people need, and says who can change it in words that name them.
func TestTable(t *testing.T) {
	t.Parallel()
	named := map[Who]string{Administrator: "administrator", AnotherAdministrator: "another", Observer: "observer", HostState: "state"}
	for code, rule := range rules {
		if len(rule.Refusals) == 0 || !strings.HasSuffix(rule.Explanation, ".") {
			t.Errorf("%s: %d sentences, explained as %q", code, len(rule.Refusals), rule.Explanation)
		}
		for _, r := range rule.Refusals {
			sentence, remedy := r.Sentence.Text, r.Remedy.Text
			if sentence == "" || strings.HasSuffix(sentence, ".") || strings.HasSuffix(remedy, ".") {
				t.Errorf("%s says %q, %q", code, sentence, remedy)
			}
			whole := parameter.ReplaceAllString(remedy, "") == ""
			if remedy == "" && r.Who != Nobody && r.Who != Caller || remedy != "" && r.Who == Nobody {
				t.Errorf("%s: %q can be changed by %s, by %q", code, sentence, r.Who, remedy)
			}
			for who, word := range named {
				if r.Who&who != 0 && !whole && !strings.Contains(remedy, word) {
					t.Errorf("%s: %s can change %q, and %q does not say so", code, who, sentence, remedy)
				}
			}
		}
	}
}

// TestEveryLineIsSaid holds the table against the product: each line is said somewhere, with exactly its parameters.
func TestEveryLineIsSaid(t *testing.T) {
	t.Parallel()
	set, takes := token.NewFileSet(), map[string][]string{} // the parameters of each line, by its name
	read := func(pattern string, see func(ast.Node) bool) {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, see)
		}
	}
	read("*.go", func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		call, ok := spec.Values[0].(*ast.CallExpr)
		if name := called(call); ok && (name == "refuse" || name == "ask") {
			var params []string
			for _, arg := range call.Args[:len(call.Args)-1] {
				if text, ok := arg.(*ast.BasicLit); ok {
					for _, found := range parameter.FindAllStringSubmatch(text.Value, -1) {
						params = append(params, found[1])
					}
				}
			}
			slices.Sort(params)
			takes[spec.Names[0].Name] = slices.Compact(params)
		}
		return true
	})
	said := map[string]bool{}
	for _, room := range []string{"../../*.go", "../../api/*.go", "../../handlers/*.go", "../../models/*.go", "../../models/table/*.go", "../../models/busy/*.go", "../../seed/*.go", "fields.go"} {
		filled := map[ast.Expr][]string{}
		var compared []ast.Expr
		read(room, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				method, ok := n.Fun.(*ast.SelectorExpr)
				if ok && method.Sel.Name == "With" {
					for i := 0; i < len(n.Args); i += 2 {
						text, _ := n.Args[i].(*ast.BasicLit)
						if text == nil {
							t.Errorf("%s: a parameter has a literal name", set.Position(n.Pos()))
							return true
						}
						name, _ := strconv.Unquote(text.Value)
						filled[method.X] = append(filled[method.X], name)
					}
				}
				if ok && method.Sel.Name == "Code" {
					compared = append(compared, method.X)
				}
				if called(n) == "Is" || called(n) == "refused" {
					compared = append(compared, n.Args...)
				}
			case *ast.SelectorExpr:
				if of, ok := n.X.(*ast.Ident); !ok || of.Name != "refusal" || slices.Contains(compared, ast.Expr(n)) {
					return true
				}
				params, ok := takes[n.Sel.Name]
				if !ok {
					return true // a type, or a kind
				}
				said[n.Sel.Name] = true
				given := slices.Sorted(slices.Values(filled[n]))
				if !slices.Equal(params, given) {
					t.Errorf("%s: %s takes %v and is given %v", set.Position(n.Pos()), n.Sel.Name, params, given)
				}
			case *ast.Ident:
				if _, ok := takes[n.Name]; ok && room == "fields.go" {
					said[n.Name] = true
				}
			}
			return true
		})
	}
	if len(takes) < 100 {
		t.Errorf("only %d lines were found", len(takes))
	}
	for name := range takes {
		if !said[name] {
			t.Errorf("nothing says %s any more", name)
		}
	}
}

// called is the last name by which code speaks of something.
func called(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.CallExpr:
		if x != nil {
			return called(x.Fun)
		}
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// TestWith fills a sentence as people write, and leaves the table as it was.
func TestWith(t *testing.T) {
	t.Parallel()
	type status string
	said := NotApproved.With("status", status("not_selected"))
	if said.Error() != "the request is not selected" || said.Code() != "not-approved" || NotApproved.Sentence.Text != "the request is {status}" {
		t.Errorf("%v, %v", said.Sentence, NotApproved.Sentence)
	}
}
