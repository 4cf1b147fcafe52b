package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
)

// InquiryFilter picks a page of inquiries.
type InquiryFilter struct {
	Paging
	ObserverID string               `query:"observerId" validate:"omitempty,uuid"`
	Status     models.InquiryStatus `query:"status" validate:"omitempty,choice"`
	Q          string               `query:"q" validate:"max=100"` // words of the observer's name
}

// InquiryInput is what is alleged of whom.
type InquiryInput struct {
	ObserverID   string      `json:"observerId" validate:"required,uuid"`
	AssignmentID *string     `json:"assignmentId,omitempty" validate:"omitempty,uuid"` // on which it is alleged to have happened
	Allegation   string      `json:"allegation" validate:"required,min=3,max=8000" personal:"conduct"`
	AnswerBy     models.Date `json:"answerBy,omitzero"` // the last day to answer: at least seven days ahead, fourteen when not named
	Suspend      bool        `json:"suspend,omitempty"` // at once
}

// LongerInput is a later last day to answer.
type LongerInput struct {
	ByID
	AnswerBy models.Date `json:"answerBy" validate:"required"`
}

// AnswerInput is what an observer says in an inquiry, with a document if they have one.
type AnswerInput struct {
	ByID
	Body   string  `json:"body" validate:"required,min=3,max=8000" personal:"conduct"`
	FileID *string `json:"fileId,omitempty" validate:"omitempty,uuid"`
}

var fillInquiry = filling[models.Inquiry, InquiryInput]("answerBy", "suspend")

// inquiries narrows a query to the inquiries within reach.
func (c Call) inquiries() *gorm.DB { return c.scoped("inquiries.observer_id", "") }

// ListInquiries answers with the inquiries within reach.
func ListInquiries(c Call, in InquiryFilter) (Page[models.Inquiry], error) {
	q := c.inquiries()
	if in.ObserverID != "" {
		q = q.Where("observer_id = ?", in.ObserverID)
	}
	if in.Status != "" {
		q = q.Where("status = ?", in.Status)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, c.ofObserver("inquiries.observer_id")...)
	}
	out, err := page[models.Inquiry](q, in.Paging, sorting{
		"": "-createdAt", "createdAt": "created_at", "status": "status", "answerBy": "answer_by",
	})
	if err != nil {
		return out, err
	}
	return out, c.presentInquiries(pointers(out.Items)...)
}

// GetInquiry answers with one inquiry.
func GetInquiry(c Call, in ByID) (models.Inquiry, error) {
	return c.moveInquiry(in.ID, func(*models.Inquiry) error { return nil })
}

// OpenInquiry begins an inquiry about an observer.
func OpenInquiry(c Call, in InquiryInput) (models.Inquiry, error) {
	var q models.Inquiry
	fillInquiry(&q, in)
	o, err := models.Find[models.Observer](c.DB, in.ObserverID)
	if err == nil {
		err = c.OpenInquiry(&q, &o, in.AnswerBy, in.Suspend)
	}
	if err == nil {
		err = c.presentInquiries(&q)
	}
	return q, err
}

// ExtendInquiry gives the observer longer to answer.
func ExtendInquiry(c Call, in LongerInput) (models.Inquiry, error) {
	return c.moveInquiry(in.ID, func(q *models.Inquiry) error { return c.ExtendInquiry(q, in.AnswerBy) })
}

// AnswerInquiry keeps what the observer says.
func AnswerInquiry(c Call, in AnswerInput) (models.Inquiry, error) {
	return c.moveInquiry(in.ID, func(q *models.Inquiry) error { return c.AnswerInquiry(q, in.Body, in.FileID) })
}

// UpholdInquiry dismisses the observer.
func UpholdInquiry(c Call, in ReasonInput) (models.Inquiry, error) {
	return c.moveInquiry(in.ID, func(q *models.Inquiry) error {
		o, err := models.Find[models.Observer](c.DB, q.ObserverID)
		if err != nil {
			return err
		}
		return c.UpholdInquiry(q, &o, in.Reason)
	})
}

// CloseInquiry ends an inquiry without dismissal.
func CloseInquiry(c Call, in ReasonInput) (models.Inquiry, error) {
	return c.moveInquiry(in.ID, func(q *models.Inquiry) error { return c.CloseInquiry(q, in.Reason) })
}

func (c Call) moveInquiry(id string, move func(*models.Inquiry) error) (models.Inquiry, error) {
	q, err := findForUpdate[models.Inquiry](c, c.inquiries(), id)
	if err == nil {
		err = move(&q)
	}
	if err == nil {
		err = c.presentInquiries(&q)
	}
	return q, err
}

// presentInquiries fills in whose they are, on which mission, what was answered, and what the caller can do. What the observer says is
// for them and the administrators.
func (c Call) presentInquiries(all ...*models.Inquiry) error {
	ids, assignments := make([]string, len(all)), []string{}
	for n, q := range all {
		ids[n], q.Answers = q.ID, []models.InquiryAnswer{}
		q.Can = slices.DeleteFunc(can(c, models.InquiryFlow, q.Status), func(event models.Action) bool { return q.Hold(event, c.Now) != nil })
		if q.AssignmentID != nil {
			assignments = append(assignments, *q.AssignmentID)
		}
	}
	if c.may(models.ReadPrivate) {
		var answers []models.InquiryAnswer
		if err := c.DB.Where("inquiry_id IN ?", ids).Order("inquiry_id, number").Find(&answers).Error; err != nil {
			return err
		}
		for _, answer := range answers {
			q := all[slices.Index(ids, answer.InquiryID)]
			q.Answers = append(q.Answers, answer)
		}
	}
	var missions []struct{ ID, Title string }
	err := c.DB.Table("assignments").Joins("JOIN deployments ON deployments.id = assignments.deployment_id").
		Select("assignments.id, deployments.title").Where("assignments.id IN ?", assignments).Scan(&missions).Error
	if err != nil {
		return err
	}
	for _, q := range all {
		for _, mission := range missions {
			if q.AssignmentID != nil && *q.AssignmentID == mission.ID {
				q.Deployment = mission.Title
			}
		}
	}
	return callObservers(c, all, func(q **models.Inquiry) (string, *string) { return (*q).ObserverID, &(*q).Observer })
}
