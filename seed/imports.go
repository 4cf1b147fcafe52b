package seed

import (
	"context"

	"observationfund/handlers"
	"observationfund/models"
)

// imports tell of a spreadsheet that an administrator looked through and gave up: its people stood on the waiting list already.
func (s *story) imports() error {
	s.on(-33, 10, "a spreadsheet that is given up", func() error {
		in := handlers.AddImportInput{Area: models.CohortArea, ImportInput: handlers.ImportInput{
			Name: "nominations-by-mail.csv", Body: []byte("Name,Gender,Birth date\nAn invented nominee,woman,14 Feb 1991\n")}}
		if err := in.Prepare(context.Background(), handlers.Call{}); err != nil {
			return err
		}
		i, err := act(s, s.admin, models.AddImport, handlers.AddImport, in)
		if err == nil {
			_, err = act(s, s.admin, models.DropImport, handlers.DropImport, by(i.ID))
		}
		return err
	})
	return nil
}
