package schema

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/db/fault"
)

func problem(code string, params ...string) []fault.Problem {
	return []fault.Problem{fault.NewProblem("", code, params...)}
}

// clean refuses what no text may hold; what is left is brought to NFC.
func clean(s string) (string, []fault.Problem) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return "", problem(fault.ProblemText)
	}
	return norm.NFC.String(s), nil
}

// cleanLine normalises text of one line: trimmed, inner line ends become spaces.
func cleanLine(s string) (string, []fault.Problem) {
	s, problems := clean(s)
	return strings.TrimSpace(oneLine.Replace(s)), problems
}

var (
	oneLine   = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")
	unixLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// cleanLines normalises text of several lines. Blank text is absent, other
// white space is the author's.
func cleanLines(s string) (string, []fault.Problem) {
	s, problems := clean(s)
	s = unixLines.Replace(s)
	if strings.TrimSpace(s) == "" {
		return "", problems
	}
	return s, problems
}

// textKind makes the functions that all types of text share, out of how they
// clean and what else they demand.
func textKind(name string, settings []string, longest int, tidy func(string) (string, []fault.Problem), form func(string) bool) fieldType {
	normal := func(s string) (any, []fault.Problem) {
		s, problems := tidy(s)
		if len(problems) > 0 || s == "" {
			return nil, problems
		}
		return s, nil
	}
	return fieldType{
		name:     name,
		settings: settings,
		parse: func(_ *Field, given []string, _ ParseContext) (any, []fault.Problem) {
			return normal(first(given))
		},
		decode: func(_ *Field, given any) (any, []fault.Problem) {
			s, ok := given.(string)
			if !ok {
				return nil, problem(fault.ProblemType, "want", "string")
			}
			return normal(s)
		},
		check: func(f *Field, value any) []fault.Problem {
			s, ok := value.(string)
			if !ok {
				return problem(fault.ProblemType, "want", "string")
			}
			problems := f.checkLength(utf8.RuneCountInString(s), longest)
			if len(problems) == 0 && !form(s) {
				problems = problem(fault.ProblemFormat, "want", name)
			}
			if len(problems) == 0 && f.pattern != nil && !f.pattern.MatchString(s) {
				problems = problem(fault.ProblemPattern, "pattern", f.Pattern)
			}
			return problems
		},
		format: formatText,
		jsonSchema: func(f *Field) map[string]any {
			s := map[string]any{"type": []string{"string", "null"}}
			s["maxLength"] = f.mostCharacters(longest)
			if f.Min != nil {
				s["minLength"] = int(*f.Min)
			}
			if f.Pattern != "" {
				s["pattern"] = "^(?:" + f.Pattern + ")$"
			}
			return s
		},
		sort: func(*Field) SortKind { return SortText },
		operators: func(*Field) []string {
			return []string{"eq", "ne", "like", "in", "notIn", "null"}
		},
	}
}

// longestIndexed is how many characters a value in an index may have: PostgreSQL
// takes at most 2704 bytes.
const longestIndexed = 500

func anyForm(string) bool { return true }

func first(given []string) string {
	if len(given) == 0 {
		return ""
	}
	return given[0]
}

func formatText(_ *Field, value any, _ ParseContext) []string {
	if s, ok := value.(string); ok {
		return []string{s}
	}
	return []string{string(appendValue(nil, value))}
}

// mostCharacters is the type's own limit, or a lower one of the field's.
func (f *Field) mostCharacters(longest int) int {
	if f.Unique || f.Index {
		longest = min(longest, longestIndexed)
	}
	if f.Max != nil {
		longest = min(longest, int(*f.Max))
	}
	return longest
}

// checkLength compares a count of characters with the field's min and max, and
// with the type's own limit.
func (f *Field) checkLength(length, longest int) []fault.Problem {
	longest = f.mostCharacters(longest)
	if length > longest {
		return problem(fault.ProblemTooLong, "max", strconv.Itoa(longest), "length", strconv.Itoa(length))
	}
	if f.Min != nil && length < int(*f.Min) {
		return problem(fault.ProblemTooShort, "min", strconv.Itoa(int(*f.Min)), "length", strconv.Itoa(length))
	}
	return nil
}
