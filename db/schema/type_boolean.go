package schema

import (
	"strings"

	"gatehouse/db/fault"
)

// booleanType is yes or no. In a form that names the field as present, nothing
// is no: that is what an empty checkbox sends.
var booleanType = fieldType{
	name: TypeBoolean,
	parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
		switch strings.TrimSpace(first(given)) {
		case "true", "on", "1", "yes":
			return true, nil
		case "", "false", "off", "0", "no":
			return false, nil
		}
		return nil, problem(fault.ProblemFormat, "want", TypeBoolean)
	},
	decode: func(_ *Field, given any) (any, []fault.Problem) {
		if v, ok := given.(bool); ok {
			return v, nil
		}
		return nil, problem(fault.ProblemType, "want", "boolean")
	},
	check: func(_ *Field, value any) []fault.Problem {
		if _, ok := value.(bool); !ok {
			return problem(fault.ProblemType, "want", "boolean")
		}
		return nil
	},
	format: func(_ *Field, value any, _ ParseContext) []string {
		return []string{string(appendValue(nil, value))}
	},
	jsonSchema: func(*Field) map[string]any { return map[string]any{"type": []string{"boolean", "null"}} },
	sort:       func(*Field) SortKind { return SortBool },
	operators:  func(*Field) []string { return []string{"eq", "ne", "null"} },
}
