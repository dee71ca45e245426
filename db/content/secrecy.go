package content

import (
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// A mask hides a value in answers. Here it is hidden from those who try: from
// writing what cannot be seen, from problems that would quote it, and from
// answers to writes by whoever may not read.

// masked reports whether the field of the row is hidden from the caller.
func (r *reach) masked(f *schema.Field, row *model.Entry) bool {
	return f.Mask != nil && f.MaskedFor(r.scope, ownerOf(row.OwnerID, row.CreatedBy))
}

// ownerOf is whom a mask with or: owner takes for the owner.
func ownerOf(owner, createdBy string) string {
	if owner == "" {
		return createdBy
	}
	return owner
}

// visible refuses given values of fields that are masked from the caller. That a
// change changes nothing would tell the value, and a mask read from an answer
// must not be written over it. Fails with GUARD_FIELD_MASKED.
func (c *change) visible() error {
	refused := fault.New(fault.Invalid, fault.LayerGuards, fault.CodeMasked)
	for i := range c.r.c.Fields {
		f := &c.r.c.Fields[i]
		if _, given := c.given[f.Name]; given && c.r.masked(f, c.row) {
			refused = refused.About(f.Name, fault.CodeMasked)
		}
	}
	if len(refused.Problems) == 0 {
		return nil
	}
	return refused.With("field", refused.Problems[0].Field)
}

// plain keeps the values that are not masked from the caller.
func (c *change) plain(given schema.Values) schema.Values {
	out := given.Clone()
	for i := range c.r.c.Fields {
		if f := &c.r.c.Fields[i]; c.r.masked(f, c.row) {
			delete(out, f.Name)
		}
	}
	return out
}

// changed names what the change writes. An action may set what its caller does
// not see: then it is written and recorded whatever it was before.
func (c *change) changed() []string {
	names := schema.Diff(c.before, c.after)
	for i := range c.r.c.Fields {
		f := &c.r.c.Fields[i]
		if _, given := c.given[f.Name]; given && c.r.masked(f, c.row) && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

// discreet takes values out of problems with fields that are masked from the
// caller.
func (r *reach) discreet(row *model.Entry, problems []fault.Problem) []fault.Problem {
	for i, p := range problems {
		if f, ok := r.c.Field(p.Field); ok && p.Params["value"] != "" && r.masked(f, row) {
			problems[i] = fault.NewProblem(p.Field, p.Code)
		}
	}
	return problems
}

// reads reports whether the caller may read the row, by itself or in a list.
func (r *reach) reads(row *model.Entry, draft bool) bool {
	return slices.ContainsFunc([]schema.Operation{schema.Get, schema.List}, func(op schema.Operation) bool {
		return r.admits(r.scope.Decide(r.c.Rule(op)), row, draft)
	})
}

// result is what a write answers: the entry, without its values for those who
// could read it neither before nor now.
func (c *change) result() Entry {
	e := c.r.entry(c.row, c.draft)
	if !c.readable && !c.r.reads(c.row, c.draft) {
		e.Raw = nil
	}
	return e
}

// targets is the reach of what a caller may point to: what they may read.
func (s *Store) targets(scope access.Scope, target *schema.Collection) *reach {
	r := reachOf(scope, target, schema.Get)
	if r.asked.Refused() {
		r = reachOf(scope, target, schema.List)
	}
	return r
}
