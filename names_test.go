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

// TestNamesAreUsualWords walks every declaration of the program and of its tests: functions, methods, types, constants and variables.
func TestNamesAreUsualWords(t *testing.T) {
	looked := 0
	say := func(files *token.FileSet, name *ast.Ident) {
		looked++
		if strange.MatchString(name.Name) {
			t.Errorf("%s: %s is a name that has to be looked up", files.Position(name.Pos()), name.Name)
		}
	}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
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
		return nil
	})
	if err != nil || looked < 2000 {
		t.Errorf("looked at %d names: %v", looked, err)
	}
}
