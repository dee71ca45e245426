package cms

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
)

// decisions reads the form of a conflict page: for each field theirs or mine.
// Other forms come back as they are. decided is false when a choice is missing;
// then the form counts as written from where its sender began, and the conflict
// is shown again.
func decisions(c *schema.Collection, form url.Values) (out url.Values, base int64, decided bool) {
	base, _ = strconv.ParseInt(form.Get("revision"), 10, 64)
	if !form.Has(baseField) {
		return form, base, true
	}
	out, decided = url.Values{}, true
	for name, values := range form {
		out[name] = values
	}
	open := slices.DeleteFunc(slices.Clone(form[minePrefix]), func(name string) bool { _, ok := c.Field(name); return !ok })
	for _, name := range open {
		switch form.Get(chosePrefix + name) {
		case "mine":
			keep(out, name, form[minePrefix+name])
		case "theirs":
		default:
			decided = false
		}
	}
	if decided {
		return out, base, true
	}
	for _, name := range open {
		keep(out, name, form[minePrefix+name])
	}
	base, _ = strconv.ParseInt(form.Get(baseField), 10, 64)
	out.Set("revision", form.Get(baseField))
	return out, base, false
}

// keep gives a field the sender's value, also when that is nothing.
func keep(form url.Values, name string, values []string) {
	form[name] = values
	form.Add(schema.PresentName, name)
}

// conflict is the page on which two people's texts stand side by side.
func (p *Pages) conflict(c *echo.Context, scope access.Scope, view content.ConflictView, sent schema.Values, base int64, publish, again bool) error {
	ctx, e, to := c.Request().Context(), view.Entry, in(scope)
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	now := clock(scope)
	v := page.Conflict{
		Heading: title(e, scope), By: names.name(view.By), When: page.Ago(view.At.Std().In(now.Location()), now),
		To: p.entryAddress(scope, e), Cancel: p.entryAddress(scope, e), Revision: e.Revision, Base: base, Publish: publish, Again: again,
		Crumbs: []component.Crumb{{Label: e.Collection.Label, Href: to.Content(e.Collection.Name)}, {Label: title(e, scope)}},
	}
	pc := schema.ParseContext{Zone: now.Location()}
	for _, name := range view.Fields {
		f, _ := e.Collection.Field(name)
		side, err := p.sides(c, scope, f, view)
		if err != nil {
			return err
		}
		side.Sent = f.Format(view.Mine[name], pc)
		v.Fields = append(v.Fields, side)
	}
	// What the sender changed beside that does not overlap, and goes along.
	current := e.Values()
	differs := func(name string, a, b schema.Values) bool {
		return len(schema.Diff(schema.Values{name: a[name]}, schema.Values{name: b[name]})) > 0
	}
	for _, name := range sent.Names() {
		f, ok := e.Collection.Field(name)
		if !ok || slices.Contains(view.Fields, name) || !differs(name, sent, current) || differs(name, sent, view.Merged) {
			continue // the same, or theirs while mine is as it was
		}
		v.Along = append(v.Along, page.Sent{Name: name, Label: f.Label, Values: f.Format(sent[name], pc)})
	}
	if v.Frame, err = p.shell(c, scope, v.Heading, to.Content(e.Collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusConflict, page.ConflictPage(v), page.ConflictPart(v))
}

func (p *Pages) sides(c *echo.Context, scope access.Scope, f *schema.Field, view content.ConflictView) (page.ConflictField, error) {
	out := page.ConflictField{Name: f.Name, Label: f.Label, Lines: f.Lines() || f.Type == schema.TypeJSON, Writable: writable(f)}
	for _, side := range []struct {
		values schema.Values
		into   *string
	}{{view.Base, &out.Base}, {view.Theirs, &out.Theirs}, {view.Mine, &out.Mine}} {
		text, err := p.inWords(c, scope, f, side.values[f.Name])
		if err != nil {
			return out, err
		}
		*side.into = text
	}
	return out, nil
}

// writable says whether a value is its own words, so that it can be changed in
// the text area that shows it.
func writable(f *schema.Field) bool {
	switch f.Type {
	case schema.TypeText, schema.TypeTextarea, schema.TypeMarkdown, schema.TypeSlug, schema.TypeEmail, schema.TypeURL, schema.TypeJSON:
		return true
	}
	return false
}

// inWords is a value as a text: labels for relations and options.
func (p *Pages) inWords(c *echo.Context, scope access.Scope, f *schema.Field, value any) (string, error) {
	labels := map[string]content.Choice{}
	if ids := f.Format(value, schema.ParseContext{}); f.Type == schema.TypeRelation && len(ids) > 0 {
		var err error
		if labels, err = p.Content.Labels(c.Request().Context(), scope, f.To, ids); err != nil {
			return "", err
		}
	}
	cell := fieldCell(f, value, labels, clock(scope))
	if f.Type == schema.TypeBoolean {
		return map[string]string{"true": page.Yes, "false": page.No}[strings.Join(cell.Texts, "")], nil
	}
	return strings.Join(cell.Texts, ", "), nil
}
