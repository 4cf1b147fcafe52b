package models

import (
	"observationfund/models/said"
)

// Who can do something about a record x.
const (
	office = "me.role = 'administrator'"
	theirs = "me.observer_id = x.observer_id"
	itself = "me.observer_id = x.id"
	host   = "me.state = x.host"
)

// The subjects of reminders that several rows share, and what is said of courses beside a certificate.
const (
	profileLapses said.Template = "Something in your profile lapses"
	secondPerson  said.Template = "A second person is asked"
	renewing      said.Template = "These courses would renew it and take requests now: {courses}."
)

// unrivalledX is an invitation i of which it is settled that its authority may invite.
var unrivalledX = "NOT EXISTS (SELECT 1 FROM invitations r WHERE " + Rivalry + ")"

// toldAt is when somebody was last told of something that was done to a record x: the journal's hours are not those of who waits.
const (
	toldAt    = "(SELECT MAX(t.created_at) FROM deliveries t WHERE t.subject_id = x.id AND t.action IN "
	offeredAt = "COALESCE(" + toldAt + "('assignments.offer', 'assignments.ask_again')), x.created_at)"
	askedAt   = toldAt + "('commitments.request_settlement'))"
)

// firstArrival is the first day of a deployment x on which anybody is there.
const firstArrival = "(SELECT MIN(s.starts_on) FROM deployment_seats s WHERE s.deployment_id = x.id)"

// Reminders is everything that somebody is reminded of.
var Reminders = []Reminding{
	{
		What: "offer", About: "assignment", To: ObserverRole, Remedy: AcceptAssignment, Urgent: true,
		When: halfway(offeredAt, "x.expires_at"),
		From: "assignments x JOIN deployments d ON d.id = x.deployment_id", Where: "x.status = 'offered'", Whom: theirs, With: "d.title",
		Says:    "{mission}: half of the time to answer your offer is over. Accept or decline it by {until}; then it passes to someone else.",
		Mailing: Mailing{Subject: "{mission}: your offer waits for an answer", Answer: true, Link: AnswerOffer},
	},
	{
		What: "certificate", About: "training", To: ObserverRole, Remedy: ClaimTraining,
		When: daysBefore("x.expires_on", 90, 60, 30),
		From: "trainings x JOIN observers o ON o.id = x.observer_id AND o.status = 'admitted'",
		Where: "x.status = 'verified' AND x.kind <> 'mission' AND NOT EXISTS (SELECT 1 FROM trainings n WHERE n.renews_id = x.id AND n.status <> 'rejected')" +
			" AND NOT EXISTS (SELECT 1 FROM trainings n WHERE n.observer_id = x.observer_id AND n.status = 'verified' AND " + Unindexed("n.kind") +
			" = x.kind AND (x.function = '' OR " + Unindexed("n.function") + " = x.function) AND (n.expires_on IS NULL OR n.expires_on > x.expires_on))",
		Whom: theirs, With: "x.title, x.kind, x.function", Adds: renewals,
		Says:    "Your certificate lapses on {day}, in {days}: {title}. Renew it before, and log the new one.",
		Mailing: Mailing{Subject: "Your certificate lapses: {title}"},
	},
	{
		What: "passport", About: "observer", To: ObserverRole, Remedy: ChangeObserver,
		When: daysBefore("x.passport_expires_on", 90, 60, 30).months(passportMonths),
		From: "observers x", Where: "x.status = 'admitted'", Whom: itself, With: "'' AS title",
		Says:    "Your passport serves for missions that end by {day}, in {days}: it must be valid for longer. Renew it, and enter the new date in your profile.",
		Mailing: Mailing{Subject: "Your passport is to be renewed"},
	},
	{
		What: "health", About: "observer", To: ObserverRole, // an administrator enters the new one
		When: daysBefore("p.medical_cleared_through", 90, 60, 30),
		From: "observers x JOIN observer_private p ON p.observer_id = x.id", Where: "x.status = 'admitted'", Whom: itself, With: "'' AS title",
		Says:    "Something in your profile lapses on {day}, in {days}. Renew it, and send the new document to the fund, which enters it.",
		InApp:   "It is your {health}.",
		Mailing: Mailing{Subject: profileLapses},
	},
	{
		What: "availability", About: "observer", To: ObserverRole, Remedy: ConfirmAvailability,
		When: later("COALESCE(x.availability_confirmed_at, x.created_at)", Fresh, Fresh+14*day, Fresh+28*day),
		From: "observers x", Where: "x.status = 'admitted'", Whom: itself, With: "'' AS title",
		Says:    "You last said {days} ago when you are available. Confirm it, or change it: until then you are not chosen for missions.",
		Mailing: Mailing{Subject: "Is your availability still true?", Answer: true, Link: ConfirmStillAvailable},
	},
	{
		What: "certificate_missing", About: "training_request", To: ObserverRole, Remedy: CompleteTrainingRequest,
		When: daysAround("o.until", 1, 14),
		From: "training_requests x JOIN opportunities o ON o.id = x.opportunity_id", Where: "x.status = 'accepted'", Whom: theirs, With: "o.title",
		Says:    "You had a place, and it is over: {title}. Submit your certificate, so that it counts.",
		Mailing: Mailing{Subject: "Submit your certificate: {title}", Answer: true},
	},
	{
		What: "inquiry_answer", About: "inquiry", To: ObserverRole, Remedy: AnswerInquiry, Urgent: true,
		When: sooner("x.answer_by", 3*day, day),
		From: "inquiries x", Where: "x.status = 'open' AND x.answered_at IS NULL", Whom: theirs, With: "'' AS title",
		Says:    "An inquiry waits for your answer until {until}. You can answer on its page, with documents beside what you say.",
		Mailing: Mailing{Subject: "An inquiry waits for your answer", Answer: true},
	},
	{
		What: "draft", About: "invitation", To: StateRole, Remedy: SubmitInvitation,
		When: later("x.created_at", 7*day, 30*day),
		From: "invitations x", Where: "x.status = 'draft'", Whom: host, With: "x.reference",
		Says:    "{reference} has been a draft for {days}. The fund sees nothing of it until you submit it.",
		Mailing: Mailing{Subject: "{reference}: your draft is not submitted"},
	},
	{
		What: "invitation", About: "invitation", To: Administrator, Remedy: VerifyInvitation,
		When: later("x.submitted_at", 2*day, 3*day, 4*day),
		From: "invitations x JOIN invitations i ON i.id = x.id", Where: "x.status = 'submitted' AND " + unrivalledX, Whom: office, With: "x.reference",
		Says:    "{reference} has waited for {days}. Check by a second channel that it is authentic: the state expects an answer by {answer}.",
		Mailing: Mailing{Subject: "{reference}: an invitation is to be checked", Answer: true},
	},
	{
		What: "invitation_second", About: "invitation", To: Administrator, Remedy: AcceptInvitation,
		When: later("x.verified_at", day, 2*day, 3*day),
		From: "invitations x JOIN invitations i ON i.id = x.id", Where: "x.status = 'verified' AND " + unrivalledX, Whom: office + " AND me.id <> x.verified_by", With: "x.reference",
		Says:    "{reference} was verified {days} ago and needs a second person: find out what is open about the guarantees, and accept or decline it.",
		Mailing: Mailing{Subject: "{reference}: an invitation needs a second person", Answer: true},
	},
	{
		What: "extension", About: "invitation", To: Administrator, Remedy: VerifyExtension,
		When: later("e.created_at", 2*day, 3*day, 4*day),
		From: "extensions e JOIN invitations x ON x.id = e.invitation_id JOIN invitations i ON i.id = x.id", Where: "e.status = 'submitted' AND " + unrivalledX, Whom: office, With: "x.reference",
		Says:    "{reference}: that the state asks for a longer period has waited for {days}. Check by a second channel that it is authentic: the state expects an answer by {answer}.",
		Mailing: Mailing{Subject: "{reference}: a longer period is to be checked", Answer: true},
	},
	{
		What: "extension_second", About: "invitation", To: Administrator, Remedy: AcceptExtension,
		When: later("e.verified_at", day, 2*day, 3*day),
		From: "extensions e JOIN invitations x ON x.id = e.invitation_id JOIN invitations i ON i.id = x.id", Where: "e.status = 'verified' AND " + unrivalledX, Whom: office + " AND me.id <> e.verified_by", With: "x.reference",
		Says:    "{reference}: a longer period was verified {days} ago and needs a second person, who accepts or declines it.",
		Mailing: Mailing{Subject: "{reference}: a longer period needs a second person", Answer: true},
	},
	{
		What: "mission_asked", About: "deployment_request", To: Administrator, Remedy: ApproveDeploymentRequest,
		When:  later("CASE WHEN x.created_at > c.since THEN x.created_at ELSE c.since END", 2*day, 3*day, 4*day),
		From:  "deployment_requests x JOIN consents c ON c.invitation_id = x.invitation_id AND c.until > @today JOIN invitations i ON i.id = x.invitation_id",
		Where: "x.status = 'submitted' AND x.first_day > @today",
		Whom:  office, With: "x.title, i.reference",
		Says:    "{reference}: a mission that the state asks for has waited for {days}: {title}. Approve or decline it.",
		Mailing: Mailing{Subject: "{reference}: a mission is asked for", Answer: true},
	},
	{
		What: "proposal", About: "proposal", To: Administrator, Remedy: ConfirmProposal, Urgent: true,
		When: later("x.created_at", ProposalLife/3, ProposalLife*2/3),
		From: "proposals x", Where: "x.status = 'open' AND x.expires_at > @now",
		Whom: office + " AND me.id <> x.asked_by AND NOT (x.subject_kind = 'account' AND x.subject_id = me.id)", With: "x.reference, x.action, x.expires_at AS until",
		Says:    stillAsked,
		Mailing: Mailing{Subject: proposalWaits, Answer: true},
	},
	{
		What: "claim", About: "training", To: Administrator, Remedy: VerifyTraining,
		When: later("x.created_at", 7*day, 14*day, 28*day),
		From: "trainings x JOIN observers o ON o.id = x.observer_id", Where: "x.status = 'claimed' AND (x.evidence_id IS NOT NULL OR x.assignment_id IS NOT NULL)",
		Whom: office + ` AND me.id <> x.claimed_by AND me.id <> o.nominator
			AND (SELECT CASE COUNT(*) WHEN 0 THEN 1 END FROM journal j WHERE j.subject_id = x.assignment_id AND ` + Unindexed("j.account_id") + ` = me.id AND ` + Unindexed("j.action") + ` = 'assignments.evaluate') IS NOT NULL
			AND (SELECT CASE COUNT(*) WHEN 0 THEN 1 END FROM journal j WHERE j.subject_id = x.id AND ` + Unindexed("j.action") + ` IN ('trainings.claim', 'trainings.change')
				AND (` + Unindexed("j.account_id") + ` = me.id OR ` + OpenedBy("me.id") + `)) IS NOT NULL`,
		With:    "x.title",
		Says:    "A training has waited for {days} to be verified: {title}. Look at its evidence, and verify or reject it.",
		Mailing: Mailing{Subject: "A training needs to be verified: {title}", Answer: true},
	},
	{
		What: "deadline", About: "training_request", To: Administrator, Remedy: EndorseTrainingRequest, Urgent: true,
		When: sooner("o.deadline", 7*day, 3*day, day),
		From: "training_requests x JOIN opportunities o ON o.id = x.opportunity_id", Where: "x.status = 'submitted'", Whom: office, With: "o.title",
		Says:    "A request for a place waits, and the organiser takes requests until {until}: {title}. Endorse or decline it.",
		Mailing: Mailing{Subject: "A request for a place waits: {title}", Answer: true},
	},
	{
		What: "inquiry", About: "inquiry", To: Administrator, Remedy: CloseInquiry,
		When: later("COALESCE(x.answered_at, x.answer_by)", 3*day, 7*day),
		From: "inquiries x", Where: "x.status = 'open' AND (x.answered_at IS NOT NULL OR x.answer_by <= @now)", Whom: office, With: "'' AS title",
		Says:    "An inquiry has waited for {days} to be decided: the observer was heard, or the time to answer is over.",
		Mailing: Mailing{Subject: "An inquiry can be decided", Answer: true},
	},
	{
		What: "concern", About: "assignment", To: Administrator, Remedy: StandDownAssignment,
		When: later("c.since", day, 2*day, 3*day),
		From: "(SELECT assignment_id, MIN(created_at) AS since FROM assignment_concerns WHERE status = 'open' GROUP BY assignment_id) c" +
			" JOIN assignments x ON x.id = c.assignment_id JOIN deployments d ON d.id = x.deployment_id",
		Where: "1 = 1", Whom: office, With: "d.title",
		Says:    "{mission}: someone has not met a requirement for {days}. Accept it with a reason, or stand them down.",
		Mailing: Mailing{Subject: "{mission}: a requirement is no longer met", Answer: true},
	},
	{
		What: "team", About: "deployment", To: Administrator, Remedy: ConfirmDeployment,
		When: daysBefore(firstArrival, 14, 7, 3),
		From: "deployments x", Where: "x.status = 'staffing'", Whom: office, With: "x.title",
		Says:    "{mission}: the first arrive on {day}, in {days}, and the team is not confirmed. Fill the seats that are open, and confirm it.",
		Mailing: Mailing{Subject: "{mission}: the team is not confirmed", Answer: true},
	},
	{
		What: "report", About: "deployment", To: Administrator, Remedy: ReportDeployment,
		When: daysAround("x.until", 14, 28),
		From: "deployments x", Where: "x.status = 'in_field'", Whom: office, With: "x.title",
		Says:    "{mission}: polling was over {days} ago, and no one has said that the team is home. Say so, and it can be evaluated.",
		Mailing: Mailing{Subject: "{mission}: is the team home?", Answer: true},
	},
	{
		What: "pledge", About: "contribution", To: Administrator, Remedy: ReceiveReceipt,
		When: daysAround("x.due_on", -14, 1, 30),
		From: "contributions x", Where: "x.status = 'pledged' AND x.amount > (SELECT COALESCE(SUM(receipts.amount), 0) FROM receipts WHERE receipts.contribution_id = x.id AND " + standingReceipt + ")",
		Whom: office, With: "x.title",
		Says:    "Due on {day}, and not paid in full: {title}. Ask the contributor, and record what arrives.",
		Mailing: Mailing{Subject: "A pledge is due: {title}", Answer: true},
	},
	{
		What: "payment", About: "payment", To: Administrator, Remedy: ApprovePayment,
		When: later("x.created_at", 2*day, 4*day),
		From: "payments x", Where: "x.status = 'requested'", Whom: office + " AND me.id <> x.requested_by", With: "'' AS title",
		Says:    "A payment has waited for {days} for a second person, who approves or rejects it.",
		Mailing: Mailing{Subject: secondPerson, Answer: true},
	},
	{
		What: "correction", About: "correction", To: Administrator, Remedy: ApproveCorrection,
		When: later("x.created_at", 2*day, 4*day),
		From: "corrections x", Where: "x.status = 'requested'", Whom: office + " AND me.id <> x.requested_by", With: "'' AS title",
		Says:    "The correction of a receipt has waited for {days} for a second person, who approves or rejects it.",
		Mailing: Mailing{Subject: secondPerson, Answer: true},
	},
	{
		What: "settlement", About: "commitment", To: Administrator, Remedy: ApproveSettlement,
		When: later(askedAt, 2*day, 4*day),
		From: "commitments x", Where: "x.status = 'asked'", Whom: office + " AND me.id <> x.asked_by", With: "x.title",
		Says:    "A late bill has waited for {days} for a second person, who opens its commitment again or does not: {title}.",
		Mailing: Mailing{Subject: "A late bill needs a second person: {title}", Answer: true},
	},
}

// mostCourses is how many courses a reminder names.
const mostCourses = 3

// renewals adds to certificates that lapse the courses that would renew them and can be asked for, the first to close at the head.
func renewals(a Actor, all []reminded) error {
	kinds := make([]TrainingKind, len(all))
	for i, r := range all {
		kinds[i] = r.Kind
	}
	var open []Opportunity
	err := a.DB.Select("title", "kind", "function").Where("status = ? AND deadline > ? AND kind IN ?", OpportunityOpen, a.Now, kinds).Order("deadline, id").Limit(BatchSize).Find(&open).Error
	for i := range all {
		r := &all[i]
		for _, o := range open {
			if o.Kind == r.Kind && (r.Function == "" || o.Function == r.Function) && len(r.Courses) < mostCourses {
				r.Courses = append(r.Courses, o.Title)
			}
		}
	}
	return err
}
