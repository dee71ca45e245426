package cms

import (
	"context"
	"slices"
	"time"

	"gatehouse/db/content"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
)

// heads are the columns with the addresses that sort by them.
func (n narrowing) heads(l listing, cols []string, at func(listing) string) []component.Column {
	keys := l.order()
	if keys == nil {
		keys = n.asks.Sort
	}
	head := func(name, label string) component.Column {
		col := component.Column{Label: label, Spare: name == n.spare}
		f, declared := n.c.Field(name)
		if declared {
			col.Numeric = page.Numeric(f.Type)
		} else {
			col.Numeric = moment(n.c, name)
		}
		if !slices.Contains(n.asks.Sorts, name) {
			return col
		}
		other := l.first()
		other.sort = name
		if col.Numeric {
			other.sort = "-" + name // newest and largest first
		}
		if len(keys) > 0 && keys[0].Field == name {
			col.Sorted, other.sort = "ascending", "-"+name
			if keys[0].Descending {
				col.Sorted, other.sort = "descending", name
			}
		}
		col.Href = at(other)
		return col
	}
	title := component.Column{Label: n.c.Singular}
	if f := n.title(); f != nil {
		title = head(f.Name, f.Label)
	}
	heads := []component.Column{title}
	for _, name := range cols {
		heads = append(heads, head(name, n.label(name)))
	}
	return append(heads, component.Column{Label: page.Actions, Hide: true})
}

// rows are the entries as the list shows them; relations cost one query for each
// collection they lead to.
func (n narrowing) rows(ctx context.Context, found content.Page, cols []string, _ string) ([]page.ContentRow, error) {
	var relations []string
	named := false
	for _, name := range cols {
		if f, ok := n.c.Field(name); ok && f.Type == schema.TypeRelation {
			relations = append(relations, name)
		}
		named = named || name == "createdBy" || name == "updatedBy"
	}
	labels := map[string]content.Choice{}
	var err error
	if len(relations) > 0 && len(found.Entries) > 0 {
		if labels, err = n.p.Content.Related(ctx, n.scope, n.c.Name, found.Entries, relations); err != nil {
			return nil, err
		}
	}
	var names people
	if named {
		if names, err = n.p.people(ctx, n.scope); err != nil {
			return nil, err
		}
	}
	now := clock(n.scope)
	rows := make([]page.ContentRow, len(found.Entries))
	for i, e := range found.Entries {
		rows[i] = n.row(e, cols, labels, names, now)
	}
	return rows, nil
}

func (n narrowing) row(e content.Entry, cols []string, labels map[string]content.Choice, names people, now time.Time) page.ContentRow {
	row := page.ContentRow{ID: e.ID, Href: n.to.Entry(n.c.Name, e.ID), Title: title(e, n.scope), Menu: n.menu(e)}
	if !n.may.Get {
		row.Href, row.Menu.Edit = "", ""
	}
	show := e.Show(n.scope)
	if f := n.title(); f != nil && f.Name != n.c.Display {
		row.Title = page.TitleOf(fieldCell(f, f.Shown(e.Value(f.Name), show(f)), labels, now))
	}
	for i := range n.c.Fields {
		if f := &n.c.Fields[i]; f.Type == schema.TypeSlug {
			if slug, _ := f.Shown(e.Value(f.Name), show(f)).(string); slug != "" {
				row.Detail = "/" + slug
				break
			}
		}
	}
	for _, name := range cols {
		cell := page.Cell{Label: n.label(name), Type: "text"}
		f, declared := n.c.Field(name)
		switch {
		case declared:
			cell = fieldCell(f, f.Shown(e.Value(name), show(f)), labels, now)
		case name == "status":
			cell.Type, cell.State = "status", page.StatusOf(e.Live(), e.Changed(), e.Archived())
		case name == "createdBy":
			cell.Type, cell.Person = "person", names.person(e.CreatedBy)
		case name == "updatedBy":
			cell.Type, cell.Person = "person", names.person(e.UpdatedBy)
		default:
			at := map[string]model.Time{"createdAt": e.CreatedAt, "updatedAt": e.UpdatedAt, "publishedAt": e.PublishedAt}[name]
			cell.Type, cell.At, cell.Spare = "moment", at.Std().In(now.Location()), name == n.spare
			cell.Texts = []string{page.Ago(cell.At, now)}
			if at.IsZero() {
				cell.At = time.Time{}
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// fieldCell is one declared field as a list shows it.
func fieldCell(f *schema.Field, value any, labels map[string]content.Choice, now time.Time) page.Cell {
	cell := page.Cell{Label: f.Label, Type: f.Type, Many: f.Plural(), Texts: f.Format(value, schema.ParseContext{Zone: now.Location()})}
	switch f.Type {
	case schema.TypeRelation:
		var shown []string
		for _, id := range cell.Texts {
			if choice, ok := labels[id]; ok {
				shown = append(shown, choice.Label)
			}
		}
		cell.Texts = shown
	case schema.TypeSelect, schema.TypeMultiselect:
		for i, v := range cell.Texts {
			if o, ok := f.Option(v); ok {
				cell.Texts[i] = o.Label
			}
		}
	case schema.TypeDate:
		if s, ok := value.(string); ok {
			if day, err := time.Parse(time.DateOnly, s); err == nil {
				cell.Texts = []string{page.Day(day, now)}
			}
		}
	case schema.TypeDatetime:
		if s, ok := value.(string); ok {
			if at, err := time.Parse(model.Layout, s); err == nil {
				cell.At = at.In(now.Location())
				cell.Texts = []string{page.Clock(at, now)}
			}
		}
	}
	return cell
}

func (n narrowing) menu(e content.Entry) page.ContentMenu {
	name, to := n.c.Name, n.to
	m := page.ContentMenu{Edit: to.Entry(name, e.ID), Changed: e.Changed()}
	if e.Draft && n.may.Get {
		m.History = to.Revisions(name, e.ID)
	}
	if e.May.Publish && (!e.Live() || e.Changed()) {
		m.Publish = to.Publication(name, e.ID)
	}
	if e.May.Unpublish {
		m.Unpublish = to.PublicationRemoval(name, e.ID)
	}
	if e.May.Delete {
		m.Trash = to.Trash(name, e.ID)
	}
	if e.May.Restore {
		m.Restore, m.Remove = to.TrashRemoval(name, e.ID), to.Removal(name, e.ID)
	}
	return m
}
