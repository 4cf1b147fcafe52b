package seed

import (
	"observationfund/handlers"
	"observationfund/models"
)

// conversations are one of each kind: a state asks and waits for an answer, an observer has had theirs, and another has one to read.
func (s *story) conversations() error {
	var host, observer, asks models.Account
	invitation := func() (i models.Invitation, err error) {
		if err = s.tx.Where("host = 'TL' AND status = ?", models.InvitationAccepted).First(&i).Error; err == nil {
			err = s.tx.First(&host, "state = ?", i.Host).Error
		}
		return i, err
	}
	assignment := func() (a models.Assignment, err error) {
		observer = *s.people["observer"].account
		return a, s.tx.Where("observer_id = ?", observer.ObserverID).Order("created_at DESC").First(&a).Error
	}
	place := func() (r models.TrainingRequest, err error) {
		if err = s.tx.Where("status = ?", models.RequestEndorsed).Order("created_at DESC").First(&r).Error; err == nil {
			err = s.tx.First(&asks, "observer_id = ?", r.ObserverID).Error
		}
		return r, err
	}
	tell(s, -6, 9, invitation, &host, "Good morning. Our immigration service asks when it will have the list of the observers, and whether they enter by air in Dili or over land.")
	tell(s, -5, 10, invitation, s.admin, "Thank you. You have the list on the day the team is confirmed, about four weeks before polling. All of them enter by air in Dili; the sheet attached says what we need at the border.", "Arrival of the team")
	tell(s, -1, 6, invitation, &host, "Thank you, we have passed the sheet on. Can our liaison officer meet the team at the airport, and whom should she write to?")
	tell(s, -2, 9, place, s.admin, "The organiser asks whether you have taken the online course that comes before this one. Please send us the certificate here, or tell us when you take it.")
	tell(s, -1, 22, assignment, &observer, "I live two hours from the airport. Can the ticket begin the evening before?")
	tell(s, -1, 23, assignment, s.admin, "Yes. The agency books the evening flight and a night at the airport hotel; keep the receipt for the bus.\n\nNothing else is needed from you before you have the ticket.")
	return nil
}

// tell has somebody write about a record on a day, with documents if there are any.
func tell[T any](s *story, day, hour int, about func() (T, error), who *models.Account, words string, papers ...string) {
	s.on(day, hour, "a message", func() error {
		record, err := about()
		if err != nil {
			return err
		}
		in := handlers.MessageInput{ByID: by(any(&record).(models.Thing).Ref().ID), Body: words}
		for _, paper := range papers {
			file, err := s.paper(who, paper, paper, "For information")
			if err != nil {
				return err
			}
			in.Files = append(in.Files, *file)
		}
		_, err = act(s, who, models.WriteMessage, handlers.WriteMessage, in)
		return err
	})
}
