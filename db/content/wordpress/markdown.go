package wordpress

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Markdown turns the HTML of an item into Markdown and says what it could not keep.
func (x *Export) Markdown(i *Item) (string, []Remark) {
	w := &writing{x: x, item: i, counts: map[string]int{}, names: map[string][]string{}}
	source := unixLines(i.Content)
	var classic bool
	if classic = !strings.Contains(source, "<!-- wp:"); !classic {
		source = w.blocks(source, 0)
	}
	source = w.breaks(source)
	source = w.shortcodes(source)
	if classic {
		source = paragraphs(source)
	}
	return w.markdown(source), w.remarks()
}

// writing is one item on its way to Markdown.
type writing struct {
	x      *Export
	item   *Item
	counts map[string]int      // of remarks that count
	names  map[string][]string // of remarks that name
	added  int                 // bytes that galleries and reusable blocks brought in
}

// mostAdded is how much an item may gain from elsewhere, so that a small file
// cannot become an endless text.
const mostAdded = 2 << 20

// add counts what is brought in and refuses what is too much.
func (w *writing) add(text string, otherwise string) string {
	if w.added += len(text); w.added > mostAdded {
		w.counts[otherwise]++
		return "\n"
	}
	return text
}

func (w *writing) markdown(source string) string {
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(source), body)
	if err != nil { // nested deeper than any browser shows
		w.counts[PlainTextOnly]++
		nodes = []*html.Node{{Type: html.TextNode, Data: Plain(source)}}
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	w.tidy(body)
	if brackets(body) > mostBrackets {
		w.counts[PlainTextOnly]++
		return Plain(source)
	}
	text, err := render(body, w.x.URL)
	if err != nil {
		w.counts[PlainTextOnly]++
		return Plain(source)
	}
	return text
}

// mostBrackets is how many brackets a text may hold. Each of them is weighed
// against all that follows, to know whether it would begin a link.
const mostBrackets = 5000

func brackets(n *html.Node) (count int) {
	for _, t := range texts(n) {
		if !within(t, "pre", "code") {
			count += strings.Count(t.Data, "[")
		}
	}
	return count
}

// named notes a name once.
func (w *writing) named(code, name string) {
	if !slices.Contains(w.names[code], name) {
		w.names[code] = append(w.names[code], name)
	}
}

func (w *writing) remarks() []Remark {
	var out []Remark
	for code, n := range w.counts {
		out = append(out, Say(code, "count", strconv.Itoa(n)))
	}
	for code, names := range w.names {
		out = append(out, Say(code, "names", strings.Join(names, ", ")))
	}
	slices.SortFunc(out, func(a, b Remark) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func unixLines(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

// breaks takes out the marks for “more”, and makes page breaks lines.
func (w *writing) breaks(source string) string {
	source = moreMark.ReplaceAllString(source, "")
	return pageMark.ReplaceAllStringFunc(source, func(string) string {
		w.counts[PageBreaks]++
		return "\n\n<hr>\n\n"
	})
}
