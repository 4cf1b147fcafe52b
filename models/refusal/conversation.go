package refusal

// What is written between the fund and a state, or the fund and an observer.
var (
	unheard          = rule(KindConflict, "no-reader", "A message is written where someone on the other side can read it.")
	DraftNotSpokenOf = refuse(HostState,
		"this invitation is a draft, which the fund does not see",
		"the state submits it, and the two can write about it from then on",
		unheard)
	NobodyReads = refuse(Administrator,
		"no one on the other side has an account that can read it",
		"an administrator makes or enables an account for them",
		unheard)
	TooManyMessages = refuse(Caller,
		"an account writes at most {most} messages in an hour",
		"write again after {until}",
		rule(KindTooMany, "too-many-messages", "A mail tells of every message: an account writes a limited number of them in an hour."))
	NotYourMessage = refuse(Caller,
		"only its author withdraws a message",
		"ask whoever wrote it",
		rule(KindForbidden, "not-your-message", "A message is withdrawn by its author alone."))
	stands           = rule(KindConflict, "message-stays", "A message stays as it was written. Its author can withdraw it until the other side has marked it as read.")
	MessageWithdrawn = refuse(Caller,
		"this message has been withdrawn",
		"write another",
		stands)
	MessageStands = refuse(Caller,
		"this message has been read or answered, and stays",
		"write another that corrects it",
		stands)
	MessageStays = refuse(Nobody,
		"a message stays as it was written, and is written by one of the two sides about a record of theirs",
		"",
		stands)
)
