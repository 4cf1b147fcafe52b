package api

import (
	"encoding"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/modelstest"
)

// unkept are the fields that are not found again where they were sent, of one route or of all, and why.
var unkept = map[string]string{
	"chooseLanguage language": "TestAPersonKeepsTheirLanguage finds it in /me", "chooseMail mail": "TestOutbox finds it in /me", "chooseMail zone": "the same",
	"password": "a secret", "changePassword current": "a secret", "changePassword new": "a secret", "useLink token": "a secret", "signInByLink token": "a secret",
	"askPassword email": "of who asks nothing is kept", "askSignIn email": "the same",
	"draws.lineId": "it says where money comes from: the ledger keeps that as a transfer", "draws.amount": "as the line it comes from",
	"allocateLine contributionId": "a transfer, as above", "allocateLine amount": "a transfer, as above",
	"returnLine contributionId": "a transfer, as above", "returnLine amount": "a transfer, as above",
	"reverseRefund refundId":      "it is the refund that is reversed then",
	"openCallOut seats.observers": "each is an answer there, with its rank", "openCallOut seats.reserve": "the same",
	"rankReserve observers":    "each is an item of the answer, with its rank",
	"verifyInvitation channel": "it is the verificationChannel there", "verifyExtension channel": "the same",
	"explainProposal files": "each is one of the files there, with its name",
	"answerBy":              "the end of that day, as an instant", "openInquiry suspend": "the observer is suspended then",
	"takeInBusyTimes zone": "it says how the file is read", "takeInBusyTimes wholeDays": "the same",
	"addAvailability replace":  "it says what becomes of other periods",
	"extendImport name":        "it is one of the names there",
	"runImport leaveOut.sheet": "of what is left out nothing is kept", "runImport leaveOut.row": "the same",
	"runImport confirmed.sheet": "it says that what was doubted is no mistake", "runImport confirmed.row": "the same", "runImport confirmed.confirmed": "the same",
	"confirmed": "it says that what was doubted is no mistake", "transferAmount": "it is kept with the bank's transfer",
}

// unsaid are the changes of which the journal does not say from what to what, of a route or of a field, and why.
var unsaid = map[string]string{
	"changeObserver": "a profile: which fields, and never their content", "changeAccount": "a person's name and address",
	"changeTraining": "what somebody says of themselves", "changePassword": "a secret", "chooseLanguage": "it decides nothing", "chooseMail": "the same",
	"changeInvitation": "a draft, which nobody has decided on", "changeDeploymentRequest": "the same",
	"changeView":       "what somebody searched for",
	"rankReserve":      "who they were stands as was",
	"setFund currency": "it stays: there are amounts in it", "setFund decimals": "the currency's",
}

// keeper sends every field of every input, and looks for each in what comes back.
type keeper struct {
	*world
	sent  map[string]bool   // the fields that were sent, as "claimTraining title", and whether they were found again
	words map[string]string // texts that were sent, each unlike any other, and as which field
	gone  string            // an observer who has left and is still to be erased
	n     int               // makes words unlike each other
}

// send sends a request with every field that a route has, with other values for some; nil leaves one to another
// request. Each is looked for in the record as it is then, in an answer that is no record, and as the reason in the journal.
// people are rows to import.
const people = "Name,Gender,Nationality,Nominated by,Birth date\nSuharto,man,ID,ID,1985-02-28\nBudiarto,man,ID,ID,1986-02-28\n"

func (k *keeper) send(route string, by *client, id string, with body) reply {
	k.Helper()
	r := routeOf(route)
	record := func(id string) any { return k.clara.request("GET", "/"+strings.Split(r.Path, "/")[1]+"/"+id, nil).json }
	before, entries := record(id), k.entries()
	in := k.worded(k.sides[0].input(r.In), "").(body)
	for name, value := range with {
		if fields, ok := value.(body); ok {
			value = but(in[name].(body), fields)
		}
		in[name] = value
	}
	maps.DeleteFunc(in, func(_ string, value any) bool { return value == nil })
	in = decoded(k, in)
	address := strings.ReplaceAll(r.Path, ":id", id)
	var got reply
	if fieldsOf(r.In).raw != nil {
		content, name := pdf(address), "A letter.pdf"
		if strings.HasPrefix(address, "/imports") {
			content, name = []byte(people), "A letter.csv"
		}
		in = body{"name": name}
		query := "?name=" + url.QueryEscape(name)
		switch route {
		case "takeInBusyTimes":
			content, in = busyDay(k.today()), body{"zone": "Asia/Dili", "wholeDays": true}
			query = "?zone=Asia/Dili&wholeDays=true"
		case "addImport":
			in["area"], query = "cohort", query+"&area=cohort"
		}
		got = by.with("Content-Type", "application/pdf").must(r.Method, address+query, content)
	} else {
		got = by.must(r.Method, address, in)
	}
	if id == "" {
		id = got.text("id")
	}
	found := []any{record(id), got.json}
	if kept, _ := found[0].(body); kept["id"] != nil && kept["id"] == got.at("id") {
		found = found[:1] // what is answered may not be what is kept
	}
	var changed []string // as the journal says it
	for _, entry := range k.clara.must("GET", "/journal?limit=50", nil).at("items").([]any) {
		if entry := entry.(body); entry["seq"].(float64) > float64(entries) {
			found = append(found, body{"reason": entry["reason"]})
			if fields, _ := entry["facts"].(body)["changed"].(body); entry["action"] == string(r.Action) {
				changed = slices.AppendSeq(changed, maps.Keys(fields))
			}
		}
	}
	leaves(in, "", func(path string, value any) {
		field, changes := route+" "+path, r.Method == http.MethodPut || r.Method == http.MethodPatch
		if none := reflect.ValueOf(value).IsZero() || fmt.Sprint(value) == "[]"; changes && finds(before, path, value) || none && !changes {
			k.Errorf("%s is %v, as if it had not been sent", field, value)
		}
		name, _, _ := strings.Cut(path, ".")
		if told := slices.ContainsFunc(changed, func(field string) bool { return field == name || name == "seats" && strings.Contains(field, ".") }); changes && told != (unsaid[route] == "" && unsaid[field] == "") {
			k.Errorf("the journal says from what to what %s was changed: %t; it is excused: %s%s", field, told, unsaid[route], unsaid[field])
		}
		if text, _ := value.(string); strings.HasPrefix(text, distinct) {
			k.words[text] = field
		}
		k.sent[field] = k.sent[field] || slices.ContainsFunc(found, func(in any) bool { return finds(in, path, value) })
	})
	return got
}

// distinct is how texts begin that are unlike any other.
const distinct = "words "

// worded is an input in which no two texts are the same, and nothing is false.
func (k *keeper) worded(in any, name string) any {
	switch in := in.(type) {
	case body:
		for name := range in {
			in[name] = k.worded(in[name], name)
		}
	case []any:
		for n := range in {
			in[n] = k.worded(in[n], name)
		}
	case bool:
		return true
	case string:
		if in == someWords {
			k.n++
			return fmt.Sprintf("%s%d long enough, %s", distinct, k.n, name)
		}
	}
	return in
}

// leaves are the values of an input by their paths, such as seats.function.
func leaves(in any, path string, each func(path string, value any)) {
	list, _ := in.([]any)
	switch object, isObject := in.(body); {
	case isObject:
		for name, value := range object {
			leaves(value, strings.TrimPrefix(path+"."+name, "."), each)
		}
	case len(list) > 0 && reflect.TypeOf(list[0]) == reflect.TypeFor[body]():
		for _, item := range list {
			leaves(item, path, each)
		}
	default:
		each(path, in)
	}
}

// finds reports whether a value stands anywhere in an answer under this path.
func finds(in any, path string, value any) bool {
	name, rest, deeper := strings.Cut(path, ".")
	switch in := in.(type) {
	case []any:
		return slices.ContainsFunc(in, func(item any) bool { return finds(item, path, value) })
	case body:
		if !deeper && reflect.DeepEqual(in[name], value) || deeper && finds(in[name], rest, value) {
			return true
		}
		for _, item := range in {
			if finds(item, path, value) {
				return true
			}
		}
	}
	return false
}

// fieldsIn are the paths of all fields of an input.
func fieldsIn(t reflect.Type, path string) (paths []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || path != "" && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return []string{path}
	}
	for _, f := range reflect.VisibleFields(t) {
		if from, name := source(f); (from == "json" || from == "query") && f.IsExported() && name != "" && name != "-" {
			paths = append(paths, fieldsIn(f.Type, strings.TrimPrefix(path+"."+name, "."))...)
		}
	}
	return paths
}

// TestEveryField sends every field of everything that can be written, and finds it again. What is not kept stands in
// unkept with its reason. Then it reads everything as everybody: words about a person reach nobody but them and the
// administrators. What things are found by is what they say, whichever route wrote it.
func TestEveryField(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		k := &keeper{world: populate(h), sent: map[string]bool{}, words: map[string]string{}}
		k.everything()
		k.discreet()
		k.send("eraseObserver", k.clara, k.gone, nil)
		for table, rows := range modelstest.Found(t, h.db) {
			if rows < 3 {
				t.Errorf("%s has %d texts that it is found by", table, rows)
			}
		}
		excused := map[string]bool{}
		for _, r := range Routes {
			if r.work < writes || r.work == rehearses || r.Action == models.RunBatch || r.ID == "usePass" || r.ID == "seeByLink" { // what a row or a link takes, its own endpoint keeps
				continue
			}
			for _, path := range fieldsIn(r.In, "") {
				field := r.ID + " " + path
				found, sent := k.sent[field]
				_, one := unkept[field]
				_, all := unkept[path]
				switch {
				case !sent:
					t.Errorf("%s is never sent", field)
				case !found && one:
					excused[field] = true
				case !found && all:
					excused[path] = true
				case !found:
					t.Errorf("%s is taken, and never seen again", field)
				}
			}
		}
		for field := range unkept {
			if !excused[field] {
				t.Errorf("%s needs no excuse", field)
			}
		}
	})
}

// disclosed are the words about people that an auditor reads, and why.
var disclosed = map[string]string{
	"nominateObserver preferredName": "who is in the cohort", "changeObserver preferredName": "who is in the cohort",
	"createAccount name": "who decides", "changeAccount name": "who decides",
	"claimTraining title": "what was claimed", "changeTraining title": "what was claimed",
	"claimTraining certificateNumber": "by what it is checked", "changeTraining certificateNumber": "by what it is checked",
	"completeTrainingRequest certificateNumber": "by what it is checked",
	"withdrawCallOut reason":                    "why a mission asks for nobody any more",
	"changeView name":                           "it is shared with auditors",
}

// discreet reads everything as everybody, every list to its end, and finds the words that were sent where they may be read.
func (k *keeper) discreet() {
	k.Helper()
	fund := []string{"opportunities", "invitations", "deployment-requests", "deployments", "fund", "contributions", "receipts", "lines", "commitments", "payments", "corrections"}
	heard := map[string]bool{}
	for _, reader := range []struct {
		who  string
		role models.Role
		c    *client
		of   []string // whose words they read: the first parts of the addresses these were sent to
	}{
		{"an administrator", models.Administrator, k.clara, append([]string{"views", "deliveries", "conversations", "proposals", "observers", "inquiries", "imports", "accounts", "trainings", "training-requests", "assignments", "concerns", "call-outs", "call-out-answers"}, fund...)},
		{"the auditor", models.Auditor, k.auditor, fund}, {"another observer", models.ObserverRole, k.as(k.account(models.ObserverRole)), fund[:1]},
		{"the host", models.StateRole, k.sides[0].state, fund[1:4]}, {"another state", models.StateRole, k.sides[1].state, nil}, {"nobody", "", k.nobody(), nil},
	} {
		for path, text := range k.whole(reader.role, reader.c) {
			for words, field := range k.words {
				if !strings.Contains(text, words) {
					continue
				}
				heard[reader.who+" "+field] = true
				route, _, _ := strings.Cut(field, " ")
				may := slices.Contains(reader.of, strings.Split(routeOf(route).Path, "/")[1]) || reader.role == models.Auditor && disclosed[field] != ""
				if !may {
					k.Errorf("GET %s shows %s the words of %s: ...%.300s", path, reader.who, field, text[max(0, strings.Index(text, words)-200):])
				}
			}
		}
	}
	for field := range disclosed {
		if !heard["the auditor "+field] && !heard["an administrator "+field] {
			k.Errorf("nobody reads %s", field)
		}
	}
	for words, field := range k.words { // a reason stays where it was given
		if strings.HasSuffix(field, " reason") && !heard["an administrator "+field] {
			k.Errorf("the test looks for the words of %s, %q, which are nowhere", field, words)
		}
	}
}

// whole is what a client is answered at every address there is to read, each list to its end.
func (w *world) whole(role models.Role, c *client) map[string]string {
	w.Helper()
	out := map[string]string{}
	for _, r := range Routes {
		for _, s := range w.sides {
			path := s.address(r, role)
			if _, done := out[path]; done || r.Method != http.MethodGet {
				continue
			}
			_, long := r.In.FieldByName("Limit")
			more := ""
			if long {
				more = "?limit=200"
			}
			for more != "" || !long {
				got := c.request("GET", path+more, nil)
				out[path] += string(got.body)
				next := got.at("next")
				if next == nil || !long {
					break
				}
				after := "&after="
				if r.ID == "listJournal" {
					after = "&before="
				}
				more = fmt.Sprint("?limit=200", after, next)
			}
		}
	}
	return out
}

// everything writes everything there is to write.
func (k *keeper) everything() {
	k.Helper()
	ids, siti := k.sides[0].ids, k.sides[0].observer
	day := func(days int) models.Date { return k.today().Plus(days) }
	// People.
	nominee := func(passport string) string {
		return k.send("nominateObserver", k.clara, "", body{"conflicts": []string{"KE"}, "private": body{"passportNumber": passport}}).text("id")
	}
	nominated := nominee("K1")
	k.send("changeObserver", k.clara, nominated, body{"gender": "man", "nationalities": []string{"ID", "PH"}, "functions": []string{"lto"}, "conflicts": []string{"NP"},
		"noticeHours": 72, "passportExpiresOn": "2031-01-01", "languages": []body{{"language": "pt", "level": "C1"}},
		"private": body{"passportState": "PH", "passportNumber": "K2", "bornOn": "1991-01-31", "email": "other@else.example", "medicalClearedThrough": "2030-01-01"}})
	other, third := nominee("K3"), nominee("K4")
	k.send("rankObserver", k.clara, third, nil)
	k.send("admitObserver", k.david, nominated, body{"seat": 42})
	k.send("suspendObserver", k.clara, nominated, nil)
	k.send("departObserver", k.clara, nominated, nil)
	k.send("renominateObserver", k.clara, nominated, nil)
	k.clara.must("POST", "/observers/"+nominated+"/refuse", body{"reason": "There was no second thought."})
	k.gone = nominated
	k.send("refuseObserver", k.clara, other, nil)
	alleged := nominee("K5")
	k.david.must("POST", "/observers/"+alleged+"/admit", body{"reason": "She speaks Portuguese."})
	k.send("inviteObserver", k.clara, alleged, body{"email": "invited@else.example"})
	brought := k.send("addImport", k.clara, "", nil).text("id")
	k.send("extendImport", k.clara, brought, nil)
	matched := k.clara.must("PUT", "/imports/"+brought, body{"sheets": []body{{"sheet": "A letter (2)", "kind": "people", "columns": []body{{"column": "A", "field": "passportName"}}}}})
	for field, path := range map[string]string{"sheet": "sheet", "kind": "kind", "columns.column": "columns.0.column", "columns.field": "columns.0.field"} {
		k.sent["matchImport sheets."+field] = matched.text("matching.0."+path) != "" // what an import can be matched to is in its answer before
	}
	k.clara.must("PUT", "/imports/"+brought, body{"sheets": []body{{"sheet": "A letter (2)", "kind": ""}}})
	k.send("runImport", k.clara, brought, body{"leaveOut": []body{{"sheet": "A letter", "row": 3}}, "confirmed": []body{{"sheet": "A letter", "row": 3, "confirmed": []string{"far-day"}}}})
	k.send("dropImport", k.clara, k.send("addImport", k.clara, "", nil).text("id"), nil)
	upheld := k.send("openInquiry", k.clara, "", body{"observerId": alleged, "assignmentId": nil}).text("id")
	inquiry := k.send("openInquiry", k.clara, "", body{"observerId": ids["observers"], "suspend": nil}).text("id")
	k.send("extendInquiry", k.clara, inquiry, body{"answerBy": "2026-12-24"})
	k.send("answerInquiry", siti, inquiry, body{"fileId": siti.upload("what was said")})
	k.send("closeInquiry", k.clara, inquiry, nil)
	k.send("addAvailability", siti, ids["observers"], nil)
	k.send("takeInBusyTimes", siti, ids["observers"], nil)
	siti.must("POST", "/me/feed", nil)
	siti.must("DELETE", "/me/feed", nil)

	// Views.
	view := k.send("saveView", k.clara, "", body{"list": "/cohort", "query": "status=admitted", "shared": true}).text("id")
	k.send("changeView", k.clara, view, body{"query": "status=suspended", "shared": nil})
	k.clara.must("PATCH", "/views/"+view, body{"shared": false})
	k.send("changeView", k.clara, view, body{"query": "status=nominated", "shared": true})
	k.clara.must("DELETE", "/views/"+k.clara.must("POST", "/views", body{"list": "/cohort", "name": "Another"}).text("id"), nil)

	// Accounts.
	k.send("createAccount", k.clara, "", body{"role": "observer", "observerId": third, "email": "observer@else.example"})
	made := k.send("createAccount", k.clara, "", body{"role": "state", "state": "VN"})
	account := made.text("account.id")
	k.send("useLink", k.nobody(), "", body{"token": k.link("somebody@else.example"), "password": password})
	k.send("askPassword", k.nobody(), "", nil)
	k.send("askSignIn", k.nobody(), "", nil)
	k.send("signInByLink", k.browser("key"), "", body{"token": k.signInLink(account, "key")})
	k.send("signIn", k.nobody(), "", body{"email": "somebody@else.example", "password": password})
	k.send("chooseLanguage", k.as(models.Account{Record: models.Record{ID: account}}), "", body{"language": "pt"})
	k.send("chooseMail", k.as(models.Account{Record: models.Record{ID: account}}), "", body{"mail": "daily", "zone": "Asia/Dili"})
	k.send("markDelivery", k.clara, k.clara.must("GET", "/deliveries?limit=1&kind=notice", nil).text("items.0.id"), nil)
	k.send("changePassword", k.as(models.Account{Record: models.Record{ID: account}}), "", body{"current": password, "new": "another horse battery"})
	k.send("changeAccount", k.clara, account, body{"email": "changed@else.example"})
	k.send("disableAccount", k.clara, account, nil)

	// Conversations.
	k.send("writeMessage", k.clara, ids["conversations"], body{"files": []string{k.clara.upload("a sheet")}})
	for _, about := range []string{"invitations", "assignments", "training-requests"} {
		mistaken := k.clara.must("POST", "/conversations/"+ids[about]+"/messages", body{"body": "This was for another."}).text("id")
		k.clara.must("POST", "/messages/"+mistaken+"/withdraw", nil)
	}
	k.send("writeMessage", siti, ids["conversations"], body{"files": []string{siti.upload("another sheet")}})

	// Trainings.
	days := body{"startsOn": day(-30), "until": day(-20)}
	before := func(more body) string {
		in := but(body{"observerId": ids["observers"], "organiser": "UN", "title": "An older one", "startsOn": day(-400), "until": day(-390), "evidenceId": k.clara.upload(fmt.Sprint(more))}, more)
		old := k.clara.must("POST", "/trainings", in).text("id")
		k.david.must("POST", "/trainings/"+old+"/verify", body{})
		return old
	}
	claim := but(days, body{"observerId": ids["observers"], "evidenceId": k.clara.upload("claim"), "renewsId": before(body{"kind": "course", "function": "sto"})})
	training := k.send("claimTraining", k.clara, "", claim).text("id")
	k.send("changeTraining", k.clara, training, body{"organiser": "OSCE", "body": "ODIHR", "kind": "mission", "function": "lto", "host": "NP", "startsOn": day(-60),
		"until": day(-50), "expiresOn": "2030-12-31", "evidenceId": k.clara.upload("change"),
		"renewsId": before(body{"kind": "mission", "function": "lto", "host": "NP", "startsOn": day(-800), "until": day(-790)})})
	k.send("verifyTraining", k.david, training, nil)
	k.send("revokeTraining", k.david, training, nil)
	k.send("rejectTraining", k.david, k.send("claimTraining", k.clara, "", claim).text("id"), nil)

	// Opportunities and requests for places.
	chance := body{"admittedNationalities": []string{"VN"}, "kind": "mission", "overrideReason": "There is no other.", "confidence": "A", "cost": 100_000, "language": "en", "level": "B2"}
	draft := k.send("draftOpportunity", k.clara, "", chance).text("id")
	k.send("changeOpportunity", k.clara, draft, body{"organiser": "OSCE", "body": "ODIHR", "kind": "course", "function": "lto", "host": "NP", "startsOn": "2027-04-10",
		"until": "2027-04-12", "places": 7, "deadlineOn": "2027-04-01", "deadlineClock": "12:00", "deadlineZone": "Asia/Dili", "language": "pt", "level": "C1",
		"cost": 5, "confidence": "B", "overrideReason": "None.", "admittedNationalities": []string{"TH"}})
	k.send("cancelOpportunity", k.clara, draft, nil)
	asks := func(n int) string {
		start := day(30 + 10*n)
		id := k.send("draftOpportunity", k.clara, "", but(chance, body{"kind": "course", "cost": 100_000, "startsOn": start, "until": start.Plus(3), "deadlineOn": start.Plus(-2), "function": "sto"})).text("id")
		k.clara.must("POST", "/opportunities/"+id+"/open", nil)
		return k.send("submitTrainingRequest", siti, "", body{"opportunityId": id}).text("id")
	}
	draws := body{"draws": []body{{"lineId": ids["line training"], "amount": 100_000}}}
	k.send("declineTrainingRequest", k.clara, asks(0), nil)
	k.send("withdrawTrainingRequest", siti, asks(1), nil)
	passed := asks(2)
	pledged := k.send("endorseTrainingRequest", k.clara, passed, draws).text("commitmentId")
	k.clara.must("POST", "/payments", body{"commitmentId": pledged, "payee": "Airline", "purpose": "Fares", "amount": 1000, "confirmed": []string{"resembles-payment"}}) // ends with it
	k.send("passOverTrainingRequest", k.clara, passed, nil)
	accepted := asks(3)
	k.send("endorseTrainingRequest", k.clara, accepted, draws)
	k.send("acceptTrainingRequest", k.clara, accepted, body{"letterId": k.clara.upload("letter")})

	// Invitations and what is asked under them.
	letter := func() body {
		return body{"letterId": k.dili.upload(fmt.Sprint("letter ", k.n)), "answers": []body{{"guarantee": "G1", "answer": "guaranteed", "note": "As ever."}}}
	}
	invitation := k.send("draftInvitation", k.dili, "", letter()).text("id")
	k.send("changeInvitation", k.dili, invitation, but(letter(), body{"authority": "election_commission", "contactEmail": "other@else.example", "signedOn": "2026-11-19",
		"startsOn": "2026-12-01", "until": "2027-12-01", "answers": []body{{"guarantee": "G2", "answer": "partly", "note": "Not in the north."}}}))
	asked := k.send("addDeploymentRequest", k.dili, invitation, nil).text("id")
	k.send("changeDeploymentRequest", k.dili, asked, body{"election": "local", "zone": "Asia/Bangkok", "rounds": []body{{"startsOn": "2027-05-10", "until": "2027-05-11"}},
		"format": "short_term", "languages": []string{"pt"}})
	k.send("withdrawDeploymentRequest", k.dili, asked, nil)
	k.send("withdrawInvitation", k.dili, invitation, nil)
	_, asked = k.invitation(day(113))
	invitation = k.dili.must("GET", "/deployment-requests/"+asked, nil).text("invitationId")
	k.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
	k.send("verifyInvitation", k.clara, invitation, nil)
	k.send("assessInvitation", k.clara, invitation, body{"findings": []body{{"guarantee": "G3", "finding": "partly", "evidence": "Only in the capital.", "fileId": k.clara.upload("what was found")}}})
	k.send("contestInvitation", k.clara, invitation, nil)
	k.send("clearInvitation", k.clara, invitation, nil)
	k.send("declineInvitation", k.clara, invitation, nil)
	longer := func() body {
		return body{"until": "2027-09-01", "letterId": k.dili.upload(fmt.Sprint("extension ", k.n))}
	}
	k.send("submitExtension", k.dili, ids["invitations"], longer())
	k.send("declineExtension", k.clara, ids["invitations"], nil)
	k.send("submitExtension", k.dili, ids["invitations"], longer())
	k.send("withdrawExtension", k.dili, ids["invitations"], nil)
	k.send("submitExtension", k.dili, ids["invitations"], longer())
	k.send("verifyExtension", k.clara, ids["invitations"], nil)
	k.send("acceptExtension", k.david, ids["invitations"], nil)
	rounds := body{"rounds": []body{{"startsOn": "2027-02-10", "until": "2027-02-11"}, {"startsOn": "2027-03-01", "until": "2027-03-02"}}}
	k.send("declineDeploymentRequest", k.clara, k.send("addDeploymentRequest", k.dili, ids["invitations"], rounds).text("id"), nil)
	asked = k.send("addDeploymentRequest", k.dili, ids["invitations"], rounds).text("id")
	k.send("approveDeploymentRequest", k.clara, asked, body{"risk": "medium", "format": "full"})

	// Deployments and who is sent.
	seats := []body{{"function": "sto", "places": 2, "startsOffset": -6, "untilOffset": 4, "cost": 200_000}}
	mission := k.send("planDeployment", k.clara, "", body{"requestId": asked, "round": 2, "seats": seats}).text("id")
	k.send("changeDeployment", k.clara, mission, body{"language": "pt", "level": "B1", "urgent": false, "seats": []body{{"function": "lto", "places": 3, "startsOffset": -9, "untilOffset": 5, "cost": 300_000}}})
	k.clara.must("PUT", "/deployments/"+mission, body{"seats": seats})
	seat := k.clara.must("GET", "/deployments/"+mission, nil)
	k.send("fundDeployment", k.david, mission, body{"draws": []body{{"lineId": ids["lines"], "amount": 400_000}}})
	k.clara.must("POST", "/deployments/"+mission+"/staff", nil)
	offered := func() string {
		return k.send("offerAssignment", k.clara, mission, body{"seatId": seat.text("seats.0.id"), "observerId": ids["observers"]}).text("id")
	}
	k.send("declineAssignment", siti, offered(), nil)
	k.send("withdrawAssignment", k.clara, offered(), nil)
	place := offered()
	k.send("acceptAssignment", siti, place, signed)
	k.clara.must("PATCH", "/observers/"+ids["observers"], body{"functions": []string{"lto"}})
	k.send("letConcernStand", k.clara, siti.must("GET", "/assignments/"+place, nil).text("concerns.0.id"), nil)
	k.clara.must("PATCH", "/observers/"+ids["observers"], body{"functions": []string{"sto", "lto"}})
	k.send("standDownAssignment", k.clara, place, nil)
	soon := k.db.Now().Plus(24 * time.Hour)
	called := k.send("openCallOut", k.clara, mission, body{"closesAt": soon,
		"seats": []body{{"seatId": seat.text("seats.0.id"), "observers": []string{ids["observers"]}, "reserve": []string{k.sides[1].ids["observers"]}}}})
	only := body{"answer": "only_if"}
	k.send("replyCallOut", siti, called.text("id"), only)
	k.send("hearCallOut", k.clara, called.text("answers.0.id"), only)
	k.send("remindCallOut", k.clara, called.text("id"), nil)
	k.send("extendCallOut", k.clara, called.text("id"), body{"closesAt": soon.Plus(time.Hour)})
	k.send("withdrawCallOut", k.clara, called.text("id"), nil)
	again := k.clara.must("POST", "/deployments/"+mission+"/call-outs", body{"closesAt": soon, "seats": []body{{"seatId": seat.text("seats.0.id"), "observers": []string{ids["observers"]}, "reserve": []string{}}}})
	siti.must("POST", "/call-outs/"+again.text("id")+"/reply", body{"answer": "yes"})
	k.clara.must("POST", "/call-out-answers/"+again.text("answers.0.id")+"/offer", nil)
	place = siti.must("GET", "/assignments?status=offered", nil).text("items.0.id")
	k.clara.must("POST", "/call-outs/"+again.text("id")+"/close", nil)
	k.clara.must("POST", "/assignments/"+place+"/withdraw", body{"reason": "Another way was found."})
	k.send("rankReserve", k.clara, mission, body{"seatId": seat.text("seats.0.id"), "observers": []string{k.sides[1].ids["observers"]}})
	k.send("moveDeployment", k.clara, mission, body{"startsOn": "2027-03-20", "until": "2027-03-21"})
	k.send("postponeDeployment", k.clara, mission, nil)
	k.send("standDownDeployment", k.clara, mission, nil)
	k.send("confirmDeployment", k.clara, ids["deployments"], body{"draws": []body{{"lineId": ids["lines"], "amount": 1}}})

	// Money.
	pledge := body{"currency": "EUR", "rate": "1.25"}
	contribution := k.send("pledgeContribution", k.clara, "", but(pledge, body{"amount": 5000, "earmark": "administration"})).text("id")
	came := but(pledge, body{"amount": 400, "booked": 500, "transferAmount": 600})
	receipt := k.send("receiveReceipt", k.clara, contribution, came).text("receipt.id")
	k.send("reverseReceipt", k.clara, receipt, nil)
	receipt = k.send("receiveReceipt", k.clara, contribution, came).text("receipt.id")
	correct := but(came, body{"receiptId": receipt, "contributionId": contribution, "currency": nil, "transferAmount": nil})
	k.send("rejectCorrection", k.david, k.send("requestCorrection", k.clara, "", correct).text("id"), nil)
	k.send("approveCorrection", k.david, k.send("requestCorrection", k.clara, "", correct).text("id"), nil)
	line := k.send("addLine", k.clara, "", body{"window": "administration"}).text("id")
	share := body{"contributionId": contribution, "amount": 400}
	k.send("allocateLine", k.clara, line, share)
	k.send("returnLine", k.clara, line, but(share, body{"amount": 100}))
	k.send("cancelContribution", k.clara, contribution, nil)
	money := func(amount int) body { return body{"host": "NP", "draws": []body{{"lineId": line, "amount": amount}}} }
	commitment := k.send("commitMoney", k.clara, "", money(200)).text("id")
	k.send("commitMore", k.clara, commitment, but(money(70), body{"host": nil}))
	pays := func(amount int) string {
		return k.send("requestPayment", k.clara, "", body{"commitmentId": commitment, "amount": amount, "invoiceId": k.clara.upload(fmt.Sprint("invoice ", amount))}).text("id")
	}
	k.send("rejectPayment", k.david, pays(11), nil)
	paid := pays(12)
	k.david.must("POST", "/payments/"+paid+"/approve", nil)
	k.send("refundPayment", k.clara, paid, body{"amount": 5, "transferAmount": 6})
	refund := k.clara.must("GET", "/payments/"+paid, nil).text("refunds.0.id")
	k.send("reverseRefund", k.clara, paid, body{"refundId": refund})
	paid = pays(13)
	k.david.must("POST", "/payments/"+paid+"/approve", nil)
	k.send("reversePayment", k.clara, paid, nil)
	k.send("releaseMoney", k.clara, commitment, nil)
	k.send("requestSettlement", k.clara, commitment, nil)
	k.send("rejectSettlement", k.david, commitment, nil)
	k.send("setFund", k.clara, "", body{"reserveFloor": 7, "currency": "USD", "decimals": 2, "zone": "Asia/Jakarta"})
	k.send("uploadFile", siti, "", nil)

	// What waits for a second person.
	proposed := k.clara.alone("POST", "/lines/"+ids["lines"]+"/return", body{"contributionId": ids["contributions"], "amount": 1}).text("id")
	k.send("explainProposal", k.clara, proposed, body{"files": []string{k.clara.upload("Why it is proposed")}})
	k.clara.must("POST", "/proposals/"+proposed+"/remind", nil)
	k.send("refuseProposal", k.david, proposed, nil)
	k.send("confirmProposal", k.david, ids["proposals"], nil)
	k.send("withdrawProposal", k.clara, k.sides[1].ids["proposals"], nil)

	// What has to wait until it is over.
	for _, side := range k.sides {
		side.observer.must("POST", "/observers/"+side.ids["observers"]+"/availability", body{"kind": "available", "startsOn": day(0), "until": day(300), "replace": true})
	}
	k.later(31)
	k.send("upholdInquiry", k.clara, upheld, nil)
	k.send("completeTrainingRequest", siti, ids["training-requests"], body{"evidenceId": siti.upload("certificate"), "startsOn": day(-6), "until": day(-2)})
	k.send("missTrainingRequest", k.clara, k.sides[1].ids["training-requests"], nil)
	k.send("restoreTrainingRequest", k.clara, k.sides[1].ids["training-requests"], draws)
	k.later(76)
	siti.must("POST", "/observers/"+ids["observers"]+"/availability/confirm", nil)
	k.clara.must("POST", "/deployments/"+ids["deployments"]+"/field", nil)
	k.send("missAssignment", k.clara, k.sides[1].ids["assignments"], nil)
	k.send("restoreAssignment", k.clara, k.sides[1].ids["assignments"], nil)
	k.later(12)
	k.clara.must("POST", "/deployments/"+ids["deployments"]+"/report", nil)
	k.send("evaluateAssignment", k.clara, ids["assignments"], nil)
	k.send("replyEvaluation", siti, ids["assignments"], nil)
	k.send("takeLeave", siti, ids["observers"], nil)
}
