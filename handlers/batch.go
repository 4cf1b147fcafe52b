package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// batched are the endpoints that can be asked to do the same to many records at once, and what those are. Each row goes through its
// own endpoint as if it had come alone: by the same permission, rules and entry in the journal.
var batched = map[BatchOperation]models.Thing{
	"endorseTrainingRequest": &models.TrainingRequest{},
	"verifyTraining":         &models.Training{},
	"admitObserver":          &models.Observer{},
	"inviteObserver":         &models.Observer{},
	"linkAccount":            &models.Account{},
	"deployAssignment":       &models.Assignment{},
	"offerCalledOut":         &models.CallOutAnswer{},
}

// BatchOperation is an endpoint that takes many records at once.
type BatchOperation string

// Values makes BatchOperation a Choice.
func (BatchOperation) Values() []string {
	var all []string
	for _, operation := range slices.Sorted(maps.Keys(batched)) {
		all = append(all, string(operation))
	}
	return all
}

// Batch asks for the same of many records, all of them or none.
type Batch struct {
	Operation BatchOperation `json:"operation" validate:"required,choice"`
	Rows      []BatchRow     `json:"rows" validate:"required,min=1,max=200,unique=ID,dive"`
}

// BatchRow is one of the records, as it was seen, with what its endpoint takes of it.
type BatchRow struct {
	ID       string          `json:"id" validate:"required,uuid"`
	Revision int             `json:"revision" validate:"required,min=1"`
	Body     json.RawMessage `json:"body,omitempty" validate:"max=20000"`
}

// Runs is the endpoint that does each row.
func (b Batch) Runs() string { return string(b.Operation) }

// BatchVerdict is what became of one row, or would become of it.
type BatchVerdict struct {
	ID       string               `json:"id"`
	TakesTwo bool                 `json:"takesTwo"`
	Refused  *BatchRefusal        `json:"refused,omitempty"` // why not
	Changes  []models.FieldChange `json:"changes,omitempty"` // what would change, where that was asked
	Result   json.RawMessage      `json:"result,omitempty"`  // what its endpoint answered, where that is shown once
}

// BatchRefusal is why a row is refused.
type BatchRefusal struct {
	Code   refusal.Code         `json:"code"`
	Detail said.Sentence        `json:"detail"`
	Remedy said.Sentence        `json:"remedy"`
	Errors []refusal.FieldError `json:"errors,omitempty"`
}

// BatchDone is a batch that was done.
type BatchDone struct {
	Rows []BatchVerdict `json:"rows"`
}

// HoldsSecret reports whether it holds what is shown once and never kept.
func (b BatchDone) HoldsSecret() bool {
	return slices.ContainsFunc(b.Rows, func(v BatchVerdict) bool { return v.Result != nil })
}

// RunBatch does the same to many records in one transaction. A row that is refused refuses all of them; in a dry run each is told of,
// and those behind it are tried as if it were not there.
func RunBatch(c Call, in Batch) (BatchDone, error) {
	revisions, err := c.revisions(in)
	if err != nil {
		return BatchDone{}, err
	}
	out := BatchDone{Rows: make([]BatchVerdict, len(in.Rows))}
	var faults refusal.Faults
	refused := 0
	for n, row := range in.Rows {
		verdict, err := c.runRow(in.Operation, row, revisions[row.ID])
		var known *refusal.Refusal
		switch {
		case err == nil:
		case !errors.As(err, &known) || known.Kind == refusal.KindInternal || known.Kind == refusal.KindBusy:
			return BatchDone{}, err
		case c.Proposal != nil && errors.Is(err, refusal.RevisionPassed):
			return BatchDone{}, err // the proposal was made on what is no more
		default:
			refused++
			faults = append(faults, faultsOf(n, known)...)
			verdict = BatchVerdict{ID: row.ID, Refused: &BatchRefusal{known.Code(), known.Sentence, known.Remedy, known.Fields}}
		}
		out.Rows[n] = verdict
	}
	if refused > 0 && !c.tries() {
		return BatchDone{}, refusal.BatchRefused.With("refused", refused, "rows", len(in.Rows)).Of(faults)
	}
	return out, nil
}

// tries reports whether it was only asked what a request would do.
func (c Call) tries() bool { return c.Rehearsal != nil && c.Rehearsal.Dry && c.Proposal == nil }

// runRow does one row as its endpoint does it, behind a savepoint.
func (c Call) runRow(operation BatchOperation, row BatchRow, revision int) (BatchVerdict, error) {
	verdict := BatchVerdict{ID: row.ID}
	subject := models.Ref{Kind: batched[operation].Ref().Kind, ID: row.ID}
	if revision > 0 && revision != row.Revision { // what is not there at all, the endpoint says
		return verdict, refusal.RevisionPassed.With("seen", row.Revision, "revision", revision)
	}
	if c.Proposal != nil { // who could not confirm it alone cannot confirm it among others
		alone := *c.Proposal
		alone.Subject = subject
		if err := alone.Hold(models.ConfirmProposal, c.By, c.Now); err != nil {
			return verdict, err
		}
	}
	err := models.Attempt(c.DB, func(tx *gorm.DB) error {
		call := c
		call.DB, call.IfMatch = tx, 0 // rows before it may have moved it, as on the waiting list
		if c.Rehearsal != nil {
			call.Rehearsal = &models.Rehearsal{Path: row.ID}
		}
		answer, err := c.Repeat(call, models.Proposal{Operation: string(operation), Subject: subject, Input: string(row.Body)})
		if err != nil {
			return err
		}
		if c.Rehearsal != nil {
			if err := call.Rehearsal.Name(tx); err != nil {
				return err
			}
			c.Rehearsal.Join(call.Rehearsal)
		}
		_, secret := answer.(interface{ Secret() })
		switch {
		case c.tries():
			verdict.TakesTwo, verdict.Changes = call.Rehearsal.Two, call.Rehearsal.Changes
		case secret:
			verdict.Result, err = json.Marshal(answer)
		}
		return err
	})
	return verdict, err
}

// revisions are those that the records of a batch have before any of it is done.
func (c Call) revisions(in Batch) (map[string]int, error) {
	ids := make([]string, len(in.Rows))
	for n, row := range in.Rows {
		ids[n] = row.ID
	}
	var found []models.Record
	err := c.DB.Model(batched[in.Operation]).Select("id", "revision").Where("id IN ?", ids).Scan(&found).Error
	revisions := make(map[string]int, len(found))
	for _, r := range found {
		revisions[r.ID] = r.Revision
	}
	return revisions, err
}

// faultsOf are the reasons of a row, by its place in what was sent.
func faultsOf(n int, why *refusal.Refusal) (faults refusal.Faults) {
	at := fmt.Sprintf("rows[%d]", n)
	for _, field := range why.Fields {
		field.Field = at + ".body." + field.Field
		faults = append(faults, field)
	}
	if len(faults) == 0 {
		faults.Refuse(at, why)
	}
	return faults
}
