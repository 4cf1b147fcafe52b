package models

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzDate sees that what is read as a day is that day and no other.
func FuzzDate(f *testing.F) {
	for _, text := range []string{"2027-02-28", "2028-02-29", "2027-02-29", "0001-01-01", "9999-12-31", "10000-01-01", "2027-2-3", " 2027-02-03", "2027-02-03T00:00:00Z", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if day, err := ParseDate(text); err == nil && text != "" && day.String() != text {
			t.Errorf("%q is read as %s", text, day)
		}
	})
}

// FuzzConvert sees that more of one currency is never less of another, and that no rate makes money negative.
func FuzzConvert(f *testing.F) {
	f.Add(int64(125_050), 2, 2, "1.0837")
	f.Add(int64(1), 0, 3, "0.0000001")
	f.Add(int64(1<<53), 3, 0, "99999999")
	f.Fuzz(func(t *testing.T, minor int64, from, to int, rate string) {
		if minor <= 0 || from < 0 || from > 3 || to < 0 || to > 3 {
			return
		}
		one, other := Currency{Code: "AAA", Decimals: from}, Currency{Code: "BBB", Decimals: to}
		there, err := Convert(minor, one, other, rate)
		if err != nil {
			return
		}
		exact, err := parseRate(rate)
		if err != nil || there < 0 {
			t.Fatalf("%d at %q is %d (%v)", minor, rate, there, err)
		}
		if same, err := Convert(minor, one, one, "1"); err != nil || same != minor {
			t.Errorf("%d is %d at the rate 1 (%v)", minor, same, err)
		}
		more, err := Convert(minor+1, one, other, rate)
		if exact.Sign() > 0 && err == nil && more < there {
			t.Errorf("%d gives %d and one more gives %d at %q", minor, there, more, rate)
		}
	})
}

// FuzzMedia sees that no document breaks what looks at it, and that its name is safe on every system.
func FuzzMedia(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n%%EOF"), "letter.pdf")
	f.Add([]byte("\x89PNG\r\n\x1a\n"), "../../etc/passwd")
	f.Add([]byte{0xff, 0xd8, 0xff}, "a\x00b\u202egpj.exe")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		media, err := Media(content)
		if err != nil {
			return
		}
		if kept := FileName(name, media); kept == "" || strings.ContainsAny(kept, "/\\\x00\r\n") {
			t.Errorf("%q is kept as %q", name, kept)
		}
	})
}

// FuzzExport sees that no file breaks the verification offline, and that what is no journal is never called sound.
func FuzzExport(f *testing.F) {
	f.Add([]byte(`{"seq":1,"at":"2027-01-01T00:00:00Z","accountId":"a","action":"x","subject":{"kind":"k","id":"i"},"facts":{},"previous":"0","hash":"0"}`))
	f.Add([]byte("{}\n{}"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, export []byte) {
		v, err := VerifyExport(bytes.NewReader(export))
		if err == nil && v.OK && v.Entries > 0 {
			t.Errorf("%q is called a sound journal of %d entries", export, v.Entries)
		}
	})
}
