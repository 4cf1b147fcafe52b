package handlers

import (
	"cmp"
	"slices"
	"strings"

	"observationfund/models"
)

// NoticeFilter picks a page of one's own notices.
type NoticeFilter struct {
	Paging
	Unread bool `query:"unread"`
}

// ListNotices answers with what happened that concerns the caller, newest first.
func ListNotices(c Call, in NoticeFilter) (Page[models.Notice], error) {
	q := c.DB.Where("account_id = ?", c.By.ID)
	if in.Unread {
		q = q.Where("read_at IS NULL")
	}
	return page[models.Notice](q, in.Paging, sorting{"": "-createdAt", "createdAt": "created_at"})
}

// MarkNotice marks one notice as read.
func MarkNotice(c Call, in ByID) (Nothing, error) {
	n, err := models.Find[models.Notice](c.DB.Where("account_id = ?", c.By.ID), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.DB.Model(&n).Update("read_at", c.Now).Error
}

// MarkNotices marks every notice of the caller as read.
func MarkNotices(c Call, _ Nothing) (Nothing, error) {
	return Nothing{}, c.DB.Model(&models.Notice{}).Where("account_id = ? AND read_at IS NULL", c.By.ID).Update("read_at", c.Now).Error
}

// Waiting is one thing that waits for the caller: what it is, what is asked of them, and until when.
type Waiting struct {
	Action  models.Action `json:"action"` // what they can do about it
	Subject models.Ref    `json:"subject"`
	Title   string        `json:"title"`
	Since   models.Time   `json:"since,omitzero"`
	Due     models.Time   `json:"due,omitzero"`
}

// ListWaiting answers with what waits for the caller, what is due first at the head.
func ListWaiting(c Call, _ Nothing) (Items[Waiting], error) {
	out := Items[Waiting]{Items: []Waiting{}}
	for _, q := range queues {
		if q.role != c.By.Role {
			continue
		}
		found, err := q.find(c)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, found...)
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

// queue is one sort of thing that waits for a role: a statement whose columns are those of Waiting.
type queue struct {
	role   models.Role
	action models.Action
	kind   models.RefKind
	sql    string
}

// queues is everything that can wait for somebody. @me is the account, @own its observer or state, @now the instant.
var queues = []queue{
	{models.Administrator, models.VerifyInvitation, "invitation",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.submitted_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status = 'submitted' ORDER BY i.submitted_at`},
	{models.Administrator, models.AcceptInvitation, "invitation",
		`SELECT i.id, s.name || ', ' || i.reference AS title, i.verified_at AS since FROM invitations i JOIN states s ON s.code = i.host
		WHERE i.status = 'verified' AND i.verified_by <> @me ORDER BY i.verified_at`},
	{models.Administrator, models.ApproveDeploymentRequest, "deployment_request",
		`SELECT r.id, s.name || ', ' || r.title AS title, r.created_at AS since FROM deployment_requests r JOIN states s ON s.code = r.host
		JOIN consents c ON c.invitation_id = r.invitation_id WHERE r.status = 'submitted' ORDER BY r.first_day`},
	{models.Administrator, models.ApprovePayment, "payment",
		`SELECT id, payee || ', ' || purpose AS title, created_at AS since FROM payments
		WHERE status = 'requested' AND requested_by <> @me ORDER BY created_at`},
	{models.Administrator, models.VerifyTraining, "training",
		`SELECT t.id, o.preferred_name || ', ' || t.title AS title, t.created_at AS since FROM trainings t JOIN observers o ON o.id = t.observer_id
		WHERE t.status = 'claimed' AND t.claimed_by <> @me AND o.nominator <> @me ORDER BY t.created_at`},
	{models.Administrator, models.EndorseTrainingRequest, "training_request",
		`SELECT r.id, o.preferred_name || ', ' || p.title AS title, r.created_at AS since, p.deadline AS due FROM training_requests r
		JOIN observers o ON o.id = r.observer_id JOIN opportunities p ON p.id = r.opportunity_id
		WHERE r.status = 'submitted' ORDER BY p.deadline`},
	{models.ObserverRole, models.AcceptAssignment, "assignment",
		`SELECT a.id, d.title, a.created_at AS since, a.expires_at AS due FROM assignments a JOIN deployments d ON d.id = a.deployment_id
		WHERE a.status = 'offered' AND a.observer_id = @own AND a.expires_at > @now ORDER BY a.expires_at`},
	{models.ObserverRole, models.ChangeTraining, "training",
		`SELECT id, title, decided_at AS since FROM trainings WHERE status = 'rejected' AND observer_id = @own ORDER BY decided_at`},
	{models.ObserverRole, models.CompleteTrainingRequest, "training_request",
		`SELECT r.id, p.title, r.created_at AS since FROM training_requests r JOIN opportunities p ON p.id = r.opportunity_id
		WHERE r.status = 'accepted' AND r.observer_id = @own AND p.until <= @today ORDER BY p.until`},
	{models.ObserverRole, models.ConfirmAvailability, "observer",
		`SELECT id, 'Your availability' AS title, availability_confirmed_at AS since FROM observers
		WHERE id = @own AND status = 'admitted' AND (availability_confirmed_at IS NULL OR availability_confirmed_at < @stale)`},
	{models.ObserverRole, models.ReplyEvaluation, "assignment",
		`SELECT a.id, d.title, e.evaluated_at AS since FROM evaluations e JOIN assignments a ON a.id = e.assignment_id
		JOIN deployments d ON d.id = a.deployment_id WHERE a.observer_id = @own AND e.replied_at IS NULL ORDER BY e.evaluated_at`},
	{models.StateRole, models.SubmitInvitation, "invitation",
		`SELECT id, reference AS title, created_at AS since FROM invitations WHERE status = 'draft' AND host = @own ORDER BY created_at`},
	{models.StateRole, models.ReadAccreditation, "deployment",
		`SELECT id, title, created_at AS since FROM deployments WHERE status = 'ready' AND host = @own ORDER BY starts_on`},
}

func (q queue) find(c Call) ([]Waiting, error) {
	own := ""
	switch {
	case c.By.ObserverID != nil:
		own = *c.By.ObserverID
	case c.By.State != nil:
		own = *c.By.State
	}
	var rows []struct {
		ID, Title  string
		Since, Due models.Time
	}
	var names []any
	if strings.Contains(q.sql, "@") {
		names = []any{map[string]any{"me": c.By.ID, "own": own, "now": c.Now, "today": c.Now.Day(), "stale": c.Now.Plus(-models.Fresh)}}
	}
	err := c.DB.Raw(q.sql+" LIMIT 50", names...).Scan(&rows).Error
	found := make([]Waiting, len(rows))
	for n, r := range rows {
		found[n] = Waiting{Action: q.action, Subject: models.Ref{Kind: q.kind, ID: r.ID}, Title: r.Title, Since: r.Since, Due: r.Due}
	}
	return found, err
}
