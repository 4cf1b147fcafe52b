package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
)

// ViewFilter picks a page of saved views.
type ViewFilter struct {
	Paging
	List models.List `query:"list" validate:"omitempty,choice"`
}

// ViewInput is a view to keep.
type ViewInput struct {
	List   models.List `json:"list" validate:"required,choice"`
	Name   string      `json:"name" validate:"required,max=60,line"`
	Query  string      `json:"query" validate:"max=1000,line"` // as in the address of the list, without its question mark
	Shared bool        `json:"shared,omitempty"`               // with administrators and auditors
}

// ViewChange is what changes about a view; what is not named stays as it is.
type ViewChange struct {
	ByID
	Name   *string `json:"name,omitempty" validate:"omitempty,min=1,max=60,line"`
	Query  *string `json:"query,omitempty" validate:"omitempty,max=1000,line"`
	Shared *bool   `json:"shared,omitempty"`
}

var (
	fillView   = filling[models.View, ViewInput]()
	changeView = filling[models.View, ViewChange]()
)

// views narrows a query to the caller's own views, and where their permission reaches further to those that are shared.
func (c Call) views() *gorm.DB {
	if c.Scope == models.All {
		return c.DB.Where("views.account_id = ? OR views.shared", c.By.ID)
	}
	return c.ownedBy("views.account_id")
}

// ListViews answers with the views that the caller has kept, and those that are shared with them.
func ListViews(c Call, in ViewFilter) (Page[models.View], error) {
	q := c.views()
	if in.List != "" {
		q = q.Where("views.list = ?", in.List)
	}
	out, err := page[models.View](q, in.Paging, sorting{"": "name", "name": "views.name", "createdAt": "views.created_at"})
	return each(out, func(v models.View) models.View { return presentView(c, v) }), err
}

// GetView answers with one view.
func GetView(c Call, in ByID) (models.View, error) {
	v, err := findForUpdate[models.View](c, c.views(), in.ID)
	return presentView(c, v), err
}

// SaveView keeps a list as it is narrowed, ordered and arranged now.
func SaveView(c Call, in ViewInput) (models.View, error) {
	var v models.View
	fillView(&v, in)
	err := c.Actor.SaveView(&v)
	return presentView(c, v), err
}

// ChangeView renames a view, replaces what it shows, or shares it.
func ChangeView(c Call, in ViewChange) (models.View, error) {
	v, err := findForUpdate[models.View](c, c.views(), in.ID)
	if err != nil {
		return v, err
	}
	changeView(&v, in)
	err = v.Replace(c.Actor)
	return presentView(c, v), err
}

// DeleteView ends a view for everybody who has it.
func DeleteView(c Call, in ByID) (Nothing, error) {
	v, err := findForUpdate[models.View](c, c.views(), in.ID)
	if err != nil {
		return Nothing{}, err
	}
	return Nothing{}, v.Delete(c.Actor)
}

// presentView is a view with what its list still takes, and what the caller can do.
func presentView(c Call, v models.View) models.View {
	v.Still()
	v.Can = []models.Action{}
	for _, action := range []models.Action{models.ChangeView, models.DeleteView} {
		if v.AccountID == c.By.ID || v.Shared && models.Policy[action][c.By.Role] == models.All {
			v.Can = append(v.Can, action)
		}
	}
	return v
}
