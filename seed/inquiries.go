package seed

import (
	"observationfund/handlers"
	"observationfund/models"
)

// inquiries tell of what was alleged of three observers: two were heard, and it was unfounded; the third has answered and waits for two
// people to decide.
func (s *story) inquiries() error {
	mistaken := s.inquire("observer", -72, false, "A candidate's agent writes that an observer wore the colours of a party at a polling station.")
	s.answer("observer", -70, mistaken, "I wore the vest of the mission all day. The photograph of our team at that station shows it.", "Photograph of the team")
	s.unfounded("observer", -64, mistaken, "Unfounded: the team leader and the photograph confirm what she says.")
	heard := s.inquire("rebecca.ohlson", -47, true, "A participant of the course in Brindisi reports that an observer with this name shared photographs of a polling exercise with a party's office.")
	s.answer("rebecca.ohlson", -40, heard, "I was not on that course. I attended the one in the week after, as my certificate shows.", "Certificate of attendance")
	s.unfounded("rebecca.ohlson", -2, heard, "Unfounded: the organiser's list shows that the report is about someone else with a similar name.")
	open := s.inquire("cormac.delahunty", -11, false, "Took a paid position with a party's parliamentary group and did not declare it as a conflict of interest, as the Code of Conduct asks.")
	s.answer("cormac.delahunty", -5, open, "I informed the fund's mailbox on the day I signed. The contract ends with the session, and I observe nowhere until then.", "Contract of employment")
	return nil
}

// inquire opens an inquiry about somebody; its id is known once that has happened.
func (s *story) inquire(login string, day int, suspend bool, allegation string) *string {
	var id string
	s.on(day, 11, "an inquiry about "+login, func() error {
		q, err := act(s, s.admin, models.OpenInquiry, handlers.OpenInquiry, handlers.InquiryInput{
			ObserverID: s.people[login].id, Allegation: allegation, AnswerBy: s.today.Plus(day + 21), Suspend: suspend,
		})
		id = q.ID
		return err
	})
	return &id
}

// answer lets somebody say what they have to say about it, with a document.
func (s *story) answer(login string, day int, id *string, words, document string) {
	s.on(day, 15, "the answer of "+login, func() error {
		p := s.people[login]
		file, err := s.paper(p.account, document, document, "Issued to "+p.preferredName)
		if err != nil {
			return err
		}
		_, err = act(s, p.account, models.AnswerInquiry, handlers.AnswerInquiry, handlers.AnswerInput{ByID: by(*id), Body: words, FileID: file})
		return err
	})
}

// unfounded lets an administrator close an inquiry in which nothing was found.
func (s *story) unfounded(login string, day int, id *string, reason string) {
	s.on(day, 9, "the inquiry about "+login+" is closed", func() error {
		_, err := act(s, s.admin, models.CloseInquiry, handlers.CloseInquiry, because(*id, reason))
		return err
	})
}
