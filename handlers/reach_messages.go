package handlers

import "observationfund/models"

// MessageInput is what somebody writes about a record, with documents they have uploaded.
type MessageInput struct {
	ByID
	Body  string   `json:"body" validate:"required,max=4000"`
	Files []string `json:"files,omitempty" validate:"max=10,unique,dive,uuid"`
}

// MessageFilter picks a page of what was written about a record.
type MessageFilter struct {
	ByID
	After string `query:"after" validate:"max=64"` // the next of the page before
	Limit int    `query:"limit" default:"50" validate:"min=1,max=200"`
}

// MessagePage is a page of what was written about a record, the newest first, and what the caller can do: write, and mark what waits as read.
type MessagePage struct {
	Items []models.Message `json:"items"`
	Next  string           `json:"next,omitempty"`
	Can   []models.Action  `json:"can"`
}

// conversation is what the fund and a state, or the fund and an observer, speak about: a record within reach.
func (c Call) conversation(id string) (models.Conversation, error) {
	return models.FindConversation(c.scoped("conversations.observer_id", "conversations.host"), id)
}

// ListMessages answers with what was written about a record.
func ListMessages(c Call, in MessageFilter) (MessagePage, error) {
	out := MessagePage{Can: []models.Action{}}
	about, err := c.conversation(in.ID)
	if err != nil {
		return out, err
	}
	found, err := page[models.Message](c.DB.Where("subject_id = ?", in.ID), Paging{After: in.After, Limit: in.Limit}, sorting{"": "-createdAt", "createdAt": "created_at"})
	if err != nil {
		return out, err
	}
	out.Items, out.Next = found.Items, found.Next
	if about.Hold(c.Actor) == nil {
		out.Can = append(out.Can, models.WriteMessage)
	}
	waits, err := about.Waits(c.Actor)
	if err != nil {
		return out, err
	}
	if waits {
		out.Can = append(out.Can, models.MarkMessages)
	}
	return out, c.presentMessages(pointers(out.Items)...)
}

// WriteMessage keeps what the caller writes about a record, and tells the other side.
func WriteMessage(c Call, in MessageInput) (models.Message, error) {
	about, err := c.conversation(in.ID)
	if err != nil {
		return models.Message{}, err
	}
	m, err := c.WriteMessage(&about, in.Body, in.Files)
	if err == nil {
		err = c.presentMessages(&m)
	}
	return m, err
}

// MarkMessages marks what the other side has written about a record as read.
func MarkMessages(c Call, in ByID) (Nothing, error) {
	about, err := c.conversation(in.ID)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, c.MarkMessages(&about)
}

// WithdrawMessage takes a message of the caller's back that nobody has marked as read.
func WithdrawMessage(c Call, in ByID) (models.Message, error) {
	m, err := findForUpdate[models.Message](c, c.scoped("messages.observer_id", "messages.host"), in.ID)
	if err == nil {
		err = m.Withdraw(c.Actor)
	}
	if err == nil {
		err = c.presentMessages(&m)
	}
	return m, err
}

// presentMessages fills in who wrote them, which documents came with them, and what the caller can do. Those of what was withdrawn went with it.
func (c Call) presentMessages(all ...*models.Message) error {
	ids, authors, at := make([]string, len(all)), make([]string, len(all)), map[string]*models.Message{}
	for n, m := range all {
		ids[n], authors[n], at[m.ID], m.Files, m.Can = m.ID, m.WrittenBy, m, []string{}, []models.Action{}
		if m.Hold(c.By) == nil {
			m.Can = append(m.Can, models.WithdrawMessage)
		}
	}
	names, err := called[models.Account](c.DB, "name", authors)
	if err != nil {
		return err
	}
	for _, m := range all {
		m.Author = names[m.WrittenBy]
	}
	var files []models.MessageFile
	if err := c.DB.Where("message_id IN ?", ids).Order("message_id, file_id").Find(&files).Error; err != nil {
		return err
	}
	for _, f := range files {
		if m := at[f.MessageID]; m.WithdrawnAt.IsZero() {
			m.Files = append(m.Files, f.FileID)
		}
	}
	return nil
}
