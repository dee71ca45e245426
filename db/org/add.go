package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// AddPerson makes a member without an invitation, and the user too if the address
// is new: for the command line, where somebody vouches for the address. Fails
// with ACCESS_ROLE_REQUIRED, YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE,
// USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION and VALIDATION_FAILED.
func (s *Store) AddPerson(ctx context.Context, scope access.Scope, in auth.PersonInput, role string) (model.User, error) {
	var user model.User
	newcomer, err := s.people.Prepare(ctx, in)
	if err != nil {
		return user, err
	}
	err = s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		if !h.MayGrant(role) {
			return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeRoleTooHigh).With("role", role)
		}
		user, err = s.people.UserByEmail(ctx, tx, newcomer.Email())
		if fault.Is(err, fault.NotFound) {
			user, err = s.people.AddUser(ctx, tx, newcomer, auth.RoleUser, true)
		}
		if err != nil {
			return err
		}
		m := model.Member{ID: model.NewID(model.MemberID), UserID: user.ID, Role: role, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		err := db.Add(ctx, tx, h.boundary(), &m)
		if fault.Has(err, fault.CodeUnique) {
			return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeAlreadyMember)
		}
		if err != nil {
			return err
		}
		return event.Record(ctx, tx, h.Actor(), h.boundary(),
			event.Change{Type: "member.joined", Subject: "member", SubjectID: m.ID, Details: map[string]any{"role": role}})
	})
	return user, err
}
