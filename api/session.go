package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// cookieName is the name of a cookie of ours. Where we are reached by TLS it has the prefix that browsers
// hold to it: this host only, every path, never in the clear.
func (s *server) cookieName(c *gin.Context, of string) string {
	if s.secure(c) {
		return "__Host-" + of
	}
	return of
}

// The cookies that we set.
const (
	sessionCookie = "session"
	browserCookie = "asked" // of a browser in which a link was asked for
)

// askedFor is how long a browser can use the links that were asked for in it.
const askedFor = time.Hour

// cookie carries a session's token; without a token it takes the cookie away. How long it lives is said in seconds and not
// as a time, which a device whose clock is wrong would judge by that clock.
func (s *server) cookie(c *gin.Context, token string, until models.Time) *http.Cookie {
	cookie := s.secret(c, sessionCookie, token, until.Sub(s.db.Now().Time))
	if token == "" {
		cookie.MaxAge = -1
	}
	return cookie
}

// secret is a cookie that only we read.
func (s *server) secret(c *gin.Context, name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(c, name), Value: value, Path: "/", Secure: s.secure(c), HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds()),
	}
}

// cookieValue is what a cookie of ours holds that a request carries, if any.
func (s *server) cookieValue(c *gin.Context, name string) string {
	cookie, err := c.Request.Cookie(s.cookieName(c, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// accountHeader is the header in which every answer names the account that asked, and a request the one it is meant for.
const accountHeader = "Account"

// authenticate finds out who asks, by the session their cookie names, and holds back who asks too often.
func (s *server) authenticate(c *gin.Context, r Route) (call handlers.Call, err error) {
	now, token := s.db.Now(), s.cookieValue(c, sessionCookie)
	call.Now, call.Mail, call.Backups, call.Site = now, s.mail, s.copies, s.site(c)
	if r.Public || token == "" {
		call.Browser = s.cookieValue(c, browserCookie)
		call.Session = models.Session{Address: c.ClientIP(), Agent: agent(c)}
		if err := s.limits.general(c, "", now); err != nil || r.Public {
			return call, err
		}
		return call, refusal.NotSignedIn
	}
	ctx := c.Request.Context()
	call.Session, err = models.SessionOf(s.db.Query(ctx), token, now)
	call.By = call.Session.Account
	if err == nil {
		c.Header(accountHeader, call.By.ID)
	}
	if slow := s.limits.general(c, call.By.ID, now); slow != nil {
		return call, slow
	}
	if err != nil {
		return call, err
	}
	c.Set(accountKey, call.By.ID)
	if err := meant(c, call.By); err != nil {
		return call, err
	}
	if !call.Session.RecentlySeen(now) {
		err = s.db.WriteUnjournaled(ctx, func(tx *gorm.DB) error { return call.Session.MarkSeen(tx, now) })
	}
	return call, err
}

// meant refuses a request that says it is meant for another account: one browser has one session, and another page of it may
// have signed in as somebody else since this one was drawn.
func meant(c *gin.Context, who models.Account) error {
	if named := c.GetHeader(accountHeader); named == "" || named == who.ID {
		return nil
	}
	return refusal.AnotherAccount
}

// agent is the browser as it names itself, cut to what is worth keeping.
func agent(c *gin.Context) string {
	printable := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, c.Request.UserAgent())
	return printable[:min(len(printable), 200)]
}
