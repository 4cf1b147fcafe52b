package api

import (
	"encoding/json"
	"html/template"
	"io/fs"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	swagger "github.com/swaggo/files/v2"

	"observationfund/models"
	"observationfund/models/refusal"
)

// document serves the description of the API, made when it is first asked for, and a page to browse it that needs no
// other server.
func (s *server) document(e *gin.Engine, routes []Route) {
	described := sync.OnceValues(func() (doc []byte, tag string) {
		doc, err := json.Marshal(Document(routes))
		must(err)
		return doc, etag(models.Digest(doc)[:32])
	})
	e.GET("/api/openapi.json", func(c *gin.Context) {
		doc, tag := described()
		c.Header("Cache-Control", "no-cache")
		c.Header("ETag", tag)
		if matches(c.GetHeader("If-None-Match"), tag) {
			c.Status(http.StatusNotModified)
			return
		}
		c.Data(http.StatusOK, "application/json; charset=utf-8", doc)
	})
	for address, file := range map[string]struct {
		from fs.FS
		name string
	}{
		"/api/docs":                      {pages, "pages/docs/index.html"},
		"/api/docs/start.js":             {pages, "pages/docs/start.js"},
		"/api/docs/page.css":             {pages, "pages/page.css"},
		"/api/docs/swagger-ui.css":       {swagger.FS, "swagger-ui.css"},
		"/api/docs/swagger-ui-bundle.js": {swagger.FS, "swagger-ui-bundle.js"},
		"/api/docs/favicon-32x32.png":    {swagger.FS, "favicon-32x32.png"},
	} {
		e.GET(address, func(c *gin.Context) { serveFile(c, file.from, file.name) })
	}
}

var problemPage = template.Must(template.ParseFS(pages, "pages/problem.html"))

// explainProblem is the page that a problem's type leads to.
func explainProblem(c *gin.Context) {
	rule, known := refusal.Find(refusal.Code(c.Param("code")))
	if !known {
		c.Status(http.StatusNotFound)
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	if err := problemPage.Execute(c.Writer, rule); err != nil {
		logFailure(c, err, nil)
	}
}
