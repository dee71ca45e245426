package org

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// DeleteAccount deletes the actor's account after leaving every organization:
// each departure is recorded in its organization. What people wrote stays. Their
// password, or a fresh sign-in, is asked for. Fails like auth.ProveDeletion, and
// with that of the last owner before anything happened.
func (s *Store) DeleteAccount(ctx context.Context, actor access.Actor, password string) error {
	if err := s.people.ProveDeletion(ctx, actor, password); err != nil {
		return err
	}
	memberships, err := db.MembershipsOf(ctx, s.db, actor.UserID())
	if err != nil {
		return err
	}
	var places []access.Scope
	for _, m := range memberships {
		scope := s.inside(actor, m.Organization, access.SplitRoles(m.Role)...)
		if slices.Contains(scope.Roles(), access.Owner) {
			all, err := roster(ctx, s.db, scope)
			if err != nil {
				return err
			}
			mine, err := all.find(m.MemberID)
			if err != nil {
				return err
			}
			if err := all.keepsOwner(s.db.Now(), mine); err != nil {
				return err
			}
		}
		places = append(places, scope)
	}
	for _, scope := range places { // a transaction each: it works in one organization
		if err := s.Leave(ctx, scope); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return s.people.RemoveUser(ctx, actor)
}
