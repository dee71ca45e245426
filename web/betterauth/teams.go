package betterauth

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
)

// TeamInput is a new team.
type TeamInput struct {
	Name string  `in:"name"`
	ID   *string `in:"organizationId"`
}

// CreateTeam makes a team.
func (a *API) CreateTeam(c *echo.Context, actor access.Actor, in TeamInput) error {
	// The outsider's code is Better Auth's.
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION")))
	if err != nil {
		return err
	}
	t, err := a.Org.CreateTeam(c.Request().Context(), scope, in.Name)
	if err != nil {
		return answers{fault.CodeRoleRequired: no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION")}.to(err)
	}
	return ok(c, teamOf(t, scope.OrganizationID()))
}

// ListTeams lists the teams of an organization, for its members.
func (a *API) ListTeams(c *echo.Context, actor access.Actor, in WithinInput) error {
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION")))
	if err != nil {
		return err
	}
	teams, err := a.Org.Teams(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	return ok(c, teamsOf(teams, scope))
}

// TeamChangeInput renames a team.
type TeamChangeInput struct {
	TeamID string `in:"teamId"`
	Data   struct {
		Name *string `in:"name"`
		ID   *string `in:"organizationId"`
	} `in:"data"`
}

// UpdateTeam renames a team; without a name it stays as it is.
func (a *API) UpdateTeam(c *echo.Context, actor access.Actor, in TeamChangeInput) error {
	ctx := c.Request().Context()
	refused := no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM")
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.Data.ID)}, common(refused))
	if err != nil {
		return err
	}
	name := orEmpty(in.Data.Name)
	if in.Data.Name == nil {
		t, found, err := a.team(c, scope, in.TeamID)
		if err != nil || !found {
			return firstError(err, noTeam)
		}
		name = t.Name
	}
	t, err := a.Org.RenameTeam(ctx, scope, in.TeamID, name)
	if err != nil {
		return answers{fault.CodeRoleRequired: refused, fault.CodeFirewallNotFound: noTeam}.to(err)
	}
	return ok(c, teamOf(t, scope.OrganizationID()))
}

func (a *API) team(c *echo.Context, scope access.Scope, id string) (org.Team, bool, error) {
	teams, err := a.Org.Teams(c.Request().Context(), scope)
	if err != nil {
		return org.Team{}, false, err
	}
	at := slices.IndexFunc(teams, func(t org.Team) bool { return t.ID == id })
	if at < 0 {
		return org.Team{}, false, nil
	}
	return teams[at], true, nil
}

// TeamRemovalInput names a team.
type TeamRemovalInput struct {
	TeamID string  `in:"teamId"`
	ID     *string `in:"organizationId"`
}

// RemoveTeam ends a team. The last one, and the one the caller works in, stay.
func (a *API) RemoveTeam(c *echo.Context, actor access.Actor, in TeamRemovalInput) error {
	ctx := c.Request().Context()
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM")))
	if err != nil {
		return err
	}
	mayNot := no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION")
	if scope.Require(access.Admin+"+") != nil {
		return mayNot
	}
	teams, err := a.Org.Teams(ctx, scope)
	switch {
	case err != nil:
		return err
	case !slices.ContainsFunc(teams, func(t org.Team) bool { return t.ID == in.TeamID }):
		return noTeam
	case len(teams) == 1:
		return no(http.StatusBadRequest, "UNABLE_TO_REMOVE_LAST_TEAM")
	case actor.Identity().ActiveTeamID == in.TeamID:
		return no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM")
	}
	if err := a.Org.DeleteTeam(ctx, scope, in.TeamID); err != nil {
		return answers{fault.CodeRoleRequired: mayNot, fault.CodeFirewallNotFound: noTeam}.to(err)
	}
	return said(c, "Team removed successfully.")
}

func said(c *echo.Context, message string) error { return ok(c, map[string]string{"message": message}) }

// ActiveTeamInput names a team to work in; null is none.
type ActiveTeamInput struct {
	TeamID nullable `in:"teamId"`
}

// SetActiveTeam makes one of the caller's teams the session's default.
func (a *API) SetActiveTeam(c *echo.Context, actor access.Actor, in ActiveTeamInput) error {
	ctx := c.Request().Context()
	scope, err := a.enter(c, actor, Place{}, common(noTeam))
	if err != nil {
		return err
	}
	id := in.TeamID.Value
	if !in.TeamID.Set {
		id = actor.Identity().ActiveTeamID
	}
	t, err := a.Org.ActivateTeam(ctx, scope, id)
	if err != nil {
		return answers{
			fault.CodeFirewallNotFound: noTeam,
			fault.CodeRoleRequired:     no(http.StatusForbidden, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM"),
		}.to(err)
	}
	s, err := a.Auth.Session(ctx, actor)
	if err == nil {
		err = a.renew(c, s)
	}
	if err != nil {
		return err
	}
	if id == "" {
		return ok(c, nil)
	}
	return ok(c, teamOf(t, scope.OrganizationID()))
}

// UserTeamsInput asks for somebody's teams.
type UserTeamsInput struct {
	ID     *string `in:"organizationId"`
	UserID *string `in:"userId"`
}

// ListUserTeams lists the teams somebody is in: one's own of all organizations or of
// one, and those of others for whoever manages members.
func (a *API) ListUserTeams(c *echo.Context, actor access.Actor, in UserTeamsInput) error {
	userID := cmp.Or(orEmpty(in.UserID), actor.UserID())
	say := common(no(http.StatusForbidden, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"))
	if userID == actor.UserID() && orEmpty(in.ID) == "" {
		return a.ownTeams(c, actor, say)
	}
	scope, err := a.enter(c, actor, Place{ID: orEmpty(in.ID)}, say)
	if err != nil {
		return err
	}
	if userID != actor.UserID() && !org.Permits(scope, permissions{"member": {"update"}}) {
		return no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER")
	}
	m, found, err := a.member(c, scope, ofUser(userID))
	if err != nil || !found {
		return firstError(err, notAMember)
	}
	return ok(c, teamsOf(m.Teams, scope))
}

func (a *API) ownTeams(c *echo.Context, actor access.Actor, say refusedAt) error {
	places, err := a.Org.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	out := []teamShape{}
	for _, p := range places {
		scope, err := a.enter(c, actor, Place{ID: p.OrganizationID}, say)
		if fault.Is(err, fault.Forbidden) {
			continue // this installation works elsewhere, or the organization asks for more proof
		}
		if err != nil {
			return err
		}
		m, _, err := a.member(c, scope, ofUser(actor.UserID()))
		if err != nil {
			return err
		}
		out = append(out, teamsOf(m.Teams, scope)...)
	}
	return ok(c, out)
}

// TeamMembersInput names a team; without one the session's is meant.
type TeamMembersInput struct {
	TeamID *string `in:"teamId"`
}

// ListTeamMembers lists who is in a team, for those who are.
func (a *API) ListTeamMembers(c *echo.Context, actor access.Actor, in TeamMembersInput) error {
	id := cmp.Or(orEmpty(in.TeamID), actor.Identity().ActiveTeamID)
	if id == "" {
		return no(http.StatusBadRequest, "YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM")
	}
	scope, err := a.enter(c, actor, Place{}, common(noTeam))
	if err != nil {
		return err
	}
	list, err := a.Org.Placings(c.Request().Context(), scope, id)
	if err != nil {
		return answers{fault.CodeFirewallNotFound: noTeam}.to(err)
	}
	if !slices.Contains(scope.Teams(), id) {
		return no(http.StatusBadRequest, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM")
	}
	out := make([]placingShape, len(list))
	for i, p := range list {
		out[i] = placingOf(p)
	}
	return ok(c, out)
}

// PlacingInput puts somebody into a team or takes them out.
type PlacingInput struct {
	TeamID string  `in:"teamId"`
	UserID string  `in:"userId"`
	ID     *string `in:"organizationId"`
}

// AddTeamMember puts a member into a team; twice is the same as once.
func (a *API) AddTeamMember(c *echo.Context, actor access.Actor, in PlacingInput) error {
	ctx := c.Request().Context()
	scope, err := a.enterFor(c, actor, in)
	if err != nil {
		return err
	}
	if scope.Require(access.Admin+"+") != nil {
		return no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER")
	}
	if err := a.placeable(c, scope, in); err != nil {
		return err
	}
	if err := a.Org.AddTeamMember(ctx, scope, in.TeamID, in.UserID); err != nil {
		return answers{fault.CodeFirewallNotFound: noTeam}.to(err)
	}
	list, err := a.Org.Placings(ctx, scope, in.TeamID)
	if err != nil {
		return answers{fault.CodeFirewallNotFound: noTeam}.to(err)
	}
	for _, p := range list {
		if p.UserID == in.UserID {
			return ok(c, placingOf(p))
		}
	}
	return no(http.StatusBadRequest, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM") // taken out again in this moment
}

// RemoveTeamMember takes a member out of a team.
func (a *API) RemoveTeamMember(c *echo.Context, actor access.Actor, in PlacingInput) error {
	scope, err := a.enterFor(c, actor, in)
	if err != nil {
		return err
	}
	if scope.Require(access.Admin+"+") != nil {
		return no(http.StatusForbidden, "YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER")
	}
	if err := a.placeable(c, scope, in); err != nil {
		return err
	}
	if err := a.Org.RemoveTeamMember(c.Request().Context(), scope, in.TeamID, in.UserID); err != nil {
		return answers{fault.CodeFirewallNotFound: no(http.StatusBadRequest, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM")}.to(err)
	}
	return said(c, "Team member removed successfully.")
}

func (a *API) enterFor(c *echo.Context, actor access.Actor, in PlacingInput) (access.Scope, error) {
	return a.enter(c, actor, Place{ID: orEmpty(in.ID)}, common(notAMember))
}

// placeable says what Better Auth says before it looks at the team's members.
func (a *API) placeable(c *echo.Context, scope access.Scope, in PlacingInput) error {
	_, found, err := a.team(c, scope, in.TeamID)
	if err != nil || !found {
		return firstError(err, noTeam)
	}
	_, found, err = a.member(c, scope, ofUser(in.UserID))
	if err != nil || !found {
		return firstError(err, notAMember)
	}
	return nil
}
