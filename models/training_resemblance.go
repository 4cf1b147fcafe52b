package models

import (
	"cmp"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// Resemblance is another training that may be of the same thing as one that somebody is to verify: logged twice, or proved
// by somebody else's certificate.
type Resemblance struct {
	ID            string         `json:"id"` // of the training
	ObserverID    string         `json:"observerId"`
	PreferredName string         `json:"preferredName"`
	Title         string         `json:"title"`
	Status        TrainingStatus `json:"status"`
	StartsOn      Date           `json:"startsOn"`
	Until         Date           `json:"until"`
	In            []Likeness     `json:"in" gorm:"-"`
}

// Likeness is in what one training resembles another.
type Likeness string

// Every Likeness there is, the strongest first.
const (
	SameDocument    Likeness = "document"    // byte for byte
	SameCertificate Likeness = "certificate" // the number
	SameTitle       Likeness = "title"       // and the organiser
	SameDays        Likeness = "days"        // of the observer's own trainings: days that overlap; of others': the same days in the same host
)

// Values makes Likeness a Choice.
func (Likeness) Values() []string { return names(likenesses) }

// likenesses are all, the strongest first.
var likenesses = []Likeness{SameDocument, SameCertificate, SameTitle, SameDays}

// mostResembling is how many of each likeness a verifier is shown.
const mostResembling = 10

// LoadResembling adds to a training the others that resemble it, the strongest likeness first.
func (t *Training) LoadResembling(db *gorm.DB) error {
	t.Resembling = []Resemblance{}
	var alike []string
	var values []any
	others := func(likeness Likeness, condition string, of ...any) {
		alike = append(alike, "SELECT * FROM (SELECT id, '"+string(likeness)+"' AS likeness FROM trainings WHERE "+condition+
			" AND id <> ? ORDER BY starts_on DESC, id DESC LIMIT ?) alike")
		values = append(append(values, of...), t.ID, mostResembling)
	}
	if t.EvidenceID != nil {
		others(SameDocument, "evidence_id IN (SELECT id FROM files WHERE sha256 = (SELECT sha256 FROM files WHERE id = ?))", *t.EvidenceID)
	}
	if t.CertificateNumber != "" {
		others(SameCertificate, "LOWER(certificate_number) = LOWER(?)", t.CertificateNumber)
	}
	others(SameDays, "observer_id = ? AND "+Unindexed("kind")+" = ? AND starts_on < ? AND starts_on > ? AND until > ?",
		t.ObserverID, t.Kind, t.Until, t.StartsOn.PlusMonths(-longestTraining-1), t.StartsOn)
	if t.Host != nil && t.AssignmentID == nil { // the fund's own record resembles those of the whole team
		others(SameDays, "host = ? AND starts_on = ? AND until = ? AND observer_id <> ?", *t.Host, t.StartsOn, t.Until, t.ObserverID)
	}
	q := db.Raw(`SELECT f.likeness, t.id, t.observer_id, o.preferred_name, t.title, t.status, t.starts_on, t.until
		FROM (`+strings.Join(alike, " UNION ALL ")+`) f JOIN trainings t ON t.id = f.id JOIN observers o ON o.id = t.observer_id`, values...)
	var likeness Likeness
	var other Resemblance
	err := eachRow(q, func() error {
		n := slices.IndexFunc(t.Resembling, func(r Resemblance) bool { return r.ID == other.ID })
		if n < 0 {
			n, t.Resembling = len(t.Resembling), append(t.Resembling, other)
		}
		t.Resembling[n].In = append(t.Resembling[n].In, likeness)
		return nil
	}, &likeness, &other.ID, &other.ObserverID, &other.PreferredName, &other.Title, &other.Status, &other.StartsOn, &other.Until)
	for _, r := range t.Resembling {
		slices.SortFunc(r.In, strongest)
	}
	slices.SortFunc(t.Resembling, func(a, b Resemblance) int {
		return cmp.Or(strongest(a.In[0], b.In[0]), b.StartsOn.Compare(a.StartsOn), cmp.Compare(a.ID, b.ID))
	})
	return err
}

// strongest puts the stronger of two likenesses first.
func strongest(a, b Likeness) int { return slices.Index(likenesses, a) - slices.Index(likenesses, b) }
