package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// People reads names out of bylines such as "Ann Lee, for the web team", "Bo and
// Cy" or "Ann, 2011; updated by Bo". Affiliations, dates and remarks are left out,
// and so is who was named before.
func People(bylines []string) []string {
	var names []string
	seen := map[string]bool{}
	for _, byline := range bylines {
		for part := range strings.SplitSeq(byline, ";") {
			for i, name := range split(part) {
				name = person(name, i == 0)
				if name != "" && !seen[strings.ToLower(name)] {
					seen[strings.ToLower(name)] = true
					names = append(names, name)
				}
			}
		}
	}
	return names
}

func split(part string) []string {
	part = strings.NewReplacer(" and ", ",", " & ", ",").Replace(part)
	var out []string
	for name := range strings.SplitSeq(part, ",") {
		name = strings.TrimPrefix(strings.TrimSpace(name), "and ")
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// person is the name in a part, or "". Only the first part may begin with a small
// letter and still be a name.
func person(part string, first bool) string {
	if _, after, found := strings.Cut(part, " by "); found {
		part, first = strings.TrimSpace(after), true
	}
	part, _, _ = strings.Cut(part, " (")
	if strings.ContainsFunc(part, unicode.IsDigit) {
		return ""
	}
	if initial, _ := utf8.DecodeRuneInString(part); unicode.IsLower(initial) && !first {
		return ""
	}
	return part
}

// Items separates a plain value that stands for a list by commas.
func Items(value string) []string {
	var items []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
