package schema

import (
	"strings"

	"gatehouse/db/fault"
)

// selectType is one of the declared options.
var selectType = fieldType{
	name:     TypeSelect,
	settings: []string{"options", "unique", "search"},
	parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
		return someText(first(given))
	},
	decode: func(_ *Field, given any) (any, []fault.Problem) {
		if s, ok := given.(string); ok {
			return someText(s)
		}
		return nil, problem(fault.ProblemType, "want", "string")
	},
	check: func(f *Field, value any) []fault.Problem {
		s, ok := value.(string)
		if !ok {
			return problem(fault.ProblemType, "want", "string")
		}
		return f.checkOption(s)
	},
	format: formatText,
	jsonSchema: func(f *Field) map[string]any {
		allowed := []any{nil}
		for _, o := range f.Options {
			allowed = append(allowed, o.Value)
		}
		return map[string]any{"type": []string{"string", "null"}, "enum": allowed}
	},
	sort:      func(*Field) SortKind { return SortText },
	operators: func(*Field) []string { return []string{"eq", "ne", "in", "notIn", "null"} },
}

func someText(s string) (any, []fault.Problem) {
	s, problems := cleanLine(s)
	if s == "" {
		return nil, problems
	}
	return s, nil
}

func (f *Field) checkOption(value string) []fault.Problem {
	if _, ok := f.Option(value); ok {
		return nil
	}
	return problem(fault.ProblemOption, "value", value, "options", strings.Join(f.optionValues(), ", "))
}

func (f *Field) optionValues() []string {
	values := make([]string, len(f.Options))
	for i, o := range f.Options {
		values[i] = o.Value
	}
	return values
}
