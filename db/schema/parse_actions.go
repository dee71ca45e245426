package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

// CtxNow is the moment of the action, in an assignment.
const CtxNow = "$ctx.now"

var actionKeys = []string{"label", "description", "icon", "access", "input", "set", "transition", "confirm", "destructive", "standalone", "webhook"}

func (d *declaration) actions() {
	pair, ok := d.keys["actions"]
	if !ok {
		return
	}
	pairs, _ := d.Mapping(pair.Value, d.of("actions"), nil)
	for _, p := range pairs {
		d.name(p, "an action", actionName, slices.Concat(reservedActions, BuiltInActions()))
		d.action(p)
	}
}

func (d *declaration) action(pair Pair) {
	what := fmt.Sprintf("action %q of %s", pair.Key, d.what())
	d.actionAt[pair.Key] = pair.At
	a := Action{Name: pair.Key, Label: humanize(pair.Key)}
	pairs, ok := d.Mapping(pair.Value, what, actionKeys)
	if !ok {
		d.c.Actions = append(d.c.Actions, a)
		return
	}
	keys := keyed(pairs)
	for key, into := range map[string]*string{"label": &a.Label, "description": &a.Description, "icon": &a.Icon, "confirm": &a.Confirm, "webhook": &a.Webhook} {
		if p, ok := keys[key]; ok {
			if s, ok := d.Text(p.Value, key+" of "+what); ok {
				*into = s
			}
		}
	}
	for key, into := range map[string]*bool{"destructive": &a.Destructive, "standalone": &a.Standalone} {
		if p, ok := keys[key]; ok {
			*into, _ = d.Bool(p.Value, key+" of "+what)
		}
	}
	if p, ok := keys["access"]; ok {
		a.Access = d.rule(p.Value, "access to "+what, 0)
		d.installation(a.Access, p.Value, "access to "+what)
	} else {
		d.Say(pair.At, "Add access: {roles: [editor+]}", "%s has no access, so nobody could use it", what)
	}
	if p, ok := keys["input"]; ok {
		inputs, _ := d.Mapping(p.Value, "input of "+what, nil)
		a.Input = d.readFields(inputs, what, []string{"revision"}, true)
	}
	if p, ok := keys["set"]; ok {
		d.assignments(&a, p, "set of "+what)
	}
	if p, ok := keys["transition"]; ok {
		a.Transition = d.transition(p.Value, "transition of "+what)
	}
	if a.Standalone && a.Access != nil && speaksOfRecord(*a.Access) {
		d.Say(keys["access"].Value, "Delete record, or delete standalone", "access to %s has a record condition, but it is standalone: there is no entry to compare", what)
	}
	for _, key := range []string{"set", "transition"} {
		if p, ok := keys[key]; ok && a.Standalone {
			d.Say(p.At, "Delete it, or delete standalone", "%s is standalone: there is no entry for %s", what, key)
		}
	}
	d.c.Actions = append(d.c.Actions, a)
}

func speaksOfRecord(r access.Rule) bool {
	return len(r.Record) > 0 || slices.ContainsFunc(append(slices.Clone(r.Or), r.And...), speaksOfRecord)
}

// writes are the fields the action changes.
func (a *Action) writes() []string {
	var names []string
	for _, set := range a.Set {
		names = append(names, set.Field)
	}
	if a.Transition != nil && a.Transition.Field != "" {
		names = append(names, a.Transition.Field)
	}
	return names
}

func (d *declaration) assignments(a *Action, pair Pair, what string) {
	pairs, _ := d.Mapping(pair.Value, what, nil)
	for _, p := range pairs {
		f, found := d.c.Field(p.Key)
		if !found {
			d.Say(p.At, Suggest(p.Key, d.c.Fields.Names()), "%s names the field %q, which does not exist", what, p.Key)
			continue
		}
		given, ok := plain(p.Value)
		text, _ := given.(string)
		set := Assignment{Field: p.Key}
		switch {
		case strings.HasPrefix(text, "$input."):
			set.Input = strings.TrimPrefix(text, "$input.")
			switch input, found := a.Input.Get(set.Input); {
			case !found:
				d.Say(p.Value, Suggest(set.Input, a.Input.Names()), "%s takes the input %q, which the action does not have", what, set.Input)
			case !d.unsure[f.Name] && !input.fills(f):
				d.Say(p.Value, "Give both the same type", "%s fills %q, of type %s, with the input %q, of type %s", what, f.Name, f.Type, input.Name, input.Type)
			}
		case strings.HasPrefix(text, "$"):
			set.Context = text
			d.contextValue(f, text, p.Value, p.Key+" in "+what, append(access.ContextValues(), CtxNow))
		default:
			set.Value = d.constant(f, given, ok, p.Value, what)
		}
		a.Set = append(a.Set, set)
	}
}

// fills reports whether a value of the field can be one of the other.
func (f *Field) fills(other *Field) bool {
	written := func(t string) bool {
		return contains([]string{TypeText, TypeTextarea, TypeMarkdown, TypeSlug, TypeEmail, TypeURL, TypeSelect, TypeDate, TypeDatetime}, t)
	}
	listed := func(t string) bool { return contains([]string{TypeTags, TypeMultiselect}, t) }
	switch {
	case f.Type == TypeRelation || other.Type == TypeRelation:
		return f.Type == other.Type && f.To == other.To && f.Many == other.Many || !f.Plural() && !other.Plural() && written(f.Type)
	case f.Type == other.Type, other.Type == TypeJSON, written(f.Type) && written(other.Type):
		return true
	}
	return listed(f.Type) && listed(other.Type)
}

func (d *declaration) constant(f *Field, given any, ok bool, at ast.Node, what string) any {
	value, problems := f.Normalize(given)
	if ok && len(problems) == 0 {
		problems = f.Check(value)
	}
	if !ok || len(problems) > 0 {
		d.Say(at, "Write a value that the field may have, $ctx.userId, $ctx.now or $input.name", "%s gives %q a value it may not have", what, f.Name)
	}
	return value
}

func (d *declaration) transition(node ast.Node, what string) *Transition {
	t := &Transition{}
	pairs, ok := d.Mapping(node, what, []string{"field", "from", "to"})
	if !ok {
		return t
	}
	keys := keyed(pairs)
	for _, key := range []string{"field", "from", "to"} {
		if _, given := keys[key]; !given {
			d.Say(node, "Write {field: stage, from: [idea], to: done}", "%s has no %q", what, key)
			return t
		}
	}
	if t.Field, ok = d.Text(keys["field"].Value, "field of "+what); !ok {
		return t
	}
	f, found := d.c.Field(t.Field)
	if !found {
		d.Say(keys["field"].Value, Suggest(t.Field, d.c.Fields.Names()), "%s names the field %q, which does not exist", what, t.Field)
		return t
	}
	if f.Type != TypeSelect {
		if d.unsure[f.Name] {
			return t
		}
		d.Say(keys["field"].Value, "Choose a field of type select", "%s moves %q, which is of type %s", what, t.Field, f.Type)
		return t
	}
	states := f.optionValues()
	if t.To, ok = d.Text(keys["to"].Value, "to of "+what); ok && !contains(states, t.To) {
		d.Say(keys["to"].Value, Suggest(t.To, states), "%s leads to %q, which is no option of %q", what, t.To, t.Field)
	}
	items, ok := d.Items(keys["from"].Value, "from of "+what)
	if ok && len(items) == 0 {
		d.Say(keys["from"].Value, "Name at least one state", "%s starts nowhere, so it could never be made", what)
	}
	for _, item := range items {
		switch {
		case !contains(states, item.Text):
			d.Say(item.At, Suggest(item.Text, states), "%s starts at %q, which is no option of %q", what, item.Text, t.Field)
		case item.Text == t.To:
			d.Say(item.At, "Delete it", "%s leads from %q to itself", what, item.Text)
		}
		t.From = append(t.From, item.Text)
	}
	return t
}
