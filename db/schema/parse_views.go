package schema

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

func (d *declaration) views() {
	pair, ok := d.keys["views"]
	if !ok {
		return
	}
	if d.c.Singleton {
		d.Say(pair.At, "Delete it", "%s is a singleton, which has no views", d.what())
		return
	}
	pairs, _ := d.Mapping(pair.Value, d.of("views"), nil)
	for _, p := range pairs {
		d.name(p, "a view", actionName, nil)
		d.view(p)
	}
}

func (d *declaration) view(pair Pair) {
	what := fmt.Sprintf("view %q of %s", pair.Key, d.what())
	v := View{Name: pair.Key, Label: humanize(pair.Key)}
	pairs, ok := d.Mapping(pair.Value, what, []string{"label", "fields", "access", "filterable", "sortable", "searchable", "sort", "default"})
	if !ok {
		return
	}
	keys := keyed(pairs)
	if p, ok := keys["label"]; ok {
		if label, ok := d.Text(p.Value, "label of "+what); ok {
			v.Label = label
		}
	}
	if p, ok := keys["fields"]; ok {
		before := len(d.Mistakes)
		if v.Fields, _ = d.fieldNames(p.Value, "fields of "+what); len(v.Fields) == 0 && len(d.Mistakes) == before {
			d.Say(p.Value, "Name at least one", "fields of %s is empty", what)
		}
	} else {
		d.Say(pair.At, "Add fields: ["+firstOf(d.c.Fields.Names())+"]", "%s has no fields", what)
	}
	if p, ok := keys["access"]; ok {
		v.Access = d.rule(p.Value, "access to "+what, 0)
	}
	if p, ok := keys["filterable"]; ok {
		v.Filterable = d.shown(p.Value, "filterable of "+what, &v, SystemFields())
	}
	if p, ok := keys["searchable"]; ok {
		v.Searchable = d.shown(p.Value, "searchable of "+what, &v, nil)
		d.searched(p.Value, "searchable of "+what)
	}
	if p, ok := keys["sortable"]; ok {
		v.Sortable = []string{}
		items, _ := d.Items(p.Value, "sortable of "+what)
		for _, item := range items {
			if d.sortable(item.Text, item.At, "sortable of "+what) && d.ordered(&v, item.Text, item.At, "sortable of "+what) {
				v.Sortable = append(v.Sortable, item.Text)
			}
		}
	}
	if p, ok := keys["sort"]; ok {
		v.Sort = d.sortKeys(p.Value, "sort of "+what)
		for _, key := range v.Sort {
			d.ordered(&v, key.Field, p.Value, "sort of "+what)
		}
	}
	if p, ok := keys["default"]; ok {
		v.Default, _ = d.Bool(p.Value, "default of "+what)
		if v.Default && d.c.DefaultView() != nil {
			d.Say(p.At, "Keep one", "%s is a second default view beside %q", what, d.c.DefaultView().Name)
		}
	}
	d.c.Views = append(d.c.Views, v)
}

// shown reads fields that the view shows, or any of the others.
func (d *declaration) shown(node ast.Node, what string, v *View, others []string) []string {
	names := []string{}
	items, _ := d.Items(node, what)
	for _, item := range items {
		_, found := d.c.Field(item.Text)
		switch {
		case contains(others, item.Text):
			names = append(names, item.Text)
		case !found:
			d.Say(item.At, Suggest(item.Text, d.c.Fields.Names()), "%s names the field %q, which does not exist", what, item.Text)
		case d.inView(v, item, what):
			names = append(names, item.Text)
		}
	}
	return names
}

// searched notes fields that no search looks into.
func (d *declaration) searched(node ast.Node, what string) {
	before := len(d.Mistakes)
	items, _ := d.Items(node, what)
	d.Mistakes = d.Mistakes[:before] // shown has said it
	for _, item := range items {
		f, found := d.c.Field(item.Text)
		if found && f.Mask == nil && !slices.Contains(d.c.SearchFields(), f) {
			d.Say(item.At, "Add search: true to the field", "%s names %q, which the search does not look into", what, item.Text)
		}
	}
}

// inView notes a declared field that the view hides: asking by it would tell
// what it holds. A card may be filtered by tags that it does not show, so only
// fields that are masked count.
func (d *declaration) inView(v *View, item Item, what string) bool {
	f, found := d.c.Field(item.Text)
	if found && f.Mask != nil && !v.Has(item.Text) {
		d.Say(item.At, "Add it to the view's fields, or leave it out here", "%s names %q, which is masked and not in the view", what, item.Text)
		return false
	}
	return true
}

// ordered notes an order by a field that the view hides: cursors carry the values
// they continue from.
func (d *declaration) ordered(v *View, name string, at ast.Node, what string) bool {
	if _, declared := d.c.Field(name); declared && !v.Has(name) {
		d.Say(at, "Add it to the view's fields, or choose another order", "%s names %q, which is not in the view", what, name)
		return false
	}
	return true
}

func firstOf(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}
