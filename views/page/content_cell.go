package page

import (
	"time"

	"gatehouse/db/schema"
	"gatehouse/views/component"
)

// Cell is one field of one entry in a list.
type Cell struct {
	Spare  bool   // the column is left out where the others need the room
	Label  string // of its column
	Type   string // a type of schema, or "status", "person", "moment"
	Texts  []string
	Many   bool // the field holds several; even one is drawn as a word among words
	State  component.State
	At     time.Time
	Person component.Person
}

// cellTypes says how each field type looks in a list; a test holds it complete.
var cellTypes = map[string]string{
	schema.TypeText: "text", schema.TypeTextarea: "text", schema.TypeMarkdown: "text", schema.TypeSlug: "text",
	schema.TypeEmail: "text", schema.TypeURL: "text", schema.TypeSelect: "text", schema.TypeJSON: "code",
	schema.TypeNumber: "number", schema.TypeDate: "number", schema.TypeDatetime: "moment", schema.TypeBoolean: "boolean",
	schema.TypeMultiselect: "words", schema.TypeTags: "words", schema.TypeRelation: "relation",
}

// Numeric reports whether a column of the type is aligned to the end.
func Numeric(kind string) bool {
	return cellTypes[kind] == "number" || cellTypes[kind] == "moment" || kind == "moment"
}

func (c Cell) kind() string {
	if kind, ok := cellTypes[c.Type]; ok {
		return kind
	}
	return c.Type
}

func (c Cell) text() string {
	if len(c.Texts) == 0 {
		return ""
	}
	return cut(c.Texts[0], 120)
}

func (c Cell) yes() string {
	if c.text() == "true" {
		return "Yes"
	}
	return "No"
}

// cut shortens a text for a cell.
func cut(s string, longest int) string {
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	return string(runes[:longest]) + "…"
}

func shown(words []string, most int) []string { return words[:min(len(words), most)] }

func (c Cell) empty() bool { return len(c.Texts) == 0 || len(c.Texts) == 1 && c.Texts[0] == "" }

func (c Cell) whole() string {
	if len(c.Texts) == 0 {
		return ""
	}
	return c.Texts[0]
}
