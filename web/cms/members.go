package cms

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Members lists who is in the organization.
func (p *Pages) Members(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, "q")
	if err != nil {
		return err
	}
	v, err := p.members(c, scope, query.Get("q"))
	if err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.MembersPage(v), page.MembersPart(v))
}

func (p *Pages) members(c *echo.Context, scope access.Scope, text string) (page.Members, error) {
	ctx := c.Request().Context()
	v := page.Members{Query: strings.TrimSpace(text), MayManage: scope.Has(access.Admin + "+")}
	list, err := p.Org.Members(ctx, scope, org.Filter{Text: v.Query})
	if err != nil {
		return v, err
	}
	if v.Frame, err = p.shell(c, scope, page.MembersTitle, in(scope).Members()); err != nil {
		return v, err
	}
	if v.MayManage {
		if v.Invited, err = p.waiting(c, scope); err != nil {
			return v, err
		}
	}
	grantable := p.Org.Grantable(scope)
	for _, m := range list {
		row := page.Member{
			ID: m.ID, Name: m.Name, Email: m.Email, Hue: component.HueOf(m.UserID), Role: m.Role, Roles: m.Roles,
			Since: past(scope, m.Since), Self: m.Self, Banned: m.Banned,
			Unprotected: !m.TwoFactor && scope.Organization().RequireTwoFactor && scope.Has(access.Admin+"+"), MayChange: m.MayChange, MayRemove: m.MayRemove,
			WhyNot: m.WhyNot, Grantable: grantable,
		}
		for _, t := range m.Teams {
			row.Teams = append(row.Teams, t.Name)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// waiting counts the invitations nobody has answered yet.
func (p *Pages) waiting(c *echo.Context, scope access.Scope) (int, error) {
	list, err := p.Org.Invitations(c.Request().Context(), scope)
	n := 0
	for _, i := range list {
		if i.Status == model.Pending {
			n++
		}
	}
	return n, err
}

// past is a past time in the words and the zone of whoever looks.
func past(scope access.Scope, t model.Time) page.Moment {
	if t.IsZero() {
		return page.Moment{Text: page.Never}
	}
	now := clock(scope)
	at := t.Std().In(now.Location())
	return page.Moment{At: at, Text: page.Ago(at, now)}
}

// coming is a future time likewise.
func coming(scope access.Scope, t model.Time) page.Moment {
	if t.IsZero() {
		return page.Moment{Text: page.Never}
	}
	now := clock(scope)
	at := t.Std().In(now.Location())
	return page.Moment{At: at, Text: page.Until(at, now)}
}

// done answers a change that succeeded: htmx gets the part with a message beside
// it, a browser is sent to the page that shows the message.
func (p *Pages) done(c *echo.Context, said session.Flash, to string, part func() (templ.Component, error)) error {
	if respond.WantsPart(c.Request()) {
		body, err := part()
		if err != nil {
			return err
		}
		flash := layout.FlashesPart([]layout.Flash{page.Said(said.Code, said.Params, said.Undo, said.View)})
		return respond.Page(c, http.StatusOK, templ.Join(body, flash), nil)
	}
	p.Sessions.Say(c.Response(), said)
	return respond.See(c, to)
}

// ChangeRole gives a member another role.
func (p *Pages) ChangeRole(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	m, err := p.Org.ChangeRole(c.Request().Context(), scope, c.Param("member"), form.Get("role"))
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		v, err := p.members(c, scope, "")
		if err != nil {
			return err
		}
		v.Failed = f
		return respond.Page(c, respond.FormStatus(f), page.MembersPage(v), page.MembersPart(v))
	}
	said := session.Flash{Code: "member.changed", Params: map[string]string{"name": m.Name, "role": m.Role}}
	if m.UserID == scope.Actor().UserID() { // what they may do has changed with it
		p.Sessions.Say(c.Response(), said)
		return respond.See(c, in(scope).Members())
	}
	return p.done(c, said, in(scope).Members(), func() (templ.Component, error) {
		v, err := p.members(c, scope, "")
		return page.MembersPart(v), err
	})
}

// member finds one member. Another organization's and one that never was answer
// alike.
func (p *Pages) member(c *echo.Context, scope access.Scope) (org.Member, error) {
	list, err := p.Org.Members(c.Request().Context(), scope, org.Filter{})
	if err != nil {
		return org.Member{}, err
	}
	for _, m := range list {
		if m.ID == c.Param("member") {
			return m, nil
		}
	}
	return org.Member{}, fault.Missing()
}

// MemberRemoval asks before a member is removed.
func (p *Pages) MemberRemoval(c *echo.Context, scope access.Scope) error {
	m, err := p.member(c, scope)
	if err != nil {
		return err
	}
	if m.Self {
		return respond.See(c, in(scope).Departure())
	}
	return p.askRemoval(c, scope, m, http.StatusOK, nil)
}

func (p *Pages) askRemoval(c *echo.Context, scope access.Scope, m org.Member, status int, f *fault.Fault) error {
	frame, err := p.shell(c, scope, page.RemovalTitle(m.Name, scope.Organization().Name), in(scope).Members())
	if err != nil {
		return err
	}
	v := page.RemovalQuestion(frame, m.ID, m.Name)
	v.Failed = f
	return respond.Page(c, status, page.AskingPage(v), nil)
}

// RemoveMember ends somebody's membership.
func (p *Pages) RemoveMember(c *echo.Context, scope access.Scope) error {
	m, err := p.member(c, scope)
	if err != nil {
		return err
	}
	if err := p.Org.RemoveMember(c.Request().Context(), scope, m.ID); err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.askRemoval(c, scope, m, respond.FormStatus(f), f)
	}
	if m.Self {
		return p.left(c, scope)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "member.removed", Params: map[string]string{"name": m.Name}})
	return respond.See(c, in(scope).Members())
}

func (p *Pages) left(c *echo.Context, scope access.Scope) error {
	p.Sessions.Say(c.Response(), session.Flash{Code: "member.left", Params: map[string]string{"name": scope.Organization().Name}})
	return respond.See(c, link.Home())
}

// Departure asks before somebody leaves.
func (p *Pages) Departure(c *echo.Context, scope access.Scope) error {
	return p.askDeparture(c, scope, http.StatusOK, nil)
}

func (p *Pages) askDeparture(c *echo.Context, scope access.Scope, status int, f *fault.Fault) error {
	frame, err := p.shell(c, scope, page.DepartureTitle(scope.Organization().Name), in(scope).Members())
	if err != nil {
		return err
	}
	v := page.DepartureQuestion(frame)
	v.Failed = f
	return respond.Page(c, status, page.AskingPage(v), nil)
}

// Leave ends the actor's own membership.
func (p *Pages) Leave(c *echo.Context, scope access.Scope) error {
	if err := p.Org.Leave(c.Request().Context(), scope); err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.askDeparture(c, scope, respond.FormStatus(f), f)
	}
	return p.left(c, scope)
}
