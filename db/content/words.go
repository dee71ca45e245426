package content

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/db"
	"gatehouse/db/schema"
)

const (
	mostText  = 256 << 10 // bytes of an entry that are searched
	mostWord  = 64        // bytes of a word that count
	mostAsked = 8         // runs of a search
)

// folded are letters that are others with something added, which Unicode does not
// take apart.
var folded = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ς': "σ"}

// eachWord finds the words of a text, without case and marks: runs of letters and
// digits. Scripts that put no spaces between words count each letter as one.
func eachWord(text string, found func(word []byte)) {
	word := make([]byte, 0, mostWord)
	end := func() {
		if len(word) > 0 {
			found(word)
			word = word[:0]
		}
	}
	add := func(r rune) {
		if len(word)+utf8.RuneLen(r) <= mostWord {
			word = utf8.AppendRune(word, r)
		}
	}
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			add(r)
		case r < utf8.RuneSelf && r >= 'A' && r <= 'Z':
			add(r + 'a' - 'A')
		case r < utf8.RuneSelf:
			end()
		case unicode.Is(unicode.M, r) || r == '\u00ad' || r == '\u200d': // marks, soft hyphens and joiners
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー':
			end()
			add(r)
			end()
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			r = unicode.ToLower(r)
			if instead, ok := folded[r]; ok {
				for _, r := range instead {
					add(r)
				}
			} else {
				add(r)
			}
		default:
			end()
		}
	}
	end()
}

// textOf is what a search looks into (see db.Texts), with a bar where a field
// ends. Masked fields stay out for everybody, because the text is the same for
// everybody.
func textOf(organization string, c *schema.Collection, values schema.Values) string {
	var b strings.Builder
	b.WriteString(db.TextScope(organization, c.Name, madeOf(c)))
	for _, f := range indexed(c.SearchFields()) {
		for _, part := range f.Format(values[f.Name], schema.ParseContext{}) {
			eachWord(part[:min(len(part), mostText)], func(word []byte) {
				if b.Len() < mostText {
					b.WriteByte(' ')
					b.Write(word)
				}
			})
		}
		b.WriteString(" |")
	}
	return b.String()
}

// madeOf is a fingerprint of what the definition says about texts. Texts that
// another one made are not searched: they may hold what is masked now.
func madeOf(c *schema.Collection) string {
	said := "1" // changes with eachWord and textOf
	for _, f := range indexed(c.SearchFields()) {
		said += "\n" + f.Name + " " + f.Type
	}
	sum := sha256.Sum256([]byte(said))
	return hex.EncodeToString(sum[:4])
}

// runsOf reads a search: what stands in quotes must occur as it is, everything
// else are beginnings of words. What has no letter or digit asks for nothing.
func runsOf(search string) (runs []db.Run) {
	for i, part := range strings.Split(search, `"`) {
		quoted := i%2 == 1
		chunks := []string{part}
		if !quoted {
			chunks = strings.Fields(part)
		}
		for _, chunk := range chunks {
			run := db.Run{Whole: quoted}
			eachWord(chunk, func(word []byte) { run.Words = append(run.Words, string(word)) })
			if len(run.Words) > 0 && len(runs) < mostAsked {
				runs = append(runs, run)
			}
		}
	}
	return runs
}
