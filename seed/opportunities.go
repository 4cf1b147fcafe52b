package seed

import (
	"slices"
	"strconv"
	"strings"

	"observationfund/handlers"
	"observationfund/models"
)

// offer is an opportunity with the days of its life, and what becomes of those who ask for its places.
type offer struct {
	in                                  handlers.OpportunityInput
	moved                               *handlers.OpportunityInput // what it became when its election moved
	drafted, opened, decided, cancelled models.Date                // none: it never was
	wishes                              []string                   // what becomes of each who asks
	line                                string                     // pays for it

	id string
}

// courses offers courses, all of them invented; there are always some to ask for.
func (s *story) courses() error {
	offers, err := told("courses", func(l *line) *offer {
		day := func(column string) (d models.Date) {
			if n, ok := l.days(column); ok {
				d = s.today.Plus(n)
			}
			return d
		}
		o := &offer{
			line: "courses", drafted: day("drafted"), opened: day("opened"), decided: day("decided"), cancelled: day("cancelled"),
			wishes: s.wishes(l), in: s.place(l),
		}
		o.in.Kind, o.in.Place, o.in.Arranged = models.TrainingKind(l.text("kind")), l.text("place"), strings.Fields(l.text("arranged"))
		o.in.DeadlineOn, o.in.StartsOn = day("deadline"), day("starts")
		o.in.Until = o.in.StartsOn.Plus(l.number("days"))
		o.in.Note = strings.TrimSpace(l.text("note") + " This course is invented for the demonstration.")
		return o
	})
	for _, o := range offers {
		s.offer(o)
	}
	return err
}

// elections offers places in missions to real elections, with their real dates. Before its day a place is not
// drafted yet, and after it the mission is history; those from before the fund began are left out.
func (s *story) elections() error {
	offers, err := told("elections", func(l *line) *offer {
		o := &offer{line: "places", wishes: s.wishes(l)}
		election := l.date("election")
		o.in = s.place(l)
		o.in.Kind, o.in.Place, o.in.Surety = models.ObservationMission, "In the regions", models.Surety(l.text("surety"))
		o.in.Note = strings.TrimSpace(l.text("note") + " Places, dates of service and cost are invented for the demonstration; that the organiser sends a mission is not a known fact.")
		o.around(election)
		o.drafted, o.opened, o.decided = election.Plus(-170), election.Plus(-120), election.Plus(-45)
		if l.text("first_set") != "" {
			moved := o.in
			o.moved = &moved
			o.in.Note = "Places, dates of service and cost are invented for the demonstration; that the organiser sends a mission is not a known fact."
			o.around(l.date("first_set"))
		}
		return o
	})
	for _, o := range offers {
		if o.drafted.After(s.today.Plus(-235)) { // when the cohort was complete
			s.offer(o)
		}
	}
	return err
}

// around sets the days of service and the deadline from election day.
func (o *offer) around(election models.Date) {
	from, until := -6, 5
	if o.in.Function == models.LongTerm {
		from, until = -30, 8
	}
	o.in.StartsOn, o.in.Until, o.in.DeadlineOn = election.Plus(from), election.Plus(until), election.Plus(-55)
}

// place is what courses and missions have alike.
func (s *story) place(l *line) handlers.OpportunityInput {
	in := handlers.OpportunityInput{
		Title: l.text("title"), Organiser: l.text("organiser"), Body: l.text("body"), Function: models.Function(l.text("function")),
		Places: l.number("places"), DeadlineClock: "23:59", DeadlineZone: l.text("zone"), Cost: dollars(l.number("cost")),
		Level: models.Level(l.text("level")),
	}
	if host := l.text("host"); host != "" {
		in.Host = &host
	}
	if language := l.text("language"); language != "" {
		in.Language = &language
	}
	return in
}

// wishes reads "completed:3 passed:1".
func (s *story) wishes(l *line) (wishes []string) {
	for _, wish := range strings.Fields(l.text("requests")) {
		what, count, _ := strings.Cut(wish, ":")
		n, err := strconv.Atoi(count)
		if err != nil {
			l.faults = append(l.faults, err)
		}
		wishes = append(wishes, slices.Repeat([]string{what}, n)...)
	}
	return wishes
}

// offer tells the life of an opportunity.
func (s *story) offer(o *offer) {
	s.dated(o.drafted, 9, "draft "+o.in.Title, func() error {
		made, err := act(s, s.admin, models.DraftOpportunity, handlers.DraftOpportunity, o.in)
		o.id = made.ID
		return err
	})
	if o.moved != nil {
		s.dated(o.drafted.Plus(12), 9, "move "+o.in.Title, func() error {
			_, err := act(s, s.admin, models.ChangeOpportunity, handlers.ChangeOpportunity, handlers.OpportunityChange{
				ByID: by(o.id), StartsOn: &o.moved.StartsOn, Until: &o.moved.Until, DeadlineOn: &o.moved.DeadlineOn, Note: &o.moved.Note,
			})
			o.in = *o.moved
			return err
		})
	}
	if !o.opened.IsZero() {
		s.dated(o.opened, 10, "open "+o.in.Title, func() error {
			_, err := act(s, s.admin, models.OpenOpportunity, handlers.OpenOpportunity, by(o.id))
			if err != nil {
				return err
			}
			for n, wish := range o.wishes {
				day := o.opened.Plus(1 + n*3)
				if last := o.in.DeadlineOn.Plus(-1); day.After(last) {
					day = last
				}
				s.dated(day, s.between(7, 17), "ask for "+o.in.Title, func() error { return s.wish(o, wish) })
			}
			return nil
		})
	}
	if !o.cancelled.IsZero() {
		s.dated(o.cancelled, 12, "cancel "+o.in.Title, func() error {
			_, err := act(s, s.second, models.CancelOpportunity, handlers.CancelOpportunity,
				because(o.id, "The organiser has cancelled it: too few trainers are available."))
			return err
		})
	}
}

// wish lets the first who can have a place ask for it, and tells what becomes of that.
func (s *story) wish(o *offer, wish string) error {
	mission := o.in.Kind == models.ObservationMission
	for _, p := range s.applicants(o) {
		r, err := act(s, p.account, models.SubmitTrainingRequest, handlers.SubmitTrainingRequest, handlers.TrainingRequestInput{
			OpportunityID: o.id,
			Motivation:    one(s, "It is the next step in my work as an observer, and I am free on these days.", "I want to serve beyond our region before I lead others at home.", "My certificate in this field ends soon and my function rests on it."),
		})
		if refused(err, "not-active", "not-eligible", "nationality", "language", "already-requested", "day-booked") {
			continue
		}
		if err != nil {
			return err
		}
		p.engaged = p.engaged || mission
		s.follow(o, p, r.ID, wish)
		return nil
	}
	return models.Refuse(models.Conflict, "nobody", "nobody can ask for %s", o.in.Title)
}

// applicants are those for whom it would make sense, those first whom the fund can spare.
func (s *story) applicants(o *offer) (all []*person) {
	fits := func(p *person) bool {
		switch {
		case !p.seated() || p.part == isSuspended || p.engaged || p.account == nil:
			return false
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
	order := []part{learns, leavesLater, isStale, hasLapsed, hasNoPapers, leavesSoon, leavesAtOnce, isOnLeave, isAway}
	if o.in.Kind == models.HostileEnvironment && o.cancelled.IsZero() {
		order = slices.Insert(order, 1, leavesSoon)
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
	decide := func(day models.Date, what string, action models.Action, handler func(handlers.Call, handlers.Because) (models.TrainingRequest, error), reason string) {
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
		return s.pay(*done.Request.CommitmentID, s.organiser(o), o.in.Title+": "+p.preferredName, o.in.Cost, paid)
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
