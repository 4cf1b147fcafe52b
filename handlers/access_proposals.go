package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// Request is what somebody asks for, so that it can be done again when a second person confirms it.
type Request struct {
	Action    models.Action
	Operation string // which endpoint
	Path      string // with what in its path
	Input     []byte // and in its body: JSON
	DryRun    bool   // it is only to be seen what it would do
}

// Asked is the answer to what takes two people: the proposal that another administrator decides. Nothing else is done yet.
type Asked struct{ models.Proposal }

// Preview is the answer to a dry run: what the request would do. Nothing of it is done, numbered or told.
type Preview struct {
	TakesTwo bool                 `json:"takesTwo"` // another administrator would have to confirm it
	Changes  []models.FieldChange `json:"changes"`
	Rows     []BatchVerdict       `json:"rows,omitempty"` // of a batch, each alone
}

// errRehearsed undoes what was only rehearsed.
var errRehearsed = errors.New("this was a rehearsal")

// Perform does what a call asks for. What takes two people is rehearsed and becomes a proposal; in a dry run it is told what it would do.
func Perform(c Call, r Request, do func(Call) (any, error)) (out any, err error) {
	if _, marked := models.TakesTwo[r.Action]; !marked && !r.DryRun {
		return do(c)
	}
	rehearsal := &models.Rehearsal{Path: r.Path, Dry: r.DryRun}
	err = models.Attempt(c.DB, func(tx *gorm.DB) error {
		call := c
		call.DB, call.Rehearsal = tx, rehearsal
		if out, err = do(call); err != nil {
			return err
		}
		if !r.DryRun && !rehearsal.Two {
			return nil
		}
		if err := rehearsal.Name(tx); err != nil {
			return err
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return out, err
	}
	if rehearsal.Changes == nil {
		rehearsal.Changes = []models.FieldChange{}
	}
	if r.DryRun {
		done, _ := out.(BatchDone)
		return Preview{rehearsal.Two, rehearsal.Changes, done.Rows}, nil
	}
	p := models.Proposal{
		Action: rehearsal.Action, Subject: rehearsal.Subject, Seen: rehearsal.RevisionOf(rehearsal.Subject), Changes: rehearsal.Changes,
		Operation: r.Operation, Path: r.Path, Input: string(r.Input), Reason: reasonIn(r.Input),
	}
	if p.Title, err = models.Title(c.DB, p.Subject); err != nil {
		return nil, err
	}
	if p.Seen == 0 && p.Title == "" { // it does not exist yet
		p.Subject.ID = ""
	}
	for _, change := range p.Changes { // what has no name of its own is called after what is made for it
		p.Title = cmp.Or(p.Title, change.Title)
	}
	done, _ := out.(BatchDone)
	var rows []string
	for _, row := range done.Rows {
		rows = append(rows, row.ID)
	}
	if err := c.Propose(&p, rows...); err != nil {
		return nil, err
	}
	err = c.presentProposals(&p)
	return Asked{p}, err
}

// reasonIn is the reason that an input gives, if it has one.
func reasonIn(input []byte) string {
	var in struct{ Reason string }
	if json.Unmarshal(input, &in) != nil {
		return ""
	}
	return in.Reason
}

// OperationOf names an endpoint after its handler: handlers.DisableAccount is disableAccount.
func OperationOf(handler any) string {
	name := runtime.FuncForPC(reflect.ValueOf(handler).Pointer()).Name()
	name = name[strings.LastIndex(name, ".")+1:]
	return strings.ToLower(name[:1]) + name[1:]
}

// ProposalFilter picks a page of proposals.
type ProposalFilter struct {
	Paging
	Status    models.ProposalStatus `query:"status" validate:"omitempty,choice"`
	Decided   bool                  `query:"decided"`                             // none that is open
	SubjectID string                `query:"subjectId" validate:"omitempty,uuid"` // what they are about, alone or among others
	Q         string                `query:"q" validate:"max=100"`                // a reference, what is asked for, or names: of what they are about, and of who asked
}

// ofProposal are the places where a proposal is found.
func ofProposal() []models.Place {
	return []models.Place{models.In("proposals", "folded"), models.Through("proposals.asked_by", "accounts", "folded")}
}

// ListProposals answers with what takes a second person, and what became of it.
func ListProposals(c Call, in ProposalFilter) (Page[models.Proposal], error) {
	q := c.DB
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.Decided {
		q = q.Where("status <> ?", models.ProposalOpen)
	}
	if in.SubjectID != "" {
		q = q.Where("proposals.id IN "+models.ProposedAbout, in.SubjectID)
	}
	if in.Q != "" {
		q = models.Search(q, models.Reference(in.Q), ofProposal()...)
	}
	out, err := page[models.Proposal](q, in.Paging, sorting{
		"": "-createdAt", "createdAt": "created_at", "decidedAt": "COALESCE(decided_at, expires_at)",
	})
	if err != nil {
		return out, err
	}
	return out, c.presentProposals(pointers(out.Items)...)
}

// GetProposal answers with one proposal: what it would change, and who can decide it.
func GetProposal(c Call, in ByID) (models.Proposal, error) {
	p, err := findForUpdate[models.Proposal](c, c.DB, in.ID)
	if err != nil {
		return p, err
	}
	err = c.presentProposals(&p)
	return p, err
}

// Confirmed is a proposal that a second person confirmed, and what its endpoint answered when it was then done.
type Confirmed struct {
	models.Proposal
	Result json.RawMessage `json:"result"`
}

// Secret says that the answer may hold what is shown once and never kept.
func (Confirmed) Secret() {}

// ConfirmProposal does what another administrator asked for, by the same rules and with both names in the journal.
func ConfirmProposal(c Call, in ByID) (Confirmed, error) {
	p, err := findForUpdate[models.Proposal](c, c.DB, in.ID)
	if err != nil {
		return Confirmed{}, err
	}
	if err := c.DecideProposal(&p, models.ConfirmProposal, ""); err != nil {
		return Confirmed{}, err
	}
	call, creates := c, p.Subject.ID == ""
	if call.Proposal, call.IfMatch = &p, 0; p.Subject.ID != "" && strings.Contains(p.Path, p.Subject.ID) {
		call.IfMatch = p.Seen
	}
	result, err := c.Repeat(call, p)
	if errors.Is(err, refusal.RevisionPassed) {
		err = refusal.ProposalOutdated
	}
	if err != nil {
		return Confirmed{}, err
	}
	if creates {
		if err := p.Made(c.DB); err != nil {
			return Confirmed{}, err
		}
	}
	content, err := json.Marshal(result)
	if err != nil {
		return Confirmed{}, err
	}
	err = c.presentProposals(&p)
	return Confirmed{p, content}, err
}

// RefuseProposal turns down what another administrator asked for.
func RefuseProposal(c Call, in ReasonInput) (models.Proposal, error) {
	return c.decideProposal(in.ID, models.RefuseProposal, in.Reason)
}

// WithdrawProposal takes back what one asked for.
func WithdrawProposal(c Call, in ByID) (models.Proposal, error) {
	return c.decideProposal(in.ID, models.WithdrawProposal, "")
}

// Explanation is why one asks, and the documents that show it.
type Explanation struct {
	ReasonInput
	Files []string `json:"files,omitempty" validate:"max=5,dive,uuid"`
}

// ExplainProposal says why one asks, for whoever decides.
func ExplainProposal(c Call, in Explanation) (models.Proposal, error) {
	return c.stepProposal(in.ID, func(p *models.Proposal) error { return c.ExplainProposal(p, in.Reason, in.Files) })
}

// RemindProposal tells those who can decide that it still waits.
func RemindProposal(c Call, in ByID) (models.Proposal, error) {
	return c.stepProposal(in.ID, c.RemindProposal)
}

func (c Call) decideProposal(id string, event models.Action, words string) (models.Proposal, error) {
	return c.stepProposal(id, func(p *models.Proposal) error { return c.DecideProposal(p, event, words) })
}

func (c Call) stepProposal(id string, step func(*models.Proposal) error) (models.Proposal, error) {
	p, err := findForUpdate[models.Proposal](c, c.DB, id)
	if err != nil {
		return p, err
	}
	if err := step(&p); err != nil {
		return p, err
	}
	err = c.presentProposals(&p)
	return p, err
}

// presentProposals adds to proposals who made and decided them, what the caller can do, and who could be the second person.
func (c Call) presentProposals(all ...*models.Proposal) error {
	var ids []string
	for _, p := range all {
		ids = append(ids, p.AskedBy)
		if p.DecidedBy != nil {
			ids = append(ids, *p.DecidedBy)
		}
	}
	names, err := called[models.Account](c.DB, "name", ids)
	if err != nil {
		return err
	}
	var administrators []models.Account
	err = c.DB.Select("id", "name", "role").Where("role = ? AND status = ?", models.Administrator, models.AccountActive).
		Order("name, id").Limit(20).Find(&administrators).Error
	if err != nil {
		return err
	}
	files, err := c.filesOf(all)
	if err != nil {
		return err
	}
	for _, p := range all {
		p.Asker, p.Seconds, p.Files = names[p.AskedBy], []string{}, append([]models.File{}, files[p.ID]...)
		for n, change := range p.Changes {
			if !c.reads(models.ReadPrivate) && !change.Money && (change.Field == "reason" || !slices.Contains(impersonalKinds, change.Subject.Kind)) {
				p.Changes[n].From, p.Changes[n].To = "", ""
			}
		}
		if p.DecidedBy != nil {
			p.Decider = names[*p.DecidedBy]
		}
		p.Can = slices.DeleteFunc(can(c, models.ProposalFlow, p.Status), func(event models.Action) bool { return p.Hold(event, c.By, c.Now) != nil })
		if p.Status != models.ProposalOpen {
			continue
		}
		if why := p.Hold(models.ConfirmProposal, c.By, c.Now); why != nil {
			p.Barred = why.Error()
		}
		for _, a := range administrators {
			if p.Hold(models.ConfirmProposal, a, c.Now) == nil {
				p.Seconds = append(p.Seconds, a.Name)
			}
		}
	}
	return nil
}

// filesOf are the documents beside proposals that the caller may read.
func (c Call) filesOf(all []*models.Proposal) (map[string][]models.File, error) {
	ids := make([]string, len(all))
	for n, p := range all {
		ids[n] = p.ID
	}
	var rows []struct {
		models.File
		ProposalID string
	}
	err := readableFiles(c).Table("files").Joins("JOIN proposal_files p ON p.file_id = files.id").Where("p.proposal_id IN ?", ids).
		Select("files.*, p.proposal_id").Order("files.created_at, files.id").Scan(&rows).Error
	files := map[string][]models.File{}
	for _, row := range rows {
		files[row.ProposalID] = append(files[row.ProposalID], row.File)
	}
	return files, err
}
