package static

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed css js lib
var files embed.FS

// The names that URL knows.
const (
	Stylesheet = "app.css"
	Script     = "app.js"
	HTMX       = "htmx.js"
	Icons      = "icons.svg"
)

// sheets is the order in which the stylesheet is joined; the first one declares the layers.
var sheets = []string{
	"layers", "reset", "tokens", "hues", "base",
	"shell", "page", "door",
	"icon", "button", "tile", "status", "menu", "switcher", "nav", "flash", "news", "dialog",
	"field", "choice", "editor", "table", "pager", "chip", "tabs", "card", "empty", "prose", "account", "factor",
	"screens", "content", "people", "docs", "why",
}

// assemble reads what is embedded and joins it to the few files that are served.
func assemble() (map[string][]byte, error) {
	served := map[string][]byte{}

	var css strings.Builder
	for _, name := range sheets {
		sheet, err := files.ReadFile("css/" + name + ".css")
		if err != nil {
			return nil, err
		}
		css.Write(squeeze(sheet))
	}
	served[Stylesheet] = []byte(css.String())

	script, err := modules()
	if err != nil {
		return nil, err
	}
	served[Script] = script

	// hx-csp registers itself with htmx and must follow it; one request instead of two.
	htmx, err := files.ReadFile("lib/htmx/htmx.min.js")
	if err != nil {
		return nil, err
	}
	csp, err := files.ReadFile("lib/htmx/hx-csp.min.js")
	if err != nil {
		return nil, err
	}
	served[HTMX] = fmt.Appendf(nil, "%s\n;%s\n", htmx, csp)

	if served[Icons], err = sprite(); err != nil {
		return nil, err
	}
	return served, nil
}

// modules joins js/*.js; each is a block of its own, so that their names do not meet.
func modules() ([]byte, error) {
	var out strings.Builder
	names, err := fs.Glob(files, "js/*.js")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		source, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "// %s\n{\n%s}\n", path.Base(name), source)
	}
	return []byte(out.String()), nil
}

// sprite makes one file of symbols from the icons in lib/lucide/icons; <use href="…#name"> shows one.
func sprite() ([]byte, error) {
	var out strings.Builder
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">` + "\n<!-- Lucide icons, ISC licence, see lib/lucide/LICENSE -->\n")
	names, err := fs.Glob(files, "lib/lucide/icons/*.svg")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		source, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		_, inner, opened := strings.Cut(string(source), "<svg")
		_, inner, tagged := strings.Cut(inner, ">")
		inner, _, closed := strings.Cut(inner, "</svg>")
		if !opened || !tagged || !closed {
			return nil, fmt.Errorf("static: %s is not an icon", name)
		}
		fmt.Fprintf(&out, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`+"\n",
			strings.TrimSuffix(path.Base(name), ".svg"), strings.Join(strings.Fields(inner), " "))
	}
	out.WriteString("</svg>\n")
	return []byte(out.String()), nil
}

// squeeze leaves out comments and indentation, nothing cleverer: what is served can still be read.
func squeeze(sheet []byte) []byte {
	text := string(sheet)
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "/*")
		out.WriteString(before)
		if !found {
			break
		}
		_, text, _ = strings.Cut(rest, "*/")
	}
	lines := strings.Split(out.String(), "\n")
	out.Reset()
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			out.WriteString(line + "\n")
		}
	}
	return []byte(out.String())
}
