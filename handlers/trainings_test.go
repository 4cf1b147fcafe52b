package handlers_test

import (
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// bsafe is a claim that nothing is wrong with.
func bsafe() handlers.TrainingInput {
	return handlers.TrainingInput{Organiser: "UN", Body: "UNDSS", Kind: models.SecurityAwareness, Title: "BSAFE",
		StartsOn: models.Day(2025, time.March, 3), Until: models.Day(2025, time.March, 4)}
}

func TestTrainingTakesASecondPerson(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP") // the first administrator nominated them
		third := s.account(models.Administrator, nil, nil)
		verify := func(id string) handlers.VerifyInput { return handlers.VerifyInput{ByID: handlers.ByID{ID: id}} }

		claim := bsafe()
		bare := done(s, self, models.ClaimTraining, handlers.ClaimTraining, claim)
		denied(s, refusal.EvidenceMissing, s.second, models.VerifyTraining, handlers.VerifyTraining, verify(bare.ID))
		done(s, self, models.ChangeTraining, handlers.ChangeTraining, handlers.TrainingChange{ByID: handlers.ByID{ID: bare.ID}, EvidenceID: s.upload(self)})
		denied(s, refusal.SecondPerson, s.first, models.VerifyTraining, handlers.VerifyTraining, verify(bare.ID))
		can := func(who models.Account, id string) bool {
			seen, err := read(s, who, models.ReadTrainings, handlers.GetTraining, handlers.ByID{ID: id})
			s.must(err)
			return slices.Contains(seen.Can, models.VerifyTraining)
		}
		if can(s.first, bare.ID) || !can(s.second, bare.ID) || can(self, bare.ID) || can(s.auditor, bare.ID) {
			s.Error("the wrong people are offered to verify")
		}
		own := done(s, s.second, models.VerifyTraining, handlers.VerifyTraining, verify(bare.ID))
		if own.Status != models.TrainingVerified || !own.ExpiresOn.IsZero() || *own.DecidedBy != s.second.ID || !own.Counts {
			s.Errorf("%+v", own)
		}

		claim.ObserverID, claim.Title, claim.EvidenceID = &o.ID, "Claimed for them", s.upload(s.second)
		behalf := done(s, s.second, models.ClaimTraining, handlers.ClaimTraining, claim)
		denied(s, refusal.SecondPerson, s.second, models.VerifyTraining, handlers.VerifyTraining, verify(behalf.ID))
		done(s, third, models.ChangeTraining, handlers.ChangeTraining, handlers.TrainingChange{ByID: handlers.ByID{ID: behalf.ID}, Place: ptr("Dili")})
		denied(s, refusal.SecondPerson, third, models.VerifyTraining, handlers.VerifyTraining, verify(behalf.ID))
		done(s, s.account(models.Administrator, nil, nil), models.VerifyTraining, handlers.VerifyTraining, verify(behalf.ID))

		if err := s.write(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE trainings SET decided_by = claimed_by WHERE id = ?", own.ID).Error
		}); err == nil {
			s.Error("the database lets one verify one's own claim")
		}
		revoked := done(s, s.first, models.RevokeTraining, handlers.RevokeTraining, because(own.ID))
		if revoked.Status != models.TrainingRejected {
			s.Errorf("%+v", revoked)
		}
		claimed := done(s, self, models.ChangeTraining, handlers.ChangeTraining, handlers.TrainingChange{ByID: handlers.ByID{ID: own.ID}, Title: ptr("BSAFE, corrected")})
		if claimed.Status != models.TrainingClaimed || claimed.DecidedBy != nil || claimed.Reason != "" {
			s.Errorf("%+v", claimed)
		}
		rejected := done(s, s.second, models.RejectTraining, handlers.RejectTraining, because(own.ID))
		if rejected.Status != models.TrainingRejected || rejected.Reason == "" {
			s.Errorf("%+v", rejected)
		}
		if n := s.count("SELECT COUNT(*) FROM notices WHERE account_id = ?", self.ID); n != 6 { // of four decisions, and of what two others entered
			s.Errorf("the observer was told %d times", n)
		}
	})
}

func TestTrainingClaimsAreChecked(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		_, self := s.admitted("JP")
		_, other := s.admitted("JP")
		done(s, self, models.ClaimTraining, handlers.ClaimTraining, bsafe())
		today := bsafe()
		today.Title, today.StartsOn, today.Until = "Today", s.now.Day(), s.now.Day().Plus(1)
		done(s, self, models.ClaimTraining, handlers.ClaimTraining, today)
		for rule, cases := range map[ruled]map[string]func(in *handlers.TrainingInput){
			refusal.AlreadyLogged: {
				"the same":            func(*handlers.TrainingInput) {},
				"in other small ones": func(in *handlers.TrainingInput) { in.Title = "bsafe" },
			},
			refusal.NotYours: {"another's": func(in *handlers.TrainingInput) { in.ObserverID = other.ObserverID }},
			refusal.Invalid: {
				"not over":  func(in *handlers.TrainingInput) { in.StartsOn, in.Until = s.now.Day(), s.now.Day().Plus(3) },
				"backwards": func(in *handlers.TrainingInput) { in.Until = in.StartsOn },
				"long ago": func(in *handlers.TrainingInput) {
					in.StartsOn, in.Until = models.Day(1989, 12, 31), models.Day(1990, 1, 2)
				},
				"three years":      func(in *handlers.TrainingInput) { in.StartsOn = models.Day(2022, 1, 1) },
				"expired before":   func(in *handlers.TrainingInput) { in.ExpiresOn = models.Day(2025, 3, 2) },
				"organiser":        func(in *handlers.TrainingInput) { in.Organiser = "NATO" },
				"body":             func(in *handlers.TrainingInput) { in.Body = "ODIHR" },
				"host":             func(in *handlers.TrainingInput) { in.Host = ptr("EU") },
				"mission, no host": func(in *handlers.TrainingInput) { in.Kind, in.Function = models.ObservationMission, models.ShortTerm },
				"mission, as what": func(in *handlers.TrainingInput) { in.Kind, in.Host = models.ObservationMission, ptr("KE") },
			},
		} {
			for name, spoil := range cases {
				in := bsafe()
				spoil(&in)
				if _, err := act(s, self, models.ClaimTraining, handlers.ClaimTraining, in); err == nil {
					s.Errorf("%s is accepted", name)
				} else {
					s.refusal(rule, err)
				}
			}
		}
		logged := bsafe()
		logged.Organiser, logged.Body, logged.Title = "CC", "", "Carter"
		if c := done(s, self, models.ClaimTraining, handlers.ClaimTraining, logged); c.Counts {
			s.Error("the Carter Center counts")
		}
	})
}

func TestTrainingsAreFound(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		o, self := s.admitted("JP")
		_, other := s.admitted("KR")
		done(s, s.first, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{ByID: handlers.ByID{ID: o.ID}, PreferredName: ptr("Étienne Robitaille")})
		in := bsafe()
		in.Place = "Online"
		theirs := done(s, self, models.ClaimTraining, handlers.ClaimTraining, in)
		done(s, other, models.ClaimTraining, handlers.ClaimTraining, in)
		found := func(who models.Account, in handlers.TrainingFilter) (ids []string) {
			in.Limit = 9
			trainings, err := read(s, who, models.ReadTrainings, handlers.ListTrainings, in)
			s.must(err)
			for _, t := range trainings.Items {
				ids = append(ids, t.ID)
			}
			return ids
		}
		for _, q := range []string{"Étienne", "etienne", "ROBIT", "rob eti", "etienne bsafe"} {
			if got := found(s.first, handlers.TrainingFilter{Q: q}); !slices.Equal(got, []string{theirs.ID}) {
				s.Errorf("%q finds %v", q, got)
			}
		}
		for q, n := range map[string]int{"bsafe": 2, "onl": 2, "%": 0, "nobody": 0} {
			if got := found(s.first, handlers.TrainingFilter{Q: q}); len(got) != n {
				s.Errorf("%q finds %d", q, len(got))
			}
		}
		// The other filters still hold, and so does whose they are; the name in the passport is found by who may see it.
		if got := found(s.first, handlers.TrainingFilter{Q: "etienne", Status: models.TrainingVerified}); got != nil {
			s.Errorf("verified: %v", got)
		}
		if got := found(other, handlers.TrainingFilter{Q: "etienne"}); got != nil {
			s.Errorf("another observer finds %v", got)
		}
		if got := found(s.first, handlers.TrainingFilter{Q: o.PassportName}); !slices.Equal(got, []string{theirs.ID}) {
			s.Errorf("by the passport: %v", got)
		}
		if got := found(s.auditor, handlers.TrainingFilter{Q: o.PassportName}); got != nil {
			s.Errorf("an auditor finds %v by the passport", got)
		}
		accounts, err := read(s, s.first, models.ReadAccounts, handlers.ListAccounts, handlers.AccountFilter{Paging: handlers.Paging{Limit: 9}, ObserverID: o.ID})
		if s.must(err); len(accounts.Items) != 1 || accounts.Items[0].ID != self.ID {
			s.Errorf("the observer's account: %+v", accounts.Items)
		}
	})
}

func TestCertificatesExpire(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		_, self := s.admitted("JP")
		claim := func(title string, kind models.TrainingKind, expires models.Date) string {
			in := bsafe()
			in.Title, in.Kind, in.ExpiresOn, in.EvidenceID = title, kind, expires, s.upload(self)
			return done(s, self, models.ClaimTraining, handlers.ClaimTraining, in).ID
		}
		heat := done(s, s.second, models.VerifyTraining, handlers.VerifyTraining,
			handlers.VerifyInput{ByID: handlers.ByID{ID: claim("HEAT", models.HostileEnvironment, models.Date{})}})
		if heat.ExpiresOn != models.Day(2028, time.March, 3) {
			s.Errorf("hostile-environment training expires on %s", heat.ExpiresOn)
		}
		said := done(s, s.second, models.VerifyTraining, handlers.VerifyTraining,
			handlers.VerifyInput{ByID: handlers.ByID{ID: claim("Course", models.Course, models.Day(2026, 12, 1))}})
		if said.ExpiresOn != models.Day(2026, 12, 1) {
			s.Errorf("the claim's own date is lost: %s", said.ExpiresOn)
		}
		lapse := func() (n int) {
			s.must(s.write(func(tx *gorm.DB) (err error) {
				n, err = models.Actor{DB: tx, Now: s.db.Now()}.LapseDue()
				return err
			}))
			return n
		}
		s.now = models.At(time.Date(2026, 12, 1, 23, 59, 0, 0, time.UTC))
		if n := lapse(); n != 0 {
			s.Error("it lapses on its last day")
		}
		soon, err := read(s, s.first, models.ReadTrainings, handlers.ListTrainings, handlers.TrainingFilter{
			Paging: handlers.Paging{Limit: 9, Sort: "expiresOn"}, ExpiringBefore: models.Day(2027, 1, 1)})
		if s.must(err); len(soon.Items) != 1 || soon.Items[0].ID != said.ID {
			s.Errorf("expiring soon: %+v", soon.Items)
		}
		s.now = s.now.Plus(time.Minute)
		if n := lapse(); n != 1 {
			s.Errorf("%d lapse", n)
		}
		if n := s.count("SELECT COUNT(*) FROM journal WHERE action = ? AND account_id = ?", models.LapseTraining, models.SystemID); n != 1 {
			s.Error("the clock leaves no entry")
		}
		if n := lapse(); n != 0 {
			s.Error("it lapses twice")
		}
	})
}
