package email

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// longest is how much of a name a mail shows; a subject of one screen has room for two.
const longest = 80

// line puts a name on one line and cuts a long one.
func line(s string) string {
	s = flat(s)
	if letters := []rune(s); len(letters) > longest {
		s = strings.TrimSpace(string(letters[:longest-1])) + "…"
	}
	return s
}

// flat puts a text on one line: control characters, line ends of any alphabet and marks that turn the direction of
// writing become spaces, so that no name can begin a header or look like another address.
func flat(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// when writes a stored moment for people; "" when there is none.
func when(moment string) string {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return ""
	}
	return t.UTC().Format("Monday 2 January 2006, 15:04") + " UTC"
}

// text is the letter as plain text.
func (l letter) text() string {
	var b strings.Builder
	paragraph := func(s string) { b.WriteString(s + "\n\n") }
	paragraph(l.title)
	for _, s := range l.lines {
		paragraph(s)
	}
	for _, f := range l.facts {
		b.WriteString(f.Label + ": " + f.Value + "\n")
	}
	if len(l.facts) > 0 {
		b.WriteString("\n")
	}
	if l.action != "" && l.url != "" {
		b.WriteString(l.action + ":\n")
		paragraph(l.url)
	}
	for _, s := range l.after {
		paragraph(s)
	}
	b.WriteString("-- \n" + l.site + "\n")
	return b.String()
}

// colours are the 24 hues of organizations as mail programs understand them: oklch(.53 .115 hue×15), white stays
// readable on each.
var colours = [...]string{
	"#a04c69", "#a34c56", "#a44f42", "#a1532e", "#9b5916", "#916102", "#846801", "#766f01",
	"#647519", "#4d7a31", "#307e46", "#027f5b", "#017e6e", "#027c7c", "#037a89", "#027797",
	"#1473a7", "#3a6dad", "#5267ae", "#6660ab", "#765ba4", "#855599", "#90518b", "#994e7b",
}

// colourOf is the colour of a hue; the site's when it is not one.
func colourOf(hue string) string {
	n, err := strconv.Atoi(hue)
	if err != nil || n < 0 || n >= len(colours) {
		n = 13
	}
	return colours[n]
}
