package api

import (
	"context"
	"fmt"
	"testing"

	"observationfund/models"
)

// TestMoneyAtOnce draws on one line from many sides at the same moment.
func TestMoneyAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		rent := s.money("AU", "administration", 2_550)
		h.answered("40 commitments of 100 from 2,550", h.together(40, func(i int) reply {
			by := []*client{s.clara, s.david}[i%2]
			return by.request("POST", "/commitments", body{"host": "", "title": fmt.Sprint("Rent ", i), "draws": []body{{"lineId": rent, "amount": 100}}})
		}), map[string]int{"201": 25, "409 not-enough-money": 15})
		if left := h.number("SELECT SUM(balance) FROM ledger_accounts WHERE kind = 'line'"); left != 50 {
			h.Errorf("%d is left of 2,550", left)
		}

		// A line holds 1,000,000 of Australia and 1,000,000 of Timor-Leste; eight missions to Timor-Leste want 430,000 each.
		line := s.money("AU", "deployment", 1_000_000)
		own := s.clara.must("POST", "/contributions", body{"contributor": "TL", "title": "TL 2026", "amount": 1_000_000, "currency": "USD",
			"pledgedOn": s.today()}).text("id")
		s.clara.must("POST", "/contributions/"+own+"/receipts", body{"receivedOn": s.today(), "amount": 1_000_000, "bankReference": "TL-1"})
		s.clara.must("POST", "/lines/"+line+"/allocate", body{"contributionId": own, "amount": 1_000_000})
		var rounds []body
		for day := 60; day < 64; day++ {
			rounds = append(rounds, body{"startsOn": s.today().Plus(day), "until": s.today().Plus(day + 1)})
		}
		invitation, _ := s.inForce(s.today().Plus(70))
		var missions []string
		for range 2 {
			request := s.dili.must("POST", "/invitations/"+invitation+"/requests", body{"election": "local", "title": "Local elections",
				"zone": "Asia/Dili", "format": "full", "rounds": rounds, "regions": []string{}, "languages": []string{}}).text("id")
			s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": "full"})
			for round := range rounds {
				missions = append(missions, s.clara.must("POST", "/deployments", body{"requestId": request, "round": round + 1,
					"seats": []body{{"function": "sto", "places": 1, "cost": 430_000}}}).text("id"))
			}
		}
		h.answered("8 missions", h.together(8, func(i int) reply {
			return s.david.request("POST", "/deployments/"+missions[i]+"/fund", body{"draws": []body{{"lineId": line, "amount": 430_000}}})
		}), map[string]int{"200": 2, "409 host-money": 6})
		h.none("of the host's money was moved", "SELECT SUM(balance) - 1000000 FROM ledger_accounts WHERE kind = 'line' AND donor = 'TL'")
		h.none("accounts of the host's money for its missions", "SELECT COUNT(*) FROM ledger_accounts WHERE donor = host")
		h.none("committed, less two missions", "SELECT SUM(balance) - 860000 FROM ledger_accounts WHERE kind = 'commitment' AND host = 'TL'")

		// One funded mission wants to pay out more than it has, while it is stood down.
		var funded struct{ ID, CommitmentID string }
		err := h.db.Query(context.Background()).Raw(`SELECT d.id, c.id AS commitment_id FROM deployments d JOIN commitments c ON c.deployment_id = d.id
			WHERE d.status = 'funded' ORDER BY d.id LIMIT 1`).Scan(&funded).Error
		if err != nil || funded.ID == "" {
			h.Fatalf("no mission is funded: %v", err)
		}
		var fares []string
		for range 4 {
			fares = append(fares, s.clara.must("POST", "/payments", body{"commitmentId": funded.CommitmentID, "payee": "Timor Air", "purpose": "Fares", "amount": 100_000, "confirmed": []string{"resembles-payment"}}).text("id"))
		}
		h.together(9, func(i int) reply {
			switch {
			case i == 8:
				return s.clara.request("POST", "/deployments/"+funded.ID+"/stand-down", body{"reason": "the election is off"})
			case i%2 == 0:
				return s.david.request("POST", "/payments/"+fares[i/2]+"/approve", nil)
			}
			return s.clara.request("POST", "/payments", body{"commitmentId": funded.CommitmentID, "payee": "Timor Air", "purpose": "More", "amount": 100_000, "confirmed": []string{"resembles-payment"}})
		})
		h.none("kept by a mission that was stood down", "SELECT SUM(balance) FROM ledger_accounts WHERE kind = 'commitment' AND commitment_id = ?", funded.CommitmentID)
		h.none("payments that wait in it", "SELECT COUNT(*) FROM payments WHERE commitment_id = ? AND status = 'requested'", funded.CommitmentID)
		h.none("more or less than was received", "SELECT SUM(balance) FROM ledger_accounts")
	})
}

// TestWithdrawalAgainstEverything takes a state's consent back while its mission is offered, accepted, funded,
// confirmed and moved: whoever comes first, in the end nobody is live and nothing is held.
func TestWithdrawalAgainstEverything(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		line := s.money("AU", "deployment", 20_000_000)
		names := s.observers(12)
		for round := range 5 {
			polling := s.today().Plus(50 + round)
			invitation, request := s.inForce(polling)
			deployment, seat := s.staffing(request, line, 12)
			commitment := s.clara.must("GET", "/deployments/"+deployment, nil).text("commitmentId")
			offers := make([]string, 10)
			for i := range offers {
				offers[i] = s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[names[i]]}).text("id")
			}
			s.clara.must("PUT", "/deployments/"+deployment+"/reserve", body{"seatId": seat, "observers": []string{s.ids[names[11]]}})
			if round%2 == 0 { // the whole team has accepted, so that confirming it is possible too
				for i, id := range offers {
					s.people[names[i]].must("POST", "/assignments/"+id+"/accept", signed)
				}
			}
			rivals := []func() reply{
				func() reply {
					return s.dili.request("POST", "/invitations/"+invitation+"/withdraw", body{"reason": "we observe ourselves"})
				},
				func() reply {
					return s.clara.request("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids[names[10]]})
				},
				func() reply {
					return s.clara.request("POST", "/deployments/"+deployment+"/confirm", body{"reason": "with whoever there is"})
				},
				func() reply {
					return s.clara.request("POST", "/commitments/"+commitment+"/commit", body{"draws": []body{{"lineId": line, "amount": 1000}}})
				},
				func() reply {
					return s.david.request("POST", "/deployments/"+deployment+"/move", body{"startsOn": polling.Plus(2), "until": polling.Plus(3), "reason": "a new date"})
				},
				func() reply {
					return s.david.request("POST", "/deployment-requests/"+request+"/decline", body{"reason": "after all"})
				},
				func() reply {
					return s.clara.request("POST", "/deployments", body{"requestId": request, "seats": []body{{"function": "lto", "places": 1, "cost": 1}}})
				},
			}
			got := h.together(len(offers)+len(rivals), func(i int) reply {
				// The withdrawal starts in the middle of the crowd, at another place in each round.
				if i = (i + 4*round) % (len(offers) + len(rivals)); i < len(offers) {
					return s.people[names[i]].request("POST", "/assignments/"+offers[i]+"/accept", signed)
				}
				return rivals[i-len(offers)]()
			})
			if got["200"] == 0 || got["404"] > 0 {
				h.Errorf("round %d: %v", round, got)
			}
			if now := s.dili.must("GET", "/invitations/"+invitation, nil); now.text("status") != "withdrawn" || now.at("inForce") != false {
				h.Errorf("round %d: %s", round, now.body)
			}
			h.none("consents", "SELECT COUNT(*) FROM consents")
			h.none("live assignments", "SELECT COUNT(*) FROM assignments WHERE status IN ('offered', 'accepted', 'deployed') OR consent_id IS NOT NULL")
			h.none("live deployments", "SELECT COUNT(*) FROM deployments WHERE status NOT IN ('stood_down', 'closed') OR consent_id IS NOT NULL")
			h.none("live requests", "SELECT COUNT(*) FROM deployment_requests WHERE status IN ('draft', 'submitted', 'approved')")
			h.none("days that are booked still", "SELECT COUNT(*) FROM bookings")
			h.none("money that is held still", "SELECT SUM(balance) FROM ledger_accounts WHERE kind = 'commitment'")
			h.none("money that went astray", "SELECT SUM(balance) - 20000000 FROM ledger_accounts WHERE kind = 'line'")
		}
		if proof, err := models.VerifyFund(context.Background(), h.db); err != nil || !proof.OK {
			h.Errorf("the record is %+v %v", proof, err)
		}
	})
}
