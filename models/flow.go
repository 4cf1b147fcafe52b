package models

import (
	"maps"
	"slices"
	"strings"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Flow is the life of a thing as a table: where each event leads from each state. An event is the permission
// to cause it. A state without events is final.
type Flow[State ~string] map[State]map[Action]State

// Next is the state that an event leads to from the given one.
func (f Flow[State]) Next(from State, event Action) (State, error) {
	to, ok := f[from][event]
	if !ok {
		_, verb, _ := strings.Cut(string(event), ".")
		return from, refusal.NoWayFrom.With("event", said.As(words(verb), event), "state", from, "way", f.way(from, event))
	}
	return to, nil
}

// States lists the states, sorted.
func (f Flow[State]) States() []State { return slices.Sorted(maps.Keys(f)) }

// Events lists the events that are possible from a state, sorted.
func (f Flow[State]) Events(from State) []Action { return slices.Sorted(maps.Keys(f[from])) }

// All lists the events of the whole life, sorted.
func (f Flow[State]) All() []Action {
	all := map[Action]bool{}
	for _, events := range f {
		for event := range events {
			all[event] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// way says who can do what in a state instead; where nobody can do anything any more, how it begins anew.
func (f Flow[State]) way(from State, instead Action) said.Value {
	var ways []said.Sentence
	for _, role := range Roles {
		var verbs []said.Value
		for _, event := range f.Events(from) {
			if _, verb, _ := strings.Cut(string(event), "."); Policy[event][role] != None {
				verbs = append(verbs, said.As(words(verb), event))
			}
		}
		if verbs != nil {
			ways = append(ways, said.That("{role} can {events}", "role", role, "events", said.List(", ", verbs)))
		}
	}
	if ways == nil {
		subject, _, _ := strings.Cut(string(instead), ".")
		return said.As(string(Anew[subject]), Anew[subject])
	}
	return said.List("; ", ways)
}

// Anew says, by the subject of its events, who begins anew what has come to an end that nobody takes back.
var Anew = map[string]said.Template{
	"accounts":            "an administrator creates another account",
	"assignments":         "an administrator offers a seat again",
	"call_outs":           "an administrator calls people out again",
	"commitments":         "an administrator commits money again",
	"concerns":            "what is no longer met again is another concern",
	"contributions":       "an administrator records a new pledge",
	"deployment_requests": "the state asks again under an invitation in force",
	"deployments":         "an administrator plans another mission of the request",
	"extensions":          "the state asks for another extension of its invitation",
	"deliveries":          "an administrator sends the mail again",
	"imports":             "an administrator chooses the file again",
	"inquiries":           "an administrator opens another inquiry while the person holds a seat",
	"invitations":         "the state drafts a new invitation",
	"observers":           "an administrator nominates the person again",
	"opportunities":       "an administrator drafts another opportunity",
	"payments":            "an administrator requests another payment",
	"proposals":           "an administrator asks for it again",
	"trainings":           "the observer logs the training again",
	"training_requests":   "the observer asks for another place; what was completed is corrected in the training log",
}

// Living is a record whose `can` says which events are open to whoever asks; Events lists all that it can ever say.
type Living interface{ Events() []Action }

// words writes an identifier as people do: not_selected is "not selected".
func words[T ~string](id T) string {
	return strings.NewReplacer("_", " ", "-", " ").Replace(string(id))
}

// Choice is a type that takes one of a few values; input is held to them, and the document lists them.
type Choice interface{ Values() []string }

func names[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
