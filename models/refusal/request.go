package refusal

// What is sent, before anything is asked of the fund.
var (
	Malformed        = rule(KindMalformed, "malformed", "What was sent cannot be read at all: it is not what the endpoint takes, or it names a parameter that there is not.")
	FieldsUnreadable = refuse(Caller,
		"some fields cannot be read",
		"",
		Malformed)
	NotADate = refuse(Caller,
		"{text} is not a date like 2026-03-31",
		"",
		Malformed)
	IfMatchUnreadable = refuse(Caller,
		"If-Match must be the ETag of the record, such as \"3\"",
		"",
		Malformed)
	QueryUnreadable = refuse(Caller,
		"the query of the address cannot be read",
		"",
		Malformed)
	DryRunUnreadable = refuse(Caller,
		"the parameter dryRun is true or false, once",
		"",
		Malformed)
	BodyCutOff = refuse(Caller,
		"the body cannot be read to its end",
		"",
		Malformed)
	BodyNotUTF8 = refuse(Caller,
		"the body is not in UTF-8",
		"",
		Malformed)
	BodyNotJSON = refuse(Caller,
		"the body cannot be read as JSON: {why}",
		"",
		Malformed)
	BodyNotAnObject = refuse(Caller,
		"the body must be a JSON object",
		"",
		Malformed)
	KeyUnreadable = refuse(Caller,
		"Idempotency-Key must be up to 200 visible ASCII characters, such as a UUID",
		"",
		Malformed)
	Invalid       = rule(KindInvalid, "invalid", "What was sent can be read, but some fields are not right; errors names each of them.")
	FieldsInvalid = refuse(Caller,
		"some fields are not valid",
		"",
		Invalid)
	NotATimeOfDay = refuse(Caller,
		"{text} is not a time of day like 23:59",
		"",
		Invalid)
	Unsupported         = rule(KindUnsupported, "unsupported", "A body is JSON in UTF-8 without a Content-Encoding, except where a file is uploaded.")
	EncodingUnsupported = refuse(Caller,
		"a body cannot be sent in the encoding {encoding}",
		"",
		Unsupported)
	ContentTypeUnsupported = refuse(Caller,
		"the body must be application/json in UTF-8, and say so in Content-Type",
		"",
		Unsupported)
	TooLarge     = rule(KindTooLarge, "too-large", "What was sent is larger than we take: 1 MiB of JSON, 10 MB of a file.")
	FileTooLarge = refuse(Caller,
		"this file is larger than 10 MB",
		"scan it with fewer dots per inch, or split it",
		TooLarge)
	BodyTooLarge = refuse(Caller,
		"the body is larger than the {limit} MiB we take here",
		"send less, or a smaller file",
		TooLarge)
	TooMany = refuse(Caller,
		"too many requests in a short time",
		"wait {seconds} s and try again",
		rule(KindTooMany, "too-many", "Too many requests came from one place in a short time; Retry-After says how long to wait."))
	NoSuchEndpoint = refuse(Caller,
		"there is no {method} {path}",
		"the endpoints are listed at /api/docs",
		rule(KindNotFound, "no-such-endpoint", "The API has no endpoint at this address."))
	NoSuchMethod = rule(KindNoMethod, "no-such-method", "This address does not take the method of the request.")
	PagesAreRead = refuse(Caller,
		"pages can only be read",
		"",
		NoSuchMethod)
	MethodNotTaken = refuse(Caller,
		"{method} is not for {path}",
		"possible here: {allowed}",
		NoSuchMethod)
	noSuchFormat = rule(KindUnacceptable, "no-such-format", "A list or a report is answered as JSON, as CSV or as XLSX, and in no other form.")
	NoSuchFormat = refuse(Caller,
		"there is no format {format}",
		"the formats are json, csv and xlsx",
		noSuchFormat)
	NotAcceptable = refuse(Caller,
		"this can be answered in no form that the Accept header takes",
		"accept application/json, text/csv or application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		noSuchFormat)
	NoSuchFile = refuse(Nobody,
		"there is no such file",
		"",
		rule(KindNotFound, "no-such-file", "The app has no file at this address."))
	NotFound = refuse(Nobody,
		"there is no such record",
		"",
		rule(KindNotFound, "not-found", "There is no such record, or it is not within the reach of whoever asks: the answer is the same."))
	CrossOrigin = refuse(Caller,
		"this request comes from a page that is not ours",
		"do it in the app itself",
		rule(KindForbidden, "cross-origin", "A browser may ask us only from our own pages."))
	IdempotencyKeyReused = refuse(Caller,
		"this Idempotency-Key came with another request before",
		"use a new key for a new request",
		rule(KindInvalid, "idempotency-key-reused", "An Idempotency-Key belongs to one request; another request needs another key."))
	AlreadyDone = refuse(Administrator,
		"this was done before; its answer held a secret that is shown once",
		"an administrator makes a new link for the account: that is another request",
		rule(KindConflict, "already-done", "The request with this Idempotency-Key was done before, and its answer held a secret that is shown only once."))
	Stale            = rule(KindStale, "stale", "The record was changed since it was read, so that someone else's change would be overwritten unseen.")
	ChangedMeanwhile = refuse(Caller,
		"this record was changed in the meantime",
		"load it again",
		Stale)
	RevisionPassed = refuse(Caller,
		"this record was changed in the meantime: you have seen revision {seen}, it is now at {revision}",
		"load it again, look at what changed, and decide again",
		Stale)
	RevisionNeeded = refuse(Caller,
		"what two people may change at once is changed with the revision that was read, and If-Match names none",
		"load it first, and send its ETag as If-Match",
		rule(KindUnseen, "revision-needed", "A change says which revision of the record it was made on, so that it overwrites nothing unseen."))
	PasswordChanged = refuse(Caller,
		"your password was changed in the meantime",
		"sign in again",
		Stale)
	Busy      = rule(KindBusy, "busy", "Too much is going on at this moment; the same request can be sent again.")
	Contended = refuse(Caller,
		"too many people are changing the same things at this moment",
		"try again in a moment",
		Busy)
	ManyTables = refuse(Caller,
		"many lists are being downloaded at this moment",
		"try again in a moment",
		Busy)
	DatabaseNotReady = refuse(Caller,
		"the database is not ready",
		"try again in a moment",
		Busy)
	StorageDown = refuse(Caller|Operator,
		"the database cannot be reached, or takes nothing in: nothing is done at this moment",
		"send the same again in a moment, with the same Idempotency-Key: it is done once; if it goes on, the operator finds the cause in the log of the server",
		rule(KindBusy, "storage-down", "What holds the fund's data is away, or has no room left; nothing is said to be saved that is not."))
	ClockBehind = refuse(Operator,
		"the clock of this server shows {now}, {seconds} s before the last entry of the record, of {last}: nothing can be saved, because time in the record never runs backwards",
		"the operator sets the clock of the server right; where it is right now and was wrong before, the operator's command says so in the record: observationfund clock -reason WHY",
		rule(KindBusy, "clock-behind", "The entries of the record follow each other in time: a server whose clock is more than five seconds behind the last one writes nothing."))
	ClockRight = refuse(Operator,
		"the clock shows {now}, and no entry of the record is later: there is nothing to correct",
		"the operator sets the clock of the server right first, where it is wrong",
		rule(KindConflict, "clock-right", "That the clock was wrong is recorded once the clock is right, and where an entry is later than it shows."))
	Internal = refuse(Caller|Administrator,
		"something went wrong on our side",
		"try again; if the problem persists, give the request id to an administrator",
		rule(KindInternal, "internal", "Something went wrong on our side; nothing of the request was done."))
)
