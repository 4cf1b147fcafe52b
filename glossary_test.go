package main

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGlossary looks through the texts of the program for what the glossary of the app rules out: the same words are on the screen, in
// refusals, in notices and in the document of the API.
func TestGlossary(t *testing.T) {
	page, err := os.ReadFile("frontend/src/text/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && !strings.Contains(line, "Say") {
			for word := range strings.SplitSeq(cells[3], ",") {
				if word = strings.TrimSpace(word); word != "" && !strings.Contains(word, "---") && word[0] != '_' { // what is slanted also names code
					out = append(out, regexp.QuoteMeta(word))
				}
			}
		}
	}
	if len(out) < 10 {
		t.Fatalf("the glossary rules out only %v", out)
	}
	found := regexp.MustCompile(`(?i)\b(` + strings.Join(out, "|") + `)\b`)
	eachFile(t, func(path string, files *token.FileSet, file *ast.File) {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "models/modelstest") || path == "handlers/access_veil.go" {
			return // what only those read who work on it
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && found.MatchString(text.Value) {
				t.Errorf("%s: %s: the glossary has another word", files.Position(text.Pos()), text.Value)
			}
			return true
		})
	})
}
