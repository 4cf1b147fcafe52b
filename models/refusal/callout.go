package refusal

// Call-outs.
var (
	NotCalledOut = refuse(Administrator,
		"people are called out while a mission is planned, funded or staffing, this one is {status}",
		"an administrator plans a mission of a request under an invitation in force; a place that is free in a confirmed team is offered",
		WrongState)
	CalledOutAlready = refuse(Administrator,
		"the mission has an open call-out",
		"an administrator closes that one first, or withdraws it",
		rule(KindConflict, "called-out-already", "A mission has one open call-out, in which each person is asked once."))
	CallOutEnds = rule(KindConflict, "call-out-over", "A call-out is answered while it is open; afterwards nothing of it changes.")
	CallOutOver = refuse(Administrator,
		"this call-out closed on {at}",
		"whoever could still go calls the office: an administrator can offer a seat while there is one",
		CallOutEnds)
	CallOutTakenBack = refuse(Nobody,
		"this call-out was withdrawn, and there is nothing to answer",
		"",
		CallOutEnds)
	CallOutVoid = refuse(Nobody,
		"this call-out ended with what it asked for, and there is nothing to answer",
		"",
		CallOutEnds)
	CallOutStays = refuse(Administrator,
		"the call-out has ended meanwhile, or it is not theirs to answer",
		"an administrator calls people out again under an invitation in force",
		CallOutEnds)
	NotAskedYet = refuse(Administrator,
		"this observer is on the reserve of the call-out and is not asked yet",
		"an administrator offers them a seat, or waits until those before them have answered",
		rule(KindConflict, "not-asked-yet", "Whoever answers a call-out was asked."))
	OwnTelephone = refuse(AnotherAdministrator,
		"no one enters their own answer by phone",
		"another administrator enters it",
		rule(KindForbidden, "own-phone-answer", "An answer by phone is entered by someone else than who gave it, who is notified."))
	RemindedAlready = refuse(Administrator,
		"the silent were reminded on {at}",
		"an administrator rings them, or extends the call-out, of which they are notified",
		rule(KindConflict, "reminded-already", "A call-out reminds once."))
	NoYes = refuse(Administrator,
		"this observer has not said that they can go",
		"an administrator offers the seat to someone who has, or on the page of its candidates",
		rule(KindConflict, "no-yes", "By a call-out a seat is offered to whoever has said yes, or yes on a condition."))
	SeatsCalledOut = refuse(Administrator,
		"people were asked to go as {function}, so the function stays in the plan",
		"an administrator keeps it in the plan, with fewer places",
		SeatsKept.Rule)
	SeatDaysCalledOut = refuse(Administrator,
		"people are being asked to go as {function} for the days that the plan has now",
		"an administrator closes or withdraws the call-out first",
		SeatsTaken)
)
