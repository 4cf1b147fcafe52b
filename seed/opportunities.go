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
	offers, err := readTable("courses", func(l *line) *offer {
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
		o.in.Kind, o.in.Place, o.in.AdmittedNationalities = models.TrainingKind(l.text("kind")), l.text("place"), strings.Fields(l.text("admittedNationalities"))
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
	offers, err := readTable("elections", func(l *line) *offer {
		o := &offer{line: "places", wishes: s.wishes(l)}
		election := l.date("election")
		o.in = s.place(l)
		o.in.Kind, o.in.Place, o.in.Confidence = models.ObservationMission, "In the regions", models.Confidence(l.text("confidence"))
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
