package api

import "observationfund/models"

// deed is something that can be done: which permission and event it is, to what, by which request.
type deed struct {
	action models.Action
	to     string // a table of tables; none for what begins something
	path   string // {id} is what it is done to; none for the deed of time, which is to pass
	with   func(l *history, by *person, it row) any
	often  int      // how much more often than others
	ends   bool     // it ends something before its time
	when   []string // the states of what it is done to, where the event is not one of its flow
}

// possible reports whether a deed can be done to what is in a state, as far as the state says.
func (d deed) possible(status string) bool {
	for _, one := range d.when {
		if one == "*" || one == status {
			return true
		}
	}
	_, ok := flows[d.to][status][d.action]
	return d.when == nil && ok
}

// flow is a flow whose states are plain words.
func flow[S ~string](f models.Flow[S]) models.Flow[string] {
	out := models.Flow[string]{}
	for from, events := range f {
		out[string(from)] = map[models.Action]string{}
		for event, to := range events {
			out[string(from)][event] = string(to)
		}
	}
	return out
}

// flows are the lives of all things, by their tables.
var flows = map[string]models.Flow[string]{
	"accounts":  flow(models.AccountFlow),
	"inquiries": flow(models.InquiryFlow),
	"observers": flow(models.ObserverFlow), "trainings": flow(models.TrainingFlow), "opportunities": flow(models.OpportunityFlow),
	"places": flow(models.TrainingRequestFlow), "invitations": flow(models.InvitationFlow), "requests": flow(models.DeploymentRequestFlow),
	"deployments": flow(models.DeploymentFlow), "assignments": flow(models.AssignmentFlow), "commitments": flow(models.CommitmentFlow),
	"payments": flow(models.PaymentFlow), "contributions": flow(models.ContributionFlow), "corrections": flow(models.CorrectionFlow),
	"proposals":  flow(models.ProposalFlow),
	"extensions": flow(models.ExtensionFlow), "concerns": flow(models.ConcernFlow),
}

// tables say what there is to act on: where it stands, and whose it is.
var tables = map[string]string{
	"accounts":      "SELECT id, status FROM accounts WHERE name = 'Somebody new' ORDER BY id",
	"observers":     "SELECT id, status, id AS observer FROM observers ORDER BY id",
	"inquiries":     "SELECT id, status, observer_id AS observer FROM inquiries ORDER BY id",
	"trainings":     "SELECT id, status, observer_id AS observer FROM trainings ORDER BY id",
	"opportunities": "SELECT id, status FROM opportunities ORDER BY id",
	"places":        "SELECT id, status, observer_id AS observer FROM training_requests ORDER BY id",
	"invitations":   "SELECT id, status, host FROM invitations ORDER BY id",
	"extensions":    "SELECT invitation_id AS id, status, host FROM extensions ORDER BY CASE WHEN status IN ('submitted', 'verified') THEN 1 ELSE 0 END, id", // through their invitations
	"requests":      "SELECT id, status, host FROM deployment_requests ORDER BY id",
	"deployments":   "SELECT id, status, host FROM deployments ORDER BY id",
	"assignments":   "SELECT id, status, observer_id AS observer FROM assignments ORDER BY id",
	"concerns":      "SELECT id, status FROM assignment_concerns ORDER BY id",
	"contributions": "SELECT id, status FROM contributions ORDER BY id",
	"receipts":      "SELECT id, '' AS status FROM receipts ORDER BY id",
	"lines":         "SELECT id, '' AS status FROM lines ORDER BY id",
	"commitments":   "SELECT id, status FROM commitments ORDER BY id",
	"payments":      "SELECT id, status FROM payments ORDER BY CASE WHEN refunded BETWEEN 1 AND amount - 1 THEN 1 ELSE 0 END, id", // what may be refunded again is last, where histories look
	"corrections":   "SELECT id, status FROM corrections ORDER BY id",
	"proposals":     "SELECT id, status FROM proposals ORDER BY id",
}

var always = []string{"*"}

// deeds are the vocabulary of histories.
var deeds = []deed{
	{action: "time.passes", often: 40},
	{action: models.NominateObserver, path: "POST /observers", with: someNominee},
	{action: models.AdmitObserver, to: "observers", path: "POST /observers/{id}/admit", with: because, often: 20},
	{action: models.RefuseObserver, to: "observers", path: "POST /observers/{id}/refuse", with: because, ends: true},
	{action: models.RankObserver, to: "observers", path: "POST /observers/{id}/rank", with: someRank},
	{action: models.SuspendObserver, to: "observers", path: "POST /observers/{id}/suspend", with: because, ends: true, often: 4},
	{action: models.ReinstateObserver, to: "observers", path: "POST /observers/{id}/reinstate", often: 30},
	{action: models.DepartObserver, to: "observers", path: "POST /observers/{id}/depart", with: aGround, ends: true, often: 2},
	{action: models.TakeLeaveObserver, to: "observers", path: "POST /observers/{id}/take-leave", with: blank, ends: true, often: 2},
	{action: models.ReturnObserver, to: "observers", path: "POST /observers/{id}/return", often: 30},
	{action: models.RenominateObserver, to: "observers", path: "POST /observers/{id}/renominate", with: because, often: 8},
	{action: models.OpenInquiry, to: "observers", path: "POST /inquiries", with: anAllegation, when: []string{"admitted", "suspended"}, often: 3},
	{action: models.ExtendInquiry, to: "inquiries", path: "POST /inquiries/{id}/extend", with: longer, often: 3},
	{action: models.AnswerInquiry, to: "inquiries", path: "POST /inquiries/{id}/answer", with: anAnswer, often: 8},
	{action: models.UpholdInquiry, to: "inquiries", path: "POST /inquiries/{id}/uphold", with: because, ends: true, often: 3},
	{action: models.CloseInquiry, to: "inquiries", path: "POST /inquiries/{id}/close", with: because, often: 8},
	{action: models.EraseObserver, to: "observers", path: "POST /observers/{id}/erase", with: because, ends: true},
	{action: models.ChangeObserver, to: "observers", path: "PATCH /observers/{id}", with: someNationalities, often: 6},
	{action: models.ChangeAvailability, to: "observers", path: "POST /observers/{id}/availability", with: somePeriod, when: []string{"admitted"}},
	{action: models.ConfirmAvailability, to: "observers", path: "POST /observers/{id}/availability/confirm", when: []string{"admitted"}, often: 16},

	{action: models.ChangeAvailability, to: "observers", path: "DELETE /observers/{id}/availability/{period}", when: []string{"admitted"}},

	{action: models.CreateAccount, path: "POST /accounts", with: someAccount, often: 3},
	{action: models.ChangeAccount, to: "accounts", path: "PATCH /accounts/{id}", with: anAddress},
	{action: models.LinkAccount, to: "accounts", path: "POST /accounts/{id}/link"},
	{action: models.DisableAccount, to: "accounts", path: "POST /accounts/{id}/disable", with: because},
	{action: models.EnableAccount, to: "accounts", path: "POST /accounts/{id}/enable", often: 8},

	{action: models.ClaimTraining, path: "POST /trainings", with: someTraining, often: 4},
	{action: models.VerifyTraining, to: "trainings", path: "POST /trainings/{id}/verify", with: aLastDay, often: 10},
	{action: models.RejectTraining, to: "trainings", path: "POST /trainings/{id}/reject", with: because, ends: true},
	{action: models.RevokeTraining, to: "trainings", path: "POST /trainings/{id}/revoke", with: because, ends: true},
	{action: models.ChangeTraining, to: "trainings", path: "PATCH /trainings/{id}", with: aTitle, often: 2},
	{action: models.DraftOpportunity, path: "POST /opportunities", with: someOpportunity, often: 4},
	{action: models.OpenOpportunity, to: "opportunities", path: "POST /opportunities/{id}/open", often: 8},
	{action: models.ChangeOpportunity, to: "opportunities", path: "PATCH /opportunities/{id}", with: someDays},
	{action: models.CloseOpportunity, to: "opportunities", path: "POST /opportunities/{id}/close", ends: true},
	{action: models.CancelOpportunity, to: "opportunities", path: "POST /opportunities/{id}/cancel", with: because, ends: true},
	{action: models.SubmitTrainingRequest, path: "POST /training-requests", with: somePlace, often: 8},
	{action: models.SubmitTrainingRequest, to: "places", path: "POST /training-requests", with: theSamePlace, often: 4},
	{action: models.EndorseTrainingRequest, to: "places", path: "POST /training-requests/{id}/endorse", with: itsCost, often: 20},
	{action: models.AcceptTrainingRequest, to: "places", path: "POST /training-requests/{id}/accept", with: aLetter, often: 20},
	{action: models.DeclineTrainingRequest, to: "places", path: "POST /training-requests/{id}/decline", with: because, ends: true},
	{action: models.PassOverTrainingRequest, to: "places", path: "POST /training-requests/{id}/pass-over", with: because, ends: true},
	{action: models.WithdrawTrainingRequest, to: "places", path: "POST /training-requests/{id}/withdraw", with: because, ends: true},
	{action: models.MissTrainingRequest, to: "places", path: "POST /training-requests/{id}/miss", with: because, ends: true},
	{action: models.RestoreTrainingRequest, to: "places", path: "POST /training-requests/{id}/restore", with: itsCostBecause, often: 10},
	{action: models.CompleteTrainingRequest, to: "places", path: "POST /training-requests/{id}/complete", with: anEvidence, often: 20},

	{action: models.DraftInvitation, path: "POST /invitations", with: someInvitation, often: 8},
	{action: models.ChangeInvitation, to: "invitations", path: "PUT /invitations/{id}", with: someInvitation},
	{action: models.SubmitInvitation, to: "invitations", path: "POST /invitations/{id}/submit", often: 20},
	{action: models.VerifyInvitation, to: "invitations", path: "POST /invitations/{id}/verify", with: aChannel, often: 20},
	{action: models.AssessInvitation, to: "invitations", path: "POST /invitations/{id}/assess", with: allFound, often: 20},
	{action: models.AcceptInvitation, to: "invitations", path: "POST /invitations/{id}/accept", often: 20},
	{action: models.ContestInvitation, to: "invitations", path: "POST /invitations/{id}/contest", with: because, ends: true},
	{action: models.ClearInvitation, to: "invitations", path: "POST /invitations/{id}/clear", with: because, often: 20},
	{action: models.DeclineInvitation, to: "invitations", path: "POST /invitations/{id}/decline", with: because, ends: true},
	{action: models.WithdrawInvitation, to: "invitations", path: "POST /invitations/{id}/withdraw", with: because, ends: true, often: 4},
	{action: models.CloseInvitation, to: "invitations", path: "POST /invitations/{id}/close", ends: true},
	{action: models.SubmitExtension, to: "invitations", path: "POST /invitations/{id}/extend", with: anExtension, when: []string{"accepted"}, often: 3},
	{action: models.VerifyExtension, to: "extensions", path: "POST /invitations/{id}/verify-extension", with: aChannel, often: 10},
	{action: models.AcceptExtension, to: "extensions", path: "POST /invitations/{id}/accept-extension", often: 10},
	{action: models.DeclineExtension, to: "extensions", path: "POST /invitations/{id}/decline-extension", with: because},
	{action: models.WithdrawExtension, to: "extensions", path: "POST /invitations/{id}/withdraw-extension", with: because},
	{action: models.AddDeploymentRequest, to: "invitations", path: "POST /invitations/{id}/requests", with: someRequest, when: []string{"draft", "accepted"}, often: 4},
	{action: models.ChangeDeploymentRequest, to: "requests", path: "PUT /deployment-requests/{id}", with: someRequest},
	{action: models.ApproveDeploymentRequest, to: "requests", path: "POST /deployment-requests/{id}/approve", with: anApproval, often: 20},
	{action: models.DeclineDeploymentRequest, to: "requests", path: "POST /deployment-requests/{id}/decline", with: because, ends: true},
	{action: models.WithdrawDeploymentRequest, to: "requests", path: "POST /deployment-requests/{id}/withdraw", with: because, ends: true},

	{action: models.PlanDeployment, to: "requests", path: "POST /deployments", with: aPlan, when: []string{"approved"}, often: 12},
	{action: models.ChangeDeployment, to: "deployments", path: "PUT /deployments/{id}", with: someSeats},
	{action: models.FundDeployment, to: "deployments", path: "POST /deployments/{id}/fund", with: itsDraws, often: 30},
	{action: models.StaffDeployment, to: "deployments", path: "POST /deployments/{id}/staff", often: 40},
	{action: models.OfferAssignment, to: "deployments", path: "POST /deployments/{id}/offers", with: anOffer, when: []string{"staffing", "ready"}, often: 40},
	{action: models.RankReserve, to: "deployments", path: "PUT /deployments/{id}/reserve", with: aReserve, when: []string{"staffing", "ready"}, often: 3},
	{action: models.ConfirmDeployment, to: "deployments", path: "POST /deployments/{id}/confirm", with: someDraws, often: 30},
	{action: models.FieldDeployment, to: "deployments", path: "POST /deployments/{id}/field", often: 40},
	{action: models.ReportDeployment, to: "deployments", path: "POST /deployments/{id}/report", often: 40},
	{action: models.CloseDeployment, to: "deployments", path: "POST /deployments/{id}/close", often: 30},
	{action: models.MoveDeployment, to: "deployments", path: "POST /deployments/{id}/move", with: aNewDate, often: 12},
	{action: models.PostponeDeployment, to: "deployments", path: "POST /deployments/{id}/postpone", with: because, ends: true},
	{action: models.StandDownDeployment, to: "deployments", path: "POST /deployments/{id}/stand-down", with: because, ends: true},
	{action: models.AcceptAssignment, to: "assignments", path: "POST /assignments/{id}/accept", with: pledged, often: 50},
	{action: models.DeclineAssignment, to: "assignments", path: "POST /assignments/{id}/decline", with: blank, ends: true},
	{action: models.WithdrawAssignment, to: "assignments", path: "POST /assignments/{id}/withdraw", with: because, ends: true},
	{action: models.StandDownAssignment, to: "assignments", path: "POST /assignments/{id}/stand-down", with: because, ends: true},
	{action: models.MissAssignment, to: "assignments", path: "POST /assignments/{id}/miss", with: because, ends: true},
	{action: models.DeployAssignment, to: "assignments", path: "POST /assignments/{id}/deploy", often: 5},
	{action: models.CompleteAssignment, to: "assignments", path: "POST /assignments/{id}/complete", often: 2},
	{action: models.RestoreAssignment, to: "assignments", path: "POST /assignments/{id}/restore", with: because, often: 6},
	{action: models.EvaluateAssignment, to: "assignments", path: "POST /assignments/{id}/evaluate", with: anEvaluation, often: 10},
	{action: models.LetStandConcern, to: "concerns", path: "POST /concerns/{id}/let-stand", with: because, often: 8},
	{action: models.ReplyEvaluation, to: "assignments", path: "POST /assignments/{id}/reply", with: aReply, often: 3},

	{action: models.SetFund, path: "PUT /fund", with: someFloor},
	{action: models.PledgeContribution, path: "POST /contributions", with: aPledge, often: 4},
	{action: models.ReceiveReceipt, to: "contributions", path: "POST /contributions/{id}/receipts", with: aReceipt, often: 8},
	{action: models.CancelContribution, to: "contributions", path: "POST /contributions/{id}/cancel", with: because, ends: true},
	{action: models.ReverseTransfer, to: "receipts", path: "POST /receipts/{id}/reverse", with: because, when: always, ends: true},
	{action: models.AddLine, path: "POST /lines", with: aLine},
	{action: models.AllocateLine, to: "lines", path: "POST /lines/{id}/allocate", with: aShare, when: always, often: 6},
	{action: models.ReturnLine, to: "lines", path: "POST /lines/{id}/return", with: aShare, when: always},
	{action: models.CommitMoney, path: "POST /commitments", with: aCommitment},
	{action: models.CommitMoney, to: "commitments", path: "POST /commitments/{id}/commit", with: itsDraws},
	{action: models.ReleaseMoney, to: "commitments", path: "POST /commitments/{id}/release", with: because, ends: true},
	{action: models.RequestPayment, to: "commitments", path: "POST /payments", with: aPayment, often: 6},
	{action: models.ApprovePayment, to: "payments", path: "POST /payments/{id}/approve", often: 20},
	{action: models.RejectPayment, to: "payments", path: "POST /payments/{id}/reject", with: because, ends: true},
	{action: models.RefundPayment, to: "payments", path: "POST /payments/{id}/refund", with: aRefund, often: 6},
	{action: models.ReverseRefund, to: "payments", path: "POST /payments/{id}/reverse-refund", with: itsRefund, often: 6},
	{action: models.RequestSettlement, to: "commitments", path: "POST /commitments/{id}/request-settlement", with: because, often: 4},
	{action: models.ApproveSettlement, to: "commitments", path: "POST /commitments/{id}/approve-settlement", often: 8},
	{action: models.RejectSettlement, to: "commitments", path: "POST /commitments/{id}/reject-settlement", with: because, ends: true},
	{action: models.RequestCorrection, to: "receipts", path: "POST /corrections", with: aCorrection, when: always, often: 4},
	{action: models.ApproveCorrection, to: "corrections", path: "POST /corrections/{id}/approve", often: 20},
	{action: models.RejectCorrection, to: "corrections", path: "POST /corrections/{id}/reject", with: because, ends: true},
	{action: models.ReverseTransfer, to: "payments", path: "POST /payments/{id}/reverse", with: because, ends: true},

	{action: models.RemindProposal, to: "proposals", path: "POST /proposals/{id}/remind"},
	{action: models.ExplainProposal, to: "proposals", path: "POST /proposals/{id}/explain", with: because},
	{action: models.ConfirmProposal, to: "proposals", path: "POST /proposals/{id}/confirm", often: 20},
	{action: models.RefuseProposal, to: "proposals", path: "POST /proposals/{id}/refuse", with: because, ends: true},
	{action: models.WithdrawProposal, to: "proposals", path: "POST /proposals/{id}/withdraw", ends: true},
}
