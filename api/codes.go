package api

import (
	"maps"
	"slices"
)

// Code names the rule that said no, stable for programs.
type Code string

// Values makes Code a Choice.
func (Code) Values() []string {
	var all []string
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		all = append(all, string(code))
	}
	return all
}

// codes is every code that a problem can have, with its rule in a sentence for the page that the problem's type leads to.
var codes = map[Code]string{
	// what is sent, and who sends it
	"malformed":              "What was sent cannot be read at all: it is not what the endpoint takes, or it names a parameter that there is not.",
	"invalid":                "What was sent can be read, but some fields are not right; errors names each of them.",
	"unsupported":            "A body is JSON in UTF-8 without a Content-Encoding, except where a file is uploaded.",
	"too-large":              "What was sent is larger than we take: 1 MiB of JSON, 10 MB of a file.",
	"too-many":               "Too many requests came from one place in a short time; Retry-After says how long to wait.",
	"no-such-endpoint":       "The API has no endpoint at this address.",
	"no-such-method":         "This address does not take the method of the request.",
	"no-such-file":           "The app has no file at this address.",
	"not-found":              "There is no such record, or it is not within the reach of whoever asks: the two are not told apart.",
	"cross-origin":           "A browser may ask us only from our own pages.",
	"idempotency-key-reused": "An Idempotency-Key belongs to one request; another request needs another key.",
	"already-done":           "The request with this Idempotency-Key was done before, and its answer held a secret that is shown only once.",
	"stale":                  "The record was changed since it was read, so that a change of somebody else would be overwritten unseen.",
	"busy":                   "Too much is going on at this moment; the same request can be sent again.",
	"internal":               "Something went wrong on our side; nothing of the request was done.",

	// accounts
	"signed-out":           "This takes somebody who is signed in, and there is no session or it has ended.",
	"another-account":      "What is meant for one account is not done as another.",
	"not-let-in":           "No active account has this e-mail address and password: which of them is wrong is not told.",
	"link-ended":           "A one-time link works once, for seven days, and only until a newer one is made.",
	"forbidden":            "The policy does not give this to the role of whoever asks.",
	"not-an-administrator": "This makes an administrator of the fund, and the account there is has another role.",
	"email-taken":          "An e-mail address belongs to one account.",
	"observer-has-account": "An observer has one account.",
	"own-account":          "Nobody disables their own account.",
	"last-administrator":   "A fund always keeps an active administrator.",
	"second-person":        "What binds the fund takes two people: whoever began it is not the one who completes it.",
	"only-administrators":  "Observers change their own profile, except for what an administrator must check against a document.",
	"not-yours":            "Observers log their own training and nobody else's.",
	"not-an-observer":      "Only observers ask for places.",

	// records
	"wrong-state":      "The record is not in a state from which this leads on.",
	"too-early":        "This is for what has begun or is over, and its day has not come.",
	"unknown-code":     "The code is not in the fund's lists of states, languages, currencies or organisers.",
	"unknown-zone":     "A time zone is named as in the IANA list, such as Asia/Dili.",
	"append-only":      "What happened is never changed; a mistake is put right by a new entry.",
	"kept":             "Records of the fund are never deleted.",
	"erased":           "Personal data that were erased are gone for good.",
	"empty-file":       "A file has a content.",
	"broken-file":      "A file that nothing can open proves nothing.",
	"unsupported-file": "Documents are PDF, JPEG or PNG; what a file is, its content says and not its name.",
	"not-your-file":    "A record is given a document by whoever uploaded it.",

	// the cohort
	"cohort-full":   "The cohort has one hundred seats, each for one observer.",
	"seat-taken":    "A seat belongs to one observer.",
	"waiting-list":  "Who waits longest for a seat is admitted first, unless a reason is given for passing over them.",
	"reason-needed": "Nationalities decide who may observe where, so that taking one away takes a reason.",
	"suspended":     "Leave is ended by who took it, a suspension by an administrator.",
	"in-the-field":  "Nobody leaves the cohort while deployed in the field.",
	"not-ready":     "A post is taken by whoever meets every requirement of it on its dates.",
	"nationality":   "Nobody observes in a country whose nationality they hold.",
	"overlap":       "An observer's calendar says one thing of a day; replacing what is said must be asked for.",
	"day-booked":    "A day of an observer is booked once, for a mission or for training.",
	"days-held":     "Booked days are freed by ending what they are booked for.",

	// training
	"evidence-missing":  "Training is verified by looking at its evidence, so that there must be some.",
	"already-logged":    "A training is in the log once.",
	"never-accepted":    "Only what was accepted is restored; what was not can be asked for, or offered, again.",
	"not-active":        "Places are for observers who hold a seat and are not suspended.",
	"not-open":          "Places are asked for while their opportunity is open.",
	"deadline-over":     "Requests for places are made before the deadline.",
	"already-requested": "An observer has one request for a place: one that has ended can be made again.",
	"not-eligible":      "An organiser takes the nationals of certain states; others need an arrangement with it.",
	"language":          "The place takes a language at a certain level.",
	"extra-regional":    "Training missions are outside the region, unless an administrator records why not.",
	"requested":         "What observers have asked for stays as it was when they did.",
	"no-place":          "An opportunity has so many places and not more.",
	"places-taken":      "An opportunity cannot have fewer places than are taken.",
	"over":              "Nobody is accepted to what has ended.",
	"cost":              "What is set aside for a place is exactly its cost.",

	// invitations and requests
	"no-consent":         "Nobody is offered a seat, called out or sent without the host's invitation in force.",
	"guarantee-refused":  "No mission is organised where the host refuses one of the hard guarantees of the Declaration of Principles.",
	"period-over":        "An invitation is accepted while the period that it covers lasts.",
	"deployments-alive":  "An invitation is closed when no deployment under it is under way.",
	"outside-invitation": "An election is observed within the period that the invitation covers.",
	"not-feasible":       "A format of mission takes a certain time to prepare, and the election is too near for this one.",

	// deployments
	"not-approved":        "A deployment is planned for a request that was approved.",
	"already-planned":     "A round of an election has one deployment.",
	"election-past":       "A deployment is planned before polling begins.",
	"seats-taken":         "A seat is for one person: what is offered or held is neither offered again nor taken out of the plan.",
	"seats-kept":          "A function of which seats were ever offered stays in the plan.",
	"seats-empty":         "A team is confirmed when its seats are filled.",
	"offers-open":         "A team is confirmed when every offer is answered.",
	"offer-expired":       "An offer is answered before it expires.",
	"in-field":            "A mission reports when everybody has come home.",
	"evaluations-missing": "A mission is closed when each of its observers is evaluated.",
	"payments-waiting":    "A mission is closed when each of its payments is decided.",
	"no-evaluation":       "An observer replies to an evaluation that there is.",
	"evaluation-final":    "An evaluation is replied to once; when it is corrected, once more. Who was evaluated has come home.",

	// money
	"ledger":            "Money moves by transfers only, from where it is to where it may go.",
	"not-enough-money":  "Money is spent, set aside or moved only where it is.",
	"host-money":        "A host's own contribution never pays for the mission that it hosts.",
	"reserve-floor":     "The rapid-response reserve keeps at least its floor.",
	"expired":           "Money of a contribution is committed until the day on which it expires.",
	"earmark":           "An earmarked contribution pays for its window only.",
	"window":            "A budget line pays for what its window is for.",
	"line-exists":       "No two budget lines have the same title.",
	"currency-in-use":   "The books are kept in one currency, chosen before there are amounts.",
	"amount-too-large":  "An amount fits into the books.",
	"invalid-rate":      "A rate of exchange is a positive number of limited length.",
	"more-than-pledged": "More is received on a contribution than was pledged only where somebody says that it is no mistake.",
	"pledge-cancelled":  "What comes on a cancelled pledge is booked only where somebody says that it is no mistake.",
	"far-rate":          "A rate that is far from that of the pledge, or of the last one in the currency, is used only where somebody says that it is no mistake.",
	"far-amount":        "A pledge that is far larger than every other is written only where somebody says that it is no mistake.",
	"far-day":           "A day that is far from the others is written only where somebody says that it is no mistake.",
	"resembles-payment": "A payment that resembles another is asked for only where somebody says that it is another bill.",
	"allocated":         "A receipt is reversed while its money is unallocated; later it is corrected by two people.",
	"not-covered":       "What was set aside or spent of a receipt that is struck is covered by money that may pay for it.",
	"not-refunded":      "A refund is reversed where there is one.",
	"paid-in-full":      "A pledge that was paid in full has nothing left to cancel.",
	"already-booked":    "A transfer of the bank is booked once: its parts are never more than it.",
	"already-reversed":  "A receipt or a refund is reversed once.",
	"refunded":          "A payment is refunded once as a whole, and what was refunded in part is not reversed.",
	"commitment-held":   "Money set aside for what is under way is released by ending it.",
}
