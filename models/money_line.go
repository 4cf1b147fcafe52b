package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// Line is a budget line of one window: money allocated to it may be committed.
type Line struct {
	Record
	Found
	Sorted
	Title   string `json:"title" find:"open,sort"`
	Purpose Window `json:"window"`
	Budget  Money  `json:"budget"` // what is planned

	Allocated   Money `json:"allocated" gorm:"-"` // came in, less what was returned; includes what is committed and spent
	Committed   Money `json:"committed" gorm:"-"` // includes what is spent
	Spent       Money `json:"spent" gorm:"-"`
	Uncommitted Money `json:"uncommitted" gorm:"-"` // allocated less committed
	Room        `gorm:"-"`
	Can         []Action `json:"can" gorm:"-"`
}

// Ref names the line.
func (l *Line) Ref() Ref { return Ref{"line", l.ID} }

// Events makes Line Living.
func (Line) Events() []Action { return []Action{AllocateLine, ReturnLine} }

// LoadLineDetails computes what lines have at an instant and what became of it; with a host, what is free for a mission that it hosts.
func LoadLineDetails(db *gorm.DB, now Time, host string, lines ...*Line) error {
	if len(lines) == 0 {
		return nil
	}
	figures, err := figuresBy(db, now, host, "ledger_accounts.line_id", ids(lines))
	for _, l := range lines {
		if f := figures[l.ID]; f != nil {
			l.Allocated, l.Committed, l.Spent, l.Uncommitted, l.Room = f.Allocated, f.Committed, f.Spent, f.Uncommitted, f.Room
		}
	}
	return err
}

// AddLine opens a budget line.
func (a Actor) AddLine(l *Line) error {
	taken, err := exists(a.DB.Model(&Line{}).Where("folded = ?", spelling.Fold(l.Title)))
	if err != nil {
		return err
	}
	if taken {
		return refusal.LineExists.With("title", l.Title)
	}
	if err := a.holdable(a.DB.Model(&Line{}).Select("COALESCE(SUM(budget), 0)"), "budget", l.Budget); err != nil {
		return err
	}
	return a.Create(l, AddLine, Facts{"window": l.Purpose, "budget": l.Budget})
}

// AllocateLine puts received money of a contribution on a line.
func (a Actor) AllocateLine(l *Line, contributionID string, amount Money) error {
	c, err := a.contribution(contributionID)
	if err != nil {
		return err
	}
	if err := a.Allocate(c, *l, amount); err != nil {
		return err
	}
	return a.Change(l, AllocateLine, "", Facts{"contributionId": c.ID, "amount": amount})
}

// ReturnLine takes free money of a contribution off a line.
func (a Actor) ReturnLine(l *Line, contributionID string, amount Money) error {
	c, err := a.contribution(contributionID)
	if err != nil {
		return err
	}
	if err := a.Return(c, *l, amount); err != nil {
		return err
	}
	return a.Change(l, ReturnLine, "", Facts{"contributionId": c.ID, "amount": amount})
}

// contribution finds one that the input names in its field contributionId.
func (a Actor) contribution(id string) (c Contribution, err error) {
	found := a.DB.Limit(1).Find(&c, "id = ?", id)
	if found.Error == nil && found.RowsAffected == 0 {
		return c, refusal.Fault("contributionId", "there is no such contribution")
	}
	return c, found.Error
}
