package wordpress

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
)

var (
	blockMark = regexp.MustCompile(`(?s)<!--\s+(/)?wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+(\{.*?\}\s+)?(/)?-->`)
	moreMark  = regexp.MustCompile(`(?s)<!--\s*(?:more|noteaser)\b.*?-->`)
	pageMark  = regexp.MustCompile(`<!--\s*nextpage\s*-->`)
)

// empty are the blocks that have their text in HTML: without any they are empty.
var empty = set("audio button buttons code column columns cover file freeform gallery group heading html image list list-item media-text more " +
	"nextpage paragraph preformatted pullquote quote separator shortcode spacer table verse video")

// deepestReuse is how far reusable blocks may hold each other.
const deepestReuse = 4

// blocks takes out the comments by which the block editor marks its blocks. What a
// block is stands in its HTML; those without HTML are made by WordPress when they
// are shown, and few of them say enough to be written down.
func (w *writing) blocks(source string, reuse int) string {
	return blockMark.ReplaceAllStringFunc(source, func(mark string) string {
		part := blockMark.FindStringSubmatch(mark)
		if part[4] == "" {
			return "\n"
		}
		name := strings.TrimPrefix(part[2], "core/")
		var attrs struct {
			Ref     json.Number `json:"ref"`
			URL     string      `json:"url"`
			Label   string      `json:"label"`
			Service string      `json:"service"`
		}
		_ = json.Unmarshal([]byte(part[3]), &attrs) // what cannot be read says nothing
		switch {
		case name == "social-link" && (attrs.URL == "" || attrs.URL == "#"):
			return "\n"
		case name == "block":
			return w.reused(attrs.Ref.String(), reuse)
		case name == "footnotes":
			return w.add(w.footnotes(), ReusableMissing)
		case empty[name]:
			return "\n"
		case attrs.URL != "" && attrs.URL != "#" && (name == "social-link" || name == "embed" || strings.HasPrefix(name, "core-embed/")):
			label := attrs.Label
			if label == "" {
				label = attrs.Service
			}
			if label == "" {
				label = attrs.URL
			}
			return linked(attrs.URL, label)
		}
		w.named(BlocksDropped, name)
		return "\n"
	})
}

// reused is the text of a reusable block, which is an item of its own.
func (w *writing) reused(id string, reuse int) string {
	block, ok := w.x.byID[id]
	if !ok || block.Type != "wp_block" || reuse >= deepestReuse {
		w.counts[ReusableMissing]++
		return "\n"
	}
	if content := w.add(unixLines(block.Content), ReusableMissing); content != "\n" {
		return w.blocks(content, reuse+1)
	}
	return "\n"
}

// footnotes is the list that the marks in the text count.
func (w *writing) footnotes() string {
	var notes []struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal([]byte(w.item.Notes), &notes); err != nil || len(notes) == 0 {
		return "\n"
	}
	var b strings.Builder
	b.WriteString("\n<hr>\n<ol>")
	for _, note := range notes {
		b.WriteString("<li>" + note.Content + "</li>")
	}
	b.WriteString("</ol>\n")
	return b.String()
}

// linked is a paragraph with a link.
func linked(address, label string) string {
	return "\n<p><a href=\"" + html.EscapeString(address) + "\">" + html.EscapeString(label) + "</a></p>\n"
}
