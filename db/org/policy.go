package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// RequireTwoFactor says whether members need a second factor to enter (owners,
// who proved their password lately). Whoever switches it on has one themselves.
// Fails with ACCESS_ROLE_REQUIRED, SESSION_NOT_FRESH, TWO_FACTOR_REQUIRED.
func (s *Store) RequireTwoFactor(ctx context.Context, scope access.Scope, on bool) error {
	if err := scope.Require(access.Owner); err != nil {
		return err
	}
	if err := s.fresh(scope.Actor()); err != nil {
		return err
	}
	who := scope.Actor().Identity()
	if on && who.Kind == access.Person && !who.SecondFactor {
		return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeTwoFactorRequired).
			With("organization", scope.Organization().Name).With("organizationId", scope.OrganizationID())
	}
	return s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		o := h.organization
		if o.RequireTwoFactor == on {
			return nil
		}
		if err := h.Require(access.Owner); err != nil {
			return err
		}
		o.RequireTwoFactor, o.UpdatedAt = on, tx.Now()
		if err := db.ChangePlatform(ctx, tx, &o, "require_2fa", "updated_at"); err != nil {
			return err
		}
		return event.Record(ctx, tx, h.Actor(), h.boundary(), event.Change{
			Type: "organization.updated", Subject: "organization", SubjectID: o.ID, Fields: []string{"require_2fa"}, Details: map[string]any{"to": on},
		})
	})
}

// keyed are those of some users who have a passkey.
func keyed(ctx context.Context, d *db.DB, users []string) (map[string]bool, error) {
	if len(users) == 0 {
		return nil, nil
	}
	rows, err := db.SelectPlatform[model.Passkey](d).Columns("user_id").Where("user_id IN (?)", db.List(users)).All(ctx)
	found := map[string]bool{}
	for _, r := range rows {
		found[r.UserID] = true
	}
	return found, err
}
