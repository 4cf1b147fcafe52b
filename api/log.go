package api

import (
	"log/slog"
	"regexp"
	"time"

	"github.com/gin-gonic/gin"

	"observationfund/models"
)

// What a request carries along.
const (
	requestKey = "request" // its id
	accountKey = "account" // the id of who asks
	logKey     = "log"
)

var saneID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// observe gives the request an id and leaves one line about it in the log: nothing of what it says or asks for.
func (s *server) observe(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if !saneID.MatchString(id) {
		id = models.NewID()
	}
	c.Set(requestKey, id)
	c.Set(logKey, s.log)
	c.Header("X-Request-Id", id)
	began := time.Now()
	defer func() {
		level := slog.LevelInfo
		if path := c.FullPath(); path == "/healthz" || path == "/readyz" {
			level = slog.LevelDebug
		}
		s.log.Log(c.Request.Context(), level, "request", "request", id, "method", c.Request.Method, "route", c.FullPath(),
			"status", c.Writer.Status(), "ms", time.Since(began).Milliseconds(), "account", c.GetString(accountKey))
	}()
	c.Next()
}

func requestID(c *gin.Context) string { return c.GetString(requestKey) }
