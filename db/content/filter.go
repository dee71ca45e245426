package content

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// condition compiles a comparison for one side of the entries: the column
// "values" or "live".
type condition func(side string) db.Expr

var signs = map[Operator]access.Operator{
	Eq: access.Equals, Ne: access.NotEquals, Gt: access.GreaterThan, Gte: access.GreaterThanOrEqual,
	Lt: access.LessThan, Lte: access.LessThanOrEqual, In: access.In, NotIn: access.NotIn,
}

var (
	timeOperators = []string{"eq", "ne", "gt", "gte", "lt", "lte", "null"}
	textOperators = []string{"eq", "ne", "in", "notIn", "null"}
)

// systemFilters are the operators of system fields. Those that would tell of a
// draft are missing for callers who do not see drafts.
func (r *reach) systemFilters() map[string][]string {
	allowed := map[string][]string{
		"id": textOperators, "createdAt": timeOperators, "createdBy": textOperators, "updatedAt": timeOperators,
		"publishedAt": timeOperators, "ownerId": textOperators, "teamId": textOperators, "status": textOperators,
	}
	if r.sight == drafts {
		allowed["updatedBy"] = textOperators
		allowed["revision"] = []string{"eq", "ne", "gt", "gte", "lt", "lte"}
	}
	return allowed
}

func (r *reach) filterable() map[string][]string {
	allowed := r.systemFilters()
	for i := range r.c.Fields {
		f := &r.c.Fields[i]
		if operators := f.Operators(); len(operators) > 0 && !f.MaskedInQueries(r.scope) {
			allowed[f.Name] = operators
		}
	}
	if r.view != nil {
		maps.DeleteFunc(allowed, func(name string, _ []string) bool { return !r.viewFilters(name) })
	}
	return allowed
}

// filter compiles one filter. Fails with UNKNOWN_PARAMETER or INVALID_PARAMETER.
func (s *Store) filter(r *reach, f Filter, zone *time.Location) (condition, error) {
	allowed := r.filterable()
	operators, known := allowed[f.Field]
	if !known {
		return nil, unknownField(f.Field, r.c.Fields.Names(), allowed)
	}
	if f.Operator == "" {
		f.Operator = Eq
	}
	if !slices.Contains(operators, string(f.Operator)) {
		return nil, invalid(f, "operator").With("allowed", strings.Join(operators, ", "))
	}
	if many := f.Operator == In || f.Operator == NotIn; len(f.Values) == 0 || !many && len(f.Values) > 1 {
		return nil, invalid(f, "one value")
	}
	field, declared := r.c.Field(f.Field)
	if f.Operator == Null {
		return s.nullFilter(f)
	}
	if !declared {
		return s.systemFilter(f, zone)
	}
	values := make([]any, 0, len(f.Values))
	for _, written := range f.Values {
		value, err := fieldValue(field, f, written, zone)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	switch {
	case f.Operator == Like:
		return s.like(field.Name, values[0]), nil
	case field.Type == schema.TypeRelation && field.Many:
		return s.linked(r, field.Name, values, f.Operator == Ne || f.Operator == NotIn), nil
	case field.Plural():
		return s.containing(field.Name, values, f.Operator == Ne || f.Operator == NotIn), nil
	}
	return s.compare(field.Name, f.Operator, values), nil
}

func (s *Store) compare(field string, o Operator, values []any) condition {
	return func(side string) db.Expr {
		return s.d.Condition(side, access.Condition{Field: field, Operator: signs[o], Values: values})
	}
}

func (s *Store) nullFilter(f Filter) (condition, error) {
	want := access.Equals
	switch f.Values[0] {
	case "true":
	case "false":
		want = access.NotEquals
	default:
		return nil, invalid(f, "true or false")
	}
	return func(side string) db.Expr {
		return s.d.Condition(side, access.Condition{Field: shown(side, f.Field), Operator: want, Values: []any{nil}})
	}, nil
}

// shown is the system field that stands for another on a side: a live entry was
// last changed when it was published.
func shown(side, field string) string {
	if side == liveSide && field == "updatedAt" {
		return "publishedAt"
	}
	return field
}

func (s *Store) systemFilter(f Filter, zone *time.Location) (condition, error) {
	values := make([]any, 0, len(f.Values))
	for _, written := range f.Values {
		var value any = written
		switch f.Field {
		case "createdAt", "updatedAt", "publishedAt":
			at, ok := parseTime(written, zone)
			if !ok {
				return nil, invalid(f, "datetime").With("value", written)
			}
			value = int64(at)
		case "revision":
			number, problems := (&schema.Field{Type: schema.TypeNumber}).Parse([]string{written}, schema.ParseContext{})
			if len(problems) > 0 || number == nil {
				return nil, invalid(f, "integer").With("value", written)
			}
			value = number
		case "status":
			if written != model.Draft && written != model.Published {
				return nil, invalid(f, "draft or published").With("value", written)
			}
		default:
			if !cleanText(written) {
				return nil, invalid(f, "text")
			}
		}
		values = append(values, value)
	}
	return func(side string) db.Expr { return s.compare(shown(side, f.Field), f.Operator, values)(side) }, nil
}

// fieldValue reads one value of a filter as the field's type.
func fieldValue(field *schema.Field, f Filter, written string, zone *time.Location) (any, error) {
	one := *field
	one.Many = false
	if one.Plural() || f.Operator == Like { // an item of a list, a part of a text
		one.Type = schema.TypeText
	}
	switch {
	case f.Operator == Like && written == "", !cleanText(written):
		return nil, invalid(f, "text").With("value", "")
	case one.Type == schema.TypeBoolean && written != "true" && written != "false":
		return nil, invalid(f, "true or false").With("value", written)
	case one.Type == schema.TypeDatetime && len(written) == len(time.DateOnly):
		written += "T00:00"
	}
	value, problems := one.Parse([]string{written}, schema.ParseContext{Zone: zone})
	if one.Type == schema.TypeDate && len(problems) == 0 && value != nil {
		problems = one.Check(value)
	}
	if len(problems) > 0 || value == nil {
		return nil, invalid(f, one.Type).With("value", written)
	}
	return value, nil
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// words are what a search asks for: normalised, lower case, at most eight.
func words(search string) []string {
	found := strings.Fields(strings.ToLower(norm.NFC.String(strings.ReplaceAll(search, `"`, " "))))
	return found[:min(len(found), 8)]
}

func cleanText(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && len(s) <= 2000
}

// parseTime reads a moment, a local date-time or a day.
func parseTime(s string, zone *time.Location) (model.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil && at.Year() > 0 {
			return model.At(at), true
		}
	}
	return 0, false
}

func invalid(f Filter, want string) *fault.Fault {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
		With("field", f.Field).With("operator", string(f.Operator)).With("want", want).
		About(f.Field, fault.ProblemType, "want", want)
}

// unknownField names what is allowed, declared fields first.
func unknownField(name string, declared []string, allowed map[string][]string) *fault.Fault {
	var names []string
	for _, n := range append(declared, schema.SystemFields()...) {
		if _, ok := allowed[n]; ok {
			names = append(names, n)
		}
	}
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeUnknownParameter).
		With("field", name).With("nearest", schema.Nearest(name, names)).With("allowed", strings.Join(names, ", ")).
		About(name, fault.CodeUnknownParameter)
}
