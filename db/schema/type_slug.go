package schema

import "regexp"

// longestSlug is how many characters a slug may have.
const longestSlug = 100

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// slugType is the part of an address that names an entry.
var slugType = func() fieldType {
	t := textKind(TypeSlug, []string{"from", "max", "unique", "search"}, longestSlug, cleanLine, slugForm.MatchString)
	schema := t.jsonSchema
	t.jsonSchema = func(f *Field) map[string]any {
		s := schema(f)
		s["pattern"] = slugForm.String()
		return s
	}
	return t
}()
