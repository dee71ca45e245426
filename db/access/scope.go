package access

import (
	"slices"

	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Organization is what a scope tells about where it is.
type Organization struct {
	ID               string
	Name             string
	Slug             string
	Logo             string
	Hue              int
	RequireTwoFactor bool
	CreatedAt        model.Time
}

// Scope is the proof that an actor is inside one organization. The zero Scope is
// nowhere and reaches nothing.
type Scope struct {
	actor        Actor
	organization Organization
	absent       bool // nobody lives under that id, whatever rows it may have
	roles        []string
	teams        []string
	activeTeam   string
	hierarchy    *Hierarchy
	selection    Selection
	everybodys   bool // what it is asked about belongs to the whole installation
}

// Actor is who is inside.
func (s Scope) Actor() Actor { return s.actor }

// Organization is where.
func (s Scope) Organization() Organization { return s.organization }

// OrganizationID is the id of where; "" in the zero Scope.
func (s Scope) OrganizationID() string { return s.organization.ID }

// Roles are the membership's roles; none for a visitor.
func (s Scope) Roles() []string { return slices.Clone(s.roles) }

// Role is the highest of the roles, "" for a visitor.
func (s Scope) Role() string {
	if s.hierarchy == nil {
		return ""
	}
	if rank := s.hierarchy.Highest(s.roles); rank >= 0 {
		return s.hierarchy.order[rank]
	}
	return ""
}

// Teams are the ids of the teams the member is in.
func (s Scope) Teams() []string { return slices.Clone(s.teams) }

// Member reports whether the actor belongs to the organization (as opposed to
// visiting it).
func (s Scope) Member() bool { return len(s.roles) > 0 }

// Has reports whether the role expression ("admin", "editor+") covers one of the
// actor's roles.
func (s Scope) Has(expression string) bool {
	if s.hierarchy == nil {
		return false
	}
	roles, ok := s.hierarchy.Expand(expression)
	return ok && slices.ContainsFunc(s.roles, func(r string) bool { return slices.Contains(roles, r) })
}

// Require answers ACCESS_ROLE_REQUIRED unless Has(expression).
func (s Scope) Require(expression string) error {
	if s.Has(expression) {
		return nil
	}
	return fault.RoleRequired().With("role", expression)
}

// MayGrant reports whether the actor may give, take or invite with the role: one
// that exists and is not above their own; only an owner makes owners.
func (s Scope) MayGrant(role string) bool {
	if s.hierarchy == nil {
		return false
	}
	rank := s.hierarchy.Rank(role)
	return rank >= 0 && rank <= s.hierarchy.Highest(s.roles)
}

// Hierarchy is the order of roles this scope was made with.
func (s Scope) Hierarchy() *Hierarchy { return s.hierarchy }

// Prefix is what stands before the organization's addresses: "/o/acme" or "".
func (s Scope) Prefix() string {
	if s.selection == nil {
		return ""
	}
	return s.selection.Prefix(s.organization.Slug)
}
