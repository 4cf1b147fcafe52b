package seed

import (
	"fmt"
	"slices"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// wish lets the first who can have a place ask for it, and tells what becomes of that.
func (s *story) wish(o *offer, wish string) error {
	mission := o.in.Kind == models.ObservationMission
	for _, p := range s.applicants(o) {
		r, err := act(s, p.account, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, handlers.TrainingRequestInput{
			OpportunityID: o.id,
			Motivation:    one(s, "It is the next step in my work as an observer, and I am free on these days.", "I want to serve beyond our region before I lead others at home.", "My certificate in this field ends soon and my function rests on it."),
		})
		if refused(err, refusal.NotActive, refusal.NotEligible, refusal.Nationality, refusal.Language, refusal.AlreadyRequested, refusal.DayBooked) {
			continue
		}
		if err != nil {
			return err
		}
		p.engaged = p.engaged || mission
		p.asked = append(p.asked, o.in.Title)
		s.follow(o, p, r.ID, wish)
		return nil
	}
	return fmt.Errorf("no one can ask for %s", o.in.Title)
}

// applicants are those for whom it would make sense, those first whom the fund can spare.
func (s *story) applicants(o *offer) (all []*person) {
	fits := func(p *person) bool {
		switch {
		case !p.seated() || p.part == isSuspended || p.engaged || p.account == nil || slices.Contains(p.asked, o.in.Title):
			return false
		case o.in.Kind == models.ELearning:
			return misses(p) == "e-learning"
		case o.in.Kind == models.ObservationMission && o.in.Function == models.LongTerm:
			return p.role == models.LongTerm && p.part != isAway
		case o.in.Kind == models.ObservationMission:
			return (p.role == models.ShortTerm || p.role == models.LongTerm) && p.part != isAway && p.part != hasLapsed
		case o.in.Function == models.LongTerm:
			return p.role == models.ShortTerm || p.role == models.LongTerm
		case o.in.Function == models.ShortTerm:
			return p.role == ""
		}
		return p.role != "" && p.part != isAway
	}
	order := []part{learns, readyIn30Days, isStale, hasLapsed, hasNoPapers, readyIn7Days, readyIn72Hours, isOnLeave, isAway}
	if o.in.Kind == models.HostileEnvironment && o.cancelled.IsZero() {
		order = slices.Insert(order, 1, readyIn7Days)
	}
	for _, which := range order {
		for _, p := range s.cast {
			if p.part == which && fits(p) && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

// follow tells what becomes of a request.
func (s *story) follow(o *offer, p *person, id, wish string) {
	endorsed := s.now.Day().Plus(s.between(2, 4))
	decide := func(day models.Date, what string, action models.Action, handler func(handlers.Call, handlers.ReasonInput) (models.TrainingRequest, error), reason string) {
		s.dated(day, 15, what+" "+p.login, func() error {
			_, err := act(s, s.admin, action, handler, because(id, reason))
			return err
		})
	}
	switch wish {
	case "submitted":
		return
	case "declined":
		decide(endorsed, "decline", models.DeclineTrainingRequest, handlers.DeclineTrainingRequest, "Others have waited longer for a place; please ask again for the next one.")
		return
	}
	s.dated(endorsed, 15, "endorse "+p.login, func() error {
		var draws []models.Draw
		if o.in.Cost > 0 {
			draws = s.draw(o.line, o.in.Cost)
		}
		_, err := act(s, s.admin, models.EndorseTrainingRequest, handlers.EndorseTrainingRequest, handlers.EndorseInput{ByID: by(id), Draws: draws})
		return err
	})
	switch wish {
	case "endorsed":
	case "passed":
		decide(o.decided, "pass over", models.PassOverTrainingRequest, handlers.PassOverTrainingRequest, "The organiser chose other candidates.")
	case "withdrawn":
		s.dated(endorsed.Plus(5), 18, "withdraw "+p.login, func() error {
			_, err := act(s, p.account, models.WithdrawTrainingRequest, handlers.WithdrawTrainingRequest, because(id, "My employer needs me in these weeks."))
			return err
		})
	default:
		s.dated(o.decided, 11, "accept "+p.login, func() error { return s.attend(o, p, id, wish) })
	}
}

// attend files the organiser's letter; the person goes, or does not come.
func (s *story) attend(o *offer, p *person, id, wish string) error {
	letter, err := s.paper(s.admin, "letter "+p.login, "Letter of acceptance", o.in.Title, "A place is offered to "+p.passportName+".",
		"From "+o.in.StartsOn.Words()+" to "+o.in.Until.Plus(-1).Words()+".")
	if err != nil {
		return err
	}
	_, err = act(s, s.admin, models.AcceptTrainingRequest, handlers.AcceptTrainingRequest, handlers.LetterInput{ByID: by(id), LetterID: *letter})
	if err != nil {
		return err
	}
	if wish == "missed" {
		s.dated(o.in.StartsOn.Plus(1), 12, "missed by "+p.login, func() error {
			_, err := act(s, s.admin, models.MissTrainingRequest, handlers.MissTrainingRequest, because(id, "Fell ill on the way and turned back."))
			return err
		})
		return nil
	}
	s.dated(o.in.Until.Plus(3), 9, "completed by "+p.login, func() error { return s.complete(o, p, id) })
	return nil
}

// complete claims what was completed; it is verified, and the organiser is paid.
func (s *story) complete(o *offer, p *person, id string) error {
	s.numbered++
	evidence, err := s.paper(p.account, "certificate "+p.login, o.in.Title, "Completed by "+p.passportName+".",
		"From "+o.in.StartsOn.Words()+" to "+o.in.Until.Plus(-1).Words()+".")
	if err != nil {
		return err
	}
	done, err := act(s, p.account, models.CompleteTrainingRequest, handlers.CompleteTrainingRequest, handlers.CompleteInput{ByID: by(id), EvidenceID: *evidence})
	if err != nil {
		return err
	}
	s.dated(s.now.Day().Plus(4), 10, "verify "+p.login, func() error {
		_, err := act(s, p.verifier, models.VerifyTraining, handlers.VerifyTraining, handlers.VerifyInput{ByID: by(done.Training.ID)})
		return err
	})
	if done.Request.CommitmentID == nil {
		return nil
	}
	s.dated(s.now.Day().Plus(9), 11, "pay for "+p.login, func() error {
		return s.pay(*done.Request.CommitmentID, s.organiser(o), o.in.Title+", one place", o.in.Cost, paid)
	})
	s.dated(s.now.Day().Plus(14), 11, "settle "+p.login, func() error {
		_, err := act(s, s.admin, models.ReleaseMoney, handlers.ReleaseMoney, because(*done.Request.CommitmentID, "The place is paid."))
		return err
	})
	return nil
}

// organiser is whom the fund pays for a place.
func (s *story) organiser(o *offer) string {
	if o.in.Body != "" {
		return o.in.Body
	}
	return o.in.Organiser
}
