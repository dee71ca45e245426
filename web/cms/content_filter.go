package cms

import (
	"context"
	"slices"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
)

// narrowing turns the filters of an address into words and forms.
type narrowing struct {
	p     *Pages
	scope access.Scope
	c     *schema.Collection
	may   content.Permissions
	view  *schema.View   // nil for whole entries
	asks  content.Asking // what the list may be asked by
	spare string         // the column that gives way to the others; "" for none
	to    link.Organization
}

// filterNames are the fields a person is offered, declared ones first.
func (n narrowing) names() []string {
	var names []string
	for _, name := range append(n.c.Fields.Names(), "createdAt", "updatedAt", "publishedAt", "createdBy", "updatedBy") {
		if _, ok := n.asks.Filters[name]; ok {
			names = append(names, name)
		}
	}
	return names
}

func (n narrowing) label(name string) string {
	if f, ok := n.c.Field(name); ok {
		return f.Label
	}
	return page.SystemLabel(name)
}

// kind is the sort of values a filter compares with.
func (n narrowing) kind(name string) string {
	f, ok := n.c.Field(name)
	switch {
	case !ok && moment(n.c, name):
		return "time"
	case !ok && strings.HasSuffix(name, "By"):
		return "choice"
	case !ok:
		return "text"
	}
	switch f.Type {
	case schema.TypeSelect, schema.TypeMultiselect, schema.TypeRelation, schema.TypeBoolean:
		return "choice"
	case schema.TypeNumber:
		return "number"
	case schema.TypeDate, schema.TypeDatetime:
		return "time"
	}
	return "text"
}

// chips says each filter in words, with the address of the list without it.
func (n narrowing) chips(ctx context.Context, l listing, at func(listing) string) ([]page.ContentChip, error) {
	chips := make([]page.ContentChip, 0, len(l.filters))
	for _, f := range l.filters {
		shown := slices.Clone(f.Values)
		if n.kind(f.Field) == "choice" && f.Operator != content.Null {
			options, err := n.options(ctx, f.Field, f.Values, false)
			if err != nil {
				return nil, err
			}
			for i, v := range shown {
				for _, o := range options {
					if o.Value == v {
						shown[i] = o.Label
					}
				}
			}
		}
		chips = append(chips, page.ContentChip{
			Label:  n.label(f.Field),
			Value:  page.FilterValue(string(f.Operator), n.kind(f.Field), strings.Join(shown, ", ")),
			Remove: at(l.without(f.Field, f.Operator)),
		})
	}
	return chips, nil
}

// words is the whole filter as the second half of a sentence.
func (n narrowing) words(l listing, chips []page.ContentChip) string {
	var parts []string
	if l.search != "" {
		parts = append(parts, page.SearchWords(l.search))
	}
	if l.status != "" && l.status != content.TrashStatus {
		parts = append(parts, page.StatusWords(string(l.status)))
	}
	for _, c := range chips {
		parts = append(parts, c.Label+": "+c.Value)
	}
	return strings.Join(parts, ", ")
}

func (n narrowing) offers(l listing, at func(listing) string) []page.ContentOffer {
	var offers []page.ContentOffer
	for _, name := range n.names() {
		asked := l.first()
		asked.open = name
		offers = append(offers, page.ContentOffer{Label: n.label(name), Href: at(asked)})
	}
	return offers
}

// form is the form of one filter, filled with what the address says of it.
func (n narrowing) form(ctx context.Context, l listing, at func(listing) string) (*page.ContentFilter, error) {
	if _, ok := n.asks.Filters[l.open]; !ok {
		return nil, nil
	}
	kind := n.kind(l.open)
	form := &page.ContentFilter{Field: l.open, Label: n.label(l.open), Cancel: at(l.first())}
	var old content.Filter
	for _, f := range l.filters {
		if f.Field == l.open {
			old = f
		}
	}
	for _, o := range n.operators(l.open, kind) {
		chosen := o == string(old.Operator) ||
			old.Operator == content.Null && (o == isEmpty && old.Values[0] == "true" || o == isFilled && old.Values[0] == "false")
		form.Operators = append(form.Operators, component.Option{Value: o, Label: page.OperatorWords(o, kind), Chosen: chosen})
	}
	if f, ok := n.c.Field(l.open); ok && f.Type == schema.TypeJSON {
		return form, nil
	}
	switch kind {
	case "choice":
		options, err := n.options(ctx, l.open, old.Values, true)
		if err != nil {
			return nil, err
		}
		for i := range options {
			options[i].Chosen = old.Operator != content.Null && slices.Contains(old.Values, options[i].Value)
		}
		form.Options = options
		return form, nil
	case "time":
		form.Type = "date"
	case "number":
		form.Type = "number"
	default:
		form.Type = "text"
	}
	if len(old.Values) > 0 && old.Operator != content.Null {
		form.Value = strings.Join(old.Values, ",")
	}
	return form, nil
}

// operators are those a form offers: few, in the order people think of them.
func (n narrowing) operators(name, kind string) []string {
	allowed := n.asks.Filters[name]
	wanted := []string{"like", "eq", "ne"}
	switch f, ok := n.c.Field(name); {
	case ok && f.Type == schema.TypeBoolean:
		wanted = []string{"eq"}
	case ok && f.Plural() && kind == "text":
		wanted = []string{"in", "notIn"}
	case kind == "choice":
		wanted = []string{"in", "notIn"}
	case kind == "time":
		wanted = []string{"gte", "lte", "eq"}
	case kind == "number":
		wanted = []string{"gte", "lte", "gt", "lt", "eq", "ne"}
	}
	offered := slices.DeleteFunc(wanted, func(o string) bool { return !slices.Contains(allowed, o) })
	if slices.Contains(allowed, "null") {
		offered = append(offered, isEmpty, isFilled)
	}
	return offered
}

// options are what a choice offers, the chosen ones always among them; without
// all, of a relation only those.
func (n narrowing) options(ctx context.Context, name string, chosen []string, all bool) ([]component.Option, error) {
	f, ok := n.c.Field(name)
	switch {
	case !ok:
		names, err := n.p.people(ctx, n.scope)
		if err != nil {
			return nil, err
		}
		var options []component.Option
		for id, text := range names {
			options = append(options, component.Option{Value: id, Label: text})
		}
		slices.SortFunc(options, func(a, b component.Option) int { return strings.Compare(a.Label, b.Label) })
		return options, nil
	case f.Type == schema.TypeBoolean:
		return []component.Option{{Value: "true", Label: page.Yes}, {Value: "false", Label: page.No}}, nil
	case f.Type == schema.TypeRelation:
		return n.related(ctx, f, chosen, all)
	}
	options := make([]component.Option, len(f.Options))
	for i, o := range f.Options {
		options[i] = component.Option{Value: o.Value, Label: o.Label}
	}
	return options, nil
}

func (n narrowing) related(ctx context.Context, f *schema.Field, chosen []string, all bool) ([]component.Option, error) {
	labels, err := n.p.Content.Labels(ctx, n.scope, f.To, chosen)
	if err != nil {
		return nil, err
	}
	var options []component.Option
	for _, id := range chosen {
		if choice, ok := labels[id]; ok {
			options = append(options, component.Option{Value: id, Label: choice.Label})
		}
	}
	if !all {
		return options, nil
	}
	choices, err := n.p.Content.Choices(ctx, n.scope, n.c.Name, f.Name, "", content.MaxLimit)
	if err != nil {
		return nil, err
	}
	for _, choice := range choices {
		if !slices.Contains(chosen, choice.ID) {
			options = append(options, component.Option{Value: choice.ID, Label: choice.Label})
		}
	}
	return options, nil
}
