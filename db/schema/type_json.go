package schema

import (
	"bytes"
	"encoding/json"
	"strings"

	"gatehouse/db/fault"
)

// jsonType is anything JSON can say. Numbers keep their digits (json.Number).
var jsonType = fieldType{
	name: TypeJSON,
	parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
		s, problems := cleanLines(first(given))
		if len(problems) > 0 || s == "" {
			return nil, problems
		}
		value, err := readJSON([]byte(s))
		if err != nil {
			return nil, problem(fault.ProblemFormat, "want", TypeJSON)
		}
		return value, nil
	},
	decode: func(_ *Field, given any) (any, []fault.Problem) {
		value, err := readJSON(appendValue(nil, given)) // also copies, and refuses what is no JSON
		if err != nil {
			return nil, problem(fault.ProblemFormat, "want", TypeJSON)
		}
		return value, nil
	},
	check: func(_ *Field, value any) []fault.Problem {
		if len(appendValue(nil, value)) > longestJSON {
			return problem(fault.ProblemTooLong, "max", formatNumber(longestJSON))
		}
		return nil
	},
	format: func(_ *Field, value any, _ ParseContext) []string {
		var out bytes.Buffer
		if json.Indent(&out, appendValue(nil, value), "", "  ") != nil {
			return nil
		}
		return []string{strings.TrimSpace(out.String())}
	},
	jsonSchema: func(*Field) map[string]any { return map[string]any{} },
	sort:       func(*Field) SortKind { return SortNone },
	operators:  func(*Field) []string { return []string{"null"} },
}

// longestJSON is how many bytes a JSON value may have.
const longestJSON = 200_000
