package refusal

// Seats, readiness and the calendar of observers.
var (
	CohortFull         = rule(KindConflict, "cohort-full", "The cohort has one hundred seats, each for one observer.")
	SeatTakenMeanwhile = refuse(Administrator,
		"this seat of the hundred is taken",
		"an administrator lets an observer depart who has left: their seat is then free",
		CohortFull)
	NoSeatFree = refuse(Administrator,
		"all {seats} seats are taken; this person is number {number} on the waiting list",
		"an administrator lets an observer depart who has left: their seat is then free",
		CohortFull)
	SeatTaken = refuse(Administrator,
		"seat {seat} is taken",
		"an administrator chooses another: the lowest free seat is {free}",
		rule(KindConflict, "seat-taken", "A seat belongs to one observer."))
	WaitingList = refuse(Administrator,
		"this person is number {number} on the waiting list, and the first comes first",
		"an administrator admits those before, changes the order of the list, or gives the reason for passing over them",
		rule(KindConflict, "waiting-list", "Who waits longest for a seat is admitted first, unless a reason is given for passing over them."))
	ReasonNeeded = refuse(Administrator,
		"a reason is needed to remove a nationality",
		"an administrator gives the reason: why it was wrong, or since when they do not hold it",
		rule(KindConflict, "reason-needed", "Nationalities decide who may observe where, so that taking one away takes a reason."))
	Passport      = rule(KindConflict, "passport-taken", "A passport belongs to one person, and a person has one record and at most one seat.")
	PassportTaken = refuse(Administrator,
		"this passport is in the record of another person",
		"an administrator looks up whose it is, and corrects the record that has it by mistake",
		Passport)
	PassportTakenBy = refuse(Administrator,
		"this passport is in the record of {name}, who is {status}",
		"an administrator corrects the record that has it by mistake; a person who departed or was refused is nominated again from their own record",
		Passport)
	SamePerson = refuse(Administrator,
		"{name}, who is {status}, has the same name and was born on the same day",
		"an administrator works on the record there is, where they are the same person: who departed is nominated again from it. Where they are not, an administrator confirms it: it goes through with same-person among confirmed",
		doubt("same-person", "The same name and birth date on two records is confirmed to be two people before it is saved."))
	Suspended = refuse(Administrator,
		"this is no leave: the fund has suspended the observer",
		"an administrator reinstates the observer",
		rule(KindConflict, "suspended", "Leave is ended by who took it, a suspension by an administrator."))
	Inquiring          = rule(KindConflict, "inquiry-open", "While an inquiry about an observer is open, no other is opened, and their suspension lasts.")
	InquiryOpenAlready = refuse(Administrator,
		"an inquiry about this observer is open already",
		"an administrator decides that one first",
		Inquiring)
	InquiryFirst = refuse(Administrator,
		"an inquiry about this observer is open",
		"an administrator decides the inquiry first",
		Inquiring)
	NotHeard = refuse(Administrator|Observer,
		"the observer has not answered yet, and can until {until}",
		"the observer answers, or an administrator decides when that time is over",
		rule(KindConflict, "not-heard", "An inquiry is decided once the observer has answered, or the time to answer is over."))
	AnswerLate = refuse(Administrator,
		"the time to answer was over on {until}",
		"an administrator extends the time while the inquiry is open",
		rule(KindConflict, "answer-late", "An inquiry is answered before the time to answer is over."))
	NotSeated = refuse(Administrator,
		"{name} is {status} and holds no seat",
		"an administrator admits the person first; a nomination is refused without an inquiry",
		rule(KindConflict, "not-seated", "An inquiry decides whether an observer keeps their seat."))
	Dismissal          = rule(KindConflict, "dismissal", "A dismissal is decided by an inquiry in which the observer was heard, and by two people.")
	DismissedByInquiry = refuse(Administrator,
		"a dismissal is decided by an inquiry",
		"an administrator opens an inquiry, which two decide once the observer has answered or had the time to",
		Dismissal)
	InquiryMeanwhile = refuse(Administrator,
		"this does not go with an inquiry about the observer",
		"an administrator decides the inquiry first",
		Dismissal)
	InTheField = refuse(Administrator,
		"this observer is deployed in the field",
		"an administrator completes the assignment or stands the observer down first",
		rule(KindConflict, "in-the-field", "An observer cannot leave the cohort while deployed in the field."))
	Unready  = rule(KindConflict, "not-ready", "A post is taken by whoever meets every requirement of it on its dates.")
	NotReady = refuse(Administrator|Observer,
		"{name} cannot take this post: {missing}",
		"{remedy}",
		Unready)
	NotFit = refuse(Administrator,
		"the team is not fit to be sent as it is: {who}",
		"an administrator withdraws these seats, which offers them to the reserve, or accepts what is missing, which takes two; or it is put right: {remedy}",
		Unready)
	Nationality = rule(KindConflict, "nationality", "No one observes in a country whose nationality they hold.")
	OwnCountry  = refuse(Administrator,
		"no one observes in a country whose nationality they hold",
		"an administrator chooses someone else",
		Nationality)
	OwnCountryPlace = refuse(Observer,
		"no one observes in a country whose nationality they hold",
		"the observer chooses another opportunity",
		Nationality)
	Overlap = refuse(Observer,
		"this overlaps availability that is already entered: {said}",
		"the observer chooses other dates, or says that this replaces it",
		rule(KindConflict, "overlap", "An observer's calendar has one entry for a day; replacing it must be asked for."))
	UnreadableCalendar = rule(KindInvalid, "calendar-unreadable", "Busy times come from an iCalendar file (.ics), as every calendar program exports it.")
	CalendarUnreadable = refuse(Caller,
		"this is no calendar file that can be read",
		"export the calendar from its program as iCalendar (.ics), and choose that file",
		UnreadableCalendar)
	CalendarIsZipped = refuse(Caller,
		"this is a zipped folder",
		"unpack it, and choose the calendar file (.ics) in it",
		UnreadableCalendar)
	LargeCalendar   = rule(KindTooLarge, "calendar-too-large", "A calendar file is read as far as it can be read at once.")
	CalendarTooLong = refuse(Caller,
		"this calendar has more than {most} events",
		"export it from today on, or only the calendar that says when you are busy",
		LargeCalendar)
	CalendarRecursTooOften = refuse(Caller,
		"the events of this calendar recur too often to be read",
		"export it from today on, or only the calendar that says when you are busy",
		LargeCalendar)
	DayBooked = rule(KindConflict, "day-booked", "A day of an observer is booked once, for a mission or for training.")
	DaysTaken = refuse(Administrator,
		"{number} of these days are booked already, from {first} to {last}",
		"an administrator chooses other days or someone else, or ends what the days are booked for: another {holder}",
		DayBooked)
	DayTakenMeanwhile = refuse(Administrator,
		"the observer is booked on one of these days",
		"an administrator chooses other days or another observer",
		DayBooked)
	AwayThen = refuse(Observer,
		"some of these days are booked: the observer is away from {first} to {last}",
		"the observer chooses another opportunity, or frees the days first: they belong to another {holder}",
		DayBooked)
	DaysHeld = refuse(Administrator,
		"these days are booked for a place that an observer holds",
		"an administrator ends the assignment or the training place first",
		rule(KindConflict, "days-held", "Booked days are freed by ending what they are booked for."))
)
