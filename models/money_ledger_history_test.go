package models_test

import (
	"errors"
	"slices"
	"testing"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"observationfund/models"
	"observationfund/models/modelstest"
	"observationfund/models/refusal"
)

// TestMoneyHistories lets money take any way it can, refused ways included, and looks at the whole of the books
// after every step. -rapid.checks says how many histories on each engine.
func TestMoneyHistories(t *testing.T) {
	modelstest.Unless(t, "rapid.checks", "25")
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		p := newPurse(t, db)
		undo := errors.New("the next history starts anew")
		rapid.Check(t, func(r *rapid.T) {
			err := db.Write(t.Context(), func(tx *gorm.DB) error {
				newHistory(r, p, tx).run()
				return undo
			})
			if !errors.Is(err, undo) {
				r.Fatal(err)
			}
		})
	})
}

const floor = 500

type history struct {
	r             *rapid.T
	p             fixture
	tx            *gorm.DB
	receipts      []models.Receipt
	contributions []*models.Contribution
	commitments   []string
	payments      []string
	refunds       []models.Refund
}

func newHistory(r *rapid.T, p *fixture, tx *gorm.DB) *history {
	h := &history{r: r, p: *p, tx: tx}
	if err := h.p.act(tx, h.p.one).SetFund(&models.Fund{Name: "Fund", Currency: "USD", ReserveFloor: floor}, nil); err != nil {
		r.Fatal(err)
	}
	return h
}

func (h *history) run() {
	for range 4 { // nothing moves before something was received
		h.pledge(h.r)
		h.receive(h.r)
		h.allocate(h.r)
		h.allocate(h.r)
	}
	h.r.Repeat(map[string]func(*rapid.T){
		"": h.check, "pledge": h.pledge, "receive": h.receive, "receive more": h.receive, "unreceive": h.reverseReceipt, "cancel": h.cancel,
		"allocate": h.allocate, "allocate more": h.allocate, "return": h.giveBack,
		"commit": h.commit, "commit again": h.commit, "commit more": h.commitMore, "close": h.close,
		"request": h.request, "request again": h.request, "approve": h.approve, "approve again": h.approve, "reject": h.reject,
		"refund": h.refund, "refund again": h.refund, "unpay": h.unpay, "wait": h.wait, "mission": h.mission, "mission again": h.mission,
		"late money": h.lateMoney, "late bill": h.lateBill, "a mistake is found": h.mistake, "a refund never came": h.unrefund,
	})
	h.statements()
}

// try takes a step that may be refused, but only in words; what was refused leaves nothing behind.
func (h *history) try(by models.Account, step func(models.Actor) error) bool {
	err := h.tx.Transaction(func(tx *gorm.DB) error { return step(h.p.act(tx, by)) })
	var refusal *refusal.Refusal
	if err != nil && !errors.As(err, &refusal) {
		h.r.Fatal(err)
	}
	return err == nil
}

// amounts are mostly such as can be, and sometimes such as never can.
var amounts = rapid.Custom(func(r *rapid.T) models.Money {
	switch rapid.IntRange(0, 9).Draw(r, "size") {
	case 0:
		return rapid.SampledFrom([]models.Money{-1, 0, models.MaxMoney, models.MaxMoney + 1}).Draw(r, "odd")
	case 1, 2:
		return models.Money(rapid.IntRange(500, 9000).Draw(r, "large"))
	}
	return models.Money(rapid.IntRange(1, 400).Draw(r, "small"))
})

func (h *history) amount() models.Money { return amounts.Draw(h.r, "amount") }

func pick[T any](h *history, what string, from []T) T {
	if len(from) == 0 {
		h.r.Skip("there is no " + what + " yet")
	}
	return rapid.SampledFrom(from).Draw(h.r, what)
}

func (h *history) administrator() models.Account {
	return pick(h, "who", []models.Account{h.p.one, h.p.two})
}

func (h *history) pledge(r *rapid.T) {
	expires := models.Date{}
	if days := rapid.IntRange(0, 80).Draw(r, "expires"); days <= 40 {
		expires = h.p.now.Day().Plus(days)
	}
	earmark := pick(h, "earmark", []models.Window{"", "", "", "", models.DeploymentWindow, models.ReserveWindow, models.TrainingWindow})
	contributor := pick(h, "contributor", []string{"TL", "PH", "AU", "EU"})
	amount := h.amount() * 10
	h.try(h.p.one, func(actor models.Actor) error {
		c, err := h.p.pledge(actor, contributor, amount, earmark, expires)
		if err == nil {
			h.contributions = append(h.contributions, &c)
		}
		return err
	})
}

func (h *history) contribution() *models.Contribution {
	c := pick(h, "contribution", h.contributions)
	if err := h.tx.Take(c, "id = ?", c.ID).Error; err != nil {
		h.r.Fatal(err)
	}
	return c
}

func (h *history) receive(*rapid.T) {
	c, amount := h.contribution(), h.amount()*5
	h.try(h.p.one, func(actor models.Actor) error {
		receipt, err := h.p.receive(actor, c, amount)
		if err == nil {
			h.receipts = append(h.receipts, receipt)
		}
		return err
	})
}

func (h *history) reverseReceipt(*rapid.T) {
	receipt := pick(h, "receipt", h.receipts)
	h.try(h.p.one, func(actor models.Actor) error { return actor.ReverseReceipt(&receipt, "a mistake") })
}

func (h *history) cancel(r *rapid.T) {
	if rapid.IntRange(0, 9).Draw(r, "rarely") > 0 {
		r.Skip("rarely")
	}
	c := h.contribution()
	h.try(h.p.one, func(actor models.Actor) error { return actor.CancelContribution(c, "given up") })
}

func (h *history) line() models.Line {
	return h.present(pick(h, "line", h.p.lines))
}

func (h *history) lineFor(window models.Window) models.Line {
	return h.present(h.p.lines[slices.IndexFunc(h.p.lines, func(l models.Line) bool { return l.Purpose == window })])
}

func (h *history) present(line models.Line) models.Line {
	line, err := models.Find[models.Line](h.tx, line.ID)
	if err != nil {
		h.r.Fatal(err)
	}
	return line
}

func (h *history) allocate(*rapid.T) {
	c, line, amount := h.contribution(), h.line(), h.amount()*3
	if c.Earmark != "" && line.Purpose != c.Earmark && rapid.IntRange(0, 4).Draw(h.r, "right") > 0 {
		line = h.lineFor(c.Earmark)
	}
	h.try(h.p.one, func(actor models.Actor) error { return actor.AllocateLine(&line, c.ID, amount) })
}

func (h *history) giveBack(*rapid.T) {
	c, line, amount := h.contribution(), h.line(), h.amount()
	h.try(h.p.one, func(actor models.Actor) error { return actor.ReturnLine(&line, c.ID, amount) })
}

func (h *history) drawSome(mission bool) (draws []models.Draw) {
	for range rapid.IntRange(0, 9).Draw(h.r, "draws")/4 + 1 {
		line := h.line()
		if fits := line.Purpose != models.TrainingWindow; fits != mission && rapid.IntRange(0, 4).Draw(h.r, "right") > 0 {
			line = h.lineFor(map[bool]models.Window{true: models.DeploymentWindow, false: models.TrainingWindow}[mission])
		}
		draws = append(draws, models.Draw{LineID: line.ID, Amount: h.amount()})
	}
	return draws
}

func (h *history) commit(r *rapid.T) {
	c := models.Commitment{Title: "Something else"}
	if which := rapid.IntRange(-1, len(h.p.deployments)-1).Draw(r, "deployment"); which >= 0 {
		c = h.p.mission(h.tx, which)
	}
	draws := h.drawSome(c.DeploymentID != nil)
	if h.try(h.p.one, func(actor models.Actor) error { return actor.OpenCommitment(&c, draws, models.CommitMoney) }) {
		h.commitments = append(h.commitments, c.ID)
		h.leavesFloor(draws)
	}
}

// leavesFloor sees that what was drawn on the reserve left its floor, in money that can be committed.
func (h *history) leavesFloor(draws []models.Draw) {
	if !slices.ContainsFunc(draws, func(d models.Draw) bool {
		return h.present(models.Line{Record: models.Record{ID: d.LineID}}).Purpose == models.ReserveWindow
	}) {
		return
	}
	figures, err := models.LoadFigures(h.tx, h.p.now)
	if err != nil {
		h.r.Fatal(err)
	}
	for _, w := range figures.Windows {
		if w.Window == models.ReserveWindow && w.Free+w.Kept < floor {
			h.r.Fatalf("a commitment left %d in the reserve", w.Free+w.Kept)
		}
	}
}

// mission commits, requests and approves in one go, so that histories get as far as payees.
func (h *history) mission(r *rapid.T) {
	h.allocate(r)
	before := len(h.commitments)
	h.commit(r)
	if len(h.commitments) == before {
		return
	}
	payment := models.Payment{CommitmentID: h.commitments[before], Payee: "Airline", Purpose: "tickets", Amount: 1 + h.amount()/3}
	if !h.try(h.p.one, func(actor models.Actor) error { return actor.RequestPayment(&payment, sure) }) {
		return
	}
	h.payments = append(h.payments, payment.ID)
	if !h.try(h.p.two, func(actor models.Actor) error { return actor.ApprovePayment(&payment) }) {
		r.Fatal("what was requested cannot be paid")
	}
	switch rapid.IntRange(0, 3).Draw(r, "aftermath") {
	case 0:
		return
	case 1:
		h.wait(r)
	default:
		h.try(h.p.one, func(actor models.Actor) error {
			_, err := actor.CloseCommitment(payment.CommitmentID, "over")
			return err
		})
	}
	back, err := models.Find[models.Payment](h.tx, payment.ID)
	if err != nil {
		r.Fatal(err)
	}
	if rapid.Bool().Draw(r, "whole") {
		h.try(h.p.two, func(actor models.Actor) error { return actor.ReversePayment(&back, "a mistake") })
	} else {
		for range 2 {
			h.try(h.p.two, func(actor models.Actor) error { _, err := h.p.refund(actor, &back, back.Amount/3+1); return err })
		}
	}
}

func (h *history) commitment() models.Commitment {
	c, err := models.Find[models.Commitment](h.tx, pick(h, "commitment", h.commitments))
	if err != nil {
		h.r.Fatal(err)
	}
	return c
}

func (h *history) commitMore(*rapid.T) {
	c := h.commitment()
	draws := h.drawSome(c.DeploymentID != nil)
	if h.try(h.p.one, func(actor models.Actor) error { return actor.CommitMore(&c, draws, models.FundDeployment) }) {
		h.leavesFloor(draws)
	}
}

func (h *history) close(*rapid.T) {
	c := h.commitment()
	if !h.try(h.p.one, func(actor models.Actor) error { _, err := actor.CloseCommitment(c.ID, "over"); return err }) {
		h.r.Fatal("a commitment could not be closed")
	}
}

func (h *history) request(*rapid.T) {
	c, amount, who := h.commitment(), h.amount(), h.administrator()
	payment := models.Payment{CommitmentID: c.ID, Payee: "Hotel", Purpose: "beds", Amount: amount}
	if h.try(who, func(actor models.Actor) error { return actor.RequestPayment(&payment, sure) }) {
		h.payments = append(h.payments, payment.ID)
	}
}

func (h *history) payment() models.Payment {
	payment, err := models.Find[models.Payment](h.tx, pick(h, "payment", h.payments))
	if err != nil {
		h.r.Fatal(err)
	}
	return payment
}

func (h *history) approve(*rapid.T) {
	payment, who := h.payment(), h.administrator()
	if h.try(who, func(actor models.Actor) error { return actor.ApprovePayment(&payment) }) && payment.RequestedBy == who.ID {
		h.r.Fatal("somebody approved their own payment")
	}
}

func (h *history) reject(*rapid.T) {
	payment, who := h.payment(), h.administrator()
	h.try(who, func(actor models.Actor) error { return actor.RejectPayment(&payment, "not now") })
}

func (h *history) refund(*rapid.T) {
	payment, amount := h.payment(), h.amount()
	h.try(h.p.one, func(actor models.Actor) error {
		refund, err := h.p.refund(actor, &payment, amount)
		if err == nil {
			h.refunds = append(h.refunds, refund)
		}
		return err
	})
}

func (h *history) unpay(*rapid.T) {
	payment := h.payment()
	h.try(h.p.one, func(actor models.Actor) error { return actor.ReversePayment(&payment, "a mistake") })
}

func (h *history) wait(r *rapid.T) {
	h.p.now = models.At(h.p.now.AddDate(0, 0, rapid.IntRange(1, 9).Draw(r, "days")))
}

// must takes a step that is the record of what truly happened: it may not be refused.
func (h *history) must(what string, by models.Account, step func(models.Actor) error) {
	if err := h.tx.Transaction(func(tx *gorm.DB) error { return step(h.p.act(tx, by)) }); err != nil {
		h.r.Fatalf("%s: %v", what, err)
	}
}

// lateMoney is money that came, for whatever pledge, cancelled, paid or not.
func (h *history) lateMoney(*rapid.T) {
	c, amount := h.contribution(), models.Money(rapid.IntRange(1, 500).Draw(h.r, "came"))
	h.must("money came", h.p.one, func(actor models.Actor) error {
		receipt, err := h.p.receive(actor, c, amount)
		h.receipts = append(h.receipts, receipt)
		return err
	})
}

// lateBill is a bill for what is closed: two people open it again, draw on what others gave, and pay.
func (h *history) lateBill(*rapid.T) {
	c, amount := h.commitment(), models.Money(rapid.IntRange(1, 50).Draw(h.r, "bill"))
	if c.Status == models.CommitmentReleased {
		h.must("a late bill came", h.p.one, func(actor models.Actor) error { return actor.RequestSettlement(&c, "the hotel's bill") })
		if h.try(h.p.one, func(actor models.Actor) error { own := c; return actor.ApproveSettlement(&own) }) {
			h.r.Fatal("one person opened a commitment again")
		}
		h.must("it is opened again", h.p.two, func(actor models.Actor) error { return actor.ApproveSettlement(&c) })
	}
	line := h.lineFor(map[bool]models.Window{true: models.DeploymentWindow, false: models.TrainingWindow}[c.DeploymentID != nil])
	h.provide(line, amount)
	payment := models.Payment{CommitmentID: c.ID, Payee: "Hotel", Purpose: "the late bill", Amount: amount}
	h.must("money is drawn for it", h.p.one, func(actor models.Actor) error { return actor.CommitMore(&c, draw(line, amount), models.FundDeployment) })
	h.must("it is asked for", h.p.one, func(actor models.Actor) error { return actor.RequestPayment(&payment, sure) })
	h.must("it is paid", h.p.two, func(actor models.Actor) error { return actor.ApprovePayment(&payment) })
	h.payments = append(h.payments, payment.ID)
}

// provide has somebody who hosts nothing pay for a line.
func (h *history) provide(line models.Line, amount models.Money) {
	h.must("others give", h.p.one, func(actor models.Actor) error {
		c, err := h.p.pledge(actor, "AU", amount, "", models.Date{})
		if err != nil {
			return err
		}
		h.contributions = append(h.contributions, &c)
		receipt, err := h.p.receive(actor, &c, amount)
		if err != nil {
			return err
		}
		h.receipts = append(h.receipts, receipt)
		return actor.AllocateLine(&line, c.ID, amount)
	})
}

// mistake is a receipt that turns out to be of another amount, of another contribution, or of nothing: it is put right, after
// others have given what of it cannot be covered.
func (h *history) mistake(r *rapid.T) {
	receipt := pick(h, "receipt", h.receipts)
	if err := models.LoadReceiptDetails(h.tx, &receipt); err != nil {
		r.Fatal(err)
	}
	if receipt.Reversed {
		r.Skip("it was put right")
	}
	correction := models.Correction{ReceiptID: receipt.ID, Reason: "a mistake"}
	if rapid.IntRange(0, 4).Draw(r, "came") > 0 {
		to := h.contribution()
		correction.ContributionID, correction.ReceivedOn, correction.BankReference = &to.ID, h.p.now.Day(), receipt.BankReference
		correction.Amount = models.Money(rapid.IntRange(1, 500).Draw(r, "truly"))
	}
	made := correction
	make := func() error {
		return h.tx.Transaction(func(tx *gorm.DB) error {
			made = correction
			if err := h.p.act(tx, h.p.one).RequestCorrection(&made, sure); err != nil {
				return err
			}
			own := made
			if err := h.p.act(tx, h.p.one).ApproveCorrection(&own); err == nil {
				r.Fatal("one person corrected a receipt")
			}
			return h.p.act(tx, h.p.two).ApproveCorrection(&made)
		})
	}
	err := make()
	if errors.Is(err, refusal.NotCovered) {
		for _, line := range h.p.lines {
			h.provide(h.present(line), 1_000_000)
		}
		err = make()
	}
	if err != nil {
		r.Fatalf("a mistake cannot be put right: %v", err)
	}
	if made.ReplacementID != nil {
		replacement, err := models.Find[models.Receipt](h.tx, *made.ReplacementID)
		if err != nil {
			r.Fatal(err)
		}
		h.receipts = append(h.receipts, replacement)
	}
}

func (h *history) unrefund(*rapid.T) {
	refund := pick(h, "refund", h.refunds)
	payment, err := models.Find[models.Payment](h.tx, refund.PaymentID)
	if err != nil {
		h.r.Fatal(err)
	}
	h.try(h.p.one, func(actor models.Actor) error { return actor.ReverseRefund(&payment, refund.ID, "it never came") })
}
