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

// A form that cannot be taken now is not lost: sealed, it travels in the page that
// asks who somebody is (or whether it is still them), and is shown again
// afterwards. It is never saved by itself.

// mostCarried is the longest parcel that fits into the form of the next page; a
// longer one is shown as text instead.
const mostCarried = 900 << 10

// parked answers a form that was posted with an ended session.
func (p *Pages) parked(c *echo.Context) error {
	v := page.SignIn{Wanted: p.cameFrom(c), At: time.Now().UTC()}
	var err error
	if v.Parcel, v.Kept, err = p.carried(c); err != nil {
		return p.unreadable(c, access.Actor{}, err)
	}
	wholePage(c)
	return p.signInPage(c, http.StatusUnauthorized, v)
}

// stale answers somebody who proved their password too long ago for what they
// ask: the password, then on to it.
func (p *Pages) stale(c *echo.Context, actor access.Actor) error {
	if reads(c) {
		if c.Request().Header.Get("HX-Request") == "true" {
			return respond.See(c, link.Confirm(p.current(c)))
		}
		return c.Redirect(http.StatusSeeOther, link.Confirm(c.Request().URL.RequestURI()))
	}
	v := page.Confirm{Wanted: p.cameFrom(c)}
	var err error
	if v.Parcel, v.Kept, err = p.carried(c); err != nil {
		return p.unreadable(c, actor, err)
	}
	wholePage(c)
	return p.confirmPage(c, actor, http.StatusForbidden, v)
}

// carried is the posted form as a parcel, or as text where it is too large for one.
func (p *Pages) carried(c *echo.Context) (sealed string, list []page.Kept, err error) {
	form, err := route.Form(c)
	if err != nil {
		return "", nil, err
	}
	if form.Has(parcelField) { // this was the page that carried it
		return form.Get(parcelField), nil, nil
	}
	sealed, err = p.parcel(c)
	if err != nil || len(sealed) > mostCarried {
		return "", kept(c), nil //nolint:nilerr // what was typed is on the screen instead
	}
	return sealed, nil, nil
}

// unreadable answers a form of which nothing can be kept, because it is no form or
// too large for one; signing in would not change that.
func (p *Pages) unreadable(c *echo.Context, actor access.Actor, err error) error {
	f := respond.Fault(err)
	if f.Kind == fault.Internal {
		return err
	}
	return p.problem(c, actor, f)
}

// wholePage tells htmx to put a whole page where it wanted a part.
func wholePage(c *echo.Context) {
	if c.Request().Header.Get("HX-Request") != "true" {
		return
	}
	h := c.Response().Header()
	h.Set("HX-Retarget", "body")
	h.Set("HX-Reswap", "outerHTML show:top")
	h.Set("HX-Reselect", "body")
}

// cameFrom is the page a form was sent from. A form that had come back under the
// address of a question (who somebody is, or whether it is still them) was sent from
// its own page all the same.
func (p *Pages) cameFrom(c *echo.Context) string {
	from := ""
	if c.Request().Header.Get("HX-Request") == "true" {
		from = p.current(c)
	} else if u, err := url.Parse(c.Request().Referer()); err == nil && p.here(c, u.Host) {
		from = wanted(u.RequestURI(), "")
	}
	if path, _, _ := strings.Cut(from, "?"); from == "" || from == link.Home() || path == link.Confirm("") {
		return p.formPage(c.Request().URL.RequestURI(), from)
	}
	return from
}

// formPage is the page of the form that is posted to an address.
func (p *Pages) formPage(address, fallback string) string {
	if address == link.AccountProfile() {
		return link.Account()
	}
	slug, collection, id, ok := p.entryForm(address)
	switch {
	case !ok:
		return fallback
	case id == "":
		return p.inside(slug).Content(collection)
	}
	return p.inside(slug).Entry(collection, id)
}

// unpack gives somebody the form back that they had sent.
func (p *Pages) unpack(c *echo.Context, actor access.Actor, parcel session.Parcel, back string) error {
	to, ok := link.Local(parcel.Address)
	if !ok {
		return respond.See(c, back)
	}
	var err error
	switch {
	case to == link.AccountProfile():
		err = p.accountPage(c, actor, http.StatusOK, page.Account{
			Name: parcel.Form.Get("name"), TimeZone: parcel.Form.Get("timeZone"), Unsaved: true,
		})
	case aboutContent(to):
		err = p.Returned(c, actor, parcel)
	default:
		return p.resendPage(c, actor, parcel, page.ResendAfterSignIn, back)
	}
	if err == nil {
		return nil
	}
	f := respond.Fault(err)
	if f.Kind == fault.Internal {
		return err
	}
	// The organization or the entry is gone, or the role: the text is still here.
	return p.problemWith(c, actor, f, keptOf(parcel.Form))
}

// aboutContent reports whether an address is that of entries, whose fields have
// names of their own.
func aboutContent(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return slices.Contains(strings.Split(path, "/"), "content")
}

// resendPage shows a form that was kept and sends it once more when asked to.
func (p *Pages) resendPage(c *echo.Context, actor access.Actor, parcel session.Parcel, text, back string) error {
	to, ok := link.Local(parcel.Address)
	if !ok {
		return respond.See(c, back)
	}
	v := page.Resend{
		Frame: p.door(c, actor, page.ResendTitle), Text: text, To: to, Back: back, Kept: keptOf(parcel.Form),
	}
	for name, values := range parcel.Form {
		for _, value := range values {
			v.Hidden = append(v.Hidden, component.Hidden{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(v.Hidden, func(a, b component.Hidden) int { return strings.Compare(a.Name, b.Name) })
	neverStore(c)
	return respond.Page(c, http.StatusOK, page.ResendPage(v), nil)
}
