package wordpress

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/marker"
	"golang.org/x/net/html"
)

var emptyLines = regexp.MustCompile(`\n[ \n]*\n`)

// list writes a list: close together where its items are lines, and with another
// mark than the list directly before it, of which it would be the end otherwise.
func list(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	second := false
	if before := preceding(n); before != nil && before.Data == n.Data {
		second = attr(before, "marks") == ""
	}
	if second {
		n.Attr = append(n.Attr, html.Attribute{Key: "marks", Val: "second"})
	}
	number, err := strconv.Atoi(attr(n, "start"))
	if err != nil || number < 0 || number > 999_999 {
		number = 1
	}
	var out bytes.Buffer
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		var item bytes.Buffer
		ctx.RenderNodes(ctx, &item, c)
		text := bytes.TrimSpace(item.Bytes())
		if len(text) == 0 {
			continue
		}
		if lineOnly(c) {
			text = emptyLines.ReplaceAll(text, []byte("\n"))
		}
		mark := map[bool]string{false: "- ", true: "* "}[second]
		if n.Data == "ol" {
			mark = strconv.Itoa(number) + map[bool]string{false: ". ", true: ") "}[second]
			number++
		}
		indent := "\n" + strings.Repeat(" ", len(mark))
		text = ctx.UnEscapeContent(text)
		text = bytes.ReplaceAll(text, []byte("\n"), []byte(indent))
		text = bytes.ReplaceAll(text, marker.BytesMarkerCodeBlockNewline, append(bytes.Clone(marker.BytesMarkerCodeBlockNewline), indent[1:]...))
		out.WriteString("\n" + mark)
		out.Write(text)
	}
	if out.Len() > 0 {
		_, _ = w.WriteString("\n")
		_, _ = w.Write(out.Bytes())
		_, _ = w.WriteString("\n\n")
	}
	return converter.RenderSuccess
}

// lineOnly reports whether an item is a line, or a line and lists of such below it.
func lineOnly(item *html.Node) bool {
	for _, c := range all(item) {
		switch {
		case c.Data == "ol" && attr(c, "start") != "" && attr(c, "start") != "1":
			return false // could not follow a line directly
		case c.Data != "ul" && c.Data != "ol" && c.Data != "li" && blocks[c.Data]:
			return false
		}
	}
	return true
}

// preceding is the list directly before a list, or nil.
func preceding(n *html.Node) *html.Node {
	for at := n; at != nil; at = at.Parent {
		for before := at.PrevSibling; before != nil; before = before.PrevSibling {
			for before.Type == html.ElementNode && before.Data == "div" && before.LastChild != nil {
				before = before.LastChild
			}
			switch {
			case before.Type == html.ElementNode && (before.Data == "ul" || before.Data == "ol"):
				return before
			case before.Type != html.TextNode && before.Data != "div", strings.TrimSpace(before.Data) != "" && before.Type == html.TextNode:
				return nil
			}
			for before.PrevSibling == nil && before.Parent != at.Parent {
				before = before.Parent
			}
		}
		if at.Parent == nil || at.Parent.Data != "div" {
			return nil
		}
	}
	return nil
}
