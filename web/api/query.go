package api

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// Limits of a query.
const (
	mostParameters = 100
	mostFilters    = 10
	mostSorts      = 5
	longestValue   = 4 << 10
	longestSearch  = 200
)

// parameters are those of a list that are no filters.
var parameters = []string{"sort", "limit", "offset", "cursor", "fields", "search", "total", "view", "status", expandParameter, organizationParameter}

// operators are the filters' besides equality, as they stand behind a point.
var operators = []string{"ne", "gt", "gte", "lt", "lte", "like", "in", "notIn", "null"}

// queryOf reads the query: well formed, nothing twice, within the limits.
func queryOf(c *echo.Context) (url.Values, error) {
	raw := c.Request().URL.RawQuery
	if raw == "" {
		return nil, nil
	}
	if strings.Count(raw, "&") >= mostParameters {
		return nil, wrong("query", "at most 100 parameters")
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, wrong("query", "name=value pairs, percent-encoded and joined with &")
	}
	for name, given := range query {
		switch {
		case len(given) > 1:
			return nil, wrong(name, "one value").With("reason", "repeated")
		case len(given[0]) > longestValue || !clean(given[0]) || !clean(name):
			return nil, wrong(name, "text of at most 4096 bytes")
		}
	}
	return query, nil
}

func clean(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// only refuses parameters other than the named ones and the organization.
func (at place) only(allowed ...string) error {
	return at.exactly(append(allowed, organizationParameter))
}

// exactly refuses parameters other than the named ones.
func (at place) exactly(allowed []string) error {
	for _, name := range slices.Sorted(maps.Keys(at.query)) {
		if !slices.Contains(allowed, name) {
			return unknown(name, allowed)
		}
	}
	return nil
}

// flag reads a parameter that is true or false.
func (at place) flag(name string) (bool, error) {
	switch given := at.query.Get(name); {
	case !at.query.Has(name) || given == "false":
		return false, nil
	case given == "true":
		return true, nil
	}
	return false, wrong(name, "true or false")
}

// number reads a parameter that is a whole number.
func (at place) number(name string, otherwise, least, most int) (int, error) {
	if !at.query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.Atoi(at.query.Get(name))
	if err != nil || n < least || n > most {
		want := "a whole number from " + strconv.Itoa(least)
		if most < math.MaxInt32 {
			want += " to " + strconv.Itoa(most)
		}
		return 0, wrong(name, want)
	}
	return n, nil
}

// listing reads what a list is asked for, and which members of its entries (nil
// is all).
func (at place) listing(view string) (q content.Query, fields []string, err error) {
	shown, known := at.collection.View(view)
	if q.View = view; !known && at.query.Has("view") {
		return q, nil, at.noView(view)
	}
	if known {
		fields = at.members(shown)
	}
	if q.Limit, err = at.number("limit", content.DefaultLimit, 1, content.MaxLimit); err != nil {
		return q, nil, err
	}
	if q.Offset, err = at.number("offset", 0, 0, math.MaxInt32); err != nil {
		return q, nil, err
	}
	if q.Total, err = at.flag("total"); err != nil {
		return q, nil, err
	}
	q.TotalCap = math.MaxInt32 - 1 // a program that asks gets the exact number
	for _, name := range slices.Sorted(maps.Keys(at.query)) {
		value := at.query.Get(name)
		switch name {
		case "limit", "offset", "total", "view", expandParameter, organizationParameter:
		case "cursor":
			if q.Cursor = value; value == "" || at.query.Has("offset") {
				err = wrong(name, "a cursor from an earlier answer, without offset")
			}
		case "search":
			if q.Search = value; utf8.RuneCountInString(value) > longestSearch {
				err = wrong(name, "at most 200 characters")
			}
		case "status":
			if q.Status = content.Status(value); !slices.Contains(content.Statuses(), q.Status) {
				err = wrong(name, "draft, published, changed or trash")
			}
		case "sort":
			q.Sort, err = sorting(value)
		case "fields":
			fields, err = at.choice(value, at.members(shown))
		default:
			var f content.Filter
			f, err = filter(name, value)
			q.Filters = append(q.Filters, f)
		}
		if err != nil {
			return q, nil, err
		}
	}
	if len(q.Filters) > mostFilters {
		return q, nil, wrong("query", "at most 10 filters")
	}
	return q, fields, nil
}

// members are what the entries of an answer may have; view nil is everything.
func (at place) members(view *schema.View) []string {
	if view == nil {
		return append(systemMembers(at.collection), at.collection.Fields.Names()...)
	}
	return append(systemMembers(at.collection), view.Fields...)
}

// noView names the views the caller may use.
func (at place) noView(name string) error {
	var allowed []string
	for _, v := range at.collection.Views {
		if !at.scope.Over(at.collection.Firewall).Decide(at.collection.ViewRule(v.Name)).Refused() {
			allowed = append(allowed, v.Name)
		}
	}
	f := wrong("view", "a view of this collection").With("value", name).With("nearest", schema.Nearest(name, allowed))
	if len(allowed) == 0 {
		return f.With("want", "nothing, because the collection has no views")
	}
	return f.With("allowed", list(allowed))
}

// sorting reads "a,-b".
func sorting(value string) ([]schema.SortKey, error) {
	var keys []schema.SortKey
	for name := range strings.SplitSeq(value, ",") {
		name, descending := strings.CutPrefix(name, "-")
		twice := slices.ContainsFunc(keys, func(k schema.SortKey) bool { return k.Field == name })
		if name == "" || twice || len(keys) == mostSorts {
			return nil, wrong("sort", "up to 5 different fields separated by commas, each with - before it for descending order")
		}
		keys = append(keys, schema.SortKey{Field: name, Descending: descending})
	}
	return keys, nil
}

// choice reads which members the entries shall have.
func (at place) choice(value string, allowed []string) ([]string, error) {
	names := strings.Split(value, ",")
	for _, name := range names {
		if !slices.Contains(allowed, name) {
			return nil, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
				With("parameter", "fields").With("value", name).
				With("nearest", schema.Nearest(name, allowed)).With("allowed", list(allowed))
		}
	}
	return names, nil
}

// filter reads "field" or "field.operator". Whether there is such a field, and
// whether the caller may know, is content's to say.
func filter(name, value string) (content.Filter, error) {
	field, operator, dotted := strings.Cut(name, ".")
	f := content.Filter{Field: field, Operator: content.Eq, Values: []string{value}}
	if !dotted {
		return f, nil
	}
	if !slices.Contains(operators, operator) {
		return f, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
			With("parameter", name).With("operator", operator).
			With("nearest", schema.Nearest(operator, operators)).With("allowed", list(operators))
	}
	f.Operator = content.Operator(operator)
	if f.Operator == content.In || f.Operator == content.NotIn {
		f.Values = strings.Split(value, ",")
	}
	return f, nil
}

// named completes a fault that content answered about a filter with the
// parameter as the caller wrote it.
func named(err error) error {
	f := fault.As(err)
	if f.Kind != fault.Invalid || f.Params["field"] == "" || f.Params["parameter"] != "" {
		return err
	}
	name := f.Params["field"]
	if operator := f.Params["operator"]; operator != "" && operator != string(content.Eq) {
		name += "." + operator
	}
	f = f.With("parameter", name)
	if f.Code == fault.CodeUnknownParameter {
		f = f.With("allowed", f.Params["allowed"]+", "+list(parameters))
	}
	return f
}

func wrong(name, want string) *fault.Fault {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).With("parameter", name).With("want", want)
}

func unknown(name string, allowed []string) *fault.Fault {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeUnknownParameter).With("parameter", name).
		With("nearest", schema.Nearest(name, allowed)).With("allowed", list(allowed))
}

// list is how faults carry several names in one parameter.
func list(names []string) string { return strings.Join(names, ", ") }
