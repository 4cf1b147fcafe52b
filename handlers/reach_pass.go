package handlers

import (
	"encoding/json"
	"maps"
	"slices"

	"observationfund/models"
	"observationfund/models/refusal"
)

// ReadPassInput is a link from a mail.
type ReadPassInput struct {
	Token string `json:"token" validate:"required,max=100,line" personal:"secret"`
}

// Throttle lets a link be tried only so often from one address.
func (ReadPassInput) Throttle() string { return "" }

// OpenPass is what a link shows: whose it is, until when it works, and its record as that account reads it.
type OpenPass struct {
	Purpose   models.Purpose     `json:"purpose"`
	Name      string             `json:"name"`
	ExpiresAt models.Time        `json:"expiresAt"`
	Subject   models.Ref         `json:"subject"`
	Acts      []models.Action    `json:"acts"`              // what it can do
	Record    json.RawMessage    `json:"record,omitempty"`  // as the endpoint answers that reads it
	Mission   *models.Deployment `json:"mission,omitempty"` // of an offer
	Host      *models.State      `json:"host,omitempty"`    // of the mission
	Language  *models.Language   `json:"language,omitempty"`
	Texts     []models.Text      `json:"texts,omitempty"` // which whoever accepts it signs
}

// UsePassInput is a link from a mail, and what its holder has pressed.
type UsePassInput struct {
	ReadPassInput
	Action models.PassAct  `json:"action" validate:"required,choice"`
	Body   json.RawMessage `json:"body,omitempty" validate:"max=20000"` // what the endpoint of the action takes
}

// PassUsed is what a link has done.
type PassUsed struct {
	Action models.Action   `json:"action"`
	Record json.RawMessage `json:"record"` // as the endpoint of the action answers
}

// ReadPass answers what a link is for, and shows its record. Nothing is done by it, so that a scanner of mails may.
func ReadPass(c Call, in ReadPassInput) (OpenPass, error) {
	pass, use, call, err := c.passOf(in.Token)
	if err != nil {
		return OpenPass{}, err
	}
	out := OpenPass{
		Purpose: pass.Purpose, Name: call.By.Name, ExpiresAt: pass.ExpiresAt, Subject: pass.Subject, Acts: slices.AppendSeq([]models.Action{}, maps.Keys(use.Acts)),
	}
	slices.Sort(out.Acts)
	if len(use.Read) == 0 {
		return out, nil
	}
	call.IfMatch = 0
	record, err := call.repeated(use.Read[pass.Subject.Kind], pass.Subject)
	if err != nil {
		return out, err
	}
	if out.Record, err = json.Marshal(record); err != nil {
		return out, err
	}
	switch record := record.(type) {
	case models.Assignment:
		err = call.besideOffer(&out, record)
	case models.CallOut:
		err = call.hostOf(&out, record.Host)
	}
	return out, err
}

// besideOffer adds to an offer what one reads before one answers it.
func (c Call) besideOffer(out *OpenPass, as models.Assignment) error {
	mission, err := c.repeated("getDeployment", models.Ref{ID: as.DeploymentID})
	if err != nil {
		return err
	}
	d := mission.(models.Deployment)
	out.Mission = &d
	if err := c.hostOf(out, d.Host); err != nil {
		return err
	}
	if d.Language != nil {
		out.Language = &models.Language{}
		if err := c.DB.Take(out.Language, "code = ?", *d.Language).Error; err != nil {
			return err
		}
	}
	texts, err := c.repeated("listTexts", models.Ref{})
	if err == nil {
		out.Texts = texts.(Items[models.Text]).Items
	}
	return err
}

// hostOf adds the state whose election it is, by its name.
func (c Call) hostOf(out *OpenPass, code string) error {
	out.Host = &models.State{}
	return c.DB.Take(out.Host, "code = ?", code).Error
}

// UsePass does the one thing that a link is for, as its account and by the same rules as if that had signed in.
func UsePass(c Call, in UsePassInput) (PassUsed, error) {
	pass, use, call, err := c.passOf(in.Token)
	if err != nil {
		return PassUsed{}, err
	}
	operation, does := use.Acts[models.Action(in.Action)]
	if !does {
		return PassUsed{}, refusal.PassOther
	}
	record, err := c.Repeat(call, models.Proposal{Operation: operation, Subject: pass.Subject, Input: string(in.Body)})
	if err == nil && use.Once {
		err = pass.Use(call.Actor)
	}
	if err != nil {
		return PassUsed{}, err
	}
	content, err := json.Marshal(record)
	return PassUsed{models.Action(in.Action), content}, err
}

// passOf is the open link of a token, what it does, and the call as its account makes it.
func (c Call) passOf(token string) (pass models.Pass, use models.PassUse, call Call, err error) {
	call = c
	if pass, err = models.PassOf(c.DB, token, c.Now); err != nil {
		return pass, use, call, err
	}
	use, known := models.Purposes[pass.Purpose]
	if call.By, err = models.FindAccount(c.DB, pass.AccountID); err == nil && (!known || call.By.Status == models.AccountDisabled) {
		err = refusal.PassEnded
	}
	if err != nil {
		return pass, use, call, err
	}
	call.Via = models.ByMailLink
	here, err := pass.OpensIn(c.Actor, c.Browser)
	if err == nil && !here {
		err = refusal.OtherBrowser
	}
	return pass, use, call, err
}

// repeated is what an endpoint answers the caller that reads something.
func (c Call) repeated(operation string, subject models.Ref) (any, error) {
	return c.Repeat(c, models.Proposal{Operation: operation, Subject: subject})
}
