package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/spelling"
)

// What anybody types into one box is looked for in every kind of record that they may read. The address holds what is sought, as that of every
// searched list does: the log keeps no address, and nothing keeps the answer.

// FindInput is what is sought: a reference, a number, or words of a name in any script.
type FindInput struct {
	Q string `query:"q" validate:"max=100"`
}

// Found is what was found: an entry of the journal by its number, states by their names, and records by kind, the kind first of which one is called
// exactly so.
type Found struct {
	Entry  int64        `json:"entry,omitempty"` // its number, where there is such an entry
	States []FoundState `json:"states"`
	Kinds  []FoundKind  `json:"kinds"`
}

// FoundState is a state that is called so, and how much there is about it.
type FoundState struct {
	Code   string       `json:"code"`
	Counts []StateCount `json:"counts"`
}

// StateCount is how many records of one kind are about a state: its invitations, the missions to it, who is its national, and what it contributes.
type StateCount struct {
	Kind  models.RefKind `json:"kind"`
	Count int            `json:"count"`
}

// FoundKind is what was found of one kind: the first few, and how many there are.
type FoundKind struct {
	Kind  models.RefKind `json:"kind"`
	Items []FoundRecord  `json:"items"`
	Total int            `json:"total" description:"200 means that many or more: they are not counted"`
}

// FoundRecord is a record in the words by which it is told from others of its kind.
type FoundRecord struct {
	ID        string        `json:"id"`
	Reference string        `json:"reference,omitempty"`
	Title     string        `json:"title,omitempty"`
	Name      string        `json:"name,omitempty"` // of the observer, the owner of the account or the payee
	Host      string        `json:"host,omitempty"` // or contributor
	Status    string        `json:"status,omitempty"`
	Role      models.Role   `json:"role,omitempty"`   // of an account
	Action    models.Action `json:"action,omitempty"` // what a proposal asks for
	Seat      *int          `json:"seat,omitempty"`
	StartsOn  models.Date   `json:"startsOn,omitzero"`
	Amount    *models.Money `json:"amount,omitempty"`
	Currency  string        `json:"currency,omitempty"` // of the amount
}

// topFound is how many records of a kind are answered, and counted how many of them are looked at for the first.
const topFound, counted = 5, 200

// sought is a kind of record: by whose permission it is found, how its own list narrows it, where it says something, and how it is told.
type sought struct {
	kind   models.RefKind
	read   models.Action
	table  string
	reach  func(Call) *gorm.DB
	places func(Call, models.StateNames) []models.Place
	told   string // columns beside the id
	joins  string
	own    bool // found by those only whose own they are: everybody else reads them where they belong
}

const ofObserver, ofDeployment = "LEFT JOIN observers o ON o.id = ", "LEFT JOIN deployments d ON d.id = "

// kinds is everything that can be found, in the order in which it is answered.
var kinds = []sought{
	{kind: "observer", read: models.ReadObservers, table: "observers", reach: Call.observers,
		places: func(c Call, _ models.StateNames) []models.Place { return c.namesOrSeat() },
		told:   "observers.preferred_name AS name, observers.status, observers.seat"},
	{kind: "invitation", read: models.ReadInvitations, table: "invitations", reach: Call.invitations, places: ofHost("invitations"),
		told: "invitations.reference, invitations.authority_name AS title, invitations.host, invitations.status, invitations.starts_on"},
	{kind: "deployment_request", read: models.ReadDeploymentRequests, table: "deployment_requests", reach: Call.deploymentRequests, places: ofHost("deployment_requests"),
		told: "deployment_requests.title, deployment_requests.host, deployment_requests.status, deployment_requests.first_day AS starts_on"},
	{kind: "deployment", read: models.ReadDeployments, table: "deployments", reach: Call.deployments, places: ofHost("deployments"),
		told: "deployments.title, deployments.host, deployments.status, deployments.starts_on"},
	{kind: "assignment", read: models.ReadAssignments, table: "assignments", reach: Call.assignments, own: true,
		places: func(c Call, _ models.StateNames) []models.Place { return c.ofAssignment() },
		told:   "d.title, assignments.host, assignments.status, assignments.starts_on", joins: ofDeployment + "assignments.deployment_id"},
	{kind: "opportunity", read: models.ReadOpportunities, table: "opportunities", reach: announced, places: worded("opportunities"),
		told: "opportunities.title, opportunities.host, opportunities.status, opportunities.starts_on"},
	{kind: "training_request", read: models.ReadTrainingRequests, table: "training_requests", reach: Call.trainingRequests,
		places: func(c Call, _ models.StateNames) []models.Place { return c.ofTrainingRequest() },
		told:   "p.title, o.preferred_name AS name, training_requests.status, p.starts_on",
		joins:  "LEFT JOIN opportunities p ON p.id = training_requests.opportunity_id " + ofObserver + "training_requests.observer_id"},
	{kind: "training", read: models.ReadTrainings, table: "trainings", reach: Call.trainings,
		places: func(c Call, _ models.StateNames) []models.Place { return c.ofTraining() },
		told:   "trainings.title, o.preferred_name AS name, trainings.status, trainings.starts_on", joins: ofObserver + "trainings.observer_id"},
	{kind: "inquiry", read: models.ReadInquiries, table: "inquiries", reach: Call.inquiries,
		places: func(c Call, _ models.StateNames) []models.Place { return c.ofObserver("inquiries.observer_id") },
		told:   "o.preferred_name AS name, inquiries.status", joins: ofObserver + "inquiries.observer_id"},
	{kind: "contribution", read: models.ReadContributions, table: "contributions", reach: Call.books,
		places: func(_ Call, states models.StateNames) []models.Place { return pledged(states) },
		told:   "contributions.title, contributions.contributor AS host, contributions.status, contributions.amount, contributions.currency"},
	{kind: "line", read: models.ReadFund, table: "lines", reach: Call.books, places: worded("lines"), told: "lines.title, lines.budget AS amount"},
	{kind: "commitment", read: models.ReadFund, table: "commitments", reach: Call.books, places: worded("commitments"),
		told: "commitments.title, commitments.host, commitments.status"},
	{kind: "payment", read: models.ReadFund, table: "payments", reach: Call.books,
		places: func(Call, models.StateNames) []models.Place { return ofPayment() },
		told:   "payments.payee AS name, c.title, payments.status, payments.amount", joins: "LEFT JOIN commitments c ON c.id = payments.commitment_id"},
	{kind: "proposal", read: models.ReadProposals, table: "proposals", reach: func(c Call) *gorm.DB { return c.DB }, places: func(Call, models.StateNames) []models.Place { return ofProposal() },
		told: "proposals.reference, proposals.title, proposals.action, proposals.status"},
	{kind: "account", read: models.ReadAccounts, table: "accounts", reach: people,
		places: func(c Call, _ models.StateNames) []models.Place { return c.folded("accounts") },
		told:   "accounts.name, accounts.role, accounts.status"},
	{kind: "file", read: models.ReadFile, table: "files", reach: readableFiles, places: worded("files"), told: "files.name"},
}

// worded are the places of a table whose words everybody may search who reads it.
func worded(table string) func(Call, models.StateNames) []models.Place {
	return func(Call, models.StateNames) []models.Place { return []models.Place{models.In(table, "folded")} }
}

// ofHost are those, and what the host is called.
func ofHost(table string) func(Call, models.StateNames) []models.Place {
	return func(_ Call, states models.StateNames) []models.Place {
		return []models.Place{models.In(table, "folded"), models.Coded(table, "host", states.Codes)}
	}
}

// FindAnything answers with whatever is called so, and the caller may read.
func FindAnything(c Call, in FindInput) (Found, error) {
	out := Found{States: []FoundState{}, Kinds: []FoundKind{}}
	text := models.Reference(strings.TrimSpace(in.Q))
	folded := spelling.Fold(text)
	number, err := strconv.Atoi(folded)
	numbered := err == nil && utf8.RuneCountInString(folded) == 1 // one digit is a number as a whole, and no part of one
	if !numbered && tooShort(folded) {
		return out, nil
	}
	states, err := models.LoadStateNames(c.DB)
	if err != nil {
		return out, err
	}
	fund, err := models.LoadFund(c.DB)
	if err != nil {
		return out, err
	}
	for _, k := range kinds {
		call := c
		if call.Scope = models.Policy[k.read][c.By.Role]; call.Scope == models.None || k.own && call.Scope != models.Own {
			continue
		}
		places := k.places(call, states)
		if numbered {
			places = slices.DeleteFunc(places, func(p models.Place) bool { return !p.Whole() || k.kind != "observer" })
		}
		if len(places) == 0 {
			continue
		}
		found, err := k.find(call, text, places)
		if err != nil {
			return out, err
		}
		for n, item := range found.Items {
			if item.Amount != nil && item.Currency == "" {
				found.Items[n].Currency = fund.Currency
			}
		}
		if len(found.Items) > 0 {
			out.Kinds = append(out.Kinds, found)
		}
	}
	slices.SortStableFunc(out.Kinds, func(a, b FoundKind) int {
		return cmp.Compare(min(a.Items[0].rank(folded), 1), min(b.Items[0].rank(folded), 1))
	})
	if err == nil && c.reads(models.ReadJournal) && number > 0 {
		out.Entry, err = entryNumbered(c, number)
	}
	if err != nil || numbered {
		return out, err
	}
	out.States, err = c.aboutStates(states.Saying(text))
	return out, err
}

// tooShort reports whether a folded text is too little to look for: it needs two signs, or one where a sign can be a word.
func tooShort(folded string) bool {
	first, _ := utf8.DecodeRuneInString(folded)
	n := utf8.RuneCountInString(folded)
	return n == 0 || n == 1 && !spelling.Unspaced(first)
}

// find reads what is called so of one kind, those first that are called exactly so, and then those with a word that begins so.
func (k sought) find(c Call, text string, places []models.Place) (FoundKind, error) {
	q := models.Some(k.reach(c), text, counted, c.Scope == models.Own, places...)
	var rows []FoundRecord
	err := q.Joins(k.joins).Select(k.table + ".id, " + k.told).Scan(&rows).Error
	folded := spelling.Fold(text)
	ranks := map[string]int{}
	for _, row := range rows {
		ranks[row.ID] = row.rank(folded)
	}
	slices.SortStableFunc(rows, func(a, b FoundRecord) int { return cmp.Compare(ranks[a.ID], ranks[b.ID]) })
	return FoundKind{k.kind, rows[:min(len(rows), topFound)], len(rows)}, err
}

// rank is how well a record is called so: exactly, by beginning so, by words that begin so, or by parts of them.
func (r FoundRecord) rank(sought string) int {
	texts := []string{spelling.Fold(r.Reference), spelling.Fold(r.Name), spelling.Fold(r.Title)}
	if r.Seat != nil {
		texts = append(texts, strconv.Itoa(*r.Seat))
	}
	all := " " + strings.Join(texts, " ")
	switch {
	case slices.Contains(texts, sought):
		return 0
	case slices.ContainsFunc(texts, func(text string) bool { return strings.HasPrefix(text, sought) }):
		return 1
	case !slices.ContainsFunc(strings.Fields(sought), func(word string) bool { return !strings.Contains(all, " "+word) }):
		return 2
	}
	return 3
}

// entryNumbered is the number of an entry of the journal; 0 where there is none.
func entryNumbered(c Call, number int) (int64, error) {
	var seqs []int64
	err := c.DB.Model(&models.Entry{}).Where("seq = ?", number).Pluck("seq", &seqs).Error
	return append(seqs, 0)[0], err
}

// mostStates is how many states are answered.
const mostStates = 3

// aboutState is a kind of record that is about states: by whose permission it is counted, and where it names them.
var aboutState = []struct {
	kind  models.RefKind
	read  models.Action
	table string
	state string
}{
	{"invitation", models.ReadInvitations, "invitations", "host"},
	{"deployment", models.ReadDeployments, "deployments", "host"},
	{"observer", models.ReadObservers, "observer_nationalities", "state"},
	{"contribution", models.ReadContributions, "contributions", "contributor"},
}

// aboutStates counts what there is about states that the caller reads of all of them: it leads to lists that are narrowed to one.
func (c Call) aboutStates(states []models.State) ([]FoundState, error) {
	out := []FoundState{}
	var codes, parts []string
	for _, s := range states[:min(len(states), mostStates)] {
		codes = append(codes, s.Code)
	}
	var values []any
	for _, a := range aboutState {
		if c.reads(a.read) {
			parts = append(parts, "SELECT '"+string(a.kind)+"' AS kind, "+a.state+" AS code, COUNT(*) AS count FROM "+a.table+" WHERE "+a.state+" IN ? GROUP BY "+a.state)
			values = append(values, codes)
		}
	}
	if len(parts) == 0 || len(codes) == 0 {
		return out, nil
	}
	var rows []struct {
		Code string
		StateCount
	}
	err := c.DB.Raw(strings.Join(parts, " UNION ALL "), values...).Scan(&rows).Error
	for _, code := range codes {
		state := FoundState{Code: code, Counts: []StateCount{}}
		for _, row := range rows {
			if row.Code == code {
				state.Counts = append(state.Counts, row.StateCount)
			}
		}
		out = append(out, state)
	}
	return out, err
}
