package org

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Place is an organization with one person's place in it.
type Place struct {
	OrganizationID   string
	Name             string
	Slug             string
	Logo             string
	Hue              int
	Metadata         string // JSON text, "" for none
	RequireTwoFactor bool
	CreatedAt        model.Time
	MemberID         string
	Role             string   // the highest of Roles
	Roles            []string // as the membership holds them
	Since            model.Time
	Active           bool // what the session is set to
}

// List is where the actor belongs: the session's active organization first, then
// by name.
func (s *Store) List(ctx context.Context, actor access.Actor) ([]Place, error) {
	if !actor.Known() {
		return nil, fault.SignIn()
	}
	rows, err := db.MembershipsOf(ctx, s.db, actor.UserID())
	if err != nil {
		return nil, err
	}
	active := actor.Identity().ActiveOrganizationID
	places := make([]Place, len(rows))
	for i, m := range rows {
		roles := access.SplitRoles(m.Role)
		places[i] = Place{
			OrganizationID: m.ID, Name: m.Name, Slug: m.Slug, Logo: m.Logo, Hue: m.Hue, Metadata: m.Metadata,
			RequireTwoFactor: m.RequireTwoFactor, CreatedAt: m.CreatedAt, MemberID: m.MemberID, Role: s.highest(roles), Roles: roles, Since: m.Since,
			Active: active != "" && m.ID == active,
		}
	}
	if at := slices.IndexFunc(places, func(p Place) bool { return p.Active }); at > 0 {
		first := places[at]
		places = slices.Insert(slices.Delete(places, at, at+1), 0, first)
	}
	return places, nil
}

func (s *Store) highest(roles []string) string {
	h := s.gate.Hierarchy()
	if rank := h.Highest(roles); rank >= 0 {
		return h.Roles()[rank]
	}
	return ""
}

// Organization is an organization as its members see it.
type Organization struct {
	ID               string
	Name             string
	Slug             string
	Logo             string
	Hue              int
	Metadata         string // JSON text, "" for none
	RequireTwoFactor bool
	CreatedAt        model.Time
	UpdatedAt        model.Time
	ArchivedAt       model.Time // set in Archived only
	MayUpdate        bool
	MayDelete        bool // by role; the installation may still need it
}

func shown(o model.Organization, scope access.Scope) Organization {
	return Organization{
		ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: o.Logo, Hue: o.Hue, Metadata: o.Metadata,
		RequireTwoFactor: o.RequireTwoFactor, CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, ArchivedAt: o.ArchivedAt,
		MayUpdate: scope.Has(access.Admin + "+"), MayDelete: scope.Has(access.Owner),
	}
}

// Get is the organization of the scope, for members.
func (s *Store) Get(ctx context.Context, scope access.Scope) (Organization, error) {
	if !scope.Member() {
		return Organization{}, s.gate.Selection().Outsider(scope.Organization())
	}
	o, err := living(ctx, s.db, scope.OrganizationID())
	if err != nil {
		return Organization{}, err
	}
	out := shown(o, scope)
	out.MayDelete = out.MayDelete && s.gate.Selection().Delete(o.ID) == nil
	return out, nil
}

// Archived are the organizations that the actor owned when they were deleted and
// can still restore, latest first.
func (s *Store) Archived(ctx context.Context, actor access.Actor) ([]Organization, error) {
	if actor.UserID() == "" {
		return nil, fault.SignIn()
	}
	rows, err := db.FormerMembershipsOf(ctx, s.db, actor.UserID(), s.db.Now().Add(-s.options.RestoreLife))
	if err != nil {
		return nil, err
	}
	var out []Organization
	for _, m := range rows {
		if slices.Contains(access.SplitRoles(m.Role), access.Owner) {
			out = append(out, shown(m.Organization, access.Scope{}))
		}
	}
	return out, nil
}
