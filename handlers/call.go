// Package handlers holds what each endpoint does, one file per resource. It knows no HTTP.
package handlers

import (
	"io"
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
)

// Call is a request in progress: who does something when, how far their permission reaches, and the database.
// In a request that changes something, DB is its transaction: a handler's error undoes all of it, and a handler
// may run again when the transaction met another, so it acts on nothing but DB.
type Call struct {
	models.Actor
	Scope   models.Scope
	IfMatch int            // the revision the caller has seen; 0 when they do not say
	Mail    MailState      // whether mails leave from here, unless they are held
	Backups *Backups       // that the server makes; nil where it makes none
	Browser string         // what this browser was given when a link was asked for in it
	Site    string         // where the app is found: https://fund.example.org
	Session models.Session // which the call came by; only the address and agent of somebody not signed in

	Repeat func(Call, models.Proposal) (any, error) // does what a proposal asks for, as its endpoint does it
}

// Nothing is the answer of an endpoint that has nothing to say.
type Nothing struct{}

// ByID is the input of every endpoint about one record.
type ByID struct {
	ID string `path:"id" validate:"required,uuid"`
}

// Download is a file that an endpoint answers with.
type Download struct {
	Name   string // what it is saved as
	Media  string
	SHA256 string
	Body   []byte

	Private bool                 // who asks may keep it, and ask whether it is still the same
	Noted   func(*gorm.DB) error // notes that it was sent; nil where nobody asks
}

// Stream is an answer that is written piece by piece, because it may be long: its route is a report, whose
// snapshot stays open while Write reads from it.
type Stream struct {
	Name  string // what it is saved as
	Media string
	Write func(io.Writer) error
}

// scoped narrows a query to the rows that the call's permission reaches: all, or those of the caller's own observer
// or own state. Each resource states the columns that hold the two; where a column is empty, that role sees no row.
func (c Call) scoped(observer, state string) *gorm.DB {
	switch {
	case c.Scope == models.All:
		return c.DB
	case c.Scope == models.Own && c.By.Role == models.ObserverRole && c.By.ObserverID != nil && observer != "":
		return c.DB.Where(observer+" = ?", *c.By.ObserverID)
	case c.Scope == models.Own && c.By.Role == models.StateRole && c.By.State != nil && state != "":
		return c.DB.Where(state+" = ?", *c.By.State)
	}
	return nothing(c.DB)
}

// ownedBy narrows a query to the rows that the call's permission reaches, where what is one's own is what the account
// itself has made or been given: the column holds an account.
func (c Call) ownedBy(account string) *gorm.DB {
	switch c.Scope {
	case models.All:
		return c.DB
	case models.Own:
		return c.DB.Where(account+" = ?", c.By.ID)
	}
	return nothing(c.DB)
}

func nothing(db *gorm.DB) *gorm.DB { return db.Where("1 = 0") }

// findForUpdate reads a row of a narrowed query, and refuses when the caller has seen an older revision of it.
func findForUpdate[T interface{ Rev() int }](c Call, q *gorm.DB, id string) (T, error) {
	row, err := models.Find[T](q, id)
	if err == nil {
		err = c.seen(row.Rev())
	}
	return row, err
}

// seen refuses to change what the caller has not seen: their If-Match names another revision.
func (c Call) seen(revision int) error {
	if c.IfMatch == 0 || c.IfMatch == revision {
		return nil
	}
	return refusal.RevisionPassed.With("seen", c.IfMatch, "revision", revision)
}

// may reports whether the policy gives the caller an action at all; how far it reaches is for the query.
func (c Call) may(action models.Action) bool { return models.Policy[action][c.By.Role] != models.None }

// can lists the events open to the caller in the present state of a thing, for the answer's can.
func can[State ~string](c Call, flow models.Flow[State], status State) []models.Action {
	open := slices.DeleteFunc(flow.Events(status), func(event models.Action) bool { return !c.may(event) })
	return append([]models.Action{}, open...)
}

// without leaves an action out of those that can be done.
func without(actions []models.Action, action models.Action) []models.Action {
	return slices.DeleteFunc(actions, func(a models.Action) bool { return a == action })
}
