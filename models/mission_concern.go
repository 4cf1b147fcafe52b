package models

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Concern is a requirement that somebody no longer meets who has accepted a seat or serves in it. It keeps the name of the rule and
// nothing of what is known of the person: what is missing is worked out when it is read.
type Concern struct {
	Record                     // made when it was noticed
	AssignmentID string        `json:"assignmentId"`
	Rule         Rule          `json:"rule"`
	Status       ConcernStatus `json:"status"`
	CausedBy     Action        `json:"causedBy"`          // what brought it about
	AskedBy      *string       `json:"askedBy,omitempty"` // who asked to let it stand
	LetStandBy   *string       `json:"letStandBy,omitempty"`
	LetStandAt   Time          `json:"letStandAt,omitzero"`
	Reason       string        `json:"reason,omitempty"` // why it stands
	EndedAt      Time          `json:"endedAt,omitzero"`

	ObserverID     string        `json:"observerId" gorm:"-"`
	*said.Sentence `gorm:"-"`    // what is missing
	Remedy         said.Template `json:"remedy,omitempty" gorm:"-"`
	Can            []Action      `json:"can" gorm:"-"`
}

// TableName is where concerns are kept.
func (Concern) TableName() string { return "assignment_concerns" }

// Ref names the concern.
func (c *Concern) Ref() Ref { return Ref{"concern", c.ID} }

// Events makes Concern Living.
func (Concern) Events() []Action { return ConcernFlow.All() }

// title is whom and which mission a concern is about: it has no name of its own.
func (c *Concern) title(db *gorm.DB) (title string, err error) {
	err = db.Raw(`SELECT o.preferred_name || ', ' || d.title FROM assignments a JOIN observers o ON o.id = a.observer_id
		JOIN deployments d ON d.id = a.deployment_id WHERE a.id = ?`, c.AssignmentID).Scan(&title).Error
	return title, err
}

// ConcernStatus is where a concern stands in ConcernFlow.
type ConcernStatus string

const (
	ConcernOpen    ConcernStatus = "open"
	ConcernStands  ConcernStatus = "stands"
	ConcernSettled ConcernStatus = "settled"
)

// Values makes ConcernStatus a Choice.
func (ConcernStatus) Values() []string { return names(ConcernFlow.States()) }

// ConcernFlow is the life of a concern. What is let stand is let stand for that assignment, also when its end is taken back; what is met
// again and then broken is another concern.
var ConcernFlow = Flow[ConcernStatus]{
	ConcernOpen:    {LetStandConcern: ConcernStands, SettleConcern: ConcernSettled},
	ConcernStands:  {SettleConcern: ConcernSettled},
	ConcernSettled: {},
}

// Inexcusable are the requirements that are not let stand: they are no matter of the fund's judgement.
var Inexcusable = []Rule{"seated", "nationality"}

// Hold refuses to let stand what is not the fund's to let stand.
func (c *Concern) Hold(event Action) error {
	if event == LetStandConcern && slices.Contains(Inexcusable, c.Rule) {
		return refusal.CannotStand.With("rule", c.Rule)
	}
	return nil
}

// AssessBound answers for each of some assignments whether its observer meets what it asks, for the days for which they come: the days
// that it holds are no obstacle. It takes the same number of queries however many they are.
func AssessBound(db *gorm.DB, now Time, bound []Assignment) ([]Readiness, error) {
	if len(bound) == 0 {
		return nil, nil
	}
	var ids, observers, missions []string
	from, until := bound[0].StartsOn, bound[0].Until
	for _, as := range bound {
		ids, observers, missions = append(ids, as.ID), append(observers, as.ObserverID), append(missions, as.DeploymentID)
		if as.StartsOn.Before(from) {
			from = as.StartsOn
		}
		if as.Until.After(until) {
			until = as.Until
		}
	}
	var qualifications []Qualification
	if err := db.Order("alternative, id").Find(&qualifications).Error; err != nil {
		return nil, err
	}
	var named []struct {
		Deployment
		HostName, LanguageName string
	}
	err := db.Model(&Deployment{}).Select("deployments.*, states.name AS host_name, COALESCE(languages.name, '') AS language_name").
		Joins("JOIN states ON states.code = deployments.host").Joins("LEFT JOIN languages ON languages.code = deployments.language").
		Where("deployments.id IN ?", missions).Scan(&named).Error
	if err != nil {
		return nil, err
	}
	all, err := people(db, observers, from, until, ids, nil)
	if err != nil {
		return nil, err
	}
	persons := map[string]Person{}
	for _, p := range all {
		persons[p.ID] = p
	}
	answers := make([]Readiness, len(bound))
	for n, as := range bound {
		var post Post
		for _, d := range named {
			if d.ID == as.DeploymentID {
				post = d.Post(DeploymentSeat{Function: as.Function, StartsOn: as.StartsOn, Until: as.Until})
				post.Qualifications, post.HostName, post.LanguageName = qualifications, d.HostName, d.LanguageName
			}
		}
		post.Agreed = map[string]Time{as.ObserverID: now} // whoever is about to agree does so now
		if !as.AnsweredAt.IsZero() {
			post.Agreed[as.ObserverID] = as.AnsweredAt
		}
		answers[n] = persons[as.ObserverID].Assess(post, now, Requirements)
	}
	return answers, nil
}

// unready are those of a team who do not meet what their seats ask, but for what two people have let stand.
func (a Actor) unready(team []Assignment) (unready []Readiness, err error) {
	assessed, err := AssessBound(a.DB, a.Now, team)
	if err != nil || len(team) == 0 {
		return nil, err
	}
	standing, err := a.concerns(team, ConcernStands)
	if err != nil {
		return nil, err
	}
	for n, r := range assessed {
		r = r.without(func(rule Rule) bool {
			return slices.ContainsFunc(standing, func(c Concern) bool { return c.AssignmentID == team[n].ID && c.Rule == rule })
		})
		if !r.Ready {
			unready = append(unready, r)
		}
	}
	return unready, nil
}

// concerns are the concerns about some assignments that are in one of some states.
func (a Actor) concerns(about []Assignment, statuses ...ConcernStatus) (all []Concern, err error) {
	ids := make([]string, len(about))
	for n, as := range about {
		ids[n] = as.ID
	}
	err = a.DB.Where("assignment_id IN ? AND status IN ?", ids, statuses).Order("id").Find(&all).Error
	return all, err
}

// Reconsider assesses again who, of a narrowed query of assignments, has accepted a seat or serves in it, and whose days are not over,
// because of what an action has changed: a concern opens for each requirement that is no longer met, and what is met again is settled.
func (a Actor) Reconsider(by Action, where string, args ...any) error {
	bound, err := a.live("status <> ? AND until > ? AND ("+where+")", append([]any{AssignmentOffered, a.Now.Day()}, args...)...)
	if err != nil || len(bound) == 0 {
		return err
	}
	assessed, err := AssessBound(a.DB, a.Now, bound)
	if err != nil {
		return err
	}
	noticed, err := a.concerns(bound, ConcernOpen, ConcernStands)
	if err != nil {
		return err
	}
	for n, as := range bound {
		raised := false
		for _, check := range assessed[n].Checks {
			is := slices.IndexFunc(noticed, func(c Concern) bool { return c.AssignmentID == as.ID && c.Rule == check.Rule })
			switch {
			case check.Passed && is >= 0:
				err = a.settle(&noticed[is], by)
			case !check.Passed && is < 0:
				raised = true
				err = a.Create(&Concern{AssignmentID: as.ID, Rule: check.Rule, Status: ConcernOpen, CausedBy: by}, RaiseConcern, Facts{"assignment": as.ID, "by": by})
			}
			if err != nil {
				return err
			}
		}
		if raised {
			if err := a.tellOfConcern(as, assessed[n].PreferredName); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellOfConcern tells the administrators, and whom it is about, that somebody no longer meets what a mission asks; of what is missing a
// notice says nothing.
func (a Actor) tellOfConcern(as Assignment, name string) error {
	d, err := Find[Deployment](a.DB, as.DeploymentID)
	if err != nil {
		return err
	}
	message := said.That("{name} no longer meets what {mission} requires: read what is missing, and decide what becomes of the seat.", "name", name, "mission", d.Title)
	if as.Status == AssignmentDeployed {
		message = said.That("{name} is in the field with {mission} and no longer meets what it requires: read what is missing, and decide whether they stay.",
			"name", name, "mission", d.Title)
	}
	if err := a.TellAdministrators(RaiseConcern, as.Ref(), message); err != nil {
		return err
	}
	return a.TellObservers([]string{as.ObserverID}, RaiseConcern, as.Ref(), said.That("You no longer meet what {mission} requires. Your assignment says what is missing.", "mission", d.Title))
}

// settle ends a concern: what it is about is met again, or nobody is bound any more.
func (a Actor) settle(c *Concern, by Action) error {
	c.EndedAt = a.Now
	return Step(a, ConcernFlow, c, &c.Status, SettleConcern, "", Facts{"assignment": c.AssignmentID, "by": by})
}

// settleAll ends the concerns about an assignment that are in one of some states.
func (a Actor) settleAll(as Assignment, by Action, statuses ...ConcernStatus) error {
	all, err := a.concerns([]Assignment{as}, statuses...)
	for n := range all {
		if err := a.settle(&all[n], by); err != nil {
			return err
		}
	}
	return err
}

// LetStand lets a person stay bound who does not meet one requirement of their assignment.
func (a Actor) LetStand(c *Concern, reason string) error {
	if _, err := ConcernFlow.Next(c.Status, LetStandConcern); err != nil {
		return err
	}
	if err := c.Hold(LetStandConcern); err != nil {
		return err
	}
	as, err := Find[Assignment](a.DB, c.AssignmentID)
	if err != nil {
		return err
	}
	if a.Proposal != nil { // in the rehearsal nobody is the second person yet
		c.AskedBy = &a.Proposal.AskedBy
	}
	a.Rehearsal.add(FieldChange{Subject: c.Ref(), Field: "letStand", To: string(c.Rule)}) // what the second person decides about
	c.LetStandBy, c.LetStandAt, c.Reason = &a.By.ID, a.Now, reason
	if err := Step(a, ConcernFlow, c, &c.Status, LetStandConcern, reason, Facts{"assignment": as.ID}); err != nil {
		return err
	}
	return a.TellObservers([]string{as.ObserverID}, LetStandConcern, as.Ref(), said.That("You stay with your mission although you do not meet everything that it requires. The reason: {reason}", "reason", reason))
}
