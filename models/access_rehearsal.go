package models

import (
	"encoding/json"
	"reflect"
	"slices"

	"gorm.io/gorm"
)

// Rehearsal notes what a request does, so that it can be shown before it is done for good.
type Rehearsal struct {
	Path    string // of the endpoint, which has the id of what is asked for
	Dry     bool   // it is only asked what it would do
	Two     bool   // it takes two people
	Action  Action // the first that does
	Subject Ref    // and to what
	Changes []FieldChange

	seen map[Ref]int // the revision of each thing before it was changed
}

// RevisionOf is the revision of a thing before the rehearsal, 0 of what it created.
func (r *Rehearsal) RevisionOf(subject Ref) int { return r.seen[subject] }

// Join adds what another rehearsal noted that came after it.
func (r *Rehearsal) Join(other *Rehearsal) {
	if other.Two && !r.Two {
		r.Two, r.Action, r.Subject = true, other.Action, other.Subject
	}
	for subject, revision := range other.seen {
		if _, noted := r.seen[subject]; !noted {
			if r.seen == nil {
				r.seen = map[Ref]int{}
			}
			r.seen[subject] = revision
		}
	}
	r.add(other.Changes...)
}

// note keeps what a thing was, when it was there, and what it is to be.
func (r *Rehearsal) note(db *gorm.DB, was, is Thing) error {
	if r == nil {
		return nil
	}
	changes, err := fieldsOf(db, was, is)
	if err != nil {
		return err
	}
	if was != nil {
		if _, noted := r.seen[is.Ref()]; !noted {
			if r.seen == nil {
				r.seen = map[Ref]int{}
			}
			r.seen[is.Ref()] = was.record().Revision
		}
	}
	r.add(changes...)
	return nil
}

// add notes changes; one of a field that has changed before goes on from there.
func (r *Rehearsal) add(changes ...FieldChange) {
	if r == nil {
		return
	}
	for _, change := range changes {
		n := slices.IndexFunc(r.Changes, func(c FieldChange) bool { return c.Subject == change.Subject && c.Field == change.Field })
		switch {
		case n >= 0:
			if r.Changes[n].To = change.To; r.Changes[n].From == change.To {
				r.Changes = slices.Delete(r.Changes, n, n+1)
			}
		case change.From != change.To:
			r.Changes = append(r.Changes, change)
		}
	}
}

// moved notes what two things hold before and after a transfer that is about to be made: each in all its accounts, of which it has one
// for each contribution.
func (r *Rehearsal) moved(db *gorm.DB, from, to LedgerAccount, amount Money) error {
	if r == nil {
		return nil
	}
	for _, side := range []struct {
		account LedgerAccount
		by      Money
	}{{from, -amount}, {to, amount}} {
		subject, field, column := side.account.subject()
		if field == "" {
			continue
		}
		var held Money
		err := db.Model(&LedgerAccount{}).Where("kind = ? AND "+column+" = ?", side.account.Kind, subject.ID).Select("COALESCE(SUM(balance), 0)").Scan(&held).Error
		if err != nil {
			return err
		}
		r.add(FieldChange{Subject: subject, Field: field, From: plainText(held), To: plainText(held + side.by), Money: true})
	}
	return nil
}

// subject is the thing that an account holds money for, what the amount is called there, and by which column its accounts are found;
// nothing of what is outside the fund.
func (l LedgerAccount) subject() (of Ref, field, column string) {
	switch l.Kind {
	case ReceivedAccount:
		return Ref{(&Contribution{}).Ref().Kind, l.ContributionID}, "unallocated", "contribution_id"
	case LineAccount:
		return Ref{(&Line{}).Ref().Kind, *l.LineID}, "uncommitted", "line_id"
	case CommitmentAccount:
		return Ref{(&Commitment{}).Ref().Kind, *l.CommitmentID}, "unspent", "commitment_id"
	case PayeeAccount:
		return Ref{(&Payment{}).Ref().Kind, *l.PaymentID}, "paid", "payment_id"
	}
	return Ref{}, "", ""
}

// Name gives every change the title of its thing.
func (r *Rehearsal) Name(db *gorm.DB) error {
	titles := map[Ref]string{}
	for i, c := range r.Changes {
		if c.Title == "" {
			title, known := titles[c.Subject]
			if !known {
				var err error
				if title, err = Title(db, c.Subject); err != nil {
					return err
				}
				titles[c.Subject] = title
			}
			r.Changes[i].Title = title
		}
	}
	return nil
}

// Title is what a thing is called, empty where it has no name or does not exist.
func Title(db *gorm.DB, subject Ref) (string, error) {
	for _, table := range Tables {
		thing, ok := table.(Thing)
		if !ok || thing.Ref().Kind != subject.Kind {
			continue
		}
		found := reflect.New(reflect.TypeOf(table).Elem()).Interface().(Thing)
		done := db.Where("id = ?", subject.ID).Limit(1).Find(found)
		if named, ok := found.(interface {
			title(db *gorm.DB) (string, error)
		}); ok && done.Error == nil {
			return named.title(db)
		}
		return titleOf(found), done.Error
	}
	return "", nil
}

// titleOf is what a thing is called by people.
func titleOf(thing Thing) string {
	row := reflect.ValueOf(thing).Elem()
	for _, name := range []string{"Reference", "Title", "PreferredName", "Name", "Payee"} {
		if field := row.FieldByName(name); field.IsValid() && field.Kind() == reflect.String && field.String() != "" {
			return field.String()
		}
	}
	return ""
}

// plainText is a value as JSON has it, a text without its quotes, and nothing for what is empty.
func plainText(value any) string {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() && v.Kind() != reflect.Bool && v.Kind() != reflect.Int64 && v.Kind() != reflect.Int {
		return ""
	}
	content, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	var text string
	if json.Unmarshal(content, &text) == nil {
		return text
	}
	if s := string(content); s != "null" && s != "[]" {
		return s
	}
	return ""
}
