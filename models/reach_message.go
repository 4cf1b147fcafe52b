package models

import (
	"crypto/rand"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Message is what somebody of the fund has written about a record to whom it concerns, or they to the fund. It stays as it was written; its author
// can take it back while the other side has not marked it as read, and of an erased person its words are emptied.
//
// No message comes in by mail: whoever knows an address can write in its name, and a reply address cannot tell who has sent a reply that was
// forwarded. A mail says that a message waits and leads to it, where who answers has signed in.
type Message struct {
	Record
	Subject     Ref     `json:"subject" gorm:"embedded"`
	ObserverID  *string `json:"observerId,omitempty"` // whose assignment or request for a place it is about
	Host        *string `json:"host,omitempty"`       // whose invitation it is about
	WrittenBy   string  `json:"writtenBy"`
	FromFund    bool    `json:"fromFund"`
	Body        string  `json:"body,omitempty"`
	Salt        string  `json:"-"`                // of the hash that the journal has of its words; it goes with them
	ReadBy      *string `json:"readBy,omitempty"` // the first of the other side who marked it as read, or answered
	ReadAt      Time    `json:"readAt,omitzero"`
	WithdrawnAt Time    `json:"withdrawnAt,omitzero"`

	Author string   `json:"author" gorm:"-"` // their name
	Files  []string `json:"files" gorm:"-"`
	Can    []Action `json:"can" gorm:"-"`
}

// MessageFile is a document that came with a message.
type MessageFile struct {
	MessageID string `gorm:"primaryKey"`
	FileID    string `gorm:"primaryKey"`
}

// Conversation is the record that messages are about, and with whom the fund speaks about it: a state or an observer.
type Conversation struct {
	Subject    Ref `gorm:"embedded"`
	ObserverID *string
	Host       *string
	Status     string
}

// spoken are the records of an id that can be spoken about.
const spoken = `(SELECT 'invitation' AS subject_kind, id AS subject_id, CAST(NULL AS TEXT) AS observer_id, host, status FROM invitations WHERE id = ?
	UNION ALL SELECT 'assignment', id, observer_id, CAST(NULL AS TEXT), status FROM assignments WHERE id = ?
	UNION ALL SELECT 'training_request', id, observer_id, CAST(NULL AS TEXT), status FROM training_requests WHERE id = ?) AS conversations`

// FindConversation is what can be spoken about a record, in a query narrowed by columns of conversations.
func FindConversation(db *gorm.DB, id string) (c Conversation, err error) {
	return c, translate(db.Table(spoken, id, id, id).Take(&c).Error)
}

// Waits reports whether something written to the side of whoever asks is not marked as read.
func (c *Conversation) Waits(a Actor) (bool, error) {
	return exists(c.unread(a))
}

// unread are the messages to the side of whoever asks that nobody there has marked as read.
func (c *Conversation) unread(a Actor) *gorm.DB {
	return a.DB.Model(&Message{}).Where("subject_id = ? AND from_fund = ? AND read_at IS NULL AND withdrawn_at IS NULL AND body <> ''", c.Subject.ID, a.By.Role != Administrator)
}

// mostMessages is how many messages an account writes within an hour.
const mostMessages = 60

// Hold refuses to write where nobody would read it: of a draft, which the fund does not see, and to a side on which nobody can sign in. What has
// ended can still be spoken about: a bill, a certificate and a question come later.
func (c *Conversation) Hold(a Actor) error {
	if c.Subject.Kind == (&Invitation{}).Ref().Kind && c.Status == string(InvitationDraft) {
		return refusal.DraftNotSpokenOf
	}
	readers, err := c.readers(a)
	if err == nil && len(readers) == 0 {
		return refusal.NobodyReads
	}
	return err
}

// readers are the accounts of the other side: all of a state, the observer's, and of the administrators those who have written here, or else all.
func (c *Conversation) readers(a Actor) (ids []string, err error) {
	accounts := func() *gorm.DB { return a.DB.Model(&Account{}).Order("id") }
	switch {
	case a.By.Role == Administrator && c.Host != nil:
		return ids, accounts().Where("state = ? AND status <> ?", *c.Host, AccountDisabled).Pluck("id", &ids).Error
	case a.By.Role == Administrator:
		return ids, accounts().Where("observer_id = ? AND status <> ?", *c.ObserverID, AccountDisabled).Pluck("id", &ids).Error
	}
	active := func() *gorm.DB { return accounts().Where("role = ? AND status = ?", Administrator, AccountActive) }
	err = active().Where("id IN (SELECT written_by FROM messages WHERE subject_id = ? AND from_fund)", c.Subject.ID).Pluck("id", &ids).Error
	if err != nil || len(ids) > 0 {
		return ids, err
	}
	return ids, active().Pluck("id", &ids).Error
}

// WriteMessage keeps what somebody writes and tells the other side. Who writes has read what is there.
func (a Actor) WriteMessage(c *Conversation, body string, files []string) (Message, error) {
	m := Message{
		Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, Subject: c.Subject, ObserverID: c.ObserverID, Host: c.Host,
		WrittenBy: a.By.ID, FromFund: a.By.Role == Administrator, Body: body, Salt: rand.Text(),
	}
	if err := c.Hold(a); err != nil {
		return m, err
	}
	var lately []Time
	err := a.DB.Model(&Message{}).Where("written_by = ? AND created_at > ?", a.By.ID, a.Now.Plus(-time.Hour)).
		Order("created_at DESC").Limit(mostMessages).Pluck("created_at", &lately).Error
	if err != nil {
		return m, err
	}
	if len(lately) == mostMessages {
		return m, refusal.TooManyMessages.With("most", mostMessages, "until", lately[mostMessages-1].Plus(time.Hour))
	}
	for _, id := range files {
		if err := a.OwnFile(&id); err != nil {
			return m, err
		}
	}
	if err := a.MarkMessages(c); err != nil {
		return m, err
	}
	if err := a.DB.Create(&m).Error; err != nil {
		return m, translate(err)
	}
	for _, id := range files {
		if err := a.DB.Create(&MessageFile{MessageID: m.ID, FileID: id}).Error; err != nil {
			return m, translate(err)
		}
	}
	if err := a.Journal(WriteMessage, c.Subject, "", Facts{"messageId": m.ID, "sha256": salted(m.Salt, body), "files": files}); err != nil {
		return m, err
	}
	readers, err := c.readers(a)
	if err != nil {
		return m, err
	}
	sentence, err := c.sentence(a)
	if err != nil {
		return m, err
	}
	return m, a.Tell(readers, WriteMessage, c.Subject, sentence)
}

// sentence is what somebody is told of a message: that it is there, and nothing of what is in it.
func (c *Conversation) sentence(a Actor) (said.Sentence, error) {
	with, err := a.named(c.Subject)
	switch c.Subject.Kind {
	case (&Invitation{}).Ref().Kind:
		return said.That("There is a message about {reference}.", with...), err
	case (&Assignment{}).Ref().Kind:
		return said.That("There is a message about the mission {mission}.", with...), err
	}
	return said.That("There is a message about the place {title}.", with...), err
}

// MarkMessages notes that the side of whoever acts has read what the other has written, and ends what tells of it.
func (a Actor) MarkMessages(c *Conversation) error {
	err := c.unread(a).Updates(map[string]any{"read_by": a.By.ID, "read_at": a.Now, "revision": gorm.Expr("revision + 1")}).Error
	if err != nil {
		return translate(err)
	}
	return a.DB.Model(&Notice{}).Where("account_id = ? AND read_at IS NULL AND action = ? AND subject_id = ?", a.By.ID, WriteMessage, c.Subject.ID).
		Update("read_at", a.Now).Error
}

// Hold refuses to take back what another has written, or what the other side has read.
func (m *Message) Hold(by Account) error {
	switch {
	case m.WrittenBy != by.ID:
		return refusal.NotYourMessage
	case !m.WithdrawnAt.IsZero():
		return refusal.MessageWithdrawn
	case !m.ReadAt.IsZero() || m.Body == "":
		return refusal.MessageStands
	}
	return nil
}

// Withdraw takes a message back that was sent by mistake: that there was one stays, its words go.
func (m *Message) Withdraw(a Actor) error {
	if err := m.Hold(a.By); err != nil {
		return err
	}
	m.Body, m.Salt, m.WithdrawnAt = "", "", a.Now
	m.Revision++
	done := a.DB.Model(m).Where("revision = ?", m.Revision-1).Select("body", "salt", "withdrawn_at", "revision").Updates(m)
	if done.Error != nil {
		return translate(done.Error)
	}
	if done.RowsAffected != 1 {
		return refusal.ChangedMeanwhile
	}
	return a.Journal(WithdrawMessage, m.Subject, "", Facts{"messageId": m.ID})
}

// messagesStay is what a message is held to, beside that it is never deleted.
const messagesStay = "[message] a message stays as it was written, and is written by one of the two sides about a record of theirs"

func messageRules() []rule {
	const (
		about = `EXISTS (SELECT 1 FROM invitations i WHERE NEW.subject_kind = 'invitation' AND i.id = NEW.subject_id AND i.host = NEW.host AND i.status <> 'draft'
			UNION ALL SELECT 1 FROM assignments s WHERE NEW.subject_kind = 'assignment' AND s.id = NEW.subject_id AND s.observer_id = NEW.observer_id
			UNION ALL SELECT 1 FROM training_requests r WHERE NEW.subject_kind = 'training_request' AND r.id = NEW.subject_id AND r.observer_id = NEW.observer_id)`
		writes = `EXISTS (SELECT 1 FROM accounts w WHERE w.id = NEW.written_by
			AND (NEW.from_fund AND w.role = 'administrator' OR NOT NEW.from_fund AND (w.state = NEW.host OR w.observer_id = NEW.observer_id)))`
		reads = `EXISTS (SELECT 1 FROM accounts w WHERE w.id = NEW.read_by
			AND (NOT NEW.from_fund AND w.role = 'administrator' OR NEW.from_fund AND (w.state = NEW.host OR w.observer_id = NEW.observer_id)))`
	)
	return []rule{
		{"messages_come_unread", "BEFORE INSERT", "messages", "NEW.body = '' OR NEW.read_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL OR NOT " + about + " OR NOT " + writes},
		{"messages_stay", "BEFORE UPDATE", "messages", `NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at OR NEW.subject_kind <> OLD.subject_kind
			OR NEW.subject_id <> OLD.subject_id OR COALESCE(NEW.observer_id, '') <> COALESCE(OLD.observer_id, '') OR COALESCE(NEW.host, '') <> COALESCE(OLD.host, '')
			OR NEW.written_by <> OLD.written_by OR NEW.from_fund <> OLD.from_fund OR (NEW.body <> OLD.body AND NEW.body <> '')
			OR (NEW.salt <> OLD.salt AND (NEW.salt <> '' OR NEW.body <> ''))
			OR (OLD.read_at IS NOT NULL AND (NEW.read_at IS NULL OR NEW.read_at <> OLD.read_at OR NEW.read_by <> OLD.read_by))
			OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at))
			OR (NEW.read_at IS NOT NULL AND OLD.read_at IS NULL AND NOT ` + reads + ")"},
		{"message_files_come_with_it", "BEFORE INSERT", "message_files",
			`NOT EXISTS (SELECT 1 FROM messages m JOIN files f ON f.id = NEW.file_id AND f.uploaded_by = m.written_by WHERE m.id = NEW.message_id AND m.revision = 1)`},
	}
}
