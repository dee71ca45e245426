package link

import (
	"net/url"
	"strings"
)

// join escapes each segment and hangs it on the base.
func join(base string, segments ...string) string {
	var path strings.Builder
	path.WriteString(base)
	for _, segment := range segments {
		path.WriteByte('/')
		// PathEscape leaves dots alone, and "." or ".." as a whole segment would climb.
		switch segment {
		case ".":
			path.WriteString("%2E")
		case "..":
			path.WriteString("%2E%2E")
		default:
			path.WriteString(url.PathEscape(segment))
		}
	}
	return path.String()
}

// ViewParameter names a list's view; there "" means something: whole entries, where another view is the default.
const ViewParameter = "view"

// With adds a query to a path; empty values are left out so that addresses stay short and comparable.
func With(path string, query url.Values) string {
	kept := url.Values{}
	for name, values := range query {
		for _, value := range values {
			if value != "" || name == ViewParameter {
				kept.Add(name, value)
			}
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

// ReturnParameter is the query parameter that carries the wanted address through sign-in and gate.
const ReturnParameter = "return"

// returning adds the wanted address, unless it is the start page or not one of ours.
func returning(path, wanted string) string {
	wanted, ok := Local(wanted)
	if !ok || wanted == "/" {
		return path
	}
	return path + "?" + ReturnParameter + "=" + url.QueryEscape(wanted)
}

// Local reports whether raw is an address on this very origin (an absolute path, no host, no backslash, no control
// character) and gives it back without its fragment. Everything that redirects to a caller-supplied address asks it.
func Local(raw string) (string, bool) {
	if !strings.HasPrefix(raw, "/") || strings.HasPrefix(raw, "//") || len(raw) > 2048 {
		return "", false
	}
	for _, r := range raw {
		if r <= ' ' || r == 0x7f || r == '\\' {
			return "", false
		}
	}
	parsed, err := url.Parse(raw)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || parsed.User != nil || !strings.HasPrefix(parsed.Path, "/") || strings.HasPrefix(parsed.Path, "//") || strings.Contains(parsed.Path, `\`) {
		return "", false
	}
	parsed.Fragment, parsed.RawFragment = "", ""
	return parsed.String(), true
}
