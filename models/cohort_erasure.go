package models

import "path"

// Erased is the name of a person whose data were erased.
const Erased = "Erased person"

// Erase forgets who the observer was: names, private fields, documents, what they wrote and what was written about
// them. Ids, states and dates stay, so that the record of decisions still adds up.
func (o *Observer) Erase(actor Actor, reason string) error {
	if _, err := ObserverFlow.Next(o.Status, EraseObserver); err != nil {
		return err
	}
	if err := o.Hold(EraseObserver, actor.By.ID); err != nil {
		return err
	}
	var accounts []Account
	if err := actor.DB.Where("observer_id = ?", o.ID).Find(&accounts).Error; err != nil {
		return err
	}
	account := ""
	if len(accounts) > 0 {
		account = accounts[0].ID
		if err := actor.eraseAccount(&accounts[0]); err != nil {
			return err
		}
	}
	if err := actor.eraseFiles(o.ID, account); err != nil {
		return err
	}
	if err := actor.eraseWords(o.ID, account); err != nil {
		return err
	}
	if err := actor.forgetViews(o, account); err != nil {
		return err
	}
	o.PassportName, o.PreferredName, o.Gender, o.NoticeHours, o.Reason = Erased, Erased, Undisclosed, 0, ""
	o.PassportExpiresOn, o.AvailabilityConfirmedAt, o.ErasedAt = Date{}, Time{}, actor.Now
	o.FormerNames = []string{}
	o.Nationalities, o.Languages, o.Functions, o.Conflicts = []string{}, []ObserverLanguage{}, []Function{}, []string{}
	o.Private = &Private{}
	if err := o.saveAssociations(actor); err != nil {
		return err
	}
	return Step(actor, ObserverFlow, o, &o.Status, EraseObserver, reason, nil)
}

// eraseAccount leaves an account that nobody can enter and that names nobody.
func (a Actor) eraseAccount(account *Account) error {
	if account.Status != AccountDisabled {
		if err := account.Disable(a, ""); err != nil {
			return err
		}
	}
	account.Email, account.Name, account.Password = "erased-"+account.ID+"@invalid", Erased, ""
	return a.Change(account, EraseObserver, "", Facts{"observer": account.ObserverID})
}

// aboutObserver are the ids of all that is about an observer.
const aboutObserver = `(SELECT id FROM trainings WHERE observer_id = @observer UNION SELECT id FROM training_requests WHERE observer_id = @observer
	UNION SELECT c.id FROM assignment_concerns c JOIN assignments a ON a.id = c.assignment_id WHERE a.observer_id = @observer
	UNION SELECT id FROM call_out_answers WHERE observer_id = @observer
	UNION SELECT id FROM assignments WHERE observer_id = @observer UNION SELECT id FROM observers WHERE id = @observer
	UNION SELECT id FROM inquiries WHERE observer_id = @observer UNION SELECT id FROM accounts WHERE id = @account
	UNION SELECT c.id FROM commitments c JOIN training_requests r ON r.id = c.request_id WHERE r.observer_id = @observer
	UNION SELECT p.id FROM payments p JOIN commitments c ON c.id = p.commitment_id JOIN training_requests r ON r.id = c.request_id
		WHERE r.observer_id = @observer)`

// proposedAbout are the proposals about an observer, alone or among others.
const proposedAbout = `(SELECT proposal_id FROM proposal_subjects WHERE subject_id IN ` + aboutObserver + `)`

// eraseFiles empties the documents of an observer that nothing else needs.
func (a Actor) eraseFiles(observerID, accountID string) error {
	var files []File
	err := a.DB.Where(`id IN (
		SELECT evidence_id FROM trainings WHERE observer_id = @observer AND evidence_id IS NOT NULL
		UNION SELECT letter_id FROM training_requests WHERE observer_id = @observer AND letter_id IS NOT NULL
		UNION SELECT w.file_id FROM inquiry_answers w JOIN inquiries q ON q.id = w.inquiry_id WHERE q.observer_id = @observer AND w.file_id IS NOT NULL
		UNION SELECT b.file_id FROM message_files b JOIN messages m ON m.id = b.message_id WHERE m.observer_id = @observer
		UNION SELECT id FROM files WHERE uploaded_by = @account
		UNION SELECT file_id FROM proposal_files WHERE proposal_id IN `+proposedAbout+`
		EXCEPT SELECT file_id FROM proposal_files WHERE proposal_id NOT IN `+proposedAbout+`
		EXCEPT SELECT evidence_id FROM trainings WHERE observer_id <> @observer AND evidence_id IS NOT NULL
		EXCEPT SELECT letter_id FROM training_requests WHERE observer_id <> @observer AND letter_id IS NOT NULL
		EXCEPT SELECT b.file_id FROM message_files b JOIN messages m ON m.id = b.message_id WHERE COALESCE(m.observer_id, '') <> @observer
		EXCEPT SELECT letter_id FROM extensions
		EXCEPT SELECT file_id FROM findings WHERE file_id IS NOT NULL
		EXCEPT SELECT letter_id FROM invitations WHERE letter_id IS NOT NULL
		EXCEPT SELECT invoice_id FROM payments WHERE invoice_id IS NOT NULL)`,
		map[string]any{"observer": observerID, "account": accountID}).Find(&files).Error
	if err != nil {
		return err
	}
	for i := range files {
		f := &files[i]
		if err := a.DB.Model(&FileContent{}).Where("file_id = ?", f.ID).Update("content", []byte{}).Error; err != nil {
			return err
		}
		f.Name = "erased" + path.Ext(f.Name)
		if err := a.Change(f, EraseObserver, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// eraseWords forgets what an observer wrote, and the reasons and notices about them.
func (a Actor) eraseWords(observerID, accountID string) error {
	for _, statement := range []string{
		"UPDATE trainings SET place = '', folded_private = '', certificate_number = '', reason = '', revision = revision + 1 WHERE observer_id = @observer",
		"UPDATE training_requests SET motivation = '', reason = '', revision = revision + 1 WHERE observer_id = @observer",
		"UPDATE payments SET reason = '', revision = revision + 1 WHERE reason <> '' AND id IN " + aboutObserver,
		"UPDATE refunds SET reason = '', revision = revision + 1 WHERE reason <> '' AND payment_id IN " + aboutObserver,
		"UPDATE commitments SET reason = '', revision = revision + 1 WHERE reason <> '' AND id IN " + aboutObserver,
		"UPDATE assignments SET reason = '', revision = revision + 1 WHERE observer_id = @observer",
		"UPDATE assignment_concerns SET reason = '', revision = revision + 1 WHERE reason <> '' AND id IN " + aboutObserver,
		"UPDATE call_out_answers SET condition = '', revision = revision + 1 WHERE condition <> '' AND observer_id = @observer",
		"UPDATE evaluations SET body = '', reply = '' WHERE assignment_id IN (SELECT id FROM assignments WHERE observer_id = @observer)",
		"UPDATE inquiries SET allegation = '', reason = '', revision = revision + 1 WHERE observer_id = @observer",
		"UPDATE inquiry_answers SET body = '' WHERE inquiry_id IN (SELECT id FROM inquiries WHERE observer_id = @observer)",
		"DELETE FROM availability WHERE observer_id = @observer",
		"UPDATE messages SET body = '', salt = '', revision = revision + 1 WHERE body <> '' AND observer_id = @observer",
		"DELETE FROM notices WHERE account_id = @account OR subject_id IN " + aboutObserver,
		`UPDATE deliveries SET address = CASE WHEN address = '' THEN '' ELSE 'erased' END, line = '', template = '', parameters = '', answer = '',
			reason = CASE WHEN reason = '' THEN '' ELSE 'erased' END, revision = revision + 1 WHERE account_id = @account OR subject_id IN ` + aboutObserver,
		"DELETE FROM feeds WHERE account_id = @account",
		"DELETE FROM passes WHERE account_id = @account OR subject_id IN " + aboutObserver,
		"DELETE FROM idempotency WHERE account_id = @account",
		"UPDATE idempotency SET answer = NULL, digest = '' WHERE account_id <> @account", // the profile may be in what anybody sent or was answered
		"UPDATE sessions SET address = '', agent = '' WHERE account_id = @account",
		"DELETE FROM journal_reasons WHERE seq IN (SELECT seq FROM journal WHERE subject_id IN " + aboutObserver + ")",
		"DELETE FROM journal_reasons WHERE seq IN (SELECT seq FROM journal WHERE subject_id IN " + proposedAbout + ")",
		"UPDATE proposals SET title = '', reason = '', answer = '', input = '', changes = '[]', revision = revision + 1 WHERE id IN " + proposedAbout,
	} {
		err := a.DB.Exec(statement, map[string]any{"observer": observerID, "account": accountID}).Error
		if err != nil {
			return translate(err)
		}
	}
	var proposals []Proposal
	if err := a.DB.Where("id IN "+proposedAbout, map[string]any{"observer": observerID, "account": accountID}).Find(&proposals).Error; err != nil {
		return err
	}
	for i := range proposals { // which are found by what they say now
		if err := a.DB.Select("folded", "folded_private").Updates(&proposals[i]).Error; err != nil {
			return err
		}
	}
	if onPostgres(a.DB) { // whose index forgets what no row says any more
		return nil
	}
	for _, table := range []string{"files", "proposals", "trainings"} {
		if err := index(a.DB, table); err != nil {
			return err
		}
	}
	return nil
}
