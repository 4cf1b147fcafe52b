package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// world is a fund in the middle of its work, with at least one record of every kind, twice.
type world struct {
	*story
	sides [2]side
}

// side is one half of a world: an observer and a host state with what is about them or theirs.
type side struct {
	observer, state *client
	ids             map[string]string // of a record, by the first part of its address, and by "segment role" where it is a role's own
}

// populate makes a world. Siti goes to Timor-Leste, Anna to Fiji; each has asked for a place in a course.
func populate(h *fixture) *world {
	h.Helper()
	w := &world{story: newStory(h)}
	suva := w.invite(body{"email": "protocol@fiji.example", "name": "Protocol, Suva", "role": "state", "state": "FJ"})
	w.sides[0] = side{observer: w.ready("Siti", "ID"), state: w.dili, ids: map[string]string{"observers": w.ids["Siti"]}}
	w.sides[1] = side{observer: w.ready("Anna", "PH"), state: suva, ids: map[string]string{"observers": w.ids["Anna"]}}
	for n, contributors := range [][2]string{{"AU", "NZ"}, {"JP", "CA"}} {
		w.fill(&w.sides[n], contributors)
	}
	return w
}

// fill makes one record of every kind for a side.
func (w *world) fill(to *side, contributors [2]string) {
	w.Helper()
	s, ids := *w.story, to.ids
	s.dili = to.state
	ids["lines"], ids["line training"] = s.money(contributors[0], "deployment", 2_000_000), s.money(contributors[1], "training", 500_000)
	ids["contributions"] = s.clara.must("GET", "/contributions?contributor="+contributors[0], nil).text("items.0.id")
	ids["receipts"] = s.clara.must("GET", "/contributions/"+ids["contributions"]+"/receipts", nil).text("items.0.id")

	ids["opportunities"] = s.clara.must("POST", "/opportunities", body{"title": "Course for " + contributors[0], "organiser": "UN", "body": "UNDP",
		"kind": "course", "function": "sto", "host": "TH", "place": "Bangkok", "startsOn": s.today().Plus(20), "until": s.today().Plus(24), "places": 9,
		"deadlineOn": s.today().Plus(7), "deadlineClock": "23:59", "deadlineZone": "Asia/Bangkok", "cost": 100_000}).text("id")
	s.clara.must("POST", "/opportunities/"+ids["opportunities"]+"/open", nil)
	place := to.observer.must("POST", "/training-requests", body{"opportunityId": ids["opportunities"], "motivation": "I want to learn how it is done elsewhere."}).text("id")
	ids["training-requests"] = place
	s.clara.must("POST", "/training-requests/"+place+"/endorse", body{"draws": []body{{"lineId": ids["line training"], "amount": 100_000}}})
	s.clara.must("POST", "/training-requests/"+place+"/accept", body{"letterId": s.clara.upload("letter for " + place)})
	ids["trainings"] = to.observer.must("GET", "/trainings", nil).text("items.0.id")
	ids["imports"] = strings.TrimPrefix(s.clara.bring("people.csv", []byte("Name,Gender\nSuharto,man\n")), "/imports/")
	ids["inquiries"] = s.clara.must("POST", "/inquiries", body{"observerId": ids["observers"], "allegation": "It is said that she spoke to a newspaper."}).text("id")
	to.observer.must("POST", "/inquiries/"+ids["inquiries"]+"/answer", body{"body": "I spoke to nobody."})
	s.clara.must("POST", "/inquiries/"+ids["inquiries"]+"/close", body{"reason": "It was somebody else."})
	ids["period"] = to.observer.must("GET", "/observers/"+ids["observers"]+"/availability", nil).text("periods.0.id")

	polling := s.today().Plus(113)
	ids["invitations"], ids["deployment-requests"] = s.inForce(polling)
	ids["deployments"], ids["seat"] = s.staffing(ids["deployment-requests"], ids["lines"], 1)
	called := s.clara.must("POST", "/deployments/"+ids["deployments"]+"/call-outs", body{"closesAt": s.db.Now().Plus(20 * 24 * time.Hour),
		"seats": []body{{"seatId": ids["seat"], "observers": []string{ids["observers"]}, "reserve": []string{}}}})
	ids["call-outs"], ids["call-out-answers"] = called.text("id"), called.text("answers.0.id")
	ids["assignments"] = s.clara.must("POST", "/deployments/"+ids["deployments"]+"/offers", body{"seatId": ids["seat"], "observerId": ids["observers"]}).text("id")
	to.observer.must("POST", "/assignments/"+ids["assignments"]+"/accept", signed)
	for _, functions := range [][]string{{"lto"}, {"sto", "lto"}} { // what they no longer meet, and then meet again
		to.observer.must("PATCH", "/observers/"+ids["observers"], body{"functions": functions})
	}
	ids["concerns"] = to.observer.must("GET", "/assignments/"+ids["assignments"], nil).text("concerns.0.id")
	ids["commitments"] = s.clara.must("GET", "/deployments/"+ids["deployments"], nil).text("commitmentId")
	ids["payments"] = s.clara.must("POST", "/payments", body{"commitmentId": ids["commitments"], "payee": "Airline", "purpose": "Fares", "amount": 1000, "confirmed": []string{"resembles-payment"}}).text("id")
	ids["corrections"] = s.clara.must("POST", "/corrections", body{"receiptId": ids["receipts"], "contributionId": ids["contributions"], "receivedOn": s.today(),
		"amount": 9_000_000, "bankReference": "another", "reason": "It was booked in error.", "confirmed": sure}).text("id")
	ids["proposals"] = s.clara.alone("POST", "/lines/"+ids["lines"]+"/return", body{"contributionId": ids["contributions"], "amount": 1}).text("id") // waits
	ids["conversations"], ids["conversations state"] = ids["assignments"], ids["invitations"]
	for _, about := range []string{ids["conversations"], ids["conversations state"], place} {
		ids["messages"] = s.clara.must("POST", "/conversations/"+about+"/messages", body{"body": "Can we help with anything?", "files": []string{s.clara.upload("sheet about " + about)}}).text("id")
	}
	ids["messages state"] = to.state.must("POST", "/conversations/"+ids["invitations"]+"/messages", body{"body": "Whom do we write to about visas?"}).text("id")
	ids["messages observer"] = to.observer.must("POST", "/conversations/"+ids["assignments"]+"/messages", body{"body": "When do the visas come?"}).text("id")
	ids["deliveries"] = s.clara.must("GET", "/deliveries?limit=1", nil).text("items.0.id")
	ids["views"] = s.clara.must("POST", "/views", body{"list": "/cohort", "name": "For " + contributors[0], "query": "status=admitted", "shared": true}).text("id")
	for role, c := range map[models.Role]*client{models.ObserverRole: to.observer, models.StateRole: to.state} {
		own := " " + string(role)
		ids["accounts"+own] = c.must("GET", "/me", nil).text("account.id")
		ids["files"+own] = c.upload("own document of " + ids["accounts"+own])
		list := map[models.Role]string{models.ObserverRole: "/my/training", models.StateRole: "/"}[role]
		ids["views"+own] = c.must("POST", "/views", body{"list": list, "name": "My own", "query": "status=verified"}).text("id")
		ids["notices"+own] = c.must("GET", "/notices", nil).text("items.0.id")
		ids["sessions"+own] = w.as(models.Account{Record: models.Record{ID: ids["accounts"+own]}}).must("GET", "/sessions", nil).text("items.0.id")
	}
	ids["accounts"], ids["files"] = ids["accounts observer"], ids["files observer"]
	for name, id := range ids {
		if id == "" {
			w.Fatalf("the world has no %s", name)
		}
	}
}

// address is a route's path with the ids of a side in it, as a role means them, and the query without which it says nothing.
func (s side) address(r Route, role models.Role) string {
	parts := strings.Split(r.Path, "/")
	for n, part := range parts {
		switch part {
		case ":id":
			id, ok := s.ids[parts[1]+" "+string(role)]
			if !ok {
				id = s.ids[parts[1]]
			}
			parts[n] = id
		case ":period":
			parts[n] = s.ids["period"]
		}
	}
	path := strings.Join(parts, "/")
	switch r.ID {
	case "listCandidates":
		path += "?seatId=" + s.ids["seat"]
	case "previewMove":
		path += "?startsOn=2027-05-01&until=2027-05-02"
	case "readFeasibility":
		path += "?startsOn=2027-05-01&zone=Asia/Dili"
	}
	return path
}

// actors are the people of a side who sign in with a role.
func (w *world) actors(s side) map[models.Role]*client {
	return map[models.Role]*client{
		models.Administrator: w.clara, models.ObserverRole: s.observer, models.StateRole: s.state, models.Auditor: w.auditor,
	}
}

// input is a body that a route can read: what the type of its input and the tags of its fields ask for, and ids of a side.
func (s side) input(t reflect.Type) body {
	out := body{}
	for _, field := range reflect.VisibleFields(t) {
		if from, name := source(field); from == "json" && field.IsExported() && !field.Anonymous && name != "" && name != "-" {
			out[name] = s.value(field.Type, name, field.Tag.Get("validate"))
		}
	}
	return out
}

// usual are values of fields whose type does not tell what they hold.
var usual = body{
	"organiser": "UN", "kind": "course", "nominatedBy": "ID", "contributor": "AU", "currency": "USD", "rate": "1", "guarantee": "G1", "host": "TH",
	"deadlineClock": "23:59", "deadlineZone": "Asia/Bangkok", "zone": "Asia/Dili", "language": "en", "level": "B2", "nationalities": []string{"ID"},
	"passportState": "ID", "passportNumber": "", "state": nil, "observerId": nil, "answerBy": "2026-12-20", "startsOn": "2027-03-10", "until": "2027-03-12", "deadlineOn": "2027-03-01",
	"pledgedOn": "2026-11-21", "receivedOn": "2026-11-21", "signedOn": "2026-11-20", "bornOn": "1990-01-31", "pledgeId": "pledge-2026-1",
	"declarationId": "declaration-2026-1", "admittedNationalities": []string{}, "conflicts": []string{}, "seat": nil, "overrideReason": "", "decimals": nil,
	"startsOffset": 0, "untilOffset": 0, "role": "auditor", "letterId": nil, "evidenceId": nil, "invoiceId": nil, "renewsId": nil,
}

// someWords is a text where any will do.
const someWords = "Some words long enough"

func (s side) value(t reflect.Type, name, rules string) any {
	known, ok := usual[name]
	if t.Kind() == reflect.Pointer {
		if ok && known == nil {
			return nil
		}
		return s.value(t.Elem(), name, rules)
	}
	choice, isChoice := reflect.New(t).Elem().Interface().(models.Choice)
	word, _ := known.(string)
	switch {
	case ok && known != nil && (!isChoice || slices.Contains(choice.Values(), word)):
		return known
	case t == reflect.TypeFor[models.Date](), t == reflect.TypeFor[handlers.DayOrNone]():
		return "2029-12-31"
	case isChoice:
		return choice.Values()[0]
	case t == reflect.TypeFor[json.RawMessage]():
		return body{}
	case strings.Contains(rules, "uuid") && t.Kind() != reflect.Slice, name == "evidenceId":
		return s.ids[map[string]string{"opportunityId": "opportunities", "requestId": "deployment-requests", "seatId": "seat", "lineId": "lines",
			"contributionId": "contributions", "assignmentId": "assignments", "commitmentId": "commitments", "observerId": "observers", "evidenceId": "files", "letterId": "files", "fileId": "files"}[name]]
	case strings.Contains(rules, "email"):
		return "somebody@else.example"
	case name == "body" && strings.Contains(rules, "max=20"):
		return "UNDP"
	case t.Kind() == reflect.String:
		return someWords
	case t.Kind() == reflect.Bool:
		return false
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		return []any{s.input(t.Elem())}
	case t.Kind() == reflect.Slice:
		_, each, _ := strings.Cut(rules, "dive")
		if strings.Contains(each, "uuid") || strings.Contains(each, "state") {
			return []any{}
		}
		return []any{s.value(t.Elem(), strings.TrimSuffix(name, "s"), each)}
	case t.Kind() == reflect.Struct:
		return s.input(t)
	}
	return 1
}

// TestReach tries every route with the records of others, as those whose permission reaches their own only: what is
// not theirs is not there. The same request about what is theirs finds it.
func TestReach(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		mine, theirs := w.sides[0], w.sides[1]
		if gone := w.auditor.request("GET", "/accounts/"+models.SystemID, nil); gone.status != http.StatusNotFound {
			t.Errorf("the clock's account: %d", gone.status)
		}
		try := func(r Route, role models.Role, whose side) reply {
			c, in := w.actors(mine)[role], any(nil)
			if r.Method != http.MethodGet {
				in = mine.input(r.In)
			}
			return c.request(r.Method, whose.address(r, role), in)
		}
		readFirst := slices.SortedStableFunc(slices.Values(Routes), func(a, b Route) int { return int(a.work/writes) - int(b.work/writes) })
		for _, found := range []bool{false, true} { // what is theirs last: it changes things
			tried := 0
			for _, r := range readFirst {
				for _, role := range []models.Role{models.ObserverRole, models.StateRole} {
					if !strings.Contains(r.Path, ":") || models.Policy[r.Action][role] != models.Own {
						continue
					}
					tried++
					whose := theirs
					if found {
						whose = mine
					}
					before := h.entries()
					got := try(r, role, whose)
					switch {
					case found && got.status == http.StatusNotFound:
						t.Errorf("%s %s as %s about their own: %d %s", r.Method, r.Path, role, got.status, got.body)
					case found && r.Method == http.MethodGet && got.status != http.StatusOK:
						t.Errorf("%s %s as %s about their own: %d %s", r.Method, r.Path, role, got.status, got.body)
					case !found && (got.status != http.StatusNotFound || h.entries() != before):
						t.Errorf("%s %s as %s about somebody else's: %d %s", r.Method, r.Path, role, got.status, got.body)
					case got.status == http.StatusBadRequest:
						t.Errorf("%s %s as %s: the test's input cannot be read: %s", r.Method, r.Path, role, got.body)
					}
				}
			}
			if tried < 30 {
				t.Errorf("only %d routes were tried", tried)
			}
		}
		if fault := h.log.last(); fault != "" {
			t.Errorf("something failed on our side: %s", fault)
		}
	})
}

// TestListsHoldWhatIsTheirs reads everything there is to read as those whose permission reaches their own only, and
// finds no id of anybody else's records in any of it.
func TestListsHoldWhatIsTheirs(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		belongs := map[models.Role][]string{
			models.ObserverRole: {"observers", "inquiries", "trainings", "training-requests", "assignments", "deployments", "invitations", "deployment-requests",
				"period", "accounts observer", "files observer", "notices observer", "sessions observer", "views", "views observer", "commitments", "payments", "contributions"},
			models.StateRole: {"observers", "inquiries", "trainings", "training-requests", "assignments", "deployments", "invitations", "deployment-requests",
				"period", "accounts state", "files state", "notices state", "sessions state", "views", "views state", "commitments", "payments", "contributions", "seat"},
		}
		lists := map[string]string{"listObservers": "observers", "listInquiries": "inquiries", "listTrainings": "trainings", "listTrainingRequests": "training-requests",
			"listAssignments": "assignments", "listDeployments": "deployments", "listInvitations": "invitations",
			"listDeploymentRequests": "deployment-requests", "listNotices": "notices", "listViews": "views", "listSessions": "sessions", "readCalendar": "observers"}
		for n, mine := range w.sides {
			theirs := w.sides[1-n]
			for role, names := range belongs {
				c := w.actors(mine)[role]
				for _, r := range Routes {
					if r.Method != http.MethodGet || models.Policy[r.Action][role] == models.None {
						continue
					}
					got := c.must("GET", mine.address(r, role), nil)
					for _, name := range names {
						if strings.Contains(string(got.body), theirs.ids[name]) {
							t.Errorf("GET %s shows a %s the %s of somebody else: %s", r.Path, role, name, got.body)
						}
					}
					kind := lists[r.ID]
					if own, ok := mine.ids[kind+" "+string(role)]; ok {
						kind = own
					} else {
						kind = mine.ids[kind]
					}
					if !strings.Contains(string(got.body), kind) {
						t.Errorf("GET %s does not show a %s what is theirs: %s", r.Path, role, got.body)
					}
				}
				// Naming somebody else in a filter finds nothing either.
				for _, filter := range []string{"/inquiries?observerId=" + theirs.ids["observers"], "/trainings?observerId=" + theirs.ids["observers"], "/training-requests?observerId=" + theirs.ids["observers"],
					"/assignments?observerId=" + theirs.ids["observers"], "/assignments?deploymentId=" + theirs.ids["deployments"],
					"/deployments?invitationId=" + theirs.ids["invitations"], "/deployment-requests?invitationId=" + theirs.ids["invitations"],
					"/invitations?host=" + []string{"FJ", "TL"}[n], "/observers?q=" + []string{"Anna", "Siti"}[n]} {
					if got := c.request("GET", filter, nil); got.status == http.StatusOK && len(got.at("items").([]any)) > 0 {
						t.Errorf("GET %s as %s: %s", filter, role, got.body)
					}
				}
			}
		}
	})
}

// TestAuditorsOnlyRead tries everything that changes anything as an auditor, and everything as nobody, with records
// that exist and bodies that could be read.
func TestAuditorsOnlyRead(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		before, own := h.footprint(), []models.Action{models.SignOut, models.ChangePassword, models.ChooseLanguage, models.ChooseMail, models.MakeFeed, models.StopFeed, models.MarkNotices, models.SaveView, models.ChangeView, models.DeleteView}
		for _, r := range Routes {
			path, in := w.sides[0].address(r, models.Administrator), any(nil)
			if strings.HasPrefix(r.Path, "/views/") && r.Method != http.MethodGet || r.Path == "/notices/:id/read" || r.Path == "/sessions/:id" {
				path = w.sides[0].address(r, models.ObserverRole)
			}
			if r.Method != http.MethodGet {
				in = w.sides[0].input(r.In)
			}
			if !r.Public {
				w.nobody().request(r.Method, path, in).is(t, http.StatusUnauthorized, refusal.SignedOut)
			}
			if r.Method != http.MethodGet && !r.Public && !slices.Contains(own, r.Action) {
				w.auditor.request(r.Method, path, in).is(t, http.StatusForbidden, refusal.Forbidden)
			}
		}
		if after := h.footprint(); !maps.Equal(before, after) {
			t.Errorf("something changed: %v became %v", before, after)
		}
	})
}
