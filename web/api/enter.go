package api

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// place is where a call works: proof of the organization, the collection, and
// the query and the body it came with.
type place struct {
	scope      access.Scope
	collection *schema.Collection
	query      url.Values
	sent       []byte // once it was read
}

// collection is what the address names. Fails with NOT_FOUND.
func (a *API) collection(c *echo.Context) (*schema.Collection, error) {
	collection, ok := a.Registry.For("").Get(c.Param("collection"))
	if !ok {
		return nil, fault.NotFoundOf("collection")
	}
	return collection, nil
}

// enter answers who may not do the operation in the collection, before anything
// else is read. Fails with NOT_FOUND, AUTH_MISSING, ORG_REQUIRED,
// ACCESS_CROSS_TENANT_FORBIDDEN, ACCESS_ROLE_REQUIRED, the selection's answer to
// outsiders, and INVALID_PARAMETER.
func (a *API) enter(c *echo.Context, actor access.Actor, op schema.Operation) (place, error) {
	collection, err := a.collection(c)
	if err != nil {
		return place{}, err
	}
	if collection.Singleton && op == schema.List {
		op = schema.Get
	}
	rule := collection.Rule(op)
	if op == schema.List {
		rule = collection.ViewRule(viewOf(c, collection))
	}
	return a.enterBy(c, actor, collection, rule)
}

// viewOf is the view a list is asked through: the named one, or the default.
func viewOf(c *echo.Context, collection *schema.Collection) string {
	if query := c.Request().URL.Query(); query.Has("view") {
		return query.Get("view")
	}
	if v := collection.DefaultView(); v != nil {
		return v.Name
	}
	return ""
}

// enterBy is enter for the rule of something else than an operation.
func (a *API) enterBy(c *echo.Context, actor access.Actor, collection *schema.Collection, rule *access.Rule) (place, error) {
	if !actor.Known() && (rule == nil || !admitsNobody(*rule)) {
		return place{}, fault.SignIn()
	}
	asked := Asked(c)
	if !clean(asked.ID) { // the rest of the query is read by whoever may
		return place{}, wrong(organizationParameter, "the id of an organization")
	}
	scope, err := a.Gate.Visit(c.Request().Context(), actor, asked)
	if err != nil {
		return place{}, err
	}
	if decision := scope.Over(collection.Firewall).Decide(rule); decision.Refused() {
		switch {
		case !actor.Known():
			return place{}, fault.SignIn()
		case !scope.Member():
			return place{}, a.Gate.Selection().Outsider(scope.Organization())
		}
		return place{}, decision.Fault()
	}
	query, err := queryOf(c)
	return place{scope: scope, collection: collection, query: query}, err
}

// Enter is the scope of a member in the organization a call is for, where no one
// collection is asked. Fails with AUTH_MISSING, INVALID_PARAMETER, ORG_REQUIRED,
// ACCESS_CROSS_TENANT_FORBIDDEN and the selection's answer to outsiders.
func (a *API) Enter(c *echo.Context, actor access.Actor) (access.Scope, error) {
	asked := Asked(c)
	if !clean(asked.ID) {
		return access.Scope{}, wrong(organizationParameter, "the id of an organization")
	}
	return a.Gate.Enter(c.Request().Context(), actor, asked)
}

// admitsNobody reports whether somebody who is not signed in could pass.
func admitsNobody(r access.Rule) bool {
	switch {
	case len(r.Or) > 0:
		return slices.ContainsFunc(r.Or, admitsNobody)
	case len(r.And) > 0:
		return !slices.ContainsFunc(r.And, func(branch access.Rule) bool { return !admitsNobody(branch) })
	}
	return r.Public && len(r.UserRole) == 0
}
