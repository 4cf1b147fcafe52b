package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestCodes holds the codes that have a sentence against those that the sources refuse with.
func TestCodes(t *testing.T) {
	t.Parallel()
	used, set := map[Code]bool{}, token.NewFileSet()
	note := func(code ast.Expr) {
		literal, ok := code.(*ast.BasicLit)
		if !ok {
			t.Errorf("%s: the code of a refusal is a literal, so that it can be found", set.Position(code.Pos()))
			return
		}
		text, _ := strconv.Unquote(literal.Value)
		if used[Code(text)] = true; codes[Code(text)] == "" {
			t.Errorf("%s: codes.go has no sentence for %q", set.Position(code.Pos()), text)
		}
	}
	var files []string
	for _, room := range []string{".", "../handlers", "../models"} {
		found, _ := filepath.Glob(room + "/*.go")
		files = append(files, found...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				return n.Name.Name != "Refuse" && n.Name.Name != "doubt" // which pass on what they are given
			case *ast.CallExpr:
				switch called(n.Fun) {
				case "Refuse":
					note(n.Args[1])
				case "doubt":
					note(n.Args[0])
				}
			case *ast.CompositeLit:
				for _, element := range n.Elts {
					if pair, ok := element.(*ast.KeyValueExpr); ok && called(n.Type) == "Error" && called(pair.Key) == "Code" {
						note(pair.Value)
					}
				}
			}
			return true
		})
	}
	for code := range codes {
		if !used[code] {
			t.Errorf("nothing is refused with %q any more", code)
		}
	}
}

// called is the name by which Go code speaks of something, without its package.
func called(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}
