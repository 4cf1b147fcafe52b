package models_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// TestMoneyBySQL attacks the books with raw SQL: the database itself refuses what would break them.
func TestMoneyBySQL(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		p := newPurse(t, db)
		host := p.fill(t, db, "TL", 1000, p.lines[0], models.Date{})
		other := p.fill(t, db, "AU", 1000, p.lines[0], models.Date{})
		var mission, elsewhere models.Commitment
		payment := models.Payment{Payee: "Hotel", Purpose: "beds", Amount: 100}
		write(t, db, func(tx *gorm.DB) error {
			mission, elsewhere = p.mission(tx, 0), p.mission(tx, 1)
			actor := p.act(tx, p.one)
			if err := actor.OpenCommitment(&mission, draw(p.lines[0], 300), models.CommitMoney); err != nil {
				return err
			}
			if err := actor.OpenCommitment(&elsewhere, draw(p.lines[0], 300), models.CommitMoney); err != nil {
				return err
			}
			payment.CommitmentID = mission.ID
			if err := actor.RequestPayment(&payment, sure); err != nil {
				return err
			}
			return p.act(tx, p.two).ApprovePayment(&payment)
		})
		account := func(kind models.LedgerKind, contribution models.Contribution, commitment string) (id string) {
			q := db.Query(t.Context()).Model(&models.LedgerAccount{}).Where("kind = ? AND contribution_id = ?", kind, contribution.ID)
			if commitment != "" {
				q = q.Where("commitment_id = ?", commitment)
			}
			must(t, q.Pluck("id", &id).Error)
			return id
		}
		donor, received, line := account("donor", other, ""), account("received", other, ""), account("line", other, "")
		committed, payee := account("commitment", other, mission.ID), account("payee", other, "")
		move := func(kind, from, fromKind, to, toKind string, amount int, of models.Contribution) error {
			var paid *string // what a payee holds is of a payment
			if fromKind == "payee" || toKind == "payee" {
				paid = &payment.ID
			}
			return exec(t, db, `INSERT INTO transfers (id, created_at, number, day, kind, contribution_id, from_id, from_kind, to_id, to_kind, amount, from_balance, to_balance, made_by, payment_id)
				SELECT ?, '2026-11-21 09:00:00+00:00', (SELECT MAX(t.number) + 1 FROM transfers t), '2026-11-21', ?, ?, f.id, ?, t.id, ?, ?, f.balance - ?, t.balance + ?, 'one', ?
				FROM ledger_accounts f, ledger_accounts t WHERE f.id = ? AND t.id = ?`, models.NewID(), kind, of.ID, fromKind, toKind, amount, amount, amount, paid, from, to)
		}
		// said commits 1 from the line, as many times at once as there are numbers, in a transfer that says of its accounts what it likes.
		said := func(balances string, more ...string) error {
			return exec(t, db, `INSERT INTO transfers (id, created_at, number, day, kind, contribution_id, from_id, from_kind, to_id, to_kind, amount, from_balance, to_balance, made_by)
				SELECT n.id, '2026-11-21 09:00:00+00:00', (SELECT MAX(t.number) FROM transfers t) + n.n, '2026-11-21', 'commit', f.contribution_id, f.id, f.kind, t.id, t.kind, 1, `+balances+`, 'one'
				FROM ledger_accounts f, ledger_accounts t, (SELECT 1 AS n, 'one' AS id`+strings.Join(more, "")+`) AS n WHERE f.id = ? AND t.id = ? ORDER BY n.n`, line, committed)
		}
		before := books(t, db)
		for what, err := range map[string]error{
			"a line overspent":                    move("commit", line, "line", committed, "commitment", 701, other),
			"a commitment overspent":              move("pay", committed, "commitment", payee, "payee", 201, other),
			"a payee overdrawn":                   move("refund", payee, "payee", committed, "commitment", 101, other),
			"a donor straight to a payee":         move("pay", donor, "donor", payee, "payee", 1, other),
			"received straight to a mission":      move("commit", received, "received", committed, "commitment", 1, other),
			"a line straight to a payee":          move("pay", line, "line", payee, "payee", 1, other),
			"a transfer that lies about both":     move("commit", donor, "line", payee, "commitment", 1, other),
			"a transfer of nothing":               move("commit", line, "line", committed, "commitment", 0, other),
			"a transfer backwards":                move("commit", line, "line", committed, "commitment", -1, other),
			"a reversal of nothing":               move("reverse", payee, "payee", committed, "commitment", 1, other),
			"a transfer of an unknown kind":       move("gift", line, "line", committed, "commitment", 1, other),
			"across contributions":                move("commit", account("line", host, ""), "line", committed, "commitment", 1, other),
			"across contributions, the other way": move("commit", account("line", host, ""), "line", committed, "commitment", 1, host),
			"money from nothing":                  move("receipt", donor, "donor", received, "received", 5, other),
			"a balance back to what it was":       exec(t, db, "UPDATE ledger_accounts SET balance = 1000 WHERE id = ?", line),
			"a balance back to nothing":           exec(t, db, "UPDATE ledger_accounts SET balance = 0 WHERE id = ?", payee),
			"a transfer of another balance":       said("f.balance - 1, t.balance + 2"),
			"a transfer of the old balance":       said("f.balance, t.balance"),
			"a transfer of no balance":            said("NULL, NULL"),
			"two transfers of one balance":        said("f.balance - 1, t.balance + 1", " UNION ALL SELECT 2, 'two'"),
			"a balance raised":                    exec(t, db, "UPDATE ledger_accounts SET balance = balance + 1 WHERE id = ?", line),
			"an account opened with money": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, balance)
				VALUES ('rich', 'line', ?, 'AU', ?, 5)`, other.ID, p.lines[1].ID),
			"an account on another line": exec(t, db, "UPDATE ledger_accounts SET line_id = ? WHERE id = ?", p.lines[1].ID, line),
			"an approved payment raised": exec(t, db, "UPDATE payments SET amount = amount + 1"),
			"a payee of the host's mission under another": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, commitment_id, host, payment_id)
				VALUES ('own', 'payee', ?, 'TL', ?, ?, 'PH', ?)`, host.ID, p.lines[0].ID, elsewhere.ID, payment.ID),
			"a second commitment of a deployment": exec(t, db, `INSERT INTO commitments (id, revision, created_at, status, title, deployment_id, host, created_by)
				VALUES ('second', 1, '2026-11-21 09:00:00+00:00', 'open', 'x', ?, 'TL', 'one')`, *mission.DeploymentID),
			"a commitment of a deployment without its host": exec(t, db, `INSERT INTO commitments (id, revision, created_at, status, title, deployment_id, host, created_by)
				VALUES ('second', 1, '2026-11-21 09:00:00+00:00', 'open', 'x', ?, '', 'one')`, p.deployments[0].ID),
			"a balance below zero": exec(t, db, "UPDATE ledger_accounts SET balance = -1 WHERE id = ?", line),
			"a donor who is owed":  exec(t, db, "UPDATE ledger_accounts SET balance = 1 WHERE id = ?", donor),
			"a transfer changed":   exec(t, db, "UPDATE transfers SET amount = 1"),
			"a transfer deleted":   exec(t, db, "DELETE FROM transfers"),
			"a receipt changed":    exec(t, db, "UPDATE receipts SET booked = 1"),
			"a receipt booked twice": exec(t, db, `INSERT INTO receipts (id, created_at, contribution_id, bank_transfer_id, received_on, amount, currency, rate, rate_source, booked, bank_reference, received_by)
				SELECT 'twice', created_at, contribution_id, bank_transfer_id, received_on, amount, currency, rate, rate_source, booked, bank_reference, received_by FROM receipts LIMIT 1`),
			"a refund beyond what the bank credited": exec(t, db, `INSERT INTO refunds (id, revision, created_at, payment_id, bank_transfer_id, bank_reference, received_on, amount, reason, reversed, received_by)
				SELECT 'more', 1, created_at, ?, id, reference, '2026-11-21', 1, '', FALSE, 'one' FROM bank_transfers LIMIT 1`, payment.ID),
			"a bank transfer made smaller than its parts": exec(t, db, "UPDATE bank_transfers SET amount = 1"),
			"a number left out": exec(t, db, `INSERT INTO transfers (id, created_at, number, day, kind, contribution_id, from_id, from_kind, to_id, to_kind, amount, from_balance, to_balance, made_by)
				VALUES ('gap', '2026-11-21 09:00:00+00:00', 1000, '2026-11-21', 'commit', ?, ?, 'line', ?, 'commitment', 1, 399, 301, 'one')`, other.ID, line, committed),
			"a commitment opened again by nobody": exec(t, db, "UPDATE commitments SET status = 'released'; UPDATE commitments SET status = 'open'"),
			"more than the books can hold":        exec(t, db, "UPDATE lines SET budget = 9000000000000001"),
			"a contributor renamed":               exec(t, db, "UPDATE contributions SET contributor = 'EU' WHERE id = ?", host.ID),
			"a host renamed":                      exec(t, db, "UPDATE commitments SET host = '' WHERE id = ?", mission.ID),
			"a payment nobody decided":            exec(t, db, "UPDATE payments SET decided_by = NULL"),
			"a payment by one person":             exec(t, db, "UPDATE payments SET decided_by = requested_by"),
			"more back than was paid":             exec(t, db, "UPDATE payments SET refunded = amount + 1"),
			"the host's own money in its mission": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, commitment_id, host)
				VALUES ('own', 'commitment', ?, 'TL', ?, ?, 'TL')`, host.ID, p.lines[0].ID, mission.ID),
			"the host's own money under another's name": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, commitment_id, host)
				VALUES ('own', 'commitment', ?, 'AU', ?, ?, 'TL')`, host.ID, p.lines[0].ID, mission.ID),
			"the host's own money under another host": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, commitment_id, host)
				VALUES ('own', 'commitment', ?, 'TL', ?, ?, 'PH')`, host.ID, p.lines[0].ID, mission.ID),
			"the host's own money under no host": exec(t, db, `INSERT INTO ledger_accounts (id, kind, contribution_id, donor, line_id, commitment_id, host)
				VALUES ('own', 'commitment', ?, 'TL', ?, ?, NULL)`, host.ID, p.lines[0].ID, mission.ID),
			"another mission's account moved to the host's": exec(t, db, `UPDATE ledger_accounts SET commitment_id = ?, host = 'TL'
				WHERE commitment_id = ? AND donor = 'TL'`, mission.ID, elsewhere.ID),
		} {
			if err == nil {
				t.Errorf("%s was let through", what)
			}
		}
		if after := books(t, db); !slices.Equal(before, after) {
			t.Errorf("the books went from %v to %v", before, after)
		}
		if err := said("f.balance - 1, t.balance + 1"); err != nil { // so that it is not the attack that is wrong
			t.Error(err)
		}
	})
}

func books(t *testing.T, db *models.DB) (balances []int64) {
	t.Helper()
	must(t, db.Query(t.Context()).Model(&models.LedgerAccount{}).Order("id").Pluck("balance", &balances).Error)
	return balances
}

// TestFiftyCommitmentsAtOnce lets fifty people reach for three dollars each, of ten and the host's own ten.
func TestFiftyCommitmentsAtOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		p := newPurse(t, db)
		p.fill(t, db, "AU", 1000, p.lines[0], models.Date{})
		p.fill(t, db, "TL", 1000, p.lines[0], models.Date{})
		var all sync.WaitGroup
		var one sync.Mutex
		outcomes := map[string]int{}
		for range 50 {
			all.Go(func() {
				err := db.Write(t.Context(), func(tx *gorm.DB) error {
					mission := p.mission(tx, 0)
					return p.act(tx, p.one).OpenCommitment(&mission, draw(p.lines[0], 300), models.CommitMoney)
				})
				said := "committed"
				if errors.Is(err, refusal.HostMoney) {
					said = "refused"
				} else if err != nil {
					said = err.Error()
				}
				one.Lock()
				defer one.Unlock()
				outcomes[said]++
			})
		}
		all.Wait()
		if len(outcomes) != 2 || outcomes["committed"] != 3 || outcomes["refused"] != 47 {
			t.Errorf("fifty commitments ended as %v", outcomes)
		}
		figures, err := models.LoadFigures(db.Query(t.Context()), p.now)
		if err != nil || figures.Committed != 900 || figures.Free != 1100 || figures.HostShare != 0 {
			t.Errorf("%+v, %v", figures, err)
		}
	})
}

// TestOrderOfMoney draws from three contributions, pays, takes back and releases: what expires first is used first,
// and all of it goes back to where it came from.
func TestOrderOfMoney(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		p := newPurse(t, db)
		line := p.lines[0]
		never := p.fill(t, db, "EU", 100, line, models.Date{})
		later := p.fill(t, db, "AU", 100, line, p.now.Day().Plus(60))
		soon := p.fill(t, db, "PH", 100, line, p.now.Day())
		own := p.fill(t, db, "TL", 100, line, models.Date{})
		var mission models.Commitment
		write(t, db, func(tx *gorm.DB) error { mission = p.mission(tx, 0); return nil })
		payment := models.Payment{Payee: "Hotel", Purpose: "beds", Amount: 150}
		onLine := func() (balances []int64) {
			for _, c := range []models.Contribution{soon, later, never, own} {
				balances = append(balances, number(t, db.Query(t.Context()), "SELECT balance FROM ledger_accounts WHERE kind = 'line' AND contribution_id = ?", c.ID))
			}
			return balances
		}
		withPayee := func() (balances []int64) {
			for _, c := range []models.Contribution{soon, later, never, own} {
				balances = append(balances, number(t, db.Query(t.Context()), "SELECT COALESCE(SUM(balance), 0) FROM ledger_accounts WHERE kind = 'payee' AND contribution_id = ?", c.ID))
			}
			return balances
		}
		for _, step := range []struct {
			what         string
			do           func(models.Actor, models.Actor) error
			lines, payee []int64
		}{
			{"commit", func(one, _ models.Actor) error {
				return one.OpenCommitment(&mission, draw(line, 250), models.CommitMoney)
			}, []int64{0, 0, 50, 100}, []int64{0, 0, 0, 0}},
			{"pay", func(one, two models.Actor) error {
				payment.CommitmentID = mission.ID
				if err := one.RequestPayment(&payment, sure); err != nil {
					return err
				}
				return two.ApprovePayment(&payment)
			}, []int64{0, 0, 50, 100}, []int64{100, 50, 0, 0}},
			{"close", func(one, _ models.Actor) error {
				released, err := one.CloseCommitment(mission.ID, "over")
				if released != 100 {
					t.Errorf("closing released %d", released)
				}
				return err
			}, []int64{0, 50, 100, 100}, []int64{100, 50, 0, 0}},
			{"refund what was closed", func(one, _ models.Actor) error {
				_, err := p.refund(one, &payment, 70)
				return err
			}, []int64{20, 100, 100, 100}, []int64{80, 0, 0, 0}},
			{"refund the rest", func(one, _ models.Actor) error {
				_, err := p.refund(one, &payment, 80)
				return err
			}, []int64{100, 100, 100, 100}, []int64{0, 0, 0, 0}},
		} {
			write(t, db, func(tx *gorm.DB) error { return step.do(p.act(tx, p.one), p.act(tx, p.two)) })
			if lines, payee := onLine(), withPayee(); !slices.Equal(lines, step.lines) || !slices.Equal(payee, step.payee) {
				t.Fatalf("%s: lines %v and payee %v, not %v and %v", step.what, lines, payee, step.lines, step.payee)
			}
		}
	})
}
