package refusal

// Deployments, their seats and their teams.
var (
	NotApproved = refuse(Administrator,
		"the request is {status}",
		"an administrator approves it first",
		rule(KindConflict, "not-approved", "A mission is planned for a request that was approved."))
	AlreadyPlanned = refuse(Administrator,
		"there is a mission for this round already",
		"an administrator changes that one, or stands it down first",
		rule(KindConflict, "already-planned", "A round of an election has one mission."))
	ElectionPast = refuse(HostState,
		"polling began on {began}",
		"the state asks for a later election or round under its invitation",
		rule(KindConflict, "election-past", "A mission is planned before polling begins."))
	SeatsTaken      = rule(KindConflict, "seats-taken", "A seat is for one person: what is offered or held is neither offered again nor taken out of the plan.")
	NoSeatToRestore = refuse(Administrator,
		"every place as {function} is offered or taken",
		"an administrator takes another seat back first, or adds places",
		SeatsTaken)
	SeatsHeld = refuse(Administrator,
		"{number} people are offered or hold a seat as {function}",
		"an administrator takes seats back first",
		SeatsTaken)
	SeatDaysHeld = refuse(Administrator,
		"people are offered or hold a seat as {function} for the days that the plan has now",
		"an administrator takes their seats back first, or moves the election, which asks them again",
		SeatsTaken)
	EverySeatTaken = refuse(Administrator,
		"every place as {function} is offered or taken",
		"an administrator waits for an answer, adds places, or puts this observer on the reserve",
		SeatsTaken)
	SeatsKept = refuse(Administrator,
		"seats as {function} were offered, so the function stays in the plan",
		"an administrator keeps it in the plan, with fewer places",
		rule(KindConflict, "seats-kept", "A function of which seats were ever offered stays in the plan."))
	SeatsEmpty  = rule(KindConflict, "seats-empty", "A team is confirmed when its seats are filled.")
	PlacesEmpty = refuse(Administrator,
		"of {places} places for {function} {filled} are filled",
		"an administrator offers the empty places, or gives a reason for going without",
		SeatsEmpty)
	NoSeatAccepted = refuse(Administrator,
		"no one has accepted a seat",
		"an administrator offers seats first",
		SeatsEmpty)
	CannotStand = refuse(Administrator,
		"no one stays with a mission who does not meet the rule {rule}",
		"an administrator stands the observer down or withdraws the seat; where they are suspended, reinstating them settles it",
		rule(KindConflict, "cannot-stand", "An active seat in the cohort, and another nationality than the host's, are what everybody has who observes: they are not for the fund to excuse."))
	OffersOpen = refuse(Administrator,
		"{number} offers are not answered yet",
		"an administrator waits for the answers, or withdraws the offers",
		rule(KindConflict, "offers-open", "A team is confirmed when every offer is answered."))
	OfferExpired = refuse(Administrator,
		"this offer expired on {at}",
		"an administrator can offer a seat again",
		rule(KindConflict, "offer-expired", "An offer is answered before it expires."))
	InField = refuse(Administrator,
		"a {function} is in the field until {last}",
		"an administrator waits, or records the return of each who came home early",
		rule(KindConflict, "in-field", "A mission reports when everybody has come home."))
	EvaluationsMissing = refuse(Administrator,
		"{number} observers are not evaluated yet",
		"an administrator enters the team leader's evaluations",
		rule(KindConflict, "evaluations-missing", "A mission is closed when each of its observers is evaluated."))
	PaymentsWaiting = refuse(AnotherAdministrator,
		"{number} payments wait for a decision",
		"another administrator approves or rejects them",
		rule(KindConflict, "payments-waiting", "A mission is closed when each of its payments is decided."))
	NoEvaluation = refuse(Administrator,
		"there is no evaluation to reply to yet",
		"an administrator enters the team leader's evaluation",
		rule(KindConflict, "no-evaluation", "An observer replies to an evaluation that there is."))
	EvaluationFinal  = rule(KindConflict, "evaluation-final", "An evaluation is replied to once; when it is corrected, once more. Who was evaluated has come home.")
	ServiceEvaluated = refuse(Administrator,
		"the observer was evaluated, so that their service is over",
		"an administrator corrects the evaluation instead",
		EvaluationFinal)
	AlreadyReplied = refuse(Administrator|Observer,
		"you have replied already",
		"if there is something to correct, an administrator enters the evaluation again, and the observer can then reply to that",
		EvaluationFinal)
)
