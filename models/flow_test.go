package models_test

import (
	"testing"

	"observationfund/models"
)

// TestEveryEndIsNamed finds, for each state of each flow, somebody who can do something about it, or who begins anew.
func TestEveryEndIsNamed(t *testing.T) {
	for subject, states := range map[string][][]models.Action{
		"accounts": events(models.AccountFlow), "observers": events(models.ObserverFlow), "trainings": events(models.TrainingFlow),
		"opportunities": events(models.OpportunityFlow), "training_requests": events(models.TrainingRequestFlow), "invitations": events(models.InvitationFlow),
		"deployment_requests": events(models.DeploymentRequestFlow), "deployments": events(models.DeploymentFlow), "assignments": events(models.AssignmentFlow),
		"contributions": events(models.ContributionFlow), "commitments": events(models.CommitmentFlow), "payments": events(models.PaymentFlow),
		"proposals":  events(models.ProposalFlow),
		"extensions": events(models.ExtensionFlow),
	} {
		for _, open := range states {
			can := 0
			for _, event := range open {
				for _, role := range models.Roles {
					if models.Policy[event][role] != models.None {
						can++
					}
				}
			}
			if can == 0 && models.Anew[subject] == "" {
				t.Errorf("%s come to an end at which nobody knows how to go on", subject)
			}
		}
	}
}

// events are the events of each state of a flow.
func events[S ~string](f models.Flow[S]) (all [][]models.Action) {
	for _, state := range f.States() {
		all = append(all, f.Events(state))
	}
	return all
}
