package seed

import (
	"fmt"
	"strconv"
	"strings"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// target is a budget line and how much of the received money it still waits for.
type target struct {
	key   string
	in    handlers.LineInput
	lacks models.Money
}

// treasury reports how the fund came to its money: lines, pledges, receipts, and what was put where.
func (s *story) treasury() error {
	var err error
	s.targets, err = readTable("lines", func(l *line) *target {
		budget := dollars(l.number("budget"))
		return &target{l.text("key"), handlers.LineInput{Title: l.text("title"), Window: models.Window(l.text("window")), Budget: budget}, budget}
	})
	if err != nil {
		return err
	}
	s.on(began, 11, "the budget", func() error {
		for _, t := range s.targets {
			made, err := act(s, s.admin, models.AddLine, handlers.AddLine, t.in)
			if err != nil {
				return err
			}
			s.lines[t.key] = made.ID
		}
		return nil
	})
	pledges, err := readTable("contributions", s.readPledge)
	for _, p := range pledges {
		s.pledge(p)
	}
	s.mistake()
	return err
}

// pledge is what a participant promised, and how it was paid.
type pledge struct {
	in       handlers.ContributionInput
	day      int
	rate     string
	receipts [][2]int // day, and how many thousandths of it
}

func (s *story) readPledge(l *line) pledge {
	day := l.number("pledged")
	p := pledge{day: day, rate: l.text("rate"), in: handlers.ContributionInput{
		Contributor: l.text("contributor"), Title: l.text("title"), Amount: dollars(l.number("amount")), Currency: l.text("currency"),
		Rate: l.text("pledged_rate"), Earmark: models.Window(l.text("earmark")), PledgedOn: s.today.Plus(day), DueOn: s.today.Plus(l.number("due")),
	}}
	if expires, ok := l.days("expires"); ok {
		p.in.ExpiresOn = s.today.Plus(expires)
	}
	for _, receipt := range strings.Fields(l.text("received")) {
		on, share, _ := strings.Cut(receipt, ":")
		day, err := strconv.Atoi(on)
		if err != nil {
			l.faults = append(l.faults, err)
		}
		part, err := strconv.Atoi(share)
		if err != nil {
			l.faults = append(l.faults, err)
		}
		p.receipts = append(p.receipts, [2]int{day, part})
	}
	return p
}

func (s *story) pledge(p pledge) {
	who := p.in.Contributor
	s.on(p.day, 13, "the pledge of "+who, func() error {
		made, err := act(s, s.admin, models.PledgeContribution, handlers.PledgeContribution, p.in)
		s.contributions[who] = made.ID
		return err
	})
	for n, receipt := range p.receipts {
		day, amount := receipt[0], p.in.Amount*models.Money(receipt[1])/1000
		reference := fmt.Sprintf("DEMO %s %d/%d", who, n+1, len(p.receipts))
		s.on(day, 9, "money of "+who, func() error { return s.receive(p, day, amount, reference) })
	}
}

// receive books what arrived and puts most of it on the lines, each in proportion to what it still lacks.
func (s *story) receive(p pledge, day int, amount models.Money, reference string) error {
	in := handlers.ReceiptInput{
		ByID: by(s.contributions[p.in.Contributor]), ReceivedOn: s.today.Plus(day), Amount: amount, Rate: p.rate, BankReference: reference,
	}
	if p.rate != "" {
		in.RateSource = "The bank's rate of the day, invented for the demonstration"
	}
	got, err := act(s, s.second, models.ReceiveReceipt, handlers.ReceiveReceipt, in)
	if err != nil {
		return err
	}
	var open []*target
	var lacks models.Money
	for _, t := range s.targets {
		if t.lacks > 0 && (p.in.Earmark == "" || p.in.Earmark == t.in.Window) {
			open, lacks = append(open, t), lacks+t.lacks
		}
	}
	spread := min(got.Receipt.Booked*92/100, lacks)
	if p.in.Earmark != "" {
		spread = min(got.Receipt.Booked, lacks)
	}
	for _, t := range open {
		part := spread / 100 * (t.lacks / 100) / (lacks / 100) * 100 // whole dollars, within what an int64 holds
		if part <= 0 {
			continue
		}
		t.lacks -= part
		_, err := act(s, s.second, models.AllocateLine, handlers.AllocateLine, handlers.LineMove{
			ByID: by(s.lines[t.key]), ContributionID: got.Contribution.ID, Amount: part,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mistake is a receipt that was booked on the wrong contribution, and reversed.
func (s *story) mistake() {
	var booked string
	s.on(-300, 10, "a receipt booked wrongly", func() error {
		got, err := act(s, s.admin, models.ReceiveReceipt, handlers.ReceiveReceipt, handlers.ReceiptInput{
			ByID: by(s.contributions["US"]), ReceivedOn: s.today.Plus(-301), Amount: dollars(25_000), BankReference: "DEMO 7731 unidentified",
		})
		booked = got.Receipt.ID
		return err
	})
	s.on(-299, 15, "the receipt is reversed", func() error {
		_, err := act(s, s.admin, models.ReverseTransfer, handlers.ReverseReceipt,
			because(booked, "The transfer was not meant for the fund; the bank has sent it back."))
		return err
	})
}

// correction is a receipt that was booked with a wrong amount, and put right by two people.
func (s *story) correction() {
	var booked, asked string
	truly := handlers.CorrectionInput{Amount: dollars(6_600), Reason: "The bank's note says 6,600.00; a digit was typed wrongly."}
	s.on(-120, 10, "a receipt of a wrong amount", func() error {
		truly.ReceivedOn, truly.BankReference = s.today.Plus(-121), "DEMO US supplement"
		got, err := act(s, s.admin, models.ReceiveReceipt, handlers.ReceiveReceipt, handlers.ReceiptInput{
			ByID: by(s.contributions["US"]), ReceivedOn: truly.ReceivedOn, Amount: dollars(6_000), BankReference: truly.BankReference,
			Doubts: handlers.Doubts{Confirmed: models.Confirmed{string(refusal.MoreThanPledged.Code())}},
		})
		booked = got.Receipt.ID
		return err
	})
	s.on(-118, 10, "its correction is asked for", func() error {
		contribution := s.contributions["US"]
		truly.ReceiptID, truly.ContributionID = booked, &contribution
		got, err := act(s, s.admin, models.RequestCorrection, handlers.RequestCorrection, truly)
		asked = got.ID
		return err
	})
	s.on(-117, 9, "and made", func() error {
		_, err := act(s, s.second, models.ApproveCorrection, handlers.ApproveCorrection, by(asked))
		return err
	})
}

// spending tells what the secretariat and the auditors cost.
func (s *story) spending() error {
	var secretariat, audit string
	s.on(-405, 10, "money for the secretariat", func() (err error) {
		secretariat, err = s.commit("Secretariat, first year", "secretariat", 120_000)
		return err
	})
	s.on(-240, 10, "more money for the secretariat", func() error {
		_, err := act(s, s.admin, models.CommitMoney, handlers.CommitMore, handlers.CommitmentMore{ByID: by(secretariat), Draws: s.draw("secretariat", dollars(60_000))})
		return err
	})
	for n, day := range []int{-370, -280, -190, -100} {
		s.on(day, 10, "the secretariat's costs", func() error {
			return s.pay(secretariat, "Secretariat host institution", fmt.Sprintf("Staff and rent, quarter %d", n+1), dollars(38_500), paid)
		})
	}
	s.on(-60, 9, "money for the audit", func() (err error) {
		audit, err = s.commit("External audit of the first year", "audit", 64_000)
		return err
	})
	s.on(-30, 9, "the audit's first instalment", func() error {
		return s.pay(audit, "External auditors", "First instalment, on signature", dollars(24_000), paid)
	})
	s.on(-26, 9, "a payment made twice", func() error {
		return s.pay(audit, "External auditors", "First instalment, second copy of the invoice", dollars(24_000), reversed)
	})
	s.on(-14, 9, "a payment that is refused", func() error {
		return s.pay(secretariat, "Office furniture supplier", "Furniture, without an order", dollars(4_200), rejected)
	})
	s.on(-1, 13, "a payment that waits", func() error {
		return s.pay(audit, "External auditors", "Second instalment, on the draft report", dollars(20_000), requested)
	})
	s.correction()
	return nil
}

func (s *story) commit(title, line string, amount int) (string, error) {
	made, err := act(s, s.admin, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Title: title, Host: new(string), Draws: s.draw(line, dollars(amount))})
	return made.ID, err
}

func (s *story) draw(line string, amount models.Money) []models.Draw {
	return []models.Draw{{LineID: s.lines[line], Amount: amount}}
}

// paymentOutcome is what becomes of a payment.
type paymentOutcome string

const (
	requested paymentOutcome = "requested"
	paid      paymentOutcome = "paid"
	refunded  paymentOutcome = "refunded" // a tenth of it
	reversed  paymentOutcome = "reversed"
	rejected  paymentOutcome = "rejected"
)

// pay requests a payment with its invoice; the second person decides on the next day.
func (s *story) pay(commitment, payee, purpose string, amount models.Money, end paymentOutcome) error {
	s.numbered++
	number := fmt.Sprintf("DEMO-%04d", s.numbered)
	asks, decides := s.admin, s.second
	if end == requested && s.waiting%2 == 0 || end != requested && s.numbered%3 == 0 { // each finds one that waits for them
		asks, decides = s.second, s.admin
	}
	if end == requested {
		s.waiting++
	}
	invoice, err := s.paper(asks, "invoice "+number, "Invoice "+number, "From: "+payee, "For: "+purpose,
		fmt.Sprintf("Amount: USD %d.%02d", amount/100, amount%100))
	if err != nil {
		return err
	}
	p, err := act(s, asks, models.RequestPayment, handlers.RequestPayment, handlers.PaymentInput{
		CommitmentID: commitment, Payee: payee, Purpose: purpose, Amount: amount, InvoiceID: invoice,
		Doubts: handlers.Doubts{Confirmed: models.Confirmed{string(refusal.ResemblesPayment.Code())}},
	})
	if err != nil || end == requested {
		return err
	}
	s.dated(s.now.Day().Plus(1), 14, "a payment is decided", func() error {
		if end == rejected {
			_, err := act(s, decides, models.RejectPayment, handlers.RejectPayment, because(p.ID, "There is no order for this; please ask the supplier."))
			return err
		}
		_, err := act(s, decides, models.ApprovePayment, handlers.ApprovePayment, by(p.ID))
		return err
	})
	s.dated(s.now.Day().Plus(6), 14, "a payment comes back", func() error {
		switch end {
		case refunded:
			_, err := act(s, asks, models.RefundPayment, handlers.RefundPayment, handlers.RefundInput{
				ReasonInput: because(p.ID, "Unused part, returned by the payee."), Amount: amount / 10, ReceivedOn: s.now.Day(), BankReference: "DEMO refund " + number,
			})
			return err
		case reversed:
			_, err := act(s, asks, models.ReverseTransfer, handlers.ReversePayment, because(p.ID, "The same invoice was paid already."))
			return err
		}
		return nil
	})
	return nil
}
