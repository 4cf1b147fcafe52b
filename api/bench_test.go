package api

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// BenchmarkBesidePlain times what people do most, through the whole of the house (session, policy, transaction, journal),
// and beside it the same job done by hand in database/sql. At the end it prints how many times longer ours takes.
func BenchmarkBesidePlain(b *testing.B) {
	table := map[string]map[string]float64{} // job to engine to ratio
	jobs := []string{"list of 50", "list of 50, in parallel", "read one", "create", "cohort readiness"}
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, job := range jobs {
			if table[job] == nil {
				table[job] = map[string]float64{}
			}
			table[job][engine] = 0
		}
	}
	modelstest.Both(b, func(b *testing.B, db *models.DB) {
		engine := "sqlite"
		if db.Postgres {
			engine = "postgres"
		}
		c := newBulkFixture(open(b, db, Options{PerSecond: 1_000_000}))
		c.rows(1, 1000)
		p, cookie := newByHand(c), c.as(c.clara).cookie
		line := c.id("line", 7)
		for _, job := range []struct {
			name, method, path string
			plain              http.Handler
		}{
			{"list of 50", "GET", "/lines", p.list()},
			{"list of 50, in parallel", "GET", "/lines", p.list()},
			{"read one", "GET", "/lines/" + line, p.one(line)},
			{"create", "POST", "/lines", p.create()},
			{"cohort readiness", "GET", "/readiness", p.readiness()},
		} {
			created := 0
			ask := func(h http.Handler) *httptest.ResponseRecorder {
				var in []byte
				if job.method == "POST" {
					created++
					in = fmt.Appendf(nil, `{"title":"Line %s %d","window":"training","budget":100}`, models.NewID(), created)
				}
				r := httptest.NewRequest(job.method, prefix+job.path, bytes.NewReader(in))
				r.Header.Set("Content-Type", "application/json")
				r.AddCookie(cookie)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				return w
			}
			ours, theirs := ask(c.srv), ask(job.plain)
			if ours.Code >= 300 || ours.Code != theirs.Code || job.method == "GET" && ours.Body.String() != theirs.Body.String() {
				b.Fatalf("%s is not the same job: %d %.900s\n%d %.900s", job.name, ours.Code, ours.Body, theirs.Code, theirs.Body)
			}
			took := map[string]time.Duration{}
			for _, name := range []string{"plain", "ours"} {
				h := job.plain
				if name == "ours" {
					h = c.srv
				}
				b.Run(strings.NewReplacer(", ", "-", " ", "-").Replace(job.name)+"/"+name, func(b *testing.B) {
					b.ReportAllocs()
					if strings.HasSuffix(job.name, "parallel") {
						b.RunParallel(func(pb *testing.PB) {
							for pb.Next() {
								if w := ask(h); w.Code >= 300 {
									b.Errorf("%d %s", w.Code, w.Body)
								}
							}
						})
					} else {
						for b.Loop() {
							if w := ask(h); w.Code >= 300 {
								b.Fatalf("%d %s", w.Code, w.Body)
							}
						}
					}
					took[name] = b.Elapsed() / time.Duration(b.N)
				})
			}
			if took["plain"] > 0 {
				table[job.name][engine] = float64(took["ours"]) / float64(took["plain"])
			}
		}
	})
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "\nours / plain database/sql\tSQLite\tPostgreSQL")
	for _, job := range jobs {
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\n", job, table[job]["sqlite"], table[job]["postgres"])
	}
	w.Flush()
}

// readOnce reads every column of every row of every table once, and tells how long that took.
func readOnce(b *testing.B, db *models.DB) time.Duration {
	begun := time.Now()
	err := db.Snapshot(b.Context(), func(tx *gorm.DB) error {
		for _, model := range models.Tables {
			rows, err := tx.Model(model).Rows()
			if err != nil {
				return err
			}
			columns, err := rows.Columns()
			values, places := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				places[i] = &values[i]
			}
			for err == nil && rows.Next() {
				err = rows.Scan(places...)
			}
			if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}
