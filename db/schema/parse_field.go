package schema

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// fieldKeys are those that every type of field has.
var fieldKeys = []string{"type", "label", "help", "required", "index", "list", "default", "mask", "filter"}

// inputKeys are those of an action's input.
var inputKeys = []string{"type", "label", "help", "required", "default"}

// storedOnly are settings that mean nothing for an action's input.
var storedOnly = []string{"unique", "search", "from"}

func settingKeys() []string {
	var keys []string
	for _, t := range fieldTypes {
		for _, key := range t.settings {
			if !contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// readFields reads the fields of a collection or, with input, of an action.
func (p *parser) readFields(pairs []Pair, of string, reserved []string, input bool) Fields {
	fields := make(Fields, 0, len(pairs))
	froms := map[string]ast.Node{}
	for _, pair := range pairs {
		p.name(pair, "a field", camelName, reserved)
		r := &fieldReader{parser: p, f: &Field{Name: pair.Key}, what: fmt.Sprintf("field %q of %s", pair.Key, of), froms: froms, input: input}
		r.read(pair, input)
		if !input {
			p.fieldKeys[pair.Key] = r.keys
			p.unsure[pair.Key] = r.kind == nil
			p.maskSecret(r.f, pair, r.keys, r.what)
		}
		fields = append(fields, *r.f)
	}
	for i := range fields {
		if at, ok := froms[fields[i].Name]; ok {
			p.slugSource(fields, &fields[i], at, of)
		}
	}
	return fields
}

func (p *parser) slugSource(fields Fields, slug *Field, at ast.Node, of string) {
	source, found := fields.Get(slug.From)
	switch {
	case !found:
		p.Say(at, Suggest(slug.From, fields.Names()), "field %q of %s is made from %q, which does not exist", slug.Name, of, slug.From)
	case source.Type != TypeText:
		p.Say(at, "Make it from a field of type text", "field %q of %s is made from %q, which is of type %s", slug.Name, of, slug.From, source.Type)
	case source.Mask != nil && slug.Mask == nil:
		p.Say(at, "Mask the slug too, or make it from another field", "field %q of %s would show what %q hides", slug.Name, of, slug.From)
	}
}

type fieldReader struct {
	*parser
	f     *Field
	what  string
	kind  *fieldType
	froms map[string]ast.Node
	keys  map[string]Pair
	input bool // of an action
}

func (r *fieldReader) read(pair Pair, input bool) {
	common := fieldKeys
	if input {
		common = inputKeys
	}
	pairs, ok := r.Mapping(pair.Value, r.what, slices.Concat(common, settingKeys()))
	r.f.Label, r.f.Type = humanize(pair.Key), TypeText
	if !ok {
		return
	}
	r.keys = keyed(pairs)
	if !r.typed(pair) {
		return
	}
	for _, given := range pairs {
		switch {
		case contains(common, given.Key):
		case !contains(r.kind.settings, given.Key):
			r.Say(given.At, "Delete it; "+given.Key+" is for "+typesWith(given.Key), "%s is of type %s, which has no %q", r.what, r.f.Type, given.Key)
			delete(r.keys, given.Key)
		case input && contains(storedOnly, given.Key):
			r.Say(given.At, "Delete it", "%s is an input, which has no %q", r.what, given.Key)
			delete(r.keys, given.Key)
		}
	}
	r.flags()
	r.limits()
	r.choices()
	r.target()
	r.filter()
	r.mask()
	r.defaults() // last: it must fit everything else
}

func typesWith(setting string) string {
	names := ""
	for _, t := range fieldTypes {
		if contains(t.settings, setting) {
			names += ", " + t.name
		}
	}
	return names[2:]
}

func (r *fieldReader) typed(pair Pair) bool {
	given, ok := r.keys["type"]
	if !ok {
		r.Say(pair.At, Suggest("", Types()), "%s has no type", r.what)
		return false
	}
	name, ok := r.Text(given.Value, "type of "+r.what)
	if !ok {
		return false
	}
	if r.kind = typeNamed(name); r.kind == nil {
		r.Say(given.Value, Suggest(name, Types()), "%s is of the type %q, which does not exist", r.what, name)
		return false
	}
	r.f.Type = name
	return true
}

func (r *fieldReader) flags() {
	for key, into := range map[string]*bool{"required": &r.f.Required, "unique": &r.f.Unique, "index": &r.f.Index,
		"list": &r.f.List, "search": &r.f.Search, "many": &r.f.Many} {
		if pair, ok := r.keys[key]; ok {
			*into, _ = r.Bool(pair.Value, key+" of "+r.what)
		}
	}
	for key, into := range map[string]*string{"label": &r.f.Label, "help": &r.f.Help} {
		if pair, ok := r.keys[key]; ok {
			if s, ok := r.Text(pair.Value, key+" of "+r.what); ok {
				*into = s
			}
		}
	}
	if r.f.Index && (r.f.Plural() || r.f.Lines() || r.f.Type == TypeJSON) {
		r.Say(r.keys["index"].At, "Delete it; search: true makes long text findable", "%s is of type %s, which cannot be indexed", r.what, r.f.Type)
	}
	if r.f.Required && r.f.Type == TypeBoolean {
		r.Say(r.keys["required"].At, "Delete it; a boolean is false unless it has another default", "%s is a boolean, which always has a value", r.what)
	}
}

func (r *fieldReader) pattern(pair Pair) {
	s, ok := r.Text(pair.Value, "pattern of "+r.what)
	if !ok {
		return
	}
	_, err := regexp.Compile(s)
	compiled, _ := regexp.Compile("^(?:" + s + ")$")
	if err != nil || compiled == nil {
		r.Say(pair.Value, "Write a regular expression in RE2 syntax; the whole text must match it", "pattern of %s is not a regular expression: %v", r.what, err)
		return
	}
	r.f.Pattern, r.f.pattern = s, compiled
}
