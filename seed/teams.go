package seed

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// offers are how many seats of each function are offered.
type offers map[models.Function]int

// ask offers seats of a mission to who could take them: those parts of the cast first that are named first, and as
// many nationalities as there are.
func (s *story) ask(v *missionPlan, day int, seats offers, parts ...part) {
	s.on(day, 10, "offers for "+v.host.Code, func() error {
		taken := map[string]int{}
		for _, seat := range v.deployment.Seats {
			ready, err := s.candidates(v, seat, parts)
			if err != nil {
				return err
			}
			for range seats[seat.Function] {
				if len(ready) == 0 {
					return fmt.Errorf("no one is left for %s", seat.Function.Words())
				}
				best := slices.MinFunc(ready, func(a, b *person) int {
					return cmp.Or(cmp.Compare(slices.Index(parts, a.part), slices.Index(parts, b.part)), cmp.Compare(taken[a.nationalities[0]], taken[b.nationalities[0]]))
				})
				ready = slices.DeleteFunc(ready, func(p *person) bool { return p == best })
				taken[best.nationalities[0]]++
				_, err := act(s, s.admin, models.OfferAssignment, handlers.OfferAssignment, handlers.OfferInput{
					ByID: by(v.deployment.ID), SeatID: seat.ID, ObserverID: best.id,
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// candidates are those of some parts of the cast who could take a seat and were not asked before. The mission that
// admin@demo.example forms today keeps a seat for observer@demo.example.
func (s *story) candidates(v *missionPlan, seat models.DeploymentSeat, parts []part) (ready []*person, err error) {
	list, err := act(s, s.admin, models.ReadCandidates, handlers.ListCandidates, handlers.CandidateQuery{ByID: by(v.deployment.ID), SeatID: seat.ID})
	if err != nil {
		return nil, err
	}
	answers := map[string]handlers.Candidate{}
	for _, candidate := range list.Items {
		answers[candidate.ObserverID] = candidate
	}
	for _, p := range s.cast {
		answer := answers[p.id]
		spared := seat.Function == models.ShortTerm && p.role != models.ShortTerm && p.role != models.LongTerm
		if answer.Ready && answer.Assignment == "" && answer.ReserveRank == 0 && slices.Contains(parts, p.part) && !p.engaged && !spared && p.login != "observer" {
			ready = append(ready, p)
		}
	}
	return ready, nil
}

// answerOffers lets those who have an open offer answer it: they accept, but for those whose turn says otherwise. Turns
// are counted over the offers to short-term observers; silence lets an
// offer expire.
func (s *story) answerOffers(v *missionPlan, day int, turns map[int]string) {
	s.on(day, 8, "answers for "+v.host.Code, func() error {
		var open []models.Assignment
		err := s.tx.Where("deployment_id = ? AND status = ?", v.deployment.ID, models.AssignmentOffered).Order("id").Find(&open).Error
		if err != nil {
			return err
		}
		turn := 0
		for _, as := range open {
			answer := ""
			if as.Function == models.ShortTerm {
				turn++
				answer = turns[turn]
			}
			if answer == "silence" || v.silent == as.ID {
				v.silent = as.ID
				continue
			}
			p := s.cast[slices.IndexFunc(s.cast, func(p *person) bool { return p.id == as.ObserverID })]
			s.dated(s.now.Day(), s.between(10, 20), "answer of "+p.login, func() error {
				if answer == "decline" {
					_, err := act(s, p.account, models.DeclineAssignment, handlers.DeclineAssignment, handlers.OptionalReasonInput{ByID: by(as.ID), Reason: "I have promised these weeks to my family."})
					return err
				}
				pledge, declaration, err := s.texts()
				if err != nil {
					return err
				}
				_, err = act(s, p.account, models.AcceptAssignment, handlers.AcceptAssignment, handlers.Pledges{ByID: by(as.ID), PledgeID: pledge, DeclarationID: declaration})
				return err
			})
		}
		return nil
	})
}

// texts are the versions that are signed today.
func (s *story) texts() (pledge, declaration string, err error) {
	var texts []models.Text
	err = s.tx.Order("version, id").Find(&texts).Error
	for _, text := range texts {
		if text.Kind == models.Pledge {
			pledge = text.ID
		} else {
			declaration = text.ID
		}
	}
	return pledge, declaration, err
}

// team asks, hears and confirms a whole team at once.
func (s *story) team(v *missionPlan, day int, parts ...part) {
	seats := offers{}
	for _, seat := range v.plan.Seats {
		seats[seat.Function] = seat.Places
	}
	s.ask(v, day, seats, parts...)
	s.answerOffers(v, day+2, nil)
	s.on(day+4, 9, "confirm "+v.host.Code, func() error {
		_, err := act(s, s.admin, models.ConfirmDeployment, handlers.ConfirmDeployment, handlers.Confirmation{ByID: by(v.deployment.ID)})
		return err
	})
}

// departure sends those whose first day it is, so many days before polling.
func (s *story) departure(v *missionPlan, before int) {
	day := s.today.DaysUntil(v.election) - before
	s.on(day, 11, "arrivals in "+v.host.Code, func() error {
		if v.deployment.Status != models.InField {
			var err error
			v.deployment, err = act(s, s.admin, models.FieldDeployment, handlers.FieldDeployment, by(v.deployment.ID))
			return err
		}
		var due []models.Assignment
		err := s.tx.Where("deployment_id = ? AND status = ? AND starts_on <= ?", v.deployment.ID, models.AssignmentAccepted, s.now.Day()).Order("id").Find(&due).Error
		for _, as := range due {
			if _, err := act(s, s.admin, models.DeployAssignment, handlers.DeployAssignment, by(as.ID)); err != nil {
				return err
			}
		}
		return err
	})
}

// inField is the mission that is out today, a few days before polling.
func (s *story) inField(v *missionPlan) {
	s.team(v, -93, isAway)
	for _, before := range []int{45, 35, 7} {
		s.departure(v, before)
	}
	s.on(-50, 10, "flights to "+v.host.Code, func() error {
		return s.pay(*v.deployment.CommitmentID, "Travel agency", "Flights of the team", dollars(14_300), paid)
	})
	s.on(-39, 10, "insurance for "+v.host.Code, func() error {
		return s.pay(*v.deployment.CommitmentID, "Insurance broker", "Accident and evacuation cover for the team", dollars(4_900), refunded)
	})
	s.on(-3, 10, "an illness in "+v.host.Code, func() error {
		var ill models.Assignment
		if err := s.tx.Where("deployment_id = ? AND status = ?", v.deployment.ID, models.AssignmentDeployed).Order("id").Take(&ill).Error; err != nil {
			return err
		}
		_, err := act(s, s.admin, models.ChangeObserver, handlers.ChangeObserver, handlers.ObserverChange{
			ByID: by(ill.ObserverID), Private: handlers.PrivateInput{MedicalClearedThrough: &handlers.DayOrNone{Date: s.now.Day().Plus(-1)}},
		})
		return err
	})
	s.on(-2, 15, "vehicles in "+v.host.Code, func() error {
		return s.pay(*v.deployment.CommitmentID, "Boat and vehicle hire", "Transport of the teams around polling day", dollars(9_750), requested)
	})
}

// past is a mission that came home about four months ago and is closed.
func (s *story) past(v *missionPlan) {
	s.team(v, -211, readyIn72Hours, readyIn7Days, readyIn30Days, isStale, isOnLeave)
	for _, before := range []int{45, 35, 7} {
		s.departure(v, before)
	}
	for n, cost := range []struct {
		payee, purpose string
		amount         int
	}{
		{"Travel agency", "Flights of the team", 11_900}, {"Insurance broker", "Accident and evacuation cover for the team", 3_800},
		{"Boat and vehicle hire", "Transport of the teams", 16_400}, {"Members of the mission", "Daily allowances", 31_250},
	} {
		s.on(-168+9*n, 10, "costs of "+v.host.Code, func() error {
			end := paid
			if n == 2 {
				end = refunded
			}
			return s.pay(*v.deployment.CommitmentID, cost.payee, cost.purpose, dollars(cost.amount), end)
		})
	}
	s.on(-124, 9, "the way home from "+v.host.Code, func() error {
		if _, err := act(s, s.admin, models.ReportDeployment, handlers.ReportDeployment, by(v.deployment.ID)); err != nil {
			return err
		}
		return s.evaluate(v)
	})
	s.on(-116, 9, "close "+v.host.Code, func() error {
		if _, err := act(s, s.admin, models.CloseDeployment, handlers.CloseDeployment, by(v.deployment.ID)); err != nil {
			return err
		}
		_, err := act(s, s.admin, models.CloseInvitation, handlers.CloseInvitation, by(v.invitation.ID))
		return err
	})
}

// evaluate enters the team leader's word on everybody who served, and lets whoever did not enter it verify that they did; one of
// them replies.
func (s *story) evaluate(v *missionPlan) error {
	words := []struct {
		rating models.Rating
		body   string
	}{
		{models.Good, "Reliable and well prepared. Forms were complete and on time, and the team could build on them."},
		{models.Outstanding, "Led the pair through a long day with bad weather, calmed a dispute without taking part in it, and reported precisely."},
		{models.Good, "Careful with facts, courteous with officials and voters. Could delegate more to the interpreter."},
		{models.Satisfactory, "Did what was asked. Two reports came late and needed questions before they could be used."},
		{models.Good, "Asked the right questions at the count and noticed what others had missed."},
	}
	var served []models.Assignment
	err := s.tx.Where("deployment_id = ? AND status = ?", v.deployment.ID, models.AssignmentCompleted).Order("id").Find(&served).Error
	for n, as := range served {
		said := words[n%len(words)]
		p := s.cast[slices.IndexFunc(s.cast, func(p *person) bool { return p.id == as.ObserverID })]
		s.dated(s.now.Day().Plus(1+n%4), 10, "evaluation", func() error {
			_, err := act(s, p.nominator, models.EvaluateAssignment, handlers.EvaluateAssignment, handlers.EvaluationInput{
				ByID: by(as.ID), Rating: said.rating, Body: said.body,
			})
			return err
		})
		s.dated(s.now.Day().Plus(5+n%2), 11, "the service of "+p.login, func() error {
			var record models.Training
			if err := s.tx.Where("assignment_id = ?", as.ID).Take(&record).Error; err != nil {
				return err
			}
			_, err := act(s, p.verifier, models.VerifyTraining, handlers.VerifyTraining, handlers.VerifyInput{ByID: by(record.ID)})
			return err
		})
		if n != 3 {
			continue
		}
		s.dated(s.now.Day().Plus(6), 18, "reply of "+p.login, func() error {
			_, err := act(s, p.account, models.ReplyEvaluation, handlers.ReplyEvaluation, handlers.ReplyInput{
				ByID: by(as.ID), Reply: "Both reports were late because the only boat of the day was. I had told headquarters by radio.",
			})
			return err
		})
	}
	return err
}

// staffing is the mission that is being formed today: most have accepted, some declined, one let the offer expire,
// and some are thinking about it, among them observer@demo.example.
func (s *story) staffing(v *missionPlan) {
	s.reserve(v, -15, 3)
	s.ask(v, -14, offers{
		models.LegalAnalyst: 1, models.MediaAnalyst: 1, models.DataAnalyst: 1, models.LongTerm: 5, models.ShortTerm: 9,
	}, readyIn72Hours, readyIn7Days, readyIn30Days)
	s.answerOffers(v, -13, map[int]string{2: "decline", 5: "silence", 7: "decline"})
	s.answerOffers(v, -12, nil) // the reserve was asked after who declined
	s.answerOffers(v, -10, nil) // and after who was silent
	s.callOut(v, -9, 6, 0, 30*time.Hour, s.people["observer"])
	s.callOut(v, -1, 9, 3, 72*time.Hour)
	s.ask(v, -1, offers{models.LongTerm: 1, models.ShortTerm: 1}, readyIn7Days, readyIn30Days, readyIn72Hours)
	s.on(-1, 21, "the offer to observer@demo.example", func() error {
		for _, seat := range v.deployment.Seats {
			if seat.Function != models.ShortTerm {
				continue
			}
			_, err := act(s, s.second, models.OfferAssignment, handlers.OfferAssignment, handlers.OfferInput{
				ByID: by(v.deployment.ID), SeatID: seat.ID, ObserverID: s.people["observer"].id,
			})
			return err
		}
		return nil
	})
}

// reserve ranks who is asked when a short-term seat is freed.
func (s *story) reserve(v *missionPlan, day, n int) {
	s.on(day, 16, "the reserve for "+v.host.Code, func() error {
		for _, seat := range v.deployment.Seats {
			if seat.Function != models.ShortTerm {
				continue
			}
			ready, err := s.candidates(v, seat, []part{readyIn7Days, readyIn30Days})
			if err != nil {
				return err
			}
			var next []string
			for _, p := range ready[:min(n, len(ready))] {
				next = append(next, p.id)
			}
			_, err = act(s, s.admin, models.RankReserve, handlers.RankReserve, handlers.ReserveInput{ByID: by(v.deployment.ID), SeatID: seat.ID, Observers: next})
			return err
		}
		return nil
	})
}
