// Package seed holds what the program is shipped with: the reference data and the demonstration.
package seed

import (
	"context"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models"
	"observationfund/models/said"
)

//go:embed reference
var files embed.FS

// loaded is the setting that remembers which reference data the database has.
const loaded = "reference"

// Reference brings the reference data of the database up to date: it adds and changes what the shipped files say and
// deletes nothing. A database that has it already is only asked whether it does.
func Reference(ctx context.Context, db *models.DB) error {
	shipped, sum, err := read(files)
	if err != nil {
		return err
	}
	if is, err := current(db.Query(ctx), sum); is || err != nil {
		return err
	}
	return db.Write(ctx, func(tx *gorm.DB) error {
		if is, err := current(tx, sum); is || err != nil { // another instance was faster
			return err
		}
		if err := shipped.keep(tx); err != nil {
			return err
		}
		if err := upsert(tx, []models.Setting{{Name: loaded, Value: sum}}); err != nil {
			return err
		}
		actor := models.Actor{DB: tx, By: models.SystemAccount(), Now: db.Now()}
		if err := actor.Journal(models.LoadReference, models.Ref{Kind: "reference", ID: loaded}, "", models.Facts{"sha256": sum}); err != nil {
			return err
		}
		return actor.Reconsider(models.LoadReference, "1 = 1") // what qualifies may be another
	})
}

// current reports whether the database has exactly this reference data.
func current(db *gorm.DB, sum string) (bool, error) {
	var n int64
	err := db.Model(&models.Setting{}).Where("name = ? AND value = ?", loaded, sum).Count(&n).Error
	return n == 1, err
}

// reference is all of the reference data.
type reference struct {
	states          []models.State
	participants    []models.Participant
	languages       []models.Language
	currencies      []models.Currency
	organisers      []models.Organiser
	bodies          []models.Body
	organiserStates []models.OrganiserState
	guarantees      []models.Guarantee
	qualifications  []models.Qualification
	certificates    []models.Certificate
	courses         []models.UsualCourse
	texts           []models.Text
}

// keep writes the reference data, what others refer to first.
func (r reference) keep(tx *gorm.DB) error {
	if err := unaltered(tx, r.texts); err != nil {
		return err
	}
	return errors.Join(
		upsert(tx, r.states), upsert(tx, r.participants), upsert(tx, r.languages), upsert(tx, r.currencies),
		upsert(tx, r.organisers), upsert(tx, r.bodies), upsert(tx, r.organiserStates),
		upsert(tx, r.guarantees), upsert(tx, r.qualifications), upsert(tx, r.certificates), upsert(tx, r.courses), upsert(tx, r.texts),
	)
}

func upsert[T any](tx *gorm.DB, rows []T) error {
	return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}

// unaltered holds texts to their words, because people have signed them: new words need a new version.
func unaltered(tx *gorm.DB, shipped []models.Text) error {
	var kept []models.Text
	if err := tx.Find(&kept).Error; err != nil {
		return err
	}
	sums := map[string]string{}
	for _, text := range kept {
		sums[text.ID] = text.SHA256
	}
	for _, text := range shipped {
		if sum, ok := sums[text.ID]; ok && sum != text.SHA256 {
			return fmt.Errorf("the words of %s have changed: people may have signed it, so give the new text a new version", text.ID)
		}
	}
	return nil
}

// read reads the shipped files, and gives the hash over all of them.
func read(files fs.FS) (r reference, sum string, err error) {
	names, err := fs.Glob(files, "reference/*")
	if err != nil {
		return r, "", err
	}
	var all strings.Builder
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return r, "", err
		}
		fmt.Fprintf(&all, "%s %s\n", name, models.Digest(content))
		switch path.Ext(name) {
		case ".md":
			err = r.text(name, string(content))
		case ".csv":
			err = r.sheet(name, string(content))
		}
		if err != nil {
			return r, "", fmt.Errorf("%s: %w", name, err)
		}
	}
	r.participants = append(r.participants, models.Participant{Code: models.EuropeanUnion, Name: "European Union"})
	return r, models.Digest([]byte(all.String())), nil
}

// text reads a text: its file is named after its kind and version, its first line is its title.
func (r *reference) text(name, content string) error {
	id := strings.TrimSuffix(path.Base(name), ".md")
	kind, version, _ := strings.Cut(id, "-")
	title, body, _ := strings.Cut(content, "\n")
	title, headed := strings.CutPrefix(title, "# ")
	if !headed || version == "" {
		return errors.New("a text needs a kind and version in its name, and a title in its first line")
	}
	body = strings.TrimSpace(body)
	r.texts = append(r.texts, models.Text{
		ID: id, Kind: models.TextKind(kind), Version: version, Language: "en",
		Title: title, Body: body, SHA256: models.Digest([]byte(body)),
	})
	return nil
}

// sheet reads a table: its first line names the columns.
func (r *reference) sheet(name, content string) error {
	rows, err := csv.NewReader(strings.NewReader(content)).ReadAll() // every line has as many cells as the first
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		line := line{cells: map[string]string{}}
		for i, column := range rows[0] {
			line.cells[column] = row[i]
		}
		if err := r.add(name, &line); err != nil {
			return fmt.Errorf("%v: %w", row, err)
		}
	}
	return nil
}

// add takes one line of a table.
func (r *reference) add(name string, l *line) error {
	switch name {
	case "reference/states.csv":
		state := models.State{
			Code: l.text("code"), Code3: l.text("code3"), Name: l.text("name"), Participant: l.yes("participant"), ASEAN: l.yes("asean"),
			EU: l.yes("eu"), OSCE: models.OSCE(l.text("osce")), Region: l.text("region"), CapitalZone: l.text("capital_zone"),
		}
		r.states = append(r.states, state)
		if state.Participant {
			r.participants = append(r.participants, models.Participant{Code: state.Code, Name: state.Name})
		}
	case "reference/languages.csv":
		r.languages = append(r.languages, models.Language{Code: l.text("code"), Name: l.text("name")})
	case "reference/currencies.csv":
		r.currencies = append(r.currencies, models.Currency{Code: l.text("code"), Name: l.text("name"), Decimals: l.number("decimals")})
	case "reference/organisers.csv":
		r.organisers = append(r.organisers, models.Organiser{
			Code: l.text("code"), Name: l.text("name"), Counts: l.yes("counts"), OpenToAll: l.yes("open_to_all"), Rule: l.sentence("rule"),
		})
	case "reference/bodies.csv":
		r.bodies = append(r.bodies, models.Body{Code: l.text("code"), Organiser: l.text("organiser"), Name: l.text("name")})
	case "reference/organiser_states.csv":
		r.organiserStates = append(r.organiserStates, models.OrganiserState{Organiser: l.text("organiser"), State: l.text("state")})
	case "reference/guarantees.csv":
		r.guarantees = append(r.guarantees, models.Guarantee{
			Code: l.text("code"), Position: l.number("position"), Paragraph: l.text("paragraph"), Title: l.sentence("title"),
			Question: l.sentence("question"), Explanation: l.sentence("explanation"), Gate: models.Gate(l.text("gate")),
		})
	case "reference/qualifications.csv":
		r.qualifications = append(r.qualifications, models.Qualification{
			ID: l.text("id"), Function: models.Function(l.text("function")), Alternative: l.number("alternative"),
			Kind: models.TrainingKind(l.text("kind")), Served: models.Function(l.text("served")), AtLeast: l.number("at_least"),
			Sentence: l.sentence("sentence"),
		})
	case "reference/certificates.csv":
		r.certificates = append(r.certificates, models.Certificate{Kind: l.text("kind"), Months: l.number("months"), Sentence: l.sentence("sentence")})
	case "reference/courses.csv":
		r.courses = append(r.courses, models.UsualCourse{
			Code: l.text("code"), Organiser: l.text("organiser"), Body: l.text("body"), Title: l.text("title"), Short: l.text("short"),
			Kind: models.TrainingKind(l.text("kind")), Function: models.Function(l.text("function")), Months: l.number("months"),
			Language: l.text("language"), Source: l.text("source"),
		})
	default:
		return errors.New("nothing reads this table")
	}
	return errors.Join(l.faults...)
}

// line is one line of a table; it gathers what is wrong with it.
type line struct {
	cells  map[string]string
	faults []error
}

// sentence is a text that people read in their own language.
func (l *line) sentence(column string) said.Template { return said.Template(l.text(column)) }

func (l *line) text(column string) string {
	cell, ok := l.cells[column]
	if !ok {
		l.faults = append(l.faults, fmt.Errorf("there is no column %s", column))
	}
	return cell
}

func (l *line) number(column string) int {
	n, err := strconv.Atoi(l.text(column))
	if err != nil {
		l.faults = append(l.faults, err)
	}
	return n
}

func (l *line) yes(column string) bool {
	cell := l.text(column)
	if cell != "yes" && cell != "" {
		l.faults = append(l.faults, fmt.Errorf("%s is %q, neither yes nor empty", column, cell))
	}
	return cell == "yes"
}
