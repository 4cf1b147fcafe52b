package handlers_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// funded is a training line with 10,000.00 of Australia's on it.
func (s *fixture) funded() models.Line {
	s.Helper()
	c := done(s, s.first, models.PledgeContribution, handlers.PledgeContribution, handlers.ContributionInput{
		Contributor: "AU", Title: "For training", Amount: 1000000, Currency: "USD", PledgedOn: s.now.Day(),
	})
	done(s, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, handlers.ReceiptInput{
		ByID: handlers.ByID{ID: c.ID}, ReceivedOn: s.now.Day(), Amount: 1000000, BankReference: "AU-1",
	})
	line := done(s, s.first, models.AddLine, handlers.AddLine, handlers.LineInput{Title: "Training places", Window: models.TrainingWindow, Budget: 1000000})
	return done(s, s.first, models.AllocateLine, handlers.AllocateLine, handlers.LineMove{ByID: handlers.ByID{ID: line.ID}, ContributionID: c.ID, Amount: 1000000})
}

func (s *fixture) requestPlace(who models.Account, o models.Opportunity) models.TrainingRequest {
	s.Helper()
	return done(s, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest,
		handlers.TrainingRequestInput{OpportunityID: o.ID, Motivation: "to learn how others observe"})
}

func endorsement(id string, line models.Line, amounts ...models.Money) handlers.EndorseInput {
	in := handlers.EndorseInput{ByID: handlers.ByID{ID: id}}
	for _, amount := range amounts {
		in.Draws = append(in.Draws, models.Draw{LineID: line.ID, Amount: amount})
	}
	return in
}

// free is what a line has that is not committed.
func (s *fixture) free(line models.Line) models.Money {
	s.Helper()
	l, err := read(s, s.first, models.ReadFund, handlers.GetLine, handlers.ByID{ID: line.ID})
	s.must(err)
	return l.Free
}

func (s *fixture) booked(observerID string) int {
	return s.count("SELECT COUNT(*) FROM bookings WHERE observer_id = ?", observerID)
}

func TestTrainingRequestFromWishToTraining(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		line, o := s.funded(), s.opened(offer())
		person, who := s.admitted("CA")
		r := s.requestPlace(who, o)
		denied(s, refusal.AlreadyRequested, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest,
			handlers.TrainingRequestInput{OpportunityID: o.ID, Motivation: "to learn how others observe"})
		denied(s, refusal.WrongState, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest,
			handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *s.upload(s.first)})

		for _, amounts := range [][]models.Money{nil, {149999}, {150001}, {150000, 1}, {-1, 150001}, {0, 150000}} {
			denied(s, refusal.Cost, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, amounts...))
		}
		r = done(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, 100000, 50000))
		if r.Status != models.RequestEndorsed || r.CommitmentID == nil || s.free(line) != 850000 {
			s.Errorf("%+v, free %d", r, s.free(line))
		}
		if s.booked(person.ID) != 0 {
			s.Error("days are booked before the organiser accepts")
		}
		denied(s, refusal.NotYourFile, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest,
			handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *s.upload(s.second)})
		letter := s.upload(s.first)
		r = done(s, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest, handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *letter})
		if s.booked(person.ID) != 10 {
			s.Errorf("%d days are booked", s.booked(person.ID))
		}
		if _, err := read(s, who, models.ReadFile, handlers.DownloadFile, handlers.ByID{ID: *letter}); err != nil {
			s.Errorf("the observer cannot read the letter: %v", err)
		}
		calendar, err := read(s, who, models.ReadAvailability, handlers.ReadAvailability,
			handlers.AvailabilitySpan{ByID: handlers.ByID{ID: person.ID}, Span: handlers.Span{From: o.StartsOn.Plus(2), Until: o.StartsOn.Plus(3)}})
		if s.must(err); len(calendar.Bookings) != 1 || calendar.Bookings[0].StartsOn != o.StartsOn || calendar.Bookings[0].Until != o.Until || calendar.Bookings[0].Host != "KG" ||
			calendar.Bookings[0].Title != o.Title {
			s.Errorf("%+v", calendar.Bookings)
		}
		overlapping := offer()
		overlapping.Title, overlapping.StartsOn, overlapping.Until = "Overlapping", o.Until.Plus(-1), o.Until.Plus(5)
		denied(s, refusal.DayBooked, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest,
			handlers.TrainingRequestInput{OpportunityID: s.opened(overlapping).ID, Motivation: "to learn how others observe"})
		for _, statement := range []string{
			"DELETE FROM bookings WHERE holder_id = '" + r.ID + "'",
			"UPDATE training_requests SET first_day = NULL WHERE id = '" + r.ID + "'",
			"INSERT INTO bookings (observer_id, day, holder_id, holder_kind, host) VALUES ('" + person.ID + "', '2027-01-18', 'x', 'assignment', '')",
		} {
			if err := s.write(func(tx *gorm.DB) error { return tx.Exec(statement).Error }); err == nil {
				s.Errorf("the database allows %s", statement)
			}
		}

		evidence := s.upload(who)
		complete := handlers.CompleteInput{ByID: handlers.ByID{ID: r.ID}, EvidenceID: *evidence, CertificateNumber: "7"}
		s.now = models.At(o.Until.Plus(-2).Midnight(s.now.Location()).Time)
		denied(s, refusal.TooEarly, who, models.CompleteTrainingRequest, handlers.CompleteTrainingRequest, complete)
		s.now = s.now.Plus(10 * time.Hour) // its last day has begun in Kiritimati
		completed := done(s, who, models.CompleteTrainingRequest, handlers.CompleteTrainingRequest, complete)
		if completed.Request.Status != models.RequestCompleted || *completed.Training.RequestID != r.ID || completed.Training.Status != models.TrainingClaimed ||
			*completed.Training.Host != "KG" || completed.Training.Function != models.ShortTerm || completed.Training.Until != o.Until {
			s.Errorf("%+v", completed)
		}
		if s.booked(person.ID) != 10 {
			s.Error("the record of where they were is lost")
		}
		verified := done(s, s.second, models.VerifyTraining, handlers.VerifyTraining, handlers.VerifyInput{ByID: handlers.ByID{ID: completed.Training.ID}})
		if !verified.Counts || verified.Status != models.TrainingVerified {
			s.Errorf("%+v", verified)
		}
	})
}

// TestEveryWayOutGivesBack takes a request through every event that ends it, from every state that has it: what it
// held of money and of days is free again.
func TestEveryWayOutGivesBack(t *testing.T) {
	ways := map[models.Action]func(handlers.Call, handlers.ReasonInput) (models.TrainingRequest, error){
		models.DeclineTrainingRequest: handlers.DeclineTrainingRequest, models.PassOverTrainingRequest: handlers.PassOverTrainingRequest,
		models.WithdrawTrainingRequest: handlers.WithdrawTrainingRequest, models.MissTrainingRequest: handlers.MissTrainingRequest,
	}
	eachFixture(t, func(s *fixture) {
		line := s.funded()
		for _, status := range models.LiveRequests {
			for _, event := range models.TrainingRequestFlow.Events(status) {
				to, err := models.TrainingRequestFlow.Next(status, event)
				s.must(err)
				if slices.Contains(models.LiveRequests, to) || to == models.RequestCompleted {
					continue
				}
				s.back(noon)
				o := s.opened(offer())
				person, who := s.admitted("CA")
				r := s.requestPlace(who, o)
				if status != models.RequestSubmitted {
					r = done(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, o.Cost))
				}
				if status == models.RequestAccepted {
					r = done(s, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest,
						handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *s.upload(s.first)})
					if s.booked(person.ID) != 10 {
						s.Errorf("%d days booked", s.booked(person.ID))
					}
				}
				if r.Status != status {
					s.Fatalf("%s, not %s", r.Status, status)
				}
				switch event {
				case models.CancelTrainingRequest:
					done(s, s.first, models.CancelOpportunity, handlers.CancelOpportunity, because(o.ID))
				case models.MissTrainingRequest:
					denied(s, refusal.TooEarly, s.first, event, ways[event], because(r.ID))
					s.now = o.StartsOn.Plus(3).Midnight(s.now.Location())
					done(s, s.first, event, ways[event], because(r.ID))
				default:
					done(s, s.first, event, ways[event], because(r.ID))
				}
				after, err := read(s, who, models.ReadTrainingRequests, handlers.GetTrainingRequest, handlers.ByID{ID: r.ID})
				again := slices.DeleteFunc(models.TrainingRequestFlow.Events(to), func(a models.Action) bool { return a != models.SubmitTrainingRequest })
				if s.must(err); after.Status != to || !slices.Equal(after.Can, again) {
					s.Errorf("%s from %s leads to %s, not %s; then %v", event, status, after.Status, to, after.Can)
				}
				if free := s.free(line); free != 1000000 {
					s.Errorf("%s from %s leaves %d free", event, status, free)
				}
				if days := s.booked(person.ID); days != 0 {
					s.Errorf("%s from %s leaves %d days booked", event, status, days)
				}
			}
		}
		if n := s.count("SELECT COUNT(*) FROM commitments WHERE status <> 'released'"); n != 0 {
			s.Errorf("%d commitments are open", n)
		}
	})
}

func TestLeavingHalfwayKeepsWhatWas(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		line, o := s.funded(), s.opened(offer())
		person, who := s.admitted("CA")
		r := s.requestPlace(who, o)
		done(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, o.Cost))
		done(s, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest, handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *s.upload(s.first)})
		s.now = o.StartsOn.Plus(4).Midnight(s.now.Location())
		done(s, who, models.WithdrawTrainingRequest, handlers.WithdrawTrainingRequest, because(r.ID))
		if days := s.booked(person.ID); days != 4 {
			s.Errorf("%d days stay as the record", days)
		}
	})
}

func TestSuspensionAndDepartureTakeOutOfEverything(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		line := s.funded()
		for _, leave := range []struct {
			action models.Action
			by     func(id string) models.Observer
		}{{models.SuspendObserver, func(id string) models.Observer {
			return done(s, s.first, models.SuspendObserver, handlers.SuspendObserver, because(id))
		}}, {models.DepartObserver, func(id string) models.Observer {
			return done(s, s.first, models.DepartObserver, handlers.DepartObserver, handlers.DepartInput{ByID: handlers.ByID{ID: id}, Ground: models.Resigned, Reason: "Another post."})
		}}} {
			person, who := s.admitted("CA")
			later := offer()
			later.StartsOn, later.Until = later.StartsOn.Plus(30), later.Until.Plus(30)
			for i, in := range []handlers.OpportunityInput{offer(), later} {
				o := s.opened(in)
				r := s.requestPlace(who, o)
				if i == 1 {
					break
				}
				done(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, o.Cost))
				done(s, s.first, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest,
					handlers.LetterInput{ByID: handlers.ByID{ID: r.ID}, LetterID: *s.upload(s.first)})
			}
			left := leave.by(person.ID)
			if n := s.count("SELECT COUNT(*) FROM training_requests WHERE observer_id = ? AND status = 'withdrawn'", person.ID); n != 2 {
				s.Errorf("%s withdraws %d", leave.action, n)
			}
			if s.free(line) != 1000000 || s.booked(person.ID) != 0 {
				s.Errorf("%s gives back neither all money nor all days", leave.action)
			}
			if keeps := left.Seat != nil; keeps != (leave.action == models.SuspendObserver) {
				s.Errorf("%s: seat %v", leave.action, left.Seat)
			}
			denied(s, refusal.NotActive, who, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest,
				handlers.TrainingRequestInput{OpportunityID: s.opened(offer()).ID, Motivation: "to learn how others observe"})
		}
	})
}

func TestPlacesAreNotGivenTwice(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		line := s.funded()
		in := offer()
		in.Places = 2
		o := s.opened(in)
		var requests []models.TrainingRequest
		for range 6 {
			_, who := s.admitted("CA")
			requests = append(requests, s.requestPlace(who, o))
		}
		var wait sync.WaitGroup
		for _, r := range requests {
			wait.Go(func() {
				if _, err := act(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, o.Cost)); err != nil {
					s.refusal(refusal.NoPlace, err)
				}
			})
		}
		wait.Wait()
		shown, err := read(s, s.first, models.ReadOpportunities, handlers.GetOpportunity, handlers.ByID{ID: o.ID})
		if s.must(err); shown.Taken != 2 || shown.Requests["submitted"] != 4 || s.free(line) != 1000000-2*o.Cost {
			s.Errorf("%d taken, %v, %d free", shown.Taken, shown.Requests, s.free(line))
		}
		denied(s, refusal.PlacesTaken, s.first, models.ChangeOpportunity, handlers.ChangeOpportunity, handlers.OpportunityChange{ByID: handlers.ByID{ID: o.ID}, Places: ptr(1)})
	})
}

func TestTheHostDoesNotPayForItsOwnMission(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		line, in := s.funded(), offer()
		in.Host, in.OverrideReason = ptr("AU"), "to show that the only money is the host's"
		in.Organiser, in.Body = "UN", ""
		o := s.opened(in)
		_, who := s.admitted("CA")
		r := s.requestPlace(who, o)
		if _, err := act(s, s.first, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, endorsement(r.ID, line, o.Cost)); err == nil {
			s.Error("Australia pays for a place in Australia")
		}
		if s.free(line) != 1000000 || s.count("SELECT COUNT(*) FROM commitments") != 0 {
			s.Error("something is half done")
		}
	})
}
