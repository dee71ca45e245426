package cms

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// PublishEntry makes the saved draft what visitors see.
func (p *Pages) PublishEntry(c *echo.Context, scope access.Scope) error {
	result, err := p.Content.Publish(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"), content.PublishOptions{})
	return p.changedState(c, scope, result, err, "entry.published")
}

// UnpublishEntry hides an entry from visitors.
func (p *Pages) UnpublishEntry(c *echo.Context, scope access.Scope) error {
	result, err := p.Content.Unpublish(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"), content.Base{})
	return p.changedState(c, scope, result, err, "entry.unpublished")
}

// TrashEntry moves an entry to the trash.
func (p *Pages) TrashEntry(c *echo.Context, scope access.Scope) error {
	result, err := p.Content.Trash(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"), content.Base{})
	return p.changedState(c, scope, result, err, "entry.trashed")
}

// UntrashEntry takes an entry out of the trash.
func (p *Pages) UntrashEntry(c *echo.Context, scope access.Scope) error {
	result, err := p.Content.Untrash(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"), content.Base{})
	return p.changedState(c, scope, result, err, "entry.restored")
}

// changedState answers a change of state where it was asked for: in the list, or in the
// editor.
func (p *Pages) changedState(c *echo.Context, scope access.Scope, result content.Result, err error, code string) error {
	form, errForm := route.Form(c)
	if errForm != nil {
		return errForm
	}
	e := result.Entry
	if err != nil {
		return p.notMoved(c, scope, form, err)
	}
	to := in(scope)
	said := session.Flash{Code: code, Params: map[string]string{"what": title(e, scope)}}
	if !result.Changed {
		said.Code = "entry.unchanged"
	}
	if e.Archived() {
		said.Undo = to.TrashRemoval(e.Collection.Name, e.ID)
	}
	back := wanted(form.Get(link.ReturnParameter), "")
	part := respond.WantsPart(c.Request())
	if l, ok := p.listingOf(scope, e.Collection, back); ok && part {
		flash := page.Said(said.Code, said.Params, said.Undo, "")
		if said.Undo != "" {
			flash.Hidden = append(flash.Hidden, component.Hidden{Name: link.ReturnParameter, Value: back})
		}
		return p.answerList(c, scope, e.Collection, l, flash)
	}
	if part && !e.Archived() {
		return p.showEntry(c, scope, e, page.Said(said.Code, said.Params, said.Undo, ""))
	}
	if back == "" {
		back = p.entryAddress(scope, e)
		if e.Archived() {
			back = to.Content(e.Collection.Name)
		}
	}
	p.Sessions.Say(c.Response(), said)
	return respond.See(c, back)
}

// listingOf reads the address of a collection's list.
func (p *Pages) listingOf(scope access.Scope, c *schema.Collection, address string) (listing, bool) {
	name := c.Name
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return listing{}, false
	}
	to := in(scope)
	trash := u.EscapedPath() == to.Trashed(name)
	if !trash && u.EscapedPath() != to.Content(name) {
		return listing{}, false
	}
	l, tidy, err := p.readListing(scope, c, u.Query())
	if trash {
		l.status = content.TrashStatus
	}
	return l, err == nil && tidy
}

// notMoved says why a state did not change: a draft with problems is shown with
// them, so that they can be mended.
func (p *Pages) notMoved(c *echo.Context, scope access.Scope, form url.Values, err error) error {
	f := fault.As(err)
	if f.Kind != fault.Invalid && f.Kind != fault.Conflict || len(f.Problems) == 0 {
		return err
	}
	e, err := p.Content.Find(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"))
	if err != nil {
		return err
	}
	if l, ok := p.listingOf(scope, e.Collection, wanted(form.Get(link.ReturnParameter), "")); ok && respond.WantsPart(c.Request()) {
		flash := layout.Flash{Tone: layout.Refused, Text: page.NotMoved(title(e, scope), f.Problems, fieldLabels(e.Collection)), Action: page.OpenEntry, Href: in(scope).Entry(e.Collection.Name, e.ID)}
		return p.answerList(c, scope, e.Collection, l, flash)
	}
	draw := entryForm{p: p, scope: scope, c: e.Collection, e: e, strings: savedStrings(scope, e.Collection, e.Values()), refused: f, readOnly: !e.May.Update}
	return p.editor(c, respond.FormStatus(f), draw, page.NoNotice)
}

// AskTrash asks whether to move an entry to the trash.
func (p *Pages) AskTrash(c *echo.Context, scope access.Scope) error {
	e, err := p.Content.Get(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"))
	if err != nil {
		return err
	}
	if !e.May.Delete {
		return fault.RoleRequired()
	}
	to := in(scope)
	return p.ask(c, scope, e, page.AskTrash(title(e, scope), e.Live()), to.Trash(e.Collection.Name, e.ID), to.Entry(e.Collection.Name, e.ID))
}

// AskRemoval asks whether to delete an entry for good.
func (p *Pages) AskRemoval(c *echo.Context, scope access.Scope) error {
	e, err := p.Content.Find(c.Request().Context(), scope, c.Param("collection"), c.Param("entry"))
	if err != nil {
		return err
	}
	if !e.May.Restore {
		return fault.RoleRequired()
	}
	to := in(scope)
	return p.ask(c, scope, e, page.AskRemoval(title(e, scope)), to.Removal(e.Collection.Name, e.ID), to.Entry(e.Collection.Name, e.ID))
}

func (p *Pages) ask(c *echo.Context, scope access.Scope, e content.Entry, q page.EntryQuestion, to, back string) error {
	q.Confirm.To, q.Confirm.Back, q.Confirm.Danger = to, back, true
	q.Crumbs = []component.Crumb{{Label: e.Collection.Label, Href: in(scope).Content(e.Collection.Name)}, {Label: title(e, scope), Href: back}}
	var err error
	if q.Frame, err = p.shell(c, scope, q.Title, in(scope).Content(e.Collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.EntryQuestionPage(q), page.EntryQuestionPart(q))
}

// RemoveEntry deletes an entry for good.
func (p *Pages) RemoveEntry(c *echo.Context, scope access.Scope) error {
	ctx, name := c.Request().Context(), c.Param("collection")
	if err := p.Content.Permit(scope, name, schema.Delete); err != nil {
		return err
	}
	e, err := p.Content.Find(ctx, scope, name, c.Param("entry"))
	if err != nil && !fault.Is(err, fault.Forbidden) { // who may not read it may yet delete it
		return err
	}
	if err := p.Content.DeletePermanently(ctx, scope, name, c.Param("entry"), content.Base{}); err != nil {
		return err
	}
	what := page.Untitled
	if e.Collection != nil {
		what = title(e, scope)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "entry.removed", Params: map[string]string{"what": what}})
	return respond.See(c, in(scope).Trashed(name))
}
