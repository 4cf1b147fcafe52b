package models

import (
	"strings"
	"unicode"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// BankTransfer is what the bank credited at one time under one reference, in the fund's currency. Receipts and refunds are
// its parts, and never come to more.
type BankTransfer struct {
	Record
	Found
	Reference string `find:"open"` // as it was first written
	Normal    string `find:"open"` // by which it is known again
	Amount    Money  // all of it
}

// Ref names the bank transfer.
func (b *BankTransfer) Ref() Ref { return Ref{"bank_transfer", b.ID} }

// NormalReference is a bank reference without what people and banks write differently: ANZ 4471/27 and anz447127 are one.
func NormalReference(text string) string {
	normal := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToUpper(spelling.Plain(text)))
	if normal == "" {
		return strings.Join(strings.Fields(text), " ")
	}
	return normal
}

// part books an amount as a part of what the bank credited under a reference; whole is how much that was, or 0 where nobody
// says and it is no more than its parts. What is booked in full already is refused.
func (a Actor) part(reference *string, amount, whole Money) (bank BankTransfer, err error) {
	*reference = strings.Join(strings.Fields(*reference), " ")
	if whole != 0 && whole < amount {
		return bank, refusal.Fault("transferAmount", "cannot be less than the part that is booked")
	}
	found := a.DB.Limit(1).Find(&bank, "normal = ?", NormalReference(*reference))
	if found.Error != nil {
		return bank, found.Error
	}
	if found.RowsAffected == 0 {
		bank = BankTransfer{Record: Record{ID: NewID(), Revision: 1, CreatedAt: a.Now}, Reference: *reference, Normal: NormalReference(*reference), Amount: max(amount, whole)}
		return bank, translate(a.DB.Create(&bank).Error)
	}
	parts, err := bank.booked(a.DB)
	if err != nil {
		return bank, err
	}
	needed := max(parts+amount, whole)
	switch {
	case needed <= bank.Amount:
		return bank, nil
	case parts > 0 && whole < parts+amount:
		return bank, a.alreadyBooked(bank, *reference, parts, amount)
	}
	bank.Amount = needed // more of it is known now, or what was booked of it was a mistake
	return bank, a.Save(&bank)
}

// resize notes that the bank credited another sum than was thought.
func (a Actor) resize(id string, amount Money) error {
	bank, err := Find[BankTransfer](a.DB, id)
	if err != nil {
		return err
	}
	bank.Amount = amount
	return a.Save(&bank)
}

// booked is the sum of the parts of a transfer that stand.
func (b BankTransfer) booked(db *gorm.DB) (sum Money, err error) {
	var refunded Money
	err = db.Model(&Receipt{}).Where("bank_transfer_id = ? AND "+standingReceipt, b.ID).Select("COALESCE(SUM(booked), 0)").Scan(&sum).Error
	if err == nil {
		err = db.Model(&Refund{}).Where("bank_transfer_id = ? AND NOT reversed", b.ID).Select("COALESCE(SUM(amount), 0)").Scan(&refunded).Error
	}
	return sum + refunded, err
}

// alreadyBooked is the refusal of more than the bank credited under a reference.
func (a Actor) alreadyBooked(bank BankTransfer, reference string, parts, amount Money) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	return refusal.AlreadyBooked.With("reference", reference, "amount", fund.Said(bank.Amount), "booked", fund.Said(parts), "since", bank.CreatedAt, "left", fund.Said(bank.Amount-parts), "asked", fund.Said(amount))
}
