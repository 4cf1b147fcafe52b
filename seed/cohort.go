package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

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
	round     int
	joined    int      // the day of their admission
	engaged   bool     // has a place abroad and is left out of other plans
	asked     []string // the courses they have asked for
}

// part says which part a person has in the story.
type part string

const (
	readyIn72Hours part = "A" // could leave within 72 hours
	readyIn7Days   part = "B" // within 7 days
	readyIn30Days  part = "C" // within 30 days
	isAway         part = "F" // in the field with the mission that is out today
	isStale        part = "S" // has not confirmed their availability for long
	isOnLeave      part = "L"
	hasLapsed      part = "X" // a certificate has lapsed, or is missing
	hasNoPapers    part = "P" // passport or medical clearance
	learns         part = "T"
	isSuspended    part = "U"
	departs        part = "D"
	waits          part = "W" // on the waiting list
	isRefused      part = "R"
)

// seated reports whether the person holds a seat today.
func (p *person) seated() bool {
	return !slices.Contains([]part{departs, waits, isRefused}, p.part)
}

// cohort nominates and admits the cast in three rounds, lets them keep their calendars, and tells who left.
func (s *story) cohort() error {
	var err error
	if s.cast, err = readTable("observers", readPerson); err != nil {
		return err
	}
	s.random.Shuffle(len(s.cast), func(i, j int) { s.cast[i], s.cast[j] = s.cast[j], s.cast[i] })
	for _, p := range s.cast {
		p.round = s.round(p)
	}
	slices.SortStableFunc(s.cast, func(a, b *person) int { return cmp.Compare(a.round, b.round) })
	for n, p := range s.cast {
		p.nominator, p.verifier = s.admin, s.second
		if n%2 == 1 {
			p.nominator, p.verifier = s.second, s.admin
		}
		s.people[p.login] = p
		s.nominate(p, n)
	}
	s.suspend("cormac.delahunty", -11, "Took a paid position with a party's parliamentary group; to be reviewed when it ends.")
	s.depart("alistair.penhallow", -22, "Retired from observation at his own wish.")
	s.depart("hoang.tuyetnhung", -13, "Appointed to the election administration of her state.")
	s.depart("ong.kahhwee", -6, "Moved to a position that leaves no time for missions.")
	return nil
}

// rounds of admission: how long ago each was.
var rounds = []int{-426, -336, -246}

// round draws in which round somebody is admitted; those who wait come last.
func (s *story) round(p *person) int {
	switch p.part {
	case learns, hasLapsed, hasNoPapers:
		return 2
	case waits, isRefused:
		return 3
	}
	return s.random.IntN(2)
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
	in := s.nomination(p)
	day := 0
	switch p.part {
	case isRefused:
		day = -60
	case waits:
		day = -190 + 23*(n%7)
	default:
		p.joined = rounds[p.round]
		day = p.joined - 12
	}
	inTurn := time.Duration(n) * 25 * time.Second // all of a round on one morning
	s.at(s.today.Plus(day).Midnight(utc).Plus(8*time.Hour+inTurn), "nominate "+p.login, func() error {
		o, err := act(s, p.nominator, models.NominateObserver, handlers.NominateObserver, in)
		if err != nil {
			return err
		}
		p.id = o.ID
		p.account = &models.Account{Email: p.login + "@demo.example", Name: p.preferredName, Role: models.ObserverRole, ObserverID: &p.id}
		return s.enrol(p.nominator, p.account, p.login == "observer")
	})
	switch p.part {
	case waits:
	case isRefused:
		s.on(-52, 11, "refuse "+p.login, func() error {
			_, err := act(s, p.verifier, models.RefuseObserver, handlers.RefuseObserver,
				because(p.id, "Holds an elected office, which is a conflict of interest while it lasts."))
			return err
		})
	default:
		s.at(s.today.Plus(p.joined).Midnight(utc).Plus(8*time.Hour+inTurn), "admit "+p.login, func() error {
			_, err := act(s, p.verifier, models.AdmitObserver, handlers.AdmitObserver, handlers.AdmitInput{ByID: by(p.id)})
			return err
		})
		s.calendar(p)
	}
}

// nomination invents what is known of a person.
func (s *story) nomination(p *person) handlers.ObserverInput {
	notice := map[part][]int{
		readyIn72Hours: {24, 48, 48, 72}, readyIn7Days: {96, 120, 168}, readyIn30Days: {240, 336, 504, 720}, isAway: {72, 96, 120},
	}[p.part]
	if notice == nil {
		notice = []int{72, 120, 168, 336}
	}
	functions := []models.Function{models.ShortTerm}
	if p.role != "" && p.role != models.ShortTerm {
		functions = append(functions, p.role)
	}
	born := models.Day(s.between(1961, 1997), time.Month(s.between(1, 12)), s.between(1, 28))
	passport := s.today.Plus(s.between(560, 3200))
	medical := s.today.Plus(s.between(215, 330))
	note := ""
	if p.part == hasNoPapers {
		switch p.role {
		case models.LongTerm:
			passport = s.today.Plus(96)
		default:
			medical = s.today.Plus(-s.between(8, 40))
			note = "Cleared without restriction; the next examination is due."
		}
	}
	number := fmt.Sprintf("%c%07d", 'A'+rune(s.random.IntN(26)), s.random.IntN(10_000_000))
	mail, phone := p.login+"@demo.example", fmt.Sprintf("+999 555 %04d", s.random.IntN(10_000))
	relative := one(s, "Spouse", "Sister", "Brother", "Mother", "Father", "Friend")
	named, theirs := relative+" of "+p.preferredName, fmt.Sprintf("+999 555 %04d", s.random.IntN(10_000))
	return handlers.ObserverInput{
		PassportName: p.passportName, PreferredName: p.preferredName, Gender: p.gender, Nationalities: p.nationalities,
		NominatedBy: p.nominatedBy, Languages: p.languages, Functions: functions, NoticeHours: one(s, notice...),
		PassportExpiresOn: passport, Invented: true,
		Private: handlers.PrivateInput{
			PassportNumber: &number, PassportState: &p.nationalities[0], BornOn: &handlers.DayOrNone{Date: born}, Email: &mail, Phone: &phone,
			EmergencyName: &named, EmergencyRelation: &relative, EmergencyPhone: &theirs,
			MedicalClearedThrough: &handlers.DayOrNone{Date: medical}, MedicalNote: &note,
		},
	}
}

func (s *story) suspend(login string, day int, reason string) {
	s.on(day, 10, "suspend "+login, func() error {
		_, err := act(s, s.admin, models.SuspendObserver, handlers.SuspendObserver, because(s.people[login].id, reason))
		return err
	})
}

func (s *story) depart(login string, day int, reason string) {
	s.on(day, 10, "depart "+login, func() error {
		_, err := act(s, s.second, models.DepartObserver, handlers.DepartObserver, handlers.DepartInput{ByID: by(s.people[login].id), Ground: models.Resigned, Reason: reason})
		return err
	})
}

// calendar lets a person say when they are free, and confirm it from time to time.
func (s *story) calendar(p *person) {
	begin, end := p.joined+2, s.between(225, 330)
	s.declareAvailability(p, begin, models.Available, begin, end, "")
	last := -s.between(1, 36)
	switch p.part {
	case readyIn72Hours:
		last = -s.between(1, 24)
	case isStale:
		last = -s.between(49, 74)
	case isOnLeave:
		s.declareAvailability(p, -s.between(24, 32), models.Unavailable, -s.between(6, 20), s.between(34, 80), "On leave")
		last = -s.between(2, 20)
	case readyIn7Days, readyIn30Days:
		if s.random.IntN(3) == 0 {
			away := s.between(43, 50)
			s.declareAvailability(p, -s.between(40, 50), models.Tentative, away, away+s.between(5, 12), "Perhaps a family visit")
		}
	}
	for day := last; day > max(begin, -240); day -= s.between(35, 41) {
		s.on(day, s.between(5, 20), "confirm "+p.login, func() error {
			o, err := models.Find[models.Observer](s.tx, p.id)
			if err != nil || o.Status == models.ObserverDeparted {
				return err
			}
			_, err = act(s, p.account, models.ConfirmAvailability, handlers.ConfirmAvailability, by(p.id))
			return err
		})
	}
}

// declareAvailability enters a period into a person's calendar on a day.
func (s *story) declareAvailability(p *person, day int, kind models.AvailabilityKind, from, until int, note string) {
	s.on(day, s.between(6, 19), "availability of "+p.login, func() error {
		_, err := act(s, p.account, models.ChangeAvailability, handlers.AddAvailability, handlers.AvailabilityInput{
			ByID: by(p.id), Kind: kind, StartsOn: s.today.Plus(from), Until: s.today.Plus(until), Note: note, Replace: true,
		})
		return err
	})
}
