package schema

// Grammar is the JSON Schema (2020-12) of what stands below the key
// "collections", for editors. Its definitions belong into the $defs of the
// schema around it. Parse knows more: names that must exist, types that must fit.
func Grammar() (collections map[string]any, defs map[string]any) {
	texts := map[string]any{"oneOf": []any{text(""), map[string]any{"type": "array", "items": text("")}}}
	collections = map[string]any{
		"type": "object", "description": "The kinds of content. Absent: posts, pages, authors, tags and site settings.",
		"propertyNames":        map[string]any{"pattern": kebabName.String()},
		"additionalProperties": ref("collection"),
	}
	return collections, map[string]any{
		"collection": object("One kind of content", []string{"firewall", "fields", "access"}, map[string]any{
			"label": text("Name of many"), "singular": text("Name of one"), "description": text(""), "icon": text(""), "group": text("Heading in the navigation"),
			"display":   text("The field that stands for an entry in pickers and headings"),
			"singleton": flag("Exactly one entry per organization"),
			"firewall":  ref("firewall"),
			"fields":    map[string]any{"type": "object", "propertyNames": map[string]any{"pattern": camelName.String()}, "additionalProperties": ref("field")},
			"access": object("Who may do what; an absent operation is refused", nil, each(operationNames(false), func(string) any {
				return ref("rule")
			})),
			"guards":    guardsGrammar(texts),
			"views":     map[string]any{"type": "object", "additionalProperties": viewGrammar(texts)},
			"actions":   map[string]any{"type": "object", "additionalProperties": actionGrammar(texts)},
			"sort":      texts,
			"revisions": map[string]any{"type": "integer", "minimum": 1, "maximum": 1000, "description": "How many revisions are kept", "default": keptRevisions},
		}),
		"firewall": firewallGrammar(),
		"field":    fieldGrammar(texts),
		"rule": object("Sibling keys are all required; or and and have no siblings", nil, map[string]any{
			"roles": texts, "userRole": texts,
			"record": map[string]any{"type": "object", "additionalProperties": object("", nil, each(operatorNames(), func(string) any { return map[string]any{} }))},
			"or":     map[string]any{"type": "array", "minItems": 2, "items": ref("rule")},
			"and":    map[string]any{"type": "array", "minItems": 2, "items": ref("rule")},
		}),
	}
}

func firewallGrammar() map[string]any {
	predicate := each(operatorNames(), func(string) any { return map[string]any{} })
	predicate["field"], predicate["isNull"] = text(""), flag("")
	nothing := object("", nil, map[string]any{})
	return map[string]any{"description": "Whose entries these are", "oneOf": []any{
		map[string]any{"enum": isolations},
		object("", nil, map[string]any{
			"organization": nothing, "team": nothing, "exception": map[string]any{"const": true},
			"owner": object("", nil, map[string]any{"mode": map[string]any{"enum": []string{"required", "optional"}}}),
		}),
		map[string]any{"type": "array", "items": object("", []string{"field"}, predicate)},
	}}
}

func fieldGrammar(texts any) map[string]any {
	settings := map[string]any{
		"type": map[string]any{"enum": Types()}, "label": text(""), "help": text("A sentence below the input"),
		"required": flag(""), "unique": flag("Within the organization"), "index": flag("Fast to filter and sort by"),
		"list": flag("A column of the list"), "search": flag("Looked into by the text search"), "many": flag("A relation to several entries"),
		"min": map[string]any{"type": "number"}, "max": map[string]any{"type": "number"}, "decimals": map[string]any{"type": "integer", "minimum": 0, "maximum": 10},
		"pattern": text("A regular expression the whole text must match"), "from": text("The text field a slug is made from"), "to": text("The collection a relation points to"),
		"filter": texts, "default": map[string]any{},
		"options": map[string]any{"type": "array", "minItems": 1, "items": map[string]any{"oneOf": []any{text(""),
			object("", []string{"value"}, map[string]any{"value": text(""), "label": text("")})}}},
		"mask": map[string]any{"oneOf": []any{map[string]any{"enum": MaskKinds()}, object("", []string{"type"}, map[string]any{
			"type": map[string]any{"enum": MaskKinds()},
			"show": object("Who sees the value", nil, map[string]any{"roles": texts, "or": map[string]any{"const": "owner"}}),
		})}},
	}
	return object("A typed slot", []string{"type"}, settings)
}

func guardsGrammar(texts any) map[string]any {
	return object("Which fields may be written, and when", nil, map[string]any{
		"createable": texts, "updatable": texts, "immutable": texts,
		"protected": map[string]any{"type": "object", "additionalProperties": texts},
	})
}

func viewGrammar(texts any) map[string]any {
	return object("A named projection", []string{"fields"}, map[string]any{
		"label": text(""), "fields": texts, "access": ref("rule"), "filterable": texts, "sortable": texts, "searchable": texts,
		"sort": texts, "default": flag("Used when a list asks for no view"),
	})
}

func actionGrammar(texts any) map[string]any {
	return object("Something that can be done with an entry", []string{"access"}, map[string]any{
		"label": text(""), "description": text(""), "icon": text(""), "confirm": text("Asked before it is done"), "webhook": text(""),
		"access": ref("rule"), "destructive": flag(""), "standalone": flag("Concerns the collection, not one entry"),
		"input": map[string]any{"type": "object", "additionalProperties": ref("field")},
		"set":   map[string]any{"type": "object"},
		"transition": object("", []string{"field", "from", "to"}, map[string]any{
			"field": text(""), "from": texts, "to": text(""),
		}),
	})
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

func typed(kind, description string) map[string]any {
	s := map[string]any{"type": kind}
	if description != "" {
		s["description"] = description
	}
	return s
}

func text(description string) map[string]any { return typed("string", description) }
func flag(description string) map[string]any { return typed("boolean", description) }

func object(description string, required []string, properties map[string]any) map[string]any {
	s := typed("object", description)
	s["properties"], s["additionalProperties"] = properties, false
	if required != nil {
		s["required"] = required
	}
	return s
}

func each(names []string, of func(string) any) map[string]any {
	all := map[string]any{}
	for _, name := range names {
		all[name] = of(name)
	}
	return all
}
