package models

import "gorm.io/gorm"

// Figures is how far money has come. Received, allocated, committed and spent each include the next: what is spent
// was committed, what is committed was allocated, what is allocated was received. The other three are what lies
// between two of them.
type Figures struct {
	Received    Money `json:"received" description:"what arrived"`
	Allocated   Money `json:"allocated" description:"of what is received, what is on lines, was committed from them or spent"`
	Committed   Money `json:"committed" description:"of what is allocated, what was set aside for a purpose; includes what is spent"`
	Spent       Money `json:"spent" description:"of what is committed, what is with payees"`
	Unallocated Money `json:"unallocated" description:"received less allocated"`
	Free        Money `json:"free" description:"allocated less committed"`
	Rest        Money `json:"rest" description:"committed less spent"`
}

// add counts money that is in an account of a kind. What was received is counted on the donor's side, so that it is
// a check on all the others.
func (f *Figures) add(kind LedgerKind, amount Money) {
	switch kind {
	case DonorAccount:
		f.Received -= amount
	case ReceivedAccount:
		f.Unallocated += amount
	case LineAccount:
		f.Free += amount
		f.Allocated += amount
	case CommitmentAccount:
		f.Rest += amount
		f.Committed += amount
		f.Allocated += amount
	case PayeeAccount:
		f.Spent += amount
		f.Committed += amount
		f.Allocated += amount
	}
}

// Proof is the fourth guarantee, computed: no flag of it is ever false.
type Proof struct {
	SpentWithinCommitted     bool `json:"spentWithinCommitted"`
	CommittedWithinAllocated bool `json:"committedWithinAllocated"`
	AllocatedWithinReceived  bool `json:"allocatedWithinReceived"`
	Balanced                 bool `json:"balanced" description:"what was received is exactly what is in the fund's accounts and with payees"`
}

// Proof holds the figures against the guarantee.
func (f Figures) Proof() Proof {
	return Proof{
		SpentWithinCommitted:     0 <= f.Spent && f.Spent <= f.Committed,
		CommittedWithinAllocated: f.Committed <= f.Allocated,
		AllocatedWithinReceived:  f.Allocated <= f.Received,
		Balanced:                 f.Received == f.Unallocated+f.Free+f.Rest+f.Spent,
	}
}

// figuresBy sums the ledger for some contributions, lines or commitments: column holds their ids.
func figuresBy(db *gorm.DB, column string, ids []string) (map[string]*Figures, error) {
	by := map[string]*Figures{}
	for _, id := range ids {
		by[id] = &Figures{}
	}
	var sums []struct {
		Key     string
		Kind    LedgerKind
		Balance Money
	}
	err := db.Model(&LedgerAccount{}).Select(column+" AS key, kind, SUM(balance) AS balance").
		Where(column+" IN ?", ids).Group(column + ", kind").Find(&sums).Error
	for _, sum := range sums {
		by[sum.Key].add(sum.Kind, sum.Balance)
	}
	return by, err
}

// ids lists the ids of kept things.
func ids[T Thing](things []T) []string {
	out := make([]string, len(things))
	for i, thing := range things {
		out[i] = thing.Ref().ID
	}
	return out
}
