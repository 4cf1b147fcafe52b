package handlers

import (
	"slices"

	"observationfund/models"
	"observationfund/models/refusal"
)

// CommitmentFilter picks a page of commitments.
type CommitmentFilter struct {
	Paging
	Status       models.CommitmentStatus `query:"status" validate:"omitempty,choice"`
	DeploymentID string                  `query:"deploymentId" validate:"omitempty,uuid"`
	Host         string                  `query:"host" validate:"omitempty,len=2"`
	Q            string                  `query:"q" validate:"max=100"` // words of the title
}

// CommitmentInput sets money aside for something that is neither a deployment nor a training place; those commit
// money where they are decided.
type CommitmentInput struct {
	Title string        `json:"title" validate:"required,min=2,max=200,line"`
	Host  *string       `json:"host" validate:"required,max=2,line"` // the state whose mission it serves, and whose money never pays for it; empty where it serves none
	Draws []models.Draw `json:"draws" validate:"required,min=1,max=50,dive"`
}

// CommitmentMore adds money to a commitment.
type CommitmentMore struct {
	ByID
	Draws []models.Draw `json:"draws" validate:"required,min=1,max=50,dive"`
}

var fillCommitment = filling[models.Commitment, CommitmentInput]("draws") // each moves money

// ListCommitments answers what money is set aside for.
func ListCommitments(c Call, in CommitmentFilter) (Page[models.Commitment], error) {
	q := c.books()
	if in.Status != "" {
		q = q.Where("commitments.status = ?", in.Status)
	}
	if in.DeploymentID != "" {
		q = q.Where("commitments.deployment_id = ?", in.DeploymentID)
	}
	if in.Host != "" {
		q = q.Where("commitments.host = ?", in.Host)
	}
	if in.Q != "" {
		q = models.Search(q, in.Q, models.In("commitments", "folded"))
	}
	out, err := page[models.Commitment](q, in.Paging, sorting{
		"": "-", "title": "commitments.sorts_as", "host": stateNamed("commitments.host"), "createdAt": "commitments.created_at",
		"status": "commitments.status",
	})
	if err != nil {
		return out, err
	}
	return out, reckonCommitments(c, pointers(out.Items)...)
}

// GetCommitment answers with one commitment and whose money it is.
func GetCommitment(c Call, in ByID) (models.Commitment, error) {
	out, err := findForUpdate[models.Commitment](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	return out, reckonCommitments(c, &out)
}

// CommitMoney sets money aside for another purpose than a deployment or a training place.
func CommitMoney(c Call, in CommitmentInput) (models.Commitment, error) {
	var out models.Commitment
	fillCommitment(&out, in)
	if out.Host != "" {
		if _, err := models.Known[models.State](c.DB, out.Host); err != nil {
			return out, refusal.Fault("host", "is no state the fund knows")
		}
	}
	if err := c.OpenCommitment(&out, in.Draws, models.CommitMoney); err != nil {
		return out, err
	}
	return out, reckonCommitments(c, &out)
}

// CommitMore adds money to an open commitment.
func CommitMore(c Call, in CommitmentMore) (models.Commitment, error) {
	out, err := findForUpdate[models.Commitment](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := c.Actor.CommitMore(&out, in.Draws, models.CommitMoney); err != nil {
		return out, err
	}
	return out, reckonCommitments(c, &out)
}

// ReleaseMoney closes a commitment: what is not spent goes back to where it came from.
func ReleaseMoney(c Call, in ReasonInput) (models.Commitment, error) {
	out, err := findForUpdate[models.Commitment](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := c.ReleaseCommitment(&out, in.Reason); err != nil {
		return out, err
	}
	return out, reckonCommitments(c, &out)
}

// RequestSettlement asks to open a commitment again for a late bill; another administrator approves it.
func RequestSettlement(c Call, in ReasonInput) (models.Commitment, error) {
	return settle(c, in.ByID, func(commitment *models.Commitment) error { return c.Actor.RequestSettlement(commitment, in.Reason) })
}

// ApproveSettlement opens a commitment again as the second person.
func ApproveSettlement(c Call, in ByID) (models.Commitment, error) {
	return settle(c, in, c.Actor.ApproveSettlement)
}

// RejectSettlement leaves a commitment closed.
func RejectSettlement(c Call, in ReasonInput) (models.Commitment, error) {
	return settle(c, in.ByID, func(commitment *models.Commitment) error { return c.Actor.RejectSettlement(commitment, in.Reason) })
}

func settle(c Call, in ByID, decide func(*models.Commitment) error) (models.Commitment, error) {
	out, err := findForUpdate[models.Commitment](c, c.books(), in.ID)
	if err != nil {
		return out, err
	}
	if err := decide(&out); err != nil {
		return out, err
	}
	return out, reckonCommitments(c, &out)
}

// reckonCommitments adds to commitments whose money they are and what the caller can do about them.
func reckonCommitments(c Call, commitments ...*models.Commitment) error {
	if err := models.LoadCommitmentDetails(c.DB, commitments...); err != nil {
		return err
	}
	if err := callLines(c, commitments); err != nil {
		return err
	}
	for _, commitment := range commitments {
		if commitment.RequestID != nil && !c.reads(models.ReadPrivate) {
			commitment.Reason = "" // it is said of the person whose place it is
		}
		commitment.Can = slices.DeleteFunc(can(c, models.CommitmentFlow, commitment.Status), func(event models.Action) bool { return commitment.Hold(event, c.By) != nil })
		if commitment.Held {
			commitment.Can = without(commitment.Can, models.ReleaseMoney)
		}
		if commitment.Rest == commitment.Requested {
			commitment.Can = without(commitment.Can, models.RequestPayment)
		}
	}
	return nil
}
