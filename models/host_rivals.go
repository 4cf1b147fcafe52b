package models

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// An authority is known by what kind of authority signs, and by the name of the account that hands in: the kind is what the letter
// claims, and anybody can claim it; the name of an account the fund has given. So two offices that both write as the ministry are two,
// and so are a ministry and a commission whose letters one account hands in; two people of one office have accounts of one name.

// Rival is another authority's live invitation to days that an invitation covers as well.
type Rival struct {
	ID            string           `json:"id"`
	Reference     string           `json:"reference"`
	Status        InvitationStatus `json:"status"`
	AuthorityName string           `json:"authorityName"`
	StartsOn      Date             `json:"startsOn"`
	Until         Date             `json:"until"`
	Of            string           `json:"-"` // the invitation whose rival it is
}

// through is the day until which an invitation goes, with what it is asked to be extended by.
const through = "COALESCE((SELECT x.until FROM extensions x WHERE x.invitation_id = %[1]s.id AND x.status IN ('submitted', 'verified')), %[1]s.until)"

// Rivalry is the condition that the invitation r is a rival of the invitation i.
var Rivalry = "r.host = i.host AND r.id <> i.id AND r.starts_on < " + fmt.Sprintf(through, "i") + " AND i.starts_on < " + fmt.Sprintf(through, "r") + ` AND (r.authority <> i.authority OR r.sender <> i.sender)
	AND r.status IN ('submitted', 'verified', 'contested', 'accepted') AND i.status IN ('submitted', 'verified', 'contested', 'accepted')`

// RivalsOf finds the rivals of some invitations.
func RivalsOf(db *gorm.DB, ids ...string) (rivals []Rival, err error) {
	err = db.Table("invitations i").Joins("JOIN invitations r ON "+Rivalry).Where("i.id IN ?", ids).
		Select("r.id, r.reference, r.status, r.authority_name, r.starts_on, r.until, i.id AS of").Order("r.id").Scan(&rivals).Error
	return rivals, err
}

// unrivalled refuses what cannot be decided while it is not settled which authority speaks for the state.
func (a Actor) unrivalled(i *Invitation) error {
	rivals, err := RivalsOf(a.DB, i.ID)
	if err != nil || len(rivals) == 0 {
		return err
	}
	return refusal.Rivals.With("rivals", referencesOf(rivals))
}

func referencesOf(rivals []Rival) (names []string) {
	for _, r := range rivals {
		names = append(names, r.Reference)
	}
	return names
}

// tellOfRivals tells the administrators that two authorities of one state have invited to the same days.
func (a Actor) tellOfRivals(i *Invitation) error {
	rivals, err := RivalsOf(a.DB, i.ID)
	if err != nil {
		return err
	}
	for _, r := range rivals {
		other := Invitation{Record: Record{ID: r.ID}}
		for _, ref := range []Ref{i.Ref(), other.Ref()} {
			if err := a.TellAdministrators(SubmitInvitation, ref, said.That("Two authorities of one state invite to the same days: {one} and {other}. Neither can be verified or accepted until it is settled who may invite.",
				"one", i.Reference, "other", r.Reference)); err != nil {
				return err
			}
		}
	}
	return nil
}

// SpokenForBy reports whether an account of a state is of the authority that makes an invitation.
func (i *Invitation) SpokenForBy(account Account) bool {
	is := func(id *string) bool { return id != nil && *id == account.ID }
	return is(i.DraftedBy) || is(i.SubmittedBy) || account.Name == i.Sender
}

// Own refuses what a state's account would do to the invitation of another authority of its state.
func (i *Invitation) Own(by Account) error {
	if by.Role == StateRole && !i.SpokenForBy(by) {
		return refusal.OtherAuthority.With("authority", i.Sender)
	}
	return nil
}

// ClearInvitation settles who may invite: the authority of this invitation speaks for the state, and the others are declined, with all
// that stands on them. Authenticity is then checked anew, but of what is in force already.
func (a Actor) ClearInvitation(i *Invitation, reason string) error {
	rivals, err := RivalsOf(a.DB, i.ID)
	if err != nil {
		return err
	}
	if i.Status != InvitationContested && len(rivals) == 0 {
		if _, err := InvitationFlow.Next(i.Status, ClearInvitation); err != nil {
			return err
		}
		return refusal.NothingToSettle
	}
	for _, r := range rivals {
		if err := a.declineRival(r, "It is settled that "+i.Reference+" speaks for the state: "+reason); err != nil {
			return err
		}
	}
	if i.Status != InvitationAccepted {
		i.Reason, i.VerifiedBy, i.VerifiedAt, i.VerificationChannel = "", nil, Time{}, ""
	}
	if err := Step(a, InvitationFlow, i, &i.Status, ClearInvitation, reason, Facts{"rivals": len(rivals)}); err != nil {
		return err
	}
	message := said.That("The dispute over who may invite is resolved: {reference}.", "reference", i.Reference)
	if i.Status != InvitationAccepted {
		message = said.All(message, said.That("Its authenticity is checked again."))
	}
	if err := a.TellState(i.Host, ClearInvitation, i.Ref(), message); err != nil {
		return err
	}
	return a.TellAdministrators(ClearInvitation, i.Ref(), message)
}

// declineRival ends an invitation whose authority does not speak for the state; one in force is contested first, which ends it.
func (a Actor) declineRival(r Rival, reason string) error {
	other, err := Find[Invitation](a.DB, r.ID)
	if err != nil {
		return err
	}
	if other.Status == InvitationAccepted {
		if err := a.EndInvitation(&other, ContestInvitation, reason); err != nil {
			return err
		}
	}
	return a.EndInvitation(&other, DeclineInvitation, reason)
}

// consents refuses to disable the last account by which an authority could take back its consent in force: a state can always withdraw.
func (a *Account) consents(actor Actor) error {
	if a.State == nil || a.Status == AccountDisabled {
		return nil
	}
	var given []Invitation
	err := actor.DB.Where("host = ? AND status = ?", *a.State, InvitationAccepted).Order("id").Find(&given).Error
	if err != nil || len(given) == 0 {
		return err
	}
	var others []Account
	err = actor.DB.Where("role = ? AND state = ? AND status = ? AND id <> ?", StateRole, *a.State, AccountActive, a.ID).Find(&others).Error
	for _, i := range given {
		if i.SpokenForBy(*a) && !slices.ContainsFunc(others, i.SpokenForBy) {
			return refusal.LastOfState.With("reference", i.Reference)
		}
	}
	return err
}
