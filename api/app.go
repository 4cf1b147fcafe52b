package api

import (
	"bytes"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"observationfund/models"
	"observationfund/models/refusal"
)

//go:embed pages
var pages embed.FS

// app serves the files of the single-page app.
type app struct{ files fs.FS }

func newApp(files fs.FS) app {
	if files != nil {
		if _, err := fs.Stat(files, "index.html"); err == nil {
			return app{files}
		}
	}
	unbuilt, err := fs.Sub(pages, "pages/unbuilt")
	if err != nil {
		panic(err) // the name is embedded
	}
	return app{unbuilt}
}

// serve answers with a file by its name; every other address is one of the app's own pages.
func (a app) serve(c *gin.Context) {
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		c.Header("Allow", "GET, HEAD")
		problem(c, refusal.PagesAreRead)
		return
	}
	name := strings.TrimPrefix(path.Clean(c.Request.URL.Path), "/")
	if path.Ext(name) == "" {
		name = a.inLanguage(c)
	}
	c.Status(http.StatusOK) // gin has said 404 already
	if !serveFile(c, a.files, name) {
		c.Status(http.StatusNotFound)
		problem(c, refusal.NoSuchFile)
	}
}

// LanguageCookie names the language that the app was last chosen in on a device; the app writes it itself.
const LanguageCookie = "language"

// inLanguage is the first page of the app in the language that was chosen on this device, or else that the browser asks for.
func (a app) inLanguage(c *gin.Context) string {
	c.Header("Vary", "Accept-Language, Cookie")
	var wanted []language.Tag
	if chosen, err := c.Cookie(LanguageCookie); err == nil {
		if tag, err := language.Parse(chosen); err == nil {
			wanted = append(wanted, tag)
		}
	}
	accepted, _, _ := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	_, best, _ := appLanguages.Match(append(wanted, accepted...)...)
	name := string(models.AppLanguages[best]) + "/index.html"
	if _, err := fs.Stat(a.files, name); err != nil {
		return "index.html" // the language it is written in, or it is not built in this one
	}
	return name
}

// appLanguages finds the language of the app that is nearest to what somebody reads.
var appLanguages = func() language.Matcher {
	var tags []language.Tag
	for _, one := range models.AppLanguages {
		tags = append(tags, language.MustParse(string(one)))
	}
	return language.NewMatcher(tags)
}()

// serveFile answers with a file, in the smallest form that is there and that the caller takes; false when there is none.
func serveFile(c *gin.Context, files fs.FS, name string) bool {
	h, accepts := c.Writer.Header(), c.GetHeader("Accept-Encoding")
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return false
	}
	for _, form := range []struct{ coding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		small, err := fs.ReadFile(files, name+form.ending)
		if err != nil {
			continue
		}
		h.Add("Vary", "Accept-Encoding")
		if takes(accepts, form.coding) {
			h.Set("Content-Encoding", form.coding)
			content = small
			break
		}
	}
	h.Set("Content-Type", mediaOf(name))
	h.Set("ETag", etag(models.Digest(content)[:32]))
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") || strings.Contains(name, "/assets/") { // named by their content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(content))
	return true
}

// takes reports whether an Accept-Encoding names a coding without refusing it.
func takes(accepts, coding string) bool {
	for one := range strings.SplitSeq(accepts, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.TrimSpace(name) == coding {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && strings.Trim(strings.TrimPrefix(q, "q=0."), "0") != "" || q == ""
		}
	}
	return false
}

// mediaOf is the type of a file by its ending; ours come first, for machines know different ones.
func mediaOf(name string) string {
	switch path.Ext(name) {
	case ".woff2":
		return "font/woff2"
	case ".ico":
		return "image/x-icon"
	case ".webmanifest":
		return "application/manifest+json"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if media := mime.TypeByExtension(path.Ext(name)); media != "" {
		return media
	}
	return "application/octet-stream"
}
