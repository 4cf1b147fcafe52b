package models

import "gorm.io/gorm"

// Room is how much of the uncommitted money of some accounts can be committed today, and why the rest cannot. Every figure that
// is called free is worked out here.
type Room struct {
	Free    Money `json:"free" description:"of what is uncommitted, what can be committed today: not expired, not the host's own where one is named, not what the floor keeps"`
	Expired Money `json:"expired" description:"of what is uncommitted, what can no longer be committed because its contribution has expired"`
	Kept    Money `json:"kept" description:"of what is uncommitted, what the floor keeps in the reserve"`
	Own     Money `json:"own" description:"of what is uncommitted, what the host named contributed itself"`
}

// onLines is the money on the lines of some accounts, by whether it may be committed: expired, the host's own, and what is
// left, in the reserve and elsewhere.
type onLines struct{ Expired, Own, Reserved, Elsewhere Money }

func (l onLines) plus(other onLines) onLines {
	return onLines{l.Expired + other.Expired, l.Own + other.Own, l.Reserved + other.Reserved, l.Elsewhere + other.Elsewhere}
}

// reserve is what the rapid-response reserve holds at an instant that can be committed, and its floor.
type reserve struct {
	Fund
	today Date
	holds Money
}

// loadReserve reads what is in the reserve; its floor counts usable money only.
func loadReserve(db *gorm.DB, now Time) (r reserve, err error) {
	if r.Fund, err = LoadFund(db); err != nil {
		return r, err
	}
	r.today = r.Today(now)
	var all onLines
	err = r.accounts(db, "", "1 AS one").Where("ledger_accounts.kind = ? AND ledger_accounts.line_id IN (SELECT id FROM lines WHERE purpose = ?)", LineAccount, ReserveWindow).Scan(&all).Error
	r.holds = all.Reserved
	return r, err
}

// accounts reads sums of ledger accounts, with what is on lines apart; more is what else is selected, and grouped by.
func (r reserve) accounts(db *gorm.DB, host, more string) *gorm.DB {
	const expired, own = "contributions.expires_on < @today", "ledger_accounts.donor = @host"
	sum := func(name, where string) string {
		return "COALESCE(SUM(CASE WHEN ledger_accounts.kind = 'line' AND " + where + " THEN ledger_accounts.balance ELSE 0 END), 0) AS " + name
	}
	usable := "NOT " + own + " AND COALESCE(NOT " + expired + ", TRUE)"
	return db.Table("ledger_accounts").
		Select(more+", SUM(ledger_accounts.balance) AS balance, "+
			sum("expired", "NOT "+own+" AND "+expired)+", "+sum("own", own)+", "+
			sum("reserved", usable+" AND lines.purpose = 'reserve'")+", "+sum("elsewhere", usable+" AND lines.purpose <> 'reserve'"),
			map[string]any{"today": r.today, "host": host}).
		Joins("JOIN contributions ON contributions.id = ledger_accounts.contribution_id").
		Joins("LEFT JOIN lines ON lines.id = ledger_accounts.line_id")
}

// room tells what of the money on some lines can be committed: of the reserve no more than what is above its floor.
func (r reserve) room(l onLines) Room {
	free := min(l.Reserved, max(0, r.holds-r.ReserveFloor))
	return Room{Free: l.Elsewhere + free, Expired: l.Expired, Kept: l.Reserved - free, Own: l.Own}
}
