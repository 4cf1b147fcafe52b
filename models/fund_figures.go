package models

import "gorm.io/gorm"

// LoadFigures computes the fund in numbers on a day. The number of its queries does not grow with the fund.
func LoadFigures(db *gorm.DB, today Date) (f FundFigures, err error) {
	if f.Fund, err = LoadFund(db); err != nil {
		return f, err
	}
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
	if err := f.countPledges(db, today, of); err != nil {
		return f, err
	}
	if err := f.countLedger(db, today, of, windows); err != nil {
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
	f.Proof = f.Figures.Proof()
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
		pledged, overdue := c.kept()+c.Outstanding, Money(0)
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
func (f *FundFigures) countLedger(db *gorm.DB, today Date, of func(string) *ContributorFigures, windows map[Window]*WindowFigures) error {
	var sums []struct {
		Donor     string
		Kind      LedgerKind
		Purpose   Window
		Balance   Money
		Expired   Money
		HostShare Money
	}
	err := db.Table("ledger_accounts").
		Select(`ledger_accounts.donor, ledger_accounts.kind, COALESCE(lines.purpose, '') AS purpose, SUM(ledger_accounts.balance) AS balance,
			SUM(CASE WHEN ledger_accounts.kind = 'line' AND contributions.expires_on < ? THEN ledger_accounts.balance ELSE 0 END) AS expired,
			SUM(CASE WHEN ledger_accounts.donor = ledger_accounts.host THEN ledger_accounts.balance ELSE 0 END) AS host_share`, today).
		Joins("JOIN contributions ON contributions.id = ledger_accounts.contribution_id").
		Joins("LEFT JOIN lines ON lines.id = ledger_accounts.line_id").
		Group("ledger_accounts.donor, ledger_accounts.kind, COALESCE(lines.purpose, '')").Find(&sums).Error
	byWindow := map[Window]*Figures{}
	for _, sum := range sums {
		by := of(sum.Donor)
		by.add(sum.Kind, sum.Balance)
		by.HostShare += sum.HostShare
		f.add(sum.Kind, sum.Balance)
		f.HostShare += sum.HostShare
		f.Expired += sum.Expired
		if sum.Purpose == "" {
			continue
		}
		if byWindow[sum.Purpose] == nil {
			byWindow[sum.Purpose] = &Figures{}
		}
		byWindow[sum.Purpose].add(sum.Kind, sum.Balance)
		windows[sum.Purpose].Expired += sum.Expired
	}
	for window, figures := range byWindow {
		w := windows[window]
		w.Allocated, w.Committed, w.Spent = figures.Allocated, figures.Committed, figures.Spent
		w.Free, w.Rest = figures.Free, figures.Rest
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
