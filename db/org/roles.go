package org

import (
	"context"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// knownRoles reads the roles somebody is to be given, one or several separated by
// commas. Fails with ROLE_NOT_FOUND.
func (s *Store) knownRoles(list string) ([]string, error) {
	roles := access.SplitRoles(list)
	unknown := slices.IndexFunc(roles, func(r string) bool { return !s.gate.Hierarchy().Known(r) })
	if len(roles) == 0 || unknown >= 0 {
		f := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeRoleNotFound).
			About("role", fault.ProblemOption, "options", strings.Join(s.gate.Hierarchy().Roles(), ","))
		if unknown >= 0 {
			f = f.With("role", roles[unknown])
		}
		return nil, f
	}
	return roles, nil
}

// ChangeRole gives a member another role (or several, separated by commas).
// Admins and above, never somebody above themselves, never a role above their
// own. Fails with FIREWALL_NOT_FOUND, ROLE_NOT_FOUND, ACCESS_ROLE_REQUIRED,
// YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE and with that of the last owner.
func (s *Store) ChangeRole(ctx context.Context, scope access.Scope, memberID, role string) (Member, error) {
	roles, err := s.knownRoles(role)
	if err != nil {
		return Member{}, err
	}
	var out Member
	err = s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		all, err := roster(ctx, tx, h.Scope)
		if err != nil {
			return err
		}
		p, err := all.find(memberID)
		if err != nil {
			return err
		}
		if err := mayTouch(h.Scope, p.roles); err != nil {
			return err
		}
		if err := mayGrantAll(h.Scope, roles); err != nil {
			return err
		}
		before := p.member.Role
		p.member.Role, p.member.UpdatedAt = strings.Join(roles, ","), tx.Now()
		out = Member{
			ID: p.member.ID, UserID: p.member.UserID, Name: p.user.Name, Email: p.user.Email, Image: p.user.Image,
			Role: s.highest(roles), Roles: roles, Since: p.member.CreatedAt,
		}
		if before == p.member.Role {
			return nil
		}
		if !slices.Contains(roles, access.Owner) {
			if err := all.keepsOwner(tx.Now(), p); err != nil {
				return err
			}
		}
		if err := db.Change(ctx, tx, h.boundary(), &p.member, "role", "updated_at"); err != nil {
			return err
		}
		return event.Record(ctx, tx, h.Actor(), h.boundary(), event.Change{
			Type: "member.changed", Subject: "member", SubjectID: p.member.ID, Fields: []string{"role"},
			Details: map[string]any{"from": before, "to": p.member.Role},
		})
	})
	return out, err
}

// keepsOwner refuses to take the last owner away.
func (all places) keepsOwner(now model.Time, without place) error {
	if !slices.Contains(without.roles, access.Owner) {
		return nil
	}
	if slices.ContainsFunc(all.owners(now), func(id string) bool { return id != without.member.ID }) {
		return nil
	}
	return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeLastOwner)
}

// RemoveMember ends somebody's membership: their teams here go, the keys they
// made for the organization are revoked, their sessions no longer start in it.
// Removing oneself is leaving. Fails like ChangeRole.
func (s *Store) RemoveMember(ctx context.Context, scope access.Scope, memberID string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		h, err := s.hold(ctx, tx, scope)
		if err != nil {
			return err
		}
		all, err := roster(ctx, tx, h.Scope)
		if err != nil {
			return err
		}
		p, err := all.find(memberID)
		if err == nil && h.Actor().UserID() == p.member.UserID {
			return s.end(ctx, tx, h, all, p, "member.left")
		}
		if err := h.Require(access.Admin + "+"); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		if err := mayTouch(h.Scope, p.roles); err != nil {
			return err
		}
		return s.end(ctx, tx, h, all, p, "member.removed")
	})
}

// Leave ends the actor's own membership. Fails with that of the last owner.
func (s *Store) Leave(ctx context.Context, scope access.Scope) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		h, err := s.hold(ctx, tx, scope)
		if err != nil {
			return err
		}
		all, err := roster(ctx, tx, h.Scope)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.member.UserID == h.Actor().UserID() {
				return s.end(ctx, tx, h, all, p, "member.left")
			}
		}
		return fault.Missing()
	})
}

func (s *Store) end(ctx context.Context, tx *db.DB, h held, all places, p place, kind string) error {
	if err := all.keepsOwner(tx.Now(), p); err != nil {
		return err
	}
	removed, err := db.Remove[model.Member](tx, h.boundary()).Where("id = ?", p.member.ID).Do(ctx)
	if err != nil {
		return err
	}
	if removed == 0 {
		return fault.Missing()
	}
	err = event.Record(ctx, tx, h.Actor(), h.boundary(), event.Change{
		Type: kind, Subject: "member", SubjectID: p.member.ID,
		Details: map[string]any{"role": p.member.Role, "userId": p.member.UserID},
	})
	if err != nil {
		return err
	}
	// IN, because SQLite's tripwire reads "organization_id =" as an owned row's.
	if _, err := db.UpdatePlatform[model.APIKey](tx).Set("revoked_at = ?", tx.Now()).Set("updated_at = ?", tx.Now()).
		Where("organization_id IN (?)", h.OrganizationID()).Where("user_id = ?", p.member.UserID).
		Where("revoked_at IS NULL").Do(ctx); err != nil {
		return err
	}
	return deactivate(ctx, tx, h.OrganizationID(), p.member.UserID)
}
