package handlers

import "observationfund/models"

// LineFilter picks a page of budget lines; with a host, free is what may be committed for a mission that it hosts.
type LineFilter struct {
	Paging
	Host   string        `query:"host" validate:"omitempty,len=2"`
	Window models.Window `query:"window" validate:"omitempty,choice"`
	Q      string        `query:"q" validate:"max=100"` // words of the title
}

// LineInput is a new budget line.
type LineInput struct {
	Title  string        `json:"title" validate:"required,min=2,max=200,line"`
	Window models.Window `json:"window" validate:"required,choice"`
	Budget models.Money  `json:"budget" validate:"min=0,max=9000000000000000"` // what is planned
}

// LineMove moves money of one contribution to a line or off it.
type LineMove struct {
	ByID
	ContributionID string       `json:"contributionId" validate:"required,uuid"`
	Amount         models.Money `json:"amount" validate:"required,min=1,max=9000000000000000"`
}

var fillLine = filling[models.Line, LineInput]()

// ListLines answers with the budget lines and what they have.
func ListLines(c Call, in LineFilter) (Page[models.Line], error) {
	q := c.books()
	if in.Window != "" {
		q = q.Where("lines.purpose = ?", in.Window)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, models.In("lines", "folded"))
	}
	out, err := page[models.Line](q, in.Paging, sorting{
		"": "title", "title": "lines.sorts_as", "window": "lines.purpose", "budget": "lines.budget", "createdAt": "lines.created_at",
	})
	if err != nil {
		return out, err
	}
	return out, reckonLines(c, in.Host, pointers(out.Items)...)
}

// GetLine answers with one budget line.
func GetLine(c Call, in ByID) (models.Line, error) {
	out, err := findForUpdate[models.Line](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	return out, reckonLines(c, "", &out)
}

// AddLine opens a budget line.
func AddLine(c Call, in LineInput) (models.Line, error) {
	var out models.Line
	fillLine(&out, in)
	err := c.Actor.AddLine(&out)
	c.canOnLine(&out) // it has nothing yet
	return out, err
}

// AllocateLine puts received money of a contribution on a line.
func AllocateLine(c Call, in LineMove) (models.Line, error) {
	return moveOnLine(c, in, c.Actor.AllocateLine)
}

// ReturnLine takes free money of a contribution off a line.
func ReturnLine(c Call, in LineMove) (models.Line, error) {
	return moveOnLine(c, in, c.Actor.ReturnLine)
}

func moveOnLine(c Call, in LineMove, move func(*models.Line, string, models.Money) error) (models.Line, error) {
	out, err := findForUpdate[models.Line](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := move(&out, in.ContributionID, in.Amount); err != nil {
		return out, err
	}
	return out, reckonLines(c, "", &out)
}

// reckonLines adds to lines what they have and what the caller can do about them.
func reckonLines(c Call, host string, lines ...*models.Line) error {
	if err := models.LoadLineDetails(c.DB, c.Now, host, lines...); err != nil {
		return err
	}
	for _, line := range lines {
		c.canOnLine(line)
	}
	return nil
}

// canOnLine says what the caller can do about a line, as it stands.
func (c Call) canOnLine(line *models.Line) {
	line.Can = []models.Action{}
	if c.may(models.AllocateLine) {
		line.Can = append(line.Can, models.AllocateLine)
	}
	if c.may(models.ReturnLine) && line.Uncommitted > 0 {
		line.Can = append(line.Can, models.ReturnLine)
	}
}
