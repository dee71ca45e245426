package cms

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Refuse answers an error to somebody in a browser.
func (p *Pages) Refuse(c *echo.Context, f *fault.Fault) error {
	actor, err := p.Recognize(c)
	if err != nil {
		actor = access.Actor{}
	}
	switch {
	case f.Kind == fault.Unauthenticated && !actor.Known():
		return p.askToSignIn(c)
	case f.Kind == fault.Choose && !actor.Known():
		return p.askToSignIn(c)
	case f.Kind == fault.Choose:
		return p.choose(c, actor, c.Request().URL.RequestURI())
	case f.Code == fault.CodeNotFresh && actor.Known():
		return p.stale(c, actor)
	case f.Code == fault.CodeTwoFactorRequired && actor.Known():
		return p.tooWeak(c, actor, f)
	case f.Code == fault.CodeNotAMember:
		return p.outsider(c, actor)
	case f.Kind == fault.NotFound && actor.Known() && reads(c):
		if to, ok := p.moved(c, actor); ok {
			return c.Redirect(http.StatusPermanentRedirect, to)
		}
	}
	return p.problem(c, actor, f)
}

func reads(c *echo.Context) bool {
	return c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead
}

// moved is the new address of a page whose organization was renamed.
func (p *Pages) moved(c *echo.Context, actor access.Actor) (string, bool) {
	old := c.Param("organization")
	if old == "" {
		return "", false
	}
	slug, err := p.Org.ResolveOldSlug(c.Request().Context(), actor, old)
	if err != nil {
		return "", false
	}
	selection := p.Gate.Selection()
	rest, ok := strings.CutPrefix(c.Request().URL.RequestURI(), selection.Prefix(old))
	return selection.Prefix(slug) + rest, ok
}

// problem is the page that says what happened, with whatever had been typed.
func (p *Pages) problem(c *echo.Context, actor access.Actor, f *fault.Fault) error {
	return p.problemWith(c, actor, f, kept(c))
}

func (p *Pages) problemWith(c *echo.Context, actor access.Actor, f *fault.Fault, typed []page.Kept) error {
	status := respond.Status(f)
	if f.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", seconds(f.RetryAfter))
	}
	title, text := page.Words(f)
	v := page.Problem{Frame: p.door(c, actor, title), Title: title, Text: text, Kept: typed}
	if f.Kind == fault.Internal {
		v.Reference = respond.RequestID(c)
	}
	v.Actions = []component.Action{{Label: page.BackToStart, Href: link.Home(), Kind: component.Main}}
	if to := p.whyOf(c, f); to != "" {
		v.Actions = append(v.Actions, component.Action{Label: page.WhyLink, Href: to})
	}
	return respond.Page(c, status, page.ProblemPage(v), page.ProblemPart(v))
}

// secret says which fields never travel back to the screen.
func secret(name string) bool {
	return strings.Contains(strings.ToLower(name), "password") || slices.Contains([]string{"code", "token", parcelField}, name)
}

// kept lists what the sender of a refused form had typed.
func kept(c *echo.Context) []page.Kept {
	if reads(c) || route.IsUpload(c.Request()) {
		return nil
	}
	form, err := route.Form(c)
	if err != nil {
		return nil
	}
	if aboutContent(c.Request().URL.Path) {
		return keptBut(hidden, form)
	}
	return keptOf(form)
}

// keptOf is what a form held that a person had typed, without secrets.
func keptOf(form url.Values) []page.Kept {
	return keptBut(func(name string) bool { return hidden(name) || secret(name) }, form)
}

func keptBut(hide func(name string) bool, form url.Values) []page.Kept {
	var list []page.Kept
	for name, values := range form {
		if text := strings.Join(values, "\n"); !hide(name) && strings.TrimSpace(text) != "" {
			list = append(list, page.Kept{Label: name, Value: text})
		}
	}
	slices.SortFunc(list, func(a, b page.Kept) int { return strings.Compare(a.Label, b.Label) })
	return list
}

// hidden says which fields a person did not type.
func hidden(name string) bool {
	return strings.HasPrefix(name, "_") || name == "revision" || name == link.ReturnParameter
}

// parcelField is the hidden field of the sign-in page that carries a sealed form.
const parcelField = page.ParcelField

// askToSignIn leads to the sign-in page and back. A form that was posted is kept:
// the page is answered at once, with the form sealed inside.
func (p *Pages) askToSignIn(c *echo.Context) error {
	if reads(c) && c.Request().Header.Get("HX-Request") != "true" {
		return c.Redirect(http.StatusSeeOther, link.SignIn(c.Request().URL.RequestURI()))
	}
	if reads(c) {
		return respond.See(c, link.SignIn(p.current(c)))
	}
	if route.IsUpload(c.Request()) { // a file does not travel; the page that takes it has the same address
		return respond.See(c, link.SignIn(c.Request().URL.RequestURI()))
	}
	return p.parked(c)
}

// current is the page a request of htmx was made from. Which scheme the browser
// used, and behind some proxies which host, only the base URL knows.
func (p *Pages) current(c *echo.Context) string {
	from, err := url.Parse(c.Request().Header.Get("HX-Current-URL"))
	if err != nil || !p.here(c, from.Host) {
		return link.Home()
	}
	return wanted(from.RequestURI(), link.Home())
}

// here reports whether a host is this installation's.
func (p *Pages) here(c *echo.Context, host string) bool {
	base, err := url.Parse(p.BaseURL)
	return host != "" && (host == c.Request().Host || err == nil && host == base.Host)
}

// parcel is the posted form of a request, for the person whose session it was.
func (p *Pages) parcel(c *echo.Context) (string, error) {
	form, err := route.Form(c)
	if err != nil {
		return "", err
	}
	for name := range form {
		if secret(name) && !aboutContent(c.Request().URL.Path) {
			delete(form, name)
		}
	}
	owner, err := p.Auth.EndedSession(c.Request().Context(), p.Sessions.Token(c.Request()))
	if err != nil {
		return "", err
	}
	return p.Sessions.Seal(session.Parcel{UserID: owner, Address: c.Request().URL.RequestURI(), Form: form, At: time.Now()})
}
