package handlers

import (
	"slices"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/spelling"
)

// Items is a whole list that is short and hardly ever changes.
type Items[T any] struct {
	Items []T `json:"items"`
}

// list reads all rows of a query.
func list[T any](q *gorm.DB) (Items[T], error) {
	out := Items[T]{Items: []T{}}
	return out, q.Find(&out.Items).Error
}

// named reads all rows of a query in the order of their names, which is not left to the database:
// each has its own idea of where an accent belongs.
func named[T any](q *gorm.DB, name func(T) string) (Items[T], error) {
	out, err := list[T](q)
	spelling.Alphabetical(out.Items, name)
	return out, err
}

// stateNamed is what a list is sorted by where a column holds the code of a state, whose name is shown; empty where there is none.
func stateNamed(column string) string {
	return "COALESCE((SELECT s.sorts_as FROM states s WHERE s.code = " + column + "), '')"
}

// participantNamed is the same of a participant.
func participantNamed(column string) string {
	return "(SELECT p.sorts_as FROM participants p WHERE p.code = " + column + ")"
}

// StatesInput narrows the list of states.
type StatesInput struct {
	Participant *bool  `query:"participant"`         // of the ASEAN Regional Forum, or not
	Q           string `query:"q" validate:"max=60"` // words of the name, or a code
}

// ListStates answers with the states that can hold an election or be a nationality.
func ListStates(c Call, in StatesInput) (Items[models.State], error) {
	q := c.DB
	if in.Participant != nil {
		q = q.Where("participant = ?", *in.Participant)
	}
	out, err := named(q, func(s models.State) string { return s.Name })
	sought := spelling.Fold(in.Q)
	out.Items = slices.DeleteFunc(out.Items, func(s models.State) bool {
		return !models.Says(s.Name, in.Q) && spelling.Fold(s.Code) != sought && spelling.Fold(s.Code3) != sought
	})
	return out, err
}

// ListParticipants answers with the participants of the ASEAN Regional Forum: 26 states and the European Union.
func ListParticipants(c Call, _ Nothing) (Items[models.Participant], error) {
	return named(c.DB, func(p models.Participant) string { return p.Name })
}

// ListLanguages answers with the languages that people speak and missions work in.
func ListLanguages(c Call, _ Nothing) (Items[models.Language], error) {
	return named(c.DB, func(l models.Language) string { return l.Name })
}

// ListCurrencies answers with the currencies that money can be paid in.
func ListCurrencies(c Call, _ Nothing) (Items[models.Currency], error) {
	return list[models.Currency](c.DB.Order("code"))
}

// OrganiserDetails is an organiser with its bodies, and the states whose citizens it takes without special arrangement.
type OrganiserDetails struct {
	models.Organiser
	Bodies []models.Body `json:"bodies"`
	States []string      `json:"states"`
}

// ListOrganisers answers with who offers courses and missions, and whom they take; those that count come first.
func ListOrganisers(c Call, _ Nothing) (Items[OrganiserDetails], error) {
	out := Items[OrganiserDetails]{Items: []OrganiserDetails{}}
	organisers, err := named(c.DB, func(o models.Organiser) string { return o.Name })
	if err != nil {
		return out, err
	}
	slices.SortStableFunc(organisers.Items, func(a, b models.Organiser) int {
		switch {
		case a.Counts == b.Counts:
			return 0
		case a.Counts:
			return -1
		}
		return 1
	})
	bodies, err := named(c.DB, func(b models.Body) string { return b.Name })
	if err != nil {
		return out, err
	}
	states, err := list[models.OrganiserState](c.DB.Order("state"))
	if err != nil {
		return out, err
	}
	for _, organiser := range organisers.Items {
		o := OrganiserDetails{Organiser: organiser, Bodies: []models.Body{}, States: []string{}}
		for _, body := range bodies.Items {
			if body.Organiser == o.Code {
				o.Bodies = append(o.Bodies, body)
			}
		}
		for _, taken := range states.Items {
			if taken.Organiser == o.Code {
				o.States = append(o.States, taken.State)
			}
		}
		out.Items = append(out.Items, o)
	}
	return out, nil
}

// ListGuarantees answers with the twenty questions a host state answers.
func ListGuarantees(c Call, _ Nothing) (Items[models.Guarantee], error) {
	return list[models.Guarantee](c.DB.Order("position"))
}

// ListQualifications answers with what qualifies for each function, function by function.
func ListQualifications(c Call, _ Nothing) (Items[models.Qualification], error) {
	out, err := list[models.Qualification](c.DB.Order("alternative, id"))
	slices.SortStableFunc(out.Items, func(a, b models.Qualification) int {
		return slices.Index(models.Functions, a.Function) - slices.Index(models.Functions, b.Function)
	})
	return out, err
}

// ListCertificates answers with how long each kind of certificate is good.
func ListCertificates(c Call, _ Nothing) (Items[models.Certificate], error) {
	return list[models.Certificate](c.DB.Order("kind"))
}

// ListCourses answers with the courses that organisers usually hold.
func ListCourses(c Call, _ Nothing) (Items[models.UsualCourse], error) {
	return named(c.DB, func(course models.UsualCourse) string { return course.Title })
}

// ListTexts answers with what observers sign for a mission, the newest version of each kind first.
func ListTexts(c Call, _ Nothing) (Items[models.Text], error) {
	return list[models.Text](c.DB.Order("kind, version DESC"))
}
