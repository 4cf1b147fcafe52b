package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Problem is the body of every error answer (RFC 9457).
type Problem struct {
	Type       string               `json:"type"` // an address that explains the code
	Title      string               `json:"title"`
	Status     int                  `json:"status"`
	Code       refusal.Code         `json:"code"`   // which rule said no, stable for programs
	Detail     string               `json:"detail"` // a sentence for the person who asked
	Remedy     string               `json:"remedy,omitempty"`
	Template   ProblemTemplate      `json:"template,omitzero"`
	Parameters said.Parameters      `json:"parameters,omitempty"` // of the templates
	Doubt      bool                 `json:"doubt,omitempty"`      // it is likely a mistake, and goes through with the code among confirmed
	Errors     []refusal.FieldError `json:"errors,omitempty"`
	RequestID  string               `json:"requestId"` // of our log, to be quoted when asking for help
}

// ProblemTemplate is what the sentences of a problem were made of, so that they can be said in another language; one without
// parameters is its own template.
type ProblemTemplate struct {
	Detail said.Template `json:"detail,omitempty"`
	Remedy said.Template `json:"remedy,omitempty"`
}

// statusOf gives each kind of failure its status.
var statusOf = map[refusal.Kind]int{
	refusal.KindMalformed:       http.StatusBadRequest,
	refusal.KindUnauthenticated: http.StatusUnauthorized,
	refusal.KindForbidden:       http.StatusForbidden,
	refusal.KindNotFound:        http.StatusNotFound,
	refusal.KindNoMethod:        http.StatusMethodNotAllowed,
	refusal.KindUnacceptable:    http.StatusNotAcceptable,
	refusal.KindConflict:        http.StatusConflict,
	refusal.KindStale:           http.StatusPreconditionFailed,
	refusal.KindUnseen:          http.StatusPreconditionRequired,
	refusal.KindTooLarge:        http.StatusRequestEntityTooLarge,
	refusal.KindUnsupported:     http.StatusUnsupportedMediaType,
	refusal.KindInvalid:         http.StatusUnprocessableEntity,
	refusal.KindTooMany:         http.StatusTooManyRequests,
	refusal.KindBusy:            http.StatusServiceUnavailable,
	refusal.KindInternal:        http.StatusInternalServerError,
}

// statusGone is what our log shows for a request whose caller did not wait for the answer.
const statusGone = 499

// fail answers with the problem that err stands for; what nobody but us should know stays in the log.
func (s *server) fail(c *gin.Context, err error) {
	var known *refusal.Refusal
	switch {
	case errors.As(err, &known) && known.Kind != refusal.KindInternal:
		if errors.Is(known, refusal.SignedOut) && s.cookieValue(c, sessionCookie) != "" {
			http.SetCookie(c.Writer, s.cookie(c, "", models.Time{})) // it opens nothing any more
		}
	case errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil:
		c.AbortWithStatus(statusGone)
		return
	case models.Down(err):
		logFailure(c, err, nil)
		known = refusal.StorageDown
	default:
		logFailure(c, err, nil)
		known = refusal.Internal
	}
	problem(c, known)
}

// problem writes the answer; the status alone decides the title.
func problem(c *gin.Context, e *refusal.Refusal) {
	status := statusOf[e.Kind]
	p := Problem{
		Type: "/problems/" + string(e.Code()), Title: http.StatusText(status), Status: status, Code: e.Code(), Detail: e.Sentence.Text, Remedy: e.Remedy.Text, Doubt: e.Doubt,
		Errors: e.Fields, RequestID: requestID(c),
		Template: ProblemTemplate{e.Sentence.Template, e.Remedy.Template}, Parameters: said.Parameters{},
	}
	maps.Copy(p.Parameters, e.Sentence.Parameters)
	maps.Copy(p.Parameters, e.Remedy.Parameters)
	if (e.Kind == refusal.KindBusy || e.Kind == refusal.KindTooMany) && c.Writer.Header().Get("Retry-After") == "" {
		c.Header("Retry-After", "1")
	}
	body, err := json.Marshal(p)
	if err != nil {
		logFailure(c, err, nil)
	}
	for _, name := range []string{"ETag", "Content-Disposition", gzhttp.HeaderNoCompression} {
		c.Writer.Header().Del(name)
	}
	c.Abort()
	c.Data(status, "application/problem+json; charset=utf-8", body)
}

// recovered answers a panic like any other fault of ours.
func recovered(c *gin.Context) {
	defer func() {
		switch v := recover(); {
		case v == nil:
		case v == http.ErrAbortHandler || c.Writer.Written():
			panic(http.ErrAbortHandler) // part of an answer is out: break it off
		default:
			logFailure(c, nil, v)
			problem(c, refusal.Internal)
		}
	}()
	c.Next()
}

// logFailure writes down a fault of ours with everything that helps to find it.
func logFailure(c *gin.Context, err error, panicked any) {
	args := []any{"request", requestID(c), "method", c.Request.Method, "route", c.FullPath()}
	if err != nil {
		args = append(args, "error", err)
	}
	if panicked != nil {
		args = append(args, "panic", panicked, "stack", string(debug.Stack()))
	}
	logger(c).ErrorContext(c.Request.Context(), "request failed", args...)
}

func logger(c *gin.Context) *slog.Logger { return c.MustGet(logKey).(*slog.Logger) }
