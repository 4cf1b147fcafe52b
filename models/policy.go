package models

// Scope is how far a permission reaches; the zero Scope is no permission.
type Scope string

const (
	None Scope = ""
	Own  Scope = "own" // an observer's own records; a state's own invitations and what follows from them; one's own account
	All  Scope = "all"
)

var (
	everybody     = row{Administrator: All, ObserverRole: All, StateRole: All, Auditor: All}
	everybodysOwn = row{Administrator: Own, ObserverRole: Own, StateRole: Own, Auditor: Own}
	administrator = row{Administrator: All}
	books         = row{Administrator: All, Auditor: All}
	clock         = row{System: All}
	nobody        = row{}                                                      // who is signed in
	bothSides     = row{Administrator: All, ObserverRole: Own, StateRole: Own} // of a conversation: auditors follow decisions, not what people write
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
	FindRecords:    everybody, // each kind by the permission of its own list
	LoadReference:  clock,
	SealFund:       clock,
	CorrectClock:   clock,
	UploadFile:     {Administrator: Own, ObserverRole: Own, StateRole: Own},
	ReadFile:       {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: All},

	ChooseMail:     everybodysOwn,
	ReadDeliveries: administrator,
	ResendDelivery: administrator,
	MarkDelivery:   administrator,
	MakeFeed:       everybodysOwn,
	StopFeed:       everybodysOwn,

	ReadMessages:    bothSides,
	WriteMessage:    bothSides,
	MarkMessages:    bothSides,
	WithdrawMessage: bothSides,
	SendReminder:    clock,

	ReadAccounts:   books,
	CreateAccount:  administrator,
	ChangeAccount:  administrator,
	LinkAccount:    administrator,
	AskPassword:    nobody,
	AskSignIn:      nobody,
	UseLink:        nobody,
	RehashPassword: clock,
	DisableAccount: administrator,
	EnableAccount:  administrator,

	ReadViews:  {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: All}, // all: those that are shared, too
	SaveView:   everybodysOwn,
	ChangeView: {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: Own},
	DeleteView: {Administrator: All, ObserverRole: Own, StateRole: Own, Auditor: Own},
	ShareView:  administrator,

	RunBatch: administrator,

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
	TakeInBusyTimes:     {ObserverRole: Own},
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

	ReadCallOuts:    {Administrator: All, ObserverRole: Own, Auditor: All},
	OpenCallOut:     administrator,
	ReplyCallOut:    {ObserverRole: Own},
	HearCallOut:     administrator,
	SeeCallOut:      {ObserverRole: Own},
	AskNextCallOut:  clock,
	RemindCallOut:   {Administrator: All, System: All},
	ExtendCallOut:   administrator,
	CloseCallOut:    {Administrator: All, System: All},
	WithdrawCallOut: administrator,
	EndCallOut:      clock,

	ReadFund:           books,
	SetFund:            administrator,
	ReadBackups:        administrator,
	RestoreFund:        clock, // by the operator's command
	ReleaseMail:        administrator,
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
	ReadHead:      everybody, // a hash and a number, of which nothing can be guessed: the more people keep one, the less can be altered unseen
	SendHead:      clock,
}
