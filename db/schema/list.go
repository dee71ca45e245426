package schema

import (
	"slices"
	"strconv"

	"gatehouse/db/fault"
)

// mostItems is how many items a list may have unless its field says less.
const mostItems = 100

// listKind makes the functions that all types of lists share, out of how a form
// separates items and what an item must be.
func listKind(name string, settings []string, split func(given []string) []string, item func(f *Field, s string) []fault.Problem, describe func(f *Field) map[string]any) fieldType {
	return fieldType{
		name:     name,
		settings: append([]string{"min", "max"}, settings...),
		parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
			return tidyItems(split(given))
		},
		decode: func(_ *Field, given any) (any, []fault.Problem) {
			switch list := given.(type) {
			case []string:
				return tidyItems(list)
			case []any:
				items := make([]string, len(list))
				for i, v := range list {
					s, ok := v.(string)
					if !ok {
						return nil, problem(fault.ProblemType, "want", "array of strings")
					}
					items[i] = s
				}
				return tidyItems(items)
			}
			return nil, problem(fault.ProblemType, "want", "array of strings")
		},
		check: func(f *Field, value any) []fault.Problem {
			items, ok := value.([]string)
			if !ok {
				return problem(fault.ProblemType, "want", "array of strings")
			}
			if most := f.mostItems(); len(items) > most {
				return problem(fault.ProblemTooMany, "max", strconv.Itoa(most))
			}
			if f.Min != nil && len(items) < int(*f.Min) {
				return problem(fault.ProblemTooShort, "min", formatNumber(*f.Min), "length", strconv.Itoa(len(items)))
			}
			for _, s := range items {
				if problems := item(f, s); len(problems) > 0 {
					return problems
				}
			}
			return nil
		},
		format: func(_ *Field, value any, _ ParseContext) []string {
			if items, ok := value.([]string); ok {
				return slices.Clone(items)
			}
			return formatText(nil, value, ParseContext{})
		},
		jsonSchema: func(f *Field) map[string]any {
			s := map[string]any{"type": "array", "items": describe(f), "maxItems": f.mostItems(), "uniqueItems": true}
			if f.Min != nil {
				s["minItems"] = int(*f.Min)
			}
			return s
		},
		sort:      func(*Field) SortKind { return SortNone },
		operators: func(*Field) []string { return []string{"eq", "ne", "in", "notIn", "null"} },
	}
}

func (f *Field) mostItems() int {
	if f.Max != nil {
		return int(*f.Max)
	}
	return mostItems
}

// tidyItems trims, and drops empty and repeated items. No item is absence.
func tidyItems(given []string) (any, []fault.Problem) {
	var items []string
	for _, s := range given {
		s, problems := cleanLine(s)
		if len(problems) > 0 {
			return nil, problems
		}
		if s != "" && !slices.Contains(items, s) {
			items = append(items, s)
		}
	}
	if items == nil {
		return nil, nil
	}
	return items, nil
}

func asGiven(given []string) []string { return given }
