package wordpress

import (
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

var (
	shortcodeName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*`)
	shortcodeArgs = regexp.MustCompile(`([A-Za-z0-9_-]+)\s*=\s*"([^"]*)"|([A-Za-z0-9_-]+)\s*=\s*'([^']*)'|([A-Za-z0-9_-]+)\s*=\s*([^\s'"]+)|"([^"]*)"|'([^']*)'|(\S+)`)
	straight      = strings.NewReplacer("&quot;", `"`, "&#34;", `"`, "&#8220;", `"`, "&#8221;", `"`, "“", `"`, "”", `"`, "″", `"`, "&#039;", "'", "&#39;", "'")
)

// longestShortcode is how far the bracket that ends a shortcode is looked for.
const longestShortcode = 4000

// shortcode is one that was found: [name arguments] or [name arguments]inside[/name].
type shortcode struct {
	name    string
	named   map[string]string
	other   []string
	inside  string
	closed  bool
	certain bool // it is no word in brackets
}

// value is the first argument that is given.
func (c shortcode) value(names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(c.named[name]); v != "" {
			return v
		}
	}
	return ""
}

// shortcodes writes as HTML what WordPress would have made of shortcodes. Unknown
// ones stay as they are written.
func (w *writing) shortcodes(source string) string {
	if !strings.Contains(source, "[") {
		return source
	}
	asleep := protected(source)
	closings := closingsOf(source)
	var b strings.Builder
	done := 0
	for at := 0; at < len(source); at++ {
		if source[at] != '[' || asleep.holds(at) {
			continue
		}
		if strings.HasPrefix(source[at:], "[[") { // an escaped one
			if end := strings.Index(source[at:min(len(source), at+longestShortcode)], "]]"); end > 0 && shortcodeName.MatchString(source[at+2:]) {
				b.WriteString(source[done:at] + source[at+1:at+end+1])
				done, at = at+end+2, at+end+1
				continue
			}
		}
		c, end, ok := readShortcode(source, at, closings)
		if !ok {
			continue
		}
		text, known := w.expand(c)
		if !known {
			if c.certain {
				w.named(ShortcodesKept, c.name)
			}
			continue
		}
		b.WriteString(source[done:at] + text)
		done, at = end, end-1
	}
	return b.String() + source[done:]
}

// closingsOf finds where each [/name] stands, in order.
func closingsOf(source string) map[string][]int {
	found := map[string][]int{}
	for at := 0; ; {
		next := strings.Index(source[at:], "[/")
		if next < 0 {
			return found
		}
		at += next + 2
		if name := shortcodeName.FindString(source[at:min(len(source), at+64)]); name != "" && strings.HasPrefix(source[at+len(name):], "]") {
			found[name] = append(found[name], at-2)
		}
	}
}

func readShortcode(source string, at int, closings map[string][]int) (c shortcode, end int, ok bool) {
	rest := source[at+1 : min(len(source), at+longestShortcode)]
	c.name = shortcodeName.FindString(rest)
	if c.name == "" {
		return c, 0, false
	}
	stop, quote := -1, byte(0)
	for n := len(c.name); n < len(rest) && stop < 0; n++ {
		switch ch := rest[n]; {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '"' || ch == '\'':
			quote = ch
		case ch == ']':
			stop = n
		case ch == '[':
			return c, 0, false
		}
	}
	if stop < 0 {
		return c, 0, false
	}
	args := rest[len(c.name):stop]
	if args != "" && !strings.ContainsAny(args[:1], " \t\n/=\u00a0") {
		return c, 0, false
	}
	closesItself := strings.HasSuffix(args, "/")
	c.arguments(strings.TrimSuffix(args, "/"))
	c.certain = closesItself || len(c.named) > 0 || strings.ContainsAny(c.name, "_-")
	end = at + 1 + stop + 1
	all := closings[c.name]
	if next := sort.SearchInts(all, end); !closesItself && next < len(all) {
		c.closed, c.certain = true, true
		c.inside, end = source[end:all[next]], all[next]+len("[/]")+len(c.name)
	}
	return c, end, true
}

func (c *shortcode) arguments(text string) {
	c.named = map[string]string{}
	for _, m := range shortcodeArgs.FindAllStringSubmatch(straight.Replace(text), -1) {
		switch {
		case m[1] != "":
			c.named[strings.ToLower(m[1])] = html.UnescapeString(m[2])
		case m[3] != "":
			c.named[strings.ToLower(m[3])] = html.UnescapeString(m[4])
		case m[5] != "":
			c.named[strings.ToLower(m[5])] = html.UnescapeString(m[6])
		default:
			c.other = append(c.other, html.UnescapeString(strings.TrimPrefix(m[7]+m[8]+m[9], "=")))
		}
	}
}

// spans are parts of a text, in order; next is where the last question ended, so
// that questions in order cost nothing.
type spans struct {
	from, to []int
	next     int
}

func (s *spans) holds(at int) bool {
	for s.next < len(s.to) && s.to[s.next] <= at {
		s.next++
	}
	return s.next < len(s.to) && s.from[s.next] <= at
}

// protected are the parts in which brackets are just brackets: tags, comments, code.
func protected(source string) *spans {
	s := &spans{}
	z := html.NewTokenizer(strings.NewReader(source))
	at, code := 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return s
		}
		length := len(z.Raw())
		asleep := kind != html.TextToken || code > 0
		if kind == html.StartTagToken || kind == html.EndTagToken {
			switch name, _ := z.TagName(); string(name) {
			case "pre", "code", "script", "style", "textarea":
				if kind == html.StartTagToken {
					code++
				} else {
					code = max(code-1, 0)
				}
			}
		}
		if asleep {
			s.from, s.to = append(s.from, at), append(s.to, at+length)
		}
		at += length
	}
}
