package handlers

import (
	"fmt"
	"strings"

	"observationfund/models"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// opportunityRows are the courses and missions of a sheet, each drafted as the form drafts it.
var opportunityRows = rowKind{area: models.OpportunitiesArea, name: "opportunities", label: "Opportunities", also: "courses|missions|calls|offers|trainings|angebote|kurse|offres|formations|oportunidades|cursos",
	operation: "draftOpportunity", path: "/opportunities", columns: []rowColumn{
		{field: "title", label: "Title", also: "opportunity|name|course|course title|mission|name of course|titel|titre|titulo|bezeichnung|intitule|curso", hint: asText, example: "Short-term observers' course", needed: true},
		{field: "organiser", label: "Organiser", also: "organizer|organisation|organization|provider|offered by|veranstalter|organisateur|organizador", hint: "EU, OSCE, UN or another organiser of the fund's list", example: "OSCE", needed: true, read: readOrganiser, choices: organiserNames},
		{field: "body", label: "Body", also: "organiser's body|institution|agency", hint: "the part of the organiser, such as ODIHR or EODS", example: "ODIHR", read: readBody},
		{field: "kind", label: "Kind", also: "type|kind of training|training type|art|genre|tipo", hint: "course, e-learning, UN BSAFE, hostile-environment training or observation mission", example: "course", needed: true, read: readKind, choices: func(*lists) []string { return models.TrainingKind("").Values() }},
		{field: "function", label: "Function", also: "role|for|trained for|funktion|fonction|funcao", hint: "the function that one serves in or is trained for", example: "STO", read: readFunction, choices: func(*lists) []string { return models.Function("").Values() }},
		{field: "host", label: "Host state", also: "host|country|state|host country|land|pays|pais", hint: asState, example: "PL", read: readState},
		{field: "place", label: "Place", also: "city|location|venue|ort|lieu|lugar|local", hint: asText, example: "Warsaw"},
		{field: "startsOn", label: "First day", also: "start|start date|starts|starts on|from|begin|begins|von|beginn|debut|date de debut|inicio", hint: asDate, example: "2027-03-01", needed: true, read: readDay},
		{field: "until", label: "Last day", also: "end|end date|ends|ends on|to|until|last date|bis|ende|date de fin|fim|fin|termino", hint: asDate, example: "2027-03-05", needed: true, read: readLastDay},
		{field: "places", label: "Places", also: "seats|number of places|slots|platze|teilnehmerplatze|nombre de places|vagas|plazas", hint: "a whole number of places", example: "12", needed: true, read: readNumber},
		{field: "deadlineOn", label: "Apply by", also: "deadline|application deadline|closing date|closes|apply until|bewerbungsschluss|frist|anmeldeschluss|date limite|prazo|fecha limite", hint: asDate, example: "2027-01-31", needed: true, read: readDay},
		{field: "deadlineClock", label: "Deadline's time of day", also: "deadline time|time of deadline|closing time|uhrzeit|heure|hora", hint: "a time of day such as 17:00; 23:59 where it is empty", example: "23:59", read: readClock},
		{field: "deadlineZone", label: "Deadline's time zone", also: "time zone|timezone|zone|zeitzone|fuseau horaire|fuso horario|zona horaria", hint: "a time zone such as Europe/Warsaw; Europe/Brussels where it is empty", example: "Europe/Warsaw"},
		{field: "language", label: "Language", also: "working language|sprache|langue|lingua|idioma", hint: "the code or the English name of a language", example: "en", read: readLanguage, choices: languageNames},
		{field: "level", label: "Level", also: "cefr|language level|niveau|nivel", hint: "A1, A2, B1, B2, C1 or C2", example: "B2", read: readLevel, choices: func(*lists) []string { return models.Level("").Values() }},
		{field: "cost", label: "Cost per place", also: "cost|price|fee|cost of one place|kosten|preis|cout|custo|coste|costo", hint: "an amount in the fund's currency, such as 1450.00; 0 where it is empty", example: "1450.00", read: readAmount, number: readNumeral},
		{field: "admittedNationalities", label: "Nationalities by arrangement", also: "eligible nationalities|nationalities|admitted nationalities|eligibility", hint: asStates, example: "", read: many(readState)},
		{field: "overrideReason", label: "Reason within the region", also: "override reason|why within the region|reason", hint: "why a mission is within the region", example: ""},
		{field: "note", label: "Note", also: "notes|remarks|comment|comments|bemerkung|remarque|observacoes|nota", hint: asText, example: ""},
	}}

// draft enters an opportunity that the fund does not know.
func (e *entering) draft(r *row) error {
	if r.kind != &opportunityRows || r.state == rowLeft {
		return nil
	}
	r.name = text(r.input, "title")
	e.partOf(r)
	for field, usual := range map[string]any{"deadlineClock": "23:59", "deadlineZone": "Europe/Brussels"} { // as in the form
		if r.input[field] == nil {
			r.input[field] = usual
		}
	}
	r.price("cost", e.lists.books())
	starts, until := day(r.input, "startsOn"), day(r.input, "until")
	same := fmt.Sprint(r.input["organiser"], spelling.Fold(r.name), starts, until)
	var alike []models.Opportunity
	err := e.DB.Where("organiser = ? AND starts_on = ? AND until = ?", text(r.input, "organiser"), starts, until).Order("id").Find(&alike).Error
	if err != nil {
		return err
	}
	for _, known := range alike {
		if spelling.Fold(known.Title) != spelling.Fold(r.name) {
			continue
		}
		if first, twice := e.seen[same]; twice {
			r.fault("title", said.That("row {row} of {sheet} is the same opportunity", "row", first.Row, "sheet", first.Sheet), said.That("Leave one of the rows out."))
			return nil
		}
		r.isThere(known.Ref(), said.That("{title} is among the opportunities already, with the same organiser and days.", "title", known.Title))
		return nil
	}
	if _, err := e.send(r); err != nil {
		return r.faultOf(err)
	}
	r.made.Opportunities++
	e.seen[same] = r.RowName
	return nil
}

// partOf reads of ODIHR as organiser that it is a body of the OSCE.
func (e *entering) partOf(r *row) {
	if r.input["body"] != nil {
		return
	}
	for _, name := range append([]string{r.at("organiser").text}, strings.Split(r.at("organiser").text, "/")...) {
		if body, ok := e.lists.bodies[key(name)]; ok && r.input["organiser"] == e.lists.organiserOf[body] {
			r.input["body"] = body
		}
	}
}

// isThere notes that the fund has already what a row is about, whatever else is said of it.
func (r *row) isThere(about models.Ref, note said.Sentence) {
	r.state, r.note, r.about, r.faults = rowThere, note, &about, nil
}

func day(input map[string]any, field string) models.Date {
	value, _ := input[field].(models.Date)
	return value
}

// price makes of an amount that was read the minor units of its currency.
func (r *row) price(field string, of models.Currency) {
	written, ok := r.input[field].(amount)
	if !ok {
		return
	}
	delete(r.input, field)
	minor, bad := written.minor(of)
	if bad != nil {
		r.fault(field, bad.problem, bad.remedy)
		return
	}
	r.input[field] = minor
}
