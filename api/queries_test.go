package api

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"observationfund/models"
)

// bulkFixture fills a house with rows of every kind, straight into the tables: a thousand through the handlers would take
// minutes. They hold to every constraint of the database.
type bulkFixture struct {
	*fixture
	clara, david, siti, dili, auditor models.Account
	today                             models.Date
	numbered                          int64 // transfers
}

// newBulkFixture makes the people who read it all. Siti is the first observer.
func newBulkFixture(h *fixture) *bulkFixture {
	h.Helper()
	h.at(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	c := &bulkFixture{fixture: h, today: h.db.Now().Day(), dili: h.stateAccount("TL"), clara: h.account(models.Administrator),
		david: h.account(models.Administrator), auditor: h.account(models.Auditor)}
	c.rows(0, 1)
	first := c.id("observer", 0)
	c.siti = h.keep(models.Account{Role: models.ObserverRole, ObserverID: &first})
	return c
}

// id is that of row n of a kind.
func (c *bulkFixture) id(kind string, n int) string {
	return fmt.Sprintf("%s-0000-7000-8000-%012d", models.Digest([]byte(kind))[:8], n)
}

// rows makes the rows from one number to another of every kind. What can be many of one thing are: half of all that
// can belong to the first observer, opportunity, deployment or contribution do.
func (c *bulkFixture) rows(from, until int) {
	c.Helper()
	c.write(func(actor models.Actor) error {
		if err := actor.DB.Model(&models.Guarantee{}).Where("code <> 'G1'").Update("gate", models.Soft).Error; err != nil { // one finding an invitation is enough
			return err
		}
		for _, kind := range []func(models.Actor, int) []any{c.people, c.learning, c.missions, c.money, c.record} {
			var batches []any // slices of rows, each of one type, parents first
			for n := from; n < until; n++ {
				for i, row := range kind(actor, n) {
					if len(batches) <= i {
						batches = append(batches, reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(row)), 0, until-from).Interface())
					}
					batches[i] = reflect.Append(reflect.ValueOf(batches[i]), reflect.ValueOf(row)).Interface()
				}
			}
			for _, batch := range batches {
				if transfers, ok := batch.([]models.Transfer); ok { // they are numbered as they are written
					for i := range transfers {
						c.numbered++
						transfers[i].Number = c.numbered
					}
				}
				if err := actor.DB.Omit("Account").CreateInBatches(batch, 200).Error; err != nil {
					return fmt.Errorf("%T: %w", batch, err)
				}
			}
		}
		for n := from; n < until; n++ {
			if err := actor.Journal(models.ChangeObserver, models.Ref{Kind: "observer", ID: c.id("observer", n)}, "A reason", models.Facts{"n": n}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *bulkFixture) newRecord(actor models.Actor, kind string, n int) models.Record {
	return models.Record{ID: c.id(kind, n), Revision: 1, CreatedAt: actor.Now}
}

// half is the first for every other row, and otherwise one of so many.
func half(n, of int) int {
	if n%2 == 0 {
		return 0
	}
	return n % of
}

func (c *bulkFixture) people(actor models.Actor, n int) []any {
	o := models.Observer{Record: c.newRecord(actor, "observer", n), Status: models.ObserverNominated, PassportName: fmt.Sprint("PERSON ", n), PreferredName: fmt.Sprint("Person ", n),
		Gender: models.Woman, NominatedBy: "ID", Nominator: models.SystemID, NoticeHours: 24, PassportExpiresOn: c.today.PlusMonths(60), AvailabilityConfirmedAt: actor.Now}
	if n < models.Cohort {
		seat := n + 1
		o.Status, o.Seat = models.ObserverAdmitted, &seat
	} else {
		o.Rank = &n
	}
	begins := c.today.Plus(n / 100 * 20)
	return []any{
		o, models.Private{ObserverID: o.ID, PassportNumber: fmt.Sprint("X", n), PassportState: "ID", MedicalClearedThrough: c.today.PlusMonths(12)},
		models.ObserverNationality{ObserverID: o.ID, State: "ID"}, models.ObserverLanguage{ObserverID: o.ID, Language: "en", Level: "C1"},
		models.ObserverFunction{ObserverID: o.ID, Function: models.ShortTerm}, models.ObserverConflict{ObserverID: o.ID, State: "KE"},
		models.Availability{Record: c.newRecord(actor, "availability", n), ObserverID: c.id("observer", n%100), Kind: models.Available, StartsOn: begins, Until: begins.Plus(20)},
		models.Account{Record: c.newRecord(actor, "account", n), Email: fmt.Sprint(n, "@crowd.example"), Name: fmt.Sprint("Reader ", n), Role: models.Auditor, Status: models.AccountActive},
		models.File{Record: c.newRecord(actor, "file", n), Name: "letter.pdf", Media: "application/pdf", Size: 4, SHA256: models.Digest(fmt.Append(nil, n)), UploadedBy: c.clara.ID},
		models.FileContent{FileID: c.id("file", n), Content: []byte("%PDF")},
		models.View{Record: c.newRecord(actor, "view", n), AccountID: c.clara.ID, List: "/cohort", Name: fmt.Sprint("View ", n), Query: "status=admitted", Shared: true},
		models.View{Record: c.newRecord(actor, "observers view", n), AccountID: cmp.Or(c.siti.ID, c.david.ID), List: "/my/training", Name: fmt.Sprint("View ", n), Query: "status=verified"},
		models.View{Record: c.newRecord(actor, "states view", n), AccountID: c.dili.ID, List: "/", Name: fmt.Sprint("View ", n), Query: "status=draft"},
		models.Import{Record: c.newRecord(actor, "import", n), Area: models.CohortArea, Status: models.ImportRead, Name: "people.csv", Matching: []models.SheetMatch{}, AddedBy: c.clara.ID},
		models.ImportFile{ImportID: c.id("import", n), Number: 1, Name: "people.csv", Content: []byte("Name,Gender\nSuharto,man\n")},
		models.Inquiry{Record: c.newRecord(actor, "inquiry", n), ObserverID: o.ID, Status: models.InquiryOpen, Allegation: "It is said to have been so.", OpenedBy: c.clara.ID,
			AnswerBy: actor.Now.Plus(99 * time.Hour), AnsweredAt: actor.Now},
		models.InquiryAnswer{InquiryID: c.id("inquiry", n), Number: 1, Body: "It was not so.", FileID: new(c.id("file", n)), AnsweredAt: actor.Now},
		models.Session{ID: c.id("session", n), TokenHash: models.Digest(fmt.Append(nil, "token", n)), AccountID: c.clara.ID, CreatedAt: actor.Now, SeenAt: actor.Now,
			ExpiresAt: actor.Now.Plus(models.SessionLife), Address: "192.0.2.1", Agent: "test"},
		models.Feed{TokenHash: models.Digest(fmt.Append(nil, "feed", n)), AccountID: c.id("account", n), CreatedAt: actor.Now},
		models.Link{TokenHash: models.Digest(fmt.Append(nil, "link", n)), AccountID: c.id("account", n), CreatedAt: actor.Now, ExpiresAt: actor.Now.Plus(models.LinkLife)},
		models.Idempotency{AccountID: c.clara.ID, Key: fmt.Sprint("key ", n), Digest: models.Digest(fmt.Append(nil, n)), Status: http.StatusCreated, CreatedAt: actor.Now},
	}
}

func (c *bulkFixture) learning(actor models.Actor, n int) []any {
	file, host := c.id("file", n), "TH"
	asks, course := 0, n
	if n%2 == 0 {
		asks, course = n, 0
	}
	return []any{
		models.Training{Record: c.newRecord(actor, "training", n), ObserverID: c.id("observer", half(n, 100)), Status: models.TrainingVerified, Organiser: "UN", Kind: models.Course,
			Title: fmt.Sprint("Course ", n), Function: models.ShortTerm, Host: &host, StartsOn: c.today.Plus(-n - 9), Until: c.today.Plus(-n - 7), ExpiresOn: c.today.Plus(40 + n%20),
			EvidenceID: &file, ClaimedBy: c.dili.ID, DecidedBy: &c.clara.ID, DecidedAt: actor.Now},
		models.Opportunity{Record: c.newRecord(actor, "opportunity", n), CreatedBy: c.clara.ID, Status: models.OpportunityOpen, Title: fmt.Sprint("Course ", n), Organiser: "UN",
			Kind: models.Course, Function: models.ShortTerm, Host: &host, Place: "Bangkok", StartsOn: c.today.Plus(400), Until: c.today.Plus(404), Places: 9,
			Deadline: actor.Now.Plus(99 * time.Hour), DeadlineOn: c.today.Plus(4), DeadlineClock: "12:00", DeadlineZone: "Asia/Bangkok"},
		models.OpportunityState{OpportunityID: c.id("opportunity", n), State: "PH"},
		models.TrainingRequest{Record: c.newRecord(actor, "request", n), OpportunityID: c.id("opportunity", course), ObserverID: c.id("observer", asks),
			Status: models.RequestSubmitted, Motivation: "I want to learn how it is done."},
	}
}

func (c *bulkFixture) missions(actor models.Actor, n int) []any {
	invitation, letter, pledge, declaration := c.id("invitation", n), c.id("file", n), signed["pledgeId"].(string), signed["declarationId"].(string)
	polling := c.today.Plus(100 + n/100*10)
	team, last := n, polling.Plus(1)
	if n < 100 {
		team = 0
	}
	d := models.Deployment{Record: c.newRecord(actor, "deployment", n), RequestID: c.id("asked", n), InvitationID: invitation, ConsentID: &invitation, Host: "TL", Status: models.Staffing,
		Title: fmt.Sprint("Election ", n), Round: 1, StartsOn: polling, Until: polling.Plus(1), Zone: "Asia/Dili", Format: models.FullMission, Risk: models.LowRisk}
	person := c.id("observer", n%100)
	if n%2 == 1 {
		d.Status = models.Ready
	}
	booking := models.Booking{ObserverID: person, Day: polling, HolderID: c.id("assignment", n), HolderKind: "assignment", Host: "TL"}
	second := booking
	second.Day = last
	status := models.AssignmentOffered
	if n%2 == 1 {
		status = models.AssignmentAccepted
	}
	return []any{
		models.Invitation{Record: c.newRecord(actor, "invitation", n), Reference: fmt.Sprint("INV-2026-", n), Host: "TL", Status: models.InvitationAccepted, Authority: models.ForeignMinistry,
			AuthorityName: "Ministry", Signatory: "Minister", Office: "Minister", ContactName: "Protocol", ContactEmail: "p@mfa.example", LetterID: &letter, SignedOn: c.today,
			StartsOn: c.today, Until: c.today.Plus(900), SubmittedBy: &c.dili.ID, SubmittedAt: actor.Now, VerifiedBy: &c.clara.ID, VerifiedAt: actor.Now, VerificationChannel: "By telephone",
			AcceptedBy: &c.david.ID, AcceptedAt: actor.Now},
		models.Answer{InvitationID: invitation, Guarantee: "G1", Answer: models.Guaranteed},
		models.Finding{InvitationID: invitation, Guarantee: "G1", Finding: models.FoundMet, Evidence: "The law.", FoundBy: c.clara.ID, FoundAt: actor.Now},
		models.Consent{InvitationID: invitation, Host: "TL", SubmittedBy: c.dili.ID, VerifiedBy: c.clara.ID, AcceptedBy: c.david.ID, Status: models.InvitationAccepted, Since: actor.Now,
			StartsOn: c.today, Until: c.today.Plus(900)},
		models.Extension{Record: c.newRecord(actor, "extension", n), InvitationID: invitation, Host: "TL", Status: models.ExtensionSubmitted, Was: c.today.Plus(900), Until: c.today.Plus(901),
			LetterID: letter, Reason: "A second round.", SubmittedBy: c.dili.ID},
		models.DeploymentRequest{Record: c.newRecord(actor, "asked", n), InvitationID: invitation, Host: "TL", Status: models.DeploymentRequestApproved, Election: models.Local, Title: fmt.Sprint("Election ", n),
			Zone: "Asia/Dili", Rounds: []models.Round{{StartsOn: polling, Until: polling.Plus(1)}}, FirstDay: polling, Format: models.FullMission, ApprovedFormat: models.FullMission, Regions: []string{}, Languages: []string{},
			Risk: models.LowRisk, DecidedBy: &c.clara.ID, DecidedAt: actor.Now},
		d,
		models.DeploymentSeat{ID: c.id("seat", n), DeploymentID: d.ID, Function: models.ShortTerm, Places: 100, StartsOffset: 0, UntilOffset: 2, StartsOn: polling, Until: polling.Plus(2), Cost: 100},
		booking, second,
		models.Assignment{Record: c.newRecord(actor, "assignment", n), DeploymentID: c.id("deployment", team), SeatID: c.id("seat", team), ObserverID: person, Host: "TL",
			ConsentID: new(c.id("invitation", team)), Status: status, Function: models.ShortTerm, StartsOn: polling, Until: polling.Plus(2), FirstDay: &polling, LastDay: &last,
			ExpiresAt: actor.Now.Plus(72 * time.Hour), PledgeID: &pledge, DeclarationID: &declaration},
		models.Concern{Record: c.newRecord(actor, "concern", n), AssignmentID: c.id("assignment", n), Rule: "medical", Status: models.ConcernOpen, CausedBy: models.ChangeObserver},
		models.CallOut{Record: c.newRecord(actor, "call-out", n), DeploymentID: d.ID, ConsentID: &invitation, Host: "TL", Status: models.CallOutOpen, ClosesAt: actor.Now.Plus(24 * time.Hour),
			RemindAt: actor.Now.Plus(12 * time.Hour), OpenedBy: c.clara.ID},
		models.CallOutAnswer{Record: c.newRecord(actor, "call-out answer", n), CallOutID: c.id("call-out", n), SeatID: c.id("seat", n), ObserverID: person, Rank: 1, AskedAt: actor.Now},
		models.Reserve{SeatID: c.id("seat", team), ObserverID: person, Rank: 1 + n%100},
		models.Evaluation{AssignmentID: c.id("assignment", n), Rating: models.Rating("good"), Body: "Calm and exact.", EvaluatedBy: c.clara.ID, EvaluatedAt: actor.Now},
	}
}

func (c *bulkFixture) money(actor models.Actor, n int) []any {
	contribution, line, commitment, payment, receipt := c.id("contribution", half(n, 1_000_000)), c.id("line", n), c.id("commitment", n), c.id("payment", n), c.id("receipt", n)
	host, deployment, bank := "TL", c.id("deployment", n), c.id("bank transfer", n)
	account := func(kind models.LedgerKind) models.LedgerAccount {
		return models.LedgerAccount{ID: c.id(string(kind), n), Kind: kind, ContributionID: contribution, Donor: "AU"}
	}
	donor, received, onLine, committed, payee := account(models.DonorAccount), account(models.ReceivedAccount), account(models.LineAccount), account(models.CommitmentAccount), account(models.PayeeAccount)
	onLine.LineID, committed.LineID, payee.LineID = &line, &line, &line
	committed.CommitmentID, committed.Host, payee.CommitmentID, payee.Host, payee.PaymentID = &commitment, &host, &commitment, &host, &payment
	held := map[string]models.Money{} // they are all opened here
	transfer := func(kind models.TransferKind, from, to models.LedgerAccount, amount models.Money) models.Transfer {
		held[from.ID] -= amount
		held[to.ID] += amount
		return models.Transfer{ID: c.id("transfer "+string(kind), n), CreatedAt: actor.Now, Day: c.today, Kind: kind, ContributionID: contribution, FromID: from.ID, FromKind: from.Kind,
			ToID: to.ID, ToKind: to.Kind, Amount: amount, FromBalance: held[from.ID], ToBalance: held[to.ID], MadeBy: c.clara.ID}
	}
	arrived, allocated := transfer(models.ReceiptTransfer, donor, received, 1000), transfer(models.AllocateTransfer, received, onLine, 800)
	drawn, paid := transfer(models.CommitTransfer, onLine, committed, 500), transfer(models.PayTransfer, committed, payee, 100)
	arrived.ReceiptID, paid.PaymentID = &receipt, &payment
	return []any{
		models.Contribution{Record: c.newRecord(actor, "contribution", n), Contributor: "AU", Status: models.ContributionPledged, Title: fmt.Sprint("Pledge ", n), Amount: 1_000_000,
			Currency: "USD", Rate: "1", Value: 1_000_000, PledgedOn: c.today},
		models.BankTransfer{Record: c.newRecord(actor, "bank transfer", n), Reference: fmt.Sprint("R", n), Normal: fmt.Sprint("R", n), Amount: 1010},
		models.Receipt{ID: receipt, CreatedAt: actor.Now, ContributionID: contribution, BankTransferID: c.id("bank transfer", n), ReceivedOn: c.today, Amount: 1000, Currency: "USD", Rate: "1", Booked: 1000,
			BankReference: fmt.Sprint("R", n), ReceivedBy: c.clara.ID},
		models.Line{Record: c.newRecord(actor, "line", n), Title: fmt.Sprint("Line ", n), Purpose: models.DeploymentWindow, Budget: 1000},
		models.Commitment{Record: c.newRecord(actor, "commitment", n), Status: models.CommitmentOpen, Title: fmt.Sprint("Election ", n), DeploymentID: &deployment, Host: host, CreatedBy: c.clara.ID},
		models.Payment{Record: c.newRecord(actor, "payment", n), CommitmentID: commitment, Status: models.PaymentPaid, Payee: "Airline", Purpose: "Fares", Amount: 100,
			RequestedBy: c.clara.ID, DecidedBy: &c.david.ID, DecidedAt: actor.Now},
		models.Refund{Record: c.newRecord(actor, "refund", n), PaymentID: payment, BankTransferID: &bank, BankReference: fmt.Sprint("R", n), ReceivedOn: c.today, Amount: 10, ReceivedBy: c.clara.ID},
		models.Correction{Record: c.newRecord(actor, "correction", n), Status: models.CorrectionRequested, ReceiptID: receipt, Moves: []models.CorrectMove{}, RequestedBy: c.david.ID},
		donor, received, onLine, committed, payee,
		arrived, allocated, drawn, paid,
	}
}

func (c *bulkFixture) record(actor models.Actor, n int) []any {
	all := []any{
		models.Proposal{Record: c.newRecord(actor, "proposal", n), Reference: fmt.Sprint("P-2026-", n), Action: models.AllocateLine, Subject: models.Ref{Kind: "line", ID: c.id("line", half(n, 100))},
			Title: fmt.Sprint("Line ", n), Seen: 1, Operation: "allocateLine", Path: "/lines/" + c.id("line", half(n, 100)) + "/allocate", Input: "{}", Changes: []models.FieldChange{},
			AskedBy: c.clara.ID, Status: models.ProposalOpen, ExpiresAt: actor.Now.Plus(models.ProposalLife)},
		models.ProposalFile{ProposalID: c.id("proposal", n), FileID: c.id("file", n)},
		models.ProposalSubject{ProposalID: c.id("proposal", n), SubjectID: c.id("line", half(n, 100))},
	}
	all = append(all, c.messages(actor, n)...)
	for i, account := range []models.Account{c.clara, c.dili, c.auditor, c.siti} {
		if account.ID == "" {
			account = c.david // before there is a Siti
		}
		all = append(all, models.Notice{ID: c.id(fmt.Sprint("notice", i), n), CreatedAt: actor.Now, AccountID: account.ID, Action: models.AcceptInvitation,
			Subject: models.Ref{Kind: "invitation", ID: c.id("invitation", n)}, Body: "It was accepted."})
		all = append(all, models.Acknowledgement{Number: fmt.Sprintf("R-2020-%d-%d", n, i), InvitationID: c.id("invitation", n), Action: models.SubmitInvitation, Subject: models.Ref{Kind: "invitation", ID: c.id("invitation", n)}, AnswersBy: actor.Now.Day(), CreatedAt: actor.Now})
		all = append(all, models.Reminder{What: "invitation", Subject: models.Ref{Kind: "invitation", ID: c.id("invitation", n)}, AccountID: account.ID, CountedFrom: actor.Now, Day: actor.Now.Day(), CreatedAt: actor.Now})
		delivery := c.id(fmt.Sprint("delivery", i), n)
		all = append(all, models.Delivery{Record: models.Record{ID: delivery, Revision: 1, CreatedAt: actor.Now}, AccountID: account.ID, Kind: models.NoticeMail,
			Action: models.AcceptInvitation, Subject: models.Ref{Kind: "invitation", ID: c.id("invitation", n)}, Line: "It was accepted", Status: models.DeliveryWaiting,
			QueuedAt: actor.Now, NextAt: actor.Now},
			models.Pass{TokenHash: c.id(fmt.Sprint("pass", i), n), Purpose: models.OpenRecord, AccountID: account.ID, DeliveryID: &delivery, CreatedAt: actor.Now, ExpiresAt: actor.Now.Plus(models.LinkLife)})
	}
	return all
}

// messages are of the fund, of a state and of an observer: half of them about the first invitation and the first request for a place.
func (c *bulkFixture) messages(actor models.Actor, n int) []any {
	host, siti := "TL", c.id("observer", 0)
	invitation, place := models.Ref{Kind: "invitation", ID: c.id("invitation", half(n, 100))}, models.Ref{Kind: "training_request", ID: c.id("request", half(n, n+1))}
	toHost := models.Message{Record: c.newRecord(actor, "message", n), Subject: invitation, Host: &host, WrittenBy: c.clara.ID, FromFund: true, Body: "When do you begin?"}
	toSiti := models.Message{Record: c.newRecord(actor, "message to her", n), Subject: place, ObserverID: &siti, WrittenBy: c.clara.ID, FromFund: true, Body: "The letter is here."}
	back := models.Message{Record: c.newRecord(actor, "message of hers", n), Subject: place, ObserverID: &siti, WrittenBy: c.siti.ID, Body: "Thank you."}
	if n%4 > 1 {
		toHost.FromFund, toHost.WrittenBy = false, c.dili.ID
	}
	if c.siti.ID == "" { // before there is one
		back.FromFund, back.WrittenBy = true, c.clara.ID
	}
	return []any{toHost, toSiti, back, models.MessageFile{MessageID: toSiti.ID, FileID: c.id("file", n)}}
}

// unbounded are the routes whose work is to read everything.
var unbounded = map[string]string{
	"verifyJournal": "it reads every entry, one after another",
	"exportJournal": "it reads every entry, one after another",
}

// counted is what it took to read something, and how many things were read; none where it is no list.
type counted struct {
	statements int64
	items      int
	list, much bool // much is a list that holds more where there is more
}

// few are the lists that hold nothing for a role, or no more when there is more of everything, and why.
var few = map[string]string{
	"auditor listWaiting":            "nothing waits for who only reads",
	"observer listObservers":         "they see themselves",
	"observer listInquiries":         "one is open at a time",
	"administrator listLoggedBefore": "without an organiser and a title there is nothing to compare",
	"auditor listLoggedBefore":       "without an organiser and a title there is nothing to compare",
	"observer listLoggedBefore":      "without an organiser and a title there is nothing to compare",
}

// side is where everything stands that a route can be asked for.
func (c *bulkFixture) side() side {
	s := side{ids: map[string]string{"seat": c.id("seat", 0)}}
	for path, kind := range map[string]string{"accounts": "account", "observers": "observer", "inquiries": "inquiry", "imports": "import", "files": "file", "trainings": "training", "opportunities": "opportunity",
		"training-requests": "request", "invitations": "invitation", "deployment-requests": "asked", "deployments": "deployment", "assignments": "assignment", "concerns": "concern",
		"call-outs": "call-out",
		"proposals": "proposal", "views": "view", "deliveries": "delivery0", "contributions": "contribution", "lines": "line", "commitments": "commitment", "payments": "payment", "corrections": "correction"} {
		s.ids[path] = c.id(kind, 0)
	}
	s.ids["conversations"], s.ids["conversations observer"] = s.ids["invitations"], s.ids["training-requests"]
	s.ids["views observer"], s.ids["views state"] = c.id("observers view", 1), c.id("states view", 0)
	return s
}

// statements counts the statements of every route that reads, as every role that may.
func (c *bulkFixture) statements(heard func() []question) map[string]counted {
	c.Helper()
	s := c.side()
	out := map[string]counted{}
	for role, account := range map[models.Role]models.Account{models.Administrator: c.clara, models.Auditor: c.auditor, models.ObserverRole: c.siti, models.StateRole: c.dili} {
		reader := c.as(account)
		for _, r := range Routes {
			if r.Method != http.MethodGet || models.Policy[r.Action][role] == models.None || unbounded[r.ID] != "" {
				continue
			}
			path := s.address(r, role)
			queries := []string{path}
			_, much := r.In.FieldByName("Limit")
			if much {
				queries = append(queries, path+"?limit=10", path+"?limit=200")
				if _, counts := r.In.FieldByName("Count"); counts {
					queries = append(queries, path+"?limit=200&count=true")
				}
			}
			if _, searches := r.In.FieldByName("Q"); searches {
				queries = append(queries, path+"?q=e")
			}
			if r.ID == "findAnything" {
				queries = append(queries, path+"?q=election")
			}
			for _, query := range queries {
				heard()
				got := reader.request("GET", query, nil)
				if got.status != http.StatusOK && !strings.HasPrefix(path, "/files/") { // nobody reads every file
					c.Errorf("GET %s as %s: %d %s", query, role, got.status, got.body)
				}
				items, list := got.at("items").([]any)
				out[fmt.Sprint(role, " ", r.ID, " ", strings.TrimPrefix(query, path))] = counted{int64(len(heard())), len(items), list, much && !strings.Contains(query, "limit=10")}
			}
		}
	}
	return out
}

// TestConstantQueries counts the statements of everything there is to read with ten rows of each kind, and with a
// thousand: it is the same number, and what is listed is there to be listed.
func TestConstantQueries(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		reference := h.footprint()
		c := newBulkFixture(h)
		heard := h.listening()
		c.rows(1, 10)
		ten, tables := c.statements(heard), h.footprint()
		c.rows(10, 1000)
		thousand := c.statements(heard)
		excused := map[string]bool{}
		for name, n := range ten {
			more := thousand[name]
			if more.statements != n.statements {
				t.Errorf("%s: %d statements with ten rows, %d with a thousand", name, n.statements, more.statements)
			}
			if n.statements == 0 || n.statements > 25 { // most has what waits: one for each thing that can
				t.Errorf("%s: %d statements", name, n.statements)
			}
			if n.list && n.items == 0 || n.much && more.items <= n.items {
				list := name[:strings.LastIndex(name, " ")]
				if excused[list] = true; few[list] == "" {
					t.Errorf("%s: %d items with ten rows, %d with a thousand", name, n.items, more.items)
				}
			}
		}
		if len(ten) < 150 || len(thousand) != len(ten) {
			t.Errorf("counted %d and %d requests", len(ten), len(thousand))
		}
		for list := range few {
			if !excused[list] {
				t.Errorf("%s needs no excuse", list)
			}
		}
		for table, rows := range h.footprint() {
			if rows <= tables[table] && reference[table] == 0 && table != "unsealed_rows" { // every write empties it
				t.Errorf("%s has no crowd: %d rows", table, rows)
			}
		}
	})
}
