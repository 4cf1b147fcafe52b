package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// formats are what a state can ask for, each with what is no more than it.
var formats = map[string][]string{
	"full": {"full", "limited", "short_term", "expert"}, "limited": {"limited", "expert"}, "short_term": {"short_term", "expert"}, "expert": {"expert"},
}

// asks lets the state ask for a mission of a format under its invitation.
func (s *story) asks(invitation, format string, polling models.Date) string {
	s.Helper()
	return s.dili.must("POST", "/invitations/"+invitation+"/requests", body{"election": "local", "title": "Election " + format, "zone": "Asia/Dili",
		"format": format, "rounds": []body{{"startsOn": polling, "until": polling.Plus(1)}}, "regions": []string{}, "languages": []string{}}).text("id")
}

// TestNoMoreThanAsked approves every format for every other: what was asked stays beside what was approved, and more than was asked is for
// the state to ask.
func TestNoMoreThanAsked(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		polling := s.today().Plus(60)
		invitation, _ := s.inForce(polling)
		approve := func(request, format string) reply {
			return s.clara.request("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": format})
		}
		for asked, fits := range formats {
			for format := range formats {
				request := s.asks(invitation, asked, polling)
				open := fmt.Sprint(s.clara.must("GET", "/deployment-requests/"+request, nil).at("approvable"))
				if strings.Contains(open, format) != slices.Contains(fits, format) {
					t.Errorf("asked for %s, one can approve %s", asked, open)
				}
				out := approve(request, format)
				if !slices.Contains(fits, format) {
					out.is(t, 409, refusal.MoreThanAsked)
					if kept := s.dili.must("GET", "/deployment-requests/"+request, nil); kept.text("status") != "submitted" || kept.at("approvedFormat") != nil {
						t.Errorf("refused, and it is %s", kept.body)
					}
					approve(s.asks(invitation, format, polling), format).is(t, 200, nil) // as the remedy says
					continue
				}
				if out.is(t, 200, nil); out.text("format") != asked || out.text("approvedFormat") != format {
					t.Errorf("asked for %s, approved %s: %s", asked, format, out.body)
				}
				if n := h.number("SELECT COUNT(*) FROM journal WHERE subject_id = ? AND facts LIKE ? AND facts LIKE ?", request,
					`%"format":"`+asked+`"%`, `%"approvedFormat":"`+format+`"%`); n != 1 {
					t.Errorf("the journal says %d times that %s was asked and %s approved", n, asked, format)
				}
				told := s.count("SELECT COUNT(*) FROM notices WHERE subject_id = ? AND body LIKE '%You asked for%; the fund sends%'", request)
				if (told > 0) != (asked != format) {
					t.Errorf("asked for %s, approved %s, and the state was told so %d times", asked, format, told)
				}
				s.dili.must("POST", "/deployment-requests/"+request+"/withdraw", body{"reason": "another election"})
				if kept := s.dili.must("GET", "/deployment-requests/"+request, nil); kept.text("approvedFormat") != format {
					t.Errorf("withdrawn, it forgets what was approved: %s", kept.body)
				}
			}
		}

		// By raw SQL neither.
		request := s.asks(invitation, "limited", polling)
		waiting := s.asks(invitation, "limited", polling)
		approve(request, "expert").is(t, 200, nil)
		for _, to := range []string{"approved_format = ''", "approved_format = 'limited'", "approved_format = 'full'", "format = 'full'", "status = 'declined'"} {
			if h.raw("UPDATE deployment_requests SET "+to+" WHERE id = ?", request) == nil {
				t.Errorf("of what was approved raw SQL sets %s", to)
			}
		}
		for _, to := range []string{"approved_format = 'expert'", "status = 'approved'", "status = 'approved', risk = 'low', approved_format = 'short_term'"} {
			if h.raw("UPDATE deployment_requests SET "+to+" WHERE id = ?", waiting) == nil {
				t.Errorf("of what waits raw SQL sets %s", to)
			}
		}
	})
}

// TestSeatsFitTheFormat plans each function under each format that was approved, whatever was asked.
func TestSeatsFitTheFormat(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		polling := s.today().Plus(60)
		invitation, _ := s.inForce(polling)
		without := map[string][]string{"full": {}, "limited": {"sto"}, "short_term": {"lto"}, "expert": {"sto", "lto"}}
		for format, none := range without {
			request := s.asks(invitation, "full", polling)
			s.clara.must("POST", "/deployment-requests/"+request+"/approve", body{"risk": "low", "format": format})
			for _, function := range []string{"sto", "lto", "legal", "security"} {
				out := s.clara.request("POST", "/deployments?dryRun=true", body{"requestId": request, "seats": []body{{"function": function, "places": 1}}})
				if !slices.Contains(none, function) {
					out.is(t, 200, nil)
				} else if out.is(t, 422, refusal.Invalid); out.text("errors.0.field") != "seats[0].function" {
					t.Errorf("%s under %s: %s", function, format, out.body)
				}
			}
			mission := s.clara.must("POST", "/deployments", body{"requestId": request, "seats": []body{{"function": "legal", "places": 1}}})
			if mission.text("format") != format {
				t.Errorf("%s was approved, %s is planned", format, mission.text("format"))
			}
			seat := mission.text("seats.0.id")
			for _, function := range []string{"sto", "lto"} {
				if err := h.raw("UPDATE deployment_seats SET function = ? WHERE id = ?", function, seat); (err == nil) != !slices.Contains(none, function) {
					t.Errorf("raw SQL makes a seat of %s a %s: %v", format, function, err)
				}
			}
			if format != "full" && h.raw("UPDATE deployments SET format = 'full' WHERE id = ?", mission.text("id")) == nil {
				t.Errorf("raw SQL makes a full mission of %s", format)
			}
		}
	})
}
