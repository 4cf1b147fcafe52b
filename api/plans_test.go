package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
)

// small are the tables that do not grow with the years, or by some tens of rows a year: to read or sort all of one costs little.
var small = map[string]string{
	"unsealed_rows": "what the transaction under way has written: all of it is the answer",
	"states":        "reference", "participants": "reference", "languages": "reference", "currencies": "reference", "organisers": "reference", "bodies": "reference",
	"organiser_states": "reference", "guarantees": "reference", "qualifications": "reference", "certificates": "reference", "usual_courses": "reference", "texts": "reference", "settings": "reference",
	"goose_db_version": "a row for each version of the schema",
	"observers":        "a cohort, and who waits for a seat", "observer_private": "the same", "observer_nationalities": "the same", "observer_languages": "the same",
	"observer_functions": "the same", "observer_conflicts": "the same", "accounts": "the same, and some hundred others",
	"invitations": "some tens of elections a year", "invitation_answers": "the same", "extensions": "the same", "findings": "the same", "consents": "the same", "deployment_requests": "the same",
	"assignment_concerns": "some for each mission", "call_outs": "the same", "views": "some tens for each account that keeps any",
	"sessions": "what has ended is forgotten", "deployments": "the same", "deployment_seats": "the same", "contributions": "some tens of pledges a year", "receipts": "the same", "lines": "some tens of lines a year",
}

// ofOne are the columns by which what belongs to one thing, or to some days, is found: so few rows that sorting them costs little.
var ofOne = regexp.MustCompile(`\b(?:observer_id|deployment_id|opportunity_id|invitation_id|commitment_id|receipt_id|payment_id|trainings\.starts_on) = |\bevidence_id IN |\btransfers\.day [<>]|\bfiles\.uploaded_by = |\bproposal_subjects WHERE subject_id = `)

// excused are the answers that do grow, and why.
var excused = map[string]string{
	"getFund":                            "it adds up every account: some more for each payment",
	"listWaiting":                        "all that waits is the answer: it is counted",
	"findAnything q=co":                  "which of the documents that say two letters an auditor may read is found out of all of them",
	"listCommitments sort=host":          "by the name of the state; there are some hundred a year",
	"listTrainingRequests sort=status":   "there are some hundred a year",
	"listTrainingRequests sort=deadline": "that of the opportunity asked for; there are some hundred a year",
	"listTrainingRequests sort=startsOn": "the same",
}

// question is a statement as it was sent.
type question struct {
	text string
	args []any
}

// listening gathers the statements that read from now on.
func (h *fixture) listening() (heard func() []question) {
	h.Helper()
	var lock sync.Mutex
	var all []question
	add := func(tx *gorm.DB) {
		if !tx.DryRun {
			lock.Lock()
			defer lock.Unlock()
			all = append(all, question{tx.Statement.SQL.String(), slices.Clone(tx.Statement.Vars)})
		}
	}
	hear := func(db *gorm.DB) error {
		return errors.Join(db.Callback().Query().After("gorm:query").Register("test:plans", add),
			db.Callback().Row().After("gorm:row").Register("test:plans", add), db.Callback().Raw().After("gorm:raw").Register("test:plans", add))
	}
	if err := errors.Join(hear(h.db.Query(context.Background())), h.db.WriteUnjournaled(context.Background(), hear)); err != nil {
		h.Fatal(err)
	}
	return func() []question {
		lock.Lock()
		defer lock.Unlock()
		heard := all
		all = nil
		return heard
	}
}

// slow tells what a plan does that takes longer the more there is: it reads a table from end to end where no order and limit
// of the statement ends it, or it sorts what no index has sorted.
func (h *fixture) slow(s question) (faults []string) {
	h.Helper()
	err := h.db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		faults = h.faults(tx, s)
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return faults
}

func (h *fixture) faults(tx *gorm.DB, s question) (faults []string) {
	var steps []string
	if h.db.Postgres {
		ways := []string{"seqscan", "sort", "bitmapscan", "hashjoin", "hashagg"} // unless there is no other, however few rows there are
		if ofFew.MatchString(s.text) {
			ways = []string{"seqscan"} // what is found by its words has no other order than the one it is sorted by
		}
		for _, way := range ways {
			if err := tx.Exec("SET LOCAL enable_" + way + " = off").Error; err != nil {
				h.Fatal(err)
			}
		}
		rows := tx.Raw("EXPLAIN (COSTS OFF) " + tx.Dialector.Explain(s.text, s.args...)).Scan(&steps)
		if rows.Error != nil {
			h.Fatalf("%s: %v", s.text, rows.Error)
		}
	} else {
		var found []struct{ Detail string }
		if err := tx.Raw("EXPLAIN QUERY PLAN " + tx.Dialector.Explain(s.text, s.args...)).Scan(&found).Error; err != nil {
			h.Fatalf("%s: %v", s.text, err)
		}
		for _, step := range found {
			steps = append(steps, step.Detail)
		}
	}
	limited := strings.Contains(s.text, "LIMIT")
	few := ofFew.MatchString(s.text)
	for _, step := range steps {
		switch {
		case few && (sorted.MatchString(step) || looked.MatchString(step) || slices.ContainsFunc(steps, func(made string) bool { return gathered(made, step) })):
		case limited && sorted.MatchString(step) && !ofOne.MatchString(s.text): // without a limit everything it sorts is the answer
			if from := fromTable.FindStringSubmatch(s.text); from == nil || small[from[1]] == "" {
				faults = append(faults, step)
			}
		case !h.db.Postgres && (aboutOne.MatchString(s.text) || ofOne.MatchString(s.text)) && ofMany.MatchString(step):
			faults = append(faults, step)
		case scanned.MatchString(step):
			name := scanned.FindStringSubmatch(step)[1]
			if name == "CONSTANT" || strings.Contains(s.text, ") "+name+" ") { // no table, or what a part of the statement found, which has steps of its own
				continue
			}
			if small[tableOf(s.text, name)] == "" && !(limited && strings.Contains(step, "USING") && !strings.Contains(step, "AUTOMATIC")) {
				faults = append(faults, step)
			}
		}
	}
	return faults
}

var (
	sorted    = regexp.MustCompile(`USE TEMP B-TREE FOR (?:LAST TERM OF |RIGHT PART OF )?ORDER BY|\bSort\b`)
	fromTable = regexp.MustCompile("^SELECT [^(]* FROM [`\"]?(\\w+)")
	// The rows that a search looks at one by one, and counting them before.
	ofFew  = regexp.MustCompile(`^SELECT 0 AS way|FROM \(SELECT \* FROM \w+ WHERE id (?:IN|= ANY) `)
	looked = regexp.MustCompile(`SCAN \w+_words VIRTUAL TABLE INDEX \d+:M`)

	aboutOne = regexp.MustCompile(`subject_id (?:=|IN) `)
	// Many rows, of which few are of the one that is asked for.
	ofMany  = regexp.MustCompile(`journal_by_(?:account|action)|trainings_by_(?:kind|organiser|function|status|creation)`)
	scanned = regexp.MustCompile(`^\s*(?:->\s*)?(?:Parallel )?(?:SCAN|Seq Scan on) (\w+)`)
)

// gathered reports whether a step goes through what another one has gathered under the name of its table.
func gathered(made, step string) bool {
	return made == strings.Replace(step, "SCAN", "CO-ROUTINE", 1) || made == strings.Replace(step, "SCAN", "MATERIALIZE", 1)
}

// tableOf is the table that a name in a statement stands for.
func tableOf(text, name string) string {
	if found := regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+["` + "`" + `]?(\w+)["` + "`" + `]?\s+(?:AS\s+)?` + name + `\b`).FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return name
}

// variants are the ways to ask a list: each order it has alone, and each filter alone.
func variants(r Route, sorts []string) (queries []string) {
	for _, sort := range sorts {
		queries = append(queries, "sort="+sort, "sort=-"+sort)
	}
	for _, field := range reflect.VisibleFields(r.In) {
		name := field.Tag.Get("query")
		value := ""
		switch {
		case field.Anonymous || name == "" || slices.Contains([]string{"after", "before", "limit", "sort", "count", "format", "eligible"}, name):
			continue
		case field.Type == reflect.TypeFor[models.Date]():
			value = "2027-01-31"
		case field.Type.Kind() == reflect.Bool, field.Type == reflect.TypeFor[*bool]():
			value = "true"
		case strings.Contains(field.Tag.Get("validate"), "uuid"):
			value = models.NewID()
		case strings.Contains(field.Tag.Get("validate"), "choice"):
			value = reflect.New(field.Type).Elem().Interface().(models.Choice).Values()[0]
		case name == "organiser":
			value = "UN"
		case name == "language":
			value = "en"
		case name == "q":
			value = "course"
			queries = append(queries, "q=co") // too short for the index, as if there were too many
		default:
			value = "TL"
		}
		queries = append(queries, name+"="+url.QueryEscape(value))
	}
	return queries
}

// claim is what is logged most, by the thousand where a fund moves in.
func (c *bulkFixture) claim() body {
	return body{"observerId": c.id("observer", 7), "organiser": "UN", "body": "UNDP", "kind": "course", "function": "sto", "title": "A course", "place": "Dhaka",
		"startsOn": "2020-01-04", "until": "2020-01-09", "certificateNumber": "C-1"}
}

// TestPlans asks the planner of each engine how it answers everything there is to read, each list in each of its orders and
// with each of its filters: nothing is read from end to end or sorted that grows with the years.
func TestPlans(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	needed := map[string]bool{} // on one engine or the other
	var asked int               // how many engines: of one alone nobody can tell what the other needs
	t.Cleanup(func() {
		for what := range excused {
			if asked == 2 && !needed[what] {
				t.Errorf("%s needs no excuse", what)
			}
		}
	})
	each(t, func(h *fixture) {
		c := newBulkFixture(h)
		c.rows(1, 300)
		lock.Lock()
		asked++
		lock.Unlock()
		heard := h.listening()
		s := c.side()
		found, planned := map[string]string{}, map[string]bool{}
		for _, role := range []models.Role{models.Administrator, models.Auditor, models.ObserverRole, models.StateRole} {
			reader := c.as(map[models.Role]models.Account{models.Administrator: c.clara, models.Auditor: c.auditor, models.ObserverRole: c.siti, models.StateRole: c.dili}[role])
			for _, r := range Routes {
				if r.Method != http.MethodGet || models.Policy[r.Action][role] == models.None || unbounded[r.ID] != "" {
					continue
				}
				path := s.address(r, role)
				queries := []string{""}
				_, pages := r.In.FieldByName("Limit")
				if _, searches := r.In.FieldByName("Q"); searches && !pages {
					queries = append(queries, variants(r, nil)...)
				}
				if pages {
					refused := reader.request("GET", path+"?sort=none", nil)
					_, names, _ := strings.Cut(refused.text("errors.0.message"), "must be one of ")
					names, _, _ = strings.Cut(names, ", perhaps")
					queries = append(queries, variants(r, strings.FieldsFunc(names, func(c rune) bool { return c == ',' || c == ' ' }))...)
				}
				for _, query := range queries {
					heard()
					at := path
					if query != "" {
						at += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + query
					}
					if got := reader.request("GET", at, nil); got.status != http.StatusOK && !strings.HasPrefix(path, "/files/") {
						t.Errorf("GET %s as %s: %d %s", at, role, got.status, got.body)
					}
					what := strings.TrimSpace(r.ID + " " + strings.Replace(query, "=-", "=", 1))
					for _, statement := range heard() {
						if planned[statement.text] {
							continue
						}
						planned[statement.text] = true
						for _, fault := range c.slow(statement) {
							if reason := excused[what] + excused[r.ID]; reason != "" {
								lock.Lock()
								needed[what], needed[r.ID] = true, true
								lock.Unlock()
								continue
							}
							key := fmt.Sprintf("%s: %s", strings.TrimSpace(fault), statement.text)
							if found[key] == "" {
								found[key] = fmt.Sprint(r.ID, " ", query, " as ", role)
							}
						}
					}
				}
			}
		}
		heard()
		c.as(c.david).must("POST", "/trainings", c.claim())
		for _, statement := range heard() {
			if strings.HasPrefix(statement.text, "SELECT") {
				for _, fault := range c.slow(statement) {
					found[fault+": "+statement.text] = "claimTraining"
				}
			}
		}
		for _, key := range slices.Sorted(maps.Keys(found)) {
			t.Errorf("%s\n\t%s", found[key], key)
		}
	})
}
