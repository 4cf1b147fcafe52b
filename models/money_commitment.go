package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Commitment is money set aside for a deployment, a training place or another purpose; payments are made inside it.
type Commitment struct {
	Record
	Found
	Sorted
	Status       CommitmentStatus `json:"status"`
	Title        string           `json:"title" find:"open,sort"`
	DeploymentID *string          `json:"deploymentId,omitempty"`
	RequestID    *string          `json:"requestId,omitempty"`
	Host         string           `json:"host"` // whose money never pays for it; empty where nobody is observed
	CreatedBy    string           `json:"createdBy"`
	AskedBy      *string          `json:"askedBy,omitempty"`  // who last asked to open it again for a late bill
	OpenedBy     *string          `json:"openedBy,omitempty"` // and who opened it
	Reason       string           `json:"reason,omitempty"`   // why that was asked

	Sources   []Source `json:"sources" gorm:"-"`
	Committed Money    `json:"committed" gorm:"-"` // drawn, less what was released; includes what is spent
	Spent     Money    `json:"spent" gorm:"-"`
	Rest      Money    `json:"rest" gorm:"-"`      // committed, not spent
	Requested Money    `json:"requested" gorm:"-"` // of the rest, what payments wait for
	Held      bool     `json:"held" gorm:"-"`      // its deployment or training request is under way, and ends it when it ends
	Can       []Action `json:"can" gorm:"-"`
}

// Ref names the commitment.
func (c *Commitment) Ref() Ref { return Ref{"commitment", c.ID} }

// Events makes Commitment Living.
func (Commitment) Events() []Action { return CommitmentFlow.All() }

// CommitmentStatus is where a commitment stands in CommitmentFlow.
type CommitmentStatus string

const (
	CommitmentOpen     CommitmentStatus = "open"
	CommitmentReleased CommitmentStatus = "released"
	CommitmentAsked    CommitmentStatus = "asked" // one person asks to open it again, another decides
)

// Values makes CommitmentStatus a Choice.
func (CommitmentStatus) Values() []string { return names(CommitmentFlow.States()) }

// CommitmentFlow is the life of a commitment; releasing it gives the rest back to where it came from. It opens again when
// what it was for does, and, by two people, to settle a bill that comes late.
var CommitmentFlow = Flow[CommitmentStatus]{
	CommitmentOpen:     {CommitMoney: CommitmentOpen, ReleaseMoney: CommitmentReleased, RequestPayment: CommitmentOpen},
	CommitmentReleased: {ReopenCommitment: CommitmentOpen, RequestSettlement: CommitmentAsked},
	CommitmentAsked:    {ReopenCommitment: CommitmentOpen, ApproveSettlement: CommitmentOpen, RejectSettlement: CommitmentReleased},
}

// Hold refuses an event on grounds of who causes it.
func (c *Commitment) Hold(event Action, by Account) error {
	if event == ApproveSettlement && c.AskedBy != nil && *c.AskedBy == by.ID {
		return refusal.OwnReopening
	}
	return nil
}

// Source is one contributor's share of a commitment, by line.
type Source struct {
	ContributionID string `json:"contributionId"`
	Donor          string `json:"contributor"`
	LineID         string `json:"lineId"`
	Line           string `json:"line" gorm:"-"` // its title
	Committed      Money  `json:"committed"`
	Spent          Money  `json:"spent"`
}

// OpenCommitment sets money aside. It is the one way in: deployments, training requests and everything else commit
// by it, in the transaction that decides what the money is for. The action is what the journal calls that decision.
func (a Actor) OpenCommitment(c *Commitment, draws []Draw, action Action) error {
	c.Status, c.CreatedBy = CommitmentOpen, a.By.ID
	facts := Facts{"host": c.Host, "draws": draws, "by": string(action)}
	if c.DeploymentID != nil {
		facts["deploymentId"] = *c.DeploymentID
	}
	if c.RequestID != nil {
		facts["requestId"] = *c.RequestID
	}
	if err := a.Create(c, action, facts); err != nil {
		return err
	}
	return a.Commit(*c, draws)
}

// commitmentFor finds the one commitment of a deployment (deployment_id) or of a training request (request_id), if it
// has one.
func (a Actor) commitmentFor(column, id string) (*Commitment, error) {
	var c []Commitment
	err := a.DB.Where(column+" = ?", id).Limit(1).Find(&c).Error
	if err != nil || len(c) == 0 {
		return nil, err
	}
	return &c[0], nil
}

// closeCommitmentOf ends the commitment of a deployment or a training request, if it has one.
func (a Actor) closeCommitmentOf(column, id, reason string) (Money, error) {
	c, err := a.commitmentFor(column, id)
	if err != nil || c == nil {
		return 0, err
	}
	return a.CloseCommitment(c.ID, reason)
}

// CommitMore adds money to an open commitment, by hand or for the action that needs it.
func (a Actor) CommitMore(c *Commitment, draws []Draw, action Action) error {
	if err := a.Commit(*c, draws); err != nil {
		return err
	}
	return Step(a, CommitmentFlow, c, &c.Status, CommitMoney, "", Facts{"draws": draws, "by": string(action)})
}

// ReopenCommitment sets money aside again for what had ended and begins anew, or goes on.
func (a Actor) ReopenCommitment(c *Commitment, draws []Draw) error {
	if err := Step(a, CommitmentFlow, c, &c.Status, ReopenCommitment, "", Facts{"draws": draws}); err != nil {
		return err
	}
	return a.Commit(*c, draws)
}

// RequestSettlement asks to open a commitment again, with its host, because a bill came after it was closed.
func (a Actor) RequestSettlement(c *Commitment, reason string) error {
	c.AskedBy, c.OpenedBy, c.Reason = &a.By.ID, nil, reason
	if err := Step(a, CommitmentFlow, c, &c.Status, RequestSettlement, reason, nil); err != nil {
		return err
	}
	return a.TellAdministrators(RequestSettlement, c.Ref(), said.That("A late bill needs a second person, who opens its commitment again: {commitment}.", "commitment", c.Title))
}

// ApproveSettlement opens a commitment again: money is drawn and paid as before, and it is released when the bill is paid.
func (a Actor) ApproveSettlement(c *Commitment) error {
	if _, err := CommitmentFlow.Next(c.Status, ApproveSettlement); err != nil {
		return err
	}
	if err := c.Hold(ApproveSettlement, a.By); err != nil {
		return err
	}
	c.OpenedBy = &a.By.ID
	if err := Step(a, CommitmentFlow, c, &c.Status, ApproveSettlement, "", Facts{"askedBy": *c.AskedBy}); err != nil {
		return err
	}
	return a.Tell([]string{*c.AskedBy}, ApproveSettlement, c.Ref(), said.That("{commitment} is open again, so that the late bill can be paid.", "commitment", c.Title))
}

// RejectSettlement leaves a commitment closed; whoever asked may take it back so.
func (a Actor) RejectSettlement(c *Commitment, reason string) error {
	asked := c.AskedBy
	if err := Step(a, CommitmentFlow, c, &c.Status, RejectSettlement, reason, nil); err != nil || *asked == a.By.ID {
		return err
	}
	return a.Tell([]string{*asked}, RejectSettlement, c.Ref(), said.That("{commitment} stays closed: {reason}", "commitment", c.Title, "reason", reason))
}

// CloseCommitment ends a commitment and reports how much was released. It is the one way out: whatever the money was
// for, what is not spent goes back to the lines and contributions it came from, and payments that wait for a second
// person are rejected. What is closed already stays so.
func (a Actor) CloseCommitment(id string, reason string) (released Money, err error) {
	c, err := Find[Commitment](a.DB, id)
	if err != nil || c.Status != CommitmentOpen {
		return 0, err
	}
	var waiting []Payment
	if err := a.DB.Where("commitment_id = ? AND status = ?", c.ID, PaymentRequested).Order("id").Find(&waiting).Error; err != nil {
		return 0, err
	}
	for _, p := range waiting {
		if err := a.RejectPayment(&p, "its commitment was closed: "+reason); err != nil {
			return 0, err
		}
	}
	if released, err = a.Release(c); err != nil {
		return 0, err
	}
	return released, Step(a, CommitmentFlow, &c, &c.Status, ReleaseMoney, reason, Facts{"amount": released})
}

// ReleaseCommitment closes a commitment by hand, which one of something that is under way cannot be.
func (a Actor) ReleaseCommitment(c *Commitment, reason string) error {
	held, err := exists(under(a.DB).Where("commitments.id = ?", c.ID))
	if err != nil {
		return err
	}
	if held && c.DeploymentID != nil {
		return refusal.MissionMoneyHeld
	}
	if held {
		return refusal.PlaceMoneyHeld
	}
	if _, err := CommitmentFlow.Next(c.Status, ReleaseMoney); err != nil {
		return err
	}
	if _, err := a.CloseCommitment(c.ID, reason); err != nil {
		return err
	}
	*c, err = Find[Commitment](a.DB, c.ID)
	return err
}

// under narrows commitments to those of a deployment or a training request that is under way.
func under(db *gorm.DB) *gorm.DB {
	return db.Model(&Commitment{}).Where(`EXISTS (SELECT 1 FROM deployments
			WHERE deployments.id = commitments.deployment_id AND deployments.status NOT IN ?)
		OR EXISTS (SELECT 1 FROM training_requests
			WHERE training_requests.id = commitments.request_id AND training_requests.status IN ?)`,
		[]DeploymentStatus{Closed, StoodDown}, []TrainingRequestStatus{RequestEndorsed, RequestAccepted})
}

// LoadCommitmentDetails computes where the money of commitments comes from and how much is left.
func LoadCommitmentDetails(db *gorm.DB, commitments ...*Commitment) error {
	if len(commitments) == 0 {
		return nil
	}
	by, keys := map[string]*Commitment{}, ids(commitments)
	for _, c := range commitments {
		by[c.ID] = c
		c.Sources, c.Committed, c.Spent, c.Rest, c.Requested, c.Held = []Source{}, 0, 0, 0, 0, false
	}
	var shares []struct {
		Source
		CommitmentID string
		Rest         Money
	}
	err := db.Model(&LedgerAccount{}).Where("commitment_id IN ?", keys).
		Select(`commitment_id, contribution_id, donor, line_id, SUM(balance) AS committed,
			SUM(CASE kind WHEN 'payee' THEN balance ELSE 0 END) AS spent, SUM(CASE kind WHEN 'payee' THEN 0 ELSE balance END) AS rest`).
		Group("commitment_id, contribution_id, donor, line_id").Order("commitment_id, line_id, contribution_id").Find(&shares).Error
	if err != nil {
		return err
	}
	for _, share := range shares {
		c := by[share.CommitmentID]
		c.Committed += share.Committed
		c.Spent += share.Spent
		c.Rest += share.Rest
		if share.Committed > 0 { // what was released whole is no source any more
			c.Sources = append(c.Sources, share.Source)
		}
	}
	sums, err := requested(db.Where("commitment_id IN ?", keys))
	if err != nil {
		return err
	}
	for id, sum := range sums {
		by[id].Requested = sum
	}
	var held []string
	err = under(db).Where("commitments.id IN ?", keys).Pluck("commitments.id", &held).Error
	for _, id := range held {
		by[id].Held = true
	}
	return err
}

// requested sums the payments that wait for a second person, by commitment; q narrows the payments.
func requested(q *gorm.DB) (map[string]Money, error) {
	var sums []struct {
		CommitmentID string
		Amount       Money
	}
	err := q.Model(&Payment{}).Select("commitment_id, SUM(amount) AS amount").Where("status = ?", PaymentRequested).
		Group("commitment_id").Find(&sums).Error
	by := map[string]Money{}
	for _, sum := range sums {
		by[sum.CommitmentID] = sum.Amount
	}
	return by, err
}
