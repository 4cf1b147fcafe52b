// Package refusal is the table of all that the product says no with: which rule, in a sentence, what would change that,
// and who can. Nothing else makes a refusal.
package refusal

import (
	"maps"
	"slices"
	"strings"

	"observationfund/models/said"
)

// Kind says what sort of failure a refusal is; the API gives each kind its status.
type Kind string

const (
	KindMalformed       Kind = "malformed"       // the request cannot be read
	KindUnauthenticated Kind = "unauthenticated" // we do not know who asks
	KindForbidden       Kind = "forbidden"       // the policy or a rule says no to this person
	KindNotFound        Kind = "not_found"       // there is no such thing within reach
	KindNoMethod        Kind = "no_method"       // there is such a thing, which does not take this
	KindUnacceptable    Kind = "unacceptable"    // there is such a thing, in no form that is asked for
	KindConflict        Kind = "conflict"        // not in the present state of things
	KindStale           Kind = "stale"           // somebody changed the record in between
	KindUnseen          Kind = "unseen"          // it does not say which revision it changes
	KindTooLarge        Kind = "too_large"       // more than we take
	KindUnsupported     Kind = "unsupported"     // a kind of content we do not take
	KindInvalid         Kind = "invalid"         // readable, but wrong
	KindTooMany         Kind = "too_many"        // too often in too short a time
	KindBusy            Kind = "busy"            // try again in a moment
	KindInternal        Kind = "internal"        // our fault: what every error that is no refusal becomes
)

// Who are those who can change what a refusal says; where there are several, each of them can.
type Who uint8

const (
	Caller               Who = 1 << iota // whoever asked, by asking for something else
	Administrator                        // of the fund
	AnotherAdministrator                 // than the one who asked
	Observer                             // whom it is about
	HostState                            // whose election it is
	Operator                             // of the server
	Nobody               Who = 0
)

// String names them as in a sentence: an administrator or the observer.
func (w Who) String() string {
	var names []string
	for i, name := range []string{"whoever asked", "an administrator", "another administrator", "the observer", "the host state", "whoever runs the server"} {
		if w&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "no one"
	}
	return strings.Join(names, " or ")
}

// Code names a rule, stable for programs.
type Code string

// Values lists every code that there is, sorted.
func (Code) Values() []string {
	var all []string
	for _, code := range slices.Sorted(maps.Keys(rules)) {
		all = append(all, string(code))
	}
	return all
}

// Rule is what says no, in one sentence or in several.
type Rule struct {
	Kind        Kind
	code        Code
	Explanation string // why there is the rule
	Doubt       bool   // it refuses what is likely a mistake, and lets it through for who says that it is none
	Refusals    []*Refusal
}

// rules are all that were declared, by their codes.
var rules = map[Code]*Rule{}

// Find finds the rule that has a code, if there is one.
func Find(code Code) (*Rule, bool) {
	r, ok := rules[code]
	return r, ok
}

// Code names the rule for programs.
func (r *Rule) Code() Code { return r.code }

// Error explains the rule.
func (r *Rule) Error() string { return r.Explanation }

func rule(kind Kind, code Code, explanation string) *Rule {
	if rules[code] != nil {
		panic("two rules have the code " + code)
	}
	rules[code] = &Rule{Kind: kind, code: code, Explanation: explanation}
	return rules[code]
}

func doubt(code Code, explanation string) *Rule {
	r := rule(KindConflict, code, explanation)
	r.Doubt = true
	return r
}

// Refusal is one sentence that a rule says no with. It is an error as it stands, where the sentence has no parameters.
type Refusal struct {
	*Rule
	Who      Who
	Sentence said.Sentence
	Remedy   said.Sentence // what would change it, of the same parameters; none where the sentence says it, or nothing would
	Fields   []FieldError

	line *Refusal // of the table
}

func refuse(who Who, sentence, remedy said.Template, of *Rule) *Refusal {
	r := &Refusal{Rule: of, Who: who, Sentence: said.That(sentence), Remedy: said.That(remedy)}
	r.line = r
	of.Refusals = append(of.Refusals, r)
	return r
}

// ask refuses by a doubt, once.
func ask(sentence said.Template, of *Rule) *Refusal {
	r := refuse(Administrator, sentence, "an administrator puts it right, or confirms it: it goes through with {code} among confirmed", of)
	r.Remedy = said.That(said.Template(r.Remedy.Text), "code", string(of.code))
	return r
}

// Error is the sentence for whoever asked.
func (r *Refusal) Error() string { return r.Sentence.Text }

// Unwrap makes errors.Is find the rule, whichever of its sentences was said.
func (r *Refusal) Unwrap() error { return r.Rule }

// Is reports whether target is the same line of the table, whatever its parameters.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.line == r.line
}

// With says the refusal of these parameters: a name, its value, another name and so on.
func (r *Refusal) With(pairs ...any) *Refusal {
	filled := *r
	for _, s := range []*said.Sentence{&filled.Sentence, &filled.Remedy} {
		if s.Template == "" {
			*s = said.That(said.Template(s.Text), pairs...)
		}
	}
	return &filled
}

// Of says which fields it is about.
func (r *Refusal) Of(fields []FieldError) *Refusal {
	about := *r
	about.Fields = fields
	return &about
}
