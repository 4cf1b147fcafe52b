package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"observationfund/handlers"
	"observationfund/models"
)

// person is one of the cast: invented, like everything about them.
type person struct {
	login, passportName, preferredName string
	gender                             models.Gender
	nationalities                      []string
	nominatedBy                        string
	role                               models.Function // what they are best at; empty while they learn
	part                               part
	languages                          []models.ObserverLanguage

	id        string
	account   *models.Account
	nominator *models.Account
	verifier  *models.Account
	joined    int  // the day of their admission
	engaged   bool // has a place abroad and is left out of other plans
}

// part says which part a person has in the story.
type part string

const (
	leavesAtOnce part = "A" // could leave within 72 hours
	leavesSoon   part = "B" // within 7 days
	leavesLater  part = "C" // within 30 days
	isAway       part = "F" // in the field with the mission that is out today
	isStale      part = "S" // has not confirmed their availability for long
	isOnLeave    part = "L"
	hasLapsed    part = "X" // a certificate has lapsed, or is missing
	hasNoPapers  part = "P" // passport or medical clearance
	learns       part = "T"
	isSuspended  part = "U"
	departs      part = "D"
	waits        part = "W" // on the waiting list
	isRefused    part = "R"
)

// seated tells whether the person holds a seat today.
func (p *person) seated() bool {
	return !slices.Contains([]part{departs, waits, isRefused}, p.part)
}

// cohort nominates and admits the cast in three rounds, lets them keep their calendars, and tells who left.
func (s *story) cohort() error {
	var err error
	if s.cast, err = told("observers", readPerson); err != nil {
		return err
	}
	s.random.Shuffle(len(s.cast), func(i, j int) { s.cast[i], s.cast[j] = s.cast[j], s.cast[i] })
	slices.SortStableFunc(s.cast, func(a, b *person) int { return cmp.Compare(s.round(a), s.round(b)) })
	for n, p := range s.cast {
		p.nominator, p.verifier = s.admin, s.second
		if n%2 == 1 {
			p.nominator, p.verifier = s.second, s.admin
		}
		s.people[p.login] = p
		s.nominate(p, n)
	}
	s.suspend("rebecca.ohlson", -47, "An inquiry into a report about her conduct during a course is open.")
	s.suspend("cormac.delahunty", -11, "Took a paid position with a party's parliamentary group; to be reviewed when it ends.")
	s.depart("alistair.penhallow", -22, "Retired from observation at his own wish.")
	s.depart("hoang.tuyetnhung", -13, "Appointed to the election administration of her state.")
	s.depart("ong.boonhwee", -6, "Moved to a position that leaves no time for missions.")
	return nil
}

// rounds of admission: how long ago each was.
var rounds = []int{-426, -336, -246}

// round is in which round somebody is admitted; those who wait come last.
func (s *story) round(p *person) int {
	switch p.part {
	case learns, hasLapsed, hasNoPapers:
		return 2
	case waits, isRefused:
		return 3
	}
	return strings.Count("ehilnorst", p.login[:1]) // by nothing but chance
}

func readPerson(l *line) *person {
	p := &person{
		login: l.text("login"), passportName: l.text("passport_name"), preferredName: l.text("preferred_name"),
		gender: models.Gender(l.text("gender")), nationalities: strings.Fields(l.text("nationalities")),
		nominatedBy: l.text("nominated_by"), role: models.Function(l.text("role")), part: part(l.text("group")),
	}
	if p.role == "none" {
		p.role = ""
	}
	for _, spoken := range strings.Fields(l.text("languages")) {
		language, level, _ := strings.Cut(spoken, ":")
		p.languages = append(p.languages, models.ObserverLanguage{Language: language, Level: models.Level(level)})
	}
	return p
}

// nominate enters a person, makes their account, and admits all but those who wait.
func (s *story) nominate(p *person, n int) {
	round := s.round(p)
	day := 0
	switch {
	case p.part == isRefused:
		day = -60
	case p.part == waits:
		day = -190 + 23*(n%7)
	default:
		day = rounds[round] - 12
	}
	in := s.nomination(p)
	hour := 8 + n%9 // all of a round in one day, in the order of the list
	if p.seated() || p.part == departs {
		hour = 8
	}
	s.at(s.moment(day, hour, n), "nominate "+p.login, func() error {
		o, err := act(s, p.nominator, models.NominateObserver, handlers.NominateObserver, in)
		if err != nil {
			return err
		}
		p.id = o.ID
		p.account = &models.Account{Email: p.login + "@demo.example", Name: p.preferredName, Role: models.ObserverRole, ObserverID: &p.id}
		return s.enrol(s.call(p.nominator, models.CreateAccount), p.account, p.login == "observer")
	})
	switch p.part {
	case waits:
		return
	case isRefused:
		s.on(-52, 11, "refuse "+p.login, func() error {
			_, err := act(s, s.second, models.RefuseObserver, handlers.RefuseObserver,
				because(p.id, "Holds an elected office, which is a conflict of interest while it lasts."))
			return err
		})
		return
	}
	p.joined = rounds[round]
	s.at(s.moment(p.joined, 8, n), "admit "+p.login, func() error {
		_, err := act(s, p.verifier, models.AdmitObserver, handlers.AdmitObserver, handlers.AdmitInput{ByID: by(p.id)})
		return err
	})
	s.calendar(p)
}
