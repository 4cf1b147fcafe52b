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

// callCommitments names the commitment of each of some payments.
func callCommitments(c Call, payments []*models.Payment) error {
	ids := make([]string, len(payments))
	for i, p := range payments {
		ids[i] = p.CommitmentID
	}
	names, err := called[models.Commitment](c.DB, "title", ids)
	for _, p := range payments {
		p.Commitment = names[p.CommitmentID]
	}
	return err
}

// callLines names the lines that some commitments draw on.
func callLines(c Call, commitments []*models.Commitment) error {
	var ids []string
	for _, commitment := range commitments {
		for _, s := range commitment.Sources {
			ids = append(ids, s.LineID)
		}
	}
	names, err := called[models.Line](c.DB, "title", ids)
	for _, commitment := range commitments {
		for i, s := range commitment.Sources {
			commitment.Sources[i].Line = names[s.LineID]
		}
	}
	return err
}

// callTransfers names what money moved between, and whose it is.
func callTransfers(c Call, transfers []models.Transfer) error {
	var ids, contributions []string
	for _, t := range transfers {
		ids, contributions = append(ids, t.FromID, t.ToID), append(contributions, t.ContributionID)
	}
	var accounts []struct{ ID, Name string }
	err := c.DB.Model(&models.LedgerAccount{}).Where("ledger_accounts.id IN ?", ids).
		Joins("LEFT JOIN lines ON lines.id = ledger_accounts.line_id AND ledger_accounts.kind = ?", models.LineAccount).
		Joins("LEFT JOIN commitments ON commitments.id = ledger_accounts.commitment_id AND ledger_accounts.kind = ?", models.CommitmentAccount).
		Joins("LEFT JOIN payments ON payments.id = ledger_accounts.payment_id").
		Select("ledger_accounts.id, COALESCE(lines.title, commitments.title, payments.payee, '') AS name").Scan(&accounts).Error
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	var promises []models.Contribution
	if err := c.DB.Select("id", "title", "contributor").Where("id IN ?", contributions).Find(&promises).Error; err != nil {
		return err
	}
	of := map[string]models.Contribution{}
	for _, p := range promises {
		of[p.ID] = p
	}
	for i := range transfers {
		t := &transfers[i]
		t.From, t.To = names[t.FromID], names[t.ToID]
		t.Contribution, t.Contributor = of[t.ContributionID].Title, of[t.ContributionID].Contributor
	}
	return nil
}
