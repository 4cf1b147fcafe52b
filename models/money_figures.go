package models

import (
	"fmt"

	"gorm.io/gorm"
)

// Balances are how far money has come. Received, allocated, committed and spent each include the next: what is spent
// was committed, what is committed was allocated, what is allocated was received. The other three are what lies
// between two of them.
type Balances struct {
	Received    Money `json:"received" description:"what arrived"`
	Allocated   Money `json:"allocated" description:"of what is received, what is on lines, was committed from them or spent"`
	Committed   Money `json:"committed" description:"of what is allocated, what is committed for a purpose; includes what is spent"`
	Spent       Money `json:"spent" description:"of what is committed, what is with payees"`
	Unallocated Money `json:"unallocated" description:"received less allocated"`
	Uncommitted Money `json:"uncommitted" description:"allocated less committed: free, expired or kept for the floor"`
	Rest        Money `json:"rest" description:"committed less spent"`
}

// Figures are balances, and how much of what is uncommitted can be committed today.
type Figures struct {
	Balances
	Room
}

// add counts money that is in an account of a kind. What was received is counted on the donor's side, so that it is
// a check on all the others.
func (f *Balances) add(kind LedgerKind, amount Money) error {
	switch kind {
	case DonorAccount:
		f.Received -= amount
	case ReceivedAccount:
		f.Unallocated += amount
	case LineAccount:
		f.Uncommitted += amount
		f.Allocated += amount
	case CommitmentAccount:
		f.Rest += amount
		f.Committed += amount
		f.Allocated += amount
	case PayeeAccount:
		f.Spent += amount
		f.Committed += amount
		f.Allocated += amount
	default:
		return fmt.Errorf("the figures do not know what is in accounts of the kind %q", kind)
	}
	return nil
}

// Proof is the fourth guarantee, computed: no flag of it is ever false.
type Proof struct {
	SpentWithinCommitted     bool `json:"spentWithinCommitted"`
	CommittedWithinAllocated bool `json:"committedWithinAllocated"`
	AllocatedWithinReceived  bool `json:"allocatedWithinReceived"`
	Balanced                 bool `json:"balanced" description:"what was received is exactly what is in the fund's accounts and with payees"`
}

// Proof holds the balances against the guarantee.
func (f Balances) Proof() Proof {
	return Proof{
		SpentWithinCommitted:     0 <= f.Spent && f.Spent <= f.Committed,
		CommittedWithinAllocated: f.Committed <= f.Allocated,
		AllocatedWithinReceived:  f.Allocated <= f.Received,
		Balanced:                 f.Received == f.Unallocated+f.Uncommitted+f.Rest+f.Spent,
	}
}

// figuresBy sums the ledger at an instant for some contributions, lines or commitments: column holds their ids.
func figuresBy(db *gorm.DB, now Time, host, column string, ids []string) (map[string]*Figures, error) {
	by := map[string]*Figures{}
	for _, id := range ids {
		by[id] = &Figures{}
	}
	reserve, err := loadReserve(db, now)
	if err != nil {
		return nil, err
	}
	var sums []struct {
		Key     string
		Kind    LedgerKind
		Balance Money
		Lines   onLines `gorm:"embedded"`
	}
	err = reserve.accounts(db, host, column+" AS key, ledger_accounts.kind").
		Where(column+" IN ?", ids).Group(column + ", ledger_accounts.kind").Find(&sums).Error
	for _, sum := range sums {
		if err == nil {
			err = by[sum.Key].add(sum.Kind, sum.Balance)
		}
		if sum.Kind == LineAccount {
			by[sum.Key].Room = reserve.room(sum.Lines)
		}
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
