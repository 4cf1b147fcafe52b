package models

import (
	"maps"
	"slices"
)

// Action is what somebody wants to do: it names the permission, the event of a flow and the line in the journal.
type Action string

// Values makes Action a Choice: each has its row in Policy.
func (Action) Values() []string { return names(slices.Sorted(maps.Keys(Policy))) }

// Scope is how far a permission reaches; the zero Scope is no permission.
type Scope string

const (
	None Scope = ""
	Own  Scope = "own" // an observer's own records; a state's own invitations and what follows from them; one's own account
	All  Scope = "all"
)

// Every Action there is, in the order of Policy.
const (
	SignOut        Action = "session.end"
	ReadMe         Action = "me.read"
	ChangePassword Action = "me.password"
	ReadNotices    Action = "notices.read"
	MarkNotices    Action = "notices.mark"
	ChooseLanguage Action = "me.language"
	ReadReference  Action = "reference.read"
	LoadReference  Action = "reference.load"
	UploadFile     Action = "files.upload"
	ReadFile       Action = "files.read"

	ReadAccounts   Action = "accounts.read"
	CreateAccount  Action = "accounts.create"
	ChangeAccount  Action = "accounts.change"
	LinkAccount    Action = "accounts.link"
	UseLink        Action = "accounts.use_link" // nobody is signed in yet: whoever holds the link may do it
	DisableAccount Action = "accounts.disable"
	EnableAccount  Action = "accounts.enable"

	ReadProposals    Action = "proposals.read"
	AskProposal      Action = "proposals.ask"
	ExplainProposal  Action = "proposals.explain"
	RemindProposal   Action = "proposals.remind"
	ConfirmProposal  Action = "proposals.confirm"
	RefuseProposal   Action = "proposals.refuse"
	WithdrawProposal Action = "proposals.withdraw"
	VoidProposal     Action = "proposals.void"
	ExpireProposal   Action = "proposals.expire"

	ReadObservers      Action = "observers.read"
	ReadPrivate        Action = "observers.private" // passport, health, contacts
	NominateObserver   Action = "observers.nominate"
	ChangeObserver     Action = "observers.change"
	RankObserver       Action = "observers.rank"
	AdmitObserver      Action = "observers.admit"
	RefuseObserver     Action = "observers.refuse"
	SuspendObserver    Action = "observers.suspend"
	ReinstateObserver  Action = "observers.reinstate"
	DepartObserver     Action = "observers.depart"
	TakeLeaveObserver  Action = "observers.take_leave"
	ReturnObserver     Action = "observers.return"
	RenominateObserver Action = "observers.renominate"
	EraseObserver      Action = "observers.erase"

	ReadImports  Action = "imports.read"
	AddImport    Action = "imports.add"
	ExtendImport Action = "imports.extend"
	MatchImport  Action = "imports.match"
	RunImport    Action = "imports.run"
	DropImport   Action = "imports.drop"

	ReadInquiries   Action = "inquiries.read"
	OpenInquiry     Action = "inquiries.open"
	ExtendInquiry   Action = "inquiries.extend"
	AnswerInquiry   Action = "inquiries.answer"
	UpholdInquiry   Action = "inquiries.uphold"
	CloseInquiry    Action = "inquiries.close"
	OvertakeInquiry Action = "inquiries.overtake"

	ReadAvailability    Action = "availability.read"
	ChangeAvailability  Action = "availability.change"
	ConfirmAvailability Action = "availability.confirm"
	ReadCalendar        Action = "calendar.read"
	ReadReadiness       Action = "readiness.read"
	ReadCohort          Action = "cohort.read"

	ReadTrainings  Action = "trainings.read"
	ClaimTraining  Action = "trainings.claim"
	ChangeTraining Action = "trainings.change"
	VerifyTraining Action = "trainings.verify"
	RejectTraining Action = "trainings.reject"
	RevokeTraining Action = "trainings.revoke"
	LapseTraining  Action = "trainings.lapse"

	ReadOpportunities Action = "opportunities.read"
	DraftOpportunity  Action = "opportunities.draft"
	ChangeOpportunity Action = "opportunities.change"
	OpenOpportunity   Action = "opportunities.open"
	CloseOpportunity  Action = "opportunities.close"
	CancelOpportunity Action = "opportunities.cancel"

	ReadTrainingRequests    Action = "training_requests.read"
	SubmitTrainingRequest   Action = "training_requests.submit"
	EndorseTrainingRequest  Action = "training_requests.endorse"
	DeclineTrainingRequest  Action = "training_requests.decline"
	AcceptTrainingRequest   Action = "training_requests.accept"
	PassOverTrainingRequest Action = "training_requests.pass_over"
	WithdrawTrainingRequest Action = "training_requests.withdraw"
	CompleteTrainingRequest Action = "training_requests.complete"
	MissTrainingRequest     Action = "training_requests.miss"
	CancelTrainingRequest   Action = "training_requests.cancel"
	RestoreTrainingRequest  Action = "training_requests.restore"

	ReadInvitations    Action = "invitations.read"
	DraftInvitation    Action = "invitations.draft"
	ChangeInvitation   Action = "invitations.change"
	SubmitInvitation   Action = "invitations.submit"
	VerifyInvitation   Action = "invitations.verify"
	AssessInvitation   Action = "invitations.assess"
	ContestInvitation  Action = "invitations.contest"
	ClearInvitation    Action = "invitations.clear"
	AcceptInvitation   Action = "invitations.accept"
	DeclineInvitation  Action = "invitations.decline"
	WithdrawInvitation Action = "invitations.withdraw"
	CloseInvitation    Action = "invitations.close"
	LapseInvitation    Action = "invitations.lapse"

	SubmitExtension   Action = "extensions.submit"
	VerifyExtension   Action = "extensions.verify"
	AcceptExtension   Action = "extensions.accept"
	DeclineExtension  Action = "extensions.decline"
	WithdrawExtension Action = "extensions.withdraw"

	ReadDeploymentRequests    Action = "deployment_requests.read"
	AddDeploymentRequest      Action = "deployment_requests.add"
	ChangeDeploymentRequest   Action = "deployment_requests.change"
	SubmitDeploymentRequest   Action = "deployment_requests.submit"
	ApproveDeploymentRequest  Action = "deployment_requests.approve"
	DeclineDeploymentRequest  Action = "deployment_requests.decline"
	WithdrawDeploymentRequest Action = "deployment_requests.withdraw"

	ReadDeployments     Action = "deployments.read"
	PlanDeployment      Action = "deployments.plan"
	ChangeDeployment    Action = "deployments.change"
	FundDeployment      Action = "deployments.fund"
	StaffDeployment     Action = "deployments.staff"
	ConfirmDeployment   Action = "deployments.confirm"
	FieldDeployment     Action = "deployments.field"
	ReportDeployment    Action = "deployments.report"
	CloseDeployment     Action = "deployments.close"
	MoveDeployment      Action = "deployments.move"
	PostponeDeployment  Action = "deployments.postpone"
	StandDownDeployment Action = "deployments.stand_down"
	ReadCandidates      Action = "deployments.candidates"
	RankReserve         Action = "deployments.reserve"
	ReadAccreditation   Action = "deployments.accreditation"

	ReadAssignments     Action = "assignments.read"
	OfferAssignment     Action = "assignments.offer"
	AcceptAssignment    Action = "assignments.accept"
	DeclineAssignment   Action = "assignments.decline"
	ExpireAssignment    Action = "assignments.expire"
	AskAgainAssignment  Action = "assignments.ask_again"
	WithdrawAssignment  Action = "assignments.withdraw"
	StandDownAssignment Action = "assignments.stand_down"
	MissAssignment      Action = "assignments.miss"
	DeployAssignment    Action = "assignments.deploy"
	CompleteAssignment  Action = "assignments.complete"
	RestoreAssignment   Action = "assignments.restore"
	EvaluateAssignment  Action = "assignments.evaluate"
	ReplyEvaluation     Action = "assignments.reply"
	RaiseConcern        Action = "concerns.raise"
	LetStandConcern     Action = "concerns.let_stand"
	SettleConcern       Action = "concerns.settle"

	ReadFund           Action = "fund.read"
	SetFund            Action = "fund.set"
	ReadContributions  Action = "contributions.read"
	PledgeContribution Action = "contributions.pledge"
	ReceiveReceipt     Action = "contributions.receive"
	CancelContribution Action = "contributions.cancel"
	AddLine            Action = "lines.add"
	AllocateLine       Action = "lines.allocate"
	ReturnLine         Action = "lines.return"
	CommitMoney        Action = "commitments.commit"
	ReleaseMoney       Action = "commitments.release"
	ReopenCommitment   Action = "commitments.reopen"
	RequestSettlement  Action = "commitments.request_settlement"
	ApproveSettlement  Action = "commitments.approve_settlement"
	RejectSettlement   Action = "commitments.reject_settlement"
	RequestPayment     Action = "payments.request"
	ApprovePayment     Action = "payments.approve"
	RejectPayment      Action = "payments.reject"
	RefundPayment      Action = "payments.refund"
	RefundWhole        Action = "payments.refund_whole"
	ReverseRefund      Action = "payments.reverse_refund"
	RequestCorrection  Action = "corrections.request"
	ApproveCorrection  Action = "corrections.approve"
	RejectCorrection   Action = "corrections.reject"
	ReverseTransfer    Action = "transfers.reverse"

	ReadJournal   Action = "journal.read"
	VerifyJournal Action = "journal.verify"
	ExportJournal Action = "journal.export"
)

var (
	everybody     = row{Administrator: All, ObserverRole: All, StateRole: All, Auditor: All}
	everybodysOwn = row{Administrator: Own, ObserverRole: Own, StateRole: Own, Auditor: Own}
	administrator = row{Administrator: All}
	books         = row{Administrator: All, Auditor: All}
	clock         = row{System: All}
	nobody        = row{} // who is signed in
)

type row = map[Role]Scope

// Policy is who may do what, and how far it reaches; what is not written here is forbidden.
// Rules about one record (the second person, the guarantees) are not here but with the record.
var Policy = map[Action]row{
	SignOut:        everybodysOwn,
	ReadMe:         everybodysOwn,
	ChangePassword: everybodysOwn,
	ReadNotices:    everybodysOwn,
	MarkNotices:    everybodysOwn,
	ChooseLanguage: everybodysOwn,
	ReadReference:  everybody,
	LoadReference:  clock,
	UploadFile:     {Administrator: Own, ObserverRole: Own, StateRole: Own},
	ReadFile:       {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: All},

	ReadAccounts:   books,
	CreateAccount:  administrator,
	ChangeAccount:  administrator,
	LinkAccount:    administrator,
	UseLink:        nobody,
	DisableAccount: administrator,
	EnableAccount:  administrator,

	ReadProposals:    books,
	AskProposal:      administrator,
	ExplainProposal:  administrator,
	RemindProposal:   administrator,
	ConfirmProposal:  administrator,
	RefuseProposal:   administrator,
	WithdrawProposal: administrator,
	VoidProposal:     clock,
	ExpireProposal:   clock,

	ReadObservers:      {Administrator: All, ObserverRole: Own, Auditor: All},
	ReadPrivate:        {Administrator: All, ObserverRole: Own},
	NominateObserver:   administrator,
	ChangeObserver:     {Administrator: All, ObserverRole: Own},
	RankObserver:       administrator,
	AdmitObserver:      administrator,
	RefuseObserver:     administrator,
	SuspendObserver:    administrator,
	ReinstateObserver:  administrator,
	DepartObserver:     {Administrator: All, ObserverRole: Own},
	TakeLeaveObserver:  {ObserverRole: Own},
	ReturnObserver:     {ObserverRole: Own},
	RenominateObserver: administrator,
	EraseObserver:      administrator,

	ReadImports:  administrator,
	AddImport:    administrator,
	ExtendImport: administrator,
	MatchImport:  administrator,
	RunImport:    administrator,
	DropImport:   {Administrator: All, System: All},

	ReadInquiries:   {Administrator: All, ObserverRole: Own, Auditor: All},
	OpenInquiry:     administrator,
	ExtendInquiry:   administrator,
	AnswerInquiry:   {ObserverRole: Own},
	UpholdInquiry:   administrator,
	CloseInquiry:    administrator,
	OvertakeInquiry: clock,

	ReadAvailability:    {Administrator: All, ObserverRole: Own},
	ChangeAvailability:  {Administrator: All, ObserverRole: Own},
	ConfirmAvailability: {ObserverRole: Own},
	ReadCalendar:        {Administrator: All, ObserverRole: Own},
	ReadReadiness:       {Administrator: All, ObserverRole: Own},
	ReadCohort:          books,

	ReadTrainings:  {Administrator: All, ObserverRole: Own, Auditor: All},
	ClaimTraining:  {Administrator: All, ObserverRole: Own},
	ChangeTraining: {Administrator: All, ObserverRole: Own},
	VerifyTraining: administrator,
	RejectTraining: administrator,
	RevokeTraining: administrator,
	LapseTraining:  clock,

	ReadOpportunities: {Administrator: All, ObserverRole: All, Auditor: All},
	DraftOpportunity:  administrator,
	ChangeOpportunity: administrator,
	OpenOpportunity:   administrator,
	CloseOpportunity:  {Administrator: All, System: All},
	CancelOpportunity: administrator,

	ReadTrainingRequests:    {Administrator: All, ObserverRole: Own, Auditor: All},
	SubmitTrainingRequest:   {ObserverRole: Own},
	EndorseTrainingRequest:  administrator,
	DeclineTrainingRequest:  administrator,
	AcceptTrainingRequest:   administrator,
	PassOverTrainingRequest: administrator,
	WithdrawTrainingRequest: {Administrator: All, ObserverRole: Own},
	CompleteTrainingRequest: {ObserverRole: Own},
	MissTrainingRequest:     administrator,
	CancelTrainingRequest:   clock,
	RestoreTrainingRequest:  administrator,

	ReadInvitations:    {Administrator: All, StateRole: Own, Auditor: All},
	DraftInvitation:    {StateRole: Own},
	ChangeInvitation:   {StateRole: Own},
	SubmitInvitation:   {StateRole: Own},
	VerifyInvitation:   administrator,
	AssessInvitation:   administrator,
	ContestInvitation:  administrator,
	ClearInvitation:    administrator,
	AcceptInvitation:   administrator,
	DeclineInvitation:  administrator,
	WithdrawInvitation: {StateRole: Own},
	CloseInvitation:    administrator,
	LapseInvitation:    clock,

	SubmitExtension:   {StateRole: Own},
	VerifyExtension:   administrator,
	AcceptExtension:   administrator,
	DeclineExtension:  administrator,
	WithdrawExtension: {StateRole: Own},

	ReadDeploymentRequests:    {Administrator: All, StateRole: Own, Auditor: All},
	AddDeploymentRequest:      {StateRole: Own},
	ChangeDeploymentRequest:   {StateRole: Own},
	SubmitDeploymentRequest:   {StateRole: Own},
	ApproveDeploymentRequest:  administrator,
	DeclineDeploymentRequest:  administrator,
	WithdrawDeploymentRequest: {StateRole: Own},

	ReadDeployments:     {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: All},
	PlanDeployment:      administrator,
	ChangeDeployment:    administrator,
	FundDeployment:      administrator,
	StaffDeployment:     administrator,
	ConfirmDeployment:   administrator,
	FieldDeployment:     administrator,
	ReportDeployment:    administrator,
	CloseDeployment:     administrator,
	MoveDeployment:      administrator,
	PostponeDeployment:  administrator,
	StandDownDeployment: administrator,
	ReadCandidates:      administrator,
	RankReserve:         administrator,
	ReadAccreditation:   {Administrator: All, StateRole: Own},

	ReadAssignments:     {Administrator: All, ObserverRole: Own, Auditor: All},
	OfferAssignment:     administrator,
	AcceptAssignment:    {ObserverRole: Own},
	DeclineAssignment:   {ObserverRole: Own},
	ExpireAssignment:    clock,
	AskAgainAssignment:  clock,
	WithdrawAssignment:  {Administrator: All, ObserverRole: Own},
	StandDownAssignment: administrator,
	MissAssignment:      administrator,
	DeployAssignment:    administrator,
	CompleteAssignment:  administrator,
	RestoreAssignment:   administrator,
	EvaluateAssignment:  administrator,
	ReplyEvaluation:     {ObserverRole: Own},
	RaiseConcern:        clock,
	LetStandConcern:     administrator,
	SettleConcern:       clock,

	ReadFund:           books,
	SetFund:            administrator,
	ReadContributions:  books,
	PledgeContribution: administrator,
	ReceiveReceipt:     administrator,
	CancelContribution: administrator,
	AddLine:            administrator,
	AllocateLine:       administrator,
	ReturnLine:         administrator,
	CommitMoney:        administrator,
	ReleaseMoney:       administrator,
	ReopenCommitment:   clock,
	RequestSettlement:  administrator,
	ApproveSettlement:  administrator,
	RejectSettlement:   administrator,
	RequestPayment:     administrator,
	ApprovePayment:     administrator,
	RejectPayment:      administrator,
	RefundPayment:      administrator,
	RefundWhole:        clock,
	ReverseRefund:      administrator,
	RequestCorrection:  administrator,
	ApproveCorrection:  administrator,
	RejectCorrection:   administrator,
	ReverseTransfer:    administrator,

	ReadJournal:   books,
	VerifyJournal: books,
	ExportJournal: books,
}
