package models

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestSumIsOfJSON holds the hash of an entry, whatever is in it, against that of what encoding/json writes.
func TestSumIsOfJSON(t *testing.T) {
	t.Parallel()
	texts := []string{"", "plain", `{"from":"a","to":"b"}`, `a "quoted" \ word`, `"`, `\`, `\"`, "<b>&amp;</b>", "tab\tline\nreturn\r\b\f", "\x00\x01\x1f\x7f", "José Ramos-Horta", "ไทย ខ្មែរ 日本",
		"line\u2028and\u2029paragraph", "half a letter \xc3", "\xff\xfe", "\ufffd", "😀", strings.Repeat(`x"`, 1000), `"before é after"`}
	signs := []rune("ab\"\\<>&\n\x00é日\u2028😀 ")
	for range 300 {
		var odd strings.Builder
		for range rand.N(12) {
			odd.WriteRune(signs[rand.N(len(signs))])
		}
		texts = append(texts, odd.String())
	}
	var h hasher
	for i, text := range texts {
		other := texts[(i*7+3)%len(texts)]
		e := Entry{Seq: int64(i) - 1, At: At(time.Date(1900+i*3, 2, 28, 23, 59, 59, i*1_000_000, time.FixedZone("", i*60))), AccountID: other, Action: Action(text),
			Subject: Ref{RefKind(other), text}, Facts: text, Previous: text}
		line, err := json.Marshal([]any{e.Previous, e.Seq, e.At.UTC().Format("2006-01-02T15:04:05.000Z"), e.AccountID, e.Action, e.Subject.Kind, e.Subject.ID, e.Facts})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(h.sum(e)); got != Digest(line) || got != e.sum() || string(h.line) != string(line) {
			t.Errorf("%q is summed as\n%s, not as\n%s", text, h.line, line)
		}
	}
}

// TestFact reads what is under a name among facts as encoding/json does.
func TestFact(t *testing.T) {
	t.Parallel()
	for _, facts := range []Facts{
		nil, {}, {"to": "open"}, {"from": "a", "to": "b", "upto": "c"}, {"to": ""}, {"to": 5}, {"from": "to"}, {"from": `"to":"no"`}, {"a": Facts{"to": "inner"}}, {"a": []Facts{{"to": "inner"}}, "to": "outer"},
		{"a": "{", "to": "b"}, {"a": "[", "to": "b"}, {"to": `a\b"c`}, {"to": "<é>"}, {"note": "x,y:z", "to": "last"}, {"amount": 12, "reason": Digest(nil), "to": "paid"}, {"to": nil},
	} {
		text, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"to", "from", "reason"} {
			want, has := facts[name].(string)
			if got, ok := fact(string(text), name); got != want || ok != has {
				t.Errorf("%s of %s: %q, %v, not %q, %v", name, text, got, ok, want, has)
			}
		}
	}
	if got, ok := fact("nonsense", "to"); ok {
		t.Errorf("nonsense says %q", got)
	}
}
