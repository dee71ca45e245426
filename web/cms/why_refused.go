package cms

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/route"
)

// whyOf is the page that explains a refusal of something with content, "" when
// there is none.
func (p *Pages) whyOf(c *echo.Context, f *fault.Fault) string {
	name := c.Param("collection")
	refused := []string{fault.CodeRoleRequired, fault.CodeConditionFailed, fault.CodeWrongState}
	if !slices.Contains(refused, f.Code) {
		return ""
	}
	if name == "" {
		return p.whyHouse(c)
	}
	to, id, operation := link.In(p.Gate.Selection().Prefix(c.Param("organization"))), c.Param("entry"), p.asked(c)
	switch {
	case operation == "":
		return ""
	case operation == string(schema.List) && c.QueryParam(link.ViewParameter) != "":
		operation = content.ThroughView + c.QueryParam(link.ViewParameter)
	}
	if id == "" {
		return to.WhyCollection(name, operation)
	}
	return to.Why(name, id, operation)
}

// asked is the operation that a route is about.
func (p *Pages) asked(c *echo.Context) string {
	pattern := c.Path()
	_, rest, _ := strings.Cut(pattern, "/content/:collection")
	switch {
	case c.Param("action") != "":
		return content.AboutAction(c.Param("action"))
	case strings.HasSuffix(rest, "/publication/removal"):
		return "unpublish"
	case strings.HasSuffix(rest, "/publication"):
		return string(schema.Publish)
	case strings.HasSuffix(rest, "/trash/removal"):
		return content.Restoration
	case strings.HasSuffix(rest, "/removal"):
		return content.Removal
	case strings.HasSuffix(rest, ":entry/trash"):
		return string(schema.Delete)
	case strings.HasSuffix(rest, "/batch"):
		return bulkAsked(c)
	case rest == "/trash":
		return string(schema.List)
	case strings.HasSuffix(rest, "/restoration"):
		return string(schema.Update)
	case rest == "/new", rest == "" && !reads(c):
		return string(schema.Create)
	case rest == "":
		return string(schema.List)
	case rest == "/:entry" && !reads(c):
		return string(schema.Update)
	case rest == "/:entry":
		return string(schema.Get)
	}
	return ""
}

// bulkAsked is what a selection was to be done with.
func bulkAsked(c *echo.Context) string {
	form, err := route.Form(c)
	if err != nil {
		return ""
	}
	switch content.BulkOperation(form.Get(doField)) {
	case content.BulkPublish:
		return string(schema.Publish)
	case content.BulkUnpublish:
		return "unpublish"
	case content.BulkTrash:
		return string(schema.Delete)
	case content.BulkUntrash:
		return content.Restoration
	}
	return ""
}

// houseRoutes say what the routes of an organization are about, by their first
// words.
var houseRoutes = []struct{ begins, about string }{
	{"/members/invitations", page.WhyInvite}, {"/members", page.WhyRoles}, {"/teams", page.WhyTeams}, {"/api-keys", page.WhyKeys},
	{"/settings/removal", page.WhyRemoval}, {"/settings", page.WhySettings}, {"/audit", page.WhyAudit},
}

// whyHouse is the same for what concerns the organization itself.
func (p *Pages) whyHouse(c *echo.Context) string {
	rest, ok := strings.CutPrefix(c.Path(), strings.TrimSuffix(p.Gate.Selection().Pattern(), "/"))
	if !ok {
		return ""
	}
	for _, r := range houseRoutes {
		if strings.HasPrefix(rest, r.begins) {
			return link.In(p.Gate.Selection().Prefix(c.Param("organization"))).WhyNot(r.about)
		}
	}
	return ""
}
