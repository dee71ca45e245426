package wordpress

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/marker"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
)

// widestPadded is how long the text of a cell may be for its column to be aligned.
const widestPadded = 120

// render writes a tidy tree as Markdown. Addresses without a host are those of the
// site.
func render(body *html.Node, site string) (string, error) {
	padding := table.CellPaddingBehaviorAligned
	for _, c := range all(body, "td", "th") {
		if len(textOf(c)) > widestPadded { // what is wide once would be filled up in every row
			padding = table.CellPaddingBehaviorMinimal
		}
	}
	conv := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(
			commonmark.WithHorizontalRule("---"), commonmark.WithListEndComment(false),
			commonmark.WithLinkEmptyContentBehavior(commonmark.LinkBehaviorSkip),
		),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithPresentationTables(true), table.WithCellPaddingBehavior(padding)),
	))
	conv.Register.TextTransformer(escapeEntities, converter.PriorityEarly)
	conv.Register.RendererFor("ul", converter.TagTypeBlock, list, converter.PriorityEarly)
	conv.Register.RendererFor("ol", converter.TagTypeBlock, list, converter.PriorityEarly)
	conv.Register.RendererFor("blockquote", converter.TagTypeBlock, quotation, converter.PriorityEarly)
	conv.Register.RendererFor("a", converter.TagTypeInline, plainLink, converter.PriorityEarly)
	out, err := conv.ConvertNode(body, converter.WithDomain(site))
	return strings.TrimSpace(trimLines(string(out))), err
}

var entity = regexp.MustCompile(`&(#?[A-Za-z0-9]+;)`)

// escapeEntities keeps a text about entities from becoming what they stand for.
func escapeEntities(_ converter.Context, text string) string {
	return entity.ReplaceAllString(text, "&amp;$1")
}

// plainLink writes an address that links to itself as such.
func plainLink(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	target := attr(n, "href")
	if n.FirstChild == nil || n.FirstChild != n.LastChild || n.FirstChild.Type != html.TextNode || n.FirstChild.Data != target ||
		attr(n, "title") != "" || strings.ContainsAny(target, "<> \t\n\\") || !strings.HasPrefix(target, "http") {
		return converter.RenderTryNext
	}
	_, _ = w.WriteString("<" + target + ">")
	return converter.RenderSuccess
}

// trimLines takes the space away that is left where only the mark of a quotation
// or nothing is on a line. Code keeps what it has.
func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	fence := ""
	for n, line := range lines {
		bare := strings.TrimLeft(line, "> ")
		if marks := bare[:len(bare)-len(strings.TrimLeft(bare, "`"))]; len(marks) >= 3 {
			if fence == "" {
				fence = marks
			} else if len(marks) >= len(fence) && strings.TrimSpace(bare) == marks {
				fence = ""
			}
			continue
		}
		if fence == "" && bare == "" {
			lines[n] = strings.TrimRight(line, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// quotation marks every line, those of code too.
func quotation(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	var inside bytes.Buffer
	ctx.RenderChildNodes(ctx, &inside, n)
	text := bytes.TrimSpace(inside.Bytes())
	if len(text) == 0 {
		return converter.RenderSuccess
	}
	text = emptyLines.ReplaceAll(text, []byte("\n\n"))
	text = bytes.ReplaceAll(text, []byte("\n"), []byte("\n> "))
	text = bytes.ReplaceAll(text, marker.BytesMarkerCodeBlockNewline, append(bytes.Clone(marker.BytesMarkerCodeBlockNewline), "> "...))
	_, _ = w.WriteString("\n\n> ")
	_, _ = w.Write(text)
	_, _ = w.WriteString("\n\n")
	return converter.RenderSuccess
}
