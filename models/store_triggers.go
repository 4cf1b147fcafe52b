package models

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// What is written here reaches every fund at its next start, new or not, without a migration: see mend. A migration
// that is in the way of a trigger may drop it.

// appendOnly are the tables of what happened: a row is written once and stays as it is.
var appendOnly = []string{"journal", "transfers", "receipts", "proposal_files", "proposal_subjects", "message_files", "reminders", "acknowledgements",
	"seals", "sealed_rows"}

// undeletableTables are the tables whose rows change but are never deleted.
var undeletableTables = []string{
	"observers", "accounts", "trainings", "opportunities", "training_requests", "invitations", "deployment_requests",
	"deployments", "assignments", "evaluations", "contributions", "lines", "commitments", "ledger_accounts", "payments",
	"bank_transfers", "refunds", "corrections", "proposals", "extensions", "findings", "inquiries", "inquiry_answers", "assignment_concerns",
	"files", "imports", "deliveries", "call_outs", "call_out_answers", "messages",
}

// What triggers refuse begins with a word in brackets, by which explained knows it again.
const (
	neverChanged = "[append-only] rows of this table are never changed or deleted"
	neverDeleted = "[kept] rows of this table are never deleted"
	moneyMoves   = "[ledger] money moves by transfers only, from where it is to where it may go"
	bookedDays   = "[booked] whoever holds a place holds every day of it, and no one else does"
	twoPeople    = "[two people] this takes two people: one who asks, and another who confirms"
	consentDays  = "[consent] no day of a mission lies outside the period to which its host has consented"
	ownCountry   = "[nationality] no one observes in a country whose nationality they hold"
)

// trigger is a guarantee as a database keeps it; on PostgreSQL it calls a function. Its name begins with that of its
// table or with the last word of it, by which we know ours from what others put there.
type trigger struct{ Name, Table, Definition, Function, Body string }

// triggers are the guarantees that no constraint can express, the same on both engines: what is kept stays, a
// transfer moves its money, nobody is booked or assigned in a country whose nationality they hold.
func triggers(tx *gorm.DB) []trigger {
	if onPostgres(tx) {
		return postgresTriggers()
	}
	return sqliteTriggers()
}

func onPostgres(tx *gorm.DB) bool { return tx.Name() == "postgres" }

func sqliteTriggers() (all []trigger) {
	add := func(name, event, table, when, body string) {
		if when != "" {
			when = " WHEN " + when
		}
		all = append(all, trigger{Name: name, Table: table,
			Definition: fmt.Sprintf("CREATE TRIGGER %s %s ON %s%s BEGIN %s; END", name, event, table, when, body)})
	}
	refuse := func(words string) string { return fmt.Sprintf("SELECT RAISE(ABORT, '%s')", words) }

	for _, table := range appendOnly {
		add(table+"_no_update", "BEFORE UPDATE", table, "", refuse(neverChanged))
		add(table+"_no_delete", "BEFORE DELETE", table, "", refuse(neverChanged))
	}
	for _, table := range undeletableTables {
		add(table+"_no_delete", "BEFORE DELETE", table, "", refuse(neverDeleted))
	}
	add("journal_reasons_no_update", "BEFORE UPDATE", "journal_reasons", "", refuse(neverChanged))
	for _, rules := range held("julianday(%s) - julianday(%s)") {
		for _, r := range rules.of {
			add(r.name, r.event, r.table, r.broken, refuse(rules.words))
		}
	}
	add("transfers_move", "AFTER INSERT", "transfers", "",
		"UPDATE ledger_accounts SET balance = balance - NEW.amount WHERE id = NEW.from_id; "+
			"UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.to_id")
	for _, t := range searchTriggers() {
		add(t[0], t[1], t[2], t[3], t[4])
	}
	noting(false, func(name, event, table, body string) { add(name, event, table, "", body) })
	for _, event := range []string{"INSERT", "UPDATE"} {
		add("bookings_nationality_"+event, "BEFORE "+event, "bookings", heldByBooked, refuse(ownCountry))
		add("observer_nationalities_"+event, "BEFORE "+event, "observer_nationalities", hostOfLive, refuse(ownCountry))
		add("assignments_nationality_"+event, "BEFORE "+event, "assignments", heldByAssigned, refuse(ownCountry))
		add("requests_nationality_"+event, "BEFORE "+event, "training_requests", heldByPlaced, refuse(ownCountry))
	}
	return all
}

// rule is what a table is held to even against raw SQL: a condition on the NEW or the OLD row that breaks it.
type rule struct{ name, event, table, broken string }

// held are all rules that tables are held to, with what is said to whoever breaks one. between says how the engine counts the days from one date
// to another.
func held(between string) []struct {
	words string
	of    []rule
} {
	return []struct {
		words string
		of    []rule
	}{
		{moneyMoves, slices.Concat(ledgerRules, moneyRules())}, {twoPeople, twoRules()}, {bookedDays, placeRules(between)},
		{consentDays, consentRules()}, {consentFindings, findingRules()}, {consentRivals, rivalRules()},
		{inquiryFirst, inquiryRules()}, {deliveriesStay, deliveryRules()}, {callOutStays, callOutRules()}, {messagesStay, messageRules()}, {missionFormat, formatRules()}, {ownService, serviceRules()},
	}
}

// ledgerRules is what the ledger is held to. A balance is what the newest transfer of the account says that it holds, and so
// is what every transfer before it has made of it: to look at one is enough, however many there are.
var ledgerRules = []rule{
	{"accounts_open_empty", "BEFORE INSERT", "ledger_accounts", "NEW.balance <> 0"},
	{"accounts_stay", "BEFORE UPDATE OF id, kind, contribution_id, donor, line_id, commitment_id, host, payment_id", "ledger_accounts", "1 = 1"},
	{"accounts_add_up", "AFTER UPDATE OF balance", "ledger_accounts", `NEW.balance <> COALESCE((SELECT held FROM (
		SELECT * FROM (SELECT number, from_balance AS held FROM transfers WHERE from_id = NEW.id ORDER BY number DESC LIMIT 1) AS went
		UNION ALL SELECT * FROM (SELECT number, to_balance AS held FROM transfers WHERE to_id = NEW.id ORDER BY number DESC LIMIT 1) AS came
	) AS newest ORDER BY number DESC LIMIT 1), 0)`},
	{"payments_stay", "BEFORE UPDATE OF commitment_id, amount, requested_by", "payments",
		"NEW.commitment_id <> OLD.commitment_id OR NEW.amount <> OLD.amount OR NEW.requested_by <> OLD.requested_by"},
	{"transfers_stay_on_course", "BEFORE INSERT", "transfers", `EXISTS (SELECT 1 FROM ledger_accounts f JOIN ledger_accounts t ON t.id = NEW.to_id
		WHERE f.id = NEW.from_id AND (f.line_id <> t.line_id OR f.commitment_id <> t.commitment_id OR f.payment_id <> NEW.payment_id OR t.payment_id <> NEW.payment_id))`},
	{"transfers_pay_what_is_approved", "BEFORE INSERT", "transfers",
		"NEW.payment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = NEW.payment_id AND p.status IN ('paid', 'refunded', 'reversed'))"},
	{"transfers_count_up", "BEFORE INSERT", "transfers", "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM transfers)"},
	{"receipts_are_parts", "AFTER INSERT", "receipts", fmt.Sprintf(partsOver, "NEW.bank_transfer_id")},
	{"refunds_are_parts", "AFTER INSERT", "refunds", "NEW.bank_transfer_id IS NOT NULL AND " + fmt.Sprintf(partsOver, "NEW.bank_transfer_id")},
	{"refunds_stay", "BEFORE UPDATE", "refunds", "NEW.payment_id <> OLD.payment_id OR NEW.amount <> OLD.amount OR NEW.received_on <> OLD.received_on OR (OLD.reversed AND NOT NEW.reversed)"},
	{"bank_transfers_cover_parts", "AFTER UPDATE", "bank_transfers", "NEW.normal <> OLD.normal OR " + fmt.Sprintf(partsOver, "NEW.id")},
	{"commitments_open_by_two", "BEFORE UPDATE", "commitments", `NEW.status = 'open' AND (OLD.status = 'asked' AND NEW.request_id IS NULL AND NEW.opened_by IS NULL
		OR OLD.status = 'released' AND NEW.request_id IS NULL)`},
	{"commitments_asked_once", "BEFORE UPDATE", "commitments", "NEW.opened_by IS NOT NULL AND (NEW.asked_by IS NULL OR OLD.opened_by IS NULL AND OLD.status <> 'asked')"},
}

// partsOver is the condition that the parts of a bank transfer come to more than it.
const partsOver = `(SELECT COALESCE(SUM(r.booked), 0) FROM receipts r WHERE r.bank_transfer_id = %[1]s
		AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.receipt_id = r.id AND t.kind = 'reverse'))
	+ (SELECT COALESCE(SUM(f.amount), 0) FROM refunds f WHERE f.bank_transfer_id = %[1]s AND NOT f.reversed)
	> (SELECT b.amount FROM bank_transfers b WHERE b.id = %[1]s)`

// moneyColumns are the columns that hold an amount, by table. None holds more than MaxMoney, either way.
var moneyColumns = map[string][]string{
	"contributions": {"amount", "value"}, "lines": {"budget"}, "receipts": {"amount", "booked"}, "refunds": {"amount"},
	"corrections": {"amount", "booked"}, "payments": {"amount", "refunded"}, "ledger_accounts": {"balance"}, "transfers": {"amount", "from_balance", "to_balance"},
	"bank_transfers": {"amount"}, "opportunities": {"cost"}, "deployment_seats": {"cost"},
}

// moneyRules hold every amount to the largest there is.
func moneyRules() (rules []rule) {
	for _, table := range slices.Sorted(maps.Keys(moneyColumns)) {
		var over []string
		for _, column := range moneyColumns[table] {
			over = append(over, fmt.Sprintf("NEW.%[1]s > %[2]d OR NEW.%[1]s < -%[2]d", column, MaxMoney))
		}
		broken := strings.Join(over, " OR ")
		rules = append(rules, rule{table + "_within_bounds", "BEFORE INSERT", table, broken}, rule{table + "_stay_within_bounds", "BEFORE UPDATE", table, broken})
	}
	return rules
}

// twoRules is what guarantee 6 is held to: what takes two people is in the journal only under a proposal that its author
// confirmed, and a proposal stays as it was made and as it was decided. What it says about a person can be erased.
func twoRules() []rule {
	var marked []string
	for _, action := range slices.Sorted(maps.Keys(TakesTwo)) {
		is, mark := fmt.Sprintf("NEW.action = '%s'", action), TakesTwo[action]
		if mark.Fact == "" {
			marked = append(marked, is)
			continue
		}
		var facts []string
		for _, value := range mark.Values {
			facts = append(facts, fmt.Sprintf(`NEW.facts LIKE '%%"%s":"%s"%%'`, mark.Fact, value))
		}
		marked = append(marked, is+" AND ("+strings.Join(facts, " OR ")+")")
	}
	return []rule{
		{"journal_takes_two", "BEFORE INSERT", "journal", "(NEW.proposal_id <> '' OR NEW.account_id <> '" + SystemID + "' AND (" + strings.Join(marked, " OR ") + `))
			AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.id = NEW.proposal_id AND p.status = 'confirmed' AND p.decided_by = NEW.account_id AND p.asked_by <> p.decided_by)`},
		{"proposal_files_come_before", "BEFORE INSERT", "proposal_files", "NOT EXISTS (SELECT 1 FROM proposals p WHERE p.id = NEW.proposal_id AND p.status = 'open')"},
		{"proposal_subjects_come_before", "BEFORE INSERT", "proposal_subjects",
			"NOT EXISTS (SELECT 1 FROM proposals p WHERE p.id = NEW.proposal_id AND (p.status = 'open' OR p.subject_id = NEW.subject_id))"},
		{"proposals_begin_open", "BEFORE INSERT", "proposals", "NEW.status <> 'open' OR NEW.decided_by IS NOT NULL"},
		{"proposals_stay", "BEFORE UPDATE", "proposals", `NEW.asked_by <> OLD.asked_by OR NEW.action <> OLD.action OR NEW.operation <> OLD.operation OR NEW.path <> OLD.path
			OR NEW.seen <> OLD.seen OR NEW.expires_at <> OLD.expires_at OR (NEW.input <> OLD.input AND NEW.input <> '') OR (NEW.changes <> OLD.changes AND NEW.changes <> '[]')
			OR NEW.subject_kind <> OLD.subject_kind OR (NEW.subject_id <> OLD.subject_id AND OLD.subject_id <> '') OR (OLD.status <> 'open' AND NEW.status <> OLD.status)
			OR (OLD.decided_by IS NOT NULL AND (NEW.decided_by IS NULL OR NEW.decided_by <> OLD.decided_by))`},
		{"concerns_stay", "BEFORE UPDATE", "assignment_concerns", `NEW.assignment_id <> OLD.assignment_id OR NEW.rule <> OLD.rule OR NEW.caused_by <> OLD.caused_by
			OR (OLD.status = 'settled' AND NEW.status <> 'settled')
			OR (OLD.let_stand_by IS NOT NULL AND (NEW.let_stand_by IS NULL OR NEW.let_stand_by <> OLD.let_stand_by OR NEW.asked_by IS NULL OR NEW.asked_by <> OLD.asked_by))`},
	}
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

// The two sides of one rule, as conditions on the NEW row. Days that are over stay booked: where they were is no sign of where they may be.
const (
	heldByBooked = `EXISTS (SELECT 1 FROM observer_nationalities n
		WHERE n.observer_id = NEW.observer_id AND n.state = NEW.host)`
	heldByAssigned = "NEW.status IN ('offered', 'accepted', 'deployed') AND " + heldByBooked
	heldByPlaced   = "NEW.status = 'accepted' AND " + heldByBooked
	hostOfLive     = `EXISTS (SELECT 1 FROM assignments a
		WHERE a.observer_id = NEW.observer_id AND a.host = NEW.state AND a.status IN ('offered', 'accepted', 'deployed'))
		OR EXISTS (SELECT 1 FROM training_requests r
		WHERE r.observer_id = NEW.observer_id AND r.host = NEW.state AND r.status = 'accepted')`
)

func postgresTriggers() (all []trigger) {
	add := func(name, event, table, each, function, body string) {
		all = append(all, trigger{name, table,
			fmt.Sprintf("CREATE TRIGGER %s %s ON %s FOR EACH %s EXECUTE FUNCTION %s()", name, event, table, each, function), function, body})
	}
	refuse := func(words string) string {
		return fmt.Sprintf(`BEGIN RAISE EXCEPTION '%s' USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME; END`, words)
	}
	hold := func(name, event, table, broken, words string) {
		add(name, event, table, "ROW", name, fmt.Sprintf(
			`BEGIN IF %s THEN RAISE EXCEPTION '%s' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END`, broken, words))
	}

	for _, table := range appendOnly {
		add(table+"_no_change", "BEFORE DELETE OR UPDATE", table, "ROW", "refuse_change", refuse(neverChanged))
		add(table+"_no_truncate", "BEFORE TRUNCATE", table, "STATEMENT", "refuse_change", refuse(neverChanged))
	}
	for _, table := range undeletableTables {
		add(table+"_no_delete", "BEFORE DELETE", table, "ROW", "refuse_delete", refuse(neverDeleted))
		add(table+"_no_truncate", "BEFORE TRUNCATE", table, "STATEMENT", "refuse_delete", refuse(neverDeleted))
	}
	add("journal_reasons_no_change", "BEFORE UPDATE", "journal_reasons", "ROW", "refuse_change", refuse(neverChanged))
	for _, rules := range held("(%s - %s)") {
		for _, r := range rules.of {
			hold(r.name, r.event, r.table, r.broken, rules.words)
		}
	}
	add("transfers_move", "AFTER INSERT", "transfers", "ROW", "move_money", `BEGIN
		UPDATE ledger_accounts SET balance = balance - NEW.amount WHERE id = NEW.from_id;
		UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.to_id;
		RETURN NULL; END`)
	noting(true, func(name, event, table, body string) { add(name, event, table, "ROW", name, body) })
	hold("bookings_nationality", "BEFORE INSERT OR UPDATE", "bookings", heldByBooked, ownCountry)
	hold("assignments_nationality", "BEFORE INSERT OR UPDATE", "assignments", heldByAssigned, ownCountry)
	hold("requests_nationality", "BEFORE INSERT OR UPDATE", "training_requests", heldByPlaced, ownCountry)
	hold("observer_nationalities_nationality", "BEFORE INSERT OR UPDATE", "observer_nationalities", hostOfLive, ownCountry)
	return all
}

// stray is a trigger that a database has otherwise than this program makes it.
type stray struct {
	trigger
	how string
}

// The ways to be a stray.
const (
	missing  = "is missing"
	altered  = "is not as this program makes it"
	leftOver = "is none that this program makes"
	foreign  = "was put there by another hand than the program's"
)

// String says which trigger, and what is wrong with it.
func (s stray) String() string { return fmt.Sprintf("the trigger %s of %s %s", s.Name, s.Table, s.how) }

// strays holds the triggers of a database against those of this program.
func strays(tx *gorm.DB) (all []stray, err error) {
	query := `SELECT name, tbl_name AS "table", sql AS definition FROM sqlite_schema WHERE type = 'trigger' ORDER BY name`
	if onPostgres(tx) { // disabled, or finding other tables, it is another trigger
		query = `SELECT t.tgname AS name, c.relname AS "table", p.proname AS function, p.prosrc AS body, pg_get_triggerdef(t.oid, TRUE) ||
			CASE WHEN t.tgenabled = 'O' AND p.proconfig = ARRAY['search_path=' || current_setting('search_path')] THEN '' ELSE ', but not here' END AS definition
			FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
			WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY t.tgname`
	}
	var found []trigger
	if err := tx.Raw(query).Scan(&found).Error; err != nil {
		return nil, err
	}
	for _, want := range triggers(tx) {
		at := slices.IndexFunc(found, func(t trigger) bool { return t.Name == want.Name && t.Table == want.Table })
		switch {
		case at < 0:
			all = append(all, stray{want, missing})
			continue
		case spaced(found[at].Definition) != spaced(want.Definition) || spaced(found[at].Body) != spaced(want.Body):
			all = append(all, stray{want, altered})
		}
		found = slices.Delete(found, at, at+1)
	}
	for _, t := range found {
		how := foreign
		if t.ours() {
			how = leftOver
		}
		all = append(all, stray{t, how})
	}
	return all, nil
}

// ours reports whether a trigger is named as those of this program are.
func (t trigger) ours() bool {
	return strings.HasPrefix(t.Name, t.Table+"_") || strings.HasPrefix(t.Name, t.Table[strings.LastIndex(t.Table, "_")+1:]+"_")
}

// spaced makes nothing of how a definition is laid out.
func spaced(sql string) string { return strings.Join(strings.Fields(sql), " ") }

// mend makes the triggers of a database those of this program, and what they keep what they would have made of it, and tells which were not. What
// is not named as ours are it leaves alone.
func mend(tx *gorm.DB) ([]stray, error) {
	all, err := strays(tx)
	all = slices.DeleteFunc(all, func(s stray) bool { return s.how == foreign })
	for _, s := range all {
		for _, statement := range s.mending(onPostgres(tx)) {
			if err := tx.Exec(statement).Error; err != nil {
				return nil, fmt.Errorf("%s: %w", s, err)
			}
		}
	}
	for _, table := range searched {
		if slices.ContainsFunc(all, func(s stray) bool { return strings.HasPrefix(s.Name, table+"_found_") }) {
			if err := index(tx, table); err != nil {
				return nil, err
			}
		}
	}
	return all, err
}

func (s stray) mending(postgres bool) []string {
	switch {
	case !postgres && s.how == leftOver:
		return []string{"DROP TRIGGER " + s.Name}
	case !postgres:
		return []string{"DROP TRIGGER IF EXISTS " + s.Name, s.Definition}
	case s.how == leftOver && s.Function == s.Name:
		return []string{"DROP TRIGGER " + s.Name + " ON " + s.Table, "DROP FUNCTION " + s.Name}
	case s.how == leftOver:
		return []string{"DROP TRIGGER " + s.Name + " ON " + s.Table}
	}
	// Replacing does not wait for who reads. The function keeps the search path of its maker: it finds our tables from
	// whichever path it is called.
	return []string{
		fmt.Sprintf("CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $body$%s$body$", s.Function, s.Body),
		strings.Replace(s.Definition, "CREATE", "CREATE OR REPLACE", 1),
	}
}
