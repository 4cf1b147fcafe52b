package models_test

import (
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
)

// fixture is a small fund: two administrators, four participants, one line of each kind that matters, and a deployment
// to each of two hosts that contribute themselves.
type fixture struct {
	one, two    models.Account
	now         models.Time
	lines       []models.Line
	deployments []models.Deployment
}

func newPurse(t testing.TB, db *models.DB) *fixture {
	t.Helper()
	now := models.At(time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC))
	record := func(id string) models.Record { return models.Record{ID: id, Revision: 1, CreatedAt: now} }
	account := func(id string) models.Account {
		return models.Account{Record: record(id), Email: id + "@demo.example", Role: models.Administrator, Status: models.AccountActive}
	}
	p := &fixture{now: now, one: account("one"), two: account("two")}
	write(t, db, func(tx *gorm.DB) error {
		rows := []any{
			&[]models.State{{Code: "TL", Code3: "TLS", Name: "Timor-Leste"}, {Code: "PH", Code3: "PHL", Name: "Philippines"}},
			&[]models.Participant{{Code: "TL", Name: "Timor-Leste"}, {Code: "PH", Name: "Philippines"}, {Code: "AU", Name: "Australia"}, {Code: "EU", Name: "European Union"}},
			&[]models.Currency{{Code: "USD", Name: "US Dollar", Decimals: 2}, {Code: "EUR", Name: "Euro", Decimals: 2}, {Code: "JPY", Name: "Yen"}},
			&p.one, &p.two,
		}
		for _, host := range []string{"TL", "PH"} { // over already, so that they need no consent
			p.deployments = append(p.deployments, models.Deployment{
				Record: record("deployment " + host), RequestID: "request " + host, InvitationID: "invitation " + host, Host: host,
				Status: models.StoodDown, Title: "Mission to " + host, StartsOn: now.Day(), Until: now.Day().Plus(1),
			})
			rows = append(rows,
				&models.Invitation{Record: record("invitation " + host), Reference: "INV " + host, Host: host, Status: models.InvitationDraft},
				&models.DeploymentRequest{Record: record("request " + host), InvitationID: "invitation " + host, Host: host, Rounds: []models.Round{}, Regions: []string{}, Languages: []string{}, FirstDay: now.Day()},
				&p.deployments[len(p.deployments)-1])
		}
		for _, row := range rows {
			if err := tx.Create(row).Error; err != nil {
				return fmt.Errorf("%T: %w", row, err)
			}
		}
		for _, pair := range [][2]string{{"one", "two"}, {"two", "one"}} { // what takes two people, the other has asked for
			asked := models.Proposal{Record: record("confirmed by " + pair[0]), Reference: pair[0], AskedBy: pair[1], Status: models.ProposalOpen, ExpiresAt: now, Changes: []models.FieldChange{}}
			if err := tx.Create(&asked).Error; err != nil {
				return err
			}
			asked.Status, asked.DecidedBy = models.ProposalConfirmed, &pair[0]
			if err := tx.Updates(&asked).Error; err != nil {
				return err
			}
		}
		for _, window := range []models.Window{models.DeploymentWindow, models.ReserveWindow, models.TrainingWindow, models.DeploymentWindow} {
			line := models.Line{Title: fmt.Sprintf("%s %d", window, len(p.lines)), Purpose: window}
			if err := p.act(tx, p.one).AddLine(&line); err != nil {
				return err
			}
			p.lines = append(p.lines, line)
		}
		return nil
	})
	return p
}

func (p *fixture) act(tx *gorm.DB, by models.Account) models.Actor {
	return models.Actor{DB: tx, By: by, Now: p.now, Proposal: &models.Proposal{Record: models.Record{ID: "confirmed by " + by.ID}}}
}

// pledge writes a contribution down, in US dollars.
func (p *fixture) pledge(actor models.Actor, contributor string, amount models.Money, earmark models.Window, expires models.Date) (models.Contribution, error) {
	c := models.Contribution{
		Contributor: contributor, Title: "For the fund", Amount: amount, Currency: "USD", Earmark: earmark,
		PledgedOn: p.now.Day().Plus(-30), ExpiresOn: expires,
	}
	return c, actor.Pledge(&c, sure)
}

// receive books money that arrived, under a bank reference of its own.
func (p *fixture) receive(actor models.Actor, c *models.Contribution, amount models.Money) (models.Receipt, error) {
	r := models.Receipt{ReceivedOn: p.now.Day(), Amount: amount, BankReference: models.NewID()}
	return r, actor.Receive(c, &r, 0, sure)
}

// refund books what came back, under a bank reference of its own.
func (p *fixture) refund(actor models.Actor, payment *models.Payment, amount models.Money) (models.Refund, error) {
	r := models.Refund{Amount: amount, ReceivedOn: p.now.Day(), BankReference: models.NewID(), Reason: "returned"}
	return r, actor.RefundPayment(payment, &r, 0)
}

// sure says of everything that is likely a mistake that it is none.
var sure = models.Confirmed{"more-than-pledged", "pledge-cancelled", "far-day", "far-amount", "far-rate", "resembles-payment"}

// fill pledges, receives and allocates in one go.
func (p *fixture) fill(t testing.TB, db *models.DB, contributor string, amount models.Money, line models.Line, expires models.Date) (c models.Contribution) {
	t.Helper()
	write(t, db, func(tx *gorm.DB) (err error) {
		actor := p.act(tx, p.one)
		if c, err = p.pledge(actor, contributor, amount, "", expires); err != nil {
			return err
		}
		if _, err := p.receive(actor, &c, amount); err != nil {
			return err
		}
		if line, err = models.Find[models.Line](tx, line.ID); err != nil {
			return err
		}
		return actor.AllocateLine(&line, c.ID, amount)
	})
	return c
}

// mission is a commitment, not yet opened, for a new deployment to the host of one of the purse's.
func (p *fixture) mission(tx *gorm.DB, deployment int) models.Commitment {
	d := p.deployments[deployment]
	d.ID = models.NewID()
	if err := tx.Create(&d).Error; err != nil {
		panic(err)
	}
	return models.Commitment{Title: d.Title, DeploymentID: &d.ID, Host: d.Host}
}

func draw(line models.Line, amount models.Money) []models.Draw {
	return []models.Draw{{LineID: line.ID, Amount: amount}}
}
