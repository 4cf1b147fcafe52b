package models

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gorm.io/gorm"

	"observationfund/models/spelling"
)

// otherNames are what people call states beside the name that the fund shows: a code, and its names in the languages of the region and of those
// who observe beyond it (from CLDR), and older and shorter ones.
//
//go:embed state_names.tsv
var otherNames string

// calledOtherwise holds them by code, folded.
var calledOtherwise = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(otherNames) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		for _, name := range fields[1:] {
			all[fields[0]] = append(all[fields[0]], spelling.Fold(name), spelling.Fold(strings.ReplaceAll(name, "-", " ")))
		}
	}
	return all
})

// foldedNames are the names of states, folded once: to fold one takes longer than to look into a hundred.
var foldedNames sync.Map

func foldedName(name string) string {
	folded, ok := foldedNames.Load(name)
	if !ok {
		folded, _ = foldedNames.LoadOrStore(name, spelling.Fold(name))
	}
	return folded.(string)
}

// StateNames are the states of the world and the European Union, which contributes as they do, by what they are called.
type StateNames []State

// LoadStateNames reads what states are called.
func LoadStateNames(tx *gorm.DB) (StateNames, error) {
	names := StateNames{{Code: EuropeanUnion, Code3: EuropeanUnion, Name: "European Union"}}
	var states []State
	err := tx.Order("code").Find(&states).Error
	return append(names, states...), err
}

// Exactly is every name that is one state's alone, folded, and whose: by its code and the name that the fund shows before any other.
func (n StateNames) Exactly() map[string]string {
	own, others := map[string]string{}, map[string]string{}
	for _, s := range n {
		for _, name := range []string{s.Code, s.Code3, s.Name} {
			own[spelling.Fold(name)] = s.Code
		}
		for _, name := range calledOtherwise()[s.Code] {
			if of, taken := others[name]; taken && of != s.Code {
				others[name] = ""
				continue
			}
			others[name] = s.Code
		}
	}
	maps.DeleteFunc(others, func(_, code string) bool { return code == "" })
	maps.Copy(others, own)
	return others
}

// Codes are those of the states that a word stands for.
func (n StateNames) Codes(word string) (codes []string) {
	for _, s := range n {
		if s.called(spelling.Fold(word)) {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// Saying are the states of which every word of a text is said.
func (n StateNames) Saying(text string) (found []State) {
	words := strings.Fields(spelling.Fold(text))
	for _, s := range n {
		if len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !s.called(word) }) {
			found = append(found, s)
		}
	}
	return found
}

// called reports whether a folded word is a code of a state or stands in its name, or begins a word of another name that it has. Two letters
// begin words of many states in many languages, so they have to be the word; scripts that set no spaces have words anywhere.
func (s State) called(word string) bool {
	if word == strings.ToLower(s.Code) || word == strings.ToLower(s.Code3) || strings.Contains(foldedName(s.Name), word) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(word)
	unspaced := spelling.Unspaced(first)
	return slices.ContainsFunc(calledOtherwise()[s.Code], func(name string) bool {
		if unspaced || !unicode.IsLetter(first) {
			return strings.Contains(name, word)
		}
		if utf8.RuneCountInString(word) < shortest {
			return strings.Contains(" "+name+" ", " "+word+" ")
		}
		return strings.Contains(" "+name, " "+word)
	})
}
