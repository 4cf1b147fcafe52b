package models

import (
	"fmt"
	"slices"

	"observationfund/models/said"
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
	LinkAccount:            official,
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

// decides says of each of these what another administrator is asked to decide, and names nobody.
var decides = map[Action]said.Template{
	CreateAccount:          "make an account that speaks for the fund or for a state",
	ChangeAccount:          "change the address or the name of an account that speaks for the fund or for a state",
	LinkAccount:            "mail a link into an account that speaks for the fund or for a state to its owner",
	EnableAccount:          "enable an account again",
	DisableAccount:         "disable an account, which leaves the fund one administrator",
	AdmitObserver:          "admit a person to the cohort out of turn",
	ReinstateObserver:      "end a suspension",
	DepartObserver:         "let an observer leave the cohort",
	RenominateObserver:     "nominate a person again who was dismissed",
	UpholdInquiry:          "dismiss an observer by an inquiry",
	EraseObserver:          "erase the personal data of a person who has left",
	RevokeTraining:         "revoke a training that was verified",
	OpenOpportunity:        "open places inside the region",
	ChangeOpportunity:      "move open places into the region",
	EndorseTrainingRequest: "support a request for a place, and commit its money",
	RestoreTrainingRequest: "take the end of a place back",
	ConfirmDeployment:      "confirm the team of a mission, and commit its money",
	LetStandConcern:        "let an observer stay who does not meet one requirement",
	SetFund:                "change the settings of the fund",
	CancelContribution:     "give up a pledge",
	AllocateLine:           "put received money on a budget line",
	ReturnLine:             "take free money off a budget line",
	CommitMoney:            "commit money",
	ReverseRefund:          "reverse a refund",
	ReverseTransfer:        "reverse a receipt or a payment",
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
