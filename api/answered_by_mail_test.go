package api

import (
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// links are those of the mails that waited to be sent, by whose they are.
func (c *calling) links() map[string]string {
	c.Helper()
	box := &mailbox{}
	post := handlers.Post{DB: c.db, Mailer: box, PublicURL: "https://fund.example", Log: slog.New(slog.NewTextHandler(c.Output(), nil))}
	if err := post.Send(c.Context()); err != nil {
		c.Fatal(err)
	}
	links := map[string]string{}
	for _, l := range box.letters {
		if found := passAddress.FindStringSubmatch(l.Text); found != nil {
			links[l.To.Address] = found[1]
		}
	}
	return links
}

// address is where somebody is mailed.
func address(name string) string { return strings.ToLower(name) + "@observer.example" }

// TestATeamIsAnsweredByMail goes from an invitation to a team that is confirmed, and whoever is asked has no password at hand: what they answer they answer
// by the links in their mails. Forty are named for 25 places.
func TestATeamIsAnsweredByMail(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		const places = 25
		c := newCalling(h, places, 40)
		n := c.names

		// The state has a receipt, with a number.
		number := c.dili.must("GET", "/invitations/"+c.invitation, nil).text("received.0.number")
		if !regexp.MustCompile(`^R-\d{4}-\d{4}$`).MatchString(number) {
			t.Errorf("the receipt has the number %q", number)
		}
		if !slices.ContainsFunc(h.mailed(c.emails[c.dili]), func(l handlers.Letter) bool { return strings.Contains(l.Text, number) }) {
			t.Errorf("no mail to the state says %s", number)
		}

		// Thirty-eight are asked. With the fourteenth no the first of the reserve is, and not the second.
		out := c.open(c.idsOf(n[:38]...), c.idsOf(n[38:]...))
		links := c.links()
		press := func(in body) reply {
			c.pass(6 * time.Second) // they share an address here, from which links are tried so often and not more
			return h.nobody().request("POST", "/passes/use", in)
		}
		does := func(in body) {
			if got := press(in); got.status != http.StatusOK {
				h.Fatalf("%v: %d %s", in, got.status, got.body)
			}
		}
		says := func(name string, answer models.CallOutReply) {
			does(body{"token": links[address(name)], "action": models.ReplyCallOut, "body": body{"answer": answer}})
		}
		for i, name := range n[:38] {
			says(name, map[bool]models.CallOutReply{true: models.SaysYes, false: models.SaysNo}[i < places-1])
		}
		more := c.links()
		if len(more) != 1 || more[address(n[38])] == "" {
			t.Fatalf("%d more are asked, not the first of the reserve", len(more))
		}
		links[address(n[38])] = more[address(n[38])]
		says(n[38], models.SaysYes)
		yes := append(append([]string{}, n[:places-1]...), n[38])

		// All who said yes are offered their places in one step; whoever said no is the reserve of the mission.
		c.clara.must("PUT", "/deployments/"+c.mission+"/reserve", body{"seatId": c.seat, "observers": c.idsOf(n[30], n[31])})
		var rows []body
		for _, name := range yes {
			r := c.answer(out, name)
			rows = append(rows, body{"id": r["id"], "revision": r["revision"]})
		}
		c.clara.must("POST", "/batch", body{"operation": "offerCalledOut", "rows": rows})
		offers := c.links()
		if len(offers) != places {
			t.Fatalf("%d offers are mailed", len(offers))
		}
		c.clara.must("POST", "/call-out-answers/"+c.answer(out, n[37])["id"].(string)+"/hear", body{"answer": "yes"}) // too late to be needed
		accept := func(name string) { does(accepting(offers[address(name)])) }

		// One declines: the first of the reserve moves up. One stays silent until it is too late: the second does.
		declining, silent := yes[0], yes[1]
		decline := body{"token": offers[address(declining)], "action": models.DeclineAssignment, "body": body{}}
		does(decline)
		for _, name := range yes[2:] {
			accept(name)
		}
		next := c.links()
		if offers[address(n[30])] = next[address(n[30])]; offers[address(n[30])] == "" {
			t.Fatal("the first of the reserve is not offered the place that was declined")
		}
		accept(n[30])
		c.pass(73 * time.Hour)
		c.later(0)
		for _, again := range []body{decline, accepting(offers[address(yes[2])]), accepting(offers[address(silent)])} { // twice, and late
			c.refused("a link that is over", press(again), refusal.PassEnded.Rule)
		}
		c.clock()
		next = c.links()
		if offers[address(n[31])] = next[address(n[31])]; offers[address(n[31])] == "" {
			t.Fatal("the second of the reserve is not offered the place of who was silent")
		}
		changed := "A" + offers[address(n[31])][1:]
		if changed == offers[address(n[31])] {
			changed = "B" + changed[1:]
		}
		c.refused("a link with one letter changed", press(accepting(changed)), refusal.PassEnded.Rule)
		accept(n[31])

		c.clara.must("POST", "/deployments/"+c.mission+"/confirm", nil)
		const spared = "SELECT COUNT(*) FROM call_out_answers WHERE answer IN ('yes', 'only_if') AND observer_id NOT IN (SELECT observer_id FROM assignments)"
		h.none("who could have gone does not hear that others go", "SELECT ("+spared+") - COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE a.observer_id IS NOT NULL AND n.action = 'deployments.confirm'")
		h.none("nobody is spared", "SELECT CASE WHEN ("+spared+") > 0 THEN 0 ELSE 1 END")
		h.none("places are empty", "SELECT 25 - COUNT(*) FROM assignments WHERE status = 'accepted'")
		h.none("an answer does not say how it came", "SELECT COUNT(*) FROM journal WHERE action IN ('assignments.accept', 'assignments.decline', 'call_outs.reply') AND facts NOT LIKE '%mail_link%'")
		h.proves()
	})
}
