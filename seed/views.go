package seed

import (
	"observationfund/handlers"
	"observationfund/models"
)

// views are the lists that administrators come back to: three that they share, and one that the first keeps for herself.
func (s *story) views() error {
	for _, v := range []struct {
		who *models.Account
		in  handlers.ViewInput
	}{
		{s.admin, handlers.ViewInput{List: "/cohort", Name: "Short-notice STO", Query: "function=sto&ready=ready&columns=name.seat.status.languages.noticeHours", Shared: true}},
		{s.admin, handlers.ViewInput{List: "/cohort", Name: "Portuguese speakers", Query: "language=pt&sort=name"}},
		{s.second, handlers.ViewInput{List: "/training/log", Name: "Lapses within 60 days", Query: "within=60", Shared: true}},
		{s.second, handlers.ViewInput{List: "/fund/payments", Name: "Payments to approve", Query: "status=requested&sort=-amount", Shared: true}},
	} {
		s.on(-20, 11, "a view is saved", func() error {
			_, err := act(s, v.who, models.SaveView, handlers.SaveView, v.in)
			return err
		})
	}
	return nil
}
