package models

import "observationfund/models/said"

// Notice tells one account what happened, or what waits for it.
type Notice struct {
	ID        string `json:"id" gorm:"primaryKey"`
	CreatedAt Time   `json:"createdAt" gorm:"autoCreateTime:false"`
	AccountID string `json:"-"`
	Action    Action `json:"action"`
	Subject   Ref    `json:"subject" gorm:"embedded"`
	Body      string `json:"body"`
	said.Source
	ReadAt     Time    `json:"readAt,omitzero"`
	Reminder   string  `json:"-"` // which row of the table it is of, where it reminds
	DeliveryID *string `json:"-"` // the mail that tells it, if one does
}

// Mailing is what a mail about it is to a role.
func (n Notice) Mailing(role Role) (Mailing, error) {
	if row := reminderOf(n.Reminder); row != nil {
		return row.Mailing, nil
	}
	return MailingOf(n.Action, role)
}

// Tell leaves a notice for accounts, of what an action did to a subject, and the mail that tells it.
func (a Actor) Tell(accounts []string, action Action, subject Ref, message said.Sentence) error {
	if len(accounts) == 0 {
		return nil
	}
	var to []Account
	if err := a.DB.Where("id IN ?", accounts).Order("id").Find(&to).Error; err != nil {
		return err
	}
	deliveries, err := a.Deliver(to, action, subject)
	if err != nil {
		return err
	}
	notices := make([]Notice, len(accounts))
	for i, id := range accounts {
		notices[i] = Notice{ID: NewID(), CreatedAt: a.Now, AccountID: id, Action: action, Subject: subject, Body: message.Text, Source: message.Source}
		if delivery, mailed := deliveries[id]; mailed {
			notices[i].DeliveryID = &delivery
		}
	}
	return a.DB.CreateInBatches(notices, 200).Error
}

// TellAdministrators leaves a notice for every active administrator but the one who acts, and those who can do nothing about it.
func (a Actor) TellAdministrators(action Action, subject Ref, message said.Sentence, but ...string) error {
	var ids []string
	err := a.DB.Model(&Account{}).Where("role = ? AND status = ? AND id NOT IN ?", Administrator, AccountActive, append(but, a.By.ID)).Order("id").Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	return a.Tell(ids, action, subject, message)
}

// TellObservers leaves a notice for the accounts of observers.
func (a Actor) TellObservers(observers []string, action Action, subject Ref, message said.Sentence) error {
	var ids []string
	err := a.DB.Model(&Account{}).Where("observer_id IN ? AND id <> ?", observers, a.By.ID).Order("id").Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	return a.Tell(ids, action, subject, message)
}

// because is what somebody is told, with the reason for it where one was given: in a mail it stands only where the mailing says that it may.
func because(told said.Sentence, reason string) said.Sentence {
	if reason == "" {
		return told
	}
	return said.All(told, said.That("The reason: {reason}", "reason", reason))
}

// TellState leaves a notice for every account of a state but the one who acts.
func (a Actor) TellState(state string, action Action, subject Ref, message said.Sentence) error {
	var ids []string
	err := a.DB.Model(&Account{}).Where("state = ? AND id <> ?", state, a.By.ID).Order("id").Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	return a.Tell(ids, action, subject, message)
}
