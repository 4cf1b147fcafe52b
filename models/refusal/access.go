package refusal

// Who signs in, and what accounts may do.
var (
	viewName     = rule(KindConflict, "view-name-taken", "Of one list, each view of an account has a name of its own.")
	sharing      = rule(KindForbidden, "view-not-shared", "Views are shared by administrators, with administrators and auditors, and hold no words of a search.")
	SignedOut    = rule(KindUnauthenticated, "signed-out", "Signing in is required: there is no session, or it has ended.")
	SessionEnded = refuse(Caller,
		"you are not signed in, or your session has ended",
		"sign in",
		SignedOut)
	NotSignedIn = refuse(Caller,
		"you are not signed in",
		"sign in",
		SignedOut)
	AnotherAccount = refuse(Caller,
		"someone else is signed in here now: this was meant for another account and was not done",
		"reload the page and see who is signed in; to do it, sign in again as whoever it was meant for",
		rule(KindConflict, "another-account", "What is meant for one account is not done as another."))
	NotLetIn = refuse(Caller|Administrator,
		"this e-mail address and password do not open an account",
		"check both; an administrator can send you a link to set a new password",
		rule(KindUnauthenticated, "not-let-in", "No active account has this e-mail address and password: which of them is wrong is not disclosed."))
	LinkEnded = refuse(Administrator,
		"this link is not valid: it was used, replaced, or has expired",
		"ask an administrator for a new one",
		rule(KindNotFound, "link-ended", "A one-time link works once, for seven days, and only until a newer one is made."))
	PassEnded = refuse(Caller,
		"this link has done what it was for, or its time is over",
		"open the newest mail about it, or sign in",
		rule(KindNotFound, "pass-ended", "A link in a mail does one thing, once, and only for a while."))
	PassOther = refuse(Caller,
		"this link does something else",
		"open the newest mail about it, or sign in",
		rule(KindForbidden, "pass-other", "A link in a mail does the one thing that its mail says."))
	OtherBrowser = refuse(Caller,
		"this link works only in the browser in which it was asked for",
		"open it in that browser, or ask for another link on the page to sign in of this one",
		rule(KindForbidden, "other-browser", "A link to sign in works only in the browser in which it was asked for: whoever else gets hold of it cannot use it."))
	LinkSentOnce = refuse(Caller,
		"a mail with a link into an account is not sent again",
		"its owner asks for another link on the page to sign in, or an administrator makes one",
		rule(KindConflict, "link-sent-once", "Each link into an account is asked for again, by those who may."))
	FeedEnded = refuse(Caller,
		"there is no calendar at this address: it was replaced or revoked, or never was one",
		"make a new address on the page of your account",
		rule(KindNotFound, "feed-ended", "A calendar address works until it is replaced or revoked, and for as long as its account does."))
	MailStays = refuse(Nobody,
		"what a mail is about stays, and what was sent is not sent again unless it came back",
		"",
		rule(KindConflict, "mail-stays", "A mail stays as it was written; it is sent once, and again only after it could not be delivered."))
	Forbidden = refuse(Caller,
		"{action} is not for the role {role}",
		"ask someone whose role allows it: {roles}",
		rule(KindForbidden, "forbidden", "The policy does not give this to the role of whoever asks."))
	NotAnAdministrator = refuse(Operator,
		"{email} is the account of a role {role}",
		"use another e-mail address for an administrator",
		rule(KindConflict, "not-an-administrator", "This makes an administrator of the fund, and the account there is has another role."))
	NoSuchAccount = refuse(Operator,
		"no account has the address {email}",
		"check the spelling; an administrator creates an account in the app",
		rule(KindNotFound, "no-such-account", "This makes a link into an account that there is."))
	EmailTaken = refuse(Administrator,
		"another account has this e-mail address",
		"an administrator sends a new link into that account, or gives it another address first",
		rule(KindConflict, "email-taken", "An e-mail address belongs to one account."))
	ObserverHasAccount = refuse(Administrator,
		"this observer has an account already",
		"an administrator changes its e-mail address or sends it a new link",
		rule(KindConflict, "observer-has-account", "An observer has one account."))
	NoAddress = refuse(Administrator,
		"the record of {name} has no e-mail address",
		"an administrator enters one in the record, or names one with the invitation",
		rule(KindConflict, "no-address", "An account has an e-mail address: the one in the observer's record, or the one that is named with the invitation."))
	NotAdmitted = refuse(Administrator,
		"{name} is {status} and holds no seat",
		"an administrator admits the person first",
		rule(KindConflict, "not-admitted", "Observers who hold a seat are invited to sign in."))
	OwnAccount = refuse(AnotherAdministrator,
		"an account cannot be disabled by its owner",
		"another administrator can do it",
		rule(KindConflict, "own-account", "An account is disabled by another administrator than its owner."))
	ViewNameTaken = refuse(Caller,
		"you have a view called {name} of this list already",
		"give this one another name, or replace the one there is",
		viewName)
	ViewNameTakenMeanwhile = refuse(Caller,
		"a view of this list has this name already",
		"give this one another name, or replace the one there is",
		viewName)
	TooManyViews = refuse(Caller,
		"you have {most} saved views, and no more are kept",
		"delete one that you no longer need",
		rule(KindConflict, "too-many-views", "An account keeps at most 50 saved views."))
	SharesWords = refuse(Caller,
		"a view that searches for words is not shared: they may name a person",
		"clear the search, or keep the view for yourself",
		sharing)
	NotSharing = refuse(Administrator,
		"only administrators share views",
		"keep it for yourself, or ask an administrator to save and share it",
		sharing)
	LastAdministrator = refuse(Administrator,
		"this is the last active administrator of the fund",
		"an administrator creates another administrator's account, whose owner signs in first",
		rule(KindConflict, "last-administrator", "A fund always keeps an active administrator."))
	SecondPerson = rule(KindForbidden, "second-person", "What binds the fund takes two people: whoever began it is not the one who completes it.")
	OwnReopening = refuse(AnotherAdministrator,
		"whoever asks to open a commitment again cannot approve it",
		"another administrator must approve it",
		SecondPerson)
	OwnCorrection = refuse(AnotherAdministrator,
		"whoever asks for a correction cannot approve it",
		"another administrator must approve it",
		SecondPerson)
	OwnVerification = refuse(AnotherAdministrator,
		"whoever verified an invitation cannot accept it",
		"another administrator must accept it",
		SecondPerson)
	OwnFindings = refuse(AnotherAdministrator,
		"you alone have found these guarantees met: {guarantees}",
		"another administrator must accept it, or record what they find of these",
		SecondPerson)
	OwnPayment = refuse(AnotherAdministrator,
		"whoever requests a payment cannot approve it",
		"another administrator must approve it",
		SecondPerson)
	OwnClaim = refuse(AnotherAdministrator,
		"who claimed or changed a training, and who nominated the observer, cannot verify it",
		"another administrator verifies it",
		SecondPerson)
	OwnEvaluation = refuse(AnotherAdministrator,
		"who evaluated how the observer served, and the observer, cannot verify their service",
		"another administrator verifies it",
		SecondPerson)
	OwnNomination = refuse(AnotherAdministrator,
		"the administrator who nominated an observer cannot admit them",
		"another administrator admits them",
		SecondPerson)
	OwnPlan = refuse(AnotherAdministrator,
		"whoever planned a mission, or changed its plan last, cannot fund it",
		"another administrator funds it",
		SecondPerson)
	SawTheLink = refuse(AnotherAdministrator,
		"you saw a sign-in link into the account that claimed or changed this, and could have used it",
		"another administrator verifies it",
		SecondPerson)
	OneAlone = refuse(AnotherAdministrator,
		"this takes two people: one who asks, and another who confirms",
		"another administrator has to confirm it",
		SecondPerson)
	OwnProposal = refuse(AnotherAdministrator,
		"whoever asked for this cannot decide it",
		"another administrator confirms or refuses it; you can withdraw it",
		SecondPerson)
	AboutOneself = refuse(AnotherAdministrator,
		"this is about your own account",
		"another administrator decides it; where there is none, the operator's command on the server makes one",
		SecondPerson)
	OthersProposal = refuse(AnotherAdministrator,
		"only whoever asked for this can withdraw it, explain it, or remind others of it",
		"another administrator confirms or refuses it; whoever asked can withdraw it",
		rule(KindForbidden, "others-proposal", "A proposal is withdrawn and explained by whoever made it, and decided by another administrator."))
	JustReminded = refuse(Administrator,
		"the others were reminded a short while ago; they can be again from {again}",
		"an administrator who can decide opens it; whoever asked reminds them again then",
		rule(KindConflict, "just-reminded", "Those who can decide a proposal are reminded at most every four hours."))
	ProposalOver = refuse(Administrator,
		"this proposal could be decided until {until}",
		"an administrator asks for it again",
		rule(KindConflict, "proposal-over", "A proposal is open to a second person for 72 hours, and then has to be made again."))
	ProposalOutdated = refuse(Administrator,
		"what this proposal is about was changed since it was made",
		"refuse or withdraw it; an administrator asks again from the record as it is now",
		rule(KindConflict, "proposal-outdated", "A second person confirms exactly what the first has seen: of a record that was changed since, it has to be asked again."))
	BatchRefused = refuse(Caller,
		"{refused} of {rows} rows are refused, so none was done",
		"correct what errors says of each, or leave those rows out, and send it again",
		rule(KindConflict, "batch-refused", "What is asked for many records at once is done for all of them or for none."))
	OwnersLink = refuse(Operator,
		"only its owner sees a sign-in link into an administrator's or a state's account",
		"the operator's command on the server prints it for them: observationfund link {email}",
		rule(KindForbidden, "owners-link", "Whoever opens an administrator's or a state's account speaks for the fund or for the state, and so only its owner gets a link into it."))
	OnlyAdministrators = refuse(Administrator,
		"some of this is not for observers to change",
		"ask an administrator of the fund, who checks it against the document",
		rule(KindForbidden, "only-administrators", "Observers change their own profile, except for what an administrator must check against a document."))
	NotYours = refuse(Caller,
		"observers log their own training",
		"leave observerId out",
		rule(KindForbidden, "not-yours", "Observers log their own training and no one else's."))
	NotAnObserver = refuse(Nobody,
		"only observers ask for places",
		"",
		rule(KindForbidden, "not-an-observer", "Only observers ask for places."))
)
