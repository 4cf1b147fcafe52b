package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// about is the address of an upload whose rows are of an area.
func (c *client) about(area models.ImportArea, name string, content []byte) string {
	c.house.Helper()
	return "/imports/" + c.must("POST", fmt.Sprintf("/imports?area=%s&name=%s", area, name), content).text("id")
}

// weighed is what would become of an import of opportunities or money: its figures, and a line for each row of them.
func (c *client) weighed(at string, in body) string {
	c.house.Helper()
	v := c.must("POST", at+"/rehearse", in)
	lines := []string{fmt.Sprintf("%v opportunities, %v pledges, %v receipts, %v there, %v faulty, %v doubtful",
		v.at("opportunities"), v.at("contributions"), v.at("receipts"), v.at("there"), v.at("faulty"), v.at("doubtful"))}
	for _, one := range v.at("rows").([]any) {
		row := one.(body)
		line := fmt.Sprintf("%s %v %s %s: %s", row["sheet"], row["row"], row["name"], row["verdict"], row["note"].(body)["sentence"])
		for _, fault := range row["faults"].([]any) {
			f := fault.(body)
			line += fmt.Sprintf("[%v %s: %s]", f["cell"], f["column"].(body)["sentence"], f["problem"].(body)["sentence"])
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestImportOpportunities(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		h.at(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC))
		anna := h.as(h.account(models.Administrator))
		sheet := "Titre;Organisateur;Genre;Funktion;Pays;Lieu;Début;Last day;Platze;Date limite;Hora;Time zone;Coût\n" +
			"STO course;ODIHR;course;STO;Poland;Warsaw;1 Mar 2027;2027-03-05;12;2027-01-31;5 pm;Europe/Warsaw;1.450,50\n" +
			"sto Course;OSCE;course;STO;PL;Warsaw;2027-03-01;2027-03-05;12;2027-01-31;;;\n" +
			"Kenya 2027;EU;mission;LTO;Kenya;Nairobi;2027-08-01;2027-09-10;8;2027-05-31;24:00;;0\n" +
			"Timor-Leste 2027;EU;mission;LTO;TL;Dili;2027-08-01;2027-09-10;8;2027-05-31;;;\n" +
			"Late;UN;e-learning;;;;2027-03-05;2027-03-01;many;2027-04-01;noon;Mars;1,234\n"
		got := anna.must("POST", "/imports?area=opportunities&name=offers.csv", []byte(sheet))
		if got.text("area") != "opportunities" || got.text("sheets.0.kind") != "opportunities" || fmt.Sprint(got.at("sheets.0.missing")) != "[]" {
			t.Fatalf("read as %s", got.body)
		}
		at := "/imports/" + got.text("id")
		h.reads("verdict", anna.weighed(at, body{}), "2 opportunities, 0 pledges, 0 receipts, 0 there, 3 faulty, 0 doubtful",
			`offers 3 sto Course faulty: [A3 Title: row 2 of offers is the same opportunity]`,
			`offers 5 Timor-Leste 2027 faulty: [<nil> : Timor-Leste is a participant of the ASEAN Regional Forum: places for training are in missions outside the region]`,
			`offers 6 Late faulty: [I6 Places: "many" is not a whole number][K6 Deadline's time of day: "noon" is not a time of day][M6 Cost per place: "1,234" can be 1 234 or 1.234][L6 Deadline's time zone: must be an IANA time zone like Asia/Dili]`)
		leave := body{"leaveOut": []body{{"sheet": "offers", "row": 3}, {"sheet": "offers", "row": 5}, {"sheet": "offers", "row": 6}}}
		before := h.entries()
		if done := anna.must("POST", at+"/run", leave); done.at("opportunities") != 2.0 || h.entries() != before+3 {
			t.Errorf("imported %s, %d entries", done.body, h.entries()-before)
		}
		drafted := anna.must("GET", "/opportunities?q=sto", nil)
		if got := fmt.Sprint(drafted.at("items.0.status"), drafted.at("items.0.body"), drafted.at("items.0.until"), drafted.at("items.0.cost"), drafted.at("items.0.deadline")); got != "draftODIHR2027-03-061450502027-01-31T16:00:00Z" {
			t.Errorf("drafted is %s", got)
		}
		again := anna.about(models.OpportunitiesArea, "offers.csv", []byte(sheet))
		if got, _, _ := strings.Cut(anna.weighed(again, body{}), "\n"); got != "0 opportunities, 0 pledges, 0 receipts, 3 there, 2 faulty, 0 doubtful" {
			t.Errorf("again: %s", anna.weighed(again, body{}))
		}
		anna.request("POST", again+"/run", leave).is(t, 409, refusal.NothingToImport)
		h.proves()
	})
}

// TestImportContributions brings in pledges, what their rows say was received, and a sheet of receipts.
func TestImportContributions(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		h.at(time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC))
		anna := h.as(h.account(models.Administrator))
		pledges := "Contributor|Title|Amount pledged|Currency|Rate|Earmarked for|Pledged on|Due on|Amount received|Received on|Credited by the bank|Bank reference\n" +
			"Japan|Contribution 2026|150 000,00|USD||training|2026-01-15|2026-06-30|150,000.00|2026-02-20||JP 1\n" +
			"AU|Contribution 2026|USD 1,234,567.50|USD||any|15.01.2026|||||\n" +
			"KR|Old agreement|₩5000000|KRW|0.00075||2021-05-01||5'000'000|2021-06-01|3750.00|KR 1\n" +
			"SG|Ambiguous|1,234|USD||audit|2026-01-15|||||\n" +
			"NZ|Half paid|20000.505|NZD|0,61|wages|2026-01-15||100|2026-03-01||\n" +
			"XY|Nobody|EUR 10|USD|||2026-01-15|||||\n" +
			"JP|contribution 2026|1|USD|||2026-01-15|||||\n"
		receipts := "Donor|Pledge|Amount|Date|Bank reference\n" +
			"Australia||500.000,00|2026-03-01|AU 1\n" +
			"Australia|Contribution 2026|500000|2026-04-01|AU 2\n" +
			"Australia|Contribution 2026|500000.00|1 April 2026|au-2\n" +
			"New Zealand|Half paid|100|2026-04-01|NZ 1\n" +
			"Chile||100|2026-04-01|CL 1\n"
		file := workbook(t, "Pledges", pledges, "Receipts", receipts)
		at := anna.about(models.ContributionsArea, "money.xlsx", file)
		before := h.entries()
		verdict := anna.weighed(at, body{})
		h.reads("verdict", verdict, "0 opportunities, 2 pledges, 3 receipts, 0 there, 7 faulty, 1 doubtful",
			`Pledges 4 Old agreement doubtful: [G4 Pledged on: it would have been pledged on 1 May 2021, more than three years ago][J4 Received on: 1 Jun 2021 is more than a year before the pledge, or ago]`,
			`Pledges 5 Ambiguous faulty: [C5 Amount pledged: "1,234" can be 1 234 or 1.234]`,
			`Pledges 6 Half paid faulty: [F6 Earmarked for: "wages" is no window of the fund][C6 Amount pledged: 20000.505 has more decimals than NZD has]`,
			`Pledges 7 Nobody faulty: [A7 Contributor: "XY" is not the code or the English name of a state][C7 Amount pledged: it says EUR, and the amount is in USD]`,
			`Pledges 8 contribution 2026 faulty: [B8 Title: row 2 of Pledges is the same pledge]`,
			`Receipts 4 Contribution 2026 faulty: [E4 Bank reference: row 3 of Receipts is the same receipt]`,
			`Receipts 5 Half paid faulty: [B5 Title: row 6 of Pledges, its pledge, is not entered]`,
			`Receipts 6  faulty: [B6 Title: no pledge of this contributor and title is in the file or in the fund]`)
		if n := h.entries(); n != before {
			t.Errorf("a rehearsal left %d entries", n-before)
		}
		leave := []body{}
		for _, row := range []int{5, 6, 7, 8} {
			leave = append(leave, body{"sheet": "Pledges", "row": row})
		}
		for _, row := range []int{4, 5, 6} {
			leave = append(leave, body{"sheet": "Receipts", "row": row})
		}
		anna.request("POST", at+"/run", body{"leaveOut": leave}).is(t, 409, refusal.DoubtfulRows)
		sure := []body{{"sheet": "Pledges", "row": 4, "confirmed": []string{"far-day"}}}
		h.reads("confirmed", anna.weighed(at, body{"leaveOut": leave, "confirmed": sure}), "0 opportunities, 3 pledges, 4 receipts, 0 there, 0 faulty, 0 doubtful")
		done := anna.must("POST", at+"/run", body{"leaveOut": leave, "confirmed": sure})
		if done.at("contributions") != 3.0 || done.at("receipts") != 4.0 || h.entries() != before+8 {
			t.Errorf("imported %s, %d entries", done.body, h.entries()-before)
		}
		got := anna.must("GET", "/contributions?contributor=AU", nil)
		if fmt.Sprint(got.at("items.0.amount"), got.at("items.0.received")) != "1.2345675e+08 1e+08" {
			t.Errorf("Australia's is %s", got.body)
		}

		// The same file again changes nothing; a further amount on a row that is there is booked.
		again := anna.about(models.ContributionsArea, "money.xlsx", file)
		if got, _, _ := strings.Cut(anna.weighed(again, body{}), "\n"); got != "0 opportunities, 0 pledges, 0 receipts, 6 there, 6 faulty, 0 doubtful" {
			t.Errorf("again: %s", anna.weighed(again, body{}))
		}
		anna.request("POST", again+"/run", body{"leaveOut": leave}).is(t, 409, refusal.NothingToImport)
		later := strings.Replace(pledges, "15.01.2026|||||", "15.01.2026||234567.50|2026-10-01||AU 3", 1)
		more := anna.about(models.ContributionsArea, "money.xlsx", workbook(t, "Pledges", later))
		if got, _, _ := strings.Cut(anna.weighed(more, body{}), "\n"); got != "0 opportunities, 0 pledges, 1 receipts, 2 there, 4 faulty, 0 doubtful" {
			t.Errorf("later: %s", anna.weighed(more, body{}))
		}
		h.proves()
	})
}

// TestImportedTemplates fills in the templates of every area.
func TestImportedTemplates(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		anna := h.as(h.account(models.Administrator))
		for area, kinds := range map[models.ImportArea][]string{models.OpportunitiesArea: {"opportunities"}, models.ContributionsArea: {"contributions", "receipts"}} {
			template := anna.must("GET", "/import-template?area="+string(area), nil).body
			got := anna.must("GET", anna.about(area, "import.xlsx", template), nil)
			for n, kind := range append(kinds, "") {
				at := fmt.Sprintf("sheets.%d.", n)
				if got.text(at+"kind") != kind || len(got.at(at+"missing").([]any)) > 0 {
					t.Errorf("%s: sheet %d is %v", area, n, got.at(fmt.Sprint("sheets.", n)))
				}
				for _, column := range got.at(at + "columns").([]any) {
					if field := column.(body)["field"]; kind != "" && field == "" {
						t.Errorf("%s: %v is not matched", kind, column)
					}
				}
			}
			for _, kind := range kinds {
				anna.must("GET", fmt.Sprintf("/import-template?area=%s&kind=%s", area, kind), nil)
			}
			anna.request("GET", fmt.Sprintf("/import-template?area=%s&kind=people", area), nil).is(t, 422, refusal.Invalid)
		}
	})
}
