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
		name = "index.html"
	}
	c.Status(http.StatusOK) // gin has said 404 already
	if !serveFile(c, a.files, name) {
		c.Status(http.StatusNotFound)
		problem(c, refusal.NoSuchFile)
	}
}

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
		h.Set("Vary", "Accept-Encoding")
		if takes(accepts, form.coding) {
			h.Set("Content-Encoding", form.coding)
			content = small
			break
		}
	}
	h.Set("Content-Type", mediaOf(name))
	h.Set("ETag", etag(models.Digest(content)[:32]))
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // named by their content
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
