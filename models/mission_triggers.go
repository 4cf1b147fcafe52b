package models

// missionFormat is that a mission has what was approved, and no more.
const missionFormat = "[format] a mission has the format that was approved for it, and seats that fit it"

// formatRules hold a mission to the format that was approved, which stays, and its seats to that.
func formatRules() []rule {
	const (
		another = "NEW.format <> (SELECT r.approved_format FROM deployment_requests r WHERE r.id = NEW.request_id)"
		unfit   = `EXISTS (SELECT 1 FROM deployments d WHERE d.id = NEW.deployment_id
			AND (NEW.function = 'sto' AND d.format IN ('limited', 'expert') OR NEW.function = 'lto' AND d.format IN ('short_term', 'expert')))`
	)
	return []rule{
		{"deployments_begin_as_approved", "AFTER INSERT", "deployments", another},
		{"deployments_stay_as_approved", "AFTER UPDATE", "deployments", another},
		{"deployment_seats_begin_in_format", "AFTER INSERT", "deployment_seats", unfit},
		{"deployment_seats_stay_in_format", "AFTER UPDATE", "deployment_seats", unfit},
		{"deployment_requests_stay_as_approved", "BEFORE UPDATE", "deployment_requests",
			"OLD.approved_format <> '' AND (NEW.approved_format <> OLD.approved_format OR NEW.format <> OLD.format)"},
	}
}

// ownService is that who said how somebody served, or who served, also says that it counts.
const ownService = "[service] a service is verified by someone who did not evaluate it"

// serviceRules let nobody verify the record of a service whom they have evaluated, or their own training.
func serviceRules() []rule {
	const own = `NEW.status = 'verified' AND (EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.decided_by AND a.observer_id = NEW.observer_id)
		OR EXISTS (SELECT 1 FROM evaluations e WHERE e.assignment_id = NEW.assignment_id AND e.evaluated_by = NEW.decided_by)
		OR EXISTS (SELECT 1 FROM journal j WHERE j.subject_id = NEW.assignment_id AND j.action = 'assignments.evaluate' AND j.account_id = NEW.decided_by))`
	return []rule{
		{"trainings_begin_by_two", "AFTER INSERT", "trainings", own},
		{"trainings_count_by_two", "AFTER UPDATE", "trainings", "OLD.status <> 'verified' AND " + own},
	}
}
