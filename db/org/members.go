package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Filter narrows a list of members; the zero Filter shows all.
type Filter struct {
	Text   string // part of a name or address
	Role   string
	TeamID string
}

// Member is a person in the organization, with what the caller may do about it.
type Member struct {
	ID        string
	UserID    string
	Name      string
	Email     string
	Image     string
	Role      string   // the highest of Roles
	Roles     []string // as the membership holds them
	Since     model.Time
	Teams     []Team
	TwoFactor bool
	Banned    bool
	Self      bool

	MayChange bool // ChangeRole to some other role would not be refused
	MayRemove bool // RemoveMember, or Leave when Self
	WhyNot    string
}

// Members lists who is in the organization, highest role first, then by name.
// Every member may read it. WhyNot is the code that ChangeRole or RemoveMember
// would answer: ACCESS_ROLE_REQUIRED, YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE for
// somebody above the caller, or that of the last owner.
func (s *Store) Members(ctx context.Context, scope access.Scope, f Filter) ([]Member, error) {
	if !scope.Member() {
		return nil, s.gate.Selection().Outsider(scope.Organization())
	}
	all, err := roster(ctx, s.db, scope)
	if err != nil {
		return nil, err
	}
	teams, err := s.teamsByUser(ctx, scope)
	if err != nil {
		return nil, err
	}
	users := make([]string, len(all))
	for i, p := range all {
		users[i] = p.member.UserID
	}
	passkeys, err := keyed(ctx, s.db, users)
	if err != nil {
		return nil, err
	}
	owners := all.owners(s.db.Now())
	h := s.gate.Hierarchy()
	out := make([]Member, 0, len(all))
	for _, p := range all {
		m := Member{
			ID: p.member.ID, UserID: p.member.UserID, Name: p.user.Name, Email: p.user.Email, Image: p.user.Image,
			Role: s.highest(p.roles), Roles: p.roles, Since: p.member.CreatedAt, Teams: teams[p.member.UserID],
			TwoFactor: p.user.TwoFactor || passkeys[p.member.UserID], Banned: p.banned(s.db.Now()), Self: p.member.UserID == scope.Actor().UserID(),
		}
		if !f.matches(m) {
			continue
		}
		lastOwner := len(owners) == 1 && owners[0] == p.member.ID
		m.MayChange = mayTouch(scope, p.roles) == nil && !lastOwner
		m.MayRemove = (m.Self || m.MayChange) && !lastOwner
		if !m.MayChange || !m.MayRemove {
			m.WhyNot = fault.CodeLastOwner
			if !lastOwner {
				m.WhyNot = fault.As(mayTouch(scope, p.roles)).Code
			}
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Member) int {
		return cmp.Or(h.Highest(b.Roles)-h.Highest(a.Roles), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

func (f Filter) matches(m Member) bool {
	text := strings.ToLower(strings.TrimSpace(f.Text))
	return (text == "" || strings.Contains(strings.ToLower(m.Name), text) || strings.Contains(m.Email, text)) &&
		(f.Role == "" || slices.Contains(m.Roles, f.Role)) &&
		(f.TeamID == "" || slices.ContainsFunc(m.Teams, func(t Team) bool { return t.ID == f.TeamID }))
}

// Grantable are the roles the caller may give, lowest first; none below admin.
func (s *Store) Grantable(scope access.Scope) []string {
	if !scope.Has(access.Admin + "+") {
		return nil
	}
	return slices.DeleteFunc(s.gate.Hierarchy().Roles(), func(r string) bool { return !scope.MayGrant(r) })
}

// mayTouch is nil when the caller may change or remove somebody with the roles:
// an admin or above, and not below them.
func mayTouch(scope access.Scope, roles []string) error {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return err
	}
	return mayGrantAll(scope, roles)
}

func mayGrantAll(scope access.Scope, roles []string) error {
	for _, r := range roles {
		if scope.Hierarchy().Known(r) && !scope.MayGrant(r) {
			return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeRoleTooHigh).With("role", r)
		}
	}
	return nil
}

// place is a membership with its person.
type place struct {
	member model.Member
	user   model.User
	roles  []string
}

func (p place) banned(now model.Time) bool {
	return p.user.Banned && (p.user.BanExpiresAt == 0 || p.user.BanExpiresAt > now)
}

type places []place

// owners are the ids of the memberships that own the organization. Banned people
// do not count.
func (all places) owners(now model.Time) (ids []string) {
	for _, p := range all {
		if slices.Contains(p.roles, access.Owner) && !p.banned(now) {
			ids = append(ids, p.member.ID)
		}
	}
	return ids
}

func (all places) find(memberID string) (place, error) {
	for _, p := range all {
		if p.member.ID == memberID {
			return p, nil
		}
	}
	return place{}, fault.Missing()
}

// roster reads all members; an organization has few of them (MembershipLimit).
func roster(ctx context.Context, d *db.DB, scope access.Scope) (places, error) {
	members, err := db.Select[model.Member](d, scope.Within(wide)).Order("created_at, id").All(ctx)
	if err != nil || len(members) == 0 {
		return nil, err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.UserID
	}
	users, err := db.SelectPlatform[model.User](d).Where("id IN (?)", db.List(ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]model.User, len(users))
	for _, u := range users {
		byID[u.ID] = u
	}
	out := make(places, len(members))
	for i, m := range members {
		out[i] = place{member: m, user: byID[m.UserID], roles: access.SplitRoles(m.Role)}
	}
	return out, nil
}
