package models_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

func TestTheLastSeatIsGivenOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var waiting []models.Observer
		write(t, db, func(tx *gorm.DB) error {
			if err := tx.Create(&models.Participant{Code: "JP", Name: "Japan"}).Error; err != nil {
				return err
			}
			for i := 1; i <= models.Cohort+9; i++ {
				o := models.Observer{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: noon}, NominatedBy: "JP"}
				if i < models.Cohort {
					o.Status, o.Seat = models.ObserverAdmitted, &i
				} else {
					rank := i - models.Cohort + 1
					o.Status, o.Rank = models.ObserverNominated, &rank
					waiting = append(waiting, o)
				}
				if err := tx.Create(&o).Error; err != nil {
					return err
				}
			}
			return nil
		})
		var wait sync.WaitGroup
		var admitted, full int
		var count sync.Mutex
		for _, o := range waiting {
			wait.Go(func() {
				err := db.Write(t.Context(), func(tx *gorm.DB) error {
					fresh, err := models.Find[models.Observer](tx, o.ID)
					if err != nil {
						return err
					}
					return fresh.Admit(models.Actor{DB: tx, By: models.SystemAccount(), Now: noon}, 0, "all at once")
				})
				count.Lock()
				defer count.Unlock()
				switch {
				case err == nil:
					admitted++
				case cohortIsFull(err):
					full++
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if admitted != 1 || full != 9 {
			t.Errorf("%d admitted, %d told that the cohort is full", admitted, full)
		}
		var ranks []int
		must(t, db.Query(t.Context()).Model(&models.Observer{}).Where("status = ?", models.ObserverNominated).Order("rank").Pluck("rank", &ranks).Error)
		for i, rank := range ranks {
			if rank != i+1 {
				t.Fatalf("the waiting list has gaps: %v", ranks)
			}
		}
	})
}

func TestSeatsAreHeldByTheDatabaseToo(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		insert := func(id string, status models.ObserverStatus, seat string) error {
			return exec(t, db, `INSERT INTO observers (id, revision, created_at, status, seat, passport_name, preferred_name, gender, nominated_by,
				nominator, notice_hours, invented, reason) VALUES ('`+id+`', 1, '2026-01-01 00:00:00+00:00', '`+string(status)+`', `+seat+`, '', '', '', 'JP', '', 0, TRUE, '')`)
		}
		must(t, exec(t, db, "INSERT INTO participants (code, name) VALUES ('JP', 'Japan')"))
		must(t, insert("a", models.ObserverAdmitted, "100"))
		must(t, insert("b", models.ObserverNominated, "NULL"))
		if err := insert("c", models.ObserverAdmitted, "100"); !cohortIsFull(err) {
			t.Errorf("a seat taken twice: %v", err)
		}
		for _, err := range []error{
			insert("d", models.ObserverAdmitted, "101"), insert("e", models.ObserverAdmitted, "0"), insert("f", models.ObserverAdmitted, "NULL"),
			insert("g", models.ObserverSuspended, "NULL"), insert("h", models.ObserverNominated, "5"), insert("i", models.ObserverDeparted, "6"),
		} {
			if err == nil {
				t.Error("the database takes a seat that does not exist, or none where there must be one")
			}
		}
	})
}

func TestEngagementsAreRunsOfDays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		day := noon.Day()
		write(t, db, func(tx *gorm.DB) error {
			if err := tx.Create(&models.Participant{Code: "JP", Name: "Japan"}).Error; err != nil {
				return err
			}
			for _, id := range []string{"a", "b"} {
				o := models.Observer{Record: models.Record{ID: id, Revision: 1, CreatedAt: noon}, Status: models.ObserverNominated, NominatedBy: "JP"}
				if err := tx.Create(&o).Error; err != nil {
					return err
				}
			}
			actor := models.Actor{DB: tx, By: models.SystemAccount(), Now: noon}
			for _, booking := range []struct {
				who, what   string
				from, until int
			}{{"a", "x", 0, 3}, {"a", "y", 3, 5}, {"a", "x", 6, 7}, {"b", "z", 0, 3}} {
				err := actor.Book(booking.who, models.Ref{Kind: "assignment", ID: booking.what}, "", day.Plus(booking.from), day.Plus(booking.until))
				if err != nil {
					return err
				}
			}
			return nil
		})
		runs, err := models.Engagements(db.Query(t.Context()), []string{"a", "b"}, day.Plus(1), day.Plus(30))
		must(t, err)
		var said []string
		for _, r := range runs {
			said = append(said, r.ObserverID+r.ID+" "+r.StartsOn.String()[8:]+"-"+r.Until.String()[8:])
		}
		from := func(i, j int) string { return day.Plus(i).String()[8:] + "-" + day.Plus(j).String()[8:] }
		want := []string{"ax " + from(0, 3), "ay " + from(3, 5), "ax " + from(6, 7), "bz " + from(0, 3)}
		if strings.Join(said, ", ") != strings.Join(want, ", ") {
			t.Errorf("%v, not %v", said, want)
		}
		runs, err = models.Engagements(db.Query(t.Context()), []string{"a", "b"}, day.Plus(3), day.Plus(6))
		if must(t, err); len(runs) != 1 || runs[0].ID != "y" {
			t.Errorf("from the third day to the sixth there is %+v", runs)
		}
	})
}

func cohortIsFull(err error) bool {
	return errors.Is(err, refusal.CohortFull)
}
