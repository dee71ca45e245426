package schema

import (
	"strings"
	"unicode/utf8"

	"gatehouse/db/fault"
)

// longestTag is how many characters one tag may have.
const longestTag = 100

// tagsType is a list of free words. A form separates them by commas or lines.
var tagsType = listKind(TypeTags, []string{"search"}, splitTags,
	func(_ *Field, s string) []fault.Problem {
		if utf8.RuneCountInString(s) > longestTag || strings.Contains(s, ",") {
			return problem(fault.ProblemFormat, "want", TypeTags)
		}
		return nil
	},
	func(*Field) map[string]any {
		return map[string]any{"type": "string", "minLength": 1, "maxLength": longestTag, "pattern": "^[^,]*$"}
	})

func splitTags(given []string) []string {
	var items []string
	for _, s := range given {
		items = append(items, strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' })...)
	}
	return items
}
