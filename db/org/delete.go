package org

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Delete archives the organization: nobody enters it any more, its slugs are free
// at once, open invitations are canceled; an owner can restore it for 30 days.
// Owners only, freshly signed in, who typed its slug. Fails with
// ACCESS_ROLE_REQUIRED, ORGANIZATION_IS_FIXED, SESSION_NOT_FRESH,
// CONFIRMATION_DOES_NOT_MATCH.
func (s *Store) Delete(ctx context.Context, scope access.Scope, confirmation string) error {
	if err := scope.Require(access.Owner); err != nil {
		return err
	}
	if err := s.gate.Selection().Delete(scope.OrganizationID()); err != nil {
		return err
	}
	if err := s.fresh(scope.Actor()); err != nil {
		return err
	}
	return s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		if err := h.Require(access.Owner); err != nil {
			return err
		}
		o := h.organization
		if confirmation != o.Slug {
			return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeConfirmationMismatch).
				About("confirmation", fault.ProblemMismatch, "want", o.Slug)
		}
		o.ArchivedAt, o.ArchivedBy, o.UpdatedAt = tx.Now(), h.Actor().ID(), tx.Now()
		if err := db.ChangePlatform(ctx, tx, &o, "archived_at", "archived_by", "updated_at"); err != nil {
			return err
		}
		if _, err := db.RemovePlatform[model.OldSlug](tx).Where("organization_id IN (?)", o.ID).Do(ctx); err != nil {
			return err
		}
		if _, err := db.Update[model.Invitation](tx, h.boundary()).Set("status = ?", model.Canceled).
			Set("revoked_at = ?", tx.Now()).Where("status = ?", model.Pending).Do(ctx); err != nil {
			return err
		}
		err := event.Record(ctx, tx, h.Actor(), h.boundary(),
			event.Change{Type: "organization.deleted", Subject: "organization", SubjectID: o.ID})
		if err != nil {
			return err
		}
		return deactivate(ctx, tx, o.ID, "")
	})
}

// Restore brings a deleted organization back to its owner, within 30 days. slug
// replaces the former one, "" keeps it. Fails with NOT_FOUND, alike for
// organizations that never were and those of others, and with
// ORGANIZATION_SLUG_ALREADY_TAKEN.
func (s *Store) Restore(ctx context.Context, actor access.Actor, organizationID, slug string) (Organization, error) {
	if actor.UserID() == "" {
		return Organization{}, fault.SignIn()
	}
	// One more organization is one more, whether it is new or comes back.
	if err := s.gate.Selection().Create(); err != nil {
		return Organization{}, err
	}
	var out Organization
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		o, err := db.SelectPlatform[model.Organization](tx).Where("id = ?", organizationID).
			Where("archived_at > ?", tx.Now().Add(-s.options.RestoreLife)).One(ctx)
		if err != nil {
			return orUnknown(err)
		}
		m, err := db.Select[model.Member](tx, s.inside(actor, o).Within(wide)).Where("user_id = ?", actor.UserID()).One(ctx)
		if err != nil {
			return orUnknown(err)
		}
		if !slices.Contains(access.SplitRoles(m.Role), access.Owner) {
			return fault.NotFoundOf("organization")
		}
		if slug != "" {
			if p := slugProblem(slug); p != nil {
				return fault.InvalidInput(*p)
			}
			o.Slug = slug
		}
		restored, err := db.UpdatePlatform[model.Organization](tx).Set("archived_at = NULL").Set("archived_by = NULL").
			Set("slug = ?", o.Slug).Set("updated_at = ?", tx.Now()).
			Where("id = ?", o.ID).Where("archived_at IS NOT NULL").Do(ctx)
		if err != nil {
			return orTaken(err, o.Slug)
		}
		if restored == 0 { // somebody was faster
			return fault.NotFoundOf("organization")
		}
		if err := claimSlug(ctx, tx, o); err != nil {
			return err
		}
		o.ArchivedAt, o.ArchivedBy, o.UpdatedAt = 0, "", tx.Now()
		scope := s.inside(actor, o, access.SplitRoles(m.Role)...)
		out = shown(o, scope)
		return event.Record(ctx, tx, actor, scope.Within(wide),
			event.Change{Type: "organization.restored", Subject: "organization", SubjectID: o.ID})
	})
	return out, err
}

func orUnknown(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.NotFoundOf("organization")
	}
	return err
}
