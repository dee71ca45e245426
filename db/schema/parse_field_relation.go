package schema

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// target reads what a field depends on: the collection of a relation, the source
// of a slug.
func (r *fieldReader) target() {
	if r.f.Type == TypeRelation {
		r.relation()
	}
	if pair, ok := r.keys["from"]; ok {
		if r.f.From, ok = r.Text(pair.Value, "from of "+r.what); ok {
			r.froms[r.f.Name] = pair.Value
		}
	}
}

func (r *fieldReader) relation() {
	if !r.f.Many {
		for _, key := range []string{"min", "max"} {
			if pair, ok := r.keys[key]; ok {
				r.Say(pair.At, "Add many: true or delete it", "%s names one entry, so it has no %s", r.what, key)
			}
		}
	}
	pair, ok := r.keys["to"]
	if !ok {
		r.Say(r.keys["type"].At, Suggest("", r.names), "%s does not say to which collection", r.what)
		return
	}
	to, ok := r.Text(pair.Value, "to of "+r.what)
	if !ok {
		return
	}
	r.f.To = to
	if !contains(r.names, to) {
		r.Say(pair.Value, Suggest(to, r.names), "%s points to the collection %q, which does not exist", r.what, to)
		return
	}
	what, at := r.what, pair.Value
	if r.f.Required && !r.input {
		r.required[r.current] = append(r.required[r.current], requirement{to: to, at: at, what: what})
	}
	r.later = append(r.later, func() {
		if r.settled[to].Singleton {
			r.Say(at, "Point to a collection with entries to choose from", "%s points to %q, which is a singleton", what, to)
		}
	})
}

// requirement is a relation that an entry cannot do without.
type requirement struct {
	to   string
	at   ast.Node
	what string
}

// circles refuses collections that require each other: no first entry could ever
// be made.
func (p *parser) circles() {
	var from func(name string, behind []string) []string
	from = func(name string, behind []string) []string {
		if contains(behind, name) {
			return append(behind[slices.Index(behind, name):], name)
		}
		for _, r := range p.required[name] {
			if circle := from(r.to, append(slices.Clone(behind), name)); circle != nil {
				return circle
			}
		}
		return nil
	}
	said := map[string]bool{}
	for _, name := range p.names {
		circle := from(name, nil)
		if circle == nil || circle[0] != name || said[name] {
			continue
		}
		for _, one := range circle {
			said[one] = true
		}
		i := slices.IndexFunc(p.required[name], func(r requirement) bool { return r.to == circle[1] })
		p.Say(p.required[name][i].at, "Let one of the relations do without required", "%s needs an entry before there can be one: %s", p.required[name][i].what, strings.Join(circle, " → "))
	}
}

func (r *fieldReader) mask() {
	pair, ok := r.keys["mask"]
	if !ok {
		return
	}
	what := "mask of " + r.what
	m := &Mask{}
	kind := pair.Value
	if _, short := kind.(*ast.StringNode); !short {
		pairs, ok := r.MappingLike(pair.Value, what, "redact, or {type: redact, show: {roles: [admin+]}}", []string{"type", "show"})
		if !ok {
			return
		}
		keys := keyed(pairs)
		if show, given := keys["show"]; given {
			r.show(m, show.Value, "show of "+what)
		}
		given, ok := keys["type"]
		if !ok {
			r.Say(pair.At, Suggest("", MaskKinds()), "%s has no type", what)
			return
		}
		kind = given.Value
	}
	m.Kind, ok = r.Text(kind, "type of "+what)
	switch {
	case !ok:
	case !contains(MaskKinds(), m.Kind):
		r.Say(kind, Suggest(m.Kind, MaskKinds()), "%s is of the type %q, which does not exist", what, m.Kind)
	case m.Kind != MaskRedact && r.f.Sort() != SortText && !r.f.Plural():
		r.Say(kind, "Use redact", "%s is %q, which shows a part of a text, but the field is of type %s", what, m.Kind, r.f.Type)
	}
	r.f.Mask = m
}

func (r *fieldReader) show(m *Mask, node ast.Node, what string) {
	pairs, ok := r.MappingLike(node, what, "{roles: [admin+], or: owner}", []string{"roles", "or"})
	if ok && len(pairs) == 0 {
		r.Say(node, "Write {roles: [admin+], or: owner}, or delete it to hide the value from everybody", "%s names nobody", what)
	}
	for _, pair := range pairs {
		switch pair.Key {
		case "roles":
			var public bool
			if m.Roles, public = r.roles(pair.Value, "roles of "+what); public {
				r.Say(pair.Value, "Delete the mask, or name roles", "%s shows the value to everybody", what)
			}
		case "or":
			if s, ok := r.Text(pair.Value, "or of "+what); ok && s != "owner" {
				r.Say(pair.Value, "Write or: owner", "%s ends in or: %q", what, s)
			} else {
				m.OrOwner = ok
			}
		}
	}
}
