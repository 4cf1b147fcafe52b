package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// strange are names whose meaning had to be looked up; the usual word for each stands in their place.
var strange = regexp.MustCompile(`^(Mend|explained|wall|told|once|newOnce|pour|touch|Touch|touches|prepared|mayThey|what|do|who|Act|Seen|See|Say|Unsay|Turn|Move|` +
	`unreceive|Unpay|short|drain|lacked|inOrder|Reckon\w+|Fill\w+|show[A-Z]\w+|shown[A-Z]?\w*|Asked[A-Z]\w+|Surety|Arranged|keepBeside|keepRows|KeepFile|keepsFloor|keepArranged|` +
	`kept|AtOnce|Clockwork|nobodys|turn|again|collided|outcome|mine|made|reach|Because|MaybeReason|Entered|Left|says|draws|holds|young|aged|asked|standard|` +
	`house|crowd|rubbish|life|born|lived|scene|purse|begin|visit|hear|leavesSoon)$`)

// eachFile parses every Go file there is.
func eachFile(t *testing.T, see func(path string, files *token.FileSet, file *ast.File)) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err == nil {
			see(path, files, file)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestNamesAreUsualWords walks every declaration of the program and of its tests: functions, methods, types, constants and variables.
func TestNamesAreUsualWords(t *testing.T) {
	looked := 0
	say := func(files *token.FileSet, name *ast.Ident) {
		looked++
		if strange.MatchString(name.Name) {
			t.Errorf("%s: %s is a name that has to be looked up", files.Position(name.Pos()), name.Name)
		}
	}
	eachFile(t, func(_ string, files *token.FileSet, file *ast.File) {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				say(files, decl.Name)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						say(files, spec.Name)
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							say(files, name)
						}
					}
				}
			}
		}
	})
	if looked < 2000 {
		t.Errorf("looked at %d names", looked)
	}
}

// TestFilesFitInTheHead keeps every file of the program short, and what it exports explained.
func TestFilesFitInTheHead(t *testing.T) {
	t.Parallel()
	const longest, briefest = 400, 3 // lines of a file, words about a name
	explained := func(files *token.FileSet, name *ast.Ident, docs ...*ast.CommentGroup) {
		for _, doc := range docs {
			if len(strings.Fields(doc.Text())) >= briefest {
				return
			}
		}
		if name.IsExported() {
			t.Errorf("%s: nothing explains %s", files.Position(name.Pos()), name.Name)
		}
	}
	eachFile(t, func(path string, files *token.FileSet, file *ast.File) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		if lines := files.File(file.Pos()).LineCount(); lines > longest {
			t.Errorf("%s has %d lines: it is of several subjects, or says one twice", path, lines)
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				explained(files, decl.Name, decl.Doc)
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						explained(files, spec.Name, decl.Doc, spec.Doc)
					case *ast.ValueSpec:
						if decl.Tok == token.CONST && spec.Type != nil {
							continue // one of a few values, which their type explains
						}
						for _, name := range spec.Names {
							explained(files, name, decl.Doc, spec.Doc, spec.Comment)
						}
					}
				}
			}
		}
	})
}
