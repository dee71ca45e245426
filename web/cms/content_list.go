package cms

import (
	"net/http"
	"net/url"
	"strings"

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
)

// Entries is a collection's list, or the form of a singleton.
func (p *Pages) Entries(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	if collection.Singleton {
		return p.singleton(c, scope, collection)
	}
	return p.list(c, scope, collection, false)
}

// TrashedEntries is a collection's trash.
func (p *Pages) TrashedEntries(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	return p.list(c, scope, collection, true)
}

func (p *Pages) list(c *echo.Context, scope access.Scope, collection *schema.Collection, trash bool) error {
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return wrongParameter("query")
	}
	l, tidy, err := p.readListing(scope, collection, query)
	if err != nil {
		return err
	}
	if trash {
		l.status = content.TrashStatus
	}
	if !tidy { // a fetch follows too, and htmx takes over the address it arrives at
		return c.Redirect(http.StatusSeeOther, listAddress(scope, collection, l))
	}
	return p.answerList(c, scope, collection, l)
}

// listAddress is the address that says the listing.
func listAddress(scope access.Scope, collection *schema.Collection, l listing) string {
	to := in(scope)
	if l.status == content.TrashStatus {
		l.status = ""
		return link.With(to.Trashed(collection.Name), l.values())
	}
	return to.ContentWith(collection.Name, l.values())
}

// answerList shows a list, with what was just done to it.
func (p *Pages) answerList(c *echo.Context, scope access.Scope, collection *schema.Collection, l listing, flash ...layout.Flash) error {
	v, status, err := p.contentList(c, scope, collection, l)
	if err != nil {
		return err
	}
	v.Frame.Flash = append(v.Frame.Flash, flash...)
	return respond.Page(c, status, page.ContentListPage(v), page.ContentListPart(v))
}

func (p *Pages) contentList(c *echo.Context, scope access.Scope, collection *schema.Collection, l listing) (page.ContentList, int, error) {
	ctx, name, to := c.Request().Context(), collection.Name, in(scope)
	may, trash := p.Content.May(scope, name), l.status == content.TrashStatus
	v := page.ContentList{
		Title: collection.Label, Text: collection.Description, Singular: lower(collection.Singular), Plural: lower(collection.Label),
		Trash: trash, Search: l.search, Hidden: l.carried(), Action: listAddress(scope, collection, l.bare()),
	}
	status := http.StatusOK
	news, err := p.live(ctx, scope, collection)
	if err != nil {
		return v, 0, err
	}
	found, err := p.Content.List(ctx, scope, name, l.query(collection, zone(scope)))
	if f := fault.As(err); err != nil {
		if f.Kind != fault.Invalid {
			return v, 0, err
		}
		// The address is wrong, not the person: the list stays usable around it.
		status, v.Failure = http.StatusBadRequest, badAddress(f)
		v.Whole = listAddress(scope, collection, listing{status: l.bare().status})
		found = content.Page{}
	}
	if v.Frame, err = p.shell(c, scope, collection.Label, to.Content(name)); err != nil {
		return v, 0, err
	}
	at := func(l listing) string { return listAddress(scope, collection, l) }
	n := p.narrowing(scope, collection, l)
	v.Views, v.Searches = p.viewTabs(scope, collection, l), n.asks.Search
	if v.Chips, err = n.chips(ctx, l, at); err != nil {
		return v, 0, err
	}
	v.Offers = n.offers(l, at)
	if l.open != "" {
		if v.Filter, err = n.form(ctx, l, at); err != nil {
			return v, 0, err
		}
	}
	if may.Create && !trash {
		v.New = to.NewEntry(name)
	}
	if !trash {
		if v.Lone, err = p.loneActs(ctx, scope, collection, at(l)); err != nil {
			return v, 0, err
		}
	}
	if !may.Create && !trash {
		v.Why.New = to.WhyCollection(name, string(schema.Create))
	}
	if !may.Publish && !trash || !may.Delete {
		v.Why.Bulk = to.WhyCollection(name, "")
	}
	if (may.Create || may.Update) && !trash {
		v.Import = to.Import(name)
	}
	v.Export = to.Export(name, l.first().values())
	v.Tabs = p.statusTabs(scope, collection, l, may)
	cols := n.columns(l, may)
	v.Choose = n.columnChoices(cols, may)
	v.Columns = n.heads(l, cols, at)
	if v.Rows, err = n.rows(ctx, found, cols, at(l)); err != nil {
		return v, 0, err
	}
	acts, err := p.rowActs(ctx, scope, collection, found, at(l))
	if err != nil {
		return v, 0, err
	}
	for i := range v.Rows {
		v.Rows[i].Acts = acts[v.Rows[i].ID]
	}
	v.Total = total(found)
	v.Pager = pager(l, found, at)
	v.Empty = page.ContentEmpty{Because: "never", Clear: at(l.bare())}
	switch {
	case l.narrows():
		v.Empty.Because, v.Empty.Words = "filter", n.words(l, v.Chips)
	case trash:
		v.Empty = page.ContentEmpty{Because: "trash", Clear: to.Content(name)}
	}
	v.Curl, v.News = p.curlOfList(scope, collection, l), news.OfList(v.Singular, v.Plural, at(l))
	v.Bulk = page.ContentBulk{
		To: to.Batch(name), Back: at(l), Query: l.first().values().Encode(),
		Publish: may.Publish && !trash, Unpublish: may.Publish && !trash, Trash: may.Delete && !trash, Untrash: may.Delete && trash,
	}
	if found.HasMore || l.page > 1 {
		v.Bulk.All = v.Total
	}
	return v, status, nil
}

func badAddress(f *fault.Fault) string {
	if f.Code == fault.CodeInvalidCursor {
		return page.OldPage
	}
	name := f.Params["field"]
	if name == "" {
		name = f.Params["parameter"]
	}
	if name == link.ViewParameter {
		return page.UnknownView(f.Params["value"], f.Params["allowed"])
	}
	return page.UnknownFilter(name, f.Params["allowed"])
}

func (p *Pages) statusTabs(scope access.Scope, collection *schema.Collection, l listing, may content.Permissions) []component.Tab {
	if !may.Preview {
		return nil
	}
	var tabs []component.Tab
	for _, s := range append([]content.Status{content.AnyStatus}, content.Statuses()...) {
		if s == content.TrashStatus && !may.Delete && l.status != s {
			continue
		}
		other := l.first()
		other.status = s
		tabs = append(tabs, component.Tab{Label: page.StatusTitle(string(s)), Href: listAddress(scope, collection, other), Current: s == l.status})
	}
	return tabs
}

func total(found content.Page) string {
	text := page.Number(found.Total)
	if found.TotalCapped {
		text += "+"
	}
	return text
}

func pager(l listing, found content.Page, at func(listing) string) component.Pager {
	size := l.limit
	if size == 0 {
		size = content.DefaultLimit
	}
	from := (l.page-1)*size + 1
	out := component.Pager{Text: page.RangeText(from, min(len(found.Entries), 1)*(from+len(found.Entries)-1), total(found)), Part: page.ContentPart}
	step := func(cursor string, number int) string {
		if cursor == "" {
			return ""
		}
		other := l
		other.cursor, other.page, other.open = cursor, max(number, 1), ""
		return at(other)
	}
	out.Older = step(found.NextCursor, l.page+1)
	out.Newer = step(found.PreviousCursor, l.page-1)
	if l.page == 2 && out.Newer != "" {
		out.Newer = at(l.first()) // the beginning has one address
	}
	return out
}

func lower(label string) string {
	// Only the first letter: "API keys" stays.
	if len(label) > 1 && label[1] >= 'a' && label[1] <= 'z' {
		return strings.ToLower(label[:1]) + label[1:]
	}
	return label
}
