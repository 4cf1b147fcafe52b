package handlers

import (
	"slices"

	"observationfund/models"
)

// GetConcern answers with one requirement that somebody bound no longer meets.
func GetConcern(c Call, in ByID) (models.Concern, error) {
	concern, err := models.Find[models.Concern](c.DB, in.ID)
	if err != nil {
		return concern, err
	}
	as, err := models.Find[models.Assignment](c.assignments(), concern.AssignmentID)
	if err != nil {
		return concern, err
	}
	return concern, c.presentConcerns([]models.Assignment{as}, &concern)
}

// LetConcernStand lets somebody stay bound who does not meet one requirement.
func LetConcernStand(c Call, in ReasonInput) (models.Concern, error) {
	concern, err := findForUpdate[models.Concern](c, c.DB, in.ID)
	if err != nil {
		return concern, err
	}
	if err := c.LetStand(&concern, in.Reason); err != nil {
		return concern, err
	}
	as, err := models.Find[models.Assignment](c.DB, concern.AssignmentID)
	if err != nil {
		return concern, err
	}
	return concern, c.presentConcerns([]models.Assignment{as}, &concern)
}

// callConcerns adds to assignments what their observers no longer meet, for them and those whose work needs it: the name of a rule can say
// something about somebody's health.
func (c Call) callConcerns(all []*models.Assignment) error {
	if !c.may(models.ReadPrivate) {
		return nil
	}
	ids, bound := make([]string, len(all)), make([]models.Assignment, len(all))
	for n, as := range all {
		ids[n], bound[n] = as.ID, *as
	}
	var found []models.Concern
	if err := c.DB.Where("assignment_id IN ?", ids).Order("id DESC").Find(&found).Error; err != nil {
		return err
	}
	if err := c.presentConcerns(bound, pointers(found)...); err != nil {
		return err
	}
	for _, concern := range found {
		as := all[slices.Index(ids, concern.AssignmentID)]
		as.Concerns = append(as.Concerns, concern)
	}
	return nil
}

// presentConcerns says of concerns about some assignments whom they are about, what is missing now, and what the caller can do.
func (c Call) presentConcerns(about []models.Assignment, all ...*models.Concern) error {
	missing := map[string]models.Readiness{}
	var bound []models.Assignment
	for _, as := range about {
		live := as.Status == models.AssignmentAccepted || as.Status == models.AssignmentDeployed
		if live && slices.ContainsFunc(all, func(concern *models.Concern) bool {
			return concern.AssignmentID == as.ID && concern.Status != models.ConcernSettled
		}) {
			bound = append(bound, as)
		}
	}
	assessed, err := models.AssessBound(c.DB, c.Now, bound)
	if err != nil {
		return err
	}
	for n, as := range bound {
		missing[as.ID] = assessed[n]
	}
	for _, concern := range all {
		concern.ObserverID = about[slices.IndexFunc(about, func(as models.Assignment) bool { return as.ID == concern.AssignmentID })].ObserverID
		concern.Can = slices.DeleteFunc(can(c, models.ConcernFlow, concern.Status), func(event models.Action) bool { return concern.Hold(event) != nil })
		for _, check := range missing[concern.AssignmentID].Failed() {
			if check.Rule == concern.Rule && concern.Status != models.ConcernSettled {
				concern.Sentence, concern.Remedy = &check.Sentence, check.Remedy
			}
		}
	}
	return nil
}
