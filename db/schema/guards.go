package schema

import (
	"slices"

	"gatehouse/db/fault"
)

// Guards say which declared fields clients may write, and when. Nil lists
// restrict nothing.
type Guards struct {
	Createable []string            // only these may be given when creating
	Updatable  []string            // only these may be given when updating
	Immutable  []string            // may be given when creating, never changed after
	Protected  map[string][]string // written by these actions only
}

// CheckGuards refuses fields that the operation may not write. given are the
// names a client sent to create, or those whose value changes in an update;
// action is the action's name for Act. One kind of refusal is reported at a
// time, with a problem for each field, in the order immutable, protected, not
// writable: GUARD_IMMUTABLE, GUARD_PROTECTED, GUARD_FIELD_NOT_ALLOWED, and
// GUARD_SYSTEM_MANAGED before all.
func (c *Collection) CheckGuards(op Operation, given []string, action string) error {
	g := c.Guards
	refuse := []struct {
		code string
		when func(field string) bool
	}{
		{fault.CodeSystemManaged, IsSystemField},
		{fault.CodeImmutable, func(f string) bool { return op != Create && slices.Contains(g.Immutable, f) }},
		{fault.CodeProtected, func(f string) bool {
			by, protected := g.Protected[f]
			return protected && (op != Act || !slices.Contains(by, action))
		}},
		{fault.CodeNotWritable, func(f string) bool {
			switch op {
			case Create:
				return g.Createable != nil && !slices.Contains(g.Createable, f) && !slices.Contains(g.Immutable, f)
			case Update:
				return g.Updatable != nil && !slices.Contains(g.Updatable, f)
			default:
				return false
			}
		}},
	}
	for _, r := range refuse {
		refused := fault.New(fault.Invalid, fault.LayerGuards, r.code).With("operation", string(op))
		for _, name := range given {
			if r.when(name) {
				refused = refused.About(name, r.code)
			}
		}
		if len(refused.Problems) > 0 {
			return refused.With("field", refused.Problems[0].Field)
		}
	}
	return nil
}

// Writable reports whether a form for the operation may offer the field.
func (c *Collection) Writable(op Operation, field string) bool {
	return c.CheckGuards(op, []string{field}, "") == nil
}
