package schema

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

// What is hidden from somebody must not be found out by trying. These checks
// refuse definitions in which a rule lets somebody ask for what a mask or a draft
// hides from them.

// somebody names one whom a rule lets through and who holds none of the roles, ""
// when all whom it lets through hold one.
func somebody(r *access.Rule, roles []string) string {
	for _, way := range ways(r) {
		if who := way.without(roles); who != "" {
			return who
		}
	}
	return ""
}

// way is one way through a rule: the any-of lists of roles it asks for, all of
// them.
type way struct {
	roles    [][]string
	public   bool
	platform []string
	records  bool
}

func ways(r *access.Rule) []way {
	switch {
	case r == nil:
		return nil
	case len(r.Or) > 0:
		var any []way
		for i := range r.Or {
			any = append(any, ways(&r.Or[i])...)
		}
		return any
	case len(r.And) > 0:
		all := []way{{}}
		for i := range r.And {
			var joined []way
			for _, a := range all {
				for _, b := range ways(&r.And[i]) {
					joined = append(joined, way{roles: slices.Concat(a.roles, b.roles), public: a.public || b.public,
						platform: slices.Concat(a.platform, b.platform), records: a.records || b.records})
				}
			}
			all = joined
		}
		return all
	}
	w := way{public: r.Public, platform: r.UserRole, records: len(r.Record) > 0}
	if len(r.Roles) > 0 {
		w.roles = [][]string{r.Roles}
	}
	return []way{w}
}

func (w way) without(roles []string) string {
	for _, list := range w.roles {
		if !slices.ContainsFunc(list, func(role string) bool { return !contains(roles, role) }) {
			return "" // whoever comes this way holds one of them
		}
	}
	switch {
	case len(w.roles) > 0:
		list := w.roles[0]
		return list[slices.IndexFunc(list, func(role string) bool { return !contains(roles, role) })]
	case w.public:
		return "everybody"
	case len(w.platform) > 0:
		return "the platform role " + w.platform[0]
	}
	return "every member"
}

// secrecy judges the whole collection; everything it speaks of has been read.
func (d *declaration) secrecy() {
	for i := range d.c.Fields {
		f := &d.c.Fields[i]
		if f.Unique {
			d.uniqueness(f)
		}
		if f.Mask != nil && f.Search {
			d.warn(d.fieldKeys[f.Name]["search"].At, "Delete search, or the mask",
				"field %q of %s is masked, so the search does not look into it", f.Name, d.what())
		}
	}
	for i := range d.c.Actions {
		a := &d.c.Actions[i]
		if a.Transition == nil {
			continue
		}
		f, found := d.c.Field(a.Transition.Field)
		if !found || f.Mask == nil {
			continue
		}
		if who := somebody(a.Access, f.Mask.Roles); who != "" {
			d.Say(d.actionAt[a.Name], "Show the field to whoever may use the action, or use set",
				"action %q of %s moves %q, which is masked from %s: a refusal would tell its value", a.Name, d.what(), f.Name, who)
		}
	}
}

// writing is a rule under which a field gets a value that the caller chose.
type writing struct {
	words string
	rule  *access.Rule
}

func (d *declaration) writings(f *Field) []writing {
	var found []writing
	if d.c.Writable(Create, f.Name) || f.From != "" {
		found = append(found, writing{"create it", d.c.Rule(Create)})
	}
	if d.c.Writable(Update, f.Name) {
		found = append(found, writing{"change it", d.c.Rule(Update)})
	}
	for i := range d.c.Actions {
		a := &d.c.Actions[i]
		if slices.ContainsFunc(a.Set, func(s Assignment) bool { return s.Field == f.Name && s.Input != "" }) {
			found = append(found, writing{fmt.Sprintf("set it by the action %q", a.Name), a.Access})
		}
	}
	return found
}

// uniqueness refuses unique values that are hidden from whoever can try them: the
// answer that one is taken tells that it is there.
func (d *declaration) uniqueness(f *Field) {
	at := d.fieldKeys[f.Name]["unique"].At
	if at == nil {
		return
	}
	for _, w := range d.writings(f) {
		if f.Mask != nil {
			if who := somebody(w.rule, f.Mask.Roles); who != "" {
				d.Say(at, "Delete unique, show the field to them, or let guards keep it from them",
					"field %q of %s is unique and masked from %s, who may %s: that a value is taken would tell it", f.Name, d.what(), who, w.words)
				return
			}
		}
		for _, way := range ways(w.rule) {
			if way.public && len(way.roles) == 0 && len(way.platform) == 0 {
				d.Say(at, "Delete unique, or let guards keep the field from them",
					"field %q of %s is unique and everybody may %s: that a value is taken would tell what drafts hold", f.Name, d.what(), w.words)
				return
			}
		}
		if who := d.without(w.rule, d.c.Rule(Preview)); who != "" {
			d.warn(at, "Let preview admit them, or delete unique",
				"field %q of %s is unique, and %s may %s without seeing every draft: that a value is taken tells them of drafts", f.Name, d.what(), who, w.words)
			return
		}
	}
}

// without names a role that the one rule lets through and the other does not
// always. Platform roles are trusted with that much.
func (d *declaration) without(r, other *access.Rule) string {
	var always []string
	for _, w := range ways(other) {
		switch {
		case w.records || len(w.platform) > 0:
		case len(w.roles) == 0:
			return ""
		case len(w.roles) == 1:
			always = append(always, w.roles[0]...)
		}
	}
	for _, w := range ways(r) {
		if len(w.platform) > 0 || w.public && len(w.roles) == 0 {
			continue
		}
		if who := w.without(always); who != "" {
			return who
		}
	}
	return ""
}

// comparing refuses conditions on fields that are masked from those whom the rest
// of their rule lets through: whether the rule admits an entry would tell.
func (d *declaration) comparing(r *access.Rule, record Pair, what string) {
	for _, c := range r.Record {
		f, declared := d.c.Field(c.Field)
		if !declared || f.Mask == nil {
			continue
		}
		leaf := access.Rule{Roles: r.Roles, Public: r.Public, UserRole: r.UserRole}
		if who := somebody(&leaf, f.Mask.Roles); who != "" {
			d.Say(keyIn(record.Value, c.Field), "Compare a field that they see, name roles that see this one, or change its mask",
				"record of %s compares %q, which is masked from %s: what the rule admits would tell its value", what, c.Field, who)
			return
		}
	}
}

func keyIn(node ast.Node, key string) ast.Node {
	if mapping, ok := node.(*ast.MappingNode); ok {
		for _, v := range mapping.Values {
			if k, isText := keyOf(v.Key); isText && k == key {
				return v.Key
			}
		}
	}
	return node
}

// warn notes what was decided for the author.
func (d *declaration) warn(at ast.Node, hint, message string, args ...any) {
	line, column := position(at)
	d.warnings = append(d.warnings, Mistake{Line: line, Column: column, Message: fmt.Sprintf(message, args...), Hint: hint})
}
