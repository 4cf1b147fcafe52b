package api

import (
	"fmt"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// course is a claim that nothing is wrong with.
func (s *story) course(more body) body {
	return but(body{"organiser": "EU", "body": "EODS", "kind": "course", "function": "lto", "title": "Course for long-term observers",
		"startsOn": "2025-03-03", "until": "2025-03-08", "certificateNumber": "EODS-25/118"}, more)
}

// TestTheSameCourseTwice points out what is in the log already, refuses a certificate that is, and lets through what is said to be another.
func TestTheSameCourseTwice(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti, budi := s.observer("Siti", "ID"), s.observer("Budi", "PH")
		first := siti.must("POST", "/trainings", s.course(nil)).text("id")

		// As it is typed: by the title alone, until the days say that it was another time; by the number, however it is written.
		alike := func(c *client, query string) string {
			got := c.must("GET", "/logged-before?organiser=EU&"+query, nil)
			words := ""
			for _, one := range got.at("items").([]any) {
				one := one.(body)
				words += fmt.Sprintf("%t %v %v %v ", one["id"] == first, one["status"], one["in"], one["preferredName"])
			}
			return words
		}
		for query, want := range map[string]string{
			"title=course+for+LONG+term+observers":                                      "",
			"title=course+for+LONG-term+observers":                                      "true claimed [title] Siti ",
			"title=Course+for+long-term+observers&startsOn=2025-03-07&until=2025-03-20": "true claimed [title] Siti ",
			"title=Course+for+long-term+observers&startsOn=2025-03-08&until=2025-03-20": "",
			"certificateNumber=eods+25/118":                                             "true claimed [certificate] Siti ",
			"certificateNumber=eods+25/118&title=Course+for+long-term+observers":        "true claimed [certificate title] Siti ",
			"certificateNumber=eods+25/118&trainingId=" + first:                         "",
			"certificateNumber=eods+25/118&renewsId=" + first:                           "",
			"title=Another": "",
			"observerId=" + s.ids["Budi"] + "&title=Course+for+long-term+observers":                   "true claimed [title] Siti ", // one's own, whoever is named
			"title=Course+for+long-term+observers&startsOn=2025-03-07&observerId=" + s.ids["Siti"]:    "true claimed [title] Siti ",
			"title=Course+for+long-term+observers&until=2025-03-20&certificateNumber=" + "EODS25%2F1": "true claimed [title] Siti ",
		} {
			if got := alike(siti, query); got != want {
				t.Errorf("%s: %q, not %q", query, got, want)
			}
		}
		if got := alike(s.clara, "observerId="+s.ids["Siti"]+"&certificateNumber=EODS-25/118"); got != "true claimed [certificate] Siti " {
			t.Errorf("an administrator sees %q", got)
		}
		if got := alike(budi, "title=Course+for+long-term+observers"); got != "" {
			t.Errorf("another observer sees %q", got)
		}

		// The very same certificate is refused whatever else is said of it; of another organiser or observer it is another.
		sure := body{"confirmed": []string{"logged-before", "certificate-logged"}}
		renamed := s.course(body{"title": "LTO course", "certificateNumber": "eods 25/118", "startsOn": "2024-01-01", "until": "2024-01-05"})
		siti.request("POST", "/trainings", but(renamed, sure)).is(t, 409, refusal.CertificateLogged)
		s.clara.request("POST", "/trainings", but(renamed, body{"observerId": s.ids["Siti"]})).is(t, 409, refusal.CertificateLogged)
		siti.must("POST", "/trainings", but(renamed, body{"organiser": "OSCE", "body": "ODIHR"}))
		budi.must("POST", "/trainings", s.course(nil))

		// The same title on some of the same days is asked about, once, also as a rehearsal.
		again := s.course(body{"certificateNumber": "", "startsOn": "2025-03-07", "until": "2025-03-12"})
		said := siti.request("POST", "/trainings?dryRun=true", again)
		if said.is(t, 409, refusal.LoggedBefore); said.at("doubt") != true {
			t.Errorf("it is no doubt: %s", said.body)
		}
		siti.request("POST", "/trainings", again).is(t, 409, refusal.LoggedBefore)
		other := siti.must("POST", "/trainings", but(again, sure)).text("id")
		siti.request("POST", "/trainings", s.course(body{"confirmed": sure["confirmed"], "until": "2025-03-09"})).is(t, 409, refusal.CertificateLogged)
		siti.request("POST", "/trainings", s.course(body{"certificateNumber": "", "confirmed": sure["confirmed"]})).is(t, 409, refusal.AlreadyLogged)
		siti.must("POST", "/trainings", s.course(body{"certificateNumber": "", "startsOn": "2023-03-06", "until": "2023-03-10"})) // another year

		// A correction asks about what it changes, and about nothing else.
		siti.must("PATCH", "/trainings/"+other, body{"place": "Brussels"})
		siti.request("PATCH", "/trainings/"+other, body{"startsOn": "2025-03-06"}).is(t, 409, refusal.LoggedBefore)
		siti.must("PATCH", "/trainings/"+other, but(sure, body{"startsOn": "2025-03-06"}))
		siti.request("PATCH", "/trainings/"+other, body{"certificateNumber": "EODS 25/118"}).is(t, 409, refusal.CertificateLogged)
		siti.must("PATCH", "/trainings/"+other, body{"certificateNumber": "EODS-25/119"})
	})
}

// TestTheSameCourseAtTheSameTime logs one certificate, and one course without, many times at one moment.
func TestTheSameCourseAtTheSameTime(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		h.answered("one certificate", h.together(8, func(n int) reply {
			return siti.request("POST", "/trainings", s.course(body{"title": fmt.Sprint("Title ", n)}))
		}), map[string]int{"201": 1, "409 certificate-logged": 7})
		h.answered("one course", h.together(8, func(n int) reply {
			return siti.request("POST", "/trainings", s.course(body{"certificateNumber": "", "until": fmt.Sprint("2025-03-1", n)}))
		}), map[string]int{"201": 1, "409 logged-before": 7})
	})
}

// TestRenewal renews a certificate that lapses: the old one stays and says by what it was renewed, and nobody is warned any more.
func TestRenewal(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti, budi := s.observer("Siti", "ID"), s.observer("Budi", "PH")
		heat := body{"organiser": "EU", "body": "ESDC", "kind": "hostile_environment", "title": "HEAT", "certificateNumber": "H-1",
			"startsOn": s.today().PlusMonths(-35), "until": s.today().PlusMonths(-35).Plus(4)}
		log := func(in body) string {
			return siti.must("POST", "/trainings", but(in, body{"evidenceId": siti.upload(fmt.Sprint(in))})).text("id")
		}
		verified := func(id string) { s.david.must("POST", "/trainings/"+id+"/verify", body{}) }
		read := func(id string) reply { return siti.must("GET", "/trainings/"+id, nil) }
		old := log(heat)
		if read(old).at("renewable") != false {
			t.Error("a claim is to be renewed")
		}
		fresh := but(heat, body{"renewsId": old, "startsOn": s.today().Plus(-5), "until": s.today().Plus(-1)})
		siti.request("POST", "/trainings", fresh).is(t, 422, refusal.Invalid) // what was never verified
		verified(old)
		if got := read(old); got.at("renewable") != true || got.at("renewal") != nil {
			t.Errorf("a certificate that lapses is not to be renewed: %s", got.body)
		}

		for why, in := range map[string]body{
			"another's":    but(fresh, body{"renewsId": budi.must("POST", "/trainings", heat).text("id")}),
			"another kind": but(fresh, body{"kind": "course"}),
			"an older one": but(fresh, body{"startsOn": s.today().PlusMonths(-40), "until": s.today().PlusMonths(-40).Plus(2)}),
			"nothing":      but(fresh, body{"renewsId": models.NewID()}),
		} {
			h.isProblem(why, siti.request("POST", "/trainings", in), 422, refusal.Invalid, "renewsId")
		}

		// The organiser may give the same number again; without a word about the renewal it is the same certificate.
		siti.request("POST", "/trainings", but(fresh, body{"renewsId": nil})).is(t, 409, refusal.CertificateLogged)
		renewal := log(fresh)
		if got := read(old); got.at("renewable") != false || got.text("renewal.id") != renewal || got.text("renewal.status") != "claimed" {
			t.Errorf("the old one says nothing of its renewal: %s", got.body)
		}
		if listed := siti.must("GET", "/trainings?sort=startsOn&limit=1", nil); listed.text("items.0.renewal.id") != renewal {
			t.Errorf("the list says nothing of it: %s", listed.body)
		}
		if lapsing := s.clara.must("GET", "/lapsing?days=60", nil); fmt.Sprint(lapsing.at("kinds")) == "[]" {
			t.Errorf("a claim ends the warning: %s", lapsing.body)
		}
		s.david.must("POST", "/trainings/"+renewal+"/reject", body{"reason": "It cannot be read."})
		if got := read(old); got.at("renewable") != true || got.at("renewal") != nil {
			t.Errorf("what was rejected renews: %s", got.body)
		}
		siti.must("PATCH", "/trainings/"+renewal, body{"evidenceId": siti.upload("a better scan")})
		verified(renewal)
		if lapsing := s.clara.must("GET", "/lapsing?days=60", nil); fmt.Sprint(lapsing.at("kinds")) != "[]" {
			t.Errorf("it is warned of what was renewed: %s", lapsing.body)
		}

		// The old one lapses without a word; the link can be taken away, and then nothing is said of it.
		s.later(60)
		h.write(func(actor models.Actor) error { _, err := actor.LapseDue(); return err })
		if got := read(old); got.text("status") != "lapsed" || got.at("renewable") != false || got.text("renewal.status") != "verified" {
			t.Errorf("the old one: %s", got.body)
		}
		if n := s.count("SELECT COUNT(*) FROM notices WHERE action = ?", models.LapseTraining); n != 0 {
			t.Errorf("the observer was told %d times of what needs nothing", n)
		}
		s.david.must("POST", "/trainings/"+renewal+"/revoke", body{"reason": "It was another's."})
		if got := siti.must("PATCH", "/trainings/"+renewal, body{"renewsId": "", "certificateNumber": "H-2"}); got.at("renewsId") != nil {
			t.Errorf("it still renews: %s", got.body)
		}
		if got := read(old); got.at("renewable") != true || got.at("renewal") != nil {
			t.Errorf("the old one without it: %s", got.body)
		}
	})
}

// TestCourses offers to whoever logs a course those that their organiser usually holds.
func TestCourses(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		courses := siti.must("GET", "/courses", nil).at("items").([]any)
		for n, one := range courses { // each can be logged as it is proposed
			course := one.(body)
			in := body{"startsOn": fmt.Sprintf("2025-01-%02d", n+1), "until": fmt.Sprintf("2025-01-%02d", n+2)}
			for _, field := range []string{"organiser", "body", "title", "kind", "function"} {
				if course[field] != nil {
					in[field] = course[field]
				}
			}
			siti.must("POST", "/trainings", in)
		}
		if len(courses) < 12 {
			t.Errorf("%d courses", len(courses))
		}
	})
}
