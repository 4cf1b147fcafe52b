package models

import (
	"fmt"

	"gorm.io/gorm"
)

// kinds are the tables whose rows stand where the journal says.
var kinds = []struct {
	kind  RefKind
	table string
}{
	{"observer", "observers"}, {"account", "accounts"}, {"training", "trainings"}, {"opportunity", "opportunities"},
	{"training_request", "training_requests"}, {"invitation", "invitations"}, {"deployment_request", "deployment_requests"},
	{"deployment", "deployments"}, {"assignment", "assignments"}, {"contribution", "contributions"}, {"commitment", "commitments"},
	{"payment", "payments"}, {"correction", "corrections"}, {"inquiry", "inquiries"}, {"proposal", "proposals"}, {"extension", "extensions"},
	{"concern", "assignment_concerns"}, {"call_out", "call_outs"},
}

// rows holds the state of every row against the last decision about it. The database reads the two side by side; entries that are about no row
// are looked for where fewer were met than the journal has.
func (c *chain) rows(tx *gorm.DB) error {
	if c.broken {
		return nil // what follows an altered entry proves nothing
	}
	for _, k := range kinds {
		if err := c.start(tx, "states of "+words(k.table), k.table); err != nil {
			return err
		}
		var id, status, facts, last, stood, decided string
		var met int64
		end := func() {
			if last == SystemID && k.kind == "account" && decided == "" {
				decided = string(AccountActive) // it is there before the first entry
			}
			if last != "" && decided != stood {
				c.fault("%s %s is %s, the journal says %q", words(k.kind), last, words(stood), words(decided))
			}
		}
		err := eachRow(tx.Raw(fmt.Sprintf("SELECT t.id, t.status, %s FROM %s t LEFT JOIN journal j ON j.subject_id = t.id AND %s = ? ORDER BY t.id, j.seq",
			unread("COALESCE(j.facts, '')", onPostgres(tx)), k.table, Unindexed("j.subject_kind")), k.kind), func() error {
			if id != last {
				end()
				last, stood, decided = id, status, ""
				c.row()
			}
			if to, ok := fact(facts, "to"); ok {
				decided = to
				met++
			}
			return nil
		}, &id, &status, &facts)
		if end(); err != nil {
			return err
		}
		if met == c.decided[k.kind] {
			continue
		}
		last, decided = "", ""
		gone := func() {
			if last != "" && decided != "" {
				c.fault("%s %s is gone, the journal says %q", words(k.kind), last, words(decided))
			}
		}
		err = eachRow(tx.Raw(fmt.Sprintf(`SELECT j.subject_id, j.facts FROM journal j WHERE j.subject_kind = ? AND NOT EXISTS (SELECT 1 FROM %s t WHERE t.id = j.subject_id)
			ORDER BY j.subject_id, j.seq`, k.table), k.kind), func() error {
			if id != last {
				gone()
				last, decided = id, ""
			}
			if to, ok := fact(facts, "to"); ok {
				decided = to
			}
			return nil
		}, &id, &facts)
		if gone(); err != nil {
			return err
		}
	}
	return nil
}

// messages holds every message against the entry that says that it was written, and its words, where they were not erased or withdrawn, against
// the hash there.
func (c *chain) messages(tx *gorm.DB) error {
	if c.broken {
		return nil
	}
	if err := c.start(tx, "messages", "messages"); err != nil {
		return err
	}
	const says = ` j.facts LIKE '%"messageId":"' || m.id || '"%'`
	var id, body, salt, facts string
	var met int64
	err := eachRow(tx.Raw("SELECT m.id, m.body, m.salt, "+unread("COALESCE(j.facts, '')", onPostgres(tx))+" FROM messages m LEFT JOIN journal j ON j.subject_id = m.subject_id AND "+Unindexed("j.action")+" = ? AND"+says+
		" ORDER BY m.id", WriteMessage), func() error {
		c.row()
		written, ok := fact(facts, "sha256")
		if !ok || body != "" && written != salted(salt, body) {
			c.fault("message %s is not as the journal says it was written", id)
		}
		if ok {
			met++
		}
		return nil
	}, &id, &body, &salt, &facts)
	if err != nil || met == c.written {
		return err
	}
	return eachRow(tx.Raw("SELECT j.facts FROM journal j WHERE j.action = ? AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.subject_id = j.subject_id AND"+says+") ORDER BY j.seq", WriteMessage), func() error {
		id, _ = fact(facts, "messageId")
		c.fault("message %s is gone, the journal says that it was written", id)
		return nil
	}, &facts)
}

// files holds the content of every file against the SHA-256 that the file has of it. What an erasure has emptied stays empty.
func (c *chain) files(tx *gorm.DB) error {
	if err := c.start(tx, "files", "files"); err != nil {
		return err
	}
	var (
		id, sum string
		size    int64
		emptied bool
		content []byte
	)
	return eachRow(tx.Raw(`SELECT f.id, f.sha256, COALESCE(LENGTH(c.content), -1), COALESCE(LENGTH(c.content), -1) = 0 AND EXISTS (SELECT 1 FROM journal j
			WHERE j.subject_id = f.id AND `+Unindexed("j.action")+` = ?) AS emptied, c.content
		FROM files f LEFT JOIN file_contents c ON c.file_id = f.id ORDER BY f.id`, EraseObserver), func() error {
		c.row()
		switch {
		case size < 0:
			c.fault("the content of file %s is gone", id)
		case size == 0 && emptied:
		case Digest(content) != sum:
			c.fault("the content of file %s is not what was uploaded: its SHA-256 is another", id)
		}
		return nil
	}, &id, &sum, &size, &emptied, &content)
}

// books adds up every account from its transfers in the order in which they were written, holds what each transfer says of its
// two accounts against the one before, and adds up all accounts to nothing.
func (c *chain) books(tx *gorm.DB) error {
	if err := c.start(tx, "transfers", "transfers"); err != nil {
		return err
	}
	var number, last int64
	err := eachRow(tx.Model(&Transfer{}).Select("number").Order("number"), func() error {
		if number != last+1 {
			c.fault("transfer %d is missing: %d follows %d", last+1, number, last)
		}
		last = number
		return nil
	}, &number)
	if err != nil {
		return err
	}
	var (
		id, of         string
		change, says   Money
		balance, holds *int64
		moved, said    Money // what the transfers make of an account so far, and what the last of them says
		gone           int
		sum, held      Money
		strange        bool
		holdsOf        = "(SELECT a.balance FROM ledger_accounts a WHERE a.id = %s)"
		from, to       = fmt.Sprintf(holdsOf, "from_id"), fmt.Sprintf(holdsOf, "to_id")
		sides          = "SELECT from_id AS account, number, -amount AS change, from_balance AS says, " + from + " AS holds FROM transfers UNION ALL SELECT to_id, number, amount, to_balance, " + to + " FROM transfers"
	)
	end := func() {
		switch {
		case of == "":
		case holds == nil:
			gone++
		case Money(*holds) != moved:
			c.fault("account %s holds %d, its transfers make %d (minor units)", of, *holds, moved)
		}
	}
	err = eachRow(tx.Raw(sides+" ORDER BY account, number"), func() error {
		if id != of {
			end()
			of, holds, moved, said = id, balance, 0, 0
		}
		c.row()
		if said+change != says {
			c.fault("transfer %d says that account %s holds %d after it, by those before it is %d (minor units)", number, id, says, said+change)
		}
		moved, said = moved+change, says
		return nil
	}, &id, &number, (*int64)(&change), (*int64)(&says), &balance)
	if end(); err != nil {
		return err
	}
	err = eachRow(tx.Raw(`SELECT id, balance, balance <> 0 AND NOT EXISTS (SELECT 1 FROM transfers WHERE from_id = a.id) AND NOT EXISTS (SELECT 1 FROM transfers WHERE to_id = a.id) AS strange
		FROM ledger_accounts a ORDER BY id`), func() error {
		if strange {
			c.fault("account %s holds %d, its transfers make 0 (minor units)", id, held)
		}
		sum += held
		return nil
	}, &id, (*int64)(&held), &strange)
	if err != nil {
		return err
	}
	if gone > 0 {
		c.fault("%d accounts are gone of which there are transfers", gone)
	}
	if sum != 0 {
		c.fault("all accounts together hold %d (minor units), not nothing", sum)
	}
	return nil
}
