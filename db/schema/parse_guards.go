package schema

import (
	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/fault"
)

func (d *declaration) guards() {
	pair, ok := d.keys["guards"]
	if !ok {
		return
	}
	g, before := &d.c.Guards, len(d.Mistakes)
	pairs, _ := d.MappingLike(pair.Value, d.of("guards"), "lists of fields: {immutable: [slug]}", []string{"createable", "updatable", "immutable", "protected"})
	nodes := map[string]map[string]ast.Node{}
	for _, p := range pairs {
		if p.Key == "protected" {
			d.protected(p, nodes)
			continue
		}
		names, at := d.fieldNames(p.Value, d.of(p.Key+" in guards"))
		nodes[p.Key] = at
		switch p.Key {
		case "createable":
			g.Createable = names
		case "updatable":
			g.Updatable = names
		case "immutable":
			g.Immutable = names
		}
	}
	d.contradictions(nodes)
	if len(d.Mistakes) > before { // what follows from them says nothing new
		return
	}
	named := func(field string, lists ...string) ast.Node {
		for _, list := range lists {
			if at := nodes[list][field]; at != nil {
				return at
			}
		}
		return pair.At
	}
	for _, a := range d.c.Actions {
		if err := d.c.CheckGuards(Act, a.writes(), a.Name); err != nil {
			field := fault.As(err).Params["field"]
			d.Say(named(field, "protected", "immutable"), "Name the action in protected, or take the field out of immutable", "action %q of %s writes %q, but guards never let it", a.Name, d.what(), field)
		}
	}
	for i := range d.c.Fields {
		f := &d.c.Fields[i]
		if f.Required && f.Default == nil && f.From == "" && !d.c.Singleton && !d.c.Writable(Create, f.Name) {
			at := named(f.Name, "protected")
			if lists := keyed(pairs); at == pair.At && lists["createable"].At != nil {
				at = lists["createable"].At
			}
			d.Say(at, "Make it createable, give it a default, or drop required", "field %q of %s is required, but guards let nobody give it", f.Name, d.what())
		}
	}
}

func (d *declaration) protected(p Pair, nodes map[string]map[string]ast.Node) {
	pairs, _ := d.MappingLike(p.Value, d.of("protected in guards"), "the actions of each field: {stage: [advance]}", nil)
	nodes["protected"] = map[string]ast.Node{}
	d.c.Guards.Protected = map[string][]string{}
	actions := BuiltInActions()
	for _, a := range d.c.Actions {
		actions = append(actions, a.Name)
	}
	for _, field := range pairs {
		if _, found := d.c.Field(field.Key); !found {
			d.Say(field.At, Suggest(field.Key, d.c.Fields.Names()), "%s names the field %q, which does not exist", d.of("protected in guards"), field.Key)
			continue
		}
		nodes["protected"][field.Key] = field.At
		by := []string{}
		items, _ := d.Items(field.Value, d.of("protected in guards"))
		for _, item := range items {
			if !contains(actions, item.Text) {
				d.Say(item.At, Suggest(item.Text, actions), "%s names the action %q, which does not exist", d.of("protected in guards"), item.Text)
				continue
			}
			by = append(by, item.Text)
		}
		d.c.Guards.Protected[field.Key] = by
	}
}

// fieldNames reads a list of declared fields.
func (d *declaration) fieldNames(node ast.Node, what string) (names []string, at map[string]ast.Node) {
	names, at = []string{}, map[string]ast.Node{}
	items, _ := d.Items(node, what)
	for _, item := range items {
		if _, found := d.c.Field(item.Text); !found {
			d.Say(item.At, Suggest(item.Text, d.c.Fields.Names()), "%s names the field %q, which does not exist", what, item.Text)
			continue
		}
		names = append(names, item.Text)
		at[item.Text] = item.At
	}
	return names, at
}

// contradictions are fields in two lists that exclude each other.
func (d *declaration) contradictions(nodes map[string]map[string]ast.Node) {
	for _, pair := range [][2]string{{"immutable", "updatable"}, {"protected", "createable"}, {"protected", "updatable"}, {"protected", "immutable"}} {
		for _, f := range d.c.Fields {
			first, second := nodes[pair[0]][f.Name], nodes[pair[1]][f.Name]
			if first != nil && second != nil {
				d.Say(second, "Keep it in one of them", "guards of %s have %q both %s and %s", d.what(), f.Name, pair[0], pair[1])
			}
		}
	}
}
