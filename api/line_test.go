package api

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

// prose are the texts of inputs that may have several lines, or are taken as they are typed.
var prose = []string{"condition", "reason", "note", "medicalNote", "channel", "reply", "motivation", "evidence", "overrideReason", "evaluateAssignment body", "writeMessage body", "answerInquiry body", "allegation", "password", "current", "new"}

// shapes are the words of the validate tags that hold a text to more than one line.
var shapes = []string{"uuid", "choice", "state", "language", "email", "email_or_none", "passport", "currency", "zone", "oneof", "numeric"}

// lookedUp are the texts that are refused where there is no such thing.
var lookedUp = []string{"currency", "contributor", "guarantee", "deadlineClock"}

// lined are the texts of an input by their paths, with the words of their tags.
func lined(t reflect.Type, path string, found map[string][]string) {
	plain := func(t reflect.Type) reflect.Type {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		return t
	}
	if plain(t).Kind() != reflect.Struct {
		return
	}
	for _, f := range reflect.VisibleFields(plain(t)) {
		from, name := source(f)
		if from != "json" || !f.IsExported() || name == "" || name == "-" {
			continue
		}
		under := strings.TrimPrefix(path+"."+name, ".")
		if plain(f.Type) == reflect.TypeFor[string]() {
			if found[under] = strings.Split(f.Tag.Get("validate"), ","); f.Type.Kind() == reflect.Slice || f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Slice {
				found[under+".0"] = found[under]
				delete(found, under)
			}
			continue
		}
		if f.Type.Kind() == reflect.Slice {
			under += ".0"
		}
		lined(f.Type, under, found)
	}
}

// TestNamesHaveOneLine sends a line break and a tab in every text that is one line, and lets no input have another that is
// neither prose nor held to a shape.
func TestNamesHaveOneLine(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		tried := 0
		for _, r := range Routes {
			if r.Method == http.MethodGet {
				continue
			}
			found := map[string][]string{}
			lined(r.In, "", found)
			role := models.Administrator
			for _, one := range []models.Role{models.StateRole, models.ObserverRole, models.Administrator} {
				if models.Policy[r.Action][one] != models.None {
					role = one
				}
			}
			s := w.sides[0]
			in := decoded(t, s.input(r.In))
			for path, words := range found {
				name := path[strings.LastIndexByte(strings.TrimSuffix(path, ".0"), '.')+1:]
				free := slices.Contains(prose, name) || slices.Contains(prose, r.ID+" "+path) || slices.Contains(lookedUp, name)
				held := slices.ContainsFunc(words, func(word string) bool { return slices.Contains(shapes, word) })
				if line := slices.Contains(words, "line"); line == (free || held) {
					t.Errorf("%s %s: held to one line %v, to a shape %v, prose or a code %v", r.ID, path, line, held, free)
				} else if !line {
					continue
				}
				for _, words := range []string{"one\nother", "one\tother"} {
					got := w.actors(s)[role].request(r.Method, s.address(r, role), saying(in, path, words))
					field := `"field":"` + strings.ReplaceAll(path, ".0", "[0]") + `"`
					if tried++; got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), field) {
						t.Errorf("%s %s takes %q: %d %s", r.ID, path, words, got.status, got.body)
					}
				}
			}
		}
		if tried < 100 {
			t.Errorf("only %d texts were tried", tried)
		}
	})
}

// TestPrivateAddressIsOne refuses as the private e-mail of somebody what nobody can write to; none at all takes it away.
func TestPrivateAddressIsOne(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.observer("Siti", "ID")
		for _, address := range []string{"not an address", "siti@", "@example.org", "siti@example.org, budi@example.org"} {
			in := body{"private": body{"email": address}}
			for _, got := range []reply{siti.request("PATCH", "/observers/"+s.ids["Siti"], in),
				s.clara.request("POST", "/observers", but(s.nominee("Budi", "ID"), in))} {
				if got.is(t, 422, refusal.Invalid); got.text("errors.0.field") != "private.email" {
					t.Errorf("%q: %s", address, got.body)
				}
			}
		}
		for _, address := range []string{"", "siti@bücher.example"} {
			if got := siti.must("PATCH", "/observers/"+s.ids["Siti"], body{"private": body{"email": address}}); got.text("private.email") != address {
				t.Errorf("%q is kept as %s", address, got.body)
			}
		}
	})
}

// TestOneAddressIsOneAccount makes a second account with another spelling of an address, and signs in by each.
func TestOneAddressIsOneAccount(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		account := func(email string) body { return body{"email": email, "name": "Eva", "role": "auditor"} }
		eva := s.clara.must("POST", "/accounts", account("Eva@Bücher.example"))
		if kept := eva.text("account.email"); kept != "eva@xn--bcher-kva.example" {
			t.Errorf("the address is kept as %s", kept)
		}
		spelt := []string{"eva@bücher.example", "EVA@BÜCHER.EXAMPLE", "eva@xn--bcher-kva.example", "eva@XN--BCHER-KVA.example", "eva@bu\u0308cher.example"}
		s.enter(eva.text("link.token"))
		other := s.clara.must("POST", "/accounts", account("other@fund.example")).text("account.id")
		for _, email := range spelt {
			s.clara.request("POST", "/accounts", account(email)).is(t, 409, refusal.EmailTaken)
			s.clara.request("PATCH", "/accounts/"+other, body{"email": email}).is(t, 409, refusal.EmailTaken)
			s.nobody().must("POST", "/session", body{"email": email, "password": string(password)})
		}
		// One that an earlier program kept as it was typed is found, too.
		if err := h.raw("UPDATE accounts SET email = 'eva@bücher.example' WHERE id = ?", eva.text("account.id")); err != nil {
			t.Fatal(err)
		}
		for _, email := range spelt {
			s.clara.request("POST", "/accounts", account(email)).is(t, 409, refusal.EmailTaken)
			s.nobody().must("POST", "/session", body{"email": email, "password": string(password)})
		}
	})
}

// TestNothingIsOfferedAfterItsDeadline looks at an offer and at a request whose time is over, before the clock has come by.
func TestNothingIsOfferedAfterItsDeadline(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		s := newStory(h)
		siti := s.ready("Siti", "ID")
		_, request := s.inForce(s.today().Plus(113))
		deployment, seat := s.staffing(request, s.money("AU", "deployment", 2_000_000), 1)
		offer := s.clara.must("POST", "/deployments/"+deployment+"/offers", body{"seatId": seat, "observerId": s.ids["Siti"]}).text("id")
		can := func(c *client, path string) string {
			out, _ := c.must("GET", path, nil).at("can").([]any)
			var words []string
			for _, one := range out {
				words = append(words, one.(string))
			}
			return strings.Join(words, " ")
		}
		if now := can(siti, "/assignments/"+offer); !strings.HasPrefix(now, "assignments.accept assignments.decline") {
			t.Errorf("an open offer can %s", now)
		}
		_, late := s.invitation(s.today().Plus(2))
		invitation := s.dili.must("GET", "/deployment-requests/"+late, nil).text("invitationId")
		s.dili.must("POST", "/invitations/"+invitation+"/submit", nil)
		s.clara.must("POST", "/invitations/"+invitation+"/verify", body{"channel": "Note verbale"})
		s.clara.must("POST", "/invitations/"+invitation+"/assess", findings("met"))
		s.david.must("POST", "/invitations/"+invitation+"/accept", nil)
		if now := can(s.clara, "/deployment-requests/"+late); !strings.Contains(now, "approve") {
			t.Errorf("a request before the election can %s", now)
		}
		s.later(3)
		if now := can(siti, "/assignments/"+offer); strings.Contains(now, "accept") || strings.Contains(now, "decline") {
			t.Errorf("an offer that is over can %s", now)
		}
		siti.request("POST", "/assignments/"+offer+"/accept", signed).is(t, 409, refusal.OfferExpired)
		if now := can(s.clara, "/deployment-requests/"+late); strings.Contains(now, "approve") {
			t.Errorf("a request after the election can %s", now)
		}
	})
}
