package schema

import (
	"net/url"
	"strings"
)

// urlType is an absolute web address: never one that a browser would execute.
var urlType = func() fieldType {
	t := textKind(TypeURL, []string{"max", "unique", "search", "pattern"}, 2000, cleanLine, isWebAddress)
	schema := t.jsonSchema
	t.jsonSchema = func(f *Field) map[string]any {
		s := schema(f)
		s["format"] = "uri"
		return s
	}
	return t
}()

func isWebAddress(s string) bool {
	if strings.ContainsAny(s, " \t\"<>\\") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}
