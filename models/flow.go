package models

import (
	"maps"
	"slices"
	"strings"
)

// Flow is the life of a thing as a table: where each event leads from each state. An event is the permission
// to cause it. A state without events is final.
type Flow[State ~string] map[State]map[Action]State

// Next is the state that an event leads to from the given one.
func (f Flow[State]) Next(from State, event Action) (State, error) {
	to, ok := f[from][event]
	if !ok {
		_, verb, _ := strings.Cut(string(event), ".")
		return from, Refuse(Conflict, "wrong-state", "cannot %s what is %s", words(verb), words(string(from))).
			Mend("possible now: %s", f.possible(from))
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

func (f Flow[State]) possible(from State) string {
	var verbs []string
	for _, event := range f.Events(from) {
		_, verb, _ := strings.Cut(string(event), ".")
		verbs = append(verbs, words(verb))
	}
	if len(verbs) == 0 {
		return "nothing, this is final"
	}
	return strings.Join(verbs, ", ")
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
