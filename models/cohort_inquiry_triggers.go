package models

// inquiryFirst is that nobody is dismissed unheard, nor reinstated while it is not decided.
const inquiryFirst = "[inquiry] a dismissal rests on an inquiry that has heard the observer, and a suspension lasts while one is open"

// inquiryRules hold inquiries to what was asked and answered, and departures to them. What is written about a person can be erased.
func inquiryRules() []rule {
	const (
		open    = "EXISTS (SELECT 1 FROM inquiries i WHERE i.observer_id = NEW.id AND i.status = 'open')"
		upheld  = "EXISTS (SELECT 1 FROM inquiries i WHERE i.observer_id = NEW.id AND i.status = 'upheld')"
		oneself = `EXISTS (SELECT 1 FROM accounts a WHERE a.observer_id = NEW.observer_id
			AND (a.id = NEW.opened_by OR a.id = NEW.asked_by OR a.id = NEW.decided_by))`
	)
	return []rule{
		{"inquiries_begin_open", "BEFORE INSERT", "inquiries", "NEW.status <> 'open' OR " + oneself},
		{"inquiries_stay", "BEFORE UPDATE", "inquiries", `NEW.observer_id <> OLD.observer_id OR NEW.opened_by <> OLD.opened_by OR NEW.answer_by < OLD.answer_by
			OR COALESCE(NEW.assignment_id, '') <> COALESCE(OLD.assignment_id, '') OR (NEW.allegation <> OLD.allegation AND NEW.allegation <> '')
			OR (OLD.answered_at IS NOT NULL AND (NEW.answered_at IS NULL OR NEW.answered_at <> OLD.answered_at))
			OR (NEW.answered_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM inquiry_answers w WHERE w.inquiry_id = NEW.id AND w.number = 1))
			OR (OLD.status <> 'open' AND (NEW.status <> OLD.status OR NEW.answer_by <> OLD.answer_by OR NEW.decided_at <> OLD.decided_at
				OR COALESCE(NEW.decided_by, '') <> COALESCE(OLD.decided_by, '') OR COALESCE(NEW.asked_by, '') <> COALESCE(OLD.asked_by, '')))
			OR ` + oneself},
		{"inquiry_answers_in_time", "BEFORE INSERT", "inquiry_answers",
			"NOT EXISTS (SELECT 1 FROM inquiries i WHERE i.id = NEW.inquiry_id AND i.status = 'open' AND i.answer_by > NEW.answered_at)"},
		{"inquiry_answers_stay", "BEFORE UPDATE", "inquiry_answers", `NEW.inquiry_id <> OLD.inquiry_id OR NEW.number <> OLD.number OR NEW.answered_at <> OLD.answered_at
			OR COALESCE(NEW.file_id, '') <> COALESCE(OLD.file_id, '') OR (NEW.body <> OLD.body AND NEW.body <> '')`},
		{"observers_begin_undismissed", "AFTER INSERT", "observers", "NEW.ground = 'dismissed'"},
		{"observers_leave_on_a_ground", "AFTER UPDATE", "observers", `NEW.status = 'departed' AND (` + open + `
			OR NEW.ground = 'dismissed' AND NOT ` + upheld + ` OR OLD.status <> 'departed' AND NEW.ground = '' OR OLD.status = 'departed' AND NEW.ground <> OLD.ground)`},
		{"observers_stay_suspended", "AFTER UPDATE", "observers", "OLD.status = 'suspended' AND NEW.status = 'admitted' AND NOT OLD.on_leave AND " + open},
	}
}
