package models

import "gorm.io/gorm"

// LoadFigures computes the fund in numbers at an instant. The number of its queries does not grow with the fund.
func LoadFigures(db *gorm.DB, now Time) (f FundFigures, err error) {
	reserve, err := loadReserve(db, now)
	if err != nil {
		return f, err
	}
	f.Fund = reserve.Fund
	windows, contributors := map[Window]*WindowFigures{}, map[string]*ContributorFigures{}
	for _, window := range Windows {
		windows[window] = &WindowFigures{Window: window}
	}
	of := func(code string) *ContributorFigures {
		if contributors[code] == nil {
			contributors[code] = &ContributorFigures{Contributor: code}
		}
		return contributors[code]
	}
	if err := f.countPledges(db, reserve.today, of); err != nil {
		return f, err
	}
	if err := f.countLedger(db, reserve, of, windows); err != nil {
		return f, err
	}
	if err := countBudgets(db, windows); err != nil {
		return f, err
	}
	for _, window := range Windows {
		f.Windows = append(f.Windows, *windows[window])
	}
	var participants []string
	err = db.Model(&Participant{}).Order("sorts_as").Pluck("code", &participants).Error
	f.Contributors = []ContributorFigures{}
	for _, code := range participants {
		if contributors[code] != nil {
			f.Contributors = append(f.Contributors, *contributors[code])
		}
	}
	f.Proof = f.Balances.Proof()
	return f, err
}

// countPledges adds up what was promised and how far the promises were kept.
func (f *FundFigures) countPledges(db *gorm.DB, today Date, of func(string) *ContributorFigures) error {
	var contributions []Contribution
	if err := db.Find(&contributions).Error; err != nil {
		return err
	}
	sums, err := paid(db)
	for _, c := range contributions {
		c.stands(sums[c.ID], today)
		by := of(c.Contributor)
		pledged, overdue := c.fulfilled()+c.Outstanding, Money(0)
		if c.Overdue {
			overdue = c.Outstanding
		}
		by.Pledged += pledged
		by.Outstanding += c.Outstanding
		by.Overdue += overdue
		f.Pledged += pledged
		f.Outstanding += c.Outstanding
		f.Overdue += overdue
	}
	return err
}

// countLedger adds up where money is, all of it from one query.
func (f *FundFigures) countLedger(db *gorm.DB, reserve reserve, of func(string) *ContributorFigures, windows map[Window]*WindowFigures) error {
	var sums []struct {
		Donor     string
		Kind      LedgerKind
		Purpose   Window
		Balance   Money
		HostShare Money
		Lines     onLines `gorm:"embedded"`
	}
	err := reserve.accounts(db, "", `ledger_accounts.donor, ledger_accounts.kind, COALESCE(lines.purpose, '') AS purpose,
			SUM(CASE WHEN ledger_accounts.donor = ledger_accounts.host THEN ledger_accounts.balance ELSE 0 END) AS host_share`).
		Group("ledger_accounts.donor, ledger_accounts.kind, COALESCE(lines.purpose, '')").Find(&sums).Error
	byWindow, all, byDonor := map[Window]*Balances{}, onLines{}, map[string]onLines{}
	for _, window := range Windows {
		byWindow[window] = &Balances{}
	}
	onWindows := map[Window]onLines{}
	for _, sum := range sums {
		by := of(sum.Donor)
		count := []*Balances{&by.Balances, &f.Balances}
		if sum.Purpose != "" {
			count = append(count, byWindow[sum.Purpose])
		}
		for _, balances := range count {
			if err == nil {
				err = balances.add(sum.Kind, sum.Balance)
			}
		}
		by.HostShare += sum.HostShare
		f.HostShare += sum.HostShare
		all = all.plus(sum.Lines)
		byDonor[sum.Donor] = byDonor[sum.Donor].plus(sum.Lines)
		onWindows[sum.Purpose] = onWindows[sum.Purpose].plus(sum.Lines)
	}
	f.Room = reserve.room(all)
	for donor, lines := range byDonor {
		of(donor).Room = reserve.room(lines)
	}
	for window, balances := range byWindow {
		w := windows[window]
		w.Allocated, w.Committed, w.Spent = balances.Allocated, balances.Committed, balances.Spent
		w.Uncommitted, w.Rest, w.Room = balances.Uncommitted, balances.Rest, reserve.room(onWindows[window])
	}
	return err
}

// countBudgets adds up what is planned on the lines of each window.
func countBudgets(db *gorm.DB, windows map[Window]*WindowFigures) error {
	var budgets []struct {
		Purpose Window
		Budget  Money
	}
	err := db.Model(&Line{}).Select("purpose, SUM(budget) AS budget").Group("purpose").Find(&budgets).Error
	for _, b := range budgets {
		windows[b.Purpose].Budget = b.Budget
	}
	return err
}
