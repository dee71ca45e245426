package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
)

// whyAll explains everything that could be done with an entry, or in a collection.
func (p *Pages) whyAll(c *echo.Context, scope access.Scope, collection *schema.Collection) error {
	ctx, to, id, name := c.Request().Context(), in(scope), c.Param("entry"), collection.Name
	v := page.WhyAllView{Back: to.Content(name)}
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: v.Back}, {Label: page.WhyAllTitle}}
	var names []string
	if id != "" {
		e, err := p.Content.Find(ctx, scope, name, id)
		if err != nil {
			return err
		}
		names, v.Back = aboutEntry(e), p.entryAddress(scope, e)
	} else {
		if may := p.Content.May(scope, name); !may.List && !may.Get && len(p.Content.Views(scope, name)) == 0 {
			return fault.RoleRequired()
		}
		names = aboutCollection(collection)
	}
	for _, operation := range names {
		x, err := p.Content.Explain(ctx, scope, name, operation, id)
		if err != nil {
			return err
		}
		line := page.WhyLine{Allowed: x.Allowed, Sentence: WhyOf(x).Sentence(), Href: to.WhyCollection(name, operation)}
		if id != "" {
			line.Href = to.Why(name, id, operation)
		}
		v.Lines = append(v.Lines, line)
	}
	var err error
	if v.Frame, err = p.shell(c, scope, page.WhyAllTitle, to.Content(name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.WhyAllPage(v), page.WhyAllPart(v))
}

// aboutEntry are the operations and actions that make sense with an entry now.
func aboutEntry(e content.Entry) []string {
	if e.Archived() {
		return []string{content.Restoration, content.Removal}
	}
	names := []string{string(schema.Update)}
	if e.Collection.Rule(schema.Publish) != nil || !e.Collection.Singleton {
		names = append(names, string(schema.Publish))
		if e.Live() {
			names = append(names, page.WhyUnpublish)
		}
	}
	if !e.Collection.Singleton {
		names = append(names, string(schema.Delete), schema.Duplicate)
	}
	return append(names, actionNames(e.Collection, false)...)
}

func aboutCollection(c *schema.Collection) []string {
	if c.Singleton {
		return []string{string(schema.Get), string(schema.Update), string(schema.Publish)}
	}
	names := []string{string(schema.List)}
	for _, v := range c.Views {
		names = append(names, content.ThroughView+v.Name)
	}
	for _, op := range []schema.Operation{schema.Get, schema.Create, schema.Update, schema.Publish, schema.Delete, schema.Preview} {
		names = append(names, string(op))
	}
	return append(names, actionNames(c, true)...)
}

func actionNames(c *schema.Collection, alone bool) []string {
	var names []string
	for _, a := range c.Actions {
		if a.Standalone == alone {
			names = append(names, content.AboutAction(a.Name))
		}
	}
	return names
}
