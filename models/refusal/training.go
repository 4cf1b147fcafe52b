package refusal

// Training, and places for it.
var (
	EvidenceMissing = refuse(Administrator|Observer,
		"attach the evidence first: a training cannot be verified without it",
		"the observer, or an administrator for them, adds a document",
		rule(KindConflict, "evidence-missing", "Training is verified by looking at its evidence, so that there must be some."))
	AlreadyLogged = refuse(Observer,
		"this training is in the log already",
		"the observer changes the one that is there, if it was rejected, or logs another title or other days",
		rule(KindConflict, "already-logged", "A training is in the log once."))
	CertificateLogged = refuse(Administrator|Observer,
		"this certificate number is in the log already: {title}, {day}, which is {status}",
		"the observer, or an administrator for them, opens the one that is there, and corrects it where it was rejected; where the organiser gives the same number again, they renew that one",
		rule(KindConflict, "certificate-logged", "A certificate is once in the log of its observer."))
	LoggedBefore = refuse(Administrator|Observer,
		"this looks like one that is in the log already: {title}, {day}, which is {status}",
		"the observer, or an administrator for them, opens that one, if it is the same; if it is another, they confirm it: it goes through with logged-before among confirmed",
		doubt("logged-before", "What has the title of another training on the same days is logged only once someone confirms that it is another."))
	ServiceRecorded = refuse(Administrator,
		"the fund itself recorded this from a mission of its own",
		"an administrator rejects it where it is wrong; to evaluate the assignment again claims it again",
		rule(KindConflict, "service-recorded", "Service in a mission of the fund is recorded from that mission, and not changed by hand."))
	NeverAccepted     = rule(KindConflict, "never-accepted", "Only what was accepted is restored; what was not can be asked for, or offered, again.")
	OtherDaysAccepted = refuse(Administrator,
		"the election moved since, and the observer had accepted other days than the seat has now",
		"an administrator offers them a seat again",
		NeverAccepted)
	SeatNeverAccepted = refuse(Administrator,
		"the observer had not accepted this seat",
		"an administrator offers them a seat again",
		NeverAccepted)
	PlaceNeverAccepted = refuse(Observer,
		"the organiser had not accepted this request, so that there is no place to restore",
		"the observer asks for the place again",
		NeverAccepted)
	NotActive  = rule(KindConflict, "not-active", "Places are for observers who hold a seat and are not suspended.")
	LeftCohort = refuse(Administrator,
		"the observer is no longer of the cohort",
		"an administrator nominates and admits the person again first",
		NotActive)
	NoSeatInCohort = refuse(Administrator,
		"only observers who hold a seat and are not suspended ask for places",
		"an administrator admits or reinstates the observer",
		NotActive)
	NotOpen           = rule(KindConflict, "not-open", "Places are asked for while their opportunity is open.")
	OpportunityClosed = refuse(Administrator|Observer,
		"this opportunity is {status}",
		"the observer looks for one that is open; while the organiser still takes requests, an administrator can open this one again",
		NotOpen)
	OpportunityEnded = refuse(Administrator,
		"this opportunity is {status}",
		"an administrator drafts another opportunity",
		NotOpen)
	DeadlineOver = refuse(Administrator,
		"the deadline is over: {closed}",
		"while the organiser still takes requests, an administrator sets a later deadline and opens the opportunity again",
		rule(KindConflict, "deadline-over", "Requests for places are made before the deadline."))
	AlreadyRequested = rule(KindConflict, "already-requested", "An observer has one request for a place: one that has ended can be made again.")
	CorrectionWaits  = refuse(Administrator,
		"a correction of this receipt needs a second person already",
		"an administrator rejects that one, or approves it and asks for another",
		AlreadyRequested)
	PlaceRequested = refuse(Observer,
		"there is a request of this observer for this place already",
		"the observer looks at the request that there is, and can withdraw it to ask again",
		AlreadyRequested)
	NotEligible = refuse(Administrator,
		"{organiser} does not take the nationality {nationalities} without an arrangement. {rule}",
		"an administrator can record an arrangement with the organiser on this opportunity",
		rule(KindConflict, "not-eligible", "An organiser takes the nationals of certain states; others need an arrangement with it."))
	Language       = rule(KindConflict, "language", "The place takes a language at a certain level.")
	LanguageNeeded = refuse(Observer,
		"this needs the language {language}",
		"the observer corrects the languages of their profile, if they speak it",
		Language)
	LevelNeeded = refuse(Observer,
		"this needs the language {language} at {level} or better",
		"the observer corrects the languages of their profile, if they speak it",
		Language)
	ExtraRegional = refuse(Administrator,
		"{state} is a participant of the ASEAN Regional Forum: places for training are in missions outside the region",
		"an administrator can record an overrideReason",
		rule(KindInvalid, "extra-regional", "Training missions are outside the region, unless an administrator records why not."))
	Requested       = rule(KindConflict, "requested", "What observers have asked for stays as it was when they did.")
	RequestedAsItIs = refuse(Administrator,
		"observers have asked for this: its organiser, kind, function, host, days and cost stay as they are",
		"an administrator cancels it and drafts another, or ends the requests first: the observers can ask again after the change",
		Requested)
	HostFixed = refuse(Administrator,
		"money was committed for places here, or days were booked: the host stays what it was",
		"an administrator cancels it and drafts another",
		Requested)
	NoPlace = refuse(Administrator,
		"all {places} places are taken",
		"an administrator passes over or withdraws another request, or records that the organiser has more places",
		rule(KindConflict, "no-place", "An opportunity has so many places and not more."))
	PlacesTaken = refuse(Administrator,
		"{taken} places are taken already",
		"an administrator passes over or withdraws requests first",
		rule(KindConflict, "places-taken", "An opportunity cannot have fewer places than are taken."))
	Over         = rule(KindConflict, "over", "No one is accepted to what has ended.")
	SeatDaysOver = refuse(Administrator,
		"the days of this seat as {function} are over",
		"an administrator offers another seat",
		Over)
	PlaceOver = refuse(Administrator,
		"this ended on {last}",
		"an administrator passes the request over",
		Over)
	Cost = refuse(Administrator,
		"the draws must come to what the place costs and was not paid yet, {amount}",
		"an administrator draws exactly that, from one line or several",
		rule(KindInvalid, "cost", "What is committed for a place is exactly its cost."))
)
