package schema

import (
	"regexp"
	"slices"
)

// Field is a typed slot of a collection, or an input of an action.
type Field struct {
	Name  string // camelCase
	Label string
	Help  string
	Type  string // one of Types

	Required bool // an entry cannot be saved without it
	Unique   bool // within the collection, and what its firewall does not keep apart: organization, owner or team
	Index    bool
	List     bool // a column of the list
	Search   bool // looked into by the text search
	Many     bool // a relation to several entries

	Filter   []string // operators it may be filtered by; nil is all of its type
	Min, Max *float64 // of the number, of the length in characters, or of the count of items
	Decimals *int     // digits after the point a number may have
	Options  []Option // of select and multiselect
	Default  any      // normalised; given to new entries that lack a value
	From     string   // the text field a slug is made from
	To       string   // the collection a relation points to
	Pattern  string   // a regular expression the whole text must match
	Mask     *Mask    // how and from whom the value is hidden; nil is never

	pattern *regexp.Regexp
}

// Option is one choice of a select.
type Option struct {
	Value string
	Label string
}

// Fields are slots in the order of their declaration.
type Fields []Field

// Get finds a field by its exact name.
func (fs Fields) Get(name string) (*Field, bool) {
	i := slices.IndexFunc(fs, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return nil, false
	}
	return &fs[i], true
}

// Names lists the names in order.
func (fs Fields) Names() []string {
	names := make([]string, len(fs))
	for i := range fs {
		names[i] = fs[i].Name
	}
	return names
}

func (fs Fields) where(keep func(*Field) bool) []*Field {
	var found []*Field
	for i := range fs {
		if keep(&fs[i]) {
			found = append(found, &fs[i])
		}
	}
	return found
}

// Plural reports whether the field's value is a list of strings.
func (f *Field) Plural() bool {
	return f.Type == TypeMultiselect || f.Type == TypeTags || f.Type == TypeRelation && f.Many
}

// Lines reports whether the field holds text of several lines.
func (f *Field) Lines() bool { return f.Type == TypeTextarea || f.Type == TypeMarkdown }

// Option finds a choice by its value.
func (f *Field) Option(value string) (Option, bool) {
	i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value })
	if i < 0 {
		return Option{}, false
	}
	return f.Options[i], true
}

// Operators are what the field may be filtered by, in the API's words: eq ne gt
// gte lt lte like in notIn null.
func (f *Field) Operators() []string {
	if f.Filter == nil {
		return f.kind().operators(f)
	}
	if slices.Contains(f.Filter, "in") && !slices.Contains(f.Filter, "eq") {
		return append([]string{"eq"}, f.Filter...) // equal is one of one
	}
	return f.Filter
}
