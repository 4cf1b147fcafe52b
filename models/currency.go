package models

import (
	"math/big"
	"strconv"
	"strings"
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

// Convert gives an amount in another currency. The rate is what one whole unit of the first costs in the second,
// a positive decimal number such as 0.6512; what lies exactly between two results goes to the even one.
func Convert(minor int64, from, to Currency, rate string) (int64, error) {
	factor, err := parseRate(rate)
	if err != nil {
		return 0, err
	}
	exact := new(big.Rat).Mul(new(big.Rat).SetInt64(minor), factor)
	exact.Mul(exact, new(big.Rat).SetFrac(power(to.Decimals), power(from.Decimals)))
	rounded := halfEven(exact)
	if !rounded.IsInt64() {
		return 0, Refuse(Invalid, "amount-too-large", "%s at a rate of %s is more than the books can hold in %s",
			from.Format(minor), rate, to.Code)
	}
	return rounded.Int64(), nil
}

// rateDigits is how many digits a rate may have before its point, and how many after it.
const rateDigits = 12

func parseRate(text string) (*big.Rat, error) {
	whole, fraction, pointed := strings.Cut(text, ".")
	if !decimal(whole) || pointed && !decimal(fraction) || strings.Trim(text, "0.") == "" {
		return nil, Refuse(Invalid, "invalid-rate", "%.40q is not a rate: a positive number like 0.6512, with at most %d digits before the point and %d after it",
			text, rateDigits, rateDigits)
	}
	rate, _ := new(big.Rat).SetString(text) // digits and one point: always readable
	return rate, nil
}

// decimal tells whether the text is one to twelve digits and nothing else.
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
