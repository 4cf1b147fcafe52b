package models

// Role is what an account is for.
type Role string

const (
	Administrator Role = "administrator"
	ObserverRole  Role = "observer"
	StateRole     Role = "state"
	Auditor       Role = "auditor"
	System        Role = "system" // the clock: what happens by itself; nobody signs in as it
)

// Roles lists the roles people can have, in the order in which we speak of them.
var Roles = []Role{Administrator, ObserverRole, StateRole, Auditor}

// Values makes Role a Choice.
func (Role) Values() []string { return names(Roles) }

// Words names somebody of the role in a sentence: an administrator.
func (r Role) Words() string {
	return map[Role]string{Administrator: "an administrator", ObserverRole: "the observer", StateRole: "the state", Auditor: "an auditor", System: "the clock"}[r]
}
