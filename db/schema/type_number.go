package schema

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gatehouse/db/fault"
)

// biggest is the last whole number that float64, JSON clients and both databases
// agree on.
const biggest = 1<<53 - 1

var numberForm = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$`)

// numberType is a number, whole or with decimals.
var numberType = fieldType{
	name:     TypeNumber,
	settings: []string{"min", "max", "decimals", "unique"},
	parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
		s := strings.TrimSpace(first(given))
		if s == "" {
			return nil, nil
		}
		return parseNumber(s)
	},
	decode: func(_ *Field, given any) (any, []fault.Problem) {
		switch v := given.(type) {
		case float64:
			return finite(v)
		case int:
			return finite(float64(v))
		case json.Number:
			return parseNumber(v.String())
		}
		return nil, problem(fault.ProblemType, "want", "number")
	},
	check: func(f *Field, value any) []fault.Problem {
		v, ok := value.(float64)
		switch {
		case !ok:
			return problem(fault.ProblemType, "want", "number")
		case f.Max != nil && v > *f.Max:
			return problem(fault.ProblemTooBig, "max", formatNumber(*f.Max))
		case f.Min != nil && v < *f.Min:
			return problem(fault.ProblemTooSmall, "min", formatNumber(*f.Min))
		case v > biggest:
			return problem(fault.ProblemTooBig, "max", formatNumber(biggest))
		case v < -biggest:
			return problem(fault.ProblemTooSmall, "min", formatNumber(-biggest))
		case f.Decimals != nil && decimalsOf(v) > *f.Decimals:
			return problem(fault.ProblemDecimals, "max", strconv.Itoa(*f.Decimals))
		}
		return nil
	},
	format: func(_ *Field, value any, _ ParseContext) []string {
		if v, ok := value.(float64); ok {
			return []string{formatNumber(v)}
		}
		return formatText(nil, value, ParseContext{})
	},
	jsonSchema: func(f *Field) map[string]any {
		s := map[string]any{"type": []string{"number", "null"}}
		if f.Min != nil {
			s["minimum"] = *f.Min
		}
		if f.Max != nil {
			s["maximum"] = *f.Max
		}
		if f.Decimals != nil {
			s["multipleOf"], _ = strconv.ParseFloat("1e-"+strconv.Itoa(*f.Decimals), 64)
		}
		return s
	},
	sort:      func(*Field) SortKind { return SortNumber },
	operators: ordered,
}

func ordered(*Field) []string {
	return []string{"eq", "ne", "gt", "gte", "lt", "lte", "in", "notIn", "null"}
}

func parseNumber(s string) (any, []fault.Problem) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !numberForm.MatchString(s) {
		return nil, problem(fault.ProblemFormat, "want", TypeNumber)
	}
	return finite(v)
}

func finite(v float64) (any, []fault.Problem) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, problem(fault.ProblemFormat, "want", TypeNumber)
	}
	return v + 0, nil // never -0
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func decimalsOf(v float64) int {
	_, after, _ := strings.Cut(formatNumber(v), ".")
	return len(after)
}
