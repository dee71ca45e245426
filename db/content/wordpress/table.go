package wordpress

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostCells is how many cells a table may have before it is written as lines.
const mostCells = 20_000

var (
	spanned    = regexp.MustCompile(`^[1-9][0-9]?$`)
	lineBreaks = regexp.MustCompile(`\n+`)
)

// table keeps of cells what Markdown has, puts the foot below and the caption
// after. A table within a cell is text of that cell.
func (w *writing) table(n *html.Node) {
	if within(n, "td", "th") {
		return
	}
	n.Attr = nil
	rows, widest := all(n, "tr"), 0
	for _, row := range rows {
		width := 0
		for c := row.FirstChild; c != nil; c = c.NextSibling {
			if c.Data == "td" || c.Data == "th" {
				width += cell(c)
			}
		}
		widest = max(widest, width)
	}
	if len(rows)*widest > mostCells {
		w.counts[PlainTextOnly]++
		for _, c := range append(all(n), n) {
			c.Attr = nil
			if c.Data = "span"; c.DataAtom == atom.Tr || c.DataAtom == atom.Table {
				c.Data = "p"
			}
			c.DataAtom = atom.Lookup([]byte(c.Data))
		}
		return
	}
	for _, foot := range all(n, "tfoot") {
		if foot.Parent == n {
			n.RemoveChild(foot)
			n.AppendChild(foot)
		}
	}
	for _, c := range all(n, "caption") {
		if c.Parent == n {
			n.RemoveChild(c)
			c.Data, c.DataAtom = "figcaption", atom.Figcaption
			n.Parent.InsertBefore(c, n.NextSibling)
		}
	}
}

// cell keeps alignment and span, and answers how many cells it stands for.
func cell(n *html.Node) int {
	align := attr(n, "align")
	if style := strings.ReplaceAll(attr(n, "style"), " ", "") + " " + attr(n, "class"); align == "" {
		for _, side := range []string{"left", "center", "right"} {
			if strings.Contains(style, "text-align:"+side) || strings.Contains(style, "align-"+side) {
				align = side
			}
		}
	}
	var kept []html.Attribute
	cells := 1
	for _, a := range n.Attr {
		if (a.Key == "colspan" || a.Key == "rowspan") && spanned.MatchString(a.Val) {
			kept = append(kept, a)
			times, _ := strconv.Atoi(a.Val)
			cells *= times
		}
	}
	if align == "left" || align == "center" || align == "right" {
		kept = append(kept, html.Attribute{Key: "align", Val: align})
	}
	n.Attr = kept
	return cells
}

// flatten leaves one line of text in a cell: Markdown has no more room there.
func flatten(n *html.Node) {
	for _, c := range all(n, "br", "hr") {
		replace(c, textNode(" "))
	}
	for _, c := range all(n) {
		if !blocks[c.Data] && c.Data != "pre" {
			continue
		}
		if c.NextSibling != nil || c.Data == "li" || c.Data == "td" || c.Data == "th" {
			separator := " "
			if c.Data == "li" && follows(c) {
				separator = "; "
			}
			c.AppendChild(textNode(separator))
		}
		c.Data, c.DataAtom, c.Attr = "span", atom.Span, nil
	}
	for _, t := range texts(n) {
		t.Data = lineBreaks.ReplaceAllString(t.Data, " ")
	}
}

func follows(n *html.Node) bool {
	for c := n.NextSibling; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return true
		}
	}
	return false
}
