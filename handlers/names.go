package handlers

import (
	"gorm.io/gorm"

	"observationfund/models"
)

// A record that shows another carries what that is called, so that nobody loads a list in order to read a row of it.

// called is what the things of a table are called, by id.
func called[T any](db *gorm.DB, column string, ids []string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	err := db.Model(new(T)).Select("id, "+column+" AS name").Where("id IN ?", ids).Scan(&rows).Error
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}

// callObservers names the observer of each of some things.
func callObservers[T any](c Call, things []T, of func(*T) (id string, name *string)) error {
	ids := make([]string, len(things))
	for i := range things {
		ids[i], _ = of(&things[i])
	}
	names, err := called[models.Observer](c.DB, "preferred_name", ids)
	for i := range things {
		id, name := of(&things[i])
		*name = names[id]
	}
	return err
}
