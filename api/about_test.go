package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// unwritten are the actions that decide nothing, beside those that read.
var unwritten = []models.Action{models.SeeCallOut, models.SendReminder, models.SignOut, models.AskPassword, models.AskSignIn, models.MarkNotices, models.ChooseLanguage, models.ChooseMail, models.MarkMessages, models.FindRecords, models.RunBatch, models.ShareView, models.ReadPrivate, models.ReadCandidates, models.ReadAccreditation, models.VerifyJournal, models.ExportJournal, models.ReadHead, models.SendHead}

// elsewhere are the actions that other stories do, most of them by letting time pass: here their entries alone are written, about a
// record of the kind that they are about there.
var elsewhere = map[models.Action]models.RefKind{
	models.EnableAccount: "account", models.RehashPassword: "account", models.AskNextCallOut: "call_out", models.CloseCallOut: "call_out", models.EndCallOut: "call_out", models.AskAgainAssignment: "assignment", models.ExpireAssignment: "assignment", models.ApproveSettlement: "commitment",
	models.CloseDeployment: "deployment", models.OvertakeInquiry: "inquiry", models.CloseInvitation: "invitation", models.LapseInvitation: "invitation",
	models.ReinstateObserver: "observer", models.ReturnObserver: "observer", models.CloseOpportunity: "opportunity", models.ExpireProposal: "proposal", models.VoidProposal: "proposal",
	models.CancelTrainingRequest: "training_request", models.LapseTraining: "training", models.CorrectClock: "fund",
}

// lines are all entries of the journal as somebody reads them.
func (c *client) lines(query string) (all []body) {
	c.house.Helper()
	for before := any(0); before != nil; {
		got := c.must("GET", fmt.Sprint("/journal?limit=200&before=", before, query), nil)
		for _, item := range got.at("items").([]any) {
			all = append(all, item.(body))
		}
		before = got.at("next")
	}
	return all
}

// TestEveryEntrySaysWhat does everything that can be done and reads what the journal says of it: the words that every entry of an
// action has are written down in testdata/journal.json, by which the app holds its sentences.
func TestEveryEntrySaysWhat(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		k := &keeper{world: populate(h), sent: map[string]bool{}, words: map[string]string{}}
		k.everything()
		siti := k.sides[0].ids["observers"]
		place := k.clara.must("GET", "/training-requests/"+k.sides[0].ids["training-requests"], nil).text("commitmentId")
		fare := k.clara.must("POST", "/payments", body{"commitmentId": place, "payee": "Rail", "purpose": "A fare", "amount": 70}).text("id")
		k.david.must("POST", "/payments/"+fare+"/approve", nil)
		k.clara.must("POST", "/payments/"+fare+"/refund", body{"amount": 70, "receivedOn": k.today(), "bankReference": "RAIL 7", "reason": "It was not used."})
		for _, mail := range k.clara.must("GET", "/deliveries?limit=200", nil).at("items").([]any) {
			if one := mail.(body); !strings.Contains(fmt.Sprint(one["name"]), "Siti") {
				k.clara.must("POST", fmt.Sprint("/deliveries/", one["id"], "/mark"), body{"reason": "It came back."})
				k.clara.must("POST", fmt.Sprint("/deliveries/", one["id"], "/resend"), nil)
				break
			}
		}
		k.clara.must("POST", "/observers/"+siti+"/depart", body{"ground": "resigned", "reason": "She moves on."})
		k.clara.must("POST", "/observers/"+siti+"/erase", body{"reason": "She asked us to."})
		k.write(func(actor models.Actor) error { return actor.Restored("") })
		k.clara.must("POST", "/fund/release-mail", nil)
		k.write(func(actor models.Actor) error {
			for _, action := range slices.Sorted(maps.Keys(elsewhere)) { // the last is about what has to be looked up
				var last models.Entry
				kind := elsewhere[action]
				if err := actor.DB.Where("subject_kind = ?", kind).Order("seq DESC").Take(&last).Error; err != nil {
					return err
				}
				if err := actor.Journal(action, last.Subject, "", nil); err != nil {
					return err
				}
			}
			return nil
		})
		has := map[string][]string{}
		theirs := k.auditor.lines("")
		for n, line := range k.clara.lines("") {
			about, subject := line["about"].(body), line["subject"].(body)
			what := fmt.Sprint(line["action"], "/", subject["kind"])
			words := slices.Sorted(maps.Keys(about))
			if before, done := has[what]; done {
				words = slices.DeleteFunc(before, func(word string) bool { return !slices.Contains(words, word) })
			}
			has[what] = words
			if read := theirs[n]["about"]; !reflect.DeepEqual(read, line["about"]) && subject["kind"] != "file" {
				t.Errorf("%s: the auditor reads %v, the administrator %v", what, read, about)
			}
			if gone := about["gone"] != nil; gone && subject["kind"] != "availability" {
				t.Errorf("%s is said to be gone: %v", what, line)
			} else if gone && about["name"] == nil {
				t.Errorf("whose calendar it was is gone with the period: %v", line)
			}
			for word, value := range about {
				if value == "" || strings.Contains(fmt.Sprint(value), "Siti") {
					t.Errorf("%s: the %s is %q", what, word, value)
				}
			}
		}
		delete(has, "reference.load/reference") // of the program's own data, before the first person
		for action := range models.Policy {
			if named := func(what string) bool { return strings.HasPrefix(what, string(action)+"/") }; !strings.HasSuffix(string(action), ".read") &&
				!slices.Contains(unwritten, action) && action != models.LoadReference && action != models.SealFund && !slices.ContainsFunc(slices.Collect(maps.Keys(has)), named) {
				t.Errorf("%s is in no entry", action)
			}
		}
		got, err := json.MarshalIndent(has, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		const file = "testdata/journal.json"
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is out of date (%v): run go test ./api -run TestEveryEntrySaysWhat -update\n%s", file, err, got)
		}

		// It takes as many statements for one entry as for two hundred of all kinds.
		heard := h.listening()
		counts := map[int]int{}
		for _, limit := range []int{1, 10, 200} {
			heard()
			k.auditor.must("GET", fmt.Sprint("/journal?limit=", limit), nil)
			counts[limit] = len(heard())
		}
		if counts[1] != counts[10] || counts[1] != counts[200] {
			t.Errorf("the statements for so many entries are %v", counts)
		}
	})
}

// TestTheJournalIsNarrowed asks for the entries of one person, record, kind, action and period.
func TestTheJournalIsNarrowed(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		s.money("AU", "deployment", 2_000_000)
		first, _ := s.inForce(s.today().Plus(113))
		var last models.Entry // the journal began today, whatever day that is
		if err := h.db.Query(t.Context()).Order("seq DESC").Take(&last).Error; err != nil {
			t.Fatal(err)
		}
		now, began := h.db.Now().Time, last.At.Day()
		h.at(last.At.Add(72 * time.Hour))
		h.write(func(actor models.Actor) error {
			return actor.Journal(models.LapseInvitation, models.Ref{Kind: "invitation", ID: first}, "", nil)
		})
		h.db.SetClock(func() time.Time { return now }) // to read goes on
		reference := s.auditor.must("GET", "/invitations/"+first, nil).text("reference")
		proposal := s.clara.must("GET", "/proposals?status=confirmed", nil).text("items.0.reference")
		all := s.auditor.lines("")
		is := func(query string, fits func(line body) bool) {
			t.Helper()
			want := slices.DeleteFunc(slices.Clone(all), func(line body) bool { return !fits(line) })
			if got := s.auditor.lines("&" + query); len(want) == 0 || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %d entries, not %d", query, len(got), len(want))
			}
		}
		subject := func(line body, field string) any { return line["subject"].(body)[field] }
		is("kind=invitation", func(line body) bool { return subject(line, "kind") == "invitation" })
		is("kind=line&action=lines.allocate", func(line body) bool { return line["action"] == "lines.allocate" })
		is("reference="+reference, func(line body) bool { return subject(line, "id") == first })
		is("reference=%20"+strings.ToLower(reference), func(line body) bool { return subject(line, "id") == first })
		is("reference="+proposal, func(line body) bool { return line["about"].(body)["reference"] == proposal })
		is("subjectId="+first+"&kind=invitation", func(line body) bool { return subject(line, "id") == first })
		david := s.david.must("GET", "/me", nil).text("account.id")
		is("accountId="+david+"&kind=invitation", func(line body) bool { return subject(line, "kind") == "invitation" && line["accountId"] == david })
		day := func(line body) string { return line["at"].(string)[:10] }
		is(fmt.Sprint("from=", began.Plus(1)), func(line body) bool { return day(line) > began.String() })
		is(fmt.Sprint("until=", began.Plus(1)), func(line body) bool { return day(line) <= began.String() })
		for _, query := range []string{"reference=INV-1999-0001", "reference=%25", "kind=refund", fmt.Sprint("from=", began.Plus(1), "&until=", began.Plus(2))} {
			if found := s.auditor.lines("&" + query); len(found) != 0 {
				t.Errorf("%s: %v", query, found)
			}
		}
		// A rare kind is found by its index: read backwards, the whole journal would be looked through for it.
		heard := h.listening()
		s.auditor.must("GET", "/journal?kind=extension", nil)
		asked := slices.DeleteFunc(heard(), func(q question) bool { return !strings.Contains(q.text, "FROM `journal`") })
		if !h.db.Postgres { // which chooses by how many rows there are
			var plan []struct{ Detail string }
			err := h.db.Query(t.Context()).Raw("EXPLAIN QUERY PLAN " + h.db.Query(t.Context()).Dialector.Explain(asked[0].text, asked[0].args...)).Scan(&plan).Error
			if err != nil || !strings.Contains(fmt.Sprint(plan), "journal_by_kind") {
				t.Errorf("a kind is found by %v %v", plan, err)
			}
		}
		for query, field := range map[string]string{"kind=elephant": "kind", "accountId=clara": "accountId", "reference=" + strings.Repeat("x", 41): "reference",
			fmt.Sprint("from=", began, "&until=", began): "until"} {
			refused := s.auditor.request("GET", "/journal?"+query, nil)
			if refused.is(t, 422, refusal.Invalid); refused.text("errors.0.field") != field {
				t.Errorf("%s: %s", query, refused.body)
			}
		}
	})
}
