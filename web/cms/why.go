package cms

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// Why explains who may do something with an entry or in a collection.
func (p *Pages) Why(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, "action")
	if err != nil {
		return err
	}
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	if query.Get("action") == "" {
		return p.whyAll(c, scope, collection)
	}
	x, err := p.Content.Explain(c.Request().Context(), scope, collection.Name, query.Get("action"), c.Param("entry"))
	if err != nil {
		return err
	}
	// Who may see nothing of the collection learns no more of it than elsewhere.
	if may := p.Content.May(scope, collection.Name); !may.List && !may.Get && len(p.Content.Views(scope, collection.Name)) == 0 {
		return fault.RoleRequired()
	}
	to, why := in(scope), WhyOf(x)
	v := page.WhyView{Allowed: why.Allowed, Sentence: why.Sentence(), Help: why.Help(), Back: to.Content(collection.Name)}
	status := http.StatusOK
	switch {
	case x.Code == fault.CodeFirewallNotFound && !x.Trashed:
		status = http.StatusNotFound
	case x.EntryID != "" && !collection.Singleton:
		v.Back = to.Entry(collection.Name, x.EntryID)
	}
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: page.WhyTitle}}
	if !x.Allowed && status == http.StatusOK {
		if err := p.whoMay(c, scope, &v, helpful(x)); err != nil {
			return err
		}
	}
	return p.explained(c, scope, status, v, to.Content(collection.Name))
}

func (p *Pages) explained(c *echo.Context, scope access.Scope, status int, v page.WhyView, here string) error {
	var err error
	if v.Frame, err = p.shell(c, scope, page.WhyTitle, here); err != nil {
		return err
	}
	return respond.Page(c, status, page.WhyPage(v), page.WhyPart(v))
}

// helpful are the roles whose members would not be refused.
func helpful(x content.Explanation) []string {
	switch {
	case x.Code == fault.CodeRoleRequired, x.Field != nil && x.Code == "":
		return x.Openers
	case len(x.Failed) > 0:
		return x.Helpers
	}
	return nil
}

// mostHelpers is how many people an explanation names.
const mostHelpers = 5

// whoMay names members who have one of the roles; members see each other anyway.
func (p *Pages) whoMay(c *echo.Context, scope access.Scope, v *page.WhyView, roles []string) error {
	if len(roles) == 0 {
		return nil
	}
	list, err := p.Org.Members(c.Request().Context(), scope, org.Filter{})
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Banned || m.Self || !slices.ContainsFunc(m.Roles, func(r string) bool { return slices.Contains(roles, r) }) {
			continue
		}
		if len(v.People) == mostHelpers {
			v.More++
			continue
		}
		v.People = append(v.People, page.WhyPerson{Name: m.Name, Role: page.RoleName(m.Role), Hue: component.HueOf(m.UserID)})
	}
	return nil
}

// houseRules are the roles that what concerns the organization itself takes, by
// the name that asks for them.
var houseRules = map[string]string{
	page.WhyInvite: access.Admin + "+", page.WhyRoles: access.Admin + "+", page.WhyTeams: access.Admin + "+", page.WhyKeys: access.Admin + "+",
	page.WhySettings: access.Admin + "+", page.WhyAudit: access.Admin + "+", page.WhyRemoval: access.Owner,
}

// WhyNot explains who may do something with the organization itself.
func (p *Pages) WhyNot(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, "action")
	if err != nil {
		return err
	}
	expression, ok := houseRules[query.Get("action")]
	if !ok {
		return fault.NotFoundOf("action")
	}
	roles, _ := scope.Hierarchy().Expand(expression)
	why := page.HouseWhy{Action: query.Get("action"), Takes: roles, Roles: scope.Roles(), Allowed: scope.Has(expression)}
	v := page.WhyView{Allowed: why.Allowed, Sentence: why.Sentence(), Back: in(scope).Members()}
	v.Crumbs = []component.Crumb{{Label: page.MembersTitle, Href: v.Back}, {Label: page.WhyTitle}}
	if !v.Allowed {
		v.Help = why.Help()
		if err := p.whoMay(c, scope, &v, roles); err != nil {
			return err
		}
	}
	return p.explained(c, scope, http.StatusOK, v, in(scope).Members())
}
