package schema

import (
	"strings"
	"time"

	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// datetimeType is a moment, kept in UTC to the millisecond. A form's local time
// is read in the zone of the parse context.
var datetimeType = fieldType{
	name: TypeDatetime,
	parse: func(_ *Field, given []string, pc ParseContext) (any, []fault.Problem) {
		s := strings.TrimSpace(first(given))
		if s == "" {
			return nil, nil
		}
		for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05"} {
			if at, err := time.ParseInLocation(layout, s, pc.zone()); err == nil {
				return moment(at)
			}
		}
		return parseMoment(s)
	},
	decode: func(_ *Field, given any) (any, []fault.Problem) {
		s, ok := given.(string)
		if !ok {
			return nil, problem(fault.ProblemType, "want", "string")
		}
		if s = strings.TrimSpace(s); s == "" {
			return nil, nil
		}
		return parseMoment(s)
	},
	check: func(_ *Field, value any) []fault.Problem {
		s, ok := value.(string)
		if !ok {
			return problem(fault.ProblemType, "want", "string")
		}
		if _, err := time.Parse(model.Layout, s); err != nil {
			return problem(fault.ProblemFormat, "want", TypeDatetime)
		}
		return nil
	},
	format: func(_ *Field, value any, pc ParseContext) []string {
		s, _ := value.(string)
		at, err := time.Parse(model.Layout, s)
		if err != nil {
			return formatText(nil, value, pc)
		}
		local := at.In(pc.zone())
		switch {
		case local.Nanosecond() != 0:
			return []string{local.Format("2006-01-02T15:04:05.000")}
		case local.Second() != 0:
			return []string{local.Format("2006-01-02T15:04:05")}
		}
		return []string{local.Format("2006-01-02T15:04")}
	},
	jsonSchema: func(*Field) map[string]any {
		return map[string]any{"type": []string{"string", "null"}, "format": "date-time"}
	},
	sort:      func(*Field) SortKind { return SortTime },
	operators: ordered,
}

func parseMoment(s string) (any, []fault.Problem) {
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil, problem(fault.ProblemFormat, "want", TypeDatetime)
	}
	return moment(at)
}

func moment(at time.Time) (any, []fault.Problem) {
	at = at.UTC().Truncate(time.Millisecond)
	if at.Year() < 1 || at.Year() > 9999 {
		return nil, problem(fault.ProblemFormat, "want", TypeDatetime)
	}
	return at.Format(model.Layout), nil
}
