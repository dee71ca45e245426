package schema

import (
	"time"

	"gatehouse/db/fault"
)

// dateType is a day without a zone.
var dateType = func() fieldType {
	t := textKind(TypeDate, []string{"unique"}, len(time.DateOnly), cleanLine, isDate)
	t.check = func(_ *Field, value any) []fault.Problem {
		if s, ok := value.(string); !ok {
			return problem(fault.ProblemType, "want", "string")
		} else if !isDate(s) {
			return problem(fault.ProblemFormat, "want", TypeDate)
		}
		return nil
	}
	t.jsonSchema = func(*Field) map[string]any {
		return map[string]any{"type": []string{"string", "null"}, "format": "date"}
	}
	t.sort = func(*Field) SortKind { return SortTime }
	t.operators = ordered
	return t
}()

func isDate(s string) bool {
	at, err := time.Parse(time.DateOnly, s)
	return err == nil && at.Year() >= 1
}
