package seed

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
)

var utc = time.UTC

// story is the life of a fund until today, told in the order in which things happened.
type story struct {
	tx     *gorm.DB
	today  models.Date
	now    models.Time
	hash   string
	random *rand.Rand
	events []event

	admin, second, auditor *models.Account

	cast          []*person // in the order of their nomination
	people        map[string]*person
	contributions map[string]string // contributor: id
	lines         map[string]string // key: id
	visits        map[string]*missionPlan
	targets       []*target
	access        map[string][]string // organiser: nationalities it takes
	numbered      int                 // certificates and invoices so far
	waiting       int                 // payments that were left to wait
}

// event is something that somebody did.
type event struct {
	at   models.Time
	what string
	do   func() error
}

// on tells what happened on a day, given in days from today, within the hour. What lies ahead has not happened yet.
func (s *story) on(day, hour int, what string, do func() error) {
	s.dated(s.today.Plus(day), hour, what, do)
}

// dated is on for a day of the calendar.
func (s *story) dated(day models.Date, hour int, what string, do func() error) {
	s.at(day.Midnight(utc).Plus(time.Duration(hour)*time.Hour+time.Duration(s.random.IntN(3600))*time.Second), what, do)
}

// at keeps the order: nothing happens before what has happened already.
func (s *story) at(at models.Time, what string, do func() error) {
	if at.After(s.today.Midnight(utc).Time) {
		return
	}
	if at.Before(s.now.Time) {
		at = s.now
	}
	after := sort.Search(len(s.events), func(i int) bool { return s.events[i].at.After(at.Time) })
	s.events = slices.Insert(s.events, after, event{at, what, do})
}

// happen lets everything happen.
func (s *story) happen() error {
	for len(s.events) > 0 {
		next := s.events[0]
		s.events, s.now = s.events[1:], next.at
		if err := next.do(); err != nil {
			return fmt.Errorf("%s, %s: %w", next.at.Words(), next.what, err)
		}
	}
	return nil
}

// call is a request of somebody, as far as the policy lets them reach.
func (s *story) call(who *models.Account, action models.Action) handlers.Call {
	return handlers.Call{Actor: models.Actor{DB: s.tx, By: *who, Now: s.now}, Scope: models.Policy[action][who.Role]}
}

// act lets somebody do something by its handler, and another administrator confirm it where it takes two people. What the policy
// forbids them nobody does here either.
func act[In, Out any](s *story, who *models.Account, action models.Action, handler func(handlers.Call, In) (Out, error), in In) (Out, error) {
	call := s.call(who, action)
	if call.Scope == models.None {
		var none Out
		return none, fmt.Errorf("%s may not do %s", who.Email, action)
	}
	var done Out
	do := func(c handlers.Call) (_ any, err error) { done, err = handler(c, in); return done, err }
	out, err := handlers.Perform(call, handlers.Request{Action: action, Operation: handlers.OperationOf(handler)}, do)
	asked, takesTwo := out.(handlers.Asked)
	if err != nil || !takesTwo {
		return done, err
	}
	call = s.call(s.another(who), models.ConfirmProposal)
	call.Repeat = func(c handlers.Call, _ models.Proposal) (any, error) { return do(c) }
	_, err = handlers.ConfirmProposal(call, by(asked.ID))
	return done, err
}

// another is the administrator who confirms what one of them asks for.
func (s *story) another(who *models.Account) *models.Account {
	if who == s.admin {
		return s.second
	}
	return s.admin
}

// propose lets an administrator ask for what takes two people, say why, with a document if there is one, and leave it to wait.
func (s *story) propose(who *models.Account, action models.Action, path string, body any, why string, paper *string, do func(handlers.Call) (any, error), operation string) error {
	content := []byte{}
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	out, err := handlers.Perform(s.call(who, action), handlers.Request{Action: action, Operation: operation, Path: path, Input: content}, do)
	if err != nil {
		return err
	}
	said := handlers.Explanation{ReasonInput: because(out.(handlers.Asked).ID, why)}
	if paper != nil {
		said.Files = []string{*paper}
	}
	_, err = act(s, who, models.ExplainProposal, handlers.ExplainProposal, said)
	return err
}

// paper hands in a document and names its id.
func (s *story) paper(who *models.Account, name, title string, lines ...string) (*string, error) {
	f, err := act(s, who, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: name + ".pdf", Body: document(title, lines...)})
	return &f.ID, err
}

// refused reports whether one of these rules said no.
func refused(err error, rules ...error) bool {
	return slices.ContainsFunc(rules, func(rule error) bool { return errors.Is(err, rule) })
}

// between draws a number from a range, both ends included.
func (s *story) between(low, high int) int { return low + s.random.IntN(high-low+1) }

// one draws one of several.
func one[T any](s *story, of ...T) T { return of[s.random.IntN(len(of))] }

func by(id string) handlers.ByID { return handlers.ByID{ID: id} }

func because(id, reason string) handlers.ReasonInput {
	return handlers.ReasonInput{ByID: by(id), Reason: reason}
}
