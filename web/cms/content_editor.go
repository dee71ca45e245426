package cms

import (
	"crypto/rand"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// NewEntry is the form for a new entry.
func (p *Pages) NewEntry(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	if collection.Singleton {
		return fault.NotFoundOf("page")
	}
	if !p.Content.May(scope, collection.Name).Create {
		return fault.RoleRequired()
	}
	filled := savedStrings(scope, collection, collection.Fill(schema.Values{}))
	return p.editor(c, http.StatusOK, entryForm{p: p, scope: scope, c: collection, strings: filled}, page.NoNotice)
}

// Entry is the form of one entry, also of one in the trash.
func (p *Pages) Entry(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	if collection.Singleton {
		return c.Redirect(http.StatusSeeOther, in(scope).Content(collection.Name))
	}
	e, err := p.Content.Find(c.Request().Context(), scope, collection.Name, c.Param("entry"))
	if err != nil {
		return err
	}
	return p.showEntry(c, scope, e)
}

func (p *Pages) singleton(c *echo.Context, scope access.Scope, collection *schema.Collection) error {
	if _, err := route.Query(c); err != nil {
		return err
	}
	e, err := p.Content.GetSingleton(c.Request().Context(), scope, collection.Name)
	if err != nil {
		return err
	}
	return p.showEntry(c, scope, e)
}

// showEntry is the saved state of an entry, with what was just done to it.
func (p *Pages) showEntry(c *echo.Context, scope access.Scope, e content.Entry, flash ...layout.Flash) error {
	form := entryForm{p: p, scope: scope, c: e.Collection, e: e, strings: savedStrings(scope, e.Collection, e.Values())}
	notice := page.NoNotice
	switch {
	case e.Archived():
		form.readOnly, notice = true, page.InTrash
	case !e.May.Update && !e.Draft:
		form.readOnly, notice = true, page.VisitorsOnly
	case !e.May.Update:
		form.readOnly, notice = true, page.ReadOnly
	}
	return p.editor(c, http.StatusOK, form, notice, flash...)
}

// refill shows the form with what somebody sent: not saved, nothing lost.
func (p *Pages) refill(c *echo.Context, status int, form entryForm, sent url.Values, refused *fault.Fault, notice page.EntryNotice) error {
	form.strings, form.refused, form.unsaved = sent, refused, true
	return p.editor(c, status, form, notice)
}

func (p *Pages) editor(c *echo.Context, status int, form entryForm, notice page.EntryNotice, flash ...layout.Flash) error {
	v, err := p.entryEditor(c, form, notice)
	if err != nil {
		return err
	}
	v.Frame.Flash = append(v.Frame.Flash, flash...)
	return respond.Page(c, status, page.EntryEditorPage(v), page.EntryEditorPart(v))
}

// entryEditor fills the view of a form. It is unsaved when notice or problems say
// that it holds something else than the entry.
func (p *Pages) entryEditor(c *echo.Context, form entryForm, notice page.EntryNotice) (page.EntryEditor, error) {
	ctx, scope, collection, e, to := c.Request().Context(), form.scope, form.c, form.e, in(form.scope)
	v := page.EntryEditor{
		Singular: lower(collection.Singular), New: e.ID == "" && !collection.Singleton, Single: collection.Singleton,
		ID: e.ID, Revision: e.Revision, Now: clock(scope), Notice: notice,
		State: page.StatusOf(e.Live(), e.Changed(), e.Archived()), Changed: e.Changed(),
		Unsaved: form.unsaved, Kept: form.kept,
	}
	var err error
	if v.Main, v.Side, err = form.columns(ctx); err != nil {
		return v, err
	}
	v.Problems = page.Summary(form.refused, fieldLabels(collection))
	p.entryAddresses(&v, form)
	v.Why = p.entryWhys(form)
	if v.New {
		if v.Once = form.strings.Get(onceField); v.Once == "" {
			v.Once = rand.Text()
		}
	}
	v.Curl = p.curlOfEntry(scope, collection, e)
	if e.ID != "" {
		if e.Draft && !e.Archived() {
			news, err := p.live(ctx, scope, collection)
			if err != nil {
				return v, err
			}
			v.News = news.OfEntry(e.ID, e.Revision, v.History)
		}
		if v.Acts, err = p.acts(ctx, scope, e); err != nil {
			return v, err
		}
		v.Saved = e.UpdatedAt.Std()
		if e.UpdatedBy != "" && e.UpdatedBy != scope.Actor().ID() {
			names, err := p.people(ctx, scope)
			if err != nil {
				return v, err
			}
			v.SavedBy = names.name(e.UpdatedBy)
		}
		if e.Live() {
			v.Live = e.PublishedAt.Std().In(v.Now.Location())
		}
	}
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: v.Heading}}
	if collection.Singleton {
		v.Crumbs = v.Crumbs[1:]
	}
	tab := v.Heading
	if v.New {
		tab = page.NewOf(v.Singular)
	}
	v.Frame, err = p.shell(c, scope, tab, to.Content(collection.Name))
	return v, err
}

func (p *Pages) entryAddresses(v *page.EntryEditor, form entryForm) {
	scope, collection, e, to := form.scope, form.c, form.e, in(form.scope)
	name := collection.Name
	switch {
	case v.Single:
		v.Heading, v.To, v.Address = collection.Label, to.Content(name), to.Content(name)
		v.Save, v.Publish = e.May.Update, e.May.Update && e.May.Publish
		if e.ID != "" {
			v.History = to.Revisions(name, e.ID)
		}
	case v.New:
		may := p.Content.May(scope, name)
		v.Heading, v.To, v.Address = page.NewOf(v.Singular), to.Content(name), to.NewEntry(name)
		v.Save, v.Publish = may.Create, may.Create && may.Publish
		return
	default:
		v.Heading, v.To, v.Address = title(e, scope), to.Entry(name, e.ID), to.Entry(name, e.ID)
		v.Save, v.Publish = e.May.Update, e.May.Update && e.May.Publish
		if e.May.Delete {
			v.Trash = to.Trash(name, e.ID)
		}
		if e.May.Restore {
			v.Restore, v.Remove = to.TrashRemoval(name, e.ID), to.Removal(name, e.ID)
		}
	}
	if e.Archived() {
		v.Save, v.Publish = false, false
	}
	if e.ID == "" {
		return
	}
	if e.Draft {
		v.History = to.Revisions(name, e.ID)
		if e.Changed() {
			v.LiveView = to.Revision(name, e.ID, int(e.LiveRevision))
		}
	}
	if e.May.Unpublish {
		v.Unpublish = to.PublicationRemoval(name, e.ID)
	}
	if e.May.Publish && !e.May.Update && (!e.Live() || e.Changed()) {
		v.PublishTo = to.Publication(name, e.ID)
	}
}

// title is what an entry is called.
func title(e content.Entry, scope access.Scope) string {
	if label := e.Label(scope); label != "" {
		return label
	}
	return page.Untitled
}
