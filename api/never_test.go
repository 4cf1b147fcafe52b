package api

import "strings"

// live is what binds an observer.
const live = "status IN ('offered', 'accepted', 'deployed')"

// never are the things that are not there, whatever anybody does: each query finds the ids of those that are.
// {a - b} counts days.
var never = map[string]string{
	// 1. Consent
	"a live assignment without the host's consent": `SELECT a.id FROM assignments a WHERE a.` + live + ` AND NOT EXISTS (SELECT 1 FROM consents c
		JOIN invitations i ON i.id = c.invitation_id JOIN deployments d ON d.id = a.deployment_id AND d.invitation_id = i.id
		WHERE c.invitation_id = a.consent_id AND c.host = a.host AND i.host = a.host AND i.status = 'accepted')`,
	"a live mission without the host's consent": `SELECT d.id FROM deployments d WHERE d.status NOT IN ('closed', 'stood_down') AND NOT EXISTS (
		SELECT 1 FROM consents c JOIN invitations i ON i.id = c.invitation_id
		WHERE c.invitation_id = d.invitation_id AND c.invitation_id = d.consent_id AND i.host = d.host AND i.status = 'accepted')`,
	"a consent to what is not accepted": `SELECT c.invitation_id FROM consents c JOIN invitations i ON i.id = c.invitation_id WHERE i.status <> 'accepted'`,
	"an accepted invitation without consent": `SELECT i.id FROM invitations i WHERE i.status = 'accepted'
		AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.invitation_id = i.id)`,
	"a consent that was not given by the state and two administrators": `SELECT c.invitation_id FROM consents c JOIN accounts s ON s.id = c.submitted_by
		JOIN accounts v ON v.id = c.verified_by JOIN accounts a ON a.id = c.accepted_by
		WHERE s.state IS NULL OR s.state <> c.host OR v.role <> 'administrator' OR a.role <> 'administrator' OR a.id = v.id`,
	"a day of a mission outside the period to which its host has consented": `SELECT a.id FROM assignments a JOIN invitations i ON i.id = a.consent_id
		JOIN deployment_seats s ON s.deployment_id = a.deployment_id JOIN deployments d ON d.id = a.deployment_id LEFT JOIN bookings b ON b.holder_id = a.id
		WHERE a.starts_on < i.starts_on OR a.until > i.until OR s.starts_on < i.starts_on OR s.until > i.until OR d.starts_on < i.starts_on OR d.until > i.until
		OR b.day < i.starts_on OR b.day >= i.until`,
	"a consent without every hard guarantee found met by another person": `SELECT c.invitation_id FROM consents c JOIN guarantees g ON g.gate = 'hard'
		LEFT JOIN findings f ON f.invitation_id = c.invitation_id AND f.guarantee = g.code WHERE COALESCE(f.finding, '') <> 'met' OR f.found_by = c.accepted_by`,
	"consents to two authorities of one state for one day": `SELECT a.invitation_id FROM consents a JOIN consents b ON b.host = a.host AND b.invitation_id <> a.invitation_id
		AND a.starts_on < b.until AND b.starts_on < a.until JOIN invitations i ON i.id = a.invitation_id JOIN invitations r ON r.id = b.invitation_id
		WHERE i.authority <> r.authority OR i.sender <> r.sender`,
	"a consent to other days than the invitation's": `SELECT c.invitation_id FROM consents c JOIN invitations i ON i.id = c.invitation_id
		WHERE i.starts_on <> c.starts_on OR i.until <> c.until`,
	"an open request under an invitation that is over": `SELECT r.id FROM deployment_requests r JOIN invitations i ON i.id = r.invitation_id
		WHERE r.status IN ('draft', 'submitted') AND i.status IN ('declined', 'withdrawn', 'lapsed', 'closed')`,
	"an approved request under an invitation that was taken back": `SELECT r.id FROM deployment_requests r JOIN invitations i ON i.id = r.invitation_id
		WHERE r.status = 'approved' AND i.status IN ('declined', 'withdrawn')
		AND NOT EXISTS (SELECT 1 FROM deployments d WHERE d.request_id = r.id AND d.status = 'closed')`,
	"somebody bound to a mission that asks nobody": `SELECT a.id FROM assignments a JOIN deployments d ON d.id = a.deployment_id
		WHERE a.` + live + ` AND d.status NOT IN ('staffing', 'ready', 'in_field')`,
	"somebody deployed by a mission not in the field": `SELECT a.id FROM assignments a JOIN deployments d ON d.id = a.deployment_id
		WHERE a.status = 'deployed' AND d.status <> 'in_field'`,
	"more people than places": `SELECT s.id FROM deployment_seats s WHERE s.places < (SELECT COUNT(*) FROM assignments a WHERE a.seat_id = s.id AND a.` + live + `)`,
	"somebody live in a function, or on days, that are not their seat's": `SELECT a.id FROM assignments a JOIN deployment_seats s ON s.id = a.seat_id
		WHERE a.` + live + ` AND (a.function <> s.function OR a.starts_on < s.starts_on OR a.until <> s.until)`,

	// 2. Cohort
	"a seat that is none, or whose holder is not of the cohort": `SELECT id FROM observers WHERE seat NOT BETWEEN 1 AND 100
		OR (seat IS NOT NULL) <> (status IN ('admitted', 'suspended'))`,
	"two in one seat":             `SELECT MIN(id) FROM observers WHERE seat IS NOT NULL GROUP BY seat HAVING COUNT(*) > 1`,
	"a hole in the waiting list":  `SELECT MIN(id) FROM observers WHERE status = 'nominated' HAVING COUNT(*) <> COALESCE(MAX(rank), 0) OR COUNT(*) <> COUNT(DISTINCT rank)`,
	"a rank of who does not wait": `SELECT id FROM observers WHERE status <> 'nominated' AND rank IS NOT NULL`,
	"somebody called who is not of the cohort": `SELECT a.id FROM assignments a JOIN observers o ON o.id = a.observer_id
		WHERE a.status IN ('offered', 'accepted') AND o.status <> 'admitted' OR a.status = 'deployed' AND o.status NOT IN ('admitted', 'suspended')`,

	// 3. One person, one place
	"a live assignment some of whose days are not booked": `SELECT a.id FROM assignments a WHERE a.` + live + ` AND {a.until - a.starts_on} <> (
		SELECT COUNT(*) FROM bookings b WHERE b.holder_id = a.id AND b.observer_id = a.observer_id AND b.host = a.host AND b.day >= a.starts_on AND b.day < a.until)`,
	"an accepted place some of whose days are not booked": `SELECT r.id FROM training_requests r JOIN opportunities o ON o.id = r.opportunity_id
		WHERE r.status = 'accepted' AND {o.until - o.starts_on} <> (
		SELECT COUNT(*) FROM bookings b WHERE b.holder_id = r.id AND b.observer_id = r.observer_id AND b.host = r.host AND b.day >= o.starts_on AND b.day < o.until)`,
	"a day to come that is booked for nothing": `SELECT b.holder_id FROM bookings b WHERE b.day >= @today
		AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.id = b.holder_id AND a.` + live + ` AND b.day >= a.starts_on AND b.day < a.until)
		AND NOT EXISTS (SELECT 1 FROM training_requests r JOIN opportunities o ON o.id = r.opportunity_id
			WHERE r.id = b.holder_id AND r.status IN ('accepted', 'completed') AND b.day >= o.starts_on AND b.day < o.until)`, // it is completed from its last day on
	"two places at once": `SELECT a.id FROM assignments a JOIN assignments b ON b.observer_id = a.observer_id AND b.id <> a.id
		AND b.starts_on < a.until AND a.starts_on < b.until WHERE a.` + live + ` AND b.` + live,
	"a course during a mission": `SELECT a.id FROM assignments a JOIN training_requests r ON r.observer_id = a.observer_id AND r.status = 'accepted'
		JOIN opportunities o ON o.id = r.opportunity_id AND o.starts_on < a.until AND a.starts_on < o.until WHERE a.` + live,
	"somebody who observes at home": `SELECT a.id FROM assignments a JOIN observer_nationalities n ON n.observer_id = a.observer_id AND n.state = a.host WHERE a.` + live,
	"somebody who is trained observing at home": `SELECT r.id FROM training_requests r JOIN opportunities o ON o.id = r.opportunity_id AND o.kind = 'mission'
		JOIN observer_nationalities n ON n.observer_id = r.observer_id AND n.state = o.host WHERE r.status = 'accepted'`,
	"a concern about who is not bound": `SELECT c.id FROM assignment_concerns c JOIN assignments a ON a.id = c.assignment_id WHERE c.status = 'open' AND a.status NOT IN ('accepted', 'deployed')`,
	"a concern that one person has let stand": `SELECT c.id FROM assignment_concerns c WHERE (c.status = 'stands' OR c.let_stand_by IS NOT NULL)
		AND (c.asked_by IS NULL OR c.let_stand_by IS NULL OR c.asked_by = c.let_stand_by OR c.rule IN ('seated', 'nationality'))`,
	"a day to come at home": `SELECT b.holder_id FROM bookings b JOIN observer_nationalities n ON n.observer_id = b.observer_id AND n.state = b.host WHERE b.day >= @today`,
	"more taken than there are places": `SELECT o.id FROM opportunities o WHERE o.places < (SELECT COUNT(*) FROM training_requests r
		WHERE r.opportunity_id = o.id AND r.status IN ('endorsed', 'accepted', 'completed'))`,

	// 4. Money
	"money from nowhere": `SELECT 'the sum' FROM (SELECT SUM(balance) AS total FROM ledger_accounts) AS books WHERE total <> 0`,
	"a balance that is not what was moved": `SELECT a.id FROM ledger_accounts a WHERE a.balance <>
		COALESCE((SELECT SUM(amount) FROM transfers WHERE to_id = a.id), 0) - COALESCE((SELECT SUM(amount) FROM transfers WHERE from_id = a.id), 0)`,
	"an account below zero": `SELECT id FROM ledger_accounts WHERE CASE kind WHEN 'donor' THEN balance > 0 ELSE balance < 0 END`,
	"a host that pays for its mission": `SELECT a.id FROM ledger_accounts a JOIN commitments c ON c.id = a.commitment_id
		JOIN deployments d ON d.id = c.deployment_id WHERE a.donor = d.host`,
	"earmarked money in another window": `SELECT a.id FROM ledger_accounts a JOIN contributions c ON c.id = a.contribution_id
		JOIN lines l ON l.id = a.line_id WHERE c.earmark <> '' AND c.earmark <> l.purpose`,
	"a transfer between contributions": `SELECT t.id FROM transfers t JOIN ledger_accounts a ON a.id IN (t.from_id, t.to_id) WHERE a.contribution_id <> t.contribution_id`,
	"a mission sent without money": `SELECT d.id FROM deployments d WHERE d.status IN ('funded', 'staffing', 'ready', 'in_field')
		AND NOT EXISTS (SELECT 1 FROM commitments c WHERE c.deployment_id = d.id AND c.status = 'open')`,
	"money held by a commitment that is not open": `SELECT a.id FROM ledger_accounts a JOIN commitments c ON c.id = a.commitment_id
		WHERE a.kind = 'commitment' AND a.balance > 0 AND c.status <> 'open'`,
	"money held by a mission that is over": `SELECT a.id FROM ledger_accounts a JOIN commitments c ON c.id = a.commitment_id JOIN deployments d ON d.id = c.deployment_id
		WHERE a.kind = 'commitment' AND a.balance > 0 AND d.status IN ('closed', 'stood_down') AND c.opened_by IS NULL`, // but for what two people opened again for a late bill
	"money held by a place that came to nothing": `SELECT a.id FROM ledger_accounts a JOIN commitments c ON c.id = a.commitment_id
		JOIN training_requests r ON r.id = c.request_id WHERE a.kind = 'commitment' AND a.balance > 0
		AND r.status NOT IN ('endorsed', 'accepted', 'completed') AND c.opened_by IS NULL`,
	"a payment that waits where nothing can be paid": `SELECT p.id FROM payments p JOIN commitments c ON c.id = p.commitment_id
		WHERE p.status = 'requested' AND c.status = 'released'`,
	"a payee who holds another amount than was paid": `SELECT p.id FROM payments p WHERE CASE WHEN p.status IN ('paid', 'reversed') THEN p.amount - p.refunded ELSE 0 END
		<> COALESCE((SELECT SUM(balance) FROM ledger_accounts WHERE payment_id = p.id), 0)`,
	"money booked that was not received": `SELECT r.id FROM receipts r WHERE r.booked <>
		COALESCE((SELECT SUM(amount) FROM transfers WHERE receipt_id = r.id AND kind = 'receipt'), 0)`,

	// The second person
	"a payment approved by who asked for it":                     `SELECT id FROM payments WHERE status IN ('paid', 'reversed') AND decided_by = requested_by`,
	"a training verified by who claimed it, or without evidence": `SELECT t.id FROM trainings t WHERE t.status = 'verified' AND (t.decided_by = t.claimed_by OR t.evidence_id IS NULL AND t.assignment_id IS NULL)`,
	"a training verified by who had nominated the observer last": `SELECT v.subject_id FROM journal v JOIN trainings t ON t.id = v.subject_id
		JOIN journal n ON n.subject_id = t.observer_id AND n.account_id = v.account_id AND n.seq = (SELECT MAX(m.seq) FROM journal m
			WHERE m.subject_id = t.observer_id AND m.action IN ('observers.nominate', 'observers.renominate') AND m.seq < v.seq)
		WHERE v.action = 'trainings.verify'`,
	"somebody admitted by one person":    `SELECT o.id FROM observers o WHERE o.status IN ('admitted', 'suspended') AND (o.admitted_by IS NULL OR o.admitted_by = o.nominator)`,
	"a mission funded by who planned it": `SELECT d.id FROM deployments d WHERE d.status IN ('funded', 'staffing', 'ready', 'in_field') AND (d.funded_by IS NULL OR d.funded_by = d.planned_by)`,
	"a proposal decided by who asked": `SELECT p.id FROM proposals p WHERE p.status IN ('confirmed', 'refused') AND p.decided_by = p.asked_by
		OR p.status = 'withdrawn' AND p.decided_by <> p.asked_by`,
	"an entry of a proposal that another person did not ask for": `SELECT j.subject_id FROM journal j WHERE j.proposal_id <> '' AND NOT EXISTS (
		SELECT 1 FROM proposals p WHERE p.id = j.proposal_id AND p.asked_by <> j.account_id AND p.decided_by = j.account_id)`,
	"a proposal that is done and in no entry": `SELECT p.id FROM proposals p WHERE p.status = 'confirmed' AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.proposal_id = p.id)`,
}

// requests is all of them in one query, for PostgreSQL; askedLite the same for SQLite.
var requests, askedLite = func() (string, string) {
	var queries []string
	for what, query := range never {
		queries = append(queries, strings.Replace(query, "SELECT ", "SELECT '"+strings.ReplaceAll(what, "'", "''")+"', ", 1))
	}
	all := strings.Join(queries, " UNION ALL ")
	lite := all
	for _, days := range []string{"a.until - a.starts_on", "o.until - o.starts_on"} {
		until, from, _ := strings.Cut(days, " - ")
		lite = strings.ReplaceAll(lite, "{"+days+"}", "julianday("+until+") - julianday("+from+")")
		all = strings.ReplaceAll(all, "{"+days+"}", "("+days+")")
	}
	return all, lite
}()
