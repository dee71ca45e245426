package wordpress

import (
	"path"
	"regexp"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/marker"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tidy rewrites a tree in place until it holds only what Markdown can say, and
// counts what it cannot. The parser bounds how deep a tree may be.
func (w *writing) tidy(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch c.Type {
		case html.ElementNode:
			if w.element(c) && c.Parent != nil {
				w.tidy(c)
				w.after(c)
			}
		case html.TextNode:
			w.text(c)
		default:
			n.RemoveChild(c)
		}
		c = next
	}
}

// element does what must be done before the children are looked at. It reports
// whether they are to be looked at.
func (w *writing) element(n *html.Node) bool {
	switch n.Data {
	case "script", "noscript":
		if n.Data == "script" {
			w.counts[ScriptDropped]++
		}
		return drop(n)
	case "style", "template", "link", "meta", "head", "title", "base", "frameset", "noframes", "param", "track":
		return drop(n)
	case "svg", "math", "canvas":
		w.counts[DrawingDropped]++
		return drop(n)
	case "form":
		w.counts[FormDropped]++
		return drop(n)
	case "input", "select", "textarea", "datalist", "progress", "meter":
		return drop(n)
	case "iframe", "frame", "embed", "object", "video", "audio":
		return w.played(n)
	case "pre":
		preformatted(n)
		return n.Data != "pre"
	case "code", "kbd", "samp", "tt", "var":
		return false
	case "table":
		w.table(n)
	case "dl":
		definitions(n)
	case "img":
		return image(n)
	case "a":
		if strings.Contains(attr(n, "class"), "wp-block-file__button") { // the same address once more
			return drop(n)
		}
		w.link(n)
	case "blockquote":
		if ancestors(n, "blockquote", "ul", "ol") >= deepestNest {
			n.Data, n.DataAtom = "div", atom.Div
		}
	case "ul", "ol":
		if strings.Contains(attr(n, "class"), "blocks-gallery-grid") || ancestors(n, "blockquote", "ul", "ol") >= deepestNest {
			n.Data, n.DataAtom = "div", atom.Div
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Data == "li" {
					c.Data, c.DataAtom = "div", atom.Div
				}
			}
		}
	}
	return true
}

// after does what needs finished children.
func (w *writing) after(n *html.Node) {
	switch n.Data {
	case "figcaption", "summary":
		name := "em"
		if n.Data == "summary" {
			name = "strong"
		}
		n.Data, n.DataAtom = "p", atom.P
		if !hasBlocks(n) {
			wrap(n, name)
		}
	case "figure", "details":
		n.Data, n.DataAtom = "div", atom.Div
		n.Attr = nil
		loosen(n)
	case "cite":
		quoted(n)
	case "sup", "sub":
		raised(n)
	case "q":
		n.InsertBefore(textNode("“"), n.FirstChild)
		n.AppendChild(textNode("”"))
	case "h1", "h2", "h3", "h4", "h5", "h6":
		for _, br := range all(n, "br") {
			replace(br, textNode(" "))
		}
	case "td", "th":
		flatten(n)
	case "p":
		trimEnds(n)
		if n.FirstChild == nil || strings.Trim(textOf(n), " \t\n\u00a0") == "" && len(all(n, "img")) == 0 {
			drop(n)
		}
	}
}

// deepestNest is how far quotations and lists may stand in each other: each level
// is written before every line.
const deepestNest = 12

// drop removes a node and its children.
func drop(n *html.Node) bool {
	n.Parent.RemoveChild(n)
	return false
}

var bareAddress = regexp.MustCompile(`https?://[^\s<>"“”]+[^\s<>"“”.,;:!?'’)\]]`)

// text makes links of addresses that stand in a text, so that nothing in them is
// taken for a mark of Markdown.
func (w *writing) text(n *html.Node) {
	n.Data = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == marker.MarkerCodeBlockNewline {
			return -1 // what references to characters can still bring in
		}
		return r
	}, n.Data)
	if !strings.Contains(n.Data, "://") || within(n, "a") {
		return
	}
	rest := n.Data
	for _, at := range bareAddress.FindAllStringIndex(n.Data, -1) {
		skipped := len(n.Data) - len(rest)
		address := n.Data[at[0]:at[1]]
		n.Parent.InsertBefore(textNode(rest[:at[0]-skipped]), n)
		a := node("a", textNode(address))
		a.Attr = []html.Attribute{{Key: "href", Val: address}}
		n.Parent.InsertBefore(a, n)
		rest = n.Data[at[1]:]
	}
	n.Data = rest
}

var schemes = set("http https mailto tel")

// address is a link's target if it may be one, or "".
func address(target string) string {
	target = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 {
			return -1
		}
		return r
	}, target))
	if strings.HasPrefix(target, "#") { // a place in the text, which no longer has a name
		return ""
	}
	scheme, _, found := strings.Cut(target, ":")
	if found && !strings.ContainsAny(scheme, "/?#") && !schemes[strings.ToLower(scheme)] {
		return ""
	}
	return target
}

func (w *writing) link(n *html.Node) {
	target := attr(n, "href")
	safe := address(target)
	if target != "" && safe == "" && !strings.HasPrefix(target, "#") {
		w.counts[LinkDropped]++
	}
	title := attr(n, "title")
	n.Attr = nil
	if safe == "" {
		n.Data, n.DataAtom = "span", atom.Span
		return
	}
	n.Attr = []html.Attribute{{Key: "href", Val: safe}}
	if title != "" && !strings.EqualFold(strings.TrimSpace(title), strings.TrimSpace(textOf(n))) {
		n.Attr = append(n.Attr, html.Attribute{Key: "title", Val: title})
	}
}

// image keeps of an image what Markdown can say of it.
func image(n *html.Node) bool {
	src := attr(n, "src")
	if strings.HasPrefix(src, "data:") || src == "" {
		for _, lazy := range []string{"data-src", "data-lazy-src", "data-orig-file"} { // what a script would have shown
			if later := attr(n, lazy); later != "" {
				src = later
				break
			}
		}
	}
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	if !strings.HasPrefix(src, "data:image/") {
		src = address(src)
	}
	if src == "" {
		return drop(n)
	}
	alt, title := strings.Join(strings.Fields(attr(n, "alt")), " "), strings.TrimSpace(attr(n, "title"))
	if file := path.Base(src); strings.EqualFold(title, alt) || title != "" && strings.Contains(file, title) {
		title = ""
	}
	n.Attr = []html.Attribute{{Key: "src", Val: src}, {Key: "alt", Val: alt}, {Key: "title", Val: title}}
	return false
}

var videoPage = regexp.MustCompile(`^(?:https?:)?//(?:www\.)?(?:(youtube)(?:-nocookie)?\.com/embed/|player\.(vimeo)\.com/video/)([A-Za-z0-9_-]+)`)

// played puts a link where something from elsewhere would be played.
func (w *writing) played(n *html.Node) bool {
	target := attr(n, "src")
	if n.Data == "object" {
		target = attr(n, "data")
	}
	for _, source := range all(n, "source", "embed") {
		if target == "" {
			target = attr(source, "src")
		}
	}
	if m := videoPage.FindStringSubmatch(target); m != nil && m[1] != "" {
		target = "https://www.youtube.com/watch?v=" + m[3]
	} else if m != nil {
		target = "https://vimeo.com/" + m[3]
	}
	if strings.HasPrefix(target, "//") {
		target = "https:" + target
	}
	if target = address(target); target == "" {
		w.counts[MediaDropped]++
		return drop(n)
	}
	label := target
	if n.Data == "video" || n.Data == "audio" {
		w.counts[MediaLinked]++
		label = path.Base(target)
	} else {
		w.counts[FrameLinked]++
	}
	a := node("a", textNode(label))
	a.Attr = []html.Attribute{{Key: "href", Val: target}}
	replace(n, node("p", a))
	return false
}
