package refusal

// Records and files, whatever they are of.
var (
	WrongState        = rule(KindConflict, "wrong-state", "The record is not in a state from which this leads on.")
	MissionNotInField = refuse(Administrator,
		"the mission is {status}, not in the field",
		"an administrator sends the mission first",
		WrongState)
	MissionEnded = refuse(Administrator,
		"the mission is {status}",
		"an administrator offers a seat in another mission",
		WrongState)
	KeepsNoCalendar = refuse(Administrator,
		"an observer who is {status} keeps no calendar",
		"an administrator nominates the person again",
		WrongState)
	NoWayFrom = refuse(Administrator|Observer|HostState,
		"cannot {event} what is {state}",
		"{way}",
		WrongState)
	AlreadySuspended = refuse(Administrator,
		"the observer is suspended already",
		"an administrator reinstates the observer, or lets them depart",
		WrongState)
	NotStaffing = refuse(Administrator,
		"seats are offered while a mission is staffing, ready or in the field, this one is {status}",
		"an administrator begins staffing once the mission is funded",
		WrongState)
	SeatsClosed = refuse(Administrator,
		"this mission is {status}; no seats are freed any more",
		"an administrator ranks the reserve of another mission",
		WrongState)
	LogsNoTraining = refuse(Administrator,
		"an observer who is {status} logs no training",
		"an administrator nominates the person again",
		WrongState)
	MailNotHeld = refuse(Administrator,
		"no mail is held back",
		"an administrator finds in the outbox what became of a mail",
		WrongState)
	TooEarly     = rule(KindConflict, "too-early", "This is for what has begun or is over, and its day has not come.")
	SeatNotBegun = refuse(Administrator,
		"a no-show cannot be recorded before the first day, {begins}",
		"an administrator withdraws the seat instead",
		TooEarly)
	ArrivalTooEarly = refuse(Administrator,
		"their first day is {first}",
		"an administrator records the arrival on that day",
		TooEarly)
	FieldTooEarly = refuse(Administrator,
		"the first day of the team has not come yet in {zone}",
		"an administrator waits for the day of the first arrival",
		TooEarly)
	PollingNotOver = refuse(Administrator,
		"polling ends on {last}",
		"an administrator waits for it, or stands the mission down",
		TooEarly)
	PlaceNotBegun = refuse(Administrator|Observer,
		"a no-show cannot be recorded before the first day, {begins}",
		"an administrator or the observer withdraws the request instead",
		TooEarly)
	PlaceNotOver = refuse(Observer,
		"this lasts until {last}",
		"the observer comes back with the certificate when it is over",
		TooEarly)
	UnknownCode = refuse(Caller,
		"{code} is not in the fund's lists",
		"",
		rule(KindInvalid, "unknown-code", "The code is not in the fund's lists of states, languages, currencies or organisers."))
	UnknownZone = refuse(Caller,
		"{name} is not an IANA time zone like Asia/Dili",
		"",
		rule(KindInvalid, "unknown-zone", "A time zone is named as in the IANA list, such as Asia/Dili."))
	AppendOnly = refuse(Administrator,
		"this is a record of what happened and is never changed",
		"an administrator puts a mistake right by a new entry",
		rule(KindConflict, "append-only", "What happened is never changed; a mistake is put right by a new entry."))
	Kept = refuse(Nobody,
		"nothing is deleted here",
		"",
		rule(KindConflict, "kept", "Records of the fund are never deleted."))
	FileErased = refuse(Nobody,
		"the content of this file was erased",
		"",
		rule(KindNotFound, "file-erased", "A document of a person whose data were erased is gone for good; its name and its digest stay."))
	FileAltered = refuse(Administrator,
		"the content of this file is not what was uploaded, so it is not given to anyone",
		"an administrator has the record verified and the file restored from a backup",
		rule(KindConflict, "file-altered", "The content of a document is no longer what its digest says: it was changed by another hand than the program's, and is given to no one."))
	Erased       = rule(KindConflict, "erased", "Personal data that were erased are gone for good.")
	PersonErased = refuse(Administrator,
		"this person's data were erased on {day}",
		"an administrator nominates the person again",
		Erased)
	AlreadyErased = refuse(Nobody,
		"this person's data were erased on {day}",
		"",
		Erased)
	EmptyFile = refuse(Caller,
		"this file is empty",
		"upload the file itself as the body of the request",
		rule(KindInvalid, "empty-file", "A file has a content."))
	BrokenFile = rule(KindUnsupported, "broken-file", "A file that nothing can open proves nothing.")
	BrokenPDF  = refuse(Caller,
		"this PDF is incomplete or damaged",
		"save it again and upload it whole",
		BrokenFile)
	BrokenPicture = refuse(Caller,
		"this picture is damaged: nothing can show it",
		"save it again and upload it whole",
		BrokenFile)
	UnsupportedFile = refuse(Caller,
		"the file is not a PDF, JPEG or PNG, even though its name suggests it",
		"scan the document, or save it as a PDF",
		rule(KindUnsupported, "unsupported-file", "Documents are PDF, JPEG or PNG; what a file is, its content says and not its name."))
	NotYourFile = refuse(Caller,
		"there is no such file among those you uploaded",
		"upload the document first and name the id it is given",
		rule(KindInvalid, "not-your-file", "A record is given a document by whoever uploaded it."))
)
