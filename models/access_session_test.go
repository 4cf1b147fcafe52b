package models_test

import (
	"reflect"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// TestSessionIsWhole holds the session and the account that every request begins with against their rows: no column is left out.
func TestSessionIsWhole(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		now, state := db.Now(), "TL"
		account := models.Account{Record: models.Record{ID: models.NewID(), Revision: 3, CreatedAt: now}, Email: "a@fund.example", Name: "A", Role: models.StateRole,
			State: &state, Password: "x", Status: models.AccountActive, Language: models.Portuguese, Mail: models.MailDaily, Zone: "Asia/Dili"}
		session := models.Session{Address: "192.0.2.1", Agent: "test"}
		var token string
		must(t, db.WriteUnjournaled(t.Context(), func(tx *gorm.DB) (err error) {
			if err = tx.Exec("INSERT INTO states (code, code3, name, participant, asean, eu, osce, region, capital_zone) VALUES ('TL', 'TLS', 'Timor-Leste', TRUE, TRUE, FALSE, '', '', '')").Error; err == nil {
				err = tx.Create(&account).Error
			}
			if err == nil {
				token, err = session.Begin(tx, account, now)
			}
			return err
		}))
		got, err := models.SessionOf(db.Query(t.Context()), token, now)
		must(t, err)
		want, err := models.Find[models.Session](db.Query(t.Context()), session.ID)
		must(t, err)
		want.Account, err = models.Find[models.Account](db.Query(t.Context()), account.ID)
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		unset := map[string]bool{"EndedAt": true, "Found": true, "Sorted": true, "Can": true, "ObserverID": true} // of a state's account, signed in
		for _, row := range []reflect.Value{reflect.ValueOf(got), reflect.ValueOf(got.Account)} {
			for i := range row.NumField() {
				if name := row.Type().Field(i).Name; row.Field(i).IsZero() != unset[name] {
					t.Errorf("%s.%s is %v", row.Type(), name, row.Field(i))
				}
			}
		}
	})
}
