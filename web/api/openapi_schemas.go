package api

import (
	"maps"
	"slices"
	"strings"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

const moment = "date-time"

// systemSchemas describe what every entry has. Those of a singleton that was
// never saved are null.
func systemSchema(c *schema.Collection, name string) Schema {
	kind := func(s Schema) Schema {
		if c.Singleton {
			s["type"] = []any{s["type"], "null"}
		}
		return s
	}
	nullable := []string{"string", "null"}
	switch name {
	case "id":
		return kind(Schema{"type": "string", "description": "Begins with ent_."})
	case "createdAt":
		return kind(Schema{"type": "string", "format": moment})
	case "updatedAt":
		return kind(Schema{"type": "string", "format": moment, "description": "Of what the caller sees: for visitors the moment of publication."})
	case "publishedAt":
		return Schema{"type": nullable, "format": moment}
	case "createdBy":
		return Schema{"type": nullable, "description": "The id of a person or key."}
	case "updatedBy":
		return Schema{"type": nullable, "description": "The id of a person or key; null for visitors."}
	case "status":
		return Schema{"type": "string", "enum": []string{"draft", "published"}}
	case "revision":
		return Schema{"type": "integer", "minimum": 0, "description": "Grows with each save; send it back to change only what was seen."}
	case "organizationId", "teamId", "ownerId":
		return Schema{"type": nullable}
	}
	return Schema{}
}

// fieldSchema is what can be written to a field. Required text cannot be emptied.
func fieldSchema(f *schema.Field) Schema {
	s := Schema(maps.Clone(f.JSONSchema()))
	entitle(s, f)
	if f.Default != nil {
		s["default"] = f.Default
	}
	if !f.Required || f.Plural() {
		if f.Plural() && !f.Required {
			s["type"] = []string{"array", "null"}
		}
		return s
	}
	if kinds, ok := s["type"].([]string); ok {
		s["type"] = kinds[0]
		if s["type"] == "string" && s["minLength"] == nil {
			s["minLength"] = 1
		}
	}
	if options, ok := s["enum"].([]any); ok {
		s["enum"] = slices.DeleteFunc(slices.Clone(options), func(o any) bool { return o == nil })
	}
	return s
}

// shownSchema is how a field is answered: its type alone, because values that were
// saved under an older definition, and masked ones, keep to nothing else.
func shownSchema(f *schema.Field) Schema {
	written := f.JSONSchema()
	s := Schema{}
	for _, name := range []string{"type", "format"} {
		if value, ok := written[name]; ok {
			s[name] = value
		}
	}
	if f.Plural() {
		s["items"] = Schema{"type": "string"}
	}
	if f.Type == schema.TypeRelation {
		s["description"] = "The id of an entry of " + f.To + ", or with expand the entry."
		if f.Many {
			s["description"] = "Ids of entries of " + f.To + ", or with expand the entries."
		}
	}
	entitle(s, f)
	if f.Mask != nil {
		delete(s, "format")
		if kinds, ok := s["type"].([]string); ok && !slices.Contains(kinds, "string") {
			s["type"] = append(slices.Clone(kinds), "string")
		}
		said, _ := s["description"].(string)
		s["description"] = strings.TrimSpace(said + " Masked (" + f.Mask.Kind + ") from callers without a role that sees it.")
	}
	return s
}

// shown is shownSchema, in which relations may be expanded.
func (b *builder) shown(f *schema.Field) Schema {
	s := shownSchema(f)
	if !b.expands(b.registry, f) {
		return s
	}
	target := reference(pascal(f.To) + "Entry")
	if f.Many {
		s["items"] = Schema{"anyOf": []Schema{{"type": "string"}, target}}
		return s
	}
	out := Schema{"anyOf": []Schema{{"type": s["type"]}, target}}
	for _, name := range []string{"title", "description"} {
		if said, ok := s[name]; ok {
			out[name] = said
		}
	}
	return out
}

func entitle(s Schema, f *schema.Field) {
	s["title"] = f.Label
	if f.Help == "" {
		return
	}
	said, _ := s["description"].(string)
	s["description"] = strings.TrimSpace(strings.TrimSuffix(f.Help, ".") + ". " + said)
}

// entrySchemas adds what entries of a collection look like, out and in.
func (b *builder) entrySchemas(c *schema.Collection) {
	members, names := Ordered[Schema]{}, []string{}
	for _, name := range systemMembers(c) {
		members.Add(name, systemSchema(c, name))
		names = append(names, name)
	}
	for i := range c.Fields {
		members.Add(c.Fields[i].Name, b.shown(&c.Fields[i]))
		names = append(names, c.Fields[i].Name)
	}
	n := pascal(c.Name)
	add := b.document.Components.Schemas.Add
	add(n+"Entry", Schema{"type": "object", "description": "An entry of " + c.Label + ".", "properties": members, "required": names})
	if !c.Singleton && b.may(c, schema.List) {
		add(n+"Page", Schema{
			"type": "object", "required": []string{"data", "view", "pagination"}, "properties": Ordered[Schema]{
				{"data", Schema{"type": "array", "maxItems": content.MaxLimit, "items": Schema{
					"type": "object", "description": "An entry, or the members that the parameter fields chose.", "properties": members,
				}}},
				{"view", Schema{"type": []string{"string", "null"}}},
				{"pagination", reference("Pagination")},
			},
		})
	}
	for _, op := range []schema.Operation{schema.Create, schema.Update} {
		if b.may(c, op) && (op == schema.Update || !c.Singleton) {
			b.inputSchemas(c, op)
		}
	}
}

// inputSchemas adds the bodies of a write and of its batch.
func (b *builder) inputSchemas(c *schema.Collection, op schema.Operation) {
	properties, required := Ordered[Schema]{}, []string{}
	for i := range c.Fields {
		f := &c.Fields[i]
		if !c.Writable(op, f.Name) {
			continue
		}
		properties.Add(f.Name, fieldSchema(f))
		if op == schema.Create && f.Required && f.Default == nil && f.From == "" {
			required = append(required, f.Name)
		}
	}
	one := func(properties Ordered[Schema], required []string) Schema {
		s := Schema{"type": "object", "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			s["required"] = required
		}
		return s
	}
	n, add := pascal(c.Name), b.document.Components.Schemas.Add
	record := properties
	if op == schema.Create {
		add(n+"New", one(properties, required))
	} else {
		properties.Add("revision", seenSchema())
		add(n+"Change", one(properties, nil))
		record = slices.Insert(slices.Clone(properties), 0, Member[Schema]{"id", Schema{"type": "string", "minLength": 1}})
		required = []string{"id"}
	}
	if c.Singleton {
		return
	}
	name := map[schema.Operation]string{schema.Create: "NewBatch", schema.Update: "ChangeBatch"}[op]
	add(n+name, batchSchema("records", one(record, required)))
	b.batchResult(c)
}

func batchSchema(name string, item Schema) Schema {
	return Schema{
		"type": "object", "additionalProperties": false, "required": []string{name}, "properties": Ordered[Schema]{
			{name, Schema{"type": "array", "maxItems": mostRecords, "items": item}},
			{"options", Schema{"type": "object", "additionalProperties": false, "properties": Ordered[Schema]{
				{"atomic", Schema{"type": "boolean", "default": true, "description": "All or nothing; otherwise each record stands alone."}},
			}}},
		},
	}
}

func (b *builder) batchResult(c *schema.Collection) {
	b.document.Components.Schemas.Add(pascal(c.Name)+"BatchResult", resultSchema(reference(pascal(c.Name)+"Entry")))
}

func resultSchema(done Schema) Schema {
	count := Schema{"type": "integer", "minimum": 0, "maximum": mostRecords}
	return Schema{
		"type": "object", "required": []string{"success", "errors", "meta"}, "properties": Ordered[Schema]{
			{"success", Schema{"type": "array", "items": done}},
			{"errors", Schema{"type": "array", "items": Schema{"type": "object", "required": []string{"index", "error"}, "properties": Ordered[Schema]{
				{"index", Schema{"type": "integer", "minimum": 0, "description": "Which record, counted from 0."}},
				{"id", Schema{"type": "string"}},
				{"error", reference("Error")},
			}}}},
			{"meta", Schema{"type": "object", "required": []string{"total", "succeeded", "failed", "atomic"}, "properties": Ordered[Schema]{
				{"total", count}, {"succeeded", count}, {"failed", count}, {"atomic", Schema{"type": "boolean"}},
			}}},
		},
	}
}

// sharedSchemas are those that belong to no collection.
func (b *builder) sharedSchemas() {
	add := b.document.Components.Schemas.Add
	var codes, layers []string
	for _, r := range refusals {
		codes = append(codes, r.code)
		if !slices.Contains(layers, string(r.layer)) {
			layers = append(layers, string(r.layer))
		}
	}
	text := Schema{"type": "string"}
	add("Error", Schema{
		"type": "object", "description": "Every refusal. Programs match on code.",
		"required": []string{"error", "layer", "code", "details", "hint"}, "properties": Ordered[Schema]{
			{"error", Schema{"type": "string", "description": "A sentence in English."}},
			{"layer", Schema{"type": "string", "enum": layers, "description": "Which question refused."}},
			{"code", Schema{"type": "string", "enum": codes}},
			{"details", Schema{"type": []string{"object", "null"}, "properties": Ordered[Schema]{
				{"allowed", Schema{"type": "array", "items": text, "description": "The names or values that are allowed."}},
				{"problems", Schema{"type": "array", "items": reference("Problem")}},
				{"current", Schema{"type": "object", "description": "The entry as it is now, as the caller may see it."}},
				{"index", Schema{"type": "integer", "minimum": 0, "description": "The record that made an atomic batch fail."}},
			}, "additionalProperties": text}},
			{"hint", Schema{"type": []string{"string", "null"}}},
			{"requestId", Schema{"type": "string", "description": "Absent inside a batch."}},
		},
	})
	add("Problem", Schema{
		"type": "object", "description": "What is wrong with one field.",
		"required": []string{"field", "code", "message"}, "properties": Ordered[Schema]{
			{"field", Schema{"type": "string", "description": "The path of the field, empty for the whole body."}},
			{"code", Schema{"type": "string", "enum": problemCodes}},
			{"message", text},
			{"params", Schema{"type": "object", "additionalProperties": text}},
		},
	})
	number := func(least int) Schema { return Schema{"type": []string{"integer", "null"}, "minimum": least} }
	count := func(said string) Schema { return Schema{"type": "integer", "minimum": 0, "description": said} }
	add("Pagination", Schema{
		"type": "object", "required": []string{"limit", "offset", "count", "page", "pageSize", "hasMore", "nextCursor"}, "properties": Ordered[Schema]{
			{"limit", Schema{"type": "integer", "minimum": 1, "maximum": content.MaxLimit}},
			{"offset", number(0)},
			{"count", count("Entries in this answer.")},
			{"page", number(1)},
			{"pageSize", Schema{"type": "integer", "minimum": 1, "maximum": content.MaxLimit}},
			{"hasMore", Schema{"type": "boolean"}},
			{"nextCursor", Schema{"type": []string{"string", "null"}}},
			{"total", count("With total=true: all entries that match.")},
			{"totalPages", count("With total=true.")},
		},
	})
}

// problemCodes are the codes of problems with one field.
var problemCodes = []string{
	fault.ProblemRequired, fault.ProblemTooLong, fault.ProblemTooShort, fault.ProblemTooBig, fault.ProblemTooSmall,
	fault.ProblemDecimals, fault.ProblemType, fault.ProblemFormat, fault.ProblemOption, fault.ProblemPattern,
	fault.ProblemTaken, fault.ProblemMissing, fault.ProblemTooMany, fault.ProblemDuplicate, fault.ProblemMismatch,
	fault.ProblemText, fault.CodeUnknownField, fault.CodeUnknownParameter, fault.CodeInvalidParameter, fault.CodeSystemManaged, fault.CodeImmutable,
	fault.CodeProtected, fault.CodeNotWritable, fault.CodeMasked,
}

// pascal turns posts-of-2020 into PostsOf_2020; no two names become the same.
func pascal(name string) string {
	var out strings.Builder
	for part := range strings.SplitSeq(name, "-") {
		if part != "" && part[0] >= '0' && part[0] <= '9' && out.Len() > 0 {
			out.WriteByte('_')
		}
		out.WriteString(strings.ToUpper(part[:min(len(part), 1)]) + part[min(len(part), 1):])
	}
	return out.String()
}
