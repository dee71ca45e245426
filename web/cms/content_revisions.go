package cms

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Revisions is the history of an entry.
func (p *Pages) Revisions(c *echo.Context, scope access.Scope) error {
	ctx, name := c.Request().Context(), c.Param("collection")
	e, err := p.Content.Find(ctx, scope, name, c.Param("entry"))
	if err != nil {
		return err
	}
	revisions, err := p.Content.Revisions(ctx, scope, name, e.ID)
	if err != nil {
		return err
	}
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	to, now := in(scope), clock(scope)
	v := page.History{Heading: title(e, scope), Back: p.entryAddress(scope, e), Crumbs: p.historyCrumbs(scope, e), Curl: p.curl(scope, http.MethodGet, nil, "", name, e.ID, "revisions")}
	for _, r := range revisions {
		v.Revisions = append(v.Revisions, page.HistoryLine{
			Number: strconv.FormatInt(r.Number, 10), Href: to.Revision(name, e.ID, int(r.Number)), Action: r.Action,
			Fields: fieldNames(e.Collection, r.Fields), By: names.person(r.By), At: r.At.Std().In(now.Location()),
			When: page.Ago(r.At.Std().In(now.Location()), now), Live: r.Live, Current: r.Current,
		})
	}
	if v.Frame, err = p.shell(c, scope, page.HistoryOf(v.Heading), to.Content(name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.HistoryPage(v), nil)
}

func (p *Pages) historyCrumbs(scope access.Scope, e content.Entry) []component.Crumb {
	crumbs := []component.Crumb{{Label: e.Collection.Label, Href: in(scope).Content(e.Collection.Name)}}
	if !e.Collection.Singleton {
		crumbs = append(crumbs, component.Crumb{Label: title(e, scope), Href: p.entryAddress(scope, e)})
	}
	return append(crumbs, component.Crumb{Label: page.HistoryTitle})
}

// Revision is one save: what it changed, or how it differs from what is there now.
func (p *Pages) Revision(c *echo.Context, scope access.Scope) error {
	ctx, name := c.Request().Context(), c.Param("collection")
	query, err := route.Query(c, "against")
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(c.Param("revision"), 10, 64)
	if err != nil {
		return fault.Missing()
	}
	e, err := p.Content.Find(ctx, scope, name, c.Param("entry"))
	if err != nil {
		return err
	}
	revisions, err := p.Content.Revisions(ctx, scope, name, e.ID)
	if err != nil {
		return err
	}
	r, err := p.Content.Revision(ctx, scope, name, e.ID, number)
	if err != nil {
		return err
	}
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	to, now := in(scope), clock(scope)
	here := to.Revision(name, e.ID, int(number))
	v := page.RevisionView{
		Heading: title(e, scope), Number: strconv.FormatInt(number, 10), Action: r.Action, By: names.person(r.By), Live: r.Live, Current: r.Current,
		At: r.At.Std().In(now.Location()), When: page.Clock(r.At.Std(), now), Crumbs: p.historyCrumbs(scope, e),
		This: here, Now: here + "?against=now", AgainstNow: query.Get("against") == "now",
	}
	v.Crumbs[len(v.Crumbs)-1].Href = to.Revisions(name, e.ID)
	v.Crumbs = append(v.Crumbs, component.Crumb{Label: page.VersionOf(v.Number)})
	if e.May.Update && !r.Current && !e.Archived() {
		v.Restore = to.Restoration(name, e.ID, int(number))
	}
	from, until, comparable := previous(revisions, number), number, true
	if v.AgainstNow {
		from, until = number, e.Revision
	} else if from == 0 {
		comparable = false
	}
	if comparable {
		differences, err := p.Content.Compare(ctx, scope, name, e.ID, from, until)
		if err != nil {
			return err
		}
		if v.Fields, err = p.differences(c, scope, differences); err != nil {
			return err
		}
	} else {
		// The first one that is kept: everything in it is new.
		differences := content.Differences(scope, e, nil, r.Values)
		if v.Fields, err = p.differences(c, scope, differences); err != nil {
			return err
		}
	}
	if v.Frame, err = p.shell(c, scope, page.VersionOf(v.Number), to.Content(name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.RevisionPage(v), nil)
}

// previous is the newest kept save before a number, 0 for none.
func previous(revisions []content.Revision, number int64) int64 {
	for _, r := range revisions { // newest first
		if r.Number < number {
			return r.Number
		}
	}
	return 0
}

func (p *Pages) differences(c *echo.Context, scope access.Scope, found []content.Difference) ([]page.FieldChange, error) {
	var out []page.FieldChange
	for _, d := range found {
		change := page.FieldChange{Name: d.Field.Name, Label: d.Field.Label}
		var err error
		if change.Old, err = p.inWords(c, scope, d.Field, d.Old); err != nil {
			return nil, err
		}
		if change.New, err = p.inWords(c, scope, d.Field, d.New); err != nil {
			return nil, err
		}
		out = append(out, change)
	}
	return out, nil
}

// RestoreRevision makes a new save with the values of an old one.
func (p *Pages) RestoreRevision(c *echo.Context, scope access.Scope) error {
	number, err := strconv.ParseInt(c.Param("revision"), 10, 64)
	if err != nil {
		return fault.Missing()
	}
	result, err := p.Content.RestoreRevision(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"), number, content.Base{})
	if err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "revision.restored", Params: map[string]string{"number": strconv.FormatInt(number, 10)}})
	return respond.See(c, p.entryAddress(scope, result.Entry))
}
