package handlers_test

import (
	"reflect"
	"testing"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/said"
)

// TestNewWordsAreVeiled answers with a kind of thing that nobody has thought of yet: what can be typed into it reaches
// the observer whom it is about and the administrators.
func TestNewWordsAreVeiled(t *testing.T) {
	type remark struct{ Complaint string }
	type complaint struct {
		models.Record
		ObserverID string             `json:"observerId"`
		Body       string             `json:"body"`
		Answer     *string            `json:"answer"`
		Witnesses  []string           `json:"witnesses"`
		Function   models.Function    `json:"function"`
		Remarks    []remark           `json:"remarks"`
		Host       models.Opportunity `json:"host"`
		said.Sentence
		Remedy said.Template `json:"remedy"`
	}
	answer, siti, anna := "an answer", "siti", "anna"
	made := func() handlers.Page[complaint] {
		return handlers.Page[complaint]{Next: "more", Items: []complaint{{models.Record{ID: "one"}, siti, "a complaint", &answer, []string{"a witness"},
			models.ShortTerm, []remark{{"more of it"}}, models.Opportunity{Title: "A course"}, said.That("{what} was said", "what", "this"), "take it back"}}}
	}
	veiled := made()
	veiled.Items[0].Body, veiled.Items[0].Answer, veiled.Items[0].Witnesses, veiled.Items[0].Remarks = "", nil, []string{}, []remark{{}}
	veiled.Items[0].Sentence, veiled.Items[0].Remedy = said.Sentence{}, ""
	for reader, want := range map[*models.Account]handlers.Page[complaint]{
		{Role: models.Administrator}:                   made(),
		{Role: models.ObserverRole, ObserverID: &siti}: made(),
		{Role: models.ObserverRole, ObserverID: &anna}: veiled,
		{Role: models.Auditor}:                         veiled,
		{Role: models.StateRole}:                       veiled,
		{}:                                             veiled,
	} {
		got := made()
		handlers.Veil(handlers.Call{Actor: models.Actor{By: *reader}}, &got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s %v reads %+v, want %+v", reader.Role, reader.ObserverID, got, want)
		}
	}
}
