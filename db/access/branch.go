package access

import "slices"

// Branch is one way through a rule, with what keeps a scope from taking it.
// Deciding and explaining read the same branches, so that they agree.
type Branch struct {
	Roles    [][]string // any-of lists, all of which the rule asks for
	UserRole [][]string
	Public   bool
	Members  bool // it asks for no role, and speaks of members only

	Held       string      // the role of the scope that passes, "" when none was asked for or none does
	Conditions []Condition // what the row must meet, context values replaced

	MissingRoles    []string // the first list that the scope's roles do not meet
	MissingUserRole []string
	MissingContext  string // the $ctx value that the scope lacks
	Outside         bool   // the branch is for members, and the scope is none
	nobody          bool   // a rule that names nobody
}

// Passes reports whether the role part lets the scope through.
func (b Branch) Passes() bool {
	return len(b.MissingRoles) == 0 && len(b.MissingUserRole) == 0 && b.MissingContext == "" && !b.Outside && !b.nobody
}

// Branches are all ways through a rule, in the order they are written. A nil rule
// has none.
func (s Scope) Branches(r *Rule) []Branch {
	switch {
	case r == nil || s.organization.ID == "":
		return nil
	case len(r.Or) > 0:
		var any []Branch
		for i := range r.Or {
			any = append(any, s.Branches(&r.Or[i])...)
		}
		return any
	case len(r.And) > 0:
		all := []Branch{{}}
		for i := range r.And {
			all = cross(all, s.Branches(&r.And[i]))
		}
		return all
	}
	return []Branch{s.leaf(r)}
}

func (s Scope) leaf(r *Rule) Branch {
	b := Branch{Public: r.Public}
	if !r.Public && len(r.Roles) == 0 && len(r.UserRole) == 0 && len(r.Record) == 0 {
		b.nobody = true // an empty rule names nobody
		return b
	}
	if len(r.Roles) > 0 {
		b.Roles = [][]string{r.Roles}
		if i := slices.IndexFunc(s.roles, func(have string) bool { return slices.Contains(r.Roles, have) }); i >= 0 {
			b.Held = s.roles[i]
		} else {
			b.MissingRoles = r.Roles
		}
	}
	if len(r.UserRole) > 0 {
		b.UserRole = [][]string{r.UserRole}
		if s.platform(r.UserRole) {
			b.Held = s.actor.UserRole()
		} else {
			b.MissingUserRole = r.UserRole
		}
	}
	if len(r.Roles) == 0 && len(r.UserRole) == 0 && !r.Public {
		b.Members, b.Outside = true, !s.Member() // record alone speaks of members
	}
	for _, c := range r.Record {
		resolved, ok := s.resolve(c)
		if !ok && b.MissingContext == "" {
			for _, v := range c.Values {
				if name, _ := v.(string); slices.Contains(ContextValues(), name) && s.Context(name) == "" {
					b.MissingContext = name
				}
			}
		}
		b.Conditions = append(b.Conditions, resolved)
	}
	return b
}

// cross joins the ways through two rules that must both be passed.
func cross(left, right []Branch) []Branch {
	var out []Branch
	for _, l := range left {
		for _, r := range right {
			b := Branch{
				Roles: slices.Concat(l.Roles, r.Roles), UserRole: slices.Concat(l.UserRole, r.UserRole), Public: l.Public || r.Public,
				Members: l.Members || r.Members, Held: l.Held, Conditions: slices.Concat(l.Conditions, r.Conditions),
				MissingRoles: l.MissingRoles, MissingUserRole: l.MissingUserRole, MissingContext: l.MissingContext,
				Outside: l.Outside || r.Outside, nobody: l.nobody || r.nobody,
			}
			if b.Held == "" {
				b.Held = r.Held
			}
			if len(b.MissingRoles) == 0 {
				b.MissingRoles = r.MissingRoles
			}
			if len(b.MissingUserRole) == 0 {
				b.MissingUserRole = r.MissingUserRole
			}
			if b.MissingContext == "" {
				b.MissingContext = r.MissingContext
			}
			out = append(out, b)
		}
	}
	return out
}
