package seed

import (
	"fmt"
	"slices"
	"time"

	"observationfund/handlers"
	"observationfund/models"
)

// replies are what people say to a call-out in their turn: nothing of whoever is silent, and only that it was read of whoever has seen it.
var replies = []struct {
	answer    models.CallOutReply
	condition string
	seen      bool
}{
	{models.SaysYes, "", true}, {models.SaysNo, "", true}, {models.SaysOnlyIf, "Only if I am back by the end of the month.", true}, {"", "", true}, {models.SaysYes, "", true}, {"", "", false},
}

// callOut asks short-term observers whether they can go, many at once, of whom the last are the reserve; some answer within a day. observer@demo.example
// is among them where it is said.
func (s *story) callOut(v *missionPlan, day, asked, reserve int, open time.Duration, first ...*person) {
	s.on(day, 6, "a call-out for "+v.host.Code, func() error {
		for _, seat := range v.deployment.Seats {
			if seat.Function != models.ShortTerm {
				continue
			}
			ready, err := s.candidates(v, seat, []part{readyIn72Hours, readyIn7Days, readyIn30Days})
			if err != nil {
				return err
			}
			ready = append(slices.Clone(first), ready...)
			called := models.Called{SeatID: seat.ID, Observers: []string{}, Reserve: []string{}}
			for n, p := range ready[:min(len(ready), asked+reserve)] {
				if n < asked {
					called.Observers = append(called.Observers, p.id)
				} else {
					called.Reserve = append(called.Reserve, p.id)
				}
			}
			if len(called.Observers) < len(replies) {
				return fmt.Errorf("only %d are left to call out", len(called.Observers))
			}
			made, err := act(s, s.admin, models.OpenCallOut, handlers.OpenCallOut, handlers.CallOutInput{
				ByID: by(v.deployment.ID), ClosesAt: s.now.Plus(open), Seats: []models.Called{called},
				Note: "Some places are still free. Please say as early as you can, also if you cannot go: the next are asked then.",
			})
			if err != nil {
				return err
			}
			s.repliesTo(made.ID, ready[:len(called.Observers)])
		}
		return nil
	})
}

// repliesTo lets those who are asked answer in the hours after.
func (s *story) repliesTo(callOut string, asked []*person) {
	for n, p := range asked {
		reply := replies[n%len(replies)]
		s.at(s.now.Plus(time.Duration(n+1)*47*time.Minute), "the answer of "+p.login, func() error {
			if reply.seen {
				if _, err := act(s, p.account, models.SeeCallOut, handlers.SeeCallOut, by(callOut)); err != nil {
					return err
				}
			}
			if reply.answer == "" {
				return nil
			}
			_, err := act(s, p.account, models.ReplyCallOut, handlers.ReplyCallOut, handlers.CallOutReplyInput{
				ByID: by(callOut), Answer: reply.answer, Condition: reply.condition,
			})
			return err
		})
	}
}
