package models

import (
	"fmt"
	"slices"
)

// Mark is when an action takes two people: always, or where the journal's fact of that name is one of some values.
type Mark struct {
	Fact   string
	Values []string
}

// TakesTwo is what binds the fund and has no step of its own for a second person: what one administrator asks for is
// rehearsed and kept as a proposal, and done when another confirms it. The journal refuses these without one.
var TakesTwo = map[Action]Mark{
	CreateAccount:          official,
	ChangeAccount:          {"identity", []string{"of an official"}}, // their address, and the name by which an authority of a state is known
	EnableAccount:          {},
	DisableAccount:         {"leaves", []string{"one administrator"}},
	AdmitObserver:          {"turn", []string{"out of turn"}},
	ReinstateObserver:      {},
	DepartObserver:         {"by", []string{"another person"}}, // not the observer who leaves
	RenominateObserver:     {"inquiry", []string{string(InquiryUpheld), string(InquiryOvertaken)}},
	UpholdInquiry:          {}, // it dismisses
	EraseObserver:          {},
	RevokeTraining:         {},
	OpenOpportunity:        {"region", []string{"inside"}}, // against the rule that places are extra-regional
	ChangeOpportunity:      {"region", []string{"inside"}}, // once it is open
	EndorseTrainingRequest: {},
	RestoreTrainingRequest: {},
	ConfirmDeployment:      {},
	LetStandConcern:        {},
	SetFund:                {},
	CancelContribution:     {},
	AllocateLine:           {},
	ReturnLine:             {},
	CommitMoney:            {"by", []string{string(CommitMoney)}}, // not by what funds or confirms a deployment, which others have agreed to
	ReverseRefund:          {},
	ReverseTransfer:        {},
}

// official marks the accounts that bind a state or the fund itself.
var official = Mark{"role", []string{string(Administrator), string(StateRole)}}

// takes reports whether facts are those that the mark is about.
func (m Mark) takes(facts Facts) bool {
	return m.Fact == "" || slices.Contains(m.Values, fmt.Sprint(facts[m.Fact]))
}

// takesTwo reports whether an action with its facts takes two people.
func takesTwo(action Action, facts Facts) bool {
	mark, marked := TakesTwo[action]
	return marked && mark.takes(facts)
}
