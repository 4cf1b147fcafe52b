package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// texts are the places of an input that hold a text, as paths such as seats.0.function.
func texts(in any, path string) (found []string) {
	switch in := in.(type) {
	case string:
		return []string{path}
	case []any:
		for n, item := range in {
			found = append(found, texts(item, fmt.Sprint(path, ".", n))...)
		}
	case body:
		for name, item := range in {
			found = append(found, texts(item, strings.TrimPrefix(path+"."+name, "."))...)
		}
	}
	slices.Sort(found)
	return found
}

// saying is an input with a text in one place.
func saying(in any, path, text string) any {
	name, rest, _ := strings.Cut(path, ".")
	switch in := in.(type) {
	case []any:
		out := slices.Clone(in)
		for n := range out {
			if fmt.Sprint(n) == name {
				out[n] = saying(in[n], rest, text)
			}
		}
		return out
	case body:
		return but(in, body{name: saying(in[name], rest, text)})
	}
	return text
}

// decoded is an input as it is after a journey in JSON, with lists and objects of any.
func decoded(t testing.TB, in body) body {
	content, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out body
	if err := json.Unmarshal(content, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// contains reports whether any text in a value is exactly this one.
func contains(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return v == text
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return contains(item, text) })
	case map[string]any:
		for _, item := range v {
			if contains(item, text) {
				return true
			}
		}
	}
	return false
}

// TestEveryText puts words of SQL and HTML into every text of every input, one after the other: each is refused by a clear
// problem or kept exactly, and nothing breaks.
func TestEveryText(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		accepted, back := 0, map[string]bool{}
		var routes, ends []Route // what asks for a reason ends something: last
		for _, r := range Routes {
			if _, reason := r.In.FieldByName("Reason"); reason && r.ID != "changeObserver" {
				ends = append(ends, r)
			} else {
				routes = append(routes, r)
			}
		}
		for n, words := range []string{"'; DROP TABLE observers; --", "<script>alert(1)</script>", `"\'%_${7*7}{{7*7}} ../..`} {
			for _, r := range append(routes, ends...) {
				if r.Method == http.MethodGet || r.Method == http.MethodDelete || r.Action == models.ChangePassword || r.Action == models.EraseObserver {
					continue
				}
				role := models.Administrator
				for _, one := range []models.Role{models.StateRole, models.ObserverRole, models.Administrator} {
					if models.Policy[r.Action][one] != models.None {
						role = one
					}
				}
				s := w.sides[n%2]
				in := decoded(t, s.input(r.In))
				switch r.ID {
				case "claimTraining":
					in["startsOn"], in["until"], in["observerId"] = w.today().Plus(-9), w.today().Plus(-5), s.ids["observers"]
					in["confirmed"] = sure
				case "nominateObserver", "changeObserver", "receiveReceipt", "pledgeContribution", "requestPayment":
					in["confirmed"] = sure
				case "addAvailability":
					in["replace"] = true
				}
				for _, path := range texts(in, "") {
					one := unique(in, path)
					got := w.actors(s)[role].request(r.Method, s.address(r, role), saying(one, path, words))
					name := fmt.Sprint(r.Method, " ", r.Path, " ", path)
					switch {
					case got.status >= 500 || got.status == http.StatusForbidden && got.text("code") == "forbidden":
						t.Errorf("%s: %d %s %s", name, got.status, got.body, h.log.last())
					case got.status >= 400:
						rule, _ := refusal.Find(refusal.Code(got.text("code")))
						h.isProblem(name, got, got.status, rule, "")
					default:
						accepted++
						back[r.ID+" "+path] = contains(got.json, words)
					}
				}
			}
		}
		// The texts that people write come back as they wrote them.
		for _, field := range []string{"nominateObserver passportName", "nominateObserver preferredName", "nominateObserver private.medicalNote",
			"nominateObserver private.emergencyName", "changeObserver private.phone", "claimTraining title", "claimTraining place", "claimTraining certificateNumber",
			"draftOpportunity title", "draftOpportunity note", "draftOpportunity place", "addAvailability note", "draftInvitation signatory",
			"draftInvitation authorityName", "draftInvitation office", "draftInvitation answers.0.note", "addDeploymentRequest title", "addDeploymentRequest note",
			"addDeploymentRequest regions.0", "pledgeContribution title", "receiveReceipt bankReference", "receiveReceipt rateSource", "addLine title",
			"requestPayment payee", "requestPayment purpose", "createAccount name", "suspendObserver reason", "setFund name"} {
			if kept, ok := back[field]; !kept {
				t.Errorf("%s: taken %v, and came back %v", field, ok, kept)
			}
		}
		if accepted < 100 {
			t.Errorf("only %d texts were taken", accepted)
		}
		if proof := w.auditor.must("GET", "/journal/verify", nil); proof.at("ok") != true {
			t.Errorf("the record is %s", proof.body)
		}
	})
}

// unique is an input with other words where the same cannot be said twice.
func unique(in body, path string) body {
	out := but(in, nil)
	once := body{"bankReference": "R " + models.NewID(), "email": models.NewID() + "@test.example", "certificateNumber": models.NewID()}
	for name, value := range once {
		if _, there := out[name]; there && path != name {
			out[name] = value
		}
	}
	if _, there := out["title"]; there && path != "title" {
		out["title"] = "Called " + models.NewID()
	}
	return out
}

// TestNames keeps the names of the whole world as they are written, and refuses what cannot be seen in them.
func TestNames(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		for _, name := range []string{"Xanana 🇹🇱 Gusmão", "👩🏽\u200d🚀 Siti", "محمد بن سلمان", "יוסף בן־דוד", "ສົມສະຫວາດ", "ဒေါ်အောင်ဆန်းစုကြည်", "សុខ ដារ៉ា", "阮文决 (Nguyễn Văn Quyết)",
			"O’Brien-Ó Súilleabháin", "Nuñez & Søn <the elder>", "می\u200cخواهم", "X Æ A-12", "Null", "Robert'); DROP TABLE observers;--"} {
			got := s.clara.request("POST", "/observers", but(s.nominee("Any", "ID"), body{"passportName": name, "preferredName": name}))
			if got.status != http.StatusCreated || got.text("passportName") != name {
				t.Errorf("%s: %d %s", name, got.status, got.body)
				continue
			}
			again := s.clara.must("GET", "/observers/"+got.text("id"), nil)
			if again.text("preferredName") != name || again.text("passportName") != name {
				t.Errorf("%s comes back as %s", name, again.body)
			}
		}
		var all []invalidRequest
		for why, name := range map[string]string{"10,000 letters": strings.Repeat("é", 10_000), "nothing to see": "Si\u200bti", "a soft hyphen": "Si\u00adti", "a mark of order": "\ufeffSi\ufeffti",
			"turned round": "Siti\u202egnihtyna", "isolated": "Si\u2066ti\u2069", "a mark of direction": "Si\u200fti", "a NUL": "Si\x00ti", "an escape": "Si\x1b[31mti",
			"a tag": "Si\U000e0041ti", "a joiner that joins nothing": "Siti \u200d", "a filler": "\u3164", "a character that is none": "Si\uffffti", "a line": "Si\u2028ti"} {
			all = append(all, invalidRequest{why, s.clara, "POST", "/observers", but(s.nominee("Any", "ID"), body{"passportName": name}), 422, refusal.Invalid, "passportName"})
		}
		content, err := json.Marshal(s.nominee("Any", "ID"))
		if err != nil {
			t.Fatal(err)
		}
		for why, name := range map[string]string{"half a pair": `Si\ud83dti`, "the other half": `Si\udc00ti`, "both, the wrong way round": `\udc00\ud83d`, "a written NUL": `Si\u0000ti`} {
			all = append(all, invalidRequest{why, s.clara, "POST", "/observers", strings.Replace(string(content), `"ANY"`, `"`+name+`"`, 1), 422, refusal.Invalid, "passportName"})
		}
		all = append(all, invalidRequest{"not UTF-8", s.clara, "POST", "/observers", strings.Replace(string(content), "ANY", "S\xedti", 1), 400, refusal.Malformed, ""},
			invalidRequest{"nothing but spaces", s.clara, "POST", "/observers", but(s.nominee("Any", "ID"), body{"passportName": " \t\n "}), 422, refusal.Invalid, "passportName"})
		h.refuses(all)
	})
}
