package betterauth

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/org"
)

// MembersInput narrows, orders and cuts a list of members.
type MembersInput struct {
	ID        *string `in:"organizationId"`
	Slug      *string `in:"organizationSlug"`
	Limit     *int    `in:"limit"`
	Offset    *int    `in:"offset"`
	SortBy    *string `in:"sortBy"`
	Direction *string `in:"sortDirection"`
	Field     *string `in:"filterField"`
	Operator  *string `in:"filterOperator"`
	Value     texts   `in:"filterValue"`
}

// at is the organization that a list is of: strangers hear the same whether it
// exists or not.
func (in MembersInput) at() (Place, refusedAt) {
	say := common(no(http.StatusForbidden, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"))
	if orEmpty(in.ID) == "" && orEmpty(in.Slug) != "" {
		say.outside = noOrganization
	}
	return Place{orEmpty(in.ID), orEmpty(in.Slug)}, say
}

// ListMembers lists who is in an organization, for everybody who is.
func (a *API) ListMembers(c *echo.Context, actor access.Actor, in MembersInput) error {
	place, say := in.at()
	scope, err := a.enter(c, actor, place, say)
	if err != nil {
		return err
	}
	members, err := a.Org.Members(c.Request().Context(), scope, org.Filter{})
	if err != nil {
		return err
	}
	members = in.narrowed(members)
	in.order(members)
	answer := struct {
		Members []memberShape `json:"members"`
		Total   int           `json:"total"`
	}{[]memberShape{}, len(members)}
	if in.Offset != nil && *in.Offset > 0 {
		members = members[min(*in.Offset, len(members)):]
	}
	for _, m := range firstOf(members, in.Limit) {
		answer.Members = append(answer.Members, memberOf(m, scope.OrganizationID()).with(m))
	}
	return ok(c, answer)
}

// memberFields are what a list can be narrowed and ordered by.
var memberFields = map[string]func(m org.Member) string{
	"id":        func(m org.Member) string { return m.ID },
	"userId":    func(m org.Member) string { return m.UserID },
	"role":      func(m org.Member) string { return joined(m.Roles) },
	"createdAt": func(m org.Member) string { return m.Since.String() },
}

// operators compare a member's field with what was asked.
var operators = map[string]func(field string, asked []string) bool{
	"eq":          func(f string, asked []string) bool { return f == asked[0] },
	"ne":          func(f string, asked []string) bool { return f != asked[0] },
	"lt":          func(f string, asked []string) bool { return f < asked[0] },
	"lte":         func(f string, asked []string) bool { return f <= asked[0] },
	"gt":          func(f string, asked []string) bool { return f > asked[0] },
	"gte":         func(f string, asked []string) bool { return f >= asked[0] },
	"in":          func(f string, asked []string) bool { return slices.Contains(asked, f) },
	"not_in":      func(f string, asked []string) bool { return !slices.Contains(asked, f) },
	"contains":    func(f string, asked []string) bool { return strings.Contains(f, asked[0]) },
	"starts_with": func(f string, asked []string) bool { return strings.HasPrefix(f, asked[0]) },
	"ends_with":   func(f string, asked []string) bool { return strings.HasSuffix(f, asked[0]) },
}

// narrowed keeps the members that a filter asks for; one that nobody understands
// finds nobody.
func (in MembersInput) narrowed(members []org.Member) []org.Member {
	if in.Field == nil || len(in.Value) == 0 {
		return members
	}
	field, known := memberFields[*in.Field]
	compare, understood := operators[cmp.Or(orEmpty(in.Operator), "eq")]
	if !known || !understood {
		return nil
	}
	return slices.DeleteFunc(members, func(m org.Member) bool { return !compare(field(m), in.Value) })
}

func (in MembersInput) order(members []org.Member) {
	field, known := memberFields[cmp.Or(orEmpty(in.SortBy), "createdAt")]
	if !known {
		return
	}
	slices.SortStableFunc(members, func(a, b org.Member) int {
		if orEmpty(in.Direction) == "desc" {
			a, b = b, a
		}
		return cmp.Or(strings.Compare(field(a), field(b)), strings.Compare(a.ID, b.ID))
	})
}

// member finds somebody in the scope's organization.
func (a *API) member(c *echo.Context, scope access.Scope, is func(m org.Member) bool) (org.Member, bool, error) {
	members, err := a.Org.Members(c.Request().Context(), scope, org.Filter{})
	if err != nil {
		return org.Member{}, false, err
	}
	at := slices.IndexFunc(members, is)
	if at < 0 {
		return org.Member{}, false, nil
	}
	return members[at], true, nil
}

func ofUser(userID string) func(m org.Member) bool {
	return func(m org.Member) bool { return m.UserID == userID }
}

// GetActiveMember is the caller's membership in their session's organization.
func (a *API) GetActiveMember(c *echo.Context, actor access.Actor, _ struct{}) error {
	scope, err := a.enter(c, actor, Place{}, common(noMember))
	if err != nil {
		return err
	}
	m, found, err := a.member(c, scope, ofUser(actor.UserID()))
	if err != nil || !found {
		return firstError(err, noMember)
	}
	return ok(c, memberOf(m, scope.OrganizationID()).with(m))
}

func firstError(err error, otherwise *Refusal) error {
	if err != nil {
		return err
	}
	return otherwise
}

// MemberRoleInput asks for somebody's role.
type MemberRoleInput struct {
	UserID *string `in:"userId"`
	ID     *string `in:"organizationId"`
	Slug   *string `in:"organizationSlug"`
}

// GetActiveMemberRole is the role of a member, by default the caller's.
func (a *API) GetActiveMemberRole(c *echo.Context, actor access.Actor, in MemberRoleInput) error {
	place, say := MembersInput{ID: in.ID, Slug: in.Slug}.at()
	scope, err := a.enter(c, actor, place, say)
	if err != nil {
		return err
	}
	m, found, err := a.member(c, scope, ofUser(cmp.Or(orEmpty(in.UserID), actor.UserID())))
	if err != nil || !found {
		return firstError(err, no(http.StatusForbidden, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"))
	}
	return ok(c, map[string]string{"role": joined(m.Roles)})
}

// RoleInput gives a member other roles.
type RoleInput struct {
	MemberID string  `in:"memberId"`
	Role     texts   `in:"role"`
	ID       *string `in:"organizationId"`
}

// UpdateMemberRole gives a member other roles; it counts from the next request on.
func (a *API) UpdateMemberRole(c *echo.Context, actor access.Actor, in RoleInput) error {
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(noMember))
	if err != nil {
		return err
	}
	m, err := a.Org.ChangeRole(c.Request().Context(), scope, in.MemberID, joined(in.Role))
	if err != nil {
		refused := no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER")
		return answers{
			fault.CodeRoleRequired: refused, fault.CodeRoleTooHigh: refused,
			fault.CodeFirewallNotFound: noMember, fault.CodeRoleNotFound: no(http.StatusBadRequest, "ROLE_NOT_FOUND"),
			fault.CodeLastOwner: no(http.StatusBadRequest, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER"),
		}.to(err)
	}
	return ok(c, memberOf(m, scope.OrganizationID()))
}

// RemovalInput names a member by id or address.
type RemovalInput struct {
	Member string  `in:"memberIdOrEmail"`
	ID     *string `in:"organizationId"`
}

// RemoveMember ends a membership.
func (a *API) RemoveMember(c *echo.Context, actor access.Actor, in RemovalInput) error {
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(noMember))
	if err != nil {
		return err
	}
	address, _ := auth.NormalizeEmail(in.Member)
	m, found, err := a.member(c, scope, func(m org.Member) bool { return m.ID == in.Member || address != "" && m.Email == address })
	if err != nil || !found {
		return firstError(err, noMember)
	}
	if err := a.Org.RemoveMember(c.Request().Context(), scope, m.ID); err != nil {
		lastOwner := no(http.StatusBadRequest, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER")
		return answers{
			fault.CodeRoleRequired: no(http.StatusUnauthorized, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER"),
			fault.CodeRoleTooHigh:  lastOwner, fault.CodeLastOwner: lastOwner, fault.CodeFirewallNotFound: noMember,
		}.to(err)
	}
	return ok(c, map[string]any{"member": memberOf(m, scope.OrganizationID()).with(m)})
}

// LeaveOrganization ends the caller's own membership.
func (a *API) LeaveOrganization(c *echo.Context, actor access.Actor, in DeleteInput) error {
	scope, err := a.enter(c, actor, Place{ID: in.ID}, common(noMember))
	if err != nil {
		return err
	}
	m, found, err := a.member(c, scope, ofUser(actor.UserID()))
	if err != nil || !found {
		return firstError(err, noMember)
	}
	if err := a.Org.Leave(c.Request().Context(), scope); err != nil {
		return answers{fault.CodeFirewallNotFound: noMember}.to(err)
	}
	return ok(c, memberOf(m, scope.OrganizationID()).with(m))
}
