package models

import "slices"

// Invitation is a host state's consent to be observed, from its draft to its end. While it is accepted a Consent
// exists; nobody is offered, called out or sent anywhere without one.
type Invitation struct {
	Record
	Found
	Reference           string           `json:"reference" find:"open"` // INV-2026-0007
	Host                string           `json:"host"`
	Status              InvitationStatus `json:"status"`
	Authority           Authority        `json:"authority"`
	AuthorityName       string           `json:"authorityName" find:"open"`
	Signatory           string           `json:"signatory"`
	Office              string           `json:"office"`
	ContactName         string           `json:"contactName"`
	ContactEmail        string           `json:"contactEmail"`
	LetterID            *string          `json:"letterId,omitempty"`
	SignedOn            Date             `json:"signedOn,omitzero"`
	StartsOn            Date             `json:"startsOn,omitzero"` // the period it covers, every polling day included
	Until               Date             `json:"until,omitzero"`
	DraftedBy           *string          `json:"-"`
	Sender              string           `json:"sender"` // the name of the account that handed it in, as it was then
	SubmittedBy         *string          `json:"submittedBy,omitempty"`
	SubmittedAt         Time             `json:"submittedAt,omitzero"`
	VerifiedBy          *string          `json:"verifiedBy,omitempty"`
	VerifiedAt          Time             `json:"verifiedAt,omitzero"`
	VerificationChannel string           `json:"verificationChannel,omitempty"` // how authenticity was checked, other than by the letter
	AcceptedBy          *string          `json:"acceptedBy,omitempty"`
	AcceptedAt          Time             `json:"acceptedAt,omitzero"`
	Reason              string           `json:"reason,omitempty"`

	Answers    []Answer          `json:"answers" gorm:"-"`
	Findings   []Finding         `json:"findings" gorm:"-"`   // of the fund, beside the answers
	Extensions []Extension       `json:"extensions" gorm:"-"` // of its period, the latest first
	Received   []Acknowledgement `json:"received" gorm:"-"`   // what arrived from the state, the latest first
	Rivals     []Rival           `json:"rivals" gorm:"-"`     // of other authorities, to the same days
	InForce    bool              `json:"inForce" gorm:"-"`    // accepted, and its period is not over
	Can        []Action          `json:"can" gorm:"-"`
}

// Ref names the invitation.
func (i *Invitation) Ref() Ref { return Ref{"invitation", i.ID} }

// Events makes Invitation Living: its extensions have their events through it.
func (Invitation) Events() []Action {
	return slices.Concat(InvitationFlow.All(), ExtensionFlow.All(), []Action{SubmitExtension})
}

// InvitationStatus is where an invitation stands in InvitationFlow.
type InvitationStatus string

const (
	InvitationDraft     InvitationStatus = "draft"
	InvitationSubmitted InvitationStatus = "submitted"
	InvitationVerified  InvitationStatus = "verified"
	InvitationAccepted  InvitationStatus = "accepted" // consent in force
	InvitationContested InvitationStatus = "contested"
	InvitationDeclined  InvitationStatus = "declined"
	InvitationWithdrawn InvitationStatus = "withdrawn"
	InvitationLapsed    InvitationStatus = "lapsed"
	InvitationClosed    InvitationStatus = "closed"
)

// Values makes InvitationStatus a Choice.
func (InvitationStatus) Values() []string { return names(InvitationFlow.States()) }

// InvitationFlow is the life of an invitation. Whatever leads out of accepted ends the consent and all that stands on it.
var InvitationFlow = Flow[InvitationStatus]{
	InvitationDraft: {ChangeInvitation: InvitationDraft, SubmitInvitation: InvitationSubmitted, WithdrawInvitation: InvitationWithdrawn},
	InvitationSubmitted: {VerifyInvitation: InvitationVerified, AssessInvitation: InvitationSubmitted, ClearInvitation: InvitationSubmitted, ContestInvitation: InvitationContested, DeclineInvitation: InvitationDeclined,
		WithdrawInvitation: InvitationWithdrawn, LapseInvitation: InvitationLapsed},
	InvitationVerified: {AcceptInvitation: InvitationAccepted, AssessInvitation: InvitationVerified, ClearInvitation: InvitationSubmitted, ContestInvitation: InvitationContested, DeclineInvitation: InvitationDeclined,
		WithdrawInvitation: InvitationWithdrawn, LapseInvitation: InvitationLapsed},
	InvitationContested: {ClearInvitation: InvitationSubmitted, DeclineInvitation: InvitationDeclined,
		WithdrawInvitation: InvitationWithdrawn, LapseInvitation: InvitationLapsed},
	InvitationAccepted: {CloseInvitation: InvitationClosed, ClearInvitation: InvitationAccepted, ContestInvitation: InvitationContested,
		WithdrawInvitation: InvitationWithdrawn, LapseInvitation: InvitationLapsed},
	InvitationDeclined: {}, InvitationWithdrawn: {}, InvitationLapsed: {}, InvitationClosed: {},
}

// Authority is who invites on behalf of the state.
type Authority string

const (
	HeadOfGovernment   Authority = "head_of_government"
	ForeignMinistry    Authority = "foreign_ministry"
	InteriorMinistry   Authority = "interior_ministry"
	ElectionCommission Authority = "election_commission"
	OtherAuthority     Authority = "other"
)

// Values makes Authority a Choice.
func (Authority) Values() []string {
	return names([]Authority{HeadOfGovernment, ForeignMinistry, InteriorMinistry, ElectionCommission, OtherAuthority})
}

// Answer is what the host says to one of the twenty guarantees of the Declaration of Principles.
type Answer struct {
	InvitationID string     `json:"-" gorm:"primaryKey"`
	Guarantee    string     `json:"guarantee" gorm:"primaryKey" validate:"required,max=3"`
	Answer       AnswerKind `json:"answer" validate:"required,choice"`
	Note         string     `json:"note" validate:"max=2000"`
}

// TableName is where the answers are kept.
func (Answer) TableName() string { return "invitation_answers" }

// AnswerKind is what can be answered to a guarantee.
type AnswerKind string

const (
	Guaranteed AnswerKind = "guaranteed"
	Partly     AnswerKind = "partly"
	Refused    AnswerKind = "refused"
	Unknown    AnswerKind = "unknown"
)

// Values makes AnswerKind a Choice.
func (AnswerKind) Values() []string { return names([]AnswerKind{Guaranteed, Partly, Refused, Unknown}) }
