package handlers

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"observationfund/models"
	"observationfund/models/said"
)

// amount is what a cell says of money: digits with at most one point, and the currency where the cell names one.
type amount struct{ digits, currency string }

// String is how it is compared.
func (a amount) String() string { return a.digits }

// nothing reports whether it is no money at all.
func (a amount) nothing() bool { return strings.Trim(a.digits, "0.") == "" }

// marks are signs of currencies that stand for one currency only; a bare dollar sign stands for many, and says nothing.
var marks = map[string]string{"€": "EUR", "£": "GBP", "US$": "USD", "A$": "AUD", "NZ$": "NZD", "S$": "SGD", "C$": "CAD", "₱": "PHP", "฿": "THB", "₩": "KRW", "₫": "VND", "$": ""}

var (
	priced = regexp.MustCompile(`^(\pL{3}|\pL{0,2}\p{Sc})? ?([0-9][0-9.,' ]*|[.,][0-9]+) ?(\pL{3}|\pL{0,2}\p{Sc})?$`)
	parted = strings.NewReplacer(".", "", ",", "", "'", "", " ", "") // of what parts its groups
	spaces = strings.NewReplacer("\u202f", " ", "\u00a0", " ", "\u2009", " ", "’", "'", "٬", "'", "٫", ".", "−", "-")
)

// readAmount reads money as people write it in different countries, and refuses what can be read in two ways: 1,234 is a thousand
// in London and little more than one in Lisbon.
func readAmount(_ *lists, text string) (any, *misread) {
	m := priced.FindStringSubmatch(spaces.Replace(ascii(strings.TrimSpace(text))))
	if m == nil || m[1] != "" && m[3] != "" {
		return nil, unknown("{text} is not an amount of money", text)
	}
	named := strings.ToUpper(m[1] + m[3])
	if code, ok := marks[named]; ok {
		named = code
	}
	whole, other := readings(strings.TrimSpace(m[2]))
	switch {
	case whole == "":
		return nil, unknown("{text} is not an amount of money", text)
	case other != "":
		return nil, wrong(said.That("{text} can be {one} or {other}", "text", said.Quote(text, 30), "one", grouped(whole), "other", other),
			said.That("Write it without a separator of thousands: {one}, where that is meant.", "one", whole))
	}
	return amount{whole, named}, nil
}

// readNumeral reads what is a number in the workbook itself, as exactly as Excel shows it.
func readNumeral(_ *lists, text string) (any, *misread) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < 0 {
		return nil, unknown("{text} is not an amount of money", text)
	}
	n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	return amount{digits: strconv.FormatFloat(n, 'f', -1, 64)}, nil
}

// thousands are digits that are parted in groups, as in Europe, and as in India.
var thousands = regexp.MustCompile(`^\d{1,3}(?:(?:[.,' ]\d{3})+|(?:[.,' ]\d{2})*[.,' ]\d{3})$`)

// readings are the numbers that a text of digits and separators can be, each with a point at most; none where it is no number.
func readings(text string) (one, other string) {
	last := strings.LastIndexAny(text, ".,' ")
	if last < 0 {
		return text, ""
	}
	separator, fraction := text[last:last+1], text[last+1:]
	before := text[:last]
	plain := !strings.ContainsAny(before, ".,' ")
	alike := strings.Count(text, separator) == len(text)-len(parted.Replace(text))
	point := strings.ContainsAny(separator, ".,")
	whole := ""
	if alike && thousands.MatchString(text) && !strings.HasPrefix(text, "0") {
		whole = strings.ReplaceAll(text, separator, "")
	}
	decimal := ""
	if point && fraction != "" && !strings.Contains(before, separator) && (plain || uniform(before) && thousands.MatchString(before)) {
		decimal = strings.TrimPrefix(parted.Replace(before)+"."+fraction, ".")
		if before == "" {
			decimal = "0." + fraction
		}
	}
	if whole == "" {
		return decimal, ""
	}
	return whole, decimal
}

// uniform reports whether one separator parts all groups.
func uniform(text string) bool {
	first := text[strings.IndexAny(text, ".,' ")]
	return strings.Trim(text, "0123456789"+string(first)) == ""
}

// grouped is a whole number as it is read most easily.
func grouped(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + " " + digits[at:]
	}
	return digits
}

// minor is an amount in the smallest unit of a currency.
func (a amount) minor(of models.Currency) (models.Money, *misread) {
	if a.currency != "" && a.currency != of.Code {
		return 0, wrong(said.That("it says {other}, and the amount is in {currency}", "other", a.currency, "currency", of.Code),
			said.That("Correct the amount or its currency."))
	}
	whole, fraction, _ := strings.Cut(a.digits, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > of.Decimals {
		return 0, wrong(said.That("{amount} has more decimals than {currency} has", "amount", a.digits, "currency", of.Code),
			said.That("Round it to what can be paid."))
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", of.Decimals-len(fraction)), 10, 64)
	if err != nil || models.Money(n) > models.MaxMoney {
		return 0, unknown("{text} is more than the books can hold", a.digits)
	}
	return models.Money(n), nil
}

// readRate reads an exchange rate. Its point is a point: what thousands there are, nobody parts.
func readRate(_ *lists, text string) (any, *misread) {
	text = ascii(strings.ReplaceAll(text, " ", ""))
	if strings.Contains(text, ".") || !strings.Contains(text, ",") {
		return text, nil
	}
	one, other := readings(text)
	if one == "" || other != "" {
		return nil, unknown("{text} is no rate that can be read in one way", text)
	}
	return one, nil
}

func readCurrency(l *lists, text string) (any, *misread) {
	if code := marks[strings.ToUpper(strings.TrimSpace(text))]; code != "" {
		return code, nil
	}
	if found, ok := l.currencies[key(text)]; ok {
		return found.Code, nil
	}
	return nil, unknown("{text} is not the ISO 4217 code or the English name of a currency", text)
}

// readWindow reads what money is meant for; what is meant for anything has no window.
func readWindow(_ *lists, text string) (any, *misread) {
	for window, names := range map[models.Window]string{
		"":                      "none|no|any|unearmarked|not earmarked|general|core",
		models.TrainingWindow:   "training|trainings|formation|ausbildung|formacao",
		models.DeploymentWindow: "deployment|deployments|mission|missions|missionen|missoes",
		models.ReserveWindow:    "reserve|rapid response|rapid response reserve|reserva",
		models.AdminWindow:      "administration|admin|verwaltung|administracao",
		models.AuditWindow:      "audit|auditoria",
	} {
		if callsIt(names, text) {
			if window == "" {
				return nil, nil
			}
			return window, nil
		}
	}
	return nil, unknown("{text} is no window of the fund", text)
}

var clock = regexp.MustCompile(`^(\d{1,2})(?:[:.hH](\d{2})(?::\d{2})?)? ?([AaPp][Mm])?$`)

// readClock reads a time of day: 23:59, 5.30 pm.
func readClock(_ *lists, text string) (any, *misread) {
	m := clock.FindStringSubmatch(ascii(strings.TrimSpace(text)))
	if m == nil || m[2] == "" && m[3] == "" {
		return nil, unknown("{text} is not a time of day", text)
	}
	hour, _ := strconv.Atoi(m[1])
	switch strings.ToLower(m[3]) {
	case "pm":
		hour = hour%12 + 12
	case "am":
		hour %= 12
	}
	return strconv.Itoa(100 + hour)[1:] + ":" + cmp.Or(m[2], "00"), nil
}
