package handlers_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

func (s *fixture) pledge(contributor string, amount models.Money, change func(*handlers.ContributionInput)) models.Contribution {
	s.Helper()
	in := handlers.ContributionInput{
		Contributor: contributor, Title: "Core support", Amount: amount, Currency: "USD", PledgedOn: s.now.Day().Plus(-90),
	}
	if change != nil {
		change(&in)
	}
	return done(s, s.first, models.PledgeContribution, handlers.PledgeContribution, in)
}

func (s *fixture) receive(contribution string, amount models.Money, reference string) models.Receipt {
	s.Helper()
	return done(s, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, handlers.ReceiptInput{
		ByID: handlers.ByID{ID: contribution}, ReceivedOn: s.now.Day(), Amount: amount, BankReference: reference,
	}).Receipt
}

func (s *fixture) budget(title string, window models.Window) models.Line {
	s.Helper()
	return done(s, s.first, models.AddLine, handlers.AddLine, handlers.LineInput{Title: title, Window: window, Budget: 100_000})
}

func onLine(line models.Line, contribution string, amount models.Money) handlers.LineMove {
	return handlers.LineMove{ByID: handlers.ByID{ID: line.ID}, ContributionID: contribution, Amount: amount}
}

func (s *fixture) contribution(id string) models.Contribution {
	s.Helper()
	out, err := read(s, s.auditor, models.ReadContributions, handlers.GetContribution, handlers.ByID{ID: id})
	s.must(err)
	return out
}

func (s *fixture) figures() models.FundFigures {
	s.Helper()
	out, err := read(s, s.auditor, models.ReadFund, handlers.GetFund, handlers.Nothing{})
	s.must(err)
	return out
}

// TestMoneyWay follows money from the promise to the payee and back, and reads every page on the way.
func TestMoneyWay(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		pledged := s.pledge("AU", 100_000, nil)
		receipt := s.receive(pledged.ID, 60_000, "ANZ 1")
		line := s.budget("Training", models.TrainingWindow)
		done(s, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, pledged.ID, 50_000))
		done(s, s.first, models.ReturnLine, handlers.ReturnLine, onLine(line, pledged.ID, 10_000))
		c := done(s, s.first, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Host: new(string),
			Title: "Course in Dili", Draws: []models.Draw{{LineID: line.ID, Amount: 20_000}},
		})
		c = done(s, s.first, models.CommitMoney, handlers.CommitMore, handlers.CommitmentMore{
			ByID: handlers.ByID{ID: c.ID}, Draws: []models.Draw{{LineID: line.ID, Amount: 5_000}},
		})
		if c.Rest != 25_000 || len(c.Sources) != 1 || c.Sources[0].Donor != "AU" || c.Sources[0].Committed != 25_000 {
			t.Errorf("%+v", c)
		}
		request := func(amount models.Money) handlers.PaymentInput {
			return handlers.PaymentInput{CommitmentID: c.ID, Payee: "Hotel Timor", Purpose: "a room for the course", Amount: amount, InvoiceID: s.upload(s.first)}
		}
		payment := done(s, s.first, models.RequestPayment, handlers.RequestPayment, request(15_000))
		if slices.Contains(payment.Can, models.ApprovePayment) {
			t.Error("who requests is offered to approve")
		}
		denied(s, refusal.SecondPerson, s.first, models.ApprovePayment, handlers.ApprovePayment, handlers.ByID{ID: payment.ID})
		denied(s, refusal.NotEnoughMoney, s.second, models.RequestPayment, handlers.RequestPayment, request(10_001))
		waiting := done(s, s.second, models.RequestPayment, handlers.RequestPayment, request(10_000))
		payment = done(s, s.second, models.ApprovePayment, handlers.ApprovePayment, handlers.ByID{ID: payment.ID})
		denied(s, refusal.WrongState, s.second, models.ApprovePayment, handlers.ApprovePayment, handlers.ByID{ID: payment.ID})
		if payment.Status != models.PaymentPaid || !slices.Contains(payment.Can, models.RefundPayment) {
			t.Errorf("%+v", payment)
		}
		refund := func(amount models.Money) handlers.RefundInput {
			return handlers.RefundInput{ReasonInput: because(payment.ID), Amount: amount, ReceivedOn: s.now.Day(), BankReference: models.NewID()}
		}
		payment = done(s, s.first, models.RefundPayment, handlers.RefundPayment, refund(4_000))
		denied(s, refusal.NotEnoughMoney, s.first, models.RefundPayment, handlers.RefundPayment, refund(11_001))
		denied(s, refusal.Refunded, s.first, models.ReverseTransfer, handlers.ReversePayment, because(payment.ID))

		f := s.figures()
		want := models.Figures{Balances: models.Balances{Received: 60_000, Allocated: 40_000, Committed: 25_000, Spent: 11_000, Unallocated: 20_000, Uncommitted: 15_000, Rest: 14_000},
			Room: models.Room{Free: 15_000}}
		if f.Figures != want || f.Pledged != 100_000 || f.Outstanding != 40_000 || f.Overdue != 0 {
			t.Errorf("%+v", f)
		}
		if len(f.Windows) != 5 || f.Windows[0].Budget != 100_000 || f.Windows[0].Free != 15_000 || len(f.Contributors) != 1 || f.Contributors[0].Figures != want {
			t.Errorf("%+v", f)
		}
		denied(s, refusal.Allocated, s.first, models.ReverseTransfer, handlers.ReverseReceipt, because(receipt.ID))

		c = done(s, s.first, models.ReleaseMoney, handlers.ReleaseMoney, because(c.ID))
		if c.Status != models.CommitmentReleased || c.Rest != 0 || c.Spent != 11_000 || c.Requested != 0 || !slices.Equal(c.Can, []models.Action{models.RequestSettlement}) {
			t.Errorf("%+v", c)
		}
		rejected, err := read(s, s.auditor, models.ReadFund, handlers.GetPayment, handlers.ByID{ID: waiting.ID})
		if err != nil || rejected.Status != models.PaymentRejected || rejected.Reason == "" {
			t.Errorf("%+v, %v", rejected, err)
		}
		done(s, s.first, models.RefundPayment, handlers.RefundPayment, refund(11_000))
		if at := s.contribution(pledged.ID); at.Money.Free != 40_000 || at.Money.Rest != 0 || at.Money.Spent != 0 {
			t.Errorf("what came back after the end is not free: %+v", at.Money)
		}
		told := s.count("SELECT COUNT(*) FROM notices WHERE account_id = ? AND action = ?", s.second.ID, models.RequestPayment)
		heard := s.count("SELECT COUNT(*) FROM notices WHERE account_id = ? AND action = ?", s.second.ID, models.RejectPayment)
		if told != 1 || heard != 1 {
			t.Errorf("the second person was told %d times of payments that wait and %d times of rejected ones", told, heard)
		}
		s.pages(c, payment)
	})
}

// pages reads the lists that TestMoneyWay has filled.
func (s *fixture) pages(c models.Commitment, p models.Payment) {
	s.Helper()
	paging := handlers.Paging{Limit: 2, Count: true}
	commitments, err := read(s, s.auditor, models.ReadFund, handlers.ListCommitments, handlers.CommitmentFilter{Paging: paging, Status: models.CommitmentReleased})
	if err != nil || len(commitments.Items) != 1 || commitments.Items[0].Spent != 0 {
		s.Errorf("%+v, %v", commitments, err)
	}
	payments, err := read(s, s.auditor, models.ReadFund, handlers.ListPayments, handlers.PaymentFilter{Paging: paging, CommitmentID: c.ID})
	if err != nil || len(payments.Items) != 2 || payments.Items[1].ID != p.ID || len(payments.Items[1].Can) != 0 {
		s.Errorf("%+v, %v", payments, err)
	}
	lines, err := read(s, s.auditor, models.ReadFund, handlers.ListLines, handlers.LineFilter{Paging: paging, Window: models.TrainingWindow})
	if err != nil || len(lines.Items) != 1 || lines.Items[0].Allocated != 40_000 {
		s.Errorf("%+v, %v", lines, err)
	}
	transfers, seen := handlers.TransferFilter{Paging: paging, Period: handlers.Period{From: s.now.Day(), Until: s.now.Day().Plus(1)}}, 0
	for {
		page, err := read(s, s.auditor, models.ReadFund, handlers.ListTransfers, transfers)
		s.must(err)
		seen += len(page.Items)
		if page.Next == "" {
			if int64(seen) != *page.Total || seen != s.count("SELECT COUNT(*) FROM transfers") {
				s.Errorf("leafing found %d transfers of %d", seen, *page.Total)
			}
			break
		}
		transfers.After = page.Next
	}
	transfers.After, transfers.Until = "", s.now.Day()
	if page, err := read(s, s.auditor, models.ReadFund, handlers.ListTransfers, transfers); err != nil || len(page.Items) != 0 {
		s.Errorf("%+v, %v", page, err)
	}
}

// TestStatement reads one contributor's money as an auditor does, whole and in two halves.
func TestStatement(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		yen := s.pledge("JP", 1_000_000, func(in *handlers.ContributionInput) { in.Currency, in.Rate = "JPY", "0.0066" })
		if yen.Value != 660_000 {
			t.Fatalf("a million yen are worth %d cents", yen.Value)
		}
		in := handlers.ReceiptInput{
			ByID: handlers.ByID{ID: yen.ID}, ReceivedOn: s.now.Day(), Amount: 1_000_000, Rate: "0.0064", RateSource: "the bank's note", BankReference: "MUFG  7 ",
		}
		got := done(s, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, in)
		if got.Receipt.Booked != 640_000 || got.Receipt.BankReference != "MUFG 7" || got.Contribution.Standing != models.StandsReceived || got.Contribution.Outstanding != 0 {
			t.Errorf("%+v", got)
		}
		line := s.budget("Audit", models.AuditWindow)
		done(s, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, yen.ID, 300_000))
		s.now = models.At(s.now.AddDate(0, 0, 10))
		middle := s.now.Day()
		c := done(s, s.first, models.CommitMoney, handlers.CommitMoney, handlers.CommitmentInput{Host: new(string),
			Title: "Audit of the year", Draws: []models.Draw{{LineID: line.ID, Amount: 200_000}},
		})
		p := done(s, s.first, models.RequestPayment, handlers.RequestPayment, handlers.PaymentInput{
			CommitmentID: c.ID, Payee: "Auditors & Sons", Purpose: "the audit", Amount: 120_000,
		})
		done(s, s.second, models.ApprovePayment, handlers.ApprovePayment, handlers.ByID{ID: p.ID})
		done(s, s.first, models.RefundPayment, handlers.RefundPayment, handlers.RefundInput{ReasonInput: because(p.ID), Amount: 20_000, ReceivedOn: s.now.Day(), BankReference: "back"})
		done(s, s.first, models.ReleaseMoney, handlers.ReleaseMoney, because(c.ID))

		statement := func(from, until models.Date) models.Statement {
			out, err := read(s, s.auditor, models.ReadContributions, handlers.GetStatement, handlers.StatementInput{ByID: handlers.ByID{ID: yen.ID}, From: from, Until: until})
			s.must(err)
			return out
		}
		whole, before, after := statement(models.Date{}, models.Date{}), statement(models.Date{}, middle), statement(middle, models.Date{})
		// entries reads them page by page, and holds the figures that run along against those of the statement.
		entries := func(of models.Statement, limit int) (words []string) {
			t.Helper()
			in := handlers.EntryFilter{StatementInput: handlers.StatementInput{ByID: handlers.ByID{ID: yen.ID}, From: of.From, Until: of.Until}, Limit: limit}
			running := of.Opening
			for {
				page, err := read(s, s.auditor, models.ReadContributions, handlers.ListEntries, in)
				s.must(err)
				for _, entry := range page.Items {
					words, running = append(words, entry.Words), entry.After
				}
				if page.Next == "" {
					break
				}
				if len(page.Items) != limit {
					t.Errorf("%d entries on a page, and more to come", len(page.Items))
				}
				in.After, err = strconv.ParseInt(page.Next, 10, 64)
				s.must(err)
			}
			if running != of.Closing || int64(len(words)) != of.Transfers {
				t.Errorf("%d by %d: they end at %+v, the statement of %d at %+v", len(words), limit, running, of.Transfers, of.Closing)
			}
			return words
		}
		words := entries(whole, 200)
		for _, limit := range []int{1, 2, 3, 6} {
			if paged := entries(whole, limit); !slices.Equal(paged, words) {
				t.Errorf("by %d: %q", limit, paged)
			}
		}
		if halves := append(entries(before, 1), entries(after, 2)...); !slices.Equal(halves, words) {
			t.Errorf("the halves: %q", halves)
		}
		for from, cursor := range map[models.Date]int64{{}: 1000, middle: 1} { // there is none; it is before
			_, err := read(s, s.auditor, models.ReadContributions, handlers.ListEntries,
				handlers.EntryFilter{StatementInput: handlers.StatementInput{ByID: handlers.ByID{ID: yen.ID}, From: from}, After: cursor, Limit: 9})
			var refused *refusal.Refusal
			if !errors.As(err, &refused) || refused.Kind != refusal.KindInvalid {
				t.Errorf("after %d: %v", cursor, err)
			}
		}
		if want := []string{
			"Received, bank reference MUFG 7", "Allocated to Audit", "Committed from Audit to Audit of the year",
			"Paid to Auditors & Sons for the audit", "Refunded by Auditors & Sons", "Released from Audit of the year to Audit",
		}; !slices.Equal(words, want) {
			t.Errorf("%q", words)
		}
		if whole.Opening != (models.Balances{}) || whole.Closing != whole.Contribution.Money.Balances || !whole.Reconciled {
			t.Errorf("%+v", whole)
		}
		if before.Opening != whole.Opening || before.Closing != after.Opening || after.Closing != whole.Closing ||
			before.Transfers+after.Transfers != whole.Transfers || !before.Reconciled || !after.Reconciled {
			t.Errorf("the halves are not the whole: %+v, %+v", before, after)
		}
		if len(whole.Payees) != 1 || whole.Payees[0] != (models.PayeeTotal{Payee: "Auditors & Sons", Amount: 100_000}) || len(before.Payees) != 0 {
			t.Errorf("%+v, %+v", whole.Payees, before.Payees)
		}
	})
}

// TestStandings reads how contributions stand as they fall due and are paid, and reverses what never was.
func TestStandings(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		due := s.pledge("KR", 10_000, func(in *handlers.ContributionInput) { in.DueOn = s.now.Day() })
		is := func(standing models.Standing, outstanding, overdue models.Money) {
			t.Helper()
			at, f := s.contribution(due.ID), s.figures()
			if at.Standing != standing || at.Outstanding != outstanding || f.Outstanding != outstanding || f.Overdue != overdue || at.Overdue != (overdue > 0) {
				t.Errorf("%+v, %+v", at, f)
			}
			late, err := read(s, s.auditor, models.ReadContributions, handlers.ListContributions, handlers.ContributionFilter{Paging: handlers.Paging{Limit: 9, Sort: "dueOn"}, Overdue: ptr(true)})
			s.must(err)
			if (len(late.Items) == 1) != at.Overdue {
				t.Errorf("%d are overdue", len(late.Items))
			}
			rest, err := read(s, s.auditor, models.ReadContributions, handlers.ListContributions, handlers.ContributionFilter{Paging: handlers.Paging{Limit: 9}, Overdue: ptr(false)})
			s.must(err)
			if len(rest.Items)+len(late.Items) != 1 {
				t.Errorf("%d are not overdue", len(rest.Items))
			}
		}
		is(models.StandsPledged, 10_000, 0)
		first := s.receive(due.ID, 4_000, "one")
		is(models.StandsPartReceived, 6_000, 0)
		s.now = models.At(s.now.AddDate(0, 0, 1))
		is(models.StandsOverdue, 6_000, 6_000)
		s.receive(due.ID, 6_000, "two")
		is(models.StandsReceived, 0, 0)

		denied(s, refusal.AlreadyBooked, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, receiptOf(s, due.ID, 1, "two"))
		denied(s, refusal.MoreThanPledged, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, receiptOf(s, due.ID, 1, "three"))
		more := receiptOf(s, due.ID, 1, "three")
		more.Confirmed = models.Confirmed{"more-than-pledged"}
		done(s, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, more)
		is(models.StandsReceived, 0, 0)
		// What was paid in full has no rest to give up: nobody is offered that, and it is refused.
		offered := func() bool {
			seen, err := read(s, s.first, models.ReadContributions, handlers.GetContribution, handlers.ByID{ID: due.ID})
			s.must(err)
			followed, err := read(s, s.first, models.ReadContributions, handlers.GetStatement, handlers.StatementInput{ByID: handlers.ByID{ID: due.ID}})
			if s.must(err); !slices.Equal(seen.Can, followed.Contribution.Can) {
				t.Errorf("the contribution can %v, in its statement %v", seen.Can, followed.Contribution.Can)
			}
			return slices.Contains(seen.Can, models.CancelContribution)
		}
		if offered() {
			t.Error("what is fully paid can be cancelled")
		}
		denied(s, refusal.PaidInFull, s.first, models.CancelContribution, handlers.CancelContribution, because(due.ID))

		done(s, s.first, models.ReverseTransfer, handlers.ReverseReceipt, because(first.ID))
		denied(s, refusal.AlreadyReversed, s.first, models.ReverseTransfer, handlers.ReverseReceipt, because(first.ID))
		is(models.StandsOverdue, 3_999, 3_999)
		receipts, err := read(s, s.auditor, models.ReadContributions, handlers.ListReceipts, handlers.ReceiptFilter{ByID: handlers.ByID{ID: due.ID}, Paging: handlers.Paging{Limit: 9}})
		if err != nil || len(receipts.Items) != 3 || !receipts.Items[0].Reversed || receipts.Items[1].Reversed {
			t.Errorf("%+v, %v", receipts, err)
		}
		if !offered() {
			t.Error("what is not fully paid cannot be cancelled")
		}
		done(s, s.first, models.CancelContribution, handlers.CancelContribution, because(due.ID))
		is(models.StandsCancelled, 0, 0)
		// What comes for it nevertheless is booked, by who says that it is no mistake; also under the reference that was reversed.
		late := receiptOf(s, due.ID, 4_000, "ONE")
		denied(s, refusal.PledgeCancelled, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, late)
		late.Confirmed = models.Confirmed{"pledge-cancelled", "more-than-pledged"}
		done(s, s.first, models.ReceiveReceipt, handlers.ReceiveReceipt, late)
		is(models.StandsCancelled, 0, 0)
		if f := s.figures(); f.Pledged != 10_000 || f.Received != 10_001 {
			t.Errorf("%+v", f)
		}
	})
}

func receiptOf(s *fixture, contribution string, amount models.Money, reference string) handlers.ReceiptInput {
	return handlers.ReceiptInput{ByID: handlers.ByID{ID: contribution}, ReceivedOn: s.now.Day(), Amount: amount, BankReference: reference}
}

// TestCommitmentUnderWay leaves the money of a training place that is under way where it is.
func TestCommitmentUnderWay(t *testing.T) {
	eachFixture(t, func(s *fixture) {
		au := s.pledge("AU", 5_000, nil)
		s.receive(au.ID, 5_000, "ref")
		line := s.budget("Training", models.TrainingWindow)
		done(s, s.first, models.AllocateLine, handlers.AllocateLine, onLine(line, au.ID, 5_000))
		observer, _ := s.admitted("AU")
		record := models.Record{ID: models.NewID(), Revision: 1, CreatedAt: s.now}
		opportunity := models.Opportunity{Record: record, CreatedBy: s.first.ID, Organiser: "UN", Places: 1, StartsOn: s.now.Day(), Until: s.now.Day().Plus(1),
			Deadline: s.now, DeadlineOn: s.now.Day(), Status: models.OpportunityOpen}
		request := models.TrainingRequest{Record: record, OpportunityID: record.ID, ObserverID: observer.ID, Status: models.RequestEndorsed}
		c := models.Commitment{Title: "A place", RequestID: &request.ID}
		s.must(s.write(func(tx *gorm.DB) error {
			if err := tx.Create(&opportunity).Error; err != nil {
				return err
			}
			if err := tx.Create(&request).Error; err != nil {
				return err
			}
			return models.Actor{DB: tx, By: models.SystemAccount(), Now: s.now}.OpenCommitment(&c, []models.Draw{{LineID: line.ID, Amount: 5_000}}, models.EndorseTrainingRequest)
		}))
		denied(s, refusal.CommitmentHeld, s.first, models.ReleaseMoney, handlers.ReleaseMoney, because(c.ID))
		held, err := read(s, s.first, models.ReadFund, handlers.GetCommitment, handlers.ByID{ID: c.ID})
		if err != nil || !held.Held || slices.Contains(held.Can, models.ReleaseMoney) {
			t.Errorf("%+v, %v", held, err)
		}
		s.must(s.write(func(tx *gorm.DB) error { return tx.Model(&request).Update("status", models.RequestCompleted).Error }))
		done(s, s.first, models.ReleaseMoney, handlers.ReleaseMoney, because(c.ID))
	})
}
