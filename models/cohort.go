package models

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/said"
)

// Roster is everybody who holds a seat, read once, with what every figure about readiness needs.
type Roster struct {
	People         []Person
	Qualifications []Qualification
	Now            Time

	hosts map[string]string // the names of the states in which somebody observes today
}

// callOut is the shortest notice, in hours, at which the fund sends anybody: it is for this that people say how soon they can
// leave, so nobody is planned to be there sooner.
const callOut = 72

// notices are the hours within which the fund says how many could leave.
var notices = []int{callOut, 7 * 24, 30 * 24}

// LoadRoster reads the cohort as it is now, with its calendar as far as the longest post that the figures ask about.
func LoadRoster(db *gorm.DB, now Time) (Roster, error) {
	r := Roster{Now: now, hosts: map[string]string{}}
	var err error
	if r.People, err = people(db, nil, now.Day(), r.standardPost(LongTerm, slices.Max(notices)).Until, nil, nil); err != nil {
		return r, err
	}
	if err := db.Order("alternative, id").Find(&r.Qualifications).Error; err != nil {
		return r, err
	}
	there := db.Model(&Booking{}).Select("host").Where("day = ?", now.Day())
	err = gather(db.Where("code IN (?)", there), func(s State) { r.hosts[s.Code] = s.Name })
	return r, err
}

// standardPost is the post by which the figures measure: so many hours from now, as long as usual, medium risk, anywhere.
func (r Roster) standardPost(function Function, hours int) Post {
	starts := r.Now.Day().Plus(hours / 24)
	return Post{Function: function, StartsOn: starts, Until: starts.Plus(function.StandardDays()), Risk: MediumRisk, Qualifications: r.Qualifications}
}

// Leaving is how ready the cohort is to leave within so many hours.
type Leaving struct {
	Hours     int    `json:"hours"`
	StartsOn  Date   `json:"startsOn"`
	Any       Figure `json:"any"` // as a short-term or a long-term observer, whichever they offer
	ShortTerm Figure `json:"sto"` // for ten days
	LongTerm  Figure `json:"lto"` // for 35 days
}

// Figure is how many are ready, out of how many, and why the others are not.
type Figure struct {
	Ready   int      `json:"ready"`
	Of      int      `json:"of"`
	Reasons []Reason `json:"reasons"`
}

// Headline answers how many of the cohort could leave within 72 hours, 7 days and 30 days.
func (r Roster) Headline() []Leaving {
	var all []Leaving
	for _, hours := range notices {
		var anything, short, long []Readiness
		for _, p := range r.People {
			s, l := r.answer(p, ShortTerm, hours), r.answer(p, LongTerm, hours)
			anything, short, long = append(anything, Easier(s, l)), append(short, s), append(long, l)
		}
		all = append(all, Leaving{
			Hours: hours, StartsOn: r.standardPost(ShortTerm, hours).StartsOn, Any: Count(anything), ShortTerm: Count(short), LongTerm: Count(long),
		})
	}
	return all
}

func (r Roster) answer(p Person, function Function, hours int) Readiness {
	return p.Assess(r.standardPost(function, hours), r.Now, Requirements)
}

// Easier is the answer, of those for two functions, for the one that a person offers and lacks less for.
func Easier(short, long Readiness) Readiness {
	offers := func(f Function) bool { return slices.Contains(short.Functions, f) }
	if offers(LongTerm) && (!offers(ShortTerm) || len(long.Failed()) < len(short.Failed())) {
		return long
	}
	return short
}

// Count answers how many are ready, out of how many: every figure of readiness, and the list behind it, says this.
func Count(answers []Readiness) Figure {
	f := Figure{Of: len(answers), Reasons: Reasons(answers)}
	for _, answer := range answers {
		if answer.Ready {
			f.Ready++
		}
	}
	return f
}

// CohortSeat is one of the hundred seats, as the hemicycle shows it.
type CohortSeat struct {
	Seat       int       `json:"seat"`
	ObserverID string    `json:"observerId,omitempty"`
	Name       string    `json:"name,omitempty"`
	State      SeatState `json:"state"`
	Rule       Rule      `json:"rule,omitempty"` // the first requirement not met for leaving within 72 hours
	said.Sentence
}

// SeatState is how soon whoever sits there could leave.
type SeatState string

const (
	SeatReady SeatState = "ready" // within 72 hours
	SeatSoon  SeatState = "soon"  // within 30 days
	SeatNot   SeatState = "not"
	SeatAway  SeatState = "away" // on mission or in training today, and not ready
	SeatEmpty SeatState = "empty"
)

// Values makes SeatState a Choice.
func (SeatState) Values() []string {
	return names([]SeatState{SeatReady, SeatSoon, SeatNot, SeatAway, SeatEmpty})
}

// Seats answers for each of the hundred seats who holds it and how soon they could leave.
func (r Roster) Seats() []CohortSeat {
	seats := make([]CohortSeat, Cohort)
	for i := range seats {
		seats[i] = CohortSeat{Seat: i + 1, State: SeatEmpty, Sentence: said.That("No one holds this seat.")}
	}
	for _, p := range r.People {
		seats[*p.Seat-1] = r.seat(p)
	}
	return seats
}

// In lists the observers whose seats are in a state.
func (r Roster) In(state SeatState) []string {
	ids := []string{}
	for _, seat := range r.Seats() {
		if seat.State == state && seat.ObserverID != "" {
			ids = append(ids, seat.ObserverID)
		}
	}
	return ids
}

func (r Roster) seat(p Person) CohortSeat {
	seat := CohortSeat{Seat: *p.Seat, ObserverID: p.ID, Name: p.PreferredName, State: SeatNot}
	away := len(p.Booked) > 0 && p.Booked[0].Day == r.Now.Day()
	soonest := 0
	var first Readiness
	for _, hours := range notices {
		answer := Easier(r.answer(p, ShortTerm, hours), r.answer(p, LongTerm, hours))
		if hours == notices[0] {
			first = answer
		}
		if answer.Ready {
			soonest = hours
			break
		}
	}
	switch failed := first.Failed(); {
	case soonest == notices[0]: // also of those whose days away end before
		seat.State, seat.Sentence = SeatReady, said.That("Could leave within 72 hours.")
	case away:
		seat.State, seat.Sentence = SeatAway, r.away(p)
	case soonest > 0:
		seat.State, seat.Rule = SeatSoon, failed[0].Rule
		seat.Sentence = said.That("Could leave within {days} days. Within 72 hours: {missing}", "days", soonest/24, "missing", failed[0].Sentence)
	default:
		seat.Rule, seat.Sentence = failed[0].Rule, failed[0].Sentence
	}
	return seat
}

// away says where a person is whose first booked day is today, and through when, as far as we have read.
func (r Roster) away(p Person) said.Sentence {
	today := p.Booked[0]
	last := today.Day
	for _, booking := range p.Booked[1:] {
		if booking.HolderID == today.HolderID && booking.Day == last.Plus(1) {
			last = booking.Day
		}
	}
	host, open := said.Code(cmp.Or(r.hosts[today.Host], today.Host), today.Host, "State"), last.Plus(1) == r.standardPost(LongTerm, slices.Max(notices)).Until
	switch {
	case today.Host == "" && open:
		return said.That("In training.")
	case today.Host == "":
		return said.That("In training through {last}.", "last", last)
	case open:
		return said.That("On mission in {host}.", "host", host)
	}
	return said.That("On mission in {host} through {last}.", "host", host, "last", last)
}
