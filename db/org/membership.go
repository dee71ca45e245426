package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// Membership reads an organization together with a person's place in it, for the
// gate. Fails with FIREWALL_NOT_FOUND when there is no such organization.
func Membership(ctx context.Context, d *db.DB, userID string, target access.Target) (access.Membership, error) {
	m, err := db.MembershipOf(ctx, d, userID, target.Slug, target.ID)
	if err != nil {
		return access.Membership{}, err
	}
	return access.Membership{
		Organization: Describe(m.Organization),
		Roles:        access.SplitRoles(m.Role),
		Teams:        m.TeamIDs(),
	}, nil
}

// Describe is what a scope tells about an organization.
func Describe(o model.Organization) access.Organization {
	return access.Organization{
		ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: o.Logo, Hue: o.Hue,
		RequireTwoFactor: o.RequireTwoFactor, CreatedAt: o.CreatedAt,
	}
}
