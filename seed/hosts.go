package seed

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// note is what every request of the demonstration says.
const note = "Invented for the demonstration: this state has asked for nothing, and the dates are set from the day on which the demonstration was made."

// missionPlan is an invitation and what follows from it.
type missionPlan struct {
	key     string
	host    models.State
	account *models.Account
	in      handlers.InvitationInput
	asks    handlers.DeploymentRequestInput
	plan    handlers.PlanInput
	risk    models.Risk
	format  models.Format
	days    map[string]int // submitted: -41 and so on; what is not there never was

	election   models.Date
	invitation models.Invitation
	request    models.DeploymentRequest
	deployment models.Deployment
	silent     string // the assignment whose offer nobody answers
}

// hosts tells what states asked of the fund, and what became of it.
func (s *story) hosts() error {
	visits, err := readTable("invitations", s.readVisit)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if v.host, err = models.Known[models.State](s.tx, v.host.Code); err != nil {
			return err
		}
		s.visits[v.key] = v
		s.invite(v)
		s.agree(v)
	}
	s.contested(s.visits["contested"])
	s.past(s.visits["past"])
	s.inField(s.visits["field"])
	s.withdrawn(s.visits["withdrawn"])
	s.staffing(s.visits["clean"])
	s.further(s.visits["clean"])
	s.rerun(s.visits["field"])
	s.longer(s.visits["clean"])
	return nil
}

func (s *story) readVisit(l *line) *missionPlan {
	v := &missionPlan{key: l.text("key"), host: models.State{Code: l.text("host")}, days: map[string]int{}}
	for _, step := range []string{"drafted", "submitted", "verified", "accepted", "approved", "planned", "funded", "staffed"} {
		if day, ok := l.days(step); ok {
			v.days[step] = day
		}
	}
	v.election = s.today.Plus(l.number("polling"))
	for v.key == "clean" && v.election.Midnight(utc).Weekday() != time.Saturday {
		v.election = v.election.Plus(1)
	}
	length := l.number("poll_days")
	v.in = handlers.InvitationInput{
		Authority: models.Authority(l.text("authority")), AuthorityName: l.text("authority_name"), Signatory: l.text("signatory"),
		Office: l.text("office"), ContactName: l.text("contact"), ContactEmail: "elections-" + strings.ToLower(l.text("host")) + "@demo.example",
		SignedOn: s.today.Plus(v.days["drafted"] - 1), StartsOn: v.election.Plus(-75), Until: v.election.Plus(length + 45),
	}
	v.asks = handlers.DeploymentRequestInput{
		Election: models.Election(l.text("election")), Title: l.text("title"), Zone: l.text("zone"), Format: models.Format(l.text("format")),
		Rounds: []models.Round{{StartsOn: v.election, Until: v.election.Plus(length)}}, Note: strings.TrimSpace(note + " " + l.text("note")),
		Regions: split(l.text("regions")), Languages: split(l.text("languages")),
	}
	if second, ok := l.days("second"); ok {
		v.asks.Rounds = append(v.asks.Rounds, models.Round{StartsOn: v.election.Plus(second), Until: v.election.Plus(second + 1)})
		v.in.Until = v.in.Until.Plus(second)
	}
	v.risk, v.format = models.Risk(l.text("risk")), models.Format(l.text("approved_format"))
	v.in.Answers = answers(l)
	s.readPlan(l, v)
	return v
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' })
}

// answers gives every guarantee but those that the line names.
func answers(l *line) (all []models.Answer) {
	other := map[string]string{}
	for _, answer := range strings.Fields(l.text("answers")) {
		code, what, _ := strings.Cut(answer, "=")
		other[code] = what
	}
	words := map[string]string{"partly": "With limits that we describe in the letter.", "unknown": "We are asking the offices in charge and will tell the fund."}
	for n := 1; n <= 20; n++ {
		code := fmt.Sprintf("G%d", n)
		answer := models.Answer{Guarantee: code, Answer: models.Guaranteed}
		if what, ok := other[code]; ok {
			answer.Answer, answer.Note = models.AnswerKind(what), words[what]
		}
		all = append(all, answer)
	}
	return all
}

// costs are what one place in a function costs.
var costs = map[models.Function]models.Money{models.ShortTerm: dollars(4_300), models.LongTerm: dollars(12_200)}

// readPlan reads "legal:1 lto:2 sto:6". Everybody comes on the usual days; a team that is called late as soon as it can.
func (s *story) readPlan(l *line, v *missionPlan) {
	for _, seat := range strings.Fields(l.text("seats")) {
		name, count, _ := strings.Cut(seat, ":")
		places, err := strconv.Atoi(count)
		if err != nil {
			l.faults = append(l.faults, err)
		}
		in := handlers.SeatInput{Function: models.Function(name), Places: places, Cost: dollars(19_800)}
		if cost, ok := costs[in.Function]; ok {
			in.Cost = cost
		}
		v.plan.Seats = append(v.plan.Seats, in)
	}
	if language := l.text("language"); language != "" {
		v.plan.Language, v.plan.Level = &language, models.B2
	}
	v.plan.Urgent = v.key == "short"
}

// step tells a step of a visit at the day that its line names; a step without a day never was.
func (s *story) step(v *missionPlan, name string, hour int, do func() error) {
	if day, ok := v.days[name]; ok {
		s.on(day, hour, name+" "+v.host.Code, do)
	}
}

// invite drafts and submits an invitation, with the request that goes with it, by the state's own account.
func (s *story) invite(v *missionPlan) {
	s.step(v, "drafted", 6, func() error {
		if err := s.envoy(v); err != nil {
			return err
		}
		letter, err := s.letter(v)
		if err != nil {
			return err
		}
		v.in.LetterID = letter
		if v.invitation, err = act(s, v.account, models.DraftInvitation, handlers.DraftInvitation, v.in); err != nil {
			return err
		}
		v.request, err = act(s, v.account, models.AddDeploymentRequest, handlers.AddDeploymentRequest, handlers.DeploymentRequestAdd{
			ByID: by(v.invitation.ID), DeploymentRequestInput: v.asks,
		})
		return err
	})
	s.step(v, "submitted", 4, func() error {
		_, err := act(s, v.account, models.SubmitInvitation, handlers.SubmitInvitation, by(v.invitation.ID))
		return err
	})
}

// envoy makes the account of a state that has none yet.
func (s *story) envoy(v *missionPlan) error {
	code := v.host.Code
	v.account = &models.Account{
		Email: "state-" + strings.ToLower(code) + "@demo.example", Name: v.in.AuthorityName + ", " + v.host.Name, Role: models.StateRole, State: &code,
	}
	if code == "TL" {
		v.account.Email = "state@demo.example"
	}
	return s.enrol(s.admin, v.account, code == "TL")
}

func (s *story) letter(v *missionPlan) (*string, error) {
	return s.paper(v.account, "invitation "+v.host.Code+" "+v.asks.Title, "Invitation to observe", v.host.Name+": "+v.in.AuthorityName,
		"We invite the Electoral Observation Fund to observe: "+v.asks.Title+", "+v.asks.Rounds[0].StartsOn.Words()+".",
		"The guarantees of the Declaration of Principles are answered in the form that goes with this letter.",
		"Signed: "+v.in.Signatory+", "+v.in.Office)
}

// agree verifies and accepts an invitation by two people, approves what it asks for, plans it and sets the money aside.
func (s *story) agree(v *missionPlan) {
	verifies, accepts := s.second, s.admin
	if v.key == "past" || v.key == "withdrawn" {
		verifies, accepts = s.admin, s.second
	}
	s.step(v, "verified", 9, func() error {
		_, err := act(s, verifies, models.VerifyInvitation, handlers.VerifyInvitation, handlers.Verification{
			ByID: by(v.invitation.ID), Channel: "Confirmed by phone with the office that signed, at the number its ministry publishes; note verbale received.",
		})
		if err != nil {
			return err
		}
		found, err := s.findings(v)
		if err != nil {
			return err
		}
		_, err = act(s, verifies, models.AssessInvitation, handlers.AssessInvitation, handlers.Assessment{ByID: by(v.invitation.ID), Findings: found})
		return err
	})
	s.step(v, "accepted", 11, func() error {
		_, err := act(s, accepts, models.AcceptInvitation, handlers.AcceptInvitation, by(v.invitation.ID))
		return err
	})
	s.step(v, "approved", 13, func() (err error) {
		v.request, err = act(s, s.admin, models.ApproveDeploymentRequest, handlers.ApproveDeploymentRequest, handlers.Approval{
			ByID: by(v.request.ID), Risk: v.risk, Format: v.format,
		})
		return err
	})
	s.step(v, "planned", 15, func() (err error) {
		v.deployment, err = act(s, s.admin, models.PlanDeployment, handlers.PlanDeployment, handlers.DeploymentPlan{
			RequestID: v.request.ID, Round: 1, PlanInput: v.plan,
		})
		return err
	})
	s.step(v, "funded", 10, func() (err error) {
		v.deployment, err = act(s, s.second, models.FundDeployment, handlers.FundDeployment, handlers.Funding{
			ByID: by(v.deployment.ID), Draws: s.sources(v),
		})
		return err
	})
	s.step(v, "staffed", 9, func() (err error) {
		v.deployment, err = act(s, s.admin, models.StaffDeployment, handlers.StaffDeployment, by(v.deployment.ID))
		return err
	})
}

// findings are what the fund finds of the guarantees: the hard ones met, the others as the host answers.
func (s *story) findings(v *missionPlan) (all []handlers.FindingInput, err error) {
	var hard []string
	err = s.tx.Model(&models.Guarantee{}).Where("gate = ?", models.Hard).Pluck("code", &hard).Error
	for _, answer := range v.in.Answers {
		finding := handlers.FindingInput{Guarantee: answer.Guarantee, Finding: models.FoundMet, Evidence: "The election law, and what the commission, two parties and a citizen observer group told us."}
		switch {
		case slices.Contains(hard, answer.Guarantee) || answer.Answer == models.Guaranteed:
		case answer.Answer == models.Partly:
			finding.Finding, finding.Evidence = models.FoundPartly, "The letter describes the limits; the office in charge confirms them."
		default:
			finding.Finding, finding.Evidence = models.FoundUnknown, "The office in charge has not answered yet."
		}
		all = append(all, finding)
	}
	return all, err
}

// sources are the lines that a mission is paid from: the rapid-response reserve where there is little time.
func (s *story) sources(v *missionPlan) []models.Draw {
	cost := v.deployment.Cost()
	if v.key == "short" {
		return s.draw("reserve", cost)
	}
	security := cost / 1000 * 100
	return append(s.draw("missions", cost-security), s.draw("security", security+dollars(6_000))...)
}
