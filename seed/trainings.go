package seed

import (
	"fmt"
	"slices"

	"observationfund/handlers"
	"observationfund/models"
)

// past is a mission that was really there. Who served in it is invented.
type past struct {
	organiser, body, host, title string
	election                     models.Date
}

// claim is a training that a person logs, and what becomes of it.
type claim struct {
	in     handlers.TrainingInput
	day    int    // of the claim, in days from today
	fate   string // verified, claimed or rejected
	reason string
}

// trainings gives every member of the cohort a past that fits their nationality's real access, and lets it be verified.
func (s *story) trainings() error {
	missions, err := readTable("missions", func(l *line) past {
		return past{l.text("organiser"), l.text("body"), l.text("host"), l.text("title"), l.date("election")}
	})
	if err != nil {
		return err
	}
	if s.access, err = s.takers(); err != nil {
		return err
	}
	for _, p := range s.cast {
		if p.part == waits || p.part == isRefused {
			continue
		}
		s.security(p)
		if p.role == "" {
			s.learning(p)
			continue
		}
		s.qualify(p)
		s.service(p, missions)
	}
	s.doubts()
	return nil
}

// takers reads which nationalities each organiser takes without an arrangement.
func (s *story) takers() (map[string][]string, error) {
	var rows []models.OrganiserState
	err := s.tx.Order("organiser, state").Find(&rows).Error
	by := map[string][]string{}
	for _, row := range rows {
		by[row.Organiser] = append(by[row.Organiser], row.State)
	}
	return by, err
}

// takes reports whether an organiser takes a person, by any of their nationalities.
func (s *story) takes(organiser string, p *person) bool {
	return slices.ContainsFunc(p.nationalities, func(state string) bool { return slices.Contains(s.access[organiser], state) })
}

// abroad reports whether missions of the EU or the OSCE are open to a person.
func (s *story) abroad(p *person) bool { return s.takes("EU", p) || s.takes("OSCE", p) }

// security is UN BSAFE, and hostile-environment training for nearly half of the cohort.
func (s *story) security(p *person) {
	if misses(p) != "bsafe" {
		done := s.today.Plus(p.joined - s.between(20, 900))
		s.log(p, claim{in: handlers.TrainingInput{
			Organiser: "UN", Body: "UNDSS", Kind: models.SecurityAwareness, Title: "BSAFE", Place: "Online", StartsOn: done, Until: done.Plus(1),
		}})
	}
	expires, ending := s.today.Plus(s.between(70, 660)), slices.Contains(expiringTraining, p.login)
	if p.part == learns || !ending && p.role != models.SecurityExpert && s.random.IntN(100) >= 45 {
		return
	}
	if ending {
		expires = s.today.Plus(s.between(9, 58))
	}
	ended := expires.PlusMonths(-36)
	s.log(p, claim{in: handlers.TrainingInput{
		Organiser: "UN", Body: "UNDSS", Kind: models.HostileEnvironment, Title: "Safe and Secure Approaches in Field Environments",
		Place: one(s, "Bangkok", "Nairobi", "Amman", "Entebbe"), Host: nil, StartsOn: ended.Plus(-3), Until: ended.Plus(1), ExpiresOn: expires,
	}})
}

// Those with a certificate that ends within 60 days: e-learning that their function rests on, and security training.
var (
	expiringLearning = []string{"kirra.thornbury", "wirawan", "aisyah.kamaruzaman", "hemi.tautari", "ramon.cuyugan", "tanvir.bhuiyan",
		"lim.siewkheng", "ryohei.kanamaru", "rukhsana.hunzai"}
	expiringTraining = []string{"owen.macisaac", "oyunchimeg", "grant.petherick", "javier.quintanar"}
	withoutBSAFE     = []string{"perlita.dagohoy", "temuulen"}
)

// misses says what somebody lacks who is out of date.
func misses(p *person) string {
	switch {
	case p.part != hasLapsed:
		return ""
	case slices.Contains(withoutBSAFE, p.login):
		return "bsafe"
	}
	return "e-learning"
}

// qualify is the e-learning that makes a short-term observer, and for some a course besides.
func (s *story) qualify(p *person) {
	expires := s.today.Plus(s.between(250, 640))
	switch {
	case slices.Contains(expiringLearning, p.login):
		expires = s.today.Plus(s.between(19, 58))
	case misses(p) == "e-learning":
		expires = s.today.Plus(-s.between(6, 70))
	}
	ended := expires.PlusMonths(-36)
	s.log(p, claim{in: handlers.TrainingInput{
		Organiser: "OSCE", Body: "ODIHR", Kind: models.ELearning, Function: models.ShortTerm, Title: "E-learning course for short-term observers",
		Place: "Online", StartsOn: ended.Plus(-9), Until: ended.Plus(1), ExpiresOn: expires,
	}})
	if p.role == models.ShortTerm && p.part != hasLapsed && !slices.Contains(expiringLearning, p.login) && s.random.IntN(4) == 0 {
		begin := s.today.Plus(p.joined - s.between(60, 700))
		s.log(p, claim{in: handlers.TrainingInput{
			Organiser: "UN", Body: "UNDP", Kind: models.Course, Function: models.ShortTerm, Title: "Electoral cycles and election observation",
			Place: one(s, "Bangkok", "Suva", "Dhaka", "Jakarta"), StartsOn: begin, Until: begin.Plus(5),
		}})
	}
}

// service is what a person did in missions: as long-term observer or in a core team by the way that qualifies them,
// as short-term observer where an organiser takes their nationality, and with others, which does not count.
func (s *story) service(p *person, missions []past) {
	var served []past
	serve := func(m past, function models.Function) {
		served = append(served, m)
		from, until := -6, 4
		switch {
		case function == models.LongTerm:
			from, until = -30, 8
		case function.Core():
			from, until = -38, 13
		}
		host := m.host
		s.log(p, claim{in: handlers.TrainingInput{
			Organiser: m.organiser, Body: m.body, Kind: models.ObservationMission, Function: function, Host: &host, Title: m.title,
			Place: "In the regions", StartsOn: m.election.Plus(from), Until: m.election.Plus(until),
		}})
	}
	draw := func(open func(past) bool) (past, bool) {
		var choice []past
		for _, m := range missions {
			near := func(other past) bool {
				return other.election.Plus(-60).Before(m.election) && m.election.Before(other.election.Plus(60))
			}
			if open(m) && !slices.Contains(p.nationalities, m.host) && !slices.ContainsFunc(served, near) && m.election.Plus(30).Before(s.today) {
				choice = append(choice, m)
			}
		}
		if len(choice) == 0 {
			return past{}, false
		}
		return one(s, choice...), true
	}
	open := func(m past) bool { return s.takes(m.organiser, p) }
	few := func(n int) {
		for range n {
			if m, ok := draw(open); ok {
				serve(m, models.ShortTerm)
			}
		}
	}
	un := func(m past) bool { return m.organiser == "UN" }
	switch {
	case p.role == models.SecurityExpert:
		m, _ := draw(un)
		serve(m, models.ShortTerm)
	case p.role.Core():
		m, ok := draw(func(m past) bool { return open(m) && (m.organiser == "OSCE" || p.nominatedBy == models.EuropeanUnion) })
		if !ok {
			m, _ = draw(un)
		}
		serve(m, p.role)
	case p.role == models.LongTerm && s.takes("EU", p) && s.random.IntN(2) == 0:
		s.ltoCourse(p)
		few(2)
	case p.role == models.LongTerm:
		if m, ok := draw(open); ok {
			serve(m, models.LongTerm)
		}
		few(s.between(1, 2))
	case p.part == hasLapsed: // service would still qualify them
	case s.abroad(p):
		few(s.between(0, 2))
	case !slices.Contains(expiringLearning, p.login) && s.random.IntN(3) == 0:
		if m, ok := draw(un); ok {
			serve(m, models.ShortTerm)
		}
	case s.random.IntN(3) == 0:
		if m, ok := draw(func(m past) bool { return slices.Contains([]string{"MOG", "ANFREL", "CC"}, m.organiser) }); ok {
			serve(m, models.ShortTerm)
		}
	}
}

func (s *story) ltoCourse(p *person) {
	begin := s.today.Plus(-s.between(640, 1450))
	s.log(p, claim{in: handlers.TrainingInput{
		Organiser: "EU", Body: "EODS", Kind: models.Course, Function: models.LongTerm, Title: "Course for long-term observers",
		Place: "Brussels", StartsOn: begin, Until: begin.Plus(5),
	}})
}

// learning is the first steps of who is not qualified yet: what they claim waits, or was rejected.
func (s *story) learning(p *person) {
	ended := s.today.Plus(-s.between(9, 20))
	c := claim{day: -s.between(2, 6), fate: "claimed", in: handlers.TrainingInput{
		Organiser: "OSCE", Body: "ODIHR", Kind: models.ELearning, Function: models.ShortTerm, Title: "E-learning course for short-term observers",
		Place: "Online", StartsOn: ended.Plus(-12), Until: ended.Plus(1),
	}}
	if p.login == "shahzeb.tareen" || p.login == "kanlaya.bunmee" {
		c.day, c.fate, c.reason = -s.between(12, 16), "rejected", "The file shows the start page of the course, not the certificate. Please submit the certificate."
		c.in.StartsOn, c.in.Until = c.in.StartsOn.Plus(-10), c.in.Until.Plus(-10)
	}
	s.log(p, c)
}

// doubts are the claims that wait for an administrator, and those that were rejected and can be mended.
func (s *story) doubts() {
	waiting := func(login string, day int, in handlers.TrainingInput) {
		ended := s.today.Plus(day - s.between(4, 9))
		in.StartsOn, in.Until = ended.Plus(-4), ended.Plus(1)
		s.log(s.people[login], claim{day: day, fate: "claimed", in: in})
	}
	first := handlers.TrainingInput{Organiser: "OTHER", Kind: models.Course, Title: "First aid in the field", Place: "Wellington"}
	hostile := handlers.TrainingInput{Organiser: "EU", Body: "ESDC", Kind: models.HostileEnvironment, Title: "Hostile environment awareness training", Place: "Vienna"}
	data := handlers.TrainingInput{Organiser: "UN", Body: "UNITAR", Kind: models.Course, Function: models.DataAnalyst, Title: "Data in elections", Place: "Geneva"}
	waiting("hemi.tautari", -3, first)
	waiting("marguerite.dufresne", -8, hostile)
	waiting("matthew.okeden", -5, hostile)
	waiting("debjani.mukhopadhyay", -2, data)
	waiting("thandar", -11, first)

	rejected := func(login string, day int, in handlers.TrainingInput, ended models.Date, reason string) {
		in.StartsOn, in.Until = ended.Plus(-9), ended.Plus(1)
		s.log(s.people[login], claim{day: day, fate: "rejected", reason: reason, in: in})
	}
	nepal := "NP"
	rejected("observer", -17, handlers.TrainingInput{
		Organiser: "ANFREL", Kind: models.ObservationMission, Function: models.ShortTerm, Host: &nepal, Place: "Kathmandu",
		Title: "ANFREL observation mission, Nepal 2026",
	}, models.Day(2026, 3, 8), "The letter does not say on which days you served. Please submit one that does, and correct the days if need be.")
	rejected("priya.holt", -33, handlers.TrainingInput{
		Organiser: "UN", Body: "UNDSS", Kind: models.HostileEnvironment, Title: "Safe and Secure Approaches in Field Environments", Place: "Nairobi",
	}, s.today.Plus(-1150), "The certificate expired before it was logged; it cannot count any more.")
	rejected("jose.villapando", -25, data, s.today.Plus(-75), "The certificate is made out to another name.")
}

// log lets a person log a training with its evidence, and the administrator who did not nominate them decide.
func (s *story) log(p *person, c claim) {
	s.numbered++
	number := fmt.Sprintf("DEMO-%04d", s.numbered)
	c.in.CertificateNumber = number
	day := s.today.Plus(c.day)
	if c.fate == "" {
		c.fate, day = "verified", s.today.Plus(p.joined+s.between(2, 16))
		if over := c.in.Until.Plus(s.between(6, 15)); day.Before(over) {
			day = over
		}
	}
	s.dated(day, s.between(7, 16), "training of "+p.login, func() error {
		var err error
		c.in.EvidenceID, err = s.paper(p.account, "certificate "+number, c.in.Title, "This is to certify that "+p.passportName,
			"has completed: "+c.in.Title+".", "From "+c.in.StartsOn.Words()+" to "+c.in.Until.Plus(-1).Words()+".", "Number "+number+".")
		if err != nil {
			return err
		}
		t, err := act(s, p.account, models.ClaimTraining, handlers.ClaimTraining, c.in)
		if err != nil || c.fate == "claimed" {
			return err
		}
		s.dated(s.now.Day().Plus(s.between(2, 6)), s.between(7, 16), "decide on a training of "+p.login, func() error {
			if c.fate == "rejected" {
				_, err := act(s, p.verifier, models.RejectTraining, handlers.RejectTraining, because(t.ID, c.reason))
				return err
			}
			_, err := act(s, p.verifier, models.VerifyTraining, handlers.VerifyTraining, handlers.VerifyInput{ByID: by(t.ID)})
			return err
		})
		return nil
	})
}
