package schema

import (
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// relationMany is a relation to several entries.
var relationMany = listKind(TypeRelation, nil, asGiven,
	func(_ *Field, s string) []fault.Problem { return checkEntryID(s) },
	func(*Field) map[string]any { return entryIDSchema("string") })

// relationType names another entry by its id, or several. Whether they exist,
// only content can say.
var relationType = fieldType{
	name:     TypeRelation,
	settings: []string{"to", "many", "min", "max"},
	parse: func(f *Field, given []string, pc ParseContext) (any, []fault.Problem) {
		if f.Many {
			return relationMany.parse(f, given, pc)
		}
		return someText(first(given))
	},
	decode: func(f *Field, given any) (any, []fault.Problem) {
		if f.Many {
			return relationMany.decode(f, given)
		}
		if s, ok := given.(string); ok {
			return someText(s)
		}
		return nil, problem(fault.ProblemType, "want", "string")
	},
	check: func(f *Field, value any) []fault.Problem {
		if f.Many {
			return relationMany.check(f, value)
		}
		if s, ok := value.(string); ok {
			return checkEntryID(s)
		}
		return problem(fault.ProblemType, "want", "string")
	},
	format: func(f *Field, value any, pc ParseContext) []string {
		if f.Many {
			return relationMany.format(f, value, pc)
		}
		return formatText(f, value, pc)
	},
	jsonSchema: func(f *Field) map[string]any {
		if f.Many {
			return relationMany.jsonSchema(f)
		}
		return entryIDSchema([]string{"string", "null"})
	},
	sort:      func(*Field) SortKind { return SortNone },
	operators: func(*Field) []string { return []string{"eq", "ne", "in", "notIn", "null"} },
}

func checkEntryID(s string) []fault.Problem {
	if model.IsID(model.EntryID, s) {
		return nil
	}
	return problem(fault.ProblemMissing, "value", s)
}

func entryIDSchema(kind any) map[string]any {
	return map[string]any{"type": kind, "pattern": "^ent_[0-9a-z]{26}$"}
}
