package api

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// TestARestoredFundMailsNothing restores a fund: what waits stays until an administrator releases it, which everybody learns who asks for mail.
func TestARestoredFundMailsNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PerSecond: 1_000_000, Mail: handlers.MailConnected})
		clara, auditor := h.as(h.account(models.Administrator)), h.account(models.Auditor)
		clara.alone("POST", "/fund/release-mail", nil).is(t, 409, refusal.WrongState)
		before := clara.must("GET", "/fund", nil)
		if before.at("mailHeldSince") != nil || strings.Contains(string(before.body), "release_mail") || clara.must("GET", "/me", nil).text("mail") != "connected" {
			t.Errorf("before it was restored: %s", before.body)
		}
		h.write(func(a models.Actor) error { return a.Restored("") })
		h.write(func(a models.Actor) error {
			return a.Tell([]string{auditor.ID}, models.ChangeAccount, auditor.Ref(), said.That("It is so."))
		})
		held := clara.must("GET", "/fund", nil)
		if held.text("mailHeldSince") == "" || !strings.Contains(string(held.body), `"can":["fund.set","fund.release_mail"]`) || held.at("revision") != before.at("revision").(float64)+1 {
			t.Errorf("it is held: %s", held.body)
		}
		if can := h.as(auditor).must("GET", "/fund", nil).at("can").([]any); len(can) != 0 {
			t.Errorf("an auditor can %v", can)
		}
		for what, mail := range map[string]string{
			"me":             clara.must("GET", "/me", nil).text("mail"),
			"who forgot":     h.nobody().must("POST", "/session/forgotten", body{"email": auditor.Email}).text("mail"),
			"who signs in":   h.nobody().must("POST", "/session/by-mail", body{"email": auditor.Email}).text("mail"),
			"nobody we know": h.nobody().must("POST", "/session/forgotten", body{"email": "no@one.example"}).text("mail"),
		} {
			if mail != "held" {
				t.Errorf("%s: mail is %s", what, mail)
			}
		}
		if letters := h.mailed(auditor.Email); len(letters) != 0 {
			t.Errorf("a restored fund mailed %v", letters)
		}
		if tried := clara.alone("POST", "/fund/release-mail?dryRun=true", nil); tried.status != 200 || tried.at("changes") == nil {
			t.Errorf("a dry run says %s", tried.body)
		}
		clara.alone("POST", "/fund/release-mail", nil).is(t, 204, nil)
		released := clara.must("GET", "/fund", nil)
		if released.at("mailHeldSince") != nil || clara.must("GET", "/me", nil).text("mail") != "connected" {
			t.Errorf("it is released: %s", released.body)
		}
		if letters := h.mailed(auditor.Email); len(letters) == 0 {
			t.Error("what waited was not mailed")
		}
		last := clara.must("GET", "/journal?limit=1", nil).at("items").([]any)[0].(body)
		if last["action"] != "fund.release_mail" || last["facts"].(body)["heldSince"] != held.text("mailHeldSince") {
			t.Errorf("the journal says %v", last)
		}
		h.proves()
	})
}

// TestBackupsAreShown shows administrators how the fund is backed up: by whoever runs the server, or by itself and when.
func TestBackupsAreShown(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		h := open(t, db, Options{PerSecond: 1_000_000})
		if got := h.as(h.account(models.Administrator)).must("GET", "/fund/backups", nil); string(got.body) != `{"byItself":false}` {
			t.Errorf("by the operator: %s", got.body)
		}
	})
	db := modelstest.SQLite(t)
	folder := t.TempDir()
	b := &handlers.Backups{DB: db, Folder: folder, Keep: 3, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	h := open(t, db, Options{PerSecond: 1_000_000, Backups: b})
	clara := h.as(h.account(models.Administrator))
	if err := b.Tend(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := clara.must("GET", "/fund/backups", nil)
	file := filepath.Join(folder, got.text("last.name"))
	info, err := os.Stat(file)
	if err != nil || got.at("byItself") != true || got.text("folder") != folder || got.at("keep") != 3.0 || got.at("last.size") != float64(info.Size()) || got.at("failed") != nil {
		t.Errorf("one was made: %s (%v)", got.body, err)
	}
	if err := models.ProveBackup(t.Context(), file); err != nil {
		t.Error(err)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if got := clara.must("GET", "/fund/backups", nil); got.at("last") != nil || !strings.Contains(got.text("failed.why"), "no such file") {
		t.Errorf("the folder is gone: %s", got.body)
	}
}

// TestWhoeverIsErasedIsListed erases somebody as two administrators do, and finds them in the file beside the backups; a fund that knows them as
// they were before erases them again by it.
func TestWhoeverIsErasedIsListed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.observer("Siti", "ID")
		s.observer("Anna", "ID")
		list := filepath.Join(h.TempDir(), models.ErasedFile)
		keep := func(want int) []models.Erasure {
			h.Helper()
			err := models.KeepErasures(h.db.Query(h.Context()), list)
			all, broken := models.Erasures(list)
			if err != nil || broken != nil || len(all) != want {
				h.Fatalf("the file holds %v (%v, %v), want %d", all, err, broken, want)
			}
			return all
		}
		keep(0)
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/depart", body{"ground": "resigned", "reason": "She moves."})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/erase", body{"reason": "She asked for it."})
		if all := keep(1); all[0].ObserverID != s.ids["Siti"] || !all[0].At.Equal(h.db.Now().Time) {
			h.Errorf("it says %v", all)
		}
		again := func(want int) {
			h.Helper()
			n, err := handlers.Restored(h.Context(), h.db, "", []models.Erasure{{ObserverID: s.ids["Anna"], At: h.db.Now()}, {ObserverID: models.NewID(), At: h.db.Now()}})
			if err != nil || n != want {
				h.Errorf("%d were erased again (%v), want %d", n, err, want)
			}
		}
		again(1)
		again(0)
		keep(2)
		if anna := s.clara.must("GET", "/observers/"+s.ids["Anna"], nil); anna.text("preferredName") != models.Erased || anna.text("status") != "departed" {
			h.Errorf("Anna is %s", anna.body)
		}
		h.proves()
	})
}
