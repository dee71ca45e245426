package cms

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Teams lists the organization's teams.
func (p *Pages) Teams(c *echo.Context, scope access.Scope) error {
	return p.teams(c, scope, "", http.StatusOK, nil)
}

func (p *Pages) teams(c *echo.Context, scope access.Scope, typed string, status int, f *fault.Fault) error {
	list, err := p.Org.Teams(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	v := page.Teams{MayManage: scope.Has(access.Admin + "+"), Name: typed, Failed: f}
	if v.Frame, err = p.shell(c, scope, page.TeamsTitle, in(scope).Teams()); err != nil {
		return err
	}
	for _, t := range list {
		v.Rows = append(v.Rows, page.TeamLine{ID: t.ID, Name: t.Name, Members: t.Members, Mine: slices.Contains(scope.Teams(), t.ID)})
	}
	return respond.Page(c, status, page.TeamsPage(v), page.TeamsPart(v))
}

// CreateTeam makes a team and goes there.
func (p *Pages) CreateTeam(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	t, err := p.Org.CreateTeam(c.Request().Context(), scope, form.Get("name"))
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.teams(c, scope, form.Get("name"), respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "team.created", Params: map[string]string{"name": t.Name}})
	return respond.See(c, in(scope).Team(t.ID))
}

// Team shows one team.
func (p *Pages) Team(c *echo.Context, scope access.Scope) error {
	return p.team(c, scope, nil, http.StatusOK, nil)
}

func (p *Pages) findTeam(c *echo.Context, scope access.Scope) (org.Team, error) {
	list, err := p.Org.Teams(c.Request().Context(), scope)
	if err != nil {
		return org.Team{}, err
	}
	for _, t := range list {
		if t.ID == c.Param("team") {
			return t, nil
		}
	}
	return org.Team{}, fault.Missing()
}

func (p *Pages) team(c *echo.Context, scope access.Scope, typed url.Values, status int, f *fault.Fault) error {
	t, err := p.findTeam(c, scope)
	if err != nil {
		return err
	}
	members, err := p.Org.Members(c.Request().Context(), scope, org.Filter{})
	if err != nil {
		return err
	}
	v := page.Team{ID: t.ID, Name: t.Name, Typed: typed.Get("name"), MayManage: scope.Has(access.Admin + "+"), Failed: f}
	if v.Frame, err = p.shell(c, scope, t.Name, in(scope).Teams()); err != nil {
		return err
	}
	for _, m := range members {
		if slices.ContainsFunc(m.Teams, func(in org.Team) bool { return in.ID == t.ID }) {
			v.Members = append(v.Members, page.TeamMember{UserID: m.UserID, Name: m.Name, Email: m.Email, Hue: component.HueOf(m.UserID)})
		} else {
			v.Others = append(v.Others, page.Choosable{ID: m.UserID, Name: m.Name})
		}
	}
	return respond.Page(c, status, page.TeamPage(v), nil)
}

// teamChange runs a change of one team and goes back to it.
func (p *Pages) teamChange(c *echo.Context, scope access.Scope, typed url.Values, said session.Flash, change func() error) error {
	if err := change(); err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.team(c, scope, typed, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), said)
	return respond.See(c, in(scope).Team(c.Param("team")))
}

// RenameTeam gives a team another name.
func (p *Pages) RenameTeam(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	return p.teamChange(c, scope, form, session.Flash{Code: "team.renamed"}, func() error {
		_, err := p.Org.RenameTeam(c.Request().Context(), scope, c.Param("team"), form.Get("name"))
		return err
	})
}

// AddTeamMember puts a member into a team.
func (p *Pages) AddTeamMember(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	return p.teamChange(c, scope, nil, session.Flash{Code: "team.member_added"}, func() error {
		if form.Get("userId") == "" {
			return fault.InvalidInput().About("userId", fault.ProblemRequired)
		}
		return p.Org.AddTeamMember(c.Request().Context(), scope, c.Param("team"), form.Get("userId"))
	})
}

// RemoveTeamMember takes a member out of a team.
func (p *Pages) RemoveTeamMember(c *echo.Context, scope access.Scope) error {
	return p.teamChange(c, scope, nil, session.Flash{Code: "team.member_removed"}, func() error {
		return p.Org.RemoveTeamMember(c.Request().Context(), scope, c.Param("team"), c.Param("user"))
	})
}

// TeamRemoval asks before a team is deleted.
func (p *Pages) TeamRemoval(c *echo.Context, scope access.Scope) error {
	return p.askTeamRemoval(c, scope, http.StatusOK, nil)
}

func (p *Pages) askTeamRemoval(c *echo.Context, scope access.Scope, status int, f *fault.Fault) error {
	t, err := p.findTeam(c, scope)
	if err != nil {
		return err
	}
	frame, err := p.shell(c, scope, page.DissolvingTitle(t.Name), in(scope).Teams())
	if err != nil {
		return err
	}
	v := page.DissolvingQuestion(frame, t.ID, t.Name)
	v.Failed = f
	return respond.Page(c, status, page.AskingPage(v), nil)
}

// DeleteTeam ends a team.
func (p *Pages) DeleteTeam(c *echo.Context, scope access.Scope) error {
	if err := p.Org.DeleteTeam(c.Request().Context(), scope, c.Param("team")); err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.askTeamRemoval(c, scope, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "team.deleted"})
	return respond.See(c, in(scope).Teams())
}
