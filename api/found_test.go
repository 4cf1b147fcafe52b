package api

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/spelling"
)

// named are texts as people write them, out of their order.
var named = []string{"Zoran's 10th", "ana", "Élections et État de droit", "de Silva", "Zoran’s 9th", "Đặng Thị", "Ádám", "Bob", "การเลือกตั้ง", "選挙監視"}

// coded are the fields that hold a code where a name is shown, and where the names are listed.
var coded = map[string]string{"host": "/states", "contributor": "/participants"}

// otherwise are fields by which lists are sorted that are no text of somebody's, and why.
var otherwise = map[string]string{"status": "a word of the program", "earmark": "a word of the program, or none", "window": "a word of the program", "reference": "a number with a name",
	"email": "an address is ASCII, and sorted as one"}

// TestListsFindAndSort finds in every list that searches what is there, however it is typed, and sorts every list by every
// text that it offers: as a reader's alphabet does, page by page, the same on both engines.
func TestListsFindAndSort(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		ids := w.sides[0].ids
		w.write(func(actor models.Actor) error {
			for n, name := range named {
				day, seat := actor.Now.Day(), n+11
				o := models.Observer{Status: models.ObserverAdmitted, Seat: &seat, PreferredName: name, PassportName: "PERSON", NominatedBy: "ID", Gender: models.Woman}
				if err := actor.Create(&o, models.NominateObserver, nil); err != nil {
					return err
				}
				course := models.Opportunity{CreatedBy: models.SystemID, Status: models.OpportunityOpen, Title: name, Organiser: "UN", Kind: models.Course, StartsOn: day, Until: day.Plus(1), Places: 1, Deadline: actor.Now, DeadlineOn: day}
				if err := actor.Create(&course, models.ChangeObserver, nil); err != nil {
					return err
				}
				account := models.NewID()
				for _, thing := range []models.Thing{
					&models.Account{Record: models.Record{ID: account}, Email: fmt.Sprint(n, "@x.example"), Name: name, Role: models.Auditor, Status: models.AccountActive},
					&models.Delivery{AccountID: account, Kind: models.NoticeMail, Action: models.ChangeAccount, Status: models.DeliveryWaiting, QueuedAt: actor.Now, NextAt: actor.Now},
					&models.Training{ObserverID: ids["observers"], Status: models.TrainingClaimed, Organiser: "UN", Kind: models.Course, Title: name, StartsOn: day.Plus(-9), Until: day, ClaimedBy: models.SystemID},
					&models.TrainingRequest{OpportunityID: course.ID, ObserverID: ids["observers"], Status: models.RequestSubmitted, Motivation: "To learn how it is done."},
					&models.Contribution{Contributor: []string{"KH", "JP", "KH", "EU", "PG"}[n%5], Status: models.ContributionPledged, Title: name, Amount: 1, Currency: "USD", Rate: "1", Value: 1, PledgedOn: day},
					&models.Line{Title: name, Purpose: models.AuditWindow},
					&models.Commitment{Title: name, Status: models.CommitmentOpen, Host: []string{"CH", "TL", "KH"}[n%3], CreatedBy: models.SystemID},
					&models.Payment{Payee: name, Status: models.PaymentRequested, CommitmentID: ids["commitments"], Amount: 1, RequestedBy: models.SystemID},
				} {
					if err := actor.Create(thing, models.ChangeObserver, nil); err != nil {
						return err
					}
				}
			}
			d, err := models.Find[models.Deployment](actor.DB, ids["deployments"])
			if err != nil {
				return err
			}
			d.Title = named[2]
			if err := actor.Change(&d, models.ChangeDeployment, "", nil); err != nil {
				return err
			}
			i, err := models.Find[models.Invitation](actor.DB, ids["invitations"])
			if err != nil {
				return err
			}
			i.AuthorityName = named[2]
			if err := actor.Change(&i, models.ChangeInvitation, "", nil); err != nil {
				return err
			}
			asked, err := models.Find[models.DeploymentRequest](actor.DB, ids["deployment-requests"])
			if err != nil {
				return err
			}
			asked.Title = named[2]
			if err := actor.Change(&asked, models.ChangeDeploymentRequest, "", nil); err != nil {
				return err
			}
			return actor.Create(&models.Proposal{Reference: "P-2026-900", Title: named[2], Action: models.AllocateLine, Subject: models.Ref{Kind: "line"}, Operation: "allocateLine", Input: "{}",
				Changes: []models.FieldChange{}, AskedBy: actor.By.ID, Status: models.ProposalOpen, ExpiresAt: actor.Now.Plus(models.ProposalLife)}, models.AskProposal, nil)
		})
		about := w.clara.must("GET", "/observers?q="+url.QueryEscape(named[2]), nil).text("items.0.id")
		w.clara.must("POST", "/inquiries", body{"observerId": about, "allegation": "It is said that she spoke to a newspaper."})
		names := map[string]string{"": ""}
		for _, list := range coded {
			for _, item := range w.clara.must("GET", list, nil).at("items").([]any) {
				names[item.(body)["code"].(string)] = item.(body)["name"].(string)
			}
		}
		searched, sorted := 0, 0
		for _, r := range Routes {
			if _, searches := r.In.FieldByName("Q"); searches && r.ID != "listStates" {
				searched++
				for _, q := range []string{named[2], "elections etat", "DROIT\u3000 élections\u00a0et", "tat roi", "electionsetat", "elections droit locales"} {
					got := w.clara.must("GET", r.Path+"?q="+url.QueryEscape(q), nil)
					if found := strings.Contains(string(got.body), named[2]); found != (strings.Contains(q, " ") && !strings.Contains(q, "locales")) {
						t.Errorf("%s: %q is found by %q: %v", r.ID, named[2], q, found)
					}
				}
			}
			if _, sorts := r.In.FieldByName("Sort"); !sorts {
				continue
			}
			refused := w.clara.request("GET", w.sides[0].address(r, models.Administrator)+"?sort=nonsense", nil)
			for _, by := range strings.Split(regexp.MustCompile(`must be one of (.*?), perhaps`).FindStringSubmatch(refused.text("errors.0.message"))[1], ", ") {
				value := func(item any) string {
					field := map[string]string{"listObservers name": "preferredName"}[r.ID+" "+by]
					if field == "" {
						field = by
					}
					text, _ := item.(body)[field].(string)
					if coded[by] != "" {
						text = names[text]
					}
					return text
				}
				if _, code := otherwise[by]; code || regexp.MustCompile(`On$|At$|^(seat|rank|amount|budget|value|booked|deadline|firstDay|upcoming|number|day|noticeHours)$`).MatchString(by) {
					continue
				}
				sorted++
				for _, direction := range []string{"", "-"} {
					var all []any
					more := fmt.Sprint(r.Path, "?limit=4&sort=", direction, by)
					for next := "start"; next != ""; more = fmt.Sprint(r.Path, "?limit=4&sort=", direction, by, "&after=", next) {
						got := w.clara.must("GET", more, nil)
						all, next = append(all, got.at("items").([]any)...), got.text("next")
					}
					if direction == "-" {
						slices.Reverse(all)
					}
					if !slices.IsSortedFunc(all, func(a, b any) int { return bytes.Compare(spelling.SortKey(value(a)), spelling.SortKey(value(b))) }) || value(all[len(all)-1]) == "" {
						var texts []string
						for _, item := range all {
							texts = append(texts, value(item))
						}
						t.Errorf("%s by %s%s: %q", r.ID, direction, by, texts)
					}
				}
			}
		}
		if searched < 5 || sorted < 11 {
			t.Errorf("only %d lists were searched, and %d orders looked at", searched, sorted)
		}
		// A person is found by the names they had, and what is the same but for how it is typed is the same.
		for _, name := range []string{"Siti Nurhaliza", "Rahayu"} {
			w.clara.must("PATCH", "/observers/"+ids["observers"], body{"preferredName": name, "passportName": strings.ToUpper(name)})
		}
		for q, found := range map[string]bool{"rahayu": true, "nurhaliza SITÍ": true, "siti rahayu": true, "nurhalizasiti": false} {
			if got := w.clara.must("GET", "/observers?q="+url.QueryEscape(q), nil); strings.Contains(string(got.body), ids["observers"]) != found {
				t.Errorf("Rahayu, who was Siti, is found by %q: %s", q, got.body)
			}
		}
		if former := w.clara.must("GET", "/observers/"+ids["observers"], nil).at("formerNames"); fmt.Sprint(former) != "[SITI NURHALIZA SITI]" {
			t.Errorf("she was %v", former)
		}
		w.clara.request("POST", "/lines", body{"title": "ELECTIONS  et état de droit", "window": "audit"}).is(t, http.StatusConflict, refusal.LineExists)
	})
}

// TestTheOldestIsFound chooses, out of more than a page can hold, what stands furthest from its beginning: a list is searched whole,
// and a record names what it belongs to however old that is.
func TestTheOldestIsFound(t *testing.T) {
	t.Parallel()
	const oldest = "Élan"
	each(t, func(h *fixture) {
		clara := h.as(h.account(models.Administrator))
		ids := map[string]string{}
		h.write(func(actor models.Actor) error {
			for n := range 203 {
				title := fmt.Sprint("Later ", n)
				if n == 0 {
					title = oldest
				}
				contribution := models.Contribution{Contributor: "JP", Status: models.ContributionPledged, Title: title, Amount: 1, Currency: "USD", Rate: "1", Value: 1, PledgedOn: actor.Now.Day()}
				line := models.Line{Title: title, Purpose: models.AuditWindow}
				commitment := models.Commitment{Title: title, Status: models.CommitmentOpen, CreatedBy: actor.By.ID}
				course := models.Opportunity{CreatedBy: actor.By.ID, Status: models.OpportunityOpen, Title: title, Organiser: "UN", Kind: models.Course, StartsOn: actor.Now.Day(), Until: actor.Now.Day().Plus(1), Places: 1, Deadline: actor.Now, DeadlineOn: actor.Now.Day()}
				for _, thing := range []models.Thing{&contribution, &line, &commitment, &course} {
					if err := actor.Create(thing, models.ChangeObserver, nil); err != nil {
						return err
					}
				}
				payment := models.Payment{CommitmentID: commitment.ID, Status: models.PaymentRequested, Payee: title, Purpose: "Fares", Amount: 1, RequestedBy: actor.By.ID}
				if err := actor.Create(&payment, models.ChangeObserver, nil); err != nil {
					return err
				}
				if n == 0 {
					ids = map[string]string{"contributions": contribution.ID, "lines": line.ID, "commitments": commitment.ID, "opportunities": course.ID, "payments": payment.ID}
				}
			}
			return nil
		})
		for path, id := range ids {
			if page := clara.must("GET", "/"+path+"?limit=200&sort=-createdAt", nil); strings.Contains(string(page.body), id) || page.text("next") == "" {
				t.Errorf("the oldest of %s is on the first page, so that this proves nothing", path)
			}
			if found := clara.must("GET", "/"+path+"?q=elan", nil).at("items").([]any); len(found) != 1 || found[0].(body)["id"] != id {
				t.Errorf("%s: the oldest is not found: %v", path, found)
			}
		}
		for q, many := range map[string]int{"elan japan": 1, "japan élan": 1, "elan JP": 1, "elan korea": 0} {
			if found := clara.must("GET", "/contributions?q="+url.QueryEscape(q), nil).at("items").([]any); len(found) != many {
				t.Errorf("a pledge is found by %q %d times: its contributor counts too", q, len(found))
			}
		}
		if title := clara.must("GET", "/payments/"+ids["payments"], nil).text("commitment"); title != oldest {
			t.Errorf("the payment comes out of %q", title)
		}
	})
}
