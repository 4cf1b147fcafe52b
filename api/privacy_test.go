package api

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// personal are the personal fields of a profile and what they hold for Siti. Nobody sees them but herself and the
// administrators; a host sees the three that an accreditation takes, where the test says so.
var personal = map[string]string{
	"passportName":                  "SITI RAHAYU BINTI WIBOWO",
	"passportExpiresOn":             "2033-07-19",
	"conflicts":                     "\"conflicts\":[\"KE\"",
	"private.passportNumber":        "X9988776",
	"private.bornOn":                "1981-02-23",
	"private.email":                 "siti.at.home@post.example",
	"private.phone":                 "+62 811 234 987",
	"private.emergencyName":         "Ibu Kartini Wibowo",
	"private.emergencyRelation":     "eldest sister",
	"private.emergencyPhone":        "+62 811 765 432",
	"private.medicalClearedThrough": "2029-04-17",
	"private.medicalNote":           "allergic to penicillin",
}

// written are other words that are nobody's but hers and the administrators'.
var written = map[string]string{
	"motivation":        "My late father was an election commissioner.",
	"certificate":       "CERT-SITI-0451",
	"availability note": "expecting a child in June",
	"evidence":          "scan-of-siti.pdf",
	"former name":       "Kusuma Dewi",
	"place":             "Her cousin's house in Ende",
	"allegation":        "She is said to have asked for a bribe in Baucau.",
	"answer":            "I was in hospital in Dili that night.",
}

// described makes a world in which Siti's profile holds every personal field.
func described(h *fixture) *world {
	h.Helper()
	w := populate(h)
	siti, ids := w.sides[0].observer, w.sides[0].ids
	in := body{"conflicts": []string{"KE"}, "nationalities": []string{"ID"}}
	private := body{"passportState": "ID"}
	for name, value := range personal {
		if field, ok := strings.CutPrefix(name, "private."); ok {
			private[field] = value
		} else if name != "conflicts" {
			in[name] = value
		}
	}
	in["private"] = private
	w.clara.must("PATCH", "/observers/"+ids["observers"], in)
	w.clara.must("PATCH", "/observers/"+ids["observers"], body{"preferredName": written["former name"]})
	w.clara.must("PATCH", "/observers/"+ids["observers"], body{"preferredName": "Siti"})

	course := w.clara.must("POST", "/opportunities", but(w.sides[0].input(routeOf("draftOpportunity").In), body{"startsOn": "2027-09-01", "until": "2027-09-04"})).text("id")
	w.clara.must("POST", "/opportunities/"+course+"/open", nil)
	siti.must("POST", "/training-requests", body{"opportunityId": course, "motivation": written["motivation"]})
	siti.must("POST", "/observers/"+ids["observers"]+"/availability", body{"kind": "unavailable", "startsOn": "2027-10-01", "until": "2027-11-01", "note": written["availability note"]})
	ids["files observer"] = siti.with("Content-Type", "application/pdf").must("POST", "/files?name="+written["evidence"], pdf("siti")).text("id")
	siti.must("POST", "/trainings", body{"organiser": "UN", "kind": "course", "title": "Another", "startsOn": "2026-03-01", "until": "2026-03-05",
		"certificateNumber": written["certificate"], "evidenceId": ids["files observer"], "place": written["place"]})
	ids["inquiries"] = w.clara.must("POST", "/inquiries", body{"observerId": ids["observers"], "allegation": written["allegation"]}).text("id")
	siti.must("POST", "/inquiries/"+ids["inquiries"]+"/answer", body{"body": written["answer"], "fileId": ids["files observer"]})
	return w
}

// everything is what a client is answered at every address there is to read, with the ids of both sides.
func (w *world) everything(role models.Role, c *client) map[string]reply {
	w.Helper()
	out := map[string]reply{}
	for _, r := range Routes {
		if r.Method != http.MethodGet {
			continue
		}
		for _, s := range w.sides {
			for _, as := range []models.Role{role, models.ObserverRole, models.StateRole} {
				path := s.address(r, as)
				if _, done := out[path]; done {
					continue
				}
				out[path] = c.request("GET", path, nil)
				if strings.HasPrefix(r.ID, "list") && !strings.Contains(path, "?") {
					for _, query := range []string{"?limit=200", "?count=true", "?q=" + "Siti", "?sort=-name"} {
						out[path+query] = c.request("GET", path+query, nil)
					}
				}
			}
		}
	}
	sought := maps.Clone(personal)
	maps.Copy(sought, written)
	sought["address"] = "siti@observer.example"
	for _, r := range Routes { // a search is no way round
		if _, searches := r.In.FieldByName("Q"); searches {
			for name, value := range sought {
				out["search "+r.Path+" "+name] = c.request("GET", r.Path+"?q="+url.QueryEscape(value), nil)
			}
		}
	}
	for _, query := range []string{"?host=KE", "?host=ID", "?function=lto&risk=high", "?startsOn=2029-04-10&until=2029-11-01"} {
		out["/readiness"+query] = c.request("GET", "/readiness"+query, nil)
		out["own readiness"+query] = c.request("GET", "/observers/"+w.sides[0].ids["observers"]+"/readiness"+query, nil)
	}
	for status, got := range out {
		if got.status >= 500 {
			w.Errorf("GET %s: %d", status, got.status)
		}
	}
	return out
}

// TestDocumentSaysWhatIsPersonal finds every personal field of a profile marked where the API takes it, as the app keeps none of them.
func TestDocumentSaysWhatIsPersonal(t *testing.T) {
	t.Parallel()
	marked := map[string]bool{"conflicts": true} // states, of which nobody says why
	for _, in := range []any{handlers.ObserverInput{}, handlers.ObserverChange{}, handlers.PrivateInput{}} {
		of := reflect.TypeOf(in)
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if of == reflect.TypeFor[handlers.PrivateInput]() {
				name = "private." + name
			}
			marked[name] = marked[name] || of.Field(i).Tag.Get("personal") != ""
		}
	}
	for name := range personal {
		if !marked[name] {
			t.Errorf("%s is personal, and the document does not say so", name)
		}
	}
}

// TestPersonalFields reads everything as everybody: what is personal reaches nobody whose work does not need it.
func TestPersonalFields(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := described(h)
		both := maps.Clone(personal)
		maps.Copy(both, written)
		list := "/deployments/" + w.sides[0].ids["deployments"] + "/accreditation"
		accredited := []string{"passportName", "private.passportNumber"}
		for _, reader := range []struct {
			who  string
			role models.Role
			c    *client
		}{
			{"nobody", "", w.nobody()}, {"the auditor", models.Auditor, w.auditor}, {"another observer", models.ObserverRole, w.sides[1].observer},
			{"the host", models.StateRole, w.sides[0].state}, {"another state", models.StateRole, w.sides[1].state},
		} {
			for path, got := range w.everything(reader.role, reader.c) {
				if strings.HasPrefix(path, "search ") && strings.Contains(string(got.body), w.sides[0].ids["observers"]) {
					t.Errorf("%s: %s learns by it whose it is: %s", path, reader.who, got.body)
				}
				for field, value := range both {
					accredits := reader.who == "the host" && path == list && slices.Contains(accredited, field)
					checks := reader.role == models.Auditor && field == "certificate" // which somebody found true
					if strings.Contains(string(got.body), value) && !accredits && !checks {
						t.Errorf("GET %s shows %s the %s: %.700s", path, reader.who, field, got.body)
					}
				}
				if strings.HasSuffix(path, "/accreditation") || reader.who == "another observer" && strings.Contains(path, w.sides[1].ids["observers"]) {
					continue // of their own mission, and of themselves
				}
				for _, name := range privateNames() {
					if got.names()[name] {
						t.Errorf("GET %s shows %s a field %s", path, reader.who, name)
					}
				}
			}
		}
		// The host does see what an accreditation takes, and of this nothing more; those whose work needs it see all.
		got := w.sides[0].state.must("GET", list, nil)
		want := map[string]any{"name": personal["passportName"], "nationality": "ID", "passportNumber": personal["private.passportNumber"], "function": "sto"}
		for name, value := range want {
			if got.at("items.0."+name) != value {
				t.Errorf("the accreditation list has %s %v: %s", name, got.at("items.0."+name), got.body)
			}
		}
		if line, _ := got.at("items.0").(map[string]any); len(line) != len(want)+3 { // the id of the assignment, and from when until when
			t.Errorf("the accreditation list says more than it should: %v", line)
		}
		for _, c := range []*client{w.clara, w.sides[0].observer} {
			all := ""
			for _, got := range w.everything(models.ObserverRole, c) {
				all += string(got.body)
			}
			for field, value := range both {
				if !strings.Contains(all, value) {
					t.Errorf("the test looks for a %s that nobody is shown", field)
				}
			}
		}
		// Before acceptance the host sees nobody, and another state never.
		w.sides[1].state.request("GET", list, nil).is(t, http.StatusNotFound, refusal.NotFound)
		w.auditor.request("GET", list, nil).is(t, http.StatusForbidden, refusal.Forbidden)
	})
}

// privateNames are the names of the private fields as clients know them.
func privateNames() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[models.Private]()) {
		if _, name := source(f); name != "-" && name != "email" && name != "phone" {
			names = append(names, name)
		}
	}
	return append(names, "private")
}

// names are the names of all fields of an answer.
func (r reply) names() map[string]bool {
	names := map[string]bool{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for name, item := range v {
				names[name] = true
				walk(item)
			}
		}
	}
	walk(r.json)
	return names
}

// TestAccreditationComesWithAcceptance shows a host nobody who was only asked, and nobody who said no.
func TestAccreditationComesWithAcceptance(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.ready("Siti", "ID")
		line := s.money("AU", "deployment", 2_000_000)
		_, request := s.inForce(s.today().Plus(113))
		deployment, seat := s.staffing(request, line, 2)
		offer := s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		see := func(people int) {
			t.Helper()
			if got := s.dili.must("GET", "/deployments/"+deployment+"/accreditation", nil); len(got.at("items").([]any)) != people {
				t.Errorf("want %d people, got %s", people, got.body)
			}
		}
		see(0)
		s.people["Siti"].must("POST", "/assignments/"+offer+"/accept", signed)
		see(1)
		s.people["Siti"].must("POST", "/assignments/"+offer+"/withdraw", body{"reason": "My mother is ill."})
		see(0)
	})
}

// TestLogsAndJournalHoldNobody lets everything happen that can go wrong with personal data in hand, and finds none of it,
// no password and no token in the log, in the journal or in its export.
func TestLogsAndJournalHoldNobody(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := described(h)
		ids := w.sides[0].ids
		secrets := []string{string(password), w.clara.cookie.Value, w.sides[0].observer.cookie.Value, "a guess at a password"}
		link := w.clara.must("POST", "/accounts", body{"email": "new@test.example", "name": "New", "role": "auditor"}).text("link.token")
		secrets = append(secrets, link)
		w.nobody().request("POST", "/session", body{"email": "clara@fund.example", "password": "a guess at a password"})
		w.nobody().request("POST", "/session/link", body{"token": link, "password": 7})
		w.clara.request("PATCH", "/observers/"+ids["observers"], body{"private": body{"bornOn": personal["private.medicalNote"], "phone": personal["private.phone"], "nonsense": 1}})
		w.clara.request("PATCH", "/observers/"+ids["observers"]+"?q="+personal["private.passportNumber"], body{})
		w.clara.request("GET", "/"+personal["private.passportNumber"], nil)
		w.clara.must("GET", "/find?q="+url.QueryEscape(personal["passportName"]), nil)
		w.everything(models.Administrator, w.clara)
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := models.VerifyFund(gone, h.db); err == nil {
			t.Error("a caller who has left is answered")
		}
		export := string(w.auditor.must("GET", "/journal/export", nil).body)
		journal := string(w.auditor.must("GET", "/journal?limit=200", nil).body)
		kept := h.tables()
		for _, where := range []struct{ name, text string }{{"the log", h.log.String()}, {"the export of the journal", export}, {"the journal", journal},
			{"the table of the journal", kept["journal"]}, {"the table of notices", kept["notices"]}} {
			all := maps.Clone(personal)
			maps.Copy(all, written)
			for n, secret := range secrets {
				all[fmt.Sprint("secret ", n)] = secret
			}
			delete(all, "conflicts") // a code that others have too
			for field, value := range all {
				if strings.Contains(where.text, value) {
					t.Errorf("%s holds the %s", where.name, field)
				}
			}
		}
		for table, rows := range kept { // secrets are kept as digests
			for n, secret := range secrets {
				if strings.Contains(rows, secret) {
					t.Errorf("the table %s holds secret %d", table, n)
				}
			}
		}
	})
}

// tables are all rows of every table as text.
func (h *fixture) tables() map[string]string {
	h.Helper()
	out := map[string]string{}
	err := h.db.Snapshot(context.Background(), func(tx *gorm.DB) error {
		for _, model := range models.Tables {
			s := &gorm.Statement{DB: tx}
			if err := s.Parse(model); err != nil {
				return err
			}
			var rows []map[string]any
			if err := tx.Table(s.Schema.Table).Find(&rows).Error; err != nil {
				return err
			}
			var text strings.Builder
			for _, row := range rows {
				for column, value := range row {
					if content, ok := value.([]byte); ok {
						value = string(content)
					}
					fmt.Fprintf(&text, "%s=%v ", column, value)
				}
				text.WriteString("\n")
			}
			out[s.Schema.Table] = text.String()
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

// TestErasure erases somebody who has left, and then finds nothing of them, in no answer and in no table.
func TestErasure(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := described(h)
		ids := w.sides[0].ids
		place := w.clara.must("GET", "/training-requests/"+ids["training-requests"], nil).text("commitmentId")
		fare := w.clara.must("POST", "/payments", body{"commitmentId": place, "payee": "Rail", "purpose": "A fare", "amount": 70}).text("id")
		w.david.must("POST", "/payments/"+fare+"/approve", nil)
		w.clara.must("POST", "/payments/"+fare+"/refund", body{"amount": 70, "receivedOn": w.today(), "bankReference": "RAIL 7", "reason": "Siti missed the train."})
		w.clara.with("Idempotency-Key", "depart").must("POST", "/observers/"+ids["observers"]+"/depart", body{"ground": "resigned", "reason": "Siti moves to another post."})
		w.clara.must("POST", "/commitments/"+place+"/request-settlement", body{"reason": "The hotel of Siti sent its bill."})
		w.clara.must("PATCH", "/accounts/"+ids["accounts"], body{"name": "Siti Wibowo"})
		gone := maps.Clone(personal)
		maps.Copy(gone, written)
		delete(gone, "conflicts")
		gone["name"], gone["account name"], gone["address"], gone["nickname"], gone["content"] = "SITI", "Siti Wibowo", "siti@observer.example", "Siti", "% siti"
		gone["refund"], gone["late bill"] = "Siti missed the train.", "The hotel of Siti sent its bill."
		before := strings.Join(slices.Collect(maps.Values(h.tables())), "")
		for field, value := range gone {
			if field != "name" && !strings.Contains(before, value) && !strings.HasPrefix(value, "20") && !strings.HasPrefix(value, "19") {
				t.Errorf("there is no %s to erase", field)
			}
		}
		w.clara.with("Idempotency-Key", "erase").must("POST", "/observers/"+ids["observers"]+"/erase", body{"reason": "She asked us to forget her."})
		for table, rows := range h.tables() {
			for field, value := range gone {
				at := strings.Index(rows, value)
				if folded := spelling.Fold(value); at < 0 && len(folded) > 8 { // short ones are parts of other words
					at = strings.Index(rows, folded)
				}
				if at >= 0 {
					t.Errorf("the table %s still holds the %s: ...%.300s", table, field, rows[max(0, at-150):])
				}
			}
		}
		for role, c := range map[models.Role]*client{models.Administrator: w.clara, models.Auditor: w.auditor, models.StateRole: w.sides[0].state,
			models.ObserverRole: w.sides[1].observer} {
			for path, got := range w.everything(role, c) {
				for field, value := range gone {
					if strings.Contains(string(got.body), value) {
						t.Errorf("GET %s still shows a %s the %s: %.500s", path, role, field, got.body)
					}
				}
			}
		}
		if status := w.sides[0].observer.request("GET", "/me", nil).status; status != http.StatusUnauthorized {
			t.Errorf("who was erased is still signed in: %d", status)
		}
		if proof := w.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}
