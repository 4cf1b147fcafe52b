package models

import (
	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Standing refuses to answer what is no open call-out any more, whether or not the clock has come by.
func (c *CallOut) Standing(now Time) error {
	switch {
	case c.Status == CallOutOpen && now.Before(c.ClosesAt.Time):
		return nil
	case c.Status == CallOutEnded:
		return refusal.CallOutVoid
	case c.Status == CallOutWithdrawn:
		return refusal.CallOutTakenBack
	}
	at := c.ClosesAt
	if !c.EndedAt.IsZero() {
		at = c.EndedAt
	}
	return refusal.CallOutOver.With("at", at)
}

// ReplyCallOut keeps what somebody who is asked has said themselves; until the closing they can say otherwise.
func (a Actor) ReplyCallOut(c *CallOut, r *CallOutAnswer, answer CallOutReply, condition string) error {
	if err := a.keepAnswer(c, r, ReplyCallOut, answer, condition, false); err != nil {
		return err
	}
	return a.askNext(c)
}

// HearCallOut keeps what somebody has said by telephone to whoever enters it, and tells them: it is an interest, and theirs to change.
func (a Actor) HearCallOut(c *CallOut, r *CallOutAnswer, answer CallOutReply, condition string) error {
	if a.By.ObserverID != nil && *a.By.ObserverID == r.ObserverID {
		return refusal.OwnTelephone
	}
	if err := a.keepAnswer(c, r, HearCallOut, answer, condition, true); err != nil {
		return err
	}
	d, err := Find[Deployment](a.DB, c.DeploymentID)
	if err != nil {
		return err
	}
	message := said.That("{mission}: by phone you have answered {answer}. If that is not so, change it by {closes}.",
		"mission", d.Title, "answer", answer, "closes", c.ClosesAt)
	if err := a.TellObservers([]string{r.ObserverID}, HearCallOut, c.Ref(), message); err != nil {
		return err
	}
	return a.askNext(c)
}

func (a Actor) keepAnswer(c *CallOut, r *CallOutAnswer, action Action, answer CallOutReply, condition string, byTelephone bool) error {
	if err := c.Standing(a.Now); err != nil {
		return err
	}
	if r.AskedAt.IsZero() {
		return refusal.NotAskedYet
	}
	switch {
	case answer == SaysOnlyIf && condition == "":
		return refusal.Fault("condition", "say on which condition")
	case answer != SaysOnlyIf:
		condition = ""
	}
	if r.SeenAt.IsZero() && !byTelephone {
		r.SeenAt = a.Now
	}
	by := a.By.ID
	r.Answer, r.Condition, r.AnsweredAt, r.AnsweredBy, r.ByTelephone = answer, condition, a.Now, &by, byTelephone
	return a.Change(r, action, "", Facts{"call_out": c.ID, "answer": answer, "by_telephone": byTelephone})
}

// SeeCallOut notes that somebody has opened what they are asked; only the first time, and while it is open.
func (a Actor) SeeCallOut(c *CallOut, r *CallOutAnswer) error {
	if c.Standing(a.Now) != nil || !r.SeenAt.IsZero() || r.AskedAt.IsZero() {
		return nil
	}
	return translate(a.DB.Model(&CallOutAnswer{}).Where("id = ? AND seen_at IS NULL", r.ID).Update("seen_at", a.Now).Error)
}

// answersOf are all answers of a call-out, in rank order.
func (a Actor) answersOf(c *CallOut) (answers []CallOutAnswer, err error) {
	err = a.DB.Where("call_out_id = ?", c.ID).Order("rank").Find(&answers).Error
	return answers, err
}

// askNext asks those of the reserve who can go, in rank order, where the yeses still possible no longer fill the places of a function. A yes
// on a condition is none before the office has weighed it.
func (a Actor) askNext(c *CallOut) error {
	answers, err := a.answersOf(c)
	if err != nil {
		return err
	}
	d, err := Find[Deployment](a.DB, c.DeploymentID)
	if err != nil {
		return err
	}
	if err := a.DB.Where("deployment_id = ?", d.ID).Order("id").Find(&d.Seats).Error; err != nil {
		return err
	}
	live, err := a.live("deployment_id = ?", d.ID)
	if err != nil {
		return err
	}
	var next []CallOutAnswer
	for _, s := range SeatsOf(d.Seats, answers, live) {
		wanted := s.Places - s.Held - s.Yes - s.Silent
		if wanted <= 0 || s.Reserve == 0 {
			continue
		}
		asked, err := a.nextFor(d, s.SeatID, wanted, answers, live)
		if err != nil {
			return err
		}
		next = append(next, asked...)
	}
	if len(next) == 0 {
		return nil
	}
	var ids, people []string
	for n := range next {
		next[n].AskedAt = a.Now
		ids, people = append(ids, next[n].ID), append(people, next[n].ObserverID)
	}
	if err := a.DB.Model(&CallOutAnswer{}).Where("id IN ?", ids).Updates(map[string]any{"asked_at": a.Now, "revision": gorm.Expr("revision + 1")}).Error; err != nil {
		return translate(err)
	}
	a.By = SystemAccount() // nobody decides it
	if err := Step(a, CallOutFlow, c, &c.Status, AskNextCallOut, "", Facts{"observers": people}); err != nil {
		return err
	}
	return a.tellAsked(d, c, AskNextCallOut, next)
}

// nextFor are the first of the reserve of a seat who can go, at most so many.
func (a Actor) nextFor(d Deployment, seatID string, wanted int, answers []CallOutAnswer, live []Assignment) (next []CallOutAnswer, err error) {
	held := holders(live)
	var people []string
	for _, r := range answers {
		if r.SeatID == seatID && r.AskedAt.IsZero() && !held[r.ObserverID] {
			people = append(people, r.ObserverID)
		}
	}
	var post Post
	for _, s := range d.Seats {
		if s.ID == seatID {
			post = d.PostAhead(s, a.Now)
		}
	}
	if len(people) == 0 {
		return nil, nil
	}
	assessed, err := Assess(a.DB, a.Now, people, post)
	if err != nil {
		return nil, err
	}
	ready := map[string]bool{}
	for _, r := range assessed {
		ready[r.ObserverID] = r.Ready
	}
	for _, r := range answers {
		if r.SeatID == seatID && r.AskedAt.IsZero() && ready[r.ObserverID] && len(next) < wanted {
			next = append(next, r)
		}
	}
	return next, nil
}

// holders are who is bound by some assignments.
func holders(live []Assignment) map[string]bool {
	held := map[string]bool{}
	for _, as := range live {
		held[as.ObserverID] = true
	}
	return held
}

// SeatsOf counts for each seat that people are asked for how many of them could fill it. Who holds a place already is no further yes.
func SeatsOf(seats []DeploymentSeat, answers []CallOutAnswer, live []Assignment) []CallOutSeat {
	held, all := holders(live), []CallOutSeat{}
	for _, seat := range seats {
		s := CallOutSeat{SeatID: seat.ID, Function: seat.Function, StartsOn: seat.StartsOn, Until: seat.Until, Places: seat.Places}
		named := false
		for _, r := range answers {
			if r.SeatID != seat.ID {
				continue
			}
			named = true
			switch {
			case r.AskedAt.IsZero():
				s.Reserve++
				continue
			case r.Answer == SaysNo:
				s.No++
			case held[r.ObserverID]:
			case r.Answer == SaysYes:
				s.Yes++
			case r.Answer == SaysOnlyIf:
				s.OnlyIf++
			default:
				s.Silent++
			}
			s.Asked++
		}
		for _, as := range live {
			if as.SeatID == seat.ID {
				s.Held++
			}
		}
		if s.Missing = max(0, s.Places-s.Held-s.Yes); named {
			all = append(all, s)
		}
	}
	return all
}
