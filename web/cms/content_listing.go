package cms

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/link"
)

// listing is what the address of a list says, in the words of the API: search,
// status, sort, fields, cursor, limit, and field.operator=value for each filter.
// Names that begin with "_" are the page's own: fields can never be called so.
type listing struct {
	view                 string // the view the address names,
	named                bool   // if it names one; "" is the whole entries
	through              string // the view that is meant
	search, sort, cursor string
	status               content.Status
	fields               []string // the columns; nil: the collection's
	filters              []content.Filter
	limit, page          int
	open                 string // the field whose filter form is open
}

// The page's own parameters.
const (
	pageParameter   = "_page"
	openParameter   = "_filter"
	fieldParameter  = "_field" // a filter form was applied: this field,
	opParameter     = "_op"    // so compared,
	valueParameter  = "_value" // with these values
	columnParameter = "_column"
)

// readListing reads an address. tidy is false when a form wrote it, and the
// answer is a redirect to what it means.
func readListing(query url.Values) (l listing, tidy bool, err error) {
	l.page, tidy = 1, true
	for _, name := range slices.Sorted(maps.Keys(query)) {
		given := query[name]
		repeats := name == valueParameter || name == columnParameter
		if len(given) > 1 && !repeats {
			return l, tidy, wrongParameter(name)
		}
		value := given[0]
		switch name {
		case link.ViewParameter:
			l.view, l.named, l.through = value, true, value
		case "search":
			l.search = strings.TrimSpace(value)
		case "status":
			l.status = content.Status(value)
			if value != "" && !slices.Contains(content.Statuses(), l.status) {
				return l, tidy, wrongParameter(name)
			}
		case "sort":
			l.sort = value
		case "cursor":
			l.cursor = value
		case "fields":
			if !query.Has(columnParameter) {
				l.fields = strings.Split(value, ",")
			}
		case "limit":
			if l.limit, err = strconv.Atoi(value); err != nil || l.limit < 1 || l.limit > content.MaxLimit {
				return l, tidy, wrongParameter(name)
			}
		case pageParameter:
			if l.page, err = strconv.Atoi(value); err != nil || l.page < 1 {
				return l, tidy, wrongParameter(name)
			}
		case openParameter:
			l.open = value
		case columnParameter:
			tidy, l.fields = false, given
		case fieldParameter, opParameter, valueParameter:
			tidy = false
		default:
			if strings.HasPrefix(name, "_") {
				return l, tidy, wrongParameter(name)
			}
			l.filters = append(l.filters, readFilter(name, value))
		}
	}
	if l.cursor == "" {
		l.page = 1
	}
	if field := query.Get(fieldParameter); field != "" {
		l.apply(field, query.Get(opParameter), query[valueParameter])
	}
	return l, tidy, nil
}

func wrongParameter(name string) *fault.Fault {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).With("parameter", name)
}

func readFilter(name, value string) content.Filter {
	field, operator, _ := strings.Cut(name, ".")
	f := content.Filter{Field: field, Operator: content.Operator(operator), Values: []string{value}}
	if f.Operator == "" {
		f.Operator = content.Eq
	}
	if f.Operator == content.In || f.Operator == content.NotIn {
		f.Values = strings.Split(value, ",")
	}
	return f
}

// The two ways a filter form asks for absence; in the address both are "null".
const (
	isEmpty  = "empty"
	isFilled = "filled"
)

// apply takes over what a filter form says. Ranges keep their other end.
func (l *listing) apply(field, operator string, values []string) {
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) == "" })
	f := content.Filter{Field: field, Operator: content.Operator(operator), Values: values}
	switch operator {
	case isEmpty:
		f.Operator, f.Values = content.Null, []string{"true"}
	case isFilled:
		f.Operator, f.Values = content.Null, []string{"false"}
	}
	ranged := func(o content.Operator) bool {
		return slices.Contains([]content.Operator{content.Gt, content.Gte, content.Lt, content.Lte}, o)
	}
	l.filters = slices.DeleteFunc(l.filters, func(old content.Filter) bool {
		return old.Field == field && (old.Operator == f.Operator || !ranged(old.Operator) || !ranged(f.Operator))
	})
	if len(f.Values) > 0 {
		l.filters = append(l.filters, f)
	}
	l.open, l.cursor, l.page = "", "", 1
}

// values writes the address back.
func (l listing) values() url.Values {
	out := url.Values{}
	set := func(name, value string) {
		if value != "" {
			out.Set(name, value)
		}
	}
	if l.named {
		out.Set(link.ViewParameter, l.view)
	}
	set("search", l.search)
	set("status", string(l.status))
	set("sort", l.sort)
	set("cursor", l.cursor)
	set("fields", strings.Join(l.fields, ","))
	set(openParameter, l.open)
	if l.limit > 0 {
		set("limit", strconv.Itoa(l.limit))
	}
	if l.page > 1 {
		set(pageParameter, strconv.Itoa(l.page))
	}
	for _, f := range l.filters {
		name := f.Field
		if f.Operator != content.Eq {
			name += "." + string(f.Operator)
		}
		set(name, strings.Join(f.Values, ","))
	}
	return out
}

// first is the same list from its beginning, with no form open.
func (l listing) first() listing {
	l.cursor, l.page, l.open = "", 1, ""
	return l
}

// bare is the list through the same view, or the trash, asked by nothing.
func (l listing) bare() listing {
	b := listing{view: l.view, named: l.named, through: l.through}
	if l.status == content.TrashStatus {
		b.status = l.status
	}
	return b
}

func (l listing) without(field string, operator content.Operator) listing {
	l = l.first()
	l.filters = slices.DeleteFunc(slices.Clone(l.filters), func(f content.Filter) bool { return f.Field == field && f.Operator == operator })
	return l
}

// carried are the hidden inputs by which a form keeps the rest of the address.
func (l listing) carried() []component.Hidden {
	l = l.first()
	l.search = ""
	values := l.values()
	var out []component.Hidden
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, component.Hidden{Name: name, Value: values.Get(name)})
	}
	return out
}

// narrows reports whether the list shows less than everything.
func (l listing) narrows() bool {
	return l.search != "" || len(l.filters) > 0 || l.status != "" && l.status != content.TrashStatus
}

// mostCounted is where counting for a list stops; behind it the page says 1,000+.
const mostCounted = 1000

// query is what the store is asked. A day stands for all of its moments.
func (l listing) query(c *schema.Collection, zone *time.Location) content.Query {
	q := content.Query{
		View: l.through, Search: l.search, Status: l.status, Cursor: l.cursor, Limit: l.limit, Total: true, TotalCap: mostCounted, Zone: zone, Sort: l.order(),
	}
	for _, f := range l.filters {
		q.Filters = append(q.Filters, wholeDays(c, f)...)
	}
	return q
}

func (l listing) order() []schema.SortKey {
	var keys []schema.SortKey
	for term := range strings.SplitSeq(l.sort, ",") {
		name, descending := strings.CutPrefix(term, "-")
		if name != "" {
			keys = append(keys, schema.SortKey{Field: name, Descending: descending})
		}
	}
	return keys
}

func wholeDays(c *schema.Collection, f content.Filter) []content.Filter {
	if !moment(c, f.Field) || len(f.Values) != 1 {
		return []content.Filter{f}
	}
	day, err := time.Parse(time.DateOnly, f.Values[0])
	if err != nil {
		return []content.Filter{f}
	}
	next := day.AddDate(0, 0, 1).Format(time.DateOnly)
	with := func(o content.Operator, value string) content.Filter {
		return content.Filter{Field: f.Field, Operator: o, Values: []string{value}}
	}
	switch f.Operator {
	case content.Eq:
		return []content.Filter{with(content.Gte, f.Values[0]), with(content.Lt, next)}
	case content.Gt:
		return []content.Filter{with(content.Gte, next)}
	case content.Lte:
		return []content.Filter{with(content.Lt, next)}
	default:
		return []content.Filter{f}
	}
}

// moment reports whether the field holds points in time.
func moment(c *schema.Collection, name string) bool {
	if f, ok := c.Field(name); ok {
		return f.Type == schema.TypeDatetime
	}
	return slices.Contains([]string{"createdAt", "updatedAt", "publishedAt"}, name)
}
