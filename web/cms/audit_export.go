package cms

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content/sheet"
	"gatehouse/db/event"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// auditColumns are the columns of an exported log.
var auditColumns = []string{
	"number", "at", "type", "actorKind", "actorId", "actorName", "subject", "subjectId", "collection", "revision",
	"fields", "details", "ipAddress", "hash",
}

// ExportAudit sends the whole filtered log as CSV: metadata only, like the page.
// It is a POST because the log then holds it.
func (p *Pages) ExportAudit(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	f, err := p.auditFilter(scope, form)
	if err != nil {
		return err
	}
	if err := p.Auth.RequireFresh(scope.Actor(), auth.FreshFor); err != nil {
		return err
	}
	parts, err := p.Events.Export(c.Request().Context(), scope, f)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `attachment; filename="`+scope.Organization().Slug+"-audit-"+clock(scope).Format("2006-01-02")+`.csv"`)
	out := sheet.AppendRow([]byte(sheet.Mark), auditColumns)
	for list, err := range parts {
		if err != nil {
			p.Log.ErrorContext(c.Request().Context(), "an export of the audit log broke off", "request", respond.RequestID(c), "error", err)
			panic(http.ErrAbortHandler) // or what came so far would pass for everything
		}
		for i := range list {
			out = appendHappened(out, &list[i])
		}
		if _, err := c.Response().Write(out); err != nil {
			return nil //nolint:nilerr // whoever asked has gone
		}
		out = out[:0]
	}
	return nil
}

func appendHappened(dst []byte, e *event.Happened) []byte {
	details := ""
	if len(e.Details) > 0 {
		if encoded, err := json.Marshal(e.Details); err == nil {
			details = string(encoded)
		}
	}
	revision := ""
	if e.Revision > 0 {
		revision = strconv.FormatInt(e.Revision, 10)
	}
	cells := []string{
		strconv.FormatInt(e.Number, 10), e.At.String(), e.Type, e.ActorKind, e.ActorID, e.ActorName, e.Subject, e.SubjectID,
		e.Collection, revision, sheet.Join(e.Fields), details, e.Address, e.Hash,
	}
	for i := range cells {
		cells[i] = sheet.Guard(cells[i])
	}
	return sheet.AppendRow(dst, cells)
}
