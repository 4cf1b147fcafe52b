package api

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// Options are what the surroundings decide about a server.
type Options struct {
	App            fs.FS              // the single-page app, as it was built; nil when it was not
	PublicURL      string             // where people reach us, such as https://fund.example.org
	TrustedProxies []string           // addresses whose X-Forwarded-For is believed; nobody's when empty
	Log            *slog.Logger       // slog.Default() when nil
	Mail           handlers.MailState // whether mails leave from here; none when empty
	Backups        *handlers.Backups  // that the server makes; nil where it makes none
	PerSecond      int                // requests a second of one account from one address, 50 when 0; bursts are four times that
}

// server is what the requests share.
type server struct {
	db     *models.DB
	log    *slog.Logger
	https  bool // people reach us by TLS, even where a proxy ends it before us
	limits *limits
	routes []Route
	tables chan struct{} // one for each table that is being sent
	mail   handlers.MailState
	copies *handlers.Backups
	public string // where people reach us; empty where nobody has said
}

// prefix is where the routes live.
const prefix = "/api/v1"

// New serves the API under /api and the single-page app everywhere else. It panics when an option is not what it
// should be: that is a fault in the program, which has read them.
func New(db *models.DB, o Options) http.Handler { return serve(db, o, Routes) }

func serve(db *models.DB, o Options, routes []Route) http.Handler {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &server{db: db, log: o.Log, https: strings.HasPrefix(o.PublicURL, "https://"), limits: newLimits(o.PerSecond), routes: routes, tables: make(chan struct{}, mostTables), mail: cmp.Or(o.Mail, handlers.MailNone), copies: o.Backups, public: strings.TrimRight(o.PublicURL, "/")}
	cross := http.NewCrossOriginProtection()
	if o.PublicURL != "" {
		must(cross.AddTrustedOrigin(s.public))
	}
	gin.SetMode(gin.ReleaseMode) // the other modes only print more
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = true
	must(e.SetTrustedProxies(o.TrustedProxies))
	e.Use(s.observe, s.protect, recovered, s.sameOrigin(cross))
	for _, r := range routes {
		e.Handle(r.Method, prefix+r.Path, s.handle(r))
	}
	s.document(e, routes)
	e.GET(prefix+"/unsubscribe/:token", func(c *gin.Context) { // who follows the link that is meant for mail programs is asked first
		c.Redirect(http.StatusSeeOther, "/#/do/"+url.PathEscape(c.Param("token")))
	})
	e.GET("/problems/:code", explainProblem)
	e.GET("/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "alive"}) })
	e.GET("/readyz", s.ready)
	app := newApp(o.App)
	e.NoRoute(func(c *gin.Context) {
		if path := c.Request.URL.Path; path == "/api" || strings.HasPrefix(path, "/api/") {
			s.fail(c, refusal.NoSuchEndpoint.With("method", c.Request.Method, "path", fmt.Sprintf("%.200s", path)))
			return
		}
		app.serve(c)
	})
	e.NoMethod(func(c *gin.Context) {
		problem(c, refusal.MethodNotTaken.With("method", c.Request.Method, "path", fmt.Sprintf("%.200s", c.Request.URL.Path), "allowed", c.Writer.Header().Get("Allow")))
	})
	for _, r := range e.Routes() {
		if r.Method == http.MethodGet {
			e.HEAD(r.Path, r.HandlerFunc) // the same without its body, which net/http leaves out
		}
	}
	gzip, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	must(err)
	return gzip(e)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// ready reports whether what is asked for now would be done: the database answers and keeps what is written, by a clock that is right.
func (s *server) ready(c *gin.Context) {
	ctx := c.Request.Context()
	err := s.db.Ready(ctx)
	var clock models.ClockReading
	if err == nil {
		clock, err = s.db.Clock(ctx)
	}
	if err == nil {
		err = clock.Behind(s.db.Query(ctx))
	}
	switch {
	case err == nil && clock.Doubt() != "":
		logger(c).Warn(clock.Doubt())
		c.JSON(http.StatusOK, gin.H{"status": "ready", "warning": clock.Doubt()})
	case err == nil:
		c.JSON(http.StatusOK, gin.H{"status": "ready"})
	case errors.Is(err, refusal.ClockBehind) || models.Down(err):
		s.fail(c, err)
	default:
		logFailure(c, err, nil)
		s.fail(c, refusal.DatabaseNotReady)
	}
}

// protect sets what browsers must hold our answers to.
func (s *server) protect(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s.secure(c) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
		h.Set("Cross-Origin-Opener-Policy", "same-origin") // by plain http browsers only complain of it
	}
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
	c.Next()
}

// secure reports whether the caller reached us by TLS.
func (s *server) secure(c *gin.Context) bool { return s.https || c.Request.TLS != nil }

// site is where people find the app: as the operator says, or else as it was found.
func (s *server) site(c *gin.Context) string {
	if s.public != "" {
		return s.public
	}
	scheme := "http://"
	if s.secure(c) {
		scheme = "https://"
	}
	return scheme + c.Request.Host
}

// sameOrigin refuses what a page of somebody else makes a browser send.
func (s *server) sameOrigin(cross *http.CrossOriginProtection) gin.HandlerFunc {
	return func(c *gin.Context) {
		if cross.Check(c.Request) != nil {
			s.fail(c, refusal.CrossOrigin)
		}
	}
}
