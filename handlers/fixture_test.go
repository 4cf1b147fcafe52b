package handlers_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
	"observationfund/seed"
)

// fixture is a fund with the reference data, two administrators and a clock that the test turns.
type fixture struct {
	*testing.T
	db            *models.DB
	now           models.Time
	first, second models.Account // administrators
	auditor       models.Account
	people        int
}

// noon is the instant at which every scene begins.
var noon = models.At(time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC))

// eachFixture plays a scene on every engine.
func eachFixture(t *testing.T, play func(s *fixture)) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := &fixture{T: t, db: db, now: noon}
		db.SetClock(func() time.Time { return s.now.Time })
		s.must(seed.Reference(t.Context(), db))
		s.first, s.second = s.account(models.Administrator, nil, nil), s.account(models.Administrator, nil, nil)
		s.auditor = s.account(models.Auditor, nil, nil)
		play(s)
	})
}

func (s *fixture) must(err error) {
	s.Helper()
	if err != nil {
		var no *refusal.Refusal
		if errors.As(err, &no) {
			s.Fatalf("%s: %v (%s) %v", no.Code(), err, no.Remedy, no.Fields)
		}
		s.Fatal(err)
	}
}

// back turns the clock back, and tells the journal where that is before its last entry.
func (s *fixture) back(to models.Time) {
	s.Helper()
	s.now = to
	if err := handlers.CorrectClock(s.Context(), s.db, "the test is of another day"); !errors.Is(err, refusal.ClockRight) {
		s.must(err)
	}
}

func (s *fixture) write(fn func(tx *gorm.DB) error) error { return s.db.Write(s.Context(), fn) }

// account is somebody who can act.
func (s *fixture) account(role models.Role, state, observer *string) models.Account {
	s.Helper()
	s.people++
	a := models.Account{
		Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: s.now}, Email: fmt.Sprintf("%s%d@demo.example", role, s.people),
		Name: "Somebody", Role: role, State: state, ObserverID: observer, Status: models.AccountActive,
	}
	s.must(s.write(func(tx *gorm.DB) error { return tx.Create(&a).Error }))
	return a
}

// act calls a handler that writes, in its transaction, as the policy lets that account, and holds it to the journal.
func act[In, Out any](s *fixture, by models.Account, action models.Action, handler func(handlers.Call, In) (Out, error), in In) (out Out, err error) {
	s.Helper()
	scope := models.Policy[action][by.Role]
	if scope == models.None {
		s.Fatalf("a %s has no %s", by.Role, action)
	}
	err = s.write(func(tx *gorm.DB) error {
		written := 0
		call := handlers.Call{Actor: models.Actor{DB: tx, By: by, Now: s.db.Now(), Written: &written}, Scope: scope}
		do := func(c handlers.Call) (_ any, err error) { out, err = handler(c, in); return out, err }
		answer, err := handlers.Perform(call, handlers.Request{Action: action, Operation: handlers.OperationOf(handler)}, do)
		if asked, two := answer.(handlers.Asked); two && err == nil { // the other administrator confirms it at once
			if call.By = s.second; by.ID == s.second.ID {
				call.By = s.first
			}
			call.Repeat = func(c handlers.Call, _ models.Proposal) (any, error) { return do(c) }
			_, err = handlers.ConfirmProposal(call, handlers.ByID{ID: asked.ID})
		}
		if err == nil && written == 0 {
			s.Errorf("%s left nothing in the journal", action)
		}
		return err
	})
	return out, err
}

// done is act that must succeed.
func done[In, Out any](s *fixture, by models.Account, action models.Action, handler func(handlers.Call, In) (Out, error), in In) Out {
	s.Helper()
	out, err := act(s, by, action, handler, in)
	if err != nil {
		s.Helper()
		s.must(fmt.Errorf("%s: %w", action, err))
	}
	return out
}

// denied is act that must be refused by a rule.
func denied[In, Out any](s *fixture, rule ruled, by models.Account, action models.Action, handler func(handlers.Call, In) (Out, error), in In) *refusal.Refusal {
	s.Helper()
	_, err := act(s, by, action, handler, in)
	return s.refusal(rule, err)
}

// read calls a handler that reads, and answers what reaches the reader of it.
func read[In, Out any](s *fixture, by models.Account, action models.Action, handler func(handlers.Call, In) (Out, error), in In) (Out, error) {
	call := handlers.Call{
		Actor: models.Actor{DB: s.db.Query(s.Context()), By: by, Now: s.db.Now()}, Scope: models.Policy[action][by.Role],
	}
	out, err := handler(call, in)
	handlers.Veil(call, &out)
	return out, err
}

// ruled is a rule of the table of refusals, or a sentence of one.
type ruled interface{ Code() refusal.Code }

func (s *fixture) refusal(rule ruled, err error) *refusal.Refusal {
	s.Helper()
	var no *refusal.Refusal
	if !errors.As(err, &no) || no.Code() != rule.Code() {
		s.Errorf("refused as %v, not as %s", err, rule.Code())
		return &refusal.Refusal{}
	}
	if no.Kind != refusal.KindNotFound && no.Remedy.Text == "" && len(no.Fields) == 0 {
		s.Errorf("%s says too little: %+v", rule.Code(), no)
	}
	return no
}

// count is a number that the database is asked for.
func (s *fixture) count(query string, args ...any) (n int) {
	s.Helper()
	s.must(s.db.Query(s.Context()).Raw(query, args...).Row().Scan(&n))
	return n
}

// nominate enters somebody of some nationalities on the waiting list.
func (s *fixture) nominate(states ...string) models.Observer {
	s.Helper()
	s.people++
	return done(s, s.first, models.NominateObserver, handlers.NominateObserver, handlers.ObserverInput{
		PassportName: fmt.Sprintf("PERSON %d", s.people), Gender: models.Woman, NominatedBy: "AU", Nationalities: states, NoticeHours: 48,
		Languages: []models.ObserverLanguage{{Language: "en", Level: models.C1}}, Functions: []models.Function{models.ShortTerm},
	})
}

// admitted is an observer with a seat, and their account.
func (s *fixture) admitted(states ...string) (models.Observer, models.Account) {
	s.Helper()
	o := s.nominate(states...)
	o = done(s, s.second, models.AdmitObserver, handlers.AdmitObserver, handlers.AdmitInput{ByID: handlers.ByID{ID: o.ID}, Reason: "of the scene"})
	return o, s.account(models.ObserverRole, nil, &o.ID)
}

// observer reads an observer as an administrator.
func (s *fixture) observer(id string) models.Observer {
	s.Helper()
	o, err := read(s, s.first, models.ReadObservers, handlers.GetObserver, handlers.ByID{ID: id})
	s.must(err)
	return o
}

// upload hands in a picture that is like no other.
func (s *fixture) upload(by models.Account) *string {
	s.Helper()
	s.people++
	f := done(s, by, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: "scan.png", Body: picture(s.people)})
	return &f.ID
}

// picture is a PNG of a width of its own.
func picture(width int) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func because(id string) handlers.ReasonInput {
	return handlers.ReasonInput{ByID: handlers.ByID{ID: id}, Reason: "for a good reason"}
}

func ptr[T any](v T) *T { return &v }
