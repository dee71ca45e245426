package org

import (
	"slices"

	"gatehouse/db/access"
)

// What the built-in roles may do, in Better Auth's words. A role of the hierarchy
// that Better Auth does not know may do what the highest of these below it may.
var statements = map[string]map[string][]string{
	access.Plain: {"ac": {"read"}},
	access.Admin: {
		"organization": {"update"},
		"member":       {"create", "update", "delete"},
		"invitation":   {"create", "cancel"},
		"team":         {"create", "update", "delete"},
		"ac":           {"create", "read", "update", "delete"},
	},
	access.Owner: {
		"organization": {"update", "delete"},
		"member":       {"create", "update", "delete"},
		"invitation":   {"create", "cancel"},
		"team":         {"create", "update", "delete"},
		"ac":           {"create", "read", "update", "delete"},
	},
}

// Statements are the actions by resource that a role of the hierarchy allows.
func Statements(h *access.Hierarchy, role string) map[string][]string {
	rank := h.Rank(role)
	for _, known := range []string{access.Owner, access.Admin, access.Plain} {
		if rank >= 0 && rank >= h.Rank(known) {
			return statements[known]
		}
	}
	return nil
}

// Permits reports whether one of the scope's roles allows all of the actions.
// Nothing asked is nothing allowed, and what nobody has heard of is refused.
func Permits(scope access.Scope, asked map[string][]string) bool {
	if len(asked) == 0 {
		return false
	}
	return slices.ContainsFunc(scope.Roles(), func(role string) bool {
		allowed := Statements(scope.Hierarchy(), role)
		for resource, actions := range asked {
			for _, action := range actions {
				if !slices.Contains(allowed[resource], action) {
					return false
				}
			}
			if len(actions) == 0 {
				return false
			}
		}
		return true
	})
}
