package models

import (
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// State is a state that can hold an election or be somebody's nationality; Code is its ISO 3166-1 alpha-2 code,
// and XK for Kosovo. The European Union is none.
type State struct {
	Sorted
	Code        string `json:"code" gorm:"primaryKey"`
	Code3       string `json:"code3" gorm:"column:code3"`
	Name        string `json:"name" find:"sort"`
	Participant bool   `json:"participant"` // of the ASEAN Regional Forum
	ASEAN       bool   `json:"asean" gorm:"column:asean"`
	EU          bool   `json:"eu" gorm:"column:eu"`
	OSCE        OSCE   `json:"osce,omitempty" gorm:"column:osce"`
	Region      string `json:"region"`
	CapitalZone string `json:"capitalZone"` // the IANA time zone of the capital
}

// Participant is one of the 27 of the ASEAN Regional Forum, which contribute and nominate: 26 states and the European Union.
type Participant struct {
	Sorted
	Code string `json:"code" gorm:"primaryKey"`
	Name string `json:"name" find:"sort"`
}

// EuropeanUnion is the code of the one participant that is not a state.
const EuropeanUnion = "EU"

// Language is one that people speak or a mission works in; Code is its BCP 47 tag.
type Language struct {
	Code string `json:"code" gorm:"primaryKey"`
	Name string `json:"name"`
}

// Organiser offers courses and missions. Only training by those that count makes an observer ready.
type Organiser struct {
	Code      string        `json:"code" gorm:"primaryKey"`
	Name      string        `json:"name"`
	Counts    bool          `json:"counts"`
	OpenToAll bool          `json:"openToAll"`
	Rule      said.Template `json:"rule"` // whom it takes, in a sentence
}

// TheFund is the organiser of the fund's own missions. Whether it is one that counts is for the reference data to say, as of any other.
const TheFund = "FUND"

// Body is the part of an organiser that holds a course or sends a mission.
type Body struct {
	Code      string `json:"code" gorm:"primaryKey"`
	Organiser string `json:"organiser"`
	Name      string `json:"name"`
}

// OrganiserState says that an organiser takes the citizens of a state without special arrangement.
type OrganiserState struct {
	Organiser string `json:"organiser" gorm:"primaryKey"`
	State     string `json:"state" gorm:"primaryKey"`
}

// Guarantee is one of the twenty questions a host state answers, after the Declaration of Principles for
// International Election Observation of 2005 and the practice of missions.
type Guarantee struct {
	Code        string        `json:"code" gorm:"primaryKey"`
	Position    int           `json:"position"`
	Paragraph   string        `json:"paragraph"` // of the Declaration, or Practical
	Title       said.Template `json:"title"`
	Question    said.Template `json:"question"`
	Explanation said.Template `json:"explanation"`
	Gate        Gate          `json:"gate"`
}

// Qualification is one row of the rules that say what qualifies for a function: whoever meets all rows of one
// alternative, by verified training that counts, is qualified.
type Qualification struct {
	ID          string        `json:"id" gorm:"primaryKey"`
	Function    Function      `json:"function"`
	Alternative int           `json:"alternative"`
	Kind        TrainingKind  `json:"kind"`
	Served      Function      `json:"served,omitempty"` // what it trained for or was served as; none means any
	AtLeast     int           `json:"atLeast"`
	Sentence    said.Template `json:"sentence"` // completes "the observer ..."
}

// Certificate says how long proof of a kind is usually good; zero months means that it does not expire.
// Kind is a TrainingKind or MedicalClearance.
type Certificate struct {
	Kind     string        `json:"kind" gorm:"primaryKey"`
	Months   int           `json:"months"`
	Sentence said.Template `json:"sentence"`
}

// UsualCourse is one that an organiser usually holds: choosing it says what it is, and for how long it is usually good.
type UsualCourse struct {
	Code      string       `json:"code" gorm:"primaryKey"`
	Organiser string       `json:"organiser"`
	Body      string       `json:"body"`
	Title     string       `json:"title"`
	Short     string       `json:"short"` // what people call it, such as HEAT
	Kind      TrainingKind `json:"kind"`
	Function  Function     `json:"function,omitempty"` // which it trains for
	Months    int          `json:"months"`             // that it is usually good for; zero: it does not expire
	Language  string       `json:"language"`           // of the title
	Source    string       `json:"source"`             // the address at which its organiser says so
}

// MedicalClearance is the kind of certificate that is not training.
const MedicalClearance = "medical"

// Text is what observers sign for a mission. Its words never change: other words are another version.
type Text struct {
	ID       string   `json:"id" gorm:"primaryKey"`
	Kind     TextKind `json:"kind"`
	Version  string   `json:"version"`
	Language string   `json:"language"`
	Title    string   `json:"title"`
	Body     string   `json:"body"` // Markdown
	SHA256   string   `json:"sha256" gorm:"column:sha256"`
}

// Setting is a single value that the program keeps about itself.
type Setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// Known finds reference data by its code, or refuses the code.
func Known[T any](db *gorm.DB, code string) (T, error) {
	var row T
	err := db.Where(clause.Eq{Column: clause.PrimaryColumn, Value: code}).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = refusal.UnknownCode.With("code", said.Quote(code, 40))
	}
	return row, err
}

// OSCE is how a state stands to the OSCE; most stand in no relation to it.
type OSCE string

const (
	ParticipatingState OSCE = "participating"
	PartnerState       OSCE = "partner"
)

// Values makes OSCE a Choice.
func (OSCE) Values() []string { return names([]OSCE{ParticipatingState, PartnerState}) }

// Gate says what a refused guarantee means: a hard one stops the invitation, a soft one must only be answered.
type Gate string

const (
	Hard Gate = "hard"
	Soft Gate = "soft"
)

// Values makes Gate a Choice.
func (Gate) Values() []string { return names([]Gate{Hard, Soft}) }

// TextKind is what a text is signed for.
type TextKind string

const (
	Pledge      TextKind = "pledge"      // the Code of Conduct
	Declaration TextKind = "declaration" // on conflicts of interest
)

// Values makes TextKind a Choice.
func (TextKind) Values() []string { return names([]TextKind{Pledge, Declaration}) }

// Function is what an observer serves as in a mission.
type Function string

const (
	ShortTerm        Function = "sto"
	LongTerm         Function = "lto"
	LegalAnalyst     Function = "legal"
	PoliticalAnalyst Function = "political"
	MediaAnalyst     Function = "media"
	ElectionAnalyst  Function = "election"
	DataAnalyst      Function = "data"
	SecurityExpert   Function = "security"
)

// Functions lists the functions, observers first, then the core team.
var Functions = []Function{ShortTerm, LongTerm, LegalAnalyst, PoliticalAnalyst, MediaAnalyst, ElectionAnalyst, DataAnalyst, SecurityExpert}

var functionWords = map[Function]string{
	ShortTerm:        "short-term observer",
	LongTerm:         "long-term observer",
	LegalAnalyst:     "legal analyst",
	PoliticalAnalyst: "political analyst",
	MediaAnalyst:     "media analyst",
	ElectionAnalyst:  "election analyst",
	DataAnalyst:      "data analyst",
	SecurityExpert:   "security expert",
}

// Values makes Function a Choice.
func (Function) Values() []string { return names(Functions) }

// Words writes the function for a person: short-term observer.
func (f Function) Words() string { return functionWords[f] }

// Core reports whether the function belongs to a mission's core team.
func (f Function) Core() bool { return f != "" && f != ShortTerm && f != LongTerm }

// TrainingKind is the sort of training an observer completes.
type TrainingKind string

const (
	Course             TrainingKind = "course"
	ELearning          TrainingKind = "e_learning"
	SecurityAwareness  TrainingKind = "security_awareness"  // UN BSAFE
	HostileEnvironment TrainingKind = "hostile_environment" // HEAT, SSAFE
	ObservationMission TrainingKind = "mission"
)

// TrainingKinds lists the kinds of training.
var TrainingKinds = []TrainingKind{Course, ELearning, SecurityAwareness, HostileEnvironment, ObservationMission}

var trainingWords = map[TrainingKind]string{
	Course:             "course",
	ELearning:          "e-learning",
	SecurityAwareness:  "UN BSAFE",
	HostileEnvironment: "hostile-environment training",
	ObservationMission: "observation mission",
}

// Values makes TrainingKind a Choice.
func (TrainingKind) Values() []string { return names(TrainingKinds) }

// Words writes the kind for a person: hostile-environment training.
func (k TrainingKind) Words() string { return trainingWords[k] }

// Level is how well somebody speaks a language, on the scale of the Common European Framework.
type Level string

const (
	A1 Level = "A1"
	A2 Level = "A2"
	B1 Level = "B1"
	B2 Level = "B2"
	C1 Level = "C1"
	C2 Level = "C2"
)

// Levels lists the levels, lowest first.
var Levels = []Level{A1, A2, B1, B2, C1, C2}

// Values makes Level a Choice.
func (Level) Values() []string { return names(Levels) }

// Rank is the place of the level on the scale, from 1 for A1 to 6 for C2, and 0 for none.
func (l Level) Rank() int { return slices.Index(Levels, l) + 1 }

// AtLeast reports whether the level reaches another; no level at all reaches only none.
func (l Level) AtLeast(needed Level) bool { return l.Rank() >= needed.Rank() }

// Gender is what an observer says it is.
type Gender string

const (
	Woman       Gender = "woman"
	Man         Gender = "man"
	OtherGender Gender = "other"
	Undisclosed Gender = "undisclosed"
)

// Values makes Gender a Choice.
func (Gender) Values() []string { return names([]Gender{Woman, Man, OtherGender, Undisclosed}) }
