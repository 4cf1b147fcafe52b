package api

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/spelling"
)

// byHand does by hand, in database/sql and net/http alone, what four of our endpoints do: who asks, the same statements,
// the same answer to the byte. It is what the benchmarks measure the house against.
type byHand struct {
	*bulkFixture
	reader, writer *sql.DB
	prepared       map[string]*sql.Stmt
}

func newByHand(c *bulkFixture) *byHand {
	c.Helper()
	p := &byHand{bulkFixture: c, prepared: map[string]*sql.Stmt{}}
	var err error
	if p.reader, err = c.db.Query(context.Background()).DB(); err != nil {
		c.Fatal(err)
	}
	c.write(func(actor models.Actor) error {
		p.writer, err = actor.DB.DB()
		return err
	})
	for name, statement := range map[string]string{
		"session": `SELECT s.id, s.seen_at, s.expires_at, s.ended_at, a.id, a.role, a.status FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1`,
		"line":    `SELECT id, revision, created_at, title, purpose, budget FROM lines WHERE id = $1`,
		"lines":   `SELECT id, revision, created_at, title, purpose, budget FROM lines ORDER BY sorts_as, id LIMIT 51`,
		"way":     `SELECT id, function, alternative, kind, served, at_least, sentence FROM qualifications WHERE function = $1 ORDER BY alternative, id`,
		"observer": `SELECT id, seat, status, preferred_name, notice_hours, passport_expires_on, availability_confirmed_at FROM observers
			WHERE seat IS NOT NULL ORDER BY seat, id`,
		"nationality":  `SELECT observer_id, state FROM observer_nationalities WHERE ` + seated + ` ORDER BY state`,
		"language":     `SELECT observer_id, language, level FROM observer_languages WHERE ` + seated + ` ORDER BY language`,
		"function":     `SELECT observer_id, function FROM observer_functions WHERE ` + seated + ` ORDER BY function`,
		"conflict":     `SELECT observer_id, state FROM observer_conflicts WHERE ` + seated + ` ORDER BY state`,
		"private":      `SELECT observer_id, medical_cleared_through, passport_number, passport_state FROM observer_private WHERE ` + seated,
		"availability": `SELECT observer_id, kind, starts_on, until FROM availability WHERE ` + seated + ` AND starts_on < $2 AND until > $1 ORDER BY starts_on, id`,
		"booking":      `SELECT observer_id, day, holder_kind FROM bookings WHERE ` + seated + ` AND day >= $1 AND day < $2 ORDER BY day`,
		"training": `SELECT observer_id, status, kind, function, title, expires_on FROM trainings WHERE ` + seated + `
			AND status IN ('verified', 'lapsed') AND organiser IN (SELECT code FROM organisers WHERE counts) ORDER BY starts_on, id`,
	} {
		if p.prepared[name], err = p.reader.Prepare(p.sql(statement)); err != nil {
			c.Fatal(name, err)
		}
		c.Cleanup(func() { p.prepared[name].Close() })
	}
	return p
}

// seated narrows rows to those of observers who hold a seat.
const seated = `observer_id IN (SELECT id FROM observers WHERE seat IS NOT NULL)`

var placeholder = regexp.MustCompile(`\$(\d)`)

// sql is a statement as the engine takes it.
func (p *byHand) sql(statement string) string {
	if p.db.Postgres {
		return statement
	}
	return placeholder.ReplaceAllString(statement, "?$1")
}

// read reads the rows of a query and hands them on.
func read[T any](q *sql.Rows, err error, into func(*T) []any, take func(T)) error {
	if err != nil {
		return err
	}
	defer q.Close()
	for q.Next() {
		var row T
		if err := q.Scan(into(&row)...); err != nil {
			return err
		}
		take(row)
	}
	return q.Err()
}

// authenticate finds out who asks.
func (p *byHand) authenticate(r *http.Request) (s models.Session, err error) {
	cookie, err := r.Cookie("session")
	if err != nil {
		return s, err
	}
	err = p.prepared["session"].QueryRow(models.Digest([]byte(cookie.Value))).
		Scan(&s.ID, &s.SeenAt, &s.ExpiresAt, &s.EndedAt, &s.Account.ID, &s.Account.Role, &s.Account.Status)
	if err == nil && (!s.Open(p.db.Now()) || s.Account.Role != models.Administrator) {
		err = sql.ErrNoRows
	}
	return s, err
}

// answers is a handler: who asks, then the work in a transaction, then its answer in JSON.
func (p *byHand) answers(status int, db *sql.DB, work func(*sql.Tx, models.Session, *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, err := p.authenticate(r)
		if err != nil {
			http.Error(w, "not signed in", http.StatusUnauthorized)
			return
		}
		var options sql.TxOptions
		if p.db.Postgres {
			options = sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
			if db == p.writer {
				options = sql.TxOptions{Isolation: sql.LevelSerializable}
			}
		}
		tx, err := db.BeginTx(r.Context(), &options)
		if err != nil {
			http.Error(w, "no database", http.StatusInternalServerError)
			return
		}
		defer tx.Rollback()
		out, err := work(tx, s, r)
		var body []byte
		if err == nil {
			body, err = json.Marshal(out)
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		w.Write(body)
	}
}

func ofLine(l *models.Line) []any {
	return []any{&l.ID, &l.Revision, &l.CreatedAt, &l.Title, &l.Purpose, &l.Budget}
}

// list answers with the first fifty lines.
func (p *byHand) list() http.HandlerFunc {
	return p.answers(http.StatusOK, p.reader, func(tx *sql.Tx, _ models.Session, _ *http.Request) (any, error) {
		out := handlers.Page[models.Line]{Items: []models.Line{}}
		rows, err := tx.Stmt(p.prepared["lines"]).Query()
		if err := read(rows, err, ofLine, func(l models.Line) { out.Items = append(out.Items, l) }); err != nil {
			return out, err
		}
		if len(out.Items) > 50 {
			out.Items, out.Next = out.Items[:50], out.Items[49].ID
		}
		return out, p.figures(tx, out.Items)
	})
}

// one answers with one line.
func (p *byHand) one(id string) http.HandlerFunc {
	return p.answers(http.StatusOK, p.reader, func(tx *sql.Tx, _ models.Session, _ *http.Request) (any, error) {
		line := make([]models.Line, 1)
		if err := tx.Stmt(p.prepared["line"]).QueryRow(id).Scan(ofLine(&line[0])...); err != nil {
			return nil, err
		}
		err := p.figures(tx, line)
		return line[0], err
	})
}

// figures adds to lines what they have, and what of it can be committed: nothing that has expired, and of the reserve what is
// above its floor.
func (p *byHand) figures(tx *sql.Tx, lines []models.Line) error {
	fund := models.Fund{Zone: "UTC"}
	var kept string
	err := tx.QueryRow("SELECT value FROM settings WHERE name = 'fund'").Scan(&kept)
	if err == nil {
		err = json.Unmarshal([]byte(kept), &fund)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // a new fund has no settings yet
		return err
	}
	today := fund.Today(p.db.Now())
	var reserve models.Money
	err = tx.QueryRow(p.sql(`SELECT COALESCE(SUM(CASE WHEN c.expires_on < $1 THEN 0 ELSE a.balance END), 0) FROM ledger_accounts a
		JOIN contributions c ON c.id = a.contribution_id WHERE a.kind = 'line' AND a.line_id IN (SELECT id FROM lines WHERE purpose = 'reserve')`), today).Scan(&reserve)
	if err != nil {
		return err
	}
	at, args, marks := map[string]*models.Line{}, []any{today}, ""
	for i := range lines {
		at[lines[i].ID], args = &lines[i], append(args, lines[i].ID)
		marks += ",$" + digits(i+2)
	}
	type sum struct {
		line, kind       string
		balance, expired models.Money
	}
	rows, err := tx.Query(p.sql(`SELECT a.line_id, a.kind, SUM(a.balance), SUM(CASE WHEN c.expires_on < $1 THEN a.balance ELSE 0 END) FROM ledger_accounts a
		JOIN contributions c ON c.id = a.contribution_id WHERE a.line_id IN (`+marks[1:]+") GROUP BY a.line_id, a.kind"), args...)
	err = read(rows, err, func(s *sum) []any { return []any{&s.line, &s.kind, &s.balance, &s.expired} }, func(s sum) {
		l := at[s.line]
		l.Allocated += s.balance
		switch models.LedgerKind(s.kind) {
		case models.LineAccount:
			l.Uncommitted, l.Expired, l.Free = s.balance, s.expired, s.balance-s.expired
			if l.Purpose == models.ReserveWindow {
				l.Free = min(l.Free, max(0, reserve-fund.ReserveFloor))
				l.Kept = s.balance - s.expired - l.Free
			}
		case models.PayeeAccount:
			l.Spent += s.balance
			fallthrough
		default:
			l.Committed += s.balance
		}
	})
	for _, l := range at {
		if l.Can = []models.Action{models.AllocateLine}; l.Uncommitted > 0 {
			l.Can = append(l.Can, models.ReturnLine)
		}
	}
	return err
}

func digits(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// create opens a line and writes that into the journal.
func (p *byHand) create() http.HandlerFunc {
	return p.answers(http.StatusCreated, p.writer, func(tx *sql.Tx, s models.Session, r *http.Request) (any, error) {
		if p.db.Postgres {
			if _, err := tx.Exec("LOCK TABLE journal IN EXCLUSIVE MODE"); err != nil {
				return nil, err
			}
		}
		var in handlers.LineInput
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return nil, err
		}
		var status string // the session may have ended while we waited for our turn
		if err := tx.QueryRow(p.sql("SELECT a.status FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.id = $1 AND s.ended_at IS NULL"), s.ID).Scan(&status); err != nil {
			return nil, err
		}
		var taken int
		if err := tx.QueryRow(p.sql("SELECT COUNT(*) FROM (SELECT 1 FROM lines WHERE folded = $1 LIMIT 1) AS taken"), spelling.Fold(in.Title)).Scan(&taken); err != nil || taken > 0 {
			return nil, cmp.Or(err, sql.ErrNoRows)
		}
		var planned models.Money
		if err := tx.QueryRow("SELECT COALESCE(SUM(budget), 0) FROM lines").Scan(&planned); err != nil || planned > models.MaxMoney-in.Budget {
			return nil, cmp.Or(err, sql.ErrNoRows)
		}
		now := p.db.Now()
		l := models.Line{Record: models.Record{ID: models.NewID(), Revision: 1, CreatedAt: now}, Title: in.Title, Purpose: in.Window, Budget: in.Budget}
		if _, err := tx.Exec(p.sql("INSERT INTO lines (id, revision, created_at, title, purpose, budget, folded, sorts_as) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
			l.ID, l.Revision, l.CreatedAt, l.Title, string(l.Purpose), int64(l.Budget), spelling.Fold(l.Title), spelling.SortKey(l.Title)); err != nil {
			return nil, err
		}
		var last models.Entry
		if err := tx.QueryRow("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").Scan(&last.Seq, &last.Hash); err != nil {
			return nil, err
		}
		facts, err := json.Marshal(models.Facts{"window": l.Purpose, "budget": l.Budget})
		if err != nil {
			return nil, err
		}
		e, err := follow(last, models.Entry{At: now, AccountID: s.Account.ID, Action: models.AddLine, Subject: l.Ref(), Facts: string(facts)})
		if err != nil {
			return nil, err
		}
		if _, err := tx.Exec(p.sql("INSERT INTO journal (seq, at, account_id, action, subject_kind, subject_id, facts, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
			e.Seq, e.At, e.AccountID, string(e.Action), e.Subject.Kind, e.Subject.ID, e.Facts, e.Previous, e.Hash); err != nil {
			return nil, err
		}
		lines := []models.Line{l}
		err = p.figures(tx, lines)
		return lines[0], err
	})
}

// follow makes an entry of the journal the next after another.
func follow(last, e models.Entry) (models.Entry, error) {
	e.Seq, e.Previous = last.Seq+1, last.Hash
	line, err := json.Marshal([]any{e.Previous, e.Seq, e.At.UTC().Format("2006-01-02T15:04:05.000Z"), e.AccountID, e.Action, e.Subject.Kind, e.Subject.ID, e.Facts})
	e.Hash = models.Digest(line)
	return e, err
}

// readiness answers who of the cohort could go as a short-term observer in three days. The rules are the house's own.
func (p *byHand) readiness() http.HandlerFunc {
	return p.answers(http.StatusOK, p.reader, func(tx *sql.Tx, _ models.Session, _ *http.Request) (any, error) {
		now := p.db.Now()
		post := models.Post{Function: models.ShortTerm, StartsOn: now.Day().Plus(3), Until: now.Day().Plus(13), Risk: models.MediumRisk}
		people, err := p.people(tx, &post)
		if err != nil {
			return nil, err
		}
		out := handlers.CohortReadiness{Post: post, Items: []models.Readiness{}}
		for _, person := range people {
			r := person.Assess(post, now, models.Requirements)
			out.Items = append(out.Items, r)
		}
		out.Figure = models.Count(out.Items)
		slices.SortStableFunc(out.Items, func(a, b models.Readiness) int { return cmp.Compare(len(a.Failed()), len(b.Failed())) })
		return out, nil
	})
}

// people reads everybody who holds a seat, with all that the requirements ask about.
func (p *byHand) people(tx *sql.Tx, post *models.Post) ([]*models.Person, error) {
	var all []*models.Person
	by := map[string]*models.Person{}
	type pair struct{ id, value string }
	pairs := func(r *pair) []any { return []any{&r.id, &r.value} }
	query := func(name string, args ...any) (*sql.Rows, error) { return tx.Stmt(p.prepared[name]).Query(args...) }
	steps := []func() error{
		func() error {
			rows, err := query("way", string(post.Function))
			return read(rows, err, func(q *models.Qualification) []any {
				return []any{&q.ID, &q.Function, &q.Alternative, &q.Kind, &q.Served, &q.AtLeast, &q.Sentence}
			}, func(q models.Qualification) { post.Qualifications = append(post.Qualifications, q) })
		},
		func() error {
			rows, err := query("observer")
			return read(rows, err, func(o *models.Observer) []any {
				return []any{&o.ID, &o.Seat, &o.Status, &o.PreferredName, &o.NoticeHours, &o.PassportExpiresOn, &o.AvailabilityConfirmedAt}
			}, func(o models.Observer) {
				by[o.ID] = &models.Person{Observer: o}
				all = append(all, by[o.ID])
			})
		},
		func() error {
			rows, err := query("nationality")
			return read(rows, err, pairs, func(r pair) { by[r.id].Nationalities = append(by[r.id].Nationalities, r.value) })
		},
		func() error {
			rows, err := query("language")
			return read(rows, err, func(l *models.ObserverLanguage) []any { return []any{&l.ObserverID, &l.Language, &l.Level} },
				func(l models.ObserverLanguage) { by[l.ObserverID].Languages = append(by[l.ObserverID].Languages, l) })
		},
		func() error {
			rows, err := query("function")
			return read(rows, err, pairs, func(r pair) { by[r.id].Functions = append(by[r.id].Functions, models.Function(r.value)) })
		},
		func() error {
			rows, err := query("conflict")
			return read(rows, err, pairs, func(r pair) { by[r.id].Conflicts = append(by[r.id].Conflicts, r.value) })
		},
		func() error {
			rows, err := query("private")
			return read(rows, err, func(r *models.Private) []any {
				return []any{&r.ObserverID, &r.MedicalClearedThrough, &r.PassportNumber, &r.PassportState}
			}, func(r models.Private) {
				p := by[r.ObserverID]
				p.MedicalClearedThrough, p.PassportKnown = r.MedicalClearedThrough, r.PassportNumber != "" && r.PassportState != ""
			})
		},
		func() error {
			rows, err := query("training")
			return read(rows, err, func(t *models.Learnt) []any {
				return []any{&t.ObserverID, &t.Status, &t.Kind, &t.Function, &t.Title, &t.ExpiresOn}
			}, func(t models.Learnt) { by[t.ObserverID].Trainings = append(by[t.ObserverID].Trainings, t) })
		},
		func() error {
			rows, err := query("availability", post.StartsOn, post.Until)
			return read(rows, err, func(a *models.Availability) []any { return []any{&a.ObserverID, &a.Kind, &a.StartsOn, &a.Until} },
				func(a models.Availability) { by[a.ObserverID].Periods = append(by[a.ObserverID].Periods, a) })
		},
		func() error {
			rows, err := query("booking", post.StartsOn, post.Until)
			return read(rows, err, func(b *models.Booking) []any { return []any{&b.ObserverID, &b.Day, &b.HolderKind} },
				func(b models.Booking) { by[b.ObserverID].Booked = append(by[b.ObserverID].Booked, b) })
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
