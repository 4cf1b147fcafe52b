package handlers

import (
	"observationfund/models"
	"observationfund/models/refusal"
)

// MailState is whether mails leave from here.
type MailState string

const (
	MailConnected     MailState = "connected"
	MailNone          MailState = "none"          // no mail server is named
	MailDemonstration MailState = "demonstration" // which mails nobody
	MailHeld          MailState = "held"          // since the fund was restored, until an administrator releases it
)

// mails is whether mails leave from here now.
func (c Call) mails() (MailState, error) {
	if held, err := models.MailHeld(c.DB); err != nil || held {
		return MailHeld, err
	}
	return c.Mail, nil
}

// Values makes MailState a Choice.
func (MailState) Values() []string {
	return []string{string(MailConnected), string(MailNone), string(MailDemonstration), string(MailHeld)}
}

// DeliveryFilter picks a page of the outbox.
type DeliveryFilter struct {
	Paging
	Status    models.DeliveryStatus `query:"status" validate:"omitempty,choice"`
	Kind      models.DeliveryKind   `query:"kind" validate:"omitempty,choice"`
	AccountID string                `query:"accountId" validate:"omitempty,uuid"` // whom it is for
	SubjectID string                `query:"subjectId" validate:"max=64"`         // what it is about
	Q         string                `query:"q" validate:"max=100"`                // words of the name, or of the e-mail address
}

// ListDeliveries answers what was sent, what waits, and what could not be sent, with why.
func ListDeliveries(c Call, in DeliveryFilter) (Page[models.Delivery], error) {
	q := c.ownedBy("deliveries.account_id")
	if in.Status != "" {
		q = q.Where("deliveries.status = ?", in.Status)
	}
	if in.Kind != "" {
		q = q.Where("deliveries.kind = ?", in.Kind)
	}
	if in.AccountID != "" {
		q = q.Where("deliveries.account_id = ?", in.AccountID)
	}
	if in.SubjectID != "" {
		q = q.Where("deliveries.subject_id = ?", in.SubjectID)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, models.Through("deliveries.account_id", "accounts", "folded"), models.Through("deliveries.account_id", "accounts", "folded_private"))
	}
	found, err := page[models.Delivery](q, in.Paging, sorting{"": "-createdAt", "createdAt": "deliveries.created_at"})
	if err == nil {
		err = c.presentDeliveries(found.Items)
	}
	return found, err
}

// GetDelivery answers with one mail: what its subject is, and what became of it.
func GetDelivery(c Call, in ByID) (models.Delivery, error) {
	d, err := models.Find[models.Delivery](c.ownedBy("deliveries.account_id"), in.ID)
	return c.presentDelivery(d, err)
}

// ResendDelivery has a mail tried again that was given up, or came back.
func ResendDelivery(c Call, in ByID) (models.Delivery, error) {
	d, err := findForUpdate[models.Delivery](c, c.ownedBy("deliveries.account_id"), in.ID)
	if err == nil {
		err = d.Resend(c.Actor)
	}
	return c.presentDelivery(d, err)
}

// MarkDelivery notes that a mail came back.
func MarkDelivery(c Call, in ReasonInput) (models.Delivery, error) {
	d, err := findForUpdate[models.Delivery](c, c.ownedBy("deliveries.account_id"), in.ID)
	if err == nil {
		err = d.Mark(c.Actor, in.Reason)
	}
	return c.presentDelivery(d, err)
}

func (c Call) presentDelivery(d models.Delivery, err error) (models.Delivery, error) {
	one := []models.Delivery{d}
	if err == nil {
		err = c.presentDeliveries(one)
	}
	return one[0], err
}

// presentDeliveries names whom each mail is for, and says what can be done about it.
func (c Call) presentDeliveries(all []models.Delivery) error {
	ids := make([]string, len(all))
	for i, d := range all {
		ids[i] = d.AccountID
	}
	names, err := called[models.Account](c.DB, "name", ids)
	for i := range all {
		all[i].Name, all[i].Can = names[all[i].AccountID], can(c, models.DeliveryFlow, all[i].Status)
	}
	return err
}

// MailInput is what somebody wants to be mailed, and where they are, which says when it is night for them.
type MailInput struct {
	Mail models.MailChoice `json:"mail" validate:"required,choice"`
	Zone string            `json:"zone" validate:"omitempty,zone"` // IANA; empty: the fund's
}

// ChooseMail keeps it.
func ChooseMail(c Call, in MailInput) (Nothing, error) {
	return Nothing{}, c.DB.Model(&models.Account{}).Where("id = ?", c.By.ID).Updates(map[string]any{"mail": in.Mail, "zone": in.Zone}).Error
}

// UnsubscribeInput is what a mail program sends when its owner asks for no more of this: the token of the address, and a form that says nothing else.
type UnsubscribeInput struct {
	Token string `path:"token" validate:"required,max=100,line" personal:"secret"`
	Form  []byte `body:"raw"`
}

// Throttle lets a link be tried only so often from one address.
func (UnsubscribeInput) Throttle() string { return "" }

// StopMail leaves only what needs an answer, for whoever the mail was written to; to ask for it twice is no mistake.
func StopMail(c Call, in UnsubscribeInput) (Nothing, error) {
	pass, err := models.PassOf(c.DB, in.Token, c.Now)
	if err == nil && pass.Purpose != models.Unsubscribe {
		err = refusal.PassEnded
	}
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.DB.Model(&models.Account{}).Where("id = ?", pass.AccountID).Update("mail", models.MailNeedsAnswer).Error
}
