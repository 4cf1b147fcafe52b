package models

import (
	"encoding/json"
	"fmt"
	"slices"

	"observationfund/models/said"
)

// Mailing is what a mail about an action is to a role. Its subject can be read aloud in a meeting: it holds nothing but Aloud.
type Mailing struct {
	Subject said.Template
	Answer  bool    // it waits for an answer of theirs
	AtOnce  bool    // it may not wait for the morning
	Receipt bool    // it acknowledges what they have done themselves
	Reason  bool    // the notice's reason may stand in it, for it can be no medical one
	Message bool    // it tells of a message, and holds nothing of it
	Keep    bool    // it is there to be kept: in a mail of its own, whatever somebody wants to be mailed
	Page    string  // where it leads, when what it tells of is no record with a page
	Link    Purpose // the one thing that a link in it does
}

// Needed reports whether it is sent whatever somebody wants to be mailed.
func (m Mailing) Needed() bool { return m.Answer || m.AtOnce || m.Receipt || m.Keep }

// Aloud is what a mail's subject can hold.
var Aloud = []string{"reference", "mission", "title", "until", "closes"}

// harmless is what else a notice can hold that is mailed in its own words: functions, days and states, never a name, a score, an amount or
// anything of somebody's health. all is several sentences; a head is the hash of all that was decided.
var harmless = append([]string{
	"function", "first", "last", "day", "status", "asked", "format", "days", "lead", "one", "other", "commitment", "all", "clock", "zone", "next", "what", "event", "role",
	"answer", "yes", "courses", "number", "head", "since",
}, Aloud...)

// elsewhere is said where a notice holds more than a mail may.
const elsewhere said.Template = "What has changed is on the page behind this link."

// more is said where a mail leaves out a sentence of a notice.
const more said.Template = "More is on the page behind this link."

// Says is what a mail says of a notice: its own words, less the sentences that hold what a mail may not.
func (m Mailing) Says(n Notice) (said.Sentence, error) {
	all, several := n.Parameters["all"]
	switch {
	case m.allows(n.Parameters):
		return said.Sentence{Text: n.Body, Source: n.Source}, nil
	case !several:
		return said.That(elsewhere), nil
	}
	var sentences, kept []said.Sentence
	text, err := json.Marshal(all)
	if err == nil {
		err = json.Unmarshal(text, &sentences)
	}
	for _, s := range sentences {
		if m.allows(s.Parameters) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return said.That(elsewhere), err
	}
	return said.All(append(kept, said.That(more))...), err
}

// allows reports whether a mail may hold all of some parameters, and of the sentences among them.
func (m Mailing) allows(p said.Parameters) bool {
	for name, value := range p {
		if !slices.Contains(harmless, name) && !(m.Reason && name == "reason") || !m.allowsWithin(value) {
			return false
		}
	}
	return true
}

func (m Mailing) allowsWithin(value any) bool {
	var within struct{ Parameters said.Parameters }
	var list []json.RawMessage
	text, err := json.Marshal(value)
	if err != nil {
		return false
	}
	if json.Unmarshal(text, &list) == nil {
		return !slices.ContainsFunc(list, func(item json.RawMessage) bool { return !m.allowsWithin(item) })
	}
	return json.Unmarshal(text, &within) != nil || m.allows(within.Parameters)
}

// MailingOf is what a mail about an action is to a role.
func MailingOf(action Action, role Role) (Mailing, error) {
	m, ok := Mailings[action][role]
	if !ok {
		return m, fmt.Errorf("%s to %s: Mailings has no row for it", action, role)
	}
	return m, nil
}

// named are the parameters that the subject of a mail about a record can hold.
func (a Actor) named(subject Ref) ([]any, error) {
	switch subject.Kind {
	case (&Invitation{}).Ref().Kind:
		i, err := Find[Invitation](a.DB, subject.ID)
		return []any{"reference", i.Reference, "title", i.Reference}, err
	case (&DeploymentRequest{}).Ref().Kind:
		r, err := Find[DeploymentRequest](a.DB, subject.ID)
		if err != nil {
			return nil, err
		}
		i, err := Find[Invitation](a.DB, r.InvitationID)
		return []any{"reference", i.Reference, "title", r.Title}, err
	case (&Deployment{}).Ref().Kind:
		d, err := Find[Deployment](a.DB, subject.ID)
		return []any{"mission", d.Title}, err
	case (&CallOut{}).Ref().Kind:
		c, err := Find[CallOut](a.DB, subject.ID)
		if err != nil {
			return nil, err
		}
		d, err := Find[Deployment](a.DB, c.DeploymentID)
		return []any{"mission", d.Title, "closes", c.ClosesAt}, err
	case (&Assignment{}).Ref().Kind:
		as, err := Find[Assignment](a.DB, subject.ID)
		if err != nil {
			return nil, err
		}
		d, err := Find[Deployment](a.DB, as.DeploymentID)
		return []any{"mission", d.Title, "title", d.Title, "until", as.ExpiresAt}, err
	case (&Proposal{}).Ref().Kind:
		p, err := Find[Proposal](a.DB, subject.ID)
		return []any{"reference", p.Reference, "until", p.ExpiresAt}, err
	case (&Opportunity{}).Ref().Kind:
		o, err := Find[Opportunity](a.DB, subject.ID)
		return []any{"title", o.Title, "closes", o.Closes()}, err
	case (&TrainingRequest{}).Ref().Kind:
		r, err := Find[TrainingRequest](a.DB, subject.ID)
		if err != nil {
			return nil, err
		}
		o, err := Find[Opportunity](a.DB, r.OpportunityID)
		return []any{"title", o.Title}, err
	case (&Training{}).Ref().Kind, (&Commitment{}).Ref().Kind:
		title, err := Title(a.DB, subject)
		return []any{"title", title}, err
	}
	return nil, nil
}
