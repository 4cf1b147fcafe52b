package handlers

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"observationfund/models"
	"observationfund/models/said"
	"observationfund/models/spelling"
)

// lists are the reference data by which cells are read, each by its folded codes and names.
type lists struct {
	states, languages, organisers, bodies map[string]string
	organiserOf                           map[string]string // of a body
	names                                 map[string][]string
	currencies                            map[string]models.Currency
	fund                                  models.Fund
}

// books is the currency that the fund keeps its books in.
func (l *lists) books() models.Currency {
	return models.Currency{Code: l.fund.Currency, Decimals: l.fund.Decimals}
}

// misread is why a cell cannot be read, and how it would be; of how, the hint of the column speaks where there is none.
type misread struct{ problem, remedy said.Sentence }

// reader makes of a text what the endpoint takes.
type reader func(*lists, string) (any, *misread)

func wrong(problem said.Sentence, remedy ...said.Sentence) *misread {
	m := misread{problem: problem}
	if len(remedy) > 0 {
		m.remedy = remedy[0]
	}
	return &m
}

// loadLists reads the reference data once for a whole file.
func loadLists(db *gorm.DB) (*lists, error) {
	l := lists{states: map[string]string{}, languages: map[string]string{}, organisers: map[string]string{}, bodies: map[string]string{},
		organiserOf: map[string]string{}, names: map[string][]string{}, currencies: map[string]models.Currency{}}
	states, err := models.LoadStateNames(db)
	if err != nil {
		return nil, err
	}
	for name, code := range states.Exactly() {
		l.states[key(name)] = code
	}
	for _, s := range states {
		l.names["states"] = append(l.names["states"], s.Code+" "+s.Name)
	}
	for _, load := range []func() error{
		func() error {
			return gathered(db, "name", func(s models.Language) {
				l.languages[key(s.Name)], l.languages[key(s.Code)] = s.Code, s.Code
				l.names["languages"] = append(l.names["languages"], s.Code+" "+s.Name)
			})
		},
		func() error {
			return gathered(db, "code", func(o models.Organiser) {
				l.organisers[key(o.Name)], l.organisers[key(o.Code)] = o.Code, o.Code
				l.names["organisers"] = append(l.names["organisers"], o.Code+" "+o.Name)
			})
		},
		func() error {
			return gathered(db, "code", func(b models.Body) {
				l.bodies[key(b.Name)], l.bodies[key(b.Code)] = b.Code, b.Code
				l.organiserOf[b.Code] = b.Organiser
			})
		},
		func() error {
			return gathered(db, "code", func(c models.Currency) { l.currencies[key(c.Name)], l.currencies[key(c.Code)] = c, c })
		},
		func() (err error) {
			l.fund, err = models.LoadFund(db)
			return err
		},
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return &l, nil
}

func gathered[T any](db *gorm.DB, order string, take func(T)) error {
	var rows []T
	err := db.Order(order).Find(&rows).Error
	for _, row := range rows {
		take(row)
	}
	return err
}

func stateNames(l *lists) []string     { return l.names["states"] }
func languageNames(l *lists) []string  { return l.names["languages"] }
func organiserNames(l *lists) []string { return l.names["organisers"] }

// key is how headings and names are compared: however they are typed, and wherever words are parted.
func key(text string) string {
	return strings.NewReplacer(" ", "", "_", "", "*", "", "-", "").Replace(spelling.Fold(text))
}

// many reads what stands in a cell one after another.
func many(one reader) reader {
	return func(l *lists, text string) (any, *misread) {
		all := []any{}
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;\n|、،/", r) }) {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			value, bad := one(l, part)
			if bad != nil {
				return nil, bad
			}
			all = append(all, value)
		}
		return all, nil
	}
}

func unknown(template said.Template, text string) *misread {
	return wrong(said.That(template, "text", said.Quote(text, 40)))
}

func readState(l *lists, text string) (any, *misread) {
	if code, ok := l.states[key(text)]; ok {
		return code, nil
	}
	return nil, unknown("{text} is not the code or the English name of a state", text)
}

func readLanguage(l *lists, text string) (any, *misread) {
	if code, ok := l.languages[key(text)]; ok {
		return code, nil
	}
	return nil, unknown("{text} is not a language of the fund's list", text)
}

func readLevel(_ *lists, text string) (any, *misread) {
	if level := models.Level(strings.ToUpper(text)); level.Rank() > 0 {
		return level, nil
	}
	return nil, unknown("the language level {text} is unknown", text)
}

// readSpoken reads a language with its level: en C1, Portuguese (B2).
func readSpoken(l *lists, text string) (any, *misread) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" :()=", r) })
	if len(words) < 2 {
		return nil, unknown("{text} is no language with its level", text)
	}
	last := len(words) - 1
	code, bad := readLanguage(l, strings.Join(words[:last], " "))
	if bad != nil {
		return nil, bad
	}
	level, bad := readLevel(l, words[last])
	return map[string]any{"language": code, "level": level}, bad
}

func readGender(_ *lists, text string) (any, *misread) {
	for gender, names := range map[models.Gender]string{
		models.Woman: "woman|female|f|w|frau|weiblich|femme|mulher|mujer|feminino|femenino|perempuan", models.Man: "man|male|m|mann|mannlich|homme|homem|hombre|masculino|laki laki",
		models.OtherGender: "other|x|d|divers|nonbinary|non binary", models.Undisclosed: "undisclosed|unknown|not said",
	} {
		if callsIt(names, text) {
			return gender, nil
		}
	}
	return nil, unknown("{text} is no gender that the fund knows", text)
}

// callsIt reports whether a text is one of several names.
func callsIt(names, text string) bool {
	for name := range strings.SplitSeq(names, "|") {
		if key(name) == key(text) {
			return true
		}
	}
	return false
}

func readFunction(_ *lists, text string) (any, *misread) {
	for _, f := range models.Functions {
		if callsIt(string(f)+"|"+f.Words()+"|"+f.Words()+"s|"+strings.TrimSuffix(f.Words(), " analyst"), text) {
			return f, nil
		}
	}
	return nil, unknown("{text} is not a function", text)
}

func readKind(_ *lists, text string) (any, *misread) {
	also := map[models.TrainingKind]string{
		models.Course: "training|workshop|kurs|cours|curso", models.ELearning: "elearning|online|online course", models.SecurityAwareness: "bsafe|un bsafe|security awareness",
		models.HostileEnvironment: "heat|ssafe|hostile environment", models.ObservationMission: "mission|observation|eom|election observation mission",
	}
	for _, kind := range models.TrainingKinds {
		if callsIt(string(kind)+"|"+kind.Words()+"|"+also[kind], text) {
			return kind, nil
		}
	}
	return nil, unknown("{text} is no kind of training", text)
}

// readOrganiser reads who held a training; a body, such as ODIHR, says whose it is.
func readOrganiser(l *lists, text string) (any, *misread) {
	first, second, _ := strings.Cut(text, "/")
	for _, name := range []string{text, first, second} {
		if code, ok := l.organisers[key(name)]; ok {
			return code, nil
		}
		if body, ok := l.bodies[key(name)]; ok {
			return l.organiserOf[body], nil
		}
	}
	return nil, unknown("{text} is not an organiser of the fund's list", text)
}

func readBody(l *lists, text string) (any, *misread) {
	if code, ok := l.bodies[key(text)]; ok {
		return code, nil
	}
	return nil, unknown("{text} is no body of an organiser", text)
}

func readNumber(_ *lists, text string) (any, *misread) {
	n, err := strconv.Atoi(ascii(text))
	if err != nil {
		return nil, unknown("{text} is not a whole number", text)
	}
	return n, nil
}

// zeros are those of the digits that people write dates with, beside ours.
const zeros = "٠۰०০๐໐၀០０"

// ascii writes the digits of other scripts as ours.
func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r < zero+10 {
				return '0' + r - zero
			}
		}
		return r
	}, text)
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})(?:[T ].*)?$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-./ ]+)(\d{1,2})[-./ ]+(\d{2,4})$`)
	dayInWord = regexp.MustCompile(`^(\d{1,2})\.?[- ]*(\pL+)\.?,?[- ]*(\d{2,4})$`)
	wordFirst = regexp.MustCompile(`^(\pL+)\.? +(\d{1,2}),? +(\d{2,4})$`)
)

// readDay reads a date, and refuses one that can be read in two ways.
func readDay(_ *lists, text string) (any, *misread) {
	day, bad := dayOf(text)
	return day, bad
}

// readLastDay reads the last day of what the fund keeps until the day after.
func readLastDay(_ *lists, text string) (any, *misread) {
	day, bad := dayOf(text)
	return day.Plus(1), bad
}

func dayOf(text string) (models.Date, *misread) {
	written := ascii(strings.TrimSpace(text))
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	var year, month, day int
	switch {
	case yearFirst.MatchString(written):
		m := yearFirst.FindStringSubmatch(written)
		year, month, day = number(m[1]), number(m[2]), number(m[3])
	case yearLast.MatchString(written):
		m := yearLast.FindStringSubmatch(written)
		year, month, day = number(m[4]), number(m[3]), number(m[1])
		if dots := strings.TrimSpace(m[2]) == "."; !dots && month > 12 && day <= 12 { // as in the United States
			month, day = day, month
		} else if !dots && month <= 12 && day <= 12 && month != day && year >= 1000 {
			one, other := models.Day(year, time.Month(month), day), models.Day(year, time.Month(day), month)
			return models.Date{}, wrong(said.That("{text} can be {day} or {other}", "text", said.Quote(text, 20), "day", one, "other", other),
				said.That("Write it as {text}, or the other way round.", "text", one.String()))
		}
	case dayInWord.MatchString(written):
		m := dayInWord.FindStringSubmatch(written)
		year, month, day = number(m[3]), monthOf(m[2]), number(m[1])
	case wordFirst.MatchString(written):
		m := wordFirst.FindStringSubmatch(written)
		year, month, day = number(m[3]), monthOf(m[1]), number(m[2])
	}
	switch {
	case month == 0:
		return models.Date{}, unknown("{text} is not a date", text)
	case year < 100:
		return models.Date{}, wrong(said.That("the year of {text} has two digits", "text", said.Quote(text, 20)), said.That("Write the year with four digits."))
	case year >= 2443 && year <= 2700:
		return models.Date{}, wrong(said.That("the year {year} is of the Buddhist calendar", "year", strconv.Itoa(year)),
			said.That("Write the year {year}.", "year", strconv.Itoa(year-543)))
	case year < 1900 || year > 2199:
		return models.Date{}, wrong(said.That("the year {year} is far from ours", "year", strconv.Itoa(year)), said.That("Check the year."))
	}
	last := models.Day(year, time.Month(min(month, 12)), 1).PlusMonths(1).Plus(-1)
	d := models.Day(year, time.Month(month), day)
	if month > 12 || day < 1 || d.After(last) {
		return models.Date{}, wrong(said.That("{text} is not in the calendar", "text", said.Quote(text, 20)), said.That("Use a real date, such as {day}.", "day", last))
	}
	return d, nil
}

// monthOf is the number of a month by its English name or the beginning of it, 0 of anything else.
func monthOf(name string) int {
	for month := time.January; month <= time.December; month++ {
		if word := strings.ToLower(name); len(word) >= 3 && strings.HasPrefix(strings.ToLower(month.String()), word) {
			return int(month)
		}
	}
	return 0
}
