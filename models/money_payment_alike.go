package models

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// Alike is another payment that may be of the same bill as one.
type Alike struct {
	ID        string         `json:"id"` // of the payment
	Payee     string         `json:"payee"`
	Purpose   string         `json:"purpose"`
	Amount    Money          `json:"amount"`
	Status    PaymentStatus  `json:"status"`
	CreatedAt Time           `json:"createdAt"`
	In        []PaymentAlike `json:"in" gorm:"-"`
}

// PaymentAlike is in what one payment resembles another.
type PaymentAlike string

// Every PaymentAlike there is, the strongest first.
const (
	SameInvoice PaymentAlike = "invoice" // byte for byte
	SameAmount  PaymentAlike = "amount"  // to the same payee
)

// Values makes PaymentAlike a Choice.
func (PaymentAlike) Values() []string { return names([]PaymentAlike{SameInvoice, SameAmount}) }

// LoadAlike adds to a payment the others that resemble it and were not given up.
func (p *Payment) LoadAlike(db *gorm.DB) error {
	p.Resembles = []Alike{}
	others := func(in PaymentAlike, q *gorm.DB) error {
		var found []Alike
		err := q.Model(&Payment{}).Where("payments.id <> ? AND payments.status NOT IN ?", p.ID, []PaymentStatus{PaymentRejected, PaymentReversed}).
			Order("payments.id DESC").Limit(mostResembling).Scan(&found).Error
		for _, other := range found {
			n := slices.IndexFunc(p.Resembles, func(a Alike) bool { return a.ID == other.ID })
			if n < 0 {
				n, p.Resembles = len(p.Resembles), append(p.Resembles, other)
			}
			p.Resembles[n].In = append(p.Resembles[n].In, in)
		}
		return err
	}
	if p.InvoiceID != nil {
		same := db.Model(&File{}).Select("id").Where("sha256 = (?)", db.Model(&File{}).Select("sha256").Where("id = ?", *p.InvoiceID))
		if err := others(SameInvoice, db.Where("payments.invoice_id IN (?)", same)); err != nil {
			return err
		}
	}
	return others(SameAmount, db.Where("payments.folded = ? AND payments.amount = ?", spelling.Fold(p.Payee), p.Amount))
}

// rentDays is within how many days a second payment of the same amount to the same payee is likely the first once more, and no rent.
const rentDays = 25

// twice asks about a payment that may be of a bill that another is of.
func (a Actor) twice(p Payment, confirmed Confirmed) error {
	if err := p.LoadAlike(a.DB); err != nil || len(p.Resembles) == 0 {
		return err
	}
	other := p.Resembles[0]
	if !slices.Contains(other.In, SameInvoice) && other.CreatedAt.Day().Plus(rentDays).Before(a.Now.Day()) {
		return nil
	}
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	amount := fund.Said(other.Amount)
	if slices.Contains(other.In, SameInvoice) {
		return confirmed.doubt(refusal.InvoiceUsed.With("amount", amount, "payee", other.Payee, "purpose", other.Purpose, "status", other.Status, "since", other.CreatedAt))
	}
	return confirmed.doubt(refusal.SamePayment.With("amount", amount, "payee", other.Payee, "purpose", other.Purpose, "status", other.Status, "since", other.CreatedAt))
}

// sameName writes a payee as it was written the first time: one payee has one name, however it is typed.
func (a Actor) sameName(p *Payment) error {
	var known []string
	err := a.DB.Model(&Payment{}).Where("folded = ?", spelling.Fold(p.Payee)).Order("id").Limit(1).Pluck("payee", &known).Error
	if len(known) > 0 {
		p.Payee = known[0]
	}
	return err
}
