package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

var collectionKeys = []string{"label", "singular", "description", "icon", "group", "display", "singleton", "firewall", "fields",
	"access", "guards", "views", "actions", "sort", "revisions"}

// keptRevisions is how many revisions are kept unless a collection says so.
const keptRevisions = 50

// declaration is a collection while it is being read.
type declaration struct {
	*parser
	c    *Collection
	at   ast.Node
	keys map[string]Pair

	actionAt map[string]ast.Node // where each action is named
}

func (p *parser) collection(pair Pair) *Collection {
	c := &Collection{Name: pair.Key, Revisions: keptRevisions, Access: map[Operation]*access.Rule{}}
	p.name(pair, "a collection", kebabName, reservedCollections)
	d := &declaration{parser: p, c: c, at: pair.At, actionAt: map[string]ast.Node{}}
	p.current = c.Name
	p.fieldKeys, p.unsure = map[string]map[string]Pair{}, map[string]bool{}
	pairs, ok := p.Mapping(pair.Value, d.what(), collectionKeys)
	if !ok {
		return c
	}
	d.keys = keyed(pairs)
	d.texts()
	d.fields()
	d.firewall()
	d.display()
	d.access() // after fields and firewall, whose types rules speak of
	d.actions()
	d.guards()
	d.sort()
	d.views()
	d.secrecy()
	p.warnings.Sort()
	c.Warnings, p.warnings = p.warnings, nil
	return c
}

func (d *declaration) what() string { return fmt.Sprintf("collection %q", d.c.Name) }

// of names a part of the collection.
func (d *declaration) of(part string) string { return part + " of " + d.what() }

func (d *declaration) texts() {
	c := d.c
	c.Label = d.text("label", humanize(c.Name))
	c.Singular = d.text("singular", singular(c.Label))
	c.Description = d.text("description", "")
	c.Icon = d.text("icon", "")
	c.Group = d.text("group", "")
	if pair, ok := d.keys["singleton"]; ok {
		c.Singleton, _ = d.Bool(pair.Value, d.of("singleton"))
	}
	if c.Singleton {
		c.Singular = d.text("singular", c.Label)
	}
	if pair, ok := d.keys["revisions"]; ok {
		if kept, ok := d.Whole(pair.Value, d.of("revisions"), 1, 1000); ok {
			c.Revisions = kept
		}
	}
}

func (d *declaration) text(key, otherwise string) string {
	if pair, ok := d.keys[key]; ok {
		if s, ok := d.Text(pair.Value, d.of(key)); ok {
			return s
		}
	}
	return otherwise
}

func (d *declaration) fields() {
	pair, ok := d.keys["fields"]
	if !ok {
		d.Say(d.at, "Add fields: {title: {type: text}}", "%s has no fields", d.what())
		return
	}
	pairs, ok := d.Mapping(pair.Value, d.of("fields"), nil)
	if ok && len(pairs) == 0 {
		d.Say(pair.At, "Add at least one, for example title: {type: text}", "%s has no fields", d.what())
	}
	reserved := append(SystemFields(), hiddenFields...)
	for _, name := range parameterNames {
		if !contains(reserved, name) {
			reserved = append(reserved, name)
		}
	}
	d.c.Fields = d.readFields(pairs, d.what(), reserved, false)
}

// displayNames are what stands for an entry when a collection does not say.
var displayNames = []string{"title", "name", "label", "headline", "subject", "displayName", "fullName"}

func (d *declaration) display() {
	c := d.c
	if pair, ok := d.keys["display"]; ok {
		name, ok := d.Text(pair.Value, d.of("display"))
		if !ok {
			return
		}
		f, found := c.Field(name)
		switch {
		case !found:
			d.Say(pair.Value, Suggest(name, c.Fields.Names()), "%s is displayed by the field %q, which it does not have", d.what(), name)
		case d.unsure[name]:
		case f.Sort() != SortText:
			d.Say(pair.Value, "Choose a field of type text, slug, email, url or select", "%s cannot be displayed by %q, which is of type %s", d.what(), name, f.Type)
		case f.Mask != nil:
			d.Say(pair.Value, "Choose a field without a mask", "%s cannot be displayed by %q, which is masked", d.what(), name)
		default:
			c.Display = name
		}
		return
	}
	for _, name := range displayNames {
		if f, found := c.Field(name); found && f.Sort() == SortText && f.Mask == nil {
			c.Display = name
			return
		}
	}
	for _, f := range c.Fields.where(func(f *Field) bool { return f.Type == TypeText && f.Mask == nil }) {
		c.Display = f.Name
		return
	}
}

func (d *declaration) sort() {
	d.c.Sort = []SortKey{{Field: "updatedAt", Descending: true}}
	if pair, ok := d.keys["sort"]; ok {
		if keys := d.sortKeys(pair.Value, d.of("sort")); len(keys) > 0 {
			d.c.Sort = keys
		}
	}
}

func (d *declaration) sortKeys(node ast.Node, what string) []SortKey {
	items, _ := d.Items(node, what)
	var keys []SortKey
	for _, item := range items {
		name, descending := strings.CutPrefix(item.Text, "-")
		if slices.ContainsFunc(keys, func(k SortKey) bool { return k.Field == name }) {
			d.Say(item.At, "Keep it once", "%s names %q twice", what, name)
			continue
		}
		if d.sortable(name, item.At, what) {
			keys = append(keys, SortKey{Field: name, Descending: descending})
		}
	}
	return keys
}

func (d *declaration) sortable(name string, at ast.Node, what string) bool {
	f, found := d.c.Field(name)
	switch {
	case contains(SortableSystemFields(), name):
		return true
	case !found:
		d.Say(at, Suggest(name, append(d.c.Fields.Names(), SortableSystemFields()...)), "%s names %q, which is no field", what, name)
	case d.unsure[name]:
	case f.Sort() == SortNone:
		d.Say(at, "Choose a field with one short value", "%s names %q, but a %s field is no order", what, name, f.Type)
	case f.Mask != nil:
		d.Say(at, "An order would tell what the mask hides; choose another field", "%s names %q, which is masked", what, name)
	default:
		return true
	}
	return false
}
