package wordpress

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var (
	firstPicture = regexp.MustCompile(`(?is)^\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)$`)
	digits       = regexp.MustCompile(`^[0-9]+$`)
)

// codeNames are the shortcodes that hold source code, in the language they are
// called by.
var codeNames = map[string]bool{
	"bash": true, "c": true, "cpp": true, "csharp": true, "css": true, "go": true, "html": true, "java": true, "javascript": true,
	"js": true, "perl": true, "php": true, "python": true, "ruby": true, "shell": true, "sql": true, "xml": true, "yaml": true,
}

// players are the shortcodes that show something from elsewhere; the address of a
// bare ID begins as said, where that is known.
var players = map[string]string{
	"embed": "", "youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/", "dailymotion": "https://www.dailymotion.com/video/",
	"soundcloud": "", "spotify": "", "instagram": "", "facebook": "", "twitter": "", "tweet": "", "tiktok": "", "ted": "", "flickr": "",
	"slideshare": "", "googlemaps": "", "wpvideo": "https://videopress.com/v/", "videopress": "https://videopress.com/v/", "gist": "", "scribd": "", "pinterest": "",
}

// expand writes a shortcode as HTML, if it is a known one.
func (w *writing) expand(c shortcode) (string, bool) {
	switch begins, plays := players[c.name]; {
	case c.name == "caption" || c.name == "wp_caption":
		return caption(c), c.closed
	case c.name == "gallery":
		return w.add(w.gallery(c), GalleryEmpty), true
	case c.name == "playlist":
		return w.add(w.playlist(c), GalleryEmpty), true
	case c.name == "audio" || c.name == "video":
		address := c.value("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flv", "wmv")
		if address == "" && len(c.other) > 0 {
			address = c.other[0]
		}
		if address == "" {
			return "", false
		}
		w.counts[MediaLinked]++
		return linked(address, path.Base(address)), true
	case plays:
		return w.player(c, begins)
	case c.closed && (c.name == "code" || c.name == "sourcecode" || c.name == "source" || codeNames[c.name] && !strings.Contains(c.inside, "<p")):
		language := c.value("language", "lang")
		if language == "" && codeNames[c.name] {
			language = c.name
		}
		return codeBlock(html.UnescapeString(strings.Trim(c.inside, "\n")), language), true
	}
	return "", false
}

func codeBlock(code, language string) string {
	class := ""
	if language = languageOf(language); language != "" {
		class = ` class="language-` + language + `"`
	}
	return "\n<pre><code" + class + ">" + html.EscapeString(code) + "</code></pre>\n"
}

// caption is a picture with the words below it.
func caption(c shortcode) string {
	words, picture := c.value("caption"), c.inside
	if m := firstPicture.FindStringSubmatch(c.inside); m != nil {
		picture = m[1]
		if after := strings.TrimSpace(m[2]); after != "" {
			words = after
		}
	}
	if words != "" {
		words = "<figcaption>" + words + "</figcaption>"
	}
	return "\n<figure>" + strings.TrimSpace(picture) + words + "</figure>\n"
}

func (w *writing) player(c shortcode, begins string) (string, bool) {
	address := strings.TrimSpace(Plain(c.inside))
	if address == "" {
		address = c.value("url", "src", "href", "id")
	}
	if address == "" && len(c.other) > 0 {
		address = c.other[0]
	}
	switch {
	case strings.HasPrefix(address, "http://"), strings.HasPrefix(address, "https://"):
	case address != "" && begins != "":
		address = begins + address
	default:
		return "", false
	}
	return linked(address, address), true
}

// gallery is the pictures that the shortcode names, or all that were uploaded to
// the item.
func (w *writing) gallery(c shortcode) string {
	pictures := w.attachments(c, func(i *Item) bool { return picture(i.File) })
	if len(pictures) == 0 {
		w.counts[GalleryEmpty]++
		return "\n"
	}
	var b strings.Builder
	for _, i := range pictures {
		alt := i.Alt
		if alt == "" {
			alt = i.Title
		}
		b.WriteString("\n<figure><img src=\"" + html.EscapeString(i.File) + "\" alt=\"" + html.EscapeString(alt) + "\">")
		if words := Plain(i.Excerpt); words != "" {
			b.WriteString("<figcaption>" + html.EscapeString(words) + "</figcaption>")
		}
		b.WriteString("</figure>\n")
	}
	return b.String()
}

func (w *writing) playlist(c shortcode) string {
	var b strings.Builder
	for _, i := range w.attachments(c, func(i *Item) bool { return !picture(i.File) }) {
		b.WriteString("<li><a href=\"" + html.EscapeString(i.File) + "\">" + html.EscapeString(cmp.Or(i.Title, path.Base(i.File))) + "</a></li>")
	}
	if b.Len() == 0 {
		w.counts[GalleryEmpty]++
		return "\n"
	}
	w.counts[MediaLinked]++
	return "\n<ul>" + b.String() + "</ul>\n"
}

// attachments are those the shortcode means, in its order.
func (w *writing) attachments(c shortcode, fits func(*Item) bool) []*Item {
	var out []*Item
	if ids := c.value("ids", "include"); ids != "" {
		for id := range strings.SplitSeq(ids, ",") {
			if i, ok := w.x.Attachment(strings.TrimSpace(id)); ok && fits(i) {
				out = append(out, i)
			}
		}
		return out
	}
	parent := cmp.Or(c.value("id"), w.item.ID)
	if !digits.MatchString(parent) {
		return nil
	}
	excluded := strings.Split(strings.ReplaceAll(c.value("exclude"), " ", ""), ",")
	for _, i := range w.x.below[parent] {
		if i.Type == "attachment" && fits(i) && !slices.Contains(excluded, i.ID) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b *Item) int { return cmp.Compare(a.Order, b.Order) })
	return out
}

func picture(file string) bool {
	file, _, _ = strings.Cut(file, "?")
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".heic", ".tif", ".tiff":
		return true
	}
	return false
}
