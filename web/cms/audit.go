package cms

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

const auditPage = 50

// Audit lists what happened in the organization.
func (p *Pages) Audit(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, "before", "after")
	if err != nil {
		return err
	}
	part := event.Page{Limit: auditPage}
	if part.Before, err = position(query, "before"); err != nil {
		return err
	}
	if part.After, err = position(query, "after"); err != nil {
		return err
	}
	list, newer, older, err := p.Events.List(c.Request().Context(), scope, part)
	if err != nil {
		return err
	}
	v := page.Audit{}
	if v.Frame, err = p.shell(c, scope, page.AuditTitle, in(scope).Audit()); err != nil {
		return err
	}
	for _, e := range list {
		v.Rows = append(v.Rows, page.Happened{
			Type: e.Type, Collection: e.Collection, Who: e.ActorName, WhoKind: e.ActorKind, Hue: component.HueOf(e.ActorID),
			SubjectID: e.SubjectID, Address: e.Address, Fields: e.Fields, When: past(scope, e.At),
			From: detail(e, "from"), To: detail(e, "to"), Role: detail(e, "role"), For: detail(e, "name"),
		})
	}
	if n := len(list); n > 0 {
		if newer {
			v.Newer = in(scope).AuditWith(url.Values{"after": {strconv.FormatInt(list[0].Number, 10)}})
		}
		if older && list[n-1].Number > 1 {
			v.Older = in(scope).AuditWith(url.Values{"before": {strconv.FormatInt(list[n-1].Number, 10)}})
		}
	}
	return respond.Page(c, http.StatusOK, page.AuditPage(v), page.AuditPart(v))
}

func detail(e event.Happened, name string) string {
	text, _ := e.Details[name].(string)
	return text
}

func position(query url.Values, name string) (int64, error) {
	text := query.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).With("parameter", name)
	}
	return n, nil
}
