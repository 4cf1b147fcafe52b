package models_test

import (
	"errors"
	"math"
	"testing"

	"observationfund/models"
	"observationfund/models/refusal"
)

var (
	dollar = models.Currency{Code: "USD", Decimals: 2}
	euro   = models.Currency{Code: "EUR", Decimals: 2}
	yen    = models.Currency{Code: "JPY"}
	dinar  = models.Currency{Code: "KWD", Decimals: 3}
)

func TestFormatOfAmounts(t *testing.T) {
	for _, c := range []struct {
		currency models.Currency
		minor    int64
		want     string
	}{
		{dollar, 0, "USD 0.00"},
		{dollar, 5, "USD 0.05"},
		{dollar, -5, "USD -0.05"},
		{dollar, 100, "USD 1.00"},
		{dollar, 99_999, "USD 999.99"},
		{dollar, 123_450, "USD 1,234.50"},
		{dollar, -123_450, "USD -1,234.50"},
		{dollar, 120_000_000, "USD 1,200,000.00"},
		{yen, 0, "JPY 0"},
		{yen, 1_500, "JPY 1,500"},
		{yen, -999, "JPY -999"},
		{dinar, 7, "KWD 0.007"},
		{dinar, 1_234_567, "KWD 1,234.567"},
		{dollar, math.MaxInt64, "USD 92,233,720,368,547,758.07"},
		{dollar, math.MinInt64, "USD -92,233,720,368,547,758.08"},
	} {
		if got := c.currency.Format(c.minor); got != c.want {
			t.Errorf("%d: %q, not %q", c.minor, got, c.want)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		from, to models.Currency
		rate     string
		want     int64
	}{
		{100_000, dollar, dollar, "1", 100_000},
		{100_00, euro, dollar, "1.0834", 108_34},
		{150_000_000, yen, dollar, "0.006512", 976_800_00},
		{1_000_00, dollar, yen, "153.21", 153_210},
		{1_000, dinar, dollar, "3.25", 325},
		{325, dollar, dinar, "0.307692307692", 1_000},
		{1, dinar, yen, "500", 0}, // half a yen: zero is even
		{3, dinar, yen, "500", 2}, // one and a half
		{5, dinar, yen, "500", 2}, // two and a half
		{-1, dinar, yen, "500", 0},
		{-3, dinar, yen, "500", -2},
		{-5, dinar, yen, "500", -2},
		{-100_00, euro, dollar, "1.08345", -108_34}, // 108.345: four is even
		{100_00, euro, dollar, "1.08355", 108_36},
		{100_00, euro, dollar, "1.083450000001", 108_35},
		{1, dollar, euro, "0.000000000001", 0},
		{0, dollar, euro, "999999999999.999999999999", 0},
		{math.MaxInt64, dollar, euro, "1", math.MaxInt64},
		{math.MinInt64, dollar, euro, "1.000000000000", math.MinInt64},
	} {
		got, err := models.Convert(c.minor, c.from, c.to, c.rate)
		if err != nil || got != c.want {
			t.Errorf("%s at %s: %d, not %d (%v)", c.from.Format(c.minor), c.rate, got, c.want, err)
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	for _, rate := range []string{
		"", "0", "0.0", "000", ".", ".5", "5.", "-1", "+1", "1,5", " 1", "1 ", "1e3", "0x1p2", "1//2", "/2", "1/", "1/0", "1_0", "1.2.3", "Inf", "NaN", "१",
		"1234567890123", "1.0000000000001",
	} {
		if got, err := models.Convert(100, dollar, euro, rate); !invalidBy(err, refusal.InvalidRate) {
			t.Errorf("rate %q: %d, %v", rate, got, err)
		}
	}
	for _, c := range []struct {
		minor    int64
		from, to models.Currency
		rate     string
	}{
		{math.MaxInt64, dollar, euro, "1.000000000001"},
		{math.MinInt64, dollar, euro, "2"},
		{math.MaxInt64, yen, dinar, "1"},
		{1_000_000_000_000, dollar, euro, "999999999999"},
	} {
		if got, err := models.Convert(c.minor, c.from, c.to, c.rate); !invalidBy(err, refusal.AmountTooLarge) {
			t.Errorf("%s at %s: %d, %v", c.from.Format(c.minor), c.rate, got, err)
		}
	}
}

func invalidBy(err, rule error) bool {
	var no *refusal.Refusal
	return errors.As(err, &no) && no.Kind == refusal.KindInvalid && errors.Is(err, rule)
}
