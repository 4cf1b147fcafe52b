package api

import (
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/gin-gonic/gin"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// answer is what a request is answered when all went well.
type answer struct {
	status int
	body   []byte // JSON
	etag   string
	cookie *http.Cookie
	whose  string // the account that a session begins for
	again  bool   // the answer of the first request with this Idempotency-Key
}

// answer puts what a handler returned into the form in which it is sent.
func (s *server) answer(c *gin.Context, r Route, out any) (answer, error) {
	a := answer{status: r.Status()}
	switch out.(type) {
	case handlers.Asked:
		a.status = http.StatusAccepted
	case handlers.Preview:
		a.status = http.StatusOK
	}
	if revised, ok := out.(interface{ Rev() int }); ok {
		a.etag = etag(strconv.Itoa(revised.Rev()))
	}
	if session, ok := out.(interface {
		Cookie() (whose, token string, until models.Time)
	}); ok {
		whose, token, until := session.Cookie()
		a.whose, a.cookie = whose, s.cookie(c, token, until)
	}
	if asked, ok := out.(interface{ Browser() string }); ok && asked.Browser() != "" {
		a.cookie = s.secret(c, browserCookie, asked.Browser(), askedFor)
	}
	if a.status == http.StatusNoContent {
		return a, nil
	}
	var err error
	a.body, err = json.Marshal(out)
	return a, err
}

func (a answer) send(c *gin.Context) {
	if a.cookie != nil {
		http.SetCookie(c.Writer, a.cookie)
	}
	if a.whose != "" {
		c.Header(accountHeader, a.whose)
	}
	if a.etag != "" {
		c.Header("ETag", a.etag)
	}
	if a.again {
		c.Header("Idempotency-Replayed", "true")
	}
	if a.status == http.StatusNoContent {
		c.Status(a.status)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Data(a.status, "application/json; charset=utf-8", a.body)
}

// send answers with what a handler returned: JSON, a file, or nothing where the caller has it already.
func (s *server) send(c *gin.Context, r Route, out any) error {
	if file, ok := out.(handlers.Download); ok {
		if file.Noted != nil {
			if err := s.db.WriteUnjournaled(c.Request.Context(), file.Noted); err != nil {
				return err
			}
		}
		download(c, file)
		return nil
	}
	a, err := s.answer(c, r, out)
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet && a.etag != "" && matches(c.GetHeader("If-None-Match"), a.etag) {
		c.Header("ETag", a.etag)
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return nil
	}
	a.send(c)
	return nil
}

// download answers with a file that browsers save and never open as a page of ours.
func download(c *gin.Context, file handlers.Download) {
	tag := etag(file.SHA256)
	attach(c, file.Name)
	c.Header("ETag", tag)
	if file.Private {
		c.Header("Cache-Control", "private, no-cache")
	}
	if matches(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	c.Data(http.StatusOK, file.Media, file.Body)
}

// writeStream answers with what is too long to hold in memory. A failure on the way breaks the connection, so that
// nobody takes the part for the whole.
func writeStream(c *gin.Context, stream handlers.Stream) error {
	attach(c, stream.Name)
	c.Header("Content-Type", stream.Media)
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		c.Writer.WriteHeaderNow()
		return nil // nobody would see it
	}
	err := stream.Write(c.Writer)
	if err != nil && c.Writer.Written() {
		logFailure(c, err, nil)
		panic(http.ErrAbortHandler)
	}
	return err
}

func attach(c *gin.Context, name string) {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(name)}))
	c.Header("Content-Security-Policy", "default-src 'none'; sandbox")
}

// fileName is a name that no system takes for a path or a command.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if name = strings.Trim(name, ". /"); name == "" {
		return "file"
	}
	return name
}

func etag(version string) string { return `"` + version + `"` }

// matches reports whether an If-None-Match names a tag.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}

// ifMatch is the revision that a request's If-Match names; 0 when it names none or any.
func ifMatch(c *gin.Context) (int, error) {
	text := strings.TrimSpace(c.GetHeader("If-Match"))
	if text == "" || text == "*" || c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return 0, nil
	}
	number, ok := strings.CutPrefix(strings.TrimPrefix(text, "W/"), `"`) // weak is what a proxy that packs an answer makes of a tag
	number, closed := strings.CutSuffix(number, `"`)
	revision, err := strconv.ParseUint(number, 10, 31)
	if !ok || !closed || err != nil || revision == 0 {
		return 0, refusal.IfMatchUnreadable
	}
	return int(revision), nil
}

// holdsSecret reports whether an answer is shown once and never kept.
func holdsSecret(out any) bool {
	if batch, ok := out.(interface{ HoldsSecret() bool }); ok {
		return batch.HoldsSecret()
	}
	_, secret := out.(interface{ Secret() })
	return secret
}

// secretive tells the same of a type, for the document.
func secretive(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[interface{ Secret() }]())
}
