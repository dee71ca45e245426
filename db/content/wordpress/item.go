package wordpress

import (
	"net/url"
	"strconv"
	"strings"
)

// item reads one item. What a field of it means to us is decided elsewhere.
func item(e *element) Item {
	i := Item{
		Line: e.line, ID: e.value("wp:post_id"), Type: e.value("wp:post_type"), Status: e.value("wp:status"),
		Title: Plain(e.value("title")), Slug: decoded(e.value("wp:post_name")), Link: e.value("link"), Author: e.value("dc:creator"),
		Parent: e.value("wp:post_parent"), Protected: e.raw("wp:post_password") != "", Sticky: e.value("wp:is_sticky") == "1",
		Content: e.raw("content:encoded"), Excerpt: e.raw("excerpt:encoded"), File: e.value("wp:attachment_url"),
		local: stamp(e.value("wp:post_date")), utc: stamp(e.value("wp:post_date_gmt")), feed: feedStamp(e.value("pubDate")),
	}
	i.Order, _ = strconv.Atoi(e.value("wp:menu_order"))
	if i.Parent == "0" {
		i.Parent = ""
	}
	if i.Type == "" {
		i.Type = "post"
	}
	for _, child := range e.children {
		switch child.name {
		case "category":
			i.label(child)
		case "wp:comment":
			i.Comments++
		case "wp:postmeta":
			i.field(child.value("wp:meta_key"), child.raw("wp:meta_value"))
		}
	}
	return i
}

// label reads a category element. Files before WXR 1.1 name a category twice, once
// without a domain.
func (i *Item) label(e *element) {
	l := Label{Domain: e.attrs["domain"], Slug: decoded(e.attrs["nicename"]), Name: Plain(e.text.String())}
	switch l.Domain {
	case "":
		l.Domain = "category"
	case "tag":
		l.Domain = "post_tag"
	}
	if l.Name == "" {
		l.Name = l.Slug
	}
	for n, known := range i.Terms {
		if known.Domain == l.Domain && known.Name == l.Name {
			if known.Slug == "" {
				i.Terms[n].Slug = l.Slug
			}
			return
		}
	}
	if l.Name != "" {
		i.Terms = append(i.Terms, l)
	}
}

// field keeps of the custom fields those that WordPress itself gives a meaning.
func (i *Item) field(name, value string) {
	switch name {
	case "_wp_attachment_image_alt":
		i.Alt = Plain(value)
	case "_thumbnail_id":
		i.Picture = strings.TrimSpace(value)
	case "footnotes":
		i.Notes = value
		return
	}
	if strings.HasPrefix(name, "_") {
		i.Hidden++
	} else if name != "" {
		i.Fields = append(i.Fields, name)
	}
}

// decoded undoes the percent-encoding in which WordPress writes the slugs of other
// scripts.
func decoded(slug string) string {
	if plain, err := url.PathUnescape(slug); err == nil {
		return strings.ToValidUTF8(plain, "")
	}
	return slug
}
