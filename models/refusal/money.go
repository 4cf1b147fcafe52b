package refusal

// What the books do not take.
var (
	Ledger = refuse(Administrator,
		"money moves by transfers only, from where it is to where it may go",
		"an administrator puts a mistake right by a reversal",
		rule(KindConflict, "ledger", "Money moves by transfers only, from where it is to where it may go."))
	NotEnoughMoney = rule(KindConflict, "not-enough-money", "Money is spent, committed or moved only where it is.")
	RestExpired    = refuse(Administrator,
		"{there} on {line} may pay for this, not {asked}; {expired} there has expired",
		"an administrator can allocate received money of others to a line, or draw on another line",
		NotEnoughMoney)
	NotEnough = refuse(Administrator,
		"there is {there} of {what}, not {asked}",
		"an administrator can allocate more received money; pledges cannot be spent",
		NotEnoughMoney)
	NotWithPayee = refuse(Administrator,
		"only {left} of this payment is still with the payee, not {asked}",
		"an administrator refunds what is still with the payee; what a payee sent beyond it is a contribution",
		NotEnoughMoney)
	NotEnoughCommitted = refuse(Administrator,
		"{left} is available in the commitment beside other requested payments, not {asked}",
		"an administrator can commit more first, or reject another requested payment",
		NotEnoughMoney)
	HostMoney   = rule(KindConflict, "host-money", "A host's own contribution never pays for the mission that it hosts.")
	RestIsHosts = refuse(Administrator,
		"{there} on {line} may pay for this, not {asked}; {own} there was contributed by {host}, and a host's own money never pays for the mission it hosts",
		"an administrator can allocate received money of others to a line, or draw on another line",
		HostMoney)
	RestIsHostsOrExpired = refuse(Administrator,
		"{there} on {line} may pay for this, not {asked}; {expired} there has expired, and {own} was contributed by {host}: a host's own money never pays for the mission it hosts",
		"an administrator can allocate received money of others to a line, or draw on another line",
		HostMoney)
	ReserveFloor = refuse(Administrator,
		"this would leave {left} that can be committed in the reserve, below its floor of {floor}",
		"an administrator can draw on other lines, allocate more to the reserve, or change the floor",
		rule(KindConflict, "reserve-floor", "The rapid-response reserve keeps at least its floor."))
	Expired = refuse(Administrator,
		"money of this contribution could be committed until {last}",
		"an administrator uses money of another contribution",
		rule(KindConflict, "expired", "Money of a contribution is committed until the day on which it expires."))
	Earmark = refuse(Administrator,
		"this contribution is earmarked for the window {earmark}, the line is for {purpose}",
		"an administrator allocates it to a line of its window, or money of another contribution to this line",
		rule(KindConflict, "earmark", "An earmarked contribution pays for its window only."))
	Window = refuse(Administrator,
		"{line} is a line of the window {window} and cannot pay for this",
		"an administrator draws on a line of the window {fitting}",
		rule(KindConflict, "window", "A budget line pays for what its window is for."))
	LineExists = refuse(Administrator,
		"there is a line {title} already",
		"an administrator allocates to that one, or chooses another title",
		rule(KindConflict, "line-exists", "No two budget lines have the same title."))
	CurrencyInUse = refuse(Administrator,
		"the books are kept in the present currency, and there are amounts in it",
		"an administrator books money of another currency with its rate; the books stay in this one",
		rule(KindConflict, "currency-in-use", "The books are kept in one currency, chosen before there are amounts."))
	AmountTooLarge = refuse(Caller,
		"{amount} at a rate of {rate} is more than the books can hold in {currency}",
		"",
		rule(KindInvalid, "amount-too-large", "An amount fits into the books."))
	InvalidRate = refuse(Caller,
		"{text} is not a rate: a positive number like 0.6512, or 1/25400, with at most {digits} digits before a point and {digits} after it",
		"",
		rule(KindInvalid, "invalid-rate", "A rate of exchange is a positive number of limited length."))
	MoreThanPledged = ask("{pledged} was pledged and {paid} paid so far: this would be more than was pledged",
		doubt("more-than-pledged", "More is received on a contribution than was pledged only once someone confirms that it is no mistake."))
	PledgeCancelled = ask("this pledge was cancelled",
		doubt("pledge-cancelled", "What comes on a cancelled pledge is booked only once someone confirms that it is no mistake."))
	FarRate         = doubt("far-rate", "A rate that is far from that of the pledge, or of the last one in the currency, is used only once someone confirms that it is no mistake.")
	FarFromLastRate = ask("the rate {rate} is more than {percent} % from that of the last pledge in {currency}, {last}",
		FarRate)
	FarFromPledgedRate = ask("the rate {rate} is more than {percent} % from that of the pledge, {pledged}",
		FarRate)
	FarAmount = ask("{amount} is more than {times} times the largest pledge so far",
		doubt("far-amount", "A pledge that is far larger than every other is written only once someone confirms that it is no mistake."))
	FarDay         = doubt("far-day", "A day that is far from the others is written only once someone confirms that it is no mistake.")
	PledgedLongAgo = ask("it would have been pledged on {day}, more than three years ago",
		FarDay)
	DueFarAhead = ask("it would be due on {day}, in more than ten years",
		FarDay)
	ExpiresFarAhead = ask("it would expire on {day}, in more than twenty years",
		FarDay)
	ReceivedFarFromPledge = ask("{day} is more than a year before the pledge, or ago",
		FarDay)
	ResemblesPayment = doubt("resembles-payment", "A payment that resembles another is asked for only once someone confirms that it is another bill.")
	InvoiceUsed      = ask("another payment has the same invoice: {amount} to {payee} for {purpose}, {status} since {since}",
		ResemblesPayment)
	SamePayment = ask("another payment has the same payee and amount: {amount} to {payee} for {purpose}, {status} since {since}",
		ResemblesPayment)
	Allocated = refuse(Administrator,
		"only {unallocated} of this contribution is unallocated, and the receipt was of {receipt}: the rest is on lines, committed or spent",
		"an administrator asks for a correction of the receipt, which another approves: it takes the money back from where it is",
		rule(KindConflict, "allocated", "A receipt is reversed while its money is unallocated; later it is corrected by two people."))
	NotCovered         = rule(KindConflict, "not-covered", "What was committed or spent of a receipt that is struck is covered by money that may pay for it.")
	CommittedUncovered = refuse(Administrator,
		"{amount} of it was committed for {commitment}, and neither what truly came nor other free money on {line} covers that{why}",
		"an administrator allocates {amount} that may pay for it to {line}, then the correction goes through",
		NotCovered)
	SpentUncovered = refuse(Administrator,
		"{amount} of it was spent on {commitment}, and neither what truly came nor other free money on {line} covers that{why}",
		"an administrator allocates {amount} that may pay for it to {line}, then the correction goes through",
		NotCovered)
	NotRefunded = refuse(Administrator,
		"nothing of this payment was refunded",
		"an administrator books a refund when it comes",
		rule(KindConflict, "not-refunded", "A refund is reversed where there is one."))
	PaidInFull = refuse(Administrator,
		"all that was pledged has been paid",
		"what arrived in error an administrator reverses on its receipt",
		rule(KindConflict, "paid-in-full", "A pledge that was paid in full has nothing left to cancel."))
	AlreadyBooked = refuse(Administrator,
		"of the bank's transfer {reference} of {amount}, {booked} is booked already, first on {since}: no more than {left} is left, and this is {asked}",
		"where the bank credited more at once, an administrator says how much in transferAmount; where what is booked is a mistake, they reverse or correct that first",
		rule(KindConflict, "already-booked", "A transfer of the bank is booked once: its parts are never more than it."))
	AlreadyReversed = rule(KindConflict, "already-reversed", "A receipt or a refund is reversed once.")
	ReceiptReversed = refuse(Administrator,
		"this receipt was reversed already",
		"what arrived after all an administrator books as a new receipt",
		AlreadyReversed)
	RefundReversed = refuse(Administrator,
		"this refund was reversed already",
		"what came back after all an administrator books as a new refund",
		AlreadyReversed)
	Refunded     = rule(KindConflict, "refunded", "A payment is refunded once as a whole, and what was refunded in part is not reversed.")
	PartRefunded = refuse(Administrator,
		"part of this payment was refunded already",
		"an administrator books the rest as a refund instead",
		Refunded)
	WholeRefunded = refuse(Administrator,
		"the whole of this payment was refunded already",
		"an administrator requests another payment, if more is owed",
		Refunded)
	CommitmentHeld   = rule(KindConflict, "commitment-held", "Money committed for what is under way is released by ending it.")
	MissionMoneyHeld = refuse(Administrator,
		"this money is committed for a mission that is under way",
		"an administrator closes or stands down the mission: that releases what is not spent",
		CommitmentHeld)
	PlaceMoneyHeld = refuse(Administrator,
		"this money is committed for a training place that is under way",
		"an administrator passes the training request over or withdraws it: that releases what is not spent",
		CommitmentHeld)
)
