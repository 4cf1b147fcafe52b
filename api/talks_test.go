package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"observationfund/models"
	"observationfund/models/refusal"
)

// talk is an address at which something is spoken about.
func talk(id string) string { return "/conversations/" + id }

// TestConversations lets both sides of each kind of conversation write, read, mark and take back, and sees who is told, by notice and by mail, and for
// whom it waits.
func TestConversations(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		mine, theirs := w.sides[0], w.sides[1]
		for _, about := range []struct {
			kind, id string
			other    *client
			line     string // the subject of the mail
		}{
			{"invitation", mine.ids["invitations"], mine.state, w.clara.must("GET", "/invitations/"+mine.ids["invitations"], nil).text("reference")},
			{"assignment", mine.ids["assignments"], mine.observer, w.clara.must("GET", "/deployments/"+mine.ids["deployments"], nil).text("title")},
			{"training_request", mine.ids["training-requests"], mine.observer, w.clara.must("GET", "/training-requests/"+mine.ids["training-requests"], nil).text("title")},
		} {
			at := talk(about.id)
			about.other.must("POST", at+"/read", nil)
			w.clara.must("POST", at+"/read", nil)
			if about.other.waitsFor(models.WriteMessage, at) || w.clara.waitsFor(models.WriteMessage, at) {
				t.Errorf("%s: it waits after it was marked as read", about.kind)
			}
			before, mails := about.other.notices(models.WriteMessage), h.number("SELECT COUNT(*) FROM deliveries WHERE kind = 'message' AND subject_id = ?", about.id)
			file := w.clara.upload("for " + about.kind)
			hostile := "<script>alert(1)</script>\n**SECRET** {reference} %s ' OR 1=1 -- \u202bمرحبا"
			w.clara.request("POST", at+"/messages", body{"body": hostile}).is(t, 422, refusal.Invalid) // it turns the direction of writing
			hostile = strings.ReplaceAll(hostile, "\u202b", "")
			written := w.clara.must("POST", at+"/messages", body{"body": hostile, "files": []string{file}})
			if written.text("body") != hostile || written.text("files.0") != file || written.text("subject.kind") != about.kind || written.at("fromFund") != true || written.text("author") == "" {
				t.Errorf("%s: written is %s", about.kind, written.body)
			}
			if n := about.other.notices(models.WriteMessage); n != before+1 || !about.other.waitsFor(models.WriteMessage, at) {
				t.Errorf("%s: told %d times, waits %t", about.kind, n-before, about.other.waitsFor(models.WriteMessage, at))
			}
			if n := h.number("SELECT COUNT(*) FROM deliveries WHERE kind = 'message' AND subject_id = ? AND line = ?", about.id, about.line+": a message"); n != mails+1 {
				t.Errorf("%s: %d mails of the subject, and %d before", about.kind, n, mails)
			}
			for _, table := range []string{"deliveries", "notices", "journal", "journal_reasons"} {
				if strings.Contains(h.tables()[table], "SECRET") {
					t.Errorf("%s: %s holds what was written", about.kind, table)
				}
			}
			read := about.other.must("GET", at+"/messages", nil)
			if read.text("items.0.body") != hostile || fmt.Sprint(read.at("can")) != "[messages.write messages.mark]" || len(read.at("items.0.can").([]any)) != 0 {
				t.Errorf("%s: read is %s", about.kind, read.body)
			}
			about.other.must("GET", "/files/"+file, nil)
			about.other.must("GET", "/files/"+file+"/content", nil)

			// Whom it does not concern finds no such conversation, and none of its documents; an auditor reads none.
			for who, c := range map[string]*client{"another observer": theirs.observer, "another state": theirs.state, "the other of the side": map[bool]*client{true: mine.observer, false: mine.state}[about.kind == "invitation"]} {
				for _, got := range []reply{c.request("GET", at+"/messages", nil), c.request("POST", at+"/messages", body{"body": "Let me in."}), c.request("POST", at+"/read", nil),
					c.request("POST", "/messages/"+written.text("id")+"/withdraw", nil), c.request("GET", "/files/"+file, nil), c.request("GET", "/files/"+file+"/content", nil)} {
					if got.status != http.StatusNotFound {
						t.Errorf("%s: %s is answered %d %s", about.kind, who, got.status, got.body)
					}
				}
			}
			for _, got := range []reply{w.auditor.request("GET", at+"/messages", nil), w.auditor.request("POST", at+"/messages", body{"body": "I ask."}), w.auditor.request("POST", at+"/read", nil)} {
				got.is(t, 403, refusal.Forbidden)
			}
			w.auditor.request("GET", "/files/"+file, nil).is(t, 404, refusal.NotFound)
			w.nobody().request("GET", at+"/messages", nil).is(t, 401, refusal.SignedOut)

			// The answer marks what it answers as read, and goes to those of the fund who take part.
			clara, david := w.clara.notices(models.WriteMessage), w.david.notices(models.WriteMessage)
			answer := about.other.must("POST", at+"/messages", body{"body": "Thank you."})
			if w.clara.notices(models.WriteMessage) != clara+1 || w.david.notices(models.WriteMessage) != david || about.other.waitsFor(models.WriteMessage, at) || !w.david.waitsFor(models.WriteMessage, at) {
				t.Errorf("%s: an answer is not told as it should be", about.kind)
			}
			if sent := w.clara.must("GET", at+"/messages", nil).at("items").([]any)[1].(body); sent["readAt"] == nil || len(sent["can"].([]any)) != 0 {
				t.Errorf("%s: what was answered is %v", about.kind, sent)
			}
			w.clara.request("POST", "/messages/"+written.text("id")+"/withdraw", nil).is(t, 409, refusal.MessageStands)
			w.clara.request("POST", "/messages/"+answer.text("id")+"/withdraw", nil).is(t, 403, refusal.NotYourMessage)

			// Sent by mistake, it is taken back: the other side sees that there was one.
			gone := about.other.must("POST", "/messages/"+answer.text("id")+"/withdraw", nil)
			if gone.at("body") != nil || gone.at("withdrawnAt") == nil || w.david.waitsFor(models.WriteMessage, at) {
				t.Errorf("%s: taken back is %s", about.kind, gone.body)
			}
			about.other.request("POST", "/messages/"+answer.text("id")+"/withdraw", nil).is(t, 409, refusal.MessageWithdrawn)
			if n := h.number("SELECT COUNT(*) FROM journal WHERE subject_id = ? AND action IN ('messages.write', 'messages.withdraw')", about.id); n < 3 {
				t.Errorf("%s: the journal has %d entries", about.kind, n)
			}
		}
		w.clara.request("GET", talk(models.NewID())+"/messages", nil).is(t, 404, refusal.NotFound)
		w.clara.request("GET", talk(mine.ids["deployments"])+"/messages", nil).is(t, 404, refusal.NotFound)
		h.proves()
	})
}

// TestConversationsAreHeldIn tries what is too long, too many, of others, about a draft, after the end, and to where nobody reads.
func TestConversationsAreHeldIn(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		ids, siti, dili := w.sides[0].ids, w.sides[0].observer, w.sides[0].state
		at := talk(ids["assignments"]) + "/messages"
		files := make([]string, 11)
		for n := range files {
			files[n] = siti.upload(fmt.Sprint("sheet ", n))
		}
		siti.must("POST", at, body{"body": strings.Repeat("ü", 4000), "files": files[:10]})
		for name, in := range map[string]body{
			"nothing": {}, "spaces": {"body": " \n\t "}, "too long": {"body": strings.Repeat("ü", 4001)}, "too many": {"body": "See these.", "files": files},
			"twice": {"body": "See these.", "files": []string{files[0], files[0]}}, "no id": {"body": "See these.", "files": []string{"1"}},
			"a NUL": {"body": "a\x00b"}, "nobody's": {"body": "See this.", "files": []string{models.NewID()}}, "another's": {"body": "See this.", "files": []string{w.clara.upload("hers")}},
		} {
			if got := siti.request("POST", at, in); got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, got.status, got.body)
			}
		}
		siti.request("POST", at, body{"body": "See this.", "files": []string{w.clara.upload("hers")}}).is(t, 422, refusal.NotYourFile)

		draft := dili.must("POST", "/invitations", body{}).text("id")
		dili.request("POST", talk(draft)+"/messages", body{"body": "A question."}).is(t, 409, refusal.DraftNotSpokenOf)
		if can := dili.must("GET", talk(draft)+"/messages", nil).at("can"); fmt.Sprint(can) != "[]" {
			t.Errorf("about a draft one can %v", can)
		}

		// What is over can still be spoken about, by whoever can still sign in.
		dili.must("POST", "/invitations/"+ids["invitations"]+"/withdraw", body{"reason": "The election is postponed."})
		dili.must("POST", talk(ids["invitations"])+"/messages", body{"body": "We will write again."})
		w.clara.must("POST", talk(ids["invitations"])+"/messages", body{"body": "Thank you."})
		siti.must("POST", at, body{"body": "Who pays for the ticket?"})
		w.clara.must("POST", "/observers/"+ids["observers"]+"/depart", body{"ground": "resigned", "reason": "She moves to another post."})
		if got := siti.request("POST", at, body{"body": "And for the hotel?"}); got.status >= 300 {
			t.Errorf("after she left she is answered %d %s", got.status, got.body)
		}

		// Sixty in an hour, and then again.
		var last reply
		for n := range 70 {
			if last = siti.request("POST", at, body{"body": fmt.Sprint("And ", n)}); last.status != http.StatusOK {
				break
			}
		}
		last.is(t, 429, refusal.TooManyMessages)
		if n := h.number("SELECT COUNT(*) FROM messages WHERE written_by = ?", ids["accounts observer"]); n < 60 || n > 61 { // one of the world's was earlier
			t.Errorf("she has written %d", n)
		}
		w.pass(time.Hour + time.Minute)
		siti.must("POST", at, body{"body": "Now again."})

		w.clara.must("POST", "/accounts/"+ids["accounts observer"]+"/disable", body{"reason": "A telephone was lost."})
		w.clara.request("POST", at, body{"body": "Can you read this?"}).is(t, 409, refusal.NobodyReads)
		if got := w.clara.must("GET", at, nil); fmt.Sprint(got.at("can")) != "[messages.mark]" || len(got.at("items").([]any)) != 50 || got.text("next") == "" {
			t.Errorf("where nobody reads one can %v", got.at("can"))
		}
		siti.request("GET", at, nil).is(t, 401, refusal.SignedOut)
		seen := map[string]bool{}
		for after := ""; ; {
			page := w.clara.must("GET", at+"?limit=7"+after, nil)
			for _, one := range page.at("items").([]any) {
				seen[one.(body)["id"].(string)] = true
			}
			if page.at("next") == nil {
				break
			}
			after = "&after=" + page.text("next")
		}
		if n := h.number("SELECT COUNT(*) FROM messages WHERE subject_id = ?", ids["assignments"]); int64(len(seen)) != n {
			t.Errorf("page by page there are %d of %d", len(seen), n)
		}
		h.proves()
	})
}

// TestConversationsAtOnce lets both sides write, mark and take back at the same time.
func TestConversationsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		at := talk(w.sides[0].ids["invitations"])
		var all sync.WaitGroup
		for n := range 8 {
			for _, c := range []*client{w.clara, w.sides[0].state} {
				all.Go(func() {
					got := c.request("POST", at+"/messages", body{"body": fmt.Sprint("Message ", n)})
					if got.status != http.StatusOK {
						t.Errorf("written: %d %s", got.status, got.body)
						return
					}
					if back := c.request("POST", "/messages/"+got.text("id")+"/withdraw", nil); back.status != http.StatusOK && back.status != http.StatusConflict {
						t.Errorf("taken back: %d %s", back.status, back.body)
					}
					if read := c.request("POST", at+"/read", nil); read.status != http.StatusNoContent {
						t.Errorf("marked: %d %s", read.status, read.body)
					}
				})
			}
		}
		all.Wait()
		if n := h.number("SELECT COUNT(*) FROM messages WHERE body LIKE 'Message %' OR withdrawn_at IS NOT NULL"); n != 16 {
			t.Errorf("there are %d", n)
		}
		if n := h.number("SELECT COUNT(*) FROM messages WHERE withdrawn_at IS NOT NULL AND (body <> '' OR read_at IS NOT NULL)"); n != 0 {
			t.Errorf("%d were taken back and read", n)
		}
		h.proves()
	})
}

// TestConversationsAreForgotten erases somebody: what they wrote and what was written to them is empty, with their documents, and the record proves.
func TestConversationsAreForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		ids, siti := w.sides[0].ids, w.sides[0].observer
		hers := siti.upload("SECRET of hers")
		siti.must("POST", talk(ids["assignments"])+"/messages", body{"body": "My mother is ill, SECRET.", "files": []string{hers}})
		theirs := w.clara.upload("SECRET for her")
		w.clara.must("POST", talk(ids["training-requests"])+"/messages", body{"body": "Dear Siti, SECRET.", "files": []string{theirs}})
		shared := w.clara.upload("a sheet for both")
		w.clara.must("POST", talk(ids["assignments"])+"/messages", body{"body": "See this.", "files": []string{shared}})
		w.clara.must("POST", talk(ids["invitations"])+"/messages", body{"body": "See this, too.", "files": []string{shared}})
		w.clara.must("POST", "/observers/"+ids["observers"]+"/depart", body{"ground": "resigned", "reason": "She moves to another post."})
		w.clara.must("POST", "/observers/"+ids["observers"]+"/erase", body{"reason": "She asked us to forget her."})
		for table, rows := range h.tables() {
			if strings.Contains(rows, "SECRET") {
				t.Errorf("%s still holds what was written", table)
			}
		}
		if n := h.number("SELECT COUNT(*) FROM messages WHERE observer_id = ? AND body <> ''", ids["observers"]); n != 0 {
			t.Errorf("%d still say something", n)
		}
		for id, size := range map[string]int64{hers: 0, theirs: 0, shared: int64(len(pdf("a sheet for both")))} {
			if n := h.number("SELECT LENGTH(content) FROM file_contents WHERE file_id = ?", id); n != size {
				t.Errorf("a document holds %d bytes, want %d", n, size)
			}
		}
		if kept := w.clara.must("GET", talk(ids["invitations"])+"/messages", nil); kept.text("items.0.body") != "See this, too." {
			t.Errorf("the state reads %s", kept.body)
		}
		read := w.clara.must("GET", talk(ids["assignments"])+"/messages", nil)
		for _, one := range read.at("items").([]any) {
			if one := one.(body); one["body"] != nil || one["withdrawnAt"] != nil || len(one["can"].([]any)) != 0 {
				t.Errorf("an administrator reads %v", one)
			}
		}
		if w.clara.waitsFor(models.WriteMessage, talk(ids["assignments"])) || fmt.Sprint(read.at("can")) != "[]" {
			t.Errorf("it still waits, and an administrator can %v", read.at("can"))
		}
		h.proves()
	})
}

// TestMessagesStay attacks the tables with raw SQL, and finds what was altered where the triggers are gone.
func TestMessagesStay(t *testing.T) {
	t.Parallel()
	each(t, func(h *fixture) {
		w := populate(h)
		ids := w.sides[0].ids
		clara, siti, state := w.clara.must("GET", "/me", nil).text("account.id"), ids["accounts observer"], ids["accounts state"]
		id, file := ids["messages"], w.clara.must("GET", talk(ids["invitations"])+"/messages", nil).text("items.1.files.0")
		add := func(kind, subject, observer, host, by string, fund bool, body string) string {
			quoted := func(text string) string {
				if text == "" {
					return "NULL"
				}
				return "'" + text + "'"
			}
			return fmt.Sprintf(`INSERT INTO messages (id, revision, created_at, subject_kind, subject_id, observer_id, host, written_by, from_fund, body)
				VALUES ('%s', 1, CURRENT_TIMESTAMP, '%s', '%s', %s, %s, '%s', %t, '%s')`, models.NewID(), kind, subject, quoted(observer), quoted(host), by, fund, body)
		}
		for _, statement := range []string{
			"DELETE FROM messages", "DELETE FROM message_files", "UPDATE message_files SET file_id = file_id",
			"UPDATE messages SET body = 'Something else' WHERE id = '" + id + "'", "UPDATE messages SET written_by = '" + siti + "' WHERE id = '" + id + "'",
			"UPDATE messages SET created_at = '2020-01-01 00:00:00' WHERE id = '" + id + "'", "UPDATE messages SET from_fund = NOT from_fund", "UPDATE messages SET subject_id = 'x'",
			"UPDATE messages SET read_at = CURRENT_TIMESTAMP WHERE id = '" + id + "'", "UPDATE messages SET withdrawn_at = CURRENT_TIMESTAMP WHERE id = '" + id + "'",
			"UPDATE messages SET read_at = CURRENT_TIMESTAMP, read_by = '" + clara + "' WHERE id = '" + id + "'", // by whoever wrote it
			"UPDATE messages SET read_at = NULL, read_by = NULL WHERE read_at IS NOT NULL",
			"UPDATE messages SET body = '', withdrawn_at = CURRENT_TIMESTAMP WHERE read_at IS NOT NULL",
			"INSERT INTO message_files (message_id, file_id) VALUES ('" + ids["messages observer"] + "', '" + file + "')", // of another
			add("assignment", ids["assignments"], ids["observers"], "", clara, true, ""),
			add("assignment", ids["assignments"], ids["observers"], "", state, false, "I am the host."),
			add("assignment", ids["assignments"], "", "TL", state, false, "I am the host."),
			add("assignment", ids["assignments"], w.sides[1].ids["observers"], "", w.sides[1].ids["accounts observer"], false, "I am another."),
			add("assignment", ids["assignments"], ids["observers"], "", siti, true, "I am the fund."),
			add("invitation", ids["invitations"], "", "FJ", w.sides[1].ids["accounts state"], false, "I am another."),
			add("invitation", ids["invitations"], "", "TL", clara, false, "I am the host."),
			add("invitation", models.NewID(), "", "TL", clara, true, "There is none."),
			add("deployment", ids["deployments"], "", "TL", clara, true, "No such thing."),
			add("invitation", ids["invitations"], "", "TL", clara, true, strings.Repeat("x", 4001)),
		} {
			if err := h.raw(statement); err == nil {
				t.Errorf("it was let through: %s", statement)
			}
		}
		h.proves()
		faulty := func(what string) {
			t.Helper()
			v, err := models.VerifyFund(h.Context(), h.db)
			if err != nil || !strings.Contains(strings.Join(v.Faults, "; "), what) {
				t.Errorf("want %q among %v (%v)", what, v.Faults, err)
			}
		}
		must(h.raw(add("invitation", ids["invitations"], "", "TL", clara, true, "Nobody has written this.")))
		faulty("is not as the journal says it was written")
	})
}
