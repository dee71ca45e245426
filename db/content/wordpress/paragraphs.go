package wordpress

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// What the classic editor shows as paragraphs and line breaks it stores as blank
// lines and line ends; WordPress makes the elements when it shows the text. So do
// we, for what lies between the elements that are blocks themselves.

// blocks are the elements that end a paragraph.
var blocks = set("address article aside blockquote caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer " +
	"form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main map math menu nav ol optgroup option p pre script section select style summary " +
	"svg table tbody td template textarea tfoot th thead tr ul")

var (
	structures = set("colgroup dl menu ol optgroup select table tbody tfoot thead tr ul") // between whose elements is no text
	lines      = set("caption dd dt figcaption h1 h2 h3 h4 h5 h6 legend li p summary td th")
	verbatim   = set("math pre script style svg template textarea")
	single     = set("col hr")
)

func set(names string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(names) {
		out[name] = true
	}
	return out
}

var (
	blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)
	brokenLine = regexp.MustCompile(`(?i)(<br\s*/?>)[ \t]*\n`)
)

// pages is the state of paragraphs.
type pages struct {
	out  strings.Builder
	run  strings.Builder // what stands between two blocks
	open []string        // the blocks around it
}

func paragraphs(source string) string {
	p := &pages{}
	z := html.NewTokenizer(strings.NewReader(brokenLine.ReplaceAllString(source, "$1 ")))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			p.flush()
			return p.out.String()
		}
		raw := string(z.Raw())
		if kind == html.TextToken {
			p.run.WriteString(raw)
		}
		if kind == html.TextToken || kind == html.CommentToken || kind == html.DoctypeToken {
			continue
		}
		tag, _ := z.TagName()
		name := string(tag)
		switch {
		case kind != html.EndTagToken && verbatim[name]:
			p.flush()
			p.out.WriteString(raw)
			if kind == html.StartTagToken {
				p.out.WriteString(until(z, name))
			}
		case kind == html.StartTagToken && name == "code":
			code := until(z, name)
			if strings.Contains(strings.TrimSpace(code), "\n") { // lines of code, though nobody said pre
				p.flush()
				p.out.WriteString("<pre>" + raw + strings.Trim(strings.TrimSuffix(code, "</code>"), "\n") + "</code></pre>")
				continue
			}
			p.run.WriteString(raw + code)
		case !blocks[name]:
			p.run.WriteString(strings.ReplaceAll(raw, "\n", " "))
		default:
			p.flush()
			p.out.WriteString(raw)
			switch {
			case single[name] || kind == html.SelfClosingTagToken:
			case kind == html.StartTagToken:
				p.open = append(p.open, name)
			default:
				p.close(name)
			}
		}
	}
}

func (p *pages) close(name string) {
	for n := len(p.open) - 1; n >= max(0, len(p.open)-64); n-- {
		if p.open[n] == name {
			p.open = p.open[:n]
			return
		}
	}
}

// until reads to the end of an element, its end tag included.
func until(z *html.Tokenizer, name string) string {
	var b strings.Builder
	for depth := 1; depth > 0; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		b.Write(z.Raw())
		if kind == html.StartTagToken || kind == html.EndTagToken {
			if tag, _ := z.TagName(); string(tag) == name {
				if kind == html.EndTagToken {
					depth--
				} else {
					depth++
				}
			}
		}
	}
	return b.String()
}

// flush writes what was gathered, as the element around it wants it.
func (p *pages) flush() {
	text := strings.Trim(p.run.String(), " \t\n")
	p.run.Reset()
	if text == "" {
		p.out.WriteByte('\n')
		return
	}
	around := ""
	if len(p.open) > 0 {
		around = p.open[len(p.open)-1]
	}
	if structures[around] {
		p.out.WriteString(text)
		return
	}
	parts := blankLines.Split(text, -1)
	for n, part := range parts {
		parts[n] = strings.ReplaceAll(part, "\n", "<br>\n")
	}
	switch {
	case around == "p":
		p.out.WriteString(strings.Join(parts, "</p>\n<p>"))
	case lines[around] && len(parts) == 1:
		p.out.WriteString(parts[0])
	default:
		p.out.WriteString("<p>" + strings.Join(parts, "</p>\n<p>") + "</p>\n")
	}
}
