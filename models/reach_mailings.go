package models

import "observationfund/models/said"

// The subjects of mails that several actions share.
const (
	seatChanged      said.Template = "{mission}: a seat has changed"
	missionChanged   said.Template = "{mission}: the mission has changed"
	listChanged      said.Template = "{mission}: the accreditation list has changed"
	positionChanged  said.Template = "{mission}: your position has changed"
	offered          said.Template = "{mission}: you are offered a position"
	invitationMoved  said.Template = "{reference}: the invitation has changed"
	extensionDecided said.Template = "{reference}: the longer period is decided"
	requestDecided   said.Template = "{reference}: the request is decided, {title}"
	placeDecided     said.Template = "Your request for a place is decided: {title}"
	trainingDecided  said.Template = "Your training log has changed: {title}"
	standing         said.Template = "Your place in the cohort has changed"
	cohortChanged    said.Template = "The cohort has changed"
	inquiryChanged   said.Template = "An inquiry has changed"
	proposalWaits    said.Template = "{reference}: a proposal needs a second person"
	proposalDecided  said.Template = "{reference}: your proposal is decided"
	paymentDecided   said.Template = "A payment that you asked for is decided"
	received         said.Template = "{reference}: we have received what you submitted"
	choosePassword   said.Template = "Choose a password"
	signIn           said.Template = "Sign in"
	accountChanged   said.Template = "Your account has changed"
)

// toState is a mail to the accounts of a state about what it asked for; its link opens the request.
func toState(subject said.Template) Mailing { return Mailing{Subject: subject, Link: OpenRecord} }

// message is a mail that tells of a message: what is in it is read where who answers is known.
var message = Mailing{Subject: "{title}: a message", Answer: true, Message: true}

// Mailings is how each thing that somebody is told is mailed: action -> role -> mail. What is told and is not here is a fault.
var Mailings = map[Action]map[Role]Mailing{
	ChangeAccount: {
		Administrator: {Subject: accountChanged, AtOnce: true}, ObserverRole: {Subject: accountChanged, AtOnce: true},
		StateRole: {Subject: accountChanged, AtOnce: true}, Auditor: {Subject: accountChanged, AtOnce: true},
	},
	CreateAccount: {Administrator: {Subject: "An account was made"}},
	LinkAccount:   {Administrator: {Subject: choosePassword, AtOnce: true, Link: SetPassword}, StateRole: {Subject: choosePassword, AtOnce: true, Link: SetPassword}},
	AskPassword: {
		ObserverRole: {Subject: choosePassword, AtOnce: true, Link: SetPassword}, Auditor: {Subject: choosePassword, AtOnce: true, Link: SetPassword},
		Administrator: {Subject: "Someone asks for a link into an account", Answer: true, AtOnce: true},
	},
	AskSignIn: {ObserverRole: {Subject: signIn, AtOnce: true, Link: SignInByMail}, StateRole: {Subject: signIn, AtOnce: true, Link: SignInByMail}},

	SendReminder: {Administrator: {Subject: waitsForYou, Answer: true}, ObserverRole: {Subject: waitsForYou}, StateRole: {Subject: waitsForYou}}, // each in its own words: Reminders

	AskProposal:     {Administrator: {Subject: proposalWaits, Answer: true}},
	RemindProposal:  {Administrator: {Subject: proposalWaits, Answer: true}},
	ConfirmProposal: {Administrator: {Subject: proposalDecided}},
	RefuseProposal:  {Administrator: {Subject: proposalDecided}},
	ExpireProposal:  {Administrator: {Subject: "{reference}: your proposal was not decided in time"}},

	AdmitObserver:      {ObserverRole: {Subject: standing}},
	RefuseObserver:     {ObserverRole: {Subject: standing}},
	SuspendObserver:    {ObserverRole: {Subject: standing}},
	ReinstateObserver:  {ObserverRole: {Subject: standing}},
	RenominateObserver: {ObserverRole: {Subject: standing}},
	DepartObserver:     {ObserverRole: {Subject: standing}, Administrator: {Subject: "A seat of the cohort is free"}},
	TakeLeaveObserver:  {Administrator: {Subject: cohortChanged}},
	ReturnObserver:     {Administrator: {Subject: cohortChanged}},
	ChangeObserver:     {StateRole: {Subject: listChanged}, ObserverRole: {Subject: "Your profile was changed"}},

	OpenInquiry:   {ObserverRole: {Subject: "An inquiry is open, and you can answer", Answer: true}, Administrator: {Subject: inquiryChanged}},
	ExtendInquiry: {ObserverRole: {Subject: "You have longer to answer in an inquiry", Answer: true}},
	AnswerInquiry: {Administrator: {Subject: "An inquiry can be decided", Answer: true}},
	CloseInquiry:  {ObserverRole: {Subject: inquiryChanged}, Administrator: {Subject: inquiryChanged}},

	ClaimTraining:   {Administrator: {Subject: "A training needs to be verified: {title}", Answer: true}, ObserverRole: {Subject: trainingDecided}},
	ChangeTraining:  {Administrator: {Subject: "A training needs to be verified: {title}", Answer: true}, ObserverRole: {Subject: trainingDecided}},
	VerifyTraining:  {ObserverRole: {Subject: trainingDecided}},
	RejectTraining:  {ObserverRole: {Subject: trainingDecided, Reason: true}},
	RevokeTraining:  {ObserverRole: {Subject: trainingDecided, Reason: true}},
	LapseTraining:   {ObserverRole: {Subject: trainingDecided}},
	OpenOpportunity: {ObserverRole: {Subject: "Places to ask for: {title}"}},

	SubmitTrainingRequest:   {Administrator: {Subject: "A request for a place waits: {title}", Answer: true}},
	WithdrawTrainingRequest: {ObserverRole: {Subject: placeDecided}, Administrator: {Subject: "A request for a place was withdrawn: {title}"}},
	EndorseTrainingRequest:  {ObserverRole: {Subject: placeDecided}},
	AcceptTrainingRequest:   {ObserverRole: {Subject: placeDecided}},
	DeclineTrainingRequest:  {ObserverRole: {Subject: placeDecided, Reason: true}},
	PassOverTrainingRequest: {ObserverRole: {Subject: placeDecided, Reason: true}},
	CancelTrainingRequest:   {ObserverRole: {Subject: placeDecided, Reason: true}},
	MissTrainingRequest:     {ObserverRole: {Subject: placeDecided}},
	RestoreTrainingRequest:  {ObserverRole: {Subject: placeDecided}},

	SubmitInvitation: {
		Administrator: {Subject: "{reference}: an invitation is to be checked", Answer: true},
		StateRole:     {Subject: received, Receipt: true, Link: OpenRecord},
	},
	VerifyInvitation:   {Administrator: {Subject: "{reference}: an invitation needs a second person", Answer: true}},
	AcceptInvitation:   {StateRole: toState("{reference}: your invitation is accepted")},
	ContestInvitation:  {StateRole: toState(invitationMoved), Administrator: {Subject: invitationMoved}},
	ClearInvitation:    {StateRole: toState(invitationMoved), Administrator: {Subject: invitationMoved}},
	DeclineInvitation:  {StateRole: toState(invitationMoved), Administrator: {Subject: invitationMoved}},
	WithdrawInvitation: {StateRole: {Subject: invitationMoved, Receipt: true, Link: OpenRecord}, Administrator: {Subject: invitationMoved, AtOnce: true}},
	CloseInvitation:    {StateRole: toState(invitationMoved), Administrator: {Subject: invitationMoved}},
	LapseInvitation:    {StateRole: toState(invitationMoved), Administrator: {Subject: invitationMoved}},

	SubmitExtension: {
		Administrator: {Subject: "{reference}: a longer period is to be checked", Answer: true},
		StateRole:     {Subject: received, Receipt: true, Link: OpenRecord},
	},
	VerifyExtension:   {Administrator: {Subject: "{reference}: a longer period needs a second person", Answer: true}},
	AcceptExtension:   {StateRole: toState(extensionDecided), Administrator: {Subject: extensionDecided}},
	DeclineExtension:  {StateRole: toState(extensionDecided), Administrator: {Subject: extensionDecided}},
	WithdrawExtension: {StateRole: {Subject: extensionDecided, Receipt: true, Link: OpenRecord}, Administrator: {Subject: extensionDecided}},

	SubmitDeploymentRequest: {
		Administrator: {Subject: "{reference}: a further mission is asked for", Answer: true},
		StateRole:     {Subject: received, Receipt: true, Link: OpenRecord},
	},
	ApproveDeploymentRequest:  {StateRole: toState(requestDecided)},
	DeclineDeploymentRequest:  {StateRole: toState(requestDecided), Administrator: {Subject: requestDecided}},
	WithdrawDeploymentRequest: {StateRole: {Subject: requestDecided, Receipt: true, Link: OpenRecord}, Administrator: {Subject: requestDecided}},

	WriteMessage: {StateRole: message, ObserverRole: message, Administrator: message},

	ConfirmDeployment:   {StateRole: {Subject: "{mission}: the team is confirmed"}, ObserverRole: {Subject: "{mission}: others go this time"}},
	MoveDeployment:      {ObserverRole: {Subject: positionChanged}, StateRole: {Subject: missionChanged}, Administrator: {Subject: missionChanged}},
	PostponeDeployment:  {StateRole: {Subject: missionChanged}},
	StandDownDeployment: {ObserverRole: {Subject: positionChanged, AtOnce: true}, StateRole: {Subject: missionChanged}},
	CloseDeployment:     {StateRole: {Subject: missionChanged}},

	OpenCallOut:     calledOutMail("{mission}: can you go? Please answer by {closes}"),
	AskNextCallOut:  calledOutMail("{mission}: can you go? Please answer by {closes}"),
	RemindCallOut:   calledOutMail("{mission}: your answer is missing, until {closes}"),
	ExtendCallOut:   calledOutMail("{mission}: you can answer until {closes}"),
	HearCallOut:     {ObserverRole: {Subject: "{mission}: your answer by phone", AtOnce: true, Receipt: true, Link: AnswerCallOut}},
	CloseCallOut:    {Administrator: {Subject: "{mission}: the call-out has closed", AtOnce: true}},
	WithdrawCallOut: {ObserverRole: {Subject: "{mission}: the call-out was withdrawn", AtOnce: true}},
	EndCallOut:      {ObserverRole: {Subject: "{mission}: the call-out has ended", AtOnce: true}},

	OfferAssignment:     {ObserverRole: {Subject: offered, Answer: true, AtOnce: true, Link: AnswerOffer}},
	AskAgainAssignment:  {ObserverRole: {Subject: "{mission}: you are asked again, for other days", Answer: true, AtOnce: true, Link: AnswerOffer}},
	AcceptAssignment:    {StateRole: {Subject: listChanged}, Administrator: {Subject: "{mission}: an offer was accepted"}},
	DeclineAssignment:   {StateRole: {Subject: listChanged}, Administrator: {Subject: seatChanged}},
	ExpireAssignment:    seatEnds,
	WithdrawAssignment:  seatEnds,
	StandDownAssignment: seatEnds,
	MissAssignment:      seatEnds,
	CompleteAssignment:  {StateRole: {Subject: listChanged}, ObserverRole: {Subject: positionChanged}},
	RestoreAssignment:   {StateRole: {Subject: listChanged}, ObserverRole: {Subject: positionChanged}},
	EvaluateAssignment:  {ObserverRole: {Subject: "{mission}: your evaluation can be read"}},
	RaiseConcern: {
		Administrator: {Subject: "{mission}: a requirement is no longer met", Answer: true},
		ObserverRole:  {Subject: "{mission}: a requirement is no longer met"},
	},
	LetStandConcern: {ObserverRole: {Subject: "{mission}: you stay with the mission"}},

	RequestSettlement: {Administrator: {Subject: "A late bill needs a second person: {title}", Answer: true}},
	ApproveSettlement: {Administrator: {Subject: "A late bill is decided: {title}"}},
	RejectSettlement:  {Administrator: {Subject: "A late bill is decided: {title}", Reason: true}},
	RequestPayment:    {Administrator: {Subject: "A payment needs a second person", Answer: true}},
	ApprovePayment:    {Administrator: {Subject: paymentDecided}},
	RejectPayment:     {Administrator: {Subject: paymentDecided}},
	RefundPayment:     {Administrator: {Subject: paymentDecided}},
	ReverseTransfer:   {Administrator: {Subject: paymentDecided}},
	RequestCorrection: {Administrator: {Subject: "A correction needs a second person", Answer: true}},
	ApproveCorrection: {Administrator: {Subject: "A correction that you asked for is decided"}},
	RejectCorrection:  {Administrator: {Subject: "A correction that you asked for is decided", Reason: true}},

	SendHead: {Auditor: {Subject: "The head of the record, to be kept", Keep: true, Page: "/journal/verify"}},
}

// calledOutMail is a question that may not wait for the morning; its link answers it.
func calledOutMail(subject said.Template) map[Role]Mailing {
	return map[Role]Mailing{ObserverRole: {Subject: subject, Answer: true, AtOnce: true, Link: AnswerCallOut}}
}

// seatEnds is how the end of a seat is mailed.
var seatEnds = map[Role]Mailing{StateRole: {Subject: listChanged}, ObserverRole: {Subject: positionChanged}, Administrator: {Subject: seatChanged}}
