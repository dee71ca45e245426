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
	query, err := route.Query(c, append([]string{"before", "after"}, auditFilters...)...)
	if err != nil {
		return err
	}
	part := event.Page{Limit: auditPage}
	if part.Filter, err = p.auditFilter(scope, query); err != nil {
		return err
	}
	if part.Before, err = position(query, "before"); err != nil {
		return err
	}
	if part.After, err = position(query, "after"); err != nil {
		return err
	}
	if part.Before > 0 && part.After > 0 {
		return wrongParameter("after")
	}
	list, newer, older, err := p.Events.List(c.Request().Context(), scope, part)
	if err != nil {
		return err
	}
	v := page.Audit{}
	if v.Frame, err = p.shell(c, scope, page.AuditTitle, in(scope).Audit()); err != nil {
		return err
	}
	if v.Filter, err = p.auditForm(c.Request().Context(), scope, query); err != nil {
		return err
	}
	for _, e := range list {
		v.Rows = append(v.Rows, page.Happened{
			Type: e.Type, Collection: e.Collection, Who: nameOf(e), WhoKind: e.ActorKind, Hue: component.HueOf(e.ActorID),
			SubjectID: e.SubjectID, Address: e.Address, Fields: e.Fields, When: past(scope, e.At),
			From: detail(e, "from"), To: detail(e, "to"), Role: detail(e, "role"), For: detail(e, "name"),
		})
	}
	at := func(name string, number int64) string {
		values := filtersOf(query)
		values.Set(name, strconv.FormatInt(number, 10))
		return in(scope).AuditWith(values)
	}
	if n := len(list); n > 0 {
		if newer {
			v.Newer = at("after", list[0].Number)
		}
		if older && list[n-1].Number > 1 {
			v.Older = at("before", list[n-1].Number)
		}
	}
	return respond.Page(c, http.StatusOK, page.AuditPage(v), page.AuditPart(v))
}

// nameOf is whoever acted, also when nobody remembers their name.
func nameOf(e event.Happened) string {
	if e.ActorName != "" {
		return e.ActorName
	}
	return people{}.name(e.ActorID)
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
