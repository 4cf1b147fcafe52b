package handlers

import (
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"observationfund/models"
)

// About is what an entry of the journal is about, in the words that its sentence takes: of the record as it is now, with the
// amount that the entry moved. None of it is kept in the journal; what the reader may not read of the record is missing.
type About struct {
	Gone      bool            `json:"gone,omitempty"`      // there is no such record any more
	Reference string          `json:"reference,omitempty"` // INV-2026-0007: its own, or that of its invitation
	Title     string          `json:"title,omitempty"`     // of the mission, course, budget line, commitment or document
	Name      string          `json:"name,omitempty"`      // of the observer, the owner of the account or the payee
	State     string          `json:"state,omitempty"`     // code of the host or the contributor
	Function  models.Function `json:"function,omitempty"`  // as which somebody is to serve
	Seat      int             `json:"seat,omitempty"`      // of the cohort
	Action    models.Action   `json:"action,omitempty"`    // what a proposal asks for
	Amount    *models.Money   `json:"amount,omitempty"`
	Currency  string          `json:"currency,omitempty"` // of the amount
}

// words are the columns by which a part of what entries are about is found.
type words map[string]string

// aboutQueries says of each kind of record where its words stand, and by which permission they are read. What a concern says of somebody's
// health is not among them, nor are the days of somebody's calendar.
var aboutQueries = []struct {
	kind  models.RefKind
	read  models.Action
	from  string
	words words
}{
	{"observer", models.ReadObservers, "observers r", words{"name": "r.preferred_name"}},
	{"availability", models.ReadObservers, "availability r JOIN observers o ON o.id = r.observer_id", words{"name": "o.preferred_name"}},
	{"inquiry", models.ReadInquiries, "inquiries r JOIN observers o ON o.id = r.observer_id", words{"name": "o.preferred_name"}},
	{"account", models.ReadAccounts, "accounts r", words{"name": "r.name"}},
	{"delivery", models.ReadAccounts, "deliveries r JOIN accounts a ON a.id = r.account_id", words{"name": "a.name"}},
	{"proposal", models.ReadProposals, "proposals r", words{"reference": "r.reference", "title": "r.title", "action": "r.action"}},
	{"import", models.ReadCohort, "imports r", words{"title": "r.name"}},
	{"file", models.ReadFile, "files", words{"title": "files.name"}}, // called so in readableFiles
	{"training", models.ReadTrainings, "trainings r JOIN observers o ON o.id = r.observer_id", words{"title": "r.title", "name": "o.preferred_name"}},
	{"opportunity", models.ReadOpportunities, "opportunities r", words{"title": "r.title"}},
	{"training_request", models.ReadTrainingRequests, "training_requests r JOIN opportunities p ON p.id = r.opportunity_id JOIN observers o ON o.id = r.observer_id",
		words{"title": "p.title", "name": "o.preferred_name"}},
	{"invitation", models.ReadInvitations, "invitations r", words{"reference": "r.reference", "state": "r.host"}},
	{"extension", models.ReadInvitations, "extensions r JOIN invitations i ON i.id = r.invitation_id", words{"reference": "i.reference", "state": "i.host"}},
	{"deployment_request", models.ReadDeploymentRequests, "deployment_requests r JOIN invitations i ON i.id = r.invitation_id",
		words{"reference": "i.reference", "title": "r.title", "state": "r.host"}},
	{"deployment", models.ReadDeployments, "deployments r", words{"title": "r.title", "state": "r.host"}},
	{"assignment", models.ReadAssignments, "assignments r JOIN deployments d ON d.id = r.deployment_id JOIN observers o ON o.id = r.observer_id",
		words{"title": "d.title", "name": "o.preferred_name", "state": "d.host", "function": "r.function"}},
	{"concern", models.ReadAssignments, "assignment_concerns r JOIN assignments a ON a.id = r.assignment_id JOIN deployments d ON d.id = a.deployment_id JOIN observers o ON o.id = a.observer_id",
		words{"title": "d.title", "name": "o.preferred_name", "state": "d.host", "function": "a.function"}},
	{"call_out", models.ReadCallOuts, "call_outs r JOIN deployments d ON d.id = r.deployment_id", words{"title": "d.title", "state": "d.host"}},
	{"call_out_answer", models.ReadCallOuts, `call_out_answers r JOIN call_outs c ON c.id = r.call_out_id JOIN deployments d ON d.id = c.deployment_id
		JOIN observers o ON o.id = r.observer_id JOIN deployment_seats s ON s.id = r.seat_id`,
		words{"title": "d.title", "name": "o.preferred_name", "state": "d.host", "function": "s.function"}},
	{"contribution", models.ReadContributions, "contributions r", words{"title": "r.title", "state": "r.contributor", "amount": "r.amount", "currency": "r.currency"}},
	{"line", models.ReadFund, "lines r", words{"title": "r.title", "amount": "r.budget"}},
	{"commitment", models.ReadFund, "commitments r", words{"title": "r.title", "state": "r.host"}},
	{"payment", models.ReadFund, "payments r JOIN commitments c ON c.id = r.commitment_id", words{"name": "r.payee", "title": "c.title", "amount": "r.amount"}},
	{"correction", models.ReadFund, "corrections r JOIN receipts t ON t.id = r.receipt_id JOIN contributions p ON p.id = t.contribution_id",
		words{"title": "p.title", "state": "p.contributor", "amount": "t.amount", "currency": "t.currency"}},
}

// moved is what the facts of an entry say beside its record: whom it was about, and how much of what.
type moved struct {
	Amount         *models.Money
	Currency       string
	Draws          []models.Draw
	Observer       string
	ContributionID string
	Seat           json.RawMessage // a number of the cohort, or the id of one in a mission
}

// aboutRow is what was found of one record.
type aboutRow struct {
	models.Ref
	About
}

// tell says of each line what it is about, in a number of statements that no page changes: one finds the words of every record on it.
func (c Call) tell(lines []JournalLine) error {
	facts, asked := make([]moved, len(lines)), map[models.RefKind][]string{}
	for n, line := range lines {
		_ = json.Unmarshal(line.Facts, &facts[n]) // what is of another form says nothing here
		for _, ref := range []models.Ref{line.Subject, {Kind: "observer", ID: facts[n].Observer}, {Kind: "contribution", ID: facts[n].ContributionID}} {
			if ref.ID != "" {
				asked[ref.Kind] = append(asked[ref.Kind], ref.ID)
			}
		}
	}
	found, err := c.find(asked)
	if err != nil {
		return err
	}
	fund, err := models.LoadFund(c.DB)
	for n := range lines {
		lines[n].About = about(lines[n].Subject, facts[n], found, fund.Currency)
	}
	return err
}

// find reads the words of records, as far as the caller may read them; what they may and is not there is gone.
func (c Call) find(asked map[models.RefKind][]string) (map[models.Ref]About, error) {
	found := map[models.Ref]About{}
	var parts []any
	for _, t := range aboutQueries {
		if ids := asked[t.kind]; len(ids) > 0 && c.reads(t.read) {
			db, id := c.DB, "r.id"
			if t.kind == "file" { // whose rows stay, and of which not all reach an auditor
				db, id = readableFiles(c), "files.id"
			} else {
				for _, gone := range ids {
					found[models.Ref{Kind: t.kind, ID: gone}] = About{Gone: true}
				}
			}
			parts = append(parts, db.Session(&gorm.Session{}).Table(t.from).Select(t.words.columns(t.kind, id)).Where(id+" IN ?", ids))
		}
	}
	if len(parts) == 0 {
		return found, nil
	}
	var rows []aboutRow
	err := c.DB.Raw(strings.TrimSuffix(strings.Repeat("? UNION ALL ", len(parts)), " UNION ALL "), parts...).Scan(&rows).Error
	for _, row := range rows {
		found[row.Ref] = row.About
	}
	return found, err
}

// columns are the same for every kind: a word it does not have is blank.
func (w words) columns(kind models.RefKind, id string) string {
	all := []string{"'" + string(kind) + "' AS subject_kind", id + " AS subject_id"}
	for _, name := range []string{"reference", "title", "name", "state", "function", "action", "currency"} {
		if column := w[name]; column != "" {
			all = append(all, "COALESCE("+column+", '') AS "+name)
		} else {
			all = append(all, "'' AS "+name)
		}
	}
	if w["amount"] == "" {
		return strings.Join(append(all, "CAST(NULL AS BIGINT) AS amount"), ", ")
	}
	return strings.Join(append(all, w["amount"]+" AS amount"), ", ")
}

// about puts together what was found of a record and what its entry says. A correction says what is to be booked instead, in the
// currency of another contribution: its sentence is about the receipt.
func about(subject models.Ref, f moved, found map[models.Ref]About, currency string) About {
	a := found[subject]
	if a.Name == "" {
		a.Name = found[models.Ref{Kind: "observer", ID: f.Observer}].Name
	}
	if a.State == "" {
		a.State = found[models.Ref{Kind: "contribution", ID: f.ContributionID}].State
	}
	if subject.Kind == "observer" {
		_ = json.Unmarshal(f.Seat, &a.Seat)
	}
	switch {
	case subject.Kind == "correction" || f.Amount == nil && f.Draws == nil:
	case f.Amount != nil:
		a.Amount, a.Currency = f.Amount, f.Currency
	default:
		a.Amount, a.Currency = new(models.Money), ""
		for _, draw := range f.Draws {
			*a.Amount += draw.Amount
		}
	}
	if a.Amount != nil && a.Currency == "" {
		a.Currency = currency
	}
	return a
}
