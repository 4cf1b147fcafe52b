package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
)

// Restored notes that the fund was put back from a backup, of whose bytes this is the SHA-256, if that is known. What it knows is old: it
// mails nothing until an administrator says so.
func (a Actor) Restored(sha256 string) error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	fund.MailHeldSince, fund.Revision = a.Now, fund.Revision+1
	if err := SaveFund(a.DB, fund); err != nil {
		return err
	}
	facts := Facts{}
	if sha256 != "" {
		facts["sha256"] = sha256
	}
	return a.Journal(RestoreFund, fund.Ref(), "", facts)
}

// ReleaseMail lets a restored fund mail again.
func (a Actor) ReleaseMail() error {
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	if fund.MailHeldSince.IsZero() {
		return refusal.MailNotHeld
	}
	since := fund.MailHeldSince
	fund.MailHeldSince, fund.Revision = Time{}, fund.Revision+1
	if err := SaveFund(a.DB, fund); err != nil {
		return err
	}
	return a.Journal(ReleaseMail, fund.Ref(), "", Facts{"heldSince": since})
}

// MailHeld reports whether nothing is mailed because the fund was restored.
func MailHeld(db *gorm.DB) (bool, error) {
	fund, err := LoadFund(db)
	return !fund.MailHeldSince.IsZero(), err
}
