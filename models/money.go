package models

import "observationfund/models/said"

// Money is an amount in minor units of the fund's currency, unless it stands beside a currency of its own.
type Money int64

// MaxMoney is the most that any amount can be: whole numbers up to it are exact in JSON and in every browser.
const MaxMoney Money = 9_000_000_000_000_000

// fault says what is wrong with an amount that is to be pledged, moved or paid; nothing is an empty word.
func (m Money) fault() said.Template {
	switch {
	case m <= 0:
		return "must be more than zero"
	case m > MaxMoney:
		return "is more than the books can hold"
	}
	return ""
}

// Window is what money is meant for.
type Window string

const (
	TrainingWindow   Window = "training"
	DeploymentWindow Window = "deployment"
	ReserveWindow    Window = "reserve" // rapid response; it has a floor
	AdminWindow      Window = "administration"
	AuditWindow      Window = "audit"
)

// Windows lists the windows in the order in which we speak of them.
var Windows = []Window{TrainingWindow, DeploymentWindow, ReserveWindow, AdminWindow, AuditWindow}

// Values makes Window a Choice.
func (Window) Values() []string { return names(Windows) }

// LedgerAccount is where money is: with a donor, received, on a line, in a commitment, or with a payee. Each holds
// the money of one contribution only, and none but the donor's goes below zero.
type LedgerAccount struct {
	ID             string     `json:"id" gorm:"primaryKey"`
	Kind           LedgerKind `json:"kind"`
	ContributionID string     `json:"contributionId"`
	Donor          string     `json:"contributor"`
	LineID         *string    `json:"lineId,omitempty"`
	CommitmentID   *string    `json:"commitmentId,omitempty"`
	Host           *string    `json:"host,omitempty"`
	PaymentID      *string    `json:"paymentId,omitempty"`
	Balance        Money      `json:"balance"`
}

// LedgerKind is the place of an account on the way of money.
type LedgerKind string

const (
	DonorAccount      LedgerKind = "donor"
	ReceivedAccount   LedgerKind = "received"
	LineAccount       LedgerKind = "line"
	CommitmentAccount LedgerKind = "commitment"
	PayeeAccount      LedgerKind = "payee"
)

// Values makes LedgerKind a Choice.
func (LedgerKind) Values() []string {
	return names([]LedgerKind{DonorAccount, ReceivedAccount, LineAccount, CommitmentAccount, PayeeAccount})
}

// Transfer moves money from one account to another of the same contribution. It is never changed, only reversed. Books are
// ordered by its number, statements and figures go by its day.
type Transfer struct {
	ID             string       `json:"id" gorm:"primaryKey"`
	CreatedAt      Time         `json:"createdAt" gorm:"autoCreateTime:false"` // when it was written
	Number         int64        `json:"number" gorm:"unique"`                  // from 1, without gaps
	Day            Date         `json:"day"`                                   // when the money moved, in the fund's zone
	Kind           TransferKind `json:"kind"`
	ContributionID string       `json:"contributionId"`
	FromID         string       `json:"fromId"`
	FromKind       LedgerKind   `json:"fromKind"`
	ToID           string       `json:"toId"`
	ToKind         LedgerKind   `json:"toKind"`
	Amount         Money        `json:"amount"`
	FromBalance    Money        `json:"fromBalance" description:"what the account it was taken from holds after it"`
	ToBalance      Money        `json:"toBalance" description:"what the account it went to holds after it"`
	ReceiptID      *string      `json:"receiptId,omitempty"`
	PaymentID      *string      `json:"paymentId,omitempty"`
	RefundID       *string      `json:"refundId,omitempty"`
	CorrectionID   *string      `json:"correctionId,omitempty"` // of which it is a part
	ReversesID     *string      `json:"reversesId,omitempty"`
	MadeBy         string       `json:"madeBy"`

	From         string `json:"from" gorm:"-"`         // what it was taken from: the title of a line or a commitment, or a payee
	To           string `json:"to" gorm:"-"`           // where it went, the same
	Contribution string `json:"contribution" gorm:"-"` // its title
	Contributor  string `json:"contributor" gorm:"-"`  // a participant: a state or the EU
}

// TransferKind is why money moves.
type TransferKind string

const (
	ReceiptTransfer  TransferKind = "receipt"
	AllocateTransfer TransferKind = "allocate"
	ReturnTransfer   TransferKind = "return"
	CommitTransfer   TransferKind = "commit"
	ReleaseTransfer  TransferKind = "release"
	PayTransfer      TransferKind = "pay"
	RefundTransfer   TransferKind = "refund"
	ReverseTransfers TransferKind = "reverse"
)

// Values makes TransferKind a Choice.
func (TransferKind) Values() []string {
	return names([]TransferKind{ReceiptTransfer, AllocateTransfer, ReturnTransfer, CommitTransfer, ReleaseTransfer,
		PayTransfer, RefundTransfer, ReverseTransfers})
}
