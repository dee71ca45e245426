package cms

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/session"
)

// Returned gives somebody who has signed in the form back that they had posted
// with an ended session: the entry's form, filled and not saved. What was no form of
// an entry is offered to be sent again. Whoever calls has seen that the parcel is
// not another person's. It fails like Gate.Enter and the stores where the way back is gone.
func (p *Pages) Returned(c *echo.Context, actor access.Actor, parcel session.Parcel) error {
	slug, collection, id, ok := p.entryForm(parcel.Address)
	if !ok {
		return p.resendPage(c, actor, parcel, page.ResendAfterSignIn, link.Home())
	}
	scope, err := p.Gate.Enter(c.Request().Context(), actor, access.Asked{Slug: slug})
	if err != nil {
		return err
	}
	return p.restore(c, scope, collection, id, parcel)
}

// restore shows the form of an entry filled with what was sent.
func (p *Pages) restore(c *echo.Context, scope access.Scope, name, id string, parcel session.Parcel) error {
	ctx := c.Request().Context()
	collection, err := p.Content.Collection(scope, name)
	if err != nil {
		return err
	}
	draw := entryForm{p: p, scope: scope, c: collection, kept: page.Clock(parcel.At, clock(scope))}
	notice := page.CameBack
	switch {
	case collection.Singleton:
		draw.e, err = p.Content.GetSingleton(ctx, scope, name)
	case id != "":
		draw.e, err = p.Content.Find(ctx, scope, name, id)
	}
	if err != nil {
		return err
	}
	switch {
	case draw.e.Archived():
		notice = page.TrashedBefore
	case draw.e.Collection == nil && !p.Content.May(scope, name).Create, draw.e.Collection != nil && !draw.e.May.Update:
		notice, draw.e.May = page.RightGone, content.May{}
	}
	form, _, _ := decisions(collection, parcel.Form)
	return p.refill(c, http.StatusOK, draw.from(form), form, nil, notice)
}

// entryForm reads where a form of an entry was posted to: {org}/content/{collection},
// or …/{id} below it.
func (p *Pages) entryForm(address string) (slug, collection, id string, ok bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", "", false
	}
	given := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for _, part := range strings.Split(strings.Trim(p.Gate.Selection().Pattern(), "/"), "/") {
		if part == "" {
			continue
		}
		if len(given) == 0 {
			return "", "", "", false
		}
		if strings.HasPrefix(part, ":") {
			slug = unescaped(given[0])
		} else if part != given[0] {
			return "", "", "", false
		}
		given = given[1:]
	}
	switch {
	case len(given) < 2 || len(given) > 3 || given[0] != "content":
		return "", "", "", false
	case len(given) == 3:
		id = unescaped(given[2])
		if !strings.HasPrefix(id, "ent_") { // batch, preview and other neighbours
			return "", "", "", false
		}
	}
	return slug, unescaped(given[1]), id, true
}

func unescaped(segment string) string {
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return ""
}
