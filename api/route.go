package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Route is one endpoint.
type Route struct {
	Method, Path, Summary string
	Action                models.Action // the permission it takes; where the route is public, nobody is asked
	ID                    string        // the OpenAPI operation id: the handler's name
	In, Out               reflect.Type
	Public                bool // open to those who are not signed in

	work work
	read func(*gin.Context) (boundRequest, error)
}

// work is what a route does to the database.
type work int

const (
	reads       work = iota // one read
	reports                 // several reads of one state
	writes                  // a decision: one transaction with an entry in the journal
	unjournaled             // a write that is no decision, and leaves no entry
	rehearses               // a decision that is made and taken back: nothing is left of it but the answer
)

// handler is what an endpoint does: a plain function from its input to its answer.
type handler[In, Out any] = func(handlers.Call, In) (Out, error)

// boundRequest is a handler with its input in hand.
type boundRequest struct {
	in   any // a pointer to the input
	body []byte
	do   func(handlers.Call) (any, error)
}

// preparer is an input with work that takes long and must not hold up a transaction, such as hashing a password.
type preparer interface {
	Prepare(context.Context, handlers.Call) error
}

func get[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(reads, http.MethodGet, path, summary, action, h)
}

// report is a get that takes several queries: they see one state of the database.
func report[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(reports, http.MethodGet, path, summary, action, h)
}

// ask is a report whose question holds a secret: it is sent as a body, which is in no log and no history.
func ask[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(reports, http.MethodPost, path, summary, action, h)
}

func post[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(writes, http.MethodPost, path, summary, action, h)
}

func put[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(writes, http.MethodPut, path, summary, action, h)
}

func patch[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(writes, http.MethodPatch, path, summary, action, h)
}

func del[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(writes, http.MethodDelete, path, summary, action, h)
}

// writeUnjournaled is a route that writes but decides nothing: signing in and out, marking a notice as read.
func writeUnjournaled[In, Out any](method, path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(unjournaled, method, path, summary, action, h)
}

// rehearse is a route that tells what others would do, by doing it and taking it back.
func rehearse[In, Out any](path, summary string, action models.Action, h handler[In, Out]) Route {
	return route(rehearses, http.MethodPost, path, summary, action, h)
}

// public opens a route to those who are not signed in.
func public(r Route) Route {
	r.Public = true
	return r
}

func route[In, Out any](w work, method, path, summary string, action models.Action, h handler[In, Out]) Route {
	return Route{
		Method: method, Path: path, Summary: summary, Action: action, work: w,
		ID: handlers.OperationOf(h), In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](),
		read: func(c *gin.Context) (boundRequest, error) {
			in := new(In)
			body, err := bind(c, in)
			return boundRequest{in, body, func(call handlers.Call) (any, error) {
				out, err := h(call, *in)
				handlers.Veil(call, &out)
				return out, err
			}}, err
		},
	}
}

// edits reports whether a route puts something in the place of what somebody else may have put there: it takes the revision that was seen.
func (r Route) edits() bool {
	return r.work == writes && (r.Method == http.MethodPut || r.Method == http.MethodPatch) && r.Action != models.ChangePassword
}

// makeNothing are the answers of posts that create nothing at their address.
var makeNothing = []reflect.Type{reflect.TypeFor[handlers.BatchDone](), reflect.TypeFor[handlers.PassUsed](), reflect.TypeFor[handlers.LinkAsked]()}

// Status is what the route answers when all goes well.
func (r Route) Status() int {
	switch {
	case r.Out == reflect.TypeFor[handlers.Nothing](), r.Out == reflect.TypeFor[handlers.SignedOut]():
		return http.StatusNoContent
	case slices.Contains(makeNothing, r.Out):
		return http.StatusOK
	case r.Method == http.MethodPost && (r.work == writes || r.work == unjournaled) && !strings.Contains(r.Path, ":"):
		return http.StatusCreated
	default:
		return http.StatusOK
	}
}

// handle takes a request through the same steps on every route: who, may they, what exactly, do it, answer.
func (s *server) handle(r Route) gin.HandlerFunc {
	return func(c *gin.Context) {
		call, err := s.authenticate(c, r)
		if err == nil {
			call.Scope, err = authorize(r, call.By)
		}
		if err != nil {
			s.fail(c, err)
			return
		}
		format, err := takeFormat(c, r)
		var in boundRequest
		if err == nil {
			in, err = s.bindInput(c, r, &call)
		}
		switch {
		case err != nil:
		case format != "":
			err = s.table(c, r, call, in, format)
		default:
			err = s.dispatch(c, r, call, in)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

// authorize reports how far somebody's permission for a route reaches.
func authorize(r Route, who models.Account) (models.Scope, error) {
	if r.Public {
		return models.None, nil
	}
	scope := models.Policy[r.Action][who.Role]
	if scope == models.None {
		return scope, refusal.Forbidden.With("action", string(r.Action), "role", said.As(string(who.Role), who.Role), "roles", whoMay(r.Action))
	}
	return scope, nil
}

// bindInput reads the input, holds back those who try too often, and does what takes long before there is a transaction.
func (s *server) bindInput(c *gin.Context, r Route, call *handlers.Call) (in boundRequest, err error) {
	if call.IfMatch, err = ifMatch(c); err != nil {
		return in, err
	}
	if r.work == writes && !r.Public {
		if err := takeDryRun(c); err != nil {
			return in, err
		}
	}
	if in, err = r.read(c); err != nil {
		return in, err
	}
	if r.edits() && call.IfMatch == 0 {
		return in, refusal.RevisionNeeded
	}
	if err := s.limits.guess(c, in.in, call.By.ID, call.Now); err != nil {
		return in, err
	}
	if long, ok := in.in.(preparer); ok {
		call.DB = s.db.Query(c.Request.Context())
		err = long.Prepare(c.Request.Context(), *call)
	}
	return in, err
}

// dispatch runs the handler where its work belongs, and answers.
func (s *server) dispatch(c *gin.Context, r Route, call handlers.Call, in boundRequest) error {
	var out any
	var err error
	ctx := c.Request.Context()
	switch r.work {
	case reads:
		call.DB = s.db.Query(ctx)
		out, err = in.do(call)
	case reports:
		err = s.db.Snapshot(ctx, func(tx *gorm.DB) error {
			call.DB, call.Repeat = tx, s.repeat
			if out, err = in.do(call); err != nil {
				return err
			}
			if stream, ok := out.(handlers.Stream); ok {
				return writeStream(c, stream)
			}
			return nil
		})
		if _, streamed := out.(handlers.Stream); streamed {
			return err
		}
	case rehearses:
		err = s.db.Write(ctx, func(tx *gorm.DB) (err error) {
			call.DB, call.Now, call.Written, call.Repeat = tx, s.db.Now(), new(int), s.repeat
			if out, err = in.do(call); err == nil {
				err = errTakenBack
			}
			return err
		})
		if errors.Is(err, errTakenBack) {
			err = nil
		}
	default:
		return s.write(c, r, call, in)
	}
	if err != nil {
		return err
	}
	return s.send(c, r, out)
}

// errTakenBack undoes what was only rehearsed.
var errTakenBack = errors.New("this was a rehearsal")

// write runs the handler in one transaction: once for each Idempotency-Key, and no decision without an entry in
// the journal.
func (s *server) write(c *gin.Context, r Route, call handlers.Call, in boundRequest) error {
	began := time.Now()
	once, err := newIdempotency(c, r, call, in)
	if err != nil {
		return err
	}
	transaction := s.db.Write
	if r.work == unjournaled {
		transaction = s.db.WriteUnjournaled
	}
	var reply answer
	err = transaction(c.Request.Context(), func(tx *gorm.DB) (err error) {
		call.DB, call.Now, call.Written, call.Repeat = tx, s.db.Now(), new(int), s.repeat
		if !r.Public { // it may have ended while we waited for our turn
			if call.Session, err = call.Session.StillOpen(tx, call.Now); err != nil {
				return err
			}
			call.By = call.Session.Account
		}
		if kept, found, err := once.lookup(call); err != nil || found {
			reply = kept
			return err
		}
		out, err := s.perform(c, r, call, in)
		if err != nil {
			return err
		}
		if _, preview := out.(handlers.Preview); preview {
			reply, err = s.answer(c, r, out)
			return err
		}
		if *call.Written == 0 && r.work == writes {
			return fmt.Errorf("%s %s: %w", r.Method, r.Path, errNoEntry)
		}
		if reply, err = s.answer(c, r, out); err != nil {
			return err
		}
		return once.store(call, reply, out)
	})
	if err != nil {
		return err
	}
	if even, ok := in.in.(interface{ Even() time.Duration }); ok { // how long it took tells nothing
		time.Sleep(even.Even() - time.Since(began))
	}
	reply.send(c)
	return nil
}

// perform runs a handler, which a proposal or a dry run undoes again.
func (s *server) perform(c *gin.Context, r Route, call handlers.Call, in boundRequest) (any, error) {
	if r.work == unjournaled {
		return in.do(call)
	}
	action, path := r.Action, strings.TrimPrefix(c.Request.URL.Path, prefix)
	if batch, ok := in.in.(interface{ Runs() string }); ok { // it takes two people where one of its rows does
		row, err := s.operation(batch.Runs())
		if err != nil {
			return nil, err
		}
		action = row.Action
	}
	return handlers.Perform(call, handlers.Request{Action: action, Operation: r.ID, Path: path, Input: in.body, DryRun: c.GetBool(dryRun)}, in.do)
}

// operation is the endpoint of an id.
func (s *server) operation(id string) (Route, error) {
	n := slices.IndexFunc(s.routes, func(r Route) bool { return r.ID == id })
	if n < 0 {
		return Route{}, fmt.Errorf("there is no endpoint %s", id)
	}
	return s.routes[n], nil
}

// repeat does what a proposal, a row of a batch or a link asks for as its endpoint would, if whoever confirms, sends or holds it may do it too.
func (s *server) repeat(call handlers.Call, p models.Proposal) (any, error) {
	r, err := s.operation(p.Operation)
	if err != nil {
		return nil, fmt.Errorf("proposal %s: %w", p.Reference, err)
	}
	path := cmp.Or(p.Path, strings.Replace(r.Path, ":id", p.Subject.ID, 1))
	scope, err := authorize(r, call.By)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(r.Method, prefix+path, strings.NewReader(p.Input))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	c := &gin.Context{Request: request}
	names, values := strings.Split(r.Path, "/"), strings.Split(request.URL.Path[len(prefix):], "/")
	for i, name := range names {
		if parameter, ok := strings.CutPrefix(name, ":"); ok && i < len(values) {
			c.Params = append(c.Params, gin.Param{Key: parameter, Value: values[i]})
		}
	}
	in, err := r.read(c)
	if err != nil {
		return nil, err
	}
	call.Scope = scope
	return in.do(call)
}

// dryRun is the parameter of every decision by which it is only told what it would do.
const dryRun = "dryRun"

// takeDryRun takes that parameter out of a request's query.
func takeDryRun(c *gin.Context) error {
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil || !query.Has(dryRun) {
		return nil // what cannot be read, bind says
	}
	dry, err := strconv.ParseBool(query.Get(dryRun))
	if err != nil || len(query[dryRun]) > 1 {
		return refusal.DryRunUnreadable
	}
	query.Del(dryRun)
	c.Request.URL.RawQuery = query.Encode()
	c.Set(dryRun, dry)
	return nil
}

// errNoEntry is a fault of ours: a write that left nothing in the journal is undone.
var errNoEntry = errors.New("the handler left no entry in the journal")
