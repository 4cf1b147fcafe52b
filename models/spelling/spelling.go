// Package spelling finds what people write however they type it, and places it where a reader looks for it. Databases do not agree
// on either, so both are worked out here. The app does the same in its search.ts; models/testdata/text.json holds the two together.
package spelling

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// letters are those that are no letter with a mark to Unicode, as people type them who do not have them.
var letters = strings.NewReplacer("đ", "d", "ð", "d", "ɖ", "d", "ɗ", "d", "ł", "l", "ø", "o", "ɔ", "o", "ħ", "h", "ŧ", "t", "ŋ", "n", "ɲ", "n", "ƙ", "k",
	"ɓ", "b", "ƴ", "y", "ɛ", "e", "ǝ", "e", "ə", "a", "ı", "i", "ɨ", "i", "ʉ", "u", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ς", "σ")

// Fold writes a text as people search for it: without accents, capitals or punctuation, one space between two words.
// Marks that make another letter stay, as in Thai, Khmer or Japanese. A text of nothing but punctuation stays as it is.
func Fold(text string) string {
	text = letters.Replace(strings.ToLower(Plain(text)))
	signs := []rune(text)
	var out strings.Builder
	for i, r := range signs {
		switch {
		case apostrophe(r) || unicode.Is(unicode.Cf, r) || r == 'ـ': // the last makes an Arabic word longer
		case unicode.Is(unicode.Pd, r) && between(signs, i): // Al-Amin is one word
		case unicode.IsSpace(r) || unicode.IsPunct(r) && !strings.ContainsRune(`%_&@#*\`, r): // 100% is no 100
			out.WriteByte(' ')
		default:
			out.WriteRune(r)
		}
	}
	if words := strings.Fields(out.String()); len(words) > 0 {
		return norm.NFC.String(strings.Join(words, " "))
	}
	return strings.Join(strings.Fields(text), " ")
}

// Plain takes off the marks that people leave away, and writes what has several forms in one.
func Plain(text string) string {
	stripped, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(left))), text)
	if err != nil {
		return text
	}
	return stripped
}

// left reports whether a sign is a mark that people leave away: an accent, a vowel sign of Arabic or Hebrew. Those of Japanese
// and of the scripts of South-East Asia make another letter.
func left(r rune) bool {
	return unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew) && r != '\u3099' && r != '\u309a'
}

// Unspaced reports whether a sign is of a script in which one sign can be a word, and words follow each other without a space.
func Unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// apostrophe reports whether a sign is one of those that stand for one: O'Brien, O’Brien, Kapiʻolani.
func apostrophe(r rune) bool { return strings.ContainsRune("'’‘‛`´ʼʻʹʾʿ′＇", r) }

// between reports whether a sign stands between two letters.
func between(signs []rune, i int) bool {
	return i > 0 && i+1 < len(signs) && unicode.IsLetter(signs[i-1]) && unicode.IsLetter(signs[i+1])
}

// longestKey is how much of a text decides its place, in bytes: PostgreSQL takes no more than 2700 into an index.
const longestKey = 500

var collation = struct {
	sync.Mutex
	*collate.Collator
}{Collator: collate.New(language.Und, collate.Numeric)}

// SortKey places a text among others as the alphabet of its readers does, numbers by what they count: bytes follow
// each other as the texts do.
func SortKey(text string) []byte {
	collation.Lock()
	defer collation.Unlock()
	key := collation.KeyFromString(new(collate.Buffer), text)
	return slices.Clone(key[:min(len(key), longestKey)])
}

// Alphabetical puts things in the order of their texts.
func Alphabetical[T any](things []T, text func(T) string) {
	keys := map[string][]byte{}
	for _, thing := range things {
		keys[text(thing)] = SortKey(text(thing))
	}
	slices.SortStableFunc(things, func(a, b T) int { return bytes.Compare(keys[text(a)], keys[text(b)]) })
}
