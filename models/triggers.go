package models

import "fmt"

// The two lists belong to schema version 2, which every fund has: a table that joins one of them later
// needs a migration of its own as well.

// appendOnly are the tables of what happened: a row is written once and stays as it is.
var appendOnly = []string{"journal", "transfers", "receipts"}

// kept are the tables whose rows change but are never deleted.
var kept = []string{
	"observers", "accounts", "trainings", "opportunities", "training_requests", "invitations", "deployment_requests",
	"deployments", "assignments", "evaluations", "contributions", "lines", "commitments", "ledger_accounts", "payments",
	"files",
}

// What triggers refuse begins with a word in brackets, by which explained knows it again.
const (
	neverChanged = "[append-only] rows of this table are never changed or deleted"
	neverDeleted = "[kept] rows of this table are never deleted"
	moneyMoves   = "[ledger] money moves by transfers only, from where it is to where it may go"
	bookedDays   = "[booked] whoever is bound to a place holds every day of it, and nobody else does"
	ownCountry   = "[nationality] nobody observes in a country whose nationality they hold"
)

// triggers are the guarantees that no constraint can express, the same on both engines: what is kept stays, a
// transfer moves its money, nobody is booked or assigned in a country whose nationality they hold.
func (db *DB) triggers() []string {
	if db.Postgres {
		return postgresTriggers()
	}
	return sqliteTriggers()
}

func sqliteTriggers() (all []string) {
	trigger := func(name, event, table, when, body string) {
		if when != "" {
			when = " WHEN " + when
		}
		all = append(all, fmt.Sprintf("CREATE TRIGGER %s %s ON %s%s BEGIN %s; END", name, event, table, when, body))
	}
	refuse := func(words string) string { return fmt.Sprintf("SELECT RAISE(ABORT, '%s')", words) }

	for _, table := range appendOnly {
		trigger(table+"_no_update", "BEFORE UPDATE", table, "", refuse(neverChanged))
		trigger(table+"_no_delete", "BEFORE DELETE", table, "", refuse(neverChanged))
	}
	for _, table := range kept {
		trigger(table+"_no_delete", "BEFORE DELETE", table, "", refuse(neverDeleted))
	}
	trigger("journal_reasons_no_update", "BEFORE UPDATE", "journal_reasons", "", refuse(neverChanged))
	for _, r := range ledgerRules {
		trigger(r.name, r.event, r.table, r.broken, refuse(moneyMoves))
	}
	for _, r := range placeRules("julianday(%s) - julianday(%s)") {
		trigger(r.name, r.event, r.table, r.broken, refuse(bookedDays))
	}
	trigger("transfers_move", "AFTER INSERT", "transfers", "",
		"UPDATE ledger_accounts SET balance = balance - NEW.amount WHERE id = NEW.from_id; "+
			"UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.to_id")
	for _, event := range []string{"INSERT", "UPDATE"} {
		trigger("bookings_nationality_"+event, "BEFORE "+event, "bookings", heldByBooked, refuse(ownCountry))
		trigger("observer_nationalities_"+event, "BEFORE "+event, "observer_nationalities", hostOfLive, refuse(ownCountry))
	}
	return all
}

// rule is what a table is held to even against raw SQL: a condition on the NEW or the OLD row that breaks it.
type rule struct{ name, event, table, broken string }

// ledgerRules is what the ledger is held to.
var ledgerRules = []rule{
	{"accounts_open_empty", "BEFORE INSERT", "ledger_accounts", "NEW.balance <> 0"},
	{"accounts_stay", "BEFORE UPDATE OF id, kind, contribution_id, donor, line_id, commitment_id, host, payment_id", "ledger_accounts", "1 = 1"},
	{"accounts_add_up", "AFTER UPDATE OF balance", "ledger_accounts", `NEW.balance <>
		(SELECT COALESCE(SUM(amount), 0) FROM transfers WHERE to_id = NEW.id) - (SELECT COALESCE(SUM(amount), 0) FROM transfers WHERE from_id = NEW.id)`},
	{"payments_stay", "BEFORE UPDATE OF commitment_id, amount, requested_by", "payments",
		"NEW.commitment_id <> OLD.commitment_id OR NEW.amount <> OLD.amount OR NEW.requested_by <> OLD.requested_by"},
	{"transfers_stay_on_course", "BEFORE INSERT", "transfers", `EXISTS (SELECT 1 FROM ledger_accounts f JOIN ledger_accounts t ON t.id = NEW.to_id
		WHERE f.id = NEW.from_id AND (f.line_id <> t.line_id OR f.commitment_id <> t.commitment_id OR f.payment_id <> NEW.payment_id OR t.payment_id <> NEW.payment_id))`},
	{"transfers_pay_what_is_approved", "BEFORE INSERT", "transfers",
		"NEW.payment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = NEW.payment_id AND p.status IN ('paid', 'reversed'))"},
}

// placeRules is what the days of places are held to: a live assignment and an accepted training request hold every day
// they are for, until they end. between says how the engine counts the days from one date to another.
func placeRules(between string) []rule {
	const (
		live = "status IN ('offered', 'accepted', 'deployed')"
		held = "(SELECT COUNT(*) FROM bookings b WHERE b.holder_id = NEW.id AND b.observer_id = NEW.observer_id AND b.host = NEW.host AND b.day >= %s AND b.day < %s)"
		gone = `NOT EXISTS (SELECT 1 FROM bookings b WHERE b.holder_id = OLD.holder_id AND b.observer_id = OLD.observer_id AND b.day = OLD.day AND b.host = OLD.host)
			AND (EXISTS (SELECT 1 FROM assignments a WHERE a.id = OLD.holder_id AND a.` + live + ` AND OLD.day >= a.starts_on AND OLD.day < a.until)
			OR EXISTS (SELECT 1 FROM training_requests r JOIN opportunities o ON o.id = r.opportunity_id
				WHERE r.id = OLD.holder_id AND r.status = 'accepted' AND OLD.day >= o.starts_on AND OLD.day < o.until))`
	)
	assigned := "NEW." + live + " AND (NEW.first_day <> NEW.starts_on OR " +
		fmt.Sprintf(held, "NEW.starts_on", "NEW.until") + " <> " + fmt.Sprintf(between, "NEW.until", "NEW.starts_on") + ")"
	placed := `NEW.status = 'accepted' AND EXISTS (SELECT 1 FROM opportunities o WHERE o.id = NEW.opportunity_id AND (o.kind = 'mission' AND o.host <> NEW.host
		OR ` + fmt.Sprintf(held, "o.starts_on", "o.until") + " <> " + fmt.Sprintf(between, "o.until", "o.starts_on") + "))"
	return []rule{
		{"bookings_stay", "AFTER DELETE", "bookings", gone},
		{"bookings_stay_put", "AFTER UPDATE", "bookings", gone},
		{"assignments_hold_their_days", "AFTER INSERT", "assignments", assigned},
		{"assignments_keep_their_days", "AFTER UPDATE", "assignments", assigned},
		{"requests_hold_their_days", "AFTER INSERT", "training_requests", placed},
		{"requests_keep_their_days", "AFTER UPDATE", "training_requests", placed},
		{"opportunities_stay", "AFTER UPDATE", "opportunities", `(NEW.starts_on <> OLD.starts_on OR NEW.until <> OLD.until OR NEW.kind <> OLD.kind
			OR NEW.kind = 'mission' AND NEW.host <> OLD.host) AND EXISTS (SELECT 1 FROM training_requests r WHERE r.opportunity_id = NEW.id AND r.status = 'accepted')`},
	}
}

// The two sides of one rule, as conditions on the NEW row.
const (
	heldByBooked = `EXISTS (SELECT 1 FROM observer_nationalities n
		WHERE n.observer_id = NEW.observer_id AND n.state = NEW.host)`
	hostOfLive = `EXISTS (SELECT 1 FROM assignments a
		WHERE a.observer_id = NEW.observer_id AND a.host = NEW.state AND a.status IN ('offered', 'accepted', 'deployed'))
		OR EXISTS (SELECT 1 FROM training_requests r
		WHERE r.observer_id = NEW.observer_id AND r.host = NEW.state AND r.status = 'accepted')`
)

func postgresTriggers() (all []string) {
	// The function keeps the search path of its maker: it finds our tables from whichever path it is called.
	function := func(name, body string) {
		all = append(all, fmt.Sprintf(`CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$
			BEGIN %s END $body$`, name, body))
	}
	refusal := func(name, words string) {
		function(name, fmt.Sprintf(`RAISE EXCEPTION '%s' USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;`, words))
	}
	trigger := func(name, event, table, each, calls string) {
		all = append(all, fmt.Sprintf("CREATE TRIGGER %s %s ON %s FOR EACH %s EXECUTE FUNCTION %s()", name, event, table, each, calls))
	}

	refusal("refuse_change", neverChanged)
	refusal("refuse_delete", neverDeleted)
	for _, table := range appendOnly {
		trigger(table+"_no_change", "BEFORE UPDATE OR DELETE", table, "ROW", "refuse_change")
		trigger(table+"_no_truncate", "BEFORE TRUNCATE", table, "STATEMENT", "refuse_change")
	}
	for _, table := range kept {
		trigger(table+"_no_delete", "BEFORE DELETE", table, "ROW", "refuse_delete")
		trigger(table+"_no_truncate", "BEFORE TRUNCATE", table, "STATEMENT", "refuse_delete")
	}
	trigger("journal_reasons_no_change", "BEFORE UPDATE", "journal_reasons", "ROW", "refuse_change")
	hold := func(rules []rule, words string) {
		for _, r := range rules {
			function(r.name, fmt.Sprintf(`IF %s THEN RAISE EXCEPTION '%s' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;`, r.broken, words))
			trigger(r.name, r.event, r.table, "ROW", r.name)
		}
	}
	hold(ledgerRules, moneyMoves)
	hold(placeRules("(%s - %s)"), bookedDays)
	function("move_money", `
		UPDATE ledger_accounts SET balance = balance - NEW.amount WHERE id = NEW.from_id;
		UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.to_id;
		RETURN NULL;`)
	trigger("transfers_move", "AFTER INSERT", "transfers", "ROW", "move_money")
	for table, condition := range map[string]string{"bookings": heldByBooked, "observer_nationalities": hostOfLive} {
		function(table+"_nationality", fmt.Sprintf(`
			IF %s THEN RAISE EXCEPTION '%s' USING ERRCODE = 'restrict_violation'; END IF;
			RETURN NEW;`, condition, ownCountry))
		trigger(table+"_nationality", "BEFORE INSERT OR UPDATE", table, "ROW", table+"_nationality")
	}
	return all
}
