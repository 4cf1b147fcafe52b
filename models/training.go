package models

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// Training is what an observer says they completed: a course or a mission. It counts toward readiness once verified
// by somebody else, when an organiser that counts ran it: which do is reference data. Service in a mission of the fund is recorded by the
// fund.
type Training struct {
	Record
	Found
	Sorted
	ObserverID        string         `json:"observerId"`
	RequestID         *string        `json:"requestId,omitempty"`    // the training request it completes
	AssignmentID      *string        `json:"assignmentId,omitempty"` // the service in a mission of the fund that it records
	Status            TrainingStatus `json:"status"`
	Organiser         string         `json:"organiser"`
	Body              string         `json:"body"`
	Kind              TrainingKind   `json:"kind"`
	Title             string         `json:"title" find:"open,sort"`
	Function          Function       `json:"function,omitempty"` // trained for, or served in
	Host              *string        `json:"host,omitempty"`
	Place             string         `json:"place" find:"private"`
	StartsOn          Date           `json:"startsOn"`
	Until             Date           `json:"until"`
	CertificateNumber string         `json:"certificateNumber"`
	ExpiresOn         Date           `json:"expiresOn,omitzero"` // last day it is valid
	EvidenceID        *string        `json:"evidenceId,omitempty"`
	RenewsID          *string        `json:"renewsId,omitempty"` // the training before it, whose certificate it renews
	ClaimedBy         string         `json:"claimedBy"`
	DecidedBy         *string        `json:"decidedBy,omitempty"`
	DecidedAt         Time           `json:"decidedAt,omitzero"`
	Reason            string         `json:"reason,omitempty"`

	Observer   string        `json:"observer" gorm:"-"`             // their name
	Counts     bool          `json:"counts" gorm:"-"`               // toward readiness, once verified: the organiser is one that counts
	Renewal    *Renewal      `json:"renewal,omitempty" gorm:"-"`    // what renews it
	Renewable  bool          `json:"renewable" gorm:"-"`            // it has lapsed or soon will, and nothing stands in for it
	Resembling []Resemblance `json:"resembling,omitempty" gorm:"-"` // other claims that may be of the same thing; for those who verify
	Can        []Action      `json:"can" gorm:"-"`
}

// Ref names the training.
func (t *Training) Ref() Ref { return Ref{"training", t.ID} }

// Events makes Training Living.
func (Training) Events() []Action { return TrainingFlow.All() }

// TrainingStatus is where a training stands in TrainingFlow.
type TrainingStatus string

const (
	TrainingClaimed  TrainingStatus = "claimed"
	TrainingVerified TrainingStatus = "verified"
	TrainingRejected TrainingStatus = "rejected"
	TrainingLapsed   TrainingStatus = "lapsed"
)

// Values makes TrainingStatus a Choice.
func (TrainingStatus) Values() []string { return names(TrainingFlow.States()) }

// TrainingFlow is the life of a training; changing what was rejected, or has lapsed, claims it again.
var TrainingFlow = Flow[TrainingStatus]{
	TrainingClaimed:  {VerifyTraining: TrainingVerified, RejectTraining: TrainingRejected, ChangeTraining: TrainingClaimed},
	TrainingRejected: {ChangeTraining: TrainingClaimed},
	TrainingVerified: {RevokeTraining: TrainingRejected, LapseTraining: TrainingLapsed},
	TrainingLapsed:   {ChangeTraining: TrainingClaimed},
}

// longestTraining is how long a training lasts at most, in months.
const longestTraining = 24

// firstTraining is the first day we believe in for a training.
var firstTraining = Day(1990, time.January, 1)

// Claim logs a training that an observer says they completed.
func (t *Training) Claim(actor Actor, confirmed Confirmed) error {
	o, err := Find[Observer](actor.DB, t.ObserverID)
	if err != nil {
		return err
	}
	if o.Gone() {
		return refusal.LogsNoTraining.With("status", o.Status)
	}
	if err := actor.OwnFile(t.EvidenceID); err != nil {
		return err
	}
	if err := t.check(actor); err != nil {
		return err
	}
	if err := t.checkBefore(actor, Training{}, confirmed); err != nil {
		return err
	}
	t.Status, t.ClaimedBy = TrainingClaimed, actor.By.ID
	if err := actor.Create(t, ClaimTraining, t.facts()); err != nil {
		return err
	}
	return t.ask(actor, ClaimTraining, o.Nominator)
}

// Amend keeps what was changed about a training that does not count; it is claimed again with it.
func (t *Training) Amend(actor Actor, was Training, confirmed Confirmed) error {
	if t.EvidenceID != nil && (was.EvidenceID == nil || *was.EvidenceID != *t.EvidenceID) {
		if err := actor.OwnFile(t.EvidenceID); err != nil {
			return err
		}
	}
	if _, err := TrainingFlow.Next(t.Status, ChangeTraining); err != nil {
		return err
	}
	if t.AssignmentID != nil {
		return refusal.ServiceRecorded
	}
	if err := t.check(actor); err != nil {
		return err
	}
	if err := t.checkBefore(actor, was, confirmed); err != nil {
		return err
	}
	t.DecidedBy, t.DecidedAt, t.Reason = nil, Time{}, ""
	if err := Step(actor, TrainingFlow, t, &t.Status, ChangeTraining, "", t.facts()); err != nil {
		return err
	}
	o, err := Find[Observer](actor.DB, t.ObserverID)
	if err != nil {
		return err
	}
	var barred []string
	err = actor.DB.Model(&Entry{}).Where("subject_id = ? AND action IN ?", t.ID, []Action{ClaimTraining, ChangeTraining}).Distinct().Pluck("account_id", &barred).Error
	if err != nil {
		return err
	}
	return t.ask(actor, ChangeTraining, append(barred, o.Nominator)...)
}

// Proved reports whether there is something to verify a training by: a document, or the mission of the fund that it records.
func (t *Training) Proved() bool { return t.EvidenceID != nil || t.AssignmentID != nil }

// ask tells the administrators who can verify a claim that it waits, and the observer where another has entered it; one without evidence waits for the observer.
func (t *Training) ask(actor Actor, event Action, barred ...string) error {
	if err := actor.TellObservers([]string{t.ObserverID}, event, t.Ref(), said.That("The fund has entered a training in your log: {title}.", "title", t.Title)); err != nil {
		return err
	}
	if !t.Proved() {
		return nil
	}
	return actor.TellAdministrators(event, t.Ref(), said.That("A training needs verification: {title}.", "title", t.Title), barred...)
}

// Verify makes the training count. It takes evidence and a second person; a day until which it is valid can be
// given, else the claim's stands, else what is usual for the kind.
func (t *Training) Verify(actor Actor, expiresOn Date) error {
	if _, err := TrainingFlow.Next(t.Status, VerifyTraining); err != nil {
		return err
	}
	if !t.Proved() {
		return refusal.EvidenceMissing
	}
	barred, err := LoadTrainingDetails(actor, []Training{*t})
	if err != nil {
		return err
	}
	if why := barred[t.ID]; why != nil {
		return why
	}
	if !expiresOn.IsZero() {
		t.ExpiresOn = expiresOn
	}
	if err := t.expire(actor.DB); err != nil {
		return err
	}
	t.DecidedBy, t.DecidedAt, t.Reason = &actor.By.ID, actor.Now, ""
	if err := Step(actor, TrainingFlow, t, &t.Status, VerifyTraining, "", t.facts()); err != nil {
		return err
	}
	if err := actor.Reconsider(VerifyTraining, "observer_id = ?", t.ObserverID); err != nil {
		return err
	}
	return actor.TellObservers([]string{t.ObserverID}, VerifyTraining, t.Ref(), said.That("Your training is verified: {title}.", "title", t.Title))
}

// over reports whether somebody can say of a range of days that it is over: from its last day on, wherever they are.
func over(until Date, now Time) bool { return !until.Plus(-1).After(now.Latest()) }

// expire gives a training the last day that is usual for its kind, where none is known.
func (t *Training) expire(db *gorm.DB) error {
	if !t.ExpiresOn.IsZero() {
		if t.ExpiresOn.Before(t.Until.Plus(-1)) {
			return refusal.Fault("expiresOn", "must not be before the training ended")
		}
		return nil
	}
	var usual []Certificate
	if err := db.Where("kind = ?", t.Kind).Find(&usual).Error; err != nil {
		return err
	}
	if len(usual) > 0 && usual[0].Months > 0 {
		t.ExpiresOn = t.Until.Plus(-1).PlusMonths(usual[0].Months)
	}
	return nil
}

// Reject refuses a claim, or revokes what was verified; the event says which.
func (t *Training) Reject(actor Actor, event Action, reason string) error {
	t.DecidedBy, t.DecidedAt, t.Reason = &actor.By.ID, actor.Now, reason
	if err := Step(actor, TrainingFlow, t, &t.Status, event, reason, t.facts()); err != nil {
		return err
	}
	if err := actor.Reconsider(event, "observer_id = ?", t.ObserverID); err != nil {
		return err
	}
	return actor.TellObservers([]string{t.ObserverID}, event, t.Ref(), said.That("Your training does not count: {title}. The reason: {reason}", "title", t.Title, "reason", reason))
}

// LoadTrainingDetails adds to trainings what is shown of them beside what is kept: whose they are, and whether they count. Barred are
// those that the actor must leave to a second person to verify: their own, what they have claimed or changed, those of
// observers whom they nominated, and service that they evaluated.
func LoadTrainingDetails(actor Actor, trainings []Training) (barred map[string]*refusal.Refusal, err error) {
	barred = map[string]*refusal.Refusal{}
	if len(trainings) == 0 {
		return barred, nil
	}
	at := make(map[string]*Training, len(trainings))
	ids := make([]string, len(trainings))
	for i := range trainings {
		ids[i] = trainings[i].ID
		at[ids[i]] = &trainings[i]
	}
	own := ""
	if actor.By.ObserverID != nil {
		own = *actor.By.ObserverID
	}
	claims := []Action{ClaimTraining, ChangeTraining}
	// Few entries are about a thing, and many by a person or of a kind. They are counted and not asked for by EXISTS, which
	// PostgreSQL may answer by going through all of them first.
	q := actor.DB.Raw(`SELECT t.id, o.preferred_name, g.counts, t.claimed_by = ? OR t.observer_id = ? OR o.nominator = ? OR
			0 < (SELECT COUNT(*) FROM journal j WHERE j.subject_id = t.id AND `+Unindexed("j.account_id")+` = ? AND `+Unindexed("j.action")+` IN ?),
			0 < (SELECT COUNT(*) FROM journal j WHERE j.subject_id = t.id AND `+Unindexed("j.action")+` IN ? AND `+OpenedBy("?")+`),
			0 < (SELECT COUNT(*) FROM journal j WHERE j.subject_id = t.assignment_id AND `+Unindexed("j.account_id")+` = ? AND `+Unindexed("j.action")+` = ?)
		FROM trainings t JOIN observers o ON o.id = t.observer_id JOIN organisers g ON g.code = t.organiser WHERE t.id IN ?`,
		actor.By.ID, own, actor.By.ID, actor.By.ID, claims, claims, actor.By.ID, actor.By.ID, EvaluateAssignment, ids)
	var id, observer string
	var counts, involved, opened, evaluated bool
	err = eachRow(q, func() error {
		at[id].Observer, at[id].Counts = observer, counts
		switch {
		case evaluated:
			barred[id] = refusal.OwnEvaluation
		case involved:
			barred[id] = refusal.OwnClaim
		case opened:
			barred[id] = refusal.SawTheLink
		}
		return nil
	}, &id, &observer, &counts, &involved, &opened, &evaluated)
	if err == nil {
		err = loadRenewals(actor, ids, at)
	}
	return barred, err
}

func (t *Training) facts() Facts {
	facts := Facts{"observer": t.ObserverID, "kind": t.Kind, "organiser": t.Organiser, "startsOn": t.StartsOn, "until": t.Until, "evidence": t.EvidenceID}
	if t.AssignmentID != nil {
		facts["assignment"] = *t.AssignmentID
	}
	if t.RenewsID != nil {
		facts["renews"] = *t.RenewsID
	}
	return facts
}

// check holds a training to what can be, and to be logged once.
func (t *Training) check(actor Actor) error {
	var faults refusal.Faults
	t.Title = strings.TrimSpace(t.Title)
	if t.Title == "" {
		faults.Add("title", "is needed")
	}
	switch {
	case !t.Until.After(t.StartsOn):
		faults.Add("until", "must be after startsOn: it is the day after the last")
	case t.StartsOn.Before(firstTraining):
		faults.Add("startsOn", "must not be before {day}", "day", firstTraining)
	case !over(t.Until, actor.Now):
		faults.Add("until", "the training is not over: it can be logged from its last day on")
	case t.Until.After(t.StartsOn.PlusMonths(longestTraining)):
		faults.Add("until", "no training lasts longer than two years")
	case !t.ExpiresOn.IsZero() && t.ExpiresOn.Before(t.Until.Plus(-1)):
		faults.Add("expiresOn", "must not be before the training ended")
	}
	if err := checkOffer(actor.DB, t.Organiser, t.Body, t.Kind, t.Function, t.Host, &faults); err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	again, err := exists(actor.DB.Model(&Training{}).Where("observer_id = ? AND "+Unindexed("organiser")+" = ? AND "+Unindexed("kind")+" = ? AND folded = ?",
		t.ObserverID, t.Organiser, t.Kind, spelling.Fold(t.Title)).Where("starts_on = ? AND until = ? AND id <> ?", t.StartsOn, t.Until, t.ID))
	if again && err == nil {
		err = refusal.AlreadyLogged
	}
	return err
}

// checkOffer notes what cannot be about who trains whom for what, for trainings and opportunities alike.
func checkOffer(db *gorm.DB, organiser, body string, kind TrainingKind, function Function, host *string, faults *refusal.Faults) error {
	var known, theirs bool
	err := db.Raw("SELECT EXISTS (SELECT 1 FROM organisers WHERE code = ?), EXISTS (SELECT 1 FROM bodies WHERE code = ? AND organiser = ?)",
		organiser, body, organiser).Row().Scan(&known, &theirs)
	switch {
	case err != nil:
		return err
	case !known:
		faults.Add("organiser", "{text} is not an organiser of the fund's list", "text", said.Quote(organiser, 20))
	case body != "" && !theirs:
		faults.Add("body", "{text} is no body of {organiser}", "text", said.Quote(body, 20), "organiser", organiser)
	}
	if kind.Words() == "" {
		faults.Add("kind", "must be one of {choices}", "choices", kind.Values())
	}
	if function != "" && function.Words() == "" {
		faults.Add("function", "must be one of {choices}", "choices", function.Values())
	}
	if kind == ObservationMission {
		if function == "" {
			faults.Add("function", "is needed for a mission: as what one serves")
		}
		if host == nil {
			faults.Add("host", "is needed for a mission: the state whose election it observes")
		}
	}
	if host == nil {
		return nil
	}
	return checkStateCodes(db, "host", []string{*host}, faults)
}

// LapseDue lets verified trainings lapse whose last day is over, at most BatchSize of them, and reports how many.
func (a Actor) LapseDue() (int, error) {
	a.By = SystemAccount()
	var due []Training
	err := a.DB.Where("status = ? AND expires_on < ?", TrainingVerified, a.Now.Day()).Order("expires_on, id").Limit(BatchSize).Find(&due).Error
	if err != nil {
		return 0, err
	}
	observers, ids := make([]string, len(due)), make([]string, len(due))
	for i := range due {
		ids[i] = due[i].ID
	}
	renewed, err := outlasted(a.DB, ids)
	if err != nil {
		return 0, err
	}
	for i := range due {
		t := &due[i]
		observers[i] = t.ObserverID
		if err := Step(a, TrainingFlow, t, &t.Status, LapseTraining, "", Facts{"expiresOn": t.ExpiresOn}); err != nil {
			return i, err
		}
		if renewed[t.ID] {
			continue // nothing is to be done
		}
		err := a.TellObservers([]string{t.ObserverID}, LapseTraining, t.Ref(), said.That("One of your certificates has expired and no longer counts: {title}.", "title", t.Title))
		if err != nil {
			return i, err
		}
	}
	return len(due), a.Reconsider(LapseTraining, "observer_id IN ?", observers)
}
