package seed

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/modelstest"
)

func TestReferenceIsLoadedOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx := context.Background()
		var instances sync.WaitGroup
		for range 4 {
			instances.Go(func() {
				if err := Reference(ctx, db); err != nil {
					t.Error(err)
				}
			})
		}
		instances.Wait()
		r := shipped(t)
		var entries []models.Entry
		must(t, db.Query(ctx).Find(&entries).Error)
		if len(entries) != 1 || entries[0].Action != models.LoadReference || entries[0].AccountID != models.SystemID || !strings.Contains(entries[0].Facts, "sha256") {
			t.Fatalf("journal: %+v", entries)
		}
		if got, err := models.Known[models.State](db.Query(ctx), "TL"); err != nil || got.Name != "Timor-Leste" || !got.ASEAN || got.OSCE != "" {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := models.Known[models.State](db.Query(ctx), models.EuropeanUnion); err == nil {
			t.Error("the European Union is no state")
		}

		// a database with older data: one row is missing, one differs, one is its own
		must(t, db.Write(ctx, func(tx *gorm.DB) error {
			must(t, tx.Delete(&models.Language{Code: "mn"}).Error)
			must(t, tx.Exec("UPDATE states SET name = 'Turkey' WHERE code = 'TR'").Error)
			must(t, tx.Create(&models.Language{Code: "tlh", Name: "Klingon"}).Error)
			return tx.Model(&models.Setting{Name: loaded}).Update("value", "older").Error
		}))
		must(t, Reference(ctx, db))
		if got, err := models.Known[models.State](db.Query(ctx), "TR"); err != nil || got.Name != "Türkiye" {
			t.Errorf("%+v, %v", got, err)
		}
		var languages, journal int64
		must(t, db.Query(ctx).Model(&models.Language{}).Count(&languages).Error)
		must(t, db.Query(ctx).Model(&models.Entry{}).Count(&journal).Error)
		if int(languages) != len(r.languages)+1 || journal != 2 {
			t.Errorf("%d languages, %d entries", languages, journal)
		}
	})
}

func TestSignedWordsNeverChange(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx := context.Background()
		must(t, Reference(ctx, db))
		changed := shipped(t)
		for i := range changed.texts {
			changed.texts[i].Body += " And more."
			changed.texts[i].SHA256 = models.Digest([]byte(changed.texts[i].Body))
		}
		err := db.Write(ctx, changed.keep)
		if err == nil || !strings.Contains(err.Error(), "new version") {
			t.Error(err)
		}
	})
}

func TestReferenceLists(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx := context.Background()
		must(t, Reference(ctx, db))
		r := shipped(t)
		c := handlers.Call{Actor: models.Actor{DB: db.Query(ctx), Now: db.Now()}, Scope: models.All}
		yes, no := true, false
		for _, q := range []struct {
			in   handlers.StatesInput
			want int
		}{
			{handlers.StatesInput{}, 198},
			{handlers.StatesInput{Participant: &yes}, 26},
			{handlers.StatesInput{Participant: &no}, 172},
			{handlers.StatesInput{Q: "turkiye"}, 1},
			{handlers.StatesInput{Q: " CÔTE D’IVOIRE "}, 1},
			{handlers.StatesInput{Q: "tls"}, 1},
			{handlers.StatesInput{Q: "guinea", Participant: &yes}, 1},
			{handlers.StatesInput{Q: "guinea"}, 4},
			{handlers.StatesInput{Q: "%"}, 0},
		} {
			if got, err := handlers.ListStates(c, q.in); err != nil || len(got.Items) != q.want {
				t.Errorf("%+v: %d, not %d (%v)", q.in, len(got.Items), q.want, err)
			}
		}
		states, _ := handlers.ListStates(c, handlers.StatesInput{})
		if first, last := states.Items[0].Code, states.Items[197].Code; first != "AF" || last != "ZW" {
			t.Errorf("from %s to %s", first, last)
		}
		organisers, err := handlers.ListOrganisers(c, handlers.Nothing{})
		must(t, err)
		if o := organisers.Items[1]; o.Code != "EU" || len(o.Bodies) != 4 || len(o.States) != 30 {
			t.Errorf("%+v", o)
		}
		if text, err := json.Marshal(organisers.Items[0]); err != nil || !strings.Contains(string(text), `"bodies":[],"states":[]`) {
			t.Errorf("%s, %v", text, err)
		}
		qualifications, err := handlers.ListQualifications(c, handlers.Nothing{})
		must(t, err)
		if f := qualifications.Items[0].Function; f != models.ShortTerm || len(qualifications.Items) != len(r.qualifications) {
			t.Errorf("%d rules, first for %s", len(qualifications.Items), f)
		}
		guarantees, err := handlers.ListGuarantees(c, handlers.Nothing{})
		must(t, err)
		if len(guarantees.Items) != 20 || guarantees.Items[19].Code != "G20" {
			t.Errorf("%+v", guarantees.Items)
		}
		whole(t, c, handlers.ListParticipants, 27)
		whole(t, c, handlers.ListLanguages, len(r.languages))
		whole(t, c, handlers.ListCurrencies, len(r.currencies))
		whole(t, c, handlers.ListCertificates, 6)
		whole(t, c, handlers.ListCourses, len(r.courses))
		whole(t, c, handlers.ListTexts, 2)
	})
}

func whole[T any](t *testing.T, c handlers.Call, list func(handlers.Call, handlers.Nothing) (handlers.Items[T], error), want int) {
	t.Helper()
	if got, err := list(c, handlers.Nothing{}); err != nil || len(got.Items) != want {
		t.Errorf("%d, not %d (%v)", len(got.Items), want, err)
	}
}
