package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// CallOutFilter picks a page of call-outs.
type CallOutFilter struct {
	Paging
	Status       models.CallOutStatus `query:"status" validate:"omitempty,choice"`
	DeploymentID string               `query:"deploymentId" validate:"omitempty,uuid"`
}

// CallOutInput asks people for the places of a mission: who is asked, who would be asked next, and until when they can answer.
type CallOutInput struct {
	ByID                     // of the deployment
	ClosesAt models.Time     `json:"closesAt" validate:"required"`
	Note     string          `json:"note" validate:"max=2000"`
	Seats    []models.Called `json:"seats" validate:"required,min=1,max=8,dive"`
}

// CallOutReplyInput is what somebody answers; a condition belongs to "only if".
type CallOutReplyInput struct {
	ByID
	Answer    models.CallOutReply `json:"answer" validate:"required,choice"`
	Condition string              `json:"condition" validate:"max=500" personal:"conduct"`
}

// CallOutExtension is until when a call-out is to be open.
type CallOutExtension struct {
	ByID
	ClosesAt models.Time `json:"closesAt" validate:"required"`
}

// CallOutWithdrawal takes a question back; everybody who was asked can read why.
type CallOutWithdrawal struct {
	ByID
	Reason string `json:"reason" validate:"required,min=3,max=2000"`
}

// ListCallOuts answers with the call-outs within reach, without the answers of others.
func ListCallOuts(c Call, in CallOutFilter) (Page[models.CallOut], error) {
	q := c.callOuts()
	if in.Status != "" {
		q = q.Where("call_outs.status = ?", in.Status)
	}
	if in.DeploymentID != "" {
		q = q.Where("call_outs.deployment_id = ?", in.DeploymentID)
	}
	out, err := page[models.CallOut](q, in.Paging, sorting{"": "-createdAt", "createdAt": "call_outs.created_at"})
	if err != nil {
		return out, err
	}
	all := make([]*models.CallOut, len(out.Items))
	for n := range out.Items {
		all[n] = &out.Items[n]
	}
	return out, c.presentCallOuts(false, all...)
}

// GetCallOut answers with one call-out: to whoever calls out with every answer, to whoever is asked with theirs.
func GetCallOut(c Call, in ByID) (models.CallOut, error) {
	out, err := models.Find[models.CallOut](c.callOuts(), in.ID)
	if err != nil {
		return out, err
	}
	return out, c.presentCallOuts(true, &out)
}

// OpenCallOut asks people whether they can go.
func OpenCallOut(c Call, in CallOutInput) (models.CallOut, error) {
	d, err := c.deployment(in.ID)
	if err != nil {
		return models.CallOut{}, err
	}
	if err := c.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&d.Seats).Error; err != nil {
		return models.CallOut{}, err
	}
	opened, err := c.OpenCallOut(&d, in.Seats, in.ClosesAt, in.Note)
	if err != nil {
		return models.CallOut{}, err
	}
	return *opened, c.presentCallOuts(true, opened)
}

// ReplyCallOut keeps what the caller says: yes, no, or only if.
func ReplyCallOut(c Call, in CallOutReplyInput) (models.CallOut, error) {
	return c.moveCallOut(in.ID, func(out *models.CallOut) error {
		own, err := c.ownAnswer(out)
		if err != nil {
			return err
		}
		return c.ReplyCallOut(out, &own, in.Answer, in.Condition)
	})
}

// SeeCallOut notes that the caller has opened what they are asked.
func SeeCallOut(c Call, in ByID) (Nothing, error) {
	out, err := models.Find[models.CallOut](c.callOuts(), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	own, err := c.ownAnswer(&out)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.SeeCallOut(&out, &own)
}

// SeeByLink notes the same of whoever has opened it by the link in the mail: their browser says so, which no scanner of mails does.
func SeeByLink(c Call, in ReadPassInput) (Nothing, error) {
	pass, _, call, err := c.passOf(in.Token)
	if err != nil {
		return Nothing{}, err
	}
	if pass.Purpose != models.AnswerCallOut {
		return Nothing{}, refusal.PassOther
	}
	call.Scope = models.Policy[models.SeeCallOut][call.By.Role]
	return SeeCallOut(call, ByID{pass.Subject.ID})
}

// RemindCallOut reminds the silent now instead of at half time.
func RemindCallOut(c Call, in ByID) (models.CallOut, error) {
	return c.moveCallOut(in.ID, c.RemindCallOut)
}

// ExtendCallOut lets a call-out close later.
func ExtendCallOut(c Call, in CallOutExtension) (models.CallOut, error) {
	return c.moveCallOut(in.ID, func(out *models.CallOut) error { return c.ExtendCallOut(out, in.ClosesAt) })
}

// CloseCallOut closes a call-out before its time.
func CloseCallOut(c Call, in ByID) (models.CallOut, error) {
	return c.moveCallOut(in.ID, c.CloseCallOut)
}

// WithdrawCallOut takes the question back.
func WithdrawCallOut(c Call, in CallOutWithdrawal) (models.CallOut, error) {
	return c.moveCallOut(in.ID, func(out *models.CallOut) error { return c.WithdrawCallOut(out, in.Reason) })
}

// HearCallOut enters what somebody has said by telephone.
func HearCallOut(c Call, in CallOutReplyInput) (models.CallOutAnswer, error) {
	return c.moveAnswer(in.ID, func(out *models.CallOut, answer *models.CallOutAnswer) error {
		return c.HearCallOut(out, answer, in.Answer, in.Condition)
	})
}

// OfferCalledOut offers the seat somebody was asked for, and has said yes to.
func OfferCalledOut(c Call, in ByID) (models.CallOutAnswer, error) {
	return c.moveAnswer(in.ID, func(out *models.CallOut, answer *models.CallOutAnswer) error {
		d, s, err := c.seat(out.DeploymentID, answer.SeatID)
		if err != nil {
			return err
		}
		if err := out.Offerable(d, *answer); err != nil {
			return err
		}
		_, err = c.Offer(d, s, answer.ObserverID)
		return err
	})
}

// callOuts narrows to what the caller may see: an observer what they are asked.
func (c Call) callOuts() *gorm.DB {
	switch {
	case c.Scope == models.All:
		return c.DB
	case c.Scope == models.Own && c.By.ObserverID != nil:
		return c.DB.Where("call_outs.id IN (SELECT call_out_id FROM call_out_answers WHERE observer_id = ? AND asked_at IS NOT NULL)", *c.By.ObserverID)
	}
	return nothing(c.DB)
}

// ownAnswer is the caller's own answer, given or still to come.
func (c Call) ownAnswer(out *models.CallOut) (own models.CallOutAnswer, err error) {
	err = c.scoped("observer_id", "").Where("call_out_id = ?", out.ID).Take(&own).Error
	return own, err
}

func (c Call) moveCallOut(id string, move func(*models.CallOut) error) (models.CallOut, error) {
	out, err := findForUpdate[models.CallOut](c, c.callOuts(), id)
	if err != nil {
		return out, err
	}
	if err := move(&out); err != nil {
		return out, err
	}
	return out, c.presentCallOuts(true, &out)
}

func (c Call) moveAnswer(id string, move func(*models.CallOut, *models.CallOutAnswer) error) (models.CallOutAnswer, error) {
	answer, err := findForUpdate[models.CallOutAnswer](c, c.DB, id)
	if err != nil {
		return answer, err
	}
	out, err := models.Find[models.CallOut](c.DB, answer.CallOutID)
	if err != nil {
		return answer, err
	}
	if err := move(&out, &answer); err != nil {
		return answer, err
	}
	if err := c.presentCallOuts(true, &out); err != nil {
		return answer, err
	}
	for _, shown := range out.Answers {
		if shown.ID == answer.ID {
			answer = shown
		}
	}
	return answer, nil
}
