package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"observationfund/models"
)

// recordsAt is where a record of each kind that can be found is read, and where its list is; what has no list is read one by one.
var recordsAt = map[string]string{
	"observer": "/observers", "invitation": "/invitations", "deployment_request": "/deployment-requests", "deployment": "/deployments", "assignment": "/assignments",
	"opportunity": "/opportunities", "training_request": "/training-requests", "training": "/trainings", "inquiry": "/inquiries", "contribution": "/contributions",
	"line": "/lines", "commitment": "/commitments", "payment": "/payments", "proposal": "/proposals", "account": "/accounts", "file": "/files",
}

// find is what somebody finds: the ids of each kind, in their order.
func (c *client) find(q string) map[string][]string {
	c.house.Helper()
	out := map[string][]string{}
	for _, group := range c.must("GET", "/find?q="+url.QueryEscape(q), nil).at("kinds").([]any) {
		for _, item := range group.(body)["items"].([]any) {
			kind := group.(body)["kind"].(string)
			out[kind] = append(out[kind], item.(body)["id"].(string))
		}
	}
	return out
}

// inScripts are names as people write them, and by what each is found: in other letters, without their marks, by a part, by a sign or two.
var inScripts = []struct {
	name   string
	typed  []string
	others []string // what finds something else, or nothing
}{
	{"Nguyễn Thị Hương", []string{"nguyen", "thi huong", "NGUYỄN"}, []string{"nguyenx"}},
	{"Đặng Văn Lâm", []string{"dang", "đặng", "lam van"}, nil},
	{"Łukasz Wójcik", []string{"lukasz", "wojcik", "Łukasz"}, nil},
	{"Işıl Çağlar", []string{"isil", "caglar", "IŞIL"}, []string{"isik"}},
	{"สมชาย ใจดี", []string{"สมชาย", "ใจดี", "ช"}, nil},
	{"សុខ វិបុល", []string{"សុខ", "វិបុល"}, nil},
	{"ສົມພອນ ແກ້ວ", []string{"ສົມພອນ", "ແກ້ວ"}, nil},
	{"မောင်မောင် ထွန်း", []string{"မောင်", "ထွန်း"}, nil},
	{"김민준", []string{"민준", "김", "김민준"}, nil},
	{"山田太郎", []string{"太郎", "山田", "郎"}, nil},
	{"선거 감시단", []string{"감시", "선거"}, nil},
	{"選挙監視 ガイド", []string{"監視", "ガイド"}, []string{"カイト"}},
	{"Ольга Ковальчук", []string{"ольга", "КОВАЛЬ"}, nil},
	{"محمد العربي", []string{"محمد", "العربي"}, nil},
}

// TestFindsInEveryScript finds a person by their name however it is typed, on both engines.
func TestFindsInEveryScript(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		clara, ids := h.as(h.account(models.Administrator)), map[string]string{}
		h.write(func(actor models.Actor) error {
			for n, s := range inScripts {
				seat := n + 11
				o := models.Observer{Status: models.ObserverAdmitted, Seat: &seat, PreferredName: s.name, PassportName: "PERSON", NominatedBy: "ID", Gender: models.Woman}
				if err := actor.Create(&o, models.NominateObserver, nil); err != nil {
					return err
				}
				ids[s.name] = o.ID
			}
			return nil
		})
		for n, s := range inScripts {
			for _, q := range append(s.typed, s.name, fmt.Sprint(n+11)) {
				if found := clara.find(q)["observer"]; !slices.Contains(found, ids[s.name]) {
					t.Errorf("%q is not found by %q", s.name, q)
				}
			}
			for _, q := range s.others {
				if found := clara.find(q)["observer"]; slices.Contains(found, ids[s.name]) {
					t.Errorf("%q is found by %q", s.name, q)
				}
			}
		}
		if found := clara.find("12")["observer"]; found[0] != ids[inScripts[1].name] {
			t.Errorf("who has seat 12 does not stand first: %v", found)
		}
	})
}

// TestFindsByReferenceAndState finds what is referred to in whatever form, and what is about a state by any name of it.
func TestFindsByReferenceAndState(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		id := w.sides[0].ids["invitations"]
		reference := w.clara.must("GET", "/invitations/"+id, nil).text("reference")
		compact := strings.ReplaceAll(reference, "-", "")
		for _, q := range []string{reference, strings.ToLower(reference), compact, strings.ToLower(compact), strings.ReplaceAll(reference, "-", " "), strings.ReplaceAll(reference, "-", "\u2011"),
			strings.ReplaceAll(reference, "-000", "-"), " " + reference + " "} {
			for path, found := range map[string][]string{"find": w.clara.find(q)["invitation"], "list": idsIn(w.clara.must("GET", "/invitations?q="+url.QueryEscape(q), nil))} {
				if len(found) != 1 || found[0] != id {
					t.Errorf("%s: %s is found by %q as %v", path, reference, q, found)
				}
			}
		}
		proposal := w.clara.must("GET", "/proposals", nil)
		for _, q := range []string{proposal.text("items.0.reference"), strings.ToLower(strings.ReplaceAll(proposal.text("items.0.reference"), "-", ""))} {
			if found := w.clara.find(q)["proposal"]; len(found) != 1 || found[0] != proposal.text("items.0.id") {
				t.Errorf("a proposal is found by %q as %v", q, found)
			}
		}
		for _, q := range []string{"Timor-Leste", "timor leste", "East Timor", "TL", "tls", "東ティモール", "ติมอร์", "oriental timor"} {
			found := w.clara.must("GET", "/find?q="+url.QueryEscape(q), nil)
			if !slices.Contains(w.clara.find(q)["invitation"], id) || !strings.Contains(string(found.body), `"code":"TL","counts":[{"kind":"invitation","count":1}`) {
				t.Errorf("Timor-Leste is not found by %q: %s", q, found.body)
			}
			if found := w.sides[1].state.find(q); len(found["invitation"]) > 0 {
				t.Errorf("Fiji finds by %q what is Timor-Leste's: %v", q, found)
			}
		}
		for q, code := range map[string]string{"Burma": "MM", "Ivory Coast": "CI", "Turkey": "TR", "turkiye": "TR", "Viet Nam": "VN", "vietnam": "VN", "Holland": "NL", "Coreia do Sul": "KR", "日本": "JP", "EU": "EU"} {
			states := w.clara.must("GET", "/find?q="+url.QueryEscape(q), nil).at("states").([]any)
			if !slices.ContainsFunc(states, func(s any) bool { return s.(body)["code"] == code }) {
				t.Errorf("%s is not found by %q: %v", code, q, states)
			}
		}
		if entry := w.auditor.must("GET", "/find?q=3", nil); entry.at("entry") != float64(3) {
			t.Errorf("entry 3 is not found: %s", entry.body)
		}
		if entry := w.sides[0].observer.must("GET", "/find?q=3", nil); entry.at("entry") != nil {
			t.Errorf("an observer finds an entry of the journal: %s", entry.body)
		}
	})
}

func idsIn(got reply) (out []string) {
	for _, item := range got.at("items").([]any) {
		out = append(out, item.(body)["id"].(string))
	}
	return out
}

// TestFindsWhatOneMayRead holds what each role finds, of each kind, against what it may read: it is read by its id, stands in the list of its kind, and
// whatever stands there is found by what it is called.
func TestFindsWhatOneMayRead(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := described(h)
		queries := []string{"siti", "anna", "inv-2026", "timor", "fiji", "japan", "australia", "course", "letter", "airline", "election", "clara", "pdf", "protocol", "p-2026", "nurhaliza", "test.example",
			personal["private.email"], personal["passportName"], personal["private.passportNumber"], written["place"], written["former name"], "sc", "on"}
		byRole := map[models.Role]map[string]bool{}
		for _, s := range w.sides {
			for role, somebody := range w.actors(s) {
				if byRole[role] == nil {
					byRole[role] = map[string]bool{}
				}
				listed, named := map[string][]string{}, map[string]string{}
				for kind, path := range recordsAt {
					if got := somebody.request("GET", path+"?limit=200", nil); got.status == http.StatusOK {
						listed[kind] = idsIn(got)
						for _, item := range got.at("items").([]any) {
							for _, field := range []string{"reference", "title", "preferredName", "payee", "name", "observer"} {
								if text, ok := item.(body)[field].(string); ok && text != "" && !(kind == "assignment" && role != models.ObserverRole) {
									named[item.(body)["id"].(string)] = text
									break
								}
							}
						}
					}
				}
				read := map[string]bool{}
				for _, q := range queries {
					for kind, found := range somebody.find(q) {
						byRole[role][kind] = true
						for _, id := range found {
							if !read[id] && somebody.request("GET", recordsAt[kind]+"/"+id, nil).status != http.StatusOK {
								t.Errorf("%s finds by %q a %s that they may not read", role, q, kind)
							}
							read[id] = true
							if kind != "file" && !slices.Contains(listed[kind], id) {
								t.Errorf("%s finds by %q a %s that is not in their list", role, q, kind)
							}
						}
					}
				}
				for id, text := range named {
					if found := somebody.find(text); !slices.ContainsFunc(slices.Collect(maps.Values(found)), func(of []string) bool { return slices.Contains(of, id) || len(of) == 5 }) {
						t.Errorf("%s does not find %s by %q: %v", role, id, text, found)
					}
				}
				if role == models.Administrator || role == models.ObserverRole && somebody == w.sides[0].observer {
					continue
				}
				for field, value := range personal { // by which nobody else finds her
					if found := somebody.find(strings.Trim(value, `"[`)); field != "conflicts" && len(found) > 0 {
						t.Errorf("%s finds by the %s: %v", role, field, found)
					}
				}
			}
		}
		for role, kinds := range map[models.Role]int{models.Administrator: len(recordsAt) - 1, models.Auditor: len(recordsAt) - 1, models.ObserverRole: 8, models.StateRole: 4} {
			if len(byRole[role]) < kinds-1 {
				t.Errorf("%s finds no more kinds than %v", role, slices.Sorted(maps.Keys(byRole[role])))
			}
		}
	})
}

// TestFindTakesAnything asks for what is no name, and for much at once.
func TestFindTakesAnything(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		for q, status := range map[string]int{"": 200, " ": 200, "a": 200, "%": 200, "%%": 200, "__": 200, `\\`: 200, `' OR 1=1 --`: 200, `"x" AND "y"`: 200, "{folded}:x*": 200, "---": 200, "\u200d\u200d": 422, "🗳️": 200,
			"9223372036854775808": 200, "99999999999999999999": 200, "-777777": 200, "a\x00b": 422, "a\xff": 422, strings.Repeat("x", 10_000): 422, strings.Repeat("ab ", 33): 200} {
			got := w.clara.request("GET", "/find?q="+url.QueryEscape(q), nil)
			if got.status != status || status == 200 && len(got.at("kinds").([]any)) > 0 {
				t.Errorf("%.40q: %d %.300s", q, got.status, got.body)
			}
		}
		var all sync.WaitGroup
		for n := range 24 {
			all.Go(func() {
				somebody, name := w.clara, "anna"
				if n%2 == 1 {
					somebody, name = w.sides[1].observer, "anna"
				}
				if found := somebody.find(name)["observer"]; len(found) != 1 || found[0] != w.sides[1].ids["observers"] {
					t.Errorf("at the same time %q finds %v", name, found)
				}
			})
		}
		all.Wait()
	})
}

// unsearched are the lists that find nothing by words, and why.
var unsearched = map[string]string{
	"listNotices":     "they are one's own, of some weeks, and in the words of the app's language",
	"listSessions":    "one has a few",
	"listReceipts":    "those of one contribution",
	"listViews":       "they are those of one list: at most 50 of one's own, and the few that are shared",
	"listCorrections": "they have no words: each is of one receipt",
	"listEntries":     "those of one contribution, by their days",
	"listTransfers":   "they have no words: they are found by contribution, payment and day",
	"listMessages":    "they are those about one record",
	"listCallOuts":    "they are those of one mission",
	"listJournal":     "it keeps no names: it is found by reference, action, person and day",
}

// TestListsAreSearched lets every list of what has a name, a reference or a payee be searched.
func TestListsAreSearched(t *testing.T) {
	t.Parallel()
	for _, r := range Routes {
		_, pages := r.In.FieldByName("Limit")
		_, searches := r.In.FieldByName("Q")
		switch reason := unsearched[r.ID]; {
		case pages && !searches && reason == "":
			t.Errorf("%s is not searched", r.ID)
		case (searches || !pages) && reason != "":
			t.Errorf("%s needs no excuse", r.ID)
		case searches && reflect.Zero(r.In).FieldByName("Q").Kind() != reflect.String:
			t.Errorf("%s is searched by no text", r.ID)
		}
	}
}
