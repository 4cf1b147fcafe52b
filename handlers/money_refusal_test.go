package handlers_test

import (
	"slices"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// TestMoneyInput says what is wrong with an input, field by field, and books nothing of it.
func TestMoneyInput(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		faulty := func(fields []string, refusal *refusal.Refusal) {
			t.Helper()
			var got []string
			for _, f := range refusal.Fields {
				got = append(got, f.Field)
			}
			slices.Sort(got)
			if !slices.Equal(got, fields) {
				t.Errorf("faults %v, not %v", refusal.Fields, fields)
			}
		}
		good := handlers.ContributionInput{Contributor: "EU", Title: "Support", Amount: 1_000, Currency: "EUR", Rate: "1.08", PledgedOn: s.now.Day()}
		for _, c := range []struct {
			change func(*handlers.ContributionInput)
			fields []string
		}{
			{func(in *handlers.ContributionInput) { in.Amount = -1 }, []string{"amount"}},
			{func(in *handlers.ContributionInput) { in.Amount = models.MaxMoney + 1 }, []string{"amount"}},
			{func(in *handlers.ContributionInput) { in.Amount, in.Rate = models.MaxMoney, "1.1" }, []string{"amount"}},
			{func(in *handlers.ContributionInput) { in.Amount, in.Rate = models.MaxMoney, "999999999999" }, []string{"amount"}},
			{func(in *handlers.ContributionInput) { in.Amount, in.Rate = 1, "0.000001" }, []string{"amount"}},
			{func(in *handlers.ContributionInput) { in.Currency = "EUX" }, []string{"currency"}},
			{func(in *handlers.ContributionInput) { in.Rate = "" }, []string{"rate"}},
			{func(in *handlers.ContributionInput) { in.Rate = "1,08" }, []string{"rate"}},
			{func(in *handlers.ContributionInput) { in.Rate = "-1" }, []string{"rate"}},
			{func(in *handlers.ContributionInput) { in.Currency = "USD" }, []string{"rate"}},
			{func(in *handlers.ContributionInput) { in.Contributor = "FR" }, []string{"contributor"}},
			{func(in *handlers.ContributionInput) { in.PledgedOn = s.now.Day().Plus(2) }, []string{"pledgedOn"}},
			{func(in *handlers.ContributionInput) {
				in.DueOn, in.ExpiresOn, in.Contributor = s.now.Day().Plus(-1), s.now.Day().Plus(-1), "XX"
			}, []string{"contributor", "dueOn", "expiresOn"}},
		} {
			in := good
			c.change(&in)
			faulty(c.fields, denied(s, refusal.Invalid, s.first, models.PledgeContribution, handlers.PledgeContribution, in))
		}
		pledged := done(s, s.first, models.PledgeContribution, handlers.PledgeContribution, good)
		receipt := handlers.ReceiptInput{
			ByID: handlers.ByID{ID: pledged.ID}, ReceivedOn: s.now.Day(), Amount: 100, Rate: "1.07", RateSource: "ECB", BankReference: "ref",
		}
		for _, c := range []struct {
			change func(*handlers.ReceiptInput)
			fields []string
		}{
			{func(in *handlers.ReceiptInput) { in.Currency = "USD" }, []string{"currency"}},
			{func(in *handlers.ReceiptInput) { in.ReceivedOn = s.now.Day().Plus(2) }, []string{"receivedOn"}},
			{func(in *handlers.ReceiptInput) { in.RateSource = "" }, []string{"rateSource"}},
			{func(in *handlers.ReceiptInput) { in.Rate, in.RateSource = "", "" }, []string{"booked"}},
			{func(in *handlers.ReceiptInput) { in.Amount = 0 }, []string{"amount"}},
		} {
			in := receipt
			c.change(&in)
			faulty(c.fields, denied(s, refusal.Invalid, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, in))
		}
		line := s.budget("Training", models.TrainingWindow)
		denied(s, refusal.LineExists, s.first, models.AddLine, handlers.AddLine, handlers.LineInput{Title: "TRAINING", Window: models.AuditWindow})
		nowhere := models.NewID()
		faulty([]string{"contributionId"}, denied(s, refusal.Invalid, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, nowhere, 1)))
		faulty([]string{"amount"}, denied(s, refusal.Invalid, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, pledged.ID, -5)))
		denied(s, refusal.NotEnoughMoney, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, pledged.ID, 1)) // a pledge is no money
		faulty([]string{"draws[0].lineId", "draws[1].amount"}, denied(s, refusal.Invalid, s.first, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Host: new(string),
			Title: "Nothing", Draws: []models.Draw{{LineID: nowhere, Amount: 1}, {LineID: line.ID, Amount: -1}},
		}))
		faulty([]string{"draws"}, denied(s, refusal.Invalid, s.first, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Title: "Nothing", Host: new(string)}))
		faulty([]string{"amount", "commitmentId", "invoiceId"}, denied(s, refusal.Invalid, s.first, models.RequestPayment, handlers.RequestPayment, handlers.PaymentInput{
			CommitmentID: nowhere, Payee: "Nobody", Purpose: "nothing", Amount: -1, InvoiceID: &nowhere,
		}))
		for _, table := range []string{"receipts", "ledger_accounts", "transfers", "commitments", "payments"} {
			if n := s.count("SELECT COUNT(*) FROM " + table); n != 0 {
				t.Errorf("%d rows of %s are left of what was refused", n, table)
			}
		}
	})
}

// TestMoneyRules asks for what earmarks, windows, expiry and the floor of the reserve refuse.
func TestMoneyRules(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		floor := models.Money(3_000)
		done(s, s.first, models.SetFund, handlers.SetFund, handlers.FundInput{Name: "The Fund", ReserveFloor: &floor})
		training, reserve := s.budget("Training", models.TrainingWindow), s.budget("Reserve", models.ReserveWindow)
		marked := s.pledge("SG", 10_000, func(in *handlers.ContributionInput) { in.Earmark = models.ReserveWindow })
		s.receive(marked.ID, 10_000, "one")
		denied(s, refusal.Earmark, s.first, models.AllocateLine, handlers.AllocateLine, onLine(training, marked.ID, 100))
		done(s, s.first, models.AllocateLine, handlers.AllocateLine, onLine(reserve, marked.ID, 4_000))
		now := s.now
		s.now = models.At(now.AddDate(0, 0, 7)) // until then it may have been a mistake
		denied(s, refusal.ReserveFloor, s.first, models.ReturnLine, handlers.ReturnLine, onLine(reserve, marked.ID, 1_001))
		s.now = now
		denied(s, refusal.NotEnoughMoney, s.first, models.ReturnLine, handlers.ReturnLine, onLine(reserve, marked.ID, 4_001))
		denied(s, refusal.Window, s.first, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Host: new(string),
			Title: "Course", Draws: []models.Draw{{LineID: reserve.ID, Amount: 1}},
		})

		brief := s.pledge("NZ", 10_000, func(in *handlers.ContributionInput) { in.ExpiresOn = s.now.Day() })
		s.receive(brief.ID, 10_000, "two")
		done(s, s.first, models.AllocateLine, handlers.AllocateLine, onLine(training, brief.ID, 1_000))
		course := handlers.CommitmentInput{Title: "Course", Host: new(string), Draws: []models.Draw{{LineID: training.ID, Amount: 100}}}
		done(s, s.first, models.CommitMoney, handlers.CommitMoney, course)
		if f := s.figures(); f.Expired != 0 {
			t.Errorf("%d have expired on their last day", f.Expired)
		}
		s.now = models.At(s.now.AddDate(0, 0, 1))
		denied(s, refusal.NotEnoughMoney, s.first, models.CommitMoney, handlers.CommitMoney, course)
		denied(s, refusal.Expired, s.first, models.AllocateLine, handlers.AllocateLine, onLine(training, brief.ID, 1))
		if f := s.figures(); f.Expired != 900 || f.Windows[0].Expired != 900 {
			t.Errorf("%+v", f)
		}
	})
}

// TestSetFund changes the currency while there are no amounts in it, and not afterwards.
func TestSetFund(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		none := models.Money(0)
		set := func(currency string, decimals *int) handlers.FundInput {
			return handlers.FundInput{Name: "The Fund", ReserveFloor: &none, Currency: currency, Decimals: decimals}
		}
		denied(s, refusal.Invalid, s.first, models.SetFund, handlers.SetFund, set("ABC", nil))
		denied(s, refusal.Invalid, s.first, models.SetFund, handlers.SetFund, set("JPY", ptr(2)))
		if f := done(s, s.first, models.SetFund, handlers.SetFund, set("JPY", ptr(0))); f.Currency != "JPY" || f.Decimals != 0 || f.Revision != 2 || f.Demonstration {
			t.Errorf("%+v", f)
		}
		done(s, s.first, models.SetFund, handlers.SetFund, set("USD", nil))
		s.pledge("AU", 100, nil)
		denied(s, refusal.CurrencyInUse, s.first, models.SetFund, handlers.SetFund, set("JPY", nil))
		if f := done(s, s.first, models.SetFund, handlers.SetFund, set("", nil)); f.Currency != "USD" || f.Decimals != 2 || f.Revision != 4 {
			t.Errorf("%+v", f)
		}
		err := s.write(func(tx *gorm.DB) error {
			_, err := handlers.SetFund(handlers.Call{Actor: models.Actor{DB: tx, By: s.first, Now: s.now}, Scope: models.All, IfMatch: 2}, set("", nil))
			return err
		})
		s.refusal(refusal.Stale, err)
	})
}
