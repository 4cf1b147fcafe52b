package handlers

import (
	"strconv"
	"testing"

	"observationfund/models"
)

// TestAmounts reads money as it is written in many countries, or refuses what can be read in two ways.
func TestAmounts(t *testing.T) {
	usd := models.Currency{Code: "USD", Decimals: 2}
	for text, want := range map[string]string{
		"1,234.50": "123450", "1.234,50": "123450", "1 234,50": "123450", "1\u202f234,50": "123450", "1'234.50": "123450", "1’234’567": "123456700",
		"1234": "123400", "1234.5": "123450", "1234,5": "123450", "0,123": "0.123 has more decimals than USD has", "0.120": "12", ".5": "50", "1234,560": "123456",
		"1,234,567": "123456700", "1.234.567": "123456700", "12,34,567.50": "123456750", "1 234 567": "123456700", "1 234": "123400", "12,50": "1250",
		"USD 1,234.50": "123450", "1.234,50 USD": "123450", "US$1,000,000": "100000000", "$12": "1200", "١٢٣٤٫٥": "123450",
		"1,234":                `"1,234" can be 1 234 or 1.234`,
		"1.234":                `"1.234" can be 1 234 or 1.234`,
		"150.000":              `"150.000" can be 150 000 or 150.000`,
		"€ 12":                 "it says EUR, and the amount is in USD",
		"12 EUR":               "it says EUR, and the amount is in USD",
		"-5":                   `"-5" is not an amount of money`,
		"(500)":                `"(500)" is not an amount of money`,
		"1,23.50":              `"1,23.50" is not an amount of money`,
		"1.234.56":             `"1.234.56" is not an amount of money`,
		"1,234 567":            `"1,234 567" is not an amount of money`,
		"12.":                  `"12." is not an amount of money`,
		"a lot":                `"a lot" is not an amount of money`,
		"1.005":                `"1.005" can be 1 005 or 1.005`,
		"12.3456":              "12.3456 has more decimals than USD has",
		"99999999999999999999": `"99999999999999999999" is more than the books can hold`,
	} {
		got, bad := readAmount(nil, text)
		var minor models.Money
		if bad == nil {
			minor, bad = got.(amount).minor(usd)
		}
		said := ""
		if bad != nil {
			said = bad.problem.Text
		} else {
			said = strconv.FormatInt(int64(minor), 10)
		}
		if said != want {
			t.Errorf("%s is %s, want %s", text, said, want)
		}
	}
	if got, bad := readNumeral(nil, "1.234"); bad != nil || got.(amount).digits != "1.234" {
		t.Errorf("a number of the workbook is %v, %v", got, bad)
	}
	if got, _ := readNumeral(nil, "0.30000000000000004"); got.(amount).digits != "0.3" {
		t.Errorf("a sum of the workbook is %v", got)
	}
	for text, want := range map[string]string{"5 pm": "17:00", "5": "", "5.30 pm": "17:30", "12:05 am": "00:05", "23:59": "23:59", "24:00": "24:00", "9h15": "09:15", "17:00:00": "17:00"} {
		if got, bad := readClock(nil, text); bad != nil && want != "" || bad == nil && got != want {
			t.Errorf("%s is %v, want %s", text, got, want)
		}
	}
}
