package api

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
	"observationfund/models/table"
)

// workbook is a spreadsheet of sheets: a name, and lines of cells between bars.
func workbook(t testing.TB, sheets ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	book := table.NewWorkbook(&out)
	for n := 0; n+1 < len(sheets); n += 2 {
		book.Table(sheets[n], true)
		for text := range strings.Lines(sheets[n+1]) {
			var row []table.Cell
			for cell := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "|") {
				row = append(row, table.Text(cell))
			}
			must(book.Write(row))
		}
	}
	must(book.Close())
	return out.Bytes()
}

// bring uploads a spreadsheet, and returns the address of its import.
func (c *client) bring(name string, content []byte) string {
	c.house.Helper()
	return "/imports/" + c.must("POST", "/imports?name="+url.QueryEscape(name), content).text("id")
}

// verdict is what would become of an import: its figures, and a line for each row of them.
func (c *client) verdict(at string) string {
	c.house.Helper()
	v := c.must("POST", at+"/rehearse", body{})
	lines := []string{fmt.Sprintf("%v people, %v trainings, %v there, %v faulty", v.at("observers"), v.at("trainings"), v.at("there"), v.at("faulty"))}
	for n := 0; v.at(fmt.Sprint("rows.", n)) != nil; n++ {
		row := fmt.Sprint("rows.", n)
		line := fmt.Sprintf("%s %v %s: %s", v.text(row+".sheet"), v.at(row+".row"), v.text(row+".name"), v.text(row+".note.sentence"))
		for f := 0; v.at(fmt.Sprint(row, ".faults.", f)) != nil; f++ {
			fault := fmt.Sprint(row, ".faults.", f)
			line += fmt.Sprintf("[%s %s: %s %s]", v.text(fault+".cell"), v.text(fault+".column.sentence"), v.text(fault+".problem.sentence"), v.text(fault+".remedy.sentence"))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (h *fixture) reads(what, got string, want ...string) {
	h.Helper()
	if got != strings.Join(want, "\n") {
		h.Errorf("%s: got\n%s\nwant\n%s", what, got, strings.Join(want, "\n"))
	}
}

const columns = "Name as in the passport|Gender|Nationalities|Nominated by|Birth date|Passport number|Languages|Functions|Passport issued by\n"

func TestImport(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		h.at(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC))
		anna := h.as(h.account(models.Administrator))
		people := columns +
			"SUHARTO|man|ID|Indonesia|31.02.1985|A1|en C1|STO\n" +
			"นภา วงศ์สกุล|woman|Thailand|TH|2528-04-02|AA7654321|th C2; en C3|STO, LTO\n" +
			"سمیرا گلزار|f|PK, GB|Pakistan|1985-04-02|PK 77|ur C2|STO|PAK\n" +
			"THANDAR|woman|MM|EU|03/04/1985|MM1||\n" +
			"MARIA DA COSTA|woman|TL / PT|TL|1990-01-31|P0042131|pt C2|short-term observer|Timor-Leste\n" +
			"MARIA D COSTA|woman|TL|TL|1991-01-31|p00-42131||\n" +
			"NOBODY KNOWN|man|ID|ID||||\n" +
			"TOO YOUNG|man|ID|XY|2015-01-01|ID9||captain\n"
		trainings := "Person|Kind|Title|Organiser|Function|Host state|First day|Last day\n" +
			"Maria da Costa|Course|STO course|ODIHR|STO||3 Mar 2025|2025-03-07\n" +
			"da Costa Maria|course|sto course|OSCE/ODIHR|sto||2025-03-03|2025-03-07\n" +
			"سمیرا گلزار|mission|Sri Lanka 2024|EU|STO|Sri Lanka|2024-09-01|2024-09-25\n" +
			"سمیرا گلزار|mission|Kenya|EU|||2031-09-01|2031-09-25\n" +
			"Suharto|course|Course|EU|||2024-09-01|2024-09-25\n" +
			"Somebody Else|course|Course|EU|||2024-09-01|2024-09-25\n"
		file := workbook(t, "People", people, "Trainings", trainings, "How to fill in", "Column|Example\nName|X\n")
		at := anna.bring("cohort 2027.xlsx", file)
		before := h.entries()
		h.reads("verdict", anna.verdict(at), "2 people, 2 trainings, 0 there, 10 faulty",
			`People 2 SUHARTO: [E2 Birth date: "31.02.1985" is not in the calendar Use a real date, such as 28 Feb 1985.]`,
			`People 3 นภา วงศ์สกุล: [E3 Birth date: the year 2528 is of the Buddhist calendar Write the year 1985.][G3 Languages: the language level "C3" is unknown Enter languages with their levels, such as en C1, pt B2; or a sheet of languages.]`,
			`People 5 THANDAR: [E5 Birth date: "03/04/1985" can be 3 Apr 1985 or 4 Mar 1985 Write it as 1985-04-03, or the other way round.]`,
			`People 7 MARIA D COSTA: [F7 Passport number: row 6 of People has the same passport, or the same name and birth date The same person: leave one of the rows out. Otherwise check the number and the date.]`,
			`People 8 NOBODY KNOWN: [E8 Birth date: there is neither a birth date nor a passport number, so that the fund cannot tell whether it knows this person Enter one of the two.]`,
			`People 9 TOO YOUNG: [D9 Nominated by: "XY" is not the code or the English name of a state Enter the participant of the ARF that nominates: a state, or EU.][H9 Functions: "captain" is not a function Enter functions such as STO, LTO or legal, separated by commas.]`,
			`Trainings 3 MARIA DA COSTA: [C3 Title: row 2 of Trainings is the same training Leave one of the rows out.]`,
			`Trainings 5 سمیرا گلزار: [H5 Last day: the training is not over: it can be logged from its last day on Enter a date such as 1985-02-28, 28.02.1985 or 28 Feb 1985.][E5 Function: is needed for a mission: as what one serves Enter the function that was served or trained for.][F5 Host state: is needed for a mission: the state whose election it observes Enter the state whose election was observed.]`,
			`Trainings 6 SUHARTO: [A6 Person: row 2 of People, the person's own, is not entered Correct that row, or leave both out.]`,
			`Trainings 7 Somebody Else: [A7 Person: no one of this name or passport is in the file or in the fund Check the spelling, or add the person to the sheet of people.]`)
		if n := h.entries(); n != before {
			t.Errorf("a rehearsal left %d entries", n-before)
		}
		wrong, err := table.Read("rows-with-errors.xlsx", anna.must("POST", at+"/faulty", nil).body)
		if must(err); len(wrong) != 2 || wrong[0].Name != "People" || len(wrong[0].Rows) != 7 || len(wrong[1].Rows) != 5 {
			t.Fatalf("the rows with errors: %v", wrong)
		}
		if last := wrong[0].Rows[1].Cells; last[0].Text != "SUHARTO" || last[4].Text != "31.02.1985" || last[len(last)-1].Text !=
			`Birth date: "31.02.1985" is not in the calendar. Use a real date, such as 28 Feb 1985.` {
			t.Errorf("a row with errors is %v", last)
		}
		anna.request("POST", at+"/run", body{}).is(t, 409, refusal.FaultyRows)
		if n := h.entries(); n != before {
			t.Errorf("what was refused left %d entries", n-before)
		}
		var leave []body
		for _, row := range []int{2, 3, 5, 7, 8, 9} {
			leave = append(leave, body{"sheet": "People", "row": row})
		}
		for _, row := range []int{3, 5, 6, 7} {
			leave = append(leave, body{"sheet": "Trainings", "row": row})
		}
		done := anna.must("POST", at+"/run", body{"leaveOut": leave})
		if done.text("status") != "imported" || done.at("observers") != 2.0 || done.at("trainings") != 2.0 || h.entries() != before+5 {
			t.Errorf("imported %s, %d entries", done.body, h.entries()-before)
		}
		if n := h.count("SELECT COUNT(*) FROM import_files"); n != 0 {
			t.Errorf("%d files are kept of what is imported", n)
		}
		anna.request("POST", at+"/run", body{}).is(t, 409, refusal.WrongState)
		samira := anna.must("GET", "/observers?q="+url.QueryEscape("سمیرا"), nil)
		if got := fmt.Sprint(samira.at("items.0.nationalities"), samira.at("items.0.languages"), samira.at("items.0.gender")); got != "[GB PK] [map[language:ur level:C2]]woman" {
			t.Errorf("Samira is %s", got)
		}
		log := anna.must("GET", "/trainings?q=sto+course", nil)
		if got := fmt.Sprint(log.text("items.0.status"), log.text("items.0.organiser"), log.text("items.0.body"), log.text("items.0.until")); got != "claimedOSCEODIHR2025-03-08" {
			t.Errorf("the training is %s", got)
		}
		h.as(h.account(models.Administrator)).request("POST", "/trainings/"+log.text("items.0.id")+"/verify", body{}).is(t, 409, refusal.EvidenceMissing)

		// The same file again changes nothing: what is there is told apart.
		again := anna.bring("cohort 2027.xlsx", file)
		if got, _, _ := strings.Cut(anna.verdict(again), "\n"); got != "0 people, 0 trainings, 5 there, 9 faulty" {
			t.Errorf("again: %s", anna.verdict(again))
		}
		before = h.entries()
		anna.request("POST", again+"/run", body{"leaveOut": leave}).is(t, 409, refusal.NothingToImport)
		anna.must("POST", again+"/drop", nil)
		if n := h.entries(); n != before+1 {
			t.Errorf("the same file again left %d entries", n-before)
		}
		h.proves()
	})
}

func (h *fixture) count(statement string, values ...any) (n int) {
	h.Helper()
	if err := h.db.Query(h.Context()).Raw(statement, values...).Scan(&n).Error; err != nil {
		h.Fatal(err)
	}
	return n
}

// TestImportText brings in CSV files as people's programs write them, three at once.
func TestImportText(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		h.at(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC))
		anna := h.as(h.account(models.Administrator))
		western, _ := charmap.Windows1252.NewEncoder().Bytes([]byte("Vorname;Nachname;Geschlecht;Staatsangehörigkeit;Nominated by;Geburtsdatum;E-Mail\n" +
			"José;Müller;m;DE;EU;02.04.1985;=HYPERLINK(\"x\")\nÅsa;Öberg;w;SE;EU;13/04/1985;asa@example.org\n"))
		wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("Person\tSprache\tNiveau\nÅsa Öberg\tsv\tC2\nÅsa Öberg\tEnglish\tZ9\n"))
		at := anna.bring("Personen.csv", western)
		anna.must("POST", at+"/files?name=Sprachen.txt", wide)
		got := anna.must("POST", at+"/files?name=trainings.csv", []byte("Person,Kind,Title,Organiser,Start,End\n\"Öberg, Åsa\",e-learning,Basics,UN,2024-01-08,2024-01-08\n"))
		if fmt.Sprint(got.text("sheets.0.kind"), got.text("sheets.1.kind"), got.text("sheets.2.kind"), got.text("sheets.0.encoding")) != "peoplelanguagestrainingsWindows-1252" {
			t.Errorf("read as %s", got.at("sheets"))
		}
		h.reads("verdict", anna.verdict(at), "0 people, 0 trainings, 0 there, 4 faulty",
			`Personen 2 José Müller: [G2 E-mail: this is a formula Enter what it comes to, as text.]`,
			`Personen 3 Åsa Öberg: [ Languages: row 3 of Sprachen has errors Correct that row, or leave both out.]`,
			`Sprachen 3 Åsa Öberg: [C3 Level: the language level "Z9" is unknown Enter A1, A2, B1, B2, C1 or C2.]`,
			`trainings 2 Åsa Öberg: [A2 Person: row 3 of Personen, the person's own, is not entered Correct that row, or leave both out.]`)
		done := anna.must("POST", at+"/run", body{"leaveOut": []body{{"sheet": "Personen", "row": 2}, {"sheet": "Sprachen", "row": 3}}})
		if done.at("observers") != 1.0 || done.at("trainings") != 1.0 {
			t.Errorf("imported %s", done.body)
		}

		// What was matched by hand is matched so again.
		odd := []byte("Wer,Was\nSuharto,x\n")
		at = anna.bring("odd.csv", odd)
		if kind := anna.must("GET", at, nil).text("sheets.0.kind"); kind != "" {
			t.Errorf("an odd sheet is %q", kind)
		}
		match := body{"sheets": []body{{"sheet": "odd", "kind": "people", "columns": []body{{"column": "A", "field": "passportName"}}}}}
		anna.request("PUT", at, body{"sheets": []body{{"sheet": "odd", "kind": "people", "columns": []body{{"column": "A", "field": "wages"}}}}}).is(t, 422, refusal.NoSuchColumn)
		anna.request("PUT", at, body{"sheets": []body{{"sheet": "even", "kind": "people"}}}).is(t, 422, refusal.NoSuchSheet)
		anna.must("PUT", at, match)
		if again := anna.must("GET", anna.bring("odd.csv", odd), nil); again.text("sheets.0.columns.0.field") != "passportName" || again.at("sheets.0.byHand") != true {
			t.Errorf("again it is read as %s", again.at("sheets"))
		}

		for name, file := range map[string][]byte{"rows.csv": []byte("Name\n" + strings.Repeat("Suharto\n", 40000))} {
			got := anna.request("POST", "/imports?name="+name, file)
			got.is(t, 413, refusal.TooManyRows)
			if !strings.Contains(got.text("detail"), "40000 rows are too many") {
				t.Error(got.text("detail"))
			}
		}
		anna.request("POST", "/imports?name=x.xlsx", pdf("no table")).is(t, 415, refusal.TableIsPDF)
		anna.request("GET", "/import-template?kind=wages", nil).is(t, 422, refusal.Invalid)
	})
}

// TestImportIsForgotten lets a day pass: nothing stays of a file that nobody finished.
func TestImportIsForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		pass := h.at(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC))
		later := func(d time.Duration) {
			pass(d)
			if err := handlers.Clock(h.Context(), h.db); err != nil {
				t.Fatal(err)
			}
		}
		anna := h.as(h.account(models.Administrator))
		at := anna.bring("people.xlsx", workbook(t, "People", columns+"SUHARTO|man|ID|ID|1985-02-28|A1||\n"))
		later(23 * time.Hour)
		anna = h.as(h.account(models.Administrator))
		h.reads("after 23 hours", anna.verdict(at), "1 people, 0 trainings, 0 there, 0 faulty")
		later(time.Hour)
		if n := h.count("SELECT COUNT(*) FROM import_files"); n != 0 {
			t.Errorf("%d files are kept after a day", n)
		}
		anna = h.as(h.account(models.Administrator))
		if got := anna.must("GET", at, nil).text("status"); got != "dropped" {
			t.Errorf("after a day the import is %s", got)
		}
		anna.request("POST", at+"/rehearse", body{}).is(t, 409, refusal.WrongState)
	})
}

// TestImportedTemplate fills in the template that the fund hands out.
func TestImportedTemplate(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		anna := h.as(h.account(models.Administrator))
		sheets, err := table.Read("import.xlsx", anna.must("GET", "/import-template", nil).body)
		if err != nil || len(sheets) != 4 {
			t.Fatalf("the template has %d sheets, %v", len(sheets), err)
		}
		at := anna.bring("import.xlsx", anna.must("GET", "/import-template", nil).body)
		got := anna.must("GET", at, nil)
		for n, kind := range []string{"people", "languages", "trainings", ""} {
			at := fmt.Sprintf("sheets.%d.", n)
			if got.text(at+"kind") != kind || len(got.at(at+"missing").([]any)) > 0 {
				t.Errorf("sheet %d is %v", n, got.at(fmt.Sprint("sheets.", n)))
			}
			for _, column := range got.at(at + "columns").([]any) {
				if field := column.(body)["field"]; kind != "" && field == "" {
					t.Errorf("%s: %v is not matched", kind, column)
				}
			}
		}
		for _, kind := range []string{"people", "languages", "trainings"} {
			read, err := table.Read(kind+".csv", anna.must("GET", "/import-template?kind="+kind, nil).body)
			if err != nil || len(read) != 1 || len(read[0].Rows) != 1 {
				t.Errorf("%s.csv is %v, %v", kind, read, err)
			}
		}
	})
}

// TestImportOfMany is a whole cohort at once, in a minute.
func TestImportOfMany(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		anna := h.as(h.account(models.Administrator))
		people, trainings := columns, "Person|Passport number|Kind|Title|Organiser|Function|First day|Last day\n"
		for n := range 100 {
			people += fmt.Sprintf("PERSON %d|woman|TL|TL|1985-02-%02d|P%04d|pt C1, en B2|STO, LTO\n", n, n%28+1, n)
			for m := range 3 {
				trainings += fmt.Sprintf("Person %d|P%04d|course|Course %d|EU|sto|2024-0%d-01|2024-0%d-05\n", n, n, m, m+1, m+1)
			}
		}
		at := anna.bring("cohort.xlsx", workbook(t, "People", people, "Trainings", trainings))
		begun := time.Now()
		h.reads("a hundred", anna.verdict(at), "100 people, 300 trainings, 0 there, 0 faulty")
		rehearsed := time.Since(begun)
		anna.must("POST", at+"/run", body{})
		t.Logf("rehearsed in %v, imported in %v", rehearsed, time.Since(begun)-rehearsed)
		if took := time.Since(begun) - rehearsed; took > time.Minute {
			t.Errorf("it took %v", took)
		}
		if n := anna.must("GET", "/cohort", nil); n.at("waiting") != 100.0 {
			t.Errorf("the cohort is %s", n.body)
		}
		h.proves()
	})
}
