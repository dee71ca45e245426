package cms

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// SetupPage is the form behind the link that was printed at start.
func (p *Pages) SetupPage(c *echo.Context) error {
	query, err := route.Query(c, "code")
	if err != nil {
		return err
	}
	code := query.Get("code")
	if err := p.Auth.CheckSetupCode(c.Request().Context(), code); err != nil {
		return p.setupClosed(c, code, err)
	}
	return p.setupPage(c, http.StatusOK, page.Setup{Code: code})
}

func (p *Pages) setupPage(c *echo.Context, status int, v page.Setup) error {
	v.Frame = p.door(c, access.Actor{}, page.SetupTitle)
	v.Before = p.Gate.Selection().Prefix("")
	secretive(c)
	return respond.Page(c, status, page.SetupPage(v), nil)
}

// setupClosed says what opens set-up, or that somebody has been here.
func (p *Pages) setupClosed(c *echo.Context, code string, err error) error {
	v := page.Closed{Frame: p.door(c, access.Actor{}, page.SetupTitle), Wrong: code != ""}
	status := http.StatusForbidden
	switch {
	case fault.Has(err, fault.CodeSetupDone):
		v.Done, status = true, http.StatusNotFound
	case fault.Has(err, fault.CodeTokenInvalid):
	default:
		return err
	}
	v.Kept = kept(c)
	secretive(c)
	return respond.Page(c, status, page.ClosedPage(v), nil)
}

// SetupSlug says while one types whether the organization may have a slug.
func (p *Pages) SetupSlug(c *echo.Context) error {
	query, err := route.Query(c, "code", "slug")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := p.Auth.CheckSetupCode(ctx, query.Get("code")); err != nil {
		return fault.NotFoundOf("page")
	}
	v := page.SlugState{Slug: query.Get("slug")}
	if v.Slug != "" {
		if v.Problem, err = p.Org.CheckSlug(ctx, v.Slug, ""); err != nil {
			return err
		}
	}
	secretive(c)
	part := page.SlugStatePart(v)
	return respond.Page(c, http.StatusOK, part, part)
}

// SetUp makes the first organization and its owner, and signs them in.
func (p *Pages) SetUp(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	in := org.SetupInput{
		Organization: form.Get("organization"), Slug: form.Get("slug"),
		Person: auth.PersonInput{Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password")},
	}
	token, founded, err := p.Org.Setup(c.Request().Context(), form.Get("code"), in, device(c))
	if err != nil {
		return p.notSetUp(c, form, err)
	}
	if _, err := p.arrive(c, token, true); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "setup.done", Params: map[string]string{
		"name": founded.User.Name, "organization": founded.Organization.Name,
	}})
	return respond.See(c, p.home(founded.Organization.Slug))
}

func (p *Pages) notSetUp(c *echo.Context, form url.Values, err error) error {
	f := respond.Fault(err)
	switch {
	case f.Code == fault.CodeSetupDone || f.Code == fault.CodeTokenInvalid:
		return p.setupClosed(c, form.Get("code"), f)
	case len(f.Problems) == 0:
		return err
	}
	return p.setupPage(c, respond.FormStatus(f), page.Setup{
		Code: form.Get("code"), Organization: form.Get("organization"), Slug: form.Get("slug"),
		Name: form.Get("name"), Email: form.Get("email"), Failed: f,
	})
}
