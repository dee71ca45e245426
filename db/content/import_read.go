package content

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content/sheet"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// reading turns the rows of a sheet into arrivals.
type reading struct {
	c        *schema.Collection
	sheet    *sheet.Sheet
	settings ImportSettings
	context  schema.ParseContext
	columns  map[string]string // by field: the other direction
}

// Importable lists the fields that the scope may bring values for: all but those
// that are always hidden from it.
func Importable(scope access.Scope, c *schema.Collection) []*schema.Field {
	var found []*schema.Field
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Mask == nil || f.Mask.OrOwner || !f.MaskedInQueries(scope) {
			found = append(found, f)
		}
	}
	return found
}

// KeyFields lists by what entries can be found again, beside their id.
func KeyFields(scope access.Scope, c *schema.Collection) []*schema.Field {
	return slices.DeleteFunc(Importable(scope, c), func(f *schema.Field) bool { return !f.Unique || f.MaskedInQueries(scope) })
}

// guess finds the fields that columns are called after, by name, then by label,
// and a key among them. Ids that cannot be ours are no key.
func guess(scope access.Scope, c *schema.Collection, opened *sheet.Sheet) ImportSettings {
	columns, s := opened.Columns, ImportSettings{Columns: map[string]string{}}
	used := map[string]bool{}
	fields := Importable(scope, c)
	take := func(like func(column string, f *schema.Field) bool) {
		for _, column := range columns {
			for _, f := range fields {
				if s.Columns[column] == "" && !used[f.Name] && like(column, f) {
					s.Columns[column], used[f.Name] = f.Name, true
				}
			}
		}
	}
	take(func(column string, f *schema.Field) bool { return column == f.Name })
	for _, own := range []string{ColumnID, ColumnStatus} {
		if slices.Contains(columns, own) && s.Columns[own] == "" {
			s.Columns[own], used[own] = own, true
		}
	}
	take(func(column string, f *schema.Field) bool { return strings.EqualFold(column, f.Name) })
	take(func(column string, f *schema.Field) bool { return strings.EqualFold(column, f.Label) })
	if used[ColumnID] && ours(opened) {
		s.Key = ColumnID
		return s
	}
	for _, slugs := range []bool{true, false} {
		for _, f := range KeyFields(scope, c) {
			if s.Key == "" && used[f.Name] && (f.Type == schema.TypeSlug) == slugs {
				s.Key = f.Name
			}
		}
	}
	return s
}

// ours reports whether the first id of a file could be one of ours.
func ours(opened *sheet.Sheet) bool {
	for row := range opened.Rows() {
		if id := strings.TrimSpace(said(row.Cells[ColumnID])); id != "" {
			return model.IsID(model.EntryID, id)
		}
	}
	return false
}

// read prepares the reading. Fails with VALIDATION_FAILED: option about a column,
// duplicate about two columns for one field, required about a key without a
// column, option about "key" and "publish".
func read(scope access.Scope, c *schema.Collection, s *sheet.Sheet, settings ImportSettings) (*reading, error) {
	m := &reading{c: c, sheet: s, settings: settings, columns: map[string]string{}}
	allowed := []string{ColumnID, ColumnStatus}
	for _, f := range Importable(scope, c) {
		allowed = append(allowed, f.Name)
	}
	var problems []fault.Problem
	for _, column := range s.Columns {
		field := settings.Columns[column]
		switch {
		case field == "":
		case !slices.Contains(allowed, field):
			problems = append(problems, fault.NewProblem(column, fault.ProblemOption, "value", field, "options", strings.Join(allowed, ", ")))
		case m.columns[field] != "":
			problems = append(problems, fault.NewProblem(column, fault.ProblemDuplicate, "value", field))
		default:
			m.columns[field] = column
		}
	}
	for column := range settings.Columns {
		if !slices.Contains(s.Columns, column) {
			problems = append(problems, fault.NewProblem("columns", fault.ProblemOption, "value", column, "options", strings.Join(s.Columns, ", ")))
		}
	}
	keys := []string{"", ColumnID}
	for _, f := range KeyFields(scope, c) {
		keys = append(keys, f.Name)
	}
	switch {
	case !slices.Contains(keys, settings.Key):
		problems = append(problems, fault.NewProblem("key", fault.ProblemOption, "value", settings.Key, "options", strings.Join(keys[1:], ", ")))
	case settings.Key != "" && m.columns[settings.Key] == "":
		problems = append(problems, fault.NewProblem("key", fault.ProblemRequired))
	}
	if publish := []string{PublishNone, PublishAll, PublishAsHas}; !slices.Contains(publish, settings.Publish) {
		problems = append(problems, fault.NewProblem("publish", fault.ProblemOption, "options", strings.Join(publish[1:], ", ")))
	}
	if len(m.columns) == 0 && len(problems) == 0 {
		problems = append(problems, fault.NewProblem("columns", fault.ProblemRequired))
	}
	if zone, err := time.LoadLocation(settings.Zone); err == nil {
		m.context.Zone = zone
	}
	if len(problems) > 0 {
		return nil, fault.InvalidInput(problems...)
	}
	return m, nil
}

func (m *reading) delivery(details map[string]any) delivery {
	return delivery{
		collection: m.c.Name,
		rules:      ArrivalRules{Key: m.settings.Key, CreateMissing: m.settings.CreateMissing, Details: details},
		rows: func(yield func(Arrival) bool) {
			for row := range m.sheet.Rows() {
				if !yield(m.arrival(row)) {
					return
				}
			}
		},
	}
}

// arrival reads one row: the cells of CSV like inputs of a form, those of JSON
// like a body.
func (m *reading) arrival(row sheet.Row) Arrival {
	a := Arrival{Line: row.Line, Values: schema.Values{}, Names: map[string][]string{}, Publish: m.settings.Publish == PublishAll}
	if row.Problem != nil {
		a.Problems = []fault.Problem{*row.Problem}
		return a
	}
	a.Said = func(field string) (column, value string) {
		column = m.columns[field]
		return column, said(row.Cells[column])
	}
	for i := range m.c.Fields {
		f := &m.c.Fields[i]
		cell, given := row.Cells[m.columns[f.Name]]
		if !given || m.columns[f.Name] == "" {
			continue
		}
		a.Problems = append(a.Problems, m.field(&a, f, cell)...)
	}
	if m.settings.Key == ColumnID {
		if id := strings.TrimSpace(said(row.Cells[m.columns[ColumnID]])); id != "" {
			a.Key = id
			if !cleanText(id) {
				a.Problems = append(a.Problems, fault.NewProblem(ColumnID, fault.ProblemText))
			}
		}
	}
	if m.settings.Publish == PublishAsHas {
		a.Publish = said(row.Cells[m.columns[ColumnStatus]]) == "published"
	}
	return a
}

func (m *reading) field(a *Arrival, f *schema.Field, cell any) (problems []fault.Problem) {
	text, isText := cell.(string)
	switch {
	case cell == nil, isText && text == "":
		a.Values[f.Name] = nil
		return nil
	case f.Type == schema.TypeRelation:
		items, ok := itemsOf(cell, m.sheet.Format == sheet.CSV)
		if !ok {
			return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemType, "want", "string")}
		}
		a.Names[f.Name] = items
		return nil
	case m.sheet.Format != sheet.CSV:
		a.Values[f.Name], problems = f.Normalize(cell)
	case f.Plural():
		a.Values[f.Name], problems = f.Parse(options(f, sheet.Split(text)), m.context)
	case f.Type == schema.TypeBoolean:
		a.Values[f.Name], problems = f.Parse([]string{strings.ToLower(text)}, m.context)
	default:
		a.Values[f.Name], problems = f.Parse(options(f, []string{text}), m.context)
	}
	if len(problems) > 0 {
		delete(a.Values, f.Name)
	}
	return problems
}

// options replaces labels of choices by their values.
func options(f *schema.Field, items []string) []string {
	out := make([]string, 0, len(items))
	for _, item := range items {
		out = append(out, option(f, item))
	}
	return out
}

func option(f *schema.Field, item string) string {
	if _, known := f.Option(item); known {
		return item
	}
	for _, o := range f.Options {
		if strings.EqualFold(o.Label, item) {
			return o.Value
		}
	}
	return item
}

func itemsOf(cell any, split bool) (items []string, ok bool) {
	switch v := cell.(type) {
	case string:
		if split {
			return sheet.Split(v), true
		}
		return []string{v}, true
	case []any:
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return nil, false
			}
			items = append(items, s)
		}
		return items, true
	}
	return nil, false
}

// said is a cell as a text.
func said(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(cell)
	if err != nil {
		return ""
	}
	return string(text)
}
