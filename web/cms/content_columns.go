package cms

import (
	"slices"

	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/component"
)

// columnNames are the fields a list may show beside its title.
func (n narrowing) columnNames(may content.Permissions) []string {
	names, title := []string{"status"}, n.title()
	for _, name := range n.asks.Fields {
		if title == nil || name != title.Name {
			names = append(names, name)
		}
	}
	names = append(names, "publishedAt", "createdAt", "createdBy")
	if may.Preview {
		names = append(names, "updatedBy")
	}
	return append(names, "updatedAt")
}

func (n narrowing) columns(l listing, may content.Permissions) []string {
	all := n.columnNames(may)
	if l.fields != nil {
		return slices.DeleteFunc(all, func(name string) bool { return !slices.Contains(l.fields, name) })
	}
	shown := []string{"status", "updatedAt"}
	if dated(n.c) {
		shown = append(shown, "publishedAt")
	}
	return slices.DeleteFunc(all, func(name string) bool {
		f, declared := n.c.Field(name)
		return declared && (!f.List && n.view == nil || f.Type == schema.TypeSlug) || !declared && !slices.Contains(shown, name)
	})
}

// dated says of which collections people ask when an entry appeared: those that
// are written and published.
func dated(c *schema.Collection) bool {
	return c.Rule(schema.Publish) != nil && slices.ContainsFunc(c.Fields, func(f schema.Field) bool { return f.Type == schema.TypeMarkdown && f.Search })
}

func (n narrowing) columnChoices(chosen []string, may content.Permissions) []component.Option {
	var options []component.Option
	for _, name := range n.columnNames(may) {
		options = append(options, component.Option{Value: name, Label: n.label(name), Chosen: slices.Contains(chosen, name)})
	}
	return options
}

// title is the field that stands for an entry in the list: the collection's, or,
// through a view that does not show it, the view's first.
func (n narrowing) title() *schema.Field {
	f := n.c.DisplayField()
	if f != nil && slices.Contains(n.asks.Fields, f.Name) || len(n.asks.Fields) == 0 {
		return f
	}
	f, _ = n.c.Field(n.asks.Fields[0])
	return f
}
