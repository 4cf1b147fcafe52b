package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
)

// TestReceipts acknowledges everything that a state submits, by a number that stands on the invitation's page, and says until when it hears.
func TestReceipts(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		other := s.invite(body{"email": "second@mfa.example", "name": "Second, Dili", "role": "state", "state": "TL"})
		polling := s.today().Plus(113)
		invitation, _ := s.inForce(polling)
		s.later(1)
		s.extend(invitation, s.today().Plus(200))
		s.later(1)
		s.asks(invitation, "expert", polling)
		got := s.dili.must("GET", "/invitations/"+invitation, nil)
		for n, action := range []models.Action{models.SubmitDeploymentRequest, models.SubmitExtension, models.SubmitInvitation} {
			number, by := fmt.Sprintf("R-2026-%04d", 3-n), s.today().Plus(5-n)
			at := fmt.Sprintf("received.%d.", n)
			if got.text(at+"number") != number || got.text(at+"action") != string(action) || got.text(at+"answersBy") != by.String() {
				t.Errorf("receipt %d of %s is %v", n, action, got.at("received"))
			}
			for _, who := range []*client{s.dili, other} {
				said := fmt.Sprint(who.must("GET", "/notices?limit=100", nil).at("items"))
				if !strings.Contains(said, number) || !strings.Contains(said, by.Words()) {
					t.Errorf("%s and %s are not in %s", number, by.Words(), said)
				}
			}
		}
		s.dili.must("POST", "/invitations/"+invitation+"/withdraw-extension", body{"reason": "It is long enough."})
		s.dili.must("POST", "/deployment-requests/"+s.dili.must("GET", "/deployment-requests?status=submitted", nil).text("items.0.id")+"/withdraw", body{"reason": "It is enough."})
		s.dili.must("POST", "/invitations/"+invitation+"/withdraw", body{"reason": "There is no election."})
		got = s.dili.must("GET", "/invitations/"+invitation, nil)
		for n, action := range []models.Action{models.WithdrawInvitation, models.WithdrawDeploymentRequest, models.WithdrawExtension} {
			at := fmt.Sprintf("received.%d.", n)
			if got.text(at+"number") != fmt.Sprintf("R-2026-%04d", 6-n) || got.text(at+"action") != string(action) || got.at(at+"answersBy") != nil {
				t.Errorf("receipt %d of %s is %v", n, action, got.at("received"))
			}
		}
		if h.raw("DELETE FROM acknowledgements") == nil || h.raw("UPDATE acknowledgements SET answers_by = '2030-01-01'") == nil {
			t.Error("a receipt can be changed")
		}
	})
}

// unheard are what others do to records of an observer without a word to them, and why.
var unheard = map[models.Action]string{
	models.RankObserver:     "whoever waits for a seat mostly has no account, and every place on the list moves others",
	models.NominateObserver: "there is no account yet",
	models.EraseObserver:    "they have left, and nothing is kept",
	models.DeployAssignment: "they have arrived, and know it",
	models.OvertakeInquiry:  "they have left: that is said to them",
	models.UpholdInquiry:    "what they are notified of is that they are dismissed",
	models.SettleConcern:    "they meet the requirement again, by what they were notified of or did themselves",
}

// TestObserversHearDecisions ranges over the lives of what is an observer's: each thing that another can do to it is told to them.
func TestObserversHearDecisions(t *testing.T) {
	t.Parallel()
	lives := map[string][]models.Action{"observer": models.ObserverFlow.All(), "training": models.TrainingFlow.All(), "training request": models.TrainingRequestFlow.All(),
		"inquiry": models.InquiryFlow.All(), "assignment": models.AssignmentFlow.All(), "more": {models.OpenInquiry, models.EvaluateAssignment, models.RaiseConcern, models.LetStandConcern}}
	for life, events := range lives {
		for _, event := range events {
			who := models.Policy[event]
			_, told := models.Mailings[event][models.ObserverRole]
			if others := who[models.Administrator] != models.None || who[models.System] != models.None; others && !told && unheard[event] == "" {
				t.Errorf("%s: of %s they hear nothing", life, event)
			}
		}
	}
}

// TestDecisionsHaveReasons decides about somebody with a reason: they read it in the app, and in a mail only where it can be no medical one.
func TestDecisionsHaveReasons(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		at := s.heard("Siti")
		const because = "That is the reason."
		s.clara.must("POST", at+"/close", body{"reason": because})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/suspend", body{"reason": because})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/depart", body{"reason": because, "ground": "term_over"})
		s.clara.must("POST", "/observers/"+s.ids["Siti"]+"/renominate", body{"reason": because})
		budi, _, offer := s.offeredTo("Budi")
		budi.must("POST", "/assignments/"+offer+"/accept", signed)
		s.clara.must("POST", "/assignments/"+offer+"/stand-down", body{"reason": because})
		claim := budi.must("POST", "/trainings", body{"organiser": "UN", "kind": "e_learning", "title": "Reading", "startsOn": s.today().Plus(-3), "until": s.today().Plus(-2), "evidenceId": budi.upload("x")}).text("id")
		s.david.must("POST", "/trainings/"+claim+"/reject", body{"reason": because})
		var told []models.Notice
		must(h.db.Query(h.Context()).Where("account_id IN (SELECT id FROM accounts WHERE observer_id IS NOT NULL)").Find(&told).Error)
		var reasoned []models.Action
		for _, n := range told {
			if !strings.Contains(n.Body, because) {
				continue
			}
			reasoned = append(reasoned, n.Action)
			mailing, err := n.Mailing(models.ObserverRole)
			must(err)
			says, err := mailing.Says(n)
			must(err)
			if strings.Contains(says.Text, because) != (n.Action == models.RejectTraining) {
				t.Errorf("of %s a mail says %q", n.Action, says.Text)
			}
		}
		for _, action := range []models.Action{models.CloseInquiry, models.SuspendObserver, models.DepartObserver, models.RenominateObserver, models.StandDownAssignment, models.RejectTraining} {
			if !slices.Contains(reasoned, action) {
				t.Errorf("%s has no reason in %v", action, reasoned)
			}
		}
	})
}
