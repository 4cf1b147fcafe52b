package seed

import (
	"observationfund/handlers"
	"observationfund/models"
)

// proposals are what waits for a second person today: two for the first administrator to decide, and one of their own.
func (s *story) proposals() error {
	s.on(-1, 9, "another address of a state is asked for", func() error {
		account := s.visits["withdrawn"].account
		email := "elections@cabinet-ws.demo.example"
		note, err := s.paper(s.second, "note-verbale-118", "Note verbale 118", "The registry's mailbox is closed at the end of the month.", "From then on we write from elections@cabinet-ws.demo.example.")
		if err != nil {
			return err
		}
		return s.propose(s.second, models.ChangeAccount, "/accounts/"+account.ID, map[string]any{"email": email},
			"The registry's mailbox is closed at the end of the month. Note verbale 118 names the new one; the embassy confirmed it by phone.", note,
			func(c handlers.Call) (any, error) {
				return handlers.ChangeAccount(c, handlers.AccountChange{ByID: by(account.ID), Email: &email})
			}, handlers.OperationOf(handlers.ChangeAccount))
	})
	s.on(-1, 12, "the end of a suspension is asked for", func() error {
		id := s.people["rebecca.ohlson"].id
		return s.propose(s.second, models.ReinstateObserver, "/observers/"+id+"/reinstate", nil,
			"The inquiry is closed: the report was about someone else.", nil,
			func(c handlers.Call) (any, error) { return handlers.ReinstateObserver(c, by(id)) }, handlers.OperationOf(handlers.ReinstateObserver))
	})
	s.on(-1, 14, "a higher floor of the reserve is asked for", func() error {
		fund, err := models.LoadFund(s.tx)
		if err != nil {
			return err
		}
		floor := fund.ReserveFloor + dollars(20_000)
		return s.propose(s.admin, models.SetFund, "/fund", map[string]any{"name": fund.Name, "reserveFloor": floor},
			"Flights for a call-out within 72 hours cost a fifth more than when the floor was set.", nil,
			func(c handlers.Call) (any, error) {
				return handlers.SetFund(c, handlers.FundInput{Name: fund.Name, ReserveFloor: &floor})
			}, handlers.OperationOf(handlers.SetFund))
	})
	return nil
}
