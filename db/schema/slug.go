package schema

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Slug turns text into the part of an address: a–z, 0–9 and single hyphens, at
// most 100 characters, cut between words where possible. Text without a letter
// that has a Latin form gives "".
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		plain := string(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			continue
		default:
			var ok bool
			if plain, ok = letters[r]; !ok {
				gap = true
				continue
			}
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(plain)
	}
	return cutSlug(b.String(), longestSlug)
}

// letters are those that no decomposition turns into Latin ones.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t",
	'&': "and", '@': "at",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
	'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'є': "ie", 'і': "i", 'ґ': "g",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// cutSlug shortens at the last hyphen in the second half, or in the middle of a
// word when there is none.
func cutSlug(s string, longest int) string {
	if len(s) <= longest {
		return strings.Trim(s, "-")
	}
	s = s[:longest+1]
	if at := strings.LastIndexByte(s, '-'); at > longest/2 {
		return strings.Trim(s[:at], "-")
	}
	return strings.Trim(s[:longest], "-")
}
