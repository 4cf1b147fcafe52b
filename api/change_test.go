package api

import (
	"testing"

	"observationfund/models/refusal"
)

// What is known of somebody or something is changed, left alone where it is not named, and taken away by an empty text.
func TestADayIsTakenAway(t *testing.T) {
	each(t, func(h *fixture) {
		w := populate(h)
		siti, ids := w.sides[0].observer, w.sides[0].ids
		observer := "/observers/" + ids["observers"]
		w.clara.must("PATCH", observer, body{"passportExpiresOn": "2031-01-01",
			"private": body{"bornOn": "1990-01-01", "medicalClearedThrough": "2030-01-01", "medicalNote": "asthma"}})
		for _, silent := range []any{body{"noticeHours": 30}, body{"noticeHours": 31, "passportExpiresOn": nil, "private": body{"medicalClearedThrough": nil}}} {
			if was := w.clara.must("PATCH", observer, silent); was.text("passportExpiresOn") != "2031-01-01" || was.text("private.medicalClearedThrough") != "2030-01-01" {
				t.Errorf("what is not said changes: %s", was.body)
			}
		}

		siti.request("PATCH", observer, body{"private": body{"medicalClearedThrough": ""}}).is(t, 403, refusal.OnlyAdministrators)
		own := siti.must("PATCH", observer, body{"passportExpiresOn": ""})
		if own.at("passportExpiresOn") != nil || own.text("private.medicalClearedThrough") != "2030-01-01" {
			t.Errorf("a passport that has no day: %s", own.body)
		}
		cleared := w.clara.must("PATCH", observer, body{"private": body{"medicalClearedThrough": "", "bornOn": "", "medicalNote": ""}})
		for _, field := range []string{"private.medicalClearedThrough", "private.bornOn"} {
			if cleared.at(field) != nil {
				t.Errorf("%s is still there: %s", field, cleared.body)
			}
		}
		if again := w.clara.must("GET", observer, nil); again.at("private.medicalClearedThrough") != nil || again.at("passportExpiresOn") != nil {
			t.Errorf("the database keeps it: %s", again.body)
		}
		w.clara.request("PATCH", observer, body{"passportExpiresOn": "soon"}).is(t, 400, refusal.Malformed)

		training := siti.must("POST", "/trainings", body{"organiser": "UN", "kind": "course", "title": "Days", "startsOn": "2026-03-01", "until": "2026-03-05", "expiresOn": "2030-03-01"})
		if was := siti.must("PATCH", "/trainings/"+training.text("id"), body{"expiresOn": ""}); was.at("expiresOn") != nil {
			t.Errorf("a training that is valid for good: %s", was.body)
		}
		if was := siti.must("PATCH", "/trainings/"+training.text("id"), body{"evidenceId": "", "host": "", "function": ""}); was.at("evidenceId") != nil || was.at("host") != nil {
			t.Errorf("a training without evidence: %s", was.body)
		}
	})
}
