package handlers

import (
	"encoding/json"
	"reflect"
	"strings"

	"observationfund/models"
	"observationfund/models/said"
)

// Words about a person are theirs and the administrators': why they withdrew, what was said of how they served. Whoever
// else may read the record learns what was decided, by whom and when. What is not listed here as open is veiled, so that
// a new field, or a new kind of answer, is private until somebody says why it is not.

// impersonal are the answers whose words are about the fund and its work, and nobody in particular.
var impersonal = typesOf(
	models.State{}, models.Participant{}, models.Language{}, models.Currency{}, models.Organiser{}, models.Body{}, OrganiserDetails{},
	models.Guarantee{}, models.Qualification{}, models.Certificate{}, models.UsualCourse{}, models.Text{},
	models.Opportunity{}, models.Eligibility{}, models.Invitation{}, models.Answer{}, models.Extension{}, models.Acknowledgement{}, models.Rival{}, models.Finding{}, models.DeploymentRequest{}, models.Feasibility{},
	models.Deployment{}, Accreditation{}, models.CallOut{}, models.CallOutSeat{},
	models.Fund{}, models.ContributorFigures{}, models.Contribution{}, models.Receipt{}, models.Line{}, models.Commitment{}, models.Source{}, models.Correction{}, models.CorrectMove{}, models.Transfer{},
	models.StatementEntry{}, models.PayeeTotal{},
	Download{}, Stream{}, models.Entry{}, models.Verification{}, models.KeptHead{}, models.Post{}, models.Reason{}, models.Tally{}, models.Lapsing{}, models.LapseCount{},
	models.View{}, // it is read by whoever made it, and by others where it was shared, without what was searched for
)

// open are the words in answers about people that are open to all whom the record reaches, and why.
var open = map[string]string{
	"Observer.preferredName": "who is in the cohort is no secret", "Readiness.preferredName": "as above", "CohortSeat.name": "as above", "Lapse.name": "as above",
	"Observer.nominatedBy": "a code, of who nominated", "Observer.nationalities": "codes: nobody observes where they are a national, which an auditor checks",
	"ObserverLanguage.language": "a code", "Account.state": "a code", "Account.zone": "a part of the world", "Assignment.host": "a code", "Training.host": "a code",
	"Account.name": "who decides for the fund is named", "JournalLine.account": "as above",
	"Training.organiser": "a code: what is claimed is checked, and an auditor checks that it was", "Training.body": "as above",
	"Training.title": "what is claimed, as above", "Training.certificateNumber": "by it the organiser is asked whether it is true", "Lapse.title": "a training's",
	"TrainingRequest.title": "the opportunity's", "TrainingRequest.observer": "who is in the cohort is no secret", "Training.observer": "as above", "Inquiry.observer": "as above", "Inquiry.deployment": "the mission's title",
	"Assignment.observer": "as above", "Assignment.deployment": "the mission's title",
	"CallOutAnswer.observer": "who is in the cohort is no secret", "CallOutAnswer.heard": "who decides for the fund is named", "CallOutAnswer.zone": "a part of the world",
	"Check.sentence": "worked out by a requirement; what it says of health is left out", "Check.remedy": "as above", "CohortSeat.sentence": "as above",
	"Lapse.kind": "a kind of certificate", "File.name": "who may read a document may read its name", "File.media": "as above", "File.sha256": "as above",
	"Accredited.name": "what a host needs to accredit somebody", "Accredited.nationality": "as above", "Accredited.passportNumber": "as above",
	"Alike.payee": "as of a payment", "Alike.purpose": "as above", "Refund.bankReference": "of the bank", "Refund.reason": "of a decision about money; of a payment for one person's place it is left out",
	"Payment.payee": "whom the fund has paid", "Payment.purpose": "and what for", "Payment.commitment": "and out of what", "Payment.reason": "of a decision about money; of a payment for one person's place it is left out",
	"Proposal.reference": "a number", "Proposal.operation": "an endpoint", "Proposal.path": "with ids", "Proposal.title": "what it is about: whoever it is, who is in the cohort is no secret",
	"Proposal.asker": "who decides for the fund is named", "Proposal.decider": "as above", "Proposal.seconds": "as above",
	"FieldChange.field": "a name of ours", "FieldChange.title": "as of a proposal",
	"FieldChange.from": "of amounts, and of what concerns nobody in particular; presentProposals leaves out the rest", "FieldChange.to": "as above",
	"JournalLine.facts": "ids, states, amounts and dates", "JournalLine.reason": "of a decision about the fund; of one about a person it is left out",
	"About.reference": "a number", "About.title": "as of the record, by whose permission it is read", "About.name": "who is in the cohort is no secret; who decides, and whom the fund has paid, is named",
	"FoundRecord.reference": "a number", "FoundRecord.title": "as of the record, by whose permission it is found", "FoundRecord.name": "as of the record", "FoundRecord.host": "a code",
	"FoundRecord.status": "a word of ours", "FoundRecord.currency": "a code", "FoundState.code": "a code",
	"About.state": "a code", "About.currency": "a code",
	"Notice.body": "it goes to nobody but whom it tells", "Notice.template": "what its body was made of", "Waiting.title": "as above", "Session.address": "as above", "Session.agent": "as above",
	"OpenPass.name": "whoever holds the link acts for this account, and sees whose it is", "OpenPass.record": "as its endpoint answers to whoever the link is for", "PassUsed.record": "as above",
	"OpenLink.name": "whoever holds the link may set the account's password, and sees whose it is", "OpenLink.email": "as above",
	"Message.body": "it is written to those who read it", "Message.author": "whoever writes for the fund or a state is named to the other", "Message.host": "a code",
	"Message.files": "ids", "MessagePage.next": "as of a page", "NewFeed.path": "it goes to nobody but whoever made it",
	"Page.next": "where the next page begins",
}

func typesOf(values ...any) map[reflect.Type]bool {
	out := map[reflect.Type]bool{}
	for _, v := range values {
		out[reflect.TypeOf(v)] = true
	}
	return out
}

// Veil takes the words about other people out of an answer to whoever is not to read them.
func Veil(c Call, out any) {
	if !c.reads(models.ReadPrivate) {
		c.veil(reflect.ValueOf(out).Elem())
	}
}

// reads reports whether the caller may do an action about everybody.
func (c Call) reads(action models.Action) bool { return models.Policy[action][c.By.Role] == models.All }

func (c Call) veil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.veil(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.veil(v.Index(i))
		}
	case reflect.Struct:
		if c.about(v) {
			return
		}
		for i, kept := 0, impersonal[v.Type()]; i < v.NumField(); i++ {
			switch f := v.Type().Field(i); {
			case !f.IsExported():
			case !wording(f):
				c.veil(v.Field(i))
			case !kept && open[fieldName(v.Type(), f)] == "" && v.Field(i).Kind() == reflect.Slice:
				v.Field(i).Set(reflect.MakeSlice(f.Type, 0, 0)) // our lists are empty, never null
			case !kept && open[fieldName(v.Type(), f)] == "":
				v.Field(i).SetZero()
			}
		}
	}
}

// about reports whether a thing is the caller, or about them.
func (c Call) about(thing reflect.Value) bool {
	if thing.Type() == reflect.TypeFor[Me]() { // also who is only just signing in
		return true
	}
	for _, name := range []string{"ID", "ObserverID"} {
		id := reflect.Indirect(thing.FieldByName(name))
		if id.IsValid() && id.Kind() == reflect.String && id.String() != "" &&
			(id.String() == c.By.ID || c.By.ObserverID != nil && id.String() == *c.By.ObserverID) {
			return true
		}
	}
	return false
}

// wording reports whether a field holds what somebody can have typed: text that is no choice and no id, or what is said of it.
func wording(f reflect.StructField) bool {
	if name := f.Name; strings.HasSuffix(name, "ID") || strings.HasSuffix(name, "By") || f.Tag.Get("json") == "-" {
		return false
	}
	t := f.Type
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t != reflect.TypeFor[json.RawMessage]() {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[string](), reflect.TypeFor[json.RawMessage](), reflect.TypeFor[said.Sentence](), reflect.TypeFor[said.Source](), reflect.TypeFor[said.Template]():
		return true
	}
	return false
}

// fieldName is how a field is listed as open: Training.title, Page.next of every page, and Check.sentence with all that it was made of.
func fieldName(t reflect.Type, f reflect.StructField) string {
	of, _, _ := strings.Cut(t.Name(), "[")
	for f.Anonymous {
		embedded := f.Type
		if embedded.Kind() == reflect.Pointer {
			embedded = embedded.Elem()
		}
		f = embedded.Field(0)
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return of + "." + name
}
