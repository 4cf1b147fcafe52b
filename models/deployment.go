package models

import (
	"fmt"
	"slices"
	"time"
)

// Deployment is a mission of the fund to one election, made from an approved request under an invitation in force.
type Deployment struct {
	Record
	RequestID    string           `json:"requestId"`
	InvitationID string           `json:"invitationId"`
	ConsentID    *string          `json:"-"` // the invitation in force; none once ended
	Host         string           `json:"host"`
	Status       DeploymentStatus `json:"status"`
	Title        string           `json:"title"`
	Round        int              `json:"round"`    // of the request, from 1
	StartsOn     Date             `json:"startsOn"` // first polling day
	Until        Date             `json:"until"`    // the day after the last polling day
	Zone         string           `json:"zone"`
	Format       Format           `json:"format"`
	Risk         Risk             `json:"risk"`
	Language     *string          `json:"language,omitempty"` // working language every member needs
	Level        Level            `json:"level,omitempty"`
	Urgent       bool             `json:"urgent"` // a 72-hour call-out: offers stand 24 hours, else 72
	CommitmentID *string          `json:"commitmentId,omitempty"`
	Reason       string           `json:"reason,omitempty"`

	Seats []DeploymentSeat `json:"seats" gorm:"-"`
	Can   []Action         `json:"can" gorm:"-"`
}

// Ref names the deployment.
func (d *Deployment) Ref() Ref { return Ref{"deployment", d.ID} }

// DeploymentStatus is where a deployment stands in DeploymentFlow.
type DeploymentStatus string

// Every DeploymentStatus there is.
const (
	Planned   DeploymentStatus = "planned"
	Funded    DeploymentStatus = "funded" // money is committed
	Staffing  DeploymentStatus = "staffing"
	Ready     DeploymentStatus = "ready" // the team is confirmed, its money committed
	InField   DeploymentStatus = "in_field"
	Reporting DeploymentStatus = "reporting"
	Closed    DeploymentStatus = "closed"
	Postponed DeploymentStatus = "postponed" // no new date yet
	StoodDown DeploymentStatus = "stood_down"
)

// Values makes DeploymentStatus a Choice.
func (DeploymentStatus) Values() []string { return names(DeploymentFlow.States()) }

// DeploymentFlow is the life of a deployment. Moving the election asks a confirmed team again.
var DeploymentFlow = Flow[DeploymentStatus]{
	Planned: {ChangeDeployment: Planned, FundDeployment: Funded, MoveDeployment: Planned, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Funded: {ChangeDeployment: Funded, StaffDeployment: Staffing, MoveDeployment: Funded, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Staffing: {ChangeDeployment: Staffing, ConfirmDeployment: Ready, MoveDeployment: Staffing, PostponeDeployment: Postponed,
		StandDownDeployment: StoodDown},
	Ready:     {FieldDeployment: InField, MoveDeployment: Staffing, PostponeDeployment: Postponed, StandDownDeployment: StoodDown},
	InField:   {ReportDeployment: Reporting, StandDownDeployment: StoodDown},
	Reporting: {CloseDeployment: Closed, StandDownDeployment: StoodDown},
	Postponed: {MoveDeployment: Planned, StandDownDeployment: StoodDown},
	Closed:    {}, StoodDown: {},
}

// DeploymentSeat is what a deployment needs of one function: how many places, when, and at what cost each.
type DeploymentSeat struct {
	ID           string   `json:"id" gorm:"primaryKey"`
	DeploymentID string   `json:"-"`
	Function     Function `json:"function"`
	Places       int      `json:"places"`
	StartsOffset int      `json:"startsOffset"` // first day, in days from the first polling day: -35 is E-35
	UntilOffset  int      `json:"untilOffset"`  // the day after the last, in days from the last polling day: 8 is through E+7
	StartsOn     Date     `json:"startsOn"`
	Until        Date     `json:"until"`
	Cost         Money    `json:"cost"` // of one place

	Offered  int `json:"offered" gorm:"-"`
	Accepted int `json:"accepted" gorm:"-"`
}

// usual are the dates of a function's seats around polling: days from the first polling day, and from the last.
var usual = map[Function][2]int{LongTerm: {-35, 8}, ShortTerm: {-7, 5}}

// usualCore is when the core team comes and goes: E-45 to E+14.
var usualCore = [2]int{-45, 15}

// Date sets the days of a seat from the polling days; offsets of zero are the usual ones of its function.
func (s *DeploymentSeat) Date(d Deployment) {
	if s.StartsOffset == 0 && s.UntilOffset == 0 {
		dates, ok := usual[s.Function]
		if !ok {
			dates = usualCore
		}
		s.StartsOffset, s.UntilOffset = dates[0], dates[1]
	}
	s.StartsOn, s.Until = d.StartsOn.Plus(s.StartsOffset), d.Until.Plus(-1).Plus(s.UntilOffset)
}

// Check holds the rules of a plan that no single field can state.
func (d *Deployment) Check() error {
	var faults Faults
	seen := map[Function]bool{}
	for n, s := range d.Seats {
		field := fmt.Sprintf("seats[%d]", n)
		if seen[s.Function] {
			faults.Add(field+".function", "stands twice; raise the places instead")
		}
		seen[s.Function] = true
		switch {
		case !s.Until.After(s.StartsOn):
			faults.Add(field+".untilOffset", "they would leave before they arrive")
		case s.StartsOn.DaysUntil(s.Until) > 200:
			faults.Add(field+".startsOffset", "is a stay of more than 200 days")
		}
		if d.Format == ShortTermOnly && s.Function == LongTerm {
			faults.Add(field+".function", "the approved format has no long-term observers")
		}
		if (d.Format == LimitedFormat || d.Format == ExpertTeam) && s.Function == ShortTerm {
			faults.Add(field+".function", "the approved format has no short-term observers")
		}
		if d.Format == ExpertTeam && s.Function == LongTerm {
			faults.Add(field+".function", "the approved format has no long-term observers")
		}
	}
	return faults.Err()
}

// PlanDeployment makes a deployment of an approved request, under the host's consent in force.
func (a Act) PlanDeployment(d *Deployment, r DeploymentRequest) error {
	if r.Status != AskedApproved {
		return Refuse(Conflict, "not-approved", "the request is %s", words(string(r.Status))).Mend("an administrator approves it first")
	}
	if err := InForce(a.DB, r.InvitationID); err != nil {
		return err
	}
	if d.Round < 1 || d.Round > len(r.Rounds) {
		return Faults{{"round", fmt.Sprintf("must be from 1 to %d", len(r.Rounds))}}.Err()
	}
	var same int64
	err := a.DB.Model(&Deployment{}).Where("request_id = ? AND round = ? AND consent_id IS NOT NULL", r.ID, d.Round).Count(&same).Error
	if err != nil {
		return err
	}
	if same > 0 {
		return Refuse(Conflict, "already-planned", "there is a deployment for this round already").Mend("change that one, or stand it down")
	}
	polling := r.Rounds[d.Round-1]
	d.ID = NewID()
	d.RequestID, d.InvitationID, d.ConsentID, d.Host, d.Status = r.ID, r.InvitationID, &r.InvitationID, r.Host, Planned
	d.StartsOn, d.Until, d.Zone, d.Format, d.Risk, d.Title = polling.StartsOn, polling.Until, r.Zone, r.Format, r.Risk, r.Title
	if len(r.Rounds) > 1 {
		d.Title = fmt.Sprintf("%s, round %d", r.Title, d.Round)
	}
	zone, err := Zone(d.Zone)
	if err != nil {
		return err
	}
	if !d.StartsOn.After(a.Now.In(zone)) {
		return Refuse(Conflict, "election-past", "polling began on %s", d.StartsOn.Words()).Mend("the state can ask for a later round")
	}
	if err := a.Create(d, PlanDeployment, Facts{"request": r.ID, "invitation": r.InvitationID}); err != nil {
		return err
	}
	return a.seats(d)
}

// seats keeps the seats of a plan and their dates; a seat that people are bound to is not taken away.
func (a Act) seats(d *Deployment) error {
	var before []DeploymentSeat
	if err := a.DB.Where("deployment_id = ?", d.ID).Find(&before).Error; err != nil {
		return err
	}
	for n := range d.Seats {
		s := &d.Seats[n]
		s.Date(*d)
		s.DeploymentID, s.ID = d.ID, ""
		if was := slices.IndexFunc(before, func(b DeploymentSeat) bool { return b.Function == s.Function }); was >= 0 {
			s.ID = before[was].ID
			before = slices.Delete(before, was, was+1)
		}
	}
	if err := d.Check(); err != nil {
		return err
	}
	for _, s := range before {
		if err := a.unseat(s); err != nil {
			return err
		}
	}
	for n := range d.Seats {
		if err := a.keepSeat(&d.Seats[n]); err != nil {
			return err
		}
	}
	return nil
}

func (a Act) keepSeat(s *DeploymentSeat) error {
	if s.ID == "" {
		s.ID = NewID()
		return explained(a.DB.Create(s).Error)
	}
	live, err := a.live("seat_id = ?", s.ID)
	if err != nil {
		return err
	}
	if len(live) > s.Places {
		return Refuse(Conflict, "seats-taken", "%d people are offered or hold a seat as %s", len(live), s.Function.Words()).Mend("withdraw offers first")
	}
	for _, as := range live {
		if as.StartsOn != s.StartsOn || as.Until != s.Until {
			return Refuse(Conflict, "seats-taken", "people are offered or hold a seat as %s for other days", s.Function.Words()).
				Mend("withdraw their offers first, or move the election, which asks them again")
		}
	}
	return explained(a.DB.Select("*").Updates(s).Error)
}

// unseat takes a function out of a plan in which nobody was ever offered a seat of it.
func (a Act) unseat(s DeploymentSeat) error {
	var offered int64
	if err := a.DB.Model(&Assignment{}).Where("seat_id = ?", s.ID).Count(&offered).Error; err != nil {
		return err
	}
	if offered > 0 {
		return Refuse(Conflict, "seats-kept", "seats as %s were offered, so the function stays in the plan", s.Function.Words()).
			Mend("keep it, with fewer places")
	}
	if err := a.DB.Where("seat_id = ?", s.ID).Delete(&Reserve{}).Error; err != nil {
		return err
	}
	return explained(a.DB.Delete(&s).Error)
}

// live are the assignments that bind somebody, of a narrowed query.
func (a Act) live(where string, args ...any) (live []Assignment, err error) {
	err = a.DB.Where("status IN ?", LiveAssignments).Where(where, args...).Order("id").Find(&live).Error
	return live, err
}

// Cost is what the planned places cost.
func (d Deployment) Cost() (cost Money) {
	for _, s := range d.Seats {
		cost += s.Cost * Money(s.Places)
	}
	return cost
}

// FundDeployment commits the money of a plan: at least what its places cost.
func (a Act) FundDeployment(d *Deployment, draws []Draw) error {
	if err := a.fund(d, draws, d.Cost(), FundDeployment); err != nil {
		return err
	}
	return Step(a, DeploymentFlow, d, &d.Status, FundDeployment, "", Facts{"commitment": d.CommitmentID})
}

// fund draws money for a deployment and sees that its commitment then holds what is needed.
func (a Act) fund(d *Deployment, draws []Draw, needed Money, action Action) error {
	if d.CommitmentID == nil {
		c := Commitment{Title: d.Title, DeploymentID: &d.ID, Host: d.Host}
		if err := a.OpenCommitment(&c, draws, action); err != nil {
			return err
		}
		d.CommitmentID = &c.ID
	} else if len(draws) > 0 {
		c, err := Find[Commitment](a.DB, *d.CommitmentID)
		if err != nil {
			return err
		}
		if err := a.Commit(c, draws); err != nil {
			return err
		}
		if err := a.Journal(CommitMoney, c.Ref(), "", Facts{"draws": draws}); err != nil {
			return err
		}
	}
	var held Money
	err := a.DB.Model(&LedgerAccount{}).Where("commitment_id = ?", *d.CommitmentID).Select("COALESCE(SUM(balance), 0)").Scan(&held).Error
	if err != nil || held >= needed {
		return err
	}
	return a.short("money committed for "+d.Title, needed, held)
}

// ConfirmDeployment confirms the team and commits what it still needs, in one transaction. Nobody may be left with an
// open offer, everybody is checked once more, and going with empty places needs a reason.
func (a Act) ConfirmDeployment(d *Deployment, draws []Draw, reason string) error {
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	var open int
	var cost Money
	team := map[string][]Assignment{}
	for _, as := range live {
		if as.Status == AssignmentOffered {
			open++
		}
		team[as.SeatID] = append(team[as.SeatID], as)
	}
	if open > 0 {
		return Refuse(Conflict, "offers-open", "%d offers are not answered yet", open).Mend("wait for the answers, or withdraw the offers")
	}
	for _, s := range d.Seats {
		if len(team[s.ID]) < s.Places && reason == "" {
			return Refuse(Conflict, "seats-empty", "of %d places for %s %d are filled", s.Places, s.Function.Words(), len(team[s.ID])).
				Mend("offer the empty places, or give a reason for going without")
		}
		if err := a.stillReady(*d, s, team[s.ID]); err != nil {
			return err
		}
		cost += s.Cost * Money(len(team[s.ID]))
	}
	if len(live) == 0 {
		return Refuse(Conflict, "seats-empty", "nobody has accepted a seat").Mend("offer seats first")
	}
	if err := a.fund(d, draws, cost, ConfirmDeployment); err != nil {
		return err
	}
	if err := Step(a, DeploymentFlow, d, &d.Status, ConfirmDeployment, reason, Facts{"team": len(live), "commitment": d.CommitmentID}); err != nil {
		return err
	}
	return a.TellState(d.Host, ConfirmDeployment, d.Ref(), "The team for "+d.Title+" is confirmed. The accreditation list is ready.")
}

// stillReady refuses a team one of whom no longer meets the requirements.
func (a Act) stillReady(d Deployment, s DeploymentSeat, team []Assignment) error {
	if len(team) == 0 {
		return nil
	}
	var people, held []string
	for _, as := range team {
		people, held = append(people, as.ObserverID), append(held, as.ID)
	}
	assessed, err := Assess(a.DB, a.Now, people, d.Post(s), held...)
	if err != nil {
		return err
	}
	for _, r := range assessed {
		if err := r.Refusal(); err != nil {
			return err
		}
	}
	return nil
}

// FieldDeployment sends the team: whoever is due by now is deployed, the others follow one by one.
func (a Act) FieldDeployment(d *Deployment) error {
	today, err := d.today(a.Now)
	if err != nil {
		return err
	}
	accepted, err := a.live("deployment_id = ? AND status = ?", d.ID, AssignmentAccepted)
	if err != nil {
		return err
	}
	sent := 0
	for _, as := range accepted {
		if as.StartsOn.After(today) {
			continue
		}
		if err := Step(a, AssignmentFlow, &as, &as.Status, DeployAssignment, "", nil); err != nil {
			return err
		}
		sent++
	}
	if sent == 0 {
		return Refuse(Conflict, "too-early", "nobody's first day has come yet in %s", d.Zone).Mend("wait for the first arrival")
	}
	return Step(a, DeploymentFlow, d, &d.Status, FieldDeployment, "", Facts{"deployed": sent})
}

// ReportDeployment brings the team home after polling: everybody deployed has completed their assignment.
func (a Act) ReportDeployment(d *Deployment) error {
	today, err := d.today(a.Now)
	if err != nil {
		return err
	}
	if today.Before(d.Until) {
		return Refuse(Conflict, "too-early", "polling ends on %s", d.Until.Plus(-1).Words()).Mend("wait for it, or stand the mission down")
	}
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	for _, as := range live {
		event := CompleteAssignment
		if as.Status != AssignmentDeployed {
			event = StandDownAssignment
		}
		if err := a.endAssignment(&as, event, ""); err != nil {
			return err
		}
	}
	return Step(a, DeploymentFlow, d, &d.Status, ReportDeployment, "", Facts{"completed": len(live)})
}

// CloseDeployment settles a mission: everybody is evaluated, no payment waits, the rest of the money goes back.
func (a Act) CloseDeployment(d *Deployment) error {
	var missing int64
	err := a.DB.Model(&Assignment{}).Where("deployment_id = ? AND status = ?", d.ID, AssignmentCompleted).
		Where("id NOT IN (SELECT assignment_id FROM evaluations)").Count(&missing).Error
	if err != nil {
		return err
	}
	if missing > 0 {
		return Refuse(Conflict, "evaluations-missing", "%d observers are not evaluated yet", missing).Mend("an administrator enters the team leader's evaluations")
	}
	var waiting int64
	if d.CommitmentID != nil {
		err = a.DB.Model(&Payment{}).Where("commitment_id = ? AND status = ?", *d.CommitmentID, PaymentRequested).Count(&waiting).Error
		if err != nil {
			return err
		}
	}
	if waiting > 0 {
		return Refuse(Conflict, "payments-waiting", "%d payments wait for a decision", waiting).Mend("a second administrator approves or rejects them")
	}
	released, err := a.settle(d, "the mission is closed")
	if err != nil {
		return err
	}
	d.ConsentID = nil
	if err := Step(a, DeploymentFlow, d, &d.Status, CloseDeployment, "", Facts{"released": released}); err != nil {
		return err
	}
	return a.TellState(d.Host, CloseDeployment, d.Ref(), "The mission "+d.Title+" is closed.")
}

// settle releases the money of a deployment that is not spent.
func (a Act) settle(d *Deployment, reason string) (Money, error) {
	if d.CommitmentID == nil {
		return 0, nil
	}
	return a.CloseCommitment(*d.CommitmentID, reason)
}

// StandDown ends a deployment for good: offers stop, the team is stood down, money that is not spent is released.
func (a Act) StandDown(d *Deployment, reason string) error {
	if _, err := DeploymentFlow.Next(d.Status, StandDownDeployment); err != nil {
		return err
	}
	if err := a.release(d, reason); err != nil {
		return err
	}
	released, err := a.settle(d, reason)
	if err != nil {
		return err
	}
	d.ConsentID, d.Reason = nil, reason
	if err := Step(a, DeploymentFlow, d, &d.Status, StandDownDeployment, reason, Facts{"released": released}); err != nil {
		return err
	}
	return a.TellState(d.Host, StandDownDeployment, d.Ref(), "The mission "+d.Title+" was stood down.")
}

// release stands down everybody who is bound to a deployment and tells them.
func (a Act) release(d *Deployment, reason string) error {
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	var people []string
	for _, as := range live {
		if err := a.endAssignment(&as, StandDownAssignment, reason); err != nil {
			return err
		}
		people = append(people, as.ObserverID)
	}
	return a.TellObservers(people, StandDownDeployment, d.Ref(), d.Title+": you are stood down and your days are free again.")
}

// PostponeDeployment waits for a new date: nobody is kept waiting, offers and seats are freed, the money stays committed.
func (a Act) PostponeDeployment(d *Deployment, reason string) error {
	if _, err := DeploymentFlow.Next(d.Status, PostponeDeployment); err != nil {
		return err
	}
	if err := a.release(d, reason); err != nil {
		return err
	}
	d.Reason = reason
	return Step(a, DeploymentFlow, d, &d.Status, PostponeDeployment, reason, nil)
}

// Post is what somebody in a seat of the deployment is sent for.
func (d Deployment) Post(s DeploymentSeat) Post {
	post := Post{Function: s.Function, Host: d.Host, StartsOn: s.StartsOn, Until: s.Until, Risk: d.Risk, Level: d.Level}
	if d.Language != nil {
		post.Language = *d.Language
	}
	return post
}

func (d Deployment) today(now Time) (Date, error) {
	zone, err := Zone(d.Zone)
	if err != nil {
		return Date{}, err
	}
	return now.In(zone), nil
}

// OfferStands is how long an offer may be answered.
func (d Deployment) OfferStands() time.Duration {
	if d.Urgent {
		return 24 * time.Hour
	}
	return 72 * time.Hour
}

// ChangeDeployment keeps a new plan.
func (a Act) ChangeDeployment(d *Deployment) error {
	if err := Step(a, DeploymentFlow, d, &d.Status, ChangeDeployment, "", Facts{"cost": d.Cost()}); err != nil {
		return err
	}
	return a.seats(d)
}
