package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"observationfund/models"
)

// Problem is the body of every error answer (RFC 9457).
type Problem struct {
	Type      string              `json:"type"` // an address that explains the code
	Title     string              `json:"title"`
	Status    int                 `json:"status"`
	Code      Code                `json:"code"`   // which rule said no, stable for programs
	Detail    string              `json:"detail"` // a sentence for the person who asked
	Remedy    string              `json:"remedy,omitempty"`
	Doubt     bool                `json:"doubt,omitempty"` // it is likely a mistake, and goes through with the code among confirmed
	Errors    []models.FieldError `json:"errors,omitempty"`
	RequestID string              `json:"requestId"` // of our log, to be quoted when asking for help
}

// statusOf gives each kind of failure its status.
var statusOf = map[models.Kind]int{
	models.Malformed:       http.StatusBadRequest,
	models.Unauthenticated: http.StatusUnauthorized,
	models.Forbidden:       http.StatusForbidden,
	models.NotFound:        http.StatusNotFound,
	models.Conflict:        http.StatusConflict,
	models.Stale:           http.StatusPreconditionFailed,
	models.TooLarge:        http.StatusRequestEntityTooLarge,
	models.Unsupported:     http.StatusUnsupportedMediaType,
	models.Invalid:         http.StatusUnprocessableEntity,
	models.TooMany:         http.StatusTooManyRequests,
	models.Busy:            http.StatusServiceUnavailable,
	models.Internal:        http.StatusInternalServerError,
}

// statusGone is what our log shows for a request whose caller did not wait for the answer.
const statusGone = 499

// fail answers with the problem that err stands for; what nobody but us should know stays in the log.
func (s *server) fail(c *gin.Context, err error) {
	var known *models.Error
	switch {
	case errors.As(err, &known) && statusOf[known.Kind] != 0 && known.Kind != models.Internal:
		if known.Kind == models.Unauthenticated && known.Code == "signed-out" && s.token(c) != "" {
			http.SetCookie(c.Writer, s.cookie(c, "", models.Time{})) // it opens nothing any more
		}
	case errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil:
		c.AbortWithStatus(statusGone)
		return
	default:
		logFailure(c, err, nil)
		known = ourFault()
	}
	problem(c, statusOf[known.Kind], known)
}

func ourFault() *models.Error {
	return models.Refuse(models.Internal, "internal", "something went wrong on our side").
		WithRemedy("try again; if it stays, tell an administrator the request id")
}

// problem writes the answer; the status alone decides the title.
func problem(c *gin.Context, status int, e *models.Error) {
	p := Problem{
		Type: "/problems/" + e.Code, Title: http.StatusText(status), Status: status, Code: Code(e.Code), Detail: e.Message, Remedy: e.Remedy, Doubt: e.Doubt,
		Errors: e.Fields, RequestID: requestID(c),
	}
	if (e.Kind == models.Busy || e.Kind == models.TooMany) && c.Writer.Header().Get("Retry-After") == "" {
		c.Header("Retry-After", "1")
	}
	body, err := json.Marshal(p)
	if err != nil {
		logFailure(c, err, nil)
	}
	for _, name := range []string{"ETag", "Content-Disposition"} {
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
			problem(c, http.StatusInternalServerError, ourFault())
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
