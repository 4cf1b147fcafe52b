package refusal

// Invitations and what host states ask for.
var (
	NoConsent = refuse(HostState,
		"there is no invitation in force for this",
		"only the host state can invite; once its invitation is verified and accepted by two people, this becomes possible",
		rule(KindConflict, "no-consent", "No one is offered a seat, called out or sent without the host's invitation in force."))
	GuaranteeRefused = refuse(HostState,
		"the host refuses {guarantees} of the Declaration of Principles, without which no mission is organised",
		"only the host state can give the guarantee, in a new invitation",
		rule(KindConflict, "guarantee-refused", "No mission is organised where the host refuses one of the hard guarantees of the Declaration of Principles."))
	PeriodOver = refuse(HostState,
		"the period it covers ended on {last}",
		"only the host state can extend it, while a mission under it is not over, or invite again",
		rule(KindConflict, "period-over", "An invitation is accepted, and a mission is planned and staffed under it, while the period that it covers lasts."))
	OutsideConsent = rule(KindConflict, "outside-consent", "No one is sent for a day outside the period to which the host state has consented.")
	DaysOutside    = refuse(HostState,
		"{what} would be from {first} to {last}, but the host's invitation covers {from} to {through}",
		"an administrator plans other days, or the state extends its invitation",
		OutsideConsent)
	DaysOutsideMeanwhile = refuse(HostState,
		"a day of this lies outside the period to which the host has consented",
		"an administrator plans other days, or the state extends its invitation",
		OutsideConsent)
	GuaranteeNotFound = rule(KindConflict, "guarantee-not-found", "Consent comes into force once the fund itself has found every hard guarantee of the Declaration of Principles met.")
	FindingsMissing   = refuse(Administrator,
		"the fund has not found met what no mission is organised without: {guarantees}",
		"an administrator records what was found, with the evidence; what the host does not give, it can give in a new invitation",
		GuaranteeNotFound)
	FindingsMeanwhile = refuse(Administrator,
		"consent rests on the findings of the fund",
		"an administrator records what was found before it is accepted; what changes in a consent, its state extends or withdraws",
		GuaranteeNotFound)
	RivalInvitations = rule(KindConflict, "rival-invitations", "Two authorities of one state are never both in force: while more than one invites to the same days, none is verified, accepted or extended.")
	Rivals           = refuse(Administrator,
		"another authority of the state invites to the same days: {rivals}",
		"an administrator settles who may invite, which declines the others",
		RivalInvitations)
	RivalsMeanwhile = refuse(Administrator,
		"another authority of the state has consented to the same days",
		"an administrator settles who may invite, which declines the others",
		RivalInvitations)
	NothingToSettle = refuse(Administrator,
		"this invitation is not contested, and no other authority invites to its days",
		"there is nothing to settle: an administrator verifies it, or contests it",
		rule(KindConflict, "nothing-to-settle", "Who may invite is settled where it is contested, or where two authorities invite."))
	OtherAuthority = refuse(HostState,
		"this invitation was submitted by another authority of the state: {authority}",
		"an account of that authority of the state can do it; any other can submit an invitation of its own, and the fund settles who may invite",
		rule(KindForbidden, "other-authority", "An authority of a state decides about its own invitations, not about those of another."))
	LastOfState = refuse(Administrator|HostState,
		"this is the last account by which its authority could withdraw {reference}, which is in force",
		"an administrator creates another account for that authority, by the same name, which enters first; or the state withdraws its invitation",
		rule(KindConflict, "last-of-state", "A state can always withdraw: the last account of an authority that consents is not disabled."))
	ExtensionWaits = refuse(HostState,
		"an extension of this invitation is being decided",
		"the state waits for the answer, or withdraws it and asks again",
		rule(KindConflict, "extension-waits", "An invitation is extended once at a time."))
	NoExtension = refuse(HostState,
		"no extension of this invitation is being decided",
		"the state asks for one",
		rule(KindConflict, "no-extension", "An extension is decided once."))
	DeploymentsAlive = refuse(Administrator,
		"{number} missions under this invitation are not closed",
		"an administrator closes or stands them down first",
		rule(KindConflict, "deployments-alive", "An invitation is closed when no mission under it is under way."))
	OutsideInvitation = refuse(HostState,
		"{election} polls from {first} to {last}, the invitation covers {from} to {through}",
		"the state changes the dates, or invites for a longer period",
		rule(KindInvalid, "outside-invitation", "An election is observed within the period that the invitation covers."))
	MoreThanAsked  = rule(KindConflict, "more-than-asked", "The fund sends no more than the state has asked for, and seats that fit the format that was approved.")
	FormatNotAsked = refuse(HostState,
		"the state asked for {asked}, and {format} is more than that",
		"the state asks for it in another request under its invitation; an administrator can approve what was asked, or less",
		MoreThanAsked)
	FormatMeanwhile = refuse(Administrator,
		"the format of this, or one of its seats, is not what was approved",
		"an administrator plans the seats that the approved format has",
		MoreThanAsked)
	NotFeasible = refuse(Administrator,
		"{format} is not feasible now. {why}",
		"an administrator approves a smaller format, or declines",
		rule(KindConflict, "not-feasible", "A format of mission takes a certain time to prepare, and the election is too near for this one."))
)
