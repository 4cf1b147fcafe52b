package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/api"
	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestVerifyHead downloads a list as an administrator does, and has the head that came with it verified: by the fund as it is, as it goes on, and
// after another hand has altered an entry, unseen by the chain itself because all after it was computed again.
func TestVerifyHead(t *testing.T) {
	for engine, address := range map[string]func(t testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "fund.db") },
		"postgres": modelstest.PostgresURL,
	} {
		t.Run(engine, func(t *testing.T) {
			url := address(t)
			t.Setenv("DATABASE_URL", url)
			t.Setenv("LOG_LEVEL", "error")
			ends(t, "", "migrate")
			db, err := models.Open(url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			head := downloaded(t, db)
			if found, err := models.VerifyFund(t.Context(), db); err != nil || found.Head != head {
				t.Errorf("the file says %s, verifying %+v %v", head, found, err)
			}
			ends(t, "", "verify", "-head", head)
			ends(t, "", "verify", "-head", "  "+strings.ToUpper(head[:20])+" "+head[20:])
			ends(t, "exit status 1", "verify", "-head", head+"0")
			ends(t, "a head is 64", "verify", "-head", head[1:])
			ends(t, "", "admin", "-email", "third@fund.example") // another entry
			ends(t, "", "verify", "-head", head)
			forged(t, db)
			noted, err := models.ParseHead(head)
			if err != nil {
				t.Fatal(err)
			}
			if has, err := noted.Holds(db.Query(t.Context())); err != nil || has {
				t.Errorf("the forged record has it: %t %v", has, err)
			}
			ends(t, "exit status 1", "verify", "-head", head)
		})
	}
}

// downloaded is the head in a list that an administrator downloads from a new fund.
func downloaded(t *testing.T, db *models.DB) string {
	t.Helper()
	links, err := handlers.FirstAdministrators(t.Context(), db, []*mail.Address{{Name: "One", Address: "one@fund.example"}, {Name: "Two", Address: "two@fund.example"}})
	if err != nil {
		t.Fatal(err)
	}
	app := api.New(db, api.Options{})
	ask := func(method, path, content string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(content))
		r.Header.Set("Content-Type", "application/json")
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		if app.ServeHTTP(w, r); w.Code >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return w
	}
	in := ask("POST", "/session/link", fmt.Sprintf(`{"token": %q, "password": "correct horse battery"}`, links["one@fund.example"]))
	file := ask("GET", "/accounts?format=csv", "", in.Result().Cookies()...)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.Body.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%v %v", rows, err)
	}
	return rows[1][len(rows[1])-2]
}

// forged alters the first entry and computes all entries and seals after it again, as whoever owns the database can.
func forged(t *testing.T, db *models.DB) {
	t.Helper()
	err := db.WriteUnjournaled(t.Context(), func(tx *gorm.DB) error {
		var failed error
		do := func(sql string, args ...any) { failed = errors.Join(failed, tx.Exec(sql, args...).Error) }
		tables := []string{"journal", "seals"}
		var off []string
		for _, table := range tables {
			off = append(off, "ALTER TABLE "+table+" DISABLE TRIGGER ALL")
		}
		if !db.Postgres {
			failed = tx.Raw("SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ?", tables).Scan(&off).Error
		}
		for _, drop := range off {
			do(drop)
		}
		var entries []models.Entry
		failed = errors.Join(failed, models.EachEntry(tx, 0, func(e models.Entry) error { entries = append(entries, e); return nil }))
		hashes := map[int64]string{0: strings.Repeat("0", 64)}
		entries[0].Facts = `{"to":"active","forged":true}`
		for _, e := range entries {
			e.Previous = hashes[e.Seq-1]
			e.Hash = hashed(t, e)
			hashes[e.Seq] = e.Hash
			do("UPDATE journal SET facts = ?, previous = ?, hash = ? WHERE seq = ?", e.Facts, e.Previous, e.Hash, e.Seq)
		}
		var seals []models.Seal
		failed = errors.Join(failed, models.EachSeal(tx, func(s models.Seal) error { seals = append(seals, s); return nil }))
		previous := hashes[0]
		for _, s := range seals {
			line := fmt.Sprintf(`["%s",%d,%d,"%s",%d,"%s"]`, previous, s.Number, s.Seq, hashes[s.Seq], s.RowCount, s.Digest)
			previous = models.Digest([]byte(line))
			do("UPDATE seals SET entry = ?, previous = (SELECT COALESCE(MAX(hash), ?) FROM seals WHERE number = ?), hash = ? WHERE number = ?",
				hashes[s.Seq], hashes[0], s.Number-1, previous, s.Number)
		}
		for _, table := range tables {
			if db.Postgres {
				do("ALTER TABLE " + table + " ENABLE TRIGGER ALL")
			}
		}
		return failed
	})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := models.VerifyFund(t.Context(), db); err != nil || found.OK != db.Postgres {
		t.Fatalf("what was computed again is found by itself: %+v %v", found, err) // on SQLite by its triggers, which are gone
	}
}
