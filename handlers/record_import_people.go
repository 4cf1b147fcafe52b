package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// somebody is a person whom the fund knows, or whom a row of the file introduces.
type somebody struct {
	models.Identity
	id  string // empty until they are nominated
	row *row   // of the file, where they are in it

	preferred string
	status    models.ObserverStatus
	seat      *int
}

// persons are all whom a row can be about.
type persons struct {
	inFund []*somebody
	inFile []*somebody
}

// knownPeople reads everybody whom the fund knows, once for a whole file.
func knownPeople(db *gorm.DB) (all []*somebody, err error) {
	known, err := models.Identities(db)
	for _, o := range known {
		all = append(all, &somebody{Identity: o.Identity, id: o.ID, preferred: o.PreferredName, status: o.Status, seat: o.Seat})
	}
	return all, err
}

func text(input map[string]any, field string) string {
	value, _ := input[field].(string)
	return value
}

// introduce finds out whom a row of people is about, and whether the fund knows them.
func (e *entering) introduce(r *row) error {
	if r.kind.operation != "nominateObserver" {
		return nil
	}
	if text(r.input, "passportName") == "" {
		if name := strings.TrimSpace(text(r.input, "givenNames") + " " + text(r.input, "familyName")); name != "" {
			r.input["passportName"] = name
		}
	}
	delete(r.input, "givenNames")
	delete(r.input, "familyName")
	if states, ok := r.input["nationalities"].([]any); ok && len(states) == 1 && r.input["private.passportState"] == nil && r.input["private.passportNumber"] != nil {
		r.input["private.passportState"] = states[0]
	}
	if r.input["noticeHours"] == nil {
		r.input["noticeHours"] = 48 // as in the form
	}
	r.name = text(r.input, "preferredName")
	if r.name == "" {
		r.name = text(r.input, "passportName")
	}
	born, _ := r.input["private.bornOn"].(models.Date)
	r.person = &somebody{row: r, preferred: r.name, Identity: models.Identity{
		Names:    []string{models.FoldName(text(r.input, "passportName")), models.FoldName(text(r.input, "preferredName"))},
		Passport: models.FoldNumber(text(r.input, "private.passportNumber")), Issuer: text(r.input, "private.passportState"), Born: born}}
	before := slices.IndexFunc(e.people.inFile, func(o *somebody) bool { return o.Same(r.person.Identity) && o.row.state != rowLeft })
	e.people.inFile = append(e.people.inFile, r.person)
	if r.state == rowLeft {
		return nil
	}
	for _, known := range e.people.inFund {
		if known.Same(r.person.Identity) && !known.Contradicts(r.person.Identity) {
			r.person.id, r.state, r.note, r.faults = known.id, rowThere, known.whereabouts(), nil
			return nil
		}
	}
	switch {
	case before >= 0:
		first := e.people.inFile[before].row
		r.fault("private.passportNumber", said.That("row {row} of {sheet} has the same passport, or the same name and birth date", "row", first.Row, "sheet", first.Sheet),
			said.That("The same person: leave one of the rows out. Otherwise check the number and the date."))
	case r.person.Passport == "" && born.IsZero() && r.at("private.bornOn").text == "" && r.at("private.passportNumber").text == "":
		r.fault("private.bornOn", said.That("there is neither a birth date nor a passport number, so that the fund cannot tell whether it knows this person"),
			said.That("Enter one of the two."))
	}
	return nil
}

// whereabouts says where somebody is whom the fund knows.
func (s *somebody) whereabouts() said.Sentence {
	switch {
	case s.seat != nil:
		return said.That("{name} is in the cohort already, in seat {seat}.", "name", s.preferred, "seat", *s.seat)
	case s.status == models.ObserverNominated:
		return said.That("{name} is nominated already.", "name", s.preferred)
	}
	return said.That("{name} is {status}, and is nominated again from their own record.", "name", s.preferred, "status", s.status)
}

// find is whom a row of another sheet speaks of: those of the file first.
func (e *entering) find(r *row) *somebody {
	born, _ := r.input["bornOn"].(models.Date)
	wanted := models.Identity{Names: []string{models.FoldName(text(r.input, "person"))}, Passport: models.FoldNumber(text(r.input, "passportNumber"))}
	r.name = text(r.input, "person")
	if r.name == "" {
		r.name = text(r.input, "passportNumber")
	}
	for _, all := range [][]*somebody{e.people.inFile, e.people.inFund} {
		var found []*somebody
		for _, s := range all {
			byPassport := wanted.Passport != "" && wanted.Passport == s.Passport
			byName := wanted.Passport == "" && wanted.Named(s.Identity) && (born.IsZero() || born == s.Born)
			if byPassport || byName {
				found = append(found, s)
			}
		}
		if named := slices.DeleteFunc(slices.Clone(found), func(s *somebody) bool { return !wanted.Named(s.Identity) }); len(named) == 1 {
			found = named // of a passport that stands twice, the one who is called so
		}
		if len(found) == 1 {
			r.person, r.name = found[0], found[0].preferred
			return found[0]
		}
		if len(found) > 1 {
			if known := found[0].id; known != "" && !slices.ContainsFunc(found, func(s *somebody) bool { return s.id != known }) {
				r.person, r.name = found[0], found[0].preferred
				return found[0]
			}
			r.fault("person", said.That("{number} people have this name", "number", len(found)), said.That("Add the passport number or the birth date."))
			return nil
		}
	}
	namesake := func(s *somebody) bool { return wanted.Passport != "" && wanted.Named(s.Identity) }
	switch {
	case len(r.faults) > 0:
	case slices.ContainsFunc(e.people.inFile, namesake) || slices.ContainsFunc(e.people.inFund, namesake):
		r.fault("passportNumber", said.That("{name} is known by another passport number", "name", r.name), said.That("Correct one of the two numbers."))
	case r.name == "":
		r.fault("person", said.That("it is not said whose this is"), said.Sentence{})
	default:
		r.fault("person", said.That("no one of this name or passport is in the file or in the fund"), said.That("Check the spelling, or add the person to the sheet of people."))
	}
	return nil
}

// waits notes that a row cannot be entered because its person cannot.
func (r *row) waits() bool {
	of := r.person.row
	if of == nil || of.state != rowFaulty && of.state != rowLeft {
		return false
	}
	r.fault("person", said.That("row {row} of {sheet}, the person's own, is not entered", "row", of.Row, "sheet", of.Sheet),
		said.That("Correct that row, or leave both out."))
	return true
}

// attach adds a row of languages to the person whose it is.
func (e *entering) attach(r *row) error {
	if r.kind.name != "languages" || r.state == rowLeft {
		return nil
	}
	whose := e.find(r)
	switch {
	case whose == nil:
	case whose.id != "":
		r.state, r.note, r.faults = rowThere, said.That("The languages of {name} are changed in their profile.", "name", whose.preferred), nil
	case len(r.faults) > 0:
		whose.row.fault("languages", said.That("row {row} of {sheet} has errors", "row", r.Row, "sheet", r.Sheet), said.That("Correct that row, or leave both out."))
	default:
		spoken, _ := whose.row.input["languages"].([]any)
		at := r.at("language")
		at.sheet = r.Sheet
		whose.row.places[fmt.Sprintf("languages[%d]", len(spoken))] = at
		whose.row.input["languages"] = append(spoken, map[string]any{"language": r.input["language"], "level": r.input["level"]})
	}
	return nil
}

// nominate enters a person whom the fund does not know.
func (e *entering) nominate(r *row) error {
	if r.kind.operation != "nominateObserver" || r.state == rowLeft || r.state == rowThere {
		return nil
	}
	created, err := e.send(r)
	if err != nil {
		return r.faultOf(err)
	}
	if o, ok := created.(models.Observer); ok && r.state == rowNew {
		r.person.id = o.ID
		r.made.Observers++
	}
	return nil
}

// log enters a training for the person whose it is.
func (e *entering) log(r *row) error {
	if r.kind.operation != "claimTraining" || r.state == rowLeft {
		return nil
	}
	whose := e.find(r)
	for _, c := range []string{"person", "passportNumber", "bornOn"} {
		delete(r.input, c)
	}
	if whose == nil || r.waits() {
		return nil
	}
	e.partOf(r)
	r.input["observerId"] = whose.id
	same := fmt.Sprint(whose.id, r.input["organiser"], r.input["kind"], spelling.Fold(text(r.input, "title")), r.input["startsOn"], r.input["until"])
	_, err := e.send(r)
	switch first, twice := e.seen[same]; {
	case err == nil && r.state == rowNew:
		e.seen[same] = r.RowName
		r.made.Trainings++
	case errors.Is(err, refusal.AlreadyLogged) && twice:
		r.fault("title", said.That("row {row} of {sheet} is the same training", "row", first.Row, "sheet", first.Sheet), said.That("Leave one of the rows out."))
	case errors.Is(err, refusal.AlreadyLogged) && r.state == rowNew:
		r.state, r.note = rowThere, said.That("{name} has this training in the log already.", "name", whose.preferred)
	case err != nil:
		return r.faultOf(err)
	}
	return nil
}
