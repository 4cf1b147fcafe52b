package models

import "fmt"

// consentRivals is that two authorities of one state are both in force for the same day.
const consentRivals = "[rival] two authorities of one state are never both in force for one day"

// rivalRules hold the consents of a state to one authority at a time; what an authority is known by stays while it is in force.
func rivalRules() []rule {
	const broken = `EXISTS (SELECT 1 FROM consents c JOIN invitations r ON r.id = c.invitation_id JOIN invitations i ON i.id = NEW.invitation_id AND i.host = NEW.host
		WHERE c.host = NEW.host AND c.invitation_id <> NEW.invitation_id AND c.starts_on < NEW.until AND NEW.starts_on < c.until
		AND (r.authority <> i.authority OR r.sender <> i.sender))`
	return []rule{
		{"consents_of_one_authority", "AFTER INSERT", "consents", broken},
		{"consents_stay_of_one_authority", "AFTER UPDATE", "consents", broken},
		{"invitations_stay_of_their_authority", "AFTER UPDATE", "invitations",
			"OLD.status = 'accepted' AND NEW.status = 'accepted' AND (NEW.authority <> OLD.authority OR NEW.sender <> OLD.sender)"},
	}
}

// consentFindings is that a hard guarantee is found met by somebody else than who accepts.
const consentFindings = "[found] consent rests on every hard guarantee found met by another person"

// findingRules hold a consent to the findings it rests on, which stay as they are while it is in force.
func findingRules() []rule {
	const inForce = "EXISTS (SELECT 1 FROM consents c WHERE c.invitation_id = OLD.invitation_id)"
	return []rule{
		{"consents_rest_on_findings", "AFTER INSERT", "consents", `EXISTS (SELECT 1 FROM guarantees g WHERE g.gate = 'hard' AND NOT EXISTS (SELECT 1 FROM findings f
			WHERE f.invitation_id = NEW.invitation_id AND f.guarantee = g.code AND f.finding = 'met' AND f.found_by <> NEW.accepted_by))`},
		{"findings_stay", "AFTER UPDATE", "findings", inForce},
	}
}

// consentRules hold every day of what stands on a consent to its period, from both sides: what is planned or booked lies in
// it, and it does not become shorter than what stands on it. The
// period itself changes by an extension alone, which its state has asked for and two people have accepted.
func consentRules() (rules []rule) {
	const (
		outside = "(%[1]s.starts_on < c.starts_on OR %[1]s.until > c.until)"
		day     = "(%[1]s.day < c.starts_on OR %[1]s.day >= c.until)"
		shorter = "(%[1]s.starts_on < NEW.starts_on OR %[1]s.until > NEW.until)"
	)
	for _, held := range []struct{ table, broken string }{
		{"deployments", "EXISTS (SELECT 1 FROM consents c WHERE c.invitation_id = NEW.consent_id AND " + fmt.Sprintf(outside, "NEW") + ")"},
		{"deployment_seats", `EXISTS (SELECT 1 FROM deployments d JOIN consents c ON c.invitation_id = d.consent_id
			WHERE d.id = NEW.deployment_id AND ` + fmt.Sprintf(outside, "NEW") + ")"},
		{"assignments", "EXISTS (SELECT 1 FROM consents c WHERE c.invitation_id = NEW.consent_id AND " + fmt.Sprintf(outside, "NEW") + ")"},
		{"bookings", `EXISTS (SELECT 1 FROM assignments a JOIN consents c ON c.invitation_id = a.consent_id
			WHERE a.id = NEW.holder_id AND ` + fmt.Sprintf(day, "NEW") + ")"},
	} {
		rules = append(rules, rule{held.table + "_begin_within_consent", "AFTER INSERT", held.table, held.broken},
			rule{held.table + "_stay_within_consent", "AFTER UPDATE", held.table, held.broken})
	}
	rules = append(rules, rule{"invitations_extend", "AFTER UPDATE", "invitations",
		`OLD.status = 'accepted' AND NEW.status = 'accepted' AND (NEW.starts_on <> OLD.starts_on OR NEW.until <> OLD.until
		AND NOT EXISTS (SELECT 1 FROM extensions x WHERE x.invitation_id = NEW.id AND x.status = 'accepted' AND x.was = OLD.until AND x.until = NEW.until))`})
	return append(rules, rule{"consents_cover_what_stands", "AFTER UPDATE", "consents",
		"EXISTS (SELECT 1 FROM deployments d WHERE d.consent_id = NEW.invitation_id AND " + fmt.Sprintf(shorter, "d") + `)
		OR EXISTS (SELECT 1 FROM deployments d JOIN deployment_seats s ON s.deployment_id = d.id
			WHERE d.consent_id = NEW.invitation_id AND ` + fmt.Sprintf(shorter, "s") + `)
		OR EXISTS (SELECT 1 FROM deployments d JOIN assignments a ON a.deployment_id = d.id AND a.consent_id = d.consent_id JOIN bookings b ON b.holder_id = a.id
			WHERE d.consent_id = NEW.invitation_id AND (b.day < NEW.starts_on OR b.day >= NEW.until))`})
}
