package models

import (
	"math/big"
	"strconv"
	"strings"

	"observationfund/models/refusal"
	"observationfund/models/said"
)

// Currency is one of ISO 4217 that money is paid in. Amounts are whole numbers of its minor unit:
// US dollars have 2 decimals, yen none, Kuwaiti dinars 3.
type Currency struct {
	Code     string `json:"code" gorm:"primaryKey"`
	Name     string `json:"name"`
	Decimals int    `json:"decimals"`
}

// Format writes an amount for a person: 123450 is USD 1,234.50, and 1500 is JPY 1,500.
func (c Currency) Format(minor int64) string {
	sign, digits := "", strconv.FormatInt(minor, 10)
	if minor < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := c.Decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, fraction := digits[:len(digits)-c.Decimals], digits[len(digits)-c.Decimals:]
	if fraction != "" {
		fraction = "." + fraction
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	return c.Code + " " + sign + whole + fraction
}

// Said makes an amount a parameter of what is said.
func (c Currency) Said(minor Money) said.Value {
	return said.Value{Text: c.Format(int64(minor)), Is: map[string]any{"amount": minor, "currency": c.Code, "decimals": c.Decimals}}
}

// Convert gives an amount in another currency. The rate is what one whole unit of the first costs in the second,
// a positive decimal number such as 0.6512 or a fraction such as 1/25400; what lies exactly between two results goes to the even one.
func Convert(minor int64, from, to Currency, rate string) (int64, error) {
	factor, err := parseRate(rate)
	if err != nil {
		return 0, err
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt64(minor), factor)
	exact.Mul(exact, new(big.Rat).SetFrac(power(to.Decimals), power(from.Decimals)))
	rounded := halfEven(exact)
	if !rounded.IsInt64() {
		return 0, refusal.AmountTooLarge.With("amount", from.Said(Money(minor)), "rate", rate, "currency", to.Code)
	}
	return rounded.Int64(), nil
}

// rateDigits is how many digits a rate may have before its point, and how many after it.
const rateDigits = 12

// parseRate reads a rate: a positive decimal number, or a fraction of two, which says it the other way round: 1/25400.
func parseRate(text string) (*big.Rat, error) {
	over, under, fraction := strings.Cut(text, "/")
	rate, ok := positive(over)
	if fraction && ok {
		var divisor *big.Rat
		if divisor, ok = positive(under); ok {
			rate.Quo(rate, divisor)
		}
	}
	if !ok {
		return nil, refusal.InvalidRate.With("text", said.Quote(text, 40), "digits", rateDigits)
	}
	return rate, nil
}

func positive(text string) (*big.Rat, bool) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if !decimal(whole) || pointed && !decimal(fraction) || strings.Trim(text, "0.") == "" {
		return nil, false
	}
	return new(big.Rat).SetString(text) // digits and one point: always readable
}

// rateOf is the exact rate at which an amount of one currency became one of another: what one whole unit of the first costs
// in the second, as a decimal number where it is one, else as 1 over one where that is, else as a fraction.
func rateOf(minor int64, from Currency, became int64, to Currency) string {
	rate := new(big.Rat).SetFrac(big.NewInt(became), big.NewInt(minor))
	rate.Mul(rate, new(big.Rat).SetFrac(power(from.Decimals), power(to.Decimals)))
	if digits, exact := rate.FloatPrec(); exact && digits <= rateDigits {
		return rate.FloatString(digits)
	}
	inverse := new(big.Rat).Inv(rate)
	if digits, exact := inverse.FloatPrec(); exact && digits <= rateDigits {
		return "1/" + inverse.FloatString(digits)
	}
	return rate.String()
}

// decimal reports whether the text is one to twelve digits and nothing else.
func decimal(text string) bool {
	return text != "" && len(text) <= rateDigits && strings.Trim(text, "0123456789") == ""
}

func power(decimals int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
}

// halfEven rounds to the nearest whole number, and from the middle to the even one.
func halfEven(exact *big.Rat) *big.Int {
	quotient, rest := new(big.Int).QuoRem(exact.Num(), exact.Denom(), new(big.Int)) // towards zero
	switch new(big.Int).Abs(rest.Lsh(rest, 1)).Cmp(exact.Denom()) {
	case 0:
		if quotient.Bit(0) == 0 {
			return quotient
		}
	case -1:
		return quotient
	}
	return quotient.Add(quotient, big.NewInt(int64(exact.Sign())))
}
