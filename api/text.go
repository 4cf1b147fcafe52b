package api

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"observationfund/models/said"
)

// clean is how every text of an input is kept: composed (NFC), without space around it, lines ended by \n. It says
// what is wrong with a text that holds what nobody can see: two names that look alike must be alike, and a text must
// read in the order in which it is written. Letters of every script are welcome, those written from the right included.
func clean(text string) (cleaned string, fault *said.Sentence) {
	if !utf8.ValidString(text) {
		no := said.That("is not in UTF-8")
		return "", &no
	}
	text = norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n"))
	text = strings.TrimSpace(text)
	before := rune(0)
	for i, r := range text {
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		if what := unwanted(r, before, next); what != "" {
			no := said.That("holds {what} ({character}), which cannot be kept", "what", what, "character", fmt.Sprintf("U+%04X", r))
			return "", &no
		}
		before = r
	}
	return text, nil
}

// verbatim is how a password is taken: as typed, but composed, for keyboards differ in that.
func verbatim(text string) string { return norm.NFC.String(text) }

// unwanted names what is wrong with a character between two others; "" when nothing is.
func unwanted(r, before, next rune) said.Template {
	const zwnj, zwj = '\u200c', '\u200d'
	switch {
	case r == '\n' || r == '\t':
		return ""
	case r == 0:
		return "a NUL character"
	case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
		return "a control character"
	case r == utf8.RuneError:
		return "a character that was lost on the way"
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c':
		return "a control of the direction of writing"
	case r == zwnj || r == zwj:
		if letter(before) && letter(next) {
			return "" // Persian, Khmer, Burmese and others are written with them
		}
		if r == zwj && pictured(before) && pictured(next) {
			return "" // one picture made of several
		}
		return "an invisible joiner that joins nothing"
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return ""
	case unicode.Is(unicode.Cf, r), invisible[r]:
		return "an invisible character"
	case r&0xfffe == 0xfffe || r >= '\ufdd0' && r <= '\ufdef':
		return "a character that is none"
	}
	return ""
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// pictured reports whether a character is a picture, or what gives one its colour or its form.
func pictured(r rune) bool {
	return unicode.Is(unicode.So, r) || r >= 0x1f3fb && r <= 0x1f3ff || r == 0xfe0f
}

// invisible are the characters that show nothing though Unicode counts them among letters, marks and signs.
var invisible = map[rune]bool{
	'\u034f': true, '\u115f': true, '\u1160': true, '\u17b4': true, '\u17b5': true, '\u2800': true, '\u3164': true, '\uffa0': true,
}
