package cms

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/content/sheet"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/api"
	"gatehouse/web/respond"
)

// The parameters of an export beside those of the list.
const (
	formatParameter  = "format"
	columnsParameter = "columns"
)

// Export offers the list that the address says as a file, and is the file when a
// format is named. Both ask for a sign-in of the last minutes.
func (p *Pages) Export(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return wrongParameter("query")
	}
	for _, name := range []string{formatParameter, columnsParameter} {
		if len(query[name]) > 1 {
			return wrongParameter(name)
		}
	}
	format, columns := query.Get(formatParameter), query.Get(columnsParameter)
	query.Del(formatParameter)
	query.Del(columnsParameter)
	l, _, err := p.readListing(scope, collection, query)
	if err != nil {
		return err
	}
	l = l.first()
	if err := p.Auth.RequireFresh(scope.Actor(), auth.FreshFor); err != nil {
		if format != "" { // after the password comes the page, since a file would leave nothing to look at
			return c.Redirect(http.StatusSeeOther, in(scope).Export(collection.Name, l.values()))
		}
		return err
	}
	if format == "" {
		return p.exportPage(c, scope, collection, l)
	}
	if !slices.Contains(sheet.Formats(), sheet.Format(format)) {
		return wrongParameter(formatParameter).With("allowed", "csv, json, ndjson")
	}
	o := content.ExportOptions{Format: sheet.Format(format), Members: content.ExportMembers(collection, l.through)}
	switch columns {
	case "", "all":
	case "shown":
		n := p.narrowing(scope, collection, l)
		shown := append(n.columns(l, n.may), "id")
		if f := n.title(); f != nil {
			shown = append(shown, f.Name)
		}
		o.Members = slices.DeleteFunc(o.Members, func(name string) bool { return !slices.Contains(shown, name) })
	default:
		return wrongParameter(columnsParameter).With("allowed", "all, shown")
	}
	o.Append = api.Appending(scope, collection, o.Members)
	return p.exportFile(c, scope, collection, l, o)
}

func (p *Pages) exportPage(c *echo.Context, scope access.Scope, collection *schema.Collection, l listing) error {
	ctx, to := c.Request().Context(), in(scope)
	found, err := p.Content.List(ctx, scope, collection.Name, l.query(collection, zone(scope)))
	if err != nil {
		return err
	}
	at := func(l listing) string { return listAddress(scope, collection, l) }
	n := p.narrowing(scope, collection, l)
	chips, err := n.chips(ctx, l, at)
	if err != nil {
		return err
	}
	words := ""
	if l.narrows() {
		words = n.words(l, chips)
	}
	plural := lower(collection.Label)
	v := page.Export{
		Title: page.ExportTitle(plural), Text: page.ExportText(total(found), lower(collection.Singular), plural, words), Back: at(l),
		Action: to.Export(collection.Name, nil), Hidden: hiddenOf(l.values()),
		Formats: page.ExportFormats(), Columns: page.ExportColumns(),
		Crumbs: []component.Crumb{{Label: collection.Label, Href: at(l)}, {Label: page.ExportTitle(plural)}},
	}
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.ExportPage(v), nil)
}

var fileTypes = map[sheet.Format]string{
	sheet.CSV: "text/csv; charset=utf-8", sheet.JSON: "application/json", sheet.NDJSON: "application/x-ndjson",
}

// exportFile writes the file aside before it sends the first byte: a slow browser
// keeps nothing open, a failure is a page and no half a file, and the export is
// recorded before anybody has it.
func (p *Pages) exportFile(c *echo.Context, scope access.Scope, collection *schema.Collection, l listing, o content.ExportOptions) (err error) {
	aside, err := os.CreateTemp("", "gatehouse-export-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(aside.Name()) }()
	defer func() { _ = aside.Close() }()
	if _, err := p.Content.ExportFile(c.Request().Context(), scope, collection.Name, l.query(collection, zone(scope)), o, aside); err != nil {
		return err
	}
	if _, err := aside.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := c.Response().Header()
	name := collection.Name + "-" + clock(scope).Format("2006-01-02") + "." + string(o.Format)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "private, no-store")
	return c.Stream(http.StatusOK, fileTypes[o.Format], aside)
}

func hiddenOf(values url.Values) []component.Hidden {
	var out []component.Hidden
	for name, given := range values {
		for _, value := range given {
			out = append(out, component.Hidden{Name: name, Value: value})
		}
	}
	slices.SortFunc(out, func(a, b component.Hidden) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}
