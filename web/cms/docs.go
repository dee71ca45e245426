package cms

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/api"
	"gatehouse/web/respond"
)

// The parameters of the documentation that are not those of a call.
const (
	callParameter         = "_call"
	organizationParameter = "organizationId"
)

// Docs is the first page of the API's description.
func (p *Pages) Docs(c *echo.Context, actor access.Actor) error {
	d, err := p.docs(c, actor)
	if err != nil {
		return err
	}
	d.v.Codes = d.codes()
	d.v.Frame.Title = page.DocsTitle
	return respond.Page(c, http.StatusOK, page.DocsPage(d.v), nil)
}

// DocsOf describes the calls of one collection, and tries one of them: what a
// form asks for is asked from the API as the person who asks.
func (p *Pages) DocsOf(c *echo.Context, actor access.Actor) error {
	d, err := p.docs(c, actor)
	if err != nil {
		return err
	}
	for i := range d.v.Groups {
		if d.v.Groups[i].Name == c.Param("collection") {
			d.v.Group = &d.v.Groups[i]
		}
	}
	if d.v.Group == nil {
		return fault.NotFoundOf("page")
	}
	d.v.Frame.Title = d.v.Group.Label + " · " + page.DocsTitle
	wanted := d.query.Get(callParameter)
	for i := range d.v.Group.Calls {
		if call := &d.v.Group.Calls[i]; call.ID == wanted && call.Try != "" {
			d.keep(call)
			call.Answer = p.try(c, d.operations[call.ID], d.document, d.query)
			return respond.Page(c, http.StatusOK, page.DocsPage(d.v), page.DocsAnswerPart(*call))
		}
	}
	if wanted != "" {
		return wrongParameter(callParameter)
	}
	return respond.Page(c, http.StatusOK, page.DocsPage(d.v), nil)
}

// docs is the document of whoever asks, in words.
type docs struct {
	v          page.Docs
	document   *api.Document
	operations map[string]*api.Operation
	query      url.Values
	base       string
	chooses    bool // calls name their organization
}

func (p *Pages) docs(c *echo.Context, actor access.Actor) (*docs, error) {
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, wrongParameter("query")
	}
	for name, given := range query {
		if len(given) > 1 || !cleanText(name) || !cleanText(given[0]) {
			return nil, wrongParameter(name)
		}
	}
	scope, err := p.Gate.Visit(c.Request().Context(), actor, access.Asked{ID: query.Get(organizationParameter)})
	entered := err == nil && actor.Known()
	if err != nil && !fault.Is(err, fault.Choose) {
		return nil, err
	}
	d := &docs{query: query, base: p.BaseURL, chooses: p.Gate.Selection().Offers(), document: p.API.DocumentFor(scope, entered), operations: map[string]*api.Operation{}}
	d.v.Frame = p.door(c, actor, page.DocsTitle)
	here := url.Values{}
	if query.Has(organizationParameter) {
		here.Set(organizationParameter, query.Get(organizationParameter))
	}
	d.v.JSON = link.With(link.OpenAPI(), here)
	chosen := ""
	if entered && scope.Member() {
		d.v.For = scope.Organization().Name
		if p.Gate.Selection().Offers() {
			chosen = scope.OrganizationID()
		}
	}
	if !actor.Known() {
		d.v.SignIn = link.SignIn(link.Docs())
	}
	d.write(chosen, here)
	return d, nil
}
