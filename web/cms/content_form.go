package cms

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
)

// The form's own inputs; fields can never be called so.
const (
	doField     = "_do"    // save, publish, untrash, copy
	findField   = "_find"  // the relation whose search button was pressed
	askPrefix   = "_ask."  // what is searched for in a relation
	entryField  = "_entry" // the entry a field is checked for
	chosePrefix = "_keep." // of a conflict: theirs or mine
	minePrefix  = "_mine." // of a conflict: the sender's value; alone, the names of the fields
	onceField   = "_once"  // what tells one form for a new entry from the next
	baseField   = "_base"  // of a conflict: the revision the sender began with
)

// askedPrefix stands before the names of an action's inputs where they must not be
// mistaken for an entry's fields.
const askedPrefix = "asked."

// How many entries a relation offers: all of a few without a search, or the first
// that a search finds.
const (
	suggestions = 6
	findings    = 20
)

// entryForm draws the form of an entry out of strings: those of the saved values,
// or those somebody sent.
type entryForm struct {
	p        *Pages
	scope    access.Scope
	c        *schema.Collection
	e        content.Entry // zero for a new one
	strings  url.Values
	refused  *fault.Fault
	readOnly bool
	asking   bool   // it is an action's input, not an entry
	unsaved  bool   // strings are not what is saved
	kept     string // when a form that came back was written
}

// savedStrings are an entry's values as its form holds them.
func savedStrings(scope access.Scope, c *schema.Collection, values schema.Values) url.Values {
	return c.Fields.EncodeForm(values, schema.ParseContext{Zone: zone(scope)})
}

func (f entryForm) operation() schema.Operation {
	if f.e.ID == "" && !f.c.Singleton {
		return schema.Create
	}
	return schema.Update
}

// columns are the fields to write in, and those beside them.
func (f entryForm) columns(ctx context.Context) (main, side []page.EntryField, err error) {
	for i := range f.c.Fields {
		field, err := f.field(ctx, &f.c.Fields[i])
		if err != nil {
			return nil, nil, err
		}
		if aside(f.c.Fields[i].Type) {
			side = append(side, field)
		} else {
			main = append(main, field)
		}
	}
	return main, side, nil
}

// aside says which types stand in the side column.
func aside(kind string) bool {
	switch kind {
	case schema.TypeSlug, schema.TypeBoolean, schema.TypeDate, schema.TypeDatetime, schema.TypeSelect,
		schema.TypeMultiselect, schema.TypeTags, schema.TypeRelation:
		return true
	}
	return false
}

// plain reports whether the field is shown instead of offered: the person may
// not write it, or sees only its mask, which must not be saved over the value.
func (f entryForm) plain(field *schema.Field) bool {
	masked := f.e.ID != "" && f.e.Show(f.scope)(field) == schema.Masked
	return f.readOnly || masked || !f.c.Writable(f.operation(), field.Name)
}

func (f entryForm) field(ctx context.Context, field *schema.Field) (page.EntryField, error) {
	given := f.strings[field.Name]
	v := page.EntryField{Type: field.Type, Headline: field.Name == f.c.Display && field.Type == schema.TypeText}
	v.Field = component.Field{
		Name: field.Name, Label: field.Label, Help: field.Help, Required: field.Required,
		Problem: page.About(f.refused, field.Name, field.Label),
	}
	if len(given) > 0 {
		v.Value = given[0]
	}
	if f.plain(field) {
		return f.plainField(ctx, v, field)
	}
	to := in(f.scope)
	if f.asking { // judged when it is sent; the page may hold a field of an entry by that name
		v.Part = askedPrefix
		v.ID, v.Headline = component.FieldID(askedPrefix+field.Name), false
	} else {
		v.Check = to.FieldCheck(f.c.Name, field.Name)
	}
	switch field.Type {
	case schema.TypeMarkdown:
		if f.asking {
			break
		}
		v.Preview = link.With(to.Preview(f.c.Name), url.Values{"field": {field.Name}})
	case schema.TypeSlug:
		v.From, v.Before = field.From, "/"
		if f.asking && v.From != "" {
			v.From = askedPrefix + v.From
		}
		v.Locked = !f.e.FirstPublishedAt.IsZero() && v.Value != ""
	case schema.TypeNumber:
		v.Step, v.Least, v.Greatest = numberLimits(field)
	case schema.TypeBoolean:
		v.On = v.Value == "true"
	case schema.TypeDatetime:
		v.Zone = zone(f.scope).String()
	case schema.TypeTags:
		v.Value = join(given)
	case schema.TypeSelect, schema.TypeMultiselect:
		v.Options = options(field, given)
	case schema.TypeRelation:
		relation, err := f.relation(ctx, field, given)
		v.Relation = relation
		return v, err
	}
	return v, nil
}

func join(items []string) string {
	text := ""
	for i, item := range items {
		if i > 0 {
			text += ", "
		}
		text += item
	}
	return text
}

func numberLimits(field *schema.Field) (step, least, most string) {
	step = "any"
	if field.Decimals != nil && *field.Decimals == 0 {
		step = "1"
	}
	if field.Min != nil {
		least = strconv.FormatFloat(*field.Min, 'f', -1, 64)
	}
	if field.Max != nil {
		most = strconv.FormatFloat(*field.Max, 'f', -1, 64)
	}
	return step, least, most
}

func options(field *schema.Field, given []string) []component.Option {
	var out []component.Option
	if field.Type == schema.TypeSelect && (!field.Required || len(given) == 0 || given[0] == "") {
		none := page.NoChoice
		if field.Required {
			none = page.ChooseOne
		}
		out = append(out, component.Option{Label: none})
	}
	for _, o := range field.Options {
		out = append(out, component.Option{Value: o.Value, Label: o.Label, Chosen: slices.Contains(given, o.Value)})
	}
	return out
}

// relation is what a relation offers: what is chosen, what was searched for, or
// everything while there is little.
func (f entryForm) relation(ctx context.Context, field *schema.Field, given []string) (component.Relation, error) {
	r := component.Relation{
		Many: field.Many, Query: f.strings.Get(askPrefix + field.Name), Ask: askPrefix + field.Name, Find: field.Name,
		Noun: lower(field.Label),
	}
	if !f.asking {
		r.Search = in(f.scope).Candidates(f.c.Name, field.Name)
	}
	given = slices.DeleteFunc(slices.Clone(given), func(id string) bool { return id == "" })
	labels, err := f.p.Content.Labels(ctx, f.scope, field.To, given)
	if err != nil {
		return r, err
	}
	for _, id := range given {
		o := component.Option{Value: id, Label: page.HiddenEntry, Chosen: true}
		if choice, ok := labels[id]; ok {
			o.Label, o.State = choice.Label, component.State(choice.Status)
		}
		r.Chosen = append(r.Chosen, o)
	}
	most := suggestions
	if r.Query != "" {
		most = findings
	}
	found, err := f.p.Content.Candidates(ctx, f.scope, field.To, r.Query, most+len(given)+1)
	if err != nil {
		return r, err
	}
	if r.Query == "" && len(found) > most+len(given) {
		return r, nil // too many to guess: searching is quicker than reading
	}
	for _, choice := range found {
		if len(r.Found) < most && !slices.Contains(given, choice.ID) && choice.ID != f.e.ID {
			r.Found = append(r.Found, component.Option{Value: choice.ID, Label: choice.Label, State: component.State(choice.Status)})
		}
	}
	return r, nil
}

// plainField is a field that is shown: what was sent for it does not count.
func (f entryForm) plainField(ctx context.Context, v page.EntryField, field *schema.Field) (page.EntryField, error) {
	v.Plain = true
	v.Masked = f.e.ID != "" && f.e.Show(f.scope)(field) == schema.Masked
	switch {
	case v.Masked:
		v.Why = f.why(content.SeeField + field.Name)
	case !f.readOnly:
		v.Why = f.why(content.WriteField + field.Name)
	}
	value := field.Default
	if f.e.Collection != nil {
		value = field.Shown(f.e.Value(field.Name), f.e.Show(f.scope)(field))
	}
	labels := map[string]content.Choice{}
	if ids := field.Format(value, schema.ParseContext{}); field.Type == schema.TypeRelation && len(ids) > 0 {
		var err error
		if labels, err = f.p.Content.Labels(ctx, f.scope, field.To, ids); err != nil {
			return v, err
		}
	}
	v.Cell = fieldCell(field, value, labels, clock(f.scope))
	if text, ok := value.(string); ok {
		v.Prose = text
	}
	return v, nil
}

func (f entryForm) why(operation string) string {
	if f.e.ID == "" {
		return in(f.scope).WhyCollection(f.c.Name, operation)
	}
	return in(f.scope).Why(f.c.Name, f.e.ID, operation)
}

// labels names the inputs for a summary of problems.
func fieldLabels(c *schema.Collection) map[string]string {
	labels := map[string]string{}
	for _, f := range c.Fields {
		labels[f.Name] = f.Label
	}
	return labels
}
