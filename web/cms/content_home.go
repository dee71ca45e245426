package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// recentMost is how many changes the start page of an organization shows.
const recentMost = 12

// Dashboard is the start page of an organization: one next step, what changed
// last, and how much there is.
func (p *Pages) Dashboard(c *echo.Context, scope access.Scope) error {
	if _, err := route.Query(c); err != nil {
		return err
	}
	ctx, to, now := c.Request().Context(), in(scope), clock(scope)
	counts, err := p.Content.Counts(ctx, scope)
	if err != nil {
		return err
	}
	recent, err := p.Content.Recent(ctx, scope, recentMost)
	if err != nil {
		return err
	}
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	v := page.Dashboard{Name: scope.Organization().Name, Role: page.RoleName(scope.Role()), Members: to.Members(), People: len(names)}
	if scope.Has(access.Admin + "+") {
		v.Invite = to.Invitations()
	}
	for _, n := range counts {
		if n.Collection.Singleton {
			continue
		}
		count := page.DashboardCount{
			Label: n.Collection.Label, Text: n.Collection.Description, Icon: icon(n.Collection), Href: to.Content(n.Collection.Name),
			Total: page.Number(n.Total), Drafts: n.Drafts, DraftsHref: to.ContentWith(n.Collection.Name, map[string][]string{"status": {"draft"}}),
		}
		if n.Capped {
			count.Total += "+"
		}
		if p.Content.May(scope, n.Collection.Name).Create {
			count.New = to.NewEntry(n.Collection.Name)
			if v.FirstNew == "" {
				v.FirstNew, v.FirstNoun = count.New, lower(n.Collection.Singular)
			}
		}
		v.Entries += n.Total
		v.Waiting += n.Drafts
		v.Counts = append(v.Counts, count)
	}
	for _, e := range recent {
		by := e.UpdatedBy
		at := e.UpdatedAt.Std().In(now.Location())
		line := page.DashboardLine{
			Title: title(e, scope), Href: p.entryAddress(scope, e), Kind: e.Collection.Singular, At: at, When: page.Ago(at, now),
			State: page.StatusOf(e.Live(), e.Changed(), false),
		}
		if by != "" {
			line.By = component.Person{Name: names.name(by), Hue: component.HueOf(by)}
		}
		v.Recent = append(v.Recent, line)
	}
	if v.Frame, err = p.shell(c, scope, page.Home, to.Home()); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.DashboardPage(v), nil)
}
