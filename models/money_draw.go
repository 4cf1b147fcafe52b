package models

import (
	"fmt"
	"slices"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Draw asks for an amount from a line.
type Draw struct {
	LineID string `json:"lineId" validate:"required,uuid"`
	Amount Money  `json:"amount" validate:"required,min=1,max=9000000000000000"`
}

// Commit draws money from lines for an open commitment: never the host's, never expired money, soonest expiry first.
// Training is paid from training lines, missions from deployment and reserve lines.
func (a Actor) Commit(c Commitment, draws []Draw) error {
	if _, err := CommitmentFlow.Next(c.Status, CommitMoney); err != nil {
		return err
	}
	lines, err := a.drawn(draws)
	if err != nil {
		return err
	}
	for i, line := range lines {
		if err := c.suits(line); err != nil {
			return err
		}
		usable, kept, err := a.sources(c, line)
		if err != nil {
			return err
		}
		lacked, err := a.transferUpTo(CommitTransfer, usable, draws[i].Amount, Transfer{}, func(from LedgerAccount) LedgerAccount {
			return commitmentAccount(from, c)
		})
		if err != nil {
			return err
		}
		if lacked > 0 {
			return a.lacking(c, line, draws[i].Amount, draws[i].Amount-lacked, kept)
		}
	}
	ids := make([]string, len(draws))
	for i, draw := range draws {
		ids[i] = draw.LineID
	}
	return a.checkReserveFloor(ids...)
}

// drawn finds the line of each draw, and says all that is wrong with them.
func (a Actor) drawn(draws []Draw) (lines []Line, err error) {
	var faults refusal.Faults
	if len(draws) == 0 {
		faults.Add("draws", "at least one line to draw on is required")
	}
	for i, draw := range draws {
		var line Line
		found := a.DB.Limit(1).Find(&line, "id = ?", draw.LineID)
		if found.Error != nil {
			return nil, found.Error
		}
		if found.RowsAffected == 0 {
			faults.Add(fmt.Sprintf("draws[%d].lineId", i), "there is no such line")
		}
		if fault := draw.Amount.fault(); fault != "" {
			faults.Add(fmt.Sprintf("draws[%d].amount", i), fault)
		}
		lines = append(lines, line)
	}
	return lines, faults.Err()
}

// suits refuses a line of a window that is not for such a commitment.
func (c Commitment) suits(line Line) error {
	var fit []Window
	switch {
	case c.DeploymentID != nil:
		fit = []Window{DeploymentWindow, ReserveWindow}
	case c.RequestID != nil:
		fit = []Window{TrainingWindow}
	default:
		fit = []Window{AdminWindow, AuditWindow, TrainingWindow}
	}
	if slices.Contains(fit, line.Purpose) {
		return nil
	}
	return refusal.Window.With("line", line.Title, "window", line.Purpose, "fitting", fit[0])
}

// keptBack is money on a line that a commitment may not draw on.
type keptBack struct{ own, expired Money }

// sources are the accounts of a line that a commitment may draw on, in the order in which it must: soonest expiry
// first. What it may not draw on is the host's own and what has expired.
func (a Actor) sources(c Commitment, line Line) (usable []LedgerAccount, kept keptBack, err error) {
	today, err := a.today()
	if err != nil {
		return nil, kept, err
	}
	accounts, err := soonestFirst(a.DB.Where("ledger_accounts.kind = ? AND ledger_accounts.line_id = ?", LineAccount, line.ID))
	for _, account := range accounts {
		switch {
		case account.Donor == c.Host:
			kept.own += account.Balance
		case !account.ExpiresOn.IsZero() && account.ExpiresOn.Before(today):
			kept.expired += account.Balance
		default:
			usable = append(usable, account.LedgerAccount)
		}
	}
	return usable, kept, err
}

// lacking is the refusal of a draw that what a line has for a commitment does not cover.
func (a Actor) lacking(c Commitment, line Line, asked, there Money, kept keptBack) error {
	if kept == (keptBack{}) {
		return a.insufficientFunds(said.That("free money on {line}", "line", line.Title), asked, there)
	}
	fund, err := LoadFund(a.DB)
	if err != nil {
		return err
	}
	free, wanted, own, expired := fund.Said(there), fund.Said(asked), fund.Said(kept.own), fund.Said(kept.expired)
	switch {
	case kept.own == 0:
		return refusal.RestExpired.With("there", free, "line", line.Title, "asked", wanted, "expired", expired)
	case kept.expired == 0:
		return refusal.RestIsHosts.With("there", free, "line", line.Title, "asked", wanted, "own", own, "host", c.Host)
	}
	return refusal.RestIsHostsOrExpired.With("there", free, "line", line.Title, "asked", wanted, "own", own, "host", c.Host, "expired", expired)
}

// checkReserveFloor refuses what has taken the rapid-response reserve below its floor by taking money off these lines.
func (a Actor) checkReserveFloor(lines ...string) error {
	reserve, err := loadReserve(a.DB, a.Now)
	if err != nil || reserve.ReserveFloor == 0 {
		return err
	}
	touched, err := exists(a.DB.Model(&Line{}).Where("id IN ? AND purpose = ?", lines, ReserveWindow))
	if err != nil || !touched || reserve.holds >= reserve.ReserveFloor {
		return err
	}
	return refusal.ReserveFloor.With("left", reserve.Said(reserve.holds), "floor", reserve.Said(reserve.ReserveFloor))
}
