package wordpress

import (
	"strings"

	"golang.org/x/net/html"
)

// Plain is the text of a piece of HTML, in one line.
func Plain(source string) string {
	if !strings.ContainsAny(source, "<&") {
		return strings.Join(strings.Fields(source), " ")
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	skipped := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			if skipped == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken:
			switch name, _ := z.TagName(); {
			case string(name) == "script" || string(name) == "style":
				skipped++
			case blocks[string(name)] || string(name) == "br":
				b.WriteByte(' ')
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); {
			case string(name) == "script" || string(name) == "style":
				skipped = max(skipped-1, 0)
			case blocks[string(name)]:
				b.WriteByte(' ')
			}
		case html.CommentToken, html.DoctypeToken:
		case html.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}
