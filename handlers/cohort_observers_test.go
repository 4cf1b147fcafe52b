package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func TestCohortHasAHundredSeats(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		s.must(s.write(func(tx *gorm.DB) error {
			for i := 1; i <= 99; i++ {
				if i == 41 {
					continue
				}
				o := models.Observer{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: s.now}, Status: models.ObserverAdmitted, Seat: &i, NominatedBy: "AU"}
				if err := tx.Create(&o).Error; err != nil {
					return err
				}
			}
			return nil
		}))
		a, b, c := s.nominate("JP"), s.nominate("JP"), s.nominate("JP")
		if *a.Rank != 1 || *b.Rank != 2 || *c.Rank != 3 {
			s.Errorf("ranks %d, %d, %d", *a.Rank, *b.Rank, *c.Rank)
		}
		admit := func(id string, seat *int) handlers.AdmitInput {
			return handlers.AdmitInput{ByID: handlers.ByID{ID: id}, Seat: seat}
		}
		denied(s, refusal.WaitingList, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(b.ID, nil))
		denied(s, refusal.SeatTaken, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(a.ID, ptr(7)))
		if a = done(s, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(a.ID, nil)); *a.Seat != 41 || a.Rank != nil {
			s.Errorf("seat %d, rank %v", *a.Seat, a.Rank)
		}
		if b = s.observer(b.ID); *b.Rank != 1 {
			s.Errorf("who waits now first has rank %d", *b.Rank)
		}
		if b = done(s, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(b.ID, nil)); *b.Seat != 100 {
			s.Errorf("seat %d", *b.Seat)
		}
		full := denied(s, refusal.CohortFull, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(c.ID, nil))
		if !strings.Contains(full.Sentence.Text, "number 1 on the waiting list") {
			s.Errorf("%q", full.Sentence.Text)
		}
		summary, err := read(s, s.auditor, models.ReadCohort, handlers.CountCohort, struct{}{})
		if s.must(err); summary.Filled != 100 || summary.ToFill != 0 || summary.Waiting != 1 || summary.ByNationality[0] != (models.Tally{Value: "JP", Count: 2}) {
			s.Errorf("%+v", summary)
		}
		done(s, s.first, models.DepartObserver, handlers.DepartObserver, handlers.DepartInput{ByID: handlers.ByID{ID: b.ID}, Ground: models.Resigned, Reason: "Another post."})
		if c = done(s, s.second, models.AdmitObserver, handlers.AdmitObserver, admit(c.ID, nil)); *c.Seat != 100 {
			s.Errorf("a freed seat goes unused: %d", *c.Seat)
		}
		for _, statement := range []string{
			"UPDATE observers SET seat = 101 WHERE id = '" + c.ID + "'",
			"UPDATE observers SET seat = 0 WHERE id = '" + c.ID + "'",
			"UPDATE observers SET seat = 1 WHERE id = '" + c.ID + "'",
			"UPDATE observers SET seat = NULL WHERE id = '" + c.ID + "'",
			"UPDATE observers SET status = 'admitted' WHERE id = '" + b.ID + "'",
		} {
			if err := s.write(func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err == nil {
				s.Errorf("the database allows %s", statement)
			}
		}
	})
}

func TestWaitingListIsDense(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		var ids []string
		for range 5 {
			ids = append(ids, s.nominate("KR").ID)
		}
		order := func() (names string) {
			for _, id := range ids {
				if o := s.observer(id); o.Rank == nil {
					names += "-"
				} else {
					names += fmt.Sprint(*o.Rank)
				}
			}
			return names
		}
		rank := func(i, to int) handlers.RankInput {
			return handlers.RankInput{ByID: handlers.ByID{ID: ids[i]}, Rank: to}
		}
		for _, step := range []struct {
			who, to int
			leads   string
		}{{0, 4, "41235"}, {4, 1, "52341"}, {2, 3, "52341"}, {3, 2, "53421"}} {
			before := order()
			done(s, s.first, models.RankObserver, handlers.RankObserver, rank(step.who, step.to))
			if got := order(); got != step.leads {
				s.Fatalf("%d to %d leads from %s to %s, not %s", step.who, step.to, before, got, step.leads)
			}
		}
		denied(s, refusal.Invalid, s.first, models.RankObserver, handlers.RankObserver, rank(0, 6))
		done(s, s.first, models.RefuseObserver, handlers.RefuseObserver, because(ids[3]))
		if got := order(); got != "423-1" {
			s.Errorf("after a refusal: %s", got)
		}
	})
}

func TestNominationIsChecked(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		good := handlers.ObserverInput{PassportName: "N", Gender: models.Man, NominatedBy: "EU", Nationalities: []string{"FR"}}
		done(s, s.first, models.NominateObserver, handlers.NominateObserver, good)
		for field, spoil := range map[string]func(in *handlers.ObserverInput){
			"nationalities": func(in *handlers.ObserverInput) { in.Nationalities = []string{"EU"} },
			"nominatedBy":   func(in *handlers.ObserverInput) { in.NominatedBy = "FR" },
			"languages": func(in *handlers.ObserverInput) {
				in.Languages = []models.ObserverLanguage{{Language: "qq", Level: "B1"}}
			},
			"functions":   func(in *handlers.ObserverInput) { in.Functions = []models.Function{"cook"} },
			"conflicts":   func(in *handlers.ObserverInput) { in.Conflicts = []string{"ZZ"} },
			"noticeHours": func(in *handlers.ObserverInput) { in.NoticeHours = -1 },
			"private.bornOn": func(in *handlers.ObserverInput) {
				in.Private.BornOn = &handlers.DayOrNone{Date: models.Day(2008, 11, 22)}
			},
			"private.passportState": func(in *handlers.ObserverInput) { in.Private.PassportState = ptr("DE") },
			"passportName":          func(in *handlers.ObserverInput) { in.PassportName = " " },
		} {
			in := good
			spoil(&in)
			refusal := denied(s, refusal.Invalid, s.first, models.NominateObserver, handlers.NominateObserver, in)
			if len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
				s.Errorf("%s: %+v", field, refusal.Fields)
			}
		}
	})
}

func TestWhoChangesAndSeesWhatOfAnObserver(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		_, other := s.admitted("JP")
		id := handlers.ByID{ID: o.ID}
		own := done(s, self, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{
			ByID: id, Nationalities: &[]string{"JP", "CA"}, NoticeHours: ptr(12), Languages: &[]models.ObserverLanguage{{Language: "fr", Level: models.B2}},
			Private: handlers.PrivateInput{PassportNumber: ptr("X123"), PassportState: ptr("CA"), EmergencyName: ptr("Mother")},
		})
		if !slices.Equal(own.Nationalities, []string{"JP", "CA"}) || own.Private.PassportNumber != "X123" || own.NoticeHours != 12 || len(own.Languages) != 1 {
			s.Errorf("%+v %+v", own, own.Private)
		}
		if n := s.count(`SELECT COUNT(*) FROM journal WHERE facts LIKE '%X123%' OR facts LIKE '%Mother%' OR facts LIKE '%"CA"%'`); n > 0 {
			s.Error("the journal holds a profile")
		}
		for _, in := range []handlers.ObserverChange{
			{ByID: id, PassportName: ptr("OTHER")}, {ByID: id, PreferredName: ptr("Other")}, {ByID: id, Nationalities: &[]string{"CA"}},
			{ByID: id, Private: handlers.PrivateInput{MedicalClearedThrough: &handlers.DayOrNone{Date: models.Day(2030, 1, 1)}}},
			{ByID: id, Private: handlers.PrivateInput{BornOn: &handlers.DayOrNone{Date: models.Day(1980, 1, 1)}}},
		} {
			denied(s, refusal.OnlyAdministrators, self, models.ChangeObserver, handlers.ChangeObserver, in)
		}
		denied(s, refusal.NotFound, other, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{ByID: id, NoticeHours: ptr(1)})
		fewer := handlers.ObserverChange{ByID: id, Nationalities: &[]string{"CA"}}
		denied(s, refusal.ReasonNeeded, s.first, models.ChangeObserver, handlers.ChangeObserver, fewer)
		fewer.Reason = "renounced in May"
		done(s, s.first, models.ChangeObserver, handlers.ChangeObserver, fewer)

		seen, err := read(s, s.auditor, models.ReadObservers, handlers.GetObserver, id)
		if s.must(err); seen.Private != nil || seen.PassportName != "" || !seen.PassportExpiresOn.IsZero() || len(seen.Can) != 0 {
			s.Errorf("an auditor sees %+v", seen)
		}
		_, err = read(s, other, models.ReadObservers, handlers.GetObserver, id)
		s.refusal(refusal.NotFound, err)
		page, err := read(s, self, models.ReadObservers, handlers.ListObservers, handlers.ObserverFilter{Paging: handlers.Paging{Limit: 50}})
		if s.must(err); len(page.Items) != 1 || page.Items[0].ID != o.ID || page.Items[0].Private != nil {
			s.Errorf("an observer lists %+v", page.Items)
		}
		if !slices.Equal(page.Items[0].Can, []models.Action{models.ChangeObserver, models.DepartObserver, models.TakeLeaveObserver, models.ClaimTraining}) {
			s.Errorf("an observer can %v", page.Items[0].Can)
		}
	})
}

func TestObserversAreFound(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		a, _ := s.admitted("JP", "CA")
		s.nominate("FR")
		done(s, s.first, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{ByID: handlers.ByID{ID: a.ID},
			PreferredName: ptr("Ánh 100%_Nguyen"), Gender: ptr(models.Man), Functions: &[]models.Function{models.LongTerm}})
		for name, filter := range map[string]handlers.ObserverFilter{
			"status": {Status: models.ObserverAdmitted}, "nationality": {Nationality: "CA"}, "function": {Function: models.LongTerm},
			"gender": {Gender: models.Man}, "seated": {Seated: ptr(true)}, "seat": {Q: "1"}, "name": {Q: "NGUYEN"}, "percent": {Q: "0%_"}, "accent": {Q: "Ánh"},
			"no accent": {Q: "anh 100"}, "in the passport": {Q: a.PassportName[1:]},
		} {
			filter.Limit = 10
			page, err := read(s, s.first, models.ReadObservers, handlers.ListObservers, filter)
			if s.must(err); len(page.Items) != 1 || page.Items[0].ID != a.ID {
				s.Errorf("%s finds %d", name, len(page.Items))
			}
		}
		for _, sort := range []string{"name", "-seat", "rank", "-createdAt"} {
			first, err := read(s, s.first, models.ReadObservers, handlers.ListObservers, handlers.ObserverFilter{Paging: handlers.Paging{Limit: 1, Sort: sort, Count: true}})
			s.must(err)
			rest, err := read(s, s.first, models.ReadObservers, handlers.ListObservers, handlers.ObserverFilter{Paging: handlers.Paging{Limit: 9, Sort: sort, After: first.Next}})
			if s.must(err); *first.Total != 2 || len(rest.Items) != 1 || rest.Items[0].ID == first.Items[0].ID {
				s.Errorf("sorted by %s: %d after the first", sort, len(rest.Items))
			}
		}
		level, err := read(s, s.first, models.ReadObservers, handlers.ListObservers, handlers.ObserverFilter{Language: "en", Level: models.C2, Paging: handlers.Paging{Limit: 9}})
		if s.must(err); len(level.Items) != 0 {
			s.Error("C1 passes for C2")
		}
	})
}

func TestErasedPeopleAreForgotten(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		id := handlers.ByID{ID: o.ID}
		const secret = "zanzibarine"
		done(s, s.first, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{ByID: id,
			PassportName: ptr(secret), PreferredName: ptr(secret), Private: handlers.PrivateInput{PassportNumber: ptr(secret), PassportState: ptr("JP"), MedicalNote: ptr(secret)}})
		s.must(s.write(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE accounts SET name = ?, email = ? WHERE id = ?", secret, secret+"@x.example", self.ID).Error
		}))
		done(s, self, models.ChangeAvailability, handlers.AddAvailability, handlers.AvailabilityInput{ByID: id, Kind: models.Unavailable,
			StartsOn: s.now.Day(), Until: s.now.Day().Plus(9), Note: secret})
		evidence := done(s, self, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: secret + ".png", Body: picture(7)})
		done(s, self, models.ClaimTraining, handlers.ClaimTraining, handlers.TrainingInput{Organiser: "UN", Kind: models.SecurityAwareness, Title: "BSAFE", Place: secret,
			StartsOn: models.Day(2025, 1, 1), Until: models.Day(2025, 1, 2), CertificateNumber: secret, EvidenceID: &evidence.ID})
		indexed := func() int { return s.count("SELECT COUNT(*) FROM trainings_words WHERE trainings_words MATCH 'zib'") }
		if !s.db.Postgres {
			for range 256 { // changes, after which the index has taken them in
				s.must(s.write(func(tx *gorm.DB) error { return tx.Exec("UPDATE trainings SET folded = folded || '.'").Error }))
			}
			if indexed() == 0 {
				s.Fatal("the index does not hold what is searched for")
			}
		}
		denied(s, refusal.WrongState, s.first, models.EraseObserver, handlers.EraseObserver, because(o.ID))
		done(s, s.first, models.DepartObserver, handlers.DepartObserver, handlers.DepartInput{Ground: models.Resigned, ByID: id, Reason: secret + " left"})
		gone := done(s, s.first, models.EraseObserver, handlers.EraseObserver, because(o.ID))
		if gone.PreferredName != models.Erased || slices.Contains(gone.Can, models.EraseObserver) || slices.Contains(gone.Can, models.ClaimTraining) || len(gone.Nationalities) != 0 {
			s.Errorf("%+v", gone)
		}
		_, err := read(s, s.first, models.ReadFile, handlers.DownloadFile, handlers.ByID{ID: evidence.ID})
		s.refusal(refusal.FileErased, err)
		if email := s.count("SELECT COUNT(*) FROM accounts WHERE id = ? AND email LIKE 'erased-%@invalid' AND status = 'disabled'", self.ID); email != 1 {
			s.Error("the account can still be told")
		}
		for _, column := range s.textColumns() {
			table, name, _ := strings.Cut(column, ".")
			if n := s.count(fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE %s LIKE '%%%s%%'", table, name, secret)); n > 0 {
				s.Errorf("%s still names them", column)
			}
		}
		if !s.db.Postgres && indexed() > 0 {
			s.Error("the index of searches still names them")
		}
		again := done(s, s.first, models.UploadFile, handlers.UploadFile, handlers.UploadInput{Name: "a.png", Body: picture(7)})
		content, err := read(s, s.first, models.ReadFile, handlers.DownloadFile, handlers.ByID{ID: again.ID})
		if s.must(err); len(content.Body) == 0 {
			s.Error("the same content cannot be kept any more")
		}
	})
}

// textColumns are all columns of the database that can hold words.
func (s *fixture) textColumns() (columns []string) {
	query := `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type = 'TEXT'`
	if s.db.Postgres {
		query = `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'`
	}
	s.must(s.db.Query(s.Context()).Raw(query).Scan(&columns).Error)
	if len(columns) < 100 {
		s.Fatalf("only %d columns", len(columns))
	}
	return columns
}
