package betterauth

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
)

var (
	notAMember     = no(http.StatusBadRequest, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
	noOrganization = no(http.StatusBadRequest, "ORGANIZATION_NOT_FOUND")
)

// OrganizationInput is what a new organization is called.
type OrganizationInput struct {
	Name     string         `in:"name,filled"`
	Slug     string         `in:"slug,filled"`
	Logo     *string        `in:"logo"`
	Metadata map[string]any `in:"metadata"`
	Keep     *bool          `in:"keepCurrentActiveOrganization"`
}

// CreateOrganization founds an organization with a first team; the session works in
// both from now on.
func (a *API) CreateOrganization(c *echo.Context, actor access.Actor, in OrganizationInput) error {
	metadata, err := textOf(in.Metadata)
	if err != nil {
		return err
	}
	made, err := a.Org.Create(c.Request().Context(), actor, org.Input{
		Name: in.Name, Slug: in.Slug, Logo: orEmpty(in.Logo), Metadata: metadata, Team: true, Stay: isTrue(in.Keep),
	})
	if err != nil {
		return answers{fault.CodeSlugTaken: no(http.StatusBadRequest, "ORGANIZATION_ALREADY_EXISTS")}.to(err)
	}
	shape := organizationOf(made.Organization)
	answer := map[string]any{
		"id": shape.ID, "name": shape.Name, "slug": shape.Slug, "logo": shape.Logo, "createdAt": shape.CreatedAt,
		"members": []memberShape{{
			ID: made.MemberID, OrganizationID: made.ID, UserID: actor.UserID(), Role: access.Owner, CreatedAt: made.Since,
		}},
	}
	if in.Metadata != nil {
		answer["metadata"] = in.Metadata
	}
	return ok(c, answer)
}

func textOf(metadata map[string]any) (string, error) {
	if metadata == nil {
		return "", nil
	}
	raw, err := json.Marshal(metadata)
	return string(raw), err
}

// SlugInput is a slug that somebody would like.
type SlugInput struct {
	Slug string `in:"slug,filled"`
}

// CheckSlug says whether a new organization may have a slug.
func (a *API) CheckSlug(c *echo.Context, _ access.Actor, in SlugInput) error {
	problem, err := a.Org.CheckSlug(c.Request().Context(), in.Slug, "")
	switch {
	case err != nil:
		return err
	case problem != nil && problem.Code == fault.ProblemTaken:
		return no(http.StatusBadRequest, "ORGANIZATION_SLUG_ALREADY_TAKEN")
	case problem != nil:
		return fault.InvalidInput(*problem)
	}
	return done(c)
}

// ListOrganizations lists where the caller belongs.
func (a *API) ListOrganizations(c *echo.Context, actor access.Actor, _ struct{}) error {
	places, err := a.Org.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	out := []organizationShape{}
	for _, p := range places {
		if only := a.Gate.Selection().Active(""); only != "" && only != p.OrganizationID {
			continue // this installation works elsewhere
		}
		out = append(out, organizationOf(org.Organization{
			ID: p.OrganizationID, Name: p.Name, Slug: p.Slug, Logo: p.Logo, Metadata: p.Metadata, CreatedAt: p.CreatedAt,
		}))
	}
	return ok(c, out)
}

// ActivateInput names an organization to work in; null is none.
type ActivateInput struct {
	ID   nullable `in:"organizationId"`
	Slug *string  `in:"organizationSlug"`
}

// SetActiveOrganization makes an organization the session's default. A refused
// switch leaves none.
func (a *API) SetActiveOrganization(c *echo.Context, actor access.Actor, in ActivateInput) error {
	ctx := c.Request().Context()
	if in.ID.Set && in.ID.Value == "" {
		if err := a.activate(c, actor, ""); err != nil {
			return err
		}
		return ok(c, nil)
	}
	if in.ID.Value != "" {
		if err := a.Gate.Selection().Activate(in.ID.Value); err != nil {
			return err
		}
	}
	scope, err := a.visited(c, actor, Place{in.ID.Value, orEmpty(in.Slug)})
	if err != nil {
		return err
	}
	if scope.OrganizationID() == "" {
		return ok(c, nil)
	}
	if err := a.activate(c, actor, scope.OrganizationID()); err != nil {
		return err
	}
	o, err := a.Org.Get(ctx, scope)
	if err != nil {
		return err
	}
	return ok(c, organizationOf(o))
}

// activate changes the session and sends its cookie again. Personal keys have none.
func (a *API) activate(c *echo.Context, actor access.Actor, organizationID string) error {
	if actor.SessionID() == "" {
		return nil
	}
	ctx := c.Request().Context()
	if err := a.Auth.SetActiveOrganization(ctx, actor, organizationID); err != nil {
		return err
	}
	s, err := a.Auth.Session(ctx, actor)
	if err != nil {
		return err
	}
	return a.renew(c, s)
}

// visited is enter for the calls after which a refusal leaves the session without an
// organization. Nowhere to go is no scope.
func (a *API) visited(c *echo.Context, actor access.Actor, at Place) (access.Scope, error) {
	none := &Refusal{}
	outside := no(http.StatusForbidden, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
	if at.ID == "" && at.Slug != "" {
		outside = noOrganization
	}
	scope, err := a.enter(c, actor, at, refusedAt{none: none, outside: outside})
	switch {
	case errors.Is(err, none):
		return access.Scope{}, nil
	case errors.Is(err, outside) && actor.SessionID() != "":
		if err := a.Auth.SetActiveOrganization(c.Request().Context(), actor, ""); err != nil {
			return access.Scope{}, err
		}
	}
	return scope, err
}

// WhichInput names an organization to read.
type WhichInput struct {
	ID           *string `in:"organizationId"`
	Slug         *string `in:"organizationSlug"`
	MembersLimit *int    `in:"membersLimit"`
}

func (in WhichInput) place() Place { return Place{orEmpty(in.ID), orEmpty(in.Slug)} }

// GetOrganization reads an organization, or null when the session has none.
func (a *API) GetOrganization(c *echo.Context, actor access.Actor, in WhichInput) error {
	scope, err := a.visited(c, actor, in.place())
	if err != nil {
		return err
	}
	if scope.OrganizationID() == "" {
		return ok(c, nil)
	}
	o, err := a.Org.Get(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	return ok(c, organizationOf(o))
}

// GetFullOrganization reads an organization with its people. Those who may not
// invite see no invitations: their ids open them.
func (a *API) GetFullOrganization(c *echo.Context, actor access.Actor, in WhichInput) error {
	ctx := c.Request().Context()
	scope, err := a.visited(c, actor, in.place())
	if err != nil {
		return err
	}
	if scope.OrganizationID() == "" {
		return ok(c, nil)
	}
	full := struct {
		organizationShape

		Members     []memberShape     `json:"members"`
		Invitations []invitationShape `json:"invitations"`
		Teams       []teamShape       `json:"teams"`
	}{Members: []memberShape{}, Invitations: []invitationShape{}}
	o, err := a.Org.Get(ctx, scope)
	if err != nil {
		return err
	}
	full.organizationShape = organizationOf(o)
	members, err := a.Org.Members(ctx, scope, org.Filter{})
	if err != nil {
		return err
	}
	for _, m := range firstOf(members, in.MembersLimit) {
		full.Members = append(full.Members, memberOf(m, scope.OrganizationID()).with(m))
	}
	if org.Permits(scope, permissions{"invitation": {"create"}}) {
		if full.Invitations, err = a.invitations(c, scope); err != nil {
			return err
		}
	}
	teams, err := a.Org.Teams(ctx, scope)
	if err != nil {
		return err
	}
	full.Teams = teamsOf(teams, scope)
	return ok(c, full)
}

// mostMembers is how many members a list has that asks for no number.
const mostMembers = 100

func firstOf(list []org.Member, limit *int) []org.Member {
	most := mostMembers
	if limit != nil && *limit >= 0 {
		most = *limit
	}
	return list[:min(most, len(list))]
}

// UpdateInput is what may change about an organization.
type UpdateInput struct {
	Data struct {
		Name     *string        `in:"name"`
		Slug     *string        `in:"slug"`
		Logo     nullable       `in:"logo"`
		Metadata map[string]any `in:"metadata"`
	} `in:"data"`
	ID *string `in:"organizationId"`
}

// UpdateOrganization changes an organization; nothing to change leaves it as it is.
func (a *API) UpdateOrganization(c *echo.Context, actor access.Actor, in UpdateInput) error {
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, refusedAt{none: noOrganization, outside: notAMember})
	if err != nil {
		return err
	}
	change := org.Update{Name: in.Data.Name, Slug: in.Data.Slug}
	if in.Data.Logo.Set {
		change.Logo = &in.Data.Logo.Value
	}
	if in.Data.Metadata != nil {
		text, err := textOf(in.Data.Metadata)
		if err != nil {
			return err
		}
		change.Metadata = &text
	}
	o, err := a.Org.Update(c.Request().Context(), scope, change)
	if err != nil {
		return answers{
			fault.CodeRoleRequired: no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION"),
			fault.CodeSlugTaken:    no(http.StatusBadRequest, "ORGANIZATION_SLUG_ALREADY_TAKEN"),
		}.to(err)
	}
	return ok(c, organizationOf(o).opened())
}

// DeleteInput names the organization to delete.
type DeleteInput struct {
	ID string `in:"organizationId"`
}

// DeleteOrganization deletes an organization of the caller's; its owners can restore
// it for a while.
func (a *API) DeleteOrganization(c *echo.Context, actor access.Actor, in DeleteInput) error {
	ctx := c.Request().Context()
	scope, err := a.enter(c, actor, Place{ID: in.ID}, refusedAt{none: noOrganization, outside: notAMember})
	if err != nil {
		return err
	}
	o, err := a.Org.Get(ctx, scope)
	if err != nil {
		return err
	}
	if err := a.Org.Delete(ctx, scope, o.Slug); err != nil {
		return answers{fault.CodeRoleRequired: no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION")}.to(err)
	}
	return ok(c, organizationOf(o))
}

// PermissionInput asks whether the caller may do things.
type PermissionInput struct {
	Permissions permissions `in:"permissions"`
	Former      permissions `in:"permission"` // the key before; it always answers false
	ID          *string     `in:"organizationId"`
}

// HasPermission says whether one of the caller's roles allows everything asked.
func (a *API) HasPermission(c *echo.Context, actor access.Actor, in PermissionInput) error {
	if (in.Permissions == nil) == (in.Former == nil) {
		return because(http.StatusBadRequest, "VALIDATION_ERROR", "[body.permissions] Invalid input")
	}
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(no(http.StatusUnauthorized, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")))
	if err != nil {
		return err
	}
	return ok(c, map[string]any{"error": nil, "success": org.Permits(scope, in.Permissions)})
}
