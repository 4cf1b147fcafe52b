package handlers

import (
	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/said"
)

// rowKind is what the rows of a sheet can become. Another kind is a line of rowKinds, and its columns.
type rowKind struct {
	area      models.ImportArea
	name      string
	label     said.Template
	also      string                  // other names of such a sheet
	operation string                  // whose endpoint takes each row; none where the rows belong to those of another kind
	path      string                  // of the endpoint
	doubts    map[refusal.Code]string // what is asked about a row that may be no mistake, and the field that it is about
	columns   []rowColumn
}

// rowColumn is a column that a sheet can have.
type rowColumn struct {
	field   string // of the endpoint's input, or of what the row is about
	label   said.Template
	also    string        // other headings, in the languages that people keep spreadsheets in
	hint    said.Template // how it is written
	example string
	needed  bool
	read    reader // how what is written becomes what the endpoint takes; a plain text where there is none
	number  reader // the same of what the workbook says is a number
	choices func(*lists) []string
}

const (
	asDate      said.Template = "a date such as 1985-02-28, 28.02.1985 or 28 Feb 1985"
	asStates    said.Template = "codes or English names of states, separated by commas"
	asState     said.Template = "the code or the English name of a state"
	asText      said.Template = "text"
	asPerson    said.Template = "the name as in the sheet of people, or the passport number beside it"
	asFunctions said.Template = "functions such as STO, LTO or legal, separated by commas"
)

// whose are the columns by which a row says whose it is.
var whose = []rowColumn{
	{field: "person", label: "Person", also: "observer|name|full name|passport name|preferred name|nom|nome|nombre|vorname nachname|participant", hint: asPerson, example: "Maria da Costa"},
	{field: "passportNumber", label: "Passport number", also: "passport|passport no|passport nr|no passport|passport #|passaporte|passeport|reisepass", hint: "letters A to Z and digits", example: "P0042131"},
	{field: "bornOn", label: "Birth date", also: birthDate, hint: asDate, example: "1985-02-28", read: readDay},
}

const birthDate = "born|born on|date of birth|dob|birthday|geburtsdatum|date de naissance|data de nascimento|fecha de nacimiento|tanggal lahir"

// rowKinds are what comes in from spreadsheets, in the order in which it is entered.
var rowKinds = []*rowKind{
	{area: models.CohortArea, name: "people", label: "People", also: "persons|observers|cohort|roster|members|personen|personnes|pessoas", operation: "nominateObserver", path: "/observers",
		columns: []rowColumn{
			{field: "passportName", label: "Name as in the passport", also: "name|full name|passport name|nom complet|nome completo|name in passport|observer|vollstandiger name|nama", hint: asText, example: "MARIA DA COSTA"},
			{field: "givenNames", label: "Given names", also: "given name|first name|first names|forename|vorname|vornamen|prenom|prenoms|nome proprio|nombre|nombres", hint: "where the name is in two columns", example: ""},
			{field: "familyName", label: "Family name", also: "surname|last name|family names|nachname|familienname|nom|nom de famille|apelido|sobrenome|apellido|apellidos", hint: "where the name is in two columns", example: ""},
			{field: "preferredName", label: "Preferred name", also: "known as|display name|rufname|called", hint: "the name to be called by; that of the passport where it is empty", example: "Maria da Costa"},
			{field: "gender", label: "Gender", also: "sex|geschlecht|sexe|sexo|genero", hint: "woman, man, other or undisclosed", example: "woman", needed: true, read: readGender, choices: func(*lists) []string { return models.Gender("").Values() }},
			{field: "nationalities", label: "Nationalities", also: "nationality|citizenship|citizenships|staatsangehorigkeit|staatsangehorigkeiten|nationalite|nationalites|nacionalidade|nacionalidad", hint: asStates, example: "TL, PT", needed: true, read: many(readState), choices: stateNames},
			{field: "nominatedBy", label: "Nominated by", also: "nominating state|nominator|participant|sending state|nominiert von|designe par", hint: "the participant of the ARF that nominates: a state, or EU", example: "TL", needed: true, read: readState},
			{field: "private.bornOn", label: "Birth date", also: birthDate, hint: asDate, example: "1985-02-28", read: readDay},
			{field: "private.passportNumber", label: "Passport number", also: "passport|passport no|passport nr|no passport|passport #|passaporte|passeport|reisepass|reisepassnummer", hint: "letters A to Z and digits", example: "P0042131"},
			{field: "private.passportState", label: "Passport issued by", also: "passport state|passport country|issuing state|issuing country|country of issue", hint: "the state that issued the passport; the nationality where there is one only", example: "TL", read: readState},
			{field: "passportExpiresOn", label: "Passport expires on", also: "passport expiry|passport expires|passport valid until|expiry date|passport expiration|gultig bis", hint: asDate, example: "2031-05-31", read: readDay},
			{field: "languages", label: "Languages", also: "language|working languages|sprachen|langues|linguas|idiomas", hint: "languages with their levels, such as en C1, pt B2; or a sheet of languages", example: "pt C2, en B2", read: many(readSpoken)},
			{field: "functions", label: "Functions", also: "function|roles|role|funktionen|fonctions|funcoes", hint: asFunctions, example: "STO, LTO", read: many(readFunction), choices: func(*lists) []string { return models.Function("").Values() }},
			{field: "conflicts", label: "Declared conflicts", also: "conflicts|conflict of interest|conflicts of interest", hint: asStates, example: "", read: many(readState)},
			{field: "noticeHours", label: "Notice needed in hours", also: "notice|notice hours|notice needed|hours of notice|notice (hours)", hint: "a whole number of hours; 48 where it is empty", example: "72", read: readNumber},
			{field: "private.email", label: "E-mail", also: "email|mail|e-mail address|email address|courriel|correio eletronico", hint: "an address like name@example.org", example: "maria@example.org"},
			{field: "private.phone", label: "Phone", also: "tel|mobile|phone no|phone number|telefon|telefone|cell", hint: asText, example: "+670 7701 2345"},
			{field: "private.emergencyName", label: "Emergency contact", also: "emergency contact name|emergency name|next of kin", hint: asText, example: "João da Costa"},
			{field: "private.emergencyRelation", label: "Emergency contact's relation", also: "emergency relation|relationship|relation", hint: asText, example: "brother"},
			{field: "private.emergencyPhone", label: "Emergency contact's phone", also: "emergency phone|emergency contact phone|emergency number", hint: asText, example: "+670 7701 2346"},
			{field: "private.medicalClearedThrough", label: "Medically cleared through", also: "medical clearance|medical clearance until|medical|fit until", hint: asDate, example: "2027-12-31", read: readDay},
			{field: "private.medicalNote", label: "Medical note", also: "medical remarks|health note", hint: asText, example: ""},
		}},
	{area: models.CohortArea, name: "languages", label: "Languages", also: "sprachen|langues|linguas|language skills", columns: append([]rowColumn{
		{field: "language", label: "Language", also: "sprache|langue|lingua|idioma", hint: "the code or the English name of a language", example: "pt", needed: true, read: readLanguage, choices: languageNames},
		{field: "level", label: "Level", also: "cefr|cefr level|niveau|nivel|proficiency", hint: "A1, A2, B1, B2, C1 or C2", example: "C2", needed: true, read: readLevel, choices: func(*lists) []string { return models.Level("").Values() }},
	}, whose...)},
	{area: models.CohortArea, name: "trainings", label: "Trainings", also: "training|courses|training log|training record|missions|ausbildung|schulungen|formations|formacoes", operation: "claimTraining", path: "/trainings",
		columns: append([]rowColumn{
			{field: "kind", label: "Kind", also: "type|kind of training|training type|art|genre|tipo", hint: "course, e-learning, UN BSAFE, hostile-environment training or observation mission", example: "course", needed: true, read: readKind, choices: func(*lists) []string { return models.TrainingKind("").Values() }},
			{field: "title", label: "Title", also: "training|course|name of training|course title|training title|mission|titel|titre|titulo", hint: asText, example: "Short-term observers' course", needed: true},
			{field: "organiser", label: "Organiser", also: "organizer|organisation|organization|provider|veranstalter|organisateur|organizador", hint: "EU, OSCE, UN or another organiser of the fund's list", example: "OSCE", needed: true, read: readOrganiser, choices: organiserNames},
			{field: "body", label: "Body", also: "organiser's body|institution|agency", hint: "the part of the organiser, such as ODIHR or EODS", example: "ODIHR", read: readBody},
			{field: "function", label: "Function", also: "role|served as|trained for|funktion|fonction|funcao", hint: "the function that was served or trained for", example: "STO", read: readFunction},
			{field: "host", label: "Host state", also: "host|country|state|host country|land|pays|pais", hint: "the state whose election was observed", example: "", read: readState},
			{field: "place", label: "Place", also: "city|location|venue|ort|lieu|lugar|local", hint: asText, example: "Warsaw"},
			{field: "startsOn", label: "First day", also: "start|start date|starts on|from|begin|begins|von|beginn|date de debut|inicio", hint: asDate, example: "2025-03-03", needed: true, read: readDay},
			{field: "until", label: "Last day", also: "end|end date|ends|ends on|to|last date|bis|ende|date de fin|fim|fin", hint: asDate, example: "2025-03-07", needed: true, read: readLastDay},
			{field: "certificateNumber", label: "Certificate number", also: "certificate|certificate no|certificate nr|zertifikat", hint: asText, example: "C-2025-117"},
			{field: "expiresOn", label: "Expires on", also: "expiry|valid until|expires|validity|expiration", hint: asDate, example: "", read: readDay},
		}, whose...)},
	&opportunityRows, &contributionRows, &receiptRows,
}

// kindsOf are the kinds of rows that come in together.
func kindsOf(area models.ImportArea) (all []*rowKind) {
	for _, kind := range rowKinds {
		if kind.area == area {
			all = append(all, kind)
		}
	}
	return all
}

// kindNamed finds one of several kinds of rows.
func kindNamed(kinds []*rowKind, name string) *rowKind {
	for _, kind := range kinds {
		if kind.name == name {
			return kind
		}
	}
	return nil
}

// column finds one of the columns of a kind by its field.
func (k *rowKind) column(field string) *rowColumn {
	for i := range k.columns {
		if k.columns[i].field == field {
			return &k.columns[i]
		}
	}
	return nil
}
