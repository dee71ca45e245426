package access

import (
	"slices"
	"strings"
)

// The roles every installation has. auth.roleHierarchy may put others between.
const (
	Owner  = "owner"
	Admin  = "admin"
	Editor = "editor"
	Plain  = "member"
	Public = "PUBLIC" // in a rule: everybody, also without signing in
)

// DefaultHierarchy lists the built-in roles from lowest to highest.
func DefaultHierarchy() []string { return []string{Plain, Editor, Admin, Owner} }

// Hierarchy orders the roles of memberships from lowest to highest.
type Hierarchy struct{ order []string }

// NewHierarchy takes the roles from lowest to highest.
func NewHierarchy(lowestFirst []string) *Hierarchy {
	return &Hierarchy{order: slices.Clone(lowestFirst)}
}

// Roles lists all roles from lowest to highest.
func (h *Hierarchy) Roles() []string { return slices.Clone(h.order) }

// Rank is the place of a role, 0 for the lowest, -1 for an unknown one.
func (h *Hierarchy) Rank(role string) int { return slices.Index(h.order, role) }

// Known reports whether the role exists.
func (h *Hierarchy) Known(role string) bool { return h.Rank(role) >= 0 }

// Highest is the best rank among roles, -1 when there is none.
func (h *Hierarchy) Highest(roles []string) int {
	best := -1
	for _, r := range roles {
		best = max(best, h.Rank(r))
	}
	return best
}

// Expand turns "editor+" into that role and all above it, and a plain name into
// itself. ok is false for an unknown role.
func (h *Hierarchy) Expand(expression string) (roles []string, ok bool) {
	name, plus := strings.CutSuffix(expression, "+")
	rank := h.Rank(name)
	if rank < 0 {
		return nil, false
	}
	if plus {
		return slices.Clone(h.order[rank:]), true
	}
	return []string{name}, true
}

// Cap lowers roles to the given one: what a key of that role may do for a
// creator who holds roles. Empty when the creator holds none.
func (h *Hierarchy) Cap(roles []string, role string) []string {
	have, most := h.Highest(roles), h.Rank(role)
	if have < 0 || most < 0 {
		return nil
	}
	return []string{h.order[min(have, most)]}
}

// SplitRoles reads the comma-separated roles of a membership.
func SplitRoles(stored string) []string {
	var roles []string
	for r := range strings.SplitSeq(stored, ",") {
		if r = strings.TrimSpace(r); r != "" && !slices.Contains(roles, r) {
			roles = append(roles, r)
		}
	}
	return roles
}
