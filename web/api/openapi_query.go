package api

import (
	"slices"
	"strings"

	"gatehouse/db/content"
	"gatehouse/db/schema"
)

const exampleID = "ent_01k00000000000000000000000"

// operatorSentences say what the operators of filters do.
var operatorSentences = map[string]string{
	"eq": "is", "ne": "is not", "gt": "is more than", "gte": "is at least", "lt": "is less than", "lte": "is at most",
	"like": "contains, whatever the case", "in": "is one of, separated by commas", "notIn": "is none of, separated by commas",
	"null": "is absent (true) or present (false)",
}

// listParameters are those of a list: how much, in which order, and the filters
// of each field the reader may ask by.
func (b *builder) listParameters(c *schema.Collection) []*Parameter {
	joined := false
	queries := b.queries(c)
	query := func(name, said string, s Schema) *Parameter {
		p := &Parameter{Name: name, In: "query", Description: said, Schema: s}
		if s["type"] == "array" {
			p.Style, p.Explode = "form", &joined
		}
		return p
	}
	var terms, sorted []string
	for _, name := range queries.Sorts {
		terms = append(terms, name, "-"+name)
	}
	for _, k := range c.Sort {
		if slices.Contains(queries.Sorts, k.Field) {
			sorted = append(sorted, map[bool]string{true: "-"}[k.Descending]+k.Field)
		}
	}
	order := Schema{"type": "array", "maxItems": mostSorts, "uniqueItems": true, "items": Schema{"type": "string", "enum": terms}}
	if len(sorted) > 0 {
		order["default"] = sorted
	}
	all := []*Parameter{
		query("limit", "How many entries at most.", Schema{"type": "integer", "minimum": 1, "maximum": content.MaxLimit, "default": content.DefaultLimit}),
		query("offset", "How many entries to leave out. Not together with cursor.", Schema{"type": "integer", "minimum": 0, "default": 0}),
		query("cursor", "nextCursor of an earlier answer to the same query.", Schema{"type": "string", "minLength": 1}),
		query("sort", "Fields to sort by, with - before those in descending order.", order),
		query("fields", "Which members the entries shall have; all without it.", Schema{"type": "array", "items": Schema{"type": "string", "enum": append(systemMembers(c), c.Fields.Names()...)}}),
	}
	if p := b.expandParameter(c); p != nil {
		all = append(all, p)
	}
	all = append(all,
		query("search", "Beginnings of words that must all occur, without regard to case and accents; words in double quotes as they stand.", Schema{"type": "string", "maxLength": longestSearch}),
		query("total", "Count all entries that match.", Schema{"type": "boolean", "default": false}),
		query("status", "Only entries of one state. Visitors see published ones only.", Schema{"type": "string", "enum": statusNames()}),
	)
	if len(c.Views) > 0 {
		var names []string
		for i := range c.Views {
			names = append(names, c.Views[i].Name)
		}
		all = append(all, query("view", "A named projection with its own fields and rights.", Schema{"type": "string", "enum": names}))
	}
	for _, name := range append(systemMembers(c), c.Fields.Names()...) {
		for _, operator := range queries.Filters[name] {
			full := name
			if operator != "eq" {
				full += "." + operator
			} else if name == "status" {
				continue // is the parameter above
			}
			label, f := name, systemFilterSchema(name)
			if field, declared := c.Field(name); declared {
				label, f = field.Label, filterSchema(field, operator)
			}
			switch operator {
			case "in", "notIn":
				f = Schema{"type": "array", "minItems": 1, "items": f}
			case "null":
				f = Schema{"type": "boolean"}
			}
			all = append(all, query(full, label+" "+operatorSentences[operator]+".", f))
		}
	}
	return all
}

// expandable lists what the reader may have expanded, as the parameter names it.
func (r reader) expandable(registry *schema.Registry, c *schema.Collection) []string {
	return pathsOf(registry, c, nil, func(f *schema.Field) bool { return r.expands(registry, f) })
}

// expands reports whether the reader may have a relation expanded.
func (r reader) expands(registry *schema.Registry, f *schema.Field) bool {
	target, ok := registry.For("").Get(f.To)
	return ok && f.Type == schema.TypeRelation && r.sees(f) && r.may(target, schema.Get)
}

// expandParameter is nil where nothing can be expanded.
func (b *builder) expandParameter(c *schema.Collection) *Parameter {
	paths := b.expandable(b.registry, c)
	if len(paths) == 0 {
		return nil
	}
	joined := false
	return &Parameter{
		Name: expandParameter, In: "query", Style: "form", Explode: &joined,
		Description: "Relations to answer with their entries instead of ids, and theirs behind a point. Entries that the caller may not read stay ids.",
		Schema:      Schema{"type": "array", "uniqueItems": true, "items": Schema{"type": "string", "enum": paths}},
	}
}

func systemFilterSchema(name string) Schema {
	switch name {
	case "createdAt", "updatedAt", "publishedAt":
		return Schema{"type": "string", "description": "A date or a date-time."}
	case "revision":
		return Schema{"type": "integer"}
	case "status":
		return Schema{"type": "string", "enum": []string{"draft", "published"}}
	}
	return Schema{"type": "string"}
}

// filterSchema is what a filter compares with: an item of a list, a part of a text.
func filterSchema(f *schema.Field, operator string) Schema {
	s := Schema{"type": "string", "minLength": 1}
	if operator == "like" {
		return s
	}
	switch f.Type {
	case schema.TypeNumber, schema.TypeBoolean:
		return Schema{"type": f.Type}
	case schema.TypeDate:
		s["format"] = "date"
	case schema.TypeDatetime:
		s["description"] = "A date or a date-time."
	case schema.TypeSelect, schema.TypeMultiselect:
		var options []string
		for _, o := range f.Options {
			options = append(options, o.Value)
		}
		return Schema{"type": "string", "enum": options}
	}
	return s
}

// Example is a body of a write that would do.
func Example(c *schema.Collection, op schema.Operation) Ordered[any] {
	values := Ordered[any]{}
	for i := range c.Fields {
		f := &c.Fields[i]
		if !c.Writable(op, f.Name) || f.From != "" || f.Type == schema.TypeRelation && !f.Required {
			continue
		}
		if op == schema.Update && len(values) > 0 {
			break
		}
		if v := exampleValue(f); v != nil && (f.Required || len(values) < 3) {
			values.Add(f.Name, v)
		}
	}
	return values
}

func exampleValue(f *schema.Field) any {
	var v any
	switch f.Type {
	case schema.TypeText, schema.TypeTextarea, schema.TypeMarkdown:
		if f.Pattern != "" {
			return nil
		}
		text := f.Label
		if f.Min != nil {
			text += strings.Repeat(".", max(0, int(*f.Min)-len(text)))
		}
		v = text
	case schema.TypeSlug:
		v = "opening-hours"
	case schema.TypeNumber:
		n := 1.0
		if f.Min != nil {
			n = *f.Min
		} else if f.Max != nil {
			n = min(n, *f.Max)
		}
		v = n
	case schema.TypeBoolean:
		v = true
	case schema.TypeDate:
		v = "2026-01-31"
	case schema.TypeDatetime:
		v = "2026-01-31T12:00:00.000Z"
	case schema.TypeSelect:
		v = f.Options[0].Value
	case schema.TypeMultiselect:
		v = []string{f.Options[0].Value}
	case schema.TypeTags:
		v = []string{"news"}
	case schema.TypeEmail:
		v = "pat@example.com"
	case schema.TypeURL:
		v = "https://example.com/"
	case schema.TypeRelation:
		if v = exampleID; f.Many {
			v = []string{exampleID}
		}
	case schema.TypeJSON:
		v = map[string]any{"key": "value"}
	}
	if value, problems := f.Normalize(v); len(problems) > 0 || len(f.Check(value)) > 0 && f.Type != schema.TypeRelation {
		return nil
	}
	return v
}
