package wordpress

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	brush     = regexp.MustCompile(`(?:^|\s)(?:brush:\s*|language-|lang-)([A-Za-z0-9+#-]{1,20})`)
	languages = regexp.MustCompile(`^[a-z0-9+#-]{1,20}$`)
)

func languageOf(name string) string {
	if name = strings.ToLower(name); name == "plain" || name == "text" || !languages.MatchString(name) {
		return ""
	}
	return name
}

// preformatted makes paragraphs of verses, and tells the language of code.
func preformatted(n *html.Node) {
	class := attr(n, "class")
	if !strings.Contains(class, "wp-block-verse") {
		language := ""
		for _, of := range append([]*html.Node{n}, all(n, "code")...) {
			if m := brush.FindStringSubmatch(attr(of, "class")); m != nil && language == "" {
				language = languageOf(m[1])
			}
			of.Attr = nil
		}
		if language != "" {
			n.Attr = []html.Attribute{{Key: "class", Val: "language-" + language}}
		}
		return
	}
	n.Data, n.DataAtom, n.Attr = "p", atom.P, nil
	for _, t := range texts(n) {
		lines := strings.Split(t.Data, "\n")
		for i, line := range lines {
			if i > 0 {
				t.Parent.InsertBefore(node("br"), t)
			}
			indent := len(line) - len(strings.TrimLeft(line, " "))
			t.Parent.InsertBefore(textNode(strings.Repeat("\u00a0", indent)+line[indent:]), t)
		}
		t.Parent.RemoveChild(t)
	}
}

// definitions writes a list of terms and what they mean as paragraphs.
func definitions(n *html.Node) {
	n.Data, n.DataAtom = "div", atom.Div
	for _, c := range all(n, "dt", "dd") {
		if c.Data == "dt" && !hasBlocks(c) {
			wrap(c, "strong")
		}
		if c.Data = "div"; !hasBlocks(c) {
			c.Data = "p"
		}
		c.DataAtom = atom.Lookup([]byte(c.Data))
	}
}

// loosen gives each picture of a figure its own paragraph, so that they do not run
// together with what stands beside them.
func loosen(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "img" || c.Data == "a" && len(all(c, "img")) > 0 {
			p := node("p")
			replace(c, p)
			p.AppendChild(c)
			c = p
		}
	}
}

// quoted puts who said it on a line of its own below a quotation.
func quoted(n *html.Node) {
	if p := n.Parent; p.Data == "p" && p.FirstChild == n && p.LastChild == n && p.Parent != nil && p.Parent.Data == "blockquote" {
		p.Parent.InsertBefore(remove(n), p)
	}
	if n.Parent.Data != "blockquote" || strings.TrimSpace(textOf(n)) == "" {
		return
	}
	trimEnds(n)
	n.Data, n.DataAtom, n.Attr = "p", atom.P, nil
	n.InsertBefore(textNode("— "), n.FirstChild)
}

var raisedDigits = map[rune]rune{
	'0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '+': '⁺', '-': '⁻', '=': '⁼', '(': '⁽', ')': '⁾', 'n': 'ⁿ', 'i': 'ⁱ',
}

var loweredDigits = map[rune]rune{
	'0': '₀', '1': '₁', '2': '₂', '3': '₃', '4': '₄', '5': '₅', '6': '₆', '7': '₇', '8': '₈', '9': '₉', '+': '₊', '-': '₋', '=': '₌', '(': '₍', ')': '₎',
}

// raised writes small numbers with the characters that Unicode has for them. Other
// text beside the line becomes text on it.
func raised(n *html.Node) {
	small := raisedDigits
	if n.Data == "sub" {
		small = loweredDigits
	}
	text := strings.TrimSpace(textOf(n))
	if text == "" {
		return
	}
	out := strings.Map(func(r rune) rune {
		if s, ok := small[r]; ok {
			return s
		}
		return -1
	}, text)
	if len([]rune(out)) == len([]rune(text)) {
		replace(n, textNode(out))
	}
}

// trimEnds takes line breaks and hard spaces away where nothing is before or after
// them.
func trimEnds(n *html.Node) {
	nothing := func(c *html.Node) bool {
		return c != nil && (c.Data == "br" || c.Type == html.TextNode && strings.Trim(c.Data, " \t\n\u00a0") == "")
	}
	for nothing(n.FirstChild) {
		n.RemoveChild(n.FirstChild)
	}
	for nothing(n.LastChild) {
		n.RemoveChild(n.LastChild)
	}
}
