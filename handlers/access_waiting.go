package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"observationfund/models"
)

// Waiting is one thing that waits for the caller: what it is, what is asked of them, and until when.
type Waiting struct {
	Action  models.Action `json:"action"` // what they can do about it
	Subject models.Ref    `json:"subject"`
	Title   string        `json:"title"`
	Since   models.Time   `json:"since,omitzero"`
	Due     models.Time   `json:"due,omitzero"`
}

// WaitingList is what waits for the caller: exactly what they can do something about now. Of each action the first are
// named, or all where actions are asked for, and it is said how many there are.
type WaitingList struct {
	Items  []Waiting      `json:"items"`
	Total  int            `json:"total"`
	Counts []WaitingCount `json:"counts"`
}

// WaitingFilter names the actions of which everything is to be named.
type WaitingFilter struct {
	Actions []models.Action `query:"actions" validate:"max=40,dive,choice"`
}

// Whole asks for everything of every action.
func (f *WaitingFilter) Whole() {
	if len(f.Actions) > 0 {
		return
	}
	for _, q := range queues {
		f.Actions = append(f.Actions, q.action)
	}
}

// WaitingCount is how many things wait for one action.
type WaitingCount struct {
	Action models.Action `json:"action"`
	Count  int           `json:"count" description:"1,000 means that many or more: they are not counted"`
}

// mostWaiting is how many of each action are named, and mostCounted how many are counted.
const mostWaiting, mostCounted = 50, 1000

// ListWaiting answers with what waits for the caller: first what is due, soonest at the head, then what has waited longest.
func ListWaiting(c Call, in WaitingFilter) (WaitingList, error) {
	out := WaitingList{Items: []Waiting{}, Counts: []WaitingCount{}}
	most := mostWaiting
	if len(in.Actions) > 0 {
		most = mostCounted
	}
	for _, q := range queues {
		if q.role != c.By.Role || len(in.Actions) > 0 && !slices.Contains(in.Actions, q.action) {
			continue
		}
		found, n, err := q.find(c, most)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, found...)
		if out.Total += n; n > 0 {
			out.Counts = append(out.Counts, WaitingCount{q.action, n})
		}
	}
	slices.SortStableFunc(out.Items, func(a, b Waiting) int {
		switch {
		case a.Due.IsZero() != b.Due.IsZero():
			if a.Due.IsZero() {
				return 1
			}
			return -1
		case !a.Due.IsZero():
			return a.Due.Compare(b.Due.Time)
		}
		return cmp.Compare(a.Since.UnixMilli(), b.Since.UnixMilli())
	})
	return out, nil
}

// queue is one sort of thing that waits for a role: a statement whose columns are id, title, since, due where order says so, and the kind
// of each where they are of several. It finds what its action can be done to by the very person who asks, and nothing else.
type queue struct {
	role   models.Role
	action models.Action
	kind   models.RefKind
	order  string
	sql    string
}

// queues is everything that can wait for somebody. @me is the account, @own its observer or state, @now the instant, @inexcusable the rules that are not let stand.
var queues = []queue{
	{models.Administrator, models.ConfirmProposal, "proposal", "due",
		`SELECT id, reference || CASE title WHEN '' THEN '' ELSE ', ' || title END AS title, created_at AS since, expires_at AS due FROM proposals
		WHERE status = 'open' AND expires_at > @now AND asked_by <> @me AND NOT (subject_kind = 'account' AND subject_id = @me)`},
	{models.Administrator, models.VerifyInvitation, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.submitted_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status = 'submitted' AND NOT ` + rivalled},
	{models.Administrator, models.AcceptInvitation, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.verified_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status = 'verified' AND i.verified_by <> @me AND NOT ` + rivalled + ` AND NOT (` + unacceptable + `) AND NOT EXISTS (` + notFound + ` AND f.found_by <> @me))`},
	{models.Administrator, models.AssessInvitation, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.submitted_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status IN ('submitted', 'verified') AND NOT (` + unacceptable + `) AND EXISTS (` + notFound + `))`},
	{models.Administrator, models.ClearInvitation, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.submitted_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status IN ('submitted', 'verified', 'contested') AND ` + rivalled},
	{models.Administrator, models.DeclineInvitation, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.verified_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status = 'verified' AND (` + unacceptable + `)`},
	{models.Administrator, models.VerifyExtension, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, x.created_at AS since FROM extensions x JOIN invitations i ON i.id = x.invitation_id
		JOIN states s ON s.code = i.host WHERE x.status = 'submitted' AND NOT ` + rivalled},
	{models.Administrator, models.AcceptExtension, "invitation", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, x.verified_at AS since FROM extensions x JOIN invitations i ON i.id = x.invitation_id
		JOIN states s ON s.code = i.host WHERE x.status = 'verified' AND x.verified_by <> @me AND NOT ` + rivalled},
	{models.Administrator, models.ApproveDeploymentRequest, "deployment_request", "since",
		`SELECT r.id, s.name || ', ' || r.title AS title, r.created_at AS since FROM deployment_requests r JOIN states s ON s.code = r.host
		JOIN consents c ON c.invitation_id = r.invitation_id AND c.until > @today WHERE r.status = 'submitted' AND r.first_day > @today`},
	{models.Administrator, models.DeclineDeploymentRequest, "deployment_request", "since",
		`SELECT r.id, s.name || ', ' || r.title AS title, r.created_at AS since FROM deployment_requests r JOIN states s ON s.code = r.host
		WHERE r.status = 'submitted' AND r.first_day <= @today`},
	{models.Administrator, models.ApprovePayment, "payment", "since",
		`SELECT id, payee || ', ' || purpose AS title, created_at AS since FROM payments
		WHERE status = 'requested' AND requested_by <> @me`},
	{models.Administrator, models.ApproveCorrection, "correction", "since",
		`SELECT c.id, p.title || ', ' || r.bank_reference AS title, c.created_at AS since FROM corrections c
		JOIN receipts r ON r.id = c.receipt_id JOIN contributions p ON p.id = r.contribution_id
		WHERE c.status = 'requested' AND c.requested_by <> @me`},
	{models.Administrator, models.ApproveSettlement, "commitment", "since",
		`SELECT c.id, c.title, (SELECT MAX(j.at) FROM journal j WHERE j.subject_id = c.id AND j.action = 'commitments.request_settlement') AS since
		FROM commitments c WHERE c.status = 'asked' AND c.asked_by <> @me`},
	// Looked up for each training, which an index makes short: PostgreSQL would take a NOT EXISTS for a join, and guess so few rows of
	// the journal that it goes through them all for each. That hardly any of it IS NULL it believes, and stops when it has enough.
	{models.Administrator, models.VerifyTraining, "training", "since",
		`SELECT t.id, o.preferred_name || ', ' || t.title AS title, t.created_at AS since FROM trainings t JOIN observers o ON o.id = t.observer_id
		WHERE t.status = 'claimed' AND (t.evidence_id IS NOT NULL OR t.assignment_id IS NOT NULL) AND t.claimed_by <> @me AND o.nominator <> @me
		AND (SELECT CASE COUNT(*) WHEN 0 THEN 1 END FROM journal j WHERE j.subject_id = t.assignment_id AND ` + models.Unindexed("j.account_id") + ` = @me
			AND ` + models.Unindexed("j.action") + ` = 'assignments.evaluate') IS NOT NULL
		AND (SELECT CASE COUNT(*) WHEN 0 THEN 1 END FROM journal j WHERE j.subject_id = t.id AND ` + models.Unindexed("j.account_id") + ` = @me
			AND ` + models.Unindexed("j.action") + ` IN ('trainings.claim', 'trainings.change')) IS NOT NULL
		AND (SELECT CASE COUNT(*) WHEN 0 THEN 1 END FROM journal j WHERE j.subject_id = t.id AND ` + models.Unindexed("j.action") + ` IN ('trainings.claim', 'trainings.change')
			AND ` + models.OpenedBy("@me") + `) IS NOT NULL`},
	{models.Administrator, models.EndorseTrainingRequest, "training_request", "due",
		`SELECT r.id, o.preferred_name || ', ' || p.title AS title, r.created_at AS since, p.deadline AS due FROM training_requests r
		JOIN observers o ON o.id = r.observer_id JOIN opportunities p ON p.id = r.opportunity_id
		WHERE r.status = 'submitted' AND p.places > (` + placesTaken + `)`},
	{models.Administrator, models.DeclineTrainingRequest, "training_request", "due",
		`SELECT r.id, o.preferred_name || ', ' || p.title AS title, r.created_at AS since, p.deadline AS due FROM training_requests r
		JOIN observers o ON o.id = r.observer_id JOIN opportunities p ON p.id = r.opportunity_id
		WHERE r.status = 'submitted' AND p.places <= (` + placesTaken + `)`},
	{models.Administrator, models.CloseInquiry, "inquiry", "since",
		`SELECT q.id, o.preferred_name AS title, COALESCE(q.answered_at, q.answer_by) AS since FROM inquiries q JOIN observers o ON o.id = q.observer_id
		WHERE q.status = 'open' AND (q.answered_at IS NOT NULL OR q.answer_by <= @now)`},
	{models.Administrator, models.WriteMessage, "", "since",
		`SELECT i.id, s.name || ', ' || i.reference AS title, MIN(m.created_at) AS since, m.subject_kind AS kind FROM messages m JOIN invitations i ON i.id = m.subject_id
		JOIN states s ON s.code = i.host WHERE m.subject_kind = 'invitation' AND ` + toFund + ` GROUP BY i.id, s.name, i.reference, m.subject_kind
		UNION ALL SELECT a.id, o.preferred_name || ', ' || d.title, MIN(m.created_at), m.subject_kind FROM messages m JOIN assignments a ON a.id = m.subject_id
		JOIN observers o ON o.id = a.observer_id JOIN deployments d ON d.id = a.deployment_id
		WHERE m.subject_kind = 'assignment' AND ` + toFund + ` GROUP BY a.id, o.preferred_name, d.title, m.subject_kind
		UNION ALL SELECT r.id, o.preferred_name || ', ' || p.title, MIN(m.created_at), m.subject_kind FROM messages m JOIN training_requests r ON r.id = m.subject_id
		JOIN observers o ON o.id = r.observer_id JOIN opportunities p ON p.id = r.opportunity_id
		WHERE m.subject_kind = 'training_request' AND ` + toFund + ` GROUP BY r.id, o.preferred_name, p.title, m.subject_kind`},
	{models.StateRole, models.WriteMessage, "invitation", "since",
		`SELECT i.id, i.reference AS title, MIN(m.created_at) AS since FROM messages m JOIN invitations i ON i.id = m.subject_id
		WHERE m.host = @own AND ` + fromFund + ` GROUP BY i.id, i.reference`},
	{models.ObserverRole, models.WriteMessage, "", "since",
		`SELECT a.id, d.title, MIN(m.created_at) AS since, m.subject_kind AS kind FROM messages m JOIN assignments a ON a.id = m.subject_id
		JOIN deployments d ON d.id = a.deployment_id WHERE m.observer_id = @own AND ` + fromFund + ` GROUP BY a.id, d.title, m.subject_kind
		UNION ALL SELECT r.id, p.title, MIN(m.created_at), m.subject_kind FROM messages m JOIN training_requests r ON r.id = m.subject_id
		JOIN opportunities p ON p.id = r.opportunity_id WHERE m.observer_id = @own AND ` + fromFund + ` GROUP BY r.id, p.title, m.subject_kind`},
	{models.ObserverRole, models.AnswerInquiry, "inquiry", "due",
		`SELECT id, 'An inquiry about you' AS title, created_at AS since, answer_by AS due FROM inquiries
		WHERE status = 'open' AND observer_id = @own AND answered_at IS NULL AND answer_by > @now`},
	{models.Administrator, models.LetStandConcern, "assignment", "since", fmt.Sprintf(unmet, "NOT IN")},
	{models.Administrator, models.StandDownAssignment, "assignment", "since", fmt.Sprintf(unmet, "IN")},
	{models.ObserverRole, models.AcceptAssignment, "assignment", "due",
		`SELECT a.id, d.title, a.created_at AS since, a.expires_at AS due FROM assignments a JOIN deployments d ON d.id = a.deployment_id
		WHERE a.status = 'offered' AND a.observer_id = @own AND a.expires_at > @now`},
	{models.ObserverRole, models.ReplyCallOut, "call_out", "due",
		`SELECT c.id, d.title, r.asked_at AS since, c.closes_at AS due FROM call_out_answers r JOIN call_outs c ON c.id = r.call_out_id
		JOIN deployments d ON d.id = c.deployment_id
		WHERE r.observer_id = @own AND r.answer = '' AND r.asked_at IS NOT NULL AND c.status = 'open' AND c.closes_at > @now`},
	{models.ObserverRole, models.ChangeTraining, "training", "since",
		`SELECT id, title, COALESCE(decided_at, created_at) AS since FROM trainings
		WHERE observer_id = @own AND assignment_id IS NULL AND (status = 'rejected' OR status = 'claimed' AND evidence_id IS NULL)`},
	{models.ObserverRole, models.CompleteTrainingRequest, "training_request", "since",
		`SELECT r.id, p.title, r.created_at AS since FROM training_requests r JOIN opportunities p ON p.id = r.opportunity_id
		WHERE r.status = 'accepted' AND r.observer_id = @own AND p.until <= @latest`},
	{models.ObserverRole, models.ConfirmAvailability, "observer", "since",
		`SELECT id, 'Your availability' AS title, availability_confirmed_at AS since FROM observers
		WHERE id = @own AND status = 'admitted' AND (availability_confirmed_at IS NULL OR availability_confirmed_at < @stale)`},
	{models.ObserverRole, models.ReplyEvaluation, "assignment", "since",
		`SELECT a.id, d.title, e.evaluated_at AS since FROM evaluations e JOIN assignments a ON a.id = e.assignment_id
		JOIN deployments d ON d.id = a.deployment_id WHERE a.observer_id = @own AND a.status = 'completed' AND e.replied_at IS NULL`},
	{models.StateRole, models.SubmitInvitation, "invitation", "since",
		`SELECT id, reference AS title, created_at AS since FROM invitations WHERE status = 'draft' AND host = @own`},
	{models.StateRole, models.ReadAccreditation, "deployment", "since",
		`SELECT id, title, created_at AS since FROM deployments WHERE status = 'ready' AND host = @own`},
}

const (
	// notFound is a hard guarantee that the fund has not found met: the condition on who found it, and a bracket, follow.
	notFound = `SELECT 1 FROM guarantees g WHERE g.gate = 'hard' AND NOT EXISTS (SELECT 1 FROM findings f
		WHERE f.invitation_id = i.id AND f.guarantee = g.code AND f.finding = 'met'`
	// unacceptable is a verified invitation that nobody can accept any more, as AcceptInvitation says.
	unacceptable = `i.until <= @today OR EXISTS (SELECT 1 FROM invitation_answers w JOIN guarantees g ON g.code = w.guarantee
		WHERE w.invitation_id = i.id AND w.answer = 'refused' AND g.gate = 'hard')`
	// unmet is an assignment whose observer no longer meets what it requires: of rules that can be let stand, or of those that cannot.
	unmet = `SELECT a.id, o.preferred_name || ', ' || d.title AS title, MIN(c.created_at) AS since FROM assignment_concerns c JOIN assignments a ON a.id = c.assignment_id
		JOIN observers o ON o.id = a.observer_id JOIN deployments d ON d.id = a.deployment_id
		WHERE c.status = 'open' AND c.rule %s @inexcusable GROUP BY a.id, o.preferred_name, d.title`
	// toFund and fromFund are messages that the side they are written to has neither answered nor marked as read.
	toFund      = `NOT m.from_fund AND m.read_at IS NULL AND m.withdrawn_at IS NULL AND m.body <> ''`
	fromFund    = `m.from_fund AND m.read_at IS NULL AND m.withdrawn_at IS NULL AND m.body <> ''`
	placesTaken = `SELECT COUNT(*) FROM training_requests x WHERE x.opportunity_id = p.id AND x.status IN ('endorsed', 'accepted', 'completed', 'no_show')`
)

// rivalled is an invitation to whose days another authority invites as well.
var rivalled = `EXISTS (SELECT 1 FROM invitations r WHERE ` + models.Rivalry + `)`

// find reads the first of a queue, at most so many, and how many there are.
func (q queue) find(c Call, most int) (found []Waiting, n int, err error) {
	own := ""
	switch {
	case c.By.ObserverID != nil:
		own = *c.By.ObserverID
	case c.By.State != nil:
		own = *c.By.State
	}
	var rows []struct {
		ID, Title  string
		Kind       models.RefKind
		Since, Due models.Time
		N          int
	}
	var names []any
	if strings.Contains(q.sql, "@") {
		names = []any{map[string]any{"me": c.By.ID, "own": own, "now": c.Now, "today": c.Now.Day(), "latest": c.Now.Latest().Plus(1), "stale": c.Now.Plus(-models.Fresh), "inexcusable": models.Inexcusable}}
	}
	column := map[string]int{"since": 3, "due": 4}[q.order]
	first := fmt.Sprintf("SELECT w.*, COUNT(*) OVER () AS n FROM (%s ORDER BY %d, 1 LIMIT %d) w ORDER BY %s, id LIMIT %d",
		q.sql, column, mostCounted, q.order, most)
	err = c.DB.Raw(first, names...).Scan(&rows).Error
	for _, r := range rows {
		n = r.N
		found = append(found, Waiting{Action: q.action, Subject: models.Ref{Kind: cmp.Or(q.kind, r.Kind), ID: r.ID}, Title: r.Title, Since: r.Since, Due: r.Due})
	}
	return found, n, err
}
