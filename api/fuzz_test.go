package api

import (
	"bytes"
	"net/http"
	"testing"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// FuzzRequest sends anything at all as an administrator: the answer is what was asked for or a problem, never a fault of ours.
func FuzzRequest(f *testing.F) {
	f.Add("POST", "/lines", []byte(`{"title":"A line","window":"training","budget":1}`))
	f.Add("PATCH", "/observers/01900000-0000-7000-8000-000000000000", []byte(`{"private":{"bornOn":null},"noticeHours":1e400}`))
	f.Add("PUT", "/fund", []byte(`{"reserveFloor":-0,"name":"\ud800"}`))
	f.Add("GET", "/trainings?q=%00&limit=-1&after=x&sort=-startsOn", []byte{})
	f.Add("GET", "/journal?from=2027-02-30", []byte("[[[["))
	h := open(f, modelstest.SQLite(f), Options{PerSecond: 1_000_000})
	admin := h.as(h.account(models.Administrator))
	f.Fuzz(func(t *testing.T, method, path string, content []byte) {
		r, err := http.NewRequest(method, prefix+path, bytes.NewReader(content))
		if err != nil || len(path) == 0 || path[0] != '/' {
			return // no client can send it
		}
		if out := admin.send(r.Method, r.URL.String(), bytes.NewReader(content)); out.status >= 500 || h.log.last() != "" {
			t.Errorf("%d %s %s", out.status, out.body, h.log.last())
		}
	})
}
