package seed

import (
	"observationfund/handlers"
	"observationfund/models"
)

// contested is an invitation that two offices of a state dispute.
func (s *story) contested(v *missionPlan) {
	s.on(-24, 10, "contest "+v.host.Code, func() error {
		_, err := act(s, s.admin, models.ContestInvitation, handlers.ContestInvitation, handlers.ReasonInput{
			ByID: by(v.invitation.ID), Reason: "The electoral office writes that only it may invite observers. Two offices of the state claim the competence; the fund waits until they agree.",
		})
		return err
	})
}

// withdrawn is a mission that its host calls off when the team is complete.
func (s *story) withdrawn(v *missionPlan) {
	s.ask(v, -69, offers{models.LegalAnalyst: 1, models.LongTerm: 2, models.ShortTerm: 4}, readyIn7Days, readyIn30Days, readyIn72Hours)
	s.answerOffers(v, -67, nil)
	s.on(-44, 10, "visas for "+v.host.Code, func() error {
		return s.pay(*v.deployment.CommitmentID, "Travel agency", "Deposit for visas and flights", dollars(5_600), paid)
	})
	s.on(-16, 10, "an invoice for "+v.host.Code, func() error {
		return s.pay(*v.deployment.CommitmentID, "Insurance broker", "Accident and evacuation cover for the team", dollars(2_150), requested)
	})
	s.on(-15, 3, "withdraw "+v.host.Code, func() error {
		_, err := act(s, v.account, models.WithdrawInvitation, handlers.WithdrawInvitation, handlers.ReasonInput{
			ByID: by(v.invitation.ID), Reason: "The by-elections are brought forward and will be held together with other polls; we cannot receive a mission in time and will invite again.",
		})
		return err
	})
}

// longer is a state that extends its invitation in force; that this is authentic waits to be checked.
func (s *story) longer(v *missionPlan) {
	s.on(-2, 6, "an extension of "+v.host.Code, func() error {
		letter, err := s.paper(v.account, "extension "+v.host.Code, "Extension of our invitation", v.host.Name+": "+v.in.AuthorityName,
			"We extend the period of our invitation by fourteen days, so that complaints can be followed to their end.", "Signed: "+v.in.Signatory+", "+v.in.Office)
		if err != nil {
			return err
		}
		_, err = act(s, v.account, models.SubmitExtension, handlers.SubmitExtension, handlers.ExtensionInput{
			ByID: by(v.invitation.ID), Until: v.in.Until.Plus(14), LetterID: *letter, Reason: "The court of appeal decides about complaints later than was planned.",
		})
		return err
	})
}

// rerun is a second request under an invitation in force; it waits for the fund's answer.
func (s *story) rerun(v *missionPlan) {
	s.on(-1, 9, "a second request of "+v.host.Code, func() error {
		asks := v.asks
		asks.Title, asks.Format, asks.Regions = "Local council elections, polling postponed on three islands", models.ShortTermOnly, []string{"Haa Alif"}
		polling := s.today.Plus(28)
		asks.Rounds = []models.Round{{StartsOn: polling, Until: polling.Plus(1)}}
		_, err := act(s, v.account, models.AddDeploymentRequest, handlers.AddDeploymentRequest, handlers.DeploymentRequestAdd{
			ByID: by(v.invitation.ID), DeploymentRequestInput: asks,
		})
		return err
	})
}

// further is the next invitation of a state that has one in force: a draft that waits for its signature.
func (s *story) further(clean *missionPlan) {
	s.on(-3, 5, "a further draft of "+clean.host.Code, func() error {
		polling := s.today.Plus(310)
		in := clean.in
		in.LetterID, in.SignedOn, in.StartsOn, in.Until = nil, models.Date{}, polling.Plus(-75), polling.Plus(45)
		in.Answers = in.Answers[:12]
		draft, err := act(s, clean.account, models.DraftInvitation, handlers.DraftInvitation, in)
		if err != nil {
			return err
		}
		asks := clean.asks
		asks.Election, asks.Title, asks.Format, asks.Regions = models.Local, "Municipal elections", models.ShortTermOnly, []string{"Dili", "Baucau"}
		asks.Rounds = []models.Round{{StartsOn: polling, Until: polling.Plus(1)}}
		_, err = act(s, clean.account, models.AddDeploymentRequest, handlers.AddDeploymentRequest, handlers.DeploymentRequestAdd{
			ByID: by(draft.ID), DeploymentRequestInput: asks,
		})
		return err
	})
}
